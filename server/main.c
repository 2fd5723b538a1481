/* main.c - havend, the office's server. */
#include <stdio.h>

#include "cli.h"
#include "env.h"
#include "kind.h"
#include "rights.h"
#include "seal.h"
#include "text.h"

extern char **environ;

/* The tables hold together, and the libraries are there. */
static enum err
start(struct errinfo *e)
{
	enum err code = seal_start(e);

	if (code == ERR_OK && !text_start())
		code = err_set(e, ERR_CONFIG,
		    "This machine has no UTF-8 locale. Install C.UTF-8.");
	if (code == ERR_OK)
		code = kind_selfcheck(e);
	if (code == ERR_OK)
		code = rights_selfcheck(e);
	return code;
}

int
main(int argc, char **argv)
{
	struct errinfo e = { 0 };
	enum err code;

	env_scrub_main(argv); /* promise 11 */
	seal_harden_process();
	code = start(&e);
	if (code != ERR_OK) {
		fprintf(stderr, "havend: %s\n", e.says);
		return err_exit_status(code);
	}
	return cli_run(argc, argv, environ, stdout, stderr);
}
