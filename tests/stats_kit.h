/* stats_kit.h - an office with many files in it, for tests of statistics: short ways to
 * make children whose support began and ended, and to ask for a report. */
#ifndef HAVEN_STATS_KIT_H
#define HAVEN_STATS_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "office_scene.h"
#include "jscan.h"
#include "stats_guard.h"

#define SMALL 5

static struct scene sc;
static struct id agency;

/* ---- files, many at once ---- */

/* One child: when support began and ended, what it is, and two scores. */
struct child {
	struct id file, episode;
	const char *nature, *born, *began, *ended;
	int before, after; /* 0: none */
};

static inline enum err
put_one(struct server *s, struct db *db, const struct kind *kind,
    const struct id *file, const struct id *id, const char *body,
    struct errinfo *e)
{
	struct put p = { .kind = kind,
		.table = kind->version,
		.written_ms = sc.office.now_ms,
		.now_ms = sc.office.now_ms,
		.body = body,
		.body_len = strlen(body) };
	struct put_result result;
	enum err code;

	p.who = (struct caller){ .staff = sc.who[SENIOR].staff,
		.device = sc.who[SENIOR].device,
		.role = ROLE_SENIOR };
	p.write = id_new();
	p.id = *id;
	p.file = *file;
	code = store_put(s, db, &p, &result, e);
	if (code == ERR_OK && result.status != 201)
		fail_msg("%s: %u %s: %s", kind->name, result.status,
		    result.error.says, body);
	return code;
}

static inline enum err
put_scores(struct server *s, struct db *db, const struct child *c,
    const char *point, const char *day, int score, struct errinfo *e)
{
	struct id id = id_new();
	char body[400];

	snprintf(body, sizeof(body),
	    "{\"episode\":\"%s\",\"point\":\"%s\",\"day\":\"%s\",\"scores\":[{"
	    "\"measure\":\"safety\",\"score\":%d}],\"progress\":\"x\"}",
	    c->episode.s, point, day, score);
	return put_one(s, db, &kind_outcome, &c->file, &id, body, e);
}

static inline enum err
put_child(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct child *c = arg;
	struct id id = id_new();
	char body[600], born[40] = "", ended[80] = "";
	enum err code;

	c->file = id_new();
	c->episode = id_new();
	if (c->born != NULL)
		snprintf(born, sizeof(born), ",\"born\":\"%s\"", c->born);
	if (c->ended != NULL)
		snprintf(ended, sizeof(ended),
		    ",\"ended\":\"%s\",\"end_reason\":\"x\"", c->ended);
	snprintf(
	    body, sizeof(body), "{\"name\":\"A\",\"purpose\":\"x\"%s}", born);
	code = put_one(s, db, &kind_front_sheet, &c->file, &id, body, e);
	snprintf(body, sizeof(body),
	    "{\"referred_on\":\"%s\",\"agency\":\"%s\",\"why_referred\":\"x\","
	    "\"purpose\":\"y\",\"started\":\"%s\",\"nature\":\"%s\"%s}",
	    c->began, agency.s, c->began, c->nature, ended);
	if (code == ERR_OK)
		code = put_one(
		    s, db, &kind_episode, &c->file, &c->episode, body, e);
	if (code == ERR_OK && c->before > 0)
		code = put_scores(s, db, c, "start", c->began, c->before, e);
	if (code == ERR_OK && c->after > 0)
		code = put_scores(s, db, c, "end", c->ended, c->after, e);
	return code;
}

static inline void
add(size_t count, struct child c)
{
	struct errinfo e = { 0 };

	for (size_t i = 0; i < count; i++)
		if (writer_do(sc.office.s->writer, put_child, &c, &e) != ERR_OK)
			fail_msg("%s", e.says);
}

/* ---- asking ---- */

static inline unsigned
ask(enum who who, const char *from, const char *until)
{
	char body[200];

	snprintf(body, sizeof(body), "{\"from\":\"%s\",\"until\":\"%s\"}", from,
	    until);
	return worker_post(&sc.who[who], "/v1/statistics", body, &sc.out);
}

static inline void
read_answer(struct stat_report *out, char report[ID_TEXT + 1])
{
	struct json *doc = office_json(&sc.out);
	struct errinfo e = { 0 };
	const char *start;
	size_t len;

	assert_true(
	    jscan_span(buf_str(&sc.out), sc.out.len, "tables", &start, &len));
	if (stat_report_read(out, start, len, &e) != ERR_OK)
		fail_msg("%s", e.says);
	snprintf(report, ID_TEXT + 1, "%s", json_text_of(doc, "report", ""));
	json_free(doc);
}

static inline void
must_make(const char *from, const char *until, struct stat_report *out)
{
	char report[ID_TEXT + 1];
	unsigned status = ask(DIRECTOR, from, until);

	if (status != 201)
		fail_msg("%s: %u %s", from, status, buf_str(&sc.out));
	read_answer(out, report);
}

static inline const struct stat_table *
table(const struct stat_report *r, enum stat_unit unit, enum stat_dim row_dim)
{
	struct stat_table like = { .unit = unit, .row_dim = row_dim };

	if (unit == STAT_OUTCOMES)
		snprintf(like.measure, sizeof(like.measure), "safety");
	assert_non_null(stat_find(r, &like));
	return stat_find(r, &like);
}

static inline int64_t
total(const struct stat_report *r, enum stat_unit unit)
{
	const struct stat_table *t = table(r, unit, stat_units[unit].rows[0]);

	return stat_at(t, t->rows, t->cols);
}

static inline int64_t
column(const struct stat_report *r, enum stat_unit unit, const char *code)
{
	const struct stat_table *t = table(r, unit, stat_units[unit].rows[0]);
	size_t c = stat_col(t, code);

	return c < t->cols ? stat_at(t, t->rows, c) : 0;
}

static inline int
start(void **state)
{
	(void)state;
	scene_start(&sc);
	sc.file = (struct id){ "" };
	agency = scene_put(&sc, SENIOR, "agency",
	    "{\"name\":\"A school\",\"what\":\"school\"}");
	return 0;
}

static inline int
stop(void **state)
{
	(void)state;
	scene_stop(&sc);
	return 0;
}

#endif
