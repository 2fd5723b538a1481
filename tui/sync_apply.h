/* sync_apply.h - between sync_apply.c and its parts only: one answer on its
 * way into the store, inside one transaction. */
#ifndef HAVEN_SYNC_APPLY_H
#define HAVEN_SYNC_APPLY_H

#include "sync.h"

struct apply {
	struct store *st;
	const struct sync_answer *an;
	const struct sync_sent *sent;
	struct sync_applied *did;
	struct id staff; /* whose store it is */
	struct errinfo *e;
	/* Of the outbox, once its results are in: counted when first asked. */
	size_t listed;
	bool has_counted;
};

bool apply_has(const struct id *ids, size_t count, const struct id *id);
/* The name of this file's child may be another one now. */
void apply_note_child(struct apply *a, const struct id *file);
/* One record of the office, by the cases. */
enum err apply_record(struct apply *a, const struct envelope *env);

/* Written only if it differs: an idle minute writes next to nothing. */
enum err apply_meta(
    const struct apply *a, const char *key, const char *text, size_t len);

/* sync_past.c: what an office that was put back has lost; that a record of it is
 * there again; what it says of the chain. */
enum err apply_rescue(struct apply *a);
enum err apply_came_back(struct apply *a, const struct envelope *env);
enum err apply_chain(struct apply *a);

/* sync_me.c: who this is, and that it is here */
enum err apply_me(struct apply *a);

/* sync_role.c: is it another role than the one as which this device was told what
 * it holds (or is that not known)? Then, before anything of the answer is kept:
 * what the role may not read is erased, and did->is_anew is set, so that the
 * next question is from cursor "0". */
bool apply_role_is_new(const struct apply *a);
enum err apply_role(struct apply *a);

/* sync_files.c */
enum err apply_set(struct apply *a);
enum err apply_asked(struct apply *a);
enum err apply_whole(struct apply *a);
/* sync_destroyed.c: what the office destroyed is gone here, too; and it knows now of
 * what it was told (R2, promise 10). */
enum err apply_destroyed(struct apply *a);
/* What waits for this person changed: the files it stands in are asked for. */
enum err apply_waiting(struct apply *a);

#endif
