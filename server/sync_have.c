/* sync_have.c - what a device has already (sync_have.h). */
#include "sync_have.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "seal.h"

#define DIGITS "0123456789"
#define ALPHABET                                               \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
	"0123456789-_"
#define HASHED (HAVE_PART * 6 / 8) /* bytes */

void
sync_have_read(struct sync_have *out, const char *text)
{
	size_t digits = strspn(text, DIGITS);
	const char *parts = text + digits + 1;

	*out = (struct sync_have){ 0 };
	if (digits < 1 || digits > 15 || text[digits] != '.' ||
	    strlen(parts) != HAVE_PARTS * HAVE_PART ||
	    strspn(parts, ALPHABET) != HAVE_PARTS * HAVE_PART)
		return;
	out->rows = strtoll(text, NULL, 10);
	for (size_t i = 0; i < HAVE_PARTS; i++)
		memcpy(out->part[i], parts + i * HAVE_PART, HAVE_PART);
	out->is_given = true;
}

void
sync_have_print(char out[HAVE_MAX], const struct sync_have *have)
{
	int n = snprintf(out, HAVE_MAX, "%" PRId64 ".", have->rows);

	for (size_t i = 0; i < HAVE_PARTS; i++)
		n += snprintf(
		    out + n, HAVE_MAX - (size_t)n, "%s", have->part[i]);
}

void
sync_have_set(
    struct sync_have *have, enum have_part part, const void *bytes, size_t len)
{
	struct buf text = BUF_INIT(HAVE_PART);
	uint8_t hash[SEAL_HASH];

	seal_hash(hash, NULL, &(struct seal_part){ bytes, len }, 1);
	seal_base64(&text, hash, HASHED);
	snprintf(have->part[part], HAVE_PART + 1, "%s", buf_str(&text));
	buf_done(&text);
}

bool
sync_have_is_same(const struct sync_have *device, const struct sync_have *now,
    enum have_part part)
{
	return device->is_given &&
	       strcmp(device->part[part], now->part[part]) == 0;
}
