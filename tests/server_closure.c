/* server_closure.c - proves the closure pack (R2): everything that is held, to be
 * read with tar alone, and by nobody but the named custodian; made by who has the
 * recovery sheet, and never without a row of the chain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "cli.h"
#include "closure.h"
#include "office_due.h"
#include "seal_stream.h"

static char sheet[160], key[160], public_key[170], pack[200], tar[160];
static struct buf out = BUF_INIT(CLI_OUT_MAX);

static void
path_of(char *to, size_t size, const char *name)
{
	snprintf(to, size, "%s/%s", sc.office.dir, name);
}

static void
write_sheet(const char *path, bool is_right)
{
	char hex[SEAL_KEY * 2 + 1];
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	keyring_master_hex(sc.office.s->keys, hex);
	if (!is_right)
		hex[5] = hex[5] == '0' ? '1' : '0';
	fprintf(f, "haven recovery sheet for The charity\n\nMaster key, in "
		   "groups of eight:\n");
	for (size_t i = 0; i < SEAL_KEY * 2; i += 8)
		fprintf(f, "  %.8s%s", hex + i, i % 32 == 24 ? "\n" : "");
	fprintf(f, "\nfingerprint deadbeef\n");
	fclose(f);
}

static int
closure_start(void **state)
{
	struct buf print = BUF_INIT(100);
	struct errinfo e = { 0 };

	due_start(state);
	path_of(sheet, sizeof(sheet), "sheet.txt");
	path_of(key, sizeof(key), "custodian");
	snprintf(public_key, sizeof(public_key), "%s.pub", key);
	path_of(tar, sizeof(tar), "all.tar");
	write_sheet(sheet, true);
	if (closure_key_make(key, &print, &e) != ERR_OK)
		fail_msg("%s", e.says);
	assert_int_equal(print.len, 24);
	buf_done(&print);
	return 0;
}

static enum err
make_as(const char *dir, const char *custodian, const char *sheet_path,
    struct errinfo *e)
{
	const char *argv[] = { dir, "--custodian", custodian, "--sheet",
		sheet_path };
	struct cli_call call = { .conf = sc.office.conf,
		.server = sc.office.s,
		.argc = 5,
		.argv = argv,
		.out = &out };
	enum err code;

	buf_clear(&out);
	code = cmd_closure_pack(&call, e);
	snprintf(pack, sizeof(pack), "%.*s", (int)strcspn(buf_str(&out), "\n"),
	    buf_str(&out));
	return code;
}

static void
make(void)
{
	struct errinfo e = { 0 };

	if (make_as(sc.office.dir, public_key, sheet, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

static uint8_t *
slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*len = (size_t)ftell(f);
	rewind(f);
	bytes = mem_alloc(*len + 1);
	assert_int_equal(fread(bytes, 1, *len, f), *len);
	bytes[*len] = '\0';
	fclose(f);
	return bytes;
}

static void
spit(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	fclose(f);
}

/* ---- what is in it ---- */

/* A member whose name holds this, and whose text holds that. Each header is as
 * POSIX has it: magic, checksum, size. */
static bool
has_member(const char *name, const char *words)
{
	size_t len, at = 0;
	uint8_t *bytes = slurp(tar, &len);
	bool has = false;

	assert_int_equal(len % 512, 0);
	while (at + 512 <= len && bytes[at] != '\0') {
		const char *h = (const char *)bytes + at;
		unsigned long size = strtoul(h + 124, NULL, 8);
		unsigned long want = strtoul(h + 148, NULL, 8), sum = 0;
		char *text = mem_strndup(h + 512, size);

		for (size_t i = 0; i < 512; i++)
			sum += i >= 148 && i < 156 ? ' ' : (uint8_t)h[i];
		assert_int_equal(sum, want);
		assert_memory_equal(h + 257, "ustar\00000", 8);
		has = has || (strstr(h, name) && strstr(text, words));
		mem_free_text(text);
		at += 512 + (size + 511) / 512 * 512;
	}
	/* Two empty blocks end it. */
	assert_int_equal(at + 1024, len);
	free(bytes);
	return has;
}

static void
test_whole(void **state)
{
	static const struct {
		const char *name, *words;
	} rows[] = {
		{ "README.txt", "crypto_secretstream_xchacha20poly1305" },
		{ "index.txt", "\tC-0001\tZoë Bell\t2016-04-03" },
		{ "_front_sheet_v1.txt", "Zoë Bell" },
		{ "_front_sheet_v2.txt", "Zoë Bell-Hill" },
		{ "files/C-0001_", "A bruise on the left arm." },
		{ "_concern_v1.txt", "Signed by senior" },
		{ "_concern_v1.json", "\"sign\":" },
		{ "organisation/", "\"sign_in\":\"director\"" },
		{ "chain/000001.jsonl", "\"what\":\"write\"" },
		{ "chain/000001.jsonl", "\"what\":\"exported\"" },
		{ "chain/000001.jsonl", "A closure pack of everything" },
	};
	struct errinfo e = { 0 };
	struct buf says = BUF_INIT(10000);
	struct stat st;
	char path[200];
	size_t len;
	uint8_t *bytes;

	(void)state;
	assert_int_equal(
	    worker_put(&sc.who[SENIOR],
		scene_path(path, &sc.file, "front_sheet", &sc.front), 1, NULL,
		"{\"name\":\"Zoë Bell-Hill\",\"reference\":\"C-0001\",\"born\":"
		"\"2016-04-03\",\"purpose\":\"Support at school.\"}",
		&sc.out),
	    200);
	make();
	assert_int_equal(stat(pack, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	bytes = slurp(pack, &len);
	assert_null(memmem(bytes, len, "Bell", 4));
	assert_null(memmem(bytes, len, "README", 6));
	free(bytes);
	if (closure_open(pack, key, tar, &e) != ERR_OK)
		fail_msg("%s", e.says);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (i == 1)
			assert_true(has_member(
			    "index.txt", "\tC-0001\tZoë Bell-Hill\t2016"));
		else if (!has_member(rows[i].name, rows[i].words))
			fail_msg("%s: %s", rows[i].name, rows[i].words);
	assert_int_equal(due_verify(&says), 0);
	buf_done(&says);
}

/* A destroyed file is in no pack. */
static void
test_destroyed(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	due_destroy();
	make();
	assert_int_equal(closure_open(pack, key, tar, &e), ERR_OK);
	assert_false(has_member("files/", ""));
	assert_false(has_member("", "bruise"));
	assert_true(has_member("_disposal_v1.txt", "C-0001"));
}

/* ---- who makes one ---- */

static int64_t
rows_of_chain(void)
{
	struct db *db = server_reader(sc.office.s, NULL);
	uint8_t head[SEAL_HASH];
	int64_t rows;

	audit_head(db, &rows, head);
	server_reader_done(sc.office.s, db);
	return rows;
}

static void
test_refused(void **state)
{
	static char other[160], none[160];
	const struct {
		const char *why, *dir, *custodian, *sheet;
		enum err want;
	} rows[] = {
		{ "another sheet", sc.office.dir, public_key, other,
		    ERR_DENIED },
		{ "no sheet there", sc.office.dir, public_key, none,
		    ERR_DENIED },
		{ "a sheet of another kind", sc.office.dir, public_key, key,
		    ERR_DENIED },
		{ "the secret key for the public one", sc.office.dir, key,
		    sheet, ERR_INVALID },
		{ "no key there", sc.office.dir, none, sheet, ERR_NOT_FOUND },
		{ "a folder that is not whole", "here", public_key, sheet,
		    ERR_INVALID },
		{ "a key that is not whole", sc.office.dir, "custodian.pub",
		    sheet, ERR_INVALID },
		{ "a sheet that is not whole", sc.office.dir, public_key,
		    "sheet.txt", ERR_INVALID },
	};
	int64_t before = rows_of_chain();

	(void)state;
	path_of(other, sizeof(other), "other.txt");
	path_of(none, sizeof(none), "none.txt");
	write_sheet(other, false);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };

		if (make_as(rows[i].dir, rows[i].custodian, rows[i].sheet,
			&e) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, e.says);
		assert_int_equal(rows_of_chain(), before);
	}
}

/* Nothing is written over, and half a pack is none. */
static void
test_there_already(void **state)
{
	struct errinfo e = { 0 };
	struct buf print = BUF_INIT(100);

	(void)state;
	make();
	assert_int_equal(
	    make_as(sc.office.dir, public_key, sheet, &e), ERR_CONFLICT);
	assert_int_equal(
	    make_as("/nowhere-of-ours", public_key, sheet, &e), ERR_NOT_FOUND);
	assert_int_equal(closure_key_make(key, &print, &e), ERR_CONFLICT);
	make_as("/nowhere-of-ours", public_key, sheet, &e);
	buf_done(&print);
}

/* ---- who opens it ---- */

static void
test_opens(void **state)
{
	static const struct {
		const char *why;
		size_t at; /* a byte there is another; 0: it is cut there */
		size_t cut;
	} rows[] = {
		{ "another format", 3, 0 },
		{ "the box", 40, 0 },
		{ "the header", 100, 0 },
		{ "a length", 120, 0 },
		{ "a piece", 4000, 0 },
		{ "the last piece", SIZE_MAX, 0 },
		{ "nothing but its head", 0, 60 },
		{ "cut in a piece", 0, 5000 },
		{ "cut between pieces", 0, 120 + 4 + 65536 + 17 },
		{ "one byte more", 0, SIZE_MAX },
	};
	struct buf print = BUF_INIT(100);
	struct errinfo e = { 0 };
	uint8_t *bytes;
	char other[160], changed[160];
	size_t len;

	(void)state;
	for (int i = 0; i < 30; i++) /* more than a piece */
		scene_put(&sc, SENIOR, "adult", SCENE_ADULT);
	make();
	path_of(other, sizeof(other), "other");
	path_of(changed, sizeof(changed), "changed");
	assert_int_equal(closure_key_make(other, &print, &e), ERR_OK);
	assert_int_equal(closure_open(pack, other, tar, &e), ERR_CRYPTO);
	assert_int_not_equal(access(tar, F_OK), 0);
	assert_int_equal(closure_open(pack, public_key, tar, &e), ERR_INVALID);
	bytes = slurp(pack, &len);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t at = rows[i].at == SIZE_MAX ? len - 3 : rows[i].at;
		size_t n = rows[i].cut == SIZE_MAX ? len + 1
			   : rows[i].cut           ? rows[i].cut
						   : len;

		if (at > 0)
			bytes[at] ^= 1;
		assert_true(n <= len + 1);
		spit(changed, bytes, n);
		if (at > 0)
			bytes[at] ^= 1;
		if (closure_open(changed, key, tar, &e) != ERR_CRYPTO)
			fail_msg("%s: it was opened", rows[i].why);
		/* Not a byte of it is left. */
		assert_int_not_equal(access(tar, F_OK), 0);
	}
	assert_int_equal(closure_open(pack, key, tar, &e), ERR_OK);
	assert_int_equal(closure_open(pack, key, tar, &e), ERR_CONFLICT);
	free(bytes);
	buf_done(&print);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, closure_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_whole),
		ROW(test_destroyed),
		ROW(test_refused),
		ROW(test_there_already),
		ROW(test_opens),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_closure", tests, NULL, NULL);
}
