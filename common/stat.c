/* stat.c - what statistics count and by what (stat.h). */
#include "stat.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "kinds.h"

#define BY_SERVICE                            \
	.cols = STAT_SERVICE, .row_count = 2, \
	.rows = { STAT_AGE, STAT_REFERRER }

const struct stat_unit_def stat_units[STAT_UNITS] = {
	[STAT_CHILDREN] = { "children",
	    "Children supported, each once, by the support that came first",
	    BY_SERVICE },
	[STAT_GOING_ON] = { "going_on", "Episodes of support that went on",
	    BY_SERVICE },
	[STAT_REFERRED] = { "referred", "Referrals that came", BY_SERVICE },
	[STAT_BEGUN] = { "begun", "Episodes of support that began",
	    BY_SERVICE },
	[STAT_ENDED] = { "ended", "Episodes of support that ended",
	    BY_SERVICE },
	[STAT_CONCERNS] = { "concerns", "Records of Concern that were signed",
	    BY_SERVICE },
	[STAT_SHARES] = { "shares", "Decisions to share information",
	    BY_SERVICE },
	[STAT_OUTCOMES] = { "outcomes", "From the start to the end of support",
	    .cols = STAT_CHANGE, .row_count = 3,
	    .rows = { STAT_SERVICE, STAT_AGE, STAT_REFERRER } },
};

static const struct choice ages[] = {
	{ "under_5", "Under 5" },
	{ "5_to_8", "5 to 8" },
	{ "9_to_11", "9 to 11" },
	{ "12_to_15", "12 to 15" },
	{ "16_up", "16 and over" },
	{ STAT_UNKNOWN, "Age not known" },
	{ 0 },
};
static const int age_ends[] = { 4, 8, 11, 15 };

static const struct choice changes[] = {
	{ "better", "Better" },
	{ "same", "The same" },
	{ "worse", "Worse" },
	{ 0 },
};
/* As the kind of an agency has them. */
static const struct choice referrers[] = {
	{ "school", "School, nursery or college" },
	{ "health", "Health" },
	{ "social_care", "Social care" },
	{ "police", "Police" },
	{ "designated_officer", "Designated officer" },
	{ "council", "Council, other" },
	{ "charity", "Charity or community" },
	{ "commissioner", "Commissioner or funder" },
	{ "other", "Another agency" },
	{ STAT_SELF, "The family itself" },
	{ STAT_NONE, "No referral yet" },
	{ STAT_UNKNOWN, "Not known" },
	{ 0 },
};

static const struct {
	const char *code, *title;
	const struct choice *codes; /* NULL: of the settings */
} dims[STAT_DIMS] = {
	[STAT_SERVICE] = { "service", "What the support is", NULL },
	[STAT_AGE] = { "age", "Age", ages },
	[STAT_REFERRER] = { "referrer", "Who referred them", referrers },
	[STAT_CHANGE] = { "change", "How it changed", changes },
};

bool
stat_unit_parse(enum stat_unit *out, const char *code)
{
	for (unsigned i = 0; code != NULL && i < STAT_UNITS; i++)
		if (strcmp(stat_units[i].code, code) == 0) {
			*out = i;
			return true;
		}
	return false;
}

const char *
stat_dim_code(enum stat_dim dim)
{
	return dims[dim].code;
}

const char *
stat_dim_title(enum stat_dim dim)
{
	return dims[dim].title;
}

const struct choice *
stat_codes(enum stat_dim dim)
{
	return dims[dim].codes != NULL ? dims[dim].codes
				       : list_choices(LIST_NATURES);
}

void
stat_label(enum stat_dim dim, const char *code, struct buf *out)
{
	if (strcmp(code, STAT_TOGETHER) == 0) {
		buf_adds(out, "Others together");
		return;
	}
	for (const struct choice *c = dims[dim].codes; c != NULL && c->code;
	     c++)
		if (strcmp(c->code, code) == 0) {
			buf_adds(out, c->label);
			return;
		}
	if (strcmp(code, STAT_NONE) == 0)
		buf_adds(out, "No support yet");
	else if (strcmp(code, STAT_UNKNOWN) == 0)
		buf_adds(out, "Not said yet");
	else
		list_label(code, strlen(code), out);
}

const char *
stat_age_code(int age)
{
	size_t i = 0;

	if (age < 0)
		return STAT_UNKNOWN;
	while (i < KIND_COUNT(age_ends) && age > age_ends[i])
		i++;
	return ages[i].code;
}

const char *
stat_change_code(long before, long after)
{
	return changes[after > before ? 0 : after == before ? 1 : 2].code;
}

/* ---- months ---- */

int
stat_month(const char *day)
{
	struct civil c;

	return when_read(&c, day) ? c.year * 12 + c.month - 1 : -1;
}

static const char *const names[] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };

/* "jan", "january": at least three letters, of either case. */
static int
month_named(const char *word, size_t len)
{
	for (int i = 0; i < 12 && len >= 3; i++)
		if (len <= strlen(names[i]) &&
		    strncasecmp(word, names[i], len) == 0)
			return i;
	return -1;
}

int
stat_month_parse(const char *typed, const struct civil *now)
{
	char word[16] = "", more = 0;
	struct civil day;
	int m = 0, y = 0;

	if (sscanf(typed, " %15[A-Za-z] %4d %c", word, &y, &more) == 2)
		m = month_named(word, strlen(word)) + 1;
	else if (sscanf(typed, " %4d-%2d %c", &y, &m, &more) != 2 &&
		 sscanf(typed, " %2d/%4d %c", &m, &y, &more) != 2)
		m = 0;
	if (m >= 1 && m <= 12 && y >= 1900 && y < 2200)
		return y * 12 + m - 1;
	if (when_parse(&day, typed, now, WHEN_DATE_ONLY, NULL) != ERR_OK)
		return -1;
	return day.year * 12 + day.month - 1;
}

static void
month_words(int month, struct buf *out)
{
	buf_addf(out, "%s %d", names[month % 12], month / 12);
}

void
stat_period_words(int from, int until, struct buf *out)
{
	month_words(from, out);
	if (until == from)
		return;
	buf_adds(out, " to ");
	month_words(until, out);
}

void
stat_first_day(int month, char out[WHEN_TEXT])
{
	struct civil day = { month / 12, month % 12 + 1, 1, 0, 0, false };

	when_store(out, &day);
}

void
stat_last_day(int month, char out[WHEN_TEXT])
{
	struct civil day = { (month + 1) / 12, (month + 1) % 12 + 1, 1, 0, 0,
		false };

	day = when_add_days(day, -1);
	when_store(out, &day);
}
