/* demo_office.h - an office with a store for the demo, and what every invented
 * record must be. */
#ifndef HAVEN_DEMO_OFFICE_H
#define HAVEN_DEMO_OFFICE_H

#include "demo.h"
#include "office.h"

#define HOUR_MS INT64_C(3600000)

static struct office office;

static inline void
open_as(bool is_demo)
{
	office_start(&office);
	if (!is_demo)
		return;
	server_close(office.s);
	office_set(&office, "demo", "yes");
	office_open(&office);
}

static inline void
no_hit(void *arg, const char *path, const char *text, size_t at, size_t len)
{
	(void)arg;
	(void)path;
	fail_msg("a word of interpretation: %.*s", (int)len, text + at);
}

/* Whole, of this table, nothing in it that a form would point out. */
static inline void
check_body(const struct kind *k, const char *body, size_t len, int64_t at_ms)
{
	static struct problems p;
	struct check_ctx ctx = { .now = when_civil(at_ms), .complete = true };
	struct errinfo e = { 0 };
	struct record *r = NULL;

	if (record_from_json(&r, k, body, len, false, &p, &e) != ERR_OK)
		fail_msg("%s: %s", k->name, e.says);
	if (!record_check(r, &ctx, &p))
		fail_msg("%s, %s: %s", k->name, p.at[0].field, p.at[0].says);
	record_interpretation(r, no_hit, NULL);
	if (strstr(body, "{c}") || strstr(body, "{a}") || strstr(body, "{s}") ||
	    strstr(body, "{h}") || strstr(body, "{t}"))
		fail_msg("%s: a name was not filled in", k->name);
	record_free(r);
}

#endif
