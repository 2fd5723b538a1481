/* verify_gone.c - havend verify of files that were destroyed (R2, promise 10): are
 * they gone, and do stub, register, chain and keys say the same of it? */
#include "destroy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_in.h"

#define WORDS_MAX (KIND_BODY_MAX + 4096)

struct gone {
	struct server *s;
	struct db *db;
	void (*each)(void *arg, const char *says);
	void *arg;
};

static void
say(const struct gone *g, const char *of, const char *what)
{
	char line[200];

	snprintf(line, sizeof(line), "File %s was destroyed, and %s", of, what);
	g->each(g->arg, line);
}

static bool
is_any(struct stmt *st)
{
	bool any = stmt_row(st) && stmt_get_int(st, 0) != 0;

	stmt_reset(st);
	return any;
}

static bool
is_registered(const struct gone *g, const struct stub *stub)
{
	struct record *r = NULL;
	struct record_row row;
	bool is =
	    store_body(g->s, g->db, &stub->record, &row, &r, NULL) == ERR_OK &&
	    row.kind == &kind_disposal &&
	    strcmp(record_text(r, "file"), stub->file.s) == 0;

	record_free(r);
	return is;
}

static void
check_keys(const struct gone *g, const struct stub *stub)
{
	struct buf sealed = BUF_INIT(WORDS_MAX);
	struct disposed d = { 0 };

	if (!keyring_disposed(g->s->keys, &stub->file, &d, &sealed))
		say(g, stub->file.s,
		    "the key database does not know of it: start havend anew, "
		    "which destroys the key.");
	else if (d.has_key)
		say(g, stub->file.s,
		    "its key is there again: start havend anew, which "
		    "destroys it.");
	else if (!id_equal(&d.record, &stub->record))
		say(g, stub->file.s, "the key database says it otherwise.");
	buf_done(&sealed);
}

static void
check_stub(const struct gone *g, const struct stub *stub)
{
	struct stmt *st = db_stmt(g->db, SQL_DESTROYED_LEFT);

	stmt_id(st, 1, &stub->file);
	if (is_any(st))
		say(g, stub->file.s, "something of it is here still.");
	if (!is_registered(g, stub))
		say(g, stub->file.s, "the disposal register does not say so.");
	st = db_stmt(g->db, SQL_DESTROYED_IN_CHAIN);
	stmt_int(st, 1, AUDIT_DESTROYED);
	stmt_id(st, 2, &stub->file);
	stmt_id(st, 3, &stub->record);
	if (!is_any(st))
		say(g, stub->file.s,
		    "the chain of looks and writes does not say so.");
	check_keys(g, stub);
	if (!stub->is_done)
		say(g, stub->file.s,
		    "it was not finished: start havend anew, which does.");
}

void
destroy_verify(struct server *s, struct db *db,
    void (*each)(void *arg, const char *says), void *arg)
{
	const struct gone g = { s, db, each, arg };
	struct stubs stubs = { 0 };
	struct id file = { "" };
	struct stmt *st;

	(void)destroy_list(db, &stubs, NULL);
	for (size_t i = 0; i < stubs.count; i++)
		check_stub(&g, &stubs.at[i]);
	free(stubs.at);
	st = db_stmt(db, SQL_DESTROYED_CHAIN);
	stmt_int(st, 1, AUDIT_DESTROYED);
	while (stmt_row(st))
		if (stmt_get_int(st, 2) == 0)
			say(&g, stmt_get_text(st, 0), "its stub is gone.");
	st = db_stmt(db, SQL_DESTROYED_ODD);
	while (stmt_row(st))
		say(&g, stmt_get_text(st, 0),
		    "this is a row of the register alone.");
	while (keyring_disposed_next(s->keys, &file))
		if (!store_was_destroyed(db, &file, NULL))
			say(&g, file.s,
			    "only the key database says so: start havend "
			    "anew, which brings them in line.");
}

/* ---- in words ---- */

static void
print_stub(
    struct server *s, struct db *db, const struct stub *stub, struct buf *out)
{
	struct civil day = when_civil(stub->at_ms);
	struct record *r = NULL;
	struct record_row row;
	char shown[WHEN_SHOWN];
	int64_t used = 0, revoked = 0;
	struct stmt *st;
	const char *name = stub->file.s;

	day.has_time = false;
	day.hour = day.minute = 0;
	when_show(shown, &day);
	if (store_body(s, db, &stub->record, &row, &r, NULL) == ERR_OK &&
	    *record_text(r, "reference") != '\0')
		name = record_text(r, "reference");
	st = db_stmt(db, SQL_ERASING_COUNT);
	stmt_id(st, 1, &stub->file);
	if (stmt_row(st)) {
		used = stmt_get_int(st, 0);
		revoked = stmt_get_int(st, 1);
	}
	stmt_reset(st);
	buf_addf(out, "Destroyed on %s: %s. ", shown, name);
	if (used + revoked == 0)
		buf_adds(out, "Every device has said that it has erased it.\n");
	else
		buf_addf(out,
		    "%" PRId64 " device%s not said that %s erased it%s.\n",
		    used + revoked, used + revoked == 1 ? " has" : "s have",
		    used + revoked == 1 ? "it has" : "they have",
		    revoked > 0 ? " (taken out of use among them)" : "");
	record_free(r);
}

void
destroy_print(struct server *s, struct db *db, struct buf *out)
{
	struct stubs stubs = { 0 };

	(void)destroy_list(db, &stubs, NULL);
	for (size_t i = 0; i < stubs.count; i++)
		print_stub(s, db, &stubs.at[i], out);
	free(stubs.at);
}
