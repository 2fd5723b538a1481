/* record_norm.c - bring what was typed to its one canonical form.
 *
 * Only what can be read without doubt is changed. All else stays as it was
 * typed, for record_check to name: nothing that a person wrote is dropped by
 * the machine (promise 2). Empty entries of a list hold nothing, and go. */
#include "kind.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "id.h"
#include "lists.h"
#include "record_in.h"
#include "text.h"

/* Room for NFC, which may lengthen a text threefold. */
#define NORM_MAX ((size_t)KIND_BODY_MAX * 3 + 1)

static bool
is_blank_char(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Bytes of the white space that a character at s is: 0 if it is none. */
static size_t
blank_at(const char *s, size_t len)
{
	if (len >= 1 && is_blank_char(s[0]))
		return 1;
	if (len >= 2 && memcmp(s, "\xC2\xA0", 2) == 0)
		return 2; /* no-break space, which comes with pasting */
	return 0;
}

/* The part of s without the white space around it. */
static const char *
trim(const char *s, size_t *len)
{
	size_t n;

	while ((n = blank_at(s, *len)) > 0) {
		s += n;
		*len -= n;
	}
	for (;;) {
		if (*len >= 1 && is_blank_char(s[*len - 1]))
			*len -= 1;
		else if (*len >= 2 && memcmp(s + *len - 2, "\xC2\xA0", 2) == 0)
			*len -= 2;
		else
			return s;
	}
}

/* CR LF and CR become a newline, a tab a space; in a line a newline too. */
static void
plain_breaks(struct buf *out, const char *s, size_t len, bool is_line)
{
	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (c == '\r' && i + 1 < len && s[i + 1] == '\n')
			continue;
		if (c == '\r')
			c = '\n';
		if (c == '\t' || (c == '\n' && is_line))
			c = ' ';
		buf_addc(out, c);
	}
}

/* NFC, breaks, trimmed. False if it is no text. */
static bool
norm_text(struct buf *out, const char *s, size_t len, bool is_line)
{
	struct buf nfc = BUF_INIT(NORM_MAX);
	struct buf plain = BUF_INIT(NORM_MAX);
	bool is_text = text_nfc(&nfc, s, len, NULL) == ERR_OK;
	const char *part;
	size_t n;

	if (is_text) {
		plain_breaks(&plain, buf_str(&nfc), nfc.len, is_line);
		n = plain.len;
		part = trim(buf_str(&plain), &n);
		if (!text_is_blank(part))
			buf_add(out, part, n);
	}
	buf_done(&plain);
	buf_done(&nfc);
	return is_text;
}

static bool
norm_when(struct buf *out, const struct field *f, const char *s,
    const struct civil *now)
{
	char stored[WHEN_TEXT];
	struct civil c;
	unsigned flags = 0;

	if (f->type != FT_TIME)
		flags |= WHEN_DATE_ONLY;
	if (f->type == FT_BIRTH)
		flags |= WHEN_BIRTH;
	if (f->flags & FF_AHEAD)
		flags |= WHEN_AHEAD;
	if (when_parse(&c, s, now, flags, NULL) != ERR_OK)
		return false;
	when_store(stored, &c);
	return buf_adds(out, stored);
}

static bool
norm_yesno(struct buf *out, const char *s)
{
	if (strcasecmp(s, "y") == 0 || strcasecmp(s, "yes") == 0 ||
	    strcasecmp(s, "true") == 0)
		return buf_adds(out, "yes");
	if (strcasecmp(s, "n") == 0 || strcasecmp(s, "no") == 0 ||
	    strcasecmp(s, "false") == 0)
		return buf_adds(out, "no");
	return false;
}

static bool
norm_number(struct buf *out, const char *s)
{
	bool is_minus = s[0] == '-';

	if (s[0] == '-' || s[0] == '+')
		s++;
	if (s[0] == '\0' || s[strspn(s, "0123456789")] != '\0')
		return false;
	while (s[0] == '0' && s[1] != '\0')
		s++;
	if (is_minus && strcmp(s, "0") != 0)
		buf_addc(out, '-');
	return buf_adds(out, s);
}

/* By code or by label, capital or small letters. */
static const struct choice *
choice_typed(const struct field *f, const char *s, size_t len)
{
	for (const struct choice *c = field_choices(f); c->code != NULL; c++)
		if ((strncasecmp(c->code, s, len) == 0 &&
			c->code[len] == '\0') ||
		    (strncasecmp(c->label, s, len) == 0 &&
			c->label[len] == '\0'))
			return c;
	return NULL;
}

/* One code, or one label, or several with commas between. */
static bool
norm_set(struct buf *out, const struct field *f, const char *s)
{
	struct buf codes = BUF_INIT(NORM_MAX);
	bool is_known = true;
	const char *at = s;

	if (set_canonical(f, s, out))
		return true;
	while (is_known && *at != '\0') {
		size_t len = strcspn(at, ",");
		size_t n = len;
		const char *part = trim(at, &n);
		const struct choice *c;

		c = n > 0 ? choice_typed(f, part, n) : NULL;
		if (c != NULL)
			buf_addf(&codes, " %s", c->code);
		is_known = c != NULL || n == 0;
		at += len + (at[len] == ',' ? 1 : 0);
	}
	is_known = is_known && set_canonical(f, buf_str(&codes), out);
	buf_done(&codes);
	return is_known;
}

/* The canonical form of s, which is trimmed, into out; false if there is none. */
static bool
norm_scalar(struct buf *out, const struct field *f, const char *s,
    const struct civil *now)
{
	const struct choice *c;
	struct id id;

	switch (f->type) {
	case FT_LINE:
	case FT_TEXT: return buf_adds(out, s);
	case FT_DATE:
	case FT_BIRTH:
	case FT_TIME: return norm_when(out, f, s, now);
	case FT_CHOICE:
		c = choice_find(f, s, strlen(s));
		if (c == NULL)
			c = choice_typed(f, s, strlen(s));
		return c != NULL && buf_adds(out, c->code);
	case FT_SET: return norm_set(out, f, s);
	case FT_YESNO: return norm_yesno(out, s);
	case FT_NUMBER: return norm_number(out, s);
	case FT_REF: return id_parse(&id, s) && buf_adds(out, id.s);
	case FT_LIST:
	case FT_COUNT: break;
	}
	return false;
}

static void
norm_value(struct record *r, size_t field, const struct civil *now)
{
	const struct field *f = &r->kind->fields[field];
	struct value *v = &r->values[field];
	struct buf text = BUF_INIT(NORM_MAX);
	struct buf form = BUF_INIT(NORM_MAX);
	const struct buf *use = &text;

	if (norm_text(&text, v->text, v->len, f->type != FT_TEXT)) {
		if (text.len > 0 && norm_scalar(&form, f, text.data, now) &&
		    !form.failed)
			use = &form;
		/* Refused at the ceiling, it stays as it was typed. */
		(void)record_put(r, field, buf_str(use), use->len);
	}
	buf_done(&form);
	buf_done(&text);
}

const struct choice *
choice_find(const struct field *f, const char *code, size_t len)
{
	for (const struct choice *c = field_choices(f); c->code != NULL; c++)
		if (strlen(c->code) == len && memcmp(c->code, code, len) == 0)
			return c;
	return NULL;
}

bool
choice_is_good(const struct field *f, const char *code, size_t len)
{
	return choice_find(f, code, len) != NULL ||
	       (f->list != LIST_NONE && list_is_code(code, len));
}

bool
set_has(const char *text, const char *code)
{
	size_t n = strlen(code);

	for (const char *at = text; *at != '\0';) {
		size_t len = strcspn(at, " ");

		if (len == n && memcmp(at, code, n) == 0)
			return true;
		at += len;
		at += strspn(at, " ");
	}
	return false;
}

const char *
set_unknown(const struct field *f, const char *text, size_t *len)
{
	const char *at = text + strspn(text, " ");

	while (*at != '\0') {
		*len = strcspn(at, " ");
		if (!choice_is_good(f, at, *len))
			return at;
		at += *len;
		at += strspn(at, " ");
	}
	return NULL;
}

bool
set_canonical(const struct field *f, const char *text, struct buf *out)
{
	size_t start = out->len;
	size_t len;

	if (set_unknown(f, text, &len) != NULL)
		return false;
	for (const struct choice *c = field_choices(f); c->code != NULL; c++)
		if (set_has(text, c->code))
			buf_addf(
			    out, "%s%s", out->len > start ? " " : "", c->code);
	/* What the settings no longer have, behind what they have. */
	for (const char *at = text + strspn(text, " "); *at != '\0';
	     at += strspn(at, " ")) {
		len = strcspn(at, " ");
		if (choice_find(f, at, len) == NULL)
			buf_addf(out, "%s%.*s", out->len > start ? " " : "",
			    (int)len, at);
		at += len;
	}
	return true;
}

void
record_normalise(struct record *r, const struct civil *now)
{
	for (size_t i = 0; i < r->kind->field_count; i++) {
		struct value *v = &r->values[i];
		size_t n = v->count;

		if (v->len > 0)
			norm_value(r, i, now);
		while (n-- > 0) {
			record_normalise(v->items[n], now);
			if (record_is_empty(v->items[n]))
				record_remove(r, r->kind->fields[i].key, n);
		}
	}
}
