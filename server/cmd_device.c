/* cmd_device.c - access that ends, from the shell of the server: a person's last
 * day, and a device that is taken out of use. What was written there and has not
 * reached the office may still be handed over (aside.c). */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "json.h"
#include "kinds.h"
#include "mem.h"
#include "save.h"
#include "server.h"
#include "session.h"
#include "text.h"
#include "when.h"
#include "writer.h"

#define TEXT_MAX 65536

static enum err
find_person(struct server *s, struct db *db, const char *sign_in,
    int64_t now_ms, struct id *staff, struct errinfo *e)
{
	struct account account;
	enum err code = account_by_sign_in(s, db, sign_in, now_ms, &account, e);

	*staff = account.staff;
	seal_wipe(&account, sizeof(account));
	return code == ERR_NOT_FOUND
		   ? err_set(e, ERR_NOT_FOUND, "Nobody has this sign-in name.")
		   : code;
}

/* ---- devices SIGN-IN ---- */

struct list {
	const char *sign_in;
	struct buf *out;
};

static enum err
list_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct list *l = arg;
	struct stmt *st;
	struct id staff;
	enum err code = find_person(s, db, l->sign_in, clock_ms(), &staff, e);

	if (code != ERR_OK)
		return code;
	st = db_stmt(db, SQL_DEVICES_OF);
	stmt_id(st, 1, &staff);
	while (stmt_row(st)) {
		struct id device = stmt_get_id(st, 0);
		char when[WHEN_SHOWN];

		when_show_ms(when, stmt_get_int(st, 2), clock_ms());
		buf_addf(l->out, "%s  enrolled %s", device.s, when);
		if (stmt_get_int(st, 3) != 0) {
			when_show_ms(when, stmt_get_int(st, 3), clock_ms());
			buf_addf(l->out, ", out of use since %s", when);
		}
		buf_adds(l->out, "  ");
		text_safe(l->out, stmt_get_text(st, 1),
		    strlen(stmt_get_text(st, 1)), false);
		buf_addc(l->out, '\n');
	}
	stmt_reset(st);
	return db_error(db, e);
}

enum err
cmd_devices(struct cli_call *call, struct errinfo *e)
{
	struct list l = { .out = call->out };

	if (call->argc != 1)
		return err_set(e, ERR_INVALID,
		    "One sign-in name is needed: havend devices SIGN-IN");
	l.sign_in = call->argv[0];
	return writer_do(call->server->writer, list_run, &l, e);
}

/* ---- revoke-device SIGN-IN DEVICE ---- */

struct revoke {
	const char *sign_in;
	struct id device;
};

static enum err
revoke_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct revoke *r = arg;
	struct audit_row row = { .what = AUDIT_ACCOUNT,
		.words = "device taken out of use" };
	int64_t now_ms = clock_ms();
	struct id owner = { "" };
	struct stmt *st;
	enum err code = find_person(s, db, r->sign_in, now_ms, &row.staff, e);

	if (code != ERR_OK)
		return code;
	st = db_stmt(db, SQL_DEVICE_GET);
	stmt_id(st, 1, &r->device);
	if (stmt_row(st))
		owner = stmt_get_id(st, 0);
	stmt_reset(st);
	if (!id_equal(&owner, &row.staff))
		return err_set(e, ERR_NOT_FOUND,
		    "This person has no such device. havend devices %s lists "
		    "them.",
		    r->sign_in);
	st = db_stmt(db, SQL_DEVICE_REVOKE);
	stmt_id(st, 1, &r->device);
	stmt_int(st, 2, now_ms);
	code = stmt_done(st, e);
	if (code == ERR_OK)
		code = session_end_device(db, &r->device, e);
	row.device = r->device;
	row.at_ms = row.received_ms = now_ms;
	return code == ERR_OK ? audit_add(s, db, &row, e) : code;
}

enum err
cmd_revoke_device(struct cli_call *call, struct errinfo *e)
{
	struct revoke r = { .sign_in = "" };
	enum err code;

	if (call->argc != 2 || !id_parse(&r.device, call->argv[1]))
		return err_set(e, ERR_INVALID,
		    "A sign-in name and the id of a device are needed: havend "
		    "revoke-device SIGN-IN DEVICE. havend devices SIGN-IN "
		    "lists them.");
	r.sign_in = call->argv[0];
	code = writer_do(call->server->writer, revoke_run, &r, e);
	if (code == ERR_OK)
		buf_adds(call->out,
		    "It is out of use. At its next contact it erases what the "
		    "office sent, and hands over what was written on it.\n");
	return code;
}

/* ---- user end SIGN-IN ---- */

struct end {
	struct put put;
	struct put_result result;
	const char *sign_in, *last;
	struct buf body;
};

/* The staff record with its last day. */
static enum err
end_body(struct server *s, struct db *db, struct end *x, struct errinfo *e)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	struct record *r = NULL;
	struct envelope env;
	enum err code = store_read(s, db, &x->put.id, 0, &env, &text, e);

	if (code == ERR_OK)
		code = record_from_json(
		    &r, &kind_staff, env.body, env.body_len, true, NULL, e);
	if (code == ERR_OK) {
		x->put.base = env.version;
		record_set(r, "left", x->last);
		record_to_json(r, false, &x->body);
		x->put.body = buf_str(&x->body);
		x->put.body_len = x->body.len;
	}
	record_free(r);
	buf_done(&text);
	return code;
}

static enum err
end_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct end *x = arg;
	enum err code;

	code = find_person(s, db, x->sign_in, x->put.now_ms, &x->put.id, e);
	if (code == ERR_OK)
		code = end_body(s, db, x, e);
	x->put.who.staff = x->put.id;
	if (code == ERR_OK)
		code = save_put(s, db, &x->put, &x->result, e);
	if (code == ERR_OK && x->result.status >= 400)
		return err_set(e, ERR_INVALID, "%s",
		    x->result.problems.count > 0 ? x->result.problems.at[0].says
						 : x->result.error.says);
	return code;
}

enum err
cmd_user_end(struct cli_call *call, struct errinfo *e)
{
	struct end *x = mem_zalloc(1, sizeof(*x));
	struct civil day = when_civil(clock_ms() - INT64_C(86400000));
	const char *last = cli_option(call, "--last-day");
	char yesterday[WHEN_TEXT];
	enum err code;

	day.has_time = false;
	day.hour = day.minute = 0;
	when_store(yesterday, &day);
	x->body = (struct buf)BUF_INIT(TEXT_MAX);
	x->last = last != NULL ? last : yesterday;
	x->put = (struct put){ .kind = &kind_staff,
		.table = kind_staff.version,
		.write = id_new(),
		.written_ms = clock_ms(),
		.now_ms = clock_ms() };
	/* As with havend user add: whoever has this shell is an administrator. */
	x->put.who.role = ROLE_ADMIN;
	if (call->argc != (last != NULL ? 3 : 1)) {
		code = err_set(e, ERR_INVALID,
		    "A sign-in name is needed: havend user end SIGN-IN "
		    "[--last-day YYYY-MM-DD]");
	} else {
		x->sign_in = call->argv[0];
		code = writer_do(call->server->writer, end_run, x, e);
	}
	if (code == ERR_OK)
		buf_addf(call->out,
		    "Their last day is %s. What they wrote and the office does "
		    "not have yet is kept aside when it comes.\n",
		    x->last);
	buf_done(&x->body);
	mem_free_wiped(x, sizeof(*x));
	return code;
}
