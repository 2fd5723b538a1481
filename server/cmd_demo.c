/* cmd_demo.c - havend demo-seed. */
#include "cli.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "demo.h"
#include "seal.h"
#include "server.h"
#include "when.h"

#define SEED 20260403
#define SAYS_MAX 16384

enum err
cmd_demo_seed(struct cli_call *call, struct errinfo *e)
{
	const char *text = cli_option(call, "--seed");
	const char *list = cli_option(call, "--list");
	struct buf says = BUF_INIT(SAYS_MAX);
	char path[4200];
	enum err code;

	code = demo_fill(call->server, text ? strtoull(text, NULL, 10) : SEED,
	    clock_ms(), &says, e);
	if (code == ERR_OK) {
		if (list != NULL)
			snprintf(path, sizeof(path), "%s", list);
		else
			snprintf(path, sizeof(path), "%s/demo.txt",
			    conf_text(call->conf, CONF_STORE_DIR));
		code = seal_file_write(path, buf_str(&says), says.len, e);
	}
	if (code == ERR_OK) {
		buf_addf(call->out,
		    "Invented children and people are there; who they are and "
		    "how to sign in stands in %s\n",
		    path);
	}
	buf_done(&says);
	return code;
}
