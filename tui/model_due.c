/* model_due.c - agreements to ask for again because it was written here that others
 * have parental responsibility now (I2). The office says so itself once it has that;
 * until then this device does. Only of files assigned to this person, as there. */
#include "model_in.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"

struct adult {
	struct id id;
	bool is_responsible;
};
struct said {
	struct id record, person;
	bool is_adults, is_open; /* agreed, and holds today */
	char from[WHEN_TEXT];
	int64_t written_ms;
};
struct due {
	struct model *m;
	char today[WHEN_TEXT];
	struct list adults, said; /* struct adult, struct said */
	bool is_assigned;
};

static bool
is_responsible(const struct record *adult)
{
	return strcmp(record_text(adult, "responsibility"), "yes") == 0;
}

/* ---- what is here of the file ---- */

/* Between two days, the later of which may be left open. */
static bool
holds(const struct due *d, const struct record *r)
{
	const char *until = record_text(r, "until");

	return strcmp(record_text(r, "from"), d->today) <= 0 &&
	       (!*until || strcmp(until, d->today) >= 0);
}

static void
take_adult(struct due *d, const struct row *row, const struct record *r)
{
	struct adult *a = list_add(&d->adults, sizeof(*a));

	a->id = row->id;
	a->is_responsible = is_responsible(r);
}

static void
take_agreement(struct due *d, const struct row *row, const struct record *r)
{
	struct said *s = list_add(&d->said, sizeof(*s));

	s->record = row->id;
	s->written_ms = row->written_ms;
	s->is_adults = strcmp(record_text(r, "who"), "cyp") != 0;
	s->is_open =
	    strcmp(record_text(r, "answer"), "agreed") == 0 && holds(d, r);
	model_answers_for(&s->person, &row->file, r);
	snprintf(s->from, sizeof(s->from), "%.16s", record_text(r, "from"));
}

static void
take_assignment(struct due *d, const struct row *row, const struct record *r)
{
	(void)row;
	d->is_assigned |=
	    strcmp(record_text(r, "staff"), d->m->me.staff.s) == 0 &&
	    holds(d, r);
}

static const struct {
	const struct kind *kind;
	void (*take)(struct due *, const struct row *, const struct record *);
} takes[] = {
	{ &kind_adult, take_adult },
	{ &kind_agreement, take_agreement },
	{ &kind_assignment, take_assignment },
};
static const struct kind *const taken[] = { &kind_adult, &kind_agreement,
	&kind_assignment, NULL };

static void
on_body(void *arg, const struct row *row, const struct record *body)
{
	for (size_t i = 0; i < sizeof(takes) / sizeof(takes[0]); i++)
		if (takes[i].kind == row->kind)
			takes[i].take(arg, row, body);
}

/* ---- what changed, and what that leaves to be asked ---- */

/* As the office has it; false: it has none, or it cannot be read. */
static bool
read_theirs(struct model *m, const struct id *adult, bool *is)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct record *r = NULL;
	struct envelope env;
	bool ok = store_record_get(m->store, adult, 0, &text, NULL) == ERR_OK &&
		  envelope_read(&env, text.data, text.len, NULL) == ERR_OK &&
		  record_from_json(&r, &kind_adult, env.body, env.body_len,
		      true, NULL, NULL) == ERR_OK;

	if (ok)
		*is = is_responsible(r);
	record_free(r);
	buf_done(&text);
	return ok;
}

/* When it was written here that others have it; 0: it was not. */
static int64_t
changed_ms(const struct due *d)
{
	const struct adult *a = d->adults.at;
	int64_t at_ms = 0;

	for (size_t i = 0; i < d->adults.count; i++) {
		const struct write *w = model_write_of(d->m, &a[i].id);
		bool before;

		if (w && w->item.state != OUTBOX_REFUSED &&
		    read_theirs(d->m, &a[i].id, &before) &&
		    before != a[i].is_responsible && w->item.since_ms > at_ms)
			at_ms = w->item.since_ms;
	}
	return at_ms;
}

/* As the office orders them. */
static bool
is_later(const struct said *a, const struct said *b)
{
	int by = strcmp(a->from, b->from);

	if (by == 0 && a->written_ms != b->written_ms)
		by = a->written_ms > b->written_ms ? 1 : -1;
	return by > 0 || (by == 0 && strcmp(a->record.s, b->record.s) > 0);
}

static bool
is_last(const struct due *d, const struct said *s)
{
	const struct said *all = d->said.at;

	for (size_t i = 0; i < d->said.count; i++)
		if (id_equal(&all[i].person, &s->person) &&
		    is_later(&all[i], s))
			return false;
	return true;
}

static bool
is_listed(const struct model *m, const struct id *record)
{
	const struct waiting *w = m->waiting.at;

	for (size_t i = 0; i < m->waiting.count; i++)
		if (id_equal(&w[i].record, record) &&
		    strcmp(w[i].what, "agreement_due") == 0)
			return true;
	return false;
}

static void
add_of_file(struct due *d, const struct id *file)
{
	const struct said *s;
	int64_t at_ms;

	list_clear(&d->adults, sizeof(struct adult));
	list_clear(&d->said, sizeof(struct said));
	d->is_assigned = false;
	model_each(d->m, file, taken, on_body, d);
	at_ms = d->is_assigned ? changed_ms(d) : 0;
	s = d->said.at;
	for (size_t i = 0; i < d->said.count && at_ms > 0; i++)
		if (s[i].is_adults && s[i].is_open && s[i].written_ms < at_ms &&
		    is_last(d, &s[i]) && !is_listed(d->m, &s[i].record))
			model_wait_add(d->m, "agreement_due", file,
			    &s[i].record, &kind_agreement, at_ms);
}

void
model_wait_responsibility(struct model *m)
{
	const struct civil now = when_civil(model_now(m));
	struct civil today = now;
	struct due d = { .m = m };
	const struct write *w = m->writes.at;
	struct id done = { "" };

	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(d.today, &today);
	for (size_t i = 0; i < m->writes.count; i++) {
		if (w[i].kind != &kind_adult ||
		    id_equal(&w[i].item.file, &done))
			continue;
		done = w[i].item.file;
		add_of_file(&d, &done);
	}
	list_clear(&d.adults, sizeof(struct adult));
	list_clear(&d.said, sizeof(struct said));
}
