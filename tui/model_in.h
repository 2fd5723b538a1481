/* model_in.h - inside model*.c and sync*.c only: what the model holds in memory.
 *
 * model_*.c is what the screens ask for; sync*.c talks to the office. They share
 * this struct and the store. sync changes the store, then calls model_changed
 * with what it touched; the model reads again when asked. */
#ifndef HAVEN_MODEL_IN_H
#define HAVEN_MODEL_IN_H

#include "app.h"
#include "model.h"
#include "names.h"
#include "net.h"
#include "store.h"

/* A list that is read from the store when asked for, and let go of by
 * model_changed. Items are wiped. */
struct list {
	void *at;
	size_t count, cap;
	bool is_fresh;
};
/* The new last item, zeroed. size: the same for every call on this list. */
void *list_add(struct list *l, size_t size);
void list_clear(struct list *l, size_t size); /* wipes; not fresh */

struct staff_name {
	struct id id;
	struct person person;
};

struct sync; /* sync*.c: what it holds */

struct model {
	/* settings; strings are the model's own */
	struct conf *conf;
	char *data_dir, *net_program;
	struct seal_cost cost;

	unsigned topics;    /* changed since model_take_topics */
	struct list people; /* struct person: stores, and names of the demo */
	struct list demo;   /* struct person, of demo.txt */
	char *demo_passphrase;

	/* while open */
	struct store *store; /* NULL: locked */
	struct me me;
	int64_t unopened_after_min;
	char last_sign_in[48]; /* who was here, when locked */
	uint8_t *sign_secret;  /* SEAL_SIGN_SECRET, locked memory */
	uint8_t box_key[SEAL_PUBLIC];
	bool has_box_key;

	struct names *names;       /* children, for model_find */
	struct list children;      /* struct child, by file id */
	struct list staff;         /* struct staff_name, by id */
	struct list staff_by_name; /* struct person */
	struct list staff_ids;     /* struct id, same order */
	struct list rows;          /* struct row, of rows_file */
	struct id rows_file;
	struct list drafts, waiting, outbox, looks;
	struct status status;
	char damage[600];

	/* wrong passphrases of this run */
	unsigned failed;
	int64_t wait_until_ms;

	/* PIN: the store key, sealed by it, in locked memory only */
	uint8_t *pin_box; /* salt, then the sealed key; NULL: none */
	size_t pin_len;
	unsigned pin_failed;
	int64_t passphrase_ms; /* when the full passphrase was given */

	struct sync *sync;
};

/* Something changed: TOPIC_... of app.h. Lists are read again when asked. */
void model_changed(struct model *m, unsigned topics);

/* ---- for sync*.c ---- */

/* What an enrolment was answered with, and the keys made for it. */
struct enrolled {
	const char *url, *sign_in, *passphrase;
	struct id device;
	const char *me; /* JSON as GET /v1/me */
	size_t me_len;
	const char *token;
	const char *certificates; /* PEM */
	const char *pins;         /* as META_PINS */
	uint8_t box_key[SEAL_PUBLIC];
	const uint8_t *sign_secret; /* SEAL_SIGN_SECRET */
};
/* Make the store with all of it in one transaction and open it. ERR_CONFLICT if
 * this person has one here; then nothing was touched. */
enum err model_adopt(
    struct model *m, const struct enrolled *en, struct errinfo *e);

/* me as the office says it (JSON as GET /v1/me): kept, and taken over. */
enum err model_take_me(
    struct model *m, const char *json, size_t len, struct errinfo *e);

/* The model's own copy of keys was put into m->store: called when it opens. */
enum err model_opened(struct model *m, struct errinfo *e);

/* ---- what model_*.c asks of the link (model_link.c, sync*.c) ---- */

/* Once, at model_new; and at the end. */
void link_start(struct model *m);
void link_stop(struct model *m);
/* The store is open: passphrase is for a session at the office, valid during the
 * call only; NULL after a PIN. */
void link_opened(struct model *m, const char *passphrase);
/* About to lock: the store is still open; drop what was asked. */
void link_closing(struct model *m);
/* Something was put in the outbox, or a look: soon. */
void link_wrote(struct model *m);
/* model_fd, model_readable, model_tick, model_ask_enrol, model_enrol_state,
 * model_file_want, model_file_state, model_looks_want and model_sync_now of
 * model.h are there too, and this: */
enum ask_state link_looks_state(const struct model *m, const struct id *file);

#endif
