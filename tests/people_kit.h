/* people_kit.h - what administrators and others ask of the office about people, over the
 * scene's office. */
#ifndef HAVEN_PEOPLE_KIT_H
#define HAVEN_PEOPLE_KIT_H

#include "office_scene.h"
#include "store_in.h"
#include "writer.h"

#define SEEN "Staff card and face, in the office."
#define OTHER_WORDS "another five plain words"
#define NEW_WORDS "a quite new set of words"
#define SAID "\"passphrase\":\"" OFFICE_PASSPHRASE "\""

static struct scene sc;
static struct id recovery;             /* asked for last */
static char enrol_code[WIRE_CODE_MAX]; /* made last */

static inline int
start(void **state)
{
	(void)state;
	scene_start(&sc);
	recovery = (struct id){ "" };
	return 0;
}

static inline int
stop(void **state)
{
	(void)state;
	scene_stop(&sc);
	return 0;
}

/* All of the writer's queue was done. */
static inline enum err
nothing(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	(void)s;
	(void)db;
	(void)arg;
	(void)e;
	return ERR_OK;
}

static inline void
settle_writer(void)
{
	assert_int_equal(
	    writer_do(sc.office.s->writer, nothing, NULL, NULL), ERR_OK);
}

/* What an answer says under a key. */
static inline void
said(const char *key, char *to, size_t size)
{
	struct json *doc = office_json(&sc.out);

	snprintf(to, size, "%s", json_text_of(doc, key, ""));
	json_free(doc);
}

/* ---- staff records ---- */

/* more: members besides name and sign-in name. */
static inline unsigned
change_staff(
    enum who who, const struct id *staff, const char *sign_in, const char *more)
{
	char path[200], body[500];
	struct json *doc;
	int64_t version;

	snprintf(path, sizeof(path), "/v1/staff/%s", staff->s);
	assert_int_equal(worker_get(&sc.who[who], path, &sc.out), 200);
	doc = office_json(&sc.out);
	version = json_int_of(doc, "version", 0);
	json_free(doc);
	snprintf(body, sizeof(body), "{\"name\":\"%s\",\"sign_in\":\"%s\",%s}",
	    sign_in, sign_in, more);
	return worker_put(&sc.who[who], path, version, NULL, body, &sc.out);
}

/* A staff record by somebody, in the door that devices use. */
static inline unsigned
add_staff(enum who by, struct id *staff, const char *sign_in, const char *more)
{
	char path[200], body[300];

	*staff = id_new();
	snprintf(path, sizeof(path), "/v1/staff/%s", staff->s);
	snprintf(body, sizeof(body), "{\"name\":\"%s\",\"sign_in\":\"%s\",%s}",
	    sign_in, sign_in, more);
	return worker_put(&sc.who[by], path, 0, NULL, body, &sc.out);
}

static inline unsigned
sign_in(struct worker *w, const char *passphrase)
{
	char body[400];
	unsigned status;

	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"passphrase\":\"%s\",\"device\":\"%s\"}",
	    w->sign_in, passphrase, w->device.s);
	status = office_ask(
	    NULL, &sc.office, METHOD_POST, "/v1/sessions", NULL, body, &sc.out);
	if (status == 201)
		said("token", w->token, sizeof(w->token));
	return status;
}

static inline void
sign_in_again(struct worker *w)
{
	assert_int_equal(sign_in(w, OFFICE_PASSPHRASE), 201);
}

/* ---- codes and devices ---- */

/* of: a recovery, or NULL. */
static inline unsigned
make_code(enum who who, const struct id *staff, const struct id *of)
{
	char path[200], body[300];
	unsigned status;

	snprintf(path, sizeof(path), "/v1/people/%s/codes", staff->s);
	snprintf(body, sizeof(body), "{" SAID "%s%s%s}",
	    of ? ",\"recovery\":\"" : "", of ? of->s : "", of ? "\"" : "");
	status = worker_post(&sc.who[who], path, body, &sc.out);
	if (status == 201)
		said("code", enrol_code, sizeof(enrol_code));
	return status;
}

/* By the code that was made last. replaces, one_time: or NULL. */
static inline unsigned
enrol(struct worker *w, const char *passphrase, const struct id *replaces,
    const char *one_time)
{
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET], public_key[SEAL_PUBLIC];
	char key[64], code[40], body[900];
	struct errinfo e = { 0 };
	unsigned status;

	if (wire_code_read(pin, secret, enrol_code, &e) != ERR_OK)
		fail_msg("%s", e.says);
	if (w->secret == NULL)
		w->secret = seal_secret_alloc(SEAL_SIGN_SECRET);
	seal_sign_new(public_key, w->secret);
	office_base64(key, sizeof(key), public_key, sizeof(public_key));
	office_base64(code, sizeof(code), secret, sizeof(secret));
	snprintf(body, sizeof(body),
	    "{\"secret\":\"%s\",\"passphrase\":\"%s\",\"device_name\":"
	    "\"laptop\",\"sign_key\":\"%s\"%s%s%s%s%s%s}",
	    code, passphrase, key, replaces ? ",\"replaces\":\"" : "",
	    replaces ? replaces->s : "", replaces ? "\"" : "",
	    one_time ? ",\"one_time\":\"" : "", one_time ? one_time : "",
	    one_time ? "\"" : "");
	status = office_ask(NULL, &sc.office, METHOD_POST, "/v1/enrolments",
	    NULL, body, &sc.out);
	if (status == 201) {
		char device[60];
		struct json *doc = office_json(&sc.out);

		said("token", w->token, sizeof(w->token));
		said("device", device, sizeof(device));
		assert_true(id_parse(&w->device, device));
		snprintf(w->sign_in, sizeof(w->sign_in), "%s",
		    json_text_of(json_get(doc, "me"), "sign_in", ""));
		json_free(doc);
	}
	return status;
}

static inline unsigned
end_device(enum who who, const struct id *device)
{
	char path[200];

	snprintf(path, sizeof(path), "/v1/devices/%s/end", device->s);
	return worker_post(
	    &sc.who[who], path, "{" SAID ",\"why\":\"lost\"}", &sc.out);
}

/* ---- recoveries ---- */

static inline unsigned
ask_recovery(enum who who, const struct id *staff, const char *what,
    const struct id *device, const char *identity)
{
	char path[200], body[600], id[60];
	unsigned status;

	snprintf(path, sizeof(path), "/v1/people/%s/recoveries", staff->s);
	snprintf(body, sizeof(body),
	    "{" SAID ",\"what\":\"%s\",\"identity\":\"%s\"%s%s%s}", what,
	    identity, device ? ",\"device\":\"" : "", device ? device->s : "",
	    device ? "\"" : "");
	status = worker_post(&sc.who[who], path, body, &sc.out);
	if (status == 201) {
		said("id", id, sizeof(id));
		assert_true(id_parse(&recovery, id));
	}
	return status;
}

static inline unsigned
answer_recovery(enum who who, bool agreed, const char *reason)
{
	char path[200], body[400];

	snprintf(path, sizeof(path), "/v1/recoveries/%s/answer", recovery.s);
	snprintf(body, sizeof(body),
	    "{" SAID ",\"agreed\":%s,\"reason\":\"%s\"}",
	    agreed ? "true" : "false", reason);
	return worker_post(&sc.who[who], path, body, &sc.out);
}

static inline bool
waits_for(enum who who, const char *what)
{
	char want[60];

	snprintf(want, sizeof(want), "\"what\":\"%s\"", what);
	assert_int_equal(worker_post(&sc.who[who], "/v1/sync",
			     "{\"cursor\":\"0\"}", &sc.out),
	    200);
	return strstr(buf_str(&sc.out), want) != NULL;
}

/* ---- the chain ---- */

static inline bool
chain_says(const char *words)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct stmt *st = db_stmt(db, SQL_AUDIT_ALL);
	struct buf text = BUF_INIT(65536);
	bool does = false;

	while (!does && stmt_row(st)) {
		struct audit_stored a;

		audit_read(st, &a);
		buf_clear(&text);
		if (a.words_len > 0 &&
		    audit_unseal(sc.office.s, &a, &text, NULL) == ERR_OK)
			does = strstr(buf_str(&text), words) != NULL;
	}
	stmt_reset(st);
	server_reader_done(sc.office.s, db);
	buf_done(&text);
	return does;
}

#endif
