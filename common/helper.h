/* helper.h - a program of ours that is started beside this one, to do what this one
 * should not be linked with: haven-net, haven-mail, haven-press.
 *
 * It gets one socket as its standard input and nothing else: no environment, no
 * terminal, a session of its own. Links with common alone. */
#ifndef HAVEN_HELPER_H
#define HAVEN_HELPER_H

#include <stdbool.h>
#include <sys/types.h>

#include "err.h"

/* Where the helper of this name is: beside this program while haven is built, one
 * folder up from a test, in ../libexec/haven when it is installed. The caller's, for
 * mem_free_text. It need not be there. */
char *helper_path(const char *name);

/* Started: *fd is this end of the pair (close-on-exec, blocking), *pid the process.
 * The helper's standard output and error go nowhere. ERR_NET: neither is set; the
 * caller says what that means for whoever waits. */
enum err helper_start(const char *path, int *fd, pid_t *pid, struct errinfo *e);

/* Closed, ended and gone, whatever it was doing. fd -1 or pid 0: there is none. Sets
 * them so. */
void helper_stop(int *fd, pid_t *pid);

/* What a helper does first in its main: it ends with the program that started it,
 * leaves no core, writes no file, gains no rights, and knows no environment. */
void helper_shut_in(void);

#endif
