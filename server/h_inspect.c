/* h_inspect.c - how the inspections stand, and the list of one: who of the families
 * was told, and who has a copy of the report (O2, O3). Numbers are of all; people are
 * those whose file is open to who asks. */
#include "handlers.h"

#include <string.h>

#include "answer.h"
#include "inspect.h"
#include "mem.h"
#include "server.h"
#include "store_in.h"

#define PEOPLE_MAX 2000

static const char *const tolds[PERSON_STATES] = {
	[PERSON_DUE] = "due",
	[PERSON_FAILED] = "failed",
	[PERSON_SENDING] = "sending",
	[PERSON_EXCEPTED] = "excepted",
	[PERSON_TOLD] = "told",
};
static const char *const copies[COPY_STATES] = {
	[COPY_NOT_YET] = "due",
	[COPY_CANNOT] = "cannot",
	[COPY_SENT] = "sent",
};

/* ---- how one stands ---- */

static void
write_counts(struct db *db, const struct id *inspection, struct jw *w)
{
	static const char *const keys[] = { "people", "told", "excepted",
		"missing", "owed", "copies", "objects" };
	struct stmt *st = db_stmt(db, SQL_INSPECTION_COUNTS);

	stmt_id(st, 1, inspection);
	if (stmt_row(st))
		for (int i = 0; i < (int)KIND_COUNT(keys); i++)
			jw_int(w, keys[i], stmt_get_int(st, i));
	stmt_reset(st);
}

static void
write_one(struct request *rq, struct db *db, const struct id *inspection,
    const struct inspect_row *row, struct jw *w)
{
	jw_text(w, "id", inspection->s);
	jw_text(
	    w, "state", inspection_state_code(inspect_state(row, rq->now_ms)));
	jw_text(w, "until", row->until_on);
	jw_int(w, "files", (int64_t)row->files);
	jw_bool(w, "untold", row->is_unannounced && row->is_untold);
	jw_bool(w, "reported", row->is_reported);
	write_counts(db, inspection, w);
}

/* Statements are open once at a time: ids first. */
static size_t
read_ids(struct db *db, enum sql sql, struct id **out)
{
	struct stmt *st = db_stmt(db, sql);
	size_t n = 0;

	*out = NULL;
	while (stmt_row(st)) {
		*out = mem_grow(*out, n + 1, sizeof(**out));
		(*out)[n++] = stmt_get_id(st, 0);
	}
	stmt_reset(st);
	return n;
}

static enum err
write_all(struct request *rq, struct db *db, struct errinfo *e)
{
	struct jw w = JW_INIT(&rq->out);
	struct inspect_row row;
	struct id *ids;
	size_t n = read_ids(db, SQL_INSPECTIONS_ALL, &ids);

	rq->status = 200;
	jw_open(&w, NULL);
	jw_open_list(&w, "inspections");
	for (size_t i = 0; i < n; i++) {
		if (!inspect_find(db, &ids[i], &row))
			continue;
		jw_open(&w, NULL);
		write_one(rq, db, &ids[i], &row, &w);
		jw_close(&w);
	}
	jw_close_list(&w);
	jw_close(&w);
	mem_free_wiped(ids, n * sizeof(*ids));
	return db_error(db, e);
}

/* ---- the people of one ---- */

struct listed {
	struct id file, adult;
	int64_t told, copy;
	bool objects;
};

static size_t
read_people(struct db *db, const struct id *inspection, struct listed **out)
{
	struct stmt *st = db_stmt(db, SQL_INSPECTION_PEOPLE);
	size_t n = 0;

	*out = NULL;
	stmt_id(st, 1, inspection);
	while (stmt_row(st)) {
		if ((n & (n + 1)) == 0)
			*out = mem_grow(*out, n * 2 + 2, sizeof(**out));
		(*out)[n++] = (struct listed){ .file = stmt_get_id(st, 0),
			.adult = stmt_get_id(st, 1),
			.told = stmt_get_int(st, 2),
			.copy = stmt_get_int(st, 3),
			.objects = stmt_get_int(st, 4) != 0 };
	}
	stmt_reset(st);
	return n;
}

/* The name, and whether it is safe to contact them (S1); no address and no number.
 * False: not for who asks. */
static bool
write_adult(
    struct request *rq, struct db *db, const struct listed *p, struct jw *w)
{
	struct record_row row;
	struct record *adult = NULL;

	if (id_is_none(&p->adult))
		return store_may_file(
		    rq->server, db, &rq->caller, &p->file, rq->now_ms);
	if (store_find(db, &p->adult, &row, NULL) != ERR_OK ||
	    !store_may(
		rq->server, db, &rq->caller, &row, RIGHT_READ, rq->now_ms) ||
	    store_body(rq->server, db, &p->adult, &row, &adult, NULL) != ERR_OK)
		return false;
	jw_text(w, "adult", p->adult.s);
	jw_text(w, "who", record_text(adult, "name"));
	jw_text(w, "relation", record_text(adult, "relation"));
	jw_text(w, "safe", record_text(adult, "contact"));
	record_free(adult);
	return true;
}

static void
write_person(
    struct request *rq, struct db *db, const struct listed *p, struct jw *w)
{
	struct jw before = *w;
	size_t start = w->out->len;
	struct card card = { .name = "" };

	jw_open(w, NULL);
	if (!write_adult(rq, db, p, w)) {
		buf_splice(w->out, start, w->out->len - start, "", 0);
		*w = before;
		return;
	}
	cards_get(rq->server, db, &rq->caller, &p->file, rq->now_ms, &card);
	jw_text(w, "file", p->file.s);
	jw_text(w, "child", card.name);
	jw_text(w, "told", tolds[p->told % PERSON_STATES]);
	jw_text(w, "copy", copies[p->copy % COPY_STATES]);
	if (p->objects)
		jw_bool(w, "objects", true);
	jw_close(w);
}

static enum err
write_list(struct request *rq, struct db *db, struct errinfo *e)
{
	struct jw w = JW_INIT(&rq->out);
	struct inspect_row row;
	struct listed *people;
	size_t n, told = 0;

	if (!inspect_find(db, &rq->id, &row))
		return answer_missing(e);
	n = read_people(db, &rq->id, &people);
	rq->status = 200;
	jw_open(&w, NULL);
	write_one(rq, db, &rq->id, &row, &w);
	jw_open_list(&w, "list");
	for (; told < n && told < PEOPLE_MAX; told++)
		write_person(rq, db, &people[told], &w);
	jw_close_list(&w);
	if (told < n)
		jw_int(&w, "more", (int64_t)(n - told));
	jw_close(&w);
	mem_free_wiped(people, n * sizeof(*people));
	return db_error(db, e);
}

/* ---- both ---- */

static void
answer(struct request *rq,
    enum err (*write)(struct request *, struct db *, struct errinfo *))
{
	static const struct id none = { "" };
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db;
	enum err code = ERR_IO;

	if (rights_ask(rq->caller.role, kind_inspection.name, RIGHT_READ) ==
	    GRANT_NO) {
		err_set(&e, ERR_DENIED,
		    "Your role does not allow this. Nothing was changed.");
		request_problem(rq, &e, NULL);
		return;
	}
	db = server_reader(rq->server, &e);
	if (db != NULL) {
		code = write(rq, db, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		return;
	looks_add(&l, rq, AUDIT_SEARCH, &none, NULL, 0);
	answer_after_looks(rq, &l);
}

void
h_inspections(struct request *rq)
{
	answer(rq, write_all);
}

void
h_inspection(struct request *rq)
{
	answer(rq, write_list);
}
