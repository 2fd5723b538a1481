/* tui_store_kinds.c - proves that a list of one kind is whole, whatever was read
 * before, and that what it does not want is not unsealed twice. */
#include "tui_desk.h"

#include <sqlite3.h>

#include "kinds.h"
#include "store_in.h"

#define MANY 5000

static void
test_table(void **state)
{
	static struct id ids[MANY];
	struct store_kinds k = { 0 };
	struct id none = { "" }, other = id_new();

	(void)state;
	assert_null(store_kinds_find(&k, &other));
	for (size_t i = 0; i < MANY; i++) {
		ids[i] = id_new();
		store_kinds_learn(
		    &k, &ids[i], i % 3 ? &kind_contact : &kind_concern);
		store_kinds_learn(
		    &k, &ids[i], i % 3 ? &kind_contact : &kind_concern);
	}
	assert_int_equal(k.count, MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_ptr_equal(store_kinds_find(&k, &ids[i]),
		    i % 3 ? &kind_contact : &kind_concern);
	assert_null(store_kinds_find(&k, &other));
	/* Of a later haven; and what is no record. */
	store_kinds_learn(&k, &other, kind_find("phase_of_the_moon"));
	store_kinds_learn(&k, &none, &kind_contact);
	assert_null(store_kinds_find(&k, &other));
	assert_null(store_kinds_find(&k, &none));
	assert_int_equal(k.count, MANY);
	store_kinds_forget(&k);
	assert_null(store_kinds_find(&k, &ids[0]));
}

/* ---- the store ---- */

enum { CONCERN, CONTACT, MOON, RECORDS };

static const char *const names[RECORDS] = { "concern", "contact",
	"phase_of_the_moon" };
static const struct kind *const concerns[] = { &kind_concern, NULL };
static const struct kind *const contacts[] = { &kind_contact, NULL };
static const struct kind *const both[] = { &kind_contact, &kind_concern, NULL };
static const struct kind *const neither[] = { &kind_adult, NULL };
static struct id ids[RECORDS], file;

static void
put(struct desk *d, int which, int64_t version)
{
	struct buf body = BUF_INIT(4096);
	struct envelope env =
	    desk_envelope(&body, &ids[which], &file, version, "x");

	snprintf(env.kind, sizeof(env.kind), "%s", names[which]);
	assert_int_equal(store_record_put(d->st, &env, NULL), ERR_OK);
	buf_done(&body);
}

struct seen {
	size_t count;
	int64_t versions;
};

static bool
see(void *arg, const struct envelope *env, const char *text, size_t len)
{
	struct seen *seen = arg;

	(void)text;
	(void)len;
	seen->count++;
	seen->versions += env->version;
	return true;
}

static size_t
count(struct desk *d, const struct kind *const *of, int64_t versions)
{
	struct seen seen = { 0 };

	assert_int_equal(
	    store_record_each_of(d->st, &file, of, see, &seen, NULL), ERR_OK);
	assert_int_equal(seen.versions, versions);
	return seen.count;
}

static void
start(struct desk *d)
{
	desk_start(d);
	desk_create(d);
	file = id_new();
	for (int i = 0; i < RECORDS; i++) {
		ids[i] = id_new();
		put(d, i, 1);
	}
}

static void
test_each_of(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(count(&d, concerns, 1), 1);
		assert_int_equal(count(&d, contacts, 1), 1);
		assert_int_equal(count(&d, both, 2), 2);
		assert_int_equal(count(&d, neither, 0), 0);
	}
	/* The newest of what changed, and what is new. */
	put(&d, CONCERN, 2);
	ids[CONTACT] = id_new();
	put(&d, CONTACT, 1);
	assert_int_equal(count(&d, concerns, 2), 1);
	assert_int_equal(count(&d, contacts, 2), 2);
	assert_int_equal(count(&d, both, 4), 3);
	desk_reopen(&d);
	assert_int_equal(count(&d, both, 4), 3);
	desk_end(&d);
}

/* Damaged, what is not wanted is met once: and what is wanted always. */
static void
test_unsealed_once(void **state)
{
	struct seen seen = { 0 };
	struct desk d;
	char sql[200];

	(void)state;
	start(&d);
	assert_int_equal(count(&d, concerns, 1), 1);
	snprintf(sql, sizeof(sql),
	    "UPDATE record SET sealed=x'00' WHERE id='%s'", ids[CONTACT].s);
	assert_int_equal(
	    sqlite3_exec(d.st->h, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(count(&d, concerns, 1), 1);
	assert_int_equal(
	    store_record_each_of(d.st, &file, both, see, &seen, NULL),
	    ERR_CORRUPT);
	assert_int_equal(seen.count, 1);
	store_kinds_forget(&d.st->kinds);
	assert_int_equal(
	    store_record_each_of(d.st, &file, concerns, see, &seen, NULL),
	    ERR_CORRUPT);
	assert_int_equal(seen.count, 2);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_each_of),
		cmocka_unit_test(test_unsealed_once),
	};

	if (seal_start(NULL) != ERR_OK)
		return 1;
	return cmocka_run_group_tests_name(
	    "tui_store_kinds", tests, NULL, NULL);
}
