/* sync_enrol.c - this device becomes known to the office (design.md, Enrolment).
 *
 * The code says which key the office must have: nothing is trusted on first use.
 * What the office answers is checked whole before a store is made of it. */
#include "sync_in.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "jscan.h"
#include "mem.h"
#include "model_office.h"

#define PINS_MAX 4
#define CERTIFICATE "-----BEGIN CERTIFICATE-----\n"
#define ANSWER_MAX 262144

void
sync_enrol_end(struct model *m, enum ask_state state, const struct errinfo *why)
{
	struct sync *s = m->sync;
	struct sync_enrol *en = s->enrol;

	if (!en)
		return;
	s->enrol = NULL;
	s->enrol_state = state;
	err_clear(&s->enrol_why);
	if (why)
		s->enrol_why = *why;
	seal_key_free((uint8_t *)en->passphrase);
	seal_key_free(en->sign_secret);
	mem_free_wiped(en, sizeof *en);
	model_changed(m, TOPIC_ANSWER);
}

bool
model_enrol_needs_code(const struct model *m)
{
	return m->sync->enrol_needs_code;
}

void
model_enrol_code(struct model *m, const char *code)
{
	snprintf(m->sync->enrol_code, sizeof m->sync->enrol_code, "%s", code);
}

enum ask_state
model_enrol_state(const struct model *m, struct errinfo *e)
{
	const struct sync *s = m->sync;

	if (s->enrol)
		return ASK_WAITING;
	if (s->enrol_state == ASK_FAILED && e)
		*e = s->enrol_why;
	return s->enrol_state;
}

/* ---- asking ---- */

static enum err
take_url(char out[STORE_URL_MAX], const char *url, struct errinfo *e)
{
	static const char scheme[] = "https://";
	size_t len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		len--;
	if (len >= STORE_URL_MAX || len <= sizeof scheme - 1 ||
	    strncmp(url, scheme, sizeof scheme - 1) != 0 ||
	    strcspn(url, " \t\r\n?#@\\") < len)
		return err_field(e, ERR_INVALID, "url",
		    "The office's address begins with https:// and is as on "
		    "your enrolment sheet, for example "
		    "https://haven.example.org:8743.");
	snprintf(out, STORE_URL_MAX, "%.*s", (int)len, url);
	return ERR_OK;
}

/* Who has a store here enrols anew only by a recovery: the office knows whether the
 * code is for one. The device that the store is of stands in it in clear. */
static enum err
find_replaced(const struct model *m, struct sync_enrol *en, struct errinfo *e)
{
	struct store *st = NULL;
	char path[STORE_PATH_MAX];
	enum err code;

	store_path_of(path, m->data_dir, en->sign_in, en->url);
	if (access(path, F_OK) != 0)
		return ERR_OK;
	code = store_open(&st, path, e);
	if (code == ERR_OK)
		en->replaces = store_device(st);
	store_close(st);
	return code;
}

static enum err
send_enrol(struct model *m, struct sync_enrol *en,
    const uint8_t secret[WIRE_SECRET], const uint8_t key[SEAL_PUBLIC],
    const char *device_name, struct errinfo *e)
{
	struct buf body = BUF_INIT(8192), text = BUF_INIT(128);
	struct jw w = JW_INIT(&body);
	struct sync_question q = { .is_post = true, .path = "/v1/enrolments" };
	enum err code;

	jw_open(&w, NULL);
	seal_base64(&text, secret, WIRE_SECRET);
	jw_text(&w, "secret", buf_str(&text));
	jw_text(&w, "sign_in", en->sign_in);
	jw_text(&w, "passphrase", en->passphrase);
	jw_text(&w, "device_name", device_name);
	buf_clear(&text);
	seal_base64(&text, key, SEAL_PUBLIC);
	jw_text(&w, "sign_key", buf_str(&text));
	if (!id_is_none(&en->replaces))
		jw_text(&w, "replaces", en->replaces.s);
	if (*m->sync->enrol_code)
		jw_text(&w, "one_time", m->sync->enrol_code);
	jw_close(&w);
	q.body = body.data;
	q.len = body.len;
	code = sync_ask_first(m, en->url, en->pin, &q, &en->number, e);
	buf_done(&body);
	buf_done(&text);
	return code;
}

enum err
model_ask_enrol(struct model *m, const char *url, const char *code_text,
    const char *sign_in, const char *passphrase, const char *device_name,
    struct errinfo *e)
{
	struct sync_enrol *en = mem_zalloc(1, sizeof *en);
	uint8_t secret[WIRE_SECRET], key[SEAL_PUBLIC];
	enum err code;

	sync_enrol_end(m, ASK_NONE, NULL);
	m->sync->enrol_state = ASK_NONE;
	m->sync->enrol = en;
	en->passphrase = (char *)seal_secret_alloc(SEAL_PASSPHRASE_MAX + 1);
	en->sign_secret = seal_secret_alloc(SEAL_SIGN_SECRET);
	en->asked_ms = SYNC_FROM_NEXT_TICK;
	code = take_url(
	    en->url, url ? url : conf_text(m->conf, CONF_SERVER_URL), e);
	if (code == ERR_OK)
		code = wire_code_read(en->pin, secret, code_text, e);
	if (code == ERR_OK && strlen(passphrase) > SEAL_PASSPHRASE_MAX)
		code = err_field(e, ERR_INVALID, "passphrase",
		    "This passphrase is longer than %d bytes.",
		    SEAL_PASSPHRASE_MAX);
	if (code == ERR_OK && strlen(sign_in) >= sizeof en->sign_in)
		code = err_field(e, ERR_INVALID, "sign_in",
		    "This is longer than a sign-in name can be.");
	if (code == ERR_OK) {
		snprintf(en->sign_in, sizeof en->sign_in, "%s", sign_in);
		memcpy(en->passphrase, passphrase, strlen(passphrase));
		code = find_replaced(m, en, e);
	}
	if (code == ERR_OK) {
		seal_sign_new(key, en->sign_secret);
		code = send_enrol(m, en, secret, key, device_name, e);
	}
	seal_wipe(secret, sizeof secret);
	if (code != ERR_OK)
		sync_enrol_end(m, ASK_NONE, NULL);
	return code;
}

/* ---- the answer ---- */

static enum err
odd_answer(struct errinfo *e)
{
	return err_set(e, ERR_INVALID,
	    "The office answered the enrolment with something that cannot be "
	    "right. Nothing was kept on this device. Ask the administrator "
	    "for a new code.");
}

/* All pins as libcurl wants them; one must be the code's, or the office would
 * be another one from the next contact on. */
static enum err
read_pins(struct buf *out, const struct json *o, const uint8_t pin[WIRE_PIN],
    struct errinfo *e)
{
	const struct json *list = json_get(o, "pins");
	uint8_t other[WIRE_PIN];
	bool has_ours = false;

	if (!json_is_array(list) || json_count(list) > PINS_MAX)
		return odd_answer(e);
	for (const struct json *n = json_first(list); n; n = json_next(n)) {
		if (!seal_unbase64(other, sizeof other, json_text(n)))
			return odd_answer(e);
		if (out->len > 0)
			buf_addc(out, ';');
		sync_pin_print(out, other);
		if (seal_equal(other, pin, sizeof other))
			has_ours = true;
	}
	return has_ours ? ERR_OK : odd_answer(e);
}

static enum err
read_answer(struct enrolled *out, struct buf *pins, const struct json *o,
    const struct sync_enrol *en, struct errinfo *e)
{
	const struct json *me = json_get(o, "me");
	struct id staff, other;

	out->token = json_text_of(o, "token", "");
	out->certificates = json_text_of(o, "certificates", "");
	if (!id_parse(&out->device, json_text_of(o, "device", NULL)) ||
	    !id_parse(&staff, json_text_of(o, "staff", NULL)) ||
	    !id_parse(&other, json_text_of(me, "staff", NULL)) ||
	    !id_equal(&staff, &other) || strlen(out->token) != WIRE_TOKEN ||
	    strncmp(out->certificates, CERTIFICATE, sizeof CERTIFICATE - 1) !=
		0 ||
	    !seal_unbase64(out->box_key, sizeof out->box_key,
		json_text_of(o, "box_key", NULL)))
		return odd_answer(e);
	return read_pins(pins, o, en->pin, e);
}

/* en is taken out of m first: adopting opens a store, which closes whatever was
 * asked before. */
static enum err
adopt(struct model *m, const struct sync_enrol *en, const struct net_answer *an,
    struct errinfo *e)
{
	struct enrolled out = { .url = en->url,
		.is_recovery = !id_is_none(&en->replaces),
		.sign_in = en->sign_in,
		.passphrase = en->passphrase,
		.sign_secret = en->sign_secret };
	struct buf pins = BUF_INIT(512);
	struct json *o = NULL;
	enum err code;

	if (json_parse(&o, an->body.s, an->body.len, ANSWER_MAX, NULL) !=
	    ERR_OK)
		return odd_answer(e);
	code = read_answer(&out, &pins, o, en, e);
	if (code == ERR_OK &&
	    !jscan_span(an->body.s, an->body.len, "me", &out.me, &out.me_len))
		code = odd_answer(e);
	out.pins = buf_str(&pins);
	if (code == ERR_OK)
		code = model_adopt(m, &out, e);
	json_free(o);
	buf_done(&pins);
	return code;
}

void
sync_enrol_answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;
	struct sync_enrol *en = s->enrol;
	struct errinfo e = { 0 };
	enum err code;

	s->enrol = NULL;
	seal_wipe(s->enrol_code, sizeof s->enrol_code);
	s->enrol_needs_code =
	    an->link == NET_OK && an->status == 403 && !an->is_packed &&
	    sync_problem_is(an->body.s, an->body.len, "one_time");
	if (an->link == NET_NOT_TRUSTED)
		code = err_set(&e, ERR_NET,
		    "What answered at this address is not the office your "
		    "code is for. Nothing was sent to it. Check the address; "
		    "if it is right, tell your administrator.");
	else if (an->link == NET_UNREACHABLE)
		code = err_set(&e, ERR_NET,
		    "The office cannot be reached at this address. Check the "
		    "address and the network; the code was not used.");
	else if (an->link != NET_OK)
		code = err_set(&e, ERR_NET,
		    "The connection to the office broke off. Try again; if "
		    "the code is not valid any more, ask for a new one.");
	else if (an->status != 201)
		code = sync_say(an, &e);
	else
		code = adopt(m, en, an, &e);
	s->enrol = en;
	sync_enrol_end(m, code == ERR_OK ? ASK_DONE : ASK_FAILED, &e);
}
