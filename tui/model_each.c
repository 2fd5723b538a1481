/* model_each.c - the texts of many records at once, for what a list or a header
 * says of them: whether one is hidden, whether a file is open for reading alone. Nobody reads a record by it, so it
 * leaves no look. */
#include "model_in.h"

#include <string.h>

#include "kinds.h"
#include "mem.h"

void
model_row_of(struct model *m, const struct envelope *env, const struct write *w,
    struct row *out)
{
	const struct kind *kind = kind_find(env->kind);
	struct record *r = NULL;

	if (record_from_json(
		&r, kind, env->body, env->body_len, true, NULL, NULL) != ERR_OK)
		r = record_new(kind);
	model_row_with(m, env, w, r, out);
	record_free(r);
}

struct each {
	struct model *m;
	const struct id *file;
	const struct kind *const *of;
	model_each_fn *fn;
	void *arg;
};

static bool
is_wanted(const struct each *w, const char *name)
{
	for (size_t i = 0; w->of[i]; i++) {
		if (strcmp(w->of[i]->name, name) == 0)
			return true;
	}
	return false;
}

static void
give(const struct each *w, const struct envelope *env, const struct write *own)
{
	struct record *r = NULL;
	struct row row;

	if (record_from_json(&r, kind_find(env->kind), env->body, env->body_len,
		true, NULL, NULL) != ERR_OK)
		return;
	model_row_with(w->m, env, own, r, &row);
	w->fn(w->arg, &row, r);
	record_free(r);
}

static bool
on_record(void *arg, const struct envelope *env, const char *text, size_t len)
{
	struct each *w = arg;

	(void)text;
	(void)len;
	/* What was written here since comes from the outbox. */
	if (!model_write_of(w->m, &env->id))
		give(w, env, NULL);
	return true;
}

static bool
on_own(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct each *w = arg;
	const struct write *newest = model_write_of(w->m, &item->id);

	(void)why;
	if ((!w->file || id_equal(&env->file, w->file)) &&
	    is_wanted(w, env->kind) && newest &&
	    id_equal(&newest->item.write, &item->write))
		give(w, env, newest);
	return true;
}

/* Walked one after the other: a walk ends where another begins. */
struct files {
	struct id *at;
	size_t count, cap;
};

static bool
on_file(void *arg, const struct id *file, unsigned flags)
{
	struct files *f = arg;

	(void)flags;
	if (f->count == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 64;
		f->at = mem_grow(f->at, f->cap, sizeof(*f->at));
	}
	f->at[f->count++] = *file;
	return true;
}

static void
each_of_all(struct each *w)
{
	struct files files = { 0 };

	store_record_files(w->m->store, on_file, &files, NULL);
	for (size_t i = 0; i < files.count; i++) {
		if (!id_is_none(&files.at[i]))
			store_record_each_of(w->m->store, &files.at[i], w->of,
			    on_record, w, NULL);
	}
	mem_free_wiped(files.at, files.cap * sizeof(*files.at));
}

void
model_each(struct model *m, const struct id *file, const struct kind *const *of,
    model_each_fn *fn, void *arg)
{
	struct each w = { m, file, of, fn, arg };

	if (!m->store)
		return;
	/* In memory before the walk begins: a read inside of it would end it. */
	model_read_writes(m);
	if (!m->staff.is_fresh)
		model_read_staff(m);
	if (!file && !model_is_closed(m, NULL))
		each_of_all(&w);
	else if (file && !model_is_closed(m, file))
		store_record_each_of(m->store, file, of, on_record, &w, NULL);
	store_outbox_each(m->store, OUTBOX_LISTED, NULL, on_own, &w, NULL);
}

/* ---- is an address hidden? ---- */

static bool
says_hidden(const struct envelope *env)
{
	const struct kind *k = kind_find(env->kind);
	struct record *r = NULL;
	bool says = false;

	if (k && kind_field(k, "hidden") &&
	    record_from_json(
		&r, k, env->body, env->body_len, true, NULL, NULL) == ERR_OK)
		says = strcmp(record_text(r, "hidden"), "yes") == 0;
	record_free(r);
	return says;
}

static bool
on_own_version(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	(void)item;
	(void)why;
	*(bool *)arg |= says_hidden(env);
	return true;
}

bool
model_is_hidden(struct model *m, const struct id *id)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct envelope env;
	bool is = false;

	if (!m->store)
		return true;
	if (store_record_get(m->store, id, 0, &text, NULL) == ERR_OK &&
	    envelope_read(&env, text.data, text.len, NULL) == ERR_OK)
		is = says_hidden(&env);
	store_outbox_each(
	    m->store, OUTBOX_LISTED, id, on_own_version, &is, NULL);
	buf_done(&text);
	return is;
}

/* ---- a file opened with a reason ---- */

struct guest {
	const struct id *me;
	char today[WHEN_TEXT], now[WHEN_TEXT];
	bool is_opened, is_assigned;
};

static void
on_access(void *arg, const struct row *row, const struct record *r)
{
	const char *until = record_text(r, "until");
	struct guest *g = arg;
	struct id staff;

	if (!id_parse(&staff, record_text(r, "staff")) ||
	    !id_equal(&staff, g->me))
		return;
	if (row->kind == &kind_opening)
		g->is_opened |= strcmp(until, g->now) > 0;
	else
		g->is_assigned |=
		    strcmp(record_text(r, "from"), g->today) <= 0 &&
		    (!*until || strcmp(until, g->today) >= 0);
}

bool
model_is_guest(struct model *m, const struct id *file)
{
	static const struct kind *const kinds_of[] = { &kind_opening,
		&kind_assignment, NULL };
	struct guest g = { .me = &m->me.staff };
	struct civil now = when_civil(model_now(m));

	if (m->guest_is_fresh && id_equal(&m->guest_file, file))
		return m->is_guest;
	when_store(g.now, &now);
	now.has_time = false;
	now.hour = now.minute = 0;
	when_store(g.today, &now);
	model_each(m, file, kinds_of, on_access, &g);
	m->guest_file = *file;
	m->is_guest = g.is_opened && !g.is_assigned;
	m->guest_is_fresh = true;
	return m->is_guest;
}
