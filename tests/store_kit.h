/* store_kit.h - a store with people in it, for tests: a folder of its own, a
 * server without a network, and short ways to save and to read. */
#ifndef HAVEN_STORE_KIT_H
#define HAVEN_STORE_KIT_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "kinds.h"
#include "mem.h"
#include "server.h"
#include "text.h"

#define KIT_FUNC static __attribute__((unused))
#define KIT_DAY 86400000LL

struct person {
	struct caller who;
	uint8_t sign_key[SEAL_PUBLIC];
	uint8_t secret[SEAL_SIGN_SECRET];
};

static char kit_dir[64];
static struct conf *kit_conf;
static struct server *kit;
static int64_t kit_now;              /* noon of 20 November 2026, here */
static struct put_result kit_result; /* of the last save */
static struct id kit_none;

#define KIT_FRONT "{\"name\":\"Robin Fielding\",\"purpose\":\"Support\"}"
#define KIT_ACCOUNT \
	"{\"child\":\"Robin Fielding\",\"observed\":\"A bruise on the arm.\"}"
#define KIT_CONCERN_END                                                \
	"\"happened\":\"2026-11-19T15:30\",\"seen\":\"2026-11-19\","   \
	"\"place\":\"Kitchen\",\"observed\":\"A bruise on the arm.\"," \
	"\"types\":[\"physical\"],\"purpose\":\"protect\","            \
	"\"immediate\":\"None\",\"told_next\":true,"                   \
	"\"actions\":[{\"what\":\"Ring\",\"who\":\"A. Worker\","       \
	"\"by\":\"2026-11-21\"}]}"
#define KIT_CONCERN "{" KIT_CONCERN_END

KIT_FUNC void
kit_must(enum err err, const struct errinfo *e, const char *what)
{
	if (err != ERR_OK)
		fail_msg("%s: %s: %s", what, err_name(err), e->says);
}

KIT_FUNC void
kit_open(void)
{
	struct errinfo e = { 0 };

	kit_must(server_open(&kit, kit_conf, &e), &e, "open");
}

KIT_FUNC int
kit_start(void **state)
{
	struct buf sheet = BUF_INIT(10000);
	struct errinfo e = { 0 };
	char path[96];

	(void)state;
	text_start();
	kit_must(seal_start(&e), &e, "seal");
	kit_now = when_ms(&(struct civil){ 2026, 11, 20, 12, 0, true });
	snprintf(kit_dir, sizeof(kit_dir), "/tmp/haven-store-XXXXXX");
	assert_non_null(mkdtemp(kit_dir));
	kit_must(conf_load(&kit_conf, CONF_SERVER, NULL, false, NULL, &e), &e,
	    "settings");
	snprintf(path, sizeof(path), "%s/data", kit_dir);
	conf_set(kit_conf, "store_dir", path, &e);
	snprintf(path, sizeof(path), "%s/keys", kit_dir);
	conf_set(kit_conf, "key_dir", path, &e);
	conf_set(kit_conf, "argon_memory", "8192", &e);
	conf_set(kit_conf, "argon_passes", "1", &e);
	kit_must(server_init(kit_conf, &sheet, &e), &e, "init");
	buf_done(&sheet);
	kit_open();
	return 0;
}

KIT_FUNC void
kit_empty(const char *name)
{
	char path[128];
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s", kit_dir, name);
	dir = opendir(path);
	for (struct dirent *at = dir ? readdir(dir) : NULL; at != NULL;
	     at = readdir(dir))
		unlinkat(dirfd(dir), at->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

KIT_FUNC int
kit_stop(void **state)
{
	(void)state;
	server_close(kit);
	kit = NULL;
	conf_free(kit_conf);
	kit_empty("data");
	kit_empty("keys");
	return rmdir(kit_dir);
}

/* ---- saving ---- */

KIT_FUNC enum err
kit_run_put(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	enum err err = store_put(s, db, arg, &kit_result, e);

	if (err == ERR_OK && kit_result.status < 300)
		cards_refresh(s, db, &((struct put *)arg)->file);
	return err;
}

KIT_FUNC unsigned
kit_send(const struct put *put)
{
	struct errinfo e = { 0 };

	kit_must(
	    writer_do(kit->writer, kit_run_put, (void *)(uintptr_t)put, &e), &e,
	    "put");
	return kit_result.status;
}

KIT_FUNC struct put
kit_put_of(const struct person *p, const struct kind *k, const struct id *file,
    const struct id *id, int64_t base, const char *body)
{
	return (struct put){ .who = p->who,
		.write = id_new(),
		.kind = k,
		.file = *file,
		.id = *id,
		.base = base,
		.table = k->version,
		.written_ms = kit_now,
		.body = body,
		.body_len = strlen(body),
		.now_ms = kit_now };
}

KIT_FUNC unsigned
kit_save(const struct person *p, const struct kind *k, const struct id *file,
    const struct id *id, int64_t base, const char *body)
{
	struct put put = kit_put_of(p, k, file, id, base, body);

	return kit_send(&put);
}

/* A save that must be kept; the id of the record, new. */
KIT_FUNC struct id
kit_make(const struct person *p, const struct kind *k, const struct id *file,
    const char *body)
{
	struct id id = id_new();
	unsigned status = kit_save(p, k, file, &id, 0, body);

	if (status != 201)
		fail_msg("%s: %u %s", k->name, status, kit_result.error.says);
	return id;
}

KIT_FUNC void
kit_sign(struct put *put, const struct person *p)
{
	struct envelope env = { .id = put->id,
		.file = put->file,
		.version = put->base + 1,
		.table = put->table,
		.author = put->who.staff,
		.written_ms = put->written_ms,
		.body = put->body,
		.body_len = put->body_len };

	snprintf(env.kind, sizeof(env.kind), "%s", put->kind->name);
	envelope_sign(
	    &env, &p->who.staff, &p->who.device, put->now_ms, p->secret);
	put->is_signed = true;
	put->signer = env.signer;
	put->key = env.key;
	put->signed_ms = env.signed_ms;
	memcpy(put->sig, env.sig, SEAL_SIG);
}

KIT_FUNC struct id
kit_make_signed(const struct person *p, const struct kind *k,
    const struct id *file, const char *body)
{
	struct id id = id_new();
	struct put put = kit_put_of(p, k, file, &id, 0, body);

	kit_sign(&put, p);
	if (kit_send(&put) != 201)
		fail_msg("%s: %u %s", k->name, kit_result.status,
		    kit_result.error.says);
	return id;
}

/* ---- people ---- */

KIT_FUNC enum err
kit_run_device(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct person *p = arg;
	struct stmt *st = db_stmt(db, SQL_ACCOUNT_ADD);
	enum err err;

	(void)s;
	stmt_id(st, 1, &p->who.staff);
	stmt_blob(st, 2, p->who.staff.s, ID_TEXT);
	stmt_text(st, 3, role_code(p->who.role));
	stmt_int(st, 5, kit_now);
	err = stmt_done(st, e);
	st = db_stmt(db, SQL_DEVICE_ADD);
	stmt_id(st, 1, &p->who.device);
	stmt_id(st, 2, &p->who.staff);
	stmt_text(st, 3, "laptop");
	stmt_blob(st, 4, p->sign_key, SEAL_PUBLIC);
	stmt_int(st, 5, kit_now);
	return err == ERR_OK ? stmt_done(st, e) : err;
}

KIT_FUNC void
kit_staff_body(char *out, size_t size, enum role role, const char *more)
{
	snprintf(out, size,
	    "{\"name\":\"Somebody\",\"sign_in\":\"somebody\",\"role\":\"%s\"%"
	    "s}",
	    role_code(role), more);
}

/* more: further members of the staff record, with the comma before them. */
KIT_FUNC struct person
kit_person(enum role role, const char *more)
{
	struct person admin = { .who = { .staff = id_new(),
				    .device = id_new(),
				    .role = ROLE_ADMIN } };
	struct person p = { .who = { .device = id_new(), .role = role } };
	struct errinfo e = { 0 };
	char body[400];

	kit_staff_body(body, sizeof(body), role, more);
	seal_sign_new(p.sign_key, p.secret);
	p.who.staff = kit_make(&admin, &kind_staff, &kit_none, body);
	kit_must(writer_do(kit->writer, kit_run_device, &p, &e), &e, "device");
	return p;
}

KIT_FUNC void
kit_assign(const struct person *by, const struct person *p,
    const struct id *file, const char *from, const char *until)
{
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"%s\"%s%s%s}",
	    p->who.staff.s, from, until[0] ? ",\"until\":\"" : "", until,
	    until[0] ? "\"" : "");
	kit_make(by, &kind_assignment, file, body);
}

/* A new file with a front sheet. */
KIT_FUNC struct id
kit_file(const struct person *senior)
{
	struct id file = id_new();

	kit_make(senior, &kind_front_sheet, &file, KIT_FRONT);
	return file;
}

/* Members of a body that name whom it is about, with a comma after them. */
KIT_FUNC const char *
kit_about(const struct person *p)
{
	static char about[120];

	snprintf(about, sizeof(about), "\"about_staff\":[{\"staff\":\"%s\"}],",
	    p->who.staff.s);
	return about;
}

/* ---- looking into the files behind haven's back ---- */

KIT_FUNC void
kit_data_path(char *out, size_t size)
{
	snprintf(out, size, "%s/data/haven.db", kit_dir);
}

/* The server must be closed; it is opened again. */
KIT_FUNC void
kit_tamper(const char *sql)
{
	char path[128], *why = NULL;
	sqlite3 *h = NULL;

	server_close(kit);
	kit_data_path(path, sizeof(path));
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	if (sqlite3_changes(h) == 0)
		fail_msg("nothing was changed: %s", sql);
	sqlite3_close(h);
	kit_open();
}

KIT_FUNC int64_t
kit_count(const char *sql)
{
	char path[128];
	sqlite3 *h = NULL;
	sqlite3_stmt *st = NULL;
	int64_t n;

	kit_data_path(path, sizeof(path));
	assert_int_equal(
	    sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(h);
	return n;
}

KIT_FUNC struct db *
kit_reader(void)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(kit, &e);

	if (db == NULL)
		fail_msg("%s", e.says);
	return db;
}

#endif
