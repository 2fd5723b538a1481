/* names_in.h - the parts of names.c; nobody else includes it. */
#ifndef HAVEN_NAMES_IN_H
#define HAVEN_NAMES_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A folded word as it is compared. */
struct name_word {
	const char *s;  /* len bytes, not NUL-terminated */
	uint32_t len;   /* bytes */
	uint32_t mask;  /* which letters it has: a quick no */
	uint64_t sound; /* its phonetic key, 0: none */
};

struct name_word name_word_of(const char *s, size_t len);

/* How many words (parted by a space) s has. */
size_t name_words_count(const char *s);

/* The words of s into words, which has room for name_words_count. */
size_t name_words_split(struct name_word *words, const char *s);

/* How word matches what was asked: a quality of names.h from 1 to 4, or
 * NAME_NO. */
#define NAME_NO 9
unsigned name_word_match(
    const struct name_word *asked, const struct name_word *word);

/* One slip apart, as names.h has it; equal words are not. */
bool name_is_slip(const struct name_word *a, const struct name_word *b);

/* Numbers in the order that compare gives them, in pieces so that putting one
 * among 100,000 moves few. No two compare equal. */
struct name_order {
	struct name_chunk **chunks;
	size_t count, cap;
	int (*compare)(const void *arg, uint32_t a, uint32_t b);
	const void *arg;
};

#define NAME_CHUNK 512
struct name_chunk {
	size_t count;
	uint32_t items[NAME_CHUNK];
};

void name_order_add(struct name_order *o, uint32_t item);
void name_order_remove(struct name_order *o, uint32_t item);
void name_order_done(struct name_order *o);

#endif
