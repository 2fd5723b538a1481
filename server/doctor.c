/* doctor.c - havend doctor, from outside of the store: what can be seen without
 * opening it, so that it also says why it does not open. */
#include "doctor.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "kinds.h"
#include "mail.h"
#include "seal.h"
#include "tls.h"
#include "when.h"

#define PATH_BYTES 4200
#define ROOM_MIN (INT64_C(500) << 20)    /* bytes */
#define CLOCK_MIN INT64_C(1767225600000) /* 1 January 2026 */
#define FILES_SPARE 128

struct look {
	const struct conf *conf;
	struct findings *f;
	const char *code;
	const char *store, *keys;
};

static struct finding *
wrong(struct look *l, const char *says, const char *path)
{
	return finding_add(l->f, FINDING_WRONG, l->code, says, path);
}

static void
in(char out[PATH_BYTES], const char *dir, const char *name)
{
	snprintf(out, PATH_BYTES, "%.4000s/%.150s", dir, name);
}

/* ---- folders and files ---- */

static void
check_dir(struct look *l, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		finding_mend(wrong(l, "There is no folder %.200s.", path),
		    "havend init, or havend restore");
		return;
	}
	if (st.st_uid != geteuid())
		finding_mend(
		    wrong(l,
			"The folder %.200s belongs to another user than "
			"havend runs as.",
			path),
		    "chown -R %u %.150s", (unsigned)geteuid(), path);
	if ((st.st_mode & 077) != 0)
		finding_mend(
		    wrong(l, "Others may enter the folder %.200s.", path),
		    "chmod 700 %.200s", path);
}

static void
check_dirs(struct look *l)
{
	check_dir(l, l->store);
	check_dir(l, l->keys);
}

static void
check_file(struct look *l, const char *dir, const char *name)
{
	char path[PATH_BYTES];
	struct stat st;

	in(path, dir, name);
	if (lstat(path, &st) != 0) {
		finding_mend(wrong(l, "%.250s is not there.", path),
		    "havend restore, from the newest backup");
		return;
	}
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
		finding_mend(
		    wrong(l,
			"%.250s is no plain file of the user havend runs as.",
			path),
		    "chown %u %.150s", (unsigned)geteuid(), path);
	else if ((st.st_mode & 077) != 0)
		finding_mend(wrong(l, "Others may read %.250s.", path),
		    "chmod 600 %.200s", path);
}

static void
check_files(struct look *l)
{
	static const char *const keys[] = { "keys.db", "master.key",
		"tls-current.key", "tls-current.cert", "tls-spare.key",
		"tls-spare.cert" };

	check_file(l, l->store, "haven.db");
	for (size_t i = 0; i < KIND_COUNT(keys); i++)
		check_file(l, l->keys, keys[i]);
}

/* The keys themselves: that they are there, and what they should be. */
static void
check_keys(struct look *l)
{
	uint8_t *master = seal_key_empty();
	uint8_t pin[WIRE_PIN];
	struct errinfo e = { 0 };
	char path[PATH_BYTES];

	in(path, l->keys, "master.key");
	if (access(path, F_OK) == 0 &&
	    seal_file_read(master, SEAL_KEY, path, &e) != ERR_OK)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code, "%s", e.says),
		    "put the master key of the recovery sheet back: havend "
		    "restore --keys FILE --sheet -");
	for (int spare = 0; spare < 2; spare++) {
		in(path, l->keys,
		    spare ? "tls-spare.cert" : "tls-current.cert");
		if (access(path, F_OK) == 0 &&
		    tls_pin(l->keys, spare, pin, &e) != ERR_OK)
			finding_mend(
			    finding_add(l->f, FINDING_WRONG, l->code,
				"The %s key for TLS cannot be read: devices "
				"cannot check this office by it.",
				spare ? "spare" : "current"),
			    spare ? "put tls-spare.* back from a backup of the "
				    "keys"
				  : "copy tls-spare.key and tls-spare.cert "
				    "over tls-current.*, then start havend");
	}
	seal_key_free(master);
}

static bool
is_same_disk(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev;
}

static void
check_apart(struct look *l)
{
	if (is_same_disk(l->store, l->keys))
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"Keys and records are on the same disk: whoever takes "
			"that has both."),
		    "move %.120s to another, and set key_dir", l->keys);
}

/* What a backup or a restore left that was cut short. */
static void
check_left_over(struct look *l)
{
	static const struct {
		bool in_keys;
		const char *name, *of;
	} rows[] = {
		{ false, "backup-copy.db", "backup" },
		{ true, "backup-keys.db", "backup" },
		{ false, "restore-haven.db", "restore" },
		{ true, "restore-keys.db", "restore" },
	};
	char path[PATH_BYTES];

	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		in(path, rows[i].in_keys ? l->keys : l->store, rows[i].name);
		if (access(path, F_OK) == 0)
			finding_mend(finding_add(l->f, FINDING_WRONG, l->code,
					 "A %s was cut short and left %.200s.",
					 rows[i].of, path),
			    "havend %s", rows[i].of);
	}
}

/* ---- disks, clock, limits ---- */

static void
check_room_in(struct look *l, const char *dir)
{
	struct statvfs fs;
	int64_t room;

	if (statvfs(dir, &fs) != 0)
		return;
	room = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	if (room < ROOM_MIN)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"There are %" PRId64 " MB left on the disk of %.150s. "
			"When it is full, nothing can be saved.",
			room >> 20, dir),
		    "make room on that disk");
	if (fs.f_files > 0 && fs.f_favail < FILES_SPARE)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The disk of %.150s can hold hardly another file.",
			dir),
		    "take away files that are not needed there");
}

static void
check_room(struct look *l)
{
	check_room_in(l, l->store);
	if (!is_same_disk(l->store, l->keys))
		check_room_in(l, l->keys);
}

static void
check_clock(struct look *l)
{
	if (clock_ms() < CLOCK_MIN)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The clock of this machine is years behind: times "
			"stand in records."),
		    "timedatectl set-ntp true");
}

static void
check_limits(struct look *l)
{
	struct rlimit r;
	rlim_t need =
	    (rlim_t)conf_int(l->conf, CONF_MAX_CONNECTIONS) + FILES_SPARE;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < need)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"havend may open %llu files, and needs %llu for so "
			"many connections.",
			(unsigned long long)r.rlim_cur,
			(unsigned long long)need),
		    "LimitNOFILE=%llu in its unit, or a lower max_connections",
		    (unsigned long long)need);
}

/* ---- settings ---- */

static void
check_settings(struct look *l)
{
	const char *url = conf_text(l->conf, CONF_PUBLIC_URL);
	const char *listen = conf_text(l->conf, CONF_LISTEN);
	bool is_local = strncmp(listen, "127.", 4) == 0 ||
			strcmp(listen, "::1") == 0 ||
			strcmp(listen, "localhost") == 0;

	if (strstr(url, "//localhost") != NULL && !is_local)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"Devices are told to look for this office on their "
			"own machine (public_url)."),
		    "set public_url = https://NAME:PORT");
	if (conf_text(l->conf, CONF_OFFICE_NUMBER)[0] == '\0')
		finding_mend(finding_add(l->f, FINDING_WRONG, l->code,
				 "No number to ring is set: a worker who "
				 "cannot send a first account sees 999 alone "
				 "(R3)."),
		    "set office_number = NUMBER");
	if (conf_bool(l->conf, CONF_DEMO))
		finding_mend(finding_add(l->f, FINDING_NOTE, l->code,
				 "This is a demonstration with invented "
				 "children."),
		    "demo = no for real ones, in another store_dir");
}

static void
check_mail(struct look *l)
{
	struct errinfo e = { 0 };

	if (mail_conf_check(l->conf, &e) != ERR_OK)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code, "%s", e.says),
		    "havend --check-config");
	else if (conf_text(l->conf, CONF_MAIL_SERVER)[0] == '\0')
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"No mail server is set: notices and alerts wait, and "
			"go by letter or call."),
		    "set mail_server and mail_from");
}

static void
check_backup_dir(struct look *l, const char *name, const char *dir)
{
	struct stat st;

	if (dir[0] == '\0') {
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The setting %s is empty: a backup has no place to go "
			"to by itself.",
			name),
		    "set %s = /a/folder/on/another/disk", name);
		return;
	}
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The folder for backups is not there: %.200s. Is its "
			"disk in place?",
			dir),
		    "mkdir -m 700 %.200s", dir);
		return;
	}
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The folder for backups must be this user's, and open "
			"to nobody else: %.200s.",
			dir),
		    "chown %u %.100s && chmod 700 %.100s", (unsigned)geteuid(),
		    dir, dir);
	if (is_same_disk(dir, l->store))
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"%s is on the disk of the records: one fault takes "
			"both.",
			name),
		    "set %s to a folder on another disk", name);
}

static void
check_backup_dirs(struct look *l)
{
	const char *data = conf_text(l->conf, CONF_BACKUP_DIR);
	const char *keys = conf_text(l->conf, CONF_BACKUP_KEY_DIR);

	check_backup_dir(l, "backup_dir", data);
	check_backup_dir(l, "backup_key_dir", keys);
	if (data[0] != '\0' && is_same_disk(data, keys))
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"Backups of records and of keys are on one disk: with "
			"it somebody needs only the recovery sheet."),
		    "set backup_key_dir to a folder elsewhere");
}

/* ---- the table ---- */

static const struct {
	const char *code;
	void (*check)(struct look *l);
} checks[] = {
	{ "folder", check_dirs },
	{ "file", check_files },
	{ "key", check_keys },
	{ "keys_apart", check_apart },
	{ "left_over", check_left_over },
	{ "room", check_room },
	{ "clock", check_clock },
	{ "limit", check_limits },
	{ "setting", check_settings },
	{ "mail_setting", check_mail },
	{ "backup_place", check_backup_dirs },
};

void
doctor_outside(const struct conf *conf, struct findings *f)
{
	struct look l = { .conf = conf,
		.f = f,
		.store = conf_text(conf, CONF_STORE_DIR),
		.keys = conf_text(conf, CONF_KEY_DIR) };

	for (size_t i = 0; i < KIND_COUNT(checks); i++) {
		l.code = checks[i].code;
		checks[i].check(&l);
		f->checks++;
	}
}
