/* access_try.h - each thing that is tried in the table of who may do what
 * (server_access.c): a cell is what came back. */
#ifndef HAVEN_ACCESS_TRY_H
#define HAVEN_ACCESS_TRY_H

#include "access_kinds.h"

static struct buf page;

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

#endif
