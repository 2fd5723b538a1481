/* server_share_said.c - what a decision says of itself, held against what the office
 * knows: its reasons in words, and who authorised it (S8). */
#include "share_kit.h"

#define SHARED "\"decided\":\"share\",\"happened\":\"2026-11-20T11:00\"}"
#define TO_SHARE "\"decided\":\"share\"}"
#define NOT "\"decided\":\"not\"}"

/* A decision of the worker that must be kept, by rules of that version (NULL: of
 * today), with other words (NULL: those of the check). */
static struct id
decide_as(const char *judged, const char *rules, const char *because)
{
	const char *body = share_body(&kits.worker, judged, NULL);
	struct buf b = BUF_INIT(SHARE_BODY_MAX);
	struct errinfo e = { 0 };
	struct record *r = NULL;
	struct id id;

	kit_must(record_from_json(&r, &kind_share_decision, body, strlen(body),
		     false, NULL, &e),
	    &e, "read");
	if (rules != NULL)
		record_set(r, "rules", rules);
	if (because != NULL)
		record_set(r, "because", because);
	record_to_json(r, false, &b);
	id = kit_make(
	    &kits.worker, &kind_share_decision, &kits.file, buf_str(&b));
	record_free(r);
	buf_done(&b);
	return id;
}

static void
expect(const char *why, const struct id *decision, const char *flag,
    const char *held)
{
	size_t n;
	struct record *r =
	    share_find(&kind_share_flag, "decision", decision, &n, NULL);

	if (n != (*flag != '\0') ||
	    (r != NULL && (strcmp(record_text(r, "why"), flag) != 0 ||
			      strcmp(record_text(r, "held"), held) != 0)))
		fail_msg("%s: %zu flags, %s, %s", why, n,
		    r ? record_text(r, "why") : "-",
		    r ? record_text(r, "held") : "-");
	if (strstr(flag, "because") &&
	    !strstr(record_text(r, "because"), "The reasons that stand in it"))
		fail_msg("%s: %s", why, record_text(r, "because"));
	record_free(r);
}

static void
test_because(void **state)
{
	static const struct {
		const char *why, *judged, *because, *flag, *held;
		const char *rules; /* or NULL: those of today */
	} rows[] = {
		{ "as the check says", "{" SHARE_SCHOOL TO_SHARE, NULL, "", "",
		    NULL },
		{ "nothing at all", "{" SHARE_SCHOOL TO_SHARE, "", "because",
		    "no", NULL },
		{ "other words", "{" SHARE_SCHOOL TO_SHARE,
		    "The Director ordered it. (2)", "because", "no", NULL },
		{ "other words, and it has left", "{" SHARE_SCHOOL SHARED,
		    "The Director ordered it. (2)", "because", "no", NULL },
		{ "other words, and against the check", "{" SHARE_SCHOOL NOT,
		    "Refused. (14)", "against because", "no", NULL },
		{ "other words of other rules", "{" SHARE_SCHOOL TO_SHARE,
		    "The Director ordered it. (2)", "version", "yes", "99" },
		{ "the same words of other rules", "{" SHARE_SCHOOL TO_SHARE,
		    NULL, "", "", "99" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id;

		share_file("2016-04-03");
		share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
		id = decide_as(rows[i].judged, rows[i].rules, rows[i].because);
		expect(rows[i].why, &id, rows[i].flag, rows[i].held);
	}
}

/* ---- who authorised it ---- */

#define AGAINST(by) "\"against\":\"senior\",\"authorised_by\":\"" by "\","
#define ANSWER(yes) \
	"{\"task\":\"$given\",\"how\":\"We spoke on Monday.\"" yes "}"
#define YES ",\"authorised\":true"
#define NO ",\"authorised\":false"

static void
test_not_oneself(void **state)
{
	static const struct {
		const char *why;
		const struct person *who;
		const char *judged;
		unsigned status;
	} rows[] = {
		{ "somebody else", &kits.worker,
		    "{" SHARE_SCHOOL AGAINST("$senior") SHARED, 201 },
		{ "oneself", &kits.worker,
		    "{" SHARE_SCHOOL AGAINST("$worker") SHARED, 422 },
		{ "a senior, themselves", &kits.senior,
		    "{" SHARE_CARE AGAINST("$senior") NOT, 422 },
		{ "another senior", &kits.senior,
		    "{" SHARE_CARE AGAINST("$senior2") NOT, 201 },
		{ "nobody, for what had happened", &kits.worker,
		    "{" SHARE_SCHOOL "\"against\":\"happened\"," SHARED, 201 },
		{ "nobody, for another reason", &kits.worker,
		    "{" SHARE_SCHOOL "\"against\":\"senior\"," SHARED, 422 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id = id_new();
		unsigned got =
		    kit_save(rows[i].who, &kind_share_decision, &kits.file, &id,
			0, share_body(rows[i].who, rows[i].judged, NULL));

		if (got != rows[i].status ||
		    (got == 422 &&
			strcmp(kit_result.error.field, "authorised_by") != 0))
			fail_msg("%s: %u %s %s", rows[i].why, got,
			    kit_result.error.field, kit_result.error.says);
	}
}

/* How often it waits for them. */
static int
count_tasks(const struct person *p, const struct id *task)
{
	struct buf out = BUF_INIT(1000000);
	struct jw w = JW_INIT(&out);
	struct errinfo e = { 0 };
	struct json *doc = NULL;
	struct db *db = kit_reader();
	int n = 0;

	jw_open(&w, NULL);
	kit_must(store_waiting(kit, db, &p->who, kit_now, &w, &e), &e, "it");
	jw_close(&w);
	server_reader_done(kit, db);
	kit_must(json_parse(&doc, buf_str(&out), out.len, out.len + 1, &e), &e,
	    "json");
	for (const struct json *at = json_first(json_get(doc, "waiting")); at;
	     at = json_next(at))
		n += strcmp(json_text_of(at, "what", ""), "task_due") == 0 &&
		     strcmp(json_text_of(at, "record", ""), task->s) == 0;
	json_free(doc);
	buf_done(&out);
	return n;
}

/* The decision, and in $given what is asked of whoever authorised it. */
static struct id
ask_senior(const char *judged)
{
	struct id id;
	size_t n;
	struct record *task;

	share_file("2016-04-03");
	id = kit_make(&kits.worker, &kind_share_decision, &kits.file,
	    share_body(&kits.worker, judged, NULL));
	task = share_find(&kind_task, "decision", &id, &n, &kits.given);
	assert_int_equal(n, 1);
	assert_true(task_asks_who_authorised(task));
	assert_string_equal(record_text(task, "for"), kits.senior.who.staff.s);
	assert_string_equal(record_text(task, "due"), "2026-11-23T17:00");
	assert_non_null(
	    strstr(record_text(task, "words"), "says that you authorised"));
	record_free(task);
	return id;
}

/* It waits for whoever is said to have authorised it, and for nobody else. */
static void
test_asked(void **state)
{
	const struct {
		const struct person *who;
		int want;
	} rows[] = { { &kits.senior, 1 }, { &kits.senior2, 0 },
		{ &kits.worker, 0 }, { &kits.director, 0 },
		{ &kits.chair, 0 } };

	(void)state;
	(void)ask_senior("{" SHARE_SCHOOL AGAINST("$senior") SHARED);
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (count_tasks(rows[i].who, &kits.given) != rows[i].want)
			fail_msg("%zu", i);
	share_put(&kits.senior, &kind_task_done, ANSWER(YES));
	assert_int_equal(count_tasks(&kits.senior, &kits.given), 0);
}

static void
test_answered(void **state)
{
	static const struct {
		const char *why;
		const struct person *who;
		const char *end, *answer;
		unsigned status;
		size_t flags; /* one is there already: against the check */
		const char *held;
	} rows[] = {
		{ "they did", &kits.senior, TO_SHARE, ANSWER(YES), 201, 1, "" },
		{ "they did not", &kits.senior, TO_SHARE, ANSWER(NO), 201, 2,
		    "yes" },
		{ "they did not, and it has left", &kits.senior, SHARED,
		    ANSWER(NO), 201, 2, "no" },
		{ "neither", &kits.senior, TO_SHARE, ANSWER(""), 422, 1, "" },
		{ "who decided", &kits.worker, TO_SHARE, ANSWER(YES), 403, 1,
		    "" },
		{ "another senior", &kits.senior2, TO_SHARE, ANSWER(YES), 403,
		    1, "" },
		{ "another senior says no", &kits.senior2, TO_SHARE, ANSWER(NO),
		    403, 1, "" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		char judged[2000];
		struct id decision, id = id_new();
		struct record *flag;
		unsigned got;
		size_t n;

		snprintf(judged, sizeof(judged), "{%s%s",
		    SHARE_SCHOOL AGAINST("$senior"), rows[i].end);
		decision = ask_senior(judged);
		kit_now += 1000; /* the second flag is the later one */
		got = kit_save(rows[i].who, &kind_task_done, &kits.file, &id, 0,
		    share_fill(rows[i].answer));
		flag = share_find(
		    &kind_share_flag, "decision", &decision, &n, NULL);
		if (got != rows[i].status || n != rows[i].flags)
			fail_msg("%s: %u %s, %zu flags", rows[i].why, got,
			    kit_result.error.says, n);
		if (n == 2 &&
		    (strcmp(record_text(flag, "why"), "denied") != 0 ||
			strcmp(record_text(flag, "held"), rows[i].held) != 0))
			fail_msg("%s: %s %s", rows[i].why,
			    record_text(flag, "why"),
			    record_text(flag, "held"));
		record_free(flag);
	}
}

/* Who decided does not look at what is said of it, whoever said it. */
static void
test_denied_is_no_ones_own(void **state)
{
	static const char review[] =
	    "{\"flag\":\"$given\",\"what\":\"stands\",\"reasons\":\"x\"}";
	struct id decision, id = id_new();
	struct record *r;

	(void)state;
	decision = kit_make(&kits.senior2, &kind_share_decision, &kits.file,
	    share_body(&kits.senior2,
		"{" SHARE_SCHOOL AGAINST("$senior") SHARED, NULL));
	r = share_find(&kind_task, "decision", &decision, NULL, &kits.given);
	record_free(r);
	kit_now += 1000;
	share_put(&kits.senior, &kind_task_done, ANSWER(NO));
	r = share_find(
	    &kind_share_flag, "decision", &decision, NULL, &kits.given);
	assert_string_equal(record_text(r, "why"), "denied");
	record_free(r);
	assert_int_equal(kit_save(&kits.senior2, &kind_share_review, &kits.file,
			     &id, 0, share_fill(review)),
	    403);
	assert_int_equal(kit_save(&kits.senior, &kind_share_review, &kits.file,
			     &id, 0, share_fill(review)),
	    201);
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_because),
		T(test_not_oneself),
		T(test_asked),
		T(test_answered),
		T(test_denied_is_no_ones_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
