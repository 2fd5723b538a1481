/* bench_wire.h - two devices of bench_wire.c at the two ends of a counting proxy:
 * haven (the model, the real haven-net) and the floor (floor_curl). Included
 * once. */
#ifndef HAVEN_BENCH_WIRE_H
#define HAVEN_BENCH_WIRE_H

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "json.h"
#include "mem.h"
#include "office.h"
#include "proxy.h"
#include "sync_in.h"
#include "text.h"
#include "jscan.h"

#define EXCHANGES_MAX 40
#define PATIENCE_MS 300000
#define BRIEF "{\"cursor\":\"2200\"}"
#define STILL_MS 40 /* so long without a byte: it is all counted */

/* What one conversation cost. */
struct cost {
	double up, down, both, turns, connections, ms;
};

/* ---- the JSON that went over the line (the linker wraps these two) ---- */

static struct {
	struct buf asked[EXCHANGES_MAX], answered[EXCHANGES_MAX];
	size_t asked_count, answered_count;
} seen;

enum err __real_wire_pack(
    struct buf *out, const void *bytes, size_t len, struct errinfo *e);
enum err __wrap_wire_pack(
    struct buf *out, const void *bytes, size_t len, struct errinfo *e);
enum err __real_wire_unpack(
    struct buf *out, const void *packed, size_t len, struct errinfo *e);
enum err __wrap_wire_unpack(
    struct buf *out, const void *packed, size_t len, struct errinfo *e);

static void
seen_add(struct buf *list, size_t *count, const void *bytes, size_t len)
{
	if (*count == EXCHANGES_MAX)
		bench_fail("It takes more than %d exchanges.", EXCHANGES_MAX);
	buf_init(&list[*count], WIRE_SYNC_MAX);
	buf_add(&list[(*count)++], bytes, len);
}

enum err
__wrap_wire_pack(
    struct buf *out, const void *bytes, size_t len, struct errinfo *e)
{
	seen_add(seen.asked, &seen.asked_count, bytes, len);
	return __real_wire_pack(out, bytes, len, e);
}

enum err
__wrap_wire_unpack(
    struct buf *out, const void *packed, size_t len, struct errinfo *e)
{
	enum err code = __real_wire_unpack(out, packed, len, e);

	/* What was asked without a body says where the device is, no more. */
	if (code == ERR_OK && seen.asked_count == seen.answered_count)
		seen_add(
		    seen.asked, &seen.asked_count, BRIEF, sizeof(BRIEF) - 1);
	if (code == ERR_OK)
		seen_add(
		    seen.answered, &seen.answered_count, out->data, out->len);
	return code;
}

static void
seen_clear(void)
{
	for (size_t i = 0; i < EXCHANGES_MAX; i++) {
		buf_done(&seen.asked[i]);
		buf_done(&seen.answered[i]);
	}
	seen.asked_count = seen.answered_count = 0;
}

/* ---- counting ---- */

static struct cost
cost_now(const struct proxy *p)
{
	struct proxy_count c, later = p->shared->count;

	do {
		c = later;
		bench_pause_ms(STILL_MS);
		later = p->shared->count;
	} while (memcmp(&c, &later, sizeof(c)) != 0);
	return (struct cost){ .up = (double)c.bytes[PROXY_UP],
		.down = (double)c.bytes[PROXY_DOWN],
		.both = (double)(c.bytes[PROXY_UP] + c.bytes[PROXY_DOWN]),
		.turns = (double)c.turns,
		.connections = (double)c.connections,
		.ms = bench_now_ms() };
}

static struct cost
cost_since(const struct proxy *p, struct cost from)
{
	double ended = bench_now_ms();
	struct cost c = cost_now(p);

	return (struct cost){ c.up - from.up, c.down - from.down,
		c.both - from.both, c.turns - from.turns,
		c.connections - from.connections, ended - from.ms };
}

static struct cost
cost_median(const struct cost *runs, size_t n)
{
	double v[6][BENCH_RUNS_SERVER];

	for (size_t i = 0; i < n; i++) {
		v[0][i] = runs[i].up;
		v[1][i] = runs[i].down;
		v[2][i] = runs[i].both;
		v[3][i] = runs[i].turns;
		v[4][i] = runs[i].connections;
		v[5][i] = runs[i].ms;
	}
	return (struct cost){ bench_median(v[0], n), bench_median(v[1], n),
		bench_median(v[2], n), bench_median(v[3], n),
		bench_median(v[4], n), bench_median(v[5], n) };
}

/* The link from now on. The connections that are there stay. */
static void
link_set(struct proxy *p, int64_t delay_ms, int64_t rate)
{
	p->shared->plan.delay_ms = delay_ms;
	p->shared->plan.rate = rate;
}

/* Every connection is gone; the next one is new. */
static void
link_drop(struct proxy *p)
{
	struct proxy_plan plan = p->shared->plan;

	plan.way = PROXY_NEVER;
	proxy_arm(p, plan);
}

/* ---- haven ---- */

struct device {
	struct model *m;
	struct proxy proxy;
};

static struct office office;
static struct conf *conf;
static char passphrase[100]; /* of everybody in the demo */

static void
turn(struct model *m)
{
	int64_t wait = model_tick(m, clock_boot_ms());
	struct pollfd p = { .fd = model_fd(m), .events = POLLIN };

	wait = wait > 20 ? 20 : wait;
	if (poll(&p, p.fd >= 0 ? 1 : 0, (int)wait) > 0)
		model_readable(m);
}

static bool
is_busy(const struct model *m)
{
	return m->sync->asked != ASKED_NOTHING || m->sync->is_soon ||
	       m->sync->enrol != NULL;
}

static void
finish(struct device *d)
{
	double until = bench_now_ms() + PATIENCE_MS;

	do
		turn(d->m);
	while (is_busy(d->m) && bench_now_ms() < until);
	if (model_status(d->m)->link != LINK_IDLE)
		bench_fail("The office is not reached: %s",
		    model_status(d->m)->why.says);
}

static void
sync_now(struct device *d)
{
	model_sync_now(d->m);
	finish(d);
}

/* One conversation. */
static struct cost
sync_cost(struct device *d)
{
	struct cost from;

	seen_clear();
	from = cost_now(&d->proxy);
	sync_now(d);
	return cost_since(&d->proxy, from);
}

/* In step, and on a connection that has been used before. */
static void
sync_warm(struct device *d)
{
	for (int i = 0; i < 2; i++)
		sync_now(d);
}

/* Enrolled, and nothing pulled yet. */
static void
device_start(struct device *d, const char *sign_in, const char *name)
{
	struct model_config config = { .conf = conf, .cost = SEAL_COST_TEST };
	char code[WIRE_CODE_MAX], net[400], url[64], dir[512];
	struct errinfo e = { 0 };

	office_code(&office, sign_in, code);
	proxy_start(&d->proxy, office.port);
	snprintf(net, sizeof(net), "%.300s/haven-net", office_build());
	snprintf(url, sizeof(url), "https://localhost:%d", d->proxy.port);
	snprintf(dir, sizeof(dir), "%s", bench_path("%s", name));
	config.data_dir = dir;
	config.net_program = net;
	if (model_new(&d->m, &config, &e) != ERR_OK)
		bench_fail("%s", e.says);
	for (int i = 0; i < 20; i++) {
		/* Many at once from one address wait a second. */
		if (i > 0)
			bench_pause_ms(1000);
		if (model_ask_enrol(d->m, url, code, sign_in, passphrase, name,
			&e) != ERR_OK)
			bench_fail("%s", e.says);
		while (d->m->sync->enrol)
			turn(d->m);
		if (model_enrol_state(d->m, &e) == ASK_DONE)
			return;
	}
	bench_fail("%s is not enrolled: %s", sign_in, e.says);
}

/* By its id: the proxies that came later hold its order's end, too. */
static void
proxy_kill(struct proxy *p)
{
	kill(p->pid, SIGKILL);
	proxy_stop(p);
}

static void
device_end(struct device *d)
{
	model_free(d->m);
	proxy_kill(&d->proxy);
}

/* ---- the floor ---- */

static struct {
	struct office at; /* floor_curl serve */
	struct proxy proxy;
	pid_t pid;
	FILE *to, *from; /* floor_curl move */
	char folder[300], port[16];
} floor_;

static void
floor_start(const char *token)
{
	char program[400], key[400], cert[400];
	const char *serve[] = { program, "serve", key, cert, floor_.folder,
		NULL };
	int to[2], from[2];

	snprintf(program, sizeof(program), "%.300s/bench/floor_curl",
	    office_build());
	snprintf(
	    floor_.folder, sizeof(floor_.folder), "%s", bench_path("floor"));
	snprintf(key, sizeof(key), "%.300s/keys/tls-current.key", office.dir);
	snprintf(
	    cert, sizeof(cert), "%.300s/keys/tls-current.cert", office.dir);
	if (mkdir(floor_.folder, 0700) != 0)
		bench_fail("%s: no folder.", floor_.folder);
	snprintf(floor_.at.dir, sizeof(floor_.at.dir), "%s", floor_.folder);
	office_start(&floor_.at, serve, NULL);
	proxy_start(&floor_.proxy, floor_.at.port);
	snprintf(floor_.port, sizeof(floor_.port), "%d", floor_.proxy.port);
	if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0 ||
	    (floor_.pid = fork()) < 0)
		bench_fail("No process for the floor.");
	if (floor_.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(to[0], 0);
		dup2(from[1], 1);
		execl(program, program, "move", floor_.port, floor_.folder,
		    token, (char *)0);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	floor_.to = fdopen(to[1], "w");
	floor_.from = fdopen(from[0], "r");
}

static void
floor_end(void)
{
	int status;

	fclose(floor_.to);
	fclose(floor_.from);
	waitpid(floor_.pid, &status, 0);
	proxy_kill(&floor_.proxy);
	office_stop(&floor_.at);
}

static void
floor_order(const char *order, size_t number)
{
	char line[80];

	fprintf(floor_.to, "%s %zu\n", order, number);
	fflush(floor_.to);
	if (!fgets(line, sizeof(line), floor_.from))
		bench_fail("The floor ended.");
}

static void
floor_file(const char *name, size_t number, const struct buf *text)
{
	char path[400];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.%zu", floor_.folder, name, number);
	f = fopen(path, "w");
	if (!f || fwrite(buf_str(text), 1, text->len, f) != text->len ||
	    fclose(f) != 0)
		bench_fail("%s cannot be written.", path);
}

static bool
copy_list(struct jw *w, const struct buf *from, const char *key)
{
	const char *at;
	size_t len;

	if (!jscan_span(from->data, from->len, key, &at, &len) || len <= 2)
		return false;
	jw_raw(w, key, at, len);
	return true;
}

/* The records, and the receipts for them, and nothing else: what had to go over
 * the line, whoever carries it. */
static void
floor_bare(size_t i)
{
	struct buf ask = BUF_INIT(WIRE_SYNC_MAX), say = BUF_INIT(WIRE_SYNC_MAX);
	struct jw wa = JW_INIT(&ask), ws = JW_INIT(&say);

	jw_open(&wa, NULL);
	jw_open(&ws, NULL);
	if (!copy_list(&wa, &seen.asked[i], "writes"))
		jw_text(&wa, "cursor", "2200");
	if (!copy_list(&ws, &seen.answered[i], "results"))
		copy_list(&ws, &seen.answered[i], "changes");
	jw_close(&wa);
	jw_close(&ws);
	floor_file("request", i, &ask);
	floor_file("answer", i, &say);
	buf_done(&ask);
	buf_done(&say);
}

/* What haven just moved (seen), moved by curl: bare, or all of it. is_new: on a
 * connection of its own. */
static struct cost
floor_cost(bool is_bare, bool is_new)
{
	size_t n = seen.answered_count;
	struct cost from;

	if (n != seen.asked_count || n == 0)
		bench_fail("%zu questions, %zu answers.", seen.asked_count, n);
	for (size_t i = 0; i < n; i++) {
		if (is_bare) {
			floor_bare(i);
			continue;
		}
		floor_file("request", i, &seen.asked[i]);
		floor_file("answer", i, &seen.answered[i]);
	}
	if (is_new) {
		floor_order("new", 0);
	} else {
		floor_order("go", 0);
	}
	from = cost_now(&floor_.proxy);
	for (size_t i = 0; i < n; i++)
		floor_order("go", i);
	return cost_since(&floor_.proxy, from);
}

#endif
