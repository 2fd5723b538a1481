/* verify_chain.c - the chain link by link, by its hashes alone (promise 7). */
#include "store_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* One row; before is the chain up to it, and then with it. */
static void
check_link(struct stmt *st, int64_t n, uint8_t before[SEAL_HASH],
    void (*each)(void *arg, const char *says), void *arg)
{
	struct audit_stored a;
	uint8_t want[SEAL_HASH];
	char says[160];
	const void *chain;
	size_t len;

	audit_read(st, &a);
	chain = stmt_get_blob(st, 11, &len);
	audit_link(want, before, &a);
	if (a.n != n) {
		snprintf(says, sizeof(says),
		    "The chain of looks and writes misses rows before %" PRId64
		    ".",
		    a.n);
		each(arg, says);
	}
	if (len != SEAL_HASH || !seal_equal(chain, want, SEAL_HASH)) {
		snprintf(says, sizeof(says),
		    "Row %" PRId64 " of the chain is not what was written.",
		    a.n);
		each(arg, says);
	}
	/* Go on from what stands there: one fault is one finding. */
	if (len == SEAL_HASH)
		memcpy(before, chain, SEAL_HASH);
}

int64_t
store_verify_chain(
    struct db *db, void (*each)(void *arg, const char *says), void *arg)
{
	struct stmt *st = db_stmt(db, SQL_AUDIT_ALL);
	uint8_t before[SEAL_HASH] = { 0 };
	char says[160];
	int64_t n = 0;

	while (stmt_row(st)) {
		check_link(st, n + 1, before, each, arg);
		n = stmt_get_int(st, 0);
	}
	st = db_stmt(db, SQL_AUDIT_EVER);
	if (stmt_row(st) && stmt_get_int(st, 0) > n) {
		snprintf(says, sizeof(says),
		    "The chain of looks and writes was cut off after row "
		    "%" PRId64 "; it once went on to %" PRId64 ".",
		    n, stmt_get_int(st, 0));
		each(arg, says);
	}
	stmt_reset(st);
	return n;
}
