/* sync_office.h - an office for the tests of the client: answers as docs/SYNC.md
 * has them, made of parts, and a store to take them over. */
#ifndef HAVEN_SYNC_OFFICE_H
#define HAVEN_SYNC_OFFICE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "store.h"
#include "sync.h"

#define STAFF "00000000-0000-7000-8000-00000000005a"
#define DEVICE "00000000-0000-7000-8000-0000000000de"
#define FILE_A "00000000-0000-7000-8000-00000000f11a"
#define FILE_B "00000000-0000-7000-8000-00000000f11b"
#define RECORD_1 "00000000-0000-7000-8000-000000000001"
#define RECORD_2 "00000000-0000-7000-8000-000000000002"
#define WRITE_1 "00000000-0000-7000-8000-0000000000a1"
#define WRITE_2 "00000000-0000-7000-8000-0000000000a2"
#define WRITE_3 "00000000-0000-7000-8000-0000000000a3"
#define LOOK_1 "00000000-0000-7000-8000-0000000000b1"
#define HEAD_0 \
	"0000000000000000000000000000000000000000000000000000000000000000"
#define HEAD_1 \
	"1111111111111111111111111111111111111111111111111111111111111111"
#define PASSPHRASE "four plain words for a test"
#define OFFICE_ME                                                            \
	"{\"staff\":\"" STAFF "\",\"name\":\"Sam Example\",\"sign_in\":"     \
	"\"sam\",\"role\":\"volunteer\",\"org_name\":\"Org\","               \
	"\"office_name\":\"the office\",\"office_number\":\"01632 960001\"," \
	"\"demo\":false,\"lease_until\":1900000000000,"                      \
	"\"unopened_after\":60,\"server_ms\":1700000000000}"

/* Parts of an answer; NULL takes what an idle office says. */
struct office_says {
	const char *generation, *results, *looks, *changes, *whole, *cursor,
	    *set, *files, *waiting, *progress, *head, *me, *ended, *have,
	    *destroyed, *past;
	long long rows, held, lost;
	bool more;
};

static inline const char *
office_or(const char *part, const char *otherwise)
{
	return part ? part : otherwise;
}

static inline void
office_answer(struct buf *out, const struct office_says *s)
{
	bool past = s->past && *s->past;

	buf_clear(out);
	buf_addf(out,
	    "{\"now\":1700000000000,\"generation\":\"%s\",\"demo\":false,"
	    "\"results\":%s,\"looks\":%s,\"changes\":%s,\"cursor\":\"%s\",",
	    office_or(s->generation, "g1"), office_or(s->results, "[]"),
	    office_or(s->looks, "[]"), office_or(s->changes, "[]"),
	    office_or(s->cursor, "7"));
	buf_addf(out, "\"set\":\"%s\",", office_or(s->set, "s0"));
	if (s->files)
		buf_addf(out, "\"files\":%s,", s->files);
	if (s->have)
		buf_addf(out, "\"have\":\"%s\",", s->have);
	if (s->destroyed)
		buf_addf(out, "\"destroyed\":%s,", s->destroyed);
	if (s->ended)
		buf_addf(out, "\"ended\":\"%s\",", s->ended);
	buf_addf(out,
	    "\"whole\":%s,\"more\":%s,\"waiting\":%s,\"progress\":%s,"
	    "\"chain\":{\"rows\":%lld,\"head\":\"%s\"%s%s%s,\"held\":%lld,"
	    "\"lost\":%lld},"
	    "\"lease\":{\"until\":1900000000000},\"me\":%s}",
	    office_or(s->whole, "[]"), s->more ? "true" : "false",
	    office_or(s->waiting, "[]"), office_or(s->progress, "[]"),
	    s->ended  ? 0
	    : s->rows ? s->rows
		      : 10,
	    office_or(s->head, HEAD_0), past ? ",\"past\":\"" : "",
	    past ? s->past : "", past ? "\"" : "", s->held, s->lost,
	    office_or(s->me, OFFICE_ME));
}

/* Of an answer that leaves out what the device has: more members, or "". */
static inline void
office_partial(struct buf *out, const char *have, const char *more)
{
	buf_clear(out);
	buf_addf(out,
	    "{\"now\":1700000060000,\"cursor\":\"7\",\"more\":false,"
	    "\"have\":\"%s\"%s}",
	    have, more);
}

/* An envelope of the office. */
static inline void
office_record(char *out, size_t size, const char *id, const char *file,
    int version, const char *body)
{
	snprintf(out, size,
	    "{\"id\":\"%s\",\"kind\":\"front_sheet\",\"file\":\"%s\","
	    "\"version\":%d,\"table\":1,\"author\":\"" STAFF "\","
	    "\"written\":1600000000000,\"received\":1600000001000,"
	    "\"body\":%s}",
	    id, file, version, body);
}

static inline struct id
office_id(const char *text)
{
	struct id id;

	if (!id_parse(&id, text))
		abort();
	return id;
}

/* ---- a store in a folder of its own ---- */

static inline void
office_must(enum err code, const struct errinfo *e)
{
	if (code == ERR_OK)
		return;
	fprintf(stderr, "%s\n", e->says);
	abort();
}

static inline struct store *
office_store(const char *dir)
{
	struct store_new sn = { .sign_in = "sam",
		.url = "https://office:1",
		.name = "Sam Example",
		.role = "volunteer",
		.passphrase = PASSPHRASE,
		.cost = SEAL_COST_TEST };
	char path[STORE_PATH_MAX];
	struct store *st = NULL;
	struct errinfo e = { 0 };

	store_path_of(path, dir, sn.sign_in, sn.url);
	sn.path = path;
	sn.staff = office_id(STAFF);
	sn.device = office_id(DEVICE);
	office_must(store_create(&st, &sn, &e), &e);
	office_must(
	    store_meta_set(st, META_TOLD_AS, sn.role, strlen(sn.role), &e), &e);
	return st;
}

static inline void
office_store_remove(struct store *st)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char path[STORE_PATH_MAX], one[STORE_PATH_MAX + 10];

	snprintf(path, sizeof path, "%s", store_path(st));
	store_close(st);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		snprintf(one, sizeof one, "%s%s", path, ends[i]);
		(void)unlink(one);
	}
}

static inline void
office_pull(struct store *st, const char *id, const char *file, int version,
    const char *body)
{
	struct envelope env = { .kind = "front_sheet",
		.version = version,
		.table = 1,
		.written_ms = 1600000000000,
		.received_ms = 1600000001000,
		.body = body,
		.body_len = strlen(body) };
	struct errinfo e = { 0 };

	env.id = office_id(id);
	env.file = office_id(file);
	env.author = office_id(STAFF);
	office_must(store_record_put(st, &env, &e), &e);
}

static inline void
office_write(struct store *st, const char *write, const char *id,
    const char *file, int base, const char *body)
{
	struct envelope env = { .kind = "front_sheet",
		.version = base + 1,
		.table = 1,
		.written_ms = 1600000005000,
		.body = body,
		.body_len = strlen(body) };
	struct errinfo e = { 0 };
	struct id w = office_id(write);

	env.id = office_id(id);
	env.file = office_id(file);
	env.author = office_id(STAFF);
	office_must(
	    store_outbox_add(st, &w, &env, 1600000005000, NULL, &e), &e);
}

static inline void
office_flag(struct store *st, const char *file, unsigned flags)
{
	struct errinfo e = { 0 };
	struct id id = office_id(file);

	office_must(store_file_set_flags(st, &id, flags, &e), &e);
}

static inline void
office_meta(struct store *st, const char *key, const char *text)
{
	struct errinfo e = { 0 };

	office_must(store_meta_set(st, key, text, strlen(text), &e), &e);
}

#endif
