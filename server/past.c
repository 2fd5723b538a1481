/* past.c - what devices know of the chain (past.h). */
#include "past.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backup.h"
#include "server.h"
#include "store_in.h"

static const char *const codes[] = {
	[PAST_KEPT] = "",
	[PAST_RESTORED] = "restored",
	[PAST_REWRITTEN] = "rewritten",
};

const char *
past_code(enum past past)
{
	return codes[past];
}

static bool
is_in(struct db *db, int64_t rows, const uint8_t head[SYNC_PAST])
{
	struct stmt *st = db_stmt(db, SQL_AUDIT_HEAD_OF);
	const void *chain;
	bool is = false;
	size_t len;

	stmt_int(st, 1, rows);
	if (stmt_row(st)) {
		chain = stmt_get_blob(st, 0, &len);
		is = len == SEAL_HASH && memcmp(chain, head, SYNC_PAST) == 0;
	}
	stmt_reset(st);
	return is;
}

enum past
past_judge(struct db *db, int64_t rows, const uint8_t head[SYNC_PAST],
    bool is_of_another)
{
	struct stmt *st;
	bool is_lost;

	if (is_in(db, rows, head))
		return PAST_KEPT;
	/* A device of this generation has seen nothing that a restore lost. */
	if (!is_of_another)
		return PAST_REWRITTEN;
	st = db_stmt(db, SQL_GENERATION_CUT);
	stmt_int(st, 1, rows);
	is_lost = stmt_row(st);
	stmt_reset(st);
	return is_lost ? PAST_RESTORED : PAST_REWRITTEN;
}

int64_t
past_lost_ms(struct db *db, int64_t rows)
{
	struct stmt *st = db_stmt(db, SQL_GENERATION_CUT);
	int64_t ms = 0;

	stmt_int(st, 1, rows);
	if (stmt_row(st))
		ms = stmt_get_int(st, 0) - BACKUP_UNDER_WAY_MS;
	stmt_reset(st);
	return ms > 0 ? ms : 1;
}

static void
bind_past(struct stmt *st, const struct id *device, int64_t rows,
    const uint8_t head[SYNC_PAST])
{
	stmt_id(st, 1, device);
	stmt_int(st, 2, rows);
	stmt_blob(st, 3, head, SYNC_PAST);
}

bool
past_is_noted(struct db *db, const struct id *device, int64_t rows,
    const uint8_t head[SYNC_PAST])
{
	struct stmt *st = db_stmt(db, SQL_PAST_GET);
	bool is;

	bind_past(st, device, rows, head);
	is = stmt_row(st);
	stmt_reset(st);
	return is;
}

enum err
past_note(struct server *s, struct db *db, const struct looks_past *p,
    struct errinfo *e)
{
	char words[200], hex[SYNC_PAST * 2 + 1];
	struct audit_row row = { .what = AUDIT_SERVER,
		.staff = p->staff,
		.device = p->device,
		.at_ms = p->at_ms,
		.received_ms = p->at_ms,
		.words = words };
	uint8_t head[SEAL_HASH];
	struct stmt *st;
	int64_t rows;
	enum err err;

	audit_head(db, &rows, head);
	st = db_stmt(db, SQL_PAST_ADD);
	bind_past(st, &p->device, p->rows, p->head);
	stmt_int(st, 4, rows + 1);
	stmt_int(st, 5, p->at_ms);
	err = stmt_done(st, e);
	if (err != ERR_OK || db_changes(db) == 0)
		return err;
	seal_hex(hex, p->head, SYNC_PAST);
	snprintf(words, sizeof(words),
	    "A device knew row %" PRId64 " of this record by another head, "
	    "%s: the past was rewritten, or that device is wrong.",
	    p->rows, hex);
	return audit_add(s, db, &row, e);
}

enum err
past_seen(
    struct db *db, const struct id *staff, int64_t rows, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_AUDIT_SEEN);

	stmt_id(st, 1, staff);
	stmt_int(st, 2, rows);
	return stmt_done(st, e);
}

static bool
is_for(struct db *db, const struct caller *who, int64_t now_ms)
{
	char today[WHEN_TEXT];
	struct stmt *st;
	bool has_lead;

	if (who->role != ROLE_DIRECTOR)
		return who->role == ROLE_LEAD;
	store_today(today, now_ms);
	st = db_stmt(db, SQL_STAFF_OF_ROLE);
	stmt_text(st, 1, role_code(ROLE_LEAD));
	stmt_text(st, 2, today);
	has_lead = stmt_row(st);
	stmt_reset(st);
	return !has_lead;
}

void
past_waiting(
    struct db *db, const struct caller *who, int64_t now_ms, struct jw *w)
{
	struct stmt *st;

	if (!is_for(db, who, now_ms))
		return;
	st = db_stmt(db, SQL_PAST_WAITING);
	stmt_id(st, 1, &who->staff);
	while (stmt_row(st)) {
		jw_open(w, NULL);
		jw_text(w, "what", stmt_get_text(st, 0));
		jw_text(w, "file", "");
		jw_text(w, "record", "");
		jw_text(w, "kind", "");
		jw_int(w, "since", stmt_get_int(st, 1));
		jw_text(w, "name", "");
		jw_close(w);
	}
	stmt_reset(st);
}
