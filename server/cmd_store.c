/* cmd_store.c - commands about the store as a whole, and about havend itself. */
#include "cli.h"

#include "openapi.h"
#include "rights.h"
#include "seal.h"
#include "server.h"

enum err
cmd_init(struct cli_call *call, struct errinfo *e)
{
	return server_init(call->conf, call->out, e);
}

enum err
cmd_openapi(struct cli_call *call, struct errinfo *e)
{
	(void)e;
	openapi_print(call->out);
	return ERR_OK;
}

enum err
cmd_audit(struct cli_call *call, struct errinfo *e)
{
	(void)e;
	rights_print(call->out);
	return ERR_OK;
}

/* What was never published cannot be confirmed (T2). */
static void
print_missing(struct buf *out, const bool missing[POLICY_COUNT])
{
	size_t n = 0;

	for (unsigned i = 0; i < POLICY_COUNT; i++)
		if (missing[i])
			buf_addf(out, "%s%s",
			    n++ == 0 ? "policies not published yet, so that "
				       "nobody is asked to confirm them: "
				     : ", ",
			    policy_title(i));
	buf_adds(out, n > 0 ? "\n" : "policies: all five are published\n");
}

enum err
cmd_status(struct cli_call *call, struct errinfo *e)
{
	struct server *s = call->server;
	struct db *db = server_reader(s, e);
	struct mail_summary mail;
	bool missing[POLICY_COUNT];
	uint8_t head[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];
	int64_t rows;
	enum err code;

	if (db == NULL)
		return ERR_IO;
	audit_head(db, &rows, head);
	code = mail_summary(s, db, &mail, e);
	store_policies_missing(db, missing);
	server_reader_done(s, db);
	if (code != ERR_OK)
		return code;
	seal_hex(hex, head, sizeof(head));
	buf_addf(call->out, "%s\ngeneration %s\nchain %lld rows, head %s\n%s",
	    writer_is_broken(s->writer)
		? "The disk refused a write: nothing can be saved until havend "
		  "is started again."
	    : keyring_is_broken(s->keys)
		? "The disk of the keys refused a write: no new file can be "
		  "begun until havend is started again."
		: "Serving; records can be read and saved.",
	    s->generation, (long long)rows, hex,
	    s->is_demo ? "DEMO: invented data\n" : "");
	mail_summary_print(call->out, &mail);
	print_missing(call->out, missing);
	return ERR_OK;
}

enum err
cmd_stop(struct cli_call *call, struct errinfo *e)
{
	(void)e;
	buf_adds(call->out, "Stopping.\n");
	serve_stop();
	return ERR_OK;
}
