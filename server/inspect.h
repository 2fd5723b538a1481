/* inspect.h - inspections as the office keeps them (O1, O2, O3).
 *
 * Which files an inspection is about, and who of the families is to be told, is
 * worked out of the sealed records whenever one of them is saved, and stands in
 * clear rows by id alone (inspect_follow.c). Whether access is open follows from
 * these rows and the day, each time that it is asked: nobody opens it. */
#ifndef HAVEN_INSPECT_H
#define HAVEN_INSPECT_H

#include "inspection.h"
#include "mail.h"
#include "store.h"

struct save;

/* ---- lists and standing (inspect_follow.c) ---- */

/* What was just kept, is it about an inspection, or does it change whose list: bring
 * the lists in line; end sessions when access was ended; send an e-mail to a parent.
 * In the transaction of v. */
enum err store_inspect_follow(struct save *v, struct errinfo *e);

struct inspect_row {
	char from_on[WHEN_TEXT], until_on[WHEN_TEXT];
	char period_from[WHEN_TEXT], period_until[WHEN_TEXT];
	bool is_unannounced, is_untold, is_ended, is_reported;
	size_t files, missing;
};
/* False: there is no such inspection. */
bool inspect_find(
    struct db *db, const struct id *inspection, struct inspect_row *out);
enum inspection_state inspect_state(
    const struct inspect_row *row, int64_t now_ms);

/* Do the rows say what the sealed records say (havend verify)? is_live: its list is
 * kept up to date still, and is worked out anew. */
bool inspect_holds(struct server *s, struct db *db, const struct id *inspection,
    const struct record *body, bool is_live);

/* ---- what may be saved (inspect_rules.c); as the rules of share_rules.c ---- */
bool inspect_allows(struct save *v);

/* ---- who inspects (inspect_may.c) ---- */

/* Is access open to this account now? A person is an inspector through an open
 * inspection alone (O1). *until_ms (or NULL): when its last day ends. */
bool inspect_is_open(
    struct db *db, const struct id *staff, int64_t now_ms, int64_t *until_ms);
/* May an inspector know of this file: access is open, and it is about it? */
bool inspect_may_file(struct db *db, const struct id *staff,
    const struct id *file, int64_t now_ms);
/* May an inspector read this record, R7 aside: of a kind that inspections open, of
 * such a file, and of the period? */
bool inspect_might_read(struct server *s, struct db *db, const struct id *staff,
    const struct record_row *row, int64_t now_ms);
/* Since which change somebody is kept out of a thread; 0: nobody is. What is about a
 * member of staff (R7) is opened to no inspector. */
int64_t inspect_hidden_since(struct db *db, const struct id *thread);
/* Put into env, and text beneath it, what an inspector is shown of a version: no
 * address (S1), and of agencies and colleagues the name. Nothing to do for
 * anybody else. */
enum err inspect_mask(const struct caller *who, struct envelope *env,
    struct buf *text, struct errinfo *e);
/* A device keeps what it has so long at most without asking. */
#define INSPECT_LEASE_MS INT64_C(86400000)

/* ---- e-mail to a parent or carer (inspect_mail.c) ---- */
#define INSPECT_PURPOSE "inspection"
/* Queue the e-mail of the contact that v is; what cannot be sent is said at once in a
 * record beside it. */
enum err inspect_mail(struct save *v, struct errinfo *e);
/* What came of one (mail_done_fn), of this purpose. */
enum err inspect_mail_done(struct server *s, struct db *db,
    const struct mail_row *row, struct errinfo *e);

#endif
