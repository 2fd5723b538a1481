/* fake_notice.h - the notices to referrers over the double's records, for the tests of
 * the screens. Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_NOTICE_H
#define HAVEN_FAKE_NOTICE_H

#include "model_notice.h"

static struct notice_row fake_notices[FAKE_MAX];

const char *
model_child_name(struct model *m, const struct id *file)
{
	for (size_t i = 0; i < m->children; i++)
		if (id_equal(&m->child[i].file, file))
			return m->child[i].name;
	return "";
}

/* What lies beside a notice: its sendings and stops, and what came of those. */
static inline size_t
fake_beside(const struct fake_record *n, struct notice_beside *list,
    const struct fake_record **of)
{
	size_t count = 0;

	for (size_t i = 0; i < fake.records; i++) {
		const struct fake_record *r = &fake.record[i];
		const struct id *on = &r->row.parent;

		for (size_t k = 0; k < fake.records; k++)
			if (fake.record[k].row.kind == &kind_notice_sent &&
			    id_equal(&fake.record[k].row.id, on))
				on = &fake.record[k].row.parent;
		if (!id_equal(on, &n->row.id) || r->row.where == WHERE_STOPPED)
			continue;
		of[count] = r;
		list[count++] = (struct notice_beside){ r->rec, r->row.id.s,
			r->row.written_ms };
	}
	return count;
}

static inline struct record *
fake_copy_at(const struct fake_record *const *of, int i)
{
	return i < 0 ? NULL : record_copy(of[i]->rec);
}

static inline void
fake_notice(const struct fake_record *n, struct notice_whole *out)
{
	struct notice_beside list[FAKE_MAX];
	const struct fake_record *of[FAKE_MAX];
	size_t count = fake_beside(n, list, of);
	struct civil today = when_civil(fake.now);
	struct notice_row *row = &out->row;
	struct notice_stand st;
	char day[WHEN_TEXT];

	memset(out, 0, sizeof(*out));
	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(day, &today);
	st = notice_stand(n->rec, list, count, day);
	row->id = n->row.id;
	row->file = n->row.file;
	row->where = st.sent < 0 ? WHERE_OFFICE : of[st.sent]->row.where;
	row->told_ms = st.sent < 0 ? 0 : of[st.sent]->row.written_ms;
	row->state = st.state;
	row->corrects = *record_text(n->rec, "correction") != '\0';
	notice_event_read(record_text(n->rec, "what"), &row->what);
	id_parse(&row->agency, record_text(n->rec, "agency"));
	id_parse(&row->person, record_text(n->rec, "person"));
	snprintf(row->due, sizeof(row->due), "%s", record_text(n->rec, "due"));
	snprintf(
	    row->on, sizeof(row->on), "%s", record_text(n->rec, "event_on"));
	row->is_uncertain =
	    st.result >= 0 &&
	    strcmp(record_text(of[st.result]->rec, "what"), "uncertain") == 0;
	out->notice = record_copy(n->rec);
	out->sent = fake_copy_at(of, st.sent);
	out->result = fake_copy_at(of, st.result);
	out->stop = fake_copy_at(of, st.stop);
	if (st.sent >= 0)
		snprintf(out->sent_by, sizeof(out->sent_by), "%s",
		    of[st.sent]->row.author);
}

void
notice_whole_done(struct notice_whole *w)
{
	record_free(w->notice);
	record_free(w->sent);
	record_free(w->result);
	record_free(w->stop);
	memset(w, 0, sizeof(*w));
}

/* In the order in which their states come in the queue. */
size_t
model_notices(struct model *m, const struct notice_row **list)
{
	static const enum notice_state order[] = { NOTICE_IS_OVERDUE,
		NOTICE_IS_DUE, NOTICE_IS_HELD, NOTICE_IS_OFFERED,
		NOTICE_IS_SENDING, NOTICE_IS_DONE, NOTICE_IS_DECLINED,
		NOTICE_IS_STOPPED, NOTICE_IS_NONE };
	struct notice_whole w;
	size_t n = 0;

	for (size_t o = 0; o < NOTICE_STATES; o++)
		for (size_t i = 0; i < m->records; i++) {
			if (m->record[i].row.kind != &kind_notice)
				continue;
			fake_notice(&m->record[i], &w);
			if (w.row.state == order[o])
				fake_notices[n++] = w.row;
			notice_whole_done(&w);
		}
	*list = fake_notices;
	return n;
}

size_t
model_notices_open(struct model *m)
{
	const struct notice_row *rows;
	size_t n = model_notices(m, &rows), open = 0;

	for (size_t i = 0; i < n; i++)
		open += notice_is_open(rows[i].state) &&
			rows[i].state != NOTICE_IS_OFFERED;
	return open;
}

bool
model_notice_row(struct model *m, const struct id *id, struct notice_row *out)
{
	const struct notice_row *rows;
	size_t n = model_notices(m, &rows);

	for (size_t i = 0; i < n; i++) {
		if (!id_equal(&rows[i].id, id))
			continue;
		*out = rows[i];
		return true;
	}
	return false;
}

enum err
model_notice_open(struct model *m, const struct id *id, bool again,
    struct notice_whole *out, struct errinfo *e)
{
	memset(out, 0, sizeof(*out));
	if (!again && fake_does_fail(FAKE_OPEN, e) != ERR_OK)
		return fake.fail[FAKE_OPEN].code;
	m->looked += !again;
	for (size_t i = 0; i < m->records; i++) {
		if (!id_equal(&m->record[i].row.id, id))
			continue;
		fake_notice(&m->record[i], out);
		return ERR_OK;
	}
	return err_set(e, ERR_NOT_FOUND, "This notice is not on this device.");
}

enum err
model_notice_decide(struct model *m, enum notice_event what,
    const struct id *agency, const struct id *file, struct decision *out,
    struct errinfo *e)
{
	struct id own = *file;
	const struct share_source source = { .arg = &own, .each = fake_each };

	memset(out, 0, sizeof(*out));
	if (fake_does_fail(FAKE_FACTS, e))
		return fake.fail[FAKE_FACTS].code;
	return notice_decide(
	    what, agency->s, file, &m->me.staff, "2026-11-12", &source, out, e);
}

#endif
