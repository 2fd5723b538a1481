/* app_frame.c - what stands around every screen (screens.md): where and who,
 * the rule, the message, the keys and the words on the outbox. */
#include <string.h>

#include "app_in.h"
#include "text.h"

#define WORDS_MAX 1000
#define GAP 2
#define WIDE_COLS 78 /* below: shorter words on the key bar */
#define DEMO_COLS 6

static int
cols_of(const char *s)
{
	return (int)text_width(s, strlen(s));
}

/* Title without its first part if the trail ends with that already: a record
 * may say "(name) > Concern" above a file that says "Children > (name)". */
static const char *
without_repeat(const char *trail, const char *title)
{
	const char *last = trail, *at;
	size_t n;

	while ((at = strstr(last, " > ")) != NULL)
		last = at + 3;
	n = strlen(last);
	if (strncmp(title, last, n) != 0)
		return title;
	if (title[n] == '\0')
		return title + n;
	return strncmp(title + n, " > ", 3) == 0 ? title + n + 3 : title;
}

/* "haven > A > B" from level from on; with is_cut "haven > ... > B". */
static void
write_trail(const struct app *a, size_t from, bool is_cut, struct buf *out)
{
	struct buf title = BUF_INIT(WORDS_MAX);

	buf_adds(out, "haven");
	if (is_cut)
		buf_adds(out, a->canvas.ascii ? " > ..." : " > \u2026");
	for (size_t i = from; i < a->count; i++) {
		const struct level *lv = &a->levels[i];
		const char *words;

		buf_clear(&title);
		if (lv->def->title)
			lv->def->title(a, lv->st, &title);
		words = without_repeat(buf_str(out), buf_str(&title));
		if (words[0])
			buf_addf(out, " > %s", words);
	}
	buf_done(&title);
}

/* The nearest screens are the last to go. */
static void
draw_trail(struct app *a, int max)
{
	size_t first = app_first_shown(a);
	struct buf trail = BUF_INIT(16 * WORDS_MAX);

	for (size_t from = first; from <= a->count; from++) {
		if (from == a->count && from > first)
			from--; /* the last one is never left out */
		buf_clear(&trail);
		write_trail(a, from, from > first, &trail);
		if (cols_of(buf_str(&trail)) <= max || from + 1 >= a->count)
			break;
	}
	canvas_text_cut(&a->canvas, 0, 1, max, buf_str(&trail), ATTR_BOLD);
	buf_done(&trail);
}

/* What the screen at the top needs at least, with "haven > ... >" before it. */
static int
least_trail(const struct app *a)
{
	size_t first = app_first_shown(a);
	size_t last = a->count > first ? a->count - 1 : first;
	struct buf trail = BUF_INIT(16 * WORDS_MAX);
	int cols;

	write_trail(a, last, last > first, &trail);
	cols = cols_of(buf_str(&trail));
	buf_done(&trail);
	return cols;
}

static void
write_right(const struct app *a, struct buf *out)
{
	const struct level *lv = a->count ? &a->levels[a->count - 1] : NULL;

	if (lv && lv->def->right)
		lv->def->right(a, lv->st, out);
	if (out->len == 0 && a->status.who)
		a->status.who(a->status_arg, out);
}

static void
draw_top(struct app *a)
{
	struct canvas *cv = &a->canvas;
	struct buf right = BUF_INIT(WORDS_MAX);
	int end = cv->cols - 1, width;
	bool is_demo;

	canvas_fill(cv, 0, 0, cv->cols, ATTR_PLAIN);
	canvas_fill(cv, 1, 0, cv->cols, ATTR_PLAIN);
	write_right(a, &right);
	is_demo = a->status.is_demo && a->status.is_demo(a->status_arg);
	width = cols_of(buf_str(&right)) + (is_demo ? DEMO_COLS + GAP : 0);
	/* Whose record it is comes before the role of who is signed in. */
	if (least_trail(a) + GAP + width > cv->cols - 2) {
		size_t name = strcspn(buf_str(&right), ",");

		buf_splice(&right, name, right.len - name, NULL, 0);
	}
	width = cols_of(buf_str(&right));
	if (width > cv->cols / 2)
		width = cv->cols / 2;
	if (width > 0) {
		end -= width;
		canvas_text_cut(cv, 0, end, width, buf_str(&right), ATTR_PLAIN);
		end -= GAP;
	}
	buf_done(&right);
	if (is_demo) {
		end -= DEMO_COLS;
		canvas_text(cv, 0, end, DEMO_COLS, " DEMO ",
		    ATTR_ALERT | ATTR_BOLD | ATTR_REVERSE);
		end -= GAP;
	}
	draw_trail(a, end - 1);
	canvas_hline(cv, 1, 1, cv->cols - 2);
}

/* A sentence is not cut if it can be helped: it takes rows above its own, but
 * never the one that the cursor is in. Without one, what a list drew there stays. */
static void
draw_message(struct app *a)
{
	struct canvas *cv = &a->canvas;
	const char *s = buf_str(&a->message);
	unsigned attr = a->is_problem ? ATTR_ALERT | ATTR_BOLD : ATTR_PLAIN;
	size_t len = strlen(s), cols = (size_t)cv->cols - 2, shown;
	int last = cv->rows - 2, rows = 0, room = last - cv->cursor_row;
	size_t at = 0;

	if (len == 0)
		return;
	while (at < len) {
		at = text_wrap(s, len, at, cols, &shown);
		rows++;
	}
	if (room > APP_MESSAGE_ROWS || room < 1)
		room = room < 1 ? 1 : APP_MESSAGE_ROWS;
	if (rows > room)
		rows = room;
	at = 0;
	for (int row = last - (rows > 0 ? rows - 1 : 0); row < last; row++) {
		size_t next = text_wrap(s, len, at, cols, &shown);

		canvas_fill(cv, row, 0, cv->cols, ATTR_PLAIN);
		canvas_textn(cv, row, 1, (int)cols, s + at, shown, attr);
		at = next;
	}
	canvas_fill(cv, last, 0, cv->cols, ATTR_PLAIN);
	canvas_text_cut(cv, last, 1, (int)cols, s + at, attr);
}

static const struct key_hint *
hints_of(const struct app *a)
{
	static const struct key_hint none[] = { { ACT_NONE, NULL } };
	const struct level *lv = a->count ? &a->levels[a->count - 1] : NULL;

	return lv && lv->def->hints ? lv->def->hints(a, lv->st) : none;
}

/* Append "F2 Save" in the screen's own words, if it fits in max columns. */
static bool
add_hint(struct buf *out, enum action act, const struct key_hint *hints,
    const char *bar, int max)
{
	const struct action_def *def = action_get(act);
	int used = cols_of(buf_str(out));

	for (; !bar && hints->action != ACT_NONE; hints++)
		if (hints->action == act)
			bar = hints->bar;
	if (!bar)
		bar = def->bar;
	used += cols_of(def->key) + 1 + cols_of(bar) + (used ? GAP : 0);
	if (used > max)
		return false;
	buf_addf(out, "%s%s %s", out->len ? "  " : "", def->key, bar);
	return true;
}

static const struct key_hint *
hint_of(const struct key_hint *hints, enum action act)
{
	while (hints->action != ACT_NONE && hints->action != act)
		hints++;
	return hints->action == act ? hints : NULL;
}

/* Line n. Danger now, Help and Back always, and in a small window what F2 does;
 * then the words on the outbox (they are promise 5); then as many hints as there is
 * room for, in their order. */
static void
draw_keys(struct app *a)
{
	static const enum action always[] = { ACT_DANGER, ACT_HELP, ACT_BACK };
	struct canvas *cv = &a->canvas;
	const struct key_hint *hints = hints_of(a), *send;
	struct buf bar = BUF_INIT(WORDS_MAX), words = BUF_INIT(WORDS_MAX);
	int row = cv->rows - 1, max = cv->cols - 2, width, room;
	bool is_narrow = cv->cols < WIDE_COLS;

	canvas_fill(cv, row, 0, cv->cols, ATTR_PLAIN);
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		add_hint(&bar, always[i], hints,
		    is_narrow && always[i] == ACT_DANGER ? "Danger" : NULL,
		    max);
	send = is_narrow ? hint_of(hints, ACT_SEND) : NULL;
	if (send)
		add_hint(&bar, ACT_SEND, hints, send->bar, max);
	room = max - cols_of(buf_str(&bar)) - GAP;
	if (is_narrow && a->status.brief)
		a->status.brief(a->status_arg, &words);
	else if (a->status.words)
		a->status.words(a->status_arg, &words);
	width = cols_of(buf_str(&words));
	if (width > room)
		width = room;
	if (width > 0) {
		canvas_text_cut(cv, row, cv->cols - 1 - width, width,
		    buf_str(&words), ATTR_PLAIN);
		max -= width + GAP;
	}
	for (const struct key_hint *h = hints; h->action != ACT_NONE; h++)
		if (h->action != ACT_DANGER && h->action != ACT_HELP &&
		    h->action != ACT_BACK && h != send &&
		    !add_hint(&bar, h->action, hints, h->bar, max))
			break;
	canvas_text(cv, row, 1, max, buf_str(&bar), ATTR_DIM);
	buf_done(&bar);
	buf_done(&words);
}

void
app_draw_frame(struct app *a)
{
	draw_top(a);
	draw_message(a);
	draw_keys(a);
}
