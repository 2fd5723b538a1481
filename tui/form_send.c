/* form_send.c - what F2 does on a form: check, save, hand in, sign. */
#include <stdio.h>
#include <string.h>

#include "form_in.h"
#include "mem.h"
#include "support.h"
#include "w_question.h"

bool
form_is_signing(const struct form *f)
{
	return (f->kind->flags & KF_SIGNED) && form_on_check(f);
}

const char *
form_send_words(const struct form *f)
{
	if (f->items.is_open)
		return "Done";
	if (form_is_signing(f))
		return "Sign";
	return f->kind->send ? f->kind->send : "Save";
}

/* Bring the values to their form and look for problems. Typed text stays. */
static bool
checks_out(struct app *a, struct form *f, bool complete)
{
	struct check_ctx ctx = { .now = when_civil(app_now(a)),
		.complete = complete };
	const struct me *me = model_me(app_model(a));

	if (me)
		ctx.advice_due_days = me->advice_due_days;
	if (!f->problems)
		f->problems = mem_zalloc(1, sizeof *f->problems);
	record_normalise(f->root, &ctx.now);
	if (record_check(f->root, &ctx, f->problems) &&
	    support_agrees(
		app_model(a), &f->file, &f->id, f->root, f->problems)) {
		mem_free_wiped(f->problems, sizeof *f->problems);
		f->problems = NULL;
		return true;
	}
	return false;
}

/* The summary first, each line leads to its field; then what was typed ahead is
 * thrown away, so that nothing lands in the wrong place. */
static void
show_problems(struct app *a, struct form *f)
{
	size_t n = f->problems->count;
	char first[ERR_FIELD_MAX], says[ERR_SAYS_MAX];

	snprintf(first, sizeof first, "%s", f->problems->at[0].field);
	snprintf(says, sizeof says, "%s", f->problems->at[0].says);
	if (n > 1) {
		form_section_go(a, f, f->sections, false);
		w_list_mark(&f->check.list, 1);
		app_say(a,
		    "There are %zu problems. Nothing is lost: Enter goes to "
		    "the one that is marked.",
		    n);
	} else {
		form_jump(a, f, first);
		app_say(a, "%s", says);
	}
	app_drop_typeahead(a);
}

static void
note_word(void *arg, const char *path, const char *text, size_t at, size_t len)
{
	(void)path;
	(void)text;
	(void)at;
	(void)len;
	++*(size_t *)arg;
}

/* Words of interpretation are pointed out once before a thing is handed in, and
 * never forbidden (R3). What is signed is signed on the page that shows them. */
static bool
points_out_words(struct app *a, struct form *f)
{
	size_t n = 0;

	if (f->words_shown || form_on_check(f))
		return false;
	record_interpretation(f->root, note_word, &n);
	if (n == 0)
		return false;
	f->words_shown = true;
	form_section_go(a, f, f->sections, false);
	app_say(a,
	    "Please look at the marked words again. F2 goes on with them as "
	    "they are.");
	app_drop_typeahead(a);
	return true;
}

/* A child who is not on file gets a front sheet with the name first, since a
 * record of any other kind than a first account needs its file. The rest of
 * the front sheet can wait, the concern cannot. */
static bool
begin_file(struct app *a, struct form *f)
{
	const struct kind *front = kind_find("front_sheet");
	struct record *r;
	struct save s = { .kind = front };
	struct errinfo e = { 0 };
	int64_t version;
	enum err code;

	if (!id_is_none(&f->file) || !(f->kind->flags & KF_ON_FILE) ||
	    (f->kind->flags & KF_NEVER_REFUSED) || f->kind == front)
		return true;
	r = record_new(front);
	record_set(r, "name", f->child);
	record_set(r, "purpose",
	    "To protect the child: this file was begun with a concern.");
	s.record = r;
	code = model_save(app_model(a), &s, &version, &e);
	record_free(r);
	if (code != ERR_OK) {
		app_say_problem(a, &e);
		return false;
	}
	f->file = s.file;
	f->kept.typed = true;
	form_keep(a, f); /* the draft knows its file from now on */
	return true;
}

/* What was written is kept beside the other's; the form makes room for both. */
static void
choose(struct app *a, struct form *f, const struct errinfo *e)
{
	struct id id = f->id;

	f->kept.typed = f->kept.unsaved = f->kept.keep_failed = false;
	app_pop(a, 1, &id);
	app_push(a, &scr_conflict, &id);
	if (app_top(a) == &scr_conflict)
		app_say(a, "%s", e->says);
}

enum err
form_save(struct app *a, struct form *f, const char *passphrase)
{
	struct save s = { .kind = f->kind,
		.id = f->id,
		.base = f->base,
		.record = f->root,
		.passphrase = passphrase,
		.over = f->over };
	struct errinfo e = { 0 };
	int64_t version;
	enum err code;

	if (!begin_file(a, f))
		return ERR_IO;
	s.file = f->file;
	code = model_save(app_model(a), &s, &version, &e);
	if (code == ERR_CONFLICT && model_is_conflict(app_model(a), &f->id)) {
		choose(a, f, &e);
		return code; /* f is gone */
	}
	if (code != ERR_OK) {
		app_say_problem(a, &e);
		return code;
	}
	f->file = s.file;
	f->id = s.id;
	f->over = 0;
	f->base = version;
	f->kept.typed = f->kept.unsaved = f->kept.keep_failed = false;
	return ERR_OK;
}

void
form_finish(struct app *a, struct form *f)
{
	struct id id = f->id;

	app_pop(a, 1, &id);
}

/* What cannot change once the office has it is asked for once more; a first
 * account is not: it may not wait (R3). The default is no. */
static bool
asks_final(struct app *a, const struct form *f)
{
	char says[256];
	struct w_question_arg q = {
		.title = form_send_words(f), .says = says, .tag = FORM_TAG_FINAL
	};

	if (!(f->kind->flags & KF_FINAL) || (f->kind->flags & KF_NEVER_REFUSED))
		return false;
	snprintf(says, sizeof says,
	    "%s: it cannot be changed afterwards. Is it as it should be?",
	    f->kind->title);
	app_push(a, &w_question, &q);
	return true;
}

void
form_send(struct app *a, struct form *f)
{
	bool signing = form_is_signing(f);
	bool complete = signing || !(f->kind->flags & KF_SIGNED);

	if (f->items.is_open) {
		form_item_leave(a, f);
		return;
	}
	if (!checks_out(a, f, complete)) {
		show_problems(a, f);
		return;
	}
	if (f->page.count)
		form_page_refresh(&f->page);
	if (signing) {
		app_push(a, &scr_sign, f->kind->title);
		return;
	}
	if (complete) {
		if (!points_out_words(a, f) && !asks_final(a, f) &&
		    form_save(a, f, NULL) == ERR_OK)
			form_finish(a, f);
		return;
	}
	if (!f->kept.unsaved && f->base > 0)
		app_say(a, "Nothing has changed since it was saved.");
	else if (form_save(a, f, NULL) == ERR_OK)
		app_say(a,
		    "Saved here, not sent yet. Sign it on the last page, "
		    "\"Check your answers\".");
}
