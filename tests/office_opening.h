/* office_opening.h - an office of a test whose files are opened with a reason (A2). */
#ifndef HAVEN_OFFICE_OPENING_H
#define HAVEN_OFFICE_OPENING_H

#include "office_command.h"

#define HOUR 3600000LL
#define REASON "The school rang about him."

static inline int
start(void **state)
{
	sync_start(state);
	office_set(&sc.office, "opening_hours", "1");
	return 0;
}

/* write NULL: a new write id. */
static inline unsigned
open_once(enum who who, const struct id *write, const char *reference,
    const char *reason, const char *passphrase)
{
	char body[3000];

	snprintf(body, sizeof(body),
	    "{\"reference\":\"%s\",\"reason\":\"%s\",\"passphrase\":\"%s\"}",
	    reference, reason, passphrase);
	return worker_post_once(
	    &sc.who[who], "/v1/openings", write, body, &sc.out);
}

static inline unsigned
open_with(enum who who, const char *reference, const char *reason,
    const char *passphrase)
{
	return open_once(who, NULL, reference, reason, passphrase);
}

static inline unsigned
open_file(enum who who)
{
	return open_with(who, "C-0001", REASON, OFFICE_PASSPHRASE);
}

static inline unsigned
get_file(enum who who)
{
	char path[100];

	snprintf(path, sizeof(path), "/v1/files/%s", sc.file.s);
	return worker_get(&sc.who[who], path, &sc.out);
}

static inline void
change_staff(enum who who, const char *more)
{
	char body[400], path[200];

	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"sign_in\":\"%s\",\"role\":\"%s\"%s}",
	    scene_people[who].name, scene_people[who].name,
	    role_code(scene_people[who].role), more);
	snprintf(path, sizeof(path), "/v1/staff/%s", sc.who[who].staff.s);
	if (worker_put(&sc.who[ADMIN], path, 1, NULL, body, &sc.out) != 200)
		fail_msg("%s", buf_str(&sc.out));
}

#endif
