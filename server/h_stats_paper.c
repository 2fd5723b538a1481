/* h_stats_paper.c - a report of statistics as it was kept, on paper (N3). It holds
 * nothing of a case, so the passphrase is not asked for again. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "paper_office.h"
#include "stat.h"
#include "store_in.h"

static void
name_author(struct request *rq, struct db *db, const struct record_row *row,
    struct buf *head)
{
	struct civil made = when_civil(row->received_ms);
	struct person person = { 0 };
	char day[WHEN_SHOWN];

	made.has_time = false;
	made.hour = made.minute = 0;
	when_show(day, &made);
	(void)account_person(rq->server, db, &row->author, &person, NULL);
	buf_addf(head, "Counted on %s for %s.", day, person.name);
}

static enum err
make(struct request *rq, struct db *db, struct looks *l, struct doc **out,
    struct errinfo *e)
{
	struct buf title = BUF_INIT(200), head = BUF_INIT(400);
	struct stat_report tables = { 0 };
	struct record *r = NULL;
	struct record_row row;
	enum err code = store_find(db, &rq->id, &row, e);

	if (code == ERR_OK && (row.kind != &kind_statistics_report ||
				  !store_may(rq->server, db, &rq->caller, &row,
				      RIGHT_READ, rq->now_ms)))
		code = answer_missing(e);
	if (code == ERR_OK)
		code = store_body(rq->server, db, &rq->id, &row, &r, e);
	if (code == ERR_OK) {
		const char *text = record_text(r, "tables");

		code = stat_report_read(&tables, text, strlen(text), e);
		buf_addf(&title, "Statistics: %s", record_text(r, "title"));
		name_author(rq, db, &row, &head);
	}
	if (code == ERR_OK) {
		looks_add(l, rq, AUDIT_LOOK, &row.file, &rq->id, row.version);
		*out = stat_doc(&tables, buf_str(&title), buf_str(&head));
	}
	stat_report_done(&tables);
	record_free(r);
	buf_done(&title);
	buf_done(&head);
	return code;
}

void
h_statistics_paper(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct doc *d = NULL;
	struct db *db;
	enum err code = ERR_IO;

	if (!paper_form_is_good(rq))
		return;
	db = server_reader(rq->server, &e);
	if (db != NULL) {
		code = make(rq, db, &l, &d, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		paper_answer(rq, d, &l);
}
