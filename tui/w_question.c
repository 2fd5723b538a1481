/* w_question.c - screen "question". */
#include "w_question.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "text.h"
#include "w_list.h"
#include "w_line.h"

#define WORD_MAX 64

struct state {
	char *title, *says, *about, *word;
	char *words[W_QUESTION_ANSWERS];
	int results[W_QUESTION_ANSWERS];
	size_t count;
	struct w_list list;
	struct w_line line;
	int tag;
};

static const struct w_answer yes_no[] = {
	{ "No", W_QUESTION_NO },
	{ "Yes", W_QUESTION_YES },
	{ NULL, 0 },
};

static size_t
row_count(const void *arg)
{
	return ((const struct state *)arg)->count;
}

static void
row_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	(void)right;
	buf_adds(left, ((const struct state *)arg)->words[i]);
}

static const struct w_list_rows rows = {
	.count = row_count,
	.text = row_text,
	.numbered = true,
	.no_find = true,
};

static enum err
question_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	const struct w_question_arg *in = arg;
	const struct w_answer *answer = in->answers ? in->answers : yes_no;
	struct state *s = st;

	(void)a;
	(void)e;
	s->title = mem_strdup(in->title ? in->title : "");
	s->says = mem_strdup(in->says ? in->says : "");
	s->about = mem_strdup(in->about ? in->about : "");
	s->word = mem_strdup(in->word);
	s->tag = in->tag;
	if (s->word) {
		w_line_init(&s->line, WORD_MAX, false);
		return ERR_OK;
	}
	for (; answer->words; answer++) {
		assert(s->count < W_QUESTION_ANSWERS);
		s->words[s->count] = mem_strdup(answer->words);
		s->results[s->count++] = answer->result;
	}
	w_list_init(&s->list, &rows, s);
	return ERR_OK;
}

static void
question_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	buf_adds(out, ((const struct state *)st)->title);
}

static void
finish(struct app *a, const struct state *s, int result)
{
	int tag = s->tag;

	app_pop(a, result, &tag);
}

static bool
is_the_word(const struct state *s)
{
	struct buf want = BUF_INIT(WORD_MAX * 8), got = BUF_INIT(WORD_MAX * 8);
	const char *typed = w_line_text(&s->line);
	bool same;

	text_fold(&want, s->word, strlen(s->word));
	text_fold(&got, typed, strlen(typed));
	same = strcmp(buf_str(&want), buf_str(&got)) == 0;
	buf_done(&want);
	buf_done(&got);
	return same;
}

static enum handled
word_key(struct app *a, struct state *s, const struct key *k)
{
	if (k->action != ACT_OPEN)
		return w_line_key(&s->line, a, k);
	if (is_the_word(s))
		finish(a, s, W_QUESTION_YES);
	else
		app_say(a,
		    "Nothing was done. Type the word %s to go on, or press "
		    "Esc.",
		    s->word);
	return HANDLED;
}

static enum handled
question_key(struct app *a, void *st, const struct key *k)
{
	struct state *s = st;

	if (k->action == ACT_BACK) {
		finish(a, s, W_QUESTION_NO);
		return HANDLED;
	}
	if (s->word)
		return word_key(a, s, k);
	switch (w_list_key(&s->list, k)) {
	case W_LIST_NOT_MINE: return NOT_MINE;
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: finish(a, s, s->results[w_list_at(&s->list)]);
	}
	return HANDLED;
}

/* The last row says that there is more. */
static int
draw_about(const struct state *s, struct canvas *cv, int row, int max)
{
	int cols = cv->cols - 2;

	if (max < 1 || *s->about == '\0')
		return row;
	if (canvas_wrap_rows(s->about, cols, max + 1) <= max)
		return row + canvas_wrap(cv, row, 1, cols, max, s->about, 0);
	canvas_wrap(cv, row, 1, cols, max - 1, s->about, 0);
	canvas_text(cv, row + max - 1, 1, cols, "(and more)", ATTR_DIM);
	return row + max;
}

#define ANSWERS_SEEN 3 /* at least; more of them scroll */
#define WORD_ROWS 3

/* What is asked has its room first. */
static void
question_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct state *s = st;
	int row = 3, cols = cv->cols - 2, end = cv->rows - 2, used, says;

	(void)a;
	used = s->word                   ? WORD_ROWS
	       : s->count < ANSWERS_SEEN ? (int)s->count
					 : ANSWERS_SEEN;
	says = canvas_wrap_rows(s->says, cols, end - row - 1 - used);
	if (*s->about)
		row =
		    draw_about(s, cv, row, end - row - 1 - says - 1 - used) + 1;
	row += canvas_wrap(cv, row, 1, cols, says, s->says, 0) + 1;
	if (!s->word) {
		w_list_draw(
		    &s->list, cv, row, 1, cv->rows - 2 - row, cols, true);
		return;
	}
	used = canvas_text(cv, row, 1, cols, "This cannot be undone. Type ", 0);
	used += canvas_text(cv, row, 1 + used, cols - used, s->word, ATTR_BOLD);
	canvas_text(cv, row, 1 + used, cols - used, " and press Enter:", 0);
	w_line_draw(&s->line, cv, row + 2, 1, 30, true);
}

static const struct key_hint *
question_hints(const struct app *a, const void *st)
{
	static const struct key_hint no[] = {
		{ ACT_BACK, "No" },
		{ ACT_OPEN, "Answer" },
		{ ACT_NONE, NULL },
	};
	static const struct key_hint back[] = {
		{ ACT_BACK, NULL },
		{ ACT_OPEN, "Answer" },
		{ ACT_NONE, NULL },
	};
	const struct state *s = st;

	(void)a;
	/* Of answers that all do something Esc is none, though one says "No". */
	for (size_t i = 0; i < s->count; i++)
		if (s->results[i] == W_QUESTION_NO)
			return no;
	return s->count > 0 ? back : no;
}

static void
question_close(struct app *a, void *st)
{
	struct state *s = st;

	(void)a;
	w_list_done(&s->list);
	w_line_done(&s->line);
	for (size_t i = 0; i < s->count; i++)
		mem_free_text(s->words[i]);
	mem_free_text(s->title);
	mem_free_text(s->says);
	mem_free_text(s->about);
	mem_free_text(s->word);
}

const struct screen_def w_question = {
	.name = "question",
	.state_size = sizeof(struct state),
	.open = question_open,
	.title = question_title,
	.key = question_key,
	.draw = question_draw,
	.hints = question_hints,
	.close = question_close,
};
