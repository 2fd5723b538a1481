/* w_list.c - rows to choose from.
 *
 * "Place" is where a row stands among those that show; "number" is what the
 * callbacks count. They differ only while the list itself filters: then shown[]
 * maps one to the other. */
#include "w_list.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"

#define ROW_MAX 4096
#define ROWS_UNKNOWN 10
#define FOOT_ROWS 2 /* under every screen: the message, the keys */
#define NONE SIZE_MAX

struct w_list_view {
	char id[W_LIST_ID]; /* of the marked row; "": none */
	size_t mark;        /* its place, or NONE */
	size_t top;
	int rows; /* as last drawn */
	char find[W_LIST_FIND];
	bool is_finding, is_on_rows; /* where the cursor stands meanwhile */
	size_t *shown, shown_count;
	bool is_filtered;
	size_t typed; /* a number begun */
};

static size_t
count_all(const struct w_list *w)
{
	return w->rows->count(w->arg);
}

static size_t
count_shown(const struct w_list *w)
{
	return w->view->is_filtered ? w->view->shown_count : count_all(w);
}

/* Number of the row at a place; NONE if the rows shrank meanwhile. */
static size_t
number_at(const struct w_list *w, size_t place)
{
	size_t i = place;

	if (place >= count_shown(w))
		return NONE;
	if (w->view->is_filtered)
		i = w->view->shown[place];
	return i < count_all(w) ? i : NONE;
}

static bool
is_heading(const struct w_list *w, size_t i)
{
	return i == NONE ||
	       (w->rows->is_heading && w->rows->is_heading(w->arg, i));
}

static void
id_of(const struct w_list *w, size_t i, char out[W_LIST_ID])
{
	out[0] = '\0';
	if (w->rows->id)
		w->rows->id(w->arg, i, out);
	else
		(void)snprintf(out, W_LIST_ID, "%zu", i);
}

static void
set_mark(struct w_list *w, size_t place)
{
	size_t i = number_at(w, place);

	w->view->mark = i == NONE ? NONE : place;
	w->view->id[0] = '\0';
	if (i != NONE)
		id_of(w, i, w->view->id);
}

/* The nearest place from from on, going by step, that may be marked; NONE. */
static size_t
seek(const struct w_list *w, size_t from, int step)
{
	size_t n = count_shown(w);

	for (size_t at = from; at < n; at += (size_t)(long)step)
		if (!is_heading(w, number_at(w, at)))
			return at;
	return NONE;
}

static void
mark_near(struct w_list *w, size_t place)
{
	size_t n = count_shown(w), at;

	if (place >= n)
		place = n ? n - 1 : 0;
	at = seek(w, place, 1);
	set_mark(w, at != NONE ? at : seek(w, place, -1));
}

/* Its words, folded with its right side, hold every word of the filter. */
static bool
matches(const struct w_list *w, size_t i, const char *folded)
{
	struct buf left = BUF_INIT(ROW_MAX), right = BUF_INIT(ROW_MAX);
	struct buf row = BUF_INIT(4 * ROW_MAX);
	bool all = true;
	char word[W_LIST_FIND * 4];

	w->rows->text(w->arg, i, &left, &right);
	buf_addc(&left, ' ');
	buf_add(&left, buf_str(&right), right.len);
	text_fold(&row, buf_str(&left), left.len);
	while (all && *folded) {
		size_t n = strcspn(folded, " ");

		(void)snprintf(word, sizeof(word), "%.*s", (int)n, folded);
		all = strstr(buf_str(&row), word) != NULL;
		folded += n + (folded[n] == ' ');
	}
	buf_done(&left);
	buf_done(&right);
	buf_done(&row);
	return all;
}

static void
filter(struct w_list *w)
{
	struct w_list_view *v = w->view;
	struct buf folded = BUF_INIT(W_LIST_FIND * 4);
	size_t n = count_all(w);

	free(v->shown);
	v->shown = NULL;
	v->shown_count = 0;
	text_fold(&folded, v->find, strlen(v->find));
	v->is_filtered = folded.len > 0 && !w->rows->find;
	if (v->is_filtered) {
		v->shown = mem_zalloc(n + 1, sizeof(*v->shown));
		for (size_t i = 0; i < n; i++)
			if (!is_heading(w, i) &&
			    matches(w, i, buf_str(&folded)))
				v->shown[v->shown_count++] = i;
	}
	buf_done(&folded);
}

static bool
mark_same_id(struct w_list *w, const char *id)
{
	char other[W_LIST_ID];
	size_t n = count_shown(w);

	for (size_t at = 0; id[0] && at < n; at++) {
		size_t i = number_at(w, at);

		if (is_heading(w, i))
			continue;
		id_of(w, i, other);
		if (strcmp(id, other) == 0) {
			set_mark(w, at);
			return true;
		}
	}
	return false;
}

static void
set_find(struct w_list *w, const char *words, size_t len)
{
	struct w_list_view *v = w->view;
	char id[W_LIST_ID];
	bool grew = len >= strlen(v->find);

	if (len >= sizeof(v->find))
		return;
	memcpy(id, v->id, sizeof(id));
	memmove(v->find, words, len);
	memset(v->find + len, 0, sizeof(v->find) - len);
	if (w->rows->find)
		w->rows->find(w->arg, v->find);
	filter(w);
	v->is_on_rows = false;
	/* While words are added the best match is the first; when they are
	 * taken back, the eye stays on the row it was on. */
	if (grew || !mark_same_id(w, id))
		mark_near(w, 0);
}

static void
add_find(struct w_list *w, const char *s, size_t n)
{
	char words[W_LIST_FIND];
	size_t len = strlen(w->view->find);

	if (len + n >= sizeof(words) || !text_is_utf8(s, n))
		return;
	memcpy(words, w->view->find, len);
	memcpy(words + len, s, n);
	set_find(w, words, len + n);
}

static enum w_list_event
find_key(struct w_list *w, const struct key *k)
{
	struct w_list_view *v = w->view;
	size_t len = strlen(v->find);

	if (k->paste)
		add_find(w, k->paste, k->paste_len);
	else if (k->text[0])
		add_find(w, k->text, strlen(k->text));
	else if (k->action == ACT_ERASE)
		set_find(w, v->find, text_prev(v->find, len, len));
	else if (k->action == ACT_ERASE_WORD)
		set_find(w, v->find, text_prev_word(v->find, len, len));
	else if (k->action == ACT_ERASE_LINE)
		set_find(w, v->find, 0);
	else if (k->action == ACT_BACK) {
		v->is_finding = false;
		set_find(w, v->find, 0);
	} else if (k->action != ACT_FIND) {
		return W_LIST_NOT_MINE;
	}
	return W_LIST_HANDLED;
}

/* Place of the row that bears number n on the screen (1 ...); NONE. */
static size_t
place_of_label(const struct w_list *w, size_t n)
{
	size_t count = count_shown(w);

	for (size_t at = 0; at < count; at++)
		if (!is_heading(w, number_at(w, at)) && --n == 0)
			return at;
	return NONE;
}

static enum w_list_event
digit_key(struct w_list *w, char c)
{
	struct w_list_view *v = w->view;
	size_t d = (size_t)(c - '0'), n = v->typed * 10 + d, place;

	place = n > 0 ? place_of_label(w, n) : NONE;
	if (place == NONE) {
		n = d;
		place = d > 0 ? place_of_label(w, d) : NONE;
	}
	v->typed = 0;
	if (place == NONE)
		return W_LIST_HANDLED;
	set_mark(w, place);
	v->is_on_rows = true;
	if (place_of_label(w, n * 10) == NONE)
		return W_LIST_PICKED;
	v->typed = n;
	return W_LIST_HANDLED;
}

static size_t
per_column(const struct w_list *w)
{
	size_t columns = w->rows->columns > 1 ? (size_t)w->rows->columns : 1;

	return (count_shown(w) + columns - 1) / columns;
}

/* Move by n places, over headings. */
static enum w_list_event
move(struct w_list *w, long n)
{
	struct w_list_view *v = w->view;
	size_t count = count_shown(w), at = v->mark;
	size_t by = n < 0 ? (size_t)-n : (size_t)n, to;

	if (at == NONE)
		return W_LIST_NOT_MINE;
	if (n < 0)
		to = seek(w, by > at ? 0 : at - by, by > at ? 1 : -1);
	else
		to = seek(w, at + by >= count ? count - 1 : at + by,
		    at + by >= count ? -1 : 1);
	if (to == NONE || (n < 0 ? to >= at : to <= at))
		return W_LIST_NOT_MINE;
	set_mark(w, to);
	v->is_on_rows = true;
	return W_LIST_HANDLED;
}

/* To the row beside it in the other column. */
static enum w_list_event
move_across(struct w_list *w, bool right)
{
	size_t per = per_column(w), at = w->view->mark, to;

	if (w->rows->columns < 2 || at == NONE)
		return W_LIST_NOT_MINE;
	to = right ? at + per : at - per;
	if ((!right && at < per) || is_heading(w, number_at(w, to)))
		return W_LIST_NOT_MINE;
	set_mark(w, to);
	w->view->is_on_rows = true;
	return W_LIST_HANDLED;
}

static enum w_list_event
move_key(struct w_list *w, enum action act)
{
	long page = w->view->rows > 1 ? w->view->rows - 1 : 1;

	switch ((int)act) {
	case ACT_UP: return move(w, -1);
	case ACT_DOWN: return move(w, 1);
	case ACT_LEFT: return move_across(w, false);
	case ACT_RIGHT: return move_across(w, true);
	case ACT_PAGE_UP: move(w, -page); break;
	case ACT_PAGE_DOWN: move(w, page); break;
	case ACT_HOME: move(w, -(long)count_shown(w)); break;
	case ACT_END: move(w, (long)count_shown(w)); break;
	default: return W_LIST_NOT_MINE;
	}
	return W_LIST_HANDLED;
}

void
w_list_init(struct w_list *w, const struct w_list_rows *rows, void *arg)
{
	w->rows = rows;
	w->arg = arg;
	w->view = mem_zalloc(1, sizeof(*w->view));
	w->view->rows = ROWS_UNKNOWN;
	w->view->mark = NONE;
	w->view->is_on_rows = true;
	w_list_refresh(w);
}

void
w_list_done(struct w_list *w)
{
	if (w->view) {
		free(w->view->shown);
		mem_free_wiped(w->view, sizeof(*w->view));
	}
	*w = (struct w_list){ 0 };
}

void
w_list_refresh(struct w_list *w)
{
	char id[W_LIST_ID];
	size_t place = w->view->mark;

	memcpy(id, w->view->id, sizeof(id));
	filter(w);
	if (!mark_same_id(w, id))
		mark_near(w, place == NONE ? 0 : place);
}

size_t
w_list_at(const struct w_list *w)
{
	return w->view->mark == NONE ? NONE : number_at(w, w->view->mark);
}

const char *
w_list_id(const struct w_list *w)
{
	return w->view->id;
}

void
w_list_mark(struct w_list *w, size_t i)
{
	for (size_t at = 0; at < count_shown(w); at++)
		if (number_at(w, at) == i) {
			mark_near(w, at);
			return;
		}
}

bool
w_list_mark_id(struct w_list *w, const char *id)
{
	return mark_same_id(w, id);
}

bool
w_list_is_finding(const struct w_list *w)
{
	return w->view->is_finding;
}

const char *
w_list_find_words(const struct w_list *w)
{
	return w->view->find;
}

bool
w_list_is_counting(const struct w_list *w)
{
	return w->view->typed > 0;
}

enum w_list_event
w_list_key(struct w_list *w, const struct key *k)
{
	struct w_list_view *v = w->view;
	bool is_digit = k->text[0] >= '0' && k->text[0] <= '9';

	if (v->is_finding) {
		if (find_key(w, k) == W_LIST_HANDLED)
			return W_LIST_HANDLED;
	} else if (is_digit && w->rows->numbered) {
		return digit_key(w, k->text[0]);
	} else if (k->action == ACT_FIND && !w->rows->no_find) {
		v->is_finding = true;
		v->is_on_rows = false;
		v->typed = 0;
		return W_LIST_HANDLED;
	}
	v->typed = 0;
	if (k->action == ACT_OPEN)
		return w_list_at(w) == NONE ? W_LIST_NOT_MINE : W_LIST_PICKED;
	return move_key(w, k->action);
}

/* ---- drawing ---- */

struct place_on_canvas {
	int row, col, cols;
};

static void
draw_row(const struct w_list *w, struct canvas *cv, size_t place,
    const struct place_on_canvas *p, bool focus)
{
	struct buf left = BUF_INIT(ROW_MAX), right = BUF_INIT(ROW_MAX);
	size_t i = number_at(w, place);
	bool is_marked = place == w->view->mark;
	unsigned attr = w->rows->attr ? w->rows->attr(w->arg, i) : 0;
	int at = p->col + 2, end = p->col + p->cols, width;

	w->rows->text(w->arg, i, &left, &right);
	if (is_heading(w, i)) {
		canvas_text_cut(cv, p->row, p->col, p->cols, buf_str(&left),
		    attr | ATTR_BOLD);
		goto out;
	}
	if (is_marked)
		canvas_text(cv, p->row, p->col, 1, ">", attr);
	if (w->rows->numbered) {
		char label[24];
		size_t n = i + 1;

		for (size_t k = 0; w->rows->is_heading && k < i; k++)
			n -= is_heading(w, k);
		(void)snprintf(label, sizeof(label), "%2zu  ", n);
		at += canvas_text(cv, p->row, at, end - at, label, attr);
	}
	width = (int)text_width(buf_str(&right), right.len);
	if (width > (end - at) / 2)
		width = (end - at) / 2;
	if (width > 0) {
		canvas_text_cut(
		    cv, p->row, end - width, width, buf_str(&right), attr);
		end -= width + 2;
	}
	canvas_text_cut(cv, p->row, at, end - at, buf_str(&left), attr);
	if (is_marked && focus)
		canvas_attr(cv, p->row, p->col, p->cols, ATTR_REVERSE);
out:
	buf_done(&left);
	buf_done(&right);
}

/* Scroll as little as possible so that line at shows, of count lines. */
static void
scroll_to(struct w_list_view *v, size_t at, size_t count, size_t rows)
{
	if (at < v->top)
		v->top = at;
	if (at >= v->top + rows)
		v->top = at - rows + 1;
	if (count <= rows)
		v->top = 0;
	else if (v->top > count - rows)
		v->top = count - rows;
}

static void
draw_find(const struct w_list *w, struct canvas *cv, int row, int col, int cols,
    bool focus)
{
	int used = canvas_text(cv, row, col, cols, "Find: ", ATTR_BOLD);

	used += canvas_text_cut(
	    cv, row, col + used, cols - used, w->view->find, ATTR_PLAIN);
	if (focus && !w->view->is_on_rows)
		canvas_cursor(cv, row, col + used);
}

/* Why there is nothing to mark. */
static void
draw_empty(const struct w_list *w, struct canvas *cv, int row, int col,
    int rows, int cols)
{
	const char *says = w->view->find[0]     ? "Nothing matches these words."
			   : w->rows->why_empty ? w->rows->why_empty(w->arg)
						: w->rows->empty;

	canvas_wrap(cv, row, col + 2, cols - 2, rows,
	    says ? says : "Nothing here.", ATTR_PLAIN);
}

void
w_list_draw(const struct w_list *w, struct canvas *cv, int row, int col,
    int rows, int cols, bool focus)
{
	struct w_list_view *v = w->view;
	size_t per = per_column(w), count = count_shown(w);
	int columns = w->rows->columns > 1 ? w->rows->columns : 1;
	int wide = (cols - 2 * (columns - 1)) / columns;

	if (rows > 0 && v->is_finding) {
		draw_find(w, cv, row, col, cols, focus);
		row++;
		rows--;
	}
	if (rows < 1 || wide < 4)
		return;
	v->rows = rows;
	if (focus && (v->is_on_rows || !v->is_finding))
		canvas_cursor(cv, row, col);
	if (count == 0)
		draw_empty(w, cv, row, col, rows, cols);
	if (v->mark != NONE && per > 0) {
		size_t line = v->mark % per;

		/* With the heading above it, if there is one. */
		if (line > 0 && rows > 1 &&
		    is_heading(w, number_at(w, v->mark - 1)))
			scroll_to(v, line - 1, per, (size_t)rows);
		scroll_to(v, line, per, (size_t)rows);
	}
	for (size_t at = 0; at < count; at++) {
		size_t line = at % per;
		const struct place_on_canvas p = {
			.row = row + (int)(line - v->top),
			.col = col + (int)(at / per) * (wide + 2),
			.cols = wide,
		};

		if (line < v->top) {
			at += v->top - line - 1;
			continue;
		}
		if (line >= v->top + (size_t)rows) {
			at += per - line - 1;
			continue;
		}
		if (number_at(w, at) == NONE)
			break;
		draw_row(w, cv, at, &p, focus);
		if (at == v->mark && focus && (v->is_on_rows || !v->is_finding))
			canvas_cursor(cv, p.row, p.col);
	}
	if (row + rows == cv->rows - FOOT_ROWS)
		w_list_draw_more(w, cv, row + rows, col, cols);
}

void
w_list_draw_more(
    const struct w_list *w, struct canvas *cv, int row, int col, int cols)
{
	const struct w_list_view *v = w->view;
	bool above = v->top > 0;
	bool below = v->top + (size_t)v->rows < per_column(w);

	if (above || below)
		canvas_text(cv, row, col, cols,
		    !below   ? "(more above)"
		    : !above ? "(more below)"
			     : "(more above and below)",
		    ATTR_DIM);
}
