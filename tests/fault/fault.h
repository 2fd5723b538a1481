/* fault.h - what the files of tests/fault/run share: worlds (an office and a
 * device, as they were), processes under strace, and the parts of the test.
 *
 * strace counts a call by its name, in each thread apart. So a thread is traced
 * alone, from a moment at which it waits, and "the third pwrite64 of thread 2"
 * is one moment and no other. */
#ifndef HAVEN_FAULT_H
#define HAVEN_FAULT_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#define CALLS_MAX 4000
#define LINES_MAX 24
#define THREADS_MAX 16
#define PATH_ROOM 200

/* ---- a world: folders with an office and devices in them (world.c) ---- */

struct world {
	char dir[80];    /* of this worker */
	char office[96]; /* where the office of a case stands */
	char device[96]; /* and the device */
	char conf[112];  /* settings of the office */
	int port;
};
/* Prepare all that cases begin with. Says why and ends the program if it
 * cannot be. */
void world_make(struct world *w);
void world_remove(struct world *w);
/* The device of a case, as "make", "old" or "sync" left it; and the office, of
 * today (NULL) or "old". */
void world_put_device(struct world *w, const char *kind);
void world_put_office(struct world *w, const char *kind);
/* The office of a case with empty folders; its backups are there. */
void world_empty_office(struct world *w);

/* ---- processes (proc.c) ---- */

/* What an actor said, by lines: "acked WHAT ...". */
struct said {
	char line[LINES_MAX][320];
	size_t count;
	char rest[2048]; /* what came of a line that has not ended */
};
const char *said_line(const struct said *s, const char *verb, const char *what);
/* The second word of the line; out may be the next call's. */
const char *said_word(const char *line, int n);

struct proc {
	pid_t pid;
	int out, in; /* its output; its input, or -1 */
	struct said said;
	int status; /* of waitpid, once it ended */
};
/* argv ends with NULL; a program of the build's fault/ unless it has a slash. */
void proc_start(struct proc *p, const char *const *argv);
/* Read its lines until one begins so. False: it ended, or a minute passed. */
bool proc_until(struct proc *p, const char *begins);
void proc_go(struct proc *p); /* the byte that it waits for */
/* Read to its end; kills it when a minute passed. Its exit status; 128 + the
 * signal that ended it. */
int proc_end(struct proc *p);
/* Start it and wait for its end. */
int proc_run(struct said *said, const char *const *argv);
/* Its threads, the oldest first. */
size_t proc_threads(const struct proc *p, pid_t *tids);

/* ---- strace (trace.c) ---- */

struct call {
	char name[24];
	int thread;     /* index of proc_threads */
	int nth;        /* of this name, in this thread, from 1 */
	bool is_disk;   /* it names a file of the case */
	bool is_folder; /* a folder of it */
};
struct calls {
	struct call at[CALLS_MAX];
	size_t count;
};

/* How a call fails. */
struct fault {
	const char *name;
	const char *inject; /* as strace has it */
	const char *on;     /* calls, each between blanks; NULL: every one */
	bool is_kill;
};
extern const struct fault faults[];

struct trace {
	struct proc strace;
	char path[PATH_ROOM];
};
/* Attach to one thread (all: to the whole process). call NULL: write down every
 * call; else have the call fail so. Returns when strace holds it. */
bool trace_begin(struct trace *t, const struct world *w, pid_t tid, bool all,
    const struct call *call, const struct fault *fault);
void trace_end(struct trace *t, bool is_killed);
/* The calls of a thread that were written down, between the two marks if there
 * are any. */
void trace_read(const struct trace *t, const struct world *w, int thread,
    struct calls *out);
/* What an injected error was followed by. */
struct after {
	bool is_hit;
	bool is_sync;     /* it was an fsync of a file of the case */
	bool is_io;       /* a write of one with EIO */
	int acks_after;   /* lines of an actor that say "acked" after it */
	int writes_after; /* writes and fsyncs of a file of the case after it */
};
void trace_after(
    const struct trace *t, const struct world *w, struct after *out);
/* Of a whole process: does another thread than this one name a file of the
 * case? */
bool trace_reaches(const struct trace *t, const struct world *w, pid_t but);
/* Did a thread come to the call? */
bool trace_is_hit(const struct trace *t, const struct call *call);
/* May strace trace here at all? */
bool trace_is_permitted(void);

struct verdict;
/* ---- what parts share (parts.c) ---- */

/* The first that is wrong counts. */
void wrongf(struct verdict *v, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* havend, once it listens; and its end. */
bool serve(struct world *w, struct proc *office, struct verdict *v);
void stop(struct proc *office, struct verdict *v);

/* ---- the parts (device.c and office.c are the actors; parts.c) ---- */

struct verdict {
	bool is_hit;
	char wrong[700]; /* "": all holds */
};
struct part {
	const char *name, *what;
	const char *thing; /* of the actor */
	const char *store; /* kind of device or office, or NULL */
	/* How many may be acknowledged after the disk failed: one whose commit
	 * was on the disk when the journal was moved over. */
	int late_acks;
	/* One case; call NULL: undisturbed, and calls gets what could be. */
	void (*run)(const struct part *p, struct world *w,
	    const struct call *call, const struct fault *fault,
	    struct calls *calls, struct verdict *v);
};
/* Mail that goes out (parts_mail.c). */
void run_mail(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v);
/* A worker is done: its mail server goes. */
void end_mail(void);
/* A backup, and putting it back (parts_backup.c). */
void run_backup(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v);
void run_restore(const struct part *p, struct world *w, const struct call *call,
    const struct fault *fault, struct calls *calls, struct verdict *v);
extern const struct part parts[];
extern const size_t part_count;

#endif
