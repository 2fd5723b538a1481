/* server_store.c - what one save does and what it is answered (R3, R5,
 * promises 3 and 4), and who may read what. */
#include "store_kit.h"

static struct person senior, other_senior, worker, stranger, manager, director,
    lead, trustee, admin;

static int
start_up(void **state)
{
	char more[120];

	kit_start(state);
	senior = kit_person(ROLE_SENIOR, "");
	other_senior = kit_person(ROLE_SENIOR, "");
	manager = kit_person(ROLE_MANAGER, "");
	snprintf(
	    more, sizeof(more), ",\"manager\":\"%s\"", manager.who.staff.s);
	worker = kit_person(ROLE_SUPPORT_WORKER, more);
	stranger = kit_person(ROLE_SUPPORT_WORKER, "");
	director = kit_person(ROLE_DIRECTOR, "");
	lead = kit_person(ROLE_LEAD, "");
	trustee = kit_person(ROLE_TRUSTEE, "");
	admin = kit_person(ROLE_ADMIN, "");
	return 0;
}

static void
expect(unsigned want, unsigned got, const char *says, const char *why)
{
	if (got != want || strstr(kit_result.error.says, says) == NULL)
		fail_msg("%s: %u, \"%s\"", why, got, kit_result.error.says);
}

/* The body of a version as it is read back; "" if there is none. */
static void
expect_body(const struct id *id, int64_t version, const char *want)
{
	struct db *db = kit_reader();
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	struct envelope env;
	struct errinfo e = { 0 };
	enum err err = store_read(kit, db, id, version, &env, &text, &e);

	if (want[0] == '\0') {
		assert_int_equal(err, ERR_NOT_FOUND);
	} else {
		kit_must(err, &e, "read");
		assert_int_equal(env.body_len, strlen(want));
		assert_memory_equal(env.body, want, env.body_len);
	}
	buf_done(&text);
	server_reader_done(kit, db);
}

static void
test_create_and_change(void **state)
{
	struct id file = kit_file(&senior), id;
	const char *second = "{\"name\":\"Jo F\",\"relation\":\"carer\"}";
	int64_t before;

	(void)state;
	id = kit_make(&senior, &kind_adult, &file,
	    "{\"name\":\"Jo\",\"relation\":\"mother\"}");
	assert_int_equal(kit_result.version, 1);
	assert_int_equal(kit_result.received_ms, kit_now);
	before = kit_count("SELECT count(*) FROM audit");
	assert_int_equal(
	    kit_save(&senior, &kind_adult, &file, &id, 1, second), 200);
	assert_int_equal(kit_result.version, 2);
	assert_int_equal(kit_count("SELECT count(*) FROM audit"), before + 1);
	/* Both versions stay; 0 is the latest. */
	expect_body(&id, 0, second);
	expect_body(&id, 2, second);
	expect_body(&id, 1, "{\"name\":\"Jo\",\"relation\":\"mother\"}");
	expect_body(&id, 3, "");
	/* Promise 4: a stale version overwrites nothing. */
	expect(412,
	    kit_save(&senior, &kind_adult, &file, &id, 1,
		"{\"name\":\"No\",\"relation\":\"carer\"}"),
	    "Somebody else changed it first", "stale");
	assert_int_equal(kit_result.version, 2);
	expect(412,
	    kit_save(&senior, &kind_adult, &file, &id, 0,
		"{\"name\":\"No\",\"relation\":\"carer\"}"),
	    "Somebody else", "made twice");
	expect_body(&id, 0, second);
	expect_body(&id, 3, "");
}

static void
test_nothing_in_clear(void **state)
{
	char path[128], *bytes;
	long size;
	FILE *f;

	(void)state;
	kit_file(&senior);
	server_close(kit);
	kit_data_path(path, sizeof(path));
	f = fopen(path, "r");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	bytes = malloc((size_t)size);
	assert_int_equal(fread(bytes, 1, (size_t)size, f), size);
	fclose(f);
	assert_true(size > 50000);
	assert_null(memmem(bytes, (size_t)size, "Fielding", 8));
	assert_null(memmem(bytes, (size_t)size, "Somebody", 8));
	/* What is known to be there is found: the look does look. */
	assert_non_null(memmem(bytes, (size_t)size, "front_sheet", 11));
	free(bytes);
	kit_open();
}

/* ---- R3 ---- */

static void
test_first_accounts_are_never_refused(void **state)
{
	struct person *const people[] = { &worker, &stranger, &manager,
		&director, &lead, &trustee, &admin, &senior };
	struct id known = kit_file(&senior), file;
	struct put put;
	struct id id;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(people); i++) {
		file = id_new();
		kit_make(people[i], &kind_first_account, &file, KIT_ACCOUNT);
		kit_make(people[i], &kind_first_account, &known, KIT_ACCOUNT);
	}
	/* A laptop with a wrong clock, in either direction. */
	id = id_new();
	put = kit_put_of(&worker, &kind_first_account, &known, &id, 0,
	    "{\"child\":\"R\",\"observed\":\"x\",\"seen\":\"2026-11-20\"}");
	put.written_ms = 1000;
	expect(201, kit_send(&put), "", "clock of 1970");
	id = id_new();
	put = kit_put_of(&worker, &kind_first_account, &known, &id, 0,
	    "{\"child\":\"R\",\"observed\":\"x\","
	    "\"seen\":\"2026-11-20T12:30\"}");
	put.written_ms = kit_now + 3600000;
	expect(201, kit_send(&put), "", "clock an hour ahead");
	/* By a newer haven, with a member this one does not know. */
	id = id_new();
	put = kit_put_of(&worker, &kind_first_account, &known, &id, 0,
	    "{\"child\":\"R\",\"observed\":\"x\",\"weather\":\"rain\"}");
	put.table = 2;
	expect(201, kit_send(&put), "", "newer table");
	/* It says that somebody unknown is meant. */
	kit_make(&worker, &kind_first_account, &known,
	    "{\"child\":\"R\",\"observed\":\"x\",\"about_staff\":[{\"staff\":"
	    "\"01890000-0000-7000-8000-000000000000\"}]}");
	/* But an account without an account is none. */
	id = id_new();
	expect(422,
	    kit_save(&worker, &kind_first_account, &known, &id, 0,
		"{\"child\":\"R\"}"),
	    "needs an answer", "empty");
	assert_int_equal(kit_result.problems.count, 1);
	assert_string_equal(kit_result.problems.at[0].field, "observed");
	/* And it cannot change. */
	id = kit_make(&worker, &kind_first_account, &known, KIT_ACCOUNT);
	expect(409,
	    kit_save(&worker, &kind_first_account, &known, &id, 1, KIT_ACCOUNT),
	    "cannot change once it is handed in", "final");
}

/* ---- rights ---- */

static void
test_rights(void **state)
{
	struct id file = kit_file(&senior), none = id_new();
	const char *adult = "{\"name\":\"Jo\",\"relation\":\"mother\"}";
	const struct {
		const char *why;
		const struct person *who;
		const struct kind *kind;
		const struct id *file;
		const char *body;
		unsigned want;
		const char *says;
	} rows[] = {
		{ "an assigned worker writes", &worker, &kind_adult, &file,
		    adult, 201, "" },
		{ "a stranger does not know the file", &stranger, &kind_adult,
		    &file, adult, 404, "not on file" },
		{ "the same words for one that is not there", &stranger,
		    &kind_adult, &none, adult, 404, "not on file" },
		{ "a line manager reads, but does not write", &manager,
		    &kind_adult, &file, adult, 403, "does not let you" },
		{ "an assigned worker signs no concern", &worker, &kind_concern,
		    &file, KIT_CONCERN, 403, "does not let you" },
		{ "a worker begins no file", &worker, &kind_front_sheet, &none,
		    KIT_FRONT, 403, "does not let you" },
		{ "nor does an administrator", &admin, &kind_front_sheet, &none,
		    KIT_FRONT, 403, "does not let you" },
		{ "an administrator sees no file", &admin, &kind_adult, &file,
		    adult, 404, "not on file" },
		{ "a trustee sees no file", &trustee, &kind_adult, &file, adult,
		    404, "not on file" },
		{ "a senior waits for the front sheet", &senior, &kind_adult,
		    &none, adult, 424, "waits for the front sheet" },
		{ "a second front sheet", &senior, &kind_front_sheet, &file,
		    KIT_FRONT, 409, "already" },
		{ "a worker makes no staff", &worker, &kind_staff, &kit_none,
		    "{\"name\":\"N\",\"sign_in\":\"n\",\"role\":\"director\"}",
		    403, "does not let you" },
		{ "a record of a file without one", &senior, &kind_adult,
		    &kit_none, adult, 422, "not put together" },
		{ "a record of the organisation on a file", &admin, &kind_staff,
		    &file,
		    "{\"name\":\"N\",\"sign_in\":\"n\",\"role\":\"director\"}",
		    422, "not put together" },
		{ "an assignment of nobody", &senior, &kind_assignment, &file,
		    "{\"staff\":\"01890000-0000-7000-8000-000000000000\","
		    "\"why\":\"x\","
		    "\"from\":\"2026-11-01\"}",
		    422, "nobody the office knows" },
	};

	(void)state;
	kit_assign(&senior, &worker, &file, "2026-11-20", "2026-11-20");
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id = id_new();
		unsigned got = kit_save(rows[i].who, rows[i].kind, rows[i].file,
		    &id, 0, rows[i].body);

		expect(rows[i].want, got, rows[i].says, rows[i].why);
		if (got >= 300)
			expect_body(&id, 0, "");
	}
}

static void
test_assignments_begin_and_end(void **state)
{
	static const struct {
		const char *why, *from, *until;
		int days; /* after the 20th */
		bool worker_may, manager_may;
	} rows[] = {
		{ "today", "2026-11-20", "2026-11-20", 0, true, true },
		{ "without end", "2026-01-01", "", 0, true, true },
		{ "to come", "2026-11-21", "", 0, false, false },
		{ "begun by then", "2026-11-21", "", 1, true, true },
		{ "ended yesterday", "2026-01-01", "2026-11-19", 0, false,
		    false },
		{ "ends today, asked tomorrow", "2026-01-01", "2026-11-20", 1,
		    false, false },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id file = kit_file(&senior);
		int64_t at = kit_now + rows[i].days * KIT_DAY;
		struct db *db;

		kit_assign(
		    &senior, &worker, &file, rows[i].from, rows[i].until);
		db = kit_reader();
		if (store_may_file(kit, db, &worker.who, &file, at) !=
			rows[i].worker_may ||
		    store_may_file(kit, db, &manager.who, &file, at) !=
			rows[i].manager_may)
			fail_msg("%s", rows[i].why);
		assert_int_equal(
		    store_is_assigned(db, &worker.who.staff, &file, at),
		    rows[i].worker_may);
		/* The manager reads as one assigned, but is not. */
		assert_false(
		    store_is_assigned(db, &manager.who.staff, &file, at));
		assert_false(store_may_file(kit, db, &stranger.who, &file, at));
		assert_true(store_may_file(kit, db, &lead.who, &file, at));
		server_reader_done(kit, db);
	}
}

/* ---- promise 3 ---- */

static void
test_once(void **state)
{
	struct id file = kit_file(&senior), id = id_new();
	struct put put = kit_put_of(
	    &worker, &kind_statement, &file, &id, 0, "{\"about\":\"%s\"}");
	struct id concern =
	    kit_make(&senior, &kind_concern, &file, KIT_CONCERN);
	char body[300];
	int64_t audits;

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"about\":\"%s\",\"by\":\"Jo\",\"who\":\"parent\","
	    "\"given\":\"2026-11-20\",\"words\":\"It is not so.\"}",
	    concern.s);
	put.body = body;
	put.body_len = strlen(body);
	/* Refused is judged again: nothing came of it. */
	expect(404, kit_send(&put), "not on file", "not assigned");
	audits = kit_count("SELECT count(*) FROM audit");
	expect(404, kit_send(&put), "not on file", "again");
	assert_int_equal(kit_count("SELECT count(*) FROM audit"), audits);
	kit_assign(&senior, &worker, &file, "2026-11-20", "2026-11-20");
	expect(201, kit_send(&put), "", "assigned");
	audits = kit_count("SELECT count(*) FROM audit");
	put.now_ms += 1000;
	expect(201, kit_send(&put), "", "repeated");
	assert_int_equal(kit_result.version, 1);
	assert_int_equal(kit_result.received_ms, kit_now);
	assert_int_equal(kit_count("SELECT count(*) FROM audit"), audits);
	/* Restarted, and years later. */
	server_close(kit);
	kit_open();
	expect(201, kit_send(&put), "", "after a restart");
	/* The same number for another text. */
	body[strlen(body) - 3] = '!';
	expect(409, kit_send(&put), "another text", "other content");
	body[strlen(body) - 3] = '.';
	put.base = 1;
	expect(409, kit_send(&put), "another text", "on another version");
	put.base = 0;
	put.written_ms--;
	expect(409, kit_send(&put), "another text", "of another time");
	put.written_ms++;
	expect(201, kit_send(&put), "", "and the one that was kept");
	put.who = senior.who;
	expect(409, kit_send(&put), "another text", "another person");
	expect_body(&id, 2, "");
}

static void
test_repeat_by_todays_rights(void **state)
{
	struct id file = id_new(), id = id_new();
	struct id front =
	    kit_make(&senior, &kind_front_sheet, &file, KIT_FRONT);
	struct put put = kit_put_of(&worker, &kind_front_sheet, &file, &front,
	    1, "{\"name\":\"R\",\"purpose\":\"S\"}");

	(void)state;
	kit_assign(&senior, &worker, &file, "2026-11-20", "2026-11-20");
	expect(200, kit_send(&put), "", "changed while assigned");
	put.now_ms += KIT_DAY;
	expect(404, kit_send(&put), "not on file", "the day after");
	assert_int_equal(kit_result.version, 0);
	/* A first account is acknowledged for ever. */
	put = kit_put_of(
	    &worker, &kind_first_account, &file, &id, 0, KIT_ACCOUNT);
	expect(201, kit_send(&put), "", "account");
	put.now_ms += 400 * KIT_DAY;
	expect(201, kit_send(&put), "", "account repeated");
}

/* ---- R5 ---- */

static void
test_signed(void **state)
{
	struct id file = kit_file(&senior), id = id_new(), more = id_new();
	struct put put = kit_put_of(
	    &senior, &kind_concern, &file, &id, 0, "{\"place\":\"Kitchen\"}");
	struct put bad;
	char body[400];

	(void)state;
	expect(201, kit_send(&put), "", "kept unfinished");
	snprintf(body, sizeof(body),
	    "{\"about\":\"%s\",\"corrects\":\"Place\",\"text\":\"The hall.\","
	    "\"reason\":\"Misheard.\"}",
	    id.s);
	bad = kit_put_of(&senior, &kind_addendum, &file, &more, 0, body);
	kit_sign(&bad, &senior);
	expect(409, kit_send(&bad), "not signed yet", "addendum too early");

	put = kit_put_of(
	    &senior, &kind_concern, &file, &id, 1, "{\"place\":\"Kitchen\"}");
	kit_sign(&put, &senior);
	expect(422, kit_send(&put), "needed", "signed unfinished");
	put = kit_put_of(&senior, &kind_concern, &file, &id, 1, KIT_CONCERN);
	kit_sign(&put, &senior);
	bad = put;
	bad.sig[5] ^= 1;
	expect(422, kit_send(&bad), "signature", "a broken signature");
	bad = put;
	bad.write = id_new();
	bad.signed_ms++;
	expect(422, kit_send(&bad), "signature", "another time");
	bad = put;
	bad.write = id_new();
	bad.body = KIT_CONCERN " ";
	bad.body_len++;
	expect(422, kit_send(&bad), "signature", "another text");
	bad = put;
	bad.write = id_new();
	bad.who = other_senior.who;
	expect(422, kit_send(&bad), "signature", "somebody else's");
	bad = put;
	bad.write = id_new();
	bad.who.device = id_new();
	expect(422, kit_send(&bad), "signature", "another device");
	put.write = id_new();
	expect(200, kit_send(&put), "", "signed");
	expect_body(&id, 2, KIT_CONCERN);

	expect(409,
	    kit_save(&senior, &kind_concern, &file, &id, 2, KIT_CONCERN),
	    "signed and cannot change", "changed after it");
	expect(409,
	    kit_save(&other_senior, &kind_concern, &file, &id, 2, KIT_CONCERN),
	    "signed and cannot change", "changed by another");
	bad = kit_put_of(&senior, &kind_addendum, &file, &more, 0, body);
	expect(201, kit_send(&bad), "", "addendum, not signed yet");
	snprintf(body, sizeof(body), "{\"about\":\"%s\"}", id.s);
	more = id_new();
	expect(403,
	    kit_save(&senior, &kind_acknowledged, &file, &more, 0, body),
	    "does not let you", "acknowledged by a senior");
	expect(201, kit_save(&lead, &kind_acknowledged, &file, &more, 0, body),
	    "", "acknowledged by the Lead");
}

static void
test_parents(void **state)
{
	struct id file = kit_file(&senior), other = kit_file(&senior);
	struct id account =
	    kit_make(&worker, &kind_first_account, &file, KIT_ACCOUNT);
	struct id concern, id = id_new();
	char from[1200], none[1200];

	(void)state;
	snprintf(from, sizeof(from),
	    "{\"from_account\":\"%s\"," KIT_CONCERN_END, account.s);
	snprintf(none, sizeof(none),
	    "{\"from_account\":\"%s\"," KIT_CONCERN_END, id.s);
	expect(424, kit_save(&senior, &kind_concern, &file, &id, 0, none),
	    "waits for the record", "no such parent");
	expect(422, kit_save(&senior, &kind_concern, &other, &id, 0, from),
	    "another file", "of another file");
	concern = kit_make(&senior, &kind_concern, &file, from);
	expect(422,
	    kit_save(&senior, &kind_concern, &file, &concern, 1, KIT_CONCERN),
	    "cannot change", "let go of its parent");
	expect(200, kit_save(&senior, &kind_concern, &file, &concern, 1, from),
	    "", "changed");
	expect(424,
	    kit_save(&senior, &kind_concern, &file, &id, 3, KIT_CONCERN),
	    "first version", "a change of what is not there");
	/* An addendum is to a concern, not to an account. */
	snprintf(none, sizeof(none),
	    "{\"about\":\"%s\",\"corrects\":\"a\",\"text\":\"b\","
	    "\"reason\":\"c\"}",
	    account.s);
	expect(422, kit_save(&senior, &kind_addendum, &file, &id, 0, none),
	    "another kind", "of another kind");
}

static void
test_bodies(void **state)
{
	struct id file = kit_file(&senior);
	static const struct {
		const char *why, *body, *field, *says;
	} rows[] = {
		{ "no JSON", "{", "", "" },
		{ "nothing", "", "", "" },
		{ "a list", "[]", "", "one JSON object" },
		{ "an unknown member",
		    "{\"name\":\"J\",\"relation\":\"mother\",\"x\":1}", "",
		    "" },
		{ "the same member twice",
		    "{\"name\":\"J\",\"name\":\"K\",\"relation\":\"mother\"}",
		    "", "" },
		{ "a number for a name", "{\"name\":1,\"relation\":\"mother\"}",
		    "name", "" },
		{ "an unknown choice", "{\"name\":\"J\",\"relation\":\"king\"}",
		    "relation", "" },
		{ "a name left out", "{\"relation\":\"mother\"}", "name",
		    "needed" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id = id_new();

		expect(422,
		    kit_save(&senior, &kind_adult, &file, &id, 0, rows[i].body),
		    rows[i].says, rows[i].why);
		assert_true(kit_result.problems.count > 0);
		if (rows[i].field[0])
			assert_string_equal(
			    kit_result.problems.at[0].field, rows[i].field);
		expect_body(&id, 0, "");
	}
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start_up, kit_stop)
	static const struct CMUnitTest tests[] = {
		T(test_create_and_change),
		T(test_nothing_in_clear),
		T(test_first_accounts_are_never_refused),
		T(test_rights),
		T(test_assignments_begin_and_end),
		T(test_once),
		T(test_repeat_by_todays_rights),
		T(test_signed),
		T(test_parents),
		T(test_bodies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
