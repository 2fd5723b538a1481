/* scr_form.c - writing a record: sections, items of lists, the check, and what
 * F2 does. One screen for every kind; the kind's table says the rest. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "form_in.h"
#include "form_pick.h"
#include "form_suggest.h"
#include "mem.h"
#include "w_choice.h"
#include "w_question.h"

bool
form_on_check(const struct form *f)
{
	return f->section == f->sections && !f->items.is_open;
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
	page_close(f);
	if (f->items.is_open) {
		form_items_page(&f->items, f->root, &f->page);
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
	size_t mark;

	page_close(f);
	mark = form_items_leave(&f->items, f->root);
	page_open(a, f);
	form_page_focus(&f->page, f->items.list->key);
	f->page.slot[f->page.focus].mark = mark;
}

void
form_section_go(struct app *a, struct form *f, unsigned section, bool last)
{
	if (f->items.is_open)
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
	f->items.is_open = true;
	f->items.list = field;
	f->items.item = index;
	page_open(a, f);
	form_page_focus(&f->page, path);
}

static void
item_open(struct app *a, struct form *f, bool add)
{
	if (form_items_open(&f->items, a, f->root, form_page_at(&f->page), add))
		page_open(a, f);
}

static void
item_remove(struct app *a, struct form *f)
{
	form_items_remove(&f->items, a, f->root, &f->page.slot[f->page.focus]);
	f->kept.typed = f->kept.unsaved = true;
}

static void
item_bring_back(struct app *a, struct form *f)
{
	if (form_items_bring_back(
		&f->items, a, f->root, &f->page.slot[f->page.focus]))
		f->kept.typed = f->kept.unsaved = true;
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
	f->kept.unsaved = fa->draft || fa->is_joined;
	f->kept.typed = fa->is_joined; /* a draft from now on */
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

/* Esc. What the disk refuses to keep is not left without a question: the app
 * asks it (unsaved). */
static enum handled
form_leave(struct app *a, struct form *f)
{
	bool unsaved;

	if (f->items.is_open) {
		form_item_leave(a, f);
		return HANDLED;
	}
	unsaved = f->kept.unsaved;
	f->kept.is_left = true;
	f->kept.typed |= unsaved; /* the draft knows that it was left */
	form_keep(a, f);
	if (f->kept.keep_failed)
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
	(void)a;
	return form_kept_unsaved(&((const struct form *)st)->kept, out);
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
	case PAGE_CHANGED:
		f->kept.typed = f->kept.unsaved = true;
		return HANDLED;
	case PAGE_PICK:
		form_pick(a, &f->page, &f->file, FORM_TAG_PICK);
		return HANDLED;
	case PAGE_ITEM_OPEN: item_open(a, f, false); return HANDLED;
	case PAGE_ITEM_ADD: item_open(a, f, true); return HANDLED;
	case PAGE_ITEM_REMOVE: item_remove(a, f); return HANDLED;
	case PAGE_ITEM_BACK: item_bring_back(a, f); return HANDLED;
	case PAGE_PAST_TOP:
		if (f->items.is_open)
			form_item_leave(a, f);
		else if (f->section > 0)
			form_section_go(a, f, f->section - 1, true);
		return HANDLED;
	case PAGE_PAST_END:
		if (f->items.is_open)
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
	case ACT_MORE:
		form_kept_ask(a, &f->kept, f->base, FORM_TAG_DISCARD);
		return HANDLED;
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
	struct draft d = {
		.id = f->id, .file = f->file, .kind = f->kind, .base = f->base
	};

	snprintf(d.child, sizeof d.child, "%s", f->child);
	d.cursor = (int64_t)form_page_place(&f->page, d.place);
	form_kept_put(a, &f->kept, &d, f->root);
}

static void
form_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct form *f = st;
	const struct w_choice_result *r = data;
	enum err code;

	if (child == &w_choice && result == W_CHOICE_TAKEN &&
	    r->tag == FORM_TAG_SUGGEST) {
		form_suggested(a, f, r->codes);
		f->kept.typed = f->kept.unsaved = true;
	} else if (child == &w_choice && result == W_CHOICE_TAKEN) {
		form_pick_take(&f->page, r);
		f->kept.typed = f->kept.unsaved = true;
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
		if (!form_kept_put_away(a, &f->kept, &f->id))
			return;
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
	form_items_done(&f->items);
	if (f->problems)
		mem_free_wiped(f->problems, sizeof *f->problems);
}

/* "Check your answers" is broken to fit. */
static enum handled
form_changed(struct app *a, void *st, unsigned topics)
{
	struct form *f = st;
	char path[ERR_FIELD_MAX];

	if (!(topics & TOPIC_SIZE) || !form_on_check(f))
		return HANDLED;
	snprintf(path, sizeof path, "%s", form_check_path(&f->check));
	page_open(a, f);
	for (size_t i = 0; i < f->check.count; i++) {
		if (*path == '\0' || strcmp(f->check.rows[i].path, path) != 0)
			continue;
		w_list_mark(&f->check.list, i);
		break;
	}
	return HANDLED;
}

const struct screen_def scr_form = {
	.name = "form",
	.state_size = sizeof(struct form),
	.open = form_open,
	.title = form_title,
	.key = form_key,
	.changed = form_changed,
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
