/* tui_term.c - proves term.h and the loop in a real pseudo-terminal: few bytes,
 * no bytes when idle, and an end that keeps everything. The client runs in a
 * child; what it writes down comes back through a pipe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "app.h"
#include "text.h"
#include "w_area.h"

#define PATIENCE_MS 10000
#define QUIET_MS 150

/* ---- in the child ---- */

static int notes_fd;
static char *out_of_reach;

static void
note(const char *words)
{
	(void)!write(notes_fd, words, strlen(words));
}

static enum err
area_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	(void)a;
	(void)arg;
	(void)e;
	w_area_init(st, 10000);
	return ERR_OK;
}

static void
area_close(struct app *a, void *st)
{
	(void)a;
	w_area_done(st);
}

static enum handled
area_key(struct app *a, void *st, const struct key *k)
{
	if (k->action == ACT_SEND) {
		app_say(a, "Saved (%s)", w_area_text(st));
		return HANDLED;
	}
	return w_area_key(st, a, k);
}

static void
area_draw(const struct app *a, const void *st, struct canvas *cv)
{
	(void)a;
	w_area_draw(st, cv, 3, 1, 8, 60, true);
}

static void
area_keep(struct app *a, void *st)
{
	(void)a;
	note("kept(");
	note(w_area_text(st));
	note(")");
}

static const struct screen_def area_screen = {
	.name = "area",
	.state_size = sizeof(struct w_area),
	.open = area_open,
	.close = area_close,
	.key = area_key,
	.draw = area_draw,
	.keep = area_keep,
};

static int
tick(struct app *a, void *arg)
{
	(void)a;
	(void)arg;
	note("t");
	return 0;
}

static void
on_eof(struct app *a, int fd, short revents, void *arg)
{
	(void)a;
	(void)fd;
	(void)revents;
	(void)arg;
	note("e"); /* and forgets to remove it */
}

enum extra { NOTHING, TICK, ENDED_FD };

static void
run_child(enum extra extra)
{
	struct app *a = app_new(NULL, 24, 80);
	int fds[2], status;

	if (extra == TICK)
		app_set_tick(a, tick, NULL);
	if (extra == ENDED_FD && pipe(fds) == 0) {
		close(fds[1]);
		app_add_fd(a, fds[0], on_eof, NULL);
	}
	app_push(a, &area_screen, NULL);
	status = app_run(a);
	if (status != 0 && app_message(a)[0])
		note(app_message(a));
	app_free(a);
	_exit(status);
}

/* ---- in the test ---- */

struct run {
	pid_t pid;
	int fd, notes;
	struct buf screen; /* all bytes since the last clear */
};

static void
start(struct run *r, const char *term, enum extra extra)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	r->pid = forkpty(&r->fd, NULL, NULL, &size);
	assert_true(r->pid >= 0);
	if (r->pid == 0) {
		close(fds[0]);
		notes_fd = fds[1];
		setenv("TERM", term, 1);
		setenv("TERMINFO", out_of_reach, 1);
		run_child(extra);
	}
	close(fds[1]);
	r->notes = fds[0];
	buf_init(&r->screen, 1u << 20);
}

/* Bytes of fd into b, until it is quiet or at its end. */
static void
gather(int fd, struct buf *b, int quiet_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	while (poll(&p, 1, quiet_ms) > 0) {
		n = read(fd, bytes, sizeof(bytes));
		if (n <= 0)
			return;
		buf_add(b, bytes, (size_t)n);
	}
}

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Until the screen was sent words. */
static void
wait_for(struct run *r, const char *words)
{
	int64_t end = now_ms() + PATIENCE_MS;

	while (
	    !memmem(buf_str(&r->screen), r->screen.len, words, strlen(words))) {
		if (now_ms() > end)
			fail_msg("never showed '%s'", words);
		gather(r->fd, &r->screen, 20);
	}
}

static void
send(struct run *r, const char *bytes)
{
	assert_int_equal(
	    write(r->fd, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
}

/* Its exit status, or -1 with words if it does not end. Notes go to out. */
static int
finish(struct run *r, struct buf *out)
{
	int64_t end = now_ms() + PATIENCE_MS;
	int status = -1;

	while (waitpid(r->pid, &status, WNOHANG) == 0) {
		if (now_ms() > end) {
			kill(r->pid, SIGKILL);
			waitpid(r->pid, &status, 0);
			fail_msg("it does not end");
		}
		if (r->fd >= 0)
			gather(r->fd, &r->screen, 10);
		else
			poll(NULL, 0, 10);
	}
	gather(r->notes, out, QUIET_MS);
	if (r->fd >= 0)
		close(r->fd);
	close(r->notes);
	buf_done(&r->screen);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *const terms[] = { "xterm-256color", "screen-256color",
	"linux", "vt100", "no-such-terminal" };

#define TERMS (sizeof(terms) / sizeof(terms[0]))

static void
test_typing_sends_little(void **state)
{
	static const struct {
		const char *keys;
		size_t most;
	} rows[] = { { "x", 4 }, { "\u00e9", 4 }, { "\u4e2d", 4 } };

	(void)state;
	for (size_t i = 0; i < TERMS; i++) {
		struct buf notes = BUF_INIT(10000);
		struct run r;

		start(&r, terms[i], NOTHING);
		wait_for(&r, "Danger now");
		send(&r, "Hello");
		wait_for(&r, "Hello");
		gather(r.fd, &r.screen, QUIET_MS);
		for (size_t k = 0; k < 3; k++) {
			buf_clear(&r.screen);
			send(&r, rows[k].keys);
			wait_for(&r, rows[k].keys);
			gather(r.fd, &r.screen, QUIET_MS);
			if (r.screen.len > rows[k].most)
				fail_msg("%s: %zu bytes for %s", terms[i],
				    r.screen.len, rows[k].keys);
		}
		send(&r, "\033[21~");
		assert_int_equal(finish(&r, &notes), 0);
		assert_non_null(
		    strstr(buf_str(&notes), "kept(Hellox\u00e9\u4e2d)"));
		buf_done(&notes);
	}
}

static void
test_idle_sends_nothing(void **state)
{
	static const enum extra rows[] = { NOTHING, TICK, ENDED_FD };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct buf notes = BUF_INIT(100000);
		struct run r;

		start(&r, "xterm-256color", rows[i]);
		wait_for(&r, "Danger now");
		gather(r.fd, &r.screen, QUIET_MS);
		buf_clear(&r.screen);
		gather(r.notes, &notes, 0);
		buf_clear(&notes);
		gather(r.fd, &r.screen, 2500);
		assert_int_equal(r.screen.len, 0);
		gather(r.notes, &notes, 0);
		/* Once a second; an fd at its end is given up. */
		assert_in_range(notes.len, rows[i] == TICK ? 2 : 0,
		    rows[i] == TICK ? 3 : 0);
		send(&r, "\x11"); /* Ctrl-Q, the second way */
		assert_int_equal(finish(&r, &notes), 0);
		buf_done(&notes);
	}
}

static void
test_ends(void **state)
{
	static const struct {
		const char *why;
		int signal; /* 0: the terminal is closed */
		int status;
	} rows[] = {
		{ "closed window", 0, 129 },
		{ "SIGHUP", SIGHUP, 129 },
		{ "SIGTERM", SIGTERM, 143 },
		{ "SIGQUIT", SIGQUIT, 131 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf notes = BUF_INIT(10000);
		struct run r;
		int status;

		start(&r, "xterm-256color", NOTHING);
		wait_for(&r, "Danger now");
		send(&r, "typed");
		wait_for(&r, "typed");
		gather(r.fd, &r.screen, QUIET_MS);
		if (rows[i].signal) {
			kill(r.pid, rows[i].signal);
		} else {
			close(r.fd);
			r.fd = -1;
		}
		status = finish(&r, &notes);
		if (status != rows[i].status ||
		    !strstr(buf_str(&notes), "kept(typed)"))
			fail_msg(
			    "%s: %d, %s", rows[i].why, status, buf_str(&notes));
		buf_done(&notes);
	}
}

/* No key of the driver's is left: they save, undo, and nothing stops. */
static void
test_keys_of_the_line_are_ours(void **state)
{
	struct buf notes = BUF_INIT(10000);
	struct run r;

	(void)state;
	start(&r, "xterm-256color", NOTHING);
	wait_for(&r, "Danger now");
	send(&r, "one two\x1a\x03\x1c\x04\x13"); /* Ctrl-Z C \ D S */
	wait_for(&r, "Saved (one )");
	send(&r, "\033[200~pasted lines\033[201~\x1a\x19\x13");
	wait_for(&r, "pasted lines)");
	buf_clear(&r.screen);
	kill(r.pid, SIGTSTP);
	send(&r, "!\x13");
	wait_for(&r, "!");
	send(&r, "\033"); /* a lone Esc is a key after a moment */
	wait_for(&r, "first screen");
	send(&r, "\033[21~");
	assert_int_equal(finish(&r, &notes), 0);
	buf_done(&notes);
}

static void
test_resize(void **state)
{
	struct winsize small = { .ws_row = 10, .ws_col = 50 };
	struct winsize large = { .ws_row = 30, .ws_col = 100 };
	struct buf notes = BUF_INIT(10000);
	struct run r;

	(void)state;
	start(&r, "xterm-256color", NOTHING);
	wait_for(&r, "Danger now");
	send(&r, "kept text");
	wait_for(&r, "kept text");
	ioctl(r.fd, TIOCSWINSZ, &small);
	wait_for(&r, "bigger");
	buf_clear(&r.screen);
	ioctl(r.fd, TIOCSWINSZ, &large);
	wait_for(&r, "kept text");
	wait_for(&r, "Danger now");
	/* On leaving the screen is cleared before it is given back. */
	buf_clear(&r.screen);
	send(&r, "\033[21~");
	wait_for(&r, "\033[2J");
	wait_for(&r, "\033[?2004l");
	wait_for(&r, "\033[?1049l");
	assert_null(strstr(buf_str(&r.screen), "kept"));
	assert_int_equal(finish(&r, &notes), 0);
	buf_done(&notes);
}

static void
test_no_terminal(void **state)
{
	struct buf notes = BUF_INIT(10000);
	int fds[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		notes_fd = fds[1];
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		run_child(NOTHING);
	}
	close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	gather(fds[0], &notes, QUIET_MS);
	assert_int_equal(WEXITSTATUS(status), 74);
	assert_non_null(strstr(buf_str(&notes), "needs a terminal"));
	close(fds[0]);
	buf_done(&notes);
}

/* A description by TERMINFO or in HOME is data that drives the terminal. The
 * folder holds a broken one, so trusting it would show as vt100's ways. */
static void
test_descriptions_are_not_trusted(void **state)
{
	struct buf notes = BUF_INIT(10000);
	struct run r;

	(void)state;
	start(&r, "xterm-256color", NOTHING);
	wait_for(&r, "\033[?1049h"); /* of the system's description */
	wait_for(&r, "Danger now");
	send(&r, "\033[21~");
	assert_int_equal(finish(&r, &notes), 0);
	buf_done(&notes);
}

/* A folder whose xterm-256color is a copy of the system's dumb. */
static void
make_folder(char *path)
{
	char folder[200], file[220], bytes[4096];
	const char *const from[] = { "/lib/terminfo/d/dumb",
		"/usr/share/terminfo/d/dumb" };
	FILE *in = NULL, *out;
	size_t n;

	for (size_t i = 0; !in && i < 2; i++)
		in = fopen(from[i], "rb");
	assert_non_null(in);
	assert_non_null(mkdtemp(path));
	(void)snprintf(folder, sizeof(folder), "%s/x", path);
	assert_int_equal(mkdir(folder, 0700), 0);
	(void)snprintf(file, sizeof(file), "%s/x/xterm-256color", path);
	out = fopen(file, "wb");
	assert_non_null(out);
	n = fread(bytes, 1, sizeof(bytes), in);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	(void)fclose(in);
	(void)fclose(out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typing_sends_little),
		cmocka_unit_test(test_idle_sends_nothing),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_keys_of_the_line_are_ours),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_no_terminal),
		cmocka_unit_test(test_descriptions_are_not_trusted),
	};
	char folder[] = "/tmp/haven-term-XXXXXX", file[100];
	int failed;

	if (!text_start())
		return 1;
	signal(SIGPIPE, SIG_IGN);
	make_folder(folder);
	out_of_reach = folder;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)snprintf(file, sizeof(file), "%s/x/xterm-256color", folder);
	unlink(file);
	(void)snprintf(file, sizeof(file), "%s/x", folder);
	rmdir(file);
	rmdir(folder);
	return failed;
}
