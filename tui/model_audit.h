/* model_audit.h - the audit record of the office, for those who answer for it (A2,
 * promise 7): asked of the office each time, and kept in memory alone. */
#ifndef HAVEN_MODEL_AUDIT_H
#define HAVEN_MODEL_AUDIT_H

#include "model.h"

/* The whole of it (the Strategic Lead, the Director), or what was done with accounts
 * (administrators)? */
bool model_may_audit(struct model *m);

struct audit_ask {
	/* Stored days of when.h; "": from the first, or until today. */
	char from[WHEN_TEXT], until[WHEN_TEXT];
	const char *what; /* "all", "looks" ... (docs/openapi.json) */
	struct id staff, file;
};

struct audit_line {
	int64_t n, at_ms; /* the row's number in the chain */
	struct id staff, file, record;
	char by[208], child[208], kind_title[64];
	char what[48]; /* "looked at", "signed in" */
	char words[ERR_SAYS_MAX];
};

/* Ask the office; is_more: for those before what is here already. Each answer is a
 * look of its own, which the office puts on record. */
void model_audit_want(
    struct model *m, const struct audit_ask *ask, bool is_more);
/* What it answered, newest first; more: there are others before them. why is its
 * sentence when it could not be asked (ASK_FAILED). */
size_t model_audit(struct model *m, const struct audit_line **lines, bool *more,
    enum ask_state *state, struct errinfo *why);

/* The gravest that the office's chain has to say: "" unless a past was rewritten;
 * what this device knew, and what it was told instead, to read out or write down. */
void model_chain_proof(struct model *m, struct buf *out);

#endif
