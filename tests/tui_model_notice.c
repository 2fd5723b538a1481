/* tui_model_notice.c - the notices of this device from a real store: how each stands
 * by what lies beside it and by what was written here, what an answer of the office
 * touches, and that what came back tells nobody anything (F1, F2). */
#include "kinds.h"
#include "model_notice.h"
#include "sync_in.h"
#include "tui_model_help.h"

#define ID(n) "01900000-0000-7000-8000-0000000000" n
#define FILE_ONE ID("f1")
#define FILE_TWO ID("f2")
#define NOTICE "01900000-0000-7000-8000-00000000b001"
#define OTHER "01900000-0000-7000-8000-00000000b002"
#define SENT "01900000-0000-7000-8000-00000000c001"
#define RESULT "01900000-0000-7000-8000-00000000d001"
#define SCHOOL ID("04")

/* The day is 22 November 2026. */
#define DUE(on, offer)                                           \
	"{\"episode\":\"" ID(                                    \
	    "e1") "\",\"what\":\"start\",\"agency\":\"" SCHOOL   \
		  "\",\"event_on\":\"2026-11-01\",\"due\":\"" on \
		  "\",\"offer\":\"" offer "\"}"
#define BY(how) "{\"notice\":\"" NOTICE "\",\"how\":\"" how "\",\"to\":\"x\"}"
#define CAME(rest) \
	"{\"sent\":\"" SENT "\",\"when\":\"2026-11-20T10:00\"" rest "}"

static void
given(struct desk *d, const char *id, const char *file, const char *kind,
    const char *json)
{
	struct id record = desk_id(id), on = desk_id(file);

	pull(d->m, &record, &on, 1, kind, json);
	if (strncmp(kind, "notice", 6) == 0)
		model_notice_touch(d->m, &on);
}

static void
begin(struct desk *d)
{
	setenv("TZ", "UTC", 1);
	desk_enrol(d, "support_worker");
	given(d, ID("10"), FILE_ONE, "front_sheet",
	    "{\"name\":\"Robin\",\"born\":\"2016-04-03\",\"purpose\":\"x\"}");
}

static const char *
state_of(struct model *m, const char *id)
{
	struct id notice = desk_id(id);
	struct notice_row row;

	return model_notice_row(m, &notice, &row)
		   ? notice_state_label(row.state)
		   : "none";
}

static struct id
save_sent(struct desk *d, const char *how)
{
	struct record *r = record_new(&kind_notice_sent);
	struct save s = { .kind = &kind_notice_sent,
		.file = desk_id(FILE_ONE),
		.record = r };
	int64_t version;

	record_set(r, "notice", NOTICE);
	record_set(r, "how", how);
	record_set(r, "to", "x");
	assert_int_equal(model_save(d->m, &s, &version, NULL), ERR_OK);
	record_free(r);
	return s.id;
}

/* ---- how each stands ---- */

static void
test_states(void **state)
{
	static const struct {
		const char *why, *due, *sent, *result, *result_kind, *stop;
		const char *want;
	} rows[] = {
		{ .why = "due",
		    .due = DUE("2026-11-22", "due"),
		    .want = "Due" },
		{ .why = "yesterday",
		    .due = DUE("2026-11-21", "due"),
		    .want = "Overdue" },
		{ .why = "offered",
		    .due = DUE("2026-11-01", "offered"),
		    .want = "May be sent" },
		{ .why = "never offered",
		    .due = DUE("2026-11-01", "none"),
		    .want = "Not to be sent" },
		{ .why = "a letter",
		    .due = DUE("2026-11-01", "due"),
		    .sent = BY("letter"),
		    .want = "Done" },
		{ .why = "an e-mail that waits",
		    .due = DUE("2026-11-01", "due"),
		    .sent = BY("email"),
		    .want = "Sending" },
		{ "an e-mail that was taken", DUE("2026-11-01", "due"),
		    BY("email"), CAME(",\"answer\":\"250 ok\""), "notice_proof",
		    NULL, "Done" },
		{ "an e-mail that was not", DUE("2026-11-01", "due"),
		    BY("email"), CAME(",\"what\":\"stopped\""), "notice_failed",
		    NULL, "Held" },
		{ "stopped", DUE("2026-11-01", "due"), NULL, NULL, NULL,
		    "{\"notice\":\"" NOTICE "\",\"why\":\"undone\"}",
		    "Stopped" },
		{ .why = "decided against",
		    .due = DUE("2026-11-01", "due"),
		    .sent = BY("not_sent"),
		    .want = "Not sent" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct desk d;

		begin(&d);
		given(&d, NOTICE, FILE_ONE, "notice", rows[i].due);
		if (rows[i].sent)
			given(&d, SENT, FILE_ONE, "notice_sent", rows[i].sent);
		if (rows[i].result)
			given(&d, RESULT, FILE_ONE, rows[i].result_kind,
			    rows[i].result);
		if (rows[i].stop)
			given(
			    &d, RESULT, FILE_ONE, "notice_stop", rows[i].stop);
		assert_string_equal(state_of(d.m, ID("99")), "none");
		if (strcmp(state_of(d.m, NOTICE), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, state_of(d.m, NOTICE));
		desk_end(&d);
	}
}

/* ---- what changes it ---- */

static void
test_own(void **state)
{
	struct notice_row row;
	struct id id = desk_id(NOTICE), sent;
	struct desk d;

	(void)state;
	begin(&d);
	given(&d, NOTICE, FILE_ONE, "notice", DUE("2026-11-01", "due"));
	assert_string_equal(state_of(d.m, NOTICE), "Overdue");
	sent = save_sent(&d, "email");
	assert_string_equal(state_of(d.m, NOTICE), "Sending");
	assert_true(model_notice_row(d.m, &id, &row));
	assert_int_equal(row.where, WHERE_HERE);
	/* It came back: nobody was told. */
	{
		const struct write *w = model_write_of(d.m, &sent);
		struct id write = w->item.write, file = desk_id(FILE_ONE);

		assert_int_equal(store_begin(d.m->store, false, NULL), ERR_OK);
		assert_int_equal(
		    store_outbox_refuse(d.m->store, &write, 403, "no", NULL),
		    ERR_OK);
		assert_int_equal(store_commit(d.m->store, NULL), ERR_OK);
		model_changed(d.m, TOPIC_OUTBOX);
		model_notice_touch(d.m, &file);
	}
	assert_string_equal(state_of(d.m, NOTICE), "Overdue");
	desk_end(&d);
}

/* A record of another kind touches nothing; a notice touches its file alone. */
static void
test_answer(void **state)
{
	static const struct {
		const char *why, *kind;
		bool is_card, has_erased, is_ended;
		const char *want;
	} rows[] = {
		{ .why = "a sending", .kind = "notice_sent", .want = "Done" },
		{ .why = "a proof", .kind = "notice_proof", .want = "Done" },
		{ .why = "a contact", .kind = "contact", .want = "Overdue" },
		{ .why = "a card",
		    .kind = "notice_sent",
		    .is_card = true,
		    .want = "Overdue" },
		{ .why = "the file left",
		    .kind = "contact",
		    .has_erased = true,
		    .want = "Done" },
		{ .why = "it is over",
		    .kind = "contact",
		    .is_ended = true,
		    .want = "Done" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id file = desk_id(FILE_ONE), sent = desk_id(SENT);
		struct sync_change change = { .is_card = rows[i].is_card };
		struct sync_answer an = { .change_count = 1 };
		struct sync_applied did = { .has_erased = rows[i].has_erased,
			.is_ended = rows[i].is_ended,
			.children = &file,
			.child_count = 1 };
		struct desk d;

		begin(&d);
		given(&d, NOTICE, FILE_ONE, "notice", DUE("2026-11-01", "due"));
		assert_string_equal(state_of(d.m, NOTICE), "Overdue");
		pull(d.m, &sent, &file, 1, "notice_sent", BY("letter"));
		change.record.file = file;
		snprintf(change.record.kind, sizeof(change.record.kind), "%s",
		    rows[i].kind);
		an.changes = &change;
		sync_touch_notices(d.m, &an, &did);
		if (strcmp(state_of(d.m, NOTICE), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, state_of(d.m, NOTICE));
		desk_end(&d);
	}
}

/* ---- all of them ---- */

static void
test_order(void **state)
{
	static const struct {
		const char *id, *json;
	} in[] = {
		{ ID("31"), DUE("2026-11-25", "due") },
		{ ID("32"), DUE("2026-11-01", "offered") },
		{ ID("33"), DUE("2026-11-10", "due") },
		{ ID("34"), DUE("2026-11-01", "none") },
		{ ID("35"), DUE("2026-11-03", "due") },
	};
	static const char *const out[] = { ID("35"), ID("33"), ID("31"),
		ID("32"), ID("34") };
	const struct notice_row *rows;
	struct desk d;

	(void)state;
	begin(&d);
	for (size_t i = 0; i < KIND_COUNT(in); i++)
		given(&d, in[i].id, i % 2 ? FILE_ONE : FILE_TWO, "notice",
		    in[i].json);
	assert_int_equal(model_notices(d.m, &rows), KIND_COUNT(out));
	for (size_t i = 0; i < KIND_COUNT(out); i++)
		assert_string_equal(rows[i].id.s, out[i]);
	assert_int_equal(model_notices_open(d.m), 3);
	/* The day after, one more is overdue, and nothing was read. */
	clock_fix_for_test(DESK_NOON + 4 * INT64_C(86400000));
	assert_string_equal(state_of(d.m, ID("31")), "Overdue");
	/* Locked, nothing is known. */
	model_lock(d.m);
	assert_int_equal(model_notices(d.m, &rows), 0);
	assert_int_equal(model_notices_open(d.m), 0);
	desk_end(&d);
}

/* The first time in parts; the number in the menu stands when all are read. */
static void
test_turns(void **state)
{
	struct desk d;
	int turns = 0;

	(void)state;
	begin(&d);
	for (unsigned i = 0; i < 400; i++) {
		char id[40], file[40];

		snprintf(
		    id, sizeof(id), "01900000-0000-7000-8000-00000001%04x", i);
		snprintf(file, sizeof(file),
		    "01900000-0000-7000-8000-00000002%04x", i);
		given(&d, id, file, "notice", DUE("2026-11-01", "due"));
	}
	assert_int_equal(model_notices_open(d.m), 0);
	model_need_names(d.m);
	while (model_notice_turn(d.m))
		turns++;
	assert_true(turns > 1);
	assert_int_equal(model_notices_open(d.m), 400);
	desk_end(&d);
}

/* ---- one of them ---- */

static void
test_whole(void **state)
{
	struct id id = desk_id(NOTICE), sent = desk_id(SENT);
	struct look looks[4];
	struct notice_whole w;
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	begin(&d);
	given(&d, NOTICE, FILE_ONE, "notice", DUE("2026-11-01", "due"));
	given(&d, SENT, FILE_ONE, "notice_sent", BY("email"));
	given(&d, RESULT, FILE_ONE, "notice_proof",
	    CAME(",\"answer\":\"250 ok\""));
	assert_int_equal(model_notice_open(d.m, &id, false, &w, &e), ERR_OK);
	assert_int_equal(w.row.state, NOTICE_IS_DONE);
	assert_string_equal(record_text(w.result, "answer"), "250 ok");
	assert_string_equal(record_text(w.sent, "how"), "email");
	assert_null(w.stop);
	notice_whole_done(&w);
	/* The look is kept once, however often it is shown anew (promise 7). */
	assert_int_equal(model_notice_open(d.m, &id, true, &w, &e), ERR_OK);
	notice_whole_done(&w);
	assert_int_equal(store_look_list(d.m->store, looks, 4, NULL), 1);
	assert_int_equal(
	    model_notice_open(d.m, &sent, true, &w, &e), ERR_NOT_FOUND);
	id = desk_id(OTHER);
	assert_int_equal(
	    model_notice_open(d.m, &id, true, &w, &e), ERR_NOT_FOUND);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_whole),
	};

	return cmocka_run_group_tests(tests, help_start, NULL);
}
