/* w_pager.c - long text to read. The place is an offset in the text, so it
 * stays when the window changes its size. */
#include "w_pager.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "text.h"
#include "w_line.h"

#define FIND_MAX 100
#define COLS_UNKNOWN 78
#define ROWS_UNKNOWN 18

struct row {
	size_t at, shown;
};

struct w_pager_state {
	char *text;
	size_t len;
	size_t top;   /* offset of the first row shown */
	size_t found; /* offset of the row found, or len */
	struct row *rows;
	size_t count, cap;
	int cols, height; /* as last drawn; cols 0: the rows must be made */
	struct w_line find;
	bool is_finding;
};

static void
add_row(struct w_pager_state *s, size_t at, size_t shown)
{
	if (s->count == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->rows = mem_grow(s->rows, s->cap, sizeof(*s->rows));
	}
	s->rows[s->count++] = (struct row){ .at = at, .shown = shown };
}

static void
make_rows(struct w_pager_state *s, int cols)
{
	size_t shown;

	if (s->cols == cols)
		return;
	s->cols = cols;
	s->count = 0;
	for (size_t at = 0; at < s->len;) {
		size_t next =
		    text_wrap(s->text, s->len, at, (size_t)cols, &shown);

		add_row(s, at, shown);
		at = next;
	}
	if (s->count == 0)
		add_row(s, 0, 0);
}

/* The row that offset at is in. */
static size_t
row_of(const struct w_pager_state *s, size_t at)
{
	size_t row = s->count - 1;

	while (row > 0 && s->rows[row].at > at)
		row--;
	return row;
}

static void
go_to_row(struct w_pager_state *s, size_t row)
{
	size_t height = (size_t)s->height;
	size_t last = s->count > height ? s->count - height : 0;

	s->top = s->rows[row < last ? row : last].at;
}

/* Does the row hold the folded words, alone or running on into the next? */
static bool
row_holds(const struct w_pager_state *s, size_t row, const char *words)
{
	struct buf one = BUF_INIT(1u << 16), two = BUF_INIT(1u << 16);
	const struct row *r = &s->rows[row];
	bool is_last = row + 1 >= s->count, does;
	size_t end = is_last ? r->at + r->shown : r[1].at + r[1].shown;

	text_fold(&one, s->text + r->at, r->shown);
	does = strstr(buf_str(&one), words) != NULL;
	if (!does && !is_last) {
		text_fold(&two, s->text + r[1].at, r[1].shown);
		buf_clear(&one);
		text_fold(&one, s->text + r->at, end - r->at);
		does = strstr(buf_str(&one), words) &&
		       !strstr(buf_str(&two), words);
	}
	buf_done(&one);
	buf_done(&two);
	return does;
}

/* From the row after (before) the one found last, once round. */
static void
search(struct w_pager_state *s, struct app *a, bool back, bool anew)
{
	const char *typed = w_line_text(&s->find);
	struct buf words = BUF_INIT(FIND_MAX * 8);
	size_t row, n = s->count;

	text_fold(&words, typed, strlen(typed));
	row = row_of(s, s->found < s->len ? s->found : s->top);
	for (size_t i = 0; words.len > 0 && i < n; i++) {
		if (!anew || i > 0)
			row = back ? (row + n - 1) % n : (row + 1) % n;
		if (!row_holds(s, row, buf_str(&words)))
			continue;
		s->found = s->rows[row].at;
		go_to_row(s, row > 2 ? row - 2 : 0);
		buf_done(&words);
		return;
	}
	s->found = s->len;
	if (a)
		app_say(a, words.len > 0 ? "These words are not in the text."
					 : "Type the words to look for.");
	buf_done(&words);
}

static enum handled
find_key(struct w_pager_state *s, struct app *a, const struct key *k)
{
	if (k->action == ACT_BACK) {
		s->is_finding = false;
		return HANDLED;
	}
	if (k->action == ACT_OPEN) {
		s->is_finding = false;
		s->found = s->len;
		search(s, a, false, true);
		return HANDLED;
	}
	return w_line_key(&s->find, a, k);
}

static void
scroll(struct w_pager_state *s, long by)
{
	size_t row = row_of(s, s->top);

	if (by < 0)
		go_to_row(s, (size_t)-by > row ? 0 : row - (size_t)-by);
	else
		go_to_row(s, row + (size_t)by);
}

void
w_pager_init(struct w_pager *w)
{
	w->s = mem_zalloc(1, sizeof(*w->s));
	w_line_init(&w->s->find, FIND_MAX, false);
	w->s->height = ROWS_UNKNOWN;
	w_pager_set(w, "", 0);
}

void
w_pager_done(struct w_pager *w)
{
	if (!w->s)
		return;
	w_line_done(&w->s->find);
	mem_free_wiped(w->s->text, w->s->len);
	free(w->s->rows);
	mem_free_wiped(w->s, sizeof(*w->s));
	w->s = NULL;
}

void
w_pager_set(struct w_pager *w, const char *text, size_t len)
{
	struct w_pager_state *s = w->s;
	int cols = s->cols > 0 ? s->cols : COLS_UNKNOWN;

	mem_free_wiped(s->text, s->len);
	s->text = mem_strndup(text, len);
	s->len = len;
	s->cols = 0;
	make_rows(s, cols);
	s->found = len;
	s->top = s->rows[row_of(s, s->top)].at;
}

enum handled
w_pager_key(struct w_pager *w, struct app *a, const struct key *k)
{
	struct w_pager_state *s = w->s;
	long page = s->height > 1 ? s->height - 1 : 1;

	if (s->is_finding)
		return find_key(s, a, k);
	if (strcmp(k->text, "n") == 0 || strcmp(k->text, "N") == 0) {
		search(s, a, k->text[0] == 'N', false);
		return HANDLED;
	}
	switch ((int)k->action) {
	case ACT_FIND: s->is_finding = true; break;
	case ACT_UP: scroll(s, -1); break;
	case ACT_DOWN: scroll(s, 1); break;
	case ACT_PAGE_UP: scroll(s, -page); break;
	case ACT_CHOOSE:
	case ACT_PAGE_DOWN: scroll(s, page); break;
	case ACT_HOME: go_to_row(s, 0); break;
	case ACT_END: go_to_row(s, s->count); break;
	case ACT_OPEN:
		if (w_line_is_empty(&s->find))
			return NOT_MINE;
		search(s, a, false, false);
		break;
	default: return NOT_MINE;
	}
	return HANDLED;
}

#define MORE_ROWS 4 /* below, there is no row to spare */

/* What does not fit says so in a row of its own. Returns the rows that are left. */
static int
draw_more(struct w_pager_state *s, struct canvas *cv, int row, int col,
    int rows, int cols)
{
	bool is_end;

	s->height = rows;
	if (rows < MORE_ROWS || s->count <= (size_t)rows) {
		go_to_row(s, row_of(s, s->top));
		return rows;
	}
	s->height = rows - 1;
	go_to_row(s, row_of(s, s->top));
	is_end = row_of(s, s->top) + (size_t)s->height >= s->count;
	canvas_text(cv, row + rows - 1, col, cols,
	    is_end ? "(the end)" : "(more below)", ATTR_DIM);
	return rows - 1;
}

void
w_pager_draw(const struct w_pager *w, struct canvas *cv, int row, int col,
    int rows, int cols, bool focus)
{
	struct w_pager_state *s = w->s;
	size_t first;

	if (s->is_finding && rows > 1) {
		int used = canvas_text(cv, row, col, cols, "Find: ", ATTR_BOLD);

		w_line_draw(&s->find, cv, row, col + used, cols - used, focus);
		row++;
		rows--;
	}
	if (rows < 1 || cols < 1)
		return;
	make_rows(s, cols);
	rows = draw_more(s, cv, row, col, rows, cols);
	first = row_of(s, s->top);
	if (focus && !s->is_finding)
		canvas_cursor(cv, row, col);
	for (int i = 0; i < rows && first + (size_t)i < s->count; i++) {
		const struct row *r = &s->rows[first + (size_t)i];
		bool is_found = s->found < s->len && r->at == s->found;

		canvas_textn(cv, row + i, col, cols, s->text + r->at, r->shown,
		    is_found ? ATTR_REVERSE : ATTR_PLAIN);
		if (is_found && focus && !s->is_finding)
			canvas_cursor(cv, row + i, col);
	}
}

/* ---- the screen ---- */

struct pager_screen {
	char *title;
	struct w_pager pager;
};

static enum err
pager_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	const struct w_pager_arg *in = arg;
	struct pager_screen *p = st;
	const char *text = in->text ? in->text : "";

	(void)a;
	(void)e;
	p->title = mem_strdup(in->title ? in->title : "");
	w_pager_init(&p->pager);
	w_pager_set(&p->pager, text, strlen(text));
	return ERR_OK;
}

static void
pager_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	buf_adds(out, ((const struct pager_screen *)st)->title);
}

static enum handled
pager_key(struct app *a, void *st, const struct key *k)
{
	return w_pager_key(&((struct pager_screen *)st)->pager, a, k);
}

static void
pager_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct pager_screen *p = st;

	(void)a;
	w_pager_draw(&p->pager, cv, 2, 1, cv->rows - 4, cv->cols - 2, true);
}

static const struct key_hint *
pager_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = {
		{ ACT_PAGE_DOWN, NULL },
		{ ACT_FIND, NULL },
		{ ACT_PAGE_UP, NULL },
		{ ACT_NONE, NULL },
	};

	(void)a;
	(void)st;
	return hints;
}

static void
pager_close(struct app *a, void *st)
{
	struct pager_screen *p = st;

	(void)a;
	w_pager_done(&p->pager);
	mem_free_text(p->title);
}

const struct screen_def w_pager_screen = {
	.name = "pager",
	.state_size = sizeof(struct pager_screen),
	.open = pager_open,
	.title = pager_title,
	.key = pager_key,
	.draw = pager_draw,
	.hints = pager_hints,
	.close = pager_close,
};
