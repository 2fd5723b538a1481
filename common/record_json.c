/* record_json.c - a record as JSON, in and out.
 *
 * Two manners. Strict is the wire and the store: each type has one JSON form,
 * and what is not in the table is an error, so that nothing is kept that
 * nobody checked. Lax is for drafts and for records of a newer table: it takes
 * what it can, since what a person typed may not be lost (promise 2).
 * In both, null says the same as leaving the member out. */
#include "kind.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "mem.h"
#include "record_in.h"
#include "text.h"

/* A draft may hold KIND_BODY_MAX bytes of any text, and a control character
 * takes six bytes when escaped. */
#define LAX_BODY_MAX ((size_t)KIND_BODY_MAX * 8)

struct reading {
	bool lax;
	bool is_full; /* over the ceiling of a tree */
	struct problems *p;
};

static void read_object(struct reading *rd, struct record *r,
    const struct json *object, const char *base, const char *where);

/* What a JSON form is called in a sentence. */
static const char *
form_wanted(enum field_type type)
{
	switch (type) {
	case FT_LINE:
	case FT_TEXT:
	case FT_DATE:
	case FT_BIRTH:
	case FT_TIME:
	case FT_CHOICE:
	case FT_REF: return "text";
	case FT_SET: return "a list of codes";
	case FT_YESNO: return "true or false";
	case FT_NUMBER: return "a whole number";
	case FT_LIST: return "a list of entries";
	case FT_COUNT: break;
	}
	return "something else";
}

static void
wrong_form(struct reading *rd, const struct field *f, const char *path,
    const char *where)
{
	if (!rd->lax)
		problems_add(rd->p, path, "bad_value",
		    "%s%s must be sent as %s.", where, f->label,
		    form_wanted(f->type));
}

static void
keep(struct reading *rd, struct record *r, size_t field, const char *text,
    size_t len)
{
	if (!record_put(r, field, text, len))
		rd->is_full = true;
}

/* Codes joined by a space. False if an element is no code by its form. */
static bool
join_codes(struct buf *out, const struct json *array, bool lax)
{
	for (const struct json *at = json_first(array); at != NULL;
	     at = json_next(at)) {
		const char *code = json_text(at);

		if (code == NULL || code[0] == '\0' ||
		    strchr(code, ' ') != NULL) {
			if (!lax)
				return false;
			if (code == NULL)
				continue;
		}
		if (out->len > 0)
			buf_addc(out, ' ');
		buf_adds(out, code);
	}
	return true;
}

static void
read_set(struct reading *rd, struct record *r, size_t field,
    const struct json *node, const char *path, const char *where)
{
	const struct field *f = &r->kind->fields[field];
	struct buf codes = BUF_INIT(LAX_BODY_MAX);
	struct buf ordered = BUF_INIT(LAX_BODY_MAX);
	const struct buf *use = &codes;

	if (!join_codes(&codes, node, rd->lax))
		wrong_form(rd, f, path, where);
	else if (rd->lax || check_length(f, buf_str(&codes), codes.len, path,
				where, rd->p)) {
		if (set_canonical(f, buf_str(&codes), &ordered))
			use = &ordered;
		keep(rd, r, field, buf_str(use), use->len);
	}
	buf_done(&ordered);
	buf_done(&codes);
}

static void
read_string(struct reading *rd, struct record *r, size_t field,
    const struct json *node, const char *path, const char *where)
{
	const struct field *f = &r->kind->fields[field];
	const char *text = json_text(node);
	size_t len = strlen(text);

	if (rd->lax || check_length(f, text, len, path, where, rd->p))
		keep(rd, r, field, text, len);
}

static void
read_number(struct reading *rd, struct record *r, size_t field,
    const struct json *node, const char *path, const char *where)
{
	char digits[32];
	int64_t n = json_int(node, INT64_MIN);

	if (n == INT64_MIN) {
		wrong_form(rd, &r->kind->fields[field], path, where);
		return;
	}
	(void)snprintf(digits, sizeof(digits), "%" PRId64, n);
	keep(rd, r, field, digits, strlen(digits));
}

static void
read_list(struct reading *rd, struct record *r, size_t field,
    const struct json *array, const char *path, const char *where)
{
	const struct field *f = &r->kind->fields[field];
	size_t i = 0;

	if (!rd->lax && json_count(array) > field_max(f)) {
		problems_add(rd->p, path, "too_long",
		    "%s%s has too many entries: at most %u are kept, this "
		    "has %zu.",
		    where, f->label, field_max(f), json_count(array));
		return;
	}
	for (const struct json *at = json_first(array); at != NULL;
	     at = json_next(at), i++) {
		char item_path[ERR_FIELD_MAX];
		char item_where[WHERE_MAX];
		struct record *item;

		path_index(item_path, path, i);
		where_item(item_where, where, f, i);
		if (!json_is_object(at)) {
			wrong_form(rd, f, item_path, where);
			continue;
		}
		item = record_push(r, field);
		if (item == NULL) {
			rd->is_full = true;
			return;
		}
		read_object(rd, item, at, item_path, item_where);
	}
}

static void
read_member(struct reading *rd, struct record *r, size_t field,
    const struct json *node, const char *path, const char *where)
{
	enum field_type type = r->kind->fields[field].type;
	bool may_be_text = type != FT_LIST &&
			   (rd->lax || (type != FT_SET && type != FT_YESNO &&
					   type != FT_NUMBER));

	if (json_is_null(node))
		return;
	if (json_is_string(node) && may_be_text)
		read_string(rd, r, field, node, path, where);
	else if (json_is_array(node) && type == FT_SET)
		read_set(rd, r, field, node, path, where);
	else if (json_is_array(node) && type == FT_LIST)
		read_list(rd, r, field, node, path, where);
	else if (json_is_bool(node) && type == FT_YESNO)
		keep(rd, r, field, json_true(node) ? "yes" : "no",
		    json_true(node) ? 3 : 2);
	else if (json_is_number(node) &&
		 (type == FT_NUMBER || (rd->lax && type != FT_LIST)))
		read_number(rd, r, field, node, path, where);
	else
		wrong_form(rd, &r->kind->fields[field], path, where);
}

static void
read_object(struct reading *rd, struct record *r, const struct json *object,
    const char *base, const char *where)
{
	for (const struct json *at = json_first(object);
	     at != NULL && !rd->is_full; at = json_next(at)) {
		const char *key = json_key(at);
		const struct field *f = kind_field(r->kind, key);
		char path[ERR_FIELD_MAX];
		char shown[EXCERPT_MAX];

		if (f != NULL) {
			path_key(path, base, f->key);
			read_member(rd, r, (size_t)(f - r->kind->fields), at,
			    path, where);
		} else if (!rd->lax) {
			/* The name of a member is not ours: the path stays
			 * with what holds it. */
			excerpt(shown, key, strlen(key));
			problems_add(rd->p, base, "unknown",
			    "%s\"%s\" is no field of %s.", where, shown,
			    r->kind->title);
		}
	}
}

/* Bytes that are not UTF-8 would make the whole draft unreadable: each is
 * written as U+FFFD. The editor lets none in, so this is a last guard. */
static void
write_mended(struct jw *w, const char *key, const struct value *v)
{
	struct buf mended = BUF_INIT((size_t)KIND_BODY_MAX * 3 + 1);
	size_t at = 0;

	while (at < v->len) {
		size_t n = 1;

		while (n <= 4 && n <= v->len - at &&
		       !text_is_utf8(v->text + at, n))
			n++;
		if (n <= 4 && n <= v->len - at) {
			buf_add(&mended, v->text + at, n);
			at += n;
		} else {
			buf_adds(&mended, "\xEF\xBF\xBD");
			at++;
		}
	}
	jw_textn(w, key, buf_str(&mended), mended.len);
	buf_done(&mended);
}

static void
write_text(struct jw *w, const char *key, const struct value *v)
{
	if (text_is_utf8(v->text, v->len))
		jw_textn(w, key, v->text, v->len);
	else
		write_mended(w, key, v);
}

static void
write_set(struct jw *w, const char *key, const struct value *v)
{
	const char *at = v->text;

	jw_open_list(w, key);
	while (*at != '\0') {
		size_t len = strcspn(at, " ");

		if (len > 0)
			jw_textn(w, NULL, at, len);
		at += len;
		at += strspn(at, " ");
	}
	jw_close_list(w);
}

/* As int64_t, for text in the one form that a number has. */
static bool
number_of(const struct value *v, int64_t *out)
{
	char again[32];

	if (v->len > 16 || sscanf(v->text, "%" SCNd64, out) != 1)
		return false;
	(void)snprintf(again, sizeof(again), "%" PRId64, *out);
	return strcmp(again, v->text) == 0;
}

static void
write_value(struct jw *w, const struct field *f, const struct value *v)
{
	int64_t n;

	if (f->type == FT_NUMBER && number_of(v, &n))
		jw_int(w, f->key, n);
	else if (f->type == FT_YESNO && strcmp(v->text, "yes") == 0)
		jw_bool(w, f->key, true);
	else if (f->type == FT_YESNO && strcmp(v->text, "no") == 0)
		jw_bool(w, f->key, false);
	else if (f->type == FT_SET && text_is_utf8(v->text, v->len))
		write_set(w, f->key, v);
	else
		write_text(w, f->key, v);
}

static void
write_record(struct jw *w, const struct record *r, const char *key, bool lax)
{
	jw_open(w, key);
	for (size_t i = 0; i < r->kind->field_count; i++) {
		const struct field *f = &r->kind->fields[i];
		const struct value *v = &r->values[i];

		if (v->count > 0) {
			jw_open_list(w, f->key);
			for (size_t n = 0; n < v->count; n++)
				write_record(w, v->items[n], NULL, lax);
			jw_close_list(w);
		} else if (v->len > 0 && lax) {
			write_text(w, f->key, v);
		} else if (v->len > 0) {
			write_value(w, f, v);
		}
	}
	jw_close(w);
}

/* The code and sentence for what reading found. */
static enum err
judge(const struct reading *rd, const struct kind *k, struct errinfo *e)
{
	if (rd->is_full)
		return err_set(e, ERR_TOO_BIG,
		    "%s is larger than a record may be. Nothing was kept.",
		    k->title);
	if (rd->p->count > 0)
		return err_field(e, ERR_INVALID, rd->p->at[0].field, "%s",
		    rd->p->at[0].says);
	return ERR_OK;
}

enum err
record_from_json(struct record **out, const struct kind *k, const char *json,
    size_t len, bool lax, struct problems *p, struct errinfo *e)
{
	struct reading rd = { .lax = lax };
	struct record *r = NULL;
	struct json *doc = NULL;
	enum err err;

	*out = NULL;
	rd.p = p != NULL ? p : mem_zalloc(1, sizeof(*rd.p));
	rd.p->count = 0;
	rd.p->more = false;
	err =
	    json_parse(&doc, json, len, lax ? LAX_BODY_MAX : KIND_BODY_MAX, e);
	if (err != ERR_OK)
		goto out;
	if (!json_is_object(doc)) {
		problems_add(rd.p, "", "bad_value",
		    "%s must be sent as one JSON object.", k->title);
	} else {
		r = record_new(k);
		read_object(&rd, r, doc, "", "");
	}
	err = judge(&rd, k, e);
	if (err == ERR_OK) {
		*out = r;
		r = NULL;
	}
out:
	record_free(r);
	json_free(doc);
	if (rd.p != p)
		mem_free_wiped(rd.p, sizeof(*rd.p));
	return err;
}

void
record_to_json(const struct record *r, bool lax, struct buf *out)
{
	struct jw w = JW_INIT(out);

	write_record(&w, r, NULL, lax);
}
