/* cmd_verify.c - havend verify: what does not hold goes to the log, line by
 * line; the last word is the exit status. */
#include "cli.h"

#include <string.h>

#include "destroy.h"
#include "head.h"
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

/* What was looked at, and what it means. */
static void
say(struct buf *out, const struct verified *v, int64_t rows, const char *hex,
    const char *head)
{
	buf_addf(out,
	    "All holds: %lld rows in the chain, head %s.\n\n"
	    "%12lld  rows of the chain, each fits the one before it\n"
	    "%12lld  of them say something in words, all of which open\n"
	    "%12lld  versions of records, each the one that was saved\n"
	    "%12lld  signatures, each by the key of the device that made it\n"
	    "%12lld  files, each with its key\n"
	    "%12lld  files destroyed for good, each in the register\n"
	    "%12lld  counts that outlive those, as they were sealed\n"
	    "%12lld  restores from a backup, each named by the chain\n\n",
	    (long long)rows, hex, (long long)v->rows, (long long)v->words,
	    (long long)v->versions, (long long)v->signatures,
	    (long long)v->files, (long long)v->destroyed, (long long)v->counts,
	    (long long)v->restores);
	buf_addf(out,
	    "In plain words: nothing that was ever saved here was changed or "
	    "taken out since, as far\nas this store itself can tell. Whether "
	    "the whole of it was put in the place of another\nis told by a "
	    "head that was written down before: havend head --is-in. Today's "
	    "is\n%s\n",
	    head);
}

enum err
cmd_verify(struct cli_call *call, struct errinfo *e)
{
	struct db *db = server_reader(call->server, e);
	struct buf says = BUF_INIT(SAYS_MAX), gone = BUF_INIT(SAYS_MAX);
	struct verified v = { 0 };
	uint8_t head[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1], paper[HEAD_MAX];
	int64_t rows = 0;
	enum err code;

	if (db == NULL)
		return ERR_IO;
	code = store_verify_all(call->server, db, &says, &v, e);
	audit_head(db, &rows, head);
	if (code == ERR_OK)
		destroy_print(call->server, db, &gone);
	server_reader_done(call->server, db);
	seal_hex(hex, head, sizeof(head));
	head_print(paper, rows, head);
	if (code == ERR_OK && v.bad > 0) {
		if (says.len > 0)
			log_lines(says.data);
		code = err_set(e, ERR_CORRUPT,
		    "%lld rows do not hold; the log names them. Keep this "
		    "store "
		    "as it is, and restore a backup beside it.",
		    (long long)v.bad);
	}
	if (code == ERR_OK)
		say(call->out, &v, rows, hex, paper);
	if (code == ERR_OK)
		buf_add(call->out, gone.data, gone.len);
	buf_done(&gone);
	buf_done(&says);
	return code;
}
