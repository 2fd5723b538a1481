/* kind_inspect.c - inspections of the charity: who inspects what and until when, how
 * each parent or carer was told of it before, why somebody was not, the report, and
 * the copies of it (O1, O2, O3). What is about a family stands on the child's file. */
#include <string.h>

#include "kinds.h"

static bool
is_empty(const struct record *r, const char *key)
{
	return record_text(r, key)[0] == '\0';
}

static bool
is_choice(const struct record *r, const char *key, const char *code)
{
	return strcmp(record_text(r, key), code) == 0;
}

/* Both are there, and the first is the later one. Days are compared as text. */
static bool
is_after(const struct record *r, const char *first, const char *then)
{
	return !is_empty(r, first) && !is_empty(r, then) &&
	       strncmp(record_text(r, first), record_text(r, then), 10) > 0;
}

/* ---- the inspection ---- */

static const struct field inspector_fields[] = {
	{ .key = "name",
	    .label = "Name",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "O1",
	    .help = "First name and surname." },
	{ .key = "job",
	    .label = "What they do there",
	    .type = FT_LINE,
	    .policy = "O1",
	    .help = "For example \"lead inspector\"." },
	{ .key = "identity",
	    .label = "Identity shown",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "O1 S7",
	    .help = "What they showed, and how it was checked: \"card, rang "
		    "the authority's own number\"." },
	{ .key = "checked_by",
	    .label = "Checked by",
	    .type = FT_REF,
	    .ref = "staff",
	    .flags = FF_REQUIRED,
	    .policy = "O1 S7",
	    .help = "Whoever of us saw it." },
	{ .key = "checked_on",
	    .label = "Checked on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "O1 S7",
	    .help = "The day." },
	{ .key = "account",
	    .label = "Account for signing in",
	    .type = FT_REF,
	    .ref = "staff",
	    .policy = "O1",
	    .help = "The administrator makes one for this inspection, with the "
		    "role Inspector. Without one they do not sign in." },
};
const struct kind kind_inspector = { .name = "inspector",
	.title = "Inspector",
	.plural = "Inspectors",
	.help = "Somebody of the authority who looks at records.",
	.policy = "O1",
	.version = 1,
	.flags = KF_ITEM,
	.fields = inspector_fields,
	.field_count = KIND_COUNT(inspector_fields),
	.label_key = "name" };

static const struct field inspected_file_fields[] = {
	{ .key = "file",
	    .label = "Whose file",
	    .type = FT_REF,
	    .ref = "front_sheet",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "O1",
	    .help = "The child's file." },
};
const struct kind kind_inspected_file = { .name = "inspected_file",
	.title = "File",
	.plural = "Files",
	.help = "A file that the inspection is about.",
	.policy = "O1",
	.version = 1,
	.flags = KF_ITEM,
	.fields = inspected_file_fields,
	.field_count = KIND_COUNT(inspected_file_fields),
	.label_key = "file" };

static const char *const inspection_sections[] = { "Who inspects",
	"What is inspected", "Access", NULL };
static const struct choice announcements[] = {
	{ "announced", "Announced" },
	{ "unannounced", "Unannounced" },
	{ 0 },
};
static const struct choice scopes[] = {
	{ "all", "All with support in the period" },
	{ "service", "Those with one kind of support in it" },
	{ "named", "A list of children, named one by one" },
	{ 0 },
};
static const struct field inspection_fields[] = {
	{ .key = "authority",
	    .label = "Inspecting authority",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "O1",
	    .help = "Who inspects, and by which right." },
	{ .key = "announced",
	    .label = "Announced or unannounced",
	    .type = FT_CHOICE,
	    .choices = announcements,
	    .flags = FF_REQUIRED,
	    .policy = "O2",
	    .help = "Only if it came unannounced may one reason stand for "
		    "everybody who was not told before." },
	{ .key = "inspectors",
	    .label = "Inspectors",
	    .type = FT_LIST,
	    .of = &kind_inspector,
	    .max = 12,
	    .flags = FF_REQUIRED,
	    .policy = "O1",
	    .help = "Each of them, with the identity that was shown." },
	{ .key = "purpose",
	    .label = "Purpose",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED,
	    .policy = "O1 R1",
	    .help = "What the inspection is for. Parents and carers are told "
		    "it." },
	{ .key = "period_from",
	    .label = "Records from",
	    .section = 1,
	    .type = FT_DATE,
	    .flags = FF_REQUIRED,
	    .policy = "O1",
	    .help = "The first day of the records in question." },
	{ .key = "period_until",
	    .label = "Records until",
	    .section = 1,
	    .type = FT_DATE,
	    .flags = FF_REQUIRED,
	    .policy = "O1",
	    .help = "The last day." },
	{ .key = "scope",
	    .label = "Whose files",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = scopes,
	    .flags = FF_REQUIRED,
	    .policy = "O1",
	    .help = "The children of a list are added on the inspection's own "
		    "page." },
	{ .key = "nature",
	    .label = "Which kind of support",
	    .section = 1,
	    .type = FT_CHOICE,
	    .list = LIST_NATURES,
	    .policy = "O1",
	    .help = "If it is about one kind alone." },
	{ .key = "files",
	    .label = "Children of the list",
	    .section = 1,
	    .type = FT_LIST,
	    .of = &kind_inspected_file,
	    .max = 500,
	    .flags = FF_HIDDEN,
	    .policy = "O1",
	    .help = "If they are named one by one." },
	{ .key = "access_from",
	    .label = "Access from",
	    .section = 2,
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_AHEAD,
	    .policy = "O1",
	    .help = "The first day on which they may look." },
	{ .key = "access_until",
	    .label = "Access until",
	    .section = 2,
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_AHEAD,
	    .policy = "O1",
	    .help = "The last day: after it everything is shut by itself." },
};

/* Three months are enough for any inspection: a longer access is forgotten. */
#define ACCESS_DAYS_MAX 92

static void
check_inspection(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	struct civil from, until;

	if (is_after(r, "period_from", "period_until"))
		problems_add(p, "period_until", "rule",
		    "The last day of the records cannot be before the first.");
	if (is_after(r, "access_from", "access_until"))
		problems_add(p, "access_until", "rule",
		    "Access cannot end before it begins.");
	else if (when_read(&from, record_text(r, "access_from")) &&
		 when_read(&until, record_text(r, "access_until")) &&
		 when_days(&from, &until) > ACCESS_DAYS_MAX)
		problems_add(p, "access_until", "rule",
		    "Access is given for %d days at most. Write another "
		    "inspection if it goes on.",
		    ACCESS_DAYS_MAX);
	if (ctx->complete && is_choice(r, "scope", "service") &&
	    is_empty(r, "nature"))
		problems_add(p, "nature", "required",
		    "Which kind of support is needed.");
}

const struct kind kind_inspection = { .name = "inspection",
	.title = "Inspection",
	.plural = "Inspections",
	.help = "An inspection of the charity's work: who, what, until when. "
		"Access stays shut until every parent and carer has been told "
		"of it, or a reason stands why not.",
	.policy = "O1 O2 O3",
	.version = 1,
	.sections = inspection_sections,
	.fields = inspection_fields,
	.field_count = KIND_COUNT(inspection_fields),
	.date_key = "access_from",
	.label_key = "authority",
	.check = check_inspection };

#define OF_INSPECTION                                                       \
	{                                                                   \
		.key = "inspection", .label = "Inspection", .type = FT_REF, \
		.ref = "inspection", .flags = FF_REQUIRED | FF_HIDDEN,      \
		.policy = "O1", .help = "Of which inspection."              \
	}

static const struct field inspection_end_fields[] = {
	OF_INSPECTION,
	{ .key = "reason",
	    .label = "Why access ends now",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED,
	    .policy = "O1",
	    .help = "Sessions of the inspectors end at once, and do not begin "
		    "again." },
};
const struct kind kind_inspection_end = { .name = "inspection_end",
	.title = "End of an inspection's access",
	.plural = "Ends of access",
	.help = "Shuts an inspection's access before its last day, for good.",
	.policy = "O1",
	.version = 1,
	.flags = KF_FINAL,
	.fields = inspection_end_fields,
	.field_count = KIND_COUNT(inspection_end_fields),
	.parent_key = "inspection",
	.send = "End now" };

static const struct field untold_all_fields[] = {
	OF_INSPECTION,
	{ .key = "reason",
	    .label = "Why nobody is told before",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED,
	    .policy = "O2",
	    .help = "One reason for all, since the visit is unannounced. "
		    "Everybody still has a copy of the report." },
};
const struct kind kind_inspection_untold = { .name = "inspection_untold",
	.title = "One reason for all",
	.plural = "Reasons for all",
	.help = "Why parents and carers are not told before an unannounced "
		"inspection. The Director of Services or the Strategic Lead "
		"writes it.",
	.policy = "O2",
	.version = 1,
	.flags = KF_FINAL,
	.fields = untold_all_fields,
	.field_count = KIND_COUNT(untold_all_fields),
	.parent_key = "inspection" };

static const struct field report_fields[] = {
	OF_INSPECTION,
	{ .key = "received_on",
	    .label = "Received on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "O3",
	    .help = "The day on which the report came." },
	{ .key = "kept",
	    .label = "Where it is kept",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "O3",
	    .help = "The folder, or the address where it is published." },
	{ .key = "summary",
	    .label = "Summary",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED,
	    .policy = "O3",
	    .help = "What it says, in a few lines. It names no child." },
};
const struct kind kind_inspection_report = { .name = "inspection_report",
	.title = "Report of an inspection",
	.plural = "Reports of inspections",
	.help = "The report came. From now on a copy is owed to every parent "
		"and carer of the list.",
	.policy = "O3",
	.version = 1,
	.flags = KF_FINAL,
	.fields = report_fields,
	.field_count = KIND_COUNT(report_fields),
	.date_key = "received_on",
	.parent_key = "inspection" };

/* ---- on the child's file ---- */

#define OF_ADULT(needed)                                                       \
	{                                                                      \
		.key = "adult", .label = "Parent or carer", .type = FT_REF,    \
		.ref = "adult", .flags = FF_HIDDEN | (needed), .policy = "O2", \
		.help = "Who of the family."                                   \
	}

static const struct choice contact_hows[] = {
	{ "email", "E-mail" },
	{ "letter", "Letter" },
	{ "call", "Telephone" },
	{ "visit", "Visit or talk" },
	{ 0 },
};
static const struct field contact_fields[] = {
	OF_INSPECTION,
	OF_ADULT(FF_REQUIRED),
	{ .key = "when",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "O2",
	    .help = "Day and time: \"today 15:30\"." },
	{ .key = "how",
	    .label = "How",
	    .type = FT_CHOICE,
	    .choices = contact_hows,
	    .flags = FF_REQUIRED,
	    .policy = "O2",
	    .help = "An e-mail is sent by the office, with a text that names "
		    "no child; all else is done by you." },
	{ .key = "to",
	    .label = "E-mail address",
	    .type = FT_LINE,
	    .flags = FF_SENSITIVE,
	    .policy = "O2 S1",
	    .help = "For an e-mail: one that they gave for this, and that "
		    "nobody else reads." },
	{ .key = "answer",
	    .label = "What they said",
	    .type = FT_TEXT,
	    .flags = FF_SENSITIVE | FF_EXACT,
	    .policy = "O2 S2",
	    .help = "Their own words. Empty if they have not answered yet: "
		    "what they say later is one more contact." },
	{ .key = "objects",
	    .label = "Do they object?",
	    .type = FT_YESNO,
	    .policy = "O2 S2",
	    .help = "It is kept, and whoever answers for the inspection sees "
		    "it on its page." },
};

static void
check_contact(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	if (ctx->complete && is_choice(r, "how", "email") && is_empty(r, "to"))
		problems_add(p, "to", "required", "E-mail address is needed.");
	if (ctx->complete && is_choice(r, "objects", "yes") &&
	    is_empty(r, "answer"))
		problems_add(p, "answer", "required",
		    "What they said is needed where they object.");
}

const struct kind kind_inspection_contact = { .name = "inspection_contact",
	.title = "Told of an inspection",
	.plural = "Told of inspections",
	.help = "A parent or carer was told of an intended inspection, and "
		"what they said to it.",
	.policy = "O2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = contact_fields,
	.field_count = KIND_COUNT(contact_fields),
	.date_key = "when",
	.label_key = "how",
	.parent_key = "adult",
	.check = check_contact };

static const struct choice mail_whats[] = {
	{ "sent", "The mail server took it" },
	{ "refused", "It did not go" },
	{ "uncertain", "It may have arrived: nobody knows" },
	{ 0 },
};
static const struct field mail_fields[] = {
	{ .key = "contact",
	    .label = "Which e-mail",
	    .type = FT_REF,
	    .ref = "inspection_contact",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "O2",
	    .help = "The contact that it was." },
	{ .key = "what",
	    .label = "What came of it",
	    .type = FT_CHOICE,
	    .choices = mail_whats,
	    .flags = FF_REQUIRED,
	    .policy = "O2",
	    .help = "As the mail server said." },
	{ .key = "when",
	    .label = "When",
	    .type = FT_TIME,
	    .flags = FF_REQUIRED,
	    .policy = "O2",
	    .help = "Day and time." },
	{ .key = "answer",
	    .label = "Answer of the mail server",
	    .type = FT_TEXT,
	    .max = 2000,
	    .policy = "O2",
	    .help = "Or why nothing was sent." },
};
const struct kind kind_inspection_mail = { .name = "inspection_mail",
	.title = "What came of an e-mail about an inspection",
	.plural = "What came of e-mails about inspections",
	.help = "Made by the office. Only an e-mail that the mail server took "
		"counts as a contact.",
	.policy = "O2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL | KF_OFFICE,
	.fields = mail_fields,
	.field_count = KIND_COUNT(mail_fields),
	.date_key = "when",
	.label_key = "what",
	.parent_key = "contact" };

static const struct field exception_fields[] = {
	OF_INSPECTION,
	OF_ADULT(0),
	{ .key = "reason",
	    .label = "Why they are not told before",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "O2 S1",
	    .help = "For example: it is not safe to contact them; they could "
		    "not be found, and what was tried." },
};
const struct kind kind_inspection_exception = { .name = "inspection_exception",
	.title = "Not told of an inspection",
	.plural = "Not told of inspections",
	.help = "Why one parent or carer is not told of an inspection before; "
		"or why there is nobody on this file to be told.",
	.policy = "O2",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = exception_fields,
	.field_count = KIND_COUNT(exception_fields),
	.parent_key = "adult" };

static const struct choice copy_hows[] = {
	{ "letter", "By letter" },
	{ "by_hand", "By hand" },
	{ "email", "By e-mail, outside haven" },
	{ "published", "They were told where it is published" },
	{ "cannot", "It cannot be sent" },
	{ 0 },
};
static const struct field copy_fields[] = {
	OF_INSPECTION,
	OF_ADULT(FF_REQUIRED),
	{ .key = "how",
	    .label = "How",
	    .type = FT_CHOICE,
	    .choices = copy_hows,
	    .flags = FF_REQUIRED,
	    .policy = "O3",
	    .help = "How the copy of the report reached them." },
	{ .key = "when",
	    .label = "On",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "O3",
	    .help = "The day." },
	{ .key = "why",
	    .label = "Why it cannot be sent",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_SENSITIVE,
	    .policy = "O3 S1",
	    .help = "Needed only if it cannot." },
};

static void
check_copy(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	if (ctx->complete && is_choice(r, "how", "cannot") &&
	    is_empty(r, "why"))
		problems_add(
		    p, "why", "required", "Why it cannot be sent is needed.");
}

const struct kind kind_inspection_copy = { .name = "inspection_copy",
	.title = "Copy of an inspection's report",
	.plural = "Copies of reports",
	.help = "A parent or carer has a copy of the report, or why they "
		"cannot have one.",
	.policy = "O3",
	.version = 1,
	.flags = KF_ON_FILE | KF_FINAL,
	.fields = copy_fields,
	.field_count = KIND_COUNT(copy_fields),
	.date_key = "when",
	.label_key = "how",
	.parent_key = "adult",
	.check = check_copy };
