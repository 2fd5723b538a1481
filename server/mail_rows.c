/* mail_rows.c - the rows of the queue: sealed in, read back, and what a person
 * decides about one.
 *
 * To whom, subject and text are sealed together, by the key of the file of a
 * notice, so that they go with it; those of an alert by the organisation's. What
 * the server answered often repeats the address, so it is sealed as well. */
#include "mail_in.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "seal.h"
#include "server.h"
#include "store_in.h"

/* The same for every alert: what waits, and of whom, is for haven alone. */
#define ALERT_SUBJECT "Something waits for you in haven"
#define ALERT_TEXT                                                             \
	"Something has come in that waits for you. Open haven to see what "    \
	"it is.\n\nThis mail says nothing more, so that it tells nobody else " \
	"anything.\n"

static const char *const kind_names[] = {
	[MAIL_NOTICE] = "notice", [MAIL_ALERT] = "alert"
};
static const char *const states[MAIL_STATES] = { [MAIL_WAITING] = "waiting",
	[MAIL_SENDING] = "sending",
	[MAIL_SENT] = "sent",
	[MAIL_REFUSED] = "refused",
	[MAIL_UNCERTAIN] = "uncertain",
	[MAIL_STOPPED] = "stopped" };

/* Columns of MAIL_GET. */
enum {
	C_ID,
	C_RECORD,
	C_PURPOSE,
	C_KIND,
	C_FILE,
	C_STATE,
	C_TRIES,
	C_MADE,
	C_NEXT,
	C_SINCE,
	C_CHANGED,
	C_MESSAGE_ID,
	C_ANSWER,
	C_SEALED
};

const char *
mail_state_name(enum mail_state state)
{
	return states[state];
}

/* ---- seals ---- */

/* what: "text" or "answer". */
static void
bind(struct buf *ad, const struct mail_row *row, const char *what)
{
	buf_addf(ad, "haven-mail-1\n%s\n%s\n%s\n%s\n%s\n%s\n", what, row->id.s,
	    row->record.s, row->purpose, kind_names[row->kind], row->file.s);
}

static enum err
seal(struct server *s, const struct mail_row *row, const char *what,
    const void *clear, size_t len, struct buf *out, struct errinfo *e)
{
	struct buf ad = BUF_INIT(1000);
	uint8_t *key = keyring_scratch(s->keys);
	enum err err = keyring_get(s->keys, &row->file, false, key, e);

	bind(&ad, row, what);
	if (err == ERR_OK)
		err = seal_close(out, key, ad.data, ad.len, clear, len, e);
	buf_done(&ad);
	keyring_scratch_done(s->keys, key);
	return err;
}

static enum err
unseal(struct server *s, const struct mail_row *row, const char *what,
    const void *sealed, size_t len, struct buf *out, struct errinfo *e)
{
	struct buf ad = BUF_INIT(1000);
	uint8_t *key = keyring_scratch(s->keys);
	enum err err = keyring_get(s->keys, &row->file, false, key, e);

	bind(&ad, row, what);
	if (err == ERR_OK)
		err = seal_open(out, key, ad.data, ad.len, sealed, len, e);
	buf_done(&ad);
	keyring_scratch_done(s->keys, key);
	return err;
}

/* ---- into the queue ---- */

static bool
is_purpose(const char *s)
{
	size_t len = strlen(s);

	return len > 0 && len <= MAIL_PURPOSE_MAX &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-:") == len;
}

static enum err
check(const struct mail_new *m, struct errinfo *e)
{
	enum err err;

	assert(is_purpose(m->purpose) && !id_is_none(&m->record));
	assert(id_is_none(&m->file) == (m->kind == MAIL_ALERT));
	assert((m->subject == NULL) == (m->kind == MAIL_ALERT));
	assert((m->text == NULL) == (m->kind == MAIL_ALERT));
	err = mail_address_check(m->to, strlen(m->to), e);
	if (err == ERR_OK && m->kind == MAIL_NOTICE)
		err = mail_subject_check(m->subject, strlen(m->subject), e);
	if (err == ERR_OK && m->kind == MAIL_NOTICE)
		err = mail_text_check(m->text, strlen(m->text), e);
	return err;
}

static bool
find(struct db *db, const struct id *record, const char *purpose, struct id *id)
{
	struct stmt *st = db_stmt(db, SQL_MAIL_OF);
	bool is_there;

	stmt_id(st, 1, record);
	stmt_text(st, 2, purpose);
	is_there = stmt_row(st);
	if (is_there)
		*id = stmt_get_id(st, 0);
	stmt_reset(st);
	return is_there;
}

static enum err
add(struct db *db, const struct mail_row *row, const struct buf *sealed,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_MAIL_ADD);

	stmt_id(st, 1, &row->id);
	stmt_id(st, 2, &row->record);
	stmt_text(st, 3, row->purpose);
	stmt_text(st, 4, kind_names[row->kind]);
	stmt_id(st, 5, &row->file);
	stmt_int(st, 6, row->made_ms);
	stmt_blob(st, 7, sealed->data, sealed->len);
	return stmt_done(st, e);
}

enum err
mail_enqueue(struct server *s, struct db *db, const struct mail_new *m,
    struct id *id, struct errinfo *e)
{
	struct mail_row row = { .record = m->record,
		.file = m->file,
		.kind = m->kind,
		.made_ms = m->now_ms };
	struct buf clear = BUF_INIT(MAIL_CLEAR_MAX);
	struct buf sealed = BUF_INIT(MAIL_CLEAR_MAX + SEAL_OVERHEAD);
	enum err err = check(m, e);

	if (err == ERR_OK && find(db, &m->record, m->purpose, id))
		return ERR_OK;
	if (err == ERR_OK)
		err = db_error(db, e);
	if (err != ERR_OK)
		return err;
	row.id = id_new();
	snprintf(row.purpose, sizeof(row.purpose), "%s", m->purpose);
	buf_add(&clear, m->to, strlen(m->to) + 1);
	buf_adds(&clear, m->kind == MAIL_ALERT ? ALERT_SUBJECT : m->subject);
	buf_addc(&clear, '\0');
	buf_adds(&clear, m->kind == MAIL_ALERT ? ALERT_TEXT : m->text);
	buf_addc(&clear, '\0');
	err = seal(s, &row, "text", clear.data, clear.len, &sealed, e);
	if (err == ERR_OK)
		err = add(db, &row, &sealed, e);
	buf_done(&clear);
	buf_done(&sealed);
	if (err == ERR_OK) {
		*id = row.id;
		/* It looks by a job of the writer, so after this one. */
		mail_sender_wake(s);
	}
	return err;
}

/* ---- out of it ---- */

static size_t
place_of(const char *const *names, size_t count, const char *name)
{
	size_t i = 0;

	while (i < count - 1 && strcmp(names[i], name) != 0)
		i++;
	return i;
}

/* The statement stands on the row of MAIL_GET. */
static void
read_row(struct server *s, struct stmt *st, struct mail_row *row)
{
	struct buf answer = BUF_INIT(MAIL_ANSWER_MAX + 1);
	const void *sealed;
	size_t len;

	memset(row, 0, sizeof(*row));
	row->id = stmt_get_id(st, C_ID);
	row->record = stmt_get_id(st, C_RECORD);
	snprintf(row->purpose, sizeof(row->purpose), "%s",
	    stmt_get_text(st, C_PURPOSE));
	row->kind = (enum mail_kind)place_of(kind_names,
	    sizeof(kind_names) / sizeof(kind_names[0]),
	    stmt_get_text(st, C_KIND));
	row->file = stmt_get_id(st, C_FILE);
	row->state = (enum mail_state)place_of(
	    states, MAIL_STATES, stmt_get_text(st, C_STATE));
	row->tries = stmt_get_int(st, C_TRIES);
	row->made_ms = stmt_get_int(st, C_MADE);
	row->next_ms = stmt_get_int(st, C_NEXT);
	row->since_ms = stmt_get_int(st, C_SINCE);
	row->changed_ms = stmt_get_int(st, C_CHANGED);
	snprintf(row->message_id, sizeof(row->message_id), "%s",
	    stmt_get_text(st, C_MESSAGE_ID));
	sealed = stmt_get_blob(st, C_ANSWER, &len);
	if (sealed != NULL &&
	    unseal(s, row, "answer", sealed, len, &answer, NULL) == ERR_OK)
		mail_answer_safe(row->answer, sizeof(row->answer),
		    buf_str(&answer), answer.len);
	buf_done(&answer);
}

enum err
mail_read(struct server *s, struct db *db, const struct id *id,
    struct mail_row *row, struct buf *clear, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_MAIL_GET);
	enum err err = ERR_OK;
	const void *sealed;
	size_t len;

	stmt_id(st, 1, id);
	if (!stmt_row(st)) {
		stmt_reset(st);
		err = db_error(db, e);
		return err != ERR_OK ? err
				     : err_set(e, ERR_NOT_FOUND,
					   "There is no such mail.");
	}
	read_row(s, st, row);
	sealed = stmt_get_blob(st, C_SEALED, &len);
	if (clear != NULL)
		err = unseal(s, row, "text", sealed, len, clear, e);
	stmt_reset(st);
	return err;
}

enum err
mail_get(struct server *s, struct db *db, const struct id *id,
    struct mail_row *row, struct errinfo *e)
{
	return mail_read(s, db, id, row, NULL, e);
}

enum err
mail_of(struct server *s, struct db *db, const struct id *record,
    const char *purpose, struct mail_row *row, struct errinfo *e)
{
	struct id id = { "" };

	(void)find(db, record, purpose, &id);
	return mail_get(s, db, &id, row, e);
}

enum err
mail_each(struct server *s, struct db *db, enum mail_state state, size_t limit,
    enum err (*each)(void *arg, const struct mail_row *row, struct errinfo *e),
    void *arg, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_MAIL_IN_STATE);
	enum err err = ERR_OK;

	stmt_text(st, 1, states[state]);
	stmt_int(st, 2, (int64_t)limit);
	while (err == ERR_OK && stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);
		struct mail_row row;

		err = mail_get(s, db, &id, &row, e);
		if (err == ERR_OK)
			err = each(arg, &row, e);
	}
	stmt_reset(st);
	return err == ERR_OK ? db_error(db, e) : err;
}

enum err
mail_set(struct server *s, struct db *db, const struct mail_row *row,
    struct errinfo *e)
{
	struct buf sealed = BUF_INIT(MAIL_ANSWER_MAX + SEAL_OVERHEAD);
	struct stmt *st;
	enum err err = ERR_OK;

	if (row->answer[0] != '\0')
		err = seal(s, row, "answer", row->answer, strlen(row->answer),
		    &sealed, e);
	if (err == ERR_NOT_FOUND)
		err = ERR_OK; /* the file is gone, and the answer with it */
	if (err == ERR_OK) {
		st = db_stmt(db, SQL_MAIL_SET);
		stmt_id(st, 1, &row->id);
		stmt_text(st, 2, states[row->state]);
		stmt_int(st, 3, row->tries);
		stmt_int(st, 4, row->next_ms);
		stmt_int(st, 5, row->since_ms);
		stmt_int(st, 6, row->changed_ms);
		stmt_text(st, 7, row->message_id);
		if (sealed.len > 0)
			stmt_blob(st, 8, sealed.data, sealed.len);
		err = stmt_done(st, e);
	}
	buf_done(&sealed);
	return err;
}

/* ---- what a person decides ---- */

#define IS(state) (1u << (state))

/* One that is in one of the states becomes another; answer NULL: as it was. */
static enum err
mail_decide(struct server *s, struct db *db, const struct id *id, unsigned from,
    enum mail_state to, const char *answer, int64_t now_ms, struct errinfo *e)
{
	struct mail_row row;
	enum err err = mail_get(s, db, id, &row, e);

	if (err != ERR_OK)
		return err;
	if ((from & IS(row.state)) == 0)
		return err_set(e, ERR_CONFLICT,
		    "This mail is %s, so this cannot be done with it. Nothing "
		    "was changed.",
		    row.state == MAIL_SENDING ? "being sent just now"
					      : states[row.state]);
	row.state = to;
	row.changed_ms = now_ms;
	if (to == MAIL_WAITING) {
		row.next_ms = now_ms;
		row.since_ms = 0;
		row.tries = 0;
	}
	if (answer != NULL)
		snprintf(row.answer, sizeof(row.answer), "%s", answer);
	err = mail_set(s, db, &row, e);
	if (err == ERR_OK && to == MAIL_WAITING)
		mail_sender_wake(s);
	return err;
}

enum err
mail_stop(struct server *s, struct db *db, const struct id *id, int64_t now_ms,
    struct errinfo *e)
{
	return mail_decide(s, db, id,
	    IS(MAIL_WAITING) | IS(MAIL_REFUSED) | IS(MAIL_UNCERTAIN),
	    MAIL_STOPPED, NULL, now_ms, e);
}

enum err
mail_again(struct server *s, struct db *db, const struct id *id, int64_t now_ms,
    struct errinfo *e)
{
	return mail_decide(s, db, id,
	    IS(MAIL_UNCERTAIN) | IS(MAIL_REFUSED) | IS(MAIL_STOPPED),
	    MAIL_WAITING, NULL, now_ms, e);
}

enum err
mail_mark_sent(struct server *s, struct db *db, const struct id *id,
    int64_t now_ms, struct errinfo *e)
{
	return mail_decide(s, db, id, IS(MAIL_UNCERTAIN), MAIL_SENT,
	    "Marked as sent by a person.", now_ms, e);
}

/* ---- havend verify ---- */

void
mail_verify(struct server *s, struct db *db,
    void (*each)(void *arg, const char *id), void *arg)
{
	struct stmt *st = db_stmt(db, SQL_MAIL_ALL);
	struct buf clear = BUF_INIT(MAIL_CLEAR_MAX);

	while (stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);
		struct mail_row row;
		enum err err;

		buf_clear(&clear);
		err = mail_read(s, db, &id, &row, &clear, NULL);
		if (err != ERR_OK &&
		    (err != ERR_NOT_FOUND ||
			!keyring_was_destroyed(s->keys, &row.file)))
			each(arg, stmt_get_text(st, 0));
	}
	stmt_reset(st);
	buf_done(&clear);
}
