/* office_due.h - the office of office_scene.h, where the child's file is due for
 * review: by a period of nine years from birth. */
#ifndef HAVEN_OFFICE_DUE_H
#define HAVEN_OFFICE_DUE_H

#include "office_sync.h"

#define DUE_REASON "The period has ended and nothing speaks for keeping it."

static inline int
due_start(void **state)
{
	static const char *const names[] = { "retain_support", "retain_concern",
		"retain_staff", "retain_abuse" };

	sync_start(state);
	for (size_t i = 0; i < 4; i++)
		office_set(&sc.office, names[i], "birth 9");
	return 0;
}

static inline void
due_path(char out[200])
{
	snprintf(out, 200, "/v1/files/%s/retention", sc.file.s);
}

/* "state" as this person is shown it. */
static inline void
due_state(enum who who, char out[SEAL_HASH * 2 + 1])
{
	char path[200];

	due_path(path);
	if (worker_get(&sc.who[who], path, &sc.out) != 200)
		fail_msg("%s", buf_str(&sc.out));
	json_free(answer);
	answer = office_json(&sc.out);
	snprintf(
	    out, SEAL_HASH * 2 + 1, "%s", json_text_of(answer, "state", ""));
}

static inline unsigned
due_review(enum who who, const struct id *id, const char *members)
{
	char path[200], body[2000];

	snprintf(body, sizeof(body), "{%s}", members);
	return worker_put(&sc.who[who],
	    scene_path(path, &sc.file, "retention_review", id), 0, NULL, body,
	    &sc.out);
}

/* A proposal to destroy it, by who, of the file as it is. */
static inline struct id
due_propose(enum who who)
{
	char state[SEAL_HASH * 2 + 1], members[600];
	struct id id = id_new();

	due_state(who, state);
	snprintf(members, sizeof(members),
	    "\"decision\":\"destroy\",\"reason\":\"" DUE_REASON
	    "\",\"state\":\"%s\"",
	    state);
	if (due_review(who, &id, members) != 201)
		fail_msg("%s", buf_str(&sc.out));
	return id;
}

static inline unsigned
due_approve_as(enum who who, const struct id *review, const char *state,
    const char *typed, const char *passphrase)
{
	char body[800];

	snprintf(body, sizeof(body),
	    "{\"file\":\"%s\",\"review\":\"%s\",\"state\":\"%s\",\"typed\":"
	    "\"%s\",\"passphrase\":\"%s\"}",
	    sc.file.s, review->s, state, typed, passphrase);
	return worker_post(&sc.who[who], "/v1/destructions", body, &sc.out);
}

/* Proposed and approved: the file is gone. */
static inline void
due_destroy(void)
{
	struct id review = due_propose(SENIOR);
	char state[SEAL_HASH * 2 + 1];

	due_state(DIRECTOR, state);
	if (due_approve_as(
		DIRECTOR, &review, state, "destroy", OFFICE_PASSPHRASE) != 201)
		fail_msg("%s", buf_str(&sc.out));
}

/* Does all hold? What does not is in *says. */
static inline int64_t
due_verify(struct buf *says)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	int64_t bad = -1;

	assert_non_null(db);
	buf_clear(says);
	assert_int_equal(store_verify(sc.office.s, db, says, &bad, &e), ERR_OK);
	server_reader_done(sc.office.s, db);
	return bad;
}

#endif
