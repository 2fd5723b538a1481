/* office.h - a server for the benches: the real havend in a folder of its own, or
 * the floor's; the people in it, and requests over TLS 1.3 on kept connections. */
#ifndef HAVEN_BENCH_OFFICE_H
#define HAVEN_BENCH_OFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "id.h"
#include "wire.h"

struct tls_client;

struct office {
	char dir[300]; /* store, keys, server.conf, log */
	char conf[320];
	char url[64];
	int port;
	pid_t pid;
	double start_ms; /* from exec to the line that says it listens */
};

struct worker {
	char sign_in[40];
	char token[WIRE_TOKEN + 1];
	char device[ID_TEXT + 1];
};

#define OFFICE_PASSPHRASE "meadow lantern copper kettle"

/* Folder of the programs that were built: havend, haven, bench/floor_server. */
const char *office_build(void);

/* Make an empty store; nothing runs yet. */
void office_make(struct office *o, const char *name);
/* havend ARGS with the settings of o; what it printed is in out (cut). */
void office_havend(
    const struct office *o, const char *const *args, char *out, size_t size);
void office_hire(const struct office *o, const char *sign_in, const char *role);
void office_code(
    const struct office *o, const char *sign_in, char code[WIRE_CODE_MAX]);

/* Start havend, or argv if it is not NULL, and wait until it listens. preload:
 * a library for LD_PRELOAD, or NULL. */
void office_start(
    struct office *o, const char *const *argv, const char *preload);
void office_stop(struct office *o);

/* A device of w at the office, by the network. It must be hired. */
void office_enrol(const struct office *o, struct worker *w);

/* ---- requests ---- */

struct tls_client *office_dial(const struct office *o);
void office_hang_up(struct tls_client *c);
/* One request on a kept connection; head: more header lines with \r\n, or "".
 * body may be NULL. Its status; the answer is in c->got until the next. */
unsigned office_ask(struct tls_client *c, const char *method,
    const char *target, const char *token, const char *head, const char *body);
/* The body of the answer. */
const char *office_body(const struct tls_client *c);
/* The text of a member of the answer's JSON, whichever comes first. */
bool office_text(
    const struct tls_client *c, const char *key, char *out, size_t size);

/* ---- numbers of a process ---- */

/* KiB; of the process alone. */
double office_pss_kib(pid_t pid);
/* PSS as it would be if no other program had its libraries open but libc: else it
 * is less the more is running. */
double office_alone_kib(pid_t pid);
pid_t office_child(pid_t pid); /* the first that it has; 0: none */
long office_wakes(pid_t pid);  /* voluntary context switches, all threads */

#endif
