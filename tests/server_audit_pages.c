/* server_audit_pages.c - what pages of the audit record say of rows that are not told
 * (R7): nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office.h"

#define BIG (4u << 20)

static struct office office;
static struct worker lead, director, senior;
static struct id file;
static struct buf out = BUF_INIT(BIG);
static struct json *answer;

static int
start(void **state)
{
	struct id front = id_new();
	char target[200];

	(void)state;
	office_start(&office);
	office_hire(&office, &lead, "lead", ROLE_LEAD);
	office_hire(&office, &director, "dir", ROLE_DIRECTOR);
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	file = id_new();
	snprintf(target, sizeof(target), "/v1/files/%s/front_sheet/%s", file.s,
	    front.s);
	assert_int_equal(
	    worker_put(&senior, target, 0, NULL,
		"{\"name\":\"Rosie Lark\",\"purpose\":\"Support\"}", &out),
	    201);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	worker_done(&lead);
	worker_done(&director);
	worker_done(&senior);
	json_free(answer);
	answer = NULL;
	office_stop(&office);
	return 0;
}

static unsigned
ask(struct worker *w, const char *body)
{
	unsigned status = worker_post(w, "/v1/audit", body, &out);

	json_free(answer);
	answer = office_json(&out);
	return status;
}

static bool
says(const char *words)
{
	return strstr(buf_str(&out), words) != NULL;
}

/* Of the senior's rows about the file by now. */
static int64_t
next_of(struct worker *w, int64_t limit, bool *more)
{
	char body[240];

	snprintf(body, sizeof(body),
	    "{\"what\":\"all\",\"file\":\"%s\",\"staff\":\"%s\","
	    "\"limit\":%lld}",
	    file.s, senior.staff.s, (long long)limit);
	assert_int_equal(ask(w, body), 200);
	*more = json_true(json_get(answer, "more"));
	return json_int_of(answer, "next", -1);
}

/* R7: nor does the number of the next page say it, nor that there is one, nor what
 * was refused of a record that was to stand beside it. */
static void
test_pages_do_not_tell(void **state)
{
	struct id account = id_new(), beside = id_new();
	char target[200], body[300];
	bool more = true;
	int64_t before, now;
	size_t refused;

	(void)state;
	before = next_of(&lead, 200, &more);
	assert_false(more);
	assert_int_equal(ask(&lead, "{\"what\":\"refused\"}"), 200);
	refused = json_count(json_get(answer, "rows"));
	snprintf(target, sizeof(target), "/v1/files/%s/first_account/%s",
	    file.s, account.s);
	snprintf(body, sizeof(body),
	    "{\"child\":\"Rosie\",\"observed\":\"x\",\"about_staff\":[{"
	    "\"staff\":\"%s\"}]}",
	    lead.staff.s);
	assert_int_equal(worker_put(&senior, target, 0, NULL, body, &out), 201);
	assert_int_equal(worker_get(&senior, target, &out), 200);
	now = next_of(&lead, 200, &more);
	assert_false(more);
	assert_int_equal(now, before);
	now = next_of(&lead, 1, &more);
	assert_false(more);
	assert_int_equal(now, before);
	assert_true(next_of(&director, 1, &more) > before);
	assert_true(more);
	/* An addendum to what is not signed. */
	snprintf(target, sizeof(target), "/v1/files/%s/addendum/%s", file.s,
	    beside.s);
	snprintf(
	    body, sizeof(body), "{\"to\":\"%s\",\"text\":\"x\"}", account.s);
	assert_true(worker_put(&senior, target, 0, NULL, body, &out) >= 400);
	assert_int_equal(ask(&director, "{\"what\":\"refused\"}"), 200);
	assert_true(says(beside.s));
	assert_int_equal(ask(&lead, "{\"what\":\"refused\"}"), 200);
	assert_false(says(beside.s));
	assert_int_equal(json_count(json_get(answer, "rows")), refused);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_pages_do_not_tell, start, stop),
	};

	return cmocka_run_group_tests_name(
	    "server_audit_pages", tests, NULL, NULL);
}
