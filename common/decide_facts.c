/* decide_facts.c - facts in memory: made empty, filled in, let go. */
#include "decide_in.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define ROOM_FIRST 4

/* Room for one more after count. The room is always a power of two. */
static void *
make_room(void *list, size_t count, size_t size)
{
	if (count == 0)
		return mem_grow(list, ROOM_FIRST, size);
	if (count >= ROOM_FIRST && (count & (count - 1)) == 0)
		return mem_grow(list, count * 2, size);
	return list;
}

static void *
place(void *base, const struct member *m)
{
	return (char *)base + m->offset;
}

static size_t *
count_of(void *base, const struct member *m)
{
	return (size_t *)(void *)((char *)base + m->count_at);
}

void
facts_init(void *base, const struct shape *shape)
{
	memset(base, 0, shape->size);
	for (size_t i = 0; i < shape->count; i++) {
		const struct member *m = &shape->members[i];
		unsigned none =
		    (unsigned)decide_word_count((enum decide_words)m->words);

		if (m->form == MEMBER_TEXT)
			*(char **)place(base, m) = mem_strdup("");
		else if (m->form == MEMBER_OBJECT)
			facts_init(place(base, m), m->of);
		else if (m->form == MEMBER_WORD && m->is_needed)
			memcpy(place(base, m), &none, sizeof(none));
	}
}

static void
names_done(struct facts_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		mem_free_text(names->at[i]);
	free(names->at);
}

static void
let_go(void *base, const struct shape *shape)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct member *m = &shape->members[i];

		if (m->form == MEMBER_TEXT) {
			mem_free_text(*(char **)place(base, m));
		} else if (m->form == MEMBER_OBJECT) {
			let_go(place(base, m), m->of);
		} else if (m->form == MEMBER_NAMES) {
			names_done(place(base, m));
		} else if (m->form == MEMBER_LIST) {
			char *list = *(char **)place(base, m);
			size_t n = *count_of(base, m);

			for (size_t k = 0; k < n; k++)
				let_go(list + k * m->of->size, m->of);
			mem_free_wiped(list, n * m->of->size);
		}
	}
}

struct facts *
facts_new(void)
{
	struct facts *f = mem_alloc(sizeof(*f));

	facts_init(f, &facts_shape);
	return f;
}

void
facts_free(struct facts *f)
{
	if (f == NULL)
		return;
	let_go(f, &facts_shape);
	mem_free_wiped(f, sizeof(*f));
}

void
facts_set(char **text, const char *s)
{
	char *old = *text;

	*text = mem_strdup(s != NULL ? s : "");
	mem_free_text(old);
}

bool
facts_set_date(char date[FACTS_DATE], const char *s)
{
	if (*s != '\0' && !facts_date_is_real(s))
		return false;
	memmove(date, s, strlen(s) + 1);
	return true;
}

void *
facts_push(void *base, const struct member *m)
{
	size_t *count = count_of(base, m);
	char **list = place(base, m);

	assert(m->form == MEMBER_LIST);
	if (*count >= m->max)
		return NULL;
	*list = make_room(*list, *count, m->of->size);
	facts_init(*list + *count * m->of->size, m->of);
	return *list + (*count)++ * m->of->size;
}

void
facts_cut(void *base, const struct member *m, size_t count)
{
	size_t *has = count_of(base, m);
	char *list = *(char **)place(base, m);

	assert(m->form == MEMBER_LIST && count <= *has);
	for (; *has > count; (*has)--) {
		char *last = list + (*has - 1) * m->of->size;

		let_go(last, m->of);
		memset(last, 0, m->of->size);
	}
}

struct facts_item *
facts_add_item(
    struct facts *f, const char *id, const char *kind, const char *about)
{
	struct facts_item *item =
	    facts_push(f, facts_member(&facts_shape, "items"));

	if (item == NULL)
		return NULL;
	facts_set(&item->id, id);
	facts_set(&item->kind, kind);
	facts_set(&item->about, about);
	return item;
}

struct facts_answer *
facts_add_answer(struct facts *f, const char *person, enum answer_role role)
{
	struct facts_answer *answer =
	    facts_push(f, facts_member(&facts_shape, "answers"));

	if (answer == NULL)
		return NULL;
	facts_set(&answer->person, person);
	answer->role = role;
	return answer;
}

bool
facts_move_answer(struct facts *f, struct facts_answer *from)
{
	struct facts_answer *to =
	    facts_push(f, facts_member(&facts_shape, "answers"));
	struct facts_answer empty;

	if (to == NULL)
		return false;
	empty = *to;
	*to = *from;
	*from = empty;
	return true;
}

struct facts_person *
facts_add_person(
    struct facts *f, const char *person, enum telling telling, bool accused)
{
	struct facts_person *one =
	    facts_push(f, facts_member(&facts_shape, "people"));

	if (one == NULL)
		return NULL;
	facts_set(&one->person, person);
	one->telling = telling;
	one->accused = accused;
	return one;
}

bool
facts_add_name(struct facts_names *names, const char *name)
{
	if (names->count >= FACTS_NAMES_MAX)
		return false;
	names->at = make_room(names->at, names->count, sizeof(*names->at));
	names->at[names->count++] = mem_strdup(name);
	return true;
}
