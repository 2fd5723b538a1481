/* save.c - a save and what follows from it beyond the store. */
#include "save.h"

#include <string.h>

#include "access_watch.h"
#include "account.h"
#include "aside.h"
#include "destroy.h"
#include "kinds.h"
#include "server.h"

/* The record as it stands now, not the write: a repeat of an old write must not
 * bring back an old role. */
static enum err
follow_record(
    struct server *s, struct db *db, const struct put *put, struct errinfo *e)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX * 2);
	struct envelope env;
	enum err code;

	code = store_read(s, db, &put->id, 0, &env, &text, e);
	if (code == ERR_OK)
		code = account_follow(
		    s, db, &put->id, env.body, env.body_len, put->now_ms, e);
	buf_done(&text);
	return code;
}

static enum err
put_staff(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e)
{
	struct access_state before;
	struct errinfo why = { 0 };
	enum err code;

	code = db_savepoint(db, e);
	if (code != ERR_OK)
		return code;
	access_state_read(db, &put->id, put->now_ms, &before);
	code = store_put(s, db, put, result, e);
	if (code == ERR_OK &&
	    (result->status == 200 || result->status == 201)) {
		code = follow_record(s, db, put, &why);
		if (code == ERR_OK)
			code = access_changed(s, db, put, &before, &why);
	} else if (code != ERR_OK && e != NULL)
		why = *e;
	if (code == ERR_OK)
		return db_release(db, e);
	db_rollback_savepoint(db);
	if (strcmp(why.field, "sign_in") == 0 ||
	    strcmp(why.field, "role") == 0) {
		*result = (struct put_result){ .status = 422, .error = why };
		problems_add(&result->problems, why.field,
		    code == ERR_CONFLICT ? "rule" : "bad_value", "%s",
		    why.says);
		return ERR_OK;
	}
	if (e != NULL)
		*e = why;
	return code;
}

static bool
has_card(const struct put *put)
{
	return put->kind == &kind_front_sheet ||
	       put->kind == &kind_first_account || put->kind == &kind_emergency;
}

enum err
save_put(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e)
{
	enum err code;

	if (put->kind == &kind_staff)
		return put_staff(s, db, put, result, e);
	/* Whoever wrote it could not know; it is kept, and somebody decides. */
	if (!put->by_office && store_was_destroyed(db, &put->file, NULL))
		return aside_put_destroyed(s, db, put, result, e);
	code = store_put(s, db, put, result, e);
	if (code == ERR_OK && result->status < 300 && has_card(put))
		cards_refresh(s, db, &put->file);
	return code;
}

void
save_undone(struct server *s, const struct put *put)
{
	struct db *db = has_card(put) ? server_reader(s, NULL) : NULL;

	if (db == NULL)
		return;
	cards_refresh(s, db, &put->file);
	server_reader_done(s, db);
}
