/* text_cell.c - the one way from stored bytes to anything that shows them.
 *
 * Promise 8: no byte of a record reaches a terminal as a control, bidi or
 * invisible character. So this is a list of what may pass, not of what may
 * not: a character that has a width and is seen, followed by marks that sit on
 * it. All else becomes a visible mark. A cell never reaches over a grapheme
 * boundary, but a grapheme may need several cells (a flag, pictures joined by
 * U+200D), so that each has the width that curses gives it. */
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#include "text_in.h"

#define DOTTED_CIRCLE "\xE2\x97\x8C" /* U+25CC carries a mark that is alone */
#define BAD_BYTE "\xEF\xBF\xBD"      /* U+FFFD */

enum kind {
	KIND_SHOWN, /* has a width and is seen */
	KIND_MARK,  /* sits on what stands before it */
	KIND_SPACE, /* some sort of space */
	KIND_HIDDEN /* would do something, or nothing that can be seen */
};

static bool
is_joining_jamo(int32_t cp)
{
	return (cp >= 0x1161 && cp <= 0x11FF) || (cp >= 0xD7B0 && cp <= 0xD7FB);
}

static enum kind
kind_of(int32_t cp)
{
	/* Seen as nothing, though Unicode has them as a letter or a symbol. */
	if (cp == 0x2800 || cp == 0x1D159)
		return KIND_HIDDEN;
	if (utf8proc_get_property(cp)->ignorable)
		return KIND_HIDDEN;
	switch (utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_ZS: return KIND_SPACE;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_ME:
		return wcwidth((wchar_t)cp) == 0 ? KIND_MARK : KIND_HIDDEN;
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP: return KIND_HIDDEN;
	default: break;
	}
	if (wcwidth((wchar_t)cp) > 0)
		return KIND_SHOWN;
	return is_joining_jamo(cp) ? KIND_MARK : KIND_HIDDEN;
}

static void
show_text(struct text_cell *cell, const char *text, int width_cols)
{
	(void)snprintf(cell->show, sizeof(cell->show), "%s", text);
	cell->width_cols = width_cols;
}

static void
show_hidden(struct text_cell *cell, int32_t cp)
{
	int n;

	if (cp < 0x20 || cp == 0x7F) { /* the pictures of controls */
		show_text(cell, "\xE2\x90\x80", 1);
		cell->show[2] = (char)(0x80 + (cp == 0x7F ? 0x21 : cp));
		return;
	}
	n = snprintf(cell->show, sizeof(cell->show), "<%04X>", (unsigned)cp);
	cell->width_cols = n;
}

/* U+FE0E and U+FE0F choose between two looks of a picture or a keycap. They
 * are left out of view there, and only there: a terminal would change the
 * width; anywhere else they could only hide something. */
static bool
is_look_of(int32_t base, int32_t cp, const char *s, size_t len, size_t after)
{
	int32_t next;

	if (cp != 0xFE0E && cp != 0xFE0F)
		return false;
	if (utf8proc_get_property(base)->boundclass ==
	    UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC)
		return true;
	if (!(base >= '0' && base <= '9') && base != '#' && base != '*')
		return false;
	if (after >= len)
		return false;
	(void)text_decode(s, len, after, &next);
	return next == 0x20E3;
}

/* Append the marks that sit on base, which ends at at; returns where they end.
 * kept: how many the cell holds already. */
static size_t
take_marks(struct text_cell *cell, int32_t base, const char *s, size_t len,
    size_t at, int kept)
{
	utf8proc_int32_t state = 0;
	size_t used = strlen(cell->show);
	int32_t before = base;
	bool is_first = true;

	while (at < len && (unsigned char)s[at] >= 0x80) {
		int32_t cp;
		size_t n = text_decode(s, len, at, &cp);

		if (cp == TEXT_BAD ||
		    utf8proc_grapheme_break_stateful(before, cp, &state))
			break;
		if (is_first && is_look_of(base, cp, s, len, at + n)) {
			/* left out of view */
		} else if (kind_of(cp) != KIND_MARK) {
			break;
		} else if (kept < TEXT_MARKS_MAX &&
			   used + n <= TEXT_CLUSTER_MAX) {
			memcpy(cell->show + used, s + at, n);
			used += n;
			cell->show[used] = '\0';
			kept++;
		}
		before = cp;
		is_first = false;
		at += n;
	}
	return at;
}

size_t
text_cell(const char *s, size_t len, size_t at, struct text_cell *cell)
{
	int32_t cp;
	size_t n;

	cell->show[0] = '\0';
	cell->width_cols = 0;
	if (at >= len)
		return 0;
	n = text_decode(s, len, at, &cp);
	if (cp == TEXT_BAD) {
		show_text(cell, BAD_BYTE, 1);
		return n;
	}
	if (cp == '\n' || cp == '\t') {
		show_text(cell, " ", 1);
		return n;
	}
	switch (kind_of(cp)) {
	case KIND_HIDDEN: show_hidden(cell, cp); return n;
	case KIND_SPACE:
		if (wcwidth((wchar_t)cp) == 2)
			show_text(cell, "  ", 2);
		else
			show_text(cell, " ", 1);
		cp = ' ';
		break;
	case KIND_SHOWN:
		memcpy(cell->show, s + at, n);
		cell->show[n] = '\0';
		cell->width_cols = wcwidth((wchar_t)cp);
		break;
	case KIND_MARK:
		if (is_joining_jamo(cp)) { /* it sits on Hangul only */
			show_hidden(cell, cp);
			return n;
		}
		show_text(cell, DOTTED_CIRCLE, 1);
		memcpy(cell->show + strlen(DOTTED_CIRCLE), s + at, n);
		cell->show[strlen(DOTTED_CIRCLE) + n] = '\0';
		return take_marks(cell, cp, s, len, at + n, 1) - at;
	}
	return take_marks(cell, cp, s, len, at + n, 0) - at;
}

/* How many bytes from at on are shown as they are, one column each. The last
 * of a run is left to text_cell if a mark may follow. */
static size_t
plain_run(const char *s, size_t len, size_t at)
{
	size_t end = at;

	while (end < len && s[end] >= 0x20 && s[end] < 0x7F)
		end++;
	return end > at && end < len && (unsigned char)s[end] >= 0x80
		   ? end - at - 1
		   : end - at;
}

size_t
text_width(const char *s, size_t len)
{
	struct text_cell cell;
	size_t cols = 0;

	for (size_t at = 0; at < len;) {
		size_t run = plain_run(s, len, at);

		cols += run;
		at += run;
		at += text_cell(s, len, at, &cell);
		cols += (size_t)cell.width_cols;
	}
	return cols;
}

size_t
text_fit(const char *s, size_t len, size_t cols)
{
	size_t at = 0;

	while (at < len) {
		size_t next = text_next(s, len, at);
		size_t wide = text_width(s + at, next - at);

		if (wide > cols)
			break;
		cols -= wide;
		at = next;
	}
	return at;
}

void
text_safe(struct buf *out, const char *s, size_t len, bool keep_lines)
{
	struct text_cell cell;

	for (size_t at = 0; at < len;) {
		size_t run = plain_run(s, len, at);
		size_t n;

		if (run > 0)
			buf_add(out, s + at, run);
		at += run;
		n = text_cell(s, len, at, &cell);
		if (n == 1 && keep_lines && s[at] == '\n')
			buf_addc(out, '\n');
		else
			buf_adds(out, cell.show);
		at += n;
	}
}

static bool
is_line_end(const char *s, size_t at, size_t next)
{
	return s[next - 1] == '\n' && (next - at == 1 || s[at] == '\r');
}

/* A space at which a line may end: not those made to hold words together. */
static bool
is_break_space(const char *s, size_t len, size_t at)
{
	int32_t cp;

	(void)text_decode(s, len, at, &cp);
	if (cp == TEXT_BAD || cp == 0xA0 || cp == 0x2007 || cp == 0x202F)
		return false;
	return cp == ' ' || cp == '\t' ||
	       (cp >= 0x80 && kind_of(cp) == KIND_SPACE);
}

/* Chinese and the like is written without spaces: a line may end anywhere. */
static bool
is_wide_letter(const char *s, size_t len, size_t at)
{
	int32_t cp;

	(void)text_decode(s, len, at, &cp);
	return cp != TEXT_BAD && utf8proc_category(cp) == UTF8PROC_CATEGORY_LO;
}

/* A line that begins at at and holds no place to break but the edge. */
static size_t
cut_word(const char *s, size_t len, size_t at, size_t end)
{
	struct text_cell cell;

	return end > at ? end : at + text_cell(s, len, at, &cell);
}

size_t
text_wrap(const char *s, size_t len, size_t at, size_t cols, size_t *shown)
{
	size_t pos = at, used = 0, next;
	size_t fits = at;    /* the end of what fits in cols */
	size_t ink = at;     /* the end of the last grapheme that is no space */
	size_t end = at;     /* of what is shown if the line breaks ... */
	size_t restart = at; /* ... and the next one begins here */

	for (; pos < len; pos = next) {
		next = text_next(s, len, pos);
		if (is_line_end(s, pos, next)) {
			*shown = fits - at;
			return next;
		}
		size_t wide = text_width(s + pos, next - pos);

		used += wide;
		if (is_break_space(s, len, pos)) {
			if (ink > at) {
				end = ink;
				restart = next;
			}
		} else if (used > cols) {
			if (restart == at)
				end = restart = cut_word(s, len, at, fits);
			*shown = end - at;
			return restart;
		} else {
			ink = next;
			if (wide == 2 && is_wide_letter(s, len, pos))
				end = restart = next;
		}
		if (used <= cols)
			fits = next;
	}
	*shown = fits - at;
	return len;
}
