/* scr_form.c - writing a record: sections, items of lists, the check, and what
 * F2 does. One screen for every kind; the kind's table says the rest. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "form_in.h"
#include "mem.h"
#include "text.h"
#include "w_choice.h"
#include "w_question.h"

#define NARROW_COLS 72 /* below: no column of sections */
#define SECTION_COLS 21

enum tag { TAG_PICK = 1, TAG_DISCARD };

bool
form_on_check(const struct form *f)
{
	return f->section == f->sections && f->sections > 1 && !f->in_item;
}

static const char *
section_title(const struct form *f, unsigned i)
{
	if (i == f->sections)
		return "Check your answers";
	return f->kind->sections ? f->kind->sections[i] : f->kind->title;
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
		form_check_init(&f->check, f->root, f->problems, app_model(a));
	} else {
		form_page_init(&f->page, f->root, f->section, "");
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
		.tag = TAG_PICK };

	for (size_t i = 0; i < n; i++) {
		choices[i].code = ids[i].s;
		choices[i].label = people[i].name;
	}
	app_push(a, &w_choice, &arg);
	mem_free_wiped(choices, (n + 1) * sizeof *choices);
}

static void
pick(struct app *a, struct form *f)
{
	const struct form_slot *s = form_page_at(&f->page);
	struct w_choice_arg arg = { .title = s->f->label,
		.asks = s->f->help,
		.choices = s->f->choices,
		.now = record_text(f->page.rec, s->f->key),
		.set = s->f->type == FT_SET,
		.may_none = !(s->f->flags & FF_REQUIRED),
		.tag = TAG_PICK };

	if (s->f->type == FT_REF)
		pick_staff(a, f, s);
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

static void
item_remove(struct app *a, struct form *f)
{
	struct form_slot *s = &f->page.slot[f->page.focus];

	record_remove(f->root, s->f->key, s->mark);
	if (s->mark)
		s->mark--;
	f->typed = f->unsaved = true;
	app_say(a, "Taken out of the list.");
}

/* ---- the row's callbacks ---- */

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
	snprintf(f->child, sizeof f->child, "%s", fa->child ? fa->child : "");
	f->root = fa->record ? record_copy(fa->record) : record_new(fa->kind);
	f->unsaved = fa->is_draft;
	for (f->sections = 1;
	     fa->kind->sections && fa->kind->sections[f->sections];)
		f->sections++;
	page_open(a, f);
	if (fa->is_draft) {
		when_show_ms(when, fa->typed_ms, app_now(a));
		app_say(a, "This was typed %s and not saved. It is all here.",
		    when);
	}
	return ERR_OK;
}

static void
form_title(const struct app *a, const void *st, struct buf *out)
{
	const struct form *f = st;

	(void)a;
	if (*f->child)
		buf_addf(out, "%s > ", f->child);
	buf_adds(out, f->kind->title);
	if (f->in_item)
		buf_addf(out, " > %s %zu", f->list->of->title, f->item + 1);
}

static enum handled
form_more(struct app *a)
{
	static const struct w_answer answers[] = {
		{ "Go on writing", 0 },
		{ "Put it away for thirty days, and stop", W_QUESTION_YES },
		{ NULL, 0 },
	};
	struct w_question_arg q = { .title = "Discard",
		.says =
		    "What was typed and not saved can be put away. It is kept "
		    "for thirty days, out of sight.",
		.answers = answers,
		.tag = TAG_DISCARD };

	app_push(a, &w_question, &q);
	return HANDLED;
}

static void
form_help(const struct app *a, const void *st, struct buf *out)
{
	const struct form *f = st;
	const struct form_slot *s = form_page_at(&f->page);

	(void)a;
	if (!s) {
		buf_adds(out, f->kind->help);
		return;
	}
	buf_addf(out, "%s\n\n%s", s->f->label, s->f->help);
	if (s->f->policy)
		buf_addf(
		    out, "\n\nAsked because of the policy: %s.", s->f->policy);
	if (s->f->type == FT_TIME || s->f->type == FT_DATE)
		buf_adds(out, "\n\nDay first: 3/4, 3 apr, today, yesterday "
			      "15:30, now, mon, -2d.");
}

static void
form_right(const struct app *a, const void *st, struct buf *out)
{
	const struct form *f = st;
	char when[WHEN_SHOWN];

	if (!f->unsaved || f->kept_ms == 0)
		return;
	when_show_ms(when, f->kept_ms, app_now(a));
	buf_addf(out, "draft kept %s", when);
}

static enum handled
form_leave(struct app *a, struct form *f)
{
	if (f->in_item) {
		form_item_leave(a, f);
		return HANDLED;
	}
	app_pop(a, 0, NULL);
	if (f->unsaved)
		app_say(a, "Not saved yet, and kept as it is: it stands under "
			   "\"Waiting for you\".");
	return HANDLED;
}

static enum handled
form_step(struct app *a, struct form *f, int by)
{
	if (f->sections == 1)
		return HANDLED;
	if (by > 0 && f->section < f->sections)
		form_section_go(a, f, f->section + 1, false);
	else if (by < 0 && f->section > 0)
		form_section_go(a, f, f->section - 1, false);
	return HANDLED;
}

static enum handled
form_event(struct app *a, struct form *f, enum page_event ev)
{
	switch (ev) {
	case PAGE_NOT_MINE: return NOT_MINE;
	case PAGE_HANDLED: return HANDLED;
	case PAGE_CHANGED: f->typed = f->unsaved = true; return HANDLED;
	case PAGE_PICK: pick(a, f); return HANDLED;
	case PAGE_ITEM_OPEN: item_open(a, f, false); return HANDLED;
	case PAGE_ITEM_ADD: item_open(a, f, true); return HANDLED;
	case PAGE_ITEM_REMOVE: item_remove(a, f); return HANDLED;
	case PAGE_PAST_TOP:
		if (!f->in_item && f->section > 0)
			form_section_go(a, f, f->section - 1, true);
		return HANDLED;
	case PAGE_PAST_END:
		if (!f->in_item && f->sections > 1)
			form_section_go(a, f, f->section + 1, false);
		return HANDLED;
	}
	return NOT_MINE;
}

static enum handled
form_key(struct app *a, void *st, const struct key *k)
{
	struct form *f = st;
	enum w_list_event le;

	switch (k->action) {
	case ACT_BACK: return form_leave(a, f);
	case ACT_SEND: form_send(a, f); return HANDLED;
	case ACT_SECTION_NEXT: return form_step(a, f, 1);
	case ACT_SECTION_PREV: return form_step(a, f, -1);
	case ACT_MORE: return form_more(a);
	default: break;
	}
	if (!form_on_check(f))
		return form_event(a, f, form_page_key(&f->page, a, k));
	if (k->action == ACT_PREV)
		return form_step(a, f, -1);
	le = w_list_key(&f->check.list, k);
	if (le == W_LIST_PICKED && *form_check_path(&f->check)) {
		char path[ERR_FIELD_MAX];

		snprintf(path, sizeof path, "%s", form_check_path(&f->check));
		form_jump(a, f, path);
	}
	return le == W_LIST_NOT_MINE ? NOT_MINE : HANDLED;
}

static void
form_keep(struct app *a, void *st)
{
	struct form *f = st;
	struct errinfo e = { 0 };

	if (!f->typed)
		return;
	if (model_draft_keep(app_model(a), &f->id, &f->file, f->kind, f->base,
		f->root, f->child, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	f->typed = false;
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

	if (child == &w_choice && result == W_CHOICE_TAKEN) {
		s = form_page_at(&f->page);
		record_set(f->page.rec, s->f->key, r->codes);
		f->typed = f->unsaved = true;
	} else if (child == &scr_sign && result == 1) {
		if (form_save(a, f, data))
			form_finish(a, f);
	} else if (child == &w_question && result == W_QUESTION_YES) {
		form_keep(a, f);
		if (model_draft_discard(app_model(a), &f->id, &e) != ERR_OK) {
			app_say_problem(a, &e);
			return;
		}
		f->typed = f->unsaved = false;
		app_pop(a, 0, NULL);
		app_say(a, "Put away. It is kept for thirty days.");
	}
}

static const char *
section_state(const struct form *f, unsigned section)
{
	bool any = false, missing = false;

	for (size_t i = 0; i < f->kind->field_count; i++) {
		const struct field *fd = &f->kind->fields[i];
		bool there =
		    fd->type == FT_LIST
			? record_count(f->root, fd->key) > 0
			: !text_is_blank(record_text(f->root, fd->key));

		if (fd->section != section || (fd->flags & FF_HIDDEN))
			continue;
		any = any || there;
		if ((fd->flags & FF_REQUIRED) && !there)
			missing = true;
	}
	if (!any)
		return "";
	return missing ? "begun" : "done";
}

static void
draw_sections(const struct form *f, struct canvas *cv)
{
	for (unsigned i = 0; i <= f->sections; i++) {
		int row = SCR_TOP + 1 + (int)i;
		char line[64];
		bool here = i == f->section;

		if (row >= cv->rows - SCR_BOTTOM)
			break;
		snprintf(line, sizeof line, "%c %u %s", here ? '>' : ' ', i + 1,
		    section_title(f, i));
		canvas_text_cut(cv, row, 0, SECTION_COLS - 6, line,
		    here ? ATTR_BOLD : ATTR_PLAIN);
		if (i < f->sections)
			canvas_text(cv, row, SECTION_COLS - 6, 5,
			    section_state(f, i), ATTR_DIM);
	}
	canvas_text(cv, SCR_TOP, 1, SECTION_COLS - 2, "Sections", ATTR_BOLD);
	canvas_vline(
	    cv, SCR_TOP, SECTION_COLS, cv->rows - SCR_TOP - SCR_BOTTOM);
}

static void
form_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct form *f = st;
	struct civil now = when_civil(app_now(a));
	int top = SCR_TOP, col = 1, rows;
	char head[128];

	if (f->sections > 1 && cv->cols >= NARROW_COLS) {
		draw_sections(f, cv);
		col = SECTION_COLS + 2;
	}
	if (f->sections > 1) {
		snprintf(head, sizeof head, "%s (%u of %u)",
		    section_title(f, f->section), f->section + 1,
		    f->sections + 1);
		canvas_text_cut(
		    cv, top, col, cv->cols - col - 1, head, ATTR_BOLD);
		top += 2;
	}
	rows = cv->rows - SCR_BOTTOM - top;
	if (form_on_check(f))
		w_list_draw(&f->check.list, cv, top, col, rows,
		    cv->cols - col - 1, true);
	else
		form_page_draw(&f->page, f->problems, app_model(a), &now, cv,
		    top, col, rows, cv->cols - col - 1);
}

static const struct key_hint *
form_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[8]; /* the frame reads it at once */
	const struct form *f = st;
	const struct form_slot *s = form_page_at(&f->page);
	size_t n = 0;

	(void)a;
	hints[n++] = (struct key_hint){ ACT_SEND, form_send_words(f) };
	if (s && s->f->type == FT_LIST)
		hints[n++] = (struct key_hint){ ACT_ADD, NULL };
	hints[n++] = (struct key_hint){ ACT_NEXT, NULL };
	if (f->sections > 1)
		hints[n++] = (struct key_hint){ ACT_SECTION_NEXT, "Section" };
	hints[n++] = (struct key_hint){ ACT_MORE, NULL };
	hints[n] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

static void
form_close(struct app *a, void *st)
{
	struct form *f = st;

	form_keep(a, f);
	page_close(f);
	record_free(f->root);
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
	.close = form_close,
};
