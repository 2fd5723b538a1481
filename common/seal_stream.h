/* seal_stream.h - sealing what is too long for memory, piece by piece: libsodium's
 * secretstream (XChaCha20-Poly1305). No piece can be changed, moved, left out, or
 * taken from another stream, and the last one says that it is. */
#ifndef HAVEN_SEAL_STREAM_H
#define HAVEN_SEAL_STREAM_H

#include "seal.h"

#define SEAL_STREAM_HEAD 24     /* bytes before the first piece */
#define SEAL_STREAM_OVERHEAD 17 /* bytes more than the clear text of a piece */

struct seal_stream; /* in locked memory; seal_stream_free wipes it */

/* To seal: head gets what must be written before the first piece. */
struct seal_stream *seal_stream_new(
    const uint8_t key[SEAL_KEY], uint8_t head[SEAL_STREAM_HEAD]);
/* To open. NULL: head is none. */
struct seal_stream *seal_stream_of(
    const uint8_t key[SEAL_KEY], const uint8_t head[SEAL_STREAM_HEAD]);
void seal_stream_free(struct seal_stream *st); /* NULL is fine */

/* Append the sealed form of the next piece. ERR_TOO_BIG: out's ceiling. */
enum err seal_stream_push(struct seal_stream *st, const void *clear, size_t len,
    bool is_last, struct buf *out, struct errinfo *e);
/* Append the clear text of the next piece. ERR_CRYPTO: it is not the next one. */
enum err seal_stream_pull(struct seal_stream *st, const void *sealed,
    size_t len, bool *is_last, struct buf *out, struct errinfo *e);

#endif
