/* cmd_verify.c - havend verify: what does not hold goes to the log, line by
 * line; the last word is the exit status. */
#include "cli.h"

#include <string.h>

#include "destroy.h"
#include "log.h"
#include "seal.h"
#include "server.h"

#define SAYS_MAX (1u << 20)

static void
log_lines(char *text)
{
	char *end;

	for (; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		*end = '\0';
		log_line(LOG_ERROR, "%s", text);
	}
}

enum err
cmd_verify(struct cli_call *call, struct errinfo *e)
{
	struct db *db = server_reader(call->server, e);
	struct buf says = BUF_INIT(SAYS_MAX), gone = BUF_INIT(SAYS_MAX);
	uint8_t head[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];
	int64_t bad = 0, rows = 0;
	enum err code;

	if (db == NULL)
		return ERR_IO;
	code = store_verify(call->server, db, &says, &bad, e);
	audit_head(db, &rows, head);
	if (code == ERR_OK)
		destroy_print(call->server, db, &gone);
	server_reader_done(call->server, db);
	seal_hex(hex, head, sizeof(head));
	if (code == ERR_OK && bad > 0) {
		if (says.len > 0)
			log_lines(says.data);
		code = err_set(e, ERR_CORRUPT,
		    "%lld rows do not hold; the log names them. Keep this "
		    "store "
		    "as it is, and restore a backup beside it.",
		    (long long)bad);
	}
	if (code == ERR_OK)
		buf_addf(call->out,
		    "All holds: %lld rows in the chain, head %s.\n",
		    (long long)rows, hex);
	if (code == ERR_OK)
		buf_add(call->out, gone.data, gone.len);
	buf_done(&gone);
	buf_done(&says);
	return code;
}
