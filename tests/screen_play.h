/* screen_play.h - an app on the double of the model, set up as main.c does, and
 * what tests of screens ask of it. Include it after cmocka. */
#ifndef HAVEN_SCREEN_PLAY_H
#define HAVEN_SCREEN_PLAY_H

#include "fake_model.h"
#include "scr.h"

static struct app *play;
static int64_t play_at; /* of app_idle's clock */

static inline void
play_who(void *arg, struct buf *out)
{
	const struct me *me = model_me(arg);

	if (me)
		buf_addf(out, "%s, %s", me->name, role_title(me->role));
}

static inline void
play_words(void *arg, struct buf *out)
{
	if (model_is_open(arg))
		model_status_words(arg, clock_ms(), out);
}

static inline void
play_brief(void *arg, struct buf *out)
{
	if (model_is_open(arg))
		model_status_brief(arg, out);
}

static inline bool
play_is_demo(void *arg)
{
	return ((struct model *)arg)->is_demo;
}

static inline void
play_lock(struct app *a, void *arg)
{
	model_lock(arg);
	app_push(a, &scr_lock, fake.me.sign_in);
}

static inline void
play_refresh(struct app *a, void *arg)
{
	(void)a;
	model_sync_now(arg);
}

/* fake_start comes first: it sets the clock. */
static inline void
play_open(int rows, int cols, const struct screen_def *first, const void *arg)
{
	static const struct app_status status = { play_who, play_words,
		play_is_demo, play_brief };

	play = app_new(&fake, rows, cols);
	app_set_status(play, &status, &fake);
	app_set_danger(play, &scr_danger);
	app_set_lock(play, 300000, play_lock, &fake);
	app_set_refresh(play, play_refresh, &fake);
	play_at = 0;
	app_idle(play, play_at);
	if (first)
		assert_int_equal(app_push(play, first, arg), ERR_OK);
	app_turn(play);
}

static inline void
play_close(void)
{
	app_free(play);
	play = NULL;
}

static inline int
play_end(void **state)
{
	(void)state;
	if (play)
		play_close();
	fake_stop();
	return 0;
}

/* Time passes: what was typed is kept. */
static inline void
play_wait(int ms)
{
	play_at += ms;
	app_idle(play, play_at);
	app_turn(play);
}

static inline void
play_news(unsigned topics)
{
	app_changed(play, topics);
	app_turn(play);
}

/* The screen as text; the caller frees. */
static inline char *
play_text(void)
{
	struct buf b = BUF_INIT(1u << 20);
	char *text;

	app_turn(play);
	canvas_print(app_canvas(play), &b);
	text = buf_take(&b, NULL);
	return text;
}

static inline bool
play_has(const char *words)
{
	char *text = play_text();
	bool has = strstr(text, words) != NULL;

	free(text);
	return has;
}

static inline void
assert_shows(const char *words, const char *why)
{
	char *text = play_text();

	if (!strstr(text, words))
		fail_msg("%s: '%s' is not on\n%s", why, words, text);
	free(text);
}

static inline void
assert_hides(const char *words, const char *why)
{
	char *text = play_text();

	if (strstr(text, words))
		fail_msg("%s: '%s' is on\n%s", why, words, text);
	free(text);
}

static inline void
assert_on(const struct screen_def *def, const char *why)
{
	if (app_top(play) != def)
		fail_msg("%s: on screen '%s', not '%s'", why,
		    app_top(play) ? app_top(play)->name : "(none)", def->name);
}

static inline void
assert_says(const char *words, const char *why)
{
	if (!strstr(app_message(play), words))
		fail_msg(
		    "%s: says '%s', not '%s'", why, app_message(play), words);
}

/* The text of one row of the screen, trimmed at its end. */
static inline void
play_row(int row, char *out, size_t size)
{
	char *text = play_text();
	const char *at = text;

	while (row-- > 0)
		at = strchr(at, '\n') + 1;
	snprintf(out, size, "%.*s", (int)strcspn(at, "\n"), at);
	free(text);
}

/* The cursor stands on a row that holds words (screens.md: it follows the
 * focus). */
static inline void
assert_cursor_on(const char *words, const char *why)
{
	char row[2000], *text;

	play_row(app_canvas(play)->cursor_row, row, sizeof(row));
	if (strstr(row, words))
		return;
	text = play_text();
	fail_msg("%s: the cursor is on '%s', not on '%s':\n%s", why, row, words,
	    text);
}

/* No cell could drive a terminal, every cell is whole, the cursor is inside
 * (promise 8). */
static inline bool
play_is_bad(const char *s)
{
	static const struct {
		unsigned first, last;
	} bad[] = { { 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad },
		{ 0x61c, 0x61c }, { 0x180e, 0x180e }, { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff }, { 0xe0000, 0xe0fff } };

	while (*s) {
		unsigned char c = (unsigned char)*s;
		int more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
		unsigned u = more == 0   ? c
			     : more == 1 ? c & 0x1fu
			     : more == 2 ? c & 0x0fu
					 : c & 0x07u;

		for (s++; more > 0; more--, s++)
			u = u << 6 | ((unsigned char)*s & 0x3fu);
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			if (u >= bad[i].first && u <= bad[i].last)
				return true;
	}
	return false;
}

static inline void
assert_sound(const char *why)
{
	const struct canvas *cv = app_canvas(play);

	app_turn(play);
	for (int i = 0; i < cv->rows * cv->cols; i++) {
		const struct cell *c = &cv->cells[i];
		int col = i % cv->cols;

		if (play_is_bad(c->show))
			fail_msg("%s: row %d col %d can drive a terminal", why,
			    i / cv->cols, col);
		if (c->width_cols == 2 &&
		    (col + 1 == cv->cols || c[1].width_cols != 0))
			fail_msg(
			    "%s: half a cell in row %d", why, i / cv->cols);
		if (c->width_cols == 0 && (col == 0 || c[-1].width_cols != 2))
			fail_msg(
			    "%s: a lone half in row %d", why, i / cv->cols);
	}
	if (cv->cursor_row < 0 || cv->cursor_row >= cv->rows ||
	    cv->cursor_col < 0 || cv->cursor_col >= cv->cols)
		fail_msg("%s: the cursor is outside", why);
}

#endif
