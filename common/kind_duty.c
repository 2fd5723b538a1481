/* kind_duty.c - what a decision to share makes somebody do: advice, what follows an
 * emergency or a share, a second look by a senior, and opening a file with a
 * reason (S3, S9, P3, A2). */
#include <string.h>

#include "kinds.h"
#include "record_in.h"

/* ---- advice ---- */

static const struct field advice_fields[] = {
	{ .key = "concern",
	    .label = "Because of which concern",
	    .type = FT_REF,
	    .ref = "concern",
	    .flags = FF_HIDDEN,
	    .policy = "R7",
	    .help = "Whoever that is about does not see this either." },
	{ .key = "of",
	    .label = "Whom you ask",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED,
	    .policy = "S3",
	    .help = "Your line manager, or the Director of Services. Never "
		    "yourself." },
	{ .key = "due",
	    .label = "Answer needed by",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_AHEAD,
	    .policy = "S3",
	    .help = "Then it passes to the deputy, and on to the Director." },
	{ .key = "question",
	    .label = "What you ask",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "S3",
	    .help = "What would be shared, with whom, and what makes you "
		    "unsure." },
	{ .key = "agency",
	    .label = "About sharing with which agency",
	    .type = FT_REF,
	    .ref = "agency",
	    .policy = "S3",
	    .help = "The advice counts for a decision about this one alone." },
	{ .key = "purpose",
	    .label = "What for",
	    .type = FT_CHOICE,
	    .list = LIST_PURPOSES,
	    .policy = "S3",
	    .help = "Empty if that is not clear yet." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE,
	    .max = 10,
	    .policy = "R7",
	    .help = "Only if it is about one of us. Whoever stands here never "
		    "sees this." },
};
const char *const advice_due_late_says =
    "That is too long to wait for advice. Choose an earlier time; if it is not "
    "given by then, it passes to the deputy, and on to the Director (S3).";

bool
advice_is_due_late(
    const struct record *advice, const struct civil *now, int64_t working_days)
{
	struct civil due, last = when_add_working_days(*now, (int)working_days);

	return when_read(&due, record_text(advice, "due")) &&
	       when_days(&last, &due) > 0;
}

static void
check_advice(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	if (ctx->advice_due_days > 0 &&
	    advice_is_due_late(r, &ctx->now, ctx->advice_due_days))
		problems_add(p, "due", "rule", "%s", advice_due_late_says);
}

const struct kind kind_advice = { .name = "advice",
	.title = "Request for advice",
	.plural = "Requests for advice",
	.help = "In doubt, somebody asks the line manager or the Director of "
		"Services before deciding whether to share.",
	.policy = "S3",
	.version = 2,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = advice_fields,
	.field_count = KIND_COUNT(advice_fields),
	.date_key = "due",
	.label_key = "of",
	.parent_key = "concern",
	.staff_key = "about_staff",
	.send = "Ask",
	.check = check_advice };

static const struct choice advices[] = {
	{ "share", "Share" },
	{ "do_not_share", "Do not share" },
	{ 0 },
};
static const struct field advice_answer_fields[] = {
	{ .key = "advice",
	    .label = "To which request",
	    .type = FT_REF,
	    .ref = "advice",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S3",
	    .help = "The request that it answers." },
	{ .key = "answer",
	    .label = "Your advice",
	    .type = FT_CHOICE,
	    .choices = advices,
	    .flags = FF_REQUIRED,
	    .policy = "S3",
	    .help = "To share, or not to share." },
	{ .key = "reasons",
	    .label = "Reasons",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "S3 S8",
	    .help = "They are kept with the decision." },
};
const struct kind kind_advice_answer = { .name = "advice_answer",
	.title = "Advice",
	.plural = "Advice",
	.help = "What the line manager or the Director of Services advises, "
		"with the reasons.",
	.policy = "S3",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = advice_answer_fields,
	.field_count = KIND_COUNT(advice_answer_fields),
	.label_key = "answer",
	.parent_key = "advice",
	.send = "Give advice" };

/* ---- emergency ---- */

static const struct field emergency_fields[] = {
	{ .key = "child",
	    .label = "Who it is about",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S9",
	    .help = "The child's name as far as you know it." },
	{ .key = "risk",
	    .label = "Who is at risk, and why",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "S9",
	    .help = "A few words are enough now." },
	{ .key = "shared",
	    .label = "What you tell them",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "S9",
	    .help = "What they need to protect somebody." },
	{ .key = "authority",
	    .label = "Whom you told",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "S9",
	    .help = "\"Police, 999\", \"social care, out of hours\"." },
	{ .key = "by",
	    .label = "Who decided",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "S9",
	    .help = "You, or whoever told you to." },
	{ .key = "happened",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_PAST | FF_HIDDEN,
	    .policy = "S9",
	    .help = "Now, unless you say otherwise." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE | FF_HIDDEN,
	    .max = 10,
	    .policy = "R7",
	    .help = "Whoever stands here never sees this." },
};
const struct kind kind_emergency = { .name = "emergency",
	.title = "Emergency",
	.plural = "Emergencies",
	.help =
	    "Somebody is in danger now: four answers. The rest is completed "
	    "within 24 hours. It is never refused.",
	.policy = "S9",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL | KF_NEVER_REFUSED | KF_ONE_SCREEN,
	.fields = emergency_fields,
	.field_count = KIND_COUNT(emergency_fields),
	.date_key = "happened",
	.label_key = "authority",
	.staff_key = "about_staff",
	.send = "Record it" };

/* ---- what follows ---- */

static const struct choice followups[] = {
	{ "complete_record", "Complete the record of the emergency" },
	{ "tell_authority", "Tell an appropriate authority" },
	{ "tell_manager", "Tell your line manager" },
	{ "look_again", "Look at the decision again" },
	{ "review_not_told", "Ask again whether they can be told" },
	{ "designated_officer", "Tell the designated officer" },
	{ "action", "Do what was agreed" },
	{ "told_against", "Look at what the referrer was told" },
	{ TASK_AUTHORISED, "Say whether you authorised a decision" },
	{ 0 },
};
static const struct field task_fields[] = {
	{ .key = "decision",
	    .label = "From which decision",
	    .type = FT_REF,
	    .ref = "share_decision",
	    .flags = FF_HIDDEN,
	    .policy = "S8",
	    .help = "The decision that made it; empty for an emergency." },
	{ .key = "emergency",
	    .label = "From which emergency",
	    .type = FT_REF,
	    .ref = "emergency",
	    .flags = FF_HIDDEN,
	    .policy = "S9",
	    .help = "The emergency that made it." },
	{ .key = "concern",
	    .label = "From which concern",
	    .type = FT_REF,
	    .ref = "concern",
	    .flags = FF_HIDDEN,
	    .policy = "R4",
	    .help = "The Record of Concern that names the action." },
	{ .key = "meeting",
	    .label = "From which meeting",
	    .type = FT_REF,
	    .ref = "meeting",
	    .flags = FF_HIDDEN,
	    .policy = "M1",
	    .help = "The meeting that names the action." },
	{ .key = "sent",
	    .label = "What the referrer was told",
	    .type = FT_REF,
	    .ref = "notice_sent",
	    .flags = FF_HIDDEN,
	    .policy = "F2",
	    .help = "What was told although the check says no." },
	{ .key = "what",
	    .label = "What is to be done",
	    .type = FT_CHOICE,
	    .choices = followups,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S9",
	    .help = "As the check says it." },
	{ .key = "words",
	    .label = "In words",
	    .type = FT_LINE,
	    .max = 400,
	    .flags = FF_SENSITIVE | FF_HIDDEN,
	    .policy = "R4 M1",
	    .help = "The action, as it was agreed." },
	{ .key = "who",
	    .label = "By whom",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN,
	    .policy = "R4 M1",
	    .help = "As it was written, where it is nobody of ours." },
	{ .key = "for",
	    .label = "Who does it",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_HIDDEN,
	    .policy = "S9",
	    .help = "Whoever decided; the designated senior members see it "
		    "too." },
	{ .key = "due",
	    .label = "By when",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S9",
	    .help = "24 hours for an emergency." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE | FF_HIDDEN,
	    .max = 10,
	    .policy = "R7",
	    .help = "Whoever stands here never sees this." },
};
bool
task_asks_who_authorised(const struct record *task)
{
	return strcmp(record_text(task, "what"), TASK_AUTHORISED) == 0;
}

const struct kind kind_task = { .name = "task",
	.title = "To do",
	.plural = "To do",
	.help = "What a decision or an emergency leaves to be done. The office "
		"makes it.",
	.policy = "S9 P3",
	.version = 2,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = task_fields,
	.field_count = KIND_COUNT(task_fields),
	.date_key = "due",
	.label_key = "what",
	.staff_key = "about_staff" };

void
task_words(const struct record *task, struct buf *out)
{
	const char *words = record_text(task, "words");
	const char *who = record_text(task, "who");

	if (*words == '\0')
		record_show(kind_field(&kind_task, "what"),
		    record_text(task, "what"), NULL, NULL, out);
	else if (*who == '\0')
		buf_adds(out, words);
	else
		buf_addf(out, "%s (%s)", words, who);
}

static const struct field task_done_fields[] = {
	{ .key = "task",
	    .label = "What was to be done",
	    .type = FT_REF,
	    .ref = "task",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S9",
	    .help = "The one that is done with this." },
	{ .key = "how",
	    .label = "What was done",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "S9 S8",
	    .help = "When, with whom, and what came of it; or why it is not "
		    "needed." },
	{ .key = "authorised",
	    .label = "Did you authorise it?",
	    .type = FT_YESNO,
	    .flags = FF_HIDDEN,
	    .policy = "S8",
	    .help =
		"Of whoever is said to have authorised a decision; a \"no\" "
		"is looked at by a designated senior member." },
};
const struct kind kind_task_done = { .name = "task_done",
	.title = "Done",
	.plural = "Done",
	.help = "What was to be done after a decision has been done.",
	.policy = "S9",
	.version = 2,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = task_done_fields,
	.field_count = KIND_COUNT(task_done_fields),
	.parent_key = "task",
	.send = "It is done" };

/* ---- what a senior must look at ---- */

static const struct choice flag_whys[] = {
	{ "facts", "The office's records say otherwise" },
	{ "withdrawn", "An agreement was taken back meanwhile" },
	{ "against", "It was decided against the check" },
	{ "senior", "Not sharing needs a designated senior member" },
	{ "people", "Somebody who could be told was left out" },
	{ "version", "Another version of haven decided it: look again" },
	{ "advice", "The advice it names does not count for it" },
	{ "because", "Its reasons are not those of the check" },
	{ "denied", "Who is said to have authorised it says no" },
	{ 0 },
};
static const struct field share_flag_fields[] = {
	{ .key = "decision",
	    .label = "Which decision",
	    .type = FT_REF,
	    .ref = "share_decision",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S8",
	    .help = "As it came in; it stays as it was made." },
	{ .key = "why",
	    .label = "Why it is to be looked at",
	    .type = FT_SET,
	    .choices = flag_whys,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S8",
	    .help = "What the office found." },
	{ .key = "held",
	    .label = "Is it stopped?",
	    .type = FT_YESNO,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S8",
	    .help = "Yes: it has not been shared yet, and is not to be until a "
		    "designated senior member has decided." },
	{ .key = "outcome",
	    .label = "What the office's check says",
	    .type = FT_CHOICE,
	    .choices = share_outcomes,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S8",
	    .help = "By what the office itself holds." },
	{ .key = "because",
	    .label = "Because",
	    .type = FT_TEXT,
	    .flags = FF_HIDDEN,
	    .policy = "S8",
	    .help = "The rules, in words." },
};
const struct kind kind_share_flag = { .name = "share_flag",
	.title = "Stopped or flagged by the office",
	.plural = "Stopped or flagged by the office",
	.help = "A decision that the office's own records do not bear out. "
		"What has happened stays as it happened; what has not is "
		"stopped, until a designated senior member decides.",
	.policy = "S8",
	.version = 2,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = share_flag_fields,
	.field_count = KIND_COUNT(share_flag_fields),
	.label_key = "outcome",
	.parent_key = "decision" };

static const struct choice reviews[] = {
	{ "stands", "The decision stands" },
	{ "stopped", "It is not to be shared" },
	{ "new", "A new decision is made" },
	{ 0 },
};
static const struct field share_review_fields[] = {
	{ .key = "flag",
	    .label = "What was looked at",
	    .type = FT_REF,
	    .ref = "share_flag",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "S8",
	    .help = "What the office had stopped or flagged." },
	{ .key = "what",
	    .label = "What becomes of it",
	    .type = FT_CHOICE,
	    .choices = reviews,
	    .flags = FF_REQUIRED,
	    .policy = "S8",
	    .help = "The decision itself stays as it was made." },
	{ .key = "reasons",
	    .label = "Reasons",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "S8",
	    .help = "Why." },
};
const struct kind kind_share_review = { .name = "share_review",
	.title = "A senior's second look",
	.plural = "Seniors' second looks",
	.help = "A designated senior member decides about a decision that was "
		"stopped or flagged.",
	.policy = "S8",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = share_review_fields,
	.field_count = KIND_COUNT(share_review_fields),
	.label_key = "what",
	.parent_key = "flag",
	.send = "Decide" };

/* ---- a file opened with a reason ---- */

static const struct field opening_fields[] = {
	{ .key = "staff",
	    .label = "Who",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A2",
	    .help = "Who opened a file that is not assigned to them." },
	{ .key = "reason",
	    .label = "Reason",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A2",
	    .help = "As they gave it." },
	{ .key = "until",
	    .label = "Open until",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A2",
	    .help = "Then it closes by itself." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE | FF_HIDDEN,
	    .max = 10,
	    .policy = "R7",
	    .help = "Whoever stands here never sees this." },
};
const struct kind kind_opening = { .name = "opening",
	.title = "Opened with a reason",
	.plural = "Opened with a reason",
	.help = "Somebody opened a file that is not assigned to them, by its "
		"exact reference and with a reason. The Strategic Lead is "
		"shown it; if it may be about them, somebody else is.",
	.policy = "A2 R7",
	.version = 2,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = opening_fields,
	.field_count = KIND_COUNT(opening_fields),
	.date_key = "until",
	.label_key = "staff",
	.staff_key = "about_staff" };

static const struct field opening_seen_fields[] = {
	{ .key = "opening",
	    .label = "Which opening",
	    .type = FT_REF,
	    .ref = "opening",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "A2",
	    .help = "What was seen." },
	{ .key = "note",
	    .label = "Note",
	    .type = FT_TEXT,
	    .max = 2000,
	    .policy = "A2",
	    .help = "If there is something to ask or to say about it." },
};
const struct kind kind_opening_seen = { .name = "opening_seen",
	.title = "Opening seen",
	.plural = "Openings seen",
	.help = "The Strategic Lead, or who is shown it instead, has seen who "
		"opened a file with a reason.",
	.policy = "A2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = opening_seen_fields,
	.field_count = KIND_COUNT(opening_seen_fields),
	.parent_key = "opening",
	.send = "Seen" };
