/* kind_outcome.c - whether support makes a difference: scores and the family's own
 * words at the start, at reviews and at the end of an episode, and its goals (N1,
 * R6); and the reports of statistics that the office keeps (N2, N3). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "lists.h"

static bool
is_empty(const struct record *r, const char *key)
{
	return record_text(r, key)[0] == '\0';
}

/* ---- a score ---- */

static const struct field score_fields[] = {
	{ .key = "measure",
	    .label = "What is scored",
	    .type = FT_CHOICE,
	    .list = LIST_MEASURES,
	    .flags = FF_REQUIRED,
	    .policy = "N1",
	    .help = "One of the measures that the charity has chosen. Score "
		    "the same ones at the start, at reviews and at the end." },
	{ .key = "score",
	    .label = "Score",
	    .type = FT_NUMBER,
	    .min = 1,
	    .max = LIST_CODES_MAX,
	    .flags = FF_REQUIRED,
	    .policy = "N1",
	    .help = "1 is the worst; higher is better. What each number means "
		    "stands in the settings, and is said where one is over "
		    "the scale. Let the family choose it where they can." },
};
const struct kind kind_score = { .name = "score",
	.title = "Score",
	.plural = "Scores",
	.help = "One measure on the scale.",
	.policy = "N1",
	.version = 1,
	.flags = KF_ITEM,
	.fields = score_fields,
	.field_count = KIND_COUNT(score_fields),
	.label_key = "measure" };

size_t
scale_points(void)
{
	const struct choice *c = list_choices(LIST_SCALE);
	size_t n = 0;

	while (c[n].code != NULL)
		n++;
	return n;
}

const char *
scale_word(long score)
{
	if (score < 1 || (size_t)score > scale_points())
		return NULL;
	return list_choices(LIST_SCALE)[score - 1].label;
}

/* ---- an outcome ---- */

static const char *const outcome_sections[] = { "Scores", "In words", NULL };

static const struct choice points[] = {
	{ "start", "At the start" },
	{ "review", "At a review" },
	{ "end", "At the end" },
	{ 0 },
};
static const struct field outcome_fields[] = {
	{ .key = "episode",
	    .label = "Of which episode",
	    .type = FT_REF,
	    .ref = "episode",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "N1",
	    .help = "The period of support that it belongs to." },
	{ .key = "point",
	    .label = "When in the support",
	    .type = FT_CHOICE,
	    .choices = points,
	    .flags = FF_REQUIRED,
	    .policy = "N1",
	    .help = "What is compared later is the start and the end; a "
		    "review shows how it goes meanwhile." },
	{ .key = "day",
	    .label = "Scored on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "N1",
	    .help = "The day on which it was talked about." },
	{ .key = "scores",
	    .label = "Scores",
	    .type = FT_LIST,
	    .of = &kind_score,
	    .max = LIST_CODES_MAX,
	    .flags = FF_REQUIRED,
	    .policy = "N1",
	    .help = "Each measure once. Leave out what does not fit this "
		    "family." },
	{ .key = "words",
	    .label = "What the family says, in their words",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE | FF_EXACT,
	    .policy = "N1",
	    .help = "Exactly as they said it. It stays on the file: no "
		    "statistics hold it." },
	{ .key = "said_by",
	    .label = "Who said it",
	    .section = 1,
	    .type = FT_LINE,
	    .policy = "N1",
	    .help = "For example \"Robin\", \"his mother\"." },
	{ .key = "changed",
	    .label = "What has changed",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE | FF_FACT,
	    .policy = "N1",
	    .help = "What is different since the last time, and what made the "
		    "difference." },
	{ .key = "progress",
	    .label = "Progress towards the purpose of the support",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 4000,
	    .flags = FF_SENSITIVE | FF_FACT,
	    .policy = "R6",
	    .help = "Beside the purpose that stands in the episode: how far "
		    "it is reached, and what is still to do." },
};

/* Each measure once, and every score on the scale that the charity chose. */
static void
check_scores(const struct record *r, struct problems *p)
{
	size_t n = record_count(r, "scores");
	char path[ERR_FIELD_MAX];

	for (size_t i = 0; i < n; i++) {
		struct record *mine =
		    record_item((struct record *)(uintptr_t)r, "scores", i);
		const char *measure = record_text(mine, "measure");
		long score = strtol(record_text(mine, "score"), NULL, 10);

		snprintf(path, sizeof(path), "scores.%zu.measure", i);
		for (size_t k = 0; k < i && *measure != '\0'; k++)
			if (strcmp(measure,
				record_text(
				    record_item((struct record *)(uintptr_t)r,
					"scores", k),
				    "measure")) == 0) {
				problems_add(p, path, "rule",
				    "Each measure is scored once.");
				break;
			}
		snprintf(path, sizeof(path), "scores.%zu.score", i);
		if (score > (long)scale_points())
			problems_add(p, path, "rule",
			    "The scale goes from 1 (%s) to %zu (%s).",
			    scale_word(1), scale_points(),
			    scale_word((long)scale_points()));
	}
}

static void
check_outcome(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	check_scores(r, p);
	if (!is_empty(r, "words") && is_empty(r, "said_by") && ctx->complete)
		problems_add(p, "said_by", "required",
		    "Who said it is needed where words stand.");
	if (ctx->complete && strcmp(record_text(r, "point"), "start") != 0 &&
	    !is_empty(r, "point") && is_empty(r, "progress"))
		problems_add(p, "progress", "required",
		    "Progress towards the purpose is needed at a review and "
		    "at the end.");
}

const struct kind kind_outcome = { .name = "outcome",
	.title = "Outcome",
	.plural = "Outcomes",
	.help = "How things are for the family at one point of an episode of "
		"support: scores, their own words, and the progress towards "
		"the purpose.",
	.policy = "N1 R6",
	.version = 1,
	.flags = KF_ON_FILE,
	.sections = outcome_sections,
	.fields = outcome_fields,
	.field_count = KIND_COUNT(outcome_fields),
	.date_key = "day",
	.label_key = "point",
	.parent_key = "episode",
	.check = check_outcome };

/* ---- a goal ---- */

static const char *const goal_sections[] = { "The goal", "At a review",
	"At the end", NULL };

static const struct choice set_bys[] = {
	{ "child", "The child or young person" },
	{ "family", "The family" },
	{ "together", "The child and the family together" },
	{ 0 },
};
static const struct choice stands[] = {
	{ "far", "Far from it" },
	{ "begun", "Begun" },
	{ "halfway", "Half way" },
	{ "nearly", "Nearly there" },
	{ "reached", "Reached" },
	{ "dropped", "Not wanted any more" },
	{ 0 },
};
static const struct field goal_fields[] = {
	{ .key = "episode",
	    .label = "Of which episode",
	    .type = FT_REF,
	    .ref = "episode",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "N1",
	    .help = "The period of support that it belongs to." },
	{ .key = "goal",
	    .label = "The goal, in their words",
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_REQUIRED | FF_SENSITIVE | FF_EXACT,
	    .policy = "N1",
	    .help = "As they say it: what is to be different." },
	{ .key = "set_by",
	    .label = "Whose goal it is",
	    .type = FT_CHOICE,
	    .choices = set_bys,
	    .flags = FF_REQUIRED,
	    .policy = "N1",
	    .help = "Who chose it." },
	{ .key = "set_on",
	    .label = "Set on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "N1",
	    .help = "The day." },
	{ .key = "at_start",
	    .label = "How it stood then",
	    .type = FT_CHOICE,
	    .choices = stands,
	    .flags = FF_REQUIRED,
	    .policy = "N1",
	    .help = "As they see it." },
	{ .key = "reviewed_on",
	    .label = "Looked at again on",
	    .section = 1,
	    .type = FT_DATE,
	    .flags = FF_PAST,
	    .policy = "N1",
	    .help = "The last time; earlier ones stand in the versions." },
	{ .key = "at_review",
	    .label = "How it stands",
	    .section = 1,
	    .type = FT_CHOICE,
	    .choices = stands,
	    .policy = "N1",
	    .help = "As they see it." },
	{ .key = "review_words",
	    .label = "In their words",
	    .section = 1,
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_SENSITIVE | FF_EXACT,
	    .policy = "N1",
	    .help = "What they say about it." },
	{ .key = "ended_on",
	    .label = "Closed on",
	    .section = 2,
	    .type = FT_DATE,
	    .flags = FF_PAST,
	    .policy = "N1",
	    .help = "When the support ended, or the goal was left." },
	{ .key = "at_end",
	    .label = "How it stood in the end",
	    .section = 2,
	    .type = FT_CHOICE,
	    .choices = stands,
	    .policy = "N1",
	    .help = "As they see it." },
	{ .key = "end_words",
	    .label = "In their words",
	    .section = 2,
	    .type = FT_TEXT,
	    .max = 2000,
	    .flags = FF_SENSITIVE | FF_EXACT,
	    .policy = "N1",
	    .help = "What they say about it." },
};

static void
check_pair(const struct record *r, const char *day, const char *stand,
    struct problems *p)
{
	if (!is_empty(r, stand) && is_empty(r, day))
		problems_add(p, day, "required",
		    "The day is needed where it says how the goal stands.");
	if (is_empty(r, stand) && !is_empty(r, day))
		problems_add(p, stand, "required",
		    "How the goal stands is needed where there is a day.");
	if (!is_empty(r, day) && !is_empty(r, "set_on") &&
	    strcmp(record_text(r, "set_on"), record_text(r, day)) > 0)
		problems_add(
		    p, day, "rule", "It cannot be before the goal was set.");
}

static void
check_goal(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	(void)ctx;
	check_pair(r, "reviewed_on", "at_review", p);
	check_pair(r, "ended_on", "at_end", p);
}

const struct kind kind_goal = { .name = "goal",
	.title = "Goal",
	.plural = "Goals",
	.help = "What the family wants to be different, in their words, and "
		"how it stands at the start, at a review and at the end.",
	.policy = "N1",
	.version = 1,
	.flags = KF_ON_FILE,
	.sections = goal_sections,
	.fields = goal_fields,
	.field_count = KIND_COUNT(goal_fields),
	.date_key = "set_on",
	.label_key = "goal",
	.parent_key = "episode",
	.check = check_goal };

/* ---- reports ---- */

static const struct field report_fields[] = {
	{ .key = "title",
	    .label = "Period",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "N3",
	    .help = "Whole months." },
	{ .key = "from",
	    .label = "First day",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED,
	    .policy = "N2",
	    .help = "The first day of a month." },
	{ .key = "until",
	    .label = "Last day",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED,
	    .policy = "N2",
	    .help = "The last day of a month." },
	{ .key = "tables",
	    .label = "Tables",
	    .type = FT_TEXT,
	    .max = STAT_TEXT_MAX,
	    .flags = FF_REQUIRED | FF_MACHINE,
	    .policy = "N2",
	    .help = "What was shown, exactly; small numbers are not in it." },
};
const struct kind kind_statistics_report = { .name = "statistics_report",
	.title = "Report of statistics",
	.plural = "Reports of statistics",
	.help = "What the office counted for a period. It is made once and "
		"kept as it was shown: whoever asks for the same period gets "
		"the same numbers, so that two of them cannot be taken from "
		"each other.",
	.policy = "N2 N3",
	.version = 1,
	.flags = KF_FINAL | KF_OFFICE,
	.fields = report_fields,
	.field_count = KIND_COUNT(report_fields),
	.date_key = "until",
	.label_key = "title" };

static const struct field issue_fields[] = {
	{ .key = "report",
	    .label = "Which report",
	    .type = FT_REF,
	    .ref = "statistics_report",
	    .flags = FF_REQUIRED | FF_HIDDEN,
	    .policy = "N2",
	    .help = "The one that is given out." },
	{ .key = "on",
	    .label = "Issued on",
	    .type = FT_DATE,
	    .flags = FF_REQUIRED | FF_PAST,
	    .policy = "N2",
	    .help = "The day." },
	{ .key = "to",
	    .label = "To whom",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "N2",
	    .help = "The funder or commissioner, as they call themselves." },
	{ .key = "purpose",
	    .label = "What for",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "N2",
	    .help = "For example \"yearly report on the grant\"." },
};
const struct kind kind_statistics_issue = { .name = "statistics_issue",
	.title = "Issue of a report",
	.plural = "Issues of reports",
	.help = "A report of statistics was given to somebody outside.",
	.policy = "N2",
	.version = 1,
	.flags = KF_FINAL,
	.fields = issue_fields,
	.field_count = KIND_COUNT(issue_fields),
	.date_key = "on",
	.label_key = "to",
	.parent_key = "report",
	.send = "Issue it" };
