/* h_retention.c - files due for review, one of them as it stands, and the second
 * person's word that one is destroyed (R2, promise 10).
 *
 * That word asks for the passphrase again and goes the way of a sign-in (same
 * delays, same trace of a wrong one). All is judged anew in the transaction that
 * destroys: who, the proposal, the hold, the day, and that the file is to the last
 * version what both persons saw. Repeated after a lost answer it says that the file
 * was destroyed. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "destroy.h"
#include "mem.h"
#include "retention_office.h"
#include "stepup.h"
#include "store_in.h"

#define ROWS_MAX 500
#define TYPED "destroy" /* the word that a person types */

/* ---- the list ---- */

/* How many devices have not said that they have erased it; the register itself is
 * a record that devices have. */
static enum err
write_outstanding(
    struct request *rq, struct db *db, struct jw *w, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_DESTROYED_ALL);

	jw_open_list(w, "outstanding");
	while (stmt_row(st)) {
		struct id record = stmt_get_id(st, 1);

		if (stmt_get_int(st, 4) == 0 ||
		    store_is_excluded(
			rq->server, db, &record, &rq->caller.staff))
			continue;
		jw_open(w, NULL);
		jw_text(w, "record", stmt_get_text(st, 1));
		jw_int(w, "devices", stmt_get_int(st, 4));
		jw_close(w);
	}
	jw_close_list(w);
	return db_error(db, e);
}

static bool
may_ask(struct request *rq)
{
	struct errinfo e = { 0 };

	if (rights_ask(rq->caller.role, kind_retention_review.name,
		RIGHT_CREATE) == GRANT_YES)
		return true;
	err_set(&e, ERR_DENIED,
	    "How long files are kept is for designated senior members, the "
	    "Director and the Strategic Lead.");
	request_problem(rq, &e, NULL);
	return false;
}

void
h_retention(struct request *rq)
{
	struct jw w = JW_INIT(&rq->out);
	struct errinfo e = { 0 };
	enum err code = ERR_IO;
	bool more = false;
	struct db *db;

	if (!may_ask(rq))
		return;
	db = server_reader(rq->server, &e);
	if (db != NULL) {
		jw_open(&w, NULL);
		code = retention_write_due(rq->server, db, &rq->caller,
		    rq->now_ms, ROWS_MAX, &w, &more, &e);
		jw_bool(&w, "more", more);
		if (code == ERR_OK)
			code = write_outstanding(rq, db, &w, &e);
		jw_close(&w);
		server_reader_done(rq->server, db);
	}
	rq->status = 200;
	answer_failed(rq, code, &e);
}

/* ---- one file ---- */

static enum err
write_kinds(struct request *rq, struct db *db, struct jw *w, struct errinfo *e)
{
	struct record *r = record_new(&kind_disposal);
	enum err code = retention_count(
	    rq->server, db, &rq->caller.staff, &rq->file, r, "what", e);

	jw_open_list(w, "what");
	for (size_t i = 0; i < record_count(r, "what"); i++) {
		const struct record *item = record_item(r, "what", i);

		jw_open(w, NULL);
		jw_text(w, "kind", record_text(item, "kind"));
		jw_text(w, "count", record_text(item, "count"));
		jw_close(w);
	}
	jw_close_list(w);
	record_free(r);
	return code;
}

/* As whoever proposed it wrote them; nothing without a proposal. */
static enum err
write_reasons(struct server *s, struct db *db, const struct id *review,
    struct jw *w, struct errinfo *e)
{
	struct record *r = NULL;
	struct record_row row;
	enum err code;

	if (id_is_none(review))
		return ERR_OK;
	code = store_body(s, db, review, &row, &r, e);
	if (code == ERR_OK) {
		jw_text(w, "reason", record_text(r, "reason"));
		jw_text(w, "abuse_reason", record_text(r, "abuse_reason"));
	}
	record_free(r);
	return code;
}

static enum err
write_file(struct request *rq, struct db *db, struct errinfo *e)
{
	static const char *const states[] = { [RETAIN_ON_DAY] = "day",
		[RETAIN_HELD] = "held",
		[RETAIN_OPEN] = "open" };
	struct jw w = JW_INIT(&rq->out);
	struct retention_file f;
	const struct civil today = when_civil(rq->now_ms);
	char on[WHEN_TEXT];
	enum err code;

	if (!retention_may(rq->server, db, &rq->caller, &rq->file, rq->now_ms))
		return answer_missing(e);
	code =
	    retention_read(rq->server, db, &rq->caller.staff, &rq->file, &f, e);
	if (code != ERR_OK)
		return code;
	when_store(on, &f.due.on);
	jw_open(&w, NULL);
	jw_text(&w, "due", on);
	jw_text(&w, "says", f.due.says);
	jw_text(&w, "is", states[f.due.state]);
	jw_bool(&w, "now", retention_is_due(&f.due, &today));
	jw_bool(&w, "abuse", f.has_abuse);
	jw_text(&w, "state", f.state);
	jw_text(&w, "review", f.review.s);
	jw_text(&w, "by", f.reviewer.s);
	jw_text(&w, "on", f.reviewed_on);
	code = write_reasons(rq->server, db, &f.review, &w, e);
	if (code == ERR_OK)
		code = write_kinds(rq, db, &w, e);
	jw_close(&w);
	rq->status = 200;
	return code;
}

void
h_file_retention(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	if (db != NULL) {
		code = write_file(rq, db, &e);
		if (code == ERR_OK)
			looks_add(&l, rq, AUDIT_LOOK, &rq->file, NULL, 0);
		server_reader_done(rq->server, db);
	}
	if (code == ERR_NOT_FOUND) {
		answer_not_found(rq);
		looks_done(&l);
	} else if (answer_failed(rq, code, &e)) {
		looks_done(&l);
	} else {
		answer_after_looks(rq, &l);
	}
}

/* ---- the second person's word ---- */

struct approval {
	struct request *rq;
	struct id file, review;
	char state[SEAL_HASH * 2 + 1]; /* as it was shown to them */
	bool is_done;
	int64_t at_ms;
	struct errinfo no; /* why not, for the person */
};

static void
approval_free(void *work)
{
	struct approval *a = work;

	mem_free_wiped(a, sizeof(*a));
}

static void
refuse(struct approval *a, enum err code, const char *says)
{
	err_set(&a->no, code, "%s", says);
}

static void
judge(struct approval *a, const struct retention_file *now)
{
	const struct civil today = when_civil(a->rq->now_ms);

	if (!id_is_none(&now->review) &&
	    id_equal(&now->reviewer, &a->rq->caller.staff))
		refuse(a, ERR_DENIED,
		    "You reviewed this file yourself. A second person must "
		    "approve; nothing was destroyed.");
	else if (now->due.state == RETAIN_HELD)
		refuse(a, ERR_CONFLICT,
		    "The file is on hold, so nothing was destroyed.");
	else if (!retention_is_due(&now->due, &today))
		refuse(a, ERR_CONFLICT,
		    "The file is not due any more, so nothing was destroyed.");
	else if (!now->is_whole || id_is_none(&now->review) ||
		 !id_equal(&now->review, &a->review) ||
		 strcmp(now->state, a->state) != 0)
		refuse(a, ERR_CONFLICT,
		    "Something came, or was changed, on the file since it was "
		    "reviewed, or another review was made. Nothing was "
		    "destroyed: it is reviewed anew.");
}

static void
copy(struct record *to, const char *key, const struct record *from)
{
	record_set(to, key, record_text(from, key));
}

/* Its row of the register. */
static enum err
fill(struct server *s, struct db *db, const struct approval *a,
    const struct retention_file *now, struct record *r, struct errinfo *e)
{
	struct record *review = NULL;
	struct card card = { 0 };
	struct record_row row;
	char today[WHEN_TEXT];
	enum err code = store_body(s, db, &a->review, &row, &review, e);

	if (code != ERR_OK)
		return code;
	cards_get(s, db, &a->rq->caller, &a->file, a->rq->now_ms, &card);
	store_today(today, a->rq->now_ms);
	record_set(r, "reference", card.reference);
	record_set(r, "on", today);
	record_set(r, "rule", now->due.says);
	copy(r, "reason", review);
	copy(r, "abuse_reason", review);
	record_set(r, "reviewed_by", now->reviewer.s);
	record_set(r, "reviewed_on", now->reviewed_on);
	record_set(r, "approved_by", a->rq->caller.staff.s);
	record_set(r, "file", a->file.s);
	record_free(review);
	return retention_count(
	    s, db, &a->rq->caller.staff, &a->file, r, "what", e);
}

static enum err
destroy(struct server *s, struct db *db, struct approval *a,
    const struct retention_file *now, struct errinfo *e)
{
	struct record *r = record_new(&kind_disposal);
	enum err code = fill(s, db, a, now, r, e);

	if (code == ERR_OK)
		code = store_destroy_file(
		    s, db, &a->rq->caller, &a->file, r, a->rq->now_ms, e);
	record_free(r);
	a->is_done = code == ERR_OK;
	a->at_ms = a->rq->now_ms;
	return code;
}

/* The answer; it leaves when the key is gone. */
static void
write_done(struct approval *a)
{
	struct jw w = JW_INIT(&a->rq->out);

	a->rq->status = 201;
	jw_open(&w, NULL);
	jw_text(&w, "file", a->file.s);
	jw_int(&w, "at", a->at_ms);
	jw_close(&w);
}

static enum err
say_no(struct server *s, struct db *db, const struct approval *a,
    struct errinfo *e)
{
	struct audit_row row = { .what = AUDIT_REFUSED,
		.staff = a->rq->caller.staff,
		.device = a->rq->caller.device,
		.file = a->file,
		.at_ms = a->rq->now_ms,
		.received_ms = a->rq->now_ms,
		.words = "The file was not destroyed: it is not as it was "
			 "reviewed." };

	request_problem(a->rq, &a->no, NULL);
	return audit_add(s, db, &row, e);
}

static enum err
approval_run(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	struct approval *a = stepup_arg(rq);
	struct retention_file now;
	enum err code = ERR_OK;

	a->is_done = store_was_destroyed(db, &a->file, &a->at_ms);
	if (!a->is_done) { /* or else the answer was lost */
		if (!retention_may(s, db, &rq->caller, &a->file, rq->now_ms) ||
		    retention_read(s, db, &rq->caller.staff, &a->file, &now,
			e) != ERR_OK) {
			answer_not_found(rq);
			return db_error(db, e);
		}
		judge(a, &now);
		if (a->no.code != ERR_OK)
			return say_no(s, db, a, e);
		code = destroy(s, db, a, &now, e);
	}
	if (code == ERR_OK)
		write_done(a);
	return code;
}

/* If it cannot be destroyed now the records are gone all the same, and the next
 * start goes on. */
static enum err
approval_after(struct server *s, struct request *rq, struct errinfo *e)
{
	const struct approval *a = stepup_arg(rq);

	if (a->is_done && destroy_finish(s, rq->now_ms, e) != ERR_OK)
		request_problem_status(rq, 503, err_name(ERR_IO),
		    "The records of the file are destroyed. Its key could not "
		    "be yet, because the server's disk refuses: that is done "
		    "at the server's next start. Tell whoever runs the "
		    "server.");
	return ERR_OK;
}

static bool
approval_read(struct approval *a)
{
	struct request *rq = a->rq;
	const char *state = json_text_of(rq->json, "state", "");
	struct errinfo e = { 0 };

	if (!id_parse(&a->file, json_text_of(rq->json, "file", "")) ||
	    !id_parse(&a->review, json_text_of(rq->json, "review", "")) ||
	    strlen(state) != SEAL_HASH * 2)
		err_set(&e, ERR_INVALID,
		    "Which file, and by which review, is not said.");
	else if (strcmp(json_text_of(rq->json, "typed", ""), TYPED) != 0)
		err_field(&e, ERR_INVALID, "typed",
		    "Type the word \"" TYPED "\": it cannot be undone.");
	if (e.code != ERR_OK) {
		request_problem(rq, &e, NULL);
		return false;
	}
	memcpy(a->state, state, SEAL_HASH * 2 + 1);
	return true;
}

void
h_destruction(struct request *rq)
{
	struct approval *a;

	if (!may_ask(rq))
		return;
	a = mem_zalloc(1, sizeof(*a));
	a->rq = rq;
	if (!approval_read(a)) {
		approval_free(a);
		return;
	}
	stepup_begin_job(rq, &(struct stepup_job){ .run = approval_run,
				 .after = approval_after,
				 .arg = a,
				 .free = approval_free });
}
