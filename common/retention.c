/* retention.c - when a file is due for review (R2). */
#include "retention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"

static const char *const from_words[RETAIN_FROM_COUNT] = {
	[RETAIN_BIRTH] = "birth",
	[RETAIN_CONTACT] = "contact",
	[RETAIN_LEAVING] = "leaving",
};

/* ---- a setting ---- */

static enum err
wrong(struct errinfo *e, const char *text)
{
	return err_set(e, ERR_CONFIG,
	    "A period for keeping files is written like \"birth 25, contact 7, "
	    "leaving 7\", in whole years from 1 to %d; this is not: %.60s.",
	    RETAIN_YEARS_MAX, text);
}

static bool
take_part(struct retention_rule *out, const char *part, size_t len)
{
	char word[16];
	int years = 0, used = 0;
	char text[40];

	if (len >= sizeof(text))
		return false;
	memcpy(text, part, len);
	text[len] = '\0';
	if (sscanf(text, " %15[a-z] %3d %n", word, &years, &used) != 2 ||
	    text[used] != '\0' || years < 1 || years > RETAIN_YEARS_MAX)
		return false;
	for (size_t i = 0; i < RETAIN_FROM_COUNT; i++)
		if (strcmp(word, from_words[i]) == 0 && out->years[i] == 0) {
			out->years[i] = years;
			return true;
		}
	return false;
}

enum err
retention_read_rule(
    struct retention_rule *out, const char *text, struct errinfo *e)
{
	const char *at = text;

	memset(out, 0, sizeof(*out));
	for (;;) {
		size_t len = strcspn(at, ",");

		if (!take_part(out, at, len))
			return wrong(e, text);
		if (at[len] == '\0')
			return ERR_OK;
		at += len + 1;
	}
}

/* ---- facts ---- */

static bool
is_day(const struct civil *c)
{
	return c->year != 0;
}

static struct civil
day_of(const struct civil *c)
{
	struct civil day = {
		.year = c->year, .month = c->month, .day = c->day
	};

	return day;
}

static void
keep_later(struct civil *kept, const struct civil *c)
{
	struct civil day = day_of(c);

	if (is_day(c) && (!is_day(kept) || when_compare(kept, &day) < 0))
		*kept = day;
}

static struct civil
read_day(const struct record *r, const char *key)
{
	struct civil c = { 0 };

	if (key == NULL || !when_read(&c, record_text(r, key)))
		return (struct civil){ 0 };
	return day_of(&c);
}

static bool
is_text(const struct record *r, const char *key, const char *want)
{
	return strcmp(record_text(r, key), want) == 0;
}

void
retention_begin(struct retention_facts *f, const struct civil *begun)
{
	memset(f, 0, sizeof(*f));
	f->begun = day_of(begun);
	f->classes = 1u << RETAIN_SUPPORT;
}

/* What somebody did in the office alone is no contact with the family, nor is a
 * name put right. */
static bool
is_contact(const struct kind *k)
{
	static const struct kind *const others[] = { &kind_front_sheet,
		&kind_adult, &kind_assignment, &kind_opening,
		&kind_opening_seen, &kind_notice, &kind_notice_proof,
		&kind_notice_failed, &kind_notice_stop, &kind_acknowledged,
		&kind_aside_decision, &kind_share_flag, &kind_share_review,
		&kind_advice_answer, &kind_task, &kind_hold,
		&kind_retention_review };

	for (size_t i = 0; i < KIND_COUNT(others); i++)
		if (others[i] == k)
			return false;
	return true;
}

static unsigned
class_of(const struct record *r)
{
	const struct kind *k = record_kind(r);
	const char *types =
	    kind_field(k, "types") != NULL ? record_text(r, "types") : "";
	unsigned classes = 0;

	if (k == &kind_concern || k == &kind_first_account ||
	    k == &kind_emergency || k == &kind_kept_aside)
		classes |= 1u << RETAIN_CONCERN;
	if (strstr(types, "staff") != NULL ||
	    (k->staff_key != NULL && record_count(r, k->staff_key) > 0))
		classes |= 1u << RETAIN_STAFF;
	if (strstr(types, "sexual") != NULL ||
	    strstr(types, "exploitation") != NULL)
		classes |= 1u << RETAIN_ABUSE;
	return classes;
}

static void
add_episode(struct retention_facts *f, const struct record *r)
{
	struct civil started = read_day(r, "started");
	struct civil ended = read_day(r, "ended");
	struct civil referred = read_day(r, "referred_on");

	keep_later(&f->contact, &referred);
	if (is_day(&started) && !is_day(&ended))
		f->is_open = true;
	keep_later(&f->contact, &started);
	keep_later(&f->contact, &ended);
	keep_later(&f->left, &ended);
}

/* The last one counts: it was decided in the light of those before. */
static void
add_review(struct retention_facts *f, const struct record *r)
{
	f->keep_until = (struct civil){ 0 };
	if (is_text(r, "decision", "keep"))
		f->keep_until = read_day(r, "until");
}

void
retention_add(struct retention_facts *f, const struct record *r,
    const struct civil *written)
{
	const struct kind *k = record_kind(r);
	struct civil born, happened = read_day(r, k->date_key);

	if (k == &kind_front_sheet) {
		born = read_day(r, "born");
		keep_later(&f->born, &born);
	}
	if (k == &kind_episode)
		add_episode(f, r);
	else if (is_contact(k))
		keep_later(
		    &f->contact, is_day(&happened) ? &happened : written);
	if (k == &kind_hold && *record_text(r, "lifted") == '\0')
		f->is_held = true;
	if (k == &kind_retention_review)
		add_review(f, r);
	f->classes |= class_of(r);
}

/* ---- the day ---- */

static const char *const class_words[RETAIN_CLASS_COUNT] = {
	[RETAIN_SUPPORT] = "",
	[RETAIN_CONCERN] = ", because a concern is on file",
	[RETAIN_STAFF] = ", because it is about one of us",
	[RETAIN_ABUSE] = ", because sexual abuse may be on file",
};

static const struct civil *
base_of(const struct retention_facts *f, enum retention_from from,
    const char **words)
{
	const struct civil *base = NULL;

	switch (from) {
	case RETAIN_BIRTH:
		base = &f->born;
		*words = "the birth";
		break;
	case RETAIN_CONTACT:
		base = &f->contact;
		*words = "the last contact";
		break;
	case RETAIN_LEAVING:
		base = &f->left;
		*words = "the end of support";
		break;
	case RETAIN_FROM_COUNT: break;
	}
	if (base != NULL && is_day(base))
		return base;
	*words = from == RETAIN_BIRTH
		     ? "the day the file was begun (no birth is known)"
		     : "the day the file was begun";
	return &f->begun;
}

static void
say_rule(struct retention_due *out, int years, const char *from,
    const struct civil *base, enum retention_class of)
{
	char day[WHEN_SHOWN];

	when_show(day, base);
	snprintf(out->says, sizeof(out->says), "%d year%s from %s, %s%s.",
	    years, years == 1 ? "" : "s", from, day, class_words[of]);
}

void
retention_decide(const struct retention_facts *f,
    const struct retention_rule rules[RETAIN_CLASS_COUNT],
    struct retention_due *out)
{
	memset(out, 0, sizeof(*out));
	if (f->is_open || f->is_unread) {
		out->state = RETAIN_OPEN;
		snprintf(out->says, sizeof(out->says), "%s",
		    f->is_open ? "Support goes on, so it is not due."
			       : "Something on it cannot be read, so it is not "
				 "due.");
		return;
	}
	for (size_t c = 0; c < RETAIN_CLASS_COUNT; c++)
		for (size_t i = 0; i < RETAIN_FROM_COUNT; i++) {
			int years = rules[c].years[i];
			const char *words = "";
			const struct civil *base =
			    base_of(f, (enum retention_from)i, &words);
			struct civil day = when_add_years(*base, years);

			if (years == 0 || !(f->classes & 1u << c) ||
			    (is_day(&out->on) &&
				when_compare(&day, &out->on) <= 0))
				continue;
			out->on = day;
			say_rule(
			    out, years, words, base, (enum retention_class)c);
		}
	if (is_day(&f->keep_until) &&
	    when_compare(&f->keep_until, &out->on) > 0) {
		out->on = f->keep_until;
		snprintf(out->says, sizeof(out->says),
		    "The last review decided to keep it until then.");
	}
	if (f->is_held) {
		out->state = RETAIN_HELD;
		snprintf(out->says, sizeof(out->says),
		    "It is on hold: nothing of it is destroyed before the "
		    "hold is lifted.");
	}
}

bool
retention_is_due(const struct retention_due *due, const struct civil *on)
{
	struct civil day = day_of(on);

	return due->state == RETAIN_ON_DAY && is_day(&due->on) &&
	       when_compare(&due->on, &day) <= 0;
}
