/* closure.h - the closure pack: everything that the charity holds, readable without
 * haven, sealed to the key of a named custodian (R2: when a charity closes, or
 * leaves haven, its records outlive the program).
 *
 * The sealed file:
 *	"haven-closure-1\n"
 *	80 bytes	the key of the stream, in a libsodium sealed box
 *			(crypto_box_seal) to the custodian's X25519 key
 *	24 bytes	header of a crypto_secretstream_xchacha20poly1305
 *	pieces		each its length (4 bytes, big end first), then so many
 *			bytes of the stream; the last has the tag FINAL
 *
 * What is in it is a POSIX tar: README.txt says how to read it, index.txt what is
 * where. So somebody with libsodium and tar can open it when there is no haven any
 * more. A piece at a time is in memory, and one record. */
#ifndef HAVEN_CLOSURE_H
#define HAVEN_CLOSURE_H

#include "buf.h"
#include "err.h"
#include "seal.h"

struct server;

/* ---- keys: a line of text in a file each ---- */

/* Make a pair: the secret at path (0600), the public one at path + ".pub". Neither
 * may be there (ERR_CONFLICT). fingerprint gets what to read out on the telephone. */
enum err closure_key_make(
    const char *path, struct buf *fingerprint, struct errinfo *e);
enum err closure_key_public(
    uint8_t out[SEAL_PUBLIC], const char *path, struct errinfo *e);
void closure_fingerprint(const uint8_t key[SEAL_PUBLIC], struct buf *out);

/* ---- the sealed file (closure_file.c) ---- */
struct closure_out;
/* path must not be there. After an error of any of these call closure_out_end with
 * is_whole false: then there is no file. */
enum err closure_out_begin(struct closure_out **out, const char *path,
    const uint8_t custodian[SEAL_PUBLIC], struct errinfo *e);
/* A member of the archive: at most 99 bytes of name, plain characters. */
enum err closure_out_member(struct closure_out *o, const char *name,
    const void *bytes, size_t len, struct errinfo *e);
enum err closure_out_end(
    struct closure_out *o, bool is_whole, struct errinfo *e);

/* Open it with the secret key at key_path, into a tar file at to (0600, not there).
 * ERR_CRYPTO: another key, or it was changed or cut; then there is no file. */
enum err closure_open(
    const char *pack, const char *key_path, const char *to, struct errinfo *e);

/* ---- what is in it (closure_make.c) ---- */
struct closure_made {
	size_t files, records, members;
	int64_t rows; /* of the chain */
};
/* All of it as it is at this moment. */
enum err closure_make(struct server *s, const char *path,
    const uint8_t custodian[SEAL_PUBLIC], struct closure_made *did,
    struct errinfo *e);

#endif
