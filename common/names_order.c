/* names_order.c - numbers kept in order, in chunks. */
#include "names_in.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* The first chunk whose last item is not before item, or the last chunk. */
static size_t
chunk_for(const struct name_order *o, uint32_t item)
{
	size_t low = 0, high = o->count - 1;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct name_chunk *c = o->chunks[mid];

		if (o->compare(o->arg, c->items[c->count - 1], item) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static size_t
place_in(const struct name_order *o, const struct name_chunk *c, uint32_t item)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (o->compare(o->arg, c->items[mid], item) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
insert_chunk(struct name_order *o, size_t at)
{
	if (o->count == o->cap) {
		o->cap = o->cap ? o->cap * 2 : 16;
		o->chunks = mem_grow(o->chunks, o->cap, sizeof(*o->chunks));
	}
	memmove(o->chunks + at + 1, o->chunks + at,
	    (o->count - at) * sizeof(*o->chunks));
	o->chunks[at] = mem_zalloc(1, sizeof(**o->chunks));
	o->count++;
}

static void
split_chunk(struct name_order *o, size_t at)
{
	const size_t half = NAME_CHUNK / 2;
	struct name_chunk *from, *to;

	insert_chunk(o, at + 1);
	from = o->chunks[at];
	to = o->chunks[at + 1];
	to->count = from->count - half;
	from->count = half;
	memcpy(to->items, from->items + half, to->count * sizeof(*to->items));
}

void
name_order_add(struct name_order *o, uint32_t item)
{
	struct name_chunk *c;
	size_t at, place;

	if (o->count == 0)
		insert_chunk(o, 0);
	at = chunk_for(o, item);
	if (o->chunks[at]->count == NAME_CHUNK) {
		split_chunk(o, at);
		at = chunk_for(o, item);
	}
	c = o->chunks[at];
	place = place_in(o, c, item);
	memmove(c->items + place + 1, c->items + place,
	    (c->count - place) * sizeof(*c->items));
	c->items[place] = item;
	c->count++;
}

void
name_order_remove(struct name_order *o, uint32_t item)
{
	struct name_chunk *c;
	size_t at, place;

	assert(o->count > 0);
	at = chunk_for(o, item);
	c = o->chunks[at];
	place = place_in(o, c, item);
	assert(place < c->count && c->items[place] == item);
	c->count--;
	memmove(c->items + place, c->items + place + 1,
	    (c->count - place) * sizeof(*c->items));
	if (c->count > 0)
		return;
	free(c);
	o->count--;
	memmove(o->chunks + at, o->chunks + at + 1,
	    (o->count - at) * sizeof(*o->chunks));
}

void
name_order_done(struct name_order *o)
{
	for (size_t i = 0; i < o->count; i++)
		free(o->chunks[i]);
	free(o->chunks);
	o->chunks = NULL;
	o->count = o->cap = 0;
}
