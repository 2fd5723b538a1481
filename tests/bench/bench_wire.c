/* bench_wire.c - what a sync costs on the line, beside curl with zstd moving the
 * same records: bytes and round trips, counted by a proxy between (the bytes of
 * TCP's streams, so TLS is in them and TCP's own headers are not).
 *
 * The office is the demo's, 200 children and 1,949 records, and 251 more are
 * written: 2,200. haven is the model and the real haven-net, as in haven and in
 * haven sync. Round trips are turns of the line, counted on a link with a delay,
 * so that only what waits for the other side counts; a new connection has one
 * more that a proxy cannot see, TCP's own. */
#include "bench_wire.h"

#include "seal.h"

#define RUNS BENCH_RUNS_SERVER
#define CHILDREN 200
#define RECORDS 2200
#define PUSH 50
#define CHANGED 10
#define DELAY_MS 25 /* each way */
#define SLOW_DELAY_MS 300
#define SLOW_RATE 8000 /* bytes a second: 64 kbit/s */

static const struct {
	const char *sign_in;
} workers[RUNS] = { { "kasia" }, { "joel" }, { "niamh" }, { "harpreet" },
	{ "amina" } };

/* ---- what is written ---- */

static const char *const sentences[] = {
	"She said that nobody had been at home when she came back from school.",
	"He had a mark on the left arm, as long as a finger, and kept his "
	"sleeve over it.",
	"At four the door was open and the television was on, with nobody in "
	"the room.",
	"His brother answered every question that was put to him.",
	"She asked twice whether she could stay until the end of the evening.",
	"There was bread and milk in the kitchen, and the heating was off.",
	"He told the group that he sleeps in the car some nights.",
	"Her aunt was to collect her; a man whom she called Uncle came "
	"instead.",
	"He ate three helpings and put two rolls in his bag.",
	"She laughed about it, and then she did not want to go in.",
	"The neighbour said that there had been shouting since Tuesday.",
	"He drew the house again, this time with the stairs crossed out.",
};

static unsigned
roll(unsigned below)
{
	static uint32_t seed = 20261122;

	seed = seed * 1103515245u + 12345u;
	return (seed >> 10) % below;
}

static void
hand_in(struct device *d, const struct id *file)
{
	struct record *r = record_new(kind_find("first_account"));
	struct save s = { .kind = record_kind(r), .record = r, .file = *file };
	struct errinfo e = { 0 };
	char words[900];
	int64_t version;
	size_t n = 0;

	for (int i = 0; i < 6; i++)
		n += (size_t)snprintf(words + n, sizeof(words) - n, "%s ",
		    sentences[roll(BENCH_COUNT(sentences))]);
	snprintf(words + n, sizeof(words) - n, "It was %u:%02u.", 14 + roll(6),
	    roll(60));
	record_set(r, "child", "Robin Example");
	record_set(r, "observed", words);
	record_set(r, "place", "The hall");
	if (model_save(d->m, &s, &version, &e) != ERR_OK)
		bench_fail("%s", e.says);
	record_free(r);
}

/* ---- the office ---- */

static struct child children[CHILDREN + 10];
static size_t child_count;
static struct device gareth;

static void
open_office(void)
{
	const char *seed[] = { "demo-seed", "--list", NULL, NULL };
	char out[4096], *text;
	FILE *f;

	office_make(&office, "office");
	f = fopen(office.conf, "a");
	fprintf(f, "demo = yes\nargon_memory = 8192\nargon_passes = 1\n");
	fclose(f);
	seed[2] = bench_path("demo.txt");
	office_havend(&office, seed, out, sizeof(out));
	text = bench_read(bench_path("demo.txt"));
	if (sscanf(text, "passphrase\t%99[^\n]", passphrase) != 1)
		bench_fail("The demo has no passphrase: %s", text);
	free(text);
	office_start(&office, NULL, NULL);
}

static struct id
staff_of(struct device *d, const char *name)
{
	const struct person *list;
	const struct id *ids;
	size_t n = model_staff(d->m, &list, &ids);

	for (size_t i = 0; i < n; i++)
		if (strstr(list[i].name, name))
			return ids[i];
	bench_fail("Nobody is called %s.", name);
}

static void
assign(struct device *d, const struct id *file, const struct id *staff)
{
	struct record *r = record_new(kind_find("assignment"));
	struct save s = { .kind = record_kind(r), .record = r, .file = *file };
	struct errinfo e = { 0 };
	int64_t version;

	record_set(r, "staff", staff->s);
	record_set(r, "from", "2026-01-05");
	record_set(r, "why", "keyworker");
	if (model_save(d->m, &s, &version, &e) != ERR_OK)
		bench_fail("%s", e.says);
	record_free(r);
}

/* Ruth is assigned to all 200 files, so all of it is hers to hold. */
static void
fill_office(void)
{
	struct id ruth;

	device_start(&gareth, "gareth", "gareth");
	sync_warm(&gareth);
	child_count = model_find(gareth.m, "", children, BENCH_COUNT(children));
	if (child_count < CHILDREN)
		bench_fail("%zu children are there.", child_count);
	ruth = staff_of(&gareth, "Ruth");
	for (size_t i = 0; i < CHILDREN; i++)
		assign(&gareth, &children[i].file, &ruth);
	for (size_t i = 0; i < RECORDS - 1949 - CHILDREN; i++)
		hand_in(&gareth, &children[i].file);
	for (size_t i = 0; i < CHANGED; i++)
		model_file_want(gareth.m, &children[i].file);
	sync_warm(&gareth);
}

/* The front sheets of ten children, each with another address. */
static void
change_ten(void)
{
	for (size_t i = 0; i < CHANGED; i++) {
		const struct row *rows;
		struct id file = children[i].file, id = { "" };
		size_t n = model_rows(gareth.m, &file, &rows);
		struct errinfo e = { 0 };
		struct record *r = NULL;
		struct row row;
		struct save s = { .file = file };
		char text[60];
		int64_t version;

		for (size_t k = 0; k < n; k++)
			if (strcmp(rows[k].kind->name, "front_sheet") == 0)
				id = rows[k].id;
		if (model_open(gareth.m, &id, 0, &r, &row, &e) != ERR_OK)
			bench_fail("%s", e.says);
		snprintf(text, sizeof(text), "%u Mill Lane", 1 + roll(400));
		record_set(r, "address", text);
		s.kind = row.kind;
		s.id = id;
		s.base = row.version;
		s.record = r;
		if (model_save(gareth.m, &s, &version, &e) != ERR_OK)
			bench_fail("%s", e.says);
		record_free(r);
	}
	sync_warm(&gareth);
}

/* ---- rows ---- */

struct pair {
	struct cost haven[RUNS], bare[RUNS], all[RUNS];
};

static void
floors(struct pair *p, int run, bool is_new)
{
	p->bare[run] = floor_cost(true, is_new);
	p->all[run] = floor_cost(false, is_new);
}

/* Two rows: beside curl with the same JSON, which is what the bar is of, and beside
 * curl with the records and receipts alone, which shows what haven puts to them. */
static void
bytes_rows(const struct pair *p, const char *what, double bar)
{
	struct cost h = cost_median(p->haven, RUNS);
	struct cost bare = cost_median(p->bare, RUNS);
	struct cost all = cost_median(p->all, RUNS);
	char name[120];

	snprintf(name, sizeof(name), "%s: the same JSON", what);
	bench_ratio(name, "B", h.both, all.both, bar);
	snprintf(name, sizeof(name), "%s: records alone", what);
	bench_ratio(name, "B", h.both, bare.both, bar);
	bench_say("%s: %.0f up, %.0f down; curl with the records alone %.0f "
		  "up, %.0f down",
	    what, h.up, h.down, bare.up, bare.down);
}

static void
turns_row(const char *what, const struct pair *p, double more, double bar)
{
	bench_value(
	    what, "round trips", cost_median(p->haven, RUNS).turns + more, bar);
}

/* ---- pulls ---- */

static struct {
	struct pair first, ten, nothing;
	double found[RUNS]; /* of 100 bytes, so many had come by then */
} pulls;

/* A new device: all of it comes. When is the first child found? */
static void
first_pull(struct device *d, int run)
{
	struct child one;
	struct cost from;
	double bytes = 0;

	link_drop(&d->proxy);
	seen_clear();
	from = cost_now(&d->proxy);
	model_sync_now(d->m);
	do {
		turn(d->m);
		if (bytes == 0 && model_find(d->m, "", &one, 1) > 0)
			bytes = (double)(d->proxy.shared->count.bytes[0] +
					 d->proxy.shared->count.bytes[1]);
	} while (is_busy(d->m));
	pulls.first.haven[run] = cost_since(&d->proxy, from);
	pulls.found[run] =
	    bytes * 100 / (pulls.first.haven[run].both + from.both);
	if (model_status(d->m)->link != LINK_IDLE)
		bench_fail("%s", model_status(d->m)->why.says);
	floors(&pulls.first, run, true);
}

static void
pull_rows(void)
{
	bytes_rows(&pulls.first, "first pull of 2,200 records", 1.3);
	turns_row("first pull: round trips, TCP's too", &pulls.first, 1, 10);
	bench_value("first pull: a child is found after, of the bytes", "%",
	    bench_median(pulls.found, RUNS), 99);
	bytes_rows(&pulls.ten, "pull 10 changed of 2,200", 1.25);
	turns_row("pull 10 changed: round trips", &pulls.ten, 0, 1);
	bench_value("nothing new, kept connection", "B",
	    cost_median(pulls.nothing.haven, RUNS).both, 350);
	turns_row("nothing new: round trips", &pulls.nothing, 0, 1);
	bench_say("nothing new: %.0f up, %.0f down",
	    cost_median(pulls.nothing.haven, RUNS).up,
	    cost_median(pulls.nothing.haven, RUNS).down);
}

static void
pull(void)
{
	for (int run = 0; run < RUNS; run++) {
		struct device d = { 0 };
		char name[16];

		snprintf(name, sizeof(name), "ruth%d", run);
		device_start(&d, "ruth", name);
		if (run == 0)
			floor_start(d.m->sync->token);
		link_set(&d.proxy, DELAY_MS, 0);
		first_pull(&d, run);
		change_ten();
		pulls.ten.haven[run] = sync_cost(&d);
		floors(&pulls.ten, run, false);
		sync_warm(&d);
		pulls.nothing.haven[run] = sync_cost(&d);
		device_end(&d);
	}
	pull_rows();
}

/* ---- pushes ---- */

static struct {
	struct pair one, fresh, many;
	struct cost slow_one, slow_page;
} pushes;

/* A file that this person is assigned to. */
static struct id
own_file(struct device *d)
{
	struct child one = { 0 };

	if (model_find(d->m, "", &one, 1) != 1)
		bench_fail("They are assigned to nobody.");
	return one.file;
}

static void
push(void)
{
	for (int run = 0; run < RUNS; run++) {
		struct device d = { 0 };
		struct id file;

		device_start(&d, workers[run].sign_in, workers[run].sign_in);
		sync_warm(&d);
		file = own_file(&d);
		link_set(&d.proxy, DELAY_MS, 0);
		sync_warm(&d);
		hand_in(&d, &file);
		pushes.one.haven[run] = sync_cost(&d);
		floors(&pushes.one, run, false);
		hand_in(&d, &file);
		link_drop(&d.proxy);
		pushes.fresh.haven[run] = sync_cost(&d);
		floors(&pushes.fresh, run, true);
		if (pushes.fresh.haven[run].connections != 1)
			bench_fail("It was no new connection.");
		for (int i = 0; i < PUSH; i++)
			hand_in(&d, &file);
		pushes.many.haven[run] = sync_cost(&d);
		floors(&pushes.many, run, false);
		device_end(&d);
	}
	bytes_rows(&pushes.one, "push one record, kept connection", 1.25);
	turns_row("push one record: round trips", &pushes.one, 0, 1);
	bench_say("push one record, new connection: %.0f B, curl with the "
		  "records alone %.0f B",
	    cost_median(pushes.fresh.haven, RUNS).both,
	    cost_median(pushes.fresh.bare, RUNS).both);
	turns_row("push one, new connection: round trips, TCP's too",
	    &pushes.fresh, 1, 3);
	bytes_rows(&pushes.many, "push 50 records", 1.25);
	turns_row("push 50 records: requests", &pushes.many, 0, 1);
}

/* ---- 2G: 600 ms, 64 kbit/s ---- */

static void
slow(void)
{
	struct device d = { 0 };
	struct id file;
	struct cost c;

	device_start(&d, workers[0].sign_in, "slow");
	sync_warm(&d);
	file = own_file(&d);
	link_set(&d.proxy, SLOW_DELAY_MS, SLOW_RATE);
	sync_warm(&d);
	hand_in(&d, &file);
	c = sync_cost(&d);
	bench_say("2G: a push, kept connection: %.1f s", c.ms / 1000);
	hand_in(&d, &file);
	link_drop(&d.proxy);
	c = sync_cost(&d);
	bench_say("2G: a push, new connection: %.1f s", c.ms / 1000);
	device_end(&d);
}

/* A new device on 2G, until the first child is found and until the end. */
static void
slow_pull(void)
{
	struct device d = { 0 };
	struct child one;
	double start, found = 0;

	device_start(&d, "ruth", "slow-ruth");
	link_set(&d.proxy, SLOW_DELAY_MS, SLOW_RATE);
	link_drop(&d.proxy);
	start = bench_now_ms();
	model_sync_now(d.m);
	do {
		turn(d.m);
		if (found == 0 && model_find(d.m, "", &one, 1) > 0)
			found = bench_now_ms() - start;
	} while (is_busy(d.m));
	bench_say("2G: the first pull of 2,200: a child is found after %.0f s, "
		  "all is here after %.0f s",
	    found / 1000, (bench_now_ms() - start) / 1000);
	change_ten();
	bench_say("2G: a page of 10 changed, kept connection: %.1f s",
	    sync_cost(&d).ms / 1000);
	device_end(&d);
}

int
main(void)
{
	struct errinfo e = { 0 };

	if (!text_start() || seal_start(NULL) != ERR_OK ||
	    conf_load(&conf, CONF_CLIENT, NULL, false, NULL, &e) != ERR_OK)
		bench_fail("It cannot start: %s", e.says);
	open_office();
	fill_office();
	pull();
	push();
	slow();
	slow_pull();
	floor_end();
	device_end(&gareth);
	office_stop(&office);
	return 0;
}
