/* histories_check.h - at the end of a history: does each device hold what its
 * person may see, and the office each write once? Included once. */
#ifndef HAVEN_HISTORIES_CHECK_H
#define HAVEN_HISTORIES_CHECK_H

#include <sqlite3.h>

#include "histories_sync.h"

/* ---- a device ---- */

struct held {
	enum dev dev;
	int count; /* of what the model has for it */
};

static bool
belongs_there(enum dev dev, int record)
{
	int file = m.records[record].file;

	if (m.records[record].version == 0 ||
	    (file == NONE && m.has_left[dev_who[dev]]) ||
	    (file != NONE && !in_set(dev, file)))
		return false;
	return may(dev_who[dev], record, RIGHT_READ);
}

/* The bytes of what was kept aside are the office's. */
static bool
is_body(const struct m_record *r, const struct m_version *v, const char *body,
    size_t len)
{
	const char *want = m.writes[v->write].body;

	return r->kind == &kind_kept_aside ||
	       (len == strlen(want) && memcmp(body, want, len) == 0);
}

/* What a person wrote on this device stays on it with its receipt. */
static bool
is_receipt(enum dev dev, const struct m_version *v)
{
	const struct m_write *w = &m.writes[v->write];

	return w->dev == (int)dev && w->state == WRITE_SENT;
}

static void
check_record(void *arg, const struct device_record *dr)
{
	struct held *held = arg;
	int at = record_of(&dr->id);
	const struct m_record *r = &m.records[at];
	const struct m_version *v;
	bool belongs;

	if (at == NONE)
		fail_msg("device %d holds a %s the office does not have",
		    held->dev, dr->kind);
	v = version_of(at, dr->version);
	if (v == NULL)
		fail_msg("device %d holds version %d of %s %d, of %d",
		    held->dev, (int)dr->version, dr->kind, at, (int)r->version);
	belongs = belongs_there(held->dev, at);
	held->count += belongs;
	if (!belongs && !is_receipt(held->dev, v))
		fail_msg("device %d holds version %d of %s %d of file %d, "
			 "which is not for %s",
		    held->dev, (int)dr->version, dr->kind, at, r->file,
		    people[dev_who[held->dev]].sign_in);
	assert_string_equal(dr->kind, r->kind->name);
	assert_string_equal(
	    dr->author.s, at_office[m.writes[v->write].who].staff.s);
	if (!is_body(r, v, dr->body, dr->body_len))
		fail_msg("device %d has other words in version %d of %s %d",
		    held->dev, (int)dr->version, dr->kind, at);
}

static void
check_file(void *arg, const struct id *file)
{
	struct held *held = arg;
	int at = file_of(file);

	if (at == NONE || !in_set(held->dev, at))
		fail_msg(
		    "device %d holds a file that is not for it", held->dev);
	held->count++;
}

/* Left to wait is only what the office cannot take yet, or what stands on a
 * write that came back. */
static bool
has_to_wait(enum dev dev, int at)
{
	for (int i = 0; i < at; i++)
		if (m.writes[i].dev == (int)dev &&
		    m.writes[i].record == m.writes[at].record &&
		    (m.writes[i].state == WRITE_REFUSED ||
			m.writes[i].state == WRITE_OPEN))
			return true;
	return judge(&m.writes[at]).status == 424;
}

static void
check_device(enum dev dev)
{
	struct held held = { .dev = dev }, files = { .dev = dev };
	int want = 0, want_files = 0;

	device_each_record(devices[dev], check_record, &held);
	for (int i = 0; i < m.version_count; i++)
		want += belongs_there(dev, m.versions[i].record);
	if (held.count != want)
		fail_msg(
		    "device %d holds %d versions of %d", dev, held.count, want);
	device_each_file(devices[dev], check_file, &files);
	for (int i = 0; i < m.file_count; i++)
		want_files += in_set(dev, i);
	assert_int_equal(files.count, want_files);
	assert_int_equal(device_looks_kept(devices[dev]), 0);
	check_outbox(dev);
	for (int i = 0; i < m.write_count; i++)
		if (m.writes[i].dev == (int)dev &&
		    m.writes[i].state == WRITE_OPEN && !has_to_wait(dev, i))
			fail_msg("write %d was left behind (%u)", i,
			    m.writes[i].status);
}

/* ---- the office ---- */

static int64_t
count_at_office(const char *sql)
{
	sqlite3 *h = NULL;
	sqlite3_stmt *st = NULL;
	int64_t n;

	assert_int_equal(sqlite3_open_v2(office.s->data_path, &h,
			     SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(h);
	return n;
}

static void
check_at_office(struct db *db, const struct m_version *v)
{
	const struct m_record *r = &m.records[v->record];
	struct buf text = BUF_INIT(KIND_BODY_MAX + 4096);
	struct errinfo e = { 0 };
	struct record_row row;
	struct envelope env;

	if (store_find(db, &r->id, &row, &e) != ERR_OK ||
	    store_read(office.s, db, &r->id, v->version, &env, &text, &e) !=
		ERR_OK)
		fail_msg("version %d of %s %d: %s", (int)v->version,
		    r->kind->name, v->record, e.says);
	assert_ptr_equal(row.kind, r->kind);
	assert_int_equal(row.version, r->version);
	assert_string_equal(row.thread.s, m.records[r->thread].id.s);
	assert_string_equal(
	    row.file.s, r->file == NONE ? "" : m.files[r->file].id.s);
	assert_string_equal(
	    env.author.s, at_office[m.writes[v->write].who].staff.s);
	assert_true(is_body(r, v, env.body, env.body_len));
	buf_done(&text);
}

#define LET_IN "SELECT id FROM record WHERE kind = 'access_change'"

static void
check_office(void)
{
	struct buf says = BUF_INIT(100000);
	struct errinfo e = { 0 };
	int64_t bad = 0, versions, looks = 0;
	char sql[200];
	struct db *db;

	/* Of people; that they were let in the office says by itself. */
	versions = count_at_office("SELECT count(*) FROM version WHERE record "
				   "NOT IN (" LET_IN ")");
	if (versions != m.version_count)
		fail_msg("the office has %d versions of %d", (int)versions,
		    m.version_count);
	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit WHERE what=%d AND record NOT IN "
	    "(" LET_IN ")",
	    AUDIT_WRITE);
	assert_int_equal(count_at_office(sql), versions);
	for (int i = 0; i < DEVS; i++)
		looks += (int64_t)m.looks[i];
	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit WHERE what IN (%d,%d)", AUDIT_LOOK,
	    AUDIT_CHOSE);
	assert_int_equal(count_at_office(sql), looks);
	db = server_reader(office.s, &e);
	assert_non_null(db);
	for (int i = 0; i < m.version_count; i++)
		check_at_office(db, &m.versions[i]);
	if (store_verify(office.s, db, &says, &bad, &e) != ERR_OK || bad != 0)
		fail_msg("verify: %s%s", e.says, buf_str(&says));
	server_reader_done(office.s, db);
	buf_done(&says);
}

#endif
