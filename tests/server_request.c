/* server_request.c - what must be there before a copy of a file goes, the copy itself
 * and that it is made again exactly, and the answer (A1, A2, C2, R7). */
#include "request_kit.h"

#define GIVEN(copy)                                                         \
	"{\"request\":\"$given\",\"what\":\"given\",\"copy\":\"" copy "\"," \
	"\"complain\":true,\"on\":\"2026-11-18\",\"how\":\"by_hand\","      \
	"\"to\":\"Robin\"}"

/* ---- the copy ---- */

static void
test_a1_copy(void **state)
{
	struct id note, copy;
	struct buf text = BUF_INIT(1000000), again = BUF_INIT(1000000);
	char body[400];

	(void)state;
	note = share_put(&kits.worker, &kind_contact,
	    "{\"agency\":\"$school\",\"when\":\"2026-11-10\",\"with\":\"Ms "
	    "Elm\",\"by\":\"us\",\"how\":"
	    "\"call\",\"what\":\"Zygmunt next door drinks, she says. "
	    "Robin is well.\"}");
	share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
	kits.given =
	    share_put(&kits.worker, &kind_request, ACCESS("child", BY_CHILD));
	is_refused("nothing is decided", ready(&kits.senior, &kits.given), 409,
	    "still to be decided");
	assert_int_equal(decide_item(&kits.senior, &kits.given, &note, 1,
			     "\"what\":\"passages\",\"told\":true,\"passages\":"
			     "[{\"path\":\"what\",\"from\":2,\"until\":17,"
			     "\"why\":\"third_party\"}]"),
	    201);
	assert_int_equal(decide_item(&kits.senior, &kits.given, &kits.mother, 1,
			     "\"what\":\"withhold\",\"why\":\"third_party\","
			     "\"told\":true"),
	    201);
	release_rest(&kits.senior, &kits.given);
	assert_int_equal(ready(&kits.senior, &kits.given), 201);
	copy = copy_of(&kits.given);
	copy_text(&copy, &text);
	has(&text, "Robin Fielding", true);
	has(&text, "Robin is well.", true);
	has(&text, "[withheld] drinks, she says", true);
	has(&text, "Zygmunt", false);
	has(&text, "next", false);
	has(&text, "It is about somebody else", true);
	has(&text, "Larch Lane School", true); /* A2 */
	has(&text, "Who has looked at it", true);
	/* What goes names nobody whose own record does not. */
	has(&text, "Which adult: [withheld]", true);

	/* Another day, another name of the school, more looks: the same. */
	assert_int_equal(
	    kit_save(&kits.senior, &kind_agency, &kit_none, &kits.school, 1,
		"{\"name\":\"Elm School\",\"what\":\"school\"}"),
	    200);
	snprintf(body, sizeof(body),
	    "{\"agency\":\"%s\",\"when\":"
	    "\"2026-11-11\",\"how\":\"letter\",\"with\":\"Ms "
	    "Elm\",\"by\":\"us\","
	    "\"what\":\"Newer.\"}",
	    kits.school.s);
	kit_make(&kits.worker, &kind_contact, &kits.file, body);
	kit_now += 5 * KIT_DAY;
	copy_text(&copy, &again);
	assert_string_equal(buf_str(&again), buf_str(&text));
	/* What came since asks again. */
	is_refused("a record that is new", ready(&kits.senior, &kits.given),
	    409, "About 1 record");
	buf_done(&text);
	buf_done(&again);
}

/* A record that changed asks again; what is told to nobody leaves no trace. */
static void
test_a1_changed_and_untold(void **state)
{
	struct buf text = BUF_INIT(1000000);
	struct id adult, copy;

	(void)state;
	adult = share_put(&kits.senior, &kind_adult,
	    "{\"name\":\"Quentin\",\"relation\":\"other\"}");
	kits.given =
	    share_put(&kits.worker, &kind_request, ACCESS("child", BY_CHILD));
	release_rest(&kits.senior, &kits.given);
	assert_int_equal(
	    kit_save(&kits.senior, &kind_adult, &kits.file, &adult, 1,
		"{\"name\":\"Quentin Vole\",\"relation\":"
		"\"other\"}"),
	    200);
	is_refused("it changed", ready(&kits.senior, &kits.given), 409,
	    "About 1 record");
	assert_int_equal(decide_item(&kits.senior, &kits.given, &adult, 2,
			     "\"what\":\"withhold\",\"why\":\"crime\","
			     "\"told\":false"),
	    201);
	assert_int_equal(ready(&kits.senior, &kits.given), 201);
	copy = copy_of(&kits.given);
	copy_text(&copy, &text);
	has(&text, "Quentin", false);
	has(&text, "withheld", false);
	has(&text, "not in this copy", false);
	has(&text, "crime", false);
	buf_done(&text);
}

/* As a record stood before it was changed; a hidden address is hidden there, too. */
static void
test_a1_earlier(void **state)
{
	struct buf text = BUF_INIT(1000000);
	struct id adult, copy;

	(void)state;
	adult = share_put(&kits.senior, &kind_adult,
	    "{\"name\":\"Ottilie\",\"relation\":\"other\",\"address\":"
	    "\"3 Mill Lane\"}");
	assert_int_equal(
	    kit_save(&kits.senior, &kind_adult, &kits.file, &adult, 1,
		"{\"name\":\"Tilly\",\"relation\":\"other\","
		"\"address\":\"4 Elm Row\",\"hidden\":true}"),
	    200);
	kits.given =
	    share_put(&kits.worker, &kind_request, ACCESS("child", BY_CHILD));
	release_rest(&kits.senior, &kits.given);
	assert_int_equal(decide_item(&kits.senior, &kits.given, &adult, 1,
			     "\"earlier\":true,\"what\":\"release\""),
	    201);
	/* It says nothing of the newest, which stays decided. */
	assert_int_equal(ready(&kits.senior, &kits.given), 201);
	copy = copy_of(&kits.given);
	copy_text(&copy, &text);
	has(&text, "Ottilie", true);
	has(&text, "as it stood before it was changed", true);
	has(&text, "Tilly", true);
	has(&text, "Mill Lane", false);
	has(&text, "Elm Row", false);
	buf_done(&text);
}

static void
test_a1_item_rows(void **state)
{
	static const struct {
		const char *why, *more;
		int64_t version;
		unsigned want;
		const char *says;
	} rows[] = {
		{ "it goes", "\"what\":\"release\"", 1, 201, "" },
		{ "a passage",
		    "\"what\":\"passages\",\"told\":true,"
		    "\"passages\":[{\"path\":\"name\",\"from\":0,"
		    "\"until\":3,\"why\":\"crime\"}]",
		    1, 201, "" },
		{ "past the end",
		    "\"what\":\"passages\",\"told\":true,"
		    "\"passages\":[{\"path\":\"name\",\"from\":0,"
		    "\"until\":4,\"why\":\"crime\"}]",
		    1, 422, "A passage is not in that version" },
		{ "of no such field",
		    "\"what\":\"passages\",\"told\":true,"
		    "\"passages\":[{\"path\":\"nose\","
		    "\"from\":0,\"until\":1,\"why\":"
		    "\"crime\"}]",
		    1, 422, "A passage is not in that version" },
		{ "empty",
		    "\"what\":\"passages\",\"told\":true,\"passages\":"
		    "[{\"path\":\"name\",\"from\":1,\"until\":1,"
		    "\"why\":\"crime\"}]",
		    1, 422, "A passage is not in that version" },
		{ "a version to come", "\"what\":\"release\"", 2, 424, "" },
		{ "no reason", "\"what\":\"withhold\",\"told\":true", 1, 422,
		    "" },
		{ "no law knows it",
		    "\"what\":\"withhold\",\"told\":true,"
		    "\"why\":\"long\"",
		    1, 422, "" },
		{ "not said whether it may be told",
		    "\"what\":\"withhold\",\"why\":\"legal\"", 1, 422, "" },
		{ "passages without one", "\"what\":\"passages\",\"told\":true",
		    1, 422, "" },
	};

	(void)state;
	kits.given =
	    share_put(&kits.worker, &kind_request, ACCESS("child", BY_CHILD));
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		is_refused(rows[i].why,
		    decide_item(&kits.senior, &kits.given, &kits.mother,
			rows[i].version, rows[i].more),
		    rows[i].want, rows[i].says);
	is_refused("who is assigned",
	    decide_item(&kits.worker, &kits.given, &kits.mother, 1,
		"\"what\":\"release\""),
	    403, "");
	is_refused("the request itself",
	    decide_item(&kits.senior, &kits.given, &kits.given, 1,
		"\"what\":\"release\""),
	    422, "no part of the copy");
}

/* C2: a parent asks for the information of a child who understands the matter. */
static void
test_c2_view(void **state)
{
	static const struct {
		const char *why, *born, *competence;
		bool needs;
	} rows[] = {
		{ "at 12", "2014-11-20", NULL, true },
		{ "a day before", "2014-11-21", NULL, false },
		{ "at 12, cannot decide", "2014-01-01", "not_competent",
		    false },
		{ "at 9, can decide", "2017-01-01", "competent", true },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		char body[400];
		struct id copy;
		unsigned got;

		share_file(rows[i].born);
		if (rows[i].competence != NULL) {
			snprintf(body, sizeof(body),
			    "{\"competence\":\"%s\",\"by\":\"$worker\",\"on\":"
			    "\"2026-11-01\",\"why\":\"x\"}",
			    rows[i].competence);
			share_put(&kits.worker, &kind_competence, body);
		}
		kits.given = share_put(
		    &kits.worker, &kind_request, ACCESS("parent", BY_MOTHER));
		release_rest(&kits.senior, &kits.given);
		assert_int_equal(ready(&kits.senior, &kits.given), 201);
		copy = copy_of(&kits.given);
		snprintf(body, sizeof(body), GIVEN("%s"), copy.s);
		got = save(&kits.senior, &kind_request_answer, body);
		if (!rows[i].needs) {
			is_refused(rows[i].why, got, 201, "");
			continue;
		}
		is_refused(rows[i].why, got, 409, "(C2)");
		share_put(&kits.senior, &kind_request_view,
		    "{\"request\":\"$given\",\"view\":\"not_sought\",\"words\":"
		    "\"He is abroad.\",\"on\":\"2026-11-18\"}");
		is_refused("with the reason why not",
		    save(&kits.senior, &kind_request_answer, body), 201, "");
	}
}

/* ---- the answer ---- */

static void
test_a1_answer(void **state)
{
	struct id copy, first;
	char body[500];

	(void)state;
	kits.given = share_put(&kits.worker, &kind_request,
	    "{\"what\":\"access\",\"asks\":\"All.\",\"received\":\"2026-11-04\""
	    ",\"how\":\"letter\",\"who\":\"child\",\"standing\":\"none\","
	    "\"identity\":\"waiting\",\"safe\":\"x\"}");
	release_rest(&kits.senior, &kits.given);
	is_refused("without a copy",
	    save(&kits.senior, &kind_request_answer,
		"{\"request\":\"$given\",\"what\":\"given\",\"complain\":true,"
		"\"on\":\"2026-11-18\",\"how\":\"by_hand\",\"to\":\"R\"}"),
	    409, "who they are");
	assert_int_equal(ready(&kits.senior, &kits.given), 201);
	first = copy_of(&kits.given);
	kit_now += 1000;
	assert_int_equal(ready(&kits.senior, &kits.given), 201);
	copy = copy_of(&kits.given);
	assert_false(id_equal(&copy, &first));
	share_put(&kits.senior, &kind_request_start,
	    "{\"request\":\"$given\",\"why\":\"identity\",\"on\":\"2026-11-18\""
	    ",\"words\":\"Passport, seen by us.\"}");
	snprintf(body, sizeof(body), GIVEN("%s"), first.s);
	is_refused("an earlier copy",
	    save(&kits.senior, &kind_request_answer, body), 409, "made last");
	snprintf(body, sizeof(body), GIVEN("%s"), copy.s);
	is_refused("done, without a copy",
	    save(&kits.senior, &kind_request_answer,
		"{\"request\":\"$given\",\"what\":\"done\",\"reasons\":\"x\","
		"\"complain\":true,\"on\":\"2026-11-18\",\"how\":\"post\","
		"\"to\":\"x\"}"),
	    409, "a copy is given");
	is_refused("refused and not told how to complain",
	    save(&kits.senior, &kind_request_answer,
		"{\"request\":\"$given\",\"what\":\"refused\",\"refused\":"
		"\"excessive\",\"reasons\":\"x\",\"complain\":false,\"on\":"
		"\"2026-11-18\",\"how\":\"post\",\"to\":\"x\"}"),
	    422, "");
	is_refused(
	    "given", save(&kits.senior, &kind_request_answer, body), 201, "");
	is_refused("a second time",
	    save(&kits.senior, &kind_request_answer, body), 409,
	    "answered already");
	is_refused("a copy of what is closed", ready(&kits.senior, &kits.given),
	    409, "closed");
}

/* With the setting a second person reads it: never who decided. */
static void
test_a1_checked(void **state)
{
	struct id copy;
	char body[500], check[300];

	(void)state;
	assert_int_equal(
	    conf_set(kit->conf, "copy_checked", "yes", NULL), ERR_OK);
	kits.given =
	    share_put(&kits.worker, &kind_request, ACCESS("child", BY_CHILD));
	release_rest(&kits.senior, &kits.given);
	assert_int_equal(ready(&kits.senior, &kits.given), 201);
	copy = copy_of(&kits.given);
	snprintf(body, sizeof(body), GIVEN("%s"), copy.s);
	is_refused("nobody has read it",
	    save(&kits.senior, &kind_request_answer, body), 409,
	    "second person");
	snprintf(check, sizeof(check), "{\"copy\":\"%s\",\"what\":\"good\"}",
	    copy.s);
	is_refused("who decided",
	    save(&kits.senior, &kind_request_check, check), 403,
	    "somebody else");
	share_put(&kits.senior2, &kind_request_check, check);
	is_refused(
	    "read", save(&kits.senior, &kind_request_answer, body), 201, "");
	assert_int_equal(
	    conf_set(kit->conf, "copy_checked", "no", NULL), ERR_OK);
}

/* R7: whoever is kept out of a record of the file decides nothing about it, and makes
 * no copy of the file, which would lack it or hold it. */
static void
test_r7_hidden_record(void **state)
{
	char body[900];
	struct id concern;

	(void)state;
	snprintf(body, sizeof(body), "{%s" KIT_CONCERN_END,
	    kit_about(&kits.senior2));
	concern = share_put(&kits.senior, &kind_concern, body);
	kits.given =
	    share_put(&kits.worker, &kind_request, ACCESS("child", BY_CHILD));
	is_refused("a record that is not there for them",
	    decide_item(&kits.senior2, &kits.given, &concern, 1,
		"\"what\":\"release\""),
	    424, "");
	release_rest(&kits.senior, &kits.given);
	is_refused("all is decided, and they are kept out of one",
	    ready(&kits.senior2, &kits.given), 403, "makes this copy");
	assert_int_equal(ready(&kits.senior, &kits.given), 201);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a1_copy),
		TEST(test_a1_changed_and_untold),
		TEST(test_a1_earlier),
		TEST(test_a1_item_rows),
		TEST(test_c2_view),
		TEST(test_a1_answer),
		TEST(test_a1_checked),
		TEST(test_r7_hidden_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
