/* access_watch.c - those who answer for the files are told who was let in. */
#include "access_watch.h"

#include <string.h>

#include "account.h"
#include "kinds.h"
#include "store_in.h"

#define SAYS_MAX 1000
#define DAY_MS INT64_C(86400000)

/* ---- what is worth telling ---- */

/* To files, or to the power to let somebody in. A trustee and an inspector read files
 * by what others do for them, which those see. */
static bool
lets_in(enum role role)
{
	return rights_ask(role, kind_front_sheet.name, RIGHT_READ) !=
		   GRANT_NO ||
	       rights_ask(role, kind_recovery_answer.name, RIGHT_CREATE) !=
		   GRANT_NO;
}

void
access_state_read(struct db *db, const struct id *staff, int64_t now_ms,
    struct access_state *out)
{
	struct stmt *st = db_stmt(db, SQL_ACCESS_STATE);

	*out = (struct access_state){ .is_there = false };
	stmt_id(st, 1, staff);
	if (stmt_row(st)) {
		out->is_there = role_parse(&out->role, stmt_get_text(st, 0));
		out->has_left = account_has_left(stmt_get_text(st, 1), now_ms);
		out->is_chair = stmt_get_int(st, 2) != 0;
		out->manager = stmt_get_id(st, 3);
	}
	stmt_reset(st);
}

static bool
is_in(const struct access_state *a)
{
	return a->is_there && !a->has_left && (lets_in(a->role) || a->is_chair);
}

/* The code of what happened, or NULL. */
static const char *
what_happened(const struct access_state *before, const struct access_state *now)
{
	if (!is_in(now))
		return NULL;
	if (!before->is_there)
		return "made";
	if (before->has_left)
		return "again";
	if (before->role != now->role && lets_in(now->role))
		return "role";
	return now->is_chair && !before->is_chair ? "chair" : NULL;
}

/* Whoever it is reads what is assigned to them, now or later, whatever they are. */
static bool
has_new_manager(
    const struct access_state *before, const struct access_state *now)
{
	return !id_is_none(&now->manager) &&
	       !id_equal(&now->manager, &before->manager);
}

/* ---- telling it ---- */

static void
name_of(struct server *s, struct db *db, const struct id *staff, struct buf *to)
{
	struct person p;

	if (account_person(s, db, staff, &p, NULL) == ERR_OK &&
	    p.name[0] != '\0')
		buf_addf(to, "%.200s", p.name);
	else
		buf_adds(to, "somebody");
	seal_wipe(&p, sizeof(p));
}

size_t
access_named(const struct record *change, struct id out[ACCESS_NAMED_MAX])
{
	static const char *const keys[ACCESS_NAMED_MAX] = { "staff", "by",
		"second" };
	size_t n = 0;

	for (size_t i = 0; i < ACCESS_NAMED_MAX; i++)
		if (id_parse(&out[n], record_text(change, keys[i])))
			n++;
	return n;
}

struct telling {
	struct server *s;
	struct db *db;
	struct caller who; /* in whose name it is kept */
	int64_t now_ms;
	struct id staff, by, second; /* or none */
	const char *what;
};

static enum err
tell(const struct telling *t, const struct buf *says, struct errinfo *e)
{
	const struct put put = {
		.who = t->who, .kind = &kind_access_change, .now_ms = t->now_ms
	};
	struct save v = { .s = t->s, .db = t->db, .put = &put };
	struct record *r = record_new(&kind_access_change);
	struct id id, named[ACCESS_NAMED_MAX];
	char at[WHEN_TEXT];
	enum err code;
	size_t n;

	store_now_text(at, t->now_ms);
	record_set(r, "says", buf_str(says));
	record_set(r, "what", t->what);
	record_set(r, "staff", t->staff.s);
	record_set(r, "by", t->by.s);
	record_set(r, "second", t->second.s);
	record_set(r, "at", at);
	code = store_make(&v, &kind_access_change, r, &id, e);
	/* Not even what others note about it is theirs to read: as in R7, to them
	 * it is not there. */
	n = access_named(r, named);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = store_exclude(t->s, t->db, &id, &named[i], e);
	record_free(r);
	return code;
}

/* What stands before the name in a sentence. */
static const struct {
	const char *what, *says;
} verbs[] = {
	{ "made", " made an account for " },
	{ "again", " opened again the account of " },
	{ "role", " changed the role of " },
	{ "chair", " changed the account of " },
};

static void
say_by(const struct telling *t, struct buf *to)
{
	if (id_is_none(&t->by))
		buf_adds(to, "Somebody at the server");
	else
		name_of(t->s, t->db, &t->by, to);
}

static void
say_change(const struct telling *t, const struct access_state *before,
    const struct access_state *now, struct buf *to)
{
	say_by(t, to);
	for (size_t i = 0; i < KIND_COUNT(verbs); i++)
		if (strcmp(verbs[i].what, t->what) == 0)
			buf_adds(to, verbs[i].says);
	name_of(t->s, t->db, &t->staff, to);
	buf_addf(to, ": %s%s", role_title(now->role),
	    now->is_chair ? ", chair of trustees" : "");
	if (strcmp(t->what, "role") == 0)
		buf_addf(to, "; before, %s", role_title(before->role));
	buf_adds(to, ".");
}

/* What they may read grows; of whom they are line manager has no more than before. */
static enum err
tell_manager(
    const struct telling *of, const struct id *manager, struct errinfo *e)
{
	struct buf says = BUF_INIT(SAYS_MAX);
	struct telling t = *of;
	enum err code;

	t.staff = *manager;
	t.what = "manager";
	say_by(&t, &says);
	buf_adds(&says, " made ");
	name_of(t.s, t.db, manager, &says);
	buf_adds(&says, " line manager of ");
	name_of(t.s, t.db, &of->staff, &says);
	buf_adds(&says, ".");
	code = tell(&t, &says, e);
	buf_done(&says);
	return code;
}

enum err
access_changed(struct server *s, struct db *db, const struct put *put,
    const struct access_state *before, struct errinfo *e)
{
	struct telling t = { .s = s,
		.db = db,
		.who = put->who,
		.now_ms = put->now_ms,
		.staff = put->id,
		.by = put->who.staff };
	struct buf says = BUF_INIT(SAYS_MAX);
	struct access_state now;
	enum err code;

	access_state_read(db, &put->id, put->now_ms, &now);
	t.what = what_happened(before, &now);
	/* havend user add: the record is in the name of whose it is. */
	if (id_is_none(&put->who.device) && id_equal(&t.by, &t.staff))
		t.by = (struct id){ "" };
	code = db_error(db, e);
	if (code == ERR_OK && t.what != NULL) {
		say_change(&t, before, &now, &says);
		code = tell(&t, &says, e);
	}
	if (code == ERR_OK && has_new_manager(before, &now))
		code = tell_manager(&t, &now.manager, e);
	buf_done(&says);
	return code;
}

enum err
access_recovered(struct server *s, struct db *db, const struct caller *who,
    const struct recovery *r, bool codes, int64_t now_ms, struct errinfo *e)
{
	const struct telling t = { .s = s,
		.db = db,
		.who = *who,
		.now_ms = now_ms,
		.staff = r->staff,
		.by = r->asked_by,
		.second = r->answered_by,
		.what = codes ? "codes" : "passphrase" };
	struct buf says = BUF_INIT(SAYS_MAX);
	enum err code;

	name_of(s, db, &t.by, &says);
	buf_adds(&says, codes ? " had the one-time codes of "
			      : " had the lost passphrase of ");
	name_of(s, db, &t.staff, &says);
	buf_adds(&says, codes ? " taken away; " : " chosen anew; ");
	name_of(s, db, &t.second, &says);
	buf_adds(&says, " agreed to it.");
	code = tell(&t, &says, e);
	buf_done(&says);
	return code;
}

/* ---- one pair of hands ---- */

bool
access_is_apart(
    struct db *db, const struct id *one, const struct id *other, int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_ACCESS_SHARED);
	bool is;

	stmt_id(st, 1, one);
	stmt_id(st, 2, other);
	stmt_int(st, 3, now_ms - ACCESS_APART_DAYS * DAY_MS);
	stmt_int(st, 4, AUDIT_ACCOUNT);
	is = !stmt_row(st);
	stmt_reset(st);
	return is && !db_has_error(db);
}
