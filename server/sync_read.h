/* sync_read.h - what a device asks in a sync (docs/SYNC.md, The request). */
#ifndef HAVEN_SYNC_READ_H
#define HAVEN_SYNC_READ_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "http.h"
#include "store.h"
#include "sync_have.h"
#include "wire.h"

#define SYNC_FILES_MAX 500 /* of want, opened, drop and erased each */

struct sync_write {
	struct put put;         /* put.body points into the request */
	char echo[ID_TEXT + 1]; /* the write id as it came, for the result */
	struct errinfo bad;     /* code is not ERR_OK: it cannot be read */
	bool is_kept;           /* it was answered with 200 or 201 */
};

struct sync_files {
	struct id *ids;
	size_t count;
};

/* The last head of the chain that a device saw: how many rows, and the first bytes
 * of the head (promise 7). */
#define SYNC_PAST WIRE_PAST
struct sync_past {
	bool is_given;
	int64_t rows;
	uint8_t head[SYNC_PAST];
};

struct sync_ask {
	int64_t since;
	/* While files were shut to them (T2) they were told of none that came
	 * after this one; else has_told is false. */
	bool has_told;
	int64_t told;
	bool is_anew;          /* from 0, with what it holds */
	bool is_brief;         /* GET: nothing comes in, and 204 is an answer */
	struct sync_have have; /* then generation and set are empty */
	struct sync_past past;
	char generation[40];
	char set[SEAL_HASH * 2 + 1];
	struct sync_files want, opened, drop;
	struct sync_files erased; /* destroyed, and gone from the device */
	struct sync_write *writes;
	size_t write_count;
	struct device_look *looks;
	size_t look_count;
};

/* From the request's body. ERR_INVALID names the member; ERR_TOO_BIG: more
 * writes, looks or files than one sync takes. A write that cannot be read is no
 * error: it gets its own answer. out is empty after an error. */
enum err sync_read(
    struct sync_ask *out, const struct request *rq, struct errinfo *e);
/* From the address of a GET: cursor, have and past. ERR_INVALID: no cursor. */
enum err sync_read_brief(
    struct sync_ask *out, const struct request *rq, struct errinfo *e);
void sync_ask_done(struct sync_ask *ask); /* wipes */

/* A number as text: false unless it is one from 0 up. */
bool sync_read_number(int64_t *out, const char *text);
/* A cursor: where a device is, and where it is with files if those were shut to it
 * ("N" or "N.M"). False: it is none. */
bool sync_read_cursor(struct sync_ask *out, const char *text);

#endif
