/* backup_file.c - one sealed file of a backup (backup.h). */
#include "backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json.h"
#include "mem.h"

#define FORMAT "haven-backup-1"
#define LINE_MAX_BYTES 80
#define PIECE (256u * 1024) /* bytes of clear text in one */
#define PIECE_MAX (PIECE + SEAL_OVERHEAD)
#define MANIFEST_MAX 8192
#define PARTS_BYTES_MAX (INT64_C(1) << 50)

const char *
backup_word(enum backup_what what)
{
	return what == BACKUP_DATA ? "data" : "keys";
}

void
backup_key(uint8_t out[SEAL_KEY], const uint8_t master[SEAL_KEY])
{
	seal_subkey(out, master, BACKUP_SUBKEY);
}

static enum err
failed(const char *what, const char *path, struct errinfo *e)
{
	bool is_full = errno == ENOSPC || errno == EDQUOT;

	return err_set(e,
	    is_full           ? ERR_FULL
	    : errno == ENOENT ? ERR_NOT_FOUND
	    : errno == EEXIST ? ERR_CONFLICT
			      : ERR_IO,
	    "%.120s cannot be %s: %s. The store was not touched.", path, what,
	    strerror(errno));
}

bool
backup_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool is_synced = fd >= 0 && fsync(fd) == 0;
	int number = errno;

	if (fd >= 0)
		(void)close(fd);
	errno = number;
	return is_synced;
}

static bool
read_full(int fd, void *out, size_t len, size_t *got)
{
	*got = 0;
	while (*got < len) {
		ssize_t n = read(fd, (char *)out + *got, len - *got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return true;
}

static bool
write_full(int fd, const void *bytes, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = write(fd, (const char *)bytes + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* ---- the manifest ---- */

static void
print_manifest(struct buf *out, const struct backup_manifest *m)
{
	struct jw w = JW_INIT(out);
	char hex[SEAL_HASH * 2 + 1];

	jw_open(&w, NULL);
	jw_text(&w, "what", backup_word(m->what));
	jw_text(&w, "id", m->id.s);
	jw_int(&w, "made", m->made_ms);
	jw_int(&w, "tables", m->tables);
	jw_text(&w, "generation", m->generation);
	jw_int(&w, "rows", m->rows);
	jw_text(&w, "head", m->head);
	jw_int(&w, "seq", m->seq);
	jw_int(&w, "files", m->files);
	jw_int(&w, "records", m->records);
	jw_int(&w, "versions", m->versions);
	jw_int(&w, "staff", m->staff);
	jw_int(&w, "keys", m->keys);
	jw_int(&w, "destroyed", m->destroyed);
	jw_open_list(&w, "parts");
	for (size_t i = 0; i < m->part_count; i++) {
		jw_open(&w, NULL);
		jw_text(&w, "name", m->parts[i].name);
		jw_int(&w, "bytes", m->parts[i].bytes);
		seal_hex(hex, m->parts[i].hash, SEAL_HASH);
		jw_text(&w, "hash", hex);
		jw_close(&w);
	}
	jw_close_list(&w);
	jw_close(&w);
}

static bool
take(char *out, size_t size, const struct json *o, const char *key)
{
	const char *s = json_text_of(o, key, "");

	snprintf(out, size, "%s", s);
	return strlen(s) < size;
}

/* A plain name: it cannot lead out of the folder it is put into. */
static bool
take_part(struct backup_part *p, const struct json *o)
{
	p->bytes = json_int_of(o, "bytes", -1);
	return take(p->name, sizeof(p->name), o, "name") &&
	       p->name[0] != '\0' && p->name[0] != '.' &&
	       p->name[strspn(p->name, "abcdefghijklmnopqrstuvwxyz.-")] ==
		   '\0' &&
	       p->bytes >= 0 && p->bytes <= PARTS_BYTES_MAX &&
	       seal_unhex(p->hash, SEAL_HASH, json_text_of(o, "hash", NULL));
}

static bool
take_manifest(struct backup_manifest *m, const struct json *o)
{
	const struct json *parts = json_get(o, "parts");

	m->made_ms = json_int_of(o, "made", 0);
	m->tables = json_int_of(o, "tables", 0);
	m->rows = json_int_of(o, "rows", -1);
	m->seq = json_int_of(o, "seq", -1);
	m->files = json_int_of(o, "files", 0);
	m->records = json_int_of(o, "records", 0);
	m->versions = json_int_of(o, "versions", 0);
	m->staff = json_int_of(o, "staff", 0);
	m->keys = json_int_of(o, "keys", 0);
	m->destroyed = json_int_of(o, "destroyed", 0);
	if (!take(m->generation, sizeof(m->generation), o, "generation") ||
	    !take(m->head, sizeof(m->head), o, "head") ||
	    strcmp(json_text_of(o, "what", ""), backup_word(m->what)) != 0 ||
	    strcmp(json_text_of(o, "id", ""), m->id.s) != 0 ||
	    m->made_ms <= 0 || json_count(parts) > BACKUP_PARTS_MAX)
		return false;
	for (const struct json *n = json_first(parts); n; n = json_next(n))
		if (!take_part(&m->parts[m->part_count++], n))
			return false;
	return m->part_count > 0;
}

/* ---- pieces ---- */

/* A file on its way out or in. */
struct run {
	const char *path;
	const uint8_t *key;
	int fd;
	char line[LINE_MAX_BYTES];
	int64_t number; /* of the next piece */
	struct buf ad, sealed, clear;
	struct errinfo *e;
};

static void
run_init(struct run *r, const char *path, const uint8_t *key, struct errinfo *e)
{
	*r = (struct run){ .path = path, .key = key, .fd = -1, .e = e };
	buf_init(&r->ad, LINE_MAX_BYTES + 64);
	buf_init(&r->sealed, PIECE_MAX + 4);
	buf_init(&r->clear, PIECE);
}

static void
run_done(struct run *r)
{
	if (r->fd >= 0)
		(void)close(r->fd);
	buf_done(&r->ad);
	buf_done(&r->sealed);
	buf_done(&r->clear);
}

static void
bind_piece(struct run *r, bool is_last)
{
	buf_clear(&r->ad);
	buf_addf(&r->ad, "%s%" PRId64 "\n%s\n", r->line, r->number++,
	    is_last ? "last" : "more");
}

static enum err
put_piece(struct run *r, const void *bytes, size_t len, bool is_last)
{
	uint8_t head[4];
	enum err code;

	bind_piece(r, is_last);
	buf_clear(&r->sealed);
	code = seal_close(
	    &r->sealed, r->key, r->ad.data, r->ad.len, bytes, len, r->e);
	if (code != ERR_OK)
		return code;
	for (int i = 0; i < 4; i++)
		head[i] = (uint8_t)(r->sealed.len >> (24 - 8 * i));
	if (!write_full(r->fd, head, sizeof(head)) ||
	    !write_full(r->fd, r->sealed.data, r->sealed.len))
		return failed("written", r->path, r->e);
	return ERR_OK;
}

static enum err
cut_short(struct run *r)
{
	return err_set(r->e, ERR_CORRUPT,
	    "%.120s was cut short or damaged: it is no whole backup. Use "
	    "another one; keep this file as it is.",
	    r->path);
}

static enum err
get_piece(struct run *r, bool is_last)
{
	uint8_t head[4];
	uint8_t *bytes;
	size_t got, len = 0;
	enum err code = ERR_OK;

	if (!read_full(r->fd, head, sizeof(head), &got))
		return failed("read", r->path, r->e);
	for (int i = 0; i < 4; i++)
		len = len << 8 | head[i];
	if (got != sizeof(head) || len < SEAL_OVERHEAD || len > PIECE_MAX)
		return cut_short(r);
	bytes = mem_alloc(len);
	bind_piece(r, is_last);
	buf_clear(&r->clear);
	if (!read_full(r->fd, bytes, len, &got))
		code = failed("read", r->path, r->e);
	else if (got != len)
		code = cut_short(r);
	else if (seal_open(&r->clear, r->key, r->ad.data, r->ad.len, bytes, len,
		     NULL) != ERR_OK)
		code = err_set(r->e, ERR_CRYPTO,
		    "The seal of %.120s does not hold: it was changed, or it "
		    "was made under another master key. Use another backup, "
		    "or the recovery sheet that belongs to this one.",
		    r->path);
	free(bytes);
	return code;
}

/* ---- writing ---- */

/* One part: its hash and length (fd < 0 in r: no more than that), or its pieces. */
static enum err
walk_part(struct run *r, const char *from, struct backup_part *p,
    struct seal_hasher *h, bool is_final)
{
	uint8_t *bytes = mem_alloc(PIECE);
	int fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err code = ERR_OK;
	int64_t done = 0;
	size_t got = 0;

	if (fd < 0)
		code = failed("read", from, r->e);
	do {
		if (code == ERR_OK && !read_full(fd, bytes, PIECE, &got))
			code = failed("read", from, r->e);
		if (code != ERR_OK)
			break;
		done += (int64_t)got;
		if (h != NULL)
			seal_hasher_add(h, bytes, got);
		else
			code = put_piece(
			    r, bytes, got, is_final && done >= p->bytes);
	} while (code == ERR_OK &&
		 (h != NULL ? got == PIECE : done < p->bytes && got > 0));
	if (code == ERR_OK && h != NULL)
		p->bytes = done;
	if (code == ERR_OK && done != p->bytes)
		code = err_set(r->e, ERR_CONFLICT,
		    "%.120s changed while it was copied. Nothing was made; "
		    "try again.",
		    from);
	if (fd >= 0)
		(void)close(fd);
	mem_free_wiped(bytes, PIECE);
	return code;
}

static enum err
hash_parts(struct run *r, struct backup_manifest *m, const char *const *from)
{
	enum err code = ERR_OK;

	for (size_t i = 0; i < m->part_count && code == ERR_OK; i++) {
		struct seal_hasher *h = seal_hasher_new();

		code = walk_part(r, from[i], &m->parts[i], h, false);
		seal_hasher_end(h, m->parts[i].hash);
	}
	return code;
}

static enum err
write_all_of(struct run *r, struct backup_manifest *m, const char *const *from)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	enum err code = hash_parts(r, m, from);

	print_manifest(&text, m);
	if (code == ERR_OK && text.failed)
		code = err_set(r->e, ERR_BUG, "A manifest is too long.");
	if (code == ERR_OK && !write_full(r->fd, r->line, strlen(r->line)))
		code = failed("written", r->path, r->e);
	if (code == ERR_OK)
		code = put_piece(r, text.data, text.len, false);
	for (size_t i = 0; i < m->part_count && code == ERR_OK; i++)
		code = walk_part(
		    r, from[i], &m->parts[i], NULL, i + 1 == m->part_count);
	/* Once, and never again: what an fsync refused is not asked anew. */
	if (code == ERR_OK && fsync(r->fd) != 0)
		code = failed("written", r->path, r->e);
	buf_done(&text);
	return code;
}

static bool
sync_folder_of(const char *path)
{
	char dir[BACKUP_PATH_MAX];
	char *slash;

	snprintf(dir, sizeof(dir), "%s", path);
	slash = strrchr(dir, '/');
	if (slash == NULL)
		return backup_sync(".");
	slash[slash == dir ? 1 : 0] = '\0';
	return backup_sync(dir);
}

enum err
backup_write(const char *path, const uint8_t key[SEAL_KEY],
    struct backup_manifest *m, const char *const *from, struct errinfo *e)
{
	char part[BACKUP_PATH_MAX + 8];
	struct run r;
	enum err code;

	run_init(&r, path, key, e);
	snprintf(part, sizeof(part), "%s.part", path);
	snprintf(r.line, sizeof(r.line), FORMAT " %s %s\n",
	    backup_word(m->what), m->id.s);
	if (access(path, F_OK) == 0) {
		errno = EEXIST;
		return failed("made", path, e);
	}
	r.fd = open(
	    part, O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);
	if (r.fd < 0) {
		code = failed("made", part, e);
		run_done(&r);
		return code;
	}
	code = write_all_of(&r, m, from);
	if (close(r.fd) != 0 && code == ERR_OK)
		code = failed("written", path, e);
	r.fd = -1;
	if (code == ERR_OK &&
	    (rename(part, path) != 0 || !sync_folder_of(path)))
		code = failed("given its name", path, e);
	if (code != ERR_OK)
		(void)unlink(part);
	run_done(&r);
	return code;
}

/* ---- reading ---- */

static enum err
read_line(struct run *r, struct backup_manifest *m)
{
	char words[2][40];
	size_t got = 0;

	do {
		size_t one;

		if (got + 1 >= sizeof(r->line) ||
		    !read_full(r->fd, r->line + got, 1, &one) || one != 1)
			break;
	} while (r->line[got++] != '\n');
	r->line[got] = '\0';
	if (sscanf(r->line, FORMAT " %39s %39s", words[0], words[1]) == 2 &&
	    got > 0 && r->line[got - 1] == '\n' && id_parse(&m->id, words[1])) {
		for (int i = 0; i < 2; i++) {
			m->what = (enum backup_what)i;
			if (strcmp(words[0], backup_word(m->what)) == 0)
				return ERR_OK;
		}
	}
	return err_set(r->e, ERR_SYNTAX,
	    "%.120s is no backup of haven. Give the path of a file that "
	    "havend backup made.",
	    r->path);
}

static enum err
read_manifest(struct run *r, struct backup_manifest *m)
{
	struct json *o = NULL;
	enum err code;

	*m = (struct backup_manifest){ 0 };
	r->fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (r->fd < 0)
		return failed("read", r->path, r->e);
	code = read_line(r, m);
	if (code == ERR_OK)
		code = get_piece(r, false);
	if (code != ERR_OK)
		return code;
	if (json_parse(&o, buf_str(&r->clear), r->clear.len, MANIFEST_MAX,
		NULL) != ERR_OK ||
	    !take_manifest(m, o))
		code = cut_short(r);
	json_free(o);
	return code;
}

enum err
backup_read_manifest(const char *path, const uint8_t key[SEAL_KEY],
    struct backup_manifest *m, struct errinfo *e)
{
	struct run r;
	enum err code;

	run_init(&r, path, key, e);
	code = read_manifest(&r, m);
	run_done(&r);
	return code;
}

/* One part, to fd (or nowhere, -1). */
static enum err
read_part(struct run *r, const struct backup_part *p, int fd, bool is_final)
{
	struct seal_hasher *h = seal_hasher_new();
	uint8_t hash[SEAL_HASH];
	enum err code = ERR_OK;
	int64_t done = 0;

	do {
		int64_t left = p->bytes - done;

		code = get_piece(r, is_final && left <= (int64_t)PIECE);
		if (code == ERR_OK &&
		    (int64_t)r->clear.len !=
			(left < (int64_t)PIECE ? left : (int64_t)PIECE))
			code = cut_short(r);
		if (code != ERR_OK)
			break;
		done += (int64_t)r->clear.len;
		seal_hasher_add(h, r->clear.data, r->clear.len);
		if (fd >= 0 && !write_full(fd, r->clear.data, r->clear.len))
			code = failed("unpacked", r->path, r->e);
	} while (code == ERR_OK && done < p->bytes);
	seal_hasher_end(h, hash);
	if (code == ERR_OK && !seal_equal(hash, p->hash, SEAL_HASH))
		code = cut_short(r);
	return code;
}

static enum err
read_part_into(
    struct run *r, const struct backup_part *p, const char *path, bool is_final)
{
	int fd = open(
	    path, O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);
	enum err code;

	if (fd < 0)
		return failed("made", path, r->e);
	code = read_part(r, p, fd, is_final);
	if (code == ERR_OK && fsync(fd) != 0)
		code = failed("written", path, r->e);
	if (close(fd) != 0 && code == ERR_OK)
		code = failed("written", path, r->e);
	if (code != ERR_OK)
		(void)unlink(path);
	return code;
}

static bool
is_at_end(int fd)
{
	char byte;
	size_t got;

	return read_full(fd, &byte, 1, &got) && got == 0;
}

enum err
backup_read(const char *path, const uint8_t key[SEAL_KEY], const char *into,
    const char *before, struct backup_manifest *m, struct errinfo *e)
{
	char to[BACKUP_PATH_MAX + 64];
	struct run r;
	enum err code;
	size_t made = 0;

	run_init(&r, path, key, e);
	code = read_manifest(&r, m);
	for (size_t i = 0; i < m->part_count && code == ERR_OK; i++) {
		bool is_final = i + 1 == m->part_count;

		snprintf(to, sizeof(to), "%s/%s%s", into ? into : "",
		    before ? before : "", m->parts[i].name);
		code = into ? read_part_into(&r, &m->parts[i], to, is_final)
			    : read_part(&r, &m->parts[i], -1, is_final);
		made += code == ERR_OK;
	}
	if (code == ERR_OK && !is_at_end(r.fd))
		code = cut_short(&r);
	for (size_t i = 0; i < made && code != ERR_OK && into; i++) {
		snprintf(to, sizeof(to), "%s/%s%s", into, before ? before : "",
		    m->parts[i].name);
		(void)unlink(to);
	}
	run_done(&r);
	return code;
}
