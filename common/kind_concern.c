/* kind_concern.c - what is written when somebody is worried about a child: the
 * first account, the Record of Concern, and what may stand beside it. */
#include <string.h>

#include "kinds.h"

static const struct choice concern_types[] = {
	{ "physical", "Physical abuse" },
	{ "emotional", "Emotional abuse" },
	{ "sexual", "Sexual abuse" },
	{ "neglect", "Neglect" },
	{ "domestic", "Domestic abuse at home" },
	{ "exploitation", "Exploitation, criminal or sexual" },
	{ "online", "Harm online" },
	{ "self_harm", "Self-harm or thoughts of suicide" },
	{ "missing", "Missing from home, care or school" },
	{ "extremism", "Being drawn into extremism" },
	{ "staff", "The conduct of a member of staff or a volunteer" },
	{ "other", "Something else" },
	{ 0 },
};

static const struct choice purposes[] = {
	{ "protect", "To protect a child from harm" },
	{ "support", "To give the right support" },
	{ 0 },
};

static const struct choice standing[] = {
	{ "cyp", "The child or young person" },
	{ "parent", "A parent or carer" },
	{ "relative", "Another relative" },
	{ "professional", "A professional" },
	{ "staff", "One of us" },
	{ "other", "Somebody else" },
	{ 0 },
};

/* ---- items of lists ---- */

static const struct field present_fields[] = {
	{ .key = "name",
	    .label = "Name",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R4",
	    .help =
		"As far as you know it. \"A man, not known\" is an answer." },
	{ .key = "who",
	    .label = "Who they are to the child",
	    .type = FT_CHOICE,
	    .choices = standing,
	    .policy = "R4",
	    .help = "What they are to the child, not what you think of them." },
};
const struct kind kind_present = { .name = "present",
	.title = "Person present",
	.plural = "People present",
	.help = "Somebody who was there.",
	.policy = "R4",
	.version = 1,
	.flags = KF_ITEM,
	.fields = present_fields,
	.field_count = KIND_COUNT(present_fields),
	.label_key = "name" };

static const struct field about_staff_fields[] = {
	{ .key = "staff",
	    .label = "Member of staff or volunteer",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "R7",
	    .help = "This person will never see this record, nor know of it." },
};
const struct kind kind_about_staff = { .name = "about_staff",
	.title = "Member of staff it is about",
	.plural = "Members of staff it is about",
	.help = "Whoever a concern is about is kept out of it.",
	.policy = "R7",
	.version = 1,
	.flags = KF_ITEM,
	.fields = about_staff_fields,
	.field_count = KIND_COUNT(about_staff_fields),
	.label_key = "staff" };

static const struct field talk_fields[] = {
	{ .key = "with",
	    .label = "With whom",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R4",
	    .help = "The name of the person you spoke with." },
	{ .key = "who",
	    .label = "Who they are",
	    .type = FT_CHOICE,
	    .choices = standing,
	    .flags = FF_REQUIRED,
	    .policy = "R4",
	    .help = "The child, a parent or carer, a professional ..." },
	{ .key = "when",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "R4",
	    .help = "Day and time, as near as you know: \"today 15:30\"." },
	{ .key = "asked",
	    .label = "What you asked",
	    .type = FT_TEXT,
	    .flags = FF_FACT,
	    .policy = "R4",
	    .help =
		"Your questions, as you put them. A court may ask whether a "
		"question led the child to an answer." },
	{ .key = "words",
	    .label = "The words used",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_EXACT,
	    .policy = "R4",
	    .help = "Their own words, as they said them. Do not tidy them." },
};
const struct kind kind_talk = { .name = "talk",
	.title = "Conversation",
	.plural = "Conversations",
	.help = "A conversation with the child, a parent or a professional "
		"about what may have happened.",
	.policy = "R4",
	.version = 1,
	.flags = KF_ITEM,
	.fields = talk_fields,
	.field_count = KIND_COUNT(talk_fields),
	.label_key = "with" };

static const struct field other_fields[] = {
	{ .key = "what",
	    .label = "What was observed",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_FACT,
	    .policy = "R4",
	    .help = "For example how the child and the parent were with each "
		    "other, as you saw it yourself." },
	{ .key = "supports",
	    .label = "What supports it",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_FACT,
	    .policy = "R4",
	    .help = "Who else saw it, a document, a date, how often." },
	{ .key = "bearing",
	    .label = "Why it bears on this",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED,
	    .policy = "R4 R1",
	    .help = "Why it belongs to this record. Leave out what does not." },
};
const struct kind kind_other = { .name = "other",
	.title = "Other observation",
	.plural = "Other observations",
	.help = "Something else that is known and bears on the incident.",
	.policy = "R4",
	.version = 1,
	.flags = KF_ITEM,
	.fields = other_fields,
	.field_count = KIND_COUNT(other_fields),
	.label_key = "what" };

static const struct field todo_fields[] = {
	{ .key = "what",
	    .label = "What will be done",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R4",
	    .max = 400,
	    .help = "One thing. \"No further action\" is an answer; say why." },
	{ .key = "who",
	    .label = "By whom",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R4",
	    .help = "A name, not a team." },
	{ .key = "by",
	    .label = "By when",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_AHEAD,
	    .policy = "R4",
	    .help = "A day, or a day and a time: \"tomorrow 12:00\"." },
};
const struct kind kind_todo = { .name = "todo",
	.title = "Action",
	.plural = "Actions",
	.help = "What is to be done, by whom, by when.",
	.policy = "R4",
	.version = 1,
	.flags = KF_ITEM,
	.fields = todo_fields,
	.field_count = KIND_COUNT(todo_fields),
	.label_key = "what" };

/* ---- rules over several fields ---- */

/* A record written more than a day after it was seen says why (R4). */
static void
check_times(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	struct civil happened, seen;
	bool has_seen = when_read(&seen, record_text(r, "seen"));

	if (when_read(&happened, record_text(r, "happened")) && has_seen &&
	    when_compare(&happened, &seen) > 0)
		problems_add(p, "seen", "rule",
		    "It cannot have been seen or heard before it happened: "
		    "check both times.");
	if (ctx->complete && has_seen && when_days(&seen, &ctx->now) > 1 &&
	    text_is_blank(record_text(r, "late_reason")))
		problems_add(p, "late_reason", "required",
		    "Why it is written late is needed: it was seen or heard "
		    "more than a day ago.");
}

static void
check_concern(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	const char *types = record_text(r, "types");

	check_times(r, ctx, p);
	if (!ctx->complete)
		return;
	if (strcmp(record_text(r, "told_next"), "no") == 0 &&
	    text_is_blank(record_text(r, "told_how")))
		problems_add(p, "told_how", "required",
		    "Why the child was not told what happens next is needed.");
	if (strstr(types, "staff") && record_count(r, "about_staff") == 0)
		problems_add(p, "about_staff", "rule",
		    "Name the member of staff or volunteer it is about, so "
		    "that "
		    "they are kept out of it; or take that type away.");
}

/* ---- the kinds ---- */

static const char *const concern_sections[] = { "Incident", "Seen and heard",
	"Conversations", "Other observations", "Concern and action", NULL };

static const struct field concern_fields[] = {
	{ .key = "happened",
	    .label = "When it happened",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "R4",
	    .help = "As near as is known: \"yesterday 15:30\", \"3 apr\". Say "
		    "below if it is a guess." },
	{ .key = "happened_guess",
	    .label = "Is that time a guess?",
	    .type = FT_YESNO,
	    .policy = "R4",
	    .help = "An honest guess is better than a false minute." },
	{ .key = "seen",
	    .label = "When it was seen or heard",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "R4",
	    .help =
		"When you, or whoever told you, saw or heard it. The time of "
		"writing is kept by haven." },
	{ .key = "late_reason",
	    .label = "If written late, why",
	    .type = FT_TEXT,
	    .max = 1000,
	    .policy = "R4",
	    .help = "Needed when it was seen or heard more than a day ago." },
	{ .key = "place",
	    .label = "Place",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R4",
	    .help = "Where it happened; \"kitchen of the family home\" is "
		    "better than an address alone." },
	{ .key = "present",
	    .label = "People present",
	    .type = FT_LIST,
	    .of = &kind_present,
	    .policy = "R4",
	    .help = "Everyone who was there, children too." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE,
	    .max = 10,
	    .policy = "R7",
	    .help = "Only if the worry is about one of us. Whoever stands here "
		    "never sees this record." },
	{ .key = "from_account",
	    .label = "From the first account",
	    .type = FT_REF,
	    .ref = "first_account",
	    .flags = FF_HIDDEN,
	    .policy = "R3",
	    .help = "The first account it was made from." },

	{ .key = "observed",
	    .label = "What was seen or heard",
	    .type = FT_TEXT,
	    .section = 1,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_FACT,
	    .policy = "R4 R3",
	    .help = "What you, or the worker, saw or heard of this incident. "
		    "Write what happened, not what you think it means." },
	{ .key = "exact_words",
	    .label = "Exact words, as they were said",
	    .type = FT_TEXT,
	    .section = 1,
	    .flags = FF_SENSITIVE | FF_EXACT,
	    .policy = "R4",
	    .help = "Who said it, and the words as they were said." },

	{ .key = "talks",
	    .label = "Conversations",
	    .type = FT_LIST,
	    .of = &kind_talk,
	    .section = 2,
	    .policy = "R4",
	    .help = "Each conversation with the child, a parent or carer, or a "
		    "professional about it." },

	{ .key = "others",
	    .label = "Other observations",
	    .type = FT_LIST,
	    .of = &kind_other,
	    .section = 3,
	    .policy = "R4",
	    .help =
		"Other things directly observed, with what supports them." },

	{ .key = "types",
	    .label = "Type of concern",
	    .type = FT_SET,
	    .choices = concern_types,
	    .section = 4,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "R4",
	    .help = "All that fit." },
	{ .key = "purpose",
	    .label = "Why this is recorded",
	    .type = FT_CHOICE,
	    .choices = purposes,
	    .section = 4,
	    .flags = FF_REQUIRED,
	    .policy = "R1",
	    .help = "Each record says its purpose." },
	{ .key = "immediate",
	    .label = "What was done at once",
	    .type = FT_TEXT,
	    .section = 4,
	    .flags = FF_REQUIRED | FF_FACT,
	    .policy = "R4",
	    .help =
		"Calls made, who was rung and when, what was said. \"None\" "
		"is an answer." },
	{ .key = "told_next",
	    .label = "Was the child told what happens next?",
	    .type = FT_YESNO,
	    .section = 4,
	    .flags = FF_REQUIRED,
	    .policy = "R4 P3",
	    .help = "A child should know what comes now." },
	{ .key = "told_how",
	    .label = "What they were told, or why not",
	    .type = FT_TEXT,
	    .section = 4,
	    .policy = "R4 P3",
	    .max = 2000,
	    .help = "In the words you used; or the reason for not telling." },
	{ .key = "actions",
	    .label = "Actions",
	    .type = FT_LIST,
	    .of = &kind_todo,
	    .section = 4,
	    .flags = FF_REQUIRED,
	    .policy = "R4",
	    .help = "What is to be done, by whom and by when." },
};
const struct kind kind_concern = { .name = "concern",
	.title = "Record of Concern",
	.plural = "Records of Concern",
	.help = "A designated senior member records a concern in detail, "
		"exactly, without interpretation, and signs it. Signed, it can "
		"no longer change.",
	.policy = "R3 R4 R5",
	.version = 1,
	.flags = KF_ON_FILE | KF_SIGNED,
	.sections = concern_sections,
	.fields = concern_fields,
	.field_count = KIND_COUNT(concern_fields),
	.date_key = "happened",
	.label_key = "types",
	.parent_key = "from_account",
	.staff_key = "about_staff",
	.check = check_concern };

static const char *const account_sections[] = { "What you saw or heard", NULL };

static const struct field account_fields[] = {
	{ .key = "child",
	    .label = "Who it is about",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R3",
	    .help = "The child's name as far as you know it." },
	{ .key = "observed",
	    .label = "What did you see or hear yourself?",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_FACT,
	    .policy = "R3 R4",
	    .help = "Write what happened, not what you think it means. It can "
		    "be short: it goes to the designated senior members." },
	{ .key = "exact_words",
	    .label = "Exact words, as they were said",
	    .type = FT_TEXT,
	    .flags = FF_SENSITIVE | FF_EXACT,
	    .policy = "R4",
	    .help = "Who said it, and the words as they were said." },
	{ .key = "seen",
	    .label = "When you saw or heard it",
	    .type = FT_TIME,
	    .flags = FF_PAST,
	    .policy = "R4",
	    .help = "As near as you know: \"today 15:30\", \"just now\" is "
		    "\"now\"." },
	{ .key = "place",
	    .label = "Place",
	    .type = FT_LINE,
	    .policy = "R4",
	    .help = "Where you were." },
	{ .key = "present",
	    .label = "People present",
	    .type = FT_LIST,
	    .of = &kind_present,
	    .policy = "R4",
	    .help = "Who was there." },
	{ .key = "done",
	    .label = "What you have done already",
	    .type = FT_TEXT,
	    .max = 4000,
	    .policy = "R4",
	    .help = "Whom you rang or told, and when." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE,
	    .max = 10,
	    .policy = "R7",
	    .help = "Only if the worry is about one of us. Whoever stands here "
		    "never sees this." },
};
const struct kind kind_first_account = { .name = "first_account",
	.title = "First account",
	.plural = "First accounts",
	.help = "Anyone can hand in at once what they saw or heard. It reaches "
		"the designated senior members, and is never refused.",
	.policy = "R3 R7",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL | KF_NEVER_REFUSED,
	.sections = account_sections,
	.fields = account_fields,
	.field_count = KIND_COUNT(account_fields),
	.date_key = "seen",
	.label_key = "child",
	.send = "Hand in",
	.staff_key = "about_staff" };

static const struct field addendum_fields[] = {
	{ .key = "about",
	    .label = "To which record",
	    .type = FT_REF,
	    .ref = "concern",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R5",
	    .help = "The signed Record of Concern it belongs to." },
	{ .key = "corrects",
	    .label = "What it corrects or adds to",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R5",
	    .help = "The part of the record, for example \"Place\"." },
	{ .key = "text",
	    .label = "The correction or addition",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_FACT,
	    .policy = "R5",
	    .help = "What is right, and how it is known." },
	{ .key = "reason",
	    .label = "Why it is added now",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED,
	    .max = 2000,
	    .policy = "R5",
	    .help = "What came to light, and when." },
};
const struct kind kind_addendum = { .name = "addendum",
	.title = "Addendum",
	.plural = "Addenda",
	.help = "A signed correction or addition. The Record of Concern itself "
		"never changes.",
	.policy = "R5",
	.version = 1,
	.flags = KF_ON_FILE | KF_SIGNED,
	.fields = addendum_fields,
	.field_count = KIND_COUNT(addendum_fields),
	.label_key = "corrects",
	.parent_key = "about" };

static const struct choice family_who[] = {
	{ "cyp", "The child or young person" },
	{ "parent", "A parent or carer" },
	{ "other", "Another member of the family" },
	{ 0 },
};
static const struct field statement_fields[] = {
	{ .key = "about",
	    .label = "About which record",
	    .type = FT_REF,
	    .ref = "concern",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R5",
	    .help = "The Record of Concern it stands beside." },
	{ .key = "by",
	    .label = "Whose statement",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R5",
	    .help = "The name of the person who makes it." },
	{ .key = "who",
	    .label = "Who they are",
	    .type = FT_CHOICE,
	    .choices = family_who,
	    .flags = FF_REQUIRED,
	    .policy = "R5",
	    .help = "What they are in the family." },
	{ .key = "given",
	    .label = "When it was given",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "R5",
	    .help = "The day, and the time if you know it." },
	{ .key = "words",
	    .label = "Their statement, in their own words",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_EXACT,
	    .policy = "R5 A3",
	    .help = "Word for word. It is not shortened." },
};
const struct kind kind_statement = { .name = "statement",
	.title = "Statement of the family",
	.plural = "Statements of the family",
	.help = "What the family says about a Record of Concern. It stands "
		"beside it.",
	.policy = "R5 A3",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = statement_fields,
	.field_count = KIND_COUNT(statement_fields),
	.date_key = "given",
	.label_key = "by",
	.parent_key = "about" };

static const struct field acknowledged_fields[] = {
	{ .key = "about",
	    .label = "Which record",
	    .type = FT_REF,
	    .ref = "concern",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R5",
	    .help = "The signed Record of Concern." },
	{ .key = "note",
	    .label = "Note",
	    .type = FT_TEXT,
	    .max = 2000,
	    .policy = "R5",
	    .help = "If there is something to say to whoever signed it." },
};
const struct kind kind_acknowledged = { .name = "acknowledged",
	.title = "Acknowledgement",
	.plural = "Acknowledgements",
	.help = "The Strategic Lead has read the signed Record of Concern.",
	.policy = "R5",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = acknowledged_fields,
	.field_count = KIND_COUNT(acknowledged_fields),
	.parent_key = "about",
	.send = "Acknowledge" };
