/* common_rights.c - proves rights.h, and that the table is the reviewed one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kind.h"
#include "rights.h"

#define GOLDEN "tests/golden/rights.txt"

enum { NEITHER = 0, ASSIGNED = 1, AUTHOR = 2 };

static const struct {
	const char *why;
	enum role role;
	const char *kind;
	enum right right;
	int is; /* of NEITHER, ASSIGNED, AUTHOR */
	bool may;
} rows[] = {
	{ "need to know: assigned", ROLE_VOLUNTEER, "concern", RIGHT_READ,
	    ASSIGNED, true },
	{ "need to know: not assigned", ROLE_VOLUNTEER, "concern", RIGHT_READ,
	    NEITHER, false },
	{ "a reason is another way in", ROLE_SUPPORT_WORKER, "front_sheet",
	    RIGHT_READ, NEITHER, false },
	{ "the manager of an assigned person", ROLE_MANAGER, "concern",
	    RIGHT_READ, ASSIGNED, true },
	{ "a manager of others", ROLE_MANAGER, "concern", RIGHT_READ, NEITHER,
	    false },
	{ "seniors see every file", ROLE_SENIOR, "concern", RIGHT_READ, NEITHER,
	    true },
	{ "the director reads", ROLE_DIRECTOR, "concern", RIGHT_READ, NEITHER,
	    true },
	{ "and does not write", ROLE_DIRECTOR, "concern", RIGHT_CHANGE,
	    ASSIGNED | AUTHOR, false },
	{ "the lead does not sign", ROLE_LEAD, "concern", RIGHT_SIGN, ASSIGNED,
	    false },
	{ "R5 a senior signs", ROLE_SENIOR, "concern", RIGHT_SIGN, NEITHER,
	    true },
	{ "R5 a worker does not", ROLE_SUPPORT_WORKER, "concern", RIGHT_SIGN,
	    ASSIGNED | AUTHOR, false },
	{ "R3 a worker makes no concern", ROLE_SUPPORT_WORKER, "concern",
	    RIGHT_CREATE, ASSIGNED, false },
	{ "R3 a trustee may hand in", ROLE_TRUSTEE, "first_account",
	    RIGHT_CREATE, NEITHER, true },
	{ "R3 its writer reads it", ROLE_VOLUNTEER, "first_account", RIGHT_READ,
	    AUTHOR, true },
	{ "R3 others on the file do not", ROLE_VOLUNTEER, "first_account",
	    RIGHT_READ, ASSIGNED, false },
	{ "R3 nobody changes it", ROLE_VOLUNTEER, "first_account", RIGHT_CHANGE,
	    AUTHOR, false },
	{ "nor a senior", ROLE_SENIOR, "first_account", RIGHT_CHANGE, ASSIGNED,
	    false },
	{ "R5 the lead acknowledges", ROLE_LEAD, "acknowledged", RIGHT_CREATE,
	    NEITHER, true },
	{ "R5 a senior does not", ROLE_SENIOR, "acknowledged", RIGHT_CREATE,
	    ASSIGNED, false },
	{ "an administrator keeps accounts", ROLE_ADMIN, "staff", RIGHT_CREATE,
	    NEITHER, true },
	{ "nobody else", ROLE_DIRECTOR, "staff", RIGHT_CHANGE, AUTHOR, false },
	{ "and opens no file", ROLE_ADMIN, "front_sheet", RIGHT_READ, ASSIGNED,
	    false },
	{ "nor the list of assignments", ROLE_ADMIN, "assignment", RIGHT_READ,
	    ASSIGNED, false },
	{ "a trustee sees no file", ROLE_TRUSTEE, "adult", RIGHT_READ, ASSIGNED,
	    false },
	{ "O1 an inspector by inspection only", ROLE_INSPECTOR, "concern",
	    RIGHT_READ, ASSIGNED, false },
	{ "making is no authorship", ROLE_SUPPORT_WORKER, "adult", RIGHT_CREATE,
	    AUTHOR, false },
	{ "on an assigned file it may be made", ROLE_SUPPORT_WORKER, "adult",
	    RIGHT_CREATE, ASSIGNED, true },
	{ "their own stays theirs", ROLE_SUPPORT_WORKER, "adult", RIGHT_CHANGE,
	    AUTHOR, true },
	{ "whom it is about knows", ROLE_VOLUNTEER, "assignment", RIGHT_READ,
	    ASSIGNED, true },
	{ "a worker assigns nobody", ROLE_SUPPORT_WORKER, "assignment",
	    RIGHT_CREATE, ASSIGNED, false },
	{ "looks are not the volunteer's", ROLE_VOLUNTEER, "concern",
	    RIGHT_LOOKS, ASSIGNED | AUTHOR, false },
	{ "unknown kind", ROLE_SENIOR, "secret", RIGHT_READ, ASSIGNED, false },
	{ "no kind", ROLE_SENIOR, NULL, RIGHT_READ, ASSIGNED, false },
	{ "no role", ROLE_COUNT, "staff", RIGHT_READ, ASSIGNED, false },
	{ "no right", ROLE_SENIOR, "staff", RIGHT_COUNT, ASSIGNED, false },
};

static void
test_may(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rights_may(rows[i].role, rows[i].kind, rows[i].right,
			(rows[i].is & ASSIGNED) != 0,
			(rows[i].is & AUTHOR) != 0) != rows[i].may)
			fail_msg("row %zu: %s", i, rows[i].why);
}

/* R3: a first account is never refused, whoever hands it in. */
static void
test_first_account(void **state)
{
	(void)state;
	for (int r = 0; r < ROLE_COUNT; r++)
		assert_true(rights_may(
		    (enum role)r, "first_account", RIGHT_CREATE, false, false));
}

static void
test_codes(void **state)
{
	const struct field *f = kind_field(kind_find("staff"), "role");
	enum role role;

	(void)state;
	/* The choices of an account are the roles, one for one. */
	for (int r = 0; r < ROLE_COUNT; r++) {
		assert_string_equal(
		    f->choices[r].code, role_code((enum role)r));
		assert_string_equal(
		    f->choices[r].label, role_title((enum role)r));
		assert_true(role_parse(&role, role_code((enum role)r)));
		assert_int_equal(role, r);
	}
	assert_null(f->choices[ROLE_COUNT].code);
	assert_false(role_parse(&role, "Director"));
	assert_false(role_parse(&role, ""));
	assert_false(role_parse(&role, NULL));
	assert_string_equal(role_code(ROLE_COUNT), "");
	assert_string_equal(role_title(ROLE_COUNT), "");
	assert_string_equal(grant_code(GRANT_REASON), "reason");
	assert_string_equal(grant_code(GRANT_COUNT), "");
	assert_string_equal(right_code(RIGHT_LOOKS), "looks");
	assert_string_equal(right_code(RIGHT_COUNT), "");
}

static void
test_sees_all(void **state)
{
	(void)state;
	for (int r = 0; r < ROLE_COUNT; r++)
		assert_int_equal(rights_sees_all((enum role)r),
		    r == ROLE_SENIOR || r == ROLE_DIRECTOR || r == ROLE_LEAD);
	assert_false(rights_sees_all(ROLE_COUNT));
}

static void
test_manages(void **state)
{
	(void)state;
	for (int r = 0; r < ROLE_COUNT; r++)
		assert_int_equal(rights_manages((enum role)r),
		    r == ROLE_SENIOR || r == ROLE_MANAGER ||
			r == ROLE_DIRECTOR || r == ROLE_LEAD);
	assert_false(rights_manages(ROLE_COUNT));
}

static void
test_reason_stands_in_table(void **state)
{
	(void)state;
	assert_int_equal(rights_ask(ROLE_VOLUNTEER, "front_sheet", RIGHT_READ),
	    GRANT_REASON);
	assert_int_equal(
	    rights_ask(ROLE_MANAGER, "concern", RIGHT_READ), GRANT_REASON);
	assert_int_equal(
	    rights_ask(ROLE_ADMIN, "concern", RIGHT_READ), GRANT_NO);
}

static void
test_selfcheck(void **state)
{
	struct errinfo e;

	(void)state;
	if (rights_selfcheck(&e) != ERR_OK)
		fail_msg("%s", e.says);
}

/* GOLDEN=write makes it anew, for a person to review. */
static void
test_golden(void **state)
{
	struct buf now = BUF_INIT(100000);
	struct buf was = BUF_INIT(100000);
	const char *mode = getenv("GOLDEN");
	FILE *f;
	int c;

	(void)state;
	rights_print(&now);
	assert_false(now.failed);
	if (mode != NULL && strcmp(mode, "write") == 0) {
		f = fopen(GOLDEN, "w");
		assert_non_null(f);
		assert_int_equal(fwrite(now.data, 1, now.len, f), now.len);
		assert_int_equal(fclose(f), 0);
	}
	f = fopen(GOLDEN, "r");
	assert_non_null(f);
	while ((c = fgetc(f)) != EOF)
		assert_true(buf_addc(&was, (char)c));
	assert_int_equal(fclose(f), 0);
	assert_string_equal(buf_str(&now), buf_str(&was));
	buf_done(&now);
	buf_done(&was);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_may),
		cmocka_unit_test(test_first_account),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_sees_all),
		cmocka_unit_test(test_manages),
		cmocka_unit_test(test_reason_stands_in_table),
		cmocka_unit_test(test_selfcheck),
		cmocka_unit_test(test_golden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
