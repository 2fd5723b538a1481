/* store_shape.c - what can be told of a save by looking at it alone. */
#include "store_in.h"

/* A device whose clock is wrong by more than this is not believed. */
#define SLACK_MS (86400000LL)
/* No kind goes as deep as half of this. */
#define BODY_DEPTH_MAX 16

bool
store_is_deep(const struct put *p)
{
	bool in_text = false;
	int depth = 0;

	for (size_t i = 0; i < p->body_len; i++) {
		char c = p->body[i];

		if (in_text && c == '\\')
			i++;
		else if (c == '"')
			in_text = !in_text;
		else if (!in_text && (c == '{' || c == '['))
			depth++;
		else if (!in_text && (c == '}' || c == ']'))
			depth--;
		if (depth > BODY_DEPTH_MAX)
			return true;
	}
	return false;
}

int64_t
store_written_ms(const struct put *p)
{
	bool can_be =
	    p->written_ms > 0 && p->written_ms <= p->now_ms + SLACK_MS;

	return can_be ? p->written_ms : p->now_ms;
}

bool
store_sign_time(const struct put *p, int64_t made_ms)
{
	return p->signed_ms > 0 && p->signed_ms >= made_ms - SLACK_MS &&
	       p->signed_ms <= p->now_ms + SLACK_MS;
}
