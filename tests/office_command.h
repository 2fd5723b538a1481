/* office_command.h - an office of a test, asked by havend's own commands, and what
 * waits there for whom. */
#ifndef HAVEN_OFFICE_COMMAND_H
#define HAVEN_OFFICE_COMMAND_H

#include "cli.h"
#include "office_sync.h"

/* havend ARGV; what it printed, and its sentence if want is an error. */
static inline const char *
run(enum err want, const char *const *argv, int argc)
{
	static struct buf said;
	struct errinfo e = { 0 };
	struct cli_call call = {
		.conf = sc.office.conf, .server = sc.office.s, .out = &said
	};
	const struct cli_command *c;
	int used = 0;
	enum err got;

	buf_done(&said);
	buf_init(&said, 100000);
	c = cli_find(argc, argv, &used);
	assert_non_null(c);
	call.argc = argc - used;
	call.argv = argv + used;
	got = c->run(&call, &e);
	if (got != want)
		fail_msg("%s: %s, %s", c->name, err_name(got), e.says);
	if (got != ERR_OK)
		buf_adds(&said, e.says);
	return buf_str(&said);
}

/* How many things of this code wait for somebody. */
static inline size_t
waits(enum who who, const char *code)
{
	size_t n = 0;

	sync_as(who, "{\"cursor\":\"0\"}");
	for (const struct json *w = json_first(json_get(answer, "waiting")); w;
	     w = json_next(w))
		n += strcmp(json_text_of(w, "what", ""), code) == 0;
	return n;
}

/* What havend verify says of it. says "": that all holds together. */
static inline void
verify(const char *says)
{
	struct buf text = BUF_INIT(100000);
	struct errinfo e = { 0 };
	int64_t bad = 0;
	struct db *db = server_reader(sc.office.s, &e);

	assert_non_null(db);
	assert_int_equal(
	    store_verify(sc.office.s, db, &text, &bad, &e), ERR_OK);
	server_reader_done(sc.office.s, db);
	if ((says[0] == '\0') != (bad == 0) ||
	    strstr(buf_str(&text), says) == NULL)
		fail_msg("verify: %s", buf_str(&text));
	buf_done(&text);
}

#endif
