/* inspect_words.h - how an inspection stands, in words: for its list and its page. */
#ifndef HAVEN_INSPECT_WORDS_H
#define HAVEN_INSPECT_WORDS_H

#include "model_inspect.h"

/* False: the office has not said. */
bool inspect_stand_of(
    struct model *m, const struct id *inspection, struct inspect_stand *out);
/* "12 of 15 told", "open until 10 Apr 2026", "9 of 15 copies sent" Appends. */
void inspect_add_short(const struct inspect_stand *s, struct buf *out);
/* A sentence: is access open, and what keeps it shut. Appends. */
void inspect_add_stand(const struct inspect_stand *s, struct buf *out);
/* How many are told, excepted, object; how many have a copy. Appends. */
void inspect_add_counts(const struct inspect_stand *s, struct buf *out);
/* "4 Apr 2026 to 10 Apr 2026" Appends. */
void inspect_add_days(const struct record *inspection, const char *from,
    const char *until, struct buf *out);
/* How old it is. Appends. */
void inspect_add_as_of(
    int64_t as_of_ms, enum ask_state state, int64_t now_ms, struct buf *out);
/* From changed(): ask the office again once it has what was written here. waiting: what
 * it did not have the last time; inspection NULL: of all. */
void inspect_ask_again(
    struct model *m, size_t *waiting, const struct id *inspection);

#endif
