/* app_in.h - the inside of the app; app*.c only. */
#ifndef HAVEN_APP_IN_H
#define HAVEN_APP_IN_H

#include "app.h"
#include "buf.h"

#define APP_ROWS_MIN 18
#define APP_COLS_MIN 60
#define APP_ROWS_MAX 300
#define APP_COLS_MAX 500
#define APP_KEEP_MS 1500 /* and writing takes its time: two seconds in all */
#define APP_TICK_MS 1000

/* What the answer of a question is for, if the app itself asked it. */
enum app_asks { ASKS_NOTHING, ASKS_LEAVE, ASKS_BACK };

struct level {
	const struct screen_def *def;
	void *st;
	bool has_changed; /* since its last keep() */
	enum app_asks asks;
};

struct app_fd {
	int fd;
	unsigned serial; /* another one for the same number added anew */
	unsigned ended;  /* wake-ups since it was at its end */
	bool want_write;
	void (*fn)(struct app *, int fd, short revents, void *arg);
	void *arg;
};

struct app {
	struct model *model;
	struct level *levels;
	size_t count, cap;
	/* Closed in this turn; their state is wiped when no callback can hold
	 * it any more. */
	struct level *buried;
	size_t buried_count, buried_cap;
	int depth; /* callbacks of screens under way */

	struct canvas canvas;
	struct buf message;
	bool is_problem, has_said;
	unsigned topics;

	struct app_status status;
	void *status_arg;
	const struct screen_def *danger;
	void (*lock)(struct app *, void *);
	void *lock_arg;
	int lock_ms;
	void (*refresh)(struct app *, void *);
	void *refresh_arg;
	int (*tick)(struct app *, void *);
	void *tick_arg;
	bool mono;

	struct app_fd *fds;
	size_t fd_count, fd_cap;
	unsigned fd_serial;

	/* Milliseconds of app_idle's clock. */
	bool has_time;
	int64_t now_ms, key_ms, change_ms, tick_ms, next_tick_ms;
	bool has_unkept, is_tick_wanted, has_next_tick;
	int enter_later_ms; /* after key_ms; 0: not */

	bool is_ended, is_dropping;
	int exit_status;
};

/* Around callbacks of screens; nests. Closed screens are wiped by the last. */
void app_enter(struct app *a);
void app_settle(struct app *a);
/* The lowest screen that is not behind one that hides_case; 0 without one. */
size_t app_first_shown(const struct app *a);
/* Draw the frame around what the screen drew. */
void app_draw_frame(struct app *a);
/* For changes without a key: an fd had news. */
void app_touch(struct app *a);

#endif
