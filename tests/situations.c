/* situations.c - the files for the situations of decisions.md, and what was decided
 * in them: for the story in a real terminal (tests/whole/situations.sh).
 *
 *   situations SETTINGS fill   into a new store that has its people
 *   situations SETTINGS read   a line for each decision: the child's name, the row
 *                              by the facts that were kept, what was decided, and
 *                              whether the office stopped or flagged it
 *
 * havend must not run on that store. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "decide.h"
#include "kinds.h"
#include "mem.h"
#include "save.h"
#include "server.h"
#include "store_in.h"
#include "text.h"

static struct server *s;
static struct person_of {
	struct caller who;
} senior, worker;

static void
must(enum err code, const struct errinfo *e, const char *what)
{
	if (code == ERR_OK)
		return;
	fprintf(stderr, "situations: %s: %s\n", what, e->says);
	exit(1);
}

/* ---- writing ---- */

struct save_job {
	struct put put;
	struct put_result *result;
};

static enum err
run_save(struct server *server, struct db *db, void *arg, struct errinfo *e)
{
	struct save_job *job = arg;

	return save_put(server, db, &job->put, job->result, e);
}

static struct id
put(const struct id *file, const char *kind, const char *body)
{
	struct save_job job = { .result = mem_zalloc(1, sizeof(*job.result)) };
	const struct kind *k = kind_find(kind);
	struct errinfo e = { 0 };
	int64_t now = clock_ms();

	job.put = (struct put){ .who = senior.who,
		.write = id_new(),
		.kind = k,
		.id = id_new(),
		.table = k->version,
		.written_ms = now,
		.now_ms = now,
		.body = body,
		.body_len = strlen(body) };
	if (file)
		job.put.file = *file;
	must(writer_do(s->writer, run_save, &job, &e), &e, kind);
	if (job.result->status != 201) {
		fprintf(stderr, "situations: %s: %s\n%s\n", kind,
		    job.result->error.says, body);
		exit(1);
	}
	mem_free_wiped(job.result, sizeof(*job.result));
	return job.put.id;
}

static struct id putf(const struct id *file, const char *kind, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

static struct id
putf(const struct id *file, const char *kind, const char *fmt, ...)
{
	char body[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(body, sizeof(body), fmt, ap);
	va_end(ap);
	return put(file, kind, body);
}

/* ---- who and what there is ---- */

static struct id school, surgery, care, funder;

static void
fill_directory(void)
{
	school = put(
	    NULL, "agency", "{\"name\":\"Hill School\",\"what\":\"school\"}");
	surgery = put(
	    NULL, "agency", "{\"name\":\"Mill Surgery\",\"what\":\"health\"}");
	care = put(NULL, "agency",
	    "{\"name\":\"Social care, Eastmere\",\"what\":\"social_care\"}");
	funder = put(NULL, "agency",
	    "{\"name\":\"Eastmere commissioning\",\"what\":"
	    "\"commissioner\"}");
	putf(NULL, "authority",
	    "{\"agency\":\"%s\",\"is_authority\":true,\"reason\":\"x\"}",
	    care.s);
}

static struct child_of {
	struct id file, mother, father;
} c;

static void
begin(const char *name, const char *born, bool induction)
{
	static unsigned number;
	char today[WHEN_TEXT];

	store_today(today, clock_ms());
	c.file = id_new();
	putf(&c.file, "front_sheet",
	    "{\"name\":\"%s\",\"born\":\"%s\",\"reference\":\"S-%02u\","
	    "\"purpose\":\"Support\",\"referrer_agency\":\"%s\"}",
	    name, born, ++number, school.s);
	putf(&c.file, "assignment",
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"%s\"}",
	    worker.who.staff.s, today);
	c.mother = put(&c.file, "adult",
	    "{\"name\":\"Mia Lark\",\"relation\":\"mother\","
	    "\"responsibility\":true}");
	c.father = put(&c.file, "adult",
	    "{\"name\":\"Tom Lark\",\"relation\":\"father\","
	    "\"responsibility\":true}");
	if (induction)
		putf(&c.file, "induction",
		    "{\"discussed\":\"%s\",\"by\":\"%s\",\"with\":[{\"name\":"
		    "\"Mia Lark\",\"who\":\"parent\"}],\"version\":\"3\","
		    "\"where\":\"x\",\"explained\":true,\"sought\":true}",
		    today, worker.who.staff.s);
}

/* who: "cyp", or an adult's id. */
static void
answer(const char *who, const char *says, const struct id *agency,
    const char *items, const char *from)
{
	bool is_cyp = strcmp(who, "cyp") == 0;
	char adult[80] = "", agencies[100] = "";

	if (!is_cyp)
		snprintf(adult, sizeof(adult), "\"adult\":\"%s\",", who);
	if (agency)
		snprintf(agencies, sizeof(agencies),
		    "\"recipients\":[{\"agency\":\"%s\"}],", agency->s);
	putf(&c.file, "agreement",
	    "{\"who\":\"%s\",%s\"answer\":\"%s\",%s\"items\":[\"%s\"],"
	    "\"any_purpose\":true,\"from\":\"%s\",\"evidence\":\"Spoken.\"}",
	    is_cyp ? "cyp" : "parent", adult, says, agencies, items, from);
}

static void
competent(void)
{
	char today[WHEN_TEXT];

	store_today(today, clock_ms());
	putf(&c.file, "competence",
	    "{\"competence\":\"competent\",\"by\":\"%s\",\"on\":\"%s\","
	    "\"why\":\"x\"}",
	    worker.who.staff.s, today);
}

static void
fill_files(void)
{
	char ago[WHEN_TEXT], back[WHEN_TEXT];
	struct civil day = when_civil(clock_ms());
	char y9[32], y15[32], y8[32];

	store_today(ago, clock_ms() - 90 * INT64_C(86400000));
	store_today(back, clock_ms() - INT64_C(86400000));
	snprintf(y8, sizeof(y8), "%04d-01-05", day.year - 9);
	snprintf(y9, sizeof(y9), "%04d-01-05", day.year - 10);
	snprintf(y15, sizeof(y15), "%04d-01-05", day.year - 16);

	begin("One Lark", y9, true);
	begin("Two Lark", y15, true);
	competent();
	answer("cyp", "agreed", &surgery, "wellbeing", ago);
	answer(c.mother.s, "refused", NULL, "wellbeing", ago);
	begin("Three Lark", y15, true);
	competent();
	answer("cyp", "refused", &school, "family", ago);
	answer(c.father.s, "agreed", &school, "family", ago);
	begin("Four Lark", y8, true);
	answer(c.mother.s, "agreed", &school, "attendance", ago);
	begin("Five Lark", y9, true);
	answer(c.mother.s, "refused", NULL, "support", ago);
	begin("Six Lark", y9, true);
	answer(c.mother.s, "refused", NULL, "family", ago);
	begin("Seven Lark", y9, true);
	begin("Eight Lark", y9, true);
	begin("Nine Lark", y9, true);
	begin("Ten Lark", y9, true);
	begin("Eleven Lark", y9, true);
	begin("Twelve Lark", y9, true);
	begin("Thirteen Lark", y9, true);
	answer(c.mother.s, "agreed", &surgery, "health", ago);
	begin("Fourteen Lark", y9, true);
	answer(c.mother.s, "agreed", &school, "attendance", ago);
	answer(c.mother.s, "withdrawn", &school, "attendance", back);
	begin("Fifteen Lark", y9, true);
	/* For the story of a meeting (tests/whole/meetings.sh). */
	begin("Rowan Lark", y9, true);
	answer(c.mother.s, "agreed", &school, "attendance", ago);
	answer(c.father.s, "agreed", &school, "attendance", ago);
}

/* ---- reading ---- */

#define DECISIONS_MAX 200

static struct {
	struct id id;
	bool is_flagged;
} found[DECISIONS_MAX];
static size_t found_count;

/* Which there are, in the order in which they came; before the store is open. */
static void
find_all(const struct conf *conf)
{
	char path[4200];
	sqlite3 *h = NULL;
	sqlite3_stmt *st = NULL;

	snprintf(
	    path, sizeof(path), "%s/haven.db", conf_text(conf, CONF_STORE_DIR));
	if (sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY, NULL) !=
		SQLITE_OK ||
	    sqlite3_prepare_v2(h,
		"SELECT r.id, EXISTS (SELECT 1 FROM record f WHERE f.parent = "
		"r.id AND f.kind = 'share_flag') FROM record r WHERE r.kind = "
		"'share_decision' ORDER BY r.seq",
		-1, &st, NULL) != SQLITE_OK) {
		fprintf(stderr, "situations: %s\n", sqlite3_errmsg(h));
		exit(1);
	}
	while (found_count < DECISIONS_MAX && sqlite3_step(st) == SQLITE_ROW) {
		id_parse(&found[found_count].id,
		    (const char *)sqlite3_column_text(st, 0));
		found[found_count++].is_flagged =
		    sqlite3_column_int(st, 1) != 0;
	}
	sqlite3_finalize(st);
	sqlite3_close(h);
}

static void
print_decision(struct db *db, const struct id *id, bool is_flagged)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX * 2);
	struct record *r = NULL;
	struct facts *f = NULL;
	struct errinfo e = { 0 };
	struct decision d;
	struct envelope env;
	struct card card = { 0 };
	const char *kept;

	must(store_read(s, db, id, 0, &env, &text, &e), &e, "read");
	must(record_from_json(&r, &kind_share_decision, env.body, env.body_len,
		 true, NULL, &e),
	    &e, "body");
	kept = record_text(r, "facts");
	must(facts_read(&f, kept, strlen(kept), &e), &e, "facts");
	decide(f, &d);
	cards_get(s, db, &senior.who, &env.file, clock_ms(), &card);
	printf("%s: row %s %s, %s%s\n", card.name, decide_row_id(d.row),
	    record_text(r, "outcome"), record_text(r, "decided"),
	    is_flagged ? ", flagged" : "");
	decision_done(&d);
	facts_free(f);
	record_free(r);
	buf_done(&text);
}

/* ---- whose store it is ---- */

static void
find_person(struct db *db, enum role role, struct caller *who)
{
	struct stmt *st = db_stmt(db, SQL_STAFF_OF_ROLE);

	*who = (struct caller){ .device = id_new(), .role = role };
	stmt_text(st, 1, role_code(role));
	stmt_text(st, 2, "2000-01-01");
	if (stmt_row(st))
		who->staff = stmt_get_id(st, 0);
	stmt_reset(st);
	if (id_is_none(&who->staff)) {
		fprintf(stderr, "situations: the store has no %s\n",
		    role_title(role));
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	bool is_fill = argc == 3 && strcmp(argv[2], "fill") == 0;
	struct conf *conf = NULL;
	struct errinfo e = { 0 };
	struct db *db;

	if (argc != 3 || (!is_fill && strcmp(argv[2], "read") != 0)) {
		fprintf(stderr, "usage: situations SETTINGS fill|read\n");
		return 64;
	}
	if (!text_start())
		return 1;
	must(seal_start(&e), &e, "start");
	must(conf_load(&conf, CONF_SERVER, argv[1], true, NULL, &e), &e,
	    "settings");
	if (!is_fill)
		find_all(conf);
	must(server_open(&s, conf, &e), &e, "open");
	db = server_reader(s, &e);
	find_person(db, ROLE_SENIOR, &senior.who);
	find_person(db, ROLE_SUPPORT_WORKER, &worker.who);
	for (size_t i = 0; i < found_count; i++)
		print_decision(db, &found[i].id, found[i].is_flagged);
	server_reader_done(s, db);
	if (is_fill) {
		fill_directory();
		fill_files();
	}
	server_close(s);
	conf_free(conf);
	return 0;
}
