/* common_wire.c - proves the packing and the codes of wire.h; envelopes are in
 * common_wire_envelope.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zstd.h>

#include "mem.h"
#include "wire.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int
start(void **state)
{
	(void)state;
	return seal_start(NULL) == ERR_OK ? 0 : -1;
}

static void
test_pack(void **state)
{
	static const size_t sizes[] = { 0, 1, 100, 65536, WIRE_SYNC_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buf packed = BUF_INIT(WIRE_PACKED_MAX + 10);
		struct buf back = BUF_INIT(WIRE_SYNC_MAX + 10);
		struct errinfo e = { 0 };
		char *text = calloc(1, sizes[i] + 1);

		for (size_t n = 0; n < sizes[i]; n++)
			text[n] = (char)('a' + n * n % 23);
		assert_true(buf_adds(&packed, "before"));
		assert_true(buf_adds(&back, "kept"));
		assert_int_equal(
		    wire_pack(&packed, text, sizes[i], &e), ERR_OK);
		if (sizes[i] > 1000)
			assert_true(packed.len < sizes[i] / 10);
		assert_int_equal(
		    wire_unpack(&back, packed.data + 6, packed.len - 6, &e),
		    ERR_OK);
		assert_int_equal(back.len, sizes[i] + 4);
		assert_memory_equal(back.data + 4, text, sizes[i]);
		free(text);
		buf_done(&packed);
		buf_done(&back);
	}
}

static void
test_pack_refused(void **state)
{
	struct buf out = BUF_INIT(WIRE_SYNC_MAX);
	struct errinfo e = { 0 };
	char *noise = mem_zalloc(1, WIRE_SYNC_MAX + 1);

	(void)state;
	assert_int_equal(
	    wire_pack(&out, noise, WIRE_SYNC_MAX + 1, &e), ERR_TOO_BIG);
	seal_random(noise, WIRE_PACKED_MAX);
	assert_int_equal(
	    wire_pack(&out, noise, WIRE_PACKED_MAX, &e), ERR_TOO_BIG);
	assert_non_null(strstr(e.says, "smaller pieces"));
	assert_int_equal(out.len, 0);
	buf_init(&out, 50);
	assert_int_equal(wire_pack(&out, noise, 100, &e), ERR_TOO_BIG);
	assert_int_equal(out.len, 0);
	free(noise);
}

/* Promise 12: a few bytes may not become many. */
static void
test_unpack_bomb(void **state)
{
	const size_t size = (size_t)64 << 20;
	const size_t room = 1 << 20;
	char *zeros = mem_zalloc(1, size), *packed = mem_alloc(room);
	struct buf out = BUF_INIT(2 * WIRE_SYNC_MAX);
	struct buf small = BUF_INIT(99);
	struct errinfo e = { 0 };
	ZSTD_CCtx *ctx = ZSTD_createCCtx();
	size_t n;

	(void)state;
	n = ZSTD_compress(packed, room, zeros, size, 3);
	assert_false(ZSTD_isError(n));
	assert_int_equal(wire_unpack(&out, packed, n, &e), ERR_TOO_BIG);
	n = ZSTD_compress(packed, room, zeros, WIRE_SYNC_MAX + 1, 3);
	assert_int_equal(wire_unpack(&out, packed, n, &e), ERR_TOO_BIG);
	/* The same, without saying how much it is. */
	(void)ZSTD_CCtx_setParameter(ctx, ZSTD_c_contentSizeFlag, 0);
	n = ZSTD_compress2(ctx, packed, room, zeros, WIRE_SYNC_MAX + 1);
	assert_int_equal(
	    ZSTD_getFrameContentSize(packed, n), ZSTD_CONTENTSIZE_UNKNOWN);
	assert_int_equal(wire_unpack(&out, packed, n, &e), ERR_TOO_BIG);
	assert_int_equal(out.len, 0);
	n = ZSTD_compress2(ctx, packed, room, zeros, WIRE_SYNC_MAX);
	assert_int_equal(wire_unpack(&out, packed, n, &e), ERR_OK);
	assert_int_equal(out.len, WIRE_SYNC_MAX);
	n = ZSTD_compress(packed, room, zeros, 100, 3);
	assert_int_equal(wire_unpack(&small, packed, n, &e), ERR_TOO_BIG);
	assert_int_equal(small.len, 0);
	(void)ZSTD_freeCCtx(ctx);
	buf_done(&out);
	free(zeros);
	free(packed);
}

static void
test_unpack_refused(void **state)
{
	char text[1000], *large;
	struct buf packed = BUF_INIT(10000), out = BUF_INIT(10000);
	struct errinfo e = { 0 };
	size_t one;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i * i % 23);
	assert_int_equal(wire_pack(&packed, text, sizeof(text), &e), ERR_OK);
	one = packed.len;
	for (size_t len = 0; len < one; len++)
		assert_int_equal(
		    wire_unpack(&out, packed.data, len, &e), ERR_SYNTAX);
	assert_non_null(strstr(e.says, "cannot be unpacked"));
	assert_int_equal(wire_unpack(&out, "{\"a\":1}", 7, &e), ERR_SYNTAX);
	/* Something after the frame; two frames; one to be skipped. */
	assert_true(buf_addc(&packed, 'x'));
	assert_int_equal(
	    wire_unpack(&out, packed.data, one + 1, &e), ERR_SYNTAX);
	(void)buf_splice(&packed, one, 1, NULL, 0);
	assert_int_equal(wire_pack(&packed, text, 10, &e), ERR_OK);
	assert_int_equal(
	    wire_unpack(&out, packed.data, packed.len, &e), ERR_SYNTAX);
	assert_int_equal(wire_unpack(&out,
			     "\x50\x2a\x4d\x18\x04\x00\x00\x00"
			     "abcd",
			     12, &e),
	    ERR_SYNTAX);
	assert_int_equal(out.len, 0);
	large = mem_zalloc(1, WIRE_PACKED_MAX + 1);
	assert_int_equal(
	    wire_unpack(&out, large, WIRE_PACKED_MAX + 1, &e), ERR_TOO_BIG);
	free(large);
	buf_done(&packed);
	buf_done(&out);
}

#define CODE \
	"hv1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"

static void
test_code(void **state)
{
	static const char *const same[] = { CODE, " " CODE "\n",
		("hv1-AAECAwQFBgcICQoLDA0ODxAREhMU\r\n"
		 "  FRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v") };
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET];
	uint8_t pin2[WIRE_PIN], secret2[WIRE_SECRET];
	char code[WIRE_CODE_MAX];
	struct errinfo e = { 0 };

	(void)state;
	for (int i = 0; i < WIRE_PIN; i++)
		pin[i] = (uint8_t)i;
	for (int i = 0; i < WIRE_SECRET; i++)
		secret[i] = (uint8_t)(WIRE_PIN + i);
	wire_code_print(code, pin, secret);
	assert_string_equal(code, CODE);
	for (size_t i = 0; i < COUNT(same); i++) {
		assert_int_equal(
		    wire_code_read(pin2, secret2, same[i], &e), ERR_OK);
		assert_memory_equal(pin, pin2, WIRE_PIN);
		assert_memory_equal(secret, secret2, WIRE_SECRET);
	}
}

/* For reading out: whatever is slipped in it is noticed before anything is sent. */
static void
test_code_said(void **state)
{
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET], pin2[WIRE_PIN],
	    secret2[WIRE_SECRET];
	char code[WIRE_CODE_MAX], typed[WIRE_CODE_MAX];
	struct errinfo e = { 0 };
	size_t slips = 0;

	(void)state;
	for (int round = 0; round < 20; round++) {
		seal_random(pin, sizeof(pin));
		seal_random(secret, sizeof(secret));
		wire_code_say(code, pin, secret);
		assert_int_equal(strlen(code), 4 + 80 + 19);
		assert_int_equal(strncmp(code, "hv2-", 4), 0);
		assert_null(strpbrk(code + 4, "ilou"));
		/* Capitals, hyphens for spaces, o for 0 and l for 1. */
		for (size_t i = 0; i <= strlen(code); i++) {
			char c = code[i];

			typed[i] = c == ' '            ? '-'
				   : c == '0'          ? 'O'
				   : c == '1'          ? 'l'
				   : c >= 'a' && i > 3 ? (char)(c - 32)
						       : c;
		}
		for (int way = 0; way < 2; way++) {
			assert_int_equal(wire_code_read(pin2, secret2,
					     way ? typed : code, &e),
			    ERR_OK);
			assert_memory_equal(pin, pin2, WIRE_PIN);
			assert_memory_equal(secret, secret2, WIRE_SECRET);
		}
		/* Every letter, changed to its neighbour. */
		for (size_t i = 4; code[i]; i++) {
			char was = code[i];

			if (was == ' ')
				continue;
			code[i] = was == '2' ? '3' : '2';
			slips += wire_code_read(pin2, secret2, code, &e) ==
				 ERR_INVALID;
			code[i] = was;
		}
	}
	/* A slip in 32,768 could fit; in these there is none to speak of. */
	assert_true(slips >= 20 * 80 - 2);
	code[strlen(code) - 1] = '\0';
	assert_int_equal(wire_code_read(pin2, secret2, code, &e), ERR_INVALID);
	assert_non_null(strstr(e.says, "slip"));
	assert_int_equal(
	    wire_code_read(pin2, secret2, "hv2-", &e), ERR_INVALID);
}

static void
test_code_refused(void **state)
{
	static const char *const rows[] = { "", "hv1-", "x", CODE "A",
		CODE "                    A", &CODE[1], &CODE[4],
		"hv3-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJyg"
		"pKissLS4v",
		"HV1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJyg"
		"pKissLS4v",
		"hv1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJyg"
		"pKissLS4",
		"hv1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJyg"
		"pKissLS4=",
		"hv1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJyg"
		"pKissLS4\xc3" };
	const uint8_t zero[WIRE_PIN] = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t pin[WIRE_PIN] = { 1 }, secret[WIRE_SECRET] = { 1 };
		struct errinfo e = { 0 };

		if (wire_code_read(pin, secret, rows[i], &e) != ERR_INVALID)
			fail_msg("row %zu was read", i);
		assert_non_null(strstr(e.says, "has 68 characters"));
		assert_null(strstr(e.says, "AAEC"));
		assert_memory_equal(pin, zero, WIRE_PIN);
		assert_memory_equal(secret, zero, WIRE_SECRET);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack),
		cmocka_unit_test(test_pack_refused),
		cmocka_unit_test(test_unpack_bomb),
		cmocka_unit_test(test_unpack_refused),
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_code_said),
		cmocka_unit_test(test_code_refused),
	};

	return cmocka_run_group_tests_name("wire", tests, start, NULL);
}
