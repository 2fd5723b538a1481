/* server_who_sees.c - the list of who may see a file, and why (A2): made from the
 * records, and telling nobody what is kept from them (R7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_opening.h"
#include "share_made.h"
#include "store_in.h"
#include "writer.h"

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

/* By the Director, not to share, on advice; about somebody of the staff, or nobody. */
static void
decide_on(const char *about, const struct id *advice)
{
	struct errinfo e = { 0 };
	struct share_maker m = { .s = sc.office.s,
		.db = server_reader(sc.office.s, &e),
		.file = &sc.file,
		.asker = &sc.who[DIRECTOR].staff,
		.now_ms = sc.office.now_ms };
	struct buf body = BUF_INIT(200000);
	char judged[500], named[120] = "";

	if (*about != '\0')
		snprintf(named, sizeof(named),
		    "\"about_staff\":[{\"staff\":\"%s\"}],", about);
	snprintf(judged, sizeof(judged),
	    "{%s\"advice\":\"%s\",\"harm\":\"none\",\"in_doubt\":true,"
	    "\"reasons\":\"x\",\"decided\":\"not\"}",
	    named, advice->s);
	share_made(&m, judged, &body);
	server_reader_done(sc.office.s, m.db);
	scene_put(&sc, DIRECTOR, "share_decision", buf_str(&body));
	buf_done(&body);
}

/* R7: a decision that is kept from one of them ends nothing for them, and is not to be
 * told by this list. */
static void
test_access_hides_a_decision(void **state)
{
	char body[500];
	struct id advice;

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"of\":\"%s\",\"due\":\"2026-04-05T12:00\",\"question\":\"x\"}",
	    sc.who[MANAGER].staff.s);
	advice = scene_put(&sc, ASSIGNED, "advice", body);
	decide_on(sc.who[ACCUSED].staff.s, &advice);
	assert_int_equal(get_access(SENIOR), 200);
	expect_reasons("it is decided", MANAGER, NULL);
	assert_int_equal(get_access(ACCUSED), 200);
	expect_reasons("not for whom it is about", MANAGER, "advice ");
	advice = scene_put(&sc, ASSIGNED, "advice", body);
	decide_on(sc.who[MANAGER].staff.s, &advice);
	assert_int_equal(get_access(SENIOR), 200);
	expect_reasons("they read it still", MANAGER, "advice ");
	advice = scene_put(&sc, ASSIGNED, "advice", body);
	decide_on("", &advice);
	assert_int_equal(get_access(SENIOR), 200);
	expect_reasons("one for another is there", MANAGER, "advice ");
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

/* ---- more than an answer holds ---- */

#define TOLD_MAX 2000 /* as in h_access.c */

/* People in clear rows alone, who see all by their role. */
static enum err
run_hire(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct id none = { "" };
	enum err code = ERR_OK;

	(void)s;
	for (int n = *(int *)arg; n > 0 && code == ERR_OK; n--) {
		struct stmt *st = db_stmt(db, SQL_STAFF_SET);
		struct id id = id_new();

		stmt_id(st, 1, &id);
		stmt_text(st, 2, role_code(ROLE_DIRECTOR));
		stmt_int(st, 3, 0);
		stmt_id(st, 4, &none);
		stmt_text(st, 5, "");
		code = stmt_done(st, e);
	}
	return code;
}

static void
hire(int n)
{
	assert_int_equal(
	    writer_do(sc.office.s->writer, run_hire, &n, NULL), ERR_OK);
}

/* Lines of a list that was printed. */
static size_t
lines(const char *text)
{
	size_t n = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		n++;
	return n;
}

static void
test_long(void **state)
{
	/* Five may see it without them. */
	static const struct {
		const char *why;
		int hired;
		int64_t told, more;
	} rows[] = {
		{ "a few", 0, 5, 0 },
		{ "one less than it holds", TOLD_MAX - 6, TOLD_MAX - 1, 0 },
		{ "all that it holds", 1, TOLD_MAX, 0 },
		{ "one too many", 1, TOLD_MAX, 1 },
		{ "and more", 16, TOLD_MAX, 17 },
	};
	size_t all = 5;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json *doc;
		size_t told, printed;
		int64_t more;

		hire(rows[i].hired);
		assert_int_equal(get_access(SENIOR), 200);
		doc = office_json(&sc.out);
		told = json_count(json_get(doc, "people"));
		more = json_int_of(doc, "more", 0);
		if (rows[i].more == 0 && json_get(doc, "more") != NULL)
			fail_msg("%s: it says 0 more", rows[i].why);
		json_free(doc);
		if ((int64_t)told != rows[i].told || more != rows[i].more)
			fail_msg("%s: %zu, and %lld more", rows[i].why, told,
			    (long long)more);
		all = told + (size_t)more;
		printed = lines(run(ERR_OK,
		    (const char *const[]){ "who-sees", "senior", "C-0001" },
		    3));
		if (printed != all)
			fail_msg("%s: %zu are printed", rows[i].why, printed);
	}
}

/* Assignments that come before the one there is. */
static enum err
run_assign(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	enum err code = ERR_OK;

	(void)s;
	for (int n = *(int *)arg; n > 0 && code == ERR_OK; n--) {
		struct stmt *st = db_stmt(db, SQL_ASSIGNMENT_SET);
		struct id id = id_new(), staff = id_new();

		stmt_id(st, 1, &id);
		stmt_text(st, 2, staff.s);
		stmt_id(st, 3, &sc.file);
		stmt_text(st, 4, "2020-01-01");
		stmt_text(st, 5, "");
		code = stmt_done(st, e);
	}
	return code;
}

static void
test_many_reasons(void **state)
{
	int n = 700;

	(void)state;
	assert_int_equal(
	    writer_do(sc.office.s->writer, run_assign, &n, NULL), ERR_OK);
	assert_int_equal(get_access(SENIOR), 200);
	expect_reasons("the last of all", ASSIGNED, "assigned ");
}

/* ---- printed at the office ---- */

static void
test_printed(void **state)
{
	static const struct {
		const char *why, *words[4];
		int count;
		enum err want;
		const char *says, *hides;
	} rows[] = {
		{ "a senior's", { "who-sees", "senior", "C-0001" }, 3, ERR_OK,
		    "assigned, Support worker: assigned, from Mon 5 January "
		    "2026: x\n",
		    "stranger" },
		{ "with all reasons", { "who-sees", "lead", "C-0001" }, 3,
		    ERR_OK,
		    "senior, Designated senior member: by their role; wrote on "
		    "it; sees that alone\n",
		    "trustee" },
		{ "whom advice is asked of", { "who-sees", "senior", "C-0001" },
		    3, ERR_OK, "manager, Line manager: asked for advice\n",
		    "volunteer" },
		{ "not to whom it is about",
		    { "who-sees", "accused", "C-0001" }, 3, ERR_OK,
		    "director, Director of Services: by their role\n",
		    "manager, Line" },
		{ "who is assigned", { "who-sees", "assigned", "C-0001" }, 3,
		    ERR_DENIED, "designated senior members", "senior, " },
		{ "a stranger", { "who-sees", "stranger", "C-0001" }, 3,
		    ERR_NOT_FOUND, "not open to this person", "senior, " },
		{ "an administrator", { "who-sees", "admin", "C-0001" }, 3,
		    ERR_NOT_FOUND, "not open to this person", "senior, " },
		{ "nobody", { "who-sees", "nobody", "C-0001" }, 3,
		    ERR_NOT_FOUND, "Nobody has this sign-in name", "senior, " },
		{ "no such file", { "who-sees", "senior", "C-9999" }, 3,
		    ERR_NOT_FOUND, "no file with this reference", "senior, " },
		{ "a part of one", { "who-sees", "senior", "C-000" }, 3,
		    ERR_NOT_FOUND, "no file with this reference", "senior, " },
		{ "no file named", { "who-sees", "senior" }, 2, ERR_INVALID,
		    "SIGN-IN REFERENCE", "senior, " },
		{ "one word more", { "who-sees", "senior", "C-0001", "x" }, 4,
		    ERR_INVALID, "SIGN-IN REFERENCE", "senior, " },
		{ "one who left", { "who-sees", "director", "C-0001" }, 3,
		    ERR_DENIED, "has left", "senior, " },
	};
	char body[500];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"of\":\"%s\",\"due\":\"2026-04-08T12:00\",\"question\":\"x\","
	    "\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[MANAGER].staff.s, sc.who[ACCUSED].staff.s);
	scene_put(&sc, ASSIGNED, "advice", body);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *said;

		if (rows[i].want == ERR_DENIED &&
		    strcmp(rows[i].words[1], "director") == 0)
			run(ERR_OK,
			    (const char *const[]){ "user", "end", "director" },
			    3);
		said = run(rows[i].want, rows[i].words, rows[i].count);
		if (strstr(said, rows[i].says) == NULL ||
		    strstr(said, rows[i].hides) != NULL)
			fail_msg("%s: %s", rows[i].why, said);
	}
	/* The looks are on record, of those who had a list. */
	snprintf(body, sizeof(body), "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[SENIOR], body, &sc.out), 200);
	assert_true(answer_has(sc.who[LEAD].staff.s));
	assert_false(answer_has(sc.who[STRANGER].staff.s));
	verify("");
}

static void
test_printed_of_two(void **state)
{
	struct id mine = sc.file;

	(void)state;
	sc.file = id_new();
	scene_put(&sc, SENIOR, "front_sheet",
	    "{\"name\":\"Another\",\"reference\":\"C-0001\",\"purpose\":"
	    "\"x\"}");
	sc.file = mine;
	run(ERR_CONFLICT,
	    (const char *const[]){ "who-sees", "senior", "C-0001" }, 3);
}

#define T(test) cmocka_unit_test_setup_teardown(test, start, sync_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_access_asked),
		T(test_access_says_why),
		T(test_access_hides),
		T(test_access_hides_a_decision),
		T(test_access_hides_the_chair),
		T(test_long),
		T(test_many_reasons),
		T(test_printed),
		T(test_printed_of_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
