/* form_keep.c - keeping what is typed as a draft, and putting it away. */
#include "form_keep.h"

#include "w_question.h"

void
form_kept_put(struct app *a, struct form_kept *k, const struct draft *d,
    const struct record *record)
{
	struct draft own = *d;
	struct errinfo e = { 0 };

	if (!k->typed)
		return;
	own.is_left = k->is_left;
	if (model_draft_keep(app_model(a), &own, record, &e) != ERR_OK) {
		k->keep_failed = true;
		app_say_problem(a, &e);
		return;
	}
	k->typed = k->keep_failed = false;
	k->kept_ms = app_now(a);
}

void
form_kept_right(const struct app *a, const struct form_kept *k, struct buf *out)
{
	char when[WHEN_SHOWN];

	if (k->keep_failed)
		buf_adds(out, "NOT KEPT");
	if (k->keep_failed || !k->unsaved || k->kept_ms == 0)
		return;
	when_show_ms(when, k->kept_ms, app_now(a));
	buf_addf(out, "draft kept %s", when);
}

bool
form_kept_unsaved(const struct form_kept *k, struct buf *out)
{
	if (!k->keep_failed)
		return false;
	buf_adds(out,
	    "What you typed last could not be kept on this device and would "
	    "be lost. Copy it out by hand first, or make room on the disk and "
	    "go on writing.");
	return true;
}

void
form_kept_ask(struct app *a, const struct form_kept *k, int64_t base, int tag)
{
	static const struct w_answer answers[] = {
		{ "No, go on writing", 0 },
		{ "Yes, put it away and stop", W_QUESTION_YES },
		{ NULL, 0 },
	};
	struct w_question_arg q = {
		.title = "Put away?", .answers = answers, .tag = tag
	};

	if (!k->unsaved) {
		app_say(a, "There is nothing to put away: nothing was typed "
			   "since it was saved.");
		return;
	}
	q.says =
	    base > 0
		? "What you typed since it was saved can be put away. The "
		  "saved version stays as it is. haven keeps what you put "
		  "away for thirty days, out of sight."
		: "What you typed can be put away: it is not sent to anybody. "
		  "haven keeps it for thirty days, out of sight.";
	app_push(a, &w_question, &q);
}

bool
form_kept_put_away(struct app *a, struct form_kept *k, const struct id *id)
{
	struct errinfo e = { 0 };

	if (model_draft_discard(app_model(a), id, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return false;
	}
	k->typed = k->unsaved = false;
	return true;
}
