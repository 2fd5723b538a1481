/* parts_backup.c - a backup, and putting one back into empty folders: killed, or with
 * a failing disk, at every system call. There is no store then, or all of it; and
 * the same again ends well (promise 6). */
#include "fault.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SENTENCE 20

static bool
has_store(const struct world *w)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/store/haven.db", w->office);
	return access(path, F_OK) == 0;
}

static const char *
last(const struct said *s)
{
	return s->count > 0 ? s->line[s->count - 1] : "it said nothing";
}

/* The actor does it under strace's eyes; true: it said that it did. */
static bool
disturbed(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	const char *argv[] = { "office", p->thing, w->conf, NULL };
	struct after after = { .is_hit = false };
	struct proc a;
	struct trace t;
	int code;

	proc_start(&a, argv);
	if (!proc_until(&a, "ready"))
		wrongf(v, "before it: %s", last(&a.said));
	if (!trace_begin(&t, w, a.pid, false, call, fault))
		wrongf(v, "strace: %s", last(&t.strace.said));
	proc_go(&a);
	code = proc_end(&a);
	trace_end(&t, true);
	if (!call) {
		trace_read(&t, w, 0, calls);
		if (code != 0)
			wrongf(v, "it ended with %d: %s", code, last(&a.said));
	} else if (fault->is_kill) {
		v->is_hit = code == 128 + SIGKILL;
	} else {
		trace_after(&t, w, &after);
		v->is_hit = after.is_hit;
		if (code != 0 &&
		    (code >= 128 || strlen(last(&a.said)) < SENTENCE))
			wrongf(v, "it ended with %d: %s", code, last(&a.said));
	}
	return said_line(&a.said, "acked", p->thing) != NULL;
}

/* Undisturbed, and all holds afterwards. */
static void
again(const struct part *p, struct world *w, struct verdict *v)
{
	const char *once[] = { "office", p->thing, w->conf, "again", NULL };
	const char *check[] = { "office", "check", w->conf, NULL };
	struct said said;

	if (proc_run(&said, once) != 0)
		wrongf(v, "again: %s", last(&said));
	if (proc_run(&said, check) != 0)
		wrongf(v, "afterwards: %s", last(&said));
}

void
run_backup(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	world_put_office(w, NULL);
	(void)disturbed(p, w, call, fault, calls, v);
	again(p, w, v);
}

void
run_restore(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	world_empty_office(w);
	if (disturbed(p, w, call, fault, calls, v) && !has_store(w))
		wrongf(v, "it is put back, it says, and there is no store");
	again(p, w, v);
}
