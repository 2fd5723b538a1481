/* cmd_in.h - the shell commands of haven, and what they are given. */
#ifndef HAVEN_CMD_IN_H
#define HAVEN_CMD_IN_H

#include "cmd.h"
#include "finding.h"

struct cmd_call {
	struct model_config *config; /* NULL for CMD_BARE */
	int argc;                    /* words after the command's name */
	char **argv;
	const char *sign_in;  /* --sign-in, or NULL */
	bool lines;           /* --lines */
	bool count, no_names; /* --count, --no-names */
	int status;           /* the exit status, if it says ERR_OK */
};

enum cmd_flag {
	CMD_BARE = 1,  /* needs no settings, no store, no locale */
	CMD_LINES = 2, /* takes --lines */
	CMD_SHORT = 4, /* takes --count and --no-names */
};

struct cmd_def {
	const char *name, *args, *help;
	int min_args, max_args;
	enum err (*run)(struct cmd_call *call, struct errinfo *e);
	unsigned flags;
};

extern const struct cmd_def cmds[]; /* ends with name NULL (cmd_run.c) */

/* cmd_share.c: print the decision on the facts in a file, or one for each line.
 * ERR_NOT_FOUND if it cannot be read, ERR_IO if nothing can be printed, else as
 * facts_read; the decisions of the lines before are printed then. */
enum err cmd_share_check(struct cmd_call *call, struct errinfo *e);

/* cmd_doctor.c: look for what is wrong on this device. Status 1 if anything is. */
enum err cmd_doctor(struct cmd_call *call, struct errinfo *e);
/* What it looks for without a passphrase: terminal, machine, folder and stores. */
void doctor_device(const struct model_config *config, struct findings *f);
/* And with it, once it was tried to be in step: the office, access, outbox. m NULL:
 * without; then nothing is found. */
void doctor_office(struct model *m, struct findings *f);
/* cmd_run.c: open the store of whoever it is, asking for the passphrase, and sync
 * once, or find out that it cannot be. The caller frees m (model_free), whatever
 * it says. */
enum err cmd_in_step(
    struct cmd_call *call, struct model **m, struct errinfo *e);

/* A line to standard output, through text_safe. */
void cmd_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
