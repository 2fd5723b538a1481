/* common_csv.c - cells as a spreadsheet reads them (RFC 4180), none of which can
 * start a formula (N1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "csv.h"
#include "text.h"

static const struct {
	const char *why, *text, *want;
} cells[] = {
	{ "plain", "Siân Ŵyn", "Siân Ŵyn" },
	{ "a comma", "a, b", "\"a, b\"" },
	{ "a semicolon, which parts cells elsewhere", "a;b", "\"a;b\"" },
	{ "a quote", "say \"no\"", "\"say \"\"no\"\"\"" },
	{ "a new line", "a\nb", "\"a\nb\"" },
	{ "nothing at the start of a row", "", "\"\"" },
	{ "no text at all", NULL, "\"\"" },
	{ "blanks that would be trimmed", " a ", "\" a \"" },
	{ "a number", "12", "12" },
	{ "below nothing", "-12.5", "-12.5" },
	{ "suppressed", "<6", "<6" },
	{ "a share", "40%", "40%" },
	/* N1: no cell can start a formula. */
	{ "=", "=1+1", "\"'=1+1\"" },
	{ "+", "+44 191", "\"'+44 191\"" },
	{ "-", "-1+cmd", "\"'-1+cmd\"" },
	{ "- alone", "-", "\"'-\"" },
	{ "-, digits, more", "-1.5.2", "\"'-1.5.2\"" },
	{ "@", "@SUM(A1)", "\"'@SUM(A1)\"" },
	{ "a tab", "\tx", "\"' x\"" },
	{ "a carriage return", "\r=1", "\"'\xE2\x90\x8D=1\"" },
	{ "a new line", "\n=1", "\"'\n=1\"" },
	{ "behind blanks", "   =1", "\"'   =1\"" },
	{ "behind a blank that does not break", "\xC2\xA0=1", "\"' =1\"" },
	{ "behind a wide blank", "\xE3\x80\x80=1", "\"'  =1\"" },
	{ "behind a quote", "\"=1", "\"'\"\"=1\"" },
	{ "behind an apostrophe", "'=1", "\"''=1\"" },
	{ "full-width =",
	    "\xEF\xBC\x9D"
	    "1",
	    "\"'\xEF\xBC\x9D"
	    "1\"" },
	{ "full-width +",
	    "\xEF\xBC\x8B"
	    "1",
	    "\"'\xEF\xBC\x8B"
	    "1\"" },
	{ "full-width -",
	    "\xEF\xBC\x8D"
	    "1",
	    "\"'\xEF\xBC\x8D"
	    "1\"" },
	{ "full-width @",
	    "\xEF\xBC\xA0"
	    "A",
	    "\"'\xEF\xBC\xA0"
	    "A\"" },
	{ "small =",
	    "\xEF\xB9\xA6"
	    "1",
	    "\"'\xEF\xB9\xA6"
	    "1\"" },
	{ "a true minus",
	    "\xE2\x88\x92"
	    "1",
	    "\"'\xE2\x88\x92"
	    "1\"" },
	{ "behind what is not seen", "\xE2\x80\x8B=1", "<200B>=1" },
	{ "behind another mark", "\xEF\xBB\xBF=1", "<FEFF>=1" },
	{ "in the middle it is text", "a=1", "a=1" },
};

static void
a_cell(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		struct buf b = BUF_INIT(1000);

		csv_cell(&b, cells[i].text);
		if (strcmp(buf_str(&b), cells[i].want) != 0)
			fail_msg("%s: %s", cells[i].why, buf_str(&b));
		buf_done(&b);
	}
}

/* Also at the edge of a row a cell is a cell: none runs into the next. */
static void
rows(void **state)
{
	struct buf b = BUF_INIT(1000);

	(void)state;
	csv_begin(&b);
	csv_cell(&b, "");
	csv_cell(&b, "");
	csv_cell(&b, "x");
	csv_end_row(&b);
	csv_cell(&b, "a\n");
	csv_cell(&b, NULL);
	csv_cell(&b, "=1");
	csv_end_row(&b);
	assert_string_equal(
	    buf_str(&b), "\xEF\xBB\xBF\"\",,x\r\n\"a\n\",,\"'=1\"\r\n");
	buf_done(&b);
}

/* What does not fit makes the whole fail: half a table is none. */
static void
too_much(void **state)
{
	struct buf b = BUF_INIT(4);

	(void)state;
	csv_cell(&b, "12345");
	assert_true(b.failed);
	buf_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell),
		cmocka_unit_test(rows),
		cmocka_unit_test(too_much),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
