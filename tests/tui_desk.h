/* tui_desk.h - a device for tests: a folder of its own, a store in it, and a
 * person who is enrolled without an office. Include it once in a test program. */
#ifndef HAVEN_TUI_DESK_H
#define HAVEN_TUI_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mem.h"
#include "model_in.h"
#include "store.h"

#define DESK_PASS "seven quiet walnut doors"
#define DESK_URL "https://localhost:8743"
#define DESK_NOON INT64_C(1795348800000) /* 22 November 2026, 12:00 */
#define DESK_STAFF "01900000-0000-7000-8000-00000000a001"
#define DESK_OTHER "01900000-0000-7000-8000-00000000a002"
#define DESK_DEVICE "01900000-0000-7000-8000-00000000d001"
#define DESK_MARKER "zebra-marker-quartz" /* never on the disk in clear */

struct desk {
	char dir[64], path[STORE_PATH_MAX];
	struct model *m;
	struct store *st; /* of tests of the store alone */
	uint8_t sign_public[SEAL_PUBLIC], *sign_secret;
	uint8_t box_public[SEAL_PUBLIC], box_secret[SEAL_KEY];
};

static const struct seal_cost desk_cost = SEAL_COST_TEST;

static inline struct id
desk_id(const char *text)
{
	struct id id = { "" };

	assert_true(id_parse(&id, text));
	return id;
}

static inline void
desk_remove(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *f;
	char name[512];

	while (d && (f = readdir(d)) != NULL) {
		if (f->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", dir, f->d_name);
		unlink(name);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

static inline void
desk_start(struct desk *d)
{
	memset(d, 0, sizeof(*d));
	snprintf(d->dir, sizeof(d->dir), "/tmp/haven-desk.XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	assert_int_equal(store_folder(d->dir, NULL), ERR_OK);
	store_path_of(d->path, d->dir, "worker", DESK_URL);
	clock_fix_for_test(DESK_NOON);
	d->sign_secret = seal_secret_alloc(SEAL_SIGN_SECRET);
	seal_sign_new(d->sign_public, d->sign_secret);
	seal_box_new(d->box_public, d->box_secret);
}

static inline void
desk_end(struct desk *d)
{
	model_free(d->m);
	store_close(d->st);
	seal_key_free(d->sign_secret);
	desk_remove(d->dir);
	clock_fix_for_test(-1);
}

/* ---- the store alone ---- */

static inline struct store_new
desk_store_new(const struct desk *d)
{
	return (struct store_new){ .path = d->path,
		.sign_in = "worker",
		.url = DESK_URL,
		.name = "A. Worker",
		.role = "designated_senior",
		.staff = desk_id(DESK_STAFF),
		.device = desk_id(DESK_DEVICE),
		.passphrase = DESK_PASS,
		.cost = desk_cost };
}

static inline void
desk_create(struct desk *d)
{
	struct store_new sn = desk_store_new(d);
	struct errinfo e = { 0 };

	if (store_create(&d->st, &sn, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

static inline void
desk_reopen(struct desk *d)
{
	struct errinfo e = { 0 };

	store_close(d->st);
	if (store_open(&d->st, d->path, &e) != ERR_OK ||
	    store_unlock(d->st, DESK_PASS, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

/* An envelope of a first account whose body says words. text must outlive it. */
static inline struct envelope
desk_envelope(struct buf *text, const struct id *id, const struct id *file,
    int64_t version, const char *words)
{
	struct envelope env = { .id = *id, .version = version, .table = 1 };
	struct jw w = JW_INIT(text);

	jw_open(&w, NULL);
	jw_text(&w, "child", words);
	jw_text(&w, "observed", words);
	jw_close(&w);
	if (file)
		env.file = *file;
	snprintf(env.kind, sizeof(env.kind), "first_account");
	env.author = desk_id(DESK_STAFF);
	env.written_ms = DESK_NOON;
	env.body = buf_str(text);
	env.body_len = text->len;
	return env;
}

/* Does any file of the folder hold these bytes? Run in a child: closing a file
 * that is open elsewhere in the process would drop SQLite's locks. */
static inline bool
desk_holds_bytes(const struct desk *d, const void *bytes, size_t len)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		DIR *dir = opendir(d->dir);
		struct dirent *f;
		char name[512];
		bool found = false;

		while (dir && (f = readdir(dir)) != NULL) {
			static char data[8 << 20];
			ssize_t n;
			int fd;

			snprintf(
			    name, sizeof(name), "%s/%s", d->dir, f->d_name);
			fd = open(name, O_RDONLY);
			n = fd < 0 ? 0 : read(fd, data, sizeof(data));
			found |= n > 0 && memmem(data, (size_t)n, bytes, len);
		}
		_exit(found ? 1 : 0);
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == 1;
}

static inline bool
desk_holds(const struct desk *d, const char *text)
{
	return desk_holds_bytes(d, text, strlen(text));
}

/* Files of the folder whose name holds part; journals aside. */
static inline size_t
desk_files(const struct desk *d, const char *part)
{
	DIR *dir = opendir(d->dir);
	struct dirent *f;
	size_t n = 0;

	assert_non_null(dir);
	while ((f = readdir(dir)) != NULL)
		n += strstr(f->d_name, part) && !strstr(f->d_name, "-wal");
	closedir(dir);
	return n;
}

/* ---- a model with a person ---- */

static inline void
desk_me(
    struct buf *out, const char *staff, const char *sign_in, const char *role)
{
	buf_addf(out,
	    "{\"staff\":\"%s\",\"name\":\"%s Example\",\"sign_in\":\"%s\","
	    "\"role\":\"%s\",\"org_name\":\"Example Charity\","
	    "\"office_name\":\"the office\",\"office_number\":\"01632 960001\","
	    "\"demo\":false,\"lease_until\":%lld,\"unopened_after\":60,"
	    "\"server_ms\":%lld}",
	    staff, sign_in, sign_in, role,
	    (long long)(DESK_NOON + 14 * INT64_C(86400000)),
	    (long long)DESK_NOON);
}

static inline void
desk_model(struct desk *d)
{
	struct model_config config = { .data_dir = d->dir,
		.net_program = "/nonexistent/haven-net",
		.cost = desk_cost };
	struct errinfo e = { 0 };

	if (model_new(&d->m, &config, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

static inline enum err
desk_adopt(struct desk *d, const char *staff, const char *sign_in,
    const char *role, struct errinfo *e)
{
	struct buf me = BUF_INIT(4096);
	struct enrolled en = { .url = DESK_URL,
		.sign_in = sign_in,
		.passphrase = DESK_PASS,
		.device = desk_id(DESK_DEVICE),
		.token = "token",
		.certificates = "-----BEGIN CERTIFICATE-----\n",
		.pins = "sha256//a;sha256//b",
		.sign_secret = d->sign_secret };
	enum err code;

	desk_me(&me, staff, sign_in, role);
	en.me = buf_str(&me);
	en.me_len = me.len;
	memcpy(en.box_key, d->box_public, SEAL_PUBLIC);
	code = model_adopt(d->m, &en, e);
	buf_done(&me);
	return code;
}

/* A model with "worker" of that role enrolled and signed in. */
static inline void
desk_enrol(struct desk *d, const char *role)
{
	struct errinfo e = { 0 };

	desk_start(d);
	desk_model(d);
	if (desk_adopt(d, DESK_STAFF, "worker", role, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

#endif
