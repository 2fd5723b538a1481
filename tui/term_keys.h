/* term_keys.h - bytes from a terminal, as keys.
 *
 * Knows no curses: term.c tells it what this terminal's terminfo says, and the
 * sequences that xterm and its kin send are known anyway. No part of a sequence
 * ever becomes text. A lone ESC and the beginning of a sequence look the same,
 * so the caller waits keys_wait_ms for more and then calls keys_flush. */
#ifndef HAVEN_TERM_KEYS_H
#define HAVEN_TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "action.h"

#define KEYS_ESC_MS 40     /* a lone ESC */
#define KEYS_REST_MS 500   /* the rest of a sequence that began */
#define KEYS_PASTE_MS 2000 /* the rest of a paste */
/* A paste of more bytes comes cut to this; no field holds so much, so that it
 * is refused there, with a sentence. */
#define KEYS_PASTE_MAX (1u << 20)

struct keys;

struct keys *keys_new(void);
void keys_free(struct keys *ks); /* wipes */

/* This terminal sends seq for that key (a name of action.h). Empty, NULL or one
 * byte long: ignored, as are too many. */
void keys_learn(struct keys *ks, const char *seq, const char *key_name);

void keys_feed(struct keys *ks, const char *bytes, size_t len);
/* The next whole key; false: none. k->paste is valid until the next call. */
bool keys_next(struct keys *ks, struct key *k);
/* How long what is there may wait for its rest; -1: nothing waits. */
int keys_wait_ms(const struct keys *ks);
/* No more came: keys_next takes what waits as it is. */
void keys_flush(struct keys *ks);
/* Forget all that was not taken, but for a paste that has begun: that is
 * swallowed to its end. */
void keys_drop(struct keys *ks);

#endif
