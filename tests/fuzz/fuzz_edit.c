/* fuzz_edit.c - the editor against a model that takes the whole text through
 * NFC at every step; and all the way back by undo and forth by redo. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "edit.h"
#include "text.h"

#define TEXT_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Pieces whose neighbours matter: marks, jamo, flags, joiners, newlines. */
static const char *const pieces[] = { "a", "b ", " ", "\n", "e", "\u0301",
	"\u0323", "\u1112", "\u1161", "\u11ab", "\U0001F1EC", "\u200d",
	"\U0001F469", "\u4e2d", "\u09c7", "\u09be", "\u0344", "\u1100\u1161",
	"\t", "\x1b", "\r\n", "\xff", "\xc3", "\u2028", "word", "\ufb01",
	"\u0f71\u0f72", "\u0600", "\u0958", "\u1d15e", "0", "\u00e9\u0327" };

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_state(const struct edit *ed)
{
	struct buf nfc = BUF_INIT(TEXT_MAX * 10);
	size_t len, at = 0;
	const char *s = edit_text(ed, &len);

	must(len <= TEXT_MAX && s[len] == '\0');
	must(text_nfc(&nfc, s, len, NULL) == ERR_OK);
	must(nfc.len == len && memcmp(buf_str(&nfc), s, len) == 0);
	while (at < edit_cursor(ed))
		at = text_next(s, len, at);
	must(at == edit_cursor(ed));
	buf_done(&nfc);
}

static void
check_rows(const struct edit *ed, size_t cols)
{
	size_t n = edit_rows(ed, cols), row, col, len, end = 0;

	(void)edit_text(ed, &len);
	for (size_t i = 0; i < n; i++) {
		struct edit_row r = edit_row(ed, cols, i);

		must(r.at >= end && r.at + r.shown <= len);
		end = r.at + r.shown;
	}
	edit_where(ed, cols, &row, &col);
	must(row < n && col <= cols);
}

/* What clean text becomes of a piece; NULL: it is refused. */
static const char *
cleaned(const char *piece)
{
	if (strcmp(piece, "\t") == 0)
		return " ";
	if (strcmp(piece, "\x1b") == 0)
		return "";
	if (strcmp(piece, "\r\n") == 0 || strcmp(piece, "\u2028") == 0)
		return "\n";
	return text_is_utf8(piece, strlen(piece)) ? piece : NULL;
}

/* ed is old with n bytes at at replaced by piece, in NFC; or, if that is too
 * long, old. */
static void
check_change(const struct edit *ed, const struct buf *old, size_t at, size_t n,
    const char *piece)
{
	struct buf raw = BUF_INIT(TEXT_MAX * 10), nfc = BUF_INIT(TEXT_MAX * 10);
	size_t len;
	const char *s = edit_text(ed, &len);
	const struct buf *want = &nfc;

	buf_add(&raw, buf_str(old), old->len);
	if (piece)
		buf_splice(&raw, at, n, piece, strlen(piece));
	must(text_nfc(&nfc, buf_str(&raw), raw.len, NULL) == ERR_OK);
	if (nfc.len > TEXT_MAX)
		want = old;
	must(len == want->len && memcmp(s, buf_str(want), len) == 0);
	buf_done(&raw);
	buf_done(&nfc);
}

static void
step(struct edit *ed, uint8_t what, uint8_t which)
{
	struct buf old = BUF_INIT(TEXT_MAX * 10);
	size_t at = edit_cursor(ed), to, len;
	const char *piece = pieces[which % (sizeof(pieces) / sizeof(*pieces))];
	const char *s = edit_text(ed, &len);

	buf_add(&old, s, len);
	if (what < 120) {
		if (what < 100)
			edit_insert(ed, piece, strlen(piece), NULL);
		else
			edit_paste(ed, piece, strlen(piece), NULL);
		check_change(ed, &old, at, 0, cleaned(piece));
	} else if (what < 170) {
		edit_go(ed, (enum edit_move)(which % (EDIT_TEXT_END + 1)));
	} else if (what < 220) {
		enum edit_move m =
		    which < 200 ? (enum edit_move)(which % 2)
				: (enum edit_move)(which % (EDIT_TEXT_END + 1));

		edit_go(ed, m);
		to = edit_cursor(ed);
		edit_go_to(ed, at);
		must(edit_cursor(ed) == at);
		must(edit_erase(ed, m) == (to != at));
		if (to != at)
			check_change(ed, &old, to < at ? to : at,
			    to < at ? at - to : to - at, "");
	} else if (what < 235) {
		edit_go_rows(ed, 1 + which % 12, which % 5 - 2);
	} else {
		(void)(which % 3 ? edit_undo(ed) : edit_redo(ed));
	}
	buf_done(&old);
}

static void
check_undo(struct edit *ed)
{
	struct buf last = BUF_INIT(TEXT_MAX * 10);
	size_t len;

	while (edit_redo(ed))
		check_state(ed);
	(void)edit_text(ed, &len);
	buf_add(&last, edit_text(ed, NULL), len);
	while (edit_undo(ed))
		check_state(ed);
	while (edit_redo(ed))
		check_state(ed);
	must(strcmp(edit_text(ed, NULL), buf_str(&last)) == 0);
	buf_done(&last);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct edit *ed;

	if (!text_start())
		abort();
	ed = edit_new(TEXT_MAX, 0);
	for (size_t i = 0; i + 1 < len && i < 2000; i += 2) {
		step(ed, data[i], data[i + 1]);
		check_state(ed);
		check_rows(ed, 1 + data[i + 1] % 20);
	}
	check_undo(ed);
	edit_free(ed);
	return 0;
}
