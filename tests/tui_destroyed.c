/* tui_destroyed.c - proves that a file that the office destroyed is gone from a
 * device at its next contact, from its store, its journal and its free pages, and
 * that the office is told so (R2, promise 10); and that nothing that a person wrote
 * and the office has not had is lost by it (promise 2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app.h"
#include "store_in.h"
#include "sync_desk.h"

#define DRAFT_NEW "00000000-0000-7000-8000-0000000000d1"
#define DRAFT_COPY "00000000-0000-7000-8000-0000000000d2"
#define DRAFT_AWAY "00000000-0000-7000-8000-0000000000d3"
#define DRAFT_OTHER "00000000-0000-7000-8000-0000000000d4"

static const struct office_says gone = { .destroyed = "[\"" FILE_A "\"]",
	.set = "s1",
	.files = "[\"" FILE_B "\"]" };

static void
draft(const char *id, const char *file, int base)
{
	struct id draft_id = office_id(id);
	struct errinfo e = { 0 };
	char text[300];

	snprintf(text, sizeof text,
	    "{\"kind\":\"front_sheet\",\"file\":\"%s\",\"base\":%d,\"body\":"
	    "{}}",
	    file, base);
	office_must(
	    store_draft_put(st, &draft_id, 1, text, strlen(text), &e), &e);
}

static bool
count_draft(void *arg, const struct id *id, const struct id *away,
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
drafts(bool discarded)
{
	size_t n = 0;

	assert_int_equal(
	    store_draft_each(st, discarded, count_draft, &n, NULL), ERR_OK);
	return n;
}

static void
card(const char *file)
{
	static const char text[] = "{\"file\":\"x\",\"name\":\"Robin\"}";
	struct id id = office_id(file);
	struct errinfo e = { 0 };

	office_must(store_card_put(st, &id, text, strlen(text), &e), &e);
}

static bool
has_card(const char *file)
{
	struct buf text = BUF_INIT(1000);
	struct id id = office_id(file);
	bool has = store_card_get(st, &id, &text, NULL) == ERR_OK;

	buf_done(&text);
	return has;
}

static void
test_gone(void **state)
{
	struct id file = office_id(FILE_A);
	char looks[sizeof META_LOOKS + ID_TEXT];
	struct sync_applied did;
	struct errinfo e = { 0 };

	(void)state;
	set_up(MINE_CLEAN);
	office_pull(st, RECORD_2, FILE_B, 1, V1_BODY);
	office_flag(st, FILE_B, STORE_FILE_SET | STORE_FILE_HERE);
	card(FILE_A);
	card(FILE_B);
	snprintf(looks, sizeof looks, META_LOOKS "%s", file.s);
	office_meta(st, looks, "{}");
	request(NULL);
	office_must(take(&gone, &did, &e), &e);
	assert_true(did.has_erased);
	assert_true(did.has_moved);
	sync_applied_done(&did);
	assert_int_equal(versions(RECORD_1), 0);
	assert_false(has_card(FILE_A));
	assert_string_equal(meta(looks), "");
	assert_int_equal(flags_of(FILE_A), 0);
	/* Another child's is as it was. */
	assert_int_equal(versions(RECORD_2), 1);
	assert_true(has_card(FILE_B));
}

/* Also one that is of no set: opened here, or left over. */
static void
test_gone_alone(void **state)
{
	(void)state;
	set_up(MINE_CLEAN);
	request(NULL);
	must_take(&(struct office_says){ .destroyed = "[\"" FILE_A "\"]" });
	assert_int_equal(versions(RECORD_1), 0);
	assert_int_equal(flags_of(FILE_A), 0);
}

/* Said with the next request, and until an answer to it came. */
static void
test_said(void **state)
{
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);

	(void)state;
	set_up(MINE_CLEAN);
	office_meta(st, META_HAVE, "h1");
	request(NULL);
	assert_true(sent.is_brief);
	must_take(&gone);
	for (int i = 0; i < 2; i++) { /* the first answer was lost */
		request(&text);
		assert_false(sent.is_brief);
		assert_non_null(
		    strstr(text.data, "\"erased\":[\"" FILE_A "\"]"));
	}
	must_take(&(struct office_says){ .have = "h2", .set = "s1" });
	request(&text);
	assert_null(strstr(text.data, "erased"));
	assert_string_equal(meta(META_ERASED), "");
	/* Told again (its answer was lost at the office), it says it again. */
	must_take(&gone);
	request(&text);
	assert_non_null(strstr(text.data, "\"erased\":[\"" FILE_A "\"]"));
	buf_done(&text);
}

/* What waits is sent; what was refused stays; what the office had is gone. */
static void
test_outbox(void **state)
{
	static const struct {
		const char *why;
		unsigned status; /* of its answer; 0: none yet */
		size_t open, refused, sent;
	} rows[] = {
		{ "not sent yet", 0, 1, 0, 0 },
		{ "received", 201, 0, 0, 0 },
		{ "changed", 200, 0, 0, 0 },
		{ "kept aside: in a file that is there", 202, 0, 0, 1 },
		{ "refused", 403, 0, 1, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct id write = office_id(WRITE_1);
		struct errinfo e = { 0 };

		if (i > 0) {
			away(state);
			fresh(state);
		}
		set_up(MINE_CHANGED);
		if (rows[i].status >= 400)
			office_must(store_outbox_refuse(
					st, &write, rows[i].status, "No.", &e),
			    &e);
		else if (rows[i].status > 0)
			office_must(store_outbox_confirm(st, &write,
					rows[i].status, 2, 1650000000000, &e),
			    &e);
		request(NULL);
		must_take(&gone);
		if (store_outbox_count(st, OUTBOX_OPEN) != rows[i].open ||
		    store_outbox_count(st, OUTBOX_REFUSED) != rows[i].refused ||
		    store_outbox_count(st, OUTBOX_SENT) != rows[i].sent)
			fail_msg("%s", rows[i].why);
		assert_int_equal(versions(RECORD_1), 0);
	}
}

/* What is new is put away, to be had back for thirty days; what is a copy of what
 * was on the file goes, also from there. */
static void
test_drafts(void **state)
{
	struct id id = office_id(DRAFT_AWAY);
	struct buf text = BUF_INIT(1000);
	struct errinfo e = { 0 };
	int64_t at_ms;

	(void)state;
	set_up(MINE_CLEAN);
	draft(DRAFT_NEW, FILE_A, 0);
	draft(DRAFT_COPY, FILE_A, 1);
	draft(DRAFT_AWAY, FILE_A, 1);
	draft(DRAFT_OTHER, FILE_B, 1);
	office_must(store_draft_discard(st, &id, 1700000000000, &e), &e);
	request(NULL);
	must_take(&gone);
	assert_int_equal(drafts(false), 1);
	assert_int_equal(drafts(true), 1);
	id = office_id(DRAFT_OTHER);
	assert_int_equal(store_draft_get(st, &id, &text, &at_ms, &e), ERR_OK);
	buf_done(&text);
}

/* Access has ended: they are told, too. */
static void
test_ended(void **state)
{
	struct office_says says = gone;
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);

	(void)state;
	set_up(MINE_CHANGED);
	request(NULL);
	says.ended = "account";
	says.files = "[]";
	says.set = "ended";
	says.head =
	    "0000000000000000000000000000000000000000000000000000000000000000";
	must_take(&says);
	assert_int_equal(store_outbox_count(st, OUTBOX_OPEN), 1);
	request(&text);
	assert_non_null(strstr(text.data, "\"erased\":[\"" FILE_A "\"]"));
	buf_done(&text);
}

static void
test_hostile(void **state)
{
	static const char *const rows[] = { "{}", "\"" FILE_A "\"",
		"[\"" FILE_A "\",1]", "[\"x\"]", "[null]", "[[]]" };
	struct errinfo e;

	(void)state;
	set_up(MINE_CLEAN);
	request(NULL);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct office_says says = { .destroyed = rows[i] };

		e = (struct errinfo){ 0 };
		if (take(&says, NULL, &e) == ERR_OK)
			fail_msg("%s was taken", rows[i]);
		assert_int_equal(versions(RECORD_1), 1);
	}
}

/* ---- the bytes ---- */

static uint8_t *
slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes;

	*len = 0;
	if (f == NULL)
		return NULL;
	fseek(f, 0, SEEK_END);
	*len = (size_t)ftell(f);
	rewind(f);
	bytes = mem_alloc(*len + 1);
	assert_int_equal(fread(bytes, 1, *len, f), *len);
	fclose(f);
	return bytes;
}

static bool
disk_holds(const void *what, size_t len)
{
	static const char *const endings[] = { "", "-wal" };
	char path[STORE_PATH_MAX + 8];
	bool does = false;

	for (size_t i = 0; i < 2; i++) {
		uint8_t *bytes;
		size_t n;

		snprintf(path, sizeof path, "%s%s", store_path(st), endings[i]);
		bytes = slurp(path, &n);
		does = does || (bytes && memmem(bytes, n, what, len));
		free(bytes);
	}
	return does;
}

/* The first bytes of a row, as it is sealed. */
static void
sealed_of(const char *sql, uint8_t out[40])
{
	sqlite3_stmt *s;

	assert_int_equal(
	    sqlite3_prepare_v2(st->h, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	assert_true(sqlite3_column_bytes(s, 0) >= 40);
	memcpy(out, sqlite3_column_blob(s, 0), 40);
	sqlite3_finalize(s);
}

static void
test_bytes(void **state)
{
	static const char *const rows[] = {
		"SELECT sealed FROM record WHERE file='" FILE_A "'",
		"SELECT sealed FROM card WHERE file='" FILE_A "'",
		"SELECT sealed FROM draft WHERE id='" DRAFT_COPY "'",
	};
	uint8_t sealed[COUNT(rows)][40];

	(void)state;
	set_up(MINE_CLEAN);
	card(FILE_A);
	draft(DRAFT_COPY, FILE_A, 1);
	assert_int_equal(store_scrub(st, NULL), ERR_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		sealed_of(rows[i], sealed[i]);
		assert_true(disk_holds(sealed[i], 40));
	}
	request(NULL);
	must_take(&gone);
	/* Before it says so, nothing of it is in the journal either. */
	request(NULL);
	assert_int_equal(sent.erased_count, 1);
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_false(disk_holds(sealed[i], 40));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_gone),
		WITH_STORE(test_gone_alone),
		WITH_STORE(test_said),
		WITH_STORE(test_outbox),
		WITH_STORE(test_drafts),
		WITH_STORE(test_ended),
		WITH_STORE(test_hostile),
		WITH_STORE(test_bytes),
	};

	return cmocka_run_group_tests_name(
	    "tui_destroyed", tests, start, finish);
}
