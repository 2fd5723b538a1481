/* server_stepup.c - proves what a request that asks for the passphrase again comes to:
 * done once, by whoever still is who they were when the writer asks, with nothing
 * after the commit of what was not committed; and what it holds is given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <semaphore.h>

#include "dispatch.h"
#include "people_kit.h"
#include "stepup.h"

static struct {
	enum err run, after;
	int ran, ran_after, freed;
} seen;

static enum err
job_run(struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	(void)s;
	(void)db;
	assert_ptr_equal(stepup_arg(rq), &seen);
	seen.ran++;
	rq->status = 201;
	return seen.run == ERR_OK ? ERR_OK : err_set(e, seen.run, "No.");
}

static enum err
job_after(struct server *s, struct request *rq, struct errinfo *e)
{
	(void)s;
	assert_ptr_equal(stepup_arg(rq), &seen);
	seen.ran_after++;
	return seen.after == ERR_OK ? ERR_OK : err_set(e, seen.after, "No.");
}

static void
job_free(void *arg)
{
	assert_ptr_equal(arg, &seen);
	seen.freed++;
}

static void
defer(struct exchange *ex)
{
	(void)ex;
}

static void
finish(struct exchange *ex)
{
	sem_post(ex->owner);
}

/* As a handler does, of a request that was let in before anything changed. */
static unsigned
ask(const struct caller *who, const char *body)
{
	struct exchange *ex = exchange_new(sc.office.s, "127.0.0.1");
	unsigned status;
	sem_t done;

	sem_init(&done, 0, 0);
	ex->defer = defer;
	ex->finish = finish;
	ex->owner = &done;
	ex->rq.caller = *who;
	ex->rq.now_ms = OFFICE_NOW;
	assert_int_equal(
	    json_parse(&ex->rq.json, body, strlen(body), 1000, NULL), ERR_OK);
	stepup_begin_job(&ex->rq, &(struct stepup_job){ .run = job_run,
				      .after = job_after,
				      .arg = &seen,
				      .free = job_free });
	if (ex->is_deferred)
		while (sem_wait(&done) != 0)
			;
	status = ex->rq.status;
	buf_clear(&sc.out);
	buf_add(&sc.out, buf_str(&ex->rq.out), ex->rq.out.len);
	sem_destroy(&done);
	exchange_free(ex);
	return status;
}

static enum err
run_revoke(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_DEVICE_REVOKE);

	(void)s;
	stmt_id(st, 1, arg);
	stmt_int(st, 2, OFFICE_NOW);
	return stmt_done(st, e);
}

static void
end_it(void)
{
	assert_int_equal(writer_do(sc.office.s->writer, run_revoke,
			     &sc.who[MANAGER].device, NULL),
	    ERR_OK);
}

static void
become(void)
{
	assert_int_equal(change_staff(ADMIN, &sc.who[MANAGER].staff, "manager",
			     "\"role\":\"support_worker\""),
	    200);
}

static void
leave(void)
{
	assert_int_equal(change_staff(ADMIN, &sc.who[MANAGER].staff, "manager",
			     "\"role\":\"line_manager\",\"left\":"
			     "\"2026-04-03\""),
	    200);
}

static void
test_rows(void **state)
{
	static const struct {
		const char *why;
		void (*before)(void);
		const char *body;
		enum err run, after;
		unsigned status;
		const char *says;
		int ran, ran_after;
	} rows[] = {
		{ "as asked", NULL, "{" SAID "}", ERR_OK, ERR_OK, 201, "", 1,
		    1 },
		{ "no passphrase", NULL, "{}", ERR_OK, ERR_OK, 422,
		    "Passphrase is needed", 0, 0 },
		{ "another passphrase", NULL,
		    "{\"passphrase\":\"" OTHER_WORDS "\"}", ERR_OK, ERR_OK, 403,
		    "so nothing was done", 0, 0 },
		{ "it could not be kept", NULL, "{" SAID "}", ERR_IO, ERR_OK,
		    503, "", 1, 0 },
		{ "what comes after could not be done", NULL, "{" SAID "}",
		    ERR_OK, ERR_IO, 503, "", 1, 1 },
		{ "the device was ended meanwhile", end_it, "{" SAID "}",
		    ERR_OK, ERR_OK, 403, "changed meanwhile", 0, 0 },
		{ "another role meanwhile", become, "{" SAID "}", ERR_OK,
		    ERR_OK, 403, "changed meanwhile", 0, 0 },
		{ "left meanwhile", leave, "{" SAID "}", ERR_OK, ERR_OK, 403,
		    "changed meanwhile", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct caller who = { .role = ROLE_MANAGER };
		unsigned status;

		start(state);
		who.staff = sc.who[MANAGER].staff;
		who.device = sc.who[MANAGER].device;
		memset(&seen, 0, sizeof(seen));
		seen.run = rows[i].run;
		seen.after = rows[i].after;
		if (rows[i].before)
			rows[i].before();
		status = ask(&who, rows[i].body);
		if (status != rows[i].status ||
		    strstr(buf_str(&sc.out), rows[i].says) == NULL ||
		    seen.ran != rows[i].ran ||
		    seen.ran_after != rows[i].ran_after || seen.freed != 1)
			fail_msg("%s: %u, %d %d %d: %s", rows[i].why, status,
			    seen.ran, seen.ran_after, seen.freed,
			    buf_str(&sc.out));
		stop(state);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("server_stepup", tests, NULL, NULL);
}
