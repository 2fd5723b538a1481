/* head.c - the head of a chain for paper (head.h). */
#include "head.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ALPHABET "0123456789ABCDEFGHJKMNPQRSTVWXYZ" /* no I, L, O, U */
#define BODY (HEAD_BITS / 5)
#define CHECK 2
#define TEXT (BODY + CHECK)
#define ROWS_DIGITS 15

_Static_assert(TEXT == HEAD_GROUPS * 4, "whole groups");

static unsigned
bits_at(const uint8_t *bytes, size_t at)
{
	unsigned n = 0;

	for (size_t i = at * 5; i < at * 5 + 5; i++)
		n = n << 1 | (bytes[i / 8] >> (7 - i % 8) & 1);
	return n;
}

/* Ten bits of a hash over the number and what stands there. */
static void
check_of(char out[CHECK], int64_t rows, const char body[BODY])
{
	char text[64];
	uint8_t hash[SEAL_HASH];
	int n = snprintf(text, sizeof(text), "haven-head-1\n%" PRId64 "\n%.*s",
	    rows, BODY, body);

	seal_hash(hash, NULL, &(struct seal_part){ text, (size_t)n }, 1);
	for (size_t i = 0; i < CHECK; i++)
		out[i] = ALPHABET[bits_at(hash, i)];
}

void
head_print(char out[HEAD_MAX], int64_t rows, const uint8_t head[SEAL_HASH])
{
	char text[TEXT];
	int n = snprintf(out, HEAD_MAX, "%" PRId64, rows);

	for (size_t i = 0; i < BODY; i++)
		text[i] = ALPHABET[bits_at(head, i)];
	check_of(text + BODY, rows, text);
	for (size_t i = 0; i < TEXT; i += 4)
		n += snprintf(out + n, HEAD_MAX - (size_t)n, "-%.4s", text + i);
}

static int
value_of(char c)
{
	const char *at;

	c = (char)toupper((unsigned char)c);
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	at = c != '\0' ? strchr(ALPHABET, c) : NULL;
	return at != NULL ? (int)(at - ALPHABET) : -1;
}

bool
head_read(int64_t *rows, uint8_t first[SEAL_HASH], const char *text)
{
	char body[TEXT], check[CHECK];
	size_t n = 0, digits = 0;

	memset(first, 0, SEAL_HASH);
	*rows = 0;
	for (text += strspn(text, " \t\n"); isdigit((unsigned char)*text);
	     text++, digits++)
		*rows = digits < ROWS_DIGITS ? *rows * 10 + (*text - '0') : 0;
	if (digits < 1 || digits > ROWS_DIGITS || strchr("- ", *text) == NULL)
		return false;
	for (; *text != '\0'; text++) {
		int v;

		if (strchr("- \t\n", *text) != NULL)
			continue;
		v = value_of(*text);
		if (v < 0 || n == TEXT)
			return false;
		body[n] = ALPHABET[v];
		for (size_t b = 0; b < 5 && n < BODY; b++)
			if (v >> (4 - b) & 1)
				first[(n * 5 + b) / 8] |=
				    (uint8_t)(0x80 >> (n * 5 + b) % 8);
		n++;
	}
	if (n != TEXT)
		return false;
	check_of(check, *rows, body);
	return memcmp(check, body + BODY, CHECK) == 0;
}

bool
head_is(const uint8_t first[SEAL_HASH], const uint8_t head[SEAL_HASH])
{
	unsigned differs = 0;

	for (size_t i = 0; i < BODY; i++)
		differs |= bits_at(first, i) ^ bits_at(head, i);
	return differs == 0;
}
