/* scr_people.c - the directory: other agencies, the people there, and colleagues.
 * Typing filters; Enter opens (L1). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "directory.h"
#include "scr_prefill.h"
#include "text.h"
#include "w_line.h"
#include "w_list.h"

#define ROWS_MAX 2000

/* A section lists one of the directory's lists: those who are here, or the others.
 * People at agencies come up only when something was typed: there are many. */
enum section { AGENCIES, PEOPLE, COLLEAGUES, GONE_AGENCIES, GONE_COLLEAGUES };
static const struct {
	const char *title;
	size_t list; /* offset in struct directory */
	bool is_gone, when_typed;
} sections[] = {
	[AGENCIES] = { "Agencies", offsetof(struct directory, agencies), false,
	    false },
	[PEOPLE] = { "People at agencies", offsetof(struct directory, people),
	    false, true },
	[COLLEAGUES] = { "Colleagues", offsetof(struct directory, colleagues),
	    false, false },
	[GONE_AGENCIES] = { "Agencies no longer used",
	    offsetof(struct directory, agencies), true, false },
	[GONE_COLLEAGUES] = { "Colleagues who have left",
	    offsetof(struct directory, colleagues), true, false },
};
#define SECTIONS (sizeof sections / sizeof sections[0])

struct people_row {
	bool is_heading;
	enum section section;
	struct id id;
};

struct people {
	struct app *app;
	struct directory dir;
	struct w_line line;
	struct w_list list;
	bool has_moved; /* a row was chosen by hand */
	struct people_row row[ROWS_MAX];
	size_t count;
	struct scr_told told;
};

static const struct directory_list *
list_of(const struct people *v, size_t section)
{
	const char *base = (const char *)&v->dir;

	return (const struct directory_list *)(base + sections[section].list);
}

static void
add_section(struct people *v, size_t section, const char *words)
{
	const struct directory_list *l = list_of(v, section);
	size_t head = v->count++;

	v->row[head] =
	    (struct people_row){ .is_heading = true, .section = section };
	for (size_t i = 0; i < l->count && v->count < ROWS_MAX; i++) {
		if (l->at[i].is_gone == sections[section].is_gone &&
		    directory_matches(&l->at[i], words))
			v->row[v->count++] =
			    (struct people_row){ .section = section,
				    .id = l->at[i].id };
	}
	if (v->count == head + 1)
		v->count = head; /* nothing under this heading */
}

static void
filter(struct people *v)
{
	const char *words = w_line_text(&v->line);

	v->count = 0;
	for (size_t s = 0; s < SECTIONS && v->count + 1 < ROWS_MAX; s++) {
		if (!sections[s].when_typed || !text_is_blank(words))
			add_section(v, s, words);
	}
	w_list_refresh(&v->list);
}

static void
load(struct people *v)
{
	directory_read(&v->dir, app_model(v->app), app_now(v->app));
	filter(v);
}

/* ---- rows ---- */

static size_t
rows_count(const void *arg)
{
	return ((const struct people *)arg)->count;
}

/* "Hill Primary School: School, nursery or college"; of somebody there their
 * agency too. */
static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct people *v = arg;
	const struct people_row *row = &v->row[i];
	const struct directory_entry *at, *e;

	if (row->is_heading) {
		buf_adds(left, sections[row->section].title);
		return;
	}
	e = directory_find(list_of(v, row->section), &row->id);
	if (!e)
		return;
	buf_addf(left, "%s%s%s", e->name, *e->what ? ": " : "", e->what);
	at = directory_find(&v->dir.agencies, &e->agency);
	if (at)
		buf_addf(left, ", %s", at->name);
	buf_adds(
	    right, e->is_authority ? "appropriate authority" : e->telephone);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct people_row *row = &((const struct people *)arg)->row[i];

	if (row->is_heading)
		snprintf(out, W_LIST_ID, "section %d", (int)row->section);
	else
		snprintf(out, W_LIST_ID, "%s", row->id.s);
}

static bool
rows_heading(const void *arg, size_t i)
{
	return ((const struct people *)arg)->row[i].is_heading;
}

/* To find nobody is another thing than to have nobody. */
static const char *
rows_why_empty(const void *arg)
{
	return w_line_is_empty(&((const struct people *)arg)->line)
		   ? "No colleague and no agency is on this device for you."
		   : "Nobody is found. Try part of the name, or another "
		     "spelling.";
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.no_find = true,
	.why_empty = rows_why_empty,
};

/* ---- the row's callbacks ---- */

static enum err
people_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct people *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_line_init(&v->line, KIND_LINE_MAX, false);
	w_list_init(&v->list, &rows, v);
	load(v);
	return ERR_OK;
}

static void
people_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "People and agencies");
}

static void
open_marked(struct app *a, struct people *v)
{
	size_t at = w_list_at(&v->list);
	struct record_arg arg = { 0 };
	const struct people_row *row;

	if (at >= v->count)
		return;
	row = &v->row[at];
	arg.id = row->id;
	if (list_of(v, row->section) == &v->dir.agencies)
		app_push(a, &scr_agency, &arg.id);
	else
		app_push(a, &scr_record, &arg);
}

/* An administrator adds people, others agencies; nobody both. */
static const char *
adds(const struct app *a)
{
	static const char *const kinds_[] = { "staff", "agency" };

	for (size_t i = 0; i < 2; i++)
		if (model_may(app_model(a), kinds_[i], RIGHT_CREATE, NULL))
			return kinds_[i];
	return NULL;
}

static void
add_one(struct app *a, const struct people *v)
{
	const char *kind = adds(a);
	struct form_arg arg = { .kind = kind_find(kind) };
	struct record *r;

	if (!kind) {
		app_say(a, "Support workers and seniors add agencies, "
			   "administrators add people. Tell one of them.");
		return;
	}
	/* What was looked for and not found is most likely its name. */
	r = record_new(arg.kind);
	if (v->count == 0)
		record_set(r, "name", w_line_text(&v->line));
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

static enum handled
people_key(struct app *a, void *st, const struct key *k)
{
	struct people *v = st;
	unsigned before = edit_version(v->line.ed);
	enum handled h;

	v->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_OPEN: open_marked(a, v); return HANDLED;
	case ACT_ADD: add_one(a, v); return HANDLED;
	case ACT_UP:
	case ACT_DOWN:
	case ACT_PAGE_UP:
	case ACT_PAGE_DOWN:
		/* The first Down takes the row that is marked already. */
		if (k->action != ACT_DOWN || v->has_moved ||
		    !w_line_is_empty(&v->line))
			w_list_key(&v->list, k);
		v->has_moved = true;
		return HANDLED;
	default: break;
	}
	h = w_line_key(&v->line, a, k);
	if (edit_version(v->line.ed) != before) {
		v->has_moved = false;
		filter(v);
		w_list_mark(&v->list, v->count > 1 ? 1 : 0);
	}
	return h;
}

static void
people_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct people *v = st;

	load(v);
	if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
}

static enum handled
people_changed(struct app *a, void *st, unsigned topics)
{
	struct people *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS))
		load(v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_people);
	return HANDLED;
}

static void
people_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct people *v = st;
	int row = SCR_TOP, label = 7, cols = cv->cols - 2;

	(void)a;
	canvas_text(cv, row, 1, label, "Find", ATTR_BOLD);
	w_list_draw(&v->list, cv, row + 2, 1, cv->rows - SCR_BOTTOM - row - 2,
	    cols, v->has_moved);
	w_line_draw(&v->line, cv, row, 1 + label, cols - label, !v->has_moved);
}

static const struct key_hint *
people_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Open" },
		{ ACT_ADD, "Add" }, { ACT_DOWN, "Next" }, { ACT_NONE, NULL } };
	static const struct key_hint reads[] = { { ACT_OPEN, "Open" },
		{ ACT_DOWN, "Next" }, { ACT_NONE, NULL } };

	(void)st;
	return adds(a) ? hints : reads;
}

static void
people_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Other agencies and the people there, and colleagues. Type part "
	    "of a name, or what it is: \"school\", \"police\". Enter opens the "
	    "one that is marked.\n\n"
	    "An \"appropriate authority\" may receive information without "
	    "agreement where a child must be protected; a designated senior "
	    "member says which agencies are. F7 adds an agency; for an "
	    "administrator it adds a person. What else can be done with a "
	    "colleague (devices, codes, a lost passphrase, the end of access, "
	    "handing their files over) is on F6 of their page.");
}

static void
people_close(struct app *a, void *st)
{
	struct people *v = st;

	(void)a;
	w_line_done(&v->line);
	w_list_done(&v->list);
	directory_done(&v->dir);
}

const struct screen_def scr_people = {
	.name = "people",
	.state_size = sizeof(struct people),
	.open = people_open,
	.title = people_title,
	.key = people_key,
	.changed = people_changed,
	.returned = people_returned,
	.draw = people_draw,
	.hints = people_hints,
	.help = people_help,
	.close = people_close,
};
