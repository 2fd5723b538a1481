/* tui_outbox.c - the outbox and drafts of the store: what leaves, when, and that
 * nothing else does (docs/SYNC.md, cases 4 to 12; promises 2, 3 and 6). */
#include "tui_desk.h"

#include "store_in.h"

#include <sqlite3.h>

struct seen {
	size_t count;
	struct id write[8], id[8];
	struct outbox_item item[8];
	char why[8][64];
	struct envelope env[8];
};

static bool
on_item(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct seen *s = arg;

	assert_true(s->count < 8);
	s->item[s->count] = *item;
	s->env[s->count] = *env;
	s->env[s->count].body = NULL;
	snprintf(s->why[s->count], 64, "%s", why);
	s->write[s->count++] = item->write;
	return true;
}

static struct seen
look(struct desk *d, unsigned states)
{
	struct seen s = { 0 };

	assert_int_equal(
	    store_outbox_each(d->st, states, NULL, on_item, &s, NULL), ERR_OK);
	return s;
}

static struct id
add(struct desk *d, const struct id *id, const struct id *file, int64_t base)
{
	struct buf body = BUF_INIT(4096);
	struct envelope env =
	    desk_envelope(&body, id, file, base + 1, DESK_MARKER);
	struct id write = id_new();

	assert_int_equal(store_outbox_add(d->st, &write, &env, DESK_NOON,
			     d->box_public, NULL),
	    ERR_OK);
	buf_done(&body);
	return write;
}

static void
test_order(void **state)
{
	struct id id = id_new(), file = id_new(), w[3];
	struct desk d;
	struct seen s;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	for (int i = 0; i < 3; i++)
		w[i] = add(&d, &id, &file, i);
	desk_reopen(&d);
	s = look(&d, OUTBOX_OPEN);
	assert_int_equal(s.count, 3);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(s.write[i].s, w[i].s);
		assert_int_equal(s.item[i].base, i);
		assert_int_equal(s.env[i].version, i + 1);
		assert_int_equal(s.item[i].since_ms, DESK_NOON);
		assert_int_equal(s.item[i].tries, 0);
	}
	assert_int_equal(store_outbox_count(d.st, OUTBOX_LISTED), 3);
	assert_int_equal(store_outbox_count(d.st, OUTBOX_SENT), 0);
	desk_end(&d);
}

/* The same write id twice is a bug of the caller, and keeps the first. */
static void
test_twice(void **state)
{
	struct id id = id_new(), file = id_new(), w;
	struct buf body = BUF_INIT(4096);
	struct envelope env;
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	w = add(&d, &id, &file, 0);
	env = desk_envelope(&body, &id, &file, 2, "other");
	assert_int_equal(
	    store_outbox_add(d.st, &w, &env, 1, NULL, &e), ERR_CONFLICT);
	assert_int_equal(look(&d, OUTBOX_LISTED).count, 1);
	assert_int_equal(look(&d, OUTBOX_LISTED).item[0].base, 0);
	buf_done(&body);
	desk_end(&d);
}

/* What an answer does to a write (the numbered cases). */
static void
test_answers(void **state)
{
	static const struct {
		const char *why;
		unsigned status;
		enum { WAITS, REFUSE, CONFIRM } how;
		enum outbox_state want;
		int64_t latest; /* version at hand of the office afterwards */
	} rows[] = {
		{ "10: created", 201, CONFIRM, OUTBOX_SENT, 1 },
		{ "10: kept aside", 202, CONFIRM, OUTBOX_SENT, 0 },
		{ "11: not allowed", 403, REFUSE, OUTBOX_REFUSED, 0 },
		{ "11: wrong fields", 422, REFUSE, OUTBOX_REFUSED, 0 },
		{ "4: somebody was first", 412, REFUSE, OUTBOX_REFUSED, 0 },
		{ "12: waits for another", 424, WAITS, OUTBOX_WAITING, 0 },
		{ "12: the link", 0, WAITS, OUTBOX_WAITING, 0 },
	};
	struct id id = id_new(), file = id_new(), w;
	struct desk d;
	struct seen s;
	enum err code = ERR_BUG;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		desk_start(&d);
		desk_create(&d);
		w = add(&d, &id, &file, 0);
		assert_int_equal(store_outbox_sending(d.st, &w, NULL), ERR_OK);
		assert_int_equal(
		    look(&d, OUTBOX_OPEN).item[0].state, OUTBOX_SENDING);
		switch (rows[i].how) {
		case WAITS:
			code = store_outbox_waits(
			    d.st, &w, rows[i].status, "later", NULL);
			break;
		case REFUSE:
			code = store_outbox_refuse(
			    d.st, &w, rows[i].status, "later", NULL);
			break;
		case CONFIRM:
			code = store_outbox_confirm(
			    d.st, &w, rows[i].status, 1, DESK_NOON + 5, NULL);
			break;
		}
		assert_int_equal(code, ERR_OK);
		desk_reopen(&d);
		s = look(&d, 31);
		assert_int_equal(s.count, 1);
		if (s.item[0].state != rows[i].want)
			fail_msg("%s: %d", rows[i].why, s.item[0].state);
		assert_int_equal(s.item[0].status, rows[i].status);
		assert_int_equal(s.item[0].tries, 1);
		assert_string_equal(
		    s.why[0], rows[i].how == CONFIRM ? "" : "later");
		assert_int_equal(
		    store_record_latest(d.st, &id), rows[i].latest);
		assert_int_equal(store_outbox_received(d.st, &id),
		    rows[i].how == CONFIRM ? DESK_NOON + 5 : 0);
		desk_end(&d);
	}
}

/* An answer that comes twice, or late, never brings a sent write back. */
static void
test_late_answer(void **state)
{
	struct id id = id_new(), file = id_new(), unknown = id_new(), w;
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	w = add(&d, &id, &file, 0);
	assert_int_equal(store_outbox_confirm(d.st, &w, 201, 1, 5, &e), ERR_OK);
	assert_int_equal(store_outbox_refuse(d.st, &w, 403, "no", &e), ERR_OK);
	assert_int_equal(store_outbox_waits(d.st, &w, 0, "", &e), ERR_OK);
	assert_int_equal(store_outbox_sending(d.st, &w, &e), ERR_OK);
	assert_int_equal(store_outbox_count(d.st, OUTBOX_SENT), 1);
	assert_int_equal(store_outbox_count(d.st, OUTBOX_LISTED), 0);
	assert_int_equal(
	    store_outbox_confirm(d.st, &unknown, 201, 1, 5, &e), ERR_NOT_FOUND);
	/* The receipt of a refused one (answered 403, then let in) counts. */
	w = add(&d, &id, &file, 1);
	assert_int_equal(store_outbox_refuse(d.st, &w, 403, "no", &e), ERR_OK);
	assert_int_equal(store_outbox_confirm(d.st, &w, 201, 2, 6, &e), ERR_OK);
	assert_int_equal(store_outbox_count(d.st, OUTBOX_SENT), 2);
	desk_end(&d);
}

/* The answer never came: after a restart it waits again, and counts as tried. */
static void
test_unsend(void **state)
{
	struct id id = id_new(), file = id_new(), w;
	struct desk d;
	struct seen s;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	w = add(&d, &id, &file, 0);
	assert_int_equal(store_outbox_sending(d.st, &w, NULL), ERR_OK);
	desk_reopen(&d);
	s = look(&d, OUTBOX_LISTED);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.item[0].state, OUTBOX_WAITING);
	assert_int_equal(s.item[0].tries, 1);
	desk_end(&d);
}

/* Cases 7 and 9: the file is let go, what was written stays. */
static void
test_file_gone(void **state)
{
	struct id id = id_new(), other = id_new(), file = id_new(), w;
	struct buf body = BUF_INIT(4096);
	struct envelope env;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	env = desk_envelope(&body, &id, &file, 1, "pulled");
	assert_int_equal(store_record_put(d.st, &env, NULL), ERR_OK);
	w = add(&d, &id, &file, 1);
	w = add(&d, &other, &file, 0);
	assert_int_equal(
	    store_outbox_refuse(d.st, &w, 403, "no", NULL), ERR_OK);
	assert_int_equal(store_file_erase(d.st, &file, NULL), ERR_OK);
	assert_int_equal(store_record_latest(d.st, &id), 0);
	assert_int_equal(store_outbox_count(d.st, OUTBOX_LISTED), 2);
	buf_done(&body);
	desk_end(&d);
}

/* Promises 3 and 6: offered again with the same ids; forgotten only when told. */
static void
test_restored_office(void **state)
{
	struct id id = id_new(), file = id_new(), w[3];
	struct desk d;
	struct seen s;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	for (int i = 0; i < 3; i++) {
		w[i] = add(&d, &id, &file, i);
		assert_int_equal(store_outbox_confirm(
				     d.st, &w[i], 201, i + 1, 100 * i, NULL),
		    ERR_OK);
	}
	assert_int_equal(store_outbox_offer_again(d.st, 100, NULL), ERR_OK);
	s = look(&d, OUTBOX_OPEN);
	assert_int_equal(s.count, 2);
	assert_string_equal(s.write[0].s, w[1].s);
	assert_string_equal(s.write[1].s, w[2].s);
	/* What waits is never forgotten. */
	assert_int_equal(store_outbox_forget(d.st, 1000, NULL), ERR_OK);
	s = look(&d, 31);
	assert_int_equal(s.count, 2);
	desk_end(&d);
}

static void
test_decide(void **state)
{
	struct id id = id_new(), other = id_new(), file = id_new(), w;
	struct desk d;
	struct seen s;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	w = add(&d, &id, &file, 0);
	assert_int_equal(
	    store_outbox_refuse(d.st, &w, 422, "why", NULL), ERR_OK);
	add(&d, &other, &file, 0);
	assert_int_equal(store_outbox_decide(d.st, &id, NULL), ERR_OK);
	s = look(&d, OUTBOX_LISTED);
	assert_int_equal(s.count, 1);
	assert_string_equal(s.item[0].id.s, other.s);
	/* It is out of the list, not gone. */
	assert_int_equal(store_outbox_count(d.st, OUTBOX_DECIDED), 1);
	desk_end(&d);
}

/* ---- the second seal ---- */

static void
test_box(void **state)
{
	struct id id = id_new(), file = id_new(), w;
	struct buf clear = BUF_INIT(8192);
	struct errinfo e = { 0 };
	uint8_t other_public[SEAL_PUBLIC], other_secret[SEAL_KEY];
	sqlite3 *h = NULL;
	sqlite3_stmt *s = NULL;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	w = add(&d, &id, &file, 0);
	store_close(d.st);
	d.st = NULL;
	assert_int_equal(sqlite3_open(d.path, &h), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(h, "SELECT box FROM outbox", -1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	/* The office opens it with its own key alone: no passphrase. */
	assert_int_equal(seal_box_open(&clear, d.box_public, d.box_secret,
			     sqlite3_column_blob(s, 0),
			     (size_t)sqlite3_column_bytes(s, 0), &e),
	    ERR_OK);
	assert_non_null(strstr(buf_str(&clear), DESK_MARKER));
	assert_non_null(strstr(buf_str(&clear), w.s));
	seal_box_new(other_public, other_secret);
	assert_int_equal(seal_box_open(&clear, other_public, other_secret,
			     sqlite3_column_blob(s, 0),
			     (size_t)sqlite3_column_bytes(s, 0), &e),
	    ERR_CRYPTO);
	sqlite3_finalize(s);
	sqlite3_close(h);
	buf_done(&clear);
	desk_end(&d);
}

/* ---- drafts ---- */

static bool
count_drafts(void *arg, const struct id *id, const struct id *away,
    int64_t at_ms, const char *text, size_t len)
{
	(void)id;
	(void)away;
	(void)at_ms;
	(void)text;
	(void)len;
	++*(size_t *)arg;
	return true;
}

static size_t
drafts_of(struct desk *d, bool put_away)
{
	size_t n = 0;

	assert_int_equal(
	    store_draft_each(d->st, put_away, count_drafts, &n, NULL), ERR_OK);
	return n;
}

static size_t
drafts(struct desk *d)
{
	return drafts_of(d, false);
}

static void
test_drafts(void **state)
{
	const int64_t day = 86400000;
	struct id id = id_new(), other = id_new();
	struct buf out = BUF_INIT(64);
	struct errinfo e = { 0 };
	struct desk d;
	int64_t at = 0;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	assert_int_equal(
	    store_draft_get(d.st, &id, &out, &at, &e), ERR_NOT_FOUND);
	assert_int_equal(store_draft_put(d.st, &id, 5, "one", 3, &e), ERR_OK);
	assert_int_equal(store_draft_put(d.st, &id, 6, "two", 3, &e), ERR_OK);
	assert_int_equal(store_draft_put(d.st, &other, 7, "x", 1, &e), ERR_OK);
	desk_reopen(&d);
	assert_int_equal(store_draft_get(d.st, &id, &out, &at, &e), ERR_OK);
	assert_string_equal(buf_str(&out), "two");
	assert_int_equal(at, 6);
	assert_int_equal(drafts(&d), 2);
	/* Out of sight, and back when it is typed on. */
	assert_int_equal(store_draft_discard(d.st, &id, day, &e), ERR_OK);
	assert_int_equal(drafts(&d), 1);
	assert_int_equal(drafts_of(&d, true), 1);
	assert_int_equal(store_draft_tidy(d.st, 31 * day, &e), ERR_OK);
	assert_int_equal(drafts_of(&d, true), 1);
	assert_int_equal(store_draft_put(d.st, &id, 8, "three", 5, &e), ERR_OK);
	assert_int_equal(drafts(&d), 2);
	/* Thirty days later it is gone; what was not discarded is not. */
	assert_int_equal(drafts_of(&d, true), 1);
	assert_int_equal(store_draft_discard(d.st, &id, day, &e), ERR_OK);
	assert_int_equal(drafts_of(&d, true), 2);
	assert_int_equal(store_draft_tidy(d.st, 31 * day + 1, &e), ERR_OK);
	assert_int_equal(drafts_of(&d, true), 0);
	assert_int_equal(drafts(&d), 1);
	assert_int_equal(store_draft_remove(d.st, &other, &e), ERR_OK);
	assert_int_equal(drafts(&d), 0);
	buf_done(&out);
	desk_end(&d);
}

struct seen_away {
	struct id id, away;
	char text[8];
};

static bool
see_away(void *arg, const struct id *id, const struct id *away, int64_t at_ms,
    const char *text, size_t len)
{
	struct seen_away *seen = arg;

	(void)at_ms;
	while (!id_is_none(&seen->id))
		seen++;
	seen->id = *id;
	seen->away = *away;
	snprintf(seen->text, sizeof(seen->text), "%.*s", (int)len, text);
	return true;
}

/* What was put away stays there whatever becomes of the record, and has back what
 * it was; what is being typed then makes room (promises 1 and 2). */
static void
test_put_away(void **state)
{
	struct id id = id_new(), whose = { "" };
	struct seen_away seen[4] = { 0 };
	struct buf out = BUF_INIT(64);
	struct errinfo e = { 0 };
	struct desk d;
	int64_t at = 0;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	assert_int_equal(store_draft_discard(d.st, &id, 9, &e), ERR_OK);
	assert_int_equal(store_draft_put(d.st, &id, 5, "one", 3, &e), ERR_OK);
	assert_int_equal(store_draft_discard(d.st, &id, 10, &e), ERR_OK);
	assert_int_equal(store_draft_put(d.st, &id, 6, "two", 3, &e), ERR_OK);
	assert_int_equal(store_draft_discard(d.st, &id, 11, &e), ERR_OK);
	/* Typed anew, and saved. */
	assert_int_equal(store_draft_put(d.st, &id, 7, "three", 5, &e), ERR_OK);
	assert_int_equal(store_draft_remove(d.st, &id, &e), ERR_OK);
	assert_int_equal(store_draft_put(d.st, &id, 8, "four", 4, &e), ERR_OK);
	desk_reopen(&d);
	assert_int_equal(
	    store_draft_each(d.st, true, see_away, seen, &e), ERR_OK);
	assert_string_equal(seen[0].text, "two");
	assert_string_equal(seen[1].text, "one");
	assert_true(id_is_none(&seen[2].id));
	assert_true(id_equal(&seen[0].id, &id) && id_equal(&seen[1].id, &id));
	assert_int_equal(
	    store_draft_restore(d.st, &seen[1].away, 12, &whose, &e), ERR_OK);
	assert_true(id_equal(&whose, &id));
	assert_int_equal(store_draft_get(d.st, &id, &out, &at, &e), ERR_OK);
	assert_string_equal(buf_str(&out), "one");
	assert_int_equal(at, 5);
	memset(seen, 0, sizeof(seen));
	assert_int_equal(
	    store_draft_each(d.st, true, see_away, seen, &e), ERR_OK);
	assert_string_equal(seen[0].text, "four");
	assert_string_equal(seen[1].text, "two");
	assert_int_equal(
	    store_draft_restore(d.st, &id, 13, &whose, &e), ERR_NOT_FOUND);
	/* As haven 0.1 put it away: in the record's own place. */
	assert_int_equal(sqlite3_exec(d.st->h,
			     "UPDATE draft SET discarded=14 WHERE "
			     "discarded IS NULL",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    store_draft_restore(d.st, &id, 15, &whose, &e), ERR_OK);
	buf_clear(&out);
	assert_int_equal(store_draft_get(d.st, &id, &out, &at, &e), ERR_OK);
	assert_string_equal(buf_str(&out), "one");
	buf_done(&out);
	desk_end(&d);
}

static void
test_looks(void **state)
{
	struct look l = { .version = 3, .at_ms = DESK_NOON }, out[4];
	struct id first = id_new();
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	l.look = first;
	l.file = id_new();
	l.record = id_new();
	assert_int_equal(store_look_add(d.st, &l, &e), ERR_OK);
	l.look = id_new();
	l.version = 4;
	assert_int_equal(store_look_add(d.st, &l, &e), ERR_OK);
	desk_reopen(&d);
	assert_int_equal(store_look_list(d.st, out, 4, &e), 2);
	assert_string_equal(out[0].look.s, first.s);
	assert_int_equal(out[0].version, 3);
	assert_int_equal(out[0].at_ms, DESK_NOON);
	assert_string_equal(out[1].record.s, l.record.s);
	assert_int_equal(store_look_list(d.st, out, 1, &e), 1);
	assert_int_equal(store_look_remove(d.st, &first, &e), ERR_OK);
	assert_int_equal(store_look_list(d.st, out, 4, &e), 1);
	assert_int_equal(out[0].version, 4);
	desk_end(&d);
}

static int
start(void **state)
{
	(void)state;
	return seal_start(NULL) == ERR_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_late_answer),
		cmocka_unit_test(test_unsend),
		cmocka_unit_test(test_file_gone),
		cmocka_unit_test(test_restored_office),
		cmocka_unit_test(test_decide),
		cmocka_unit_test(test_box),
		cmocka_unit_test(test_drafts),
		cmocka_unit_test(test_put_away),
		cmocka_unit_test(test_looks),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
