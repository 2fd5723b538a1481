/* decide.c - the decision to share: weigh the facts, find the row, and write down
 * what follows from it. */
#include "decide_in.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

bool
decision_needs(const struct decision *d, enum need need)
{
	return (d->needs & DECIDE_BIT(need)) != 0;
}

bool
decision_follows(const struct decision *d, enum followup followup)
{
	return (d->followups & DECIDE_BIT(followup)) != 0;
}

bool
outcome_is_share(enum outcome outcome)
{
	return outcome != OUTCOME_DO_NOT_SHARE &&
	       outcome != OUTCOME_SEEK_ADVICE;
}

void
decide(const struct facts *f, struct decision *out)
{
	const struct verdict *v;
	struct weighed w;

	assert(*f->on != '\0' && f->harm < HARM_COUNT);
	memset(out, 0, sizeof(*out));
	decide_weigh(&w, f);
	v = decide_find(&w);
	out->row = v->row;
	out->outcome = v->outcome;
	decide_tell(f, v, out);
	out->needs = decide_needs_of(&w, v);
	out->followups = decide_followups_of(&w, v, out);
	/* The young person is asked as soon as can be; it does not wait. */
	out->may_share_now =
	    outcome_is_share(v->outcome) &&
	    (out->needs & ~DECIDE_BIT(NEED_ASK_YOUNG_PERSON)) == 0;
	decide_say(&w, v, out);
}

void
decision_done(struct decision *d)
{
	for (size_t i = 0; i < d->tell_count; i++)
		mem_free_text(d->tell[i].person);
	free(d->tell);
	memset(d, 0, sizeof(*d));
}
