/* bench_frame.c - the menu and the long lists of the real haven: from a key to the
 * last byte on the terminal, beside one frame of a screen. The office runs, and
 * for some rows it stands still: a key does not wait for it.
 *
 * Opening is from the key to the last byte of what is drawn at once. What the
 * office is asked for comes later, and is waited for before the next key. */
#include "bench.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "frame_office.h"

#define TERM_NAME "xterm-256color"
#define FRAME_MS 16
#define KEYS 108   /* of each row */
#define QUIET_MS 6 /* after the last byte of a key that asks nobody */

#define ANSWER_MS 20 /* the office answers within it */

#define DOWN "\033OB"
#define UP "\033OA"
#define PAGE_DOWN "\033[6~"
#define PAGE_UP "\033[5~"
#define HOME "\033OH"
#define END "\033OF"
#define BACK "\033[24~" /* F12 */
#define MORE "\033[17~" /* F6 */

static struct office office;
static struct device lead, admin;

static void
make_device(struct device *d, const char *sign_in)
{
	device_init(d, sign_in);
	d->sign_in = sign_in;
	device_enrol(d, &office);
	device_sync(d);
}

/* ---- one row ---- */

static void
frame_row(const char *name, const char *does, double took[KEYS])
{
	char what[200];

	snprintf(what, sizeof(what), "%s: %s, 99th percentile", name, does);
	bench_say("%s: median %.1f ms, slowest %.1f ms", what,
	    bench_median(took, KEYS), bench_percentile(took, KEYS, 100));
	bench_value(what, "ms", bench_percentile(took, KEYS, 99), FRAME_MS);
}

static void
go(struct pts *p, const char *key, const char *words)
{
	pts_mark(p);
	pts_send(p, key);
	if (words) {
		pts_until(p, words);
		pts_quiet_now(p, QUIET_MS);
	} else {
		pts_quiet(p, QUIET_MS);
	}
}

/* ---- lists ---- */

struct list {
	const char *name;
	const char *before[6],
	    *seen[6];       /* keys from Home, and what they show */
	const char *first;  /* pressed before each opening, or NULL */
	const char *opens;  /* the key that is timed ... */
	const char *shows;  /* ... what it draws at once ... */
	const char *answer; /* ... and what the office answers, or NULL */
	int depth;          /* so many Backs to Home */
	bool is_short;      /* nothing to move through */
	int deep;           /* pages down to where the mark is moved */
	int more; /* times that "Older ones" are asked for before that ... */
	const char *moved; /* ... and what the list is called then, or NULL */
};

#define NUMBER(n) #n
#define TEXT(n) NUMBER(n)

enum { POLICIES, MATRIX, OUTCOMES, ASKED, INSPECTED, DUE, AUDIT, PAPER };
static const struct list lists[] = {
	[POLICIES] = { "Policies and training of " TEXT(COLLEAGUES) " people",
	    .depth = 1, .opens = "9", .shows = "Your training",
	    .is_short = true },
	[MATRIX] = { "the table of training, " TEXT(COLLEAGUES) " people",
	    .before = { "9" }, .seen = { "Your training" }, .depth = 2,
	    .opens = MORE, .shows = "Everybody", .deep = 10 },
	[OUTCOMES] = { "Outcomes, " TEXT(FILES) " episodes and " TEXT(
			   REPORTS) " reports",
	    .depth = 1, .opens = "8", .shows = "Make a report of some months",
	    .deep = 8 },
	[ASKED] = { "Requests, " TEXT(REQUESTS), .depth = 1, .opens = "6",
	    .shows = "To be answered", .deep = 10 },
	[INSPECTED] = { "Inspections, " TEXT(INSPECTIONS), .depth = 1,
	    .opens = "7", .shows = "Inspectorate",
	    .answer = "the office knew", },
	[DUE] = { "Files due for review, " TEXT(OLD_FILES),
	    .before = { "1", "2" }, .seen = { NULL, "My devices" }, .depth = 2,
	    .opens = "7", .shows = "Files due for review",
	    .answer = "person decides", .deep = 10 },
	[AUDIT] = { "the audit record, 200 rows", .before = { "1", "2" },
	    .seen = { NULL, "My devices" }, .depth = 2, .opens = "8",
	    .shows = "the last 7 days", .answer = "That you read them",
	    .more = 1, .moved = "the audit record, 400 rows", .deep = -5 },
	[PAPER] = { "a Record of Concern of 54,000 bytes as it is printed",
	    .before = { "4", LONG_NAME, "\r", DOWN, "\r" },
	    .seen = { "Find a child", NULL, "not signed", NULL, "kitchen" },
	    .first = MORE, .depth = 3, .opens = "2",
	    .shows = "=====", .deep = 10 },
};
static const struct list people = { "People, " TEXT(COLLEAGUES) " colleagues",
	.first = "1", .depth = 1, .opens = "0", .shows = "Colleagues",
	.deep = 10 };

static void
walk(struct pts *p, const struct list *l)
{
	for (size_t i = 0; i < BENCH_COUNT(l->before) && l->before[i]; i++)
		go(p, l->before[i], l->seen[i]);
}

static void
time_opening(
    struct pts *p, const struct list *l, bool is_answered, double took[KEYS])
{
	for (int i = 0; i < KEYS; i++) {
		if (i > 0)
			go(p, BACK, NULL);
		if (l->first) {
			pts_send(p, l->first);
			pts_quiet_now(p, QUIET_MS);
		}
		took[i] = pts_paint(p, l->opens, l->shows);
		if (i == 0 && is_answered && l->answer)
			pts_until(p, l->answer);
		pts_quiet_now(
		    p, is_answered && l->answer ? ANSWER_MS : QUIET_MS);
	}
}

/* Each moves the mark: three pages down and up again, and row by row. */
static void
time_moves(struct pts *p, int deep, double took[KEYS])
{
	static const char *const turns[] = { DOWN, PAGE_DOWN, DOWN, UP };

	for (int i = 0; i < (deep < 0 ? -deep : deep); i++)
		pts_key(p, deep < 0 ? PAGE_UP : PAGE_DOWN, QUIET_MS);
	for (int i = 0; i < KEYS; i++) {
		bool is_back = i / 12 % 2 == 1;
		const char *key = turns[i % 4];

		if (i % 4 == 1 && is_back)
			key = PAGE_UP;
		took[i] = pts_key(p, key, QUIET_MS);
	}
}

static void
come_home(struct pts *p, const struct list *l)
{
	for (int i = 0; i < l->depth; i++)
		go(p, BACK, NULL);
	pts_quiet_now(p, DEVICE_QUIET_MS);
}

static void
list_rows(struct pts *p, const struct list *l)
{
	double took[KEYS];

	walk(p, l);
	time_opening(p, l, true, took);
	frame_row(l->name, "opening", took);
	pts_quiet_now(p, DEVICE_QUIET_MS);
	if (l->more)
		go(p, END, NULL);
	for (int i = 0; i < l->more; i++)
		go(p, "\r", l->answer);
	if (!l->is_short) {
		time_moves(p, l->deep, took);
		frame_row(l->moved ? l->moved : l->name,
		    "Down, Up, PageDown and PageUp", took);
	}
	come_home(p, l);
}

/* ---- Home ---- */

static void
time_turns(struct pts *p, const char *one, const char *other, double took[KEYS])
{
	for (int i = 0; i < KEYS; i++)
		took[i] = pts_key(p, i % 2 ? other : one, QUIET_MS);
}

/* Each number of the menu. What waits for a second digit is timed from that one, or
 * from Enter. */
static void
time_numbers(struct pts *p, double took[KEYS])
{
	static const struct {
		const char *first, *key, *shows;
	} numbers[] = {
		{ "1", "\r", "Find a child" },
		{ NULL, "2", "Find a child" },
		{ NULL, "3", "> Notify referrers" },
		{ NULL, "4", "Find a child" },
		{ NULL, "5", "No meeting of" },
		{ NULL, "6", "To be answered" },
		{ NULL, "7", "Inspectorate" },
		{ NULL, "8", "Make a report of some months" },
		{ NULL, "9", "Your training" },
		{ "1", "0", "Colleagues" },
		{ "1", "1", "Nothing waits here" },
		{ "1", "2", "My devices" },
	};

	for (int i = 0; i < KEYS; i++) {
		size_t n = (size_t)i % BENCH_COUNT(numbers);

		if (numbers[n].first)
			go(p, numbers[n].first, NULL);
		took[i] = pts_paint(p, numbers[n].key, numbers[n].shows);
		pts_quiet_now(p, ANSWER_MS);
		go(p, BACK, NULL);
	}
}

/* How many rows wait there. */
static int
waiting_on_home(const struct pts *p)
{
	const char *at = strstr(p->seen, "aiting for you (");
	int n = 0;

	if (!at || sscanf(at, "aiting for you (%d)", &n) != 1)
		bench_fail("Home does not say how much waits.");
	return n;
}

static void
home_rows(struct pts *p)
{
	double took[KEYS];
	char name[80];

	snprintf(
	    name, sizeof(name), "Home, where %d rows wait", waiting_on_home(p));
	time_turns(p, DOWN, UP, took);
	frame_row(name, "Down and Up", took);
	time_numbers(p, took);
	frame_row("Home", "a menu number, to its first screen", took);
}

/* ---- the office stands still ---- */

static void
still_rows(struct pts *p, const struct list *l)
{
	char name[120];
	double took[KEYS];

	walk(p, l);
	go(p, l->opens, l->answer);
	pts_quiet_now(p, DEVICE_QUIET_MS);
	kill(office.pid, SIGSTOP);
	go(p, BACK, NULL);
	snprintf(name, sizeof(name), "%s, the office does not answer", l->name);
	time_opening(p, l, false, took);
	frame_row(name, "opening", took);
	time_turns(p, DOWN, UP, took);
	frame_row(name, "Down and Up", took);
	kill(office.pid, SIGCONT);
	come_home(p, l);
}

int
main(void)
{
	struct pts p;

	frame_office(&office);
	make_device(&lead, "marcus");
	make_device(&admin, "pat");
	device_home(&lead, &p, TERM_NAME);
	home_rows(&p);
	for (size_t i = 0; i < BENCH_COUNT(lists); i++)
		list_rows(&p, &lists[i]);
	still_rows(&p, &lists[DUE]);
	still_rows(&p, &lists[AUDIT]);
	pts_end(&p);
	device_home(&admin, &p, TERM_NAME);
	list_rows(&p, &people);
	pts_end(&p);
	return 0;
}
