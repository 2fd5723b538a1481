/* term_fault.c - a fault of haven's own gives the terminal back: nothing of a
 * form stays on the screen (promise 9), and the line can be typed on again.
 *
 * What is written then was put together when the terminal was opened: a handler
 * may not ask curses. Only write, tcsetattr, sigaction and raise are called. */
#include "term_in.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

#define FAULTS (sizeof(faults) / sizeof(faults[0]))

static const char sentence[] =
    "haven stopped by a fault of its own. What you saved is safe, and what you "
    "typed\r\nis kept but for the last two seconds. Start haven again: it is "
    "offered back.\r\n";

static struct {
	char bytes[512];
	size_t len;
	struct termios was;
	struct sigaction before[FAULTS];
	stack_t stack; /* a fault may be that there is no more of it */
	bool is_set;
} guard;

static void
write_all(const char *s, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, s, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		s += n;
		len -= (size_t)n;
	}
}

/* A true fault comes again when this returns, and finds what was set before. */
static void
on_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	write_all(guard.bytes, guard.len);
	tcsetattr(STDIN_FILENO, TCSANOW, &guard.was);
	write_all(sentence, sizeof(sentence) - 1);
	for (size_t i = 0; i < FAULTS; i++)
		sigaction(faults[i], &guard.before[i], NULL);
	if (info->si_code <= 0) /* somebody sent it */
		raise(sig);
}

/* A capability, without its padding. */
static void
add(const char *s)
{
	while (s != NULL && *s != '\0' && guard.len < sizeof(guard.bytes)) {
		const char *end =
		    strncmp(s, "$<", 2) == 0 ? strchr(s, '>') : NULL;

		if (end != NULL)
			s = end + 1;
		else
			guard.bytes[guard.len++] = *s++;
	}
}

void
term_guard(const struct termios *was, const char *const *leave)
{
	struct sigaction sa = { .sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO | SA_ONSTACK };

	guard.was = *was;
	guard.len = 0;
	for (; *leave != NULL; leave++)
		add(*leave);
	guard.stack.ss_size = 65536;
	guard.stack.ss_sp = malloc(guard.stack.ss_size);
	if (guard.stack.ss_sp == NULL || sigaltstack(&guard.stack, NULL) != 0)
		sa.sa_flags = SA_SIGINFO;
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < FAULTS; i++)
		sigaction(faults[i], &sa, &guard.before[i]);
	guard.is_set = true;
}

void
term_unguard(void)
{
	const stack_t none = { .ss_flags = SS_DISABLE };

	if (!guard.is_set)
		return;
	for (size_t i = 0; i < FAULTS; i++)
		sigaction(faults[i], &guard.before[i], NULL);
	sigaltstack(&none, NULL);
	free(guard.stack.ss_sp);
	guard.stack.ss_sp = NULL;
	guard.is_set = false;
}
