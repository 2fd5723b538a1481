/* check_lines.c - the answer in words that a volunteer understands: may I, with whom,
 * because of what, who is told, what is still to do, what follows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_in.h"
#include "kinds.h"
#include "mem.h"
#include "share_facts.h"
#include "text.h"

#define LABEL_COLS 13
#define RIGHT_GAP 2
#define NO_ACT                        \
	(struct share_at)             \
	{                             \
		(enum share_step)0, 0 \
	}

/* ---- lines ---- */

static struct check_line *
add_line(struct check_answer *a)
{
	if (a->count == a->cap) {
		a->cap = a->cap ? a->cap * 2 : 32;
		a->line = mem_grow(a->line, a->cap, sizeof *a->line);
	}
	memset(&a->line[a->count], 0, sizeof *a->line);
	return &a->line[a->count++];
}

static void
add_heading(struct check *c, const char *text, unsigned attr)
{
	size_t len = strlen(text), at = 0, shown;

	do {
		size_t from = at;
		struct check_line *l = add_line(&c->answer);

		at = text_wrap(text, len, at, (size_t)c->answer.cols, &shown);
		l->text = mem_strndup(text + from, shown);
		l->is_heading = true;
		l->attr = attr;
	} while (at < len);
}

/* Broken to fit, so that all of it can be read; the label before the first line. */
void
check_line_add(struct check *c, const struct check_entry *e)
{
	size_t len = strlen(e->text), at = 0, shown;
	const char *right = e->right ? e->right : "";
	size_t cols = (size_t)c->answer.cols - 2 - LABEL_COLS -
		      (*right ? strlen(right) + RIGHT_GAP : 0);
	const char *label = e->label;

	do {
		size_t from = at;
		struct check_line *l = add_line(&c->answer);
		struct buf b = BUF_INIT(2000);

		at = text_wrap(e->text, len, at, cols, &shown);
		buf_addf(&b, "%-*s", LABEL_COLS, label);
		buf_add(&b, e->text + from, shown);
		l->text = mem_strdup(buf_str(&b));
		l->right = mem_strdup(right);
		l->attr = e->attr;
		l->act = e->act;
		l->at = e->at;
		buf_done(&b);
		label = right = "";
	} while (at < len);
}

void
check_lines_free(struct check *c)
{
	for (size_t i = 0; i < c->answer.count; i++) {
		mem_free_text(c->answer.line[i].text);
		mem_free_text(c->answer.line[i].right);
	}
	free(c->answer.line);
	c->answer.line = NULL;
	c->answer.count = c->answer.cap = 0;
}

/* ---- may I ---- */

void
check_add_whom(const struct check *c, struct buf *out)
{
	const struct directory_entry *e = check_agency(c), *who = NULL;
	const char *role = record_text(c->root, "role");
	struct id id;

	if (id_parse(&id, record_text(c->root, "contact")))
		who = directory_find(&c->directory.people, &id);
	if (who || *role)
		buf_addf(out, "%s%s", who ? who->name : role, e ? ", " : "");
	if (e)
		buf_adds(out, e->name);
	else if (!who && !*role)
		buf_adds(out, "them");
}

static const char *
advice_words(const struct check *c)
{
	const struct decision *d = &c->says;

	if (decision_needs(d, NEED_AUTHORITY))
		return d->row == DECIDE_ROW_1A
			   ? "Not with them: ring 999, social care or the "
			     "police now."
			   : "Not with them: only social care, the police and "
			     "other appropriate authorities may have this.";
	if (decision_needs(d, NEED_VERIFICATION))
		return "Do not share yet: make sure who is asking.";
	if (decision_needs(d, NEED_CONTRADICTION))
		return "Do not share yet: dates contradict each other.";
	return "Do not share yet: ask for advice first.";
}

/* Only the reasons are lacking: they are asked for with F2. */
static bool
is_ready(const struct check *c)
{
	uint32_t rest = c->says.needs & ~(UINT32_C(1) << NEED_REASONS) &
			~(UINT32_C(1) << NEED_ASK_YOUNG_PERSON);

	return rest == 0;
}

static void
headline(const struct check *c, struct buf *out)
{
	struct buf whom = BUF_INIT(400);

	check_add_whom(c, &whom);
	switch (c->says.outcome) {
	case OUTCOME_WITH_CONSENT:
		buf_addf(out, "You may share this with %s: it is agreed.",
		    buf_str(&whom));
		break;
	case OUTCOME_AS_EXPLAINED:
		buf_addf(out,
		    "You may share this with %s, as was explained at the "
		    "start.",
		    buf_str(&whom));
		break;
	case OUTCOME_WITHOUT_CONSENT:
		buf_addf(out,
		    c->says.row == DECIDE_ROW_1
			? "Share this now, with %s. Nobody's agreement is "
			  "needed."
			: "You may share this without agreement, but only "
			  "with %s.",
		    buf_str(&whom));
		break;
	case OUTCOME_ANONYMISED:
		buf_addf(out,
		    "You may share this with %s without naming anybody.",
		    buf_str(&whom));
		break;
	case OUTCOME_DO_NOT_SHARE:
		buf_addf(out, "Do not share this with %s.", buf_str(&whom));
		break;
	case OUTCOME_SEEK_ADVICE: buf_adds(out, advice_words(c)); break;
	case OUTCOME_COUNT: break;
	}
	buf_done(&whom);
}

static void
add_warnings(struct check *c)
{
	struct child child = { .is_here = false };

	if (!model_child(app_model(c->app), &c->file, &child) || !child.is_here)
		add_heading(c,
		    "! This child's file is not on this device, so haven does "
		    "not know what was agreed. It has asked the office for it.",
		    ATTR_ALERT);
	else if (!c->standing.is_induced)
		add_heading(c, "! Induction not complete.", ATTR_ALERT);
	if (check_agency_is_gone(c))
		add_heading(c,
		    "! This agency has been taken out of the directory since. "
		    "Your answers are kept: choose another.",
		    ATTR_ALERT);
	if (*record_text(c->root, "replaces"))
		add_heading(c,
		    "It replaces an earlier decision, which stays as it was "
		    "made.",
		    ATTR_DIM);
}

/* ---- because ---- */

/* What is still to do stands there, and is not said twice. */
static bool
is_need(const struct decision *d, const char *says)
{
	for (unsigned i = 0; i < NEED_COUNT; i++) {
		if (decision_needs(d, (enum need)i) &&
		    strcmp(decide_need_says((enum need)i), says) == 0)
			return true;
	}
	return false;
}

static void
add_because(struct check *c)
{
	const char *label = "Because";

	for (size_t i = 0; i < c->says.because_count; i++) {
		const struct decision_because *b = &c->says.because[i];
		bool is_row = *b->rule >= '0' && *b->rule <= '9';
		char rule[24];

		if (is_need(&c->says, b->says))
			continue;
		snprintf(
		    rule, sizeof rule, "%s%s", is_row ? "rule " : "", b->rule);
		check_line_add(
		    c, &(struct check_entry){
			   .label = label, .text = b->says, .right = rule });
		label = "";
	}
}

/* ---- advice ---- */

static void
add_advice(struct check *c)
{
	struct buf b = BUF_INIT(KIND_TEXT_MAX + 1000);
	const char *of;
	char when[WHEN_SHOWN];

	if (*record_text(c->root, "advice") == '\0')
		return;
	if (id_is_none(&c->advice.answer)) {
		of = model_name_of(app_model(c->app), "staff", c->advice.of.s);
		buf_addf(&b,
		    "asked of %s; answer needed by %s. This waits as "
		    "a draft until then, and opens by itself.",
		    of ? of : "a colleague",
		    *c->advice.due ? c->advice.due : "its time");
	} else {
		when_show_ms(when, c->advice.given_ms, app_now(c->app));
		buf_addf(&b, "%s, by %s %s: %s",
		    c->advice.is_share ? "share" : "do not share", c->advice.by,
		    when, buf_str(&c->advice.reasons));
		if (c->facts->advice_lapse != ADVICE_HOLDS)
			buf_addf(&b, " %s",
			    share_lapse_says(c->facts->advice_lapse));
	}
	check_line_add(
	    c, &(struct check_entry){
		   .label = "Advice", .text = buf_str(&b), .right = "S3" });
	buf_done(&b);
}

/* ---- the answers it comes from ---- */

static void
add_trail(struct check *c)
{
	const char *label = "Answers";
	struct share_at at;

	for (size_t i = 0; check_trail_at(c, i, &at); i++) {
		struct buf b = BUF_INIT(2000);

		check_trail_words(c, at, &b);
		check_line_add(c, &(struct check_entry){ label, buf_str(&b), "",
				      ATTR_DIM, CHECK_ACT_GO, at });
		buf_done(&b);
		label = "";
	}
}

void
check_lines_make(struct check *c)
{
	struct buf b = BUF_INIT(1000);

	check_lines_free(c);
	if (!c->facts) {
		add_heading(c, c->why.says, ATTR_ALERT);
		c->answer.heads = c->answer.count;
		return;
	}
	headline(c, &b);
	add_heading(c, buf_str(&b), ATTR_PLAIN);
	buf_done(&b);
	if (outcome_is_share(c->says.outcome) && !is_ready(c))
		add_heading(
		    c, "Not yet: something is still to do.", ATTR_PLAIN);
	add_warnings(c);
	c->answer.heads = c->answer.count;
	add_because(c);
	add_advice(c);
	check_lines_to_do(c);
	add_heading(c, "", ATTR_PLAIN);
	add_trail(c);
}
