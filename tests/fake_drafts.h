/* fake_drafts.h - drafts, and those put away, for the tests of the screens.
 * Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_DRAFTS_H
#define HAVEN_FAKE_DRAFTS_H

enum err
model_draft_keep(struct model *m, const struct draft *draft,
    const struct record *record, struct errinfo *e)
{
	struct fake_draft *d;

	if (fake_does_fail(FAKE_KEEP, e))
		return fake.fail[FAKE_KEEP].code;
	fake_draft_drop(&draft->id);
	d = &m->draft[m->draft_count++];
	memset(d, 0, sizeof(*d));
	d->draft = *draft;
	d->draft.typed_ms = clock_ms();
	d->rec = record_copy(record);
	m->kept++;
	return ERR_OK;
}

enum err
model_draft_get(struct model *m, const struct id *id, struct record **record,
    struct draft *draft, struct errinfo *e)
{
	const struct fake_draft *d = fake_draft(id);

	(void)m;
	if (!d)
		return err_set(e, ERR_NOT_FOUND, "There is no such draft.");
	*record = record_copy(d->rec);
	*draft = d->draft;
	return ERR_OK;
}

enum err
model_draft_discard(struct model *m, const struct id *id, struct errinfo *e)
{
	if (fake_does_fail(FAKE_DISCARD, e))
		return fake.fail[FAKE_DISCARD].code;
	if (fake_draft(id)) {
		fake.away[fake.away_count] = *fake_draft(id);
		fake.away[fake.away_count].draft.away = *id;
		fake.away[fake.away_count].rec =
		    record_copy(fake_draft(id)->rec);
		fake.away[fake.away_count++].draft.typed_ms = clock_ms();
	}
	fake_draft_drop(id);
	m->discarded++;
	return ERR_OK;
}

enum err
model_draft_restore(
    struct model *m, const struct id *away, struct id *id, struct errinfo *e)
{
	for (size_t i = 0; i < fake.away_count; i++) {
		if (!id_equal(&fake.away[i].draft.away, away))
			continue;
		*id = fake.away[i].draft.id;
		m->draft[m->draft_count++] = fake.away[i];
		fake.away[i] = fake.away[--fake.away_count];
		return ERR_OK;
	}
	return err_set(e, ERR_NOT_FOUND, "There is no such draft.");
}

size_t
model_put_away(struct model *m, const struct draft **list)
{
	static struct draft away[FAKE_MAX];

	(void)m;
	for (size_t i = 0; i < fake.away_count; i++)
		away[i] = fake.away[i].draft;
	*list = away;
	return fake.away_count;
}

size_t
model_drafts(struct model *m, const struct draft **list)
{
	for (size_t i = 0; i < m->draft_count; i++)
		m->drafts[i] = m->draft[i].draft;
	*list = m->drafts;
	return m->draft_count;
}

#endif
