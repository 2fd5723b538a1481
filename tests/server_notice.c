/* server_notice.c - notices to the referrer make themselves, once for each event, in
 * whatever order things come (F1, F2); and what is sent, or not. */
#include "notice_office.h"
#include "share_kit.h"

/* A step: a letter of what comes, and its body, or more of it. The day of the kit is
 * 2026-11-20.
 *   E  an episode of the school; e: the same, changed
 *   C  a change in support; c: the last one, changed
 *   A  an answer of the mother   N  how the last notice went
 *   n  how the first notice went */
struct step {
	char what;
	const char *body;
};
#define STEPS 8

static struct id episode, change, teacher;
static int64_t episode_version, change_version;

#define EPISODE                                                              \
	"{\"referred_on\":\"2026-10-01\",\"agency\":\"$school\",\"person\":" \
	"\"$given\",\"their_reference\":\"S-77\",\"why_referred\":\"x\","    \
	"\"purpose\":\"y\""
#define BEGUN EPISODE ",\"started\":\"2026-11-02\""
#define ENDED BEGUN ",\"ended\":\"2026-11-18\",\"end_reason\":\"z\"}"
#define CHANGE "{\"episode\":\"$given\",\"reason\":\"x\",\"nature\":\"group\""
#define AGREED(from)                                                       \
	"{\"who\":\"parent\",\"adult\":\"$mother\",\"answer\":\"agreed\"," \
	"\"recipients\":[{\"agency\":\"$school\"}],\"all_items\":true,"    \
	"\"any_purpose\":true,\"from\":\"" from "\",\"evidence\":\"x\"}"
#define WITHDRAWN                                                             \
	"{\"who\":\"parent\",\"adult\":\"$mother\",\"answer\":\"withdrawn\"," \
	"\"all_items\":true,\"any_purpose\":true,\"from\":\"2026-11-20\","    \
	"\"evidence\":\"x\"}"
#define LETTER                                                             \
	"{\"notice\":\"$given\",\"how\":\"letter\",\"to\":\"Ms Example\"," \
	"\"when\":\"2026-11-20T10:00\"}"
#define MAIL                                               \
	"{\"notice\":\"$given\",\"how\":\"email\",\"to\":" \
	"\"head@school.example\"}"
#define NOT "{\"notice\":\"$given\",\"how\":\"not_sent\",\"note\":\"x\"}"

/* ---- what there is ---- */

static struct id
notice_at(bool last)
{
	struct id *ids = NULL, id = { "" };
	struct db *db = server_reader(kit, NULL);
	size_t n = 0;

	assert_int_equal(
	    store_ids_of_kind(db, &kits.file, &kind_notice, &ids, &n, NULL),
	    ERR_OK);
	server_reader_done(kit, db);
	if (n > 0)
		id = last ? ids[n - 1] : ids[0];
	free(ids);
	return id;
}

/* "start Due, end corrected Stopped" */
static void
describe(struct buf *out)
{
	struct db *db = server_reader(kit, NULL);
	struct id *ids = NULL;
	size_t n = 0;

	assert_int_equal(
	    store_ids_of_kind(db, &kits.file, &kind_notice, &ids, &n, NULL),
	    ERR_OK);
	for (size_t i = 0; i < n; i++) {
		struct own_notice own;
		const char *correction;

		assert_int_equal(own_notice_read(kit, db, &ids[i], NULL,
				     kit_now, &own, NULL),
		    ERR_OK);
		correction = record_text(own.body, "correction");
		buf_addf(out, "%s%s%s%s %s", i > 0 ? ", " : "",
		    record_text(own.body, "what"), *correction ? " " : "",
		    correction, notice_state_label(own.stand.state));
		own_notice_done(&own);
	}
	free(ids);
	server_reader_done(kit, db);
}

/* ---- doing it ---- */

static void
do_step(const struct step *s, const char *why)
{
	static const struct {
		char what;
		const struct kind *kind;
		bool last;
	} sent[] = { { 'N', &kind_notice_sent, true },
		{ 'n', &kind_notice_sent, false } };
	unsigned status = 201, want = 201;

	switch (s->what) {
	case 'E':
	case 'e':
		kits.given = teacher;
		if (s->what == 'E') {
			episode = id_new();
			episode_version = 0;
		}
		want = s->what == 'E' ? 201 : 200;
		status = kit_save(&kits.worker, &kind_episode, &kits.file,
		    &episode, episode_version++, share_fill(s->body));
		break;
	case 'C':
	case 'c':
		kits.given = episode;
		if (s->what == 'C') {
			change = id_new();
			change_version = 0;
		}
		want = s->what == 'C' ? 201 : 200;
		status = kit_save(&kits.worker, &kind_nature_change, &kits.file,
		    &change, change_version++, share_fill(s->body));
		break;
	case 'A': share_put(&kits.worker, &kind_agreement, s->body); break;
	default:
		for (size_t i = 0; i < KIND_COUNT(sent); i++)
			if (sent[i].what == s->what) {
				kits.given = notice_at(sent[i].last);
				share_put(&kits.worker, sent[i].kind, s->body);
			}
	}
	if (status != want)
		fail_msg("%s: %c gave %u", why, s->what, status);
}

static void
begin(void)
{
	kit_now = when_ms(&(struct civil){ 2026, 11, 20, 12, 0, true });
	share_file("2018-04-03");
	kits.given = kits.school;
	teacher = share_put(&kits.senior, &kind_contact_person,
	    "{\"agency\":\"$school\",\"name\":\"Ms Example\",\"email\":"
	    "\"head@school.example\"}");
}

static void
test_orders(void **state)
{
	static const struct {
		const char *why, *want;
		struct step steps[STEPS];
	} rows[] = {
		{ "a referral alone tells nothing", "",
		    { { 'E', EPISODE "}" } } },
		{ "a start", "start Overdue", { { 'E', BEGUN "}" } } },
		{ "a start and what it is", "start Overdue, nature Due",
		    { { 'E', BEGUN ",\"nature\":\"group\",\"nature_on\":"
				   "\"2026-11-18\"}" } } },
		{ "the same again makes no second one", "start Overdue",
		    { { 'E', BEGUN "}" },
			{ 'e', BEGUN ",\"nature_words\":\"x\"}" } } },
		{ "an end before the start was told", "start Overdue, end Due",
		    { { 'E', BEGUN "}" }, { 'e', ENDED } } },
		{ "nobody referred", "",
		    { { 'E', "{\"referred_on\":\"2026-10-01\","
			     "\"why_referred\":\"x\",\"purpose\":\"y\","
			     "\"started\":\"2026-11-02\"}" } } },
		{ "corrected before it was told",
		    "start Stopped, start Overdue",
		    { { 'E', BEGUN "}" },
			{ 'e', EPISODE ",\"started\":\"2026-11-03\"}" } } },
		{ "taken back before it was told", "start Stopped",
		    { { 'E', BEGUN "}" }, { 'e', EPISODE "}" } } },
		{ "told, and corrected", "start Done, start corrected Due",
		    { { 'E', BEGUN "}" }, { 'N', LETTER },
			{ 'e', EPISODE ",\"started\":\"2026-11-03\"}" } } },
		{ "told, corrected, and back again",
		    "start Done, start corrected Stopped",
		    { { 'E', BEGUN "}" }, { 'N', LETTER },
			{ 'e', EPISODE ",\"started\":\"2026-11-03\"}" },
			{ 'e', BEGUN "}" } } },
		{ "told, and taken back", "start Done, start undone Due",
		    { { 'E', BEGUN "}" }, { 'N', LETTER },
			{ 'e', EPISODE "}" } } },
		{ "told, taken back, told, and so after all",
		    "start Done, start undone Done, start corrected Due",
		    { { 'E', BEGUN "}" }, { 'N', LETTER }, { 'e', EPISODE "}" },
			{ 'N', LETTER }, { 'e', BEGUN "}" } } },
		{ "decided against stays so", "start Not sent",
		    { { 'E', BEGUN "}" }, { 'N', NOT },
			{ 'e', BEGUN ",\"nature_words\":\"x\"}" } } },
		{ "the agency was another one", "start Stopped, start Overdue",
		    { { 'E', BEGUN "}" },
			{ 'e', "{\"referred_on\":\"2026-10-01\",\"agency\":"
			       "\"$care\",\"why_referred\":\"x\",\"purpose\":"
			       "\"y\",\"started\":\"2026-11-02\"}" } } },
		{ "and had been told",
		    "start Done, start undone Due, "
		    "start Overdue",
		    { { 'E', BEGUN "}" }, { 'N', LETTER },
			{ 'e', "{\"referred_on\":\"2026-10-01\",\"agency\":"
			       "\"$care\",\"why_referred\":\"x\",\"purpose\":"
			       "\"y\",\"started\":\"2026-11-02\"}" } } },
		/* F2 */
		{ "a change without an agreement",
		    "start Overdue, change Not to be sent",
		    { { 'E', BEGUN "}" },
			{ 'C', CHANGE ",\"on\":\"2026-11-10\"}" } } },
		{ "a change with one", "start Overdue, change May be sent",
		    { { 'A', AGREED("2026-11-01") }, { 'E', BEGUN "}" },
			{ 'C', CHANGE ",\"on\":\"2026-11-20\"}" } } },
		{ "an agreement that came later",
		    "start Overdue, change Not to be sent",
		    { { 'E', BEGUN "}" },
			{ 'C', CHANGE ",\"on\":\"2026-11-10\"}" },
			{ 'A', AGREED("2026-11-20") } } },
		{ "also if it is on file before the change",
		    "start Overdue, change Not to be sent",
		    { { 'E', BEGUN "}" }, { 'A', AGREED("2026-11-15") },
			{ 'C', CHANGE ",\"on\":\"2026-11-10\"}" } } },
		{ "is for later changes",
		    "start Overdue, change Not to be sent, "
		    "change May be sent",
		    { { 'E', BEGUN "}" },
			{ 'C', CHANGE ",\"on\":\"2026-11-10\"}" },
			{ 'A', AGREED("2026-11-20") },
			{ 'C', "{\"episode\":\"$given\",\"reason\":\"x\","
			       "\"nature\":\"mentoring\",\"on\":"
			       "\"2026-11-20\"}" } } },
		{ "taken back before it was sent",
		    "start Overdue, change Stopped",
		    { { 'A', AGREED("2026-11-01") }, { 'E', BEGUN "}" },
			{ 'C', CHANGE ",\"on\":\"2026-11-20\"}" },
			{ 'A', WITHDRAWN } } },
		{ "taken back after it was sent", "start Overdue, change Done",
		    { { 'A', AGREED("2026-11-01") }, { 'E', BEGUN "}" },
			{ 'C', CHANGE ",\"on\":\"2026-11-20\"}" },
			{ 'N', LETTER }, { 'A', WITHDRAWN } } },
		{ "the change was a mistake", "start Overdue, change Stopped",
		    { { 'A', AGREED("2026-11-01") }, { 'E', BEGUN "}" },
			{ 'C', CHANGE ",\"on\":\"2026-11-20\"}" },
			{ 'c', CHANGE
			    ",\"on\":\"2026-11-20\",\"undone\":true}" } } },
		{ "and had been told",
		    "start Overdue, change Done, change undone Due",
		    { { 'A', AGREED("2026-11-01") }, { 'E', BEGUN "}" },
			{ 'C', CHANGE ",\"on\":\"2026-11-20\"}" },
			{ 'N', LETTER },
			{ 'c', CHANGE
			    ",\"on\":\"2026-11-20\",\"undone\":true}" } } },
		/* a letter that went before the office could say stop */
		{ "sent meanwhile, although stopped",
		    "start Done, start undone Due",
		    { { 'E', BEGUN "}" }, { 'e', EPISODE "}" },
			{ 'n', LETTER } } },
		{ "an e-mail for what had been stopped", "start Stopped",
		    { { 'E', BEGUN "}" }, { 'e', EPISODE "}" },
			{ 'n', MAIL } } },
		{ "an e-mail, and mail is off", "start Held",
		    { { 'E', BEGUN "}" }, { 'N', MAIL } } },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct buf is = BUF_INIT(4096);

		begin();
		for (size_t k = 0; k < STEPS && rows[i].steps[k].what; k++)
			do_step(&rows[i].steps[k], rows[i].why);
		describe(&is);
		if (strcmp(buf_str(&is), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&is));
		buf_done(&is);
	}
}

/* The rules over several records are the office's too: the table of them is in
 * common_support_check.c. */
static void
test_agrees(void **state)
{
	static const struct {
		const char *why;
		const struct kind *kind;
		const char *body;
		int64_t base; /* of an episode: the first one */
		const char *field, *says;
	} rows[] = {
		{ "a second episode of the same", &kind_episode,
		    BEGUN ",\"nature\":\"group\"}", 0, "nature",
		    "is open on this file" },
		{ "another one", &kind_episode,
		    BEGUN ",\"nature\":\"mentoring\"}", 0, NULL, NULL },
		{ "a change without a change", &kind_nature_change,
		    CHANGE ",\"on\":\"2026-11-10\"}", 0, "nature",
		    "no change" },
		{ "a change before the start", &kind_nature_change,
		    "{\"episode\":\"$given\",\"reason\":\"x\",\"nature\":"
		    "\"family_work\",\"on\":\"2026-11-01\"}",
		    0, "on", "before the support began" },
		{ "a change", &kind_nature_change,
		    "{\"episode\":\"$given\",\"reason\":\"x\",\"nature\":"
		    "\"family_work\",\"on\":\"2026-11-12\"}",
		    0, NULL, NULL },
		{ "an end before it", &kind_episode,
		    BEGUN ",\"nature\":\"group\",\"ended\":\"2026-11-11\","
			  "\"end_reason\":\"z\"}",
		    1, "ended", "after that day" },
		{ "an end after it", &kind_episode,
		    BEGUN ",\"nature\":\"group\",\"ended\":\"2026-11-18\","
			  "\"end_reason\":\"z\"}",
		    1, NULL, NULL },
	};

	(void)state;
	begin();
	kits.given = teacher;
	episode = id_new();
	assert_int_equal(
	    kit_save(&kits.worker, &kind_episode, &kits.file, &episode, 0,
		share_fill(BEGUN ",\"nature\":\"group\"}")),
	    201);
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id = rows[i].base ? episode : id_new();
		unsigned want = rows[i].field ? 422 : rows[i].base ? 200 : 201;
		unsigned status;

		kits.given = rows[i].kind == &kind_episode ? teacher : episode;
		status = kit_save(&kits.worker, rows[i].kind, &kits.file, &id,
		    rows[i].base, share_fill(rows[i].body));
		if (status != want)
			fail_msg("%s: %u %s", rows[i].why, status,
			    kit_result.error.says);
		if (rows[i].field &&
		    (strcmp(kit_result.error.field, rows[i].field) != 0 ||
			!strstr(kit_result.error.says, rows[i].says)))
			fail_msg("%s: %s: %s", rows[i].why,
			    kit_result.error.field, kit_result.error.says);
	}
}

/* Two devices end the same episode: the second hears that it was changed, and whoever
 * chooses makes no second notice of the same end (promise 4). */
static void
test_two_devices(void **state)
{
	static const char other[] =
	    BEGUN ",\"ended\":\"2026-11-19\",\"end_reason\":\"z\"}";
	static const struct {
		const char *why, *body;
		int64_t base;
		unsigned status;
		const char *want;
	} rows[] = {
		{ "the first", ENDED, 1, 200, "start Overdue, end Due" },
		{ "the second, unseen", other, 1, 412,
		    "start Overdue, end Due" },
		{ "who keeps what is there", ENDED, 2, 200,
		    "start Overdue, end Due" },
		{ "who takes the other", other, 3, 200,
		    "start Overdue, end Stopped, end Due" },
	};
	const struct step first = { 'E', BEGUN "}" };

	(void)state;
	begin();
	do_step(&first, "the start");
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct buf is = BUF_INIT(4096);
		unsigned status;

		kits.given = teacher;
		status = kit_save(&kits.senior, &kind_episode, &kits.file,
		    &episode, rows[i].base, share_fill(rows[i].body));
		describe(&is);
		if (status != rows[i].status ||
		    strcmp(buf_str(&is), rows[i].want) != 0)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&is));
		buf_done(&is);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_orders, share_start, kit_stop),
		cmocka_unit_test_setup_teardown(
		    test_two_devices, share_start, kit_stop),
		cmocka_unit_test_setup_teardown(
		    test_agrees, share_start, kit_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
