/* model_notice.c - the notices to referrers that are on this device (F1, F2).
 *
 * Kinds are sealed in the store, so that to find the notices every file is read
 * once. That is done in parts, in the turns after Home was painted; from then on
 * what is known stays in memory, and a file is read anew only when something of it
 * changed (model_notice_touch). */
#include "model_notice.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "model_in.h"

#define TURN_FILES 80   /* read in one turn, so that keys do not wait */
#define TOUCHED_MAX 500 /* then it is simpler to read all again */

static const struct kind *const of_notices[] = { &kind_notice,
	&kind_notice_sent, &kind_notice_proof, &kind_notice_failed,
	&kind_notice_stop, NULL };

/* ---- one file ---- */

struct beside {
	struct row row;
	struct record *body;
};
struct reading {
	struct beside *at;
	size_t count;
};

static void
on_body(void *arg, const struct row *row, const struct record *r)
{
	struct reading *rd = arg;

	/* What came back tells nobody anything; it waits in the outbox. */
	if (row->where == WHERE_STOPPED)
		return;
	rd->at = mem_grow(rd->at, rd->count + 1, sizeof(*rd->at));
	rd->at[rd->count++] = (struct beside){ *row, record_copy(r) };
}

static void
reading_done(struct reading *rd)
{
	for (size_t i = 0; i < rd->count; i++)
		record_free(rd->at[i].body);
	mem_free_wiped(rd->at, rd->count * sizeof(*rd->at));
}

static bool
hangs_on(const struct reading *rd, const struct beside *b, const struct id *id)
{
	if (id_equal(&b->row.parent, id))
		return true;
	/* What came of a sending hangs on that. */
	for (size_t i = 0; i < rd->count; i++)
		if (rd->at[i].row.kind == &kind_notice_sent &&
		    id_equal(&rd->at[i].row.id, &b->row.parent))
			return id_equal(&rd->at[i].row.parent, id);
	return false;
}

static void
today_text(const struct model *m, char out[WHEN_TEXT])
{
	struct civil now = when_civil(model_now(m));

	now.has_time = false;
	now.hour = now.minute = 0;
	when_store(out, &now);
}

/* Of one notice: where[] says which of rd the stand speaks of. */
struct stood {
	const struct beside *sent, *result, *stop;
};

static const struct beside *
at_or_null(const struct beside *const *of, int i)
{
	return i < 0 ? NULL : of[i];
}

static void
stand(const struct model *m, const struct reading *rd, const struct beside *n,
    struct notice_row *out, struct stood *s)
{
	struct notice_beside *list = mem_zalloc(rd->count + 1, sizeof(*list));
	const struct beside **of = mem_zalloc(rd->count + 1, sizeof(*of));
	struct notice_stand st;
	char today[WHEN_TEXT];
	size_t count = 0;

	for (size_t i = 0; i < rd->count; i++) {
		const struct beside *b = &rd->at[i];

		if (b->row.kind == &kind_notice || !hangs_on(rd, b, &n->row.id))
			continue;
		of[count] = b;
		list[count++] = (struct notice_beside){ b->body, b->row.id.s,
			b->row.received_ms ? b->row.received_ms
					   : b->row.written_ms };
	}
	today_text(m, today);
	st = notice_stand(n->body, list, count, today);
	*s = (struct stood){ at_or_null(of, st.sent), at_or_null(of, st.result),
		at_or_null(of, st.stop) };
	out->state = st.state;
	free(list);
	free(of);
}

static void
set_row(const struct model *m, const struct reading *rd, const struct beside *n,
    struct notice_row *out, struct stood *s)
{
	const struct record *r = n->body;

	*out = (struct notice_row){ .id = n->row.id,
		.file = n->row.file,
		.where = WHERE_OFFICE,
		.corrects = *record_text(r, "correction") != '\0' };
	(void)notice_event_read(record_text(r, "what"), &out->what);
	id_parse(&out->agency, record_text(r, "agency"));
	id_parse(&out->person, record_text(r, "person"));
	snprintf(out->due, sizeof(out->due), "%s", record_text(r, "due"));
	snprintf(out->on, sizeof(out->on), "%s", record_text(r, "event_on"));
	stand(m, rd, n, out, s);
	if (s->sent != NULL) {
		out->where = s->sent->row.where;
		out->told_ms = s->sent->row.written_ms;
		(void)notice_how_read(
		    record_text(s->sent->body, "how"), &out->how);
	}
	out->is_uncertain =
	    s->result != NULL &&
	    strcmp(record_text(s->result->body, "what"), "uncertain") == 0;
}

static void
read_file(struct model *m, const struct id *file, struct reading *rd)
{
	*rd = (struct reading){ 0 };
	model_each(m, file, of_notices, on_body, rd);
}

/* ---- all of them ---- */

static bool
on_file(void *arg, const struct id *file, unsigned flags)
{
	(void)flags;
	*(struct id *)list_add(arg, sizeof(struct id)) = *file;
	return true;
}

void
model_notice_touch_own(struct model *m)
{
	const struct write *w;

	model_read_writes(m);
	w = m->writes.at;
	for (size_t i = 0; i < m->writes.count; i++)
		if (w[i].kind == &kind_notice_sent)
			model_notice_touch(m, &w[i].item.file);
}

void
model_notice_touch(struct model *m, const struct id *file)
{
	const struct id *ids = m->notice_files.at;

	if (!m->notice_files.is_fresh)
		return; /* all will be read */
	if (id_is_none(file) || m->notice_files.count > TOUCHED_MAX) {
		model_forget_notices(m);
		return;
	}
	for (size_t i = 0; i < m->notice_files.count; i++)
		if (id_equal(&ids[i], file))
			return;
	*(struct id *)list_add(&m->notice_files, sizeof(struct id)) = *file;
}

void
model_forget_notices(struct model *m)
{
	list_clear(&m->notices, sizeof(struct notice_row));
	list_clear(&m->notice_files, sizeof(struct id));
}

static void
drop_file(struct model *m, const struct id *file)
{
	struct notice_row *rows = m->notices.at;
	size_t kept = 0;

	for (size_t i = 0; i < m->notices.count; i++)
		if (!id_equal(&rows[i].file, file))
			rows[kept++] = rows[i];
	m->notices.count = kept;
}

static void
take_file(struct model *m, const struct id *file)
{
	struct reading rd;
	struct stood s;

	drop_file(m, file);
	read_file(m, file, &rd);
	for (size_t i = 0; i < rd.count; i++)
		if (rd.at[i].row.kind == &kind_notice)
			set_row(m, &rd, &rd.at[i],
			    list_add(&m->notices, sizeof(struct notice_row)),
			    &s);
	reading_done(&rd);
	m->notices.is_fresh = false; /* not in order */
}

/* At most max of the files that are to be read. */
static void
read_some(struct model *m, size_t max)
{
	struct list *l = &m->notice_files;

	if (!l->is_fresh) {
		list_clear(l, sizeof(struct id));
		list_clear(&m->notices, sizeof(struct notice_row));
		store_record_files(m->store, on_file, l, NULL);
		l->is_fresh = true;
		model_notice_touch_own(m);
	}
	while (l->count > 0 && max-- > 0) {
		struct id file = ((struct id *)l->at)[--l->count];

		take_file(m, &file);
	}
}

static bool
has_more(const struct model *m)
{
	return !m->notice_files.is_fresh || m->notice_files.count > 0;
}

bool
model_notice_turn(struct model *m)
{
	if (!m->store || model_is_closed(m, NULL))
		return false;
	if (has_more(m)) {
		read_some(m, TURN_FILES);
		if (!has_more(m))
			m->topics |= TOPIC_RECORDS;
	}
	return has_more(m);
}

/* ---- in order ---- */

/* Places in the queue. */
static const int places[] = {
	[NOTICE_IS_OVERDUE] = 0,
	[NOTICE_IS_DUE] = 1,
	[NOTICE_IS_HELD] = 2,
	[NOTICE_IS_OFFERED] = 3,
	[NOTICE_IS_SENDING] = 4,
	[NOTICE_IS_DONE] = 5,
	[NOTICE_IS_DECLINED] = 6,
	[NOTICE_IS_STOPPED] = 7,
	[NOTICE_IS_NONE] = 8,
};
static_assert(KIND_COUNT(places) == NOTICE_STATES, "a place each");

/* What is over stands with the newest first. */
static int
by_place(const void *a, const void *b)
{
	const struct notice_row *x = a, *y = b;
	int p = places[x->state], q = places[y->state];
	int n = strcmp(x->due, y->due);

	if (p != q)
		return p - q;
	if (n == 0)
		n = strcmp(x->id.s, y->id.s);
	return p < places[NOTICE_IS_DONE] ? n : -n;
}

static void
put_in_order(struct model *m)
{
	struct notice_row *rows = m->notices.at;
	char today[WHEN_TEXT];

	today_text(m, today);
	if (m->notices.is_fresh && strcmp(m->notices_on, today) == 0)
		return;
	/* A day later something that was due is overdue. */
	for (size_t i = 0; i < m->notices.count; i++)
		if (rows[i].state == NOTICE_IS_DUE ||
		    rows[i].state == NOTICE_IS_OVERDUE)
			rows[i].state = strcmp(rows[i].due, today) < 0
					    ? NOTICE_IS_OVERDUE
					    : NOTICE_IS_DUE;
	if (m->notices.count > 1)
		qsort(rows, m->notices.count, sizeof(*rows), by_place);
	memcpy(m->notices_on, today, sizeof(m->notices_on));
	m->notices.is_fresh = true;
}

size_t
model_notices(struct model *m, const struct notice_row **list)
{
	*list = NULL;
	if (!m->store || model_is_closed(m, NULL))
		return 0;
	read_some(m, SIZE_MAX);
	put_in_order(m);
	*list = m->notices.at;
	return m->notices.count;
}

size_t
model_notices_open(struct model *m)
{
	const struct notice_row *rows;
	size_t n, open = 0;

	/* Home is painted without them. */
	if (!m->store || (!m->notice_files.is_fresh && !m->names))
		return 0;
	if (!m->notice_files.is_fresh || m->notice_files.count > TURN_FILES)
		return 0;
	n = model_notices(m, &rows);
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

/* ---- one of them ---- */

static const struct beside *
find_notice(const struct reading *rd, const struct id *id)
{
	for (size_t i = 0; i < rd->count; i++)
		if (id_equal(&rd->at[i].row.id, id))
			return &rd->at[i];
	return NULL;
}

static void
fill_whole(const struct model *m, const struct reading *rd,
    const struct beside *n, struct notice_whole *out)
{
	struct stood s;

	set_row(m, rd, n, &out->row, &s);
	out->notice = record_copy(n->body);
	out->sent = s.sent ? record_copy(s.sent->body) : NULL;
	out->result = s.result ? record_copy(s.result->body) : NULL;
	out->stop = s.stop ? record_copy(s.stop->body) : NULL;
	if (s.sent)
		snprintf(out->sent_by, sizeof(out->sent_by), "%s",
		    s.sent->row.author);
}

enum err
model_notice_open(struct model *m, const struct id *id, bool again,
    struct notice_whole *out, struct errinfo *e)
{
	struct record *seen = NULL;
	const struct beside *n;
	struct reading rd;
	struct row row;
	enum err code = ERR_OK;

	*out = (struct notice_whole){ .notice = NULL };
	if (!again)
		code = model_open(m, id, 0, &seen, &row, e);
	else if (!m->store || !model_row(m, id, &row))
		code = err_set(
		    e, ERR_NOT_FOUND, "This notice is not on this device.");
	record_free(seen);
	if (code != ERR_OK)
		return code;
	read_file(m, &row.file, &rd);
	n = find_notice(&rd, id);
	if (n != NULL && n->row.kind == &kind_notice)
		fill_whole(m, &rd, n, out);
	else
		code = err_set(
		    e, ERR_NOT_FOUND, "This notice is not on this device.");
	reading_done(&rd);
	return code;
}

void
notice_whole_done(struct notice_whole *w)
{
	record_free(w->notice);
	record_free(w->sent);
	record_free(w->result);
	record_free(w->stop);
	*w = (struct notice_whole){ .notice = NULL };
}
