/* seal_stream.c - sealing piece by piece. */
#include "seal_stream.h"

#include <assert.h>
#include <sodium.h>

#include "mem.h"

struct seal_stream {
	crypto_secretstream_xchacha20poly1305_state state;
};

static_assert(
    SEAL_STREAM_HEAD == crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    "as libsodium has it");
static_assert(
    SEAL_STREAM_OVERHEAD == crypto_secretstream_xchacha20poly1305_ABYTES,
    "as libsodium has it");
static_assert(SEAL_KEY == crypto_secretstream_xchacha20poly1305_KEYBYTES,
    "as libsodium has it");

struct seal_stream *
seal_stream_new(const uint8_t key[SEAL_KEY], uint8_t head[SEAL_STREAM_HEAD])
{
	struct seal_stream *st =
	    (struct seal_stream *)(void *)seal_secret_alloc(sizeof(*st));

	crypto_secretstream_xchacha20poly1305_init_push(&st->state, head, key);
	return st;
}

struct seal_stream *
seal_stream_of(
    const uint8_t key[SEAL_KEY], const uint8_t head[SEAL_STREAM_HEAD])
{
	struct seal_stream *st =
	    (struct seal_stream *)(void *)seal_secret_alloc(sizeof(*st));

	if (crypto_secretstream_xchacha20poly1305_init_pull(
		&st->state, head, key) == 0)
		return st;
	seal_stream_free(st);
	return NULL;
}

void
seal_stream_free(struct seal_stream *st)
{
	seal_key_free((uint8_t *)st);
}

enum err
seal_stream_push(struct seal_stream *st, const void *clear, size_t len,
    bool is_last, struct buf *out, struct errinfo *e)
{
	uint8_t *sealed = mem_alloc(len + SEAL_STREAM_OVERHEAD);
	enum err err = ERR_OK;

	crypto_secretstream_xchacha20poly1305_push(&st->state, sealed, NULL,
	    clear, len, NULL, 0,
	    is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
		    : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
	if (!buf_add(out, sealed, len + SEAL_STREAM_OVERHEAD))
		err = err_set(e, ERR_TOO_BIG, "This is too much at once.");
	mem_free_wiped(sealed, len + SEAL_STREAM_OVERHEAD);
	return err;
}

enum err
seal_stream_pull(struct seal_stream *st, const void *sealed, size_t len,
    bool *is_last, struct buf *out, struct errinfo *e)
{
	uint8_t *clear, tag = 0;
	enum err err = ERR_OK;

	*is_last = false;
	if (len < SEAL_STREAM_OVERHEAD)
		return err_set(e, ERR_CRYPTO, "A piece of it is missing.");
	clear = mem_alloc(len);
	if (crypto_secretstream_xchacha20poly1305_pull(
		&st->state, clear, NULL, &tag, sealed, len, NULL, 0) != 0)
		err = err_set(e, ERR_CRYPTO,
		    "The seal does not hold: it was changed or cut, or it is "
		    "for another key.");
	else if (!buf_add(out, clear, len - SEAL_STREAM_OVERHEAD))
		err = err_set(e, ERR_TOO_BIG, "This is too much at once.");
	*is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	mem_free_wiped(clear, len);
	return err;
}
