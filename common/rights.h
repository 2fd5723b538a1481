/* rights.h - who may do what: role x kind x act, one table (policy.md, last part).
 *
 * The client greys out by it, the server refuses by it, `make audit` prints it.
 * R7 (whoever a record is about) stands above it and is asked by the server
 * for each record. */
#ifndef HAVEN_RIGHTS_H
#define HAVEN_RIGHTS_H

#include <stdbool.h>

#include "buf.h"
#include "err.h"

enum role {
	ROLE_VOLUNTEER,
	ROLE_SUPPORT_WORKER,
	ROLE_SENIOR, /* designated senior member */
	ROLE_MANAGER,
	ROLE_DIRECTOR,
	ROLE_LEAD, /* Strategic Lead */
	ROLE_TRUSTEE,
	ROLE_INSPECTOR,
	ROLE_ADMIN,
	ROLE_COUNT
};

enum right {
	RIGHT_READ,
	RIGHT_CREATE,
	RIGHT_CHANGE,
	RIGHT_SIGN,
	RIGHT_LOOKS, /* see who has looked at it */
	RIGHT_COUNT
};

enum grant {
	GRANT_NO,
	GRANT_OWN,      /* what they wrote themselves */
	GRANT_ASSIGNED, /* on files assigned to them, and what they wrote */
	GRANT_REASON,   /* assigned; else by exact reference with a reason */
	GRANT_YES,
	GRANT_COUNT
};

/* kind: a name of kinds[]; an unknown kind is GRANT_NO. */
enum grant rights_ask(enum role role, const char *kind, enum right right);

/* The one judgement of both programs. */
bool rights_may(enum role role, const char *kind, enum right right,
    bool is_assigned, bool is_author);

/* What an inspection opens to its inspectors, for reading alone, of the files and the
 * period that it is about (O1): kinds of a child's file, and what names other
 * agencies. No row of the table gives it. */
bool rights_inspects(const char *kind);

/* May this role see the names of all children (search)? */
bool rights_sees_all(enum role role);

/* May somebody of this role be line manager of others (S3)? Whoever is reads the files
 * that are assigned to those. */
bool rights_manages(enum role role);

const char *role_code(enum role role);  /* "designated_senior" ... */
const char *role_title(enum role role); /* "Designated senior member" */
bool role_parse(enum role *out, const char *code);
const char *grant_code(enum grant grant);
const char *right_code(enum right right);

enum err rights_selfcheck(struct errinfo *e);

/* The whole table as text, one line a cell group (make audit). */
void rights_print(struct buf *out);

#endif
