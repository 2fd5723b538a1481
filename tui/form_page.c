/* form_page.c - the fields of a page: which widget, which key, how high, drawn. */
#include "form_page.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "text.h"

static bool
is_line(const struct field *f)
{
	switch (f->type) {
	case FT_LINE:
	case FT_DATE:
	case FT_BIRTH:
	case FT_TIME:
	case FT_NUMBER: return true;
	case FT_TEXT:
	case FT_CHOICE:
	case FT_SET:
	case FT_YESNO:
	case FT_REF:
	case FT_LIST:
	case FT_COUNT: return false;
	}
	return false;
}

static bool
is_date(const struct field *f)
{
	return f->type == FT_DATE || f->type == FT_BIRTH || f->type == FT_TIME;
}

/* Stored dates are shown the way people write them, so that they can be typed
 * over; everything else stands as it is. */
static const char *
typed_form(const struct field *f, const char *text, char date[32])
{
	struct civil c;

	if (!is_date(f) || !when_read(&c, text))
		return text;
	if (c.has_time)
		snprintf(date, 32, "%d/%d/%d %02d:%02d", c.day, c.month, c.year,
		    c.hour, c.minute);
	else
		snprintf(date, 32, "%d/%d/%d", c.day, c.month, c.year);
	return date;
}

/* A text that is over the limit already is shown whole: nothing is cleared. */
static size_t
max_of(const struct field *f, const char *text)
{
	size_t max = f->type == FT_TEXT ? KIND_TEXT_MAX : KIND_LINE_MAX;

	if (f->max && (f->type == FT_TEXT || f->type == FT_LINE))
		max = f->max;
	return strlen(text) > max ? strlen(text) : max;
}

void
form_page_refresh(struct form_page *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct form_slot *s = &p->slot[i];
		const char *text = record_text(p->rec, s->f->key);
		char date[32];

		if (s->f->type == FT_TEXT) {
			if (strcmp(w_area_text(&s->area), text) != 0)
				w_area_set(&s->area, text, NULL);
		} else if (is_line(s->f)) {
			w_line_set(
			    &s->line, typed_form(s->f, text, date), NULL);
		}
	}
}

static void
page_begin(struct form_page *p, struct record *rec, const char *prefix)
{
	memset(p, 0, sizeof *p);
	p->rec = rec;
	snprintf(p->prefix, sizeof p->prefix, "%s", prefix);
	p->slots = record_kind(rec)->field_count;
	p->slot = mem_zalloc(p->slots, sizeof *p->slot);
}

static void
page_add(struct form_page *p, const struct field *f)
{
	struct form_slot *s = &p->slot[p->count++];
	const char *text =
	    f->type == FT_LIST ? "" : record_text(p->rec, f->key);

	s->f = f;
	if (f->type == FT_TEXT)
		w_area_init(&s->area, max_of(f, text));
	else if (is_line(f))
		w_line_init(&s->line, max_of(f, text), false);
}

void
form_page_init(struct form_page *p, struct record *rec, unsigned section,
    const char *prefix)
{
	const struct kind *k = record_kind(rec);

	page_begin(p, rec, prefix);
	for (size_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];

		if (!(f->flags & FF_HIDDEN) &&
		    (section == FORM_ALL_SECTIONS || f->section == section))
			page_add(p, f);
	}
	form_page_refresh(p);
}

void
form_page_init_keys(struct form_page *p, struct record *rec,
    const char *const *keys, size_t count, const char *prefix)
{
	page_begin(p, rec, prefix);
	for (size_t i = 0; i < count && keys[i]; i++)
		page_add(p, kind_field(record_kind(rec), keys[i]));
	form_page_refresh(p);
}

void
form_page_done(struct form_page *p)
{
	for (size_t i = 0; i < p->count; i++) {
		w_line_done(&p->slot[i].line);
		w_area_done(&p->slot[i].area);
	}
	mem_free_wiped(p->slot, p->slots * sizeof *p->slot);
	memset(p, 0, sizeof *p);
}

const struct form_slot *
form_page_at(const struct form_page *p)
{
	return p->count ? &p->slot[p->focus] : NULL;
}

bool
form_page_focus(struct form_page *p, const char *path)
{
	size_t n = strlen(p->prefix);

	if (strncmp(path, p->prefix, n) != 0)
		return false;
	path += n;
	for (size_t i = 0; i < p->count; i++) {
		size_t len = strlen(p->slot[i].f->key);

		if (strncmp(path, p->slot[i].f->key, len) != 0 ||
		    (path[len] != '\0' && path[len] != '.'))
			continue;
		p->focus = i;
		return true;
	}
	return false;
}

static struct edit *
edit_of(const struct form_slot *s)
{
	if (s->f->type == FT_TEXT)
		return s->area.ed;
	return is_line(s->f) ? s->line.ed : NULL;
}

size_t
form_page_place(const struct form_page *p, char path[ERR_FIELD_MAX])
{
	const struct form_slot *s;

	path[0] = '\0';
	if (p->count == 0)
		return 0;
	s = &p->slot[p->focus];
	snprintf(path, ERR_FIELD_MAX, "%.*s%.*s", ERR_FIELD_MAX / 2, p->prefix,
	    ERR_FIELD_MAX / 2 - 1, s->f->key);
	return edit_of(s) ? edit_cursor(edit_of(s)) : 0;
}

void
form_page_set_cursor(struct form_page *p, size_t at)
{
	struct edit *ed = p->count ? edit_of(&p->slot[p->focus]) : NULL;

	if (ed)
		edit_go_to(ed, at);
}

void
form_page_begin(struct form_page *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct field *f = p->slot[i].f;

		if (f->type == FT_LIST ? record_count(p->rec, f->key) > 0
				       : *record_text(p->rec, f->key) != '\0')
			continue;
		p->focus = i;
		return;
	}
}

const struct problem *
form_problem_of(
    const struct problems *problems, const char *prefix, const char *key)
{
	size_t n = strlen(prefix), len = strlen(key);

	for (size_t i = 0; problems && i < problems->count; i++) {
		const char *path = problems->at[i].field;

		if (strncmp(path, prefix, n) == 0 &&
		    strncmp(path + n, key, len) == 0 &&
		    (path[n + len] == '\0' || path[n + len] == '.'))
			return &problems->at[i];
	}
	return NULL;
}

void
form_item_label(const struct record *item, struct model *m, struct buf *out)
{
	const struct kind *k = record_kind(item);
	const struct field *f =
	    k->label_key ? kind_field(k, k->label_key) : NULL;
	const char *text = f ? record_text(item, f->key) : "";

	if (text_is_blank(text))
		buf_addf(out, "%s, not filled in yet", k->title);
	else
		record_show(f, text, model_name_of, m, out);
}

/* ---- keys ---- */

/* Yes, no, nothing, in turn: y, n, Space. */
static enum page_event
yesno_key(struct form_page *p, const struct form_slot *s, const struct key *k)
{
	const char *now = record_text(p->rec, s->f->key);
	const char *next = NULL;

	if (k->action == ACT_CHOOSE || k->action == ACT_OPEN)
		next = strcmp(now, "yes") == 0 ? "no" : "yes";
	else if (strcmp(k->text, "y") == 0 || strcmp(k->text, "Y") == 0)
		next = "yes";
	else if (strcmp(k->text, "n") == 0 || strcmp(k->text, "N") == 0)
		next = "no";
	else if (k->action == ACT_ERASE || k->action == ACT_DELETE)
		next = "";
	if (!next)
		return PAGE_NOT_MINE;
	record_set(p->rec, s->f->key, next);
	return PAGE_CHANGED;
}

static enum page_event
list_key(struct form_page *p, struct form_slot *s, const struct key *k)
{
	size_t n = record_count(p->rec, s->f->key);

	if (s->mark >= n)
		s->mark = n ? n - 1 : 0;
	switch (k->action) {
	case ACT_ADD: return PAGE_ITEM_ADD;
	case ACT_OPEN:
	case ACT_CHOOSE: return n ? PAGE_ITEM_OPEN : PAGE_ITEM_ADD;
	case ACT_REMOVE:
	case ACT_DELETE: return n ? PAGE_ITEM_REMOVE : PAGE_HANDLED;
	case ACT_UNDO: return PAGE_ITEM_BACK;
	case ACT_UP:
		if (s->mark == 0)
			return PAGE_NOT_MINE;
		s->mark--;
		return PAGE_HANDLED;
	case ACT_DOWN:
		if (s->mark + 1 >= n)
			return PAGE_NOT_MINE;
		s->mark++;
		return PAGE_HANDLED;
	default: return PAGE_NOT_MINE;
	}
}

/* Keep what was typed; a date as it is read now: "yesterday" in a draft that is
 * opened again next week still means the same day. */
static void
keep_typed(struct form_page *p, const struct field *f, const char *text,
    const struct civil *now)
{
	char stored[WHEN_TEXT];
	unsigned flags = 0;
	struct errinfo e;
	struct civil c;

	if (f->type == FT_DATE || f->type == FT_BIRTH)
		flags |= WHEN_DATE_ONLY;
	if (f->type == FT_BIRTH)
		flags |= WHEN_BIRTH;
	if (f->flags & FF_AHEAD)
		flags |= WHEN_AHEAD;
	if (is_date(f) && !text_is_blank(text) &&
	    when_parse(&c, text, now, flags, &e) == ERR_OK) {
		when_store(stored, &c);
		text = stored;
	}
	record_set(p->rec, f->key, text);
}

static enum page_event
text_key(struct form_page *p, struct form_slot *s, struct app *a,
    const struct key *k)
{
	bool area = s->f->type == FT_TEXT;
	struct edit *ed = area ? s->area.ed : s->line.ed;
	unsigned before = edit_version(ed);
	struct civil now = when_civil(app_now(a));
	enum handled h;

	h = area ? w_area_key(&s->area, a, k) : w_line_key(&s->line, a, k);
	if (edit_version(ed) != before) {
		keep_typed(p, s->f, edit_text(ed, NULL), &now);
		return PAGE_CHANGED;
	}
	return h == HANDLED ? PAGE_HANDLED : PAGE_NOT_MINE;
}

static enum page_event
pick_key(struct form_page *p, const struct form_slot *s, const struct key *k)
{
	if (k->action == ACT_CHOOSE || k->action == ACT_OPEN)
		return PAGE_PICK;
	if (k->action != ACT_ERASE && k->action != ACT_DELETE)
		return PAGE_NOT_MINE;
	record_set(p->rec, s->f->key, "");
	return PAGE_CHANGED;
}

static enum page_event
slot_key(struct form_page *p, struct form_slot *s, struct app *a,
    const struct key *k)
{
	switch (s->f->type) {
	case FT_LINE:
	case FT_DATE:
	case FT_BIRTH:
	case FT_TIME:
	case FT_NUMBER:
	case FT_TEXT: return text_key(p, s, a, k);
	case FT_YESNO: return yesno_key(p, s, k);
	case FT_CHOICE:
	case FT_SET:
	case FT_REF: return pick_key(p, s, k);
	case FT_LIST: return list_key(p, s, k);
	case FT_COUNT: break;
	}
	return PAGE_NOT_MINE;
}

enum page_event
form_page_key(struct form_page *p, struct app *a, const struct key *k)
{
	enum page_event ev;

	if (p->count == 0)
		return PAGE_NOT_MINE;
	ev = slot_key(p, &p->slot[p->focus], a, k);
	if (ev != PAGE_NOT_MINE)
		return ev;
	switch (k->action) {
	case ACT_NEXT:
	case ACT_DOWN:
	case ACT_OPEN:
		if (p->focus + 1 >= p->count)
			return k->action == ACT_NEXT ? PAGE_PAST_END
						     : PAGE_HANDLED;
		p->focus++;
		return PAGE_HANDLED;
	case ACT_PREV:
	case ACT_UP:
		if (p->focus == 0)
			return k->action == ACT_PREV ? PAGE_PAST_TOP
						     : PAGE_HANDLED;
		p->focus--;
		return PAGE_HANDLED;
	default: return PAGE_NOT_MINE;
	}
}
