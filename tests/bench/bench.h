/* bench.h - what the programs of `make bench` share: clocks, medians, and one
 * row of the table.
 *
 * A row goes to standard output as fields between tabs; run.sh makes the table
 * of all. Everything else is said on standard error. A bar that is missed is a
 * row like any other; what cannot be measured ends the program (bench_fail), and
 * with it `make bench`. */
#ifndef HAVEN_BENCH_H
#define HAVEN_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BENCH_RUNS_TERMINAL 20
#define BENCH_RUNS_SERVER 5

/* Milliseconds of the monotonic clock. */
double bench_now_ms(void);
/* Let other processes work; for what has no event to wait for. */
void bench_pause_ms(double ms);

/* Numbers of one measurement. Sorts them. n is at least 1. */
double bench_median(double *values, size_t n);
/* The value that per_cent of them do not pass. */
double bench_percentile(double *values, size_t n, double per_cent);

/* haven / floor, at most bar. */
void bench_ratio(
    const char *what, const char *unit, double haven, double floor, double bar);
/* haven / floor, at least bar. */
void bench_ratio_least(
    const char *what, const char *unit, double haven, double floor, double bar);
/* haven alone, at most bar of the same unit. */
void bench_value(const char *what, const char *unit, double haven, double bar);
/* haven, with the floor's beside it for the reader; at most limit. */
void bench_beside(const char *what, const char *unit, double haven,
    double floor, double limit, const char *bar);

/* What this machine does not let anybody measure, and why. */
void bench_unmeasured(const char *what, const char *bar, const char *why);

/* What happened, in words, and the end. */
void bench_fail(const char *fmt, ...)
    __attribute__((noreturn, format(printf, 1, 2)));
/* For the person who waits. */
void bench_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A folder for one run, taken away at the end of the program; or that of the
 * caller, HAVEN_BENCH_DIR, which stays. */
const char *bench_dir(void);
/* The whole of a file, with a NUL; to free. */
char *bench_read(const char *path);
/* DIR/name as bench_dir has it, in one of a few turns of static memory. */
const char *bench_path(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

#endif
