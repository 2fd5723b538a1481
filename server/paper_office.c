/* paper_office.c - what is printed, out of the office's store. */
#include "paper_office.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "kinds.h"
#include "mem.h"
#include "paper.h"
#include "server.h"
#include "sheet.h"
#include "store_in.h"

#define ENVELOPE_MAX (KIND_BODY_MAX + 4096)
#define NAMES_MAX 128 /* held while one document is made */

/* What a field refers to, by the name that people know. */
struct named {
	struct id id;
	char name[208];
};

struct maker {
	const struct paper_ask *ask;
	struct server *s;
	struct db *db;
	struct paper paper;
	struct card card;
	struct named *names;
	size_t names_count;
	struct paper_entry *at;
	size_t count, cap;
	/* If not NULL: only what stands beside this one. */
	const struct record_row *beside;
};

/* ---- names ---- */

/* A record by its label, if it is open to who asks; "" else. */
static void
label_of(struct maker *m, const struct id *id, char out[208])
{
	const struct request *rq = m->ask->rq;
	struct buf text = BUF_INIT(ENVELOPE_MAX);
	struct record_row row;
	struct envelope env;
	struct record *r = NULL;

	if (store_find(m->db, id, &row, NULL) == ERR_OK &&
	    store_may(m->s, m->db, &rq->caller, &row, RIGHT_READ, rq->now_ms) &&
	    store_read(m->s, m->db, id, 0, &env, &text, NULL) == ERR_OK &&
	    record_from_json(&r, row.kind, env.body, env.body_len, true, NULL,
		NULL) == ERR_OK)
		(void)snprintf(out, 208, "%.200s",
		    row.kind->label_key ? record_text(r, row.kind->label_key)
					: row.kind->title);
	record_free(r);
	buf_done(&text);
}

static const char *
find_name(struct maker *m, const struct id *id, bool is_staff)
{
	struct person person;
	struct named *n;

	for (size_t i = 0; i < m->names_count; i++)
		if (id_equal(&m->names[i].id, id))
			return m->names[i].name;
	if (m->names_count == NAMES_MAX)
		m->names_count = 0;
	n = &m->names[m->names_count++];
	*n = (struct named){ .id = *id };
	if (!is_staff)
		label_of(m, id, n->name);
	else if (account_person(m->s, m->db, id, &person, NULL) == ERR_OK)
		(void)snprintf(n->name, sizeof(n->name), "%s", person.name);
	return n->name;
}

static const char *
name_of(void *arg, const char *ref, const char *id)
{
	struct id parsed;

	if (!id_parse(&parsed, id))
		return NULL;
	return find_name(arg, &parsed, strcmp(ref, "staff") == 0);
}

/* What the newest version hides is hidden in all (S1). What cannot be read is held
 * to be hidden. */
static bool
hides(void *arg, const struct id *record)
{
	struct maker *m = arg;
	struct buf text = BUF_INIT(ENVELOPE_MAX);
	struct record_row row;
	struct envelope env;
	struct record *r = NULL;
	enum err code = store_find(m->db, record, &row, NULL);
	bool is = code != ERR_NOT_FOUND;

	if (code == ERR_OK && kind_field(row.kind, "hidden") == NULL)
		is = false;
	else if (code == ERR_OK &&
		 store_read(m->s, m->db, record, 0, &env, &text, NULL) ==
		     ERR_OK &&
		 record_from_json(&r, row.kind, env.body, env.body_len, true,
		     NULL, NULL) == ERR_OK)
		is = doc_hides(r);
	record_free(r);
	buf_done(&text);
	return is;
}

/* ---- gathering ---- */

/* It is printed: a look, and that it left haven. */
static void
trace(struct maker *m, const struct id *file, const struct id *record,
    int64_t version)
{
	const struct request *rq = m->ask->rq;

	if (record)
		looks_add(m->ask->looks, rq, AUDIT_LOOK, file, record, version);
	looks_add(m->ask->looks, rq, AUDIT_EXPORTED, file, record, version);
}

static enum err
add_entry(struct maker *m, const struct envelope *env, struct errinfo *e)
{
	const struct kind *k = kind_find(env->kind);
	struct paper_entry *en;
	struct record *r = NULL;
	enum err code =
	    record_from_json(&r, k, env->body, env->body_len, true, NULL, e);

	if (code != ERR_OK)
		return code;
	if (m->beside && !paper_is_beside(m->beside->kind, &m->beside->id, r)) {
		record_free(r);
		return ERR_OK;
	}
	if (m->count == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 32;
		m->at = mem_grow(m->at, m->cap, sizeof(*m->at));
	}
	en = &m->at[m->count++];
	*en = (struct paper_entry){ .id = env->id,
		.r = r,
		.version = env->version,
		.written_ms = env->written_ms,
		.is_signed = env->is_signed,
		.signed_ms = env->signed_ms };
	(void)snprintf(en->author, sizeof(en->author), "%s",
	    find_name(m, &env->author, true));
	if (env->is_signed)
		(void)snprintf(en->signer, sizeof(en->signer), "%s",
		    find_name(m, &env->signer, true));
	trace(m, &env->file, &env->id, env->version);
	return ERR_OK;
}

static enum err
each_entry(void *arg, const struct envelope *env, struct errinfo *e)
{
	return add_entry(arg, env, e);
}

static struct maker *
maker_new(const struct paper_ask *ask)
{
	struct maker *m = mem_zalloc(1, sizeof(*m));
	const struct request *rq = ask->rq;

	m->ask = ask;
	m->s = rq->server;
	m->db = ask->db;
	m->names = mem_zalloc(NAMES_MAX, sizeof(*m->names));
	if (!id_is_none(&rq->file))
		(void)cards_get(
		    m->s, m->db, &rq->caller, &rq->file, rq->now_ms, &m->card);
	m->paper = (struct paper){ .org = conf_text(m->s->conf, CONF_ORG_NAME),
		.child = m->card.name,
		.reference = m->card.reference,
		.now_ms = rq->now_ms,
		.name = name_of,
		.hides = hides,
		.arg = m };
	return m;
}

static void
maker_free(struct maker *m)
{
	for (size_t i = 0; i < m->count; i++)
		record_free((struct record *)(uintptr_t)m->at[i].r);
	mem_free_wiped(m->at, m->cap * sizeof(*m->at));
	mem_free_wiped(m->names, NAMES_MAX * sizeof(*m->names));
	mem_free_wiped(m, sizeof(*m));
}

/* ---- a record ---- */

/* The record that the address names, as it is: kind and file too. */
static enum err
read_one(struct maker *m, struct record_row *row, struct errinfo *e)
{
	const struct request *rq = m->ask->rq;
	struct buf text = BUF_INIT(ENVELOPE_MAX);
	struct envelope env;
	enum err code = store_find(m->db, &rq->id, row, e);

	if (code == ERR_OK &&
	    (row->kind != rq->kind || !id_equal(&row->file, &rq->file) ||
		!store_may(
		    m->s, m->db, &rq->caller, row, RIGHT_READ, rq->now_ms)))
		code = ERR_NOT_FOUND;
	if (code == ERR_OK)
		code = store_read(
		    m->s, m->db, &rq->id, rq->version, &env, &text, e);
	if (code == ERR_OK)
		code = add_entry(m, &env, e);
	buf_done(&text);
	return code == ERR_NOT_FOUND ? answer_missing(e) : code;
}

static enum err
read_beside(struct maker *m, const struct record_row *row, struct errinfo *e)
{
	const struct request *rq = m->ask->rq;
	enum err code;

	if (!paper_has_beside(row->kind) ||
	    (rq->version != 0 && rq->version != row->version))
		return ERR_OK;
	m->beside = row;
	code = store_each_of_file(m->s, m->db, &rq->caller, &row->file, false,
	    rq->now_ms, each_entry, m, e);
	m->beside = NULL;
	return code;
}

static struct doc *
make_letter(struct maker *m)
{
	const struct record *notice = m->at[0].r;
	const char *person = name_of(m, "", record_text(notice, "person"));
	const char *agency = name_of(m, "", record_text(notice, "agency"));
	struct paper_whom to = { person ? person : "", agency ? agency : "" };

	return paper_letter(&m->paper, &to, notice);
}

enum err
paper_make_record(
    const struct paper_ask *ask, struct doc **out, struct errinfo *e)
{
	struct maker *m = maker_new(ask);
	struct record_row row;
	enum err code = read_one(m, &row, e);

	if (code == ERR_OK && !paper_is_letter(row.kind))
		code = read_beside(m, &row, e);
	if (code == ERR_OK)
		*out = paper_is_letter(row.kind)
			   ? make_letter(m)
			   : paper_record(&m->paper, m->at, m->count);
	maker_free(m);
	return code;
}

/* ---- chronology ---- */

enum err
paper_make_chronology(
    const struct paper_ask *ask, struct doc **out, struct errinfo *e)
{
	const struct request *rq = ask->rq;
	struct maker *m = maker_new(ask);
	enum err code = store_each_of_file(m->s, m->db, &rq->caller, &rq->file,
	    false, rq->now_ms, each_entry, m, e);

	if (code == ERR_NOT_FOUND || (code == ERR_OK && m->count == 0))
		code = answer_missing(e);
	if (code == ERR_OK)
		*out = paper_chronology(&m->paper, m->at, m->count);
	maker_free(m);
	return code;
}

/* ---- the sheet ---- */

#define PEOPLE_MAX 60

struct assigned {
	struct sheet_person people[PEOPLE_MAX];
	struct id staff[PEOPLE_MAX];
	struct person name[PEOPLE_MAX];
	size_t count;
};

static void
find_assigned(struct maker *m, struct assigned *as)
{
	const struct request *rq = m->ask->rq;
	struct stmt *st = db_stmt(m->db, SQL_ASSIGNED_TO_FILE);
	char today[WHEN_TEXT];

	store_today(today, rq->now_ms);
	stmt_id(st, 1, &rq->file);
	stmt_text(st, 2, today);
	while (as->count < PEOPLE_MAX && stmt_row(st)) {
		struct id staff = stmt_get_id(st, 1);
		bool is_new = true;

		for (size_t i = 0; i < as->count; i++)
			is_new = is_new && !id_equal(&as->staff[i], &staff);
		if (is_new)
			as->staff[as->count++] = staff;
	}
	stmt_reset(st);
	for (size_t i = 0; i < as->count; i++) {
		struct account account;

		(void)account_person(
		    m->s, m->db, &as->staff[i], &as->name[i], NULL);
		as->people[i] = (struct sheet_person){ as->name[i].name, "" };
		if (account_by_staff(m->s, m->db, &as->staff[i], rq->now_ms,
			&account, NULL) == ERR_OK)
			as->people[i].role = role_title(account.role);
		seal_wipe(&account, sizeof(account));
	}
}

static struct doc *
make_sheet(struct maker *m)
{
	const struct conf *conf = m->s->conf;
	struct assigned *as = mem_zalloc(1, sizeof(*as));
	struct civil today = when_civil(m->ask->rq->now_ms);
	char day[WHEN_SHOWN], first[208];
	struct sheet s = { .org = conf_text(conf, CONF_ORG_NAME),
		.version = conf_text(conf, CONF_POLICY_VERSION),
		.where = conf_text(conf, CONF_POLICY_URL),
		.complaints = conf_text(conf, CONF_COMPLAINTS),
		.office_name = conf_text(conf, CONF_OFFICE_NAME),
		.office_number = conf_text(conf, CONF_OFFICE_NUMBER),
		.child = first,
		.day = day };
	struct doc *d;

	today.has_time = false;
	today.hour = today.minute = 0;
	when_show(day, &today);
	sheet_first_name(first, sizeof(first), m->card.name);
	find_assigned(m, as);
	s.people = as->people;
	s.count = as->count;
	d = sheet_doc(&s);
	mem_free_wiped(as, sizeof(*as));
	return d;
}

enum err
paper_make_sheet(
    const struct paper_ask *ask, struct doc **out, struct errinfo *e)
{
	const struct request *rq = ask->rq;
	struct maker *m = maker_new(ask);
	enum err code = ERR_OK;

	if (!store_may_file(m->s, m->db, &rq->caller, &rq->file, rq->now_ms))
		code = answer_missing(e);
	if (code == ERR_OK) {
		*out = make_sheet(m);
		trace(m, &rq->file, NULL, 0);
		code = db_error(m->db, e);
	}
	if (code != ERR_OK) {
		doc_free(*out);
		*out = NULL;
	}
	maker_free(m);
	return code;
}
