/* sync_role.c - the person's role became another one (docs/SYNC.md, case 20).
 *
 * The office tells changes after a cursor to whom may read them then. So a device
 * keeps as whom it was told: as somebody else it begins again from "0", and
 * what the new role may not read is erased first. What comes twice changes nothing. */
#include "sync_apply.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "json.h"
#include "mem.h"
#include "rights.h"

/* Records that go; they are erased once the walk is over. */
struct leaving {
	enum role role;
	struct id staff;
	struct id *ids;
	size_t count, cap;
};

/* Their files are of the set, whatever for: what the office gives all the same comes
 * again. */
static bool
note_record(void *arg, const struct envelope *env, const char *text, size_t len)
{
	struct leaving *l = arg;

	(void)text;
	(void)len;
	if (rights_may(l->role, env->kind, RIGHT_READ, !id_is_none(&env->file),
		id_equal(&env->author, &l->staff)))
		return true;
	if (l->count > 0 && id_equal(&l->ids[l->count - 1], &env->id))
		return true;
	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->ids = mem_grow(l->ids, l->cap, sizeof *l->ids);
	}
	l->ids[l->count++] = env->id;
	return true;
}

struct files {
	struct id *ids;
	size_t count, cap;
};

static bool
note_file(void *arg, const struct id *file, unsigned flags)
{
	struct files *f = arg;

	(void)flags;
	if (f->count == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 64;
		f->ids = mem_grow(f->ids, f->cap, sizeof *f->ids);
	}
	f->ids[f->count++] = *file;
	return true;
}

/* A row that cannot be read says nothing to anybody, and holds up no other. */
static enum err
erase_of(struct apply *a, const struct id *file, enum role role)
{
	struct leaving l = { .role = role, .staff = a->staff };
	enum err code =
	    store_record_each(a->st, NULL, file, false, note_record, &l, a->e);

	if (code == ERR_CORRUPT || code == ERR_INVALID)
		code = ERR_OK;
	for (size_t i = 0; i < l.count && code == ERR_OK; i++)
		code = store_record_erase(a->st, &l.ids[i], a->e);
	if (l.count > 0)
		apply_note_child(a, file);
	mem_free_wiped(l.ids, l.cap * sizeof *l.ids);
	return code;
}

/* Never what was written here: the outbox and the drafts are left alone. */
static enum err
erase(struct apply *a, enum role role)
{
	static const struct id of_all = { "" };
	struct files f = { 0 };
	enum err code = store_record_files(a->st, note_file, &f, a->e);

	if (code == ERR_OK)
		code = erase_of(a, &of_all, role);
	for (size_t i = 0; i < f.count && code == ERR_OK; i++)
		code = erase_of(a, &f.ids[i], role);
	if (code == ERR_OK)
		code = store_lists_erase(a->st, !rights_sees_all(role), a->e);
	mem_free_wiped(f.ids, f.cap * sizeof *f.ids);
	return code;
}

static bool
role_of(enum role *out, const struct sync_span *me)
{
	struct json *o = NULL;
	bool is = me->text &&
		  json_parse(&o, me->text, me->len, me->len, NULL) == ERR_OK &&
		  role_parse(out, json_text_of(o, "role", ""));

	json_free(o);
	return is;
}

bool
apply_role_is_new(const struct apply *a)
{
	struct buf was = BUF_INIT(SYNC_OPAQUE_MAX);
	enum role role;
	bool is_same;

	if (!role_of(&role, &a->an->me))
		return false;
	is_same = store_meta_get(a->st, META_TOLD_AS, &was, NULL) == ERR_OK &&
		  strcmp(buf_str(&was), role_code(role)) == 0;
	buf_done(&was);
	return !is_same;
}

enum err
apply_role(struct apply *a)
{
	enum err code;
	enum role role;

	if (!role_of(&role, &a->an->me) || !apply_role_is_new(a))
		return ERR_OK;
	code = erase(a, role);
	if (code == ERR_OK)
		code = store_meta_set(a->st, META_TOLD_AS, role_code(role),
		    strlen(role_code(role)), a->e);
	/* This very answer is from the beginning already. */
	if (a->sent->is_first)
		return code;
	a->did->is_anew = a->did->has_erased = true;
	a->did->topics |= TOPIC_RECORDS | TOPIC_ACCESS;
	return code;
}
