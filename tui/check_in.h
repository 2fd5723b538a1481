/* check_in.h - the guided check's state, for the files that make it up:
 *
 *   scr_check.c      the screen: what is open, keys, drafts
 *   check_walk.c     from question to question
 *   check_look.c     what the check says, worked out anew
 *   check_page.c     one question
 *   check_choice.c   one with a few answers
 *   check_view.c     how a question is seen
 *   check_pick.c     choosing an agency or a person by typing
 *   check_trail.c    the answers so far
 *   check_answer.c   the answer on one screen
 *   check_lines.c    what it says; check_todo.c what is still to do
 *   check_record.c   recording the decision, asking for advice
 *   check_final.c    what the last confirmation shows
 *   check_start.c    how it is opened
 *
 * The decision that is being made is a draft from the first answer on. */
#ifndef HAVEN_CHECK_IN_H
#define HAVEN_CHECK_IN_H

#include "directory.h"
#include "form_items.h"
#include "form_keep.h"
#include "scr.h"
#include "share_ask.h"
#include "standing.h"
#include "w_list.h"

#define CHECK_WIDE_COLS 78 /* below: the trail stands above the question */
#define CHECK_TRAIL_COLS 28
#define CHECK_OUTCOME "outcome" /* place of a draft that was at its answer */

enum check_page_type {
	CHECK_PAGE_CHOICE,
	CHECK_PAGE_PICK,
	CHECK_PAGE_FORM,
};

struct check_page {
	bool is_open;
	enum check_page_type type;
	struct share_at at;
	bool has_moved; /* a row is chosen; before that none is marked */
	struct w_list list;
	struct w_line line; /* CHECK_PAGE_PICK: what is typed */
	const struct directory_entry *found[200];
	size_t found_count;
	struct form_page form;
	struct form_items items;
};

enum check_act {
	CHECK_ACT_NONE,
	CHECK_ACT_GO,   /* to a question */
	CHECK_ACT_FILE, /* to the child's file */
	CHECK_ACT_ADVICE,
};
struct check_line {
	char *text, *right;
	unsigned attr;
	bool is_heading;
	enum check_act act;
	struct share_at at;
};
struct check_answer {
	bool is_open;
	struct check_line *line;
	size_t count, cap;
	size_t heads; /* the first lines, which stay in view */
	int cols;
	struct w_list list;
};

/* What is to be recorded. */
enum check_meant {
	CHECK_MEANT_NOTHING,
	CHECK_MEANT_SHARE,
	CHECK_MEANT_NOT,
};

/* The advice that the decision names, as far as it is here. */
struct check_advice {
	struct id of, answer; /* answer none: not given yet */
	struct id agency;     /* that it was asked about, or none */
	char by[208], due[WHEN_SHOWN];
	struct buf reasons;
	bool is_share;
	int64_t given_ms;
};

struct check {
	struct app *app;
	struct id file, id;
	int64_t base;
	char child[208];
	struct record *root;
	struct form_kept kept;
	/* read again when records change */
	struct standing standing;
	struct directory directory;
	struct check_advice advice;
	/* worked out again after every answer */
	struct facts *facts; /* NULL: it cannot be said, and why */
	struct errinfo why;
	struct decision says;
	bool has_said;
	/* where it is */
	struct share_asked asked;
	enum share_stage stage;
	enum outcome outcome; /* when "decided" was chosen */
	bool from_answer;     /* the question was opened from there */
	/* F2 or F6 asked what was still open, and goes on when that is answered;
	 * as_it_was: what the answer said then. */
	enum check_meant meant;
	struct buf as_it_was;
	struct check_page page;
	struct check_answer answer;
};

/* Which question was asked of a dialog. */
enum check_tag {
	CHECK_TAG_PICK = 1,
	CHECK_TAG_DISCARD,
	CHECK_TAG_AGAINST,
	CHECK_TAG_FINAL,
};

/* ---- what the check says (check_look.c) ---- */

/* The records changed: read them, and work the answer out. */
void check_read(struct check *c);
/* An answer changed. */
void check_look(struct check *c);
void check_look_done(struct check *c);
/* Only while c->facts is there. */
struct share_view check_view(const struct check *c);
/* The agency of the decision; NULL: none, or it is not in the directory. */
const struct directory_entry *check_agency(const struct check *c);
/* It has been taken out of the directory since it was chosen. */
bool check_agency_is_gone(const struct check *c);
/* Of the file's people, whom a row of "people" is; NULL: somebody else. */
const struct standing_person *check_person(
    const struct check *c, const struct record *row);
/* Everybody of the family who could be told (P3). */
void check_fill_people(struct check *c);

/* ---- going through it (check_walk.c; keeping: scr_check.c) ---- */

/* Something was typed: it is a draft, and the answer is worked out again. */
void check_typed(struct check *c);
void check_go(struct check *c, struct share_at at);
/* To the field of a path, as in problems and drafts. False: no question has it. */
bool check_go_path(struct check *c, const char *path);
void check_show_answer(struct check *c);
/* The question on the screen has its answer: what comes next. */
void check_next(struct check *c);
/* The last question of this stage that was asked before the one on the screen; on the
 * answer, the last of all. False: there is none. */
bool check_question_before(const struct check *c, struct share_at *out);
/* Back to the question before, or to the answer. False: there is none. */
bool check_back(struct check *c);
void check_keep(struct app *a, void *st);

/* ---- one question (check_page.c, check_pick.c) ---- */

void check_page_open(struct check *c, struct share_at at);
void check_page_close(struct check *c);
/* An item of the list that the page shows. */
void check_page_open_item(struct check *c, size_t item);
enum handled check_page_key(struct check *c, const struct key *k);
void check_page_draw(
    const struct check *c, struct canvas *cv, int row, int col, int cols);
/* The whole screen: the trail beside the question, or above it; or the answer. */
void check_draw(const struct app *a, const void *st, struct canvas *cv);
void check_page_help(const struct check *c, struct buf *out);
const struct key_hint *check_page_hints(const struct check *c);
/* The path and the letter that a draft remembers. */
size_t check_page_place(const struct check *c, char place[ERR_FIELD_MAX]);
/* A dialog gave a value for the focused field. */
void check_page_picked(struct check *c, const void *data);
/* The field that the question is about. */
const struct field *check_page_field(const struct check *c);

void check_choice_open(struct check *c);
enum handled check_choice_key(struct check *c, const struct key *k);

bool check_is_pick(enum share_step step);
void check_pick_open(struct check *c);
/* The directory was read again. */
void check_pick_refresh(struct check *c);
enum handled check_pick_key(struct check *c, const struct key *k);
void check_pick_draw(const struct check *c, struct canvas *cv, int row, int col,
    int rows, int cols);

/* ---- the answers so far (check_trail.c) ---- */

/* What was answered there, in a few words. Appends. */
void check_trail_value(
    const struct check *c, struct share_at at, struct buf *out);
/* The i-th question that was asked and still matters; false: there are no more. */
bool check_trail_at(const struct check *c, size_t i, struct share_at *out);
size_t check_trail_count(const struct check *c);
/* Its line: what was asked, and the answer. */
void check_trail_words(
    const struct check *c, struct share_at at, struct buf *out);
/* The last ones that fit into rows. */
void check_trail_draw(const struct check *c, struct canvas *cv, int row,
    int col, int rows, int cols);

/* ---- the answer (check_answer.c, check_lines.c, check_todo.c) ---- */

void check_answer_open(struct check *c);
void check_answer_close(struct check *c);
enum handled check_answer_key(struct check *c, const struct key *k);
void check_answer_draw(const struct check *c, struct canvas *cv);
void check_answer_help(struct buf *out);
const struct key_hint *check_answer_hints(const struct check *c);
/* Make c->answer's lines anew, for c->answer.cols. */
void check_lines_make(struct check *c);
void check_lines_free(struct check *c);
struct check_entry {
	const char *label, *text, *right; /* right may be NULL */
	unsigned attr;
	enum check_act act;
	struct share_at at;
};
/* One or more lines, as many as it takes. */
void check_line_add(struct check *c, const struct check_entry *e);
/* "Marta Oak, Hill Primary School". Appends. */
void check_add_whom(const struct check *c, struct buf *out);
/* Who is told, what is still to do, what follows. */
void check_lines_to_do(struct check *c);

/* Whoever it is about stays out of what comes of it, too (R7). check_start.c */
void check_copy_staff(struct record *to, const struct record *from);

/* Is this the id of whoever decides? (check_look.c) */
bool check_is_me(const struct check *c, const char *staff);

/* ---- recording it, advice (check_record.c) ---- */

void check_decide(struct check *c, bool is_share);
/* The day on which it was shared is known now: is the answer of that day another?
 * Then it is on the screen, and that was said. */
bool check_is_another(struct check *c);
/* What was still open when c->meant was chosen is answered: go on to record it, or
 * show the answer if it has become another. */
void check_go_on(struct check *c);
/* Every question of the recording has been asked. */
void check_finish(struct check *c);
/* What is recorded, a part a line. Appends. check_final.c */
void check_final_words(const struct check *c, bool is_share, struct buf *out);
void check_ask_advice(struct check *c);
/* A dialog or the form of a request for advice came back. */
void check_record_returned(struct check *c, const struct screen_def *child,
    int result, const void *data);

#endif
