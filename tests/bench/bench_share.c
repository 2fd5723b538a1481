/* bench_share.c - a decision to share about a file with many answers of the family:
 * how long the office takes to keep it, since for each it gathers what it knows of
 * the file by itself, and nothing else is written meanwhile. Beside it the same
 * decision about a file with one answer. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "load.h"
#include "seal.h"
#include "share_facts.h"
#include "text.h"

#define RUNS BENCH_RUNS_TERMINAL
#define CONNECTIONS 16
#define FEW_MS 16.0  /* 500 answers */
#define MANY_MS 40.0 /* 3,000 */
#define PAST_MS 50.0
#define LONG_AGO 30 /* days */
#define SCHOOL "01900000-0000-7001-8000-000000000000"
#define MOTHER "01900000-0000-7002-8000-%012zx"

static struct office office;
static struct worker who;
static struct tls_client *line;

/* ---- the files ---- */

static void
print_id(char out[40], unsigned sort, size_t number)
{
	snprintf(out, 40, "01900000-0000-7%03u-8000-%012zx", sort, number);
}

/* PUT a new record; how long it took. */
static double
put(const char *target, const char *body)
{
	static size_t writes;
	char id[40], head[120];
	double start;
	unsigned status;

	print_id(id, 900, ++writes);
	snprintf(
	    head, sizeof(head), "If-None-Match: *\r\nWrite-Id: %s\r\n", id);
	start = bench_now_ms();
	status = office_ask(line, "PUT", target, who.token, head, body);
	if (status != 201)
		bench_fail("%s: %u %s", target, status, office_body(line));
	return bench_now_ms() - start;
}

static void
make_file(size_t file)
{
	char id[40], adult[40], target[200];

	print_id(id, 0, file);
	snprintf(target, sizeof(target), "/v1/files/%s/front_sheet/%s", id, id);
	put(target,
	    "{\"name\":\"A\",\"born\":\"2019-04-03\",\"purpose\":\"x\"}");
	snprintf(adult, sizeof(adult), MOTHER, file);
	snprintf(target, sizeof(target), "/v1/files/%s/adult/%s", id, adult);
	put(target, "{\"name\":\"M\",\"relation\":\"mother\","
		    "\"responsibility\":true}");
}

/* Of file `*arg`: agreed and taken back in turn; the last one of all agrees. */
static void
ask_agreement(void *arg, size_t number, struct load_ask *ask)
{
	size_t file = *(const size_t *)arg;
	char f[40], id[40], write[40];

	print_id(f, 0, file);
	print_id(id, 100 + (unsigned)file, number);
	print_id(write, 200 + (unsigned)file, number);
	ask->method = "PUT";
	ask->token = who.token;
	ask->want = 201;
	snprintf(ask->target, sizeof(ask->target), "/v1/files/%s/agreement/%s",
	    f, id);
	snprintf(ask->head, sizeof(ask->head),
	    "If-None-Match: *\r\nWrite-Id: %s\r\n", write);
	snprintf(ask->body, sizeof(ask->body),
	    "{\"who\":\"parent\",\"adult\":\"" MOTHER
	    "\",\"answer\":\"%s\",\"recipients\":[{\"agency\":\"" SCHOOL
	    "\"},{\"agency\":\"01900000-0000-7003-8000-000000000001\"},{"
	    "\"agency\":\"01900000-0000-7003-8000-000000000002\"}],\"items\":"
	    "[\"attendance\",\"support\"],\"purposes\":[\"school_help\"],"
	    "\"from\":\"20%02zu-%02zu-01\",\"evidence\":\"Said at the kitchen "
	    "table, and heard by both of us. Signed the form of the school "
	    "that morning; a copy is in the cupboard.\"}",
	    file, number % 7 || number == 0 ? "agreed" : "withdrawn",
	    10 + number % 15, 1 + number % 12);
}

static void
give_answers(size_t file, size_t count)
{
	struct load *load = load_open(&office, CONNECTIONS);

	load_run(load, 0, count, ask_agreement, &file, NULL);
	load_close(load);
}

/* ---- the decision ---- */

static enum err
nothing(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	(void)arg;
	(void)kind;
	(void)fn;
	(void)fn_arg;
	(void)e;
	return ERR_OK;
}

/* Of a device that knows nothing of the file: whatever the office finds is its own. */
static void
write_decision(size_t file, int days_ago, struct buf *out)
{
	const struct share_source source = { .each = nothing };
	char judged[2000], on[FACTS_DATE], id[40];
	struct errinfo e = { 0 };
	struct record *r = NULL;
	struct facts *f = NULL;
	struct civil now = when_civil(clock_ms());
	struct decision d;
	struct id self;

	print_id(id, 0, file);
	id_parse(&self, id);
	snprintf(judged, sizeof(judged),
	    "{\"agency\":\"" SCHOOL "\",\"role\":\"head\",\"need\":\"x\","
	    "\"items\":[{\"what\":\"x\",\"kind\":\"attendance\"}],\"purpose\":"
	    "\"school_help\",\"harm\":\"none\",\"people\":[{\"adult\":\"" MOTHER
	    "\",\"name\":\"M\",\"telling\":\"safe\"},{\"name\":\"A\","
	    "\"telling\":\"safe\"}],\"necessary\":true,\"need_to_know\":true,"
	    "\"accurate\":true,\"channel\":\"by_hand\",\"identity\":\"x\","
	    "\"reasons\":\"x\",\"decided\":\"share\"}",
	    file);
	if (record_from_json(&r, &kind_share_decision, judged, strlen(judged),
		false, NULL, &e) != ERR_OK)
		bench_fail("%s", e.says);
	if (days_ago > 0) {
		struct civil then = when_add_days(now, -days_ago);
		char stored[WHEN_TEXT];

		when_store(stored, &then);
		record_set(r, "happened", stored);
	}
	share_day(r, &now, on);
	if (share_facts(r, &self, &self, on, &source, &f, &e) != ERR_OK)
		bench_fail("%s", e.says);
	decide(f, &d);
	share_keep(r, f, &d);
	buf_clear(out);
	record_to_json(r, false, out);
	decision_done(&d);
	facts_free(f);
	record_free(r);
}

static double
decide_on(size_t file, int days_ago)
{
	static size_t made;
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	char id[40], f[40], target[200];
	double took[RUNS];

	print_id(f, 0, file);
	write_decision(file, days_ago, &body);
	for (int i = 0; i < RUNS; i++) {
		print_id(id, 300, made++);
		snprintf(target, sizeof(target),
		    "/v1/files/%s/share_decision/%s", f, id);
		took[i] = put(target, buf_str(&body));
	}
	buf_done(&body);
	return bench_median(took, RUNS);
}

int
main(void)
{
	static const struct {
		size_t answers;
		const char *what;
		double limit;
		const char *bar;
	} rows[] = {
		{ 500, "a decision kept, 500 answers on file (floor: 1)",
		    FEW_MS, "16 ms" },
		{ 3000, "a decision kept, 3,000 answers on file (floor: 1)",
		    MANY_MS, "40 ms" },
	};
	double one;

	if (!text_start() || seal_start(NULL) != ERR_OK)
		bench_fail("It does not start.");
	snprintf(who.sign_in, sizeof(who.sign_in), "senior");
	office_make(&office, "share");
	office_hire(&office, who.sign_in, "designated_senior");
	office_start(&office, NULL, NULL);
	office_enrol(&office, &who);
	line = office_dial(&office);
	make_file(0);
	give_answers(0, 1);
	one = decide_on(0, 0);
	for (size_t i = 0; i < BENCH_COUNT(rows); i++) {
		make_file(i + 1);
		give_answers(i + 1, rows[i].answers);
		bench_beside(rows[i].what, "ms", decide_on(i + 1, 0), one,
		    rows[i].limit, rows[i].bar);
	}
	/* By its day, and by today (share_follow.c). */
	bench_beside("the same, 3,000, of a day long past (floor: 1)", "ms",
	    decide_on(BENCH_COUNT(rows), LONG_AGO), one, PAST_MS, "50 ms");
	office_hang_up(line);
	office_stop(&office);
	return 0;
}
