/* store_kinds.c - of which kind a record is, once it was read: a list of one kind need
 * not unseal all the others again. Hash table with open addressing; forgotten when
 * the store is locked. */
#include "store_in.h"

#include <string.h>

#include "mem.h"

#define ROOM_FIRST 1024 /* a power of two; at most three quarters are taken */

struct kind_slot {
	uint8_t id[16];
	uint8_t kind; /* its place in kinds[], and 1; 0: empty */
};

static unsigned
digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

static void
pack(const struct id *id, uint8_t out[16])
{
	const char *at = id->s;

	for (int i = 0; i < 16; i++) {
		at += *at == '-';
		out[i] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
		at += 2;
	}
}

/* Where it is, or would be. The tail of an id is random. */
static struct kind_slot *
slot_of(struct store_kinds *k, const uint8_t id[16])
{
	uint64_t at;

	memcpy(&at, id + 8, sizeof(at));
	while (k->at[at & (k->room - 1)].kind != 0 &&
	       memcmp(k->at[at & (k->room - 1)].id, id, 16) != 0)
		at++;
	return &k->at[at & (k->room - 1)];
}

static void
grow(struct store_kinds *k)
{
	struct store_kinds was = *k;

	k->room = was.room ? was.room * 2 : ROOM_FIRST;
	k->at = mem_zalloc(k->room, sizeof(*k->at));
	for (size_t i = 0; i < was.room; i++)
		if (was.at[i].kind != 0)
			*slot_of(k, was.at[i].id) = was.at[i];
	mem_free_wiped(was.at, was.room * sizeof(*was.at));
}

void
store_kinds_learn(
    struct store_kinds *k, const struct id *id, const struct kind *kind)
{
	struct kind_slot *slot;
	uint8_t packed[16], n = 0;

	if (kind == NULL || id_is_none(id))
		return;
	while (kinds[n] != kind)
		n++;
	if (k->count >= k->room / 4 * 3)
		grow(k);
	pack(id, packed);
	slot = slot_of(k, packed);
	k->count += slot->kind == 0;
	memcpy(slot->id, packed, sizeof(packed));
	slot->kind = (uint8_t)(n + 1);
}

const struct kind *
store_kinds_find(const struct store_kinds *k, const struct id *id)
{
	struct store_kinds same = *k;
	uint8_t packed[16], n;

	if (k->count == 0 || id_is_none(id))
		return NULL;
	pack(id, packed);
	n = slot_of(&same, packed)->kind;
	return n == 0 ? NULL : kinds[n - 1];
}

void
store_kinds_forget(struct store_kinds *k)
{
	mem_free_wiped(k->at, k->room * sizeof(*k->at));
	*k = (struct store_kinds){ 0 };
}
