/* tui_unread.c - a row whose seal does not hold any more: it stays, is shown with
 * why, can be handed on, and keeps nothing else from being sent (promises 2, 5). */
#include "tui_model_help.h"

#include "sync.h"

static struct desk d;
static struct sync_sent sent;
static struct buf text;

static void
build(enum err want)
{
	const struct sync_skip none = { NULL, 0 };
	struct errinfo e = { 0 };
	enum err code;

	buf_clear(&text);
	(void)store_outbox_unsend(d.m->store, NULL);
	code = sync_request_build(&text, &sent, d.m->store, 100, &none, &e);
	if (code != want)
		fail_msg("%s: %s", err_name(code), e.says);
}

static void
spoil(const char *sql)
{
	assert_int_equal(
	    sqlite3_exec(d.m->store->h, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_true(sqlite3_changes(d.m->store->h) > 0);
	model_changed(d.m, TOPIC_OUTBOX | TOPIC_RECORDS);
}

#define SPOILT "CAST(substr(sealed,1,60)||x'00'||substr(sealed,62) AS BLOB)"

static void
test_write(void **state)
{
	const struct outbox_row *rows;
	struct buf handed = BUF_INIT(100000);
	struct store_handed did;
	struct id file, first, second;
	struct record *r = NULL;
	struct row row;
	struct errinfo e = { 0 };

	(void)state;
	first = hand_in(d.m, &file, "one");
	second = hand_in(d.m, &file, "two");
	spoil("UPDATE outbox SET sealed=" SPOILT " WHERE n=1");
	build(ERR_OK);
	assert_int_equal(sent.write_count, 1);
	assert_string_equal(sent.writes[0].id.s, second.s);
	assert_int_equal(model_outbox(d.m, &rows), 2);
	assert_int_equal(rows[0].where, WHERE_STOPPED);
	assert_non_null(strstr(rows[0].why, "cannot be read on this device"));
	assert_string_equal(rows[0].kind->title, "Something you wrote");
	assert_int_equal(rows[1].where, WHERE_SENDING);
	assert_int_equal(store_outbox_count(d.m->store, OUTBOX_LISTED), 2);
	assert_true(model_open(d.m, &first, 0, &r, &row, &e) != ERR_OK);
	assert_int_equal(model_open(d.m, &second, 0, &r, &row, &e), ERR_OK);
	record_free(r);
	/* As it was sealed to the office it is whole. */
	assert_int_equal(store_hand_on(d.m->store, &handed, &did, &e), ERR_OK);
	assert_int_equal(did.count, 2);
	buf_done(&handed);
}

/* What was written on top of it waits, as for any that was not received. */
static void
test_on_top(void **state)
{
	struct errinfo e = { 0 };
	struct id file = id_new(), id = id_new();

	(void)state;
	for (int64_t version = 1; version <= 2; version++) {
		struct buf body = BUF_INIT(60000);
		struct envelope env =
		    desk_envelope(&body, &id, &file, version, "x");
		struct id write = id_new();

		assert_int_equal(store_outbox_add(d.m->store, &write, &env,
				     DESK_NOON, d.box_public, &e),
		    ERR_OK);
		buf_done(&body);
	}
	build(ERR_OK);
	assert_int_equal(sent.write_count, 2);
	spoil("UPDATE outbox SET sealed=" SPOILT " WHERE n=1");
	build(ERR_OK);
	assert_int_equal(sent.write_count, 0);
}

static void
test_look(void **state)
{
	struct look look = {
		.look = id_new(), .version = 1, .at_ms = DESK_NOON
	};
	struct id file;
	struct errinfo e = { 0 };

	(void)state;
	hand_in(d.m, &file, "one");
	look.file = file;
	look.record = id_new();
	assert_int_equal(store_look_add(d.m->store, &look, &e), ERR_OK);
	spoil("UPDATE look SET sealed=" SPOILT);
	look.look = id_new();
	assert_int_equal(store_look_add(d.m->store, &look, &e), ERR_OK);
	build(ERR_OK);
	assert_int_equal(sent.write_count, 1);
	assert_int_equal(sent.look_count, 1);
	assert_string_equal(sent.looks[0].s, look.look.s);
}

/* A device that begins anew claims to have nothing already (docs/SYNC.md): neither
 * after its store was set aside, nor with what is left of an earlier time. */
static void
test_begins_anew(void **state)
{
	struct buf says = BUF_INIT(2000), got = BUF_INIT(200);
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(
	    store_meta_set(d.m->store, META_CURSOR, "7", 1, &e), ERR_OK);
	assert_int_equal(
	    store_meta_set(d.m->store, META_HAVE, "abc", 3, &e), ERR_OK);
	build(ERR_OK);
	assert_non_null(strstr(buf_str(&text), "\"have\":\"abc\""));
	assert_int_equal(
	    store_meta_set(d.m->store, META_CURSOR, "0", 1, &e), ERR_OK);
	build(ERR_OK);
	assert_null(strstr(buf_str(&text), "\"have\""));
	model_lock(d.m);
	assert_int_equal(store_set_aside(d.path, DESK_NOON, &says, &e), ERR_OK);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	assert_int_equal(
	    store_meta_get(d.m->store, META_HAVE, &got, &e), ERR_NOT_FOUND);
	buf_done(&says);
	buf_done(&got);
}

static int
start(void **state)
{
	(void)state;
	desk_enrol(&d, "designated_senior");
	buf_init(&text, WIRE_SYNC_MAX);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	buf_done(&text);
	desk_end(&d);
	return 0;
}

int
main(void)
{
#define EACH(f) cmocka_unit_test_setup_teardown(f, start, stop)
	const struct CMUnitTest tests[] = {
		EACH(test_write),
		EACH(test_on_top),
		EACH(test_look),
		EACH(test_begins_anew),
	};

	return cmocka_run_group_tests_name(
	    "tui_unread", tests, help_start, NULL);
}
