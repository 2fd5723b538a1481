/* share_wait.h - what waits for whom, and when: a table of who is asked, on top of
 * share_kit.h. */
#ifndef HAVEN_SHARE_WAIT_H
#define HAVEN_SHARE_WAIT_H

#include "share_kit.h"

#define HOURS 3600000LL
#define DAYS (24 * HOURS)

/* How often it waits for them; with the record, if one is given. */
KIT_FUNC int
count_waiting(const struct person *p, const char *what, const struct id *record,
    int64_t at_ms)
{
	struct buf out = BUF_INIT(1000000);
	struct jw w = JW_INIT(&out);
	struct errinfo e = { 0 };
	struct json *doc = NULL;
	struct db *db = kit_reader();
	int n = 0;

	jw_open(&w, NULL);
	kit_must(store_waiting(kit, db, &p->who, at_ms, &w, &e), &e, "waiting");
	jw_close(&w);
	server_reader_done(kit, db);
	kit_must(json_parse(&doc, buf_str(&out), out.len, out.len + 1, &e), &e,
	    "json");
	for (const struct json *at = json_first(json_get(doc, "waiting")); at;
	     at = json_next(at))
		n += strcmp(json_text_of(at, "what", ""), what) == 0 &&
		     (record == NULL || strcmp(json_text_of(at, "record", ""),
					    record->s) == 0);
	json_free(doc);
	buf_done(&out);
	return n;
}

struct asked {
	const char *why;
	const struct person *who;
	int64_t after_ms;
	int want;
};

KIT_FUNC void
ask_all(const char *what, const struct id *record, const struct asked *rows,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int n = count_waiting(
		    rows[i].who, what, record, kit_now + rows[i].after_ms);

		if (n != rows[i].want)
			fail_msg("%s, %s: %d", what, rows[i].why, n);
	}
}

#define ASK(what, record, rows) ask_all(what, record, rows, KIND_COUNT(rows))

#endif
