/* server_share_liar.c - a client that lies, through HTTP: whatever facts it makes up,
 * no decision to share stands unflagged that the office's own records do not bear
 * out; and what does not agree with itself is refused (decisions.md, "Whose facts").
 *
 * Every set of lies below is told about every child, recipient, answer of the family
 * and risk below: all combinations, each a decision that agrees with itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_sync.h"
#include "share_made.h"
#include "store_in.h"

#define BODY_MAX 16384

static struct id school, care, mother, advice;

/* ---- lies, each a bit ---- */

static void
lie_agreement(struct facts *f)
{
	for (size_t i = 0; i < f->answer_count; i++)
		f->answers[i].answer = ANSWER_NOT_ASKED;
	for (int i = 0; i < 2; i++) {
		struct facts_answer *a =
		    facts_add_answer(f, i ? mother.s : f->cyp.id,
			i ? ANSWER_ROLE_PARENT : ANSWER_ROLE_CYP);

		a->responsibility = i != 0;
		a->answer = ANSWER_AGREED;
		a->items.all = a->purposes.all = true;
		facts_add_name(&a->recipients, f->recipient.id);
	}
}

static void
lie_authority(struct facts *f)
{
	f->recipient.authority = !f->recipient.authority;
}

static void
lie_age(struct facts *f)
{
	facts_set_date(f->cyp.born, "2006-01-01");
}

static void
lie_advice(struct facts *f)
{
	f->advice = (struct facts_advice){ ADVICE_SHARE, ADVICE_BY_DIRECTOR };
}

static void
lie_referrer(struct facts *f)
{
	f->induction_done = !f->induction_done;
	f->recipient.referrer = true;
}

static void
lie_competence(struct facts *f)
{
	f->cyp.competence = COMPETENCE_COMPETENT;
}

static void (*const lies[])(struct facts *) = { lie_agreement, lie_authority,
	lie_age, lie_advice, lie_referrer, lie_competence };

#define LIES (sizeof(lies) / sizeof(lies[0]))

static unsigned told; /* bits: which of them */

static void
tell(struct facts *f)
{
	for (size_t i = 0; i < LIES; i++)
		if (told & 1u << i)
			lies[i](f);
}

/* ---- what is asked about ---- */

static const char *const born[] = { "2019-05-01", "2012-05-01", "2009-05-01",
	"2007-05-01" };

/* What the mother said, as the office has it. */
static const char *const said[] = { "", "agreed", "refused" };

static const struct {
	const char *why, *judged;
} shares[] = {
	{ "no risk", "\"harm\":\"none\"" },
	{ "harm", "\"harm\":\"significant_child\"" },
	{ "a crime", "\"harm\":\"serious_crime\"" },
	{ "danger", "\"harm\":\"none\",\"danger_now\":true" },
	{ "one of us", "\"harm\":\"none\",\"staff_allegation\":true" },
	{ "against a refusal", "\"harm\":\"needs_help\",\"benefit_outweighs\":"
			       "true" },
	{ "in doubt", "\"harm\":\"none\",\"in_doubt\":true" },
	{ "the referrer",
	    "\"harm\":\"none\",\"occasion\":\"referrer_change\"" },
	{ "a meeting", "\"harm\":\"none\",\"occasion\":\"meeting\"" },
};

#define N(a) (sizeof(a) / sizeof((a)[0]))

static void
make_file(size_t age, size_t says)
{
	char body[600];

	sc.file = id_new();
	snprintf(body, sizeof(body),
	    "{\"name\":\"A\",\"born\":\"%s\",\"purpose\":\"x\"}", born[age]);
	scene_put(&sc, SENIOR, "front_sheet", body);
	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-05\"}",
	    sc.who[ASSIGNED].staff.s);
	scene_put(&sc, SENIOR, "assignment", body);
	mother = scene_put(&sc, SENIOR, "adult",
	    "{\"name\":\"Mia\",\"relation\":\"mother\",\"responsibility\":"
	    "true}");
	snprintf(body, sizeof(body),
	    "{\"of\":\"%s\",\"due\":\"2026-04-07T12:00\",\"question\":\"x\"}",
	    sc.who[DIRECTOR].staff.s);
	advice = scene_put(&sc, ASSIGNED, "advice", body);
	if (*said[says] == '\0')
		return;
	snprintf(body, sizeof(body),
	    "{\"who\":\"parent\",\"adult\":\"%s\",\"answer\":\"%s\","
	    "\"recipients\":[{\"agency\":\"%s\"}],\"all_items\":true,"
	    "\"any_purpose\":true,\"from\":\"2026-01-05\",\"evidence\":\"x\"}",
	    mother.s, said[says], school.s);
	scene_put(&sc, ASSIGNED, "agreement", body);
}

static void
write_judged(char out[BODY_MAX], size_t share, const struct id *agency)
{
	snprintf(out, BODY_MAX,
	    "{\"agency\":\"%s\",\"role\":\"the head\",\"items\":[{\"what\":"
	    "\"x\",\"kind\":\"support\"}],\"purpose\":\"school_help\",%s,"
	    "\"people\":[{\"adult\":\"%s\",\"name\":\"Mia\",\"telling\":"
	    "\"safe\"},{\"name\":\"A\",\"telling\":\"safe\"}],\"advice\":\"%"
	    "s\",\"necessary\":true,\"need_to_know\":"
	    "true,\"accurate\":true,\"channel\":\"by_hand\",\"identity\":"
	    "\"Known.\",\"reasons\":\"x\",\"decided\":\"share\"}",
	    agency->s, shares[share].judged, mother.s, advice.s);
}

/* The office's own decision on it. */
static bool
office_may(const char *body)
{
	struct civil now = when_civil(sc.office.now_ms);
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct record *r = NULL;
	struct facts *f = NULL;
	struct decision d;
	char on[FACTS_DATE];
	const char *const day = on;
	bool may;

	assert_int_equal(record_from_json(&r, &kind_share_decision, body,
			     strlen(body), false, NULL, &e),
	    ERR_OK);
	share_day(r, &now, on);
	assert_int_equal(office_facts(sc.office.s, db, r, NULL, &sc.file,
			     &sc.who[ASSIGNED].staff, &day, 1, &f, &e),
	    ERR_OK);
	server_reader_done(sc.office.s, db);
	(void)share_judge(f, &d);
	may = d.may_share_now;
	decision_done(&d);
	facts_free(f);
	record_free(r);
	return may;
}

static void
make_body(const char *judged, struct buf *out)
{
	struct errinfo e = { 0 };
	struct share_maker m = { .s = sc.office.s,
		.db = server_reader(sc.office.s, &e),
		.file = &sc.file,
		.asker = &sc.who[ASSIGNED].staff,
		.now_ms = sc.office.now_ms,
		.lie = tell };

	share_made(&m, judged, out);
	server_reader_done(sc.office.s, m.db);
}

/* Does a flag hang on it, and is it stopped? */
static bool
is_flagged(struct db *db, const struct id *decision)
{
	struct stmt *st = db_stmt(db, SQL_HAS_CHILD);
	bool is;

	stmt_id(st, 1, decision);
	stmt_text(st, 2, "share_flag");
	is = stmt_row(st);
	stmt_reset(st);
	return is;
}

struct sent {
	struct id id;
	unsigned lies;
	bool may; /* by the office */
};

#define SENT_MAX 64

static struct sent sent[SENT_MAX];

/* The writes of one sync, with the sets of lies from this one on. */
static void
write_sync(const char *judged, unsigned from, struct buf *text)
{
	struct buf body = BUF_INIT(BODY_MAX);

	buf_clear(text);
	buf_adds(text, "{\"cursor\":\"999999\",\"writes\":[");
	for (told = from; told < from + SENT_MAX; told++) {
		struct sent *s = &sent[told - from];
		struct id write = id_new();

		buf_clear(&body);
		make_body(judged, &body);
		*s =
		    (struct sent){ id_new(), told, office_may(buf_str(&body)) };
		buf_addf(text,
		    "%s{\"write\":\"%s\",\"kind\":\"share_decision\",\"file\":"
		    "\"%s\",\"id\":\"%s\",\"base\":0,\"table\":1,\"written\":"
		    "%lld,\"body\":%s}",
		    told > from ? "," : "", write.s, sc.file.s, s->id.s,
		    (long long)sc.office.now_ms, buf_str(&body));
	}
	buf_adds(text, "]}");
	assert_false(text->failed);
	buf_done(&body);
}

static void
expect_flagged(const char *why, size_t counts[2])
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);

	for (size_t i = 0; i < SENT_MAX; i++) {
		bool is = is_flagged(db, &sent[i].id);

		if (status_at(i) != 201)
			fail_msg("%s: %lld %s", why, (long long)status_at(i),
			    json_text_of(result_at(i), "detail", ""));
		if (!sent[i].may && !is)
			fail_msg("%s, lies %u: it stands unflagged", why,
			    sent[i].lies);
		/* And the truth, where it may, is nobody's business. */
		if (sent[i].lies == 0 && sent[i].may && is)
			fail_msg("%s: flagged for nothing", why);
		counts[sent[i].may]++;
	}
	server_reader_done(sc.office.s, db);
}

/* All sets of lies about one share. */
static void
send_all(
    size_t share, const struct id *agency, const char *why, size_t counts[2])
{
	struct buf text = BUF_INIT(4u << 20);
	char judged[BODY_MAX];

	write_judged(judged, share, agency);
	for (unsigned from = 0; from < 1u << LIES; from += SENT_MAX) {
		write_sync(judged, from, &text);
		assert_int_equal(sync_text(ASSIGNED, buf_str(&text)), 200);
		expect_flagged(why, counts);
	}
	buf_done(&text);
}

static void
send_shares(size_t age, size_t says, size_t counts[2])
{
	const struct id *const to[] = { &school, &care };
	char why[200];

	for (size_t share = 0; share < N(shares); share++)
		for (size_t i = 0; i < N(to); i++) {
			snprintf(why, sizeof(why),
			    "born %s, mother \"%s\", %s, %s", born[age],
			    said[says], shares[share].why,
			    i ? "social care" : "the school");
			send_all(share, to[i], why, counts);
		}
}

static void
test_all_lies(void **state)
{
	size_t counts[2] = { 0 };

	(void)state;
	for (size_t age = 0; age < N(born); age++)
		for (size_t says = 0; says < N(said); says++) {
			make_file(age, says);
			send_shares(age, says, counts);
		}
	/* Both sorts were among them, or nothing was proved. */
	print_message(
	    "%zu decisions may be shared, %zu may not\n", counts[1], counts[0]);
	assert_true(counts[0] > 1000 && counts[1] > 1000);
}

/* ---- claims that do not agree with what is sent ---- */

static unsigned
put_decision(const char *body)
{
	struct id id = id_new();
	char path[200];

	return worker_put(&sc.who[ASSIGNED],
	    scene_path(path, &sc.file, "share_decision", &id), 0, NULL, body,
	    &sc.out);
}

static void
test_claims(void **state)
{
	static const struct {
		const char *why, *key, *value;
		unsigned status;
	} rows[] = {
		{ "as it is", "need", "x", 201 },
		{ "that it may", "may", "yes", 422 },
		{ "another outcome", "outcome", "share_with_consent", 422 },
		{ "other facts than answers", "harm", "unknown", 422 },
		{ "facts of nothing", "facts", "[]", 422 },
		{ "facts cut off", "facts", "{\"on\":\"2026-04-04\"", 422 },
		{ "facts with a member twice", "facts",
		    "{\"on\":\"2026-04-04\",\"on\":\"2026-04-05\",\"harm\":"
		    "\"none\"}",
		    422 },
		{ "no facts", "facts", "", 422 },
	};
	char judged[BODY_MAX];

	(void)state;
	make_file(0, 0);
	told = 0;
	write_judged(judged, 0, &school);
	for (size_t i = 0; i < N(rows); i++) {
		struct buf body = BUF_INIT(BODY_MAX), text = BUF_INIT(BODY_MAX);
		struct errinfo e = { 0 };
		struct record *r = NULL;
		unsigned got;

		make_body(judged, &body);
		assert_int_equal(record_from_json(&r, &kind_share_decision,
				     body.data, body.len, false, NULL, &e),
		    ERR_OK);
		record_set(r, rows[i].key, rows[i].value);
		record_to_json(r, false, &text);
		got = put_decision(buf_str(&text));
		if (got != rows[i].status)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
		record_free(r);
		buf_done(&body);
		buf_done(&text);
	}
}

/* Advice and an agreement that were given on another file of theirs. */
static void
test_of_another_file(void **state)
{
	struct id elsewhere;
	struct buf body = BUF_INIT(BODY_MAX);
	struct errinfo e = { 0 };
	char judged[BODY_MAX];
	struct db *db;
	struct json *doc;
	struct id id;

	(void)state;
	told = 0;
	make_file(0, 1);
	elsewhere = advice;
	make_file(0, 0);
	advice = elsewhere;
	write_judged(judged, 0, &school);
	make_body(judged, &body);
	assert_int_equal(put_decision(buf_str(&body)), 422);
	assert_true(answer_has("another file"));
	/* The mother of the other file, who agreed there. */
	make_file(0, 0);
	told = 1;
	write_judged(judged, 0, &school);
	buf_clear(&body);
	make_body(judged, &body);
	assert_int_equal(put_decision(buf_str(&body)), 201);
	doc = office_json(&sc.out);
	id_parse(&id, json_text_of(doc, "id", ""));
	json_free(doc);
	db = server_reader(sc.office.s, &e);
	assert_true(is_flagged(db, &id));
	server_reader_done(sc.office.s, db);
	buf_done(&body);
}

/* What the office makes cannot be made, changed or taken back by a client. */
static void
test_office_alone(void **state)
{
	static const char *const kinds_of_it[] = { "share_flag", "task",
		"opening" };

	(void)state;
	for (size_t i = 0; i < N(kinds_of_it); i++)
		for (enum who who = 0; who < WHO_COUNT; who++) {
			struct id id = id_new();
			char path[200];
			unsigned got = worker_put(&sc.who[who],
			    scene_path(path, &sc.file, kinds_of_it[i], &id), 0,
			    NULL, "{}", &sc.out);

			/* An inspector without an inspection is not let in. */
			if (got != (who == INSPECTOR ? 401 : 403))
				fail_msg("%s, %s: %u", kinds_of_it[i],
				    scene_people[who].name, got);
		}
}

static int
start(void **state)
{
	struct id mine;
	char body[300];

	sync_start(state);
	mine = sc.file;
	sc.file = (struct id){ "" };
	school = scene_put(
	    &sc, SENIOR, "agency", "{\"name\":\"School\",\"what\":\"school\"}");
	care = scene_put(&sc, SENIOR, "agency",
	    "{\"name\":\"Care\",\"what\":\"social_care\"}");
	snprintf(body, sizeof(body),
	    "{\"agency\":\"%s\",\"is_authority\":true,\"reason\":\"x\"}",
	    care.s);
	scene_put(&sc, SENIOR, "authority", body);
	sc.file = mine;
	return 0;
}

#define T(test) cmocka_unit_test_setup_teardown(test, start, sync_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_all_lies),
		T(test_claims),
		T(test_of_another_file),
		T(test_office_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
