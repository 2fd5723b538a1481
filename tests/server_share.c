/* server_share.c - the decision to share over HTTP: who may ask, what is refused,
 * that nothing is kept; and that the function, the real havend and the real haven
 * give the same bytes on ten thousand random facts (SHARE_FACTS=N for other). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "decide.h"
#include "decide_random.h"
#include "havend.h"
#include "office_scene.h"
#include "tls_client.h"

#define TARGET "/v1/share-checks"
#define LEAST "{\"on\":\"2026-04-03\",\"harm\":\"none\"}"
#define SOON 10000 /* ms */
#define SEED UINT64_C(4711)

/* ---- in an office without a network ---- */

static struct scene sc;

static int
open_scene(void **state)
{
	(void)state;
	scene_start(&sc);
	return 0;
}

static int
close_scene(void **state)
{
	(void)state;
	scene_stop(&sc);
	return 0;
}

/* Rows of all tables that a request could add to. */
static int64_t
kept(void)
{
	static const char sql[] =
	    "SELECT (SELECT count(*) FROM record)+(SELECT count(*) FROM audit)";
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;
	int64_t n;

	assert_int_equal(sqlite3_open(sc.office.s->data_path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	assert_true(n > 0);
	return n;
}

static void
test_anybody_signed_in(void **state)
{
	int64_t before = kept();

	(void)state;
	for (int i = 0; i < WHO_COUNT; i++) {
		/* One without an inspection that goes on is not let in (O1). */
		if (i == INSPECTOR) {
			assert_int_equal(
			    worker_post(&sc.who[i], TARGET, LEAST, &sc.out),
			    401);
			continue;
		}
		assert_int_equal(
		    worker_post(&sc.who[i], TARGET, LEAST, &sc.out), 200);
		assert_non_null(strstr(buf_str(&sc.out), "{\"row\":\"12\""));
	}
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST, TARGET, NULL,
			     LEAST, &sc.out),
	    401);
	assert_int_equal(kept(), before);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *why, *body, *says;
		unsigned want;
	} rows[] = {
		{ "a member that is not known",
		    "{\"on\":\"2026-04-03\",\"harm\":\"none\",\"hram\":1}",
		    "\"field\":\"hram\"", 422 },
		{ "a value that is not known",
		    "{\"on\":\"2026-04-03\",\"harm\":\"bad\"}",
		    "\"field\":\"harm\"", 422 },
		{ "a member that is needed", "{\"harm\":\"none\"}",
		    "\"field\":\"on\"", 422 },
		{ "deep inside",
		    "{\"on\":\"2026-04-03\",\"harm\":\"none\",\"answers\":[{"
		    "\"person\":\"a\",\"role\":\"parent\",\"from\":null}]}",
		    "\"field\":\"answers[0].from\"", 422 },
		{ "given twice",
		    "{\"on\":\"2026-04-03\",\"on\":\"2026-04-03\"}",
		    "\"field\":\"on\"", 400 },
		{ "no object", "[]", "JSON object", 400 },
		{ "no JSON", "{", "JSON", 400 },
		{ "no body", NULL, "JSON", 400 },
	};
	int64_t before = kept();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got = office_ask(&sc.who[VOLUNTEER], &sc.office,
		    METHOD_POST, TARGET, NULL, rows[i].body, &sc.out);

		if (got != rows[i].want ||
		    !strstr(buf_str(&sc.out), rows[i].says))
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
	assert_int_equal(worker_get(&sc.who[VOLUNTEER], TARGET, &sc.out), 405);
	assert_int_equal(kept(), before);
}

static void
test_too_big(void **state)
{
	struct buf body = BUF_INIT(FACTS_JSON_MAX * 2);

	(void)state;
	buf_adds(&body, LEAST);
	while (body.len < FACTS_JSON_MAX)
		buf_addc(&body, ' ');
	assert_int_equal(
	    worker_post(&sc.who[VOLUNTEER], TARGET, body.data, &sc.out), 200);
	buf_addc(&body, ' ');
	assert_int_equal(
	    worker_post(&sc.who[VOLUNTEER], TARGET, body.data, &sc.out), 413);
	buf_done(&body);
}

/* ---- the real programs ---- */

/* A body to the server; what came back is in c->got, from the offset returned. */
static size_t
ask(struct tls_client *c, const char *target, const char *token,
    const char *body, unsigned want)
{
	struct buf text = BUF_INIT(1u << 20);
	const char *head_end;

	buf_addf(&text,
	    "POST %s HTTP/1.1\r\nHost: localhost\r\n%s%s%s"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
	    target, *token ? "Authorization: Bearer " : "", token,
	    *token ? "\r\n" : "", strlen(body), body);
	assert_true(tls_send(c, text.data, text.len));
	buf_done(&text);
	if (tls_answer(c, SOON) != want)
		fail_msg("%s: %s", target, c->got);
	head_end = strstr(c->got, "\r\n\r\n");
	assert_non_null(head_end);
	return (size_t)(head_end - c->got) + 4;
}

/* Enrol a device with a code; its token. */
static void
enrol(struct tls_client *c, const char *code, char token[WIRE_TOKEN + 1])
{
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET], public_key[SEAL_PUBLIC];
	uint8_t *own = seal_secret_alloc(SEAL_SIGN_SECRET);
	char secret_text[40], key_text[64], body[400];
	struct errinfo e = { 0 };
	struct json *doc = NULL;
	size_t at;

	assert_int_equal(wire_code_read(pin, secret, code, &e), ERR_OK);
	seal_sign_new(public_key, own);
	office_base64(secret_text, sizeof(secret_text), secret, WIRE_SECRET);
	office_base64(key_text, sizeof(key_text), public_key, SEAL_PUBLIC);
	snprintf(body, sizeof(body),
	    "{\"secret\":\"%s\",\"passphrase\":\"" OFFICE_PASSPHRASE
	    "\",\"device_name\":\"laptop\",\"sign_key\":\"%s\"}",
	    secret_text, key_text);
	at = ask(c, "/v1/enrolments", "", body, 201);
	assert_int_equal(
	    json_parse(&doc, c->got + at, c->len - at, OFFICE_ANSWER_MAX, &e),
	    ERR_OK);
	snprintf(token, WIRE_TOKEN + 1, "%s", json_text_of(doc, "token", ""));
	json_free(doc);
	seal_key_free(own);
	tls_drop(c);
}

/* Lines of facts to a file, and what the function decides. */
static void
write_facts(const char *path, size_t count, struct buf *decided)
{
	struct buf line = BUF_INIT(FACTS_JSON_MAX);
	uint64_t seed = SEED;
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	for (size_t i = 0; i < count; i++) {
		struct facts *f = random_facts(&seed);
		struct decision d;

		buf_clear(&line);
		facts_write(f, &line);
		fprintf(out, "%s\n", line.data);
		decide(f, &d);
		decision_write(&d, decided);
		buf_addc(decided, '\n');
		decision_done(&d);
		facts_free(f);
	}
	assert_int_equal(fclose(out), 0);
	assert_false(decided->failed);
	buf_done(&line);
}

/* haven share-check --lines IN >OUT; with no environment. */
static void
run_haven(const char *in, const char *out)
{
	char program[512];
	char *const argv[] = { program, (char *)(uintptr_t) "share-check",
		(char *)(uintptr_t) "--lines", (char *)(uintptr_t)in, NULL };
	char *const none[] = { NULL };
	int status;
	pid_t pid;

	snprintf(program, sizeof(program), "%s/haven", havend_build());
	pid = fork();
	if (pid == 0) {
		int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		dup2(fd, STDOUT_FILENO);
		execve(program, argv, none);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* The whole of a file, to free. */
static char *
slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text;
	long len;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	len = ftell(f);
	rewind(f);
	text = mem_zalloc(1, (size_t)len + 1);
	assert_int_equal(fread(text, 1, (size_t)len, f), len);
	fclose(f);
	return text;
}

/* Each line of facts to the server; its answer is the same line of decided. */
static void
ask_server(
    struct tls_client *c, const char *token, char *facts, const char *decided)
{
	while (*facts != '\0') {
		size_t n = strcspn(facts, "\n"), m = strcspn(decided, "\n"), at;

		facts[n] = '\0';
		at = ask(c, TARGET, token, facts, 200);
		if (c->len - at != m || memcmp(c->got + at, decided, m) != 0)
			fail_msg("%s\n%s\n%.*s", facts, c->got + at, (int)m,
			    decided);
		tls_drop(c);
		facts += n + 1;
		decided += m + 1;
	}
	assert_string_equal(decided, "");
}

static void
test_all_three_agree(void **state)
{
	const char *given = getenv("SHARE_FACTS");
	size_t count = given != NULL ? strtoul(given, NULL, 10) : 10000;
	struct buf decided = BUF_INIT(64u << 20);
	struct tls_client *c;
	struct havend h;
	char in[120], out[120], code[96], token[WIRE_TOKEN + 1];
	char *facts, *printed;

	(void)state;
	havend_new(&h, "");
	havend_person(&h, "sam", "volunteer");
	havend_code(&h, "sam", code);
	snprintf(in, sizeof(in), "%s/facts", h.dir);
	snprintf(out, sizeof(out), "%s/decisions", h.dir);
	write_facts(in, count, &decided);
	run_haven(in, out);
	printed = slurp(out);
	if (strcmp(printed, buf_str(&decided)) != 0)
		fail_msg("haven decides in another way");
	c = tls_connect(h.port, NULL);
	assert_non_null(c);
	enrol(c, code, token);
	facts = slurp(in);
	ask_server(c, token, facts, buf_str(&decided));
	print_message("%zu facts, three times the same bytes\n", count);
	tls_close(c);
	free(facts);
	free(printed);
	buf_done(&decided);
	havend_end(&h);
}

int
main(void)
{
	const struct CMUnitTest in_office[] = {
		cmocka_unit_test(test_anybody_signed_in),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_big),
	};
	const struct CMUnitTest programs[] = {
		cmocka_unit_test(test_all_three_agree),
	};
	int failed;

	failed = cmocka_run_group_tests(in_office, open_scene, close_scene);
	return failed + cmocka_run_group_tests(programs, NULL, NULL);
}
