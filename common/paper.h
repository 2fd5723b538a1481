/* paper.h - what is printed of a file: a record, a chronology, a letter.
 *
 * Made of records that the caller has judged readable, the same at the office (for
 * a PDF) and on a device (for its screen and a text file). What a reader may not
 * see is not in it, since it is not given; a hidden address never is (S1): not of
 * any version, not of what was kept aside, and not the answer that it is hidden. */
#ifndef HAVEN_PAPER_H
#define HAVEN_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "doc.h"
#include "id.h"
#include "kind.h"

/* One record as it is printed. The record is the caller's; "": a name not known. */
struct paper_entry {
	struct id id;
	const struct record *r; /* of the version that is printed */
	int64_t version, written_ms;
	bool is_signed;
	int64_t signed_ms;
	char author[208], signer[208]; /* names */
};

struct paper {
	const char *org, *child, *reference; /* "" if not known */
	int64_t now_ms;
	/* Names of what a field refers to; NULL for what is not to be known: then
	 * it says so, and no id is printed. */
	record_name_of *name;
	/* Does the newest version of this record, or one's own unsent one, say that
	 * something of it stays hidden? */
	bool (*hides)(void *arg, const struct id *record);
	void *arg;
};

/* A record, and what stands beside it, in the order given. At least one entry.
 * The caller's: doc_free. */
struct doc *paper_record(
    const struct paper *p, const struct paper_entry *entries, size_t count);

/* All of them in order of date, the oldest first: by the day they are about, and
 * those of one day by when they were written. Sorts entries. */
struct doc *paper_chronology(
    const struct paper *p, struct paper_entry *entries, size_t count);

/* A notice to a referrer as a letter (F1): it holds what the notice holds, and to
 * whom it goes. The foot names no reference of ours. */
struct paper_whom {
	const char *person, *agency; /* "" if not known */
};
struct doc *paper_letter(const struct paper *p, const struct paper_whom *to,
    const struct record *notice);

/* Does a record of this kind, printed by itself, bring what stands beside it: its
 * addenda, statements, acknowledgements (S6), or what came of it? And is r one of
 * those, of the record of this id? */
bool paper_has_beside(const struct kind *k);
bool paper_is_beside(
    const struct kind *of, const struct id *id, const struct record *r);
bool paper_is_beside_kind(const struct kind *of, const struct kind *k);

/* Does it go out as a letter, and not as a record? */
bool paper_is_letter(const struct kind *k);

#endif
