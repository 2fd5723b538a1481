/* actor.h - what the actors of tests/fault share: a program that does one thing
 * through haven's own code, and says on its standard output what haven told it.
 *
 * Lines, each one write: "acked WHAT" the moment haven says saved or the office
 * answers 2xx, "refused WHAT CODE SENTENCE" when it says no. */
#ifndef HAVEN_FAULT_ACTOR_H
#define HAVEN_FAULT_ACTOR_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "err.h"

#define ACTOR_MARK 77007700 /* no process group has this number */

/* A call that haven never makes: it begins and ends what is counted. */
static inline void
actor_mark(void)
{
	(void)syscall(SYS_getpgid, ACTOR_MARK);
}

static inline void actor_say(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
static inline void
actor_say(const char *fmt, ...)
{
	char line[1200];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line) - 1, fmt, ap);
	va_end(ap);
	if (n > (int)sizeof(line) - 2)
		n = (int)sizeof(line) - 2;
	line[n] = '\n';
	if (write(1, line, (size_t)n + 1) != n + 1)
		_exit(9);
}

/* Say that the one thing comes next, and wait until strace holds this process:
 * whoever runs the test says so by a byte. */
static inline void
actor_ready(void)
{
	char byte;

	(void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	actor_say("ready");
	if (read(0, &byte, 1) != 1)
		_exit(9);
	actor_mark();
}

static inline void
actor_told(const char *what, enum err code, const struct errinfo *e)
{
	if (code == ERR_OK)
		actor_say("acked %s", what);
	else
		actor_say("refused %s %s %s", what, err_name(code), e->says);
}

/* What does not hold: one line, and the end. */
static inline _Noreturn void actor_wrong(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
static inline _Noreturn void
actor_wrong(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	_exit(1);
}

static inline void
actor_must(enum err code, const struct errinfo *e, const char *what)
{
	if (code != ERR_OK)
		actor_wrong("%s: %s: %s", what, err_name(code), e->says);
}

#endif
