/* meeting_kin.c - the family of a file for a meeting, and what it lacks in words. */
#include "meeting_kin.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "model_in.h"
#include "sheet.h"

/* By name: on every device in the same order. */
static void
put_in(struct meeting_kin *k, const struct standing_person *p)
{
	size_t at = k->count++;

	for (; at > 0; at--) {
		const struct standing_person *before =
		    standing_person_of(&k->standing, &k->at[at - 1].adult);

		if (before == NULL || strcmp(before->name, p->name) <= 0)
			break;
		k->at[at] = k->at[at - 1];
	}
	k->at[at] = (struct meeting_relative){ p->id, p->responsibility };
}

void
meeting_kin_read(struct meeting_kin *k, struct model *m, const struct id *file,
    int64_t now_ms)
{
	meeting_kin_done(k);
	standing_read(&k->standing, m, file, now_ms);
	k->at = mem_zalloc(k->standing.people + 1, sizeof(*k->at));
	for (size_t i = 0; i < k->standing.people; i++) {
		const struct standing_person *p = &k->standing.person[i];

		if (!p->is_cyp)
			put_in(k, p);
	}
}

void
meeting_kin_done(struct meeting_kin *k)
{
	mem_free_wiped(k->at, (k->standing.people + 1) * sizeof(*k->at));
	standing_done(&k->standing);
	memset(k, 0, sizeof(*k));
}

struct meeting_family
meeting_kin_family(const struct meeting_kin *k)
{
	return (struct meeting_family){ k->at, k->count, k->standing.age,
		k->standing.competence };
}

const char *
meeting_kin_name(const struct meeting_kin *k, const struct id *adult)
{
	const struct standing_person *p;

	if (id_is_none(adult)) {
		p = k->standing.people > 0 ? k->standing.person : NULL;
		return p && *p->name ? p->name : "The child";
	}
	p = standing_person_of(&k->standing, adult);
	return p && *p->name ? p->name : "An adult who is not on this device";
}

static void
fill(struct record *meeting, const struct id *adult)
{
	struct record *f = record_add(meeting, "family");

	if (f && !id_is_none(adult))
		record_set(f, "adult", adult->s);
}

void
meeting_kin_fill(const struct meeting_kin *k, struct record *meeting)
{
	static const struct meeting_relative child = { { "" }, false };
	struct meeting_family family = meeting_kin_family(k);

	if (meeting_must_ask(&family, &child))
		fill(meeting, &child.adult);
	for (size_t i = 0; i < k->count; i++) {
		if (meeting_must_ask(&family, &k->at[i]))
			fill(meeting, &k->at[i].adult);
	}
}

void
meeting_day(char out[WHEN_SHOWN], const struct record *meeting, int64_t now_ms)
{
	struct civil now = when_civil(now_ms), day;

	out[0] = '\0';
	if (!when_read(&day, record_text(meeting, "when")))
		return;
	day.has_time = false;
	day.hour = day.minute = 0;
	when_show(out, &day);
	if (day.year == now.year)
		*strrchr(out, ' ') = '\0';
}

static bool
is_missing(const struct meeting_person *p)
{
	return p->said != MEETING_SAID_YES && p->said != MEETING_CANNOT_ASK;
}

void
meeting_add_missing(const struct meeting_kin *k, const struct record *meeting,
    const struct meeting_may *may, struct buf *out)
{
	const struct meeting_person *first = NULL;
	char name[208] = "";
	size_t n = 0;

	for (size_t i = 0; i < may->people; i++) {
		if (!is_missing(&may->person[i]))
			continue;
		if (n++ == 0)
			first = &may->person[i];
	}
	if (may->stand != MEETING_NOT_ALL || !first) {
		buf_adds(out, meeting_stand_words(meeting, may->stand));
		return;
	}
	if (id_is_none(&first->adult) && k->standing.people > 0)
		sheet_first_name(
		    name, sizeof(name), k->standing.person[0].name);
	if (!*name)
		snprintf(name, sizeof(name), "%s",
		    meeting_kin_name(k, &first->adult));
	if (n == 1)
		buf_addf(out, "%s has not agreed", name);
	else
		buf_addf(out, "%s and %zu other%s have not agreed", name, n - 1,
		    n == 2 ? "" : "s");
}

void
model_meeting_words(struct model *m, const struct id *file,
    const struct record *meeting, char *out, size_t size)
{
	struct buf b = BUF_INIT(4096);
	struct meeting_kin kin = { .at = NULL };
	struct meeting_family family;
	struct meeting_may may;
	char day[WHEN_SHOWN];

	meeting_kin_read(&kin, m, file, clock_ms());
	family = meeting_kin_family(&kin);
	meeting_may(&may, meeting, &family);
	meeting_day(day, meeting, clock_ms());
	buf_addf(&b, "Meeting on %s: ", day);
	meeting_add_missing(&kin, meeting, &may, &b);
	snprintf(out, size, "%s", buf_str(&b));
	meeting_kin_done(&kin);
	buf_done(&b);
}
