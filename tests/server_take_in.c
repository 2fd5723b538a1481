/* server_take_in.c - what somebody could not send comes in a file: kept aside, once,
 * by whoever it says wrote it, and judged by a person (promise 2). The file itself
 * proves nothing: cut, changed, foreign and hostile ones change nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "office_ended.h"
#include "store_in.h"

static char path[200];
static struct buf file;

/* ---- making a file, as a device does ---- */

static struct envelope
envelope(enum who who, const char *kind, const char *id, const char *body)
{
	struct envelope env = { .file = sc.file,
		.version = 1,
		.table = 1, /* as write_json has it */
		.author = sc.who[who].staff,
		.written_ms = OFFICE_NOW - 3600000,
		.body = body,
		.body_len = strlen(body) };

	assert_true(id_parse(&env.id, id));
	snprintf(env.kind, sizeof(env.kind), "%s", kind);
	return env;
}

static void
add_clear(const char *clear, size_t len, const uint8_t *key)
{
	struct buf box = BUF_INIT(400000);
	uint8_t office[SEAL_PUBLIC];

	keyring_box(sc.office.s->keys, office, NULL);
	assert_int_equal(
	    seal_box_close(&box, key ? key : office, clear, len, NULL), ERR_OK);
	seal_base64(&file, box.data, box.len);
	buf_addc(&file, '\n');
	buf_done(&box);
}

static void
add(const struct id *write, const struct envelope *env)
{
	struct buf clear = BUF_INIT(400000);
	struct jw w = JW_INIT(&clear);

	jw_open(&w, NULL);
	jw_text(&w, "write", write->s);
	envelope_write(&w, "envelope", env);
	jw_close(&w);
	add_clear(clear.data, clear.len, NULL);
	buf_done(&clear);
}

static void
begin(void)
{
	buf_done(&file);
	buf_init(&file, 4u << 20);
	buf_adds(&file, WIRE_HANDED "\n");
}

static const char *
take_in(enum err want)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, file.data, file.len), file.len);
	close(fd);
	return run(want, (const char *const[]){ "take-in", path }, 2);
}

static void
must_say(const char *said, const char *words)
{
	if (strstr(said, words) == NULL)
		fail_msg("wanted \"%s\": %s", words, said);
}

static int
start(void **state)
{
	snprintf(path, sizeof(path), "/tmp/haven-handed-%d", (int)getpid());
	begin();
	return sync_start(state);
}

static int
stop(void **state)
{
	unlink(path);
	buf_done(&file);
	return sync_stop(state);
}

/* ---- what is taken ---- */

static void
test_kept_aside(void **state)
{
	struct envelope adult =
	    envelope(ASSIGNED, "adult", RECORD "1", SCENE_ADULT);
	struct id writes[2] = { id_new(), id_new() };
	char target[200];

	(void)state;
	add(&writes[0], &adult);
	assert_true(id_parse(&adult.id, RECORD "2"));
	adult.version = 4; /* on versions that never came here */
	add(&writes[1], &adult);
	must_say(take_in(ERR_OK), "2 kept aside");
	assert_int_equal(waits(SENIOR, "kept_aside"), 2);
	assert_int_equal(waits(ASSIGNED, "kept_aside"), 0);
	sync_as(SENIOR,
	    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],\"want\":[\"%s\"]"
	    "}",
	    sc.file.s, sc.file.s);
	assert_true(answer_has("\"why\":\"handed\""));
	assert_true(answer_has("\\\"relation\\\":\\\"mother\\\""));
	assert_int_equal(
	    worker_get(&sc.who[SENIOR],
		scene_path(target, &sc.file, "adult", &adult.id), &sc.out),
	    404);
	verify("");
	/* Brought again, and sent by its device after all: once. */
	must_say(take_in(ERR_OK),
	    "0 kept aside for a designated senior member, "
	    "2 here already");
	assert_int_equal(waits(SENIOR, "kept_aside"), 2);
	verify("");
}

/* A first account comes from nobody that can be known, so it is read first; one
 * that the office has is not there twice. */
static void
test_first_account(void **state)
{
	struct envelope account =
	    envelope(VOLUNTEER, "first_account", RECORD "3", SCENE_ACCOUNT);
	struct id write = id_new();

	(void)state;
	account.file = id_new(); /* of a child who is not on file yet */
	add(&write, &account);
	must_say(take_in(ERR_OK), "1 kept aside");
	assert_int_equal(waits(SENIOR, "kept_aside"), 1);
	verify("");
}

/* The device sends it after all, before or after: it proves who wrote it, so it is
 * on file as itself, once, and what came in the file waits for nobody. */
static void
test_sent_later(void **state)
{
	struct envelope adult =
	    envelope(ASSIGNED, "adult", RECORD "1", SCENE_ADULT);
	struct id write = id_new(), id;
	char text[4000];

	(void)state;
	assert_true(id_parse(&id, RECORD "1"));
	for (int sent_first = 0; sent_first < 2; sent_first++) {
		scene_stop(&sc);
		scene_start(&sc);
		begin();
		adult.author = sc.who[ASSIGNED].staff;
		adult.file = sc.file;
		adult.written_ms = OFFICE_NOW;
		add(&write, &adult);
		if (!sent_first)
			must_say(take_in(ERR_OK), "1 kept aside");
		sync_as(ASSIGNED, "{\"cursor\":\"0\",\"writes\":[%s]}",
		    write_json(
			text, &write, "adult", &sc.file, &id, 0, SCENE_ADULT));
		assert_int_equal(status_at(0), 201);
		assert_int_equal(json_int_of(result_at(0), "version", 0), 1);
		must_say(take_in(ERR_OK), "1 here already");
		sync_as(ASSIGNED, "{\"cursor\":\"0\",\"writes\":[%s]}",
		    write_json(
			text, &write, "adult", &sc.file, &id, 0, SCENE_ADULT));
		assert_int_equal(status_at(0), 201);
		assert_int_equal(waits(SENIOR, "kept_aside"), 0);
		verify("");
	}
}

/* So a first account is one (R3), and somebody is told that it is new; by whoever
 * has left, too. */
static void
test_account_sent_later(void **state)
{
	static const struct {
		enum who who;
		const char *id;
	} rows[] = { { VOLUNTEER, RECORD "3" }, { STRANGER, RECORD "4" } };
	size_t before = waits(SENIOR, "account_new");

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct envelope account = envelope(
		    rows[i].who, "first_account", rows[i].id, SCENE_ACCOUNT);
		struct id write = id_new();

		begin();
		account.written_ms = OFFICE_NOW;
		add(&write, &account);
		must_say(take_in(ERR_OK), "1 kept aside");
		if (i == 1) {
			end_access(STRANGER, LEFT);
			sign_in_again(STRANGER);
		}
		hand_over(rows[i].who, "first_account", &write, rows[i].id, 0,
		    SCENE_ACCOUNT);
		assert_int_equal(status_at(0), 201);
		assert_int_equal(waits(SENIOR, "kept_aside"), 0);
		assert_int_equal(waits(SENIOR, "account_new"), before + i + 1);
	}
	verify("");
	tamper("UPDATE aside SET handed=0");
	verify("stands in a thread that it is not of");
}

/* What they may not write, or a device that is lost sends, goes on waiting. */
static void
test_sent_later_in_vain(void **state)
{
	struct envelope adult =
	    envelope(VOLUNTEER, "adult", RECORD "1", SCENE_ADULT);
	struct id write = id_new();

	(void)state;
	adult.written_ms = OFFICE_NOW;
	add(&write, &adult);
	must_say(take_in(ERR_OK), "1 kept aside");
	for (int i = 0; i < 3; i++) {
		if (i == 2) {
			end_access(VOLUNTEER, REVOKED);
			sign_in_again(VOLUNTEER);
		}
		hand_over(
		    VOLUNTEER, "adult", &write, RECORD "1", 0, SCENE_ADULT);
		assert_int_equal(status_at(0), 202);
		assert_int_equal(waits(SENIOR, "kept_aside"), 1);
	}
	verify("");
}

/* Whom it is about does not see it (R7). */
static void
test_r7(void **state)
{
	struct envelope account;
	struct id write = id_new();
	char body[1000];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"child\":\"Robin\",\"seen\":\"Shouted at.\",\"about_staff\":[{"
	    "\"staff\":\"%s\"},{}]}",
	    sc.who[ACCUSED].staff.s);
	account = envelope(VOLUNTEER, "first_account", RECORD "4", body);
	add(&write, &account);
	must_say(take_in(ERR_OK), "1 kept aside");
	assert_int_equal(waits(SENIOR, "kept_aside"), 1);
	assert_int_equal(waits(ACCUSED, "kept_aside"), 0);
}

/* Rows of the chain of this kind with these words. */
static size_t
chained(enum audit_what what, const char *words)
{
	struct buf said = BUF_INIT(4000);
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct stmt *st = db_stmt(db, SQL_AUDIT_ALL);
	struct audit_stored a;
	size_t n = 0;

	while (stmt_row(st)) {
		audit_read(st, &a);
		buf_clear(&said);
		if (a.words_len > 0)
			assert_int_equal(
			    audit_unseal(sc.office.s, &a, &said, &e), ERR_OK);
		n += a.row.what == what && strstr(buf_str(&said), words);
	}
	server_reader_done(sc.office.s, db);
	buf_done(&said);
	return n;
}

/* The chain says that it came in a file, and what became of that file: not that its
 * author wrote it now (promise 7). */
static void
test_chained(void **state)
{
	struct envelope adult =
	    envelope(ASSIGNED, "adult", RECORD "1", SCENE_ADULT);
	struct envelope unknown = envelope(ASSIGNED, "concern", RECORD "2",
	    "{\"about_staff\":[{\"staff\":\"" RECORD "9\"}]}");
	struct id writes[2] = { id_new(), id_new() };
	char want[200], hex[SEAL_HASH * 2 + 1];
	uint8_t hash[SEAL_HASH];
	struct seal_part part;

	(void)state;
	adult.written_ms = OFFICE_NOW;
	add(&writes[0], &adult);
	add(&writes[1], &unknown); /* nobody the office knows */
	buf_adds(&file, "AAAA\n");
	must_say(take_in(ERR_OK), "2 not taken");
	assert_int_equal(chained(AUDIT_WRITE, "Handed on in a file."), 1);
	part = (struct seal_part){ file.data, file.len };
	seal_hash(hash, NULL, &part, 1);
	seal_hex(hex, hash, sizeof(hash));
	snprintf(want, sizeof(want),
	    "1 kept aside, 0 here already, 2 not taken. Its hash: %s.", hex);
	assert_int_equal(chained(AUDIT_SERVER, want), 1);
	assert_int_equal(chained(AUDIT_REFUSED, "Handed on in a file. "), 1);
	/* What its author sends is their own. */
	hand_over(ASSIGNED, "adult", &writes[0], RECORD "1", 0, SCENE_ADULT);
	assert_int_equal(status_at(0), 201);
	assert_int_equal(chained(AUDIT_SERVER, "Its author has sent it"), 1);
	assert_int_equal(chained(AUDIT_WRITE, "Handed on in a file."), 1);
	verify("");
}

/* ---- what is not ---- */

static void
test_bad_lines(void **state)
{
	static const struct {
		const char *why, *clear, *says;
	} rows[] = {
		{ "no JSON", "hello", "is no record" },
		{ "nothing in it", "{}", "is no record" },
		{ "no envelope",
		    "{\"write\":\"0198a000-0000-7000-8000-000000000001\"}",
		    "is no record" },
		{ "an envelope of nothing",
		    "{\"write\":\"0198a000-0000-7000-8000-000000000001\","
		    "\"envelope\":{}}",
		    "is no record" },
		{ "members twice", "{\"write\":1,\"write\":2}",
		    "is no record" },
		{ "deep",
		    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
		    "is no record" },
	};
	struct envelope good =
	    envelope(ASSIGNED, "adult", RECORD "1", SCENE_ADULT);
	struct id write = id_new();
	uint8_t other[SEAL_PUBLIC], secret[SEAL_KEY];
	const char *said;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin();
		add_clear(rows[i].clear, strlen(rows[i].clear), NULL);
		said = take_in(ERR_OK);
		if (strstr(said, rows[i].says) == NULL ||
		    strstr(said, "0 kept aside") == NULL ||
		    strstr(said, "1 not taken") == NULL)
			fail_msg("%s: %s", rows[i].why, said);
	}
	/* Foreign, cut and unreadable lines, and among them a good one. */
	begin();
	seal_box_new(other, secret);
	add_clear("{}", 2, other);
	buf_adds(&file, "not base64 at all !\n\nAAAA\n");
	add(&write, &good);
	buf_adds(&file, "AAAAAAAAAAAA");
	said = take_in(ERR_OK);
	must_say(
	    said, "Line 2 was not taken: it was not sealed to this office");
	must_say(said, "Line 3 was not taken: it is cut or was changed");
	must_say(said, "1 kept aside");
	must_say(said, "4 not taken");
	verify("");
}

static void
test_bad_authors(void **state)
{
	struct envelope env =
	    envelope(ASSIGNED, "adult", RECORD "1", SCENE_ADULT);
	struct id write = id_new();

	(void)state;
	env.author = id_new();
	add(&write, &env);
	must_say(take_in(ERR_OK), "nobody here has ever been its author");
	/* An account is no case: nobody becomes anything by a file. */
	begin();
	env = envelope(ADMIN, "staff", RECORD "5",
	    "{\"name\":\"Eve\",\"sign_in\":\"eve\",\"role\":\"director\"}");
	env.file = (struct id){ "" };
	add(&write, &env);
	must_say(take_in(ERR_OK), "1 not taken");
	/* Nor is what the server alone makes. */
	begin();
	env = envelope(SENIOR, "kept_aside", RECORD "6",
	    "{\"why\":\"account\",\"written\":\"2026-04-04T10:00\",\"kind\":"
	    "\"adult\",\"record\":\"" RECORD "9\",\"body\":\"{}\"}");
	add(&write, &env);
	must_say(take_in(ERR_OK), "not taken");
	assert_int_equal(waits(SENIOR, "kept_aside"), 0);
	verify("");
}

static void
test_bad_files(void **state)
{
	char link[220];

	(void)state;
	run(ERR_INVALID, (const char *const[]){ "take-in" }, 1);
	run(ERR_INVALID, (const char *const[]){ "take-in", "handed" }, 2);
	run(ERR_INVALID, (const char *const[]){ "take-in", "/nowhere/at/all" },
	    2);
	run(ERR_INVALID, (const char *const[]){ "take-in", "/tmp" }, 2);
	run(ERR_INVALID, (const char *const[]){ "take-in", "/dev/zero" }, 2);
	take_in(ERR_OK);
	snprintf(link, sizeof(link), "%s.link", path);
	assert_int_equal(symlink(path, link), 0);
	run(ERR_INVALID, (const char *const[]){ "take-in", link }, 2);
	unlink(link);
	buf_clear(&file);
	must_say(take_in(ERR_INVALID), "no file that haven hand-on made");
	buf_adds(&file, "haven outbox 12\nAAAA\n");
	must_say(take_in(ERR_INVALID), "no file that haven hand-on made");
	buf_clear(&file);
	buf_adds(&file, WIRE_HANDED);
	must_say(take_in(ERR_INVALID), "no file that haven hand-on made");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_kept_aside),
		EACH(test_first_account),
		EACH(test_sent_later),
		EACH(test_account_sent_later),
		EACH(test_sent_later_in_vain),
		EACH(test_r7),
		EACH(test_chained),
		EACH(test_bad_lines),
		EACH(test_bad_authors),
		EACH(test_bad_files),
	};

	return cmocka_run_group_tests_name("server_take_in", tests, NULL, NULL);
}
