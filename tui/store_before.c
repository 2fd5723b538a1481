/* store_before.c - a store whose passphrase was lost, put aside when its person was
 * enrolled here anew ("X.haven.before-TIME"). Nobody can open it; but each row of its
 * outbox is sealed to the office besides, and those are handed over (promise 2).
 *
 * Each step leaves a folder from which the next start goes on: what is put aside is
 * found by its name, and what the office has already it knows by its write id. When
 * all of it was handed over the file is kept, as "X.haven.before-TIME.sent". */
#include "store_in.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#define BEFORE ".before-"
#define SENT ".sent"

enum err
store_put_before(const char *path, int64_t now_ms, struct errinfo *e)
{
	char from[STORE_PATH_MAX + 8], to[STORE_PATH_MAX + 48];
	enum err code;

	snprintf(to, sizeof(to), "%s" BEFORE "%lld", path, (long long)now_ms);
	code = store_file_rename(path, to, e);
	if (code != ERR_OK)
		return code;
	/* Its last commits may lie in the journal beside it. */
	snprintf(from, sizeof(from), "%s-wal", path);
	snprintf(
	    to, sizeof(to), "%s" BEFORE "%lld-wal", path, (long long)now_ms);
	if (access(from, F_OK) != 0)
		return ERR_OK;
	return store_file_rename(from, to, e);
}

static bool
ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len >= n && strcmp(s + len - n, end) == 0;
}

bool
store_before_find(const char *path, char out[STORE_PATH_MAX])
{
	static const char *const others[] = { "-wal", "-shm", "-journal",
		SENT };
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char folder[STORE_PATH_MAX], want[STORE_PATH_MAX];
	struct dirent *d;
	bool found = false;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%.*s",
	    slash ? (int)(slash - path) : 1, slash ? path : ".");
	snprintf(want, sizeof(want), "%s" BEFORE, name);
	dir = opendir(folder);
	while (dir && !found && (d = readdir(dir)) != NULL) {
		found = strncmp(d->d_name, want, strlen(want)) == 0;
		for (size_t i = 0; found && i < 4; i++)
			found = !ends_with(d->d_name, others[i]);
		if (found)
			found = snprintf(out, STORE_PATH_MAX, "%s/%s", folder,
				    d->d_name) < STORE_PATH_MAX;
	}
	if (dir)
		closedir(dir);
	return found;
}

enum err
store_before_each(const char *file, int64_t after,
    bool (*fn)(void *arg, int64_t n, const void *box, size_t len), void *arg,
    struct errinfo *e)
{
	sqlite3 *from = NULL;
	sqlite3_stmt *s = NULL;
	enum err code = store_file_check(file, e);
	int rc = SQLITE_OK;

	if (code != ERR_OK)
		return code;
	if (!store_aside_open(&from, file))
		rc = SQLITE_CANTOPEN;
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(from,
		    "SELECT n,box FROM outbox WHERE state&7 AND n>?1 AND box "
		    "IS NOT NULL ORDER BY n",
		    -1, &s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(s, 1, after);
	while (rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW &&
	       fn(arg, sqlite3_column_int64(s, 0), sqlite3_column_blob(s, 1),
		   (size_t)sqlite3_column_bytes(s, 1)))
		;
	sqlite3_finalize(s);
	sqlite3_close(from);
	return rc == SQLITE_OK
		   ? ERR_OK
		   : err_set(e, ERR_CORRUPT,
			 "What waited here before cannot be read. It is kept: "
			 "tell your administrator.");
}

enum err
store_before_done(const char *file, struct errinfo *e)
{
	char to[STORE_PATH_MAX + 16];

	snprintf(to, sizeof(to), "%s" SENT, file);
	return store_file_rename(file, to, e);
}
