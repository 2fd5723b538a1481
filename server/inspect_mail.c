/* inspect_mail.c - an e-mail that tells a parent or carer of an intended inspection
 * (O2). It names no child: others may read it. What the mail server said is a record
 * beside the contact, and only what it took counts as told. */
#include "inspect.h"

#include <stdio.h>
#include <string.h>

#include "server.h"
#include "store_in.h"

static enum err
keep_result(struct save *v, const struct id *contact, const char *what,
    const char *answer, struct errinfo *e)
{
	struct record *r = record_new(&kind_inspection_mail);
	char now[WHEN_TEXT];
	enum err code;

	store_now_text(now, v->put->now_ms);
	record_set(r, "contact", contact->s);
	record_set(r, "what", what);
	record_set(r, "when", now);
	record_set(r, "answer", answer);
	code = store_make(v, &kind_inspection_mail, r, NULL, e);
	record_free(r);
	return code;
}

static void
add_day(struct buf *out, const char *stored)
{
	char shown[WHEN_SHOWN];
	struct civil c;

	if (!when_read(&c, stored))
		return;
	when_show(shown, &c);
	buf_adds(out, shown);
}

static void
write_text(
    const struct conf *conf, const struct record *inspection, struct buf *out)
{
	const char *org = conf_text(conf, CONF_ORG_NAME);

	buf_addf(out, "%s is to inspect the work of %s, from ",
	    record_text(inspection, "authority"),
	    *org ? org : "our organisation");
	add_day(out, record_text(inspection, "access_from"));
	buf_adds(out, " to ");
	add_day(out, record_text(inspection, "access_until"));
	buf_adds(out, ".\n\nThe inspectors may read records that we keep "
		      "about our support, yours among them, from ");
	add_day(out, record_text(inspection, "period_from"));
	buf_adds(out, " to ");
	add_day(out, record_text(inspection, "period_until"));
	buf_addf(out,
	    ". They write nothing, and every look is recorded. You will have "
	    "a copy of their report.\n\nIf you have questions, or object, "
	    "please tell us: %s %s\n",
	    conf_text(conf, CONF_OFFICE_NAME),
	    conf_text(conf, CONF_OFFICE_NUMBER));
}

static enum err
enqueue(struct save *v, const struct record *inspection, char *why,
    struct errinfo *e)
{
	struct buf out = BUF_INIT(8192);
	struct errinfo reason = { 0 };
	struct mail_new m = { .kind = MAIL_NOTICE,
		.record = v->put->id,
		.file = v->put->file,
		.purpose = INSPECT_PURPOSE,
		.to = record_text(v->body, "to"),
		.subject = "An inspection of our work",
		.now_ms = v->put->now_ms };
	struct id id;
	enum err code;

	write_text(v->s->conf, inspection, &out);
	m.text = buf_str(&out);
	code = mail_enqueue(v->s, v->db, &m, &id, &reason);
	buf_done(&out);
	if (code == ERR_INVALID) {
		snprintf(why, ERR_SAYS_MAX, "%s", reason.says);
		return ERR_OK;
	}
	if (code != ERR_OK && e != NULL)
		*e = reason;
	if (code == ERR_OK)
		mail_sender_wake(v->s);
	return code;
}

enum err
inspect_mail(struct save *v, struct errinfo *e)
{
	struct record *inspection = NULL;
	struct record_row row;
	struct mail_conf conf;
	char why[ERR_SAYS_MAX] = "";
	struct id id;
	enum err code = ERR_OK;

	if (mail_conf_read(&conf, v->s->conf, NULL) != ERR_OK || !conf.is_on)
		snprintf(why, sizeof(why),
		    "E-mail is off here: send a letter, or ring them.");
	else if (id_parse(&id, record_text(v->body, "inspection"))) {
		code = store_body(v->s, v->db, &id, &row, &inspection, e);
		if (code == ERR_OK)
			code = enqueue(v, inspection, why, e);
	}
	if (code == ERR_OK && *why)
		code = keep_result(v, &v->put->id, "refused", why, e);
	record_free(inspection);
	return code;
}

/* The office writes it in the name of whoever sent the e-mail. */
enum err
inspect_mail_done(struct server *s, struct db *db, const struct mail_row *row,
    struct errinfo *e)
{
	struct put put = { .file = row->file, .now_ms = row->changed_ms };
	struct save v = { .s = s, .db = db, .put = &put };
	struct record_row contact;
	enum err code = store_find(db, &row->record, &contact, e);

	if (code != ERR_OK)
		return code;
	put.who.staff = contact.author;
	return keep_result(&v, &row->record,
	    row->state == MAIL_SENT        ? "sent"
	    : row->state == MAIL_UNCERTAIN ? "uncertain"
					   : "refused",
	    row->answer, e);
}
