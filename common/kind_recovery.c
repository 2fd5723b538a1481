/* kind_recovery.c - a lost passphrase, or one-time codes to be taken away: one
 * administrator asks, having seen the person, and somebody else agrees (design.md).
 * Nobody ever reads a passphrase. Made by the office, of what each says with their own
 * passphrase given again. */
#include "kinds.h"

static const struct choice whats[] = {
	{ "passphrase", "A lost passphrase" },
	{ "second_factor", "Lost one-time codes" },
	{ "both", "A lost passphrase and lost one-time codes" },
	{ 0 },
};

static const struct field recovery_fields[] = {
	{ .key = "staff",
	    .label = "For whom",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "Who has lost it." },
	{ .key = "what",
	    .label = "What is lost",
	    .type = FT_CHOICE,
	    .choices = whats,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "The passphrase, the one-time codes, or both." },
	{ .key = "device",
	    .label = "On which device",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN,
	    .policy = "R2",
	    .help = "What was written there and not sent is handed over when "
		    "it is enrolled anew; what it signed with has ended "
		    "then." },
	{ .key = "identity",
	    .label = "How you know that it is them",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "In person: what you saw, for example their staff card and "
		    "face. A voice on the telephone is not enough." },
	{ .key = "until",
	    .label = "Somebody else must agree before",
	    .type = FT_TIME,
	    .flags = FF_HIDDEN,
	    .policy = "R2",
	    .help = "After that it is over, and has to be asked for anew." },
};
const struct kind kind_recovery = { .name = "recovery",
	.title = "Recovery",
	.plural = "Recoveries",
	.help =
	    "Somebody has lost their passphrase or their one-time codes. An "
	    "administrator who has seen them asks for it; a director, the "
	    "Strategic Lead, a designated senior member or another "
	    "administrator agrees or not.",
	.policy = "R2",
	.version = 1,
	.flags = KF_FINAL | KF_OFFICE,
	.fields = recovery_fields,
	.field_count = KIND_COUNT(recovery_fields),
	.label_key = "staff" };

static const struct field answer_fields[] = {
	{ .key = "recovery",
	    .label = "Which one",
	    .type = FT_REF,
	    .ref = "recovery",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "What was asked for." },
	{ .key = "agreed",
	    .label = "Do you agree?",
	    .type = FT_YESNO,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "No ends it. It can be asked for again." },
	{ .key = "reason",
	    .label = "How you know, or why not",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "What you did yourself to be sure that it is them, for "
		    "example rang them on the number you know." },
};
const struct kind kind_recovery_answer = { .name = "recovery_answer",
	.title = "Answer to a recovery",
	.plural = "Answers to recoveries",
	.help = "A second person agrees to a recovery, or does not: never who "
		"asked for it, and never whom it is for.",
	.policy = "R2",
	.version = 1,
	.flags = KF_FINAL | KF_OFFICE,
	.fields = answer_fields,
	.field_count = KIND_COUNT(answer_fields),
	.parent_key = "recovery" };
