/* share_facts.c - from records to the facts of a decision. */
#include "share_facts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "when.h"

/* ---- what is gathered of the source, before any of it is put in order ---- */

struct adult {
	char id[ID_TEXT + 1];
	bool responsibility;
};

struct episode {
	char from[FACTS_DATE], until[FACTS_DATE];
};

struct answer_at {
	struct id id;
	int64_t written_ms;
	struct record *body;
};

struct gather {
	const struct id *file, *asker;
	const char *on;
	struct adult adult[FACTS_PEOPLE_MAX];
	size_t adults;
	struct episode episode[FACTS_PEOPLE_MAX];
	size_t episodes;
	struct answer_at *answer;
	size_t answers, room;
	struct facts *f;
	const struct record *decision;
	char competence_on[FACTS_DATE];
	int64_t competence_ms, authority_ms, advised_ms;
	struct id director[FACTS_PEOPLE_MAX];
	size_t directors;
	bool is_too_much; /* more than is weighed */
	int64_t end_ms;   /* the end of the day */
};

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

static bool
yes(const struct record *r, const char *key)
{
	return strcmp(text(r, key), "yes") == 0;
}

/* Written after the day: it was not known then. */
static bool
is_later(const struct gather *g, const struct share_record *r)
{
	return r->written_ms > g->end_ms;
}

static void
on_front_sheet(void *arg, const struct share_record *r)
{
	struct gather *g = arg;
	const char *referrer = text(r->body, "referrer_agency");

	facts_set_date(g->f->cyp.born, text(r->body, "born"));
	g->f->recipient.referrer =
	    *referrer && strcmp(referrer, text(g->decision, "agency")) == 0;
}

/* A period of support: whoever referred it is the referrer, and an agreement without
 * an end ends with it. */
static void
on_episode(void *arg, const struct share_record *r)
{
	struct gather *g = arg;
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
on_adult(void *arg, const struct share_record *r)
{
	struct gather *g = arg;
	struct adult *a;

	g->is_too_much |= g->adults == FACTS_PEOPLE_MAX;
	if (g->is_too_much)
		return;
	a = &g->adult[g->adults++];
	snprintf(a->id, sizeof(a->id), "%s", r->id.s);
	a->responsibility = yes(r->body, "responsibility");
}

static void
on_agreement(void *arg, const struct share_record *r)
{
	struct gather *g = arg;

	if (is_later(g, r))
		return;
	g->is_too_much |= g->answers == SHARE_AGREEMENTS_MAX;
	if (g->is_too_much)
		return;
	if (g->answers == g->room) {
		g->room = g->room > 0 ? g->room * 2 : 16;
		g->answer = mem_grow(g->answer, g->room, sizeof(*g->answer));
	}
	g->answer[g->answers++] =
	    (struct answer_at){ r->id, r->written_ms, record_copy(r->body) };
}

/* The newest of those up to the day. */
static void
on_competence(void *arg, const struct share_record *r)
{
	struct gather *g = arg;
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
on_induction(void *arg, const struct share_record *r)
{
	struct gather *g = arg;

	if (!is_later(g, r) && induction_is_done(r->body))
		g->f->induction_done = true;
}

static void
on_authority(void *arg, const struct share_record *r)
{
	struct gather *g = arg;

	if (strcmp(text(r->body, "agency"), text(g->decision, "agency")) != 0 ||
	    is_later(g, r) || r->written_ms < g->authority_ms)
		return;
	g->authority_ms = r->written_ms;
	g->f->recipient.authority = yes(r->body, "is_authority");
}

static void
on_staff(void *arg, const struct share_record *r)
{
	struct gather *g = arg;

	if (strcmp(text(r->body, "role"), "director") == 0 &&
	    g->directors < FACTS_PEOPLE_MAX)
		g->director[g->directors++] = r->id;
}

static bool
is_director(const struct gather *g, const struct id *staff)
{
	for (size_t i = 0; i < g->directors; i++)
		if (id_equal(&g->director[i], staff))
			return true;
	return false;
}

static bool
is_about(const struct gather *g, const struct id *staff)
{
	for (size_t i = 0; i < record_count(g->decision, "about_staff"); i++)
		if (strcmp(text(record_item(g->decision, "about_staff", i),
			       "staff"),
			staff->s) == 0)
			return true;
	return false;
}

/* The newest answer to the request that this decision names; never by the one
 * who asks (S3), nor by whom it is about (R7). */
static void
on_advice_answer(void *arg, const struct share_record *r)
{
	struct gather *g = arg;
	unsigned value;

	if (strcmp(text(r->body, "advice"), text(g->decision, "advice")) != 0 ||
	    is_later(g, r) || id_equal(&r->author, g->asker) ||
	    is_about(g, &r->author) || r->written_ms < g->advised_ms ||
	    !decide_word_read(WORDS_ADVICE, text(r->body, "answer"), &value))
		return;
	g->advised_ms = r->written_ms;
	g->f->advice.state = (enum advice)value;
	g->f->advice.by = is_director(g, &r->author) ? ADVICE_BY_DIRECTOR
						     : ADVICE_BY_LINE_MANAGER;
}

/* ---- the judgements of the decision ---- */

static unsigned
word(const struct record *r, const char *key, enum decide_words list,
    unsigned missing)
{
	unsigned value = missing;

	(void)decide_word_read(list, text(r, key), &value);
	return value;
}

static void
take_judgements(struct facts *f, const struct record *d)
{
	static const struct {
		const char *key;
		size_t at;
	} flags[] = {
		{ "danger_now", offsetof(struct facts, danger_now) },
		{ "urgent", offsetof(struct facts, urgent) },
		{ "in_doubt", offsetof(struct facts, in_doubt) },
		{ "telling_barred", offsetof(struct facts, telling_barred) },
		{ "anonymous_enough",
		    offsetof(struct facts, anonymous_enough) },
		{ "benefit_outweighs",
		    offsetof(struct facts, benefit_outweighs) },
		{ "sharing_endangers",
		    offsetof(struct facts, sharing_endangers) },
		{ "staff_allegation",
		    offsetof(struct facts, staff_allegation) },
		{ "necessary", offsetof(struct facts, checks.necessary) },
		{ "need_to_know", offsetof(struct facts, checks.need_to_know) },
		{ "accurate", offsetof(struct facts, checks.accurate) },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		*(bool *)((char *)f + flags[i].at) = yes(d, flags[i].key);
	/* Secure: one of the list's ways, and who is at the other end (S7). */
	f->checks.secure = *text(d, "channel") && *text(d, "identity");
	f->harm = (enum harm)word(d, "harm", WORDS_HARM, HARM_UNKNOWN);
	f->occasion = (enum occasion)word(
	    d, "occasion", WORDS_OCCASION, OCCASION_ORDINARY);
	f->compelled =
	    (enum compelled)word(d, "compelled", WORDS_COMPELLED, COMPELLED_NO);
	facts_set(&f->purpose, text(d, "purpose"));
	facts_set(&f->reasons, text(d, "reasons"));
	facts_set(&f->recipient.id, text(d, "agency"));
	f->recipient.named = *text(d, "contact") || *text(d, "role");
	if (*text(d, "advice"))
		f->advice.state = ADVICE_ASKED;
}

static void
take_items(struct facts *f, const struct record *d)
{
	char id[24];

	for (size_t i = 0; i < record_count(d, "items"); i++) {
		const struct record *item = record_item(d, "items", i);

		snprintf(id, sizeof(id), "%zu", i + 1);
		(void)facts_add_item(
		    f, id, text(item, "kind"), text(item, "about"));
	}
}

/* An adult by their record, the child by the file, anybody else by name. */
static const char *
person_of(const struct record *p, const struct id *file)
{
	if (*text(p, "adult"))
		return text(p, "adult");
	return strcmp(text(p, "name"), "") == 0 ? file->s : text(p, "name");
}

static void
take_people(struct facts *f, const struct record *d, const struct id *file)
{
	for (size_t i = 0; i < record_count(d, "people"); i++) {
		const struct record *p = record_item(d, "people", i);

		(void)facts_add_person(f, person_of(p, file),
		    (enum telling)word(
			p, "telling", WORDS_TELLING, TELLING_NOT_CONSIDERED),
		    yes(p, "accused"));
	}
}

/* ---- the answers ---- */

static int
by_time(const void *a, const void *b)
{
	const struct answer_at *x = a, *y = b;
	int by = strcmp(text(x->body, "from"), text(y->body, "from"));

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
	return (enum answer_role)word(
	    agreement, "who", WORDS_ANSWER_ROLE, ANSWER_ROLE_CARER);
}

static void
take_answer(struct gather *g, const struct record *r)
{
	bool is_cyp = role_of(r) == ANSWER_ROLE_CYP;
	const char *person = is_cyp ? g->file->s : text(r, "adult");
	const struct adult *adult = adult_of(g, person);
	struct facts_answer *a;

	/* An adult who is said to be the child is nobody. */
	if (*person == '\0' || (!is_cyp && strcmp(person, g->file->s) == 0))
		return;
	a = facts_add_answer(g->f, person, role_of(r));
	if (!a)
		return;
	a->responsibility = adult && adult->responsibility;
	a->answer =
	    (enum answer)word(r, "answer", WORDS_ANSWER, ANSWER_NOT_ASKED);
	a->items.all = yes(r, "all_items");
	a->purposes.all = yes(r, "any_purpose");
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
}

static bool
has_answered(const struct facts *f, const char *person)
{
	for (size_t i = 0; i < f->answer_count; i++)
		if (strcmp(f->answers[i].person, person) == 0)
			return true;
	return false;
}

/* Whoever must be asked, and has not been. False: there is no room for them. */
static bool
take_silent(struct gather *g)
{
	struct facts_answer *a;

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
	if (g->answers > 0)
		qsort(g->answer, g->answers, sizeof(*g->answer), by_time);
	for (size_t i = 0; i < g->answers; i++) {
		if (g->f->answer_count == FACTS_ANSWERS_MAX)
			facts_slim(g->f);
		if (g->f->answer_count == FACTS_ANSWERS_MAX)
			return false;
		take_answer(g, g->answer[i].body);
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

static enum err
gather_known(
    struct gather *g, const struct share_source *source, struct errinfo *e)
{
	static const struct {
		const char *kind;
		share_record_fn *fn;
	} from[] = {
		{ "front_sheet", on_front_sheet },
		{ "episode", on_episode }, /* after the front sheet */
		{ "adult", on_adult },
		{ "agreement", on_agreement },
		{ "competence", on_competence },
		{ "induction", on_induction },
		{ "authority", on_authority },
		{ "staff", on_staff },
		/* After staff: who is a Director is known then. */
		{ "advice_answer", on_advice_answer },
	};
	enum err code = ERR_OK;

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		if (from[i].fn == on_advice_answer &&
		    *text(g->decision, "advice") == '\0')
			continue;
		if (code == ERR_OK)
			code = source->each(
			    source->arg, from[i].kind, from[i].fn, g, e);
	}
	return code;
}

enum err
share_facts(const struct record *decision, const struct id *file,
    const struct id *asker, const char *on, const struct share_source *source,
    struct facts **out, struct errinfo *e)
{
	struct gather *g = mem_zalloc(1, sizeof(*g));
	struct civil day = { 0 };
	enum err code;

	assert(record_kind(decision) == &kind_share_decision);
	*out = NULL;
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
	take_judgements(g->f, decision);
	take_items(g->f, decision);
	take_people(g->f, decision, file);
	code = gather_known(g, source, e);
	/* A "no" among those left out would be overheard: so none is heard. */
	if (code == ERR_OK &&
	    (g->is_too_much || !take_answers(g) || is_too_long(g->f)))
		facts_forget_answers(g->f);
	if (code == ERR_OK)
		code = facts_check(g->f, e);
	if (code == ERR_OK)
		*out = g->f;
	else
		facts_free(g->f);
	for (size_t i = 0; i < g->answers; i++)
		record_free(g->answer[i].body);
	free(g->answer);
	mem_free_wiped(g, sizeof(*g));
	return code;
}
