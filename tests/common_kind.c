/* common_kind.c - proves the tables of kinds: that the real ones hold together,
 * and that each wrong row is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sample_kind.h"

static const struct choice twice[] = {
	{ "a", "A" },
	{ "a", "B" },
	{ 0 },
};
static const struct choice bare[] = { { "a", "" }, { 0 } };
static const struct choice spaced[] = { { "a b", "A" }, { 0 } };
static const struct choice none[] = { { 0 } };

#define FIELD .key = "a", .label = "A", .help = "h", .policy = "R1"

/* A kind of one field; the row says what is wrong with it. */
static const struct {
	const char *why;
	struct field f;
	const char *says;
} field_rows[] = {
	{ "right", { FIELD, .type = FT_LINE }, NULL },
	{ "right number", { FIELD, .type = FT_NUMBER, .min = -1 }, NULL },
	{ "right choice", { FIELD, .type = FT_SET, .choices = sample_choices },
	    NULL },
	{ "right reference", { FIELD, .type = FT_REF, .ref = "staff" }, NULL },
	{ "right list", { FIELD, .type = FT_LIST, .of = &sample_box }, NULL },
	{ "no key", { .label = "A", .help = "h", .policy = "R1" }, "key" },
	{ "a key with a capital",
	    { .key = "aB", .label = "A", .help = "h", .policy = "R1" }, "key" },
	{ "a key with a dot",
	    { .key = "a.b", .label = "A", .help = "h", .policy = "R1" },
	    "key" },
	{ "a key that begins with a figure",
	    { .key = "1a", .label = "A", .help = "h", .policy = "R1" }, "key" },
	{ "no label", { .key = "a", .help = "h", .policy = "R1" }, "label" },
	{ "no help", { .key = "a", .label = "A", .policy = "R1" }, "help" },
	{ "no policy", { .key = "a", .label = "A", .help = "h" }, "policy" },
	{ "no type", { FIELD, .type = FT_COUNT }, "type" },
	{ "no section", { FIELD, .type = FT_LINE, .section = 1 }, "section" },
	{ "no choices", { FIELD, .type = FT_CHOICE }, "no choices" },
	{ "empty choices", { FIELD, .type = FT_SET, .choices = none },
	    "no choices" },
	{ "choices of a line",
	    { FIELD, .type = FT_LINE, .choices = sample_choices }, "cannot" },
	{ "one code twice", { FIELD, .type = FT_CHOICE, .choices = twice },
	    "twice" },
	{ "no label of a choice", { FIELD, .type = FT_CHOICE, .choices = bare },
	    "label" },
	{ "a code with a space", { FIELD, .type = FT_SET, .choices = spaced },
	    "code" },
	{ "a list of nothing", { FIELD, .type = FT_LIST }, "items" },
	{ "items of a line", { FIELD, .type = FT_LINE, .of = &sample_box },
	    "items" },
	{ "a list of a whole kind", { FIELD, .type = FT_LIST, .of = &sample },
	    "no item" },
	{ "a reference to nothing", { FIELD, .type = FT_REF }, "reference" },
	{ "a reference of a line", { FIELD, .type = FT_LINE, .ref = "staff" },
	    "reference" },
	{ "a reference to an unknown kind",
	    { FIELD, .type = FT_REF, .ref = "nothing" }, "not there" },
	{ "min over max", { FIELD, .type = FT_NUMBER, .min = 5, .max = 4 },
	    "min" },
	{ "min of a line", { FIELD, .type = FT_LINE, .min = 1 }, "min" },
	{ "a line larger than a body",
	    { FIELD, .type = FT_LINE, .max = KIND_BODY_MAX + 1 }, "limit" },
	{ "a line that is past", { FIELD, .type = FT_LINE, .flags = FF_PAST },
	    "past" },
	{ "past and ahead",
	    { FIELD, .type = FT_DATE, .flags = FF_PAST | FF_AHEAD }, "both" },
	{ "exact and fact",
	    { FIELD, .type = FT_TEXT, .flags = FF_EXACT | FF_FACT }, "both" },
	{ "a date of fact", { FIELD, .type = FT_DATE, .flags = FF_FACT },
	    "no text" },
};

static struct kind
kind_of(const struct field *f, size_t count)
{
	return (struct kind){ .name = "test",
		.title = "Test",
		.plural = "Tests",
		.help = "h",
		.policy = "R1",
		.version = 1,
		.fields = f,
		.field_count = count };
}

static void
expect(const struct kind *k, const char *why, const char *says)
{
	struct errinfo e = { 0 };
	enum err err = kind_selfcheck_one(k, &e);

	if (says == NULL && err != ERR_OK)
		fail_msg("%s: %s", why, e.says);
	if (says != NULL && (err != ERR_BUG || strstr(e.says, says) == NULL))
		fail_msg("%s: \"%s\" lacks \"%s\"", why, e.says, says);
}

static void
test_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(field_rows) / sizeof(field_rows[0]);
	     i++) {
		struct kind k = kind_of(&field_rows[i].f, 1);

		expect(&k, field_rows[i].why, field_rows[i].says);
	}
}

static void
test_kinds(void **state)
{
	const struct field f = { FIELD, .type = FT_LINE };
	const struct field both[2] = { f, f };
	const struct kind good = kind_of(&f, 1);
	struct kind k = good;

	(void)state;
	expect(&sample, "the sample", NULL);
	k = kind_of(both, 2);
	expect(&k, "a field twice", "twice");
#define WRONG(member, value, says)         \
	do {                               \
		k = good;                  \
		k.member = (value);        \
		expect(&k, #member, says); \
	} while (0)
	WRONG(name, NULL, "name");
	WRONG(name, "Concern", "name");
	WRONG(name, "a/b", "name");
	WRONG(title, "", "title");
	WRONG(plural, NULL, "plural");
	WRONG(help, NULL, "help");
	WRONG(policy, NULL, "policy");
	WRONG(version, 0, "version");
	WRONG(field_count, 0, "fields");
	WRONG(field_count, KIND_FIELDS_MAX + 1, "fields");
	WRONG(flags, KF_ITEM | KF_ON_FILE, "item");
	WRONG(flags, KF_SIGNED | KF_FINAL, "signed");
	WRONG(date_key, "a", "date_key");
	WRONG(date_key, "b", "date_key");
	WRONG(label_key, "b", "label_key");
	WRONG(parent_key, "a", "parent_key");
	WRONG(staff_key, "a", "staff_key");
#undef WRONG
}

/* R7 is kept by the member "staff" of the items that staff_key names. */
static void
test_staff_key(void **state)
{
	const struct field list = { FIELD, .type = FT_LIST, .of = &sample_box };
	struct kind k = kind_of(&list, 1);

	(void)state;
	k.staff_key = "a";
	expect(&k, "a list without staff", "R7");
}

static void
test_depth(void **state)
{
	static const struct field deep[] = { { FIELD, .type = FT_LIST,
	    .of = &sample_box } };
	static struct kind item;
	const struct field list = { FIELD, .type = FT_LIST, .of = &item };
	struct kind k;

	(void)state;
	item = kind_of(deep, 1);
	item.flags = KF_ITEM;
	k = kind_of(&list, 1);
	expect(&k, "lists in lists in lists", "too deep");
}

static void
test_find(void **state)
{
	(void)state;
	assert_non_null(kind_find("concern"));
	assert_string_equal(kind_find("concern")->name, "concern");
	assert_null(kind_find("Concern"));
	assert_null(kind_find(""));
	assert_null(kind_find(NULL));
	assert_null(kind_find("present")); /* an item is no kind of its own */
	assert_ptr_equal(kind_field(&sample, "day"), &sample_fields[2]);
	assert_null(kind_field(&sample, "Day"));
	assert_null(kind_field(&sample, ""));
	assert_null(kind_field(&sample, NULL));
}

static void
test_real(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	if (kind_selfcheck(&e) != ERR_OK)
		fail_msg("%s", e.says);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_staff_key),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
