/* names.c - an index of names in memory.
 *
 * A query goes over all entries once, in the order in which they lie in
 * memory: a mask of the letters and of the sounds of each entry says no to most
 * of them without touching their words. The quality of each is noted; then the
 * entries are walked by name, once for each quality, until there are enough.
 * Nothing in the index changes during a query, so several may run at once. */
#include "names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "names_in.h"
#include "text.h"

#define FOLDED_MAX 65536
#define ASKED_MAX 16 /* words of a query; a longer one finds nothing */
#define NOBODY UINT32_MAX

/* One allocation holds the words, the name as it was put, and the folded text
 * the words point into. */
struct entry {
	struct id id;
	uint32_t letters; /* the masks of all words together */
	uint32_t sounds;  /* a bit for each sound, several share one */
	uint32_t count;
	size_t bytes;            /* of words and all behind them */
	struct name_word *words; /* NULL: the place is free */
	const char *name;        /* as it was put */
	const char *key;         /* folded: the order is by this */
	const char *reference;   /* folded, without spaces */
};

struct names {
	struct entry *entries;
	size_t used, cap; /* places */
	uint32_t *free_places;
	size_t free_count, free_cap;
	uint32_t *table;  /* places by id, open addressing; NOBODY: empty */
	size_t table_cap; /* a power of two, or 0 */
	size_t count;
	struct name_order order;
};

static uint32_t
sound_bit(uint64_t sound)
{
	return sound ? (uint32_t)1 << (sound % 31) : 0;
}

static int
compare_entries(const void *arg, uint32_t a, uint32_t b)
{
	const struct names *n = arg;
	const struct entry *x = &n->entries[a], *y = &n->entries[b];
	int order = strcmp(x->key, y->key);

	if (order == 0)
		order = strcmp(x->name, y->name);
	return order ? order : strcmp(x->id.s, y->id.s);
}

/* Where id is in the table, or the empty cell where it would be. */
static size_t
cell_of(const struct names *n, const struct id *id)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	size_t cell;

	for (const char *p = id->s; *p; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
	hash ^= hash >> 32;
	cell = (size_t)hash & (n->table_cap - 1);
	while (n->table[cell] != NOBODY &&
	       strcmp(n->entries[n->table[cell]].id.s, id->s) != 0)
		cell = (cell + 1) & (n->table_cap - 1);
	return cell;
}

static uint32_t
place_of(const struct names *n, const struct id *id)
{
	return n->table_cap == 0 ? NOBODY : n->table[cell_of(n, id)];
}

/* Keep the table at most half full. */
static void
table_reserve(struct names *n)
{
	if (n->table_cap > 0 && (n->count + 1) * 2 <= n->table_cap)
		return;
	n->table_cap = n->table_cap ? n->table_cap * 2 : 64;
	free(n->table);
	n->table = mem_alloc(n->table_cap * sizeof(*n->table));
	for (size_t i = 0; i < n->table_cap; i++)
		n->table[i] = NOBODY;
	for (size_t i = 0; i < n->used; i++) {
		if (n->entries[i].words)
			n->table[cell_of(n, &n->entries[i].id)] = (uint32_t)i;
	}
}

/* Empty the cell of id, and move up those that were pushed past it. */
static void
table_remove(struct names *n, const struct id *id)
{
	size_t mask = n->table_cap - 1;
	size_t cell = cell_of(n, id);

	n->table[cell] = NOBODY;
	for (cell = (cell + 1) & mask; n->table[cell] != NOBODY;
	     cell = (cell + 1) & mask) {
		uint32_t place = n->table[cell];

		n->table[cell] = NOBODY;
		n->table[cell_of(n, &n->entries[place].id)] = place;
	}
}

static uint32_t
take_place(struct names *n)
{
	struct entry *grown;
	size_t cap;

	if (n->free_count > 0)
		return n->free_places[--n->free_count];
	if (n->used == n->cap) {
		cap = n->cap ? n->cap * 2 : 64;
		grown = mem_zalloc(cap, sizeof(*grown));
		if (n->used > 0)
			memcpy(grown, n->entries, n->used * sizeof(*grown));
		mem_free_wiped(n->entries, n->cap * sizeof(*grown));
		n->entries = grown;
		n->cap = cap;
	}
	return (uint32_t)n->used++;
}

static void
empty_place(struct names *n, uint32_t place)
{
	struct entry *entry = &n->entries[place];

	mem_free_wiped(entry->words, entry->bytes);
	explicit_bzero(entry, sizeof(*entry));
	if (n->free_count == n->free_cap) {
		n->free_cap = n->free_cap ? n->free_cap * 2 : 64;
		n->free_places = mem_grow(
		    n->free_places, n->free_cap, sizeof(*n->free_places));
	}
	n->free_places[n->free_count++] = place;
}

/* Fold s behind what out holds, a space between. */
static void
add_folded(struct buf *out, const char *s)
{
	struct buf folded = BUF_INIT(FOLDED_MAX);

	if (s && text_fold(&folded, s, strlen(s)) && folded.len > 0) {
		if (out->len > 0)
			buf_addc(out, ' ');
		buf_add(out, folded.data, folded.len);
	}
	buf_done(&folded);
}

/* text_fold makes one word of a double-barrelled name; each half is a word,
 * too, so that it is found by its beginning. */
static void
add_halves(struct buf *out, const char *s)
{
	char *parted;

	if (!s || !strchr(s, '-'))
		return;
	parted = mem_strdup(s);
	for (char *p = parted; *p; p++) {
		if (*p == '-')
			*p = ' ';
	}
	add_folded(out, parted);
	mem_free_text(parted);
}

static void
drop_spaces(struct buf *b)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->len; i++) {
		if (b->data[i] != ' ')
			b->data[kept++] = b->data[i];
	}
	buf_splice(b, kept, b->len - kept, NULL, 0);
}

/* Append s and its NUL to what *end points behind; returns where it lies. */
static const char *
lay(char **end, const char *s)
{
	char *start = *end;
	size_t bytes = strlen(s) + 1;

	memcpy(start, s, bytes);
	*end += bytes;
	return start;
}

static void
fill_entry(struct entry *entry, const struct id *id, const char *name,
    const char *also, const char *reference)
{
	struct buf key = BUF_INIT(FOLDED_MAX), all = BUF_INIT(4 * FOLDED_MAX);
	struct buf ref = BUF_INIT(FOLDED_MAX);
	char *end;

	add_folded(&key, name);
	buf_adds(&all, buf_str(&key));
	add_folded(&all, also);
	add_halves(&all, name);
	add_halves(&all, also);
	add_folded(&ref, reference);
	drop_spaces(&ref);
	*entry = (struct entry){ .id = *id };
	entry->count = (uint32_t)name_words_count(buf_str(&all));
	entry->bytes = entry->count * sizeof(*entry->words) + strlen(name) +
		       key.len + all.len + ref.len + 4;
	entry->words = mem_zalloc(entry->bytes, 1);
	end = (char *)(entry->words + entry->count);
	entry->name = lay(&end, name);
	entry->key = lay(&end, buf_str(&key));
	entry->reference = lay(&end, buf_str(&ref));
	name_words_split(entry->words, lay(&end, buf_str(&all)));
	for (uint32_t i = 0; i < entry->count; i++) {
		entry->letters |= entry->words[i].mask;
		entry->sounds |= sound_bit(entry->words[i].sound);
	}
	buf_done(&key);
	buf_done(&all);
	buf_done(&ref);
}

struct names *
names_new(void)
{
	struct names *n = mem_zalloc(1, sizeof(*n));

	n->order.compare = compare_entries;
	n->order.arg = n;
	return n;
}

void
names_free(struct names *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->used; i++)
		mem_free_wiped(n->entries[i].words, n->entries[i].bytes);
	mem_free_wiped(n->entries, n->cap * sizeof(*n->entries));
	name_order_done(&n->order);
	free(n->free_places);
	free(n->table);
	free(n);
}

void
names_put(struct names *n, const struct id *id, const char *name,
    const char *also, const char *reference)
{
	struct entry made;
	uint32_t place;

	/* Made before the old one goes: name may be what names_get gave. */
	fill_entry(&made, id, name ? name : "", also, reference);
	names_remove(n, id);
	table_reserve(n);
	place = take_place(n);
	n->entries[place] = made;
	n->table[cell_of(n, id)] = place;
	n->count++;
	name_order_add(&n->order, place);
	explicit_bzero(&made, sizeof(made));
}

void
names_remove(struct names *n, const struct id *id)
{
	struct id copy = *id;
	uint32_t place = place_of(n, &copy);

	if (place == NOBODY)
		return;
	name_order_remove(&n->order, place);
	table_remove(n, &copy);
	empty_place(n, place);
	n->count--;
}

size_t
names_count(const struct names *n)
{
	return n->count;
}

const char *
names_get(const struct names *n, const struct id *id)
{
	uint32_t place = place_of(n, id);

	return place == NOBODY ? NULL : n->entries[place].name;
}

/* What was asked, folded and taken apart. */
struct asked {
	struct name_word words[ASKED_MAX];
	size_t count;
	const char *reference; /* without spaces; "": none */
};

/* Can no word of this entry match? A slip leaves at most one letter of the
 * asked word out; the rest is left to the sound. */
static bool
is_hopeless(const struct entry *entry, const struct name_word *word)
{
	return __builtin_popcount(word->mask & ~entry->letters) > 1 &&
	       !(sound_bit(word->sound) & entry->sounds);
}

static unsigned
quality_of(const struct entry *entry, const struct asked *asked)
{
	unsigned worst = 1;

	if (asked->reference[0] &&
	    strcmp(entry->reference, asked->reference) == 0)
		return 0;
	for (size_t a = 0; a < asked->count; a++) {
		if (is_hopeless(entry, &asked->words[a]))
			return NAME_NO;
	}
	for (size_t a = 0; a < asked->count && worst < NAME_NO; a++) {
		unsigned best = NAME_NO;

		for (uint32_t i = 0; i < entry->count && best > 1; i++) {
			unsigned match =
			    name_word_match(&asked->words[a], &entry->words[i]);

			best = match < best ? match : best;
		}
		worst = best > worst ? best : worst;
	}
	return worst;
}

/* Walk the entries by name and take those of one quality. */
static size_t
take_hits(const struct names *n, const unsigned char *quality, unsigned wanted,
    bool (*may)(void *, const struct id *), void *arg, struct names_hit *hits,
    size_t max)
{
	size_t taken = 0;

	for (size_t c = 0; c < n->order.count; c++) {
		const struct name_chunk *chunk = n->order.chunks[c];

		for (size_t i = 0; i < chunk->count && taken < max; i++) {
			uint32_t place = chunk->items[i];
			const struct id *id = &n->entries[place].id;

			if (quality && quality[place] != wanted)
				continue;
			if (may && !may(arg, id))
				continue;
			hits[taken++] = (struct names_hit){ *id, wanted };
		}
	}
	return taken;
}

static size_t
find_asked(const struct names *n, const struct asked *asked,
    bool (*may)(void *, const struct id *), void *arg, struct names_hit *hits,
    size_t max)
{
	unsigned char *quality = mem_alloc(n->used);
	size_t seen[NAME_NO + 1] = { 0 };
	size_t taken = 0;

	for (size_t i = 0; i < n->used; i++) {
		quality[i] = NAME_NO;
		if (n->entries[i].words)
			quality[i] =
			    (unsigned char)quality_of(&n->entries[i], asked);
		seen[quality[i]]++;
	}
	for (unsigned wanted = 0; wanted < NAME_NO && taken < max; wanted++) {
		if (seen[wanted] > 0)
			taken += take_hits(n, quality, wanted, may, arg,
			    hits + taken, max - taken);
	}
	mem_free_wiped(quality, n->used);
	return taken;
}

static int
by_length(const void *a, const void *b)
{
	const struct name_word *x = a, *y = b;

	if (x->len != y->len)
		return x->len < y->len ? 1 : -1;
	return memcmp(x->s, y->s, x->len);
}

/* The longest words first, as they say no soonest, and each only once. */
static size_t
tidy_words(struct name_word *words, size_t count)
{
	size_t kept = 1;

	qsort(words, count, sizeof(*words), by_length);
	for (size_t i = 1; i < count; i++) {
		if (by_length(&words[i], &words[kept - 1]) != 0)
			words[kept++] = words[i];
	}
	return kept;
}

size_t
names_find(const struct names *n, const char *query,
    bool (*may)(void *, const struct id *), void *arg, struct names_hit *hits,
    size_t max)
{
	struct buf folded = BUF_INIT(FOLDED_MAX), ref = BUF_INIT(FOLDED_MAX);
	struct asked asked = { .count = 0 };
	size_t taken = 0;

	if (n->count == 0 || max == 0)
		return 0;
	if (text_is_blank(query))
		return take_hits(n, NULL, 1, may, arg, hits, max);
	add_folded(&folded, query);
	if (folded.len > 0 && name_words_count(folded.data) <= ASKED_MAX) {
		asked.count = tidy_words(
		    asked.words, name_words_split(asked.words, folded.data));
		buf_adds(&ref, folded.data);
		drop_spaces(&ref);
		asked.reference = buf_str(&ref);
		taken = find_asked(n, &asked, may, arg, hits, max);
	}
	explicit_bzero(&asked, sizeof(asked));
	buf_done(&folded);
	buf_done(&ref);
	return taken;
}
