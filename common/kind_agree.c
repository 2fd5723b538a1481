/* kind_agree.c - the start of support, and what the family agreed to: induction,
 * each person's answer, and whether a young person can decide (I1 to I4, S2, C1). */
#include <string.h>

#include "kinds.h"
#include "record_in.h"

static bool
is_yes(const struct record *r, const char *key)
{
	return strcmp(record_text(r, key), "yes") == 0;
}

static bool
is_empty(const struct record *r, const char *key)
{
	return record_text(r, key)[0] == '\0';
}

/* ---- induction ---- */

static const struct choice whos[] = {
	{ "cyp", "The child or young person" },
	{ "parent", "A parent" },
	{ "carer", "A carer" },
	{ 0 },
};
static const struct field told_fields[] = {
	{ .key = "name",
	    .label = "Name",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "I1",
	    .help = "Whom it was discussed with." },
	{ .key = "who",
	    .label = "Who they are",
	    .type = FT_CHOICE,
	    .choices = whos,
	    .flags = FF_REQUIRED,
	    .policy = "I1",
	    .help = "The child or young person, a parent, a carer." },
};
const struct kind kind_told = { .name = "told",
	.title = "Person",
	.plural = "People",
	.help = "Somebody with whom the policy was discussed.",
	.policy = "I1",
	.version = 1,
	.flags = KF_ITEM,
	.fields = told_fields,
	.field_count = KIND_COUNT(told_fields),
	.label_key = "name" };

static const struct choice exceptions[] = {
	{ "child_harm", "A risk of significant harm to a child" },
	{ "adult_harm", "A risk of serious harm to an adult" },
	{ 0 },
};
static const char *const induction_sections[] = { "The policy", "How we share",
	NULL };
static const struct field induction_fields[] = {
	{ .key = "discussed",
	    .label = "When the policy was discussed",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "I1",
	    .help = "The day on which you talked about confidentiality." },
	{ .key = "by",
	    .label = "Who discussed it",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED,
	    .policy = "I1",
	    .help = "The member of staff or volunteer." },
	{ .key = "with",
	    .label = "With whom",
	    .type = FT_LIST,
	    .of = &kind_told,
	    .flags = FF_REQUIRED,
	    .max = 10,
	    .policy = "I1",
	    .help = "Everybody who was part of the talk." },
	{ .key = "version",
	    .label = "Version of the policy",
	    .type = FT_LINE,
	    .max = 60,
	    .flags = FF_REQUIRED,
	    .policy = "I1",
	    .help = "It stands on the sheet that you leave with them." },
	{ .key = "where",
	    .label = "Where they can read it again",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "I1",
	    .help = "The address on the web, and the sheet." },
	{ .key = "sheet_given",
	    .label = "Was the sheet given to them?",
	    .type = FT_YESNO,
	    .policy = "I1 A2",
	    .help = "It says who may see the file, and how to complain." },
	{ .key = "explained",
	    .label = "Was it explained how information is shared?",
	    .section = 1,
	    .type = FT_YESNO,
	    .flags = FF_REQUIRED,
	    .policy = "I2",
	    .help = "With whom, what for, and when without their agreement." },
	{ .key = "sought",
	    .label = "Was each of them asked for their agreement?",
	    .section = 1,
	    .type = FT_YESNO,
	    .flags = FF_REQUIRED,
	    .policy = "I2",
	    .help = "What each of them said is recorded apart, as an "
		    "agreement." },
	{ .key = "exception",
	    .label = "Why agreement was not sought",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = exceptions,
	    .policy = "I3",
	    .help = "Only a risk of harm is a reason. Leave it empty if they "
		    "were asked." },
	{ .key = "exception_why",
	    .label = "What that risk is",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE | FF_FACT,
	    .policy = "I3",
	    .help = "What was seen or heard that makes asking unsafe." },
};

static void
check_induction(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	if (!ctx->complete)
		return;
	if (!is_empty(r, "exception") && is_empty(r, "exception_why"))
		problems_add(p, "exception_why", "required",
		    "Say what the risk is that makes asking unsafe (I3).");
	if (is_empty(r, "exception") && !is_empty(r, "exception_why"))
		problems_add(p, "exception", "required",
		    "Choose which risk it is, or take the words out (I3).");
}

const struct kind kind_induction = { .name = "induction",
	.title = "Induction",
	.plural = "Inductions",
	.help = "The start of support: the policy was discussed, sharing was "
		"explained, and agreement was sought.",
	.policy = "I1 I2 I3 I4",
	.version = 1,
	.flags = KF_ON_FILE | KF_ONE,
	.sections = induction_sections,
	.fields = induction_fields,
	.field_count = KIND_COUNT(induction_fields),
	.date_key = "discussed",
	.label_key = "version",
	.check = check_induction };

bool
induction_is_done(const struct record *r)
{
	if (!is_empty(r, "exception"))
		return true;
	return is_yes(r, "explained") && is_yes(r, "sought");
}

/* ---- agreements ---- */

static const struct choice answers[] = {
	{ "agreed", "Agreed" },
	{ "refused", "Refused" },
	{ "withdrawn", "Took an agreement back" },
	{ "cannot_ask", "Cannot be asked" },
	{ 0 },
};
static const struct field agreed_with_fields[] = {
	{ .key = "agency",
	    .label = "Agency",
	    .type = FT_REF,
	    .ref = "agency",
	    .flags = FF_REQUIRED,
	    .policy = "I2",
	    .help = "One of the directory. \"Other agencies\" is no "
		    "agreement." },
};
const struct kind kind_agreed_with = { .name = "agreed_with",
	.title = "Agency",
	.plural = "Agencies",
	.help = "An agency that the answer names.",
	.policy = "I2",
	.version = 1,
	.flags = KF_ITEM,
	.fields = agreed_with_fields,
	.field_count = KIND_COUNT(agreed_with_fields),
	.label_key = "agency" };

static const char *const agreement_sections[] = { "Who", "What they said",
	NULL };
static const struct field agreement_fields[] = {
	{ .key = "who",
	    .label = "Who answers",
	    .type = FT_CHOICE,
	    .choices = whos,
	    .flags = FF_REQUIRED,
	    .policy = "I2",
	    .help = "The child or young person, a parent, a carer." },
	{ .key = "adult",
	    .label = "Which adult",
	    .type = FT_REF,
	    .ref = "adult",
	    .policy = "I2",
	    .help = "One of this file's adults. Empty for the child." },
	{ .key = "answer",
	    .label = "Answer",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = answers,
	    .flags = FF_REQUIRED,
	    .policy = "I2 S2",
	    .help = "Taking back is as easy as giving: choose it, name what it "
		    "is about or leave that empty for all, and save." },
	{ .key = "recipients",
	    .label = "Which agencies",
	    .section = 1,
	    .type = FT_LIST,
	    .of = &kind_agreed_with,
	    .max = 30,
	    .policy = "I2",
	    .help = "An agreement names them. A refusal without names is "
		    "about all." },
	{ .key = "items",
	    .label = "Which information",
	    .section = 1,
	    .type = FT_SET,
	    .list = LIST_INFORMATION,
	    .policy = "I2",
	    .help = "The kinds that they spoke about." },
	{ .key = "all_items",
	    .label = "Any information?",
	    .section = 1,
	    .type = FT_YESNO,
	    .policy = "I2",
	    .help = "Yes only if they said so." },
	{ .key = "purposes",
	    .label = "What for",
	    .section = 1,
	    .type = FT_SET,
	    .list = LIST_PURPOSES,
	    .policy = "I2",
	    .help = "The purposes that they spoke about." },
	{ .key = "any_purpose",
	    .label = "For any purpose?",
	    .section = 1,
	    .type = FT_YESNO,
	    .policy = "I2",
	    .help = "Yes only if they said so." },
	{ .key = "from",
	    .label = "From",
	    .section = 1,
	    .type = FT_DATE,
	    .flags = FF_REQUIRED,
	    .policy = "I2",
	    .help = "The day from which it counts." },
	{ .key = "until",
	    .label = "Until",
	    .section = 1,
	    .type = FT_DATE,
	    .policy = "I2",
	    .help = "The last day. Empty: as long as the support goes on." },
	{ .key = "evidence",
	    .label = "How they said it",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED,
	    .policy = "I2",
	    .help = "A signed form, spoken at the kitchen table, and who "
		    "heard it." },
	{ .key = "told_version",
	    .label = "Version of what they were told",
	    .section = 1,
	    .type = FT_LINE,
	    .max = 60,
	    .policy = "I2",
	    .help = "The version of the policy or sheet." },
};

static void
check_agreement(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	const char *from = record_text(r, "from");
	const char *until = record_text(r, "until");
	bool is_cyp = strcmp(record_text(r, "who"), "cyp") == 0;

	if (*from && *until && strcmp(until, from) < 0)
		problems_add(p, "until", "rule",
		    "Until is before From. One of the two days is wrong.");
	if (is_yes(r, "all_items") && !is_empty(r, "items"))
		problems_add(p, "all_items", "rule",
		    "Either any information, or the kinds that are named.");
	if (is_yes(r, "any_purpose") && !is_empty(r, "purposes"))
		problems_add(p, "any_purpose", "rule",
		    "Either any purpose, or those that are named.");
	if (!ctx->complete)
		return;
	if (!is_empty(r, "who") && !is_cyp && is_empty(r, "adult"))
		problems_add(p, "adult", "required",
		    "Choose which adult answers. If they are not on the file "
		    "yet, add them first.");
	if (is_cyp && !is_empty(r, "adult"))
		problems_add(p, "adult", "rule",
		    "The child answers here: leave the adult empty.");
}

const struct kind kind_agreement = { .name = "agreement",
	.title = "Agreement",
	.plural = "Agreements",
	.help = "What one person said to sharing information: agreed, refused, "
		"or took back. A new answer is a new record; the earlier ones "
		"stay.",
	.policy = "I2 S2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.sections = agreement_sections,
	.fields = agreement_fields,
	.field_count = KIND_COUNT(agreement_fields),
	.date_key = "from",
	.label_key = "answer",
	.check = check_agreement };

/* ---- competence ---- */

static const struct choice competences[] = {
	{ "competent", "Can decide this for themselves" },
	{ "not_competent", "Cannot decide this yet" },
	{ 0 },
};
static const struct field competence_fields[] = {
	{ .key = "competence",
	    .label = "Can they decide?",
	    .type = FT_CHOICE,
	    .choices = competences,
	    .flags = FF_REQUIRED,
	    .policy = "C1 C2",
	    .help = "Do they understand what would be shared, with whom, what "
		    "may come of it, and that they may say no?" },
	{ .key = "by",
	    .label = "Who assessed it",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED,
	    .policy = "C1",
	    .help = "The member of staff who talked with them." },
	{ .key = "on",
	    .label = "When",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "C1",
	    .help = "The day of that talk." },
	{ .key = "why",
	    .label = "What shows it",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED | FF_FACT,
	    .policy = "C1",
	    .help = "What they said that shows what they understand." },
};
const struct kind kind_competence = { .name = "competence",
	.title = "Assessment of competence",
	.plural = "Assessments of competence",
	.help = "Whether this young person can decide for themselves about "
		"sharing. The newest counts.",
	.policy = "C1 C2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = competence_fields,
	.field_count = KIND_COUNT(competence_fields),
	.date_key = "on",
	.label_key = "competence" };
