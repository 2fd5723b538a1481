/* store_guest.c - who reads a file for a time although it is not assigned to them:
 * whoever opened it by its reference with a reason (A2), and whoever is asked for
 * advice about it (S3).
 *
 * Advice is asked of one person. Not given by its due time, or when they cannot
 * give it (they left, or are kept out of it, R7), it passes to their deputy, and
 * after as long as the setting advice_hours says to every Director; at once where
 * nobody is there to be their deputy. Never to the one who asks. */
#include "store_in.h"

#include <string.h>

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

void
store_now_text(char out[WHEN_TEXT], int64_t now_ms)
{
	struct civil now = when_civil(now_ms);

	when_store(out, &now);
}

/* ---- people, as the clear rows have them ---- */

struct colleague {
	struct id id;
	enum role role;
	bool works; /* here, today */
};

static void
find_colleague(
    struct db *db, const struct id *id, int64_t now_ms, struct colleague *out)
{
	struct stmt *st = db_stmt(db, SQL_STAFF_GET);
	char today[WHEN_TEXT];

	*out = (struct colleague){ .id = *id, .role = ROLE_COUNT };
	store_today(today, now_ms);
	stmt_id(st, 1, id);
	if (stmt_row(st)) {
		const char *left = stmt_get_text(st, 3);

		out->works = role_parse(&out->role, stmt_get_text(st, 0)) &&
			     (left[0] == '\0' || strcmp(left, today) >= 0);
	}
	stmt_reset(st);
}

/* None if there is none. */
static struct id
deputy_of(struct db *db, const struct id *staff)
{
	struct stmt *st = db_stmt(db, SQL_DEPUTY_GET);
	struct id deputy = { "" };

	stmt_id(st, 1, staff);
	if (stmt_row(st))
		deputy = stmt_get_id(st, 0);
	stmt_reset(st);
	return deputy;
}

bool
store_is_manager_of(
    struct db *db, const struct id *manager, const struct id *staff)
{
	struct stmt *st = db_stmt(db, SQL_STAFF_GET);
	bool is;

	stmt_id(st, 1, staff);
	is = stmt_row(st) && !id_is_none(manager) &&
	     strcmp(stmt_get_text(st, 2), manager->s) == 0;
	stmt_reset(st);
	return is;
}

bool
store_has_role(
    struct db *db, const struct id *staff, enum role role, int64_t now_ms)
{
	struct colleague c;

	find_colleague(db, staff, now_ms, &c);
	return c.works && c.role == role;
}

bool
store_may_advise(struct db *db, const struct id *staff, int64_t now_ms)
{
	struct colleague c;

	find_colleague(db, staff, now_ms, &c);
	return c.works && rights_may(c.role, kind_advice_answer.name,
			      RIGHT_CREATE, true, false);
}

/* ---- advice ---- */

struct asking {
	struct server *s;
	struct db *db;
	const struct record_row *advice;
	int64_t now_ms;
};

/* Can they give it: somebody else than who asks, here, with the right to, and not
 * kept out of it? */
static bool
can_give(const struct asking *as, const struct id *staff)
{
	return !id_is_none(staff) && !id_equal(staff, &as->advice->author) &&
	       store_may_advise(as->db, staff, as->now_ms) &&
	       !store_is_excluded(as->s, as->db, &as->advice->thread, staff);
}

static bool
is_past(const char *until_on, int64_t now_ms)
{
	char now[WHEN_TEXT];

	store_now_text(now, now_ms);
	return strcmp(until_on, now) <= 0;
}

bool
store_is_advice_for(struct server *s, struct db *db,
    const struct record_row *advice, const struct id *staff, int64_t now_ms)
{
	struct asking as = { s, db, advice, now_ms };
	int64_t grace_ms = conf_int(s->conf, CONF_ADVICE_HOURS) * HOUR_MS;
	struct duty duty;
	struct id of, deputy;
	bool has_passed;

	if (!store_duty_find(db, &advice->id, &duty) ||
	    !id_parse(&of, duty.person) || !can_give(&as, staff))
		return false;
	if (id_equal(staff, &of))
		return true;
	has_passed = is_past(duty.until_on, now_ms) || !can_give(&as, &of);
	deputy = deputy_of(db, &of);
	if (!has_passed)
		return false;
	if (id_equal(staff, &deputy))
		return true;
	return store_has_role(db, staff, ROLE_DIRECTOR, now_ms) &&
	       (!can_give(&as, &deputy) ||
		   is_past(duty.until_on, now_ms - grace_ms));
}

/* Requests are few: a file has one or two that go on. */
#define REQUESTS_MAX 512

/* Advice that nobody gave in all this time after it was due opens nothing more. */
static bool
is_long_past(
    struct server *s, struct db *db, const struct id *advice, int64_t now_ms)
{
	int64_t grace_ms = 2 * conf_int(s->conf, CONF_ADVICE_HOURS) * HOUR_MS +
			   STORE_ADVISED_DAYS * DAY_MS;
	struct duty duty;

	return !store_duty_find(db, advice, &duty) ||
	       is_past(duty.until_on, now_ms - grace_ms);
}

/* Of who is asked, and of whoever is told so: by a decision that both know of. */
static bool
is_decided(struct server *s, struct db *db, const struct id *advice,
    const struct id *staff, const struct id *told)
{
	return store_decision_names(s, db, "advice", advice, staff) &&
	       (id_equal(told, staff) ||
		   store_decision_names(s, db, "advice", advice, told));
}

bool
store_is_advisor(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, const struct id *told, int64_t now_ms)
{
	struct id ids[REQUESTS_MAX];
	struct record_row row;
	struct stmt *st;
	size_t n = 0;
	bool is = false;

	if (!rights_may(
		who->role, kind_advice_answer.name, RIGHT_CREATE, true, false))
		return false;
	st = db_stmt(db, SQL_ADVICE_OF_FILE);
	stmt_id(st, 1, file);
	stmt_int(st, 2, now_ms - STORE_ADVISED_DAYS * DAY_MS);
	while (n < REQUESTS_MAX && stmt_row(st))
		ids[n++] = stmt_get_id(st, 0);
	stmt_reset(st);
	for (size_t i = 0; i < n && !is; i++)
		is = !is_long_past(s, db, &ids[i], now_ms) &&
		     !is_decided(s, db, &ids[i], &who->staff, told) &&
		     store_find(db, &ids[i], &row, NULL) == ERR_OK &&
		     store_is_advice_for(s, db, &row, &who->staff, now_ms);
	return is;
}

/* ---- openings ---- */

static bool
has_opened(struct db *db, const struct id *staff, const struct id *file,
    int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_OPENING_RUNS);
	char now[WHEN_TEXT];
	bool has;

	store_now_text(now, now_ms);
	stmt_id(st, 1, staff);
	stmt_id(st, 2, file);
	stmt_text(st, 3, now);
	has = stmt_row(st);
	stmt_reset(st);
	return has;
}

bool
store_is_guest(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms)
{
	if (has_opened(db, &who->staff, file, now_ms))
		return true;
	return store_is_advisor(s, db, who, file, &who->staff, now_ms);
}
