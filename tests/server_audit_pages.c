/* server_audit_pages.c - what pages of the audit record say of rows that are not told
 * (R7), and file-wide looks of the chair: nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office.h"

#define BIG (4u << 20)

static struct office office;
static struct worker lead, director, senior;
static struct id file, front;
static struct buf out = BUF_INIT(BIG);
static struct json *answer;

static int
start(void **state)
{
	char target[200];

	(void)state;
	office_start(&office);
	office_hire(&office, &lead, "lead", ROLE_LEAD);
	office_hire(&office, &director, "dir", ROLE_DIRECTOR);
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	file = id_new();
	front = id_new();
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

/* What is told of what somebody did with the file: rows, and of the page. */
static int64_t
page_of(struct worker *w, const struct worker *by, int64_t limit, size_t *rows,
    bool *more)
{
	char body[240];

	snprintf(body, sizeof(body),
	    "{\"what\":\"looks\",\"file\":\"%s\",\"staff\":\"%s\","
	    "\"limit\":%lld}",
	    file.s, by->staff.s, (long long)limit);
	assert_int_equal(ask(w, body), 200);
	*rows = json_count(json_get(answer, "rows"));
	*more = json_true(json_get(answer, "more"));
	return json_int_of(answer, "next", -1);
}

/* A first account about the Lead. */
static struct id
tell(void)
{
	struct id account = id_new();
	char target[200], body[300];

	snprintf(target, sizeof(target), "/v1/files/%s/first_account/%s",
	    file.s, account.s);
	snprintf(body, sizeof(body),
	    "{\"child\":\"Rosie\",\"observed\":\"x\",\"about_staff\":[{"
	    "\"staff\":\"%s\"}]}",
	    lead.staff.s);
	assert_int_equal(worker_put(&senior, target, 0, NULL, body, &out), 201);
	assert_int_equal(worker_get(&director, target, &out), 200);
	return account;
}

/* R7: neither the number of the next page says that there was a look, nor that there
 * is a next one. */
static void
test_r7_pages(void **state)
{
	size_t rows;
	bool more;
	int64_t n;
	char target[200];

	(void)state;
	assert_int_equal(page_of(&lead, &director, 200, &rows, &more), 0);
	tell();
	assert_int_equal(page_of(&lead, &director, 200, &rows, &more), 0);
	assert_int_equal(rows, 0);
	assert_false(more);
	assert_true(page_of(&director, &director, 200, &rows, &more) > 0);
	assert_true(rows > 0);
	/* A look that is told, after the one that is not. */
	snprintf(target, sizeof(target), "/v1/files/%s/front_sheet/%s", file.s,
	    front.s);
	assert_int_equal(worker_get(&director, target, &out), 200);
	n = page_of(&lead, &director, 200, &rows, &more);
	assert_int_equal(rows, 1);
	assert_int_equal(
	    json_int_of(json_first(json_get(answer, "rows")), "n", 0), n);
	assert_int_equal(page_of(&lead, &director, 1, &rows, &more), n);
	assert_false(more);
	(void)page_of(&director, &director, 1, &rows, &more);
	assert_true(more);
}

/* R7: nor is it said what was refused that was to stand beside it. */
static void
test_r7_refused(void **state)
{
	struct id account = tell(), beside = id_new();
	char target[200], body[300];

	(void)state;
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
}

/* R7: nor who has looked at the file because it fell to them. */
static void
test_r7_chair(void **state)
{
	struct worker chair = { .office = &office };
	struct worker *const told[] = { &director, &lead, &senior };
	char target[200], body[400], code[40];
	struct id account = id_new();
	size_t rows;
	bool more;

	(void)state;
	chair.staff = id_new();
	office_code(&office, &chair.staff,
	    "{\"name\":\"Chair\",\"sign_in\":\"chair\",\"role\":\"trustee\","
	    "\"chair\":true}",
	    code);
	assert_int_equal(
	    office_enrol(&office, &chair, code, OFFICE_PASSPHRASE, &out), 201);
	snprintf(target, sizeof(target), "/v1/files/%s/first_account/%s",
	    file.s, account.s);
	snprintf(body, sizeof(body),
	    "{\"child\":\"Rosie\",\"observed\":\"x\",\"about_staff\":[{"
	    "\"staff\":\"%s\"},{\"staff\":\"%s\"}]}",
	    lead.staff.s, senior.staff.s);
	assert_int_equal(
	    worker_put(&director, target, 0, NULL, body, &out), 201);
	snprintf(
	    target, sizeof(target), "/v1/files/%s/sheet?form=text", file.s);
	assert_int_equal(worker_get(&chair, target, &out), 200);
	snprintf(target, sizeof(target), "/v1/files/%s/looks", file.s);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		assert_int_equal(worker_get(told[i], target, &out), 200);
		assert_int_equal(says(chair.staff.s), i == 0);
	}
	snprintf(body, sizeof(body), "{\"what\":\"exports\"}");
	assert_int_equal(ask(&director, body), 200);
	assert_true(says(chair.staff.s));
	assert_int_equal(ask(&lead, body), 200);
	assert_false(says(chair.staff.s));
	assert_int_equal(page_of(&lead, &chair, 200, &rows, &more), 0);
	worker_done(&chair);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_r7_pages, start, stop),
		cmocka_unit_test_setup_teardown(test_r7_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_r7_chair, start, stop),
	};

	return cmocka_run_group_tests_name(
	    "server_audit_pages", tests, NULL, NULL);
}
