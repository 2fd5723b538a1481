/* office.h - an office of its own for a test: a store in a new folder, people
 * in every role with an enrolled device each, and requests without a network
 * (http_ask). Everything is gone after office_stop. */
#ifndef HAVEN_OFFICE_H
#define HAVEN_OFFICE_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "conf.h"
#include "http.h"
#include "kinds.h"
#include "mem.h"
#include "save.h"
#include "seal.h"
#include "server.h"
#include "session.h"
#include "text.h"
#include "when.h"

#define OFFICE_NOW INT64_C(1775300000000) /* 4 April 2026 */
#define OFFICE_PASSPHRASE "meadow lantern copper kettle"
#define OFFICE_ANSWER_MAX (8u << 20)

struct office {
	char dir[64];
	struct conf *conf;
	struct server *s;
	int64_t now_ms; /* the clock stands here */
};

struct worker {
	struct office *office;
	enum role role;
	struct id staff, device;
	char sign_in[40];
	char token[WIRE_TOKEN + 1];
	uint8_t *secret;
};

/* ---- the office ---- */

static inline int
office_remove(
    const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
office_set(struct office *o, const char *name, const char *value)
{
	struct errinfo e = { 0 };

	if (conf_set(o->conf, name, value, &e) != ERR_OK)
		fail_msg("%s: %s", name, e.says);
}

static inline void
office_open(struct office *o)
{
	struct errinfo e = { 0 };

	if (server_open(&o->s, o->conf, &e) != ERR_OK)
		fail_msg("the store does not open: %s", e.says);
}

static inline void
office_at(struct office *o, int64_t now_ms)
{
	o->now_ms = now_ms;
	clock_fix_for_test(now_ms);
}

static inline void
office_start(struct office *o)
{
	struct errinfo e = { 0 };
	struct buf sheet = BUF_INIT(8192);
	char path[100];

	*o = (struct office){ 0 };
	assert_int_equal(seal_start(&e), ERR_OK);
	assert_true(text_start());
	setenv("TZ", "Europe/London", 1);
	office_at(o, OFFICE_NOW);
	snprintf(o->dir, sizeof(o->dir), "/tmp/haven-office-XXXXXX");
	assert_non_null(mkdtemp(o->dir));
	assert_int_equal(
	    conf_load(&o->conf, CONF_SERVER, NULL, false, NULL, &e), ERR_OK);
	snprintf(path, sizeof(path), "%s/store", o->dir);
	office_set(o, "store_dir", path);
	snprintf(path, sizeof(path), "%s/keys", o->dir);
	office_set(o, "key_dir", path);
	office_set(o, "argon_memory", "8192");
	office_set(o, "argon_passes", "1");
	office_set(o, "office_number", "01632 960 001");
	if (server_init(o->conf, &sheet, &e) != ERR_OK)
		fail_msg("no store: %s", e.says);
	buf_done(&sheet);
	office_open(o);
}

static inline void
office_stop(struct office *o)
{
	server_close(o->s);
	conf_free(o->conf);
	nftw(o->dir, office_remove, 16, FTW_DEPTH | FTW_PHYS);
	clock_fix_for_test(-1);
}

/* ---- people ---- */

struct office_hire {
	struct put put;
	struct put_result result;
	uint8_t secret[WIRE_SECRET];
};

static inline enum err
office_hire_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct office_hire *h = arg;
	enum err code = ERR_OK;

	if (h->put.kind != NULL)
		code = save_put(s, db, &h->put, &h->result, e);
	if (code == ERR_OK && h->put.kind != NULL && h->result.status != 201)
		code = err_set(e, ERR_BUG, "staff: %u %s", h->result.status,
		    h->result.error.says);
	if (code == ERR_OK)
		code = account_code(s, db, &h->put.id, h->put.now_ms,
		    h->put.now_ms + ACCOUNT_CODE_MS, h->secret, e);
	return code;
}

static inline void
office_base64(char *out, size_t size, const void *bytes, size_t len)
{
	struct buf text = BUF_INIT(256);

	seal_base64(&text, bytes, len);
	snprintf(out, size, "%s", buf_str(&text));
	buf_done(&text);
}

/* A code for enrolling, for staff that are there (body NULL) or are made. */
static inline void
office_code(
    struct office *o, const struct id *staff, const char *body, char code[40])
{
	struct office_hire *h = mem_zalloc(1, sizeof(*h));
	struct errinfo e = { 0 };

	h->put.id = *staff;
	h->put.now_ms = h->put.written_ms = o->now_ms;
	if (body != NULL) {
		h->put.kind = &kind_staff;
		h->put.table = kind_staff.version;
		h->put.write = id_new();
		h->put.body = body;
		h->put.body_len = strlen(body);
		h->put.who.staff = *staff;
		h->put.who.role = ROLE_ADMIN;
	}
	if (writer_do(o->s->writer, office_hire_run, h, &e) != ERR_OK)
		fail_msg("no code: %s", e.says);
	office_base64(code, 40, h->secret, sizeof(h->secret));
	free(h);
}

static inline unsigned
office_ask(const struct worker *w, struct office *o, enum method method,
    const char *target, const char *const *more, const char *body,
    struct buf *out)
{
	const char *headers[12];
	char token[80];
	size_t n = 0;
	unsigned status;

	headers[n++] = "Host: localhost";
	if (body != NULL)
		headers[n++] = "Content-Type: application/json";
	if (w != NULL) {
		snprintf(
		    token, sizeof(token), "Authorization: Bearer %s", w->token);
		headers[n++] = token;
	}
	while (more != NULL && *more != NULL)
		headers[n++] = *more++;
	headers[n] = NULL;
	if (out != NULL)
		buf_clear(out);
	status = http_ask(
	    o->s, method, target, headers, body, body ? strlen(body) : 0, out);
	return status;
}

static inline struct json *
office_json(const struct buf *text)
{
	struct json *doc = NULL;
	struct errinfo e = { 0 };

	if (json_parse(&doc, buf_str(text), text->len, OFFICE_ANSWER_MAX, &e) !=
	    ERR_OK)
		fail_msg("no JSON: %s in %s", e.says, buf_str(text));
	return doc;
}

/* Enrol a device of a person by a code. */
static inline unsigned
office_enrol(struct office *o, struct worker *w, const char *code,
    const char *passphrase, struct buf *out)
{
	uint8_t public_key[SEAL_PUBLIC];
	char key[64], body[600];
	struct json *doc;
	unsigned status;

	if (w->secret == NULL)
		w->secret = seal_secret_alloc(SEAL_SIGN_SECRET);
	seal_sign_new(public_key, w->secret);
	office_base64(key, sizeof(key), public_key, sizeof(public_key));
	snprintf(body, sizeof(body),
	    "{\"secret\":\"%s\",\"passphrase\":\"%s\",\"device_name\":"
	    "\"laptop\",\"sign_key\":\"%s\"}",
	    code, passphrase, key);
	status =
	    office_ask(NULL, o, METHOD_POST, "/v1/enrolments", NULL, body, out);
	if (status != 201)
		return status;
	doc = office_json(out);
	id_parse(&w->device, json_text_of(doc, "device", ""));
	snprintf(
	    w->token, sizeof(w->token), "%s", json_text_of(doc, "token", ""));
	json_free(doc);
	return status;
}

/* Somebody new, in a role, with an enrolled device. */
static inline void
office_hire(
    struct office *o, struct worker *w, const char *sign_in, enum role role)
{
	struct buf out = BUF_INIT(OFFICE_ANSWER_MAX);
	char body[200], code[40];

	*w = (struct worker){ .office = o, .role = role };
	w->staff = id_new();
	snprintf(w->sign_in, sizeof(w->sign_in), "%s", sign_in);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"sign_in\":\"%s\",\"role\":\"%s\"}", sign_in,
	    sign_in, role_code(role));
	office_code(o, &w->staff, body, code);
	if (office_enrol(o, w, code, OFFICE_PASSPHRASE, &out) != 201)
		fail_msg("%s is not enrolled: %s", sign_in, buf_str(&out));
	buf_done(&out);
}

static inline void
worker_done(struct worker *w)
{
	seal_key_free(w->secret);
	w->secret = NULL;
}

/* ---- requests ---- */

static inline unsigned
worker_get(struct worker *w, const char *target, struct buf *out)
{
	return office_ask(w, w->office, METHOD_GET, target, NULL, NULL, out);
}

static inline unsigned
worker_post(
    struct worker *w, const char *target, const char *body, struct buf *out)
{
	return office_ask(w, w->office, METHOD_POST, target, NULL, body, out);
}

/* What takes effect once (ROUTE_WRITE). write NULL: a new write id. */
static inline unsigned
worker_post_once(struct worker *w, const char *target, const struct id *write,
    const char *body, struct buf *out)
{
	struct id fresh = id_new();
	const char *headers[] = { NULL, NULL };
	char id[60];

	snprintf(id, sizeof(id), "Write-Id: %s", write ? write->s : fresh.s);
	headers[0] = id;
	return office_ask(
	    w, w->office, METHOD_POST, target, headers, body, out);
}

/* base 0 creates. write NULL: a new write id. */
static inline unsigned
worker_put(struct worker *w, const char *target, int64_t base,
    const struct id *write, const char *body, struct buf *out)
{
	struct id fresh = id_new();
	char match[60], id[60];
	const char *headers[] = { match, id, NULL };

	if (base == 0)
		snprintf(match, sizeof(match), "If-None-Match: *");
	else
		snprintf(match, sizeof(match), "If-Match: \"%lld\"",
		    (long long)base);
	snprintf(id, sizeof(id), "Write-Id: %s", write ? write->s : fresh.s);
	return office_ask(w, w->office, METHOD_PUT, target, headers, body, out);
}

#endif
