/* bench_server.c - the office's server beside a plain one: saves, looks, changes,
 * memory, start, and looks while people sign in.
 *
 * Both servers run at the same time on the same disk with the same threads and
 * the same clients; each measurement is made on one, then on the other, five
 * times. haven's saves are concerns on FILES files by a designated senior member:
 * token, right, policy, sealing, audit row. Another one, who is assigned to all
 * of these files, asks for the changes. The floor stores the same JSON. */
#include "bench.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "load.h"
#include "seal.h"
#include "tls_client.h"

#define RUNS BENCH_RUNS_SERVER
#define RECORDS 10000 /* before anything is measured but idle memory */
#define SAVES 4000    /* a run */
#define READS 4000
#define CALM_READS 8000
#define PAGES 300
#define FILES 100
#define BUSY 16   /* connections */
#define CALM 4    /* while people sign in */
#define SLOW 400  /* saves on the slow disk */
#define ALONE 100 /* the same, on one connection */
#define PEOPLE 2

/* What is asked of one server. */
struct side {
	struct office office;
	struct worker who, other;
	struct load *busy, *calm, *alone;
	bool is_floor;
	size_t made;
	long cursor; /* of the last of all changes */
	char floor_dir[320], key[320], cert[320], program[320];
	const char *argv[5];
};

static struct side haven, plain = { .is_floor = true }, slow;
static char concern[LOAD_BODY_MAX];

/* ---- what is asked ---- */

static void
write_concern(void)
{
	time_t yesterday = time(NULL) - 86400;
	char day[16];
	struct tm tm;

	gmtime_r(&yesterday, &tm);
	strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	snprintf(concern, sizeof(concern),
	    "{\"happened\":\"%sT15:30\",\"seen\":\"%s\",\"place\":\"The "
	    "kitchen of the youth club\",\"observed\":\"A bruise the size of a "
	    "thumb on the left upper arm, yellow at the edge. When the sleeve "
	    "slipped up it was pulled down at once. Asked how the day had "
	    "been, the answer was that it was fine; nothing was eaten, and "
	    "the usual game was not joined. A friend said that it had been "
	    "like this since the weekend.\",\"types\":[\"physical\"],"
	    "\"purpose\":\"protect\",\"immediate\":\"None\",\"told_next\":"
	    "true,\"actions\":[{\"what\":\"Ring the duty desk\",\"who\":"
	    "\"A. Worker\",\"by\":\"%s\"}]}",
	    day, day, day);
}

static void
print_id(char out[40], unsigned sort, size_t number)
{
	snprintf(out, 40, "01900000-0000-7%03u-8000-%012zx", sort, number);
}

enum sort { SORT_FILE, SORT_RECORD, SORT_WRITE };

static void
name_record(const struct side *s, size_t number, struct load_ask *ask)
{
	char file[40], id[40];

	print_id(file, SORT_FILE, number % FILES);
	print_id(id, SORT_RECORD, number);
	if (s->is_floor)
		snprintf(ask->target, sizeof(ask->target), "/v1/items/%s", id);
	else
		snprintf(ask->target, sizeof(ask->target),
		    "/v1/files/%s/concern/%s", file, id);
	ask->token = s->is_floor ? NULL : s->who.token;
}

static void
ask_save(void *arg, size_t number, struct load_ask *ask)
{
	const struct side *s = arg;
	char write[40];

	name_record(s, number, ask);
	print_id(write, SORT_WRITE, number);
	ask->method = "PUT";
	ask->want = 201;
	if (!s->is_floor)
		snprintf(ask->head, sizeof(ask->head),
		    "If-None-Match: *\r\nWrite-Id: %s\r\n", write);
	snprintf(ask->body, sizeof(ask->body), "%s", concern);
}

static void
ask_read(void *arg, size_t number, struct load_ask *ask)
{
	const struct side *s = arg;

	name_record(s, number * 7919 % s->made, ask);
	ask->method = "GET";
	ask->want = 200;
}

/* As the client asks: the last 100 after its cursor, by a sync. */
static void
ask_sync(void *arg, size_t number, struct load_ask *ask)
{
	const struct side *s = arg;

	(void)number;
	ask->want = 200;
	if (s->is_floor) {
		ask->method = "GET";
		snprintf(ask->target, sizeof(ask->target),
		    "/v1/changes?since=%ld", s->cursor - 100);
		return;
	}
	ask->method = "POST";
	ask->token = s->other.token;
	snprintf(ask->target, sizeof(ask->target), "/v1/sync");
	snprintf(ask->body, sizeof(ask->body), "{\"cursor\":\"%ld\"}",
	    s->cursor - 100);
}

static void
ask_changes(void *arg, size_t number, struct load_ask *ask)
{
	const struct side *s = arg;

	(void)number;
	ask->method = "GET";
	ask->token = s->is_floor ? NULL : s->other.token;
	ask->want = 200;
	snprintf(ask->target, sizeof(ask->target),
	    s->is_floor ? "/v1/changes?since=%ld"
			: "/v1/changes?since=%ld&limit=100",
	    s->cursor - 100);
}

/* ---- the two servers ---- */

static void
must_save(const struct side *s, struct tls_client *c, const char *kind,
    size_t file, size_t number, const char *body)
{
	char file_id[40], id[40], head[120], target[120];
	unsigned status;

	print_id(file_id, SORT_FILE, file);
	print_id(id, SORT_FILE, number);
	snprintf(
	    head, sizeof(head), "If-None-Match: *\r\nWrite-Id: %s\r\n", id);
	snprintf(
	    target, sizeof(target), "/v1/files/%s/%s/%s", file_id, kind, id);
	status = office_ask(c, "PUT", target, s->who.token, head, body);
	if (status != 201)
		bench_fail("%s: %u %s", kind, status, office_body(c));
}

/* With the other one assigned to each. */
static void
make_files(const struct side *s)
{
	struct tls_client *c = office_dial(&s->office);
	char other[ID_TEXT + 1], body[160];

	if (office_ask(c, "GET", "/v1/me", s->other.token, "", NULL) != 200 ||
	    !office_text(c, "staff", other, sizeof(other)))
		bench_fail("Who the other one is: %s", office_body(c));
	for (size_t i = 0; i < FILES; i++) {
		snprintf(body, sizeof(body),
		    "{\"name\":\"Child Number %zu\",\"purpose\":\"Support\"}",
		    i);
		must_save(s, c, "front_sheet", i, FILES + i, body);
		snprintf(body, sizeof(body),
		    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-01\"}",
		    other);
		must_save(s, c, "assignment", i, 2 * FILES + i, body);
	}
	tls_close(c);
}

static void
make_haven(struct side *s, const char *name, const char *preload)
{
	office_make(&s->office, name);
	snprintf(s->who.sign_in, sizeof(s->who.sign_in), "senior");
	snprintf(s->other.sign_in, sizeof(s->other.sign_in), "other");
	office_hire(&s->office, s->who.sign_in, "designated_senior");
	office_hire(&s->office, s->other.sign_in, "designated_senior");
	office_start(&s->office, NULL, preload);
	office_enrol(&s->office, &s->who);
	office_enrol(&s->office, &s->other);
}

/* With the key and the certificate of haven's. */
static void
make_plain(struct side *s)
{
	snprintf(s->floor_dir, sizeof(s->floor_dir), "%s", bench_path("floor"));
	snprintf(s->key, sizeof(s->key), "%.280s/keys/tls-current.key",
	    haven.office.dir);
	snprintf(s->cert, sizeof(s->cert), "%.280s/keys/tls-current.cert",
	    haven.office.dir);
	snprintf(s->program, sizeof(s->program), "%.280s/bench/floor_server",
	    office_build());
	snprintf(s->office.dir, sizeof(s->office.dir), "%s", bench_dir());
	s->argv[0] = s->program;
	s->argv[1] = s->floor_dir;
	s->argv[2] = s->key;
	s->argv[3] = s->cert;
	office_start(&s->office, s->argv, NULL);
}

/* Each of the last 100 changes must be in the answer. */
static void
check_page(struct side *s, struct tls_client *c,
    void (*make)(void *, size_t, struct load_ask *))
{
	struct load_ask ask = { .body = "" };
	const char *at;
	size_t n = 0;

	make(s, 0, &ask);
	if (office_ask(c, ask.method, ask.target, ask.token, "",
		ask.body[0] ? ask.body : NULL) != 200)
		bench_fail("%s: %s", ask.target, office_body(c));
	for (at = office_body(c); (at = strstr(at, "\"happened\"")); at++)
		n++;
	if (n != 100)
		bench_fail("%s gives %zu changes.", ask.target, n);
}

static void
find_cursor(struct side *s)
{
	struct tls_client *c = office_dial(&s->office);
	char text[32];

	/* The floor's cursor is the number of its items. */
	s->cursor = (long)s->made;
	for (bool more = !s->is_floor; more;) {
		char target[80];

		snprintf(target, sizeof(target),
		    "/v1/changes?since=%ld&limit=100", s->cursor);
		if (office_ask(c, "GET", target, s->other.token, "", NULL) !=
			200 ||
		    !office_text(c, "cursor", text, sizeof(text)))
			bench_fail("No changes: %s", office_body(c));
		more = strstr(office_body(c), "\"more\":true") != NULL;
		s->cursor = strtol(text, NULL, 10);
	}
	check_page(s, c, ask_changes);
	check_page(s, c, ask_sync);
	tls_close(c);
}

/* ---- rates ---- */

static void
both(double out[2][RUNS], size_t count,
    void (*make)(void *, size_t, struct load_ask *), bool is_saving)
{
	for (size_t run = 0; run < RUNS; run++) {
		struct side *sides[] = { &haven, &plain };

		for (size_t i = 0; i < 2; i++) {
			struct side *s = sides[i];
			size_t from = is_saving ? s->made : run * count;

			out[i][run] = (double)count / load_run(s->busy, from,
							  count, make, s, NULL);
			s->made += is_saving ? count : 0;
		}
	}
}

static void
rates(void)
{
	double r[2][RUNS], saves[2];

	bench_say("saves");
	both(r, SAVES, ask_save, true);
	saves[0] = bench_median(r[0], RUNS);
	saves[1] = bench_median(r[1], RUNS);
	bench_ratio_least(
	    "durable create, 16 connections", "/s", saves[0], saves[1], 0.4);
	bench_say("reads");
	both(r, READS, ask_read, false);
	bench_ratio_least("read by id, look committed (beside create)", "/s",
	    bench_median(r[0], RUNS), saves[1], 0.4);
	find_cursor(&haven);
	find_cursor(&plain);
	bench_say("changes");
	both(r, PAGES, ask_sync, false);
	bench_ratio_least("100 changes after a cursor (POST /v1/sync)", "/s",
	    bench_median(r[0], RUNS), bench_median(r[1], RUNS), 0.4);
	both(r, PAGES, ask_changes, false);
	bench_ratio_least("100 changes after a cursor (GET /v1/changes)", "/s",
	    bench_median(r[0], RUNS), bench_median(r[1], RUNS), 0.4);
}

/* Group commit: on a slow disk sixteen wait for one fsync. */
static void
slow_disk(void)
{
	char preload[400];
	double many[RUNS], one[RUNS];

	bench_say("a slow disk");
	snprintf(
	    preload, sizeof(preload), "%s/bench/slow_disk.so", office_build());
	make_haven(&slow, "slow", preload);
	make_files(&slow);
	slow.busy = load_open(&slow.office, BUSY);
	slow.alone = load_open(&slow.office, 1);
	for (int run = 0; run < RUNS; run++) {
		many[run] = SLOW / load_run(slow.busy, slow.made, SLOW,
				       ask_save, &slow, NULL);
		slow.made += SLOW;
		one[run] = ALONE / load_run(slow.alone, slow.made, ALONE,
				       ask_save, &slow, NULL);
		slow.made += ALONE;
	}
	load_close(slow.busy);
	load_close(slow.alone);
	office_stop(&slow.office);
	bench_ratio_least(
	    "durable create, fsync 2 ms slower: 16 beside 1 connection", "/s",
	    bench_median(many, RUNS), bench_median(one, RUNS), 5);
}

/* ---- start ---- */

/* From exec to the first answer. */
static double
start_ms(struct side *s)
{
	double since = bench_now_ms(), took;
	struct tls_client *c;

	office_start(&s->office, s->is_floor ? s->argv : NULL, NULL);
	c = office_dial(&s->office);
	if (office_ask(c, "GET", "/healthz", NULL, "", NULL) != 200)
		bench_fail("A server does not answer.");
	took = bench_now_ms() - since;
	tls_close(c);
	return took;
}

static void
starts(void)
{
	double h[RUNS], f[RUNS];

	bench_say("starts");
	for (int run = 0; run < RUNS; run++) {
		office_stop(&haven.office);
		office_stop(&plain.office);
		h[run] = start_ms(&haven);
		f[run] = start_ms(&plain);
	}
	bench_ratio("start to answering, 10,000 records", "ms",
	    bench_median(h, RUNS), bench_median(f, RUNS), 3);
}

/* ---- while people sign in ---- */

struct person {
	pthread_t thread;
	struct worker who;
	atomic_bool *stop;
	size_t count;
};

static void *
sign_in(void *arg)
{
	struct person *p = arg;
	struct tls_client *c = office_dial(&haven.office);
	char body[300];
	unsigned status;

	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"passphrase\":\"" OFFICE_PASSPHRASE
	    "\",\"device\":\"%s\"}",
	    p->who.sign_in, p->who.device);
	while (!atomic_load(p->stop)) {
		status = office_ask(c, "POST", "/v1/sessions", NULL, "", body);
		if (status != 201)
			bench_fail("No sign-in: %u %s", status, office_body(c));
		p->count++;
	}
	tls_close(c);
	return NULL;
}

/* The same work on the same machine, beside a server that knows no people. */
static void *
compute(void *arg)
{
	static const unsigned char salt[crypto_pwhash_SALTBYTES];
	struct person *p = arg;
	unsigned char key[32];

	while (!atomic_load(p->stop)) {
		if (crypto_pwhash(key, sizeof(key), OFFICE_PASSPHRASE,
			strlen(OFFICE_PASSPHRASE), salt, 3, 64u << 20,
			crypto_pwhash_ALG_ARGON2ID13) != 0)
			bench_fail("No memory for Argon2id.");
		p->count++;
	}
	return NULL;
}

static struct person people[PEOPLE];

static double
p99(struct side *s, void *(*beside)(void *))
{
	static double ms[CALM_READS];
	atomic_bool stop = false;

	for (size_t i = 0; beside && i < PEOPLE; i++) {
		people[i].stop = &stop;
		people[i].count = 0;
		pthread_create(&people[i].thread, NULL, beside, &people[i]);
	}
	load_run(s->calm, 0, CALM_READS, ask_read, s, ms);
	atomic_store(&stop, true);
	for (size_t i = 0; beside && i < PEOPLE; i++) {
		pthread_join(people[i].thread, NULL);
		if (people[i].count == 0)
			bench_fail("Nobody signed in meanwhile.");
	}
	return bench_percentile(ms, CALM_READS, 99);
}

static void
while_signing_in(void)
{
	double h[RUNS], quiet[RUNS], beside[RUNS];

	bench_say("reads while two people sign in");
	for (size_t i = 0; i < PEOPLE; i++) {
		struct worker *w = &people[i].who;

		snprintf(w->sign_in, sizeof(w->sign_in), "worker%zu", i);
		office_enrol(&haven.office, w);
	}
	haven.calm = load_open(&haven.office, CALM);
	plain.calm = load_open(&plain.office, CALM);
	for (int run = 0; run < RUNS; run++) {
		h[run] = p99(&haven, sign_in);
		quiet[run] = p99(&plain, NULL);
		beside[run] = p99(&plain, compute);
	}
	bench_ratio("read while two sign in, 99th percentile (floor: nobody)",
	    "ms", bench_median(h, RUNS), bench_median(quiet, RUNS), 3);
	bench_ratio("the same (floor: beside as much Argon2id)", "ms",
	    bench_median(h, RUNS), bench_median(beside, RUNS), 3);
	load_close(haven.calm);
	load_close(plain.calm);
}

/* ---- memory ---- */

static double
pss(const struct side *s)
{
	return office_pss_kib(s->office.pid) / 1024;
}

static void
open_lines(void)
{
	haven.busy = load_open(&haven.office, BUSY);
	plain.busy = load_open(&plain.office, BUSY);
}

static void
close_lines(void)
{
	load_close(haven.busy);
	load_close(plain.busy);
}

static void
fill(struct side *s)
{
	bench_say("10,000 records");
	load_run(s->busy, 0, RECORDS, ask_save, s, NULL);
	s->made = RECORDS;
}

int
main(void)
{
	double idle[2];

	if (seal_start(NULL) != ERR_OK)
		return 1;
	write_concern();
	make_haven(&haven, "office", NULL);
	for (size_t i = 0; i < PEOPLE; i++) {
		char name[40];

		snprintf(name, sizeof(name), "worker%zu", i);
		office_hire(&haven.office, name, "support_worker");
	}
	office_stop(&haven.office);
	office_start(&haven.office, NULL, NULL);
	make_plain(&plain);
	idle[0] = pss(&haven);
	idle[1] = pss(&plain);
	bench_ratio("server memory idle (PSS)", "MiB", idle[0], idle[1], 2);
	make_files(&haven);
	open_lines();
	fill(&haven);
	fill(&plain);
	bench_beside("server memory after 10,000 records (PSS)", "MiB",
	    pss(&haven), pss(&plain), 16, "at most 16 MiB");
	close_lines();
	starts();
	open_lines();
	rates();
	close_lines();
	while_signing_in();
	office_stop(&haven.office);
	office_stop(&plain.office);
	slow_disk();
	return 0;
}
