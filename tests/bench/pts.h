/* pts.h - a program on a pseudo-terminal of 80 x 24, for bench_terminal: its
 * bytes counted, with the time of the last. */
#ifndef HAVEN_BENCH_PTS_H
#define HAVEN_BENCH_PTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pts {
	pid_t pid;
	int fd;
	double started_ms; /* just before the fork */
	double last_ms;    /* when its last byte was read */
	size_t bytes;      /* since pts_mark */
	char *seen;        /* since pts_mark, NUL-terminated */
	size_t seen_cap;
	bool is_over;
};

/* argv[0] is a path. term is TERM. env: more "NAME=value", ends with NULL, or
 * NULL; besides those there are only PATH, HOME and LC_ALL. */
void pts_start(struct pts *p, const char *term, const char *const *argv,
    const char *const *env);
/* Forget what was seen and counted. */
void pts_mark(struct pts *p);
void pts_send(struct pts *p, const char *keys);
/* Read until nothing came for quiet_ms after the first byte. Fails if no byte
 * came within ten seconds. Returns last_ms. */
double pts_quiet(struct pts *p, double quiet_ms);
/* The same, but nothing need come. */
void pts_quiet_now(struct pts *p, double quiet_ms);
/* Read for so long, whatever comes. */
void pts_read_for(struct pts *p, double ms);
/* Read until words came (as bytes of the stream); last_ms says when. */
void pts_until(struct pts *p, const char *words);
/* Send and wait: milliseconds to the last byte of the answer. */
double pts_key(struct pts *p, const char *key, double quiet_ms);
/* Send a letter and wait until it is on the line, whatever comes beside it:
 * milliseconds to the last byte of that write. */
double pts_echo(struct pts *p, const char *letter);
/* Send and wait for the paint that has these words: milliseconds to its last byte.
 * What is painted later, with an answer of the office, is not counted, but if it
 * comes at once. */
double pts_paint(struct pts *p, const char *key, const char *words);
/* End it by SIGHUP; its exit status, 128 and the signal's number, or -1. */
int pts_end(struct pts *p);
/* Wait until it leaves by itself. */
int pts_wait(struct pts *p);

#endif
