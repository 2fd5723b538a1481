/* closure_file.c - the sealed file of a closure pack, its keys, and the archive in
 * it (closure.h). The archive is a plain ustar: names of ours are short, so no
 * extension is needed, and every tar there ever was reads it. */
#include "closure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "seal_stream.h"
#include "when.h"

#define MAGIC "haven-closure-1\n"
#define MAGIC_LEN (sizeof(MAGIC) - 1)
#define BOX_LEN (SEAL_KEY + SEAL_PUBLIC_OVERHEAD)
#define PIECE (64u * 1024)
#define PIECE_MAX (PIECE + SEAL_STREAM_OVERHEAD)
#define BLOCK 512
#define NAME_MAX_BYTES 99
#define SECRET_LINE "haven-closure-secret-1 "
#define PUBLIC_LINE "haven-closure-public-1 "

static enum err
failed(const char *what, const char *path, struct errinfo *e)
{
	bool is_full = errno == ENOSPC || errno == EDQUOT;

	return err_set(e,
	    is_full           ? ERR_FULL
	    : errno == ENOENT ? ERR_NOT_FOUND
	    : errno == EEXIST ? ERR_CONFLICT
			      : ERR_IO,
	    "%.200s cannot be %s: %s. Nothing else was changed.", path, what,
	    strerror(errno));
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

/* ---- keys ---- */

static enum err
write_key(const char *path, const char *line, const uint8_t key[SEAL_KEY],
    struct errinfo *e)
{
	char hex[SEAL_KEY * 2 + 1], text[120];
	enum err err;
	int n;

	seal_hex(hex, key, SEAL_KEY);
	n = snprintf(text, sizeof(text), "%s%s\n", line, hex);
	err = seal_file_write(path, text, (size_t)n, e);
	seal_wipe(hex, sizeof(hex));
	seal_wipe(text, sizeof(text));
	return err;
}

static enum err
read_key(uint8_t out[SEAL_KEY], const char *path, const char *line,
    struct errinfo *e)
{
	char text[120] = "";
	size_t got = 0, at = strlen(line), want = at + SEAL_KEY * 2 + 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool is = fd >= 0 && read_full(fd, text, sizeof(text) - 1, &got);
	enum err err = is ? ERR_OK : failed("read", path, e);

	if (fd >= 0)
		(void)close(fd);
	if (is && got > 0 && text[got - 1] == '\n')
		text[--got] = '\0';
	is = is && got == want - 1 && memcmp(text, line, at) == 0 &&
	     seal_unhex(out, SEAL_KEY, text + at);
	if (err == ERR_OK && !is)
		err = err_set(e, ERR_INVALID,
		    "%.200s holds no %s of a custodian (havend closure-key "
		    "makes one). Nothing was changed.",
		    path,
		    strcmp(line, SECRET_LINE) == 0 ? "secret key"
						   : "public key");
	seal_wipe(text, sizeof(text));
	return err;
}

void
closure_fingerprint(const uint8_t key[SEAL_PUBLIC], struct buf *out)
{
	const struct seal_part part = { key, SEAL_PUBLIC };
	uint8_t hash[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];

	seal_hash(hash, NULL, &part, 1);
	seal_hex(hex, hash, sizeof(hash));
	buf_addf(out, "%.4s %.4s %.4s %.4s %.4s", hex, hex + 4, hex + 8,
	    hex + 12, hex + 16);
}

enum err
closure_key_make(const char *path, struct buf *fingerprint, struct errinfo *e)
{
	uint8_t *secret = seal_key_empty();
	uint8_t public_key[SEAL_PUBLIC];
	struct buf name = BUF_INIT(4200);
	enum err err;

	seal_box_new(public_key, secret);
	buf_addf(&name, "%s.pub", path);
	err = write_key(path, SECRET_LINE, secret, e);
	if (err == ERR_OK)
		err = write_key(buf_str(&name), PUBLIC_LINE, public_key, e);
	if (err == ERR_OK)
		closure_fingerprint(public_key, fingerprint);
	seal_key_free(secret);
	buf_done(&name);
	return err;
}

enum err
closure_key_public(
    uint8_t out[SEAL_PUBLIC], const char *path, struct errinfo *e)
{
	return read_key(out, path, PUBLIC_LINE, e);
}

/* ---- sealing ---- */

struct closure_out {
	int fd;
	struct seal_stream *stream;
	struct buf clear; /* of the next piece */
	char path[4200];
};

static enum err
write_piece(struct closure_out *o, bool is_last, struct errinfo *e)
{
	struct buf sealed = BUF_INIT(PIECE_MAX);
	uint8_t head[4];
	enum err err = seal_stream_push(
	    o->stream, buf_str(&o->clear), o->clear.len, is_last, &sealed, e);

	for (int i = 0; i < 4; i++)
		head[i] = (uint8_t)(sealed.len >> (24 - 8 * i));
	if (err == ERR_OK && (!write_full(o->fd, head, sizeof(head)) ||
				 !write_full(o->fd, sealed.data, sealed.len)))
		err = failed("written", o->path, e);
	buf_clear(&o->clear);
	buf_done(&sealed);
	return err;
}

static enum err
add(struct closure_out *o, const void *bytes, size_t len, struct errinfo *e)
{
	const char *at = bytes;
	enum err err = ERR_OK;

	while (len > 0 && err == ERR_OK) {
		size_t n = PIECE - o->clear.len;

		n = n < len ? n : len;
		buf_add(&o->clear, at, n);
		at += n;
		len -= n;
		if (o->clear.len == PIECE)
			err = write_piece(o, false, e);
	}
	return err;
}

static enum err
write_head(struct closure_out *o, const uint8_t custodian[SEAL_PUBLIC],
    struct errinfo *e)
{
	struct buf box = BUF_INIT(BOX_LEN);
	uint8_t head[SEAL_STREAM_HEAD], *key = seal_key_new();
	enum err err = seal_box_close(&box, custodian, key, SEAL_KEY, e);

	o->stream = seal_stream_new(key, head);
	if (err == ERR_OK && (!write_full(o->fd, MAGIC, MAGIC_LEN) ||
				 !write_full(o->fd, box.data, box.len) ||
				 !write_full(o->fd, head, sizeof(head))))
		err = failed("written", o->path, e);
	seal_key_free(key);
	buf_done(&box);
	return err;
}

enum err
closure_out_begin(struct closure_out **out, const char *path,
    const uint8_t custodian[SEAL_PUBLIC], struct errinfo *e)
{
	struct closure_out *o = mem_zalloc(1, sizeof(*o));
	enum err err;

	*out = NULL;
	buf_init(&o->clear, PIECE);
	snprintf(o->path, sizeof(o->path), "%s", path);
	o->fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (o->fd < 0) {
		err = failed("made", path, e);
		mem_free_wiped(o, sizeof(*o));
		return err;
	}
	err = write_head(o, custodian, e);
	if (err == ERR_OK)
		*out = o;
	else
		(void)closure_out_end(o, false, NULL);
	return err;
}

/* In octal, with a NUL at its end. */
static void
put_octal(char *to, size_t size, uint64_t n)
{
	to[size - 1] = '\0';
	for (size_t i = size - 1; i-- > 0; n >>= 3)
		to[i] = (char)('0' + (n & 7));
}

enum err
closure_out_member(struct closure_out *o, const char *name, const void *bytes,
    size_t len, struct errinfo *e)
{
	static const char zeroes[BLOCK];
	char h[BLOCK] = "";
	unsigned sum = 0;
	enum err err;

	if (strlen(name) > NAME_MAX_BYTES || len > 077777777777u)
		return err_set(e, ERR_BUG,
		    "A member of the pack has too long a name, or is too big.");
	memcpy(h, name, strlen(name));
	put_octal(h + 100, 8, 0600);
	put_octal(h + 108, 8, 0);
	put_octal(h + 116, 8, 0);
	put_octal(h + 124, 12, len);
	put_octal(h + 136, 12, (uint64_t)(clock_ms() / 1000));
	memset(h + 148, ' ', 8);
	h[156] = '0';
	memcpy(h + 257, "ustar\00000", 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)h[i];
	put_octal(h + 148, 7, sum);
	h[155] = ' ';
	err = add(o, h, BLOCK, e);
	if (err == ERR_OK)
		err = add(o, bytes, len, e);
	if (err == ERR_OK && len % BLOCK != 0)
		err = add(o, zeroes, BLOCK - len % BLOCK, e);
	return err;
}

enum err
closure_out_end(struct closure_out *o, bool is_whole, struct errinfo *e)
{
	static const char zeroes[2 * BLOCK];
	enum err err = ERR_OK;

	if (o == NULL)
		return ERR_OK;
	if (is_whole) {
		err = add(o, zeroes, sizeof(zeroes), e);
		if (err == ERR_OK)
			err = write_piece(o, true, e);
		if (err == ERR_OK && fsync(o->fd) != 0)
			err = failed("written", o->path, e);
	}
	if (close(o->fd) != 0 && err == ERR_OK && is_whole)
		err = failed("written", o->path, e);
	if (!is_whole || err != ERR_OK)
		(void)unlink(o->path);
	seal_stream_free(o->stream);
	buf_done(&o->clear);
	mem_free_wiped(o, sizeof(*o));
	return err;
}

/* ---- opening ---- */

struct closure_in {
	int fd, to;
	const char *pack;
	struct seal_stream *stream;
	uint8_t *secret;
};

static enum err
no_pack(const struct closure_in *in, struct errinfo *e)
{
	return err_set(e, ERR_CRYPTO,
	    "%.200s cannot be opened: it is no closure pack, is sealed to "
	    "another key, or was changed or cut. Keep it as it is.",
	    in->pack);
}

static enum err
read_head(struct closure_in *in, struct errinfo *e)
{
	uint8_t head[MAGIC_LEN + BOX_LEN + SEAL_STREAM_HEAD];
	uint8_t public_key[SEAL_PUBLIC];
	struct buf key = BUF_INIT(SEAL_KEY);
	size_t got;
	enum err err = ERR_OK;

	if (!read_full(in->fd, head, sizeof(head), &got))
		return failed("read", in->pack, e);
	seal_box_public(public_key, in->secret);
	if (got != sizeof(head) || memcmp(head, MAGIC, MAGIC_LEN) != 0 ||
	    seal_box_open(&key, public_key, in->secret, head + MAGIC_LEN,
		BOX_LEN, NULL) != ERR_OK ||
	    key.len != SEAL_KEY)
		err = no_pack(in, e);
	if (err == ERR_OK) {
		in->stream = seal_stream_of(
		    (uint8_t *)key.data, head + MAGIC_LEN + BOX_LEN);
		if (in->stream == NULL)
			err = no_pack(in, e);
	}
	buf_done(&key);
	return err;
}

static enum err
read_piece(struct closure_in *in, bool *is_last, struct errinfo *e)
{
	struct buf clear = BUF_INIT(PIECE);
	uint8_t head[4], *bytes = mem_alloc(PIECE_MAX);
	size_t got = 0, len = 0;
	enum err err = ERR_OK;

	if (!read_full(in->fd, head, sizeof(head), &got))
		err = failed("read", in->pack, e);
	for (size_t i = 0; i < got && i < 4; i++)
		len = len << 8 | head[i];
	if (err == ERR_OK &&
	    (got != 4 || len > PIECE_MAX ||
		!read_full(in->fd, bytes, len, &got) || got != len ||
		seal_stream_pull(
		    in->stream, bytes, len, is_last, &clear, NULL) != ERR_OK))
		err = no_pack(in, e);
	if (err == ERR_OK && !write_full(in->to, clear.data, clear.len))
		err = failed("written", "What is in the pack", e);
	mem_free_wiped(bytes, PIECE_MAX);
	buf_done(&clear);
	return err;
}

enum err
closure_open(
    const char *pack, const char *key_path, const char *to, struct errinfo *e)
{
	struct closure_in in = { .pack = pack, .to = -1 };
	bool is_last = false;
	uint8_t more;
	size_t got = 0;
	enum err err;

	in.secret = seal_key_empty();
	in.fd = open(pack, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	err = in.fd < 0 ? failed("read", pack, e) : ERR_OK;
	if (err == ERR_OK)
		err = read_key(in.secret, key_path, SECRET_LINE, e);
	if (err == ERR_OK)
		err = read_head(&in, e);
	if (err == ERR_OK) {
		in.to = open(to,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
		err = in.to < 0 ? failed("made", to, e) : ERR_OK;
	}
	while (err == ERR_OK && !is_last)
		err = read_piece(&in, &is_last, e);
	/* Nothing stands after the last piece. */
	if (err == ERR_OK && (!read_full(in.fd, &more, 1, &got) || got != 0))
		err = no_pack(&in, e);
	if (err == ERR_OK && fsync(in.to) != 0)
		err = failed("written", to, e);
	if (in.to >= 0)
		(void)close(in.to);
	if (in.to >= 0 && err != ERR_OK)
		(void)unlink(to);
	if (in.fd >= 0)
		(void)close(in.fd);
	seal_stream_free(in.stream);
	seal_key_free(in.secret);
	return err;
}
