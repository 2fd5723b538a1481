/* server_stats_beside.c - a report beside those that were shown before: what differs from
 * them by few people, or bounds what they hide, is refused (N2). */
#include "stats_kit.h"

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

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_slices),
		ROW(test_remainder),
		ROW(test_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
