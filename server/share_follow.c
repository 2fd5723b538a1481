/* share_follow.c - what the office makes of a decision to share, or of an emergency,
 * in the transaction that keeps it (decisions.md, "Around the function"; S8, S9).
 *
 * It decides again, by its own records. Where that does not bear the decision out it
 * puts a share_flag beside it, for a designated senior member: what has not left
 * yet is stopped, what has happened stays as it happened. And each follow-up
 * becomes a task. The decision itself is kept as it was made. */
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "request_office.h"
#include "share_office.h"
#include "retention_office.h"
#include "store_in.h"

#define DAY_MS INT64_C(86400000)
#define LOOK_AGAIN_DAYS 14
#define LATE_DAYS 3    /* a laptop may be out of touch so long and longer */
#define END_OF_WORK 17 /* hours */

static const char *
text(const struct save *v, const char *key)
{
	return record_text(v->body, key);
}

/* ---- tasks ---- */

static void
in_days(char out[WHEN_TEXT], int64_t from_ms, int days)
{
	struct civil at = when_civil(from_ms + days * DAY_MS);

	when_store(out, &at);
}

/* The end of the next day on which offices are open. */
static void
next_working_day(char out[WHEN_TEXT], int64_t from_ms)
{
	struct civil day = when_add_working_days(when_civil(from_ms), 1);

	day.has_time = true;
	day.hour = END_OF_WORK;
	day.minute = 0;
	when_store(out, &day);
}

/* The first day that somebody set for asking again about a person who is not told
 * now (P3); else in two weeks. */
static void
look_again(char out[WHEN_TEXT], const struct save *v, const struct decision *d)
{
	const char *first = "";

	for (size_t i = 0;
	     i < d->tell_count && i < record_count(v->body, "people"); i++) {
		const char *on = record_text(
		    record_item(v->body, "people", i), "look_again");

		if (!d->tell[i].tell && *on != '\0' &&
		    (*first == '\0' || strcmp(on, first) < 0))
			first = on;
	}
	if (*first == '\0')
		in_days(out, v->put->written_ms, LOOK_AGAIN_DAYS);
	else
		snprintf(out, WHEN_TEXT, "%.10sT%d:00", first, END_OF_WORK);
}

static void
set_due(char out[WHEN_TEXT], const struct save *v, enum followup f,
    const struct decision *d)
{
	int64_t from_ms = v->put->written_ms;

	switch (f) {
	case FOLLOWUP_COMPLETE_RECORD:
	case FOLLOWUP_TELL_AUTHORITY:
	case FOLLOWUP_TELL_MANAGER: in_days(out, from_ms, 1); return;
	case FOLLOWUP_LOOK_AGAIN:
		in_days(out, from_ms, LOOK_AGAIN_DAYS);
		return;
	case FOLLOWUP_REVIEW_NOT_TOLD: look_again(out, v, d); return;
	case FOLLOWUP_DESIGNATED_OFFICER:
		next_working_day(out, from_ms);
		return;
	case FOLLOWUP_COUNT: return;
	}
}

/* d: of a decision; an emergency has none. */
static enum err
make_task(struct save *v, enum followup f, const struct decision *d,
    struct errinfo *e)
{
	struct record *task = record_new(&kind_task);
	char due[WHEN_TEXT] = "";
	enum err code;

	set_due(due, v, f, d);
	record_set(task,
	    v->put->kind == &kind_emergency ? "emergency" : "decision",
	    v->put->id.s);
	record_set(task, "what", decide_word(WORDS_FOLLOWUP, f));
	record_set(task, "for", v->put->who.staff.s);
	record_set(task, "due", due);
	store_copy_staff(task, v->body);
	code = store_make(v, &kind_task, task, NULL, e);
	record_free(task);
	return code;
}

/* It names the emergency that it completes, and says what was shared, what for and
 * why: in row 1 nothing of that is a need. */
static bool
is_complete(const struct save *v)
{
	return *text(v, "emergency") != '\0' && *text(v, "purpose") != '\0' &&
	       *text(v, "reasons") != '\0' &&
	       record_count(v->body, "items") > 0;
}

/* A decision that names an emergency is what completes its record: so what is still
 * to be completed of it is a task of its own. */
static enum err
make_tasks(struct save *v, const struct decision *d, struct errinfo *e)
{
	enum err code = ERR_OK;

	for (int f = 0; f < FOLLOWUP_COUNT && code == ERR_OK; f++)
		if (decision_follows(d, (enum followup)f) &&
		    !(f == FOLLOWUP_COMPLETE_RECORD && is_complete(v)))
			code = make_task(v, (enum followup)f, d, e);
	return code;
}

/* ---- is it borne out? ---- */

enum why {
	WHY_FACTS,
	WHY_WITHDRAWN,
	WHY_AGAINST,
	WHY_SENIOR,
	WHY_PEOPLE,
	WHY_VERSION,
	WHY_ADVICE,
	WHY_BECAUSE,
	WHY_COUNT
};

static const char *const whys[WHY_COUNT] = {
	[WHY_FACTS] = "facts",
	[WHY_WITHDRAWN] = "withdrawn",
	[WHY_AGAINST] = "against",
	[WHY_SENIOR] = "senior",
	[WHY_PEOPLE] = "people",
	[WHY_VERSION] = "version",
	[WHY_ADVICE] = "advice",
	[WHY_BECAUSE] = "because",
};

struct judging {
	struct save *v;
	struct facts *sent, *own;
	struct decision claimed, office;
	bool is_read;    /* the facts that were sent */
	bool is_weighed; /* by the office */
	bool is_late; /* it happened long ago, and would not be shared today */
	unsigned why; /* bits of enum why */
	struct buf left_out; /* names; empty but for WHY_PEOPLE */
};

#define LEFT_OUT_MAX 4000 /* bytes of names in a flag */

static bool
is_no(const struct facts_answer *a)
{
	return a->answer == ANSWER_REFUSED || a->answer == ANSWER_WITHDRAWN;
}

/* Would the office share, but for a refusal that whoever decided did not know of?
 * The office's own facts hold the latest of a person only, so the others come from
 * those that were sent. */
static bool
is_withdrawn(const struct judging *j)
{
	size_t room = j->own->answer_count + j->sent->answer_count;
	struct facts without = *j->own;
	struct decision d;
	bool may;

	without.answers = mem_zalloc(room + 1, sizeof(*without.answers));
	without.answer_count = 0;
	for (size_t i = 0; i < j->own->answer_count; i++)
		if (!is_no(&j->own->answers[i]))
			without.answers[without.answer_count++] =
			    j->own->answers[i];
	for (size_t i = 0; i < j->sent->answer_count; i++)
		if (is_no(&j->sent->answers[i]))
			without.answers[without.answer_count++] =
			    j->sent->answers[i];
	(void)share_judge(&without, &d);
	may = d.may_share_now;
	decision_done(&d);
	mem_free_wiped(without.answers, (room + 1) * sizeof(*without.answers));
	return may;
}

/* Would the office share, if the advice counted that does not? */
static bool
is_unadvised(const struct judging *j)
{
	struct facts with;
	struct decision d;
	bool may;

	if (j->own == NULL || j->own->advice_lapse == ADVICE_HOLDS)
		return false;
	with = *j->own;
	with.advice = j->sent->advice;
	(void)share_judge(&with, &d);
	may = d.may_share_now;
	decision_done(&d);
	return may;
}

/* A designated senior member who works here, and is not kept out of it (R7). */
static bool
is_authorised(const struct save *v)
{
	struct id by;
	struct record_row row;

	return id_parse(&by, text(v, "authorised_by")) &&
	       store_has_role(v->db, &by, ROLE_SENIOR, v->put->now_ms) &&
	       store_find(v->db, &v->put->id, &row, NULL) == ERR_OK &&
	       !store_is_excluded(v->s, v->db, &row.thread, &by);
}

static void
judge_share(struct judging *j)
{
	bool is_against = !j->claimed.may_share_now;

	if (is_against)
		j->why |= 1u << WHY_AGAINST;
	if (j->is_late)
		j->why |= 1u << WHY_FACTS;
	if (j->office.may_share_now || is_unadvised(j))
		return;
	if (j->is_weighed && is_withdrawn(j))
		j->why |= 1u << WHY_WITHDRAWN;
	else if (!is_against || j->own == NULL ||
		 share_known_differs(j->sent, j->own))
		j->why |= 1u << WHY_FACTS;
}

/* The office decides with everybody of the family in it. Nobody keeps somebody from
 * being told by leaving them out (P3): that they are looks as if nobody had
 * considered it. */
static enum err
judge_people(struct judging *j, struct errinfo *e)
{
	struct decision told;
	enum err code;

	if (j->own == NULL)
		return ERR_OK;
	code = office_add_left_out(j->v->s, j->v->db, j->v->body,
	    &j->v->put->file, j->own, &j->left_out, e);
	if (code != ERR_OK || j->left_out.len == 0)
		return code;
	(void)share_judge(j->own, &told);
	if (decision_needs(&told, NEED_TELLING))
		j->why |= 1u << WHY_PEOPLE;
	decision_done(&j->office);
	j->office = told;
	return ERR_OK;
}

/* Significant or serious harm, or danger now: by what whoever decided said, and
 * whoever it would have gone to. */
static bool
is_grave(const struct judging *j)
{
	const struct facts *f = j->own != NULL ? j->own : j->sent;

	return f->danger_now || f->harm == HARM_SIGNIFICANT_CHILD ||
	       f->harm == HARM_SERIOUS_ADULT;
}

/* What has not left yet is stopped. Advice that does not count stops nothing that
 * may be shared without it, and no significant harm ever waits for it (S3). Other
 * words for the same decision stop nothing. */
static bool
is_stopped(const struct judging *j)
{
	unsigned grave = j->why & ~(1u << WHY_ADVICE | 1u << WHY_BECAUSE);

	return *text(j->v, "happened") == '\0' &&
	       (grave != 0 || (!j->office.may_share_now && !is_grave(j)));
}

/* Not to share what the check says to share, by the facts of either; in danger and
 * significant harm that needs a designated senior member. */
static void
judge_not(struct judging *j)
{
	if (outcome_is_share(j->claimed.outcome))
		j->why |= 1u << WHY_AGAINST;
	else if (outcome_is_share(j->office.outcome))
		j->why |= 1u << WHY_FACTS;
	if (is_grave(j) && !is_authorised(j->v))
		j->why |= 1u << WHY_SENIOR;
}

static enum err
make_flag(struct judging *j, bool is_held, struct errinfo *e)
{
	struct record *flag = record_new(&kind_share_flag);
	struct buf says = BUF_INIT(KIND_TEXT_MAX);
	enum err code;

	for (int i = 0; i < WHY_COUNT; i++)
		if (j->why & 1u << i)
			buf_addf(
			    &says, "%s%s", says.len > 0 ? " " : "", whys[i]);
	record_set(flag, "decision", j->v->put->id.s);
	record_set(flag, "why", buf_str(&says));
	record_set(flag, "held", is_held ? "yes" : "no");
	record_set(
	    flag, "outcome", decide_word(WORDS_OUTCOME, j->office.outcome));
	buf_clear(&says);
	if (j->why & 1u << WHY_BECAUSE)
		buf_adds(&says, "The reasons that stand in it are not those "
				"that the check gives of its facts. (S8)\n");
	if (j->why & 1u << WHY_ADVICE)
		buf_addf(
		    &says, "%s (S3)\n", share_lapse_says(j->own->advice_lapse));
	share_because(&j->office, &says);
	if (j->why & 1u << WHY_PEOPLE)
		buf_addf(&says,
		    "Nobody considered whether to tell: %s%s. (P3)\n",
		    buf_str(&j->left_out),
		    j->left_out.failed ? " and others" : "");
	record_set(flag, "because", buf_str(&says));
	code = store_make(j->v, &kind_share_flag, flag, NULL, e);
	record_free(flag);
	buf_done(&says);
	return code;
}

static enum err
flag_and_tasks(struct judging *j, struct errinfo *e)
{
	/* By a newer haven there may be more than these two. */
	bool is_share = strcmp(text(j->v, "decided"), "not") != 0;
	enum err code = ERR_OK;

	if (is_share)
		judge_share(j);
	else
		judge_not(j);
	if (is_share)
		code = judge_people(j, e);
	if (code != ERR_OK)
		return code;
	if (*text(j->v, "against") != '\0')
		j->why |= 1u << WHY_AGAINST;
	/* Nobody has weighed it here. */
	if (!j->is_weighed)
		j->why |= 1u << WHY_FACTS;
	if (j->own != NULL && j->own->advice_lapse != ADVICE_HOLDS)
		j->why |= 1u << WHY_ADVICE;
	if (j->why != 0)
		code = make_flag(j, is_share && is_stopped(j), e);
	if (code != ERR_OK)
		return code;
	code = make_tasks(j->v, j->own != NULL ? &j->office : &j->claimed, e);
	return code == ERR_OK ? share_ask_authorised(j->v, e) : code;
}

/* A record of the file is damaged: a person decides. */
static void
decide_nothing(struct decision *d)
{
	*d = (struct decision){ .row = DECIDE_ROW_4,
		.outcome = OUTCOME_SEEK_ADVICE,
		.because = { { "S3",
		    "The office cannot weigh all that is on this file." } },
		.because_count = 1 };
}

/* The disk's errors are nobody's judgement: it is tried again. */
static bool
is_of_disk(enum err code)
{
	return code == ERR_IO || code == ERR_FULL || code == ERR_BUSY;
}

/* What happened is judged by its day. A day that is long past is on the word of
 * whoever says so, and may be from before an agreement was taken back: a person
 * looks at it where today's records say otherwise. */
static bool
is_long_past(const struct save *v)
{
	struct civil happened;

	return when_read(&happened, text(v, "happened")) &&
	       v->put->now_ms - when_ms(&happened) > LATE_DAYS * DAY_MS;
}

static bool
may_share(const struct facts *f)
{
	struct decision d;
	bool may;

	(void)share_judge(f, &d);
	may = d.may_share_now;
	decision_done(&d);
	return may;
}

/* By the office's own records: of the day that counts, and of today beside it for
 * what is long past. */
static enum err
gather_own(struct judging *j, struct errinfo *e)
{
	const struct put *p = j->v->put;
	struct civil now = when_civil(p->now_ms);
	bool is_past = is_long_past(j->v);
	char then[FACTS_DATE], today[WHEN_TEXT];
	const char *const on[] = { then, today };
	struct facts *f[2] = { NULL, NULL };
	enum err code;

	share_day(j->v->body, &now, then);
	when_store(today, &now);
	today[FACTS_DATE - 1] = '\0';
	code = office_facts(j->v->s, j->v->db, j->v->body, &p->id, &p->file,
	    &p->who.staff, on, is_past ? 2 : 1, f, e);
	j->own = f[0];
	j->is_late = f[1] != NULL && !may_share(f[1]);
	facts_free(f[1]);
	return code;
}

/* The facts that were sent. By other rules they may be none that can be read here:
 * then what its answers say, without anything known. */
static void
read_sent(struct judging *j)
{
	const struct put *p = j->v->put;
	const char *json = text(j->v, "facts");

	j->is_read = facts_read(&j->sent, json, strlen(json), NULL) == ERR_OK;
	if (j->is_read)
		return;
	if (office_judgements(j->v->body, &p->file, &p->who.staff, &j->sent,
		NULL) != ERR_OK) {
		j->sent = facts_new();
		facts_set_date(j->sent->on, "2000-01-01");
		j->sent->harm = HARM_UNKNOWN;
	}
	facts_forget_answers(j->sent);
}

/* What the check said, by the facts that were sent. Where other rules, or more than
 * is known here, made another thing of them, it is what the decision says of itself;
 * and a person looks at it (S8: what happened is not refused). */
static void
judge_claim(struct judging *j)
{
	const struct put *p = j->v->put;
	bool is_newer = p->table > p->kind->version;
	unsigned outcome = OUTCOME_SEEK_ADVICE;
	bool is_said;

	(void)share_judge(j->sent, &j->claimed);
	is_said = share_says_because(j->v->body, &j->claimed);
	if (!is_newer && !share_is_by_other_rules(j->v->body)) {
		j->why |= is_said ? 0 : 1u << WHY_BECAUSE;
		return;
	}
	if (!is_newer && is_said && j->is_read &&
	    store_share_holds(j->v, j->sent, NULL))
		return;
	j->why |= 1u << WHY_VERSION;
	(void)decide_word_read(WORDS_OUTCOME, text(j->v, "outcome"), &outcome);
	j->claimed.outcome = (enum outcome)outcome;
	j->claimed.may_share_now = strcmp(text(j->v, "may"), "yes") == 0;
}

static enum err
follow_decision(struct save *v, struct errinfo *e)
{
	struct judging j = { .v = v, .left_out = BUF_INIT(LEFT_OUT_MAX) };
	enum err code = gather_own(&j, e);

	if (!is_of_disk(code)) {
		read_sent(&j);
		judge_claim(&j);
		/* An older haven sends answers that can change nothing. */
		facts_slim(j.sent);
		if (code == ERR_OK)
			j.is_weighed = share_judge(j.own, &j.office);
		else
			decide_nothing(&j.office);
		code = flag_and_tasks(&j, e);
		decision_done(&j.claimed);
		decision_done(&j.office);
	}
	facts_free(j.sent);
	facts_free(j.own);
	buf_done(&j.left_out);
	return code;
}

static enum err
follow_emergency(struct save *v, struct errinfo *e)
{
	return make_task(v, FOLLOWUP_COMPLETE_RECORD, NULL, e);
}

static const struct {
	const struct kind *kind;
	enum err (*follow)(struct save *, struct errinfo *);
} follows[] = {
	{ &kind_share_decision, follow_decision },
	{ &kind_emergency, follow_emergency },
	{ &kind_task_done, share_follow_task_done },
	{ &kind_request_ready, store_copy_follow },
	{ &kind_retention_review, store_review_follow },
};

enum err
store_share_follow(struct save *v, struct errinfo *e)
{
	if (v->is_there || v->result->status != 201)
		return ERR_OK;
	for (size_t i = 0; i < KIND_COUNT(follows); i++)
		if (follows[i].kind == v->put->kind)
			return follows[i].follow(v, e);
	return ERR_OK;
}
