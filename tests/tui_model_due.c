/* tui_model_due.c - an agreement is asked for again as soon as it is written here that
 * others have parental responsibility, before the office says so (I2). */
#include "store_in.h"
#include "tui_desk.h"
#include "tui_model_help.h"

static struct desk d;
static struct id file, mother, father, answer, other;

#define MINUTE 60000

/* A version that the office has. */
static void
theirs(const struct id *id, int64_t version, const char *kind, const char *body)
{
	pull(d.m, id, &file, version, kind, body);
}

/* What is written here, a minute after all that was there; false: it is refused. */
static struct id
mine(const struct id *id, int64_t base, const char *kind, const char *body)
{
	static int64_t now_ms = DESK_NOON;
	struct record *r = NULL;
	struct save s = { .kind = kind_find(kind), .file = file, .base = base };
	int64_t version;

	clock_fix_for_test(now_ms += MINUTE);
	assert_int_equal(
	    record_from_json(&r, s.kind, body, strlen(body), true, NULL, NULL),
	    ERR_OK);
	if (id)
		s.id = *id;
	s.record = r;
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	record_free(r);
	return s.id;
}

#define MOTHER "\"who\":\"parent\",\"adult\":\"{M}\""
#define CHILD "\"who\":\"cyp\""

/* {M}: the mother's id. */
static const char *
fill(const char *body)
{
	static char text[500];
	const char *at = strstr(body, "{M}");

	snprintf(text, sizeof(text), "%.*s%s%s",
	    (int)(at ? at - body : (long)strlen(body)), body,
	    at ? mother.s : "", at ? at + 3 : "");
	return text;
}

#define AGREED "{" MOTHER ",\"answer\":\"agreed\",\"from\":\"2026-11-01\"}"
#define ASSIGNED "\"from\":\"2026-11-01\""
#define YES "{\"name\":\"M\",\"responsibility\":true}"
#define NO "{\"name\":\"M\",\"responsibility\":false}"
#define UNSAID "{\"name\":\"M\"}"

enum after { NOTHING, REFUSED, RECEIVED, ASKED, NEW_FATHER };

static const struct {
	const char *why, *assignment;
	const char *said;            /* the office has it */
	const char *before, *mother; /* there, and as it is written here */
	enum after after;
	size_t want;
} rows[] = {
	{ "hers ends", ASSIGNED, AGREED, YES, NO, NOTHING, 1 },
	{ "hers is not known any more", ASSIGNED, AGREED, YES, UNSAID, NOTHING,
	    1 },
	{ "hers begins", ASSIGNED, AGREED, NO, YES, NOTHING, 1 },
	{ "it is known now", ASSIGNED, AGREED, UNSAID, YES, NOTHING, 1 },
	{ "an answer with an end to come", ASSIGNED,
	    "{" MOTHER ",\"answer\":\"agreed\",\"from\":\"2026-11-01\","
	    "\"until\":\"2026-11-22\"}",
	    YES, NO, NOTHING, 1 },

	{ "something else changed", ASSIGNED, AGREED, YES,
	    "{\"name\":\"N\",\"responsibility\":true}", NOTHING, 0 },
	{ "she never had it", ASSIGNED, AGREED, UNSAID, NO, NOTHING, 0 },
	{ "nothing is written", ASSIGNED, AGREED, YES, NULL, NOTHING, 0 },
	{ "it came back", ASSIGNED, AGREED, YES, NO, REFUSED, 0 },
	{ "the office has it, and says it", ASSIGNED, AGREED, YES, NO, RECEIVED,
	    0 },
	{ "asked again since", ASSIGNED, AGREED, YES, NO, ASKED, 0 },
	{ "somebody new", ASSIGNED, AGREED, YES, NULL, NEW_FATHER, 0 },
	{ "a refusal", ASSIGNED,
	    "{" MOTHER ",\"answer\":\"refused\",\"from\":\"2026-11-01\"}", YES,
	    NO, NOTHING, 0 },
	{ "the child's own answer", ASSIGNED,
	    "{" CHILD ",\"answer\":\"agreed\",\"from\":\"2026-11-01\"}", YES,
	    NO, NOTHING, 0 },
	{ "one that has ended", ASSIGNED,
	    "{" MOTHER ",\"answer\":\"agreed\",\"from\":\"2026-11-01\","
	    "\"until\":\"2026-11-21\"}",
	    YES, NO, NOTHING, 0 },
	{ "one of a day to come", ASSIGNED,
	    "{" MOTHER ",\"answer\":\"agreed\",\"from\":\"2026-11-23\"}", YES,
	    NO, NOTHING, 0 },
	{ "nobody's file", NULL, AGREED, YES, NO, NOTHING, 0 },
	{ "an assignment that has ended",
	    "\"from\":\"2026-11-01\",\"until\":\"2026-11-21\"", AGREED, YES, NO,
	    NOTHING, 0 },
	{ "one that is to come", "\"from\":\"2026-11-23\"", AGREED, YES, NO,
	    NOTHING, 0 },
};

static void
begin(size_t i)
{
	char body[300];

	file = id_new();
	mother = id_new();
	father = id_new();
	answer = id_new();
	other = id_new();
	desk_enrol(&d, "support_worker");
	theirs(&mother, 1, "adult", rows[i].before);
	theirs(&answer, 1, "agreement", fill(rows[i].said));
	theirs(&other, 1, "assignment",
	    "{\"staff\":\"" DESK_OTHER "\",\"from\":\"2026-11-01\"}");
	other = id_new();
	snprintf(body, sizeof(body), "{\"staff\":\"" DESK_STAFF "\",%s}",
	    rows[i].assignment ? rows[i].assignment : "");
	if (rows[i].assignment)
		theirs(&other, 1, "assignment", body);
}

/* The write of a record is answered with this. */
static void
come_back(bool received)
{
	const struct outbox_row *box;
	struct id write;

	assert_int_equal(model_outbox(d.m, &box), 1);
	write = box[0].write;
	if (received)
		theirs(&mother, 2, "adult", NO);
	else
		assert_int_equal(
		    store_outbox_refuse(d.m->store, &write, 403, "x", NULL),
		    ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX | TOPIC_RECORDS);
}

/* How many agreements are due; each is that one. */
static size_t
count_due(void)
{
	const struct waiting *w;
	size_t n = 0, all = model_waiting(d.m, &w);

	for (size_t i = 0; i < all; i++) {
		if (strcmp(w[i].what, "agreement_due") != 0)
			continue;
		assert_string_equal(w[i].record.s, answer.s);
		assert_string_equal(w[i].file.s, file.s);
		assert_string_equal(w[i].words, "Agreement to ask for again");
		assert_string_equal(w[i].kind->name, "agreement");
		assert_true(w[i].since_ms > DESK_NOON);
		n++;
	}
	return n;
}

static void
test_due(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n;

		begin(i);
		assert_int_equal(count_due(), 0);
		if (rows[i].mother)
			mine(&mother, 1, "adult", rows[i].mother);
		if (rows[i].after == REFUSED || rows[i].after == RECEIVED)
			come_back(rows[i].after == RECEIVED);
		if (rows[i].after == ASKED)
			mine(NULL, 0, "agreement", fill(AGREED));
		if (rows[i].after == NEW_FATHER)
			mine(&father, 0, "adult", YES);
		n = count_due();
		if (n != rows[i].want)
			fail_msg("%s: %zu", rows[i].why, n);
		desk_end(&d);
	}
}

/* Once, whoever says it; and of the same person's last answer alone. */
static void
test_once(void **state)
{
	struct buf b = BUF_INIT(1000);

	(void)state;
	begin(0);
	other = id_new();
	theirs(&other, 1, "agreement",
	    fill("{" MOTHER ",\"answer\":\"agreed\",\"from\":\"2026-10-01\"}"));
	mine(&mother, 1, "adult", NO);
	assert_int_equal(count_due(), 1);
	/* Another word of hers, in the same outbox. */
	mine(&mother, 2, "adult", NO);
	assert_int_equal(count_due(), 1);
	buf_addf(&b,
	    "[{\"what\":\"agreement_due\",\"file\":\"%s\",\"record\":\"%s\","
	    "\"kind\":\"agreement\",\"since\":1795348800001,\"name\":\"Kim\"}]",
	    file.s, answer.s);
	assert_int_equal(
	    store_meta_set(d.m->store, META_WAITING, b.data, b.len, NULL),
	    ERR_OK);
	model_changed(d.m, TOPIC_RECORDS);
	assert_int_equal(count_due(), 1);
	/* Put right again. */
	assert_int_equal(
	    store_meta_set(d.m->store, META_WAITING, "[]", 2, NULL), ERR_OK);
	mine(&mother, 3, "adult", YES);
	assert_int_equal(count_due(), 0);
	buf_done(&b);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_due),
		cmocka_unit_test(test_once) };

	return cmocka_run_group_tests(tests, help_start, NULL);
}
