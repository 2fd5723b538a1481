/* tui_sync_end.c - access that changed while a device was away (docs/SYNC.md, cases
 * 13 to 15): what was pulled goes, what was written stays until the office has
 * it, and the screen says so (promises 2 and 5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>

#include "sync_line.h"

#define ME_ENDED ME_ENDED_AS("volunteer")
#define ME_INSPECTOR ME_ENDED_AS("inspector")
#define ME_ENDED_AS(role_code)                                               \
	"{\"staff\":\"" STAFF "\",\"name\":\"Sam Example\",\"sign_in\":"     \
	"\"sam\",\"role\":\"" role_code "\",\"org_name\":\"Org\","           \
	"\"office_name\":\"the office\",\"office_number\":\"01632 960001\"," \
	"\"demo\":false,\"lease_until\":1,"                                  \
	"\"unopened_after\":60,\"server_ms\":1700000000000}"
#define CARD                                                              \
	"[{\"seq\":5,\"card\":{\"file\":\"" FILE_B "\",\"name\":\"Robin " \
	"Example\",\"also\":\"\",\"born\":\"\",\"reference\":\"\"}}]"
#define KEPT_ASIDE                                                     \
	"[{\"write\":\"" WRITE_OF_1 "\",\"status\":202,\"version\":0," \
	"\"received\":1650000000000}]"

/* Does the file of the store, or its journal (end "-wal"), hold these words? Closing
 * it ends the store's lock: nobody else wants it here. */
static bool
store_file_holds(const char *end, const char *words)
{
	static char data[8 << 20];
	char path[STORE_PATH_MAX + 8];
	int fd, n;

	snprintf(path, sizeof path, "%s%s", store_path(m->store), end);
	fd = open(path, O_RDONLY);
	n = fd < 0 ? 0 : (int)read(fd, data, sizeof data);
	if (fd >= 0)
		close(fd);
	return n > 0 && memmem(data, (size_t)n, words, strlen(words));
}

/* A device that holds a file, a name, a draft and a write, in touch no more. */
static void
hold_much(void)
{
	struct record *r = record_new(kind_find("first_account"));
	struct draft d = { .id = id_new(), .kind = record_kind(r) };
	struct office_says says = { .changes = CARD, .cursor = "6" };
	struct id card = office_id(FILE_B);
	struct buf name = BUF_INIT(4096);

	record_set(r, "observed", "Half a sentence");
	office_must(model_draft_keep(m, &d, r, NULL), NULL);
	record_free(r);
	office_pull(m->store, RECORD_2, FILE_B, 1, "{\"name\":\"Robin\"}");
	office_flag(m->store, FILE_B, STORE_FILE_SET | STORE_FILE_HERE);
	answer_sync(&says);
	model_sync_now(m);
	assert_true(settle());
	assert_int_equal(model_find(m, "robin", (struct child[4]){ 0 }, 4), 1);
	assert_int_equal(store_card_get(m->store, &card, &name, NULL), ERR_OK);
	buf_done(&name);
	assert_true(store_file_holds("", RECORD_2) ||
		    store_file_holds("-wal", RECORD_2));
}

static void
assert_holds_nothing(void)
{
	const struct draft *drafts;
	struct id id = office_id(RECORD_2), card = office_id(FILE_B);
	struct buf name = BUF_INIT(4096);

	/* Names too, which a lease that ran out hides but does not erase. */
	assert_int_equal(
	    store_card_get(m->store, &card, &name, NULL), ERR_NOT_FOUND);
	assert_int_equal(store_record_latest(m->store, &id), 0);
	assert_false(store_file_holds("", RECORD_2));
	assert_false(store_file_holds("-wal", RECORD_2));
	assert_int_equal(model_find(m, "robin", (struct child[4]){ 0 }, 4), 0);
	assert_int_equal(m->kids.count, 0);
	assert_int_equal(model_drafts(m, &drafts), 1);
}

static const struct {
	const char *code, *me, *words;
} rows[] = {
	{ "account", ME_ENDED, "Your access has ended" },
	{ "device", ME_ENDED, "This device was taken out of use" },
	/* An inspector may be there too early (O2). */
	{ "account", ME_INSPECTOR, "No inspection is open to you" },
	{ "device", ME_INSPECTOR, "This device was taken out of use" },
};

static void
see_ended(void **state, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		struct office_says says = { .ended = rows[i].code,
			.files = "[]",
			.set = "ended",
			.cursor = "0",
			.results = KEPT_ASIDE,
			.me = rows[i].me };
		struct buf notice = BUF_INIT(1000);
		struct errinfo e = { 0 };

		if (i > from) {
			away(state);
			fresh(state);
		}
		hold_much();
		write_here(1);
		/* The token is gone; the passphrase still says who they are. */
		answer_next(NET_OK, 401, 0, "{\"detail\":\"Signed out.\"}");
		answer_next(NET_OK, 201, 0,
		    "{\"token\":\"" TOKEN_2 "\",\"ended\":\"account\","
		    "\"until\":1,\"me\":{}}");
		answer_sync(&says);
		says.results = NULL;
		answer_sync(&says); /* asked for by another role alone */
		assert_true(settle());
		assert_holds_nothing();
		assert_int_equal(store_outbox_count(m->store, OUTBOX_SENT), 1);
		assert_int_equal(m->status.here, 0);
		assert_string_equal(m->status.ended, rows[i].code);
		model_notice(m, &notice);
		assert_non_null(strstr(buf_str(&notice), rows[i].words));
		/* An office that says nothing of its past has not lost it. */
		assert_false(m->status.chain_broken);
		/* It is known at the next start, too, with no office at hand. */
		model_lock(m);
		office_must(model_unlock(m, "sam", PASSPHRASE, &e), &e);
		assert_string_equal(m->status.ended, rows[i].code);
		assert_true(model_lease_is_over(m));
		buf_done(&notice);
	}
}

static void
test_ended(void **state)
{
	see_ended(state, 0, 2);
}

static void
test_ended_for_an_inspector(void **state)
{
	see_ended(state, 2, COUNT(rows));
}

/* Nothing is erased twice, and what is written later goes as well. */
static void
test_written_later(void **state)
{
	struct office_says says = { .ended = "account",
		.files = "[]",
		.set = "ended",
		.cursor = "0",
		.me = ME_ENDED };

	(void)state;
	hold_much();
	answer_sync(&says);
	model_sync_now(m);
	assert_true(settle());
	assert_holds_nothing();
	write_here(1);
	says.files = NULL;
	says.results = KEPT_ASIDE;
	answer_sync(&says);
	assert_true(settle());
	assert_int_equal(store_outbox_count(m->store, OUTBOX_SENT), 1);
	assert_holds_nothing();
}

/* Given back, all comes anew. */
static void
test_given_back(void **state)
{
	struct office_says ended = { .ended = "account",
		.files = "[]",
		.set = "ended",
		.cursor = "0",
		.me = ME_ENDED };
	struct office_says back = { .files = "[\"" FILE_B "\"]",
		.set = "s9",
		.changes = CARD,
		.cursor = "9" };
	struct buf notice = BUF_INIT(1000);

	(void)state;
	hold_much();
	answer_sync(&ended);
	model_sync_now(m);
	assert_true(settle());
	answer_sync(&back);
	model_sync_now(m);
	assert_true(settle());
	assert_true(has(asked, "\"cursor\":\"0\""));
	assert_string_equal(m->status.ended, "");
	assert_int_equal(model_find(m, "robin", (struct child[4]){ 0 }, 4), 1);
	assert_false(model_lease_is_over(m));
	model_notice(m, &notice);
	assert_null(strstr(buf_str(&notice), "access"));
	/* At the next start, too. */
	model_lock(m);
	answer_sync(&idle);
	office_must(model_unlock(m, "sam", PASSPHRASE, NULL), NULL);
	assert_string_equal(m->status.ended, "");
	buf_done(&notice);
}

/* Kept out of a thread later (R7, case 17): what was pulled of it goes, the others
 * and what was written here stay. */
static void
test_kept_out(void **state)
{
	struct office_says says = {
		.changes = "[{\"seq\":8,\"gone\":\"" RECORD_2 "\"}]",
		.cursor = "8",
		.results = "[{\"write\":\"" WRITE_OF_1 "\",\"status\":404,"
			   "\"type\":\"urn:x\",\"detail\":\"Not on file.\"}]"
	};
	struct id id = office_id(RECORD_2), other = office_id(RECORD_1);

	(void)state;
	hold_much();
	office_pull(m->store, RECORD_1, FILE_B, 1, "{\"name\":\"Robin\"}");
	office_meta(m->store, META_LOOKS FILE_B, "{}");
	write_here(1);
	answer_sync(&says);
	assert_true(settle());
	assert_int_equal(store_record_latest(m->store, &id), 0);
	assert_int_equal(store_record_latest(m->store, &other), 1);
	assert_int_equal(store_outbox_count(m->store, OUTBOX_REFUSED), 1);
	assert_int_equal(store_meta_get(m->store, META_LOOKS FILE_B,
			     &(struct buf)BUF_INIT(100), NULL),
	    ERR_NOT_FOUND);
}

/* Past the lease no name and no record opens; writing goes on (case 15). A clock
 * that is set back does not bring them back. */
static void
test_lease(void **state)
{
	struct errinfo e = { 0 };
	struct record *r = NULL;
	struct buf notice = BUF_INIT(1000);
	struct row row;
	struct id id = office_id(RECORD_2);
	int64_t until = m->me.lease_until_ms;

	(void)state;
	hold_much();
	m->office_ms = 0; /* as after a start without a link */
	clock_fix_for_test(until + 1000);
	assert_int_equal(model_find(m, "robin", (struct child[4]){ 0 }, 4), 0);
	assert_int_equal(model_open(m, &id, 0, &r, &row, &e), ERR_DENIED);
	assert_non_null(strstr(e.says, "not reached the office for too long"));
	model_notice(m, &notice);
	assert_non_null(
	    strstr(buf_str(&notice), "Too long without the office"));
	write_here(1);
	assert_int_equal(m->status.here, 1);
	m->status.last_sync_ms = until + 500;
	clock_fix_for_test(until - 86400000);
	assert_int_equal(model_open(m, &id, 0, &r, &row, &e), ERR_DENIED);
	clock_fix_for_test(-1);
	buf_done(&notice);
}

/* Whatever is done to the clock of the device: in touch with the office it is
 * the office's time that counts, and how long it has been since. */
static void
test_clock_jumps(void **state)
{
	static const int64_t day = 86400000;
	static const int64_t clocks[] = { 0, 1, 2 * 365, 70 * 365, -30, -3650 };
	const int64_t boot = clock_boot_ms(), real = clock_ms();
	struct errinfo e = { 0 };
	struct record *r = NULL;
	struct row row;
	struct id id = office_id(RECORD_2);
	int64_t until, office;

	(void)state;
	hold_much();
	until = m->me.lease_until_ms;
	office = m->office_ms;
	assert_int_equal(office, m->status.last_sync_ms);
	clock_fix_boot_for_test(m->office_boot_ms + until - office);
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		clock_fix_for_test(real + clocks[i] * day);
		assert_int_equal(model_open(m, &id, 0, &r, &row, &e), ERR_OK);
		record_free(r);
	}
	clock_fix_boot_for_test(m->office_boot_ms + until - office + 1);
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		clock_fix_for_test(real + clocks[i] * day);
		assert_int_equal(
		    model_open(m, &id, 0, &r, &row, &e), ERR_DENIED);
	}
	/* Asking the office goes on by the same clock: it is not put off. */
	clock_fix_boot_for_test(boot);
	clock_fix_for_test(real - 3650 * day);
	write_here(1);
	receive(1, 1);
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	clock_fix_for_test(-1);
	clock_fix_boot_for_test(-1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH_MODEL(test_ended),
		WITH_MODEL(test_ended_for_an_inspector),
		WITH_MODEL(test_written_later),
		WITH_MODEL(test_given_back),
		WITH_MODEL(test_kept_out),
		WITH_MODEL(test_lease),
		WITH_MODEL(test_clock_jumps),
	};

	RUN_LINE("tui_sync_end", tests);
}
