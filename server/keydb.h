/* keydb.h - what havend init alone asks of the keyring; the rest of it is in
 * store.h. */
#ifndef HAVEN_KEYDB_H
#define HAVEN_KEYDB_H

#include "seal.h"
#include "store.h"

/* The master key in hex, for the recovery sheet in the safe. Wipe it. */
void keyring_master_hex(struct keyring *k, char out[SEAL_KEY * 2 + 1]);

#endif
