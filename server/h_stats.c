/* h_stats.c - a report of statistics: counted on a thread of its own, and kept as a
 * record before it is shown (N2, N3).
 *
 * It is asked for by its months alone. There is one report of a period: who asks
 * again gets it as it was. It is made of one reader's snapshot, with the reports
 * that were there in it; when another one was kept meanwhile it is made anew, so
 * two that are asked for at once cannot pass each other by. */
#include "handlers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "mem.h"
#include "pool.h"
#include "stats_in.h"

#define TRIES 3

struct report {
	struct job job;
	struct request *rq;
	int from, until;
	struct id *kept; /* reports that were there when it was made */
	size_t kept_count;
	struct stat_report *kept_tables;
	struct stat_shown *shown;
	struct record *record; /* the new one */
	struct put_result result;
	struct id id; /* of the answer */
	bool is_new, is_passed_by;
	unsigned tries;
};

static void
forget_kept(struct report *rp)
{
	for (size_t i = 0; i < rp->kept_count; i++)
		stat_report_done(&rp->kept_tables[i]);
	free(rp->kept);
	free(rp->kept_tables);
	free(rp->shown);
	record_free(rp->record);
	rp->kept = NULL;
	rp->kept_tables = NULL;
	rp->shown = NULL;
	rp->record = NULL;
	rp->kept_count = 0;
}

static void
report_free(void *work)
{
	struct report *rp = work;

	forget_kept(rp);
	mem_free_wiped(rp, sizeof(*rp));
}

/* ---- what there is ---- */

static enum err
read_one(struct report *rp, struct db *db, size_t i, struct errinfo *e)
{
	struct server *s = rp->rq->server;
	struct stat_shown *sh = &rp->shown[i];
	struct record *r = NULL;
	struct record_row row;
	enum err code = store_body(s, db, &rp->kept[i], &row, &r, e);

	if (code == ERR_OK) {
		const char *text = record_text(r, "tables");
		struct civil made = when_civil(row.received_ms);

		code = stat_report_read(
		    &rp->kept_tables[i], text, strlen(text), e);
		made.has_time = false;
		made.hour = made.minute = 0;
		when_show(sh->made, &made);
		snprintf(sh->title, sizeof(sh->title), "%s",
		    record_text(r, "title"));
		sh->report = &rp->kept_tables[i];
	}
	record_free(r);
	return code;
}

static enum err
read_kept(struct report *rp, struct db *db, struct errinfo *e)
{
	const struct id none = { "" };
	enum err code = store_ids_of_kind(
	    db, &none, &kind_statistics_report, &rp->kept, &rp->kept_count, e);

	if (code != ERR_OK)
		rp->kept_count = 0;
	rp->kept_tables =
	    mem_zalloc(rp->kept_count + 1, sizeof(*rp->kept_tables));
	rp->shown = mem_zalloc(rp->kept_count + 1, sizeof(*rp->shown));
	for (size_t i = 0; i < rp->kept_count && code == ERR_OK; i++)
		code = read_one(rp, db, i, e);
	return code;
}

static bool
find_same(struct report *rp)
{
	for (size_t i = 0; i < rp->kept_count; i++)
		if (rp->kept_tables[i].from == rp->from &&
		    rp->kept_tables[i].until == rp->until) {
			rp->id = rp->kept[i];
			return true;
		}
	return false;
}

static void
make_record(struct report *rp, const struct stat_report *made)
{
	struct buf tables = BUF_INIT(STAT_TEXT_MAX), title = BUF_INIT(80);
	struct record *r = record_new(&kind_statistics_report);
	char day[WHEN_TEXT];

	stat_report_write(made, &tables);
	stat_period_words(rp->from, rp->until, &title);
	record_set(r, "title", buf_str(&title));
	stat_first_day(rp->from, day);
	record_set(r, "from", day);
	stat_last_day(rp->until, day);
	record_set(r, "until", day);
	record_set(r, "tables", tables.failed ? "" : buf_str(&tables));
	rp->record = r;
	buf_done(&tables);
	buf_done(&title);
}

static enum err
make_report(struct report *rp, struct db *db, struct errinfo *e)
{
	struct server *s = rp->rq->server;
	struct stat_report made = { 0 };
	struct stat_scan *sc = NULL;
	enum err code = stats_scan(&sc, s, db, e);

	if (code == ERR_OK)
		code = stats_make(sc, rp->from, rp->until,
		    conf_int(s->conf, CONF_STATISTICS_SMALL), rp->shown,
		    rp->kept_count, &made, e);
	if (code == ERR_OK)
		make_record(rp, &made);
	stats_scan_free(sc);
	stat_report_done(&made);
	return code;
}

/* ---- the answer ---- */

static void
answer_report(struct report *rp, struct db *db)
{
	struct request *rq = rp->rq;
	struct jw w = JW_INIT(&rq->out);
	struct record *r = NULL;
	struct record_row row;
	struct errinfo e = { 0 };
	const char *tables;

	if (store_body(rq->server, db, &rp->id, &row, &r, &e) != ERR_OK) {
		answer_fault(rq, &e);
		return;
	}
	tables = record_text(r, "tables");
	rq->status = rp->is_new ? 201 : 200;
	jw_open(&w, NULL);
	jw_text(&w, "report", rp->id.s);
	jw_text(&w, "title", record_text(r, "title"));
	jw_int(&w, "made", row.received_ms);
	jw_raw(&w, "tables", tables, strlen(tables));
	jw_close(&w);
	record_free(r);
}

/* ---- in the writer ---- */

static enum err
keep(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct id none = { "" };
	struct report *rp = arg;
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct put p = { .who = rp->rq->caller,
		.kind = &kind_statistics_report,
		.table = kind_statistics_report.version,
		.written_ms = rp->rq->now_ms,
		.now_ms = rp->rq->now_ms,
		.by_office = true };
	struct id *ids = NULL;
	size_t count = 0;
	enum err code = store_ids_of_kind(
	    db, &none, &kind_statistics_report, &ids, &count, e);

	free(ids);
	rp->is_passed_by = count != rp->kept_count;
	if (code != ERR_OK || rp->is_passed_by)
		return code;
	p.id = id_new();
	p.write = id_new();
	record_to_json(rp->record, false, &body);
	p.body = buf_str(&body);
	p.body_len = body.len;
	code = store_put(s, db, &p, &rp->result, e);
	if (code == ERR_OK && rp->result.status != 201)
		code = err_set(e, ERR_BUG, "The report could not be kept: %s",
		    rp->result.error.says);
	buf_done(&body);
	rp->id = p.id;
	rp->is_new = true;
	if (code == ERR_OK)
		answer_report(rp, db);
	return code;
}

static void count(void *arg);

static void
kept(struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct report *rp = arg;
	struct errinfo busy = { 0 };

	if (answer_job_failed(rp->rq, result, e)) {
		request_finish(rp->rq);
		return;
	}
	if (!rp->is_passed_by) {
		request_finish(rp->rq);
		return;
	}
	/* Another was kept meanwhile. */
	forget_kept(rp);
	if (++rp->tries == TRIES)
		err_set(&busy, ERR_BUSY,
		    "Others ask for reports at the same time. Try again.");
	else if (pool_run(s->counting, count, rp, &busy) == ERR_OK)
		return;
	answer_fault(rp->rq, &busy);
	request_finish(rp->rq);
}

/* ---- on the thread that counts ---- */

static void
count(void *arg)
{
	struct report *rp = arg;
	struct server *s = rp->rq->server;
	struct errinfo e = { 0 };
	struct db *db = server_reader(s, &e);
	enum err code = db != NULL ? read_kept(rp, db, &e) : ERR_IO;
	bool is_there = code == ERR_OK && find_same(rp);

	if (is_there)
		answer_report(rp, db);
	else if (code == ERR_OK)
		code = make_report(rp, db, &e);
	server_reader_done(s, db);
	if (code == ERR_OK && !is_there) {
		rp->job = (struct job){ .run = keep, .done = kept, .arg = rp };
		code = writer_queue(s->writer, &rp->job, &e);
		if (code == ERR_OK)
			return;
	}
	if (code == ERR_DENIED || code == ERR_INVALID)
		request_problem(rp->rq, &e, NULL);
	else if (code != ERR_OK)
		answer_fault(rp->rq, &e);
	request_finish(rp->rq);
}

/* ---- on the handler's thread ---- */

void
h_statistics(struct request *rq)
{
	struct errinfo e = { 0 };
	struct report *rp;

	if (rights_ask(rq->caller.role, kind_statistics_report.name,
		RIGHT_READ) != GRANT_YES) {
		err_set(&e, ERR_DENIED,
		    "Statistics are for the Director, the Strategic Lead and "
		    "trustees. Nothing was counted.");
		request_problem(rq, &e, NULL);
		return;
	}
	rp = mem_zalloc(1, sizeof(*rp));
	rp->rq = rq;
	rp->from = stat_month(json_text_of(rq->json, "from", ""));
	rp->until = stat_month(json_text_of(rq->json, "until", ""));
	if (rp->from < 0 || rp->until < rp->from) {
		err_field(&e, ERR_INVALID, rp->from < 0 ? "from" : "until",
		    "A report is of whole months: give a day of the first one, "
		    "and one of the last, which is not before it.");
		request_problem(rq, &e, NULL);
		report_free(rp);
		return;
	}
	rq->work = rp;
	rq->work_free = report_free;
	request_defer(rq);
	if (pool_run(rq->server->counting, count, rp, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}
