/* sync_small.c - the members of an answer that are no lists, and of those the ones
 * that the device may have already (docs/SYNC.md, What it has already). */
#include "sync_answer_in.h"

#include <stdio.h>
#include <string.h>

#define MS_MAX 253402300799999 /* the end of the year 9999 */
#define HEX "0123456789abcdef"

enum err
answer_wrong(struct errinfo *e, const char *member)
{
	return err_field(e, ERR_INVALID, member,
	    "The office sent something that is not well formed (\"%s\"). "
	    "Nothing of it was taken over; what you wrote is kept here and is "
	    "sent again.",
	    member);
}

enum err
answer_left_out(struct sync_answer *an, const char *member, struct errinfo *e)
{
	an->is_partial = true;
	return *an->have ? ERR_OK : answer_wrong(e, member);
}

bool
answer_is_ms(int64_t ms)
{
	return ms > 0 && ms <= MS_MAX;
}

static bool
take_text(char *out, size_t size, const struct json *o, const char *key)
{
	const char *s = json_text_of(o, key, NULL);

	if (!s || strlen(s) >= size)
		return false;
	snprintf(out, size, "%s", s);
	return true;
}

static enum err
small_members(struct sync_answer *an, const struct json *o, struct errinfo *e)
{
	const struct json *more = json_get(o, "more");

	an->now_ms = json_int_of(o, "now", 0);
	if (!answer_is_ms(an->now_ms))
		return answer_wrong(e, "now");
	if (json_get(o, "have") &&
	    (!take_text(an->have, sizeof an->have, o, "have") || !*an->have))
		return answer_wrong(e, "have");
	if (!take_text(an->cursor, sizeof an->cursor, o, "cursor") ||
	    !*an->cursor)
		return answer_wrong(e, "cursor");
	if (json_get(o, "ended") &&
	    (!take_text(an->ended, sizeof an->ended, o, "ended") ||
		!*an->ended))
		return answer_wrong(e, "ended");
	if (!json_is_bool(more))
		return answer_wrong(e, "more");
	an->more = json_true(more);
	return ERR_OK;
}

/* ---- what the device may have already ---- */

static bool
take_generation(struct sync_answer *an, const struct json *o)
{
	return take_text(
		   an->generation, sizeof an->generation, o, "generation") &&
	       *an->generation;
}

static bool
take_set(struct sync_answer *an, const struct json *o)
{
	return take_text(an->set, sizeof an->set, o, "set");
}

static bool
take_chain(struct sync_answer *an, const struct json *o)
{
	const struct json *chain = json_get(o, "chain");

	an->chain_rows = json_int_of(chain, "rows", -1);
	an->held_ms = json_int_of(chain, "held", 0);
	an->lost_ms = json_int_of(chain, "lost", 0);
	if (json_get(chain, "past") &&
	    !take_text(an->past, sizeof an->past, chain, "past"))
		return false;
	if ((an->held_ms != 0 && !answer_is_ms(an->held_ms)) ||
	    (an->lost_ms != 0 && !answer_is_ms(an->lost_ms)))
		return false;
	return an->chain_rows >= 0 &&
	       take_text(
		   an->chain_head, sizeof an->chain_head, chain, "head") &&
	       strspn(an->chain_head, HEX) == SEAL_HASH * 2;
}

static bool
take_lease(struct sync_answer *an, const struct json *o)
{
	an->lease_until_ms = json_int_of(json_get(o, "lease"), "until", 0);
	return answer_is_ms(an->lease_until_ms);
}

static const struct {
	const char *member;
	bool (*take)(struct sync_answer *an, const struct json *o);
} optional[] = {
	{ "generation", take_generation },
	{ "set", take_set },
	{ "chain", take_chain },
	{ "lease", take_lease },
};

static enum err
part_members(struct sync_answer *an, const struct json *o, struct errinfo *e)
{
	enum err code = ERR_OK;

	for (size_t i = 0;
	     i < sizeof optional / sizeof optional[0] && code == ERR_OK; i++) {
		if (!json_get(o, optional[i].member))
			code = answer_left_out(an, optional[i].member, e);
		else if (!optional[i].take(an, o))
			code = answer_wrong(e, optional[i].member);
	}
	return code;
}

enum err
answer_small(struct sync_answer *an, const struct json *o, struct errinfo *e)
{
	enum err code = small_members(an, o, e);

	return code == ERR_OK ? part_members(an, o, e) : code;
}
