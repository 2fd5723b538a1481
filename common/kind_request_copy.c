/* kind_request_copy.c - the copy of a file for whoever asked for it: what is decided
 * about each record, that all is decided, the copy that the office made of it, and the
 * look of a second person (A1). */
#include <string.h>

#include "kinds.h"
#include "request.h"

static bool
is(const struct record *r, const char *key, const char *code)
{
	return strcmp(record_text(r, key), code) == 0;
}

#define REQUEST_FIELD                                                       \
	{                                                                   \
		.key = "request", .label = "Which request", .type = FT_REF, \
		.ref = "request", .flags = FF_REQUIRED | FF_HIDDEN,         \
		.policy = "A1", .help = "What it is about."                 \
	}

/* ---- what is decided about one record ---- */

static const struct choice decisions[] = {
	{ "release", "It goes" },
	{ "passages", "It goes without some passages" },
	{ "withhold", "It does not go" },
	{ 0 },
};
/* DPA 2018: schedule 2 part 3 and paragraphs 2, 19; schedule 3 parts 2 to 5. */
const struct choice request_whys[] = {
	{ "third_party", "It is about somebody else" },
	{ "child_abuse", "Child-abuse data: not in the child's interest" },
	{ "serious_harm", "It would cause serious harm to somebody" },
	{ "crime", "It would hinder finding or preventing a crime" },
	{ "legal", "Advice of a lawyer, or for a court" },
	{ "given_in_trust", "The child told it trusting that it stays here" },
	{ "court_report", "A report to a court" },
	{ "not_theirs", "It is not about them at all" },
	{ 0 },
};
static const struct field passage_fields[] = {
	{ .key = "path",
	    .label = "Field",
	    .type = FT_LINE,
	    .max = ERR_FIELD_MAX,
	    .flags = FF_REQUIRED | FF_HIDDEN | FF_MACHINE,
	    .policy = "A1",
	    .help = "The path of the field, as in problems." },
	{ .key = "from",
	    .label = "From",
	    .type = FT_NUMBER,
	    .max = KIND_BODY_MAX,
	    .flags = FF_HIDDEN | FF_MACHINE,
	    .policy = "A1",
	    .help = "The first byte of its text that does not go." },
	{ .key = "until",
	    .label = "Until",
	    .type = FT_NUMBER,
	    .max = KIND_BODY_MAX,
	    .flags = FF_REQUIRED | FF_HIDDEN | FF_MACHINE,
	    .policy = "A1",
	    .help = "The first byte after it." },
	{ .key = "why",
	    .label = "Why",
	    .type = FT_CHOICE,
	    .choices = request_whys,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A1",
	    .help = "Why this passage does not go." },
};
const struct kind kind_request_passage = { .name = "request_passage",
	.title = "Passage",
	.plural = "Passages",
	.help = "A passage that does not go.",
	.policy = "A1",
	.version = 1,
	.flags = KF_ITEM,
	.fields = passage_fields,
	.field_count = KIND_COUNT(passage_fields),
	.label_key = "why" };

static const struct field item_fields[] = {
	REQUEST_FIELD,
	{ .key = "record",
	    .label = "Record",
	    .type = FT_LINE,
	    .max = 40,
	    .flags = FF_REQUIRED | FF_HIDDEN | FF_MACHINE,
	    .policy = "A1",
	    .help = "The id of the record that it is about." },
	{ .key = "version",
	    .label = "Version",
	    .type = FT_NUMBER,
	    .min = 1,
	    .max = 1000000,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A1",
	    .help = "It was decided about this version of it; of a newer one "
		    "it is decided again." },
	{ .key = "earlier",
	    .label = "Is it about an earlier version?",
	    .type = FT_YESNO,
	    .flags = FF_HIDDEN,
	    .policy = "A1",
	    .help = "Yes: as the record stood before it was changed. What is "
		    "decided about the newest is another matter." },
	{ .key = "what",
	    .label = "Does it go?",
	    .type = FT_CHOICE,
	    .choices = decisions,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A1",
	    .help = "Everything goes that the law does not let us keep back." },
	{ .key = "why",
	    .label = "Why it does not",
	    .type = FT_CHOICE,
	    .choices = request_whys,
	    .flags = FF_HIDDEN,
	    .policy = "A1",
	    .help = "One of the exemptions of the law." },
	{ .key = "told",
	    .label = "May they be told that something is withheld, and why?",
	    .type = FT_YESNO,
	    .flags = FF_HIDDEN,
	    .policy = "A1",
	    .help = "No, where saying so would give it away: then the copy "
		    "says nothing of it at all." },
	{ .key = "reasons",
	    .label = "Reasons, for us",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE,
	    .policy = "A1 S8",
	    .help = "Why the exemption is right here. It never goes." },
	{ .key = "passages",
	    .label = "Passages that do not go",
	    .type = FT_LIST,
	    .of = &kind_request_passage,
	    .max = 200,
	    .flags = FF_HIDDEN,
	    .policy = "A1",
	    .help = "Each with its reason." },
};

static void
check_item(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	size_t n = record_count(r, "passages");
	bool withholds = is(r, "what", "withhold");
	bool cuts = is(r, "what", "passages");

	if (!ctx->complete)
		return;
	if (withholds && *record_text(r, "why") == '\0')
		problems_add(p, "why", "required",
		    "Why it does not go is needed: one of the reasons that the "
		    "law knows.");
	if (!withholds && *record_text(r, "why") != '\0')
		problems_add(p, "why", "rule",
		    "It goes: a reason belongs to a passage here.");
	if (cuts != (n > 0))
		problems_add(p, "passages", "rule",
		    "Either it goes without some passages, and they are "
		    "chosen; or there are none.");
	if ((withholds || cuts) && *record_text(r, "told") == '\0')
		problems_add(p, "told", "required",
		    "Whether they may be told is needed.");
}

const struct kind kind_request_item = { .name = "request_item",
	.title = "Does it go?",
	.plural = "What goes",
	.help = "Whether one record goes with the copy of a file, whole or "
		"without some passages, and why not. The newest decision "
		"counts; of a record that changed it is decided again.",
	.policy = "A1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = item_fields,
	.field_count = KIND_COUNT(item_fields),
	.label_key = "what",
	.parent_key = "request",
	.check = check_item,
	.send = "Decide" };

/* ---- all of it is decided ---- */

static const struct field ready_fields[] = {
	REQUEST_FIELD,
	{ .key = "note",
	    .label = "What whoever looks at it should know",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_SENSITIVE,
	    .policy = "A1",
	    .help = "It is for us, and never goes." },
};
const struct kind kind_request_ready = { .name = "request_ready",
	.title = "All is decided",
	.plural = "All is decided",
	.help = "It is decided about every record: the office makes the copy.",
	.policy = "A1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = ready_fields,
	.field_count = KIND_COUNT(ready_fields),
	.parent_key = "request",
	.send = "Make the copy" };

static const struct field copy_fields[] = {
	{ .key = "ready",
	    .label = "By which decisions",
	    .type = FT_REF,
	    .ref = "request_ready",
	    .flags = FF_REQUIRED | FF_HIDDEN | FF_MACHINE,
	    .policy = "A1",
	    .help = "Those that stood when it was made." },
	{ .key = "made",
	    .label = "Made",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A1",
	    .help = "When the office made it." },
	{ .key = "change",
	    .label = "State of the file",
	    .type = FT_NUMBER,
	    .max = INT32_MAX,
	    .flags = FF_HIDDEN | FF_MACHINE,
	    .policy = "A1",
	    .help = "The last change that it knows." },
	{ .key = "looks",
	    .label = "State of the looks",
	    .type = FT_NUMBER,
	    .max = INT32_MAX,
	    .flags = FF_HIDDEN | FF_MACHINE,
	    .policy = "A2",
	    .help = "The last look that it knows." },
	{ .key = "office",
	    .label = "From",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN | FF_MACHINE,
	    .policy = "A1",
	    .help = "The organisation's name then." },
	{ .key = "complain",
	    .label = "How to complain",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN | FF_MACHINE,
	    .policy = "A3",
	    .help = "As the settings said it then." },
	{ .key = "whole",
	    .label = "Records that go whole",
	    .type = FT_NUMBER,
	    .max = 100000,
	    .flags = FF_HIDDEN,
	    .policy = "A1",
	    .help = "How many." },
	{ .key = "cut",
	    .label = "Records that go without some passages",
	    .type = FT_NUMBER,
	    .max = 100000,
	    .flags = FF_HIDDEN,
	    .policy = "A1",
	    .help = "How many." },
	{ .key = "kept",
	    .label = "Records that do not go",
	    .type = FT_NUMBER,
	    .max = 100000,
	    .flags = FF_HIDDEN,
	    .policy = "A1",
	    .help = "How many." },
	{ .key = "hash",
	    .label = "Fingerprint",
	    .type = FT_LINE,
	    .max = 80,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A1",
	    .help = "Of its text: made again, it is the same." },
};
const struct kind kind_request_copy = { .name = "request_copy",
	.title = "Copy of the file",
	.plural = "Copies of the file",
	.help = "The copy that the office made of what goes. Only its "
		"fingerprint is kept: by it and the decisions it can be made "
		"again exactly.",
	.policy = "A1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = copy_fields,
	.field_count = KIND_COUNT(copy_fields),
	.date_key = "made",
	.label_key = "made",
	.parent_key = "ready" };

static const struct choice verdicts[] = {
	{ "good", "It may go" },
	{ "not_yet", "Something is to be decided again" },
	{ 0 },
};
static const struct field check_fields[] = {
	{ .key = "copy",
	    .label = "Which copy",
	    .type = FT_REF,
	    .ref = "request_copy",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A1",
	    .help = "The one that was read." },
	{ .key = "what",
	    .label = "May it go?",
	    .type = FT_CHOICE,
	    .choices = verdicts,
	    .flags = FF_REQUIRED,
	    .policy = "A1",
	    .help = "Read all of it: does it give anybody away?" },
	{ .key = "words",
	    .label = "What was found",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE,
	    .policy = "A1",
	    .help = "It is for us, and never goes." },
};
const struct kind kind_request_check = { .name = "request_check",
	.title = "A second person's look",
	.plural = "A second person's look",
	.help = "Somebody other than who decided has read the copy before it "
		"goes.",
	.policy = "A1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = check_fields,
	.field_count = KIND_COUNT(check_fields),
	.label_key = "what",
	.parent_key = "copy" };
