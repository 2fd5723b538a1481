/* kind_retention.c - how long a file is kept (R2): a hold that keeps it, the review
 * when its time has come, and the row of the register that stays of one that was
 * destroyed. */
#include <string.h>

#include "kinds.h"

static bool
is_text(const struct record *r, const char *key, const char *want)
{
	return strcmp(record_text(r, key), want) == 0;
}

/* ---- a hold ---- */

static const struct field hold_fields[] = {
	{ .key = "from",
	    .label = "From",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "R2",
	    .help = "The first day on which nothing may be destroyed." },
	{ .key = "asked_by",
	    .label = "Who asked for it",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "A court, the police, an inquiry, a solicitor, an insurer, "
		    "or one of us: the body and the person." },
	{ .key = "reason",
	    .label = "Reason",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "R2",
	    .help = "Why the file must stay: a claim, an investigation, an "
		    "inquiry, a request that is not answered yet." },
	{ .key = "lifted",
	    .label = "Lifted on",
	    .type = FT_DATE,
	    .flags = FF_PAST,
	    .policy = "R2",
	    .help = "Empty while it stands. It stands above every period." },
	{ .key = "lifted_why",
	    .label = "Why it was lifted",
	    .type = FT_TEXT,
	    .max = 2000,
	    .policy = "R2",
	    .help = "Who said that the file need not be held any more." },
};

static void
check_hold(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	const char *from = record_text(r, "from");
	const char *lifted = record_text(r, "lifted");

	if (*lifted != '\0' && strcmp(lifted, from) < 0)
		problems_add(p, "lifted", "rule",
		    "A hold cannot be lifted before it began.");
	if (ctx->complete && *lifted != '\0' &&
	    text_is_blank(record_text(r, "lifted_why")))
		problems_add(p, "lifted_why", "required",
		    "Why it was lifted is needed.");
}

const struct kind kind_hold = { .name = "hold",
	.title = "Hold on destruction",
	.plural = "Holds on destruction",
	.help = "While a hold stands, the file is not destroyed, whatever the "
		"periods say.",
	.policy = "R2",
	.version = 1,
	.flags = KF_ON_FILE,
	.fields = hold_fields,
	.field_count = KIND_COUNT(hold_fields),
	.date_key = "from",
	.label_key = "asked_by",
	.check = check_hold };

/* ---- a review ---- */

static const struct choice review_decisions[] = {
	{ "keep", "Keep it until a day" },
	{ "destroy", "Destroy it; a second person must approve" },
	{ 0 },
};

static const struct field review_fields[] = {
	{ .key = "decision",
	    .label = "What becomes of the file",
	    .type = FT_CHOICE,
	    .choices = review_decisions,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "Read the file first. Nothing is destroyed by one person "
		    "alone." },
	{ .key = "until",
	    .label = "Keep it until",
	    .type = FT_DATE,
	    .flags = FF_AHEAD,
	    .policy = "R2",
	    .help = "Then it is due for review again. Needed if it is kept." },
	{ .key = "reason",
	    .label = "Reason",
	    .type = FT_TEXT,
	    .max = 1000,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "It goes into the disposal register and stays when the "
		    "file is gone: name nobody in it." },
	{ .key = "abuse_reason",
	    .label = "If sexual abuse is on file, why it may go",
	    .type = FT_TEXT,
	    .max = 1000,
	    .policy = "R2",
	    .help = "Records of sexual abuse are not destroyed unless somebody "
		    "has weighed it: survivors may speak after many years, and "
		    "inquiries ask. Name nobody." },
	{ .key = "state",
	    .label = "What was on file",
	    .type = FT_LINE,
	    .max = 64,
	    .flags = FF_MACHINE | FF_HIDDEN,
	    .policy = "R2",
	    .help = "Made of every record and its version: if one comes or "
		    "changes, the review is made anew." },
};

static void
check_review(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	if (!ctx->complete)
		return;
	if (is_text(r, "decision", "keep") && *record_text(r, "until") == '\0')
		problems_add(p, "until", "required",
		    "The day until which it is kept is needed.");
	if (is_text(r, "decision", "destroy") &&
	    *record_text(r, "until") != '\0')
		problems_add(p, "until", "rule",
		    "A file that is to be destroyed is not kept until a day: "
		    "take the day away, or choose to keep it.");
	if (is_text(r, "decision", "destroy") &&
	    *record_text(r, "state") == '\0')
		problems_add(p, "decision", "rule",
		    "What is on file now was not seen. Open the file under "
		    "\"Files due for review\" and decide there.");
}

const struct kind kind_retention_review = { .name = "retention_review",
	.title = "Review of retention",
	.plural = "Reviews of retention",
	.help = "The file's time has come, and a person says what becomes of "
		"it: kept until a day, or destroyed, if a second person "
		"approves.",
	.policy = "R2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = review_fields,
	.field_count = KIND_COUNT(review_fields),
	.label_key = "decision",
	.send = "Record decision",
	.check = check_review };

/* ---- the register ---- */

static const struct field counted_fields[] = {
	{ .key = "kind",
	    .label = "Kind of record",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "What it was." },
	{ .key = "count",
	    .label = "How many",
	    .type = FT_NUMBER,
	    .max = 1000000,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "Records, whatever the number of their versions." },
};
const struct kind kind_disposal_count = { .name = "disposal_count",
	.title = "What was destroyed",
	.plural = "What was destroyed",
	.help = "A kind of record, and how many there were.",
	.policy = "R2",
	.version = 1,
	.flags = KF_ITEM,
	.fields = counted_fields,
	.field_count = KIND_COUNT(counted_fields),
	.label_key = "kind" };

static const struct field disposal_fields[] = {
	{ .key = "reference",
	    .label = "Reference",
	    .type = FT_LINE,
	    .max = 24,
	    .policy = "R2",
	    .help = "The file's own number; all that is left to know it by." },
	{ .key = "on",
	    .label = "Destroyed on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "The day on which its key was destroyed." },
	{ .key = "what",
	    .label = "What was destroyed",
	    .type = FT_LIST,
	    .of = &kind_disposal_count,
	    .policy = "R2",
	    .help =
		"Kinds of record and how many; nothing of what they said." },
	{ .key = "rule",
	    .label = "Why it was due",
	    .type = FT_LINE,
	    .max = 240,
	    .policy = "R2",
	    .help = "The period that had ended." },
	{ .key = "reason",
	    .label = "Reason",
	    .type = FT_TEXT,
	    .max = 1000,
	    .policy = "R2",
	    .help = "As the reviewer wrote it." },
	{ .key = "abuse_reason",
	    .label = "Why what was on file of sexual abuse could go",
	    .type = FT_TEXT,
	    .max = 1000,
	    .policy = "R2",
	    .help = "As the reviewer wrote it." },
	{ .key = "reviewed_by",
	    .label = "Reviewed by",
	    .type = FT_REF,
	    .ref = "staff",
	    .policy = "R2",
	    .help = "Who proposed it." },
	{ .key = "reviewed_on",
	    .label = "Reviewed on",
	    .type = FT_DATE,
	    .policy = "R2",
	    .help = "The day of the review." },
	{ .key = "approved_by",
	    .label = "Approved by",
	    .type = FT_REF,
	    .ref = "staff",
	    .policy = "R2",
	    .help = "The second person, never the first." },
	{ .key = "file",
	    .label = "Number inside haven",
	    .type = FT_LINE,
	    .max = 36,
	    .flags = FF_MACHINE | FF_HIDDEN,
	    .policy = "R2",
	    .help = "Identifies nobody." },
};
const struct kind kind_disposal = { .name = "disposal",
	.title = "Disposal",
	.plural = "Disposal register",
	.help = "What stays of a file that was destroyed: its reference, what "
		"kinds of record and how many, why, and who decided. It names "
		"nobody of the family.",
	.policy = "R2",
	.version = 1,
	.flags = KF_OFFICE | KF_FINAL,
	.fields = disposal_fields,
	.field_count = KIND_COUNT(disposal_fields),
	.date_key = "on",
	.label_key = "reference" };
