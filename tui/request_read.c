/* request_read.c - requests and incidents as this device knows them (A1, A3, A4). */
#include "request_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "standing.h"
#include "text.h"

static const struct kind *const of_requests[] = { &kind_request,
	&kind_request_stop, &kind_request_start, &kind_request_longer,
	&kind_request_view, &kind_request_ready, &kind_request_copy,
	&kind_request_check, &kind_request_answer, &kind_wrong_send,
	&kind_wrong_end, NULL };

/* ---- all of them, as they are found ---- */

struct found {
	struct row row;
	struct record *body;
	struct id of; /* the request that it belongs to */
};
struct finding {
	struct found *at;
	size_t count, cap;
	struct found **by_id, **by_request; /* all of them, in these orders */
};

static void
on_body(void *arg, const struct row *row, const struct record *r)
{
	struct finding *f = arg;

	/* What came back counts for nothing; it waits in the outbox. */
	if (row->where == WHERE_STOPPED)
		return;
	if (f->count == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 32;
		f->at = mem_grow(f->at, f->cap, sizeof *f->at);
	}
	f->at[f->count++] = (struct found){ *row, record_copy(r), { "" } };
}

static void
finding_done(struct finding *f)
{
	for (size_t i = 0; i < f->count; i++)
		record_free(f->at[i].body);
	mem_free_wiped(f->at, f->cap * sizeof *f->at);
	free(f->by_id);
	free(f->by_request);
	*f = (struct finding){ .at = NULL };
}

static int
by_id(const void *a, const void *b)
{
	const struct found *const *x = a, *const *y = b;

	return strcmp((*x)->row.id.s, (*y)->row.id.s);
}

/* Those of one request stay as they were found. */
static int
by_request(const void *a, const void *b)
{
	const struct found *const *x = a, *const *y = b;
	int n = strcmp((*x)->of.s, (*y)->of.s);

	return n != 0 ? n : *x < *y ? -1 : *x > *y;
}

/* The request that a step belongs to: a copy hangs on "all is decided", a look at
 * the copy on that. */
static const struct id *
request_of(const struct finding *f, const struct row *row)
{
	const struct found key = { .row.id = row->parent }, *const at = &key;
	struct found *const *up =
	    bsearch(&at, f->by_id, f->count, sizeof *f->by_id, by_id);

	if (!up)
		return &row->parent;
	return (*up)->row.kind == &kind_request ? &(*up)->row.id
						: request_of(f, &(*up)->row);
}

/* All that is on a file, or on every file that is here (NULL). */
static void
find_all(struct finding *f, struct app *a, const struct id *file)
{
	*f = (struct finding){ .at = NULL };
	model_each(app_model(a), file, of_requests, on_body, f);
	if (f->count == 0)
		return;
	f->by_id = mem_zalloc(f->count, sizeof *f->by_id);
	f->by_request = mem_zalloc(f->count, sizeof *f->by_request);
	for (size_t i = 0; i < f->count; i++)
		f->by_id[i] = f->by_request[i] = &f->at[i];
	qsort(f->by_id, f->count, sizeof *f->by_id, by_id);
	for (size_t i = 0; i < f->count; i++)
		f->at[i].of = *request_of(f, &f->at[i].row);
	qsort(f->by_request, f->count, sizeof *f->by_request, by_request);
}

/* The place of the first that belongs to a request, as by_request has them. */
static size_t
first_of(const struct finding *f, const struct id *request)
{
	size_t from = 0, to = f->count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (strcmp(f->by_request[mid]->of.s, request->s) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static struct civil
today_of(struct app *a)
{
	struct civil day = when_civil(app_now(a));

	day.has_time = false;
	day.hour = day.minute = 0;
	return day;
}

static int64_t
came_ms(const struct row *row)
{
	return row->received_ms ? row->received_ms : row->written_ms;
}

/* ---- one ---- */

static void
add_step(struct request_read *out, const struct found *f)
{
	out->beside =
	    mem_grow(out->beside, out->count + 1, sizeof *out->beside);
	out->rows = mem_grow(out->rows, out->count + 1, sizeof *out->rows);
	out->rows[out->count] = f->row;
	out->beside[out->count++] =
	    (struct request_beside){ .body = record_copy(f->body),
		    .at_ms = came_ms(&f->row) };
}

static void
fill(struct request_read *out, struct app *a, const struct finding *f,
    const struct found *of)
{
	struct civil today = today_of(a);

	out->row = of->row;
	out->rec = record_copy(of->body);
	for (size_t i = first_of(f, &of->row.id);
	     i < f->count && id_equal(&f->by_request[i]->of, &of->row.id);
	     i++) {
		const struct kind *kind = f->by_request[i]->row.kind;

		if (kind != &kind_request && request_is_own(kind))
			add_step(out, f->by_request[i]);
	}
	for (size_t i = 0; i < out->count; i++) {
		out->beside[i].id = out->rows[i].id.s;
		out->beside[i].parent = out->rows[i].parent.s;
	}
	request_stand(&out->stand, out->rec, out->beside, out->count, &today,
	    holidays_here());
}

bool
request_read(struct request_read *out, struct app *a, const struct id *request)
{
	struct finding f;
	struct standing s = { 0 };
	struct civil today = today_of(a);
	struct row row;

	*out = (struct request_read){ .rec = NULL };
	if (!model_row(app_model(a), request, &row))
		return false;
	find_all(&f, a, &row.file);
	for (size_t i = 0; i < f.count; i++)
		if (id_equal(&f.at[i].row.id, request))
			fill(out, a, &f, &f.at[i]);
	finding_done(&f);
	if (!out->rec)
		return false;
	standing_read(&s, app_model(a), &row.file, app_now(a));
	out->needs_view =
	    request_needs_view(out->rec, s.born, s.competence, &today);
	standing_done(&s);
	return true;
}

void
request_read_done(struct request_read *r)
{
	for (size_t i = 0; i < r->count; i++)
		record_free((struct record *)(uintptr_t)r->beside[i].body);
	free(r->beside);
	mem_free_wiped(r->rows, r->count * sizeof *r->rows);
	record_free(r->rec);
	*r = (struct request_read){ .rec = NULL };
}

/* ---- the list ---- */

static void
add_line(struct request_lines *out, const struct request_line *line,
    const char *left, const char *right)
{
	struct request_line *to;

	out->at = mem_grow(out->at, out->count + 1, sizeof *out->at);
	to = &out->at[out->count++];
	*to = *line;
	to->left = mem_strdup(left);
	to->right = mem_strdup(right);
}

static void
say_child(struct app *a, const struct found *f, struct buf *b)
{
	const char *child = model_child_name(app_model(a), &f->row.file);

	buf_addf(b, "%s: ", *child ? child : "A child");
}

static void
line_of_request(struct request_lines *out, struct app *a,
    const struct finding *f, const struct found *of)
{
	struct request_line line = {
		.id = of->row.id, .file = of->row.file, .kind = &kind_request
	};
	struct request_read r = { .rec = NULL };
	struct buf left = BUF_INIT(2000), right = BUF_INIT(2000);

	fill(&r, a, f, of);
	line.place = r.stand.is_closed ? PLACE_CLOSED : PLACE_OPEN;
	when_store(line.due, &r.stand.due.day);
	say_child(a, of, &left);
	buf_adds(&left, request_what_brief(of->body));
	request_stand_brief(&r.stand, r.beside, &right);
	add_line(out, &line, buf_str(&left), buf_str(&right));
	request_read_done(&r);
	buf_done(&left);
	buf_done(&right);
}

static bool
is_ended(const struct finding *f, const struct id *wrong)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->at[i].row.kind == &kind_wrong_end &&
		    id_equal(&f->at[i].row.parent, wrong))
			return true;
	return false;
}

static void
line_of_wrong(struct request_lines *out, struct app *a, const struct finding *f,
    const struct found *of)
{
	struct request_line line = {
		.id = of->row.id, .file = of->row.file, .kind = &kind_wrong_send
	};
	bool ended = is_ended(f, &of->row.id);
	struct buf left = BUF_INIT(2000), right = BUF_INIT(400);

	line.place = ended ? PLACE_CLOSED : PLACE_WRONG;
	snprintf(
	    line.due, sizeof line.due, "%s", record_text(of->body, "noticed"));
	say_child(a, of, &left);
	record_show(kind_field(&kind_wrong_send, "what"),
	    record_text(of->body, "what"), NULL, NULL, &left);
	if (ended)
		buf_adds(&right, "closed");
	else
		wrong_words(of->body, app_now(a), &right);
	if (right.len == 0)
		buf_adds(&right, "to be closed");
	add_line(out, &line, buf_str(&left), buf_str(&right));
	buf_done(&left);
	buf_done(&right);
}

static int
by_place(const void *a, const void *b)
{
	const struct request_line *x = a, *y = b;
	int n = strcmp(x->due, y->due);

	if (x->place != y->place)
		return (int)x->place - (int)y->place;
	if (n == 0)
		n = strcmp(x->id.s, y->id.s);
	return x->place == PLACE_CLOSED ? -n : n;
}

void
request_lines_read(
    struct request_lines *out, struct app *a, const struct id *file)
{
	struct finding f;

	*out = (struct request_lines){ .at = NULL };
	find_all(&f, a, file);
	for (size_t i = 0; i < f.count; i++) {
		if (f.at[i].row.kind == &kind_request)
			line_of_request(out, a, &f, &f.at[i]);
		else if (f.at[i].row.kind == &kind_wrong_send)
			line_of_wrong(out, a, &f, &f.at[i]);
	}
	finding_done(&f);
	if (out->count > 1)
		qsort(out->at, out->count, sizeof *out->at, by_place);
}

void
request_lines_done(struct request_lines *l)
{
	for (size_t i = 0; i < l->count; i++) {
		mem_free_text(l->at[i].left);
		mem_free_text(l->at[i].right);
	}
	mem_free_wiped(l->at, l->count * sizeof *l->at);
	*l = (struct request_lines){ .at = NULL };
}

static void
say_answer(const struct request_read *r, struct buf *out)
{
	const struct record *answer;

	if (r->stand.answer == REQUEST_NONE)
		return;
	answer = r->beside[r->stand.answer].body;
	if (*record_text(answer, "reasons"))
		buf_addf(out, "  %s\n", record_text(answer, "reasons"));
}

void
request_add_about(struct app *a, const struct id *file, const struct id *record,
    struct buf *out)
{
	struct finding f;
	struct id of;

	if (id_is_none(file))
		return;
	find_all(&f, a, file);
	for (size_t i = 0; i < f.count; i++) {
		struct request_read r = { .rec = NULL };

		if (!id_parse(&of, record_text(f.at[i].body, "about")) ||
		    !id_equal(&of, record))
			continue;
		if (f.at[i].row.kind == &kind_wrong_send) {
			buf_adds(out, "It went to the wrong place: there is an "
				      "incident of it.\n");
			continue;
		}
		fill(&r, a, &f, &f.at[i]);
		buf_addf(out, "Asked about it, a %s: \"%.300s\": ",
		    request_what_brief(r.rec), record_text(r.rec, "asks"));
		request_stand_words(&r.stand, r.beside, out);
		buf_adds(out, ".\n");
		say_answer(&r, out);
		request_read_done(&r);
	}
	finding_done(&f);
}

/* ---- the file, record by record ---- */

struct deciding {
	struct request_items *items;
	const struct id *request;
	int64_t *at_ms;
};

static void
on_decision(void *arg, const struct row *row, const struct record *r)
{
	struct deciding *d = arg;
	struct id of;

	if (row->where == WHERE_STOPPED ||
	    !id_equal(&row->parent, d->request) || item_is_earlier(r) ||
	    !id_parse(&of, record_text(r, "record")))
		return;
	for (size_t i = 0; i < d->items->count; i++) {
		struct request_item *to = &d->items->at[i];

		if (!id_equal(&to->row.id, &of) ||
		    (to->decision && d->at_ms[i] > came_ms(row)))
			continue;
		record_free(to->decision);
		to->decision = record_copy(r);
		d->at_ms[i] = came_ms(row);
	}
}

void
request_items_read(struct request_items *out, struct app *a,
    const struct id *file, const struct id *request)
{
	static const struct kind *const item[] = { &kind_request_item, NULL };
	struct deciding d = { .items = out, .request = request };
	const struct row *rows;
	size_t n = model_rows(app_model(a), file, &rows);

	*out = (struct request_items){ .at = NULL };
	out->at = mem_zalloc(n + 1, sizeof *out->at);
	for (size_t i = 0; i < n; i++)
		if (!request_is_own(rows[i].kind) &&
		    rows[i].where == WHERE_OFFICE)
			out->at[out->count++].row = rows[i];
	d.at_ms = mem_zalloc(n + 1, sizeof *d.at_ms);
	model_each(app_model(a), file, item, on_decision, &d);
	free(d.at_ms);
	for (size_t i = 0; i < out->count; i++) {
		struct request_item *to = &out->at[i];

		to->state = item_state_of(to->decision, to->row.version);
		out->open +=
		    to->state == ITEM_UNDECIDED || to->state == ITEM_CHANGED;
	}
}

void
request_items_done(struct request_items *l)
{
	for (size_t i = 0; i < l->count; i++)
		record_free(l->at[i].decision);
	free(l->at);
	*l = (struct request_items){ .at = NULL };
}

/* ---- who is named ---- */

struct looking {
	const char *name; /* folded */
	bool is;
};

static void
on_text(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	struct looking *l = arg;
	struct buf folded = BUF_INIT(KIND_BODY_MAX * 2);
	const char *at;
	size_t len = strlen(l->name);

	(void)path;
	(void)depth;
	if (!text || l->is || f->type == FT_REF ||
	    !text_fold(&folded, text, strlen(text))) {
		buf_done(&folded);
		return;
	}
	for (at = strstr(buf_str(&folded), l->name); at && !l->is;
	     at = strstr(at + 1, l->name))
		l->is = (at == buf_str(&folded) || at[-1] == ' ') &&
			(at[len] == ' ' || at[len] == '\0');
	buf_done(&folded);
}

static bool
stands_in(const struct record *r, const char *name, size_t len)
{
	struct buf folded = BUF_INIT(1000);
	struct looking l = { .name = "" };

	if (len > 2 && text_fold(&folded, name, len) && folded.len > 0) {
		l.name = buf_str(&folded);
		record_each(r, on_text, &l);
	}
	buf_done(&folded);
	return l.is;
}

/* The whole name, or its first part, as people write it. */
static void
point_at(
    const struct record *r, const char *name, const char *what, struct buf *out)
{
	size_t first = strcspn(name, " ");

	if (stands_in(r, name, strlen(name)) || stands_in(r, name, first))
		buf_addf(
		    out, "%s%s (%s)", out->len > 0 ? ", " : "", name, what);
}

void
request_point_out(struct app *a, const struct id *file, const struct record *r,
    struct buf *out)
{
	const struct person *people;
	const struct id *ids;
	struct standing s = { 0 };
	size_t n;

	standing_read(&s, app_model(a), file, app_now(a));
	for (size_t i = 0; i < s.people; i++)
		if (!s.person[i].is_cyp)
			point_at(r, s.person[i].name,
			    *s.person[i].relation ? s.person[i].relation
						  : "an adult of the file",
			    out);
	standing_done(&s);
	n = model_staff(app_model(a), &people, &ids);
	for (size_t i = 0; i < n; i++)
		point_at(r, people[i].name, "one of us", out);
}
