/* histories.h - a device as the tests of whole histories see it.
 *
 * Server and client have headers of the same name, so the devices are compiled
 * apart (histories_device.c) and know nothing of the office: what goes over the
 * line is text. Everything here ends the test when it fails, but for
 * device_take. */
#ifndef HAVEN_HISTORIES_H
#define HAVEN_HISTORIES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "buf.h"
#include "err.h"
#include "id.h"
#include "seal.h"
#include "wire.h"

struct device;

struct device_who {
	char dir[100]; /* a folder that is there */
	const char *sign_in, *role;
	struct id staff, device;
	uint8_t key[SEAL_KEY]; /* of the store, by device_make */
};

/* Make the store of a device, and leave it closed. */
void device_make(struct device_who *who);
struct device *device_open(const struct device_who *who);
void device_close(struct device *d); /* NULL is fine */

/* ---- what a person does there ---- */

/* What a save of a record would stand on. */
struct device_base {
	int64_t base;    /* as model_save has it; 0: a new record */
	bool is_here;    /* the office's version is */
	bool is_waiting; /* an own write is in the outbox */
	bool is_refused; /* an own write came back */
	bool is_clash;   /* with 412, and the other's version is here */
	struct id clash; /* the own write */
	int64_t latest;
};
struct device_base device_base_of(struct device *d, const struct id *record);

struct device_write {
	struct id write, id, file;
	const char *kind, *body;
	int64_t base;
};
/* One durable transaction, as model_save. decide: of what came back. */
void device_save(struct device *d, const struct device_write *w,
    const struct device_base *on, enum wire_chose chose);
/* Between two versions, the other's (model_keep_theirs). */
void device_keep_theirs(struct device *d, const struct id *file,
    const struct id *record, const struct device_base *on);
void device_look(struct device *d, const struct id *file,
    const struct id *record, int64_t version);
void device_want(struct device *d, const struct id *file);

/* ---- a sync ---- */

void device_round(struct device *d); /* a new one begins */
/* The next request: at most batch writes. */
void device_ask(struct device *d, struct buf *text, size_t batch);
/* Is it a brief one? Then text is its address, for a GET. */
bool device_is_brief(const struct device *d, struct buf *text);
/* What is in it. */
size_t device_sent_writes(const struct device *d, struct id *out, size_t max);
size_t device_sent_opened(const struct device *d, struct id *out, size_t max);
size_t device_sent_looks(const struct device *d);
/* The answer never came. */
void device_unanswered(struct device *d);

struct device_did {
	bool again; /* the round is not over (sync.c) */
	bool has_moved, is_ended, is_restored, chain_broken;
};
enum err device_take(struct device *d, const char *text, size_t len,
    struct device_did *did, struct errinfo *e);

/* ---- what is there ---- */

struct device_record {
	struct id id, file, author;
	int64_t version;
	const char *kind, *body;
	size_t body_len;
};
typedef void device_record_fn(void *arg, const struct device_record *r);
/* Every version of every record, in no order. */
void device_each_record(struct device *d, device_record_fn *fn, void *arg);

enum device_write_state {
	WRITE_OPEN, /* waiting or in a request */
	WRITE_REFUSED,
	WRITE_SENT,
	WRITE_DECIDED
};
struct device_outbox {
	struct id write, id;
	enum device_write_state state;
	unsigned status;
	bool has_why;
	const char *body;
	size_t body_len;
};
/* The whole of it, what was sent and decided too, in the order of writing. */
void device_each_write(struct device *d,
    void (*fn)(void *arg, const struct device_outbox *w), void *arg);
void device_each_file(
    struct device *d, void (*fn)(void *arg, const struct id *file), void *arg);
/* Children who are known by name alone. */
void device_each_card(
    struct device *d, void (*fn)(void *arg, const struct id *file), void *arg);
int64_t device_cursor(struct device *d);
size_t device_looks_kept(struct device *d);
bool device_is_broken(struct device *d);

#endif
