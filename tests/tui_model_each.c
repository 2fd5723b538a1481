/* tui_model_each.c - what the model says of many records without opening one: the
 * latest text of each, whether an address is hidden, and how a file stands with
 * the family (I2, I4, S1). */
#include "kinds.h"
#include "standing.h"
#include "store_in.h"
#include "tui_desk.h"
#include "tui_model_help.h"

struct seen {
	size_t count;
	char names[400]; /* of the adults, each with the version and where */
};

static void
see(void *arg, const struct row *row, const struct record *body)
{
	struct seen *s = arg;
	size_t len = strlen(s->names);

	s->count++;
	snprintf(s->names + len, sizeof(s->names) - len, "%s%s/%lld/%d",
	    len ? " " : "", record_text(body, "name"), (long long)row->version,
	    (int)row->where);
}

static const struct kind *const adults[] = { &kind_adult, NULL };

static void
save_adult(struct desk *d, const struct id *file, const struct id *id,
    int64_t base, const char *name, const char *hidden)
{
	struct record *r = record_new(&kind_adult);
	struct save s = {
		.kind = &kind_adult, .file = *file, .base = base, .record = r
	};
	int64_t version;

	if (id)
		s.id = *id;
	record_set(r, "name", name);
	record_set(r, "relation", "other");
	record_set(r, "hidden", hidden);
	assert_int_equal(model_save(d->m, &s, &version, NULL), ERR_OK);
	record_free(r);
}

/* One's own stands in the place of the office's, once; the newest of each. */
static void
test_each(void **state)
{
	struct id file = id_new(), other = id_new(), a = id_new(), b = id_new(),
		  c = id_new();
	struct look looks[2];
	struct seen s = { 0 };
	struct desk d;

	(void)state;
	desk_enrol(&d, "designated_senior");
	pull(d.m, &a, &file, 1, "adult", "{\"name\":\"A one\"}");
	pull(d.m, &a, &file, 2, "adult", "{\"name\":\"A two\"}");
	pull(d.m, &b, &file, 1, "adult", "{\"name\":\"B\"}");
	pull(d.m, &c, &other, 1, "adult", "{\"name\":\"Elsewhere\"}");
	c = id_new();
	pull(d.m, &c, &file, 1, "front_sheet", "{\"name\":\"Not an adult\"}");
	model_each(d.m, &file, adults, see, &s);
	assert_int_equal(s.count, 2);
	assert_non_null(strstr(s.names, "A two/2/"));
	assert_non_null(strstr(s.names, "B/1/"));
	s = (struct seen){ 0 };
	model_each(d.m, NULL, adults, see, &s); /* of all files */
	assert_int_equal(s.count, 3);
	assert_non_null(strstr(s.names, "Elsewhere/1/"));
	save_adult(&d, &file, &a, 2, "A three", "");
	save_adult(&d, &file, &a, 3, "A four", "");
	save_adult(&d, &file, NULL, 0, "New", "");
	s = (struct seen){ 0 };
	model_each(d.m, &file, adults, see, &s);
	assert_int_equal(s.count, 3);
	assert_null(strstr(s.names, "A two"));
	assert_null(strstr(s.names, "A three"));
	assert_non_null(strstr(s.names, "A four/4/"));
	assert_non_null(strstr(s.names, "New/1/"));
	s = (struct seen){ 0 };
	model_each(d.m, NULL, adults, see, &s);
	assert_int_equal(s.count, 4);
	assert_null(strstr(s.names, "A two"));
	/* Nobody read anything (promise 7). */
	assert_int_equal(store_look_list(d.m->store, looks, 2, NULL), 0);
	/* Too long without the office: one's own writing alone. */
	d.m->me.lease_until_ms = DESK_NOON - 1;
	s = (struct seen){ 0 };
	model_each(d.m, &file, adults, see, &s);
	assert_int_equal(s.count, 2);
	assert_null(strstr(s.names, "B/"));
	s = (struct seen){ 0 };
	model_each(d.m, NULL, adults, see, &s);
	assert_int_equal(s.count, 2);
	model_lock(d.m);
	s = (struct seen){ 0 };
	model_each(d.m, &file, adults, see, &s);
	assert_int_equal(s.count, 0);
	desk_end(&d);
}

static void
test_hidden(void **state)
{
	static const struct {
		const char *why, *first, *second, *own; /* NULL: none */
		bool want;
	} rows[] = {
		{ "nobody says it", "false", "false", "no", false },
		{ "it was taken back", "true", "false", NULL, false },
		{ "the newest says it", "false", "true", NULL, true },
		{ "one's own says it", "false", "false", "yes", true },
		{ "the office says it, one's own does not yet", "false", "true",
		    "no", true },
	};
	char body[100];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id file = id_new(), id = id_new(), none = id_new();
		struct desk d;

		desk_enrol(&d, "designated_senior");
		snprintf(body, sizeof(body), "{\"name\":\"A\",\"hidden\":%s}",
		    rows[i].first);
		pull(d.m, &id, &file, 1, "adult", body);
		snprintf(body, sizeof(body), "{\"name\":\"A\",\"hidden\":%s}",
		    rows[i].second);
		pull(d.m, &id, &file, 2, "adult", body);
		if (rows[i].own)
			save_adult(&d, &file, &id, 2, "A", rows[i].own);
		if (model_is_hidden(d.m, &id) != rows[i].want)
			fail_msg("%s", rows[i].why);
		assert_false(model_is_hidden(d.m, &none));
		model_lock(d.m);
		assert_true(model_is_hidden(d.m, &id));
		desk_end(&d);
	}
}

/* What a record of another kind says at "hidden" is nobody's address. */
static void
test_hidden_kind(void **state)
{
	struct id file = id_new(), id = id_new();
	struct desk d;

	(void)state;
	desk_enrol(&d, "designated_senior");
	pull(d.m, &id, &file, 1, "contact", "{\"hidden\":true}");
	assert_false(model_is_hidden(d.m, &id));
	desk_end(&d);
}

/* With what the store holds, as the file's screen asks for it. */
static void
test_standing(void **state)
{
	struct id file = id_new(), front = id_new(), mother = id_new(),
		  father = id_new(), said = id_new(), induction = id_new();
	const struct standing_answer *a;
	struct standing s = { 0 };
	char body[400];
	struct desk d;

	(void)state;
	setenv("TZ", "UTC", 1);
	desk_enrol(&d, "designated_senior");
	pull(d.m, &front, &file, 1, "front_sheet",
	    "{\"name\":\"Robin Example\",\"born\":\"2014-11-22\"}");
	pull(d.m, &mother, &file, 1, "adult",
	    "{\"name\":\"M\",\"relation\":\"mother\","
	    "\"responsibility\":true,\"contact\":\"never\"}");
	pull(d.m, &father, &file, 1, "adult",
	    "{\"name\":\"F\",\"relation\":\"father\"}");
	snprintf(body, sizeof(body),
	    "{\"who\":\"parent\",\"adult\":\"%s\",\"answer\":\"refused\","
	    "\"from\":\"2026-11-01\"}",
	    father.s);
	pull(d.m, &said, &file, 1, "agreement", body);
	standing_read(&s, d.m, &file, DESK_NOON);
	assert_false(s.is_known); /* not all of it is here */
	assert_int_equal(store_file_set_flags(d.m->store, &file,
			     STORE_FILE_SET | STORE_FILE_HERE, NULL),
	    ERR_OK);
	standing_read(&s, d.m, &file, DESK_NOON);
	assert_true(s.is_known);
	assert_false(s.has_induction);
	assert_int_equal(s.age, 12);
	assert_int_equal(s.people, 3);
	assert_string_equal(s.person[0].name, "Robin Example");
	assert_true(standing_is_owed(&s, &s.person[0]));
	assert_true(standing_is_owed(&s, standing_person_of(&s, &mother)));
	assert_false(standing_is_owed(&s, standing_person_of(&s, &father)));
	assert_null(standing_person_of(&s, &front));
	a = standing_answer_of(&s, &said);
	assert_non_null(a);
	assert_string_equal(s.person[a->person].name, "F");
	assert_non_null(a->weak); /* from 12 on the child answers */
	assert_null(standing_answer_of(&s, &mother));
	pull(d.m, &induction, &file, 1, "induction",
	    "{\"explained\":true,\"sought\":true}");
	standing_read(&s, d.m, &file, DESK_NOON);
	assert_true(s.has_induction && s.is_induced);
	assert_string_equal(s.induction.s, induction.s);
	standing_done(&s);
	desk_end(&d);
}

/* The newest assessment up to today counts (C1). */
static void
test_competence(void **state)
{
	static const struct {
		const char *on, *competence;
	} rows[] = { { "2026-10-01", "competent" },
		{ "2026-11-20", "not_competent" },
		{ "2026-11-23", "competent" } /* tomorrow */ };
	struct id file = id_new();
	struct standing s = { 0 };
	char body[200];
	struct desk d;

	(void)state;
	setenv("TZ", "UTC", 1);
	desk_enrol(&d, "designated_senior");
	standing_read(&s, d.m, &file, DESK_NOON);
	assert_int_equal(s.competence, COMPETENCE_NOT_ASSESSED);
	assert_int_equal(s.age, -1);
	for (size_t i = 0; i < 3; i++) {
		struct id id = id_new();

		snprintf(body, sizeof(body),
		    "{\"on\":\"%s\",\"competence\":\"%s\"}", rows[i].on,
		    rows[i].competence);
		pull(d.m, &id, &file, 1, "competence", body);
	}
	standing_read(&s, d.m, &file, DESK_NOON);
	assert_int_equal(s.competence, COMPETENCE_NOT_COMPETENT);
	standing_done(&s);
	desk_end(&d);
}

/* A child who is not on file is found by what an emergency says of them, until a
 * front sheet knows better (S9). */
static void
test_emergency_child(void **state)
{
	struct record *r = record_new(kind_find("emergency"));
	struct save s = { .kind = record_kind(r), .record = r };
	struct id front = id_new(), theirs = id_new(), other = id_new();
	struct child hits[4], c;
	int64_t version;
	struct desk d;

	(void)state;
	desk_enrol(&d, "volunteer");
	assert_int_equal(model_find(d.m, "robin", hits, 4), 0);
	record_set(r, "child", "Robin Example");
	record_set(r, "risk", "At the door.");
	assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
	assert_int_equal(model_find(d.m, "robin", hits, 4), 1);
	assert_true(hits[0].provisional);
	assert_true(id_equal(&hits[0].file, &s.file));
	pull(d.m, &front, &s.file, 1, "front_sheet",
	    "{\"name\":\"Robyn Right\"}");
	model_children_changed(d.m, &s.file, 1);
	assert_true(model_child(d.m, &s.file, &c));
	assert_string_equal(c.name, "Robyn Right");
	/* One that came from the office, after a lock too. */
	pull(d.m, &theirs, &other, 1, "emergency", "{\"child\":\"Alex Sent\"}");
	model_lock(d.m);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, NULL), ERR_OK);
	assert_int_equal(model_find(d.m, "alex", hits, 4), 1);
	record_free(r);
	desk_end(&d);
}

/* Who opened a file with a reason reads it, and is offered nothing to write there
 * but what nobody is refused (A2, S9). */
static void
test_guest(void **state)
{
	static const struct {
		const char *why, *opening, *assignment; /* "staff" follows */
		bool is_guest;
	} rows[] = {
		{ "assigned alone", NULL, "\"from\":\"2026-11-01\"", false },
		{ "opened", "\"until\":\"2026-11-22T12:01\"", NULL, true },
		{ "opened, and over", "\"until\":\"2026-11-22T12:00\"", NULL,
		    false },
		{ "opened, and assigned since",
		    "\"until\":\"2026-11-23T12:00\"", "\"from\":\"2026-11-22\"",
		    false },
		{ "opened, assigned from tomorrow",
		    "\"until\":\"2026-11-23T12:00\"", "\"from\":\"2026-11-23\"",
		    true },
		{ "opened, assigned until yesterday",
		    "\"until\":\"2026-11-23T12:00\"",
		    "\"from\":\"2026-11-01\",\"until\":\"2026-11-21\"", true },
	};
	char body[300];

	(void)state;
	setenv("TZ", "UTC", 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id file = id_new(), a = id_new(), b = id_new(),
			  c = id_new();
		struct desk d;

		desk_enrol(&d, "support_worker");
		assert_int_equal(store_file_set_flags(d.m->store, &file,
				     STORE_FILE_SET | STORE_FILE_HERE, NULL),
		    ERR_OK);
		/* Of somebody else: it says nothing. */
		pull(d.m, &c, &file, 1, "opening",
		    "{\"staff\":\"" DESK_OTHER
		    "\",\"until\":\"2099-01-01T00:00\"}");
		assert_true(model_may(d.m, "agreement", RIGHT_CREATE, &file));
		snprintf(body, sizeof(body),
		    "{\"staff\":\"" DESK_STAFF "\",%s}",
		    rows[i].opening ? rows[i].opening : "");
		if (rows[i].opening)
			pull(d.m, &a, &file, 1, "opening", body);
		snprintf(body, sizeof(body),
		    "{\"staff\":\"" DESK_STAFF "\",%s}",
		    rows[i].assignment ? rows[i].assignment : "");
		if (rows[i].assignment)
			pull(d.m, &b, &file, 1, "assignment", body);
		if (model_may(d.m, "agreement", RIGHT_CREATE, &file) ==
			rows[i].is_guest ||
		    model_may(d.m, "front_sheet", RIGHT_CHANGE, &file) ==
			rows[i].is_guest)
			fail_msg("%s", rows[i].why);
		assert_true(model_may(d.m, "front_sheet", RIGHT_READ, &file));
		assert_true(model_may(d.m, "emergency", RIGHT_CREATE, &file));
		desk_end(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_hidden_kind),
		cmocka_unit_test(test_standing),
		cmocka_unit_test(test_competence),
		cmocka_unit_test(test_emergency_child),
		cmocka_unit_test(test_guest),
	};

	return cmocka_run_group_tests(tests, help_start, NULL);
}
