/* server_verify.c - whatever is changed behind haven's back is found. */
#include "store_in.h"
#include "store_kit.h"

static struct person senior, worker;
static struct id file, front, concern, account;

static int
start_up(void **state)
{
	char body[1200];

	kit_start(state);
	senior = kit_person(ROLE_SENIOR, "");
	worker = kit_person(ROLE_SUPPORT_WORKER, "");
	file = id_new();
	front = kit_make(&senior, &kind_front_sheet, &file, KIT_FRONT);
	kit_assign(&senior, &worker, &file, "2026-11-20", "2026-11-21");
	snprintf(body, sizeof(body),
	    "{%s\"child\":\"Robin\",\"observed\":\"x\"}", kit_about(&worker));
	account = kit_make(&senior, &kind_first_account, &file, body);
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\"," KIT_CONCERN_END, account.s);
	concern = kit_make_signed(&senior, &kind_concern, &file, body);
	assert_int_equal(
	    kit_save(&senior, &kind_front_sheet, &file, &front, 1, KIT_FRONT),
	    200);
	/* A refusal, so that there are words in the chain. */
	assert_int_equal(
	    kit_save(&senior, &kind_front_sheet, &file, &front, 1, KIT_FRONT),
	    412);
	return 0;
}

static int64_t
verify(struct buf *says)
{
	struct db *db = kit_reader();
	struct errinfo e = { 0 };
	int64_t bad = -1;

	kit_must(store_verify(kit, db, says, &bad, &e), &e, "verify");
	server_reader_done(kit, db);
	return bad;
}

static void
test_whole(void **state)
{
	struct buf says = BUF_INIT(100000);

	(void)state;
	if (verify(&says) != 0)
		fail_msg("%s", buf_str(&says));
	assert_int_equal(says.len, 0);
	server_close(kit);
	kit_open();
	assert_int_equal(verify(&says), 0);
	buf_done(&says);
}

static void
test_tampered(void **state)
{
	static const struct {
		const char *why, *sql, *says;
	} rows[] = {
		{ "a look by somebody else",
		    "UPDATE audit SET staff = device WHERE n = 5",
		    "Row 5 of the chain" },
		{ "a row at another time",
		    "UPDATE audit SET at_ms = at_ms + 1 WHERE n = 3",
		    "Row 3 of the chain" },
		{ "a row of another kind",
		    "UPDATE audit SET what = 0"
		    " WHERE n = 4",
		    "Row 4 of the chain" },
		{ "a row taken out", "DELETE FROM audit WHERE n = 4",
		    "misses rows before 5" },
		{ "the first row taken out", "DELETE FROM audit WHERE n = 1",
		    "misses rows before 2" },
		{ "the chain cut", "DELETE FROM audit WHERE n > 5",
		    "cut off after row 5" },
		{ "the chain cut, and its counter set back",
		    "DELETE FROM audit WHERE n > 5;"
		    "UPDATE sqlite_sequence SET seq = 5 WHERE name = 'audit'",
		    "is not the one that the chain" },
		{ "words changed",
		    "UPDATE audit SET words = zeroblob(60)"
		    " WHERE words IS NOT NULL",
		    "words of row" },
		{ "a body changed",
		    "UPDATE version SET sealed = zeroblob(length(sealed))"
		    " WHERE signer IS NOT NULL",
		    "cannot be opened" },
		{ "an earlier version put back",
		    "UPDATE version SET sealed = (SELECT w.sealed FROM version"
		    " w WHERE w.record = version.record AND w.version = 1)"
		    " WHERE version = 2",
		    "cannot be opened" },
		{ "another author of a version",
		    "UPDATE version SET author = record WHERE version = 2",
		    "cannot be opened" },
		{ "another time of a version",
		    "UPDATE version SET received_ms = 1 WHERE version = 1"
		    " AND signer IS NOT NULL",
		    "cannot be opened" },
		{ "a signature taken away",
		    "UPDATE version SET sig = NULL WHERE sig IS NOT NULL",
		    "cannot be opened" },
		{ "another key under a signature",
		    "UPDATE device SET sign_key = zeroblob(32)",
		    "signature under version 1" },
		{ "a version taken out",
		    "DELETE FROM version WHERE version = 2",
		    "was saved once, and is gone" },
		{ "a record on another file",
		    "UPDATE record SET file = id WHERE kind = 'concern'",
		    "cannot be opened" },
		{ "a record of another kind",
		    "UPDATE record SET kind = 'adult' WHERE kind = 'concern'",
		    "cannot be opened" },
		{ "a record by somebody else",
		    "UPDATE record SET author = id WHERE kind = 'concern'",
		    "does not fit its versions" },
		{ "signed and not signed",
		    "UPDATE record SET signed = 0 WHERE signed = 1",
		    "does not fit its versions" },
		{ "R7: a thread of its own",
		    "UPDATE record SET thread = id WHERE kind = 'concern'",
		    "does not fit its versions" },
		{ "R7: a thread of its own, and no parent",
		    "UPDATE record SET thread = id, parent = NULL"
		    " WHERE kind = 'concern'",
		    "hangs on another record" },
		{ "R7: let in again", "DELETE FROM exclusion",
		    "is not kept out of it" },
		{ "a role raised",
		    "UPDATE staff SET role = 'director'"
		    " WHERE role = 'support_worker'",
		    "rights that follow" },
		{ "made chair", "UPDATE staff SET chair = 1",
		    "rights that follow" },
		{ "an assignment made longer",
		    "UPDATE assignment SET until_on = ''",
		    "rights that follow" },
		{ "an assignment taken out", "DELETE FROM assignment",
		    "rights that follow" },
		{ "the latest change not told",
		    "UPDATE change SET seq = 900"
		    " WHERE seq = (SELECT max(seq) FROM change)",
		    "does not fit its versions" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct buf says = BUF_INIT(100000);

		start_up(NULL);
		kit_tamper(rows[i].sql);
		if (verify(&says) < 1 ||
		    strstr(buf_str(&says), rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].why, buf_str(&says));
		buf_done(&says);
		assert_int_equal(kit_stop(NULL), 0);
	}
}

/* Somebody who has the keys too puts another text in place, sealed as it must
 * be: the chain still knows which one was saved. */
static enum err
run_forge(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct envelope env;
	struct buf text = BUF_INIT(KIND_BODY_MAX), ad = BUF_INIT(1000);
	struct buf *sealed = arg;
	uint8_t *key = seal_key_empty();
	enum err err = store_read(s, db, &front, 1, &env, &text, e);

	if (err == ERR_OK)
		err = keyring_get(s->keys, &env.file, false, key, e);
	store_bind(&ad, &env);
	if (err == ERR_OK)
		err = seal_close(sealed, key, ad.data, ad.len, KIT_FRONT,
		    strlen(KIT_FRONT), e);
	seal_key_free(key);
	buf_done(&ad);
	buf_done(&text);
	return err;
}

static void
test_forged_with_the_keys(void **state)
{
	struct buf sealed = BUF_INIT(1000), says = BUF_INIT(10000);
	struct errinfo e = { 0 };
	char hex[1200], sql[2000];

	(void)state;
	kit_must(writer_do(kit->writer, run_forge, &sealed, &e), &e, "forge");
	assert_true(sealed.len * 2 < sizeof(hex));
	seal_hex(hex, sealed.data, sealed.len);
	snprintf(sql, sizeof(sql),
	    "UPDATE version SET sealed = x'%s' WHERE record = '%s' AND"
	    " version = 1",
	    hex, front.s);
	kit_tamper(sql);
	assert_int_equal(verify(&says), 1);
	assert_non_null(strstr(says.data, "is not the one that the chain"));
	assert_null(strstr(says.data, "Fielding"));
	buf_done(&sealed);
	buf_done(&says);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start_up, kit_stop)
	static const struct CMUnitTest tests[] = {
		T(test_whole),
		cmocka_unit_test(test_tampered),
		T(test_forged_with_the_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
