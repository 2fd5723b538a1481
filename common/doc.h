/* doc.h - a document in memory: what is printed, and what is shown of it.
 *
 * A document is a row of parts, in order: a heading, a paragraph, a field, a row
 * of a table. The same parts become plain text here and a PDF in haven-press, so
 * what is on the screen is what is on the paper. Its bytes in memory are its
 * packed form, which is how it is handed to that other program.
 *
 * Whatever goes in is made safe first (promise 8): controls, bidi overrides and
 * what cannot be seen become visible marks; U+200C and U+200D stay between two
 * letters of a script that needs them, and are marks in plain text. Text is never
 * markup. Over DOC_MAX the document fails, and doc_ok says so. Memory is wiped
 * when it is freed. */
#ifndef HAVEN_DOC_H
#define HAVEN_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "kind.h"

#define DOC_MAX (16u << 20) /* bytes of a whole document */
#define DOC_COLS_MAX 16     /* columns of a table */
#define DOC_DEPTH_MAX 8     /* steps a part can be indented */
#define DOC_TEXT_COLS 72    /* on paper no line of plain text is wider */
#define DOC_TEXT_COLS_MIN 30

struct doc;

/* title is the first line of the first page. All texts are copied. */
struct doc *doc_new(const char *title);
void doc_free(struct doc *d); /* NULL is fine */
/* Everything that was added fits. */
bool doc_ok(const struct doc *d);

void doc_heading(struct doc *d, unsigned level, const char *text); /* 1 to 3 */
void doc_para(struct doc *d, const char *text); /* newlines are kept */
void doc_field(struct doc *d, const char *label, const char *text);
void doc_item(struct doc *d, const char *text); /* of a list */
/* A table begins; its rows follow. heads has cols texts, 1 to DOC_COLS_MAX. A
 * column that holds numbers alone stands to the right. */
void doc_table(struct doc *d, unsigned cols, const char *const *heads);
/* As many texts as the table has columns. */
void doc_row(struct doc *d, const char *const *cells);
/* number out of of, 0 to of; text stands behind the bar, NULL: the number. A bar
 * is never without it (N2: "<6" is a text, and then number is 0). */
void doc_bar(struct doc *d, const char *label, uint32_t number, uint32_t of,
    const char *text);
void doc_rule(struct doc *d);
void doc_page(struct doc *d); /* what follows begins on a new page */
/* The foot of every page; "page 2 of 7" is added to it. The last call counts. */
void doc_foot(struct doc *d, const char *text);
/* What follows stands so many steps further in; below 0: out again. */
void doc_indent(struct doc *d, int steps);

/* The fields of a record from its table, under the titles of its sections, for
 * whom it may be shown to. What is hidden (S1, FF_HIDEABLE) is left out wholly,
 * and so is the answer that it is: paper may come into any hands. hides: it is
 * hidden by the newest version, whatever this one says. name as in
 * record_show. */
void doc_add_record(struct doc *d, const struct record *r, bool hides,
    record_name_of *name, void *arg);
/* Does this version say that something of it must stay hidden? */
bool doc_hides(const struct record *r);

/* Append the document as plain text in lines of at most cols columns (at least
 * DOC_TEXT_COLS_MIN; but a table has two columns of text at the least), each
 * ended by a newline. Safe text. The foot stands once, at the end. Fails as its
 * buf does. */
void doc_text(const struct doc *d, size_t cols, struct buf *out);

/* ---- the packed form, and walking it (doc_pack.c) ---- */

enum doc_kind {
	DOC_END,
	DOC_TITLE,
	DOC_FOOT,
	DOC_HEADING,
	DOC_PARA,
	DOC_FIELD,
	DOC_ITEM,
	DOC_TABLE,
	DOC_ROW,
	DOC_BAR,
	DOC_RULE,
	DOC_PAGE,
	DOC_KINDS
};

struct doc_part {
	enum doc_kind kind;
	unsigned level; /* of a heading */
	unsigned depth; /* steps in */
	unsigned count; /* of texts; as many as the kind has */
	uint32_t number, of;
	const char *text[DOC_COLS_MAX]; /* in the document; each ends in NUL */
	size_t len[DOC_COLS_MAX];
};

/* Part by part; *at begins with 0. False: there are no more. */
bool doc_next(const struct doc *d, size_t *at, struct doc_part *part);
const char *doc_title(const struct doc *d);
const char *doc_foot_text(const struct doc *d); /* "" without one */

/* The bytes to hand over; they are the document's own. */
const void *doc_packed(struct doc *d, size_t *len);
/* The other way, from bytes that nobody vouches for: ERR_SYNTAX unless every
 * part is whole, of a known kind, with as many texts as it needs, and every text
 * is UTF-8 without controls. Fuzzed. */
enum err doc_unpack(
    struct doc **out, const void *bytes, size_t len, struct errinfo *e);

#endif
