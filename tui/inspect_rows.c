/* inspect_rows.c - the people of an inspection, by state (O2, O3). */
#include "inspect_rows.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"

enum { GROUP_HERE = 8 }; /* written here, and not at the office yet */

/* In the order in which they stand: what is to be done first. */
static const struct group {
	int group;
	const char *title;
} by_told[] = {
	{ PERSON_DUE, "To be told" },
	{ PERSON_FAILED, "An e-mail failed: to be told another way" },
	{ PERSON_SENDING, "An e-mail is on its way" },
	{ GROUP_HERE, "Recorded here: the office has it when in touch" },
	{ PERSON_EXCEPTED, "Not told, with a reason" },
	{ PERSON_TOLD, "Told" },
}, by_copy[] = {
	{ COPY_NOT_YET, "A copy of the report is owed" },
	{ GROUP_HERE, "Recorded here: the office has it when in touch" },
	{ COPY_CANNOT, "It cannot be sent, with a reason" },
	{ COPY_SENT, "Has a copy" },
};

static const struct group *
groups_of(const struct inspect_rows *v, size_t *n)
{
	*n = v->by_copy ? KIND_COUNT(by_copy) : KIND_COUNT(by_told);
	return v->by_copy ? by_copy : by_told;
}

static int
group_of(const struct inspect_rows *v, const struct inspect_person *p)
{
	if (v->by_copy)
		return p->copy == COPY_NOT_YET && p->is_copied_here
			   ? GROUP_HERE
			   : (int)p->copy;
	return inspection_told_is_missing(p->told) && p->is_told_here
		   ? GROUP_HERE
		   : (int)p->told;
}

/* ---- which are shown ---- */

static bool
is_shown(
    const struct inspect_rows *v, const struct inspect_person *p, int group)
{
	return group_of(v, p) == group &&
	       (!v->by_copy || !id_is_none(&p->adult));
}

static void
show(struct inspect_rows *v)
{
	size_t n;
	const struct group *groups = groups_of(v, &n);

	mem_free_wiped(v->row, v->rows * sizeof *v->row);
	v->row = mem_zalloc(v->count + n + 1, sizeof *v->row);
	v->rows = 0;
	for (size_t g = 0; g < n; g++) {
		bool is_first = true;

		for (size_t i = 0; i < v->count; i++) {
			if (!is_shown(v, &v->people[i], groups[g].group))
				continue;
			if (is_first)
				v->row[v->rows++] =
				    (struct inspect_shown){ true,
					    groups[g].group, 0 };
			is_first = false;
			v->row[v->rows++] =
			    (struct inspect_shown){ false, groups[g].group, i };
		}
	}
}

static bool
was_marked(const struct inspect_person *people, const bool *marked,
    size_t count, const struct inspect_person *p)
{
	for (size_t i = 0; i < count; i++)
		if (id_equal(&people[i].file, &p->file) &&
		    id_equal(&people[i].adult, &p->adult))
			return marked[i];
	return false;
}

void
inspect_rows_load(struct inspect_rows *v)
{
	struct inspect_person *before = v->people;
	bool *marked = v->marked;
	size_t had = v->count;
	const struct inspect_person *list;

	v->count = model_inspected(app_model(v->app), &v->inspection, &list,
	    &v->more, &v->as_of_ms, &v->state);
	v->people = mem_zalloc(v->count + 1, sizeof *v->people);
	v->marked = mem_zalloc(v->count + 1, sizeof *v->marked);
	for (size_t i = 0; i < v->count; i++) {
		v->people[i] = list[i];
		v->marked[i] = was_marked(before, marked, had, &list[i]);
	}
	mem_free_wiped(before, (had + 1) * sizeof *before);
	mem_free_wiped(marked, (had + 1) * sizeof *marked);
	show(v);
}

void
inspect_rows_done(struct inspect_rows *v)
{
	mem_free_wiped(v->people, (v->count + 1) * sizeof *v->people);
	mem_free_wiped(v->marked, (v->count + 1) * sizeof *v->marked);
	mem_free_wiped(v->row, v->rows * sizeof *v->row);
}

size_t
inspect_rows_at(const struct inspect_rows *v, size_t row)
{
	return row >= v->rows || v->row[row].is_heading ? SIZE_MAX
							: v->row[row].at;
}

size_t
inspect_rows_marked(const struct inspect_rows *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->count; i++)
		n += v->marked[i];
	return n;
}

bool
inspect_rows_is_part(const struct inspect_rows *v)
{
	return v->is_known && v->as_of_ms > 0 &&
	       (int64_t)(v->count + v->more) < v->stand.people;
}

/* ---- words ---- */

void
inspect_add_shown(const struct inspect_rows *v, struct buf *out)
{
	size_t n = 0, all = 0;

	for (size_t i = 0; i < v->count; i++) {
		const struct inspect_person *p = &v->people[i];

		if (v->by_copy && id_is_none(&p->adult))
			continue;
		all++;
		n += v->by_copy ? p->copy == COPY_NOT_YET
				: inspection_told_is_missing(p->told);
	}
	buf_addf(out, "Of the %zu you are shown, %zu %s", all, n,
	    v->by_copy
		? (n == 1 ? "has no copy yet." : "have no copy yet.")
		: (n == 1 ? "is still to be told." : "are still to be told."));
}

void
inspect_add_person(const struct inspect_person *p, struct buf *out)
{
	const char *child = *p->child ? p->child : "a child";
	struct buf relation = BUF_INIT(200);

	if (id_is_none(&p->adult)) {
		buf_addf(out, "Nobody is on the file of %s", child);
		return;
	}
	record_show(kind_field(&kind_adult, "relation"), p->relation, NULL,
	    NULL, &relation);
	if (relation.len > 0 && relation.data[0] >= 'A' &&
	    relation.data[0] <= 'Z')
		relation.data[0] = (char)(relation.data[0] - 'A' + 'a');
	buf_addf(out, "%s, %s of %s", *p->who ? p->who : "Somebody",
	    relation.len > 0 ? buf_str(&relation) : "adult", child);
	buf_done(&relation);
}

/* Beside each name, wherever it is offered to tell them something (S1). */
static const char *
safe_words(const struct inspect_person *p)
{
	if (id_is_none(&p->adult))
		return "write the reason";
	if (strcmp(p->safe, "safe") == 0)
		return "safe to contact";
	if (strcmp(p->safe, "as_written") == 0)
		return "only as is written";
	if (strcmp(p->safe, "never") == 0)
		return "NOT safe to contact";
	return "safe? not said";
}

/* ---- the list ---- */

static size_t
rows_count(const void *arg)
{
	return ((const struct inspect_rows *)arg)->rows;
}

static void
add_heading(const struct inspect_rows *v, size_t i, struct buf *out)
{
	size_t n = 0, count;
	const struct group *groups = groups_of(v, &count);

	while (i + n + 1 < v->rows && !v->row[i + n + 1].is_heading)
		n++;
	for (size_t g = 0; g < count; g++)
		if (groups[g].group == v->row[i].group)
			buf_addf(out, "%s (%zu)", groups[g].title, n);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct inspect_rows *v = arg;
	const struct inspect_person *p;
	size_t at = inspect_rows_at(v, i);

	if (i < v->rows && v->row[i].is_heading)
		add_heading(v, i, left);
	if (at == SIZE_MAX)
		return;
	p = &v->people[at];
	buf_adds(left, v->marked[at] ? "[x] " : "[ ] ");
	inspect_add_person(p, left);
	if (p->objects)
		buf_adds(right, "objects, ");
	buf_adds(right, safe_words(p));
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct inspect_rows *v = arg;
	size_t at = inspect_rows_at(v, i);

	if (at == SIZE_MAX)
		snprintf(out, W_LIST_ID, "group %d",
		    i < v->rows ? v->row[i].group : -1);
	else
		snprintf(out, W_LIST_ID, "%s",
		    id_is_none(&v->people[at].adult) ? v->people[at].file.s
						     : v->people[at].adult.s);
}

static bool
rows_heading(const void *arg, size_t i)
{
	const struct inspect_rows *v = arg;

	return i < v->rows && v->row[i].is_heading;
}

static unsigned
rows_attr(const void *arg, size_t i)
{
	const struct inspect_rows *v = arg;
	size_t at = inspect_rows_at(v, i);

	return at != SIZE_MAX && strcmp(v->people[at].safe, "never") == 0
		   ? ATTR_ALERT
		   : ATTR_PLAIN;
}

/* Whether the office is asked, or is silent, stands above the list. */
static const char *
rows_why_empty(const void *arg)
{
	const struct inspect_rows *v = arg;

	if (!v->is_known || v->as_of_ms == 0)
		return "";
	if (v->stand.files == 0)
		return v->may_add ? "It is about no file yet. F6 adds a child."
				  : "It is about no file yet.";
	return "Nobody of its list is on a file that is open to you.";
}

const struct w_list_rows inspect_rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.attr = rows_attr,
	.is_heading = rows_heading,
	.why_empty = rows_why_empty,
};
