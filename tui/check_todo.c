/* check_todo.c - the lower half of the answer: who is told, what is still to do, and
 * what follows. Each line leads to where it is done. */
#include <string.h>

#include "check_in.h"

/* ---- tell ---- */

static const char *const tell_words[TELL_REASON_COUNT] = {
	[TELL_IS_TOLD] = "yes: tell them, and write down what they say",
	[TELL_ACCUSED] = "not now: a designated senior member decides when",
	[TELL_BARRED] = "no: the order forbids it",
	[TELL_RAISES_RISK] = "not now: telling them raises the risk",
	[TELL_PREJUDICES_CRIME] = "not now: it would harm an investigation",
	[TELL_UNJUSTIFIED_DELAY] = "not now: it would take too long",
	[TELL_NOT_CONSIDERED] = "not thought of yet",
};

static void
add_person(struct check *c, size_t i, const char *label)
{
	const struct decision_tell *t = &c->says.tell[i];
	const struct record *r = record_item(c->root, "people", i);
	const struct standing_person *p = check_person(c, r);
	const char *again = record_text(r, "look_again");
	struct buf b = BUF_INIT(1000), marks = BUF_INIT(200);
	char shown[WHEN_SHOWN];
	struct civil on;

	if (p)
		standing_add_marks(p, &marks);
	buf_adds(&b, record_text(r, "name"));
	if (marks.len > 0)
		buf_addf(&b, " (%s)", buf_str(&marks));
	buf_addf(&b, ": %s", tell_words[t->reason]);
	if (!t->tell && when_read(&on, again)) {
		when_show(shown, &on);
		buf_addf(&b, "; look again on %s", shown);
	}
	check_line_add(
	    c, &(struct check_entry){ label, buf_str(&b), "P3", ATTR_PLAIN,
		   CHECK_ACT_GO, { t->tell ? SHARE_VIEW : SHARE_TELLING, i } });
	buf_done(&b);
	buf_done(&marks);
}

/* ---- still to do ---- */

/* Rules of the needs that no question fills. */
static const char *const rules[NEED_COUNT] = {
	[NEED_AUTHORITY] = "P2",
	[NEED_ADVICE] = "S3",
	[NEED_INDUCTION] = "I4",
	[NEED_COMPETENCE] = "C1",
	[NEED_BORN] = "C1",
	[NEED_ASK_YOUNG_PERSON] = "C1",
	[NEED_AGREEMENT_MISSING] = "S2",
	[NEED_AGREEMENT_PERSON] = "S2",
	[NEED_AGREEMENT_RECIPIENT] = "S2",
	[NEED_AGREEMENT_ITEMS] = "S2",
	[NEED_AGREEMENT_PURPOSE] = "S2",
	[NEED_AGREEMENT_EXPIRED] = "S2",
	[NEED_CONTRADICTION] = "S6",
};

static const char *
rule_of(const struct check *c, enum need need)
{
	struct share_at at;

	if (rules[need] || !share_step_of_need(need, c->root, &at))
		return rules[need];
	return share_question(at.step)->policy;
}

/* "Thu 1 October 2026" */
static void
add_day(const char *stored, struct buf *out)
{
	char shown[WHEN_SHOWN];
	struct civil day;

	if (!when_read(&day, stored)) {
		buf_adds(out, stored);
		return;
	}
	when_show(shown, &day);
	buf_adds(out, shown);
}

/* Row 6: which dates. */
static void
add_contradiction(const struct check *c, struct buf *out)
{
	const struct facts_answer *a;
	const char *name = NULL;
	size_t which;
	struct id id;

	if (!share_contradicts(c->facts, &which))
		return;
	if (which == SHARE_BORN) {
		buf_addf(
		    out, " %s would be born after the day of this.", c->child);
		return;
	}
	a = &c->facts->answers[which];
	if (id_parse(&id, a->person) && id_equal(&id, &c->file))
		name = c->child;
	else
		name = model_name_of(app_model(c->app), "adult", a->person);
	buf_addf(out, " The answer of %s ends on ", name ? name : "an adult");
	add_day(a->until, out);
	buf_adds(out, " and begins on ");
	add_day(*a->from ? a->from : c->facts->on, out);
	buf_addc(out, '.');
}

static void
add_need(struct check *c, enum need need, const char *label)
{
	struct check_entry e = { .label = label, .right = rule_of(c, need) };
	struct buf b = BUF_INIT(1000);

	buf_adds(&b, decide_need_says(need));
	if (need == NEED_CONTRADICTION)
		add_contradiction(c, &b);
	if (need == NEED_VERIFICATION)
		buf_adds(&b, " Hang up; ring the number in the directory "
			     "yourself.");
	e.text = buf_str(&b);
	if (need == NEED_ADVICE)
		e.act = CHECK_ACT_ADVICE;
	else if (share_step_of_need(need, c->root, &e.at))
		e.act = CHECK_ACT_GO;
	else
		e.act = CHECK_ACT_FILE;
	check_line_add(c, &e);
	buf_done(&b);
}

static void
add_to_do(struct check *c)
{
	struct share_view v = check_view(c);
	const char *label = "Still to do";
	struct share_at next;

	if (share_next(&v, SHARE_CHECKING, &c->asked, &next)) {
		struct buf b = BUF_INIT(400);

		buf_addf(&b, "Answer: %s", share_question(next.step)->title);
		check_line_add(c, &(struct check_entry){ label, buf_str(&b),
				      share_question(next.step)->policy,
				      ATTR_PLAIN, CHECK_ACT_GO, next });
		buf_done(&b);
		label = "";
	}
	if (check_agency_is_gone(c)) {
		check_line_add(c,
		    &(struct check_entry){ label, "Choose another agency.",
			"S5", ATTR_PLAIN, CHECK_ACT_GO, { SHARE_AGENCY, 0 } });
		label = "";
	}
	for (unsigned i = 0; i < NEED_COUNT; i++) {
		if (i == NEED_REASONS ||
		    !decision_needs(&c->says, (enum need)i))
			continue;
		add_need(c, (enum need)i, label);
		label = "";
	}
	/* They are asked for when it is recorded. */
	if (decision_needs(&c->says, NEED_REASONS))
		add_need(c, NEED_REASONS, label);
}

static void
add_follows(struct check *c)
{
	const char *label = "Then";

	for (unsigned i = 0; i < FOLLOWUP_COUNT; i++) {
		if (!decision_follows(&c->says, (enum followup)i))
			continue;
		check_line_add(
		    c, &(struct check_entry){ .label = label,
			   .text = decide_followup_says((enum followup)i) });
		label = "";
	}
}

/* A grandmother who is not on the file, say. */
static void
add_people(struct check *c)
{
	if (c->says.tell_count == 0)
		return;
	for (size_t i = 0; i < c->says.tell_count; i++)
		add_person(c, i, i == 0 ? "Tell" : "");
	check_line_add(
	    c, &(struct check_entry){ "",
		   "Somebody else who could be told? Enter adds "
		   "them.",
		   "", ATTR_DIM, CHECK_ACT_GO, { SHARE_PEOPLE, 0 } });
}

void
check_lines_to_do(struct check *c)
{
	add_people(c);
	add_to_do(c);
	add_follows(c);
}
