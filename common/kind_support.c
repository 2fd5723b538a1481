/* kind_support.c - an episode of support from the referral to its end, and each
 * change in its nature (F1, F2, R1, R6). Of these the office makes the notices to
 * the referrer (kind_notice.c). */
#include <string.h>

#include "kinds.h"

static bool
is_empty(const struct record *r, const char *key)
{
	return record_text(r, key)[0] == '\0';
}

/* Both are there, and the first is the later one. Days are compared as text. */
static bool
is_after(const struct record *r, const char *first, const char *then)
{
	return !is_empty(r, first) && !is_empty(r, then) &&
	       strncmp(record_text(r, first), record_text(r, then), 10) > 0;
}

/* ---- an episode ---- */

static const char *const episode_sections[] = { "Referral", "Support", "End",
	NULL };

static const struct field episode_fields[] = {
	{ .key = "referred_on",
	    .label = "Referred on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "F1",
	    .help = "The day on which the referral came." },
	{ .key = "agency",
	    .label = "Agency that referred them",
	    .type = FT_REF,
	    .ref = "agency",
	    .policy = "F1",
	    .help = "From the directory. Empty if the family came by itself: "
		    "then nobody is told." },
	{ .key = "person",
	    .label = "Who there",
	    .type = FT_REF,
	    .ref = "contact_person",
	    .policy = "F1",
	    .help = "Whoever the notices go to." },
	{ .key = "their_reference",
	    .label = "Their own reference",
	    .type = FT_LINE,
	    .max = 40,
	    .policy = "F1",
	    .help = "What they call this referral. With the initials it is all "
		    "that a notice says of the child." },
	{ .key = "why_referred",
	    .label = "Why they were referred",
	    .type = FT_TEXT,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "F1 R1",
	    .help = "As the referrer, or the family, said it." },
	{ .key = "purpose",
	    .label = "Purpose of the support",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "R1 R6",
	    .help = "What is to be better at the end. Only what is relevant to "
		    "it is recorded." },
	{ .key = "started",
	    .label = "Support began on",
	    .section = 1,
	    .type = FT_DATE,
	    .flags = FF_PAST,
	    .policy = "F1",
	    .help = "The first day. The referrer is told." },
	{ .key = "nature",
	    .label = "What the support is",
	    .section = 1,
	    .type = FT_CHOICE,
	    .list = LIST_NATURES,
	    .policy = "F1",
	    .help = "As it is at the start. The referrer is told. A later "
		    "change is a record of its own." },
	{ .key = "nature_on",
	    .label = "Decided on",
	    .section = 1,
	    .type = FT_DATE,
	    .flags = FF_PAST,
	    .policy = "F1",
	    .help = "If not on the first day." },
	{ .key = "nature_words",
	    .label = "In words",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_SENSITIVE,
	    .policy = "F1",
	    .help = "How often, where, with whom. It stays here: the referrer "
		    "is told the kind of support alone." },
	{ .key = "ended",
	    .label = "Support ended on",
	    .section = 2,
	    .type = FT_DATE,
	    .flags = FF_PAST,
	    .policy = "F1",
	    .help = "The last day. The referrer is told." },
	{ .key = "end_reason",
	    .label = "Why it ended",
	    .section = 2,
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE,
	    .policy = "F1 R1",
	    .help = "What was reached, or why it could not go on. It stays "
		    "here." },
};

static void
check_episode(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	if (is_after(r, "referred_on", "started"))
		problems_add(p, "started", "rule",
		    "Support cannot begin before the referral came.");
	if (is_after(r, "started", "ended"))
		problems_add(
		    p, "ended", "rule", "Support cannot end before it began.");
	if (is_after(r, "started", "nature_on") ||
	    is_after(r, "nature_on", "ended"))
		problems_add(p, "nature_on", "rule",
		    "What the support is is decided while it goes on.");
	if (is_empty(r, "started") && !is_empty(r, "ended"))
		problems_add(p, "started", "required",
		    "The first day is needed where there is a last one.");
	if (!is_empty(r, "nature_on") && is_empty(r, "nature"))
		problems_add(p, "nature", "required",
		    "What the support is is needed where there is a day on "
		    "which it was decided.");
	if (!is_empty(r, "person") && is_empty(r, "agency"))
		problems_add(
		    p, "agency", "required", "The person's agency is needed.");
	if (!ctx->complete)
		return;
	if (!is_empty(r, "nature") && is_empty(r, "started"))
		problems_add(p, "started", "required",
		    "The first day is needed where there is a kind of "
		    "support.");
	if (!is_empty(r, "ended") && is_empty(r, "end_reason"))
		problems_add(p, "end_reason", "required",
		    "The reason is needed where support has ended.");
}

const struct kind kind_episode = { .name = "episode",
	.title = "Episode of support",
	.plural = "Episodes of support",
	.help = "One period of support: who referred the child and why, when "
		"it began, what it is, and when and why it ended. What the "
		"referrer is told follows from it.",
	.policy = "F1 R1",
	.version = 1,
	.flags = KF_ON_FILE,
	.sections = episode_sections,
	.fields = episode_fields,
	.field_count = KIND_COUNT(episode_fields),
	.date_key = "referred_on",
	.label_key = "nature",
	.check = check_episode };

/* ---- a change ---- */

static const struct field nature_change_fields[] = {
	{ .key = "episode",
	    .label = "Of which episode",
	    .type = FT_REF,
	    .ref = "episode",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "F2",
	    .help = "The period of support that it belongs to." },
	{ .key = "on",
	    .label = "Changed on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "F2",
	    .help = "The first day of the new kind of support." },
	{ .key = "nature",
	    .label = "What the support is now",
	    .type = FT_CHOICE,
	    .list = LIST_NATURES,
	    .flags = FF_REQUIRED,
	    .policy = "F2",
	    .help = "The referrer may be told if the family agreed to that." },
	{ .key = "words",
	    .label = "In words",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_SENSITIVE,
	    .policy = "F2",
	    .help = "How often, where, with whom." },
	{ .key = "reason",
	    .label = "Why it changed",
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_REQUIRED | FF_SENSITIVE,
	    .policy = "F2 R1",
	    .help = "What made it right." },
	{ .key = "undone",
	    .label = "Was this entered by mistake?",
	    .type = FT_YESNO,
	    .policy = "F2 R5",
	    .help = "Yes, if it never happened. It stays on the file, and "
		    "counts for nothing." },
};
const struct kind kind_nature_change = { .name = "nature_change",
	.title = "Change in support",
	.plural = "Changes in support",
	.help = "The support became another kind of support. The referrer may "
		"be told only with the family's agreement.",
	.policy = "F2",
	.version = 1,
	.flags = KF_ON_FILE,
	.fields = nature_change_fields,
	.field_count = KIND_COUNT(nature_change_fields),
	.date_key = "on",
	.label_key = "nature",
	.parent_key = "episode" };
