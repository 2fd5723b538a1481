/* kind_meeting.c - a meeting of several agencies: with the family's knowledge and
 * agreement, or because of a concern that is recorded; what is shared there is
 * talked over with them first; they usually attend (M1, M2, M3). */
#include <stdio.h>
#include <string.h>

#include "kinds.h"

static bool
is_empty(const struct record *r, const char *key)
{
	return record_text(r, key)[0] == '\0';
}

/* ---- who is invited ---- */

static const struct field invited_fields[] = {
	{ .key = "name",
	    .label = "Name",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "M1",
	    .help = "And what they do there." },
	{ .key = "agency",
	    .label = "Agency",
	    .type = FT_REF,
	    .ref = "agency",
	    .policy = "M1",
	    .help = "If it is in the directory." },
	{ .key = "came",
	    .label = "Did they come?",
	    .type = FT_YESNO,
	    .policy = "M1",
	    .help = "After the meeting." },
};
const struct kind kind_invited = { .name = "invited",
	.title = "Person",
	.plural = "People",
	.help = "Somebody of another agency, or of ours.",
	.policy = "M1",
	.version = 1,
	.flags = KF_ITEM,
	.fields = invited_fields,
	.field_count = KIND_COUNT(invited_fields),
	.label_key = "name" };

/* ---- the family ---- */

static const struct choice meeting_answers[] = {
	{ "agreed", "They agree" },
	{ "refused", "They do not agree" },
	{ "cannot_ask", "They cannot be asked" },
	{ 0 },
};
static const struct field family_fields[] = {
	{ .key = "adult",
	    .label = "Which adult",
	    .type = FT_REF,
	    .ref = "adult",
	    .policy = "M1",
	    .help = "One of this file's adults. Empty for the child." },
	{ .key = "knows",
	    .label = "Do they know of the meeting?",
	    .type = FT_YESNO,
	    .policy = "M1",
	    .help = "Who asks for it, why, and who will be there." },
	{ .key = "answer",
	    .label = "Do they agree that we go?",
	    .type = FT_CHOICE,
	    .choices = meeting_answers,
	    .policy = "M1",
	    .help = "Each for themselves. If they cannot be asked, say why "
		    "below." },
	{ .key = "asked_on",
	    .label = "Asked on",
	    .type = FT_DATE,
	    .flags = FF_PAST,
	    .policy = "M1",
	    .help = "The day, and not later than the meeting." },
	{ .key = "came",
	    .label = "Did they come?",
	    .type = FT_YESNO,
	    .policy = "M3",
	    .help = "After the meeting. They usually do." },
	{ .key = "why_not",
	    .label = "Why not",
	    .type = FT_LINE,
	    .flags = FF_SENSITIVE,
	    .policy = "M3",
	    .help = "If they did not come, or could not be asked." },
};
const struct kind kind_meeting_family = { .name = "meeting_family",
	.title = "Person",
	.plural = "People",
	.help = "The child or young person, a parent or a carer: whether they "
		"know of the meeting, agree to it, and came.",
	.policy = "M1 M3",
	.version = 1,
	.flags = KF_ITEM,
	.fields = family_fields,
	.field_count = KIND_COUNT(family_fields),
	.label_key = "adult" };

/* ---- what will be shared ---- */

static const struct field discussed_fields[] = {
	{ .key = "what",
	    .label = "What exactly",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "M2 S4",
	    .help = "One fact, for example \"attendance since September\"." },
	{ .key = "kind",
	    .label = "Kind of information",
	    .type = FT_CHOICE,
	    .list = LIST_INFORMATION,
	    .policy = "M2 S4",
	    .help = "The agreements name these kinds." },
	{ .key = "with",
	    .label = "Talked over with",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "M2",
	    .help = "Who of the family." },
	{ .key = "on",
	    .label = "When",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "M2",
	    .help = "The day, and not later than the meeting." },
};
const struct kind kind_discussed = { .name = "discussed",
	.title = "Piece of information",
	.plural = "Pieces of information",
	.help = "One thing that will be shared at the meeting, and with whom "
		"of the family it was talked over first.",
	.policy = "M2",
	.version = 1,
	.flags = KF_ITEM,
	.fields = discussed_fields,
	.field_count = KIND_COUNT(discussed_fields),
	.label_key = "what" };

/* ---- the meeting ---- */

static const char *const meeting_sections[] = { "The meeting", "The family",
	"What is shared", "What came of it", NULL };

static const struct field meeting_fields[] = {
	{ .key = "when",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED,
	    .policy = "M1",
	    .help = "Day and time: \"3 dec 10:00\"." },
	{ .key = "agency",
	    .label = "Agency that asks for it",
	    .type = FT_REF,
	    .ref = "agency",
	    .flags = FF_REQUIRED,
	    .policy = "M1",
	    .help = "From the directory." },
	{ .key = "place",
	    .label = "Where",
	    .type = FT_LINE,
	    .policy = "M1",
	    .help = "The place, or \"by telephone\"." },
	{ .key = "purpose",
	    .label = "What it is for",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "M1 R1",
	    .help = "What is to be decided there." },
	{ .key = "people",
	    .label = "Who will be there",
	    .type = FT_LIST,
	    .of = &kind_invited,
	    .policy = "M1",
	    .help = "Of the other agencies, and of ours." },
	{ .key = "family",
	    .label = "What the family says",
	    .section = 1,
	    .type = FT_LIST,
	    .of = &kind_meeting_family,
	    .policy = "M1 M3",
	    .help = "The child or young person and each parent or carer: a "
		    "meeting is attended with their knowledge and agreement." },
	{ .key = "concern_instead",
	    .label = "Concern for safety or welfare",
	    .section = 1,
	    .type = FT_TEXT,
	    .flags = FF_SENSITIVE | FF_FACT,
	    .policy = "M1",
	    .help = "Only if it is attended without their knowledge or "
		    "agreement: what the concern is, and who decided." },
	{ .key = "shared",
	    .label = "What will be shared",
	    .section = 2,
	    .type = FT_LIST,
	    .of = &kind_discussed,
	    .policy = "M2",
	    .help = "Item by item, each talked over with the family first." },
	{ .key = "decision",
	    .label = "The decision to share",
	    .section = 2,
	    .type = FT_REF,
	    .ref = "share_decision",
	    .flags = FF_HIDDEN,
	    .policy = "M1 S8",
	    .help = "What the check of this meeting led to." },
	{ .key = "said",
	    .label = "What was said",
	    .section = 3,
	    .type = FT_TEXT,
	    .flags = FF_SENSITIVE | FF_FACT,
	    .policy = "M1",
	    .help = "What we told, and what we heard." },
	{ .key = "decided",
	    .label = "What was decided",
	    .section = 3,
	    .type = FT_TEXT,
	    .flags = FF_SENSITIVE,
	    .policy = "M1",
	    .help = "By the meeting." },
	{ .key = "actions",
	    .label = "What is to be done",
	    .section = 3,
	    .type = FT_LIST,
	    .of = &kind_todo,
	    .policy = "M1 R4",
	    .help = "One thing each, by whom and by when. It appears under "
		    "\"Waiting for you\"." },
	{ .key = "not_attended",
	    .label = "Why we did not go",
	    .section = 3,
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_SENSITIVE,
	    .policy = "M1",
	    .help = "If nobody of ours went." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .section = 3,
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE,
	    .max = 10,
	    .policy = "R7",
	    .help = "Only if it is about one of us. Whoever stands here never "
		    "sees this." },
};

bool
meeting_is_agreed(const struct record *meeting)
{
	size_t n = record_count(meeting, "family"), agreed = 0, cannot = 0;

	for (size_t i = 0; i < n; i++) {
		const struct record *f = record_item(meeting, "family", i);
		const char *answer = record_text(f, "answer");

		if (strcmp(answer, "cannot_ask") == 0)
			cannot++;
		else if (strcmp(answer, "agreed") == 0 &&
			 strcmp(record_text(f, "knows"), "yes") == 0)
			agreed++;
	}
	return !is_empty(meeting, "concern_instead") ||
	       (agreed > 0 && agreed + cannot == n);
}

/* Asked, and talked over, before it and not after. */
static void
check_days(const struct record *r, const char *list, const char *key,
    struct problems *p)
{
	const char *when = record_text(r, "when");

	for (size_t i = 0; *when != '\0' && i < record_count(r, list); i++) {
		const struct record *item = record_item(r, list, i);
		char field[ERR_FIELD_MAX];

		if (strncmp(record_text(item, key), when, 10) <= 0)
			continue;
		snprintf(field, sizeof(field), "%s.%zu.%s", list, i, key);
		problems_add(p, field, "rule",
		    "That is after the meeting: it comes first.");
	}
}

static bool
has_come(const struct record *r)
{
	return !is_empty(r, "said") || !is_empty(r, "decided");
}

static void
check_meeting(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	struct civil when;

	check_days(r, "family", "asked_on", p);
	check_days(r, "shared", "on", p);
	if (has_come(r) && !is_empty(r, "not_attended"))
		problems_add(p, "not_attended", "rule",
		    "It was attended, as what was said and decided tells.");
	if (has_come(r) && when_read(&when, record_text(r, "when")) &&
	    when_compare(&when, &ctx->now) > 0)
		problems_add(p, "said", "rule",
		    "The meeting has not been yet, by its day.");
	for (size_t i = 0; ctx->complete && i < record_count(r, "family");
	     i++) {
		const struct record *f = record_item(r, "family", i);
		char field[ERR_FIELD_MAX];

		snprintf(field, sizeof(field), "family.%zu.why_not", i);
		if ((strcmp(record_text(f, "came"), "no") == 0 ||
			strcmp(record_text(f, "answer"), "cannot_ask") == 0) &&
		    is_empty(f, "why_not"))
			problems_add(p, field, "required",
			    "The reason is needed where somebody did not come "
			    "or could not be asked.");
	}
}

const struct kind kind_meeting = { .name = "meeting",
	.title = "Meeting",
	.plural = "Meetings",
	.help = "A meeting of several agencies about this child.",
	.policy = "M1 M2 M3",
	.version = 1,
	.flags = KF_ON_FILE,
	.sections = meeting_sections,
	.fields = meeting_fields,
	.field_count = KIND_COUNT(meeting_fields),
	.date_key = "when",
	.label_key = "agency",
	.staff_key = "about_staff",
	.check = check_meeting };
