/* bench_terminal.c - what goes over the line, and how long a key takes: the real
 * haven beside a plain ncurses list of the same rows. */
#include "bench.h"

#include <stdio.h>

#include "pts_device.h"

#define QUIET_MS 25 /* after the last byte of a key */
#define RUNS BENCH_RUNS_TERMINAL
#define KEYS 200         /* for the 99th percentile */
#define ROWS_MARKED 8    /* so many Downs scroll no list */
#define IN_STEP_MS 65000 /* it asks the office for news in that time */
#define OFFLINE_MS 30000
#define HITS 100 /* rows of haven's list */

static struct office office;
static struct device device, writing; /* the second keeps a draft */
static char floor_list[320], rows[300], picture[300];
static const struct terminal {
	const char *name, *down, *up; /* what its keys send */
} terms[] = {
	{ "xterm-256color", "\033OB", "\033OA" },
	{ "linux", "\033[B", "\033[A" },
	{ "vt100", "\033OB", "\033OA" },
};

static void
write_rows(void)
{
	FILE *f;
	char row[120];

	snprintf(rows, sizeof(rows), "%s", bench_path("rows"));
	f = fopen(rows, "w");
	for (int i = 0; f && i < HITS; i++) {
		device_row(row, i);
		fprintf(f, "%s\n", row);
	}
	if (!f || fclose(f) != 0)
		bench_fail("The rows of the floor cannot be written.");
}

static void
start_floor(struct pts *p, const char *term, const char *file)
{
	const char *argv[] = { floor_list, file, NULL };

	pts_start(p, term, argv, NULL);
	pts_quiet(p, DEVICE_QUIET_MS);
}

/* ---- bytes ---- */

static size_t
paint_bytes(bool is_floor, const char *term)
{
	struct pts p;
	size_t bytes;

	if (is_floor)
		start_floor(&p, term, picture);
	else
		device_start(&device, &p, term);
	bytes = p.bytes;
	pts_end(&p);
	return bytes;
}

static double
key_bytes(struct pts *p, const char *key)
{
	pts_key(p, key, QUIET_MS);
	return (double)p->bytes;
}

/* Medians of Down: the mark goes on, and the rows go on under it. */
static void
down_bytes(
    struct pts *p, const struct terminal *t, double *mark, double *scroll)
{
	double n[RUNS];

	for (int i = 0; i < RUNS; i++) {
		if (i % ROWS_MARKED == 0)
			for (int up = 0; i > 0 && up < ROWS_MARKED; up++)
				pts_key(p, t->up, QUIET_MS);
		n[i] = key_bytes(p, t->down);
	}
	*mark = bench_median(n, RUNS);
	for (int i = 0; i < 25; i++)
		pts_key(p, t->down, QUIET_MS);
	for (int i = 0; i < RUNS; i++)
		n[i] = key_bytes(p, t->down);
	*scroll = bench_median(n, RUNS);
}

static void
bytes_rows(const struct terminal *t)
{
	const char *term = t->name;
	double h_mark, h_scroll, f_mark, f_scroll;
	char what[80];
	struct pts p;

	start_floor(&p, term, rows);
	down_bytes(&p, t, &f_mark, &f_scroll);
	pts_end(&p);
	device_home(&device, &p, term);
	device_children(&p, t->down);
	down_bytes(&p, t, &h_mark, &h_scroll);
	pts_end(&p);
	snprintf(what, sizeof(what), "Down in a list, %s", term);
	bench_ratio(what, "bytes", h_mark, f_mark, 1.1);
	snprintf(what, sizeof(what), "a scrolled row, %s", term);
	bench_ratio(what, "bytes", h_scroll, f_scroll, 1.5);
	snprintf(what, sizeof(what), "first paint, %s", term);
	bench_ratio(what, "bytes", (double)paint_bytes(false, term),
	    (double)paint_bytes(true, term), 1.3);
}

/* ---- keys ---- */

/* keys: one is pressed each time, in turn. */
static void
time_keys(struct pts *p, const char *const keys[2], double took[KEYS])
{
	for (int i = 0; i < KEYS; i++)
		took[i] = pts_key(p, keys[i % 2], QUIET_MS);
}

static void
time_rows(const char *what, double *haven, double *floor)
{
	double middle = bench_median(haven, KEYS);
	char name[100];

	snprintf(name, sizeof(name), "%s, key to last byte, median", what);
	bench_ratio(name, "ms", middle, bench_median(floor, KEYS), 2);
	snprintf(
	    name, sizeof(name), "%s, key to last byte, 99th percentile", what);
	bench_value(name, "ms", bench_percentile(haven, KEYS, 99), 5);
}

static void
key_rows(void)
{
	const char *const moves[] = { terms[0].down, terms[0].up };
	static const char *const letters[] = { "a", "e" };
	double h[KEYS], f[KEYS], bytes[RUNS];
	struct pts p;

	start_floor(&p, terms[0].name, rows);
	time_keys(&p, moves, f);
	pts_end(&p);
	device_home(&device, &p, terms[0].name);
	device_children(&p, terms[0].down);
	time_keys(&p, moves, h);
	pts_end(&p);
	time_rows("Down and Up in a list", h, f);

	start_floor(&p, terms[0].name, rows);
	pts_key(&p, "\033OF", QUIET_MS);
	time_keys(&p, letters, f);
	pts_end(&p);
	device_home(&writing, &p, terms[0].name);
	device_concern(&p);
	pts_send(&p, "She said ");
	pts_quiet(&p, DEVICE_QUIET_MS);
	for (int i = 0; i < RUNS; i++)
		bytes[i] = key_bytes(&p, letters[i % 2]);
	pts_send(&p, "\r");
	pts_quiet(&p, DEVICE_QUIET_MS);
	time_keys(&p, letters, h);
	pts_end(&p);
	time_rows("a letter", h, f);
	bench_value("a character typed at the end of a paragraph", "bytes",
	    bench_median(bytes, RUNS), 4);
}

/* Yes or no, and back again: each draws a question and the trail of answers, and
 * the facts and the decision are made anew. */
static void
answer_rows(void)
{
	static const char *const answers[] = { "2", "\033[24~" };
	const char *const moves[] = { terms[0].down, terms[0].up };
	double h[KEYS], f[KEYS];
	struct pts p;

	start_floor(&p, terms[0].name, rows);
	time_keys(&p, moves, f);
	pts_end(&p);
	device_home(&device, &p, terms[0].name);
	device_check(&p);
	time_keys(&p, answers, h);
	pts_end(&p);
	time_rows("an answer to the next question", h, f);
}

/* ---- idle ---- */

static void
idle_rows(const char *what, int ms)
{
	struct pts p;
	char name[80];
	size_t bytes;
	long wakes;
	pid_t net;

	device_home(&device, &p, terms[0].name);
	pts_read_for(&p, 3000);
	pts_mark(&p);
	net = office_child(p.pid);
	wakes = office_wakes(p.pid) + (net ? office_wakes(net) : 0);
	pts_read_for(&p, ms);
	net = net == office_child(p.pid) ? net : 0;
	wakes = office_wakes(p.pid) + (net ? office_wakes(net) : 0) - wakes;
	if (p.bytes > 0)
		bench_say("%s: the bytes are: %s", what, p.seen);
	bytes = p.bytes;
	pts_end(&p); /* which has bytes of its own */
	snprintf(name, sizeof(name), "idle %s, %d seconds", what, ms / 1000);
	bench_value(name, "bytes", (double)bytes, 0);
	snprintf(name, sizeof(name), "idle %s, wake-ups a second", what);
	bench_value(name, "", (double)wakes * 1000 / ms, 1);
}

int
main(void)
{
	struct pts p;

	snprintf(floor_list, sizeof(floor_list), "%.300s/bench/floor_list",
	    office_build());
	device_office(&office);
	device_new(&device, "ruth", &office);
	device_new(&writing, "writing", &office);
	write_rows();
	device_start(&device, &p, terms[0].name);
	snprintf(picture, sizeof(picture), "%s", bench_path("picture"));
	device_picture(&p, picture);
	pts_end(&p);
	for (size_t i = 0; i < BENCH_COUNT(terms); i++)
		bytes_rows(&terms[i]);
	key_rows();
	idle_rows("in step", IN_STEP_MS);
	office_stop(&office);
	idle_rows("offline", OFFLINE_MS);
	answer_rows(); /* last: it leaves a draft */
	return 0;
}
