/* edit_in.h - shared by edit.c, edit_undo.c and edit_rows.c only. */
#ifndef HAVEN_EDIT_IN_H
#define HAVEN_EDIT_IN_H

#include "buf.h"
#include "edit.h"

/* Replace what is in was by what is in now, at at; undone the other way. */
struct edit_step {
	size_t at;
	struct buf was, now;
	size_t cursor_before, cursor_after;
};

/* What the step that is still open holds; ended by a move. */
enum edit_run { RUN_NONE, RUN_TYPE, RUN_ERASE };

struct edit_history {
	struct edit_step *steps;
	size_t count, cap;
	size_t
	    done; /* steps[0..done) are in the text, the rest can be redone */
	size_t bytes;
	enum edit_run run;
};

struct edit_rows_cache {
	unsigned version;
	size_t cols; /* 0: nothing is kept */
	struct edit_row *rows;
	size_t count, cap;
};

struct edit {
	char *text; /* NUL-terminated; room for cap bytes and the NUL */
	size_t len, cap, max;
	unsigned flags;
	bool is_locked; /* text is of sodium_malloc */
	size_t cursor;
	unsigned version;
	struct edit_history history;
	struct edit_rows_cache *cache; /* filled by const functions */
	size_t goal_col;
	bool has_goal;
};

/* Raw change of the text; it fits. Counts the version up. */
void edit_splice(
    struct edit *ed, size_t at, size_t n, const char *bytes, size_t len);

/* The boundary at at, or the last one before it. */
size_t edit_snap(const struct edit *ed, size_t at);

/* Remember that n bytes at at are about to become bytes. */
void edit_history_add(struct edit *ed, enum edit_run run, size_t at, size_t n,
    const char *bytes, size_t len);
/* The cursor now stands where that step leaves it. */
void edit_history_end(struct edit *ed);
void edit_history_clear(struct edit *ed);

#endif
