/* scr_check.c - check consent before a share (decisions.md, screens.md): one question
 * a screen, safety first, then the answer; and the decision is recorded, to share or
 * not. What is answered is a draft of the decision at all times (promise 1). */
#include <stdio.h>
#include <string.h>

#include "check_in.h"
#include "kinds.h"
#include "mem.h"
#include "w_choice.h"
#include "w_question.h"

/* ---- opening and closing ---- */

/* Where a draft was being answered. */
static void
go_to_place(struct check *c, const struct draft *d)
{
	if (strcmp(d->place, CHECK_OUTCOME) == 0) {
		share_mark_optional(&c->asked, c->root);
		check_show_answer(c);
	} else if (check_go_path(c, d->place) &&
		   c->page.type == CHECK_PAGE_FORM && d->cursor >= 0) {
		form_page_set_cursor(&c->page.form, (size_t)d->cursor);
	}
}

static void
begin(struct check *c)
{
	struct share_view v = check_view(c);
	struct share_at at;

	if (c->facts && share_next(&v, SHARE_CHECKING, &c->asked, &at))
		check_go(c, at);
	else
		check_show_answer(c);
}

/* What was passed over then is not asked again; but the risk is judged as it is
 * today, whatever it was (P1). */
static void
begin_again(struct check *c)
{
	static const enum share_step steps[] = { SHARE_DANGER, SHARE_HARM,
		SHARE_HARM_WHY, SHARE_COMPELLED, SHARE_URGENT, SHARE_DOUBT };

	share_mark_optional(&c->asked, c->root);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		share_forget(&c->asked, steps[i]);
}

static enum err
check_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct check *c = st;
	const struct check_arg *ca = arg;
	struct child child = { .is_here = false };
	char when[WHEN_SHOWN];

	(void)e;
	c->app = a;
	c->file = ca->file;
	c->id = id_is_none(&ca->id) ? id_new() : ca->id;
	c->base = ca->base;
	buf_init(&c->advice.reasons, KIND_TEXT_MAX + 1);
	buf_init(&c->as_it_was, KIND_TEXT_MAX);
	snprintf(c->child, sizeof c->child, "%s", ca->child ? ca->child : "");
	c->root = ca->record ? record_copy(ca->record)
			     : record_new(&kind_share_decision);
	if (!model_child(app_model(a), &c->file, &child) || !child.is_here)
		model_file_want(app_model(a), &c->file);
	check_read(c);
	if (!ca->draft && record_count(c->root, "people") == 0)
		check_fill_people(c);
	check_look(c);
	share_mark_answered(&c->asked, SHARE_CHECKING, c->root);
	/* It was recorded once: what was passed over then is not asked again. */
	if (*record_text(c->root, "outcome"))
		share_mark_optional(&c->asked, c->root);
	if (ca->is_again)
		begin_again(c);
	if (ca->draft) {
		c->kept.unsaved = true;
		go_to_place(c, ca->draft);
		when_show_ms(when, ca->draft->typed_ms, app_now(a));
		app_say(a, "This was answered %s. It is all here.", when);
	}
	if (!c->page.is_open && !c->answer.is_open)
		begin(c);
	return ERR_OK;
}

static void
check_close(struct app *a, void *st)
{
	struct check *c = st;

	check_keep(a, st);
	check_page_close(c);
	check_answer_close(c);
	check_look_done(c);
	buf_done(&c->as_it_was);
	record_free(c->root);
}

/* ---- drafts ---- */

void
check_keep(struct app *a, void *st)
{
	struct check *c = st;
	struct draft d = { .id = c->id,
		.file = c->file,
		.kind = &kind_share_decision,
		.base = c->base };

	snprintf(d.child, sizeof d.child, "%s", c->child);
	if (c->page.is_open)
		d.cursor = (int64_t)check_page_place(c, d.place);
	else
		snprintf(d.place, sizeof d.place, CHECK_OUTCOME);
	form_kept_put(a, &c->kept, &d, c->root);
}

static bool
check_unsaved(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	return form_kept_unsaved(&((const struct check *)st)->kept, out);
}

static bool
is_waiting(const struct check *c)
{
	return *record_text(c->root, "advice") && id_is_none(&c->advice.answer);
}

/* What the disk refuses to keep is not left without a question: the app asks it. */
static enum handled
leave(struct app *a, struct check *c)
{
	bool unsaved = c->kept.unsaved, waits = is_waiting(c);
	struct id id = c->id;

	c->kept.is_left = true;
	c->kept.typed |= unsaved;
	check_keep(a, c);
	if (c->kept.keep_failed)
		return NOT_MINE;
	app_pop(a, waits ? CHECK_WAITS : 0, waits ? &id : NULL);
	if (waits)
		app_say(a, "It waits for advice, as a draft: it stands under "
			   "\"Waiting for you\", and nothing is shared.");
	else if (unsaved)
		app_say(a, "Kept as a draft on this device. Nothing is decided "
			   "or shared: it stands under \"Waiting for you\".");
	return HANDLED;
}

/* ---- the row's callbacks ---- */

static enum handled
page_key(struct app *a, struct check *c, const struct key *k)
{
	bool in_item = c->page.items.is_open;

	switch ((int)k->action) {
	case ACT_BACK:
	case ACT_SECTION_PREV:
		if (in_item)
			break;
		return check_back(c) ? HANDLED : leave(a, c);
	case ACT_SECTION_NEXT:
		c->stage = SHARE_CHECKING;
		check_show_answer(c);
		return HANDLED;
	case ACT_MORE:
		form_kept_ask(a, &c->kept, c->base, CHECK_TAG_DISCARD);
		return HANDLED;
	default: break;
	}
	return check_page_key(c, k);
}

static enum handled
answer_key(struct app *a, struct check *c, const struct key *k)
{
	struct share_at at;

	if (k->action == ACT_BACK)
		return leave(a, c);
	if (k->action == ACT_SECTION_PREV && check_question_before(c, &at)) {
		check_go(c, at);
		return HANDLED;
	}
	return check_answer_key(c, k);
}

static enum handled
check_key(struct app *a, void *st, const struct key *k)
{
	struct check *c = st;

	return c->page.is_open ? page_key(a, c, k) : answer_key(a, c, k);
}

/* Advice that came, an agreement that was taken back: the answer is another. */
static enum handled
check_changed(struct app *a, void *st, unsigned topics)
{
	struct check *c = st;
	bool waited = is_waiting(c);

	if ((topics & TOPIC_SIZE) && c->answer.is_open)
		check_answer_open(c);
	if (!model_is_open(app_model(a)) ||
	    !(topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS)))
		return HANDLED;
	check_read(c);
	if (c->page.is_open && c->page.type == CHECK_PAGE_PICK)
		check_pick_refresh(c);
	if (c->answer.is_open)
		check_answer_open(c);
	if (!waited || is_waiting(c))
		return HANDLED;
	if (c->answer.is_open && app_top(a) == &scr_check)
		app_say(a, "The advice is here.");
	return HANDLED;
}

static void
check_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct w_choice_result *r = data;
	struct check *c = st;

	if (child == &w_choice && result == W_CHOICE_TAKEN &&
	    r->tag == CHECK_TAG_PICK && c->page.is_open) {
		check_page_picked(c, r);
	} else if (child == &w_question && result == W_QUESTION_YES &&
		   *(const int *)data == CHECK_TAG_DISCARD) {
		check_keep(a, c);
		if (!form_kept_put_away(a, &c->kept, &c->id))
			return;
		app_pop(a, 0, NULL);
		app_say(a, "Put away. Nothing is decided. haven keeps it for "
			   "thirty days.");
	} else {
		check_record_returned(c, child, result, data);
	}
}

static void
check_title(const struct app *a, const void *st, struct buf *out)
{
	const struct check *c = st;
	const struct directory_entry *e = check_agency(c);

	(void)a;
	buf_addf(out, "Check consent > %s", c->child);
	if (e)
		buf_addf(out, " > %s", e->name);
}

static void
check_right(const struct app *a, const void *st, struct buf *out)
{
	form_kept_right(a, &((const struct check *)st)->kept, out);
}

static bool
check_about(const void *st, struct id *file)
{
	*file = ((const struct check *)st)->file;
	return true;
}

static const struct key_hint *
check_hints(const struct app *a, const void *st)
{
	const struct check *c = st;

	(void)a;
	return c->page.is_open ? check_page_hints(c) : check_answer_hints(c);
}

static void
check_help(const struct app *a, const void *st, struct buf *out)
{
	const struct check *c = st;

	(void)a;
	if (c->page.is_open)
		check_page_help(c, out);
	else
		check_answer_help(out);
}

const struct screen_def scr_check = {
	.name = "check",
	.state_size = sizeof(struct check),
	.open = check_open,
	.title = check_title,
	.key = check_key,
	.changed = check_changed,
	.returned = check_returned,
	.draw = check_draw,
	.hints = check_hints,
	.keep = check_keep,
	.unsaved = check_unsaved,
	.close = check_close,
	.help = check_help,
	.right = check_right,
	.about = check_about,
};
