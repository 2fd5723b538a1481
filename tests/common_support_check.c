/* common_support_check.c - what episodes of support and the changes in them must agree
 * about, over all the records of a file (F1, F2, R1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "support_check.h"

#define OTHERS 4

/* An episode: id E1 or E2, then started, nature, nature_on, ended. A change: C1 to
 * C9, then of which episode, on, nature, "undone" or "". */
struct given {
	const char *id;
	const char *part[4];
};

static struct id
id_of(const char *name)
{
	struct id id;

	snprintf(id.s, sizeof(id.s), "01900000-0000-7000-8000-00000000%s00%c",
	    name[0] == 'E' ? "e" : "c", name[1]);
	return id;
}

static struct record *
make(const struct given *g)
{
	static const char *const episode[] = { "started", "nature", "nature_on",
		"ended" };
	struct record *r =
	    record_new(g->id[0] == 'E' ? &kind_episode : &kind_nature_change);

	if (g->id[0] == 'E') {
		for (size_t i = 0; i < 4; i++)
			record_set(r, episode[i], g->part[i] ? g->part[i] : "");
		return r;
	}
	record_set(r, "episode", id_of(g->part[0]).s);
	record_set(r, "on", g->part[1]);
	record_set(r, "nature", g->part[2]);
	record_set(r, "undone", g->part[3] ? g->part[3] : "");
	return r;
}

#define BEGUN                                 \
	{                                     \
		"E1",                         \
		{                             \
			"2026-09-01", "group" \
		}                             \
	}
#define ENDED                                                   \
	{                                                       \
		"E1",                                           \
		{                                               \
			"2026-09-01", "group", "", "2026-10-01" \
		}                                               \
	}
#define CHANGED                                         \
	{                                               \
		"C1",                                   \
		{                                       \
			"E1", "2026-09-10", "mentoring" \
		}                                       \
	}

static void
test_rules(void **state)
{
	static const struct {
		const char *why;
		struct given r, others[OTHERS];
		const char *field, *says; /* field NULL: it agrees */
	} rows[] = {
		{ "a first episode", BEGUN, { { 0 } }, NULL, NULL },
		{ "the same, changed", BEGUN, { BEGUN }, NULL, NULL },
		{ "another kind beside it",
		    { "E2", { "2026-09-03", "counselling" } }, { BEGUN }, NULL,
		    NULL },
		{ "the same kind beside it",
		    { "E2", { "2026-09-03", "group" } }, { BEGUN }, "nature",
		    "is open on this file" },
		{ "the same kind, after that one ended",
		    { "E2", { "2026-11-03", "group" } }, { ENDED }, NULL,
		    NULL },
		{ "the same kind, over already",
		    { "E2", { "2026-08-03", "group", "", "2026-08-09" } },
		    { BEGUN }, NULL, NULL },
		{ "a referral of which nothing is decided", { "E2", { 0 } },
		    { { "E1", { 0 } } }, NULL, NULL },
		{ "what the other one became",
		    { "E2", { "2026-09-11", "mentoring" } }, { BEGUN, CHANGED },
		    "nature", "is open on this file" },
		{ "what the other one was", { "E2", { "2026-09-11", "group" } },
		    { BEGUN, CHANGED }, NULL, NULL },
		{ "what the other one became by mistake",
		    { "E2", { "2026-09-11", "mentoring" } },
		    { BEGUN,
			{ "C1", { "E1", "2026-09-10", "mentoring", "yes" } } },
		    NULL, NULL },
		{ "opened again beside the same", BEGUN,
		    { ENDED, { "E2", { "2026-11-03", "group" } } }, "nature",
		    "is open on this file" },
		/* an episode and its own changes */
		{ "a start after a change", { "E1", { "2026-09-12", "group" } },
		    { BEGUN, CHANGED }, "started", "before that day" },
		{ "a start on the day of a change",
		    { "E1", { "2026-09-10", "group" } }, { BEGUN, CHANGED },
		    NULL, NULL },
		{ "no start, and a change", { "E1", { "", "group" } },
		    { BEGUN, CHANGED }, "started", "before that day" },
		{ "no start, and a change by mistake", { "E1", { 0 } },
		    { BEGUN,
			{ "C1", { "E1", "2026-09-10", "mentoring", "yes" } } },
		    NULL, NULL },
		{ "an end before a change",
		    { "E1", { "2026-09-01", "group", "", "2026-09-09" } },
		    { BEGUN, CHANGED }, "ended", "after that day" },
		{ "an end before the last change",
		    { "E1", { "2026-09-01", "group", "", "2026-09-11" } },
		    { BEGUN, CHANGED,
			{ "C2", { "E1", "2026-09-12", "group" } } },
		    "ended", "after that day" },
		{ "an end after all changes",
		    { "E1", { "2026-09-01", "group", "", "2026-09-12" } },
		    { BEGUN, CHANGED,
			{ "C2", { "E1", "2026-09-12", "group" } } },
		    NULL, NULL },
		{ "it was that from the start",
		    { "E1", { "2026-09-01", "mentoring" } }, { BEGUN, CHANGED },
		    "nature", "became the same" },
		{ "another one's changes are not its own",
		    { "E2", { "2026-10-01", "counselling" } },
		    { BEGUN, CHANGED }, NULL, NULL },
		/* changes */
		{ "a change", CHANGED, { BEGUN }, NULL, NULL },
		{ "the same, as it was saved", CHANGED, { BEGUN, CHANGED },
		    NULL, NULL },
		{ "of nothing that is here", CHANGED, { { 0 } }, NULL, NULL },
		{ "a change without a change",
		    { "C1", { "E1", "2026-09-10", "group" } }, { BEGUN },
		    "nature", "no change" },
		{ "to what it became",
		    { "C2", { "E1", "2026-09-12", "mentoring" } },
		    { BEGUN, CHANGED }, "nature", "no change" },
		{ "of the same day, to the same",
		    { "C2", { "E1", "2026-09-10", "mentoring" } },
		    { BEGUN, CHANGED }, "nature", "no change" },
		{ "back again", { "C2", { "E1", "2026-09-12", "group" } },
		    { BEGUN, CHANGED }, NULL, NULL },
		{ "put before one that says the same",
		    { "C2", { "E1", "2026-09-09", "mentoring" } },
		    { BEGUN, CHANGED }, "nature", "change after it" },
		{ "to what a mistake said",
		    { "C2", { "E1", "2026-09-12", "mentoring" } },
		    { BEGUN,
			{ "C1", { "E1", "2026-09-10", "mentoring", "yes" } } },
		    NULL, NULL },
		{ "before it began",
		    { "C1", { "E1", "2026-08-31", "mentoring" } }, { BEGUN },
		    "on", "before the support began" },
		{ "on the first day",
		    { "C1", { "E1", "2026-09-01", "mentoring" } }, { BEGUN },
		    NULL, NULL },
		{ "while it has not begun", CHANGED, { { "E1", { 0 } } }, "on",
		    "has not begun" },
		{ "before it was decided", CHANGED,
		    { { "E1", { "2026-09-01", "group", "2026-09-20" } } }, "on",
		    "was decided" },
		{ "after the end",
		    { "C1", { "E1", "2026-10-02", "mentoring" } }, { ENDED },
		    "on", "after the support has ended" },
		{ "on the last day",
		    { "C1", { "E1", "2026-10-01", "mentoring" } }, { ENDED },
		    NULL, NULL },
		{ "to what is open beside it", CHANGED,
		    { BEGUN, { "E2", { "2026-09-03", "mentoring" } } },
		    "nature", "is open on this file" },
		{ "to it, and was over before", CHANGED,
		    { ENDED, { "E2", { "2026-11-03", "mentoring" } } }, NULL,
		    NULL },
		{ "by mistake: nothing is asked of it",
		    { "C1", { "E1", "2026-08-31", "group", "yes" } }, { BEGUN },
		    NULL, NULL },
		{ "by mistake, and the next one hangs on it",
		    { "C1", { "E1", "2026-09-10", "mentoring", "yes" } },
		    { BEGUN, CHANGED,
			{ "C2", { "E1", "2026-09-12", "group" } } },
		    "undone", "would be none" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct problems *p = calloc(1, sizeof(*p));
		struct support_record others[OTHERS];
		struct record *r = make(&rows[i].r), *made[OTHERS];
		struct id id = id_of(rows[i].r.id);
		size_t n = 0;
		bool agrees;

		for (; n < OTHERS && rows[i].others[n].id; n++) {
			made[n] = make(&rows[i].others[n]);
			others[n] = (struct support_record){
				id_of(rows[i].others[n].id), made[n]
			};
		}
		agrees = support_check(r, &id, others, n, p);
		if (agrees != (rows[i].field == NULL) ||
		    agrees != (p->count == 0))
			fail_msg("%s: %s", rows[i].why,
			    agrees ? "it agrees" : p->at[0].says);
		if (!agrees && (strcmp(p->at[0].field, rows[i].field) != 0 ||
				   !strstr(p->at[0].says, rows[i].says)))
			fail_msg("%s: %s: %s", rows[i].why, p->at[0].field,
			    p->at[0].says);
		if (!agrees && !kind_field(record_kind(r), p->at[0].field))
			fail_msg("%s: no such field", rows[i].why);
		while (n > 0)
			record_free(made[--n]);
		record_free(r);
		free(p);
	}
}

static void
test_other_kinds(void **state)
{
	struct record *r = record_new(&kind_contact);
	struct problems *p = calloc(1, sizeof(*p));
	struct id id = id_of("E1");

	(void)state;
	assert_true(support_check(r, &id, NULL, 0, p));
	record_free(r);
	free(p);
}

static void
test_now(void **state)
{
	static const struct {
		const char *why;
		struct given episode, others[OTHERS];
		const char *nature, *nature_since;
		bool is_begun, is_ended;
	} rows[] = {
		{ "a referral", { "E1", { 0 } }, { { 0 } }, "", "", false,
		    false },
		{ "begun", BEGUN, { { 0 } }, "group", "2026-09-01", true,
		    false },
		{ "ended", ENDED, { { 0 } }, "group", "2026-09-01", true,
		    true },
		{ "decided later",
		    { "E1", { "2026-09-01", "group", "2026-09-05" } },
		    { { 0 } }, "group", "2026-09-05", true, false },
		{ "changed", BEGUN, { CHANGED }, "mentoring", "2026-09-10",
		    true, false },
		{ "changed twice, the later one first", BEGUN,
		    { { "C2", { "E1", "2026-09-12", "counselling" } },
			CHANGED },
		    "counselling", "2026-09-12", true, false },
		{ "by mistake", BEGUN,
		    { { "C1", { "E1", "2026-09-10", "mentoring", "yes" } } },
		    "group", "2026-09-01", true, false },
		{ "another one's", BEGUN,
		    { { "C1", { "E2", "2026-09-10", "mentoring" } } }, "group",
		    "2026-09-01", true, false },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct record *r = make(&rows[i].episode), *made[OTHERS];
		struct support_record others[OTHERS];
		struct id id = id_of(rows[i].episode.id);
		struct support_now now;
		size_t n = 0;

		for (; n < OTHERS && rows[i].others[n].id; n++) {
			made[n] = make(&rows[i].others[n]);
			others[n] = (struct support_record){
				id_of(rows[i].others[n].id), made[n]
			};
		}
		support_now(r, &id, others, n, &now);
		if (strcmp(now.nature, rows[i].nature) != 0 ||
		    strcmp(now.nature_since, rows[i].nature_since) != 0 ||
		    now.is_begun != rows[i].is_begun ||
		    now.is_ended != rows[i].is_ended)
			fail_msg("%s: %s since %s", rows[i].why, now.nature,
			    now.nature_since);
		while (n > 0)
			record_free(made[--n]);
		record_free(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_other_kinds),
		cmocka_unit_test(test_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
