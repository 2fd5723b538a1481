/* demo.c - saving invented records as if they had come in over five years.
 *
 * Everything goes the way of real writes, in the order of time and in one
 * transaction: a store has all of it or nothing. Each person signs with the key
 * of a device that is wiped and revoked at the end; the signatures hold on. */
#include "demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "kinds.h"
#include "mem.h"
#include "save.h"
#include "server.h"
#include "notice_office.h"
#include "store_in.h"
#include "tls.h"

#define DAY_MS INT64_C(86400000)
#define CODE_MS (365 * DAY_MS)

struct worker {
	struct id device;
	uint8_t *secret;
	uint8_t public_key[SEAL_PUBLIC];
};

struct filling {
	struct server *s;
	struct db *db;
	struct demo_plan *plan;
	struct worker workers[DEMO_STAFF];
	uint8_t pin[WIRE_PIN];
	char passhash[SEAL_PASSHASH_MAX];
	struct buf *says;
	struct promise {
		struct id task, file;
		int who;
		int64_t at_ms; /* 0: it is done */
	} * promises;
	size_t promise_count;
};

/* ---- one save ---- */

static enum err
save(struct filling *f, struct put *put, struct errinfo *e)
{
	struct put_result *result = mem_zalloc(1, sizeof(*result));
	enum err code;

	put->write = demo_id(&f->plan->dice, put->written_ms);
	put->table = put->kind->version;
	code = save_put(f->s, f->db, put, result, e);
	if (code == ERR_OK && result->status > 201)
		code = err_set(e, ERR_BUG,
		    "An invented record (%s) was refused with %u. Nothing was "
		    "kept. %s",
		    put->kind->name, result->status,
		    result->problems.count > 0 ? result->problems.at[0].says
					       : result->error.says);
	mem_free_wiped(result, sizeof(*result));
	return code;
}

static void
sign(const struct filling *f, struct put *put, int who)
{
	const struct worker *w = &f->workers[who];
	struct envelope env = { .version = put->base + 1,
		.table = put->kind->version,
		.id = put->id,
		.file = put->file,
		.author = put->who.staff,
		.written_ms = put->written_ms,
		.body = put->body,
		.body_len = put->body_len };

	snprintf(env.kind, sizeof(env.kind), "%s", put->kind->name);
	envelope_sign(
	    &env, &put->who.staff, &w->device, put->written_ms, w->secret);
	put->is_signed = true;
	put->signer = env.signer;
	put->key = env.key;
	put->signed_ms = env.signed_ms;
	memcpy(put->sig, env.sig, sizeof(put->sig));
}

static struct caller
caller_of(const struct filling *f, int who)
{
	return (struct caller){ .staff = f->plan->staff[who],
		.device = f->workers[who].device,
		.role = demo_staff[who].role };
}

static enum err
keep_look(struct filling *f, const struct demo_event *ev, struct errinfo *e)
{
	struct audit_row row = { .what = AUDIT_LOOK,
		.staff = f->plan->staff[ev->who],
		.device = f->workers[ev->who].device,
		.file = ev->child->file,
		.record = ev->id,
		.version = 1,
		.at_ms = ev->at_ms,
		.received_ms = ev->at_ms,
		.words = "" };

	return audit_add(f->s, f->db, &row, e);
}

/* The notices that the office has made of what was saved before are told. */
static enum err
tell_one(struct filling *f, const struct demo_event *ev,
    const struct id *notice, struct errinfo *e)
{
	struct own_notice own;
	struct record *r = record_new(&kind_notice_sent);
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct put put = { .kind = &kind_notice_sent,
		.who = caller_of(f, ev->who),
		.file = ev->child->file,
		.id = demo_id(&f->plan->dice, ev->at_ms),
		.written_ms = ev->written_ms,
		.now_ms = ev->at_ms };
	enum err code =
	    own_notice_read(f->s, f->db, notice, NULL, ev->at_ms, &own, e);

	demo_fill_told(f->plan, ev, notice, r);
	record_to_json(r, false, &body);
	put.body = buf_str(&body);
	put.body_len = body.len;
	if (code == ERR_OK && (own.stand.state == NOTICE_IS_DUE ||
				  own.stand.state == NOTICE_IS_OVERDUE))
		code = save(f, &put, e);
	own_notice_done(&own);
	buf_done(&body);
	record_free(r);
	return code;
}

static enum err
keep_told(struct filling *f, const struct demo_event *ev, struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0;
	enum err code = store_ids_of_kind(
	    f->db, &ev->child->file, &kind_notice, &ids, &n, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = tell_one(f, ev, &ids[i], e);
	free(ids);
	return code;
}

static enum err
keep_event(struct filling *f, const struct demo_event *ev, struct errinfo *e)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct put put = { .kind = demo_event_kind(ev),
		.who = caller_of(f, ev->who),
		.id = ev->id,
		.base = ev->base,
		.written_ms = ev->written_ms,
		.now_ms = ev->at_ms };
	enum err code;

	if (ev->what == DEMO_LOOK)
		return keep_look(f, ev, e);
	if (ev->what == DEMO_TOLD)
		return keep_told(f, ev, e);
	if (ev->child != NULL)
		put.file = ev->child->file;
	demo_event_body(f->plan, ev, &body);
	put.body = buf_str(&body);
	put.body_len = body.len;
	if (ev->what == DEMO_SIGNED || ev->what == DEMO_ADDENDUM ||
	    ev->what == DEMO_CONFIRM)
		sign(f, &put, ev->who);
	code = save(f, &put, e);
	buf_done(&body);
	return code;
}

/* ---- what was to be done by a concern, and was ---- */

#define LEFT_OPEN_DAYS 1 /* what falls due then or later is not done yet */
#define DONE_HOUR 15     /* what is due on a day is done in its afternoon */
#define DONE_MINUTE 40

static int
who_is(const struct filling *f, const char *staff)
{
	for (int i = 0; i < DEMO_STAFF; i++)
		if (strcmp(f->plan->staff[i].s, staff) == 0)
			return i;
	return DEMO_SENIOR;
}

static enum err
promise_one(struct filling *f, const struct demo_event *ev,
    const struct id *task, struct errinfo *e)
{
	struct record *body = NULL;
	struct record_row row;
	struct civil due;
	enum err code = store_body(f->s, f->db, task, &row, &body, e);

	if (code == ERR_OK &&
	    strcmp(record_text(body, "concern"), ev->id.s) == 0 &&
	    when_read(&due, record_text(body, "due")) &&
	    when_ms(&due) < f->plan->now_ms - LEFT_OPEN_DAYS * DAY_MS) {
		if (!due.has_time) {
			due.has_time = true;
			due.hour = DONE_HOUR;
			due.minute = DONE_MINUTE;
		}
		f->promises = mem_grow(
		    f->promises, f->promise_count + 1, sizeof(*f->promises));
		f->promises[f->promise_count++] = (struct promise){ *task,
			ev->child->file, who_is(f, record_text(body, "for")),
			when_ms(&due) };
	}
	record_free(body);
	return code;
}

static enum err
promise_all(struct filling *f, const struct demo_event *ev, struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0;
	enum err code = ERR_OK;

	if (ev->what == DEMO_SIGNED)
		code = store_ids_of_kind(
		    f->db, &ev->child->file, &kind_task, &ids, &n, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = promise_one(f, ev, &ids[i], e);
	free(ids);
	return code;
}

static enum err
keep_promise(
    struct filling *f, struct promise *p, int64_t at_ms, struct errinfo *e)
{
	struct record *done = record_new(&kind_task_done);
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct put put = { .kind = &kind_task_done,
		.who = caller_of(f, p->who),
		.file = p->file,
		.id = demo_id(&f->plan->dice, at_ms),
		.written_ms = at_ms,
		.now_ms = at_ms };
	enum err code;

	record_set(done, "task", p->task.s);
	record_set(done, "how", demo_pick(&f->plan->dice, demo_actions_done));
	record_to_json(done, false, &body);
	put.body = buf_str(&body);
	put.body_len = body.len;
	code = save(f, &put, e);
	p->at_ms = 0;
	buf_done(&body);
	record_free(done);
	return code;
}

/* Those that fell due before this moment, in the order of time. */
static enum err
keep_promises(struct filling *f, int64_t until_ms, struct errinfo *e)
{
	struct promise *next;
	enum err code = ERR_OK;

	do {
		next = NULL;
		for (size_t i = 0; i < f->promise_count; i++) {
			struct promise *p = &f->promises[i];

			if (p->at_ms != 0 && p->at_ms < until_ms &&
			    (next == NULL || p->at_ms < next->at_ms))
				next = p;
		}
		if (next != NULL)
			code = keep_promise(f, next, next->at_ms, e);
	} while (next != NULL && code == ERR_OK);
	return code;
}

/* ---- people ---- */

/* As havend user add does it: the administrator writes the staff records. */
static enum err
add_person(struct filling *f, int who, struct errinfo *e)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	int64_t at_ms = id_ms(&f->plan->staff[who]);
	struct put put = { .kind = &kind_staff,
		.who = { .staff = f->plan->staff[DEMO_ADMIN],
		    .role = ROLE_ADMIN },
		.id = f->plan->staff[who],
		.written_ms = at_ms,
		.now_ms = at_ms };
	enum err code;

	demo_staff_body(f->plan, who, &body);
	put.body = buf_str(&body);
	put.body_len = body.len;
	code = save(f, &put, e);
	buf_done(&body);
	return code;
}

/* A staff record names people who are there: line managers and deputies first. */
static enum err
add_people(struct filling *f, struct errinfo *e)
{
	bool is_there[DEMO_STAFF] = { false };
	enum err code = ERR_OK;

	for (int left = DEMO_STAFF; left > 0 && code == ERR_OK;)
		for (int i = 0; i < DEMO_STAFF && code == ERR_OK; i++) {
			const struct demo_person *of = &demo_staff[i];

			if (is_there[i] ||
			    (of->manager >= 0 && !is_there[of->manager]) ||
			    (of->deputy > 0 && !is_there[of->deputy]))
				continue;
			code = add_person(f, i, e);
			is_there[i] = true;
			left--;
		}
	return code;
}

/* A new record by who, of that time; file: or none. */
static enum err
save_record(struct filling *f, int who, const struct id *file,
    const struct record *r, int64_t at_ms, struct errinfo *e)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct put put = { .kind = record_kind(r),
		.who = caller_of(f, who),
		.file = *file,
		.id = demo_id(&f->plan->dice, at_ms),
		.written_ms = at_ms,
		.now_ms = at_ms };
	enum err code;

	record_to_json(r, false, &body);
	put.body = buf_str(&body);
	put.body_len = body.len;
	code = save(f, &put, e);
	buf_done(&body);
	return code;
}

/* It was long ago: who was let in has been looked at (access_watch.h). */
static enum err
look_at_access(
    struct filling *f, int who, const struct id *change, struct errinfo *e)
{
	static const struct id nowhere = { "" };
	struct record *r = record_new(&kind_access_seen);
	enum err code;

	record_set(r, "change", change->s);
	code = save_record(f, who, &nowhere, r, id_ms(change) + 3600000, e);
	record_free(r);
	return code;
}

static enum err
look_at_all_access(struct filling *f, struct errinfo *e)
{
	static const int whose[] = { DEMO_LEAD, DEMO_DIRECTOR };
	static const struct id nowhere = { "" };
	struct id *ids = NULL;
	size_t n = 0;
	enum err code = store_ids_of_kind(
	    f->db, &nowhere, &kind_access_change, &ids, &n, e);

	for (size_t i = 0; i < 2 * n && code == ERR_OK; i++)
		/* What names them is not theirs to look at. */
		if (!store_is_excluded(f->s, f->db, &ids[i / 2],
			&f->plan->staff[whose[i % 2]]))
			code = look_at_access(f, whose[i % 2], &ids[i / 2], e);
	free(ids);
	return code;
}

static enum err
add_device(struct filling *f, int who, struct errinfo *e)
{
	struct worker *w = &f->workers[who];
	struct stmt *st = db_stmt(f->db, SQL_DEVICE_ADD);
	enum err code;

	stmt_id(st, 1, &w->device);
	stmt_id(st, 2, &f->plan->staff[who]);
	stmt_text(st, 3, "made the demo");
	stmt_blob(st, 4, w->public_key, sizeof(w->public_key));
	stmt_int(st, 5, id_ms(&f->plan->staff[who]));
	code = stmt_done(st, e);
	if (code != ERR_OK)
		return code;
	st = db_stmt(f->db, SQL_ACCOUNT_PASSHASH);
	stmt_id(st, 1, &f->plan->staff[who]);
	stmt_text(st, 2, f->passhash);
	return stmt_done(st, e);
}

/* Nobody has its key any more. */
static enum err
revoke_device(struct filling *f, int who, struct errinfo *e)
{
	struct stmt *st = db_stmt(f->db, SQL_DEVICE_REVOKE);

	stmt_id(st, 1, &f->workers[who].device);
	stmt_int(st, 2, f->plan->now_ms);
	return stmt_done(st, e);
}

/* A line of demo.txt. */
static enum err
add_code(struct filling *f, int who, struct errinfo *e)
{
	const struct demo_person *person = &demo_staff[who];
	int64_t now_ms = f->plan->now_ms;
	struct audit_row row = { .what = AUDIT_ACCOUNT,
		.staff = f->plan->staff[who],
		.at_ms = now_ms,
		.received_ms = now_ms,
		.words = "" };
	uint8_t secret[WIRE_SECRET];
	char text[WIRE_CODE_MAX];
	enum err code;

	code = account_code(f->s, f->db, &f->plan->staff[who], now_ms,
	    now_ms + CODE_MS, secret, e);
	if (code != ERR_OK)
		return code;
	wire_code_print(text, f->pin, secret);
	buf_addf(f->says, "%s\t%s\t%s\t%s\n", person->sign_in, person->name,
	    role_title(person->role), text);
	seal_wipe(secret, sizeof(secret));
	seal_wipe(text, sizeof(text));
	return audit_add(f->s, f->db, &row, e);
}

/* ---- all of it ---- */

static enum err
check_empty(struct db *db, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_ACCOUNT_COUNT);
	bool is_empty = stmt_row(st) && stmt_get_int(st, 0) == 0;
	enum err code;

	stmt_reset(st);
	code = db_error(db, e);
	if (code == ERR_OK && !is_empty)
		code = err_set(e, ERR_CONFLICT,
		    "There are people in this store already, and the demo "
		    "needs an empty one. Nothing was changed.");
	return code;
}

static enum err
keep_next(struct filling *f, const struct demo_event *ev, struct errinfo *e)
{
	enum err code = keep_promises(f, ev->at_ms, e);

	if (code == ERR_OK)
		code = keep_event(f, ev, e);
	return code == ERR_OK ? promise_all(f, ev, e) : code;
}

/* By a designated senior member, today: it came out of a cupboard. */
static enum err
keep_old(struct filling *f, int n, struct errinfo *e)
{
	int64_t now_ms = f->plan->now_ms - 60000;
	struct id file = demo_id(&f->plan->dice, now_ms);
	enum err code = ERR_OK;

	for (int i = 0; i < DEMO_OLD_RECORDS && code == ERR_OK; i++) {
		struct record *r = demo_old_record(f->plan->today, n, i);

		if (r == NULL)
			continue;
		code = save_record(f, DEMO_SENIOR, &file, r, now_ms, e);
		record_free(r);
	}
	return code;
}

/* The one job of the writer. */
static enum err
fill(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct filling *f = arg;
	enum err code = check_empty(db, e);

	f->s = s;
	f->db = db;
	if (code == ERR_OK)
		code = add_people(f, e);
	for (int i = 0; i < DEMO_STAFF && code == ERR_OK; i++)
		code = add_device(f, i, e);
	if (code == ERR_OK)
		code = look_at_all_access(f, e);
	for (size_t i = 0; i < f->plan->event_count && code == ERR_OK; i++)
		code = keep_next(f, &f->plan->events[i], e);
	for (int i = 0; i < DEMO_OLD && code == ERR_OK; i++)
		code = keep_old(f, i, e);
	for (int i = 0; i < DEMO_STAFF && code == ERR_OK; i++)
		code = revoke_device(f, i, e);
	for (int i = 0; i < DEMO_STAFF && code == ERR_OK; i++)
		code = add_code(f, i, e);
	return code;
}

static enum err
prepare(struct filling *f, const struct conf *conf, struct errinfo *e)
{
	const struct seal_cost cost = {
		.passes = (uint32_t)conf_int(conf, CONF_ARGON_PASSES),
		.memory_kib = (uint32_t)conf_int(conf, CONF_ARGON_MEMORY),
	};
	const char *words = demo_pick(&f->plan->dice, demo_passphrases);
	enum err code;

	for (int i = 0; i < DEMO_STAFF; i++) {
		struct worker *w = &f->workers[i];

		w->device = demo_id(&f->plan->dice, id_ms(&f->plan->staff[i]));
		w->secret = seal_secret_alloc(SEAL_SIGN_SECRET);
		seal_sign_new(w->public_key, w->secret);
	}
	buf_addf(f->says, "passphrase\t%s\n", words);
	code = tls_pin(conf_text(conf, CONF_KEY_DIR), false, f->pin, e);
	/* One hash for all: it takes as long as a sign-in. */
	if (code == ERR_OK)
		code = seal_passhash(f->passhash, words, &cost, e);
	return code;
}

/* Names in memory: what the transaction told them is right if it was kept, and
 * put right if it was not. */
static void
refresh_names(struct server *s, const struct demo_plan *p)
{
	struct db *db = server_reader(s, NULL);

	for (int i = 0; db != NULL && i <= DEMO_CHILDREN; i++)
		cards_refresh(s, db, &p->children[i].file);
	server_reader_done(s, db);
}

enum err
demo_fill(struct server *s, uint64_t seed, int64_t now_ms, struct buf *says,
    struct errinfo *e)
{
	struct filling *f;
	enum err code;

	if (!s->is_demo)
		return err_set(e, ERR_DENIED,
		    "This store is not for a demo: its settings do not say "
		    "demo = yes. Nothing was changed.");
	f = mem_zalloc(1, sizeof(*f));
	f->plan = demo_plan_new(seed, now_ms);
	f->says = says;
	code = prepare(f, s->conf, e);
	if (code == ERR_OK)
		code = writer_do(s->writer, fill, f, e);
	refresh_names(s, f->plan);
	if (code != ERR_OK)
		buf_clear(says);
	for (int i = 0; i < DEMO_STAFF; i++)
		seal_key_free(f->workers[i].secret);
	free(f->promises);
	mem_free_wiped(f->plan, sizeof(*f->plan));
	mem_free_wiped(f, sizeof(*f));
	return code;
}
