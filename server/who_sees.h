/* who_sees.h - who may see a file now, and why (A2): made from the records, for
 * those who may see who has looked.
 *
 * R7: it tells nobody of a thread that they are kept out of. A reason that hangs on
 * such a thread (advice, an opening, the chair of trustees) is left out, and a
 * person with no other reason, too. */
#ifndef HAVEN_WHO_SEES_H
#define HAVEN_WHO_SEES_H

#include "store.h"

struct who_sees_ask {
	struct server *s;
	struct db *db; /* for reading */
	const struct caller *who;
	const struct id *file;
	int64_t now_ms;
	size_t
	    told_max; /* people; of the others it is said how many they are */
};

/* Write the members "people" and, if not all are told, "more" (a number) of an
 * answer (GET /v1/files/{file}/access). ERR_NOT_FOUND: there is no such file, or not
 * for them. ERR_DENIED: it is no list for their role. The caller keeps the look. */
enum err who_sees_write(
    struct jw *w, const struct who_sees_ask *ask, struct errinfo *e);

#endif
