/* kind_policy.c - the documents that everybody here confirms, their confirmations,
 * and training (T1, T2). */
#include <assert.h>
#include <string.h>

#include "kinds.h"
#include "policy.h"

/* ---- documents ---- */

const struct choice policy_documents[] = {
	[POLICY_CONDUCT] = { "conduct", "Code of Conduct" },
	[POLICY_SAFEGUARDING] = { "safeguarding", "Safeguarding Policy" },
	[POLICY_DATA] = { "data_protection", "Data Protection Policy" },
	[POLICY_CONFIDENTIALITY] = { "confidentiality",
	    "Confidentiality Policy" },
	[POLICY_SHARING] = { "information_sharing",
	    "Information Sharing Policy" },
	[POLICY_COUNT] = { 0 },
};
static_assert(
    KIND_COUNT(policy_documents) == POLICY_COUNT + 1, "a row for each");

#define VERSION_MAX 40 /* bytes of its name */

static const struct field document_fields[] = {
	{ .key = "which",
	    .label = "Document",
	    .type = FT_CHOICE,
	    .choices = policy_documents,
	    .flags = FF_REQUIRED,
	    .policy = "T2",
	    .help = "Which of the five." },
	{ .key = "version",
	    .label = "Version",
	    .type = FT_LINE,
	    .max = VERSION_MAX,
	    .flags = FF_REQUIRED,
	    .policy = "T2",
	    .help = "Its number or name, as it stands on the document." },
	{ .key = "approved",
	    .label = "Approved on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "T2",
	    .help = "The day of the decision." },
	{ .key = "approved_by",
	    .label = "Approved by",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "T2",
	    .help = "For example \"Board of Trustees\"." },
	{ .key = "where",
	    .label = "Where to read it",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "T2",
	    .help = "An address, a shelf, or \"below\" if its text is here." },
	{ .key = "summary",
	    .label = "What it says, or what has changed",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED,
	    .policy = "T2",
	    .help = "In a few lines, for whoever is about to confirm it." },
	{ .key = "text",
	    .label = "Text",
	    .type = FT_TEXT,
	    .max = 120000,
	    .policy = "T2",
	    .help = "All of it, if it is to be read in haven, also without a "
		    "link." },
};
const struct kind kind_policy_document = { .name = "policy_document",
	.title = "Policy document",
	.plural = "Policy documents",
	.help = "A version of one of the five documents that everybody here "
		"confirms: the Code of Conduct, and the Safeguarding, Data "
		"Protection, Confidentiality and Information Sharing "
		"policies. A new version is a new record, and asks everybody "
		"again; the earlier ones stay.",
	.policy = "T2",
	.version = 1,
	.flags = KF_FINAL,
	.fields = document_fields,
	.field_count = KIND_COUNT(document_fields),
	.date_key = "approved",
	.label_key = "which",
	.send = "Publish" };

/* ---- confirmations ---- */

static const struct field confirmation_fields[] = {
	{ .key = "document",
	    .label = "Document",
	    .type = FT_REF,
	    .ref = "policy_document",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "T2",
	    .help = "The record of the version that is confirmed." },
	{ .key = "which",
	    .label = "Which document",
	    .type = FT_CHOICE,
	    .choices = policy_documents,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "T2",
	    .help = "So that what is signed says it in words." },
	{ .key = "version",
	    .label = "Which version",
	    .type = FT_LINE,
	    .max = VERSION_MAX,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "T2",
	    .help = "As that record names it." },
	{ .key = "accepts",
	    .label = "I understand it and accept it",
	    .type = FT_YESNO,
	    .flags = FF_REQUIRED,
	    .policy = "T2",
	    .help = "Yes, once you have read it. If there is something in it "
		    "that you cannot accept, speak to your line manager." },
	{ .key = "on",
	    .label = "Confirmed on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "T2",
	    .help = "The day." },
};

static void
check_confirmation(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	(void)ctx;
	if (strcmp(record_text(r, "accepts"), "no") == 0)
		problems_add(p, "accepts", "rule",
		    "A confirmation says that you understand and accept it "
		    "(T2). If you cannot, speak to your line manager.");
}

const struct kind kind_confirmation = { .name = "confirmation",
	.title = "Confirmation of a policy document",
	.plural = "Confirmations of policy documents",
	.help = "Somebody says with their signature that they understand and "
		"accept one version of one document. Everybody gives their "
		"own; nobody can give it for another.",
	.policy = "T2",
	.version = 1,
	.flags = KF_SIGNED,
	.fields = confirmation_fields,
	.field_count = KIND_COUNT(confirmation_fields),
	.date_key = "on",
	.label_key = "which",
	.parent_key = "document",
	.check = check_confirmation };

/* ---- training ---- */

const struct choice training_whats[] = {
	{ TRAINING_SHARING, "Sharing information" },
	{ TRAINING_SAFEGUARDING, "Safeguarding" },
	{ TRAINING_WELFARE, "Promoting children's welfare" },
	{ TRAINING_OTHER, "Something else" },
	{ 0 },
};
static const struct choice training_occasions[] = {
	{ "induction", "At their induction" },
	{ "later", "Later" },
	{ 0 },
};
static const struct field training_fields[] = {
	{ .key = "person",
	    .label = "Who was trained",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED,
	    .policy = "T1",
	    .help = "A trustee, a member of staff or a volunteer; or "
		    "yourself." },
	{ .key = "what",
	    .label = "What about",
	    .type = FT_CHOICE,
	    .choices = training_whats,
	    .flags = FF_REQUIRED,
	    .policy = "T1",
	    .help = "The first three are for everybody." },
	{ .key = "other",
	    .label = "What else it was about",
	    .type = FT_LINE,
	    .max = 80,
	    .policy = "T1",
	    .help = "If it was something else. Use the same words each time." },
	{ .key = "occasion",
	    .label = "When in their time here",
	    .type = FT_CHOICE,
	    .choices = training_occasions,
	    .flags = FF_REQUIRED,
	    .policy = "T1",
	    .help = "At their induction, or later." },
	{ .key = "on",
	    .label = "Trained on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "T1",
	    .help = "The day, or the last of several." },
	{ .key = "by",
	    .label = "Who gave it",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "T1",
	    .help = "The trainer or the organisation." },
	{ .key = "due",
	    .label = "Due again on",
	    .type = FT_DATE,
	    .flags = FF_AHEAD,
	    .policy = "T1",
	    .help = "Empty if it is not repeated." },
	{ .key = "note",
	    .label = "Note",
	    .type = FT_TEXT,
	    .max = 2000,
	    .policy = "T1",
	    .help = "For example the certificate, and where it is kept." },
};

static void
check_training(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	const char *on = record_text(r, "on"), *due = record_text(r, "due");
	bool is_other = strcmp(record_text(r, "what"), TRAINING_OTHER) == 0;

	if (ctx->complete && is_other && *record_text(r, "other") == '\0')
		problems_add(p, "other", "required",
		    "What else it was about is needed.");
	if (!is_other && *record_text(r, "other") != '\0')
		problems_add(p, "other", "rule",
		    "What else it was about stands only with \"Something "
		    "else\".");
	if (*on != '\0' && *due != '\0' && strcmp(due, on) <= 0)
		problems_add(p, "due", "rule",
		    "Due again on must be a day after the training.");
}

const struct kind kind_training = { .name = "training",
	.title = "Training",
	.plural = "Training",
	.help = "Training that somebody here has had, on sharing information, "
		"on safeguarding, on promoting children's welfare or on "
		"something else: at their induction and after. The newest of "
		"each counts.",
	.policy = "T1",
	.version = 1,
	.fields = training_fields,
	.field_count = KIND_COUNT(training_fields),
	.date_key = "on",
	.label_key = "what",
	.check = check_training };

void
policy_words(const struct record *r, struct buf *out)
{
	const struct kind *k = record_kind(r);
	bool is_training = k == &kind_training;
	const char *key = is_training ? "what" : "which";

	if (!is_training && k != &kind_policy_document &&
	    k != &kind_confirmation)
		return;
	if (is_training && *record_text(r, "other") != '\0')
		buf_adds(out, record_text(r, "other"));
	else
		record_show(
		    kind_field(k, key), record_text(r, key), NULL, NULL, out);
	if (!is_training && *record_text(r, "version") != '\0')
		buf_addf(out, ", version %s", record_text(r, "version"));
}
