/* id.c - UUIDv7 (RFC 9562), as text in small letters.
 *
 * The first 48 bits are milliseconds, so ids sort by when they were made. All
 * else is random: ids of one millisecond are in no order, and nobody can guess
 * one from another. */
#include "id.h"

#include <stdatomic.h>
#include <string.h>

#include <sodium.h>

#include "when.h"

#define MS_MAX ((INT64_C(1) << 48) - 1)

static atomic_bool fixed_for_test;
static atomic_uint_least32_t fixed_next;

static const char hex[] = "0123456789abcdef";

/* The dashes come before these bytes. */
static bool
has_dash_before(size_t byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

static struct id
id_of_bytes(const uint8_t bytes[16])
{
	struct id id;
	size_t at = 0;

	for (size_t i = 0; i < 16; i++) {
		if (has_dash_before(i))
			id.s[at++] = '-';
		id.s[at++] = hex[bytes[i] >> 4];
		id.s[at++] = hex[bytes[i] & 15];
	}
	id.s[at] = '\0';
	return id;
}

struct id
id_make(int64_t ms, const uint8_t random[10])
{
	uint8_t bytes[16];

	/* A clock before 1970 or after 10889 is broken; the id is still one. */
	if (ms < 0)
		ms = 0;
	if (ms > MS_MAX)
		ms = MS_MAX;
	for (size_t i = 0; i < 6; i++)
		bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
	memcpy(bytes + 6, random, 10);
	bytes[6] = (uint8_t)(0x70 | (bytes[6] & 0x0F)); /* version 7 */
	bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3F)); /* variant 10 */
	return id_of_bytes(bytes);
}

struct id
id_new(void)
{
	uint8_t random[10] = { 0 };

	if (atomic_load(&fixed_for_test)) {
		uint32_t n = (uint32_t)atomic_fetch_add(&fixed_next, 1);

		for (size_t i = 0; i < 4; i++)
			random[9 - i] = (uint8_t)(n >> (8 * i));
	} else {
		/* Programs call seal_start, which starts libsodium, first. */
		randombytes_buf(random, sizeof(random));
	}
	return id_make(clock_ms(), random);
}

void
id_fix_for_test(bool fixed)
{
	atomic_store(&fixed_next, 1);
	atomic_store(&fixed_for_test, fixed);
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool
id_parse(struct id *out, const char *s)
{
	size_t i;

	*out = (struct id){ .s = "" };
	if (!s)
		return false;
	for (i = 0; i < ID_TEXT; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char c = s[i];

		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		if (dash ? c != '-' : !is_hex(c)) {
			*out = (struct id){ .s = "" };
			return false;
		}
		out->s[i] = c;
	}
	if (s[i] == '\0')
		return true;
	*out = (struct id){ .s = "" };
	return false;
}

bool
id_is_none(const struct id *id)
{
	return id->s[0] == '\0';
}

bool
id_equal(const struct id *a, const struct id *b)
{
	return strcmp(a->s, b->s) == 0;
}

int64_t
id_ms(const struct id *id)
{
	int64_t ms = 0;
	struct id checked;

	if (!id_parse(&checked, id->s) || checked.s[14] != '7')
		return -1;
	for (size_t i = 0; i < 13; i++)
		if (i != 8)
			ms = ms * 16 + (strchr(hex, checked.s[i]) - hex);
	return ms;
}
