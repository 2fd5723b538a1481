/* model_child.c - the children this person knows of, and the names of staff.
 *
 * Those who see all hold a card of every child; the others know the children of
 * their records. What was written here and is not yet at the office counts, too,
 * so a child new since a minute is found at once. */
#include "model_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

#define CARD_MAX 8192

/* ---- the table of children, sorted by file ---- */

static struct kid **
kids_of(const struct model *m)
{
	return m->kids.at;
}

/* Where file is, or would be. */
static size_t
find_at(const struct model *m, const struct id *file, bool *found)
{
	struct kid **kids = kids_of(m);
	size_t lo = 0, hi = m->kids.count;

	*found = false;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int n = strcmp(kids[mid]->file.s, file->s);

		if (n == 0) {
			*found = true;
			return mid;
		}
		if (n < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct kid *
model_kid(const struct model *m, const struct id *file)
{
	bool found;
	size_t at;

	model_need_names(m);
	at = find_at(m, file, &found);

	return found ? kids_of(m)[at] : NULL;
}

/* A child is one block: the struct, then its strings. */
static size_t
kid_size(const struct kid *k)
{
	return sizeof(*k) + strlen(k->name) + strlen(k->also) +
	       strlen(k->born) + strlen(k->reference) + 4;
}

static void
kid_free(struct kid *k)
{
	mem_free_wiped(k, kid_size(k));
}

static char *
put_string(char **at, const char *s)
{
	size_t n = strlen(s) + 1;
	char *here = memcpy(*at, s, n);

	*at += n;
	return here;
}

static struct kid *
kid_copy(const struct kid *from)
{
	struct kid *k = mem_zalloc(1, kid_size(from));
	char *at = (char *)(k + 1);

	*k = *from;
	k->name = put_string(&at, from->name);
	k->also = put_string(&at, from->also);
	k->born = put_string(&at, from->born);
	k->reference = put_string(&at, from->reference);
	return k;
}

static void
kid_remove(struct model *m, const struct id *file)
{
	bool found;
	size_t at = find_at(m, file, &found);
	struct kid **kids = kids_of(m);

	if (!found)
		return;
	names_remove(m->names, file);
	kid_free(kids[at]);
	memmove(
	    &kids[at], &kids[at + 1], (m->kids.count - at - 1) * sizeof(*kids));
	m->kids.count--;
}

static void
kid_put(struct model *m, const struct kid *from)
{
	bool found;
	size_t at = find_at(m, &from->file, &found);
	struct kid *k = kid_copy(from), **kids;

	if (found) {
		kid_free(kids_of(m)[at]);
	} else {
		list_add(&m->kids, sizeof(k));
		kids = kids_of(m);
		memmove(&kids[at + 1], &kids[at],
		    (m->kids.count - at - 1) * sizeof(*kids));
	}
	kids_of(m)[at] = k;
	names_put(m->names, &k->file, k->name, k->also, k->reference);
}

/* ---- where children are learnt from ---- */

static void
learn_card(struct model *m, const struct id *file, const char *text, size_t len)
{
	struct json *doc = NULL;
	struct kid k = { .file = *file };

	if (json_parse(&doc, text, len, CARD_MAX, NULL) != ERR_OK)
		return;
	k.name = json_text_of(doc, "name", "");
	k.also = json_text_of(doc, "also", "");
	k.born = json_text_of(doc, "born", "");
	k.reference = json_text_of(doc, "reference", "");
	k.provisional = json_true(json_get(doc, "provisional"));
	if (json_true(json_get(doc, "gone")))
		kid_remove(m, file);
	else
		kid_put(m, &k);
	json_free(doc);
}

static bool
on_card(void *arg, const struct id *file, const char *text, size_t len)
{
	learn_card(arg, file, text, len);
	return true;
}

void
model_learn_child(struct model *m, const struct envelope *env, bool own)
{
	bool front = strcmp(env->kind, "front_sheet") == 0;
	const struct kid *known;
	struct kid k = {
		.file = env->file, .provisional = !front, .is_own = own
	};
	struct record *r = NULL;

	if (!m->names)
		return; /* it is learnt with all the others */
	known = model_kid(m, &env->file);
	if (!front && strcmp(env->kind, "first_account") != 0 &&
	    strcmp(env->kind, "emergency") != 0)
		return;
	/* A front sheet knows better than a first account or an emergency; of
	 * two of those the first stays. */
	if (!front && known)
		return;
	if (record_from_json(&r, kind_find(env->kind), env->body, env->body_len,
		true, NULL, NULL) != ERR_OK)
		return;
	k.name = record_text(r, front ? "name" : "child");
	k.also = record_text(r, "known_as");
	k.born = record_text(r, "born");
	k.reference = record_text(r, "reference");
	kid_put(m, &k);
	record_free(r);
}

static bool
on_record(void *arg, const struct envelope *env, const char *text, size_t len)
{
	(void)text;
	(void)len;
	model_learn_child(arg, env, false);
	return true;
}

static bool
on_write(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	(void)item;
	(void)why;
	if (!id_is_none(&env->file))
		model_learn_child(arg, env, true);
	return true;
}

struct files {
	struct id *ids;
	size_t count, cap;
};

static bool
on_file(void *arg, const struct id *file, unsigned flags)
{
	struct files *f = arg;

	(void)flags;
	if (f->count == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 64;
		f->ids = mem_grow(f->ids, f->cap, sizeof(*f->ids));
	}
	f->ids[f->count++] = *file;
	return true;
}

/* A bad row keeps nobody out of the rest: it is the first of *bad. */
static bool
goes_on(enum err code, const struct errinfo *e, struct errinfo *bad)
{
	if (code != ERR_OK && bad->code == ERR_OK)
		*bad = *e;
	return code == ERR_OK || code == ERR_CORRUPT || code == ERR_INVALID;
}

/* What is wrong with some of it, if anything is, in *bad. */
static void
read_names(struct model *m, struct errinfo *bad)
{
	struct files files = { 0 };
	struct errinfo e = { 0 };
	bool ok =
	    goes_on(store_card_each(m->store, on_card, m, &e), &e, bad) &&
	    goes_on(store_record_files(m->store, on_file, &files, &e), &e, bad);

	/* A card is the office's word; only files without one are read. */
	for (size_t i = 0; ok && i < files.count; i++) {
		if (!model_kid(m, &files.ids[i]))
			ok = goes_on(store_record_each(m->store, NULL,
					 &files.ids[i], true, on_record, m, &e),
			    &e, bad);
	}
	if (ok)
		goes_on(store_outbox_each(
			    m->store, OUTBOX_LISTED, NULL, on_write, m, &e),
		    &e, bad);
	mem_free_wiped(files.ids, files.cap * sizeof(*files.ids));
}

void
model_need_names(const struct model *m)
{
	/* Read when asked for, like every list: the caller sees no change. */
	struct model *own = (struct model *)(uintptr_t)m;
	struct errinfo bad = { 0 };

	if (!m->store || m->names)
		return;
	own->names = names_new();
	read_names(own, &bad);
	if (bad.code != ERR_OK)
		snprintf(own->damage, sizeof(own->damage), "%s", bad.says);
	own->waiting.is_fresh = own->outbox.is_fresh = false;
	own->topics |= TOPIC_RECORDS;
}

void
model_forget_names(struct model *m)
{
	for (size_t i = 0; i < m->kids.count; i++)
		kid_free(kids_of(m)[i]);
	list_clear(&m->kids, sizeof(struct kid *));
	names_free(m->names);
	m->names = NULL;
	m->names_turns = 0;
	list_clear(&m->staff, sizeof(struct staff_name));
	list_clear(&m->staff_by_name, sizeof(struct person));
	list_clear(&m->staff_ids, sizeof(struct id));
}

void
model_children_changed(struct model *m, const struct id *files, size_t count)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);

	if (!m->store || count == 0)
		return;
	m->topics |= TOPIC_RECORDS;
	for (size_t i = 0; m->names && i < count; i++) {
		kid_remove(m, &files[i]);
		buf_clear(&text);
		if (store_card_get(m->store, &files[i], &text, NULL) == ERR_OK)
			learn_card(m, &files[i], buf_str(&text), text.len);
		else
			store_record_each(m->store, NULL, &files[i], true,
			    on_record, m, NULL);
	}
	if (m->names)
		store_outbox_each(
		    m->store, OUTBOX_LISTED, NULL, on_write, m, NULL);
	buf_done(&text);
}

/* ---- what the screens ask ---- */

static void
fill_child(struct model *m, const struct kid *k, struct child *out)
{
	memset(out, 0, sizeof(*out));
	out->file = k->file;
	snprintf(out->name, sizeof(out->name), "%s", k->name);
	snprintf(out->also, sizeof(out->also), "%s", k->also);
	snprintf(out->born, sizeof(out->born), "%s", k->born);
	snprintf(out->reference, sizeof(out->reference), "%s", k->reference);
	out->provisional = k->provisional;
	out->is_here = k->is_own ||
		       (store_file_flags(m->store, &k->file) & STORE_FILE_HERE);
}

bool
model_child(struct model *m, const struct id *file, struct child *out)
{
	const struct kid *k = m->store ? model_kid(m, file) : NULL;

	if (!k)
		return false;
	fill_child(m, k, out);
	return true;
}

const char *
model_child_name(struct model *m, const struct id *file)
{
	const struct kid *k = m->store ? model_kid(m, file) : NULL;

	return k ? k->name : "";
}

size_t
model_find(struct model *m, const char *query, struct child *hits, size_t max)
{
	struct names_hit *found;
	size_t n;

	if (!m->store || max == 0 || model_is_closed(m, NULL))
		return 0;
	model_need_names(m);
	found = mem_zalloc(max, sizeof(*found));
	n = names_find(m->names, query, NULL, NULL, found, max);
	for (size_t i = 0; i < n; i++)
		fill_child(m, model_kid(m, &found[i].id), &hits[i]);
	mem_free_wiped(found, max * sizeof(*found));
	return n;
}

size_t
model_alike(struct model *m, const char *name, const char *born,
    struct child *hits, size_t max)
{
	struct kid **kids;
	size_t n = 0;

	if (!m->store || model_is_closed(m, NULL))
		return 0;
	model_need_names(m);
	kids = kids_of(m);
	for (size_t i = 0; i < m->kids.count && n < max; i++) {
		if (names_alike(name, born, kids[i]->name, kids[i]->born) ||
		    (*kids[i]->also &&
			names_alike(name, born, kids[i]->also, kids[i]->born)))
			fill_child(m, kids[i], &hits[n++]);
	}
	return n;
}

/* ---- staff ---- */

static bool
on_staff(void *arg, const struct envelope *env, const char *text, size_t len)
{
	struct model *m = arg;
	struct staff_name *s;
	struct record *r = NULL;
	enum role role;

	(void)text;
	(void)len;
	if (strcmp(env->kind, "staff") != 0 ||
	    record_from_json(&r, kind_find("staff"), env->body, env->body_len,
		true, NULL, NULL) != ERR_OK)
		return true;
	s = list_add(&m->staff, sizeof(*s));
	s->id = env->id;
	snprintf(s->person.name, sizeof(s->person.name), "%s",
	    record_text(r, "name"));
	snprintf(s->person.sign_in, sizeof(s->person.sign_in), "%s",
	    record_text(r, "sign_in"));
	if (role_parse(&role, record_text(r, "role")))
		snprintf(s->person.role_title, sizeof(s->person.role_title),
		    "%s", role_title(role));
	record_free(r);
	return true;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct staff_name *)a)->id.s,
	    ((const struct staff_name *)b)->id.s);
}

static int
by_name(const void *a, const void *b)
{
	const struct staff_name *x = a, *y = b;
	int n = strcasecmp(x->person.name, y->person.name);

	return n ? n : strcmp(x->id.s, y->id.s);
}

void
model_read_staff(struct model *m)
{
	struct staff_name *s;

	list_clear(&m->staff, sizeof(*s));
	list_clear(&m->staff_by_name, sizeof(struct person));
	list_clear(&m->staff_ids, sizeof(struct id));
	store_record_each(m->store, NULL, NULL, true, on_staff, m, NULL);
	s = m->staff.at;
	if (s)
		qsort(s, m->staff.count, sizeof(*s), by_name);
	for (size_t i = 0; i < m->staff.count; i++) {
		struct person *p =
		    list_add(&m->staff_by_name, sizeof(struct person));
		struct id *id = list_add(&m->staff_ids, sizeof(struct id));

		*p = s[i].person;
		*id = s[i].id;
	}
	if (s)
		qsort(s, m->staff.count, sizeof(*s), by_id);
	m->staff.is_fresh = true;
}

const char *
model_staff_name(struct model *m, const struct id *staff)
{
	struct staff_name key = { .id = *staff };
	const struct staff_name *s;

	if (!m->store)
		return NULL;
	if (!m->staff.is_fresh)
		model_read_staff(m);
	s = m->staff.at
		? bsearch(&key, m->staff.at, m->staff.count, sizeof(key), by_id)
		: NULL;
	if (s)
		return s->person.name;
	return id_equal(staff, &m->me.staff) ? m->me.name : NULL;
}

size_t
model_staff(struct model *m, const struct person **list, const struct id **ids)
{
	*list = NULL;
	*ids = NULL;
	if (!m->store)
		return 0;
	if (!m->staff.is_fresh)
		model_read_staff(m);
	*list = m->staff_by_name.at;
	*ids = m->staff_ids.at;
	return m->staff_ids.count;
}
