/* sync_desk.h - a store, the request it makes and the answer it takes: what the
 * tests of sync.h share. Included once in a test. */
#ifndef HAVEN_SYNC_DESK_H
#define HAVEN_SYNC_DESK_H

#include "jscan.h"
#include "sync_case.h"
#include "sync_office.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MINE_BODY "{\"name\":\"mine\"}"
#define V1_BODY "{\"name\":\"one\"}"
#define V2_BODY "{\"name\":\"two\"}"

static char dir[] = "/tmp/haven-sync-test.XXXXXX";
static struct store *st;
static struct sync_sent sent;
static const struct sync_skip no_skip = { NULL, 0 };

static inline int
fresh(void **state)
{
	(void)state;
	st = office_store(dir);
	memset(&sent, 0, sizeof sent);
	return 0;
}

static inline int
away(void **state)
{
	(void)state;
	office_store_remove(st);
	st = NULL;
	return 0;
}

/* Build the request of what is here; its text in out if it is wanted. */
static inline void
request(struct buf *out)
{
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);
	struct errinfo e = { 0 };

	office_must(
	    sync_request_build(&text, &sent, st, WIRE_WRITES_MAX, &no_skip, &e),
	    &e);
	assert_int_equal(
	    jscan_check(text.data, text.len, WIRE_SYNC_MAX, NULL), ERR_OK);
	if (out) {
		buf_clear(out);
		buf_add(out, text.data, text.len);
	}
	buf_done(&text);
}

/* What the office says is read and taken over. */
static inline enum err
take(
    const struct office_says *says, struct sync_applied *did, struct errinfo *e)
{
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);
	struct sync_applied none;
	struct sync_answer an;
	enum err code;

	office_answer(&text, says);
	code = sync_answer_read(&an, text.data, text.len, e);
	if (code == ERR_OK)
		code = sync_apply(st, &an, &sent, did ? did : &none, e);
	sync_answer_done(&an);
	if (!did && code == ERR_OK)
		sync_applied_done(&none);
	buf_done(&text);
	return code;
}

static inline void
must_take(const struct office_says *says)
{
	struct errinfo e = { 0 };

	office_must(take(says, NULL, &e), &e);
}

static inline bool
count_version(
    void *arg, const struct envelope *env, const char *text, size_t len)
{
	(void)env;
	(void)text;
	(void)len;
	++*(size_t *)arg;
	return true;
}

static inline size_t
versions(const char *record)
{
	struct id id = office_id(record);
	size_t n = 0;

	assert_int_equal(
	    store_record_each(st, &id, NULL, false, count_version, &n, NULL),
	    ERR_OK);
	return n;
}

static inline bool
copy_why(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	(void)item;
	(void)env;
	snprintf(arg, ERR_SAYS_MAX, "%s", why);
	return true;
}

static inline const char *
meta(const char *key)
{
	static char text[4096];
	struct buf out = BUF_INIT(sizeof text - 1);

	if (store_meta_get(st, key, &out, NULL) != ERR_OK)
		buf_clear(&out);
	snprintf(text, sizeof text, "%s", buf_str(&out));
	buf_done(&out);
	return text;
}

static inline unsigned
flags_of(const char *file)
{
	struct id id = office_id(file);

	return store_file_flags(st, &id);
}

static inline void
set_up(enum sync_mine mine)
{
	struct id write = office_id(WRITE_1);
	struct errinfo e = { 0 };

	office_flag(st, FILE_A, STORE_FILE_SET | STORE_FILE_HERE);
	office_meta(st, META_CURSOR, "5");
	office_meta(st, META_SET, "s0");
	office_meta(st, META_GENERATION, "g1");
	office_meta(st, META_WAITING, "[]");
	if (mine != MINE_NONE)
		office_pull(st, RECORD_1, FILE_A, 1, V1_BODY);
	if (mine == MINE_CHANGED || mine == MINE_REFUSED)
		office_write(st, WRITE_1, RECORD_1, FILE_A, 1, MINE_BODY);
	if (mine == MINE_REFUSED)
		office_must(
		    store_outbox_refuse(st, &write, 403, "Ask a senior.", &e),
		    &e);
}

static inline int
start(void **state)
{
	(void)state;
	return mkdtemp(dir) && seal_start(NULL) == ERR_OK ? 0 : -1;
}

static inline int
finish(void **state)
{
	(void)state;
	return rmdir(dir);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fresh, away)

#endif
