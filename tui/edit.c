/* edit.c - the text, the cursor, and every change of either.
 *
 * change() is the only way to another text, undo aside. It brings the graphemes
 * on both sides of a change along through NFC, since a letter typed before a
 * mark, or a newline taken out before one, makes a new composition: so the
 * whole text is in NFC without ever reading the whole. */
#include "edit.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "edit_in.h"
#include "mem.h"
#include "text.h"

#define FIRST_CAP 64

static void
grow(struct edit *ed, size_t want)
{
	size_t cap = ed->cap * 2;
	char *text;

	if (want <= ed->cap)
		return;
	assert(!(ed->flags & EDIT_SECRET) && want <= ed->max);
	if (cap > ed->max)
		cap = ed->max;
	if (cap < want)
		cap = want;
	text = mem_zalloc(cap + 1, 1);
	memcpy(text, ed->text, ed->len);
	mem_free_wiped(ed->text, ed->cap + 1);
	ed->text = text;
	ed->cap = cap;
}

void
edit_splice(struct edit *ed, size_t at, size_t n, const char *bytes, size_t len)
{
	size_t tail;

	assert(at <= ed->len && n <= ed->len - at);
	grow(ed, ed->len - n + len);
	tail = ed->len - at - n;
	memmove(ed->text + at + len, ed->text + at + n, tail);
	if (len > 0)
		memcpy(ed->text + at, bytes, len);
	if (len < n)
		explicit_bzero(ed->text + at + len + tail, n - len);
	ed->len = at + len + tail;
	ed->text[ed->len] = '\0';
	ed->version++;
}

/* The boundary at at, or the first one behind it. */
static size_t
snap_up(const struct edit *ed, size_t at)
{
	size_t before;

	if (at == 0 || at >= ed->len)
		return at < ed->len ? at : ed->len;
	before = text_prev(ed->text, ed->len, at);
	return text_next(ed->text, ed->len, before) == at
		   ? at
		   : text_next(ed->text, ed->len, before);
}

size_t
edit_snap(const struct edit *ed, size_t at)
{
	return snap_up(ed, at) == at ? at : text_prev(ed->text, ed->len, at);
}

/* How many of at most max first (last) bytes are the same. */
static size_t
same_head(const char *a, const char *b, size_t max)
{
	size_t n = 0;

	while (n < max && a[n] == b[n])
		n++;
	return n;
}

static size_t
same_tail(const char *a_end, const char *b_end, size_t max)
{
	size_t n = 0;

	while (n < max && a_end[-1 - (ptrdiff_t)n] == b_end[-1 - (ptrdiff_t)n])
		n++;
	return n;
}

static enum err
say_full(const struct edit *ed, struct errinfo *e)
{
	return err_set(e, ERR_TOO_BIG,
	    "This field is full: it holds %zu letters at most. What was there "
	    "is unchanged.",
	    ed->max);
}

/* Replace n bytes at at by bytes, which are clean UTF-8. */
static enum err
change(struct edit *ed, enum edit_run run, size_t at, size_t n,
    const char *bytes, size_t len, struct errinfo *e)
{
	size_t lo = text_prev(ed->text, ed->len, at);
	size_t hi = text_next(ed->text, ed->len, at + n);
	struct buf raw = BUF_INIT(SIZE_MAX), nfc = BUF_INIT(SIZE_MAX);
	size_t head, tail, most;
	enum err err;

	buf_add(&raw, ed->text + lo, at - lo);
	if (len > 0)
		buf_add(&raw, bytes, len);
	buf_add(&raw, ed->text + at + n, hi - at - n);
	err = text_nfc(&nfc, buf_str(&raw), raw.len, e);
	if (err)
		goto out;
	if (ed->len - (hi - lo) + nfc.len > ed->max) {
		err = say_full(ed, e);
		goto out;
	}
	/* What did not change is left out of the step of undo. */
	most = at - lo < nfc.len ? at - lo : nfc.len;
	head = same_head(ed->text + lo, buf_str(&nfc), most);
	most = hi - at - n < nfc.len - head ? hi - at - n : nfc.len - head;
	tail = same_tail(ed->text + hi, buf_str(&nfc) + nfc.len, most);
	bytes = buf_str(&nfc) + head;
	len = nfc.len - head - tail;
	at = lo + head;
	n = hi - tail - at;
	edit_history_add(ed, run, at, n, bytes, len);
	edit_splice(ed, at, n, bytes, len);
	ed->cursor = snap_up(ed, at + len);
	ed->has_goal = false;
	edit_history_end(ed);
out:
	buf_done(&nfc);
	buf_done(&raw);
	return err;
}

/* Append one piece of s, which begins at at, as this field may hold it; returns
 * its bytes. Records never hold controls (promise 8 shows them; here they do
 * not even come in). */
static size_t
clean_one(const struct edit *ed, struct buf *out, const char *s, size_t len,
    size_t at)
{
	const char *newline = ed->flags & EDIT_ONE_LINE ? " " : "\n";
	unsigned char c = (unsigned char)s[at];
	size_t n = 1;

	if (c == '\r') {
		n = at + 1 < len && s[at + 1] == '\n' ? 2 : 1;
		buf_adds(out, newline);
	} else if (c == '\n') {
		buf_adds(out, newline);
	} else if (c == '\t') {
		buf_addc(out, ' ');
	} else if (c == 0xC2 && (unsigned char)s[at + 1] < 0xA0) {
		n = 2; /* C1 */
	} else if (c == 0xE2 && (unsigned char)s[at + 1] == 0x80 &&
		   ((unsigned char)s[at + 2] & 0xFE) == 0xA8) {
		n = 3; /* U+2028, U+2029 */
		buf_adds(out, newline);
	} else if (c >= 0x20 && c != 0x7F) {
		buf_addc(out, (char)c);
	}
	return n;
}

static enum err
clean(const struct edit *ed, struct buf *out, const char *s, size_t len,
    struct errinfo *e)
{
	if (!text_is_utf8(s, len))
		return err_set(e, ERR_SYNTAX,
		    "That is not readable text, so nothing was put in. What "
		    "was there is unchanged.");
	if (ed->flags & EDIT_ONE_LINE)
		while (len > 0 && (s[len - 1] == '\n' || s[len - 1] == '\r'))
			len--;
	for (size_t at = 0; at < len;)
		at += clean_one(ed, out, s, len, at);
	return ERR_OK;
}

static bool
is_white(char c)
{
	return c == ' ' || c == '\n';
}

static enum err
insert(struct edit *ed, enum edit_run run, const char *s, size_t len,
    struct errinfo *e)
{
	struct buf in = BUF_INIT(SIZE_MAX);
	enum err err = clean(ed, &in, s, len, e);

	/* A new word is a new step. */
	if (!err && run == RUN_TYPE && in.len > 0 && ed->cursor > 0 &&
	    is_white(ed->text[ed->cursor - 1]) && !is_white(in.data[0]))
		ed->history.run = RUN_NONE;
	if (!err && in.len > 0)
		err = change(ed, run, ed->cursor, 0, in.data, in.len, e);
	buf_done(&in);
	return err;
}

static size_t
target_of(const struct edit *ed, enum edit_move m)
{
	const char *s = ed->text;
	size_t at = ed->cursor;

	switch (m) {
	case EDIT_LEFT: return text_prev(s, ed->len, at);
	case EDIT_RIGHT: return text_next(s, ed->len, at);
	case EDIT_WORD_LEFT: return text_prev_word(s, ed->len, at);
	case EDIT_WORD_RIGHT: return text_next_word(s, ed->len, at);
	case EDIT_LINE_START:
		while (at > 0 && s[at - 1] != '\n')
			at--;
		return at;
	case EDIT_LINE_END:
		while (at < ed->len && s[at] != '\n')
			at++;
		return at;
	case EDIT_TEXT_START: return 0;
	case EDIT_TEXT_END: return ed->len;
	}
	return at;
}

struct edit *
edit_new(size_t max_bytes, unsigned flags)
{
	struct edit *ed = mem_zalloc(1, sizeof(*ed));

	assert(max_bytes > 0 && max_bytes < SIZE_MAX / 8);
	ed->max = max_bytes;
	ed->flags = flags;
	if (flags & EDIT_SECRET) {
		/* Promise 9: not in swap. Without locked memory the
		 * passphrase is still taken, and wiped. */
		ed->cap = max_bytes;
		if (sodium_init() >= 0)
			ed->text = sodium_malloc(ed->cap + 1);
		ed->is_locked = ed->text != NULL;
		if (!ed->text)
			ed->text = mem_alloc(ed->cap + 1);
		memset(ed->text, 0, ed->cap + 1);
	} else {
		ed->cap = max_bytes < FIRST_CAP ? max_bytes : FIRST_CAP;
		ed->text = mem_zalloc(ed->cap + 1, 1);
	}
	ed->cache = mem_zalloc(1, sizeof(*ed->cache));
	return ed;
}

void
edit_free(struct edit *ed)
{
	if (!ed)
		return;
	edit_history_clear(ed);
	mem_free_wiped(
	    ed->history.steps, ed->history.cap * sizeof(*ed->history.steps));
	if (ed->is_locked)
		sodium_free(ed->text);
	else
		mem_free_wiped(ed->text, ed->cap + 1);
	mem_free_wiped(
	    ed->cache->rows, ed->cache->cap * sizeof(*ed->cache->rows));
	mem_free_wiped(ed->cache, sizeof(*ed->cache));
	mem_free_wiped(ed, sizeof(*ed));
}

enum err
edit_set(struct edit *ed, const char *s, size_t len, struct errinfo *e)
{
	struct buf in = BUF_INIT(SIZE_MAX), nfc = BUF_INIT(SIZE_MAX);
	enum err err = clean(ed, &in, s, len, e);

	if (!err)
		err = text_nfc(&nfc, buf_str(&in), in.len, e);
	if (!err && nfc.len > ed->max)
		err = say_full(ed, e);
	if (!err) {
		edit_splice(ed, 0, ed->len, buf_str(&nfc), nfc.len);
		ed->cursor = ed->len;
		ed->has_goal = false;
		edit_history_clear(ed);
	}
	buf_done(&nfc);
	buf_done(&in);
	return err;
}

const char *
edit_text(const struct edit *ed, size_t *len)
{
	if (len)
		*len = ed->len;
	return ed->text;
}

size_t
edit_cursor(const struct edit *ed)
{
	return ed->cursor;
}

size_t
edit_max(const struct edit *ed)
{
	return ed->max;
}

unsigned
edit_version(const struct edit *ed)
{
	return ed->version;
}

enum err
edit_insert(struct edit *ed, const char *s, size_t len, struct errinfo *e)
{
	return insert(ed, RUN_TYPE, s, len, e);
}

enum err
edit_paste(struct edit *ed, const char *s, size_t len, struct errinfo *e)
{
	enum err err;

	ed->history.run = RUN_NONE;
	err = insert(ed, RUN_NONE, s, len, e);
	ed->history.run = RUN_NONE;
	return err;
}

bool
edit_go(struct edit *ed, enum edit_move m)
{
	size_t to = target_of(ed, m);

	ed->history.run = RUN_NONE;
	ed->has_goal = false;
	if (to == ed->cursor)
		return false;
	ed->cursor = to;
	return true;
}

void
edit_go_to(struct edit *ed, size_t at)
{
	ed->cursor = edit_snap(ed, at > ed->len ? ed->len : at);
	ed->history.run = RUN_NONE;
	ed->has_goal = false;
}

bool
edit_erase(struct edit *ed, enum edit_move m)
{
	size_t to = target_of(ed, m);
	size_t lo = to < ed->cursor ? to : ed->cursor;
	size_t hi = to < ed->cursor ? ed->cursor : to;

	if (lo == hi)
		return false;
	if (m != EDIT_LEFT && m != EDIT_RIGHT)
		ed->history.run = RUN_NONE;
	return change(ed, RUN_ERASE, lo, hi - lo, NULL, 0, NULL) == ERR_OK;
}
