/* common_lists.c - the words an organisation chooses for itself: what a setting may
 * be, how a code is read, and that an old code stays good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "lists.h"

static void
test_set(void **state)
{
	static const struct {
		const char *why, *words;
		enum err want;
		const char *then; /* the first label */
	} rows[] = {
		{ "one", "school", ERR_OK, "School" },
		{ "two words in a code", "family_support x2", ERR_OK,
		    "Family support" },
		{ "room around", "  school   health ", ERR_OK, "School" },
		{ "none", "", ERR_INVALID, "School" },
		{ "room alone", "   ", ERR_INVALID, "School" },
		{ "twice", "a b a", ERR_INVALID, "School" },
		{ "a capital", "School", ERR_INVALID, "School" },
		{ "a figure first", "2nd", ERR_INVALID, "School" },
		{ "a comma", "a,b", ERR_INVALID, "School" },
		{ "a long one", "a23456789012345678901234567890123456789012",
		    ERR_INVALID, "School" },
		{ "a control", "a\tb", ERR_INVALID, "School" },
		{ "too many",
		    "a b c d e f g h i j k l m n o p q r s t u v w x y z a1 a2 "
		    "a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4 b5 b6",
		    ERR_INVALID, "School" },
	};
	struct errinfo e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct choice *c;
		enum err err;

		assert_int_equal(list_set(LIST_PURPOSES, "school", &e), ERR_OK);
		err = list_set(LIST_PURPOSES, rows[i].words, &e);
		c = list_choices(LIST_PURPOSES);
		if (err != rows[i].want ||
		    strcmp(c[0].label, rows[i].then) != 0)
			fail_msg("%s: %s, %s", rows[i].why, err_name(err),
			    c[0].label);
		if (err != ERR_OK)
			assert_string_equal(e.field, "purposes");
	}
	assert_int_equal(list_set(LIST_PURPOSES, NULL, &e), ERR_OK);
}

/* Every list has words that it comes with, and they are good ones. */
static void
test_built_in(void **state)
{
	static const char *const names[] = { [LIST_PURPOSES] = "purposes",
		[LIST_INFORMATION] = "information_kinds",
		[LIST_BASES] = "lawful_bases",
		[LIST_CHANNELS] = "secure_channels",
		[LIST_NATURES] = "natures",
		[LIST_MEASURES] = "outcome_measures",
		[LIST_SCALE] = "outcome_scale" };

	(void)state;
	for (unsigned i = LIST_NONE + 1; i < LIST_COUNT; i++) {
		size_t n = 0;

		assert_string_equal(list_name(i), names[i]);
		for (const struct choice *c = list_choices(i); c->code; c++)
			n++;
		assert_true(n >= 4);
		assert_int_equal(list_set(i, list_words(i), NULL), ERR_OK);
	}
	/* Row 8 of the decision knows this one by name. */
	assert_non_null(strstr(list_words(LIST_INFORMATION), "notice"));
}

/* A code that the settings no longer have is kept, shown and ordered; what is no
 * code at all is refused. */
static void
test_old_code(void **state)
{
	static const struct {
		const char *why, *items, *want; /* want NULL: refused */
	} rows[] = {
		{ "as the list has them", "health attendance",
		    "attendance health" },
		{ "an old one goes last", "old_kind attendance",
		    "attendance old_kind" },
		{ "no code", "Old!", NULL },
		{ "markup", "attendance <b>", NULL },
	};
	struct check_ctx ctx = { .now = { 2026, 11, 20, 12, 0, true } };
	struct problems *p = calloc(1, sizeof(*p));

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record *r = record_new(&kind_agreement);
		bool is_good;

		record_set(r, "items", rows[i].items);
		record_normalise(r, &ctx.now);
		is_good = record_check(r, &ctx, p);
		if (is_good != (rows[i].want != NULL))
			fail_msg("%s: %s", rows[i].why,
			    p->count ? p->at[0].says : "good");
		if (rows[i].want)
			assert_string_equal(
			    record_text(r, "items"), rows[i].want);
		record_free(r);
	}
	free(p);
}

static void
test_shown(void **state)
{
	struct record *r = record_new(&kind_agreement);
	struct buf b = BUF_INIT(10000);

	(void)state;
	record_set(r, "items", "attendance old_kind");
	record_to_text(r, 70, NULL, NULL, &b);
	assert_non_null(strstr(buf_str(&b), "Attendance, Old kind"));
	buf_done(&b);
	record_free(r);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_old_code),
		cmocka_unit_test(test_shown),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
