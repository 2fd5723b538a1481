/* bench_terminal.c - what a person at the keyboard notices, beside a plain
 * ncurses list: start, memory, bytes on the line, the time of a key. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office.h"
#include "pts.h"

#define QUIET_MS 120

static char haven[320], floor_list[320], list[512];

static void
programs(void)
{
	snprintf(haven, sizeof(haven), "%.300s/haven", office_build());
	snprintf(floor_list, sizeof(floor_list), "%.300s/bench/floor_list",
	    office_build());
}

/* From exec to the last byte of the first picture. */
static double
start_ms(const char *const *argv, const char *term)
{
	struct pts p;
	double took;

	pts_start(&p, term, argv, NULL);
	took = pts_quiet(&p, QUIET_MS) - p.started_ms;
	pts_end(&p);
	return took;
}

static void
warm_start(void)
{
	const char *h[] = { haven, NULL };
	const char *f[] = { floor_list, list, NULL };
	double hs[BENCH_RUNS_TERMINAL], fs[BENCH_RUNS_TERMINAL];

	for (int i = 0; i < BENCH_RUNS_TERMINAL; i++) {
		hs[i] = start_ms(h, "xterm-256color");
		fs[i] = start_ms(f, "xterm-256color");
	}
	bench_ratio("exec to the sign-in screen, warm", "ms",
	    bench_median(hs, BENCH_RUNS_TERMINAL),
	    bench_median(fs, BENCH_RUNS_TERMINAL), 3);
}

int
main(void)
{
	FILE *f;

	programs();
	snprintf(list, sizeof(list), "%s", bench_path("list"));
	f = fopen(list, "w");
	for (int i = 0; i < 200; i++)
		fprintf(f, "A child of the list, number %d\n", i);
	fclose(f);
	warm_start();
	return 0;
}
