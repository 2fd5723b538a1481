/* check_answer.c - the answer of the guided check on one screen. Each line leads to
 * where it comes from: a question, the child's file, a request for advice. */
#include <stdio.h>
#include <string.h>

#include "check_in.h"

/* The rows of the list are the lines below those that stay in view. */
static const struct check_line *
line_at(const struct check *c, size_t i)
{
	return &c->answer.line[c->answer.heads + i];
}

static size_t
line_count(const void *arg)
{
	const struct check *c = arg;

	return c->answer.count - c->answer.heads;
}

static void
line_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct check_line *l = line_at(arg, i);

	buf_adds(left, l->text);
	if (l->right)
		buf_adds(right, l->right);
}

/* The mark stays on what it says, wherever that moves. */
static void
line_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	snprintf(out, W_LIST_ID, "%s", line_at(arg, i)->text);
}

static unsigned
line_attr(const void *arg, size_t i)
{
	return line_at(arg, i)->attr;
}

static bool
line_is_heading(const void *arg, size_t i)
{
	return line_at(arg, i)->is_heading;
}

static const struct w_list_rows rows = {
	.count = line_count,
	.text = line_text,
	.id = line_id,
	.attr = line_attr,
	.is_heading = line_is_heading,
	.no_find = true,
	.empty = "Nothing can be decided here now.",
};

static int
cols_of(const struct check *c)
{
	return app_cols(c->app) - 2;
}

/* The first thing that is still to do, or the first line. */
static void
mark_first(struct check *c)
{
	for (size_t i = 0; i < line_count(c); i++) {
		if (strncmp(line_at(c, i)->text, "Still to do", 11) != 0)
			continue;
		w_list_mark(&c->answer.list, i);
		return;
	}
}

/* Broken in other places it is another line, which leads to the same. */
static void
mark_same(struct check *c, const struct check_line *was)
{
	for (size_t i = 0; i < line_count(c); i++) {
		const struct check_line *l = line_at(c, i);

		if (was->act == CHECK_ACT_NONE || l->act != was->act ||
		    l->at.step != was->at.step ||
		    l->at.person != was->at.person)
			continue;
		w_list_mark(&c->answer.list, i);
		return;
	}
	mark_first(c);
}

void
check_answer_open(struct check *c)
{
	bool was_open = c->answer.is_open, is_resized;
	struct check_line was = { .act = CHECK_ACT_NONE };
	size_t at;

	is_resized = was_open && c->answer.cols != cols_of(c);
	at = is_resized ? w_list_at(&c->answer.list) : SIZE_MAX;
	if (at < line_count(c))
		was = *line_at(c, at);
	c->answer.cols = cols_of(c);
	check_lines_make(c);
	if (was_open) {
		w_list_refresh(&c->answer.list);
		if (is_resized)
			mark_same(c, &was);
		return;
	}
	c->answer.is_open = true;
	w_list_init(&c->answer.list, &rows, c);
	mark_first(c);
}

void
check_answer_close(struct check *c)
{
	if (!c->answer.is_open)
		return;
	w_list_done(&c->answer.list);
	check_lines_free(c);
	c->answer.is_open = false;
}

/* ---- keys ---- */

static void
take(struct check *c)
{
	size_t i = w_list_at(&c->answer.list);
	struct id file = c->file;
	struct share_at at;

	if (i >= line_count(c))
		return;
	at = line_at(c, i)->at;
	switch (line_at(c, i)->act) {
	case CHECK_ACT_NONE: return;
	case CHECK_ACT_GO:
		c->from_answer = true;
		check_go(c, at);
		return;
	case CHECK_ACT_FILE: app_push(c->app, &scr_file, &file); return;
	case CHECK_ACT_ADVICE: check_ask_advice(c); return;
	}
}

enum handled
check_answer_key(struct check *c, const struct key *k)
{
	if (c->facts) {
		switch ((int)k->action) {
		case ACT_SEND: check_decide(c, true); return HANDLED;
		case ACT_MORE: check_decide(c, false); return HANDLED;
		case ACT_ADD: check_ask_advice(c); return HANDLED;
		default: break;
		}
	}
	switch (w_list_key(&c->answer.list, k)) {
	case W_LIST_NOT_MINE: return NOT_MINE;
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: take(c); return HANDLED;
	}
	return NOT_MINE;
}

/* ---- drawing ---- */

#define FOOT_ROWS 2

/* The key bar has no room for all of it. */
static int
draw_foot(struct canvas *cv, int end)
{
	static const char words[] =
	    "Nothing is shared until you record it: F2 to share, F6 not to "
	    "share, F7 ask for advice.";
	int cols = cv->cols - 2;
	int used = canvas_wrap_rows(words, cols, FOOT_ROWS);

	canvas_wrap(cv, end - used, 1, cols, used, words, ATTR_DIM);
	return end - used;
}

void
check_answer_draw(const struct check *c, struct canvas *cv)
{
	int row = SCR_TOP, end = cv->rows - SCR_BOTTOM, cols = cv->cols - 2;

	if (c->facts)
		end = draw_foot(cv, end);
	for (size_t i = 0; i < c->answer.heads; i++, row++)
		canvas_text_cut(cv, row, 1, cols, c->answer.line[i].text,
		    c->answer.line[i].attr | ATTR_BOLD);
	row++;
	w_list_draw(&c->answer.list, cv, row, 1, end - row, cols, true);
	/* What is still to do is marked: why it is so may stand further up. */
	w_list_draw_more(&c->answer.list, cv, row - 1, 1, cols);
}

void
check_answer_help(struct buf *out)
{
	buf_adds(out,
	    "What may be done, because of which rule, who is told, and what is "
	    "still to do. Enter on a line goes to where it comes from: the "
	    "question, or the child's file.\n\n"
	    "F2 records the decision to share, F6 the decision not to share; "
	    "both ask for the reasons. F7 asks your line manager or the "
	    "Director of Services for advice. Nothing is shared, and nothing "
	    "is sent to the office, until you record it. Esc leaves it as a "
	    "draft.");
}

/* What the answer says stands first: it is the last to go. */
const struct key_hint *
check_answer_hints(const struct check *c)
{
	static const struct key_hint share[] = { { ACT_SEND, "Share" },
		{ ACT_MORE, "Do not share" }, { ACT_OPEN, "Go there" },
		{ ACT_ADD, "Ask for advice" }, { ACT_NONE, NULL } };
	static const struct key_hint advice[] = { { ACT_ADD, "Ask for advice" },
		{ ACT_MORE, "Do not share" }, { ACT_SEND, "Share" },
		{ ACT_OPEN, "Go there" }, { ACT_NONE, NULL } };
	static const struct key_hint keep[] = { { ACT_MORE, "Do not share" },
		{ ACT_SEND, "Share" }, { ACT_OPEN, "Go there" },
		{ ACT_ADD, "Ask for advice" }, { ACT_NONE, NULL } };
	static const struct key_hint none[] = { { ACT_NONE, NULL } };

	if (!c->facts)
		return none;
	if (outcome_is_share(c->says.outcome))
		return share;
	return decision_needs(&c->says, NEED_ADVICE) ? advice : keep;
}
