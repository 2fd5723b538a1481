/* request_make.c - the copy of a file, made of the records as they stood after one
 * change and of the looks up to one row: so it is the same whenever it is made (A1,
 * A2). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "request_office.h"
#include "store_in.h"

#define TEXT_MAX (DOC_MAX * 2)

/* ---- records as they stood ---- */

struct making {
	struct server *s;
	struct db *db;
	const struct own_request *r;
	const struct own_items *items;
	const struct copy_state *state;
	char name[300]; /* what a field refers to; good until the next */
	struct copy_record *records;
	char (*when)[WHEN_SHOWN], (*by)[208];
	size_t count;
	struct copy_seen *had, *seen;
	char **words; /* of both */
	size_t had_count, seen_count, words_count;
};

int64_t
copy_stood(struct db *db, const struct id *id, int64_t change)
{
	struct stmt *st = db_stmt(db, SQL_REQUEST_STOOD);
	int64_t version = 0;

	stmt_id(st, 1, id);
	stmt_int(st, 2, change);
	if (stmt_row(st))
		version = stmt_get_int(st, 0);
	stmt_reset(st);
	return version;
}

static int64_t
stood(const struct making *m, const struct id *id)
{
	return copy_stood(m->db, id, m->state->change);
}

struct record *
copy_version(struct server *s, struct db *db, const struct id *id,
    int64_t version, struct envelope *env)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX + 4096);
	struct record *r = NULL;
	struct envelope own;

	if (version > 0 &&
	    store_read(s, db, id, version, &own, &text, NULL) == ERR_OK &&
	    kind_find(own.kind) != NULL)
		(void)record_from_json(&r, kind_find(own.kind), own.body,
		    own.body_len, true, NULL, NULL);
	if (r != NULL && env != NULL) {
		*env = own;
		env->body = NULL;
		env->body_len = 0;
	}
	buf_done(&text);
	return r;
}

static struct record *
read_version(const struct making *m, const struct id *id, int64_t version,
    struct envelope *env)
{
	return copy_version(m->s, m->db, id, version, env);
}

/* ---- names ---- */

static const struct own_item *
item_of(const struct making *m, const struct id *id)
{
	for (size_t i = 0; i < m->items->count; i++)
		if (!m->items->at[i].is_earlier &&
		    id_equal(&m->items->at[i].id, id))
			return &m->items->at[i];
	return NULL;
}

static bool
goes(const struct own_item *i)
{
	return i->state == ITEM_RELEASED || i->state == ITEM_CUT;
}

/* Of a record of the file that does not go, nothing is named either. */
static bool
is_kept_back(const struct own_item *i, const struct kind *k, const char **says)
{
	if (!goes(i))
		*says =
		    i->decision != NULL &&
			    strcmp(record_text(i->decision, "told"), "yes") == 0
			? PASSAGE_MARK
			: "";
	else if (copy_cuts(i->decision, k->label_key))
		*says = PASSAGE_MARK;
	else
		return false;
	return true;
}

static const char *
name_of(void *arg, const char *ref, const char *text)
{
	struct making *m = arg;
	const struct kind *k = kind_find(ref);
	struct buf shown = BUF_INIT(sizeof(m->name) - 1);
	const struct own_item *item;
	const char *says = "";
	struct record *r;
	struct id id;

	if (k == NULL || !id_parse(&id, text))
		return "";
	item = item_of(m, &id);
	if (item != NULL && is_kept_back(item, k, &says))
		return says;
	if (item == NULL && (k->flags & KF_ON_FILE))
		return "";
	r = read_version(m, &id, stood(m, &id), NULL);
	if (r == NULL)
		return "";
	if (record_kind(r)->label_key != NULL)
		record_show(
		    kind_field(record_kind(r), record_kind(r)->label_key),
		    record_text(r, record_kind(r)->label_key), NULL, NULL,
		    &shown);
	snprintf(m->name, sizeof(m->name), "%s",
	    shown.len > 0 ? buf_str(&shown) : k->title);
	record_free(r);
	buf_done(&shown);
	return m->name;
}

static void
staff_name(struct making *m, const struct id *staff, char out[208])
{
	snprintf(out, 208, "%.200s", name_of(m, kind_staff.name, staff->s));
}

/* ---- what goes ---- */

/* Hidden now is hidden in every version of it (S1). */
static bool
is_hidden_now(const struct making *m, const struct id *id)
{
	struct record *r = read_version(m, id, stood(m, id), NULL);
	bool is = r == NULL || doc_hides(r);

	record_free(r);
	return is;
}

static enum err
add_item(struct making *m, const struct own_item *i, struct errinfo *e)
{
	struct copy_record *c = &m->records[m->count];
	struct civil day;
	struct envelope env;
	struct record *r;

	*c = (struct copy_record){ .decision = i->decision,
		.state = i->state,
		.is_earlier = i->is_earlier,
		.when = m->when[m->count],
		.by = m->by[m->count] };
	m->count++;
	if (!goes(i))
		return ERR_OK;
	r = read_version(m, &i->id, i->row.version, &env);
	if (r == NULL)
		return err_set(e, ERR_CORRUPT,
		    "A record of this file cannot be read, so the copy cannot "
		    "be made. Ask for \"havend verify\".");
	c->rec = request_text_of(r);
	c->hides = i->is_earlier && is_hidden_now(m, &i->id);
	day = when_civil(env.written_ms);
	day.has_time = false;
	when_show(m->when[m->count - 1], &day);
	staff_name(m, &env.author, m->by[m->count - 1]);
	return ERR_OK;
}

/* ---- whom it was shared with, of what goes (A2) ---- */

static char *
keep_words(struct making *m, const char *text)
{
	m->words = mem_grow(m->words, m->words_count + 1, sizeof(*m->words));
	m->words[m->words_count] = mem_strdup(text);
	return m->words[m->words_count++];
}

static void
add_line(struct making *m, struct copy_seen **list, size_t *n, const char *who,
    const char *what)
{
	*list = mem_grow(*list, *n + 1, sizeof(**list));
	(*list)[*n].who = keep_words(m, who);
	(*list)[(*n)++].what = keep_words(m, what);
}

/* Kinds that say that something went to somebody. */
static const struct {
	const struct kind *kind;
	const char *to; /* whom: a reference or a line */
	const char *when, *what;
	const char *key, *code; /* only if; NULL: always */
} shares[] = {
	{ &kind_share_decision, "agency", "happened", "purpose", "decided",
	    "share" },
	{ &kind_emergency, "authority", "happened", NULL, NULL, NULL },
	{ &kind_notice_sent, "to", "when", "how", NULL, NULL },
	{ &kind_contact, "agency", "when", NULL, NULL, NULL },
};

static void
show_field(struct making *m, const struct copy_record *c, const char *key,
    struct buf *out)
{
	const struct field *f =
	    key == NULL ? NULL : kind_field(record_kind(c->rec), key);

	if (f == NULL)
		return;
	if (copy_cuts(c->decision, key))
		buf_adds(out, PASSAGE_MARK);
	else
		record_show(f, record_text(c->rec, key), name_of, m, out);
}

static void
add_share(struct making *m, const struct copy_record *c)
{
	struct buf who = BUF_INIT(2000), what = BUF_INIT(2000);
	size_t i = 0;

	while (i < KIND_COUNT(shares) && shares[i].kind != record_kind(c->rec))
		i++;
	if (i < KIND_COUNT(shares) &&
	    (shares[i].key == NULL || strcmp(record_text(c->rec, shares[i].key),
					  shares[i].code) == 0)) {
		show_field(m, c, shares[i].to, &who);
		show_field(m, c, shares[i].when, &what);
		if (what.len == 0)
			buf_adds(&what, c->when);
		if (shares[i].what != NULL && what.len > 0)
			buf_adds(&what, ": ");
		show_field(m, c, shares[i].what, &what);
		if (who.len > 0)
			add_line(m, &m->had, &m->had_count, buf_str(&who),
			    buf_str(&what));
	}
	buf_done(&who);
	buf_done(&what);
}

/* The office's list of inspections, which no record of the file says (O1). */
static void
add_inspection(void *arg, const char *who, const char *what)
{
	struct making *m = arg;

	add_line(m, &m->had, &m->had_count, who, what);
}

/* ---- who has looked (A2) ---- */

struct looker {
	struct id staff;
	int64_t times, first_ms, last_ms;
};

static size_t
find_lookers(const struct making *m, struct looker **out)
{
	struct stmt *st = db_stmt(m->db, SQL_REQUEST_LOOKS);
	size_t n = 0;

	stmt_id(st, 1, &m->r->row.file);
	stmt_int(st, 2, m->state->looks);
	stmt_int(st, 3, AUDIT_LOOK);
	stmt_int(st, 4, AUDIT_WRITE);
	stmt_int(st, 5, AUDIT_COPIED);
	stmt_int(st, 6, AUDIT_EXPORTED);
	while (stmt_row(st)) {
		*out = mem_grow(*out, n + 1, sizeof(**out));
		(*out)[n++] =
		    (struct looker){ stmt_get_id(st, 0), stmt_get_int(st, 1),
			    stmt_get_int(st, 2), stmt_get_int(st, 3) };
	}
	stmt_reset(st);
	return n;
}

static void
add_lookers(struct making *m)
{
	struct looker *l = NULL;
	size_t n = find_lookers(m, &l);
	char who[208], what[200], first[WHEN_SHOWN], last[WHEN_SHOWN];

	for (size_t i = 0; i < n; i++) {
		struct civil from = when_civil(l[i].first_ms);
		struct civil to = when_civil(l[i].last_ms);

		from.has_time = to.has_time = false;
		when_show(first, &from);
		when_show(last, &to);
		staff_name(m, &l[i].staff, who);
		if (when_days(&from, &to) == 0)
			snprintf(what, sizeof(what), "%s", first);
		else
			snprintf(what, sizeof(what), "%s to %s", first, last);
		add_line(m, &m->seen, &m->seen_count,
		    *who != '\0' ? who : "A member of staff", what);
	}
	free(l);
}

/* ---- the document ---- */

/* The name as the front sheet says it; it may be that it does not go. */
static void
child_name(struct making *m, char out[208])
{
	snprintf(out, 208, "%s", "the child");
	for (size_t i = 0; i < m->count; i++)
		if (m->records[i].rec != NULL &&
		    record_kind(m->records[i].rec) == &kind_front_sheet &&
		    !copy_cuts(m->records[i].decision, "name"))
			snprintf(out, 208, "%.200s",
			    record_text(m->records[i].rec, "name"));
}

static void
make(struct making *m, struct doc **out, struct copy_counts *counts)
{
	struct buf asked = BUF_INIT(400);
	struct copy_head head = { .office = m->state->office,
		.complain = m->state->complain };
	struct copy c = {
		.head = &head, .records = m->records, .record_count = m->count
	};
	char child[208], received[WHEN_SHOWN] = "";
	struct civil day;

	add_lookers(m);
	child_name(m, child);
	record_show(kind_field(&kind_request, "what"),
	    record_text(m->r->body, "what"), NULL, NULL, &asked);
	if (when_read(&day, record_text(m->r->body, "received")))
		when_show(received, &day);
	head.child = child;
	head.asked = buf_str(&asked);
	head.received = received;
	c.seen = m->seen;
	c.seen_count = m->seen_count;
	c.had = m->had;
	c.had_count = m->had_count;
	*out = copy_make(&c, name_of, m, counts);
	buf_done(&asked);
}

static void
making_done(struct making *m)
{
	for (size_t i = 0; i < m->count; i++)
		record_free((struct record *)(uintptr_t)m->records[i].rec);
	for (size_t i = 0; i < m->words_count; i++)
		mem_free_text(m->words[i]);
	free(m->records);
	free(m->when);
	free(m->by);
	free(m->had);
	free(m->seen);
	free(m->words);
	seal_wipe(m->name, sizeof(m->name));
}

enum err
copy_document(struct server *s, struct db *db, const struct own_request *r,
    const struct own_items *items, const struct copy_state *state,
    struct doc **out, struct copy_counts *counts, struct errinfo *e)
{
	struct making m = {
		.s = s, .db = db, .r = r, .items = items, .state = state
	};
	enum err code = ERR_OK;

	*out = NULL;
	m.records = mem_zalloc(items->count + 1, sizeof(*m.records));
	m.when = mem_zalloc(items->count + 1, sizeof(*m.when));
	m.by = mem_zalloc(items->count + 1, sizeof(*m.by));
	for (size_t i = 0; i < items->count && code == ERR_OK; i++)
		code = add_item(&m, &items->at[i], e);
	for (size_t i = 0; i < m.count && code == ERR_OK; i++)
		if (m.records[i].rec != NULL)
			add_share(&m, &m.records[i]);
	if (code == ERR_OK)
		code = copy_inspections(
		    s, db, r, items, state, add_inspection, &m, e);
	if (code == ERR_OK)
		make(&m, out, counts);
	making_done(&m);
	if (code == ERR_OK && !doc_ok(*out)) {
		doc_free(*out);
		*out = NULL;
		code = err_set(e, ERR_TOO_BIG,
		    "This copy is too long to be set as one document. Ask "
		    "whoever made the request whether they seek a part of it, "
		    "and withhold nothing because of that.");
	}
	return code;
}

void
copy_fingerprint(
    const struct doc *d, struct buf *text, char out[COPY_HASH_TEXT])
{
	size_t before = text->len;
	struct seal_part part;
	uint8_t hash[SEAL_HASH];

	doc_text(d, DOC_TEXT_COLS, text);
	part.bytes = (const char *)text->data + before;
	part.len = text->len - before;
	seal_hash(hash, NULL, &part, 1);
	for (size_t i = 0; i < SEAL_HASH; i++)
		snprintf(out + i * 2, 3, "%02x", hash[i]);
}

/* ---- made when all is decided ---- */

static void
set_number(struct record *r, const char *key, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	record_set(r, key, text);
}

static enum err
keep_copy(struct save *v, const struct copy_state *state,
    const struct copy_counts *n, const char *hash, struct id *copy,
    struct errinfo *e)
{
	struct record *r = record_new(&kind_request_copy);
	char now[WHEN_TEXT];
	enum err code;

	store_now_text(now, v->put->now_ms);
	record_set(r, "ready", v->put->id.s);
	record_set(r, "made", now);
	set_number(r, "change", state->change);
	set_number(r, "looks", state->looks);
	record_set(r, "office", state->office);
	record_set(r, "complain", state->complain);
	set_number(r, "whole", (int64_t)n->whole);
	set_number(r, "cut", (int64_t)n->cut);
	set_number(r, "kept", (int64_t)n->kept);
	record_set(r, "hash", hash);
	code = store_make(v, &kind_request_copy, r, copy, e);
	record_free(r);
	return code;
}

/* R7: it says how many records there are, and who has looked; so it stands beside
 * every one, also those that do not go. */
static enum err
stand_beside(struct save *v, const struct id *copy,
    const struct own_items *items, struct errinfo *e)
{
	enum err code = ERR_OK;

	for (size_t i = 0; i < items->count && code == ERR_OK; i++) {
		struct stmt *st = db_stmt(v->db, SQL_ASIDE_BESIDE);

		stmt_id(st, 1, copy);
		stmt_id(st, 2, &items->at[i].row.thread);
		code = stmt_done(st, e);
	}
	return code;
}

static int64_t
last_change(struct db *db)
{
	struct stmt *st = db_stmt(db, SQL_REQUEST_CHANGE);
	int64_t seq = stmt_row(st) ? stmt_get_int(st, 0) : 0;

	stmt_reset(st);
	return seq;
}

enum err
store_copy_follow(struct save *v, struct errinfo *e)
{
	struct copy_state state = { .office =
					conf_text(v->s->conf, CONF_ORG_NAME),
		.complain = conf_text(v->s->conf, CONF_COMPLAINTS) };
	struct own_items items = { .at = NULL };
	struct copy_counts counts = { 0 };
	struct buf text = BUF_INIT(TEXT_MAX);
	uint8_t head[SEAL_HASH];
	char hash[COPY_HASH_TEXT];
	struct own_request r;
	struct doc *d = NULL;
	struct id copy;
	enum err code;

	state.change = last_change(v->db);
	audit_head(v->db, &state.looks, head);
	code = own_request_read(v->s, v->db, &v->parent, v->put->now_ms, &r, e);
	if (code == ERR_OK)
		code = own_items_read(v->s, v->db, &r, state.change, &items, e);
	if (code == ERR_OK)
		code = copy_document(
		    v->s, v->db, &r, &items, &state, &d, &counts, e);
	if (code == ERR_OK) {
		copy_fingerprint(d, &text, hash);
		code = keep_copy(v, &state, &counts, hash, &copy, e);
	}
	if (code == ERR_OK)
		code = stand_beside(v, &copy, &items, e);
	doc_free(d);
	buf_done(&text);
	own_items_done(&items);
	own_request_done(&r);
	return code;
}
