/* w_passages.h - the text of a record, word by word, in which passages are chosen
 * that do not go (A1). A passage lies within one value; it is shown in square
 * brackets. What has no words of its own (a day, a choice) is taken whole. */
#ifndef HAVEN_W_PASSAGES_H
#define HAVEN_W_PASSAGES_H

#include "app.h"
#include "kind.h"

#define W_PASSAGES_MAX 200

struct w_passages_state;
struct w_passages {
	struct w_passages_state *s;
};

enum w_passages_event {
	W_PASSAGES_NOT_MINE,
	W_PASSAGES_HANDLED,
	W_PASSAGES_CHOSEN, /* from and to are marked: ask why, then _take */
};

void w_passages_init(struct w_passages *w);
void w_passages_done(struct w_passages *w); /* wipes; fine on zeroes */
/* The record, copied, with the passages of a decision about this version (a
 * request_item, or NULL). name as in record_show. */
void w_passages_set(struct w_passages *w, const struct record *r,
    const struct record *decision, record_name_of *name, void *arg);

/* Left, Right, Up, Down, PgUp, PgDn, Home, End: word by word. Space marks where it
 * begins, and Space again where it ends. F8 takes away the passage at the mark;
 * Ctrl-Z undoes, Ctrl-Y does again. Esc leaves off marking. */
enum w_passages_event w_passages_key(struct w_passages *w, const struct key *k);
/* What was marked does not go, because of this code. */
void w_passages_take(struct w_passages *w, const char *why);
/* Nothing is marked any more. */
void w_passages_drop(struct w_passages *w);
bool w_passages_is_marking(const struct w_passages *w);
size_t w_passages_count(const struct w_passages *w);
/* Something was chosen or taken away since w_passages_set. */
bool w_passages_has_changed(const struct w_passages *w);
/* Why the passage at the mark does not go; NULL: it goes. */
const char *w_passages_why(const struct w_passages *w);
/* Put them into a request_item. */
void w_passages_write(const struct w_passages *w, struct record *decision);
/* False: it goes on below the last row. */
bool w_passages_draw(const struct w_passages *w, struct canvas *cv, int row,
    int col, int rows, int cols);

#endif
