/* wire_envelope.c - a record as it travels, and the signature over it.
 *
 * Members are cut out of the text by jscan_members, so the body's bytes are the
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

/* The members of an envelope, and of its "sign", cut out in one pass each. */
enum part {
	PART_ID,
	PART_KIND,
	PART_FILE,
	PART_VERSION,
	PART_TABLE,
	PART_AUTHOR,
	PART_WRITTEN,
	PART_RECEIVED,
	PART_SIGN,
	PART_BODY,
	PART_COUNT
};
enum sign_part { SIGN_BY, SIGN_KEY, SIGN_AT, SIGN_SIG, SIGN_COUNT };

static const char *const part_names[PART_COUNT] = {
	[PART_ID] = "id",
	[PART_KIND] = "kind",
	[PART_FILE] = "file",
	[PART_VERSION] = "version",
	[PART_TABLE] = "table",
	[PART_AUTHOR] = "author",
	[PART_WRITTEN] = "written",
	[PART_RECEIVED] = "received",
	[PART_SIGN] = "sign",
	[PART_BODY] = "body",
};
static const char *const sign_names[SIGN_COUNT] = {
	[SIGN_BY] = "by",
	[SIGN_KEY] = "key",
	[SIGN_AT] = "at",
	[SIGN_SIG] = "sig",
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

/* The characters of a string, at most size - 1. Escapes are left as they are:
 * no id, name of a kind or signature has a backslash in it. */
static bool
get_text(const struct jscan_part *p, char *out, size_t size)
{
	if (p->len < 2 || p->start[0] != '"' || p->len - 2 >= size)
		return false;
	memcpy(out, p->start + 1, p->len - 2);
	out[p->len - 2] = '\0';
	return true;
}

static enum err
get_id(struct id *out, const struct jscan_part *p, const char *member,
    struct errinfo *e)
{
	char text[ID_TEXT + 1];

	if (p->len == 0)
		return wrong(member, "is missing", e);
	if (!get_text(p, text, sizeof(text)) || !id_parse(out, text))
		return wrong(member, "is no id", e);
	return ERR_OK;
}

/* A whole number of digits alone, 1 or more; jscan_check keeps it in 2^53. */
static enum err
get_int(int64_t *out, const struct jscan_part *p, const char *member,
    struct errinfo *e)
{
	int64_t value = 0;

	if (p->len == 0)
		return wrong(member, "is missing", e);
	if (p->len > 16)
		return wrong(member, "is no number that fits", e);
	for (size_t i = 0; i < p->len; i++) {
		if (p->start[i] < '0' || p->start[i] > '9')
			return wrong(member, "is no whole number", e);
		value = value * 10 + (p->start[i] - '0');
	}
	if (value < 1)
		return wrong(member, "is no number that fits", e);
	*out = value;
	return ERR_OK;
}

static enum err
get_kind(char out[KIND_NAME_MAX], const struct jscan_part *p, struct errinfo *e)
{
	if (p->len == 0)
		return wrong("kind", "is missing", e);
	/* The form, not the list: a newer haven may know more kinds. */
	if (!get_text(p, out, KIND_NAME_MAX) || out[0] < 'a' || out[0] > 'z' ||
	    out[strspn(out, KIND_LETTERS)] != '\0')
		return wrong("kind", "is no name of a kind", e);
	return ERR_OK;
}

static enum err
get_sign(struct envelope *env, const struct jscan_part *p, struct errinfo *e)
{
	struct jscan_part parts[SIGN_COUNT];
	char sig[SIG_TEXT + 1];
	enum err err;

	if (p->len == 0)
		return ERR_OK; /* not signed, or not yet */
	if (!jscan_members(p->start, p->len, sign_names, SIGN_COUNT, parts))
		return wrong("sign", "is no object", e);
	if ((err = get_id(&env->signer, &parts[SIGN_BY], "sign.by", e)) ||
	    (err = get_id(&env->key, &parts[SIGN_KEY], "sign.key", e)) ||
	    (err = get_int(&env->signed_ms, &parts[SIGN_AT], "sign.at", e)))
		return err;
	if (!get_text(&parts[SIGN_SIG], sig, sizeof(sig)) ||
	    !seal_unbase64(env->sig, SEAL_SIG, sig))
		return wrong("sign.sig", "is no signature", e);
	env->is_signed = true;
	return ERR_OK;
}

static enum err
get_body(struct envelope *env, const struct jscan_part *p, struct errinfo *e)
{
	if (p->len == 0)
		return wrong("body", "is missing", e);
	if (p->start[0] != '{')
		return wrong("body", "is no object", e);
	if (p->len > KIND_BODY_MAX)
		return err_field(e, ERR_TOO_BIG, "body",
		    "A record on its way between the office and a device is "
		    "longer than %d bytes. It was not taken over; nothing "
		    "was changed. Divide it in two.",
		    KIND_BODY_MAX);
	env->body = p->start;
	env->body_len = p->len;
	return ERR_OK;
}

static enum err
get_members(
    struct envelope *env, const struct jscan_part *parts, struct errinfo *e)
{
	enum err err;

	if ((err = get_body(env, &parts[PART_BODY], e)) ||
	    (err = get_id(&env->id, &parts[PART_ID], "id", e)) ||
	    (err = get_kind(env->kind, &parts[PART_KIND], e)) ||
	    (err = get_int(
		 &env->version, &parts[PART_VERSION], "version", e)) ||
	    (err = get_int(&env->table, &parts[PART_TABLE], "table", e)) ||
	    (err = get_id(&env->author, &parts[PART_AUTHOR], "author", e)) ||
	    (err = get_int(
		 &env->written_ms, &parts[PART_WRITTEN], "written", e)))
		return err;
	if (parts[PART_FILE].len > 0 &&
	    (err = get_id(&env->file, &parts[PART_FILE], "file", e)))
		return err;
	if (parts[PART_RECEIVED].len > 0 &&
	    (err = get_int(
		 &env->received_ms, &parts[PART_RECEIVED], "received", e)))
		return err;
	return get_sign(env, &parts[PART_SIGN], e);
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
	struct jscan_part parts[PART_COUNT];
	enum err err;

	*env = (struct envelope){ 0 };
	if (len > KIND_BODY_MAX + OTHER_MAX)
		return err_set(e, ERR_TOO_BIG,
		    "A record on its way between the office and a device is "
		    "longer than a record can be. It was not taken over; "
		    "nothing was changed.");
	if (!jscan_members(text, len, part_names, PART_COUNT, parts))
		return wrong("", "is no object", e);
	err = get_members(env, parts, e);
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
