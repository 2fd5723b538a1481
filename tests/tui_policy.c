/* tui_policy.c - the gate on a device, with and without a link: what is shut, what goes
 * on, and that confirming opens it there and then, with nothing erased (T2). And the
 * table of who has confirmed what and was trained when (T1). */
#include <time.h>

#include "tui_model_help.h"

#include "kinds.h"
#include "policies.h"

#define DAY INT64_C(86400000)

static const struct id none = { "" };

struct world {
	struct desk d;
	struct id file, concern, adult, docs[2];
};

static struct id
document(struct model *m, const char *which, const char *version)
{
	struct id id = id_new();
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"which\":\"%s\",\"version\":\"%s\",\"approved\":\"2026-11-01\","
	    "\"approved_by\":\"T\",\"where\":\"x\",\"summary\":\"x\"}",
	    which, version);
	pull(m, &id, &none, 1, "policy_document", body);
	return id;
}

/* As the office says it, in me. */
static void
ask(struct world *w, int64_t until_ms, size_t count)
{
	struct model *m = w->d.m;
	struct buf text = BUF_INIT(ME_MAX);
	struct jw jw = JW_INIT(&text);
	struct errinfo e = { 0 };

	jw_open(&jw, NULL);
	jw_text(&jw, "staff", DESK_STAFF);
	jw_text(&jw, "name", "A. Worker");
	jw_text(&jw, "sign_in", "worker");
	jw_text(&jw, "role", "designated_senior");
	jw_int(&jw, "lease_until", DESK_NOON + 60 * DAY);
	jw_int(&jw, "policy_grace_days", 14);
	jw_open_list(&jw, "confirm");
	for (size_t i = 0; i < count; i++) {
		jw_open(&jw, NULL);
		jw_text(&jw, "document", w->docs[i].s);
		jw_int(&jw, "until", until_ms);
		jw_close(&jw);
	}
	jw_close_list(&jw);
	jw_close(&jw);
	assert_int_equal(
	    model_take_me(m, buf_str(&text), text.len, &e), ERR_OK);
	buf_done(&text);
	model_policy_turn(m);
}

static void
begin(struct world *w)
{
	*w = (struct world){
		.file = id_new(), .concern = id_new(), .adult = id_new()
	};
	desk_enrol(&w->d, "designated_senior");
	pull(w->d.m, &w->concern, &w->file, 1, "concern",
	    "{\"place\":\"Hall\"}");
	pull(w->d.m, &w->adult, &w->file, 1, "adult",
	    "{\"name\":\"Mia\",\"relation\":\"mother\"}");
	store_file_set_flags(
	    w->d.m->store, &w->file, STORE_FILE_SET | STORE_FILE_HERE, NULL);
	w->docs[0] = document(w->d.m, "conduct", "2");
	w->docs[1] = document(w->d.m, "safeguarding", "1");
}

static void
count_one(void *arg, const struct row *row, const struct record *r)
{
	(void)row;
	(void)r;
	++*(int *)arg;
}

/* By every way in which a screen can ask for something of the file. */
static void
expect_shut(struct world *w, bool is_shut, const char *why)
{
	static const struct kind *const adults[] = { &kind_adult, NULL };
	struct model *m = w->d.m;
	struct record *r = NULL;
	struct errinfo e = { 0 };
	const struct row *rows;
	const struct look_row *looks;
	struct row row;
	struct child hits[4];
	struct facts *facts = NULL;
	struct record *decision = record_new(&kind_share_decision);
	enum ask_state state;
	int64_t as_of;
	int all = 0, one = 0;

	if (model_is_shut(m) != is_shut)
		fail_msg("%s: shut", why);
	if ((model_open(m, &w->concern, 0, &r, &row, &e) != ERR_OK) != is_shut)
		fail_msg("%s: open", why);
	if (is_shut && (e.code != ERR_DENIED || !strstr(e.says, "confirm")))
		fail_msg("%s: %s", why, e.says);
	record_free(r);
	r = NULL;
	if ((model_open(m, &w->concern, 1, &r, &row, NULL) != ERR_OK) !=
	    is_shut)
		fail_msg("%s: a version", why);
	record_free(r);
	if ((model_rows(m, &w->file, &rows) == 0) != is_shut)
		fail_msg("%s: rows", why);
	if (model_row(m, &w->adult, &row) == is_shut)
		fail_msg("%s: row", why);
	model_each(m, &w->file, adults, count_one, &one);
	model_each(m, NULL, adults, count_one, &all);
	if ((one == 0) != is_shut || (all == 0) != is_shut)
		fail_msg("%s: each", why);
	if (is_shut && model_find(m, "", hits, 4) != 0)
		fail_msg("%s: names", why);
	if (is_shut && model_alike(m, "Robin", "", hits, 4) != 0)
		fail_msg("%s: alike", why);
	if (is_shut &&
	    model_facts(m, decision, &w->file, &facts, &e) != ERR_DENIED)
		fail_msg("%s: facts", why);
	if (is_shut && model_looks(m, &w->file, &looks, &as_of, &state) != 0)
		fail_msg("%s: looks", why);
	if (is_shut && model_file_state(m, &w->file, &e) != ASK_FAILED)
		fail_msg("%s: state", why);
	record_free(decision);
	/* What is of the organisation is open, or nothing could be confirmed. */
	r = NULL;
	assert_int_equal(model_open(m, &w->docs[0], 0, &r, &row, NULL), ERR_OK);
	record_free(r);
	assert_true(model_rows(m, &none, &rows) >= 2);
}

static void
test_days(void **state)
{
	static const struct {
		const char *why;
		int64_t until_ms, now_ms;
		bool is_shut;
	} rows[] = {
		{ "before", DESK_NOON + DAY, DESK_NOON, false },
		{ "its last moment", DESK_NOON + DAY, DESK_NOON + DAY - 1,
		    false },
		{ "on", DESK_NOON + DAY, DESK_NOON + DAY, true },
		{ "after, and no link since", DESK_NOON + DAY,
		    DESK_NOON + 9 * DAY, true },
		{ "no grace", DESK_NOON, DESK_NOON, true },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		const struct row *seen;
		struct world w;

		begin(&w);
		clock_fix_for_test(DESK_NOON);
		ask(&w, rows[i].until_ms, 2);
		(void)model_rows(w.d.m, &w.file, &seen); /* on a screen */
		clock_fix_for_test(rows[i].now_ms);
		/* By itself, in a turn of the loop. */
		model_policy_turn(w.d.m);
		expect_shut(&w, rows[i].is_shut, rows[i].why);
		desk_end(&w.d);
	}
}

/* A clock set back opens nothing: never before the last contact. */
static void
test_clock_set_back(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	ask(&w, DESK_NOON + DAY, 1);
	w.d.m->status.last_sync_ms = DESK_NOON + 2 * DAY;
	clock_fix_for_test(DESK_NOON);
	expect_shut(&w, true, "a clock set back");
	desk_end(&w.d);
}

/* Told again at each start from what was kept. */
static void
test_kept(void **state)
{
	struct world w;
	struct errinfo e = { 0 };

	(void)state;
	begin(&w);
	ask(&w, DESK_NOON, 2);
	model_lock(w.d.m);
	assert_false(model_is_shut(w.d.m));
	assert_int_equal(model_unlock(w.d.m, "worker", DESK_PASS, &e), ERR_OK);
	expect_shut(&w, true, "unlocked again");
	desk_end(&w.d);
}

/* Nothing that one writes is stopped, and what one wrote oneself is readable. */
static void
test_never_stopped(void **state)
{
	struct world w;
	struct record *r = NULL;
	struct id own, file;
	struct save s = { .kind = &kind_adult, .base = 1 };
	struct draft d = { .kind = &kind_concern }, back;
	struct errinfo e = { 0 };
	int64_t version;

	(void)state;
	begin(&w);
	ask(&w, DESK_NOON, 2);
	own = hand_in(w.d.m, &file, "while it is shut");
	assert_int_equal(model_open(w.d.m, &own, 0, &r, NULL, &e), ERR_OK);
	record_free(r);
	/* A draft of before, and its save. */
	d.id = id_new();
	d.file = w.file;
	r = concern(false);
	assert_int_equal(model_draft_keep(w.d.m, &d, r, &e), ERR_OK);
	record_free(r);
	r = NULL;
	assert_int_equal(model_draft_get(w.d.m, &d.id, &r, &back, &e), ERR_OK);
	record_free(r);
	s.file = w.file;
	s.id = w.adult;
	r = record_new(&kind_adult);
	record_set(r, "name", "Mia Bell");
	record_set(r, "relation", "mother");
	s.record = r;
	assert_int_equal(model_save(w.d.m, &s, &version, &e), ERR_OK);
	assert_int_equal(version, 2);
	record_free(r);
	assert_int_equal(store_outbox_count(w.d.m->store, OUTBOX_OPEN), 2);
	desk_end(&w.d);
}

/* ---- confirming ---- */

static size_t
confirmations(struct model *m)
{
	static const struct kind *const of[] = { &kind_confirmation, NULL };
	int n = 0;

	model_each(m, &none, of, count_one, &n);
	return (size_t)n;
}

static void
test_confirm(void **state)
{
	struct to_confirm left[POLICY_COUNT];
	struct world w;
	struct errinfo e = { 0 };
	struct id missing = id_new();

	(void)state;
	begin(&w);
	ask(&w, DESK_NOON, 2);
	expect_shut(&w, true, "at first");
	assert_int_equal(
	    model_confirm(w.d.m, w.docs, 2, "not the passphrase", &e),
	    ERR_AUTH);
	assert_int_equal(confirmations(w.d.m), 0);
	assert_int_equal(
	    model_confirm(w.d.m, &missing, 1, DESK_PASS, &e), ERR_NOT_FOUND);
	expect_shut(&w, true, "of what is not here");
	/* One of two is not enough. */
	assert_int_equal(
	    model_confirm(w.d.m, &w.docs[0], 1, DESK_PASS, &e), ERR_OK);
	expect_shut(&w, true, "one of two");
	assert_int_equal(model_to_confirm(w.d.m, left), 1);
	assert_true(id_equal(&left[0].document, &w.docs[1]));
	assert_int_equal(
	    model_confirm(w.d.m, &w.docs[1], 1, DESK_PASS, &e), ERR_OK);
	/* Without the office, and nothing was erased. */
	expect_shut(&w, false, "both, without a link");
	assert_int_equal(model_to_confirm(w.d.m, left), 0);
	assert_int_equal(confirmations(w.d.m), 2);
	desk_end(&w.d);
}

struct sent {
	struct desk *d;
	int good, signed_count;
};

static bool
check_sent(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	struct sent *s = arg;

	(void)item;
	(void)why;
	s->signed_count += env->is_signed;
	s->good += env->is_signed &&
		   envelope_sign_holds(env, s->d->sign_public) &&
		   strstr(env->body, "\"accepts\":true") != NULL &&
		   strstr(env->body, "\"on\":\"2026-11-22\"") != NULL;
	return true;
}

/* Several with one passphrase: each signed, dated, and naming its version. */
static void
test_signed(void **state)
{
	struct sent sent = { 0 };
	struct world w;
	struct errinfo e = { 0 };

	(void)state;
	begin(&w);
	sent.d = &w.d;
	ask(&w, DESK_NOON, 2);
	assert_int_equal(
	    model_confirm(w.d.m, w.docs, 2, DESK_PASS, &e), ERR_OK);
	store_outbox_each(
	    w.d.m->store, OUTBOX_OPEN, NULL, check_sent, &sent, NULL);
	assert_int_equal(sent.signed_count, 2);
	assert_int_equal(sent.good, 2);
	desk_end(&w.d);
}

static bool
refuse_one(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	(void)env;
	(void)why;
	*(struct id *)arg = item->write;
	return true;
}

/* What came back is no confirmation. */
static void
test_refused(void **state)
{
	struct world w;
	struct errinfo e = { 0 };
	struct id write = { "" };

	(void)state;
	begin(&w);
	ask(&w, DESK_NOON, 1);
	assert_int_equal(
	    model_confirm(w.d.m, w.docs, 1, DESK_PASS, &e), ERR_OK);
	expect_shut(&w, false, "confirmed");
	store_outbox_each(
	    w.d.m->store, OUTBOX_OPEN, NULL, refuse_one, &write, NULL);
	assert_int_equal(
	    store_outbox_refuse(w.d.m->store, &write, 422, "no", &e), ERR_OK);
	model_changed(w.d.m, TOPIC_OUTBOX);
	expect_shut(&w, true, "sent back");
	desk_end(&w.d);
}

/* What waits of a child is not told while it is shut; what is to be confirmed is. */
static void
test_waiting(void **state)
{
	const struct waiting *list;
	struct world w;
	char text[900];
	size_t n;

	(void)state;
	begin(&w);
	snprintf(text, sizeof(text),
	    "[{\"what\":\"concern_unsigned\",\"file\":\"%s\",\"record\":\"%s\","
	    "\"kind\":\"concern\",\"since\":1,\"name\":\"Robin\"},"
	    "{\"what\":\"confirm_due\",\"file\":\"\",\"record\":\"%s\","
	    "\"kind\":\"policy_document\",\"since\":%lld,\"name\":\"\"}]",
	    w.file.s, w.concern.s, w.docs[0].s, (long long)DESK_NOON);
	assert_int_equal(store_meta_set(w.d.m->store, META_WAITING, text,
			     strlen(text), NULL),
	    ERR_OK);
	ask(&w, DESK_NOON + DAY, 1);
	assert_int_equal(model_waiting(w.d.m, &list), 2);
	ask(&w, DESK_NOON, 1);
	n = model_waiting(w.d.m, &list);
	assert_int_equal(n, 1);
	assert_string_equal(
	    list[0].words, "To confirm: Code of Conduct, version 2");
	assert_int_equal(
	    model_confirm(w.d.m, w.docs, 1, DESK_PASS, NULL), ERR_OK);
	n = model_waiting(w.d.m, &list);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].what, "concern_unsigned");
	desk_end(&w.d);
}

/* ---- the table (T1, T2) ---- */

static struct id
colleague(struct model *m, const char *name, const char *role, const char *left)
{
	struct id id = id_new();
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"sign_in\":\"x\",\"role\":\"%s\"%s%s%s}", name,
	    role, *left ? ",\"left\":\"" : "", left, *left ? "\"" : "");
	pull(m, &id, &none, 1, "staff", body);
	return id;
}

static void
confirmed_by(
    struct model *m, const struct id *who, const struct id *doc, const char *on)
{
	struct id id = id_new();
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"document\":\"%s\",\"which\":\"conduct\",\"version\":\"1\","
	    "\"accepts\":true,\"on\":\"%s\"}",
	    doc->s, on);
	pull_by(m, &id, &none, who, 1, "confirmation", body);
}

static void
trained(struct model *m, const struct id *who, const char *what, const char *on,
    const char *due)
{
	struct id id = id_new();
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"person\":\"%s\",%s,\"occasion\":\"later\",\"on\":\"%s\",\"by\":"
	    "\"x\"%s%s%s}",
	    who->s, what, on, *due ? ",\"due\":\"" : "", due, *due ? "\"" : "");
	pull(m, &id, &none, 1, "training", body);
}

static void
expect_cell(const struct policies *p, const struct id *who, unsigned column,
    const char *word)
{
	const struct policies_person *row = policies_find(p, who);
	struct buf b = BUF_INIT(100);

	assert_non_null(row);
	policies_word(&row->cell[column], &b);
	if (strcmp(buf_str(&b), word) != 0)
		fail_msg("%s, %s: %s", row->name, policies_column(column),
		    buf_str(&b));
	assert_true(b.len <= 10);
	buf_done(&b);
}

/* Documents were received on 22 November: the last day is 6 December. */
static void
test_table(void **state)
{
	struct policies p = { 0 };
	struct buf csv = BUF_INIT(10000);
	struct world w;
	struct model *m;
	struct id mia, tom, gone, visitor, many[20];

	(void)state;
	begin(&w);
	ask(&w, DESK_NOON + 60 * DAY, 0);
	m = w.d.m;
	mia = colleague(m, "Mia Oak", "trustee", "");
	tom = colleague(m, "=Tom", "volunteer", "");
	gone = colleague(m, "Gone", "volunteer", "2026-11-01");
	visitor = colleague(m, "Visitor", "inspector", "");
	confirmed_by(m, &mia, &w.docs[0], "2026-11-22");
	trained(m, &mia, "\"what\":\"sharing\"", "2025-11-01", "2026-11-21");
	trained(m, &tom, "\"what\":\"sharing\"", "2025-11-01", "2026-11-01");
	trained(m, &tom, "\"what\":\"sharing\"", "2026-11-02", "2027-11-02");
	trained(m, &tom, "\"what\":\"welfare\"", "2025-12-01", "2026-12-22");
	trained(m, &tom, "\"what\":\"safeguarding\"", "2025-12-01", "");
	trained(
	    m, &tom, "\"what\":\"other\",\"other\":\"Fire\"", "2026-11-02", "");
	trained(m, &tom, "\"what\":\"other\",\"other\":\"First aid\"",
	    "2024-11-02", "2025-11-02");
	/* Among many, in whatever order it came; the last of them has none. */
	for (int i = 0; i < 20; i++)
		many[i] = colleague(m, "Many", "volunteer", "");
	for (int i = 38; i > 0; i--)
		trained(m, &many[i % 19], "\"what\":\"welfare\"",
		    i % 2 ? "2026-11-03" : "2024-10-02", "");
	policies_read(&p, m, DESK_NOON);
	assert_int_equal(p.count, 23);
	for (int i = 0; i < 20; i++)
		expect_cell(&p, &many[i], POLICY_COUNT + 2,
		    i < 19 ? "yes 3 Nov" : "missing");
	assert_null(policies_find(&p, &gone));
	assert_string_equal(p.document[POLICY_CONDUCT].version, "2");
	assert_true(id_is_none(&p.document[POLICY_DATA].id));
	expect_cell(&p, &mia, POLICY_CONDUCT, "yes 22 Nov");
	expect_cell(&p, &mia, POLICY_SAFEGUARDING, "due 6 Dec");
	expect_cell(&p, &mia, POLICY_DATA, "-");
	expect_cell(&p, &visitor, POLICY_CONDUCT, "-");
	expect_cell(&p, &mia, POLICY_COUNT, "late");
	expect_cell(&p, &tom, POLICY_COUNT, "yes 2 Nov");
	expect_cell(&p, &tom, POLICY_COUNT + 1, "yes 1 Dec");
	expect_cell(&p, &tom, POLICY_COUNT + 2, "due 22 Dec");
	expect_cell(&p, &tom, POLICY_COUNT + 3, "late");
	expect_cell(&p, &mia, POLICY_COUNT + 3, "-");
	/* After the last day; and the confirmation of a version before does not
	 * do for the next. */
	policies_read(&p, m, DESK_NOON + 15 * DAY);
	expect_cell(&p, &mia, POLICY_SAFEGUARDING, "late");
	expect_cell(&p, &mia, POLICY_CONDUCT, "yes 22 Nov");
	policies_csv(&p, &csv);
	assert_non_null(strstr(buf_str(&csv), "Code of Conduct, version 2"));
	assert_non_null(
	    strstr(buf_str(&csv), "Mia Oak,Trustee,yes 2026-11-22"));
	assert_null(strstr(buf_str(&csv), "\n=Tom"));
	buf_done(&csv);
	policies_done(&p);
	desk_end(&w.d);
}

static void
test_table_new_version(void **state)
{
	struct policies p = { 0 };
	struct envelope env = { .version = 1, .table = 1 };
	static const char body[] =
	    "{\"which\":\"conduct\",\"version\":\"3\",\"approved\":\"2026-11-"
	    "30\",\"approved_by\":\"T\",\"where\":\"x\",\"summary\":\"x\"}";
	struct world w;
	struct id mia, tom;

	(void)state;
	begin(&w);
	ask(&w, DESK_NOON + 60 * DAY, 0);
	mia = colleague(w.d.m, "Mia", "trustee", "");
	tom = colleague(w.d.m, "Tom", "trustee", "");
	confirmed_by(w.d.m, &mia, &w.docs[0], "2026-11-22");
	env.id = id_new();
	env.author = desk_id(DESK_OTHER);
	env.written_ms = env.received_ms = DESK_NOON + 20 * DAY;
	env.body = body;
	env.body_len = sizeof(body) - 1;
	snprintf(env.kind, sizeof(env.kind), "policy_document");
	assert_int_equal(store_record_put(w.d.m->store, &env, NULL), ERR_OK);
	model_changed(w.d.m, TOPIC_RECORDS);
	policies_read(&p, w.d.m, DESK_NOON + 21 * DAY);
	assert_string_equal(p.document[POLICY_CONDUCT].version, "3");
	/* Who had the one before has its grace; who had none is late already. */
	expect_cell(&p, &mia, POLICY_CONDUCT, "due 26 Dec");
	expect_cell(&p, &tom, POLICY_CONDUCT, "late");
	confirmed_by(w.d.m, &tom, &env.id, "2026-12-13");
	policies_read(&p, w.d.m, DESK_NOON + 60 * DAY);
	expect_cell(&p, &mia, POLICY_CONDUCT, "late");
	expect_cell(&p, &tom, POLICY_CONDUCT, "yes 13 Dec");
	policies_done(&p);
	desk_end(&w.d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_clock_set_back),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_never_stopped),
		cmocka_unit_test(test_confirm),
		cmocka_unit_test(test_signed),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_table_new_version),
	};

	setenv("TZ", "Europe/London", 1);
	tzset();
	return cmocka_run_group_tests_name(
	    "tui_policy", tests, help_start, NULL);
}
