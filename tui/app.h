/* app.h - one loop, one stack of screens, never a nested loop (design.md).
 *
 * The loop polls the terminal, the helper for the network and the signal pipe,
 * handles all that waits, paints once, and waits again. A screen is one const
 * row; a dialog is a pushed screen whose result comes back by returned(). Only
 * the top screen gets keys. Across a turn of the loop hold ids, not pointers. */
#ifndef HAVEN_APP_H
#define HAVEN_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "action.h"
#include "canvas.h"
#include "err.h"
#include "id.h"

struct app;
struct model;

enum handled { NOT_MINE, HANDLED };

/* What changed in the model, or of the window, since the last turn (bits). */
enum topic {
	TOPIC_RECORDS = 1, /* of a file, cards, waiting, progress */
	TOPIC_OUTBOX = 2,
	TOPIC_LINK =
	    4, /* sync began, moved, ended; wording of the status line */
	TOPIC_ACCESS = 8,
	TOPIC_ANSWER = 16, /* an answer to something asked for (enrol, looks) */
	TOPIC_SIZE = 32, /* of the window: what is broken into lines is anew */
};

struct key_hint {
	enum action action;
	const char *bar; /* NULL: the action's own words */
};

struct screen_def {
	const char *name;  /* stable: tests and the log use it */
	size_t state_size; /* zeroed before open, wiped after close */
	bool hides_case; /* sign in, lock: nothing of a record shows below it */
	/* arg is the caller's and valid during the call only. */
	enum err (*open)(
	    struct app *, void *st, const void *arg, struct errinfo *);
	/* This screen's own words on line 1, which shows those of all open
	 * screens: "haven > Children > (name) > New concern". Screens below one
	 * that hides_case do not show. Adding nothing is fine; a first part
	 * that the line ends with already is not said twice. */
	void (*title)(const struct app *, const void *st, struct buf *out);
	enum handled (*key)(struct app *, void *st, const struct key *);
	enum handled (*changed)(struct app *, void *st, unsigned topics);
	/* A child closed with a result; data is the child's, for this call only. */
	void (*returned)(struct app *, void *st, const struct screen_def *child,
	    int result, const void *data);
	/* Rows 2..n-3 are the screen's; the frame draws the rest. Pure. */
	void (*draw)(const struct app *, const void *st, struct canvas *);
	/* Key hints for the last line, most needed last to go. Ends with
	 * ACT_NONE. May look at st. */
	const struct key_hint *(*hints)(const struct app *, const void *st);
	/* Keep what was typed now (SIGHUP, lock, lost terminal, two seconds). */
	void (*keep)(struct app *, void *st);
	/* A sentence on what would be lost if it closed now; false: nothing. */
	bool (*unsaved)(const struct app *, const void *st, struct buf *out);
	void (*close)(struct app *, void *st);

	/* What F1 says above the keys: this screen, this field. May be NULL. */
	void (*help)(const struct app *, const void *st, struct buf *out);
	/* Words at the right of line 1 instead of who is signed in, such as
	 * "draft kept 14:07". May be NULL; adding nothing keeps the name. */
	void (*right)(const struct app *, const void *st, struct buf *out);
	/* The child's file that it is about. False, or NULL: none. */
	bool (*about)(const void *st, struct id *file);
};

/* Only def, state_size 0 allowed, draw needed: every other callback may be NULL.
 * A key that a screen answers with NOT_MINE: Help opens help, Back closes the
 * screen (asking first, if unsaved), Refresh, More ... do nothing. Danger now,
 * Lock and Leave never reach a screen. */

/* Push a screen. On an error nothing is pushed and the message line says why. */
enum err app_push(struct app *a, const struct screen_def *def, const void *arg);
/* Close the top screen and give its result to the one below. data may be NULL. */
void app_pop(struct app *a, int result, const void *data);
/* Close screens down to the named one (which stays). */
void app_pop_to(struct app *a, const struct screen_def *def);
void app_replace(struct app *a, const struct screen_def *def, const void *arg);

/* The message line: what just happened, or what is wrong. Stays until the next
 * key that changes something. A long one takes up to APP_MESSAGE_ROWS rows, as
 * far as the cursor leaves room for them. */
#define APP_MESSAGE_ROWS 5
void app_say(struct app *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void app_say_problem(struct app *a, const struct errinfo *e);

struct model *app_model(const struct app *a);
int64_t app_now(const struct app *a); /* ms; injected in tests */
int app_rows(const struct app *a);    /* of the whole terminal */
int app_cols(const struct app *a);
void app_lock(struct app *a);  /* keeps all, hides, forgets keys */
void app_leave(struct app *a); /* asks first if something would be lost */
/* Unless a key comes first, Enter is pressed after ms: for a number that may go
 * on ("1" where there is a 12), so that it picks by itself. */
void app_enter_later(struct app *a, int ms);
void app_drop_typeahead(struct app *a); /* after a summary of problems */

/* ---- what is set once, at start ---- */

/* Words that the frame shows. Each appends to out, or not; NULL is fine. */
struct app_status {
	void (*who)(
	    void *arg, struct buf *out); /* "A. Worker, support worker" */
	void (*words)(void *arg, struct buf *out); /* "2 here · sent 14:02" */
	bool (*is_demo)(void *arg);                /* then line 1 says DEMO */
	/* "2 here", "all sent": instead in a small window. */
	void (*brief)(void *arg, struct buf *out);
};
void app_set_status(struct app *a, const struct app_status *status, void *arg);

/* What F9 pushes, from every screen. */
void app_set_danger(struct app *a, const struct screen_def *def);
/* Lock: called after every screen has kept what it has; pushes the lock screen
 * and puts the keys away. Comes after idle_ms without a key (0: never), or
 * Ctrl-L; never while a screen that hides_case is open. */
void app_set_lock(struct app *a, int idle_ms,
    void (*lock)(struct app *, void *arg), void *arg);
/* F5, when the screen does not take it. */
void app_set_refresh(
    struct app *a, void (*fn)(struct app *, void *arg), void *arg);
/* Called when the loop is idle, at most once a second: returns how many ms
 * until it wants to be called again, or -1: only after something happened. */
void app_set_tick(struct app *a, int (*fn)(struct app *, void *arg), void *arg);
/* Lines with - | +; no colour. Before app_run. */
void app_set_look(struct app *a, bool ascii, bool mono);

/* ---- the loop ---- */

/* fn when fd can be read, or has ended (revents as of poll): then fn must remove
 * it, or the loop does. One fn an fd; fn may add and remove. fd stays the
 * caller's. */
void app_add_fd(struct app *a, int fd,
    void (*fn)(struct app *, int fd, short revents, void *arg), void *arg);
/* Also ask whether fd can be written, until called with false. */
void app_want_write(struct app *a, int fd, bool want);
void app_remove_fd(struct app *a, int fd);
/* Topics of the model that changed; screens hear of it at the next turn, all of
 * them, the lowest first. */
void app_changed(struct app *a, unsigned topics);
/* Call keep() of all screens, now; but not of those behind a lock, which kept
 * what they had when it closed and now have no keys to seal with. */
void app_keep_all(struct app *a);
/* End the loop after this turn, without a question; all is kept first. */
void app_end(struct app *a, int exit_status);
bool app_is_ended(const struct app *a);
/* The screen on top; NULL: none. */
const struct screen_def *app_top(const struct app *a);
/* Open anywhere in the stack. */
bool app_is_open(const struct app *a, const struct screen_def *def);
/* The file that the highest screen is about which is about one; nothing behind one
 * that hides_case counts. */
bool app_about(const struct app *a, struct id *file);

/* For tests: an app without a terminal, driven by keys. */
struct app *app_new(struct model *m, int rows, int cols);
void app_free(struct app *a);
void app_key(struct app *a, const struct key *k); /* as typed */
/* Plain text is typed character by character; <F2>, <Tab>, <Ctrl-S> ... are keys
 * by the names of action.h; <paste:words> is a bracketed paste; <lt> is "<". Each
 * key is typed when the one before it was handled. An unknown name is a bug. */
void app_keys(struct app *a, const char *script);
/* What the message line says; "" for nothing. */
const char *app_message(const struct app *a);
/* Time passes without a key: tick, keep and lock as in the loop. now_ms counts
 * from any start and never goes back. Returns ms until the next thing to do. */
int app_idle(struct app *a, int64_t now_ms);
void app_turn(struct app *a); /* changed(), draw */
const struct canvas *app_canvas(const struct app *a);
void app_resize(struct app *a, int rows, int cols);

/* The whole client: terminal, loop, until the person leaves. Exit status: 0, or
 * 128 and the number of the signal that ended it (a lost terminal is SIGHUP), or
 * of sysexits.h if there is no terminal to run in (then app_message says it). */
int app_run(struct app *a);

#endif
