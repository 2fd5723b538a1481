/* edit_undo.c - steps back and forth.
 *
 * A step holds the bytes that were and the bytes that came, so undoing is exact
 * whatever NFC did. While a run goes on (typing a word, erasing), changes that
 * touch the last step are taken into it. */
#include <stdint.h>
#include <string.h>

#include "edit_in.h"
#include "mem.h"

static size_t
bytes_of(const struct edit_step *st)
{
	return st->was.len + st->now.len;
}

static void
drop(struct edit_history *h, size_t from, size_t n)
{
	if (n == 0)
		return;
	for (size_t i = from; i < from + n; i++) {
		h->bytes -= bytes_of(&h->steps[i]);
		buf_done(&h->steps[i].was);
		buf_done(&h->steps[i].now);
	}
	memmove(&h->steps[from], &h->steps[from + n],
	    (h->count - from - n) * sizeof(*h->steps));
	h->count -= n;
	if (h->done > from)
		h->done = h->done >= from + n ? h->done - n : from;
}

/* Take a change into the last step, if it lies wholly in what that step put
 * there, or takes away what stands right beside it. */
static bool
merge(struct edit *ed, size_t at, size_t n, const char *bytes, size_t len)
{
	struct edit_step *st = &ed->history.steps[ed->history.done - 1];
	size_t end = st->at + st->now.len;

	if (at >= st->at && at + n <= end)
		return buf_splice(&st->now, at - st->at, n, bytes, len);
	if (len == 0 && st->now.len == 0 && at + n == st->at) {
		st->at = at;
		return buf_splice(&st->was, 0, 0, ed->text + at, n);
	}
	if (len == 0 && st->now.len == 0 && at == st->at)
		return buf_add(&st->was, ed->text + at, n);
	return false;
}

static void
shrink(struct edit_history *h)
{
	while (h->count > 1 &&
	       (h->count > EDIT_UNDO_MAX || h->bytes > EDIT_UNDO_BYTES))
		drop(h, 0, 1);
}

static struct edit_step *
new_step(struct edit_history *h)
{
	struct edit_step *st;

	if (h->count == h->cap) {
		h->cap = h->cap ? h->cap * 2 : 16;
		h->steps = mem_grow(h->steps, h->cap, sizeof(*h->steps));
	}
	st = &h->steps[h->count++];
	h->done = h->count;
	*st = (struct edit_step){ .was = BUF_INIT(SIZE_MAX),
		.now = BUF_INIT(SIZE_MAX) };
	return st;
}

void
edit_history_add(struct edit *ed, enum edit_run run, size_t at, size_t n,
    const char *bytes, size_t len)
{
	struct edit_history *h = &ed->history;
	struct edit_step *st;
	size_t before;

	if (ed->flags & EDIT_SECRET)
		return; /* no copies of a passphrase (promise 9) */
	if (h->done < h->count) {
		drop(h, h->done, h->count - h->done);
		h->run = RUN_NONE;
	}
	before = h->done > 0 ? bytes_of(&h->steps[h->done - 1]) : 0;
	if (run != RUN_NONE && h->run == run && h->done > 0 &&
	    merge(ed, at, n, bytes, len)) {
		h->bytes += bytes_of(&h->steps[h->done - 1]) - before;
	} else {
		st = new_step(h);
		st->at = at;
		st->cursor_before = ed->cursor;
		buf_add(&st->was, ed->text + at, n);
		buf_add(&st->now, bytes, len);
		h->bytes += bytes_of(st);
	}
	h->run = run;
	shrink(h);
}

void
edit_history_end(struct edit *ed)
{
	struct edit_history *h = &ed->history;

	if (h->done > 0)
		h->steps[h->done - 1].cursor_after = ed->cursor;
}

void
edit_history_clear(struct edit *ed)
{
	drop(&ed->history, 0, ed->history.count);
	ed->history.run = RUN_NONE;
}

bool
edit_undo(struct edit *ed)
{
	struct edit_history *h = &ed->history;
	struct edit_step *st;

	h->run = RUN_NONE;
	ed->has_goal = false;
	if (h->done == 0)
		return false;
	st = &h->steps[--h->done];
	edit_splice(ed, st->at, st->now.len, st->was.data, st->was.len);
	ed->cursor = st->cursor_before;
	return true;
}

bool
edit_redo(struct edit *ed)
{
	struct edit_history *h = &ed->history;
	struct edit_step *st;

	h->run = RUN_NONE;
	ed->has_goal = false;
	if (h->done == h->count)
		return false;
	st = &h->steps[h->done++];
	edit_splice(ed, st->at, st->was.len, st->now.data, st->now.len);
	ed->cursor = st->cursor_after;
	return true;
}
