/* tui_link.c - the real client, the real haven-net and the real havend with a
 * poor link between them: cut at every byte of a push and of a page, silent,
 * slow. What was written is never lost and never doubled (promises 1 to 3, 5).
 *
 * LINK_ALL=1 cuts every byte in both ways; else RST and FIN take turns.
 * LINK_EVERY=N cuts every N-th byte alone, for builds that are slow. */
#include "link_device.h"

#include <sqlite3.h>

#include "model_paper.h"

#define DEVICES 4 /* at once */
#define PARTS_MAX 8
#define SILENCES 8
#define PAGE_ROWS 30

static void
hand_one_in(struct device *d, int *saved)
{
	struct id file;

	hand_in(d->m, &file, "She had a mark on the left arm.");
	++*saved;
}

/* ---- what the office has ---- */

static int64_t
count(const char *sql)
{
	char path[128];
	sqlite3 *h = NULL;
	sqlite3_stmt *s = NULL;
	int64_t n;

	snprintf(path, sizeof(path), "%s/store/haven.db", office.dir);
	assert_int_equal(
	    sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(h);
	return n;
}

static int64_t
accounts(void)
{
	return count("SELECT count(*) FROM record WHERE kind='first_account'");
}

/* Bytes of one conversation on a new connection, each way. */
static void
measure(struct device *d, int64_t bytes[2])
{
	proxy_arm(&d->proxy, open_link);
	must_sync(d);
	bytes[PROXY_UP] = d->proxy.shared->count.bytes[PROXY_UP];
	bytes[PROXY_DOWN] = d->proxy.shared->count.bytes[PROXY_DOWN];
}

/* ---- the cases ---- */

/* Cut at byte at: it waits here, or it is there; the status line says which. */
static void
cut_push(struct device *d, struct proxy_plan plan, int *saved)
{
	const struct status *st = model_status(d->m);
	bool through;

	if (st->here == 0)
		hand_one_in(d, saved);
	proxy_arm(&d->proxy, plan);
	through = sync_now(d);
	MUST(st->link == (through ? LINK_IDLE : LINK_DOWN),
	    "the status line lies");
	if (through)
		MUST(st->here == 0, "%d at byte %d", (int)plan.way,
		    (int)plan.at);
	else
		MUST(st->here > 0 && st->why.says[0] != '\0', "not said");
	MUST(st->stopped == 0, "what had arrived came back as refused");
	/* Now and then it gets through, and a new one is begun. */
	if (!through && plan.at % 8 == 0) {
		must_sync(d);
		MUST(st->here == 0, "%d at byte %d", (int)plan.way,
		    (int)plan.at);
	}
}

/* Each in a process of its own: the bytes k, k + DEVICES, ... of each way. */
static void
in_parts(int (*part)(int k), int n)
{
	pid_t pids[PARTS_MAX];

	for (int k = 0; k < n; k++) {
		pids[k] = fork();
		if (pids[k] == 0)
			_exit(part(k));
	}
	for (int k = 0; k < n; k++) {
		int status = -1;

		waitpid(pids[k], &status, 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static int64_t
step(void)
{
	const char *every = getenv("LINK_EVERY");

	return DEVICES * (every != NULL ? strtol(every, NULL, 10) : 1);
}

struct tally {
	struct id page_file;
	int saved[PARTS_MAX], cases[PARTS_MAX];
};
static struct tally *tally;

static int
push_part(int k)
{
	const bool all = getenv("LINK_ALL") != NULL;
	struct device d = { 0 };
	int64_t bytes[2];
	char name[16];

	snprintf(name, sizeof(name), "sam%d", k);
	device_start(&d, name, name);
	hand_one_in(&d, &tally->saved[k]);
	measure(&d, bytes);
	for (int way = 0; way < 2; way++)
		for (int64_t at = k; at <= bytes[way]; at += step())
			for (int how = 0; how < (all ? 2 : 1); how++) {
				struct proxy_plan plan = {
					.way = (enum proxy_way)way, .at = at
				};

				plan.how = all ? (enum proxy_how)how
					       : (enum proxy_how)(at / 4 % 2);
				cut_push(&d, plan, &tally->saved[k]);
				tally->cases[k]++;
			}
	must_sync(&d);
	MUST(model_status(d.m)->here == 0, "something is left");
	device_end(&d);
	return 0;
}

static int
sum(const int *of)
{
	int all = 0;

	for (int k = 0; k < PARTS_MAX; k++)
		all += of[k];
	return all;
}

static void
test_push(void **state)
{
	int64_t before = accounts();
	char out[4000];

	(void)state;
	memset(tally->saved, 0, sizeof(tally->saved));
	memset(tally->cases, 0, sizeof(tally->cases));
	in_parts(push_part, DEVICES);
	print_message("%d cuts of a push, %d first accounts\n",
	    sum(tally->cases), sum(tally->saved));
	assert_int_equal(accounts() - before, sum(tally->saved));
	assert_int_equal(
	    count("SELECT count(*) FROM version v JOIN record r ON "
		  "r.id=v.record WHERE r.kind='first_account'"),
	    accounts());
	assert_int_equal(
	    havend_run(&office, out, sizeof(out), "verify", (char *)0), 0);
}

/* ---- a page ---- */

/* A file with so many first accounts, which the office has. */
static void
fill_file(struct device *d, struct id *file)
{
	char words[80];

	hand_in(d->m, file, "The first of many.");
	for (int i = 1; i < PAGE_ROWS; i++) {
		struct record *r = account("x");
		struct save s = {
			.kind = record_kind(r), .record = r, .file = *file
		};
		int64_t version;

		snprintf(words, sizeof(words), "Account %d of the page.", i);
		record_set(r, "observed", words);
		MUST(model_save(d->m, &s, &version, NULL) == ERR_OK, "save");
		record_free(r);
	}
	must_sync(d);
	MUST(model_status(d->m)->here == 0, "the page is not there");
}

/* As if it had never been here. */
static void
forget_file(struct device *d)
{
	struct id file = tally->page_file;

	MUST(store_file_erase(d->m->store, &file, NULL) == ERR_OK &&
		 store_file_set_flags(d->m->store, &file,
		     STORE_FILE_SET | STORE_FILE_WANTED, NULL) == ERR_OK,
	    "erase");
	model_changed(d->m, TOPIC_RECORDS);
}

/* All of it or nothing of it. */
static void
cut_page(struct device *d, struct proxy_plan plan)
{
	const struct row *rows;
	bool through;
	size_t n;

	proxy_arm(&d->proxy, plan);
	through = sync_now(d);
	n = model_rows(d->m, &tally->page_file, &rows);
	MUST(n == (through ? PAGE_ROWS : 0), "%d rows at byte %d", (int)n,
	    (int)plan.at);
	if (through)
		forget_file(d);
}

static int
page_part(int k)
{
	struct device d = { 0 };
	const struct row *rows;
	int64_t bytes[2];
	char name[16];

	snprintf(name, sizeof(name), "pat%d", k);
	device_start(&d, name, name);
	model_file_want(d.m, &tally->page_file);
	must_sync(&d);
	forget_file(&d);
	measure(&d, bytes);
	forget_file(&d);
	for (int way = 0; way < 2; way++)
		for (int64_t at = k; at <= bytes[way]; at += step()) {
			cut_page(
			    &d, (struct proxy_plan){ .way = (enum proxy_way)way,
				    .how = (enum proxy_how)(at / 4 % 2),
				    .at = at });
			tally->cases[k]++;
		}
	must_sync(&d);
	MUST(model_rows(d.m, &tally->page_file, &rows) == PAGE_ROWS,
	    "the page is not here at last");
	device_end(&d);
	return 0;
}

static int
page_writer(int k)
{
	struct device d = { 0 };

	(void)k;
	device_start(&d, "sam0", "writer");
	fill_file(&d, &tally->page_file);
	device_end(&d);
	return 0;
}

static void
test_page(void **state)
{
	(void)state;
	memset(tally->saved, 0, sizeof(tally->saved));
	memset(tally->cases, 0, sizeof(tally->cases));
	in_parts(page_writer, 1);
	in_parts(page_part, DEVICES);
	print_message("%d cuts of a page\n", sum(tally->cases));
}

/* ---- silence, and a slow link ---- */

/* Nothing comes any more, and nothing ends: keys are answered all the while, and
 * it is given up and tried again. */
static void
cut_silent(struct device *d, enum proxy_way way, int64_t at, int *saved)
{
	int64_t end = proxy_ms() + 60000, longest = 0;

	hand_one_in(d, saved);
	proxy_arm(&d->proxy,
	    (struct proxy_plan){ .way = way, .how = PROXY_SILENCE, .at = at });
	model_sync_now(d->m);
	do {
		int64_t before = proxy_ms(), took;

		(void)model_tick(d->m, before);
		model_readable(d->m);
		took = proxy_ms() - before;
		longest = took > longest ? took : longest;
		turn(d->m);
	} while (is_busy(d->m) && proxy_ms() < end);
	MUST(!is_busy(d->m), "silence at byte %d is waited for for ever",
	    (int)at);
	/* No turn waits for the network: they take no longer than a save. */
	MUST(longest < 500, "a turn took %d ms", (int)longest);
	must_sync(d);
	MUST(model_status(d->m)->here == 0, "silence: something is left");
}

static int
silent_part(int k)
{
	struct device d = { 0 };
	int64_t bytes[2];
	char name[16];

	snprintf(name, sizeof(name), "kit%d", k);
	device_start(&d, name, name);
	hand_one_in(&d, &tally->saved[k]);
	measure(&d, bytes);
	for (int way = 0; way < 2; way++) {
		cut_silent(&d, (enum proxy_way)way,
		    bytes[way] * (2 * k + 1) / (2 * DEVICES), &tally->saved[k]);
		tally->cases[k]++;
	}
	device_end(&d);
	return 0;
}

static void
test_silence(void **state)
{
	int64_t before = accounts();

	(void)state;
	memset(tally->saved, 0, sizeof(tally->saved));
	memset(tally->cases, 0, sizeof(tally->cases));
	in_parts(silent_part, SILENCES);
	assert_int_equal(accounts() - before, sum(tally->saved));
}

/* What is modelled: 2G, a satellite, and worse than anything that is sold. */
static const struct {
	const char *name;
	int64_t delay_ms, rate;
} links[] = {
	{ "2G: 600 ms, 64 kbit/s", 300, 8000 },
	{ "worse: 2 s, 16 kbit/s", 1000, 2000 },
};

static int
slow_part(int k)
{
	const struct row *rows;
	struct device d = { 0 };
	char name[16];

	snprintf(name, sizeof(name), "pat%d", k);
	snprintf(d.dir, sizeof(d.dir), "slow%d", k);
	device_start(&d, name, d.dir);
	for (int i = 0; i < 20; i++)
		hand_one_in(&d, &tally->saved[k]);
	model_file_want(d.m, &tally->page_file);
	proxy_arm(&d.proxy, (struct proxy_plan){ .way = PROXY_NEVER,
				.delay_ms = links[k].delay_ms,
				.rate = links[k].rate });
	for (int i = 0; i < 3; i++) {
		model_sync_now(d.m);
		MUST(settle(d.m, 120000), "%s: it hangs", links[k].name);
		if (model_status(d.m)->link == LINK_IDLE)
			break;
	}
	MUST(model_status(d.m)->link == LINK_IDLE, "%s: %s", links[k].name,
	    model_status(d.m)->why.says);
	MUST(model_status(d.m)->here == 0, "%s: not sent", links[k].name);
	MUST(model_rows(d.m, &tally->page_file, &rows) == PAGE_ROWS,
	    "%s: the page is not here", links[k].name);
	device_end(&d);
	return 0;
}

static void
test_slow(void **state)
{
	int64_t before = accounts();

	(void)state;
	memset(tally->saved, 0, sizeof(tally->saved));
	in_parts(slow_part, (int)(sizeof(links) / sizeof(links[0])));
	assert_int_equal(accounts() - before, sum(tally->saved));
}

/* ---- nothing new ---- */

#define NOTHING_MAX 350 /* bytes, both ways */

/* The proxy counts after it has sent: until it has had nothing to do for a while. */
static struct proxy_count
counted(const struct device *d)
{
	struct proxy_count c, later = d->proxy.shared->count;

	do {
		c = later;
		poll(NULL, 0, 200);
		later = d->proxy.shared->count;
	} while (memcmp(&c, &later, sizeof(c)) != 0);
	return c;
}

/* In step, on a kept connection: next to nothing goes over the line, and it still
 * tells the time. */
static int
nothing_part(int k)
{
	struct device d = { 0 };
	struct proxy_count before, after;
	int64_t apart;

	(void)k;
	device_start(&d, "sam0", "in-step");
	must_sync(&d);
	MUST(sync_now(&d), "%s", model_status(d.m)->why.says);
	before = counted(&d);
	MUST(sync_now(&d), "%s", model_status(d.m)->why.says);
	apart = clock_ms() - d.m->office_ms;
	after = counted(&d);
	MUST(after.connections == before.connections, "a new connection");
	MUST(after.turns - before.turns == 1, "more than one round trip");
	before.bytes[PROXY_UP] += before.bytes[PROXY_DOWN];
	after.bytes[PROXY_UP] += after.bytes[PROXY_DOWN];
	MUST(after.bytes[PROXY_UP] - before.bytes[PROXY_UP] <= NOTHING_MAX,
	    "%d bytes for nothing",
	    (int)(after.bytes[PROXY_UP] - before.bytes[PROXY_UP]));
	MUST(apart >= 0 && apart < 5000, "%d ms apart", (int)apart);
	device_end(&d);
	return 0;
}

static void
test_nothing(void **state)
{
	(void)state;
	in_parts(nothing_part, 1);
}

/* ---- a PDF ---- */

static enum ask_state
await_pdf(struct device *d, struct buf *pdf, struct errinfo *e)
{
	enum ask_state state;

	do
		turn(d->m);
	while ((state = model_pdf_state(d->m, pdf, e)) == ASK_WAITING);
	return state;
}

/* By the real haven-net, havend and haven-press; with the wrong passphrase there is
 * none, and what came before it goes on. */
static int
paper_part(int k)
{
	struct buf pdf = BUF_INIT(8u << 20);
	struct device d = { 0 };
	struct errinfo e = { 0 };
	struct id file;
	char path[200];

	(void)k;
	device_start(&d, "pat1", "paper");
	hand_in(d.m, &file, "She had a mark on the left arm.");
	must_sync(&d);
	snprintf(
	    path, sizeof(path), "/v1/files/%s/chronology?form=pdf", file.s);
	MUST(model_ask_pdf(d.m, path, "not the passphrase", NULL, &e) == ERR_OK,
	    "%s", e.says);
	MUST(await_pdf(&d, &pdf, &e) == ASK_FAILED, "a wrong passphrase");
	MUST(e.code == ERR_AUTH && pdf.len == 0, "%s", e.says);
	must_sync(&d);
	MUST(model_ask_pdf(d.m, path, PASS, NULL, &e) == ERR_OK, "%s", e.says);
	MUST(await_pdf(&d, &pdf, &e) == ASK_DONE, "%s", e.says);
	MUST(pdf.len > 1000 && memcmp(pdf.data, "%PDF-", 5) == 0, "no PDF");
	must_sync(&d);
	buf_done(&pdf);
	device_end(&d);
	return 0;
}

static void
test_paper(void **state)
{
	(void)state;
	in_parts(paper_part, 1);
}

static int
start(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	if (!text_start() || seal_start(NULL) != ERR_OK ||
	    conf_load(&conf, CONF_CLIENT, NULL, false, NULL, &e) != ERR_OK)
		return -1;
	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	havend_new(&office, "");
	for (int k = 0; k < PARTS_MAX; k++) {
		static const char *const who[][2] = { { "sam", "volunteer" },
			{ "kit", "volunteer" },
			{ "pat", "designated_senior" } };

		for (size_t i = 0; i < sizeof(who) / sizeof(who[0]); i++) {
			char name[16];

			snprintf(name, sizeof(name), "%s%d", who[i][0], k);
			havend_person(&office, name, who[i][1]);
		}
	}
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	havend_end(&office);
	conf_free(conf);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_push),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_paper),
	};

	return cmocka_run_group_tests_name("tui_link", tests, start, stop);
}
