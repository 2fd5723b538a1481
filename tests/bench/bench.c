/* bench.c - clocks, medians and rows (bench.h). */
#include "bench.h"

#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char dir[64];

double
bench_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

void
bench_pause_ms(double ms)
{
	(void)poll(NULL, 0, (int)ms);
}

/* ---- numbers ---- */

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
bench_percentile(double *values, size_t n, double per_cent)
{
	size_t at = (size_t)((double)n * per_cent / 100);

	qsort(values, n, sizeof(values[0]), by_size);
	return values[at < n ? at : n - 1];
}

double
bench_median(double *values, size_t n)
{
	return bench_percentile(values, n, 50);
}

/* ---- rows ---- */

static void
number(char out[40], double value, const char *unit)
{
	int digits = value >= 100 || value == (double)(long)value ? 0
		     : value >= 10                                ? 1
								  : 2;

	snprintf(out, 40, "%.*f %s", digits, value, unit);
}

static void
row(const char *what, const char *haven, const char *floor, const char *value,
    const char *bar, bool is_met)
{
	printf("%s\t%s\t%s\t%s\t%s\t%s\n", what, haven, floor, value, bar,
	    is_met ? "met" : "missed");
	fflush(stdout);
}

static void
ratio_row(const char *what, const char *unit, double haven, double floor,
    double bar, bool least)
{
	char h[40], f[40], v[40], b[40];
	double ratio = floor > 0 ? haven / floor : 0;

	if (floor <= 0)
		bench_fail("%s: the floor could not be measured.", what);
	number(h, haven, unit);
	number(f, floor, unit);
	snprintf(v, sizeof(v), "%.2fx", ratio);
	snprintf(b, sizeof(b), "%s %gx", least ? "at least" : "at most", bar);
	row(what, h, f, v, b, least ? ratio >= bar : ratio <= bar);
}

void
bench_ratio(
    const char *what, const char *unit, double haven, double floor, double bar)
{
	ratio_row(what, unit, haven, floor, bar, false);
}

void
bench_ratio_least(
    const char *what, const char *unit, double haven, double floor, double bar)
{
	ratio_row(what, unit, haven, floor, bar, true);
}

void
bench_value(const char *what, const char *unit, double haven, double bar)
{
	char h[40], b[60], limit[40];

	number(h, haven, unit);
	number(limit, bar, unit);
	snprintf(b, sizeof(b), "at most %s", limit);
	row(what, h, "", "", b, haven <= bar);
}

void
bench_beside(const char *what, const char *unit, double haven, double floor,
    double limit, const char *bar)
{
	char h[40], f[40], v[40];

	number(h, haven, unit);
	number(f, floor, unit);
	snprintf(v, sizeof(v), "%.2fx", floor > 0 ? haven / floor : 0);
	row(what, h, f, v, bar, haven <= limit);
}

void
bench_unmeasured(const char *what, const char *bar, const char *why)
{
	printf("%s\t\t\t\t%s\tnot measured: %s\n", what, bar, why);
	fflush(stdout);
}

/* ---- words ---- */

void
bench_fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

void
bench_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

/* ---- files ---- */

static int
take_away(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
remove_dir(void)
{
	if (*dir && !getenv("BENCH_KEEP"))
		(void)nftw(dir, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
bench_dir(void)
{
	const char *given = getenv("HAVEN_BENCH_DIR");

	if (*dir)
		return dir;
	if (given) {
		snprintf(dir, sizeof(dir), "%s", given);
		return dir;
	}
	snprintf(dir, sizeof(dir), "/var/tmp/haven-bench-XXXXXX");
	if (!mkdtemp(dir))
		bench_fail("No folder in /var/tmp: %s.", strerror(errno));
	atexit(remove_dir);
	return dir;
}

const char *
bench_path(const char *fmt, ...)
{
	static char turns[8][512];
	static unsigned turn;
	char *out = turns[turn++ % 8];
	int n = snprintf(out, 512, "%s/", bench_dir());
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(out + n, 512 - (size_t)n, fmt, ap);
	va_end(ap);
	return out;
}

char *
bench_read(const char *path)
{
	size_t len = 0, cap = 4096, got;
	char *text = malloc(cap + 1);
	FILE *f = fopen(path, "r");

	if (!f || !text)
		bench_fail("%s cannot be read: %s.", path, strerror(errno));
	while ((got = fread(text + len, 1, cap - len, f)) > 0) {
		len += got;
		if (len == cap && !(text = realloc(text, (cap *= 2) + 1)))
			bench_fail("There is no memory.");
	}
	fclose(f);
	text[len] = '\0';
	return text;
}
