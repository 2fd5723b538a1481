/* backup_make.c - making a pair of backups while havend runs (promise 6).
 *
 * The records are copied as one moment saw them, by a connection that only reads,
 * so nobody who writes waits; then the keys, so that these have at least the key
 * of every file among the records. What is sealed is the copies. They lie beside
 * what they are of, for this user alone, and are gone when it ends. */
#include "backup.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "log.h"
#include "mem.h"
#include "server.h"
#include "store_in.h"

#define META_BACKUPS "backups" /* "MS MS": the newest, and the one before */
#define COPY_DATA "backup-copy.db"
#define COPY_KEYS "backup-keys.db"
#define NAME_BEFORE "haven-"
#define ROOM_SPARE (16 << 20) /* bytes that stay free */

struct making {
	struct server *s;
	const char *data_dir, *key_dir;
	uint8_t *key; /* locked memory */
	struct backup_manifest data, keys;
	char copy[2][BACKUP_PATH_MAX]; /* of data and keys */
	char made[2][BACKUP_PATH_MAX];
	struct errinfo *e;
};

/* ---- folders ---- */

/* A folder of this user, that nobody else may enter. */
static enum err
check_dir(const char *path, struct errinfo *e)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return err_set(e, ERR_NOT_FOUND,
		    "There is no folder %.150s. Make it, for this user alone "
		    "(mkdir -m 700), or name another.",
		    path);
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		return err_set(e, ERR_CONFIG,
		    "The folder %.150s must belong to the user havend runs "
		    "as, and be open to nobody else (chmod 700).",
		    path);
	return ERR_OK;
}

/* With both in one folder, whoever takes it has a box and its content. */
static enum err
check_apart(const char *a, const char *b, struct errinfo *e)
{
	struct stat one, other;

	if (stat(a, &one) == 0 && stat(b, &other) == 0 &&
	    one.st_dev == other.st_dev && one.st_ino == other.st_ino)
		return err_set(e, ERR_CONFIG,
		    "Records and keys go to two folders, best on two disks: "
		    "havend backup DIR --keys OTHER, or the settings "
		    "backup_dir and backup_key_dir.");
	return ERR_OK;
}

static enum err
check_room(const char *dir, const char *of, struct errinfo *e)
{
	struct statvfs fs;
	struct stat st;

	if (stat(of, &st) != 0 || statvfs(dir, &fs) != 0)
		return ERR_OK; /* the writing says it */
	if ((uint64_t)fs.f_bavail * fs.f_frsize <
	    (uint64_t)st.st_size + ROOM_SPARE)
		return err_set(e, ERR_FULL,
		    "There is no room in %.150s for a copy of the records "
		    "(%lld MB). Nothing was made; make room and try again.",
		    dir, (long long)st.st_size / 1000000 + 1);
	return ERR_OK;
}

/* What an earlier one left that was cut short. */
static void
tidy(const char *dir)
{
	DIR *d = opendir(dir);
	char path[BACKUP_PATH_MAX + 300];
	const struct dirent *f;

	while (d != NULL && (f = readdir(d)) != NULL) {
		size_t len = strlen(f->d_name);

		if (strncmp(f->d_name, NAME_BEFORE, strlen(NAME_BEFORE)) != 0 ||
		    len < 5 || strcmp(f->d_name + len - 5, ".part") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, f->d_name);
		(void)unlink(path);
	}
	if (d != NULL)
		closedir(d);
}

static void
forget_copy(const char *path)
{
	static const char *const ends[] = { "", "-journal", "-wal", "-shm" };
	char one[BACKUP_PATH_MAX + 16];

	for (size_t i = 0; i < KIND_COUNT(ends); i++) {
		snprintf(one, sizeof(one), "%s%s", path, ends[i]);
		(void)unlink(one);
	}
}

/* "haven-2026-11-26-1904-UUID.data": people sort by the first, haven by the id. */
static void
name_it(char out[BACKUP_PATH_MAX], const char *dir, const struct id *id,
    int64_t now_ms, enum backup_what what)
{
	struct civil c = when_civil(now_ms);

	snprintf(out, BACKUP_PATH_MAX,
	    "%.4000s/" NAME_BEFORE "%04d-%02d-%02d-%02d%02d-%s.%s", dir, c.year,
	    c.month, c.day, c.hour, c.minute, id->s, backup_word(what));
}

/* ---- copies ---- */

static enum err
copy_data(struct making *m)
{
	struct backup_manifest *d = &m->data;
	struct db *db = server_reader(m->s, m->e);
	uint8_t head[SEAL_HASH];
	struct stmt *st;
	enum err code;

	if (db == NULL)
		return m->e->code;
	/* One transaction: what is counted is what is copied. */
	audit_head(db, &d->rows, head);
	seal_hex(d->head, head, SEAL_HASH);
	st = db_stmt(db, SQL_BACKUP_COUNTS);
	if (stmt_row(st)) {
		snprintf(d->generation, sizeof(d->generation), "%s",
		    stmt_get_text(st, 0));
		d->seq = stmt_get_int(st, 1);
		d->files = stmt_get_int(st, 2);
		d->records = stmt_get_int(st, 3);
		d->versions = stmt_get_int(st, 4);
		d->staff = stmt_get_int(st, 5);
	}
	stmt_reset(st);
	d->tables = db_tables(db);
	code = db_error(db, m->e);
	if (code == ERR_OK)
		code = db_copy(db, m->copy[BACKUP_DATA], m->e);
	server_reader_done(m->s, db);
	return code;
}

static enum err
make_data(struct making *m)
{
	const char *from[] = { m->copy[BACKUP_DATA] };
	enum err code = copy_data(m);

	snprintf(
	    m->data.parts[0].name, sizeof(m->data.parts[0].name), "haven.db");
	m->data.part_count = 1;
	if (code == ERR_OK)
		code = backup_write(
		    m->made[BACKUP_DATA], m->key, &m->data, from, m->e);
	forget_copy(m->copy[BACKUP_DATA]);
	return code;
}

static enum err
make_keys(struct making *m)
{
	static const char *const tls[] = { "tls-current.key",
		"tls-current.cert", "tls-spare.key", "tls-spare.cert" };
	char paths[KIND_COUNT(tls)][BACKUP_PATH_MAX];
	const char *from[BACKUP_PARTS_MAX] = { m->copy[BACKUP_KEYS] };
	struct backup_manifest *k = &m->keys;
	const char *dir = conf_text(m->s->conf, CONF_KEY_DIR);
	enum err code;

	*k = m->data;
	k->what = BACKUP_KEYS;
	k->part_count = 1;
	snprintf(k->parts[0].name, sizeof(k->parts[0].name), "keys.db");
	for (size_t i = 0; i < KIND_COUNT(tls); i++) {
		snprintf(paths[i], sizeof(paths[i]), "%.4000s/%s", dir, tls[i]);
		from[k->part_count] = paths[i];
		snprintf(k->parts[k->part_count].name, sizeof(k->parts[0].name),
		    "%s", tls[i]);
		k->part_count++;
	}
	code = keyring_copy(
	    m->s->keys, m->copy[BACKUP_KEYS], &k->keys, &k->destroyed, m->e);
	if (code == ERR_OK)
		code =
		    backup_write(m->made[BACKUP_KEYS], m->key, k, from, m->e);
	forget_copy(m->copy[BACKUP_KEYS]);
	return code;
}

/* ---- the newest two (promise 10) ---- */

struct kept {
	char path[BACKUP_PATH_MAX + 300];
	int64_t made_ms;
};

static int
newest_first(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	return (x->made_ms < y->made_ms) - (x->made_ms > y->made_ms);
}

/* Keys that are not this office's, and what cannot be read, are left alone. */
static enum err
drop_old_keys(struct making *m, size_t *dropped)
{
	DIR *d = opendir(m->key_dir);
	struct kept *all = NULL;
	size_t count = 0;
	const struct dirent *f;
	enum err code = ERR_OK;

	*dropped = 0;
	while (d != NULL && (f = readdir(d)) != NULL) {
		struct backup_manifest found;
		size_t len = strlen(f->d_name);

		if (strncmp(f->d_name, NAME_BEFORE, strlen(NAME_BEFORE)) != 0 ||
		    len < 5 || strcmp(f->d_name + len - 5, ".keys") != 0)
			continue;
		all = mem_grow(all, count + 1, sizeof(*all));
		snprintf(all[count].path, sizeof(all[count].path), "%s/%s",
		    m->key_dir, f->d_name);
		if (backup_read_manifest(
			all[count].path, m->key, &found, NULL) == ERR_OK &&
		    found.what == BACKUP_KEYS)
			all[count++].made_ms = found.made_ms;
	}
	if (d != NULL)
		closedir(d);
	if (count > 0)
		qsort(all, count, sizeof(*all), newest_first);
	for (size_t i = BACKUP_KEYS_KEPT; i < count; i++) {
		if (unlink(all[i].path) == 0)
			(*dropped)++;
		else
			code = ERR_IO;
	}
	if (code != ERR_OK || !backup_sync(m->key_dir))
		code = err_set(m->e, ERR_IO,
		    "The backup was made, but an older one of the keys cannot "
		    "be taken away from %.120s: %s. Destroyed files are not "
		    "gone before it is.",
		    m->key_dir, strerror(errno));
	free(all);
	return code;
}

/* ---- on record ---- */

static void
read_meta(struct db *db, int64_t ms[2])
{
	struct stmt *st = db_stmt(db, SQL_META_GET);

	ms[0] = ms[1] = 0;
	stmt_text(st, 1, META_BACKUPS);
	if (stmt_row(st) && sscanf(stmt_get_text(st, 0), "%" SCNd64 " %" SCNd64,
				&ms[0], &ms[1]) != 2)
		ms[0] = ms[1] = 0;
	stmt_reset(st);
}

int64_t
backup_newest_ms(struct db *db)
{
	int64_t ms[2];

	read_meta(db, ms);
	return ms[0];
}

int64_t
backup_before_ms(struct db *db)
{
	int64_t ms[2];

	read_meta(db, ms);
	return ms[1];
}

int64_t
backup_held_ms(struct db *db)
{
	int64_t ms[2];

	read_meta(db, ms);
	return ms[1] > BACKUP_UNDER_WAY_MS ? ms[1] - BACKUP_UNDER_WAY_MS : 0;
}

static enum err
note_made(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct making *m = arg;
	struct stmt *st;
	char text[48], words[200];
	struct audit_row row = { .what = AUDIT_SERVER,
		.at_ms = m->data.made_ms,
		.received_ms = clock_ms(),
		.words = words };
	int64_t ms[2];
	enum err code;

	read_meta(db, ms);
	snprintf(
	    text, sizeof(text), "%" PRId64 " %" PRId64, m->data.made_ms, ms[0]);
	st = db_stmt(db, SQL_META_SET);
	stmt_text(st, 1, META_BACKUPS);
	stmt_text(st, 2, text);
	code = stmt_done(st, e);
	snprintf(words, sizeof(words),
	    "Backup %s was made: %" PRId64 " rows of this chain, %" PRId64
	    " records.",
	    m->data.id.s, m->data.rows, m->data.records);
	return code == ERR_OK ? audit_add(s, db, &row, e) : code;
}

/* ---- words ---- */

void
backup_print(struct buf *out, const struct backup_manifest *m)
{
	struct civil c = when_civil(m->made_ms);
	char when[WHEN_SHOWN];
	int64_t bytes = 0;

	when_show(when, &c);
	for (size_t i = 0; i < m->part_count; i++)
		bytes += m->parts[i].bytes;
	buf_addf(out, "made        %s\nbackup      %s\ngeneration  %s\n", when,
	    m->id.s, m->generation);
	if (m->what == BACKUP_DATA)
		buf_addf(out,
		    "holds       %" PRId64 " files, %" PRId64 " records in "
		    "%" PRId64 " versions, %" PRId64 " people, changes up to "
		    "%" PRId64 "\n",
		    m->files, m->records, m->versions, m->staff, m->seq);
	else
		buf_addf(out,
		    "holds       %" PRId64 " keys, %" PRId64
		    " of them destroyed, and the keys for TLS\n",
		    m->keys, m->destroyed);
	buf_addf(
	    out, "chain       %" PRId64 " rows, head %s\n", m->rows, m->head);
	buf_addf(out, "size        %" PRId64 " bytes\n", bytes);
	for (size_t i = 0; i < m->part_count; i++) {
		char hex[SEAL_HASH * 2 + 1];

		seal_hex(hex, m->parts[i].hash, SEAL_HASH);
		buf_addf(out, "  %-17s %s\n", m->parts[i].name, hex);
	}
}

/* ---- all of it ---- */

static enum err
begin(struct making *m)
{
	const struct conf *conf = m->s->conf;
	int64_t now_ms = clock_ms();
	enum err code;

	m->data.what = BACKUP_DATA;
	m->data.id = id_new();
	m->data.made_ms = now_ms;
	snprintf(m->copy[BACKUP_DATA], BACKUP_PATH_MAX, "%.4000s/" COPY_DATA,
	    conf_text(conf, CONF_STORE_DIR));
	snprintf(m->copy[BACKUP_KEYS], BACKUP_PATH_MAX, "%.4000s/" COPY_KEYS,
	    conf_text(conf, CONF_KEY_DIR));
	name_it(m->made[0], m->data_dir, &m->data.id, now_ms, BACKUP_DATA);
	name_it(m->made[1], m->key_dir, &m->data.id, now_ms, BACKUP_KEYS);
	keyring_subkey(m->s->keys, BACKUP_SUBKEY, m->key);
	code = check_dir(m->data_dir, m->e);
	if (code == ERR_OK)
		code = check_dir(m->key_dir, m->e);
	if (code == ERR_OK)
		code = check_apart(m->data_dir, m->key_dir, m->e);
	if (code == ERR_OK)
		code = check_room(m->data_dir, m->s->data_path, m->e);
	if (code == ERR_OK)
		code = check_room(
		    conf_text(conf, CONF_STORE_DIR), m->s->data_path, m->e);
	if (code != ERR_OK)
		return code;
	forget_copy(m->copy[BACKUP_DATA]);
	forget_copy(m->copy[BACKUP_KEYS]);
	tidy(m->data_dir);
	tidy(m->key_dir);
	return ERR_OK;
}

enum err
backup_make(struct server *s, const char *data_dir, const char *key_dir,
    struct buf *says, struct errinfo *e)
{
	struct making *m = mem_zalloc(1, sizeof(*m));
	struct backup_manifest seen;
	size_t dropped = 0;
	enum err code;

	*m = (struct making){ .s = s,
		.data_dir = data_dir,
		.key_dir = key_dir,
		.key = seal_key_empty(),
		.e = e };
	code = begin(m);
	if (code == ERR_OK)
		code = make_data(m);
	if (code == ERR_OK)
		code = make_keys(m);
	/* It is a backup once it was read back from where it lies. */
	for (int i = 0; i < 2 && code == ERR_OK; i++)
		code = backup_read(m->made[i], m->key, NULL, NULL, &seen, e);
	if (code == ERR_OK)
		code = writer_do(s->writer, note_made, m, e);
	for (int i = 0; i < 2 && code != ERR_OK; i++)
		(void)unlink(m->made[i]);
	if (code == ERR_OK)
		code = drop_old_keys(m, &dropped);
	if (code == ERR_OK) {
		buf_addf(says, "Records  %s\nKeys     %s\n\n", m->made[0],
		    m->made[1]);
		backup_print(says, &m->data);
		buf_addf(says,
		    "\nBoth were read back and hold. Older keys taken away: "
		    "%zu; the newest %d stay.\n",
		    dropped, BACKUP_KEYS_KEPT);
		log_line(LOG_INFO, "backup %s was made", m->data.id.s);
	}
	seal_key_free(m->key);
	mem_free_wiped(m, sizeof(*m));
	return code;
}
