/* common_wire_envelope.c - proves the envelopes and signatures of wire.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jscan.h"
#include "wire.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define ID_A "01890000-0000-7000-8000-00000000000a"
#define ID_B "01890000-0000-7000-8000-00000000000b"
#define ID_C "01890000-0000-7000-8000-00000000000c"
#define ID_D "01890000-0000-7000-8000-00000000000d"
#define ID_E "01890000-0000-7000-8000-00000000000e"
#define SIG_A                                                                 \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAA"
#define BODY "{\"where\" : \"caf\\u00e9 \\\"A\\\"\", \"n\":[1, 2]}"

static const struct id ids[] = { { ID_A }, { ID_B }, { ID_C }, { ID_D },
	{ ID_E } };

static struct envelope
sample(void)
{
	return (struct envelope){
		.id = ids[0],
		.file = ids[1],
		.kind = "concern",
		.version = 3,
		.table = 2,
		.author = ids[2],
		.written_ms = 1700000000000,
		.body = BODY,
		.body_len = sizeof(BODY) - 1,
	};
}

static int
start(void **state)
{
	(void)state;
	return seal_start(NULL) == ERR_OK ? 0 : -1;
}

static enum err
read_text(struct envelope *env, const char *text, struct errinfo *e)
{
	enum err err = jscan_check(text, strlen(text), 1 << 20, e);

	assert_int_equal(err, ERR_OK);
	return envelope_read(env, text, strlen(text), e);
}

static void
assert_same(const struct envelope *a, const struct envelope *b)
{
	assert_string_equal(a->id.s, b->id.s);
	assert_string_equal(a->file.s, b->file.s);
	assert_string_equal(a->kind, b->kind);
	assert_int_equal(a->version, b->version);
	assert_int_equal(a->table, b->table);
	assert_string_equal(a->author.s, b->author.s);
	assert_int_equal(a->written_ms, b->written_ms);
	assert_int_equal(a->received_ms, b->received_ms);
	assert_int_equal(a->is_signed, b->is_signed);
	assert_string_equal(a->signer.s, b->signer.s);
	assert_string_equal(a->key.s, b->key.s);
	assert_int_equal(a->signed_ms, b->signed_ms);
	assert_memory_equal(a->sig, b->sig, SEAL_SIG);
	assert_int_equal(a->body_len, b->body_len);
	assert_memory_equal(a->body, b->body, a->body_len);
}

static void
test_round_trip(void **state)
{
	uint8_t public_key[SEAL_PUBLIC], secret[SEAL_SIGN_SECRET];

	(void)state;
	seal_sign_new(public_key, secret);
	for (unsigned bits = 0; bits < 8; bits++) {
		struct envelope env = sample(), got;
		struct buf text = BUF_INIT(10000);
		struct jw w = JW_INIT(&text);
		struct errinfo e = { 0 };

		if (bits & 1)
			env.file.s[0] = '\0';
		if (bits & 2)
			env.received_ms = (int64_t)1 << 53;
		if (bits & 4)
			envelope_sign(&env, &ids[3], &ids[4], 5, secret);
		envelope_write(&w, NULL, &env);
		assert_int_equal(read_text(&got, buf_str(&text), &e), ERR_OK);
		assert_same(&env, &got);
		assert_ptr_not_equal(got.body, env.body);
		assert_int_equal(
		    strstr(buf_str(&text), "\"file\"") == NULL, bits & 1);
		assert_int_equal(
		    envelope_sign_holds(&got, public_key), (bits & 4) != 0);
		buf_done(&text);
	}
}

static void
test_written_form(void **state)
{
	struct envelope env = sample();
	struct buf text = BUF_INIT(10000);
	struct jw w = JW_INIT(&text);

	(void)state;
	env.is_signed = true;
	env.signer = ids[3];
	env.key = ids[4];
	env.signed_ms = 8;
	env.received_ms = 9;
	jw_open(&w, NULL);
	envelope_write(&w, "record", &env);
	jw_close(&w);
	assert_string_equal(buf_str(&text),
	    "{\"record\":{\"id\":\"" ID_A
	    "\",\"kind\":\"concern\",\"file\":\"" ID_B
	    "\",\"version\":3,\"table\":2,\"author\":\"" ID_C
	    "\",\"written\":1700000000000,\"received\":9,\"sign\":{\"by\":"
	    "\"" ID_D "\",\"key\":\"" ID_E "\",\"at\":8,\"sig\":\"" SIG_A
	    "\"},\"body\":" BODY "}}");
	buf_done(&text);
}

/* What is signed never changes: a signature of years ago must hold. */
static void
test_signed_bytes(void **state)
{
	struct envelope env = sample();
	struct buf bytes = BUF_INIT(10000);

	(void)state;
	env.signer = ids[3];
	env.key = ids[4];
	env.signed_ms = 8;
	envelope_signed_bytes(&bytes, &env);
	assert_string_equal(buf_str(&bytes),
	    "haven-record-1\nconcern\n2\n" ID_A "\n" ID_B "\n3\n" ID_C "\n" ID_D
	    "\n" ID_E "\n8\n" BODY);
	buf_clear(&bytes);
	env.file.s[0] = '\0';
	envelope_signed_bytes(&bytes, &env);
	assert_non_null(strstr(buf_str(&bytes), ID_A "\n\n3\n"));
	buf_done(&bytes);
}

static void
test_signature_covers(void **state)
{
	uint8_t public_key[SEAL_PUBLIC], secret[SEAL_SIGN_SECRET];
	uint8_t other[SEAL_PUBLIC];
	static const char body2[] = "{\"where\" : \"caf\\u00e9 \\\"B\\\"\"}";

	(void)state;
	seal_sign_new(other, secret);
	seal_sign_new(public_key, secret);
	for (int row = 0; row < 14; row++) {
		struct envelope env = sample();

		envelope_sign(&env, &ids[3], &ids[4], 5, secret);
		assert_true(envelope_sign_holds(&env, public_key));
		assert_false(envelope_sign_holds(&env, other));
		switch (row) {
		case 0: env.id = ids[1]; break;
		case 1: env.file = ids[2]; break;
		case 2: env.file.s[0] = '\0'; break;
		case 3: env.kind[0] = 'd'; break;
		case 4: env.version++; break;
		case 5: env.table++; break;
		case 6: env.author = ids[0]; break;
		case 7: env.signer = ids[0]; break;
		case 8: env.key = ids[0]; break;
		case 9: env.signed_ms++; break;
		case 10: env.sig[63] ^= 1; break;
		case 11: env.is_signed = false; break;
		case 12: env.body_len--; break;
		case 13:
			env.body = body2;
			env.body_len = strlen(body2);
			break;
		}
		if (envelope_sign_holds(&env, public_key))
			fail_msg("row %d holds", row);
	}
}

#define HEAD "{\"id\":\"" ID_A "\",\"kind\":\"concern\","
#define MIDDLE "\"author\":\"" ID_C "\","
#define NUMBERS "\"version\":3,\"table\":2,\"written\":7,"
#define TAIL "\"body\":{}}"
#define SIGN(by, key, at, sig)                                     \
	HEAD NUMBERS MIDDLE "\"sign\":{\"by\":" by ",\"key\":" key \
			    ",\"at\":" at ",\"sig\":" sig "}," TAIL
#define Q(s) "\"" s "\""

static void
test_read(void **state)
{
	static const struct {
		const char *why, *text;
	} good[] = {
		{ "least", HEAD NUMBERS MIDDLE TAIL },
		{ "a member of a later version",
		    HEAD "\"later\":[{\"id\":1}]," NUMBERS MIDDLE TAIL },
		{ "a member that looks like a path",
		    HEAD NUMBERS MIDDLE "\"sign.by\":5," TAIL },
		{ "white space", " \n" HEAD " " NUMBERS "\t" MIDDLE TAIL " " },
		{ "body first",
		    "{\"body\":{\"id\":4,\"kind\":5},\"id\":\"" ID_A
		    "\",\"kind\":\"concern\"," NUMBERS MIDDLE "\"x\":0}" },
		{ "signed", SIGN(Q(ID_D), Q(ID_E), "8", Q(SIG_A)) },
		{ "largest number",
		    HEAD "\"version\":9007199254740992,\"table\":2,"
			 "\"written\":7," MIDDLE TAIL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct errinfo e = { 0 };
		struct envelope env;

		if (read_text(&env, good[i].text, &e) != ERR_OK)
			fail_msg("%s: %s", good[i].why, e.says);
		assert_string_equal(env.id.s, ID_A);
		assert_int_equal(env.body[0], '{');
		assert_int_equal(env.body[env.body_len - 1], '}');
		assert_int_equal(env.received_ms, 0);
	}
}

static void
test_read_refused(void **state)
{
	static const struct {
		const char *why, *text, *field;
	} rows[] = {
		{ "no object", "[1]", "" },
		{ "no id", "{\"kind\":\"concern\"," NUMBERS MIDDLE TAIL, "id" },
		{ "id is a number",
		    "{\"id\":5,\"kind\":\"a\"," NUMBERS MIDDLE TAIL, "id" },
		{ "id is null",
		    "{\"id\":null,\"kind\":\"a\"," NUMBERS MIDDLE TAIL, "id" },
		{ "id is short",
		    "{\"id\":\"0189\",\"kind\":\"a\"," NUMBERS MIDDLE TAIL,
		    "id" },
		{ "id is long",
		    "{\"id\":\"" ID_A "0\",\"kind\":\"a\"," NUMBERS MIDDLE TAIL,
		    "id" },
		{ "id with an escape",
		    "{\"id\":\"\\u0030"
		    "1890000-0000-7000-8000-00000000000a\","
		    "\"kind\":\"a\"," NUMBERS MIDDLE TAIL,
		    "id" },
		{ "no kind", "{\"id\":\"" ID_A "\"," NUMBERS MIDDLE TAIL,
		    "kind" },
		{ "empty kind",
		    "{\"id\":\"" ID_A "\",\"kind\":\"\"," NUMBERS MIDDLE TAIL,
		    "kind" },
		{ "kind is no text",
		    "{\"id\":\"" ID_A "\",\"kind\":true," NUMBERS MIDDLE TAIL,
		    "kind" },
		{ "kind with a newline",
		    "{\"id\":\"" ID_A
		    "\",\"kind\":\"a\\nb\"," NUMBERS MIDDLE TAIL,
		    "kind" },
		{ "kind in capitals",
		    "{\"id\":\"" ID_A "\",\"kind\":\"aB\"," NUMBERS MIDDLE TAIL,
		    "kind" },
		{ "kind of 32 letters",
		    "{\"id\":\"" ID_A
		    "\",\"kind\":\"abcdefghijklmnopqrstuvwxyzabcdef\"," NUMBERS
			MIDDLE TAIL,
		    "kind" },
		{ "kind beginning with a figure",
		    "{\"id\":\"" ID_A "\",\"kind\":\"1a\"," NUMBERS MIDDLE TAIL,
		    "kind" },
		{ "no version", HEAD "\"table\":2,\"written\":7," MIDDLE TAIL,
		    "version" },
		{ "version 0",
		    HEAD "\"version\":0,\"table\":2,\"written\":7," MIDDLE TAIL,
		    "version" },
		{ "version below 0",
		    HEAD
		    "\"version\":-3,\"table\":2,\"written\":7," MIDDLE TAIL,
		    "version" },
		{ "a fraction",
		    HEAD
		    "\"version\":3.0,\"table\":2,\"written\":7," MIDDLE TAIL,
		    "version" },
		{ "an exponent",
		    HEAD
		    "\"version\":3e0,\"table\":2,\"written\":7," MIDDLE TAIL,
		    "version" },
		{ "a number in quotes",
		    HEAD
		    "\"version\":\"3\",\"table\":2,\"written\":7," MIDDLE TAIL,
		    "version" },
		{ "table 0",
		    HEAD "\"version\":3,\"table\":0,\"written\":7," MIDDLE TAIL,
		    "table" },
		{ "no written", HEAD "\"version\":3,\"table\":2," MIDDLE TAIL,
		    "written" },
		{ "no author", HEAD NUMBERS TAIL, "author" },
		{ "author is no id", HEAD NUMBERS "\"author\":\"x\"," TAIL,
		    "author" },
		{ "file is null", HEAD NUMBERS MIDDLE "\"file\":null," TAIL,
		    "file" },
		{ "file is empty", HEAD NUMBERS MIDDLE "\"file\":\"\"," TAIL,
		    "file" },
		{ "received 0", HEAD NUMBERS MIDDLE "\"received\":0," TAIL,
		    "received" },
		{ "received is null",
		    HEAD NUMBERS MIDDLE "\"received\":null," TAIL, "received" },
		{ "sign is null", HEAD NUMBERS MIDDLE "\"sign\":null," TAIL,
		    "sign" },
		{ "sign is empty", HEAD NUMBERS MIDDLE "\"sign\":{}," TAIL,
		    "sign.by" },
		{ "signer", SIGN("7", Q(ID_E), "8", Q(SIG_A)), "sign.by" },
		{ "key", SIGN(Q(ID_D), Q(""), "8", Q(SIG_A)), "sign.key" },
		{ "at", SIGN(Q(ID_D), Q(ID_E), "0", Q(SIG_A)), "sign.at" },
		{ "sig", SIGN(Q(ID_D), Q(ID_E), "8", Q("AAAA")), "sign.sig" },
		{ "sig long", SIGN(Q(ID_D), Q(ID_E), "8", Q(SIG_A "A")),
		    "sign.sig" },
		{ "sig padded", SIGN(Q(ID_D), Q(ID_E), "8", Q(SIG_A "==")),
		    "sign.sig" },
		{ "no body", HEAD NUMBERS MIDDLE "\"x\":0}", "body" },
		{ "body is a list", HEAD NUMBERS MIDDLE "\"body\":[]}",
		    "body" },
		{ "body is text", HEAD NUMBERS MIDDLE "\"body\":\"{}\"}",
		    "body" },
	};
	const struct envelope none = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct errinfo e = { 0 };
		struct envelope env;

		if (read_text(&env, rows[i].text, &e) != ERR_INVALID)
			fail_msg("%s was read", rows[i].why);
		if (strcmp(e.field, rows[i].field) != 0)
			fail_msg("%s: %s, %s", rows[i].why, e.field, e.says);
		assert_non_null(strstr(e.says, rows[i].field));
		assert_memory_equal(&env, &none, sizeof(env));
	}
}

static void
test_read_too_big(void **state)
{
	static const struct {
		const char *why, *before, *after;
		size_t fill;
		enum err want;
	} rows[] = {
		{ "largest body", "\"body\":{\"a\":\"", "\"}}",
		    KIND_BODY_MAX - 8, ERR_OK },
		{ "a byte more", "\"body\":{\"a\":\"", "\"}}",
		    KIND_BODY_MAX - 7, ERR_TOO_BIG },
		{ "too much besides", "\"x\":\"", "\",\"body\":{}}",
		    KIND_BODY_MAX + 65536, ERR_TOO_BIG },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf text = BUF_INIT(1 << 20);
		struct errinfo e = { 0 };
		struct envelope env;

		(void)buf_adds(&text, HEAD NUMBERS MIDDLE);
		(void)buf_adds(&text, rows[i].before);
		for (size_t n = 0; n < rows[i].fill; n++)
			(void)buf_addc(&text, 'a');
		(void)buf_adds(&text, rows[i].after);
		if (read_text(&env, buf_str(&text), &e) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, e.says);
		buf_done(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_written_form),
		cmocka_unit_test(test_signed_bytes),
		cmocka_unit_test(test_signature_covers),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_refused),
		cmocka_unit_test(test_read_too_big),
	};

	return cmocka_run_group_tests_name("wire_envelope", tests, start, NULL);
}
