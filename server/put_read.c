/* put_read.c - a save as it comes from outside, into struct put. */
#include "put_read.h"

#include "jscan.h"
#include "seal.h"

static enum err
bad(struct errinfo *e, const char *member, const char *what)
{
	return err_field(e, ERR_INVALID, member, "\"%s\" of a save must be %s.",
	    member, what);
}

/* A whole number from 0 up, if it is there. */
static enum err
read_number(int64_t *out, const struct json *json, const char *member,
    struct errinfo *e)
{
	const struct json *node = json_get(json, member);
	int64_t n = json_int(node, -1);

	if (node == NULL)
		return ERR_OK;
	if (n < 0)
		return bad(e, member, "a whole number from 0 up");
	*out = n;
	return ERR_OK;
}

static enum err
read_sign(struct put *put, const struct json *sign, struct errinfo *e)
{
	put->is_signed = false;
	if (sign == NULL || json_is_null(sign))
		return ERR_OK;
	if (!id_parse(&put->signer, json_text_of(sign, "by", NULL)) ||
	    !id_parse(&put->key, json_text_of(sign, "key", NULL)) ||
	    !seal_unbase64(
		put->sig, sizeof(put->sig), json_text_of(sign, "sig", NULL)))
		return bad(e, "sign",
		    "an object of \"by\", \"key\", \"at\" and \"sig\"");
	put->signed_ms = json_int_of(sign, "at", -1);
	if (put->signed_ms < 0)
		return bad(e, "sign",
		    "an object of \"by\", \"key\", \"at\" and \"sig\"");
	put->is_signed = true;
	return ERR_OK;
}

/* What a write of a sync and a PUT with more than the body have in common. */
static enum err
read_members(struct put *put, const struct json *json, const char *text,
    size_t len, struct errinfo *e)
{
	enum err code;

	if (!json_is_object(json_get(json, "body")) ||
	    !jscan_span(text, len, "body", &put->body, &put->body_len))
		return bad(e, "body", "an object");
	code = read_number(&put->table, json, "table", e);
	if (code == ERR_OK)
		code = read_number(&put->written_ms, json, "written", e);
	if (code == ERR_OK)
		code = read_sign(put, json_get(json, "sign"), e);
	return code;
}

enum err
put_read_body(struct put *put, const struct json *json, const char *text,
    size_t len, struct errinfo *e)
{
	static const char *const members[] = { "body", "written", "table",
		"sign" };

	if (json == NULL)
		return bad(e, "body", "an object");
	if (!json_is_object(json_get(json, "body"))) {
		put->body = text;
		put->body_len = len;
		return ERR_OK;
	}
	for (const struct json *m = json_first(json); m; m = json_next(m)) {
		bool is_known = false;

		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]);
		     i++)
			if (m == json_get(json, members[i]))
				is_known = true;
		if (!is_known)
			return bad(e, "body",
			    "beside \"written\", \"table\" and \"sign\" alone");
	}
	return read_members(put, json, text, len, e);
}

enum err
put_read_write(struct put *put, const struct json *json, const char *text,
    size_t len, struct errinfo *e)
{
	const char *file = json_text_of(json, "file", "");
	enum err code;

	if (!id_parse(&put->write, json_text_of(json, "write", NULL)))
		return bad(e, "write", "an id");
	if (!id_parse(&put->id, json_text_of(json, "id", NULL)))
		return bad(e, "id", "an id");
	put->kind = kind_find(json_text_of(json, "kind", ""));
	if (put->kind == NULL)
		return bad(e, "kind", "a kind of record this server knows");
	if (file[0] != '\0' && !id_parse(&put->file, file))
		return bad(e, "file", "an id");
	if (((put->kind->flags & KF_ON_FILE) != 0) == id_is_none(&put->file))
		return bad(e, "file",
		    "there for a record of a child's file, and only then");
	put->table = put->kind->version;
	code = read_number(&put->base, json, "base", e);
	if (code == ERR_OK)
		code = read_members(put, json, text, len, e);
	return code;
}
