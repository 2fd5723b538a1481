/* demo_make.c - bodies of invented records. */
#include "demo_make.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "when.h"

#define DAY_MS INT64_C(86400000)
#define TEXT_MAX 4000

/* ---- numbers ---- */

uint64_t
demo_next(struct demo_random *r)
{
	uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

unsigned
demo_below(struct demo_random *r, unsigned n)
{
	return (unsigned)(demo_next(r) % n);
}

bool
demo_chance(struct demo_random *r, unsigned percent)
{
	return demo_below(r, 100) < percent;
}

struct id
demo_id(struct demo_random *r, int64_t at_ms)
{
	uint64_t words[2] = { demo_next(r), demo_next(r) };
	uint8_t bytes[10];

	memcpy(bytes, words, sizeof(bytes));
	return id_make(at_ms, bytes);
}

const char *
demo_pick(struct demo_random *r, const char *const *list)
{
	unsigned n = 0;

	while (list[n] != NULL)
		n++;
	return list[demo_below(r, n)];
}

/* ---- text ---- */

/* Append s with {c} and {a} filled in. */
static void
add_text(struct buf *out, const char *s, const struct demo_child *c)
{
	for (; *s; s++) {
		if (strncmp(s, "{c}", 3) == 0) {
			buf_adds(out, c->first_name);
			s += 2;
		} else if (strncmp(s, "{a}", 3) == 0) {
			buf_adds(out, c->adult);
			s += 2;
		} else {
			buf_addc(out, *s);
		}
	}
}

static void
set_text(struct record *rec, const char *key, const char *s,
    const struct demo_child *c)
{
	struct buf text = BUF_INIT(TEXT_MAX);

	add_text(&text, s, c);
	record_set(rec, key, buf_str(&text));
	buf_done(&text);
}

static void
set_time(struct record *rec, const char *key, int64_t ms, bool has_time)
{
	struct civil when = when_civil(ms);
	char text[WHEN_TEXT];

	when.has_time = has_time;
	if (!has_time)
		when.hour = when.minute = 0;
	when_store(text, &when);
	record_set(rec, key, text);
}

/* Two or more of the scene's lines, in their order. */
static void
set_observed(struct demo_random *r, struct record *rec,
    const struct demo_child *c, unsigned percent)
{
	const struct demo_scene *scene = &demo_scenes[c->scene];
	struct buf text = BUF_INIT(TEXT_MAX);

	for (size_t i = 0; i < DEMO_LINES && scene->observed[i]; i++) {
		if (i > 1 && !demo_chance(r, percent))
			continue;
		if (i > 0)
			buf_addc(&text, i % 2 ? ' ' : '\n');
		add_text(&text, scene->observed[i], c);
	}
	record_set(rec, "observed", buf_str(&text));
	buf_done(&text);
}

static void
set_words(struct demo_random *r, struct record *rec, const char *key,
    const struct demo_child *c)
{
	const struct demo_scene *scene = &demo_scenes[c->scene];
	struct buf text = BUF_INIT(TEXT_MAX);

	buf_addf(
	    &text, "%s: \"%s\"", c->first_name, scene->words[demo_below(r, 3)]);
	record_set(rec, key, buf_str(&text));
	buf_done(&text);
}

static void
add_person(struct record *rec, const char *name, const char *who)
{
	struct record *item = record_add(rec, "present");

	record_set(item, "name", name);
	record_set(item, "who", who);
}

static void
set_about_staff(struct record *rec, const struct demo_about *a)
{
	if (!id_is_none(&a->staff))
		record_set(record_add(rec, "about_staff"), "staff", a->staff.s);
}

/* ---- who the child is ---- */

void
demo_child_make(struct demo_random *r, struct demo_child *c, int number)
{
	const char *surname = demo_pick(r, demo_surnames);

	*c = (struct demo_child){ .number = number };
	c->first_name = demo_pick(r, demo_first_names);
	snprintf(c->name, sizeof(c->name), "%s %s", c->first_name, surname);
	snprintf(c->adult, sizeof(c->adult), "%s %s",
	    demo_pick(r, demo_first_names), surname);
	c->scene = demo_below(r, (unsigned)demo_scene_count);
}

struct record *
demo_make_front(struct demo_random *r, const struct demo_child *c,
    const struct demo_about *a)
{
	struct record *rec = record_new(&kind_front_sheet);
	int64_t age_ms = (int64_t)(2 * 365 + demo_below(r, 14 * 365)) * DAY_MS;
	char text[200];

	(void)a;
	record_set(rec, "name", c->name);
	if (demo_chance(r, 15))
		record_set(rec, "known_as", demo_pick(r, demo_also));
	if (demo_chance(r, 95))
		set_time(rec, "born", c->started_ms - age_ms, false);
	snprintf(text, sizeof(text), "C-%04d", c->number);
	record_set(rec, "reference", text);
	record_set(rec, "language", demo_pick(r, demo_languages));
	snprintf(text, sizeof(text), "%u %s\n%s", 1 + demo_below(r, 90),
	    demo_pick(r, demo_streets), demo_pick(r, demo_towns));
	if (demo_chance(r, 85))
		record_set(rec, "address", text);
	record_set(rec, "school", demo_pick(r, demo_schools));
	record_set(rec, "purpose", demo_pick(r, demo_purposes));
	record_set(rec, "referrer", demo_pick(r, demo_referrers));
	set_time(rec, "started", c->started_ms, false);
	return rec;
}

struct record *
demo_make_adult(struct demo_random *r, const struct demo_child *c,
    const struct demo_about *a)
{
	static const char *const relations[] = { "mother", "father",
		"step_parent", "carer", "grandparent", NULL };
	struct record *rec = record_new(&kind_adult);
	char text[40];

	/* The first adult is the one the scenes speak of. */
	record_set(rec, "name",
	    a->is_short ? demo_pick(r, demo_first_names) : c->adult);
	record_set(rec, "relation", demo_pick(r, relations));
	record_set(rec, "responsibility", demo_chance(r, 80) ? "yes" : "no");
	record_set(rec, "lives_with", a->is_short ? "no" : "yes");
	snprintf(text, sizeof(text), "01632 960 %03u", demo_below(r, 1000));
	record_set(rec, "telephone", text);
	record_set(rec, "safe_contact", demo_pick(r, demo_safe_contacts));
	return rec;
}

struct record *
demo_make_assignment(struct demo_random *r, const struct demo_child *c,
    const struct demo_about *a)
{
	struct record *rec = record_new(&kind_assignment);

	(void)r;
	record_set(rec, "staff", a->staff.s);
	set_time(rec, "from", c->started_ms, false);
	if (c->ended_ms > 0)
		set_time(rec, "until", c->ended_ms, false);
	record_set(
	    rec, "why", a->is_short ? "driving and groups" : "keyworker");
	return rec;
}

/* ---- concerns ---- */

struct record *
demo_make_account(struct demo_random *r, const struct demo_child *c,
    const struct demo_about *a)
{
	struct record *rec = record_new(&kind_first_account);

	record_set(rec, "child", c->name);
	set_observed(r, rec, c, 40);
	if (demo_chance(r, 70))
		set_words(r, rec, "exact_words", c);
	set_time(rec, "seen", a->at_ms - 40 * 60000, true);
	record_set(rec, "place", demo_scenes[c->scene].place);
	add_person(rec, c->name, "cyp");
	if (demo_chance(r, 60))
		add_person(rec, c->adult, "parent");
	if (demo_chance(r, 50))
		record_set(rec, "done",
		    "Rang the designated senior member from the car.");
	set_about_staff(rec, a);
	return rec;
}

static void
add_talk(struct demo_random *r, struct record *rec, const struct demo_child *c,
    const struct demo_about *a)
{
	struct record *item = record_add(rec, "talks");

	record_set(item, "with", c->name);
	record_set(item, "who", "cyp");
	set_time(item, "when", a->at_ms - 3 * 3600000, true);
	record_set(item, "asked", demo_scenes[c->scene].asked);
	set_words(r, item, "words", c);
}

static void
add_other(struct record *rec, const struct demo_child *c)
{
	const struct demo_scene *scene = &demo_scenes[c->scene];
	struct record *item = record_add(rec, "others");

	set_text(item, "what", scene->other, c);
	set_text(item, "supports", scene->supports, c);
	record_set(item, "bearing",
	    "It was in the same week, and the same people were there.");
}

static void
add_action(struct record *rec, const char *what, const char *who, int64_t by)
{
	struct record *item = record_add(rec, "actions");

	record_set(item, "what", what);
	record_set(item, "who", who);
	set_time(item, "by", by, false);
}

/* What a senior adds before signing. */
static void
complete_concern(struct demo_random *r, struct record *rec,
    const struct demo_child *c, const struct demo_about *a)
{
	const struct demo_scene *scene = &demo_scenes[c->scene];

	if (demo_chance(r, 80))
		add_talk(r, rec, c, a);
	if (demo_chance(r, 60))
		add_other(rec, c);
	record_set(rec, "purpose", "protect");
	set_text(rec, "immediate", scene->immediate, c);
	record_set(rec, "told_next", demo_chance(r, 75) ? "yes" : "no");
	record_set(rec, "told_how",
	    "Told that this cannot stay between the two of us, who will hear "
	    "of it, and that nothing was their fault.");
	add_action(rec, scene->action, a->writer, a->at_ms + 2 * DAY_MS);
	if (demo_chance(r, 50))
		add_action(rec, "Tell the worker what was decided", a->writer,
		    a->at_ms + DAY_MS);
}

struct record *
demo_make_concern(struct demo_random *r, const struct demo_child *c,
    const struct demo_about *a)
{
	const struct demo_scene *scene = &demo_scenes[c->scene];
	struct record *rec = record_new(&kind_concern);

	set_time(rec, "happened", a->at_ms - 5 * 3600000, true);
	record_set(rec, "happened_guess", demo_chance(r, 30) ? "yes" : "no");
	set_time(rec, "seen", a->at_ms - 5 * 3600000 + 60000, true);
	record_set(rec, "place", scene->place);
	add_person(rec, c->name, "cyp");
	add_person(rec, c->adult, "parent");
	record_set(rec, "from_account", a->parent.s);
	set_observed(r, rec, c, 80);
	if (demo_chance(r, 80))
		set_words(r, rec, "exact_words", c);
	record_set(
	    rec, "types", id_is_none(&a->staff) ? scene->types : "staff");
	set_about_staff(rec, a);
	if (!a->is_short)
		complete_concern(r, rec, c, a);
	return rec;
}

struct record *
demo_make_acknowledged(struct demo_random *r, const struct demo_child *c,
    const struct demo_about *a)
{
	struct record *rec = record_new(&kind_acknowledged);

	(void)c;
	record_set(rec, "about", a->parent.s);
	if (demo_chance(r, 20))
		record_set(
		    rec, "note", "Please ring me about the second action.");
	return rec;
}

struct record *
demo_make_addendum(struct demo_random *r, const struct demo_child *c,
    const struct demo_about *a)
{
	struct record *rec = record_new(&kind_addendum);

	record_set(rec, "about", a->parent.s);
	record_set(rec, "corrects", "What was seen or heard");
	set_text(rec, "text", demo_pick(r, demo_corrections), c);
	record_set(rec, "reason",
	    "It came to light when the notes of the day "
	    "were read again.");
	return rec;
}

struct record *
demo_make_statement(struct demo_random *r, const struct demo_child *c,
    const struct demo_about *a)
{
	struct record *rec = record_new(&kind_statement);

	record_set(rec, "about", a->parent.s);
	record_set(rec, "by", c->adult);
	record_set(rec, "who", "parent");
	set_time(rec, "given", a->at_ms - 3600000, true);
	set_text(rec, "words", demo_pick(r, demo_statements), c);
	return rec;
}
