/* term_in.h - between term*.c: what a fault of haven's own leaves behind. */
#ifndef HAVEN_TERM_IN_H
#define HAVEN_TERM_IN_H

#include <stdbool.h>
#include <termios.h>

/* From now on a fault (SIGSEGV, SIGABRT ...) sends leave, a list of capabilities
 * that ends with NULL, sets the line to was, and says a sentence; then it is what
 * it was before. Copied. One terminal at a time. */
void term_guard(const struct termios *was, const char *const *leave);
void term_unguard(void);

#endif
