/* server_agreement_due.c - when what a family agreed to is asked for again (I2, C1):
 * after a year, at a birthday that matters, and when others have parental
 * responsibility. */
#include "share_kit.h"

static int
start_up(void **state)
{
	return share_start(state);
}

/* Today is 20 November 2026. */
static void
test_agreement_due(void **state)
{
	static const struct {
		const char *why, *born;
		struct {
			const char *who, *answer, *from, *until;
		} said[2]; /* the last is what is asked for */
		int want;
	} rows[] = {
		{ "a year old", "2020-01-01",
		    { { MOTHER, "agreed", "2025-11-20", "" } }, 1 },
		{ "a day less", "2020-01-01",
		    { { MOTHER, "agreed", "2025-11-21", "" } }, 0 },
		{ "a year old, and ends today", "2020-01-01",
		    { { MOTHER, "agreed", "2025-11-20", "2026-11-20" } }, 1 },
		{ "a year old, and has ended", "2020-01-01",
		    { { MOTHER, "agreed", "2025-11-20", "2026-11-19" } }, 0 },
		{ "a refusal is not asked again", "2020-01-01",
		    { { MOTHER, "refused", "2025-01-01", "" } }, 0 },
		{ "the child is 12 since yesterday", "2014-11-19",
		    { { MOTHER, "agreed", "2026-06-01", "" } }, 1 },
		{ "the child will be 12 tomorrow", "2014-11-21",
		    { { MOTHER, "agreed", "2026-06-01", "" } }, 0 },
		{ "given on the birthday itself", "2014-11-19",
		    { { MOTHER, "agreed", "2026-11-19", "" } }, 0 },
		{ "16 now", "2010-11-20",
		    { { CHILD, "agreed", "2026-06-01", "" } }, 1 },
		{ "18 now", "2008-11-20",
		    { { CHILD, "agreed", "2026-06-01", "" } }, 1 },
		{ "17 now", "2009-11-20",
		    { { CHILD, "agreed", "2026-06-01", "" } }, 0 },
		{ "born on 29 February: 18 on 1 March", "2008-02-29",
		    { { CHILD, "agreed", "2026-01-02", "" } }, 1 },
		{ "a newer answer of the same person", "2020-01-01",
		    { { MOTHER, "agreed", "2026-05-01", "" },
			{ MOTHER, "agreed", "2025-01-01", "" } },
		    0 },
		{ "taken back since", "2020-01-01",
		    { { MOTHER, "withdrawn", "2026-05-01", "" },
			{ MOTHER, "agreed", "2025-01-01", "" } },
		    0 },
		{ "a newer answer of somebody else", "2020-01-01",
		    { { CHILD, "agreed", "2026-05-01", "" },
			{ MOTHER, "agreed", "2025-01-01", "" } },
		    1 },
		{ "an older answer of the same person", "2020-01-01",
		    { { MOTHER, "refused", "2024-05-01", "" },
			{ MOTHER, "agreed", "2025-01-01", "" } },
		    1 },
		{ "the two on one day: the later counts", "2020-01-01",
		    { { MOTHER, "refused", "2025-01-01", "" },
			{ MOTHER, "agreed", "2025-01-01", "" } },
		    1 },
		{ "from a day to come", "2020-01-01",
		    { { MOTHER, "agreed", "2026-12-01", "" } }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id = { "" };

		share_file(rows[i].born);
		for (size_t k = 0; k < 2 && rows[i].said[k].who; k++) {
			kit_now += 1000;
			id = agree(rows[i].said[k].who, rows[i].said[k].answer,
			    rows[i].said[k].from, rows[i].said[k].until);
		}
		if (count_waiting(&kits.worker, "agreement_due", &id,
			kit_now) != rows[i].want)
			fail_msg("%s", rows[i].why);
		/* It is asked for by whoever works with the family. */
		assert_int_equal(
		    count_waiting(&kits.senior, "agreement_due", NULL, kit_now),
		    0);
		assert_int_equal(count_waiting(&kits.stranger, "agreement_due",
				     NULL, kit_now),
		    0);
	}
}

/* Who has parental responsibility changed since (I2). The steps are a second apart:
 * "m" and "f" change the record of mother or father, "F" makes the father's, "a" is
 * the mother's answer, "c" the child's, "r" her refusal, "S" a change in support. Each has what it says of
 * responsibility behind it: y, n, or - for nothing. */
static struct id episode, change;

/* The support changes; says 'n': the last change was a mistake. */
static void
change_support(char says)
{
	static const char *const natures[] = { "group", "mentoring",
		"school_work", "family_work" };
	static int64_t versions;
	static size_t turn;
	char body[300];

	if (id_is_none(&episode))
		episode = kit_make(&kits.senior, &kind_episode, &kits.file,
		    "{\"referred_on\":\"2026-10-01\",\"why_referred\":\"x\","
		    "\"purpose\":\"y\",\"started\":\"2026-10-02\","
		    "\"nature\":\"one_to_one\"}");
	if (says != 'n') {
		change = id_new();
		versions = 0;
		turn++;
	}
	snprintf(body, sizeof(body),
	    "{\"episode\":\"%s\",\"on\":\"2026-11-%02zu\",\"nature\":"
	    "\"%s\",\"reason\":\"x\"%s}",
	    episode.s, 2 + turn % 4, natures[turn % 4],
	    says == 'n' ? ",\"undone\":true" : "");
	if (kit_save(&kits.senior, &kind_nature_change, &kits.file, &change,
		versions++, body) >= 300)
		fail_msg("%s", kit_result.error.says);
}

static void
step(char what, char says, struct id *adults, int64_t *versions, struct id *id)
{
	static const char *const texts[] = { ['y'] = ",\"responsibility\":true",
		['n'] = ",\"responsibility\":false",
		['-'] = "" };
	bool is_father = what == 'f' || what == 'F';
	struct id *adult = &adults[is_father];
	char body[300];

	kit_now += 1000;
	if (what == 'S') {
		change_support(says);
		return;
	}
	if (what == 'a')
		*id = agree(MOTHER, "agreed", "2026-11-01", "");
	if (what == 'c')
		*id = agree(CHILD, "agreed", "2026-11-01", "");
	if (what == 'r')
		*id = agree(MOTHER, "refused", "2026-11-01", "");
	if (strchr("acr", what) != NULL)
		return;
	snprintf(body, sizeof(body),
	    "{\"name\":\"%c%lld\",\"relation\":\"%s\"%s}", what,
	    (long long)kit_now, is_father ? "father" : "mother",
	    texts[(unsigned char)says]);
	if (what == 'F')
		*adult = id_new();
	assert_true(kit_save(&kits.senior, &kind_adult, &kits.file, adult,
			versions[is_father], body) < 300);
	versions[is_father]++;
}

static void
test_responsibility_changed(void **state)
{
	static const struct {
		const char *why, *steps;
		int want; /* of the last answer */
	} rows[] = {
		{ "nothing since", "my a-", 0 },
		{ "hers ends", "a- mn", 1 },
		{ "hers is not known any more", "a- m-", 1 },
		{ "hers begins", "mn a- my", 1 },
		{ "his begins", "Fn a- fy", 1 },
		{ "his ends", "Fy a- fn", 1 },
		{ "his is known now", "F- a- fy", 1 },
		{ "he never had it", "F- a- fn", 0 },
		{ "it was so before", "mn my a-", 0 },
		{ "something else changed", "a- my", 0 },
		{ "something else, often", "Fn a- fn my fn my", 0 },
		{ "after that, too", "a- mn mn mn", 1 },
		{ "put right again", "a- mn my", 0 },
		{ "and wrong again", "a- mn my mn", 1 },
		{ "before it alone", "mn a- mn", 0 },
		{ "a father who is new", "a- Fy", 0 },
		{ "new, and changed", "a- Fy fn", 0 },
		{ "asked again since", "a- mn a-", 0 },
		{ "changed after that again", "a- mn a- my", 1 },
		{ "the child's own answer", "c- mn", 0 },
		{ "a refusal", "r- mn", 0 },
		{ "the support changed", "a- S-", 1 },
		{ "for the child too", "c- S-", 1 },
		{ "it had changed before", "S- a-", 0 },
		{ "that was a mistake", "a- S- Sn", 0 },
		{ "asked again since it changed", "a- S- a-", 0 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id adults[2], id = { "" };
		int64_t versions[2] = { 1, 0 };

		share_file("2020-01-01");
		episode = (struct id){ "" };
		adults[0] = kits.mother;
		for (const char *at = rows[i].steps; *at; at += *at == ' ') {
			step(at[0], at[1], adults, versions, &id);
			at += 2;
		}
		if (count_waiting(&kits.worker, "agreement_due", &id,
			kit_now) != rows[i].want)
			fail_msg("%s", rows[i].why);
		assert_int_equal(count_waiting(&kits.stranger, "agreement_due",
				     NULL, kit_now),
		    0);
	}
}

#define T(t) cmocka_unit_test_setup_teardown(t, start_up, kit_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_agreement_due),
		T(test_responsibility_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
