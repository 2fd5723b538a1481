/* sample_kind.h - a kind with a field of every type, for the tests alone. */
#ifndef HAVEN_SAMPLE_KIND_H
#define HAVEN_SAMPLE_KIND_H

#include <string.h>

#include "kind.h"

static const struct choice sample_choices[] = {
	{ "red", "Red" },
	{ "dark_blue", "Dark blue" },
	{ "green", "Green" },
	{ 0 },
};

static const struct field sample_thing_fields[] = {
	{ .key = "what",
	    .label = "What",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED | FF_FACT,
	    .policy = "R4",
	    .max = 20,
	    .help = "h" },
	{ .key = "note",
	    .label = "Note",
	    .type = FT_TEXT,
	    .policy = "R4",
	    .help = "h" },
};
static const struct kind sample_thing = { .name = "thing",
	.title = "Thing",
	.plural = "Things",
	.help = "h",
	.policy = "R4",
	.version = 1,
	.flags = KF_ITEM,
	.fields = sample_thing_fields,
	.field_count = 2,
	.label_key = "what" };

static void
sample_box_check(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	(void)ctx;
	if (strcmp(record_text(r, "name"), "never") == 0)
		problems_add(p, "name", "rule", "Never is no name.");
	if (strcmp(record_text(r, "name"), "whole") == 0)
		problems_add(p, "", "rule", "As a whole it is wrong.");
}

static const struct field sample_box_fields[] = {
	{ .key = "name",
	    .label = "Name",
	    .type = FT_LINE,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "things",
	    .label = "Things",
	    .type = FT_LIST,
	    .of = &sample_thing,
	    .max = 3,
	    .policy = "R4",
	    .help = "h" },
};
static const struct kind sample_box = { .name = "box",
	.title = "Box",
	.plural = "Boxes",
	.help = "h",
	.policy = "R4",
	.version = 1,
	.flags = KF_ITEM,
	.fields = sample_box_fields,
	.field_count = 2,
	.label_key = "name",
	.check = sample_box_check };

static const char *const sample_sections[] = { "First", "Second", NULL };

static void
sample_check(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	(void)ctx;
	if (strcmp(record_text(r, "line"), "whole") == 0) {
		problems_add(p, "", "rule", "As a whole it is wrong.");
		problems_add(p, "text", "rule", "So is its text.");
	}
	if (strcmp(record_text(r, "line"), "rule") == 0)
		problems_add(p, "line", "rule", "A rule says no.");
}

static const struct field sample_fields[] = {
	{ .key = "line",
	    .label = "Line",
	    .type = FT_LINE,
	    .flags = FF_REQUIRED,
	    .policy = "R4",
	    .max = 40,
	    .help = "h" },
	{ .key = "text",
	    .label = "Text",
	    .type = FT_TEXT,
	    .flags = FF_FACT,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "day",
	    .label = "Day",
	    .type = FT_DATE,
	    .flags = FF_PAST,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "born",
	    .label = "Date of birth",
	    .type = FT_BIRTH,
	    .policy = "C1",
	    .help = "h" },
	{ .key = "when",
	    .label = "When it happened",
	    .type = FT_TIME,
	    .flags = FF_PAST | FF_REQUIRED,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "due",
	    .label = "By when",
	    .type = FT_TIME,
	    .flags = FF_AHEAD,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "colour",
	    .label = "Colour",
	    .type = FT_CHOICE,
	    .choices = sample_choices,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "types",
	    .label = "Type of concern",
	    .type = FT_SET,
	    .choices = sample_choices,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "sure",
	    .label = "Sure?",
	    .type = FT_YESNO,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "score",
	    .label = "Score",
	    .type = FT_NUMBER,
	    .min = -5,
	    .max = 10,
	    .policy = "N1",
	    .help = "h" },
	{ .key = "about",
	    .label = "About",
	    .type = FT_REF,
	    .ref = "concern",
	    .policy = "R5",
	    .help = "h" },
	{ .key = "boxes",
	    .label = "Boxes",
	    .type = FT_LIST,
	    .of = &sample_box,
	    .section = 1,
	    .policy = "R4",
	    .help = "h" },
	{ .key = "words",
	    .label = "Exact words",
	    .type = FT_TEXT,
	    .flags = FF_EXACT,
	    .section = 1,
	    .policy = "R4",
	    .help = "h" },
};
static const struct kind sample = { .name = "sample",
	.title = "Sample",
	.plural = "Samples",
	.help = "h",
	.policy = "R4",
	.version = 1,
	.flags = KF_ON_FILE,
	.sections = sample_sections,
	.fields = sample_fields,
	.field_count = sizeof(sample_fields) / sizeof(sample_fields[0]),
	.date_key = "when",
	.label_key = "line",
	.parent_key = "about",
	.check = sample_check };

#define SAMPLE_ID "0190a5c4-7b1a-7000-8000-000000000001"

/* Every type, in its one form: it is read and written back as the same bytes. */
#define WHOLE                                                              \
	"{\"line\":\"Ann\",\"text\":\"one\\ntwo\",\"day\":\"2026-04-03\"," \
	"\"born\":\"2016-04-03\",\"when\":\"2026-04-03T15:30\","           \
	"\"due\":\"2026-04-05\",\"colour\":\"dark_blue\","                 \
	"\"types\":[\"red\",\"green\"],\"sure\":true,\"score\":-3,"        \
	"\"about\":\"" SAMPLE_ID "\","                                     \
	"\"boxes\":[{\"name\":\"b\",\"things\":[{\"what\":\"w\"}]},"       \
	"{\"name\":\"c\"}],\"words\":\"\\\"no\\\"\"}"

#endif
