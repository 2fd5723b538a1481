/* stat_doc.c - a report of statistics as a document and as rows for a spreadsheet
 * (N3). Each bar has its number, and what is not shown says so in words. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "csv.h"
#include "doc.h"
#include "stat.h"

#define LABEL_MAX 120
#define HEADS_MAX 8 /* numbers beside each other in a table */

struct label {
	char s[LABEL_MAX];
};

static struct label
label_of(enum stat_dim dim, const char *code)
{
	struct buf b = BUF_INIT(LABEL_MAX);
	struct label l;

	stat_label(dim, code, &b);
	snprintf(l.s, sizeof(l.s), "%s", buf_str(&b));
	buf_done(&b);
	return l;
}

static struct label
number_of(int64_t n)
{
	struct label l;

	if (n == STAT_HIDDEN)
		snprintf(l.s, sizeof(l.s), "*");
	else
		snprintf(l.s, sizeof(l.s), "%" PRId64, n);
	return l;
}

/* Row r and column c of a table; turned round, its columns are the lines. */
struct view {
	const struct stat_table *t;
	bool is_turned;
	enum stat_dim line_dim, head_dim;
	size_t lines, heads;
};

static struct view
view_of(const struct stat_table *t)
{
	enum stat_dim cols = stat_units[t->unit].cols;
	bool turned = t->rows < t->cols;

	return (struct view){ t, turned, turned ? cols : t->row_dim,
		turned ? t->row_dim : cols, turned ? t->cols : t->rows,
		turned ? t->rows : t->cols };
}

static int64_t
view_at(const struct view *v, size_t line, size_t head)
{
	return v->is_turned ? stat_at(v->t, head, line)
			    : stat_at(v->t, line, head);
}

static struct label
view_label(const struct view *v, bool is_line, size_t i)
{
	bool is_row = is_line != v->is_turned;

	return label_of(is_line ? v->line_dim : v->head_dim,
	    is_row ? v->t->row[i] : v->t->col[i]);
}

/* The heads from first on that stand beside each other, and the total at the end. */
static void
add_part(struct doc *d, const struct view *v, size_t first, size_t count)
{
	struct label texts[HEADS_MAX + 2] = { 0 };
	const char *cells[HEADS_MAX + 2];

	for (size_t i = 0; i < count + 2; i++)
		cells[i] = texts[i].s;
	snprintf(texts[0].s, LABEL_MAX, "%s", stat_dim_title(v->line_dim));
	for (size_t i = 0; i < count; i++)
		texts[i + 1] = view_label(v, false, first + i);
	snprintf(texts[count + 1].s, LABEL_MAX, "All");
	doc_table(d, (unsigned)count + 2, cells);
	for (size_t l = 0; l <= v->lines; l++) {
		if (l < v->lines)
			texts[0] = view_label(v, true, l);
		else
			snprintf(texts[0].s, LABEL_MAX, "All");
		for (size_t i = 0; i < count; i++)
			texts[i + 1] = number_of(view_at(v, l, first + i));
		texts[count + 1] = number_of(view_at(v, l, v->heads));
		doc_row(d, cells);
	}
}

static void
add_table(struct doc *d, const struct stat_table *t)
{
	struct view v = view_of(t);
	char title[LABEL_MAX];

	snprintf(title, sizeof(title), "By: %s", stat_dim_title(t->row_dim));
	doc_heading(d, 3, title);
	if (t->rows == 0) {
		doc_para(d,
		    "It is not broken down: nearly every number would be so "
		    "small that it is not shown.");
		return;
	}
	for (size_t first = 0; first < v.heads; first += HEADS_MAX)
		add_part(d, &v, first,
		    v.heads - first < HEADS_MAX ? v.heads - first : HEADS_MAX);
}

/* ---- bars ---- */

static void
add_bars(struct doc *d, const struct stat_table *t)
{
	int64_t all = stat_at(t, t->rows, t->cols);
	char text[LABEL_MAX];

	for (size_t c = 0; c < t->cols; c++) {
		int64_t n = stat_at(t, t->rows, c);
		struct label l = label_of(stat_units[t->unit].cols, t->col[c]);

		snprintf(text, sizeof(text), "%" PRId64 " (%" PRId64 "%%)", n,
		    (n * 100 + all / 2) / all);
		doc_bar(d, l.s, (uint32_t)n, (uint32_t)all, text);
	}
	snprintf(text, sizeof(text), "%" PRId64, all);
	doc_bar(d, "All", (uint32_t)all, (uint32_t)all, text);
}

static void
add_together(struct doc *d, const struct stat_table *t)
{
	struct buf b = BUF_INIT(4000);

	if (t->together_count == 0)
		return;
	buf_adds(&b, "Others together: ");
	for (size_t i = 0; i < t->together_count; i++) {
		struct label l =
		    label_of(stat_units[t->unit].cols, t->together[i]);

		buf_addf(&b, "%s%s", i > 0 ? ", " : "", l.s);
	}
	buf_adds(&b, ". Alone they would be too small to be shown.");
	doc_para(d, buf_str(&b));
	buf_done(&b);
}

static void
tenths(char out[24], int64_t n)
{
	snprintf(out, 24, "%" PRId64 ".%" PRId64, n / 10, n % 10);
}

/* Means of a line that has them: at the start, at the end, and by how much. */
static void
add_mean(struct doc *d, const char *label, const struct stat_mean *m)
{
	int64_t by = m->after - m->before;
	char text[LABEL_MAX], before[24], after[24], change[24];

	if (m->before == STAT_HIDDEN)
		return;
	tenths(before, m->before);
	tenths(after, m->after);
	tenths(change, by < 0 ? -by : by);
	snprintf(text, sizeof(text), "%s to %s, %s%s%s", before, after,
	    by == 0 ? "no change" : change, by > 0 ? " better" : "",
	    by < 0 ? " worse" : "");
	doc_bar(d, label, (uint32_t)m->after,
	    (uint32_t)(m->after > m->before ? m->after : m->before), text);
}

static void
add_means(struct doc *d, const struct stat_table *t)
{
	if (t->means == NULL)
		return;
	doc_para(d, "Mean score at the start and at the end:");
	for (size_t r = 0; r < t->rows; r++)
		add_mean(d, label_of(t->row_dim, t->row[r]).s, &t->means[r]);
	add_mean(d, "All", &t->means[t->rows]);
}

/* ---- all of it ---- */

static void
add_unit_heading(struct doc *d, const struct stat_table *t)
{
	struct buf b = BUF_INIT(300);

	if (t->measure[0] != '\0') {
		list_label(t->measure, strlen(t->measure), &b);
		buf_adds(&b, ": ");
	}
	buf_adds(&b, stat_units[t->unit].title);
	doc_heading(d, 2, buf_str(&b));
	buf_done(&b);
}

static bool
is_first(const struct stat_report *r, size_t i)
{
	return i == 0 || r->tables[i].unit != r->tables[i - 1].unit ||
	       strcmp(r->tables[i].measure, r->tables[i - 1].measure) != 0;
}

static void
add_rules(struct doc *d, const struct stat_report *r)
{
	char text[500];

	snprintf(text, sizeof(text),
	    "Where it says fewer than %" PRId64
	    ", or *, a number is not shown: it is from 1 to %" PRId64
	    ", or such a one could be worked out by it. Nobody can be told by "
	    "what is shown. The report stays as it is; a period that would "
	    "differ from it by so few is not counted.",
	    r->small + 1, r->small);
	doc_para(d, text);
}

struct doc *
stat_doc(const struct stat_report *r, const char *title, const char *head)
{
	struct doc *d = doc_new(title);
	char text[80];

	if (*head != '\0')
		doc_para(d, head);
	add_rules(d, r);
	for (size_t i = 0; i < r->count; i++) {
		const struct stat_table *t = &r->tables[i];

		if (is_first(r, i)) {
			add_unit_heading(d, t);
			if (t->cols > 0) {
				add_bars(d, t);
				add_together(d, t);
			} else if (t->n[0] == STAT_HIDDEN) {
				snprintf(text, sizeof(text),
				    "Fewer than %" PRId64 ".", r->small + 1);
				doc_para(d, text);
			} else {
				doc_para(d, "None.");
			}
		}
		if (t->cols > 0) {
			add_table(d, t);
			add_means(d, t);
		}
	}
	doc_foot(d, title);
	return d;
}

/* ---- rows for a spreadsheet ---- */

static void
csv_line(const struct stat_table *t, const char *line, const char *column,
    const char *number, struct buf *out)
{
	struct buf measure = BUF_INIT(LABEL_MAX);

	list_label(t->measure, strlen(t->measure), &measure);
	csv_cell(out, stat_units[t->unit].title);
	csv_cell(out, buf_str(&measure));
	csv_cell(out, stat_dim_title(t->row_dim));
	csv_cell(out, line);
	csv_cell(out, column);
	csv_cell(out, number);
	csv_end_row(out);
	buf_done(&measure);
}

static void
csv_mean(const struct stat_table *t, const char *line,
    const struct stat_mean *m, struct buf *out)
{
	char text[24];

	if (m->before == STAT_HIDDEN)
		return;
	tenths(text, m->before);
	csv_line(t, line, "Mean at the start", text, out);
	tenths(text, m->after);
	csv_line(t, line, "Mean at the end", text, out);
}

static void
csv_table(const struct stat_table *t, struct buf *out)
{
	for (size_t r = 0; r <= t->rows; r++) {
		struct label line = { "All" };

		if (r < t->rows)
			line = label_of(t->row_dim, t->row[r]);
		for (size_t c = 0; c <= t->cols; c++) {
			struct label col = { "All" }, n;

			if (c < t->cols)
				col = label_of(
				    stat_units[t->unit].cols, t->col[c]);
			n = number_of(stat_at(t, r, c));
			csv_line(t, line.s, col.s,
			    n.s[0] == '*' ? "not shown" : n.s, out);
		}
		if (t->means != NULL)
			csv_mean(t, line.s, &t->means[r], out);
	}
}

void
stat_csv(const struct stat_report *r, struct buf *out)
{
	static const char *const heads[] = { "What is counted", "Measure", "By",
		"Line", "Column", "Number" };

	csv_begin(out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		csv_cell(out, heads[i]);
	csv_end_row(out);
	for (size_t i = 0; i < r->count; i++)
		csv_table(&r->tables[i], out);
}
