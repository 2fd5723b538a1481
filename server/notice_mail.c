/* notice_mail.c - between notices and the mail that goes out: an e-mail is queued in the
 * transaction of the sending, and what the mail server answered is a record beside
 * it in the transaction that keeps the answer (F1). */
#include <stdio.h>
#include <string.h>

#include "inspect.h"
#include "notice_office.h"
#include "server.h"
#include "store_in.h"

#define PURPOSE "notice"

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

/* The last sending of it by e-mail that was to this address, before v. */
static bool
went_there(const struct own_notice *n, const char *to)
{
	const struct record *last = NULL;

	for (size_t i = 0; i < n->count; i++)
		if (record_kind(n->beside[i].body) == &kind_notice_sent &&
		    strcmp(text(n->beside[i].body, "how"), "email") == 0)
			last = n->beside[i].body;
	return last != NULL && strcmp(text(last, "to"), to) == 0;
}

static enum err
queue(struct save *v, const struct own_notice *n, const char *purpose,
    char *why, struct errinfo *e)
{
	struct errinfo reason = { 0 };
	struct id id;
	const struct mail_new m = { .kind = MAIL_NOTICE,
		.record = n->id,
		.file = v->put->file,
		.purpose = purpose,
		.to = text(v->body, "to"),
		.subject = text(n->body, "subject"),
		.text = text(n->body, "text"),
		.now_ms = v->put->now_ms };
	enum err code = mail_enqueue(v->s, v->db, &m, &id, &reason);

	if (code == ERR_INVALID) {
		snprintf(why, ERR_SAYS_MAX, "%s", reason.says);
		return ERR_OK;
	}
	if (code != ERR_OK && e != NULL)
		*e = reason;
	return code;
}

enum err
notice_mail(
    struct save *v, const struct own_notice *n, char *why, struct errinfo *e)
{
	struct mail_conf conf;
	struct mail_row row;
	char purpose[MAIL_PURPOSE_MAX + 1] = PURPOSE;
	enum err code;

	if (mail_conf_read(&conf, v->s->conf, NULL) != ERR_OK || !conf.is_on) {
		snprintf(why, ERR_SAYS_MAX,
		    "E-mail is off here: send a letter, or ring them.");
		return ERR_OK;
	}
	code = mail_of(v->s, v->db, &n->id, purpose, &row, NULL);
	/* To the same address it is the same mail, with the same Message-ID: who
	 * has it twice has it once. */
	if (code == ERR_OK && went_there(n, text(v->body, "to"))) {
		code = mail_again(v->s, v->db, &row.id, v->put->now_ms, e);
	} else if (code == ERR_OK || code == ERR_NOT_FOUND) {
		if (code == ERR_OK)
			snprintf(purpose, sizeof(purpose), PURPOSE ":%s",
			    v->put->id.s);
		code = queue(v, n, purpose, why, e);
	}
	if (code == ERR_OK)
		mail_sender_wake(v->s);
	return code;
}

/* The mail that is under way for it: of its last sending. */
static enum err
mail_under_way(struct save *v, const struct own_notice *n, struct mail_row *row,
    struct errinfo *e)
{
	char purpose[MAIL_PURPOSE_MAX + 1];
	enum err code;

	snprintf(
	    purpose, sizeof(purpose), PURPOSE ":%s", n->ids[n->stand.sent].s);
	code = mail_of(v->s, v->db, &n->id, purpose, row, NULL);
	return code == ERR_NOT_FOUND
		   ? mail_of(v->s, v->db, &n->id, PURPOSE, row, e)
		   : code;
}

enum err
notice_take_back(
    struct save *v, struct own_notice *n, bool *is_back, struct errinfo *e)
{
	struct mail_row row;
	enum err code;

	*is_back = true;
	if (n->stand.state != NOTICE_IS_SENDING)
		return ERR_OK;
	code = mail_under_way(v, n, &row, e);
	if (code == ERR_OK)
		code = mail_stop(v->s, v->db, &row.id, v->put->now_ms, NULL);
	if (code == ERR_CONFLICT) {
		*is_back = false; /* on its way */
		return ERR_OK;
	}
	if (code == ERR_OK)
		code = notice_fail(v, &n->ids[n->stand.sent], "stopped",
		    "It was taken back before it left.", e);
	if (code == ERR_OK)
		n->stand.state = NOTICE_IS_HELD;
	return code;
}

/* ---- what came of it ---- */

static enum err
keep_proof(struct save *v, const struct id *sent, const struct mail_row *row,
    struct errinfo *e)
{
	struct record *r = record_new(&kind_notice_proof);
	struct civil at = when_civil(row->changed_ms);
	char when[WHEN_TEXT];
	enum err code;

	when_store(when, &at);
	record_set(r, "sent", sent->s);
	record_set(r, "when", when);
	record_set(r, "answer", row->answer);
	/* Longer than a line is no Message-ID that anybody looks up. */
	if (strlen(row->message_id) <= KIND_LINE_MAX)
		record_set(r, "message_id", row->message_id);
	code = store_make(v, &kind_notice_proof, r, NULL, e);
	record_free(r);
	return code;
}

enum err
notice_mail_done(struct server *s, struct db *db, const struct mail_row *row,
    struct errinfo *e)
{
	struct put put = { .file = row->file, .now_ms = row->changed_ms };
	struct save v = { .s = s, .db = db, .put = &put };
	struct own_notice n = { 0 };
	struct record_row sent;
	enum err code = ERR_OK;

	if (row->kind != MAIL_NOTICE)
		return ERR_OK;
	if (strcmp(row->purpose, INSPECT_PURPOSE) == 0)
		return inspect_mail_done(s, db, row, e);
	code =
	    own_notice_read(s, db, &row->record, NULL, row->changed_ms, &n, e);
	if (code == ERR_OK && n.stand.state == NOTICE_IS_SENDING) {
		const struct id *id = &n.ids[n.stand.sent];

		code = store_find(db, id, &sent, e);
		put.who.staff = sent.author;
		if (code == ERR_OK && row->state == MAIL_SENT)
			code = keep_proof(&v, id, row, e);
		else if (code == ERR_OK)
			code = notice_fail(&v, id,
			    row->state == MAIL_UNCERTAIN ? "uncertain"
							 : "refused",
			    row->answer, e);
	}
	own_notice_done(&n);
	return code;
}
