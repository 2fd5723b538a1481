/* kind_wrong.c - something went to the wrong place, or to too many: what was tried,
 * what it may mean for the child, whether the regulator and the family were told
 * (A4). It changes while it is worked on; every version stays. */
#include <string.h>

#include "due.h"
#include "kinds.h"
#include "request.h"

static bool
is(const struct record *r, const char *key, const char *code)
{
	return strcmp(record_text(r, key), code) == 0;
}

static void
need(const struct record *r, const char *key, struct problems *p,
    const char *says)
{
	if (*record_text(r, key) == '\0')
		problems_add(p, key, "required", "%s", says);
}

static const struct choice sents[] = {
	{ "notice", "A notice to a referrer" },
	{ "share", "Information that was shared" },
	{ "letter", "A letter or an e-mail" },
	{ "copy", "A copy of a file" },
	{ "device", "A device or papers that are lost" },
	{ "spoken", "Something that was said" },
	{ "other", "Something else" },
	{ 0 },
};
static const struct choice recalls[] = {
	{ "not_yet", "Not tried yet" },
	{ "got_back", "It came back, or was destroyed unread" },
	{ "destroyed", "They say that it was destroyed" },
	{ "failed", "It could not be had back" },
	{ "no_use", "It is no use trying" },
	{ 0 },
};
static const struct choice risks[] = {
	{ "unlikely", "Harm is unlikely" },
	{ "risk", "There is a risk to somebody" },
	{ "high", "There is a high risk to somebody" },
	{ 0 },
};
static const struct choice tolds[] = {
	{ "told", "Told" },
	{ "not_told", "Not told, for a reason" },
	{ 0 },
};
static const char *const wrong_sections[] = { "What happened", "What was done",
	"Who is told", NULL };
static const struct field wrong_fields[] = {
	{ .key = "what",
	    .label = "What went wrong",
	    .type = FT_CHOICE,
	    .choices = sents,
	    .flags = FF_REQUIRED,
	    .policy = "A4",
	    .help = "Say it at once, also if you are not sure. Nobody is "
		    "blamed for saying it." },
	{ .key = "about",
	    .label = "Of which record",
	    .type = FT_LINE,
	    .max = 40,
	    .flags = FF_MACHINE | FF_HIDDEN,
	    .policy = "A4",
	    .help = "The id of the notice, the decision, the copy." },
	{ .key = "words",
	    .label = "What was in it, and whose",
	    .type = FT_TEXT,
	    .max = 8000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "A4",
	    .help = "Which information, about whom, and how it came about." },
	{ .key = "to",
	    .label = "Where it went",
	    .type = FT_LINE,
	    .max = 400,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "A4",
	    .help = "Who has it now, as far as is known." },
	{ .key = "happened",
	    .label = "When it happened",
	    .type = FT_TIME,
	    .flags = FF_PAST,
	    .policy = "A4",
	    .help = "As near as is known." },
	{ .key = "noticed",
	    .label = "When it was noticed",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "A4",
	    .help = "By any one of us. The 72 hours count from then, weekends "
		    "among them." },
	{ .key = "recall",
	    .label = "Did it come back?",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = recalls,
	    .policy = "A4",
	    .help = "Ring whoever has it, now: to delete it, to send it back, "
		    "to say who has read it." },
	{ .key = "recall_words",
	    .label = "What was tried",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE,
	    .policy = "A4",
	    .help = "Who spoke with whom, when, and what they said." },
	{ .key = "risk",
	    .label = "What it may mean for somebody",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = risks,
	    .policy = "A4 S1",
	    .help = "Think of the child first: does somebody now know where "
		    "they live, or what they have said?" },
	{ .key = "risk_words",
	    .label = "Why",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE,
	    .policy = "A4 S1",
	    .help = "What could come of it, how likely that is, and what was "
		    "done to keep them safe." },
	{ .key = "regulator",
	    .label = "The Information Commissioner",
	    .section = 2,
	    .type = FT_CHOICE,
	    .choices = tolds,
	    .policy = "A4",
	    .help = "Told within 72 hours, unless harm is unlikely." },
	{ .key = "regulator_on",
	    .label = "When they were told",
	    .section = 2,
	    .type = FT_TIME,
	    .flags = FF_PAST,
	    .policy = "A4",
	    .help = "Day and time; later than 72 hours needs a reason." },
	{ .key = "regulator_why",
	    .label = "Why not, or why later",
	    .section = 2,
	    .type = FT_TEXT,
	    .max = 4000,
	    .policy = "A4 S8",
	    .help = "Why harm is unlikely; or what held it up." },
	{ .key = "family",
	    .label = "The family",
	    .section = 2,
	    .type = FT_CHOICE,
	    .choices = tolds,
	    .policy = "A4 P3",
	    .help = "At once where the risk is high. Is telling them safe for "
		    "the child?" },
	{ .key = "family_words",
	    .label = "Who was told what and when; or why not",
	    .section = 2,
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE,
	    .policy = "A4 P3",
	    .help = "In clear words: what happened, what may come of it, what "
		    "we do, whom they can ring." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .section = 2,
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE,
	    .max = 10,
	    .policy = "R7",
	    .help = "Only if one of us did it on purpose. Whoever stands here "
		    "never sees this." },
};

static void
check_regulator(const struct record *r, struct problems *p)
{
	struct civil noticed, told;

	if (is(r, "regulator", "not_told")) {
		need(r, "regulator_why", p,
		    "Why the Information Commissioner is not told is needed.");
		if (is(r, "risk", "high"))
			problems_add(p, "regulator", "rule",
			    "With a high risk the Information Commissioner is "
			    "told (A4).");
		return;
	}
	if (!is(r, "regulator", "told"))
		return;
	need(r, "regulator_on", p,
	    "When the Information Commissioner was told is needed.");
	if (when_read(&noticed, record_text(r, "noticed")) &&
	    when_read(&told, record_text(r, "regulator_on")) &&
	    when_ms(&told) > due_regulator_ms(&noticed))
		need(r, "regulator_why", p,
		    "That was later than 72 hours: why is needed.");
}

static void
check_wrong(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	if (!ctx->complete)
		return;
	check_regulator(r, p);
	if (*record_text(r, "risk") != '\0')
		need(r, "risk_words", p, "What it rests on is needed.");
	if (*record_text(r, "family") != '\0')
		need(r, "family_words", p,
		    "Who was told what, or why not, is needed.");
	if (is(r, "risk", "high") && is(r, "family", "not_told") &&
	    *record_text(r, "family_words") == '\0')
		problems_add(p, "family", "rule",
		    "With a high risk the family is told, unless that would "
		    "raise the risk.");
}

bool
wrong_is_settled(const struct record *r)
{
	static const char *const keys[] = { "recall", "risk", "regulator",
		"family" };

	for (size_t i = 0; i < KIND_COUNT(keys); i++)
		if (*record_text(r, keys[i]) == '\0')
			return false;
	return !is(r, "recall", "not_yet");
}

const struct kind kind_wrong_send = { .name = "wrong_send",
	.title = "Sent wrongly",
	.plural = "Sent wrongly",
	.help = "Something went to the wrong place. It is tried to have it "
		"back, the risk is weighed, and the Information Commissioner "
		"and the family are told, or not, and why.",
	.policy = "A4",
	.version = 1,
	.flags = KF_ON_FILE,
	.sections = wrong_sections,
	.fields = wrong_fields,
	.field_count = KIND_COUNT(wrong_fields),
	.date_key = "noticed",
	.label_key = "what",
	.staff_key = "about_staff",
	.check = check_wrong };

static const struct field end_fields[] = {
	{ .key = "incident",
	    .label = "Which incident",
	    .type = FT_REF,
	    .ref = "wrong_send",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A4",
	    .help = "The one that is closed." },
	{ .key = "learned",
	    .label = "What is done so that it does not happen again",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED,
	    .policy = "A4",
	    .help = "In the way we work, not only \"be careful\"." },
};
const struct kind kind_wrong_end = { .name = "wrong_end",
	.title = "Incident closed",
	.plural = "Incidents closed",
	.help = "Everything about something that was sent wrongly is done.",
	.policy = "A4",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = end_fields,
	.field_count = KIND_COUNT(end_fields),
	.parent_key = "incident",
	.send = "Close it" };
