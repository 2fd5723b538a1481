/* w_passages.c - the text of a record, word by word (A1). */
#include "w_passages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "request.h"
#include "text.h"

#define WORD_COLS \
	24 /* a longer word (a script without spaces) is cut in parts */
#define UNDO_MAX 50

struct value {
	char path[ERR_FIELD_MAX];
	char *text; /* as it is stored */
	bool is_shut;
};
/* A word, or a label, where it stands. */
struct word {
	size_t value; /* index; SIZE_MAX: a label */
	size_t from, until;
	char *show;
	int line, col, cols;
	bool begins_line;
};
struct range {
	size_t value, from, until;
	char why[40];
};
struct ranges {
	size_t count;
	struct range at[W_PASSAGES_MAX];
};
struct w_passages_state {
	struct value *value;
	size_t values;
	struct word *word;
	size_t words, words_cap;
	size_t at, from; /* words; from SIZE_MAX: nothing is marked */
	struct ranges now, *undo, *redo;
	size_t undos, redos;
	int top, rows;
	/* while it is read */
	const struct record *rec;
	record_name_of *name;
	void *arg;
};
#define NONE SIZE_MAX

/* ---- words out of values ---- */

static struct word *
add_word(struct w_passages_state *s, size_t value, size_t from, size_t until,
    const char *show, size_t len)
{
	struct word *w;

	if (s->words == s->words_cap) {
		s->words_cap = s->words_cap ? s->words_cap * 2 : 64;
		s->word = mem_grow(s->word, s->words_cap, sizeof *s->word);
	}
	w = &s->word[s->words++];
	*w = (struct word){ .value = value, .from = from, .until = until };
	w->show = mem_zalloc(len + 1, 1);
	memcpy(w->show, show, len);
	return w;
}

static void
add_label(struct w_passages_state *s, const char *label)
{
	add_word(s, NONE, 0, 0, label, strlen(label))->begins_line = true;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static void
add_words(struct w_passages_state *s, size_t value)
{
	const char *t = s->value[value].text;
	size_t len = strlen(t), at = 0;
	bool begins = true;

	while (at < len) {
		size_t end = at, room;

		if (is_space(t[at])) {
			begins = begins || t[at] == '\n';
			at++;
			continue;
		}
		while (end < len && !is_space(t[end]))
			end++;
		room = text_fit(t + at, end - at, WORD_COLS);
		if (room > 0 && room < end - at)
			end = at + room;
		add_word(s, value, at, end, t + at, end - at)->begins_line =
		    begins;
		begins = false;
		at = end;
	}
}

static bool
is_prose(const struct field *f)
{
	return f->type == FT_LINE || f->type == FT_TEXT;
}

static void
on_value(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	struct w_passages_state *s = arg;
	struct buf shown = BUF_INIT(KIND_BODY_MAX);
	struct value *v;

	if (f->flags & FF_MACHINE)
		return;
	add_label(s, f->label);
	if (!text)
		return;
	s->value = mem_grow(s->value, s->values + 1, sizeof *s->value);
	v = &s->value[s->values++];
	*v = (struct value){ .text = mem_strdup(text) };
	snprintf(v->path, sizeof v->path, "%s", path);
	v->is_shut = depth == 0 && record_hides(s->rec, f);
	if (v->is_shut)
		buf_adds(&shown, "(hidden: it never goes)");
	else if (!is_prose(f))
		record_show(f, text, s->name, s->arg, &shown);
	if (!v->is_shut && is_prose(f))
		add_words(s, s->values - 1);
	else
		add_word(s, s->values - 1, 0, strlen(text), buf_str(&shown),
		    shown.len)
		    ->begins_line = true;
	buf_done(&shown);
}

/* ---- passages ---- */

static void
read_decision(struct w_passages_state *s, const struct record *d)
{
	size_t n = record_count(d, "passages");

	for (size_t i = 0; i < n && s->now.count < W_PASSAGES_MAX; i++) {
		const struct record *p =
		    record_item((struct record *)(uintptr_t)d, "passages", i);
		struct range *r = &s->now.at[s->now.count];

		r->value = NONE;
		for (size_t k = 0; k < s->values; k++)
			if (strcmp(s->value[k].path, record_text(p, "path")) ==
			    0)
				r->value = k;
		r->from = strtoul(record_text(p, "from"), NULL, 10);
		r->until = strtoul(record_text(p, "until"), NULL, 10);
		snprintf(r->why, sizeof r->why, "%s", record_text(p, "why"));
		s->now.count += r->value != NONE;
	}
}

static const struct range *
range_of(const struct w_passages_state *s, const struct word *w)
{
	for (size_t i = 0; i < s->now.count; i++) {
		const struct range *r = &s->now.at[i];

		if (r->value == w->value && r->from < w->until &&
		    w->from < r->until)
			return r;
	}
	return NULL;
}

static void
push(struct ranges **list, size_t *n, const struct ranges *now)
{
	if (!*list)
		*list = mem_zalloc(UNDO_MAX, sizeof **list);
	if (*n == UNDO_MAX)
		memmove(*list, *list + 1, --*n * sizeof **list);
	(*list)[(*n)++] = *now;
}

static void
before_change(struct w_passages_state *s)
{
	push(&s->undo, &s->undos, &s->now);
	s->redos = 0;
}

static void
step_back(struct w_passages_state *s)
{
	if (s->undos == 0)
		return;
	push(&s->redo, &s->redos, &s->now);
	s->now = s->undo[--s->undos];
}

static void
step_on(struct w_passages_state *s)
{
	if (s->redos == 0)
		return;
	push(&s->undo, &s->undos, &s->now);
	s->now = s->redo[--s->redos];
}

static void
take_away(struct w_passages_state *s)
{
	const struct range *r =
	    s->words > 0 ? range_of(s, &s->word[s->at]) : NULL;
	size_t i;

	if (!r)
		return;
	i = (size_t)(r - s->now.at);
	before_change(s);
	memmove(&s->now.at[i], &s->now.at[i + 1],
	    (--s->now.count - i) * sizeof s->now.at[0]);
}

/* The words from the one to the other, in the value where it began. */
static bool
marked(const struct w_passages_state *s, struct range *out)
{
	const struct word *begun, *now;

	if (s->from == NONE || s->words == 0)
		return false;
	begun = &s->word[s->from];
	now = &s->word[s->at];
	*out = (struct range){ .value = begun->value };
	if (now->value != begun->value && s->at > s->from)
		out->until = strlen(s->value[begun->value].text);
	else
		out->until = now->value == begun->value && s->at > s->from
				 ? now->until
				 : begun->until;
	if (s->at > s->from)
		out->from = begun->from;
	else if (now->value == begun->value)
		out->from = now->from;
	return true;
}

void
w_passages_take(struct w_passages *w, const char *why)
{
	struct w_passages_state *s = w->s;
	struct range r;

	if (!marked(s, &r) || s->now.count == W_PASSAGES_MAX)
		return;
	before_change(s);
	snprintf(r.why, sizeof r.why, "%s", why);
	s->now.at[s->now.count++] = r;
	s->from = NONE;
}

void
w_passages_drop(struct w_passages *w)
{
	w->s->from = NONE;
}

bool
w_passages_is_marking(const struct w_passages *w)
{
	return w->s->from != NONE;
}

size_t
w_passages_count(const struct w_passages *w)
{
	return w->s->now.count;
}

bool
w_passages_has_changed(const struct w_passages *w)
{
	return w->s->undos > 0;
}

const char *
w_passages_why(const struct w_passages *w)
{
	const struct range *r =
	    w->s->words > 0 ? range_of(w->s, &w->s->word[w->s->at]) : NULL;

	return r ? r->why : NULL;
}

void
w_passages_write(const struct w_passages *w, struct record *decision)
{
	const struct w_passages_state *s = w->s;
	char number[24];

	for (size_t i = 0; i < s->now.count; i++) {
		const struct range *r = &s->now.at[i];
		struct record *p = record_add(decision, "passages");

		if (!p)
			return;
		record_set(p, "path", s->value[r->value].path);
		snprintf(number, sizeof number, "%zu", r->from);
		record_set(p, "from", number);
		snprintf(number, sizeof number, "%zu", r->until);
		record_set(p, "until", number);
		record_set(p, "why", r->why);
	}
}

/* ---- its life ---- */

void
w_passages_init(struct w_passages *w)
{
	w->s = mem_zalloc(1, sizeof *w->s);
	w->s->from = NONE;
}

static void
forget(struct w_passages_state *s)
{
	for (size_t i = 0; i < s->values; i++)
		mem_free_text(s->value[i].text);
	for (size_t i = 0; i < s->words; i++)
		mem_free_text(s->word[i].show);
	free(s->value);
	free(s->word);
	free(s->undo);
	free(s->redo);
	memset(s, 0, sizeof *s);
	s->from = NONE;
}

void
w_passages_done(struct w_passages *w)
{
	if (!w->s)
		return;
	forget(w->s);
	free(w->s);
	w->s = NULL;
}

static size_t
first_word(const struct w_passages_state *s)
{
	size_t i = 0;

	while (i + 1 < s->words && s->word[i].value == NONE)
		i++;
	return i;
}

void
w_passages_set(struct w_passages *w, const struct record *r,
    const struct record *decision, record_name_of *name, void *arg)
{
	struct w_passages_state *s = w->s;

	forget(s);
	s->rec = r;
	s->name = name;
	s->arg = arg;
	record_each(r, on_value, s);
	s->rec = NULL;
	if (decision)
		read_decision(s, decision);
	s->at = first_word(s);
}

/* ---- keys ---- */

static void
step(struct w_passages_state *s, int by)
{
	size_t i = s->at;

	do {
		if ((by < 0 && i == 0) || (by > 0 && i + 1 >= s->words))
			return;
		i += (size_t)by;
	} while (s->word[i].value == NONE);
	s->at = i;
}

/* To the word of another line that stands nearest. */
static void
step_lines(struct w_passages_state *s, int by)
{
	int line = s->word[s->at].line + by, col = s->word[s->at].col;
	size_t best = s->at;
	int least = 1 << 30;

	for (size_t i = 0; i < s->words; i++) {
		const struct word *w = &s->word[i];
		int away = abs(w->line - line) * 1000 + abs(w->col - col);

		if (w->value == NONE || away >= least ||
		    (by > 0 ? w->line <= s->word[s->at].line
			    : w->line >= s->word[s->at].line))
			continue;
		least = away;
		best = i;
	}
	s->at = best;
}

static enum w_passages_event
mark(struct w_passages_state *s)
{
	const struct word *w = &s->word[s->at];

	if (w->value == NONE || s->value[w->value].is_shut)
		return W_PASSAGES_HANDLED;
	if (s->from != NONE)
		return W_PASSAGES_CHOSEN;
	s->from = s->at;
	return W_PASSAGES_HANDLED;
}

enum w_passages_event
w_passages_key(struct w_passages *w, const struct key *k)
{
	struct w_passages_state *s = w->s;
	int page = s->rows > 2 ? s->rows - 1 : 10;

	if (s->words == 0)
		return W_PASSAGES_NOT_MINE;
	switch (k->action) {
	case ACT_LEFT: step(s, -1); break;
	case ACT_RIGHT: step(s, 1); break;
	case ACT_UP: step_lines(s, -1); break;
	case ACT_DOWN: step_lines(s, 1); break;
	case ACT_PAGE_UP: step_lines(s, -page); break;
	case ACT_PAGE_DOWN: step_lines(s, page); break;
	case ACT_HOME: s->at = first_word(s); break;
	case ACT_END:
		s->at = s->words - 1;
		if (s->word[s->at].value == NONE)
			step(s, -1);
		break;
	case ACT_CHOOSE: return mark(s);
	case ACT_REMOVE: take_away(s); break;
	case ACT_UNDO: step_back(s); break;
	case ACT_REDO: step_on(s); break;
	case ACT_BACK:
		if (s->from == NONE)
			return W_PASSAGES_NOT_MINE;
		s->from = NONE;
		break;
	default: return W_PASSAGES_NOT_MINE;
	}
	return W_PASSAGES_HANDLED;
}

/* ---- where each word stands, and drawing ---- */

static bool
begins(const struct w_passages_state *s, const struct word *w)
{
	const struct range *r = range_of(s, w);

	return w->value != NONE &&
	       ((r && r->from >= w->from) ||
		   (s->from != NONE && w == &s->word[s->from]));
}

static bool
ends(const struct w_passages_state *s, const struct word *w)
{
	const struct range *r = range_of(s, w);

	return w->value != NONE && r && r->until <= w->until;
}

/* A bracket has room of its own. */
static void
lay_out(struct w_passages_state *s, int cols)
{
	int line = -1, col = 0;

	for (size_t i = 0; i < s->words; i++) {
		struct word *w = &s->word[i];
		int in = w->value == NONE ? 0 : 2;
		int before =
		    s->from != NONE || s->now.count > 0 ? begins(s, w) : 0;
		int after = s->now.count > 0 ? ends(s, w) : 0;

		w->cols = (int)text_width(w->show, strlen(w->show));
		if (w->cols > cols - in - 2)
			w->cols = cols - in - 2;
		if (w->begins_line || line < 0 ||
		    col + before + w->cols + after > cols) {
			line++;
			col = in;
		}
		w->line = line;
		w->col = col + before;
		col = w->col + w->cols + after + 1;
	}
}

static bool
is_marked(const struct w_passages_state *s, const struct word *w)
{
	struct range r;

	return marked(s, &r) && r.value == w->value && r.from < w->until &&
	       w->from < r.until;
}

static void
draw_word(const struct w_passages_state *s, struct canvas *cv, size_t i,
    int row, int col)
{
	const struct word *w = &s->word[i];
	const struct range *r = w->value == NONE ? NULL : range_of(s, w);
	unsigned attr = w->value == NONE ? ATTR_BOLD : ATTR_PLAIN;

	if (r)
		attr |= ATTR_DIM;
	if (w->value != NONE && is_marked(s, w))
		attr |= ATTR_UNDERLINE;
	if (i == s->at)
		attr |= ATTR_REVERSE;
	canvas_text_cut(cv, row, col + w->col, w->cols, w->show, attr);
	if (r && r->from >= w->from)
		canvas_text(cv, row, col + w->col - 1, 1, "[", ATTR_BOLD);
	if (r && r->until <= w->until)
		canvas_text(cv, row, col + w->col + w->cols, 1, "]", ATTR_BOLD);
	if (i == s->from)
		canvas_text(cv, row, col + w->col - 1, 1, "(", ATTR_BOLD);
	if (i == s->at)
		canvas_cursor(cv, row, col + w->col);
}

bool
w_passages_draw(const struct w_passages *w, struct canvas *cv, int row, int col,
    int rows, int cols)
{
	struct w_passages_state *s = w->s;
	int line;

	lay_out(s, cols);
	s->rows = rows;
	line = s->words > 0 ? s->word[s->at].line : 0;
	if (line < s->top)
		s->top = line > 0 ? line - 1 : 0;
	if (line >= s->top + rows)
		s->top = line - rows + 1;
	for (size_t i = 0; i < s->words; i++) {
		int at = s->word[i].line - s->top;

		if (at >= 0 && at < rows)
			draw_word(s, cv, i, row + at, col);
	}
	return s->words == 0 || s->word[s->words - 1].line < s->top + rows;
}
