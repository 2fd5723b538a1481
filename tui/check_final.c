/* check_final.c - what the last confirmation shows: the decision in a few lines, as
 * it is recorded. The answer may not have been on the screen since it was chosen. */
#include <string.h>

#include "check_in.h"
#include "text.h"

#define PART_COLS 110 /* of each part: two lines of the smallest window */

/* "What: Something (Attendance)", cut at a word. */
static void
add_part(const char *words, struct buf *out)
{
	size_t len = strlen(words), shown;
	bool is_cut = text_wrap(words, len, 0, PART_COLS, &shown) < len;

	buf_addf(out, "%.*s%s\n", (int)shown, words, is_cut ? " ..." : "");
}

static void
add_answer(const struct check *c, enum share_step step, struct buf *out)
{
	struct share_at at = { step, 0 };
	struct buf b = BUF_INIT(KIND_TEXT_MAX * 2);

	if (!share_is_answered(c->root, at))
		return;
	check_trail_words(c, at, &b);
	add_part(buf_str(&b), out);
	buf_done(&b);
}

/* "Told: Kelly Brown, Dean Brown" */
static void
add_told(const struct check *c, bool is_told, struct buf *out)
{
	struct buf b = BUF_INIT(KIND_TEXT_MAX);
	const char *before = is_told ? "To be told: " : "Not told now: ";

	for (size_t i = 0; i < c->says.tell_count; i++) {
		if (c->says.tell[i].tell != is_told)
			continue;
		buf_addf(&b, "%s%s", before,
		    record_text(record_item(c->root, "people", i), "name"));
		before = ", ";
	}
	if (b.len > 0)
		add_part(buf_str(&b), out);
	buf_done(&b);
}

void
check_final_words(const struct check *c, bool is_share, struct buf *out)
{
	struct buf b = BUF_INIT(1000);

	buf_addf(&b, "%s: %s with ", c->child,
	    is_share ? "to share" : "not to share");
	check_add_whom(c, &b);
	buf_addc(&b, '.');
	add_part(buf_str(&b), out);
	buf_done(&b);
	add_answer(c, SHARE_ITEMS, out);
	add_answer(c, SHARE_HAPPENED, out);
	if (is_share) {
		add_told(c, true, out);
		add_told(c, false, out);
	}
	add_answer(c, SHARE_REASONS, out);
	add_answer(c, SHARE_AGAINST, out);
	add_answer(c, SHARE_AUTHORISED, out);
}
