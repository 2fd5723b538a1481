/* tui_sync_role.c - a device is told as somebody of another role (docs/SYNC.md, case
 * 20): what goes, what stays, and that all is asked for again, once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app.h"
#include "sync_desk.h"

#define OTHER "00000000-0000-7000-8000-00000000005b"
#define ME_AS(role)                                                          \
	"{\"staff\":\"" STAFF "\",\"name\":\"Sam\",\"sign_in\":\"sam\","     \
	"\"role\":\"" role "\",\"lease_until\":1900000000000,\"server_ms\":" \
	"1700000000000}"

static void
pull(const char *id, const char *kind, const char *file, const char *author)
{
	struct envelope env = { .version = 1,
		.table = 1,
		.written_ms = 1600000000000,
		.received_ms = 1600000001000,
		.body = V1_BODY,
		.body_len = strlen(V1_BODY) };
	struct errinfo e = { 0 };

	snprintf(env.kind, sizeof env.kind, "%s", kind);
	env.id = office_id(id);
	env.file = *file ? office_id(file) : (struct id){ "" };
	env.author = office_id(author);
	office_must(store_record_put(st, &env, &e), &e);
}

/* A Strategic Lead's device in step. */
static void
as_lead(void)
{
	struct id b = office_id(FILE_B), draft = office_id(RECORD_2);
	struct errinfo e = { 0 };

	set_up(MINE_CLEAN);
	office_meta(st, META_TOLD_AS, "strategic_lead");
	office_meta(st, META_HAVE, "h.1");
	office_meta(st, META_LOOKS FILE_A, "{}");
	office_meta(st, META_ACCESS FILE_A, "{}");
	office_must(store_card_put(st, &b, "{}", 2, &e), &e);
	office_must(store_draft_put(st, &draft, 1600000000000, "x", 1, &e), &e);
}

#define ID_OF(n) "00000000-0000-7000-8000-0000000001" n

static const struct {
	const char *id, *kind, *file, *author;
	size_t left; /* versions, to a support worker */
} rows[] = {
	{ ID_OF("01"), "training", "", OTHER, 0 },
	{ ID_OF("02"), "training", "", STAFF, 1 }, /* their own */
	{ ID_OF("03"), "confirmation", "", OTHER, 0 },
	{ ID_OF("04"), "disposal", "", OTHER, 0 },
	{ ID_OF("05"), "statistics_report", "", STAFF, 0 },
	{ ID_OF("06"), "staff", "", OTHER, 1 },
	{ ID_OF("07"), "inspection", "", OTHER, 1 },
	{ ID_OF("08"), "of_a_newer_office", "", OTHER, 0 },
	{ ID_OF("09"), "contact", FILE_A, OTHER, 1 },
	{ ID_OF("10"), "request_item", FILE_A, OTHER, 0 },
	{ ID_OF("11"), "opening", FILE_A, OTHER, 0 },
	{ ID_OF("12"), "opening", FILE_A, STAFF, 1 },
};

static void
test_what_goes(void **state)
{
	const struct office_says says = { .me = ME_AS("support_worker"),
		.have = "h.2" };
	struct id b = office_id(FILE_B), draft = office_id(RECORD_2);
	struct sync_applied did;
	struct errinfo e = { 0 };
	struct buf out = BUF_INIT(65536);

	(void)state;
	as_lead();
	for (size_t i = 0; i < COUNT(rows); i++)
		pull(rows[i].id, rows[i].kind, rows[i].file, rows[i].author);
	office_write(st, WRITE_1, ID_OF("04"), FILE_A, 1, MINE_BODY);
	request(&out);
	assert_false(sent.is_first);
	office_must(take(&says, &did, &e), &e);
	assert_true(did.is_anew && did.has_erased);
	assert_true(did.topics & TOPIC_RECORDS && did.topics & TOPIC_ACCESS);
	sync_applied_done(&did);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (versions(rows[i].id) != rows[i].left)
			fail_msg("%s: %zu", rows[i].kind, versions(rows[i].id));
	assert_int_equal(versions(RECORD_1), 1);
	/* Lists, names; not what is written here (case 7). */
	assert_string_equal(meta(META_LOOKS FILE_A), "");
	assert_string_equal(meta(META_ACCESS FILE_A), "");
	assert_int_equal(store_card_get(st, &b, &out, NULL), ERR_NOT_FOUND);
	assert_int_equal(store_outbox_count(st, OUTBOX_WAITING), 1);
	assert_int_equal(
	    store_draft_get(st, &draft, &out, &(int64_t){ 0 }, NULL), ERR_OK);
	/* From the beginning, with the files that are here. */
	assert_string_equal(meta(META_CURSOR), "0");
	assert_string_equal(meta(META_HAVE), "");
	assert_string_equal(meta(META_TOLD_AS), "support_worker");
	request(&out);
	assert_true(sent.is_first && !sent.is_brief);
	assert_non_null(strstr(out.data, "{\"cursor\":\"0\",\"generation\":"
					 "\"g1\",\"set\":\"s0\""));
	buf_done(&out);
}

/* As whom it was told, whom the office says now, where it was: does it begin
 * again, and where is it then? */
static void
test_when(void **state)
{
	static const struct {
		const char *why, *told_as, *me, *cursor, *said;
		bool is_anew;
		const char *then, *told_then;
	} cases[] = {
		{ "the same", "director", ME_AS("director"), "5", "7", false,
		    "7", "director" },
		{ "another", "director", ME_AS("volunteer"), "5", "7", true,
		    "0", "volunteer" },
		{ "while files are shut", "director", ME_AS("volunteer"), "9.5",
		    "9.5", true, "0", "volunteer" },
		{ "a new device", NULL, ME_AS("director"), NULL, "7", false,
		    "7", "director" },
		{ "one of an older haven", NULL, ME_AS("director"), "5", "7",
		    true, "0", "director" },
		{ "on its way from the beginning", "director",
		    ME_AS("volunteer"), "0", "7", false, "7", "volunteer" },
		{ "a role that is not known here", "director", ME_AS("chief"),
		    "5", "7", false, "7", "director" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct office_says says = { .me = cases[i].me,
			.cursor = cases[i].said,
			.have = "h.2" };
		struct sync_applied did;
		struct errinfo e = { 0 };
		bool is_anew;

		if (i > 0) {
			away(state);
			fresh(state);
		}
		set_up(MINE_CLEAN);
		if (cases[i].cursor)
			office_meta(st, META_CURSOR, cases[i].cursor);
		else
			store_meta_remove(st, META_CURSOR, NULL);
		if (cases[i].told_as)
			office_meta(st, META_TOLD_AS, cases[i].told_as);
		else
			store_meta_remove(st, META_TOLD_AS, NULL);
		request(NULL);
		office_must(take(&says, &did, &e), &e);
		is_anew = did.is_anew;
		sync_applied_done(&did);
		if (is_anew != cases[i].is_anew ||
		    strcmp(meta(META_CURSOR), cases[i].then) != 0 ||
		    strcmp(meta(META_TOLD_AS), cases[i].told_then) != 0)
			fail_msg("%s: %d, %s", cases[i].why, is_anew,
			    meta(META_CURSOR));
		/* And the next answer is like any other. */
		request(NULL);
		office_must(take(&says, &did, &e), &e);
		assert_false(did.is_anew);
		sync_applied_done(&did);
		assert_string_equal(meta(META_CURSOR), cases[i].said);
	}
}

/* What comes in the same answer is kept: it was judged for the new role. */
static void
test_same_answer(void **state)
{
	char record[600], changes[700];
	struct office_says says = { .me = ME_AS("support_worker"),
		.changes = changes };

	(void)state;
	as_lead();
	pull(ID_OF("01"), "training", "", OTHER);
	snprintf(record, sizeof record,
	    "{\"id\":\"" ID_OF("20") "\",\"kind\":\"training\",\"version\":1,"
				     "\"table\":1,\"author\":\"" OTHER
				     "\",\"written\":1600000000000,"
				     "\"received\":1600000001000,\"body\":{}}");
	snprintf(
	    changes, sizeof changes, "[{\"seq\":6,\"record\":%s}]", record);
	request(NULL);
	must_take(&says);
	assert_int_equal(versions(ID_OF("01")), 0);
	assert_int_equal(versions(ID_OF("20")), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_what_goes),
		WITH_STORE(test_when),
		WITH_STORE(test_same_answer),
	};

	return cmocka_run_group_tests_name(
	    "tui_sync_role", tests, start, finish);
}
