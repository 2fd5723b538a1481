/* inspect_scene.h - an office with an inspection of a child's file, for the tests over
 * HTTP of who may look, and of who must be told (O1, O2, O3). Include it after cmocka. */
#ifndef HAVEN_INSPECT_SCENE_H
#define HAVEN_INSPECT_SCENE_H

#include "inspect.h"
#include "office_sync.h"
#include "store_in.h"

#define T(name) cmocka_unit_test_setup_teardown(name, sync_start, sync_stop)
#define DAY_MS INT64_C(86400000)
/* The scene's day is 4 April 2026. */
#define PERIOD "\"period_from\":\"2026-01-01\",\"period_until\":\"2026-04-30\","
#define WHOLE(announced, more)                                              \
	"{\"authority\":\"Ofsted\",\"announced\":\"" announced              \
	"\",\"inspectors\":[{\"name\":\"I. Spector\",\"identity\":\"card, " \
	"rang the office\",\"checked_by\":\"$director\",\"checked_on\":"    \
	"\"2026-04-01\",\"account\":\"$inspector\"}],\"purpose\":"          \
	"\"Routine.\"," more                                                \
	"\"access_from\":\"2026-04-04\",\"access_until\":\"2026-04-10\"}"
#define ALL WHOLE("announced", PERIOD "\"scope\":\"all\",")
#define EPISODE                                                      \
	"{\"referred_on\":\"2026-01-05\",\"why_referred\":\"x\","    \
	"\"purpose\":\"y\",\"started\":\"2026-01-06\",\"nature\":\"" \
	"one_to_one\"}"
#define OF "\"inspection\":\"$inspection\",\"adult\":\"$adult\""
#define CALL "{" OF ",\"when\":\"2026-04-03T15:00\",\"how\":\"call\"}"

static struct id inspection, adult, other_file;

static inline const char *
fill(const char *body)
{
	static char out[4000];
	const struct {
		const char *word, *id;
	} ids[] = { { "$director", sc.who[DIRECTOR].staff.s },
		{ "$inspection", inspection.s },
		{ "$inspector", sc.who[INSPECTOR].staff.s },
		{ "$volunteer", sc.who[VOLUNTEER].staff.s },
		{ "$adult", adult.s }, { "$file", sc.file.s },
		{ "$other", other_file.s } };
	size_t n = 0;

	for (const char *at = body; *at;) {
		size_t i = 0;

		while (i < KIND_COUNT(ids) &&
		       strncmp(at, ids[i].word, strlen(ids[i].word)) != 0)
			i++;
		if (i < KIND_COUNT(ids)) {
			n += (size_t)snprintf(
			    out + n, sizeof out - n, "%s", ids[i].id);
			at += strlen(ids[i].word);
		} else {
			out[n++] = *at++;
		}
	}
	out[n] = '\0';
	return out;
}

/* The status; *id (or NULL) is that of the record, made if it is none. */
static inline unsigned
put(enum who who, const char *kind, const char *body, struct id *id,
    int64_t base)
{
	bool on_file = (kind_find(kind)->flags & KF_ON_FILE) != 0;
	static const struct id none = { "" };
	struct id fresh = id_new();
	char path[200];

	if (id != NULL && !id_is_none(id))
		fresh = *id;
	if (id != NULL)
		*id = fresh;
	return worker_put(&sc.who[who],
	    scene_path(path, on_file ? &sc.file : &none, kind, &fresh), base,
	    NULL, fill(body), &sc.out);
}

static inline void
must(enum who who, const char *kind, const char *body)
{
	unsigned status = put(who, kind, body, NULL, 0);

	if (status != 201)
		fail_msg("%s: %u %s", kind, status, buf_str(&sc.out));
}

static inline void
begin(const char *body)
{
	adult = sc.adult;
	inspection = (struct id){ "" };
	must(SENIOR, "episode", EPISODE);
	if (put(DIRECTOR, "inspection", body, &inspection, 0) != 201)
		fail_msg("%s", buf_str(&sc.out));
}

static inline enum inspection_state
state_now(size_t *missing)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct inspect_row row;

	assert_true(inspect_find(db, &inspection, &row));
	server_reader_done(sc.office.s, db);
	if (missing)
		*missing = row.missing;
	return inspect_state(&row, sc.office.now_ms);
}

static inline unsigned
see_file(enum who who)
{
	char path[200];

	snprintf(path, sizeof path, "/v1/files/%s", sc.file.s);
	return worker_get(&sc.who[who], path, &sc.out);
}

static inline unsigned
see(enum who who, const char *kind, const struct id *id)
{
	char path[200];
	static const struct id none = { "" };
	bool on_file = (kind_find(kind)->flags & KF_ON_FILE) != 0;

	return worker_get(&sc.who[who],
	    scene_path(path, on_file ? &sc.file : &none, kind, id), &sc.out);
}

/* A file of another child, with support in the period or before it. */
static inline void
make_other(bool in_period)
{
	struct id file = sc.file;
	char body[400];

	sc.file = other_file = id_new();
	must(SENIOR, "front_sheet",
	    "{\"name\":\"Noor Example\",\"purpose\":\"y\"}");
	snprintf(body, sizeof body,
	    "{\"referred_on\":\"2024-01-05\",\"why_referred\":\"x\","
	    "\"purpose\":\"y\",\"nature\":\"group\",%s}",
	    in_period ? "\"started\":\"2026-02-01\""
		      : "\"started\":\"2024-02-01\",\"ended\":"
			"\"2025-12-31\",\"end_reason\":\"x\"");
	must(SENIOR, "episode", body);
	sc.file = file;
}

static inline void
open_it(const char *body)
{
	begin(body);
	must(ASSIGNED, "inspection_contact", CALL);
	assert_int_equal(state_now(NULL), INSPECTION_OPEN);
}

#endif
