/* seal.h - all cryptography of haven, over libsodium; nothing else calls it.
 *
 * Sealed bytes: one byte of format (1), a random nonce of 24, XChaCha20-Poly1305
 * ciphertext and tag, bound to associated data. Keys live in sodium_malloc'ed
 * memory (locked, guarded, wiped by seal_key_free). */
#ifndef HAVEN_SEAL_H
#define HAVEN_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"

#define SEAL_KEY 32
#define SEAL_OVERHEAD 41 /* bytes more than the clear text */
#define SEAL_HASH 32
#define SEAL_SIG 64
#define SEAL_PUBLIC 32
#define SEAL_SIGN_SECRET 64
#define SEAL_SALT 16
#define SEAL_PUBLIC_OVERHEAD 48
#define SEAL_PASSPHRASE_MIN 15  /* characters (promise 9) */
#define SEAL_PASSPHRASE_MAX 512 /* bytes */
#define SEAL_PASSHASH_MAX 128

/* Before anything else here; once a process. ERR_CRYPTO if libsodium fails. */
enum err seal_start(struct errinfo *e);

/* umask 077, not dumpable, no core (reliability.md, The process). */
void seal_harden_process(void);

void seal_random(void *out, size_t len);

/* A key of SEAL_KEY random bytes, or zero bytes; free with seal_key_free. */
uint8_t *seal_key_new(void);
uint8_t *seal_key_empty(void);
void seal_key_free(uint8_t *key); /* NULL is fine */
/* Locked memory of any size, for a signing secret. Free with seal_key_free. */
uint8_t *seal_secret_alloc(size_t len);
void seal_wipe(void *p, size_t len);
bool seal_equal(const void *a, const void *b, size_t len); /* constant time */

/* Append the sealed form of len bytes. ad binds it to its place. ERR_TOO_BIG. */
enum err seal_close(struct buf *out, const uint8_t key[SEAL_KEY],
    const void *ad, size_t ad_len, const void *clear, size_t len,
    struct errinfo *e);
/* Append the clear text. ERR_CRYPTO if it was changed, has another place, or
 * the key is another. */
enum err seal_open(struct buf *out, const uint8_t key[SEAL_KEY], const void *ad,
    size_t ad_len, const void *sealed, size_t len, struct errinfo *e);

/* A subkey of key for a purpose of 8 characters ("index   "), deterministic. */
void seal_subkey(
    uint8_t out[SEAL_KEY], const uint8_t key[SEAL_KEY], const char purpose[8]);

/* BLAKE2b-256 of the parts, one after another, with key (SEAL_KEY bytes) or key
 * NULL. Where the parts end is not hashed: if more than one may vary in length,
 * put lengths or newlines between them. */
struct seal_part {
	const void *bytes;
	size_t len;
};
void seal_hash(uint8_t out[SEAL_HASH], const uint8_t *key,
    const struct seal_part *parts, size_t count);

/* The same, without a key, of what comes piece by piece. seal_hasher_end frees it. */
struct seal_hasher;
struct seal_hasher *seal_hasher_new(void);
void seal_hasher_add(struct seal_hasher *h, const void *bytes, size_t len);
void seal_hasher_end(struct seal_hasher *h, uint8_t out[SEAL_HASH]);

/* Argon2id cost; the defaults suit a low-spec machine (64 MiB, 3 passes). */
struct seal_cost {
	uint32_t passes;
	uint32_t memory_kib;
};
#define SEAL_COST_DEFAULT                        \
	{                                        \
		.passes = 3, .memory_kib = 65536 \
	}
#define SEAL_COST_TEST                          \
	{                                       \
		.passes = 1, .memory_kib = 8192 \
	}

/* A key from a passphrase (NFKC) and salt. */
enum err seal_key_from_passphrase(uint8_t out[SEAL_KEY], const char *passphrase,
    const uint8_t salt[SEAL_SALT], const struct seal_cost *cost,
    struct errinfo *e);

/* What the server keeps of a passphrase. */
enum err seal_passhash(char out[SEAL_PASSHASH_MAX], const char *passphrase,
    const struct seal_cost *cost, struct errinfo *e);
bool seal_passhash_holds(const char *hash, const char *passphrase);
/* One that no passphrase fits, and that costs as much to try. Made of random bytes
 * at no cost, so that a server need not work for it when it starts. */
void seal_passhash_decoy(
    char out[SEAL_PASSHASH_MAX], const struct seal_cost *cost);

/* 15 characters or more, at most SEAL_PASSPHRASE_MAX bytes, no control
 * characters, not on the blocklist (common passphrases, repeats of a short
 * piece, runs, the person's name, the word haven alone). ERR_INVALID with a
 * sentence. name may be NULL. */
enum err seal_passphrase_check(
    const char *passphrase, const char *name, struct errinfo *e);

/* Ed25519. secret in locked memory. */
void seal_sign_new(
    uint8_t public_key[SEAL_PUBLIC], uint8_t secret[SEAL_SIGN_SECRET]);
void seal_sign(uint8_t sig[SEAL_SIG], const void *bytes, size_t len,
    const uint8_t secret[SEAL_SIGN_SECRET]);
bool seal_verify(const uint8_t sig[SEAL_SIG], const void *bytes, size_t len,
    const uint8_t public_key[SEAL_PUBLIC]);

/* X25519 sealed boxes: to hand over what only the server may open. */
void seal_box_new(uint8_t public_key[SEAL_PUBLIC], uint8_t secret[SEAL_KEY]);
/* The public key of a secret one. */
void seal_box_public(
    uint8_t public_key[SEAL_PUBLIC], const uint8_t secret[SEAL_KEY]);
enum err seal_box_close(struct buf *out, const uint8_t public_key[SEAL_PUBLIC],
    const void *clear, size_t len, struct errinfo *e);
enum err seal_box_open(struct buf *out, const uint8_t public_key[SEAL_PUBLIC],
    const uint8_t secret[SEAL_KEY], const void *sealed, size_t len,
    struct errinfo *e);

/* Base64, URL-safe alphabet without padding; and hex in small letters. */
void seal_base64(struct buf *out, const void *bytes, size_t len);
/* False, with out wiped, unless text decodes to exactly len bytes and is what
 * seal_base64 writes for them. text and hex may be NULL. */
bool seal_unbase64(void *out, size_t len, const char *text);
void seal_hex(char *out, const void *bytes, size_t len); /* 2 * len + NUL */
bool seal_unhex(void *out, size_t len, const char *hex); /* capitals too */

/* Read a key file: exactly len bytes; a regular file, owned by this user, mode
 * 0600 or less, no link followed. ERR_NOT_FOUND, ERR_DENIED (who owns it, who
 * may read it, what it is), ERR_CORRUPT (its length), ERR_IO; then out is wiped.
 * Write: O_EXCL, 0600, fsync of file and folder. ERR_CONFLICT if anything is
 * there; ERR_FULL, ERR_IO; then no file of ours is left behind. */
enum err seal_file_read(
    void *out, size_t len, const char *path, struct errinfo *e);
enum err seal_file_write(
    const char *path, const void *bytes, size_t len, struct errinfo *e);

#endif
