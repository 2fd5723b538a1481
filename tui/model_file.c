/* model_file.c - the records of a file: what is shown of each, opening one, and
 * its versions.
 *
 * A record may be at the office, written here, or both (docs/SYNC.md): a row
 * shows what this person wrote last, as long as the office has not received it,
 * and model_versions shows all there is. */
#include "model_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "text.h"

/* Copy what fits, cut at a character. */
static void
copy_cut(char *out, size_t size, const char *text)
{
	size_t len = strlen(text), at = 0, next;

	while (at < len && (next = text_next(text, len, at)) < size)
		at = next;
	memcpy(out, text, at);
	out[at] = '\0';
}

/* ---- the outbox in memory ---- */

const struct kind model_kind_unread = { .name = "unread",
	.title = "Something you wrote",
	.plural = "What you wrote",
	.help = "It cannot be read here." };

void
model_answers_for(
    struct id *out, const struct id *file, const struct record *agreement)
{
	if (strcmp(record_text(agreement, "who"), "cyp") == 0)
		*out = *file;
	else
		id_parse(out, record_text(agreement, "adult"));
}

/* What it names, for those who wait for it. */
static void
set_names(struct write *w, const struct envelope *env)
{
	bool is_agreement = strcmp(w->kind->name, "agreement") == 0;
	bool is_meeting = w->kind == &kind_meeting;
	struct record *r = NULL;

	if (!w->kind->parent_key && !is_agreement && !is_meeting)
		return;
	if (record_from_json(&r, w->kind, env->body, env->body_len, true, NULL,
		NULL) != ERR_OK)
		return;
	if (w->kind->parent_key)
		id_parse(&w->parent, record_text(r, w->kind->parent_key));
	if (strcmp(w->kind->name, "share_decision") == 0) {
		id_parse(&w->advice, record_text(r, "advice"));
		id_parse(&w->emergency, record_text(r, "emergency"));
	} else if (is_agreement) {
		model_answers_for(&w->person, &env->file, r);
	} else if (is_meeting) {
		w->is_settled =
		    meeting_is_agreed(r) || *record_text(r, "not_attended");
	}
	record_free(r);
}

static bool
on_write(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct model *m = arg;
	struct write *w;
	const struct kind *k = env ? kind_find(env->kind) : NULL;

	w = list_add(&m->writes, sizeof(*w));
	w->item = *item;
	w->kind = k ? k : &model_kind_unread;
	w->is_unread = !env;
	if (!k) {
		copy_cut(w->why, sizeof(w->why),
		    env ? "This was written by a newer haven. It goes to the "
			  "office all the same."
			: "This cannot be read on this device any more. It is "
			  "kept, and as it was sealed to the office when it "
			  "was saved it can be handed on: F6.");
		return true;
	}
	w->is_signed = env->is_signed;
	copy_cut(w->why, sizeof(w->why), why);
	set_names(w, env);
	return true;
}

void
model_read_writes(struct model *m)
{
	if (m->writes.is_fresh || !m->store)
		return;
	list_clear(&m->writes, sizeof(struct write));
	store_outbox_each(
	    m->store, OUTBOX_LISTED | OUTBOX_UNREAD, NULL, on_write, m, NULL);
	m->writes.is_fresh = true;
	m->status.here = store_outbox_count(m->store, OUTBOX_OPEN);
	m->status.stopped = store_outbox_count(m->store, OUTBOX_REFUSED);
}

const struct write *
model_write_of(struct model *m, const struct id *id)
{
	const struct write *w;

	model_read_writes(m);
	w = m->writes.at;
	for (size_t i = m->writes.count; i > 0; i--) {
		if (id_equal(&w[i - 1].item.id, id))
			return &w[i - 1];
	}
	return NULL;
}

int64_t
model_first_base(struct model *m, const struct id *id)
{
	const struct write *w;
	int64_t base = INT64_MAX;

	model_read_writes(m);
	w = m->writes.at;
	for (size_t i = 0; i < m->writes.count; i++) {
		if (id_equal(&w[i].item.id, id) && w[i].item.base < base)
			base = w[i].item.base;
	}
	return base == INT64_MAX ? 0 : base;
}

bool
model_has_stopped(struct model *m, const struct id *id)
{
	const struct write *w;

	model_read_writes(m);
	w = m->writes.at;
	for (size_t i = 0; i < m->writes.count; i++) {
		if (id_equal(&w[i].item.id, id) &&
		    w[i].item.state == OUTBOX_REFUSED)
			return true;
	}
	return false;
}

/* ---- rows ---- */

/* Reading inside of a walk over the same table would end the walk, so the names
 * and the outbox are in memory before it begins. */
static void
be_fresh(struct model *m)
{
	model_read_writes(m);
	if (!m->staff.is_fresh)
		model_read_staff(m);
}

/* A label names people, never another record. */
static const char *
label_name(void *arg, const char *ref, const char *id)
{
	struct id staff;

	if (strcmp(ref, "staff") != 0 || !id_parse(&staff, id))
		return NULL;
	return model_staff_name(arg, &staff);
}

static void
set_label(struct model *m, struct row *out, const struct record *r)
{
	const struct kind *k = out->kind;
	const struct field *f =
	    k->label_key ? kind_field(k, k->label_key) : NULL;
	struct buf b = BUF_INIT(KIND_TEXT_MAX * 2);
	char *line;

	if (k == &kind_task)
		task_words(r, &b);
	policy_words(r, &b);
	if (b.len == 0 && f)
		record_show(f, record_text(r, f->key), label_name, m, &b);
	if (b.len == 0)
		buf_adds(&b, k->title);
	line = mem_strdup(buf_str(&b));
	line[strcspn(line, "\n")] = '\0';
	copy_cut(out->label, sizeof(out->label), line);
	mem_free_text(line);
	buf_done(&b);
}

static void
set_date(struct row *out, const struct record *r)
{
	const struct kind *k = out->kind;
	struct civil c = when_civil(out->written_ms);
	char date[WHEN_TEXT] = "";

	if (k->date_key)
		snprintf(date, sizeof(date), "%s", record_text(r, k->date_key));
	if (!*date)
		when_store(date, &c);
	snprintf(out->date, sizeof(out->date), "%s", date);
}

static void
set_author(struct model *m, char *out, size_t size, const struct id *author)
{
	const char *name = model_staff_name(m, author);

	copy_cut(out, size, name ? name : "a colleague");
}

void
model_row_with(struct model *m, const struct envelope *env,
    const struct write *w, const struct record *r, struct row *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = kind_find(env->kind);
	out->id = env->id;
	out->file = env->file;
	out->version = env->version;
	out->is_signed = env->is_signed;
	out->is_mine = id_equal(&env->author, &m->me.staff);
	out->written_ms = env->written_ms;
	out->received_ms = env->received_ms;
	out->where = WHERE_OFFICE;
	if (w) {
		out->where = w->item.state == OUTBOX_SENDING ? WHERE_SENDING
							     : WHERE_HERE;
		/* The next save builds on what the office has. */
		if (model_has_stopped(m, &env->id)) {
			out->where = WHERE_STOPPED;
			out->version = store_record_latest(m->store, &env->id);
		}
	}
	out->author_id = env->author;
	set_author(m, out->author, sizeof(out->author), &env->author);
	set_label(m, out, r);
	set_date(out, r);
	if (out->kind->parent_key)
		id_parse(&out->parent, record_text(r, out->kind->parent_key));
	out->is_gone =
	    out->kind->gone_key && *record_text(r, out->kind->gone_key) != '\0';
}

static struct row *
row_for(struct model *m, const struct id *id)
{
	struct row *rows = m->rows.at;

	for (size_t i = 0; i < m->rows.count; i++) {
		if (id_equal(&rows[i].id, id))
			return &rows[i];
	}
	return list_add(&m->rows, sizeof(struct row));
}

static bool
on_row(void *arg, const struct envelope *env, const char *text, size_t len)
{
	struct model *m = arg;
	struct row row;

	(void)text;
	(void)len;
	/* A kind that this haven does not know yet has no form to show it. */
	if (!kind_find(env->kind))
		return true;
	model_row_of(m, env, NULL, &row);
	*(struct row *)list_add(&m->rows, sizeof(row)) = row;
	return true;
}

static bool
on_own_row(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	struct model *m = arg;
	struct row row;

	(void)why;
	if (!id_equal(&env->file, &m->rows_file) || !kind_find(env->kind))
		return true;
	model_row_of(m, env, model_write_of(m, &item->id), &row);
	*row_for(m, &item->id) = row;
	return true;
}

static size_t
kind_place(const struct kind *k)
{
	size_t i = 0;

	while (kinds[i] && kinds[i] != k)
		i++;
	return i;
}

static int
by_place(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	size_t i = kind_place(x->kind), j = kind_place(y->kind);
	int n;

	if (i != j)
		return i < j ? -1 : 1;
	n = strcmp(x->date, y->date);
	return n ? n : strcmp(x->id.s, y->id.s);
}

size_t
model_rows(struct model *m, const struct id *file, const struct row **rows)
{
	*rows = NULL;
	if (!m->store)
		return 0;
	if (!m->rows.is_fresh || !id_equal(&m->rows_file, file)) {
		list_clear(&m->rows, sizeof(struct row));
		m->rows_file = *file;
		be_fresh(m);
		if (!model_is_closed(m, file))
			store_record_each(
			    m->store, NULL, file, true, on_row, m, NULL);
		store_outbox_each(
		    m->store, OUTBOX_LISTED, NULL, on_own_row, m, NULL);
		if (m->rows.at)
			qsort(m->rows.at, m->rows.count, sizeof(struct row),
			    by_place);
		m->rows.is_fresh = true;
	}
	*rows = m->rows.at;
	return m->rows.count;
}

/* ---- one record ---- */

/* The text that is shown for a version (0: the latest) as an envelope in text:
 * own ones that wait come first. */
struct find {
	int64_t version;
	struct buf *text;
};

static bool
on_find(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct find *f = arg;
	struct jw w = JW_INIT(f->text);

	(void)item;
	(void)why;
	if (!env || (f->version && env->version != f->version))
		return true;
	buf_clear(f->text);
	envelope_write(&w, NULL, env);
	return true;
}

static enum err
find_text(struct model *m, const struct id *id, int64_t version,
    struct buf *text, struct envelope *env, bool *is_own, struct errinfo *e)
{
	struct find f = { .version = version, .text = text };
	enum err code = store_outbox_each(
	    m->store, OUTBOX_LISTED | OUTBOX_UNREAD, id, on_find, &f, e);

	*is_own = text->len > 0;
	/* A version of the office with that number stands before a refused one. */
	if (code == ERR_OK && version && model_has_stopped(m, id) &&
	    store_record_latest(m->store, id) >= version) {
		buf_clear(text);
		*is_own = false;
	}
	if (code == ERR_OK && text->len == 0)
		code = store_record_get(m->store, id, version, text, e);
	if (code == ERR_OK)
		code = envelope_read(env, text->data, text->len, e);
	if (code == ERR_OK && !kind_find(env->kind))
		code = err_set(e, ERR_NOT_FOUND,
		    "This record is of a kind that this haven does not know. "
		    "Ask for haven to be brought up to date.");
	return code;
}

bool
model_row(struct model *m, const struct id *id, struct row *out)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct envelope env;
	bool is_own;
	enum err code;

	if (!m->store)
		return false;
	be_fresh(m);
	code = find_text(m, id, 0, &text, &env, &is_own, NULL);
	/* While files are shut, nothing that came of one is shown (T2). */
	if (code == ERR_OK && !is_own && !id_is_none(&env.file) &&
	    model_is_shut(m))
		code = ERR_DENIED;
	if (code == ERR_OK)
		model_row_of(
		    m, &env, is_own ? model_write_of(m, id) : NULL, out);
	buf_done(&text);
	return code == ERR_OK;
}

/* Promise 7: the trace is on the disk first. One's own unsigned text leaves
 * none: nobody learnt anything by it. */
static enum err
keep_look(struct model *m, const struct envelope *env, struct errinfo *e)
{
	struct look look = { .look = id_new(),
		.file = env->file,
		.record = env->id,
		.version = env->version,
		.at_ms = clock_ms() };
	enum err code;

	if (id_is_none(&env->file))
		return ERR_OK;
	if (id_equal(&env->author, &m->me.staff) && !env->is_signed)
		return ERR_OK;
	code = store_look_add(m->store, &look, e);
	if (code == ERR_OK)
		link_wrote(m);
	return code;
}

enum err
model_open(struct model *m, const struct id *id, int64_t version,
    struct record **rec, struct row *row, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct envelope env;
	bool is_own = false;
	enum err code;

	*rec = NULL;
	if (!m->store)
		return model_is_locked(e);
	be_fresh(m);
	code = find_text(m, id, version, &text, &env, &is_own, e);
	if (code == ERR_OK && !is_own && *m->status.ended)
		code = err_set(e, ERR_DENIED,
		    "Your access has ended, so this device opens no records. "
		    "What you wrote is kept, and handed over to the office.");
	if (code == ERR_OK && !is_own && model_lease_is_over(m))
		code = err_set(e, ERR_DENIED,
		    "This device has not reached the office for too long, so "
		    "it "
		    "opens no records. You can still write, and hand in a "
		    "first "
		    "account. It opens again when it has reached the office.");
	if (code == ERR_OK && !is_own && model_is_closed(m, &env.file))
		code = model_shut_error(e);
	if (code == ERR_OK && !is_own)
		code = keep_look(m, &env, e);
	if (code == ERR_OK)
		code = record_from_json(rec, kind_find(env.kind), env.body,
		    env.body_len, true, NULL, e);
	if (code == ERR_OK && row)
		model_row_of(
		    m, &env, is_own ? model_write_of(m, id) : NULL, row);
	buf_done(&text);
	return code;
}

/* ---- versions ---- */

struct versions {
	struct model *m;
	struct version_row *out;
	size_t count, max;
};

static void
add_version(struct versions *v, const struct envelope *env)
{
	struct version_row *r;

	if (v->count == v->max) { /* the newest matter */
		memmove(v->out, v->out + 1, (v->max - 1) * sizeof(*v->out));
		v->count--;
	}
	r = &v->out[v->count++];
	memset(r, 0, sizeof(*r));
	r->version = env->version;
	r->written_ms = env->written_ms;
	r->received_ms = env->received_ms;
	r->is_signed = env->is_signed;
	set_author(v->m, r->author, sizeof(r->author), &env->author);
	if (!env->is_signed)
		return;
	r->signed_ms = env->signed_ms;
	set_author(v->m, r->signer, sizeof(r->signer), &env->signer);
}

static bool
on_version(void *arg, const struct envelope *env, const char *text, size_t len)
{
	(void)text;
	(void)len;
	add_version(arg, env);
	return true;
}

static bool
on_own_version(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	(void)item;
	(void)why;
	add_version(arg, env);
	return true;
}

size_t
model_versions(
    struct model *m, const struct id *id, struct version_row *out, size_t max)
{
	struct versions v = { .m = m, .out = out, .max = max };

	if (!m->store || max == 0)
		return 0;
	be_fresh(m);
	store_record_each(m->store, id, NULL, false, on_version, &v, NULL);
	store_outbox_each(
	    m->store, OUTBOX_LISTED, id, on_own_version, &v, NULL);
	return v.count;
}

/* ---- names for what is shown ---- */

const char *
model_name_of(void *model, const char *ref, const char *id)
{
	struct model *m = model;
	struct id parsed;
	struct row row;

	if (!id_parse(&parsed, id))
		return NULL;
	if (strcmp(ref, "staff") == 0)
		return model_staff_name(m, &parsed);
	if (!model_row(m, &parsed, &row))
		return NULL;
	snprintf(m->name_of, sizeof(m->name_of), "%s", row.label);
	return m->name_of;
}

static int
by_label(const void *a, const void *b)
{
	return strcmp(
	    ((const struct row *)a)->label, ((const struct row *)b)->label);
}

size_t
model_refs(struct model *m, const char *kind, const struct id *file,
    const struct id *parent, struct row *out, size_t max)
{
	static const struct id none = { "" };
	const struct kind *k = kind_find(kind);
	const struct row *rows;
	size_t n = 0, count;

	if (!k || !m->store)
		return 0;
	count = model_rows(m, k->flags & KF_ON_FILE ? file : &none, &rows);
	for (size_t i = 0; i < count && n < max; i++) {
		if (rows[i].kind == k && !rows[i].is_gone &&
		    (!parent || id_equal(&rows[i].parent, parent)))
			out[n++] = rows[i];
	}
	qsort(out, n, sizeof(*out), by_label);
	return n;
}
