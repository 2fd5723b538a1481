/* server_power.c - an office whose power goes at any moment: what was answered
 * with 2xx is there, once, with its key, its seal and its row of the chain
 * (promises 1, 3 and 7). Every run is of one seed; POWER_SEEDS says how many
 * there are, POWER_SEED runs one alone. */
#include "store_kit.h"

#include <sys/wait.h>

#include "power_vfs.h"

#define SEEDS 500
#define JOBS 40
#define STEPS 1600 /* a little less than most runs take */
#define KEPT_FILES 12

/* What the child was answered, where the parent can read it. */
struct promise {
	enum { SAID_NOTHING, SAID_TRIED, SAID_KEPT } said[JOBS];
	struct put put[JOBS];
	char body[JOBS][9000];
	int64_t version[JOBS]; /* after the write */
};

static struct promise *promise;
static struct person senior;

/* ---- the folders as they were ---- */

static struct kept {
	char path[160];
	uint8_t *bytes;
	size_t len;
} kept[KEPT_FILES];
static size_t kept_count;

static void
each_file(void (*fn)(const char *path))
{
	static const char *const names[] = { "data", "keys" };
	char path[160];

	for (size_t i = 0; i < 2; i++) {
		DIR *dir;

		snprintf(path, sizeof(path), "%s/%s", kit_dir, names[i]);
		dir = opendir(path);
		assert_non_null(dir);
		for (struct dirent *at = readdir(dir); at; at = readdir(dir)) {
			snprintf(path, sizeof(path), "%s/%s/%.60s", kit_dir,
			    names[i], at->d_name);
			if (at->d_name[0] != '.')
				fn(path);
		}
		closedir(dir);
	}
}

static void
take_file(const char *path)
{
	struct kept *k = &kept[kept_count++];
	struct stat st;
	int fd = open(path, O_RDONLY);

	assert_true(kept_count <= KEPT_FILES && fd >= 0 && !fstat(fd, &st));
	snprintf(k->path, sizeof(k->path), "%s", path);
	k->len = (size_t)st.st_size;
	k->bytes = malloc(k->len + 1);
	assert_int_equal(read(fd, k->bytes, k->len), k->len);
	close(fd);
}

static void
drop_file(const char *path)
{
	unlink(path);
}

static void
put_files(void)
{
	each_file(drop_file);
	for (size_t i = 0; i < kept_count; i++) {
		int fd = open(kept[i].path, O_WRONLY | O_CREAT | O_EXCL, 0600);

		assert_true(fd >= 0);
		assert_int_equal(
		    write(fd, kept[i].bytes, kept[i].len), kept[i].len);
		close(fd);
	}
}

/* ---- the jobs, in the child ---- */

/* What the n-th save is: a new file's front sheet, a first account in a file
 * that is there, or a new version of an earlier front sheet. */
static void
make_put(int n, uint64_t *r)
{
	struct put *put = &promise->put[n];
	char *body = promise->body[n];
	int of = n > 0 ? (int)(power_random(r) % (uint64_t)n) : 0;
	const struct put *old = &promise->put[of];
	unsigned what = n > 0 ? (unsigned)(power_random(r) % 3) : 0;
	size_t more = (size_t)(power_random(r) % (what == 1 ? 8000 : 1900)),
	       used;
	struct id file = id_new(), id = id_new();

	snprintf(body, sizeof(promise->body[0]),
	    what == 1 ? "{\"child\":\"Robin\",\"observed\":\"Save %d."
		      : "{\"name\":\"Robin\",\"purpose\":\"Save %d.",
	    n);
	used = strlen(body);
	memset(body + used, 'w', more);
	memcpy(body + used + more, "\"}", 3);
	*put = kit_put_of(&senior,
	    what == 1 ? &kind_first_account : &kind_front_sheet,
	    what == 0 ? &file : &old->file, &id, 0, body);
	if (what == 2 && old->kind == &kind_front_sheet) {
		put->id = old->id;
		for (int i = 0; i < n; i++)
			if (strcmp(promise->put[i].id.s, put->id.s) == 0 &&
			    promise->version[i] > put->base)
				put->base = promise->version[i];
	} else if (what == 2) {
		put->file = file;
	}
	promise->version[n] = put->base + 1;
}

static void
wrong(const char *what, int n)
{
	fprintf(stderr, "%s (save %d)\n", what, n);
	_exit(1);
}

static void
work(uint64_t *r)
{
	struct errinfo e;

	if (server_open(&kit, kit_conf, &e) != ERR_OK)
		_exit(1);
	for (int n = 0; n < JOBS; n++) {
		make_put(n, r);
		promise->said[n] = SAID_TRIED;
		if (writer_do(kit->writer, kit_run_put, &promise->put[n], &e) !=
			ERR_OK ||
		    kit_result.status > 201)
			wrong(kit_result.error.says, n);
		promise->said[n] = SAID_KEPT;
	}
	server_close(kit);
	_exit(0);
}

/* ---- what is there afterwards, in another child ---- */

static void
check_chain(void)
{
	struct buf says = BUF_INIT(4096);
	struct errinfo e = { 0 };
	struct db *db = server_reader(kit, &e);
	int64_t bad = -1;

	if (db == NULL || store_verify(kit, db, &says, &bad, &e) != ERR_OK ||
	    bad != 0) {
		fprintf(stderr, "%s%s\n", e.says, buf_str(&says));
		wrong("the chain does not hold", 0);
	}
	server_reader_done(kit, db);
	buf_done(&says);
}

/* It is tried again with the same write id: the first answer, and no second
 * version; one that was not kept is kept now. */
static void
check_again(int n)
{
	struct put *put = &promise->put[n];
	struct errinfo e = { 0 };
	struct put_result seen = { 0 };
	struct db *db = server_reader(kit, &e);
	bool was_there;

	if (db == NULL)
		wrong(e.says, n);
	was_there = store_put_seen(kit, db, put, &seen);
	server_reader_done(kit, db);
	if (promise->said[n] == SAID_KEPT && !was_there)
		wrong("a save that was answered is gone", n);
	if (writer_do(kit->writer, kit_run_put, put, &e) != ERR_OK)
		wrong(e.says, n);
	if (kit_result.status > 201 ||
	    kit_result.version != promise->version[n])
		wrong("a save took effect twice, or not", n);
}

static void
check_pages(const char *dir, const char *name)
{
	char path[160];
	sqlite3_stmt *s = NULL;
	sqlite3 *h = NULL;

	snprintf(path, sizeof(path), "%s/%s/%s", kit_dir, dir, name);
	if (sqlite3_open(path, &h) != SQLITE_OK ||
	    sqlite3_prepare_v2(h, "PRAGMA integrity_check", -1, &s, NULL) !=
		SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW ||
	    strcmp((const char *)sqlite3_column_text(s, 0), "ok") != 0)
		wrong(path, 0);
	sqlite3_finalize(s);
	sqlite3_close(h);
}

static void
look(void)
{
	struct errinfo e = { 0 };

	if (server_open(&kit, kit_conf, &e) != ERR_OK)
		wrong(e.says, 0);
	check_chain();
	for (int n = 0; n < JOBS && promise->said[n] != SAID_NOTHING; n++)
		check_again(n);
	check_chain();
	server_close(kit);
	check_pages("data", "haven.db");
	check_pages("keys", "keys.db");
	_exit(0);
}

static int
in_child(void (*run)(uint64_t *), uint64_t *r)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		if (run != NULL)
			run(r);
		look();
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	if (!WIFEXITED(status))
		fail_msg("a child ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

static bool
one_seed(uint64_t seed)
{
	uint64_t r = power_seed(seed);
	int code;

	memset(promise, 0, sizeof(*promise));
	put_files();
	power_arm(1 + (long)(power_random(&r) % STEPS));
	code = in_child(work, &r);
	if (code != POWER_EXIT && code != 0)
		fail_msg("seed %d: a job failed (%d)", (int)seed, code);
	power_lose(&r);
	if (in_child(NULL, NULL) != 0)
		fail_msg("POWER_SEED=%d shows it", (int)seed);
	return code == POWER_EXIT;
}

static void
test_power(void **state)
{
	(void)state;
	power_seeds(SEEDS, one_seed);
}

static int
start(void **state)
{
	power_start();
	kit_start(state);
	senior = kit_person(ROLE_SENIOR, "");
	server_close(kit);
	kit = NULL;
	each_file(take_file);
	return 0;
}

static int
stop(void **state)
{
	for (size_t i = 0; i < kept_count; i++)
		free(kept[i].bytes);
	return kit_stop(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_power) };

	promise = mmap(NULL, sizeof(*promise), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (promise == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests_name("server_power", tests, start, stop);
}
