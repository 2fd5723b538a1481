/* waiting.c - what waits for whom:
 * a row for each kind of duty (R3, R5, S3, S9, A2, I2). R7 is kept by store_may. */
#include "store_in.h"

#include <stdlib.h>
#include <string.h>

#include "access_watch.h"
#include "mem.h"
#include "retention_office.h"
#include "past.h"
#include "recovery.h"
#include "request_office.h"

#define TAKEN_FOR_MS (8 * 3600000LL) /* a draft takes it up so long (R3) */
#define ADVISED_FOR_MS (STORE_ADVISED_DAYS * 86400000LL)
/* One's own action is told so long before its time. */
#define ACTION_AHEAD_MS (3 * 86400000LL)
#define TRAINING_AHEAD_MS (30 * 86400000LL) /* and training (T1) */
#define WAITING_MAX 200                     /* rows of one duty in an answer */
#define SCAN_MAX 1000 /* rows of one duty looked at for it */

#define ALL_ROLES ((1u << ROLE_COUNT) - 1)

struct asker {
	struct server *s;
	struct db *db;
	const struct caller *who;
	int64_t now_ms;
};

/* The statements of a duty are asked to the end before records are looked up:
 * a statement is open once at a time. */
struct found {
	struct id id;
	int64_t since_ms;
};

static bool is_advice_for(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_opening_for(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_for_review(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_undecided(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_uncompleted(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_agreement_due(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_since_its_day(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_to_confirm(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_training_due(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_training_missing(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_outcome_due(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_for_approval(
    const struct asker *as, const struct record_row *row, struct found *f);

static bool is_recovery_for(
    const struct asker *as, const struct record_row *row, struct found *f);

static bool is_request_due(
    const struct asker *as, const struct record_row *row, struct found *f);
static bool is_wrong_due(
    const struct asker *as, const struct record_row *row, struct found *f);

/* Who answers requests, and who goes on with an incident (A1, A4). */
#define WRONG_ROLES (1u << ROLE_SENIOR | 1u << ROLE_DIRECTOR | 1u << ROLE_LEAD)
#define REQUEST_ROLES (WRONG_ROLES | 1u << ROLE_MANAGER)

static const struct waits {
	const char *code; /* docs/SYNC.md */
	unsigned roles;   /* bits of enum role */
	enum sql sql;
	bool of_author; /* the statement asks who it is for */
	bool unopened;  /* only if nobody but the writer has opened it */
	bool late;      /* only after the setting unopened_after */
	bool not_own;   /* what one wrote oneself does not wait for one */
	bool of_day;    /* and which day it is */
	/* SQL_WAIT_CHILDLESS: which kind, and what answers it. */
	const struct kind *kind, *answer;
	/* More that must hold; it may say since when. Or NULL. */
	bool (*fits)(const struct asker *as, const struct record_row *row,
	    struct found *f);
} duties[] = {
	/* In the order in which they are told: what is to be decided before what
	 * is to be done. */
	{ "account_new", 1u << ROLE_SENIOR, SQL_WAIT_NOT_TAKEN,
	    .not_own = false },
	/* A trustee sees it only as the chair, when the designated senior
	 * members are kept out of it: store_may judges that (R7). Their own
	 * is told by account_mine_unopened. */
	{ "account_new", 1u << ROLE_TRUSTEE, SQL_WAIT_NOT_TAKEN_BY,
	    .of_author = true, .not_own = true },
	{ "account_unopened", 1u << ROLE_DIRECTOR, SQL_WAIT_NOT_TAKEN,
	    .unopened = true, .late = true, .not_own = true },
	{ "concern_unsigned", 1u << ROLE_SENIOR, SQL_WAIT_UNSIGNED,
	    .of_author = true },
	{ "concern_to_acknowledge", 1u << ROLE_LEAD, SQL_WAIT_UNACKNOWLEDGED,
	    .of_author = false },
	{ "kept_aside", 1u << ROLE_TRUSTEE, SQL_WAIT_ASIDE, .not_own = true },
	{ "kept_aside", 1u << ROLE_SENIOR, SQL_WAIT_ASIDE, .of_author = false },
	{ "aside_unopened", 1u << ROLE_DIRECTOR, SQL_WAIT_ASIDE,
	    .unopened = true, .late = true, .not_own = true },
	{ "advice_asked", ALL_ROLES, SQL_WAIT_ADVICE, .fits = is_advice_for },
	{ "share_flagged", 1u << ROLE_SENIOR | 1u << ROLE_TRUSTEE,
	    SQL_WAIT_CHILDLESS, .kind = &kind_share_flag,
	    .answer = &kind_share_review, .fits = is_for_review },
	/* Of those, whom it falls to. */
	{ "opening_new",
	    1u << ROLE_LEAD | 1u << ROLE_SENIOR | 1u << ROLE_DIRECTOR |
		1u << ROLE_TRUSTEE,
	    SQL_WAIT_CHILDLESS, .kind = &kind_opening,
	    .answer = &kind_opening_seen, .fits = is_opening_for },
	/* Somebody else must agree to it within the hour (recovery.h). */
	{ "recovery_asked",
	    1u << ROLE_ADMIN | 1u << ROLE_SENIOR | 1u << ROLE_DIRECTOR |
		1u << ROLE_LEAD,
	    SQL_WAIT_CHILDLESS, .kind = &kind_recovery,
	    .answer = &kind_recovery_answer, .fits = is_recovery_for },
	{ "account_mine_unopened", ALL_ROLES, SQL_WAIT_MINE, .of_author = true,
	    .unopened = true },
	{ "advice_given", ALL_ROLES, SQL_WAIT_ADVISED, .of_author = true,
	    .fits = is_undecided },
	{ "task_due", ALL_ROLES & ~(1u << ROLE_SENIOR | 1u << ROLE_TRUSTEE),
	    SQL_WAIT_TASK, .of_author = true, .fits = is_uncompleted },
	/* Everybody's; a trustee's is what falls to the chair. */
	{ "task_due", 1u << ROLE_SENIOR | 1u << ROLE_TRUSTEE, SQL_WAIT_TASK,
	    .of_author = false, .fits = is_uncompleted },
	{ "meeting_unagreed", ALL_ROLES, SQL_WAIT_MEETING, .of_author = true,
	    .of_day = true, .fits = is_since_its_day },
	{ "notice_due", ALL_ROLES, SQL_WAIT_NOTICE, .of_author = true,
	    .of_day = true, .fits = is_since_its_day },
	{ "notice_overdue",
	    1u << ROLE_SENIOR | 1u << ROLE_MANAGER | 1u << ROLE_DIRECTOR,
	    SQL_WAIT_NOTICE_LATE, .of_author = true, .of_day = true,
	    .fits = is_since_its_day },
	{ "destruction_asked",
	    1u << ROLE_SENIOR | 1u << ROLE_DIRECTOR | 1u << ROLE_LEAD,
	    SQL_WAIT_REVIEW, .not_own = true, .fits = is_for_approval },
	{ "request_due", REQUEST_ROLES, SQL_WAIT_CHILDLESS,
	    .kind = &kind_request, .answer = &kind_request_answer,
	    .fits = is_request_due },
	{ "wrong_due", WRONG_ROLES, SQL_WAIT_CHILDLESS,
	    .kind = &kind_wrong_send, .answer = &kind_wrong_end,
	    .fits = is_wrong_due },
	{ "agreement_due", ALL_ROLES, SQL_WAIT_AGREEMENT, .of_author = true,
	    .of_day = true, .fits = is_agreement_due },
	/* Documents to confirm, and training (T1, T2). */
	{ "confirm_due", ALL_ROLES & ~(1u << ROLE_INSPECTOR), SQL_POLICY_ASKS,
	    .of_author = true, .fits = is_to_confirm },
	{ "training_due", ALL_ROLES, SQL_TRAINING_DUE_OF, .of_author = true,
	    .fits = is_training_due },
	{ "training_overdue", 1u << ROLE_MANAGER, SQL_TRAINING_DUE_MANAGED,
	    .of_author = true, .of_day = true, .fits = is_training_due },
	{ "training_overdue", 1u << ROLE_LEAD, SQL_TRAINING_DUE_ALL,
	    .of_author = true, .of_day = true, .fits = is_training_due },
	{ "training_missing", ALL_ROLES & ~(1u << ROLE_INSPECTOR),
	    SQL_TRAINING_ASKED_OF, .of_author = true,
	    .fits = is_training_missing },
	{ "outcome_due", ALL_ROLES, SQL_WAIT_EPISODE, .of_author = true,
	    .of_day = true, .fits = is_outcome_due },
	/* Parents and carers to be told, and copies owed to them (O2, O3): of those
	 * who work with the family; all of them, of those who answer for it. */
	{ "inspect_tell", ALL_ROLES, SQL_WAIT_INSPECT_TOLD, .of_author = true,
	    .of_day = true },
	{ "inspect_copy", ALL_ROLES, SQL_WAIT_INSPECT_COPY, .of_author = true,
	    .of_day = true },
	{ "inspection_tell", 1u << ROLE_DIRECTOR | 1u << ROLE_LEAD,
	    SQL_WAIT_INSPECTION_TOLD, .of_author = true, .of_day = true },
	{ "inspection_copies", 1u << ROLE_DIRECTOR | 1u << ROLE_LEAD,
	    SQL_WAIT_INSPECTION_COPY, .of_author = true, .of_day = true },
	/* Who was let in, and by whom: each looks for themselves. Last, for what
	 * is about a child comes first. */
	{ "access_changed", 1u << ROLE_LEAD | 1u << ROLE_DIRECTOR,
	    SQL_WAIT_ACCESS, .of_author = true },
};

/* ---- what is asked of a row beyond its statement ---- */

static bool
is_advice_for(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	(void)f;
	return store_is_advice_for(
	    as->s, as->db, row, &as->who->staff, as->now_ms);
}

static bool
is_recovery_for(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	struct recovery r;

	(void)f;
	return recovery_find(as->db, &row->id, &r, NULL) == ERR_OK &&
	       r.until_ms > as->now_ms &&
	       !id_equal(&r.staff, &as->who->staff) &&
	       !id_equal(&r.asked_by, &as->who->staff) &&
	       access_is_apart(
		   as->db, &r.asked_by, &as->who->staff, as->now_ms);
}

/* One's own decision waits for somebody else (S8). */
static bool
is_for_review(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	(void)f;
	return store_may_review(
	    as->s, as->db, row, &as->who->staff, as->now_ms);
}

/* A second person's, while the file is as it was reviewed (R2). */
static bool
is_for_approval(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	(void)f;
	return retention_may(as->s, as->db, as->who, &row->file, as->now_ms) &&
	       retention_is_proposed(as->s, as->db, &as->who->staff, &row->id);
}

static bool
is_opening_for(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	(void)f;
	return store_opening_is_for(
	    as->s, as->db, row, &as->who->staff, as->now_ms);
}

static bool
is_undecided(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	(void)f;
	return !store_decision_names(
	    as->s, as->db, "advice", &row->id, &as->who->staff);
}

/* Whether somebody authorised a decision is asked of them alone: of all that a
 * decision makes, it is what is not for whoever decided (S8). */
static bool
is_asked_of_another(const struct asker *as, const struct record_row *row)
{
	struct id decision;
	struct duty duty;

	return store_link_find(as->db, &row->id, "decision", &decision) &&
	       store_duty_find(as->db, &row->id, &duty) &&
	       strcmp(duty.person, row->author.s) != 0 &&
	       strcmp(duty.person, as->who->staff.s) != 0;
}

/* Of an emergency that no decision completes which they may know of (S9, R7). */
static bool
is_uncompleted(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	struct id emergency;

	(void)f;
	if (is_asked_of_another(as, row))
		return false;
	return !store_link_find(as->db, &row->id, "emergency", &emergency) ||
	       !store_decision_names(
		   as->s, as->db, "emergency", &emergency, &as->who->staff);
}

/* A year on, at a birthday that matters, since the support has changed, or
 * since it is not the same people any more who answer for the child. A child's own
 * answer hangs on none of them. */
static bool
is_agreement_due(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	return store_agreement_due(
	    as->s, as->db, as->who, row, as->now_ms, &f->since_ms);
}

/* A notice since it was due, a meeting since it is: what is ahead says so. */
static bool
is_since_its_day(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	struct civil day;
	struct duty duty;

	if (!store_duty_find(as->db, &row->id, &duty) ||
	    !when_read(&day, duty.until_on))
		return false;
	f->since_ms = when_ms(&day);
	return true;
}

/* Since the last day on which it could wait. */
static bool
is_to_confirm(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	(void)row;
	f->since_ms = policy_until_ms(f->since_ms,
			  conf_int(as->s->conf, CONF_POLICY_GRACE_DAYS)) -
		      1;
	return true;
}

/* The newest of its kind alone is due again (T1). */
static bool
is_training_due(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	return is_since_its_day(as, row, f) &&
	       store_training_is_last(as->s, as->db, &row->id);
}

/* What everybody needs and was never on record cannot fall due again (T1). */
static bool
is_training_missing(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	(void)f;
	return store_training_is_missing(as->s, as->db, &row->id);
}

static bool
is_outcome_due(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	return store_outcome_due(as->s, as->db, row, as->now_ms, &f->since_ms);
}

static bool
is_request_due(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	return request_waits(
	    as->s, as->db, row, as->who->role, as->now_ms, &f->since_ms);
}

static bool
is_wrong_due(
    const struct asker *as, const struct record_row *row, struct found *f)
{
	return request_wrong_due(as->s, as->db, row, &f->since_ms);
}

static bool
is_due(const struct asker *as, const struct waits *d,
    const struct record_row *row, struct found *f)
{
	int64_t late_ms = conf_int(as->s->conf, CONF_UNOPENED_AFTER) * 60000;

	if (d->late && as->now_ms - f->since_ms < late_ms)
		return false;
	if (d->not_own && id_equal(&row->author, &as->who->staff))
		return false;
	if (d->unopened && store_is_opened(as->s, as->db, row))
		return false;
	if (d->fits != NULL && !d->fits(as, row, f))
		return false;
	/* Who opened one's own first account is told whatever is not confirmed:
	 * it says whether a child waits (R3, T2). */
	if (d->sql == SQL_WAIT_MINE)
		return store_let(
		    as->s, as->db, as->who, row, RIGHT_READ, as->now_ms);
	return store_may(as->s, as->db, as->who, row, RIGHT_READ, as->now_ms);
}

static void
write_item(const struct asker *as, const struct waits *d,
    const struct record_row *row, int64_t since_ms, struct jw *w)
{
	struct card card = { 0 };

	cards_get(as->s, as->db, as->who, &row->file, as->now_ms, &card);
	jw_open(w, NULL);
	jw_text(w, "what", d->code);
	jw_text(w, "file", row->file.s);
	jw_text(w, "record", row->id.s);
	jw_text(w, "kind", row->kind->name);
	jw_int(w, "since", since_ms);
	jw_text(w, "name", card.name);
	jw_close(w);
}

static int
by_age(const void *a, const void *b)
{
	int64_t x = ((const struct found *)a)->since_ms;
	int64_t y = ((const struct found *)b)->since_ms;

	return (x > y) - (x < y);
}

static void
bind(struct stmt *st, const struct asker *as, const struct waits *d)
{
	char today[WHEN_TEXT];

	if (d->of_author)
		stmt_id(st, 1, &as->who->staff);
	if (d->sql == SQL_WAIT_NOT_TAKEN)
		stmt_int(st, 1, as->now_ms - TAKEN_FOR_MS);
	if (d->sql == SQL_WAIT_MINE)
		stmt_int(st, 2, as->now_ms - STORE_MINE_FOR_MS);
	if (d->sql == SQL_WAIT_ADVISED)
		stmt_int(st, 2, as->now_ms - ADVISED_FOR_MS);
	if (d->sql == SQL_WAIT_TASK && !d->of_author)
		stmt_text(st, 1, ""); /* everybody's */
	if (d->sql == SQL_WAIT_TASK) {
		store_now_text(today, as->now_ms);
		stmt_text(st, 2, today);
		store_now_text(today, as->now_ms + ACTION_AHEAD_MS);
		stmt_text(st, 3, today);
	}
	if (d->sql == SQL_TRAINING_DUE_OF) {
		store_today(today, as->now_ms + TRAINING_AHEAD_MS);
		stmt_text(st, 2, today);
	}
	store_today(today, as->now_ms);
	if (d->of_day)
		stmt_text(st, 2, today);
	if (d->sql == SQL_TRAINING_DUE_MANAGED ||
	    d->sql == SQL_TRAINING_DUE_ALL)
		stmt_text(st, 3, today);
	if (d->kind != NULL) {
		stmt_text(st, 1, d->kind->name);
		stmt_text(st, 2, d->answer->name);
	}
}

static size_t
find_items(const struct asker *as, const struct waits *d, struct found *found,
    size_t max)
{
	struct stmt *st = db_stmt(as->db, d->sql);
	size_t n = 0;

	bind(st, as, d);
	while (n < max && stmt_row(st)) {
		found[n].id = stmt_get_id(st, 0);
		found[n++].since_ms = stmt_get_int(st, 1);
	}
	stmt_reset(st);
	return n;
}

/* Those that are due, the oldest first. What is not for this person takes no
 * place of what is. */
static size_t
keep_due(const struct asker *as, const struct waits *d, struct found *found,
    size_t n)
{
	struct record_row row;
	size_t kept = 0;

	for (size_t i = 0; i < n && kept < WAITING_MAX; i++)
		if (store_find(as->db, &found[i].id, &row, NULL) == ERR_OK &&
		    is_due(as, d, &row, &found[i]))
			found[kept++] = found[i];
	qsort(found, kept, sizeof(*found), by_age);
	return kept;
}

enum err
store_waiting(struct server *s, struct db *db, const struct caller *who,
    int64_t now_ms, struct jw *w, struct errinfo *e)
{
	struct asker as = { s, db, who, now_ms };
	struct found *found = mem_zalloc(SCAN_MAX, sizeof(*found));
	struct record_row row;

	jw_open_list(w, "waiting");
	past_waiting(db, who, now_ms, w);
	for (size_t i = 0; i < KIND_COUNT(duties); i++) {
		const struct waits *d = &duties[i];
		size_t n = 0;

		if (d->roles & 1u << who->role)
			n = find_items(&as, d, found, SCAN_MAX);
		n = keep_due(&as, d, found, n);
		for (size_t k = 0; k < n; k++)
			if (store_find(db, &found[k].id, &row, NULL) == ERR_OK)
				write_item(&as, d, &row, found[k].since_ms, w);
	}
	jw_close_list(w);
	mem_free_wiped(found, SCAN_MAX * sizeof(*found));
	return db_error(db, e);
}
