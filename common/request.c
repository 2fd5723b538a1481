/* request.c - how a request stands by what lies beside it (A1, A3, C2). */
#include "request.h"

#include <string.h>

#include "kinds.h"

static const char *
text(const struct request_beside *b, const char *key)
{
	return record_text(b->body, key);
}

static bool
is(const struct record *r, const char *key, const char *code)
{
	return strcmp(record_text(r, key), code) == 0;
}

bool
request_is_own(const struct kind *k)
{
	static const struct kind *const own[] = { &kind_request,
		&kind_request_stop, &kind_request_start, &kind_request_longer,
		&kind_request_view, &kind_request_item, &kind_request_ready,
		&kind_request_copy, &kind_request_check, &kind_request_answer };

	for (size_t i = 0; i < KIND_COUNT(own); i++)
		if (own[i] == k)
			return true;
	return false;
}

/* ---- the clock ---- */

/* When the answer to a stop came: the first of the same matter on its day or
 * after it. */
static const struct request_beside *
start_of(const struct request_beside *stop, const struct request_beside *at,
    size_t n)
{
	const struct request_beside *first = NULL;

	for (size_t i = 0; i < n; i++)
		if (record_kind(at[i].body) == &kind_request_start &&
		    strcmp(text(&at[i], "why"), text(stop, "why")) == 0 &&
		    strcmp(text(&at[i], "on"), text(stop, "on")) >= 0 &&
		    (first == NULL ||
			strcmp(text(&at[i], "on"), text(first, "on")) < 0))
			first = &at[i];
	return first;
}

static void
add_stop(struct due_stop *stops, size_t *n, const struct request_beside *b,
    const struct request_beside *at, size_t count, struct request_stand *out)
{
	const struct request_beside *start = start_of(b, at, count);
	struct due_stop *s = &stops[*n];

	if (*n == DUE_STOPS_MAX || !when_read(&s->from, text(b, "on")))
		return;
	s->is_open = start == NULL || !when_read(&s->until, text(start, "on"));
	if (s->is_open && out->waits != REQUEST_WAITS_IDENTITY)
		out->waits = is(b->body, "why", "identity")
				 ? REQUEST_WAITS_IDENTITY
				 : REQUEST_WAITS_SOUGHT;
	(*n)++;
}

static void
keep_newest(int *out, const struct request_beside *at, size_t i)
{
	if (*out == REQUEST_NONE || at[*out].at_ms <= at[i].at_ms)
		*out = (int)i;
}

static void
sort_one(struct request_stand *out, const struct request_beside *at, size_t i)
{
	const struct kind *k = record_kind(at[i].body);

	if (k == &kind_request_answer)
		keep_newest(&out->answer, at, i);
	else if (k == &kind_request_view)
		keep_newest(&out->view, at, i);
	else if (k == &kind_request_ready)
		keep_newest(&out->ready, at, i);
	else if (k == &kind_request_copy)
		keep_newest(&out->copy, at, i);
	else if (k == &kind_request_start && is(at[i].body, "why", "identity"))
		out->is_identity_settled = true;
}

/* The first one that was told counts. */
static void
set_longer(struct due_clock *c, const struct request_beside *b)
{
	struct civil on;

	if (!when_read(&on, text(b, "on")) ||
	    (c->is_extended && when_days(&c->extended_on, &on) >= 0))
		return;
	c->is_extended = true;
	c->extended_on = on;
}

/* The newest look at the newest copy; one at an earlier copy says nothing. */
static void
find_check(struct request_stand *out, const struct request_beside *at, size_t n)
{
	for (size_t i = 0; i < n && out->copy != REQUEST_NONE; i++)
		if (record_kind(at[i].body) == &kind_request_check &&
		    strcmp(at[i].parent, at[out->copy].id) == 0)
			keep_newest(&out->check, at, i);
}

void
request_stand(struct request_stand *out, const struct record *request,
    const struct request_beside *beside, size_t count,
    const struct civil *today, const struct holidays *h)
{
	struct due_stop stops[DUE_STOPS_MAX + 1];
	struct due_clock c = { .today = *today, .stops = stops, .holidays = h };

	memset(out, 0, sizeof(*out));
	out->answer = out->view = out->ready = out->copy = out->check =
	    REQUEST_NONE;
	out->is_identity_settled = !is(request, "identity", "waiting");
	for (size_t i = 0; i < count; i++) {
		const struct kind *k = record_kind(beside[i].body);

		sort_one(out, beside, i);
		if (k == &kind_request_stop)
			add_stop(stops, &c.stop_count, &beside[i], beside,
			    count, out);
		else if (k == &kind_request_longer)
			set_longer(&c, &beside[i]);
	}
	find_check(out, beside, count);
	out->is_closed = out->answer != REQUEST_NONE;
	if (when_read(&c.received, record_text(request, "received")))
		due_work_out(&c, &out->due);
	if (!out->due.is_stopped)
		out->waits = REQUEST_WAITS_NOT;
}

void
request_stand_words(const struct request_stand *s,
    const struct request_beside *beside, struct buf *out)
{
	static const char *const waits[] = {
		[REQUEST_WAITS_NOT] = "",
		[REQUEST_WAITS_IDENTITY] = ": waiting for who they are",
		[REQUEST_WAITS_SOUGHT] = ": waiting for what they seek",
	};

	if (s->is_closed) {
		record_show(kind_field(&kind_request_answer, "what"),
		    text(&beside[s->answer], "what"), NULL, NULL, out);
		return;
	}
	due_words(&s->due, out);
	buf_adds(out, waits[s->waits]);
	if (s->due.is_longer)
		buf_adds(out, "; two more months");
	if (s->due.is_longer_late)
		buf_adds(out, "; the longer time was told too late and does "
			      "not count");
	if (s->due.has_late_stop)
		buf_adds(out, "; asked too late to stop the clock");
}

/* "Fri 3 May", or "3 May" */
static void
add_day(const struct civil *day, bool is_short, struct buf *out)
{
	char shown[WHEN_SHOWN], *at;

	when_show(shown, day);
	/* Without the year; of the month its beginning. */
	at = strrchr(shown, ' ');
	if (at != NULL)
		*at = '\0';
	at = strrchr(shown, ' ');
	if (at != NULL && strlen(at) > 4)
		at[4] = '\0';
	at = is_short ? strchr(shown, ' ') : NULL;
	buf_adds(out, at != NULL ? at + 1 : shown);
}

void
request_stand_brief(const struct request_stand *s,
    const struct request_beside *beside, struct buf *out)
{
	const struct due *d = &s->due;

	if (s->is_closed) {
		request_stand_words(s, beside, out);
		return;
	}
	if (d->days_left < 0)
		buf_addf(out, "overdue for %d day%s", -d->days_left,
		    d->days_left == -1 ? "" : "s");
	else if (d->days_left == 0)
		buf_adds(out, "due today");
	else
		buf_adds(out, "due ");
	if (d->days_left > 0)
		add_day(&d->day, d->is_stopped, out);
	if (d->is_stopped)
		buf_addf(out, "; stopped %d day%s: %s", d->still_days,
		    d->still_days == 1 ? "" : "s",
		    s->waits == REQUEST_WAITS_IDENTITY ? "identity" : "scope");
}

const char *
request_what_brief(const struct record *request)
{
	static const struct choice briefs[] = {
		{ "access", "copy of the file" },
		{ "correction", "correction" },
		{ "objection", "objection" },
		{ "complaint", "complaint" },
		{ 0 },
	};

	for (size_t i = 0; briefs[i].code != NULL; i++)
		if (is(request, "what", briefs[i].code))
			return briefs[i].label;
	return "request";
}

/* ---- what is missing ---- */

bool
request_needs_view(const struct record *request, const char *born,
    enum competence competence, const struct civil *today)
{
	struct civil b;
	int age;

	if (is(request, "who", "child") || !is(request, "what", "access"))
		return false;
	age = when_read(&b, born) ? when_age(&b, today) : 12;
	return age >= 12 ? competence != COMPETENCE_NOT_COMPETENT
			 : competence == COMPETENCE_COMPETENT;
}

static void
add_missing_copy(const struct request_ask *q, struct buf *out)
{
	const struct request_stand *s = q->stand;

	if (s->copy == REQUEST_NONE ||
	    strcmp(record_text(q->answer, "copy"), q->beside[s->copy].id) != 0)
		buf_adds(out, "The copy that the office made last is the one "
			      "that goes: make it first. ");
	else if (q->needs_check &&
		 (s->check == REQUEST_NONE ||
		     !is(q->beside[s->check].body, "what", "good")))
		buf_adds(out, "A second person reads it before it goes, and "
			      "has not said yes to it. ");
}

bool
request_is_missing(const struct request_ask *q, struct buf *out)
{
	size_t before = out->len;
	bool is_given = is(q->answer, "what", "given");
	bool is_access = is(q->request, "what", "access");

	if (is_access &&
	    (is(q->answer, "what", "done") || is(q->answer, "what", "part")))
		buf_adds(out, "To a request for information a copy is given, "
			      "or it is refused. ");
	if (!is_access && is_given)
		buf_adds(out, "They did not ask for a copy. ");
	if (!is_access || !is_given)
		return out->len > before;
	if (!q->stand->is_identity_settled)
		buf_adds(out, "It is not settled who they are (A1). ");
	if (is(q->request, "standing", "none") &&
	    !q->stand->is_identity_settled)
		buf_adds(out, "Nothing shows that they may ask (A1). ");
	if (q->needs_view && q->stand->view == REQUEST_NONE)
		buf_adds(out,
		    "Somebody else asks for the information of a child who "
		    "understands the matter: write down what the child says "
		    "to it, or why they were not asked (C2). ");
	add_missing_copy(q, out);
	return out->len > before;
}

/* ---- items ---- */

struct record *
request_text_of(struct record *r)
{
	struct record *inner = NULL;

	if (r == NULL || kept_aside_inner(r, &inner, NULL) != ERR_OK)
		return r;
	record_free(r);
	return inner;
}

enum item_state
item_state_of(const struct record *decision, int64_t version)
{
	int64_t of = 0;

	if (decision == NULL)
		return ITEM_UNDECIDED;
	for (const char *at = record_text(decision, "version"); *at != '\0';
	     at++)
		of = of * 10 + (*at - '0');
	if (of != version)
		return ITEM_CHANGED;
	return is(decision, "what", "release")    ? ITEM_RELEASED
	       : is(decision, "what", "passages") ? ITEM_CUT
						  : ITEM_WITHHELD;
}

bool
item_is_earlier(const struct record *decision)
{
	return is(decision, "earlier", "yes");
}

const char *
item_state_label(enum item_state state)
{
	static const char *const labels[ITEM_STATES] = {
		[ITEM_UNDECIDED] = "to decide",
		[ITEM_CHANGED] = "changed: decide again",
		[ITEM_RELEASED] = "goes",
		[ITEM_CUT] = "goes in part",
		[ITEM_WITHHELD] = "does not go",
	};

	return labels[state];
}

/* ---- incidents ---- */

void
wrong_words(const struct record *wrong, int64_t now_ms, struct buf *out)
{
	struct civil noticed;

	if (*record_text(wrong, "regulator") == '\0' &&
	    when_read(&noticed, record_text(wrong, "noticed")))
		due_regulator_brief(due_regulator_ms(&noticed), now_ms, out);
}
