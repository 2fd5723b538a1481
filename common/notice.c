/* notice.c - events, ways, states: what the referrer is told of an episode. */
#include "notice.h"

#include <assert.h>
#include <string.h>

#include "kinds.h"

static const char *
text(const struct record *r, const char *key)
{
	return r == NULL ? "" : record_text(r, key);
}

/* ---- events ---- */

static const struct event {
	const char *code;
	enum occasion occasion;
	const char *on, *instead, *nature; /* keys; instead: when on is empty */
} events[] = {
	[NOTICE_START] = { "start", OCCASION_REFERRER_START, "started", NULL,
	    NULL },
	[NOTICE_NATURE] = { "nature", OCCASION_REFERRER_NATURE, "nature_on",
	    "started", "nature" },
	[NOTICE_CHANGE] = { "change", OCCASION_REFERRER_CHANGE, "on", NULL,
	    "nature" },
	[NOTICE_END] = { "end", OCCASION_REFERRER_END, "ended", NULL, NULL },
};
static_assert(KIND_COUNT(events) == NOTICE_EVENTS, "a row each");

const char *
notice_event_code(enum notice_event what)
{
	return events[what].code;
}

bool
notice_event_read(const char *code, enum notice_event *out)
{
	for (int i = 0; i < NOTICE_EVENTS; i++) {
		if (strcmp(events[i].code, code) != 0)
			continue;
		*out = (enum notice_event)i;
		return true;
	}
	return false;
}

enum occasion
notice_occasion(enum notice_event what)
{
	return events[what].occasion;
}

void
notice_event_of(const struct record *episode, const struct record *change,
    enum notice_event what, struct notice_event_now *out)
{
	const struct event *ev = &events[what];
	const struct record *r = what == NOTICE_CHANGE ? change : episode;

	*out = (struct notice_event_now){ .what = what,
		.on = text(r, ev->on),
		.nature = ev->nature != NULL ? text(r, ev->nature) : "",
		.agency = text(episode, "agency"),
		.person = text(episode, "person"),
		.reference = text(episode, "their_reference") };
	if (*out->on == '\0' && ev->instead != NULL)
		out->on = text(r, ev->instead);
	out->is_there =
	    *out->on != '\0' && (ev->nature == NULL || *out->nature != '\0') &&
	    strcmp(what == NOTICE_CHANGE ? text(r, "undone") : "", "yes") != 0;
}

/* ---- ways ---- */

static const struct {
	const char *code;
	unsigned needs; /* bits of enum notice_needs */
	bool has_told;
} hows[] = {
	[NOTICE_BY_EMAIL] = { "email", NOTICE_NEEDS_TO, false },
	[NOTICE_BY_LETTER] = { "letter", NOTICE_NEEDS_TO | NOTICE_NEEDS_WHEN,
	    true },
	[NOTICE_BY_CALL] = { "call", NOTICE_NEEDS_TO | NOTICE_NEEDS_WHEN,
	    true },
	[NOTICE_BY_HAND] = { "by_hand", NOTICE_NEEDS_TO | NOTICE_NEEDS_WHEN,
	    true },
	[NOTICE_ARRIVED] = { "arrived", NOTICE_NEEDS_NOTE, true },
	[NOTICE_NOT_SENT] = { "not_sent", NOTICE_NEEDS_NOTE, false },
};
static_assert(KIND_COUNT(hows) == NOTICE_HOWS, "a row each");

bool
notice_how_read(const char *code, enum notice_how *out)
{
	for (int i = 0; i < NOTICE_HOWS; i++) {
		if (strcmp(hows[i].code, code) != 0)
			continue;
		*out = (enum notice_how)i;
		return true;
	}
	return false;
}

bool
notice_how_needs(enum notice_how how, enum notice_needs what)
{
	return (hows[how].needs & (unsigned)what) != 0;
}

bool
notice_how_has_told(enum notice_how how)
{
	return hows[how].has_told;
}

/* ---- how it stands ---- */

static const struct {
	const char *label;
	bool is_open;
} states[] = {
	[NOTICE_IS_DUE] = { "Due", true },
	[NOTICE_IS_OVERDUE] = { "Overdue", true },
	[NOTICE_IS_OFFERED] = { "May be sent", true },
	[NOTICE_IS_HELD] = { "Held", true },
	[NOTICE_IS_SENDING] = { "Sending", false },
	[NOTICE_IS_DONE] = { "Done", false },
	[NOTICE_IS_DECLINED] = { "Not sent", false },
	[NOTICE_IS_STOPPED] = { "Stopped", false },
	[NOTICE_IS_NONE] = { "Not to be sent", false },
};
static_assert(KIND_COUNT(states) == NOTICE_STATES, "a row each");

const char *
notice_state_label(enum notice_state state)
{
	return states[state].label;
}

bool
notice_is_open(enum notice_state state)
{
	return states[state].is_open;
}

static int
result_of(const struct notice_beside *beside, size_t count, const char *sent)
{
	int found = -1;

	for (size_t i = 0; i < count; i++) {
		const struct kind *k = record_kind(beside[i].body);

		if ((k == &kind_notice_proof || k == &kind_notice_failed) &&
		    strcmp(text(beside[i].body, "sent"), sent) == 0 &&
		    (found < 0 || beside[i].at_ms >= beside[found].at_ms))
			found = (int)i;
	}
	return found;
}

/* The weight of a sending: what has been told counts before what is on its way,
 * that before a decision against it, and that before what failed. */
static int
weight_of(const struct notice_beside *b, const struct notice_beside *result,
    enum notice_state *state)
{
	enum notice_how how;
	bool failed =
	    result != NULL && record_kind(result->body) == &kind_notice_failed;

	if (!notice_how_read(text(b->body, "how"), &how))
		return 0;
	*state = NOTICE_IS_HELD;
	if (failed)
		return 1;
	if (how == NOTICE_NOT_SENT) {
		*state = NOTICE_IS_DECLINED;
		return 2;
	}
	if (how == NOTICE_BY_EMAIL && result == NULL) {
		*state = NOTICE_IS_SENDING;
		return 3;
	}
	*state = NOTICE_IS_DONE;
	return 4;
}

static enum notice_state
state_at_first(const struct record *notice, const char *today)
{
	const char *offer = text(notice, "offer");

	if (strcmp(offer, "none") == 0)
		return NOTICE_IS_NONE;
	if (strcmp(offer, "offered") == 0)
		return NOTICE_IS_OFFERED;
	return strcmp(text(notice, "due"), today) < 0 ? NOTICE_IS_OVERDUE
						      : NOTICE_IS_DUE;
}

struct notice_stand
notice_stand(const struct record *notice, const struct notice_beside *beside,
    size_t count, const char *today)
{
	struct notice_stand s = { state_at_first(notice, today), -1, -1, -1 };
	int best = 0;

	for (size_t i = 0; i < count; i++) {
		enum notice_state state = s.state;
		int result, weight;

		if (record_kind(beside[i].body) == &kind_notice_stop)
			s.stop = (int)i;
		if (record_kind(beside[i].body) != &kind_notice_sent)
			continue;
		result = result_of(beside, count, beside[i].id);
		weight = weight_of(
		    &beside[i], result < 0 ? NULL : &beside[result], &state);
		if (weight < best ||
		    (weight == best && s.sent >= 0 &&
			beside[i].at_ms < beside[s.sent].at_ms))
			continue;
		best = weight;
		s.sent = (int)i;
		s.result = result;
		s.state = state;
	}
	/* What has been told has been told, whatever stopped it meanwhile. */
	if (s.stop >= 0 && s.state != NOTICE_IS_DONE &&
	    s.state != NOTICE_IS_SENDING)
		s.state = NOTICE_IS_STOPPED;
	return s;
}

/* ---- may it go? ---- */

static struct record *
as_decision(enum notice_event what, const char *agency)
{
	static const char *const checked[] = { "necessary", "need_to_know",
		"accurate" };
	struct record *d = record_new(&kind_share_decision), *item;

	record_set(d, "agency", agency);
	record_set(d, "role", "whoever referred");
	record_set(
	    d, "occasion", decide_word(WORDS_OCCASION, notice_occasion(what)));
	record_set(d, "harm", decide_word(WORDS_HARM, HARM_NONE));
	record_set(d, "purpose", "referral");
	record_set(d, "reasons", "The referrer is told.");
	record_set(d, "channel", "notice");
	record_set(d, "identity", "Out of the directory.");
	for (size_t i = 0; i < KIND_COUNT(checked); i++)
		record_set(d, checked[i], "yes");
	item = record_add(d, "items");
	if (item != NULL) {
		record_set(item, "what", "The notice");
		record_set(item, "kind", "notice");
	}
	return d;
}

enum err
notice_decide(enum notice_event what, const char *agency, const struct id *file,
    const struct id *asker, const char *on, const struct share_source *source,
    struct decision *out, struct errinfo *e)
{
	struct record *d = as_decision(what, agency);
	struct facts *f = NULL;
	enum err code = share_facts(d, file, asker, on, source, &f, e);

	if (code == ERR_OK)
		(void)share_judge(f, out);
	facts_free(f);
	record_free(d);
	return code;
}
