/* cmd_who_sees.c - havend who-sees SIGN-IN REFERENCE: the whole list of who may see
 * a file, however long, for somebody who may read it (A2). It is their list: what is
 * kept from them is not on it (R7), and the look is theirs. */
#include "cli.h"

#include "access_says.h"
#include "account.h"
#include "jscan.h"
#include "server.h"
#include "when.h"
#include "who_sees.h"
#include "writer.h"

#define TEXT_MAX (8 * CLI_OUT_MAX)

struct asked {
	struct caller who;
	struct id file;
	int64_t now_ms;
};

static enum err
keep_look(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct asked *q = arg;
	struct audit_row row = { .what = AUDIT_LOOK,
		.at_ms = q->now_ms,
		.received_ms = q->now_ms,
		.words = "Who may see it was printed at the office." };

	row.staff = q->who.staff;
	row.file = q->file;
	return audit_add(s, db, &row, e);
}

static enum err
find_who(struct server *s, struct db *db, const char *sign_in, struct asked *q,
    struct errinfo *e)
{
	struct account account = { 0 };
	enum err code =
	    account_by_sign_in(s, db, sign_in, q->now_ms, &account, e);

	if (code == ERR_NOT_FOUND)
		err_set(e, code, "Nobody has this sign-in name.");
	if (code == ERR_OK && account.has_left)
		code = err_set(e, ERR_DENIED,
		    "This person has left. Name one who works here.");
	q->who.staff = account.staff;
	q->who.role = account.role;
	seal_wipe(&account, sizeof(account));
	return code;
}

static enum err
say_missing(struct errinfo *e)
{
	return err_set(e, ERR_NOT_FOUND,
	    "There is no file with this reference, or it is not open to this "
	    "person.");
}

static enum err
find_file(
    struct server *s, const char *reference, struct asked *q, struct errinfo *e)
{
	size_t n = cards_by_reference(s, reference, &q->file);

	if (n == 0)
		return say_missing(e);
	if (n > 1)
		return err_set(e, ERR_CONFLICT,
		    "Two files have this reference. A designated senior member "
		    "must put it right first.");
	return ERR_OK;
}

/* A line a person. They are read one by one: all at once may be more than a text
 * that came from outside may hold. */
static bool
print_person(void *arg, size_t index, const char *text, size_t len)
{
	struct json *p = NULL;
	struct buf *out = arg;
	enum role role;
	size_t start;

	(void)index;
	if (json_parse(&p, text, len, len, NULL) != ERR_OK)
		return false;
	buf_adds(out, json_text_of(p, "name", ""));
	if (role_parse(&role, json_text_of(p, "role", "")))
		buf_addf(out, ", %s", role_title(role));
	buf_adds(out, ": ");
	start = out->len;
	for (const struct json *w = json_first(json_get(p, "why")); w;
	     w = json_next(w)) {
		buf_adds(out, out->len > start ? "; " : "");
		access_says(w, out);
	}
	buf_addc(out, '\n');
	json_free(p);
	return true;
}

static enum err
make_list(struct server *s, const char *const *argv, struct asked *q,
    struct buf *text, struct errinfo *e)
{
	struct db *db = server_reader(s, e);
	struct who_sees_ask ask = { .s = s,
		.db = db,
		.who = &q->who,
		.file = &q->file,
		.now_ms = q->now_ms,
		.told_max = SIZE_MAX };
	struct jw w = JW_INIT(text);
	enum err code;

	if (db == NULL)
		return ERR_IO;
	code = find_who(s, db, argv[0], q, e);
	if (code == ERR_OK)
		code = find_file(s, argv[1], q, e);
	if (code == ERR_OK) {
		jw_open(&w, NULL);
		code = who_sees_write(&w, &ask, e);
		jw_close(&w);
		if (code == ERR_NOT_FOUND)
			say_missing(e);
	}
	server_reader_done(s, db);
	return code;
}

enum err
cmd_who_sees(struct cli_call *call, struct errinfo *e)
{
	struct asked q = { .now_ms = clock_ms() };
	struct buf text = BUF_INIT(TEXT_MAX), list = BUF_INIT(CLI_OUT_MAX);
	enum err code;

	if (call->argc != 2)
		return err_set(e, ERR_INVALID,
		    "Whose list and which file are needed: havend who-sees "
		    "SIGN-IN REFERENCE");
	code = make_list(call->server, call->argv, &q, &text, e);
	if (code == ERR_OK)
		jscan_each(
		    buf_str(&text), text.len, "people", print_person, &list);
	if (code == ERR_OK && (text.failed || list.failed))
		code = err_set(e, ERR_TOO_BIG,
		    "The list is too long to print. Nothing of it is shown.");
	/* The look is kept before anything is shown (promise 7). */
	if (code == ERR_OK)
		code = writer_do(call->server->writer, keep_look, &q, e);
	if (code == ERR_OK)
		buf_add(call->out, list.data, list.len);
	buf_done(&list);
	buf_done(&text);
	return code;
}
