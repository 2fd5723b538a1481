/* access_watch_kit.h - changes of access that wait for those who answer for the files,
 * over the scene's office. */
#ifndef HAVEN_ACCESS_WATCH_KIT_H
#define HAVEN_ACCESS_WATCH_KIT_H

#include "people_kit.h"

/* ---- what waits ---- */

/* How many changes of access wait for somebody; last: the newest of them. */
static inline size_t
changes(enum who who, struct id *last)
{
	struct json *doc;
	size_t n = 0;

	assert_int_equal(worker_post(&sc.who[who], "/v1/sync",
			     "{\"cursor\":\"0\"}", &sc.out),
	    200);
	doc = office_json(&sc.out);
	for (const struct json *i = json_first(json_get(doc, "waiting")); i;
	     i = json_next(i)) {
		if (strcmp(json_text_of(i, "what", ""), "access_changed") != 0)
			continue;
		assert_true(id_parse(last, json_text_of(i, "record", NULL)));
		n++;
	}
	json_free(doc);
	return n;
}

static inline unsigned
seen(enum who who, const struct id *change)
{
	char path[200], body[200];
	struct id id = id_new();

	snprintf(path, sizeof(path), "/v1/access_seen/%s", id.s);
	snprintf(body, sizeof(body), "{\"change\":\"%s\"}", change->s);
	return worker_put(&sc.who[who], path, 0, NULL, body, &sc.out);
}

static inline unsigned
get_change(enum who who, const struct id *change)
{
	char path[200];

	snprintf(path, sizeof(path), "/v1/access_change/%s", change->s);
	return worker_get(&sc.who[who], path, &sc.out);
}

/* All that came with the scene is looked at. */
static inline void
look_at_all(void)
{
	struct id last;

	while (changes(LEAD, &last) > 0)
		assert_int_equal(seen(LEAD, &last), 201);
	while (changes(DIRECTOR, &last) > 0)
		assert_int_equal(seen(DIRECTOR, &last), 201);
}

static inline int
start_looked(void **state)
{
	start(state);
	look_at_all();
	office_at(&sc.office, OFFICE_NOW + 1000);
	return 0;
}

#define VOL "\"role\":\"volunteer\""
#define WORKER "\"role\":\"support_worker\""

/* members with the id of one of them in the place of "$". */
static inline const char *
with_manager(char out[200], const char *members, enum who manager)
{
	const char *at = strstr(members, "$");

	if (at == NULL)
		snprintf(out, 200, "%s", members);
	else
		snprintf(out, 200, "%.*s%s%s", (int)(at - members), members,
		    sc.who[manager].staff.s, at + 1);
	return out;
}

#define OF_SOMEBODY ",\"manager\":\"$\""

static inline enum err
set_factor(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FACTOR_SET);

	(void)s;
	stmt_id(st, 1, arg);
	stmt_blob(st, 2, "x", 1);
	stmt_int(st, 3, 1);
	if (stmt_done(st, e) != ERR_OK)
		return db_error(db, e);
	st = db_stmt(db, SQL_FACTOR_ON);
	stmt_id(st, 1, arg);
	return stmt_done(st, e);
}

#endif
