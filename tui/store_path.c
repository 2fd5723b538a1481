/* store_path.c - the folder of the stores, the names of their files, and who
 * has one.
 *
 * A file is named "sign-in@server.haven", with what is no letter, digit, dot,
 * hyphen or underscore as %XX, so that a name can never lead out of the folder. */
#include "store_in.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"

#define NAME_PART_MAX 100 /* bytes of each half of a file name */

/* ---- the folder ---- */

static enum err
folder_unread(struct errinfo *e)
{
	return err_set(e, ERR_IO,
	    "The folder for haven's store cannot be read: %s. Nothing was "
	    "changed.",
	    strerror(errno));
}

static enum err
check_folder(const char *path, struct errinfo *e)
{
	struct stat st;
	DIR *dir;

	if (lstat(path, &st) != 0)
		return folder_unread(e);
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return err_set(e, ERR_DENIED,
		    "The folder for haven's store is no folder of yours. haven "
		    "keeps nothing there: choose another with data_dir.");
	if ((st.st_mode & 077) != 0)
		return err_set(e, ERR_DENIED,
		    "Others may look into the folder for haven's store. Close "
		    "it to them (chmod 700), then start haven again.");
	/* Else it would look as if nobody had a store here. */
	dir = opendir(path);
	if (!dir)
		return folder_unread(e);
	closedir(dir);
	return ERR_OK;
}

static bool
make_one(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

enum err
store_folder(const char *data_dir, struct errinfo *e)
{
	char path[STORE_PATH_MAX];
	size_t len = strlen(data_dir);

	if (len == 0 || len >= sizeof(path) - 300)
		return err_set(e, ERR_CONFIG,
		    "The name of the folder for haven's store (data_dir) is "
		    "too "
		    "long or missing.");
	snprintf(path, sizeof(path), "%s", data_dir);
	for (size_t i = 1; i <= len; i++) {
		char was = path[i];

		if (was != '/' && was != '\0')
			continue;
		path[i] = '\0';
		if (!make_one(path))
			return err_set(e, ERR_IO,
			    "The folder for haven's store cannot be made: %s.",
			    strerror(errno));
		path[i] = was;
	}
	return check_folder(data_dir, e);
}

/* ---- file names ---- */

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Too long a part is named by its hash. */
static void
add_part(struct buf *out, const char *part)
{
	struct seal_part all = { part, strlen(part) };
	uint8_t hash[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];
	size_t start = out->len;

	for (const char *p = part; *p; p++) {
		if (is_plain(*p))
			buf_addc(out, *p);
		else
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)*p);
	}
	if (out->len - start <= NAME_PART_MAX)
		return;
	seal_hash(hash, NULL, &all, 1);
	seal_hex(hex, hash, sizeof(hash));
	buf_splice(out, start, out->len - start, hex, 32);
}

void
store_path_of(char out[STORE_PATH_MAX], const char *data_dir,
    const char *sign_in, const char *url)
{
	struct buf b = BUF_INIT(STORE_PATH_MAX * 4);
	const char *host = strstr(url, "://");

	buf_addf(&b, "%s/", data_dir);
	add_part(&b, sign_in);
	buf_addc(&b, '@');
	add_part(&b, host ? host + 3 : url);
	buf_adds(&b, STORE_SUFFIX);
	snprintf(out, STORE_PATH_MAX, "%s", buf_str(&b));
	buf_done(&b);
}

void
store_path_certificates(char out[STORE_PATH_MAX], const char *path)
{
	size_t len = strlen(path), suffix = strlen(STORE_SUFFIX);

	if (len > suffix && strcmp(path + len - suffix, STORE_SUFFIX) == 0)
		len -= suffix;
	snprintf(out, STORE_PATH_MAX, "%.*s.pem", (int)len, path);
}

/* The sign-in name out of a file name; false: not one of ours. */
static bool
read_name(char out[STORE_SIGN_IN_MAX], const char *file)
{
	size_t len = strlen(file), suffix = strlen(STORE_SUFFIX), n = 0;
	const char *at = strchr(file, '@');
	unsigned c;

	if (!at || len <= suffix ||
	    strcmp(file + len - suffix, STORE_SUFFIX) != 0)
		return false;
	for (const char *p = file; p < at && n + 1 < STORE_SIGN_IN_MAX; p++) {
		if (*p == '%' && sscanf(p + 1, "%2x", &c) == 1) {
			out[n++] = (char)c;
			p += 2;
		} else {
			out[n++] = *p;
		}
	}
	out[n] = '\0';
	return n > 0;
}

/* ---- files ---- */

enum err
store_file_check(const char *path, struct errinfo *e)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		    "haven's store cannot be found or read on this device: %s.",
		    strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
		return err_set(e, ERR_DENIED,
		    "haven's store on this device is no plain file of yours. "
		    "haven does not touch it.");
	if ((st.st_mode & 077) != 0)
		return err_set(e, ERR_DENIED,
		    "Others may read haven's store on this device. Close it to "
		    "them (chmod 600), then start haven again.");
	return ERR_OK;
}

enum err
store_folder_sync(const char *path, struct errinfo *e)
{
	char dir[STORE_PATH_MAX];
	char *slash;
	int fd, rc;

	snprintf(dir, sizeof(dir), "%s", path);
	slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
	fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		rc = -1;
	else
		rc = fsync(fd);
	if (fd >= 0)
		close(fd);
	if (rc != 0)
		return err_set(e, ERR_IO,
		    "The folder of haven's store cannot be written: %s.",
		    strerror(errno));
	return ERR_OK;
}

enum err
store_file_make(const char *path, struct errinfo *e)
{
	int fd = open(
	    path, O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);

	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_CONFLICT,
		    "This person has a store on this device already. Nothing "
		    "in "
		    "it was touched.");
	if (fd < 0 || fsync(fd) != 0 || close(fd) != 0)
		return err_set(e, errno == ENOSPC ? ERR_FULL : ERR_IO,
		    "haven's store cannot be made on this device: %s.",
		    strerror(errno));
	return store_folder_sync(path, e);
}

enum err
store_file_rename(const char *from, const char *to, struct errinfo *e)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return store_folder_sync(to, e);
	if (errno == EEXIST)
		return err_set(e, ERR_CONFLICT,
		    "This person has a store on this device already. Nothing "
		    "in "
		    "it was touched.");
	return err_set(e, ERR_IO,
	    "A file of haven's store cannot be given its name: %s.",
	    strerror(errno));
}

void
store_remove_unfinished(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-journal" };
	char name[STORE_PATH_MAX + 16];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
}

enum err
store_certificates_write(
    const char *path, const char *pem, size_t len, struct errinfo *e)
{
	char to[STORE_PATH_MAX], tmp[STORE_PATH_MAX + 8];
	enum err code;

	store_path_certificates(to, path);
	snprintf(tmp, sizeof(tmp), "%s.new", to);
	unlink(tmp); /* left over from a write that was cut short */
	code = seal_file_write(tmp, pem, len, e);
	if (code == ERR_OK && rename(tmp, to) != 0)
		code = err_set(e, ERR_IO,
		    "The office's certificates cannot be kept: %s.",
		    strerror(errno));
	return code == ERR_OK ? store_folder_sync(to, e) : code;
}

/* ---- who has a store ---- */

/* "X.haven.saved" without an X.haven: a setting aside that was cut short. */
static void
finish_aside(const char *data_dir, const char *file)
{
	static const char saved[] = STORE_SUFFIX ".saved";
	size_t len = strlen(file), end = sizeof(saved) - 1;
	char path[STORE_PATH_MAX];

	if (len <= end || strcmp(file + len - end, saved) != 0)
		return;
	snprintf(path, sizeof(path), "%s/%.*s", data_dir,
	    (int)(len - strlen(".saved")), file);
	store_aside_finish(path);
}

static int
by_sign_in(const void *a, const void *b)
{
	const struct store_who *x = a, *y = b;
	int n = strcmp(x->sign_in, y->sign_in);

	return n ? n : strcmp(x->path, y->path);
}

static void
read_owner(struct store_who *who)
{
	struct store *st;
	struct errinfo e;

	if (store_open_head(&st, who->path, &e) != ERR_OK)
		return;
	snprintf(who->sign_in, sizeof(who->sign_in), "%s", st->sign_in);
	snprintf(who->url, sizeof(who->url), "%s", st->url);
	snprintf(who->name, sizeof(who->name), "%s", st->name);
	snprintf(who->role, sizeof(who->role), "%s", st->role);
	store_db_leave(st);
	store_close(st);
}

size_t
store_list(
    const char *data_dir, struct store_who *out, size_t max, struct errinfo *e)
{
	DIR *dir = opendir(data_dir);
	struct dirent *d;
	size_t n = 0;

	err_clear(e);
	if (!dir) {
		folder_unread(e);
		return 0;
	}
	while ((d = readdir(dir)) != NULL)
		finish_aside(data_dir, d->d_name);
	rewinddir(dir);
	errno = 0;
	while (n < max && (d = readdir(dir)) != NULL) {
		memset(&out[n], 0, sizeof(out[n]));
		if (!read_name(out[n].sign_in, d->d_name) ||
		    snprintf(out[n].path, sizeof(out[n].path), "%s/%s",
			data_dir, d->d_name) >= (int)sizeof(out[n].path))
			continue;
		n++;
	}
	if (errno != 0)
		folder_unread(e);
	closedir(dir);
	for (size_t i = 0; i < n; i++)
		read_owner(&out[i]);
	qsort(out, n, sizeof(*out), by_sign_in);
	return n;
}
