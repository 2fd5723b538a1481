/* scr_paper.c - a document: read here, and written to a file when somebody asks for
 * it, and not before. As plain text and for a spreadsheet by this device, with or
 * without the office; as PDF by the office. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "w_choice.h"
#include "w_pager.h"

#define TEXT_MAX ((size_t)DOC_MAX * 4)
#define PDF_MAX (8u << 20)

enum form { FORM_TEXT, FORM_CSV, FORM_PDF, FORM_COUNT };

static const struct {
	const char *code, *words, *suffix;
} forms[FORM_COUNT] = {
	[FORM_TEXT] = { "text", "Write it as plain text", "txt" },
	[FORM_CSV] = { "csv", "Write it for a spreadsheet", "csv" },
	[FORM_PDF] = { "pdf", "Have the office make a PDF", "pdf" },
};

struct paper_view {
	char title[64], what[40], pdf[300], then[160], no_pdf[200];
	const char *help;
	bool is_case, pdf_is_case;
	struct id file;
	struct doc *doc;
	struct buf csv;
	struct paper_trace *traces;
	size_t trace_count;
	struct w_pager pager;
	enum form wanted; /* while the passphrase is asked for */
	bool is_asked;    /* the office makes a PDF */
	/* Given, while the one-time code that goes with it is asked for. */
	char passphrase[SEAL_PASSPHRASE_MAX + 1];
};

/* ---- writing ---- */

static void
write_file(struct app *a, const struct paper_view *v, enum form form,
    const void *bytes, size_t len)
{
	struct buf says = BUF_INIT(8192);
	struct errinfo e = { 0 };

	if (model_write_file(app_model(a), v->what, forms[form].suffix, bytes,
		len, &says, &e) == ERR_OK)
		app_say(
		    a, "%s%s%s", buf_str(&says), *v->then ? " " : "", v->then);
	else
		app_say_problem(a, &e);
	buf_done(&says);
}

/* The trace first, then the file (A2). */
static void
write_own(struct app *a, const struct paper_view *v, enum form form)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	struct errinfo e = { 0 };

	if (form == FORM_CSV)
		buf_add(&text, v->csv.data, v->csv.len);
	else
		doc_text(v->doc, DOC_TEXT_COLS, &text);
	if (text.failed)
		app_say(a, "This is too long for one file. Nothing was "
			   "written.");
	else if (model_note_exported(
		     app_model(a), v->traces, v->trace_count, &e) != ERR_OK)
		app_say_problem(a, &e);
	else
		write_file(a, v, form, buf_str(&text), text.len);
	buf_done(&text);
}

static void
ask_pdf(struct app *a, struct paper_view *v, const char *passphrase,
    const char *code)
{
	struct errinfo e = { 0 };

	if (model_ask_pdf(app_model(a), v->pdf, passphrase, code, &e) ==
	    ERR_OK) {
		v->is_asked = true;
		app_say(a, "Asking the office for the PDF ...");
	} else {
		app_say_problem(a, &e);
	}
}

static bool
asks_passphrase(const struct paper_view *v, enum form form)
{
	return v->is_case || (form == FORM_PDF && v->pdf_is_case);
}

static void
take_form(struct app *a, struct paper_view *v, enum form form)
{
	static const struct again_arg ask = { .title = "Out of haven",
		.words =
		    "This leaves haven in clear: whoever has the file or "
		    "the paper can read it. That you printed it is written "
		    "down, as every look is. Print it, delete the file, "
		    "and keep the paper where nobody else finds it.",
		.bar = "Write" };

	v->wanted = form;
	if (form == FORM_PDF && *v->no_pdf)
		app_say(a, "%s", v->no_pdf);
	else if (form == FORM_PDF && v->is_asked)
		app_say(a, "The office is making the PDF already.");
	else if (asks_passphrase(v, form))
		app_push(a, &scr_again, &ask);
	else if (form == FORM_PDF)
		ask_pdf(a, v, NULL, NULL);
	else
		write_own(a, v, form);
}

/* A session at the office may need a one-time code besides. */
static void
ask_office(struct app *a, struct paper_view *v, const char *passphrase)
{
	static const struct again_arg ask = { .title = "One-time code",
		.words = "The office asks you for a one-time code as well: the "
			 "one that your telephone shows now, or a recovery "
			 "code.",
		.bar = "Write",
		.label = "One-time code" };
	const struct me *me = model_me(app_model(a));

	if (!me || !me->has_one_time) {
		ask_pdf(a, v, passphrase, NULL);
		return;
	}
	snprintf(v->passphrase, sizeof v->passphrase, "%s", passphrase);
	app_push(a, &scr_again, &ask);
}

static void
given(struct app *a, struct paper_view *v, const char *typed)
{
	struct errinfo e = { 0 };

	if (*v->passphrase)
		ask_pdf(a, v, v->passphrase, typed);
	else if (v->wanted == FORM_PDF)
		ask_office(a, v, typed);
	else if (model_is_passphrase(app_model(a), typed, &e) == ERR_OK)
		write_own(a, v, v->wanted);
	else
		app_say_problem(a, &e);
}

static void
ask_more(struct app *a, const struct paper_view *v)
{
	struct choice choices[FORM_COUNT + 1] = { { 0 } };
	struct w_choice_arg arg = { .title = "More",
		.asks = "What do you want to do?",
		.choices = choices,
		.now = "" };
	size_t n = 0;

	for (size_t i = 0; i < FORM_COUNT; i++)
		if (i == FORM_TEXT || (i == FORM_CSV && v->csv.len > 0) ||
		    (i == FORM_PDF && (*v->pdf || *v->no_pdf)))
			choices[n++] =
			    (struct choice){ forms[i].code, forms[i].words };
	app_push(a, &w_choice, &arg);
}

/* ---- the row's callbacks ---- */

static void
copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text ? text : "");
}

static void
fill_pager(struct app *a, struct paper_view *v)
{
	struct buf b = BUF_INIT(TEXT_MAX);
	size_t cols = (size_t)app_cols(a) - 4;

	doc_text(v->doc, cols < DOC_TEXT_COLS ? cols : DOC_TEXT_COLS, &b);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
}

static enum err
paper_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	const struct paper_arg *p = arg;
	struct paper_view *v = st;

	if (!doc_ok(p->doc)) {
		doc_free(p->doc);
		return err_set(e, ERR_TOO_BIG,
		    "This is too much for one document. Print its records one "
		    "by one.");
	}
	v->doc = p->doc;
	copy(v->title, sizeof v->title, p->title);
	copy(v->what, sizeof v->what, p->what);
	copy(v->pdf, sizeof v->pdf, p->pdf);
	copy(v->then, sizeof v->then, p->then);
	copy(v->no_pdf, sizeof v->no_pdf, p->no_pdf);
	v->help = p->help;
	v->is_case = p->is_case;
	v->pdf_is_case = p->pdf_is_case;
	v->file = p->file;
	buf_init(&v->csv, p->csv ? strlen(p->csv) : 0);
	if (p->csv)
		buf_adds(&v->csv, p->csv);
	v->trace_count = p->trace_count;
	v->traces = mem_zalloc(p->trace_count + 1, sizeof *v->traces);
	if (p->trace_count)
		memcpy(
		    v->traces, p->traces, p->trace_count * sizeof *v->traces);
	w_pager_init(&v->pager);
	fill_pager(a, v);
	return ERR_OK;
}

static void
paper_title(const struct app *a, const void *st, struct buf *out)
{
	const struct paper_view *v = st;
	const char *name = id_is_none(&v->file)
			       ? ""
			       : model_child_name(app_model(a), &v->file);

	if (*name)
		buf_addf(out, "%s > ", name);
	buf_adds(out, v->title);
}

static enum handled
paper_key(struct app *a, void *st, const struct key *k)
{
	struct paper_view *v = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND: take_form(a, v, FORM_TEXT); return HANDLED;
	case ACT_MORE: ask_more(a, v); return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static void
paper_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct w_choice_result *r = data;
	struct paper_view *v = st;

	if (child == &scr_again) {
		bool was_code = *v->passphrase != '\0';

		if (result == 1)
			given(a, v, data);
		if (was_code)
			seal_wipe(v->passphrase, sizeof v->passphrase);
	}
	if (child != &w_choice || result != W_CHOICE_TAKEN)
		return;
	for (size_t i = 0; i < FORM_COUNT; i++)
		if (strcmp(forms[i].code, r->codes) == 0)
			take_form(a, v, (enum form)i);
}

static enum handled
paper_changed(struct app *a, void *st, unsigned topics)
{
	struct paper_view *v = st;
	struct buf pdf = BUF_INIT(PDF_MAX);
	struct errinfo e = { 0 };

	(void)topics;
	if (!model_is_open(app_model(a))) {
		v->is_asked = false;
		seal_wipe(v->passphrase, sizeof v->passphrase);
	}
	if (!v->is_asked)
		return HANDLED;
	switch (model_pdf_state(app_model(a), &pdf, &e)) {
	case ASK_WAITING: break;
	case ASK_NONE: v->is_asked = false; break;
	case ASK_FAILED:
		v->is_asked = false;
		app_say_problem(a, &e);
		break;
	case ASK_DONE:
		v->is_asked = false;
		write_file(a, v, FORM_PDF, buf_str(&pdf), pdf.len);
		break;
	}
	buf_done(&pdf);
	return HANDLED;
}

static void
paper_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct paper_view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
paper_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Write" },
		{ ACT_MORE, "PDF" }, { ACT_PAGE_DOWN, NULL },
		{ ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
paper_help(const struct app *a, const void *st, struct buf *out)
{
	const struct paper_view *v = st;

	(void)a;
	if (v->help)
		buf_adds(out, v->help);
}

static bool
paper_about(const void *st, struct id *file)
{
	*file = ((const struct paper_view *)st)->file;
	return !id_is_none(file);
}

static void
paper_close(struct app *a, void *st)
{
	struct paper_view *v = st;

	(void)a;
	w_pager_done(&v->pager);
	doc_free(v->doc);
	buf_done(&v->csv);
	mem_free_wiped(v->traces, (v->trace_count + 1) * sizeof *v->traces);
}

const struct screen_def scr_paper = {
	.name = "paper",
	.state_size = sizeof(struct paper_view),
	.open = paper_open,
	.title = paper_title,
	.key = paper_key,
	.changed = paper_changed,
	.returned = paper_returned,
	.draw = paper_draw,
	.hints = paper_hints,
	.help = paper_help,
	.about = paper_about,
	.close = paper_close,
};
