/* proc.c - processes of the test: what they say, line by line, and how they
 * end. Nothing waits longer than a minute. */
#include "fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS 60000

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
program(char *out, size_t size, const char *name)
{
	const char *build = getenv("HAVEN_BUILD");

	if (strchr(name, '/') || strcmp(name, "strace") == 0)
		snprintf(out, size, "%s", name);
	else
		snprintf(
		    out, size, "%s/fault/%s", build ? build : "build", name);
}

void
proc_start(struct proc *p, const char *const *argv)
{
	char path[PATH_ROOM];
	int out[2], in[2];

	memset(p, 0, sizeof(*p));
	program(path, sizeof(path), argv[0]);
	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(in, O_CLOEXEC) != 0)
		abort();
	p->pid = fork();
	if (p->pid == 0) {
		/* Nothing outlives a test that was broken off. */
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(out[1], 2);
		execvp(path, (char **)(uintptr_t)argv);
		_exit(127);
	}
	close(out[1]);
	close(in[0]);
	p->out = out[0];
	p->in = in[1];
}

void
proc_go(struct proc *p)
{
	(void)!write(p->in, "\n", 1);
}

/* Cut what came into lines. */
static void
cut(struct said *s)
{
	char *end;

	while ((end = strchr(s->rest, '\n')) != NULL) {
		*end = '\0';
		if (s->count == LINES_MAX) {
			memmove(s->line[1], s->line[2],
			    sizeof(s->line[0]) * (LINES_MAX - 2));
			s->count--;
		}
		snprintf(
		    s->line[s->count++], sizeof(s->line[0]), "%.319s", s->rest);
		memmove(s->rest, end + 1, strlen(end + 1) + 1);
	}
}

/* False: nothing more comes. */
static bool
read_more(struct proc *p, long until)
{
	struct pollfd fd = { .fd = p->out, .events = POLLIN };
	size_t len = strlen(p->said.rest);
	long left = until - now_ms();
	ssize_t n;

	if (len > sizeof(p->said.rest) - 2)
		p->said.rest[len = 0] = '\0';
	if (left <= 0 || poll(&fd, 1, (int)left) != 1)
		return false;
	n = read(p->out, p->said.rest + len, sizeof(p->said.rest) - 1 - len);
	if (n <= 0)
		return false;
	p->said.rest[len + (size_t)n] = '\0';
	cut(&p->said);
	return true;
}

static bool
has_line(const struct said *s, const char *begins)
{
	for (size_t i = 0; i < s->count; i++)
		if (strncmp(s->line[i], begins, strlen(begins)) == 0)
			return true;
	return false;
}

bool
proc_until(struct proc *p, const char *begins)
{
	long until = now_ms() + WAIT_MS;

	while (!has_line(&p->said, begins))
		if (!read_more(p, until))
			return has_line(&p->said, begins);
	return true;
}

int
proc_end(struct proc *p)
{
	long until = now_ms() + WAIT_MS;

	while (read_more(p, until))
		continue;
	if (now_ms() >= until)
		kill(p->pid, SIGKILL);
	while (waitpid(p->pid, &p->status, 0) < 0 && errno == EINTR)
		continue;
	close(p->out);
	if (p->in >= 0)
		close(p->in);
	return WIFEXITED(p->status) ? WEXITSTATUS(p->status)
				    : 128 + WTERMSIG(p->status);
}

int
proc_run(struct said *said, const char *const *argv)
{
	struct proc p;
	int code;

	proc_start(&p, argv);
	code = proc_end(&p);
	*said = p.said;
	return code;
}

static int
by_number(const void *a, const void *b)
{
	return *(const pid_t *)a < *(const pid_t *)b ? -1 : 1;
}

size_t
proc_threads(const struct proc *p, pid_t *tids)
{
	char path[40];
	struct dirent *f;
	size_t n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)p->pid);
	d = opendir(path);
	while (d && n < THREADS_MAX && (f = readdir(d)) != NULL)
		if (f->d_name[0] != '.')
			tids[n++] = (pid_t)strtol(f->d_name, NULL, 10);
	if (d)
		closedir(d);
	qsort(tids, n, sizeof(*tids), by_number);
	return n;
}

/* ---- lines ---- */

const char *
said_line(const struct said *s, const char *verb, const char *what)
{
	char begins[80];
	size_t len;

	snprintf(begins, sizeof(begins), "%s %s", verb, what);
	len = strlen(begins);
	for (size_t i = 0; i < s->count; i++)
		if (strncmp(s->line[i], begins, len) == 0 &&
		    (s->line[i][len] == ' ' || s->line[i][len] == '\0'))
			return s->line[i];
	return NULL;
}

const char *
said_word(const char *line, int n)
{
	static char word[320];

	while (line && n-- > 0) {
		line = strchr(line, ' ');
		line = line ? line + 1 : NULL;
	}
	snprintf(word, sizeof(word), "%.*s", line ? (int)strcspn(line, " ") : 0,
	    line ? line : "");
	return word;
}
