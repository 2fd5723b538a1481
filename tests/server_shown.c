/* server_shown.c - whom a file that was opened with a reason is shown to: to the
 * Strategic Lead, and never to whoever it may be about (A2, R7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_ended.h"
#include "office_opening.h"
#include "store_in.h"

/* People as bits. The accused one of the scene is a senior, too: a first account on
 * the file is about them. */
#define BIT(who) (1u << (who))
#define L BIT(LEAD)
#define S BIT(SENIOR)
#define A BIT(ACCUSED)
#define D BIT(DIRECTOR)
#define T_ BIT(TRUSTEE)
#define W BIT(STRANGER)

/* [{"staff":id},...], as a member of a body with what is before it; "" for nobody. */
static const char *
about(unsigned who)
{
	static char text[1000];
	size_t len = 0;

	text[0] = '\0';
	for (int i = 0; i < WHO_COUNT; i++)
		if (who & BIT(i))
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s{\"staff\":\"%s\"}",
			    len ? "," : ",\"about_staff\":[",
			    sc.who[i].staff.s);
	if (len)
		snprintf(text + len, sizeof(text) - len, "]");
	return text;
}

static unsigned
open_about(enum who who, const char *about_staff)
{
	char body[3000];

	snprintf(body, sizeof(body),
	    "{\"reference\":\"C-0001\",\"reason\":\"%s\",\"passphrase\":\"%s\""
	    "%s}",
	    REASON, OFFICE_PASSPHRASE, about_staff);
	return worker_post_once(
	    &sc.who[who], "/v1/openings", NULL, body, &sc.out);
}

static void
account_about(unsigned who)
{
	char body[1500];

	snprintf(body, sizeof(body), "{\"child\":\"Z\",\"observed\":\"x\"%s}",
	    about(who));
	scene_put(&sc, ASSIGNED, "first_account", body);
}

/* The one opening there is, by the database. */
static struct id
the_opening(void)
{
	struct db *db = server_reader(sc.office.s, NULL);
	struct stmt *st = db_stmt(db, SQL_OPENING_UNSEEN);
	struct id id = { "" };

	stmt_id(st, 1, &sc.file);
	stmt_text(st, 2, "");
	if (stmt_row(st))
		id = stmt_get_id(st, 0);
	stmt_reset(st);
	server_reader_done(sc.office.s, db);
	return id;
}

static unsigned
who_waits(void)
{
	unsigned who = 0;

	for (int i = 0; i < WHO_COUNT; i++)
		if (i != ADMIN && i != INSPECTOR &&
		    waits((enum who)i, "opening_new") > 0)
			who |= BIT(i);
	return who;
}

/* ---- whom it waits for ---- */

enum left { NOBODY, NO_LEAD, NO_SENIOR, NO_LEAD_NOR_SENIOR };

static const struct {
	const char *why;
	enum who opens;
	unsigned named;     /* by the opening */
	unsigned before;    /* by a first account on the file, before */
	unsigned after;     /* after it */
	enum left left;     /* who works here no more */
	bool has_chair;     /* the trustee is the chair */
	unsigned shown_to;  /* whom it waits for */
	unsigned hidden_of; /* who reads all, and not this */
} rows[] = {
	{ "about nobody here", STRANGER, 0, 0, 0, NOBODY, true, L, A },
	{ "about somebody who reads no opening", STRANGER, BIT(MANAGER), 0, 0,
	    NOBODY, true, L, A },
	{ "it names the Lead", STRANGER, L, 0, 0, NOBODY, true, S, L | A },
	{ "a record of the file does", STRANGER, 0, L, 0, NOBODY, true, S,
	    L | A },
	{ "a later record does", STRANGER, 0, 0, L, NOBODY, true, S, L | A },
	{ "it names a senior", STRANGER, S, 0, 0, NOBODY, true, L, S | A },
	{ "it names the Director", STRANGER, D, 0, 0, NOBODY, true, L, D | A },
	{ "Lead and seniors", STRANGER, L | S, 0, 0, NOBODY, true, T_,
	    L | S | A },
	{ "Lead here, seniors there", STRANGER, L, S, 0, NOBODY, true, T_,
	    L | S | A },
	{ "and there is no chair", STRANGER, L | S, 0, 0, NOBODY, false, D,
	    L | S | A },
	{ "Lead and Director", STRANGER, L | D, 0, 0, NOBODY, true, S | T_,
	    L | D | A },
	{ "all of them", STRANGER, L | S | D, 0, 0, NOBODY, true, T_,
	    L | S | D | A },
	{ "all of them, the chair too", STRANGER, L | S | D | T_, 0, 0, NOBODY,
	    true, 0, L | S | D | A },
	{ "all of them, and no chair", STRANGER, L | S | D, 0, 0, NOBODY, false,
	    0, L | S | D | A },
	{ "no Lead works here", STRANGER, 0, 0, 0, NO_LEAD, true, S, A },
	{ "nor a senior who may see it", STRANGER, 0, 0, 0, NO_LEAD_NOR_SENIOR,
	    true, T_, A },
	{ "nor a chair", STRANGER, 0, 0, 0, NO_LEAD_NOR_SENIOR, false, D, A },
	{ "a Lead, and no senior", STRANGER, 0, 0, 0, NO_SENIOR, true, L, A },
	{ "the Lead opens it", LEAD, 0, 0, 0, NOBODY, true, S, A },
	{ "a senior opens it", SENIOR, 0, 0, 0, NOBODY, true, L, A },
	{ "a senior, because of the Lead", SENIOR, L, 0, 0, NOBODY, false, D,
	    L | A },
	{ "the Director, because of the Lead", DIRECTOR, L, 0, 0, NOBODY, true,
	    S, L | A },
	{ "one who is accused", ACCUSED, 0, 0, 0, NOBODY, true, L, 0 },
	{ "one who comes to be accused", STRANGER, 0, 0, W, NOBODY, true, L,
	    A },
};

static void
leave(enum left left)
{
	if (left == NO_LEAD || left == NO_LEAD_NOR_SENIOR)
		run(ERR_OK, (const char *const[]){ "user", "end", "lead" }, 3);
	if (left == NO_SENIOR || left == NO_LEAD_NOR_SENIOR)
		run(ERR_OK, (const char *const[]){ "user", "end", "senior" },
		    3);
}

static bool
works(enum left left, int who)
{
	bool no_lead = left == NO_LEAD || left == NO_LEAD_NOR_SENIOR;
	bool no_senior = left == NO_SENIOR || left == NO_LEAD_NOR_SENIOR;

	return !(no_lead && who == LEAD) && !(no_senior && who == SENIOR);
}

/* Not read, not in the file, not among the reasons who may see it. */
static void
expect_hidden(const char *why, const struct id *opening, int who, bool is)
{
	char path[200];
	unsigned status;

	scene_path(path, &sc.file, "opening", opening);
	status = worker_get(&sc.who[who], path, &sc.out);
	if (status != (is ? 404u : 200u))
		fail_msg(
		    "%s: %s reads it, %u", why, scene_people[who].name, status);
	assert_int_equal(get_file((enum who)who), 200);
	if (answer_has(opening->s) == is)
		fail_msg("%s: %s, in the file", why, scene_people[who].name);
	snprintf(path, sizeof(path), "/v1/files/%s/access", sc.file.s);
	assert_int_equal(worker_get(&sc.who[who], path, &sc.out), 200);
	if (answer_has("\"what\":\"opening\"") == is)
		fail_msg("%s: %s, in the list", why, scene_people[who].name);
}

static void
test_shown_to(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static const int all[] = { LEAD, SENIOR, ACCUSED, DIRECTOR };
		struct id opening;
		unsigned shown;

		start(NULL);
		if (rows[i].has_chair)
			change_staff(TRUSTEE, ",\"chair\":true");
		if (rows[i].before)
			account_about(rows[i].before);
		if (open_about(rows[i].opens, about(rows[i].named)) != 201)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		if (rows[i].after)
			account_about(rows[i].after);
		leave(rows[i].left);
		opening = the_opening();
		shown = 0;
		for (int who = 0; who < WHO_COUNT; who++)
			if (works(rows[i].left, who) && who != ADMIN &&
			    who != INSPECTOR &&
			    waits((enum who)who, "opening_new") > 0)
				shown |= BIT(who);
		if (shown != rows[i].shown_to)
			fail_msg("%s: shown to %x, not %x", rows[i].why, shown,
			    rows[i].shown_to);
		for (size_t k = 0; k < 4; k++)
			if (works(rows[i].left, all[k]))
				expect_hidden(rows[i].why, &opening, all[k],
				    rows[i].hidden_of & BIT(all[k]));
		verify("");
		sync_stop(NULL);
	}
}

/* What came to a device before goes from it, and no more is said (R7). */
static void
test_taken_back(void **state)
{
	struct id opening;
	char gone[100], cursor[40];

	(void)state;
	assert_int_equal(open_about(STRANGER, ""), 201);
	opening = the_opening();
	sync_as(LEAD, "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}]}",
	    sc.file.s);
	assert_true(answer_has(opening.s));
	snprintf(
	    cursor, sizeof(cursor), "%s", json_text_of(answer, "cursor", ""));
	account_about(L);
	snprintf(gone, sizeof(gone), "\"gone\":\"%s\"", opening.s);
	sync_as(LEAD, "{\"cursor\":\"%s\"}", cursor);
	assert_true(answer_has(gone));
	sync_as(SENIOR, "{\"cursor\":\"%s\"}", cursor);
	assert_false(answer_has(gone));
	verify("");
}

/* What somebody has seen stays with them: to take it back would say more. */
static void
test_seen_stays(void **state)
{
	struct id opening, id = id_new();
	char path[200], body[200];

	(void)state;
	assert_int_equal(open_about(STRANGER, ""), 201);
	opening = the_opening();
	snprintf(body, sizeof(body), "{\"opening\":\"%s\"}", opening.s);
	scene_path(path, &sc.file, "opening_seen", &id);
	assert_int_equal(
	    worker_put(&sc.who[LEAD], path, 0, NULL, body, &sc.out), 201);
	account_about(L);
	scene_path(path, &sc.file, "opening", &opening);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
}

/* Anybody may hand in what is kept aside: it hides no opening. */
static void
test_kept_aside(void **state)
{
	struct id write = id_new();
	char body[600];

	(void)state;
	end_access(ASSIGNED, REVOKED);
	sign_in_again(ASSIGNED);
	assert_int_equal(open_about(STRANGER, ""), 201);
	snprintf(body, sizeof(body), "{\"child\":\"Z\",\"observed\":\"x\"%s}",
	    about(L | S | D));
	hand_over(ASSIGNED, "first_account", &write, RECORD "1", 0, body);
	assert_int_equal(status_at(0), 202);
	assert_int_equal(who_waits(), L);
	assert_int_equal(open_about(VOLUNTEER, ""), 201);
	assert_int_equal(who_waits(), L);
	assert_int_equal(waits(LEAD, "opening_new"), 2);
	verify("");
}

/* ---- saying that one has seen it ---- */

/* As a device of theirs hands it in; what came of it. */
static int64_t
say_seen(enum who who, const struct id *opening)
{
	struct id write = id_new(), id = id_new();
	char text[4000], body[200];

	snprintf(body, sizeof(body), "{\"opening\":\"%s\"}", opening->s);
	sync_as(who, "{\"cursor\":\"0\",\"writes\":[%s]}",
	    write_json(text, &write, "opening_seen", &sc.file, &id, 0, body));
	return status_at(0);
}

static void
test_says_seen(void **state)
{
	static const struct {
		const char *why;
		enum who opens, sees;
		unsigned named;
		int64_t status;
	} seen[] = {
		{ "the Lead", STRANGER, LEAD, 0, 201 },
		{ "a senior for the Lead", STRANGER, SENIOR, 0, 403 },
		{ "the Director for the Lead", STRANGER, DIRECTOR, 0, 403 },
		{ "who opened it", STRANGER, STRANGER, 0, 403 },
		{ "a Lead who opened it", LEAD, LEAD, 0, 403 },
		{ "a senior then", LEAD, SENIOR, 0, 201 },
		{ "the Lead whom it names", STRANGER, LEAD, L, 424 },
		{ "a senior then", STRANGER, SENIOR, L, 201 },
		{ "a senior whom another thing names", STRANGER, ACCUSED, L,
		    403 },
		{ "the Director then", STRANGER, DIRECTOR, L, 403 },
		{ "the chair then", STRANGER, TRUSTEE, L, 404 },
		{ "the chair, for all seniors", STRANGER, TRUSTEE, L | S, 201 },
		{ "the Director, for all seniors", STRANGER, DIRECTOR, L | S,
		    403 },
		{ "a manager", STRANGER, MANAGER, L | S, 404 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		struct id opening;
		int64_t got;

		start(NULL);
		change_staff(TRUSTEE, ",\"chair\":true");
		assert_int_equal(
		    open_about(seen[i].opens, about(seen[i].named)), 201);
		opening = the_opening();
		got = say_seen(seen[i].sees, &opening);
		if (got != seen[i].status)
			fail_msg("%s: %lld %s", seen[i].why, (long long)got,
			    buf_str(&sc.out));
		if ((who_waits() == 0) != (got == 201))
			fail_msg(
			    "%s: it waits for %x", seen[i].why, who_waits());
		if (got == 201)
			assert_int_equal(say_seen(seen[i].sees, &opening), 409);
		verify("");
		sync_stop(NULL);
	}
}

/* ---- naming whom it is about ---- */

#define NONE_SUCH "0198a000-0000-7000-8000-0000000000ff"

static void
test_names(void **state)
{
	static const struct {
		const char *why, *list; /* $lead: their id */
		size_t count;           /* of the item, over and over */
		unsigned status;
		const char *says;
	} names[] = {
		{ "nobody", "", 0, 201, "" },
		{ "one", "{\"staff\":\"$lead\"}", 1, 201, "" },
		{ "the same again", "{\"staff\":\"$lead\"}", 10, 201, "" },
		{ "too many", "{\"staff\":\"$lead\"}", 11, 422, "too many" },
		{ "nobody the office knows", "{\"staff\":\"" NONE_SUCH "\"}", 1,
		    422, "somebody the office knows" },
		{ "themselves", "{\"staff\":\"$me\"}", 1, 422,
		    "about yourself" },
		{ "a name", "{\"staff\":\"lead\"}", 1, 422,
		    "is a member of staff" },
		{ "no member", "{}", 1, 422, "is a member of staff" },
		{ "another member", "{\"who\":\"$lead\"}", 1, 422,
		    "is a member of staff" },
		{ "a text", "\"$lead\"", 1, 422, "is a member of staff" },
		{ "a list in it", "[\"$lead\"]", 1, 422,
		    "is a member of staff" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct buf list = BUF_INIT(2000);
		const char *at;
		unsigned got;

		buf_adds(&list, ",\"about_staff\":[");
		for (size_t n = 0; n < names[i].count; n++)
			buf_addf(&list, "%s%s", n ? "," : "", names[i].list);
		buf_adds(&list, "]");
		while ((at = strchr(buf_str(&list), '$')) != NULL) {
			size_t from = (size_t)(at - list.data);
			bool is_me = strncmp(at, "$me", 3) == 0;

			buf_splice(&list, from, is_me ? 3 : 5,
			    sc.who[is_me ? STRANGER : LEAD].staff.s, ID_TEXT);
		}
		got = open_about(STRANGER, buf_str(&list));
		if (got != names[i].status || !answer_has(names[i].says))
			fail_msg(
			    "%s: %u %s", names[i].why, got, buf_str(&sc.out));
		if (got == 422 && !answer_has("\"field\":\"about_staff\""))
			fail_msg("%s: of no field", names[i].why);
		buf_done(&list);
	}
	assert_int_equal(
	    open_about(STRANGER, ",\"about_staff\":\"$lead\""), 422);
	assert_int_equal(open_about(STRANGER, ",\"about_staff\":null"), 422);
}

/* One write is about somebody, or it is not. */
static void
test_once(void **state)
{
	struct id write = id_new();
	char body[600];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"reference\":\"C-0001\",\"reason\":\"" REASON
	    "\",\"passphrase\":\"" OFFICE_PASSPHRASE "\"%s}",
	    about(L));
	for (int i = 0; i < 2; i++)
		assert_int_equal(worker_post_once(&sc.who[STRANGER],
				     "/v1/openings", &write, body, &sc.out),
		    201);
	assert_int_equal(
	    open_once(STRANGER, &write, "C-0001", REASON, OFFICE_PASSPHRASE),
	    409);
	assert_int_equal(waits(SENIOR, "opening_new"), 1);
	assert_int_equal(waits(LEAD, "opening_new"), 0);
}

#define T(test) cmocka_unit_test_setup_teardown(test, start, sync_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shown_to),
		T(test_taken_back),
		T(test_seen_stays),
		T(test_kept_aside),
		cmocka_unit_test(test_says_seen),
		T(test_names),
		T(test_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
