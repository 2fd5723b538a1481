/* tui_model.c - what the screens ask of the model, on a device without a link:
 * saving, signing, what comes back, drafts, finding and opening. */
#include "tui_desk.h"

#include "tui_model_help.h"

/* ---- saving without the office ---- */

static void
test_save(void **state)
{
	const struct outbox_row *box;
	const struct row *rows;
	struct desk d;
	struct id file;
	struct id id = hand_in(NULL, &file, "before"); /* locked: nothing */

	(void)state;
	assert_true(id_is_none(&id));
	desk_enrol(&d, "support_worker");
	id = hand_in(d.m, &file, DESK_MARKER);
	assert_false(id_is_none(&id));
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_string_equal(box[0].id.s, id.s);
	assert_string_equal(box[0].child, "Robin Example");
	assert_int_equal(box[0].where, WHERE_HERE);
	assert_int_equal(model_rows(d.m, &file, &rows), 1);
	assert_int_equal(rows[0].version, 1);
	assert_int_equal(rows[0].where, WHERE_HERE);
	assert_true(rows[0].is_mine);
	assert_string_equal(rows[0].label, "Robin Example");
	assert_string_equal(rows[0].author, "worker Example");
	assert_int_equal(model_status(d.m)->here, 1);
	/* It is on the disk: another start finds it. */
	model_free(d.m);
	desk_model(&d);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, NULL), ERR_OK);
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_false(desk_holds(&d, DESK_MARKER));
	assert_false(desk_holds(&d, "Robin"));
	desk_end(&d);
}

/* Handed in is handed in; a second front sheet is not made. */
static void
test_no_change(void **state)
{
	struct record *r;
	struct save s = { 0 };
	struct errinfo e = { 0 };
	struct desk d;
	struct id file, id;
	int64_t version = 0;

	(void)state;
	desk_enrol(&d, "designated_senior");
	id = hand_in(d.m, &file, "first");
	r = account("second");
	s = (struct save){ .kind = record_kind(r),
		.file = file,
		.id = id,
		.base = 1,
		.record = r };
	assert_int_equal(model_save(d.m, &s, &version, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "handed in"));
	record_free(r);
	r = record_new(kind_find("front_sheet"));
	record_set(r, "name", "Robin Example");
	s = (struct save){ .kind = record_kind(r), .file = file, .record = r };
	assert_int_equal(model_save(d.m, &s, &version, &e), ERR_OK);
	assert_int_equal(version, 1);
	s.base = 1;
	assert_int_equal(model_save(d.m, &s, &version, &e), ERR_OK);
	assert_int_equal(version, 2);
	s.id = (struct id){ "" };
	s.base = 0;
	assert_int_equal(model_save(d.m, &s, &version, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "already"));
	record_free(r);
	desk_end(&d);
}

/* ---- signing ---- */

struct signed_env {
	struct envelope env;
	struct buf text;
};

static bool
take_signed(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	struct signed_env *s = arg;
	struct jw w = JW_INIT(&s->text);

	(void)item;
	(void)why;
	buf_clear(&s->text);
	envelope_write(&w, NULL, env);
	return true;
}

static void
test_sign(void **state)
{
	static const struct {
		const char *why, *passphrase;
		bool complete;
		enum err want;
		const char *says;
	} rows[] = {
		{ "wrong passphrase", "not this one at all", true, ERR_AUTH,
		    "not right" },
		{ "not complete", DESK_PASS, false, ERR_INVALID,
		    "cannot be signed yet" },
		{ "signed", DESK_PASS, true, ERR_OK, "" },
		{ "once is enough", DESK_PASS, true, ERR_CONFLICT,
		    "signed and can never change" },
	};
	struct signed_env s = { .text = BUF_INIT(STORE_TEXT_MAX) };
	struct errinfo e = { 0 };
	struct save save = { 0 };
	struct row row;
	struct desk d;
	int64_t version = 0;

	(void)state;
	desk_enrol(&d, "designated_senior");
	save.file = id_new();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record *r = concern(rows[i].complete);

		save.kind = record_kind(r);
		save.record = r;
		save.passphrase = rows[i].passphrase;
		save.base = version;
		if (model_save(d.m, &save, &version, &e) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, e.says);
		if (rows[i].want != ERR_OK)
			assert_non_null(strstr(e.says, rows[i].says));
		record_free(r);
	}
	assert_true(model_row(d.m, &save.id, &row));
	assert_true(row.is_signed);
	/* The office checks it with the public key alone. */
	store_outbox_each(
	    d.m->store, OUTBOX_OPEN, &save.id, take_signed, &s, NULL);
	assert_int_equal(
	    envelope_read(&s.env, s.text.data, s.text.len, &e), ERR_OK);
	assert_true(envelope_sign_holds(&s.env, d.sign_public));
	assert_string_equal(s.env.signer.s, DESK_STAFF);
	assert_string_equal(s.env.key.s, DESK_DEVICE);
	buf_done(&s.text);
	desk_end(&d);
}

/* ---- what comes back (docs/SYNC.md) ---- */

/* 11: refused; the person writes it anew, on what the office has. */
static void
test_refused(void **state)
{
	const struct waiting *w;
	const struct outbox_row *box;
	struct buf says = BUF_INIT(1024);
	struct save s = { 0 };
	struct record *r;
	struct row row;
	struct desk d;
	int64_t version = 0;

	(void)state;
	desk_enrol(&d, "designated_senior");
	r = concern(false);
	s = (struct save){ .kind = record_kind(r), .record = r };
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	s.base = version;
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	assert_int_equal(version, 2);
	assert_int_equal(model_outbox(d.m, &box), 2);
	assert_int_equal(store_outbox_refuse(d.m->store, &box[0].write, 422,
			     "Place is needed.", NULL),
	    ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX);
	assert_true(model_row(d.m, &s.id, &row));
	assert_int_equal(row.where, WHERE_STOPPED);
	assert_int_equal(row.version, 0);
	model_where_says(d.m, &s.id, &says);
	assert_string_equal(
	    buf_str(&says), "Stopped: a senior must look. Place is needed.");
	assert_int_equal(model_waiting(d.m, &w), 1);
	assert_string_equal(w[0].what, "refused");
	assert_string_equal(w[0].words, "Stopped: a senior must look");
	assert_int_equal(model_status(d.m)->stopped, 1);
	assert_int_equal(model_status(d.m)->here, 1);
	/* Written anew, with any base: both old ones are decided. */
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	assert_int_equal(version, 1);
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_int_equal(box[0].where, WHERE_HERE);
	assert_int_equal(store_outbox_count(d.m->store, OUTBOX_DECIDED), 2);
	assert_int_equal(model_waiting(d.m, &w), 0);
	record_free(r);
	buf_done(&says);
	desk_end(&d);
}

/* 4: somebody was first. Both stay, and both are shown. */
static void
test_conflict(void **state)
{
	struct version_row v[8];
	const struct outbox_row *box;
	struct record *r, *got = NULL;
	struct save s = { 0 };
	struct row row;
	struct desk d;
	int64_t version = 0;

	(void)state;
	desk_enrol(&d, "designated_senior");
	r = concern(false);
	s = (struct save){ .kind = record_kind(r), .record = r };
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_int_equal(
	    store_outbox_confirm(d.m->store, &box[0].write, 201, 1, 5, NULL),
	    ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX | TOPIC_RECORDS);
	record_set(r, "place", "My words");
	s.base = 1;
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	pull(d.m, &s.id, &s.file, 2, "concern", "{\"place\":\"Their words\"}");
	assert_int_equal(model_open(d.m, &s.id, 0, &got, &row, NULL), ERR_OK);
	assert_string_equal(record_text(got, "place"), "My words");
	record_free(got);
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_int_equal(
	    store_outbox_refuse(d.m->store, &box[0].write, 412, "First.", NULL),
	    ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX);
	assert_int_equal(model_versions(d.m, &s.id, v, 8), 3);
	assert_int_equal(model_open(d.m, &s.id, 2, &got, &row, NULL), ERR_OK);
	assert_string_equal(record_text(got, "place"), "Their words");
	record_free(got);
	assert_int_equal(model_open(d.m, &s.id, 0, &got, &row, NULL), ERR_OK);
	assert_string_equal(record_text(got, "place"), "My words");
	assert_int_equal(row.where, WHERE_STOPPED);
	assert_int_equal(row.version, 2);
	record_free(got);
	/* The choice is a new version on theirs. */
	s.over = 2;
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	assert_int_equal(version, 3);
	record_free(r);
	desk_end(&d);
}

/* ---- drafts ---- */

static void
test_drafts(void **state)
{
	const struct draft *list;
	const struct waiting *w;
	struct record *r = account("half a sen"), *got = NULL;
	struct id id = id_new(), file = id_new();
	struct errinfo e = { 0 };
	struct draft dr;
	struct save s = {
		.kind = record_kind(r), .file = file, .id = id, .record = r
	};
	struct buf b = BUF_INIT(1024);
	struct desk d;
	int64_t version;

	(void)state;
	desk_enrol(&d, "volunteer");
	record_set(r, "seen", "next sometime or other"); /* not a time: kept */
	dr = (struct draft){ .id = id,
		.file = file,
		.kind = s.kind,
		.child = "Robin",
		.place = "observed",
		.cursor = 4 };
	assert_int_equal(model_draft_keep(d.m, &dr, r, &e), ERR_OK);
	model_lock(d.m);
	assert_int_equal(model_draft_get(d.m, &id, &got, &dr, &e), ERR_AUTH);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	assert_int_equal(model_draft_get(d.m, &id, &got, &dr, &e), ERR_OK);
	assert_true(record_equal(r, got));
	assert_string_equal(dr.child, "Robin");
	assert_string_equal(dr.file.s, file.s);
	assert_int_equal(dr.typed_ms, DESK_NOON);
	assert_string_equal(dr.place, "observed");
	assert_int_equal(dr.cursor, 4);
	assert_false(dr.is_left);
	record_free(got);
	assert_int_equal(model_waiting(d.m, &w), 1);
	assert_string_equal(w[0].words, "Not finished: First account");
	assert_string_equal(w[0].name, "Robin");
	model_where_says(d.m, &id, &b);
	assert_non_null(strstr(buf_str(&b), "Only you have this."));
	/* Saving takes the draft away, in the same transaction. */
	record_set(r, "seen", "");
	assert_int_equal(model_save(d.m, &s, &version, &e), ERR_OK);
	assert_int_equal(model_drafts(d.m, &list), 0);
	assert_int_equal(
	    model_draft_get(d.m, &id, &got, &dr, &e), ERR_NOT_FOUND);
	assert_null(got);
	/* Let go of: out of sight. */
	id = id_new();
	dr = (struct draft){ .id = id, .kind = s.kind, .is_left = true };
	assert_int_equal(model_draft_keep(d.m, &dr, r, &e), ERR_OK);
	assert_int_equal(model_drafts(d.m, &list), 1);
	assert_true(list[0].is_left);
	assert_int_equal(model_draft_discard(d.m, &id, &e), ERR_OK);
	assert_int_equal(model_drafts(d.m, &list), 0);
	/* Nothing of this device's clock takes it away: it can be had back. */
	clock_fix_for_test(DESK_NOON + 3650 * INT64_C(86400000));
	model_lock(d.m);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	assert_int_equal(model_put_away(d.m, &list), 1);
	assert_int_equal(list[0].typed_ms, DESK_NOON);
	assert_true(id_equal(&list[0].id, &id));
	dr.away = list[0].away;
	assert_int_equal(model_draft_restore(d.m, &dr.away, &id, &e), ERR_OK);
	assert_int_equal(model_put_away(d.m, &list), 0);
	assert_int_equal(model_draft_get(d.m, &id, &got, &dr, &e), ERR_OK);
	assert_true(record_equal(r, got));
	record_free(got);
	record_free(r);
	buf_done(&b);
	desk_end(&d);
}

/* ---- children ---- */

static void
card(struct model *m, const char *file, const char *text)
{
	struct id id = desk_id(file);

	assert_int_equal(
	    store_card_put(m->store, &id, text, strlen(text), NULL), ERR_OK);
	model_children_changed(m, &id, 1);
}

static void
test_find(void **state)
{
	static const struct {
		const char *query, *want; /* NULL: nobody */
	} rows[] = {
		{ "mir", "Miriam Oakley" },
		{ "oak", "Miriam Oakley" },
		{ "oackley", "Miriam Oakley" },
		{ "C-0142", "Miriam Oakley" },
		{ "mimi", "Miriam Oakley" },
		{ "robin", "Robin Example" },
		{ "zzzz", NULL },
	};
	struct child hits[5];
	struct desk d;
	struct id file;

	(void)state;
	desk_enrol(&d, "designated_senior");
	card(d.m, DESK_OTHER,
	    "{\"name\":\"Miriam Oakley\",\"also\":\"Mimi\","
	    "\"born\":\"2012-04-03\",\"reference\":\"C-0142\"}");
	/* New here a moment ago, and found. */
	hand_in(d.m, &file, "words");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = model_find(d.m, rows[i].query, hits, 5);

		assert_int_equal(n, rows[i].want ? 1 : 0);
		if (rows[i].want)
			assert_string_equal(hits[0].name, rows[i].want);
	}
	assert_int_equal(model_find(d.m, "", hits, 5), 2);
	assert_true(model_child(d.m, &file, &hits[0]));
	assert_true(hits[0].provisional);
	assert_true(hits[0].is_here);
	assert_int_equal(
	    model_alike(d.m, "Miriam Oakly", "2012-03-04", hits, 5), 1);
	assert_int_equal(
	    model_alike(d.m, "Miriam Oakly", "2001-03-04", hits, 5), 0);
	assert_int_equal(model_alike(d.m, "mimi", "", hits, 5), 1);
	/* After another start, too; and a card that is gone takes the name away. */
	model_lock(d.m);
	assert_int_equal(model_find(d.m, "mir", hits, 5), 0);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, NULL), ERR_OK);
	assert_int_equal(model_find(d.m, "", hits, 5), 2);
	card(d.m, DESK_OTHER, "{\"name\":\"\",\"gone\":true}");
	assert_int_equal(model_find(d.m, "mir", hits, 5), 0);
	desk_end(&d);
}

/* ---- opening and looks (promise 7) ---- */

static void
test_looks(void **state)
{
	struct look looks[4];
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct id id = id_new(), file = id_new(), own, own_file;
	struct row row;
	struct desk d;

	(void)state;
	desk_enrol(&d, "designated_senior");
	assert_int_equal(model_open(d.m, &id, 0, &r, &row, &e), ERR_NOT_FOUND);
	pull(d.m, &id, &file, 1, "concern", "{\"place\":\"Hall\"}");
	assert_int_equal(model_open(d.m, &id, 0, &r, &row, &e), ERR_OK);
	assert_string_equal(record_text(r, "place"), "Hall");
	assert_int_equal(row.where, WHERE_OFFICE);
	assert_false(row.is_mine);
	record_free(r);
	assert_int_equal(store_look_list(d.m->store, looks, 4, &e), 1);
	assert_string_equal(looks[0].record.s, id.s);
	assert_string_equal(looks[0].file.s, file.s);
	assert_int_equal(looks[0].version, 1);
	assert_int_equal(looks[0].at_ms, DESK_NOON);
	/* One's own, not yet at the office: nobody learnt anything. */
	own = hand_in(d.m, &own_file, "mine");
	assert_int_equal(model_open(d.m, &own, 0, &r, &row, &e), ERR_OK);
	record_free(r);
	assert_int_equal(store_look_list(d.m->store, looks, 4, &e), 1);
	/* No trace, no record: the disk refuses. */
	d.m->store->is_broken = true;
	assert_int_equal(model_open(d.m, &id, 0, &r, &row, &e), ERR_IO);
	assert_null(r);
	desk_end(&d);
}

/* Two weeks without the office: records stay shut, writing goes on. */
static void
test_lease(void **state)
{
	const int64_t day = 86400000;
	const struct row *rows;
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct id id = id_new(), file = id_new(), own, own_file;
	struct row row;
	struct desk d;

	(void)state;
	desk_enrol(&d, "designated_senior");
	pull(d.m, &id, &file, 1, "concern", "{\"place\":\"Hall\"}");
	clock_fix_for_test(DESK_NOON + 14 * day);
	assert_int_equal(model_rows(d.m, &file, &rows), 1);
	assert_int_equal(model_open(d.m, &id, 0, &r, &row, &e), ERR_OK);
	record_free(r);
	clock_fix_for_test(DESK_NOON + 14 * day + 1);
	model_changed(d.m, TOPIC_RECORDS);
	assert_int_equal(model_open(d.m, &id, 0, &r, &row, &e), ERR_DENIED);
	assert_null(r);
	assert_non_null(strstr(e.says, "first account"));
	assert_int_equal(model_rows(d.m, &file, &rows), 0);
	own = hand_in(d.m, &own_file, "still");
	assert_int_equal(model_open(d.m, &own, 0, &r, &row, &e), ERR_OK);
	record_free(r);
	/* A clock set back opens nothing. */
	d.m->status.last_sync_ms = DESK_NOON + 15 * day;
	clock_fix_for_test(DESK_NOON);
	assert_int_equal(model_open(d.m, &id, 0, &r, &row, &e), ERR_DENIED);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_save),
		cmocka_unit_test(test_no_change),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_conflict),
		cmocka_unit_test(test_drafts),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_lease),
	};

	return cmocka_run_group_tests(tests, help_start, NULL);
}
