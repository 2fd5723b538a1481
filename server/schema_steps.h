/* schema_steps.h - how the tables of version 1 (schema_store.h, schema_auth.h)
 * became today's: used by db_steps.c alone.
 *
 * A new store takes all steps after version 1, an older one those it lacks, so
 * both end with the same tables. A step does not change any more once there are
 * stores that took it; what is to be different is another step. */
#ifndef HAVEN_SCHEMA_STEPS_H
#define HAVEN_SCHEMA_STEPS_H

#include <stddef.h>

/* In one transaction: sql; then what SQL cannot fill in (db_carry.fill); then
 * after. Both lists end with NULL. */
struct schema_step {
	const char *const *sql, *const *after;
};

static const char *const no_sql[] = { NULL };

/* Version 2: since when somebody is kept out of a thread, and what was kept aside
 * has threads of its own (store_carry.c, R7). */
static const char *const store_step_2[] = {
	/* R7. hash is keyed, so that a copy of this database does not say
	 * who is accused. Rows are never taken away. seq: the change that did
	 * it; what was there before it, they may have on a device. */
	"ALTER TABLE exclusion RENAME TO exclusion_1",
	"CREATE TABLE exclusion (thread TEXT NOT NULL, hash BLOB NOT NULL,"
	" seq INTEGER NOT NULL, PRIMARY KEY (thread, hash)) STRICT, WITHOUT "
	"ROWID",

	/* What was kept aside: the record it was written on, and the one that
	 * it was to stand beside; neither need be here. handed: it came in a
	 * file. And the threads that a
	 * thread of such stands beside (store_aside.c, R7). */
	"CREATE TABLE aside (id TEXT PRIMARY KEY REFERENCES record (id),"
	" record TEXT NOT NULL, beside TEXT,"
	" handed INTEGER NOT NULL CHECK (handed IN (0, 1)))"
	" STRICT, WITHOUT ROWID",
	"CREATE INDEX aside_record ON aside (record)",
	"CREATE INDEX aside_beside ON aside (beside)",
	"CREATE TABLE beside (thread TEXT NOT NULL, other TEXT NOT NULL,"
	" seq INTEGER NOT NULL, PRIMARY KEY (thread, other)) STRICT, WITHOUT "
	"ROWID",
	"CREATE INDEX beside_other ON beside (other)",

	/* For the filling in, in memory; all threads here are those of version
	 * 1. moved: what was kept aside (own), and what hangs on it. named: whom
	 * records name; stays: one that is not moved does. unread: threads with
	 * a record that does not open. */
	"CREATE TEMP TABLE moved (id TEXT PRIMARY KEY, old TEXT NOT NULL,"
	" own TEXT NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE TEMP TABLE named (thread TEXT NOT NULL, hash BLOB NOT NULL,"
	" seq INTEGER NOT NULL, stays INTEGER NOT NULL,"
	" PRIMARY KEY (thread, hash)) STRICT, WITHOUT ROWID",
	"CREATE TEMP TABLE unread (thread TEXT PRIMARY KEY)"
	" STRICT, WITHOUT ROWID",
	NULL,
};
static const char *const store_after_2[] = {
	"DROP TABLE exclusion_1",
	"DROP TABLE temp.moved",
	"DROP TABLE temp.named",
	"DROP TABLE temp.unread",
	NULL,
};

/* Version 3. What waits for somebody because of a sealed record, and what a record names
 * beside its parent: by id and day alone (store_duty.c). */
static const char *const store_step_3[] = {
	/* person: whom it is for; of an agreement, which adult gave it ("" for
	 * the child). from_on, until_on: stored text of when.h, or "". is_open
	 * 0: it asks for nothing, and is here because it came after another. */
	"CREATE TABLE duty (record TEXT PRIMARY KEY REFERENCES record (id),"
	" kind TEXT NOT NULL, file TEXT NOT NULL, person TEXT NOT NULL,"
	" from_on TEXT NOT NULL, until_on TEXT NOT NULL,"
	" is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)))"
	" STRICT, WITHOUT ROWID",
	"CREATE INDEX duty_person ON duty (person, kind, file)",
	"CREATE INDEX duty_file ON duty (file, kind)",

	/* what: the field that names the other record, which may be on its way. */
	"CREATE TABLE link (record TEXT NOT NULL REFERENCES record (id),"
	" what TEXT NOT NULL, other TEXT NOT NULL,"
	" PRIMARY KEY (record, what)) STRICT, WITHOUT ROWID",
	"CREATE INDEX link_other ON link (other, what)",

	/* To whom advice passes that somebody does not give in time (S3). */
	"CREATE TABLE deputy (staff TEXT PRIMARY KEY, deputy TEXT NOT NULL)"
	" STRICT, WITHOUT ROWID",
	/* Nobody had one before. */
	"INSERT INTO deputy (staff, deputy) SELECT id, '' FROM staff",
	NULL,
};

/* Version 4: mail that goes out (mail_queue.c). In clear is when and whether, by id
 * alone; to whom, what it says and what the server answered is sealed. */
static const char *const store_step_4[] = {
	/* file: whose key seals it; null: the organisation's. since_ms: of the
	 * first try, 0 for none yet. message_id: "" until then. */
	"CREATE TABLE mail (id TEXT PRIMARY KEY,"
	" record TEXT NOT NULL REFERENCES record (id), purpose TEXT NOT NULL,"
	" kind TEXT NOT NULL CHECK (kind IN ('notice', 'alert')), file TEXT,"
	" state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent',"
	" 'refused', 'uncertain', 'stopped')),"
	" tries INTEGER NOT NULL, made_ms INTEGER NOT NULL,"
	" next_ms INTEGER NOT NULL, since_ms INTEGER NOT NULL,"
	" changed_ms INTEGER NOT NULL, message_id TEXT NOT NULL,"
	" sealed BLOB NOT NULL, answer BLOB, UNIQUE (record, purpose))"
	" STRICT, WITHOUT ROWID",
	"CREATE INDEX mail_state ON mail (state, next_ms)",
	NULL,
};

/* Version 5: policies and people, statistics, inspections, requests, retention. In
 * clear: ids, days and counts alone. */
static const char *const store_step_5[] = {
	/* Versions of the documents that everybody confirms (store_policy.c, T2):
	 * n is the order in which they came. A confirmation is found by who wrote
	 * it and what it hangs on. */
	"CREATE TABLE policy (n INTEGER PRIMARY KEY, document TEXT NOT NULL"
	" UNIQUE REFERENCES record (id), which TEXT NOT NULL,"
	" received_ms INTEGER NOT NULL) STRICT",
	"CREATE INDEX policy_which ON policy (which, n)",
	"CREATE INDEX record_confirmed ON record (author, parent)"
	" WHERE kind = 'confirmation' AND signed = 1",

	/* R2. The stub of a file that was destroyed. record: its row of the
	 * disposal register. done_ms: its key is gone, and nothing of it is in
	 * the journal; null until then. late: the file that keeps what was
	 * written for it and came afterwards, or null. */
	"CREATE TABLE destroyed (file TEXT PRIMARY KEY, record TEXT NOT NULL,"
	" at_ms INTEGER NOT NULL, done_ms INTEGER, late TEXT)"
	" STRICT, WITHOUT ROWID",
	/* Promise 10. Devices that may hold something of it; said_ms: when they
	 * said that they have erased it, null until then. */
	"CREATE TABLE erasing (file TEXT NOT NULL, device TEXT NOT NULL,"
	" said_ms INTEGER, PRIMARY KEY (file, device)) STRICT, WITHOUT ROWID",
	"CREATE INDEX erasing_device ON erasing (device, said_ms)",
	/* A store that was put back from a backup begins a generation: row n of
	 * the chain, whose hash is over the rest, names the head it goes on from
	 * (generation.c, promises 6 and 7). made_ms: of the backup. */
	"CREATE TABLE generation (n INTEGER PRIMARY KEY,"
	" generation TEXT NOT NULL UNIQUE, before TEXT NOT NULL,"
	" from_rows INTEGER NOT NULL, from_head BLOB NOT NULL,"
	" backup TEXT NOT NULL, made_ms INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL) STRICT",
	/* Up to which row of the chain somebody has read it (audit_read.c). */
	"CREATE TABLE audit_seen (staff TEXT PRIMARY KEY, n INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID",
	/* A head that a device knew and that is not in the chain: n, the row that
	 * says so (promise 7). */
	"CREATE TABLE past (device TEXT NOT NULL, rows INTEGER NOT NULL,"
	" head BLOB NOT NULL, n INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
	" PRIMARY KEY (device, rows, head)) STRICT, WITHOUT ROWID",
	/* ---- people (totp.c, recovery.c) ---- */
	/* One-time codes. sealed: the secret, by the organisation's key. is_on: a
	 * first code held. last_step: of the newest code that was used. */
	"CREATE TABLE second_factor (staff TEXT PRIMARY KEY,"
	" sealed BLOB NOT NULL, is_on INTEGER NOT NULL,"
	" last_step INTEGER NOT NULL, made_ms INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID",
	/* Recovery codes, as keyed hashes. */
	"CREATE TABLE second_code (hash BLOB PRIMARY KEY, staff TEXT NOT NULL,"
	" used_ms INTEGER) STRICT, WITHOUT ROWID",
	"CREATE INDEX second_code_staff ON second_code (staff)",
	/* How a recovery stands: what it says is sealed in its record. device:
	 * whose store is put aside, or null. answer: null, 'yes', 'no'. */
	"CREATE TABLE recovery (id TEXT PRIMARY KEY REFERENCES record (id),"
	" staff TEXT NOT NULL, device TEXT, what TEXT NOT NULL,"
	" asked_by TEXT NOT NULL, until_ms INTEGER NOT NULL,"
	" answer TEXT, answered_by TEXT, used_ms INTEGER)"
	" STRICT, WITHOUT ROWID",
	"CREATE INDEX recovery_staff ON recovery (staff)",
	/* The enrolment codes that were made for a recovery. */
	"CREATE TABLE recovery_code (hash BLOB PRIMARY KEY"
	" REFERENCES enrolment (hash), recovery TEXT NOT NULL"
	" REFERENCES recovery (id)) STRICT, WITHOUT ROWID",
	/* When a device was last heard of, to some minutes. */
	"CREATE TABLE contact (device TEXT PRIMARY KEY REFERENCES device (id),"
	" at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID",
	/* Counts of files that were destroyed (stats_tally.c, N2): no id, no day.
	 * spans: months from year 0, "24313-24315". who: children, at most. */
	"CREATE TABLE tally (unit TEXT NOT NULL, measure TEXT NOT NULL,"
	" service TEXT NOT NULL, age TEXT NOT NULL, referrer TEXT NOT NULL,"
	" change TEXT NOT NULL, spans TEXT NOT NULL, n INTEGER NOT NULL,"
	" who INTEGER NOT NULL, before INTEGER NOT NULL,"
	" after INTEGER NOT NULL, PRIMARY KEY (unit, measure, service, age,"
	" referrer, change, spans)) STRICT, WITHOUT ROWID",

	/* Inspections (inspect_follow.c; O1, O2): the days of each, and of the records
	 * in question; who inspects; and the files and people it is about, worked
	 * out of sealed records. told, copy: as in inspection.h. adult "": nobody
	 * on that file is to be told. */
	"CREATE TABLE inspection (id TEXT PRIMARY KEY REFERENCES record (id),"
	" from_on TEXT NOT NULL, until_on TEXT NOT NULL,"
	" period_from TEXT NOT NULL, period_until TEXT NOT NULL,"
	" unannounced INTEGER NOT NULL CHECK (unannounced IN (0, 1)),"
	" untold INTEGER NOT NULL CHECK (untold IN (0, 1)),"
	" ended INTEGER NOT NULL CHECK (ended IN (0, 1)),"
	" reported INTEGER NOT NULL CHECK (reported IN (0, 1)))"
	" STRICT, WITHOUT ROWID",
	"CREATE TABLE inspector (staff TEXT PRIMARY KEY,"
	" inspection TEXT NOT NULL REFERENCES inspection (id))"
	" STRICT, WITHOUT ROWID",
	"CREATE TABLE inspection_file (inspection TEXT NOT NULL,"
	" file TEXT NOT NULL, PRIMARY KEY (inspection, file))"
	" STRICT, WITHOUT ROWID",
	"CREATE TABLE inspection_person (inspection TEXT NOT NULL,"
	" file TEXT NOT NULL, adult TEXT NOT NULL, told INTEGER NOT NULL,"
	" copy INTEGER NOT NULL, objects INTEGER NOT NULL,"
	" PRIMARY KEY (inspection, file, adult)) STRICT, WITHOUT ROWID",
	"CREATE INDEX inspection_person_file ON inspection_person (file)",
	NULL,
};

/* steps[n] makes version n + 2 of version n + 1. */
static const struct schema_step data_steps[] = {
	{ store_step_2, store_after_2 },
	{ store_step_3, no_sql },
	{ store_step_4, no_sql },
	{ store_step_5, no_sql },
};
#define DATA_STEPS (sizeof(data_steps) / sizeof(data_steps[0]))

/* Version 2 of the keys is as version 1: their number was raised with that of the
 * data, and there are stores that have it.
 *
 * Version 3: which files were destroyed, and when (R2). record: the row of the
 * disposal register, whose words are sealed here once more, so that an older
 * backup of the records beside these keys has them again (destroy.h). */
static const char *const keys_step_3[] = {
	"CREATE TABLE disposal (file TEXT PRIMARY KEY, at_ms INTEGER NOT NULL,"
	" record TEXT NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
	NULL,
};
static const struct schema_step keys_steps[] = {
	{ no_sql, no_sql },
	{ keys_step_3, no_sql },
};
#define KEYS_STEPS (sizeof(keys_steps) / sizeof(keys_steps[0]))

#endif
