/* mail_kit.h - mails in the queue of a store of a test. */
#ifndef HAVEN_MAIL_KIT_H
#define HAVEN_MAIL_KIT_H

#include "mail_in.h"
#include "store_kit.h"

static struct person mk_senior;
static struct id mk_file, mk_record;
static int64_t mk_made; /* how many; each is older than the next */

struct mk_done {
	enum mail_state state;
	char answer[MAIL_ANSWER_MAX + 1], message_id[MAIL_ID_MAX];
	int64_t changed_ms;
	int count;
	enum err fails; /* what the next one says */
};
static struct mk_done mk_done;

KIT_FUNC enum err
mk_on_done(struct server *s, struct db *db, const struct mail_row *row,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_META_SET);
	enum err fails = mk_done.fails;
	enum err err;

	(void)s;
	stmt_text(st, 1, "told");
	stmt_text(st, 2, row->id.s);
	err = stmt_done(st, e);
	if (err != ERR_OK)
		return err;
	mk_done.state = row->state;
	snprintf(mk_done.answer, sizeof(mk_done.answer), "%s", row->answer);
	snprintf(mk_done.message_id, sizeof(mk_done.message_id), "%s",
	    row->message_id);
	mk_done.changed_ms = row->changed_ms;
	mk_done.count++;
	mk_done.fails = ERR_OK;
	return fails == ERR_OK ? ERR_OK : err_set(e, fails, "Not so.");
}

struct mk_call {
	struct mail_new new;
	struct id id;
	struct mail_row row;
	enum mail_state state;
	enum err (*decide)(struct server *, struct db *, const struct id *,
	    int64_t, struct errinfo *);
};

KIT_FUNC enum err
mk_run_enqueue(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct mk_call *c = arg;

	return mail_enqueue(s, db, &c->new, &c->id, e);
}

KIT_FUNC struct mail_new
mk_notice(const char *purpose)
{
	return (struct mail_new){ .kind = MAIL_NOTICE,
		.record = mk_record,
		.file = mk_file,
		.purpose = purpose,
		.to = "sam@agency.example",
		.subject = "Support has begun",
		.text = "The support has begun.\n",
		.now_ms = kit_now - 1000000 + mk_made++ };
}

KIT_FUNC enum err
mk_try(const struct mail_new *new, struct id *id, struct errinfo *e)
{
	struct mk_call c = { .new = *new };
	enum err err = writer_do(kit->writer, mk_run_enqueue, &c, e);

	*id = c.id;
	return err;
}

KIT_FUNC struct id
mk_add(const char *purpose)
{
	struct mail_new new = mk_notice(purpose);
	struct errinfo e = { 0 };
	struct id id;

	kit_must(mk_try(&new, &id, &e), &e, purpose);
	return id;
}

KIT_FUNC struct mail_row
mk_row(const struct id *id)
{
	struct db *db = kit_reader();
	struct errinfo e = { 0 };
	struct mail_row row;

	kit_must(mail_get(kit, db, id, &row, &e), &e, "row");
	server_reader_done(kit, db);
	return row;
}

KIT_FUNC enum err
mk_run_decide(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct mk_call *c = arg;

	return c->decide(s, db, &c->id, kit_now + 5, e);
}

KIT_FUNC enum err
mk_decide(
    const struct id *id, enum err (*decide)(struct server *, struct db *,
			     const struct id *, int64_t, struct errinfo *))
{
	struct mk_call c = { .id = *id, .decide = decide };
	struct errinfo e = { 0 };

	return writer_do(kit->writer, mk_run_decide, &c, &e);
}

/* ---- turns ---- */

static struct mail_turn mk_turn;

KIT_FUNC enum err
mk_try_turn(int64_t now_ms, bool wants_next)
{
	struct errinfo e = { 0 };

	mk_turn.now_ms = now_ms;
	mk_turn.wants_next = wants_next;
	mk_turn.retry_for_ms = 5 * KIT_DAY;
	mk_turn.domain = "example.org";
	mk_turn.chance = 32768;
	mk_turn.clear.max_bytes = MAIL_CLEAR_MAX;
	return writer_do(kit->writer, mail_turn_run, &mk_turn, &e);
}

/* Begin the next that is due; false: none is. */
KIT_FUNC bool
mk_begin(int64_t now_ms)
{
	mk_turn.has_result = false;
	assert_int_equal(mk_try_turn(now_ms, true), ERR_OK);
	return mk_turn.has_next;
}

/* What was begun ends so. */
KIT_FUNC void
mk_end(int64_t now_ms, enum mail_outcome outcome, const char *answer)
{
	mk_turn.has_result = true;
	mk_turn.outcome = outcome;
	snprintf(mk_turn.answer, sizeof(mk_turn.answer), "%s", answer);
	assert_int_equal(mk_try_turn(now_ms, false), ERR_OK);
}

KIT_FUNC int
mk_start(void **state)
{
	kit_start(state);
	mk_senior = kit_person(ROLE_SENIOR, "");
	mk_file = kit_file(&mk_senior);
	mk_record =
	    kit_make(&mk_senior, &kind_first_account, &mk_file, KIT_ACCOUNT);
	memset(&mk_done, 0, sizeof(mk_done));
	kit->on_mail_done = mk_on_done;
	kit->on_mail_begin = NULL; /* each goes */
	return 0;
}

KIT_FUNC int
mk_stop(void **state)
{
	buf_done(&mk_turn.clear);
	memset(&mk_turn, 0, sizeof(mk_turn));
	return kit_stop(state);
}

#endif
