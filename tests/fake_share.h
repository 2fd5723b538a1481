/* fake_share.h - the facts of a decision to share over the double's records, for the
 * tests of the guided check. Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_SHARE_H
#define HAVEN_FAKE_SHARE_H

#include "kinds.h"
#include "share_facts.h"

static inline struct id
fake_author(const char *name)
{
	struct id none = { "" };

	for (size_t i = 0; i < fake.staff_count; i++)
		if (strcmp(fake.staff[i].name, name) == 0)
			return fake.staff_id[i];
	return none;
}

static inline enum err
fake_each(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	static const struct id none = { "" };
	bool on_file = (kind_find(kind)->flags & KF_ON_FILE) != 0;
	const struct id *file = on_file ? arg : &none;

	(void)e;
	for (size_t i = 0; i < fake.records; i++) {
		const struct fake_record *r = &fake.record[i];
		struct share_record at = { .id = r->row.id,
			.author = fake_author(r->row.author),
			.written_ms = r->row.written_ms,
			.received_ms = r->row.written_ms,
			.body = r->rec };
		bool is_adult = r->row.kind == &kind_adult;

		if (strcmp(r->row.kind->name, kind) != 0 ||
		    !id_equal(&r->row.file, file))
			continue;
		for (int n = is_adult && fake.is_crowded ? FACTS_PEOPLE_MAX : 0;
		     n >= 0; n--)
			fn(fn_arg, &at);
	}
	return ERR_OK;
}

/* The record that is asked about, if it is one of the double's. */
static inline const struct id *
fake_self(const struct record *decision)
{
	for (size_t i = 0; i < fake.records; i++)
		if (fake.record[i].rec == decision)
			return &fake.record[i].row.id;
	return NULL;
}

enum err
model_facts(struct model *m, const struct record *decision,
    const struct id *file, struct facts **out, struct errinfo *e)
{
	struct id own = *file;
	const struct share_source source = { .arg = &own,
		.each = fake_each,
		.self = fake_self(decision),
		.advice_days = m->me.advice_days };
	struct civil now = when_civil(clock_ms());
	char on[FACTS_DATE];

	*out = NULL;
	m->facts_asked++;
	if (fake_does_fail(FAKE_FACTS, e))
		return fake.fail[FAKE_FACTS].code;
	share_day(decision, &now, on);
	return share_facts(decision, file, &m->me.staff, on, &source, out, e);
}

#endif
