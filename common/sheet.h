/* sheet.h - the sheet that is left with a family at the start of support: what is
 * written down and why, who may see it, when it is shared, and what they can do
 * about it, in plain words (I1, A1, A2, A3).
 *
 * It holds no case data but, if at all, the first name of the child. */
#ifndef HAVEN_SHEET_H
#define HAVEN_SHEET_H

#include <stddef.h>

#include "buf.h"
#include "doc.h"

#define SHEET_COLS 72 /* on paper no line is wider */
#define SHEET_COLS_MIN 30

struct sheet_person {
	const char *name, *role; /* as people read them */
};

/* All texts are the caller's, and may be "". */
struct sheet {
	const char *org;
	const char *child;   /* first name alone */
	const char *version; /* of the policy */
	const char *day;     /* of the sheet, as people read it */
	const char *where;   /* where the policy can be read again */
	const char *complaints;
	const char *office_name, *office_number;
	const struct sheet_person *people; /* to whom the file is assigned */
	size_t count;
};

/* The sheet as a document, the caller's (doc_free). Its foot says of which day and
 * version it is. */
struct doc *sheet_doc(const struct sheet *s);

/* Append the sheet as plain text: UTF-8, made safe to show and to print, lines of at most
 * cols columns (at least SHEET_COLS_MIN), each ended by a newline. */
void sheet_write(const struct sheet *s, size_t cols, struct buf *out);

/* The first name out of a full one. "" if there is only one name: it may be the
 * whole of it. out holds size bytes. */
void sheet_first_name(char *out, size_t size, const char *name);

#endif
