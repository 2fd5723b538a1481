/* w_edit.h - keys that w_line and w_area treat alike; those two only. */
#ifndef HAVEN_W_EDIT_H
#define HAVEN_W_EDIT_H

#include "app.h"
#include "edit.h"

/* Text, paste, Left, Right, words, erasing, undo, redo. a may be NULL. */
enum handled w_edit_key(struct edit *ed, struct app *a, const struct key *k);
/* Put in s, and say so if it does not go. */
void w_edit_put(
    struct edit *ed, struct app *a, const char *s, size_t len, bool is_paste);

#endif
