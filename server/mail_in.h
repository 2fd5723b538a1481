/* mail_in.h - between the files of mail. */
#ifndef HAVEN_MAIL_IN_H
#define HAVEN_MAIL_IN_H

#include "mail.h"

/* How a try ended (mail_talk.c). */
enum mail_outcome {
	MAIL_WENT,  /* the server took it */
	MAIL_LATER, /* it answered: not now (4xx) */
	MAIL_NEVER, /* it answered: not this one (5xx) */
	MAIL_LINK,  /* it could not be asked: nothing about this mail */
	MAIL_CUT, /* the line broke while it was handed over, before its end */
	MAIL_UNSURE /* after its end, before the answer */
};

/* ---- rows (mail_rows.c) ---- */

/* clear: appended to, subject, text, a NUL after each; or NULL. ERR_NOT_FOUND: of
 * the row or of its file; ERR_CRYPTO. row is filled if there is one. */
enum err mail_read(struct server *s, struct db *db, const struct id *id,
    struct mail_row *row, struct buf *clear, struct errinfo *e);
/* Keep all that may change of a row. */
enum err mail_set(struct server *s, struct db *db, const struct mail_row *row,
    struct errinfo *e);

/* ---- a turn of the sender: one job of the writer (mail_queue.c) ---- */

struct mail_turn {
	/* In: how the last one ended. */
	bool has_result;
	enum mail_outcome outcome;
	char answer[MAIL_ANSWER_MAX + 1];
	/* In: begin another. */
	bool wants_next;
	int64_t now_ms;
	int64_t retry_for_ms;
	const char *domain; /* for a Message-ID that is made now */
	uint16_t chance;    /* for the jitter of a wait */
	/* The mail of the result; then the one that is begun, if any. */
	struct id id;
	bool has_next;
	char message_id[MAIL_ID_MAX];
	int64_t made_ms;
	struct buf clear; /* to, subject, text, a NUL after each */
	const char *to, *subject, *text; /* inside clear */
	/* Nothing is due before; 0: nothing waits. */
	int64_t due_ms;
};
#define MAIL_CLEAR_MAX (MAIL_TEXT_MAX + 2048)
/* In a transaction. */
enum err mail_turn_run(
    struct server *s, struct db *db, void *turn, struct errinfo *e);

/* How long to wait after so many tries (1 or more): a minute, doubled each time, 4
 * hours at most, a fifth more or less by chance. */
#define MAIL_WAIT_MIN_MS 60000
#define MAIL_WAIT_MAX_MS (4 * 3600 * 1000)
int64_t mail_wait_ms(int64_t tries, uint16_t chance);

/* Does every seal of the queue hold (havend verify)? */
void mail_verify(struct server *s, struct db *db,
    void (*each)(void *arg, const char *id), void *arg);

/* Seconds: until it is ready to be asked; for an answer; for a whole mail. */
struct mail_limits {
	long connect_s, answer_s, mail_s;
};
extern const struct mail_limits mail_limits;

/* ---- a line to the server, by the helper haven-mail (mail_line.c) ---- */

struct mail_line;
/* conf and password must outlive it. is_ended: asked now and then on the caller's
 * thread; true ends what is going on, if nothing can have been taken yet. */
struct mail_line *mail_line_new(const struct mail_conf *conf,
    const char *password, const struct mail_limits *limits,
    bool (*is_ended)(void *arg), void *arg);
/* One letter. answer: MAIL_ANSWER_MAX + 1 bytes, always filled. */
enum mail_outcome mail_line_send(struct mail_line *l, const char *from,
    const char *to, const struct buf *letter, char *answer);
/* Say goodbye, as far as the server listens; it is connected anew next time. */
void mail_line_rest(struct mail_line *l);
/* End haven-mail now, and for good. Any thread, while another is inside
 * mail_line_send. */
void mail_line_cut(struct mail_line *l);
void mail_line_free(struct mail_line *l);

/* ---- the same line inside haven-mail, by libcurl (mail_talk.c) ---- */

struct mail_talk;
/* on_end: called before the end of a mail is handed over; false: it is not, and the
 * line is cut. */
struct mail_talk *mail_talk_new(const struct mail_conf *conf,
    const char *password, const struct mail_limits *limits,
    bool (*is_ended)(void *arg), bool (*on_end)(void *arg), void *arg);
enum mail_outcome mail_talk_send(struct mail_talk *t, const char *from,
    const char *to, const struct buf *letter, char *answer);
void mail_talk_rest(struct mail_talk *t);
void mail_talk_free(struct mail_talk *t);

#endif
