/* server_access.c - every role against every route and every kind, on a file of
 * theirs and on another's: what really comes back, held against a golden file
 * (make audit writes it anew; read the difference).
 *
 * And R7: everybody again, when the record is about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "access_try.h"
#include "golden.h"

#define COLUMNS (ROLE_COUNT * 2)

static struct column columns[COLUMNS];

/* ---- making ---- */

static void
assign(struct id *file, const struct worker *w)
{
	char body[200];

	sc.file = *file;
	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-05\"}",
	    w->staff.s);
	scene_put(&sc, SENIOR, "assignment", body);
}

/* Access of an inspector is open: to their file, or to another's (O1). */
static void
inspect(const struct column *c, const struct id *file)
{
	const struct id nowhere = { "" };
	char body[900];
	struct id id;

	snprintf(body, sizeof(body),
	    "{\"authority\":\"O\",\"announced\":\"unannounced\",\"inspectors\":"
	    "[{\"name\":\"I\",\"identity\":\"card\",\"checked_by\":\"%s\","
	    "\"checked_on\":\"2026-04-01\",\"account\":\"%s\"}],\"purpose\":"
	    "\"x\",\"period_from\":\"2025-01-01\",\"period_until\":"
	    "\"2026-12-31\",\"scope\":\"named\",\"files\":[{\"file\":\"%s\"}],"
	    "\"access_from\":\"2026-04-04\",\"access_until\":\"2026-04-10\"}",
	    sc.who[DIRECTOR].staff.s, c->w.staff.s, file->s);
	sc.file = nowhere;
	id = scene_put(&sc, DIRECTOR, "inspection", body);
	snprintf(body, sizeof(body), "{\"inspection\":\"%s\",\"reason\":\"x\"}",
	    id.s);
	scene_put(&sc, DIRECTOR, "inspection_untold", body);
}

static int
start(void **state)
{
	(void)state;
	scene_start(&sc);
	sc.file = (struct id){ "" };
	access_agency = scene_put(&sc, SENIOR, "agency",
	    "{\"name\":\"A charity\",\"what\":\"charity\"}");
	memset(columns, 0, sizeof(columns));
	for (size_t i = 0; i < COLUMNS; i++) {
		struct column *c = &columns[i];
		char name[40];

		c->is_assigned = i % 2 == 1;
		snprintf(name, sizeof(name), "tried.%zu", i);
		office_hire(&sc.office, &c->w, name, (enum role)(i / 2));
		c->file.file = sc.file = id_new();
		make_records(c, i);
		if (c->w.role == ROLE_INSPECTOR)
			inspect(c, c->is_assigned ? &c->file.file
						  : &columns[0].file.file);
		else if (c->is_assigned)
			assign(&c->file.file, &c->w);
	}
	buf_init(&page, 65000);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	buf_done(&page);
	for (size_t i = 0; i < COLUMNS; i++)
		worker_done(&columns[i].w);
	scene_stop(&sc);
	return 0;
}

/* ---- the page ---- */

static void
put_header(void)
{
	buf_adds(&page,
	    "What each role gets back, on a file that is not theirs and (+) on "
	    "one assigned to them; an inspector: (+) on one of an inspection "
	    "that is open.\nMade by make audit from the real "
	    "server.\n");
	for (size_t i = 0; i < ROLE_COUNT; i++)
		buf_addf(&page, "  %zu %s\n", i + 1, role_title((enum role)i));
	buf_addf(&page, "\n%-34s", "");
	for (size_t i = 0; i < COLUMNS; i++)
		buf_addf(&page, "%zu%-9s", i / 2 + 1, i % 2 ? "+" : "");
	buf_addc(&page, '\n');
}

static void
put_line(const char *title, const char *kind, try_fn *try)
{
	char label[60];

	snprintf(label, sizeof(label), "%s%s%s", title, kind ? " " : "",
	    kind ? kind : "");
	buf_addf(&page, "%-34s", label);
	for (size_t i = 0; i < COLUMNS; i++) {
		char cell[12] = "";

		try(&columns[i], kind, cell);
		buf_addf(&page, "%-10s", cell);
	}
	while (page.len > 0 && page.data[page.len - 1] == ' ')
		buf_splice(&page, page.len - 1, 1, NULL, 0);
	buf_addc(&page, '\n');
}

static void
test_access(void **state)
{
	(void)state;
	put_header();
	put_line("me", NULL, try_me);
	put_line("find by name", NULL, try_search);
	put_line("changes", NULL, try_changes);
	put_line("open by a sync", NULL, try_open);
	put_line("whole file, records", NULL, try_file);
	put_line("looks at the file", NULL, try_looks);
	put_line("who may see the file", NULL, try_access);
	put_line("print a chronology", NULL, try_chronology);
	put_line("print the sheet", NULL, try_sheet);
	put_line("about them: read", NULL, try_about_them);
	put_line("about them: told of it", NULL, try_told);
	buf_addc(&page, '\n');
	put_line("a person's devices", NULL, try_devices);
	put_line("a code for them", NULL, try_code);
	put_line("end a device of theirs", NULL, try_device_end);
	put_line("ask for a recovery", NULL, try_recovery);
	put_line("answer a recovery", NULL, try_recovery_answer);
	put_line("their files, named", NULL, try_assignments);
	put_line("hand files over", NULL, try_handover);
	put_line("one-time codes of one's own", NULL, try_one_time);
	for (size_t i = 0; kinds[i]; i++) {
		buf_addc(&page, '\n');
		put_line("read", kinds[i]->name, try_read);
		put_line("create", kinds[i]->name, try_create);
		put_line("change", kinds[i]->name, try_change);
		if (kinds[i]->flags & KF_SIGNED)
			put_line("sign", kinds[i]->name, try_sign);
	}
	assert_false(page.failed);
	golden_check("access", buf_str(&page));
}

/* What no golden file may ever say. */
static void
test_never(void **state)
{
	(void)state;
	for (size_t i = 0; i < COLUMNS; i++) {
		struct column *c = &columns[i];
		char cell[12];

		try_about_them(c, NULL, cell);
		if (strcmp(cell, "404") != 0)
			fail_msg("R7, %s: %s", role_title(c->w.role), cell);
		try_told(c, NULL, cell);
		if (strcmp(cell, "no") != 0)
			fail_msg("R7, %s is told", role_title(c->w.role));
		try_create(c, "first_account", cell);
		if (strcmp(cell, "201") != 0)
			fail_msg("R3, %s: %s", role_title(c->w.role), cell);
		try_file(c, NULL, cell);
		if ((c->w.role == ROLE_ADMIN || c->w.role == ROLE_TRUSTEE ||
			(c->w.role == ROLE_INSPECTOR && !c->is_assigned)) &&
		    strncmp(cell, "200/1", 5) > 0)
			fail_msg(
			    "%s opens a file: %s", role_title(c->w.role), cell);
		try_create(c, "emergency", cell);
		if (strcmp(cell, "201") != 0)
			fail_msg("S9, %s: %s", role_title(c->w.role), cell);
	}
}

/* Nobody prints more than they read (A2, R7); an inspector nothing (O1). */
static void
test_print_as_read(void **state)
{
	size_t printed = 0;

	(void)state;
	for (size_t i = 0; i < COLUMNS; i++) {
		for (size_t k = 0; kinds[k]; k++) {
			char read[12], print[12];

			if (!(kinds[k]->flags & KF_ON_FILE))
				continue;
			try_read(&columns[i], kinds[k]->name, read);
			try_print(&columns[i], kinds[k]->name, print);
			if (columns[i].w.role == ROLE_INSPECTOR)
				snprintf(read, sizeof(read), "403");
			if (strcmp(read, print) != 0)
				fail_msg("%s, %s: read %s, print %s",
				    role_title(columns[i].w.role),
				    kinds[k]->name, read, print);
			printed += strcmp(print, "200") == 0;
		}
	}
	assert_true(printed > 15);
}

/* What is hidden answers a save as what does not exist. First accounts are left
 * out: they are never refused, so one whose file is not there waits for it. */
static void
test_hidden_is_like_nothing(void **state)
{
	size_t tried = 0;

	(void)state;
	for (size_t i = 0; i < COLUMNS; i++) {
		for (size_t k = 0; kinds[k]; k++) {
			struct column *c = &columns[i];
			const char *kind = kinds[k]->name;
			char hidden[12], nothing[12];

			try_read(c, kind, hidden);
			if (strcmp(hidden, "404") != 0 ||
			    (kinds[k]->flags & KF_NEVER_REFUSED))
				continue;
			tried++;
			try_create(c, kind, hidden);
			try_create_nowhere(c, kind, nothing);
			if (strcmp(hidden, nothing) != 0)
				fail_msg("%s creates %s: %s, %s",
				    role_title(c->w.role), kind, hidden,
				    nothing);
			try_change(c, kind, hidden);
			try_change_nowhere(c, kind, nothing);
			if (strcmp(hidden, nothing) != 0)
				fail_msg("%s changes %s: %s, %s",
				    role_title(c->w.role), kind, hidden,
				    nothing);
		}
	}
	assert_true(tried > 15);
}

/* Of a file that is not theirs, nothing is in any answer: no id of it or of a record
 * on it, in lists, counts, waiting, sync or errors. */
static void
expect_nothing(struct column *c, const char *what)
{
	bool is_there = strstr(buf_str(&sc.out), c->file.file.s) != NULL ||
			strstr(buf_str(&sc.out), c->name) != NULL;

	for (size_t i = 0; i < c->made_count; i++)
		is_there |=
		    (kind_find(c->made[i].kind)->flags & KF_ON_FILE) != 0 &&
		    strstr(buf_str(&sc.out), c->made[i].id.s) != NULL;
	if (is_there)
		fail_msg("%s, %s: %s", role_title(c->w.role), what,
		    buf_str(&sc.out));
}

static void
test_nothing_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < COLUMNS; i++) {
		struct column *c = &columns[i];
		char cell[12];

		if (c->is_assigned || rights_sees_all(c->w.role))
			continue;
		try_search(c, NULL, cell);
		expect_nothing(c, "search");
		try_file(c, NULL, cell);
		expect_nothing(c, "file");
		try_looks(c, NULL, cell);
		expect_nothing(c, "looks");
		try_access(c, NULL, cell);
		expect_nothing(c, "access");
		try_changes(c, NULL, cell);
		expect_nothing(c, "changes");
		worker_post(&c->w, "/v1/sync", "{\"cursor\":\"0\"}", &sc.out);
		expect_nothing(c, "sync");
		for (size_t k = 0; kinds[k]; k++) {
			if (!(kinds[k]->flags & KF_ON_FILE) ||
			    (kinds[k]->flags & KF_NEVER_REFUSED))
				continue;
			try_read(c, kinds[k]->name, cell);
			expect_nothing(c, "read");
			if (kinds[k] == &kind_front_sheet)
				continue;
			try_create(c, kinds[k]->name, cell);
			expect_nothing(c, "create");
			try_change(c, kinds[k]->name, cell);
			expect_nothing(c, "change");
		}
	}
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = { ROW(test_access), ROW(test_never),
		ROW(test_print_as_read), ROW(test_hidden_is_like_nothing),
		ROW(test_nothing_is_told) };
#undef ROW

	return cmocka_run_group_tests_name("server_access", tests, NULL, NULL);
}
