/* policy.c - the five documents, and the days of grace (T2). */
#include "policy.h"

#include <assert.h>
#include <string.h>

#include "kinds.h"
#include "when.h"

/* The choices of kind_policy.c, in their order. */
static const struct choice *
document(unsigned which)
{
	return which < POLICY_COUNT ? &policy_documents[which] : NULL;
}

const char *
policy_code(unsigned which)
{
	const struct choice *c = document(which);

	return c != NULL ? c->code : "";
}

const char *
policy_title(unsigned which)
{
	const struct choice *c = document(which);

	return c != NULL ? c->label : "";
}

unsigned
policy_find(const char *code)
{
	unsigned i = 0;

	while (i < POLICY_COUNT && strcmp(policy_code(i), code) != 0)
		i++;
	return i;
}

bool
policy_is_asked_of(enum role role)
{
	return role != ROLE_INSPECTOR;
}

/* The first minute of a day so many days from the one that ms is in. */
static int64_t
day_begins_ms(int64_t ms, int64_t days)
{
	struct civil day = when_civil(ms);

	day.has_time = false;
	day.hour = day.minute = 0;
	day = when_add_days(day, (int)days);
	return when_ms(&day);
}

int64_t
policy_until_ms(int64_t received_ms, int64_t grace_days)
{
	return grace_days > 0 ? day_begins_ms(received_ms, grace_days + 1)
			      : received_ms;
}

int64_t
policy_past_ms(int64_t now_ms, int64_t grace_days)
{
	return grace_days > 0 ? day_begins_ms(now_ms, -grace_days) : now_ms + 1;
}
