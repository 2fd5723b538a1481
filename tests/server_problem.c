/* Refusals by RFC 9457: exact bytes, one status a code, and nothing of the
 * inside of the server. */
#include "http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	enum err code;
	unsigned status;
	bool says_itself; /* the sentence goes out as it is */
} rows[] = {
	{ ERR_OK, 500, false }, /* a handler that set nothing */
	{ ERR_INVALID, 422, true },
	{ ERR_SYNTAX, 400, true },
	{ ERR_TOO_BIG, 413, true },
	{ ERR_NOT_FOUND, 404, true },
	{ ERR_DENIED, 403, true },
	{ ERR_AUTH, 401, true },
	{ ERR_CONFLICT, 409, true },
	{ ERR_STALE, 412, true },
	{ ERR_BUSY, 503, true },
	{ ERR_IO, 500, false },
	{ ERR_FULL, 507, false },
	{ ERR_CORRUPT, 500, false },
	{ ERR_CRYPTO, 500, false },
	{ ERR_NET, 502, false },
	{ ERR_CONFIG, 500, false },
	{ ERR_BUG, 500, false },
	{ ERR_COUNT, 500, false },
};

#define INSIDE "no such table in /var/lib/haven/data.db, SQLite 3.40.1"

static void
every_code(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct request rq = { .etag = 7, .no_body = true };
		struct errinfo e = { .code = rows[i].code, .says = INSIDE };
		struct errinfo broken;
		struct json *doc;

		buf_init(&rq.out, 10000);
		buf_adds(&rq.out, "{\"half\":\"an answer");
		request_problem(&rq, &e, NULL);
		assert_int_equal(http_status_of(rows[i].code), rows[i].status);
		assert_int_equal(rq.status, rows[i].status);
		assert_int_equal(rq.etag, 0);
		assert_false(rq.no_body);
		assert_int_equal(
		    json_parse(&doc, rq.out.data, rq.out.len, 10000, &broken),
		    ERR_OK);
		assert_int_equal(json_int_of(doc, "status", 0), rows[i].status);
		assert_non_null(json_text_of(doc, "title", NULL));
		if ((strstr(rq.out.data, INSIDE) != NULL) !=
		    rows[i].says_itself)
			fail_msg("%s: %s", err_name(rows[i].code), rq.out.data);
		assert_true(strlen(json_text_of(doc, "detail", "")) > 20);
		json_free(doc);
		buf_done(&rq.out);
	}
}

static void
says(struct request *rq, const char *want)
{
	assert_string_equal(buf_str(&rq->out), want);
	buf_done(&rq->out);
}

static void
exact_bytes(void **state)
{
	struct request rq = { .status = 0 };
	struct errinfo e;
	static struct problems p;

	(void)state;
	buf_init(&rq.out, 10000);
	err_set(&e, ERR_STALE, "It is at version 3 now.");
	request_problem(&rq, &e, NULL);
	says(&rq,
	    "{\"type\":\"urn:haven:problem:stale\",\"title\":\"Changed by "
	    "somebody else first\",\"status\":412,\"detail\":\"It is at "
	    "version 3 now.\"}");
	err_field(&e, ERR_INVALID, "happened", "When it happened is needed.");
	request_problem(&rq, &e, NULL);
	says(&rq,
	    "{\"type\":\"urn:haven:problem:invalid\",\"title\":\"Something in "
	    "it is not right\",\"status\":422,\"detail\":\"When it happened is "
	    "needed.\",\"errors\":[{\"field\":\"happened\",\"code\":"
	    "\"invalid\",\"detail\":\"When it happened is needed.\"}]}");
	err_set(&e, ERR_INVALID, "Two things are missing.");
	problems_add(&p, "happened", "required", "When is needed.");
	problems_add(&p, "present.0.who", "too_long", "Too long: \"x\".");
	request_problem(&rq, &e, &p);
	says(&rq,
	    "{\"type\":\"urn:haven:problem:invalid\",\"title\":\"Something in "
	    "it is not right\",\"status\":422,\"detail\":\"Two things are "
	    "missing.\",\"errors\":[{\"field\":\"happened\",\"code\":"
	    "\"required\",\"detail\":\"When is needed.\"},{\"field\":"
	    "\"present.0.who\",\"code\":\"too_long\",\"detail\":\"Too long: "
	    "\\\"x\\\".\"}]}");
	request_problem_status(&rq, 428, "no_version", "Say which.");
	says(&rq,
	    "{\"type\":\"urn:haven:problem:no_version\",\"title\":\"Needs a "
	    "version\",\"status\":428,\"detail\":\"Say which.\"}");
	assert_int_equal(rq.status, 428);
}

/* A fault names no field, even if whoever set it did. */
static void
fault_has_no_fields(void **state)
{
	struct request rq = { .status = 0 };
	struct errinfo e;

	(void)state;
	buf_init(&rq.out, 10000);
	err_field(&e, ERR_CORRUPT, "/var/lib/haven", INSIDE);
	request_problem(&rq, &e, NULL);
	assert_null(strstr(buf_str(&rq.out), "errors"));
	assert_null(strstr(buf_str(&rq.out), "/var"));
	buf_done(&rq.out);
}

/* As a result of a sync: members inside an object that is already open. */
static void
as_members(void **state)
{
	struct buf out = BUF_INIT(1000);
	struct jw w = JW_INIT(&out);
	struct errinfo e;

	(void)state;
	err_set(&e, ERR_NOT_FOUND, "Not there.");
	jw_open(&w, NULL);
	jw_text(&w, "write", "w");
	problem_members(&w, 404, &e, NULL);
	jw_close(&w);
	assert_string_equal(buf_str(&out),
	    "{\"write\":\"w\",\"type\":\"urn:haven:problem:not_found\","
	    "\"title\":\"Not there\",\"status\":404,\"detail\":\"Not "
	    "there.\"}");
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code),
		cmocka_unit_test(exact_bytes),
		cmocka_unit_test(fault_has_no_fields),
		cmocka_unit_test(as_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
