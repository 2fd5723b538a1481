/* bench_decide.c - the decision to share: one, over the whole space of facts that
 * the tests go through; a file of many agreements, from its bytes to its bytes; and
 * haven share-check as a program, from exec to exit. */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The space is made for tests; here a slip ends the bench. */
#define fail_msg bench_fail
#define assert_int_equal(a, b) \
	do {                   \
		(void)(a);     \
		(void)(b);     \
	} while (0)
#include "decide_space.h"

#define AGREEMENTS 500
#define RUNS 20
#define PROGRAM_RUNS 200
#define ONE_US 50.0
#define FILE_MS 16.0
#define START_RATIO 3.0

/* ---- one decision ---- */

static void
decide_one(const struct facts *f, unsigned at, void *arg)
{
	struct decision d;

	(void)at;
	decide(f, &d);
	*(size_t *)arg += d.because_count;
	decision_done(&d);
}

static void
one_row(void)
{
	size_t done = 0, reasons = 0;
	double start;

	space_open();
	start = bench_now_ms();
	for (size_t i = 0; i < KIT_COUNT(space_planes); i++)
		done += space_walk(&space_planes[i], 1, decide_one, &reasons);
	bench_value("one decision to share (mean over the space of facts)",
	    "us", (bench_now_ms() - start) * 1000 / (double)done, ONE_US);
	if (reasons < done)
		bench_fail("A decision has no reason.");
	space_close();
}

/* ---- many agreements ---- */

/* The answers of both parents over the years; the last one covers. */
static void
make_many(struct buf *json)
{
	struct facts *f = kit_facts("");

	for (int i = 0; i < AGREEMENTS; i++) {
		struct facts_answer *a = facts_add_answer(
		    f, i % 2 ? "mum" : "dad", ANSWER_ROLE_PARENT);
		char day[32];

		a->responsibility = true;
		a->answer = i % 7 ? ANSWER_AGREED : ANSWER_WITHDRAWN;
		snprintf(day, sizeof(day), "%04d-%02d-%02d", 2018 + i / 100,
		    1 + i % 12, 1 + i % 28);
		facts_set_date(a->from, day);
		facts_add_name(&a->recipients, i % 3 ? "school" : "gp");
		facts_add_name(&a->items, "health");
		facts_add_name(&a->items, "attendance");
		facts_add_name(&a->purposes, "support");
	}
	facts_write(f, json);
	facts_free(f);
}

static void
many_row(void)
{
	struct buf json = BUF_INIT(FACTS_JSON_MAX);
	struct buf out = BUF_INIT(DECISION_JSON_MAX);
	double took[RUNS];

	make_many(&json);
	for (int i = 0; i < RUNS; i++) {
		double start = bench_now_ms();
		struct errinfo e = { 0 };
		struct decision d;
		struct facts *f;

		if (facts_read(&f, json.data, json.len, &e) != ERR_OK)
			bench_fail("%s", e.says);
		decide(f, &d);
		buf_clear(&out);
		decision_write(&d, &out);
		decision_done(&d);
		facts_free(f);
		took[i] = bench_now_ms() - start;
	}
	bench_value("500 agreements read, and decided on", "ms",
	    bench_median(took, RUNS), FILE_MS);
	buf_done(&json);
	buf_done(&out);
}

/* ---- the program ---- */

static double
run_ms(const char *const *argv)
{
	double start = bench_now_ms();
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(fd, STDOUT_FILENO);
		execv(argv[0], (char **)(uintptr_t)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		bench_fail("%s did not end well.", argv[0]);
	return bench_now_ms() - start;
}

static void
program_row(void)
{
	const char *build = getenv("HAVEN_BUILD");
	char haven[320], floor[320];
	double h[PROGRAM_RUNS], f[PROGRAM_RUNS];
	struct buf json = BUF_INIT(FACTS_JSON_MAX);
	const char *path = bench_path("facts");
	struct facts *facts = kit_facts(
	    ANSWERS(MUM("agreed") "," DAD("agreed")) ",'people':[{'person':"
						     "'mum','telling':'safe'}"
						     "]");
	const char *const as_haven[] = { haven, "share-check", path, NULL };
	const char *const as_floor[] = { floor, path, NULL };
	FILE *out = fopen(path, "w");

	snprintf(haven, sizeof(haven), "%.300s/haven", build ? build : "build");
	snprintf(floor, sizeof(floor), "%.300s/bench/floor_json",
	    build ? build : "build");
	facts_write(facts, &json);
	if (!out || fputs(buf_str(&json), out) < 0 || fclose(out) != 0)
		bench_fail("The facts cannot be written.");
	for (int i = 0; i < PROGRAM_RUNS; i++) {
		h[i] = run_ms(as_haven);
		f[i] = run_ms(as_floor);
	}
	bench_ratio("haven share-check, exec to exit", "ms",
	    bench_median(h, PROGRAM_RUNS), bench_median(f, PROGRAM_RUNS),
	    START_RATIO);
	facts_free(facts);
	buf_done(&json);
}

int
main(void)
{
	program_row();
	many_row();
	one_row();
	return 0;
}
