/* server_role.c - somebody's role becomes another one (docs/SYNC.md, case 20): a
 * device that was in step comes to hold what a new device of theirs would, no more
 * and no less. A store of the client against the real office. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "histories.h"
#include "people_kit.h"

#define ME ASSIGNED

static struct device_who desks[40];
static size_t desk_count; /* of this office */
static struct device *old;
static struct id policy;

/* ---- the office: something that each role reads, and others do not ---- */

static void
train(enum who by, enum who whom)
{
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"person\":\"%s\",\"what\":\"sharing\",\"occasion\":\"later\","
	    "\"on\":\"2026-01-05\",\"by\":\"x\"}",
	    sc.who[whom].staff.s);
	scene_put(&sc, by, "training", body);
}

static void
publish(const char *version)
{
	struct id file = sc.file;
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"which\":\"conduct\",\"version\":\"%s\",\"approved\":"
	    "\"2026-01-05\",\"approved_by\":\"Trustees\",\"where\":"
	    "\"the office\",\"summary\":\"x\"}",
	    version);
	sc.file = (struct id){ "" };
	policy = scene_put(&sc, LEAD, "policy_document", body);
	sc.file = file;
}

static void
confirm(enum who who, const char *version)
{
	struct id file = sc.file;
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"document\":\"%s\",\"which\":\"conduct\",\"version\":\"%s\","
	    "\"accepts\":true,\"on\":\"2026-01-05\"}",
	    policy.s, version);
	sc.file = (struct id){ "" };
	scene_put_signed(&sc, who, "confirmation", body);
	sc.file = file;
}

static void
fill(void)
{
	struct id file = sc.file;

	sc.file = id_new(); /* of nobody */
	scene_put(&sc, SENIOR, "front_sheet", SCENE_FRONT);
	sc.file = (struct id){ "" };
	publish("1");
	confirm(SENIOR, "1");
	confirm(ME, "1");
	train(LEAD, ME);
	train(LEAD, SENIOR);
	train(ME, ME);
	scene_put(&sc, SENIOR, "agency",
	    "{\"name\":\"A school\",\"what\":\"school\"}");
	sc.file = file;
	scene_put(&sc, SENIOR, "hold",
	    "{\"from\":\"2026-01-05\",\"asked_by\":\"x\",\"reason\":\"x\"}");
}

/* ---- devices ---- */

static struct device *
new_device(void)
{
	struct device_who *dw = &desks[desk_count];

	*dw = (struct device_who){ .sign_in = sc.who[ME].sign_in,
		.role = "volunteer",
		.staff = sc.who[ME].staff,
		.device = sc.who[ME].device };
	snprintf(dw->dir, sizeof(dw->dir), "%s/device%zu", sc.office.dir,
	    desk_count++);
	device_make(dw);
	return device_open(dw);
}

/* One question and its answer. True: the round goes on. */
static bool
exchange(struct device *d)
{
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);
	struct device_did did;
	struct errinfo e = { 0 };
	unsigned status;

	device_ask(d, &text, 100);
	if (device_is_brief(d, &text))
		status = worker_get(&sc.who[ME], buf_str(&text), &sc.out);
	else
		status = worker_post(
		    &sc.who[ME], "/v1/sync", buf_str(&text), &sc.out);
	if (status != 200 && status != 204)
		fail_msg("sync: %u %s", status, buf_str(&sc.out));
	if (device_take(d, sc.out.data, sc.out.len, &did, &e) != ERR_OK)
		fail_msg("%s", e.says);
	buf_done(&text);
	return did.again;
}

static void
in_step(struct device *d)
{
	int n = 0;

	device_round(d);
	while (exchange(d))
		if (++n > 20)
			fail_msg("a sync does not end");
}

/* ---- what is there, as lines ---- */

#define LINES 400

struct shown {
	char line[LINES][120];
	size_t count;
};

static void
show_record(void *arg, const struct device_record *r)
{
	struct shown *s = arg;

	assert_true(s->count < LINES);
	snprintf(s->line[s->count++], sizeof(s->line[0]), "%s %s v%d", r->kind,
	    r->id.s, (int)r->version);
}

static void
show_card(void *arg, const struct id *file)
{
	struct shown *s = arg;

	assert_true(s->count < LINES);
	snprintf(s->line[s->count++], sizeof(s->line[0]), "card %s", file->s);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static struct shown *
show(struct device *d)
{
	struct shown *s = mem_zalloc(1, sizeof(*s));

	device_each_record(d, show_record, s);
	device_each_card(d, show_card, s);
	qsort(s->line, s->count, sizeof(s->line[0]), by_text);
	return s;
}

static size_t
count_of(struct device *d, const char *word)
{
	struct shown *s = show(d);
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += strncmp(s->line[i], word, strlen(word)) == 0;
	free(s);
	return n;
}

static void
same_as_new(struct device *d, const char *why)
{
	struct device *fresh = new_device();
	struct shown *a, *b;

	in_step(fresh);
	a = show(d);
	b = show(fresh);
	for (size_t i = 0; i < a->count || i < b->count; i++)
		if (strcmp(a->line[i], b->line[i]) != 0)
			fail_msg("%s: %zu and not %zu: \"%s\", \"%s\"", why,
			    a->count, b->count, a->line[i], b->line[i]);
	free(a);
	free(b);
	device_close(fresh);
}

static enum err
run_session(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct worker *w = arg;

	return session_begin(
	    s, db, &w->staff, &w->device, sc.office.now_ms, w->token, e);
}

/* It signs them out; their passphrase is at hand. */
static void
become(enum role role)
{
	struct errinfo e = { 0 };
	char more[60];

	snprintf(more, sizeof(more), "\"role\":\"%s\"", role_code(role));
	if (change_staff(ADMIN, &sc.who[ME].staff, sc.who[ME].sign_in, more) !=
	    200)
		fail_msg("role: %s", buf_str(&sc.out));
	if (writer_do(sc.office.s->writer, run_session, &sc.who[ME], &e) !=
	    ERR_OK)
		fail_msg("no session: %s", e.says);
}

/* ---- the tests ---- */

static int
begin(void **state)
{
	if (start(state) != 0)
		return -1;
	fill();
	desk_count = 0;
	old = new_device();
	in_step(old);
	return 0;
}

static int
end(void **state)
{
	device_close(old);
	old = NULL;
	return stop(state);
}

/* From each to each of them that is worth a step; one device goes through all. */
static void
test_each_role(void **state)
{
	static const struct {
		enum role role;
		size_t trained, held, cards; /* of all; what one sees of them */
	} steps[] = {
		{ ROLE_LEAD, 3, 1, 1 },
		{ ROLE_SUPPORT_WORKER, 2, 1, 0 },
		{ ROLE_DIRECTOR, 3, 1, 1 },
		{ ROLE_VOLUNTEER, 2, 1, 0 },
		{ ROLE_SENIOR, 2, 1, 1 },
		{ ROLE_MANAGER, 3, 1, 0 },
		{ ROLE_TRUSTEE, 3, 0, 0 },
		{ ROLE_ADMIN, 2, 0, 0 },
		{ ROLE_LEAD, 3, 1, 1 },
		{ ROLE_INSPECTOR, 0, 0, 0 }, /* case 13 */
		{ ROLE_LEAD, 3, 1, 1 },      /* case 14 */
		{ ROLE_TRUSTEE, 3, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		const char *why = role_code(steps[i].role);

		become(steps[i].role);
		in_step(old);
		same_as_new(old, why);
		if (count_of(old, "training ") != steps[i].trained ||
		    count_of(old, "hold ") != steps[i].held ||
		    count_of(old, "card ") != steps[i].cards)
			fail_msg("%s: %zu trained, %zu holds, %zu cards", why,
			    count_of(old, "training "), count_of(old, "hold "),
			    count_of(old, "card "));
	}
}

/* What is written here goes nowhere: it is sent, and the office says what becomes of
 * it. */
static void
count_open(void *arg, const struct device_outbox *w)
{
	*(size_t *)arg += w->state != WRITE_SENT;
}

static void
test_written_stays(void **state)
{
	static const struct id none = { "" };
	const struct device_base new_one = { .base = 0 };
	struct device_write w = { .write = id_new(),
		.id = id_new(),
		.file = none,
		.kind = "agency",
		.body = "{\"name\":\"Ours\",\"what\":\"school\"}" };
	size_t open = 0;

	(void)state;
	device_save(old, &w, &new_one, CHOSE_NOTHING);
	become(ROLE_TRUSTEE); /* neither reads nor makes one */
	in_step(old);
	assert_int_equal(count_of(old, "agency "), 0);
	device_each_write(old, count_open, &open);
	assert_int_equal(open, 1);
	same_as_new(old, "trustee");
}

/* Files are shut to them (T2) while the role changes: what they hold stays as it is,
 * the cursor is "N.M", and once they confirm all of it comes. */
static void
test_shut(void **state)
{
	(void)state;
	become(ROLE_SUPPORT_WORKER);
	in_step(old);
	office_set(&sc.office, "policy_grace_days", "0");
	publish("2");
	in_step(old);
	become(ROLE_SENIOR);
	in_step(old);
	assert_true(count_of(old, "front_sheet ") == 1);
	assert_int_equal(count_of(old, "card "), 0);
	confirm(ME, "2");
	in_step(old);
	same_as_new(old, "open again");
	assert_int_equal(count_of(old, "card "), 1);
	assert_int_equal(count_of(old, "hold "), 1);
}

/* Kept out of a thread between two questions (R7): the cursor is at the beginning
 * again, and what the device holds goes all the same. */
static void
test_kept_out(void **state)
{
	char body[300], path[200];

	(void)state;
	become(ROLE_SENIOR);
	in_step(old);
	assert_true(count_of(old, "concern ") > 0);
	become(ROLE_LEAD);
	device_round(old);
	assert_true(exchange(old));
	assert_int_equal(device_cursor(old), 0);
	snprintf(body, sizeof(body),
	    "{\"place\":\"Hall\",\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[ME].staff.s);
	assert_int_equal(worker_put(&sc.who[SENIOR],
			     scene_path(path, &sc.file, "concern", &sc.draft),
			     1, NULL, body, &sc.out),
	    200);
	in_step(old);
	same_as_new(old, "kept out");
	snprintf(body, sizeof(body), "concern %s", sc.draft.s);
	assert_int_equal(count_of(old, body), 0);
}

/* An hour later it is as any device: nothing to tell. */
static void
test_once(void **state)
{
	int64_t cursor;

	(void)state;
	become(ROLE_LEAD);
	in_step(old);
	in_step(old);
	cursor = device_cursor(old);
	assert_true(cursor > 0);
	assert_false(exchange(old));
	assert_int_equal(sc.out.len, 0); /* 204 */
	assert_int_equal(device_cursor(old), cursor);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, begin, end)
	const struct CMUnitTest tests[] = {
		ROW(test_each_role),
		ROW(test_written_stays),
		ROW(test_shut),
		ROW(test_kept_out),
		ROW(test_once),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_role", tests, NULL, NULL);
}
