/* server_doctor.c - havend doctor finds what is wrong, says what mends it, and is
 * quiet about what is well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>

#include <sqlite3.h>

#include "backup.h"
#include "doctor.h"
#include "office.h"
#include "store_in.h"

#define BIG (1u << 20)
#define DAY_MS 86400000LL

static struct office office;
static struct worker lead, director, senior;
static char data_dir[100], key_dir[100];
static struct findings *f;

static void
run_sql(const char *sql)
{
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open(office.s->data_path, &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(h));
	sqlite3_close(h);
}

/* The five documents, as if they were there. */
static void
add_documents(void)
{
	char sql[200];

	for (unsigned i = 0; i < POLICY_COUNT; i++) {
		snprintf(sql, sizeof(sql),
		    "INSERT INTO policy (document, which, received_ms)"
		    " VALUES ('d%u', '%s', 1)",
		    i, policy_code(i));
		run_sql(sql);
	}
}

static int
start(void **state)
{
	struct buf says = BUF_INIT(BIG);
	struct errinfo e = { 0 };

	(void)state;
	office_start(&office);
	office_at(&office, 1800000000000);
	office_hire(&office, &lead, "lead", ROLE_LEAD);
	office_hire(&office, &director, "dir", ROLE_DIRECTOR);
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	snprintf(data_dir, sizeof(data_dir), "%s/b", office.dir);
	snprintf(key_dir, sizeof(key_dir), "%s/bk", office.dir);
	assert_int_equal(mkdir(data_dir, 0700), 0);
	assert_int_equal(mkdir(key_dir, 0700), 0);
	office_set(&office, "backup_dir", data_dir);
	office_set(&office, "backup_key_dir", key_dir);
	add_documents();
	for (int i = 0; i < 2; i++)
		if (backup_make(office.s, data_dir, key_dir, &says, &e) !=
		    ERR_OK)
			fail_msg("%s", e.says);
	buf_done(&says);
	f = mem_zalloc(1, sizeof(*f));
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	free(f);
	worker_done(&lead);
	worker_done(&director);
	worker_done(&senior);
	office_stop(&office);
	return 0;
}

static void
look(void)
{
	struct errinfo e = { 0 };

	memset(f, 0, sizeof(*f));
	doctor_outside(office.conf, f);
	if (office.s != NULL &&
	    doctor_inside(office.s, office.now_ms, f, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

static const struct finding *
of(const char *code, enum finding_level level)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->at[i].code, code) == 0 && f->at[i].level == level)
			return &f->at[i];
	return NULL;
}

/* The deputies of a Director are wanted, too: that one finding stays. */
static void
test_well(void **state)
{
	struct buf out = BUF_INIT(BIG);

	(void)state;
	look();
	for (size_t i = 0; i < f->count; i++)
		if (f->at[i].level == FINDING_WRONG &&
		    strcmp(f->at[i].code, "deputy") != 0)
			fail_msg("%s", f->at[i].says);
	assert_int_equal(finding_wrong(f), 1);
	assert_true(f->checks > 20);
	finding_print(&out, f, "havend doctor");
	assert_non_null(strstr(buf_str(&out), "1 thing to be mended"));
	/* What is wrong comes first. */
	assert_true(strncmp(buf_str(&out), "wrong", 5) == 0);
	buf_done(&out);
}

static char path[300];

static const char *
at(const char *of_dir)
{
	snprintf(path, sizeof(path), "%s/%s", office.dir, of_dir);
	return path;
}

static void
open_folder(void)
{
	assert_int_equal(chmod(at("keys"), 0755), 0);
}

static void
open_file(void)
{
	assert_int_equal(chmod(at("store/haven.db"), 0644), 0);
}

static void
open_master(void)
{
	assert_int_equal(chmod(at("keys/master.key"), 0640), 0);
}

static void
no_spare(void)
{
	assert_int_equal(unlink(at("keys/tls-spare.key")), 0);
}

static void
bad_cert(void)
{
	FILE *out = fopen(at("keys/tls-current.cert"), "w");

	fprintf(out, "no certificate\n");
	fclose(out);
}

static void
left_over(void)
{
	fclose(fopen(at("store/backup-copy.db"), "w"));
}

static void
no_backup_dir(void)
{
	office_set(&office, "backup_dir", at("gone"));
}

static void
unset_backup_dir(void)
{
	office_set(&office, "backup_key_dir", "");
}

static void
open_backup_dir(void)
{
	assert_int_equal(chmod(data_dir, 0755), 0);
}

static void
no_number(void)
{
	office_set(&office, "office_number", "");
}

static void
local_url(void)
{
	office_set(&office, "listen", "0.0.0.0");
}

static void
mail_without_sender(void)
{
	office_set(&office, "mail_server", "smtp://mail.example.org:587");
}

static void
old_backup(void)
{
	office.now_ms += 2 * DAY_MS;
}

static void
no_backup(void)
{
	run_sql("DELETE FROM meta WHERE name = 'backups'");
}

static void
broken_chain(void)
{
	run_sql("UPDATE audit SET at_ms = at_ms + 1 WHERE n = 2");
}

static void
cut_chain(void)
{
	run_sql("DELETE FROM audit WHERE n > 3");
}

static void
forged_generation(void)
{
	run_sql("INSERT INTO generation VALUES (2, 'x', 'y', 1, zeroblob(32),"
		" 'z', 1, 1)");
}

static void
another_past(void)
{
	run_sql("INSERT INTO past VALUES ('d', 4, zeroblob(16), 5, 6)");
}

static void
file_without_key(void)
{
	run_sql("INSERT INTO file VALUES"
		" ('019d0000-0000-7000-8000-000000000001', 0, 1)");
}

static void
clock_back(void)
{
	office.now_ms -= DAY_MS;
}

static void
no_document(void)
{
	run_sql("DELETE FROM policy WHERE document = 'd2'");
}

static void
no_lead(void)
{
	run_sql("UPDATE staff SET left_on = '2026-01-01'"
		" WHERE role = 'strategic_lead'");
}

static void
old_mail(void)
{
	char sql[300];

	snprintf(sql, sizeof(sql),
	    "INSERT INTO mail SELECT '019d0000-0000-7000-8000-000000000002',"
	    " id, 'x', 'alert', NULL, 'uncertain', 0, 1, 1, 0, 1, '', x'01',"
	    " NULL FROM record LIMIT 1");
	run_sql(sql);
}

static void
lost_devices(void)
{
	office.now_ms += 60 * DAY_MS;
}

static void
test_found(void **state)
{
	static const struct {
		const char *why;
		void (*break_it)(void);
		const char *code, *says, *mend;
		enum finding_level level;
	} rows[] = {
		{ "a folder open to others", open_folder, "folder",
		    "Others may enter", "chmod 700", FINDING_WRONG },
		{ "records open to others", open_file, "file",
		    "Others may read", "chmod 600", FINDING_WRONG },
		{ "the master key open to others", open_master, "file",
		    "Others may read", "chmod 600", FINDING_WRONG },
		{ "and it cannot be used so", open_master, "key", "chmod 600",
		    "restore --keys", FINDING_WRONG },
		{ "no spare key", no_spare, "file", "is not there",
		    "havend restore", FINDING_WRONG },
		{ "a certificate that is none", bad_cert, "key",
		    "current key for TLS", "tls-spare", FINDING_WRONG },
		{ "a backup that was cut short", left_over, "left_over",
		    "cut short", "havend backup", FINDING_WRONG },
		{ "a backup disk that is away", no_backup_dir, "backup_place",
		    "not there", "mkdir", FINDING_WRONG },
		{ "no place for keys", unset_backup_dir, "backup_place",
		    "backup_key_dir is empty", "backup_key_dir",
		    FINDING_WRONG },
		{ "a place open to others", open_backup_dir, "backup_place",
		    "open to nobody else", "chmod 700", FINDING_WRONG },
		{ "no number to ring", no_number, "setting", "999 alone",
		    "office_number", FINDING_WRONG },
		{ "an address that is the device's own", local_url, "setting",
		    "own machine", "public_url", FINDING_WRONG },
		{ "mail from nobody", mail_without_sender, "mail_setting",
		    "mail_from", "--check-config", FINDING_WRONG },
		{ "an old backup", old_backup, "backup", "48 hours old",
		    "havend backup", FINDING_WRONG },
		{ "no backup", no_backup, "backup", "no backup yet",
		    "havend backup", FINDING_WRONG },
		{ "a row of the chain changed", broken_chain, "chain",
		    "Row 2 of the chain", "havend verify", FINDING_WRONG },
		{ "the chain cut", cut_chain, "chain", "cut off after row 3",
		    "havend verify", FINDING_WRONG },
		{ "a restore that never was", forged_generation, "chain",
		    "restore", "havend verify", FINDING_WRONG },
		{ "a device that knew better", another_past, "past",
		    "rewritten", "head --is-in", FINDING_WRONG },
		{ "a file without a key", file_without_key, "lost_key",
		    "1 files have no key", "--keys", FINDING_WRONG },
		{ "the clock put back", clock_back, "clock_back", "put back",
		    "timedatectl", FINDING_WRONG },
		{ "a document that nobody can confirm", no_document, "policy",
		    "not here (T2)", "Policies and training", FINDING_WRONG },
		{ "nobody for openings", no_lead, "duty", "No Strategic Lead",
		    "user add", FINDING_WRONG },
		{ "a mail that may have arrived", old_mail, "mail",
		    "nobody knows", "Notify referrers", FINDING_NOTE },
		{ "devices that are away", lost_devices, "device", "3 devices",
		    "revoke-device", FINDING_NOTE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct finding *n;

		print_message("%s\n", rows[i].why);
		start(NULL);
		look();
		n = of(rows[i].code, rows[i].level);
		if (n != NULL && strstr(n->says, rows[i].says) != NULL)
			fail_msg("found before: %s", n->says);
		rows[i].break_it();
		look();
		n = NULL;
		for (size_t k = 0; k < f->count; k++)
			if (strcmp(f->at[k].code, rows[i].code) == 0 &&
			    f->at[k].level == rows[i].level &&
			    strstr(f->at[k].says, rows[i].says) != NULL)
				n = &f->at[k];
		if (n == NULL)
			fail_msg("not found: %s", rows[i].why);
		if (strstr(n->mend, rows[i].mend) == NULL)
			fail_msg("%s: %s", rows[i].why, n->mend);
		stop(NULL);
	}
}

/* Without a store it says so, and does not fall over. */
static void
test_nothing_there(void **state)
{
	(void)state;
	server_close(office.s);
	office.s = NULL;
	office_set(&office, "store_dir", "/nonexistent/store");
	office_set(&office, "key_dir", "/nonexistent/keys");
	look();
	assert_non_null(of("folder", FINDING_WRONG));
	assert_non_null(of("file", FINDING_WRONG));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_well, start, stop),
		cmocka_unit_test(test_found),
		cmocka_unit_test_setup_teardown(
		    test_nothing_there, start, stop),
	};

	return cmocka_run_group_tests_name("server_doctor", tests, NULL, NULL);
}
