/* check_play.h - the guided check above home, for the tests that answer it: Maisie,
 * who is ten, her mother Kelly with responsibility, her father Dean, a school and
 * social care. Include it after screen_play.h.
 *
 * Keys in the order of the questions; a screen that asks something else takes the
 * letters for something else, and the row fails. */
#ifndef HAVEN_CHECK_PLAY_H
#define HAVEN_CHECK_PLAY_H

#include "kinds.h"
#include "share_facts.h"

#include "share_scene.h"

#define TO_SCHOOL "2<Enter>mais<Enter>hill<Enter><Down><Enter>"
#define TO_CARE "2<Enter>mais<Enter>north<Enter>duty worker<Enter>"
/* One piece of information, its kind by number: 1 attendance, 4 health, 5 family,
 * 6 concern, 7 address, 8 notice. */
#define ITEM(kind) "Something<Tab><Space>" kind "<F2><F2>"
/* No danger, no risk, not about staff, no order. */
#define SAFE "n1n1"
/* None of the occasions, not without names, no doubt. */
#define PLAIN "1nn"
/* It endangers nobody; for school help; all three are told; no wishes. */
#define ALL_TOLD "2n111<F2>"
#define CHECKED "yTo help.<F2>yy<F2>1Known.<Enter>1"
/* To share, not yet done; not to share; the default of the last question is no. */
#define SHARED "<F2>1It helps.<F2><Down><Enter>"
#define NOT_SHARED "<F6>It is right.<F2><Down><Enter>"

static inline void
check_scene(void)
{
	fake_start();
	scene_policy();
	scene_colleagues();
	scene_directory();
	scene_agreements();
	scene_induction(true);
}

/* Nobody has said anything yet. */
static inline void
check_unasked(void)
{
	for (size_t i = 0; i < fake.records; i++)
		if (fake.record[i].row.kind == &kind_agreement)
			record_set(fake.record[i].rec, "answer", "cannot_ask");
}

/* Kelly, Dean or the child says it, about everything, to an agency; Dean then has
 * responsibility. */
static inline void
check_says(const char *who, const char *answer, const char *from,
    const struct fake_record *agency)
{
	const struct id *file = &fake.child[0].file;
	struct fake_record *adult = NULL, *r;

	for (size_t i = 0; i < fake.records; i++)
		if (strcmp(fake.record[i].row.label, who) == 0)
			adult = &fake.record[i];
	if (adult)
		record_set(adult->rec, "responsibility", "yes");
	r = SCENE(file, "agreement", FAKE_HOUR, "who", adult ? "parent" : "cyp",
	    "adult", adult ? adult->row.id.s : "", "answer", answer,
	    "all_items", "yes", "any_purpose", "yes", "from", from, "evidence",
	    "Said so.");
	scene_recipient(r, agency);
}

static inline struct fake_record *
check_agency_named(const char *name)
{
	for (size_t i = 0; i < fake.records; i++)
		if (fake.record[i].row.kind == &kind_agency &&
		    strcmp(fake.record[i].row.label, name) == 0)
			return &fake.record[i];
	fail_msg("no agency %s", name);
	return NULL;
}

static inline struct fake_record *
check_school(void)
{
	return check_agency_named("Hill Primary School");
}

static inline void
check_born(const char *born)
{
	record_set(fake.record[0].rec, "born", born);
	snprintf(fake.child[0].born, sizeof(fake.child[0].born), "%s", born);
}

static inline void
check_begin(int rows, int cols)
{
	check_scene();
	play_open(rows, cols, &scr_home, NULL);
}

static inline void
check_saved(const char *key, const char *want, const char *why)
{
	const char *got = record_text(scene_last("share_decision")->rec, key);

	if (strcmp(got, want) != 0)
		fail_msg("%s: %s is '%s', not '%s'", why, key, got, want);
}

/* The facts in it are those of its own fields and of the file, and what they give
 * again is what it says: the office holds it against them. */
static inline void
check_saved_row(const char *row, const char *why)
{
	const struct fake_record *saved = scene_last("share_decision");
	const struct record *r = saved->rec;
	const char *json = record_text(r, "facts");
	struct buf again = BUF_INIT(FACTS_JSON_MAX);
	struct errinfo e = { 0 };
	struct facts *f = NULL;
	struct decision d;

	if (model_facts(&fake, r, &saved->row.file, &f, &e) != ERR_OK)
		fail_msg("%s: %s", why, e.says);
	facts_write(f, &again);
	if (strcmp(buf_str(&again), json) != 0)
		fail_msg("%s: %s, not %s", why, json, buf_str(&again));
	buf_done(&again);
	facts_free(f);

	if (facts_read(&f, json, strlen(json), &e) != ERR_OK)
		fail_msg("%s: %s", why, e.says);
	(void)share_judge(f, &d);
	if (strcmp(decide_row_id(d.row), row) != 0)
		fail_msg("%s: row %s, not %s", why, decide_row_id(d.row), row);
	if (strcmp(decide_word(WORDS_OUTCOME, d.outcome),
		record_text(r, "outcome")) != 0 ||
	    d.may_share_now != (strcmp(record_text(r, "may"), "yes") == 0))
		fail_msg("%s: the record says another thing", why);
	decision_done(&d);
	facts_free(f);
}

#endif
