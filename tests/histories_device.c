/* histories_device.c - the devices of server_histories.c: a store each, and the
 * parts of the client's sync that need no network. A round goes on as in
 * tui/sync.c. */
#include "histories.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "store.h"
#include "sync.h"
#include "when.h"

#define URL "https://office:1"
#define PASSPHRASE "seven quiet walnut doors"
#define ALL_STATES (OUTBOX_LISTED | OUTBOX_SENT | OUTBOX_DECIDED)

struct device {
	struct store *st;
	struct id staff;
	struct sync_sent sent;
	struct id skip[1024]; /* of this round */
	size_t skip_count;
};

static void
must(enum err code, const struct errinfo *e, const char *what)
{
	if (code != ERR_OK)
		fail_msg("%s: %s: %s", what, err_name(code), e->says);
}

/* ---- life ---- */

static void
path_of(const struct device_who *who, char path[STORE_PATH_MAX])
{
	store_path_of(path, who->dir, who->sign_in, URL);
}

void
device_make(struct device_who *who)
{
	struct store_new sn = { .sign_in = who->sign_in,
		.url = URL,
		.name = who->sign_in,
		.role = who->role,
		.staff = who->staff,
		.device = who->device,
		.passphrase = PASSPHRASE,
		.cost = SEAL_COST_TEST };
	char path[STORE_PATH_MAX];
	struct store *st = NULL;
	struct errinfo e = { 0 };

	path_of(who, path);
	sn.path = path;
	must(store_folder(who->dir, &e), &e, "folder");
	must(store_create(&st, &sn, &e), &e, "make");
	memcpy(who->key, store_key(st), SEAL_KEY);
	store_close(st);
}

struct device *
device_open(const struct device_who *who)
{
	struct device *d = mem_zalloc(1, sizeof(*d));
	char path[STORE_PATH_MAX];
	struct errinfo e = { 0 };

	path_of(who, path);
	d->staff = who->staff;
	must(store_open(&d->st, path, &e), &e, "open");
	must(store_unlock_key(d->st, who->key, &e), &e, "unlock");
	return d;
}

void
device_close(struct device *d)
{
	if (d == NULL)
		return;
	store_close(d->st);
	free(d);
}

/* ---- what a person does there ---- */

static bool
note_base(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct device_base *b = arg;

	(void)env;
	(void)why;
	if (item->state != OUTBOX_REFUSED) {
		b->is_waiting = true;
		b->base = item->base + 1;
		return true;
	}
	b->is_refused = true;
	if (item->status == 412) {
		b->clash = item->write;
		b->is_clash = b->latest > item->base;
	}
	return true;
}

struct device_base
device_base_of(struct device *d, const struct id *record)
{
	struct device_base b = { .latest = store_record_latest(d->st, record) };
	struct errinfo e = { 0 };

	must(store_outbox_each(d->st, OUTBOX_LISTED, record, note_base, &b, &e),
	    &e, "outbox");
	b.is_here = b.latest > 0;
	/* The office never got what came back, nor what stood on it. */
	if (b.is_refused || !b.is_waiting || b.base < b.latest)
		b.base = b.latest;
	return b;
}

static void
add_look(struct device *d, const struct look *look)
{
	struct errinfo e = { 0 };

	must(store_look_add(d->st, look, &e), &e, "look");
}

static void
add_choice(struct device *d, const struct id *file, const struct id *record,
    const struct device_base *on, enum wire_chose chose)
{
	const struct look look = { .look = id_new(),
		.file = *file,
		.record = *record,
		.version = on->latest,
		.at_ms = clock_ms(),
		.chose = chose,
		.write = on->clash };

	add_look(d, &look);
}

void
device_save(struct device *d, const struct device_write *w,
    const struct device_base *on, enum wire_chose chose)
{
	struct envelope env = { .id = w->id,
		.file = w->file,
		.version = w->base + 1,
		.table = 1,
		.author = d->staff,
		.written_ms = clock_ms(),
		.body = w->body,
		.body_len = strlen(w->body) };
	struct errinfo e = { 0 };

	snprintf(env.kind, sizeof(env.kind), "%s", w->kind);
	must(store_begin(d->st, true, &e), &e, "begin");
	if (on->is_refused)
		must(store_outbox_decide(d->st, &w->id, &e), &e, "decide");
	must(store_outbox_add(d->st, &w->write, &env, env.written_ms, NULL, &e),
	    &e, "save");
	if (chose != CHOSE_NOTHING)
		add_choice(d, &w->file, &w->id, on, chose);
	must(store_commit(d->st, &e), &e, "commit");
}

void
device_keep_theirs(struct device *d, const struct id *file,
    const struct id *record, const struct device_base *on)
{
	struct errinfo e = { 0 };

	must(store_begin(d->st, true, &e), &e, "begin");
	must(store_outbox_decide(d->st, record, &e), &e, "decide");
	add_choice(d, file, record, on, CHOSE_THEIRS);
	must(store_commit(d->st, &e), &e, "commit");
}

void
device_look(struct device *d, const struct id *file, const struct id *record,
    int64_t version)
{
	const struct look look = { .look = id_new(),
		.file = *file,
		.record = *record,
		.version = version,
		.at_ms = clock_ms() };

	add_look(d, &look);
}

void
device_want(struct device *d, const struct id *file)
{
	unsigned flags = store_file_flags(d->st, file);
	struct errinfo e = { 0 };

	if (flags & STORE_FILE_HERE)
		return;
	if (!(flags & STORE_FILE_SET))
		flags |= STORE_FILE_OPENED;
	flags |= STORE_FILE_WANTED;
	must(store_file_set_flags(d->st, file, flags, &e), &e, "want");
}

/* ---- a sync ---- */

void
device_round(struct device *d)
{
	d->skip_count = 0;
}

void
device_ask(struct device *d, struct buf *text, size_t batch)
{
	const struct sync_skip skip = { d->skip, d->skip_count };
	struct errinfo e = { 0 };

	must(sync_request_build(text, &d->sent, d->st, batch, &skip, &e), &e,
	    "request");
}

bool
device_is_brief(const struct device *d, struct buf *text)
{
	if (!d->sent.is_brief)
		return false;
	buf_clear(text);
	sync_request_brief(text, &d->sent);
	return true;
}

size_t
device_sent_writes(const struct device *d, struct id *out, size_t max)
{
	assert_true(d->sent.write_count <= max);
	for (size_t i = 0; i < d->sent.write_count; i++)
		out[i] = d->sent.writes[i].write;
	return d->sent.write_count;
}

size_t
device_sent_opened(const struct device *d, struct id *out, size_t max)
{
	assert_true(d->sent.opened_count <= max);
	memcpy(out, d->sent.opened, d->sent.opened_count * sizeof(*out));
	return d->sent.opened_count;
}

size_t
device_sent_looks(const struct device *d)
{
	return d->sent.look_count;
}

void
device_unanswered(struct device *d)
{
	struct errinfo e = { 0 };

	must(store_outbox_unsend(d->st, &e), &e, "unsend");
}

/* What was sent and still waits is passed over in the rest of this round. */
static bool
note_skip(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct device *d = arg;

	(void)env;
	(void)why;
	for (size_t i = 0; i < d->sent.write_count; i++)
		if (id_equal(&d->sent.writes[i].write, &item->write) &&
		    d->skip_count < 1024)
			d->skip[d->skip_count++] = item->write;
	return true;
}

struct wanted {
	const struct sync_sent *sent;
	bool any, is_new;
};

static bool
note_wanted(void *arg, const struct id *file, unsigned flags)
{
	struct wanted *w = arg;
	bool was_asked = false;

	(void)flags;
	for (size_t i = 0; i < w->sent->want_count; i++)
		was_asked |= id_equal(&w->sent->want[i], file);
	w->any = true;
	w->is_new |= !was_asked;
	return true;
}

static bool
is_round_open(struct device *d, const struct sync_answer *an,
    const struct sync_applied *did)
{
	struct wanted w = { .sent = &d->sent };
	struct errinfo e = { 0 };

	must(store_file_each(d->st, STORE_FILE_WANTED, note_wanted, &w, &e), &e,
	    "wanted");
	return (an->more && did->has_moved) || did->is_restored ||
	       did->is_anew ||
	       (d->sent.write_count > 0 && d->sent.left_count > 0) ||
	       w.is_new || (w.any && an->whole_count > 0);
}

enum err
device_take(struct device *d, const char *text, size_t len,
    struct device_did *did, struct errinfo *e)
{
	struct sync_answer an;
	struct sync_applied a = { 0 };
	enum err code = ERR_OK;

	/* 204 has no text; its time is told to the second. */
	if (len == 0)
		sync_answer_nothing(&an, &d->sent, clock_ms() / 1000 * 1000);
	else
		code = sync_answer_read(&an, text, len, e);
	memset(did, 0, sizeof(*did));
	if (code == ERR_OK)
		code = sync_apply(d->st, &an, &d->sent, &a, e);
	if (code == ERR_OK) {
		struct errinfo why = { 0 };

		if (a.has_erased)
			must(store_scrub(d->st, &why), &why, "scrub");
		must(store_outbox_each(
			 d->st, OUTBOX_OPEN, NULL, note_skip, d, &why),
		    &why, "skip");
		*did = (struct device_did){ .again = is_round_open(d, &an, &a),
			.has_moved = a.has_moved,
			.is_ended = a.is_ended,
			.is_restored = a.is_restored,
			.chain_broken = a.chain_broken };
	}
	sync_applied_done(&a);
	sync_answer_done(&an);
	return code;
}

/* ---- what is there ---- */

struct each_record {
	device_record_fn *fn;
	void *arg;
};

static bool
give_record(void *arg, const struct envelope *env, const char *text, size_t len)
{
	const struct each_record *er = arg;
	const struct device_record r = { .id = env->id,
		.file = env->file,
		.author = env->author,
		.version = env->version,
		.kind = env->kind,
		.body = env->body,
		.body_len = env->body_len };

	(void)text;
	(void)len;
	er->fn(er->arg, &r);
	return true;
}

struct files {
	struct id at[400];
	size_t count;
};

static bool
note_file(void *arg, const struct id *file, unsigned flags)
{
	struct files *f = arg;

	(void)flags;
	assert_true(f->count < sizeof(f->at) / sizeof(f->at[0]));
	f->at[f->count++] = *file;
	return true;
}

void
device_each_record(struct device *d, device_record_fn *fn, void *arg)
{
	struct each_record er = { fn, arg };
	struct files *f = mem_zalloc(1, sizeof(*f));
	struct errinfo e = { 0 };

	must(store_record_files(d->st, note_file, f, &e), &e, "files");
	f->at[f->count++] = (struct id){ "" }; /* the organisation's */
	for (size_t i = 0; i < f->count; i++)
		must(store_record_each(
			 d->st, NULL, &f->at[i], false, give_record, &er, &e),
		    &e, "records");
	free(f);
}

struct each_write {
	void (*fn)(void *arg, const struct device_outbox *w);
	void *arg;
};

static bool
give_write(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	const struct each_write *ew = arg;
	const struct device_outbox w = { .write = item->write,
		.id = item->id,
		.state = item->state == OUTBOX_REFUSED   ? WRITE_REFUSED
			 : item->state == OUTBOX_SENT    ? WRITE_SENT
			 : item->state == OUTBOX_DECIDED ? WRITE_DECIDED
							 : WRITE_OPEN,
		.status = item->status,
		.has_why = why[0] != '\0',
		.body = env->body,
		.body_len = env->body_len };

	ew->fn(ew->arg, &w);
	return true;
}

void
device_each_write(struct device *d,
    void (*fn)(void *arg, const struct device_outbox *w), void *arg)
{
	struct each_write ew = { fn, arg };
	struct errinfo e = { 0 };

	must(store_outbox_each(d->st, ALL_STATES, NULL, give_write, &ew, &e),
	    &e, "outbox");
}

struct each_file {
	void (*fn)(void *arg, const struct id *file);
	void *arg;
};

static bool
give_file(void *arg, const struct id *file, unsigned flags)
{
	const struct each_file *ef = arg;

	(void)flags;
	ef->fn(ef->arg, file);
	return true;
}

void
device_each_file(
    struct device *d, void (*fn)(void *arg, const struct id *file), void *arg)
{
	struct each_file ef = { fn, arg };
	struct errinfo e = { 0 };

	must(store_file_each(d->st, STORE_FILE_SET, give_file, &ef, &e), &e,
	    "set");
}

static bool
give_card(void *arg, const struct id *file, const char *text, size_t len)
{
	const struct each_file *ef = arg;

	(void)text;
	(void)len;
	ef->fn(ef->arg, file);
	return true;
}

void
device_each_card(
    struct device *d, void (*fn)(void *arg, const struct id *file), void *arg)
{
	struct each_file ef = { fn, arg };
	struct errinfo e = { 0 };

	must(store_card_each(d->st, give_card, &ef, &e), &e, "cards");
}

int64_t
device_cursor(struct device *d)
{
	struct buf text = BUF_INIT(SYNC_OPAQUE_MAX);
	int64_t cursor = 0;

	if (store_meta_get(d->st, META_CURSOR, &text, NULL) == ERR_OK)
		cursor = strtoll(buf_str(&text), NULL, 10);
	buf_done(&text);
	return cursor;
}

size_t
device_looks_kept(struct device *d)
{
	struct look *looks = mem_zalloc(WIRE_LOOKS_MAX, sizeof(*looks));
	struct errinfo e = { 0 };
	size_t n = store_look_list(d->st, looks, WIRE_LOOKS_MAX, &e);

	free(looks);
	if (e.code != ERR_OK)
		fail_msg("looks: %s", e.says);
	return n;
}

bool
device_is_broken(struct device *d)
{
	struct buf text = BUF_INIT(16);
	bool is_broken =
	    store_is_broken(d->st) ||
	    store_meta_get(d->st, META_CHAIN_BROKEN, &text, NULL) == ERR_OK;

	buf_done(&text);
	return is_broken;
}
