/* meeting_page.c - "May we attend?" in sentences that a volunteer understands. */
#include "meeting_page.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

static const struct record *
item(const struct record *r, const char *list, size_t i)
{
	return record_item((struct record *)(uintptr_t)r, list, i);
}

bool
meeting_is_past(const struct record *meeting, int64_t now_ms)
{
	struct civil now = when_civil(now_ms), when;
	int days;

	if (!when_read(&when, text(meeting, "when")))
		return false;
	days = when_days(&when, &now);
	if (days != 0 || !when.has_time)
		return days > 0;
	return when.hour * 60 + when.minute <= now.hour * 60 + now.minute;
}

void
meeting_when(char out[WHEN_SHOWN], const struct record *meeting, int64_t now_ms)
{
	struct civil now = when_civil(now_ms), when;
	char shown[WHEN_SHOWN], day[WHEN_SHOWN], *month;
	char clock[16] = "", year[16] = "";

	out[0] = '\0';
	if (!when_read(&when, text(meeting, "when")))
		return;
	if (when.has_time)
		snprintf(
		    clock, sizeof(clock), " %02d:%02d", when.hour, when.minute);
	when.has_time = false;
	when.hour = when.minute = 0;
	if (when.year != now.year)
		snprintf(year, sizeof(year), " %d", when.year);
	when_show(shown, &when);
	month = strchr(strchr(shown, ' ') + 1, ' ');
	snprintf(day, sizeof(day), "%.*s", (int)(month - shown), shown);
	snprintf(out, WHEN_SHOWN, "%.12s%.4s%.6s%.7s", day, month, year, clock);
}

/* ---- M1 ---- */

static void
add_answer(const struct meeting_page *p, const struct meeting_may *m,
    bool is_past, struct buf *out)
{
	const char *why = text(p->meeting, "not_attended");

	if (*why) {
		buf_addf(out, "It was not attended: %s\n", why);
		return;
	}
	switch (m->stand) {
	case MEETING_AGREED:
		buf_addf(out,
		    "%s: everybody who can be asked knows of it and "
		    "agrees.\n",
		    is_past ? "It was agreed" : "Yes");
		return;
	case MEETING_CONCERN:
		buf_addf(out,
		    "%s without their agreement: a concern for "
		    "safety or welfare stands instead.\n",
		    is_past ? "It could be attended" : "Yes,");
		return;
	case MEETING_NOT_ALL:
		buf_addf(out, "%s: not everybody has agreed.\n",
		    is_past ? "It was not agreed" : "Not yet");
		return;
	case MEETING_NOBODY:
		buf_addf(out, "%s: %s\n",
		    is_past ? "It was not agreed" : "Not yet",
		    m->people > 0
			? "nobody of the family could be asked, so nobody has "
			  "agreed."
			: "nobody of the family has been asked.");
		return;
	}
}

static void
add_rule(struct buf *out)
{
	buf_adds(out,
	    "The rule (M1): we go to a meeting of several agencies when the "
	    "family knows of it and agrees: the child from 12 on, or earlier "
	    "if they are mature enough, and each adult with parental "
	    "responsibility. Whoever cannot be asked is passed over, but not "
	    "everybody. Only a concern for safety or welfare can stand "
	    "instead, and it is written down.\n");
}

static void
add_person(const struct meeting_page *p, const struct meeting_person *who,
    struct buf *out)
{
	const char *name = meeting_kin_name(p->kin, &who->adult);
	const char *why = "";

	if (who->item != MEETING_NO_ITEM)
		why = text(item(p->meeting, "family", who->item), "why_not");
	buf_addf(out, "  %s ", name);
	switch (who->said) {
	case MEETING_SAID_YES:
		buf_adds(out, "knows of it and agrees.\n");
		return;
	case MEETING_CANNOT_ASK:
		buf_addf(out, "cannot be asked%s%s\n", *why ? ": " : ".", why);
		return;
	case MEETING_NOT_ASKED: buf_adds(out, "has not been asked.\n"); return;
	case MEETING_NOT_TOLD:
		buf_adds(out, "agrees, but nobody has written down that they "
			      "know of it.\n");
		return;
	case MEETING_SAID_NO: buf_adds(out, "does not agree.\n"); return;
	}
}

static void
add_family(
    const struct meeting_page *p, const struct meeting_may *m, struct buf *out)
{
	buf_adds(out, "\nThe family\n");
	if (!p->kin->standing.is_known)
		buf_adds(out,
		    "  This file is not on this device, so haven does "
		    "not know who else must be asked.\n");
	for (size_t i = 0; i < m->people; i++)
		add_person(p, &m->person[i], out);
	if (m->people == 0)
		buf_adds(out, "  Nobody stands there yet who must be asked.\n");
}

static void
add_concern(
    const struct meeting_page *p, const struct meeting_may *m, struct buf *out)
{
	const char *concern = text(p->meeting, "concern_instead");

	if (*concern)
		buf_addf(out, "\nThe concern\n  %s\n", concern);
	if (m->stand != MEETING_CONCERN)
		return;
	buf_adds(out,
	    "\nThen it must be written down\n"
	    "  in the meeting: what the concern is, and who decided to go;\n"
	    "  as a concern of its own, if a child may have been hurt: 1 in "
	    "the menu;\n"
	    "  why the family was not told, or what they said.\n"
	    "  Without their agreement only social care, the police and others "
	    "that protect children may hear anything.\n");
}

/* ---- M2 ---- */

static void
add_item(const struct meeting_page *p, size_t i, struct buf *out)
{
	const struct record *s = item(p->meeting, "shared", i);
	char day[WHEN_SHOWN] = "";
	struct civil on;

	if (!meeting_is_discussed(p->meeting, i)) {
		buf_addf(out,
		    "  %s: not talked over with anybody yet. Do that "
		    "first.\n",
		    text(s, "what"));
		return;
	}
	if (when_read(&on, text(s, "on")))
		when_show(day, &on);
	buf_addf(out, "  %s: talked over with %s, %s.\n", text(s, "what"),
	    text(s, "with"), day);
}

static void
add_decision(const struct meeting_page *p, struct buf *out)
{
	const struct meeting_decision *d = &p->named;
	char when[WHEN_SHOWN];

	if (id_is_none(&d->id)) {
		buf_adds(out, "  No decision to share is recorded. Nothing is "
			      "shared before that.\n");
	} else if (!d->is_here) {
		buf_adds(out, "  A decision is recorded, and not on this "
			      "device.\n");
	} else {
		when_show_ms(when, d->written_ms, p->now_ms);
		buf_addf(out, "  Decided %s: %s.\n", when,
		    d->is_share ? "to share" : "not to share");
	}
	if (!id_is_none(&p->spare.id)) {
		when_show_ms(when, p->spare.written_ms, p->now_ms);
		buf_addf(out,
		    "  A decision of %s is about a meeting with this "
		    "agency, and not named here.\n",
		    when);
	}
}

static void
add_shared(const struct meeting_page *p, struct buf *out)
{
	size_t n = record_count(p->meeting, "shared");

	buf_adds(out, "\nWhat may be shared there (M2)\n");
	for (size_t i = 0; i < n; i++)
		add_item(p, i, out);
	if (n == 0)
		buf_adds(out, "  Nothing is written down. What is to be shared "
			      "is talked over with the family first, piece by "
			      "piece.\n");
	add_decision(p, out);
}

/* ---- M3 ---- */

static void
add_came(const struct meeting_page *p, const struct meeting_person *who,
    struct buf *out)
{
	const char *name = meeting_kin_name(p->kin, &who->adult);

	switch (meeting_came(p->meeting, who)) {
	case MEETING_CAME: buf_addf(out, "  %s came.\n", name); return;
	case MEETING_CAME_NOT:
		buf_addf(out, "  %s did not come: %s\n", name,
		    text(item(p->meeting, "family", who->item), "why_not"));
		return;
	case MEETING_CAME_NO_WHY:
		buf_addf(out,
		    "  %s did not come, and nobody has written down "
		    "why.\n",
		    name);
		return;
	case MEETING_CAME_UNKNOWN:
		buf_addf(out, "  Nobody has written down whether %s came.\n",
		    id_is_none(&who->adult) && !*p->child ? "the child" : name);
		return;
	}
}

static void
add_after(
    const struct meeting_page *p, const struct meeting_may *m, struct buf *out)
{
	buf_adds(out, "\nWho of the family came (M3)\n");
	for (size_t i = 0; i < m->people; i++)
		add_came(p, &m->person[i], out);
	if (*text(p->meeting, "said") == '\0' &&
	    *text(p->meeting, "decided") == '\0')
		buf_adds(out, "  What was said and decided is not written down "
			      "yet.\n");
}

void
meeting_page_write(const struct meeting_page *p, struct buf *out)
{
	struct meeting_family family = meeting_kin_family(p->kin);
	bool is_past = meeting_is_past(p->meeting, p->now_ms);
	char when[WHEN_SHOWN];
	struct meeting_may m;

	meeting_may(&m, p->meeting, &family);
	meeting_when(when, p->meeting, p->now_ms);
	buf_addf(out, "Meeting about %s: %s%s%s\n\n",
	    *p->child ? p->child : "a child", when, *p->agency ? ", " : "",
	    p->agency);
	add_answer(p, &m, is_past, out);
	add_family(p, &m, out);
	add_concern(p, &m, out);
	add_shared(p, out);
	if (is_past && *text(p->meeting, "not_attended") == '\0')
		add_after(p, &m, out);
	buf_adds(out, "\n");
	if (p->f2)
		buf_addf(out, "F2: %s.\n", p->f2);
	if (p->f6)
		buf_addf(out, "F6: %s.\n", p->f6);
	buf_adds(out, "\n");
	add_rule(out);
}
