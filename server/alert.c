/* alert.c - mail without content to whoever something waits for (R3, S9, S3).
 *
 * A first account or an emergency, also one that was kept aside: to every designated
 * senior member at once, and to the Directors if nobody has opened it in the time of
 * a setting. A request for
 * advice: to whom it is asked of, to their deputy and the Directors when it passes
 * to them. All of these are put into the queue when the record comes; each is asked
 * once more when it is about to go. Never to whom it is about (R7), nor to who
 * wrote it. That an alert cannot be made never holds up what it is about. */
#include "alert.h"

#include <stdio.h>
#include <string.h>

#include "server.h"
#include "store_in.h"

#define PURPOSE "alert:"
/* A request for advice is asked about so often whether it has passed on. */
#define ASK_AGAIN_MS (10 * 60000LL)
#define ADVICE_OPEN_MS (30 * 86400000LL) /* and so long at most */
#define PEOPLE_MAX 400 /* who work here, at most, are told of one record */

/* ---- whom it may concern ---- */

/* The roles that hear of it; a trustee only as the chair to whom it falls. */
static const struct {
	const struct kind *kind;
	unsigned roles; /* bits of enum role */
} alerts[] = {
	{ &kind_first_account,
	    1u << ROLE_SENIOR | 1u << ROLE_DIRECTOR | 1u << ROLE_TRUSTEE },
	{ &kind_emergency,
	    1u << ROLE_SENIOR | 1u << ROLE_DIRECTOR | 1u << ROLE_TRUSTEE },
	{ &kind_kept_aside,
	    1u << ROLE_SENIOR | 1u << ROLE_DIRECTOR | 1u << ROLE_TRUSTEE },
	{ &kind_advice, 1u << ROLE_MANAGER | 1u << ROLE_DIRECTOR },
};

static unsigned
roles_of(const struct kind *kind)
{
	for (size_t i = 0; i < KIND_COUNT(alerts); i++)
		if (alerts[i].kind == kind)
			return alerts[i].roles;
	return 0;
}

static enum err
list_people(struct save *v, unsigned roles, struct id *out, size_t *count,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_STAFF_WORKING);
	char today[WHEN_TEXT];
	enum role role;

	*count = 0;
	store_today(today, v->put->now_ms);
	stmt_text(st, 1, today);
	while (*count < PEOPLE_MAX && stmt_row(st))
		if (role_parse(&role, stmt_get_text(st, 1)) &&
		    (roles & 1u << role))
			out[(*count)++] = stmt_get_id(st, 0);
	stmt_reset(st);
	return db_error(v->db, e);
}

/* A manager hears of a request that is asked of them, or of whose deputy they are. */
static bool
may_come_to(struct save *v, const struct id *staff)
{
	const char *of = record_text(v->body, "of");
	struct stmt *st;
	bool is;

	if (v->put->kind != &kind_advice || strcmp(of, staff->s) == 0 ||
	    store_has_role(v->db, staff, ROLE_DIRECTOR, v->put->now_ms))
		return true;
	st = db_stmt(v->db, SQL_DEPUTY_GET);
	stmt_text(st, 1, of);
	is = stmt_row(st) && strcmp(stmt_get_text(st, 0), staff->s) == 0;
	stmt_reset(st);
	return is;
}

/* Their address; what is no address is none. */
static enum err
tell(struct save *v, const struct id *staff, struct errinfo *e)
{
	char purpose[MAIL_PURPOSE_MAX + 1];
	struct record *body = NULL;
	struct record_row row;
	struct id id;
	struct mail_new m = { .kind = MAIL_ALERT,
		.record = v->put->id,
		.purpose = purpose,
		.now_ms = v->put->now_ms };
	enum err code = store_body(v->s, v->db, staff, &row, &body, e);

	if (code == ERR_OK && *record_text(body, "email") != '\0') {
		snprintf(purpose, sizeof(purpose), PURPOSE "%.*s", ID_TEXT,
		    staff->s);
		m.to = record_text(body, "email");
		code = mail_enqueue(v->s, v->db, &m, &id, e);
		if (code == ERR_INVALID)
			code = ERR_OK;
	}
	record_free(body);
	return code;
}

/* Of what is kept aside, only what would have called somebody by itself. */
static bool
calls(struct save *v)
{
	const char *inner;

	if (v->put->kind != &kind_kept_aside)
		return v->result->status == 201;
	inner = record_text(v->body, "kind");
	return v->result->status == 202 &&
	       (strcmp(inner, kind_first_account.name) == 0 ||
		   strcmp(inner, kind_emergency.name) == 0);
}

enum err
store_alert_follow(struct save *v, struct errinfo *e)
{
	unsigned roles = roles_of(v->put->kind);
	struct id people[PEOPLE_MAX];
	struct mail_conf conf;
	size_t count = 0;
	enum err code = ERR_OK;

	if (v->is_there || roles == 0 || !calls(v) ||
	    mail_conf_read(&conf, v->s->conf, NULL) != ERR_OK || !conf.is_on)
		return ERR_OK;
	code = list_people(v, roles, people, &count, e);
	for (size_t i = 0; i < count && code == ERR_OK; i++)
		if (!id_equal(&people[i], &v->put->who.staff) &&
		    may_come_to(v, &people[i]))
			code = tell(v, &people[i], e);
	if (code == ERR_OK)
		mail_sender_wake(v->s);
	return code;
}

/* ---- is it still to go? ---- */

bool
store_is_opened(struct server *s, struct db *db, const struct record_row *row)
{
	struct stmt *st = db_stmt(db, SQL_LOOKS_BY_OTHERS);
	bool opened = false;

	stmt_id(st, 1, &row->id);
	stmt_int(st, 2, AUDIT_LOOK);
	stmt_id(st, 3, &row->author);
	while (!opened && stmt_row(st)) {
		struct id by = stmt_get_id(st, 0);

		opened = !store_is_excluded(s, db, &row->thread, &by);
	}
	stmt_reset(st);
	return opened;
}

static bool
is_answered(struct db *db, const struct id *advice)
{
	struct stmt *st = db_stmt(db, SQL_HAS_CHILD);
	bool is;

	stmt_id(st, 1, advice);
	stmt_text(st, 2, kind_advice_answer.name);
	is = stmt_row(st);
	stmt_reset(st);
	return is;
}

static int64_t
of_advice(struct server *s, struct db *db, const struct record_row *row,
    const struct id *staff, int64_t now_ms)
{
	if (is_answered(db, &row->id) ||
	    now_ms - row->received_ms > ADVICE_OPEN_MS)
		return MAIL_NOT_ANY_MORE;
	return store_is_advice_for(s, db, row, staff, now_ms)
		   ? MAIL_GOES
		   : now_ms + ASK_AGAIN_MS;
}

static int64_t
of_account(struct server *s, struct db *db, const struct record_row *row,
    const struct id *staff, int64_t now_ms)
{
	int64_t late_ms = conf_int(s->conf, CONF_UNOPENED_AFTER) * 60000;

	if (store_is_opened(s, db, row))
		return MAIL_NOT_ANY_MORE;
	if (store_has_role(db, staff, ROLE_TRUSTEE, now_ms))
		return store_is_chairs(s, db, staff, &row->thread, now_ms)
			   ? MAIL_GOES
			   : MAIL_NOT_ANY_MORE;
	return store_has_role(db, staff, ROLE_DIRECTOR, now_ms)
		   ? row->received_ms + late_ms
		   : MAIL_GOES;
}

/* Who is kept out of it, or has left, hears nothing of it. */
static bool
may_hear(struct server *s, struct db *db, const struct record_row *row,
    const struct id *staff, int64_t now_ms)
{
	unsigned roles = roles_of(row->kind);

	if (store_is_excluded(s, db, &row->thread, staff))
		return false;
	for (int role = 0; role < ROLE_COUNT; role++)
		if ((roles & 1u << role) &&
		    store_has_role(db, staff, (enum role)role, now_ms))
			return true;
	return false;
}

int64_t
alert_begin(
    struct server *s, struct db *db, const struct mail_row *row, int64_t now_ms)
{
	struct record_row of;
	struct id staff;

	if (strncmp(row->purpose, PURPOSE, strlen(PURPOSE)) != 0 ||
	    !id_parse(&staff, row->purpose + strlen(PURPOSE)) ||
	    store_find(db, &row->record, &of, NULL) != ERR_OK ||
	    !may_hear(s, db, &of, &staff, now_ms))
		return MAIL_NOT_ANY_MORE;
	return of.kind == &kind_advice ? of_advice(s, db, &of, &staff, now_ms)
				       : of_account(s, db, &of, &staff, now_ms);
}
