/* due.c - until when something is answered (A1, A3, A4).
 *
 * The month begins on the day of receipt, whether that is a working day or not.
 * Days on which the clock stood still are added to the end of the month, and only
 * then is the end moved to a working day: moved first and added then, it could
 * come later. */
#include "due.h"

#include <assert.h>
#include <string.h>

static struct holidays here;

/* ---- working days ---- */

enum err
holidays_read(struct holidays *out, const char *text, struct errinfo *e)
{
	struct holidays h = { 0 };

	memset(out, 0, sizeof(*out));
	for (const char *at = text + strspn(text, " "); *at != '\0';
	     at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		char day[WHEN_TEXT];

		if (h.count == HOLIDAYS_MAX)
			return err_set(e, ERR_INVALID,
			    "There are more than %d days. Leave out those that "
			    "are over.",
			    HOLIDAYS_MAX);
		if (len >= sizeof(day))
			len = sizeof(day) - 1;
		memcpy(day, at, len);
		day[len] = '\0';
		if (!when_read(&h.at[h.count], day) || h.at[h.count].has_time)
			return err_set(e, ERR_INVALID,
			    "\"%s\" is not a day. Write each as "
			    "year-month-day, "
			    "2026-12-25, with a space between.",
			    day);
		h.count++;
		at += strcspn(at, " ");
	}
	*out = h;
	return ERR_OK;
}

enum err
holidays_set(const char *text, struct errinfo *e)
{
	struct holidays h;
	enum err code = holidays_read(&h, text, e);

	if (code == ERR_OK)
		here = h;
	return code;
}

const struct holidays *
holidays_here(void)
{
	return &here;
}

bool
due_is_working(const struct civil *c, const struct holidays *h)
{
	int day = when_weekday(c);

	for (size_t i = 0; h != NULL && i < h->count; i++)
		if (when_days(&h->at[i], c) == 0)
			return false;
	return day != 0 && day != 6;
}

struct civil
due_next_working(struct civil c, const struct holidays *h)
{
	while (when_is_valid(&c) && !due_is_working(&c, h))
		c = when_add_days(c, 1);
	return c;
}

struct civil
due_add_working(struct civil c, int days, const struct holidays *h)
{
	while (days > 0 && when_is_valid(&c)) {
		c = when_add_days(c, 1);
		days -= due_is_working(&c, h);
	}
	return c;
}

/* ---- months ---- */

static struct civil
day_of(const struct civil *c)
{
	return (struct civil){ c->year, c->month, c->day, 0, 0, false };
}

struct civil
due_months(const struct civil *from, int months)
{
	struct civil c = day_of(from);
	int month = c.month - 1 + months;

	c.year += month / 12;
	c.month = month % 12 + 1;
	/* The year 2199 is the last that is one. */
	while (c.day > 28 && !when_is_valid(&c))
		c.day--;
	return c;
}

struct civil
due_month(const struct civil *received)
{
	return due_months(received, 1);
}

/* ---- the clock ---- */

struct span {
	int from, until; /* days after receipt; until is not in it */
	bool is_open;
};

/* In days after receipt. An answer on the day we asked stops nothing. */
static bool
span_of(const struct due_clock *c, const struct due_stop *s, struct span *out,
    bool *is_late)
{
	struct civil last =
	    due_add_working(day_of(&c->received), DUE_ASK_DAYS, c->holidays);
	const struct civil *until = s->is_open ? &c->today : &s->until;

	*is_late = when_days(&last, &s->from) > 0;
	out->from = when_days(&c->received, &s->from);
	out->until = when_days(&c->received, until);
	out->is_open = s->is_open;
	if (out->from < 0)
		out->from = 0;
	return !*is_late && (out->until > out->from || s->is_open);
}

static void
sort(struct span *at, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && at[k].from < at[k - 1].from; k--) {
			struct span s = at[k];

			at[k] = at[k - 1];
			at[k - 1] = s;
		}
}

/* Each day once, however many stops lie over it. */
static void
count_stops(struct span *at, size_t n, struct due *out)
{
	int end = 0, begun = 0;

	sort(at, n);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || at[i].from > end)
			begun = at[i].from;
		if (at[i].from > end)
			end = at[i].from;
		if (at[i].until > end) {
			out->stopped_days += at[i].until - end;
			end = at[i].until;
		}
		if (at[i].is_open) {
			out->is_stopped = true;
			out->still_days =
			    at[i].until > begun ? at[i].until - begun : 0;
		}
	}
}

void
due_work_out(const struct due_clock *c, struct due *out)
{
	struct span spans[DUE_STOPS_MAX];
	struct civil first, longer;
	size_t n = 0;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < c->stop_count && n < DUE_STOPS_MAX; i++) {
		bool is_late;

		n += span_of(c, &c->stops[i], &spans[n], &is_late);
		out->has_late_stop = out->has_late_stop || is_late;
	}
	count_stops(spans, n, out);
	first = when_add_days(due_month(&c->received), out->stopped_days);
	out->first = due_next_working(first, c->holidays);
	out->day = out->first;
	if (c->is_extended) {
		out->is_longer = when_days(&out->first, &c->extended_on) <= 0;
		out->is_longer_late = !out->is_longer;
	}
	if (out->is_longer) {
		longer = when_add_days(
		    due_months(&c->received, 3), out->stopped_days);
		out->day = due_next_working(longer, c->holidays);
	}
	out->days_left = when_days(&c->today, &out->day);
}

/* ---- a mistake ---- */

int64_t
due_regulator_ms(const struct civil *noticed)
{
	struct civil c = *noticed;

	if (!c.has_time)
		c = day_of(noticed);
	return when_ms(&c) + DUE_REGULATOR_HOURS * INT64_C(3600000);
}

/* ---- in words ---- */

void
due_words(const struct due *d, struct buf *out)
{
	char day[WHEN_SHOWN];
	int n = d->days_left;

	when_show(day, &d->day);
	if (n < 0)
		buf_addf(out, "overdue for %d day%s (%s)", -n,
		    n == -1 ? "" : "s", day);
	else if (n == 0)
		buf_addf(out, "due today, %s", day);
	else
		buf_addf(out, "due %s, in %d day%s", day, n, n == 1 ? "" : "s");
	if (d->is_stopped)
		buf_addf(out, "; the clock has stood still for %d day%s",
		    d->still_days, d->still_days == 1 ? "" : "s");
}

void
due_regulator_words(int64_t due_ms, int64_t now_ms, struct buf *out)
{
	int64_t left = due_ms - now_ms, hour = 3600000;
	long long h = (long long)((left < 0 ? -left : left) / hour);

	if (left < 0)
		buf_addf(out, "the 72 hours ended %lld hour%s ago", h,
		    h == 1 ? "" : "s");
	else if (h == 0)
		buf_adds(out, "less than an hour left to tell the regulator");
	else
		buf_addf(out, "%lld hour%s left to tell the regulator", h,
		    h == 1 ? "" : "s");
}

void
due_regulator_brief(int64_t due_ms, int64_t now_ms, struct buf *out)
{
	int64_t left = due_ms - now_ms;

	if (left < 0)
		buf_addf(out, "%d hours over", DUE_REGULATOR_HOURS);
	else
		buf_addf(out, "%lld of %d hours left",
		    (long long)(left / 3600000), DUE_REGULATOR_HOURS);
}
