/* h_opening.c - opening a file that is not assigned to one, by its exact reference
 * and with a reason (A2). It asks for the passphrase again, goes the way of a
 * sign-in (same delays, same trace of a wrong one), is shown to the Strategic
 * Lead or to whom it falls instead (store_opening.c), and is over after the setting
 * opening_hours.
 *
 * It takes effect once: its write id is kept like that of any save, and repeated
 * (the answer was lost) it is answered as the first time, by the passphrase again.
 *
 * A reference that is not on file, and one of a file that this person may not know
 * of, are the same: same words, same work, a try that did not fit. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "mem.h"
#include "save.h"
#include "stepup.h"
#include "store_in.h"
#include "text.h"

#define REASON_MIN 10 /* characters */
#define HOUR_MS INT64_C(3600000)
#define ABOUT kind_opening.staff_key

struct opening {
	struct request *rq;
	struct record *record; /* to be kept: reason, until, whom it is about */
	char reference[32];
	struct buf asked; /* all that was asked for: its write id is of that */
	struct put put;
	struct put_result result;
};

static void
opening_free(void *work)
{
	struct opening *o = work;

	record_free(o->record);
	buf_done(&o->asked);
	mem_free_wiped(o, sizeof(*o));
}

/* ---- in the writer ---- */

/* A look for a file that came to nothing. */
static enum err
record_look(struct server *s, struct db *db, const struct opening *o,
    const char *words, struct errinfo *e)
{
	struct audit_row row = { .what = AUDIT_SEARCH,
		.staff = o->rq->caller.staff,
		.device = o->rq->caller.device,
		.at_ms = o->rq->now_ms,
		.received_ms = o->rq->now_ms,
		.words = words };

	return audit_add(s, db, &row, e);
}

static void
write_answer(struct opening *o, const struct id *file, const char *until_on)
{
	struct jw w = JW_INIT(&o->rq->out);
	struct civil until = { 0 };

	(void)when_read(&until, until_on);
	o->rq->status = 201;
	jw_open(&w, NULL);
	jw_text(&w, "file", file->s);
	jw_int(&w, "until", when_ms(&until));
	jw_close(&w);
}

static enum err
keep(struct server *s, struct db *db, struct opening *o, const struct id *file,
    struct errinfo *e)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	enum err code;

	record_to_json(o->record, false, &body);
	o->put.file = *file;
	o->put.body = buf_str(&body);
	o->put.body_len = body.len;
	code = save_put(s, db, &o->put, &o->result, e);
	if (code == ERR_OK && o->result.status != 201)
		code = err_set(e, ERR_BUG, "The opening could not be kept: %s",
		    o->result.error.says);
	if (code == ERR_OK)
		write_answer(o, file, record_text(o->record, "until"));
	buf_done(&body);
	return code;
}

static void
about(const struct opening *o, size_t i, struct id *staff)
{
	id_parse(staff, record_text(record_item(o->record, ABOUT, i),
			    kind_about_staff.label_key));
}

/* Of a file that is there or not: it is the same, and asked before. */
static bool
names_somebody(struct db *db, const struct opening *o)
{
	bool does = true;

	for (size_t i = 0; does && i < record_count(o->record, ABOUT); i++) {
		struct stmt *st = db_stmt(db, SQL_IS_STAFF);
		struct id staff = { "" };

		about(o, i, &staff);
		stmt_id(st, 1, &staff);
		does = stmt_row(st);
		stmt_reset(st);
	}
	return does;
}

static enum err
say_unknown(
    struct server *s, struct db *db, const struct opening *o, struct errinfo *e)
{
	stepup_missed(o->rq);
	request_problem_status(o->rq, 404, err_name(ERR_NOT_FOUND),
	    "There is no file with this reference, or it is not one that you "
	    "may open. Type it exactly as it is written.");
	return record_look(s, db, o,
	    "A file was to be opened by a reference that is not on file.", e);
}

static enum err
say_twice(
    struct server *s, struct db *db, const struct opening *o, struct errinfo *e)
{
	request_problem_status(o->rq, 409, err_name(ERR_CONFLICT),
	    "Two files have this reference. Ask a designated senior member to "
	    "put it right.");
	return record_look(s, db, o,
	    "A file was to be opened by a reference that two have.", e);
}

static void
say_nobody(struct request *rq)
{
	static const char says[] =
	    "Whom it is about must be somebody the office knows.";
	struct problems p = { 0 };
	struct errinfo e = { 0 };

	problems_add(&p, ABOUT, "unknown", "%s", says);
	err_field(&e, ERR_INVALID, ABOUT, "%s", says);
	request_problem(rq, &e, &p);
}

/* What this very request opened before, as far as today's rights allow. */
static enum err
open_again(
    struct server *s, struct db *db, struct opening *o, struct errinfo *e)
{
	struct id id = store_put_record(db, &o->put.write);
	struct record_row row;
	struct duty duty;

	if (store_find(db, &id, &row, NULL) != ERR_OK ||
	    !store_duty_find(db, &id, &duty) ||
	    !store_may_open(s, db, &o->rq->caller, &row.file, o->rq->now_ms))
		return say_unknown(s, db, o, e);
	write_answer(o, &row.file, duty.until_on);
	return db_error(db, e);
}

static enum err
open_file(struct server *s, struct db *db, struct opening *o, struct errinfo *e)
{
	struct id file = { "" };
	size_t n = cards_by_reference(s, o->reference, &file);
	/* Asked for one that is not there, too. */
	bool may = store_may_open(s, db, &o->rq->caller, &file, o->rq->now_ms);

	if (n == 0 || !may)
		return say_unknown(s, db, o, e);
	return n > 1 ? say_twice(s, db, o, e) : keep(s, db, o, &file, e);
}

static enum err
opening_run(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	struct opening *o = stepup_arg(rq);

	if (store_put_seen(s, db, &o->put, &o->result))
		return open_again(s, db, o, e);
	if (o->result.status == 409) {
		request_problem(rq, &o->result.error, NULL);
		return db_error(db, e);
	}
	if (!names_somebody(db, o)) {
		say_nobody(rq);
		return db_error(db, e);
	}
	return open_file(s, db, o, e);
}

/* ---- on the handler's thread ---- */

/* Typed spaces around it do not count. */
static void
take_reference(struct opening *o, const char *typed, struct problems *p)
{
	struct record *front = record_new(&kind_front_sheet);
	const struct civil now = when_civil(o->rq->now_ms);
	const char *clean;

	record_set(front, "reference", typed);
	record_normalise(front, &now);
	clean = record_text(front, "reference");
	if (*clean == '\0' || strlen(clean) >= sizeof(o->reference))
		problems_add(p, "reference", "required",
		    "The file's exact reference is needed.");
	else
		memcpy(o->reference, clean, strlen(clean) + 1);
	record_free(front);
}

static void
take_reason(struct opening *o, const char *typed, struct problems *p)
{
	int64_t hours = conf_int(o->rq->server->conf, CONF_OPENING_HOURS);
	const struct civil now = when_civil(o->rq->now_ms);
	struct civil until = when_civil(o->rq->now_ms + hours * HOUR_MS);
	char stored[WHEN_TEXT];
	const char *clean;

	o->record = record_new(&kind_opening);
	when_store(stored, &until);
	record_set(o->record, "staff", o->rq->caller.staff.s);
	record_set(o->record, "until", stored);
	record_set(o->record, "reason", typed);
	record_normalise(o->record, &now);
	clean = record_text(o->record, "reason");
	if (text_count(clean, strlen(clean)) < REASON_MIN)
		problems_add(p, "reason", "required",
		    "Say why you need to open this file, in %d characters or "
		    "more. The Strategic Lead, or who stands in where it is "
		    "about them, is shown it.",
		    REASON_MIN);
	else if (strlen(clean) > kind_field(&kind_opening, "reason")->max)
		problems_add(
		    p, "reason", "too_long", "The reason is too long.");
}

/* As in a record: [{"staff":id},...]. */
static void
take_about(struct opening *o, const struct json *list, struct problems *p)
{
	const char *wrong = NULL;

	if (list != NULL && !json_is_array(list))
		wrong = "Whom it is about is a list of members of staff.";
	for (const struct json *at = json_first(list); wrong == NULL && at;
	     at = json_next(at)) {
		struct record *item = record_add(o->record, ABOUT);
		struct id staff = { "" };

		if (item == NULL)
			wrong = "There are too many whom it is about.";
		else if (!id_parse(
			     &staff, json_text_of(
					 at, kind_about_staff.label_key, NULL)))
			wrong = "Whom it is about is a member of staff.";
		else if (id_equal(&staff, &o->rq->caller.staff))
			wrong = "What is about yourself is not for you to look "
				"into (R7). Ask a designated senior member.";
		else
			record_set(item, kind_about_staff.label_key, staff.s);
	}
	if (wrong != NULL)
		problems_add(p, ABOUT, "bad_value", "%s", wrong);
}

/* The record is made of it when the file is known. */
static void
make_put(struct opening *o)
{
	const struct request *rq = o->rq;

	buf_addf(&o->asked, "%s\n", o->reference);
	for (size_t i = 0; i < record_count(o->record, ABOUT); i++) {
		struct id staff = { "" };

		about(o, i, &staff);
		buf_addf(&o->asked, "%s ", staff.s);
	}
	buf_addf(&o->asked, "\n%s", record_text(o->record, "reason"));
	o->put = (struct put){ .kind = &kind_opening,
		.table = kind_opening.version,
		.written_ms = rq->now_ms,
		.now_ms = rq->now_ms,
		.by_office = true,
		.asked = buf_str(&o->asked) };
	o->put.who = rq->caller;
	o->put.write = rq->write_id;
	o->put.id = id_new();
}

/* False: the body is not what it must be, and the answer says so. */
static bool
opening_read(struct opening *o)
{
	struct request *rq = o->rq;
	struct problems p = { 0 };
	struct errinfo e = { 0 };

	take_reference(o, json_text_of(rq->json, "reference", ""), &p);
	take_reason(o, json_text_of(rq->json, "reason", ""), &p);
	take_about(o, json_get(rq->json, ABOUT), &p);
	if (p.count > 0) {
		err_field(&e, ERR_INVALID, p.at[0].field, "%s", p.at[0].says);
		request_problem(rq, &e, &p);
		return false;
	}
	make_put(o);
	return true;
}

/* By role alone: it says nothing of any file. */
static bool
may_ever(const struct request *rq)
{
	enum grant g =
	    rights_ask(rq->caller.role, kind_front_sheet.name, RIGHT_READ);

	return g == GRANT_REASON || g == GRANT_YES;
}

void
h_opening(struct request *rq)
{
	struct opening *o;
	struct errinfo e = { 0 };

	if (!may_ever(rq)) {
		err_set(&e, ERR_DENIED,
		    "Your role opens no child's file. Nothing was changed.");
		request_problem(rq, &e, NULL);
		return;
	}
	o = mem_zalloc(1, sizeof(*o));
	o->rq = rq;
	buf_init(&o->asked, KIND_BODY_MAX);
	if (!opening_read(o)) {
		opening_free(o);
		return;
	}
	stepup_begin_job(
	    rq, &(struct stepup_job){
		    .run = opening_run, .arg = o, .free = opening_free });
}
