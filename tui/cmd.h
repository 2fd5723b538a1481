/* cmd.h - haven in the shell: enrol, sync, outbox, waiting, --help, --version; and the
 * settings that the interactive client starts with. */
#ifndef HAVEN_CMD_H
#define HAVEN_CMD_H

#include "err.h"
#include "model.h"

/* Run a command that needs nothing of what follows (share-check), before anything
 * is set up. False: it is none of them, and nothing was done. It speaks to nobody,
 * so the environment that cmd_start scrubs does not matter to it. */
bool cmd_start_bare(int argc, char **argv, int *exit_status);

/* Scrub the environment, harden the process, read flags and settings.
 *   haven [--config FILE] [--set NAME=VALUE] [--demo FILE] [--mono] [--ascii]
 *         [enrol URL CODE | sync | outbox | waiting | hand-on FILE | --help | --version]
 * A shell command is run at once: then config->conf stays NULL and *exit_status
 * is its result (0, 65, 69 without a server ...). Otherwise config is filled for
 * model_new; free it with cmd_end. Errors: ERR_CONFIG (78), ERR_INVALID (65). */
enum err cmd_start(int argc, char **argv, struct model_config *config,
    int *exit_status, struct errinfo *e);
void cmd_end(struct model_config *config);
/* "haven: SENTENCE" to standard error, through text_safe (promise 8). */
void cmd_say(const char *sentence);

#endif
