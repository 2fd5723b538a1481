/* standing.c - how a file stands with the family. */
#include "standing.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "share_facts.h"

#define PEOPLE_FIRST 8
#define ANSWERS_FIRST 16
#define AGE_ASKED 12
#define AGE_ADULT 18

/* What is read before it can be judged: the adults may come after what they said. */
struct said {
	struct id id;
	struct record *body;
};
struct reading {
	struct standing *s;
	const char *today;
	char name[208];
	char competence_on[WHEN_TEXT];
	int64_t competence_ms;
	struct said *said;
	size_t count, cap;
};

static bool
is_yes(const struct record *r, const char *key)
{
	return strcmp(record_text(r, key), "yes") == 0;
}

static void
take_front_sheet(
    struct reading *rd, const struct row *row, const struct record *r)
{
	(void)row;
	snprintf(rd->name, sizeof(rd->name), "%s", record_text(r, "name"));
	snprintf(
	    rd->s->born, sizeof(rd->s->born), "%s", record_text(r, "born"));
	rd->s->person[0].is_hidden = is_yes(r, "hidden");
}

static void
take_adult(struct reading *rd, const struct row *row, const struct record *r)
{
	struct standing *s = rd->s;
	const struct field *f = kind_field(&kind_adult, "relation");
	struct buf b = BUF_INIT(sizeof(s->person->relation) - 1);
	struct standing_person *p;

	if (s->people == s->people_cap) {
		s->people_cap *= 2;
		s->person =
		    mem_grow(s->person, s->people_cap, sizeof(*s->person));
	}
	p = &s->person[s->people++];
	memset(p, 0, sizeof(*p));
	p->id = row->id;
	snprintf(p->name, sizeof(p->name), "%s", record_text(r, "name"));
	snprintf(
	    p->contact, sizeof(p->contact), "%s", record_text(r, "contact"));
	record_show(f, record_text(r, "relation"), NULL, NULL, &b);
	snprintf(p->relation, sizeof(p->relation), "%s", buf_str(&b));
	p->responsibility = is_yes(r, "responsibility");
	p->is_hidden = is_yes(r, "hidden");
	buf_done(&b);
}

static void
take_induction(
    struct reading *rd, const struct row *row, const struct record *r)
{
	rd->s->has_induction = true;
	rd->s->induction = row->id;
	rd->s->is_induced |= induction_is_done(r);
}

/* The newest of those up to today. */
static void
take_competence(
    struct reading *rd, const struct row *row, const struct record *r)
{
	const char *on = record_text(r, "on");
	int by = strcmp(on, rd->competence_on);
	unsigned value;

	if (strcmp(on, rd->today) > 0 || by < 0 ||
	    (by == 0 && row->written_ms < rd->competence_ms) ||
	    !decide_word_read(
		WORDS_COMPETENCE, record_text(r, "competence"), &value))
		return;
	snprintf(rd->competence_on, sizeof(rd->competence_on), "%s", on);
	rd->competence_ms = row->written_ms;
	rd->s->competence = (enum competence)value;
}

static void
take_agreement(
    struct reading *rd, const struct row *row, const struct record *r)
{
	if (rd->count == rd->cap) {
		rd->cap = rd->cap ? rd->cap * 2 : ANSWERS_FIRST;
		rd->said = mem_grow(rd->said, rd->cap, sizeof(*rd->said));
	}
	rd->said[rd->count++] =
	    (struct said){ .id = row->id, .body = record_copy(r) };
}

static const struct {
	const struct kind *kind;
	void (*take)(
	    struct reading *, const struct row *, const struct record *);
} takes[] = {
	{ &kind_front_sheet, take_front_sheet },
	{ &kind_adult, take_adult },
	{ &kind_induction, take_induction },
	{ &kind_competence, take_competence },
	{ &kind_agreement, take_agreement },
};
static const struct kind *const taken[] = { &kind_front_sheet, &kind_adult,
	&kind_induction, &kind_competence, &kind_agreement, NULL };

static void
on_body(void *arg, const struct row *row, const struct record *body)
{
	for (size_t i = 0; i < sizeof(takes) / sizeof(takes[0]); i++) {
		if (takes[i].kind == row->kind)
			takes[i].take(arg, row, body);
	}
}

/* ---- what they said, once it is known who they are ---- */

static size_t
person_of(const struct standing *s, const struct record *agreement)
{
	const char *adult = record_text(agreement, "adult");

	if (strcmp(record_text(agreement, "who"), "cyp") == 0)
		return 0;
	for (size_t i = 1; i < s->people; i++) {
		if (strcmp(s->person[i].id.s, adult) == 0)
			return i;
	}
	return STANDING_NOBODY;
}

static void
judge(struct reading *rd, const struct said *said)
{
	struct standing *s = rd->s;
	struct standing_answer *a = &s->answer[s->answers++];
	bool has_responsibility = false;

	a->record = said->id;
	a->person = person_of(s, said->body);
	if (a->person != STANDING_NOBODY) {
		s->person[a->person].has_answered = true;
		has_responsibility = s->person[a->person].responsibility;
	}
	a->weak = agreement_weakness(
	    said->body, has_responsibility, s->born, s->competence, rd->today);
}

static void
judge_all(struct reading *rd)
{
	struct standing *s = rd->s;
	struct civil born, today;

	s->age = -1;
	if (when_read(&born, s->born) && when_read(&today, rd->today))
		s->age = when_age(&born, &today);
	s->answers_cap = rd->count + 1;
	s->answer = mem_zalloc(s->answers_cap, sizeof(*s->answer));
	for (size_t i = 0; i < rd->count; i++) {
		judge(rd, &rd->said[i]);
		record_free(rd->said[i].body);
	}
	mem_free_wiped(rd->said, rd->cap * sizeof(*rd->said));
}

void
standing_read(
    struct standing *s, struct model *m, const struct id *file, int64_t now_ms)
{
	struct civil today = when_civil(now_ms);
	char day[WHEN_TEXT];
	struct reading rd = { .s = s, .today = day };
	struct child c = { .is_here = false };

	standing_done(s);
	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(day, &today);
	if (model_child(m, file, &c))
		snprintf(rd.name, sizeof(rd.name), "%s", c.name);
	s->is_known = c.is_here;
	s->people_cap = PEOPLE_FIRST;
	s->person = mem_zalloc(s->people_cap, sizeof(*s->person));
	s->people = 1;
	s->person[0].is_cyp = true;
	s->person[0].id = *file;
	model_each(m, file, taken, on_body, &rd);
	memcpy(s->person[0].name, rd.name, sizeof(rd.name));
	judge_all(&rd);
}

void
standing_done(struct standing *s)
{
	mem_free_wiped(s->person, s->people_cap * sizeof(*s->person));
	mem_free_wiped(s->answer, s->answers_cap * sizeof(*s->answer));
	memset(s, 0, sizeof(*s));
}

/* ---- what is asked of it ---- */

const struct standing_person *
standing_person_of(const struct standing *s, const struct id *adult)
{
	for (size_t i = 0; i < s->people; i++) {
		if (id_equal(&s->person[i].id, adult))
			return &s->person[i];
	}
	return NULL;
}

const struct standing_answer *
standing_answer_of(const struct standing *s, const struct id *agreement)
{
	for (size_t i = 0; i < s->answers; i++) {
		if (id_equal(&s->answer[i].record, agreement))
			return &s->answer[i];
	}
	return NULL;
}

bool
standing_is_owed(const struct standing *s, const struct standing_person *p)
{
	if (p->has_answered)
		return false;
	if (p->is_cyp)
		return s->age >= AGE_ASKED;
	return p->responsibility && s->age < AGE_ADULT;
}

void
standing_add_marks(const struct standing_person *p, struct buf *out)
{
	const char *contact = "";

	if (strcmp(p->contact, "never") == 0)
		contact = "do not contact";
	else if (strcmp(p->contact, "as_written") == 0)
		contact = "contact only as written";
	buf_adds(out, contact);
	if (p->is_hidden)
		buf_adds(out, *contact ? ", hidden" : "hidden address");
}
