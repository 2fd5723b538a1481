/* server_past.c - the audit record as those read it who answer for it, refused
 * reading on record, and what devices know of the past (A2, R7, promises 6, 7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>

#include <sqlite3.h>

#include "backup.h"
#include "office.h"
#include "past.h"
#include "refused.h"
#include "store_in.h"

#define BIG (4u << 20)

static struct office office;
static struct worker lead, director, senior, worker_, admin, trustee;
static struct id file, other;
static struct buf out = BUF_INIT(BIG);
static struct json *answer;

static struct id
new_file(struct worker *w, const char *name)
{
	struct id id = id_new(), record = id_new();
	char target[200], body[200];

	snprintf(target, sizeof(target), "/v1/files/%s/front_sheet/%s", id.s,
	    record.s);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"purpose\":\"Support\"}", name);
	if (worker_put(w, target, 0, NULL, body, &out) != 201)
		fail_msg("%s", buf_str(&out));
	return id;
}

static int
start(void **state)
{
	(void)state;
	office_start(&office);
	office_hire(&office, &lead, "lead", ROLE_LEAD);
	office_hire(&office, &director, "dir", ROLE_DIRECTOR);
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	office_hire(&office, &worker_, "wor", ROLE_SUPPORT_WORKER);
	office_hire(&office, &admin, "adm", ROLE_ADMIN);
	office_hire(&office, &trustee, "tru", ROLE_TRUSTEE);
	file = new_file(&senior, "Rosie Lark");
	other = new_file(&senior, "Finn Heron");
	return 0;
}

static int
stop(void **state)
{
	struct worker *all[] = { &lead, &director, &senior, &worker_, &admin,
		&trustee };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		worker_done(all[i]);
	json_free(answer);
	answer = NULL;
	office_stop(&office);
	return 0;
}

static unsigned
ask(struct worker *w, const char *body)
{
	unsigned status = worker_post(w, "/v1/audit", body, &out);

	json_free(answer);
	answer = office_json(&out);
	return status;
}

/* Of the answer: rows that say this, by whom (NULL: whoever), of this kind. */
static size_t
rows_of(const char *what, const struct worker *by, const char *kind)
{
	size_t n = 0;

	for (const struct json *r = json_first(json_get(answer, "rows")); r;
	     r = json_next(r))
		n +=
		    (!what || strcmp(json_text_of(r, "what", ""), what) == 0) &&
		    (!by || strcmp(json_text_of(r, "staff", ""), by->staff.s) ==
				0) &&
		    (!kind || strcmp(json_text_of(r, "kind", ""), kind) == 0);
	return n;
}

static bool
says(const char *words)
{
	return strstr(buf_str(&out), words) != NULL;
}

static void
get_file(struct worker *w, const struct id *id, unsigned want)
{
	char target[100];
	struct buf text = BUF_INIT(BIG);

	snprintf(target, sizeof(target), "/v1/files/%s", id->s);
	assert_int_equal(worker_get(w, target, &text), want);
	buf_done(&text);
}

/* ---- who may read it ---- */

/* What the office says of a child's file is no account of anybody's. */
static enum err
about_file(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct audit_row row = { .what = AUDIT_SERVER,
		.file = file,
		.at_ms = office.now_ms,
		.received_ms = office.now_ms,
		.words = "It was settled." };

	(void)arg;
	return audit_add(s, db, &row, e);
}

static void
test_who(void **state)
{
	struct {
		const char *why;
		struct worker *who;
		unsigned status;
		bool sees_child;
	} rows[] = {
		{ "Strategic Lead", &lead, 200, true },
		{ "Director of Services", &director, 200, true },
		{ "administrator", &admin, 200, false },
		{ "designated senior member", &senior, 403, false },
		{ "support worker", &worker_, 403, false },
		{ "trustee", &trustee, 403, false },
	};

	(void)state;
	get_file(&senior, &file, 200);
	assert_int_equal(
	    writer_do(office.s->writer, about_file, NULL, NULL), ERR_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("%s\n", rows[i].why);
		assert_int_equal(
		    ask(rows[i].who, "{\"what\":\"all\"}"), rows[i].status);
		assert_int_equal(says("Rosie Lark"), rows[i].sees_child);
		assert_int_equal(says(file.s), rows[i].sees_child);
		if (rows[i].status == 200)
			assert_true(rows_of("enrol", NULL, NULL) > 0);
	}
}

/* That it is read is on record, by the child it was asked about, too. */
static void
test_reading_is_a_look(void **state)
{
	char body[120];

	(void)state;
	assert_int_equal(ask(&lead, "{\"what\":\"all\"}"), 200);
	snprintf(
	    body, sizeof(body), "{\"what\":\"all\",\"file\":\"%s\"}", file.s);
	assert_int_equal(ask(&director, body), 200);
	assert_int_equal(ask(&lead, "{\"what\":\"audit\"}"), 200);
	assert_int_equal(rows_of("audit", &lead, NULL), 1);
	assert_int_equal(rows_of("audit", &director, NULL), 1);
	assert_int_equal(ask(&lead, body), 200);
	assert_int_equal(rows_of("audit", &director, NULL), 1);
}

static void
test_filters(void **state)
{
	char by_file[120], by_staff[120], both[200];
	const struct {
		const char *why, *body;
		size_t look_senior, look_lead, writes;
	} rows[] = {
		{ "everything", "{\"what\":\"all\"}", 2, 1, 8 },
		{ "looks", "{\"what\":\"looks\"}", 2, 1, 0 },
		{ "writes", "{\"what\":\"writes\"}", 0, 0, 8 },
		{ "by child", by_file, 1, 1, 1 },
		{ "by person", by_staff, 2, 0, 3 },
		{ "by both", both, 1, 0, 1 },
		{ "a day that is past",
		    "{\"what\":\"all\",\"until\":\"2026-04-01\"}", 0, 0, 0 },
		{ "a day to come", "{\"what\":\"all\",\"from\":\"2026-04-06\"}",
		    0, 0, 0 },
		{ "today",
		    "{\"what\":\"all\",\"from\":\"2026-04-04\","
		    "\"until\":\"2026-04-04\"}",
		    2, 1, 8 },
	};

	(void)state;
	snprintf(by_file, sizeof(by_file), "{\"what\":\"all\",\"file\":\"%s\"}",
	    file.s);
	snprintf(by_staff, sizeof(by_staff),
	    "{\"what\":\"all\",\"staff\":\"%s\"}", senior.staff.s);
	snprintf(both, sizeof(both),
	    "{\"what\":\"all\",\"staff\":\"%s\",\"file\":\"%s\"}",
	    senior.staff.s, file.s);
	get_file(&senior, &file, 200);
	get_file(&senior, &other, 200);
	get_file(&lead, &file, 200);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("%s\n", rows[i].why);
		assert_int_equal(ask(&lead, rows[i].body), 200);
		assert_true(
		    rows_of("look", &senior, NULL) >= rows[i].look_senior);
		assert_int_equal(rows_of("look", &senior, NULL) > 0,
		    rows[i].look_senior > 0);
		assert_int_equal(
		    rows_of("look", &lead, NULL) > 0, rows[i].look_lead > 0);
		assert_int_equal(
		    rows_of("write", NULL, NULL) > 0, rows[i].writes > 0);
		if (strcmp(rows[i].why, "by person") == 0)
			assert_int_equal(rows_of(NULL, &senior, NULL),
			    json_count(json_get(answer, "rows")));
		if (strcmp(rows[i].why, "by child") == 0)
			assert_false(says("Finn Heron"));
	}
}

static void
test_questions(void **state)
{
	static const struct {
		const char *why, *body;
		unsigned status;
	} rows[] = {
		{ "another word", "{\"what\":\"everything\"}", 422 },
		{ "no day", "{\"what\":\"all\",\"from\":\"yesterday\"}", 422 },
		{ "a day with a time",
		    "{\"what\":\"all\",\"from\":\"2026-04-04T10:00\"}", 422 },
		{ "nobody", "{\"what\":\"all\",\"staff\":\"me\"}", 422 },
		{ "no file", "{\"what\":\"all\",\"file\":\"x\"}", 422 },
		{ "no row", "{\"what\":\"all\",\"before\":0}", 422 },
		{ "too many", "{\"what\":\"all\",\"limit\":201}", 422 },
		{ "none", "{\"what\":\"all\",\"limit\":0}", 422 },
		{ "as it should be", "{\"what\":\"all\",\"limit\":1}", 200 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status = ask(&lead, rows[i].body);

		if (status != rows[i].status)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&out));
	}
	/* A page after the other: all of it, once. */
	{
		int64_t before = INT64_C(1) << 50, last = before;
		size_t all = 0;
		char body[80];

		do {
			snprintf(body, sizeof(body),
			    "{\"what\":\"writes\",\"limit\":3,\"before\":%lld}",
			    (long long)before);
			assert_int_equal(ask(&lead, body), 200);
			for (const struct json *r =
				 json_first(json_get(answer, "rows"));
			     r; r = json_next(r)) {
				assert_true(json_int_of(r, "n", 0) < last);
				last = json_int_of(r, "n", 0);
				all++;
			}
			before = json_int_of(answer, "next", 0);
		} while (json_true(json_get(answer, "more")));
		assert_int_equal(ask(&lead, "{\"what\":\"writes\"}"), 200);
		assert_int_equal(all, json_count(json_get(answer, "rows")));
	}
}

/* R7: whoever a record is about sees no look at it, nor that it is there. */
static void
test_about_the_lead(void **state)
{
	struct id account = id_new();
	char target[200], body[300];

	(void)state;
	snprintf(target, sizeof(target), "/v1/files/%s/first_account/%s",
	    file.s, account.s);
	snprintf(body, sizeof(body),
	    "{\"child\":\"Rosie\",\"observed\":\"x\",\"about_staff\":[{"
	    "\"staff\":\"%s\"}]}",
	    lead.staff.s);
	assert_int_equal(worker_put(&senior, target, 0, NULL, body, &out), 201);
	assert_int_equal(worker_get(&senior, target, &out), 200);
	assert_int_equal(ask(&director, "{\"what\":\"all\"}"), 200);
	assert_true(says(account.s));
	assert_true(rows_of("look", &senior, "first_account") > 0);
	assert_int_equal(ask(&lead, "{\"what\":\"all\"}"), 200);
	assert_false(says(account.s));
	assert_int_equal(rows_of(NULL, NULL, "first_account"), 0);
}

/* ---- what was refused ---- */

static int64_t
number(const char *sql)
{
	sqlite3 *h = NULL;
	sqlite3_stmt *st = NULL;
	int64_t n = -1;

	assert_int_equal(sqlite3_open_v2(office.s->data_path, &h,
			     SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(h);
	return n;
}

static enum err
nothing(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	(void)s;
	(void)db;
	(void)arg;
	(void)e;
	return ERR_OK;
}

/* After all that waits in the queue. */
static int64_t
refused_rows(void)
{
	assert_int_equal(
	    writer_do(office.s->writer, nothing, NULL, NULL), ERR_OK);
	return number("SELECT count(*) FROM audit WHERE what = 2");
}

static void
test_refused(void **state)
{
	struct id nowhere = id_new();
	char target[200];

	(void)state;
	assert_int_equal(refused_rows(), 0);
	get_file(&worker_, &file, 404);
	assert_int_equal(refused_rows(), 1);
	/* The same within the hour is the same. */
	for (int i = 0; i < 20; i++)
		get_file(&worker_, &file, 404);
	assert_int_equal(refused_rows(), 1);
	/* Another file, another person, another way in. */
	get_file(&worker_, &other, 404);
	get_file(&admin, &file, 404);
	snprintf(target, sizeof(target), "/v1/files/%s/looks", other.s);
	assert_int_equal(worker_get(&trustee, target, &out), 404);
	assert_int_equal(refused_rows(), 4);
	/* What is not there at all is nobody's attempt. */
	get_file(&worker_, &nowhere, 404);
	assert_int_equal(refused_rows(), 4);
	/* An hour later it is one more. */
	office_at(&office, office.now_ms + 3600000);
	get_file(&worker_, &file, 404);
	assert_int_equal(refused_rows(), 5);
	assert_int_equal(ask(&lead, "{\"what\":\"refused\"}"), 200);
	assert_int_equal(rows_of("refused", &worker_, NULL), 3);
	assert_true(says("Rosie Lark"));
	assert_true(says("Reading was refused."));
}

/* Whoever asks without end fills no disk. */
static void
test_flood(void **state)
{
	int64_t before = number("SELECT count(*) FROM audit");
	struct refused *r = office.s->refused;
	struct route route = { .method = METHOD_GET };

	(void)state;
	assert_non_null(r);
	for (int i = 0; i < 5000; i++) {
		struct request rq = { .server = office.s,
			.route = &route,
			.status = 404,
			.now_ms = office.now_ms,
			.file = file };

		rq.caller.staff = worker_.staff;
		rq.id = id_new();
		refused_note(&rq);
	}
	assert_true(refused_rows() <= REFUSED_EACH);
	assert_true(
	    number("SELECT count(*) FROM audit") - before <= REFUSED_EACH);
	assert_int_equal(ask(&lead, "{\"what\":\"refused\"}"), 200);
	assert_true(says("more often in this hour"));
}

/* ---- what devices know of the past ---- */

static void
head_now(int64_t *rows, char hex[SEAL_HASH * 2 + 1])
{
	struct db *db = server_reader(office.s, NULL);
	uint8_t head[SEAL_HASH];

	audit_head(db, rows, head);
	server_reader_done(office.s, db);
	seal_hex(hex, head, SEAL_HASH);
}

static const char *
past_of(struct worker *w, const char *generation, int64_t rows, const char *hex)
{
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"cursor\":\"0\",\"generation\":\"%s\",\"chain\":{\"rows\":%lld,"
	    "\"head\":\"%s\"}}",
	    generation, (long long)rows, hex);
	if (worker_post(w, "/v1/sync", body, &out) != 200)
		fail_msg("%s", buf_str(&out));
	json_free(answer);
	answer = office_json(&out);
	return json_text_of(json_get(answer, "chain"), "past", "");
}

static bool
waits_for(struct worker *w, const char *what)
{
	bool does = false;

	if (worker_post(w, "/v1/sync", "{\"cursor\":\"0\"}", &out) != 200)
		fail_msg("%s", buf_str(&out));
	json_free(answer);
	answer = office_json(&out);
	for (const struct json *i = json_first(json_get(answer, "waiting")); i;
	     i = json_next(i))
		does |= strcmp(json_text_of(i, "what", ""), what) == 0;
	return does;
}

/* As it stands in an address. */
static const char *
begin_of(const char *hex)
{
	uint8_t head[SEAL_HASH];
	static char text[32];

	assert_true(seal_unhex(head, SEAL_HASH, hex));
	office_base64(text, sizeof(text), head, WIRE_PAST);
	return text;
}

static void
test_past(void **state)
{
	const char *gen = office.s->generation;
	char hex[SEAL_HASH * 2 + 1], wrong[SEAL_HASH * 2 + 1], target[200];
	int64_t rows;

	(void)state;
	head_now(&rows, hex);
	snprintf(wrong, sizeof(wrong), "%s", hex);
	wrong[0] = wrong[0] == '0' ? '1' : '0';
	assert_string_equal(past_of(&worker_, gen, rows, hex), "");
	assert_string_equal(
	    past_of(&worker_, gen, rows + 1000, hex), "rewritten");
	assert_string_equal(past_of(&worker_, gen, rows, wrong), "rewritten");
	assert_string_equal(past_of(&worker_, gen, rows, wrong), "rewritten");
	/* Each head once, however often the device comes. */
	assert_int_equal(number("SELECT count(*) FROM past"), 2);
	/* By the address, with the beginning of a head. */
	snprintf(target, sizeof(target), "/v1/sync?cursor=0&past=%lld.%s",
	    (long long)rows, begin_of(wrong));
	assert_int_equal(worker_get(&senior, target, &out), 200);
	assert_true(says("\"past\":\"rewritten\""));
	snprintf(target, sizeof(target), "/v1/sync?cursor=0&past=%lld.%s",
	    (long long)rows, begin_of(hex));
	assert_int_equal(worker_get(&senior, target, &out), 200);
	assert_false(says("\"past\""));
	/* The Lead is told, until they have read the record; nobody else. */
	assert_true(waits_for(&lead, "past_rewritten"));
	assert_false(waits_for(&director, "past_rewritten"));
	assert_false(waits_for(&senior, "past_rewritten"));
	assert_int_equal(ask(&lead, "{\"what\":\"accounts\"}"), 200);
	assert_true(says("knew row"));
	assert_false(waits_for(&lead, "past_rewritten"));
}

/* A restore is told apart from it, and is shown to the Lead. */
static void
test_restored(void **state)
{
	char dirs[2][120], gen[40], hex[SEAL_HASH * 2 + 1],
	    old[SEAL_HASH * 2 + 1], data[BACKUP_PATH_MAX] = "";
	struct restore_ask q = { .conf = office.conf };
	struct buf text = BUF_INIT(BIG);
	struct errinfo e = { 0 };
	char cmd[300];
	int64_t rows, old_rows;

	(void)state;
	for (int i = 0; i < 2; i++) {
		snprintf(dirs[i], sizeof(dirs[i]), "%s/b%d", office.dir, i);
		assert_int_equal(mkdir(dirs[i], 0700), 0);
	}
	snprintf(gen, sizeof(gen), "%s", office.s->generation);
	head_now(&old_rows, old);
	if (backup_make(office.s, dirs[0], dirs[1], &text, &e) != ERR_OK)
		fail_msg("%s", e.says);
	sscanf(buf_str(&text), "Records %s", data);
	get_file(&senior, &file, 200);
	head_now(&rows, hex);
	server_close(office.s);
	snprintf(cmd, sizeof(cmd), "%s/store", office.dir);
	snprintf(dirs[0], sizeof(dirs[0]), "%s/store.old", office.dir);
	assert_int_equal(rename(cmd, dirs[0]), 0);
	q.data = data;
	q.now_ms = office.now_ms;
	if (restore_run(&q, &text, &e) != ERR_OK)
		fail_msg("%s", e.says);
	office_open(&office);
	/* Everybody signs in anew. */
	{
		struct worker *all[] = { &lead, &worker_, &director };

		for (size_t i = 0; i < 3; i++) {
			char code[40];

			office_code(&office, &all[i]->staff, NULL, code);
			assert_int_equal(office_enrol(&office, all[i], code,
					     OFFICE_PASSPHRASE, &out),
			    201);
		}
	}
	assert_string_equal(past_of(&worker_, gen, old_rows, old), "");
	assert_string_equal(past_of(&worker_, gen, rows, hex), "restored");
	assert_true(json_int_of(json_get(answer, "chain"), "lost", 0) >
		    office.now_ms - 2 * BACKUP_UNDER_WAY_MS);
	/* Of this generation nobody has seen what was lost. */
	assert_string_equal(
	    past_of(&worker_, office.s->generation, rows, hex), "rewritten");
	/* What was before the backup is no restore's to lose. */
	old[0] = old[0] == '0' ? '1' : '0';
	assert_string_equal(past_of(&worker_, gen, old_rows, old), "rewritten");
	assert_true(waits_for(&lead, "office_restored"));
	assert_false(waits_for(&director, "office_restored"));
	assert_int_equal(ask(&lead, "{\"what\":\"all\"}"), 200);
	assert_true(says("Put back from backup"));
	assert_false(waits_for(&lead, "office_restored"));
	buf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_who, start, stop),
		cmocka_unit_test_setup_teardown(
		    test_reading_is_a_look, start, stop),
		cmocka_unit_test_setup_teardown(test_filters, start, stop),
		cmocka_unit_test_setup_teardown(test_questions, start, stop),
		cmocka_unit_test_setup_teardown(
		    test_about_the_lead, start, stop),
		cmocka_unit_test_setup_teardown(test_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_flood, start, stop),
		cmocka_unit_test_setup_teardown(test_past, start, stop),
		cmocka_unit_test_setup_teardown(test_restored, start, stop),
	};

	return cmocka_run_group_tests_name("server_past", tests, NULL, NULL);
}
