/* demo_share_body.c - the bodies of the invented directory, inductions, agreements and
 * decisions. A decision says what the check says by all that was written before. */
#include <stdio.h>
#include <string.h>

#include "demo.h"
#include "kinds.h"
#include "share_facts.h"

#define VERSION "3, April 2016"
#define DAY_MS INT64_C(86400000)

/* ---- the directory ---- */

static void
agency(const struct demo_event *ev, struct record *r)
{
	const struct demo_agency *a = &demo_agencies[ev->n];
	struct record *way;

	record_set(r, "name", a->name);
	record_set(r, "what", a->what);
	record_set(r, "telephone", a->telephone);
	way = record_add(r, "channels");
	record_set(way, "channel", a->channel);
	record_set(way, "to", a->to);
	record_set(way, "verified", a->verified);
	demo_set_day(way, "verified_on", when_civil(ev->written_ms));
}

static void
authority(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_agency *a = &demo_agencies[ev->n];

	record_set(r, "agency", p->agencies[ev->n].s);
	record_set(r, "is_authority", a->is_authority ? "yes" : "no");
	record_set(r, "reason", a->authority);
}

static void
contact_person(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	record_set(r, "agency", p->agencies[ev->n].s);
	record_set(r, "name", demo_agencies[ev->n].person);
	record_set(r, "job", demo_agencies[ev->n].job);
	/* Where things come by hand no address is known. */
	if (strchr(demo_agencies[ev->n].to, '@') != NULL)
		record_set(r, "email", demo_agencies[ev->n].to);
}

/* ---- the start of support ---- */

static const char *
standing(const struct demo_adult *a)
{
	return strcmp(a->relation, "mother") == 0 ||
		       strcmp(a->relation, "father") == 0
		   ? "parent"
		   : "carer";
}

static void
induction(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	bool is_half = ev->n == DEMO_HALF, is_asked = ev->n == DEMO_WHOLE;
	struct record *with = record_add(r, "with");

	demo_set_day(r, "discussed", when_civil(ev->written_ms));
	record_set(r, "by", p->staff[ev->who].s);
	record_set(with, "name", ev->child->adults[0].name);
	record_set(with, "who", standing(&ev->child->adults[0]));
	record_set(r, "version", VERSION);
	record_set(r, "where", "The sheet, and the charity's website.");
	record_set(r, "sheet_given", is_half ? "no" : "yes");
	record_set(r, "explained", is_half ? "no" : "yes");
	record_set(r, "sought", is_asked ? "yes" : "no");
	if (ev->n != DEMO_EXCEPTION)
		return;
	record_set(r, "exception", "child_harm");
	record_set(r, "exception_why", demo_induction_exception);
}

static void
agreement(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_answer *a = &demo_answers[ev->answer];
	struct civil from = when_civil(ev->written_ms);

	if (ev->n < 0) {
		record_set(r, "who", "cyp");
	} else {
		record_set(r, "who", standing(&ev->child->adults[ev->n]));
		record_set(r, "adult", ev->child->adults[ev->n].id.s);
	}
	record_set(r, "answer", a->answer);
	for (int i = 0; a->agencies[i] >= 0; i++)
		record_set(record_add(r, "recipients"), "agency",
		    p->agencies[a->agencies[i]].s);
	record_set(r, "items", a->items);
	record_set(r, "purposes", a->purposes);
	record_set(r, "all_items", *a->items == '\0' ? "yes" : "");
	record_set(r, "any_purpose", *a->purposes == '\0' ? "yes" : "");
	demo_set_day(r, "from", from);
	if (a->is_for_a_year)
		demo_set_day(r, "until", when_add_days(from, 365));
	record_set(r, "evidence", a->evidence);
	record_set(r, "told_version", VERSION);
}

static void
competence(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	record_set(r, "competence", "competent");
	record_set(r, "by", p->staff[ev->who].s);
	demo_set_day(r, "on", when_civil(ev->written_ms));
	record_set(r, "why", demo_competence_why);
}

/* ---- what is decided ---- */

static void
advice(const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	record_set(r, "of", p->staff[DEMO_MANAGER].s);
	record_set(r, "agency", p->agencies[DEMO_SCHOOL].s);
	demo_set_time(r, "due", ev->written_ms + DAY_MS);
	demo_set_text(r, "question", demo_advice_question, ev);
}

static void
emergency(const struct demo_event *ev, struct record *r)
{
	record_set(r, "child", ev->child->name);
	demo_set_text(r, "risk", demo_emergency.risk, ev);
	demo_set_text(r, "shared", demo_emergency.shared, ev);
	record_set(r, "authority", demo_emergency.authority);
	record_set(r, "by", demo_emergency.by);
	demo_set_time(r, "happened", ev->written_ms);
}

static void
set_checks(const struct demo_plan *p, const struct demo_event *ev,
    const struct demo_share *s, struct record *r)
{
	static const char *const yes[] = { "necessary", "need_to_know",
		"accurate", "involved" };

	for (size_t i = 0; i < KIND_COUNT(yes); i++)
		record_set(r, yes[i], "yes");
	record_set(r, "accurate_by", p->staff[ev->who].s);
	demo_set_day(r, "accurate_on", when_civil(ev->written_ms));
	record_set(r, "channel", demo_agencies[s->agency].channel);
	record_set(r, "identity", demo_agencies[s->agency].verified);
}

/* Somebody who could be told (P3). */
static void
add_person(const struct demo_event *ev, struct record *r, const char *adult,
    const char *name)
{
	const struct demo_share *s = &demo_shares[ev->n];
	struct record *person = record_add(r, "people");

	record_set(person, "adult", adult);
	record_set(person, "name", name);
	record_set(person, "telling", s->telling);
	if (strcmp(s->telling, "safe") != 0)
		demo_set_day(person, "look_again",
		    when_add_days(when_civil(ev->written_ms), 5));
}

static void
add_family(const struct demo_event *ev, struct record *r)
{
	const struct demo_child *c = ev->child;

	for (int i = 0; i < c->adult_count; i++)
		if (i == 0 || demo_is_responsible(c, i))
			add_person(ev, r, c->adults[i].id.s, c->adults[i].name);
	add_person(ev, r, "", c->name);
}

static void
decision(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_share *s = &demo_shares[ev->n];
	struct record *item = record_add(r, "items");

	record_set(r, "agency", p->agencies[s->agency].s);
	record_set(r, "role", demo_agencies[s->agency].job);
	demo_set_text(r, "need", s->need, ev);
	demo_set_text(item, "what", s->item, ev);
	record_set(item, "kind", s->kind);
	record_set(r, "purpose", s->purpose);
	record_set(r, "harm", s->harm);
	demo_set_text(r, "harm_why", s->harm_why, ev);
	demo_set_text(r, "wishes", s->wishes, ev);
	add_family(ev, r);
	set_checks(p, ev, s, r);
	record_set(r, "basis", s->basis);
	record_set(r, "decided", s->is_decided_to ? "share" : "not");
	if (s->is_shared)
		demo_set_time(r, "happened", ev->written_ms);
	demo_set_text(r, "reasons", s->reasons, ev);
	if (s->is_of_concern)
		record_set(r, "concern", ev->incident->concern.s);
}

void
demo_fill_share(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	if (ev->what == DEMO_AGENCY)
		agency(ev, r);
	else if (ev->what == DEMO_AUTHORITY)
		authority(p, ev, r);
	else if (ev->what == DEMO_CONTACT_PERSON)
		contact_person(p, ev, r);
	else if (ev->what == DEMO_INDUCTION)
		induction(p, ev, r);
	else if (ev->what == DEMO_AGREEMENT)
		agreement(p, ev, r);
	else if (ev->what == DEMO_COMPETENCE)
		competence(p, ev, r);
	else if (ev->what == DEMO_ADVICE)
		advice(p, ev, r);
	else if (ev->what == DEMO_DECISION)
		decision(p, ev, r);
	else
		emergency(ev, r);
}

/* ---- the check, by what had been written then ---- */

struct known {
	const struct demo_plan *plan;
	const struct demo_event *ev;
};

static void
give(const struct id *id, const struct id *author, int64_t written_ms,
    struct record *body, share_record_fn *fn, void *fn_arg)
{
	struct share_record r = { .id = *id,
		.author = *author,
		.written_ms = written_ms,
		.body = body };

	fn(fn_arg, &r);
	record_free(body);
}

static enum err
each_known(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	const struct known *k = arg;
	const struct demo_plan *p = k->plan;

	(void)e;
	for (int i = 0; i < DEMO_STAFF && strcmp(kind, "staff") == 0; i++)
		give(&p->staff[i], &p->staff[DEMO_ADMIN], 0,
		    demo_staff_record(p, i), fn, fn_arg);
	for (size_t i = 0; i < p->event_count; i++) {
		const struct demo_event *o = &p->events[i];

		if (o->what == DEMO_LOOK || o == k->ev ||
		    (o->child != NULL && o->child != k->ev->child) ||
		    o->at_ms > k->ev->written_ms ||
		    strcmp(demo_event_kind(o)->name, kind) != 0)
			continue;
		give(&o->id, &p->staff[o->who], o->written_ms,
		    demo_event_record(p, o), fn, fn_arg);
	}
	return ERR_OK;
}

void
demo_decide(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	struct known k = { p, ev };
	const struct share_source source = { .arg = &k, .each = each_known };
	struct civil now = when_civil(ev->written_ms);
	struct facts *f = NULL;
	struct decision d;
	char on[FACTS_DATE];

	share_day(r, &now, on);
	if (share_facts(r, &ev->child->file, &p->staff[ev->who], on, &source,
		&f, NULL) != ERR_OK)
		return;
	(void)share_judge(f, &d);
	share_keep(r, f, &d);
	decision_done(&d);
	facts_free(f);
}
