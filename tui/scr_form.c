/* scr_form.c - writing a record: sections, items of lists, the check, and what
 * F2 does. One screen for every kind; the kind's table says the rest. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "form_suggest.h"
#include "lists.h"
#include "mem.h"
#include "text.h"
#include "w_choice.h"
#include "w_question.h"

#define REFS_MAX 400 /* records offered for one field */

bool
form_on_check(const struct form *f)
{
	return f->section == f->sections && !f->in_item;
}

/* ---- pages ---- */

static void
page_close(struct form *f)
{
	form_page_done(&f->page);
	form_check_done(&f->check);
}

static void
page_open(struct app *a, struct form *f)
{
	char prefix[ERR_FIELD_MAX];

	page_close(f);
	if (f->in_item) {
		snprintf(
		    prefix, sizeof prefix, "%s.%zu.", f->list->key, f->item);
		form_page_init(&f->page,
		    record_item(f->root, f->list->key, f->item),
		    FORM_ALL_SECTIONS, prefix);
	} else if (form_on_check(f)) {
		form_check_init(&f->check, f->root, f->problems, app_model(a),
		    form_page_cols(f, app_cols(a)));
	} else {
		form_page_init(&f->page, f->root, f->section, "");
		f->page.is_tight = (f->kind->flags & KF_ONE_SCREEN) != 0;
	}
}

void
form_item_leave(struct app *a, struct form *f)
{
	const struct field *list = f->list;
	struct record *item = record_item(f->root, list->key, f->item);
	size_t mark = f->item;

	page_close(f);
	if (record_is_empty(item)) {
		record_remove(f->root, list->key, f->item);
		mark = mark ? mark - 1 : 0;
	}
	f->in_item = false;
	page_open(a, f);
	form_page_focus(&f->page, list->key);
	f->page.slot[f->page.focus].mark = mark;
}

void
form_section_go(struct app *a, struct form *f, unsigned section, bool last)
{
	if (f->in_item)
		form_item_leave(a, f);
	f->section = section;
	page_open(a, f);
	if (last && f->page.count)
		f->page.focus = f->page.count - 1;
}

/* To the field of a problem path, "talks.0.words" too. */
void
form_jump(struct app *a, struct form *f, const char *path)
{
	char key[ERR_FIELD_MAX];
	size_t len = strcspn(path, "."), index = 0;
	const struct field *field;

	snprintf(key, sizeof key, "%.*s", (int)len, path);
	field = kind_field(f->kind, key);
	if (!field)
		return;
	form_section_go(a, f, field->section, false);
	form_page_focus(&f->page, key);
	if (field->type != FT_LIST || path[len] != '.')
		return;
	for (const char *c = path + len + 1; *c >= '0' && *c <= '9'; c++)
		index = index * 10 + (size_t)(*c - '0');
	if (index >= record_count(f->root, key))
		return;
	f->in_item = true;
	f->list = field;
	f->item = index;
	page_open(a, f);
	form_page_focus(&f->page, path);
}

/* ---- choosing ---- */

static void
pick_staff(struct app *a, struct form *f, const struct form_slot *s)
{
	const struct person *people;
	const struct id *ids;
	size_t n = model_staff(app_model(a), &people, &ids);
	struct choice *choices = mem_zalloc(n + 1, sizeof *choices);
	struct w_choice_arg arg = { .title = s->f->label,
		.asks = s->f->help,
		.choices = choices,
		.now = record_text(f->page.rec, s->f->key),
		.may_none = true,
		.tag = FORM_TAG_PICK };

	for (size_t i = 0; i < n; i++) {
		choices[i].code = ids[i].s;
		choices[i].label = people[i].name;
	}
	app_push(a, &w_choice, &arg);
	mem_free_wiped(choices, (n + 1) * sizeof *choices);
}

/* Of what stands beside it in the same record: people of that agency. */
static bool
parent_of_pick(const struct form *f, const struct kind *k, struct id *parent)
{
	return k && k->parent_key &&
	       kind_field(record_kind(f->page.rec), k->parent_key) &&
	       id_parse(parent, record_text(f->page.rec, k->parent_key));
}

static void
pick_ref(struct app *a, struct form *f, const struct form_slot *s)
{
	struct row *rows = mem_zalloc(REFS_MAX, sizeof *rows);
	struct choice *choices = mem_zalloc(REFS_MAX + 1, sizeof *choices);
	struct w_choice_arg arg = { .title = s->f->label,
		.asks = s->f->help,
		.choices = choices,
		.now = record_text(f->page.rec, s->f->key),
		.may_none = true,
		.tag = FORM_TAG_PICK };
	const struct kind *k = kind_find(s->f->ref);
	struct id parent;
	size_t n = model_refs(app_model(a), s->f->ref, &f->file,
	    parent_of_pick(f, k, &parent) ? &parent : NULL, rows, REFS_MAX);

	for (size_t i = 0; i < n; i++)
		choices[i] = (struct choice){ rows[i].id.s, rows[i].label };
	if (n == 0)
		app_say(a,
		    "There is none to choose from yet. Write it first: %s.",
		    k ? k->plural : s->f->label);
	else
		app_push(a, &w_choice, &arg);
	mem_free_wiped(choices, (REFS_MAX + 1) * sizeof *choices);
	mem_free_wiped(rows, REFS_MAX * sizeof *rows);
}

static void
pick(struct app *a, struct form *f)
{
	const struct form_slot *s = form_page_at(&f->page);
	struct w_choice_arg arg = { .title = s->f->label,
		.asks = s->f->help,
		.choices = field_choices(s->f),
		.now = record_text(f->page.rec, s->f->key),
		.set = s->f->type == FT_SET,
		.may_none = !(s->f->flags & FF_REQUIRED),
		.tag = FORM_TAG_PICK };

	if (s->f->type == FT_REF && strcmp(s->f->ref, "staff") == 0)
		pick_staff(a, f, s);
	else if (s->f->type == FT_REF)
		pick_ref(a, f, s);
	else
		app_push(a, &w_choice, &arg);
}

static void
item_open(struct app *a, struct form *f, bool add)
{
	const struct form_slot *s = form_page_at(&f->page);
	const struct field *list = s->f;
	size_t mark = s->mark;

	if (add) {
		if (!record_add(f->root, list->key)) {
			app_say(a, "This list is full.");
			return;
		}
		mark = record_count(f->root, list->key) - 1;
	}
	f->in_item = true;
	f->list = list;
	f->item = mark;
	page_open(a, f);
}

/* Ctrl-Z brings the last one back: a slip of one key loses nothing. */
static void
item_remove(struct app *a, struct form *f)
{
	struct form_slot *s = &f->page.slot[f->page.focus];

	record_free(f->removed);
	f->removed = record_copy(record_item(f->root, s->f->key, s->mark));
	f->removed_from = s->f;
	f->removed_at = s->mark;
	record_remove(f->root, s->f->key, s->mark);
	if (s->mark)
		s->mark--;
	f->typed = f->unsaved = true;
	app_say(a, "Taken out of the list. Ctrl-Z brings it back.");
}

static void
fields_copy(struct record *to, const struct record *from)
{
	const struct kind *k = record_kind(from);

	for (size_t i = 0; i < k->field_count; i++)
		if (k->fields[i].type != FT_LIST)
			record_set(to, k->fields[i].key,
			    record_text(from, k->fields[i].key));
}

static void
item_bring_back(struct app *a, struct form *f)
{
	struct form_slot *s = &f->page.slot[f->page.focus];
	const char *key = s->f->key;
	struct record *item;

	if (!f->removed || f->removed_from != s->f) {
		app_say(a, "There is nothing to undo here.");
		return;
	}
	item = record_add(f->root, key);
	if (!item) {
		app_say(a, "This list is full.");
		return;
	}
	fields_copy(item, f->removed);
	record_move(
	    f->root, key, record_count(f->root, key) - 1, f->removed_at);
	s->mark = f->removed_at;
	record_free(f->removed);
	f->removed = NULL;
	f->typed = f->unsaved = true;
	app_say(a, "It is back in the list.");
}

/* ---- the row's callbacks ---- */

/* Back to the field, and the letter, where it was being written. */
static void
go_to_place(struct app *a, struct form *f, const struct draft *d)
{
	if (!*d->place)
		return;
	form_jump(a, f, d->place);
	if (d->cursor >= 0)
		form_page_set_cursor(&f->page, (size_t)d->cursor);
}

static enum err
form_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct form *f = st;
	const struct form_arg *fa = arg;
	char when[WHEN_SHOWN];

	(void)e;
	f->kind = fa->kind;
	f->file = fa->file;
	f->id = id_is_none(&fa->id) ? id_new() : fa->id;
	f->base = fa->base;
	f->over = fa->over;
	snprintf(f->child, sizeof f->child, "%s", fa->child ? fa->child : "");
	f->root = fa->record ? record_copy(fa->record) : record_new(fa->kind);
	f->unsaved = fa->draft || fa->is_joined;
	f->typed = fa->is_joined; /* a draft from now on */
	for (f->sections = 1;
	     fa->kind->sections && fa->kind->sections[f->sections];)
		f->sections++;
	page_open(a, f);
	if (fa->draft) {
		go_to_place(a, f, fa->draft);
		when_show_ms(when, fa->draft->typed_ms, app_now(a));
		app_say(a, "This was typed %s and not saved. It is all here.",
		    when);
	} else if (fa->begin) {
		form_jump(a, f, fa->begin);
	} else if (fa->base == 0) {
		form_page_begin(&f->page);
	}
	if (fa->is_joined)
		app_say(a, "This is what you chose. Nothing is sent yet: look "
			   "it through, then F2.");
	return ERR_OK;
}

/* Put away what was typed; only if there is something. */
static enum handled
form_more(struct app *a, const struct form *f)
{
	static const struct w_answer answers[] = {
		{ "No, go on writing", 0 },
		{ "Yes, put it away and stop", W_QUESTION_YES },
		{ NULL, 0 },
	};
	struct w_question_arg q = { .title = "Put away?",
		.answers = answers,
		.tag = FORM_TAG_DISCARD };

	if (!f->unsaved) {
		app_say(a, "There is nothing to put away: nothing was typed "
			   "since it was saved.");
		return HANDLED;
	}
	q.says =
	    f->base > 0
		? "What you typed since it was saved can be put away. The "
		  "saved version stays as it is. haven keeps what you put "
		  "away for thirty days, out of sight."
		: "What you typed can be put away: it is not sent to anybody. "
		  "haven keeps it for thirty days, out of sight.";
	app_push(a, &w_question, &q);
	return HANDLED;
}

/* Esc. What the disk refuses to keep is not left without a question: the app
 * asks it (unsaved). */
static enum handled
form_leave(struct app *a, struct form *f)
{
	bool unsaved;

	if (f->in_item) {
		form_item_leave(a, f);
		return HANDLED;
	}
	unsaved = f->unsaved;
	f->is_left = true;
	f->typed |= unsaved; /* the draft knows that it was left */
	form_keep(a, f);
	if (f->keep_failed)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	if (unsaved)
		app_say(a, "Kept as a draft on this device, and not sent: it "
			   "stands under \"Waiting for you\".");
	return HANDLED;
}

static bool
form_unsaved(const struct app *a, const void *st, struct buf *out)
{
	const struct form *f = st;

	(void)a;
	if (!f->keep_failed)
		return false;
	buf_adds(out,
	    "What you typed last could not be kept on this device and would "
	    "be lost. Copy it out by hand first, or make room on the disk and "
	    "go on writing.");
	return true;
}

static enum handled
form_step(struct app *a, struct form *f, int by)
{
	if (by > 0 && f->section < f->sections)
		form_section_go(a, f, f->section + 1, false);
	else if (by < 0 && f->section > 0)
		form_section_go(a, f, f->section - 1, false);
	return HANDLED;
}

/* Quick choices for a line; Space and letters are its text. */
static enum handled
form_rest(struct app *a, struct form *f, const struct key *k)
{
	const struct form_slot *s = form_page_at(&f->page);

	if (k->action != ACT_CHOOSE || !s || !form_suggests(f->kind, s->f))
		return NOT_MINE;
	form_suggest(a, f);
	return HANDLED;
}

static enum handled
form_event(struct app *a, struct form *f, const struct key *k)
{
	switch (form_page_key(&f->page, a, k)) {
	case PAGE_NOT_MINE: return form_rest(a, f, k);
	case PAGE_HANDLED: return HANDLED;
	case PAGE_CHANGED: f->typed = f->unsaved = true; return HANDLED;
	case PAGE_PICK: pick(a, f); return HANDLED;
	case PAGE_ITEM_OPEN: item_open(a, f, false); return HANDLED;
	case PAGE_ITEM_ADD: item_open(a, f, true); return HANDLED;
	case PAGE_ITEM_REMOVE: item_remove(a, f); return HANDLED;
	case PAGE_ITEM_BACK: item_bring_back(a, f); return HANDLED;
	case PAGE_PAST_TOP:
		if (f->in_item)
			form_item_leave(a, f);
		else if (f->section > 0)
			form_section_go(a, f, f->section - 1, true);
		return HANDLED;
	case PAGE_PAST_END:
		if (f->in_item)
			form_item_leave(a, f);
		else
			form_section_go(a, f, f->section + 1, false);
		return HANDLED;
	}
	return NOT_MINE;
}

static enum handled
check_key(struct app *a, struct form *f, const struct key *k)
{
	char path[ERR_FIELD_MAX];

	if (k->action == ACT_PREV) {
		form_section_go(a, f, f->sections - 1, true);
		return HANDLED;
	}
	switch (w_list_key(&f->check.list, k)) {
	case W_LIST_NOT_MINE: return NOT_MINE;
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: break;
	}
	snprintf(path, sizeof path, "%s", form_check_path(&f->check));
	if (*path)
		form_jump(a, f, path);
	return HANDLED;
}

static enum handled
form_key(struct app *a, void *st, const struct key *k)
{
	struct form *f = st;

	/* Esc ends the filter of the last page before it leaves the form. */
	if (form_on_check(f) && w_list_is_finding(&f->check.list) &&
	    k->action == ACT_BACK)
		return check_key(a, f, k);
	switch (k->action) {
	case ACT_BACK: return form_leave(a, f);
	case ACT_SEND: form_send(a, f); return HANDLED;
	case ACT_SECTION_NEXT: return form_step(a, f, 1);
	case ACT_SECTION_PREV: return form_step(a, f, -1);
	case ACT_MORE: return form_more(a, f);
	default: break;
	}
	if (form_on_check(f))
		return check_key(a, f, k);
	return form_event(a, f, k);
}

void
form_keep(struct app *a, void *st)
{
	struct form *f = st;
	struct draft d = { .id = f->id,
		.file = f->file,
		.kind = f->kind,
		.base = f->base,
		.is_left = f->is_left };
	struct errinfo e = { 0 };

	if (!f->typed)
		return;
	snprintf(d.child, sizeof d.child, "%s", f->child);
	d.cursor = (int64_t)form_page_place(&f->page, d.place);
	if (model_draft_keep(app_model(a), &d, f->root, &e) != ERR_OK) {
		f->keep_failed = true;
		app_say_problem(a, &e);
		return;
	}
	f->typed = f->keep_failed = false;
	f->kept_ms = app_now(a);
}

static void
form_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct form *f = st;
	const struct w_choice_result *r = data;
	const struct form_slot *s;
	struct errinfo e = { 0 };
	enum err code;

	if (child == &w_choice && result == W_CHOICE_TAKEN &&
	    r->tag == FORM_TAG_SUGGEST) {
		form_suggested(a, f, r->codes);
		f->typed = f->unsaved = true;
	} else if (child == &w_choice && result == W_CHOICE_TAKEN) {
		s = form_page_at(&f->page);
		record_set(f->page.rec, s->f->key, r->codes);
		f->typed = f->unsaved = true;
	} else if (child == &scr_sign && result == 1) {
		code = form_save(a, f, data);
		if (code == ERR_OK)
			form_finish(a, f);
		else if (code == ERR_AUTH) /* the next try belongs there too */
			app_push(a, &scr_sign, f->kind->title);
	} else if (child == &w_question && result == W_QUESTION_YES &&
		   *(const int *)data == FORM_TAG_FINAL) {
		if (form_save(a, f, NULL) == ERR_OK)
			form_finish(a, f);
	} else if (child == &w_question && result == W_QUESTION_YES) {
		form_keep(a, f);
		if (model_draft_discard(app_model(a), &f->id, &e) != ERR_OK) {
			app_say_problem(a, &e);
			return;
		}
		f->typed = f->unsaved = false;
		app_pop(a, 0, NULL);
		app_say(a, "Put away. Nothing was sent. haven keeps it for "
			   "thirty days.");
	}
}

static bool
form_about(const void *st, struct id *file)
{
	*file = ((const struct form *)st)->file;
	return !id_is_none(file);
}

static void
form_close(struct app *a, void *st)
{
	struct form *f = st;

	form_keep(a, f);
	page_close(f);
	record_free(f->root);
	record_free(f->removed);
	if (f->problems)
		mem_free_wiped(f->problems, sizeof *f->problems);
}

const struct screen_def scr_form = {
	.name = "form",
	.state_size = sizeof(struct form),
	.open = form_open,
	.title = form_title,
	.key = form_key,
	.returned = form_returned,
	.draw = form_draw,
	.hints = form_hints,
	.keep = form_keep,
	.help = form_help,
	.right = form_right,
	.unsaved = form_unsaved,
	.about = form_about,
	.close = form_close,
};
