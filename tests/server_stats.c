/* server_stats.c - a report of statistics: who may ask, that nothing small is in it, that
 * a slice of one that was shown is refused, and that counts outlive a destroyed file
 * (N1, N2, N3). */
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

static enum err
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

static enum err
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

static enum err
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

static void
add(size_t count, struct child c)
{
	struct errinfo e = { 0 };

	for (size_t i = 0; i < count; i++)
		if (writer_do(sc.office.s->writer, put_child, &c, &e) != ERR_OK)
			fail_msg("%s", e.says);
}

/* ---- asking ---- */

static unsigned
ask(enum who who, const char *from, const char *until)
{
	char body[200];

	snprintf(body, sizeof(body), "{\"from\":\"%s\",\"until\":\"%s\"}", from,
	    until);
	return worker_post(&sc.who[who], "/v1/statistics", body, &sc.out);
}

static void
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

static void
must_make(const char *from, const char *until, struct stat_report *out)
{
	char report[ID_TEXT + 1];
	unsigned status = ask(DIRECTOR, from, until);

	if (status != 201)
		fail_msg("%s: %u %s", from, status, buf_str(&sc.out));
	read_answer(out, report);
}

static const struct stat_table *
table(const struct stat_report *r, enum stat_unit unit, enum stat_dim row_dim)
{
	struct stat_table like = { .unit = unit, .row_dim = row_dim };

	if (unit == STAT_OUTCOMES)
		snprintf(like.measure, sizeof(like.measure), "safety");
	assert_non_null(stat_find(r, &like));
	return stat_find(r, &like);
}

static int64_t
total(const struct stat_report *r, enum stat_unit unit)
{
	const struct stat_table *t = table(r, unit, stat_units[unit].rows[0]);

	return stat_at(t, t->rows, t->cols);
}

static int64_t
column(const struct stat_report *r, enum stat_unit unit, const char *code)
{
	const struct stat_table *t = table(r, unit, stat_units[unit].rows[0]);
	size_t c = stat_col(t, code);

	return c < t->cols ? stat_at(t, t->rows, c) : 0;
}

static int
start(void **state)
{
	(void)state;
	scene_start(&sc);
	sc.file = (struct id){ "" };
	agency = scene_put(&sc, SENIOR, "agency",
	    "{\"name\":\"A school\",\"what\":\"school\"}");
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	scene_stop(&sc);
	return 0;
}

/* ---- who may ask, and what for ---- */

static void
test_who(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		const char *from, *until;
		unsigned status;
	} rows[] = {
		{ "a support worker", ASSIGNED, "2026-01-01", "2026-01-31",
		    403 },
		{ "a volunteer", VOLUNTEER, "2026-01-01", "2026-01-31", 403 },
		{ "a senior", SENIOR, "2026-01-01", "2026-01-31", 403 },
		{ "a manager", MANAGER, "2026-01-01", "2026-01-31", 403 },
		{ "an inspector", INSPECTOR, "2026-01-01", "2026-01-31", 403 },
		{ "an administrator", ADMIN, "2026-01-01", "2026-01-31", 403 },
		{ "no day", LEAD, "", "2026-01-31", 422 },
		{ "the wrong way round", LEAD, "2026-02-01", "2026-01-31",
		    422 },
		{ "a month that is not over", LEAD, "2026-01-01", "2026-04-30",
		    422 },
		{ "a trustee", TRUSTEE, "2026-01-01", "2026-01-31", 201 },
		{ "the Lead, later", LEAD, "2026-01-01", "2026-01-31", 200 },
		{ "the Director, other days of the months", DIRECTOR,
		    "2026-01-05", "2026-01-06", 200 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		unsigned status = ask(rows[i].who, rows[i].from, rows[i].until);

		if (status != rows[i].status)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&sc.out));
	}
}

/* Nothing small is shown, and no name, id or day of a child. */
static void
test_nothing_small(void **state)
{
	struct stat_report r;
	size_t hidden = 0;

	(void)state;
	add(20, (struct child){ .nature = "mentoring",
		    .born = "2015-05-05",
		    .began = "2026-01-10" });
	add(3, (struct child){ .nature = "mentoring",
		   .born = "2023-05-05",
		   .began = "2026-01-10" });
	add(9, (struct child){ .nature = "group",
		   .born = "2015-05-05",
		   .began = "2026-02-10" });
	add(8, (struct child){ .nature = "group",
		   .born = "2023-05-05",
		   .began = "2026-02-10" });
	add(2, (struct child){ .nature = "counselling",
		   .born = "2010-05-05",
		   .began = "2026-02-10" });
	add(7, (struct child){ .nature = "other",
		   .born = "2010-05-05",
		   .began = "2026-02-10" });
	must_make("2026-01-01", "2026-03-31", &r);
	for (size_t i = 0; i < r.count; i++) {
		const struct stat_table *t = &r.tables[i];

		for (size_t k = 0; k < (t->rows + 1) * (t->cols + 1); k++) {
			hidden += t->n[k] == STAT_HIDDEN;
			if (t->n[k] >= 1 && t->n[k] <= SMALL)
				fail_msg("%s: %d", stat_units[t->unit].code,
				    (int)t->n[k]);
		}
	}
	assert_true(hidden >= 4);
	assert_int_equal(total(&r, STAT_BEGUN), 49);
	assert_int_equal(column(&r, STAT_BEGUN, "mentoring"), 23);
	/* Two are too few to stand alone, or beside a total. */
	assert_int_equal(column(&r, STAT_BEGUN, "counselling"), 0);
	assert_int_equal(column(&r, STAT_BEGUN, STAT_TOGETHER), 9);
	assert_int_equal(
	    stat_at(table(&r, STAT_BEGUN, STAT_AGE),
		stat_row(table(&r, STAT_BEGUN, STAT_AGE), "under_5"),
		stat_col(table(&r, STAT_BEGUN, STAT_AGE), "mentoring")),
	    STAT_HIDDEN);
	assert_null(strstr(buf_str(&sc.out), sc.who[SENIOR].staff.s));
	assert_null(strstr(buf_str(&sc.out), "2015"));
	stat_report_done(&r);
}

/* On paper it is the same, for the same people. */
static void
test_paper(void **state)
{
	char report[ID_TEXT + 1], path[120];
	struct stat_report r;

	(void)state;
	add(20, (struct child){ .nature = "group", .began = "2026-01-10" });
	assert_int_equal(ask(LEAD, "2026-01-01", "2026-01-31"), 201);
	read_answer(&r, report);
	stat_report_done(&r);
	snprintf(
	    path, sizeof(path), "/v1/statistics/%s/document?form=text", report);
	assert_int_equal(worker_get(&sc.who[TRUSTEE], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "fewer than 6"));
	assert_non_null(strstr(buf_str(&sc.out), "20 (100%)"));
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 404);
	snprintf(path, sizeof(path), "/v1/statistics/%s/document?form=text",
	    agency.s);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 404);
}

/* ---- outcomes ---- */

static void
test_outcomes(void **state)
{
	const struct stat_table *t;
	struct stat_report r;

	(void)state;
	add(8, (struct child){ { "" }, { "" }, "mentoring", "2015-05-05",
		   "2025-10-10", "2026-02-10", 3, 7 });
	add(7, (struct child){ { "" }, { "" }, "mentoring", "2015-05-05",
		   "2025-10-10", "2026-02-10", 6, 6 });
	add(6, (struct child){ { "" }, { "" }, "group", "2015-05-05",
		   "2025-10-10", "2026-02-10", 6, 5 });
	/* Only one of both; and outside the months. */
	add(6, (struct child){ { "" }, { "" }, "group", "2015-05-05",
		   "2025-10-10", "2026-02-10", 6, 0 });
	add(6, (struct child){ { "" }, { "" }, "group", "2015-05-05",
		   "2025-10-10", "2026-02-10", 0, 6 });
	add(6, (struct child){ { "" }, { "" }, "group", "2015-05-05",
		   "2025-03-10", "2025-06-10", 1, 9 });
	must_make("2026-01-01", "2026-03-31", &r);
	t = table(&r, STAT_OUTCOMES, STAT_SERVICE);
	assert_int_equal(stat_at(t, t->rows, t->cols), 21);
	assert_int_equal(column(&r, STAT_OUTCOMES, "better"), 8);
	assert_int_equal(column(&r, STAT_OUTCOMES, "same"), 7);
	assert_int_equal(column(&r, STAT_OUTCOMES, "worse"), 6);
	/* 8 x 3 + 7 x 6 + 6 x 6, and 8 x 7 + 7 x 6 + 6 x 5, of 21. */
	assert_int_equal(t->means[t->rows].before, 49);
	assert_int_equal(t->means[t->rows].after, 61);
	stat_report_done(&r);
}

/* Six concerns of one child are not six children: what counts is of how many it is. */
static void
test_one_child(void **state)
{
	struct stat_report r;

	(void)state;
	sc.file = (struct id){ "" };
	add(9, (struct child){ .nature = "group", .began = "2026-01-10" });
	for (int i = 0; i < 2; i++) {
		struct child c = { .nature = "mentoring",
			.began = "2026-01-10" };
		struct errinfo e = { 0 };

		assert_int_equal(
		    writer_do(sc.office.s->writer, put_child, &c, &e), ERR_OK);
		sc.file = c.file;
		for (int k = 0; k < 4; k++)
			scene_put_signed(&sc, SENIOR, "concern",
			    "{\"happened\":\"2026-03-04T09:30\",\"seen\":"
			    "\"2026-03-04T09:40\",\"place\":\"Kitchen\","
			    "\"observed\":\"A bruise.\",\"types\":["
			    "\"physical\"],\"purpose\":\"protect\","
			    "\"immediate\":\"None.\",\"told_next\":true,\"late_"
			    "reason\":\"x\","
			    "\"actions\":[{\"what\":\"Ring\",\"who\":\"A\","
			    "\"by\":\"2026-04-10\"}]}");
	}
	must_make("2026-03-01", "2026-03-31", &r);
	assert_int_equal(total(&r, STAT_CONCERNS), STAT_HIDDEN);
	stat_report_done(&r);
}

/* ---- beside what was shown before ---- */

static void
refused(const char *from, const char *until, const char *names)
{
	unsigned status = ask(DIRECTOR, from, until);

	if (status != 403 || !strstr(buf_str(&sc.out), names) ||
	    !strstr(buf_str(&sc.out), "N2"))
		fail_msg(
		    "%s to %s: %u %s", from, until, status, buf_str(&sc.out));
}

static void
test_slices(void **state)
{
	struct stat_report r;

	(void)state;
	add(20, (struct child){ .nature = "mentoring", .began = "2025-10-10" });
	add(20, (struct child){ .nature = "group", .began = "2025-10-10" });
	must_make("2025-10-01", "2025-12-31", &r);
	stat_report_done(&r);
	/* It lies across. */
	refused("2025-11-01", "2026-01-31", "October 2025 to December 2025");
	/* Three more in January: the difference would be the three. */
	add(3, (struct child){ .nature = "mentoring", .began = "2026-01-10" });
	refused("2025-10-01", "2026-01-31", "October 2025 to December 2025");
	/* Twenty more: nobody of them is one of few. */
	add(20, (struct child){ .nature = "mentoring", .began = "2026-01-11" });
	must_make("2025-10-01", "2026-01-31", &r);
	assert_int_equal(column(&r, STAT_BEGUN, "mentoring"), 43);
	stat_report_done(&r);
	/* Asked again it is the same, whatever was added since. */
	add(2, (struct child){ .nature = "group", .began = "2025-11-10" });
	assert_int_equal(ask(LEAD, "2025-10-01", "2025-12-31"), 200);
	/* What was added is a difference, too. */
	refused("2025-10-01", "2026-02-28", "October 2025");
}

/* Several that were shown, taken from one: four months less three of them. */
static void
test_remainder(void **state)
{
	static const char *const months[][2] = {
		{ "2025-09-01", "2025-09-30" },
		{ "2025-10-01", "2025-10-31" },
		{ "2025-11-01", "2025-11-30" },
	};
	struct stat_report r;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(months); i++) {
		add(10, (struct child){ .nature = "group",
			    .began = months[i][0],
			    .ended = months[i][1] });
		must_make(months[i][0], months[i][1], &r);
		stat_report_done(&r);
	}
	add(2, (struct child){ .nature = "group", .began = "2025-12-10" });
	refused("2025-09-01", "2025-12-31", "2025");
	add(8, (struct child){ .nature = "group", .began = "2025-12-10" });
	must_make("2025-09-01", "2025-12-31", &r);
	assert_int_equal(total(&r, STAT_BEGUN), 40);
	stat_report_done(&r);
}

/* What a quarter does not show is bounded by what the year around it does: three are
 * hidden behind three larger numbers, and one of these cannot be more than it is. */
static void
test_bounded(void **state)
{
	static const struct {
		const char *nature, *born, *began, *ended;
		size_t count;
	} rows[] = {
		{ "mentoring", "2023-05-05", "2025-02-10", "2025-02-20", 3 },
		{ "mentoring", "2015-05-05", "2025-02-10", "2025-02-20", 20 },
		{ "group", "2023-05-05", "2025-02-10", "2025-02-20", 20 },
		{ "group", "2015-05-05", "2025-02-10", "2025-02-20", 10 },
		{ "mentoring", "2023-05-05", "2025-08-10", "2025-08-20", 17 },
		{ "mentoring", "2015-05-05", "2025-08-10", "2025-08-20", 10 },
		{ "group", "2023-05-05", "2025-08-10", "2025-08-20", 10 },
		/* Without these the year says that there are ten at most. */
		{ "group", "2015-05-05", "2025-08-10", "2025-08-20", 12 },
	};
	struct stat_report r;

	(void)state;
	for (size_t with = 0; with < 2; with++) {
		for (size_t i = 0; i < KIND_COUNT(rows) - 1 + with; i++)
			add(rows[i].count,
			    (struct child){ .nature = rows[i].nature,
				.born = rows[i].born,
				.began = rows[i].began,
				.ended = rows[i].ended });
		must_make("2025-01-01", "2025-12-31", &r);
		stat_report_done(&r);
		if (with == 0) {
			refused("2025-01-01", "2025-03-31",
			    "January 2025 to December 2025");
			stop(state);
			start(state);
		} else {
			must_make("2025-01-01", "2025-03-31", &r);
			stat_report_done(&r);
		}
	}
}

/* ---- counts outlive the file ---- */

struct sums {
	int64_t n[STAT_UNITS], before, after;
};

static void
count_all(struct sums *out)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct stat_scan *scan;

	*out = (struct sums){ 0 };
	if (stats_scan(&scan, sc.office.s, db, &e) != ERR_OK)
		fail_msg("%s", e.says);
	for (size_t i = 0; i < scan->count; i++) {
		const struct stat_item *it = &scan->items[i];

		if (!stat_item_in(scan, it, 0, 2025 * 12 + 11))
			continue;
		out->n[it->unit] += it->n;
		out->before += it->before;
		out->after += it->after;
	}
	stats_scan_free(scan);
	server_reader_done(sc.office.s, db);
}

static enum err
run_keep(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	return stats_keep_counts(s, db, arg, e);
}

/* As store_destroy_file leaves it: the key is gone. */
static void
destroy_key(const struct id *file)
{
	char path[200], sql[200];
	sqlite3 *keys;

	snprintf(path, sizeof(path), "%s/keys/keys.db", sc.office.dir);
	server_close(sc.office.s);
	assert_int_equal(sqlite3_open(path, &keys), SQLITE_OK);
	snprintf(sql, sizeof(sql),
	    "UPDATE wrapped SET sealed = NULL, destroyed_ms = 1 WHERE id = "
	    "'%s'",
	    file->s);
	assert_int_equal(sqlite3_exec(keys, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(keys), 1);
	sqlite3_close(keys);
	office_open(&sc.office);
}

/* In the rows that stay there is nothing that points at anybody. */
static void
check_rows(const struct child *c, int want)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	int rows = 0;

	assert_int_equal(sqlite3_open_v2(sc.office.s->data_path, &db,
			     SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, "SELECT * FROM tally", -1, &st, NULL),
	    SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		rows++;
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			const char *text =
			    (const char *)sqlite3_column_text(st, i);

			assert_null(strstr(text, c->file.s));
			assert_null(strstr(text, c->episode.s));
			assert_null(strstr(text, c->born));
			assert_null(strstr(text, "-0")); /* of a day */
		}
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
	assert_int_equal(rows, want);
}

static void
test_outlive(void **state)
{
	struct child c = { .nature = "mentoring",
		.born = "2015-05-05",
		.began = "2025-03-10",
		.ended = "2025-06-10",
		.before = 3,
		.after = 7 };
	struct sums before, after;
	struct errinfo e = { 0 };

	(void)state;
	add(4, c);
	assert_int_equal(
	    writer_do(sc.office.s->writer, put_child, &c, &e), ERR_OK);
	count_all(&before);
	assert_int_equal(before.n[STAT_BEGUN], 5);
	assert_int_equal(before.n[STAT_OUTCOMES], 5);
	assert_int_equal(
	    writer_do(sc.office.s->writer, run_keep, &c.file, &e), ERR_OK);
	destroy_key(&c.file);
	count_all(&after);
	assert_memory_equal(&before, &after, sizeof(before));
	check_rows(&c, 6);
	/* It is gone: there is nothing to keep twice. */
	assert_int_equal(writer_do(sc.office.s->writer, run_keep, &c.file, &e),
	    ERR_NOT_FOUND);
	count_all(&after);
	assert_memory_equal(&before, &after, sizeof(before));
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_who),
		ROW(test_nothing_small),
		ROW(test_paper),
		ROW(test_outcomes),
		ROW(test_one_child),
		ROW(test_slices),
		ROW(test_remainder),
		ROW(test_bounded),
		ROW(test_outlive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
