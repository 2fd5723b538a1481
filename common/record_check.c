/* record_check.c - what is wrong with a record, asked the same way by the form
 * and by the server.
 *
 * The fields of the table first, then the kind's own rules; what is found is
 * put in table order, since the summary on the screen leads down the form. */
#include "kind.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "id.h"
#include "mem.h"
#include "record_in.h"
#include "text.h"

struct checking {
	const struct check_ctx *ctx;
	struct problems *p;
};

/* One value, with what a sentence about it needs. */
struct asked {
	const struct field *f;
	const struct value *v;
	const char *path;
	const char *where;
};

static void check_fields(const struct checking *c, const struct record *r,
    const char *base, const char *where);

/* The control character that f may not hold, if there is one: C0, DEL, C1. */
static bool
has_control(const struct value *v, bool may_break)
{
	const unsigned char *s = (const unsigned char *)v->text;

	for (size_t i = 0; i < v->len; i++) {
		if (s[i] == '\n' && may_break)
			continue;
		if (s[i] < 0x20 || s[i] == 0x7F)
			return true;
		if (s[i] == 0xC2 && i + 1 < v->len && s[i + 1] < 0xA0)
			return true;
	}
	return false;
}

static bool
is_nfc(const struct value *v)
{
	struct buf nfc = BUF_INIT((size_t)KIND_BODY_MAX * 3 + 1);
	bool is_same;

	is_same = text_nfc(&nfc, v->text, v->len, NULL) == ERR_OK &&
		  nfc.len == v->len && memcmp(nfc.data, v->text, v->len) == 0;
	buf_done(&nfc);
	return is_same;
}

/* Promise 8 begins here: no control character gets into a record. */
static bool
check_is_text(const struct checking *c, const struct asked *a)
{
	const char *wrong = NULL;

	if (!text_is_utf8(a->v->text, a->v->len))
		wrong = "holds bytes that are no text";
	else if (has_control(a->v, a->f->type == FT_TEXT))
		wrong = "holds a character that cannot be printed";
	else if (!is_nfc(a->v))
		wrong = "has accents in a form that is not kept";
	if (wrong != NULL)
		problems_add(c->p, a->path, "not_text",
		    "%s%s %s. Type it again.", a->where, a->f->label, wrong);
	return wrong == NULL;
}

static void
bad_value(const struct checking *c, const struct asked *a, const char *is_not)
{
	char shown[EXCERPT_MAX];

	excerpt(shown, a->v->text, a->v->len);
	problems_add(c->p, a->path, "bad_value", "%s%s: \"%s\" is %s.",
	    a->where, a->f->label, shown, is_not);
}

static void
check_when(const struct checking *c, const struct asked *a)
{
	bool is_day = a->f->type != FT_TIME;
	struct civil read;

	if (!when_read(&read, a->v->text) || (is_day && read.has_time)) {
		bad_value(c, a,
		    is_day
			? "not a date. Write it like 3/4/2026, day first"
			: "not a date and time. Write it like 3/4/2026 15:30, "
			  "day first");
		return;
	}
	if (((a->f->flags & FF_PAST) || a->f->type == FT_BIRTH) &&
	    when_compare(&read, &c->ctx->now) > 0)
		problems_add(c->p, a->path, "in_future",
		    "%s%s cannot be in the future.", a->where, a->f->label);
}

static void
check_number(const struct checking *c, const struct asked *a)
{
	long long max = field_max(a->f);
	const char *s = a->v->text;
	long long n;
	char *end;

	if (s[0] == '-')
		s++;
	/* One form only: no sign but minus, no zeros before. */
	if (s[0] == '\0' || a->v->len > 15 ||
	    s[strspn(s, "0123456789")] != '\0' ||
	    (s[0] == '0' && a->v->len > 1)) {
		bad_value(c, a, "not a whole number");
		return;
	}
	n = strtoll(a->v->text, &end, 10);
	if (n < a->f->min || n > max)
		problems_add(c->p, a->path, "bad_value",
		    "%s%s must be from %d to %lld.", a->where, a->f->label,
		    a->f->min, max);
}

static void
check_set(const struct checking *c, const struct asked *a)
{
	struct buf ordered = BUF_INIT((size_t)KIND_BODY_MAX);
	char shown[EXCERPT_MAX];
	size_t len;
	const char *odd = set_unknown(a->f, a->v->text, &len);

	if (odd != NULL) {
		excerpt(shown, odd, len);
		problems_add(c->p, a->path, "bad_value",
		    "%s%s: \"%s\" is not one of the choices.", a->where,
		    a->f->label, shown);
	} else if (set_canonical(a->f, a->v->text, &ordered) &&
		   strcmp(buf_str(&ordered), a->v->text) != 0) {
		bad_value(c, a, "not in the order of the choices");
	}
	buf_done(&ordered);
}

/* What is left once the value is text, and not too long. */
static void
check_form(const struct checking *c, const struct asked *a)
{
	const char *s = a->v->text;
	struct id id;

	switch (a->f->type) {
	case FT_LINE:
	case FT_TEXT: return;
	case FT_DATE:
	case FT_BIRTH:
	case FT_TIME: check_when(c, a); return;
	case FT_CHOICE:
		if (!choice_is_good(a->f, s, a->v->len))
			bad_value(c, a, "not one of the choices");
		return;
	case FT_SET: check_set(c, a); return;
	case FT_YESNO:
		if (strcmp(s, "yes") != 0 && strcmp(s, "no") != 0)
			bad_value(c, a, "neither yes nor no");
		return;
	case FT_NUMBER: check_number(c, a); return;
	case FT_REF:
		if (!id_parse(&id, s) || strcmp(id.s, s) != 0)
			bad_value(c, a, "not the id of a record");
		return;
	case FT_LIST:
	case FT_COUNT: return;
	}
}

static bool
is_missing(const struct field *f, const struct value *v)
{
	return f->type == FT_LIST ? v->count == 0
				  : v->len == 0 || text_is_blank(v->text);
}

static void
check_list(const struct checking *c, const struct asked *a)
{
	char path[ERR_FIELD_MAX];
	char where[WHERE_MAX];

	if (a->v->count > field_max(a->f))
		problems_add(c->p, a->path, "too_long",
		    "%s%s has too many entries: at most %u are kept, this "
		    "has %zu.",
		    a->where, a->f->label, field_max(a->f), a->v->count);
	for (size_t i = 0; i < a->v->count; i++) {
		path_index(path, a->path, i);
		where_item(where, a->where, a->f, i);
		check_fields(c, a->v->items[i], path, where);
	}
}

/* In words that fit the label: a question, the name of a list, a thing. */
static void
say_missing(const struct checking *c, const struct asked *a)
{
	const char *label = a->f->label;
	size_t len = strlen(label);

	if (a->f->type == FT_LIST)
		problems_add(c->p, a->path, "required",
		    "%s%s: at least one is needed.", a->where, label);
	else if (len > 0 && label[len - 1] == '?')
		problems_add(c->p, a->path, "required",
		    "%s\"%s\" needs an answer.", a->where, label);
	else
		problems_add(c->p, a->path, "required", "%s%s is needed.",
		    a->where, label);
}

static void
check_value(const struct checking *c, const struct asked *a)
{
	if (is_missing(a->f, a->v)) {
		if ((a->f->flags & FF_REQUIRED) && c->ctx->complete)
			say_missing(c, a);
		return;
	}
	if (a->f->type == FT_LIST) {
		check_list(c, a);
		return;
	}
	if (check_is_text(c, a) &&
	    check_length(a->f, a->v->text, a->v->len, a->path, a->where, c->p))
		check_form(c, a);
}

/* The kind's own rules. They know their record as the whole; in a list their
 * problems get the path and the words that lead to the item. */
static void
check_rules(const struct checking *c, const struct record *r, const char *base,
    const char *where)
{
	char path[ERR_FIELD_MAX];
	struct problems *own;

	if (r->kind->check == NULL)
		return;
	if (base[0] == '\0') {
		r->kind->check(r, c->ctx, c->p);
		return;
	}
	own = mem_zalloc(1, sizeof(*own));
	r->kind->check(r, c->ctx, own);
	for (size_t i = 0; i < own->count; i++) {
		if (own->at[i].field[0] != '\0')
			path_key(path, base, own->at[i].field);
		else
			path_key(path, "", base);
		problems_add(c->p, path, own->at[i].code, "%s%s", where,
		    own->at[i].says);
	}
	c->p->more = c->p->more || own->more;
	mem_free_wiped(own, sizeof(*own));
}

static void
check_fields(const struct checking *c, const struct record *r, const char *base,
    const char *where)
{
	char path[ERR_FIELD_MAX];

	for (size_t i = 0; i < r->kind->field_count; i++) {
		path_key(path, base, r->kind->fields[i].key);
		check_value(c, &(struct asked){ .f = &r->kind->fields[i],
				   .v = &r->values[i],
				   .path = path,
				   .where = where });
	}
	check_rules(c, r, base, where);
}

/* Where a path stands in the table of k, list items by their number: "b.3.d"
 * may be 2, 4, 4. Zeros follow, so a list comes before its items. */
#define RANKS_MAX 8

static void
path_ranks(
    unsigned long ranks[RANKS_MAX], const struct kind *k, const char *path)
{
	bool is_key = true;

	memset(ranks, 0, RANKS_MAX * sizeof(ranks[0]));
	if (path[0] == '\0')
		ranks[0] = KIND_FIELDS_MAX + 1; /* the whole comes last */
	for (size_t n = 0; n < RANKS_MAX && *path != '\0'; n++) {
		size_t len = strcspn(path, ".");
		size_t i = 0;

		if (is_key) {
			while (k != NULL && i < k->field_count &&
			       (strlen(k->fields[i].key) != len ||
				   memcmp(k->fields[i].key, path, len) != 0))
				i++;
			if (k != NULL)
				k = i < k->field_count ? k->fields[i].of : NULL;
			ranks[n] = i + 1;
		} else {
			ranks[n] = strtoul(path, NULL, 10) + 1;
		}
		is_key = !is_key;
		path += len;
		path += *path == '.';
	}
}

static bool
is_after(const struct kind *k, const char *a, const char *b)
{
	unsigned long of_a[RANKS_MAX];
	unsigned long of_b[RANKS_MAX];

	path_ranks(of_a, k, a);
	path_ranks(of_b, k, b);
	for (size_t i = 0; i < RANKS_MAX; i++)
		if (of_a[i] != of_b[i])
			return of_a[i] > of_b[i];
	return false;
}

/* Stable, so that a field's own problem stands before a rule's about it. */
static void
sort_problems(const struct kind *k, struct problems *p)
{
	struct problem moved;

	for (size_t i = 1; i < p->count; i++) {
		size_t n = i;

		moved = p->at[i];
		while (n > 0 && is_after(k, p->at[n - 1].field, moved.field)) {
			p->at[n] = p->at[n - 1];
			n--;
		}
		p->at[n] = moved;
	}
}

static void
check_whole(const struct checking *c, const struct record *r)
{
	struct buf json = BUF_INIT(KIND_BODY_MAX);

	record_to_json(r, false, &json);
	if (json.failed)
		problems_add(c->p, "", "too_long",
		    "%s is too long as a whole. Shorten the longest texts.",
		    r->kind->title);
	buf_done(&json);
}

bool
record_check(
    const struct record *r, const struct check_ctx *ctx, struct problems *p)
{
	const struct checking c = { .ctx = ctx, .p = p };

	p->count = 0;
	p->more = false;
	check_fields(&c, r, "", "");
	check_whole(&c, r);
	sort_problems(r->kind, p);
	return p->count == 0;
}
