/* kind_access.c - that somebody was let in to children's files, or to the power to let
 * others in: an account, a role, a recovery. Whoever keeps accounts sees no file, so
 * those who answer for the files are told (policy.md, Who may do what). Made by the
 * office (server/access_watch.c). */
#include "kinds.h"

static const struct choice whats[] = {
	{ "made", "An account was made" },
	{ "role", "A role was changed" },
	{ "again", "An account that had ended was opened again" },
	{ "chair", "Somebody became chair of trustees" },
	{ "manager", "Somebody became a line manager" },
	{ "passphrase", "A lost passphrase was recovered" },
	{ "codes", "One-time codes were taken away" },
	{ 0 },
};

static const struct field change_fields[] = {
	{ .key = "says",
	    .label = "What happened",
	    .type = FT_LINE,
	    .max = 1000,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "Who did what, for whom, with the names of that day." },
	{ .key = "what",
	    .label = "Kind of change",
	    .type = FT_CHOICE,
	    .choices = whats,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "An account, a role, a line manager, or a recovery." },
	{ .key = "staff",
	    .label = "For whom",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "Who was let in: whose account it is, or who became line "
		    "manager." },
	{ .key = "by",
	    .label = "Who did it",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_HIDDEN,
	    .policy = "R2",
	    .help = "The administrator; empty: at the shell of the server." },
	{ .key = "second",
	    .label = "Who agreed to it",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_HIDDEN,
	    .policy = "R2",
	    .help = "Of a recovery: the second person." },
	{ .key = "at",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "By the clock of the office." },
};
const struct kind kind_access_change = { .name = "access_change",
	.title = "Change of access",
	.plural = "Changes of access",
	.help = "Somebody was given an account or a role that reads children's "
		"files or agrees to recoveries, or became line manager of "
		"somebody, or a recovery was completed. The Strategic Lead and "
		"the Director are each shown it until they say that they have "
		"seen it; never who did it or who was let in.",
	.policy = "R2",
	.version = 1,
	.flags = KF_FINAL | KF_OFFICE,
	.fields = change_fields,
	.field_count = KIND_COUNT(change_fields),
	.date_key = "at",
	.label_key = "says" };

static const struct field seen_fields[] = {
	{ .key = "change",
	    .label = "Which change",
	    .type = FT_REF,
	    .ref = "access_change",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "What was seen." },
	{ .key = "note",
	    .label = "Note",
	    .type = FT_TEXT,
	    .max = 2000,
	    .policy = "R2",
	    .help = "If it is not right, whom you asked about it and what was "
		    "done." },
};
const struct kind kind_access_seen = { .name = "access_seen",
	.title = "Change of access seen",
	.plural = "Changes of access seen",
	.help = "The Strategic Lead or the Director has looked at who was let "
		"in, by whom; each says so for themselves.",
	.policy = "R2",
	.version = 1,
	.flags = KF_FINAL,
	.fields = seen_fields,
	.field_count = KIND_COUNT(seen_fields),
	.parent_key = "change",
	.send = "Seen" };
