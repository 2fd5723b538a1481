/* scr_record.c - reading a record, with its versions, where it is, and what may
 * be done with it next. The look was on disk before it was shown (promise 7). */
#include "scr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "scr_record_page.h"
#include "w_choice.h"
#include "w_pager.h"

#define VERSIONS_MAX 50

enum step {
	STEP_NONE,
	STEP_CHOOSE,
	STEP_TAKE_UP,
	STEP_ACKNOWLEDGE,
	STEP_EDIT,
	STEP_TAKE_IN,
	STEP_DECIDE,
	STEP_ADDENDUM,
	STEP_STATEMENT,
	STEP_VERSIONS,
	STEP_LOOKS
};

struct view {
	struct app *app;
	struct record_page page;
	struct w_pager pager;
	bool is_gone;   /* not open to this person any more */
	bool taking_up; /* the form above makes a concern of this account */
	struct scr_told told;
};

/* What may follow, a row each: the kind it is about, the state it must have, the
 * right and kind it needs. */
static const struct next {
	enum step step;
	const char *code, *words;
	const char *bar;   /* on F2; NULL: never on F2 */
	const char *on;    /* kind of the record, NULL: any */
	int is_signed;     /* 1: must be, 0: must not be, -1: either */
	const char *needs; /* kind whose creation must be allowed */
	enum right right;
} nexts[] = {
	{ STEP_CHOOSE, "choose", "Choose between two versions", "Choose", NULL,
	    -1, NULL, RIGHT_READ },
	{ STEP_ACKNOWLEDGE, "acknowledge", "Acknowledge it", "Acknowledge",
	    "concern", 1, "acknowledged", RIGHT_CREATE },
	{ STEP_TAKE_UP, "take_up", "Complete a Record of Concern from it",
	    "Take up", "first_account", -1, "concern", RIGHT_CREATE },
	{ STEP_DECIDE, "decide", "Decide about it", "Decide", "kept_aside", -1,
	    "aside_decision", RIGHT_CREATE },
	{ STEP_TAKE_IN, "take_in", "Write it into the file", NULL, "kept_aside",
	    -1, "aside_decision", RIGHT_CREATE },
	{ STEP_EDIT, "edit", "Go on writing it", "Write", "concern", 0,
	    "concern", RIGHT_CHANGE },
	{ STEP_EDIT, "edit", "Change it", "Change", "front_sheet", -1,
	    "front_sheet", RIGHT_CHANGE },
	{ STEP_EDIT, "edit", "Change it", "Change", "adult", -1, "adult",
	    RIGHT_CHANGE },
	{ STEP_EDIT, "edit", "Change it", "Change", "assignment", -1,
	    "assignment", RIGHT_CHANGE },
	{ STEP_EDIT, "edit", "Go on writing it", "Write", "addendum", 0,
	    "addendum", RIGHT_CHANGE },
	{ STEP_ADDENDUM, "addendum", "Write an addendum", "Addendum", "concern",
	    1, "addendum", RIGHT_CREATE },
	{ STEP_STATEMENT, "statement", "Add a statement of the family", NULL,
	    "concern", 1, "statement", RIGHT_CREATE },
	{ STEP_VERSIONS, "versions", "Earlier versions", NULL, NULL, -1, NULL,
	    RIGHT_READ },
	{ STEP_LOOKS, "looks", "Who looked at it", NULL, NULL, -1, NULL,
	    RIGHT_LOOKS },
};
#define NEXT_COUNT (sizeof nexts / sizeof nexts[0])

/* A record of that kind hangs on this one: it was taken up, or acknowledged. */
static bool
has_beside(const struct view *v, const char *kind)
{
	const struct row *rows;
	size_t n = model_rows(app_model(v->app), &v->page.row.file, &rows);

	for (size_t i = 0; i < n; i++)
		if (id_equal(&rows[i].parent, &v->page.arg.id) &&
		    strcmp(rows[i].kind->name, kind) == 0)
			return true;
	return false;
}

static bool
is_offered(const struct view *v, const struct next *n)
{
	const char *kind = v->page.row.kind->name;
	struct model *m = app_model(v->app);

	if (n->on && strcmp(n->on, kind) != 0)
		return false;
	if (n->step == STEP_CHOOSE)
		return model_is_conflict(m, &v->page.arg.id);
	/* What is not decided is not written on. */
	if (n->step == STEP_EDIT && model_is_conflict(m, &v->page.arg.id))
		return false;
	if (n->is_signed >= 0 && v->page.row.is_signed != (n->is_signed == 1))
		return false;
	if (n->step == STEP_VERSIONS)
		return v->page.row.version > 1;
	if ((n->step == STEP_TAKE_UP || n->step == STEP_ACKNOWLEDGE ||
		n->step == STEP_DECIDE || n->step == STEP_TAKE_IN) &&
	    has_beside(v, n->needs))
		return false;
	return model_may(
	    m, n->needs ? n->needs : kind, n->right, &v->page.row.file);
}

/* The first thing that may follow is one key away: F2. */
static const struct next *
first_next(const struct view *v)
{
	if (v->is_gone)
		return NULL;
	for (size_t i = 0; i < NEXT_COUNT; i++) {
		if (nexts[i].bar && is_offered(v, &nexts[i]))
			return &nexts[i];
	}
	return NULL;
}

/* ---- the text ---- */

/* What stands above the text is made anew as things happen: who has it, what was
 * written beside it. The text is as it was opened; that look is on record. */
static void
compose(struct view *v)
{
	const struct next *n = first_next(v);
	struct buf b = BUF_INIT(KIND_BODY_MAX * 2);

	record_page_head(&v->page, v->app, n ? n->words : NULL, &b);
	buf_add(&b, v->page.body.data, v->page.body.len);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
}

static enum err
show(struct view *v, struct errinfo *e)
{
	enum err code = record_page_open(&v->page, v->app, e);

	if (code == ERR_OK)
		compose(v);
	return code;
}

/* ---- what follows ---- */

static void
write_about(struct app *a, struct view *v, const char *kind, const char *key)
{
	struct form_arg arg = { .kind = kind_find(kind),
		.file = v->page.row.file,
		.child = v->page.child.name };
	struct record *r = record_new(arg.kind);

	record_set(r, key, v->page.arg.id.s);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

/* Copy a value, or a list, where both kinds have the same key and type. */
static void
copy_common(struct record *to, const struct record *from)
{
	const struct kind *k = record_kind(to);

	for (size_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		const struct field *g = kind_field(record_kind(from), f->key);

		if (!g || g->type != f->type || g->of != f->of)
			continue;
		if (f->type != FT_LIST) {
			record_set(to, f->key, record_text(from, f->key));
			continue;
		}
		for (size_t n = 0; n < record_count(from, f->key); n++) {
			struct record *item = record_add(to, f->key);

			if (item)
				copy_common(
				    item, record_item((struct record *)from,
					      f->key, n));
		}
	}
}

/* A Record of Concern from a first account: what it says is there to begin with,
 * and it names the account (R3). */
static void
take_up(struct app *a, struct view *v)
{
	struct form_arg arg = { .kind = kind_find("concern"),
		.file = v->page.row.file,
		.child = v->page.child.name };
	struct record *account = NULL, *r;
	struct errinfo e = { 0 };
	struct row row;

	if (model_open(app_model(a), &v->page.arg.id, 0, &account, &row, &e) !=
	    ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	r = record_new(arg.kind);
	copy_common(r, account);
	record_set(r, "from_account", v->page.arg.id.s);
	record_set(r, "immediate", record_text(account, "done"));
	arg.record = r;
	v->taking_up = true;
	app_push(a, &scr_form, &arg);
	record_free(r);
	record_free(account);
}

/* What was kept aside, as a record of this person's: they look it through, sign
 * it where it is signed, and answer for it. It is saved on the version that it was
 * made from: if there are newer ones, the office says so and both are shown before
 * anything stands (promise 4). */
static void
take_in(struct app *a, struct view *v)
{
	struct form_arg arg = { .file = v->page.row.file,
		.child = v->page.child.name };
	struct record *aside = NULL, *inner = NULL;
	struct errinfo e = { 0 };
	struct row row, now = { .version = 0 };
	bool did = false;

	if (model_open(app_model(a), &v->page.arg.id, 0, &aside, &row, &e) !=
		ERR_OK ||
	    kept_aside_inner(aside, &inner, &e) != ERR_OK) {
		app_say_problem(a, &e);
		record_free(aside);
		return;
	}
	arg.kind = record_kind(inner);
	id_parse(&arg.id, record_text(aside, "record"));
	if (model_row(app_model(a), &arg.id, &now) &&
	    now.where != WHERE_OFFICE) {
		app_say(a,
		    "A change of your own to this record has not reached the "
		    "office yet. Write this in when it has.");
		record_free(inner);
		record_free(aside);
		return;
	}
	arg.base = model_aside_base(app_model(a), &v->page.arg.id);
	arg.record = inner;
	arg.is_joined = true;
	if (!scr_make_room(a, &arg.id, &did)) {
		record_free(inner);
		record_free(aside);
		return;
	}
	app_push(a, &scr_form, &arg);
	if (app_top(a) == &scr_form)
		app_say(a, "%s%s",
		    arg.base < now.version
			? "Somebody has changed the record since this was "
			  "written. Nothing is decided yet: if you save, haven "
			  "shows you both versions."
			: "This is what was written. It goes into the file as "
			  "yours when you save it: look it through, then F2.",
		    did ? " What you had typed of it is put away for thirty "
			  "days."
			: "");
	record_free(inner);
	record_free(aside);
}

static void
acknowledge(struct app *a, struct view *v)
{
	write_about(a, v, "acknowledged", "about");
}

static void
ask_version(struct app *a, struct view *v)
{
	struct version_row ver[VERSIONS_MAX];
	size_t n =
	    model_versions(app_model(a), &v->page.arg.id, ver, VERSIONS_MAX);
	struct choice choices[VERSIONS_MAX + 1] = { { 0 } };
	char code[VERSIONS_MAX][24], label[VERSIONS_MAX][320], when[WHEN_SHOWN];
	struct w_choice_arg arg = { .title = "Versions",
		.choices = choices,
		.now = "",
		.tag = STEP_VERSIONS };

	for (size_t i = 0; i < n; i++) {
		when_show_ms(when, ver[i].written_ms, app_now(a));
		snprintf(
		    code[i], sizeof code[i], "%lld", (long long)ver[i].version);
		snprintf(label[i], sizeof label[i],
		    "Version %.20s, %.200s, %s%s", code[i], ver[i].author, when,
		    ver[i].is_signed ? ", signed" : "");
		choices[i] = (struct choice){ code[i], label[i] };
	}
	app_push(a, &w_choice, &arg);
}

static void
take_step(struct app *a, struct view *v, enum step step)
{
	struct looks_arg looks = { .file = v->page.row.file,
		.record = v->page.arg.id };

	switch (step) {
	case STEP_NONE: break;
	case STEP_CHOOSE: app_push(a, &scr_conflict, &v->page.arg.id); break;
	case STEP_TAKE_UP: take_up(a, v); break;
	case STEP_ACKNOWLEDGE: acknowledge(a, v); break;
	case STEP_DECIDE: write_about(a, v, "aside_decision", "about"); break;
	case STEP_TAKE_IN: take_in(a, v); break;
	case STEP_EDIT: scr_edit(a, &v->page.arg.id); break;
	case STEP_ADDENDUM: write_about(a, v, "addendum", "about"); break;
	case STEP_STATEMENT: write_about(a, v, "statement", "about"); break;
	case STEP_VERSIONS: ask_version(a, v); break;
	case STEP_LOOKS: app_push(a, &scr_looks, &looks); break;
	}
}

static void
ask_more(struct app *a, struct view *v)
{
	struct choice choices[NEXT_COUNT + 1] = { { 0 } };
	struct w_choice_arg arg = { .title = "More",
		.asks = "What do you want to do?",
		.choices = choices,
		.now = "",
		.tag = STEP_NONE };
	size_t n = 0;

	for (size_t i = 0; i < NEXT_COUNT && !v->is_gone; i++) {
		if (is_offered(v, &nexts[i]))
			choices[n++] =
			    (struct choice){ nexts[i].code, nexts[i].words };
	}
	if (n)
		app_push(a, &w_choice, &arg);
	else
		app_say(a, "There is nothing else to do with this record.");
}

/* ---- the row's callbacks ---- */

static enum err
record_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct view *v = st;
	enum err code;

	v->app = a;
	v->page.arg = *(const struct record_arg *)arg;
	w_pager_init(&v->pager);
	code = show(v, e);
	if (code != ERR_OK)
		w_pager_done(&v->pager);
	return code;
}

static void
record_title(const struct app *a, const void *st, struct buf *out)
{
	const struct view *v = st;

	(void)a;
	buf_addf(out, "%s > %s", v->page.child.name, v->page.row.kind->title);
	if (v->page.arg.version)
		buf_addf(out, ", version %lld", (long long)v->page.arg.version);
}

static enum handled
record_key(struct app *a, void *st, const struct key *k)
{
	struct view *v = st;
	const struct next *n;

	v->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_MORE: ask_more(a, v); return HANDLED;
	case ACT_SEND:
		n = first_next(v);
		if (n)
			take_step(a, v, n->step);
		return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

/* A form above closed. A concern made from this account takes its place: what
 * was signed is what is read next. */
static void
form_closed(struct app *a, struct view *v, int result, const struct id *id)
{
	struct record_arg made = { 0 };
	struct errinfo e = { 0 };
	bool taken = v->taking_up && result == 1;

	v->taking_up = false;
	if (taken) {
		made.id = *id;
		app_replace(a, &scr_record, &made);
	} else if (show(v, &e) != ERR_OK) {
		app_say_problem(a, &e);
	} else if (result == 1) {
		scr_tell(a, &v->told, id);
	}
}

static void
record_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct view *v = st;
	const struct w_choice_result *r = data;
	struct record_arg other = { .id = v->page.arg.id };

	if (child == &scr_form || child == &scr_draft ||
	    child == &scr_conflict) {
		form_closed(a, v, result, data);
		return;
	}
	if (child != &w_choice || result != W_CHOICE_TAKEN)
		return;
	if (r->tag == STEP_VERSIONS) {
		for (const char *c = r->codes; *c >= '0' && *c <= '9'; c++)
			other.version = other.version * 10 + (*c - '0');
		app_push(a, &scr_record, &other);
		return;
	}
	for (size_t i = 0; i < NEXT_COUNT; i++) {
		if (strcmp(nexts[i].code, r->codes) == 0 &&
		    is_offered(v, &nexts[i])) {
			take_step(a, v, nexts[i].step);
			return;
		}
	}
}

static enum handled
record_changed(struct app *a, void *st, unsigned topics)
{
	struct view *v = st;
	struct row now;
	static const char gone[] =
	    "This is not open to you any more, so it is not shown. What you "
	    "wrote yourself is kept.";

	(void)topics;
	if (!model_is_open(app_model(a)) || v->is_gone)
		return HANDLED;
	v->is_gone = !model_row(app_model(a), &v->page.arg.id, &now);
	if (v->is_gone) {
		buf_clear(&v->page.body);
		w_pager_set(&v->pager, gone, strlen(gone));
		return HANDLED;
	}
	compose(v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_record);
	return HANDLED;
}

static void
record_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
record_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[5]; /* the frame reads it at once */
	const struct next *n = first_next(st);
	size_t k = 0;

	(void)a;
	if (n)
		hints[k++] = (struct key_hint){ ACT_SEND, n->bar };
	hints[k++] = (struct key_hint){ ACT_MORE, NULL };
	hints[k++] = (struct key_hint){ ACT_PAGE_DOWN, NULL };
	hints[k++] = (struct key_hint){ ACT_FIND, NULL };
	hints[k] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

static void
record_help(const struct app *a, const void *st, struct buf *out)
{
	const struct view *v = st;

	(void)a;
	buf_addf(out, "%s\n\n", v->page.row.kind->help);
	buf_adds(out,
	    "That you have opened this is written down, as every look is. F6 "
	    "shows what else can be done with it: earlier versions, who looked "
	    "at it, what may stand beside it. / searches in the text.");
}

static void
record_close(struct app *a, void *st)
{
	(void)a;
	w_pager_done(&((struct view *)st)->pager);
	buf_done(&((struct view *)st)->page.body);
}

const struct screen_def scr_record = {
	.name = "record",
	.state_size = sizeof(struct view),
	.open = record_open,
	.title = record_title,
	.key = record_key,
	.changed = record_changed,
	.returned = record_returned,
	.draw = record_draw,
	.hints = record_hints,
	.help = record_help,
	.close = record_close,
};
