/* kind_notice.c - what the referrer is told of an episode: the notice, how it went,
 * and what came of it (F1, F2). The office makes the notices; a person sends
 * each one, or says why not; what follows is a record beside it, so that nothing
 * of it is ever written over. */
#include <string.h>

#include "kinds.h"
#include "notice.h"

static bool
is_empty(const struct record *r, const char *key)
{
	return record_text(r, key)[0] == '\0';
}

/* ---- the notice ---- */

static const struct choice events[] = {
	{ "start", "Support has begun" },
	{ "nature", "What the support is" },
	{ "change", "The support has changed" },
	{ "end", "Support has ended" },
	{ 0 },
};
static const struct choice offers[] = {
	{ "due", "To be sent" },
	{ "offered", "May be sent, if you choose" },
	{ "none", "Not to be sent" },
	{ 0 },
};
static const struct choice corrections[] = {
	{ "corrected", "It corrects an earlier notice" },
	{ "undone", "It takes an earlier notice back" },
	{ 0 },
};
static const struct field notice_fields[] = {
	{ .key = "episode",
	    .label = "Of which episode",
	    .type = FT_REF,
	    .ref = "episode",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "The period of support that it tells of." },
	{ .key = "change",
	    .label = "Of which change",
	    .type = FT_REF,
	    .ref = "nature_change",
	    .flags = FF_HIDDEN,
	    .policy = "F2",
	    .help = "The change that it tells of." },
	{ .key = "what",
	    .label = "What it tells",
	    .type = FT_CHOICE,
	    .choices = events,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1 F2",
	    .help = "The start, the nature, a change, the end." },
	{ .key = "correction",
	    .label = "Is it a correction?",
	    .type = FT_CHOICE,
	    .choices = corrections,
	    .flags = FF_HIDDEN,
	    .policy = "F1",
	    .help = "If the referrer had been told something else." },
	{ .key = "corrects",
	    .label = "Which notice it corrects",
	    .type = FT_REF,
	    .ref = "notice",
	    .flags = FF_HIDDEN,
	    .policy = "F1",
	    .help = "The one that had been sent." },
	{ .key = "agency",
	    .label = "To which agency",
	    .type = FT_REF,
	    .ref = "agency",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "Whoever referred this episode." },
	{ .key = "person",
	    .label = "To whom there",
	    .type = FT_REF,
	    .ref = "contact_person",
	    .flags = FF_HIDDEN,
	    .policy = "F1 S5",
	    .help = "The person who referred." },
	{ .key = "their_reference",
	    .label = "Their own reference",
	    .type = FT_LINE,
	    .max = 40,
	    .flags = FF_HIDDEN,
	    .policy = "F1",
	    .help = "What the referrer calls it." },
	{ .key = "nature",
	    .label = "What the support is",
	    .type = FT_CHOICE,
	    .list = LIST_NATURES,
	    .flags = FF_HIDDEN,
	    .policy = "F1 F2",
	    .help = "Where the notice tells it." },
	{ .key = "event_on",
	    .label = "When it happened",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "The day of the start, the change, the end." },
	{ .key = "due",
	    .label = "Due by",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "So many days after it, as the settings say." },
	{ .key = "offer",
	    .label = "May it go?",
	    .type = FT_CHOICE,
	    .choices = offers,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1 F2",
	    .help = "Start, nature and end: yes. A change: only with an "
		    "agreement." },
	{ .key = "because",
	    .label = "Because",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_HIDDEN,
	    .policy = "F2",
	    .help = "The rule, in words." },
	{ .key = "subject",
	    .label = "Subject",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN,
	    .policy = "F1",
	    .help = "Their own reference and the initials; nothing else of the "
		    "child." },
	{ .key = "text",
	    .label = "Text",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_HIDDEN,
	    .policy = "F1",
	    .help = "Exactly what goes." },
};
const struct kind kind_notice = { .name = "notice",
	.title = "Notice to the referrer",
	.plural = "Notices to referrers",
	.help = "The referrer is told when support begins, what it is, and "
		"when it ends; of a change only with the family's agreement. "
		"The office makes it, once for each event.",
	.policy = "F1 F2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = notice_fields,
	.field_count = KIND_COUNT(notice_fields),
	.date_key = "due",
	.label_key = "what",
	.parent_key = "episode" };

/* ---- how it went ---- */

static const struct choice hows[] = {
	{ "email", "E-mail, sent by the office" },
	{ "letter", "Letter" },
	{ "call", "Telephone" },
	{ "by_hand", "By hand, or at a talk" },
	{ "arrived", "It had arrived: they have it" },
	{ "not_sent", "It is not to be sent" },
	{ 0 },
};
static const struct field notice_sent_fields[] = {
	{ .key = "notice",
	    .label = "Which notice",
	    .type = FT_REF,
	    .ref = "notice",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "What the referrer is told." },
	{ .key = "how",
	    .label = "How",
	    .type = FT_CHOICE,
	    .choices = hows,
	    .flags = FF_REQUIRED,
	    .policy = "F1",
	    .help = "E-mail is sent by the office when this arrives there. A "
		    "letter or a call is yours: record it when it is done." },
	{ .key = "to",
	    .label = "To whom",
	    .type = FT_LINE,
	    .policy = "F1 S5",
	    .help = "The address, or who was spoken to." },
	{ .key = "when",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_PAST,
	    .policy = "F1",
	    .help = "Day and time: \"today 15:30\"." },
	{ .key = "note",
	    .label = "Note",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_SENSITIVE,
	    .policy = "F1 S8",
	    .help = "What they said; or why it is not to be sent." },
};

/* What each way needs besides. */
static void
check_sent(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	enum notice_how how;

	if (!ctx->complete || !notice_how_read(record_text(r, "how"), &how))
		return;
	if (is_empty(r, "to") && notice_how_needs(how, NOTICE_NEEDS_TO))
		problems_add(p, "to", "required",
		    how == NOTICE_BY_EMAIL
			? "The address is needed. It comes from the directory."
			: "Who it went to is needed.");
	if (is_empty(r, "when") && notice_how_needs(how, NOTICE_NEEDS_WHEN))
		problems_add(
		    p, "when", "required", "The day and the time are needed.");
	if (is_empty(r, "note") && notice_how_needs(how, NOTICE_NEEDS_NOTE))
		problems_add(p, "note", "required", "The reason is needed.");
}

const struct kind kind_notice_sent = { .name = "notice_sent",
	.title = "How the referrer was told",
	.plural = "How referrers were told",
	.help = "That a notice goes by e-mail, or went as a letter or a call; "
		"or that it is not to be sent, and why.",
	.policy = "F1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = notice_sent_fields,
	.field_count = KIND_COUNT(notice_sent_fields),
	.date_key = "when",
	.label_key = "how",
	.parent_key = "notice",
	.check = check_sent,
	.send = "Send" };

/* ---- what the mail server said ---- */

static const struct field notice_proof_fields[] = {
	{ .key = "sent",
	    .label = "Which sending",
	    .type = FT_REF,
	    .ref = "notice_sent",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "The e-mail that it speaks of." },
	{ .key = "when",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "When the mail server took it." },
	{ .key = "answer",
	    .label = "What the mail server answered",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN,
	    .policy = "F1",
	    .help = "In its own words." },
	{ .key = "message_id",
	    .label = "Message-ID",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN,
	    .policy = "F1",
	    .help = "By this it is found in the mail server's log." },
};
const struct kind kind_notice_proof = { .name = "notice_proof",
	.title = "Taken by the mail server",
	.plural = "Taken by the mail server",
	.help = "The proof that an e-mail went: what the mail server answered.",
	.policy = "F1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = notice_proof_fields,
	.field_count = KIND_COUNT(notice_proof_fields),
	.date_key = "when",
	.parent_key = "sent" };

static const struct choice fails[] = {
	{ "refused", "The mail server refuses it" },
	{ "uncertain", "It may have arrived" },
	{ "stopped", "Stopped before it left" },
	{ 0 },
};
static const struct field notice_failed_fields[] = {
	{ .key = "sent",
	    .label = "Which sending",
	    .type = FT_REF,
	    .ref = "notice_sent",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "The e-mail that it speaks of." },
	{ .key = "what",
	    .label = "What became of it",
	    .type = FT_CHOICE,
	    .choices = fails,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "Refused: it did not go. It may have arrived: the line was "
		    "cut before the mail server answered." },
	{ .key = "when",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "The last time that it was tried." },
	{ .key = "answer",
	    .label = "What the mail server answered",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN,
	    .policy = "F1",
	    .help = "In its own words." },
};
const struct kind kind_notice_failed = { .name = "notice_failed",
	.title = "E-mail that did not go",
	.plural = "E-mails that did not go",
	.help = "An e-mail could not be sent, or nobody knows whether it "
		"arrived. The notice is due again.",
	.policy = "F1",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = notice_failed_fields,
	.field_count = KIND_COUNT(notice_failed_fields),
	.date_key = "when",
	.label_key = "what",
	.parent_key = "sent" };

/* ---- stopped ---- */

static const struct choice stops[] = {
	{ "undone", "The event was taken back" },
	{ "corrected", "The event was corrected: a new notice stands instead" },
	{ "withdrawn", "The agreement was taken back" },
	{ 0 },
};
static const struct field notice_stop_fields[] = {
	{ .key = "notice",
	    .label = "Which notice",
	    .type = FT_REF,
	    .ref = "notice",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1",
	    .help = "The one that does not go." },
	{ .key = "why",
	    .label = "Why",
	    .type = FT_CHOICE,
	    .choices = stops,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F1 F2",
	    .help = "What made it needless." },
};
const struct kind kind_notice_stop = { .name = "notice_stop",
	.title = "Notice stopped",
	.plural = "Notices stopped",
	.help = "A notice that does not go: what it told of was taken back or "
		"corrected, or the agreement was.",
	.policy = "F1 F2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = notice_stop_fields,
	.field_count = KIND_COUNT(notice_stop_fields),
	.label_key = "why",
	.parent_key = "notice" };
