/* inspect_way.c - telling parents and carers of an inspection, one or several (O2). */
#include "inspect_way.h"

#include <string.h>

#include "doc.h"
#include "kinds.h"
#include "mem.h"
#include "scr.h"
#include "scr_prefill.h"
#include "w_choice.h"

void
inspect_way_done(struct inspect_way *w)
{
	mem_free_wiped(w->people, w->count * sizeof *w->people);
	*w = (struct inspect_way){ 0 };
}

static void
add(struct inspect_way *w, const struct inspect_person *p)
{
	w->people = mem_grow(w->people, w->count + 1, sizeof *w->people);
	w->people[w->count++] = *p;
}

/* Those marked, or the one of the row. */
static void
take_people(struct inspect_way *w, const struct inspect_rows *v, size_t row)
{
	size_t at = inspect_rows_at(v, row);

	inspect_way_done(w);
	for (size_t i = 0; i < v->count; i++)
		if (v->marked[i])
			add(w, &v->people[i]);
	if (w->count == 0 && at != SIZE_MAX)
		add(w, &v->people[at]);
}

static struct record *
new_record(struct app *a, const struct inspect_way *w,
    const struct id *inspection, const struct inspect_person *p)
{
	struct record *r = record_new(w->kind);

	record_set(r, "inspection", inspection->s);
	record_set(r, "adult", p->adult.s);
	scr_prefill(a, r, p->child);
	return r;
}

static void
open_form(struct app *a, struct inspect_way *w, const struct id *inspection)
{
	const struct inspect_person *p = &w->people[0];
	struct form_arg arg = {
		.kind = w->kind, .file = p->file, .child = p->child
	};
	struct record *r;

	if (!model_may(app_model(a), w->kind->name, RIGHT_CREATE, &p->file)) {
		app_say(a, "Whoever works with this family does it, a "
			   "designated senior member, the Director or the "
			   "Strategic Lead.");
		inspect_way_done(w);
		return;
	}
	r = new_record(a, w, inspection, p);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	if (w->count == 2)
		app_say(a, "What you write is kept for both of them.");
	else if (w->count > 2)
		app_say(
		    a, "What you write is kept for all %zu of them.", w->count);
	record_free(r);
}

void
inspect_way_ask(struct app *a, struct inspect_way *w,
    const struct inspect_rows *v, size_t row)
{
	static const struct choice hows[] = {
		{ "contact", "They were told, or an e-mail is to go" },
		{ "exception", "They are not told before: write why" },
		{ 0 },
	};
	struct w_choice_arg arg = { .title = "Record",
		.asks = "Were they told of the inspection?",
		.choices = hows,
		.now = "",
		.tag = INSPECT_WAY_TAG };

	take_people(w, v, row);
	if (w->count == 0)
		return;
	if (!v->by_copy) {
		app_push(a, &w_choice, &arg);
		return;
	}
	w->kind = &kind_inspection_copy;
	open_form(a, w, &v->inspection);
}

/* Nobody is told who must not be contacted (S1), nor where nobody is. */
static size_t
drop_unsafe(struct inspect_way *w)
{
	size_t kept = 0, n = w->count;

	for (size_t i = 0; i < n; i++)
		if (strcmp(w->people[i].safe, "never") != 0 &&
		    !id_is_none(&w->people[i].adult))
			w->people[kept++] = w->people[i];
	w->count = kept;
	return n - kept;
}

void
inspect_way_take(struct app *a, struct inspect_way *w,
    const struct id *inspection, const char *code)
{
	size_t dropped = 0;

	w->kind = strcmp(code, "contact") == 0 ? &kind_inspection_contact
					       : &kind_inspection_exception;
	if (w->kind == &kind_inspection_contact)
		dropped = drop_unsafe(w);
	if (w->count == 0) {
		app_say(a, "It is not safe to contact them, or nobody is on "
			   "the file: write why they are not told instead.");
		inspect_way_done(w);
		return;
	}
	open_form(a, w, inspection);
	if (dropped > 0)
		app_say(a,
		    "%zu left out: it is not safe to contact them, or nobody "
		    "is on the file. Write why they are not told.",
		    dropped);
}

/* ---- the same for the others ---- */

static bool
keep_for(struct app *a, const struct inspect_way *w, const struct record *r,
    const struct inspect_person *p, struct errinfo *e)
{
	struct save s = { .kind = w->kind, .file = p->file };
	struct record *copy = record_copy(r);
	int64_t version;
	bool did;

	record_set(copy, "adult", p->adult.s);
	s.record = copy;
	did = model_may(app_model(a), w->kind->name, RIGHT_CREATE, &p->file) &&
	      model_save(app_model(a), &s, &version, e) == ERR_OK;
	record_free(copy);
	return did;
}

void
inspect_way_saved(struct app *a, struct inspect_way *w, const struct id *record)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct row row;
	size_t did = 1;

	if (w->count > 1 &&
	    model_open(app_model(a), record, 0, &r, &row, &e) == ERR_OK) {
		/* An address is one person's alone. */
		bool is_mail = strcmp(record_text(r, "how"), "email") == 0 &&
			       w->kind == &kind_inspection_contact;

		for (size_t i = 1; i < w->count && !is_mail; i++)
			did += keep_for(a, w, r, &w->people[i], &e);
		app_say(a, "%zu of %zu kept here.%s", did, w->count,
		    is_mail ? " An e-mail goes to one at a time." : "");
	}
	record_free(r);
	inspect_way_done(w);
}

/* ---- the letter ---- */

static void
add_day(struct buf *out, const char *stored)
{
	char shown[WHEN_SHOWN];
	struct civil c;

	if (!when_read(&c, stored))
		return;
	when_show(shown, &c);
	buf_adds(out, shown);
}

struct doc *
inspect_letter(const struct app *a, const struct record *inspection)
{
	const struct me *me = model_me(app_model(a));
	struct doc *d = doc_new("An inspection of our work");
	struct buf b = BUF_INIT(8192);
	struct civil today = when_civil(app_now(a));
	char day[WHEN_TEXT];

	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(day, &today);
	add_day(&b, day);
	doc_para(d, me ? me->org : "");
	doc_para(d, buf_str(&b));
	buf_clear(&b);
	buf_addf(&b, "%s is to inspect the work of %s, from ",
	    record_text(inspection, "authority"),
	    me && *me->org ? me->org : "our organisation");
	add_day(&b, record_text(inspection, "access_from"));
	buf_adds(&b, " to ");
	add_day(&b, record_text(inspection, "access_until"));
	buf_addf(&b, ". %s", record_text(inspection, "purpose"));
	doc_para(d, buf_str(&b));
	buf_clear(&b);
	buf_adds(&b, "The inspectors may read records that we keep about our "
		     "support, yours among them, from ");
	add_day(&b, record_text(inspection, "period_from"));
	buf_adds(&b, " to ");
	add_day(&b, record_text(inspection, "period_until"));
	buf_adds(&b, ". They write nothing, and every look is recorded. You "
		     "will have a copy of their report.");
	doc_para(d, buf_str(&b));
	buf_clear(&b);
	buf_addf(&b, "If you have questions, or object, please tell us: %s %s",
	    me ? me->office_name : "", me ? me->office_number : "");
	doc_para(d, buf_str(&b));
	buf_done(&b);
	return d;
}
