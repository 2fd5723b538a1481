/* scr_agency.c - one agency: how to reach it safely and how that was verified, the
 * people there, and whether it is an appropriate authority, said by whom (L1, S7,
 * P2). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "directory.h"
#include "kinds.h"
#include "mem.h"
#include "text.h"
#include "w_choice.h"
#include "w_list.h"

#define ROWS_MAX 400
#define INDENT "  "

struct agency_row {
	bool is_heading;
	char *text, *right;
	struct id id; /* what Enter opens; none: nothing */
};

struct agency {
	struct app *app;
	struct id id;
	struct directory dir;
	struct record *rec; /* its fields; NULL: they cannot be read */
	struct w_list list;
	struct agency_row row[ROWS_MAX];
	size_t count;
	struct scr_told told;
};

/* ---- the rows ---- */

static void
forget(struct agency *v)
{
	for (size_t i = 0; i < v->count; i++) {
		mem_free_text(v->row[i].text);
		mem_free_text(v->row[i].right);
	}
	v->count = 0;
	record_free(v->rec);
	v->rec = NULL;
}

static void
add(struct agency *v, bool is_heading, const struct id *id, const char *text,
    const char *right)
{
	if (v->count == ROWS_MAX)
		return;
	v->row[v->count++] = (struct agency_row){ .is_heading = is_heading,
		.id = id ? *id : (struct id){ "" },
		.text = mem_strdup(text),
		.right = mem_strdup(right ? right : "") };
}

/* In as many rows as it takes. */
static void
add_lines(struct agency *v, const char *before, const char *text)
{
	struct buf b = BUF_INIT(KIND_TEXT_MAX * 2), line = BUF_INIT(4096);
	int cols = app_cols(v->app) - 6;
	size_t at = 0, shown;

	buf_addf(&b, "%s%s", before, text);
	while (at < b.len) {
		size_t next =
		    text_wrap(b.data, b.len, at, (size_t)cols, &shown);

		buf_clear(&line);
		buf_adds(&line, at > 0 ? INDENT : "");
		buf_add(&line, b.data + at, shown);
		add(v, false, NULL, buf_str(&line), NULL);
		at = next;
	}
	buf_done(&line);
	buf_done(&b);
}

static void
show(const struct record *r, const char *key, struct buf *out)
{
	buf_clear(out);
	record_show(kind_field(record_kind(r), key), record_text(r, key), NULL,
	    NULL, out);
}

/* A channel, and how it was verified: a way that is not verified is none (S7). */
static void
add_channel(struct agency *v, const struct record *c)
{
	struct buf b = BUF_INIT(4096), line = BUF_INIT(8192);

	show(c, "channel", &b);
	buf_addf(&line, "%s: %s", buf_str(&b), record_text(c, "to"));
	add_lines(v, "", buf_str(&line));
	buf_clear(&line);
	show(c, "verified_on", &b);
	buf_addf(&line, INDENT "verified %s: %s", buf_str(&b),
	    record_text(c, "verified"));
	add_lines(v, "", buf_str(&line));
	buf_done(&b);
	buf_done(&line);
}

static void
add_reach(struct agency *v)
{
	size_t n = record_count(v->rec, "channels");

	add(v, true, NULL, "How to reach it", NULL);
	if (*record_text(v->rec, "telephone"))
		add_lines(v, "Telephone: ", record_text(v->rec, "telephone"));
	for (size_t i = 0; i < n; i++)
		add_channel(v, record_item(v->rec, "channels", i));
	if (n == 0)
		add_lines(v, "", "No secure channel is written down.");
	if (*record_text(v->rec, "note"))
		add_lines(v, "Note: ", record_text(v->rec, "note"));
}

static void
add_people(struct agency *v)
{
	const struct directory_list *l = &v->dir.people;
	size_t before = v->count;

	add(v, true, NULL, "People there", NULL);
	for (size_t i = 0; i < l->count; i++) {
		const struct directory_entry *e = &l->at[i];
		struct buf b = BUF_INIT(1000);

		if (!id_equal(&e->agency, &v->id))
			continue;
		buf_addf(&b, "%s%s%s", e->name, *e->what ? ": " : "", e->what);
		add(v, false, &e->id, buf_str(&b),
		    e->is_gone ? "not there any more" : e->telephone);
		buf_done(&b);
	}
	if (v->count == before + 1)
		add_lines(v, "", "Nobody is written down yet.");
}

static void
add_marks(struct agency *v)
{
	size_t before = v->count;

	add(v, true, NULL, "Appropriate authority", NULL);
	for (size_t i = 0; i < v->dir.marks; i++) {
		const struct directory_mark *m = &v->dir.mark[i];
		struct buf b = BUF_INIT(4096);
		char when[WHEN_SHOWN];

		if (!id_equal(&m->agency, &v->id))
			continue;
		when_show_ms(when, m->at_ms, app_now(v->app));
		buf_addf(&b, "%s, said by %s", m->is_authority ? "Yes" : "No",
		    m->by);
		add(v, false, &m->id, buf_str(&b), when);
		add_lines(v, INDENT, m->reason);
		buf_done(&b);
	}
	if (v->count == before + 1)
		add_lines(v, "", "Nobody has said that it is one.");
}

static enum err
load(struct agency *v, struct errinfo *e)
{
	struct record *rec = NULL;
	struct row row;
	enum err code = model_open(app_model(v->app), &v->id, 0, &rec, &row, e);

	if (code != ERR_OK)
		return code;
	forget(v);
	v->rec = rec;
	directory_read(&v->dir, app_model(v->app), app_now(v->app));
	add_reach(v);
	add_people(v);
	add_marks(v);
	w_list_refresh(&v->list);
	return ERR_OK;
}

static size_t
rows_count(const void *arg)
{
	return ((const struct agency *)arg)->count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct agency_row *row = &((const struct agency *)arg)->row[i];

	buf_adds(left, row->text);
	buf_adds(right, row->right);
}

static bool
rows_heading(const void *arg, size_t i)
{
	return ((const struct agency *)arg)->row[i].is_heading;
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.is_heading = rows_heading,
	.empty = "",
};

/* ---- what can be done ---- */

static bool
may(const struct app *a, const char *kind, enum right right)
{
	return model_may(app_model(a), kind, right, NULL);
}

static bool
is_authority(const struct agency *v)
{
	const struct directory_entry *e =
	    directory_find(&v->dir.agencies, &v->id);

	return e && e->is_authority;
}

/* A new record that names this agency. */
static void
write_about(struct app *a, struct agency *v, const char *kind, const char *key,
    const char *value, const char *begin)
{
	struct form_arg arg = { .kind = kind_find(kind), .begin = begin };
	struct record *r = record_new(arg.kind);

	record_set(r, "agency", v->id.s);
	if (key)
		record_set(r, key, value);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

/* Said by a designated senior member, and the newest counts (P2). */
static void
mark(struct app *a, struct agency *v)
{
	write_about(a, v, "authority", "is_authority",
	    is_authority(v) ? "no" : "yes", "reason");
}

static void
add_person(struct app *a, struct agency *v)
{
	if (may(a, "contact_person", RIGHT_CREATE))
		write_about(a, v, "contact_person", NULL, NULL, NULL);
	else
		app_say(a, "Support workers and seniors add people. Tell one "
			   "of them.");
}

static void
change(struct app *a, struct agency *v)
{
	if (model_is_conflict(app_model(a), &v->id))
		app_push(a, &scr_conflict, &v->id);
	else if (may(a, "agency", RIGHT_CHANGE))
		scr_edit(a, &v->id);
	else
		app_say(a, "Support workers and seniors change agencies. Tell "
			   "one of them.");
}

static void
ask_more(struct app *a, struct agency *v)
{
	struct choice choices[4] = { { 0 } };
	struct w_choice_arg arg = { .title = "More",
		.asks = "What do you want to do?",
		.choices = choices,
		.now = "" };
	size_t n = 0;

	if (may(a, "agency", RIGHT_CHANGE))
		choices[n++] = (struct choice){ "change", "Change it" };
	if (may(a, "authority", RIGHT_CREATE))
		choices[n++] = (struct choice){ "mark",
			is_authority(v)
			    ? "Say that it is no appropriate authority"
			    : "Mark it as an appropriate authority" };
	choices[n++] =
	    (struct choice){ "record", "Its record, and earlier versions" };
	app_push(a, &w_choice, &arg);
}

/* ---- the row's callbacks ---- */

static enum err
agency_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct agency *v = st;
	enum err code;

	v->app = a;
	v->id = *(const struct id *)arg;
	w_list_init(&v->list, &rows, v);
	code = load(v, e);
	if (code != ERR_OK)
		w_list_done(&v->list);
	return code;
}

static void
agency_title(const struct app *a, const void *st, struct buf *out)
{
	const struct agency *v = st;

	(void)a;
	buf_adds(out, record_text(v->rec, "name"));
}

static enum handled
agency_key(struct app *a, void *st, const struct key *k)
{
	struct agency *v = st;
	struct record_arg arg = { 0 };
	size_t at;

	v->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_SEND: change(a, v); return HANDLED;
	case ACT_ADD: add_person(a, v); return HANDLED;
	case ACT_MORE: ask_more(a, v); return HANDLED;
	default: break;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED:
		at = w_list_at(&v->list);
		if (at < v->count && !id_is_none(&v->row[at].id)) {
			arg.id = v->row[at].id;
			app_push(a, &scr_record, &arg);
		}
		return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static void
agency_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct agency *v = st;
	const struct w_choice_result *r = data;
	struct record_arg arg = { .id = v->id };
	struct errinfo e = { 0 };

	if (child == &w_choice && result == W_CHOICE_TAKEN) {
		if (strcmp(r->codes, "change") == 0)
			change(a, v);
		else if (strcmp(r->codes, "mark") == 0)
			mark(a, v);
		else
			app_push(a, &scr_record, &arg);
		return;
	}
	if (load(v, &e) != ERR_OK)
		app_say_problem(a, &e);
	else if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
}

static enum handled
agency_changed(struct app *a, void *st, unsigned topics)
{
	struct agency *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS | TOPIC_SIZE))
		(void)load(v, NULL);
	scr_tell_news(a, &v->told, app_top(a) == &scr_agency);
	return HANDLED;
}

static void
agency_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct agency *v = st;
	int row = SCR_TOP, cols = cv->cols - 2;
	struct buf b = BUF_INIT(4096);

	(void)a;
	canvas_text_cut(
	    cv, row++, 1, cols, record_text(v->rec, "name"), ATTR_BOLD);
	show(v->rec, "what", &b);
	if (is_authority(v))
		buf_adds(&b, ". Appropriate authority.");
	if (*record_text(v->rec, "removed"))
		buf_adds(&b, ". No longer used.");
	canvas_text_cut(cv, row++, 1, cols, buf_str(&b), ATTR_PLAIN);
	buf_done(&b);
	w_list_draw(&v->list, cv, row + 1, 1, cv->rows - SCR_BOTTOM - row - 1,
	    cols, true);
}

static const struct key_hint *
agency_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[6]; /* the frame reads it at once */
	size_t n = 0;

	(void)st;
	if (may(a, "agency", RIGHT_CHANGE))
		hints[n++] = (struct key_hint){ ACT_SEND, "Change" };
	if (may(a, "contact_person", RIGHT_CREATE))
		hints[n++] = (struct key_hint){ ACT_ADD, "Add a person" };
	hints[n++] = (struct key_hint){ ACT_MORE, NULL };
	hints[n++] = (struct key_hint){ ACT_OPEN, "Open" };
	hints[n] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

static void
agency_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_addf(out, "%s\n\n", kind_agency.help);
	buf_adds(out,
	    "What is sent goes by one of its secure channels; each says how "
	    "it was verified. Enter opens a person there, or a mark. F2 "
	    "changes what is written here, for whoever may.");
}

static void
agency_close(struct app *a, void *st)
{
	struct agency *v = st;

	(void)a;
	forget(v);
	directory_done(&v->dir);
	w_list_done(&v->list);
}

const struct screen_def scr_agency = {
	.name = "agency",
	.state_size = sizeof(struct agency),
	.open = agency_open,
	.title = agency_title,
	.key = agency_key,
	.changed = agency_changed,
	.returned = agency_returned,
	.draw = agency_draw,
	.hints = agency_hints,
	.help = agency_help,
	.close = agency_close,
};
