/* wire.c - packing for the wire, and the enrolment code.
 *
 * What comes packed is not trusted: one frame, of a size that is bounded
 * before a byte of it is unpacked (promise 12). zstd gets memory from here, so
 * that the case text left in it is wiped. */
#define ZSTD_STATIC_LINKING_ONLY /* for ZSTD_customMem */
#include "wire_in.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "mem.h"

/* A page of records is a tenth smaller than at 3, and packed in 5 ms. */
#define LEVEL 9
#define FRAME "\x28\xb5\x2f\xfd" /* how a zstd frame begins */
#define PREFIX "hv1-"
#define CODE_BYTES (WIRE_PIN + WIRE_SECRET)
#define CODE_TEXT (sizeof(PREFIX) - 1 + CODE_BYTES * 8 / 6)

static_assert(CODE_BYTES % 3 == 0, "no bits left over");
static_assert(CODE_TEXT < WIRE_CODE_MAX, "the code fits");

/* Each piece remembers its size, to be wiped whole. */
#define PIECE_HEAD 64

static void *
piece_alloc(void *arg, size_t size)
{
	size_t whole;
	char *piece;

	(void)arg;
	if (__builtin_add_overflow(size, PIECE_HEAD, &whole))
		return NULL;
	piece = aligned_alloc(
	    PIECE_HEAD, (whole + PIECE_HEAD - 1) / PIECE_HEAD * PIECE_HEAD);
	if (!piece)
		return NULL;
	memcpy(piece, &whole, sizeof(whole));
	return piece + PIECE_HEAD;
}

static void
piece_free(void *arg, void *at)
{
	size_t whole;
	char *piece;

	(void)arg;
	if (!at)
		return;
	piece = (char *)at - PIECE_HEAD;
	memcpy(&whole, piece, sizeof(whole));
	mem_free_wiped(piece, whole);
}

static const ZSTD_customMem pieces = { .customAlloc = piece_alloc,
	.customFree = piece_free };

static enum err
too_big(struct errinfo *e)
{
	return err_set(e, ERR_TOO_BIG,
	    "This is more than goes over the line in one piece. Nothing was "
	    "taken over; it has to be sent in smaller pieces.");
}

static enum err
not_packed(struct errinfo *e)
{
	return err_set(e, ERR_SYNTAX,
	    "What came over the line cannot be unpacked. Nothing was taken "
	    "over or lost; it will be sent again.");
}

enum err
wire_pack(struct buf *out, const void *bytes, size_t len, struct errinfo *e)
{
	enum err err = ERR_OK;
	ZSTD_CCtx *ctx;
	size_t bound, n;
	void *packed;

	if (len > WIRE_SYNC_MAX)
		return too_big(e);
	bound = ZSTD_compressBound(len);
	packed = mem_alloc(bound);
	ctx = ZSTD_createCCtx_advanced(pieces);
	n = ctx ? ZSTD_compressCCtx(ctx, packed, bound, bytes, len, LEVEL)
		: (size_t)-1;
	(void)ZSTD_freeCCtx(ctx);
	/* Short of memory is all that can go wrong here. */
	if (ZSTD_isError(n))
		err = err_set(e, ERR_BUSY,
		    "There is not enough memory at this moment to send this. "
		    "Nothing was lost; it will be tried again.");
	else if (n > WIRE_PACKED_MAX || !buf_add(out, packed, n))
		err = too_big(e);
	mem_free_wiped(packed, bound);
	return err;
}

/* What the frame needs, or WIRE_SYNC_MAX if it does not say. */
static enum err
unpacked_size(size_t *size, const void *packed, size_t len, struct errinfo *e)
{
	unsigned long long said;

	if (len > WIRE_PACKED_MAX)
		return too_big(e);
	if (len < sizeof(FRAME) - 1 ||
	    memcmp(packed, FRAME, sizeof(FRAME) - 1) != 0)
		return not_packed(e);
	/* One frame and nothing after it. */
	if (ZSTD_findFrameCompressedSize(packed, len) != len)
		return not_packed(e);
	said = ZSTD_getFrameContentSize(packed, len);
	if (said == ZSTD_CONTENTSIZE_ERROR)
		return not_packed(e);
	if (said == ZSTD_CONTENTSIZE_UNKNOWN)
		said = WIRE_SYNC_MAX;
	if (said > WIRE_SYNC_MAX)
		return too_big(e);
	*size = (size_t)said;
	return ERR_OK;
}

enum err
wire_unpack(struct buf *out, const void *packed, size_t len, struct errinfo *e)
{
	ZSTD_DCtx *ctx;
	size_t n, size = 0;
	enum err err;
	void *bytes;

	err = unpacked_size(&size, packed, len, e);
	if (err)
		return err;
	bytes = mem_alloc(size);
	ctx = ZSTD_createDCtx_advanced(pieces);
	n = ctx ? ZSTD_decompressDCtx(ctx, bytes, size, packed, len)
		: (size_t)-1;
	(void)ZSTD_freeDCtx(ctx);
	if (ZSTD_isError(n) &&
	    ZSTD_getErrorCode(n) == ZSTD_error_dstSize_tooSmall)
		err = too_big(e);
	else if (ZSTD_isError(n))
		err = not_packed(e);
	else if (!buf_add(out, bytes, n))
		err = too_big(e);
	mem_free_wiped(bytes, size);
	return err;
}

void
wire_code_print(char out[WIRE_CODE_MAX], const uint8_t pin[WIRE_PIN],
    const uint8_t secret[WIRE_SECRET])
{
	struct buf text = BUF_INIT(WIRE_CODE_MAX);
	uint8_t bytes[CODE_BYTES];

	memcpy(bytes, pin, WIRE_PIN);
	memcpy(bytes + WIRE_PIN, secret, WIRE_SECRET);
	(void)buf_adds(&text, PREFIX);
	seal_base64(&text, bytes, sizeof(bytes));
	assert(text.len == CODE_TEXT);
	memcpy(out, text.data, text.len + 1);
	seal_wipe(bytes, sizeof(bytes));
	buf_done(&text);
}

enum err
wire_code_read(uint8_t pin[WIRE_PIN], uint8_t secret[WIRE_SECRET],
    const char *code, struct errinfo *e)
{
	char text[CODE_TEXT + 2];
	uint8_t bytes[CODE_BYTES];
	enum err err = ERR_OK;
	size_t n = 0;

	if (wire_code_is_said(code))
		return wire_code_hear(pin, secret, code, e);
	/* A code that was pasted may be broken over lines. */
	for (; *code && n < sizeof(text) - 1; code++)
		if (!isspace((unsigned char)*code))
			text[n++] = *code;
	text[n] = '\0';
	if (n == CODE_TEXT && strncmp(text, PREFIX, sizeof(PREFIX) - 1) == 0 &&
	    seal_unbase64(bytes, sizeof(bytes), text + sizeof(PREFIX) - 1)) {
		memcpy(pin, bytes, WIRE_PIN);
		memcpy(secret, bytes + WIRE_PIN, WIRE_SECRET);
	} else {
		seal_wipe(pin, WIRE_PIN);
		seal_wipe(secret, WIRE_SECRET);
		err = err_set(e, ERR_INVALID,
		    "This is not a whole enrolment code: one begins "
		    "with " PREFIX
		    " and has %zu characters, and capitals matter. "
		    "Nothing was changed; copy it again, all of it.",
		    CODE_TEXT);
	}
	seal_wipe(bytes, sizeof(bytes));
	seal_wipe(text, sizeof(text));
	return err;
}

/* ---- what a person chose ---- */

const char *const wire_chose_codes[CHOSE_COUNT] = {
	[CHOSE_NOTHING] = "",
	[CHOSE_THEIRS] = "theirs",
	[CHOSE_MINE] = "mine",
	[CHOSE_JOINED] = "joined",
};

enum wire_chose
wire_chose_find(const char *code)
{
	int i = 0;

	while (i < CHOSE_COUNT && strcmp(wire_chose_codes[i], code) != 0)
		i++;
	return (enum wire_chose)i;
}
