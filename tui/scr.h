/* scr.h - all screens of haven, a const row each, with what they are opened
 * with and what they give back. */
#ifndef HAVEN_SCR_H
#define HAVEN_SCR_H

#include "app.h"
#include "doc.h"
#include "kind.h"
#include "model.h"
#include "model_paper.h"

#define SCR_TOP 2    /* first row of a screen's own part */
#define SCR_BOTTOM 2 /* rows below it: message, keys */

/* Pick whom to sign in as, and the passphrase. Opens enrol or home. arg NULL. */
extern const struct screen_def scr_signin;

/* Tie this device to the office for a person. arg: struct enrol_arg or NULL. */
struct enrol_arg {
	const char *url, *code, *sign_in; /* may be NULL */
};
extern const struct screen_def scr_enrol;

/* Everything hidden, keys away; the passphrase or the PIN goes on. arg NULL. */
extern const struct screen_def scr_lock;

/* Waiting for you, and the menu. arg NULL. */
extern const struct screen_def scr_home;

/* Find a child by typing. arg: struct find_arg. */
struct find_arg {
	const char *purpose; /* for line 1: "Record a concern" */
	bool may_be_new;     /* a row for a child who is not there */
	bool is_urgent;      /* nothing that takes time is offered */
};
enum { FIND_LEFT = 0, FIND_CHILD = 1, FIND_NEW = 2 };
struct find_result {
	struct child child; /* FIND_NEW: only the name, as typed */
};
extern const struct screen_def scr_find;

/* One child's file. arg: const struct id *file. */
extern const struct screen_def scr_file;

/* Write or change a record. arg: struct form_arg. Result 1: saved, handed in or
 * signed; data: const struct id * of the record. */
struct form_arg {
	const struct kind *kind;
	struct id file;              /* none: a new, provisional one */
	struct id id;                /* none: a new record */
	int64_t base;                /* version it was opened at; 0: new */
	const struct record *record; /* copied; NULL: empty */
	const char *child;           /* name for line 1; may be NULL */
	const struct draft *draft;   /* brought back: typed and not saved */
	bool is_joined;              /* of two versions: not saved yet */
	int64_t over;      /* the office's version it was chosen beside */
	const char *begin; /* key of the field to begin at; NULL: the first that
			      is empty */
};
extern const struct screen_def scr_form;

/* What was typed and not saved, offered back: when, and how it differs from what
 * is saved (promise 1). arg: const struct id * of the draft. */
extern const struct screen_def scr_draft;
/* What was put away, to be had back. arg NULL. */
extern const struct screen_def scr_put_away;

/* The passphrase again, before something is signed. arg: const char *what is
 * signed. Result 1; data: const char *passphrase, for that call only. */
extern const struct screen_def scr_sign;

/* Read a record. arg: struct record_arg. */
struct record_arg {
	struct id id;
	int64_t version; /* 0: the latest */
};
extern const struct screen_def scr_record;

/* Who looked at a file or a record. arg: struct looks_arg. */
struct looks_arg {
	struct id file, record; /* record none: the whole file */
};
extern const struct screen_def scr_looks;

/* Who may see a file now, and why. arg: const struct id *file. */
extern const struct screen_def scr_access;
/* Open a file by its exact reference, with a reason. arg: const char *reference, as
 * far as it is known, or NULL. The file takes its place. */
extern const struct screen_def scr_opening;

/* A document: shown, and written out as text, for a spreadsheet, or as PDF by the
 * office. arg: struct paper_arg. For those of a file see paper_make.h. */
struct paper_arg {
	const char *title; /* for line 1 */
	const char *what;  /* stands in the name of the file: "sheet" */
	struct doc *doc;   /* the screen's from then on */
	const char *csv;   /* the same for a spreadsheet (csv.h); may be NULL */
	const char *pdf;   /* address of it at the office; NULL: none there */
	const char *no_pdf; /* why there is none now, in words; may be NULL */
	/* It holds something of a case: what leaves haven asks for the passphrase
	 * first; pdf_is_case: the PDF alone does. */
	bool is_case, pdf_is_case;
	struct id file; /* whose it is; may be none */
	/* The records on it, for the trace of an export. */
	const struct paper_trace *traces;
	size_t trace_count;
	const char *then; /* said when it was written; may be NULL */
	const char *help; /* a literal */
};
extern const struct screen_def scr_paper;

/* The passphrase again. arg: struct again_arg. Result 1; data: const char
 * *passphrase, for that call only. Whoever asked checks it. */
struct again_arg {
	const char *title, *words, *bar; /* bar: what F2 does */
	const char *label; /* of the line; NULL: "Your passphrase" */
};
extern const struct screen_def scr_again;

/* The notices to referrers: what is due, and what was sent. arg NULL. */
extern const struct screen_def scr_notices;
/* One notice. arg: const struct id * of it. */
extern const struct screen_def scr_notice;

/* Requests for information and what was sent wrongly (A1, A3, A4). arg NULL. */
extern const struct screen_def scr_requests;
/* One request: how it stands, and what comes next. arg: const struct id * of it. */
extern const struct screen_def scr_request;
/* Its file, record by record: what goes with the copy. arg: const struct id *request. */
extern const struct screen_def scr_request_items;
/* One record: does it go, and without which passages? arg: struct request_item_arg. */
struct request_item_arg {
	struct id request, record;
	int64_t version; /* 0: the newest; else an earlier one */
};
extern const struct screen_def scr_request_item;
/* The copy that the office made, to be read and written out. arg: struct copy_arg. */
struct copy_arg {
	struct id file, copy;
};
extern const struct screen_def scr_request_copy;
/* The form of a new one (kind_request, kind_wrong_send); about: the record that it is
 * about, or NULL. Says so if this person may not. */
void scr_start_request(struct app *a, const struct kind *kind,
    const struct child *child, const struct row *about);
/* The inspections, and how each stands. arg NULL. */
extern const struct screen_def scr_inspections;
/* One inspection: its people by state. arg: const struct id * of it. */
extern const struct screen_def scr_inspection;

/* The directory: agencies, the people there, colleagues. arg NULL. */
extern const struct screen_def scr_people;
/* One agency. arg: const struct id *agency. */
extern const struct screen_def scr_agency;

/* Meetings of several agencies, of all files that are here (M1). arg NULL. */
extern const struct screen_def scr_meetings;
/* May we attend one, and what may be shared there? arg: const struct id *meeting. */
extern const struct screen_def scr_meeting;
/* The form of a new one, for a child of scr_find. Says so if this person may not. */
void scr_start_meeting(struct app *a, const struct child *child);

/* Outcomes and statistics: the episodes of the files that are here, to score, and the
 * reports of the office, for whom they are (N1, N3). arg NULL. */
extern const struct screen_def scr_outcomes;
/* The months of a new report. arg NULL. It gives way to the report. */
extern const struct screen_def scr_period;
/* Show one: tables and bars, to be written out. In place of the screen that is on top,
 * or above it. */
void scr_show_report(struct app *a, const struct id *report, bool in_place);

/* Two people changed one record: choose. arg: const struct id *record. Result 1:
 * it is decided; data: const struct id * of the record. */
extern const struct screen_def scr_conflict;

/* Check whether something may be shared, and record the decision. arg: struct
 * check_arg. Result 1: it is recorded; data: const struct id * of it. CHECK_WAITS: it
 * waits for advice; data: const struct id * of the draft. */
struct check_arg {
	struct id file;
	struct id id;                /* none: a new decision */
	int64_t base;                /* version it was opened at; 0: new */
	const char *child;           /* name for line 1 */
	const struct record *record; /* copied; NULL: empty */
	const struct draft *draft;   /* brought back */
	bool is_again; /* of an earlier one: safety is asked again */
};
enum { CHECK_WAITS = 2 };
extern const struct screen_def scr_check;
/* For a child of scr_find. Says so if this person may not. */
void scr_start_check(struct app *a, const struct child *child);
/* Check again whether to share, with the answers of an earlier decision, which the
 * new one replaces (S8). */
void scr_check_again(struct app *a, const struct id *decision);
/* Check what came of a concern, or complete the record of an emergency (S9): the
 * decision names it, and whoever that is about does not see this either (R7).
 * record: of one of these kinds. */
void scr_check_from(struct app *a, const struct id *record);
/* Check what may be shared at a meeting: its agency, occasion and pieces of
 * information are there to begin with (decisions.md, row 10). */
void scr_check_meeting(struct app *a, const struct id *meeting);
/* Has advice come for a draft that waits for it? */
bool scr_check_is_advised(struct app *a, const struct id *draft);
/* Open the draft that waits for this advice. False: there is none. */
bool scr_check_of_advice(struct app *a, const struct id *advice);

/* The documents that everybody confirms, and one's own training (T1, T2). arg NULL. */
extern const struct screen_def scr_policies;
/* What is to be confirmed, with the passphrase. arg NULL. Result 1: something was. */
extern const struct screen_def scr_confirm;
/* Everybody's documents and training. arg NULL. */
extern const struct screen_def scr_matrix;
/* The form of new training; person NULL: of whoever is signed in. */
void scr_add_training(struct app *a, const struct id *person);
/* Files due for review, and the register of what was destroyed (R2). arg NULL. */
extern const struct screen_def scr_retention;
/* One of them. arg: const struct id *file. Result 1: it was destroyed. */
extern const struct screen_def scr_retention_file;
/* The second person's word. arg: const struct due_file * as it was shown
 * (model_retention.h; copied). Result 1: it was destroyed. */
extern const struct screen_def scr_destroy;
/* A few lines that go to the office, and its answer. arg: struct desk_arg. Result 1;
 * data: const struct desk_result *. Texts are copied, choices and words are not. */
#define DESK_FIELDS 4
enum desk_type {
	DESK_LINE,
	DESK_SECRET,
	DESK_AREA,
	DESK_CHOICE,
	DESK_YESNO, /* true or false; choices have the codes yes and no */
	DESK_WORD,  /* word must be typed; nothing is sent of it */
};
struct desk_field {
	const char *key, *label; /* key: in the body */
	enum desk_type type;
	const struct choice *choices;
	const char *word;
};
struct desk_arg {
	const char *title, *says, *bar;
	const char *path;
	const char *more; /* one more member, "key=value", or NULL */
	const char *done; /* said when it is; NULL: that it is */
	struct desk_field field[DESK_FIELDS + 1]; /* ends with label NULL */
	int tag;
};
struct json;
struct desk_result {
	int tag;
	const struct json *answer; /* for that call only */
};
extern const struct screen_def scr_desk;

/* A person's devices and how they sign in: for administrators, and one's own. arg:
 * const struct id * of the staff record. */
extern const struct screen_def scr_account;
/* Hand a person's files over to others. arg: const struct id * of the staff record. */
extern const struct screen_def scr_handover;
/* The one-time code that the office asks for. arg NULL. Result 1: it let us in. */
extern const struct screen_def scr_one_time;
/* The same, for a row of what may follow a record. */
void scr_open_account(struct app *a, const struct id *staff);
void scr_open_handover(struct app *a, const struct id *staff);
/* Agree to a recovery, or not. */
void scr_answer_recovery(struct app *a, const struct id *recovery);

extern const struct screen_def scr_outbox;   /* arg NULL */
extern const struct screen_def scr_settings; /* arg NULL */
/* The audit record, for those who answer for it. arg NULL. */
extern const struct screen_def scr_audit;
extern const struct screen_def scr_danger; /* arg NULL; also when locked */

/* ---- helpers of several screens (scr_common.c) ---- */

/* The first screen: sign in, or enrol when nobody has a store here. */
const struct screen_def *scr_first(const struct model *m);
/* Open the form for a new concern, or a first account, whichever this person
 * writes, for a child of scr_find. */
void scr_start_concern(
    struct app *a, const struct find_result *child, bool is_new);
/* Open the form of an unsigned record or of a draft again. A draft that changes
 * a saved record, or that nobody closed, is shown first. */
void scr_edit(struct app *a, const struct id *id);
/* Go on with a draft, without showing it first. */
void scr_edit_draft(struct app *a, const struct id *id);
/* A form is about to begin with another text: what was typed of this record and not
 * saved is put away, never typed over (promise 2). *did: there was something.
 * False: it cannot be put away, and why was said; the form does not begin. */
bool scr_make_room(struct app *a, const struct id *id, bool *did);
/* Home, for whoever was let in just now; and above it the newest draft that
 * nobody closed: the power went, or the line dropped. */
void scr_begin(struct app *a);
/* A form, or the page of a draft that led to one, came back with what was saved:
 * then data is its id. */
bool scr_was_saved(const struct screen_def *child, int result);
/* Say where what was just saved is ("Only you have this ..."), and say it again
 * when that changes ("Received by the office 14:02."), until a key is pressed.
 * Lies in a screen's state; zeroes: nothing is followed. */
struct scr_told {
	struct id id;
	char words[1024];
};
void scr_tell(struct app *a, struct scr_told *told, const struct id *id);
/* From changed(): on says that the screen is on top. */
void scr_tell_news(struct app *a, struct scr_told *told, bool on);
/* Close everything and begin again with def: somebody else, or nobody, is signed
 * in from now on. */
void scr_restart(struct app *a, const struct screen_def *def);
/* Append words, with the number to ring in one piece: its spaces do not break at
 * the end of a line. number may be empty. */
void scr_add_number(const char *words, const char *number, struct buf *out);
/* "3 Apr 2016". Appends. */
void scr_add_day(const struct civil *c, struct buf *out);
/* Append "born 3 Apr 2016"; nothing if the date is not known. */
void scr_add_born(const char *born, struct buf *out);
/* Keep the office's name and number for the danger screen, which shows them
 * behind the lock too. They are no case data. */
void scr_danger_remember(const struct me *me);

#endif
