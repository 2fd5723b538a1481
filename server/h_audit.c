/* h_audit.c - the audit record, for those who answer for it (A2, promise 7): who
 * looked at what, openings with a reason, what was refused, by child, by person, by
 * period. Reading it is a look, too.
 *
 * R7 is kept as in every list of looks: nothing about a record that is about who
 * asks. Administrators see what was done with accounts, and no child. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "kinds.h"
#include "mem.h"
#include "server.h"
#include "store_in.h"

#define PAGE_MAX 200   /* rows of one answer */
#define SCAN_MAX 20000 /* rows looked at for one */
#define WORDS_MAX 4000
#define PEOPLE_MAX 64
#define BIT(what) (1u << (what))
#define ALL_WHAT ((1u << AUDIT_COUNT) - 1)
#define ACCOUNTS                                                             \
	(BIT(AUDIT_SIGN_IN) | BIT(AUDIT_SIGN_IN_FAILED) | BIT(AUDIT_ENROL) | \
	    BIT(AUDIT_ACCOUNT) | BIT(AUDIT_SERVER))

/* What is asked for, as one word. */
static const struct {
	const char *word;
	unsigned what;    /* bits of enum audit_what */
	const char *kind; /* of the record, or NULL */
} groups[] = {
	{ "all", ALL_WHAT, NULL },
	{ "looks", BIT(AUDIT_LOOK) | BIT(AUDIT_COPIED) | BIT(AUDIT_SEARCH),
	    NULL },
	{ "writes", BIT(AUDIT_WRITE) | BIT(AUDIT_CHOSE), NULL },
	{ "openings", BIT(AUDIT_WRITE), "opening" },
	{ "refused", BIT(AUDIT_REFUSED) | BIT(AUDIT_SIGN_IN_FAILED), NULL },
	{ "exports", BIT(AUDIT_EXPORTED), NULL },
	{ "accounts", ACCOUNTS, NULL },
	{ "audit", BIT(AUDIT_READ), NULL },
};

struct asking {
	struct request *rq;
	struct db *db;
	int64_t from_ms, until_ms, before, limit;
	struct id staff, file;
	unsigned what;
	const char *kind;
	struct jw w;
	size_t count;
	int64_t last; /* the row to go on after */
	bool is_more;
	/* As told last. */
	struct id judged;
	bool may_judged;
	struct card card;
	struct id names[PEOPLE_MAX];
	struct person people[PEOPLE_MAX];
	size_t people_count;
};

/* ---- the question ---- */

static enum err
bad(struct errinfo *e, const char *field, const char *says)
{
	return err_field(e, ERR_INVALID, field, "%s", says);
}

/* A day; its end, if is_until. */
static bool
read_day(int64_t *out, const struct json *json, const char *key, bool is_until)
{
	const char *text = json_text_of(json, key, "");
	struct civil c;

	if (text[0] == '\0')
		return true;
	if (!when_read(&c, text) || c.has_time)
		return false;
	if (is_until)
		c = when_add_days(c, 1);
	*out = when_ms(&c);
	return true;
}

static bool
read_id(struct id *out, const struct json *json, const char *key)
{
	const char *text = json_text_of(json, key, "");

	return text[0] == '\0' || id_parse(out, text);
}

static enum err
read_ask(struct asking *q, struct errinfo *e)
{
	const struct json *json = q->rq->json;
	const char *word = json_text_of(json, "what", "all");
	size_t i = 0;

	q->until_ms = q->rq->now_ms + 86400000;
	q->before = json_int_of(json, "before", INT64_MAX);
	q->limit = json_int_of(json, "limit", PAGE_MAX);
	while (i < KIND_COUNT(groups) && strcmp(groups[i].word, word) != 0)
		i++;
	if (i == KIND_COUNT(groups))
		return bad(e, "what",
		    "\"what\" must be all, looks, writes, openings, refused, "
		    "exports, accounts or audit.");
	q->what = groups[i].what;
	q->kind = groups[i].kind;
	if (!read_day(&q->from_ms, json, "from", false) ||
	    !read_day(&q->until_ms, json, "until", true))
		return bad(e, "from",
		    "\"from\" and \"until\" must be days: YYYY-MM-DD.");
	if (!read_id(&q->staff, json, "staff") ||
	    !read_id(&q->file, json, "file"))
		return bad(e, "staff", "\"staff\" and \"file\" must be ids.");
	if (q->before < 1 || q->limit < 1 || q->limit > PAGE_MAX)
		return bad(e, "limit",
		    "\"limit\" must be a number from 1 to 200, and \"before\" "
		    "that of a row.");
	return ERR_OK;
}

/* ---- who may see what of it ---- */

/* Those who answer for access read all of it, but for what is about them; those who
 * keep the accounts what was done with accounts, and no child. */
static unsigned
what_of(enum role role)
{
	if (role == ROLE_LEAD || role == ROLE_DIRECTOR)
		return ALL_WHAT;
	return role == ROLE_ADMIN ? ACCOUNTS : 0;
}

static bool
is_there(struct asking *q, const struct id *file)
{
	struct stmt *st = db_stmt(q->db, SQL_FILE_GET);
	bool is;

	stmt_id(st, 1, file);
	is = stmt_row(st);
	stmt_reset(st);
	return is;
}

/* R7: not a word about a record that is about who asks. One that is not there, as a
 * refused write names, may have been to stand beside such a one: nothing is said
 * of it where there is any. */
static bool
may_see_record(struct asking *q, const struct audit_row *row)
{
	const struct request *rq = q->rq;
	struct record_row found;

	if (!id_equal(&row->record, &q->judged)) {
		q->judged = row->record;
		q->may_judged =
		    store_find(q->db, &row->record, &found, NULL) == ERR_OK
			? id_is_none(&found.file) ||
			      store_may(rq->server, q->db, &rq->caller, &found,
				  RIGHT_LOOKS, rq->now_ms)
			: row->what == AUDIT_REFUSED &&
			      !store_hides_on(rq->server, q->db,
				  &rq->caller.staff, &row->file);
	}
	return q->may_judged;
}

static bool
may_see(struct asking *q, const struct audit_row *row)
{
	const struct request *rq = q->rq;

	if (rq->caller.role == ROLE_ADMIN)
		return id_is_none(&row->file) && id_is_none(&row->record);
	if (!id_is_none(&row->record) && !may_see_record(q, row))
		return false;
	if (id_is_none(&row->record) && !id_is_none(&row->file) &&
	    store_look_tells(
		rq->server, q->db, &row->staff, &row->file, &rq->caller.staff))
		return false;
	return id_is_none(&row->file) ||
	       store_may_file(
		   rq->server, q->db, &rq->caller, &row->file, rq->now_ms) ||
	       (row->what == AUDIT_REFUSED && !is_there(q, &row->file));
}

static bool
is_asked(struct asking *q, const struct audit_row *row)
{
	struct record_row found;

	if (!(q->what & BIT(row->what)))
		return false;
	if (q->kind != NULL &&
	    (store_find(q->db, &row->record, &found, NULL) != ERR_OK ||
		strcmp(found.kind->name, q->kind) != 0))
		return false;
	return may_see(q, row);
}

/* ---- the answer ---- */

static const char *
name_of(struct asking *q, const struct id *staff)
{
	size_t i = 0;

	while (i < q->people_count && !id_equal(&q->names[i], staff))
		i++;
	if (i < q->people_count)
		return q->people[i].name;
	if (i == PEOPLE_MAX)
		i = q->people_count = 0;
	q->names[i] = *staff;
	q->people_count++;
	if (account_person(q->rq->server, q->db, staff, &q->people[i], NULL) !=
	    ERR_OK)
		q->people[i] = (struct person){ .name = "" };
	return q->people[i].name;
}

static void
write_child(struct asking *q, const struct id *file)
{
	const struct request *rq = q->rq;

	if (!id_equal(&q->card.file, file)) {
		q->card = (struct card){ 0 };
		if (!cards_get(rq->server, q->db, &rq->caller, file, rq->now_ms,
			&q->card))
			q->card = (struct card){ 0 };
		q->card.file = *file;
	}
	jw_text(&q->w, "file", file->s);
	jw_text(&q->w, "child", q->card.name);
}

static void
write_row(struct asking *q, const struct audit_stored *a, const char *words)
{
	const struct audit_row *row = &a->row;
	struct record_row found;

	jw_open(&q->w, NULL);
	jw_int(&q->w, "n", a->n);
	jw_text(&q->w, "what", audit_word(row->what));
	jw_int(&q->w, "at", row->at_ms);
	if (!id_is_none(&row->staff)) {
		jw_text(&q->w, "staff", row->staff.s);
		jw_text(&q->w, "name", name_of(q, &row->staff));
	}
	if (!id_is_none(&row->file))
		write_child(q, &row->file);
	if (!id_is_none(&row->record)) {
		jw_text(&q->w, "record", row->record.s);
		if (store_find(q->db, &row->record, &found, NULL) == ERR_OK)
			jw_text(&q->w, "kind", found.kind->name);
	}
	if (words[0] != '\0')
		jw_text(&q->w, "words", words);
	jw_close(&q->w);
}

/* Words are haven's own sentences, but for what a write or a choice says. */
static bool
tells_words(enum audit_what what)
{
	return what == AUDIT_REFUSED || what == AUDIT_SERVER ||
	       what == AUDIT_ACCOUNT || what == AUDIT_EXPORTED;
}

struct listed {
	struct audit_stored a;
	char *words;
};

/* Rows copied out: what is asked about each may use any statement but this. */
static size_t
collect(struct asking *q, struct listed *rows)
{
	bool by_file = !id_is_none(&q->file);
	struct stmt *st =
	    db_stmt(q->db, by_file ? SQL_AUDIT_PAGE_OF_FILE : SQL_AUDIT_PAGE);
	struct buf words = BUF_INIT(WORDS_MAX);
	int64_t scanned = 0, told = 0;
	size_t n = 0, seen = 0;

	stmt_int(st, 1, q->before);
	stmt_int(st, 2, q->from_ms);
	stmt_int(st, 3, q->until_ms);
	stmt_id(st, 4, &q->staff);
	if (by_file)
		stmt_id(st, 5, &q->file);
	while (stmt_row(st)) {
		struct audit_stored *a = &rows[n].a;

		audit_read(st, a);
		if (seen++ == SCAN_MAX) {
			q->is_more = true;
			break;
		}
		if (n < (size_t)q->limit)
			scanned = a->n;
		if (!is_asked(q, &a->row))
			continue;
		q->is_more = n == (size_t)q->limit;
		if (q->is_more)
			break;
		buf_clear(&words);
		if (a->words_len > 0 && tells_words(a->row.what))
			audit_unseal(q->rq->server, a, &words, NULL);
		rows[n++].words = mem_strdup(buf_str(&words));
		told = a->n;
	}
	/* R7: neither of these says that there is a row which is not told. */
	q->last = q->is_more && n < (size_t)q->limit ? scanned : told;
	stmt_reset(st);
	buf_done(&words);
	return n;
}

static enum err
write_rows(struct asking *q, struct errinfo *e)
{
	struct listed *rows = mem_zalloc((size_t)q->limit + 1, sizeof(*rows));
	size_t n = collect(q, rows);

	q->rq->status = 200;
	q->w = (struct jw)JW_INIT(&q->rq->out);
	jw_open(&q->w, NULL);
	jw_open_list(&q->w, "rows");
	for (size_t i = 0; i < n; i++) {
		write_row(q, &rows[i].a, rows[i].words);
		mem_free_text(rows[i].words);
	}
	jw_close_list(&q->w);
	jw_bool(&q->w, "more", q->is_more);
	jw_int(&q->w, "next", q->last);
	jw_close(&q->w);
	mem_free_wiped(rows, ((size_t)q->limit + 1) * sizeof(*rows));
	return db_error(q->db, e);
}

static enum err
read_audit(
    struct request *rq, struct db *db, struct looks *l, struct errinfo *e)
{
	struct asking *q = mem_zalloc(1, sizeof(*q));
	unsigned may = what_of(rq->caller.role);
	uint8_t head[SEAL_HASH];
	enum err code = ERR_OK;

	*q = (struct asking){ .rq = rq, .db = db };
	if (may == 0)
		code = err_set(e, ERR_DENIED,
		    "The audit record is open to the Strategic Lead and the "
		    "Director of Services; what was done with accounts, to "
		    "administrators.");
	if (code == ERR_OK)
		code = read_ask(q, e);
	q->what &= may;
	if (code == ERR_OK)
		code = write_rows(q, e);
	if (code == ERR_OK) {
		looks_add(l, rq, AUDIT_READ, &q->file, NULL, 0);
		/* All of it, from the newest on: what it says of a restore or
		 * of another past has been before them. */
		if (q->before == INT64_MAX && may == ALL_WHAT) {
			l->reader = rq->caller.staff;
			audit_head(db, &l->read_rows, head);
		}
	}
	mem_free_wiped(q, sizeof(*q));
	return code;
}

void
h_audit(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	if (db != NULL) {
		code = read_audit(rq, db, &l, &e);
		server_reader_done(rq->server, db);
	}
	if (code == ERR_DENIED || code == ERR_INVALID)
		request_problem(rq, &e, NULL);
	else if (!answer_failed(rq, code, &e)) {
		answer_after_looks(rq, &l);
		return;
	}
	looks_done(&l);
}
