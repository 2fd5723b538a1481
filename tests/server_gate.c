/* The framing gate: a good head passes; every rule has a row that breaks it
 * alone, and rows that come close and pass. */
#include "gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define L40 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L200 L40 L40 L40 L40 L40
#define L1000 L200 L200 L200 L200 L200

/* Headers stand in one text, each "Name: value" and a newline; "\1" stands for
 * a control byte. */
static const struct {
	const char *why;
	const char *method, *target, *version;
	const char *headers;
	long
	    more_bytes; /* beside what the head should have; 1: length unknown */
	const char *rule; /* NULL: passes */
} rows[] = {
	{ "a plain GET", "GET", "/v1/me", "HTTP/1.1", "Host: a\n", 0, NULL },
	{ "a plain PUT", "PUT", "/v1/staff/x", "HTTP/1.1",
	    "Host: localhost:8743\nContent-Length: 12\nContent-Type: "
	    "application/json\nAuthorization: Bearer x\n",
	    0, NULL },
	{ "a query", "GET", "/v1/changes?since=1&limit=2", "HTTP/1.1",
	    "Host: [::1]:8743\n", 0, NULL },
	{ "no network", "GET", "/v1/me", "HTTP/1.1", "Host: a\n", 1, NULL },
	{ "an unknown method is for the routes", "BREW", "/v1/me", "HTTP/1.1",
	    "Host: a\n", 0, NULL },
	{ "an empty value", "GET", "/", "HTTP/1.1", "Host: a\nX-A: \n", 0,
	    NULL },
	{ "a GET without a length", "GET", "/", "HTTP/1.1", "Host: a\n", 0,
	    NULL },
	{ "ten digits", "PUT", "/", "HTTP/1.1",
	    "Host: a\nContent-Length: 9999999999\n", 0, NULL },
	{ "headers that haven does not read may repeat", "GET", "/", "HTTP/1.1",
	    "Host: a\nX: 1\nX: 2\n", 0, NULL },

	{ "HTTP/1.0", "GET", "/", "HTTP/1.0", "Host: a\n", 0, "version" },
	{ "HTTP/1.2", "GET", "/", "HTTP/1.2", "Host: a\n", 0, "version" },
	{ "small letters", "GET", "/", "http/1.1", "Host: a\n", 0, "version" },
	{ "HTTP/11.1", "GET", "/", "HTTP/11.1", "Host: a\n", 0, "version" },
	{ "no version", "GET", "/", "", "Host: a\n", 0, "version" },

	{ "no method", "", "/", "HTTP/1.1", "Host: a\n", 0, "method" },
	{ "a method with a colon", "GE:T", "/", "HTTP/1.1", "Host: a\n", 0,
	    "method" },
	{ "a method beyond ASCII", "G\xc3\x89T", "/", "HTTP/1.1", "Host: a\n",
	    0, "method" },
	{ "a long method", L40, "/", "HTTP/1.1", "Host: a\n", 0, "method" },

	{ "2 KiB and a byte", "GET", "/" L1000 L1000 L40 "aaaaaaaa", "HTTP/1.1",
	    "Host: a\n", 0, "target_long" },
	{ "2 KiB", "GET", "/" L1000 L1000 L40 "aaaaaaa", "HTTP/1.1",
	    "Host: a\n", 0, NULL },

	{ "no slash", "GET", "v1/me", "HTTP/1.1", "Host: a\n", 0, "target" },
	{ "a star", "OPTIONS", "*", "HTTP/1.1", "Host: a\n", 0, "target" },
	{ "a whole address", "GET", "http://a/v1/me", "HTTP/1.1", "Host: a\n",
	    0, "target" },
	{ "two slashes", "GET", "//evil/v1", "HTTP/1.1", "Host: a\n", 0,
	    "target" },
	{ "an escape", "GET", "/v1%2fme", "HTTP/1.1", "Host: a\n", 0,
	    "target" },
	{ "a NUL, escaped", "GET", "/v1/me%00", "HTTP/1.1", "Host: a\n", 0,
	    "target" },
	{ "a space", "GET", "/v1 /me", "HTTP/1.1", "Host: a\n", 0, "target" },
	{ "a fragment", "GET", "/v1#me", "HTTP/1.1", "Host: a\n", 0, "target" },
	{ "a backslash", "GET", "/v1\\me", "HTTP/1.1", "Host: a\n", 0,
	    "target" },
	{ "a control byte", "GET", "/v1\1", "HTTP/1.1", "Host: a\n", 0,
	    "target" },
	{ "nothing", "GET", "", "HTTP/1.1", "Host: a\n", 0, "target" },

	{ "a space in a name", "GET", "/", "HTTP/1.1", "Host: a\nX Y: b\n", 0,
	    "name" },
	{ "a space before the colon", "GET", "/", "HTTP/1.1",
	    "Host: a\nContent-Length : 1\n", 0, "name" },
	{ "an empty name", "GET", "/", "HTTP/1.1", "Host: a\n: b\n", 0,
	    "name" },
	{ "brackets in a name", "GET", "/", "HTTP/1.1", "Host: a\nX[]: b\n", 0,
	    "name" },
	{ "a name beyond ASCII", "GET", "/", "HTTP/1.1",
	    "Host: a\n\xc3\x89: b\n", 0, "name" },

	{ "a control byte", "GET", "/", "HTTP/1.1", "Host: a\nX: b\1c\n", 0,
	    "value" },
	{ "a carriage return", "GET", "/", "HTTP/1.1", "Host: a\nX: b\rc\n", 0,
	    "value" },
	{ "a tab", "GET", "/", "HTTP/1.1", "Host: a\nX: b\tc\n", 0, "value" },
	{ "DEL", "GET", "/", "HTTP/1.1", "Host: a\nX: \x7f\n", 0, "value" },
	{ "a value beyond ASCII", "GET", "/", "HTTP/1.1",
	    "Host: a\nX: \xc3\x89\n", 0, "value" },

	{ "a byte that was not shown", "GET", "/", "HTTP/1.1", "Host: a\n", 2,
	    "hidden" },
	{ "bare line feeds", "GET", "/", "HTTP/1.1", "Host: a\n", -3,
	    "hidden" },

	{ "chunked", "POST", "/", "HTTP/1.1",
	    "Host: a\nTransfer-Encoding: chunked\n", 0, "transfer_encoding" },
	{ "both framings", "POST", "/", "HTTP/1.1",
	    "Host: a\nContent-Length: 5\ntransfer-encoding: chunked\n", 0,
	    "transfer_encoding" },
	{ "an identity coding", "GET", "/", "HTTP/1.1",
	    "Host: a\nTransfer-Encoding: identity\n", 0, "transfer_encoding" },

	{ "no Host", "GET", "/", "HTTP/1.1", "X: a\n", 0, "host_once" },
	{ "two Hosts", "GET", "/", "HTTP/1.1", "Host: a\nHost: b\n", 0,
	    "host_once" },
	{ "the same Host twice", "GET", "/", "HTTP/1.1", "Host: a\nhost: a\n",
	    0, "host_once" },

	{ "an empty Host", "GET", "/", "HTTP/1.1", "Host: \n", 0, "host" },
	{ "a Host with a path", "GET", "/", "HTTP/1.1", "Host: a/b\n", 0,
	    "host" },
	{ "a Host with a user", "GET", "/", "HTTP/1.1", "Host: a@b\n", 0,
	    "host" },
	{ "two Hosts in one", "GET", "/", "HTTP/1.1", "Host: a, b\n", 0,
	    "host" },
	{ "a long Host", "GET", "/", "HTTP/1.1", "Host: " L200 L40 L40 "\n", 0,
	    "host" },

	{ "two lengths", "POST", "/", "HTTP/1.1",
	    "Host: a\nContent-Length: 5\nContent-Length: 6\n", 0, "repeated" },
	{ "the same length twice", "POST", "/", "HTTP/1.1",
	    "Host: a\nContent-Length: 5\ncontent-length: 5\n", 0, "repeated" },
	{ "two tokens", "GET", "/", "HTTP/1.1",
	    "Host: a\nAuthorization: Bearer a\nAuthorization: Bearer b\n", 0,
	    "repeated" },
	{ "two types", "GET", "/", "HTTP/1.1",
	    "Host: a\nContent-Type: a\nContent-Type: b\n", 0, "repeated" },
	{ "two write ids", "GET", "/", "HTTP/1.1",
	    "Host: a\nWrite-Id: a\nWrite-Id: b\n", 0, "repeated" },
	{ "two versions", "GET", "/", "HTTP/1.1",
	    "Host: a\nIf-Match: \"1\"\nIf-Match: \"2\"\n", 0, "repeated" },

	{ "eleven digits", "POST", "/", "HTTP/1.1",
	    "Host: a\nContent-Length: 00000000005\n", 0, "length" },
	{ "no digit", "POST", "/", "HTTP/1.1", "Host: a\nContent-Length: \n", 0,
	    "length" },
	{ "a sign", "POST", "/", "HTTP/1.1", "Host: a\nContent-Length: +5\n", 0,
	    "length" },
	{ "hex", "POST", "/", "HTTP/1.1", "Host: a\nContent-Length: 0x5\n", 0,
	    "length" },
	{ "a list", "POST", "/", "HTTP/1.1", "Host: a\nContent-Length: 5, 5\n",
	    0, "length" },
	{ "less than nothing", "GET", "/", "HTTP/1.1",
	    "Host: a\nContent-Length: -1\n", 0, "length" },

	{ "a POST without a length", "POST", "/", "HTTP/1.1", "Host: a\n", 0,
	    "length_missing" },
	{ "a PUT without a length", "PUT", "/", "HTTP/1.1", "Host: a\n", 0,
	    "length_missing" },

	{ "Expect", "PUT", "/", "HTTP/1.1",
	    "Host: a\nContent-Length: 5\nExpect: 100-continue\n", 0, "expect" },
	{ "an empty Expect", "GET", "/", "HTTP/1.1", "Host: a\nExpect: \n", 0,
	    "expect" },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static size_t
read_headers(struct gate_header *out, const char *text)
{
	size_t n = 0;

	while (*text) {
		const char *end = strchr(text, '\n');
		const char *colon = strstr(text, ": ");

		out[n++] = (struct gate_header){ text, (size_t)(colon - text),
			colon + 2, (size_t)(end - colon) - 2 };
		text = end + 1;
	}
	return n;
}

/* By counting, not by the gate's own sum: every line, and the empty one. */
static size_t
section_bytes(size_t i)
{
	char head[8192];
	const char *s;
	int n = snprintf(head, sizeof(head), "%s %s %s\n%s\n", rows[i].method,
	    rows[i].target, rows[i].version, rows[i].headers);

	assert_in_range(n, 1, sizeof(head) - 1);
	for (s = head; *s; s++)
		n += *s == '\n'; /* CR LF */
	return (size_t)(n + rows[i].more_bytes);
}

static void
every_row(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ROWS; i++) {
		struct gate_header headers[GATE_HEADERS_MAX];
		struct gate_facts f = {
			.method = rows[i].method,
			.target = rows[i].target,
			.version = rows[i].version,
			.headers = headers,
			.count = read_headers(headers, rows[i].headers),
			.section_bytes =
			    rows[i].more_bytes == 1 ? 0 : section_bytes(i),
		};
		const struct gate_rule *broken = gate_check(&f);
		const char *got = broken ? broken->name : "passes";
		const char *want = rows[i].rule ? rows[i].rule : "passes";

		if (strcmp(got, want) != 0)
			fail_msg(
			    "%s: wanted %s, got %s", rows[i].why, want, got);
	}
}

static void
forty_headers(void **state)
{
	struct gate_header headers[GATE_HEADERS_MAX];
	struct gate_facts f = { "GET", "/", "HTTP/1.1", headers, 40, 0 };
	size_t i;

	(void)state;
	for (i = 0; i < GATE_HEADERS_MAX; i++)
		headers[i] = (struct gate_header){ "X", 1, "y", 1 };
	headers[39] = (struct gate_header){ "Host", 4, "a", 1 };
	assert_null(gate_check(&f));
	f.count = 41; /* the array still holds 40 */
	assert_string_equal(gate_check(&f)->name, "headers");
	assert_int_equal(gate_check(&f)->status, 431);
}

/* A value is bytes: a NUL in it does not end it. */
static void
nul_in_value(void **state)
{
	struct gate_header headers[] = { { "Host", 4, "a", 1 },
		{ "X", 1, "b\0c", 3 } };
	struct gate_facts f = { "GET", "/", "HTTP/1.1", headers, 2, 0 };

	(void)state;
	assert_string_equal(gate_check(&f)->name, "value");
	headers[1] = (struct gate_header){ "X\0Y", 3, "b", 1 };
	assert_string_equal(gate_check(&f)->name, "name");
}

static void
every_rule_is_broken_once(void **state)
{
	const struct gate_rule *r;
	size_t i;

	(void)state;
	for (r = gate_rules; r->name; r++) {
		bool found = strcmp(r->name, "headers") == 0; /* above */

		for (i = 0; i < ROWS; i++)
			found = found || (rows[i].rule && strcmp(rows[i].rule,
							      r->name) == 0);
		if (!found)
			fail_msg("no row breaks %s", r->name);
		assert_true(r->status >= 400);
		assert_true(strlen(r->says) > 10);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
		cmocka_unit_test(forty_headers),
		cmocka_unit_test(nul_in_value),
		cmocka_unit_test(every_rule_is_broken_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
