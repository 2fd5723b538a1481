/* form_view.c - how a form shows itself: sections at the left, the page, what
 * belongs into the focused field below it, the keys, the help. */
#include <stdio.h>
#include <string.h>

#include "form_suggest.h"
#include "text.h"

#define WIDE_COLS 78 /* below: no column of sections */
#define SECTION_COLS 28
#define STATE_COLS 5
#define TALL_ROWS 22 /* below: one row on what a field is for */

static const char *
section_title(const struct form *f, unsigned i)
{
	if (i == f->sections)
		return "Check your answers";
	return f->kind->sections ? f->kind->sections[i] : f->kind->title;
}

static bool
has_column(const struct form *f, int cols)
{
	return f->sections > 1 && cols >= WIDE_COLS;
}

int
form_page_cols(const struct form *f, int cols)
{
	return cols - (has_column(f, cols) ? SECTION_COLS + 3 : 2);
}

/* ---- words ---- */

void
form_title(const struct app *a, const void *st, struct buf *out)
{
	const struct form *f = st;

	(void)a;
	if (*f->child)
		buf_addf(out, "%s > ", f->child);
	buf_adds(out, f->kind->title);
	if (f->items.is_open)
		buf_addf(out, " > %s %zu", f->items.list->of->title,
		    f->items.item + 1);
}

void
form_right(const struct app *a, const void *st, struct buf *out)
{
	form_kept_right(a, &((const struct form *)st)->kept, out);
}

/* How a field of that type is filled in. */
static const char *
how_words(const struct form *f, const struct field *fd)
{
	switch (fd->type) {
	case FT_DATE:
		return " Day first: 3/4, 3 apr, today, yesterday, mon, -2d.";
	case FT_TIME: return " Day first: 3/4, today 15:30, mon, -2d, now.";
	case FT_YESNO: return " Press y or n.";
	case FT_CHOICE:
	case FT_REF: return " Space opens the list.";
	case FT_SET: return " Space opens the list, to tick.";
	case FT_LIST:
		return record_count(f->page.rec, fd->key) > 0
			   ? " Enter opens, F7 adds, F8 takes out."
			   : " Enter adds the first.";
	case FT_LINE:
	case FT_TEXT:
	case FT_BIRTH:
	case FT_NUMBER:
	case FT_COUNT: break;
	}
	return "";
}

void
form_help(const struct app *a, const void *st, struct buf *out)
{
	const struct form *f = st;
	const struct form_slot *s = form_page_at(&f->page);

	(void)a;
	if (!s) {
		buf_addf(out,
		    "%s\n\nEvery answer stands here once more. Enter goes to "
		    "the one that is marked. Problems stand first, then words "
		    "that say what something means instead of what happened.",
		    f->kind->help);
		return;
	}
	buf_addf(
	    out, "%s\n\n%s%s", s->f->label, s->f->help, how_words(f, s->f));
	if (s->f->flags & FF_REQUIRED)
		buf_adds(out, "\n\nIt is needed.");
	if (s->f->policy)
		buf_addf(
		    out, "\n\nAsked because of the policy: %s.", s->f->policy);
	buf_adds(out,
	    "\n\nWhat you type is kept on this device within two seconds, "
	    "sealed, also if the link or the power goes.");
}

const struct key_hint *
form_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[10]; /* the frame reads it at once */
	const struct form *f = st;
	const struct form_slot *s = form_page_at(&f->page);
	enum field_type type = s ? s->f->type : FT_LINE;
	size_t n = 0;

	(void)a;
	hints[n++] = (struct key_hint){ ACT_SEND, form_send_words(f) };
	if (form_on_check(f))
		hints[n++] = (struct key_hint){ ACT_OPEN, "Go there" };
	else
		hints[n++] = (struct key_hint){ ACT_NEXT, NULL };
	if (type == FT_LIST) {
		hints[n++] = (struct key_hint){ ACT_ADD, NULL };
		if (record_count(f->page.rec, s->f->key) > 0)
			hints[n++] = (struct key_hint){ ACT_REMOVE, NULL };
	}
	if (type == FT_CHOICE || type == FT_SET || type == FT_REF ||
	    (s && form_suggests(f->kind, s->f)))
		hints[n++] = (struct key_hint){ ACT_CHOOSE, NULL };
	if (!f->items.is_open)
		hints[n++] = (struct key_hint){ ACT_SECTION_NEXT, "Section" };
	hints[n++] = (struct key_hint){ ACT_MORE, "Put away" };
	hints[n] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

/* ---- drawing ---- */

static const char *
section_state(const struct form *f, unsigned section)
{
	bool any = false, missing = false;

	for (size_t i = 0; i < f->kind->field_count; i++) {
		const struct field *fd = &f->kind->fields[i];
		bool there =
		    fd->type == FT_LIST
			? record_count(f->root, fd->key) > 0
			: !text_is_blank(record_text(f->root, fd->key));

		if (fd->section != section || (fd->flags & FF_HIDDEN))
			continue;
		any = any || there;
		if ((fd->flags & FF_REQUIRED) && !there)
			missing = true;
	}
	if (!any)
		return "";
	return missing ? "begun" : "done";
}

static void
draw_sections(const struct form *f, struct canvas *cv)
{
	canvas_text_cut(
	    cv, SCR_TOP, 1, SECTION_COLS - 2, f->kind->title, ATTR_BOLD);
	for (unsigned i = 0; i <= f->sections; i++) {
		int row = SCR_TOP + 2 + (int)i;
		int cols = SECTION_COLS - STATE_COLS - 2;
		unsigned attr = i == f->section ? ATTR_BOLD : ATTR_PLAIN;
		char line[80];

		if (row >= cv->rows - SCR_BOTTOM)
			break;
		snprintf(line, sizeof line, "%c%u %s",
		    i == f->section ? '>' : ' ', i + 1, section_title(f, i));
		canvas_text_cut(cv, row, 0, cols, line, attr);
		if (i < f->sections)
			canvas_text(cv, row, cols + 1, STATE_COLS,
			    section_state(f, i), ATTR_DIM);
	}
	canvas_vline(
	    cv, SCR_TOP, SECTION_COLS, cv->rows - SCR_TOP - SCR_BOTTOM);
}

/* Which page this is: "Incident (1 of 6)", after the kind where there is room
 * and no column of sections says it. */
static void
head_words(const struct form *f, int cols, bool has_kind, struct buf *out)
{
	const char *title = section_title(f, f->section);

	if (f->items.is_open) {
		buf_addf(
		    out, "%s %zu", f->items.list->of->title, f->items.item + 1);
		return;
	}
	if (!has_kind && title != f->kind->title)
		buf_addf(out, "%s: ", f->kind->title);
	buf_addf(out, "%s (%u of %u)", title, f->section + 1, f->sections + 1);
	if ((int)text_width(buf_str(out), out->len) <= cols)
		return;
	buf_clear(out);
	buf_addf(out, "%s (%u of %u)", title, f->section + 1, f->sections + 1);
}

/* On a narrow window also how to go on, for which the key bar has no room. */
static void
draw_head(const struct form *f, struct canvas *cv, int col)
{
	int cols = form_page_cols(f, cv->cols), width = 0;
	struct buf head = BUF_INIT(1000);
	static const char next[] = "Ctrl-N Next";

	if (cv->cols < WIDE_COLS && !f->items.is_open &&
	    f->section < f->sections) {
		width = (int)strlen(next);
		canvas_text(
		    cv, SCR_TOP, col + cols - width, width, next, ATTR_DIM);
		width += 2;
	}
	head_words(f, cols - width, has_column(f, cv->cols), &head);
	canvas_text_cut(
	    cv, SCR_TOP, col, cols - width, buf_str(&head), ATTR_BOLD);
	buf_done(&head);
}

/* In one row; one that is too long goes on in the row of the message, as long as
 * nothing is said there. */
static void
draw_short_help(const struct app *a, struct canvas *cv, int row, int col,
    const struct buf *help)
{
	int cols = cv->cols - 1 - col;

	if ((int)text_width(buf_str(help), help->len) <= cols ||
	    *app_message(a) != '\0')
		canvas_text_cut(cv, row, col, cols, buf_str(help), ATTR_DIM);
	else
		canvas_wrap(cv, row, col, cols, 2, buf_str(help), ATTR_DIM);
}

static void
draw_field_help(const struct app *a, const struct form *f, struct canvas *cv,
    int row, int col, int rows)
{
	const struct form_slot *s = form_page_at(&f->page);
	struct buf b = BUF_INIT(4096);
	int cols = cv->cols - 1 - col;

	if (form_on_check(f))
		buf_adds(&b, "Enter goes to the answer that is marked.");
	else if (s)
		buf_addf(&b, "%s%s%s",
		    form_suggests(f->kind, s->f) ? "F4: choose from a list. "
						 : "",
		    s->f->help, how_words(f, s->f));
	if (rows < 1) {
		/* No room, and none is needed. */
	} else if (rows == 1) {
		draw_short_help(a, cv, row, col, &b);
	} else {
		canvas_hline(cv, row, col, cols);
		canvas_wrap(
		    cv, row + 1, col, cols, rows - 1, buf_str(&b), ATTR_DIM);
	}
	buf_done(&b);
}

void
form_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct form *f = st;
	int top = SCR_TOP + 2, col = 1, rows, cols;
	int help = cv->rows >= TALL_ROWS ? 3 : 1;

	if (f->page.is_tight) {
		top = SCR_TOP + 1;
		help = 1;
	}
	if (has_column(f, cv->cols)) {
		draw_sections(f, cv);
		col = SECTION_COLS + 2;
		if (cv->rows >= TALL_ROWS)
			help++; /* the page is narrower */
	}
	if (form_on_check(f)) /* the rows are for the answers */
		help = cv->rows >= TALL_ROWS ? 2 : 0;
	draw_head(f, cv, col);
	cols = form_page_cols(f, cv->cols);
	rows = cv->rows - SCR_BOTTOM - top - help;
	draw_field_help(a, f, cv, top + rows, col, help);
	if (form_on_check(f))
		w_list_draw(&f->check.list, cv, top, col, rows, cols, true);
	else
		form_page_draw(&f->page, f->problems, app_model(a), cv, top,
		    col, rows, cols);
}
