/* parts_mail.c - mails that go out, to a real mail server that holds its greeting
 * until strace looks: killed anywhere, each arrives once, or is said to be
 * uncertain. */
#include "fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAYS "debug: mail:" /* that nothing is due, or that it has ended */
#define HELD_TRIES 6000     /* of 10 ms */

/* The mail server of a worker. */
static struct {
	pid_t owner, pid;
	int port, in;
	char dir[80];
} box;

static void
box_start(const struct world *w)
{
	char line[64] = "";
	int in[2], out[2];
	FILE *f;

	if (box.owner == getpid())
		return;
	box.owner = getpid();
	snprintf(box.dir, sizeof(box.dir), "%.70s/box", w->dir);
	if (mkdir(box.dir, 0700) != 0 || pipe2(in, O_CLOEXEC) != 0 ||
	    pipe2(out, O_CLOEXEC) != 0)
		abort();
	box.pid = fork();
	if (box.pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		execl("/usr/bin/python3", "python3", "tests/smtp_server.py",
		    box.dir, "plain", "-", "-", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	box.in = in[1];
	f = fdopen(out[0], "r");
	if (!fgets(line, sizeof(line), f) ||
	    sscanf(line, "listening %d", &box.port) != 1) {
		fprintf(stderr, "fault: the mail server does not start\n");
		exit(1);
	}
	fclose(f);
}

static void
box_mode(const char *mode)
{
	char path[100], made[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/mode", box.dir);
	snprintf(made, sizeof(made), "%s/made", box.dir);
	f = fopen(made, "w");
	if (!f || fputs(mode, f) < 0 || fclose(f) != 0 ||
	    rename(made, path) != 0)
		abort();
}

static void
box_empty(void)
{
	DIR *d = opendir(box.dir);

	for (struct dirent *f = readdir(d); f; f = readdir(d))
		if (f->d_name[0] != '.')
			unlinkat(dirfd(d), f->d_name, 0);
	closedir(d);
}

/* It has come and waits for the greeting. */
static bool
is_held(void)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/held", box.dir);
	for (int i = 0; i < HELD_TRIES; i++) {
		if (access(path, F_OK) == 0)
			return true;
		poll(NULL, 0, 10);
	}
	return false;
}

/* The settings of the office, and where it sends mail. */
static void
write_conf(const struct world *w, struct world *mw)
{
	FILE *from = fopen(w->conf, "r"), *to;
	char line[400];

	*mw = *w;
	snprintf(mw->conf, sizeof(mw->conf), "%.100s.mail", w->conf);
	to = fopen(mw->conf, "w");
	if (!from || !to)
		abort();
	while (fgets(line, sizeof(line), from))
		fputs(line, to);
	fprintf(to,
	    "mail_server = smtp://127.0.0.1:%d\nmail_plain_loopback = yes\n"
	    "mail_from = office@example.org\nlog_level = debug\n",
	    box.port);
	fclose(from);
	fclose(to);
}

/* What was cut short is begun anew; then nothing waits, and nothing is lost. */
static void
check_mailed(struct world *mw, struct verdict *v)
{
	const char *argv[] = { "office", "mailed", mw->conf, box.dir, NULL };
	struct proc office;
	struct said says;

	box_mode("all accept");
	if (serve(mw, &office, v) && !proc_until(&office, SAYS))
		wrongf(v, "mail goes on for ever");
	stop(&office, v);
	if (proc_run(&says, argv) != 0)
		wrongf(v, "afterwards: %s",
		    says.count ? says.line[says.count - 1] : "no word");
}

static void
one_mailed(struct world *mw, int thread, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	struct after after = { .is_hit = false };
	bool is_kill = call && fault->is_kill;
	pid_t tids[THREADS_MAX];
	struct proc office;
	struct trace t;
	size_t n;

	world_put_office(mw, "mail");
	box_empty();
	box_mode("greet hold");
	if (!serve(mw, &office, v))
		return;
	if (!is_held())
		wrongf(v, "it does not come to the mail server");
	n = proc_threads(&office, tids);
	if ((size_t)thread >= n)
		thread = 0;
	if (!trace_begin(&t, mw, tids[thread], false, call, fault))
		wrongf(v, "strace does not begin");
	box_mode("all accept");
	(void)proc_until(&office, SAYS);
	if (is_kill) {
		kill(office.pid, SIGKILL);
		proc_end(&office);
		trace_end(&t, true);
		v->is_hit = trace_is_hit(&t, call);
	} else {
		trace_end(&t, false);
		stop(&office, v);
		if (call) {
			trace_after(&t, mw, &after);
			v->is_hit = after.is_hit;
		}
	}
	if (!call)
		trace_read(&t, mw, thread, calls);
	check_mailed(mw, v);
}

void
end_mail(void)
{
	if (box.owner != getpid())
		return;
	kill(box.pid, SIGKILL);
	waitpid(box.pid, NULL, 0);
	close(box.in);
	box.owner = 0;
}

void
run_mail(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	struct world mw;
	struct proc office;
	pid_t tids[THREADS_MAX];
	size_t n;

	(void)p;
	box_start(w);
	write_conf(w, &mw);
	if (call) {
		one_mailed(&mw, call->thread, call, fault, calls, v);
		return;
	}
	world_put_office(&mw, "mail");
	box_mode("greet hold");
	if (!serve(&mw, &office, v))
		return;
	n = proc_threads(&office, tids);
	stop(&office, v);
	for (size_t i = 0; i < n; i++)
		one_mailed(&mw, (int)i, NULL, NULL, calls, v);
}
