/* policies.c - who has confirmed what, and who was trained when. */
#include "policies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "csv.h"
#include "kinds.h"
#include "mem.h"
#include "text.h"

#define FIRST 64

/* A version of a document, in the order in which they came. */
struct version {
	struct id id;
	unsigned which;
	int64_t received_ms;
	char name[48], approved[WHEN_TEXT];
};
struct given { /* a confirmation */
	struct id record, document, by;
	char on[WHEN_TEXT];
};
struct trained {
	struct id record, person;
	unsigned column; /* 0 to TRAINING_COLUMNS - 1 */
	char on[WHEN_TEXT], due[WHEN_TEXT], other[88];
};

struct reading {
	struct policies *p;
	char today[WHEN_TEXT];
	struct version *versions;
	struct given *given;
	struct trained *trained;
	size_t version_count, given_count, trained_count;
};

/* Room for one more. */
static void *
grown(void *at, size_t count, size_t size)
{
	if (count == 0)
		return mem_grow(at, FIRST, size);
	if (count < FIRST || (count & (count - 1)) != 0)
		return at;
	return mem_grow(at, count * 2, size);
}

/* ---- what is here ---- */

static void
take_staff(struct reading *rd, const struct row *row, const struct record *r)
{
	const char *left = record_text(r, "left");
	struct policies *p = rd->p;
	struct policies_person *to;
	enum role role;

	if (!role_parse(&role, record_text(r, "role")) ||
	    (*left != '\0' && strcmp(left, rd->today) < 0))
		return;
	p->people = grown(p->people, p->count, sizeof(*p->people));
	to = &p->people[p->count++];
	memset(to, 0, sizeof(*to));
	to->id = row->id;
	to->is_asked = policy_is_asked_of(role);
	snprintf(to->name, sizeof(to->name), "%s", record_text(r, "name"));
	snprintf(
	    to->role_title, sizeof(to->role_title), "%s", role_title(role));
}

static void
take_version(struct reading *rd, const struct row *row, const struct record *r)
{
	unsigned which = policy_find(record_text(r, "which"));
	struct version *v;

	/* What the office has not received yet asks nobody. */
	if (which == POLICY_COUNT || row->where != WHERE_OFFICE)
		return;
	rd->versions =
	    grown(rd->versions, rd->version_count, sizeof(*rd->versions));
	v = &rd->versions[rd->version_count++];
	memset(v, 0, sizeof(*v));
	v->id = row->id;
	v->which = which;
	v->received_ms = row->received_ms;
	snprintf(v->name, sizeof(v->name), "%s", record_text(r, "version"));
	snprintf(
	    v->approved, sizeof(v->approved), "%s", record_text(r, "approved"));
}

static void
take_given(struct reading *rd, const struct row *row, const struct record *r)
{
	struct given *g;

	if (row->where == WHERE_STOPPED)
		return;
	rd->given = grown(rd->given, rd->given_count, sizeof(*rd->given));
	g = &rd->given[rd->given_count++];
	memset(g, 0, sizeof(*g));
	g->record = row->id;
	g->by = row->author_id;
	id_parse(&g->document, record_text(r, "document"));
	snprintf(g->on, sizeof(g->on), "%s", record_text(r, "on"));
}

static unsigned
training_column(const char *what)
{
	unsigned i = 0;

	while (training_whats[i].code != NULL &&
	       strcmp(training_whats[i].code, what) != 0)
		i++;
	return i;
}

static void
take_training(struct reading *rd, const struct row *row, const struct record *r)
{
	struct trained *t;

	if (row->where == WHERE_STOPPED ||
	    training_column(record_text(r, "what")) >= TRAINING_COLUMNS)
		return;
	rd->trained =
	    grown(rd->trained, rd->trained_count, sizeof(*rd->trained));
	t = &rd->trained[rd->trained_count++];
	memset(t, 0, sizeof(*t));
	t->record = row->id;
	t->column = training_column(record_text(r, "what"));
	id_parse(&t->person, record_text(r, "person"));
	snprintf(t->on, sizeof(t->on), "%s", record_text(r, "on"));
	snprintf(t->due, sizeof(t->due), "%s", record_text(r, "due"));
	snprintf(t->other, sizeof(t->other), "%s", record_text(r, "other"));
}

static void
take(void *arg, const struct row *row, const struct record *r)
{
	static const struct {
		const struct kind *kind;
		void (*take)(struct reading *, const struct row *,
		    const struct record *);
	} takes[] = {
		{ &kind_staff, take_staff },
		{ &kind_policy_document, take_version },
		{ &kind_confirmation, take_given },
		{ &kind_training, take_training },
	};

	for (size_t i = 0; i < KIND_COUNT(takes); i++)
		if (takes[i].kind == row->kind)
			takes[i].take(arg, row, r);
}

/* ---- cells ---- */

static int
by_received(const void *a, const void *b)
{
	const struct version *x = a, *y = b;

	if (x->received_ms != y->received_ms)
		return x->received_ms < y->received_ms ? -1 : 1;
	return strcmp(x->id.s, y->id.s);
}

static int
by_name(const void *a, const void *b)
{
	const struct policies_person *x = a, *y = b;
	int n = strcasecmp(x->name, y->name);

	return n != 0 ? n : strcmp(x->id.s, y->id.s);
}

static int
by_giver(const void *a, const void *b)
{
	const struct given *x = a, *y = b;
	int n = strcmp(x->by.s, y->by.s);

	return n != 0 ? n : strcmp(x->document.s, y->document.s);
}

/* Of one person and column together; in the order in which they came. */
static int
by_trained(const void *a, const void *b)
{
	const struct trained *x = a, *y = b;
	int n = strcmp(x->person.s, y->person.s);

	if (n == 0 && x->column != y->column)
		n = x->column < y->column ? -1 : 1;
	return n != 0 ? n : strcmp(x->record.s, y->record.s);
}

/* All training of one person in one column: *count from what is returned on. */
static const struct trained *
trained_of(const struct reading *rd, const struct id *person, unsigned column,
    size_t *count)
{
	/* No record has an id before this one. */
	const struct trained key = { .person = *person, .column = column };
	size_t from = 0, to = rd->trained_count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (by_trained(&rd->trained[mid], &key) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	while (to < rd->trained_count && rd->trained[to].column == column &&
	       id_equal(&rd->trained[to].person, person))
		to++;
	*count = to - from;
	return rd->trained + from;
}

static const struct given *
confirmed(
    const struct reading *rd, const struct id *document, const struct id *staff)
{
	const struct given key = { .document = *document, .by = *staff };

	return rd->given_count > 0 ? bsearch(&key, rd->given, rd->given_count,
					 sizeof(key), by_giver)
				   : NULL;
}

static void
day_text(char out[WHEN_TEXT], int64_t ms)
{
	struct civil c = when_civil(ms);

	c.has_time = false;
	c.hour = c.minute = 0;
	when_store(out, &c);
}

/* As the office judges it (store_policy.c): a confirmation does for its version and
 * those before; the first that came after says until when there is time. */
static void
set_document(const struct reading *rd, const struct policies_person *who,
    unsigned which, int64_t now_ms, int64_t grace_days,
    struct policies_cell *out)
{
	int64_t behind_ms = -1, until_ms;

	for (size_t i = 0; i < rd->version_count; i++) {
		const struct version *v = &rd->versions[i];
		const struct given *g;

		if (v->which != which)
			continue;
		g = confirmed(rd, &v->id, &who->id);
		if (g != NULL) {
			behind_ms = -1;
			out->state = POLICIES_YES;
			out->record = g->record;
			memcpy(out->on, g->on, sizeof(out->on));
		} else if (behind_ms < 0) {
			behind_ms = v->received_ms;
		}
	}
	if (behind_ms < 0)
		return;
	until_ms = policy_until_ms(behind_ms, grace_days);
	*out = (struct policies_cell){
		.state = now_ms < until_ms ? POLICIES_DUE : POLICIES_LATE
	};
	day_text(out->by, until_ms - 1);
}

/* Is a newer one of the same among these? Two of one day are both the newest. */
static bool
is_outdated(const struct trained *list, size_t count, const struct trained *t)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].other, t->other) == 0 &&
		    strcmp(list[i].on, t->on) > 0)
			return true;
	return false;
}

static enum policies_state
state_of(const struct trained *t, const char *today, const char *soon)
{
	if (*t->due == '\0' || strcmp(t->due, soon) > 0)
		return POLICIES_YES;
	return strcmp(t->due, today) < 0 ? POLICIES_LATE : POLICIES_DUE;
}

/* Of several others the one that matters most: the latest, then the newest. */
static void
set_training(const struct reading *rd, const struct policies_person *who,
    unsigned column, const char *soon, struct policies_cell *out)
{
	size_t count;
	const struct trained *list = trained_of(rd, &who->id, column, &count);

	for (size_t i = 0; i < count; i++) {
		const struct trained *t = &list[i];
		struct policies_cell c = { .record = t->record };

		if (is_outdated(list, count, t))
			continue;
		c.state = state_of(t, rd->today, soon);
		memcpy(c.on, t->on, sizeof(c.on));
		memcpy(c.by, t->due, sizeof(c.by));
		if (c.state > out->state ||
		    (c.state == out->state && strcmp(c.on, out->on) > 0))
			*out = c;
	}
	if (out->state == POLICIES_NONE && who->is_asked &&
	    column < TRAINING_NEEDED)
		out->state = POLICIES_MISSING;
}

void
policies_read(struct policies *p, struct model *m, int64_t now_ms)
{
	static const struct kind *const of[] = { &kind_staff,
		&kind_policy_document, &kind_confirmation, &kind_training,
		NULL };
	static const struct id organisation = { "" };
	const struct me *me = model_me(m);
	struct reading rd = { .p = p };
	char soon[WHEN_TEXT];

	policies_done(p);
	if (me == NULL)
		return;
	day_text(rd.today, now_ms);
	day_text(soon, now_ms + TRAINING_AHEAD_DAYS * INT64_C(86400000));
	model_each(m, &organisation, of, take, &rd);
	if (rd.version_count > 1)
		qsort(rd.versions, rd.version_count, sizeof(*rd.versions),
		    by_received);
	if (rd.given_count > 1)
		qsort(rd.given, rd.given_count, sizeof(*rd.given), by_giver);
	if (rd.trained_count > 1)
		qsort(rd.trained, rd.trained_count, sizeof(*rd.trained),
		    by_trained);
	if (p->count > 1)
		qsort(p->people, p->count, sizeof(*p->people), by_name);
	for (size_t i = 0; i < rd.version_count; i++) {
		const struct version *v = &rd.versions[i];
		struct policies_document *d = &p->document[v->which];

		d->id = v->id;
		d->received_ms = v->received_ms;
		memcpy(d->version, v->name, sizeof(d->version));
		memcpy(d->approved, v->approved, sizeof(d->approved));
	}
	for (size_t i = 0; i < p->count; i++) {
		struct policies_person *who = &p->people[i];

		for (unsigned c = 0; who->is_asked && c < POLICY_COUNT; c++)
			set_document(&rd, who, c, now_ms, me->policy_grace_days,
			    &who->cell[c]);
		for (unsigned c = 0; c < TRAINING_COLUMNS; c++)
			set_training(
			    &rd, who, c, soon, &who->cell[POLICY_COUNT + c]);
	}
	free(rd.versions);
	free(rd.given);
	free(rd.trained);
}

void
policies_done(struct policies *p)
{
	if (p->people != NULL)
		mem_free_wiped(p->people, p->count * sizeof(*p->people));
	*p = (struct policies){ 0 };
}

const struct policies_person *
policies_find(const struct policies *p, const struct id *staff)
{
	for (size_t i = 0; i < p->count; i++)
		if (id_equal(&p->people[i].id, staff))
			return &p->people[i];
	return NULL;
}

/* ---- in words ---- */

static const struct {
	const char *column, *narrow;
} trainings[TRAINING_COLUMNS] = {
	{ "Training: sharing information", "T: sharing" },
	{ "Training: safeguarding", "T: safeg." },
	{ "Training: promoting welfare", "T: welfare" },
	{ "Training: other", "T: other" },
};
static const char *const narrow[POLICY_COUNT] = {
	[POLICY_CONDUCT] = "Conduct",
	[POLICY_SAFEGUARDING] = "Safeguard.",
	[POLICY_DATA] = "Data prot.",
	[POLICY_CONFIDENTIALITY] = "Confident.",
	[POLICY_SHARING] = "Info shar.",
};

const char *
policies_column(unsigned column)
{
	return column < POLICY_COUNT ? policy_title(column)
				     : trainings[column - POLICY_COUNT].column;
}

const char *
policies_short(unsigned column)
{
	return column < POLICY_COUNT ? narrow[column]
				     : trainings[column - POLICY_COUNT].narrow;
}

void
policies_word(const struct policies_cell *c, struct buf *out)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	static const char *const words[] = { [POLICIES_NONE] = "-",
		[POLICIES_YES] = "yes",
		[POLICIES_DUE] = "due",
		[POLICIES_LATE] = "late",
		[POLICIES_MISSING] = "missing" };
	const char *day = c->state == POLICIES_YES ? c->on : c->by;
	struct civil at;

	buf_adds(out, words[c->state]);
	if ((c->state == POLICIES_YES || c->state == POLICIES_DUE) &&
	    when_read(&at, day))
		buf_addf(out, " %d %s", at.day, months[at.month - 1]);
}

static void
add_day(const char *stored, struct buf *out)
{
	char shown[WHEN_SHOWN];
	struct civil at;

	if (!when_read(&at, stored))
		return;
	when_show(shown, &at);
	buf_adds(out, shown);
}

void
policies_says(const struct policies_cell *c, unsigned column, struct buf *out)
{
	bool is_training = column >= POLICY_COUNT;

	switch (c->state) {
	case POLICIES_NONE:
		buf_adds(
		    out, is_training ? "none on record" : "nothing to confirm");
		return;
	case POLICIES_YES:
		buf_adds(out, is_training ? "trained on " : "confirmed on ");
		add_day(c->on, out);
		if (is_training && *c->by != '\0') {
			buf_adds(out, ", due again on ");
			add_day(c->by, out);
		}
		return;
	case POLICIES_DUE:
		buf_adds(
		    out, is_training ? "due again on " : "to be confirmed by ");
		add_day(c->by, out);
		return;
	case POLICIES_LATE:
		buf_adds(out, is_training ? "was due again on "
					  : "not confirmed; the last day was ");
		add_day(c->by, out);
		return;
	case POLICIES_MISSING:
		buf_adds(out, "needed, and none on record");
		return;
	}
}

/* ---- for a spreadsheet ---- */

static void
csv_state(const struct policies_cell *c, struct buf *out)
{
	struct buf cell = BUF_INIT(200);

	switch (c->state) {
	case POLICIES_NONE: break;
	case POLICIES_YES:
		buf_addf(&cell, "yes %.10s", c->on);
		if (*c->by != '\0')
			buf_addf(&cell, ", again %.10s", c->by);
		break;
	case POLICIES_DUE: buf_addf(&cell, "due %.10s", c->by); break;
	case POLICIES_LATE: buf_addf(&cell, "late since %.10s", c->by); break;
	case POLICIES_MISSING: buf_adds(&cell, "missing"); break;
	}
	csv_cell(out, buf_str(&cell));
	buf_done(&cell);
}

void
policies_csv(const struct policies *p, struct buf *out)
{
	csv_begin(out);
	csv_cell(out, "Name");
	csv_cell(out, "Role");
	for (unsigned c = 0; c < POLICIES_COLUMNS; c++) {
		struct buf head = BUF_INIT(200);

		buf_adds(&head, policies_column(c));
		if (c < POLICY_COUNT && *p->document[c].version != '\0')
			buf_addf(&head, ", version %s", p->document[c].version);
		csv_cell(out, buf_str(&head));
		buf_done(&head);
	}
	csv_end_row(out);
	for (size_t i = 0; i < p->count; i++) {
		csv_cell(out, p->people[i].name);
		csv_cell(out, p->people[i].role_title);
		for (unsigned c = 0; c < POLICIES_COLUMNS; c++)
			csv_state(&p->people[i].cell[c], out);
		csv_end_row(out);
	}
}
