/* people_rules.c - what an administrator may not do with a staff record: change
 * what they themselves may see and do, end themselves, leave the office without
 * anybody who keeps its accounts, or open files to just anybody by making them a line
 * manager (policy.md, Who may do what). */
#include "store_in.h"

#include <string.h>

/* Of one's own record these are another administrator's to change. */
static const struct {
	const char *key, *says;
} not_own[] = {
	{ "role", "Nobody changes their own role. Ask another administrator." },
	{ "chair", "Nobody makes themselves chair of trustees. Ask another "
		   "administrator." },
	{ "left", "Nobody ends their own access. Ask another administrator." },
};

static bool
is_same(const struct save *v, const struct record *before, const char *key)
{
	return strcmp(record_text(before, key), record_text(v->body, key)) == 0;
}

/* From the shell of the server there is no device: whoever has that stands above
 * the accounts, and can add another administrator there. */
static bool
is_from_shell(const struct save *v)
{
	return id_is_none(&v->put->who.device);
}

static bool
is_own(const struct save *v)
{
	return id_equal(&v->put->id, &v->put->who.staff);
}

static bool
keeps_accounts(const struct record *r)
{
	return strcmp(record_text(r, "role"), role_code(ROLE_ADMIN)) == 0 &&
	       *record_text(r, "left") == '\0';
}

/* One with a last day is none to rely on, however far off that is. */
static bool
has_another(const struct save *v)
{
	struct stmt *st = db_stmt(v->db, SQL_OTHER_ADMINISTRATORS);
	bool has;

	stmt_id(st, 1, &v->put->id);
	stmt_text(st, 2, role_code(ROLE_ADMIN));
	has = stmt_row(st) && stmt_get_int(st, 0) > 0;
	stmt_reset(st);
	return has;
}

static bool
allows(struct save *v, const struct record *before)
{
	for (size_t i = 0; is_own(v) && i < KIND_COUNT(not_own); i++)
		if (!is_same(v, before, not_own[i].key))
			return store_refuse(v, 422, ERR_DENIED, not_own[i].key,
			    "%s", not_own[i].says);
	if (keeps_accounts(before) && !keeps_accounts(v->body) &&
	    !has_another(v))
		return store_refuse(v, 422, ERR_DENIED,
		    is_same(v, before, "role") ? "left" : "role",
		    "This is the last administrator: without one nobody can "
		    "be added, ended or helped. Add another one first.");
	return true;
}

/* Whoever manages somebody reads their files: it is one of those roles (S3). Of an
 * older record that names another, the rest may still change. before: or NULL. */
static bool
manager_fits(struct save *v, const struct record *before)
{
	const char *manager = record_text(v->body, "manager");
	enum role role;
	struct stmt *st;
	bool does;

	if (*manager == '\0' ||
	    (before != NULL && is_same(v, before, "manager")))
		return true;
	st = db_stmt(v->db, SQL_STAFF_GET);
	stmt_text(st, 1, manager);
	does = stmt_row(st) && role_parse(&role, stmt_get_text(st, 0)) &&
	       rights_manages(role);
	stmt_reset(st);
	return does || store_refuse(v, 422, ERR_DENIED, "manager",
			   "A line manager has one of these roles: line "
			   "manager, designated senior member, Director of "
			   "Services, Strategic Lead. Choose somebody else.");
}

bool
store_staff_allows(struct save *v)
{
	struct record *before = NULL;
	struct record_row row;
	bool does;

	if (v->is_there &&
	    store_body(v->s, v->db, &v->put->id, &row, &before, NULL) !=
		ERR_OK &&
	    !is_from_shell(v))
		return store_refuse(v, 503, ERR_BUSY, "",
		    "This record cannot be read now, so it cannot be changed. "
		    "It is sent again by itself.");
	does = (before == NULL || is_from_shell(v) || allows(v, before)) &&
	       manager_fits(v, before);
	record_free(before);
	return does;
}
