/* run.c - kill -9 at every system call of a save, an autosave, a sync, a
 * migration of either side, a write and a start, and the disk failing there, by
 * strace.
 *
 * Each case begins with a copy of the same files; then a process of its own
 * looks from outside at what is there. Without a word in the environment every
 * FAULT_EVERY-th case runs, which is a fair sample of all parts;
 *	FAULT_EVERY=1	all of them (make fault)
 *	FAULT_FROM=N	which ones of a sample
 *	FAULT_PART=NAME	one part
 *	FAULT_CASE="kill pwrite64 3 0"	one case: call, number, thread
 *	FAULT_JOBS=N	how many at once */
#include "fault.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAMPLE 5
#define FAULTS 3
#define TRIES 3 /* of a case whose moment did not come */

struct tally {
	int cases[FAULTS]; /* that ran */
	int missed;        /* whose moment never came */
	int failed;
};
static struct tally *tallies; /* of all workers: [worker][part] */
static struct calls *lists;   /* of each part, from an undisturbed run */

static long
setting(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text && *text ? strtol(text, NULL, 10) : otherwise;
}

static bool
is_wanted(const struct part *p)
{
	const char *only = getenv("FAULT_PART");

	return !only || !*only || strcmp(only, p->name) == 0;
}

/* A fault of a disk is for calls that reach one. */
static bool
applies(const struct fault *f, const struct call *c)
{
	char name[32];

	if (f->is_kill)
		return true;
	snprintf(name, sizeof(name), " %s ", c->name);
	return c->is_disk && strstr(f->on, name) != NULL;
}

static bool
is_chosen(const struct fault *f, const struct call *c)
{
	const char *only = getenv("FAULT_CASE");
	char text[80];

	if (!only || !*only)
		return true;
	snprintf(text, sizeof(text), "%s %s %d %d", f->name, c->name, c->nth,
	    c->thread);
	return strcmp(only, text) == 0;
}

static void
one_case(size_t part, struct world *w, const struct fault *f,
    const struct call *c, struct tally *t)
{
	static struct calls unused;
	struct verdict v = { .is_hit = false };

	for (int i = 0; i < TRIES && !v.is_hit && v.wrong[0] == '\0'; i++)
		parts[part].run(&parts[part], w, c, f, &unused, &v);
	t->cases[f - faults]++;
	t->missed += !v.is_hit;
	if (v.wrong[0] == '\0')
		return;
	t->failed++;
	printf("FAULT_PART=%s FAULT_CASE=\"%s %s %d %d\": %s\n",
	    parts[part].name, f->name, c->name, c->nth, c->thread, v.wrong);
	fflush(stdout);
}

/* Worker me of jobs runs its share of the sample. */
static void
work(struct world *w, long me, long jobs)
{
	long every = setting("FAULT_EVERY", SAMPLE),
	     from = setting("FAULT_FROM", 0), n = 0, mine = 0;

	for (size_t i = 0; i < part_count; i++) {
		if (!is_wanted(&parts[i]))
			continue;
		for (size_t c = 0; c < lists[i].count; c++)
			for (const struct fault *f = faults; f->name; f++) {
				const struct call *call = &lists[i].at[c];

				if (!applies(f, call) || !is_chosen(f, call) ||
				    n++ % every != from % every)
					continue;
				if (mine++ % jobs != me)
					continue;
				one_case(i, w, f, call,
				    &tallies[(size_t)me * part_count + i]);
			}
	}
	end_mail();
}

/* What there is to disturb, from runs that are not. */
static bool
list_all(struct world *w)
{
	bool ok = true;

	for (size_t i = 0; i < part_count; i++) {
		struct verdict v = { .is_hit = false };

		if (!is_wanted(&parts[i]))
			continue;
		parts[i].run(&parts[i], w, NULL, NULL, &lists[i], &v);
		if (v.wrong[0] == '\0' && lists[i].count > 0)
			continue;
		printf("not ok %s, undisturbed: %s\n", parts[i].what, v.wrong);
		ok = false;
	}
	return ok;
}

static int
report(long jobs)
{
	int bad = 0, all = 0, n;

	for (size_t i = 0; i < part_count; i++) {
		struct tally sum = { .failed = 0 };

		if (!is_wanted(&parts[i]))
			continue;
		for (long j = 0; j < jobs; j++) {
			struct tally *t = &tallies[(size_t)j * part_count + i];

			for (size_t k = 0; k < FAULTS; k++)
				sum.cases[k] += t->cases[k];
			sum.failed += t->failed;
			sum.missed += t->missed;
		}
		n = sum.cases[0] + sum.cases[1] + sum.cases[2];
		/* Threads take turns as they like; but not that often. */
		if (sum.missed * 20 > n)
			sum.failed += sum.missed;
		printf("%s %s: %d cases (%zu calls; %d killed, %d EIO, %d "
		       "ENOSPC), %d failed, %d not reached\n",
		    sum.failed ? "not ok" : "ok", parts[i].what, n,
		    lists[i].count, sum.cases[0], sum.cases[1], sum.cases[2],
		    sum.failed, sum.missed);
		bad += sum.failed;
		all += n;
	}
	printf("%d cases, %d failed\n", all, bad);
	return bad || all == 0;
}

static void *
shared(size_t count, size_t size)
{
	void *at = mmap(NULL, count * size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		abort();
	return at;
}

/* A helper that is gone before it is told to go on is a case of its own, and no end of
 * all others. Not SIG_IGN, which programs that are started would keep. */
static void
on_pipe(int number)
{
	(void)number;
}

int
main(void)
{
	const struct sigaction pipe_gone = { .sa_handler = on_pipe,
		.sa_flags = SA_RESTART };
	const char *build = getenv("HAVEN_BUILD");
	long jobs = setting("FAULT_JOBS", 1);
	struct world w;
	char net[300];
	int status, lost = 0;

	sigaction(SIGPIPE, &pipe_gone, NULL);
	snprintf(net, sizeof(net), "%s/haven-net", build ? build : "build");
	setenv("FAULT_NET", net, 1);
	printf("FAULT_EVERY=%ld FAULT_FROM=%ld\n",
	    setting("FAULT_EVERY", SAMPLE), setting("FAULT_FROM", 0));
	if (!trace_is_permitted()) {
		puts("not ok strace may trace nothing here (ptrace is not "
		     "permitted), so no system call was tested. Run this "
		     "where it may: in a container, with SYS_PTRACE.");
		return 1;
	}
	tallies = shared((size_t)jobs * part_count, sizeof(*tallies));
	lists = shared(part_count, sizeof(*lists));
	world_make(&w);
	if (!list_all(&w)) {
		end_mail();
		world_remove(&w);
		return 1;
	}
	fflush(stdout);
	for (long me = 1; me < jobs; me++) {
		if (fork() != 0)
			continue;
		world_make(&w);
		work(&w, me, jobs);
		world_remove(&w);
		fflush(stdout);
		_exit(0);
	}
	work(&w, 0, jobs);
	while (wait(&status) > 0)
		lost += status != 0;
	world_remove(&w);
	return report(jobs) || lost;
}
