/* seal.c - keys, seals, hashes, signatures and their text forms.
 *
 * The thin layer between haven and libsodium. What a passphrase does stands in
 * seal_pass.c, what a key file does in seal_file.c. No primitive is built
 * here: each function is one call of libsodium and the checks around it.
 *
 * seal_open decrypts into memory of its own and gives the bytes on only when
 * the tag holds, so nobody ever sees clear text that was not proved. */
#include "seal.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <sodium.h>

#include "mem.h"

#define FORMAT 1
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SUBKEY_NUMBER 1

/* Bytes of one step of base64: a multiple of 3, so that steps join. */
#define STEP 192
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

static_assert(SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
		  SEAL_KEY == crypto_kdf_KEYBYTES &&
		  SEAL_KEY == crypto_box_SECRETKEYBYTES,
    "one length of key");
static_assert(SEAL_OVERHEAD == 1 + NONCE + TAG, "format, nonce, tag");
static_assert(SEAL_HASH == crypto_generichash_BYTES, "hash");
static_assert(SEAL_SIG == crypto_sign_BYTES, "signature");
static_assert(SEAL_PUBLIC == crypto_sign_PUBLICKEYBYTES &&
		  SEAL_PUBLIC == crypto_box_PUBLICKEYBYTES,
    "public keys");
static_assert(SEAL_SIGN_SECRET == crypto_sign_SECRETKEYBYTES, "secret key");
static_assert(SEAL_PUBLIC_OVERHEAD == crypto_box_SEALBYTES, "sealed box");

static bool
has_room(const struct buf *out, size_t len, size_t overhead)
{
	return len <= SIZE_MAX - overhead && out->len <= out->max_bytes &&
	       len + overhead <= out->max_bytes - out->len;
}

static enum err
too_big(struct errinfo *e)
{
	return err_set(e, ERR_TOO_BIG,
	    "This is too large to be sealed or unsealed here; nothing was "
	    "kept of it. Make it shorter.");
}

/* One sentence for every way a seal can fail: which it was helps nobody but
 * the one who broke it. */
static enum err
seal_broken(struct errinfo *e)
{
	return err_set(e, ERR_CRYPTO,
	    "A sealed record could not be opened: it was changed, is not in "
	    "its place, or belongs to another key. Nothing was altered; tell "
	    "whoever runs the server.");
}

enum err
seal_start(struct errinfo *e)
{
	if (sodium_init() < 0)
		return err_set(e, ERR_CRYPTO,
		    "The cryptographic library could not start, so nothing "
		    "can be opened or saved safely. Restart the machine; if "
		    "that does not help, install libsodium again.");
	return ERR_OK;
}

void
seal_harden_process(void)
{
	const struct rlimit none = { .rlim_cur = 0, .rlim_max = 0 };

	/* Promise 9: no clear text in a core. Each of these only takes rights
	 * away and is refused by no kernel haven runs on; a refusal would
	 * leave the process no worse than before. */
	(void)umask(077);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
seal_random(void *out, size_t len)
{
	randombytes_buf(out, len);
}

uint8_t *
seal_secret_alloc(size_t len)
{
	uint8_t *p = sodium_malloc(len);

	if (!p) {
		/* As for all other memory: the hook, then the end (mem.h). */
		p = mem_alloc(SIZE_MAX);
	}
	sodium_memzero(p, len);
	return p;
}

uint8_t *
seal_key_empty(void)
{
	return seal_secret_alloc(SEAL_KEY);
}

uint8_t *
seal_key_new(void)
{
	uint8_t *key = seal_key_empty();

	seal_random(key, SEAL_KEY);
	return key;
}

void
seal_key_free(uint8_t *key)
{
	sodium_free(key); /* wipes */
}

void
seal_wipe(void *p, size_t len)
{
	sodium_memzero(p, len);
}

bool
seal_equal(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

enum err
seal_close(struct buf *out, const uint8_t key[SEAL_KEY], const void *ad,
    size_t ad_len, const void *clear, size_t len, struct errinfo *e)
{
	uint8_t *sealed;
	bool added;

	if (!has_room(out, len, SEAL_OVERHEAD))
		return too_big(e);
	sealed = mem_alloc(len + SEAL_OVERHEAD);
	sealed[0] = FORMAT;
	/* 24 random bytes: no counter to keep, and none to be set back by a
	 * restored backup. */
	seal_random(sealed + 1, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 1 + NONCE,
	    NULL, clear, len, ad, ad_len, NULL, sealed + 1, key);
	added = buf_add(out, sealed, len + SEAL_OVERHEAD);
	mem_free_wiped(sealed, len + SEAL_OVERHEAD);
	return added ? ERR_OK : too_big(e);
}

enum err
seal_open(struct buf *out, const uint8_t key[SEAL_KEY], const void *ad,
    size_t ad_len, const void *sealed, size_t len, struct errinfo *e)
{
	const uint8_t *bytes = sealed;
	enum err err = ERR_OK;
	uint8_t *clear;
	size_t n;

	if (len < SEAL_OVERHEAD || bytes[0] != FORMAT)
		return seal_broken(e);
	n = len - SEAL_OVERHEAD;
	if (!has_room(out, n, 0))
		return too_big(e);
	clear = mem_alloc(n);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(clear, NULL, NULL,
		bytes + 1 + NONCE, len - 1 - NONCE, ad, ad_len, bytes + 1,
		key) != 0)
		err = seal_broken(e);
	else if (!buf_add(out, clear, n))
		err = too_big(e);
	mem_free_wiped(clear, n);
	return err;
}

void
seal_subkey(
    uint8_t out[SEAL_KEY], const uint8_t key[SEAL_KEY], const char purpose[8])
{
	static_assert(crypto_kdf_CONTEXTBYTES == 8, "purpose");
	(void)crypto_kdf_derive_from_key(
	    out, SEAL_KEY, SUBKEY_NUMBER, purpose, key);
}

void
seal_hash(uint8_t out[SEAL_HASH], const uint8_t *key,
    const struct seal_part *parts, size_t count)
{
	crypto_generichash_state state;

	(void)crypto_generichash_init(
	    &state, key, key ? SEAL_KEY : 0, SEAL_HASH);
	for (size_t i = 0; i < count; i++)
		(void)crypto_generichash_update(
		    &state, parts[i].bytes, parts[i].len);
	(void)crypto_generichash_final(&state, out, SEAL_HASH);
	sodium_memzero(&state, sizeof(state));
}

struct seal_hasher {
	crypto_generichash_state state;
};

struct seal_hasher *
seal_hasher_new(void)
{
	/* The state wants to lie at a multiple of 64 bytes. */
	struct seal_hasher *h = aligned_alloc(64, sizeof(*h));

	if (h == NULL)
		abort();
	(void)crypto_generichash_init(&h->state, NULL, 0, SEAL_HASH);
	return h;
}

void
seal_hasher_add(struct seal_hasher *h, const void *bytes, size_t len)
{
	(void)crypto_generichash_update(&h->state, bytes, len);
}

void
seal_hasher_end(struct seal_hasher *h, uint8_t out[SEAL_HASH])
{
	(void)crypto_generichash_final(&h->state, out, SEAL_HASH);
	mem_free_wiped(h, sizeof(*h));
}

void
seal_sign_new(uint8_t public_key[SEAL_PUBLIC], uint8_t secret[SEAL_SIGN_SECRET])
{
	(void)crypto_sign_keypair(public_key, secret);
}

void
seal_sign(uint8_t sig[SEAL_SIG], const void *bytes, size_t len,
    const uint8_t secret[SEAL_SIGN_SECRET])
{
	(void)crypto_sign_detached(sig, NULL, bytes, len, secret);
}

bool
seal_verify(const uint8_t sig[SEAL_SIG], const void *bytes, size_t len,
    const uint8_t public_key[SEAL_PUBLIC])
{
	return crypto_sign_verify_detached(sig, bytes, len, public_key) == 0;
}

void
seal_box_new(uint8_t public_key[SEAL_PUBLIC], uint8_t secret[SEAL_KEY])
{
	(void)crypto_box_keypair(public_key, secret);
}

void
seal_box_public(uint8_t public_key[SEAL_PUBLIC], const uint8_t secret[SEAL_KEY])
{
	crypto_scalarmult_base(public_key, secret);
}

enum err
seal_box_close(struct buf *out, const uint8_t public_key[SEAL_PUBLIC],
    const void *clear, size_t len, struct errinfo *e)
{
	enum err err = ERR_OK;
	uint8_t *sealed;

	if (!has_room(out, len, SEAL_PUBLIC_OVERHEAD))
		return too_big(e);
	sealed = mem_alloc(len + SEAL_PUBLIC_OVERHEAD);
	if (crypto_box_seal(sealed, clear, len, public_key) != 0)
		err = err_set(e, ERR_CRYPTO,
		    "The server's public key on this device is not a key. "
		    "What was written stays here; enrol this device anew.");
	else if (!buf_add(out, sealed, len + SEAL_PUBLIC_OVERHEAD))
		err = too_big(e);
	mem_free_wiped(sealed, len + SEAL_PUBLIC_OVERHEAD);
	return err;
}

enum err
seal_box_open(struct buf *out, const uint8_t public_key[SEAL_PUBLIC],
    const uint8_t secret[SEAL_KEY], const void *sealed, size_t len,
    struct errinfo *e)
{
	enum err err = ERR_OK;
	uint8_t *clear;
	size_t n;

	if (len < SEAL_PUBLIC_OVERHEAD)
		return seal_broken(e);
	n = len - SEAL_PUBLIC_OVERHEAD;
	if (!has_room(out, n, 0))
		return too_big(e);
	clear = mem_alloc(n);
	if (crypto_box_seal_open(clear, sealed, len, public_key, secret) != 0)
		err = seal_broken(e);
	else if (!buf_add(out, clear, n))
		err = too_big(e);
	mem_free_wiped(clear, n);
	return err;
}

void
seal_base64(struct buf *out, const void *bytes, size_t len)
{
	char text[sodium_base64_ENCODED_LEN(STEP, BASE64)];
	const uint8_t *p = bytes;

	while (len > 0) {
		size_t n = len < STEP ? len : STEP;

		(void)sodium_bin2base64(text, sizeof(text), p, n, BASE64);
		(void)buf_adds(out, text);
		p += n;
		len -= n;
	}
	sodium_memzero(text, sizeof(text)); /* tokens pass through here */
}

/* libsodium 1.0.18 reads some bytes above 127 as letters (char is signed); its
 * sums are right for ASCII alone. Every byte is looked at alike, for it may be
 * secret. */
static bool
is_ascii(const char *text, size_t len)
{
	unsigned all = 0;

	for (size_t i = 0; i < len; i++)
		all |= (unsigned char)text[i];
	return (all & 0x80) == 0;
}

bool
seal_unbase64(void *out, size_t len, const char *text)
{
	size_t n = 0;

	if (text && is_ascii(text, strlen(text)) &&
	    sodium_base642bin(
		out, len, text, strlen(text), NULL, &n, NULL, BASE64) == 0 &&
	    n == len)
		return true;
	sodium_memzero(out, len);
	return false;
}

void
seal_hex(char *out, const void *bytes, size_t len)
{
	(void)sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

bool
seal_unhex(void *out, size_t len, const char *hex)
{
	size_t n = 0;

	if (hex && is_ascii(hex, strlen(hex)) &&
	    sodium_hex2bin(out, len, hex, strlen(hex), NULL, &n, NULL) == 0 &&
	    n == len)
		return true;
	sodium_memzero(out, len);
	return false;
}
