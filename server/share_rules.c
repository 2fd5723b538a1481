/* share_rules.c - what may be saved of the kinds around a share, beyond rights and
 * fields: a check for each kind (decisions.md, "Around the function"; S3, S8).
 *
 * A decision is accepted as it was made. What is refused is what no honest client
 * sends: facts that cannot be read, that give another decision than the record
 * claims, or that say other things than its own fields. */
#include <stdlib.h>
#include <string.h>

#include "request_office.h"
#include "share_office.h"
#include "store_in.h"

static const char *
text(const struct save *v, const char *key)
{
	return record_text(v->body, key);
}

/* ---- other records that are named ---- */

/* There, of this kind and of this file; like a parent, one that is not open to who
 * asks is not there. */
static bool
names_own(struct save *v, const char *key, const struct kind *kind)
{
	const struct put *p = v->put;
	struct record_row row;
	struct id id;

	if (!id_parse(&id, text(v, key)))
		return true;
	if (store_find(v->db, &id, &row, NULL) != ERR_OK ||
	    !store_let(v->s, v->db, &p->who, &row, RIGHT_READ, p->now_ms))
		return store_must_wait(v, "a record that it names");
	if (row.kind != kind || !id_equal(&row.file, &p->file))
		return store_refuse(v, 422, ERR_INVALID, key,
		    "%s: that is of another file, or of another kind.",
		    kind_field(p->kind, key)->label);
	return true;
}

/* ---- the decision ---- */

static bool
is_claimed(const struct save *v, const struct facts *f)
{
	struct decision d;
	bool is;

	(void)share_judge(f, &d);
	is = strcmp(text(v, "outcome"),
		 decide_word(WORDS_OUTCOME, d.outcome)) == 0 &&
	     (strcmp(text(v, "may"), "yes") == 0) == d.may_share_now;
	decision_done(&d);
	return is;
}

static bool
is_judged(struct save *v, const struct facts *sent)
{
	struct facts *judged = NULL;
	bool is;

	is = office_judgements(v->body, &v->put->file, &v->put->who.staff,
		 &judged, NULL) == ERR_OK &&
	     !share_judged_differs(sent, judged);
	facts_free(judged);
	return is;
}

bool
store_share_holds(struct save *v, const struct facts *sent, struct errinfo *e)
{
	enum err code = ERR_OK;

	if (!is_claimed(v, sent))
		code = err_field(e, ERR_INVALID, "outcome",
		    "What it says of the check is not what its own facts give. "
		    "Ask haven for the check again, and record that.");
	else if (!is_judged(v, sent))
		code = err_field(e, ERR_INVALID, "facts",
		    "Its facts say something else than its answers. Ask haven "
		    "for the check again, and record that.");
	return code == ERR_OK;
}

/* By other rules another decision may be right: it is taken, and looked at. */
static bool
check_decision(struct save *v)
{
	const char *json = text(v, "facts");
	struct facts *f = NULL;
	struct errinfo why = { 0 };
	bool holds;

	if (strcmp(text(v, "authorised_by"), v->put->who.staff.s) == 0)
		return store_refuse(v, 422, ERR_INVALID, "authorised_by", "%s",
		    authorised_self_says);
	if (!names_own(v, "replaces", &kind_share_decision) ||
	    !names_own(v, "emergency", &kind_emergency) ||
	    !names_own(v, "advice", &kind_advice))
		return false;
	if (share_is_by_other_rules(v->body))
		return true;
	if (facts_read(&f, json, strlen(json), &why) != ERR_OK)
		return store_refuse(v, 422, ERR_INVALID, "facts",
		    "The facts that the check went by cannot be read: %s",
		    why.says);
	holds = store_share_holds(v, f, &why);
	facts_free(f);
	return holds ||
	       store_refuse(v, 422, why.code, why.field, "%s", why.says);
}

/* ---- advice (S3) ---- */

static bool
names_as_about(const struct save *v, const struct id *staff)
{
	const char *key = v->put->kind->staff_key;
	size_t n = record_count(v->body, key);
	struct id id;

	for (size_t i = 0; i < n; i++)
		if (id_parse(&id, record_text(record_item(v->body, key, i),
				      kind_about_staff.label_key)) &&
		    id_equal(&id, staff))
			return true;
	return false;
}

static bool
is_manager_or_director(const struct save *v, const struct id *staff)
{
	int64_t now_ms = v->put->now_ms;

	return store_has_role(v->db, staff, ROLE_MANAGER, now_ms) ||
	       store_has_role(v->db, staff, ROLE_DIRECTOR, now_ms);
}

static bool
check_advice(struct save *v)
{
	const struct put *p = v->put;
	struct id of = { "" };

	struct civil now = when_civil(p->now_ms);

	if (advice_is_due_late(
		v->body, &now, conf_int(v->s->conf, CONF_ADVICE_DUE_DAYS)))
		return store_refuse(
		    v, 422, ERR_INVALID, "due", "%s", advice_due_late_says);
	id_parse(&of, text(v, "of"));
	if (id_equal(&of, &p->who.staff))
		return store_refuse(v, 422, ERR_INVALID, "of",
		    "Nobody asks themselves for advice (S3). Ask your line "
		    "manager, or the Director of Services.");
	if (names_as_about(v, &of))
		return store_refuse(v, 422, ERR_INVALID, "of",
		    "Whom it is about is not asked for advice (R7). Ask "
		    "somebody else.");
	if (!store_may_advise(v->db, &of, p->now_ms) ||
	    (!is_manager_or_director(v, &of) &&
		!store_is_manager_of(v->db, &of, &p->who.staff)))
		return store_refuse(v, 422, ERR_INVALID, "of",
		    "Advice is given by a line manager or the Director of "
		    "Services (S3). Ask one who works here now.");
	return true;
}

static bool
check_advice_answer(struct save *v)
{
	const struct put *p = v->put;

	if (id_equal(&v->parent_row.author, &p->who.staff))
		return store_refuse(v, 403, ERR_DENIED, "",
		    "Nobody gives advice to themselves (S3). It waits for "
		    "somebody else.");
	if (!store_is_advice_for(
		v->s, v->db, &v->parent_row, &p->who.staff, p->now_ms))
		return store_refuse(v, 403, ERR_DENIED, "",
		    "This advice is asked of somebody else. Not given by its "
		    "due time, it passes to their deputy, and then to the "
		    "Director of Services (S3).");
	return true;
}

/* ---- once ---- */

static bool
is_first(struct save *v, const char *says)
{
	struct stmt *st = db_stmt(v->db, SQL_HAS_CHILD);
	bool has;

	stmt_id(st, 1, &v->parent);
	stmt_text(st, 2, v->put->kind->name);
	has = stmt_row(st);
	stmt_reset(st);
	return !has || store_refuse(v, 409, ERR_CONFLICT,
			   v->put->kind->parent_key, "%s", says);
}

/* Whoever is said to have authorised a decision says so, or not, and nobody for them
 * (S8). */
static bool
check_authorised(struct save *v)
{
	struct duty duty;

	if (!store_duty_find(v->db, &v->parent, &duty) ||
	    strcmp(duty.person, v->put->who.staff.s) != 0)
		return store_refuse(v, 403, ERR_DENIED, "",
		    "This is asked of whoever is said to have authorised the "
		    "decision, and of nobody else (S8).");
	return *text(v, "authorised") != '\0' ||
	       store_refuse(v, 422, ERR_INVALID, "authorised",
		   "Say whether you authorised the decision (S8).");
}

static bool
check_task_done(struct save *v)
{
	struct record_row row;
	struct record *task = NULL;
	bool asks =
	    store_body(v->s, v->db, &v->parent, &row, &task, NULL) == ERR_OK &&
	    task_asks_who_authorised(task);

	record_free(task);
	if (asks && !check_authorised(v))
		return false;
	return is_first(v, "Somebody has done it already. Read what they "
			   "wrote.");
}

static bool
check_opening_seen(struct save *v)
{
	const struct put *p = v->put;

	if (!store_opening_is_for(
		v->s, v->db, &v->parent_row, &p->who.staff, p->now_ms))
		return store_refuse(v, 403, ERR_DENIED, "",
		    "This opening is shown to somebody else. Nothing was "
		    "changed.");
	return is_first(v, "It has been seen already.");
}

/* Another designated senior member works here, and is not kept out of it. */
static bool
has_other_senior(struct server *s, struct db *db, const struct id *thread,
    const struct id *than, int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_STAFF_OF_ROLE);
	char today[WHEN_TEXT];
	bool has = false;

	store_today(today, now_ms);
	stmt_text(st, 1, role_code(ROLE_SENIOR));
	stmt_text(st, 2, today);
	while (!has && stmt_row(st)) {
		struct id staff = stmt_get_id(st, 0);

		has = !id_equal(&staff, than) &&
		      !store_is_excluded(s, db, thread, &staff);
	}
	stmt_reset(st);
	return has;
}

bool
store_may_review(struct server *s, struct db *db, const struct record_row *flag,
    const struct id *staff, int64_t now_ms)
{
	struct record_row decision;

	return store_find(db, &flag->parent, &decision, NULL) != ERR_OK ||
	       !id_equal(&decision.author, staff) ||
	       !has_other_senior(s, db, &flag->thread, staff, now_ms);
}

static bool
check_share_review(struct save *v)
{
	if (!store_may_review(v->s, v->db, &v->parent_row, &v->put->who.staff,
		v->put->now_ms))
		return store_refuse(v, 403, ERR_DENIED, "",
		    "It is about a decision of your own: another designated "
		    "senior member looks at it (S8).");
	return is_first(v, "A designated senior member has decided about it "
			   "already. Read what they wrote.");
}

/* ---- a meeting (M1) ---- */

/* Who changes something else of it need not see the decision that it names. */
static bool
named_before(const struct save *v)
{
	struct record *before = NULL;
	struct record_row row;
	bool is;

	if (!v->is_there ||
	    store_body(v->s, v->db, &v->put->id, &row, &before, NULL) != ERR_OK)
		return false;
	is = strcmp(record_text(before, "decision"), text(v, "decision")) == 0;
	record_free(before);
	return is;
}

/* What it names as the decision to share is one of row 10, of this file. The rest
 * is as it happened. */
static bool
check_meeting(struct save *v)
{
	struct record *decision = NULL;
	struct record_row row;
	struct id id;
	bool is;

	if (!id_parse(&id, text(v, "decision")) || named_before(v))
		return true;
	if (!names_own(v, "decision", &kind_share_decision))
		return false;
	is = store_body(v->s, v->db, &id, &row, &decision, NULL) == ERR_OK &&
	     strcmp(record_text(decision, "occasion"),
		 decide_word(WORDS_OCCASION, OCCASION_MEETING)) == 0;
	record_free(decision);
	return is || store_refuse(v, 422, ERR_INVALID, "decision",
			 "That decision to share is not about a meeting. Check "
			 "what is shared from the meeting itself, and record "
			 "that.");
}

/* ---- the table ---- */

static const struct {
	const struct kind *kind;
	bool (*check)(struct save *);
	bool of_changes; /* asked of every version, not of the first alone */
} rules[] = {
	{ &kind_share_decision, check_decision, false },
	{ &kind_advice, check_advice, false },
	{ &kind_advice_answer, check_advice_answer, false },
	{ &kind_task_done, check_task_done, false },
	{ &kind_opening_seen, check_opening_seen, false },
	{ &kind_share_review, check_share_review, false },
	{ &kind_meeting, check_meeting, true },
	{ &kind_episode, store_support_agrees, true },
	{ &kind_nature_change, store_support_agrees, true },
	{ &kind_confirmation, store_confirmation_agrees, true },
	{ &kind_training, store_training_agrees, true },
	{ &kind_retention_review, store_retention_allows, false },
	{ &kind_staff, store_staff_allows, true },
	{ &kind_request, request_allows_new, false },
	{ &kind_request_item, request_allows_item, false },
	{ &kind_request_ready, request_allows_ready, false },
	{ &kind_request_check, request_allows_check, false },
	{ &kind_request_answer, request_allows_answer, false },
	{ &kind_wrong_send, request_allows_wrong, true },
	{ &kind_wrong_end, request_allows_end, false },
};

bool
store_share_allows(struct save *v)
{
	if (v->put->by_office)
		return true;
	for (size_t i = 0; i < KIND_COUNT(rules); i++)
		if (rules[i].kind == v->put->kind)
			return (v->is_there && !rules[i].of_changes) ||
			       rules[i].check(v);
	return true;
}

/* ---- what the office asks of somebody ---- */

static bool
is_task_of(const struct save *v)
{
	const struct put *p = v->put;
	struct duty duty;

	return store_duty_find(v->db, &v->parent, &duty) &&
	       strcmp(duty.person, p->who.staff.s) == 0 &&
	       store_let(
		   v->s, v->db, &p->who, &v->parent_row, RIGHT_READ, p->now_ms);
}

bool
store_share_is_asked(const struct save *v)
{
	const struct put *p = v->put;

	if (v->is_there || !v->parent_is_there ||
	    !id_equal(&v->parent_row.file, &p->file))
		return false;
	if (request_is_own(p->kind) && request_is_asked(v))
		return true;
	if (p->kind == &kind_advice_answer &&
	    v->parent_row.kind == &kind_advice)
		return store_is_advice_for(
		    v->s, v->db, &v->parent_row, &p->who.staff, p->now_ms);
	if (p->kind == &kind_opening_seen &&
	    v->parent_row.kind == &kind_opening)
		return store_opening_is_for(
		    v->s, v->db, &v->parent_row, &p->who.staff, p->now_ms);
	return p->kind == &kind_task_done && v->parent_row.kind == &kind_task &&
	       is_task_of(v);
}
