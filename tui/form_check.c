/* form_check.c - the rows of "Check your answers". */
#include "form_check.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "text.h"

#define COLS_MIN 20
#define INDENT_COLS 2

struct filler {
	struct form_check *c;
	struct model *m;
	unsigned section;
	bool words_begun;
};

static void
add(struct form_check *c, const char *path, bool heading, bool problem,
    const char *text)
{
	struct check_row *row;

	c->rows = mem_grow(c->rows, c->count + 1, sizeof *c->rows);
	row = &c->rows[c->count++];
	memset(row, 0, sizeof *row);
	snprintf(row->path, sizeof row->path, "%s", path);
	row->is_heading = heading;
	row->is_problem = problem;
	row->text = mem_strdup(text);
}

/* In as many rows as it takes; those after the first stand a little in. */
static void
add_wrapped(struct form_check *c, const char *path, bool problem, int indent,
    const char *text)
{
	size_t len = strlen(text), at = 0, shown;
	bool first = true;

	do {
		struct buf b = BUF_INIT(KIND_TEXT_MAX);
		int in = indent + (first ? 0 : INDENT_COLS);
		size_t next =
		    text_wrap(text, len, at, (size_t)(c->cols - in), &shown);

		buf_addf(&b, "%*s%s", in, "", problem && first ? "! " : "");
		buf_add(&b, text + at, shown);
		add(c, path, false, problem, buf_str(&b));
		buf_done(&b);
		at = next;
		first = false;
	} while (at < len);
}

static void
add_value(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	struct filler *fi = arg;
	struct buf b = BUF_INIT(KIND_TEXT_MAX * 2);

	if (f->flags & FF_HIDDEN)
		return;
	buf_adds(&b, f->label);
	if (text) {
		buf_adds(&b, ": ");
		record_show(f, text, model_name_of, fi->m, &b);
	}
	add_wrapped(fi->c, path, false, (int)depth * INDENT_COLS, buf_str(&b));
	buf_done(&b);
}

/* Words of interpretation are pointed out, never forbidden (R3). */
static void
add_word(void *arg, const char *path, const char *text, size_t at, size_t len)
{
	struct filler *fi = arg;
	struct buf b = BUF_INIT(512);

	if (!fi->words_begun)
		add(fi->c, "", true, false, "Words that say what it means");
	fi->words_begun = true;
	buf_adds(&b, "\"");
	buf_add(&b, text + at, text_fit(text + at, len, 60));
	buf_adds(&b, "\": was that seen or heard?");
	add_wrapped(fi->c, path, false, 0, buf_str(&b));
	buf_done(&b);
}

static size_t
rows_count(const void *arg)
{
	const struct form_check *c = arg;

	return c->count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct form_check *c = arg;

	(void)right;
	buf_adds(left, c->rows[i].text);
}

static unsigned
rows_attr(const void *arg, size_t i)
{
	const struct form_check *c = arg;

	return c->rows[i].is_problem ? ATTR_ALERT : ATTR_PLAIN;
}

static bool
rows_heading(const void *arg, size_t i)
{
	const struct form_check *c = arg;

	return c->rows[i].is_heading;
}

static const struct w_list_rows check_rows = {
	.count = rows_count,
	.text = rows_text,
	.attr = rows_attr,
	.is_heading = rows_heading,
	.empty = "Nothing is filled in yet.",
};

void
form_check_init(struct form_check *c, const struct record *rec,
    const struct problems *problems, struct model *m, int cols)
{
	struct filler fi = { .c = c, .m = m };

	memset(c, 0, sizeof *c);
	cols -= 2 * INDENT_COLS; /* the mark, and "! " of a problem */
	c->cols = cols < COLS_MIN ? COLS_MIN : cols;
	if (problems && problems->count) {
		add(c, "", true, true, "! There is a problem");
		for (size_t i = 0; i < problems->count; i++)
			add_wrapped(c, problems->at[i].field, true, 0,
			    problems->at[i].says);
		if (problems->more)
			add(c, "", true, true, "! And there is more.");
	}
	record_interpretation(rec, add_word, &fi);
	if (!record_is_empty(rec))
		add(c, "", true, false, "Your answers");
	record_each(rec, add_value, &fi);
	w_list_init(&c->list, &check_rows, c);
}

void
form_check_done(struct form_check *c)
{
	w_list_done(&c->list);
	for (size_t i = 0; i < c->count; i++)
		mem_free_text(c->rows[i].text);
	mem_free_wiped(c->rows, c->count * sizeof *c->rows);
	memset(c, 0, sizeof *c);
}

const char *
form_check_path(const struct form_check *c)
{
	size_t i = w_list_at(&c->list);

	return i < c->count ? c->rows[i].path : "";
}
