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

struct app;
struct model;

enum handled { NOT_MINE, HANDLED };

/* What changed in the model since the last turn (bits). */
enum topic {
	TOPIC_RECORDS = 1, /* of a file, cards, waiting, progress */
	TOPIC_OUTBOX = 2,
	TOPIC_LINK = 4,	 /* sync began, moved, ended; wording of the status line */
	TOPIC_ACCESS = 8,
	TOPIC_ANSWER = 16, /* an answer to something asked for (enrol, looks) */
};

struct key_hint {
	enum action action;
	const char *bar; /* NULL: the action's own words */
};

struct screen_def {
	const char *name; /* stable: tests and the log use it */
	size_t state_size; /* zeroed before open, wiped after close */
	bool hides_case;   /* sign in, lock: nothing of a record shows below it */
	/* arg is the caller's and valid during the call only. */
	enum err (*open)(struct app *, void *st, const void *arg,
	    struct errinfo *);
	/* The words after "haven > " on line 1. */
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
};

/* Push a screen. On an error nothing is pushed and the message line says why. */
enum err app_push(struct app *a, const struct screen_def *def, const void *arg);
/* Close the top screen and give its result to the one below. data may be NULL. */
void app_pop(struct app *a, int result, const void *data);
/* Close screens down to the named one (which stays). */
void app_pop_to(struct app *a, const struct screen_def *def);
void app_replace(struct app *a, const struct screen_def *def, const void *arg);

/* The message line: what just happened, or what is wrong. Stays until the next
 * key that changes something. */
void app_say(struct app *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void app_say_problem(struct app *a, const struct errinfo *e);

struct model *app_model(const struct app *a);
int64_t app_now(const struct app *a); /* ms; injected in tests */
int app_rows(const struct app *a);    /* of the whole terminal */
int app_cols(const struct app *a);
void app_lock(struct app *a);	      /* keeps all, hides, forgets keys */
void app_leave(struct app *a);	      /* asks first if something would be lost */
void app_drop_typeahead(struct app *a); /* after a summary of problems */

/* For tests: an app without a terminal, driven by keys. */
struct app *app_new(struct model *m, int rows, int cols);
void app_free(struct app *a);
void app_key(struct app *a, const struct key *k);	/* as typed */
void app_keys(struct app *a, const char *script);	/* "text", <F2>, <Tab> ... */
void app_turn(struct app *a);				/* changed(), draw */
const struct canvas *app_canvas(const struct app *a);
void app_resize(struct app *a, int rows, int cols);

/* The whole client: terminal, loop, until the person leaves. Exit status. */
int app_run(struct app *a);

#endif
