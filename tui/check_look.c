/* check_look.c - what the check says: the records around it are read when they
 * change, the facts and the decision are worked out after every answer. */
#include <stdio.h>
#include <string.h>

#include "check_in.h"
#include "kinds.h"
#include "mem.h"

/* ---- advice ---- */

struct reading {
	struct check_advice *to;
	const struct id *advice, *answer;
	struct model *m;
	int64_t now_ms;
};

static void
take_request(struct reading *rd, const struct row *row, const struct record *r)
{
	struct civil due;

	if (!id_equal(&row->id, rd->advice))
		return;
	id_parse(&rd->to->of, record_text(r, "of"));
	id_parse(&rd->to->agency, record_text(r, "agency"));
	if (when_read(&due, record_text(r, "due")))
		when_show_near(rd->to->due, &due, rd->now_ms);
}

/* The one that the facts go by, of those that were given (S3). */
static void
take_answer(struct reading *rd, const struct row *row, const struct record *r)
{
	if (!id_equal(&row->id, rd->answer))
		return;
	rd->to->answer = row->id;
	rd->to->given_ms = row->written_ms;
	rd->to->is_share = strcmp(record_text(r, "answer"), "share") == 0;
	snprintf(rd->to->by, sizeof rd->to->by, "%s", row->author);
}

static void
on_advice(void *arg, const struct row *row, const struct record *r)
{
	if (row->kind == &kind_advice)
		take_request(arg, row, r);
	else
		take_answer(arg, row, r);
}

/* The reasons are read by a person: the look is written, once. */
static void
read_reasons(struct check *c)
{
	struct record *r = NULL;
	struct row row;

	buf_clear(&c->advice.reasons);
	if (model_open(app_model(c->app), &c->advice.answer, 0, &r, &row,
		NULL) == ERR_OK)
		buf_adds(&c->advice.reasons, record_text(r, "reasons"));
	record_free(r);
}

static void
read_advice(struct check *c)
{
	static const struct kind *const of[] = { &kind_advice,
		&kind_advice_answer, NULL };
	static const struct id none = { "" };
	struct id before = c->advice.answer, advice = { "" };
	struct buf reasons = c->advice.reasons;
	struct reading rd = { .to = &c->advice,
		.advice = &advice,
		.answer = c->facts ? &c->facts->advice_answer : &none,
		.m = app_model(c->app),
		.now_ms = app_now(c->app) };

	c->advice = (struct check_advice){ .reasons = reasons };
	if (!id_parse(&advice, record_text(c->root, "advice")))
		return;
	model_each(rd.m, &c->file, of, on_advice, &rd);
	if (!id_is_none(&c->advice.answer) &&
	    !id_equal(&c->advice.answer, &before))
		read_reasons(c);
}

/* ---- the answer ---- */

static void
forget_answer(struct check *c)
{
	facts_free(c->facts);
	c->facts = NULL;
	if (c->has_said)
		decision_done(&c->says);
	c->has_said = false;
}

void
check_look(struct check *c)
{
	forget_answer(c);
	err_clear(&c->why);
	if (model_facts(app_model(c->app), c->root, &c->file, &c->facts,
		&c->why) != ERR_OK)
		return;
	(void)share_judge(c->facts, &c->says);
	c->has_said = true;
}

void
check_read(struct check *c)
{
	struct model *m = app_model(c->app);

	standing_read(&c->standing, m, &c->file, app_now(c->app));
	directory_read(&c->directory, m, app_now(c->app));
	check_look(c);
	read_advice(c);
}

void
check_look_done(struct check *c)
{
	forget_answer(c);
	standing_done(&c->standing);
	directory_done(&c->directory);
	buf_done(&c->advice.reasons);
}

bool
check_is_me(const struct check *c, const char *staff)
{
	const struct me *me = model_me(app_model(c->app));

	return me && strcmp(me->staff.s, staff) == 0;
}

struct share_view
check_view(const struct check *c)
{
	return (struct share_view){ c->root, c->facts, &c->says, c->child };
}

/* ---- who ---- */

const struct directory_entry *
check_agency(const struct check *c)
{
	struct id id;

	if (!id_parse(&id, record_text(c->root, "agency")))
		return NULL;
	return directory_find(&c->directory.agencies, &id);
}

bool
check_agency_is_gone(const struct check *c)
{
	const struct directory_entry *e = check_agency(c);

	return *record_text(c->root, "agency") && (!e || e->is_gone);
}

const struct standing_person *
check_person(const struct check *c, const struct record *row)
{
	struct id adult;

	if (id_parse(&adult, record_text(row, "adult")))
		return standing_person_of(&c->standing, &adult);
	if (strcmp(record_text(row, "name"), c->child) != 0)
		return NULL;
	for (size_t i = 0; i < c->standing.people; i++) {
		if (c->standing.person[i].is_cyp)
			return &c->standing.person[i];
	}
	return NULL;
}

void
check_fill_people(struct check *c)
{
	for (size_t i = 0; i < c->standing.people; i++) {
		const struct standing_person *p = &c->standing.person[i];
		struct record *row = record_add(c->root, "people");

		if (!row)
			return;
		record_set(row, "name", p->is_cyp ? c->child : p->name);
		if (!p->is_cyp)
			record_set(row, "adult", p->id.s);
	}
}
