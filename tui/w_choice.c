/* w_choice.c - screen "choice". */
#include "w_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "text.h"
#include "w_list.h"

#define TYPED_MAX 64
#define NONE_LABEL "Not answered"

struct option {
	char *code, *label;
	bool is_taken;
};

struct state {
	char *title, *asks;
	struct option *options;
	size_t count;
	bool set;
	int tag;
	struct w_list list;
	char typed[TYPED_MAX]; /* to find a label by */
};

static size_t
row_count(const void *arg)
{
	return ((const struct state *)arg)->count;
}

static void
row_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct state *s = arg;
	const struct option *o = &s->options[i];

	if (s->set)
		buf_adds(left, o->is_taken ? "[x] " : "[ ] ");
	else if (o->is_taken)
		buf_adds(right, "(now)");
	buf_adds(left, o->label);
}

static const struct w_list_rows rows = {
	.count = row_count,
	.text = row_text,
	.numbered = true,
	.no_find = true,
	.empty = "There is nothing to choose from.",
};

/* One of codes, which have spaces between, is code. */
static bool
holds(const char *codes, const char *code)
{
	size_t len = strlen(code);

	while (codes && *codes) {
		size_t n = strcspn(codes, " ");

		if (n == len && memcmp(codes, code, n) == 0)
			return true;
		codes += n + (codes[n] == ' ');
	}
	return false;
}

static void
add_option(struct state *s, const char *code, const char *label, bool is_taken)
{
	s->options = mem_grow(s->options, s->count + 1, sizeof(*s->options));
	s->options[s->count++] = (struct option){
		.code = mem_strdup(code),
		.label = mem_strdup(label),
		.is_taken = is_taken,
	};
}

static enum err
choice_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	const struct w_choice_arg *in = arg;
	struct state *s = st;
	const char *now = in->now ? in->now : "";

	(void)a;
	(void)e;
	s->title = mem_strdup(in->title ? in->title : "");
	s->asks = mem_strdup(in->asks ? in->asks : "");
	s->set = in->set;
	s->tag = in->tag;
	if (in->may_none && !in->set)
		add_option(s, "", NONE_LABEL, now[0] == '\0');
	for (const struct choice *c = in->choices; c->code; c++)
		add_option(s, c->code, c->label, holds(now, c->code));
	w_list_init(&s->list, &rows, s);
	for (size_t i = s->count; i-- > 0;)
		if (s->options[i].is_taken)
			w_list_mark(&s->list, i);
	return ERR_OK;
}

static void
choice_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	buf_adds(out, ((const struct state *)st)->title);
}

static void
finish(struct app *a, const struct state *s, enum w_choice_end end)
{
	struct buf codes = BUF_INIT(W_CHOICE_CODES - 1);
	struct w_choice_result result = { .tag = s->tag };
	size_t at = w_list_at(&s->list);

	for (size_t i = 0; end == W_CHOICE_TAKEN && i < s->count; i++)
		if (s->set ? s->options[i].is_taken : i == at)
			buf_addf(&codes, "%s%s", codes.len ? " " : "",
			    s->options[i].code);
	result.codes = buf_str(&codes);
	app_pop(a, end, &result);
	buf_done(&codes);
}

static void
toggle(struct state *s)
{
	size_t at = w_list_at(&s->list);

	if (at < s->count)
		s->options[at].is_taken = !s->options[at].is_taken;
}

/* A word of label begins with typed; both are compared folded. */
static bool
begins_so(const char *label, const char *typed)
{
	struct buf l = BUF_INIT(4096), t = BUF_INIT(4096);
	const char *at;
	bool does = false;

	text_fold(&l, label, strlen(label));
	text_fold(&t, typed, strlen(typed));
	for (at = buf_str(&l); t.len > 0 && !does && at;) {
		does = strncmp(at, buf_str(&t), t.len) == 0;
		at = strchr(at, ' ');
		at = at ? at + 1 : NULL;
	}
	buf_done(&l);
	buf_done(&t);
	return does;
}

static bool
jump(struct state *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (begins_so(s->options[i].label, s->typed)) {
			w_list_mark(&s->list, i);
			return true;
		}
	return false;
}

/* A letter that leads nowhere begins anew. */
static void
type(struct state *s, const char *text)
{
	size_t len = strlen(s->typed), n = strlen(text);

	if (len + n >= sizeof(s->typed))
		return;
	memcpy(s->typed + len, text, n + 1);
	if (jump(s) || len == 0)
		return;
	memcpy(s->typed, text, n + 1);
	jump(s);
}

static enum handled
choice_key(struct app *a, void *st, const struct key *k)
{
	struct state *s = st;
	bool is_digit = k->text[0] >= '0' && k->text[0] <= '9';
	enum w_list_event got;

	if (k->action == ACT_BACK) {
		finish(a, s, W_CHOICE_LEFT);
		return HANDLED;
	}
	if (k->text[0] && k->action == ACT_NONE && !is_digit) {
		type(s, k->text);
		return HANDLED;
	}
	s->typed[0] = '\0';
	if (k->action == ACT_SEND && s->set) {
		finish(a, s, W_CHOICE_TAKEN);
		return HANDLED;
	}
	got = w_list_key(&s->list, k);
	if (k->action == ACT_CHOOSE && s->count > 0)
		got = W_LIST_PICKED;
	if (got != W_LIST_PICKED)
		return got == W_LIST_HANDLED ? HANDLED : NOT_MINE;
	if (s->set)
		toggle(s);
	else
		finish(a, s, W_CHOICE_TAKEN);
	return HANDLED;
}

static void
choice_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct state *s = st;
	int row = 3, cols = cv->cols - 2;

	(void)a;
	if (s->asks[0])
		row += canvas_wrap(cv, row, 1, cols, 6, s->asks, ATTR_BOLD) + 1;
	w_list_draw(&s->list, cv, row, 1, cv->rows - 3 - row, cols, true);
	if (s->typed[0]) {
		int used = canvas_text(cv, cv->rows - 3, 1, cols, "Typed: ", 0);

		canvas_text_cut(cv, cv->rows - 3, 1 + used, cols - used,
		    s->typed, ATTR_BOLD);
	}
}

static const struct key_hint *
choice_hints(const struct app *a, const void *st)
{
	static const struct key_hint one[] = {
		{ ACT_OPEN, "Take this" },
		{ ACT_NONE, NULL },
	};
	static const struct key_hint many[] = {
		{ ACT_SEND, "Take these" },
		{ ACT_CHOOSE, "Tick" },
		{ ACT_NONE, NULL },
	};

	(void)a;
	return ((const struct state *)st)->set ? many : one;
}

static void
choice_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	buf_adds(out,
	    "Type the first letters of a word to jump to it, or its number. ");
	buf_adds(out,
	    ((const struct state *)st)->set
		? "Space ticks a row or takes its tick away; F2 takes all that "
		  "are ticked. Esc leaves everything as it was."
		: "Enter takes the marked row. Esc leaves everything as it "
		  "was.");
}

static void
choice_close(struct app *a, void *st)
{
	struct state *s = st;

	(void)a;
	w_list_done(&s->list);
	for (size_t i = 0; i < s->count; i++) {
		mem_free_text(s->options[i].code);
		mem_free_text(s->options[i].label);
	}
	free(s->options);
	mem_free_text(s->title);
	mem_free_text(s->asks);
}

const struct screen_def w_choice = {
	.name = "choice",
	.state_size = sizeof(struct state),
	.open = choice_open,
	.title = choice_title,
	.key = choice_key,
	.draw = choice_draw,
	.hints = choice_hints,
	.help = choice_help,
	.close = choice_close,
};
