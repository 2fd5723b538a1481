/* common_seal_pass.c - proves what seal.h says of passphrases (promise 9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sodium.h>

#include "seal.h"
#include "text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct seal_cost cheap = SEAL_COST_TEST;
static const uint8_t salt[SEAL_SALT] = "0123456789abcdef";

static int
start(void **state)
{
	(void)state;
	(void)text_start();
	return seal_start(NULL) == ERR_OK ? 0 : -1;
}

static void
test_taken(void **state)
{
	static const struct {
		const char *why, *passphrase, *name;
	} taken[] = {
		{ "four words", "kettle marsh violin ochre", "Jane Smith" },
		{ "just 15", "kettle marsh vi", NULL },
		{ "no spaces", "kettlemarshviolin", NULL },
		{ "small letters alone", "umbrellaorchardten", "" },
		{ "digits that are no run", "94027351860472915", NULL },
		{ "signs that are no run", "%^{@&!~;)$'>-?/", NULL },
		{ "signs and one letter", "%^{@&!~;)$'>-?/a", NULL },
		{ "accents", "kétle mârsh violín", NULL },
		{ "another script", "чайник болото скрипка", NULL },
		{ "no Latin word spaces", "水瓶座の雨と古い自転車と緑の傘",
		    NULL },
		{ "a known word among others", "password kettle marsh", NULL },
		{ "the name among others", "jane kettle marsh violin",
		    "Jane Smith" },
		{ "words of two letters are no name to cut out",
		    "kettle marsh vi", "Ke Tt Le Ma Rs Hv" },
		{ "a long piece twice", "kettlemarsh kettlemarsh", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(taken); i++) {
		struct errinfo e = { 0 };

		if (seal_passphrase_check(
			taken[i].passphrase, taken[i].name, &e) != ERR_OK)
			fail_msg("%s: %s", taken[i].why, e.says);
	}
}

static void
test_refused(void **state)
{
	static const struct {
		const char *why, *passphrase, *name, *says;
	} rows[] = {
		{ "empty", "", NULL, "too short: it needs 15" },
		{ "14", "kettle marsh v", NULL, "too short" },
		{ "14 with accents", "kéttle mârsh v", NULL, "too short" },
		{ "14 in two parts", "ke\u0301ttle marsh v", NULL,
		    "too short" },
		{ "newline", "kettle marsh\nviolin", NULL, "control" },
		{ "escape", "kettle marsh \x1bviolin", NULL, "control" },
		{ "delete", "kettle marsh \x7fviolin", NULL, "control" },
		{ "C1", "kettle marsh \xc2\x9bviolin", NULL, "control" },
		{ "no UTF-8", "kettle marsh \xffviolin", NULL, "no text" },
		{ "cut UTF-8", "kettle marsh violin\xc3", NULL, "no text" },
		{ "one letter", "aaaaaaaaaaaaaaa", NULL, "over and over" },
		{ "one sign", "!!!!!!!!!!!!!!!", NULL, "over and over" },
		{ "one accent", "ééééééééééééééé", NULL, "over and over" },
		{ "a word thrice", "kettlekettlekettle", NULL,
		    "over and over" },
		{ "with spaces", "kettle Kettle KETTLE", NULL,
		    "over and over" },
		{ "haven", "haven haven haven", NULL, "over and over" },
		{ "alphabet", "abcdefghijklmnopq", NULL, "a run of" },
		{ "backwards", "ZYXWVUTSRQPONMLKJ", NULL, "a run of" },
		{ "digits", "1234567890123456", NULL, "a run of" },
		{ "keys", "qwertyuiopasdfghjkl", NULL, "a run of" },
		{ "columns of keys", "1qaz2wsx3edc4rfv5", NULL, "a run of" },
		{ "runs joined", "aaaa1111bbbb2222", NULL, "a run of" },
		{ "wide letters", "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏ", NULL,
		    "a run of" },
		{ "name", "Jane Elizabeth Smith", "jane elizabeth SMITH",
		    "own name" },
		{ "name and year", "JaneElizabeth1989", "Jane Elizabeth",
		    "own name" },
		{ "name with accents", "zoe bronte zoe b", "Zoë Brontë",
		    "own name" },
		{ "comic", "correct horse battery staple", NULL, "well-known" },
		{ "two words", "Password-Sunshine!!1", NULL, "well-known" },
		{ "haven and words", "haven charity admin", NULL,
		    "well-known" },
		{ "signs for letters", "P@ssw0rd P@ssword 1", NULL,
		    "well-known" },
	};
	struct errinfo e;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum err err =
		    seal_passphrase_check(rows[i].passphrase, rows[i].name, &e);

		if (err != ERR_INVALID || !strstr(e.says, rows[i].says))
			fail_msg("%s: %s: %s", rows[i].why, err_name(err),
			    err ? e.says : "taken");
		if (*rows[i].passphrase && strstr(e.says, rows[i].passphrase))
			fail_msg("%s stands in the sentence", rows[i].why);
	}
}

static void
test_length_in_bytes(void **state)
{
	char text[SEAL_PASSPHRASE_MAX + 2];
	uint8_t key[SEAL_KEY], zero[SEAL_KEY] = { 0 };
	char hash[SEAL_PASSHASH_MAX];
	struct errinfo e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = "kettle marsh violin ochre tin"[i * i % 29];
	text[SEAL_PASSPHRASE_MAX] = '\0';
	assert_int_equal(seal_passphrase_check(text, NULL, &e), ERR_OK);
	assert_int_equal(seal_passhash(hash, text, &cheap, &e), ERR_OK);
	text[SEAL_PASSPHRASE_MAX] = 'x';
	text[SEAL_PASSPHRASE_MAX + 1] = '\0';
	assert_int_equal(seal_passphrase_check(text, NULL, &e), ERR_INVALID);
	assert_non_null(strstr(e.says, "at most 512 bytes"));
	memset(key, 1, sizeof(key));
	assert_int_equal(
	    seal_key_from_passphrase(key, text, salt, &cheap, &e), ERR_INVALID);
	assert_memory_equal(key, zero, sizeof(key));
	assert_false(seal_passhash_holds(hash, text));
	assert_int_equal(seal_passhash(hash, text, &cheap, &e), ERR_INVALID);
	assert_string_equal(hash, "");
}

static void
test_key(void **state)
{
	uint8_t a[SEAL_KEY], b[SEAL_KEY], salt2[SEAL_SALT] = "other";
	const struct seal_cost dearer = { .passes = 2, .memory_kib = 8192 };
	const struct seal_cost wider = { .passes = 1, .memory_kib = 9216 };
	const struct seal_cost none = { .passes = 0, .memory_kib = 0 };
	struct errinfo e = { 0 };
	char hex[2 * SEAL_KEY + 1];

	(void)state;
	assert_int_equal(seal_key_from_passphrase(
			     a, "kettle marsh vi\u00e9lin", salt, &cheap, &e),
	    ERR_OK);
	/* A golden: what a device sealed years ago must open. */
	seal_hex(hex, a, sizeof(a));
	assert_string_equal(hex,
	    "7b3f39d967217693c5f26d3d3d7ee92ad6378611e70b20587b18bcf19d31dfde");
	assert_int_equal(seal_key_from_passphrase(
			     b, "kettle marsh vie\u0301lin", salt, &cheap, &e),
	    ERR_OK);
	assert_memory_equal(a, b, SEAL_KEY);
	(void)seal_key_from_passphrase(
	    b, "\uff4bettle marsh vi\u00e9lin", salt, &cheap, &e);
	assert_memory_equal(a, b, SEAL_KEY); /* the wide k: NFKC, not NFC */
	(void)seal_key_from_passphrase(
	    b, "kettle marsh vielin", salt, &cheap, &e);
	assert_memory_not_equal(a, b, SEAL_KEY);
	(void)seal_key_from_passphrase(
	    b, "kettle marsh vi\u00e9lin", salt2, &cheap, &e);
	assert_memory_not_equal(a, b, SEAL_KEY);
	(void)seal_key_from_passphrase(
	    b, "kettle marsh vi\u00e9lin", salt, &dearer, &e);
	assert_memory_not_equal(a, b, SEAL_KEY);
	(void)seal_key_from_passphrase(
	    b, "kettle marsh vi\u00e9lin", salt, &wider, &e);
	assert_memory_not_equal(a, b, SEAL_KEY);
	assert_int_equal(
	    seal_key_from_passphrase(b, "x", salt, &none, &e), ERR_BUSY);
	assert_int_equal(
	    seal_key_from_passphrase(b, "\xff", salt, &cheap, &e), ERR_INVALID);
}

static void
test_hash(void **state)
{
	static const char *const broken[] = { "", "x", "$argon2id$v=19$",
		"$argon2id$v=19$m=8192,t=1,p=1$AAAA$", "$2y$10$aaaaaaaaaaaa" };
	char a[SEAL_PASSHASH_MAX], b[SEAL_PASSHASH_MAX], full[200];
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(
	    seal_passhash(a, "kettle \u212barsh violin", &cheap, &e), ERR_OK);
	assert_int_equal(
	    seal_passhash(b, "kettle \u212barsh violin", &cheap, &e), ERR_OK);
	assert_string_not_equal(a, b); /* each its own salt */
	assert_non_null(strstr(a, "$argon2id$v=19$m=8192,t=1,p=1$"));
	assert_true(seal_passhash_holds(a, "kettle \u212barsh violin"));
	assert_true(seal_passhash_holds(b, "kettle A\u030a"
					   "arsh violin"));
	assert_false(seal_passhash_holds(a, "kettle arsh violin"));
	assert_false(seal_passhash_holds(a, "Kettle \u212barsh violin"));
	assert_false(seal_passhash_holds(a, ""));
	assert_false(seal_passhash_holds(a, "\xff"));
	for (size_t i = 0; i < COUNT(broken); i++)
		assert_false(
		    seal_passhash_holds(broken[i], "kettle \u212barsh violin"));
	memset(full, 'a', sizeof(full));
	full[199] = '\0';
	assert_false(seal_passhash_holds(full, "kettle"));
	a[strlen(a) - 1] ^= 4;
	assert_false(seal_passhash_holds(a, "kettle \u212barsh violin"));
}

/* It must be tried for as long as a real one: libsodium must know it for one of
 * this cost, and not refuse it at a glance. */
static void
test_decoy(void **state)
{
	const struct seal_cost costs[] = { SEAL_COST_TEST, SEAL_COST_DEFAULT,
		{ .passes = 2, .memory_kib = 9216 } };
	char a[SEAL_PASSHASH_MAX], b[SEAL_PASSHASH_MAX];
	char real[SEAL_PASSHASH_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(costs); i++) {
		const struct seal_cost *c = &costs[i];

		seal_passhash_decoy(a, c);
		seal_passhash_decoy(b, c);
		assert_string_not_equal(a, b);
		assert_int_equal(crypto_pwhash_str_needs_rehash(a, c->passes,
				     (size_t)c->memory_kib * 1024),
		    0);
		assert_int_equal(seal_passhash(real, "kettle", c, NULL), 0);
		assert_int_equal(strlen(a), strlen(real));
		assert_false(seal_passhash_holds(a, "kettle"));
		assert_false(seal_passhash_holds(a, ""));
	}
}

/* The default cost is no accident (64 MiB, 3 passes). */
static void
test_default_cost(void **state)
{
	const struct seal_cost usual = SEAL_COST_DEFAULT;
	char hash[SEAL_PASSHASH_MAX];

	(void)state;
	assert_int_equal(
	    seal_passhash(hash, "kettle marsh violin", &usual, NULL), ERR_OK);
	assert_non_null(strstr(hash, "$m=65536,t=3,p=1$"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_length_in_bytes),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_decoy),
		cmocka_unit_test(test_default_cost),
	};

	return cmocka_run_group_tests_name("seal_pass", tests, start, NULL);
}
