/* restore.c - putting a backup back (promises 6 and 10).
 *
 * Nothing that is there is written over. All is made under other names, and the
 * database gets its own with the last step: so there is no store, or all of it.
 * Before that it has begun a new generation, by which every device knows to offer
 * again what it had sent. */
#include "backup.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "destroy.h"
#include "log.h"
#include "mem.h"
#include "notice_office.h"
#include "server.h"
#include "store_in.h"

#define BEFORE "restore-"
#define MASTER_NAME "master.key"
#define KEYS_NAME "keys.db"
#define GROUPS 8

struct restoring {
	const struct restore_ask *ask;
	const char *store_dir, *key_dir;
	char live[BACKUP_PATH_MAX], made[BACKUP_PATH_MAX];
	uint8_t *master, *key; /* locked memory */
	struct backup_manifest data, keys;
	int64_t lost;
	bool has_put_keys, has_put_master;
	struct server server; /* as far as it is needed: conf and keys */
	struct db *db;
	char generation[40];
	struct errinfo *e;
};

/* ---- the sheet ---- */

bool
restore_read_sheet(uint8_t out[SEAL_KEY], const char *text)
{
	char hex[SEAL_KEY * 2 + 1] = "";
	size_t groups = 0;

	while (*text != '\0' && groups <= GROUPS) {
		size_t len;

		text += strspn(text, " \t\r\n");
		len = strcspn(text, " \t\r\n");
		if (len == 8 && strspn(text, "0123456789abcdefABCDEF") >= 8) {
			if (groups < GROUPS)
				memcpy(hex + groups * 8, text, 8);
			groups++;
		}
		text += len;
	}
	if (groups == GROUPS && seal_unhex(out, SEAL_KEY, hex)) {
		seal_wipe(hex, sizeof(hex));
		return true;
	}
	seal_wipe(hex, sizeof(hex));
	seal_wipe(out, SEAL_KEY);
	return false;
}

/* ---- before anything is made ---- */

static bool
is_there(const char *dir, const char *name)
{
	char path[BACKUP_PATH_MAX];

	snprintf(path, sizeof(path), "%.4000s/%s", dir, name);
	return access(path, F_OK) == 0;
}

static enum err
check_free(struct restoring *r)
{
	const struct restore_ask *ask = r->ask;

	if (ask->data != NULL && access(r->live, F_OK) == 0)
		return err_set(r->e, ERR_CONFLICT,
		    "There is a store in %.120s. A backup is never put over "
		    "one: move that folder away first and keep it. Nothing "
		    "was changed.",
		    r->store_dir);
	if (ask->data == NULL && access(r->live, F_OK) != 0)
		return err_set(r->e, ERR_INVALID,
		    "There are no records in %.120s: say which to put back, "
		    "with --data FILE.",
		    r->store_dir);
	if (ask->keys != NULL && is_there(r->key_dir, KEYS_NAME))
		return err_set(r->e, ERR_CONFLICT,
		    "There are keys in %.120s. Keys are never put over others: "
		    "leave --keys away to go on with those, or move the folder "
		    "away first and keep it. Nothing was changed.",
		    r->key_dir);
	if (ask->keys == NULL && !is_there(r->key_dir, KEYS_NAME))
		return err_set(r->e, ERR_INVALID,
		    "There are no keys in %.120s: say which to put back, with "
		    "--keys FILE and --sheet.",
		    r->key_dir);
	return ERR_OK;
}

static enum err
find_master(struct restoring *r)
{
	char path[BACKUP_PATH_MAX];
	enum err code = ERR_OK;

	if (r->ask->master != NULL) {
		memcpy(r->master, r->ask->master, SEAL_KEY);
	} else {
		snprintf(
		    path, sizeof(path), "%.4000s/" MASTER_NAME, r->key_dir);
		code = seal_file_read(r->master, SEAL_KEY, path, r->e);
	}
	backup_key(r->key, r->master);
	return code;
}

/* An older one by mistake would lose what the newer one holds. */
static enum err
check_newest(struct restoring *r)
{
	char dir[BACKUP_PATH_MAX], path[BACKUP_PATH_MAX + 300], *slash;
	struct backup_manifest other;
	const struct dirent *f;
	enum err code = ERR_OK;
	DIR *d;

	if (r->ask->data == NULL || r->ask->accept_older)
		return ERR_OK;
	snprintf(dir, sizeof(dir), "%s", r->ask->data);
	slash = strrchr(dir, '/');
	if (slash != NULL)
		slash[slash == dir ? 1 : 0] = '\0';
	d = opendir(slash != NULL ? dir : ".");
	while (code == ERR_OK && d != NULL && (f = readdir(d)) != NULL) {
		size_t len = strlen(f->d_name);

		if (len < 5 || strcmp(f->d_name + len - 5, ".data") != 0)
			continue;
		snprintf(
		    path, sizeof(path), "%s/%s", slash ? dir : ".", f->d_name);
		if (backup_read_manifest(path, r->key, &other, NULL) ==
			ERR_OK &&
		    other.made_ms > r->data.made_ms)
			code = err_set(r->e, ERR_CONFLICT,
			    "A newer backup lies beside this one: %.120s. Put "
			    "that back, or say --older if this one is meant. "
			    "Nothing was changed.",
			    f->d_name);
	}
	if (d != NULL)
		closedir(d);
	return code;
}

static enum err
check_what(struct restoring *r, const char *path, enum backup_what what,
    struct backup_manifest *m)
{
	enum err code;

	if (path == NULL)
		return ERR_OK;
	code = backup_read_manifest(path, r->key, m, r->e);
	if (code == ERR_OK && m->what != what)
		code = err_set(r->e, ERR_INVALID,
		    "%.120s is a backup of the %s, not of the %s. Nothing was "
		    "changed.",
		    path, backup_word(m->what), backup_word(what));
	return code;
}

/* ---- keys ---- */

static enum err
move_part(struct restoring *r, const char *dir, const char *name)
{
	char from[BACKUP_PATH_MAX + 64], to[BACKUP_PATH_MAX + 64];

	snprintf(from, sizeof(from), "%.4000s/" BEFORE "%s", dir, name);
	snprintf(to, sizeof(to), "%.4000s/%s", dir, name);
	/* Of a restore that was cut short: keys.db comes last, and is not there. */
	if (rename(from, to) == 0)
		return ERR_OK;
	return err_set(r->e, ERR_IO, "%.150s cannot be given its name: %s.", to,
	    strerror(errno));
}

static void
forget_made(const char *dir, const struct backup_manifest *m)
{
	char path[BACKUP_PATH_MAX + 64];

	for (size_t i = 0; i < m->part_count; i++) {
		snprintf(path, sizeof(path), "%.4000s/" BEFORE "%s", dir,
		    m->parts[i].name);
		(void)unlink(path);
	}
}

/* Whole or not at all, as the rest. */
static enum err
write_master(struct restoring *r, const char *path)
{
	char made[BACKUP_PATH_MAX];
	enum err code;

	snprintf(made, sizeof(made), "%.4000s/" BEFORE MASTER_NAME, r->key_dir);
	(void)unlink(made);
	code = seal_file_write(made, r->master, SEAL_KEY, r->e);
	if (code == ERR_OK && rename(made, path) != 0)
		code = err_set(r->e, ERR_IO,
		    "The master key cannot be given its name: %s.",
		    strerror(errno));
	if (code != ERR_OK)
		(void)unlink(made);
	r->has_put_master = code == ERR_OK;
	return code;
}

static enum err
put_master(struct restoring *r)
{
	char path[BACKUP_PATH_MAX];
	uint8_t *there = seal_key_empty();
	enum err code;

	snprintf(path, sizeof(path), "%.4000s/" MASTER_NAME, r->key_dir);
	code = seal_file_read(there, SEAL_KEY, path, NULL);
	if (code == ERR_NOT_FOUND)
		code = write_master(r, path);
	else if (code != ERR_OK || !seal_equal(there, r->master, SEAL_KEY))
		code = err_set(r->e, ERR_CONFLICT,
		    "There is another master key in %.120s. It was left as it "
		    "is; move that folder away first.",
		    r->key_dir);
	seal_key_free(there);
	return code;
}

/* Before these keys have their name: there is no moment in which they open what was
 * destroyed since (promise 10). */
static enum err
take_register(struct restoring *r)
{
	char path[BACKUP_PATH_MAX + 64];

	if (r->ask->destroyed == NULL)
		return ERR_OK;
	snprintf(path, sizeof(path), "%.4000s/" BEFORE KEYS_NAME, r->key_dir);
	return disposals_merge(path, r->ask->destroyed, r->e);
}

/* The key database gets its name last: until then there are no keys. */
static enum err
put_keys(struct restoring *r)
{
	struct backup_manifest *m = &r->keys;
	enum err code = server_make_dir(r->key_dir, r->e);

	if (r->ask->keys == NULL)
		return ERR_OK;
	forget_made(r->key_dir, m);
	if (code == ERR_OK)
		code = backup_read(
		    r->ask->keys, r->key, r->key_dir, BEFORE, m, r->e);
	if (code == ERR_OK)
		code = put_master(r);
	if (code == ERR_OK)
		code = take_register(r);
	r->has_put_keys = code == ERR_OK;
	for (size_t i = m->part_count; i-- > 0 && code == ERR_OK;)
		code = move_part(r, r->key_dir, m->parts[i].name);
	if (code == ERR_OK && !backup_sync(r->key_dir))
		code = err_set(r->e, ERR_IO,
		    "The folder of the keys cannot be written: %s.",
		    strerror(errno));
	if (code != ERR_OK)
		forget_made(r->key_dir, m);
	return code;
}

/* The records cannot be put back with them: there are no keys again. */
static void
take_keys_away(struct restoring *r)
{
	char path[BACKUP_PATH_MAX + 64];

	for (size_t i = 0; i < r->keys.part_count && r->has_put_keys; i++) {
		snprintf(path, sizeof(path), "%.4000s/%s", r->key_dir,
		    r->keys.parts[i].name);
		(void)unlink(path);
	}
	snprintf(path, sizeof(path), "%.4000s/" MASTER_NAME, r->key_dir);
	if (r->has_put_master)
		(void)unlink(path);
}

/* ---- records ---- */

static void
forget_data(struct restoring *r)
{
	static const char *const ends[] = { "", "-journal", "-wal", "-shm" };
	char one[BACKUP_PATH_MAX + 16];

	for (size_t i = 0; i < KIND_COUNT(ends); i++) {
		snprintf(one, sizeof(one), "%s%s", r->made, ends[i]);
		(void)unlink(one);
	}
}

/* It is the moment that the manifest tells of. */
static enum err
check_data(struct restoring *r)
{
	uint8_t head[SEAL_HASH];
	enum err code = db_integrity(r->db, r->e);

	if (code == ERR_OK &&
	    (!seal_unhex(head, SEAL_HASH, r->data.head) ||
		!generation_has_head(r->db, r->data.rows, head)))
		code = err_set(r->e, ERR_CORRUPT,
		    "The records in this backup are not those that it says it "
		    "holds. Use another one; keep this file as it is.");
	return code;
}

/* A file without a key can be read by nobody. */
static enum err
check_keys(struct restoring *r)
{
	struct stmt *st = db_stmt(r->db, SQL_FILE_IDS);

	while (stmt_row(st)) {
		struct id file = stmt_get_id(st, 0);

		r->lost += !keyring_knows(r->server.keys, &file);
	}
	if (r->lost > 0 && !r->ask->accept_lost)
		return err_set(r->e, ERR_CONFLICT,
		    "%" PRId64 " files of this backup have no key among these "
		    "keys, so nobody could read them: the keys are older than "
		    "the records. Use a later backup of the keys, or say "
		    "--accept-lost. Nothing was changed.",
		    r->lost);
	return db_error(r->db, r->e);
}

static enum err
end_sessions(struct restoring *r)
{
	struct stmt *st = db_stmt(r->db, SQL_TOKENS_END);
	enum err code = stmt_done(st, r->e);

	if (code != ERR_OK)
		return code;
	st = db_stmt(r->db, SQL_CODES_END);
	stmt_int(st, 1, r->ask->now_ms);
	return stmt_done(st, r->e);
}

/* Who was signed in may have been shut out since; a code may have been used. */
static enum err
begin_anew(struct restoring *r)
{
	struct server *s = &r->server;
	enum err code = db_begin(r->db, r->e);

	if (code != ERR_OK)
		return code;
	code = generation_begin(
	    s, r->db, &r->data, r->ask->now_ms, r->generation, r->e);
	if (code == ERR_OK)
		code = end_sessions(r);
	if (code == ERR_OK)
		code = mail_restored(s, r->db, r->ask->now_ms, r->e);
	if (code == ERR_OK)
		code = db_commit(r->db, r->e);
	else
		db_rollback(r->db);
	return code;
}

static enum err
finish_data(struct restoring *r)
{
	struct server *s = &r->server;
	enum err code;

	s->conf = (struct conf *)(uintptr_t)r->ask->conf;
	s->on_mail_done = notice_mail_done;
	code = keyring_open(&s->keys, r->key_dir, r->e);
	if (code == ERR_OK)
		code = db_open(&r->db, r->made, DB_DATA, DB_WRITE, r->e);
	if (code == ERR_OK)
		code = store_carry_over(s, r->db, r->e);
	if (code == ERR_OK)
		code = check_data(r);
	if (code == ERR_OK)
		code = check_keys(r);
	if (code == ERR_OK)
		code = begin_anew(r);
	if (code == ERR_OK)
		code = db_checkpoint(r->db, r->e);
	db_close(r->db);
	r->db = NULL;
	keyring_close(s->keys);
	s->keys = NULL;
	return code;
}

static enum err
name_data(struct restoring *r)
{
	if (backup_sync(r->made) && rename(r->made, r->live) == 0 &&
	    backup_sync(r->store_dir))
		return ERR_OK;
	return err_set(r->e, ERR_IO,
	    "The records cannot be given their name: %s. Nothing was put back.",
	    strerror(errno));
}

static enum err
put_data(struct restoring *r)
{
	struct backup_manifest seen;
	int lock = -1;
	enum err code;

	if (r->ask->data == NULL)
		return ERR_OK;
	code = server_make_dir(r->store_dir, r->e);
	if (code == ERR_OK)
		code = ctl_lock(r->ask->conf, &lock, r->e);
	if (code != ERR_OK)
		return code;
	forget_data(r);
	code = backup_read(
	    r->ask->data, r->key, r->store_dir, BEFORE, &seen, r->e);
	if (code == ERR_OK)
		code = finish_data(r);
	if (code == ERR_OK)
		code = name_data(r);
	else
		forget_data(r);
	(void)close(lock);
	return code;
}

/* ---- all of it ---- */

static void
say(struct restoring *r, struct buf *says)
{
	struct civil c = when_civil(r->data.made_ms);
	char when[WHEN_SHOWN];

	if (r->ask->keys != NULL)
		buf_addf(says, "The keys are back in %s.\n", r->key_dir);
	if (r->ask->data == NULL)
		return;
	when_show(when, &c);
	buf_addf(says, "The records are back in %s, as they were on %s.\n\n",
	    r->store_dir, when);
	backup_print(says, &r->data);
	buf_addf(says,
	    "\nThis is generation %s.\n\n"
	    "What was sent since comes again by itself from the devices that "
	    "sent it.\nWhat to do now:\n"
	    "  1  Start havend, and run: havend verify\n"
	    "  2  End again whoever's access was ended since, and every device "
	    "that was\n     lost since: havend user end, havend "
	    "revoke-device\n"
	    "  3  Look at mail that waited: it is marked uncertain, and not "
	    "sent again\n"
	    "  4  Ask the Strategic Lead to look at the audit record: it names "
	    "this restore\n"
	    "Everybody signs in anew. Codes for enrolling that were not used "
	    "are void.\n",
	    r->generation);
	if (r->lost > 0)
		buf_addf(says,
		    "%" PRId64 " files have no key, and cannot be read.\n",
		    r->lost);
}

static enum err
run(struct restoring *r)
{
	enum err code = check_free(r);

	if (code == ERR_OK)
		code = find_master(r);
	if (code == ERR_OK)
		code = check_what(r, r->ask->data, BACKUP_DATA, &r->data);
	if (code == ERR_OK)
		code = check_what(r, r->ask->keys, BACKUP_KEYS, &r->keys);
	if (code == ERR_OK)
		code = check_newest(r);
	if (code == ERR_OK)
		code = put_keys(r);
	if (code == ERR_OK)
		code = put_data(r);
	/* The records may have got their name all the same. */
	if (code != ERR_OK && access(r->live, F_OK) != 0)
		take_keys_away(r);
	return code;
}

enum err
restore_run(const struct restore_ask *ask, struct buf *says, struct errinfo *e)
{
	struct restoring *r = mem_zalloc(1, sizeof(*r));
	enum err code;

	*r = (struct restoring){ .ask = ask,
		.store_dir = conf_text(ask->conf, CONF_STORE_DIR),
		.key_dir = conf_text(ask->conf, CONF_KEY_DIR),
		.master = seal_key_empty(),
		.key = seal_key_empty(),
		.e = e };
	snprintf(r->live, sizeof(r->live), "%.4000s/haven.db", r->store_dir);
	snprintf(r->made, sizeof(r->made), "%.4000s/" BEFORE "haven.db",
	    r->store_dir);
	if (ask->data == NULL && ask->keys == NULL)
		code = err_set(e, ERR_INVALID,
		    "Say what to put back: --data FILE, --keys FILE, or both.");
	else if (ask->destroyed != NULL && ask->keys == NULL)
		code = err_set(e, ERR_INVALID,
		    "--destroyed goes with --keys: keys that stay have their "
		    "register with them.");
	else
		code = run(r);
	if (code == ERR_OK) {
		say(r, says);
		log_line(LOG_INFO, "put back from backup %s",
		    ask->data != NULL ? r->data.id.s : r->keys.id.s);
	}
	seal_key_free(r->master);
	seal_key_free(r->key);
	mem_free_wiped(r, sizeof(*r));
	return code;
}
