/* env.h - no environment variable weakens the link (promise 11).
 *
 * SSLKEYLOGFILE makes libcurl and GnuTLS write all secrets of TLS to a file;
 * proxies, other sets of certificates and the libraries' own switches come by
 * the environment too. Both programs let go of them before anything else. */
#ifndef HAVEN_ENV_H
#define HAVEN_ENV_H

#include <stdbool.h>
#include <stddef.h>

/* Would env_scrub take this name away? */
bool env_is_unsafe(const char *name);

/* Take all unsafe variables out of the environment; returns how many. Before
 * any thread is started and any library used. */
size_t env_scrub(void);

/* The first thing in main: env_scrub, and if there was something, start this
 * program anew without it, since GnuTLS and OpenSSL read some of it before main
 * begins. Comes back if there was nothing (or if the system cannot start it anew;
 * then the rest is at least scrubbed). */
void env_scrub_main(char *const *argv);

#endif
