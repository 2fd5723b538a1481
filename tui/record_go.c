/* record_go.c - doing what follows a record. */
#include "record_go.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "paper_make.h"
#include "scr_prefill.h"
#include "w_choice.h"

#define VERSIONS_MAX 50

bool
go_choose(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	(void)writes;
	(void)key;
	app_push(a, &scr_conflict, &p->arg.id);
	return false;
}

bool
go_origin_of(const struct record_page *p, struct id *out)
{
	static const char *const keys[] = { "sent", "meeting", "concern",
		"decision", "emergency" };

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (id_parse(out, record_text(p->rec, keys[i])))
			return true;
	}
	return false;
}

bool
go_origin(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	struct record_arg arg = { .version = 0 };

	(void)writes;
	(void)key;
	if (go_origin_of(p, &arg.id))
		app_push(a, &scr_record, &arg);
	return false;
}

bool
go_show_looks(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	struct looks_arg looks = { .file = p->row.file, .record = p->arg.id };

	(void)writes;
	(void)key;
	app_push(a, &scr_looks, &looks);
	return false;
}

/* A new record that names this one. */
bool
go_write_about(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	struct form_arg arg = { .kind = kind_find(writes),
		.file = p->row.file,
		.child = p->child.name };
	struct record *r = record_new(arg.kind);

	record_set(r, key, p->arg.id.s);
	scr_prefill(a, r, p->child.name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
	return false;
}

static bool
say_authorised(struct app *a, struct record_page *p, const char *writes,
    const char *key, const char *answer, const char *says)
{
	struct form_arg arg = { .kind = kind_find(writes),
		.file = p->row.file,
		.child = p->child.name };
	struct record *r = record_new(arg.kind);

	record_set(r, key, p->arg.id.s);
	record_set(r, "authorised", answer);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	if (app_top(a) == &scr_form)
		app_say(a, "%s", says);
	record_free(r);
	return false;
}

bool
go_authorised(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	return say_authorised(a, p, writes, key, "yes",
	    "This says that you authorised the decision. Write when and how, "
	    "then F2. If you did not, Esc, then F6.");
}

bool
go_not_authorised(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	return say_authorised(a, p, writes, key, "no",
	    "This says that you did not authorise the decision. Write what you "
	    "know of it, then F2. A designated senior member looks at it.");
}

/* Copy a value, or a list, where both kinds have the same key and type. */
static void
copy_common(struct record *to, const struct record *from)
{
	const struct kind *k = record_kind(to);

	for (size_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		const struct field *g = kind_field(record_kind(from), f->key);

		if (!g || g->type != f->type || g->of != f->of)
			continue;
		if (f->type != FT_LIST) {
			record_set(to, f->key, record_text(from, f->key));
			continue;
		}
		for (size_t n = 0; n < record_count(from, f->key); n++) {
			struct record *item = record_add(to, f->key);

			if (item)
				copy_common(
				    item, record_item((struct record *)from,
					      f->key, n));
		}
	}
}

/* The text of the record anew, and the look at it; said why not. */
static struct record *
open_text(struct app *a, const struct record_page *p)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct row row;

	if (model_open(app_model(a), &p->arg.id, 0, &r, &row, &e) == ERR_OK)
		return r;
	app_say_problem(a, &e);
	return NULL;
}

/* A Record of Concern from a first account: what it says is there to begin with,
 * and it names the account (R3). */
bool
go_take_up(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	struct form_arg arg = { .kind = kind_find(writes),
		.file = p->row.file,
		.child = p->child.name };
	struct record *account = open_text(a, p), *r;

	if (!account)
		return false;
	r = record_new(arg.kind);
	copy_common(r, account);
	record_set(r, key, p->arg.id.s);
	record_set(r, "immediate", record_text(account, "done"));
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
	record_free(account);
	return true;
}

/* An answer of the same person about the same things, from today on. It is a new
 * record: what they said before stays (I2). */
static void
answer_anew(struct app *a, struct record_page *p, const char *answer,
    const char *begin, const char *says)
{
	struct form_arg arg = { .kind = &kind_agreement,
		.file = p->row.file,
		.child = p->child.name,
		.begin = begin };
	struct record *before = open_text(a, p), *r;

	if (!before)
		return;
	r = record_new(arg.kind);
	copy_common(r, before);
	record_set(r, "answer", answer);
	record_set(r, "from", "");
	record_set(r, "until", "");
	record_set(r, "evidence", "");
	record_set(r, "told_version", "");
	scr_prefill(a, r, p->child.name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	if (app_top(a) == &scr_form)
		app_say(a, "%s", says);
	record_free(r);
	record_free(before);
}

/* Taking back is as easy as giving: how they said it is all that is asked. */
bool
go_take_back(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	(void)writes;
	(void)key;
	answer_anew(a, p, "withdrawn", "evidence",
	    "This takes back what they agreed to, from today on. Write how "
	    "they said it, then F2.");
	return false;
}

bool
go_ask_again(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	(void)writes;
	(void)key;
	answer_anew(a, p, "", "answer",
	    "The same person, about the same things. What they said before "
	    "stays as it is.");
	return false;
}

/* What an adult answers; mother and father are parents. */
bool
go_write_answer(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	struct form_arg arg = { .kind = kind_find(writes),
		.file = p->row.file,
		.child = p->child.name,
		.begin = "answer" };
	const char *relation = record_text(p->rec, "relation");
	bool is_parent =
	    strcmp(relation, "mother") == 0 || strcmp(relation, "father") == 0;
	struct record *r = record_new(arg.kind);

	record_set(r, "who", is_parent ? "parent" : "carer");
	record_set(r, key, p->arg.id.s);
	scr_prefill(a, r, p->child.name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
	return false;
}

bool
go_sheet(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	(void)writes;
	(void)key;
	paper_open_sheet(a, &p->row.file);
	return false;
}

bool
go_print(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	(void)writes;
	(void)key;
	if (p->row.kind == &kind_notice)
		paper_open_letter(a, &p->arg.id);
	else
		paper_open_record(a, &p->arg.id, p->arg.version);
	return false;
}

/* A change of one's own that the office does not have yet comes first. */
static bool
is_on_its_way(struct app *a, const struct id *id, struct row *now)
{
	if (!model_row(app_model(a), id, now) || now->where == WHERE_OFFICE)
		return false;
	app_say(a, "A change of your own to this record has not reached the "
		   "office yet. Write this in when it has.");
	return true;
}

static void
write_in(struct app *a, struct record_page *p, const struct record *aside,
    const struct record *inner)
{
	struct form_arg arg = { .kind = record_kind(inner),
		.file = p->row.file,
		.child = p->child.name,
		.record = inner,
		.is_joined = true };
	struct row now = { .version = 0 };
	bool did = false;

	id_parse(&arg.id, record_text(aside, "record"));
	if (is_on_its_way(a, &arg.id, &now))
		return;
	arg.base = model_aside_base(app_model(a), &p->arg.id);
	if (!scr_make_room(a, &arg.id, &did))
		return;
	app_push(a, &scr_form, &arg);
	if (app_top(a) != &scr_form)
		return;
	app_say(a, "%s%s",
	    arg.base < now.version
		? "Somebody has changed the record since this was written. "
		  "Nothing is decided yet: if you save, haven shows you both "
		  "versions."
		: "This is what was written. It goes into the file as yours "
		  "when you save it: look it through, then F2.",
	    did ? " What you had typed of it is put away for thirty days."
		: "");
}

/* What was kept aside, as a record of this person's: they look it through, sign
 * it where it is signed, and answer for it. It is saved on the version that it was
 * made from: if there are newer ones, the office says so and both are shown before
 * anything stands (promise 4). */
bool
go_take_in(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	struct record *aside = open_text(a, p), *inner = NULL;
	struct errinfo e = { 0 };

	(void)writes;
	(void)key;
	if (!aside)
		return false;
	if (kept_aside_inner(aside, &inner, &e) == ERR_OK)
		write_in(a, p, aside, inner);
	else
		app_say_problem(a, &e);
	record_free(inner);
	record_free(aside);
	return false;
}

bool
go_ask_version(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	struct version_row ver[VERSIONS_MAX];
	size_t n = model_versions(app_model(a), &p->arg.id, ver, VERSIONS_MAX);
	struct choice choices[VERSIONS_MAX + 1] = { { 0 } };
	char code[VERSIONS_MAX][24], label[VERSIONS_MAX][320], when[WHEN_SHOWN];
	struct w_choice_arg arg = { .title = "Versions",
		.choices = choices,
		.now = "",
		.tag = NEXT_TAG_VERSION };

	(void)writes;
	(void)key;
	for (size_t i = 0; i < n; i++) {
		when_show_ms(when, ver[i].written_ms, app_now(a));
		snprintf(
		    code[i], sizeof code[i], "%lld", (long long)ver[i].version);
		snprintf(label[i], sizeof label[i],
		    "Version %.20s, %.200s, %s%s", code[i], ver[i].author, when,
		    ver[i].is_signed ? ", signed" : "");
		choices[i] = (struct choice){ code[i], label[i] };
	}
	app_push(a, &w_choice, &arg);
	return false;
}
