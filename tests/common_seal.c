/* common_seal.c - proves seal.h but for passphrases and key files
 * (common_seal_pass.c, common_seal_file.c). The vectors are those of RFC 7693,
 * RFC 8032, RFC 4648 and draft-irtf-cfrg-xchacha: what was sealed years ago
 * must open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "seal.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char clear_text[] = "She said she was afraid to go home.";
static const char place[] = "concern 0190 3";

static int
start(void **state)
{
	(void)state;
	return seal_start(NULL) == ERR_OK ? 0 : -1;
}

static void
test_round_trip(void **state)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 4096, 262144 };
	uint8_t *key = seal_key_new();

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buf sealed = BUF_INIT(300000);
		struct buf clear = BUF_INIT(300000);
		struct errinfo e = { 0 };
		uint8_t *text = calloc(1, sizes[i] + 1);

		memset(text, 'x', sizes[i]);
		assert_true(buf_adds(&sealed, "before"));
		assert_true(buf_adds(&clear, "kept"));
		assert_int_equal(seal_close(&sealed, key, place, sizeof(place),
				     text, sizes[i], &e),
		    ERR_OK);
		assert_int_equal(sealed.len, 6 + sizes[i] + SEAL_OVERHEAD);
		assert_memory_equal(sealed.data, "before\1", 7);
		assert_int_equal(seal_open(&clear, key, place, sizeof(place),
				     sealed.data + 6, sealed.len - 6, &e),
		    ERR_OK);
		assert_int_equal(clear.len, 4 + sizes[i]);
		assert_memory_equal(clear.data, "kept", 4);
		assert_memory_equal(clear.data + 4, text, sizes[i]);
		free(text);
		buf_done(&sealed);
		buf_done(&clear);
	}
	seal_key_free(key);
}

static void
test_two_seals_differ(void **state)
{
	struct buf a = BUF_INIT(1000), b = BUF_INIT(1000);
	uint8_t *key = seal_key_new();

	(void)state;
	(void)seal_close(&a, key, NULL, 0, clear_text, 35, NULL);
	(void)seal_close(&b, key, NULL, 0, clear_text, 35, NULL);
	assert_int_equal(a.len, b.len);
	assert_memory_not_equal(a.data + 1, b.data + 1, 24);
	assert_memory_not_equal(a.data + 25, b.data + 25, 51);
	assert_null(memmem(a.data, a.len, "afraid", 6));
	buf_done(&a);
	buf_done(&b);
	seal_key_free(key);
}

static void
assert_refused(const uint8_t *key, const char *ad, size_t ad_len,
    const void *sealed, size_t len)
{
	struct buf clear = BUF_INIT(1000);
	struct errinfo e = { 0 };

	assert_int_equal(
	    seal_open(&clear, key, ad, ad_len, sealed, len, &e), ERR_CRYPTO);
	assert_int_equal(clear.len, 0);
	assert_null(clear.data);
	assert_non_null(strstr(e.says, "could not be opened"));
	assert_null(strstr(e.says, "afraid"));
	buf_done(&clear);
}

static void
test_changed_seal(void **state)
{
	struct buf sealed = BUF_INIT(1000);
	uint8_t *key = seal_key_new();
	uint8_t *other = seal_key_new();

	(void)state;
	assert_int_equal(seal_close(&sealed, key, place, sizeof(place),
			     clear_text, sizeof(clear_text), NULL),
	    ERR_OK);
	for (size_t bit = 0; bit < sealed.len * 8; bit++) {
		sealed.data[bit / 8] ^= (char)(1 << bit % 8);
		assert_refused(
		    key, place, sizeof(place), sealed.data, sealed.len);
		sealed.data[bit / 8] ^= (char)(1 << bit % 8);
	}
	for (size_t len = 0; len < sealed.len; len++)
		assert_refused(key, place, sizeof(place), sealed.data, len);
	assert_refused(
	    key, "concern 0190 4", sizeof(place), sealed.data, sealed.len);
	assert_refused(key, place, sizeof(place) - 1, sealed.data, sealed.len);
	assert_refused(key, NULL, 0, sealed.data, sealed.len);
	assert_refused(other, place, sizeof(place), sealed.data, sealed.len);
	buf_done(&sealed);
	seal_key_free(key);
	seal_key_free(other);
}

static void
test_ceiling(void **state)
{
	struct buf sealed = BUF_INIT(SEAL_OVERHEAD + 9);
	struct buf whole = BUF_INIT(1000);
	struct buf clear = BUF_INIT(9);
	uint8_t public_key[SEAL_PUBLIC];
	uint8_t *key = seal_key_new();
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(
	    seal_close(&sealed, key, "", 0, "0123456789", 10, &e), ERR_TOO_BIG);
	assert_int_equal(sealed.len, 0);
	assert_non_null(strstr(e.says, "too large"));
	assert_int_equal(
	    seal_close(&sealed, key, "", 0, "012345678", 9, &e), ERR_OK);
	assert_int_equal(seal_close(&sealed, key, "", 0, "x", SIZE_MAX - 3, &e),
	    ERR_TOO_BIG);
	assert_int_equal(
	    seal_close(&whole, key, "", 0, "0123456789", 10, &e), ERR_OK);
	assert_int_equal(
	    seal_open(&clear, key, "", 0, whole.data, whole.len, &e),
	    ERR_TOO_BIG);
	assert_int_equal(clear.len, 0);
	assert_int_equal(
	    seal_open(&clear, key, "", 0, sealed.data, sealed.len, &e), ERR_OK);
	assert_string_equal(buf_str(&clear), "012345678");
	buf_done(&sealed);
	seal_box_new(public_key, key);
	buf_init(&sealed, SEAL_PUBLIC_OVERHEAD + 9);
	assert_int_equal(
	    seal_box_close(&sealed, public_key, "0123456789", 10, &e),
	    ERR_TOO_BIG);
	buf_clear(&whole);
	assert_int_equal(
	    seal_box_close(&whole, public_key, "0123456789", 10, &e), ERR_OK);
	buf_clear(&clear);
	assert_int_equal(
	    seal_box_open(&clear, public_key, key, whole.data, whole.len, &e),
	    ERR_TOO_BIG);
	buf_done(&sealed);
	buf_done(&whole);
	buf_done(&clear);
	seal_key_free(key);
}

/* draft-irtf-cfrg-xchacha-03, A.3.1, behind our byte of format. */
static void
test_seal_vector(void **state)
{
	static const char sealed_hex[] =
	    "01404142434445464748494a4b4c4d4e4f5051525354555657"
	    "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
	    "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
	    "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
	    "21f9664c97637da9768812f615c68b13b52e"
	    "c0875924c1c7987947deafd8780acf49";
	uint8_t sealed[sizeof(sealed_hex) / 2], ad[12];
	struct buf clear = BUF_INIT(1000);
	uint8_t key[SEAL_KEY];

	(void)state;
	for (size_t i = 0; i < SEAL_KEY; i++)
		key[i] = (uint8_t)(0x80 + i);
	assert_true(seal_unhex(sealed, sizeof(sealed), sealed_hex));
	assert_true(seal_unhex(ad, sizeof(ad), "50515253c0c1c2c3c4c5c6c7"));
	assert_int_equal(seal_open(&clear, key, ad, sizeof(ad), sealed,
			     sizeof(sealed), NULL),
	    ERR_OK);
	assert_string_equal(buf_str(&clear),
	    "Ladies and Gentlemen of the class of '99: If I could offer you "
	    "only one tip for the future, sunscreen would be it.");
	buf_done(&clear);
}

static void
test_hash(void **state)
{
	const struct seal_part whole = { "abc", 3 };
	const struct seal_part pieces[] = { { "a", 1 }, { NULL, 0 },
		{ "bc", 2 } };
	uint8_t a[SEAL_HASH], b[SEAL_HASH], key[SEAL_KEY] = { 1 };
	char hex[2 * SEAL_HASH + 1];

	(void)state;
	seal_hash(a, NULL, &whole, 1);
	seal_hex(hex, a, SEAL_HASH);
	/* printf abc | b2sum -l 256 */
	assert_string_equal(hex,
	    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	seal_hash(b, NULL, pieces, 3);
	assert_true(seal_equal(a, b, SEAL_HASH));
	seal_hash(b, key, &whole, 1);
	assert_false(seal_equal(a, b, SEAL_HASH));
	seal_hash(a, key, &whole, 1);
	assert_true(seal_equal(a, b, SEAL_HASH));
	key[31] ^= 0x80;
	seal_hash(a, key, &whole, 1);
	assert_false(seal_equal(a, b, SEAL_HASH));
	seal_hash(a, NULL, NULL, 0);
	seal_hex(hex, a, SEAL_HASH);
	assert_string_equal(hex,
	    "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

static void
test_subkey(void **state)
{
	uint8_t a[SEAL_KEY], b[SEAL_KEY], key[SEAL_KEY] = { 7 };

	(void)state;
	seal_subkey(a, key, "index   ");
	seal_subkey(b, key, "index   ");
	assert_memory_equal(a, b, SEAL_KEY);
	assert_memory_not_equal(a, key, SEAL_KEY);
	seal_subkey(b, key, "index  2");
	assert_memory_not_equal(a, b, SEAL_KEY);
	key[0] = 8;
	seal_subkey(b, key, "index   ");
	assert_memory_not_equal(a, b, SEAL_KEY);
}

/* RFC 8032, 7.1, test 2. */
static void
test_signature_vector(void **state)
{
	uint8_t secret[SEAL_SIGN_SECRET], want[SEAL_SIG], got[SEAL_SIG];

	(void)state;
	assert_true(seal_unhex(secret, sizeof(secret),
	    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
	    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660"
	    "c"));
	assert_true(seal_unhex(want, sizeof(want),
	    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c0"
	    "0"));
	seal_sign(got, "\x72", 1, secret);
	assert_memory_equal(got, want, SEAL_SIG);
	assert_true(seal_verify(got, "\x72", 1, secret + 32));
}

static void
test_signature_refused(void **state)
{
	uint8_t public_key[SEAL_PUBLIC], other[SEAL_PUBLIC], sig[SEAL_SIG];
	uint8_t *secret = seal_secret_alloc(SEAL_SIGN_SECRET);

	(void)state;
	seal_sign_new(other, secret);
	seal_sign_new(public_key, secret);
	seal_sign(sig, clear_text, 20, secret);
	assert_true(seal_verify(sig, clear_text, 20, public_key));
	assert_false(seal_verify(sig, clear_text, 19, public_key));
	assert_false(seal_verify(sig, clear_text + 1, 20, public_key));
	assert_false(seal_verify(sig, clear_text, 20, other));
	for (size_t bit = 0; bit < SEAL_SIG * 8; bit++) {
		sig[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(seal_verify(sig, clear_text, 20, public_key));
		sig[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	memset(other, 0, sizeof(other)); /* a point of small order */
	memset(sig, 0, sizeof(sig));
	assert_false(seal_verify(sig, clear_text, 20, other));
	seal_key_free(secret);
}

static void
test_box(void **state)
{
	struct buf sealed = BUF_INIT(1000), clear = BUF_INIT(1000);
	uint8_t public_key[SEAL_PUBLIC], other_public[SEAL_PUBLIC];
	uint8_t *secret = seal_key_empty(), *other = seal_key_empty();
	struct errinfo e = { 0 };

	(void)state;
	seal_box_new(public_key, secret);
	seal_box_new(other_public, other);
	assert_int_equal(
	    seal_box_close(&sealed, public_key, clear_text, 35, &e), ERR_OK);
	assert_int_equal(sealed.len, 35 + SEAL_PUBLIC_OVERHEAD);
	assert_int_equal(seal_box_open(&clear, public_key, secret, sealed.data,
			     sealed.len, &e),
	    ERR_OK);
	assert_string_equal(buf_str(&clear), clear_text);
	buf_clear(&clear);
	assert_int_equal(seal_box_open(&clear, other_public, other, sealed.data,
			     sealed.len, &e),
	    ERR_CRYPTO);
	for (size_t len = 0; len < sealed.len; len++)
		assert_int_equal(seal_box_open(&clear, public_key, secret,
				     sealed.data, len, &e),
		    ERR_CRYPTO);
	sealed.data[40] ^= 1;
	assert_int_equal(seal_box_open(&clear, public_key, secret, sealed.data,
			     sealed.len, &e),
	    ERR_CRYPTO);
	assert_int_equal(clear.len, 0);
	memset(other_public, 0, sizeof(other_public));
	buf_clear(&sealed);
	assert_int_equal(
	    seal_box_close(&sealed, other_public, clear_text, 35, &e),
	    ERR_CRYPTO);
	assert_int_equal(sealed.len, 0);
	assert_non_null(strstr(e.says, "enrol"));
	buf_done(&sealed);
	buf_done(&clear);
	seal_key_free(secret);
	seal_key_free(other);
}

static void
test_base64(void **state)
{
	/* RFC 4648, 10, without padding; and the URL-safe alphabet. */
	static const struct {
		const char *bytes, *text;
	} rows[] = {
		{ "", "" },
		{ "f", "Zg" },
		{ "fo", "Zm8" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "-__-" },
	};
	uint8_t long_bytes[1000], back[1000];
	struct buf b = BUF_INIT(2000);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].bytes);
		uint8_t got[8] = { 0 };

		buf_clear(&b);
		seal_base64(&b, rows[i].bytes, len);
		assert_string_equal(buf_str(&b), rows[i].text);
		assert_true(seal_unbase64(got, len, rows[i].text));
		assert_memory_equal(got, rows[i].bytes, len);
	}
	seal_random(long_bytes, sizeof(long_bytes));
	for (size_t len = 185; len < 1000; len += 7) {
		buf_clear(&b);
		seal_base64(&b, long_bytes, len);
		assert_int_equal(b.len, (len * 8 + 5) / 6);
		assert_true(seal_unbase64(back, len, buf_str(&b)));
		assert_memory_equal(back, long_bytes, len);
	}
	buf_done(&b);
}

static void
test_base64_refused(void **state)
{
	static const struct {
		const char *why;
		size_t len;
		const char *text;
	} rows[] = {
		{ "nothing there", 3, NULL },
		{ "too short", 4, "Zm9v" },
		{ "too long", 2, "Zm9v" },
		{ "padded", 1, "Zg==" },
		{ "the other alphabet", 3, "+//+" },
		{ "a space", 3, "Zm 9v" },
		{ "a newline after", 3, "Zm9v\n" },
		{ "bits left over", 1, "Zh" },
		{ "one character left", 3, "Zm9vY" },
		{ "no letter", 3, "Zm9\xc3" },
		{ "text for no bytes", 0, "Zg" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t got[8];

		memset(got, 0xee, sizeof(got));
		if (seal_unbase64(got, rows[i].len, rows[i].text))
			fail_msg("%s was read", rows[i].why);
		for (size_t at = 0; at < rows[i].len; at++)
			assert_int_equal(got[at], 0);
		assert_int_equal(got[rows[i].len], 0xee);
	}
}

/* Each byte in each place: the 64 letters are read, nothing else is. */
static void
test_base64_alphabet(void **state)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk"
				       "lmnopqrstuvwxyz0123456789-_";

	(void)state;
	for (int byte = 1; byte < 256; byte++) {
		const char *at = strchr(alphabet, byte);

		for (size_t nth = 0; nth < 4; nth++) {
			char text[] = "AAAA";
			uint8_t got[3];
			unsigned bits;

			text[nth] = (char)byte;
			assert_int_equal(
			    seal_unbase64(got, 3, text), at != NULL);
			bits = (unsigned)got[0] << 16 | got[1] << 8 | got[2];
			assert_int_equal(
			    bits >> (18 - 6 * nth), at ? at - alphabet : 0);
		}
		for (size_t nth = 0; nth < 2; nth++) {
			char hex[] = "00";
			uint8_t got;

			hex[nth] = (char)byte;
			assert_int_equal(seal_unhex(&got, 1, hex),
			    strchr("0123456789abcdefABCDEF", byte) != NULL);
		}
	}
}

static void
test_hex(void **state)
{
	static const char *const refused[] = { NULL, "", "00", "00fff",
		"00ffaa", "00fg", "00 ff", "0x00", "00ff " };
	uint8_t got[3] = { 9, 9, 9 };
	char hex[5];

	(void)state;
	seal_hex(hex, "\x00\xfa", 2);
	assert_string_equal(hex, "00fa");
	assert_true(seal_unhex(got, 2, "00fa"));
	assert_memory_equal(got, "\x00\xfa\x09", 3);
	assert_true(seal_unhex(got, 2, "00FA"));
	for (size_t i = 0; i < COUNT(refused); i++)
		if (seal_unhex(got, 2, refused[i]))
			fail_msg("row %zu was read", i);
	assert_int_equal(got[2], 9);
}

static void
test_small_things(void **state)
{
	uint8_t a[64] = { 0 }, b[64] = { 0 };
	uint8_t *key = seal_key_empty();
	uint8_t *odd = seal_secret_alloc(1);

	(void)state;
	assert_int_equal(odd[0], 0);
	seal_key_free(odd);
	assert_memory_equal(key, a, SEAL_KEY);
	seal_key_free(key);
	seal_key_free(NULL);
	seal_random(a, sizeof(a));
	assert_memory_not_equal(a, b, sizeof(a));
	assert_false(seal_equal(a, b, sizeof(a)));
	seal_wipe(a, sizeof(a));
	assert_true(seal_equal(a, b, sizeof(a)));
	b[63] = 1;
	assert_true(seal_equal(a, b, 63));
	assert_false(seal_equal(a, b, 64));
}

/* Promise 9, in a child: a hardened process cannot be undone. */
static void
test_harden(void **state)
{
	pid_t child = fork();
	int status = 0;

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		struct rlimit core;
		int wrong = 0;

		(void)umask(022);
		seal_harden_process();
		wrong |= umask(0) != 077;
		wrong |= (prctl(PR_GET_DUMPABLE) != 0) << 1;
		wrong |= (getrlimit(RLIMIT_CORE, &core) != 0) << 2;
		wrong |= (core.rlim_cur != 0 || core.rlim_max != 0) << 3;
		_exit(wrong);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_two_seals_differ),
		cmocka_unit_test(test_changed_seal),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_seal_vector),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_subkey),
		cmocka_unit_test(test_signature_vector),
		cmocka_unit_test(test_signature_refused),
		cmocka_unit_test(test_box),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_base64_refused),
		cmocka_unit_test(test_base64_alphabet),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_small_things),
		cmocka_unit_test(test_harden),
	};

	return cmocka_run_group_tests_name("seal", tests, start, NULL);
}
