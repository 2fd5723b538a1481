/* model.h - what the screens know and do: the one door to store, outbox and net.
 *
 * Screens call this and nothing below it. Nothing here waits for the network:
 * what a person does is done on this device at once (sealed, on disk, fsync),
 * and the office hears of it by itself. Requests that need the office are asked
 * (model_ask_...) and answered in a later turn with TOPIC_ANSWER. All strings
 * and pointers returned stay valid until the next call that changes the model,
 * unless said otherwise. One thread. */
#ifndef HAVEN_MODEL_H
#define HAVEN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "conf.h"
#include "err.h"
#include "id.h"
#include "kind.h"
#include "policy.h"
#include "rights.h"
#include "share_facts.h"
#include "wire.h"

struct model;

/* ---- life ---- */
struct model_config {
	struct conf *conf;       /* borrowed */
	const char *data_dir;    /* 0700; made if missing */
	const char *demo_codes;  /* path of demo.txt, or NULL (make run) */
	const char *net_program; /* path of haven-net */
	const char *sign_in;     /* who is likely to sign in, or NULL */
	struct seal_cost cost;   /* of new stores */
};
enum err model_new(
    struct model **out, const struct model_config *config, struct errinfo *e);
void model_free(struct model *m); /* keys wiped, helper ended */

/* Topics (app.h) that changed since the last call. */
unsigned model_take_topics(struct model *m);
/* The helper's descriptor for the loop, or -1; call model_readable when it is. */
int model_fd(const struct model *m);
void model_readable(struct model *m);
/* Does what is due (sync, retries); returns ms until it wants to be called
 * again (at most 60000). */
int64_t model_tick(struct model *m, int64_t now_ms);

/* ---- who: people with a store on this device, enrolment, sign in ---- */
struct person {
	char sign_in[48];
	char name[208];
	char role_title[48];
	char code[WIRE_CODE_MAX]; /* demo only: how they enrol; else "" */
	bool has_store;
};
size_t model_people(const struct model *m, const struct person **list);
/* Demo only: the passphrase they all share, or NULL. */
const char *model_demo_passphrase(const struct model *m);

enum ask_state { ASK_NONE, ASK_WAITING, ASK_DONE, ASK_FAILED };
/* Enrol this device for a person: asks the server, which must have the key that
 * the code names; makes the store; then it is unlocked. First use of an account
 * sets the passphrase. sign_in must be the code's (the server knows it). url
 * NULL: the setting server_url.
 * ASK_FAILED: e says why. */
enum err model_ask_enrol(struct model *m, const char *url, const char *code,
    const char *sign_in, const char *passphrase, const char *device_name,
    struct errinfo *e);
enum ask_state model_enrol_state(const struct model *m, struct errinfo *e);

/* Open this person's store on this device. Needs no network. ERR_AUTH: wrong
 * passphrase (same words as an unknown name); growing delays are the caller's to
 * show: says holds the seconds to wait. */
enum err model_unlock(struct model *m, const char *sign_in,
    const char *passphrase, struct errinfo *e);
bool model_is_open(const struct model *m);
/* Put keys away; drafts were kept by the screens before. */
void model_lock(struct model *m);
/* PIN of six digits, for eight hours after a full passphrase (screens.md). */
enum err model_pin_set(struct model *m, const char *pin, struct errinfo *e);
bool model_pin_is_set(const struct model *m);
enum err model_pin_unlock(struct model *m, const char *pin, struct errinfo *e);
/* Lock, and forget who it was. Nothing on disk is lost. */
void model_sign_out(struct model *m);

/* A version of a document that this person has not confirmed, and when that closes
 * the files (T2). */
struct to_confirm {
	struct id document;
	int64_t until_ms;
};
struct me {
	struct id staff, device;
	char name[208], sign_in[48], org[112], office_name[112],
	    office_number[48];
	enum role role;
	/* Of the policy, for inductions and the sheet (I1); may be "". */
	char policy_version[64], policy_url[168], complaints[168];
	int64_t advice_hours, advice_days, advice_due_days, opening_hours;
	bool is_demo, is_mail_off;
	/* They sign in with one-time codes; or must, and have none yet. */
	bool has_one_time, one_time_is_due;
	int64_t lease_until_ms;
	struct to_confirm confirm[POLICY_COUNT]; /* as the office told last */
	size_t confirm_count;
	int64_t policy_grace_days;
	int64_t access_until_ms; /* of an inspector (O1); 0: not one */
};
const struct me *model_me(const struct model *m); /* NULL when locked */
bool model_may(const struct model *m, const char *kind, enum right right,
    const struct id *file);

/* ---- documents that are confirmed (T2) ---- */
/* What is left to confirm: what was confirmed here is done, whether the office has it
 * yet or not. Returns how many. */
size_t model_to_confirm(struct model *m, struct to_confirm out[POLICY_COUNT]);
/* Is one of them past its grace? Then no child's file opens; what one wrote oneself
 * does, and the organisation's records do. */
bool model_is_shut(const struct model *m);
/* Confirm these documents: one signed record each, in the outbox when it returns;
 * the passphrase is asked once for all. ERR_AUTH: it is wrong, and nothing was
 * confirmed. After another error those before it are. */
enum err model_confirm(struct model *m, const struct id *documents,
    size_t count, const char *passphrase, struct errinfo *e);

/* ---- children ---- */
struct child {
	struct id file;
	char name[208], also[208], born[16], reference[24];
	bool provisional; /* no front sheet yet */
	bool is_here;     /* its records are on this device */
};
/* Part of a name, forgiving; "" gives the first by name. At most max. */
size_t model_find(
    struct model *m, const char *query, struct child *hits, size_t max);
bool model_child(struct model *m, const struct id *file, struct child *out);
/* Its name alone, at once, for long lists; "" if it is not known. */
const char *model_child_name(struct model *m, const struct id *file);
/* Children who may be the same as this one (look-alikes). */
size_t model_alike(struct model *m, const char *name, const char *born,
    struct child *hits, size_t max);

/* ---- a file ---- */
enum where {
	WHERE_DRAFT, /* typed, not saved */
	WHERE_HERE,  /* saved here, not sent yet */
	WHERE_SENDING,
	WHERE_OFFICE, /* held by the office: a receipt is stored */
	WHERE_STOPPED
}; /* came back; says why */

struct row {
	struct id id, file;
	const struct kind *kind;
	int64_t version;
	bool is_signed;
	bool is_mine;
	enum where where;
	int64_t written_ms, received_ms;
	char date[20]; /* stored text of its place in date order */
	char label[120];
	char author[208];
	struct id author_id, parent;
	bool is_gone; /* its gone_key has a day: offered no more */
};
/* Ask the office for the whole file if it is not here (answer: TOPIC_RECORDS;
 * model_file_state). For those who see all it is held from then on. */
void model_file_want(struct model *m, const struct id *file);
enum ask_state model_file_state(
    const struct model *m, const struct id *file, struct errinfo *e);
/* Latest versions of the records that are here, in kinds[] order, then by date,
 * oldest first. *rows is the model's until the next call. */
size_t model_rows(
    struct model *m, const struct id *file, const struct row **rows);
bool model_row(struct model *m, const struct id *id, struct row *out);

/* The latest text of every record of the kinds of (ends with NULL) on a file, of the
 * organisation (file none), or on all files that are here (file NULL), in any order: for what a list or a header says of
 * them, never for reading one; no look is written. fn must not call the model. */
typedef void model_each_fn(
    void *arg, const struct row *row, const struct record *body);
void model_each(struct model *m, const struct id *file,
    const struct kind *const *of, model_each_fn *fn, void *arg);

/* Does anything that is here of this record, one's own or the office's newest, say
 * that its address stays hidden (S1)? Then no version of it shows one. */
bool model_is_hidden(struct model *m, const struct id *id);

/* Open a record: the look is on disk before it returns (promise 7). version 0:
 * the latest. *rec is the caller's (record_free). */
enum err model_open(struct model *m, const struct id *id, int64_t version,
    struct record **rec, struct row *row, struct errinfo *e);
/* For the form of one's own unsigned record or draft: no look is written. */

struct version_row {
	int64_t version, written_ms, received_ms;
	char author[208];
	bool is_signed;
	char signer[208];
	int64_t signed_ms;
};
size_t model_versions(
    struct model *m, const struct id *id, struct version_row *out, size_t max);

struct look_row {
	char by[208];
	char what[48]; /* "looked", "wrote", "copied to a device" */
	struct id record;
	char kind_title[64];
	int64_t at_ms;
};
/* Who looked at a file: asks the office; the last answer is kept, sealed. */
void model_looks_want(struct model *m, const struct id *file);
size_t model_looks(struct model *m, const struct id *file,
    const struct look_row **rows, int64_t *as_of_ms, enum ask_state *state);

/* Who may see a file now, and why, in words (A2): as who looked. more: so many
 * others may, of whom neither the office nor this device has room to tell. */
struct access_row {
	char name[208], role_title[48];
	char why[600]; /* reasons with "; " between; "and more" if cut */
};
void model_access_want(struct model *m, const struct id *file);
size_t model_access(struct model *m, const struct id *file,
    const struct access_row **rows, size_t *more, int64_t *as_of_ms,
    enum ask_state *state);

/* Open a file that is not assigned to this person, by its exact reference and with
 * a reason: asks the office, with the passphrase again. Then the file is wanted,
 * and of this person's files until then. Everybody can read of it, and the
 * Strategic Lead is told; whoever it is about never is (R7). Asked again with the
 * same words it is the same opening, until the answer came. ERR_NET: not in touch.
 * ASK_FAILED: e says why, ERR_NET that nobody knows whether it is open. */
struct open_ask {
	const char *reference, *reason, *passphrase;
	const char *about; /* ids of staff with a space between, "": nobody */
};
struct opened {
	struct id file;
	int64_t until_ms;
};
enum err model_ask_open(
    struct model *m, const struct open_ask *ask, struct errinfo *e);
enum ask_state model_open_state(
    const struct model *m, struct opened *out, struct errinfo *e);

/* A report of statistics of these months (stat.h): asks the office, which counts and
 * keeps it, or has it already. Then it comes with the next sync, as a record
 * (statistics_report). ERR_NET: not in touch. ASK_FAILED: e says why, once. */
enum err model_ask_report(
    struct model *m, int from, int until, struct errinfo *e);
enum ask_state model_report_state(
    struct model *m, struct id *report, struct errinfo *e);

/* Name of a member of staff, or of a record by its label; NULL: unknown. */
const char *model_name_of(void *model, const char *ref, const char *id);
/* The records that a field may refer to: of a kind, on this file or of the
 * organisation (file none), those of the parent if it is given (NULL: all). What is
 * gone is left out. In the order of their labels; at most max. Returns how many. */
size_t model_refs(struct model *m, const char *kind, const struct id *file,
    const struct id *parent, struct row *out, size_t max);
/* Staff for a choice, by name. */
size_t model_staff(
    struct model *m, const struct person **list, const struct id **ids);

/* ---- a decision to share ---- */
/* The facts of it as they are known on this device today (share_facts.h): the
 * latest records of the file, what was written here and not sent yet among them,
 * and those of the organisation. No look is written, since nobody reads a record
 * by it. Gathered once and held until something changes, so that it can be asked
 * at every key.
 *
 *   decision  a share_decision, complete or not
 *   file      none: a child without a file
 *   out       the caller's (facts_free)
 *
 * ERR_DENIED: this device may not open records any more. ERR_CORRUPT: part of the
 * file cannot be read, so nothing is decided by the rest. Else as share_facts. */
enum err model_facts(struct model *m, const struct record *decision,
    const struct id *file, struct facts **out, struct errinfo *e);

/* ---- writing ---- */
/* Save on this device and put it in the outbox. id none: a new one (returned
 * in id). file none with KF_ON_FILE: a new, provisional file (returned). base
 * is the version it was opened at. sign: with the passphrase given again
 * (ERR_AUTH if wrong); the record must be complete. On ERR_OK it is on disk,
 * fsynced, and the draft of this id is gone. */
struct save {
	const struct kind *kind;
	struct id file, id;
	int64_t base;
	const struct record *record; /* normalised and checked by the caller */
	const char *passphrase;      /* NULL: not signed */
	int64_t
	    over; /* the office's version that was seen beside it; 0: none */
};
/* ERR_CONFLICT while model_is_conflict: somebody else's version is not over; then
 * it is kept like the one that came back, and the person chooses (promise 4). */
enum err model_save(
    struct model *m, struct save *save, int64_t *version, struct errinfo *e);

/* ---- somebody else changed it first (promise 4; docs/SYNC.md, case 4) ---- */
struct conflict {
	struct id id, file, write; /* write: the one that came back */
	const struct kind *kind;
	int64_t version; /* of the office's, the newest that is here */
	char theirs_by[208];
	int64_t theirs_ms, mine_ms; /* when they were written */
	bool is_signed; /* the office's: nothing can be put over it */
};
bool model_is_conflict(struct model *m, const struct id *id);
/* Both versions, the caller's (record_free); the look at theirs is on disk. base:
 * the version that mine was made from, or NULL if it is not here.
 * ERR_NOT_FOUND: there is none, or theirs is not here yet. */
enum err model_conflict(struct model *m, const struct id *id,
    struct conflict *out, struct record **mine, struct record **theirs,
    struct record **base, struct errinfo *e);
/* Is a version of the office's here that is newer than version? */
bool model_is_newer(struct model *m, const struct id *id, int64_t version);
/* The version that what was kept aside is put over, so that its office shows what
 * came between: the lowest that any of the same writer about the same record was
 * made from, for the number of a version that only their device had says nothing
 * here; or the newest that is here, if that is older. 0: a new record. */
int64_t model_aside_base(struct model *m, const struct id *aside);
/* Leave one's own: it is kept, out of the outbox, what was typed since is put
 * away for thirty days, and the choice goes on record.
 * One's own over theirs, or both joined, is a model_save: it is on record too. */
enum err model_keep_theirs(
    struct model *m, const struct id *id, struct errinfo *e);

/* Drafts: what is typed and not saved. Sealed, keyed by record id. */
struct draft {
	struct id id, file;
	const struct kind *kind;
	int64_t base;
	int64_t typed_ms; /* or, of one put away, when that was */
	char child[208];
	/* Where it was being written: path of a field, as in problems, and bytes
	 * into its text. "" and 0: not known. */
	char place[ERR_FIELD_MAX];
	int64_t cursor;
	bool is_left; /* a person closed it; else it is offered at the start */
	struct id away; /* of one put away: its place there */
};
/* typed_ms is now, whatever it says. */
enum err model_draft_keep(struct model *m, const struct draft *draft,
    const struct record *record, struct errinfo *e);
enum err model_draft_get(struct model *m, const struct id *id,
    struct record **record, struct draft *draft, struct errinfo *e);
/* Kept thirty days, out of sight (discard), and had back until then. */
enum err model_draft_discard(
    struct model *m, const struct id *id, struct errinfo *e);
/* away: of model_put_away; id receives whose it is. What is being typed of it is put
 * away first. */
enum err model_draft_restore(
    struct model *m, const struct id *away, struct id *id, struct errinfo *e);
size_t model_drafts(struct model *m, const struct draft **list);
/* Those put away; the list is the model's until the next call. */
size_t model_put_away(struct model *m, const struct draft **list);

/* ---- waiting for you, progress of own first accounts ---- */
struct waiting {
	char what[32];   /* codes of docs/SYNC.md, "draft", "refused" */
	char words[320]; /* "To do: Ring the school (Priya Shah)" */
	char plain[128]; /* the same without a word of the case: "To do" */
	char name[208];  /* of the child */
	struct id file, record;
	const struct kind *kind;
	int64_t since_ms;
};
size_t model_waiting(struct model *m, const struct waiting **list);
/* Is what waits by this code no record, but something in the audit record? */
bool model_wait_is_audit(const char *code);

struct progress {
	bool is_received;
	int64_t received_ms;
	size_t opened_count;
	struct {
		char by[208];
		int64_t at_ms;
	} opened[8];
	bool is_taken;
	char taken_by[208];
	int64_t taken_ms;
};
/* Of a first account of one's own. False: nothing known. */
bool model_progress(
    struct model *m, const struct id *account, struct progress *out);
/* The sentence about where a record is (screens.md, "What it says ..."). */
void model_where_says(struct model *m, const struct id *id, struct buf *out);

/* ---- outbox and link ---- */
struct outbox_row {
	struct id write, id, file;
	const struct kind *kind;
	char child[208];
	enum where where;
	int64_t since_ms;
	unsigned tries;
	char why[ERR_SAYS_MAX]; /* why it waits, or was stopped */
};
size_t model_outbox(struct model *m, const struct outbox_row **list);
/* Write all of it to a new file (0600) in the home folder, sealed to the office
 * when it was written, to be brought there by hand (promise 2). It stays in the
 * outbox. says gets what was done, in words. */
enum err model_hand_on(struct model *m, struct buf *says, struct errinfo *e);

/* Write a table (csv.h) that holds no case data to a new file (0600) in the home
 * folder, in clear, because a person asked for it (model_write_file of
 * model_paper.h). */
enum err model_write_csv(struct model *m, const char *what, const char *text,
    size_t len, struct buf *says, struct errinfo *e);

enum link_state {
	LINK_IDLE,
	LINK_CONNECTING,
	LINK_SENDING,
	LINK_FETCHING,
	LINK_DOWN,
	LINK_SIGN_IN /* the office asks for the passphrase again */
};
struct status {
	enum link_state link;
	size_t here; /* writes without a receipt */
	size_t stopped;
	size_t sending_now, sending_all; /* "Sending 2 of 5" */
	int64_t last_sync_ms;            /* by the office's clock; 0: never */
	/* When something last came or went, or a person asked: what the status
	 * line shows, so that a device in step draws nothing. */
	int64_t news_ms;
	int64_t next_try_ms;
	unsigned answers;   /* of the office, taken over since it was opened */
	struct errinfo why; /* of LINK_DOWN */
	bool chain_broken;  /* the office's past was rewritten (promise 7) */
	bool clock_is_off;
	bool is_restored; /* the office, since this was opened (promise 6) */
	char ended[16];   /* "account", "device": access has ended; "": not */
};
const struct status *model_status(const struct model *m);
/* "2 here · sent 14:02", "Sending 2 of 5", "all sent 14:02" */
void model_status_words(const struct model *m, int64_t now_ms, struct buf *out);
/* The same in at most 11 columns, the gravest of it: "2 here", "all sent". */
void model_status_brief(const struct model *m, struct buf *out);
void model_sync_now(struct model *m);
/* What stands over everything until it is put right, in a sentence: access that
 * ended, a lease that ran out, a past that was rewritten, a wrong clock. Appends
 * the gravest, or nothing. */
void model_notice(const struct model *m, struct buf *out);

/* The store is damaged: it was set aside, this says what was saved. "" if fine. */
const char *model_damage(const struct model *m);

#endif
