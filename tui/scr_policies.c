/* scr_policies.c - the documents that everybody confirms, and one's own training:
 * what is current, what is to be confirmed, and by when (T1, T2). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "policies.h"
#include "w_choice.h"
#include "w_list.h"

enum row_kind { ROW_HEADING, ROW_DOCUMENT, ROW_TRAINING };
#define WIDE_COLS 78
#define WIDE_COLS 78
#define ROWS_MAX (POLICIES_COLUMNS + 2)

struct policies_row {
	enum row_kind kind;
	unsigned column; /* of policies.h */
};

struct policies_view {
	struct app *app;
	struct policies all;
	struct policies_cell mine[POLICIES_COLUMNS];
	struct policies_row row[ROWS_MAX];
	size_t count;
	struct w_list list;
	struct scr_told told;
};

static void
load(struct policies_view *v)
{
	struct model *m = app_model(v->app);
	const struct me *me = model_me(m);
	const struct policies_person *who;

	policies_read(&v->all, m, app_now(v->app));
	memset(v->mine, 0, sizeof v->mine);
	who = me ? policies_find(&v->all, &me->staff) : NULL;
	if (who)
		memcpy(v->mine, who->cell, sizeof v->mine);
	v->count = 0;
	v->row[v->count++] = (struct policies_row){ ROW_HEADING, 0 };
	for (unsigned c = 0; c < POLICIES_COLUMNS; c++) {
		if (c == POLICY_COUNT)
			v->row[v->count++] =
			    (struct policies_row){ ROW_HEADING, c };
		/* The last one, of all others, is asked of nobody. */
		if (c == POLICIES_COLUMNS - 1 &&
		    v->mine[c].state == POLICIES_NONE)
			break;
		v->row[v->count++] = (struct policies_row){
			c < POLICY_COUNT ? ROW_DOCUMENT : ROW_TRAINING, c
		};
	}
	w_list_refresh(&v->list);
}

/* ---- rows ---- */

static size_t
rows_count(const void *arg)
{
	return ((const struct policies_view *)arg)->count;
}

static void
document_text(const struct policies_view *v, unsigned column, struct buf *left,
    struct buf *right)
{
	const struct policies_document *d = &v->all.document[column];
	const struct policies_cell *c = &v->mine[column];

	buf_adds(left, policies_column(column));
	if (id_is_none(&d->id)) {
		buf_adds(right, "not published yet");
		return;
	}
	buf_addf(left, ", version %s", d->version);
	if (c->state == POLICIES_LATE)
		buf_adds(right, "to confirm: late");
	else if (c->state == POLICIES_DUE)
		buf_adds(right, "to confirm by");
	else if (c->state == POLICIES_YES)
		buf_adds(right, "confirmed");
	if (c->state == POLICIES_DUE || c->state == POLICIES_YES) {
		struct civil day;

		buf_addc(right, ' ');
		if (when_read(&day, c->state == POLICIES_YES ? c->on : c->by))
			scr_add_day(&day, right);
	}
}

static void
add_stored(const char *before, const char *stored, struct buf *out)
{
	struct civil day;

	if (!when_read(&day, stored))
		return;
	buf_adds(out, before);
	scr_add_day(&day, out);
}

static void
training_text(const struct policies_view *v, unsigned column, struct buf *left,
    struct buf *right)
{
	const struct policies_cell *c = &v->mine[column];
	/* When it is due again says more than when it was. */
	bool is_wide = app_cols(v->app) >= WIDE_COLS;

	buf_adds(left, training_whats[column - POLICY_COUNT].label);
	switch (c->state) {
	case POLICIES_NONE: buf_adds(right, "none on record"); return;
	case POLICIES_YES:
		if (is_wide)
			add_stored("", c->on, right);
		add_stored(is_wide ? ", again " : "again ", c->by, right);
		return;
	case POLICIES_DUE: add_stored("due again ", c->by, right); return;
	case POLICIES_LATE: add_stored("late: was due ", c->by, right); return;
	case POLICIES_MISSING:
		buf_adds(right, "needed: none on record");
		return;
	}
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct policies_view *v = arg;
	const struct policies_row *row = &v->row[i];

	switch (row->kind) {
	case ROW_HEADING:
		buf_adds(left,
		    row->column < POLICY_COUNT ? "Documents" : "Your training");
		return;
	case ROW_DOCUMENT: document_text(v, row->column, left, right); return;
	case ROW_TRAINING: training_text(v, row->column, left, right); return;
	}
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct policies_row *row =
	    &((const struct policies_view *)arg)->row[i];

	snprintf(out, W_LIST_ID, "%d %u", (int)row->kind, row->column);
}

static bool
rows_heading(const void *arg, size_t i)
{
	return ((const struct policies_view *)arg)->row[i].kind == ROW_HEADING;
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.no_find = true,
	.empty = "",
};

/* ---- what can be done ---- */

static bool
may(const struct app *a, const char *kind, enum right right)
{
	return model_may(app_model(a), kind, right, NULL);
}

/* Those who see everybody's are shown everybody's. */
static bool
sees_all(const struct app *a)
{
	const struct me *me = model_me(app_model(a));

	return me != NULL && rights_ask(me->role, kind_confirmation.name,
				 RIGHT_READ) == GRANT_YES;
}

static void
open_marked(struct app *a, struct policies_view *v)
{
	size_t at = w_list_at(&v->list);
	struct record_arg arg = { 0 };

	if (at >= v->count)
		return;
	if (v->row[at].kind == ROW_DOCUMENT)
		arg.id = v->all.document[v->row[at].column].id;
	else if (v->row[at].kind == ROW_TRAINING)
		arg.id = v->mine[v->row[at].column].record;
	if (!id_is_none(&arg.id))
		app_push(a, &scr_record, &arg);
	else if (v->row[at].kind == ROW_DOCUMENT)
		app_say(a, "No version of it was published yet. The Director "
			   "of Services or the Strategic Lead publishes it.");
	else
		app_say(a, "No such training of yours is on record. F7 adds "
			   "it.");
}

static void
confirm(struct app *a)
{
	struct to_confirm left[POLICY_COUNT];

	if (model_to_confirm(app_model(a), left) == 0)
		app_say(a, "You have confirmed all that was published.");
	else
		app_push(a, &scr_confirm, NULL);
}

static void
ask_add(struct app *a)
{
	struct choice choices[3] = { { 0 } };
	struct w_choice_arg arg = { .title = "Add",
		.asks = "What do you want to add?",
		.choices = choices,
		.now = "" };
	size_t n = 0;

	if (may(a, "training", RIGHT_CREATE))
		choices[n++] = (struct choice){ "training", "Training" };
	if (may(a, "policy_document", RIGHT_CREATE))
		choices[n++] = (struct choice){ "policy_document",
			"A new version of a document" };
	if (n > 0)
		app_push(a, &w_choice, &arg);
}

void
scr_add_training(struct app *a, const struct id *person)
{
	struct form_arg arg = { .kind = &kind_training };
	const struct me *me = model_me(app_model(a));
	struct record *r = record_new(arg.kind);

	if (person != NULL)
		record_set(r, "person", person->s);
	else if (me != NULL)
		record_set(r, "person", me->staff.s);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

/* ---- the row's callbacks ---- */

static enum err
policies_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct policies_view *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_list_init(&v->list, &rows, v);
	load(v);
	return ERR_OK;
}

static void
policies_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Policies and training");
}

static enum handled
policies_key(struct app *a, void *st, const struct key *k)
{
	struct policies_view *v = st;

	v->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_SEND: confirm(a); return HANDLED;
	case ACT_ADD: ask_add(a); return HANDLED;
	case ACT_MORE:
		if (!sees_all(a))
			return NOT_MINE;
		app_push(a, &scr_matrix, NULL);
		return HANDLED;
	default: break;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: open_marked(a, v); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static void
policies_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct policies_view *v = st;
	const struct w_choice_result *r = data;
	struct form_arg arg = { .kind = &kind_policy_document };

	if (child == &w_choice && result == W_CHOICE_TAKEN) {
		if (strcmp(r->codes, "training") == 0)
			scr_add_training(a, NULL);
		else
			app_push(a, &scr_form, &arg);
		return;
	}
	load(v);
	if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
}

static enum handled
policies_changed(struct app *a, void *st, unsigned topics)
{
	struct policies_view *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS))
		load(v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_policies);
	return HANDLED;
}

static void
policies_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct policies_view *v = st;
	int row = SCR_TOP, cols = cv->cols - 2;

	if (model_is_shut(app_model(a)))
		row += canvas_wrap(cv, row, 1, cols, 3,
		    "No child's file opens until you have confirmed what is "
		    "late below: F2. First accounts and F9 go on.",
		    ATTR_ALERT);
	w_list_draw(
	    &v->list, cv, row, 1, cv->rows - SCR_BOTTOM - row, cols, true);
}

static const struct key_hint *
policies_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[6]; /* the frame reads it at once */
	struct to_confirm left[POLICY_COUNT];
	size_t n = 0;

	(void)st;
	if (model_to_confirm(app_model(a), left) > 0)
		hints[n++] = (struct key_hint){ ACT_SEND, "Confirm" };
	hints[n++] = (struct key_hint){ ACT_OPEN, "Read" };
	if (may(a, "training", RIGHT_CREATE))
		hints[n++] = (struct key_hint){ ACT_ADD, NULL };
	if (sees_all(a))
		hints[n++] = (struct key_hint){ ACT_MORE, "Everybody" };
	hints[n] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

static void
policies_help(const struct app *a, const void *st, struct buf *out)
{
	(void)st;
	buf_adds(out,
	    "The five documents that everybody here confirms, and your "
	    "training. Enter opens a document to read it: what it says, where "
	    "it is, and when it was approved. F2 confirms with your "
	    "passphrase that you understand and accept what is new; several "
	    "at once.\n\n"
	    "A new version asks again, and gives some days for it. After "
	    "those no child's file opens until you have confirmed it; what "
	    "you write yourself, first accounts and F9 are never stopped. F7 "
	    "adds training.");
	if (sees_all(a))
		buf_adds(out, " F6 shows everybody's.");
}

static void
policies_close(struct app *a, void *st)
{
	struct policies_view *v = st;

	(void)a;
	policies_done(&v->all);
	w_list_done(&v->list);
}

const struct screen_def scr_policies = {
	.name = "policies",
	.state_size = sizeof(struct policies_view),
	.open = policies_open,
	.title = policies_title,
	.key = policies_key,
	.changed = policies_changed,
	.returned = policies_returned,
	.draw = policies_draw,
	.hints = policies_hints,
	.help = policies_help,
	.close = policies_close,
};
