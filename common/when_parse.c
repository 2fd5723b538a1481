/* when_parse.c - reading what a person typed for a date, day first.
 *
 * The text is cut into numbers, words and marks. Then every reading is tried
 * in a fixed order (a date and perhaps a time, then a time and perhaps a date;
 * with a year, then without), and the first that uses up the text and is in
 * the calendar is taken. "10.11" is a date and only what cannot be a date,
 * such as "15.30", is a time. What two readings would share evenly is asked
 * back, not guessed: the answer may be evidence. */
#include "when.h"

#include <string.h>

#define TYPED_MAX 64
#define TOKENS_MAX 16
#define WORD_MAX 11

enum token_kind { TK_END, TK_NUMBER, TK_WORD, TK_MARK, TK_ODD };

struct token {
	enum token_kind kind;
	int number, digits;
	char word[WORD_MAX + 1];
	char mark;
};

/* Why a reading was not taken. The first found is told. */
enum problem {
	PB_NONE,
	PB_DAY,
	PB_YEAR,
	PB_TIME,
	PB_WEEKDAY,
	PB_DOUBT,
	PB_NO_TIME_HERE,
	PB_BIRTH_YEAR,
	PB_BIRTH_AHEAD,
	PB_COUNT
};

static const char *const problem_says[PB_COUNT] = {
	[PB_NONE] = "This cannot be read as a date. Write the day first, such "
		    "as 3/4/2026, 3 apr, yesterday 15:30 or now.",
	[PB_DAY] = "There is no such day in the calendar. Write the day first, "
		   "then the month, such as 3/4/2026 for 3 April 2026.",
	[PB_YEAR] = "The year must be between 1900 and 2199, such as 3/4/2026.",
	[PB_TIME] = "There is no such time of day. Write it after the date, "
		    "such as 15:30 or 3:30 pm.",
	[PB_WEEKDAY] = "The day of the week and the date do not belong "
		       "together. Leave out the day of the week, such as "
		       "3/4/2026.",
	[PB_DOUBT] = "The last number could be a year or a time. Write it "
		     "such as 3/4/2026 or 3/4 20:26.",
	[PB_NO_TIME_HERE] = "Only a date belongs here. Leave out the time, "
			    "such as 3/4/2026.",
	[PB_BIRTH_YEAR] = "A date of birth needs its day, month and year, such "
			  "as 3/4/2015.",
	[PB_BIRTH_AHEAD] = "A date of birth cannot be in the future. Write it "
			   "day first, such as 3/4/2015.",
};

struct reading {
	const struct token *t; /* at most TOKENS_MAX, ends with TK_END */
	const struct civil *now;
	unsigned flags;
	bool skip_year;          /* this reading takes no year */
	bool skip_date;          /* a day of the week stands alone */
	bool has_year, was_bare; /* of the date found; numbers only */
	enum problem problem;
};

static bool
note(struct reading *r, enum problem problem)
{
	if (r->problem == PB_NONE)
		r->problem = problem;
	return false;
}

static bool
is_word(const struct token *t, const char *word)
{
	return t->kind == TK_WORD && strcmp(t->word, word) == 0;
}

static bool
is_mark(const struct token *t, char mark)
{
	return t->kind == TK_MARK && t->mark == mark;
}

static bool
is_short_number(const struct token *t)
{
	return t->kind == TK_NUMBER && t->digits <= 2;
}

/* The number of the name that the word begins, three letters at least; -1. */
static int
find_name(const struct token *t, const char *const *names, int count)
{
	size_t len = strlen(t->word);

	if (t->kind != TK_WORD || len < 3)
		return -1;
	for (int i = 0; i < count; i++)
		if (strncmp(t->word, names[i], len) == 0)
			return i;
	return -1;
}

/* 1..12, or 0. */
static int
month_of(const struct token *t)
{
	static const char *const names[] = { "january", "february", "march",
		"april", "may", "june", "july", "august", "september",
		"october", "november", "december" };

	return find_name(t, names, 12) + 1;
}

/* 0 (Sunday)..6, or -1. */
static int
weekday_of(const struct token *t)
{
	static const char *const names[] = { "sunday", "monday", "tuesday",
		"wednesday", "thursday", "friday", "saturday" };

	return is_word(t, "weds") ? 3 : find_name(t, names, 7);
}

static bool
set_year(struct reading *r, struct civil *c, const struct token *t)
{
	if (t->kind != TK_NUMBER || (t->digits != 2 && t->digits != 4))
		return false;
	c->year = t->number;
	if (t->digits == 2) {
		c->year += t->number <= 68 ? 2000 : 1900;
		if (r->flags & WHEN_BIRTH && when_compare(c, r->now) > 0)
			c->year -= 100;
	}
	r->has_year = true;
	return true;
}

/* The nearest year in which the day exists and is on the right side. Leap
 * years are at most eight apart. */
static void
guess_year(const struct reading *r, struct civil *c)
{
	int step = r->flags & WHEN_AHEAD ? 1 : -1;

	for (int i = 0; i <= 8; i++) {
		c->year = r->now->year + i * step;
		if (when_is_valid(c) && when_days(r->now, c) * step >= 0)
			return;
	}
}

/* Marks between the parts of a date of numbers. */
static char
separator(const struct token *t)
{
	return is_mark(t, '/') || is_mark(t, '.') || is_mark(t, '-') ? t->mark
								     : '\0';
}

/* 3/4, 3.4.26, 3-4-2026, 3 4 2026. The functions that follow return how many
 * tokens they took, 0 if what stands there is something else. */
static int
take_numbers(struct reading *r, const struct token *t, struct civil *c)
{
	char mark = separator(t + 1);
	int second = mark ? 2 : 1, third = mark ? 4 : 2;

	if (!is_short_number(t) || !is_short_number(t + second))
		return 0;
	c->day = t->number;
	c->month = t[second].number;
	if (mark && (r->skip_year || separator(t + 3) != mark)) {
		r->was_bare = true;
		if (!r->skip_year && t[3].kind == TK_NUMBER &&
		    t[3].digits == 4 &&
		    (r->flags & WHEN_DATE_ONLY || t[3].number % 100 > 59))
			return set_year(r, c, t + 3) ? 4 : 0;
		return 3;
	}
	if (r->skip_year)
		return 0;
	return set_year(r, c, t + third) ? third + 1 : 0;
}

/* 2026-04-03 */
static int
take_year_first(struct reading *r, const struct token *t, struct civil *c)
{
	char mark = separator(t + 1);

	if (t->kind != TK_NUMBER || t->digits != 4 || !mark ||
	    !is_short_number(t + 2) || separator(t + 3) != mark ||
	    !is_short_number(t + 4))
		return 0;
	c->month = t[2].number;
	c->day = t[4].number;
	set_year(r, c, t);
	return 5;
}

static int
take_ordinal(const struct token *t)
{
	return is_word(t, "st") || is_word(t, "nd") || is_word(t, "rd") ||
	       is_word(t, "th");
}

/* 3 apr, 3rd of April 2026, 3-apr-26, apr 3, April 3rd, 2026 */
static int
take_named(struct reading *r, const struct token *t, struct civil *c)
{
	int n = 0;

	if (is_short_number(t)) {
		c->day = t[n++].number;
		n += take_ordinal(t + n);
		n += is_word(t + n, "of") || separator(t + n);
		c->month = month_of(t + n++);
	} else {
		c->month = month_of(t + n++);
		if (!is_short_number(t + n))
			return 0;
		c->day = t[n++].number;
		n += take_ordinal(t + n);
	}
	if (c->month == 0)
		return 0;
	if (!r->skip_year) {
		int mark = separator(t + n) || is_mark(t + n, ',');

		if (!set_year(r, c, t + n + mark))
			return 0;
		n += mark + 1;
	}
	return n;
}

/* today, -2d, +1w */
static int
take_relative(const struct reading *r, const struct token *t, struct civil *c)
{
	int days;

	*c = *r->now;
	if (is_word(t, "today"))
		return 1;
	if (is_word(t, "yesterday") || is_word(t, "tomorrow")) {
		*c = when_add_days(*c, t->word[0] == 'y' ? -1 : 1);
		return 1;
	}
	if ((!is_mark(t, '-') && !is_mark(t, '+')) || t[1].kind != TK_NUMBER)
		return 0;
	days = t->mark == '-' ? -t[1].number : t[1].number;
	if (is_word(t + 2, "w") || is_word(t + 2, "week") ||
	    is_word(t + 2, "weeks"))
		days *= 7;
	else if (!is_word(t + 2, "d") && !is_word(t + 2, "day") &&
		 !is_word(t + 2, "days"))
		return 0;
	*c = when_add_days(*c, days);
	return 3;
}

/* mon, last mon, next mon */
static int
take_weekday(const struct reading *r, const struct token *t, struct civil *c)
{
	bool last = is_word(t, "last"), next = is_word(t, "next");
	int n = last || next, weekday = weekday_of(t + n), ahead;

	if (weekday < 0)
		return 0;
	/* 0..6 days from today to the next such day. */
	ahead = (weekday - when_weekday(r->now) + 7) % 7;
	if (next && ahead == 0)
		ahead = 7;
	else if (last || (!next && !(r->flags & WHEN_AHEAD) && ahead > 0))
		ahead -= 7;
	*c = when_add_days(*r->now, ahead);
	return n + 1;
}

/* A date with day and month; its year found, and held against the calendar. */
static bool
settle_date(struct reading *r, struct civil *c, int weekday)
{
	struct civil any = { .year = 2000, .month = c->month, .day = c->day };

	if (!when_is_valid(&any))
		return note(r, PB_DAY);
	if (!r->has_year)
		guess_year(r, c);
	any.year = c->year;
	any.day = 1;
	if (!when_is_valid(&any))
		return note(r, PB_YEAR);
	if (!when_is_valid(c))
		return note(r, PB_DAY);
	if (weekday >= 0 && when_weekday(c) != weekday)
		return note(r, PB_WEEKDAY);
	if (r->flags & WHEN_BIRTH && !r->has_year)
		return note(r, PB_BIRTH_YEAR);
	return true;
}

/* Any date. c has no time after it. */
static int
take_date(struct reading *r, const struct token *t, struct civil *c)
{
	int weekday = weekday_of(t), n, before = weekday >= 0;

	r->has_year = r->was_bare = false;
	if (before && is_mark(t + 1, ','))
		before = 2;
	*c = (struct civil){ 0 };
	if (weekday < 0 || !r->skip_date) {
		n = take_year_first(r, t + before, c);
		if (n == 0)
			n = take_numbers(r, t + before, c);
		if (n == 0)
			n = take_named(r, t + before, c);
		if (n > 0)
			return settle_date(r, c, weekday) ? before + n : 0;
	}
	n = take_relative(r, t, c);
	if (n == 0)
		n = take_weekday(r, t, c);
	c->has_time = false;
	c->hour = c->minute = 0;
	if (n > 0 && !when_is_valid(c)) {
		note(r, PB_YEAR);
		return 0;
	}
	return n;
}

static bool
set_time(struct reading *r, struct civil *c, int hour, int minute,
    const struct token *half)
{
	if (half) {
		if (hour < 1 || hour > 12)
			return note(r, PB_TIME);
		hour = hour % 12 + (half->word[0] == 'p' ? 12 : 0);
	}
	if (hour > 23 || minute > 59)
		return note(r, PB_TIME);
	c->hour = hour;
	c->minute = minute;
	c->has_time = true;
	return true;
}

/* 15:30, 3.30 pm, 3pm, noon, midnight, and 1530 if it may be bare. */
static int
take_time(struct reading *r, const struct token *t, struct civil *c, bool bare)
{
	const struct token *half;
	int n = 1, minute = 0;

	if (is_word(t, "noon") || is_word(t, "midday"))
		return set_time(r, c, 12, 0, NULL);
	if (is_word(t, "midnight"))
		return set_time(r, c, 0, 0, NULL);
	if (bare && t->kind == TK_NUMBER && t->digits == 4)
		return set_time(r, c, t->number / 100, t->number % 100, NULL);
	if (!is_short_number(t))
		return 0;
	if ((is_mark(t + 1, ':') || is_mark(t + 1, '.')) &&
	    t[2].kind == TK_NUMBER && t[2].digits == 2) {
		minute = t[2].number;
		n = 3;
	}
	half = is_word(t + n, "am") || is_word(t + n, "pm") ? t + n : NULL;
	if (n == 1 && !half)
		return 0;
	if (!set_time(r, c, t->number, minute, half))
		return 0;
	return n + (half != NULL);
}

/* The words between a date and a time. */
static int
take_joint(const struct token *t)
{
	int n = is_mark(t, ',');

	return n + (is_word(t + n, "at") || is_word(t + n, "on") ||
		       is_word(t + n, "t"));
}

static bool
is_end(const struct token *t)
{
	return t->kind == TK_END;
}

static bool
read_date_first(struct reading *r, struct civil *c)
{
	const struct token *t = r->t + is_word(r->t, "on");
	int n = take_date(r, t, c);

	if (n == 0)
		return false;
	t += n;
	if (is_end(t))
		return true;
	t += take_joint(t);
	n = take_time(r, t, c, true);
	if (n == 0 || !is_end(t + n))
		return false;
	if (r->was_bare && t->kind == TK_NUMBER && t->digits == 4 &&
	    t->number >= 1900 && !is_word(t - 1, "at"))
		return note(r, PB_DOUBT);
	return true;
}

static bool
read_time_first(struct reading *r, struct civil *c)
{
	const struct token *t = r->t + is_word(r->t, "at");
	struct civil time = { 0 };
	int n = take_time(r, t, &time, false);

	if (n == 0)
		return false;
	t += n;
	if (is_end(t)) {
		*c = *r->now;
		if (r->flags & WHEN_BIRTH)
			return note(r, PB_BIRTH_YEAR);
	} else {
		t += take_joint(t);
		n = take_date(r, t, c);
		if (n == 0 || !is_end(t + n))
			return false;
	}
	c->hour = time.hour;
	c->minute = time.minute;
	c->has_time = true;
	return true;
}

/* What holds for every reading of a field. */
static bool
suits_field(struct reading *r, const struct civil *c)
{
	if (r->flags & WHEN_DATE_ONLY && c->has_time)
		return note(r, PB_NO_TIME_HERE);
	if (r->flags & WHEN_BIRTH && when_compare(c, r->now) > 0)
		return note(r, PB_BIRTH_AHEAD);
	return true;
}

static bool
read_any(struct reading *r, struct civil *c)
{
	if (is_word(r->t, "now") && is_end(r->t + 1)) {
		*c = *r->now;
		if (r->flags & WHEN_DATE_ONLY) {
			c->has_time = false;
			c->hour = c->minute = 0;
		}
		return true;
	}
	for (unsigned way = 0; way < 8; way++) {
		r->skip_year = way & 1;
		r->skip_date = way & 2;
		if (way & 4 ? read_time_first(r, c) : read_date_first(r, c))
			if (suits_field(r, c))
				return true;
	}
	return false;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One token from s; returns the bytes it has. */
static size_t
cut_token(struct token *t, const char *s)
{
	size_t n = 0;

	*t = (struct token){ .kind = TK_ODD };
	if (is_digit(s[0])) {
		while (n < 5 && is_digit(s[n]))
			t->number = t->number * 10 + (s[n++] - '0');
		t->digits = (int)n;
		if (n < 5)
			t->kind = TK_NUMBER;
		return n;
	}
	while (n < WORD_MAX && is_letter(s[n])) {
		t->word[n] = (char)(s[n] | 0x20);
		n++;
	}
	if (n > 0) {
		if (!is_letter(s[n]))
			t->kind = TK_WORD;
		/* a.m. and p.m. are written with and without points. */
		if (n == 1 && strchr("ap", t->word[0]) && s[1] == '.' &&
		    (s[2] | 0x20) == 'm' && !is_letter(s[3])) {
			t->word[1] = 'm';
			return s[3] == '.' ? 4 : 3;
		}
		return n;
	}
	if (strchr("/.-+:,", s[0])) {
		t->kind = TK_MARK;
		t->mark = s[0];
	}
	return 1;
}

/* False if there is too much of it. Readers look at most a few tokens beyond
 * the one they are at, so the rest stays TK_END. */
static bool
cut_tokens(struct token *t, const char *s)
{
	size_t count = 0;

	if (strnlen(s, TYPED_MAX + 1) > TYPED_MAX)
		return false;
	while (*s) {
		if (*s == ' ' || *s == '\t') {
			s++;
			continue;
		}
		if (count == TOKENS_MAX)
			return false;
		s += cut_token(&t[count++], s);
	}
	return true;
}

enum err
when_parse(struct civil *out, const char *text, const struct civil *now,
    unsigned flags, struct errinfo *e)
{
	struct token tokens[TOKENS_MAX * 2] = { 0 };
	struct civil today = *now, c = { 0 };
	struct reading r = { .t = tokens, .now = &today, .flags = flags };

	*out = c;
	if (when_read(&c, text)) {
		if (suits_field(&r, &c)) {
			*out = c;
			return ERR_OK;
		}
	} else if (text && cut_tokens(tokens, text) && !is_end(tokens) &&
		   read_any(&r, &c)) {
		*out = c;
		return ERR_OK;
	}
	return err_set(e, ERR_INVALID, "%s", problem_says[r.problem]);
}
