/* store.h - what this device keeps: one sealed SQLite file a person and server.
 *
 * In clear stand ids, version numbers, times and who the store belongs to; all
 * else (bodies, names, kinds, cards, drafts, settings, reasons) is sealed with a
 * random store key, bound to its table and row. The key is wrapped by one from
 * the passphrase (Argon2id) and is in locked memory only while the store is
 * open (promise 9). One connection, exclusive; a second haven gets ERR_BUSY.
 *
 * What a person wrote is on the disk (fsync) when the call returns ERR_OK. What
 * came from the office can be had again, so a batch of it may go without an
 * fsync. A write function called outside store_begin makes a durable
 * transaction of its own. After an I/O error the store refuses to write until it
 * is opened anew: what it said was kept is kept, and it promises nothing more.
 *
 * Each: one bad row does not hide the others (the walk goes on and gives
 * ERR_CORRUPT at its end). A callback returns false to stop; text is valid during the call only, and
 * the callback must not write to the same table. One thread. */
#ifndef HAVEN_STORE_H
#define HAVEN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "id.h"
#include "kind.h"
#include "seal.h"
#include "wire.h"

struct store;

#define STORE_TEXT_MAX \
	(KIND_BODY_MAX + 8192) /* of one sealed value, in clear */
#define STORE_PATH_MAX 4200
#define STORE_SIGN_IN_MAX 48
#define STORE_URL_MAX 304
#define STORE_PEOPLE_MAX 64

/* ---- where (store_path.c) ---- */

/* Make data_dir (and what is missing above it) with mode 0700, and check that
 * it is a folder of this user that nobody else may enter. ERR_DENIED, ERR_IO. */
enum err store_folder(const char *data_dir, struct errinfo *e);

/* Who has a store in data_dir; needs no key. A store that cannot be read (it is
 * in use, or damaged) is named by its sign-in name alone. */
struct store_who {
	char sign_in[STORE_SIGN_IN_MAX];
	char url[STORE_URL_MAX];
	char name[208];
	char role[48]; /* role_code */
	char path[STORE_PATH_MAX];
};
/* e (or NULL): ERR_IO if the folder cannot be read; then there is nobody. */
size_t store_list(
    const char *data_dir, struct store_who *out, size_t max, struct errinfo *e);

/* Path of the store of a person at a server, and of its certificates (PEM). */
void store_path_of(char out[STORE_PATH_MAX], const char *data_dir,
    const char *sign_in, const char *url);
void store_path_certificates(char out[STORE_PATH_MAX], const char *store_path);

/* The certificates are written whole or not at all (0600, renamed in place). */
enum err store_certificates_write(
    const char *store_path, const char *pem, size_t len, struct errinfo *e);

/* Give a finished store its name; never over another file (ERR_CONFLICT). It
 * must be closed. */
enum err store_file_rename(const char *from, const char *to, struct errinfo *e);
/* Take away what an enrolment that was cut short left at a ".new" path. */
void store_remove_unfinished(const char *path);

/* ---- life (store.c) ---- */

struct store_new {
	const char *path; /* store_path_of */
	const char *sign_in, *url, *name, *role;
	struct id staff, device;
	const char *passphrase;
	struct seal_cost cost;
};
/* Make it and leave it open and unlocked. ERR_CONFLICT if anything is there. */
enum err store_create(
    struct store **out, const struct store_new *sn, struct errinfo *e);

/* Open the file, without the key. ERR_NOT_FOUND, ERR_DENIED (owner, mode, a
 * link), ERR_BUSY (another haven has it), ERR_CORRUPT (see store_set_aside). */
enum err store_open(struct store **out, const char *path, struct errinfo *e);
/* ERR_AUTH: the passphrase is not right. Proves then that what is stored is
 * sealed (promise 9), else ERR_CRYPTO. */
enum err store_unlock(
    struct store *st, const char *passphrase, struct errinfo *e);
/* The same with the store key itself (PIN). */
enum err store_unlock_key(
    struct store *st, const uint8_t key[SEAL_KEY], struct errinfo *e);
/* Is this the passphrase? (ERR_AUTH.) The store stays as it is. */
enum err store_check_passphrase(
    struct store *st, const char *passphrase, struct errinfo *e);
/* Wrap the key anew; ERR_AUTH if old is not right. */
enum err store_change_passphrase(struct store *st, const char *old,
    const char *passphrase, const struct seal_cost *cost, struct errinfo *e);
/* The store key while unlocked. Not for keeping. */
const uint8_t *store_key(const struct store *st);
void store_close(struct store *st); /* wipes the key; NULL is fine */

const char *store_path(const struct store *st);
const char *store_url(const struct store *st);
const char *store_sign_in(const struct store *st);
struct id store_staff(const struct store *st);
struct id store_device(const struct store *st);
/* Name and role as the office has them now (for the list of people). */
enum err store_set_owner(
    struct store *st, const char *name, const char *role, struct errinfo *e);
/* An I/O error happened: nothing is written any more (reliability.md). */
bool store_is_broken(const struct store *st);

/* A damaged store is never written over: it is renamed and kept. What can still
 * be read of what a person wrote (outbox, drafts, looks) and of the keys is
 * copied, still sealed, to a new store at path first. out says in words what was
 * saved; ERR_CORRUPT if no new store could be made of it (the file is kept under
 * the new name all the same, and a copy of the outbox, as far as it can be read,
 * beside it). Needs no key. */
enum err store_set_aside(
    const char *path, int64_t now_ms, struct buf *says, struct errinfo *e);

/* ---- transactions ---- */

/* durable: fsync at commit. Not for what the office can send again. */
enum err store_begin(struct store *st, bool durable, struct errinfo *e);
enum err store_commit(struct store *st, struct errinfo *e); /* else undone */
void store_rollback(struct store *st);
/* After something was erased: nothing of it stays in the journal (promise 10). */
enum err store_scrub(struct store *st, struct errinfo *e);

/* ---- settings (meta), all sealed ---- */
#define META_CURSOR "cursor"
#define META_GENERATION "generation"
#define META_SET "set"
#define META_HAVE "have" /* what the office said that is here already */
#define META_TOKEN "token"
#define META_PINS "pins"         /* text for libcurl: "sha256//..;sha256//.." */
#define META_BOX_KEY "box_key"   /* SEAL_PUBLIC bytes */
#define META_SIGN_KEY "sign_key" /* SEAL_SIGN_SECRET bytes */
#define META_ME "me"             /* JSON as GET /v1/me */
#define META_TOLD_AS "told_as"   /* role_code: as whom all to the cursor came */
#define META_WAITING "waiting"   /* the JSON array of docs/SYNC.md */
#define META_CHAIN "chain"       /* {"rows":N,"head":hex} last seen */
/* Once seen: {"rows":N,"head":hex,"now_rows":N,"now_head":hex,"at":ms} */
#define META_CHAIN_BROKEN "chain_broken"
/* As META_CHAIN: the last head from before the office was put back. */
#define META_CHAIN_LOST "chain_lost"
#define META_LAST_SYNC "last_sync" /* ms of the office, digits */
#define META_ERASED \
	"erased"           /* destroyed files that are gone here: ids, lines */
#define META_ENDED "ended" /* "account", "device": access has ended */
/* + file id: {"as_of":ms,"answer":the body of GET /v1/files/{file}/looks} */
#define META_LOOKS "looks:"
#define META_ACCESS "access:"   /* likewise */
#define META_INSPECT "inspect:" /* likewise, of an inspection */

/* ERR_NOT_FOUND leaves out as it was. Appends. */
enum err store_meta_get(
    struct store *st, const char *key, struct buf *out, struct errinfo *e);
enum err store_meta_set(struct store *st, const char *key, const void *bytes,
    size_t len, struct errinfo *e);
enum err store_meta_remove(
    struct store *st, const char *key, struct errinfo *e);

/* ---- records as the office has them (store_record.c) ---- */

/* env with received_ms. Same id and version again: replaced. */
enum err store_record_put(
    struct store *st, const struct envelope *env, struct errinfo *e);
/* version 0: the latest. out gets the envelope's JSON (envelope_read). */
enum err store_record_get(struct store *st, const struct id *id,
    int64_t version, struct buf *out, struct errinfo *e);
/* The newest version here, 0: none. */
int64_t store_record_latest(struct store *st, const struct id *id);
/* Every version of a record, or (id NULL) of all records of a file (file NULL or
 * none: of the organisation), oldest first. latest_only: the newest of each. */
typedef bool store_record_fn(
    void *arg, const struct envelope *env, const char *text, size_t len);
enum err store_record_each(struct store *st, const struct id *id,
    const struct id *file, bool latest_only, store_record_fn *fn, void *arg,
    struct errinfo *e);
/* The newest of each record of a file (or none: of the organisation) that is of one of
 * these kinds; of ends with NULL. A record of another kind is unsealed at most once, as
 * long as the store is open: one that is damaged may not be told of. */
enum err store_record_each_of(struct store *st, const struct id *file,
    const struct kind *const *of, store_record_fn *fn, void *arg,
    struct errinfo *e);
/* Files with a record here. */
enum err store_record_files(struct store *st,
    bool (*fn)(void *arg, const struct id *file, unsigned flags), void *arg,
    struct errinfo *e);
/* Erase what was pulled of a file: records, progress, kept looks. Not the
 * outbox, not drafts (cases 6, 7, 9). store_scrub after the commit. */
enum err store_file_erase(
    struct store *st, const struct id *file, struct errinfo *e);

/* The office destroyed the file (R2): the same, its card, and of the outbox the
 * copies of what the office had received or a person had written anew. What waits
 * or was refused stays (promise 2). */
enum err store_file_destroy(
    struct store *st, const struct id *file, struct errinfo *e);

/* Every version of one record, and its progress; as store_file_erase. */
enum err store_record_erase(
    struct store *st, const struct id *id, struct errinfo *e);
/* Erase all that was pulled: records, names, progress, looks, the list of files.
 * What a person wrote stays. store_scrub after the commit. */
enum err store_pulled_erase(struct store *st, struct errinfo *e);

/* Erase the lists that were asked of the office (who looked, who may see, how an
 * inspection stands), and with names the cards. store_scrub after the commit. */
enum err store_lists_erase(struct store *st, bool names, struct errinfo *e);

/* What this device holds, or asks to hold. */
enum store_file_flag {
	STORE_FILE_SET = 1, /* in the set, as the office last said */
	STORE_FILE_OPENED =
	    2, /* opened by a person here: say so at the next sync */
	STORE_FILE_WANTED = 4, /* its whole is to be asked for */
	STORE_FILE_HERE = 8,   /* its whole came */
	STORE_FILE_DROP = 16,  /* to be let go at the next sync */
};
unsigned store_file_flags(struct store *st, const struct id *file);
/* flags 0 forgets it. */
enum err store_file_set_flags(
    struct store *st, const struct id *file, unsigned flags, struct errinfo *e);
/* Files with any of these flags. */
enum err store_file_each(struct store *st, unsigned any_of,
    bool (*fn)(void *arg, const struct id *file, unsigned flags), void *arg,
    struct errinfo *e);

/* Cards (JSON text of docs/SYNC.md) and progress (one element of "progress"). */
typedef bool store_text_fn(
    void *arg, const struct id *id, const char *text, size_t len);
enum err store_card_put(struct store *st, const struct id *file,
    const char *text, size_t len, struct errinfo *e);
enum err store_card_remove(
    struct store *st, const struct id *file, struct errinfo *e);
enum err store_card_get(struct store *st, const struct id *file,
    struct buf *out, struct errinfo *e);
enum err store_card_each(
    struct store *st, store_text_fn *fn, void *arg, struct errinfo *e);
enum err store_progress_put(struct store *st, const struct id *record,
    const struct id *file, const char *text, size_t len, struct errinfo *e);
enum err store_progress_get(struct store *st, const struct id *record,
    struct buf *out, struct errinfo *e);

/* ---- the outbox (store_outbox.c) ---- */

/* A write is here before the screen says "saved". It leaves the list only with
 * a receipt, or when a person decided about a refused one; even then the row
 * stays, out of the list, until it is known to be in a backup (promise 6). */
enum outbox_state {
	OUTBOX_WAITING = 1,
	OUTBOX_SENDING =
	    2, /* in a request now; waiting again at the next start */
	OUTBOX_REFUSED = 4,
	OUTBOX_SENT = 8,     /* receipt stored */
	OUTBOX_DECIDED = 16, /* refused, and a person wrote it anew */
};
#define OUTBOX_OPEN (OUTBOX_WAITING | OUTBOX_SENDING)
#define OUTBOX_LISTED (OUTBOX_OPEN | OUTBOX_REFUSED)
/* With states: also rows whose seal does not hold; for these env is NULL. */
#define OUTBOX_UNREAD 32u

struct outbox_item {
	struct id write, id, file;
	int64_t base;
	enum outbox_state state;
	int64_t since_ms; /* when it was written */
	unsigned tries;
	unsigned status;     /* of the last answer; 0: none yet */
	int64_t received_ms; /* OUTBOX_SENT */
};

/* env without received_ms; env->version is base + 1. box_key NULL: not known yet;
 * then it is not sealed a second time. */
enum err store_outbox_add(struct store *st, const struct id *write,
    const struct envelope *env, int64_t since_ms,
    const uint8_t box_key[SEAL_PUBLIC], struct errinfo *e);
/* In the order of writing; states: an or of outbox_state; id NULL: all. why is
 * the sentence of the last answer or "". */
typedef bool outbox_fn(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why);
enum err store_outbox_each(struct store *st, unsigned states,
    const struct id *id, outbox_fn *fn, void *arg, struct errinfo *e);
size_t store_outbox_count(struct store *st, unsigned states);

/* It goes into a request now (tries + 1). No fsync. */
enum err store_outbox_sending(
    struct store *st, const struct id *write, struct errinfo *e);
/* It waits again: the link broke, or status 424 (case 12). why may be "". */
enum err store_outbox_waits(struct store *st, const struct id *write,
    unsigned status, const char *why, struct errinfo *e);
/* All that was in a request waits again (the answer never came). */
enum err store_outbox_unsend(struct store *st, struct errinfo *e);
/* Case 11, and 412 of case 4: kept, with the sentence. */
enum err store_outbox_refuse(struct store *st, const struct id *write,
    unsigned status, const char *why, struct errinfo *e);
/* Case 10, with the receipt: the record is stored as the office's version
 * (status 202: kept aside at the office, so not stored as a version). */
enum err store_outbox_confirm(struct store *st, const struct id *write,
    unsigned status, int64_t version, int64_t received_ms, struct errinfo *e);
/* All open and refused writes of a record are decided (a person wrote it anew). */
enum err store_outbox_decide(
    struct store *st, const struct id *id, struct errinfo *e);
/* Of what somebody else wrote, and the office lost (sync_past.c): the status that it
 * is refused with here. It is there again, in this version or a later one: the
 * copy goes. */
#define OUTBOX_LOST_STATUS 410
enum err store_outbox_came_back(
    struct store *st, const struct id *id, int64_t version, struct errinfo *e);
/* The office was restored from a backup: what it had said it received since
 * since_ms is offered again, with the same write ids (promises 3 and 6). */
enum err store_outbox_offer_again(
    struct store *st, int64_t since_ms, struct errinfo *e);
/* Forget what is in a backup of the office: sent before before_ms. */
enum err store_outbox_forget(
    struct store *st, int64_t before_ms, struct errinfo *e);
/* The receipt of the newest sent write of a record; 0: none. */
int64_t store_outbox_received(struct store *st, const struct id *id);
/* enum outbox_state of a write; 0: not here, or forgotten since it was sent. */
unsigned store_outbox_state(struct store *st, const struct id *write);

/* ---- handing on (store_hand.c, promise 2) ---- */

/* A store whose passphrase was lost is put aside under another name, kept for ever
 * (store_before.c): the path of one whose outbox was not handed over yet; false:
 * there is none. Rows after the number n in order, until fn is false; then it is
 * done with. */
enum err store_put_before(const char *path, int64_t now_ms, struct errinfo *e);
bool store_before_find(const char *path, char out[STORE_PATH_MAX]);
enum err store_before_each(const char *file, int64_t after,
    bool (*fn)(void *arg, int64_t n, const void *box, size_t len), void *arg,
    struct errinfo *e);
enum err store_before_done(const char *file, struct errinfo *e);

/* What waits or was refused, as text for a file (WIRE_HANDED): each sealed to the
 * office when it was written, so that nobody else can read it, and no passphrase
 * is needed here. It stays in the outbox. ERR_TOO_BIG over out's ceiling. */
struct store_handed {
	size_t count; /* lines */
	size_t
	    unsealed; /* written before the office's key was known: not in it */
	size_t damaged; /* files that could not be read to the end */
};
enum err store_hand_on(struct store *st, struct buf *out,
    struct store_handed *did, struct errinfo *e);
/* The same for a person whose passphrase is lost: from all that their stores left
 * in data_dir, damaged ones too. ERR_BUSY: a haven has it open. */
enum err store_hand_on_closed(const char *data_dir, const char *sign_in,
    struct buf *out, struct store_handed *did, struct errinfo *e);
/* The file (new, 0600), and in says what it is. ERR_NOT_FOUND: there is nothing
 * to hand on; ERR_CONFLICT: something is at path. */
enum err store_handed_write(const char *path, const struct buf *text,
    const struct store_handed *did, struct buf *says, struct errinfo *e);

/* ---- drafts (store_draft.c) ---- */

/* One text a record id. at_ms: when it was typed. Durable. */
enum err store_draft_put(struct store *st, const struct id *id, int64_t at_ms,
    const char *text, size_t len, struct errinfo *e);
enum err store_draft_get(struct store *st, const struct id *id, struct buf *out,
    int64_t *at_ms, struct errinfo *e);
/* The newest first. discarded: those instead; at_ms is when that was, and away the
 * place it has there (else NULL). */
typedef bool store_draft_fn(void *arg, const struct id *id,
    const struct id *away, int64_t at_ms, const char *text, size_t len);
enum err store_draft_each(struct store *st, bool discarded, store_draft_fn *fn,
    void *arg, struct errinfo *e);
/* Out of sight; gone for good 30 days later (store_draft_tidy), until then it can
 * be had back, whatever is saved or typed of this record. */
enum err store_draft_discard(
    struct store *st, const struct id *id, int64_t now_ms, struct errinfo *e);
/* id receives whose it is. What is being typed of it is put away first. */
enum err store_draft_restore(struct store *st, const struct id *away,
    int64_t now_ms, struct id *id, struct errinfo *e);
enum err store_draft_remove(
    struct store *st, const struct id *id, struct errinfo *e);
/* The row itself, put away (away of store_draft_each) or not. */
enum err store_draft_erase(
    struct store *st, const struct id *row, struct errinfo *e);
/* now_ms: as the office says it. A clock of this device that is years ahead takes
 * nothing away. */
enum err store_draft_tidy(struct store *st, int64_t now_ms, struct errinfo *e);

/* ---- looks (store_look.c) ---- */

/* On the disk before the record is shown (promise 7). */
struct look {
	struct id look, file, record;
	int64_t version, at_ms;
	enum wire_chose chose; /* and between what: */
	struct id write;       /* their own change, which came back */
	bool exported;         /* printed, or written to a file in clear */
};
enum err store_look_add(
    struct store *st, const struct look *look, struct errinfo *e);
/* The oldest first, at most max. */
size_t store_look_list(
    struct store *st, struct look *out, size_t max, struct errinfo *e);
/* The office has it. */
enum err store_look_remove(
    struct store *st, const struct id *look, struct errinfo *e);

#endif
