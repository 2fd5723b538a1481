/* server.c - making a store, and opening and closing all that havend holds. */
#include "server.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "alert.h"
#include "destroy.h"
#include "due.h"
#include "kinds.h"
#include "lists.h"
#include "mem.h"
#include "notice_office.h"
#include "pool.h"
#include "press.h"
#include "retention_office.h"
#include "refused.h"
#include "session.h"
#include "tls.h"
#include "totp.h"

#define COUNTS_WAITING 8 /* reports asked for while one is made */
#define READERS_MAX 32

/* Connections that read, kept open between requests. */
struct readers {
	pthread_mutex_t lock;
	struct db *idle[READERS_MAX];
	size_t count;
};

struct server_all {
	struct server s; /* first: what the others know */
	struct readers readers;
};

static struct readers *
readers_of(struct server *s)
{
	return &((struct server_all *)s)->readers;
}

static enum err
data_path(char *out, size_t size, const struct conf *conf, struct errinfo *e)
{
	const char *dir = conf_text(conf, CONF_STORE_DIR);
	int n = snprintf(out, size, "%s/haven.db", dir);

	if (n < 0 || (size_t)n >= size)
		return err_set(
		    e, ERR_CONFIG, "The setting store_dir is too long.");
	return ERR_OK;
}

enum err
server_make_dir(const char *path, struct errinfo *e)
{
	char part[4096];
	struct stat st;

	for (const char *c = strchr(path + 1, '/'); c; c = strchr(c + 1, '/')) {
		snprintf(part, sizeof part, "%.*s", (int)(c - path), path);
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			return err_set(e, ERR_IO,
			    "A folder cannot be made: %s. Nothing was changed.",
			    strerror(errno));
	}
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(e, ERR_IO,
		    "The folder %s cannot be made: %s. Nothing was changed.",
		    path, strerror(errno));
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode) ||
	    (st.st_mode & 077) != 0)
		return err_set(e, ERR_CONFIG,
		    "The folder %s must be open to this user alone "
		    "(chmod 700). Nothing was changed.",
		    path);
	return ERR_OK;
}

static void
add_master(struct buf *sheet, struct keyring *keys)
{
	char hex[SEAL_KEY * 2 + 1];

	keyring_master_hex(keys, hex);
	buf_adds(sheet, "\nMaster key, in groups of eight:\n");
	for (size_t i = 0; i < SEAL_KEY * 2; i += 8)
		buf_addf(sheet, "  %.8s%s", hex + i, i % 32 == 24 ? "\n" : "");
	seal_wipe(hex, sizeof hex);
}

static enum err
init_data(const char *path, struct errinfo *e)
{
	struct db *db = NULL;
	struct stmt *st;
	struct id generation = id_new();
	enum err code = db_open(&db, path, DB_DATA, DB_CREATE, e);

	if (code != ERR_OK)
		return code;
	code = db_begin(db, e);
	if (code == ERR_OK) {
		st = db_stmt(db, SQL_META_SET);
		stmt_text(st, 1, "generation");
		stmt_text(st, 2, generation.s);
		code = stmt_done(st, e);
	}
	if (code == ERR_OK)
		code = db_commit(db, e);
	db_close(db);
	return code;
}

enum err
server_init(const struct conf *conf, struct buf *sheet, struct errinfo *e)
{
	const char *key_dir = conf_text(conf, CONF_KEY_DIR);
	struct keyring *keys = NULL;
	char path[4096], host[256];
	struct stat st;
	enum err code = data_path(path, sizeof path, conf, e);

	if (code == ERR_OK && stat(path, &st) == 0)
		return err_set(e, ERR_CONFLICT,
		    "There is a store in %s already. Nothing was changed.",
		    conf_text(conf, CONF_STORE_DIR));
	if (code == ERR_OK)
		code = server_make_dir(conf_text(conf, CONF_STORE_DIR), e);
	if (code == ERR_OK)
		code = server_make_dir(key_dir, e);
	if (code == ERR_OK)
		code = keyring_create(key_dir, e);
	if (code == ERR_OK)
		code = keyring_open(&keys, key_dir, e);
	if (code == ERR_OK) {
		buf_addf(sheet,
		    "haven recovery sheet for %s\n\nPrint it, put it in the "
		    "safe, and keep no copy on a computer.\nWith the key "
		    "folder "
		    "and this sheet the records can be opened again; and "
		    "with\nthis sheet a backup of both: havend restore --data "
		    "FILE --keys FILE --sheet -\n\nNow and then write the "
		    "head of the chain below, with the day: havend head\n"
		    "\n  ____________________________________________  "
		    "__________\n",
		    conf_text(conf, CONF_ORG_NAME));
		add_master(sheet, keys);
		tls_host_of(
		    host, sizeof host, conf_text(conf, CONF_PUBLIC_URL));
		code = tls_init(key_dir, host, sheet, e);
	}
	keyring_close(keys);
	return code == ERR_OK ? init_data(path, e) : code;
}

/* ---- open ---- */

static enum err
load(struct server *s, struct errinfo *e)
{
	struct db *db = server_reader(s, e);
	struct stmt *st;
	enum err code;

	if (!db)
		return e ? e->code : ERR_IO;
	st = db_stmt(db, SQL_META_GET);
	stmt_text(st, 1, "generation");
	if (stmt_row(st))
		snprintf(s->generation, sizeof s->generation, "%s",
		    stmt_get_text(st, 0));
	stmt_reset(st);
	code = cards_load(s, db, e);
	server_reader_done(s, db);
	return code;
}

/* Neither is carried over before both are known to be whole, and of no later
 * version. The keys come first: what the records need filled in is sealed by them.
 * Killed between the two, the keys are of today, which is nothing to the next
 * start, and the records are as they were. */
static enum err
open_databases(struct server *s, struct db **db, struct errinfo *e)
{
	enum err code = db_open(db, s->data_path, DB_DATA, DB_WRITE, e);

	if (code == ERR_OK)
		code =
		    keyring_open(&s->keys, conf_text(s->conf, CONF_KEY_DIR), e);
	return code == ERR_OK ? store_carry_over(s, *db, e) : code;
}

/* Those that this process may run on. */
static int
processors(void)
{
	cpu_set_t set;

	/* An error: there are more than fit in the set. */
	return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set)
							    : CPU_SETSIZE;
}

/* The organisation's own words. */
enum err
server_take_lists(const struct conf *conf, struct errinfo *e)
{
	static const struct {
		enum word_list list;
		enum conf_id conf;
	} rows[] = {
		{ LIST_PURPOSES, CONF_PURPOSES },
		{ LIST_INFORMATION, CONF_INFORMATION_KINDS },
		{ LIST_BASES, CONF_LAWFUL_BASES },
		{ LIST_CHANNELS, CONF_SECURE_CHANNELS },
		{ LIST_NATURES, CONF_NATURES },
		{ LIST_MEASURES, CONF_OUTCOME_MEASURES },
		{ LIST_SCALE, CONF_OUTCOME_SCALE },
	};
	enum err code = ERR_OK;

	for (size_t i = 0; i < KIND_COUNT(rows) && code == ERR_OK; i++) {
		const char *words = conf_text(conf, rows[i].conf);

		code = list_set(rows[i].list, *words ? words : NULL, e);
	}
	if (code == ERR_OK)
		code = holidays_set(conf_text(conf, CONF_BANK_HOLIDAYS), e);
	if (code == ERR_INVALID)
		e->code = code = ERR_CONFIG;
	if (code == ERR_OK)
		code =
		    totp_check_setting(conf_text(conf, CONF_SECOND_FACTOR), e);
	if (code == ERR_OK)
		code = notice_check_conf(conf, e);
	return code == ERR_OK ? retention_check_conf(conf, e) : code;
}

enum err
server_open(struct server **out, struct conf *conf, struct errinfo *e)
{
	struct server_all *all = mem_zalloc(1, sizeof *all);
	struct server *s = &all->s;
	struct db *db = NULL;
	enum err code;

	pthread_mutex_init(&all->readers.lock, NULL);
	s->conf = conf;
	s->is_demo = conf_bool(conf, CONF_DEMO);
	s->mail = mail_new();
	s->press = press_new();
	s->retention = retention_new();
	s->refused = refused_new();
	s->on_answer = refused_note;
	s->on_mail_done = notice_mail_done;
	s->on_mail_begin = alert_begin;
	code = server_take_lists(conf, e);
	if (code == ERR_OK)
		code = totp_start(e);
	if (code == ERR_OK)
		code = mail_conf_check(conf, e);
	if (code == ERR_OK)
		code = data_path(s->data_path, sizeof s->data_path, conf, e);
	if (code == ERR_OK)
		code = open_databases(s, &db, e);
	if (code == ERR_OK)
		code = writer_start(&s->writer, s, db, e);
	if (code == ERR_OK)
		code = disposals_apply(s, clock_ms(), e);
	if (code == ERR_OK)
		code = mail_recover(s, e);
	if (code == ERR_OK)
		code = load(s, e);
	if (code == ERR_OK)
		s->sessions = sessions_new(conf, s->keys);
	if (code == ERR_OK)
		code = pool_start(&s->pool,
		    pool_threads((unsigned)conf_int(conf, CONF_ARGON_THREADS),
			processors()),
		    (unsigned)conf_int(conf, CONF_ARGON_QUEUE), e);
	if (code == ERR_OK)
		code = pool_start(&s->counting, 1, COUNTS_WAITING, e);
	if (code != ERR_OK) {
		if (!s->writer)
			db_close(db);
		server_close(s);
		return code;
	}
	*out = s;
	return ERR_OK;
}

void
server_close(struct server *s)
{
	struct readers *r;

	if (!s)
		return;
	r = readers_of(s);
	mail_sender_stop(s);
	press_free(s->press);
	pool_stop(s->pool);
	pool_stop(s->counting);
	for (size_t i = 0; i < r->count; i++)
		db_close(r->idle[i]);
	r->count = 0;
	if (s->writer)
		writer_stop(s->writer);
	mail_free(s->mail);
	retention_free(s->retention);
	refused_free(s->refused);
	sessions_free(s->sessions);
	cards_free(s->cards);
	keyring_close(s->keys);
	pthread_mutex_destroy(&r->lock);
	mem_free_wiped(s, sizeof(struct server_all));
}

/* ---- readers ---- */

struct db *
server_reader(struct server *s, struct errinfo *e)
{
	struct readers *r = readers_of(s);
	struct db *db = NULL;
	enum err code = ERR_OK;

	pthread_mutex_lock(&r->lock);
	if (r->count > 0)
		db = r->idle[--r->count];
	pthread_mutex_unlock(&r->lock);
	if (!db)
		code = db_open(&db, s->data_path, DB_DATA, DB_READ, e);
	if (code != ERR_OK)
		return NULL;
	/* One request sees one state. */
	if (db_begin(db, e) != ERR_OK) {
		db_close(db);
		return NULL;
	}
	return db;
}

void
server_reader_done(struct server *s, struct db *db)
{
	struct readers *r = readers_of(s);
	bool is_kept = false;

	if (!db)
		return;
	db_rollback(db);
	pthread_mutex_lock(&r->lock);
	if (r->count < READERS_MAX) {
		r->idle[r->count++] = db;
		is_kept = true;
	}
	pthread_mutex_unlock(&r->lock);
	if (!is_kept)
		db_close(db);
}
