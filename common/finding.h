/* finding.h - what haven doctor and havend doctor find: a sentence, and the command
 * that mends it. */
#ifndef HAVEN_FINDING_H
#define HAVEN_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

#define FINDINGS_MAX 100
#define FINDING_SAYS 400
#define FINDING_MEND 240

enum finding_level {
	FINDING_NOTE,  /* good to know; nothing is wrong */
	FINDING_WRONG, /* to be mended: the exit status is 1 */
};
struct finding {
	enum finding_level level;
	const char *code; /* of the check that found it; stable */
	char says[FINDING_SAYS];
	char mend[FINDING_MEND]; /* a command, or a step in words; may be "" */
};
struct findings {
	struct finding at[FINDINGS_MAX];
	size_t count;
	size_t checks; /* how many were made */
};

/* Past FINDINGS_MAX nothing is added. */
struct finding *finding_add(struct findings *f, enum finding_level level,
    const char *code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* How it is mended. */
void finding_mend(struct finding *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

size_t finding_wrong(const struct findings *f);
/* As text: each with "wrong" or "note", then how it is mended; at the end a sentence
 * with the counts. who: "havend doctor". */
void finding_print(struct buf *out, const struct findings *f, const char *who);
/* {"checks":N,"wrong":N,"findings":[{"level","code","says","mend"},...]} */
void finding_print_json(struct buf *out, const struct findings *f);

#endif
