/* h_file.c - a child's whole file, who looked at it, and finding one by name.
 *
 * A file that this person may not know of answers as one that does not exist. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "mem.h"
#include "rights.h"
#include "server.h"

#define SEARCH_QUERY_MAX 200 /* bytes */
#define SEARCH_CARDS_MAX 50
#define LOOKS_MAX 2000

/* ---- the records of a file ---- */

struct walk {
	struct request *rq;
	struct jw w;
	struct looks *looks;
	size_t count;
};

static enum err
walk_each(void *arg, const struct envelope *env, struct errinfo *e)
{
	struct walk *walk = arg;

	envelope_write(&walk->w, NULL, env);
	looks_add(walk->looks, walk->rq, AUDIT_LOOK, &env->file, &env->id,
	    env->version);
	walk->count++;
	if (walk->rq->out.failed)
		return err_set(e, ERR_TOO_BIG,
		    "This file is too big for one answer. Ask for its records "
		    "one by one, or sync.");
	return ERR_OK;
}

static enum err
read_file(struct request *rq, struct db *db, struct looks *l, struct errinfo *e)
{
	struct walk walk = { .rq = rq, .looks = l, .w = JW_INIT(&rq->out) };
	enum err code;

	rq->status = 200;
	jw_open(&walk.w, NULL);
	jw_text(&walk.w, "file", rq->file.s);
	jw_open_list(&walk.w, "records");
	code = store_each_of_file(rq->server, db, &rq->caller, &rq->file, false,
	    rq->now_ms, walk_each, &walk, e);
	jw_close_list(&walk.w);
	jw_close(&walk.w);
	if (code == ERR_NOT_FOUND || (code == ERR_OK && walk.count == 0))
		return answer_missing(e);
	return code;
}

void
h_file(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	if (db != NULL) {
		code = read_file(rq, db, &l, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		answer_after_looks(rq, &l);
}

/* ---- who has looked (A2) ---- */

#define PEOPLE_MAX 64

struct look_list {
	struct request *rq;
	struct db *db;
	struct jw w;
	size_t count;
	/* Names already read; a few people look at a file many times. */
	struct id staff[PEOPLE_MAX];
	struct person people[PEOPLE_MAX];
	size_t people_count;
};

static const char *
name_of(struct look_list *list, const struct id *staff)
{
	struct person *person;
	size_t i;

	for (i = 0; i < list->people_count; i++)
		if (id_equal(&list->staff[i], staff))
			return list->people[i].name;
	if (i == PEOPLE_MAX)
		i = list->people_count = 0;
	person = &list->people[i];
	list->staff[i] = *staff;
	list->people_count++;
	if (account_person(list->rq->server, list->db, staff, person, NULL) !=
	    ERR_OK)
		*person = (struct person){ .name = "" };
	return person->name;
}

/* The first word of the row: what was chosen. */
static void
write_chose(struct jw *w, const char *words)
{
	char code[16];

	snprintf(code, sizeof(code), "%.*s", (int)strcspn(words, " "), words);
	if (wire_chose_find(code) < CHOSE_COUNT)
		jw_text(w, "chose", code);
}

static void
look_each(void *arg, const struct audit_row *row)
{
	struct look_list *list = arg;
	struct record_row record;

	if (list->count++ >= LOOKS_MAX)
		return;
	jw_open(&list->w, NULL);
	jw_text(&list->w, "by", row->staff.s);
	jw_text(&list->w, "name", name_of(list, &row->staff));
	jw_text(&list->w, "what", audit_word(row->what));
	if (!id_is_none(&row->record)) {
		jw_text(&list->w, "record", row->record.s);
		if (store_find(list->db, &row->record, &record, NULL) == ERR_OK)
			jw_text(&list->w, "kind", record.kind->name);
		jw_int(&list->w, "version", row->version);
	}
	if (row->what == AUDIT_CHOSE)
		write_chose(&list->w, row->words);
	jw_int(&list->w, "at", row->at_ms);
	jw_close(&list->w);
}

/* The whole list belongs to those who answer for the file: the right is asked
 * for its front sheet. Who may not see it is told so only if they know the file. */
static enum err
read_looks(
    struct request *rq, struct db *db, struct looks *l, struct errinfo *e)
{
	struct look_list *list;
	enum err code;

	if (!store_may_file(rq->server, db, &rq->caller, &rq->file, rq->now_ms))
		return answer_missing(e);
	if (rights_ask(rq->caller.role, "front_sheet", RIGHT_LOOKS) == GRANT_NO)
		return err_set(e, ERR_DENIED,
		    "Who has looked at a file is open to the designated senior "
		    "members, the Director of Services and the Strategic "
		    "Lead.");
	list = mem_zalloc(1, sizeof(*list));
	list->rq = rq;
	list->db = db;
	list->w = (struct jw)JW_INIT(&rq->out);
	rq->status = 200;
	jw_open(&list->w, NULL);
	jw_open_list(&list->w, "looks");
	code = audit_each_of_file(rq->server, db, &rq->caller, &rq->file, NULL,
	    rq->now_ms, look_each, list, e);
	jw_close_list(&list->w);
	jw_close(&list->w);
	mem_free_wiped(list, sizeof(*list));
	if (code == ERR_OK)
		looks_add(l, rq, AUDIT_LOOK, &rq->file, NULL, 0);
	return code;
}

void
h_file_looks(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	if (db != NULL) {
		code = read_looks(rq, db, &l, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		answer_after_looks(rq, &l);
}

/* ---- finding a child ---- */

static void
write_found(struct request *rq, struct db *db, const char *query)
{
	struct card *cards = mem_zalloc(SEARCH_CARDS_MAX, sizeof(*cards));
	struct jw w = JW_INIT(&rq->out);
	size_t count;

	count = cards_find(rq->server, db, &rq->caller, query, rq->now_ms,
	    cards, SEARCH_CARDS_MAX);
	rq->status = 200;
	jw_open(&w, NULL);
	jw_open_list(&w, "cards");
	for (size_t i = 0; i < count; i++)
		card_write(&w, NULL, &cards[i]);
	jw_close_list(&w);
	jw_close(&w);
	mem_free_wiped(cards, SEARCH_CARDS_MAX * sizeof(*cards));
}

void
h_search(struct request *rq)
{
	const char *query = json_text(json_get(rq->json, "query"));
	const struct id none = { 0 };
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db;

	if (query == NULL || strlen(query) > SEARCH_QUERY_MAX) {
		err_field(&e, ERR_INVALID, "query",
		    "A part of a name, or a reference, is needed: at most %d "
		    "bytes.",
		    SEARCH_QUERY_MAX);
		request_problem(rq, &e, NULL);
		return;
	}
	db = server_reader(rq->server, &e);
	if (db == NULL) {
		answer_fault(rq, &e);
		return;
	}
	write_found(rq, db, query);
	server_reader_done(rq->server, db);
	if (answer_failed(rq, ERR_OK, &e))
		return;
	looks_add(&l, rq, AUDIT_SEARCH, &none, NULL, 0);
	answer_after_looks(rq, &l);
}
