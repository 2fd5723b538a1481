/* histories_model.h - what the office must have made of everything that reached
 * it: lists of files, records, versions and writes, and the judgement of one
 * write, as docs/SYNC.md has it. Of haven it takes the table of rights and the
 * flags of kinds alone. */
#ifndef HAVEN_HISTORIES_MODEL_H
#define HAVEN_HISTORIES_MODEL_H

#include <stdio.h>
#include <string.h>

#include "histories.h"
#include "kinds.h"
#include "rights.h"

enum who { WORKER, HELPER, SENIOR, VOLUNTEER, OTHER_SENIOR, ADMIN, PEOPLE };

enum dev {
	WORKER_A,
	WORKER_B,
	HELPER_A,
	SENIOR_A,
	SENIOR_B,
	VOLUNTEER_A,
	DEVS
};

static const struct {
	const char *sign_in;
	enum role role;
} people[PEOPLE] = {
	[WORKER] = { "worker", ROLE_SUPPORT_WORKER },
	[HELPER] = { "helper", ROLE_SUPPORT_WORKER },
	[SENIOR] = { "senior", ROLE_SENIOR },
	[VOLUNTEER] = { "volunteer", ROLE_VOLUNTEER },
	[OTHER_SENIOR] = { "other", ROLE_SENIOR }, /* at the office */
	[ADMIN] = { "admin", ROLE_ADMIN },         /* at the office */
};

static const enum who dev_who[DEVS] = { WORKER, WORKER, HELPER, SENIOR, SENIOR,
	VOLUNTEER };

#define NONE (-1)
#define FILES_MAX 60
#define RECORDS_MAX 400
#define VERSIONS_MAX 800
#define WRITES_MAX 800
#define BODY_MAX 400

struct m_file {
	struct id id;
	bool is_there, is_provisional, has_front;
};

struct m_record {
	struct id id;
	const struct kind *kind;
	int file, parent, thread; /* indices */
	int author, changed_by;   /* people */
	int64_t version;          /* 0: the office does not have it */
	unsigned excluded;        /* bits of who; of a thread's first record, or
				     of what was kept aside itself */
	int inner, beside;        /* of what was kept aside; or NONE */
	int staff;                /* whom an assignment opens the file to */
	bool is_on;               /* and whether it does */
};

struct m_write {
	struct id write;
	enum who who;
	int dev; /* NONE: at the office */
	int record, file, parent;
	const struct kind *kind;
	int64_t base;
	int about, staff; /* whom it names */
	bool is_on, is_bad;
	char body[BODY_MAX];
	/* at the office */
	unsigned done; /* 200, 201, 202: it took effect */
	int64_t done_version;
	/* on the device */
	enum device_write_state state;
	unsigned status;
};

struct m_version {
	int record, write;
	int64_t version;
};

struct model {
	struct m_file files[FILES_MAX];
	struct m_record records[RECORDS_MAX];
	struct m_write writes[WRITES_MAX];
	struct m_version versions[VERSIONS_MAX];
	int file_count, record_count, write_count, version_count;
	bool hold[DEVS][FILES_MAX];
	bool has_left[PEOPLE];
	size_t looks[DEVS]; /* made on it */
};

static struct model m;

/* ---- finding ---- */

static int
file_of(const struct id *id)
{
	for (int i = 0; i < m.file_count; i++)
		if (id_equal(&m.files[i].id, id))
			return i;
	return NONE;
}

static int
record_of(const struct id *id)
{
	for (int i = 0; i < m.record_count; i++)
		if (id_equal(&m.records[i].id, id))
			return i;
	return NONE;
}

static int
write_of(const struct id *id)
{
	for (int i = 0; i < m.write_count; i++)
		if (id_equal(&m.writes[i].write, id))
			return i;
	return NONE;
}

static const struct m_version *
version_of(int record, int64_t version)
{
	for (int i = 0; i < m.version_count; i++)
		if (m.versions[i].record == record &&
		    m.versions[i].version == version)
			return &m.versions[i];
	return NULL;
}

static int
new_file(void)
{
	assert_true(m.file_count < FILES_MAX);
	m.files[m.file_count] = (struct m_file){ .id = id_new() };
	return m.file_count++;
}

static int
new_record(const struct kind *kind, int file)
{
	assert_true(m.record_count < RECORDS_MAX);
	m.records[m.record_count] = (struct m_record){ .id = id_new(),
		.kind = kind,
		.file = file,
		.parent = NONE,
		.thread = m.record_count,
		.author = NONE,
		.changed_by = NONE,
		.inner = NONE,
		.beside = NONE,
		.staff = NONE };
	return m.record_count++;
}

static struct m_write *
new_write(enum who who, int dev, int record, int64_t base)
{
	struct m_write *w = &m.writes[m.write_count++];
	const struct m_record *r = &m.records[record];

	assert_true(m.write_count <= WRITES_MAX);
	*w = (struct m_write){ .write = id_new(),
		.who = who,
		.dev = dev,
		.record = record,
		.file = r->file,
		.parent = r->parent,
		.kind = r->kind,
		.base = base,
		.about = NONE,
		.staff = NONE };
	return w;
}

/* ---- who may ---- */

static bool
is_assigned(enum who who, int file)
{
	for (int i = 0; i < m.record_count; i++) {
		const struct m_record *r = &m.records[i];

		if (r->kind == &kind_assignment && r->version > 0 &&
		    r->file == file && r->staff == (int)who && r->is_on)
			return true;
	}
	return false;
}

/* Whom a record is about that the office has, and all of its thread. */
static unsigned
excluded_of(int record)
{
	return record == NONE || m.records[record].version == 0
		   ? 0
		   : m.records[m.records[record].thread].excluded;
}

/* What was kept aside of one thread, and the records that it is about. */
static bool
is_excluded(int record, enum who who)
{
	int thread = m.records[record].thread;
	unsigned out = m.records[thread].excluded;

	for (int i = 0; i < m.record_count; i++)
		if (m.records[i].thread == thread && m.records[i].inner != NONE)
			out |= m.records[i].excluded |
			       excluded_of(m.records[i].inner) |
			       excluded_of(m.records[i].beside);
	return out & (1u << who);
}

static bool
has_open_thread(enum who who, int file)
{
	for (int i = 0; i < m.record_count; i++)
		if (m.records[i].version > 0 && m.records[i].file == file &&
		    !is_excluded(i, who))
			return true;
	return false;
}

static bool
has_own_front(enum who who, int file)
{
	for (int i = 0; i < m.record_count; i++)
		if (m.records[i].kind == &kind_front_sheet &&
		    m.records[i].version > 0 && m.records[i].file == file &&
		    m.records[i].author == (int)who)
			return true;
	return false;
}

/* May they know of the file? */
static bool
may_file(enum who who, int file)
{
	enum role role = people[who].role;
	bool is_open = rights_sees_all(role);

	if (!m.files[file].is_there)
		return false;
	if (!is_open && rights_may(role, "front_sheet", RIGHT_READ, true, true))
		is_open = is_assigned(who, file) || has_own_front(who, file);
	return is_open &&
	       (!m.files[file].is_provisional || has_open_thread(who, file));
}

static bool
may(enum who who, int record, enum right right)
{
	const struct m_record *r = &m.records[record];
	enum role role = people[who].role;
	const char *kind = r->kind->name;
	bool is_own = r->author == (int)who && r->changed_by == (int)who;

	if (is_excluded(record, who))
		return false;
	if (rights_may(role, kind, right, false, is_own) &&
	    (r->file == NONE || is_own || rights_sees_all(role) ||
		may_file(who, r->file)))
		return true;
	return r->file != NONE && rights_may(role, kind, right, true, is_own) &&
	       is_assigned(who, r->file);
}

static bool
in_set(enum dev dev, int file)
{
	enum who who = dev_who[dev];

	return !m.has_left[who] && may_file(who, file) &&
	       (m.hold[dev][file] || is_assigned(who, file));
}

/* ---- judging a write ---- */

struct verdict {
	unsigned status;
	int64_t version;
};

static bool
is_never_refused(const struct m_write *w)
{
	return (w->kind->flags & KF_NEVER_REFUSED) != 0;
}

static unsigned
judge_change(const struct m_write *w)
{
	const struct m_record *r = &m.records[w->record];
	bool is_own = r->author == (int)w->who;

	if (!may(w->who, w->record, RIGHT_READ) &&
	    !(is_never_refused(w) && is_own))
		return 404;
	if (w->base == 0)
		return 412;
	if (w->kind->flags & KF_FINAL)
		return 409;
	if (!may(w->who, w->record, RIGHT_CHANGE))
		return 403;
	return w->base == r->version ? 200 : 412;
}

static unsigned
judge_new(const struct m_write *w)
{
	bool is_there = w->file != NONE && m.files[w->file].is_there;
	bool is_known = is_there && may_file(w->who, w->file);
	bool is_front = w->kind == &kind_front_sheet;
	bool is_allowed;

	if (w->base > 0)
		return w->file != NONE && !is_known && !is_never_refused(w)
			   ? 404
			   : 424;
	if (is_never_refused(w))
		return 201;
	is_allowed = rights_may(people[w->who].role, w->kind->name,
	    RIGHT_CREATE, is_there && is_assigned(w->who, w->file), true);
	if (is_allowed && is_there && !is_known && is_front)
		return 404;
	if (w->file != NONE && !is_known && !is_front)
		return is_allowed ? 424 : 404;
	if (!is_allowed)
		return 403;
	if (w->parent != NONE && (m.records[w->parent].version == 0 ||
				     !may(w->who, w->parent, RIGHT_READ)))
		return 424;
	return 201;
}

static struct verdict
judge(const struct m_write *w)
{
	const struct m_record *r = &m.records[w->record];
	struct verdict v = { .version = w->base + 1 };

	if (w->done != 0) {
		v = (struct verdict){ w->done, w->done_version };
		if (!is_never_refused(w) && w->done != 202 &&
		    !may(w->who, w->record, RIGHT_READ))
			v.status = 404;
		return v;
	}
	v.status = r->version > 0 ? judge_change(w) : judge_new(w);
	if (v.status < 300 && w->is_bad)
		v.status = 422;
	if (v.status == 201 && w->kind == &kind_front_sheet &&
	    m.files[w->file].has_front)
		v.status = 409;
	if (v.status == 412)
		v.version = r->version;
	return v;
}

/* ---- and what comes of it ---- */

static void
add_version(int record, int write)
{
	assert_true(m.version_count < VERSIONS_MAX);
	m.versions[m.version_count++] = (struct m_version){
		.record = record,
		.write = write,
		.version = ++m.records[record].version,
	};
}

static void
keep_file(int file, const struct kind *kind)
{
	struct m_file *f = &m.files[file];
	bool is_front = kind == &kind_front_sheet;

	f->is_provisional = is_front      ? false
			    : f->is_there ? f->is_provisional
					  : true;
	f->is_there = true;
	f->has_front |= is_front;
}

static void
keep(int write)
{
	struct m_write *w = &m.writes[write];
	struct m_record *r = &m.records[w->record];

	if (w->file != NONE)
		keep_file(w->file, w->kind);
	if (r->version == 0) {
		r->author = w->who;
		r->parent = w->parent;
		if (w->parent != NONE)
			r->thread = m.records[w->parent].thread;
	}
	r->changed_by = w->who;
	add_version(w->record, write);
	if (w->about != NONE)
		m.records[r->thread].excluded |= 1u << w->about;
	r->staff = w->staff;
	r->is_on = w->is_on;
	if (w->kind == &kind_staff)
		m.has_left[w->staff] = !w->is_on;
}

/* One thread with all that the same person wrote on these records. */
static void
join_aside(int at)
{
	struct m_record *r = &m.records[at];

	for (int i = 0; i < m.record_count; i++) {
		struct m_record *o = &m.records[i];
		int into = r->thread, old = o->thread;

		if (o->inner == NONE || o->author != r->author ||
		    (o->inner != r->inner && o->inner != r->beside &&
			o->beside != r->inner &&
			(o->beside == NONE || o->beside != r->beside)) ||
		    into == old)
			continue;
		if (into == at ||
		    strcmp(m.records[old].id.s, m.records[into].id.s) < 0) {
			into = old;
			old = r->thread;
		}
		for (int k = 0; k < m.record_count; k++)
			if (m.records[k].thread == old)
				m.records[k].thread = into;
	}
}

/* What somebody hands over whose access has ended: a record of its own, and of no
 * thread of the records. */
static void
keep_aside(int write)
{
	struct m_write *w = &m.writes[write];
	int at = new_record(&kind_kept_aside, w->file);
	struct m_record *r = &m.records[at];

	r->id = w->write;
	r->author = r->changed_by = w->who;
	r->inner = w->record;
	r->beside = w->parent;
	join_aside(at);
	keep_file(w->file, &kind_kept_aside);
	add_version(at, write);
	if (w->about != NONE)
		r->excluded |= 1u << w->about;
}

static struct verdict
deliver(int write)
{
	struct m_write *w = &m.writes[write];
	struct verdict v;

	if (m.has_left[w->who] && !is_never_refused(w)) {
		if (w->done == 0) {
			keep_aside(write);
			w->done = 202;
		}
		return (struct verdict){ w->done, w->done_version };
	}
	v = judge(w);
	if (v.status < 300 && w->done == 0) {
		keep(write);
		w->done = v.status;
		w->done_version = v.version;
	}
	return v;
}

#endif
