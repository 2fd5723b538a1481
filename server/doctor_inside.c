/* doctor_inside.c - havend doctor, inside the store: by a connection that reads, in
 * the havend that has it open. */
#include "doctor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "backup.h"
#include "store_in.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define WAL_MAX (INT64_C(256) << 20) /* bytes */
#define CLOCK_AHEAD_MS (10 * 60 * 1000LL)
#define MAIL_OLD_DAYS 2

struct look {
	struct server *s;
	struct db *db;
	struct findings *f;
	const char *code;
	int64_t now_ms;
};

static int64_t
number(struct look *l, enum sql sql, int64_t arg)
{
	struct stmt *st = db_stmt(l->db, sql);
	int64_t n = 0;

	stmt_int(st, 1, arg);
	if (stmt_row(st))
		n = stmt_get_int(st, 0);
	stmt_reset(st);
	return n;
}

/* ---- the disk ---- */

static void
check_writer(struct look *l)
{
	if (writer_is_broken(l->s->writer) || keyring_is_broken(l->s->keys))
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The disk refused a write, so nothing new is kept. "
			"What was acknowledged is safe."),
		    "look at the disk (dmesg), then start havend again");
}

static void
check_journal(struct look *l)
{
	char path[sizeof(l->s->data_path) + 8];
	struct stat st;

	snprintf(path, sizeof(path), "%s-wal", l->s->data_path);
	if (stat(path, &st) == 0 && st.st_size > WAL_MAX)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The journal of the records has %lld MB: something "
			"reads for very long, and every start takes longer.",
			(long long)(st.st_size >> 20)),
		    "havend stop, and start it again");
}

static void
check_clock(struct look *l)
{
	int64_t newest = number(l, SQL_DOCTOR_NEWEST, 0);

	if (newest > l->now_ms + CLOCK_AHEAD_MS)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The clock of this machine was put back: the newest "
			"record was received %" PRId64 " minutes from now.",
			(newest - l->now_ms) / 60000),
		    "timedatectl set-ntp true");
}

/* ---- the past ---- */

static void
say_chain(void *arg, const char *says)
{
	struct look *l = arg;

	finding_mend(finding_add(l->f, FINDING_WRONG, l->code, "%s", says),
	    "havend verify; keep this store, and restore a backup beside it");
}

static void
check_chain(struct look *l)
{
	int64_t restores;

	store_verify_chain(l->db, say_chain, l);
	(void)generation_verify(l->s, l->db, say_chain, l, &restores, NULL);
}

static void
check_past(struct look *l)
{
	int64_t n = number(l, SQL_DOCTOR_PAST, 0);

	if (n > 0)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"%" PRId64 " devices knew another audit record than "
			"this one: the past was rewritten, or they are wrong.",
			n),
		    "havend verify, then havend head --is-in with what was "
		    "written down");
}

/* ---- backups ---- */

static void
check_backups(struct look *l)
{
	int64_t made_ms = backup_newest_ms(l->db);
	int64_t hours = conf_int(l->s->conf, CONF_BACKUP_HOURS);
	struct finding *n;

	if (made_ms == 0)
		n = finding_add(
		    l->f, FINDING_WRONG, l->code, "There is no backup yet.");
	else if (l->now_ms - made_ms > hours * HOUR_MS)
		n = finding_add(l->f, FINDING_WRONG, l->code,
		    "The newest backup is %" PRId64 " hours old; it should be "
		    "%" PRId64 " at most (backup_hours).",
		    (l->now_ms - made_ms) / HOUR_MS, hours);
	else
		return;
	finding_mend(n, "havend backup");
}

/* ---- keys ---- */

static void
check_lost_keys(struct look *l)
{
	struct stmt *st = db_stmt(l->db, SQL_FILE_IDS);
	int64_t lost = 0;

	while (stmt_row(st)) {
		struct id file = stmt_get_id(st, 0);

		lost += !keyring_knows(l->s->keys, &file);
	}
	if (lost > 0)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"%" PRId64 " files have no key and can be read by "
			"nobody: the keys are older than the records.",
			lost),
		    "havend stop, then havend restore --keys with a later "
		    "backup of the keys, in an empty key_dir");
}

/* Promise 10: what was destroyed is still in the older of two backups. */
static void
check_destroyed(struct look *l)
{
	int64_t n =
	    keyring_destroyed_since(l->s->keys, backup_before_ms(l->db));

	if (n > 0)
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"The keys of %" PRId64 " destroyed files are still in "
			"a backup. They are gone with the second from now.",
			n),
		    "havend backup, twice");
}

/* ---- mail ---- */

static void
check_mail(struct look *l)
{
	struct mail_summary sum;
	int64_t old;

	if (mail_summary(l->s, l->db, &sum, NULL) != ERR_OK)
		return;
	old =
	    number(l, SQL_DOCTOR_MAIL_OLD, l->now_ms - MAIL_OLD_DAYS * DAY_MS);
	if (sum.problem[0] != '\0')
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The mail server cannot be used: %.250s", sum.problem),
		    "havend --check-config, and the log of the mail server");
	if (sum.is_on && old > 0)
		finding_mend(finding_add(l->f, FINDING_WRONG, l->code,
				 "%" PRId64 " mails wait for more than %d "
				 "days.",
				 old, MAIL_OLD_DAYS),
		    "havend status says why");
	if (sum.counts[MAIL_UNCERTAIN] > 0)
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"Of %" PRId64 " mails nobody knows whether they "
			"arrived.",
			sum.counts[MAIL_UNCERTAIN]),
		    "in haven: 3, Notify referrers; ask, then say so there");
}

/* ---- people and devices ---- */

static int64_t
working(struct look *l, enum role role)
{
	struct stmt *st = db_stmt(l->db, SQL_STAFF_OF_ROLE);
	char today[WHEN_TEXT];
	int64_t n = 0;

	store_today(today, l->now_ms);
	stmt_text(st, 1, role_code(role));
	stmt_text(st, 2, today);
	while (stmt_row(st))
		n++;
	return n;
}

static void
check_duties(struct look *l)
{
	static const struct {
		enum role role;
		const char *why;
	} rows[] = {
		{ ROLE_SENIOR, "nobody takes up a first account (R3)" },
		{ ROLE_DIRECTOR,
		    "advice that is not given passes to nobody (S3)" },
		{ ROLE_LEAD, "nobody is told when a file is opened with a "
			     "reason (A2)" },
	};

	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (working(l, rows[i].role) == 0)
			finding_mend(finding_add(l->f, FINDING_WRONG, l->code,
					 "No %s works here: %s.",
					 role_title(rows[i].role), rows[i].why),
			    "havend user add --name NAME --sign-in NAME "
			    "--role %s",
			    role_code(rows[i].role));
}

static void
check_deputies(struct look *l)
{
	struct stmt *st = db_stmt(l->db, SQL_DOCTOR_NO_DEPUTY);
	char today[WHEN_TEXT];
	int64_t n = 0;

	store_today(today, l->now_ms);
	stmt_text(st, 1, today);
	if (stmt_row(st))
		n = stmt_get_int(st, 0);
	stmt_reset(st);
	if (n > 0)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"Of those who give advice %" PRId64 " have no deputy "
			"who works here: what is asked of them waits while "
			"they are away (S3).",
			n),
		    "in haven: 10, People and agencies; name a deputy");
}

static void
check_policies(struct look *l)
{
	bool missing[POLICY_COUNT];

	store_policies_missing(l->db, missing);
	for (unsigned i = 0; i < POLICY_COUNT; i++)
		if (missing[i])
			finding_mend(
			    finding_add(l->f, FINDING_WRONG, l->code,
				"Nobody can confirm the document \"%s\": it is "
				"not here (T2).",
				policy_title(i)),
			    "in haven: 9, Policies and training; add it");
}

static void
check_devices(struct look *l)
{
	int64_t days = conf_int(l->s->conf, CONF_LEASE_DAYS);
	int64_t n =
	    number(l, SQL_DOCTOR_DEVICES, l->now_ms - 2 * days * DAY_MS);

	if (n > 0)
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"%" PRId64 " devices were not in touch for %" PRId64
			" days. What is destroyed stays on them until they "
			"are.",
			n, 2 * days),
		    "havend devices SIGN-IN, and havend revoke-device if one "
		    "is lost");
}

/* ---- the table ---- */

static const struct {
	const char *code;
	void (*check)(struct look *l);
} checks[] = {
	{ "writer", check_writer },
	{ "journal", check_journal },
	{ "clock_back", check_clock },
	{ "chain", check_chain },
	{ "past", check_past },
	{ "backup", check_backups },
	{ "lost_key", check_lost_keys },
	{ "destroyed", check_destroyed },
	{ "mail", check_mail },
	{ "duty", check_duties },
	{ "deputy", check_deputies },
	{ "policy", check_policies },
	{ "device", check_devices },
};

enum err
doctor_inside(
    struct server *s, int64_t now_ms, struct findings *f, struct errinfo *e)
{
	struct look l = { .s = s, .f = f, .now_ms = now_ms };
	enum err code;

	l.db = server_reader(s, e);
	if (l.db == NULL)
		return ERR_IO;
	for (size_t i = 0; i < KIND_COUNT(checks); i++) {
		l.code = checks[i].code;
		checks[i].check(&l);
		f->checks++;
	}
	code = db_error(l.db, e);
	server_reader_done(s, l.db);
	return code;
}
