/* wire_envelope.c - a record as it travels, and the signature over it.
 *
 * Members are cut out of the text by jscan_span, so the body's bytes are the
 * ones that were signed. Every other member has one form only (no escapes in
 * ids, no fractions in numbers): what could be written in two ways could be
 * read in two ways. */
#include "wire.h"

#include <stdio.h>
#include <string.h>

#include "jscan.h"

/* Members that a later version may add. */
#define OTHER_MAX 65536
#define SIG_TEXT 86 /* characters: base64 of SEAL_SIG bytes */
#define SIGNED_HEAD_MAX 512
#define KIND_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

struct source {
	const char *text;
	size_t len;
};

/* What kind of trouble a member is in. */
static enum err
wrong(const char *member, const char *what, struct errinfo *e)
{
	return err_field(e, ERR_INVALID, member,
	    "A record on its way between the office and a device is not "
	    "well formed: \"%s\" %s. It was not taken over; nothing was "
	    "changed.",
	    member, what);
}

static bool
is_there(const struct source *src, const char *member)
{
	const char *start;
	size_t n;

	return jscan_span(src->text, src->len, member, &start, &n);
}

/* The characters of a string, at most size - 1. Escapes are left as they are:
 * no id, name of a kind or signature has a backslash in it. */
static bool
get_text(const struct source *src, const char *member, char *out, size_t size)
{
	const char *start;
	size_t n;

	if (!jscan_span(src->text, src->len, member, &start, &n) || n < 2 ||
	    start[0] != '"' || n - 2 >= size)
		return false;
	memcpy(out, start + 1, n - 2);
	out[n - 2] = '\0';
	return true;
}

static enum err
get_id(struct id *out, const struct source *src, const char *member,
    struct errinfo *e)
{
	char text[ID_TEXT + 1];

	if (!is_there(src, member))
		return wrong(member, "is missing", e);
	if (!get_text(src, member, text, sizeof(text)) || !id_parse(out, text))
		return wrong(member, "is no id", e);
	return ERR_OK;
}

/* A whole number of digits alone, min or more; jscan_check keeps it in 2^53. */
static enum err
get_int(int64_t *out, const struct source *src, const char *member, int64_t min,
    struct errinfo *e)
{
	const char *start;
	int64_t value = 0;
	size_t n;

	if (!jscan_span(src->text, src->len, member, &start, &n))
		return wrong(member, "is missing", e);
	if (n == 0 || n > 16)
		return wrong(member, "is no number that fits", e);
	for (size_t i = 0; i < n; i++) {
		if (start[i] < '0' || start[i] > '9')
			return wrong(member, "is no whole number", e);
		value = value * 10 + (start[i] - '0');
	}
	if (value < min)
		return wrong(member, "is no number that fits", e);
	*out = value;
	return ERR_OK;
}

static enum err
get_kind(char out[KIND_NAME_MAX], const struct source *src, struct errinfo *e)
{
	if (!is_there(src, "kind"))
		return wrong("kind", "is missing", e);
	/* The form, not the list: a newer haven may know more kinds. */
	if (!get_text(src, "kind", out, KIND_NAME_MAX) || out[0] < 'a' ||
	    out[0] > 'z' || out[strspn(out, KIND_LETTERS)] != '\0')
		return wrong("kind", "is no name of a kind", e);
	return ERR_OK;
}

static enum err
get_sign(struct envelope *env, const struct source *src, struct errinfo *e)
{
	char sig[SIG_TEXT + 1];
	const char *start;
	enum err err;
	size_t n;

	if (!jscan_span(src->text, src->len, "sign", &start, &n))
		return ERR_OK; /* not signed, or not yet */
	if (start[0] != '{')
		return wrong("sign", "is no object", e);
	if ((err = get_id(&env->signer, src, "sign.by", e)) ||
	    (err = get_id(&env->key, src, "sign.key", e)) ||
	    (err = get_int(&env->signed_ms, src, "sign.at", 1, e)))
		return err;
	if (!get_text(src, "sign.sig", sig, sizeof(sig)) ||
	    !seal_unbase64(env->sig, SEAL_SIG, sig))
		return wrong("sign.sig", "is no signature", e);
	env->is_signed = true;
	return ERR_OK;
}

static enum err
get_body(struct envelope *env, const struct source *src, struct errinfo *e)
{
	if (!jscan_span(
		src->text, src->len, "body", &env->body, &env->body_len))
		return wrong("body", "is missing", e);
	if (env->body[0] != '{')
		return wrong("body", "is no object", e);
	if (env->body_len > KIND_BODY_MAX)
		return err_field(e, ERR_TOO_BIG, "body",
		    "A record on its way between the office and a device is "
		    "longer than %d bytes. It was not taken over; nothing "
		    "was changed. Divide it in two.",
		    KIND_BODY_MAX);
	return ERR_OK;
}

static enum err
get_members(struct envelope *env, const struct source *src, struct errinfo *e)
{
	enum err err;

	if ((err = get_body(env, src, e)) ||
	    (err = get_id(&env->id, src, "id", e)) ||
	    (err = get_kind(env->kind, src, e)) ||
	    (err = get_int(&env->version, src, "version", 1, e)) ||
	    (err = get_int(&env->table, src, "table", 1, e)) ||
	    (err = get_id(&env->author, src, "author", e)) ||
	    (err = get_int(&env->written_ms, src, "written", 1, e)))
		return err;
	if (is_there(src, "file") && (err = get_id(&env->file, src, "file", e)))
		return err;
	if (is_there(src, "received") &&
	    (err = get_int(&env->received_ms, src, "received", 1, e)))
		return err;
	return get_sign(env, src, e);
}

void
envelope_write(struct jw *w, const char *key, const struct envelope *env)
{
	char sig[SIG_TEXT + 1] = "";
	struct buf text = BUF_INIT(SIG_TEXT);

	jw_open(w, key);
	jw_text(w, "id", env->id.s);
	jw_text(w, "kind", env->kind);
	if (!id_is_none(&env->file))
		jw_text(w, "file", env->file.s);
	jw_int(w, "version", env->version);
	jw_int(w, "table", env->table);
	jw_text(w, "author", env->author.s);
	jw_int(w, "written", env->written_ms);
	if (env->received_ms != 0)
		jw_int(w, "received", env->received_ms);
	if (env->is_signed) {
		seal_base64(&text, env->sig, SEAL_SIG);
		(void)snprintf(sig, sizeof(sig), "%s", buf_str(&text));
		jw_open(w, "sign");
		jw_text(w, "by", env->signer.s);
		jw_text(w, "key", env->key.s);
		jw_int(w, "at", env->signed_ms);
		jw_text(w, "sig", sig);
		jw_close(w);
	}
	jw_raw(w, "body", env->body, env->body_len);
	jw_close(w);
	buf_done(&text);
}

enum err
envelope_read(
    struct envelope *env, const char *text, size_t len, struct errinfo *e)
{
	const struct source src = { .text = text, .len = len };
	const char *start;
	enum err err;
	size_t n;

	*env = (struct envelope){ 0 };
	if (len > KIND_BODY_MAX + OTHER_MAX)
		return err_set(e, ERR_TOO_BIG,
		    "A record on its way between the office and a device is "
		    "longer than a record can be. It was not taken over; "
		    "nothing was changed.");
	if (!jscan_span(text, len, "", &start, &n) || start[0] != '{')
		return wrong("", "is no object", e);
	err = get_members(env, &src, e);
	if (err)
		*env = (struct envelope){ 0 };
	return err;
}

void
envelope_signed_bytes(struct buf *out, const struct envelope *env)
{
	/* No line can hold a newline, so no two envelopes make these bytes. */
	(void)buf_addf(out,
	    "haven-record-1\n%s\n%lld\n%s\n%s\n%lld\n%s\n%s\n%s\n%lld\n",
	    env->kind, (long long)env->table, env->id.s, env->file.s,
	    (long long)env->version, env->author.s, env->signer.s, env->key.s,
	    (long long)env->signed_ms);
	(void)buf_add(out, env->body, env->body_len);
}

void
envelope_sign(struct envelope *env, const struct id *signer,
    const struct id *key, int64_t now_ms,
    const uint8_t secret[SEAL_SIGN_SECRET])
{
	struct buf bytes = BUF_INIT(env->body_len + SIGNED_HEAD_MAX);

	env->is_signed = true;
	env->signer = *signer;
	env->key = *key;
	env->signed_ms = now_ms;
	envelope_signed_bytes(&bytes, env);
	seal_sign(env->sig, buf_str(&bytes), bytes.len, secret);
	buf_done(&bytes);
}

bool
envelope_sign_holds(
    const struct envelope *env, const uint8_t public_key[SEAL_PUBLIC])
{
	struct buf bytes = BUF_INIT(env->body_len + SIGNED_HEAD_MAX);
	bool is_held = false;

	if (env->is_signed) {
		envelope_signed_bytes(&bytes, env);
		is_held =
		    !bytes.failed && seal_verify(env->sig, buf_str(&bytes),
					 bytes.len, public_key);
	}
	buf_done(&bytes);
	return is_held;
}
