/* cli.h - havend at the shell: flags, commands, and where they run.
 *
 *   havend [--config F] [--set name=value ...] [--check-config] [command ...]
 *
 * Without a command it serves. A command that needs the store runs in the
 * havend that has it open, through its control socket; if there is none, it
 * opens the store itself, under the same lock. Nothing else ever opens it. */
#ifndef HAVEN_CLI_H
#define HAVEN_CLI_H

#include <stdio.h>

#include "buf.h"
#include "conf.h"
#include "err.h"

struct server;

#define CLI_ARGS_MAX 16
#define CLI_OUT_MAX (4u << 20) /* bytes a command may print */
#define CLI_CONFIG "/etc/haven/haven.conf"

/* What a command is given: conf always, server only if it needs one. */
struct cli_call {
	const struct conf *conf;
	struct server *server;
	int argc; /* what stands after the command's name */
	const char *const *argv;
	struct buf *out; /* what it prints; shown as it is, but for controls */
	int status;      /* the exit status, if the command says ERR_OK */
};

enum cli_where {
	CLI_HERE,    /* needs no store */
	CLI_STORE,   /* in the running havend, else here */
	CLI_RUNNING, /* in the running havend only */
};

struct cli_command {
	const char *name; /* one or two words */
	const char *args; /* for the help */
	const char *help;
	enum cli_where where;
	enum err (*run)(struct cli_call *call, struct errinfo *e);
};

extern const struct cli_command cli_commands[]; /* ends with name NULL */

/* The whole program but main. Returns the exit status. Prints to out and err. */
int cli_run(
    int argc, char *const *argv, char *const *env, FILE *out, FILE *err);

/* The command that words begin with, or NULL; *used gets how many words its
 * name has. */
const struct cli_command *cli_find(
    int argc, const char *const *argv, int *used);

/* "--name value" among the arguments, or NULL. */
const char *cli_option(const struct cli_call *call, const char *name);

/* Is the flag among the arguments? */
bool cli_flag(const struct cli_call *call, const char *name);

/* The commands for havend(8), in mdoc. */
void cli_print_manual(struct buf *out);

/* ---- commands (cmd_*.c) ---- */
enum err cmd_init(struct cli_call *call, struct errinfo *e);
enum err cmd_verify(struct cli_call *call, struct errinfo *e);
enum err cmd_openapi(struct cli_call *call, struct errinfo *e);
enum err cmd_audit(struct cli_call *call, struct errinfo *e);
enum err cmd_status(struct cli_call *call, struct errinfo *e);
enum err cmd_stop(struct cli_call *call, struct errinfo *e);
enum err cmd_user_add(struct cli_call *call, struct errinfo *e);
enum err cmd_enrol_code(struct cli_call *call, struct errinfo *e);
enum err cmd_user_end(struct cli_call *call, struct errinfo *e);
enum err cmd_devices(struct cli_call *call, struct errinfo *e);
enum err cmd_revoke_device(struct cli_call *call, struct errinfo *e);
enum err cmd_take_in(struct cli_call *call, struct errinfo *e);
enum err cmd_who_sees(struct cli_call *call, struct errinfo *e);
enum err cmd_closure_pack(struct cli_call *call, struct errinfo *e);
enum err cmd_closure_key(struct cli_call *call, struct errinfo *e);
enum err cmd_closure_open(struct cli_call *call, struct errinfo *e);
enum err cmd_backup(struct cli_call *call, struct errinfo *e);
enum err cmd_backup_check(struct cli_call *call, struct errinfo *e);
enum err cmd_restore(struct cli_call *call, struct errinfo *e);
enum err cmd_doctor(struct cli_call *call, struct errinfo *e);
enum err cmd_doctor_inside(struct cli_call *call, struct errinfo *e);
enum err cmd_head(struct cli_call *call, struct errinfo *e);
enum err cmd_demo_seed(struct cli_call *call, struct errinfo *e);

/* ---- serving (serve.c) ---- */

/* Until a signal or `havend stop`. Says on out where it listens. */
enum err serve(struct server *s, FILE *out, struct errinfo *e);
/* Ask the running serve of this process to end. Any thread, any signal. */
void serve_stop(void);

#endif
