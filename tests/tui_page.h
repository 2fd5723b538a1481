/* tui_page.h - a screen for tests that writes down what happens to it, and an
 * app with it. Include it once, after cmocka. */
#ifndef HAVEN_TUI_PAGE_H
#define HAVEN_TUI_PAGE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "text.h"

static struct buf story = BUF_INIT(100000);

static inline void
note(const char *what, const char *who)
{
	buf_addf(&story, "%s%s:%s", story.len ? " " : "", who, what);
}

/* What the story says since the last time. */
static inline void
assert_story(const char *want)
{
	if (strcmp(buf_str(&story), want) != 0)
		fail_msg("got '%s', not '%s'", buf_str(&story), want);
	buf_clear(&story);
}

struct page {
	char name[20];
	char typed[200];
	bool is_dirty;
};

static const struct screen_def page, hidden, danger;

static enum err
page_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct page *p = st;

	(void)a;
	for (size_t i = 0; i < sizeof(*p); i++)
		assert_int_equal(((char *)st)[i], 0);
	if (strcmp(arg, "broken") == 0)
		return err_set(e, ERR_NOT_FOUND, "That is not there.");
	(void)snprintf(p->name, sizeof(p->name), "%s", (const char *)arg);
	note("open", p->name);
	if (strcmp(p->name, "nested") == 0)
		app_push(a, &page, "inner");
	return ERR_OK;
}

static inline void
page_title(const struct app *a, const void *st, struct buf *out)
{
	const struct page *p = st;

	(void)a;
	if (strcmp(p->name, "home") != 0)
		buf_adds(out, p->name);
}

static enum handled
page_key(struct app *a, void *st, const struct key *k)
{
	struct page *p = st;

	if (k->action == ACT_SEND) {
		app_say(a, "Saved here, not sent yet.");
		app_pop(a, 7, p->typed);
		/* The state must still be there. */
		(void)snprintf(p->typed, sizeof(p->typed), "gone");
		return HANDLED;
	}
	if (k->action == ACT_OPEN) {
		app_push(a, &page, p->typed[0] ? p->typed : "next");
		return HANDLED;
	}
	if (k->action == ACT_MORE) {
		app_replace(a, &page, p->typed);
		return HANDLED;
	}
	if (k->action == ACT_REMOVE) {
		app_pop_to(a, &page);
		return HANDLED;
	}
	if (k->paste) {
		note("paste", p->name);
		return HANDLED;
	}
	if (!k->text[0])
		return NOT_MINE;
	strncat(p->typed, k->text, sizeof(p->typed) - strlen(p->typed) - 1);
	p->is_dirty = true;
	return HANDLED;
}

static enum handled
page_changed(struct app *a, void *st, unsigned topics)
{
	(void)a;
	note(topics & TOPIC_LINK ? "link" : "other", ((struct page *)st)->name);
	return HANDLED;
}

static inline void
page_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	(void)a;
	buf_addf(&story, "%s%s:%s=%d(%s)", story.len ? " " : "",
	    ((struct page *)st)->name, child->name, result,
	    child == &page && data ? (const char *)data : "");
}

static inline void
page_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct page *p = st;

	(void)a;
	canvas_text(cv, 3, 2, 70, p->typed, ATTR_PLAIN);
	canvas_text(cv, cv->rows - 4, 2, 70, "(the last rows)", ATTR_PLAIN);
	canvas_cursor(cv, 3, 2 + (int)strlen(p->typed));
}

static const struct key_hint *
page_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = {
		{ ACT_SEND, "Hand in" },
		{ ACT_OPEN, NULL },
		{ ACT_FIND, NULL },
		{ ACT_ADD, NULL },
		{ ACT_NONE, NULL },
	};

	(void)a;
	(void)st;
	return hints;
}

static inline void
page_keep(struct app *a, void *st)
{
	(void)a;
	note("keep", ((struct page *)st)->name);
}

static inline bool
page_unsaved(const struct app *a, const void *st, struct buf *out)
{
	const struct page *p = st;

	(void)a;
	if (!p->is_dirty)
		return false;
	buf_addf(out, "What you typed in %s is not saved.", p->name);
	return true;
}

static inline void
page_close(struct app *a, void *st)
{
	(void)a;
	note("close", ((struct page *)st)->name);
}

static inline void
page_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Write what happened.");
}

static const struct screen_def page = {
	.name = "page",
	.state_size = sizeof(struct page),
	.open = page_open,
	.title = page_title,
	.key = page_key,
	.changed = page_changed,
	.returned = page_returned,
	.draw = page_draw,
	.hints = page_hints,
	.keep = page_keep,
	.unsaved = page_unsaved,
	.close = page_close,
	.help = page_help,
};

static inline void
bare_draw(const struct app *a, const void *st, struct canvas *cv)
{
	(void)a;
	(void)st;
	canvas_text(cv, 3, 2, 20, "bare", ATTR_PLAIN);
}

static inline void
bare_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Locked");
}

static const struct screen_def hidden = {
	.name = "hidden",
	.hides_case = true,
	.title = bare_title,
	.draw = bare_draw,
};
static const struct screen_def danger = { .name = "danger", .draw = bare_draw };

static inline void
lock(struct app *a, void *arg)
{
	note("lock", arg);
	app_push(a, &hidden, NULL);
}

static inline void
refresh(struct app *a, void *arg)
{
	(void)a;
	note("refresh", arg);
}

static inline void
say_who(void *arg, struct buf *out)
{
	(void)arg;
	buf_adds(out, "A. Worker, support worker");
}

static inline void
say_words(void *arg, struct buf *out)
{
	(void)arg;
	buf_adds(out, "2 here \u00b7 sent 14:02");
}

static inline bool
say_demo(void *arg)
{
	return *(const bool *)arg;
}

static inline void
say_brief(void *arg, struct buf *out)
{
	(void)arg;
	buf_adds(out, "2 here");
}

static bool is_demo;

static inline struct app *
new_app(int rows, int cols)
{
	static const struct app_status status = {
		.who = say_who,
		.words = say_words,
		.is_demo = say_demo,
		.brief = say_brief,
	};
	struct app *a = app_new(NULL, rows, cols);

	is_demo = false;
	buf_clear(&story);
	app_set_status(a, &status, &is_demo);
	app_push(a, &page, "home");
	assert_story("home:open");
	return a;
}

static inline void
end_app(struct app *a)
{
	app_free(a);
	buf_clear(&story);
}

static inline void
assert_row(const struct app *a, int row, const char *want)
{
	struct buf out = BUF_INIT(100000);
	const char *at;

	canvas_print(app_canvas(a), &out);
	at = buf_str(&out);
	while (row-- > 0)
		at = strchr(at, '\n') + 1;
	if (strncmp(at, want, strlen(want)) != 0 || at[strlen(want)] != '\n')
		fail_msg(
		    "got '%.*s', not '%s'", (int)strcspn(at, "\n"), at, want);
	buf_done(&out);
}

static inline bool
shows(const struct app *a, const char *words)
{
	struct buf out = BUF_INIT(100000);
	bool does;

	canvas_print(app_canvas(a), &out);
	does = strstr(buf_str(&out), words) != NULL;
	buf_done(&out);
	return does;
}

#endif
