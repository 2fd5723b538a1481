/* tui_pty.c - the real haven in a real pseudo-terminal that goes away while
 * somebody types: closed like a broken SSH session, hung up, or the program
 * killed. What stood on the screen is there at the next start; after a kill, all
 * but the last two seconds (promise 1). Nothing of it stays in the terminal's
 * scrollback, nor in a core. PTY_BREAKS and PTY_SEED change how often and where. */
#include "tui_model_help.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

#define BREAKS 200
#define KILLS 10
#define PARTS 4 /* at once */
#define PATIENCE_MS 20000
#define SAFE_MS 2000 /* of typing that may be lost by a kill */

struct session {
	pid_t pid;
	int fd;
	struct buf raw; /* every byte that came */
	size_t plain;   /* printable ones of it */
};

/* Says why and ends; in a part it ends the part alone. */
#define lose(...)                             \
	do {                                  \
		fprintf(stderr, __VA_ARGS__); \
		fputc('\n', stderr);          \
		exit(1);                      \
	} while (0)

static struct desk desk;
static uint8_t *blank;
static size_t blank_len;
static unsigned seed = 1;

static unsigned
roll(unsigned below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % below;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* ---- the store, as it was before ---- */

static void
put_blank(void)
{
	static const char *const ends[] = { "-wal", "-shm", "-journal" };
	char path[STORE_PATH_MAX + 16];
	int fd = open(desk.path, O_WRONLY | O_TRUNC);

	assert_true(fd >= 0 && write(fd, blank, blank_len) > 0);
	close(fd);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", desk.path, ends[i]);
		unlink(path);
	}
}

/* For a part of the breaks: the same store elsewhere. */
static void
own_folder(void)
{
	int fd;

	snprintf(desk.dir, sizeof(desk.dir), "/tmp/haven-desk.XXXXXX");
	if (mkdtemp(desk.dir) == NULL)
		_exit(2);
	store_path_of(desk.path, desk.dir, "worker", DESK_URL);
	fd = open(desk.path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		_exit(3);
	close(fd);
}

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

/* ---- a session in a terminal ---- */

static void
session_start(struct session *s)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	const char *build = getenv("HAVEN_BUILD");
	char program[512], dir[128];

	snprintf(program, sizeof(program), "%s/haven", build ? build : "build");
	snprintf(dir, sizeof(dir), "data_dir=%s", desk.dir);
	buf_init(&s->raw, 4u << 20);
	s->plain = 0;
	s->pid = forkpty(&s->fd, NULL, NULL, &size);
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		setenv("HOME", desk.dir, 1);
		execl(program, program, "--set", dir, (char *)0);
		_exit(127);
	}
}

/* Bytes that are no part of an escape sequence. */
static size_t
count_plain(const char *bytes, size_t len)
{
	enum { TEXT, ESCAPE, SEQUENCE } at = TEXT;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (at == SEQUENCE)
			at = c >= 0x40 && c <= 0x7e ? TEXT : SEQUENCE;
		else if (at == ESCAPE)
			at = c == '[' ? SEQUENCE : TEXT;
		else if (c == 0x1b)
			at = ESCAPE;
		else
			n += c > ' ';
	}
	return n;
}

/* What comes within so many ms; false at the end. */
static bool
gather(struct session *s, int ms)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return true;
	n = read(s->fd, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	buf_add(&s->raw, bytes, (size_t)n);
	s->plain = count_plain(buf_str(&s->raw), s->raw.len);
	return true;
}

static void
see(struct session *s, const char *word)
{
	int64_t end = now_ms() + PATIENCE_MS;

	while (
	    memmem(buf_str(&s->raw), s->raw.len, word, strlen(word)) == NULL) {
		if (now_ms() > end || !gather(s, 20))
			lose("'%s' is never shown: %.*s", word, (int)s->raw.len,
			    buf_str(&s->raw));
	}
}

static void
type(struct session *s, const char *bytes)
{
	size_t len = strlen(bytes);

	assert_int_equal(write(s->fd, bytes, len), len);
}

/* Until so many more printable bytes came, and it is quiet. */
static void
see_typed(struct session *s, size_t before, size_t more)
{
	int64_t end = now_ms() + PATIENCE_MS;
	size_t last = 0;

	while (s->plain < before + more || s->raw.len != last) {
		last = s->raw.len;
		if (now_ms() > end || !gather(s, 30))
			lose("what is typed is not shown");
	}
}

/* Signed in, with a first account begun and the cursor in its text. */
static void
open_form(struct session *s)
{
	session_start(s);
	see(s, "assphrase");
	type(s, DESK_PASS "\r");
	see(s, "Inspections");
	type(s, "1");
	see(s, "ind a child");
	type(s, "Rosie Lark");
	see(s, "yet:");
	type(s, "\r");
	see(s, "about");
	while (s->raw.len > 0 && gather(s, 60)) {
		static size_t last;

		if (last == s->raw.len)
			break;
		last = s->raw.len;
	}
}

/* Words that can be told apart; appended to all. */
static void
more_words(struct buf *all, struct buf *some, unsigned n)
{
	static unsigned number;

	buf_clear(some);
	for (unsigned i = 0; i < n; i++)
		buf_addf(some, "w%u ", ++number % 1000);
	buf_adds(all, buf_str(some));
}

static size_t
letters(const struct buf *text)
{
	return count_plain(buf_str(text), text->len);
}

/* ---- what is there afterwards ---- */

/* The text of the one draft; "" if there is none. */
static void
read_draft(struct buf *out)
{
	const struct draft *list;
	struct record *r = NULL;
	struct errinfo e = { 0 };

	desk_model(&desk);
	if (model_unlock(desk.m, "worker", DESK_PASS, &e) != ERR_OK)
		lose("%s", e.says);
	buf_clear(out);
	if (model_drafts(desk.m, &list) > 0) {
		struct draft d = list[0];

		assert_false(d.is_left);
		assert_int_equal(
		    model_draft_get(desk.m, &d.id, &r, &d, &e), ERR_OK);
		buf_adds(out, record_text(r, "observed"));
		record_free(r);
	}
	model_free(desk.m);
	desk.m = NULL;
}

/* The end of a session: its status, or -1 for a signal. */
static int
session_end(struct session *s)
{
	int status = 0;

	assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
	buf_done(&s->raw);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Trailing blanks are as good as none: a draft keeps them, a fold may not. */
static void
check_draft(const char *typed, size_t safe, int number)
{
	struct buf kept = BUF_INIT(100000);

	read_draft(&kept);
	while (safe > 0 && typed[safe - 1] == ' ')
		safe--;
	if (kept.len < safe || strncmp(buf_str(&kept), typed, kept.len) != 0)
		lose("break %d: of '%s' (%zu safe) this is kept: '%s'", number,
		    typed, safe, buf_str(&kept));
	buf_done(&kept);
}

static void
break_once(int number)
{
	struct buf all = BUF_INIT(100000), some = BUF_INIT(10000);
	struct session s;
	size_t safe;

	put_blank();
	open_form(&s);
	for (unsigned bursts = roll(4); bursts > 0; bursts--) {
		size_t before = s.plain;

		more_words(&all, &some, 1 + roll(12));
		type(&s, buf_str(&some));
		see_typed(&s, before, letters(&some));
	}
	safe = all.len;
	if (roll(3) > 0) { /* on its way when it ends */
		more_words(&all, &some, 1 + roll(12));
		type(&s, buf_str(&some));
		poll(NULL, 0, (int)roll(4));
	}
	if (number % 2 == 0)
		kill(s.pid, SIGHUP);
	else
		close(s.fd);
	assert_int_equal(session_end(&s), 128 + SIGHUP);
	if (number % 2 == 0)
		close(s.fd);
	check_draft(buf_str(&all), safe, number);
	buf_done(&all);
	buf_done(&some);
}

static unsigned
env_number(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static void
test_breaks(void **state)
{
	unsigned n = env_number("PTY_BREAKS", BREAKS);
	pid_t pids[PARTS];

	(void)state;
	for (unsigned k = 0; k < PARTS; k++) {
		pids[k] = fork();
		if (pids[k] != 0)
			continue;
		own_folder();
		seed = env_number("PTY_SEED", 1) + k;
		for (unsigned i = k; i < n; i += PARTS)
			break_once((int)i);
		desk_remove(desk.dir);
		_exit(0);
	}
	for (unsigned k = 0; k < PARTS; k++) {
		int status = -1;

		waitpid(pids[k], &status, 0);
		assert_int_equal(status, 0);
	}
}

static void
test_kills(void **state)
{
	struct buf all = BUF_INIT(100000), some = BUF_INIT(10000);

	(void)state;
	for (unsigned i = 0; i < KILLS; i++) {
		struct session s;
		size_t safe, before;

		put_blank();
		buf_clear(&all);
		open_form(&s);
		before = s.plain;
		more_words(&all, &some, 1 + roll(12));
		type(&s, buf_str(&some));
		see_typed(&s, before, letters(&some));
		safe = all.len;
		poll(NULL, 0, SAFE_MS);
		more_words(&all, &some, 1 + roll(12));
		type(&s, buf_str(&some));
		poll(NULL, 0, (int)roll(300));
		kill(s.pid, SIGKILL);
		assert_int_equal(session_end(&s), -1);
		close(s.fd);
		check_draft(buf_str(&all), safe, (int)i);
	}
	buf_done(&all);
	buf_done(&some);
}

/* ---- a crash ---- */

static bool
holds(const struct buf *raw, const char *bytes)
{
	return memmem(buf_str(raw), raw->len, bytes, strlen(bytes)) != NULL;
}

/* No core of it is ever written (promise 9). */
static void
check_no_core(pid_t pid)
{
	char path[64], line[200];
	bool is_none = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/limits", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		is_none |= strncmp(line, "Max core file size", 18) == 0 &&
			   strstr(line, " 0                    0 ") != NULL;
	fclose(f);
	assert_true(is_none);
}

/* Nor does what was typed go to swap: the heap is locked (a sanitizer has a heap of
 * its own). */
static void
check_no_swap(pid_t pid)
{
	char path[64], line[200];
	long locked = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmLck:", 6) == 0)
			locked = strtol(line + 6, NULL, 10);
	fclose(f);
#ifdef __SANITIZE_ADDRESS__
	assert_true(locked >= 0);
#else
	assert_true(locked >= 300);
#endif
}

/* What a crash leaves: the terminal as it was, and no core. The form was on the
 * other screen of the terminal, which is left, so none of it is in scrollback. */
static void
test_crash(void **state)
{
	static const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE,
		SIGTERM };

	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct buf all = BUF_INIT(1000), some = BUF_INIT(1000);
		struct session s;
		size_t begin, before;
		int status;

		put_blank();
		open_form(&s);
		before = s.plain;
		more_words(&all, &some, 5);
		type(&s, buf_str(&some));
		see_typed(&s, before, letters(&some));
		begin = s.raw.len;
		check_no_core(s.pid);
		check_no_swap(s.pid);
		kill(s.pid, signals[i]);
		while (gather(&s, PATIENCE_MS))
			;
		if (!holds(&s.raw, "\033[?1049h"))
			lose("the form is not on the other screen");
		buf_splice(&s.raw, 0, begin, NULL, 0);
		if (!holds(&s.raw, "\033[?1049l"))
			lose("signal %d: the terminal is not given back",
			    signals[i]);
		if (holds(&s.raw, "Rosie"))
			lose("signal %d: the form is written after it",
			    signals[i]);
		if (signals[i] != SIGTERM && !holds(&s.raw, "is safe"))
			lose("signal %d: nothing is said", signals[i]);
		status = session_end(&s);
		assert_true(signals[i] == SIGTERM ? status == 128 + SIGTERM
						  : status != 0);
		close(s.fd);
		buf_done(&all);
		buf_done(&some);
	}
}

static int
start(void **state)
{
	(void)state;
	if (!text_start() || seal_start(NULL) != ERR_OK)
		return -1;
	desk_enrol(&desk, "volunteer");
	model_free(desk.m);
	desk.m = NULL;
	clock_fix_for_test(-1);
	take_blank();
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	free(blank);
	desk_end(&desk);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_breaks),
		cmocka_unit_test(test_kills),
		cmocka_unit_test(test_crash),
	};

	return cmocka_run_group_tests_name("tui_pty", tests, start, stop);
}
