/* demo_body.c - the bodies of invented records, field by field as the tables of
 * the kinds have them. */
#include "demo.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"

#define TEXT_MAX 8000
#define MINUTE_MS INT64_C(60000)
#define DAY_MINUTES (24 * 60)

/* ---- text ---- */

/* What stands for a name or a time in the texts of demo_words.c. */
static void
add_word(struct buf *out, char letter, const struct demo_event *ev)
{
	const struct demo_child *c = ev->child;
	int64_t ms;
	struct civil at;

	if (letter == 'c')
		buf_adds(out, c->first);
	if (letter == 'a')
		buf_adds(out, c->adults[0].name);
	if (letter == 's')
		buf_adds(out, demo_school(c, when_civil(ev->written_ms)));
	if (letter != 'h' && letter != 't')
		return;
	ms = ev->incident->seen_ms;
	at = when_civil(letter == 'h' ? ms : ms + 20 * MINUTE_MS);
	buf_addf(out, "%02d:%02d", at.hour, at.minute);
}

static void
add_text(struct buf *out, const char *s, const struct demo_event *ev)
{
	for (; *s != '\0'; s++) {
		if (*s != '{') {
			buf_addc(out, *s);
			continue;
		}
		add_word(out, s[1], ev);
		s += 2;
	}
}

void
demo_set_text(struct record *r, const char *key, const char *s,
    const struct demo_event *ev)
{
	struct buf text = BUF_INIT(TEXT_MAX);

	add_text(&text, s, ev);
	record_set(r, key, buf_str(&text));
	buf_done(&text);
}

void
demo_set_time(struct record *r, const char *key, int64_t ms)
{
	struct civil at = when_civil(ms);
	char text[WHEN_TEXT];

	when_store(text, &at);
	record_set(r, key, text);
}

/* ---- what both a first account and its concern tell ---- */

static void
add_person(struct record *r, const char *name, const char *who)
{
	struct record *item = record_add(r, "present");

	record_set(item, "name", name);
	record_set(item, "who", who);
}

static const char *
standing_of(const struct demo_adult *a)
{
	return strcmp(a->relation, "grandparent") == 0 ? "relative" : "parent";
}

static bool
can_speak(const struct demo_event *ev)
{
	struct civil on = when_civil(ev->incident->seen_ms);

	return when_age(&ev->child->born, &on) >= 4;
}

/* The child's words. */
static void
quote(const struct demo_event *ev, struct demo_dice *d, struct buf *out)
{
	if (can_speak(ev))
		buf_addf(out, "%s: \"%s\"", ev->child->first,
		    demo_pick(d, ev->incident->theme->words));
}

/* The first line always; of the others some, and in the concern more. */
static void
set_observed(const struct demo_event *ev, struct demo_dice *d, bool is_concern,
    struct record *r)
{
	const char *const *lines = ev->incident->theme->observed;
	struct buf text = BUF_INIT(TEXT_MAX);

	for (int i = 0; lines[i] != NULL; i++) {
		bool is_told = demo_chance(d, 50) || i == 0;
		bool is_added = demo_chance(d, 60);

		if (!is_told && !(is_concern && is_added))
			continue;
		if (i > 0)
			buf_addc(&text, i % 2 != 0 ? ' ' : '\n');
		add_text(&text, lines[i], ev);
	}
	record_set(r, "observed", buf_str(&text));
	buf_done(&text);
}

static void
tell(const struct demo_plan *p, const struct demo_event *ev, bool is_concern,
    struct record *r)
{
	const struct demo_incident *in = ev->incident;
	const struct demo_child *c = ev->child;
	struct demo_dice d = { in->seed };
	struct buf words = BUF_INIT(TEXT_MAX);

	demo_set_time(r, "seen", in->seen_ms);
	record_set(r, "place", demo_pick(&d, in->theme->places));
	set_observed(ev, &d, is_concern, r);
	quote(ev, &d, &words);
	record_set(r, "exact_words", buf_str(&words));
	buf_done(&words);
	add_person(r, c->name, "cyp");
	add_person(r, demo_staff[in->writer].name, "staff");
	if (in->about_staff >= 0) {
		add_person(r, demo_staff[in->about_staff].name, "staff");
		record_set(record_add(r, "about_staff"), "staff",
		    p->staff[in->about_staff].s);
	} else if (demo_chance(&d, 55)) {
		add_person(r, c->adults[0].name, standing_of(&c->adults[0]));
	}
}

static void
first_account(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	struct demo_dice d = { ev->incident->seed + 1 };

	record_set(r, "child", ev->child->name);
	tell(p, ev, false, r);
	if (demo_chance(&d, 80))
		demo_set_text(r, "done", demo_pick(&d, demo_done), ev);
}

/* ---- the Record of Concern ---- */

static void
add_talks(const struct demo_event *ev, struct demo_dice *d, struct record *r)
{
	const struct demo_incident *in = ev->incident;
	const struct demo_adult *a = &ev->child->adults[0];
	struct buf words = BUF_INIT(TEXT_MAX);
	struct record *item;

	quote(ev, d, &words);
	if (words.len > 0 && demo_chance(d, 85)) {
		item = record_add(r, "talks");
		record_set(item, "with", ev->child->name);
		record_set(item, "who", "cyp");
		demo_set_time(item, "when", in->seen_ms + 8 * MINUTE_MS);
		demo_set_text(item, "asked", in->theme->asked, ev);
		record_set(item, "words", buf_str(&words));
	}
	buf_done(&words);
	if (demo_chance(d, 60)) {
		item = record_add(r, "talks");
		record_set(item, "with", a->name);
		record_set(item, "who", standing_of(a));
		demo_set_time(item, "when", in->seen_ms + 20 * MINUTE_MS);
		demo_set_text(item, "words", in->theme->parent_words, ev);
	}
}

static void
add_other(const struct demo_event *ev, struct record *r)
{
	const struct demo_theme *t = ev->incident->theme;
	struct record *item = record_add(r, "others");

	demo_set_text(item, "what", t->other, ev);
	demo_set_text(item, "supports", t->supports, ev);
	demo_set_text(item, "bearing", t->bearing, ev);
}

static void
add_actions(const struct demo_event *ev, struct demo_dice *d, struct record *r)
{
	const char *const *actions = ev->incident->theme->actions;

	for (int i = 0; actions[i] != NULL; i++) {
		int64_t by_ms = ev->written_ms +
				demo_roll(d, 1, 6) * DAY_MINUTES * MINUTE_MS;
		struct record *item;

		if (i > 0 && demo_chance(d, 35))
			continue;
		item = record_add(r, "actions");
		demo_set_text(item, "what", actions[i], ev);
		record_set(item, "who",
		    demo_staff[i == 0 ? ev->who : ev->child->worker].name);
		demo_set_day(item, "by", when_civil(by_ms));
	}
}

static void
set_told(const struct demo_event *ev, struct demo_dice *d, struct record *r)
{
	const char *how = demo_pick(d, demo_told);
	bool is_told = can_speak(ev) && demo_chance(d, 85);

	if (!can_speak(ev))
		how = "Too young to be told. {a} was told instead.";
	else if (!is_told)
		how = "Not yet: on the advice of children's social care, who "
		      "will do so on their visit.";
	record_set(r, "told_next", is_told ? "yes" : "no");
	demo_set_text(r, "told_how", how, ev);
}

static void
concern(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_incident *in = ev->incident;
	struct demo_dice d = { in->seed + 2 };

	demo_set_time(r, "happened", in->happened_ms);
	record_set(
	    r, "happened_guess", in->happened_ms != in->seen_ms ? "yes" : "no");
	if (in->is_late)
		record_set(r, "late_reason", demo_pick(&d, demo_late));
	if (!id_is_none(&in->account))
		record_set(r, "from_account", in->account.s);
	tell(p, ev, true, r);
	add_talks(ev, &d, r);
	if (demo_chance(&d, 65))
		add_other(ev, r);
	record_set(r, "types", in->theme->types);
	record_set(r, "purpose", demo_chance(&d, 80) ? "protect" : "support");
	demo_set_text(r, "immediate", in->theme->immediate, ev);
	set_told(ev, &d, r);
	add_actions(ev, &d, r);
}

/* ---- what stands beside it ---- */

static void
acknowledged(const struct demo_event *ev, struct record *r)
{
	struct demo_dice d = { ev->incident->seed + 3 };

	record_set(r, "about", ev->incident->concern.s);
	if (demo_chance(&d, 40))
		record_set(r, "note", demo_pick(&d, demo_notes));
}

static void
addendum(const struct demo_event *ev, struct record *r)
{
	struct demo_dice d = { ev->incident->seed + 4 };
	const struct demo_correction *c = &demo_corrections[demo_roll(
	    &d, 0, (int)demo_corrections_count - 1)];

	record_set(r, "about", ev->incident->concern.s);
	record_set(r, "corrects", c->corrects);
	demo_set_text(r, "text", c->text, ev);
	demo_set_text(r, "reason", c->reason, ev);
}

static void
statement(const struct demo_event *ev, struct record *r)
{
	struct demo_dice d = { ev->incident->seed + 5 };
	struct civil on = when_civil(ev->written_ms);
	const struct demo_child *c = ev->child;
	bool is_cyp = when_age(&c->born, &on) >= 12 && demo_chance(&d, 50);

	record_set(r, "about", ev->incident->concern.s);
	record_set(r, "by", is_cyp ? c->name : c->adults[0].name);
	record_set(r, "who",
	    is_cyp                                              ? "cyp"
	    : strcmp(standing_of(&c->adults[0]), "parent") == 0 ? "parent"
								: "other");
	demo_set_time(r, "given", ev->written_ms - 50 * MINUTE_MS);
	record_set(r, "words",
	    demo_pick(&d, is_cyp ? demo_statements_cyp : demo_statements));
}

/* ---- all kinds ---- */

const struct kind *
demo_event_kind(const struct demo_event *ev)
{
	switch (ev->what) {
	case DEMO_FRONT: return &kind_front_sheet;
	case DEMO_ADULT: return &kind_adult;
	case DEMO_ASSIGNMENT: return &kind_assignment;
	case DEMO_ACCOUNT:
	case DEMO_LOOK: return &kind_first_account;
	case DEMO_CONCERN:
	case DEMO_SIGNED: return &kind_concern;
	case DEMO_ACKNOWLEDGED: return &kind_acknowledged;
	case DEMO_ADDENDUM: return &kind_addendum;
	case DEMO_STATEMENT: return &kind_statement;
	case DEMO_AGENCY: return &kind_agency;
	case DEMO_AUTHORITY: return &kind_authority;
	case DEMO_CONTACT_PERSON: return &kind_contact_person;
	case DEMO_INDUCTION: return &kind_induction;
	case DEMO_AGREEMENT: return &kind_agreement;
	case DEMO_COMPETENCE: return &kind_competence;
	case DEMO_ADVICE: return &kind_advice;
	case DEMO_DECISION: return &kind_share_decision;
	case DEMO_EMERGENCY: return &kind_emergency;
	case DEMO_MEETING: return &kind_meeting;
	case DEMO_EPISODE:
	case DEMO_EPISODE_END: return &kind_episode;
	case DEMO_CHANGE: return &kind_nature_change;
	case DEMO_TOLD: return &kind_notice_sent;
	case DEMO_INSPECTION: return &kind_inspection;
	case DEMO_INSPECT_TOLD: return &kind_inspection_contact;
	case DEMO_INSPECT_WHY: return &kind_inspection_exception;
	case DEMO_POLICY: return &kind_policy_document;
	case DEMO_CONFIRM: return &kind_confirmation;
	case DEMO_TRAINING: return &kind_training;
	case DEMO_OUTCOME: return &kind_outcome;
	case DEMO_GOAL: return &kind_goal;
	case DEMO_REQUEST: return demo_request_kind(ev);
	}
	return NULL;
}

static void
fill(const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	switch (ev->what) {
	case DEMO_FRONT:
	case DEMO_ADULT:
	case DEMO_ASSIGNMENT: demo_fill_file(p, ev, r); break;
	case DEMO_ACCOUNT: first_account(p, ev, r); break;
	case DEMO_CONCERN:
	case DEMO_SIGNED: concern(p, ev, r); break;
	case DEMO_ACKNOWLEDGED: acknowledged(ev, r); break;
	case DEMO_ADDENDUM: addendum(ev, r); break;
	case DEMO_STATEMENT: statement(ev, r); break;
	case DEMO_LOOK:
	case DEMO_TOLD: break;
	case DEMO_AGENCY:
	case DEMO_AUTHORITY:
	case DEMO_CONTACT_PERSON:
	case DEMO_INDUCTION:
	case DEMO_AGREEMENT:
	case DEMO_COMPETENCE:
	case DEMO_ADVICE:
	case DEMO_DECISION:
	case DEMO_EMERGENCY: demo_fill_share(p, ev, r); break;
	case DEMO_MEETING: demo_fill_meeting(p, ev, r); break;
	case DEMO_INSPECTION:
	case DEMO_INSPECT_TOLD:
	case DEMO_INSPECT_WHY: demo_fill_inspection(p, ev, r); break;
	case DEMO_EPISODE:
	case DEMO_EPISODE_END:
	case DEMO_CHANGE: demo_fill_support(p, ev, r); break;
	case DEMO_POLICY:
	case DEMO_CONFIRM:
	case DEMO_TRAINING: demo_fill_policy(p, ev, r); break;
	case DEMO_OUTCOME:
	case DEMO_GOAL: demo_fill_outcome(p, ev, r); break;
	case DEMO_REQUEST: demo_fill_request(p, ev, r); break;
	}
}

struct record *
demo_event_record(const struct demo_plan *p, const struct demo_event *ev)
{
	struct record *r = record_new(demo_event_kind(ev));
	struct civil now = when_civil(ev->written_ms);

	fill(p, ev, r);
	record_normalise(r, &now);
	return r;
}

void
demo_event_body(
    const struct demo_plan *p, const struct demo_event *ev, struct buf *out)
{
	struct record *r = demo_event_record(p, ev);

	if (ev->what == DEMO_DECISION)
		demo_decide(p, ev, r);
	record_to_json(r, false, out);
	record_free(r);
}
