/* names_match.c - how one word of a name matches another: by prefix, inside,
 * with a slip, by sound; and whether two people may be one. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "names_in.h"
#include "text.h"

#define FOLDED_MAX 65536
#define SLIP_LETTERS 3       /* the shortest word that may hold a slip */
#define SLIP_FIRST_LETTERS 5 /* ... and in its first letter */
#define SOUND_LETTERS 3
#define SOUND_KEY_MAX 12 /* of 5 bits each */

static size_t
char_bytes(char lead)
{
	unsigned char c = (unsigned char)lead;

	return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static bool
is_inner_byte(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t
letters(const char *s, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += !is_inner_byte(s[i]);
	return count;
}

/* One bit for each letter, so that a slip changes at most one bit each way;
 * letters of more than one byte have none. */
static uint32_t
mask_of(const char *s, size_t len)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] >= 'a' && s[i] <= 'z')
			mask |= (uint32_t)1 << (s[i] - 'a');
		else if (s[i] >= '0' && s[i] <= '9')
			mask |= (uint32_t)1 << (26 + (s[i] - '0') % 6);
	}
	return mask;
}

/* How English spells a sound: the first row that fits is taken. sound "" is
 * silent; "c" stands for ch, "x" for sh, "o" for th. A place: '^' only at the start, '$' only at the end; before: one of
 * these must follow. */
static const struct {
	const char *spelling, *before, *sound;
	char place;
} sounds[] = {
	{ "kn", "", "n", '^' },
	{ "gn", "", "n", '^' },
	{ "pn", "", "n", '^' },
	{ "wr", "", "r", '^' },
	{ "ps", "", "s", '^' },
	{ "wh", "", "w", '^' },
	{ "x", "", "s", '^' },
	{ "a", "", "a", '^' },
	{ "e", "", "i", '^' },
	{ "i", "", "i", '^' },
	{ "o", "", "u", '^' },
	{ "u", "", "u", '^' },
	{ "y", "", "y", '^' },
	{ "w", "", "w", '^' },
	{ "h", "", "h", '^' },
	{ "mb", "", "m", '$' },
	{ "tch", "", "c", 0 },
	{ "sch", "", "sk", 0 },
	{ "ch", "rl", "k", 0 },
	{ "ch", "", "c", 0 },
	{ "sh", "", "x", 0 },
	{ "ph", "", "f", 0 },
	{ "th", "", "o", 0 },
	{ "ck", "", "k", 0 },
	{ "dge", "", "j", 0 },
	{ "dt", "", "t", 0 },
	{ "gh", "aeiouy", "g", 0 },
	{ "gh", "", "", 0 },
	{ "c", "eiy", "s", 0 },
	{ "c", "", "k", 0 },
	{ "g", "eiy", "j", 0 },
	{ "q", "", "k", 0 },
	{ "v", "", "f", 0 },
	{ "x", "", "ks", 0 },
	{ "z", "", "s", 0 },
	{ "a", "", "", 0 },
	{ "e", "", "", 0 },
	{ "h", "", "", 0 },
	{ "i", "", "", 0 },
	{ "o", "", "", 0 },
	{ "u", "", "", 0 },
	{ "w", "", "", 0 },
	{ "y", "", "", 0 },
};

/* The row for what stands at at; NULL: the letter is its own sound. */
static size_t
sound_at(const char *s, size_t len, size_t at, const char **sound)
{
	for (size_t i = 0; i < sizeof(sounds) / sizeof(sounds[0]); i++) {
		size_t n;

		if (sounds[i].spelling[0] != s[at])
			continue;
		n = strlen(sounds[i].spelling);
		if (n > len - at || memcmp(s + at, sounds[i].spelling, n) != 0)
			continue;
		if ((sounds[i].place == '^' && at > 0) ||
		    (sounds[i].place == '$' && at + n < len))
			continue;
		if (sounds[i].before[0] &&
		    (at + n == len || !strchr(sounds[i].before, s[at + n])))
			continue;
		*sound = sounds[i].sound;
		return n;
	}
	*sound = NULL;
	return 1;
}

/* Five bits for each sound; 0 for a word that is short or not of a to z. */
static uint64_t
sound_of(const char *s, size_t len)
{
	uint64_t key = 0;
	size_t count = 0;
	char last = '\0';

	if (len < SOUND_LETTERS)
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < 'a' || s[i] > 'z')
			return 0;
	}
	for (size_t at = 0; at < len && count < SOUND_KEY_MAX;) {
		const char *sound;
		char own[2] = { s[at], '\0' };
		size_t n = sound_at(s, len, at, &sound);

		if (!sound)
			sound = own;
		if (!sound[0])
			last = '\0'; /* "mm" is one sound, "mam" is two */
		for (; *sound && count < SOUND_KEY_MAX; sound++) {
			if (*sound == last)
				continue;
			last = *sound;
			key = key << 5 | (uint64_t)(*sound - 'a' + 1);
			count++;
		}
		at += n;
	}
	return key;
}

struct name_word
name_word_of(const char *s, size_t len)
{
	return (struct name_word){
		.s = s,
		.len = (uint32_t)len,
		.mask = mask_of(s, len),
		.sound = sound_of(s, len),
	};
}

size_t
name_words_count(const char *s)
{
	size_t count = *s != '\0';

	for (; *s; s++)
		count += *s == ' ';
	return count;
}

size_t
name_words_split(struct name_word *words, const char *s)
{
	size_t count = 0;

	while (*s) {
		size_t len = strcspn(s, " ");

		words[count++] = name_word_of(s, len);
		s += len;
		s += *s == ' ';
	}
	return count;
}

/* a and b without what they have in common at both ends hold at most one
 * letter each, or two that changed places: that is one slip. */
static bool
is_one_slip(
    const char *a, size_t a_len, const char *b, size_t b_len, size_t *first)
{
	size_t start = 0;

	while (start < a_len && start < b_len && a[start] == b[start])
		start++;
	while (start > 0 && ((start < a_len && is_inner_byte(a[start])) ||
				(start < b_len && is_inner_byte(b[start]))))
		start--;
	*first = start;
	a += start;
	b += start;
	a_len -= start;
	b_len -= start;
	while (a_len > 0 && b_len > 0 && a[a_len - 1] == b[b_len - 1]) {
		a_len--;
		b_len--;
	}
	/* Back to the start of a letter: some end in the same byte. Behind a
	 * word stands a space or a NUL, so this ends. */
	while (is_inner_byte(a[a_len]) || is_inner_byte(b[b_len])) {
		a_len++;
		b_len++;
	}
	if (letters(a, a_len) <= 1 && letters(b, b_len) <= 1)
		return a_len + b_len > 0;
	if (a_len != b_len || letters(a, a_len) != 2)
		return false;
	size_t n = char_bytes(a[0]);
	return memcmp(a, b + b_len - n, n) == 0 &&
	       memcmp(a + n, b, a_len - n) == 0;
}

bool
name_is_slip(const struct name_word *a, const struct name_word *b)
{
	size_t first, a_letters, b_letters;

	if (__builtin_popcount(a->mask & ~b->mask) > 1 ||
	    __builtin_popcount(b->mask & ~a->mask) > 1)
		return false;
	if ((a->len > b->len ? a->len - b->len : b->len - a->len) > 4)
		return false;
	a_letters = letters(a->s, a->len);
	b_letters = letters(b->s, b->len);
	if (a_letters < SLIP_LETTERS || b_letters < SLIP_LETTERS)
		return false;
	if (!is_one_slip(a->s, a->len, b->s, b->len, &first))
		return false;
	return first > 0 || (a_letters >= SLIP_FIRST_LETTERS &&
				b_letters >= SLIP_FIRST_LETTERS);
}

unsigned
name_word_match(const struct name_word *asked, const struct name_word *word)
{
	if (word->len >= asked->len && (asked->mask & ~word->mask) == 0) {
		if (memcmp(word->s, asked->s, asked->len) == 0)
			return 1;
		if (asked->len == 1 && asked->mask >> 26 == 0 && asked->mask)
			return 2; /* the mask tells one letter exactly */
		if (memmem(word->s, word->len, asked->s, asked->len))
			return 2;
	}
	if (name_is_slip(asked, word))
		return 3;
	return asked->sound && asked->sound == word->sound ? 4 : NAME_NO;
}

static bool
is_alike(const struct name_word *a, const struct name_word *b)
{
	if (a->len == b->len && memcmp(a->s, b->s, a->len) == 0)
		return true;
	return name_is_slip(a, b) || (a->sound && a->sound == b->sound);
}

/* The same letters, wherever the spaces are: Mary Ann, Maryann. */
static bool
is_same_but_spaces(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += *a == ' ';
		b += *b == ' ';
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

static bool
are_names_alike(const char *a, const char *b)
{
	size_t count = name_words_count(a);
	struct name_word *a_words, *b_words;
	bool alike = true;

	if (!*a || !*b)
		return false;
	if (is_same_but_spaces(a, b))
		return true;
	if (name_words_count(b) != count)
		return false;
	a_words = mem_zalloc(count, sizeof(*a_words));
	b_words = mem_zalloc(count, sizeof(*b_words));
	name_words_split(a_words, a);
	name_words_split(b_words, b);
	for (size_t i = 0; i < count && alike; i++)
		alike = is_alike(&a_words[i], &b_words[i]);
	mem_free_wiped(a_words, count * sizeof(*a_words));
	mem_free_wiped(b_words, count * sizeof(*b_words));
	return alike;
}

/* YYYY-MM-DD: equal, unknown, or day and month swapped. */
static bool
are_births_alike(const char *a, const char *b)
{
	if (!a || !b || !*a || !*b || strcmp(a, b) == 0)
		return true;
	return strlen(a) == 10 && strlen(b) == 10 && memcmp(a, b, 5) == 0 &&
	       memcmp(a + 5, b + 8, 2) == 0 && memcmp(a + 8, b + 5, 2) == 0;
}

bool
names_alike(const char *name_a, const char *born_a, const char *name_b,
    const char *born_b)
{
	struct buf a = BUF_INIT(FOLDED_MAX), b = BUF_INIT(FOLDED_MAX);
	bool alike;

	if (!name_a || !name_b || !are_births_alike(born_a, born_b))
		return false;
	alike = text_fold(&a, name_a, strlen(name_a)) &&
		text_fold(&b, name_b, strlen(name_b)) &&
		are_names_alike(buf_str(&a), buf_str(&b));
	buf_done(&a);
	buf_done(&b);
	return alike;
}
