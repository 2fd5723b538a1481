/* record_next.c - what may be done next with a record that is read. */
#include "record_next_in.h"

#include <string.h>

#include "kinds.h"
#include "meeting_page.h"
#include "support.h"
#include "w_choice.h"

/* ---- may they? ---- */

static bool
is_conflict(struct app *a, const struct record_page *p)
{
	return model_is_conflict(app_model(a), &p->arg.id);
}

static bool
has_versions(struct app *a, const struct record_page *p)
{
	(void)a;
	return p->row.version > 1;
}

static bool
is_of_a_file(struct app *a, const struct record_page *p)
{
	(void)a;
	return !id_is_none(&p->row.file);
}

/* What is not decided is not written on. */
static bool
may_change(struct app *a, const struct record_page *p)
{
	return !is_conflict(a, p) && model_may(app_model(a), p->row.kind->name,
					 RIGHT_CHANGE, &p->row.file);
}

/* A record of that kind hangs on this one: it was taken up, or acknowledged. */
static bool
has_beside(struct app *a, const struct record_page *p, const char *kind)
{
	const struct row *rows;
	size_t n = model_rows(app_model(a), &p->row.file, &rows);

	for (size_t i = 0; i < n; i++)
		if (id_equal(&rows[i].parent, &p->arg.id) &&
		    strcmp(rows[i].kind->name, kind) == 0)
			return true;
	return false;
}

/* The office says that it waits for this person. */
static bool
waits_for_me(struct app *a, const struct record_page *p, const char *what)
{
	const struct waiting *list;
	size_t n = model_waiting(app_model(a), &list);

	for (size_t i = 0; i < n; i++) {
		if (id_equal(&list[i].record, &p->arg.id) &&
		    strcmp(list[i].what, what) == 0)
			return true;
	}
	return false;
}

static bool
names_me(struct app *a, const struct record_page *p, const char *key)
{
	const struct me *me = model_me(app_model(a));

	return me && strcmp(record_text(p->rec, key), me->staff.s) == 0;
}

/* Whom it is asked of, or to whom it has passed; the Director always. Never who
 * asks (S3). */
static bool
may_advise(struct app *a, const struct record_page *p)
{
	const struct me *me = model_me(app_model(a));

	return me && !p->row.is_mine &&
	       model_may(
		   app_model(a), "advice_answer", RIGHT_CREATE, &p->row.file) &&
	       (names_me(a, p, "of") || me->role == ROLE_DIRECTOR ||
		   waits_for_me(a, p, "advice_asked"));
}

/* The Strategic Lead, or who is shown it instead; never one's own (A2, R7). */
static bool
may_have_seen(struct app *a, const struct record_page *p)
{
	return !p->row.is_mine && (model_may(app_model(a), "opening_seen",
				       RIGHT_CREATE, &p->row.file) ||
				      waits_for_me(a, p, "opening_new"));
}

bool
next_is_for_another(struct app *a, const struct record_page *p)
{
	struct row decision;
	struct id id;

	if (p->row.kind != &kind_share_flag ||
	    !id_parse(&id, record_text(p->rec, "decision")))
		return false;
	return (model_row(app_model(a), &id, &decision) ? decision.is_mine
							: p->row.is_mine) &&
	       !waits_for_me(a, p, "share_flagged") &&
	       !has_beside(a, p, "share_review");
}

/* One's own decision is looked at by somebody else; where nobody else can, the office
 * says that it waits (S8). */
static bool
may_review(struct app *a, const struct record_page *p)
{
	return model_may(
		   app_model(a), "share_review", RIGHT_CREATE, &p->row.file) &&
	       !next_is_for_another(a, p);
}

/* Whether they authorised a decision is said by whoever is asked, and by nobody else
 * (S8). */
static bool
may_say_authorised(struct app *a, const struct record_page *p)
{
	return task_asks_who_authorised(p->rec) && names_me(a, p, "for");
}

/* Who is asked to do it needs no assignment. */
static bool
may_have_done(struct app *a, const struct record_page *p)
{
	if (task_asks_who_authorised(p->rec))
		return false;
	return names_me(a, p, "for") ||
	       model_may(app_model(a), "task_done", RIGHT_CREATE, &p->row.file);
}

static bool
may_answer(struct app *a, const struct record_page *p)
{
	return model_may(app_model(a), "agreement", RIGHT_CREATE, &p->row.file);
}

/* It is to be asked for again by now: then that comes first. */
static bool
is_due(struct app *a, const struct record_page *p)
{
	return may_answer(a, p) && waits_for_me(a, p, "agreement_due");
}

static bool
may_ask_again(struct app *a, const struct record_page *p)
{
	return may_answer(a, p) && !is_due(a, p);
}

static bool
may_take_back(struct app *a, const struct record_page *p)
{
	return may_answer(a, p) &&
	       strcmp(record_text(p->rec, "answer"), "agreed") == 0;
}

static bool
may_decide_anew(struct app *a, const struct record_page *p)
{
	return model_may(
	    app_model(a), "share_decision", RIGHT_CREATE, &p->row.file);
}

/* Until it has been, whether we may go comes before what came of it (M1). */
static bool
is_to_come(struct app *a, const struct record_page *p)
{
	return !meeting_is_past(p->rec, app_now(a));
}

static bool
has_been(struct app *a, const struct record_page *p)
{
	return !is_to_come(a, p);
}

static void
open_meeting(struct app *a, const struct id *record)
{
	app_push(a, &scr_meeting, record);
}

static bool
has_origin(struct app *a, const struct record_page *p)
{
	struct id id;
	struct row row;

	return go_origin_of(p, &id) && model_row(app_model(a), &id, &row);
}

/* Its kind has been said, and it goes on (F2). */
static bool
may_change_support(struct app *a, const struct record_page *p)
{
	struct support_stand s;

	return model_may(
		   app_model(a), "nature_change", RIGHT_CREATE, &p->row.file) &&
	       support_stand(app_model(a), &p->row.file, &p->arg.id, &s) &&
	       s.is_begun && s.has_nature && !s.is_ended;
}

/* ---- the rows; the first that is offered and has a bar is on F2 ---- */

#define MAY_GO "May we attend, and what may be shared there"
#define ANSWER(code_, words_, bar_, on_, writes_, key_)                   \
	{                                                                 \
		.code = code_, .words = words_, .bar = bar_, .on = on_,   \
		.is_signed = EITHER, .writes = writes_, .key = key_,      \
		.once = true, .right = RIGHT_CREATE, .go = go_write_about \
	}
#define CHANGE(on_)                                                    \
	{                                                              \
		.code = "edit", .words = "Change it", .bar = "Change", \
		.on = on_, .is_signed = EITHER, .may = may_change,     \
		.open = scr_edit                                       \
	}
#define GO_ON(on_)                                                             \
	{                                                                      \
		.code = "edit", .words = "Go on writing it", .bar = "Write",   \
		.on = on_, .is_signed = 0, .may = may_change, .open = scr_edit \
	}

static const struct next nexts[] = {
	{ .code = "choose",
	    .words = "Choose between two versions",
	    .bar = "Choose",
	    .is_signed = EITHER,
	    .may = is_conflict,
	    .go = go_choose },
	{ .code = "acknowledge",
	    .words = "Acknowledge it",
	    .bar = "Acknowledge",
	    .on = "concern",
	    .is_signed = 1,
	    .writes = "acknowledged",
	    .key = "about",
	    .once = true,
	    .right = RIGHT_CREATE,
	    .go = go_write_about },
	{ .code = "take_up",
	    .words = "Complete a Record of Concern from it",
	    .bar = "Take up",
	    .on = "first_account",
	    .is_signed = EITHER,
	    .writes = "concern",
	    .key = "from_account",
	    .once = true,
	    .right = RIGHT_CREATE,
	    .go = go_take_up },
	ANSWER("decide", "Decide about it", "Decide", "kept_aside",
	    "aside_decision", "about"),
	{ .code = "take_in",
	    .words = "Write it into the file",
	    .on = "kept_aside",
	    .is_signed = EITHER,
	    .writes = "aside_decision",
	    .once = true,
	    .right = RIGHT_CREATE,
	    .go = go_take_in },
	{ .code = "advise",
	    .words = "Answer it",
	    .bar = "Answer",
	    .on = "advice",
	    .is_signed = EITHER,
	    .writes = "advice_answer",
	    .key = "advice",
	    .once = true,
	    .may = may_advise,
	    .go = go_write_about },
	{ .code = "done",
	    .words = "It is done",
	    .bar = "It is done",
	    .on = "task",
	    .is_signed = EITHER,
	    .writes = "task_done",
	    .key = "task",
	    .once = true,
	    .may = may_have_done,
	    .go = go_write_about },
	{ .code = "authorised",
	    .words = "Yes, I authorised it",
	    .bar = "I authorised it",
	    .on = "task",
	    .is_signed = EITHER,
	    .writes = "task_done",
	    .key = "task",
	    .once = true,
	    .may = may_say_authorised,
	    .go = go_authorised },
	{ .code = "not_authorised",
	    .words = "No, I did not authorise it",
	    .on = "task",
	    .is_signed = EITHER,
	    .writes = "task_done",
	    .key = "task",
	    .once = true,
	    .may = may_say_authorised,
	    .go = go_not_authorised },
	{ .code = "review",
	    .words = "Decide about it",
	    .bar = "Decide",
	    .on = "share_flag",
	    .is_signed = EITHER,
	    .writes = "share_review",
	    .key = "flag",
	    .once = true,
	    .may = may_review,
	    .go = go_write_about },
	{ .code = "seen",
	    .words = "Say that you have seen it",
	    .bar = "Seen",
	    .on = "opening",
	    .is_signed = EITHER,
	    .writes = "opening_seen",
	    .key = "opening",
	    .once = true,
	    .may = may_have_seen,
	    .go = go_write_about },
	{ .code = "complete",
	    .words = "Complete its record: what was shared, and why",
	    .bar = "Complete",
	    .on = "emergency",
	    .is_signed = EITHER,
	    .may = may_decide_anew,
	    .open = scr_check_from },
	{ .code = "anew",
	    .words = "Decide anew",
	    .bar = "Decide anew",
	    .on = "share_decision",
	    .is_signed = EITHER,
	    .may = may_decide_anew,
	    .open = scr_check_again },
	{ .code = "ask_again",
	    .words = "Ask again: write down a fresh answer",
	    .bar = "Ask again",
	    .on = "agreement",
	    .is_signed = EITHER,
	    .may = is_due,
	    .go = go_ask_again },
	{ .code = "take_back",
	    .words = "Take it back",
	    .bar = "Take it back",
	    .on = "agreement",
	    .is_signed = EITHER,
	    .may = may_take_back,
	    .go = go_take_back },
	{ .code = "ask_again",
	    .words = "Ask again: write down a fresh answer",
	    .bar = "Ask again",
	    .on = "agreement",
	    .is_signed = EITHER,
	    .may = may_ask_again,
	    .go = go_ask_again },
	{ .code = "origin",
	    .words = "Read what it comes from",
	    .on = "task",
	    .is_signed = EITHER,
	    .may = has_origin,
	    .go = go_origin },
	{ .code = "may_go",
	    .words = MAY_GO,
	    .bar = "May we attend?",
	    .on = "meeting",
	    .is_signed = EITHER,
	    .may = is_to_come,
	    .open = open_meeting },
	GO_ON("concern"),
	GO_ON("addendum"),
	CHANGE("front_sheet"),
	CHANGE("adult"),
	CHANGE("assignment"),
	CHANGE("induction"),
	CHANGE("meeting"),
	{ .code = "may_go",
	    .words = MAY_GO,
	    .on = "meeting",
	    .is_signed = EITHER,
	    .may = has_been,
	    .open = open_meeting },
	CHANGE("episode"),
	CHANGE("nature_change"),
	{ .code = "support",
	    .words = "Write down a change in the support",
	    .on = "episode",
	    .is_signed = EITHER,
	    .writes = "nature_change",
	    .key = "episode",
	    .may = may_change_support,
	    .go = go_write_about },
	CHANGE("outcome"),
	CHANGE("goal"),
	{ .code = "scores",
	    .words = "Write down scores and what they say",
	    .on = "episode",
	    .is_signed = EITHER,
	    .writes = "outcome",
	    .key = "episode",
	    .right = RIGHT_CREATE,
	    .go = go_write_about },
	{ .code = "goal",
	    .words = "Set a goal with them",
	    .on = "episode",
	    .is_signed = EITHER,
	    .writes = "goal",
	    .key = "episode",
	    .right = RIGHT_CREATE,
	    .go = go_write_about },
	CHANGE("agency"),
	CHANGE("contact_person"),
	CHANGE("staff"),
	{ .code = "account",
	    .words = "Devices, codes, a lost passphrase, the end of access",
	    .on = "staff",
	    .right = RIGHT_CHANGE,
	    .open = scr_open_account },
	{ .code = "handover",
	    .words = "Hand their files over to others",
	    .on = "staff",
	    .writes = "assignment",
	    .right = RIGHT_CHANGE,
	    .open = scr_open_handover },
	{ .code = "recover",
	    .words = "Agree to it, or not",
	    .bar = "Answer",
	    .on = "recovery",
	    .writes = "recovery_answer",
	    .once = true,
	    .right = RIGHT_CREATE,
	    .open = scr_answer_recovery },
	{ .code = "answer",
	    .words = "Write down what they agree to",
	    .on = "adult",
	    .is_signed = EITHER,
	    .writes = "agreement",
	    .key = "adult",
	    .right = RIGHT_CREATE,
	    .go = go_write_answer },
	{ .code = "sheet",
	    .words = "Write out the sheet for the family",
	    .on = "induction",
	    .is_signed = EITHER,
	    .right = RIGHT_READ,
	    .go = go_sheet },
	{ .code = "addendum",
	    .words = "Write an addendum",
	    .bar = "Addendum",
	    .on = "concern",
	    .is_signed = 1,
	    .writes = "addendum",
	    .key = "about",
	    .right = RIGHT_CREATE,
	    .go = go_write_about },
	{ .code = "statement",
	    .words = "Add a statement of the family",
	    .on = "concern",
	    .is_signed = 1,
	    .writes = "statement",
	    .key = "about",
	    .right = RIGHT_CREATE,
	    .go = go_write_about },
	{ .code = "check",
	    .words = "Check whether to share it",
	    .on = "concern",
	    .is_signed = 1,
	    .may = may_decide_anew,
	    .open = scr_check_from },
	{ .code = "versions",
	    .words = "Earlier versions",
	    .is_signed = EITHER,
	    .may = has_versions,
	    .go = go_ask_version },
	{ .code = "looks",
	    .words = "Who looked at it",
	    .is_signed = EITHER,
	    .right = RIGHT_LOOKS,
	    .go = go_show_looks },
	{ .code = "print",
	    .words = "Print it, or write it to a file",
	    .is_signed = EITHER,
	    .may = is_of_a_file,
	    .go = go_print },
};
#define OWN_COUNT (sizeof nexts / sizeof nexts[0])
#define NEXT_MAX (OWN_COUNT + 40)

/* All rows: those above, then those of record_next_more.c. NULL: no more. */
static const struct next *
next_at(size_t i)
{
	if (i < OWN_COUNT)
		return &nexts[i];
	return i - OWN_COUNT < next_more_count ? &next_more[i - OWN_COUNT]
					       : NULL;
}

static bool
is_offered(struct app *a, const struct record_page *p, const struct next *n)
{
	const char *kind = p->row.kind->name;

	if (n->on && strcmp(n->on, kind) != 0)
		return false;
	if (n->is_signed != EITHER && p->row.is_signed != (n->is_signed == 1))
		return false;
	if (n->once && has_beside(a, p, n->writes))
		return false;
	if (n->may)
		return n->may(a, p);
	return model_may(
	    app_model(a), n->writes ? n->writes : kind, n->right, &p->row.file);
}

const struct next *
next_first(struct app *a, const struct record_page *p)
{
	const struct next *n;

	for (size_t i = 0; (n = next_at(i)) != NULL; i++) {
		if (n->bar && is_offered(a, p, n))
			return n;
	}
	return NULL;
}

const char *
next_words(const struct next *n)
{
	return n->words;
}

const char *
next_bar(const struct next *n)
{
	return n->bar;
}

bool
next_take(struct app *a, struct record_page *p, const struct next *n)
{
	if (n->open) {
		n->open(a, &p->arg.id);
		return false;
	}
	return n->go(a, p, n->writes, n->key);
}

bool
next_ask(struct app *a, const struct record_page *p)
{
	struct choice choices[NEXT_MAX + 1] = { { 0 } };
	const struct next *next;
	struct w_choice_arg arg = { .title = "More",
		.asks = "What do you want to do?",
		.choices = choices,
		.now = "",
		.tag = NEXT_TAG_MORE };
	size_t n = 0;

	for (size_t i = 0; n < NEXT_MAX && (next = next_at(i)) != NULL; i++) {
		if (is_offered(a, p, next))
			choices[n++] =
			    (struct choice){ next->code, next->words };
	}
	if (n)
		app_push(a, &w_choice, &arg);
	return n > 0;
}

const struct next *
next_find(struct app *a, const struct record_page *p, const char *code)
{
	const struct next *n;

	for (size_t i = 0; (n = next_at(i)) != NULL; i++) {
		if (strcmp(n->code, code) == 0 && is_offered(a, p, n))
			return n;
	}
	return NULL;
}
