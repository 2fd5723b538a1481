/* store_in.h - what the files of the store share, and nobody else uses. */
#ifndef HAVEN_STORE_IN_H
#define HAVEN_STORE_IN_H

#include "kinds.h"
#include "server.h"
#include "store.h"

struct save;

/* So long one's own first account is told of (R3). */
#define STORE_MINE_FOR_MS (90 * INT64_C(86400000))

/* Today here, as stored text of when.h. */
void store_today(char out[WHEN_TEXT], int64_t now_ms);
/* Now, likewise: it can be compared with a stored time as text. */
void store_now_text(char out[WHEN_TEXT], int64_t now_ms);

/* R7. True also when the database cannot say. */
bool store_is_excluded(struct server *s, struct db *db, const struct id *thread,
    const struct id *staff);
/* Is anybody kept out of it? True also when the database cannot say. */
bool store_has_excluded(struct db *db, const struct id *thread);
/* The change since which it is so; 0: they are not kept out. */
int64_t store_excluded_since(struct server *s, struct db *db,
    const struct id *thread, const struct id *staff);
/* Of the organisation, and of a kind of which one reads one's own alone: what is not
 * there is as what is somebody else's. */
bool store_is_anothers(const struct put *p);
/* The same for whoever asks: an inspector is kept out of what is about any member of
 * staff, but for what they wrote themselves. */
int64_t store_hidden_since(struct server *s, struct db *db,
    const struct caller *who, const struct record_row *row);
/* Keyed, so that a stolen database does not say who is accused. */
void store_exclusion_hash(struct server *s, const struct id *thread,
    const struct id *staff, uint8_t out[SEAL_HASH]);
enum err store_exclude(struct server *s, struct db *db, const struct id *thread,
    const struct id *staff, struct errinfo *e);
/* Does a thread fall to this person as the chair of trustees, because every
 * designated senior member is kept out of it (R7)? */
bool store_is_chairs(struct server *s, struct db *db, const struct id *staff,
    const struct id *thread, int64_t now_ms);
/* Assigned, or line manager of somebody assigned: both may read. */
bool store_is_reader(struct db *db, const struct id *staff,
    const struct id *file, int64_t now_ms);

/* store_may_file, but for who reads it for a time: they write nothing. */
bool store_may_write_on(struct server *s, struct db *db,
    const struct caller *who, const struct id *file, int64_t now_ms);
/* Did they begin the file? */
bool store_is_author_of(
    struct db *db, const struct id *staff, const struct id *file);
/* Does a thread of the file fall to this person as the chair of trustees, one of
 * which asker is not kept out (R7)? */
bool store_is_chair_for(struct server *s, struct db *db, const struct id *staff,
    const struct id *file, const struct id *asker, int64_t now_ms);
/* Is anything on the file kept from this person (R7)? What the database cannot say is
 * taken for yes. */
bool store_hides_on(struct server *s, struct db *db, const struct id *staff,
    const struct id *file);
/* Would a row that names the file and no record tell asker of what is kept from them:
 * is it by somebody to whom a child's file opens by that alone (R7)? */
bool store_look_tells(struct server *s, struct db *db, const struct id *by,
    const struct id *file, const struct id *asker);
/* May they open it with a reason (A2): is there a thread on it that is not about
 * them (R7)? */
bool store_may_open(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms);
/* ---- openings (store_opening.c; A2, R7) ---- */
/* An opening was kept: whoever is kept out of anything else on its file is kept out
 * of it, but for who opened it. Nothing to do for any other kind. */
enum err store_opening_made(struct save *v, struct errinfo *e);
/* staff is kept out of what v holds from now on: of the openings of its file that
 * nobody has seen yet, too. */
enum err store_opening_hide(
    struct save *v, const struct id *staff, struct errinfo *e);
/* Is this opening for them to see: as the Strategic Lead; where none can, as a
 * designated senior member, or as the chair of trustees to whom it falls; where
 * none of those can either, as the Director? Never who opened it. */
bool store_opening_is_for(struct server *s, struct db *db,
    const struct record_row *row, const struct id *staff, int64_t now_ms);

/* Do they read the file for a time: opened with a reason (A2), or asked for advice
 * (S3)? Only what the table of rights gives with a reason (GRANT_REASON). */
bool store_is_guest(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms);

/* ---- advice (store_guest.c, S3) ---- */

/* An answered request stays open to who advises, and waits for who asked, until a
 * decision names it, and so long at most. */
#define STORE_ADVISED_DAYS 14
/* May this person give the advice that the record asks for: it is asked of them, or
 * has passed to them by now? Never who asked, nor who is kept out of it (R7). */
bool store_is_advice_for(struct server *s, struct db *db,
    const struct record_row *advice, const struct id *staff, int64_t now_ms);
/* Is advice asked of this person about the file, that is not given or decided for
 * long? As told says to whom: a decision that is kept from them is not told by it
 * (R7); it is the person's own id for what they may do. */
bool store_is_advisor(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, const struct id *told, int64_t now_ms);
/* Do they work here today, in this role? */
bool store_has_role(
    struct db *db, const struct id *staff, enum role role, int64_t now_ms);
/* Does their role let them give advice, and do they work here today? */
bool store_may_advise(struct db *db, const struct id *staff, int64_t now_ms);
bool store_is_manager_of(
    struct db *db, const struct id *manager, const struct id *staff);

/* Does a record of this kind begin a thread of its own, beside that of the record
 * it hangs on (R7)? */
bool store_begins_thread(const struct kind *kind);

/* ---- duties (store_duty.c): clear rows beside a record ---- */
struct duty {
	char person[ID_TEXT + 1];                     /* "": nobody by name */
	char from_on[WHEN_TEXT], until_on[WHEN_TEXT]; /* stored text, or "" */
	bool is_open;
};
/* What a body asks of somebody. False: its kind asks nothing. */
bool store_duty_of(const struct record *r, struct duty *out);
/* Does a decision to share name this record (what: the key of its field), one that
 * is not kept from this person? What waits for somebody, and what they may read
 * for a time, is never another because of a decision that is (R7). */
bool store_decision_names(struct server *s, struct db *db, const char *what,
    const struct id *record, const struct id *staff);
/* The other record that one names in a field. False: none. */
bool store_link_find(
    struct db *db, const struct id *record, const char *what, struct id *other);
/* As it stands in the database. False: there is none. */
bool store_duty_find(struct db *db, const struct id *record, struct duty *out);
/* The next record that a body names in clear, from *at (0 at first) on. False: there
 * is none more. */
bool store_link_of(
    const struct record *r, size_t *at, const char **key, struct id *other);
/* Keep duty and links of a record that was just made, of this thread. */
enum err store_duty_add(
    struct save *v, const struct id *thread, struct errinfo *e);
/* Do both say what the body says (havend verify)? */
bool store_duty_holds(
    struct db *db, const struct record_row *row, const struct record *body);
/* Clear rows that belong to nothing. */
void store_duty_odd(
    struct db *db, void (*each)(void *arg, const char *id), void *arg);

/* Locked memory for one key, and back again: asking the system for it each time
 * would take longer than all the rest of a read. Any thread. */
uint8_t *keyring_scratch(struct keyring *k);
void keyring_scratch_done(struct keyring *k, uint8_t *key);

/* What a sealed body is bound to: all that stands beside it in clear. */
void store_bind(struct buf *ad, const struct envelope *env);
/* Row of VERSION_GET to env (without the body). */
void store_row_envelope(
    struct stmt *st, const struct id *record, struct envelope *env);
/* Append the clear body of a sealed version. */
enum err store_unseal(struct server *s, const struct envelope *env,
    const void *sealed, size_t len, struct buf *out, struct errinfo *e);

/* audit_add for a write: hash of what was stored. */
enum err audit_add_hash(struct server *s, struct db *db,
    const struct audit_row *row, const uint8_t *hash, struct errinfo *e);
/* A row as it stands in the database, and what the chain is made of. */
struct audit_stored {
	struct audit_row row;
	int64_t n;
	const void *words, *hash; /* sealed; of the statement */
	size_t words_len, hash_len;
};
/* Columns n to hash, in the order of AUDIT_OF_FILE. */
void audit_read(struct stmt *st, struct audit_stored *a);
void audit_link(uint8_t out[SEAL_HASH], const uint8_t before[SEAL_HASH],
    const struct audit_stored *a);
/* Append the clear words. ERR_NOT_FOUND: the file was destroyed. */
enum err audit_unseal(struct server *s, const struct audit_stored *a,
    struct buf *out, struct errinfo *e);

/* ---- one save (store_put.c judges, store_keep.c keeps) ---- */
struct save {
	struct server *s;
	struct db *db;
	const struct put *put;
	struct put_result *result;
	uint8_t hash[SEAL_HASH]; /* of all that was sent, keyed */
	unsigned seen_status;    /* of this write id before; 0: new */
	bool is_there;           /* the record exists */
	struct record_row row;   /* then */
	bool file_is_there;
	bool is_known; /* the file, to whoever asks, and not for a time */
	bool is_guest; /* for a time, for reading */
	struct record *body;
	struct errinfo body_error;
	struct id parent; /* named by the body */
	bool parent_is_there;
	struct record_row parent_row;
	struct id aside_thread; /* of what is kept aside */
	int64_t
	    handed_ms; /* kept aside then, out of a file: now its author's */
};
/* ---- no, in words (store_refuse.c); each is always false ---- */
/* field: of the body, or "". With 422 it is a problem of that field, too. */
bool store_refuse(struct save *v, unsigned status, enum err code,
    const char *field, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
bool store_not_here(struct save *v); /* 404: also what may not be known of */
bool store_not_allowed(struct save *v, const char *what); /* 403: "write" */
/* 424: "the record it belongs to" */
bool store_must_wait(struct save *v, const char *what);

/* ---- policies and training (store_policy.c; T1, T2) ---- */
/* Rules of a save: a confirmation is signed and of the version it names; training of
 * others is recorded by who may. False: the result says why. */
bool store_confirmation_agrees(struct save *v);
bool store_training_agrees(struct save *v);
enum err store_policy_set(struct save *v, struct errinfo *e);
/* Is the clear row what the document says (havend verify)? */
bool store_policy_holds(
    struct db *db, const struct envelope *env, const struct record *r);
/* Is it recorded of this person; and is there none later of the same? */
bool store_training_is_of(
    struct db *db, const struct id *record, const struct id *staff);
bool store_training_is_last(
    struct server *s, struct db *db, const struct id *record);
/* Of what everybody needs, is something not on record of this person at all? */
bool store_training_is_missing(
    struct server *s, struct db *db, const struct id *staff);

/* Is an answer of the family to be asked for again (wait_agreement.c; I2, C1)? since:
 * from when on. who asks, for what they may know of the child's birth. */
bool store_agreement_due(struct server *s, struct db *db,
    const struct caller *who, const struct record_row *answer, int64_t now_ms,
    int64_t *since_ms);

/* ---- outcomes (store_outcome.c, N1) ---- */
/* Are scores due today of an episode: at its start, for a review, or at its end?
 * since: the day on which they came to be due. */
bool store_outcome_due(struct server *s, struct db *db,
    const struct record_row *episode, int64_t now_ms, int64_t *since_ms);

/* ---- sharing: rules of its kinds, and what follows (share_*.c) ---- */
/* May the record be made, or changed, by the rules of its kind? Asked once the body
 * is known to be right. False: the result says why. */
bool store_share_allows(struct save *v);
/* Does an episode, or a change in one, agree with the others of its file (F1, F2)?
 * support_rules.c. */
bool store_support_agrees(struct save *v);
/* May a review of retention be recorded: by whom, of the file as it is, and naming
 * nobody (R2)? retention_rules.c. */
bool store_retention_allows(struct save *v);
/* A person's own role, the last administrator, and who may be a line manager
 * (people_rules.c). */
bool store_staff_allows(struct save *v);
struct facts;
/* Does a decision say what its facts (sent) give, and do they say what its answers
 * do? Else the field and a sentence in e. */
bool store_share_holds(
    struct save *v, const struct facts *sent, struct errinfo *e);
/* May they decide about this flag: whoever decided looks at no flag of their own
 * decision, whoever's answer it came by, while another designated senior member is
 * here who is not kept out of it (S8)? Rights are another matter. */
bool store_may_review(struct server *s, struct db *db,
    const struct record_row *flag, const struct id *staff, int64_t now_ms);
/* Does the office itself ask this person for it (advice, something to do), so that
 * neither an assignment nor the file is needed? */
bool store_share_is_asked(const struct save *v);
/* ---- what the office makes of a record that came (store_make.c) ---- */
/* Make a record of the office's own on the same file, in the name of whoever saved;
 * id (or NULL) gets its own. In the transaction of v. */
enum err store_make(struct save *v, const struct kind *kind,
    const struct record *r, struct id *id, struct errinfo *e);
/* Whom from is about stays out of to, which follows it, too (R7). */
void store_copy_staff(struct record *to, const struct record *from);
/* The newest version of a record, whoever may see it; *out is the caller's. */
enum err store_body(struct server *s, struct db *db, const struct id *id,
    struct record_row *row, struct record **out, struct errinfo *e);
/* Records of a kind on a file (or of the organisation), and those that hang on one
 * record, in the order in which they came; *out is to be freed. */
enum err store_ids_of_kind(struct db *db, const struct id *file,
    const struct kind *kind, struct id **out, size_t *count, struct errinfo *e);
enum err store_ids_beneath(struct db *db, const struct id *parent,
    const struct kind *kind, struct id **out, size_t *count, struct errinfo *e);

/* What the office makes of a record that was just kept: flags and tasks. */
enum err store_share_follow(struct save *v, struct errinfo *e);
/* Notices to the referrer (notice_make.c, notice_send.c; F1, F2), and what is to be
 * done by a concern or a meeting (action_make.c; R4, M1). Also for a change. */
enum err store_notice_follow(struct save *v, struct errinfo *e);
enum err store_action_follow(struct save *v, struct errinfo *e);
/* Mail without content to whoever a first account, an emergency or a request for
 * advice waits for (alert.c; R3, S9, S3). */
enum err store_alert_follow(struct save *v, struct errinfo *e);
/* Has somebody opened it who can do something about it: neither its writer, nor whom
 * it is about (R3, R7)? */
bool store_is_opened(
    struct server *s, struct db *db, const struct record_row *row);

/* Before what is kept aside is stored: its thread; and after. After any other new
 * record: what was kept aside of it before stands beside its thread now. */
enum err store_aside_join(struct save *v, struct errinfo *e);
enum err store_aside_add(struct save *v, struct errinfo *e);
enum err store_aside_came(
    struct save *v, const struct id *thread, struct errinfo *e);
/* A write that came in a file, and was kept aside, comes from its author: it takes
 * effect as itself. After that, what was kept aside waits for nobody (WAIT_ASIDE);
 * the chain says why. */
bool store_aside_is_handed(struct save *v);
enum err store_aside_settle(struct save *v, struct errinfo *e);
enum err store_tell_thread(struct db *db, const struct id *thread,
    const struct id *but, struct errinfo *e);
/* Keep what was judged to be right: version, change, clear rows, audit, write
 * id. Fills result. */
enum err store_keep(struct save *v, struct errinfo *e);
enum err store_keep_write(struct save *v, struct errinfo *e);
/* Deeper than any kind goes. A device reads a body some levels down in an
 * answer: at the limit of its reader it could read none of that answer. */
bool store_is_deep(const struct put *p);
/* When the device says it was written, if that can be: the year 1 or 9999 stops
 * whoever reads it. It is no reason to refuse a save (R3): else it is now. */
int64_t store_written_ms(const struct put *p);
/* Can it have been signed then, by a device enrolled at made_ms? */
bool store_sign_time(const struct put *p, int64_t made_ms);
/* The version this save would make, without received_ms. */
void store_save_envelope(const struct save *v, struct envelope *env);

#endif
