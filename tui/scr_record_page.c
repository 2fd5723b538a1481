/* scr_record_page.c - the text of a record as it is read. */
#include "scr_record_page.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "record_next.h"
#include "request_read.h"
#include "standing.h"

#define VERSIONS_MAX 50

static void
add_head(struct record_page *p, struct app *a, struct buf *out)
{
	struct version_row ver[VERSIONS_MAX];
	size_t n = model_versions(app_model(a), &p->arg.id, ver, VERSIONS_MAX);
	char when[WHEN_SHOWN];
	int64_t now = app_now(a);
	const struct me *me = model_me(app_model(a));
	struct buf where = BUF_INIT(2000);

	buf_addf(out, "%s%s%s%s%s\n", p->row.kind->title,
	    *p->child.name ? ": " : "", p->child.name,
	    *p->child.reference ? ", " : "", p->child.reference);
	for (size_t i = 0; i < n; i++) {
		if (ver[i].version != p->row.version)
			continue;
		when_show_ms(when, ver[i].written_ms, now);
		buf_addf(out, "Version %lld, written by %s, %s.\n",
		    (long long)ver[i].version, ver[i].author, when);
		if (ver[i].is_signed) {
			when_show_ms(when, ver[i].signed_ms, now);
			buf_addf(out,
			    "Signed by %s, %s. It cannot be changed.\n",
			    ver[i].signer, when);
		} else if (p->row.kind->flags & KF_SIGNED) {
			buf_adds(out, "Not signed yet.\n");
		}
	}
	model_where_says(app_model(a), &p->arg.id, &where);
	scr_add_number(buf_str(&where), me ? me->office_number : "", out);
	buf_adds(out, "\n");
	buf_done(&where);
}

/* Who opened a first account of one's own, and that it was taken up (R3). */
static void
add_progress(struct record_page *p, struct app *a, struct buf *out)
{
	struct progress got;
	char when[WHEN_SHOWN];
	int64_t now = app_now(a);

	if (!model_progress(app_model(a), &p->arg.id, &got))
		return;
	for (size_t i = 0; i < got.opened_count; i++) {
		when_show_ms(when, got.opened[i].at_ms, now);
		buf_addf(out, "Opened by %s, %s.\n", got.opened[i].by, when);
	}
	if (got.is_taken) {
		when_show_ms(when, got.taken_ms, now);
		buf_addf(out, "Taken up by %s, %s.\n", got.taken_by, when);
	}
}

/* What stands beside it, before the text: without its addenda a record is read
 * wrong (S6). */
static void
add_beside(struct record_page *p, struct app *a, struct buf *out)
{
	const struct row *rows;
	size_t n = model_rows(app_model(a), &p->row.file, &rows);
	bool begun = false;
	char when[WHEN_SHOWN];

	for (size_t i = 0; i < n; i++) {
		if (!id_equal(&rows[i].parent, &p->arg.id))
			continue;
		if (!begun)
			buf_adds(out, "Beside it:\n");
		begun = true;
		when_show_ms(when, rows[i].written_ms, app_now(a));
		buf_addf(out, "  %s by %s, %s%s\n", rows[i].kind->title,
		    rows[i].author, when,
		    (rows[i].kind->flags & KF_SIGNED) && !rows[i].is_signed
			? " (not signed yet)"
			: "");
	}
}

/* What was asked about it, and the answer (A3); of an incident what is left of the
 * 72 hours (A4). */
static void
add_asked(struct record_page *p, struct app *a, struct buf *out)
{
	struct buf words = BUF_INIT(400);

	request_add_about(a, &p->row.file, &p->arg.id, out);
	if (p->row.kind == &kind_wrong_send && p->rec)
		wrong_words(p->rec, app_now(a), &words);
	if (words.len > 0)
		buf_addf(out, "For the Information Commissioner: %s.\n",
		    buf_str(&words));
	buf_done(&words);
}

void
record_page_head(
    struct record_page *p, struct app *a, const char *f2, struct buf *out)
{
	add_head(p, a, out);
	add_progress(p, a, out);
	add_beside(p, a, out);
	add_asked(p, a, out);
	if (next_is_for_another(a, p))
		buf_adds(out,
		    "It is about a decision of yours: a designated senior "
		    "member other than you decides about it (S8).\n");
	/* A narrow key bar has no room for it. */
	if (f2)
		buf_addf(out, "F2: %s.\n", f2);
	buf_adds(out, "\n");
}

/* Why something was kept aside (kind_aside.c), as it is said above its text. */
static const struct {
	const char *code, *words;
} asides[] = {
	{ "account", "The writer's access had ended." },
	{ "device", "The device had been taken out of use." },
	{ "handed", "It came in a file: who wrote it is as the file says." },
	{ "destroyed", "The file it was for had been destroyed." },
	{ "recovered", "The writer's passphrase was lost meanwhile: nothing "
		       "proves who wrote it." },
};

static void
add_aside(
    const struct record *aside, const struct record *inner, struct buf *out)
{
	const char *why = record_text(aside, "why");

	for (size_t i = 0; i < sizeof asides / sizeof asides[0]; i++) {
		if (strcmp(asides[i].code, why) == 0)
			buf_addf(out, "%s ", asides[i].words);
	}
	buf_addf(out, "It was written as: %s\n\n", record_kind(inner)->title);
}

/* An answer that counts for nothing says so above its text, and why (I2). */
static void
add_weakness(struct record_page *p, struct app *a, struct buf *out)
{
	struct standing s = { 0 };
	const struct standing_answer *answer;

	if (p->row.kind != &kind_agreement)
		return;
	standing_read(&s, app_model(a), &p->row.file, app_now(a));
	answer = standing_answer_of(&s, &p->arg.id);
	if (answer && answer->weak)
		buf_addf(out, "This does not count. %s\n\n", answer->weak);
	standing_done(&s);
}

/* What is hidden now is hidden in every version of it (S1). */
static void
mask(struct app *a, const struct id *id, struct record *r)
{
	if (model_is_hidden(app_model(a), id))
		record_mask(r);
}

enum err
record_page_open(struct record_page *p, struct app *a, struct errinfo *e)
{
	struct record *rec = NULL, *inner = NULL;
	struct id of;
	enum err code = model_open(
	    app_model(a), &p->arg.id, p->arg.version, &rec, &p->row, e);

	if (code != ERR_OK)
		return code;
	model_child(app_model(a), &p->row.file, &p->child);
	record_page_done(p);
	buf_init(&p->body, KIND_BODY_MAX * 2);
	add_weakness(p, a, &p->body);
	mask(a, &p->arg.id, rec);
	if (kept_aside_inner(rec, &inner, NULL) == ERR_OK) {
		add_aside(rec, inner, &p->body);
		if (id_parse(&of, record_text(rec, "record")))
			mask(a, &of, inner);
	}
	record_to_text(inner ? inner : rec, (size_t)app_cols(a) - 4,
	    model_name_of, app_model(a), &p->body);
	record_free(inner);
	p->rec = rec;
	return ERR_OK;
}

void
record_page_done(struct record_page *p)
{
	record_free(p->rec);
	p->rec = NULL;
	buf_done(&p->body);
}
