/* common_share_ask.c - the questions of the guided check: which come, in which order,
 * and that for any family and any answers the walk ends, asks nothing twice, leaves
 * no need without its question and asks nothing that could change nothing. */
#include "share_world.h"

#include "decide_random.h"
#include "lists.h"
#include "text.h"

#define STEPS_MAX 300

/* ---- one situation: which questions come ---- */

/* Answers: "key=value" with spaces between; a list of codes has "+". A person's:
 * "mother.telling=safe". What stands nowhere is answered "no", "none" or "safe". */
static bool
scripted(const char *script, const char *who, const char *key, char *out,
    size_t size)
{
	size_t len = strlen(key), n = strlen(who);

	for (const char *at = script; *at; at += strspn(at, " ")) {
		const char *from = at;

		at += strcspn(at, " ");
		if (strncmp(from, who, n) != 0 ||
		    strncmp(from + n, key, len) != 0 || from[n + len] != '=')
			continue;
		from += n + len + 1;
		snprintf(out, size, "%.*s", (int)(at - from), from);
		return true;
	}
	return false;
}

static const char *
plain_answer(const char *key, const struct field *f)
{
	if (strcmp(key, "telling") == 0)
		return "safe";
	if (strcmp(key, "compelled") == 0)
		return "no";
	if (strcmp(key, "occasion") == 0)
		return "ordinary";
	if (strcmp(key, "harm") == 0)
		return "none";
	if (strcmp(key, "purpose") == 0)
		return "school_help";
	if (strcmp(key, "channel") == 0)
		return "by_hand";
	if (f->type != FT_YESNO)
		return "words";
	return strcmp(key, "necessary") == 0 || strcmp(key, "accurate") == 0 ||
		       strcmp(key, "need_to_know") == 0 ||
		       strcmp(key, "involved") == 0
		   ? "yes"
		   : "no";
}

static void
answer(const char *script, struct share_at at)
{
	static const char *const who[] = { "child.", "mother.", "father." };
	const struct share_question *q = share_question(at.step);
	struct record *r = share_answer_in(w.decision, at);
	const struct field *f = kind_field(record_kind(r), q->keys[0]);
	char value[40];

	if (f->type == FT_REF)
		snprintf(value, sizeof(value), "%s", DIRECTOR);
	else if (f->type == FT_DATE)
		snprintf(value, sizeof(value), "2026-12-01");
	else
		snprintf(
		    value, sizeof(value), "%s", plain_answer(q->keys[0], f));
	scripted(script, q->is_of_person ? who[at.person] : "", q->keys[0],
	    value, sizeof(value));
	if (f->type == FT_LIST)
		answer_list(r, q->keys[0], value);
	else if (strcmp(value, "-") != 0)
		record_set(r, q->keys[0], value);
	if (at.step == SHARE_WHOM)
		record_set(r, "role", "head of year");
}

/* The names of the questions as they come, with a space between. */
static void
walk(const char *script, enum share_stage stage, struct share_asked *asked,
    struct buf *out)
{
	struct share_view v = look();
	struct share_at at;

	for (int n = 0; share_next(&v, stage, asked, &at); n++) {
		assert_true(n < STEPS_MAX);
		buf_addf(out, "%s%s", out->len ? " " : "",
		    share_question(at.step)->name);
		if (share_question(at.step)->is_of_person)
			buf_addf(out, "%zu", at.person);
		answer(script, at);
		share_mark(asked, at);
		v = look();
	}
}

#define OPENING "agency whom items danger_now harm "
#define CHECKS                                                                \
	" necessary need need_to_know accurate accurate_by channel identity " \
	"basis"

static const struct {
	const char *why, *born, *agreement, *script, *want;
} walks[] = {
	{ "danger, to social care: next to nothing", YOUNG, NULL,
	    "agency=" CARE " items=concern danger_now=yes "
	    "harm=significant_child",
	    OPENING "harm_why staff_allegation compelled" },
	{ "danger, to a school: ring an authority", YOUNG, NULL,
	    "agency=" SCHOOL " items=concern danger_now=yes "
	    "harm=significant_child",
	    OPENING "harm_why staff_allegation" },
	{ "an order that is only claimed", YOUNG, NULL,
	    "agency=" SCHOOL " items=address compelled=claimed",
	    OPENING "staff_allegation compelled" },
	{ "a court order, verified", YOUNG, NULL,
	    "agency=" SCHOOL " items=health compelled=verified "
	    "telling_barred=yes",
	    OPENING "staff_allegation compelled telling_barred "
		    "sharing_endangers purpose telling0 telling1 telling2 "
		    "wishes" CHECKS },
	{ "significant harm, to social care", YOUNG, NULL,
	    "agency=" CARE " items=concern harm=significant_child "
	    "father.accused=yes mother.telling=raises_risk",
	    OPENING "harm_why staff_allegation compelled sharing_endangers "
		    "purpose telling0 accused1 telling1 look_again1 accused2 "
		    "telling2 wishes" CHECKS },
	{ "the same, and the child is twelve", OLD, NULL,
	    "agency=" CARE " items=concern harm=significant_child",
	    OPENING "harm_why staff_allegation compelled sharing_endangers "
		    "purpose telling0 accused1 telling1 accused2 telling2 "
		    "involved wishes" CHECKS },
	{ "about staff, to the designated officer", YOUNG, NULL,
	    "agency=" CARE " items=concern staff_allegation=yes",
	    OPENING "staff_allegation about_staff compelled "
		    "sharing_endangers purpose telling0 accused1 telling1 "
		    "accused2 telling2 wishes" CHECKS },
	{ "not clear, and it can wait: advice first", YOUNG, NULL,
	    "agency=" SCHOOL " items=concern harm=unknown",
	    OPENING "staff_allegation compelled urgent occasion "
		    "anonymous_enough" },
	{ "not clear, and it cannot wait", YOUNG, NULL,
	    "agency=" CARE " items=concern harm=unknown urgent=yes",
	    OPENING "staff_allegation compelled urgent harm_why "
		    "sharing_endangers purpose telling0 accused1 telling1 "
		    "accused2 telling2 wishes" CHECKS },
	{ "unsure of the law: advice first", YOUNG, NULL,
	    "agency=" SCHOOL " items=health in_doubt=yes",
	    OPENING "staff_allegation compelled occasion anonymous_enough "
		    "in_doubt" },
	{ "without names", YOUNG, NULL,
	    "agency=" SCHOOL " items=health anonymous_enough=yes",
	    OPENING "staff_allegation compelled occasion anonymous_enough "
		    "sharing_endangers purpose" CHECKS },
	{ "a commissioner", YOUNG, NULL,
	    "agency=" SCHOOL " items=health occasion=commissioner",
	    OPENING "staff_allegation compelled occasion sharing_endangers "
		    "purpose" CHECKS },
	{ "nobody was asked", YOUNG, NULL, "agency=" SCHOOL " items=health",
	    OPENING "staff_allegation compelled occasion anonymous_enough "
		    "in_doubt purpose wishes" },
	{ "agreed", YOUNG, AGREED(MOTHER, "parent", "agreed"),
	    "agency=" SCHOOL " items=health",
	    OPENING "staff_allegation compelled occasion anonymous_enough "
		    "in_doubt sharing_endangers purpose telling0 telling1 "
		    "telling2 wishes" CHECKS },
	{ "refused, and that is respected", YOUNG,
	    AGREED(MOTHER, "parent", "refused"),
	    "agency=" SCHOOL " items=health",
	    OPENING "staff_allegation compelled occasion anonymous_enough "
		    "in_doubt purpose wishes benefit_outweighs" },
	{ "a serious crime is not weighed by the worker", YOUNG,
	    AGREED(MOTHER, "parent", "refused"),
	    "agency=" SCHOOL " items=health harm=serious_crime",
	    OPENING "harm_why staff_allegation compelled occasion "
		    "anonymous_enough in_doubt purpose" },
	{ "the referrer hears that it has begun", YOUNG, NULL,
	    "agency=" SCHOOL " items=notice occasion=referrer_start",
	    OPENING "staff_allegation compelled occasion anonymous_enough "
		    "in_doubt sharing_endangers purpose telling0 telling1 "
		    "telling2 wishes" CHECKS },
	{ "not heard at fifteen", OLD, AGREED(MOTHER, "parent", "refused"),
	    "agency=" SCHOOL " items=health involved=no",
	    OPENING "staff_allegation compelled occasion anonymous_enough "
		    "in_doubt purpose involved not_involved wishes" },
	{ "not accurate, so nobody checked it", YOUNG,
	    AGREED(MOTHER, "parent", "agreed"),
	    "agency=" SCHOOL " items=health accurate=no",
	    OPENING "staff_allegation compelled occasion anonymous_enough "
		    "in_doubt sharing_endangers purpose telling0 telling1 "
		    "telling2 wishes necessary need need_to_know accurate "
		    "channel identity basis" },
};

static void
test_walks(void **state)
{
	struct buf b = BUF_INIT(8192);

	(void)state;
	for (size_t i = 0; i < sizeof(walks) / sizeof(walks[0]); i++) {
		struct share_asked asked = { 0 };

		world_begin(walks[i].born);
		if (walks[i].agreement)
			give("agreement", NULL, WORKER, walks[i].agreement);
		fill_people();
		buf_clear(&b);
		walk(walks[i].script, SHARE_CHECKING, &asked, &b);
		if (strcmp(buf_str(&b), walks[i].want) != 0)
			fail_msg("%s:\n%s\n%s", walks[i].why, buf_str(&b),
			    walks[i].want);
		world_end();
	}
	buf_done(&b);
}

/* ---- any family, any answers ---- */

static uint64_t seed;

static bool
one_in(unsigned n)
{
	return random_one_in(&seed, n);
}

static void
random_family(void)
{
	static const char *const borns[] = { YOUNG, YOUNG, OLD, "2008-11-20",
		"2014-11-20", "2027-01-01", "" };
	static const char *const said[] = { "agreed", "agreed", "agreed",
		"refused", "withdrawn", "cannot_ask" };
	static const char *const who[][2] = { { "parent", MOTHER },
		{ "parent", FATHER }, { "cyp", "" } };
	char json[600];

	world_begin(RANDOM_OF(&seed, borns));
	for (unsigned n = random_below(&seed, 4); n > 0; n--) {
		unsigned i = random_below(&seed, 3);

		snprintf(json, sizeof(json),
		    "{\"who\":\"%s\",\"adult\":\"%s\",\"answer\":\"%s\","
		    "\"recipients\":[{\"agency\":\"%s\"}],\"all_items\":%s,"
		    "\"any_purpose\":%s,\"from\":\"2026-0%u-01\"%s}",
		    who[i][0], who[i][1], RANDOM_OF(&seed, said),
		    one_in(4) ? CARE : SCHOOL, one_in(5) ? "false" : "true",
		    one_in(5) ? "false" : "true", 1 + random_below(&seed, 9),
		    one_in(20) ? ",\"until\":\"2025-01-01\"" : "");
		give("agreement", NULL, WORKER, json);
	}
	if (one_in(6)) { /* of two minds */
		give("agreement", NULL, WORKER,
		    AGREED(MOTHER, "parent", "agreed"));
		give("agreement", NULL, WORKER,
		    AGREED(FATHER, "parent", "refused"));
	}
	if (one_in(3))
		give("competence", NULL, WORKER,
		    one_in(2) ? "{\"competence\":\"competent\",\"on\":"
				"\"2026-01-01\"}"
			      : "{\"competence\":\"not_competent\",\"on\":"
				"\"2026-01-01\"}");
	if (one_in(2))
		give("induction", NULL, WORKER,
		    "{\"explained\":true,\"sought\":true}");
	if (one_in(3)) {
		record_set(w.decision, "advice", ASKED);
		give("advice_answer", NULL, DIRECTOR,
		    one_in(2) ? "{\"advice\":\"" ASKED
				"\",\"answer\":\"share\"}"
			      : "{\"advice\":\"" ASKED
				"\",\"answer\":\"do_not_share\"}");
	}
	if (!one_in(8))
		fill_people();
}

/* What a field may hold: its codes, yes and no; then nothing. */
static size_t
values_of(const struct field *f, const char *out[LIST_CODES_MAX + 1])
{
	static const char *const yes_no[] = { "yes", "no" };
	size_t n = 0;

	if (f->type == FT_YESNO)
		for (; n < 2; n++)
			out[n] = yes_no[n];
	else if (f->type == FT_CHOICE)
		for (const struct choice *c = field_choices(f); c->code; c++)
			out[n++] = c->code;
	out[n++] = "";
	return n;
}

static void
random_answer_to(const struct share_view *v, struct share_at at)
{
	const struct share_question *q = share_question(at.step);
	struct record *r = share_answer_in(w.decision, at);

	for (size_t i = 0; i < SHARE_KEYS && q->keys[i]; i++) {
		const char *key = q->keys[i], *values[LIST_CODES_MAX + 1];
		const struct field *f = kind_field(record_kind(r), key);
		size_t n = values_of(f, values);
		const char *value = values[random_below(&seed, (unsigned)n)];

		if (f->type == FT_LIST) {
			for (unsigned k = random_below(&seed, 3); k > 0; k--)
				answer_list(
				    r, key, one_in(2) ? "notice" : "health");
			continue;
		}
		if (strcmp(key, "agency") == 0)
			value = one_in(2) ? CARE : SCHOOL;
		else if (f->type == FT_REF)
			value = one_in(2) ? DIRECTOR : "";
		else if (f->type == FT_DATE)
			value = one_in(2) ? "2026-11-20" : "";
		else if (f->type == FT_LINE || f->type == FT_TEXT)
			value = one_in(4) ? "" : "words";
		else if (*value == '\0') /* a choice is always made */
			value = values[0];
		if (strcmp(key, "danger_now") == 0 && !one_in(6))
			value = "no";
		if (strcmp(key, "compelled") == 0 && !one_in(3))
			value = "no";
		if (share_offers(v, at, value))
			record_set(r, key, value);
		else
			record_set(r, key, "ordinary");
	}
}

/* What of a decision can be acted on. */
struct gist {
	enum decide_row row;
	enum outcome outcome;
	uint32_t needs, followups;
	uint64_t tell, why;
};

static struct gist
gist_of(const struct decision *d)
{
	struct gist g = { d->row, d->outcome, d->needs, d->followups, 0, 0 };

	for (size_t i = 0; i < d->tell_count; i++) {
		g.tell |= (uint64_t)d->tell[i].tell << i;
		g.why |= (uint64_t)d->tell[i].reason << (i * 4);
	}
	return g;
}

static bool
gist_equal(const struct gist *a, const struct gist *b)
{
	return a->row == b->row && a->outcome == b->outcome &&
	       a->needs == b->needs && a->followups == b->followups &&
	       a->tell == b->tell && a->why == b->why;
}

/* Would any other answer give something else? The record is as before. */
static bool
can_change(struct share_at at)
{
	const struct share_question *q = share_question(at.step);
	struct record *r = share_answer_in(w.decision, at);
	const struct field *f = kind_field(record_kind(r), q->keys[0]);
	const char *values[LIST_CODES_MAX + 1];
	size_t n = values_of(f, values);
	struct share_view v = look();
	struct gist before = gist_of(v.says), now;
	char kept[200];
	bool can = false;

	snprintf(kept, sizeof(kept), "%s", record_text(r, q->keys[0]));
	for (size_t i = 0; i < n; i++) {
		if (!share_offers(&v, at, values[i]))
			continue;
		record_set(r, q->keys[0], values[i]);
		v = look();
		now = gist_of(v.says);
		can |= !gist_equal(&before, &now);
	}
	record_set(r, q->keys[0], kept);
	look();
	return can;
}

/* A judgement of one word, which only the facts of the decision show. */
static bool
is_judgement(struct share_at at)
{
	const struct share_question *q = share_question(at.step);
	const struct record *r = share_answer_in(w.decision, at);
	const struct field *f;

	if (!r || q->stage != SHARE_CHECKING || q->may_be_empty)
		return false;
	f = kind_field(record_kind(r), q->keys[0]);
	return f->type == FT_YESNO || f->type == FT_CHOICE;
}

/* What is not asked though another answer would say something else, and why. */
static bool
is_left_out(const struct share_view *v, struct share_at at)
{
	switch (at.step) {
	case SHARE_BARRED: /* there is no order that could forbid it */
		return v->facts->compelled != COMPELLED_VERIFIED ||
		       v->says->row == DECIDE_ROW_1;
	case SHARE_ACCUSED: /* of the child; or there is no worry */
		return at.person == 0 || v->says->row == DECIDE_ROW_1 ||
		       (!v->facts->staff_allegation &&
			   v->facts->harm <= HARM_NEEDS_HELP);
	case SHARE_TELLING: /* it can wait until the danger is over */
		return v->says->row == DECIDE_ROW_1;
	case SHARE_OUTWEIGHS: /* there is an authority to go to */
		return v->facts->harm == HARM_SIGNIFICANT_CHILD ||
		       v->facts->harm == HARM_SERIOUS_ADULT ||
		       (v->facts->harm == HARM_UNKNOWN &&
			   (v->facts->urgent ||
			       v->facts->advice.state == ADVICE_SHARE));
	default: return false;
	}
}

/* What is asked though it changes nothing now: the record must have it, or it can
 * change something together with a later answer. */
static bool
is_asked_anyway(const struct share_view *v, struct share_at at)
{
	switch (at.step) {
	case SHARE_HARM:
	case SHARE_PURPOSE:
	case SHARE_CHANNEL:
	case SHARE_INVOLVED: return true;
	case SHARE_BARRED: return true; /* everybody may be accused */
	case SHARE_TELLING:             /* each must have been thought of */
		return v->facts->people[at.person].accused ||
		       v->facts->telling_barred;
	case SHARE_NECESSARY:
	case SHARE_NEED_TO_KNOW:
	case SHARE_ACCURATE: return v->says->row == DECIDE_ROW_5;
	default: return false;
	}
}

static void
assert_asked_well(const struct share_view *v, struct share_at at,
    const struct share_asked *asked, int round)
{
	if (share_was_asked(asked, at))
		fail_msg(
		    "round %d: %s twice", round, share_question(at.step)->name);
	if (!is_judgement(at) || is_asked_anyway(v, at))
		return;
	if (!can_change(at))
		fail_msg("round %d: %s can change nothing in row %s", round,
		    share_question(at.step)->name, decide_row_id(v->says->row));
}

/* No need of the answer without its question. */
static void
assert_needs_asked(const struct share_view *v, const struct share_asked *asked,
    enum share_stage stage, int round)
{
	struct share_at at;

	for (unsigned i = 0; i < NEED_COUNT; i++) {
		if (!decision_needs(v->says, (enum need)i) ||
		    !share_step_of_need((enum need)i, w.decision, &at) ||
		    share_question(at.step)->stage != stage)
			continue;
		if (!share_was_asked(asked, at))
			fail_msg("round %d: %s was not asked, row %s", round,
			    share_question(at.step)->name,
			    decide_row_id(v->says->row));
	}
}

/* Nothing that was not asked could have changed it. */
static void
assert_rest_idle(const struct share_asked *asked, int round)
{
	struct share_at at = { 0 };
	struct share_view v;
	size_t people = record_count(w.decision, "people");

	for (unsigned i = 0; i < SHARE_STEP_COUNT; i++) {
		at.step = (enum share_step)i;
		for (at.person = 0; at.person < (people ? people : 1);
		     at.person++) {
			v = look();
			if (share_was_asked(asked, at) || !is_judgement(at) ||
			    is_left_out(&v, at) || !can_change(at))
				continue;
			fail_msg("round %d: %s %zu could change row %s", round,
			    share_question(at.step)->name, at.person,
			    decide_row_id(w.says.row));
		}
	}
}

static size_t
walk_random(enum share_stage stage, struct share_asked *asked, int round)
{
	struct share_view v = look();
	struct share_at at;
	size_t n = 0;

	for (; share_next(&v, stage, asked, &at); n++) {
		assert_true(n < STEPS_MAX);
		assert_asked_well(&v, at, asked, round);
		v = look();
		random_answer_to(&v, at);
		share_mark(asked, at);
		v = look();
	}
	assert_needs_asked(&v, asked, stage, round);
	return n;
}

#define ROUNDS 1500
#define DANGER_QUESTIONS 9 /* the opening three among them */

static void
test_random(void **state)
{
	size_t rows[DECIDE_ROW_COUNT] = { 0 };

	(void)state;
	seed = 0x5eed;
	for (int round = 0; round < ROUNDS; round++) {
		struct share_asked asked = { 0 };
		struct share_view v;
		size_t n;

		random_family();
		n = walk_random(SHARE_CHECKING, &asked, round);
		v = look();
		rows[v.says->row]++;
		if (v.says->row <= DECIDE_ROW_1A && n > DANGER_QUESTIONS)
			fail_msg("round %d: %zu questions in danger", round, n);
		assert_rest_idle(&asked, round);
		record_set(w.decision, "decided", one_in(2) ? "share" : "not");
		walk_random(SHARE_RECORDING, &asked, round);
		world_end();
	}
	for (unsigned i = 0; i < DECIDE_ROW_COUNT; i++)
		if (rows[i] == 0)
			fail_msg("no walk came to row %s",
			    decide_row_id((enum decide_row)i));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walks),
		cmocka_unit_test(test_random),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
