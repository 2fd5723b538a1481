/* bench_stats.c - a report of statistics over 10,000 files and 200,000 records of the
 * demo's own making, beside unsealing and parsing these records alone; and what
 * somebody else who saves notices of it meanwhile (N3). */
#include "bench.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "demo.h"
#include "mem.h"
#include "stats_in.h"
#include "text.h"

#define FILES 10000
#define RECORDS 200000
#define RUNS 3
#define BAR 3.0
#define MIB 1048576.0
#define MEMORY_MIB 64.0
#define SAVE_MS 50.0
#define SAVES 200
#define INSPECTION_MS 1000.0

static struct conf *conf;
static struct server *server;
static int64_t now;

/* ---- the store ---- */

static void
must(enum err code, const struct errinfo *e)
{
	if (code != ERR_OK)
		bench_fail("%s", e->says);
}

static void
make_server(void)
{
	struct buf sheet = BUF_INIT(8192);
	struct errinfo e = { 0 };

	mkdir(bench_path("stats"), 0700);
	must(conf_load(&conf, CONF_SERVER, NULL, false, NULL, &e), &e);
	must(conf_set(conf, "store_dir", bench_path("stats/store"), &e), &e);
	must(conf_set(conf, "key_dir", bench_path("stats/keys"), &e), &e);
	must(conf_set(conf, "argon_memory", "8192", &e), &e);
	must(server_init(conf, &sheet, &e), &e);
	must(server_open(&server, conf, &e), &e);
	buf_done(&sheet);
}

/* As store_keep.c stores it, without the judgement: sealed by the file's key, bound to
 * what stands beside it. */
static enum err
put(struct db *db, const struct demo_event *ev, const struct kind *k,
    const struct id *id, const char *body, struct errinfo *e)
{
	struct envelope env = { .version = 1,
		.table = k->version,
		.written_ms = ev->written_ms,
		.received_ms = ev->at_ms };
	struct buf ad = BUF_INIT(1024), sealed = BUF_INIT(KIND_BODY_MAX + 100);
	uint8_t *key = keyring_scratch(server->keys);
	struct stmt *st;
	enum err code;

	env.id = *id;
	if (ev->child != NULL)
		env.file = ev->child->file;
	env.author = *id;
	snprintf(env.kind, sizeof(env.kind), "%s", k->name);
	store_bind(&ad, &env);
	code = keyring_get(server->keys, &env.file, true, key, e);
	if (code == ERR_OK)
		code = seal_close(
		    &sealed, key, ad.data, ad.len, body, strlen(body), e);
	keyring_scratch_done(server->keys, key);
	st = db_stmt(db, SQL_RECORD_ADD);
	stmt_id(st, 1, id);
	stmt_text(st, 2, k->name);
	stmt_id(st, 3, &env.file);
	stmt_id(st, 4, id);
	stmt_id(st, 5, id);
	stmt_int(st, 7, 1);
	stmt_int(st, 8, env.written_ms);
	stmt_int(st, 9, env.received_ms);
	stmt_int(st, 10, ev->what == DEMO_SIGNED);
	stmt_int(st, 11, 1);
	if (code == ERR_OK)
		code = stmt_done(st, e);
	st = db_stmt(db, SQL_VERSION_ADD);
	stmt_id(st, 1, id);
	stmt_int(st, 2, 1);
	stmt_id(st, 3, id);
	stmt_int(st, 4, env.table);
	stmt_int(st, 5, env.written_ms);
	stmt_int(st, 6, env.received_ms);
	stmt_int(st, 9, 0);
	stmt_blob(st, 11, sealed.data, sealed.len);
	if (code == ERR_OK)
		code = stmt_done(st, e);
	buf_done(&ad);
	buf_done(&sealed);
	return code;
}

static enum err
put_file(struct db *db, const struct id *file, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_ADD);

	stmt_id(st, 1, file);
	stmt_int(st, 2, 0);
	stmt_int(st, 3, now);
	return stmt_done(st, e);
}

/* A call that somebody made: so that each file has as many records as it must. */
static enum err
put_contact(struct db *db, const struct demo_plan *p, int n, struct errinfo *e)
{
	static const char body[] =
	    "{\"when\":\"2026-01-05T10:00\",\"with\":\"The class teacher\","
	    "\"how\":\"call\",\"by\":\"us\",\"what\":\"Rang the school about "
	    "the morning. The teacher says that it went well until break, and "
	    "that the class was told about the outing. We agreed to ring again "
	    "on Friday, after the meeting with the family.\"}";
	struct demo_event ev = { .child = &p->children[n % DEMO_CHILDREN],
		.at_ms = now,
		.written_ms = now };
	struct id id = id_new();

	return put(db, &ev, &kind_contact, &id, body, e);
}

struct filling {
	uint64_t seed;
	size_t files, records;
};

static bool
is_of_a_child(const struct demo_event *ev)
{
	return ev->child != NULL && ev->what != DEMO_LOOK &&
	       ev->what != DEMO_TOLD && ev->what != DEMO_EPISODE &&
	       ev->what != DEMO_CONCERN;
}

/* One more demo: two hundred files, each with its share of the records. */
static enum err
fill(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct filling *f = arg;
	struct demo_plan *p = demo_plan_new(f->seed, now);
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	size_t want = f->records + DEMO_CHILDREN * (RECORDS / FILES);
	enum err code = ERR_OK;

	(void)s;
	for (int i = 0; i <= DEMO_CHILDREN && code == ERR_OK; i++)
		code = put_file(db, &p->children[i].file, e);
	for (size_t i = 0; i < p->event_count && code == ERR_OK; i++) {
		const struct demo_event *ev = &p->events[i];

		/* An episode that ended stands here as it did in the end. */
		if (!is_of_a_child(ev) &&
		    !(ev->what == DEMO_EPISODE &&
			p->support[ev->n].ended.year == 0))
			continue;
		buf_clear(&body);
		demo_event_body(p, ev, &body);
		code = put(
		    db, ev, demo_event_kind(ev), &ev->id, buf_str(&body), e);
		f->records++;
	}
	for (int i = 0; f->records < want && code == ERR_OK; i++) {
		code = put_contact(db, p, i, e);
		f->records++;
	}
	f->files += DEMO_CHILDREN;
	buf_done(&body);
	mem_free_wiped(p, sizeof(*p));
	return code;
}

static void
make_records(void)
{
	struct filling f = { .seed = 1 };
	struct errinfo e = { 0 };

	for (; f.files < FILES; f.seed++)
		must(writer_do(server->writer, fill, &f, &e), &e);
	bench_say("%zu files, %zu records", f.files, f.records);
}

/* ---- the floor: the same records, unsealed and parsed, and nothing else ---- */

static double
read_all(void)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(server, &e);
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	double start = bench_now_ms();
	struct stmt *st = db_stmt(db, SQL_VERSION_ALL);
	size_t n = 0;

	stmt_int(st, 1, AUDIT_WRITE);
	while (stmt_row(st)) {
		struct id id = stmt_get_id(st, 12);
		struct record *r = NULL;
		struct envelope env;
		const void *sealed;
		size_t len;

		store_row_envelope(st, &id, &env);
		sealed = stmt_get_blob(st, 9, &len);
		buf_clear(&text);
		must(store_unseal(server, &env, sealed, len, &text, &e), &e);
		must(record_from_json(&r, kind_find(env.kind), buf_str(&text),
			 text.len, true, NULL, &e),
		    &e);
		record_free(r);
		n++;
	}
	stmt_reset(st);
	server_reader_done(server, db);
	buf_done(&text);
	if (n < RECORDS)
		bench_fail("only %zu records", n);
	return bench_now_ms() - start;
}

/* ---- a report ---- */

static double
count_all(double *mib)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(server, &e);
	struct stat_report made;
	struct stat_scan *sc;
	struct buf text = BUF_INIT(STAT_TEXT_MAX);
	size_t before = mallinfo2().uordblks;
	double start = bench_now_ms(), ms;

	must(stats_scan(&sc, server, db, &e), &e);
	*mib = (double)(mallinfo2().uordblks - before) / MIB;
	must(stats_make(sc, sc->now - 12, sc->now - 1, 5, NULL, 0, &made, &e),
	    &e);
	stat_report_write(&made, &text);
	ms = bench_now_ms() - start;
	if (text.failed || made.count < 20)
		bench_fail("no report");
	stat_report_done(&made);
	stats_scan_free(sc);
	server_reader_done(server, db);
	buf_done(&text);
	return ms;
}

/* ---- who saves meanwhile ---- */

static atomic_bool is_counting;

static void *
counting(void *arg)
{
	double mib;

	(void)arg;
	count_all(&mib);
	is_counting = false;
	return NULL;
}

static enum err
save_one(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_META_SET);

	(void)s;
	(void)arg;
	stmt_text(st, 1, "bench");
	stmt_text(st, 2, "saved");
	return stmt_done(st, e);
}

/* The 95th of a hundred, in milliseconds. */
static double
saves(bool meanwhile)
{
	static double ms[SAVES];
	struct errinfo e = { 0 };
	pthread_t thread;
	size_t n = 0;

	is_counting = meanwhile;
	if (meanwhile && pthread_create(&thread, NULL, counting, NULL) != 0)
		bench_fail("no thread");
	while (n < SAVES && (is_counting || !meanwhile || n == 0)) {
		double start = bench_now_ms();

		must(writer_do(server->writer, save_one, NULL, &e), &e);
		ms[n++] = bench_now_ms() - start;
		bench_pause_ms(5);
	}
	if (meanwhile)
		pthread_join(thread, NULL);
	return bench_percentile(ms, n, 95);
}

/* ---- an inspection ---- */

static enum err
put_lead(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	static const char body[] = "{\"name\":\"L. Lead\",\"sign_in\":"
				   "\"lead\",\"role\":\"strategic_lead\"}";
	struct demo_event ev = { .at_ms = now, .written_ms = now };
	struct stmt *st = db_stmt(db, SQL_STAFF_SET);

	(void)s;
	must(put(db, &ev, &kind_staff, arg, body, e), e);
	stmt_id(st, 1, arg);
	stmt_text(st, 2, role_code(ROLE_LEAD));
	stmt_int(st, 3, 0);
	stmt_text(st, 5, "");
	return stmt_done(st, e);
}

static enum err
put_inspection(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	static const char body[] =
	    "{\"authority\":\"Ofsted\",\"announced\":\"announced\","
	    "\"inspectors\":[{\"name\":\"I. Spector\",\"identity\":\"card\","
	    "\"checked_by\":\"%s\",\"checked_on\":\"2026-01-05\"}],"
	    "\"purpose\":\"Routine.\",\"period_from\":\"2000-01-01\","
	    "\"period_until\":\"2100-01-01\",\"scope\":\"all\","
	    "\"access_from\":\"%s\",\"access_until\":\"%s\"}";
	const struct id *who = arg;
	char text[1000], today[WHEN_TEXT];
	struct put p = { .kind = &kind_inspection,
		.table = kind_inspection.version,
		.written_ms = now,
		.now_ms = now,
		.body = text };
	struct put_result result;
	enum err code;

	store_today(today, now);
	snprintf(text, sizeof(text), body, who->s, today, today);
	p.body_len = strlen(text);
	p.who = (struct caller){ .staff = *who, .role = ROLE_LEAD };
	p.id = id_new();
	p.write = id_new();
	code = store_put(s, db, &p, &result, e);
	if (code == ERR_OK && result.status != 201)
		bench_fail("no inspection: %s", result.error.says);
	return code;
}

/* All files are in its scope; until it is kept whoever else saves waits. */
static void
inspection_row(void)
{
	double ms[RUNS];
	struct errinfo e = { 0 };
	struct id who = id_new();

	must(writer_do(server->writer, put_lead, &who, &e), &e);
	for (int i = 0; i < RUNS; i++) {
		ms[i] = bench_now_ms();
		must(writer_do(server->writer, put_inspection, &who, &e), &e);
		ms[i] = bench_now_ms() - ms[i];
	}
	bench_value("an inspection of 10,000 files is saved", "ms",
	    bench_median(ms, RUNS), INSPECTION_MS);
}

int
main(void)
{
	double floor[RUNS], haven[RUNS], mib = 0, alone;
	struct errinfo e = { 0 };

	must(seal_start(&e), &e);
	if (!text_start())
		bench_fail("no UTF-8 locale");
	setenv("TZ", "Europe/London", 1);
	now = clock_ms();
	make_server();
	make_records();
	for (int i = 0; i < RUNS; i++) {
		floor[i] = read_all();
		haven[i] = count_all(&mib);
	}
	bench_ratio("statistics: a year of 10,000 files, 200,000 records", "ms",
	    bench_median(haven, RUNS), bench_median(floor, RUNS), BAR);
	bench_value(
	    "statistics: memory while it counts", "MiB", mib, MEMORY_MIB);
	alone = saves(false);
	bench_beside("statistics: a save meanwhile, 95 of 100", "ms",
	    saves(true), alone, SAVE_MS, "50 ms");
	inspection_row();
	server_close(server);
	conf_free(conf);
	return 0;
}
