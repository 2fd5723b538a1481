/* common_head.c - the head of a chain for paper: what is written down is read back,
 * and a slip of the pen is noticed (promise 7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "head.h"

static uint8_t head[SEAL_HASH];

static int
start_up(void **state)
{
	(void)state;
	assert_int_equal(seal_start(NULL), ERR_OK);
	for (size_t i = 0; i < sizeof(head); i++)
		head[i] = (uint8_t)(i * 37 + 11);
	return 0;
}

static void
test_back_again(void **state)
{
	static const int64_t rows[] = { 0, 1, 4523, INT64_C(99999999999999) };
	uint8_t first[SEAL_HASH], other[SEAL_HASH];
	char text[HEAD_MAX];
	int64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		head_print(text, rows[i], head);
		assert_true(head_read(&n, first, text));
		assert_int_equal(n, rows[i]);
		assert_true(head_is(first, head));
	}
	/* The last bit that stands on the paper, and the first that does not. */
	memcpy(other, head, sizeof(other));
	other[(HEAD_BITS - 1) / 8] ^= (uint8_t)(0x80 >> (HEAD_BITS - 1) % 8);
	assert_false(head_is(first, other));
	memcpy(other, head, sizeof(other));
	other[HEAD_BITS / 8] ^= (uint8_t)(0x80 >> HEAD_BITS % 8);
	assert_true(head_is(first, other));
}

/* As somebody types it from paper. */
static void
test_typed(void **state)
{
	uint8_t first[SEAL_HASH];
	char text[HEAD_MAX], typed[2 * HEAD_MAX];
	int64_t n;
	size_t at = 0;

	(void)state;
	head_print(text, 4523, head);
	for (size_t i = 0; text[i] != '\0'; i++) {
		char c = (char)tolower((unsigned char)text[i]);

		if (i > 5 && c == '0')
			c = 'o';
		if (i > 5 && c == '1')
			c = 'l';
		typed[at++] = c == '-' ? ' ' : c;
	}
	typed[at++] = '\n';
	typed[at] = '\0';
	assert_true(head_read(&n, first, typed));
	assert_true(head_is(first, head));
}

/* Each character, each time another: nothing passes. */
static void
test_slips(void **state)
{
	static const char *const rows[] = { "", "4523", "4523-", "-", "x",
		"4523-AAAA-BBBB", "99999999999999999-AAAA",
		"AAAA-AAAA-AAAA-AAAA-AAAA-AAAA" };
	uint8_t first[SEAL_HASH];
	char text[HEAD_MAX], longer[HEAD_MAX + 2];
	size_t passed = 0, tried = 0;
	int64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (head_read(&n, first, rows[i]))
			fail_msg("taken: %s", rows[i]);
	head_print(text, 4523, head);
	snprintf(longer, sizeof(longer), "%s0", text);
	assert_false(head_read(&n, first, longer));
	text[strlen(text) - 1] = '\0';
	assert_false(head_read(&n, first, text));
	head_print(text, 4523, head);
	for (size_t i = 0; text[i] != '\0'; i++) {
		char was = text[i];

		if (was == '-')
			continue;
		for (const char *c = "023456789ABCDEFGHJKMNPQRSTVWXYZ"; *c;
		     c++) {
			if (*c == was || (i < 4 && !isdigit((unsigned char)*c)))
				continue;
			text[i] = *c;
			tried++;
			passed += head_read(&n, first, text);
		}
		text[i] = was;
	}
	/* One in 1,024 by chance, with ten bits. */
	assert_true(tried > 600);
	assert_true(passed <= 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_back_again),
		cmocka_unit_test(test_typed),
		cmocka_unit_test(test_slips),
	};

	return cmocka_run_group_tests_name(
	    "common_head", tests, start_up, NULL);
}
