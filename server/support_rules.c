/* support_rules.c - an episode, or a change in one, is held against the others of its
 * file before it is kept, in the words that the device says too (F1, F2). What came
 * late from a device that was away may not agree any more: it goes back with the
 * sentence, and stays there. */
#include <stdlib.h>

#include "mem.h"
#include "store_in.h"
#include "support_check.h"

struct beside {
	struct support_record *at;
	size_t count;
};

static enum err
read_kind(struct save *v, const struct kind *kind, struct beside *b,
    struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0;
	enum err code =
	    store_ids_of_kind(v->db, &v->put->file, kind, &ids, &n, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		struct record_row row;
		struct record *body = NULL;

		code = store_body(v->s, v->db, &ids[i], &row, &body, e);
		if (code != ERR_OK)
			break;
		b->at = mem_grow(b->at, b->count + 1, sizeof(*b->at));
		b->at[b->count++] = (struct support_record){ ids[i], body };
	}
	free(ids);
	return code;
}

bool
store_support_agrees(struct save *v)
{
	struct problems *p = mem_zalloc(1, sizeof(*p));
	struct beside b = { 0 };
	bool agrees = true;

	/* A database that cannot answer judges nothing: store_put says so. By what
	 * else cannot be read nothing is refused. */
	if (read_kind(v, &kind_episode, &b, NULL) == ERR_OK &&
	    read_kind(v, &kind_nature_change, &b, NULL) == ERR_OK &&
	    !support_check(v->body, &v->put->id, b.at, b.count, p))
		agrees = store_refuse(
		    v, 422, ERR_INVALID, p->at[0].field, "%s", p->at[0].says);
	for (size_t i = 0; i < b.count; i++)
		record_free((struct record *)(uintptr_t)b.at[i].body);
	free(b.at);
	mem_free_wiped(p, sizeof(*p));
	return agrees;
}
