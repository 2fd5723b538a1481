/* check_record.c - the decision is recorded, to share or not to share; or advice is
 * asked for first (S3, S8). */
#include <stdio.h>
#include <string.h>

#include "check_in.h"
#include "kinds.h"
#include "mem.h"
#include "scr_prefill.h"
#include "w_question.h"

static bool
is_to_share(const struct check *c)
{
	return strcmp(record_text(c->root, "decided"), "share") == 0;
}

/* ---- what must come first ---- */

/* The first need that a person fills here. False: none, but for the reasons. */
static bool
first_need(const struct check *c, struct share_at *at, enum need *need)
{
	for (unsigned i = 0; i < NEED_COUNT; i++) {
		*need = (enum need)i;
		if (i == NEED_REASONS || i == NEED_ASK_YOUNG_PERSON ||
		    !decision_needs(&c->says, *need))
			continue;
		if (!share_step_of_need(*need, c->root, at))
			*at = (struct share_at){ SHARE_STEP_COUNT, 0 };
		return true;
	}
	return false;
}

/* Kept as it was made, also when it is not what the check says: with a reason, who
 * authorised it, and a designated senior member looks at it. */
static void
ask_against(struct check *c)
{
	static const struct w_answer answers[] = {
		{ "No, go back to the answer", 0 },
		{ "It has been shared already, or a senior has decided so",
		    W_QUESTION_YES },
		{ NULL, 0 },
	};
	struct w_question_arg q = { .title = "Not what the check says",
		.answers = answers,
		.tag = CHECK_TAG_AGAINST };
	struct share_at at;
	enum need need;
	bool has = first_need(c, &at, &need);
	char says[400];

	snprintf(says, sizeof says,
	    "The check does not say that this may be shared now.%s%s Is it to "
	    "be recorded as shared all the same? A designated senior member "
	    "looks at it.",
	    has ? " " : "", has ? decide_need_says(need) : "");
	q.says = says;
	app_push(c->app, &w_question, &q);
}

/* What has its answer is not asked again: all of it stands on the answer. */
static void
begin_recording(struct check *c, bool is_share)
{
	static const enum share_step steps[] = { SHARE_HAPPENED, SHARE_REASONS,
		SHARE_AGAINST, SHARE_AUTHORISED };

	record_set(c->root, "decided", is_share ? "share" : "not");
	if (!is_share)
		record_set(c->root, "happened", "");
	c->stage = SHARE_RECORDING;
	c->outcome = c->says.outcome;
	c->from_answer = false;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		share_forget(&c->asked, steps[i]);
	share_mark_answered(&c->asked, SHARE_RECORDING, c->root);
	check_typed(c);
	check_next(c);
}

/* What bears on the decision of what the answer says. */
static void
add_answer(const struct check *c, struct buf *out)
{
	const struct decision *d = &c->says;

	buf_addf(out, "%d %d %d%d%d", (int)d->outcome, (int)d->may_share_now,
	    decision_needs(d, NEED_AUTHORITY),
	    decision_needs(d, NEED_VERIFICATION),
	    decision_needs(d, NEED_CONTRADICTION));
	for (size_t i = 0; i < d->tell_count; i++)
		buf_addf(
		    out, " %s=%d", d->tell[i].person, (int)d->tell[i].reason);
}

/* It goes on by itself once what is asked now is answered. */
static void
mean(struct check *c, bool is_share)
{
	c->meant = is_share ? CHECK_MEANT_SHARE : CHECK_MEANT_NOT;
	buf_clear(&c->as_it_was);
	add_answer(c, &c->as_it_was);
}

void
check_go_on(struct check *c)
{
	enum check_meant meant = c->meant;
	struct buf now = BUF_INIT(KIND_TEXT_MAX);
	bool is_same;

	add_answer(c, &now);
	is_same = strcmp(buf_str(&now), buf_str(&c->as_it_was)) == 0;
	buf_done(&now);
	check_show_answer(c);
	if (is_same)
		check_decide(c, meant == CHECK_MEANT_SHARE);
	else
		app_say(c->app, "The answer has changed: read it again.");
}

void
check_decide(struct check *c, bool is_share)
{
	struct share_view v = check_view(c);
	struct share_at next;
	enum need need;

	if (share_next(&v, SHARE_CHECKING, &c->asked, &next)) {
		app_say(c->app, "This is not answered yet.");
		c->from_answer = false;
		mean(c, is_share);
		check_go(c, next);
		return;
	}
	if (is_share && (!outcome_is_share(c->says.outcome) ||
			    first_need(c, &next, &need))) {
		ask_against(c);
		return;
	}
	begin_recording(c, is_share);
}

/* ---- recording ---- */

static void
go_to_problem(struct check *c, const struct problem *p)
{
	app_say(c->app, "%s", p->says);
	app_drop_typeahead(c->app);
	c->from_answer = check_go_path(c, p->field);
	if (c->from_answer)
		mean(c, is_to_share(c));
}

/* Nobody decides against the check and authorises it as well; a draft may be older
 * than that rule. */
static bool
authorises_itself(struct check *c)
{
	if (!check_is_me(c, record_text(c->root, "authorised_by")))
		return false;
	record_set(c->root, "authorised_by", "");
	app_say(c->app, "%s", authorised_self_says);
	app_drop_typeahead(c->app);
	c->stage = SHARE_RECORDING;
	check_go(c, (struct share_at){ SHARE_AUTHORISED, 0 });
	return true;
}

static bool
checks_out(struct check *c)
{
	struct check_ctx ctx = { .now = when_civil(app_now(c->app)),
		.complete = true };
	struct problems *p = mem_zalloc(1, sizeof *p);
	bool ok;

	record_normalise(c->root, &ctx.now);
	check_look(c);
	if (!c->facts) {
		app_say_problem(c->app, &c->why);
		mem_free_wiped(p, sizeof *p);
		return false;
	}
	if (!share_is_against(&c->says, is_to_share(c))) {
		record_set(c->root, "against", "");
		record_set(c->root, "authorised_by", "");
	}
	share_keep(c->root, c->facts, &c->says);
	if (authorises_itself(c)) {
		mem_free_wiped(p, sizeof *p);
		return false;
	}
	ok = record_check(c->root, &ctx, p);
	if (!ok)
		go_to_problem(c, &p->at[0]);
	mem_free_wiped(p, sizeof *p);
	return ok;
}

static void
back_to_answer(struct check *c)
{
	c->stage = SHARE_CHECKING;
	check_show_answer(c);
}

static void
ask_final(struct check *c)
{
	struct w_question_arg q = { .title = "Record decision",
		.says = "It cannot be changed afterwards, only replaced by "
			"another.\nIs it as it should be?",
		.tag = CHECK_TAG_FINAL };
	struct buf b = BUF_INIT(KIND_TEXT_MAX);

	check_final_words(c, is_to_share(c), &b);
	q.about = buf_str(&b);
	app_push(c->app, &w_question, &q);
	buf_done(&b);
}

/* It is still what was decided upon, or against it with a reason. */
static bool
still_stands(const struct check *c)
{
	return c->has_said && c->says.outcome == c->outcome &&
	       (!share_is_against(&c->says, is_to_share(c)) ||
		   *record_text(c->root, "against"));
}

bool
check_is_another(struct check *c)
{
	if (c->says.outcome == c->outcome)
		return false;
	back_to_answer(c);
	app_say(c->app, "By what was known on that day the answer is another. "
			"Please read it again.");
	return true;
}

void
check_finish(struct check *c)
{
	bool has_happened = *record_text(c->root, "happened") != '\0';

	back_to_answer(c);
	if (is_to_share(c) && !has_happened && check_agency_is_gone(c)) {
		app_say(c->app,
		    "This agency is not in the directory any more. Choose "
		    "another before anything is shared; your answers are "
		    "kept.");
		return;
	}
	if (checks_out(c))
		ask_final(c);
}

/* The records may have changed while the question was on the screen. */
static bool
holds_still(struct check *c)
{
	if (!checks_out(c))
		return false;
	if (still_stands(c))
		return true;
	check_show_answer(c);
	app_say(c->app, "The answer has changed meanwhile. Please read it "
			"again; nothing is recorded yet.");
	return false;
}

static void
save(struct check *c)
{
	struct save s = { .kind = &kind_share_decision,
		.file = c->file,
		.id = c->id,
		.base = c->base,
		.record = c->root };
	struct errinfo e = { 0 };
	int64_t version;
	struct id id;

	if (!holds_still(c))
		return;
	if (model_save(app_model(c->app), &s, &version, &e) != ERR_OK) {
		app_say_problem(c->app, &e);
		return;
	}
	id = s.id;
	c->kept.typed = c->kept.unsaved = c->kept.keep_failed = false;
	app_pop(c->app, 1, &id);
}

/* ---- advice ---- */

/* What whoever is asked needs to know. */
static void
add_question(const struct check *c, struct buf *out)
{
	static const enum share_step of[] = { SHARE_AGENCY, SHARE_WHOM,
		SHARE_ITEMS, SHARE_PURPOSE, SHARE_HARM, SHARE_HARM_WHY };

	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
		struct share_at at = { of[i], 0 };

		if (!share_is_answered(c->root, at))
			continue;
		check_trail_words(c, at, out);
		buf_addc(out, '\n');
	}
	if (c->has_said && c->says.because_count > 0)
		buf_addf(out, "The check says: %s\n", c->says.because[0].says);
	buf_adds(out, "What makes me unsure: ");
}

/* It has been asked for, about this recipient, and is not there yet. */
static bool
waits_for_advice(const struct check *c)
{
	const struct check_advice *a = &c->advice;

	return !id_is_none(&a->of) && id_is_none(&a->answer) &&
	       strcmp(a->agency.s, record_text(c->root, "agency")) == 0;
}

void
check_ask_advice(struct check *c)
{
	struct form_arg arg = { .kind = &kind_advice,
		.file = c->file,
		.child = c->child,
		.begin = "question" };
	struct buf b = BUF_INIT(KIND_TEXT_MAX);
	const char *of;
	struct record *r;

	if (waits_for_advice(c)) {
		of = model_name_of(app_model(c->app), "staff", c->advice.of.s);
		app_say(c->app,
		    "%s has been asked already. The decision waits as a draft, "
		    "and opens by itself when the advice is there.",
		    of ? of : "A colleague");
		return;
	}
	r = record_new(arg.kind);
	add_question(c, &b);
	record_set(r, "question", buf_str(&b));
	record_set(r, "concern", record_text(c->root, "concern"));
	record_set(r, "agency", record_text(c->root, "agency"));
	record_set(r, "purpose", record_text(c->root, "purpose"));
	check_copy_staff(r, c->root);
	scr_prefill(c->app, r, c->child);
	if (*record_text(r, "of") == '\0')
		arg.begin = "of";
	arg.record = r;
	app_push(c->app, &scr_form, &arg);
	record_free(r);
	buf_done(&b);
}

static void
advice_asked(struct check *c, const struct id *advice)
{
	record_set(c->root, "advice", advice->s);
	check_read(c);
	check_typed(c);
	check_keep(c->app, c);
	check_show_answer(c);
	app_say(c->app,
	    "Advice is asked for. The decision waits as a draft, and opens by "
	    "itself when the advice is there. Nothing is shared until then.");
}

void
check_record_returned(struct check *c, const struct screen_def *child,
    int result, const void *data)
{
	struct id id;

	if (child == &scr_form && result == 1) {
		id = *(const struct id *)data;
		advice_asked(c, &id);
	} else if (child == &w_question && result == W_QUESTION_YES) {
		switch (*(const int *)data) {
		case CHECK_TAG_AGAINST: begin_recording(c, true); break;
		case CHECK_TAG_FINAL: save(c); break;
		default: break;
		}
	}
}
