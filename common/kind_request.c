/* kind_request.c - somebody asks for the information held about them, for a
 * correction, objects or complains; and what happens to that: the clock, the
 * child's view, the answer (A1, A3, C2). The request and its steps never change:
 * each stands beside it, and the due day follows from them (request.h). */
#include <string.h>

#include "due.h"
#include "kinds.h"
#include "request.h"

static bool
is_empty(const struct record *r, const char *key)
{
	return record_text(r, key)[0] == '\0';
}

static bool
is(const struct record *r, const char *key, const char *code)
{
	return strcmp(record_text(r, key), code) == 0;
}

static void
need(const struct record *r, const char *key, struct problems *p,
    const char *says)
{
	if (is_empty(r, key))
		problems_add(p, key, "required", "%s", says);
}

/* ---- the request ---- */

static const struct choice whats[] = {
	{ "access", "All the information held about them" },
	{ "correction", "A correction" },
	{ "objection", "That we stop, or do not do something" },
	{ "complaint", "Something was not right: a complaint" },
	{ 0 },
};
static const struct choice askers[] = {
	{ "child", "The child or young person" },
	{ "parent", "A parent or carer" },
	{ "other", "Somebody else" },
	{ 0 },
};
static const struct choice standings[] = {
	{ "self", "They ask for themselves" },
	{ "responsibility", "Parental responsibility" },
	{ "authority", "Authority in writing of whom it is about" },
	{ "court", "An order of a court" },
	{ "none", "Nothing that was shown so far" },
	{ 0 },
};
static const struct choice ways_in[] = {
	{ "letter", "Letter" },
	{ "email", "E-mail" },
	{ "spoken", "Spoken, to one of us" },
	{ "telephone", "Telephone" },
	{ "other", "Another way" },
	{ 0 },
};
static const struct choice identities[] = {
	{ "known", "Known to us in person" },
	{ "seen", "A document was seen" },
	{ "waiting", "Not settled yet" },
	{ 0 },
};
static const char *const request_sections[] = { "What is asked", "Who asks",
	"The answer", NULL };
static const struct field request_fields[] = {
	{ .key = "what",
	    .label = "What they ask for",
	    .type = FT_CHOICE,
	    .choices = whats,
	    .flags = FF_REQUIRED,
	    .policy = "A1 A3",
	    .help = "It need not use any of these words, nor be in writing." },
	{ .key = "about",
	    .label = "About which record",
	    .type = FT_LINE,
	    .max = 40,
	    .flags = FF_MACHINE | FF_HIDDEN,
	    .policy = "A3",
	    .help = "The id of the record that it is about." },
	{ .key = "about_title",
	    .label = "About which record",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN,
	    .policy = "A3",
	    .help = "As it is named in the file." },
	{ .key = "asks",
	    .label = "In their own words",
	    .type = FT_TEXT,
	    .max = 8000,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_EXACT,
	    .policy = "A1 A3",
	    .help = "What they wrote or said. If it is not clear what they "
		    "seek, ask them without delay: that stops the clock." },
	{ .key = "received",
	    .label = "When it came",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "A1",
	    .help = "The day on which it reached any one of us, working day or "
		    "not. The month runs from that day." },
	{ .key = "how",
	    .label = "How it came",
	    .type = FT_CHOICE,
	    .choices = ways_in,
	    .flags = FF_REQUIRED,
	    .policy = "A1",
	    .help = "A request that is spoken counts as one that is written." },
	{ .key = "who",
	    .label = "Who asks",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = askers,
	    .flags = FF_REQUIRED,
	    .policy = "A1 C2",
	    .help = "The information is the child's, whoever asks for it." },
	{ .key = "adult",
	    .label = "Which adult",
	    .section = 1,
	    .type = FT_REF,
	    .ref = "adult",
	    .policy = "A1",
	    .help = "One of this file's adults. Empty for the child." },
	{ .key = "name",
	    .label = "Their name, and for whom they act",
	    .section = 1,
	    .type = FT_LINE,
	    .policy = "A1",
	    .help = "Of somebody who is not on the file: a solicitor, an "
		    "advocate." },
	{ .key = "standing",
	    .label = "What lets them ask",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = standings,
	    .flags = FF_REQUIRED,
	    .policy = "A1 C2",
	    .help = "Parental responsibility alone does not open the "
		    "information of a child who understands the matter." },
	{ .key = "standing_seen",
	    .label = "What shows that",
	    .section = 1,
	    .type = FT_LINE,
	    .policy = "A1",
	    .help = "The paper that was seen, and its date." },
	{ .key = "identity",
	    .label = "Who they are",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = identities,
	    .flags = FF_REQUIRED,
	    .policy = "A1",
	    .help = "Ask for no more than is needed to be sure. Waiting for "
		    "it stops the clock, if it is asked without delay." },
	{ .key = "identity_seen",
	    .label = "How it was checked",
	    .section = 1,
	    .type = FT_LINE,
	    .policy = "A1",
	    .help = "By whom, and what was seen. Keep no copy of it." },
	{ .key = "safe",
	    .label = "A safe way to answer them",
	    .section = 2,
	    .type = FT_TEXT,
	    .max = 1000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "A1 S1",
	    .help = "Who else reads their post, or looks into their telephone? "
		    "A copy in the wrong hands may harm the child." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .section = 2,
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_SENSITIVE,
	    .max = 10,
	    .policy = "R7",
	    .help = "Only if it is about one of us. Whoever stands here never "
		    "sees this, nor answers it." },
};

static void
check_request(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	if (!ctx->complete)
		return;
	if (is(r, "who", "parent") && is_empty(r, "adult"))
		problems_add(p, "adult", "required",
		    "Choose which adult asks. If they are not on the file yet, "
		    "add them first.");
	if (is(r, "who", "other"))
		need(r, "name", p, "The name of who asks is needed.");
	if (is(r, "who", "child") && !is_empty(r, "adult"))
		problems_add(p, "adult", "rule",
		    "The child asks here: leave the adult empty.");
	if (!is(r, "who", "child") && is(r, "standing", "self"))
		problems_add(p, "standing", "rule",
		    "The information is the child's: nobody else asks for it "
		    "for themselves.");
	if (is(r, "identity", "seen"))
		need(r, "identity_seen", p,
		    "What was seen, and by whom, is needed.");
}

const struct kind kind_request = { .name = "request",
	.title = "Request",
	.plural = "Requests",
	.help = "Somebody asks for the information held about them, for a "
		"correction, objects or complains. It is due a calendar month "
		"after it came. What is done with it stands beside it.",
	.policy = "A1 A3 C2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.sections = request_sections,
	.fields = request_fields,
	.field_count = KIND_COUNT(request_fields),
	.date_key = "received",
	.label_key = "what",
	.staff_key = "about_staff",
	.check = check_request };

/* ---- the clock ---- */

#define REQUEST_FIELD(policy_)                                              \
	{                                                                   \
		.key = "request", .label = "Which request", .type = FT_REF, \
		.ref = "request", .flags = FF_REQUIRED | FF_HIDDEN,         \
		.policy = policy_, .help = "What it is about."              \
	}

static const struct choice waits[] = {
	{ "identity", "Who they are, or whether they may ask" },
	{ "sought", "What they seek" },
	{ 0 },
};
static const struct field stop_fields[] = {
	REQUEST_FIELD("A1"),
	{ .key = "why",
	    .label = "What we asked them",
	    .type = FT_CHOICE,
	    .choices = waits,
	    .flags = FF_REQUIRED,
	    .policy = "A1",
	    .help = "Only what we cannot go on without." },
	{ .key = "on",
	    .label = "When we asked",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "A1",
	    .help = "The clock stands still from then to the day of their "
		    "answer; only if we asked within five working days." },
	{ .key = "words",
	    .label = "What exactly, and how",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "A1",
	    .help = "The words, and how they were sent." },
};
const struct kind kind_request_stop = { .name = "request_stop",
	.title = "Clock stopped",
	.plural = "Clock stopped",
	.help = "We asked who they are, or what they seek, and wait for the "
		"answer.",
	.policy = "A1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = stop_fields,
	.field_count = KIND_COUNT(stop_fields),
	.date_key = "on",
	.label_key = "why",
	.parent_key = "request",
	.send = "Stop the clock" };

static const struct field start_fields[] = {
	REQUEST_FIELD("A1"),
	{ .key = "why",
	    .label = "What came",
	    .type = FT_CHOICE,
	    .choices = waits,
	    .flags = FF_REQUIRED,
	    .policy = "A1",
	    .help = "What we had waited for." },
	{ .key = "on",
	    .label = "When it came",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "A1",
	    .help = "From this day on the clock runs again." },
	{ .key = "words",
	    .label = "What was seen, or what they said",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "A1",
	    .help = "The document that was seen and by whom; or what they "
		    "seek." },
};
const struct kind kind_request_start = { .name = "request_start",
	.title = "What we waited for came",
	.plural = "What we waited for came",
	.help = "We know who they are, or what they seek: the clock runs "
		"again.",
	.policy = "A1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = start_fields,
	.field_count = KIND_COUNT(start_fields),
	.date_key = "on",
	.label_key = "why",
	.parent_key = "request" };

static const struct choice longers[] = {
	{ "complex", "It is complex" },
	{ "many", "They have made several requests" },
	{ 0 },
};
static const struct field longer_fields[] = {
	REQUEST_FIELD("A1"),
	{ .key = "why",
	    .label = "Why",
	    .type = FT_CHOICE,
	    .choices = longers,
	    .flags = FF_REQUIRED,
	    .policy = "A1",
	    .help = "The law knows these two reasons. That a file is long does "
		    "not make it complex by itself." },
	{ .key = "words",
	    .label = "Reason, as they were told it",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED,
	    .policy = "A1",
	    .help = "They are told within the first month, with the reason." },
	{ .key = "on",
	    .label = "When they were told",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "A1",
	    .help = "After the first month it does not count." },
	{ .key = "how",
	    .label = "How they were told",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "A1",
	    .help = "The safe way that they gave." },
};
const struct kind kind_request_longer = { .name = "request_longer",
	.title = "Two more months",
	.plural = "Two more months",
	.help = "The answer takes up to two months longer, and they were told "
		"so, and why, within the first month.",
	.policy = "A1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = longer_fields,
	.field_count = KIND_COUNT(longer_fields),
	.date_key = "on",
	.label_key = "why",
	.parent_key = "request" };

/* ---- the child's view (C2) ---- */

static const struct choice views[] = {
	{ "agrees", "They agree" },
	{ "partly", "They agree to a part of it" },
	{ "objects", "They do not agree" },
	{ "not_sought", "They were not asked" },
	{ 0 },
};
static const struct field view_fields[] = {
	REQUEST_FIELD("C2"),
	{ .key = "view",
	    .label = "What the child or young person says to it",
	    .type = FT_CHOICE,
	    .choices = views,
	    .flags = FF_REQUIRED,
	    .policy = "C2",
	    .help = "Ask without whoever makes the request being there." },
	{ .key = "words",
	    .label = "In their own words; or why they were not asked",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_EXACT,
	    .policy = "C2",
	    .help = "What they wish, and what they fear may come of it." },
	{ .key = "on",
	    .label = "When",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "C2",
	    .help = "The day of that talk." },
};
const struct kind kind_request_view = { .name = "request_view",
	.title = "The child's view of a request",
	.plural = "The child's view of a request",
	.help = "What the child or young person says when somebody else asks "
		"for their information. Without it, or the reason why they "
		"were not asked, that of a child who understands the matter "
		"does not go.",
	.policy = "C2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = view_fields,
	.field_count = KIND_COUNT(view_fields),
	.date_key = "on",
	.label_key = "view",
	.parent_key = "request" };

/* ---- the answer ---- */

static const struct choice outcomes[] = {
	{ "given", "The copy was given" },
	{ "done", "It was done as they ask" },
	{ "part", "It was done in part" },
	{ "refused", "It was refused" },
	{ "withdrawn", "They took it back" },
	{ "mistake", "It was entered by mistake" },
	{ 0 },
};
static const struct choice refusals[] = {
	{ "unfounded", "It is manifestly unfounded" },
	{ "excessive", "It is manifestly excessive" },
	{ "identity", "They did not show who they are" },
	{ "standing", "They may not ask for it" },
	{ "exempt", "All of it is exempt" },
	{ "accurate", "What is recorded is accurate" },
	{ "grounds", "Our grounds weigh more" },
	{ 0 },
};
static const struct choice ways_out[] = {
	{ "by_hand", "By hand" },
	{ "post", "Recorded post" },
	{ "email", "Encrypted e-mail" },
	{ "spoken", "Spoken" },
	{ "other", "Another way" },
	{ 0 },
};
static const struct field answer_fields[] = {
	REQUEST_FIELD("A1 A3"),
	{ .key = "what",
	    .label = "What the answer is",
	    .type = FT_CHOICE,
	    .choices = outcomes,
	    .flags = FF_REQUIRED,
	    .policy = "A1 A3",
	    .help = "With this the request is closed." },
	{ .key = "copy",
	    .label = "Which copy",
	    .type = FT_REF,
	    .ref = "request_copy",
	    .flags = FF_HIDDEN,
	    .policy = "A1",
	    .help = "The one that went; it can be made again exactly." },
	{ .key = "refused",
	    .label = "Why it was refused",
	    .type = FT_CHOICE,
	    .choices = refusals,
	    .policy = "A1 A3",
	    .help = "If it was. \"Manifestly\" needs more than that it is "
		    "tiresome." },
	{ .key = "reasons",
	    .label = "Reasons, as they were told them",
	    .type = FT_TEXT,
	    .max = 8000,
	    .flags = FF_SENSITIVE,
	    .policy = "A1 A3 S8",
	    .help = "What was done and why; needed for everything but a copy "
		    "that was given." },
	{ .key = "complain",
	    .label = "Were they told how to complain?",
	    .type = FT_YESNO,
	    .policy = "A1 A3",
	    .help = "To us, to the Information Commissioner, and that they "
		    "may go to a court." },
	{ .key = "on",
	    .label = "When",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "A1",
	    .help = "The day on which the answer left." },
	{ .key = "how",
	    .label = "How it went",
	    .type = FT_CHOICE,
	    .choices = ways_out,
	    .policy = "A1 S7",
	    .help = "The safe way that they gave." },
	{ .key = "to",
	    .label = "To whom, and where",
	    .type = FT_LINE,
	    .flags = FF_SENSITIVE,
	    .policy = "A1 S7",
	    .help = "As it stood on the envelope; or who took it, and how they "
		    "were known." },
};

static void
check_answer(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	bool is_over = is(r, "what", "withdrawn") || is(r, "what", "mistake");
	bool is_given = is(r, "what", "given");
	bool is_refused = is(r, "what", "refused");

	if (!ctx->complete || is_empty(r, "what"))
		return;
	if (is_refused)
		need(r, "refused", p, "Why it was refused is needed.");
	else if (!is_empty(r, "refused"))
		problems_add(p, "refused", "rule",
		    "It was not refused: leave this empty.");
	if (!is_given)
		need(r, "reasons", p, "The reasons are needed.");
	if (is_over)
		return;
	need(r, "how", p, "How the answer went is needed.");
	need(r, "to", p, "To whom it went is needed.");
	need(r, "complain", p,
	    "Whether they were told how to complain is needed.");
	if (is_refused && is(r, "complain", "no"))
		problems_add(p, "complain", "rule",
		    "Who is refused is told how to complain: to us, to the "
		    "Information Commissioner, and in a court. Tell them "
		    "first.");
}

const struct kind kind_request_answer = { .name = "request_answer",
	.title = "Answer to a request",
	.plural = "Answers to requests",
	.help = "What was answered, how and to whom it went, and why. With it "
		"the request is closed.",
	.policy = "A1 A3",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = answer_fields,
	.field_count = KIND_COUNT(answer_fields),
	.date_key = "on",
	.label_key = "what",
	.parent_key = "request",
	.check = check_answer,
	.send = "Close it" };
