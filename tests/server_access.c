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

#include "access_kinds.h"
#include "golden.h"

#define COLUMNS (ROLE_COUNT * 2)

static struct column columns[COLUMNS];
static struct buf page;

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

/* ---- trying: a cell is what came back ---- */

typedef void try_fn(struct column *c, const char *kind, char cell[12]);

static void
path_of(const struct column *c, const char *kind, const struct id *id,
    char out[200])
{
	const struct id none = { "" };

	scene_path(out,
	    kind_find(kind)->flags & KF_ON_FILE ? &c->file.file : &none, kind,
	    id);
}

static void
try_read(struct column *c, const char *kind, char cell[12])
{
	char path[200];

	path_of(c, kind, record_of(c, kind), path);
	snprintf(cell, 12, "%u", worker_get(&c->w, path, &sc.out));
}

static void
try_create(struct column *c, const char *kind, char cell[12])
{
	struct id id = id_new();
	struct column on = *c;
	char path[200], body[ACCESS_BODY];

	/* A file has one front sheet: a new one is of a new file. */
	if (strcmp(kind, "front_sheet") == 0)
		on.file.file = id_new();
	body_of(c, kind, true, body);
	path_of(&on, kind, &id, path);
	snprintf(
	    cell, 12, "%u", worker_put(&c->w, path, 0, NULL, body, &sc.out));
}

/* On a file that does not exist. It must come out as on one that is hidden. */
static void
try_create_nowhere(struct column *c, const char *kind, char cell[12])
{
	struct id id = id_new();
	struct column on = *c;
	char path[200], body[ACCESS_BODY];

	on.file.file = id_new();
	body_of(c, kind, true, body);
	path_of(&on, kind, &id, path);
	snprintf(
	    cell, 12, "%u", worker_put(&c->w, path, 0, NULL, body, &sc.out));
}

static void
try_change_nowhere(struct column *c, const char *kind, char cell[12])
{
	struct id id = id_new();
	struct column on = *c;
	char path[200], body[ACCESS_BODY];

	on.file.file = id_new();
	body_of(c, kind, false, body);
	path_of(&on, kind, &id, path);
	snprintf(
	    cell, 12, "%u", worker_put(&c->w, path, 1, NULL, body, &sc.out));
}

static void
try_change(struct column *c, const char *kind, char cell[12])
{
	char path[200], body[ACCESS_BODY];

	body_of(c, kind, false, body);
	path_of(c, kind, record_of(c, kind), path);
	snprintf(
	    cell, 12, "%u", worker_put(&c->w, path, 1, NULL, body, &sc.out));
}

static void
try_sign(struct column *c, const char *kind, char cell[12])
{
	struct buf text = BUF_INIT(65536);
	struct id id = id_new();
	char path[200], body[1000];

	if (strcmp(kind, "concern") == 0)
		snprintf(body, sizeof(body), "%s", SCENE_CONCERN);
	else
		snprintf(body, sizeof(body),
		    "{\"about\":\"%s\",\"corrects\":\"Place\",\"text\":\"t\","
		    "\"reason\":\"r\"}",
		    c->signed_concern.s);
	scene_sign(&c->w, kind, &c->file.file, &id, 1, body, &text);
	path_of(c, kind, &id, path);
	snprintf(cell, 12, "%u",
	    worker_put(&c->w, path, 0, NULL, buf_str(&text), &sc.out));
	buf_done(&text);
}

/* The status, and how many records were shown. */
static void
try_file(struct column *c, const char *kind, char cell[12])
{
	struct json *doc;
	char path[200];
	unsigned status;

	(void)kind;
	snprintf(path, sizeof(path), "/v1/files/%s", c->file.file.s);
	status = worker_get(&c->w, path, &sc.out);
	doc = office_json(&sc.out);
	if (status == 200)
		snprintf(cell, 12, "%u/%zu", status,
		    json_count(json_get(doc, "records")));
	else
		snprintf(cell, 12, "%u", status);
	json_free(doc);
}

static void
try_looks(struct column *c, const char *kind, char cell[12])
{
	char path[200];

	(void)kind;
	snprintf(path, sizeof(path), "/v1/files/%s/looks", c->file.file.s);
	snprintf(cell, 12, "%u", worker_get(&c->w, path, &sc.out));
}

static void
try_access(struct column *c, const char *kind, char cell[12])
{
	char path[200];

	(void)kind;
	snprintf(path, sizeof(path), "/v1/files/%s/access", c->file.file.s);
	snprintf(cell, 12, "%u", worker_get(&c->w, path, &sc.out));
}

/* On paper: all of it by date, one record, and the sheet for the family. */
static void
try_chronology(struct column *c, const char *kind, char cell[12])
{
	char path[200];

	(void)kind;
	snprintf(path, sizeof(path), "/v1/files/%s/chronology?form=text",
	    c->file.file.s);
	snprintf(cell, 12, "%u", worker_get(&c->w, path, &sc.out));
}

static void
try_print(struct column *c, const char *kind, char cell[12])
{
	char path[200], target[240];

	path_of(c, kind, record_of(c, kind), path);
	snprintf(target, sizeof(target), "%s/document?form=text", path);
	snprintf(cell, 12, "%u", worker_get(&c->w, target, &sc.out));
}

static void
try_sheet(struct column *c, const char *kind, char cell[12])
{
	char path[200];

	(void)kind;
	snprintf(
	    path, sizeof(path), "/v1/files/%s/sheet?form=text", c->file.file.s);
	snprintf(cell, 12, "%u", worker_get(&c->w, path, &sc.out));
}

static void
try_search(struct column *c, const char *kind, char cell[12])
{
	char body[80];
	unsigned status;

	(void)kind;
	snprintf(body, sizeof(body), "{\"query\":\"%s\"}", c->name);
	status = worker_post(&c->w, "/v1/files/search", body, &sc.out);
	snprintf(cell, 12, "%u%s", status,
	    strstr(buf_str(&sc.out), c->file.file.s) ? " yes" : "");
}

static void
try_changes(struct column *c, const char *kind, char cell[12])
{
	unsigned status = worker_get(&c->w, "/v1/changes", &sc.out);

	(void)kind;
	snprintf(cell, 12, "%u%s", status,
	    strstr(buf_str(&sc.out), c->file.draft.s)  ? " body"
	    : strstr(buf_str(&sc.out), c->file.file.s) ? " name"
						       : "");
}

/* Opened by a sync: does the file come whole? */
static void
try_open(struct column *c, const char *kind, char cell[12])
{
	char body[300];
	unsigned status;

	(void)kind;
	snprintf(body, sizeof(body),
	    "{\"cursor\":\"999999\",\"opened\":[{\"file\":\"%s\"}],\"want\":["
	    "\"%s\"]}",
	    c->file.file.s, c->file.file.s);
	status = worker_post(&c->w, "/v1/sync", body, &sc.out);
	snprintf(cell, 12, "%u%s", status,
	    strstr(buf_str(&sc.out), c->file.draft.s) ? " whole" : "");
	snprintf(body, sizeof(body), "{\"cursor\":\"0\",\"drop\":[\"%s\"]}",
	    c->file.file.s);
	worker_post(&c->w, "/v1/sync", body, &sc.out);
}

static void
try_me(struct column *c, const char *kind, char cell[12])
{
	(void)kind;
	snprintf(cell, 12, "%u", worker_get(&c->w, "/v1/me", &sc.out));
}

/* ---- people: devices, codes, recoveries, assignments ---- */

#define SAID "\"passphrase\":\"" OFFICE_PASSPHRASE "\""

static void
try_post(struct column *c, const char *format, const struct id *id,
    const char *body, char cell[12])
{
	char path[200];

	snprintf(path, sizeof(path), format, id->s);
	snprintf(cell, 12, "%u", worker_post(&c->w, path, body, &sc.out));
}

static void
try_devices(struct column *c, const char *kind, char cell[12])
{
	char path[200];

	(void)kind;
	snprintf(path, sizeof(path), "/v1/people/%s/devices",
	    sc.who[MANAGER].staff.s);
	snprintf(cell, 12, "%u", worker_get(&c->w, path, &sc.out));
}

static void
try_code(struct column *c, const char *kind, char cell[12])
{
	(void)kind;
	try_post(c, "/v1/people/%s/codes", &sc.who[MANAGER].staff, "{" SAID "}",
	    cell);
}

/* Somebody else's is not there for whoever keeps no accounts. */
static void
try_device_end(struct column *c, const char *kind, char cell[12])
{
	(void)kind;
	try_post(c, "/v1/devices/%s/end", &sc.who[TRUSTEE].device,
	    "{" SAID ",\"why\":\"lost\"}", cell);
}

static void
try_recovery(struct column *c, const char *kind, char cell[12])
{
	(void)kind;
	try_post(c, "/v1/people/%s/recoveries", &sc.who[INSPECTOR].staff,
	    "{" SAID ",\"what\":\"passphrase\",\"identity\":\"Seen in "
	    "person.\"}",
	    cell);
}

/* Of one that does not exist. */
static void
try_recovery_answer(struct column *c, const char *kind, char cell[12])
{
	(void)kind;
	try_post(c, "/v1/recoveries/%s/answer", &c->w.staff,
	    "{" SAID ",\"agreed\":true,\"reason\":\"Rang them.\"}", cell);
}

/* How many files of somebody on this file are named. */
static void
try_assignments(struct column *c, const char *kind, char cell[12])
{
	struct json *doc;
	char path[200];
	unsigned status;

	(void)kind;
	snprintf(path, sizeof(path), "/v1/people/%s/assignments",
	    sc.who[ASSIGNED].staff.s);
	status = worker_get(&c->w, path, &sc.out);
	doc = office_json(&sc.out);
	if (status == 200)
		snprintf(cell, 12, "%u/%zu", status,
		    json_count(json_get(doc, "files")));
	else
		snprintf(cell, 12, "%u", status);
	json_free(doc);
}

/* Of nothing: who may assign is told what is missing. */
static void
try_handover(struct column *c, const char *kind, char cell[12])
{
	(void)kind;
	try_post(c, "/v1/people/%s/handover", &sc.who[ASSIGNED].staff,
	    "{\"from\":\"2026-04-06\",\"why\":\"x\",\"files\":[]}", cell);
}

static void
try_one_time(struct column *c, const char *kind, char cell[12])
{
	(void)kind;
	try_post(c, "/v1/one-time", &c->w.staff, "{" SAID "}", cell);
}

/* ---- R7: it is about them ---- */

static void
try_about_them(struct column *c, const char *kind, char cell[12])
{
	char path[200];

	(void)kind;
	path_of(c, "first_account", &c->about_them, path);
	snprintf(cell, 12, "%u", worker_get(&c->w, path, &sc.out));
}

/* Everything this person can be told, at once: is it in there anywhere? */
static void
try_told(struct column *c, const char *kind, char cell[12])
{
	char body[300], path[200];
	bool is_told;

	(void)kind;
	snprintf(body, sizeof(body),
	    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],\"want\":[\"%s\"]"
	    "}",
	    c->file.file.s, c->file.file.s);
	worker_post(&c->w, "/v1/sync", body, &sc.out);
	is_told = strstr(buf_str(&sc.out), c->about_them.s) != NULL;
	snprintf(path, sizeof(path), "/v1/files/%s", c->file.file.s);
	worker_get(&c->w, path, &sc.out);
	is_told |= strstr(buf_str(&sc.out), c->about_them.s) != NULL;
	snprintf(path, sizeof(path), "/v1/files/%s/looks", c->file.file.s);
	worker_get(&c->w, path, &sc.out);
	is_told |= strstr(buf_str(&sc.out), c->about_them.s) != NULL;
	snprintf(cell, 12, "%s", is_told ? "TOLD" : "no");
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
