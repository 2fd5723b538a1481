/* scr_request.c - one request: until when, what the clock does, who asks, what was
 * done, and what comes next (A1, A3, C2). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "request_read.h"
#include "scr_prefill.h"
#include "w_choice.h"
#include "w_pager.h"

enum tag { TAG_MORE = 1 };

struct view {
	struct app *app;
	struct id id;
	struct request_read r;
	size_t items, open; /* records of the file; of them to decide */
	struct child child;
	struct w_pager pager;
	bool has_read; /* the copy, on this screen's way */
	struct scr_told told;
};

static bool
is(const struct view *v, const char *key, const char *code)
{
	return strcmp(record_text(v->r.rec, key), code) == 0;
}

/* ---- what may be done, in this order; the first that is offered is on F2 ---- */

static bool
may_make(const struct view *v, const char *kind)
{
	return model_may(app_model(v->app), kind, RIGHT_CREATE, &v->r.row.file);
}

static bool
is_access(const struct view *v)
{
	return is(v, "what", "access") && !v->r.stand.is_closed;
}

static bool
may_settle(const struct view *v)
{
	return !v->r.stand.is_closed && v->r.stand.due.is_stopped;
}

static bool
may_identify(const struct view *v)
{
	return !v->r.stand.is_closed && !v->r.stand.is_identity_settled &&
	       !v->r.stand.due.is_stopped;
}

static bool
may_hear(const struct view *v)
{
	return is_access(v) && v->r.needs_view &&
	       v->r.stand.view == REQUEST_NONE;
}

static bool
may_decide(const struct view *v)
{
	return is_access(v) && v->open > 0;
}

/* It is made of what is decided; what was decided since makes another. */
static bool
may_copy(const struct view *v)
{
	return is_access(v) && v->open == 0 && v->items > 0 &&
	       v->r.stand.copy == REQUEST_NONE;
}

static bool
may_copy_again(const struct view *v)
{
	return is_access(v) && v->open == 0 && v->r.stand.copy != REQUEST_NONE;
}

static bool
has_copy(const struct view *v)
{
	return v->r.stand.copy != REQUEST_NONE;
}

static bool
may_check(const struct view *v)
{
	return is_access(v) && has_copy(v) &&
	       v->r.stand.check == REQUEST_NONE &&
	       !v->r.rows[v->r.stand.copy].is_mine;
}

static bool
is_open(const struct view *v)
{
	return !v->r.stand.is_closed;
}

static bool
has_items(const struct view *v)
{
	return is_access(v) && v->items > 0;
}

static bool
always(const struct view *v)
{
	(void)v;
	return true;
}

static void go_items(struct app *a, struct view *v);
static void go_read(struct app *a, struct view *v);
static void go_looks(struct app *a, struct view *v);
static void go_about(struct app *a, struct view *v);
static void go_wrong(struct app *a, struct view *v);

static bool
has_about(const struct view *v)
{
	struct id id;
	struct row row;

	return id_parse(&id, record_text(v->r.rec, "about")) &&
	       model_row(app_model(v->app), &id, &row);
}

static const struct next {
	const char *code, *words, *bar;
	const char *writes; /* kind that it makes; NULL: go */
	bool (*may)(const struct view *);
	void (*go)(struct app *, struct view *);
} nexts[] = {
	{ "start", "What we waited for came: the clock goes on", "It came",
	    "request_start", may_settle, NULL },
	{ "identify", "It is settled who they are", "Settled", "request_start",
	    may_identify, NULL },
	{ "items", "Decide record by record what goes", "Decide", NULL,
	    may_decide, go_items },
	{ "view", "Write down what the child says to it", "The child's view",
	    "request_view", may_hear, NULL },
	{ "ready", "Make the copy", "Make the copy", "request_ready", may_copy,
	    NULL },
	{ "read", "Read the copy", "Read the copy", NULL, has_copy, go_read },
	{ "check", "Say whether this copy may go, having read it", "It may go",
	    "request_check", may_check, NULL },
	{ "answer", "Close it with the answer", "Answer", "request_answer",
	    is_open, NULL },
	{ "again", "Make the copy again", NULL, "request_ready", may_copy_again,
	    NULL },
	{ "revise", "Look at what goes again", NULL, NULL, has_items,
	    go_items },
	{ "stop", "Stop the clock: we asked them something", NULL,
	    "request_stop", is_open, NULL },
	{ "longer", "Take two more months", NULL, "request_longer", is_open,
	    NULL },
	{ "about", "Open the record that it is about", NULL, NULL, has_about,
	    go_about },
	{ "wrong", "The answer went to the wrong place", NULL, NULL, always,
	    go_wrong },
	{ "looks", "Who looked at it", NULL, NULL, always, go_looks },
};
#define NEXTS (sizeof nexts / sizeof nexts[0])

static bool
is_offered(const struct view *v, const struct next *n)
{
	return n->may(v) && (!n->writes || may_make(v, n->writes));
}

/* Once the copy was read, or somebody said that it may go, the next thing comes. */
static const struct next *
first(const struct view *v)
{
	bool is_read = v->has_read || v->r.stand.check != REQUEST_NONE;

	for (size_t i = 0; i < NEXTS; i++) {
		if (is_read && strcmp(nexts[i].code, "read") == 0)
			continue;
		if (nexts[i].bar && is_offered(v, &nexts[i]))
			return &nexts[i];
	}
	return NULL;
}

/* ---- doing it ---- */

static void
go_items(struct app *a, struct view *v)
{
	app_push(a, &scr_request_items, &v->id);
}

static void
go_read(struct app *a, struct view *v)
{
	struct copy_arg arg = { .file = v->r.row.file,
		.copy = v->r.rows[v->r.stand.copy].id };

	app_push(a, &scr_request_copy, &arg);
}

static void
go_looks(struct app *a, struct view *v)
{
	struct looks_arg arg = { .file = v->r.row.file, .record = v->id };

	app_push(a, &scr_looks, &arg);
}

static void
go_about(struct app *a, struct view *v)
{
	struct record_arg arg = { .version = 0 };

	if (id_parse(&arg.id, record_text(v->r.rec, "about")))
		app_push(a, &scr_record, &arg);
}

static void
go_wrong(struct app *a, struct view *v)
{
	scr_start_request(a, &kind_wrong_send, &v->child, &v->r.row);
}

/* What haven knows already. */
static void
fill(const struct view *v, const struct next *n, struct record *r)
{
	const struct kind *k = record_kind(r);
	struct id copy;

	if (k == &kind_request_start)
		record_set(r, "why",
		    v->r.stand.waits == REQUEST_WAITS_SOUGHT &&
			    strcmp(n->code, "start") == 0
			? "sought"
			: "identity");
	if (k == &kind_request_answer && has_copy(v)) {
		copy = v->r.rows[v->r.stand.copy].id;
		record_set(r, "copy", copy.s);
		record_set(r, "what", "given");
	}
	if (k == &kind_request_answer)
		record_set(r, "to", record_text(v->r.rec, "name"));
}

static void
take(struct app *a, struct view *v, const struct next *n)
{
	struct form_arg arg = { .file = v->r.row.file, .child = v->child.name };
	struct record *r;

	if (!n->writes) {
		n->go(a, v);
		return;
	}
	arg.kind = kind_find(n->writes);
	r = record_new(arg.kind);
	record_set(r, arg.kind->parent_key,
	    arg.kind == &kind_request_check ? v->r.rows[v->r.stand.copy].id.s
					    : v->id.s);
	fill(v, n, r);
	scr_prefill(a, r, v->child.name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

/* ---- the text ---- */

static void
add_value(const struct view *v, const struct record *r, const char *key,
    const char *label, struct buf *out)
{
	const struct field *f = kind_field(record_kind(r), key);

	if (!*record_text(r, key))
		return;
	buf_addf(out, "%s: ", label ? label : f->label);
	record_show(
	    f, record_text(r, key), model_name_of, app_model(v->app), out);
	buf_adds(out, "\n");
}

static void
add_head(const struct view *v, struct buf *out)
{
	const struct request_stand *s = &v->r.stand;

	buf_addf(out, "%s%s%s\n", v->child.name,
	    *v->child.reference ? ", " : "", v->child.reference);
	record_show(kind_field(&kind_request, "what"),
	    record_text(v->r.rec, "what"), NULL, NULL, out);
	buf_adds(out, "\n\n");
	request_stand_words(s, v->r.beside, out);
	buf_adds(out, ".\n");
	if (s->is_closed)
		return;
	if (may_hear(v))
		buf_adds(out,
		    "Still needed: what the child says to it, or why they were "
		    "not asked (C2).\n");
	if (!s->is_identity_settled)
		buf_adds(out, "Still needed: who they are (A1).\n");
	if (is_access(v) && v->open > 0)
		buf_addf(out,
		    "Still to decide: whether %zu of %zu records go.\n",
		    v->open, v->items);
	else if (is_access(v) && v->items > 0)
		buf_addf(
		    out, "It is decided about all %zu records.\n", v->items);
}

/* The steps in the order in which they came. */
static void
add_steps(const struct view *v, struct buf *out)
{
	char when[WHEN_SHOWN];

	for (size_t i = 0; i < v->r.count; i++) {
		const struct row *row = &v->r.rows[i];
		const struct record *r = v->r.beside[i].body;
		const struct kind *k = row->kind;

		when_show_ms(when, row->written_ms, app_now(v->app));
		buf_addf(out, "\n%s, by %s, %s\n", k->title, row->author, when);
		for (size_t f = 0; f < k->field_count; f++)
			if (!(k->fields[f].flags & FF_MACHINE) &&
			    k->fields[f].type != FT_REF)
				add_value(v, r, k->fields[f].key, NULL, out);
	}
}

static void
compose(struct view *v)
{
	struct buf b = BUF_INIT(KIND_BODY_MAX * 2);
	const struct next *n = first(v);

	add_head(v, &b);
	if (n)
		buf_addf(&b, "F2: %s.\n", n->words);
	buf_adds(&b, "\n");
	record_to_text(v->r.rec, (size_t)app_cols(v->app) - 4, model_name_of,
	    app_model(v->app), &b);
	add_steps(v, &b);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
}

static void
count_items(struct view *v)
{
	struct request_items items;

	v->items = v->open = 0;
	if (!is(v, "what", "access"))
		return;
	request_items_read(&items, v->app, &v->r.row.file, &v->id);
	v->items = items.count;
	v->open = items.open;
	request_items_done(&items);
}

/* again: it is shown already, and no second look. */
static enum err
show(struct view *v, bool again, struct errinfo *e)
{
	struct record *seen = NULL;
	struct request_read r;
	struct row row;
	enum err code = ERR_OK;

	if (!again)
		code = model_open(app_model(v->app), &v->id, 0, &seen, &row, e);
	record_free(seen);
	if (code != ERR_OK)
		return code;
	if (!request_read(&r, v->app, &v->id)) {
		request_read_done(&r);
		return err_set(e, ERR_NOT_FOUND,
		    "This request is not open to you any more, so it is not "
		    "shown.");
	}
	request_read_done(&v->r);
	v->r = r;
	model_child(app_model(v->app), &v->r.row.file, &v->child);
	count_items(v);
	compose(v);
	return ERR_OK;
}

/* ---- the row's callbacks ---- */

static enum err
request_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct view *v = st;
	enum err code;

	v->app = a;
	v->id = *(const struct id *)arg;
	w_pager_init(&v->pager);
	code = show(v, false, e);
	if (code != ERR_OK)
		w_pager_done(&v->pager);
	return code;
}

static void
request_title(const struct app *a, const void *st, struct buf *out)
{
	const struct view *v = st;

	(void)a;
	buf_addf(out, "%s > Request", v->child.name);
}

static void
ask_more(struct app *a, const struct view *v)
{
	struct choice choices[NEXTS + 1] = { { 0 } };
	struct w_choice_arg arg = { .title = "More",
		.asks = "What do you want to do?",
		.choices = choices,
		.now = "",
		.tag = TAG_MORE };
	size_t n = 0;

	for (size_t i = 0; i < NEXTS; i++)
		if (is_offered(v, &nexts[i]))
			choices[n++] =
			    (struct choice){ nexts[i].code, nexts[i].words };
	app_push(a, &w_choice, &arg);
}

static void
request_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct w_choice_result *r = data;
	struct view *v = st;
	struct errinfo e = { 0 };

	v->has_read = v->has_read || child == &scr_request_copy;
	if (show(v, true, &e) != ERR_OK)
		app_say_problem(a, &e);
	if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
	if (child != &w_choice || result != W_CHOICE_TAKEN)
		return;
	for (size_t i = 0; i < NEXTS; i++)
		if (strcmp(nexts[i].code, r->codes) == 0 &&
		    is_offered(v, &nexts[i])) {
			take(a, v, &nexts[i]);
			return;
		}
}

static enum handled
request_key(struct app *a, void *st, const struct key *k)
{
	struct view *v = st;
	const struct next *n = first(v);

	v->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_MORE: ask_more(a, v); return HANDLED;
	case ACT_SEND:
		if (n)
			take(a, v, n);
		return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static enum handled
request_changed(struct app *a, void *st, unsigned topics)
{
	struct view *v = st;
	struct errinfo e = { 0 };

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if ((topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_SIZE)) &&
	    show(v, true, &e) != ERR_OK)
		w_pager_set(&v->pager, e.says, strlen(e.says));
	scr_tell_news(a, &v->told, app_top(a) == &scr_request);
	return HANDLED;
}

static void
request_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
request_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[5]; /* the frame reads it at once */
	const struct next *n = first(st);
	size_t i = 0;

	(void)a;
	if (n)
		hints[i++] = (struct key_hint){ ACT_SEND, n->bar };
	hints[i++] = (struct key_hint){ ACT_MORE, NULL };
	hints[i++] = (struct key_hint){ ACT_PAGE_DOWN, NULL };
	hints[i] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

static void
request_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "The last day for the answer is a calendar month after the request "
	    "came, on the same day of the month or its last; if that is no "
	    "working day, the next one. While we wait for who they are, or for "
	    "what they seek, the clock stands still, if we asked within five "
	    "working days. Two more months need a reason that they are told "
	    "within the first.\n\n"
	    "F2 does what comes next: settle who asks, decide record by record "
	    "what goes, hear the child, make the copy, close it with the "
	    "answer. F6 shows everything else. What was done stands below and "
	    "never changes.\n\n"
	    "The information is the child's. If somebody else asks for that of "
	    "a child who understands the matter, nothing goes before it is "
	    "written down what the child says to it, or why they were not "
	    "asked.");
}

static bool
request_about(const void *st, struct id *file)
{
	*file = ((const struct view *)st)->r.row.file;
	return !id_is_none(file);
}

static void
request_close(struct app *a, void *st)
{
	struct view *v = st;

	(void)a;
	w_pager_done(&v->pager);
	request_read_done(&v->r);
}

const struct screen_def scr_request = {
	.name = "request",
	.state_size = sizeof(struct view),
	.open = request_open,
	.title = request_title,
	.key = request_key,
	.changed = request_changed,
	.returned = request_returned,
	.draw = request_draw,
	.hints = request_hints,
	.help = request_help,
	.about = request_about,
	.close = request_close,
};
