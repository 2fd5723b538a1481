/* server_demo_fill.c - filling a demo: on any day, once, never a real store;
 * and its list lets everybody in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "cli.h"
#include "demo_office.h"
#include "retention_office.h"

static struct buf list = BUF_INIT(DEMO_LIST_MAX);

static int
start_up(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	open_as(true);
	if (demo_fill(office.s, DEMO_SEED, office.now_ms, &list, &e) != ERR_OK)
		fail_msg("no demo: %s", e.says);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	buf_done(&list);
	office_stop(&office);
	return 0;
}

/* ---- the list ---- */

static char *
next_part(char **at, char end)
{
	char *part = *at, *stop = strchr(part, end);

	assert_non_null(stop);
	*stop = '\0';
	*at = stop + 1;
	return part;
}

/* With the code and the passphrase of the list, a device is enrolled. */
static void
check_person(char *line, const char *passphrase)
{
	struct buf out = BUF_INIT(OFFICE_ANSWER_MAX);
	struct worker w = { .office = &office };
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET];
	const char *sign_in = next_part(&line, '\t');
	const char *name = next_part(&line, '\t');
	const char *title = next_part(&line, '\t');
	struct errinfo e = { 0 };
	struct json *doc;
	enum role role;
	char code[40];

	assert_int_equal(wire_code_read(pin, secret, line, &e), ERR_OK);
	assert_int_equal(seal_passphrase_check(passphrase, name, &e), ERR_OK);
	office_base64(code, sizeof(code), secret, sizeof(secret));
	assert_int_equal(office_enrol(&office, &w, code,
			     "another passphrase of nobody", &out),
	    401);
	if (office_enrol(&office, &w, code, passphrase, &out) != 201)
		fail_msg("%s: %s", sign_in, buf_str(&out));
	assert_int_equal(worker_get(&w, "/v1/me", &out), 200);
	doc = office_json(&out);
	assert_string_equal(json_text_of(doc, "sign_in", ""), sign_in);
	assert_string_equal(json_text_of(doc, "name", ""), name);
	assert_true(role_parse(&role, json_text_of(doc, "role", "")));
	assert_string_equal(role_title(role), title);
	json_free(doc);
	worker_done(&w);
	buf_done(&out);
}

/* Last of all: it enrols devices, at a later time. */
static void
test_list(void **state)
{
	char *text = mem_strdup(buf_str(&list)), *at = text, *line;
	const char *passphrase;
	int people = 0;

	(void)state;
	line = next_part(&at, '\n');
	assert_string_equal(next_part(&line, '\t'), "passphrase");
	passphrase = line;
	while (*at != '\0') {
		/* A code holds for a year; tries far apart need no wait. */
		office_at(&office, office.now_ms + 20 * 24 * HOUR_MS);
		check_person(next_part(&at, '\n'), passphrase);
		people++;
	}
	assert_int_equal(people, DEMO_STAFF);
	mem_free_text(text);
}

/* ---- other days and seeds ---- */

static int64_t
ms_of(int year, int month, int day, int hour, int minute)
{
	struct civil c = { year, month, day, hour, minute, true };

	return when_ms(&c);
}

static uint64_t
hash_plan(const struct demo_plan *p, bool check)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	uint64_t sum = 0;
	int64_t last_ms = 0;

	for (size_t i = 0; i < p->event_count; i++) {
		const struct demo_event *ev = &p->events[i];

		assert_true(ev->at_ms >= last_ms && ev->at_ms < p->now_ms);
		last_ms = ev->at_ms;
		sum = sum * 31 + (uint64_t)ev->at_ms + (uint64_t)ev->who;
		if (ev->what == DEMO_LOOK || ev->what == DEMO_TOLD)
			continue;
		buf_clear(&body);
		demo_event_body(p, ev, &body);
		if (check)
			check_body(demo_event_kind(ev), buf_str(&body),
			    body.len, ev->written_ms);
		for (size_t k = 0; k < body.len; k++)
			sum = sum * 31 + (unsigned char)body.data[k];
	}
	buf_done(&body);
	return sum;
}

static uint64_t
hash_of(uint64_t seed, int64_t now_ms, bool check)
{
	struct demo_plan *p = demo_plan_new(seed, now_ms);
	uint64_t sum = hash_plan(p, check);

	mem_free_wiped(p, sizeof(*p));
	return sum;
}

/* Of any seed all parts are cast, by children who are another each time. */
static void
test_any_seed(void **state)
{
	struct id last = { "" };

	(void)state;
	for (uint64_t seed = 1; seed <= 90; seed++) {
		struct demo_plan *p =
		    demo_plan_new(seed, INT64_C(1775300000000));

		assert_false(p->is_short);
		assert_true(p->event_count > DEMO_CHILDREN);
		assert_false(id_equal(&p->children[0].file, &last));
		last = p->children[0].file;
		mem_free_wiped(p, sizeof(*p));
	}
}

/* Whatever the day, what is planned holds; the same is the same. */
static void
test_any_day(void **state)
{
	static const struct {
		const char *why;
		int year, month, day, hour, minute;
		uint64_t seed;
	} rows[] = {
		{ "just after midnight", 2026, 11, 23, 0, 1, 1 },
		{ "just before midnight", 2026, 12, 31, 23, 59, 2 },
		{ "a leap day", 2028, 2, 29, 12, 0, 3 },
		{ "the clocks go on", 2026, 3, 29, 2, 30, 4 },
		{ "the clocks go back", 2026, 10, 25, 1, 30, 5 },
		{ "an evening", 2027, 7, 14, 20, 15, 0 },
		{ "a large seed", 2027, 7, 14, 20, 15, UINT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		int64_t now_ms = ms_of(rows[i].year, rows[i].month, rows[i].day,
		    rows[i].hour, rows[i].minute);
		uint64_t sum = hash_of(rows[i].seed, now_ms, true);

		if (sum != hash_of(rows[i].seed, now_ms, false))
			fail_msg("%s: not the same again", rows[i].why);
		if (sum == hash_of(rows[i].seed + 100, now_ms, false))
			fail_msg("%s: the seed changes nothing", rows[i].why);
	}
}

/* A store takes all of it, on other days too. */
static void
test_other_store(void **state)
{
	static const struct {
		const char *why;
		int64_t add_ms;
		uint64_t seed;
	} rows[] = {
		{ "at night", 13 * HOUR_MS, 7 },
		{ "at noon, another year", (400 * 24 + 1) * HOUR_MS, 8 },
	};
	struct office kept = office;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct buf says = BUF_INIT(DEMO_LIST_MAX);
		struct errinfo e = { 0 };

		open_as(true);
		office_at(&office, office.now_ms + rows[i].add_ms);
		if (demo_fill(office.s, rows[i].seed, office.now_ms, &says,
			&e) != ERR_OK)
			fail_msg("%s: %s", rows[i].why, e.says);
		buf_done(&says);
		office_stop(&office);
	}
	office = kept;
	office_at(&office, OFFICE_NOW);
}

/* ---- what is refused ---- */

static int64_t
count_rows(uint8_t head[SEAL_HASH])
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(office.s, &e);
	int64_t rows = 0;

	if (db == NULL)
		fail_msg("%s", e.says);
	audit_head(db, &rows, head);
	server_reader_done(office.s, db);
	return rows;
}

static void
test_twice(void **state)
{
	struct buf says = BUF_INIT(DEMO_LIST_MAX);
	int64_t before, after;
	uint8_t head[SEAL_HASH];
	struct errinfo e = { 0 };

	(void)state;
	before = count_rows(head);
	assert_int_equal(
	    demo_fill(office.s, 2, office.now_ms, &says, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "needs an empty one"));
	assert_int_equal(says.len, 0);
	after = count_rows(head);
	assert_true(before == after && before > 1000);
	buf_done(&says);
}

/* A setting away from real children. */
static void
test_no_demo(void **state)
{
	struct buf says = BUF_INIT(DEMO_LIST_MAX);
	struct office kept = office;
	struct errinfo e = { 0 };

	(void)state;
	open_as(false);
	assert_int_equal(
	    demo_fill(office.s, 1, office.now_ms, &says, &e), ERR_DENIED);
	assert_non_null(strstr(e.says, "demo = yes"));
	assert_int_equal(says.len, 0);
	office_stop(&office);
	office = kept;
	office_at(&office, OFFICE_NOW);
	buf_done(&says);
}

static void
test_command(void **state)
{
	static const struct {
		const char *why, *argv[4];
		int argc;
		enum err want;
		const char *says;
	} rows[] = {
		{ "no number", { "--seed", "one" }, 2, ERR_INVALID, "--seed" },
		{ "less than nothing", { "--seed", "-1" }, 2, ERR_INVALID,
		    "--seed" },
		{ "more than a number", { "--seed", "1x" }, 2, ERR_INVALID,
		    "--seed" },
		{ "too large", { "--seed", "99999999999999999999" }, 2,
		    ERR_INVALID, "--seed" },
		{ "an empty seed", { "--seed", "" }, 2, ERR_INVALID, "--seed" },
		{ "no whole path", { "--list", "demo.txt" }, 2, ERR_INVALID,
		    "whole path" },
		{ "a file that is there", { "--list", "/etc/passwd" }, 2,
		    ERR_CONFLICT, "is there already" },
		{ "in no folder", { "--list", "/no/such/folder/x" }, 2, ERR_IO,
		    "enrol-code" },
		{ "all well", { "--seed", "3" }, 2, ERR_OK, "demo.txt" },
		{ "twice", { "--seed", "3" }, 2, ERR_CONFLICT,
		    "is there already" },
	};
	struct office kept = office;
	char path[120];
	struct stat st;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct buf out = BUF_INIT(CLI_OUT_MAX);
		struct errinfo e = { 0 };
		struct cli_call call = {
			.argc = rows[i].argc, .argv = rows[i].argv, .out = &out
		};
		bool is_last = rows[i].want == ERR_CONFLICT && i > 7;

		if (!is_last)
			open_as(true);
		call.conf = office.conf;
		call.server = office.s;
		if (cmd_demo_seed(&call, &e) != rows[i].want ||
		    strstr(rows[i].want == ERR_OK ? buf_str(&out) : e.says,
			rows[i].says) == NULL)
			fail_msg(
			    "%s: %s%s", rows[i].why, e.says, buf_str(&out));
		if (rows[i].want == ERR_OK) {
			snprintf(path, sizeof(path), "%s/demo.txt", office.dir);
			assert_int_equal(stat(path, &st), 0);
			assert_int_equal(st.st_mode & 0777, 0600);
			assert_null(strstr(buf_str(&out), "hv1-"));
		} else {
			office_stop(&office);
		}
		buf_done(&out);
	}
	office = kept;
	office_at(&office, OFFICE_NOW);
}

/* One file is due for review, and one is on hold (R2). */
static void
test_due(void **state)
{
	struct buf out = BUF_INIT(100000);
	struct jw w = JW_INIT(&out);
	struct caller lead = { .role = ROLE_LEAD };
	struct account account;
	struct errinfo e = { 0 };
	struct db *db;
	bool more;

	(void)state;
	db = server_reader(office.s, &e);
	assert_int_equal(account_by_sign_in(office.s, db, "marcus",
			     office.now_ms, &account, &e),
	    ERR_OK);
	lead.staff = account.staff;
	jw_open(&w, NULL);
	assert_int_equal(retention_write_due(office.s, db, &lead, office.now_ms,
			     100, &w, &more, &e),
	    ERR_OK);
	jw_close(&w);
	assert_false(more);
	if (strstr(buf_str(&out), "\"state\":\"due\"") == NULL ||
	    strstr(buf_str(&out), "\"state\":\"held\"") == NULL)
		fail_msg("%s", buf_str(&out));
	server_reader_done(office.s, db);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_day),
		cmocka_unit_test(test_any_seed),
		cmocka_unit_test(test_other_store),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_no_demo),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_due),
	};

	return cmocka_run_group_tests(tests, start_up, tear_down);
}
