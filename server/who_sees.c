/* who_sees.c - the list of who may see a file: all who work here, each with the
 * reasons there are. */
#include "who_sees.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "mem.h"
#include "store_in.h"

#define DAY_MS INT64_C(86400000)

struct colleague {
	struct id id, manager;
	enum role role;
};

/* Assigned, or opened: whose, and the record. */
struct given {
	struct id record, staff;
	char until[WHEN_TEXT];
};

struct access {
	const struct who_sees_ask *ask;
	struct server *s;
	struct db *db;
	struct jw *w;
	struct colleague *people;
	size_t people_count;
	struct given *assigned, *opened;
	size_t assigned_count, opened_count;
	struct id *advice; /* open to who asks */
	size_t advice_count;
	size_t told, more;
};

#define FIRST 64

/* Room for one more: as much again each time that it is full. */
static void *
grown(void *at, size_t count, size_t size)
{
	if (count == 0)
		return mem_grow(at, FIRST, size);
	if (count < FIRST || (count & (count - 1)) != 0)
		return at;
	return mem_grow(at, count * 2, size);
}

/* ---- what there is; a statement is open once at a time ---- */

static void
find_people(struct access *a, const char *today)
{
	struct stmt *st = db_stmt(a->db, SQL_STAFF_WORKING);

	stmt_text(st, 1, today);
	while (stmt_row(st)) {
		struct colleague *c;

		a->people =
		    grown(a->people, a->people_count, sizeof(*a->people));
		c = &a->people[a->people_count];
		c->id = stmt_get_id(st, 0);
		c->manager = stmt_get_id(st, 2);
		if (role_parse(&c->role, stmt_get_text(st, 1)))
			a->people_count++;
	}
	stmt_reset(st);
}

static size_t
find_given(
    struct access *a, enum sql sql, const char *when, struct given **list)
{
	struct stmt *st = db_stmt(a->db, sql);
	size_t n = 0;

	stmt_id(st, 1, a->ask->file);
	stmt_text(st, 2, when);
	while (stmt_row(st)) {
		struct given *g;

		*list = grown(*list, n, sizeof(**list));
		g = &(*list)[n++];
		*g = (struct given){ .until = "" };
		g->record = stmt_get_id(st, 0);
		g->staff = stmt_get_id(st, 1);
		if (sql == SQL_OPENINGS_OF_FILE)
			snprintf(g->until, sizeof(g->until), "%s",
			    stmt_get_text(st, 2));
	}
	stmt_reset(st);
	return n;
}

static bool
may_read(const struct access *a, const struct record_row *row)
{
	return store_may(
	    a->s, a->db, a->ask->who, row, RIGHT_READ, a->ask->now_ms);
}

static void
find_advice(struct access *a)
{
	struct stmt *st = db_stmt(a->db, SQL_ADVICE_OF_FILE);
	struct record_row row;
	size_t all = 0;

	stmt_id(st, 1, a->ask->file);
	stmt_int(st, 2, a->ask->now_ms - STORE_ADVISED_DAYS * DAY_MS);
	while (stmt_row(st)) {
		a->advice = grown(a->advice, all, sizeof(*a->advice));
		a->advice[all++] = stmt_get_id(st, 0);
	}
	stmt_reset(st);
	for (size_t i = 0; i < all; i++)
		if (store_find(a->db, &a->advice[i], &row, NULL) == ERR_OK &&
		    may_read(a, &row))
			a->advice[a->advice_count++] = row.id;
}

/* Openings that are hidden from who asks are left out (R7). */
static void
find_opened(struct access *a, const char *now)
{
	size_t all = find_given(a, SQL_OPENINGS_OF_FILE, now, &a->opened);
	struct record_row row;

	for (size_t i = 0; i < all; i++)
		if (store_find(a->db, &a->opened[i].record, &row, NULL) ==
			ERR_OK &&
		    may_read(a, &row))
			a->opened[a->opened_count++] = a->opened[i];
}

/* ---- reasons ---- */

static void
open_reason(struct access *a, const char *what)
{
	jw_open(a->w, NULL);
	jw_text(a->w, "what", what);
}

static void
write_field(
    struct access *a, const char *key, const struct record *r, const char *from)
{
	if (*record_text(r, from) != '\0')
		jw_text(a->w, key, record_text(r, from));
}

/* From when to when, and what for, as the record has it. */
static enum err
write_assigned(struct access *a, const struct given *g, struct errinfo *e)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	struct record *r = NULL;
	struct envelope env;
	enum err code = store_read(a->s, a->db, &g->record, 0, &env, &text, e);

	if (code == ERR_OK)
		code = record_from_json(&r, &kind_assignment, env.body,
		    env.body_len, true, NULL, e);
	if (code == ERR_OK) {
		open_reason(a, "assigned");
		write_field(a, "from", r, "from");
		write_field(a, "until", r, "until");
		write_field(a, "for", r, "why");
		jw_close(a->w);
	}
	record_free(r);
	buf_done(&text);
	return code;
}

static void
write_name(struct access *a, const struct id *staff)
{
	struct person person = { .name = "" };

	(void)account_person(a->s, a->db, staff, &person, NULL);
	jw_text(a->w, "name", person.name);
}

static void
write_managed(
    struct access *a, const struct colleague *c, const struct given *g)
{
	for (size_t i = 0; i < a->people_count; i++) {
		const struct colleague *of = &a->people[i];

		if (!id_equal(&of->id, &g->staff) || id_is_none(&of->manager) ||
		    !id_equal(&of->manager, &c->id))
			continue;
		open_reason(a, "manager");
		jw_text(a->w, "of", of->id.s);
		write_name(a, &of->id);
		jw_close(a->w);
	}
}

/* By a decision that both know of: one that is kept from whoever looks at this list
 * changes nothing of it, and one that is kept from the other ends nothing for them
 * (R7). */
static bool
is_decided(
    const struct access *a, const struct id *advice, const struct colleague *c)
{
	return store_decision_names(
		   a->s, a->db, "advice", advice, &a->ask->who->staff) &&
	       store_decision_names(a->s, a->db, "advice", advice, &c->id);
}

static bool
has_advice(const struct access *a, const struct colleague *c)
{
	struct record_row row;

	for (size_t i = 0; i < a->advice_count; i++)
		if (store_find(a->db, &a->advice[i], &row, NULL) == ERR_OK &&
		    !is_decided(a, &row.id, c) &&
		    store_is_advice_for(
			a->s, a->db, &row, &c->id, a->ask->now_ms))
			return true;
	return false;
}

static enum err
write_reasons(struct access *a, const struct colleague *c, struct errinfo *e)
{
	enum err code = ERR_OK;

	if (c->role == ROLE_INSPECTOR) {
		open_reason(a, "inspection");
		jw_close(a->w);
	}
	if (rights_sees_all(c->role)) {
		open_reason(a, "role");
		jw_close(a->w);
	}
	for (size_t i = 0; i < a->assigned_count && code == ERR_OK; i++)
		if (id_equal(&a->assigned[i].staff, &c->id))
			code = write_assigned(a, &a->assigned[i], e);
	for (size_t i = 0; i < a->assigned_count; i++)
		write_managed(a, c, &a->assigned[i]);
	for (size_t i = 0; i < a->opened_count; i++) {
		if (!id_equal(&a->opened[i].staff, &c->id))
			continue;
		open_reason(a, "opening");
		jw_text(a->w, "until", a->opened[i].until);
		jw_close(a->w);
	}
	if (has_advice(a, c)) {
		open_reason(a, "advice");
		jw_close(a->w);
	}
	if (store_is_author_of(a->db, &c->id, a->ask->file)) {
		open_reason(a, "author");
		jw_close(a->w);
	}
	if (store_is_chair_for(a->s, a->db, &c->id, a->ask->file,
		&a->ask->who->staff, a->ask->now_ms)) {
		open_reason(a, "chair");
		jw_close(a->w);
	}
	return code;
}

/* Taken back if there is no reason to tell, or no room. */
static enum err
write_person(struct access *a, const struct colleague *c, struct errinfo *e)
{
	struct jw before = *a->w;
	struct buf *out = a->w->out;
	size_t start = out->len, list;
	enum err code;
	bool has_reason;

	jw_open(a->w, NULL);
	jw_text(a->w, "staff", c->id.s);
	write_name(a, &c->id);
	jw_text(a->w, "role", role_code(c->role));
	jw_open_list(a->w, "why");
	list = out->len;
	code = write_reasons(a, c, e);
	has_reason = out->len > list;
	if (has_reason && a->told < a->ask->told_max) {
		jw_close_list(a->w);
		jw_close(a->w);
		a->told++;
		return code;
	}
	a->more += has_reason;
	buf_splice(out, start, out->len - start, "", 0);
	*a->w = before;
	return code;
}

/* ---- all of it ---- */

static enum err
write_all(struct access *a, struct errinfo *e)
{
	const struct who_sees_ask *ask = a->ask;
	char today[WHEN_TEXT], now[WHEN_TEXT];
	enum err code = ERR_OK;

	store_today(today, ask->now_ms);
	store_now_text(now, ask->now_ms);
	find_people(a, today);
	a->assigned_count =
	    find_given(a, SQL_ASSIGNED_TO_FILE, today, &a->assigned);
	find_opened(a, now);
	find_advice(a);
	jw_open_list(a->w, "people");
	for (size_t i = 0; i < a->people_count && code == ERR_OK; i++) {
		const struct colleague *c = &a->people[i];
		const struct caller who = { .staff = c->id, .role = c->role };

		/* Also who has yet to confirm a document (T2): that is a matter
		 * of a moment, and the file is theirs. */
		if (store_may_hold(a->s, a->db, &who, ask->file, ask->now_ms) ||
		    store_is_advisor(a->s, a->db, &who, ask->file,
			&ask->who->staff, ask->now_ms))
			code = write_person(a, c, e);
	}
	jw_close_list(a->w);
	if (a->more > 0)
		jw_int(a->w, "more", (int64_t)a->more);
	return code == ERR_OK ? db_error(a->db, e) : code;
}

enum err
who_sees_write(struct jw *w, const struct who_sees_ask *ask, struct errinfo *e)
{
	struct access a = { .ask = ask, .s = ask->s, .db = ask->db, .w = w };
	enum err code;

	if (!store_may_file(a.s, a.db, ask->who, ask->file, ask->now_ms))
		return answer_missing(e);
	if (rights_ask(ask->who->role, kind_front_sheet.name, RIGHT_LOOKS) ==
	    GRANT_NO)
		return err_set(e, ERR_DENIED,
		    "Who may see a file is open to the designated senior "
		    "members, the Director of Services and the Strategic "
		    "Lead.");
	code = write_all(&a, e);
	free(a.people);
	free(a.assigned);
	free(a.opened);
	free(a.advice);
	return code;
}
