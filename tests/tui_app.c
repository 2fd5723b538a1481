/* tui_app.c - proves app.h: the stack, results, the frame, keeping, locking,
 * leaving. The screens here write down what happens to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app.h"
#include "golden.h"
#include "w_help.h"
#include "w_question.h"
#include "when.h"

static struct buf story = BUF_INIT(100000);

static void
note(const char *what, const char *who)
{
	buf_addf(&story, "%s%s:%s", story.len ? " " : "", who, what);
}

/* What the story says since the last time. */
static void
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

static void
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

static void
page_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	(void)a;
	buf_addf(&story, "%s%s:%s=%d(%s)", story.len ? " " : "",
	    ((struct page *)st)->name, child->name, result,
	    child == &page && data ? (const char *)data : "");
}

static void
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

static void
page_keep(struct app *a, void *st)
{
	(void)a;
	note("keep", ((struct page *)st)->name);
}

static bool
page_unsaved(const struct app *a, const void *st, struct buf *out)
{
	const struct page *p = st;

	(void)a;
	if (!p->is_dirty)
		return false;
	buf_addf(out, "What you typed in %s is not saved.", p->name);
	return true;
}

static void
page_close(struct app *a, void *st)
{
	(void)a;
	note("close", ((struct page *)st)->name);
}

static void
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

static void
bare_draw(const struct app *a, const void *st, struct canvas *cv)
{
	(void)a;
	(void)st;
	canvas_text(cv, 3, 2, 20, "bare", ATTR_PLAIN);
}

static void
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

static void
lock(struct app *a, void *arg)
{
	note("lock", arg);
	app_push(a, &hidden, NULL);
}

static void
refresh(struct app *a, void *arg)
{
	(void)a;
	note("refresh", arg);
}

static void
say_who(void *arg, struct buf *out)
{
	(void)arg;
	buf_adds(out, "A. Worker, support worker");
}

static void
say_words(void *arg, struct buf *out)
{
	(void)arg;
	buf_adds(out, "2 here \u00b7 sent 14:02");
}

static bool
say_demo(void *arg)
{
	return *(const bool *)arg;
}

static bool is_demo;

static struct app *
new_app(int rows, int cols)
{
	static const struct app_status status = {
		.who = say_who,
		.words = say_words,
		.is_demo = say_demo,
	};
	struct app *a = app_new(NULL, rows, cols);

	is_demo = false;
	buf_clear(&story);
	app_set_status(a, &status, &is_demo);
	app_push(a, &page, "home");
	assert_story("home:open");
	return a;
}

static void
end_app(struct app *a)
{
	app_free(a);
	buf_clear(&story);
}

static void
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

static bool
shows(const struct app *a, const char *words)
{
	struct buf out = BUF_INIT(100000);
	bool does;

	canvas_print(app_canvas(a), &out);
	does = strstr(buf_str(&out), words) != NULL;
	buf_done(&out);
	return does;
}

static void
test_stack(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "abc<Enter>");
	assert_story("abc:open");
	app_keys(a, "xyz<F2>");
	assert_story("home:page=7(xyz) abc:close");
	assert_string_equal(app_message(a), "Saved here, not sent yet.");
	assert_ptr_equal(app_top(a), &page);
	app_keys(a, "<F2>"); /* the last one: nobody to tell */
	assert_story("home:close");
	assert_null(app_top(a));
	app_keys(a, "x<Esc><F1>");
	app_pop(a, 0, NULL);
	assert_story("");
	end_app(a);
}

static void
test_open_that_fails(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	assert_int_equal(app_push(a, &page, "broken"), ERR_NOT_FOUND);
	assert_string_equal(app_message(a), "That is not there.");
	assert_story("");
	app_keys(a, "broken<F6>"); /* replaced by one that fails: stays */
	assert_story("");
	assert_true(shows(a, "broken"));
	assert_true(app_is_open(a, &page));
	assert_int_equal(app_push(a, &page, "nested"), ERR_OK);
	assert_story("nested:open inner:open");
	app_keys(a, "<Esc>");
	assert_story("nested:page=0() inner:close");
	end_app(a);
}

static void
test_replace_and_pop_to(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_push(a, &page, "one");
	app_keys(a, "two<F6>");
	assert_story("one:open two:open one:close");
	app_keys(a, "x<F2>");
	assert_story("home:page=7(x) two:close");
	app_push(a, &danger, NULL);
	app_push(a, &hidden, NULL);
	app_pop_to(a, &page);
	assert_ptr_equal(app_top(a), &page);
	app_pop_to(a, &danger); /* not open: nothing happens */
	assert_ptr_equal(app_top(a), &page);
	end_app(a);
}

static void
test_free_closes_all(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_push(a, &page, "one");
	assert_story("one:open");
	app_free(a);
	assert_story("one:close home:close");
	app_free(NULL);
}

static void
test_changed(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_push(a, &page, "one");
	app_turn(a);
	assert_story("one:open");
	app_changed(a, TOPIC_LINK);
	app_turn(a);
	assert_story("home:link one:link");
	app_turn(a);
	assert_story("");
	end_app(a);
}

static void
test_keys_for_all(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "<F9>"); /* none set: nothing happens */
	assert_ptr_equal(app_top(a), &page);
	app_set_danger(a, &danger);
	app_set_refresh(a, refresh, (void *)(uintptr_t) "app");
	app_keys(a, "<F9>");
	assert_ptr_equal(app_top(a), &danger);
	app_keys(a, "<Ctrl-E><Esc>"); /* not twice */
	assert_ptr_equal(app_top(a), &page);
	assert_story("home:danger=0()");
	app_keys(a, "<F5>");
	assert_story("app:refresh");
	app_keys(a, "<Esc>");
	assert_non_null(strstr(app_message(a), "F10 leaves"));
	app_keys(a, "<paste:three words>");
	assert_story("home:paste");
	end_app(a);
}

static void
test_help(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "<F1>");
	assert_ptr_equal(app_top(a), &w_help);
	assert_true(shows(a, "Write what happened."));
	assert_true(shows(a, "Hand in"));
	app_keys(a, "<F1><Esc>");
	assert_ptr_equal(app_top(a), &page);
	app_keys(a, "?"); /* it is text for this screen */
	assert_ptr_equal(app_top(a), &page);
	app_push(a, &danger, NULL);
	app_keys(a, "?"); /* and not for this one */
	assert_ptr_equal(app_top(a), &w_help);
	end_app(a);
}

static void
test_message(void **state)
{
	static const struct {
		const char *why, *keys;
		bool stays;
	} rows[] = {
		{ "nothing", "", true },
		{ "a move", "<Down>", true },
		{ "a key for nobody", "<F8>", true },
		{ "typing", "x", false },
		{ "opening", "<Enter>", false },
	};
	struct errinfo e;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct app *a = new_app(24, 80);

		if (i == 2)
			app_push(a, &danger, NULL);
		app_say(a, "Saved, %d of %d.", 1, 2);
		app_keys(a, rows[i].keys);
		if (shows(a, "Saved, 1 of 2.") != rows[i].stays)
			fail_msg("%s", rows[i].why);
		err_set(&e, ERR_IO, "The disk refuses.");
		app_say_problem(a, &e);
		app_turn(a);
		assert_row(a, 22, " The disk refuses.");
		end_app(a);
	}
}

static void
test_long_message_is_not_cut(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_say(a,
	    "The office refused this first account, because the file was "
	    "closed on Monday. It is safe here. Ask a designated senior member "
	    "to open the file again, then press F5.");
	app_turn(a);
	assert_true(shows(a, "F5."));
	app_resize(a, 18, 60);
	app_turn(a);
	assert_true(shows(a, "F5."));
	end_app(a);
}

static void
test_keep(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_idle(a, 1000);
	assert_int_equal(app_idle(a, 5000), -1);
	assert_story("");
	app_keys(a, "a");
	assert_in_range(app_idle(a, 5100), 1, 2000);
	app_keys(a, "b"); /* typing on does not put it off */
	assert_in_range(app_idle(a, 6400), 1, 200);
	app_keys(a, "c");
	assert_story("");
	assert_int_equal(app_idle(a, 7000), -1);
	assert_story("home:keep");
	assert_int_equal(app_idle(a, 60000), -1);
	assert_story("");
	app_keep_all(a);
	assert_story("home:keep");
	end_app(a);
}

static void
test_lock(void **state)
{
	struct app *a = new_app(24, 80);
	void *app = (void *)(uintptr_t) "app";

	(void)state;
	app_keys(a, "<Ctrl-L>"); /* none set */
	assert_story("");
	app_set_lock(a, 300000, lock, app);
	assert_int_equal(app_idle(a, 1000), 300000);
	app_keys(a, "secret<Enter>");
	assert_story("secret:open");
	app_idle(a, 300999);
	assert_story("home:keep");
	assert_ptr_equal(app_top(a), &page);
	app_idle(a, 301000);
	assert_story("home:keep secret:keep app:lock");
	assert_ptr_equal(app_top(a), &hidden);
	app_turn(a);
	assert_false(shows(a, "secret"));
	assert_true(shows(a, "haven > Locked"));
	assert_int_equal(app_idle(a, 900000), -1);
	app_keys(a, "<Ctrl-L>"); /* not twice */
	assert_story("");
	app_pop(a, 1, NULL);
	assert_story("secret:hidden=1()");
	app_turn(a);
	assert_true(shows(a, "secret"));
	end_app(a);
}

static void
test_lock_counts_from_the_last_key(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_set_lock(a, 300000, lock, (void *)(uintptr_t) "app");
	app_idle(a, 1000);
	app_idle(a, 200000);
	app_keys(a, "<Down>");
	assert_int_equal(app_idle(a, 499999), 1);
	assert_ptr_equal(app_top(a), &page);
	app_idle(a, 500000);
	assert_ptr_equal(app_top(a), &hidden);
	end_app(a);
}

static int tick_answer, ticks;

static int
tick(struct app *a, void *arg)
{
	(void)a;
	(void)arg;
	ticks++;
	return tick_answer;
}

static void
test_tick(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	ticks = 0;
	tick_answer = 0; /* at once: once a second is the most */
	app_set_tick(a, tick, NULL);
	assert_int_equal(app_idle(a, 1000), 1000);
	assert_int_equal(ticks, 1);
	for (int ms = 1001; ms < 11000; ms += 10)
		assert_in_range(app_idle(a, ms), 1, 1000);
	assert_in_range(ticks, 10, 11);
	tick_answer = -1; /* not before something happens */
	app_idle(a, 12000);
	ticks = 0;
	assert_int_equal(app_idle(a, 90000), -1);
	assert_int_equal(ticks, 0);
	app_keys(a, "<Down>");
	app_idle(a, 90010);
	assert_int_equal(ticks, 1);
	end_app(a);
}

static void
test_leaving(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "<F10>"); /* nothing would be lost: no question */
	assert_true(app_is_ended(a));
	assert_story("home:keep");
	end_app(a);

	a = new_app(24, 80);
	app_keys(a, "x<F10>");
	assert_false(app_is_ended(a));
	assert_ptr_equal(app_top(a), &w_question);
	assert_true(shows(a, "What you typed in home is not saved."));
	app_keys(a, "<F10>");   /* not asked twice */
	app_keys(a, "<Enter>"); /* the default is no */
	assert_false(app_is_ended(a));
	assert_ptr_equal(app_top(a), &page);
	assert_story(""); /* it is not the screen's question */
	app_keys(a, "<F10><Down><Enter>");
	assert_true(app_is_ended(a));
	end_app(a);

	a = new_app(24, 80);
	app_keys(a, "x<F10><Esc>");
	assert_false(app_is_ended(a));
	app_set_lock(a, 0, lock, (void *)(uintptr_t) "app");
	app_keys(a, "<Ctrl-L>");
	assert_ptr_equal(app_top(a), &hidden);
	app_keys(a, "<F10>"); /* locked: it is kept, and nothing is shown */
	assert_true(app_is_ended(a));
	end_app(a);
}

static void
test_back_asks(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_push(a, &page, "one");
	app_keys(a, "x<Esc>");
	assert_ptr_equal(app_top(a), &w_question);
	app_keys(a, "<Esc>");
	assert_story("one:open");
	app_keys(a, "<Esc>2");
	assert_story("home:page=0() one:close");
	app_push(a, &page, "two");
	app_keys(a, "<Esc>");
	assert_story("two:open home:page=0() two:close");
	end_app(a);
}

static void
test_too_small(void **state)
{
	static const struct {
		int rows, cols;
		bool small;
	} sizes[] = {
		{ 18, 60, false },
		{ 17, 60, true },
		{ 18, 59, true },
		{ 1, 1, true },
		{ 0, 0, true },
		{ 300, 500, false },
		{ 9999, 9999, false },
	};
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "typed");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		app_resize(a, sizes[i].rows, sizes[i].cols);
		app_turn(a);
		if (shows(a, "typed") == sizes[i].small)
			fail_msg("%d x %d", sizes[i].rows, sizes[i].cols);
		if (sizes[i].small && sizes[i].cols > 50)
			assert_row(a, 0, "Please make this window bigger.");
	}
	app_resize(a, 10, 50);
	app_keys(a, "unseen<F10><F2>"); /* nothing is done blindly */
	app_resize(a, 24, 80);
	app_turn(a);
	assert_false(app_is_ended(a));
	assert_true(shows(a, "typed"));
	assert_false(shows(a, "unseen"));
	assert_in_range(app_rows(a), 24, 24);
	assert_in_range(app_cols(a), 80, 80);
	end_app(a);
}

static void
test_hints_shrink(void **state)
{
	static const struct {
		int cols;
		const char *left;
	} rows[] = {
		{ 110, "F2 Hand in  Enter Open  F3 Find  F7 Add" },
		{ 80, "F2 Hand in  Enter Open" },
		{ 70, "F2 Hand in" },
		{ 60, "" },
	};
	static const char always[] = " F9 Danger now  F1 Help  Esc Back  ";
	static const char words[] = "2 here \u00b7 sent 14:02";
	struct app *a = new_app(24, 80);
	char want[200];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		app_resize(a, 24, rows[i].cols);
		app_turn(a);
		/* The dot has two bytes and one column. */
		(void)snprintf(want, sizeof(want), "%s%-*s%s", always,
		    rows[i].cols - 1 - (int)strlen(always) -
			(int)strlen(words) + 1,
		    rows[i].left, words);
		assert_row(a, 23, want);
	}
	end_app(a);
}

static void
test_trail(void **state)
{
	struct app *a = new_app(24, 60);

	(void)state;
	app_turn(a);
	assert_row(a, 0,
	    " haven                            A. Worker, "
	    "support worker");
	app_push(a, &page, "Children");
	app_push(a, &page, "A child");
	app_turn(a);
	assert_row(a, 0,
	    " haven > Children > A child       A. Worker, "
	    "support worker");
	app_push(a, &page, "New concern");
	app_turn(a);
	assert_row(a, 0,
	    " haven > \u2026 > New concern          A. Worker, "
	    "support worker");
	is_demo = true;
	app_turn(a);
	assert_row(a, 0,
	    " haven > \u2026 > New concern   DEMO   A. Worker, "
	    "support worker");
	end_app(a);
}

static void
test_goldens(void **state)
{
	static const struct {
		const char *name;
		int rows, cols;
		bool ascii;
	} rows[] = {
		{ "app_80x24", 24, 80, false },
		{ "app_60x18", 18, 60, false },
		{ "app_ascii", 24, 80, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct app *a = new_app(rows[i].rows, rows[i].cols);
		struct buf out = BUF_INIT(100000);

		is_demo = true;
		app_set_look(a, rows[i].ascii, false);
		app_push(a, &page, "Record a concern");
		app_push(a, &page, "What was seen");
		app_keys(a, "He said \u201cno\u201d.");
		app_say(a, "Write what happened, not what you think it means.");
		app_turn(a);
		canvas_print(app_canvas(a), &out);
		golden_check(rows[i].name, buf_str(&out));
		buf_done(&out);
		end_app(a);
	}
}

static void
test_clock(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	clock_fix_for_test(123456);
	assert_true(app_now(a) == 123456);
	clock_fix_for_test(-1);
	assert_null(app_model(a));
	end_app(a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stack),
		cmocka_unit_test(test_open_that_fails),
		cmocka_unit_test(test_replace_and_pop_to),
		cmocka_unit_test(test_free_closes_all),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_keys_for_all),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_long_message_is_not_cut),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_lock),
		cmocka_unit_test(test_lock_counts_from_the_last_key),
		cmocka_unit_test(test_tick),
		cmocka_unit_test(test_leaving),
		cmocka_unit_test(test_back_asks),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_hints_shrink),
		cmocka_unit_test(test_trail),
		cmocka_unit_test(test_goldens),
		cmocka_unit_test(test_clock),
	};
	int failed;

	if (!text_start())
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_done(&story);
	return failed;
}
