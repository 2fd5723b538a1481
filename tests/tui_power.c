/* tui_power.c - a laptop that loses its power at any moment: what haven called
 * saved is there, once, and the store opens (promise 1). Every run is of one
 * seed; POWER_SEEDS says how many there are, POWER_SEED runs one alone. */
#include "tui_desk.h"

#include "power_vfs.h"

#define SEEDS 500
#define JOBS 60
#define STEPS 1000 /* a little less than most runs take */
#define DRAFTS 4
#define BIG 9000
#define NEW_PASS "eight loud walnut doors"

/* What the child said was kept, where the parent can read it. */
enum said { SAID_NOTHING, SAID_TRIED, SAID_KEPT };
struct promise {
	enum said save[JOBS], sent[JOBS], look[JOBS], passphrase;
	struct id write[JOBS], id[JOBS], look_id[JOBS];
	int draft_tried[DRAFTS], draft_kept[DRAFTS];
	bool draft_put_away[DRAFTS]; /* or tried to */
	int jobs;
};

static struct promise *said;
static struct desk desk;
static uint8_t *blank; /* the store as it was before */
static size_t blank_len;
static struct id draft_id[DRAFTS], file_id;

/* ---- the folder ---- */

static void
take_blank(void)
{
	struct stat st;
	int fd = open(desk.path, O_RDONLY);

	assert_true(fd >= 0 && fstat(fd, &st) == 0);
	blank_len = (size_t)st.st_size;
	blank = malloc(blank_len);
	assert_int_equal(read(fd, blank, blank_len), blank_len);
	close(fd);
}

static void
put_blank(void)
{
	static const char *const ends[] = { "-wal", "-shm", "-journal" };
	char path[STORE_PATH_MAX + 16];
	int fd = open(desk.path, O_WRONLY | O_TRUNC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, blank, blank_len), blank_len);
	close(fd);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", desk.path, ends[i]);
		unlink(path);
	}
}

/* ---- the jobs, in the child ---- */

static struct envelope
envelope_of(struct buf *body, const struct id *id, int n, size_t more)
{
	static char words[BIG + 40];

	snprintf(words, sizeof(words), "job-%d-", n);
	memset(words + strlen(words), 'w', more);
	words[more + 8] = '\0';
	buf_clear(body);
	return desk_envelope(body, id, &file_id, 1, words);
}

static bool
job_save(struct store *st, int n, uint64_t *r)
{
	struct buf body = BUF_INIT(3 * BIG);
	struct envelope env;
	bool ok;

	said->write[n] = id_new();
	said->id[n] = id_new();
	env = envelope_of(&body, &said->id[n], n, power_random(r) % BIG);
	said->save[n] = SAID_TRIED;
	ok = store_outbox_add(st, &said->write[n], &env, DESK_NOON,
		 desk.box_public, NULL) == ERR_OK;
	if (ok)
		said->save[n] = SAID_KEPT;
	buf_done(&body);
	return ok;
}

static bool
job_draft(struct store *st, int n, uint64_t *r)
{
	int k = (int)(power_random(r) % DRAFTS);
	char text[80];

	said->draft_tried[k] = n;
	snprintf(text, sizeof(text), "{\"n\":%d}", n);
	if (store_draft_put(st, &draft_id[k], DESK_NOON + n, text, strlen(text),
		NULL) != ERR_OK)
		return false;
	said->draft_kept[k] = n;
	return true;
}

static bool
job_put_away(struct store *st, int n, uint64_t *r)
{
	int k = (int)(power_random(r) % DRAFTS);

	(void)n;
	if (said->draft_kept[k] == 0)
		return true;
	said->draft_put_away[k] = true;
	return store_draft_discard(st, &draft_id[k], DESK_NOON, NULL) == ERR_OK;
}

/* A batch of the office's, which may be forgotten. */
static bool
job_pull(struct store *st, int n, uint64_t *r)
{
	struct buf body = BUF_INIT(3 * BIG);
	size_t count = power_random(r) % 20;
	enum err code = store_begin(st, false, NULL);

	for (size_t i = 0; code == ERR_OK && i < count; i++) {
		struct id id = id_new();
		struct envelope env =
		    envelope_of(&body, &id, n, power_random(r) % BIG);

		code = store_record_put(st, &env, NULL);
	}
	if (code == ERR_OK)
		code = store_commit(st, NULL);
	buf_done(&body);
	return code == ERR_OK;
}

static bool
job_look(struct store *st, int n, uint64_t *r)
{
	struct look look = { .look = id_new(),
		.file = file_id,
		.record = draft_id[power_random(r) % DRAFTS],
		.version = 1,
		.at_ms = DESK_NOON };

	said->look_id[n] = look.look;
	said->look[n] = SAID_TRIED;
	if (store_look_add(st, &look, NULL) != ERR_OK)
		return false;
	said->look[n] = SAID_KEPT;
	return true;
}

/* A receipt of the office for what was saved before. */
static bool
job_receipt(struct store *st, int n, uint64_t *r)
{
	int k = (int)(power_random(r) % (uint64_t)(n + 1));

	if (said->save[k] != SAID_KEPT || said->sent[k] != SAID_NOTHING)
		return true;
	said->sent[k] = SAID_TRIED;
	if (store_outbox_confirm(
		st, &said->write[k], 201, 1, DESK_NOON, NULL) != ERR_OK)
		return false;
	said->sent[k] = SAID_KEPT;
	return true;
}

static bool
job_scrub(struct store *st, int n, uint64_t *r)
{
	(void)n;
	(void)r;
	return store_scrub(st, NULL) == ERR_OK;
}

static bool
job_passphrase(struct store *st, int n, uint64_t *r)
{
	(void)n;
	(void)r;
	if (said->passphrase != SAID_NOTHING)
		return true;
	said->passphrase = SAID_TRIED;
	if (store_change_passphrase(
		st, DESK_PASS, NEW_PASS, &desk_cost, NULL) != ERR_OK)
		return false;
	said->passphrase = SAID_KEPT;
	return true;
}

static const struct {
	bool (*run)(struct store *st, int n, uint64_t *r);
	unsigned weight;
} jobs[] = {
	{ job_save, 8 },
	{ job_draft, 8 },
	{ job_put_away, 2 },
	{ job_pull, 3 },
	{ job_look, 3 },
	{ job_receipt, 5 },
	{ job_scrub, 2 },
	{ job_passphrase, 1 },
};

static bool
one_job(struct store *st, int n, uint64_t *r)
{
	unsigned all = 0, at;
	size_t i = 0;

	for (i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++)
		all += jobs[i].weight;
	at = (unsigned)(power_random(r) % all);
	for (i = 0; at >= jobs[i].weight; i++)
		at -= jobs[i].weight;
	return jobs[i].run(st, n, r);
}

static void
work(uint64_t *r)
{
	struct store *st = NULL;

	if (store_open(&st, desk.path, NULL) != ERR_OK ||
	    store_unlock(st, DESK_PASS, NULL) != ERR_OK)
		_exit(1);
	for (said->jobs = 1; said->jobs < JOBS; said->jobs++)
		if (!one_job(st, said->jobs, r))
			_exit(2);
	store_close(st);
	_exit(0);
}

/* ---- what is there afterwards, in another child ---- */

static void
wrong(const char *what, int n)
{
	fprintf(stderr, "%s (job %d)\n", what, n);
	_exit(1);
}

struct seen {
	unsigned count[JOBS];
	bool is_sent[JOBS];
};

static bool
see_write(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct seen *s = arg;
	char mark[24];
	int n = 1;

	(void)why;
	while (n < JOBS && strcmp(said->write[n].s, item->write.s) != 0)
		n++;
	if (n == JOBS)
		wrong("a write that nobody made", 0);
	snprintf(mark, sizeof(mark), "\"job-%d-", n);
	if (memmem(env->body, env->body_len, mark, strlen(mark)) == NULL)
		wrong("another text stands in a write", n);
	s->count[n]++;
	s->is_sent[n] = item->state == OUTBOX_SENT;
	return true;
}

static void
check_writes(struct store *st)
{
	static struct seen s;

	if (store_outbox_each(st, OUTBOX_LISTED | OUTBOX_SENT, NULL, see_write,
		&s, NULL) != ERR_OK)
		wrong("the outbox is damaged", 0);
	for (int n = 1; n < JOBS; n++) {
		if (s.count[n] > 1)
			wrong("a write is there twice", n);
		if (said->save[n] == SAID_KEPT && s.count[n] == 0)
			wrong("a write that was called saved is gone", n);
		if (said->sent[n] == SAID_KEPT && !s.is_sent[n])
			wrong("a receipt that was kept is gone", n);
		if (said->sent[n] == SAID_NOTHING && s.is_sent[n])
			wrong("a receipt that nobody gave", n);
	}
}

static void
check_drafts(struct store *st)
{
	struct buf text = BUF_INIT(200);
	int64_t at = 0;

	for (int k = 0; k < DRAFTS; k++) {
		buf_clear(&text);
		if (said->draft_put_away[k] || said->draft_kept[k] == 0)
			continue;
		if (store_draft_get(st, &draft_id[k], &text, &at, NULL) !=
		    ERR_OK)
			wrong("a draft is gone", k);
		if (at < DESK_NOON + said->draft_kept[k] ||
		    at > DESK_NOON + said->draft_tried[k])
			wrong("an older text stands in a draft", k);
	}
	buf_done(&text);
}

static void
check_looks(struct store *st)
{
	static struct look looks[JOBS * 2];
	size_t count = store_look_list(st, looks, JOBS * 2, NULL);

	for (int n = 1; n < JOBS; n++) {
		unsigned found = 0;

		for (size_t i = 0; i < count; i++)
			found +=
			    said->look[n] != SAID_NOTHING &&
			    strcmp(looks[i].look.s, said->look_id[n].s) == 0;
		if (found > 1 || (said->look[n] == SAID_KEPT && found == 0))
			wrong("a look is gone, or there twice", n);
	}
}

static void
check_pages(void)
{
	sqlite3_stmt *s = NULL;
	sqlite3 *h = NULL;

	if (sqlite3_open(desk.path, &h) != SQLITE_OK ||
	    sqlite3_prepare_v2(h, "PRAGMA integrity_check", -1, &s, NULL) !=
		SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW ||
	    strcmp((const char *)sqlite3_column_text(s, 0), "ok") != 0)
		wrong("the database is damaged", 0);
	sqlite3_finalize(s);
	sqlite3_close(h);
}

static void
look(void)
{
	struct errinfo e = { 0 };
	struct store *st = NULL;
	enum err code;

	if (store_open(&st, desk.path, &e) != ERR_OK)
		wrong(e.says, 0);
	code = store_unlock(
	    st, said->passphrase == SAID_KEPT ? NEW_PASS : DESK_PASS, &e);
	if (code == ERR_AUTH && said->passphrase == SAID_TRIED)
		code = store_unlock(st, NEW_PASS, &e);
	if (code != ERR_OK)
		wrong(e.says, 0);
	check_writes(st);
	check_drafts(st);
	check_looks(st);
	/* And it goes on. */
	if (store_draft_put(st, &draft_id[0], DESK_NOON, "{}", 2, &e) != ERR_OK)
		wrong(e.says, 0);
	store_close(st);
	check_pages();
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
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool
one_seed(uint64_t seed)
{
	uint64_t r = power_seed(seed);
	bool is_out;
	int code;

	memset(said, 0, sizeof(*said));
	put_blank();
	power_arm(1 + (long)(power_random(&r) % STEPS));
	code = in_child(work, &r);
	if (code != POWER_EXIT && code != 0)
		fail_msg("seed %d: a job failed (%d)", (int)seed, code);
	is_out = code == POWER_EXIT;
	power_lose(&r);
	if (in_child(NULL, NULL) != 0)
		fail_msg("POWER_SEED=%d shows it", (int)seed);
	return is_out;
}

static void
test_power(void **state)
{
	(void)state;
	power_seeds(SEEDS, one_seed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_power) };
	int failed;

	said = mmap(NULL, sizeof(*said), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (said == MAP_FAILED || seal_start(NULL) != ERR_OK)
		return 1;
	power_start();
	desk_start(&desk);
	desk_create(&desk);
	store_close(desk.st);
	desk.st = NULL;
	file_id = id_new();
	for (int k = 0; k < DRAFTS; k++)
		draft_id[k] = id_new();
	take_blank();
	failed = cmocka_run_group_tests_name("tui_power", tests, NULL, NULL);
	desk_end(&desk);
	free(blank);
	return failed;
}
