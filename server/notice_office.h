/* notice_office.h - notices to the referrer as the office holds them (F1, F2). */
#ifndef HAVEN_NOTICE_OFFICE_H
#define HAVEN_NOTICE_OFFICE_H

#include "mail.h"
#include "notice.h"
#include "store.h"

struct save;

/* A notice with all that lies beside it. */
struct own_notice {
	struct id id;
	struct record_row row;
	struct record *body;
	struct notice_beside *beside;
	struct id *ids; /* of what lies beside it */
	size_t count;
	struct notice_stand stand;
};
/* but (or NULL): a record to be passed over, as if it were not there yet. Release
 * with own_notice_done, also after an error. */
enum err own_notice_read(struct server *s, struct db *db, const struct id *id,
    const struct id *but, int64_t now_ms, struct own_notice *out,
    struct errinfo *e);
void own_notice_done(struct own_notice *n);

/* Bring the notices of an event of an episode in line with what its records say now:
 * make, correct or stop. change: empty but for NOTICE_CHANGE. */
enum err notice_settle(struct save *v, const struct id *episode,
    const struct id *change, enum notice_event what, struct errinfo *e);
/* A record beside a notice, made by the office: it does not go, or went wrong. */
enum err notice_stop(struct save *v, const struct id *notice, const char *why,
    struct errinfo *e);
enum err notice_fail(struct save *v, const struct id *sent, const char *what,
    const char *answer, struct errinfo *e);

/* The words of a notice by the settings; subject and text are appended to. */
struct notice_told {
	enum notice_event what;
	const char *correction; /* "", "corrected", "undone" */
	const char *reference, *on, *nature, *person, *name;
};
enum err notice_words(const struct conf *conf, const struct notice_told *told,
    struct buf *subject, struct buf *text, struct errinfo *e);
/* Are all templates of the settings good? ERR_CONFIG names the setting. */
enum err notice_check_conf(const struct conf *conf, struct errinfo *e);

/* Put the e-mail of the notice into the queue, to the address of the sending that v
 * is: once, and once more from the beginning if it had failed. why (ERR_SAYS_MAX)
 * gets a sentence, and nothing is queued, if it cannot be (notice_mail.c). */
enum err notice_mail(
    struct save *v, const struct own_notice *n, char *why, struct errinfo *e);
/* Take an e-mail that has not left out of the queue; its sending has failed then,
 * and n says so. *is_back: it does not go; also where there was none. */
enum err notice_take_back(
    struct save *v, struct own_notice *n, bool *is_back, struct errinfo *e);
/* What came of one (mail_done_fn). */
enum err notice_mail_done(struct server *s, struct db *db,
    const struct mail_row *row, struct errinfo *e);

#endif
