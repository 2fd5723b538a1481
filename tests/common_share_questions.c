/* common_share_questions.c - the table of questions, what is said before one is
 * asked, which question fills a need, and what is decided against the check. */
#include "share_world.h"

#include "text.h"

/* ---- the table ---- */

static bool
is_asked_for(const struct kind *k, const char *key)
{
	for (unsigned i = 0; i < SHARE_STEP_COUNT; i++) {
		const struct share_question *q =
		    share_question((enum share_step)i);

		for (size_t n = 0; n < SHARE_KEYS && q->keys[n]; n++)
			if (q->is_of_person == (k == &kind_tell_person) &&
			    strcmp(q->keys[n], key) == 0)
				return true;
	}
	return false;
}

static void
test_table(void **state)
{
	enum share_step step;

	(void)state;
	for (unsigned i = 0; i < SHARE_STEP_COUNT; i++) {
		const struct share_question *q =
		    share_question((enum share_step)i);
		const struct kind *k =
		    q->is_of_person ? &kind_tell_person : &kind_share_decision;

		if (!q->name || !q->title || !q->why || !q->policy ||
		    !q->trail || !q->keys[0])
			fail_msg("row %u is not whole", i);
		for (size_t n = 0; n < SHARE_KEYS && q->keys[n]; n++)
			if (!kind_field(k, q->keys[n]))
				fail_msg("no field %s", q->keys[n]);
		assert_true(share_step_read(q->name, &step));
		assert_int_equal(step, i);
		assert_true(strlen(q->title) <= 56);
		assert_true(strlen(q->trail) <= 24);
	}
	assert_false(share_step_read("", &step));
	assert_false(share_step_read("decided", &step));
}

/* Nothing of the form is left to a person who never sees the form. */
static void
test_every_field_is_asked(void **state)
{
	const struct kind *k = &kind_share_decision;

	(void)state;
	for (size_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];

		if ((f->flags & FF_HIDDEN) || strcmp(f->key, "decided") == 0)
			continue;
		if (!is_asked_for(k, f->key))
			fail_msg("nobody asks for %s", f->key);
	}
	/* Of a person all but who they are. */
	assert_true(is_asked_for(&kind_tell_person, "telling"));
	assert_true(is_asked_for(&kind_tell_person, "accused"));
	assert_true(is_asked_for(&kind_tell_person, "view"));
	assert_true(is_asked_for(&kind_tell_person, "look_again"));
	assert_false(is_asked_for(&kind_tell_person, "name"));
}

/* ---- answers, and what was asked ---- */

static void
test_answered(void **state)
{
	static const struct {
		const char *why, *key, *value;
		size_t person; /* 9: of the decision */
		enum share_step step;
		size_t at;
		bool want;
	} rows[] = {
		{ "nothing yet", "harm", "", 9, SHARE_HARM, 0, false },
		{ "a choice", "harm", "none", 9, SHARE_HARM, 0, true },
		{ "no is an answer", "in_doubt", "no", 9, SHARE_DOUBT, 0,
		    true },
		{ "spaces are none", "reasons", "  \n", 9, SHARE_REASONS, 0,
		    false },
		{ "a role in place of a name", "role", "duty worker", 9,
		    SHARE_WHOM, 0, true },
		{ "of the second person", "telling", "safe", 1, SHARE_TELLING,
		    1, true },
		{ "not of the first", "telling", "safe", 1, SHARE_TELLING, 0,
		    false },
		{ "nobody is there", "telling", "safe", 1, SHARE_TELLING, 3,
		    false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct share_at at = { rows[i].step, rows[i].at };
		struct record *r;

		world_begin(YOUNG);
		fill_people();
		r = w.decision;
		if (rows[i].person < 9)
			r = record_item(r, "people", rows[i].person);
		record_set(r, rows[i].key, rows[i].value);
		if (share_is_answered(w.decision, at) != rows[i].want)
			fail_msg("%s", rows[i].why);
		world_end();
	}
}

static void
test_marks(void **state)
{
	const struct share_at second = { SHARE_TELLING, 1 };
	const struct share_at harm = { SHARE_HARM, 0 },
			      need = { SHARE_NEED, 0 };
	struct share_asked asked = { 0 };

	(void)state;
	world_begin(YOUNG);
	fill_people();
	assert_false(share_was_asked(&asked, second));
	share_mark(&asked, second);
	assert_true(share_was_asked(&asked, second));
	for (unsigned i = 0; i < SHARE_STEP_COUNT; i++)
		for (size_t p = 0; p < 50; p++) {
			struct share_at at = { (enum share_step)i, p };

			if (!share_question(at.step)->is_of_person && p > 0)
				continue;
			if (share_was_asked(&asked, at) !=
			    (i == SHARE_TELLING && p == 1))
				fail_msg(
				    "%s %zu", share_question(at.step)->name, p);
		}
	record_set(w.decision, "harm", "none");
	share_mark_answered(&asked, SHARE_CHECKING, w.decision);
	assert_true(share_was_asked(&asked, harm));
	assert_false(share_was_asked(&asked, need));
	share_mark_optional(&asked, w.decision);
	assert_true(share_was_asked(&asked, need));
	assert_false(
	    share_was_asked(&asked, (struct share_at){ SHARE_DANGER, 0 }));
	assert_true(
	    share_was_asked(&asked, (struct share_at){ SHARE_LOOK_AGAIN, 2 }));
	world_end();
}

/* ---- needs ---- */

static void
test_needs(void **state)
{
	static const struct {
		enum need need;
		int step; /* -1: not here */
	} rows[] = {
		{ NEED_PURPOSE, SHARE_PURPOSE },
		{ NEED_ITEMS, SHARE_ITEMS },
		{ NEED_RECIPIENT_NAMED, SHARE_WHOM },
		{ NEED_REASONS, SHARE_REASONS },
		{ NEED_NECESSARY, SHARE_NECESSARY },
		{ NEED_NEED_TO_KNOW, SHARE_NEED_TO_KNOW },
		{ NEED_ACCURATE, SHARE_ACCURATE },
		{ NEED_SECURE, SHARE_CHANNEL },
		{ NEED_AUTHORITY, SHARE_AGENCY },
		{ NEED_VERIFICATION, SHARE_COMPELLED },
		{ NEED_TELLING, SHARE_TELLING },
		{ NEED_ADVICE, -1 },
		{ NEED_INDUCTION, -1 },
		{ NEED_COMPETENCE, -1 },
		{ NEED_BORN, -1 },
		{ NEED_ASK_YOUNG_PERSON, -1 },
		{ NEED_AGREEMENT_MISSING, -1 },
		{ NEED_AGREEMENT_PERSON, -1 },
		{ NEED_AGREEMENT_RECIPIENT, -1 },
		{ NEED_AGREEMENT_ITEMS, -1 },
		{ NEED_AGREEMENT_PURPOSE, -1 },
		{ NEED_AGREEMENT_EXPIRED, -1 },
		{ NEED_CONTRADICTION, -1 },
	};
	struct share_at at;

	(void)state;
	world_begin(YOUNG);
	fill_people();
	assert_int_equal(sizeof(rows) / sizeof(rows[0]), NEED_COUNT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool is = share_step_of_need(rows[i].need, w.decision, &at);

		if (is != (rows[i].step >= 0) ||
		    (is && (int)at.step != rows[i].step))
			fail_msg("%s", decide_word(WORDS_NEED, rows[i].need));
	}
	/* Of the people, and of a channel and its other end, what is lacking. */
	record_set(record_item(w.decision, "people", 0), "telling", "safe");
	record_set(w.decision, "channel", "by_hand");
	assert_true(share_step_of_need(NEED_TELLING, w.decision, &at));
	assert_int_equal(at.person, 1);
	assert_true(share_step_of_need(NEED_SECURE, w.decision, &at));
	assert_int_equal(at.step, SHARE_IDENTITY);
	world_end();
}

static void
test_paths(void **state)
{
	static const struct {
		const char *path;
		int step; /* -1: none */
		size_t person;
	} rows[] = {
		{ "harm", SHARE_HARM, 0 },
		{ "role", SHARE_WHOM, 0 },
		{ "items", SHARE_ITEMS, 0 },
		{ "items.3.kind", SHARE_ITEMS, 0 },
		{ "people", SHARE_PEOPLE, 0 },
		{ "people.2.telling", SHARE_TELLING, 2 },
		{ "people.12.accused", SHARE_ACCUSED, 12 },
		{ "people.1.name", SHARE_PEOPLE, 0 },
		{ "people.1", SHARE_PEOPLE, 0 },
		{ "people.999999999999.view", SHARE_PEOPLE, 0 },
		{ "accurate_on", SHARE_ACCURATE_BY, 0 },
		{ "accurate", SHARE_ACCURATE, 0 },
		{ "telling", -1, 0 },
		{ "outcome", -1, 0 },
		{ "har", -1, 0 },
		{ "", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct share_at at = { SHARE_STEP_COUNT, 99 };
		bool is = share_step_of_path(rows[i].path, &at);

		if (is != (rows[i].step >= 0) ||
		    (is && ((int)at.step != rows[i].step ||
			       at.person != rows[i].person)))
			fail_msg("%s", rows[i].path);
	}
}

/* ---- what is said, what is offered ---- */

static void
test_warns(void **state)
{
	static const struct {
		const char *why;
		enum decide_row row;
		enum share_step step;
		const char *says; /* NULL: nothing */
	} rows[] = {
		{ "whoever rings", DECIDE_ROW_12, SHARE_COMPELLED, "hang up" },
		{ "harm: a no changes nothing", DECIDE_ROW_5, SHARE_WISHES,
		    "do not ask whether they agree" },
		{ "nor for a young person", DECIDE_ROW_5, SHARE_INVOLVED,
		    "would change nothing" },
		{ "danger", DECIDE_ROW_1, SHARE_WISHES, "change nothing" },
		{ "an order", DECIDE_ROW_2, SHARE_WISHES, "change nothing" },
		{ "about staff", DECIDE_ROW_2B, SHARE_WISHES,
		    "change nothing" },
		{ "here it counts", DECIDE_ROW_11, SHARE_WISHES, NULL },
		{ "and here", DECIDE_ROW_14, SHARE_INVOLVED, NULL },
		{ "and after advice", DECIDE_ROW_13, SHARE_WISHES, NULL },
		{ "another question", DECIDE_ROW_5, SHARE_HARM, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct decision says = { .row = rows[i].row };
		struct share_view v = { .says = &says };
		struct share_at at = { rows[i].step, 0 };
		const char *got = share_warns(&v, at);

		if (rows[i].says ? !got || !strstr(got, rows[i].says)
				 : got != NULL)
			fail_msg("%s: %s", rows[i].why, got ? got : "nothing");
	}
}

static void
test_offers(void **state)
{
	static const struct {
		enum share_step step;
		const char *code;
		bool referrer, want;
	} rows[] = {
		{ SHARE_OCCASION, "referrer_start", true, true },
		{ SHARE_OCCASION, "referrer_start", false, false },
		{ SHARE_OCCASION, "referrer_change", false, false },
		{ SHARE_OCCASION, "meeting", false, true },
		{ SHARE_OCCASION, "commissioner", false, true },
		{ SHARE_OCCASION, "ordinary", false, true },
		{ SHARE_HARM, "referrer_start", false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct facts f = { .recipient.referrer = rows[i].referrer };
		struct share_view v = { .facts = &f };
		struct share_at at = { rows[i].step, 0 };

		if (share_offers(&v, at, rows[i].code) != rows[i].want)
			fail_msg("%s", rows[i].code);
	}
}

/* ---- what is decided ---- */

static void
test_against(void **state)
{
	static const struct {
		const char *why;
		enum decide_row row;
		enum outcome outcome;
		bool may, is_share, against, senior;
	} rows[] = {
		{ "as the check says", DECIDE_ROW_11, OUTCOME_WITH_CONSENT,
		    true, true, false, false },
		{ "something is lacking", DECIDE_ROW_11, OUTCOME_WITH_CONSENT,
		    false, true, true, false },
		{ "agreed, and not shared", DECIDE_ROW_11, OUTCOME_WITH_CONSENT,
		    true, false, true, false },
		{ "refused, and not shared", DECIDE_ROW_14,
		    OUTCOME_DO_NOT_SHARE, false, false, false, false },
		{ "refused, and shared", DECIDE_ROW_14, OUTCOME_DO_NOT_SHARE,
		    false, true, true, false },
		{ "shared before the advice", DECIDE_ROW_4, OUTCOME_SEEK_ADVICE,
		    false, true, true, false },
		{ "not before the advice", DECIDE_ROW_4, OUTCOME_SEEK_ADVICE,
		    false, false, false, false },
		{ "harm, and not shared", DECIDE_ROW_5, OUTCOME_WITHOUT_CONSENT,
		    true, false, true, true },
		{ "danger, and not shared", DECIDE_ROW_1,
		    OUTCOME_WITHOUT_CONSENT, true, false, true, true },
		{ "danger, and shared", DECIDE_ROW_1, OUTCOME_WITHOUT_CONSENT,
		    true, true, false, false },
		{ "an order, and not followed", DECIDE_ROW_2,
		    OUTCOME_WITHOUT_CONSENT, true, false, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct decision d = { .row = rows[i].row,
			.outcome = rows[i].outcome,
			.may_share_now = rows[i].may };

		if (share_is_against(&d, rows[i].is_share) != rows[i].against ||
		    share_needs_senior(&d, rows[i].is_share) != rows[i].senior)
			fail_msg("%s", rows[i].why);
	}
}

static void
test_contradicts(void **state)
{
	static const struct {
		const char *why, *born, *from, *until;
		bool want;
		size_t which;
	} rows[] = {
		{ "all is well", "2016-04-03", "2026-01-01", "2026-02-01",
		    false, 0 },
		{ "the same day", "2016-04-03", "2026-01-01", "2026-01-01",
		    false, 0 },
		{ "born on the day", DAY, "2026-01-01", "", false, 0 },
		{ "born after it", "2026-11-21", "2026-01-01", "", true,
		    SHARE_BORN },
		{ "birth not known", "", "2026-01-01", "", false, 0 },
		{ "ends before it begins", "2016-04-03", "2026-01-02",
		    "2026-01-01", true, 1 },
		{ "no first day: the day itself", "2016-04-03", "",
		    "2026-11-19", true, 1 },
		{ "both: the birth is said", "2026-11-21", "2026-01-02",
		    "2026-01-01", true, SHARE_BORN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct facts *f = facts_new();
		struct facts_answer *a;
		struct decision d;
		size_t which = 99;

		facts_set_date(f->on, DAY);
		facts_set_date(f->cyp.born, rows[i].born);
		facts_set(&f->cyp.id, "kid");
		f->harm = HARM_NONE;
		facts_add_answer(f, "dad", ANSWER_ROLE_PARENT);
		a = facts_add_answer(f, "mum", ANSWER_ROLE_PARENT);
		facts_set_date(a->from, rows[i].from);
		facts_set_date(a->until, rows[i].until);
		if (share_contradicts(f, &which) != rows[i].want ||
		    (rows[i].want && which != rows[i].which))
			fail_msg("%s", rows[i].why);
		/* decide() sees the same. */
		decide(f, &d);
		assert_int_equal(d.row == DECIDE_ROW_6, rows[i].want);
		decision_done(&d);
		facts_free(f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_every_field_is_asked),
		cmocka_unit_test(test_answered),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_warns),
		cmocka_unit_test(test_offers),
		cmocka_unit_test(test_against),
		cmocka_unit_test(test_contradicts),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
