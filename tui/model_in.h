/* model_in.h - inside model*.c and sync*.c only: what the model holds in memory.
 *
 * model_*.c is what the screens ask for; sync*.c talks to the office. They share
 * this struct and the store. sync changes the store, then calls model_changed
 * with what it touched; the model reads again when asked. */
#ifndef HAVEN_MODEL_IN_H
#define HAVEN_MODEL_IN_H

#include "app.h"
#include "model.h"
#include "model_notice.h"
#include "names.h"
#include "net.h"
#include "store.h"

/* A list that is read from the store when asked for, and let go of by
 * model_changed. Items are wiped. */
struct list {
	void *at;
	size_t count, cap;
	bool is_fresh;
};
/* The new last item, zeroed. size: the same for every call on this list. */
void *list_add(struct list *l, size_t size);
void list_clear(struct list *l, size_t size); /* wipes; not fresh */

struct staff_name {
	struct id id;
	struct person person;
};

/* A child in memory; 100,000 of them must not be felt. Wiped. */
struct kid {
	struct id file;
	const char *name, *also, *born, *reference; /* never NULL */
	bool provisional;
	bool is_own; /* only what was written here says so */
};

/* Of what is in the outbox and cannot be read: for its title alone. */
extern const struct kind model_kind_unread;

/* A write of the outbox, and what its body says that others ask for. */
struct write {
	struct outbox_item item;
	const struct kind *kind;
	bool is_signed;
	bool is_unread; /* its seal does not hold */
	struct id parent;
	/* Of a decision to share: what it goes on from. Of an agreement: whose
	 * answer it is, the file's own id for the child's. */
	struct id advice, emergency, person;
	bool is_settled; /* a meeting that waits for nobody's agreement (M1) */
	char why[ERR_SAYS_MAX];
};

/* What a meeting that waits says in "Waiting for you": "Meeting on Thu 3 December:
 * Mia has not agreed" (meeting_words.c). Not from inside a walk of the store. */
void model_meeting_words(struct model *m, const struct id *file,
    const struct record *meeting, char *out, size_t size);

struct sync; /* sync*.c: what it holds */

struct model {
	/* settings; strings are the model's own */
	struct conf *conf;
	char *data_dir, *net_program;
	struct seal_cost cost;

	unsigned topics;    /* changed since model_take_topics */
	struct list people; /* struct person: stores, and names of the demo */
	struct list demo;   /* struct person, of demo.txt */
	char *demo_passphrase;

	/* while open */
	struct store *store; /* NULL: locked */
	struct me me;
	int64_t unopened_after_min;
	char last_sign_in[48]; /* who was here, when locked */
	uint8_t *sign_secret;  /* SEAL_SIGN_SECRET, locked memory */
	uint8_t box_key[SEAL_PUBLIC];
	bool has_box_key;

	struct names *names;  /* children, for model_find; NULL: not read yet */
	unsigned names_turns; /* of the loop since it could be read */
	struct list kids;     /* struct kid *, by file id */
	struct list staff;    /* struct staff_name, by id */
	struct list staff_by_name; /* struct person */
	struct list staff_ids;     /* struct id, same order */
	struct list rows;          /* struct row, of rows_file */
	struct id rows_file;
	struct list known; /* what decides about a share, of known_file */
	struct id known_file;
	struct list writes; /* struct write, OUTBOX_LISTED, in order */
	/* struct notice_row, in order if fresh; and the files that are still to be
	 * read for them, if that list is fresh, else all are. */
	struct list notices, notice_files;
	char notices_on[WHEN_TEXT]; /* the day they are in order for */
	struct list drafts, put_away, waiting, outbox, looks, access;
	struct list audit;                  /* struct audit_line */
	struct list inspections, inspected; /* model_inspect.h */
	int64_t inspections_ms;             /* as of */
	/* What model_is_guest found last. */
	struct id guest_file;
	bool is_guest, guest_is_fresh;
	bool was_shut; /* at the last turn (model_policy.c) */
	struct status status;
	char damage[600];
	char damage_of[48]; /* whose store it was */
	char name_of[160];  /* what model_name_of gave last */

	/* wrong passphrases of this run */
	unsigned failed;
	int64_t wait_until_ms; /* of clock_boot_ms */

	/* PIN: the store key, sealed by it, in locked memory only */
	uint8_t *pin_box; /* salt, then the sealed key; NULL: none */
	unsigned pin_failed;
	int64_t passphrase_ms; /* clock_boot_ms of the full passphrase */

	/* What the office's clock said in this run, and clock_boot_ms of then. */
	int64_t office_ms, office_boot_ms;

	struct sync *sync;
};

/* Something changed: TOPIC_... of app.h. Lists are read again when asked. */
void model_changed(struct model *m, unsigned topics);
/* The lists of records and of what is said about them, wiped. */
void model_forget_lists(struct model *m);
void model_forget_audit(struct model *m); /* sync_audit.c */

/* ---- for sync*.c ---- */

/* What an enrolment was answered with, and the keys made for it. */
struct enrolled {
	const char *url, *sign_in, *passphrase;
	struct id device;
	/* Their store is here, and its passphrase lost: it is put aside first. */
	bool is_recovery;
	const char *me; /* JSON as GET /v1/me */
	size_t me_len;
	const char *token;
	const char *certificates; /* PEM */
	const char *pins;         /* as META_PINS */
	uint8_t box_key[SEAL_PUBLIC];
	const uint8_t *sign_secret; /* SEAL_SIGN_SECRET */
};
/* Make the store with all of it in one transaction and open it. ERR_CONFLICT if
 * this person has one here; then nothing was touched. */
enum err model_adopt(
    struct model *m, const struct enrolled *en, struct errinfo *e);

/* Cards, front sheets or first accounts came: their children are known at once,
 * without reading all the others again. After the store has them. */
void model_children_changed(
    struct model *m, const struct id *files, size_t count);

/* me as the office says it (JSON as GET /v1/me): kept, and taken over. */
enum err model_take_me(
    struct model *m, const char *json, size_t len, struct errinfo *e);

/* ---- between model_*.c ---- */

/* Take over an open, unlocked store and read what must be in memory. passphrase
 * NULL: by PIN. On an error the store is closed. */
enum err model_take_store(struct model *m, struct store *st,
    const char *passphrase, struct errinfo *e);
enum err model_is_locked(struct errinfo *e); /* ERR_AUTH with its sentence */
/* Wrong passphrases of this run: ERR_BUSY while there is a wait; and how one went. */
enum err model_must_wait(const struct model *m, struct errinfo *e);
void model_count_try(struct model *m, enum err code);
#define ME_MAX 16384 /* bytes of it as JSON */
/* me as the office says it, into the model and the lists; kept nowhere. */
enum err model_read_me(
    struct model *m, const char *text, size_t len, struct errinfo *e);
/* Now, as the office has it: its clock went on from the last contact of this run;
 * before that this device's own, but never before the last contact of all (a
 * clock set back opens nothing). */
int64_t model_now(const struct model *m);
/* The lease of the last contact has run out (design.md, Local store). */
bool model_lease_is_over(const struct model *m);

/* model_policy.c (T2): may nothing of the file be opened, since the lease is over or
 * something is not confirmed? file none: of the organisation; NULL: all files. */
bool model_is_closed(const struct model *m, const struct id *file);
enum err model_shut_error(struct errinfo *e); /* ERR_DENIED with its sentence */
void model_read_confirm(struct me *me, const struct json *doc);
/* Once a turn: grace may have ended, also without a link. */
void model_policy_turn(struct model *m);
/* model_write.c: model_save, with a passphrase that was checked before. */
enum err model_save_signed(
    struct model *m, struct save *save, int64_t *version, struct errinfo *e);

/* model_each.c: does this person read the file for a time alone, since they opened
 * it with a reason (A2)? */
bool model_is_guest(struct model *m, const struct id *file);

/* model_child.c */
/* The children and their names, if they are not in memory: when they are asked
 * for, and else soon after Home is there, for they are many and Home does without. A
 * fault is in model_damage. */
void model_need_names(const struct model *m);
void model_forget_names(struct model *m);
const struct kid *model_kid(const struct model *m, const struct id *file);
/* What a record of this text says of a child, if it is a front sheet or a first
 * account. own: it is in the outbox. */
void model_learn_child(struct model *m, const struct envelope *env, bool own);
void model_read_staff(struct model *m);
const char *model_staff_name(struct model *m, const struct id *staff);

/* model_file.c */
void model_read_writes(struct model *m); /* fills m->writes if not fresh */
/* Whose answer an agreement is: the adult, or the file for the child. */
void model_answers_for(
    struct id *out, const struct id *file, const struct record *agreement);
/* The newest listed write of a record, or NULL. */
const struct write *model_write_of(struct model *m, const struct id *id);
/* The version that the oldest of one's own writes of it, which the office does not
 * have, was made from. */
int64_t model_first_base(struct model *m, const struct id *id);
bool model_has_stopped(struct model *m, const struct id *id);
/* The row of a record; w: the write that it is of, or NULL. The second is for whoever
 * has its body at hand: reading it is most of the work. */
void model_row_of(struct model *m, const struct envelope *env,
    const struct write *w, struct row *out);
void model_row_with(struct model *m, const struct envelope *env,
    const struct write *w, const struct record *body, struct row *out);

/* model_wait.c: one more thing that waits, with the words of its code. */
void model_wait_add(struct model *m, const char *code, const struct id *file,
    const struct id *record, const struct kind *kind, int64_t since_ms);
/* model_due.c: agreements that are due because of what was written here, after what
 * the office says. The writes have been read. */
void model_wait_responsibility(struct model *m);

/* model_share.c: what was gathered for the check is wiped. */
void model_forget_known(struct model *m);

/* model_conflict.c: what a save of this record decides between, if somebody else
 * was first. False: nobody was. Kept in the transaction of the save. */
bool model_chose(struct model *m, const struct id *id,
    const struct record *saved, struct look *out);

/* ---- what model_*.c asks of the link (model_link.c, sync*.c) ---- */

/* Once, at model_new; and at the end. */
void link_start(struct model *m);
void link_stop(struct model *m);
/* The store is open: passphrase is for a session at the office, valid during the
 * call only; NULL after a PIN. */
void link_opened(struct model *m, const char *passphrase);
/* About to lock: the store is still open; drop what was asked. */
void link_closing(struct model *m);
/* Something was put in the outbox, or a look: soon. Writes whose record has an
 * earlier refused write must not be sent (docs/SYNC.md, case 4). */
void link_wrote(struct model *m);
/* model_fd, model_readable, model_tick, model_ask_enrol, model_enrol_state,
 * model_file_want, model_file_state, model_looks_want and model_sync_now of
 * model.h are there too, and this: */
enum ask_state link_looks_state(const struct model *m, const struct id *file);
enum ask_state link_access_state(const struct model *m, const struct id *file);
enum ask_state link_inspect_state(
    const struct model *m, const struct id *inspection);

#endif
