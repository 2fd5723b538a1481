/* sync_notice.c - which notices an answer of the office touches, so that only their
 * files are read anew. */
#include "model_notice.h"

#include <string.h>

#include "sync_in.h"

/* "notice", "notice_sent" and what comes of it. */
static void
touch(struct model *m, const struct envelope *env)
{
	if (strncmp(env->kind, "notice", 6) == 0)
		model_notice_touch(m, &env->file);
}

void
sync_touch_notices(struct model *m, const struct sync_answer *an,
    const struct sync_applied *did)
{
	for (size_t i = 0; i < an->change_count; i++)
		if (!an->changes[i].is_card && !an->changes[i].is_gone)
			touch(m, &an->changes[i].record);
	for (size_t i = 0; i < an->whole_count; i++)
		for (size_t n = 0; n < an->whole[i].count; n++)
			touch(m, &an->records[an->whole[i].first + n]);
	/* Files that left, and those of records that are gone. */
	for (size_t i = 0; did->has_erased && i < did->child_count; i++)
		model_notice_touch(m, &did->children[i]);
	if (did->is_ended)
		model_forget_notices(m);
}
