/* server_who_sees.c - the list of who may see a file, and why (A2): made from the
 * records, and telling nobody what is kept from them (R7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_opening.h"

/* ---- who may see the file ---- */

static unsigned
get_access(enum who who)
{
	char path[100];

	snprintf(path, sizeof(path), "/v1/files/%s/access", sc.file.s);
	return worker_get(&sc.who[who], path, &sc.out);
}

/* The reasons of somebody in the list, with a space after each; NULL: not there. */
static const char *
reasons(enum who who)
{
	static char text[200];
	struct json *doc = office_json(&sc.out);
	const struct json *p, *w;
	bool is_there = false;

	text[0] = '\0';
	for (p = json_first(json_get(doc, "people")); p; p = json_next(p)) {
		if (strcmp(json_text_of(p, "staff", ""), sc.who[who].staff.s) !=
		    0)
			continue;
		is_there = true;
		for (w = json_first(json_get(p, "why")); w; w = json_next(w)) {
			size_t len = strlen(text);

			snprintf(text + len, sizeof(text) - len, "%s ",
			    json_text_of(w, "what", ""));
		}
	}
	json_free(doc);
	return is_there ? text : NULL;
}

static void
expect_reasons(const char *why, enum who who, const char *want)
{
	const char *got = reasons(who);

	if ((got == NULL) != (want == NULL) ||
	    (got != NULL && strcmp(got, want) != 0))
		fail_msg("%s: %s", why, got ? got : "not in the list");
}

static void
test_access_asked(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		unsigned status;
	} rows[] = {
		{ "a senior", SENIOR, 200 },
		{ "the Director", DIRECTOR, 200 },
		{ "the Lead", LEAD, 200 },
		{ "who is assigned", ASSIGNED, 403 },
		{ "a stranger", STRANGER, 404 },
		{ "a manager of nobody", MANAGER, 404 },
		{ "a trustee", TRUSTEE, 404 },
		{ "an administrator", ADMIN, 404 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (get_access(rows[i].who) != rows[i].status)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
}

static void
test_access_says_why(void **state)
{
	char more[200];

	(void)state;
	snprintf(
	    more, sizeof(more), ",\"manager\":\"%s\"", sc.who[MANAGER].staff.s);
	change_staff(ASSIGNED, more);
	assert_int_equal(open_file(VOLUNTEER), 201);
	assert_int_equal(get_access(LEAD), 200);
	expect_reasons(
	    "a role, and the file's first hand", SENIOR, "role author ");
	expect_reasons("a role", DIRECTOR, "role ");
	expect_reasons("a role", LEAD, "role ");
	expect_reasons("an assignment", ASSIGNED, "assigned ");
	expect_reasons("who manages them", MANAGER, "manager ");
	expect_reasons("who opened it", VOLUNTEER, "opening ");
	expect_reasons("nobody else", STRANGER, NULL);
	expect_reasons("nobody else", TRUSTEE, NULL);
	expect_reasons("nobody else", ADMIN, NULL);
	assert_true(answer_has("\"from\":\"2026-01-05\""));
	office_at(&sc.office, OFFICE_NOW + HOUR + 60000);
	assert_int_equal(get_access(LEAD), 200);
	expect_reasons("the time is over", VOLUNTEER, NULL);
	/* The look at it is on record. */
	snprintf(more, sizeof(more), "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[SENIOR], more, &sc.out), 200);
	assert_true(answer_has(sc.who[LEAD].staff.s));
}

/* R7: who is asked for advice about somebody is not told to that somebody. */
static void
test_access_hides(void **state)
{
	char body[500];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"of\":\"%s\",\"due\":\"2026-04-05T12:00\",\"question\":\"x\","
	    "\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[MANAGER].staff.s, sc.who[ACCUSED].staff.s);
	scene_put(&sc, ASSIGNED, "advice", body);
	assert_int_equal(get_access(SENIOR), 200);
	expect_reasons("whom it is asked of", MANAGER, "advice ");
	assert_int_equal(get_access(ACCUSED), 200);
	expect_reasons("kept from whom it is about", MANAGER, NULL);
	expect_reasons("the rest is told", SENIOR, "role author ");
}

/* To whom a thread falls as the chair is told to those alone who may see it. */
static void
test_access_hides_the_chair(void **state)
{
	char body[500];

	(void)state;
	change_staff(TRUSTEE, ",\"chair\":true");
	snprintf(body, sizeof(body),
	    "{\"child\":\"Z\",\"observed\":\"x\",\"about_staff\":[{\"staff\":"
	    "\"%s\"},{\"staff\":\"%s\"}]}",
	    sc.who[SENIOR].staff.s, sc.who[ACCUSED].staff.s);
	assert_int_equal(get_access(DIRECTOR), 200);
	expect_reasons("before", TRUSTEE, NULL);
	scene_put(&sc, ASSIGNED, "first_account", body);
	assert_int_equal(get_access(DIRECTOR), 200);
	expect_reasons("to the Director", TRUSTEE, "chair ");
	assert_int_equal(get_access(SENIOR), 200);
	expect_reasons("to one whom it is about", TRUSTEE, NULL);
}

#define T(test) cmocka_unit_test_setup_teardown(test, start, sync_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_access_asked),
		T(test_access_says_why),
		T(test_access_hides),
		T(test_access_hides_the_chair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
