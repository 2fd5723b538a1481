/* sync_files.c - which files this device holds: what is new to the set is asked
 * for, what left it is erased (promise 10), what was opened is told. */
#include "sync_apply.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "mem.h"

/* Flags as they were; they change while the list is walked. */
struct file_flags {
	struct id file;
	unsigned flags;
};

struct file_list {
	struct file_flags *at;
	size_t count, cap;
};

static bool
note_file(void *arg, const struct id *file, unsigned flags)
{
	struct file_list *l = arg;

	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->at = mem_grow(l->at, l->cap, sizeof *l->at);
	}
	l->at[l->count++] = (struct file_flags){ *file, flags };
	return true;
}

static enum err
read_files(const struct apply *a, struct file_list *l, unsigned any_of)
{
	return store_file_each(a->st, any_of, note_file, l, a->e);
}

static void
file_list_done(struct file_list *l)
{
	mem_free_wiped(l->at, l->cap * sizeof *l->at);
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct id *)a)->s, ((const struct id *)b)->s);
}

/* Erased is what was pulled; what a person wrote stays in the outbox and among
 * the drafts, whatever state it is in: cases 6, 7 and 9 are one here. */
static enum err
apply_gone(struct apply *a, const struct id *sorted)
{
	struct file_list l = { 0 };
	enum err code = read_files(a, &l, STORE_FILE_SET);

	for (size_t i = 0; i < l.count && code == ERR_OK; i++) {
		const struct file_flags *f = &l.at[i];

		if (bsearch(&f->file, sorted, a->an->file_count, sizeof *sorted,
			by_id))
			continue;
		code = store_file_erase(a->st, &f->file, a->e);
		if (code == ERR_OK)
			code = store_file_set_flags(a->st, &f->file, 0, a->e);
		a->did->has_erased = true;
		a->did->topics |= TOPIC_RECORDS;
		apply_note_child(a, &f->file);
	}
	file_list_done(&l);
	return code;
}

/* What is new to the set is asked for whole, unless everything comes anyway. */
static enum err
apply_new(struct apply *a, const struct id *file)
{
	unsigned flags = store_file_flags(a->st, file), now = flags;

	now |= STORE_FILE_SET;
	if (!(flags & STORE_FILE_SET) && !(flags & STORE_FILE_HERE))
		now |= a->sent->is_first ? STORE_FILE_HERE : STORE_FILE_WANTED;
	if (now == flags)
		return ERR_OK;
	a->did->topics |= TOPIC_RECORDS;
	return store_file_set_flags(a->st, file, now, a->e);
}

enum err
apply_set(struct apply *a)
{
	const struct sync_answer *an = a->an;
	struct id *sorted;
	enum err code;

	if (!an->has_files)
		return ERR_OK;
	sorted = mem_zalloc(an->file_count + 1, sizeof *sorted);
	if (an->file_count > 0)
		memcpy(sorted, an->files, an->file_count * sizeof *sorted);
	qsort(sorted, an->file_count, sizeof *sorted, by_id);
	code = apply_gone(a, sorted);
	for (size_t i = 0; i < an->file_count && code == ERR_OK; i++)
		code = apply_new(a, &an->files[i]);
	mem_free_wiped(sorted, (an->file_count + 1) * sizeof *sorted);
	return code;
}

/* The office knows now of what was opened and let go; a wanted file that is not
 * of the set is not for this person, and is not asked for again. */
enum err
apply_asked(struct apply *a)
{
	const struct sync_sent *sent = a->sent;
	struct file_list l = { 0 };
	enum err code = read_files(
	    a, &l, STORE_FILE_OPENED | STORE_FILE_WANTED | STORE_FILE_DROP);

	for (size_t i = 0; i < l.count && code == ERR_OK; i++) {
		struct file_flags f = l.at[i];
		unsigned flags = f.flags;

		if (apply_has(sent->opened, sent->opened_count, &f.file))
			flags &= ~(unsigned)STORE_FILE_OPENED;
		if (apply_has(sent->drop, sent->drop_count, &f.file))
			flags &= ~(unsigned)STORE_FILE_DROP;
		if (apply_has(sent->want, sent->want_count, &f.file) &&
		    !(flags & STORE_FILE_SET))
			flags &= ~(unsigned)STORE_FILE_WANTED;
		if (flags == f.flags)
			continue;
		a->did->topics |= TOPIC_RECORDS;
		code = store_file_set_flags(a->st, &f.file, flags, a->e);
	}
	file_list_done(&l);
	return code;
}

/* A whole file of the set is here from now on. One that is not of the set came
 * too late: it was let go of in this very answer. */
enum err
apply_whole(struct apply *a)
{
	const struct sync_answer *an = a->an;
	enum err code = ERR_OK;

	for (size_t i = 0; i < an->whole_count && code == ERR_OK; i++) {
		const struct sync_whole *w = &an->whole[i];
		unsigned flags = store_file_flags(a->st, &w->file);

		if (!(flags & STORE_FILE_SET))
			continue;
		for (size_t n = 0; n < w->count && code == ERR_OK; n++)
			code = apply_record(a, &an->records[w->first + n]);
		if (code != ERR_OK)
			break;
		flags |= STORE_FILE_HERE;
		flags &= ~(unsigned)STORE_FILE_WANTED;
		code = store_file_set_flags(a->st, &w->file, flags, a->e);
		a->did->topics |= TOPIC_RECORDS;
		a->did->has_moved = true;
	}
	return code;
}

/* A duty is done with the record at hand, also when the link is gone by then: a
 * first account is taken up, a concern acknowledged (R3, R5). One's own records
 * are here anyway. Asked for when the list changed only, so that a file that the
 * office does not give is not asked for in a circle. */
enum err
apply_waiting(struct apply *a)
{
	struct json *doc = NULL;
	const struct json *item;
	enum err code = json_parse(
	    &doc, a->an->waiting.text, a->an->waiting.len, WIRE_SYNC_MAX, a->e);

	for (item = json_first(doc); item && code == ERR_OK;
	     item = json_next(item)) {
		const char *what = json_text_of(item, "what", "");
		struct id file;

		if (strcmp(what, "account_mine_unopened") == 0 ||
		    strcmp(what, "concern_unsigned") == 0 ||
		    !id_parse(&file, json_text_of(item, "file", "")) ||
		    store_file_flags(a->st, &file) != 0)
			continue;
		a->did->has_moved = true;
		code = store_file_set_flags(
		    a->st, &file, STORE_FILE_OPENED | STORE_FILE_WANTED, a->e);
	}
	json_free(doc);
	return code;
}
