/* store_hand.c - what waits here or was refused, handed on in a file (promise 2):
 * the second seal of each row of the outbox, as it was written, which only the
 * office opens. No passphrase is needed, and no whole store: what was set aside
 * as damaged is read as far as it can be. */
#include "store_in.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

struct hand {
	struct buf *out;
	struct store_handed *did;
	struct id *seen; /* write ids; one that stands in two files goes once */
	size_t seen_count, seen_cap;
};

static bool
is_seen(struct hand *h, const struct id *write)
{
	for (size_t i = 0; i < h->seen_count; i++) {
		if (id_equal(&h->seen[i], write))
			return true;
	}
	return false;
}

static void
add(struct hand *h, const struct id *write, const void *box, size_t len)
{
	if (is_seen(h, write))
		return;
	if (h->seen_count == h->seen_cap) {
		h->seen_cap = h->seen_cap ? h->seen_cap * 2 : 64;
		h->seen = mem_grow(h->seen, h->seen_cap, sizeof(*h->seen));
	}
	h->seen[h->seen_count++] = *write;
	if (!box || len == 0) {
		h->did->unsealed++;
		return;
	}
	h->did->count++;
	seal_base64(h->out, box, len);
	buf_addc(h->out, '\n');
}

/* The result code of the last step: SQLITE_DONE when all was read. */
static int
read_rows(struct hand *h, sqlite3 *from, const char *order)
{
	sqlite3_stmt *s = NULL;
	char sql[120];
	int rc;

	snprintf(sql, sizeof(sql),
	    "SELECT write_id,box FROM outbox WHERE state&7 ORDER BY n %s",
	    order);
	rc = sqlite3_prepare_v2(from, sql, -1, &s, NULL);
	while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		struct id write = sql_col_id(s, 0);
		const void *box = sqlite3_column_blob(s, 1);

		add(h, &write, box, (size_t)sqlite3_column_bytes(s, 1));
		rc = SQLITE_OK;
	}
	sqlite3_finalize(s);
	return rc;
}

/* A file beside the stores: the store of this person, or what is left of one. */
static enum err
read_file(struct hand *h, const char *path, struct errinfo *e)
{
	sqlite3 *from = NULL;
	int rc = SQLITE_CANTOPEN;

	/* One odd file is no reason to hand nothing on. */
	if (store_file_check(path, NULL) != ERR_OK) {
		h->did->damaged++;
		return ERR_OK;
	}
	if (store_aside_open(&from, path))
		rc = read_rows(h, from, "ASC");
	/* What lies beyond a damaged page is read from the other end. */
	if (rc != SQLITE_DONE && rc != SQLITE_BUSY && rc != SQLITE_CANTOPEN)
		read_rows(h, from, "DESC");
	sqlite3_close(from);
	if (rc == SQLITE_BUSY)
		return err_set(e, ERR_BUSY,
		    "haven is open for this person on this device. Hand on "
		    "from its outbox (F6), or close it first.");
	h->did->damaged += rc != SQLITE_DONE;
	return ERR_OK;
}

/* "sam@...": of this person, and neither a journal nor a certificate. */
static bool
is_of(const char *file, const char *sign_in)
{
	static const char *const others[] = { "-wal", "-shm", "-journal",
		".pem", ".new" };
	size_t len = strlen(file), name = strlen(sign_in);

	if (strncasecmp(file, sign_in, name) != 0 || file[name] != '@')
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t end = strlen(others[i]);

		if (len > end && strcmp(file + len - end, others[i]) == 0)
			return false;
	}
	return strstr(file + name, STORE_SUFFIX) != NULL;
}

static enum err
finish(struct hand *h, struct errinfo *e)
{
	mem_free_wiped(h->seen, h->seen_cap * sizeof(*h->seen));
	return h->out->failed
		   ? err_set(e, ERR_TOO_BIG,
			 "There is more here than one file of this kind takes. "
			 "Nothing was written; ring the office.")
		   : ERR_OK;
}

enum err
store_hand_on(struct store *st, struct buf *out, struct store_handed *did,
    struct errinfo *e)
{
	struct hand h = { .out = out, .did = did };
	int rc;

	*did = (struct store_handed){ 0 };
	buf_adds(out, WIRE_HANDED "\n");
	rc = read_rows(&h, st->h, "ASC");
	did->damaged = rc != SQLITE_DONE;
	return finish(&h, e);
}

enum err
store_hand_on_closed(const char *data_dir, const char *sign_in, struct buf *out,
    struct store_handed *did, struct errinfo *e)
{
	struct hand h = { .out = out, .did = did };
	char path[STORE_PATH_MAX];
	DIR *dir = opendir(data_dir);
	struct dirent *d;
	enum err code = ERR_OK, end;
	bool any = false;

	*did = (struct store_handed){ 0 };
	buf_adds(out, WIRE_HANDED "\n");
	while (dir && code == ERR_OK && (d = readdir(dir)) != NULL) {
		if (!is_of(d->d_name, sign_in) ||
		    snprintf(path, sizeof(path), "%s/%s", data_dir,
			d->d_name) >= (int)sizeof(path))
			continue;
		any = true;
		code = read_file(&h, path, e);
	}
	if (dir)
		closedir(dir);
	end = finish(&h, code == ERR_OK ? e : NULL);
	if (code == ERR_OK && end == ERR_OK && !any)
		code = err_set(e, ERR_NOT_FOUND,
		    "Nobody with this sign-in name has a store on this "
		    "device.");
	return code == ERR_OK ? end : code;
}

enum err
store_handed_write(const char *path, const struct buf *text,
    const struct store_handed *did, struct buf *says, struct errinfo *e)
{
	enum err code;

	if (did->count == 0 && did->unsealed == 0)
		return err_set(e, ERR_NOT_FOUND,
		    did->damaged ? "Nothing can be read of what waits here. "
				   "Nothing was written; keep this device as "
				   "it is, and ring the office."
				 : "Nothing waits here, so there is nothing to "
				   "hand on.");
	if (did->count == 0)
		return err_set(e, ERR_NOT_FOUND,
		    "What waits here was written before this device knew the "
		    "office's key: it cannot be handed on in a file.");
	code = seal_file_write(path, buf_str(text), text->len, e);
	if (code == ERR_CONFLICT)
		return err_set(e, ERR_CONFLICT,
		    "There is a file %s already, and nothing is written over "
		    "it. Name another one, or try again.",
		    path);
	if (code != ERR_OK)
		return code;
	buf_addf(says,
	    "%zu piece%s of your writing %s in %s. Only the office can open "
	    "it: bring it to your administrator. Nothing was taken out of the "
	    "outbox.",
	    did->count, did->count == 1 ? "" : "s",
	    did->count == 1 ? "is" : "are", path);
	if (did->unsealed)
		buf_addf(says,
		    " %zu more cannot be handed on like this: they were "
		    "written before this device knew the office's key.",
		    did->unsealed);
	if (did->damaged)
		buf_adds(says,
		    " Some of what lies here could not be read: keep this "
		    "device as it is, and tell your administrator.");
	return ERR_OK;
}
