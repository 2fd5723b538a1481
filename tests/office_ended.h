/* office_ended.h - an office of a test whose people hand over what they wrote after
 * their access has ended; and what somebody does to its database behind its back. */
#ifndef HAVEN_OFFICE_ENDED_H
#define HAVEN_OFFICE_ENDED_H

#include <sqlite3.h>

#include "office_command.h"

#define RECORD "0198a000-0000-7000-8000-00000000000"

enum end { LEFT, REVOKED };

static inline void
end_access(enum who who, enum end end)
{
	const char *name = scene_people[who].name;

	if (end == LEFT)
		run(ERR_OK, (const char *const[]){ "user", "end", name }, 3);
	else
		run(ERR_OK,
		    (const char *const[]){
			"revoke-device", name, sc.who[who].device.s },
		    3);
}

static char ended_as[16]; /* what the last sign-in said */

/* The old token is gone; the passphrase gives one that hands over. */
static inline void
sign_in_again(enum who who)
{
	struct worker *w = &sc.who[who];
	char body[400];
	struct json *doc;

	assert_int_equal(sync_text(who, "{\"cursor\":\"0\"}"), 401);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"passphrase\":\"%s\",\"device\":\"%s\"}",
	    w->sign_in, OFFICE_PASSPHRASE, w->device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, body, &sc.out),
	    201);
	doc = office_json(&sc.out);
	snprintf(
	    ended_as, sizeof(ended_as), "%s", json_text_of(doc, "ended", ""));
	assert_true(strlen(ended_as) > 0);
	snprintf(
	    w->token, sizeof(w->token), "%s", json_text_of(doc, "token", ""));
	json_free(doc);
}

static inline void
hand_over(enum who who, const char *kind, const struct id *write,
    const char *id, int64_t base, const char *body)
{
	struct id record;
	char text[4000];

	assert_true(id_parse(&record, id));
	sync_as(who, "{\"cursor\":\"0\",\"writes\":[%s]}",
	    write_json(text, write, kind, &sc.file, &record, base, body));
}

/* Behind haven's back. */
static inline void
tamper(const char *sql)
{
	sqlite3 *h = NULL;
	char path[sizeof(sc.office.s->data_path)];

	snprintf(path, sizeof(path), "%s", sc.office.s->data_path);
	server_close(sc.office.s);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_true(sqlite3_changes(h) > 0);
	sqlite3_close(h);
	office_open(&sc.office);
}

#endif
