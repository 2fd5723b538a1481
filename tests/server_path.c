/* Paths and queries against a table of routes: what fits, and all that comes
 * close and does not. */
#include "path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FILE_ID "0190a0b0-0000-7000-8000-000000000001"
#define OTHER_ID "0190a0b0-0000-7000-8000-000000000002"

static const struct route table[] = {
	{ .method = METHOD_GET, .path = "/v1/me", .name = "me" },
	{ .method = METHOD_POST, .path = "/v1/sync", .name = "sync" },
	{ .method = METHOD_GET, .path = "/v1/files/{file}", .name = "file" },
	{ .method = METHOD_PUT,
	    .path = "/v1/files/{file}/{kind}/{id}",
	    .name = "put" },
	{ .method = METHOD_GET,
	    .path = "/v1/files/{file}/{kind}/{id}",
	    .name = "get" },
	{ .method = METHOD_GET, .path = "/v1/{kind}/{id}", .name = "get_org" },
	{ .path = NULL },
};

static const struct {
	const char *why, *path;
	const char *name; /* of the row for a GET; NULL: none */
	unsigned allowed; /* when there is none */
} paths[] = {
	{ "a plain one", "/v1/me", "me", 0 },
	{ "a file", "/v1/files/" FILE_ID, "file", 0 },
	{ "capitals in an id", "/v1/files/0190A0B0-0000-7000-8000-00000000000A",
	    "file", 0 },
	{ "a record", "/v1/files/" FILE_ID "/concern/" OTHER_ID, "get", 0 },
	{ "of the organisation", "/v1/staff/" FILE_ID, "get_org", 0 },
	{ "another method", "/v1/sync", NULL, 1u << METHOD_POST },

	{ "nothing", "", NULL, 0 },
	{ "a slash", "/", NULL, 0 },
	{ "a slash too many at the end", "/v1/me/", NULL, 0 },
	{ "a slash too many inside", "/v1//me", NULL, 0 },
	{ "more than a row", "/v1/me/x", NULL, 0 },
	{ "less than a row", "/v1", NULL, 0 },
	{ "the beginning of a word", "/v1/m", NULL, 0 },
	{ "capitals", "/v1/ME", NULL, 0 },
	{ "dots", "/v1/../v1/me", NULL, 0 },
	{ "no id", "/v1/files/", NULL, 0 },
	{ "an id too short", "/v1/files/0190a0b0-0000-7000-8000-00000000000",
	    NULL, 0 },
	{ "an id too long", "/v1/files/" FILE_ID "0", NULL, 0 },
	{ "no id in its form",
	    "/v1/files/0190a0b000007000800000000000000100000", NULL, 0 },
	{ "an unknown kind", "/v1/files/" FILE_ID "/secret/" OTHER_ID, NULL,
	    0 },
	{ "a kind of the organisation on a file",
	    "/v1/files/" FILE_ID "/staff/" OTHER_ID, NULL, 0 },
	{ "a kind of a file without one", "/v1/concern/" OTHER_ID, NULL, 0 },
	{ "an item is no kind", "/v1/files/" FILE_ID "/present/" OTHER_ID, NULL,
	    0 },
	{ "a kind with a long name",
	    "/v1/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/" OTHER_ID,
	    NULL, 0 },
	{ "the pattern itself", "/v1/files/{file}", NULL, 0 },
};

static void
every_path(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct path_parts parts;
		unsigned allowed;
		const struct route *r = path_match(table, METHOD_GET,
		    paths[i].path, strlen(paths[i].path), &parts, &allowed);

		if (paths[i].name ? !r || strcmp(r->name, paths[i].name) != 0
				  : r != NULL)
			fail_msg("%s: %s", paths[i].why, r ? r->name : "none");
		if (!r && allowed != paths[i].allowed)
			fail_msg("%s: methods %u", paths[i].why, allowed);
	}
}

static void
parts_of_a_path(void **state)
{
	static const char path[] =
	    "/v1/files/0190A0B0-0000-7000-8000-000000000001/concern/" OTHER_ID
	    "?version=3";
	struct path_parts parts;
	unsigned allowed;

	(void)state;
	assert_non_null(path_match(
	    table, METHOD_PUT, path, strcspn(path, "?"), &parts, &allowed));
	assert_string_equal(parts.file.s, FILE_ID);
	assert_string_equal(parts.kind->name, "concern");
	assert_string_equal(parts.id.s, OTHER_ID);
	assert_null(path_match(
	    table, METHOD_POST, path, strcspn(path, "?"), &parts, &allowed));
	assert_int_equal(allowed, 1u << METHOD_GET | 1u << METHOD_PUT);
	assert_null(parts.kind);
}

static const struct {
	const char *query;
	const char *since; /* NULL: refused */
} queries[] = {
	{ "", "-" },
	{ "since=12", "12" },
	{ "since=12&limit=5", "12" },
	{ "limit=5&since=a-b_c.~", "a-b_c.~" },
	{ "since=", NULL },
	{ "since", NULL },
	{ "=1", NULL },
	{ "since=1&since=2", NULL },
	{ "since=1&", NULL },
	{ "&since=1", NULL },
	{ "since=1&&limit=2", NULL },
	{ "name=Ada", NULL },
	{ "Since=1", NULL },
	{ "sinc=1", NULL },
	{ "since=1=2", NULL },
	{ "since=1/2", NULL },
	{ "since=1%20", NULL },
	{ "since="
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "a",
	    NULL },
};

static void
every_query(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		struct path_query q;
		struct errinfo e;
		enum err code = path_query_read(&q, queries[i].query, &e);
		const char *since = path_query_get(&q, "since");

		if ((code == ERR_OK) != (queries[i].since != NULL))
			fail_msg("%s: %d", queries[i].query, (int)code);
		if (code == ERR_OK)
			assert_string_equal(
			    since ? since : "-", queries[i].since);
		else
			assert_non_null(strstr(e.says, "Parameter "));
	}
}

static void
methods(void **state)
{
	(void)state;
	assert_int_equal(path_method("GET"), METHOD_GET);
	assert_int_equal(path_method("POST"), METHOD_POST);
	assert_int_equal(path_method("PUT"), METHOD_PUT);
	assert_int_equal(path_method("get"), METHOD_COUNT);
	assert_int_equal(path_method("DELETE"), METHOD_COUNT);
	assert_int_equal(path_method(""), METHOD_COUNT);
	assert_string_equal(path_method_name(METHOD_PUT), "PUT");
	assert_string_equal(path_method_name(METHOD_COUNT), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_path),
		cmocka_unit_test(parts_of_a_path),
		cmocka_unit_test(every_query),
		cmocka_unit_test(methods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
