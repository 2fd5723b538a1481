/* paper.c - what is printed of a file. */
#include "paper.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "when.h"

#define PAPER_LINE 1024

/* A record by the name that people know it by; never by an id. */
struct names {
	const struct paper *p;
};

static const char *
name_of(void *arg, const char *ref, const char *id)
{
	const struct paper *p = ((const struct names *)arg)->p;
	const char *known = p->name ? p->name(p->arg, ref, id) : NULL;

	if (known && *known)
		return known;
	return strcmp(ref, "staff") == 0 ? "somebody of us"
					 : "not named on this paper";
}

static void
show_day(int64_t ms, char out[WHEN_SHOWN])
{
	struct civil day = when_civil(ms);

	day.has_time = false;
	day.hour = day.minute = 0;
	when_show(out, &day);
}

/* The whole of it, whatever day it is read on. */
static void
show_time(int64_t ms, char out[WHEN_SHOWN])
{
	struct civil when = when_civil(ms);

	when_show(out, &when);
}

/* ---- the start and the foot ---- */

static void
add_foot(struct doc *d, const struct paper *p, bool with_reference)
{
	struct buf b = BUF_INIT(PAPER_LINE);
	char day[WHEN_SHOWN];

	show_day(p->now_ms, day);
	if (*p->org)
		buf_addf(&b, "%s, ", p->org);
	if (with_reference && *p->reference)
		buf_addf(&b, "%s, ", p->reference);
	buf_addf(&b, "printed %s", day);
	doc_foot(d, buf_str(&b));
	buf_done(&b);
}

static struct doc *
begin(const struct paper *p, const char *title)
{
	struct doc *d = doc_new(title);

	add_foot(d, p, true);
	if (*p->child)
		doc_field(d, "Child or young person", p->child);
	if (*p->reference)
		doc_field(d, "Reference", p->reference);
	return d;
}

/* ---- an entry ---- */

/* Who wrote and who signed it, and when (R4, R5). */
static void
add_writer(struct doc *d, const struct paper_entry *en)
{
	const struct kind *k = record_kind(en->r);
	char when[WHEN_SHOWN], line[PAPER_LINE];

	show_time(en->written_ms, when);
	(void)snprintf(line, sizeof(line), "%s%s%s",
	    *en->author ? en->author : "", *en->author ? ", " : "", when);
	doc_field(d, "Written by", line);
	if (en->version > 1) {
		(void)snprintf(
		    line, sizeof(line), "%lld", (long long)en->version);
		doc_field(d, "Version", line);
	}
	if (en->is_signed) {
		show_time(en->signed_ms, when);
		(void)snprintf(line, sizeof(line), "%s%s%s",
		    *en->signer ? en->signer : "", *en->signer ? ", " : "",
		    when);
		doc_field(d, "Signed by", line);
	} else if (k->flags & KF_SIGNED) {
		doc_field(d, "Signed by", "Not signed yet");
	}
}

/* What was kept aside is shown as what it was written as: its bytes could hold what
 * is hidden (S1). What cannot be read is left out, in words. */
static void
add_aside(struct doc *d, const struct paper *p, const struct record *aside,
    struct names *names)
{
	struct record *inner = NULL;
	const char *key[] = { "why", "written", "child" };
	struct id of;

	for (size_t i = 0; i < sizeof(key) / sizeof(key[0]); i++) {
		const struct field *f = kind_field(record_kind(aside), key[i]);
		struct buf b = BUF_INIT(PAPER_LINE);

		record_show(f, record_text(aside, key[i]), name_of, names, &b);
		if (b.len > 0)
			doc_field(d, f->label, buf_str(&b));
		buf_done(&b);
	}
	if (kept_aside_inner(aside, &inner, NULL) != ERR_OK) {
		doc_para(d, "What was written cannot be shown on paper.");
		return;
	}
	doc_field(d, "Written as", record_kind(inner)->title);
	doc_add_record(d, inner,
	    id_parse(&of, record_text(aside, "record")) &&
		p->hides(p->arg, &of),
	    name_of, names);
	record_free(inner);
}

static void
add_entry(struct doc *d, const struct paper *p, const struct paper_entry *en)
{
	struct names names = { p };

	add_writer(d, en);
	if (record_kind(en->r) == &kind_kept_aside)
		add_aside(d, p, en->r, &names);
	else
		doc_add_record(
		    d, en->r, p->hides(p->arg, &en->id), name_of, &names);
}

/* A place to sign by hand, on what somebody agrees to (I2). */
static void
add_lines(struct doc *d)
{
	static const char dots[] =
	    "................................................";

	doc_rule(d);
	doc_field(d, "Name", dots);
	doc_field(d, "Signature", dots);
	doc_field(d, "Date", dots);
}

struct doc *
paper_record(
    const struct paper *p, const struct paper_entry *entries, size_t count)
{
	const struct kind *k = record_kind(entries[0].r);
	struct doc *d = begin(p, k->title);

	assert(count > 0);
	add_entry(d, p, &entries[0]);
	for (size_t i = 1; i < count; i++) {
		if (i == 1)
			doc_rule(d);
		doc_heading(d, 1, record_kind(entries[i].r)->title);
		add_entry(d, p, &entries[i]);
	}
	if (k == &kind_agreement || k == &kind_induction)
		add_lines(d);
	return d;
}

/* ---- what stands beside ---- */

static const struct {
	const char *of, *beside, *key;
} besides[] = {
	{ "concern", "addendum", "about" },
	{ "concern", "statement", "about" },
	{ "concern", "acknowledged", "about" },
	{ "share_decision", "share_flag", "decision" },
	{ "advice", "advice_answer", "advice" },
	{ "kept_aside", "aside_decision", "about" },
};
#define BESIDES (sizeof(besides) / sizeof(besides[0]))

bool
paper_has_beside(const struct kind *k)
{
	for (size_t i = 0; i < BESIDES; i++)
		if (strcmp(besides[i].of, k->name) == 0)
			return true;
	return false;
}

bool
paper_is_beside_kind(const struct kind *of, const struct kind *k)
{
	for (size_t i = 0; i < BESIDES; i++)
		if (strcmp(besides[i].of, of->name) == 0 &&
		    strcmp(besides[i].beside, k->name) == 0)
			return true;
	return false;
}

bool
paper_is_beside(
    const struct kind *of, const struct id *id, const struct record *r)
{
	for (size_t i = 0; i < BESIDES; i++)
		if (strcmp(besides[i].of, of->name) == 0 &&
		    strcmp(besides[i].beside, record_kind(r)->name) == 0 &&
		    strcmp(record_text(r, besides[i].key), id->s) == 0)
			return true;
	return false;
}

/* ---- chronology ---- */

/* The day it is about; "" where the kind has none. */
static const char *
date_of(const struct paper_entry *en)
{
	const struct kind *k = record_kind(en->r);

	return k->date_key ? record_text(en->r, k->date_key) : "";
}

static void
place_of(const struct paper_entry *en, struct civil *out)
{
	if (!when_read(out, date_of(en)))
		*out = when_civil(en->written_ms);
}

static int
by_date(const void *a, const void *b)
{
	const struct paper_entry *x = a, *y = b;
	struct civil dx, dy;
	char tx[WHEN_TEXT], ty[WHEN_TEXT];
	int order;

	place_of(x, &dx);
	place_of(y, &dy);
	when_store(tx, &dx);
	when_store(ty, &dy);
	order = strcmp(tx, ty);
	if (order == 0 && x->written_ms != y->written_ms)
		order = x->written_ms < y->written_ms ? -1 : 1;
	return order != 0 ? order : strcmp(x->id.s, y->id.s);
}

struct doc *
paper_chronology(
    const struct paper *p, struct paper_entry *entries, size_t count)
{
	struct doc *d = begin(p, "Chronology");
	char line[64];

	if (count > 0)
		qsort(entries, count, sizeof(*entries), by_date);
	(void)snprintf(line, sizeof(line), "%zu", count);
	doc_field(d, "Records", line);
	doc_para(d, "What is open to whoever printed it, the oldest first.");
	for (size_t i = 0; i < count; i++) {
		char when[WHEN_SHOWN], head[PAPER_LINE];
		struct civil day;

		place_of(&entries[i], &day);
		when_show(when, &day);
		(void)snprintf(head, sizeof(head), "%s: %s", when,
		    record_kind(entries[i].r)->title);
		doc_heading(d, 1, head);
		add_entry(d, p, &entries[i]);
	}
	return d;
}

/* ---- letters ---- */

bool
paper_is_letter(const struct kind *k)
{
	return k == &kind_notice;
}

struct doc *
paper_letter(const struct paper *p, const struct paper_whom *to,
    const struct record *notice)
{
	struct doc *d = doc_new(*p->org ? p->org : "Letter");
	struct buf whom = BUF_INIT(PAPER_LINE);
	char day[WHEN_SHOWN];

	show_day(p->now_ms, day);
	add_foot(d, p, false);
	doc_para(d, day);
	if (*to->person)
		buf_addf(&whom, "%s\n", to->person);
	buf_adds(&whom, to->agency);
	if (whom.len > 0)
		doc_para(d, buf_str(&whom));
	doc_heading(d, 3, record_text(notice, "subject"));
	doc_para(d, record_text(notice, "text"));
	buf_done(&whom);
	return d;
}
