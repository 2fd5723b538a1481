/* share_facts.c - from records to the facts of a decision. */
#include "share_in.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "share_advice.h"
#include "when.h"

/* ---- what is gathered of the source, before any of it is put in order ---- */

struct adult {
	char id[ID_TEXT + 1];
	bool responsibility;
};

struct episode {
	char from[FACTS_DATE], until[FACTS_DATE];
};

/* An answer, until it is put in order with the others: it is one of a pool. */
struct answer_at {
	struct id id;
	int64_t written_ms;
	size_t pool, index;
	const struct facts_answer *answer; /* once all are there */
};

#define POOLS (SHARE_AGREEMENTS_MAX / FACTS_ANSWERS_MAX + 1)

struct gather {
	const struct id *file, *asker;
	const char *on;
	struct adult adult[FACTS_PEOPLE_MAX];
	size_t adults;
	struct episode episode[FACTS_PEOPLE_MAX];
	size_t episodes;
	struct answer_at *answer;
	size_t answers, room;
	struct facts *pool[POOLS]; /* for their answers alone */
	size_t pools;
	struct facts *f;
	const struct record *decision;
	char competence_on[FACTS_DATE];
	int64_t competence_ms, authority_ms;
	bool is_too_much; /* more than is weighed: none of it is */
	int64_t end_ms;   /* the end of the day */
};

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

/* Written after the day: it was not known then. */
static bool
is_later(const struct gather *g, const struct share_record *r)
{
	return r->written_ms > g->end_ms;
}

static void
on_front_sheet(struct gather *g, const struct share_record *r)
{
	const char *referrer = text(r->body, "referrer_agency");

	facts_set_date(g->f->cyp.born, text(r->body, "born"));
	g->f->recipient.referrer =
	    *referrer && strcmp(referrer, text(g->decision, "agency")) == 0;
}

/* A period of support: whoever referred it is the referrer, and an agreement without
 * an end ends with it. */
static void
on_episode(struct gather *g, const struct share_record *r)
{
	const char *agency = text(r->body, "agency");
	const char *from = text(r->body, "referred_on");

	if (*agency && strcmp(agency, text(g->decision, "agency")) == 0)
		g->f->recipient.referrer = true;
	g->is_too_much |= g->episodes == FACTS_PEOPLE_MAX;
	if (g->is_too_much)
		return;
	facts_set_date(g->episode[g->episodes].from, from);
	facts_set_date(g->episode[g->episodes++].until, text(r->body, "ended"));
}

/* The end of the last of the episodes in which an answer was given; "": none of them
 * has ended, or it was given in none. */
static const char *
end_of_support(const struct gather *g, const char *from)
{
	const char *end = "";

	for (size_t i = 0; i < g->episodes; i++) {
		const struct episode *ep = &g->episode[i];
		bool is_in =
		    strcmp(ep->from, from) <= 0 &&
		    (*ep->until == '\0' || strcmp(from, ep->until) <= 0);

		if (is_in && *ep->until == '\0')
			return "";
		if (is_in && strcmp(ep->until, end) > 0)
			end = ep->until;
	}
	return end;
}

static void
on_adult(struct gather *g, const struct share_record *r)
{
	struct adult *a;

	g->is_too_much |= g->adults == FACTS_PEOPLE_MAX;
	if (g->is_too_much)
		return;
	a = &g->adult[g->adults++];
	snprintf(a->id, sizeof(a->id), "%s", r->id.s);
	a->responsibility = share_yes(r->body, "responsibility");
}

/* The newest of those up to the day. */
static void
on_competence(struct gather *g, const struct share_record *r)
{
	const char *on = text(r->body, "on");
	unsigned value;
	int by = strcmp(on, g->competence_on);

	if (is_later(g, r) || strcmp(on, g->on) > 0 || by < 0 ||
	    (by == 0 && r->written_ms < g->competence_ms))
		return;
	if (!decide_word_read(
		WORDS_COMPETENCE, text(r->body, "competence"), &value))
		return;
	facts_set_date(g->competence_on, on);
	g->competence_ms = r->written_ms;
	g->f->cyp.competence = (enum competence)value;
}

static void
on_induction(struct gather *g, const struct share_record *r)
{

	if (!is_later(g, r) && induction_is_done(r->body))
		g->f->induction_done = true;
}

static void
on_authority(struct gather *g, const struct share_record *r)
{

	if (strcmp(text(r->body, "agency"), text(g->decision, "agency")) != 0 ||
	    is_later(g, r) || r->written_ms < g->authority_ms)
		return;
	g->authority_ms = r->written_ms;
	g->f->recipient.authority = share_yes(r->body, "is_authority");
}

/* ---- the answers ---- */

/* By the day from which they count; then as they were written. */
static int
by_time(const void *a, const void *b)
{
	const struct answer_at *x = a, *y = b;
	int by = strcmp(x->answer->from, y->answer->from);

	if (by == 0)
		by = (x->written_ms > y->written_ms) -
		     (x->written_ms < y->written_ms);
	return by != 0 ? by : strcmp(x->id.s, y->id.s);
}

static void
take_names(struct facts_names *to, const char *codes)
{
	char name[FACTS_TEXT_MAX + 1];

	for (const char *at = codes; *at != '\0'; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		snprintf(name, sizeof(name), "%.*s", (int)len, at);
		(void)facts_add_name(to, name);
		at += len;
	}
}

static const struct adult *
adult_of(const struct gather *g, const char *id)
{
	for (size_t i = 0; i < g->adults; i++)
		if (strcmp(g->adult[i].id, id) == 0)
			return &g->adult[i];
	return NULL;
}

static enum answer_role
role_of(const struct record *agreement)
{
	return (enum answer_role)share_word(
	    agreement, "who", WORDS_ANSWER_ROLE, ANSWER_ROLE_CARER);
}

/* The last of the pool. False: it is nobody's. */
static bool
take_answer(struct gather *g, struct facts *pool, const struct record *r)
{
	bool is_cyp = role_of(r) == ANSWER_ROLE_CYP;
	const char *person = is_cyp ? g->file->s : text(r, "adult");
	const struct adult *adult = adult_of(g, person);
	struct facts_answer *a;

	/* An adult who is said to be the child is nobody. */
	if (*person == '\0' || (!is_cyp && strcmp(person, g->file->s) == 0))
		return false;
	a = facts_add_answer(pool, person, role_of(r));
	a->responsibility = adult && adult->responsibility;
	a->answer = (enum answer)share_word(
	    r, "answer", WORDS_ANSWER, ANSWER_NOT_ASKED);
	a->items.all = share_yes(r, "all_items");
	a->purposes.all = share_yes(r, "any_purpose");
	if (!a->items.all)
		take_names(&a->items, text(r, "items"));
	if (!a->purposes.all)
		take_names(&a->purposes, text(r, "purposes"));
	for (size_t i = 0; i < record_count(r, "recipients"); i++)
		(void)facts_add_name(&a->recipients,
		    text(record_item(r, "recipients", i), "agency"));
	facts_set_date(a->from, text(r, "from"));
	facts_set_date(a->until, text(r, "until"));
	if (a->answer == ANSWER_AGREED && *text(r, "until") == '\0')
		facts_set_date(a->until, end_of_support(g, a->from));
	return true;
}

/* After the adults: who has responsibility is known then. */
static void
on_agreement(struct gather *g, const struct share_record *r)
{
	struct facts *pool;

	if (is_later(g, r))
		return;
	g->is_too_much |= g->answers == SHARE_AGREEMENTS_MAX;
	if (g->is_too_much)
		return;
	if (g->answers == g->room) {
		g->room = g->room > 0 ? g->room * 2 : 16;
		g->answer = mem_grow(g->answer, g->room, sizeof(*g->answer));
	}
	if (g->pools == 0 ||
	    g->pool[g->pools - 1]->answer_count == FACTS_ANSWERS_MAX)
		g->pool[g->pools++] = facts_new();
	pool = g->pool[g->pools - 1];
	if (take_answer(g, pool, r->body))
		g->answer[g->answers++] =
		    (struct answer_at){ r->id, r->written_ms, g->pools - 1,
			    pool->answer_count - 1, NULL };
}

static bool
has_answered(const struct facts *f, const char *person)
{
	for (size_t i = 0; i < f->answer_count; i++)
		if (strcmp(f->answers[i].person, person) == 0)
			return true;
	return false;
}

static int
by_id(const void *a, const void *b)
{
	const struct adult *x = a, *y = b;

	return strcmp(x->id, y->id);
}

/* Whoever must be asked, and has not been; in an order that is the same wherever the
 * records are. False: there is no room for them. */
static bool
take_silent(struct gather *g)
{
	struct facts_answer *a;

	qsort(g->adult, g->adults, sizeof(g->adult[0]), by_id);
	if (!has_answered(g->f, g->file->s) &&
	    facts_add_answer(g->f, g->file->s, ANSWER_ROLE_CYP) == NULL)
		return false;
	for (size_t i = 0; i < g->adults; i++) {
		if (!g->adult[i].responsibility ||
		    has_answered(g->f, g->adult[i].id))
			continue;
		a = facts_add_answer(g->f, g->adult[i].id, ANSWER_ROLE_PARENT);
		if (a == NULL)
			return false;
		a->responsibility = true;
	}
	return true;
}

/* In the order of time; what can change nothing is left out on the way, so that the
 * list takes any number of answers of a few people. */
static bool
take_answers(struct gather *g)
{
	for (size_t i = 0; i < g->answers; i++)
		g->answer[i].answer =
		    &g->pool[g->answer[i].pool]->answers[g->answer[i].index];
	if (g->answers > 0)
		qsort(g->answer, g->answers, sizeof(*g->answer), by_time);
	for (size_t i = 0; i < g->answers; i++) {
		const struct answer_at *at = &g->answer[i];

		if (g->f->answer_count == FACTS_ANSWERS_MAX)
			facts_slim(g->f);
		if (!facts_move_answer(
			g->f, &g->pool[at->pool]->answers[at->index]))
			return false;
	}
	facts_slim(g->f);
	return take_silent(g);
}

/* A record has room for no more than that. */
static bool
is_too_long(const struct facts *f)
{
	struct buf b = BUF_INIT(SHARE_WEIGHED_MAX);
	bool is;

	facts_write(f, &b);
	is = b.failed;
	buf_done(&b);
	return is;
}

/* ---- all of it ---- */

/* Each record is looked at for every day that is asked about. */
struct days {
	struct gather *g[SHARE_DAYS_MAX];
	size_t count;
	void (*look)(struct gather *g, const struct share_record *r);
};

static bool
on_record(void *arg, const struct share_record *r)
{
	const struct days *d = arg;
	bool is_enough = true;

	for (size_t i = 0; i < d->count; i++) {
		d->look(d->g[i], r);
		is_enough &= d->g[i]->is_too_much;
	}
	return !is_enough;
}

static enum err
gather_known(
    struct days *d, const struct share_source *source, struct errinfo *e)
{
	static const struct {
		const char *kind;
		void (*look)(struct gather *g, const struct share_record *r);
	} from[] = {
		{ "front_sheet", on_front_sheet },
		{ "episode", on_episode }, /* after the front sheet */
		{ "adult", on_adult },
		{ "agreement", on_agreement },
		{ "competence", on_competence },
		{ "induction", on_induction },
		{ "authority", on_authority },
	};
	struct advice_day day[SHARE_DAYS_MAX];
	enum err code = ERR_OK;

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		d->look = from[i].look;
		if (code == ERR_OK)
			code = source->each(
			    source->arg, from[i].kind, on_record, d, e);
	}
	for (size_t i = 0; i < d->count; i++)
		day[i] = (struct advice_day){ d->g[i]->end_ms, d->g[i]->f };
	if (code == ERR_OK)
		code = share_advice(d->g[0]->decision, d->g[0]->asker, source,
		    day, d->count, e);
	return code;
}

static struct gather *
begin(const struct record *decision, const struct id *file,
    const struct id *asker, const char *on)
{
	struct gather *g = mem_zalloc(1, sizeof(*g));
	struct civil day = { 0 };

	g->file = file;
	g->asker = asker;
	g->on = on;
	g->decision = decision;
	g->f = facts_new();
	g->end_ms = INT64_MAX;
	if (when_read(&day, on)) {
		day.hour = 23;
		day.minute = 59;
		day.has_time = true;
		g->end_ms = when_ms(&day) + 60000;
	}
	facts_set_date(g->f->on, on);
	facts_set(&g->f->cyp.id, file->s);
	share_take_judged(g->f, decision, file);
	return g;
}

/* What was gathered, put in order. */
static enum err
end(struct gather *g, struct facts **out, struct errinfo *e)
{
	enum err code;

	/* A "no" among those left out would be overheard: so none is heard. */
	if (g->is_too_much || !take_answers(g) || is_too_long(g->f))
		facts_forget_answers(g->f);
	code = facts_check(g->f, e);
	if (code == ERR_OK) {
		*out = g->f;
		g->f = NULL;
	}
	return code;
}

static void
let_go(struct gather *g)
{
	facts_free(g->f);
	for (size_t i = 0; i < g->pools; i++)
		facts_free(g->pool[i]);
	free(g->answer);
	mem_free_wiped(g, sizeof(*g));
}

enum err
share_facts_of_days(const struct record *decision, const struct id *file,
    const struct id *asker, const char *const *on, size_t count,
    const struct share_source *source, struct facts **out, struct errinfo *e)
{
	struct days d = { .count = count };
	enum err code;

	assert(record_kind(decision) == &kind_share_decision);
	assert(count > 0 && count <= SHARE_DAYS_MAX);
	for (size_t i = 0; i < count; i++) {
		d.g[i] = begin(decision, file, asker, on[i]);
		out[i] = NULL;
	}
	code = gather_known(&d, source, e);
	for (size_t i = 0; i < count; i++) {
		if (code == ERR_OK)
			code = end(d.g[i], &out[i], e);
		let_go(d.g[i]);
	}
	for (size_t i = 0; i < count && code != ERR_OK; i++) {
		facts_free(out[i]);
		out[i] = NULL;
	}
	return code;
}

enum err
share_facts(const struct record *decision, const struct id *file,
    const struct id *asker, const char *on, const struct share_source *source,
    struct facts **out, struct errinfo *e)
{
	return share_facts_of_days(
	    decision, file, asker, &on, 1, source, out, e);
}
