/* stat_report.c - a report of statistics as text, and back (stat.h, N2). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "kinds.h"
#include "mem.h"
#include "stat.h"

#define TABLES_MAX 1000

int64_t
stat_at(const struct stat_table *t, size_t r, size_t c)
{
	return t->n[r * (t->cols + 1) + c];
}

static size_t
find_code(char (*codes)[LIST_CODE_MAX], size_t count, const char *code)
{
	size_t i = 0;

	while (i < count && strcmp(codes[i], code) != 0)
		i++;
	return i;
}

size_t
stat_row(const struct stat_table *t, const char *code)
{
	return find_code(t->row, t->rows, code);
}

size_t
stat_col(const struct stat_table *t, const char *code)
{
	return find_code(t->col, t->cols, code);
}

const struct stat_table *
stat_find(const struct stat_report *r, const struct stat_table *like)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct stat_table *t = &r->tables[i];

		if (t->unit == like->unit && t->row_dim == like->row_dim &&
		    strcmp(t->measure, like->measure) == 0)
			return t;
	}
	return NULL;
}

struct stat_table *
stat_report_add(struct stat_report *r, enum stat_unit unit, const char *measure,
    enum stat_dim row_dim, size_t rows, size_t cols, size_t together)
{
	struct stat_table *t;

	r->tables = mem_grow(r->tables, r->count + 1, sizeof(*r->tables));
	t = &r->tables[r->count++];
	*t = (struct stat_table){ .unit = unit,
		.row_dim = row_dim,
		.rows = rows,
		.cols = cols,
		.together_count = together };
	snprintf(t->measure, sizeof(t->measure), "%s", measure);
	t->row = mem_zalloc(rows + 1, sizeof(*t->row));
	t->col = mem_zalloc(cols + 1, sizeof(*t->col));
	t->together = mem_zalloc(together + 1, sizeof(*t->together));
	t->n = mem_zalloc((rows + 1) * (cols + 1), sizeof(*t->n));
	if (unit == STAT_OUTCOMES)
		t->means = mem_zalloc(rows + 1, sizeof(*t->means));
	return t;
}

void
stat_report_done(struct stat_report *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct stat_table *t = &r->tables[i];

		free(t->row);
		free(t->col);
		free(t->together);
		free(t->n);
		free(t->means);
	}
	free(r->tables);
	*r = (struct stat_report){ 0 };
}

/* ---- out ---- */

static void
write_codes(
    struct jw *w, const char *key, char (*codes)[LIST_CODE_MAX], size_t count)
{
	jw_open_list(w, key);
	for (size_t i = 0; i < count; i++)
		jw_text(w, NULL, codes[i]);
	jw_close_list(w);
}

static void
write_table(struct jw *w, const struct stat_table *t)
{
	jw_open(w, NULL);
	jw_text(w, "unit", stat_units[t->unit].code);
	if (t->measure[0] != '\0')
		jw_text(w, "measure", t->measure);
	jw_text(w, "rows", stat_dim_code(t->row_dim));
	write_codes(w, "row", t->row, t->rows);
	write_codes(w, "col", t->col, t->cols);
	if (t->together_count > 0)
		write_codes(w, "together", t->together, t->together_count);
	jw_open_list(w, "n");
	for (size_t i = 0; i < (t->rows + 1) * (t->cols + 1); i++)
		jw_int(w, NULL, t->n[i]);
	jw_close_list(w);
	if (t->means != NULL) {
		jw_open_list(w, "means");
		for (size_t i = 0; i <= t->rows; i++) {
			jw_int(w, NULL, t->means[i].before);
			jw_int(w, NULL, t->means[i].after);
		}
		jw_close_list(w);
	}
	jw_close(w);
}

void
stat_report_write(const struct stat_report *r, struct buf *out)
{
	struct jw w = JW_INIT(out);

	jw_open(&w, NULL);
	jw_int(&w, "from", r->from);
	jw_int(&w, "until", r->until);
	jw_int(&w, "small", r->small);
	jw_open_list(&w, "tables");
	for (size_t i = 0; i < r->count; i++)
		write_table(&w, &r->tables[i]);
	jw_close_list(&w);
	jw_close(&w);
}

/* ---- in ---- */

static bool
read_codes(const struct json *list, char (*codes)[LIST_CODE_MAX])
{
	size_t i = 0;

	for (const struct json *at = json_first(list); at != NULL;
	     at = json_next(at)) {
		const char *code = json_text(at);

		if (code == NULL || strlen(code) >= LIST_CODE_MAX)
			return false;
		snprintf(codes[i++], LIST_CODE_MAX, "%s", code);
	}
	return true;
}

static bool
dim_parse(enum stat_dim *out, const char *code)
{
	for (unsigned i = 0; code != NULL && i < STAT_DIMS; i++)
		if (strcmp(stat_dim_code(i), code) == 0) {
			*out = i;
			return true;
		}
	return false;
}

/* As many whole numbers from STAT_HIDDEN up. */
static bool
read_numbers(const struct json *list, int64_t *to, size_t count)
{
	size_t i = 0;

	if (json_count(list) != count)
		return false;
	for (const struct json *at = json_first(list); at != NULL;
	     at = json_next(at)) {
		to[i] = json_int(at, STAT_HIDDEN - 1);
		if (to[i++] < STAT_HIDDEN)
			return false;
	}
	return true;
}

static bool
read_table(struct stat_report *r, const struct json *o)
{
	const struct json *row = json_get(o, "row"), *col = json_get(o, "col"),
			  *together = json_get(o, "together");
	const char *measure = json_text_of(o, "measure", "");
	enum stat_unit unit;
	enum stat_dim dim;
	struct stat_table *t;

	if (!stat_unit_parse(&unit, json_text_of(o, "unit", NULL)) ||
	    !dim_parse(&dim, json_text_of(o, "rows", NULL)) ||
	    strlen(measure) >= LIST_CODE_MAX || !json_is_array(row) ||
	    !json_is_array(col) || json_count(row) > STAT_LINES_MAX ||
	    json_count(col) > STAT_LINES_MAX ||
	    json_count(together) > STAT_LINES_MAX)
		return false;
	t = stat_report_add(r, unit, measure, dim, json_count(row),
	    json_count(col), json_count(together));
	return read_codes(row, t->row) && read_codes(col, t->col) &&
	       read_codes(together, t->together) &&
	       read_numbers(
		   json_get(o, "n"), t->n, (t->rows + 1) * (t->cols + 1)) &&
	       (t->means == NULL ||
		   read_numbers(json_get(o, "means"), (int64_t *)t->means,
		       (t->rows + 1) * 2));
}

enum err
stat_report_read(
    struct stat_report *out, const char *text, size_t len, struct errinfo *e)
{
	struct json *doc = NULL;
	const struct json *tables;
	enum err code = json_parse(&doc, text, len, STAT_TEXT_MAX, e);
	bool ok = code == ERR_OK;

	*out = (struct stat_report){ 0 };
	out->from = (int)json_int_of(doc, "from", 0);
	out->until = (int)json_int_of(doc, "until", 0);
	out->small = json_int_of(doc, "small", 0);
	tables = json_get(doc, "tables");
	ok = ok && json_is_array(tables) && json_count(tables) <= TABLES_MAX &&
	     out->from > 0 && out->until >= out->from && out->small > 0;
	for (const struct json *at = json_first(tables); ok && at != NULL;
	     at = json_next(at))
		ok = read_table(out, at);
	json_free(doc);
	if (!ok)
		return err_set(e, ERR_INVALID,
		    "The tables of a report cannot be read. Nothing is lost; "
		    "use the newest haven.");
	return ERR_OK;
}
