/* parts.c - what is killed, and whose disk fails: the parts of the test, and
 * what must hold after each case. */
#include "fault.h"

#include <ctype.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SENTENCE 20 /* bytes of one, at least */

void
wrongf(struct verdict *v, const char *fmt, ...)
{
	va_list ap;

	if (v->wrong[0] != '\0')
		return;
	va_start(ap, fmt);
	vsnprintf(v->wrong, sizeof(v->wrong), fmt, ap);
	va_end(ap);
}

static const char *
last_line(const struct said *s)
{
	size_t n = s->count;

	while (n > 0 && s->line[n - 1][0] == '\0')
		n--;
	return n > 0 ? s->line[n - 1] : "it said nothing";
}

/* ---- what was said ---- */

/* Every refusal is a sentence, and its code is one of the disk. */
static void
judge_refusals(const struct said *s, struct verdict *v)
{
	static const char *const codes[] = { "io", "full", "500", "503",
		"507" };

	for (size_t i = 0; i < s->count; i++) {
		char code[16];
		bool is_of_disk = false;
		const char *says;

		if (strncmp(s->line[i], "refused ", 8) != 0)
			continue;
		snprintf(code, sizeof(code), "%s", said_word(s->line[i], 2));
		for (size_t k = 0; k < sizeof(codes) / sizeof(codes[0]); k++)
			is_of_disk |= strcmp(code, codes[k]) == 0;
		says = strstr(s->line[i], code) + strlen(code);
		if (!is_of_disk || strlen(says) < SENTENCE)
			wrongf(v, "it says: %s", s->line[i]);
	}
}

/* The words after "acked", for the check; argv has room for them. */
static int
add_acked(const char **argv, int n, const struct said *s, char words[][24])
{
	for (size_t i = 0; i < s->count && i < LINES_MAX; i++) {
		if (strncmp(s->line[i], "acked ", 6) != 0)
			continue;
		snprintf(words[i], sizeof(words[i]), "%.23s",
		    said_word(s->line[i], 1));
		argv[n++] = words[i];
	}
	argv[n] = NULL;
	return n;
}

/* After an error of the disk: it was said, nothing more was acknowledged, and
 * nothing more was written (reliability.md). */
static void
judge_disk(const struct part *p, const struct after *a, struct verdict *v)
{
	if (!a->is_sync && !a->is_io)
		return;
	if (a->acks_after > p->late_acks)
		wrongf(
		    v, "%d acknowledged after the disk failed", a->acks_after);
	if (a->writes_after > 0)
		wrongf(v, "%d writes or fsyncs after the disk failed",
		    a->writes_after);
}

/* ---- a device ---- */

static void
check_device(const struct part *p, struct world *w, const struct said *acked,
    struct said *out, struct verdict *v)
{
	const char *argv[LINES_MAX + 8] = { "device", "check", p->thing,
		w->device };
	char words[LINES_MAX][24];

	add_acked(argv, 4, acked, words);
	if (proc_run(out, argv) != 0)
		wrongf(v, "afterwards: %s", last_line(out));
}

static void
do_device(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v,
    struct said *said)
{
	const char *argv[] = { "device", p->thing, w->device, NULL };
	struct after after = { .is_hit = false };
	struct trace t;
	struct proc a;
	int code;

	world_put_device(w, p->store);
	proc_start(&a, argv);
	if (!proc_until(&a, "ready"))
		wrongf(v, "before it: %s", last_line(&a.said));
	if (!trace_begin(&t, w, a.pid, false, call, fault))
		wrongf(v, "strace: %s", last_line(&t.strace.said));
	proc_go(&a);
	code = proc_end(&a);
	trace_end(&t, true);
	*said = a.said;
	if (!call)
		trace_read(&t, w, 0, calls);
	else if (fault->is_kill)
		v->is_hit = code == 128 + SIGKILL;
	else
		trace_after(&t, w, &after);
	if (call && !fault->is_kill)
		v->is_hit = after.is_hit;
	if (code != (call && fault->is_kill && v->is_hit ? 128 + SIGKILL : 0))
		wrongf(v, "it ended with %d: %s", code, last_line(&a.said));
	if (call) {
		judge_refusals(said, v);
		judge_disk(p, &after, v);
	}
}

static void
run_device(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	struct said said, out;

	do_device(p, w, call, fault, calls, v, &said);
	check_device(p, w, &said, &out, v);
}

/* ---- an office ---- */

bool
serve(struct world *w, struct proc *office, struct verdict *v)
{
	const char *argv[] = { "office", "serve", w->conf, NULL };
	bool ok;

	proc_start(office, argv);
	ok = proc_until(office, "ready");
	proc_go(office);
	ok = ok && proc_until(office, "havend: listening");
	if (!ok)
		wrongf(
		    v, "havend does not start: %s", last_line(&office->said));
	return ok;
}

void
stop(struct proc *office, struct verdict *v)
{
	int code;

	kill(office->pid, SIGTERM);
	code = proc_end(office);
	if (code != 0)
		wrongf(v, "havend ended with %d: %s", code,
		    last_line(&office->said));
}

static void
ask(struct world *w, const char *a, const char *b, const char *c,
    struct said *said)
{
	const char *argv[] = { "office", "ask", w->conf, a, b, c, NULL };

	proc_run(said, argv);
}

/* Chain, seals, signatures, pages; what was acknowledged is there, once. */
static void
check_office(struct world *w, const struct said *a, const struct said *b,
    struct verdict *v)
{
	const char *argv[2 * LINES_MAX + 8] = { "office", "check", w->conf };
	char words[2][LINES_MAX][24];
	struct said out;
	int n = add_acked(argv, 3, a, words[0]);

	if (b)
		add_acked(argv, n, b, words[1]);
	if (proc_run(&out, argv) != 0)
		wrongf(v, "afterwards: %s", last_line(&out));
}

/* The same again gives the same answer, and the next one is taken. */
static void
check_again(const struct part *p, struct world *w, const struct said *first,
    struct verdict *v)
{
	struct proc office;
	struct said again;
	char what[24];

	if (!serve(w, &office, v)) {
		proc_end(&office);
		return;
	}
	ask(w, p->thing, "write5", NULL, &again);
	stop(&office, v);
	if (again.count < 2)
		wrongf(v, "again: %s", last_line(&again));
	for (size_t i = 0; i < again.count; i++) {
		const char *before;

		if (strncmp(again.line[i], "acked ", 6) != 0)
			wrongf(v, "again: %s", again.line[i]);
		snprintf(
		    what, sizeof(what), "%.23s", said_word(again.line[i], 1));
		before = said_line(first, "acked", what);
		if (before && strcmp(before, again.line[i]) != 0)
			wrongf(v, "again it is another answer: %s, then %s",
			    before, again.line[i]);
	}
	check_office(w, first, &again, v);
}

/* A fault of a write of the disk is followed through the whole process, to see
 * what comes after it; there only the writer writes. */
static bool
is_followed(const struct call *call, const struct fault *fault)
{
	return call && !fault->is_kill &&
	       (strstr(call->name, "sync") ||
		   strcmp(call->name, "pwrite64") == 0);
}

/* While the disk fails: it is said, and goes on being said. */
static void
judge_asked(const struct after *a, const struct said *said, struct verdict *v)
{
	for (size_t i = 0; i < said->count; i++)
		if (strncmp(said->line[i], "gone ", 5) == 0)
			wrongf(v, "no answer: %s", said->line[i]);
	judge_refusals(said, v);
	if (!a->is_sync && !a->is_io)
		return;
	if (said_line(said, "acked", "write2"))
		wrongf(v, "a write is taken after the disk failed");
	if (said_line(said, "acked", "state"))
		wrongf(v, "it says that it is ready, after the disk failed");
}

static void
one_asked(const struct part *p, struct world *w, int thread,
    const struct call *call, const struct fault *fault, struct calls *calls,
    struct verdict *v)
{
	struct after during = { .is_hit = false }, after = { .is_hit = false };
	bool is_kill = call && fault->is_kill, all = is_followed(call, fault);
	pid_t tids[THREADS_MAX];
	struct proc office;
	struct said said;
	struct trace t;
	size_t n;

	world_put_office(w, NULL);
	if (!serve(w, &office, v))
		return;
	n = proc_threads(&office, tids);
	if ((size_t)thread >= n)
		thread = 0;
	if (!trace_begin(
		&t, w, all ? office.pid : tids[thread], all, call, fault))
		wrongf(v, "strace: %s", last_line(&t.strace.said));
	ask(w, p->thing, call && !is_kill ? "write2" : NULL, "state", &said);
	if (is_kill) {
		kill(office.pid, SIGKILL);
		proc_end(&office);
		trace_end(&t, true);
		v->is_hit = trace_is_hit(&t, call);
	} else {
		if (call)
			trace_after(&t, w, &during);
		if (!all)
			trace_end(&t, false);
		stop(&office, v);
		if (all)
			trace_end(&t, true);
		if (call)
			trace_after(&t, w, &after);
		v->is_hit = after.is_hit;
	}
	if (!call)
		trace_read(&t, w, thread, calls);
	else if (!is_kill) {
		judge_asked(&during, &said, v);
		judge_disk(p, &after, v);
	}
	check_again(p, w, &said, v);
}

static void
run_asked(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	struct proc office;
	pid_t tids[THREADS_MAX];
	size_t n;

	if (call) {
		one_asked(p, w, call->thread, call, fault, calls, v);
		return;
	}
	world_put_office(w, NULL);
	if (!serve(w, &office, v))
		return;
	n = proc_threads(&office, tids);
	stop(&office, v);
	for (size_t i = 0; i < n; i++)
		one_asked(p, w, (int)i, NULL, NULL, calls, v);
}

/* The threads that a start begins come to be under strace's eyes, so none of
 * their calls can be named. They only wait: none may reach a file. */
static void
start_threads(const struct part *p, struct world *w, struct verdict *v)
{
	const char *argv[] = { "office", "serve", w->conf, NULL };
	struct proc office;
	struct trace t;

	world_put_office(w, p->store);
	proc_start(&office, argv);
	if (!proc_until(&office, "ready") ||
	    !trace_begin(&t, w, office.pid, true, NULL, NULL))
		wrongf(v, "before it: %s", last_line(&office.said));
	proc_go(&office);
	if (proc_until(&office, "havend: listening"))
		kill(office.pid, SIGTERM);
	proc_end(&office);
	trace_end(&t, true);
	if (trace_reaches(&t, w, office.pid))
		wrongf(v, "another thread than the first reaches a file");
}

static void
run_start(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	const char *argv[] = { "office", "serve", w->conf, NULL };
	struct after after = { .is_hit = false };
	struct said none = { .count = 0 };
	struct proc office;
	struct trace t;
	int code;

	world_put_office(w, p->store);
	proc_start(&office, argv);
	if (!proc_until(&office, "ready"))
		wrongf(v, "before it: %s", last_line(&office.said));
	trace_begin(&t, w, office.pid, false, call, fault);
	proc_go(&office);
	if (proc_until(&office, "havend: listening"))
		kill(office.pid, SIGTERM);
	code = proc_end(&office);
	trace_end(&t, true);
	if (!call) {
		trace_read(&t, w, 0, calls);
		start_threads(p, w, v);
	} else if (fault->is_kill) {
		v->is_hit = code == 128 + SIGKILL;
	} else {
		trace_after(&t, w, &after);
		v->is_hit = after.is_hit;
		judge_disk(p, &after, v);
		if (code != 0 &&
		    (code >= 128 || strlen(last_line(&office.said)) < SENTENCE))
			wrongf(v, "it ended with %d: %s", code,
			    last_line(&office.said));
	}
	check_again(p, w, &none, v);
}

/* ---- both ---- */

/* What a device holds after an undisturbed sync, as it says it. */
static char held[80];

static void
check_both(struct world *w, struct said *out, struct verdict *v)
{
	const char *argv[LINES_MAX + 8] = { "office", "check", w->conf };
	struct said says;
	int n = 3;

	for (size_t i = 0; i < out->count; i++) {
		if (strncmp(out->line[i], "held ", 5) == 0 && held[0] == '\0')
			snprintf(held, sizeof(held), "%.79s", out->line[i]);
		if (strncmp(out->line[i], "held ", 5) == 0 &&
		    strcmp(held, out->line[i]) != 0)
			wrongf(
			    v, "the device has %s, not %s", out->line[i], held);
		if (strncmp(out->line[i], "sent ", 5) == 0)
			argv[n++] = out->line[i] + 5;
	}
	argv[n++] = "look";
	argv[n] = NULL;
	if (proc_run(&says, argv) != 0)
		wrongf(v, "the office afterwards: %s", last_line(&says));
}

static void
run_sync(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v)
{
	struct said said, out = { .count = 0 };
	struct proc office;

	world_put_office(w, NULL);
	if (!serve(w, &office, v))
		return;
	do_device(p, w, call, fault, calls, v, &said);
	check_device(p, w, &said, &out, v);
	stop(&office, v);
	check_both(w, &out, v);
}

const struct part parts[] = {
	{ "save", "two saves on a device, and its end", "save", "make", 0,
	    run_device },
	{ "tip", "two saves that have the journal moved over", "tip", "make", 1,
	    run_device },
	{ "draft", "two autosaves, and the end", "draft", "make", 0,
	    run_device },
	{ "open", "a start of the device after it was killed", "open", "make",
	    0, run_device },
	{ "carry", "a start that carries an older store over", "open", "old", 0,
	    run_device },
	{ "sync", "a sync of the device, real office, and a save", "sync",
	    "sync", 0, run_sync },
	{ "write", "a write at the office, in every thread", "write1", NULL, 0,
	    run_asked },
	{ "office-sync", "a sync at the office, in every thread", "sync3", NULL,
	    0, run_asked },
	{ "start", "a start of the office after it was killed, and its end",
	    "write1", NULL, 0, run_start },
	{ "office-carry",
	    "a start of the office that carries an older store "
	    "over",
	    "write1", "old", 0, run_start },
	{ "backup", "a backup of the office", "backup", NULL, 0, run_backup },
	{ "restore", "putting a backup back where there is nothing", "restore",
	    NULL, 0, run_restore },
	{ "mail", "three mails that go out, in every thread", "mail", "mail", 0,
	    run_mail },
};
const size_t part_count = sizeof(parts) / sizeof(parts[0]);
