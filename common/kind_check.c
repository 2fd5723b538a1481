/* kind_check.c - finding kinds and fields, and the proof that the tables hold
 * together. A wrong row is found at start-up and by a test, not by a person
 * in the middle of a form. */
#include "kind.h"

#include <stdio.h>
#include <string.h>

#include "record_in.h"

#define DEPTH_MAX 3    /* a kind, its items, and their items */
#define CODES_MAX 64   /* choices of a field */
#define INDEX_DIGITS 5 /* ".4095" in a path */
#define KEY_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

static enum err
bug(struct errinfo *e, const struct kind *k, const struct field *f,
    const char *what)
{
	const char *key = f != NULL && f->key != NULL ? f->key : "";

	return err_field(e, ERR_BUG, key,
	    "The table of kinds is wrong: %s%s%s %s.",
	    k->name != NULL ? k->name : "(no name)", key[0] != '\0' ? "." : "",
	    key, what);
}

static bool
is_present(const char *s)
{
	return s != NULL && s[0] != '\0';
}

/* Small letters, figures and underscores, beginning with a letter: safe in a
 * path, a URL and a column. */
static bool
is_key(const char *s)
{
	return is_present(s) && s[0] >= 'a' && s[0] <= 'z' &&
	       strlen(s) < KIND_NAME_MAX && s[strspn(s, KEY_LETTERS)] == '\0';
}

static enum err
check_choices(const struct kind *k, const struct field *f, struct errinfo *e)
{
	size_t n = 0;

	if (f->type != FT_CHOICE && f->type != FT_SET)
		return f->choices == NULL && f->list == LIST_NONE
			   ? ERR_OK
			   : bug(e, k, f,
				 "has choices that its type cannot use");
	if (f->list != LIST_NONE)
		return f->choices == NULL
			   ? ERR_OK
			   : bug(e, k, f, "has choices beside its list");
	if (f->choices == NULL || f->choices[0].code == NULL)
		return bug(e, k, f, "has no choices");
	for (; f->choices[n].code != NULL; n++) {
		const struct choice *c = &f->choices[n];

		if (n == CODES_MAX)
			return bug(e, k, f, "has too many choices");
		if (!is_key(c->code) || !is_present(c->label))
			return bug(
			    e, k, f, "has a choice without code or label");
		if (choice_find(f, c->code, strlen(c->code)) != c)
			return bug(e, k, f, "has the same choice twice");
	}
	return ERR_OK;
}

static size_t
section_count(const struct kind *k)
{
	size_t n = 0;

	while (k->sections != NULL && k->sections[n] != NULL)
		n++;
	return n;
}

static enum err
check_limits(const struct kind *k, const struct field *f, struct errinfo *e)
{
	bool is_date = f->type == FT_DATE || f->type == FT_TIME;

	if (f->max > KIND_BODY_MAX && f->type != FT_NUMBER)
		return bug(e, k, f, "has a limit over that of a body");
	if (f->type == FT_NUMBER && (int64_t)f->min > (int64_t)field_max(f))
		return bug(e, k, f, "has min over max");
	if (f->type != FT_NUMBER && f->min != 0)
		return bug(e, k, f, "has a min and is no number");
	if ((f->flags & (FF_PAST | FF_AHEAD)) && !is_date)
		return bug(e, k, f, "is no date, but past or ahead");
	if ((f->flags & FF_PAST) && (f->flags & FF_AHEAD))
		return bug(e, k, f, "is both past and ahead");
	if ((f->flags & (FF_EXACT | FF_FACT)) && f->type != FT_TEXT &&
	    f->type != FT_LINE)
		return bug(e, k, f, "is no text, but exact or fact");
	if ((f->flags & FF_EXACT) && (f->flags & FF_FACT))
		return bug(e, k, f, "is both exact and fact");
	return ERR_OK;
}

static enum err
check_field(const struct kind *k, const struct field *f, struct errinfo *e)
{
	size_t sections = section_count(k);
	enum err err;

	if (!is_key(f->key))
		return bug(e, k, f, "has a field with no well-formed key");
	if (kind_field(k, f->key) != f)
		return bug(e, k, f, "is there twice");
	if (!is_present(f->label) || !is_present(f->help) ||
	    !is_present(f->policy))
		return bug(e, k, f, "lacks a label, a help or its policy");
	if (f->type >= FT_COUNT)
		return bug(e, k, f, "has no type");
	if (f->section >= (sections > 0 ? sections : 1))
		return bug(e, k, f, "has a section that is not there");
	if ((f->type == FT_LIST) != (f->of != NULL))
		return bug(e, k, f, "needs a list and a kind of its items");
	if (f->of != NULL && !(f->of->flags & KF_ITEM))
		return bug(e, k, f, "has items of a kind that is no item");
	if ((f->type == FT_REF) != (f->ref != NULL))
		return bug(e, k, f, "needs a reference and its kind");
	if (f->ref != NULL && kind_find(f->ref) == NULL)
		return bug(e, k, f, "refers to a kind that is not there");
	err = check_limits(k, f, e);
	return err != ERR_OK ? err : check_choices(k, f, e);
}

/* The keys that the kind itself names. */
static enum err
check_named_keys(const struct kind *k, struct errinfo *e)
{
	const struct field *date = kind_field(k, k->date_key);
	const struct field *label = kind_field(k, k->label_key);
	const struct field *parent = kind_field(k, k->parent_key);
	const struct field *staff = kind_field(k, k->staff_key);

	if (k->date_key != NULL &&
	    (date == NULL || (date->type != FT_DATE && date->type != FT_TIME)))
		return bug(e, k, date, "has a date_key that is no date of it");
	if (k->label_key != NULL && (label == NULL || label->type == FT_LIST))
		return bug(e, k, label, "has a label_key that names no value");
	if (k->parent_key != NULL && (parent == NULL || parent->type != FT_REF))
		return bug(
		    e, k, parent, "has a parent_key that is no reference");
	if (k->gone_key != NULL &&
	    (kind_field(k, k->gone_key) == NULL ||
		kind_field(k, k->gone_key)->type != FT_DATE))
		return bug(e, k, NULL, "has a gone_key that is no day of it");
	if (k->staff_key == NULL)
		return ERR_OK;
	if (staff == NULL || staff->type != FT_LIST)
		return bug(e, k, staff, "has a staff_key that is no list");
	/* R7 is kept by reading this very member of the items. */
	staff = staff->of != NULL ? kind_field(staff->of, "staff") : NULL;
	if (staff == NULL || staff->type != FT_REF || staff->ref == NULL ||
	    strcmp(staff->ref, "staff") != 0)
		return bug(
		    e, k, NULL, "has a staff_key without staff in it (R7)");
	return ERR_OK;
}

/* path_bytes: what the longest path to k takes. */
static enum err
check_kind(
    const struct kind *k, unsigned depth, size_t path_bytes, struct errinfo *e)
{
	enum err err;

	if (!is_key(k->name))
		return bug(e, k, NULL, "has no well-formed name");
	if (!is_present(k->title) || !is_present(k->plural) ||
	    !is_present(k->help) || !is_present(k->policy))
		return bug(e, k, NULL, "lacks a title, plural, help or policy");
	if (k->version == 0)
		return bug(e, k, NULL, "has no version");
	if (k->field_count == 0 || k->field_count > KIND_FIELDS_MAX)
		return bug(e, k, NULL, "has no fields, or too many");
	if ((k->flags & KF_ITEM) && k->flags != KF_ITEM)
		return bug(e, k, NULL, "is an item and something else");
	if ((k->flags & KF_SIGNED) && (k->flags & KF_FINAL))
		return bug(e, k, NULL, "is signed, and final before that (R5)");
	err = check_named_keys(k, e);
	for (size_t i = 0; err == ERR_OK && i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		size_t bytes;

		err = check_field(k, f, e);
		if (err != ERR_OK)
			return err;
		bytes = path_bytes + 1 + strlen(f->key);
		if (bytes >= ERR_FIELD_MAX)
			return bug(e, k, f, "has a path that is too long");
		if (f->of != NULL && depth + 1 >= DEPTH_MAX)
			return bug(e, k, f, "is a list too deep");
		if (f->of != NULL)
			err = check_kind(
			    f->of, depth + 1, bytes + INDEX_DIGITS, e);
	}
	return err;
}

const struct kind *
kind_find(const char *name)
{
	for (size_t i = 0; name != NULL && kinds[i] != NULL; i++)
		/* Most differ in their first letter, and these are many. */
		if (kinds[i]->name[0] == name[0] &&
		    strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}

const struct field *
kind_field(const struct kind *k, const char *key)
{
	for (size_t i = 0; key != NULL && i < k->field_count; i++)
		if (k->fields[i].key != NULL &&
		    strcmp(k->fields[i].key, key) == 0)
			return &k->fields[i];
	return NULL;
}

enum err
kind_selfcheck_one(const struct kind *k, struct errinfo *e)
{
	return check_kind(k, 0, 0, e);
}

enum err
kind_selfcheck(struct errinfo *e)
{
	for (size_t i = 0; kinds[i] != NULL; i++) {
		enum err err = kind_selfcheck_one(kinds[i], e);

		if (err != ERR_OK)
			return err;
		if (kinds[i]->flags & KF_ITEM)
			return bug(
			    e, kinds[i], NULL, "is an item of lists only");
		if (kind_find(kinds[i]->name) != kinds[i])
			return bug(e, kinds[i], NULL, "is there twice");
	}
	return ERR_OK;
}
