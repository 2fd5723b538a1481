/* cmd_user.c - people and their devices, from the shell of the server. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "kinds.h"
#include "mem.h"
#include "save.h"
#include "server.h"
#include "tls.h"
#include "when.h"

#define BODY_MAX 4096

/* ---- user add ---- */

struct add {
	struct put put;
	struct put_result result;
};

static enum err
add_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct add *add = arg;

	return save_put(s, db, &add->put, &add->result, e);
}

static enum err
make_body(struct cli_call *call, struct buf *body, struct errinfo *e)
{
	static const struct {
		const char *option, *key;
	} options[] = {
		{ "--name", "name" },
		{ "--sign-in", "sign_in" },
		{ "--role", "role" },
	};
	struct record *r = record_new(&kind_staff);
	struct civil now = when_civil(clock_ms());
	enum err code = ERR_OK;

	for (size_t i = 0; i < KIND_COUNT(options) && code == ERR_OK; i++) {
		const char *value = cli_option(call, options[i].option);

		if (value == NULL)
			code = err_set(e, ERR_INVALID,
			    "%s is missing. havend user add --name NAME "
			    "--sign-in NAME --role ROLE",
			    options[i].option);
		else
			record_set(r, options[i].key, value);
	}
	if (code == ERR_OK) {
		record_normalise(r, &now);
		record_to_json(r, false, body);
	}
	record_free(r);
	return code;
}

enum err
cmd_user_add(struct cli_call *call, struct errinfo *e)
{
	struct add *add = mem_zalloc(1, sizeof(*add));
	struct buf body = BUF_INIT(BODY_MAX);
	enum err code = make_body(call, &body, e);

	if (code != ERR_OK)
		goto out;
	add->put = (struct put){ .kind = &kind_staff,
		.table = kind_staff.version,
		.written_ms = clock_ms(),
		.now_ms = clock_ms(),
		.body = buf_str(&body),
		.body_len = body.len };
	add->put.id = id_new();
	add->put.write = id_new();
	/* Whoever has the machine's shell stands where an administrator
	 * stands; the record names the person themselves as its author. */
	add->put.who.staff = add->put.id;
	add->put.who.role = ROLE_ADMIN;
	code = writer_do(call->server->writer, add_run, add, e);
	if (code == ERR_OK && add->result.status >= 400) {
		const struct problems *p = &add->result.problems;

		code = err_set(e,
		    add->result.error.code == ERR_OK ? ERR_INVALID
						     : add->result.error.code,
		    "%s",
		    p->count > 0 ? p->at[0].says : add->result.error.says);
	}
	if (code == ERR_OK)
		buf_addf(call->out, "Added: %s\n", add->put.id.s);
out:
	buf_done(&body);
	mem_free_wiped(add, sizeof(*add));
	return code;
}

/* ---- enrol-code ---- */

struct enrol_code {
	const char *sign_in;
	int64_t now_ms;
	uint8_t secret[WIRE_SECRET];
};

static enum err
code_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct enrol_code *c = arg;
	struct audit_row row = { .what = AUDIT_ACCOUNT, .words = "" };
	struct account account;
	enum err code;

	code = account_by_sign_in(s, db, c->sign_in, c->now_ms, &account, e);
	if (code == ERR_NOT_FOUND)
		return err_set(e, ERR_NOT_FOUND,
		    "Nobody has this sign-in name. Add them with: havend user "
		    "add");
	if (code == ERR_OK && account.has_left)
		code = err_set(e, ERR_DENIED,
		    "This person has left: no device can be enrolled for "
		    "them.");
	if (code == ERR_OK)
		code = account_code(s, db, &account.staff, c->now_ms,
		    c->now_ms + ACCOUNT_CODE_MS, c->secret, e);
	row.staff = account.staff;
	row.at_ms = row.received_ms = c->now_ms;
	if (code == ERR_OK)
		code = audit_add(s, db, &row, e);
	seal_wipe(&account, sizeof(account));
	return code;
}

enum err
cmd_enrol_code(struct cli_call *call, struct errinfo *e)
{
	struct enrol_code c = { .now_ms = clock_ms() };
	const char *key_dir = conf_text(call->conf, CONF_KEY_DIR);
	uint8_t pin[WIRE_PIN];
	char text[WIRE_CODE_MAX];
	enum err code;

	if (call->argc != 1)
		return err_set(e, ERR_INVALID,
		    "One sign-in name is needed: havend enrol-code SIGN-IN");
	c.sign_in = call->argv[0];
	code = tls_pin(key_dir, false, pin, e);
	if (code == ERR_OK)
		code = writer_do(call->server->writer, code_run, &c, e);
	if (code != ERR_OK)
		return code;
	wire_code_print(text, pin, c.secret);
	buf_addf(call->out,
	    "On the device, within an hour (the code works once):\n"
	    "haven enrol %s %s\n",
	    conf_text(call->conf, CONF_PUBLIC_URL), text);
	seal_wipe(&c, sizeof(c));
	seal_wipe(text, sizeof(text));
	return ERR_OK;
}
