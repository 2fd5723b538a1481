/* model_each.c - the texts of many records at once, for what a list or a header
 * says of them, and whether one is hidden. Nobody reads a record by it, so it
 * leaves no look. */
#include "model_in.h"

#include <string.h>

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
	model_row_of(w->m, env, own, &row);
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
	if (is_wanted(w, env->kind) && !model_write_of(w->m, &env->id))
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
	if (id_equal(&env->file, w->file) && is_wanted(w, env->kind) &&
	    newest && id_equal(&newest->item.write, &item->write))
		give(w, env, newest);
	return true;
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
	if (!model_lease_is_over(m))
		store_record_each(
		    m->store, NULL, file, true, on_record, &w, NULL);
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
