/* csv.c - cells that are data, whatever a spreadsheet would like to make of them. */
#include "csv.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

#define CELL_MAX ((size_t)1 << 20) /* bytes of one cell made safe */

static const char mark[] = "\xEF\xBB\xBF";

void
csv_begin(struct buf *out)
{
	buf_adds(out, mark);
}

/* "-12", "-1.5": a number, and not a sum that somebody else began. */
static bool
is_number(const char *s)
{
	size_t digits = strspn(s + (*s == '-'), "0123456789");
	const char *rest = s + (*s == '-') + digits;

	if (digits == 0)
		return false;
	if (*rest == '.') {
		size_t after = strspn(rest + 1, "0123456789");

		return after > 0 && rest[1 + after] == '\0';
	}
	return *rest == '\0';
}

/* What a spreadsheet may take for the start of a formula: = + - @, and the same
 * in the other widths that an input method gives. */
static bool
is_start_of_formula(const char *s)
{
	static const char *const starts[] = { "=", "+", "-", "@",
		"\xEF\xBC\x9D" /* U+FF1D */, "\xEF\xBC\x8B" /* U+FF0B */,
		"\xEF\xBC\x8D" /* U+FF0D */, "\xEF\xBC\xA0" /* U+FF20 */,
		"\xEF\xB9\xA6" /* U+FE66 */, "\xEF\xB9\xA2" /* U+FE62 */,
		"\xEF\xB9\xA3" /* U+FE63 */, "\xEF\xB9\xAB" /* U+FE6B */,
		"\xE2\x88\x92" /* U+2212, a minus */ };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (strncmp(s, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* Blanks, quotes and apostrophes do not hide a formula from a spreadsheet that
 * takes the cell apart once more. */
static bool
could_run(const char *raw, const char *safe)
{
	if (*raw == '\t' || *raw == '\r' || *raw == '\n')
		return true;
	safe += strspn(safe, " \n\"'");
	return is_start_of_formula(safe);
}

void
csv_cell(struct buf *out, const char *text)
{
	struct buf safe = BUF_INIT(CELL_MAX);
	bool is_first = out->len == 0 || out->data[out->len - 1] == '\n' ||
			(out->len == strlen(mark) &&
			    memcmp(out->data, mark, out->len) == 0);
	const char *s, *sep;

	if (text == NULL)
		text = "";
	text_safe(&safe, text, strlen(text), true);
	if (safe.failed)
		out->failed = true;
	s = buf_str(&safe);
	sep = is_first ? "" : ",";
	buf_adds(out, sep);
	if (could_run(text, s) && !is_number(s)) {
		buf_adds(out, "\"'");
	} else if ((is_first && *s == '\0') || strpbrk(s, ",;\"\n") != NULL ||
		   *s == ' ' || (safe.len > 0 && s[safe.len - 1] == ' ')) {
		buf_addc(out, '"');
	} else {
		buf_adds(out, s);
		buf_done(&safe);
		return;
	}
	for (; *s; s++) {
		if (*s == '"')
			buf_addc(out, '"');
		buf_addc(out, *s);
	}
	buf_addc(out, '"');
	buf_done(&safe);
}

void
csv_end_row(struct buf *out)
{
	buf_adds(out, "\r\n");
}
