/* request_office.h - requests as the office holds them: one with all that lies beside
 * it, what may be saved, and what waits (A1, A3, A4, C2). */
#ifndef HAVEN_REQUEST_OFFICE_H
#define HAVEN_REQUEST_OFFICE_H

#include "request.h"
#include "request_copy.h"
#include "seal.h"
#include "store.h"

struct save;

/* A request with what lies beside it, but for the decisions about records. */
struct own_request {
	struct id id;
	struct record_row row;
	struct record *body;
	struct request_beside *beside;
	struct record_row *rows; /* of what lies beside it */
	size_t count;
	struct request_stand stand;
};
/* Whoever may see it. Release with own_request_done, also after an error. */
enum err own_request_read(struct server *s, struct db *db, const struct id *id,
    int64_t now_ms, struct own_request *out, struct errinfo *e);
void own_request_done(struct own_request *r);

/* Does the copy need the child's view (C2): by the birth date and the newest
 * assessment of competence that the office holds? */
bool own_request_needs_view(struct server *s, struct db *db,
    const struct own_request *r, int64_t now_ms);

/* ---- what is decided about each record ---- */

struct own_item {
	struct id id;
	struct record_row row;
	struct record *decision; /* the newest, or NULL */
	struct id decision_id;
	struct id thread; /* of the decision */
	enum item_state state;
	bool is_earlier; /* version of the row is not the newest */
	int64_t came_ms; /* its first version, which never moves */
};
/* Every record of the file, and the earlier versions about which something is
 * decided, but requests and what lies beside them, whoever may see
 * it, in the order in which they came. until: changes after this one are not there
 * (0: none). Release with own_items_done, also after an error. */
struct own_items {
	struct own_item *at;
	size_t count;
};
enum err own_items_read(struct server *s, struct db *db,
    const struct own_request *r, int64_t until, struct own_items *out,
    struct errinfo *e);
void own_items_done(struct own_items *l);

/* ---- the copy (request_make.c) ---- */

/* The state that a copy is made of: by this it is made again exactly. */
struct copy_state {
	int64_t change; /* the last one that it knows */
	int64_t looks;  /* the last row of the audit record */
	const char *office, *complain;
};
/* What goes, as a document (the caller's), and how much of it. Nothing of what does
 * not go is in it. ERR_TOO_BIG: it is too long to be set. */
enum err copy_document(struct server *s, struct db *db,
    const struct own_request *r, const struct own_items *items,
    const struct copy_state *state, struct doc **out,
    struct copy_counts *counts, struct errinfo *e);
/* The version of a record that stood after a change; 0: there was none. */
int64_t copy_stood(struct db *db, const struct id *id, int64_t change);
/* A version as it was written, the caller's; NULL: there is none, or it cannot be
 * read. env (or NULL) loses its body. */
struct record *copy_version(struct server *s, struct db *db,
    const struct id *id, int64_t version, struct envelope *env);
/* Each inspection with the file in its scope whose access had begun by then, but for
 * one that this file's own family kept shut all the time (O2): who inspected with
 * what authority; when, and whether they looked (request_inspected.c; A2, O1). The strings are good for the call. */
typedef void copy_line_fn(void *arg, const char *who, const char *what);
enum err copy_inspections(struct server *s, struct db *db,
    const struct own_request *r, const struct own_items *items,
    const struct copy_state *state, copy_line_fn *each, void *arg,
    struct errinfo *e);
/* Its fingerprint: hex of a hash of its plain text, which is appended to text. */
#define COPY_HASH_TEXT (SEAL_HASH * 2 + 1)
void copy_fingerprint(
    const struct doc *d, struct buf *text, char out[COPY_HASH_TEXT]);
/* A request_ready was kept: the office makes the copy. */
enum err store_copy_follow(struct save *v, struct errinfo *e);

/* As store_share_is_asked: a step of a request, by the line manager of somebody who
 * is assigned to its file; R7 is asked of the request (request_rules.c). */
bool request_is_asked(const struct save *v);

/* ---- rules of a save (request_rules.c): as store_share_allows ---- */
bool request_allows_new(struct save *v);    /* request */
bool request_allows_item(struct save *v);   /* request_item */
bool request_allows_ready(struct save *v);  /* request_ready */
bool request_allows_check(struct save *v);  /* request_check */
bool request_allows_answer(struct save *v); /* request_answer */
bool request_allows_wrong(struct save *v);  /* wrong_send, also a change */
bool request_allows_end(struct save *v);    /* wrong_end */

/* ---- what waits ---- */
/* Is a request due so soon that this role is told, or has its clock stood still for
 * long? due_ms gets its due day. */
bool request_waits(struct server *s, struct db *db,
    const struct record_row *row, enum role role, int64_t now_ms,
    int64_t *due_ms);
/* The end of the 72 hours of an incident that is not closed (A4). */
bool request_wrong_due(struct server *s, struct db *db,
    const struct record_row *row, int64_t *due_ms);

#endif
