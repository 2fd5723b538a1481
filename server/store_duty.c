/* store_duty.c - what stands in clear beside a sealed record so that the office can
 * say what waits for whom: a duty (whom it is for, until when), and which other
 * records it names. Ids and days alone, and nothing that its body does not say:
 * havend verify makes the rows again and compares.
 *
 * A record that names another stands beside its thread: whoever is kept out of
 * that one, now or later, is kept out of this one too (R7). */
#include "store_in.h"

#include <stdio.h>
#include <string.h>

static bool
is_agreed(const struct record *r)
{
	return strcmp(record_text(r, "answer"), "agreed") == 0;
}

static bool
is_offered(const struct record *r)
{
	return strcmp(record_text(r, "offer"), "none") != 0;
}

static bool
is_unagreed(const struct record *r)
{
	return !meeting_is_agreed(r) && *record_text(r, "not_attended") == '\0';
}

/* Of an account or its role; not of a recovery, nor of a chair or a line manager, whose
 * own account stays as it is. */
static bool
is_of_account(const struct record *r)
{
	const char *what = record_text(r, "what");

	return strcmp(what, "made") == 0 || strcmp(what, "role") == 0 ||
	       strcmp(what, "again") == 0;
}

static const struct {
	const struct kind *kind;
	const char *person, *from, *until; /* its fields; NULL: none */
	bool (*is_open)(const struct record *);
} duties[] = {
	{ &kind_advice, "of", NULL, "due", NULL },
	{ &kind_task, "for", NULL, "due", NULL },
	{ &kind_opening, "staff", NULL, "until", NULL },
	{ &kind_agreement, "adult", "from", "until", is_agreed },
	{ &kind_notice, NULL, NULL, "due", is_offered },
	{ &kind_meeting, NULL, NULL, "when", is_unagreed },
	{ &kind_training, "person", "on", "due", NULL },
	{ &kind_access_change, "staff", NULL, "at", is_of_account },
};

static const struct {
	const struct kind *kind;
	const char *key;
} links[] = {
	{ &kind_share_decision, "concern" },
	{ &kind_share_decision, "replaces" },
	{ &kind_share_decision, "emergency" },
	{ &kind_share_decision, "advice" },
	{ &kind_advice, "concern" },
	{ &kind_task, "decision" },
	{ &kind_task, "emergency" },
	{ &kind_task, "concern" },
	{ &kind_task, "meeting" },
	{ &kind_request, "about" },
	{ &kind_request_item, "record" },
	{ &kind_wrong_send, "about" },
};

/* ---- what a body says ---- */

/* A day without a time is over when it ends. */
static void
set_end(char out[WHEN_TEXT], const struct record *r, const char *key)
{
	const struct field *f = kind_field(record_kind(r), key);
	const char *text = record_text(r, key);

	if (f->type == FT_TIME && strlen(text) == 10)
		snprintf(out, WHEN_TEXT, "%.10sT23:59", text);
	else
		snprintf(out, WHEN_TEXT, "%.16s", text);
}

bool
store_duty_of(const struct record *r, struct duty *out)
{
	size_t i = 0;

	while (i < KIND_COUNT(duties) && duties[i].kind != record_kind(r))
		i++;
	memset(out, 0, sizeof(*out));
	if (i == KIND_COUNT(duties))
		return false;
	if (duties[i].person != NULL)
		snprintf(out->person, sizeof(out->person), "%s",
		    record_text(r, duties[i].person));
	if (duties[i].from != NULL)
		snprintf(out->from_on, sizeof(out->from_on), "%s",
		    record_text(r, duties[i].from));
	set_end(out->until_on, r, duties[i].until);
	out->is_open = duties[i].is_open == NULL || duties[i].is_open(r);
	return true;
}

bool
store_duty_find(struct db *db, const struct id *record, struct duty *out)
{
	struct stmt *st = db_stmt(db, SQL_DUTY_GET);
	bool is_there;

	memset(out, 0, sizeof(*out));
	stmt_id(st, 1, record);
	is_there = stmt_row(st);
	if (is_there) {
		snprintf(out->person, sizeof(out->person), "%s",
		    stmt_get_text(st, 0));
		snprintf(out->from_on, sizeof(out->from_on), "%s",
		    stmt_get_text(st, 1));
		snprintf(out->until_on, sizeof(out->until_on), "%s",
		    stmt_get_text(st, 2));
		out->is_open = stmt_get_int(st, 3) != 0;
	}
	stmt_reset(st);
	return is_there;
}

bool
store_link_find(
    struct db *db, const struct id *record, const char *what, struct id *other)
{
	struct stmt *st = db_stmt(db, SQL_LINK_GET);
	bool is_there;

	stmt_id(st, 1, record);
	stmt_text(st, 2, what);
	is_there = stmt_row(st) && id_parse(other, stmt_get_text(st, 0));
	stmt_reset(st);
	return is_there;
}

bool
store_decision_names(struct server *s, struct db *db, const char *what,
    const struct id *record, const struct id *staff)
{
	struct stmt *st = db_stmt(db, SQL_DECISIONS_NAMING);
	bool does = false;

	stmt_id(st, 1, record);
	stmt_text(st, 2, what);
	while (!does && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);

		does = !store_is_excluded(s, db, &thread, staff);
	}
	stmt_reset(st);
	return does;
}

/* Anybody who is assigned writes these, and names whom they are about: that keeps
 * nobody out of the concern they hang on, but of themselves; who is kept out of
 * the concern is kept out of them, since they stand beside it (R7). */
bool
store_begins_thread(const struct kind *kind)
{
	/* What is decided about one record, and a copy, which counts all of
	 * them, are kept from whoever those are kept from; the request is
	 * not. */
	return kind == &kind_share_decision || kind == &kind_advice ||
	       kind == &kind_request_item || kind == &kind_request_copy;
}

/* ---- keeping it ---- */

static enum err
add_duty(struct save *v, const struct duty *d, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_DUTY_ADD);

	stmt_id(st, 1, &v->put->id);
	stmt_text(st, 2, v->put->kind->name);
	stmt_text(st, 3, v->put->file.s); /* "": of the organisation */
	stmt_text(st, 4, d->person);
	stmt_text(st, 5, d->from_on);
	stmt_text(st, 6, d->until_on);
	stmt_int(st, 7, d->is_open);
	return stmt_done(st, e);
}

/* Who is kept out of the other and holds this thread already hears that it is gone:
 * nobody, if the thread begins with this record or the other is about nobody. */
static enum err
stand_beside(struct save *v, const struct id *thread, const struct id *other,
    struct errinfo *e)
{
	struct record_row row;
	struct stmt *st;
	enum err err;

	if (store_find(v->db, other, &row, NULL) != ERR_OK ||
	    id_equal(&row.thread, thread))
		return ERR_OK;
	st = db_stmt(v->db, SQL_ASIDE_BESIDE);
	stmt_id(st, 1, thread);
	stmt_id(st, 2, &row.thread);
	err = stmt_done(st, e);
	if (err != ERR_OK || db_changes(v->db) == 0 ||
	    id_equal(thread, &v->put->id) ||
	    !store_has_excluded(v->db, &row.thread))
		return err;
	return store_tell_thread(v->db, thread, &v->put->id, e);
}

static enum err
add_link(struct save *v, const struct id *thread, const char *key,
    const struct id *other, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_LINK_ADD);
	enum err err;

	stmt_id(st, 1, &v->put->id);
	stmt_text(st, 2, key);
	stmt_id(st, 3, other);
	err = stmt_done(st, e);
	return err == ERR_OK ? stand_beside(v, thread, other, e) : err;
}

bool
store_link_of(
    const struct record *r, size_t *at, const char **key, struct id *other)
{
	for (; *at < KIND_COUNT(links); (*at)++) {
		*key = links[*at].key;
		if (links[*at].kind != record_kind(r) ||
		    !id_parse(other, record_text(r, *key)))
			continue;
		(*at)++;
		return true;
	}
	return false;
}

enum err
store_duty_add(struct save *v, const struct id *thread, struct errinfo *e)
{
	struct duty duty;
	struct id other;
	enum err err = ERR_OK;

	/* Of these a meeting and training alone can change, and name no other in
	 * clear. */
	if (v->is_there) {
		struct stmt *st = db_stmt(v->db, SQL_DUTY_END);

		stmt_id(st, 1, &v->put->id);
		err = stmt_done(st, e);
	}
	if (err == ERR_OK && store_duty_of(v->body, &duty))
		err = add_duty(v, &duty, e);
	for (size_t i = 0;
	     i < KIND_COUNT(links) && err == ERR_OK && !v->is_there; i++)
		if (links[i].kind == v->put->kind &&
		    id_parse(&other, record_text(v->body, links[i].key)))
			err = add_link(v, thread, links[i].key, &other, e);
	return err;
}

/* ---- does it hold (havend verify)? ---- */

static bool
is_same(const struct duty *a, const struct duty *b)
{
	return strcmp(a->person, b->person) == 0 &&
	       strcmp(a->from_on, b->from_on) == 0 &&
	       strcmp(a->until_on, b->until_on) == 0 &&
	       a->is_open == b->is_open;
}

static bool
stands(struct db *db, const struct record_row *row, const struct id *other)
{
	struct record_row to;
	struct stmt *st;
	bool does;

	if (store_find(db, other, &to, NULL) != ERR_OK ||
	    id_equal(&to.thread, &row->thread))
		return true;
	st = db_stmt(db, SQL_ASIDE_STANDS);
	stmt_id(st, 1, &row->thread);
	stmt_id(st, 2, &to.thread);
	does = stmt_row(st);
	stmt_reset(st);
	return does;
}

static bool
links_hold(
    struct db *db, const struct record_row *row, const struct record *body)
{
	int64_t want = 0, is = 0;
	bool do_they = true;
	struct stmt *st;
	struct id other;

	for (size_t i = 0; i < KIND_COUNT(links); i++) {
		if (links[i].kind != row->kind ||
		    !id_parse(&other, record_text(body, links[i].key)))
			continue;
		want++;
		st = db_stmt(db, SQL_LINK_GET);
		stmt_id(st, 1, &row->id);
		stmt_text(st, 2, links[i].key);
		do_they = do_they && stmt_row(st) &&
			  strcmp(stmt_get_text(st, 0), other.s) == 0;
		stmt_reset(st);
		do_they = do_they && stands(db, row, &other);
	}
	st = db_stmt(db, SQL_LINK_COUNT);
	stmt_id(st, 1, &row->id);
	if (stmt_row(st))
		is = stmt_get_int(st, 0);
	stmt_reset(st);
	return do_they && is == want;
}

bool
store_duty_holds(
    struct db *db, const struct record_row *row, const struct record *body)
{
	struct duty want, is;
	bool has = store_duty_find(db, &row->id, &is);

	return has == store_duty_of(body, &want) &&
	       (!has || is_same(&is, &want)) && links_hold(db, row, body);
}

void
store_duty_odd(
    struct db *db, void (*each)(void *arg, const char *id), void *arg)
{
	static const enum sql odd[] = { SQL_DUTY_ODD, SQL_LINK_ODD,
		SQL_DEPUTY_ODD, SQL_POLICY_ODD };

	for (size_t i = 0; i < KIND_COUNT(odd); i++) {
		struct stmt *st = db_stmt(db, odd[i]);

		while (stmt_row(st))
			each(arg, stmt_get_text(st, 0));
	}
}
