/* paper_make.c - documents out of what this device holds. */
#include "paper_make.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "notice_way.h"
#include "paper.h"
#include "sheet.h"

#define VERSIONS_MAX 50
#define PEOPLE_MAX 60

struct maker {
	struct app *a;
	struct model *m;
	struct child child;
	struct paper paper;
	struct paper_entry *at;
	struct paper_trace *traces;
	size_t count, cap;
	bool is_all_sent; /* the office has what is on it */
};

/* ---- gathering ---- */

static const char *
name_of(void *arg, const char *ref, const char *id)
{
	return model_name_of(((struct maker *)arg)->m, ref, id);
}

static bool
hides(void *arg, const struct id *record)
{
	return model_is_hidden(((struct maker *)arg)->m, record);
}

static void
begin(struct maker *k, struct app *a, const struct id *file)
{
	const struct me *me = model_me(app_model(a));

	*k = (struct maker){ .a = a, .m = app_model(a), .is_all_sent = true };
	if (id_is_none(file) || !model_child(k->m, file, &k->child))
		memset(&k->child, 0, sizeof k->child);
	k->paper = (struct paper){ .org = me ? me->org : "",
		.child = k->child.name,
		.reference = k->child.reference,
		.now_ms = app_now(a),
		.name = name_of,
		.hides = hides,
		.arg = k };
}

static void
done(struct maker *k)
{
	for (size_t i = 0; i < k->count; i++)
		record_free((struct record *)(uintptr_t)k->at[i].r);
	mem_free_wiped(k->at, k->cap * sizeof *k->at);
	mem_free_wiped(k->traces, k->cap * sizeof *k->traces);
}

static void
take_version(struct maker *k, struct paper_entry *en)
{
	struct version_row *ver = mem_zalloc(VERSIONS_MAX, sizeof *ver);
	size_t n = model_versions(k->m, &en->id, ver, VERSIONS_MAX);

	for (size_t i = 0; i < n; i++) {
		if (ver[i].version != en->version)
			continue;
		en->written_ms = ver[i].written_ms;
		en->is_signed = ver[i].is_signed;
		en->signed_ms = ver[i].signed_ms;
		snprintf(en->author, sizeof en->author, "%s", ver[i].author);
		snprintf(en->signer, sizeof en->signer, "%s", ver[i].signer);
	}
	mem_free_wiped(ver, VERSIONS_MAX * sizeof *ver);
}

/* Open one, and keep the look; version 0: the latest. */
static enum err
add(struct maker *k, const struct id *id, int64_t version, struct errinfo *e)
{
	struct record *r = NULL;
	struct paper_entry *en;
	struct row row;
	enum err code = model_open(k->m, id, version, &r, &row, e);

	if (code != ERR_OK)
		return code;
	if (k->count == k->cap) {
		k->cap = k->cap ? k->cap * 2 : 16;
		k->at = mem_grow(k->at, k->cap, sizeof *k->at);
		k->traces = mem_grow(k->traces, k->cap, sizeof *k->traces);
	}
	en = &k->at[k->count];
	*en = (struct paper_entry){ .id = *id,
		.r = r,
		.version = row.version,
		.written_ms = row.written_ms,
		.is_signed = row.is_signed };
	snprintf(en->author, sizeof en->author, "%s", row.author);
	take_version(k, en);
	k->traces[k->count++] = (struct paper_trace){
		.file = row.file, .record = *id, .version = row.version
	};
	k->is_all_sent = k->is_all_sent && row.where == WHERE_OFFICE;
	return ERR_OK;
}

/* The rows of a file, copied: to open one may read them anew. */
static size_t
copy_rows(struct maker *k, const struct id *file, struct row **out)
{
	const struct row *rows;
	size_t n = model_rows(k->m, file, &rows);

	*out = mem_zalloc(n + 1, sizeof **out);
	if (n > 0)
		memcpy(*out, rows, n * sizeof **out);
	return n;
}

static enum err
add_beside(struct maker *k, const struct row *of, struct errinfo *e)
{
	struct row *rows;
	size_t n = copy_rows(k, &of->file, &rows);
	enum err code = ERR_OK;

	for (size_t i = 0; i < n && code == ERR_OK; i++)
		if (paper_is_beside_kind(of->kind, rows[i].kind) &&
		    id_equal(&rows[i].parent, &of->id))
			code = add(k, &rows[i].id, 0, e);
	mem_free_wiped(rows, (n + 1) * sizeof *rows);
	return code;
}

static enum err
add_all(struct maker *k, const struct id *file, struct errinfo *e)
{
	struct row *rows;
	size_t n = copy_rows(k, file, &rows);
	enum err code = ERR_OK;

	for (size_t i = 0; i < n && code == ERR_OK; i++)
		if (rows[i].where != WHERE_DRAFT)
			code = add(k, &rows[i].id, 0, e);
	mem_free_wiped(rows, (n + 1) * sizeof *rows);
	if (code == ERR_OK && k->count == 0)
		code = err_set(e, ERR_NOT_FOUND,
		    "There is no record of this file on this device.");
	return code;
}

/* ---- showing ---- */

static const char help_case[] =
    "This is what is printed. That you have opened it is written down, as "
    "every "
    "look is. An address that must stay hidden is not on it, and neither is "
    "what "
    "is not open to you.\n\n"
    "F2 writes it to a text file in your home folder, F6 has the office make a "
    "PDF. Either leaves haven in clear, so your passphrase is asked for, and "
    "it is "
    "written down that it was printed. Delete the file when it is on paper.";

static void
show(struct maker *k, enum err code, const struct errinfo *e,
    struct paper_arg *arg)
{
	arg->traces = k->traces;
	arg->trace_count = k->count;
	if (!k->is_all_sent)
		arg->no_pdf =
		    "The office makes the PDF, and it does not have all of "
		    "this yet. F2 writes the same as plain text.";
	if (code == ERR_OK)
		app_push(k->a, &scr_paper, arg);
	else
		app_say_problem(k->a, e);
	done(k);
}

void
paper_open_record(struct app *a, const struct id *record, int64_t version)
{
	struct paper_arg arg = { .title = "Print",
		.what = "record",
		.is_case = true,
		.help = help_case };
	struct errinfo e = { 0 };
	struct maker k;
	struct row row;
	char path[300];
	enum err code;

	if (!model_row(app_model(a), record, &row)) {
		app_say(a, "This record is not on this device any more.");
		return;
	}
	begin(&k, a, &row.file);
	code = model_reading_begin(k.m, &e);
	if (code == ERR_OK) {
		code = add(&k, record, version, &e);
		if (code == ERR_OK && version == 0)
			code = add_beside(&k, &row, &e);
		code = model_reading_end(k.m, code, &e);
	}
	if (code == ERR_OK)
		arg.doc = paper_record(&k.paper, k.at, k.count);
	snprintf(path, sizeof path, "/v1/files/%s/%s/%s/document?form=pdf",
	    row.file.s, row.kind->name, row.id.s);
	if (version)
		snprintf(path + strlen(path), sizeof path - strlen(path),
		    "&version=%lld", (long long)version);
	arg.file = row.file;
	arg.pdf = id_is_none(&row.file) ? NULL : path;
	show(&k, code, &e, &arg);
}

void
paper_open_chronology(struct app *a, const struct id *file)
{
	struct paper_arg arg = { .title = "Chronology",
		.what = "chronology",
		.is_case = true,
		.help = help_case,
		.file = *file };
	struct errinfo e = { 0 };
	struct maker k;
	char path[300];
	enum err code;

	begin(&k, a, file);
	code = model_reading_begin(k.m, &e);
	if (code == ERR_OK)
		code = model_reading_end(k.m, add_all(&k, file, &e), &e);
	if (code == ERR_OK)
		arg.doc = paper_chronology(&k.paper, k.at, k.count);
	snprintf(
	    path, sizeof path, "/v1/files/%s/chronology?form=pdf", file->s);
	arg.pdf = path;
	show(&k, code, &e, &arg);
}

/* ---- the letter ---- */

void
paper_open_letter(struct app *a, const struct id *notice)
{
	struct paper_arg arg = { .title = "Letter",
		.what = "letter",
		.then =
		    "Send it, then record the letter with F2 on the notice.",
		.help =
		    "The notice as a letter. F2 writes it to a text file in "
		    "your home folder, F6 has the office make a PDF. That "
		    "file is not sealed: print it, and delete it. When the "
		    "letter is on its way, go back and record it with F2." };
	struct notice_whole n;
	struct notice_whom whom;
	struct paper_trace trace;
	struct paper_whom to;
	struct errinfo e = { 0 };
	struct maker k;
	char path[300];

	if (model_notice_open(app_model(a), notice, true, &n, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	notice_whom(a, &n.row, &whom);
	begin(&k, a, &n.row.file);
	to = (struct paper_whom){ whom.person, whom.agency };
	trace = (struct paper_trace){
		.file = n.row.file, .record = *notice, .version = 1
	};
	snprintf(path, sizeof path, "/v1/files/%s/notice/%s/document?form=pdf",
	    n.row.file.s, notice->s);
	arg.doc = paper_letter(&k.paper, &to, n.notice);
	arg.pdf = path;
	arg.pdf_is_case = true;
	arg.file = n.row.file;
	arg.traces = &trace;
	arg.trace_count = 1;
	app_push(a, &scr_paper, &arg);
	notice_whole_done(&n);
	done(&k);
}

/* ---- the sheet ---- */

/* To whom the file is assigned today. */
struct assigned {
	char today[WHEN_TEXT];
	struct id staff[PEOPLE_MAX];
	size_t count;
};

static void
on_assignment(void *arg, const struct row *row, const struct record *r)
{
	struct assigned *as = arg;
	const char *until = record_text(r, "until");
	struct id staff;

	(void)row;
	if (!id_parse(&staff, record_text(r, "staff")) ||
	    strcmp(record_text(r, "from"), as->today) > 0 ||
	    (*until && strcmp(until, as->today) < 0))
		return;
	for (size_t i = 0; i < as->count; i++) {
		if (id_equal(&as->staff[i], &staff))
			return;
	}
	if (as->count < PEOPLE_MAX)
		as->staff[as->count++] = staff;
}

static size_t
find_people(struct app *a, const struct id *file, struct sheet_person *out)
{
	static const struct kind *const assignment[] = { &kind_assignment,
		NULL };
	struct civil today = when_civil(app_now(a));
	struct assigned as = { .count = 0 };
	const struct person *people;
	const struct id *ids;
	size_t n, count = 0;

	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(as.today, &today);
	model_each(app_model(a), file, assignment, on_assignment, &as);
	n = model_staff(app_model(a), &people, &ids);
	for (size_t i = 0; i < n && count < PEOPLE_MAX; i++) {
		for (size_t k = 0; k < as.count; k++) {
			if (id_equal(&ids[i], &as.staff[k]))
				out[count++] =
				    (struct sheet_person){ people[i].name,
					    people[i].role_title };
		}
	}
	return count;
}

static struct doc *
make_sheet(struct app *a, const struct id *file)
{
	struct sheet_person people[PEOPLE_MAX];
	const struct me *me = model_me(app_model(a));
	struct civil today = when_civil(app_now(a));
	struct sheet s = { .org = me->org,
		.version = me->policy_version,
		.where = me->policy_url,
		.complaints = me->complaints,
		.office_name = me->office_name,
		.office_number = me->office_number,
		.people = people };
	char day[WHEN_SHOWN], first[208] = "";
	struct child c;

	today.has_time = false;
	today.hour = today.minute = 0;
	when_show(day, &today);
	if (model_child(app_model(a), file, &c))
		sheet_first_name(first, sizeof first, c.name);
	s.day = day;
	s.child = first;
	s.count = find_people(a, file, people);
	return sheet_doc(&s);
}

void
paper_open_sheet(struct app *a, const struct id *file)
{
	struct paper_arg arg = { .title = "The sheet for the family",
		.what = "sheet",
		.help =
		    "What is left with the family at the start of support: "
		    "what is written down and why, who may see it, when it is "
		    "shared, and how they can see, correct or complain. It "
		    "names to whom the file is assigned today, and holds "
		    "nothing of the case.\n\n"
		    "F2 writes it to a text file in your home folder, F6 has "
		    "the office make a PDF. That file is not sealed: print it, "
		    "and delete it." };
	char path[300];

	if (!model_me(app_model(a)))
		return;
	snprintf(path, sizeof path, "/v1/files/%s/sheet?form=pdf", file->s);
	arg.doc = make_sheet(a, file);
	arg.pdf = path;
	app_push(a, &scr_paper, &arg);
}
