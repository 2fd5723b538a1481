/* tui_model_wait.c - what the model says: what waits for a person, where a record
 * is, and the status line. Nothing says "sent" or "received" without a receipt
 * (promise 5). */
#include "store_in.h"
#include "tui_desk.h"
#include "tui_model_help.h"

/* 5, 10: the receipt, and only then "received". */
static void
test_where(void **state)
{
	const struct outbox_row *box;
	struct buf b = BUF_INIT(1024);
	struct progress p;
	struct desk d;
	struct id file, id;
	char text[600];

	(void)state;
	setenv("TZ", "UTC", 1);
	desk_enrol(&d, "volunteer");
	id = hand_in(d.m, &file, "words");
	model_where_says(d.m, &id, &b);
	assert_string_equal(buf_str(&b),
	    "Only you have this. If a child may be hurt, ring 999 or the "
	    "office, 01632 960001 now.");
	assert_false(model_progress(d.m, &id, &p));
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_int_equal(
	    store_outbox_sending(d.m->store, &box[0].write, NULL), ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX);
	buf_clear(&b);
	model_where_says(d.m, &id, &b);
	assert_non_null(strstr(buf_str(&b), "Only you have this."));
	assert_int_equal(store_outbox_confirm(d.m->store, &box[0].write, 201, 1,
			     DESK_NOON + 120000, NULL),
	    ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX | TOPIC_RECORDS);
	buf_clear(&b);
	model_where_says(d.m, &id, &b);
	assert_string_equal(buf_str(&b),
	    "Received by the office 12:02. Nobody has opened this yet.");
	snprintf(text, sizeof(text),
	    "{\"record\":\"%s\",\"received\":%lld,\"opened\":[{\"by\":\"%s\","
	    "\"at\":%lld}]}",
	    id.s, (long long)DESK_NOON, DESK_OTHER, (long long)(DESK_NOON + 1));
	assert_int_equal(store_progress_put(
			     d.m->store, &id, &file, text, strlen(text), NULL),
	    ERR_OK);
	buf_clear(&b);
	model_where_says(d.m, &id, &b);
	assert_string_equal(buf_str(&b), "Received by the office 12:02.");
	assert_true(model_progress(d.m, &id, &p));
	assert_int_equal(p.opened_count, 1);
	assert_string_equal(p.opened[0].by, "a colleague");
	assert_false(p.is_taken);
	/* 7: the file left the set; what the writer knows of it stays. */
	assert_int_equal(store_file_erase(d.m->store, &file, NULL), ERR_OK);
	model_changed(d.m, TOPIC_RECORDS);
	buf_clear(&b);
	model_where_says(d.m, &id, &b);
	assert_non_null(strstr(buf_str(&b), "Received by the office 12:02."));
	buf_done(&b);
	desk_end(&d);
}

/* Of the organisation: nobody is told to ring 999 about a telephone number, and it
 * has no file anywhere. */
static void
test_where_of_nobody(void **state)
{
	struct record *r = record_new(kind_find("agency"));
	struct save s = { .kind = record_kind(r), .record = r };
	const struct outbox_row *box;
	struct buf b = BUF_INIT(1024);
	struct id file = id_new();
	int64_t version;
	struct desk d;

	(void)state;
	setenv("TZ", "UTC", 1);
	desk_enrol(&d, "designated_senior");
	s.file = file; /* whatever a form says */
	record_set(r, "name", "Hill Primary School");
	record_set(r, "what", "school");
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	assert_true(id_is_none(&s.file));
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_true(id_is_none(&box[0].file));
	assert_string_equal(box[0].child, "");
	model_where_says(d.m, &s.id, &b);
	assert_string_equal(buf_str(&b),
	    "Saved on this device. It goes to the office by itself.");
	assert_int_equal(store_outbox_confirm(d.m->store, &box[0].write, 201, 1,
			     DESK_NOON + 120000, NULL),
	    ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX | TOPIC_RECORDS);
	buf_clear(&b);
	model_where_says(d.m, &s.id, &b);
	assert_string_equal(buf_str(&b), "Received by the office 12:02.");
	record_free(r);
	buf_done(&b);
	desk_end(&d);
}

static void
test_status_words(void **state)
{
	static const struct {
		const char *why;
		size_t here, stopped, now, all;
		enum link_state link;
		int64_t last;
		const char *want, *brief;
	} rows[] = {
		{ "never", 0, 0, 0, 0, LINK_IDLE, 0, "not in touch yet",
		    "no link yet" },
		{ "never, and here", 1, 0, 0, 0, LINK_DOWN, 0, "1 here",
		    "1 here" },
		{ "here", 2, 0, 0, 0, LINK_DOWN, DESK_NOON,
		    "2 here \302\267 sent 12:00", "2 here" },
		{ "sending", 5, 0, 2, 5, LINK_SENDING, DESK_NOON,
		    "Sending 2 of 5", "sending 5" },
		{ "all", 0, 0, 0, 0, LINK_IDLE, DESK_NOON, "all sent 12:00",
		    "all sent" },
		{ "stopped is not all", 0, 1, 0, 0, LINK_IDLE, DESK_NOON,
		    "1 stopped \302\267 sent 12:00", "1 stopped" },
		{ "stopped is graver than here", 2, 1, 0, 0, LINK_DOWN,
		    DESK_NOON, "1 stopped \302\267 2 here \302\267 sent 12:00",
		    "1 stopped" },
	};
	struct desk d;

	(void)state;
	setenv("TZ", "UTC", 1);
	desk_enrol(&d, "volunteer");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct status *s = &d.m->status;
		struct buf b = BUF_INIT(200);

		s->here = rows[i].here;
		s->stopped = rows[i].stopped;
		s->sending_now = rows[i].now;
		s->sending_all = rows[i].all;
		s->link = rows[i].link;
		s->last_sync_ms = s->news_ms = rows[i].last;
		model_status_words(d.m, DESK_NOON, &b);
		assert_string_equal(buf_str(&b), rows[i].want);
		buf_clear(&b);
		model_status_brief(d.m, &b);
		assert_string_equal(buf_str(&b), rows[i].brief);
		buf_done(&b);
	}
	desk_end(&d);
}

/* ---- waiting ---- */

static const struct {
	const char *code, *words;
} codes[] = {
	{ "account_new", "First account to take up" },
	{ "account_unopened", "First account that nobody has opened" },
	{ "concern_unsigned", "Record of Concern to finish and sign" },
	{ "concern_to_acknowledge", "Record of Concern to acknowledge" },
	{ "account_mine_unopened",
	    "Your first account: nobody has opened it yet" },
};

/* The office's list: one of each, and one that this haven has no words for. */
static void
give_list(struct desk *d, struct id ids[5], const struct id *file)
{
	struct buf b = BUF_INIT(8192);

	buf_adds(&b, "[{\"what\":\"of_a_newer_office\",\"record\":"
		     "\"" DESK_OTHER "\"}");
	for (int i = 0; i < 5; i++) {
		ids[i] = id_new();
		buf_addf(&b,
		    ",{\"what\":\"%s\",\"file\":\"%s\",\"record\":\"%s\","
		    "\"kind\":\"first_account\",\"since\":%d,\"name\":\"Kim\"}",
		    codes[i].code, file->s, ids[i].s, i + 1);
	}
	buf_adds(&b, "]");
	assert_int_equal(
	    store_meta_set(d->m->store, META_WAITING, b.data, b.len, NULL),
	    ERR_OK);
	model_changed(d->m, TOPIC_RECORDS);
	buf_done(&b);
}

static void
save_it(struct desk *d, const struct id *file, const struct id *id,
    int64_t base, struct record *r, const char *passphrase)
{
	struct save s = { .kind = record_kind(r),
		.file = *file,
		.base = base,
		.record = r,
		.passphrase = passphrase };
	int64_t version;

	if (id)
		s.id = *id;
	assert_int_equal(model_save(d->m, &s, &version, NULL), ERR_OK);
	record_free(r);
}

static void
test_waiting_words(void **state)
{
	const struct waiting *w;
	struct id ids[5], file = id_new();
	struct desk d;

	(void)state;
	desk_enrol(&d, "designated_senior");
	give_list(&d, ids, &file);
	assert_int_equal(model_waiting(d.m, &w), 5);
	for (int i = 0; i < 5; i++) {
		assert_string_equal(w[i].what, codes[i].code);
		assert_string_equal(w[i].words, codes[i].words);
		assert_string_equal(w[i].name, "Kim");
		assert_string_equal(w[i].record.s, ids[i].s);
		assert_string_equal(w[i].kind->name, "first_account");
		assert_int_equal(w[i].since_ms, i + 1);
	}
	desk_end(&d);
}

/* The answer is in the outbox: the item is gone at once. */
static void
test_waiting_answered(void **state)
{
	const struct waiting *w;
	struct id ids[5], file = id_new();
	struct record *r;
	struct desk d;

	(void)state;
	desk_enrol(&d, "designated_senior");
	give_list(&d, ids, &file);
	r = concern(false);
	record_set(r, "from_account", ids[0].s);
	save_it(&d, &file, NULL, 0, r, NULL);
	assert_int_equal(model_waiting(d.m, &w), 4);
	assert_string_equal(w[0].what, "account_unopened");
	r = record_new(kind_find("acknowledged"));
	record_set(r, "about", ids[3].s);
	save_it(&d, &file, NULL, 0, r, NULL);
	assert_int_equal(model_waiting(d.m, &w), 3);
	/* Unsigned it is not finished; signed it is. */
	save_it(&d, &file, &ids[2], 0, concern(true), NULL);
	assert_int_equal(model_waiting(d.m, &w), 3);
	save_it(&d, &file, &ids[2], 1, concern(true), DESK_PASS);
	assert_int_equal(model_waiting(d.m, &w), 2);
	assert_string_equal(w[1].what, "account_mine_unopened");
	desk_end(&d);
}

/* What came back answers nothing: both wait. */
static void
test_waiting_refused(void **state)
{
	const struct outbox_row *box;
	const struct waiting *w;
	struct id ids[5], file = id_new(), write;
	struct record *r = concern(false);
	struct desk d;

	(void)state;
	desk_enrol(&d, "designated_senior");
	give_list(&d, ids, &file);
	record_set(r, "from_account", ids[0].s);
	save_it(&d, &file, NULL, 0, r, NULL);
	assert_int_equal(model_outbox(d.m, &box), 1);
	write = box[0].write;
	assert_int_equal(
	    store_outbox_refuse(d.m->store, &write, 422, "x", NULL), ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX);
	assert_int_equal(model_waiting(d.m, &w), 6);
	assert_string_equal(w[0].what, "refused");
	assert_string_equal(w[1].what, "account_new");
	desk_end(&d);
}

/* Home does without the names of all children: they are read after the turn that
 * painted it, or when one is asked for. A fault is told all the same. */
static void
test_names_later(void **state)
{
	static const char card[] = "{\"name\":\"Robin Example\"}";
	const struct waiting *w;
	struct id ids[5], file = id_new(), bad = id_new(), held = id_new();
	struct child hits[4];
	struct desk d;

	(void)state;
	desk_enrol(&d, "designated_senior");
	give_list(&d, ids, &file);
	assert_int_equal(
	    store_card_put(d.m->store, &file, card, strlen(card), NULL),
	    ERR_OK);
	model_lock(d.m);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, NULL), ERR_OK);
	assert_int_equal(model_waiting(d.m, &w), 5);
	assert_string_equal(w[0].name, "Kim"); /* as the office said it */
	assert_null(d.m->names);
	assert_int_equal(model_tick(d.m, 0), 1000);
	assert_null(d.m->names);
	(void)model_take_topics(d.m);
	(void)model_tick(d.m, 1000);
	assert_non_null(d.m->names);
	assert_true(model_take_topics(d.m) & TOPIC_RECORDS);
	assert_int_equal(model_waiting(d.m, &w), 5);
	assert_string_equal(w[0].name, "Robin Example");
	model_lock(d.m);
	/* Somebody is quicker than the next turn; and a seal does not hold. */
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, NULL), ERR_OK);
	assert_int_equal(
	    store_card_put(d.m->store, &bad, card, strlen(card), NULL), ERR_OK);
	assert_int_equal(sqlite3_exec(d.m->store->h,
			     "UPDATE card SET sealed=(SELECT sealed FROM card "
			     "ORDER BY file LIMIT 1)",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_string_equal(model_damage(d.m), "");
	pull(d.m, &held, &held, 1, "front_sheet", "{\"name\":\"Robin Held\"}");
	assert_int_equal(model_find(d.m, "robin", hits, 4), 2);
	assert_non_null(strstr(model_damage(d.m), "its seal does not hold"));
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_where),
		cmocka_unit_test(test_where_of_nobody),
		cmocka_unit_test(test_status_words),
		cmocka_unit_test(test_waiting_words),
		cmocka_unit_test(test_waiting_answered),
		cmocka_unit_test(test_waiting_refused),
		cmocka_unit_test(test_names_later),
	};

	return cmocka_run_group_tests(tests, help_start, NULL);
}
