/* check_trail.c - the answers so far: beside the question, or the last of them above
 * it, and all of them under the answer. */
#include <stdio.h>
#include <string.h>

#include "check_in.h"

#define VALUE_MAX 400 /* bytes; more is cut when it is drawn */

/* ---- one answer in a few words ---- */

/* With its kind: that is what agreements name. */
static void
add_items(
    const struct check *c, struct record *r, const char *key, struct buf *out)
{
	for (size_t i = 0; i < record_count(r, key); i++) {
		const struct record *item = record_item(r, key, i);
		const struct field *kind =
		    kind_field(record_kind(item), "kind");

		if (i > 0)
			buf_adds(out, ", ");
		form_item_label(item, app_model(c->app), out);
		if (!kind || *record_text(item, "kind") == '\0')
			continue;
		buf_adds(out, " (");
		record_show(kind, record_text(item, "kind"), NULL, NULL, out);
		buf_addc(out, ')');
	}
}

/* In one line: what people typed may hold more. */
static void
add_line(const struct check *c, const struct field *f, const char *text,
    struct buf *out)
{
	struct buf all = BUF_INIT(KIND_TEXT_MAX * 2);
	const char *at;

	record_show(f, text, model_name_of, app_model(c->app), &all);
	at = buf_str(&all);
	buf_addf(out, "%.*s", (int)strcspn(at, "\n"), at);
	buf_done(&all);
}

void
check_trail_value(const struct check *c, struct share_at at, struct buf *out)
{
	const struct share_question *q = share_question(at.step);
	struct record *r = share_answer_in(c->root, at);
	size_t before = out->len;

	for (size_t i = 0; r && i < SHARE_KEYS && q->keys[i]; i++) {
		const struct field *f = kind_field(record_kind(r), q->keys[i]);
		const char *text =
		    f->type == FT_LIST ? "" : record_text(r, f->key);

		if (out->len > before && *text)
			buf_adds(out, ", ");
		if (f->type == FT_LIST)
			add_items(c, r, f->key, out);
		else if (*text)
			add_line(c, f, text, out);
	}
	if (out->len == before)
		buf_adds(out, "nothing yet");
}

void
check_trail_words(const struct check *c, struct share_at at, struct buf *out)
{
	const struct share_question *q = share_question(at.step);
	struct record *r = share_answer_in(c->root, at);
	struct buf value = BUF_INIT(KIND_TEXT_MAX * 2);

	check_trail_value(c, at, &value);
	buf_adds(out, q->trail);
	if (q->is_of_person && r)
		buf_addf(out, " %s", record_text(r, "name"));
	buf_addf(out, ": %.*s", VALUE_MAX, buf_str(&value));
	buf_done(&value);
}

/* ---- all of them ---- */

static bool
is_in_trail(
    const struct check *c, const struct share_view *v, struct share_at at)
{
	return share_was_asked(&c->asked, at) &&
	       share_question(at.step)->stage != SHARE_ON_DEMAND &&
	       (!c->facts || share_matters(v, at)) &&
	       share_answer_in(c->root, at);
}

bool
check_trail_at(const struct check *c, size_t i, struct share_at *out)
{
	struct share_view v = check_view(c);
	struct share_at at = share_first();

	do {
		if (!is_in_trail(c, &v, at) || i-- > 0)
			continue;
		*out = at;
		return true;
	} while (share_go_on(c->root, &at));
	return false;
}

size_t
check_trail_count(const struct check *c)
{
	struct share_at at;
	size_t n = 0;

	while (check_trail_at(c, n, &at))
		n++;
	return n;
}

void
check_trail_draw(const struct check *c, struct canvas *cv, int row, int col,
    int rows, int cols)
{
	size_t n = check_trail_count(c), first = 0;
	struct share_at at;

	if (n > (size_t)rows)
		first = n - (size_t)rows;
	for (size_t i = first; check_trail_at(c, i, &at); i++, row++) {
		struct buf b = BUF_INIT(2000);
		bool is_here = c->page.is_open && at.step == c->page.at.step &&
			       at.person == c->page.at.person;

		check_trail_words(c, at, &b);
		canvas_text(cv, row, col, 1, is_here ? ">" : " ", ATTR_PLAIN);
		canvas_text_cut(cv, row, col + 2, cols - 2, buf_str(&b),
		    is_here ? ATTR_BOLD : ATTR_DIM);
		buf_done(&b);
	}
}
