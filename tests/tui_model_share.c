/* tui_model_share.c - the facts of a decision to share from a real store: what the
 * office holds and what was written here count, nothing is read without its trace
 * where somebody reads, and nothing is decided by half a file. */
#include "share_facts.h"
#include "tui_model_help.h"

#define ID(n) "01900000-0000-7000-8000-0000000000" n
#define FILE_ID ID("f1")
#define FILE_TWO ID("f2")
#define MOTHER ID("02")
#define SCHOOL ID("04")
#define ANSWER ID("05")
#define ASKED ID("08")
#define DAY_MS INT64_C(86400000)

#define SAID(what, from)                                                  \
	"{\"who\":\"parent\",\"adult\":\"" MOTHER "\",\"answer\":\"" what \
	"\",\"recipients\":[{\"agency\":\"" SCHOOL                        \
	"\"}],\"all_items\":true,\"any_purpose\":true,\"from\":\"" from   \
	"\",\"evidence\":\"x\"}"
#define TO_SCHOOL "{\"agency\":\"" SCHOOL "\",\"advice\":\"" ASKED "\"}"

static void
given(struct model *m, const char *id, const char *file, const char *by,
    int64_t version, const char *kind, const char *json)
{
	struct id record = desk_id(id), author = desk_id(by);
	struct id on = { "" };

	if (file)
		on = desk_id(file);
	pull_by(m, &record, &on, &author, version, kind, json);
}

/* A child of ten, a mother with responsibility, a school. */
static void
begin(struct desk *d)
{
	setenv("TZ", "UTC", 1);
	desk_enrol(d, "support_worker");
	given(d->m, ID("10"), FILE_ID, DESK_OTHER, 1, "front_sheet",
	    "{\"name\":\"Robin\",\"born\":\"2016-04-03\","
	    "\"purpose\":\"x\",\"referrer_agency\":\"" SCHOOL "\"}");
	given(d->m, MOTHER, FILE_ID, DESK_OTHER, 1, "adult",
	    "{\"name\":\"Mia\",\"relation\":\"mother\","
	    "\"responsibility\":true}");
	given(d->m, DESK_OTHER, NULL, DESK_OTHER, 1, "staff",
	    "{\"name\":\"D\",\"role\":\"director\"}");
	given(d->m, SCHOOL, NULL, DESK_OTHER, 1, "agency",
	    "{\"name\":\"Hill School\",\"what\":\"school\"}");
}

/* The facts as JSON, or the sentence of the error. */
static enum err
ask(struct model *m, const char *decision, struct buf *out)
{
	struct id file = desk_id(FILE_ID);
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct facts *f = NULL;
	enum err code;

	assert_int_equal(record_from_json(&r, kind_find("share_decision"),
			     decision, strlen(decision), true, NULL, &e),
	    ERR_OK);
	code = model_facts(m, r, &file, &f, &e);
	buf_clear(out);
	if (code == ERR_OK)
		facts_write(f, out);
	else
		buf_adds(out, e.says);
	assert_int_equal(f != NULL, code == ERR_OK);
	facts_free(f);
	record_free(r);
	return code;
}

static void
assert_facts(
    struct model *m, const char *has, const char *lacks, const char *why)
{
	struct buf b = BUF_INIT(FACTS_JSON_MAX);

	if (ask(m, TO_SCHOOL, &b) != ERR_OK)
		fail_msg("%s: %s", why, buf_str(&b));
	if (has && !strstr(buf_str(&b), has))
		fail_msg("%s: no %s in %s", why, has, buf_str(&b));
	if (lacks && strstr(buf_str(&b), lacks))
		fail_msg("%s: there is %s in %s", why, lacks, buf_str(&b));
	buf_done(&b);
}

/* ---- what the office holds ---- */

#define AGREED_ON(from)                                   \
	"\"answer\":\"agreed\",\"recipients\":[\"" SCHOOL \
	"\"],\"items\":\"all\",\"purposes\":\"any\",\"from\":\"" from "\""

static void
test_held(void **state)
{
	static const struct {
		const char *why, *id, *file, *by, *kind, *json;
		int64_t version;
		const char *has, *lacks;
	} rows[] = {
		{ .why = "the day and the birth",
		    .has = "\"on\":\"2026-11-22\"" },
		{ .why = "whose file it is",
		    .has = "\"cyp\":{\"id\":\"" FILE_ID
			   "\",\"born\":\"2016-04-03\"" },
		{ .why = "the referrer", .has = "\"referrer\":true" },
		{ .why = "who was not asked",
		    .has = "{\"person\":\"" MOTHER
			   "\",\"role\":\"parent\",\"responsibility\":true,"
			   "\"answer\":\"not_asked\"" },
		{ "an agreement", ANSWER, FILE_ID, DESK_OTHER, "agreement",
		    SAID("agreed", "2026-09-01"), 1, AGREED_ON("2026-09-01"),
		    "\"refused\"" },
		{ "only its newest version counts", ANSWER, FILE_ID, DESK_OTHER,
		    "agreement", SAID("refused", "2026-09-02"), 2,
		    "\"answer\":\"refused\"", "\"agreed\"" },
		{ "another child's counts for nothing", ID("20"), FILE_TWO,
		    DESK_OTHER, "agreement", SAID("withdrawn", "2026-09-01"), 1,
		    NULL, "\"withdrawn\"" },
		{ "no authority yet", .lacks = "\"authority\":true" },
		{ "the mark of an authority", ID("21"), NULL, DESK_OTHER,
		    "authority",
		    "{\"agency\":\"" SCHOOL "\",\"is_authority\":true}", 1,
		    "\"authority\":true", NULL },
		{ "of another agency", ID("22"), NULL, DESK_OTHER, "authority",
		    "{\"agency\":\"" MOTHER "\",\"is_authority\":false}", 1,
		    "\"authority\":true", NULL },
		{ "asked for advice",
		    .has = "\"advice\":{\"state\":\"asked\"" },
		{ "the request", ASKED, FILE_ID, DESK_STAFF, "advice",
		    "{\"agency\":\"" SCHOOL "\"}", 1,
		    "\"advice\":{\"state\":\"asked\"", NULL },
		{ "own advice is none (S3)", ID("23"), FILE_ID, DESK_STAFF,
		    "advice_answer",
		    "{\"advice\":\"" ASKED "\",\"answer\":\"share\"}", 1,
		    "\"advice\":{\"state\":\"asked\"", NULL },
		{ "the Director's", ID("24"), FILE_ID, DESK_OTHER,
		    "advice_answer",
		    "{\"advice\":\"" ASKED "\",\"answer\":\"do_not_share\"}", 1,
		    "\"advice\":{\"state\":\"do_not_share\",\"by\":"
		    "\"director\"}",
		    NULL },
		{ "another decision without it", ID("2a"), FILE_ID, DESK_OTHER,
		    "share_decision",
		    "{\"agency\":\"" SCHOOL "\",\"facts\":\"{}\"}", 1,
		    "\"advice\":{\"state\":\"do_not_share\"", NULL },
		{ "another decision that rests on it", ID("2b"), FILE_ID,
		    DESK_OTHER, "share_decision",
		    "{\"advice\":\"" ASKED "\",\"facts\":\"{}\"}", 1,
		    "\"advice\":{\"state\":\"asked\"", NULL },
		{ "competence", ID("25"), FILE_ID, DESK_OTHER, "competence",
		    "{\"competence\":\"competent\",\"on\":\"2026-11-01\"}", 1,
		    "\"competence\":\"competent\"", NULL },
		{ "no induction yet", .has = "\"induction_done\":false" },
		{ "induction", ID("26"), FILE_ID, DESK_OTHER, "induction",
		    "{\"explained\":true,\"sought\":true}", 1,
		    "\"induction_done\":true", NULL },
		{ "a kind that this haven does not know", ID("27"), FILE_ID,
		    DESK_OTHER, "not_known_yet", "{\"x\":1}", 1,
		    "\"induction_done\":true", NULL },
	};
	struct desk d;

	(void)state;
	begin(&d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].id)
			given(d.m, rows[i].id, rows[i].file, rows[i].by,
			    rows[i].version, rows[i].kind, rows[i].json);
		assert_facts(d.m, rows[i].has, rows[i].lacks, rows[i].why);
	}
	desk_end(&d);
}

/* ---- what was written here ---- */

static struct id
written(struct model *m, const char *file, const char *json)
{
	const struct kind *k = kind_find("agreement");
	struct save s = { .kind = k, .file = desk_id(file) };
	struct record *r = NULL;
	struct errinfo e = { 0 };
	int64_t version;

	assert_int_equal(
	    record_from_json(&r, k, json, strlen(json), true, NULL, NULL),
	    ERR_OK);
	s.record = r;
	if (model_save(m, &s, &version, &e) != ERR_OK)
		fail_msg("%s", e.says);
	record_free(r);
	return s.id;
}

/* The office answers the write of a record. */
static void
answered(struct model *m, const struct id *id, unsigned status)
{
	struct id write = model_write_of(m, id)->item.write;
	enum err code = status < 300 ? store_outbox_confirm(m->store, &write,
					   status, 1, DESK_NOON, NULL)
				     : store_outbox_refuse(m->store, &write,
					   status, "No.", NULL);

	assert_int_equal(code, ERR_OK);
	model_changed(m, TOPIC_RECORDS | TOPIC_OUTBOX);
}

static void
test_own(void **state)
{
	static const struct {
		const char *why, *file, *json;
		unsigned status; /* 0: not sent yet */
		bool counts;
	} rows[] = {
		{ "an agreement that waits", FILE_ID,
		    SAID("agreed", "2026-11-20"), 0, true },
		{ "sent", FILE_ID, SAID("agreed", "2026-11-20"), 201, true },
		{ "an agreement that came back", FILE_ID,
		    SAID("agreed", "2026-11-20"), 403, false },
		{ "a refusal that waits", FILE_ID,
		    SAID("refused", "2026-11-20"), 0, true },
		{ "a refusal that came back", FILE_ID,
		    SAID("refused", "2026-11-20"), 403, true },
		{ "a withdrawal that came back", FILE_ID,
		    SAID("withdrawn", "2026-11-20"), 422, true },
		{ "one that cannot be asked, come back", FILE_ID,
		    SAID("cannot_ask", "2026-11-20"), 403, false },
		{ "of another child", FILE_TWO, SAID("refused", "2026-11-20"),
		    0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *here = "\"from\":\"2026-11-20\"";
		struct desk d;
		struct id id;

		begin(&d);
		assert_facts(d.m, NULL, here, rows[i].why);
		id = written(d.m, rows[i].file, rows[i].json);
		if (rows[i].status)
			answered(d.m, &id, rows[i].status);
		assert_facts(d.m, rows[i].counts ? here : NULL,
		    rows[i].counts ? NULL : here, rows[i].why);
		desk_end(&d);
	}
}

/* ---- on which day ---- */

static void
test_day(void **state)
{
	static const struct {
		const char *why, *decision;
		int64_t later_ms;
		const char *has;
	} rows[] = {
		{ "today", "{}", 0, "\"on\":\"2026-11-22\"" },
		{ "the next day", "{}", DAY_MS, "\"on\":\"2026-11-23\"" },
		{ "a past act", "{\"happened\":\"2026-11-19T10:00\"}", 0,
		    "\"on\":\"2026-11-19\"" },
		{ "not one to come", "{\"happened\":\"2027-01-01T10:00\"}", 0,
		    "\"on\":\"2026-11-22\"" },
	};
	struct buf b = BUF_INIT(FACTS_JSON_MAX);
	struct desk d;

	(void)state;
	begin(&d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		clock_fix_for_test(DESK_NOON + rows[i].later_ms);
		assert_int_equal(ask(d.m, rows[i].decision, &b), ERR_OK);
		if (!strstr(buf_str(&b), rows[i].has))
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
	}
	buf_done(&b);
	desk_end(&d);
}

/* ---- where nothing is decided ---- */

static void
end_access(struct desk *d)
{
	snprintf(d->m->status.ended, sizeof(d->m->status.ended), "account");
}

static void
end_lease(struct desk *d)
{
	d->m->me.lease_until_ms = DESK_NOON - 1;
}

static void
lock(struct desk *d)
{
	model_lock(d->m);
}

static void
spoil_record(struct desk *d)
{
	given(d->m, ANSWER, FILE_ID, DESK_OTHER, 1, "agreement",
	    SAID("refused", "2026-11-01"));
	assert_int_equal(sqlite3_exec(d->m->store->h,
			     "UPDATE record SET sealed=zeroblob(60) WHERE "
			     "rowid=(SELECT max(rowid) FROM record)",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	model_changed(d->m, TOPIC_RECORDS);
}

static void
spoil_write_of(struct desk *d, const char *file)
{
	written(d->m, file, SAID("refused", "2026-11-01"));
	assert_int_equal(
	    sqlite3_exec(d->m->store->h,
		"UPDATE outbox SET sealed=zeroblob(60)", NULL, NULL, NULL),
	    SQLITE_OK);
	model_changed(d->m, TOPIC_RECORDS);
}

static void
spoil_write(struct desk *d)
{
	spoil_write_of(d, FILE_ID);
}

static void
spoil_other(struct desk *d)
{
	spoil_write_of(d, FILE_TWO);
}

static void
too_many(struct desk *d)
{
	char id[ID_TEXT + 1];

	for (int i = 0; i <= FACTS_PEOPLE_MAX; i++) {
		snprintf(id, sizeof(id), ID("00"));
		snprintf(id + 24, sizeof(id) - 24, "%012d", i + 100000);
		given(d->m, id, FILE_ID, DESK_OTHER, 1, "adult",
		    "{\"name\":\"Noor\"}");
	}
}

static void
nothing(struct desk *d)
{
	(void)d;
}

static void
test_refused(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(struct desk *);
		enum err want;
		const char *says;
	} rows[] = {
		{ "nothing is amiss", nothing, ERR_OK, "" },
		{ "another child's writing is damaged", spoil_other, ERR_OK,
		    "" },
		{ "access has ended", end_access, ERR_DENIED, "has ended" },
		{ "no word from the office for too long", end_lease, ERR_DENIED,
		    "too long" },
		{ "locked", lock, ERR_AUTH, "" },
		{ "a record is damaged", spoil_record, ERR_CORRUPT,
		    "cannot be read" },
		{ "one's own writing is damaged", spoil_write, ERR_CORRUPT,
		    "cannot be read" },
		{ "more adults than can be weighed", too_many, ERR_OK,
		    "\"answers\":[]" },
	};
	struct buf b = BUF_INIT(FACTS_JSON_MAX);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk d;

		begin(&d);
		assert_int_equal(ask(d.m, TO_SCHOOL, &b), ERR_OK);
		rows[i].spoil(&d);
		if (ask(d.m, TO_SCHOOL, &b) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
		if (!strstr(buf_str(&b), rows[i].says))
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
		desk_end(&d);
	}
	buf_done(&b);
}

/* ---- what it leaves, and what it holds on to ---- */

static void
test_no_look(void **state)
{
	struct look looks[4];
	struct desk d;

	(void)state;
	begin(&d);
	assert_facts(d.m, NULL, NULL, "asked");
	assert_int_equal(store_look_list(d.m->store, looks, 4, NULL), 0);
	desk_end(&d);
}

/* Gathered once: a record that got past the model is not seen before something
 * changes; and when the model locks nothing of it is left. */
static void
test_held_on_to(void **state)
{
	struct envelope env = { .version = 1, .table = 1 };
	struct desk d;

	(void)state;
	begin(&d);
	assert_facts(d.m, NULL, "\"refused\"", "before");
	env.id = desk_id(ANSWER);
	env.file = desk_id(FILE_ID);
	env.author = desk_id(DESK_OTHER);
	env.written_ms = env.received_ms = DESK_NOON;
	env.body = SAID("refused", "2026-11-01");
	env.body_len = strlen(env.body);
	snprintf(env.kind, sizeof(env.kind), "agreement");
	assert_int_equal(store_record_put(d.m->store, &env, NULL), ERR_OK);
	assert_facts(d.m, NULL, "\"refused\"", "not gathered again");
	model_changed(d.m, TOPIC_LINK);
	assert_facts(d.m, NULL, "\"refused\"", "the link moved, no record");
	model_changed(d.m, TOPIC_RECORDS);
	assert_facts(d.m, "\"refused\"", NULL, "gathered again");
	assert_true(d.m->known.count > 0);
	model_lock(d.m);
	assert_int_equal(d.m->known.count, 0);
	assert_null(d.m->known.at);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_day),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_no_look),
		cmocka_unit_test(test_held_on_to),
	};

	return cmocka_run_group_tests(tests, help_start, NULL);
}
