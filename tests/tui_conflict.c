/* tui_conflict.c - somebody else changed a record first: both versions are kept,
 * a person chooses, and the choice is on record (promise 4; docs/SYNC.md, case
 * 4). */
#include "tui_model_help.h"

#define FIRST "{\"name\":\"Robin Example\",\"born\":\"2016-04-03\"}"
#define THEIRS "{\"name\":\"Robin Example\",\"born\":\"2016-04-13\"}"

struct scene {
	struct desk d;
	struct id id, file;
};

static struct record *
front(const char *also, const char *born)
{
	struct record *r = record_new(kind_find("front_sheet"));

	record_set(r, "name", "Robin Example");
	record_set(r, "known_as", also);
	record_set(r, "born", born);
	return r;
}

static void
save(struct scene *s, struct record *r, int64_t base)
{
	struct save what = { .kind = record_kind(r),
		.file = s->file,
		.id = s->id,
		.base = base,
		.record = r,
		.over = base > 1 ? base : 0 };
	struct errinfo e = { 0 };
	int64_t version;

	if (model_save(s->d.m, &what, &version, &e) != ERR_OK)
		fail_msg("%s", e.says);
	record_free(r);
}

static bool
first_write(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	(void)env;
	(void)why;
	*(struct id *)arg = item->write;
	return false;
}

static struct id
write_of(struct scene *s, unsigned states)
{
	struct id write = { "" };

	assert_int_equal(store_outbox_each(s->d.m->store, states, &s->id,
			     first_write, &write, NULL),
	    ERR_OK);
	return write;
}

static void
answer(struct scene *s, unsigned status)
{
	struct id write = write_of(s, OUTBOX_OPEN);

	assert_int_equal(store_outbox_refuse(s->d.m->store, &write, status,
			     "Somebody else changed it first.", NULL),
	    ERR_OK);
	model_changed(s->d.m, TOPIC_OUTBOX);
}

/* Version 1 is here, it was changed here, and the office says 412. */
static struct scene
begin(void)
{
	struct scene s = { .id = id_new(), .file = id_new() };

	desk_enrol(&s.d, "designated_senior");
	pull(s.d.m, &s.id, &s.file, 1, "front_sheet", FIRST);
	save(&s, front("Bobby", "2016-04-03"), 1);
	answer(&s, 412);
	return s;
}

/* The look of a choice; there is one at most. */
static struct look
choice(struct scene *s, size_t *count)
{
	struct look l[16], found = { .version = 0 };
	size_t n = store_look_list(s->d.m->store, l, 16, NULL);

	*count = 0;
	for (size_t i = 0; i < n; i++) {
		if (l[i].chose == CHOSE_NOTHING)
			continue;
		found = l[i];
		++*count;
	}
	return found;
}

static void
test_both_are_there(void **state)
{
	struct record *mine, *theirs, *base;
	struct scene s = begin();
	struct errinfo e = { 0 };
	struct conflict c;
	size_t n;

	(void)state;
	assert_true(model_is_conflict(s.d.m, &s.id));
	/* Word of it came before the version did. */
	assert_int_equal(
	    model_conflict(s.d.m, &s.id, &c, &mine, &theirs, &base, &e),
	    ERR_NOT_FOUND);
	assert_non_null(strstr(e.says, "not on this device yet"));
	assert_int_equal(model_keep_theirs(s.d.m, &s.id, &e), ERR_NOT_FOUND);
	pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
	assert_int_equal(
	    model_conflict(s.d.m, &s.id, &c, &mine, &theirs, &base, &e),
	    ERR_OK);
	assert_int_equal(c.version, 2);
	assert_int_equal(c.mine_ms, DESK_NOON);
	assert_string_equal(record_text(mine, "known_as"), "Bobby");
	assert_string_equal(record_text(theirs, "born"), "2016-04-13");
	assert_string_equal(record_text(base, "born"), "2016-04-03");
	/* Theirs was looked at: the trace is on the disk (promise 7). */
	assert_true(
	    store_look_list(s.d.m->store, (struct look[4]){ 0 }, 4, NULL) > 0);
	choice(&s, &n);
	assert_int_equal(n, 0);
	record_free(mine);
	record_free(theirs);
	record_free(base);
	desk_end(&s.d);
}

static void
test_keep_theirs(void **state)
{
	struct scene s = begin();
	struct id write = write_of(&s, OUTBOX_REFUSED);
	struct look l;
	struct row row;
	size_t n;

	(void)state;
	pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
	assert_int_equal(model_keep_theirs(s.d.m, &s.id, NULL), ERR_OK);
	assert_false(model_is_conflict(s.d.m, &s.id));
	assert_int_equal(store_outbox_count(s.d.m->store, OUTBOX_LISTED), 0);
	/* It is kept all the same. */
	assert_string_equal(write_of(&s, OUTBOX_DECIDED).s, write.s);
	l = choice(&s, &n);
	assert_int_equal(n, 1);
	assert_int_equal(l.chose, CHOSE_THEIRS);
	assert_int_equal(l.version, 2);
	assert_string_equal(l.write.s, write.s);
	assert_string_equal(l.record.s, s.id.s);
	assert_true(model_row(s.d.m, &s.id, &row));
	assert_int_equal(row.where, WHERE_OFFICE);
	assert_int_equal(row.version, 2);
	desk_end(&s.d);
}

/* A save decides; what it was is seen from what is saved. */
static void
test_save_decides(void **state)
{
	static const struct {
		const char *why, *also, *born;
		enum wire_chose want;
	} rows[] = {
		{ "mine over theirs", "Bobby", "2016-04-03", CHOSE_MINE },
		{ "joined", "Bobby", "2016-04-13", CHOSE_JOINED },
		{ "neither", "Rob", "2016-04-05", CHOSE_JOINED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s = begin();
		struct id write = write_of(&s, OUTBOX_REFUSED);
		struct look l;
		struct row row;
		size_t n;

		pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
		save(&s, front(rows[i].also, rows[i].born), 2);
		l = choice(&s, &n);
		if (n != 1 || l.chose != rows[i].want || l.version != 2 ||
		    strcmp(l.write.s, write.s) != 0)
			fail_msg("%s: %zu, %s", rows[i].why, n,
			    wire_chose_codes[l.chose]);
		assert_int_equal(
		    store_outbox_count(s.d.m->store, OUTBOX_OPEN), 1);
		assert_int_equal(
		    store_outbox_count(s.d.m->store, OUTBOX_REFUSED), 0);
		assert_true(model_row(s.d.m, &s.id, &row));
		assert_int_equal(row.version, 3);
		desk_end(&s.d);
	}
}

/* A form that stayed open, or a draft: what was not seen beside one's own is never
 * saved over. It is kept as the first one was, and both are shown. */
static void
test_unseen(void **state)
{
	struct scene s = begin();
	struct record *r = front("Bobby B", "2016-04-03"), *mine, *theirs,
		      *base;
	struct save what = { .kind = record_kind(r),
		.file = s.file,
		.id = s.id,
		.base = 2,
		.record = r };
	struct errinfo e = { 0 };
	struct conflict c;
	struct look l;
	int64_t version;
	size_t n;

	(void)state;
	for (int round = 0; round < 3; round++) {
		/* Theirs is not here yet; it is; a newer one came meanwhile. */
		if (round == 1)
			pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
		if (round == 2)
			pull(s.d.m, &s.id, &s.file, 3, "front_sheet", FIRST);
		what.over = round == 2 ? 2 : 0;
		assert_int_equal(
		    model_save(s.d.m, &what, &version, &e), ERR_CONFLICT);
		assert_non_null(strstr(e.says, "Choose between the two"));
		choice(&s, &n);
		assert_int_equal(n, 0);
		assert_int_equal(
		    store_outbox_count(s.d.m->store, OUTBOX_OPEN), 0);
		assert_int_equal(
		    store_outbox_count(s.d.m->store, OUTBOX_REFUSED),
		    2 + round);
		assert_true(model_is_conflict(s.d.m, &s.id));
		if (round == 0)
			continue;
		assert_int_equal(
		    model_conflict(s.d.m, &s.id, &c, &mine, &theirs, &base, &e),
		    ERR_OK);
		assert_string_equal(record_text(mine, "known_as"), "Bobby B");
		record_free(mine);
		record_free(theirs);
		record_free(base);
	}
	what.over = 3;
	assert_int_equal(model_save(s.d.m, &what, &version, &e), ERR_OK);
	assert_int_equal(version, 4);
	l = choice(&s, &n);
	assert_int_equal(l.chose, CHOSE_MINE);
	assert_int_equal(l.version, 3);
	assert_int_equal(store_outbox_count(s.d.m->store, OUTBOX_REFUSED), 0);
	record_free(r);
	desk_end(&s.d);
}

/* What came back for another reason is made anew on what it was made from: if there
 * is a newer one by now, the office says so. */
static void
test_made_from(void **state)
{
	struct scene s = { .id = id_new(), .file = id_new() };
	struct row row;

	(void)state;
	desk_enrol(&s.d, "designated_senior");
	pull(s.d.m, &s.id, &s.file, 1, "front_sheet", FIRST);
	save(&s, front("Bobby", "2016-04-03"), 1);
	answer(&s, 422);
	pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
	save(&s, front("Rob", "2016-04-03"), 1);
	assert_true(model_row(s.d.m, &s.id, &row));
	assert_int_equal(row.version, 2);
	desk_end(&s.d);
}

static void
keep_draft(struct scene *s, struct record *r, int64_t base)
{
	struct draft d = { .id = s->id,
		.file = s->file,
		.kind = record_kind(r),
		.base = base };

	assert_int_equal(model_draft_keep(s->d.m, &d, r, NULL), ERR_OK);
	record_free(r);
}

static bool
base_of_write(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	(void)env;
	(void)why;
	*(int64_t *)arg = item->base;
	return true;
}

/* Theirs is kept: what was typed since on one's own is put away, and if it is had
 * back it does not go over theirs, whose number is the same. */
static void
test_theirs_over_draft(void **state)
{
	const struct draft *away;
	struct scene s = begin();

	(void)state;
	keep_draft(&s, front("Bobby B", "2016-04-03"), 2);
	pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
	assert_int_equal(model_keep_theirs(s.d.m, &s.id, NULL), ERR_OK);
	assert_int_equal(model_drafts(s.d.m, &away), 0);
	assert_int_equal(model_put_away(s.d.m, &away), 1);
	assert_int_equal(away[0].base, 1);
	desk_end(&s.d);
}

/* A draft made on one's own version 2, put away before the office answered, and had
 * back when all is decided: version 2 is one's own, or it is somebody else's. */
static void
test_put_away_before(void **state)
{
	static const struct {
		const char *why;
		unsigned status;
		bool is_decided;
		int64_t want;
	} rows[] = {
		{ "it waits", 0, false, 2 },
		{ "the office took it", 200, false, 2 },
		{ "somebody was first", 412, false, 1 },
		{ "theirs was kept", 412, true, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s = { .id = id_new(), .file = id_new() };
		struct record *typed = NULL;
		const struct draft *away;
		struct draft got;
		struct id id, write;

		desk_enrol(&s.d, "designated_senior");
		pull(s.d.m, &s.id, &s.file, 1, "front_sheet", FIRST);
		save(&s, front("Bobby", "2016-04-03"), 1);
		keep_draft(&s, front("Bobby B", "2016-04-03"), 2);
		assert_int_equal(
		    model_draft_discard(s.d.m, &s.id, NULL), ERR_OK);
		write = write_of(&s, OUTBOX_OPEN);
		if (rows[i].status == 200)
			assert_int_equal(store_outbox_confirm(s.d.m->store,
					     &write, 200, 2, DESK_NOON, NULL),
			    ERR_OK);
		else if (rows[i].status)
			answer(&s, rows[i].status);
		model_changed(s.d.m, TOPIC_OUTBOX);
		if (rows[i].is_decided) {
			pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
			assert_int_equal(
			    model_keep_theirs(s.d.m, &s.id, NULL), ERR_OK);
		}
		assert_int_equal(model_put_away(s.d.m, &away), 1);
		assert_int_equal(
		    model_draft_restore(s.d.m, &away[0].away, &id, NULL),
		    ERR_OK);
		assert_int_equal(
		    model_draft_get(s.d.m, &id, &typed, &got, NULL), ERR_OK);
		assert_string_equal(record_text(typed, "known_as"), "Bobby B");
		if (got.base != rows[i].want)
			fail_msg("%s: %d", rows[i].why, (int)got.base);
		record_free(typed);
		desk_end(&s.d);
	}
}

/* Pieces of one record that were kept aside; the one at `ask` is written in. */
static void
test_aside_base(void **state)
{
	static const struct {
		const char *why;
		int64_t newest; /* of the record, at the office */
		struct {
			const char *by, *base;
		} piece[2];
		int ask;
		int64_t want;
	} rows[] = {
		{ "alone", 2, { { DESK_OTHER, "2" } }, 0, 2 },
		{ "the first of a chain", 2,
		    { { DESK_OTHER, "1" }, { DESK_OTHER, "2" } }, 0, 1 },
		{ "its version 2 is not the office's", 2,
		    { { DESK_OTHER, "1" }, { DESK_OTHER, "2" } }, 1, 1 },
		{ "somebody else's chain", 2,
		    { { DESK_STAFF, "1" }, { DESK_OTHER, "2" } }, 1, 2 },
		{ "what it was made on is not here", 1, { { DESK_OTHER, "2" } },
		    0, 1 },
		{ "a new record", 0, { { DESK_OTHER, "0" } }, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s = { .id = id_new(), .file = id_new() };
		struct id asked = { "" };
		int64_t got;

		desk_enrol(&s.d, "designated_senior");
		for (int64_t v = 1; v <= rows[i].newest; v++)
			pull(s.d.m, &s.id, &s.file, v, "front_sheet", FIRST);
		for (int n = 0; n < 2 && rows[i].piece[n].by; n++) {
			struct id id = id_new(),
				  by = desk_id(rows[i].piece[n].by);
			char body[400];

			snprintf(body, sizeof(body),
			    "{\"why\":\"account\",\"kind\":\"front_sheet\","
			    "\"record\":\"%s\",\"base\":%s,\"body\":\"{}\"}",
			    s.id.s, rows[i].piece[n].base);
			pull_by(
			    s.d.m, &id, &s.file, &by, 1, "kept_aside", body);
			if (n == rows[i].ask)
				asked = id;
		}
		got = model_aside_base(s.d.m, &asked);
		if (got != rows[i].want)
			fail_msg("%s: %d", rows[i].why, (int)got);
		desk_end(&s.d);
	}
}

/* An old text, had back while one's own change of a newer version waits: it does
 * not go on top of that one, since it never saw the newer version. */
static void
test_old_on_new(void **state)
{
	struct scene s = { .id = id_new(), .file = id_new() };
	int64_t base = 0;

	(void)state;
	desk_enrol(&s.d, "designated_senior");
	pull(s.d.m, &s.id, &s.file, 1, "front_sheet", FIRST);
	pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
	save(&s, front("Bobby", "2016-04-13"), 2);
	save(&s, front("Old", "2016-04-03"), 1);
	assert_int_equal(store_outbox_each(s.d.m->store, OUTBOX_OPEN, &s.id,
			     base_of_write, &base, NULL),
	    ERR_OK);
	assert_int_equal(base, 1);
	desk_end(&s.d);
}

/* What else comes back is no conflict: nobody chose anything. */
static void
test_other_refusals(void **state)
{
	static const unsigned statuses[] = { 403, 404, 409, 422 };

	(void)state;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		struct record *mine, *theirs, *base;
		struct scene s = { .id = id_new(), .file = id_new() };
		struct conflict c;
		size_t n;

		desk_enrol(&s.d, "designated_senior");
		pull(s.d.m, &s.id, &s.file, 1, "front_sheet", FIRST);
		save(&s, front("Bobby", "2016-04-03"), 1);
		answer(&s, statuses[i]);
		assert_false(model_is_conflict(s.d.m, &s.id));
		assert_int_equal(model_conflict(s.d.m, &s.id, &c, &mine,
				     &theirs, &base, NULL),
		    ERR_NOT_FOUND);
		assert_int_equal(
		    model_keep_theirs(s.d.m, &s.id, NULL), ERR_NOT_FOUND);
		assert_int_equal(
		    store_outbox_count(s.d.m->store, OUTBOX_REFUSED), 1);
		save(&s, front("Rob", "2016-04-03"), 1);
		choice(&s, &n);
		assert_int_equal(n, 0);
		desk_end(&s.d);
	}
}

/* Two saves, one on the other: the last is what the person wrote. */
static void
test_two_saves(void **state)
{
	struct record *mine, *theirs, *base;
	struct scene s = { .id = id_new(), .file = id_new() };
	struct conflict c;

	(void)state;
	desk_enrol(&s.d, "designated_senior");
	pull(s.d.m, &s.id, &s.file, 1, "front_sheet", FIRST);
	save(&s, front("Bobby", "2016-04-03"), 1);
	save(&s, front("Bobbie", "2016-04-03"), 1);
	answer(&s, 412);
	pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
	assert_int_equal(
	    model_conflict(s.d.m, &s.id, &c, &mine, &theirs, &base, NULL),
	    ERR_OK);
	assert_string_equal(record_text(mine, "known_as"), "Bobbie");
	assert_string_equal(record_text(base, "known_as"), "");
	record_free(mine);
	record_free(theirs);
	record_free(base);
	assert_int_equal(model_keep_theirs(s.d.m, &s.id, NULL), ERR_OK);
	assert_int_equal(store_outbox_count(s.d.m->store, OUTBOX_LISTED), 0);
	assert_int_equal(store_outbox_count(s.d.m->store, OUTBOX_DECIDED), 2);
	desk_end(&s.d);
}

static void
test_words(void **state)
{
	struct buf says = BUF_INIT(1000);
	const struct waiting *w;
	struct scene s = begin();

	(void)state;
	pull(s.d.m, &s.id, &s.file, 2, "front_sheet", THEIRS);
	model_where_says(s.d.m, &s.id, &says);
	assert_non_null(strstr(buf_str(&says), "choose between them"));
	assert_int_equal(model_waiting(s.d.m, &w), 1);
	assert_string_equal(w[0].what, "conflict");
	buf_done(&says);
	model_lock(s.d.m);
	assert_false(model_is_conflict(s.d.m, &s.id));
	assert_int_equal(model_keep_theirs(s.d.m, &s.id, NULL), ERR_AUTH);
	desk_end(&s.d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_are_there),
		cmocka_unit_test(test_keep_theirs),
		cmocka_unit_test(test_save_decides),
		cmocka_unit_test(test_unseen),
		cmocka_unit_test(test_made_from),
		cmocka_unit_test(test_theirs_over_draft),
		cmocka_unit_test(test_put_away_before),
		cmocka_unit_test(test_aside_base),
		cmocka_unit_test(test_old_on_new),
		cmocka_unit_test(test_other_refusals),
		cmocka_unit_test(test_two_saves),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, help_start, NULL);
}
