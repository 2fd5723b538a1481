/* trace.c - strace: which calls there are, and one of them made to fail. */
#include "fault.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actor.h"

const struct fault faults[] = {
	{ "kill", "signal=KILL", NULL, true },
	{ "EIO", "error=EIO",
	    " pwrite64 write writev ftruncate fallocate openat fsync fdatasync "
	    "unlink unlinkat rename renameat2 mkdir link pread64 read "
	    "getdents64 ",
	    false },
	{ "ENOSPC", "error=ENOSPC",
	    " pwrite64 write writev ftruncate fallocate openat fsync fdatasync "
	    "rename renameat2 mkdir link ",
	    false },
	{ NULL, NULL, NULL, false },
};

#define SYNCS "fsync,fdatasync,pwrite64,write"

/* ---- running it ---- */

bool
trace_begin(struct trace *t, const struct world *w, pid_t tid, bool all,
    const struct call *call, const struct fault *fault)
{
	char pid[16], of[80], inject[100];
	const char *argv[16] = { "strace", "-y", "-o" };
	int n = 3;

	snprintf(t->path, sizeof(t->path), "%s/trace", w->dir);
	snprintf(pid, sizeof(pid), "%d", (int)tid);
	argv[n++] = t->path;
	if (call) {
		snprintf(of, sizeof(of), "trace=" SYNCS ",%s", call->name);
		snprintf(inject, sizeof(inject), "inject=%s:%s:when=%d",
		    call->name, fault->inject, call->nth);
		argv[n++] = "-e";
		argv[n++] = of;
		argv[n++] = "-e";
		argv[n++] = inject;
	}
	if (all)
		argv[n++] = "-f";
	argv[n++] = "-p";
	argv[n++] = pid;
	argv[n] = NULL;
	unlink(t->path);
	proc_start(&t->strace, argv);
	return proc_until(&t->strace, "strace: Process ");
}

void
trace_end(struct trace *t, bool is_killed)
{
	if (!is_killed)
		kill(t->strace.pid, SIGINT);
	proc_end(&t->strace);
}

bool
trace_is_permitted(void)
{
	const char *argv[] = { "strace", "-o", "/dev/null", "true", NULL };
	struct said said;

	return proc_run(&said, argv) == 0;
}

/* ---- reading what it wrote ---- */

/* A line begins with a call, after the number of its thread if there is one:
 * "[123 ]name(...". Its name; NULL: it is no call that begins. */
static const char *
name_of(const char *line, char name[24])
{
	size_t len;

	line += strspn(line, "0123456789 ");
	len = strcspn(line, "(");
	if (line[len] != '(' || len == 0 || len > 22 ||
	    strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_") != len)
		return NULL;
	memcpy(name, line, len);
	name[len] = '\0';
	return line + len + 1;
}

/* Does it name a file of the case: by descriptor, "3</path>", or by name? */
static bool
is_of_case(const char *rest, const struct world *w, bool *is_folder)
{
	const char *places[] = { w->device, w->office };

	for (size_t i = 0; i < 2; i++) {
		const char *at = strstr(rest, places[i]);
		size_t len = strlen(places[i]);

		if (!at)
			continue;
		at += len;
		*is_folder = *at == '>' || strncmp(at, "/store>", 7) == 0 ||
			     strncmp(at, "/keys>", 6) == 0;
		return true;
	}
	return false;
}

static FILE *
open_trace(const struct trace *t)
{
	FILE *f = fopen(t->path, "r");

	if (!f) {
		perror(t->path);
		exit(1);
	}
	return f;
}

static int
nth_of(const struct calls *before, const char *name, int thread)
{
	int n = 1;

	for (size_t i = 0; i < before->count; i++)
		n += before->at[i].thread == thread &&
		     strcmp(before->at[i].name, name) == 0;
	return n;
}

void
trace_read(
    const struct trace *t, const struct world *w, int thread, struct calls *out)
{
	static struct calls all;
	char line[4096], name[24], mark[32];
	size_t from = 0, until = CALLS_MAX;
	FILE *f = open_trace(t);
	int marks = 0;

	all.count = 0;
	snprintf(mark, sizeof(mark), "getpgid(%d)", ACTOR_MARK);
	while (fgets(line, sizeof(line), f) && all.count < CALLS_MAX) {
		const char *rest = name_of(line, name);
		struct call *c = &all.at[all.count];

		if (strstr(line, mark)) {
			*(marks++ ? &until : &from) = all.count;
			continue;
		}
		if (!rest)
			continue;
		*c = (struct call){ .thread = thread };
		snprintf(c->name, sizeof(c->name), "%s", name);
		c->is_disk = is_of_case(rest, w, &c->is_folder);
		c->nth = nth_of(&all, name, thread);
		all.count++;
	}
	fclose(f);
	for (size_t i = from; i < all.count && i < until; i++)
		if (out->count < CALLS_MAX)
			out->at[out->count++] = all.at[i];
}

/* The database that a descriptor belongs to, by its path without "-wal". NULL: to
 * none, or to the index of a journal, which is made anew at every start. */
static const char *
base_of(const char *rest, char *out, size_t size)
{
	size_t digits = rest ? strspn(rest, "0123456789") : 0, len;

	out[0] = '\0';
	if (digits == 0 || strncmp(rest + digits, "</", 2) != 0)
		return NULL;
	rest += digits + 1;
	len = strcspn(rest, ">");
	if (len > 4 && strncmp(rest + len - 4, "-shm", 4) == 0)
		return NULL;
	if (len > 4 && strncmp(rest + len - 4, "-wal", 4) == 0)
		len -= 4;
	snprintf(out, size, "%.*s", (int)len, rest);
	return out;
}

bool
trace_reaches(const struct trace *t, const struct world *w, pid_t but)
{
	char line[4096], name[24];
	FILE *f = open_trace(t);
	bool reaches = false, is_folder;

	while (fgets(line, sizeof(line), f)) {
		const char *rest = name_of(line, name);

		reaches |= rest && strtol(line, NULL, 10) != but &&
			   is_of_case(rest, w, &is_folder);
	}
	fclose(f);
	return reaches;
}

bool
trace_is_hit(const struct trace *t, const struct call *call)
{
	char line[4096], name[24];
	FILE *f = open_trace(t);
	int n = 0;

	while (fgets(line, sizeof(line), f))
		n += name_of(line, name) && strcmp(name, call->name) == 0;
	fclose(f);
	return n >= call->nth;
}

void
trace_after(const struct trace *t, const struct world *w, struct after *out)
{
	char line[4096], name[24];
	FILE *f = open_trace(t);
	char base[2][PATH_ROOM] = { "", "" };
	bool is_folder = false;

	memset(out, 0, sizeof(*out));
	while (fgets(line, sizeof(line), f)) {
		const char *rest = name_of(line, name);
		const char *now = base_of(rest, base[1], sizeof(base[1]));
		bool is_ack = strstr(line, "\"acked ") != NULL;
		bool is_sync = rest && strstr(name, "sync"),
		     is_write = rest && strcmp(name, "pwrite64") == 0;

		out->acks_after += out->is_hit && is_ack;
		if (!rest || !is_of_case(rest, w, &is_folder))
			continue;
		if (out->is_hit && now && strcmp(base[0], base[1]) == 0)
			out->writes_after += is_sync || is_write;
		if (!strstr(line, "(INJECTED)"))
			continue;
		out->is_hit = true;
		if (!now || base[0][0] != '\0')
			continue;
		snprintf(base[0], sizeof(base[0]), "%s", base[1]);
		out->is_sync = is_sync && !is_folder;
		out->is_io = is_write && strstr(line, "EIO");
	}
	fclose(f);
}
