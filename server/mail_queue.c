/* mail_queue.c - a turn of the sender: how the last mail ended, and which is next,
 * in one transaction.
 *
 * That a mail is being sent is on the disk before its first byte goes out, and how
 * it ended before the next one is begun. What stands there as being sent when a
 * store is opened was cut short at a moment that nobody knows, so it is uncertain:
 * it may have arrived. */
#include "mail_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server.h"
#include "store_in.h"

#define AT_ONCE 100 /* rows that one turn gives up or recovers */
/* Later than any wait is long. */
#define FAR_MS (2 * (int64_t)MAIL_WAIT_MAX_MS)

int64_t
mail_wait_ms(int64_t tries, uint16_t chance)
{
	int64_t ms = MAIL_WAIT_MIN_MS;

	for (; tries > 1 && ms < MAIL_WAIT_MAX_MS; tries--)
		ms *= 2;
	if (ms > MAIL_WAIT_MAX_MS)
		ms = MAIL_WAIT_MAX_MS;
	/* From four fifths to six fifths of it. */
	ms = ms / 5 * 4 + ms / 5 * 2 * chance / UINT16_MAX;
	if (ms < MAIL_WAIT_MIN_MS)
		return MAIL_WAIT_MIN_MS;
	return ms < MAIL_WAIT_MAX_MS ? ms : MAIL_WAIT_MAX_MS;
}

/* ---- ends ---- */

/* The row and whoever is to be told of it. */
static enum err
end(struct server *s, struct db *db, struct mail_row *row,
    enum mail_state state, const char *answer, int64_t now_ms,
    struct errinfo *e)
{
	enum err err;

	row->state = state;
	row->changed_ms = now_ms;
	snprintf(row->answer, sizeof(row->answer), "%s", answer);
	err = mail_set(s, db, row, e);
	if (err == ERR_OK && s->on_mail_done != NULL && state != MAIL_STOPPED)
		err = s->on_mail_done(s, db, row, e);
	return err;
}

static enum err
give_up(struct server *s, struct db *db, struct mail_row *row,
    const struct mail_turn *t, struct errinfo *e)
{
	char says[MAIL_ANSWER_MAX + 1];

	snprintf(says, sizeof(says),
	    "It was tried for %" PRId64
	    " days and not taken. Tell them in another way, or send it again. "
	    "Last: %.90s",
	    t->retry_for_ms / 86400000, row->answer);
	return end(s, db, row, MAIL_REFUSED, says, t->now_ms, e);
}

static enum err
later(struct server *s, struct db *db, struct mail_row *row,
    const struct mail_turn *t, struct errinfo *e)
{
	snprintf(row->answer, sizeof(row->answer), "%s", t->answer);
	if (t->now_ms - row->since_ms >= t->retry_for_ms)
		return give_up(s, db, row, t, e);
	row->state = MAIL_WAITING;
	row->changed_ms = t->now_ms;
	row->next_ms = t->now_ms;
	/* The server that cannot be asked is waited for by the sender; that is
	 * no try of this mail. */
	if (t->outcome == MAIL_LINK)
		row->tries--;
	else
		row->next_ms += mail_wait_ms(row->tries, t->chance);
	return mail_set(s, db, row, e);
}

/* Only what is being sent has an end. */
static enum err
take_result(struct server *s, struct db *db, const struct mail_turn *t,
    struct errinfo *e)
{
	struct mail_row row;
	enum err err = mail_get(s, db, &t->id, &row, e);

	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (row.state != MAIL_SENDING)
		return ERR_OK;
	switch (t->outcome) {
	case MAIL_WENT:
		return end(s, db, &row, MAIL_SENT, t->answer, t->now_ms, e);
	case MAIL_NEVER:
		return end(s, db, &row, MAIL_REFUSED, t->answer, t->now_ms, e);
	case MAIL_UNSURE:
		return end(
		    s, db, &row, MAIL_UNCERTAIN, t->answer, t->now_ms, e);
	case MAIL_LATER:
	case MAIL_LINK:
	case MAIL_CUT: break;
	}
	return later(s, db, &row, t, e);
}

/* Each of the rows of a statement; they are listed first, since what is done
 * changes what it lists. */
static enum err
each_listed(struct server *s, struct db *db, struct stmt *st,
    enum err (*each)(struct server *s, struct db *db, struct mail_row *row,
	const struct mail_turn *t, struct errinfo *e),
    const struct mail_turn *t, size_t *count, struct errinfo *e)
{
	struct id ids[AT_ONCE];
	enum err err;

	*count = 0;
	while (*count < AT_ONCE && stmt_row(st))
		ids[(*count)++] = stmt_get_id(st, 0);
	stmt_reset(st);
	err = db_error(db, e);
	for (size_t i = 0; err == ERR_OK && i < *count; i++) {
		struct mail_row row;

		err = mail_get(s, db, &ids[i], &row, e);
		if (err == ERR_OK)
			err = each(s, db, &row, t, e);
	}
	return err;
}

/* The server cannot be asked: that goes on for all that are due. */
static enum err
pass_over(struct server *s, struct db *db, const struct mail_turn *t,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_MAIL_PASSED_OVER);
	size_t count;
	enum err err;

	stmt_int(st, 1, t->now_ms);
	err = stmt_done(st, e);
	if (err != ERR_OK)
		return err;
	st = db_stmt(db, SQL_MAIL_TOO_LONG);
	stmt_int(st, 1, t->now_ms - t->retry_for_ms);
	stmt_int(st, 2, AT_ONCE);
	return each_listed(s, db, st, give_up, t, &count, e);
}

/* ---- a store that was put back ---- */

/* It may have gone out since the backup was made. */
static enum err
may_have_gone(struct server *s, struct db *db, struct mail_row *row,
    const struct mail_turn *t, struct errinfo *e)
{
	return end(s, db, row, MAIL_UNCERTAIN,
	    "The office was put back from a backup in which this was still "
	    "waiting. It may have gone since: ask them.",
	    t->now_ms, e);
}

enum err
mail_restored(
    struct server *s, struct db *db, int64_t now_ms, struct errinfo *e)
{
	struct mail_turn t = { .now_ms = now_ms };
	size_t count;
	enum err err;

	do {
		struct stmt *st = db_stmt(db, SQL_MAIL_ON_ITS_WAY);

		stmt_int(st, 1, AT_ONCE);
		err = each_listed(s, db, st, may_have_gone, &t, &count, e);
	} while (err == ERR_OK && count == AT_ONCE);
	return err;
}

/* ---- the next ---- */

/* Split what was unsealed; false: it is not what was put in. */
static bool
split(struct mail_turn *t)
{
	const char **parts[] = { &t->to, &t->subject, &t->text };
	const char *at = buf_str(&t->clear), *limit = at + t->clear.len;

	for (size_t i = 0; i < KIND_COUNT(parts); i++) {
		const char *nul = memchr(at, '\0', (size_t)(limit - at));

		if (nul == NULL)
			return false;
		*parts[i] = at;
		at = nul + 1;
	}
	return at == limit;
}

static enum err
begin(struct server *s, struct db *db, struct mail_turn *t,
    struct mail_row *row, struct errinfo *e)
{
	row->state = MAIL_SENDING;
	row->tries++;
	row->changed_ms = t->now_ms;
	if (row->since_ms == 0 || row->since_ms > t->now_ms)
		row->since_ms = t->now_ms;
	if (row->message_id[0] == '\0')
		snprintf(row->message_id, sizeof(row->message_id), "%s@%s",
		    row->id.s, t->domain);
	t->has_next = true;
	t->id = row->id;
	t->made_ms = row->made_ms;
	snprintf(t->message_id, sizeof(t->message_id), "%s", row->message_id);
	return mail_set(s, db, row, e);
}

/* An alert may have become needless, or be for later. True: it goes now. */
static bool
is_to_go(struct server *s, struct db *db, const struct mail_turn *t,
    struct mail_row *row, enum err *err, struct errinfo *e)
{
	int64_t at_ms = MAIL_GOES;

	if (row->kind == MAIL_ALERT && s->on_mail_begin != NULL)
		at_ms = s->on_mail_begin(s, db, row, t->now_ms);
	if (at_ms == MAIL_NOT_ANY_MORE) {
		*err = end(s, db, row, MAIL_STOPPED,
		    "It was not needed any more.", t->now_ms, e);
		return false;
	}
	if (at_ms <= t->now_ms)
		return true;
	row->next_ms = at_ms < t->now_ms + MAIL_WAIT_MAX_MS
			   ? at_ms
			   : t->now_ms + MAIL_WAIT_MAX_MS;
	*err = mail_set(s, db, row, e);
	return false;
}

/* False: that one cannot be sent any more, or not yet; look for another. */
static bool
try_next(struct server *s, struct db *db, struct mail_turn *t,
    const struct id *id, enum err *err, struct errinfo *e)
{
	struct mail_row row = { 0 };

	buf_clear(&t->clear);
	*err = mail_read(s, db, id, &row, &t->clear, e);
	if (*err == ERR_OK && split(t)) {
		if (!is_to_go(s, db, t, &row, err, e))
			return *err != ERR_OK;
		*err = begin(s, db, t, &row, e);
		return true;
	}
	if (*err == ERR_NOT_FOUND && !id_is_none(&row.id)) {
		*err = end(s, db, &row, MAIL_STOPPED,
		    "The file it was about was destroyed.", t->now_ms, e);
	} else if (*err == ERR_OK || *err == ERR_CRYPTO) {
		*err = end(s, db, &row, MAIL_REFUSED,
		    "It was damaged where it is kept. Tell them in another "
		    "way.",
		    t->now_ms, e);
	}
	return *err != ERR_OK;
}

static enum err
take_next(
    struct server *s, struct db *db, struct mail_turn *t, struct errinfo *e)
{
	enum err err = ERR_OK;

	for (int i = 0; i < AT_ONCE; i++) {
		struct stmt *st = db_stmt(db, SQL_MAIL_DUE);
		struct id id = { "" };

		stmt_int(st, 1, t->now_ms);
		stmt_int(st, 2, t->now_ms + FAR_MS);
		if (stmt_row(st))
			id = stmt_get_id(st, 0);
		stmt_reset(st);
		if (id_is_none(&id) || try_next(s, db, t, &id, &err, e))
			break;
	}
	return err == ERR_OK ? db_error(db, e) : err;
}

enum err
mail_turn_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct mail_turn *t = arg;
	enum err err = ERR_OK;
	struct stmt *st;

	t->has_next = false;
	t->due_ms = 0;
	if (t->has_result)
		err = take_result(s, db, t, e);
	if (err == ERR_OK && t->has_result && t->outcome == MAIL_LINK)
		err = pass_over(s, db, t, e);
	if (err == ERR_OK && t->wants_next)
		err = take_next(s, db, t, e);
	if (err != ERR_OK)
		return err;
	st = db_stmt(db, SQL_MAIL_NEXT_MS);
	if (stmt_row(st))
		t->due_ms = stmt_get_int(st, 0);
	stmt_reset(st);
	return db_error(db, e);
}

/* ---- when a store is opened ---- */

static enum err
recover_one(struct server *s, struct db *db, struct mail_row *row,
    const struct mail_turn *t, struct errinfo *e)
{
	return end(s, db, row, MAIL_UNCERTAIN,
	    "havend was ended while it was being sent. It may have arrived. "
	    "Ask them, then mark it as sent, or send it again.",
	    t->now_ms, e);
}

static enum err
recover(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct mail_turn t = { .now_ms = clock_ms() };
	struct stmt *st = db_stmt(db, SQL_MAIL_IN_STATE);

	stmt_text(st, 1, mail_state_name(MAIL_SENDING));
	stmt_int(st, 2, AT_ONCE);
	return each_listed(s, db, st, recover_one, &t, arg, e);
}

/* Most times there is none, and then nothing is written. */
static enum err
is_cut_short(struct server *s, bool *is, struct errinfo *e)
{
	struct db *db = server_reader(s, e);
	struct stmt *st;
	enum err err;

	if (db == NULL)
		return e != NULL ? e->code : ERR_IO;
	st = db_stmt(db, SQL_MAIL_IN_STATE);
	stmt_text(st, 1, mail_state_name(MAIL_SENDING));
	stmt_int(st, 2, 1);
	*is = stmt_row(st);
	stmt_reset(st);
	err = db_error(db, e);
	server_reader_done(s, db);
	return err;
}

enum err
mail_recover(struct server *s, struct errinfo *e)
{
	bool is = false;
	size_t count;
	enum err err = is_cut_short(s, &is, e);

	if (err != ERR_OK || !is)
		return err;
	do
		err = writer_do(s->writer, recover, &count, e);
	while (err == ERR_OK && count == AT_ONCE);
	return err;
}
