/* kind_aside.c - what somebody wrote whose access had ended before it reached the
 * office: kept aside by the server, word for word, until a designated senior
 * member decides (promise 2; design.md, Writes). */
#include <string.h>

#include "kinds.h"

static const struct choice whys[] = {
	{ "account", "Their access had ended" },
	{ "device", "The device had been taken out of use" },
	{ "handed", "It came in a file; who wrote it is as the file says" },
	{ "destroyed", "The file it was for had been destroyed" },
	{ "recovered",
	    "The passphrase was lost; it lay on the device since, and nothing "
	    "proves who wrote it" },
	{ 0 },
};

static const struct field aside_fields[] = {
	{ .key = "child",
	    .label = "Who it is about",
	    .type = FT_LINE,
	    .flags = FF_HIDDEN,
	    .policy = "R3",
	    .help = "As the writer named the child." },
	{ .key = "why",
	    .label = "Why it was kept aside",
	    .type = FT_CHOICE,
	    .choices = whys,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "What had happened before it reached the office." },
	{ .key = "written",
	    .label = "When it was written",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "By the clock of the device." },
	{ .key = "kind",
	    .label = "Kind of record",
	    .type = FT_LINE,
	    .max = KIND_NAME_MAX,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "What it was written as." },
	{ .key = "record",
	    .label = "Record",
	    .type = FT_LINE,
	    .max = 40,
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "The id it was given, or of the record it changes." },
	{ .key = "base",
	    .label = "Made from version",
	    .type = FT_NUMBER,
	    .max = 1000000,
	    .flags = FF_HIDDEN,
	    .policy = "R2",
	    .help = "0: it was new." },
	{ .key = "body",
	    .label = "What was written",
	    .type = FT_TEXT,
	    .max = KIND_BODY_MAX - 8192,
	    .flags = FF_REQUIRED | FF_HIDDEN | FF_SENSITIVE,
	    .policy = "R2",
	    .help = "The bytes that were sent." },
	{ .key = "about_staff",
	    .label = "Staff it is about",
	    .type = FT_LIST,
	    .of = &kind_about_staff,
	    .flags = FF_HIDDEN | FF_SENSITIVE,
	    .max = 10,
	    .policy = "R7",
	    .help = "Whoever stands here never sees this." },
};
const struct kind kind_kept_aside = { .name = "kept_aside",
	.title = "Kept aside",
	.plural = "Kept aside",
	.help = "Somebody wrote this, and before it reached the office their "
		"access had ended, or their passphrase was lost. Nothing of "
		"it is lost: a designated "
		"senior member writes it into the file, or decides that it is "
		"not needed, and says why.",
	.policy = "R2 R3 R7",
	.version = 3,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = aside_fields,
	.field_count = KIND_COUNT(aside_fields),
	.date_key = "written",
	.label_key = "child",
	.staff_key = "about_staff" };

enum err
kept_aside_inner(
    const struct record *aside, struct record **out, struct errinfo *e)
{
	const struct kind *k = kind_find(record_text(aside, "kind"));
	const char *body = record_text(aside, "body");

	*out = NULL;
	if (record_kind(aside) != &kind_kept_aside)
		return err_set(
		    e, ERR_INVALID, "This is nothing that was kept aside.");
	if (k == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "What was written is of a kind that this haven does not "
		    "know. Ask for haven to be brought up to date.");
	return record_from_json(out, k, body, strlen(body), true, NULL, e);
}

static const struct choice decisions[] = {
	{ "taken", "It was written into the file" },
	{ "left", "It is not needed" },
	{ 0 },
};

static const struct field decision_fields[] = {
	{ .key = "about",
	    .label = "Which one",
	    .type = FT_REF,
	    .ref = "kept_aside",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "R2",
	    .help = "What was kept aside." },
	{ .key = "what",
	    .label = "What becomes of it",
	    .type = FT_CHOICE,
	    .choices = decisions,
	    .flags = FF_REQUIRED,
	    .policy = "R2",
	    .help = "It stays on file either way." },
	{ .key = "reason",
	    .label = "Reason",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED,
	    .policy = "S8",
	    .help = "Why it was written into the file, or why it is not "
		    "needed." },
};
const struct kind kind_aside_decision = { .name = "aside_decision",
	.title = "Decision on what was kept aside",
	.plural = "Decisions on what was kept aside",
	.help = "A designated senior member says what becomes of what somebody "
		"wrote whose access had ended.",
	.policy = "R2 S8",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = decision_fields,
	.field_count = KIND_COUNT(decision_fields),
	.parent_key = "about",
	.send = "Decide" };
