/* sync_in.h - inside sync*.c only: what is under way with the office.
 *
 * One conversation at a time (a session, or a sync), and beside it at most one
 * enrolment and one question about looks. Times are of the loop's clock
 * (model_tick) unless they say otherwise: it does not jump. */
#ifndef HAVEN_SYNC_IN_H
#define HAVEN_SYNC_IN_H

#include "model_in.h"
#include "model_retention.h"
#include "sync.h"

/* haven-net gives up after ten minutes; past this it is the one that hangs. */
#define SYNC_DEADLINE_MS (11 * 60000)
/* A question is asked between two ticks: its time counts from the next. */
#define SYNC_FROM_NEXT_TICK INT64_MIN
#define SYNC_WATCH_MS 1000 /* a tick so often while an answer is awaited */
#define NOTICES_TURN_MS 20 /* until the next part of the queue is read */
#define SYNC_TICK_MAX_MS 60000
#define SYNC_CLOCK_MS (10 * 60000) /* more apart: a clock is wrong */

#define SYNC_CODE_MAX 64 /* bytes of a one-time code, as typed */

enum sync_asked { ASKED_NOTHING, ASKED_SESSION, ASKED_SYNC };

struct sync_enrol {
	char url[STORE_URL_MAX], sign_in[STORE_SIGN_IN_MAX];
	char *passphrase;     /* locked memory */
	uint8_t *sign_secret; /* locked memory */
	uint8_t pin[WIRE_PIN];
	uint32_t number;
	int64_t asked_ms;
	struct id replaces; /* the device whose store is here, or none */
};

/* sync_retention.c */
struct sync_retention {
	uint32_t list_number, file_number, destroy_number;
	enum ask_state list_state, file_state, destroy_state;
	struct errinfo list_why, file_why, destroy_why;
	struct due_row *rows;
	struct {
		struct id record;
		size_t devices;
	} * left;
	size_t row_count, left_count;
	bool more, has_file;
	struct id file_id, destroy_file;
	struct due_file file;
};

/* A PDF that was asked for (sync_paper.c). */
struct sync_paper {
	uint32_t number; /* 0: no answer is awaited */
	enum ask_state state;
	bool is_session; /* what was asked is the fresh session for it */
	char path[300];
	struct buf pdf;
	struct errinfo why;
};

struct sync {
	struct net *net;

	/* the conversation */
	enum sync_asked asked;
	uint32_t number;
	int64_t asked_ms;
	struct sync_sent sent;
	/* when the next begins: rest_ms is counted from the next tick on */
	bool has_rest, has_due, is_soon;
	int64_t rest_ms, due_ms;
	/* a person waits for it, so that its steps are shown; the office's news
	 * of every minute come unseen */
	bool is_seen;
	unsigned failures;
	size_t batch;    /* writes in one request; fewer after the line broke */
	struct id *skip; /* writes that were answered in this round and wait */
	size_t skip_count, skip_cap;
	size_t done; /* writes answered in this round ("Sending 2 of 5") */

	/* the session; both in locked memory, "": none */
	char *token;
	char *passphrase; /* until the lock */

	struct sync_enrol *enrol;
	enum ask_state enrol_state;
	struct errinfo enrol_why;
	char enrol_code[SYNC_CODE_MAX]; /* of the next one; wiped after it */
	bool enrol_needs_code;

	struct id looks_file;
	uint32_t looks_number;
	enum ask_state looks_state;

	/* sync_access.c */
	struct id access_file;
	uint32_t access_number, opening_number;
	enum ask_state access_state, opening_state;
	struct opened opened;
	struct errinfo opening_why;
	/* The write id of what was asked last to be opened, and a hash of that:
	 * the same again is the same, until an answer says that it is open. */
	struct id opening_write;
	uint8_t opening_hash[SEAL_HASH];

	struct sync_retention retention;
	/* sync_copy.c */
	struct id copy;
	uint32_t copy_number;
	enum ask_state copy_state;
	char *copy_text;
	struct errinfo copy_why;
	/* sync_inspect.c: of all of them, and the list of one */
#define SYNC_INSPECTS 2
	struct id inspect_of[SYNC_INSPECTS];
	uint32_t inspect_number[SYNC_INSPECTS];
	enum ask_state inspect_state[SYNC_INSPECTS];

	/* sync_audit.c */
	uint32_t audit_number;
	enum ask_state audit_state;
	bool audit_more;
	int64_t audit_next;
	struct errinfo audit_why;
	/* sync_office.c; office_text is what office_json points into */
	uint32_t office_number;
	enum ask_state office_state;
	bool office_does; /* it was to do something, not only to tell */
	struct json *office_json;
	char *office_text;
	size_t office_len;
	struct errinfo office_why;

	/* sync_before.c: what waits in a store that was put aside */
	bool before_is_due;
	uint32_t before_number;
	int64_t before_after, before_last; /* rows that the office has */
	size_t before_sent; /* pieces in the question under way */
	size_t before_count, before_refused;
	char before_why[ERR_SAYS_MAX];

	/* A one-time code, in locked memory, "": none; and whether the office
	 * wants one (sync_session.c). */
	char *one_time;
	bool needs_code;
	struct sync_paper paper;
	/* sync_stats.c */
	uint32_t report_number;
	enum ask_state report_state;
	struct id report;
	struct errinfo report_why;

	struct id refused_file; /* asked for, and not for this person */
};

/* ---- sync_ask.c: one question ---- */
struct sync_question {
	bool is_post;
	const char *path;
	const char *headers; /* more of them, or NULL */
	const char *token;   /* or NULL */
	const void *body;
	size_t len;
};
/* To the office of the open store. */
enum err sync_ask(struct model *m, const struct sync_question *q,
    uint32_t *number, struct errinfo *e);
/* To an office that is known by a pin alone. */
enum err sync_ask_first(struct model *m, const char *url,
    const uint8_t pin[WIRE_PIN], const struct sync_question *q,
    uint32_t *number, struct errinfo *e);
/* "sha256//" and the pin, as libcurl wants it. Append. */
void sync_pin_print(struct buf *out, const uint8_t pin[WIRE_PIN]);
/* What went wrong, in words: an error of the link, or an answer of another
 * status than was hoped for. ERR_NET, ERR_AUTH (401), ERR_BUSY (429, 503) or
 * ERR_DENIED. */
enum err sync_say(const struct net_answer *an, struct errinfo *e);
/* The same of a question for which somebody waits, and which is not asked again by
 * itself: an answer that did not come says so. may_be_done: it was to do something. */
enum err sync_say_asked(
    const struct net_answer *an, bool may_be_done, struct errinfo *e);

/* ---- sync.c ---- */
/* The conversation ended badly: wait, and begin again. */
void sync_failed(struct model *m, enum err code, const char *says);
/* The office asks for the passphrase, and it is not here. */
void sync_needs_passphrase(struct model *m, const char *says);
/* Ask now. */
void sync_begin(struct model *m);
/* Everything comes in here, from net_readable. */
void sync_on_answer(void *model, const struct net_answer *an);
void sync_end_round(struct sync *s);
void sync_count(struct model *m); /* status: here and stopped; sync_link.c */

/* ---- sync_session.c ---- */
enum err sync_session_ask(struct model *m, struct errinfo *e);
void sync_session_answer(struct model *m, const struct net_answer *an);
void sync_token_set(struct model *m, const char *token);
void sync_token_drop(struct model *m);

/* ---- sync_enrol.c, sync_looks.c ---- */
void sync_enrol_answer(struct model *m, const struct net_answer *an);
/* Let go of it; why NULL: nobody waits any more. */
void sync_enrol_end(
    struct model *m, enum ask_state state, const struct errinfo *why);
/* Keep a list about a file that came, sealed, with the time: under meta and the
 * file's id, {"as_of":ms,"answer":{member:[...],"more":N}}. What is past the ceiling is
 * left out; more is how many that are, with those that the office says it left
 * out. ERR_INVALID, and nothing is kept: an item is not good. */
enum err sync_keep_list(struct model *m, const struct net_answer *an,
    const struct id *file, const char *meta, const char *member,
    bool (*is_good)(const struct json *item));

/* ---- questions beside the conversation ---- */

/* What is asked by itself, each in a file of its own: a row of SYNC_ASKERS, and
 * sync_..._asker in that file. */
struct sync_asker {
	/* False: it answers nothing that was asked there. */
	bool (*answer)(struct model *m, const struct net_answer *an);
	bool (*waits)(const struct sync *s); /* for an answer */
	void (*give_up)(struct model *m);    /* the helper hangs */
	void (*end)(struct sync *s);         /* the lock, or haven ends */
};
#define SYNC_ASKERS(X) \
	X(looks)       \
	X(access)      \
	X(retention)   \
	X(copy)        \
	X(inspect)     \
	X(audit)       \
	X(office)      \
	X(before)      \
	X(paper)       \
	X(stats)
#define SYNC_ASKER(name) extern const struct sync_asker sync_##name##_asker;
SYNC_ASKERS(SYNC_ASKER)
#undef SYNC_ASKER

/* All of them, one after the other (sync_link.c). */
bool sync_askers_answer(struct model *m, const struct net_answer *an);
bool sync_askers_wait(const struct sync *s);
void sync_askers_give_up(struct model *m);
void sync_askers_end(struct sync *s);

/* Some of what waits in a store that was put aside, if there is one
 * (sync_before.c). */
void sync_before_ask(struct model *m);

/* What this answer touches of the notices is read anew when asked for. */
void sync_touch_notices(struct model *m, const struct sync_answer *an,
    const struct sync_applied *did);

#endif
