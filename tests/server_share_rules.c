/* server_share_rules.c - what the office does with a decision to share and with what
 * stands around it (decisions.md, "Around the function"): what it accepts, what it
 * refuses and in which words, what it flags and stops, and the tasks it makes. */
#include "share_kit.h"

#define HOURS 3600000LL

/* ---- lies: each makes facts that agree with themselves ---- */

static void
lie_agreement(struct facts *f)
{
	struct facts_answer *a =
	    facts_add_answer(f, kits.mother.s, ANSWER_ROLE_PARENT);

	a->responsibility = true;
	a->answer = ANSWER_AGREED;
	a->items.all = a->purposes.all = true;
	facts_add_name(&a->recipients, kits.school.s);
	facts_add_name(&a->recipients, kits.care.s);
	facts_set_date(a->from, "2026-11-20");
}

/* No answer of anybody but an agreement. */
static void
lie_no_refusal(struct facts *f)
{
	for (size_t i = 0; i < f->answer_count; i++)
		f->answers[i].answer = ANSWER_NOT_ASKED;
	lie_agreement(f);
}

static void
lie_authority(struct facts *f)
{
	f->recipient.authority = true;
}

static void
lie_no_authority(struct facts *f)
{
	f->recipient.authority = false;
}

static void
lie_referrer(struct facts *f)
{
	f->recipient.referrer = true;
}

static void
lie_competent(struct facts *f)
{
	struct facts_answer *a;

	f->cyp.competence = COMPETENCE_COMPETENT;
	a = facts_add_answer(f, kits.file.s, ANSWER_ROLE_CYP);
	a->answer = ANSWER_AGREED;
	a->items.all = a->purposes.all = true;
	facts_add_name(&a->recipients, kits.school.s);
	facts_set_date(a->from, "2026-11-20");
}

static void
lie_age(struct facts *f)
{
	facts_set_date(f->cyp.born, "2008-01-01");
	lie_competent(f);
}

static void
lie_induction(struct facts *f)
{
	f->induction_done = true;
}

static void
lie_advice(struct facts *f)
{
	f->advice.state = ADVICE_SHARE;
	f->advice.by = ADVICE_BY_DIRECTOR;
}

static void
lie_day(struct facts *f)
{
	facts_set_date(f->on, "2026-10-01");
}

/* ---- decisions ---- */

struct given {
	const struct person *by;
	const struct kind *kind;
	const char *template;
};
#define GIVEN_MAX 3

#define AGREED                                              \
	{                                                   \
		&kits.worker, &kind_agreement, SHARE_AGREED \
	}
#define WITHDRAWN                                              \
	{                                                      \
		&kits.worker, &kind_agreement, SHARE_WITHDRAWN \
	}
#define SHARED "\"decided\":\"share\",\"happened\":\"2026-11-20T11:00\"}"
#define TO_SHARE "\"decided\":\"share\"}"
#define NOT "\"decided\":\"not\"}"

static const struct row {
	const char *why;
	struct given given[GIVEN_MAX]; /* before; the first is $given */
	const char *judged;
	share_lie *lie;
	const char *flag;  /* its why; "": none */
	const char *held;  /* of the flag */
	const char *tasks; /* each with a space after it, in their order */
} rows[] = {
	/* what is borne out */
	{ "as agreed", { AGREED }, "{" SHARE_SCHOOL TO_SHARE, NULL, "", "",
	    "" },
	{ "as agreed, and shared already", { AGREED }, "{" SHARE_SCHOOL SHARED,
	    NULL, "", "", "" },
	{ "harm, to social care", { { 0 } }, "{" SHARE_CARE TO_SHARE, NULL, "",
	    "", "" },
	{ "danger, to social care", { { 0 } },
	    "{" SHARE_CARE "\"danger_now\":true," SHARED, NULL, "", "",
	    "complete_record " },
	{ "nobody agreed, so it is not shared", { { 0 } }, "{" SHARE_SCHOOL NOT,
	    NULL, "", "", "" },
	{ "refused, so it is not shared", { WITHDRAWN }, "{" SHARE_SCHOOL NOT,
	    NULL, "", "", "tell_manager look_again " },
	{ "advice first, so it is not shared yet", { { 0 } },
	    "{" SHARE_SCHOOL "\"in_doubt\":true," NOT, NULL, "", "", "" },
	{ "one of us, to social care", { { 0 } },
	    "{" SHARE_CARE "\"staff_allegation\":true," TO_SHARE, NULL, "", "",
	    "designated_officer " },

	/* lies, each consistent in itself: never unflagged, stopped if it has not
	 * left */
	{ "an agreement that nobody gave", { { 0 } }, "{" SHARE_SCHOOL TO_SHARE,
	    lie_agreement, "facts", "yes", "" },
	{ "an agreement that nobody gave, and it has left", { { 0 } },
	    "{" SHARE_SCHOOL SHARED, lie_agreement, "facts", "no", "" },
	{ "a refusal left out", { WITHDRAWN }, "{" SHARE_SCHOOL TO_SHARE,
	    lie_no_refusal, "facts", "yes", "tell_manager look_again " },
	{ "the school is an authority", { { 0 } },
	    "{" SHARE_SCHOOL "\"danger_now\":true," TO_SHARE, lie_authority,
	    "facts", "yes", "" },
	{ "the school referred them", { { 0 } },
	    "{\"occasion\":\"referrer_start\",\"agency\":\"$school\",\"items\":"
	    "[{\"what\":\"It began\",\"kind\":\"notice\"}],\"purpose\":"
	    "\"referral\",\"harm\":\"none\"," SHARE_CHECKED TO_SHARE,
	    lie_referrer, "facts", "yes", "" },
	{ "the child of ten is competent and agrees", { { 0 } },
	    "{" SHARE_SCHOOL TO_SHARE, lie_competent, "facts", "yes", "" },
	{ "the child of ten is of age and agrees", { { 0 } },
	    "{" SHARE_SCHOOL TO_SHARE, lie_age, "facts", "yes", "" },
	{ "advice that nobody gave", { { 0 } },
	    "{" SHARE_CARE "\"sharing_endangers\":true," TO_SHARE, lie_advice,
	    "facts", "yes", "" },
	{ "another day, on which it was agreed still",
	    { { &kits.worker, &kind_agreement,
		"{\"who\":\"parent\",\"adult\":\"$mother\",\"answer\":"
		"\"agreed\",\"recipients\":[{\"agency\":\"$school\"}],"
		"\"all_items\":true,\"any_purpose\":true,\"from\":"
		"\"2026-09-01\",\"until\":\"2026-10-31\",\"evidence\":"
		"\"x\"}" } },
	    "{" SHARE_SCHOOL TO_SHARE, lie_day, "facts", "yes", "" },
	{ "no authority, so that harm is not shared", { { 0 } },
	    "{" SHARE_CARE NOT, lie_no_authority, "facts senior", "no", "" },

	/* against the check */
	{ "shared although nobody agreed", { { 0 } }, "{" SHARE_SCHOOL SHARED,
	    NULL, "against", "no", "" },
	{ "to be shared although nobody agreed", { { 0 } },
	    "{" SHARE_SCHOOL TO_SHARE, NULL, "against", "yes", "" },
	{ "shared although something is missing", { AGREED },
	    "{\"agency\":\"$school\",\"items\":[{\"what\":\"A\",\"kind\":"
	    "\"attendance\"}],\"purpose\":\"school_help\",\"harm\":\"none\","
	    "\"reasons\":\"x\"," TO_SHARE,
	    NULL, "against", "yes", "review_not_told " },
	{ "not shared although it may be", { AGREED }, "{" SHARE_SCHOOL NOT,
	    NULL, "against", "no", "" },
	{ "it says itself that it is against", { AGREED },
	    "{" SHARE_SCHOOL "\"against\":\"law\",\"authorised_by\":"
	    "\"$senior\"," TO_SHARE,
	    NULL, "against", "yes", "authorised " },

	/* said to have happened before it was taken back */
	{ "long ago, and taken back since",
	    { AGREED, { &kits.worker, &kind_agreement, SHARE_WITHDRAWN } },
	    "{" SHARE_SCHOOL
	    "\"decided\":\"share\",\"happened\":\"2026-11-10T11:00\"}",
	    NULL, "facts against", "no", "" },

	/* rows 1 and 5: not to share needs a designated senior member */
	{ "danger, not shared", { { 0 } },
	    "{" SHARE_CARE "\"danger_now\":true," NOT, NULL, "against senior",
	    "no", "complete_record " },
	{ "harm, not shared", { { 0 } }, "{" SHARE_CARE NOT, NULL,
	    "against senior", "no", "" },
	{ "harm, not shared, says a senior", { { 0 } },
	    "{" SHARE_CARE "\"authorised_by\":\"$senior\"," NOT, NULL,
	    "against", "no", "authorised " },
	{ "harm, not shared, says the Director", { { 0 } },
	    "{" SHARE_CARE "\"authorised_by\":\"$director\"," NOT, NULL,
	    "against senior", "no", "authorised " },
	{ "harm, not shared, says a senior whom it is about (R7)", { { 0 } },
	    "{" SHARE_CARE "\"staff_allegation\":true,\"about_staff\":[{"
	    "\"staff\":\"$senior2\"}],\"authorised_by\":\"$senior2\"," NOT,
	    NULL, "against senior", "no", "designated_officer authorised " },
	/* wherever it would have gone to */
	{ "danger, to nobody", { { 0 } },
	    "{\"danger_now\":true,\"harm\":\"significant_child\","
	    "\"reasons\":\"x\"," NOT,
	    NULL, "senior", "no", "" },
	{ "harm, to the school", { { 0 } },
	    "{\"agency\":\"$school\",\"harm\":\"serious_adult\","
	    "\"reasons\":\"x\"," NOT,
	    NULL, "senior", "no", "tell_authority " },
};

static void
expect_flag(const struct row *r, const struct id *decision)
{
	size_t n;
	struct record *flag =
	    share_find(&kind_share_flag, "decision", decision, &n, NULL);

	if (r->flag[0] == '\0') {
		if (flag != NULL)
			fail_msg("%s: flagged, %s", r->why,
			    record_text(flag, "why"));
		return;
	}
	if (n != 1 || strcmp(record_text(flag, "why"), r->flag) != 0 ||
	    strcmp(record_text(flag, "held"), r->held) != 0 ||
	    *record_text(flag, "because") == '\0')
		fail_msg("%s: %zu flags, %s, %s", r->why, n,
		    flag ? record_text(flag, "why") : "-",
		    flag ? record_text(flag, "held") : "-");
	record_free(flag);
}

struct task_list {
	const struct id *of;
	struct buf says;
};

static enum err
add_task(void *arg, const struct envelope *env, struct errinfo *e)
{
	struct task_list *list = arg;
	struct record *r = NULL;

	if (strcmp(env->kind, "task") != 0)
		return ERR_OK;
	kit_must(record_from_json(
		     &r, &kind_task, env->body, env->body_len, false, NULL, e),
	    e, "task");
	if (strcmp(record_text(r, "decision"), list->of->s) == 0) {
		assert_int_equal(
		    strcmp(record_text(r, "for"), kits.worker.who.staff.s) == 0,
		    !task_asks_who_authorised(r));
		buf_addf(&list->says, "%s ", record_text(r, "what"));
	}
	record_free(r);
	return ERR_OK;
}

/* In the order of the contract, whatever the ids are. */
static bool
has_tasks(const struct id *decision, const char *want, struct buf *says)
{
	struct task_list list = { decision, BUF_INIT(1000) };
	struct db *db = kit_reader();
	struct errinfo e = { 0 };
	bool has;

	kit_must(store_each_of_file(kit, db, &kits.director.who, &kits.file,
		     false, kit_now, add_task, &list, &e),
	    &e, "tasks");
	server_reader_done(kit, db);
	has = strlen(want) == list.says.len;
	for (const char *w = want; *w != '\0' && has;
	     w += strcspn(w, " ") + 1) {
		char one[40];

		snprintf(one, sizeof(one), "%.*s ", (int)strcspn(w, " "), w);
		has = strstr(buf_str(&list.says), one) != NULL;
	}
	buf_add(says, buf_str(&list.says), list.says.len);
	buf_done(&list.says);
	return has;
}

static void
test_decisions(void **state)
{
	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct buf says = BUF_INIT(1000);
		struct id id;

		share_file("2016-04-03");
		for (size_t k = 0; k < GIVEN_MAX && r->given[k].kind; k++) {
			struct id made = share_put(r->given[k].by,
			    r->given[k].kind, r->given[k].template);

			if (k == 0)
				kits.given = made;
		}
		id = kit_make(&kits.worker, &kind_share_decision, &kits.file,
		    share_body(&kits.worker, r->judged, r->lie));
		expect_flag(r, &id);
		if (!has_tasks(&id, r->tasks, &says))
			fail_msg("%s: tasks %s", r->why, buf_str(&says));
		buf_done(&says);
	}
}

/* Lies that are shown by needing nothing: induction. */
static void
test_induction(void **state)
{
	static const char judged[] =
	    "{\"occasion\":\"referrer_start\",\"agency\":\"$school\",\"items\":"
	    "[{\"what\":\"It began\",\"kind\":\"notice\"}],\"purpose\":"
	    "\"referral\",\"harm\":\"none\"," SHARE_CHECKED TO_SHARE;
	struct row want = {
		.why = "no induction", .flag = "facts", .held = "yes"
	};
	struct id id, file = id_new();
	char front[300];

	(void)state;
	snprintf(front, sizeof(front),
	    "{\"name\":\"R\",\"born\":\"2016-04-03\",\"purpose\":\"x\","
	    "\"referrer_agency\":\"%s\"}",
	    kits.school.s);
	kit_make(&kits.senior, &kind_front_sheet, &file, front);
	kit_assign(&kits.senior, &kits.worker, &file, "2026-01-01", "");
	kits.file = file;
	id = kit_make(&kits.worker, &kind_share_decision, &kits.file,
	    share_body(&kits.worker, judged, lie_induction));
	expect_flag(&want, &id);
}

/* Decided offline with the agreement; it is taken back before the decision comes. */
static void
test_withdrawn_meanwhile(void **state)
{
	static const struct {
		const char *why, *end, *flag, *held;
	} cases[] = {
		{ "not sent yet", TO_SHARE, "withdrawn", "yes" },
		{ "sent before", SHARED, "withdrawn", "no" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		struct row want = { .why = cases[i].why,
			.flag = cases[i].flag,
			.held = cases[i].held };
		char judged[2000];
		const char *body;
		struct id id;

		share_file("2016-04-03");
		share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
		snprintf(judged, sizeof(judged), "{" SHARE_SCHOOL "%s",
		    cases[i].end);
		body = share_body(&kits.worker, judged, NULL);
		share_put(&kits.senior, &kind_agreement, SHARE_WITHDRAWN);
		id = kit_make(
		    &kits.worker, &kind_share_decision, &kits.file, body);
		expect_flag(&want, &id);
	}
}

/* The same write twice: one decision, one flag, one task. */
static void
test_repeated(void **state)
{
	struct id id = id_new();
	struct put put =
	    kit_put_of(&kits.worker, &kind_share_decision, &kits.file, &id, 0,
		share_body(&kits.worker,
		    "{" SHARE_CARE "\"danger_now\":true," NOT, NULL));
	size_t n;

	(void)state;
	assert_int_equal(kit_send(&put), 201);
	assert_int_equal(kit_send(&put), 201);
	assert_int_equal(kit_send(&put), 201);
	record_free(share_find(&kind_share_flag, "decision", &id, &n, NULL));
	assert_int_equal(n, 1);
	record_free(share_find(&kind_task, "decision", &id, &n, NULL));
	assert_int_equal(n, 1);
	assert_int_equal(kit_count("SELECT count(*) FROM record WHERE kind IN"
				   " ('share_flag', 'task', 'share_decision')"),
	    3);
}

/* ---- what is refused ---- */

/* Replace one member of a decision that is right. */
static const char *
spoil(const char *judged, const char *key, const char *value)
{
	static char text[SHARE_BODY_MAX];
	const char *body = share_body(&kits.worker, judged, NULL);
	struct record *r = NULL;
	struct buf b = BUF_INIT(SHARE_BODY_MAX);
	struct errinfo e = { 0 };

	kit_must(record_from_json(&r, &kind_share_decision, body, strlen(body),
		     false, NULL, &e),
	    &e, "spoil");
	record_set(r, key, value);
	record_to_json(r, false, &b);
	memcpy(text, buf_str(&b), b.len + 1);
	record_free(r);
	buf_done(&b);
	return text;
}

static void
test_refused(void **state)
{
	static const struct {
		const char *why, *key, *value;
		unsigned status;
		const char *says;
	} cases[] = {
		{ "facts that are no JSON", "facts", "{", 422,
		    "cannot be read" },
		{ "facts outside the vocabulary", "facts",
		    "{\"on\":\"2026-11-20\",\"harm\":\"none\",\"mood\":1}", 422,
		    "cannot be read" },
		{ "facts without harm", "facts", "{\"on\":\"2026-11-20\"}", 422,
		    "cannot be read" },
		{ "facts of something else", "facts",
		    "{\"on\":\"2026-11-20\",\"harm\":\"none\"}", 422,
		    "not what its own facts give" },
		{ "an outcome that they do not give", "outcome", "do_not_share",
		    422, "not what its own facts give" },
		{ "what may not be at once", "may", "no", 422,
		    "not what its own facts give" },
		{ "another harm", "harm", "needs_help", 422,
		    "something else than its answers" },
		{ "a check that was not made", "necessary", "no", 422,
		    "something else than its answers" },
		{ "another agency", "agency", "$care", 422,
		    "something else than its answers" },
		{ "no named recipient", "role", "", 422,
		    "something else than its answers" },
		{ "no channel", "channel", "", 422,
		    "something else than its answers" },
		{ "other reasons", "reasons", "Because.", 422,
		    "something else than its answers" },
		{ "danger", "danger_now", "yes", 422,
		    "something else than its answers" },
		{ "advice that is not here", "advice",
		    "01900000-0000-7000-8000-000000000001", 424, "waits" },
		{ "an emergency that is not here", "emergency",
		    "01900000-0000-7000-8000-000000000001", 424, "waits" },
		{ "a decision that is not here", "replaces",
		    "01900000-0000-7000-8000-000000000001", 424, "waits" },
		{ "spaces are no difference", "reasons", "  It helps.  ", 201,
		    "" },
		{ "nothing spoilt", "need", "More.", 201, "" },
	};

	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		const char *body = spoil("{" SHARE_SCHOOL TO_SHARE,
		    cases[i].key, share_fill(cases[i].value));
		struct id id = id_new();
		unsigned got = kit_save(&kits.worker, &kind_share_decision,
		    &kits.file, &id, 0, body);

		if (got != cases[i].status ||
		    !strstr(kit_result.error.says, cases[i].says))
			fail_msg("%s: %u %s", cases[i].why, got,
			    kit_result.error.says);
		if (got >= 300)
			assert_int_equal(
			    kit_count("SELECT count(*) FROM record WHERE kind"
				      " IN ('share_flag', 'task')"),
			    0);
	}
}

/* What a decision names must be of this file. */
static void
test_names_of_another_file(void **state)
{
	static const struct {
		const struct kind *kind;
		const char *key, *template;
	} cases[] = {
		{ &kind_advice, "advice",
		    "{\"of\":\"$manager\",\"due\":\"2026-11-21T12:00\","
		    "\"question\":\"x\"}" },
		{ &kind_emergency, "emergency",
		    "{\"child\":\"R\",\"risk\":\"x\",\"shared\":\"x\","
		    "\"authority\":\"999\",\"by\":\"I\"}" },
		{ &kind_share_decision, "replaces", NULL },
	};
	struct id mine = kits.file;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		for (int here = 0; here < 2; here++) {
			struct id id = id_new();
			unsigned want = here ? 201 : 422, got;
			char judged[2000];

			kits.file = here ? mine : kits.other_file;
			kits.given = cases[i].template
					 ? share_put(&kits.worker,
					       cases[i].kind, cases[i].template)
					 : share_decide(&kits.worker,
					       "{" SHARE_SCHOOL NOT);
			kits.file = mine;
			snprintf(judged, sizeof(judged),
			    "{" SHARE_SCHOOL "\"%s\":\"$given\"," NOT,
			    cases[i].key);
			got = kit_save(&kits.worker, &kind_share_decision,
			    &kits.file, &id, 0,
			    share_body(&kits.worker, judged, NULL));
			if (got != want)
				fail_msg("%s, %d: %u %s", cases[i].key, here,
				    got, kit_result.error.says);
		}
	}
}

#define ADVICE(of)                                \
	"{\"of\":\"" of "\",\"agency\":\"$school" \
	"\",\"due\":\"2026-11-21T12:00\",\"question\":\"Is it right?\"}"

/* Advice gives what it advises to the one who decides, and to nobody who gave it. */
static void
test_advised(void **state)
{
	static const char judged[] =
	    "{" SHARE_SCHOOL "\"in_doubt\":true,\"advice\":\"$given\","
	    "\"benefit_outweighs\":true," TO_SHARE;
	struct row want = {
		.why = "their own advice", .flag = "facts", .held = "yes"
	};
	struct row none = { .why = "another's advice", .flag = "" };
	struct id id;

	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
	kits.given = share_put(&kits.worker, &kind_advice, ADVICE("$manager"));
	share_put(&kits.manager, &kind_advice_answer,
	    "{\"advice\":\"$given\",\"answer\":\"share\",\"reasons\":\"x\"}");
	id = kit_make(&kits.worker, &kind_share_decision, &kits.file,
	    share_body(&kits.worker, judged, NULL));
	expect_flag(&none, &id);
	kit_assign(&kits.senior, &kits.manager, &kits.file, "2026-01-01", "");
	id = kit_make(&kits.manager, &kind_share_decision, &kits.file,
	    share_body(&kits.manager, judged, lie_advice));
	expect_flag(&want, &id);
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_decisions),
		T(test_induction),
		T(test_withdrawn_meanwhile),
		T(test_repeated),
		T(test_refused),
		T(test_names_of_another_file),
		T(test_advised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
