/* share_advice.c - does the advice that a decision names count for it (S3)? */
#include "share_advice.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"

#define DAY_MS INT64_C(86400000)

struct decided {
	struct id id, replaces;
	bool is_on_it; /* names the same advice */
};

struct advising {
	const struct record *decision;
	const struct id *asker, *self; /* self: or NULL */
	int64_t end_ms;
	struct id advice; /* the request that the decision names */
	struct id requester;
	bool is_there, is_of_other;
	struct id *directors;
	size_t director_count, director_room;
	/* the answer that counts by who gave it */
	bool is_answered, is_director;
	struct id answer;
	enum advice state;
	int64_t received_ms, given_ms;
	struct decided *decided;
	size_t count, room;
};

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

static bool
is_same(const struct record *a, const struct record *b, const char *key)
{
	return strcmp(text(a, key), text(b, key)) == 0;
}

/* ---- what is gathered of the source ---- */

/* A purpose is often chosen after advice was asked for: none is none other. */
static bool
on_request(struct advising *g, const struct share_record *r)
{
	if (!id_equal(&r->id, &g->advice))
		return true;
	g->is_there = true;
	g->requester = r->author;
	g->is_of_other = !is_same(r->body, g->decision, "agency") ||
			 (*text(r->body, "purpose") != '\0' &&
			     !is_same(r->body, g->decision, "purpose"));
	return true;
}

static bool
is_about(const struct advising *g, const struct id *staff)
{
	for (size_t i = 0; i < record_count(g->decision, "about_staff"); i++)
		if (strcmp(text(record_item(g->decision, "about_staff", i),
			       "staff"),
			staff->s) == 0)
			return true;
	return false;
}

static bool
on_staff(struct advising *g, const struct share_record *r)
{
	if (strcmp(text(r->body, "role"), "director") != 0)
		return true;
	if (g->director_count == g->director_room) {
		g->director_room =
		    g->director_room > 0 ? g->director_room * 2 : 4;
		g->directors = mem_grow(
		    g->directors, g->director_room, sizeof(*g->directors));
	}
	g->directors[g->director_count++] = r->id;
	return true;
}

static bool
is_director(const struct advising *g, const struct id *staff)
{
	for (size_t i = 0; i < g->director_count; i++)
		if (id_equal(&g->directors[i], staff))
			return true;
	return false;
}

/* The Director's goes before anybody else's; else the last that the office received,
 * whatever the clock of a device says. What it has not received yet is the last. */
static bool
goes_before(const struct advising *g, const struct share_record *r,
    bool director, int64_t received_ms)
{
	if (!g->is_answered || director != g->is_director)
		return !g->is_answered || director;
	if (received_ms != g->received_ms)
		return received_ms > g->received_ms;
	return strcmp(r->id.s, g->answer.s) > 0;
}

/* An answer to the request that this decision names; never by one who asks (S3), nor
 * by whom it is about (R7). */
static bool
on_answer(struct advising *g, const struct share_record *r)
{
	bool is_received = r->received_ms != 0;
	int64_t received_ms = is_received ? r->received_ms : INT64_MAX;
	bool director = is_director(g, &r->author);
	unsigned value;

	if (strcmp(text(r->body, "advice"), g->advice.s) != 0 ||
	    r->written_ms > g->end_ms || id_equal(&r->author, g->asker) ||
	    id_equal(&r->author, &g->requester) || is_about(g, &r->author) ||
	    !goes_before(g, r, director, received_ms) ||
	    !decide_word_read(WORDS_ADVICE, text(r->body, "answer"), &value))
		return true;
	g->is_answered = true;
	g->is_director = director;
	g->answer = r->id;
	g->state = (enum advice)value;
	g->received_ms = received_ms;
	g->given_ms = is_received ? r->received_ms : r->written_ms;
	return true;
}

static bool
is_self(const struct advising *g, const struct id *id)
{
	return g->self != NULL && id_equal(g->self, id);
}

/* The first that rests on it is enough, where this one replaces none. */
static bool
on_decision(struct advising *g, const struct share_record *r)
{
	struct decided *d;

	if (g->count == g->room) {
		g->room = g->room > 0 ? g->room * 2 : 16;
		g->decided = mem_grow(g->decided, g->room, sizeof(*d));
	}
	d = &g->decided[g->count++];
	*d = (struct decided){ .id = r->id,
		.is_on_it = is_same(r->body, g->decision, "advice") };
	id_parse(&d->replaces, text(r->body, "replaces"));
	return !d->is_on_it || is_self(g, &d->id) ||
	       *text(g->decision, "replaces") != '\0';
}

/* Each record is looked at for every day that is asked about, until none of them
 * needs more of its kind. */
struct days {
	struct advising g[SHARE_DAYS_MAX];
	size_t count;
	bool (*look)(struct advising *g, const struct share_record *r);
};

static bool
on_record(void *arg, const struct share_record *r)
{
	struct days *d = arg;
	bool goes_on = false;

	for (size_t i = 0; i < d->count; i++)
		goes_on |= d->look(&d->g[i], r);
	return goes_on;
}

static enum err
gather(struct days *d, const struct share_source *source, struct errinfo *e)
{
	/* Before the answers: who asked, and who is a Director. */
	static const struct {
		const char *kind;
		bool (*look)(struct advising *g, const struct share_record *r);
	} from[] = {
		{ "advice", on_request },
		{ "staff", on_staff },
		{ "advice_answer", on_answer },
		{ "share_decision", on_decision },
	};
	enum err code = ERR_OK;

	for (size_t i = 0; i < KIND_COUNT(from) && code == ERR_OK; i++) {
		d->look = from[i].look;
		code = source->each(source->arg, from[i].kind, on_record, d, e);
	}
	return code;
}

/* ---- does it count? ---- */

static const struct decided *
find_decided(const struct advising *g, const struct id *id)
{
	for (size_t i = 0; i < g->count; i++)
		if (!id_is_none(id) && id_equal(&g->decided[i].id, id))
			return &g->decided[i];
	return NULL;
}

/* What this decision replaces, and what that did, rests on it no more. Nothing
 * replaces itself in a ring for longer than there are decisions. */
static void
let_go_replaced(struct advising *g)
{
	struct id id = { "" };

	id_parse(&id, text(g->decision, "replaces"));
	for (size_t i = 0; i < g->count; i++) {
		struct decided *d = (struct decided *)find_decided(g, &id);

		if (d == NULL)
			return;
		d->is_on_it = false;
		id = d->replaces;
	}
}

static bool
is_spent(struct advising *g)
{
	let_go_replaced(g);
	for (size_t i = 0; i < g->count; i++)
		if (g->decided[i].is_on_it && !is_self(g, &g->decided[i].id))
			return true;
	return false;
}

static enum advice_lapse
lapse_of(struct advising *g, const struct share_source *source)
{
	int64_t days_ms = (source->advice_days + 1) * DAY_MS;

	if (g->is_of_other)
		return ADVICE_OF_OTHER;
	if (is_spent(g))
		return ADVICE_SPENT;
	if (source->advice_days > 0 && g->given_ms < g->end_ms - days_ms)
		return ADVICE_OLD;
	return ADVICE_HOLDS;
}

static void
take(struct advising *g, const struct share_source *source, struct facts *facts)
{
	if (!g->is_answered || !g->is_there)
		return;
	facts->advice_answer = g->answer;
	facts->advice_lapse = lapse_of(g, source);
	if (facts->advice_lapse != ADVICE_HOLDS)
		return;
	facts->advice.state = g->state;
	facts->advice.by =
	    g->is_director ? ADVICE_BY_DIRECTOR : ADVICE_BY_LINE_MANAGER;
}

enum err
share_advice(const struct record *decision, const struct id *asker,
    const struct share_source *source, const struct advice_day *day,
    size_t count, struct errinfo *e)
{
	struct days d = { .count = count };
	struct id advice;
	enum err code;

	assert(count > 0 && count <= SHARE_DAYS_MAX);
	if (!id_parse(&advice, text(decision, "advice")))
		return ERR_OK;
	for (size_t i = 0; i < count; i++)
		d.g[i] = (struct advising){ .decision = decision,
			.asker = asker,
			.self = source->self,
			.end_ms = day[i].end_ms,
			.advice = advice };
	code = gather(&d, source, e);
	for (size_t i = 0; i < count; i++) {
		if (code == ERR_OK)
			take(&d.g[i], source, day[i].facts);
		free(d.g[i].decided);
		free(d.g[i].directors);
	}
	return code;
}

const char *
share_lapse_says(enum advice_lapse lapse)
{
	static const char *const says[ADVICE_LAPSE_COUNT] = {
		[ADVICE_HOLDS] = "",
		[ADVICE_OF_OTHER] =
		    "The advice that it names was asked about another "
		    "recipient or purpose, so it does not count here.",
		[ADVICE_SPENT] = "Another decision rests on the advice that it "
				 "names already, so it does not count here.",
		[ADVICE_OLD] = "The advice that it names was given too long "
			       "ago, so it does not count here.",
	};

	return says[lapse];
}
