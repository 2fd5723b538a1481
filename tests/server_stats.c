/* server_stats.c - a report of statistics: who may ask, that nothing small is in it, and
 * what is counted (N1, N2, N3). */
#include "stats_kit.h"

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
		{ "an inspector, who has no inspection", INSPECTOR,
		    "2026-01-01", "2026-01-31", 401 },
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
