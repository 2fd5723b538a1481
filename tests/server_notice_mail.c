/* server_notice_mail.c - a notice that goes by e-mail: what lets it, what does not, and
 * what the mail server answered is its proof (F1, S7). */
#include "mail_in.h"
#include "notice_office.h"
#include "share_kit.h"

#define BEGUN                                                                \
	"{\"referred_on\":\"2026-10-01\",\"agency\":\"$school\",\"person\":" \
	"\"$given\",\"their_reference\":\"S-77\",\"why_referred\":\"x\","    \
	"\"purpose\":\"y\",\"started\":\""
#define TEACHER "{\"agency\":\"$school\",\"name\":\"Ms Example\",\"email\":"
#define MAIL_TO(to) \
	"{\"notice\":\"$given\",\"how\":\"email\",\"to\":\"" to "\"}"
#define HEAD "head@school.example"

static struct id teacher, episode;
static int64_t version;

static struct id
notice_last(void)
{
	struct id *ids = NULL, id;
	struct db *db = kit_reader();
	size_t n = 0;

	assert_int_equal(
	    store_ids_of_kind(db, &kits.file, &kind_notice, &ids, &n, NULL),
	    ERR_OK);
	server_reader_done(kit, db);
	assert_true(n > 0);
	id = ids[n - 1];
	free(ids);
	return id;
}

/* The state, and the words of what came of the last sending. */
static enum notice_state
state_of(const struct id *notice, char answer[KIND_LINE_MAX + 1])
{
	struct db *db = kit_reader();
	struct own_notice n;
	enum notice_state state;

	assert_int_equal(
	    own_notice_read(kit, db, notice, NULL, kit_now, &n, NULL), ERR_OK);
	state = n.stand.state;
	answer[0] = '\0';
	if (n.stand.result >= 0)
		snprintf(answer, KIND_LINE_MAX + 1, "%s",
		    record_text(n.beside[n.stand.result].body, "answer"));
	own_notice_done(&n);
	server_reader_done(kit, db);
	return state;
}

static void
save_episode(const char *started)
{
	char body[600];

	snprintf(body, sizeof(body), BEGUN "%s\"}", started);
	kits.given = teacher;
	if (version == 0)
		episode = id_new();
	if (kit_save(&kits.worker, &kind_episode, &kits.file, &episode, version,
		share_fill(body)) != (version == 0 ? 201 : 200))
		fail_msg("%s", kit_result.error.says);
	version++;
}

static void
begin(void)
{
	share_file("2018-04-03");
	teacher = share_put(
	    &kits.senior, &kind_contact_person, TEACHER "\"" HEAD "\"}");
	version = 0;
	save_episode("2026-11-18");
	kits.given = notice_last();
}

static int
start_up(void **state)
{
	static const char *const set[][2] = {
		{ "mail_server", "smtp://127.0.0.1:2525" },
		{ "mail_plain_loopback", "yes" },
		{ "mail_from", "office@haven.example" },
	};
	struct errinfo e = { 0 };

	share_start(state);
	for (size_t i = 0; i < KIND_COUNT(set); i++)
		kit_must(
		    conf_set(kit->conf, set[i][0], set[i][1], &e), &e, "conf");
	return 0;
}

/* ---- the queue, as its thread runs it ---- */

static struct mail_turn turn;

/* Begin the next mail, and end it so; false: none is due. */
static bool
go(enum mail_outcome outcome, const char *answer)
{
	turn.now_ms = kit_now + 1000;
	turn.wants_next = true;
	turn.has_result = false;
	turn.retry_for_ms = 5 * KIT_DAY;
	turn.domain = "haven.example";
	turn.clear.max_bytes = MAIL_CLEAR_MAX;
	assert_int_equal(
	    writer_do(kit->writer, mail_turn_run, &turn, NULL), ERR_OK);
	if (!turn.has_next)
		return false;
	turn.wants_next = false;
	turn.has_result = true;
	turn.outcome = outcome;
	snprintf(turn.answer, sizeof(turn.answer), "%s", answer);
	assert_int_equal(
	    writer_do(kit->writer, mail_turn_run, &turn, NULL), ERR_OK);
	return true;
}

/* ---- what lets it go ---- */

static void
test_may_go(void **state)
{
	static const struct {
		const char *why, *to;
		const struct kind *kind; /* what comes before it; or NULL */
		const char *body;
		const char *says; /* NULL: it is queued */
	} rows[] = {
		{ "as it should be", HEAD, NULL, NULL, NULL },
		{ "to another address", "other@school.example", NULL, NULL,
		    "another one" },
		{ "marked as unsafe", HEAD, &kind_contact_person,
		    TEACHER "\"" HEAD "\",\"unsafe\":true}", "nothing may" },
		{ "no address", HEAD, &kind_contact_person,
		    "{\"agency\":\"$school\",\"name\":\"Ms Example\"}",
		    "no e-mail address" },
		{ "they left", HEAD, &kind_contact_person,
		    TEACHER "\"" HEAD "\",\"left\":\"2026-11-01\"}",
		    "no longer there" },
		{ "no address that can be", "head at school",
		    &kind_contact_person, TEACHER "\"head at school\"}",
		    "address" },
		{ "a second line", "a@b.example, c@d.example",
		    &kind_contact_person,
		    TEACHER "\"a@b.example, c@d.example\"}", "address" },
		{ "the mother refuses", HEAD, &kind_agreement,
		    "{\"who\":\"parent\",\"adult\":\"$mother\",\"answer\":"
		    "\"refused\",\"all_items\":true,\"any_purpose\":true,"
		    "\"from\":\"2026-11-19\",\"evidence\":\"x\"}",
		    "." },
		{ "the episode began another day", HEAD, &kind_episode, "",
		    "stopped meanwhile" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		char body[300], answer[KIND_LINE_MAX + 1];
		enum notice_state is;
		struct id notice;

		begin();
		notice = kits.given;
		if (rows[i].kind == &kind_contact_person)
			assert_int_equal(
			    kit_save(&kits.senior, &kind_contact_person,
				&kit_none, &teacher, 1,
				share_fill(rows[i].body)),
			    200);
		else if (rows[i].kind == &kind_episode)
			save_episode("2026-11-19");
		else if (rows[i].kind != NULL)
			share_put(&kits.worker, rows[i].kind, rows[i].body);
		kits.given = notice;
		snprintf(body, sizeof(body), MAIL_TO("%s"), rows[i].to);
		share_put(&kits.worker, &kind_notice_sent, body);
		is = state_of(&notice, answer);
		if (rows[i].says == NULL ? is != NOTICE_IS_SENDING
					 : !strstr(answer, rows[i].says))
			fail_msg("%s: %s %s", rows[i].why,
			    notice_state_label(is), answer);
		if (go(MAIL_WENT, "250 ok") != (rows[i].says == NULL))
			fail_msg("%s: %s", rows[i].why, turn.to);
	}
}

/* ---- what came of it ---- */

static void
test_results(void **state)
{
	static const struct {
		const char *why;
		enum mail_outcome outcome;
		const char *answer;
		enum notice_state want;
		const char *says;
	} rows[] = {
		{ "taken", MAIL_WENT, "250 2.0.0 Ok: queued as 4F2",
		    NOTICE_IS_DONE, "queued as 4F2" },
		{ "refused for good", MAIL_NEVER, "550 No such user",
		    NOTICE_IS_HELD, "550 No such user" },
		{ "refused for a time", MAIL_LATER, "451 Later",
		    NOTICE_IS_SENDING, "" },
		{ "the line broke", MAIL_CUT, "cut", NOTICE_IS_SENDING, "" },
		{ "it may have arrived", MAIL_UNSURE, "No answer.",
		    NOTICE_IS_HELD, "No answer." },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		char answer[KIND_LINE_MAX + 1];
		enum notice_state is;
		struct id notice;

		begin();
		notice = kits.given;
		share_put(&kits.worker, &kind_notice_sent, MAIL_TO(HEAD));
		assert_true(go(rows[i].outcome, rows[i].answer));
		is = state_of(&notice, answer);
		if (is != rows[i].want || !strstr(answer, rows[i].says))
			fail_msg("%s: %s %s", rows[i].why,
			    notice_state_label(is), answer);
		while (is == NOTICE_IS_SENDING) { /* out of the next row */
			kit_now += KIT_DAY;
			go(MAIL_WENT, "250 ok");
			is = state_of(&notice, answer);
		}
	}
}

/* What goes: their own reference and the initials, and nothing else of the child. */
static void
test_text(void **state)
{
	(void)state;
	begin();
	share_put(&kits.worker, &kind_notice_sent, MAIL_TO(HEAD));
	assert_true(go(MAIL_WENT, "250 ok"));
	assert_string_equal(turn.to, HEAD);
	assert_non_null(strstr(turn.subject, "S-77"));
	assert_non_null(strstr(turn.text, "R. F."));
	assert_non_null(strstr(turn.text, "Wed 18 November 2026"));
	assert_null(strstr(turn.text, "Robin"));
	assert_null(strstr(turn.text, "Fielding"));
	assert_null(strstr(turn.text, "C-0142"));
	assert_null(strstr(turn.subject, "Robin"));
}

/* ---- once ---- */

/* Of two people who send it, one does; after it was told, nobody. */
static void
test_once(void **state)
{
	char answer[KIND_LINE_MAX + 1];
	struct id notice;

	(void)state;
	begin();
	notice = kits.given;
	share_put(&kits.worker, &kind_notice_sent, MAIL_TO(HEAD));
	share_put(&kits.senior, &kind_notice_sent, MAIL_TO(HEAD));
	assert_int_equal(state_of(&notice, answer), NOTICE_IS_SENDING);
	assert_true(go(MAIL_WENT, "250 first"));
	assert_false(go(MAIL_WENT, "250 second"));
	assert_int_equal(state_of(&notice, answer), NOTICE_IS_DONE);
	assert_string_equal(answer, "250 first");
	share_put(&kits.senior, &kind_notice_sent, MAIL_TO(HEAD));
	assert_false(go(MAIL_WENT, "250 third"));
}

/* Sent again by a person, it is the same mail; to another address another one. */
static void
test_again(void **state)
{
	char answer[KIND_LINE_MAX + 1], id[MAIL_ID_MAX];
	struct id notice;

	(void)state;
	begin();
	notice = kits.given;
	share_put(&kits.worker, &kind_notice_sent, MAIL_TO(HEAD));
	assert_true(go(MAIL_UNSURE, "No answer."));
	snprintf(id, sizeof(id), "%s", turn.message_id);
	assert_false(go(MAIL_WENT, "250 by itself"));
	share_put(&kits.worker, &kind_notice_sent, MAIL_TO(HEAD));
	assert_true(go(MAIL_NEVER, "550 No such user"));
	assert_string_equal(turn.message_id, id);
	kit_save(&kits.senior, &kind_contact_person, &kit_none, &teacher, 1,
	    share_fill(TEACHER "\"new@school.example\"}"));
	kits.given = notice;
	share_put(
	    &kits.worker, &kind_notice_sent, MAIL_TO("new@school.example"));
	assert_true(go(MAIL_WENT, "250 ok"));
	assert_string_equal(turn.to, "new@school.example");
	assert_string_not_equal(turn.message_id, id);
	assert_int_equal(state_of(&notice, answer), NOTICE_IS_DONE);
}

/* ---- taken back before it left ---- */

static void
test_taken_back(void **state)
{
	char answer[KIND_LINE_MAX + 1];
	struct id notice;

	(void)state;
	begin();
	notice = kits.given;
	share_put(&kits.worker, &kind_notice_sent, MAIL_TO(HEAD));
	save_episode("2026-11-19");
	assert_int_equal(state_of(&notice, answer), NOTICE_IS_STOPPED);
	assert_false(go(MAIL_WENT, "250 ok"));
	/* One that is on its way is corrected by a second notice. */
	kits.given = notice_last();
	notice = kits.given;
	share_put(&kits.worker, &kind_notice_sent, MAIL_TO(HEAD));
	turn.wants_next = true;
	turn.has_result = false;
	turn.now_ms = kit_now + 1000;
	assert_int_equal(
	    writer_do(kit->writer, mail_turn_run, &turn, NULL), ERR_OK);
	assert_true(turn.has_next);
	save_episode("2026-11-20");
	assert_int_equal(state_of(&notice, answer), NOTICE_IS_SENDING);
	notice = notice_last();
	assert_int_equal(state_of(&notice, answer), NOTICE_IS_DUE);
}

#define T(test) cmocka_unit_test_setup_teardown(test, start_up, kit_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_may_go),
		T(test_results),
		T(test_text),
		T(test_once),
		T(test_again),
		T(test_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
