/* directory.h - other agencies, the people there, and colleagues, as the directory
 * lists them (L1). Worked out of the organisation's records that are here. */
#ifndef HAVEN_DIRECTORY_H
#define HAVEN_DIRECTORY_H

#include "model.h"

/* An agency, somebody there, or a colleague. */
struct directory_entry {
	struct id id;
	struct id agency; /* of somebody there; else none */
	char name[208];
	char what[208]; /* what it is, or what they do */
	char telephone[64];
	bool is_gone;
	/* An agency: an appropriate authority, by the newest mark (P2). */
	bool is_authority;
};
struct directory_mark {
	struct id id, agency;
	bool is_authority;
	char *reason;
	char by[208];
	int64_t at_ms;
};
struct directory_list {
	struct directory_entry *at;
	size_t count, cap;
};
/* Zeroes before directory_read. Wiped by directory_done. */
struct directory {
	struct directory_list agencies, people, colleagues; /* by name */
	struct directory_mark *mark;                        /* newest first */
	size_t marks, marks_cap;
};

void directory_read(struct directory *d, struct model *m, int64_t now_ms);
void directory_done(struct directory *d);

/* NULL: not in it. */
const struct directory_entry *directory_find(
    const struct directory_list *l, const struct id *id);
/* Does it hold every word of words, accents and case aside? */
bool directory_matches(const struct directory_entry *e, const char *words);

#endif
