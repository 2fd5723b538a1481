/* demo.c - invented children for trying haven out.
 *
 * What happens to each child is planned first, as events with times; then all
 * events run in the order of time, through the same save_put as real writes, in
 * a few big transactions. Every person signs with a key of their own demo
 * device, which is thrown away afterwards: the signatures go on holding. */
#include "demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "demo_make.h"
#include "kinds.h"
#include "mem.h"
#include "save.h"
#include "server.h"
#include "session.h"
#include "tls.h"
#include "when.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define EVENTS_MAX 12000
#define BODY_MAX 65536
#define PART 1000 /* events in one transaction */

enum {
	DIRECTOR = 0,
	LEAD = 1,
	SENIOR = 2, /* and the one after */
	MANAGER = 4,
	WORKER = 6, /* four, and two volunteers after them */
	WORKERS = 6,
};

struct person_state {
	struct id staff, device;
	uint8_t *secret;
	uint8_t public_key[SEAL_PUBLIC];
};

enum what {
	EV_FRONT,
	EV_ADULT,
	EV_OTHER_ADULT,
	EV_ASSIGN,
	EV_ACCOUNT,
	EV_LOOK,
	EV_DRAFT,
	EV_CONCERN,
	EV_ACKNOWLEDGED,
	EV_ADDENDUM,
	EV_STATEMENT,
	EV_COUNT
};

static const struct {
	const struct kind *kind;
	demo_make_fn *make;
	bool is_signed, is_short;
} whats[EV_COUNT] = {
	[EV_FRONT] = { &kind_front_sheet, demo_make_front, false, false },
	[EV_ADULT] = { &kind_adult, demo_make_adult, false, false },
	[EV_OTHER_ADULT] = { &kind_adult, demo_make_adult, false, true },
	[EV_ASSIGN] = { &kind_assignment, demo_make_assignment, false, false },
	[EV_ACCOUNT] = { &kind_first_account, demo_make_account, false, false },
	[EV_LOOK] = { NULL, NULL, false, false },
	[EV_DRAFT] = { &kind_concern, demo_make_concern, false, true },
	[EV_CONCERN] = { &kind_concern, demo_make_concern, true, false },
	[EV_ACKNOWLEDGED] = { &kind_acknowledged, demo_make_acknowledged, false,
	    false },
	[EV_ADDENDUM] = { &kind_addendum, demo_make_addendum, true, false },
	[EV_STATEMENT] = { &kind_statement, demo_make_statement, false, false },
};

struct event {
	int64_t at_ms;
	enum what what;
	int child, who;
	struct id id, parent; /* parent: of a look, what is looked at */
	int staff;            /* index, or -1 */
	int64_t base;
};

struct demo {
	struct server *server;
	struct demo_random random;
	int64_t now_ms;
	struct person_state people[DEMO_STAFF];
	struct demo_child *children;
	int child_count;
	struct event *events;
	size_t event_count, done;
	struct put_result result;
	char passphrase[64];
	char passhash[SEAL_PASSHASH_MAX];
	struct buf *says;
};

/* ---- planning ---- */

static struct event *
plan(struct demo *d, enum what what, int child, int who, int64_t at_ms)
{
	struct event *ev = &d->events[d->event_count];

	if (d->event_count + 1 < EVENTS_MAX)
		d->event_count++;
	*ev = (struct event){ .at_ms = at_ms,
		.what = what,
		.child = child,
		.who = who,
		.staff = -1 };
	ev->id = demo_id(&d->random, at_ms);
	return ev;
}

static int
senior_of(const struct demo *d, int child)
{
	(void)d;
	return SENIOR + child % 2;
}

/* Signed, then perhaps acknowledged, corrected, answered by the family. */
static void
plan_after_concern(
    struct demo *d, int child, const struct id *concern, int64_t at_ms)
{
	const struct demo_child *c = &d->children[child];
	struct demo_random *r = &d->random;
	int64_t ack_ms = at_ms + (2 + demo_below(r, 60)) * HOUR_MS;
	int64_t later_ms = at_ms + (3 + demo_below(r, 20)) * DAY_MS;

	if (ack_ms < d->now_ms - 4 * DAY_MS) {
		plan(d, EV_LOOK, child, LEAD, ack_ms - MINUTE_MS)->parent =
		    *concern;
		plan(d, EV_ACKNOWLEDGED, child, LEAD, ack_ms)->parent =
		    *concern;
	}
	if (demo_chance(r, 20) && later_ms < d->now_ms)
		plan(d, EV_ADDENDUM, child, senior_of(d, child), later_ms)
		    ->parent = *concern;
	if (demo_chance(r, 25) && later_ms + DAY_MS < d->now_ms &&
	    (c->ended_ms == 0 || later_ms + DAY_MS < c->ended_ms) &&
	    c->worker < WORKER + 4)
		plan(d, EV_STATEMENT, child, c->worker, later_ms + DAY_MS)
		    ->parent = *concern;
}

/* A first account and what becomes of it. */
static void
plan_account(struct demo *d, int child, int64_t at_ms, int about)
{
	struct demo_random *r = &d->random;
	int senior = senior_of(d, child);
	int64_t look_ms = at_ms + (5 + demo_below(r, 50)) * MINUTE_MS;
	int64_t taken_ms = look_ms + (1 + demo_below(r, 20)) * HOUR_MS;
	struct event *account, *concern;
	struct id account_id, concern_id;

	account = plan(d, EV_ACCOUNT, child,
	    about < 0 ? d->children[child].worker : MANAGER, at_ms);
	account->staff = about;
	account_id = account->id;
	if (look_ms >= d->now_ms)
		return;
	plan(d, EV_LOOK, child, senior, look_ms)->parent = account_id;
	if (taken_ms >= d->now_ms - DAY_MS)
		return;
	concern = plan(d, EV_DRAFT, child, senior, taken_ms);
	concern->parent = account_id;
	concern->staff = about;
	concern_id = concern->id;
	if (taken_ms > d->now_ms - 3 * DAY_MS)
		return; /* waits to be signed */
	concern = plan(d, EV_CONCERN, child, senior, taken_ms + HOUR_MS);
	concern->id = concern_id;
	concern->parent = account_id;
	concern->staff = about;
	concern->base = 1;
	plan_after_concern(d, child, &concern_id, taken_ms + HOUR_MS);
}

static void
plan_accounts(struct demo *d, int child, int64_t until_ms)
{
	struct demo_random *r = &d->random;
	const struct demo_child *c = &d->children[child];
	int count = demo_chance(r, 35) ? 0 : 1 + (int)demo_below(r, 3);
	int64_t span_ms = until_ms - c->started_ms - 2 * DAY_MS;

	for (int i = 0; i < count && span_ms > DAY_MS; i++) {
		int64_t day =
		    (int64_t)demo_below(r, (unsigned)(span_ms / DAY_MS));

		plan_account(d, child,
		    c->started_ms + DAY_MS + day * DAY_MS + 9 * HOUR_MS, -1);
	}
}

static void
plan_child(struct demo *d, int child)
{
	struct demo_random *r = &d->random;
	struct demo_child *c = &d->children[child];
	unsigned days = DEMO_YEARS * 365 - 20;
	int64_t ago_ms = (20 + (int64_t)demo_below(r, days)) * DAY_MS;
	int64_t until_ms = d->now_ms;
	struct event *ev;

	demo_child_make(r, c, child + 1);
	c->started_ms = d->now_ms - ago_ms;
	c->worker = WORKER + (int)demo_below(r, WORKERS);
	c->file = demo_id(r, c->started_ms);
	if (ago_ms > 400 * DAY_MS && demo_chance(r, 60))
		c->ended_ms = c->started_ms + ago_ms / 2;
	if (c->ended_ms > 0)
		until_ms = c->ended_ms;
	plan(d, EV_FRONT, child, MANAGER + child % 2, c->started_ms);
	plan(
	    d, EV_ADULT, child, senior_of(d, child), c->started_ms + MINUTE_MS);
	if (demo_chance(r, 55))
		plan(d, EV_OTHER_ADULT, child, senior_of(d, child),
		    c->started_ms + 2 * MINUTE_MS);
	ev = plan(d, EV_ASSIGN, child, MANAGER + child % 2,
	    c->started_ms + 3 * MINUTE_MS);
	ev->staff = c->worker;
	if (demo_chance(r, 25)) {
		ev = plan(d, EV_ASSIGN, child, MANAGER + child % 2,
		    c->started_ms + 4 * MINUTE_MS);
		ev->staff = WORKER + (c->worker - WORKER + 1) % WORKERS;
	}
	plan_accounts(d, child, until_ms);
}

/* The last days: what waits for somebody when the demo is opened. */
static void
plan_waiting(struct demo *d)
{
	static const int64_t ago_minutes[] = { 20, 190, 1500, 3000, 5000,
		5200 };
	int child = 0;

	for (size_t i = 0; i < KIND_COUNT(ago_minutes); i++) {
		while (d->children[child].ended_ms > 0)
			child++;
		plan_account(
		    d, child++, d->now_ms - ago_minutes[i] * MINUTE_MS, -1);
	}
	/* A concern about a member of staff, who will never see it (R7). */
	while (d->children[child].ended_ms > 0)
		child++;
	plan_account(
	    d, child, d->now_ms - 10 * DAY_MS, d->children[child].worker);
}

/* By time; what was planned first comes first. */
static int
compare_events(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return strcmp(x->id.s, y->id.s);
}

/* ---- saving ---- */

static enum err
save(struct demo *d, struct db *db, struct put *put, struct errinfo *e)
{
	enum err code;

	memset(&d->result, 0, sizeof(d->result));
	code = save_put(d->server, db, put, &d->result, e);
	if (code == ERR_OK && d->result.status >= 202)
		code = err_set(e, ERR_BUG,
		    "The demo made a %s that was refused (%u): %s %s",
		    put->kind->name, d->result.status,
		    d->result.problems.count > 0 ? d->result.problems.at[0].says
						 : "",
		    d->result.error.says);
	return code;
}

/* The signature of the person's own demo device. */
static void
sign(struct put *put, const struct person_state *p)
{
	struct envelope env = { .version = put->base + 1,
		.table = put->table,
		.written_ms = put->written_ms,
		.body = put->body,
		.body_len = put->body_len };

	env.id = put->id;
	env.file = put->file;
	env.author = p->staff;
	snprintf(env.kind, sizeof(env.kind), "%s", put->kind->name);
	envelope_sign(&env, &p->staff, &p->device, put->now_ms, p->secret);
	put->is_signed = true;
	put->signer = env.signer;
	put->key = env.key;
	put->signed_ms = env.signed_ms;
	memcpy(put->sig, env.sig, sizeof(put->sig));
}

static struct put
put_of(struct demo *d, const struct event *ev, const struct buf *body)
{
	const struct person_state *p = &d->people[ev->who];
	struct put put = { .kind = whats[ev->what].kind,
		.base = ev->base,
		.written_ms = ev->at_ms,
		.now_ms = ev->at_ms,
		.body = buf_str(body),
		.body_len = body->len };

	put.table = put.kind->version;
	put.who.staff = p->staff;
	put.who.device = p->device;
	role_parse(&put.who.role, demo_people[ev->who].role);
	put.write = demo_id(&d->random, ev->at_ms);
	put.file = d->children[ev->child].file;
	put.id = ev->id;
	if (whats[ev->what].is_signed)
		sign(&put, p);
	return put;
}

static enum err
run_look(
    struct demo *d, struct db *db, const struct event *ev, struct errinfo *e)
{
	struct audit_row row = { .what = AUDIT_LOOK, .words = "" };

	row.staff = d->people[ev->who].staff;
	row.device = d->people[ev->who].device;
	row.file = d->children[ev->child].file;
	row.record = ev->parent;
	row.version = 1;
	row.at_ms = row.received_ms = ev->at_ms;
	return audit_add(d->server, db, &row, e);
}

static enum err
run_event(
    struct demo *d, struct db *db, const struct event *ev, struct errinfo *e)
{
	struct demo_about about = { .at_ms = ev->at_ms,
		.writer = demo_people[ev->who].name,
		.is_short = whats[ev->what].is_short };
	struct buf body = BUF_INIT(BODY_MAX);
	struct civil now = when_civil(ev->at_ms);
	struct record *rec;
	struct put put;
	enum err code;

	if (ev->what == EV_LOOK)
		return run_look(d, db, ev, e);
	about.parent = ev->parent;
	if (ev->staff >= 0)
		about.staff = d->people[ev->staff].staff;
	rec = whats[ev->what].make(&d->random, &d->children[ev->child], &about);
	record_normalise(rec, &now);
	record_to_json(rec, false, &body);
	record_free(rec);
	put = put_of(d, ev, &body);
	code = save(d, db, &put, e);
	buf_done(&body);
	return code;
}

static enum err
run_part(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct demo *d = arg;
	enum err code = ERR_OK;

	(void)s;
	for (size_t i = 0;
	     i < PART && d->done < d->event_count && code == ERR_OK; i++)
		code = run_event(d, db, &d->events[d->done++], e);
	return code;
}

/* ---- people ---- */

static enum err
add_staff(
    struct demo *d, struct db *db, int at, int64_t at_ms, struct errinfo *e)
{
	const struct demo_person *p = &demo_people[at];
	struct record *rec = record_new(&kind_staff);
	struct buf body = BUF_INIT(BODY_MAX);
	struct put put = { .kind = &kind_staff,
		.table = kind_staff.version,
		.written_ms = at_ms,
		.now_ms = at_ms };
	char number[40];
	enum err code;

	snprintf(number, sizeof(number), "01632 960 %03d", 100 + at);
	record_set(rec, "name", p->name);
	record_set(rec, "sign_in", p->sign_in);
	record_set(rec, "role", p->role);
	if (p->manager >= 0)
		record_set(rec, "manager", d->people[p->manager].staff.s);
	if (p->is_chair)
		record_set(rec, "chair", "yes");
	record_set(rec, "telephone", number);
	record_to_json(rec, false, &body);
	record_free(rec);
	put.body = buf_str(&body);
	put.body_len = body.len;
	put.id = d->people[at].staff;
	put.write = demo_id(&d->random, at_ms);
	put.who.staff = d->people[DEMO_STAFF - 1].staff;
	put.who.role = ROLE_ADMIN;
	code = save(d, db, &put, e);
	buf_done(&body);
	return code;
}

static enum err
add_device(
    struct demo *d, struct db *db, int at, int64_t at_ms, struct errinfo *e)
{
	struct person_state *p = &d->people[at];
	struct stmt *st = db_stmt(db, SQL_DEVICE_ADD);
	enum err code;

	stmt_id(st, 1, &p->device);
	stmt_id(st, 2, &p->staff);
	stmt_text(st, 3, "demo");
	stmt_blob(st, 4, p->public_key, sizeof(p->public_key));
	stmt_int(st, 5, at_ms);
	code = stmt_done(st, e);
	if (code != ERR_OK)
		return code;
	st = db_stmt(db, SQL_ACCOUNT_PASSHASH);
	stmt_id(st, 1, &p->staff);
	stmt_text(st, 2, d->passhash);
	return stmt_done(st, e);
}

/* The line of demo.txt, with a code that is good for a year. */
static enum err
add_code(struct demo *d, struct db *db, int at, struct errinfo *e)
{
	const char *key_dir = conf_text(d->server->conf, CONF_KEY_DIR);
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET];
	char code_text[WIRE_CODE_MAX];
	enum role role = ROLE_VOLUNTEER;
	enum err code;

	code = tls_pin(key_dir, false, pin, e);
	if (code == ERR_OK)
		code = account_code(d->server, db, &d->people[at].staff,
		    d->now_ms, d->now_ms + 365 * DAY_MS, secret, e);
	if (code != ERR_OK)
		return code;
	wire_code_print(code_text, pin, secret);
	role_parse(&role, demo_people[at].role);
	buf_addf(d->says, "%s\t%s\t%s\t%s\n", demo_people[at].sign_in,
	    demo_people[at].name, role_title(role), code_text);
	return ERR_OK;
}

static enum err
run_people(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct demo *d = arg;
	int64_t at_ms = d->now_ms - (DEMO_YEARS * 365 + 2) * DAY_MS;
	struct stmt *st = db_stmt(db, SQL_ACCOUNT_COUNT);
	bool is_empty = stmt_row(st) && stmt_get_int(st, 0) == 0;
	enum err code;

	(void)s;
	stmt_reset(st);
	code = db_error(db, e);
	if (code == ERR_OK && !is_empty)
		return err_set(e, ERR_CONFLICT,
		    "There are accounts in this store already; the demo needs "
		    "an empty one. Nothing was changed.");
	for (int i = 0; i < DEMO_STAFF && code == ERR_OK; i++)
		code = add_staff(d, db, i, at_ms + i * MINUTE_MS, e);
	for (int i = 0; i < DEMO_STAFF && code == ERR_OK; i++) {
		code = add_device(d, db, i, at_ms, e);
		if (code == ERR_OK)
			code = add_code(d, db, i, e);
	}
	return code;
}

static enum err
make_people(struct demo *d, struct errinfo *e)
{
	static const char *const words[] = { "harbour", "lantern", "meadow",
		"copper", "willow", "thimble", "saddle", "orchard", "pebble",
		"kettle", "feather", "ladder", NULL };
	const struct seal_cost cost = {
		.passes =
		    (uint32_t)conf_int(d->server->conf, CONF_ARGON_PASSES),
		.memory_kib =
		    (uint32_t)conf_int(d->server->conf, CONF_ARGON_MEMORY),
	};

	for (int i = 0; i < DEMO_STAFF; i++) {
		struct person_state *p = &d->people[i];

		p->staff = demo_id(&d->random, d->now_ms);
		p->device = demo_id(&d->random, d->now_ms);
		p->secret = seal_secret_alloc(SEAL_SIGN_SECRET);
		seal_sign_new(p->public_key, p->secret);
	}
	snprintf(d->passphrase, sizeof(d->passphrase), "%s-%s-%s-%u",
	    demo_pick(&d->random, words), demo_pick(&d->random, words),
	    demo_pick(&d->random, words), 10 + demo_below(&d->random, 90));
	buf_addf(d->says, "passphrase\t%s\n", d->passphrase);
	/* One hash for all: they share the passphrase, and everybody knows
	 * it. */
	return seal_passhash(d->passhash, d->passphrase, &cost, e);
}

static void
demo_free(struct demo *d)
{
	for (int i = 0; i < DEMO_STAFF; i++)
		seal_key_free(d->people[i].secret);
	free(d->children);
	free(d->events);
	mem_free_wiped(d, sizeof(*d));
}

enum err
demo_fill(struct server *s, uint64_t seed, int64_t now_ms, struct buf *says,
    struct errinfo *e)
{
	struct demo *d;
	enum err code;

	if (!s->is_demo)
		return err_set(e, ERR_DENIED,
		    "This store is not for a demo: its settings must say "
		    "demo = yes. Nothing was changed.");
	d = mem_zalloc(1, sizeof(*d));
	d->server = s;
	d->random.state = seed;
	d->now_ms = now_ms;
	d->says = says;
	d->children = mem_zalloc(DEMO_CHILDREN, sizeof(d->children[0]));
	d->events = mem_zalloc(EVENTS_MAX, sizeof(d->events[0]));
	code = make_people(d, e);
	if (code == ERR_OK)
		code = writer_do(s->writer, run_people, d, e);
	for (int i = 0; i < DEMO_CHILDREN; i++)
		plan_child(d, i);
	plan_waiting(d);
	qsort(d->events, d->event_count, sizeof(d->events[0]), compare_events);
	while (code == ERR_OK && d->done < d->event_count)
		code = writer_do(s->writer, run_part, d, e);
	demo_free(d);
	return code;
}
