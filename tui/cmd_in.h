/* cmd_in.h - the shell commands of haven, and what they are given. */
#ifndef HAVEN_CMD_IN_H
#define HAVEN_CMD_IN_H

#include "cmd.h"

struct cmd_call {
	struct model_config *config;
	int argc; /* words after the command's name */
	char **argv;
	const char *sign_in; /* --sign-in, or NULL */
};

struct cmd_def {
	const char *name, *args, *help;
	int min_args, max_args;
	enum err (*run)(struct cmd_call *call, struct errinfo *e);
};

extern const struct cmd_def cmds[]; /* ends with name NULL (cmd_run.c) */

/* A line to standard output, through text_safe. */
void cmd_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
