/* session.c - tokens, and how fast somebody may try to sign in.
 *
 * Failures are counted in a table of fixed size, found by a keyed hash of what
 * is counted, so that whoever floods it with names cannot aim: a full bucket
 * gives up its oldest row. */
#include "session.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "contact.h"
#include "mem.h"
#include "rights.h"
#include "seal.h"
#include "server.h"
#include "totp.h"

#define BUCKETS 1024
#define WAYS 8

struct counter {
	uint64_t key; /* 0: free */
	int64_t last_ms;
	unsigned fails;
};

struct sessions {
	uint8_t *key;
	char decoy[SEAL_PASSHASH_MAX];
	pthread_mutex_t lock;
	struct counter table[BUCKETS][WAYS];
};

/* ---- hashes ---- */

void
sessions_hash(const struct sessions *ss, const char *what, const void *bytes,
    size_t len, uint8_t out[SEAL_HASH])
{
	const struct seal_part parts[] = { { what, strlen(what) }, { "\n", 1 },
		{ bytes, len } };

	seal_hash(out, ss->key, parts, 3);
}

static uint64_t
counter_key(const struct sessions *ss, const char *what, const char *of)
{
	uint8_t hash[SEAL_HASH];
	uint64_t key;

	sessions_hash(ss, what, of, strlen(of), hash);
	memcpy(&key, hash, sizeof(key));
	return key == 0 ? 1 : key;
}

/* One household or office is one IPv6 network: its last 64 bits are free to
 * choose, so they are not counted. */
static void
network_of(const char *address, char *out, size_t size)
{
	struct in6_addr six;

	if (inet_pton(AF_INET6, address, &six) != 1 ||
	    IN6_IS_ADDR_V4MAPPED(&six)) {
		snprintf(out, size, "%s", address);
		return;
	}
	snprintf(out, size, "%02x%02x:%02x%02x:%02x%02x:%02x%02x",
	    six.s6_addr[0], six.s6_addr[1], six.s6_addr[2], six.s6_addr[3],
	    six.s6_addr[4], six.s6_addr[5], six.s6_addr[6], six.s6_addr[7]);
}

/* The counters a try is judged by: its device alone, or name and address. */
static size_t
try_keys(
    const struct sessions *ss, const struct session_try *t, uint64_t keys[2])
{
	char network[64];

	if (t->device != NULL) {
		keys[0] = counter_key(ss, "try-device", t->device->s);
		return 1;
	}
	network_of(t->address, network, sizeof(network));
	keys[0] = counter_key(ss, "try-name", t->name);
	keys[1] = counter_key(ss, "try-address", network);
	return 2;
}

/* ---- counters ---- */

static struct counter *
counter_at(struct sessions *ss, uint64_t key, int64_t now_ms)
{
	struct counter *row = ss->table[key % BUCKETS];
	struct counter *oldest = &row[0];

	for (size_t i = 0; i < WAYS; i++) {
		if (row[i].key == key) {
			if (now_ms - row[i].last_ms > SESSION_FORGET_MS)
				row[i].fails = 0;
			return &row[i];
		}
		if (row[i].last_ms < oldest->last_ms)
			oldest = &row[i];
	}
	*oldest = (struct counter){ .key = key };
	return oldest;
}

static int64_t
wait_of(const struct counter *c, int64_t now_ms)
{
	int64_t wait_ms = 1000;

	if (c->fails < SESSION_TRIES_FREE)
		return 0;
	for (unsigned i = SESSION_TRIES_FREE;
	     i < c->fails && wait_ms < SESSION_WAIT_MAX_MS; i++)
		wait_ms *= 2;
	if (wait_ms > SESSION_WAIT_MAX_MS)
		wait_ms = SESSION_WAIT_MAX_MS;
	wait_ms -= now_ms - c->last_ms;
	if (wait_ms > SESSION_WAIT_MAX_MS) /* the clock was set back */
		wait_ms = SESSION_WAIT_MAX_MS;
	return wait_ms > 0 ? wait_ms : 0;
}

int64_t
session_try_wait(
    struct sessions *ss, const struct session_try *t, int64_t now_ms)
{
	uint64_t keys[2];
	size_t count = try_keys(ss, t, keys);
	int64_t wait_ms = 0;

	pthread_mutex_lock(&ss->lock);
	for (size_t i = 0; i < count; i++) {
		int64_t ms = wait_of(counter_at(ss, keys[i], now_ms), now_ms);

		if (ms > wait_ms)
			wait_ms = ms;
	}
	for (size_t i = 0; wait_ms == 0 && i < count; i++) {
		struct counter *c = counter_at(ss, keys[i], now_ms);

		c->fails++;
		c->last_ms = now_ms;
	}
	pthread_mutex_unlock(&ss->lock);
	return wait_ms;
}

void
session_try_held(struct sessions *ss, const struct session_try *t)
{
	uint64_t keys[2];
	size_t count = try_keys(ss, t, keys);

	pthread_mutex_lock(&ss->lock);
	for (size_t i = 0; i < count; i++) {
		struct counter *row = ss->table[keys[i] % BUCKETS];

		for (size_t k = 0; k < WAYS; k++)
			if (row[k].key == keys[i])
				row[k] = (struct counter){ 0 };
	}
	pthread_mutex_unlock(&ss->lock);
}

/* ---- made and ended ---- */

struct sessions *
sessions_new(const struct conf *conf, struct keyring *keys)
{
	struct seal_cost cost = {
		.passes = (uint32_t)conf_int(conf, CONF_ARGON_PASSES),
		.memory_kib = (uint32_t)conf_int(conf, CONF_ARGON_MEMORY),
	};
	struct sessions *ss = mem_zalloc(1, sizeof(*ss));

	ss->key = seal_key_empty();
	keyring_subkey(keys, "tokens  ", ss->key);
	pthread_mutex_init(&ss->lock, NULL);
	seal_passhash_decoy(ss->decoy, &cost);
	return ss;
}

void
sessions_free(struct sessions *ss)
{
	if (ss == NULL)
		return;
	seal_key_free(ss->key);
	pthread_mutex_destroy(&ss->lock);
	mem_free_wiped(ss, sizeof(*ss));
}

const char *
sessions_decoy(const struct sessions *ss)
{
	return ss->decoy;
}

/* ---- tokens ---- */

static enum err
find_factor(
    struct server *s, struct db *db, struct caller *who, struct errinfo *e)
{
	enum totp_state state;
	enum err code;

	if (!totp_is_needed(s, who->role))
		return ERR_OK;
	code = totp_state(db, &who->staff, &state, e);
	who->needs_factor = state != TOTP_ON;
	return code;
}

enum err
sessions_find(struct server *s, struct db *db, const char *token,
    int64_t now_ms, struct caller *out, struct errinfo *e)
{
	uint8_t bytes[32], hash[SEAL_HASH];
	struct caller found = { 0 };
	bool is_good = false;
	enum err code = ERR_OK;
	struct stmt *st;

	*out = (struct caller){ 0 };
	if (seal_unbase64(bytes, sizeof(bytes), token)) {
		sessions_hash(s->sessions, "token", bytes, sizeof(bytes), hash);
		st = db_stmt(db, SQL_TOKEN_FIND);
		stmt_blob(st, 1, hash, sizeof(hash));
		stmt_int(st, 2, now_ms);
		if (stmt_row(st)) {
			found.staff = stmt_get_id(st, 0);
			found.device = stmt_get_id(st, 1);
			found.fresh_ms = stmt_get_int(st, 2);
			is_good = role_parse(&found.role, stmt_get_text(st, 3));
			/* The device first: it may be in other hands, whoever
			 * has left besides. */
			if (stmt_get_int(st, 5) != 0)
				found.end = CALLER_REVOKED;
			else if (account_has_left(stmt_get_text(st, 4), now_ms))
				found.end = CALLER_LEFT;
		}
		stmt_reset(st);
		if (is_good && found.end == CALLER_IN &&
		    account_is_shut(db, &found.staff, found.role, now_ms))
			found.end = CALLER_LEFT;
		code = db_error(db, e);
		if (code == ERR_OK && is_good)
			code = find_factor(s, db, &found, e);
	}
	seal_wipe(bytes, sizeof(bytes));
	seal_wipe(hash, sizeof(hash));
	if (code != ERR_OK)
		return code;
	if (!is_good)
		return err_set(e, ERR_AUTH,
		    "You are signed out. What you wrote is kept; sign in again "
		    "to send it.");
	found.is_shut =
	    found.end == CALLER_IN && store_is_shut(s, db, &found, now_ms);
	*out = found;
	return ERR_OK;
}

static enum err
end_by(struct db *db, enum sql sql, const struct id *id, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, sql);

	stmt_id(st, 1, id);
	return stmt_done(st, e);
}

enum err
session_end_device(struct db *db, const struct id *device, struct errinfo *e)
{
	return end_by(db, SQL_TOKEN_END_DEVICE, device, e);
}

enum err
session_end_staff(struct db *db, const struct id *staff, struct errinfo *e)
{
	return end_by(db, SQL_TOKEN_END_STAFF, staff, e);
}

static enum err
token_add(struct server *s, struct db *db, const struct id *staff,
    const struct id *device, int64_t now_ms, const uint8_t hash[SEAL_HASH],
    struct errinfo *e)
{
	int64_t hours = conf_int(s->conf, CONF_SESSION_HOURS);
	struct stmt *st = db_stmt(db, SQL_TOKEN_ADD);

	stmt_blob(st, 1, hash, SEAL_HASH);
	stmt_id(st, 2, device);
	stmt_id(st, 3, staff);
	stmt_int(st, 4, now_ms);
	stmt_int(st, 5, now_ms + hours * 3600000);
	stmt_int(st, 6, now_ms);
	return stmt_done(st, e);
}

enum err
session_begin(struct server *s, struct db *db, const struct id *staff,
    const struct id *device, int64_t now_ms, char token[WIRE_TOKEN + 1],
    struct errinfo *e)
{
	uint8_t bytes[32], hash[SEAL_HASH];
	struct buf text = BUF_INIT(WIRE_TOKEN + 1);
	struct stmt *st;
	enum err code;

	token[0] = '\0';
	seal_random(bytes, sizeof(bytes));
	sessions_hash(s->sessions, "token", bytes, sizeof(bytes), hash);
	st = db_stmt(db, SQL_TOKEN_END_OLD);
	stmt_int(st, 1, now_ms);
	code = stmt_done(st, e);
	if (code == ERR_OK)
		code = session_end_device(db, device, e);
	if (code == ERR_OK)
		code = token_add(s, db, staff, device, now_ms, hash, e);
	if (code == ERR_OK)
		code = contact_set(db, device, now_ms, e);
	if (code == ERR_OK) {
		seal_base64(&text, bytes, sizeof(bytes));
		snprintf(token, WIRE_TOKEN + 1, "%s", buf_str(&text));
	}
	seal_wipe(bytes, sizeof(bytes));
	seal_wipe(hash, sizeof(hash));
	buf_done(&text);
	return code;
}
