/* cmd_demo.c - havend demo-seed: invented data, and the list of who can sign in
 * to see it. */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "demo.h"
#include "seal.h"
#include "server.h"
#include "when.h"

static enum err
read_seed(const struct cli_call *call, uint64_t *seed, struct errinfo *e)
{
	const char *text = cli_option(call, "--seed");
	char *end;

	*seed = DEMO_SEED;
	if (text == NULL)
		return ERR_OK;
	errno = 0;
	*seed = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0)
		return err_set(e, ERR_INVALID,
		    "--seed needs a whole number, for example --seed 7. "
		    "Nothing was changed.");
	return ERR_OK;
}

/* Looked at before anything is made: without its list a demo is of no use. A
 * running havend stands elsewhere than its caller, hence whole paths alone. */
static enum err
list_path(
    const struct cli_call *call, char *path, size_t size, struct errinfo *e)
{
	const char *list = cli_option(call, "--list");
	const char *store = conf_text(call->conf, CONF_STORE_DIR);
	const char *slash = strrchr(store, '/');
	struct stat st;
	int n;

	if (list != NULL)
		n = snprintf(path, size, "%s", list);
	else /* beside the store's folder */
		n = snprintf(path, size, "%.*s/demo.txt",
		    slash != NULL ? (int)(slash - store) : 0, store);
	if (path[0] != '/' || n < 0 || (size_t)n >= size)
		return err_set(e, ERR_INVALID,
		    "--list needs a whole path, beginning with /. Nothing was "
		    "changed.");
	if (lstat(path, &st) == 0)
		return err_set(e, ERR_CONFLICT,
		    "%s is there already. Move it away, or name another file "
		    "with --list. Nothing was changed.",
		    path);
	return ERR_OK;
}

enum err
cmd_demo_seed(struct cli_call *call, struct errinfo *e)
{
	struct buf says = BUF_INIT(DEMO_LIST_MAX);
	char path[4200];
	uint64_t seed;
	enum err code = read_seed(call, &seed, e);

	if (code == ERR_OK)
		code = list_path(call, path, sizeof(path), e);
	if (code == ERR_OK)
		code = demo_fill(call->server, seed, clock_ms(), &says, e);
	if (code != ERR_OK)
		goto out;
	code = seal_file_write(path, buf_str(&says), says.len, e);
	if (code != ERR_OK)
		code = err_set(e, code,
		    "The invented data is in the store, but its list %s cannot "
		    "be written. havend enrol-code makes codes for the "
		    "people of the demo.",
		    path);
	else
		buf_addf(call->out,
		    "Invented children and people are there; who they are and "
		    "how to sign in stands in %s\n",
		    path);
out:
	buf_done(&says);
	return code;
}
