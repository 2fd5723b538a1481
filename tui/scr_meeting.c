/* scr_meeting.c - "May we attend?": the rule, what is missing of whom, and what may be
 * shared there, on one screen (M1, M2, M3). F2 leads to the decision to share (row
 * 10), which the meeting then names. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "meeting_page.h"
#include "w_pager.h"

enum step { STEP_CHECK, STEP_GO_ON, STEP_NAME, STEP_READ };
static const struct {
	const char *bar, *words;
} steps[] = {
	[STEP_CHECK] = { "Check sharing", "Check what may be shared there" },
	[STEP_GO_ON] = { "Go on checking",
	    "Go on with the check of what may be shared" },
	[STEP_NAME] = { "Name it", "Let the meeting name that decision" },
	[STEP_READ] = { "The decision", "Read the decision to share" },
};

struct meeting_view {
	struct app *app;
	struct id id;
	struct row row;
	struct child child;
	struct record *rec; /* NULL: not open to this person any more */
	struct meeting_kin kin;
	struct meeting_decision named, spare;
	struct id draft; /* of a check that was begun for it; or none */
	struct w_pager pager;
	struct scr_told told;
};

/* ---- the decision ---- */

struct seek {
	struct meeting_view *v;
	struct id taken[200]; /* named by a meeting, or replaced */
	size_t count;
};

static void
take(struct seek *s, const char *id)
{
	struct id taken;

	if (id_parse(&taken, id) &&
	    s->count < sizeof s->taken / sizeof s->taken[0])
		s->taken[s->count++] = taken;
}

static bool
is_taken(const struct seek *s, const struct id *id)
{
	for (size_t i = 0; i < s->count; i++) {
		if (id_equal(&s->taken[i], id))
			return true;
	}
	return false;
}

static bool
is_for(const struct meeting_view *v, const struct record *decision)
{
	return strcmp(record_text(decision, "occasion"), "meeting") == 0 &&
	       strcmp(record_text(decision, "agency"),
		   record_text(v->rec, "agency")) == 0;
}

static void
on_taken(void *arg, const struct row *row, const struct record *r)
{
	take(arg, record_text(
		      r, row->kind == &kind_meeting ? "decision" : "replaces"));
}

static void
on_decision(void *arg, const struct row *row, const struct record *r)
{
	struct seek *s = arg;
	struct meeting_decision d = { .id = row->id,
		.is_here = true,
		.is_share = strcmp(record_text(r, "decided"), "share") == 0,
		.written_ms = row->written_ms };

	if (id_equal(&row->id, &s->v->named.id))
		s->v->named = d;
	else if (is_for(s->v, r) && !is_taken(s, &row->id) &&
		 d.written_ms >= s->v->spare.written_ms)
		s->v->spare = d;
}

static void
find_draft(struct meeting_view *v)
{
	const struct draft *list;
	size_t n = model_drafts(app_model(v->app), &list);

	v->draft = (struct id){ "" };
	for (size_t i = 0; i < n && id_is_none(&v->draft); i++) {
		struct id id = list[i].id;
		struct record *r = NULL;
		struct draft d;

		if (list[i].kind != &kind_share_decision ||
		    !id_equal(&list[i].file, &v->row.file) ||
		    model_draft_get(app_model(v->app), &id, &r, &d, NULL) !=
			ERR_OK)
			continue;
		if (is_for(v, r))
			v->draft = id;
		record_free(r);
	}
}

static void
find_decisions(struct meeting_view *v)
{
	static const struct kind *const both[] = { &kind_meeting,
		&kind_share_decision, NULL };
	static const struct kind *const one[] = { &kind_share_decision, NULL };
	struct seek s = { .v = v };

	memset(&v->named, 0, sizeof v->named);
	memset(&v->spare, 0, sizeof v->spare);
	id_parse(&v->named.id, record_text(v->rec, "decision"));
	model_each(app_model(v->app), &v->row.file, both, on_taken, &s);
	model_each(app_model(v->app), &v->row.file, one, on_decision, &s);
	find_draft(v);
}

static enum step
step_of(const struct meeting_view *v)
{
	if (!id_is_none(&v->spare.id))
		return STEP_NAME;
	if (v->named.is_here)
		return STEP_READ;
	return id_is_none(&v->draft) ? STEP_CHECK : STEP_GO_ON;
}

/* ---- the text ---- */

static bool
may_change(const struct meeting_view *v)
{
	return model_may(
	    app_model(v->app), kind_meeting.name, RIGHT_CHANGE, &v->row.file);
}

static void
compose(struct meeting_view *v)
{
	struct buf b = BUF_INIT(KIND_BODY_MAX);
	const char *agency = model_name_of(
	    app_model(v->app), "agency", record_text(v->rec, "agency"));
	char name[208];
	struct meeting_page p = { .meeting = v->rec,
		.kin = &v->kin,
		.child = v->child.name,
		.agency = name,
		.now_ms = app_now(v->app) };

	snprintf(name, sizeof name, "%s", agency ? agency : "");
	meeting_kin_read(
	    &v->kin, app_model(v->app), &v->row.file, app_now(v->app));
	find_decisions(v);
	p.named = v->named;
	p.spare = v->spare;
	p.f2 = steps[step_of(v)].words;
	p.f6 = may_change(v) ? "Change the meeting" : NULL;
	meeting_page_write(&p, &b);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
}

static enum err
load(struct meeting_view *v, struct errinfo *e)
{
	struct record *r = NULL;
	enum err code =
	    model_open(app_model(v->app), &v->id, 0, &r, &v->row, e);

	if (code != ERR_OK)
		return code;
	record_free(v->rec);
	v->rec = r;
	model_child(app_model(v->app), &v->row.file, &v->child);
	compose(v);
	return ERR_OK;
}

/* ---- what F2 does ---- */

static bool
is_being_typed(struct app *a, const struct id *id)
{
	const struct draft *list;
	size_t n = model_drafts(app_model(a), &list);

	for (size_t i = 0; i < n; i++) {
		if (id_equal(&list[i].id, id))
			return true;
	}
	return false;
}

/* A new version of the meeting, with the decision that it names. What is being
 * typed of it is not touched: that is saved first (promise 2). */
static void
name_decision(struct meeting_view *v, const struct id *decision)
{
	struct app *a = v->app;
	struct save s = { .kind = &kind_meeting, .id = v->id };
	struct errinfo e = { 0 };
	int64_t version;

	if (!may_change(v) || is_being_typed(a, &v->id) ||
	    model_is_conflict(app_model(a), &v->id)) {
		app_say(a, "The decision is recorded. The meeting cannot name "
			   "it yet: save what is typed of the meeting first, "
			   "or ask whoever may change it.");
		return;
	}
	if (load(v, &e) == ERR_OK) {
		s.file = v->row.file;
		s.base = v->row.version;
		record_set(v->rec, "decision", decision->s);
		s.record = v->rec;
		(void)model_save(app_model(a), &s, &version, &e);
	}
	if (e.code != ERR_OK)
		app_say_problem(a, &e);
	else if (load(v, &e) == ERR_OK)
		scr_tell(a, &v->told, decision);
}

static void
take_step(struct app *a, struct meeting_view *v)
{
	struct record_arg read = { .id = v->named.id };
	struct id id;

	switch (step_of(v)) {
	case STEP_CHECK: scr_check_meeting(a, &v->id); return;
	case STEP_GO_ON: scr_edit_draft(a, &v->draft); return;
	case STEP_NAME:
		id = v->spare.id;
		name_decision(v, &id);
		return;
	case STEP_READ: app_push(a, &scr_record, &read); return;
	}
}

/* ---- the row's callbacks ---- */

static enum err
meeting_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct meeting_view *v = st;
	enum err code;

	v->app = a;
	v->id = *(const struct id *)arg;
	w_pager_init(&v->pager);
	code = load(v, e);
	if (code != ERR_OK)
		w_pager_done(&v->pager);
	return code;
}

static void
meeting_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "May we attend?");
}

static enum handled
meeting_key(struct app *a, void *st, const struct key *k)
{
	struct meeting_view *v = st;

	v->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND:
		if (v->rec)
			take_step(a, v);
		return HANDLED;
	case ACT_MORE:
		if (v->rec && may_change(v))
			scr_edit(a, &v->id);
		else
			app_say(a, "Whoever works with the family changes it.");
		return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static void
meeting_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct meeting_view *v = st;
	struct errinfo e = { 0 };
	struct id id;

	if (!scr_was_saved(child, result)) {
		if (load(v, &e) != ERR_OK)
			app_say_problem(a, &e);
		return;
	}
	id = *(const struct id *)data;
	if (load(v, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	if (child == &scr_check && id_equal(&id, &v->spare.id))
		name_decision(v, &id);
	else
		scr_tell(a, &v->told, &id);
}

static enum handled
meeting_changed(struct app *a, void *st, unsigned topics)
{
	struct meeting_view *v = st;
	static const char gone[] =
	    "This is not open to you any more, so it is not shown.";
	struct row now;

	if (!model_is_open(app_model(a)) || !v->rec)
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS)) {
		if (!model_row(app_model(a), &v->id, &now)) {
			record_free(v->rec);
			v->rec = NULL;
			w_pager_set(&v->pager, gone, strlen(gone));
			return HANDLED;
		}
		if (now.version != v->row.version)
			(void)load(v, NULL);
		else
			compose(v);
	}
	scr_tell_news(a, &v->told, app_top(a) == &scr_meeting);
	return HANDLED;
}

static void
meeting_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct meeting_view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
meeting_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[4]; /* the frame reads it at once */
	const struct meeting_view *v = st;
	size_t n = 0;

	(void)a;
	if (v->rec)
		hints[n++] =
		    (struct key_hint){ ACT_SEND, steps[step_of(v)].bar };
	if (v->rec && may_change(v))
		hints[n++] = (struct key_hint){ ACT_MORE, "Change" };
	hints[n++] = (struct key_hint){ ACT_PAGE_DOWN, NULL };
	hints[n] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

static void
meeting_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Whether we may go, by the rule, and what is missing of whom. F6 "
	    "opens the meeting to write down what they said. F2 checks what "
	    "may be shared there, with the child, the agency and the pieces of "
	    "information filled in; the meeting then names the decision that "
	    "comes of it.");
}

static bool
meeting_about(const void *st, struct id *file)
{
	*file = ((const struct meeting_view *)st)->row.file;
	return true;
}

static void
meeting_close(struct app *a, void *st)
{
	struct meeting_view *v = st;

	(void)a;
	w_pager_done(&v->pager);
	meeting_kin_done(&v->kin);
	record_free(v->rec);
}

const struct screen_def scr_meeting = {
	.name = "meeting",
	.state_size = sizeof(struct meeting_view),
	.open = meeting_open,
	.title = meeting_title,
	.key = meeting_key,
	.changed = meeting_changed,
	.returned = meeting_returned,
	.draw = meeting_draw,
	.hints = meeting_hints,
	.help = meeting_help,
	.about = meeting_about,
	.close = meeting_close,
};
