/* pts.c - a program on a pseudo-terminal (pts.h). */
#include "pts.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define PATIENCE_MS 60000
#define ENV_MAX 16
#define PAINT_MS 2 /* between two pieces of what is written in one go */

static void
run_child(const char *term, const char *const *argv, const char *const *env)
{
	char name[80] = "TERM=", home[600] = "HOME=";
	const char *all[ENV_MAX] = { name, home, "LC_ALL=C.UTF-8",
		"PATH=/usr/bin:/bin", "TZ=Europe/London" };
	size_t n = 5;

	strncat(name, term, sizeof(name) - 6);
	strncat(home, bench_dir(), sizeof(home) - 6);
	while (env && *env && n < ENV_MAX - 1)
		all[n++] = *env++;
	execve(argv[0], (char *const *)(uintptr_t)argv,
	    (char *const *)(uintptr_t)all);
	_exit(127);
}

void
pts_start(struct pts *p, const char *term, const char *const *argv,
    const char *const *env)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	(void)bench_dir();
	memset(p, 0, sizeof(*p));
	p->seen_cap = 1 << 20;
	p->seen = malloc(p->seen_cap);
	p->started_ms = bench_now_ms();
	p->pid = forkpty(&p->fd, NULL, NULL, &size);
	if (p->pid < 0 || !p->seen)
		bench_fail("No pseudo-terminal: %s.", strerror(errno));
	if (p->pid == 0)
		run_child(term, argv, env);
	pts_mark(p);
}

void
pts_mark(struct pts *p)
{
	p->bytes = 0;
	p->seen[0] = '\0';
}

/* One read; false: nothing within wait_ms, or it is over. */
static bool
read_some(struct pts *p, double wait_ms)
{
	struct pollfd one = { .fd = p->fd, .events = POLLIN };
	char bytes[65536];
	ssize_t n;

	if (p->is_over || poll(&one, 1, wait_ms < 0 ? 0 : (int)wait_ms) < 1)
		return false;
	n = read(p->fd, bytes, sizeof(bytes));
	if (n <= 0) {
		p->is_over = true;
		return false;
	}
	p->last_ms = bench_now_ms();
	if (p->bytes + (size_t)n + 1 < p->seen_cap) {
		memcpy(p->seen + p->bytes, bytes, (size_t)n);
		p->seen[p->bytes + (size_t)n] = '\0';
	}
	p->bytes += (size_t)n;
	return true;
}

void
pts_send(struct pts *p, const char *keys)
{
	size_t len = strlen(keys);

	if (write(p->fd, keys, len) != (ssize_t)len)
		bench_fail("A key could not be sent: %s.", strerror(errno));
}

double
pts_quiet(struct pts *p, double quiet_ms)
{
	if (!read_some(p, PATIENCE_MS))
		bench_fail("The program shows nothing.");
	while (read_some(p, quiet_ms))
		continue;
	return p->last_ms;
}

void
pts_quiet_now(struct pts *p, double quiet_ms)
{
	while (read_some(p, quiet_ms))
		continue;
}

void
pts_read_for(struct pts *p, double ms)
{
	double until = bench_now_ms() + ms;

	while (!p->is_over && bench_now_ms() < until)
		read_some(p, until - bench_now_ms());
}

void
pts_until(struct pts *p, const char *words)
{
	double until = bench_now_ms() + PATIENCE_MS;

	while (!strstr(p->seen, words)) {
		if (p->is_over || bench_now_ms() > until)
			bench_fail(
			    "\"%s\" was not seen, but:\n%s", words, p->seen);
		read_some(p, 1000);
	}
}

double
pts_key(struct pts *p, const char *key, double quiet_ms)
{
	double sent;

	pts_mark(p);
	sent = bench_now_ms();
	pts_send(p, key);
	return pts_quiet(p, quiet_ms) - sent;
}

double
pts_echo(struct pts *p, const char *letter)
{
	double sent = bench_now_ms();

	pts_mark(p);
	pts_send(p, letter);
	pts_until(p, letter);
	return p->last_ms - sent;
}

double
pts_paint(struct pts *p, const char *key, const char *words)
{
	double sent = bench_now_ms();

	pts_mark(p);
	pts_send(p, key);
	pts_until(p, words);
	pts_quiet_now(p, PAINT_MS);
	return p->last_ms - sent;
}

int
pts_wait(struct pts *p)
{
	double until = bench_now_ms() + PATIENCE_MS;
	int status = 0;

	while (!p->is_over && bench_now_ms() < until)
		read_some(p, 1000);
	if (!p->is_over)
		kill(p->pid, SIGKILL);
	waitpid(p->pid, &status, 0);
	close(p->fd);
	free(p->seen);
	p->seen = NULL;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : -1;
}

int
pts_end(struct pts *p)
{
	kill(p->pid, SIGHUP);
	return pts_wait(p);
}
