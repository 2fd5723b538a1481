/* support_check.c - do the episodes of a file, and the changes in them, agree with
 * each other (F1, F2, R1)? */
#include "support_check.h"

#include <string.h>

#include "kinds.h"

struct all {
	const struct support_record *at;
	size_t count;
	const struct id *own; /* passed over: the record that is judged */
};

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

static bool
is_episode(const struct record *r)
{
	return record_kind(r) == &kind_episode;
}

/* A change that happened, in this episode. */
static bool
is_change_of(const struct record *r, const struct id *episode)
{
	return record_kind(r) == &kind_nature_change &&
	       strcmp(text(r, "undone"), "yes") != 0 &&
	       strcmp(text(r, "episode"), episode->s) == 0;
}

/* Days are compared as text; of one day the ids say which came first. */
static int
by_day(const char *day, const struct id *id, const char *other_day,
    const struct id *other)
{
	int n = strncmp(day, other_day, 10);

	return n != 0 ? n : strcmp(id->s, other->s);
}

/* The last change before a day, or the first after it; NULL: there is none. */
static const struct record *
change_beside(const struct all *a, const struct id *episode, const char *day,
    const struct id *id, bool after)
{
	const struct support_record *found = NULL;

	for (size_t i = 0; i < a->count; i++) {
		const struct support_record *o = &a->at[i];
		int n;

		if (!is_change_of(o->body, episode) || id_equal(&o->id, a->own))
			continue;
		n = by_day(text(o->body, "on"), &o->id, day, id);
		if (after ? n < 0 : n > 0)
			continue;
		if (found != NULL) {
			n = by_day(text(o->body, "on"), &o->id,
			    text(found->body, "on"), &found->id);
			if (after ? n > 0 : n < 0)
				continue;
		}
		found = o;
	}
	return found != NULL ? found->body : NULL;
}

static const struct id last_of_all = { "~" }; /* after every id */
#define LAST_DAY "9999-12-31"
#define FIRST_DAY ""

void
support_now(const struct record *episode, const struct id *id,
    const struct support_record *others, size_t count, struct support_now *out)
{
	static const struct id none = { "" };
	const struct all a = { others, count, &none };
	const struct record *change =
	    change_beside(&a, id, LAST_DAY, &last_of_all, false);

	*out = (struct support_now){
		.is_begun = *text(episode, "started") != '\0',
		.is_ended = *text(episode, "ended") != '\0',
		.since = text(episode, "started"),
		.nature = text(change != NULL ? change : episode, "nature"),
		.nature_since = change != NULL ? text(change, "on")
					       : text(episode, "nature_on"),
	};
	if (*out->nature_since == '\0')
		out->nature_since = out->since;
}

/* Another episode that goes on, and is the same kind of support by now (R1). */
static bool
has_same_open(const struct all *a, const struct id *but, const char *nature)
{
	for (size_t i = 0; i < a->count && *nature != '\0'; i++) {
		const struct support_record *o = &a->at[i];
		struct support_now now;

		if (!is_episode(o->body) || id_equal(&o->id, but))
			continue;
		support_now(o->body, &o->id, a->at, a->count, &now);
		if (!now.is_ended && strcmp(now.nature, nature) == 0)
			return true;
	}
	return false;
}

static const char same_open[] = "Another episode of the same support is open "
				"on this file. Write it there, or "
				"end that one first.";

/* ---- an episode ---- */

static void
check_changes(const struct record *r, const struct all *a, const struct id *id,
    struct problems *p)
{
	const struct record *first = change_beside(a, id, FIRST_DAY, id, true);
	const struct record *last =
	    change_beside(a, id, LAST_DAY, &last_of_all, false);
	const char *started = text(r, "started"), *ended = text(r, "ended");

	if (first == NULL)
		return;
	if (*started == '\0' || strncmp(text(first, "on"), started, 10) < 0)
		problems_add(p, "started", "rule",
		    "A change in this support is recorded before that day. "
		    "Put the change right first.");
	if (*ended != '\0' && strncmp(text(last, "on"), ended, 10) > 0)
		problems_add(p, "ended", "rule",
		    "A change in this support is recorded after that day. "
		    "Put the change right first.");
	if (strcmp(text(first, "nature"), text(r, "nature")) == 0)
		problems_add(p, "nature", "rule",
		    "The first change in this support says that it became the "
		    "same. Put the change right first.");
}

static void
check_episode(const struct record *r, const struct all *a, const struct id *id,
    struct problems *p)
{
	struct support_now now;

	check_changes(r, a, id, p);
	support_now(r, id, a->at, a->count, &now);
	if (!now.is_ended && has_same_open(a, id, now.nature))
		problems_add(p, "nature", "rule", "%s", same_open);
}

/* ---- a change ---- */

static const struct support_record *
episode_of(const struct all *a, const char *episode)
{
	for (size_t i = 0; i < a->count; i++)
		if (is_episode(a->at[i].body) &&
		    strcmp(a->at[i].id.s, episode) == 0)
			return &a->at[i];
	return NULL;
}

static void
check_day(
    const struct record *r, const struct record *episode, struct problems *p)
{
	const char *on = text(r, "on"), *started = text(episode, "started");
	const char *ended = text(episode, "ended");
	const char *decided = text(episode, "nature_on");

	if (*started == '\0')
		problems_add(p, "on", "rule",
		    "This support has not begun. Write its first day into the "
		    "episode.");
	else if (strncmp(on, started, 10) < 0)
		problems_add(p, "on", "rule",
		    "A change cannot come before the support began.");
	else if (strncmp(on, decided, 10) < 0)
		problems_add(p, "on", "rule",
		    "A change cannot come before it was decided what the "
		    "support is.");
	else if (*ended != '\0' && strncmp(on, ended, 10) > 0)
		problems_add(p, "on", "rule",
		    "A change cannot come after the support has ended.");
}

static void
check_change(const struct record *r, const struct all *a, const struct id *id,
    struct problems *p)
{
	const struct support_record *episode =
	    episode_of(a, text(r, "episode"));
	const char *nature = text(r, "nature"), *on = text(r, "on");
	const struct record *before, *after;

	/* Without its episode there is nothing to judge by: that comes first. */
	if (episode == NULL || *on == '\0' || *nature == '\0')
		return;
	before = change_beside(a, &episode->id, on, id, false);
	after = change_beside(a, &episode->id, on, id, true);
	if (before == NULL)
		before = episode->body;
	if (strcmp(text(r, "undone"), "yes") == 0) {
		if (after != NULL &&
		    strcmp(text(before, "nature"), text(after, "nature")) == 0)
			problems_add(p, "undone", "rule",
			    "Without it the change after it would be none. Put "
			    "that one right first.");
		return;
	}
	check_day(r, episode->body, p);
	if (strcmp(text(before, "nature"), nature) == 0)
		problems_add(p, "nature", "rule",
		    "That is what the support is already: this would be no "
		    "change.");
	else if (after != NULL && strcmp(text(after, "nature"), nature) == 0)
		problems_add(p, "nature", "rule",
		    "The change after it says the same. Put that one right "
		    "first.");
	else if (after == NULL && *text(episode->body, "ended") == '\0' &&
		 has_same_open(a, &episode->id, nature))
		problems_add(p, "nature", "rule", "%s", same_open);
}

bool
support_check(const struct record *r, const struct id *id,
    const struct support_record *others, size_t count, struct problems *p)
{
	const struct all a = { others, count, id };
	size_t had = p->count;

	if (is_episode(r))
		check_episode(r, &a, id, p);
	else if (record_kind(r) == &kind_nature_change)
		check_change(r, &a, id, p);
	return p->count == had;
}
