/* common_decide_slim.c - answers that can change nothing are left out of facts, and
 * the decision stays what it was, to the byte: row by row, and for random facts of
 * few answers and of many (SLIM_FACTS=N for another number of them). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide_kit.h"
#include "decide_random.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SAMPLE 4000
#else
#define SAMPLE 40000
#endif
#define SEED UINT64_C(20261120)
#define MANY 60 /* answers, at most */

static struct buf before, after, json;

/* ---- row by row: who is left, by the first word of "from" ---- */

#define SAID(who, role, what, day) \
	SAYS(who, role, what, WITH ",'from':'" day "'")
#define MUM_ON(what, day) SAID("mum", "parent", what, day)
#define DAD_ON(what, day) SAID("dad", "parent", what, day)
#define TO(who, what, names, day)                                    \
	"{'person':'" who "','role':'parent','responsibility':true," \
	"'answer':'" what "','recipients':[" names                   \
	"],'items':'all','purposes':'any','from':'" day "'}"

static const struct {
	const char *why, *facts, *want; /* person, year and names of each */
} rows[] = {
	{ "nobody", "'answers':[]", "" },
	{ "one stays", ANSWERS(MUM_ON("agreed", "2024-01-01")),
	    "mum 2024 school; " },
	{ "the latest agreement and the earliest stay",
	    ANSWERS(MUM_ON("agreed", "2024-01-01") "," MUM_ON(
		"agreed", "2025-01-01") "," MUM_ON("agreed", "2026-01-01")),
	    "mum 2024 school; mum 2026 school; " },
	{ "the latest refusal stays",
	    ANSWERS(MUM_ON("refused", "2024-01-01") "," MUM_ON(
		"withdrawn", "2025-01-01") "," MUM_ON("agreed", "2026-01-01")),
	    "mum 2025 school; mum 2026 school; " },
	{ "each person's own",
	    ANSWERS(MUM_ON("refused", "2024-01-01") "," DAD_ON(
		"refused", "2025-01-01")),
	    "mum 2024 school; dad 2025 school; " },
	{ "not asked is no refusal",
	    ANSWERS(MUM_ON("not_asked", "2026-04-03") "," MUM_ON(
		"refused", "2025-01-01")),
	    "mum 2026 school; mum 2025 school; " },
	{ "an older one that cannot be asked goes",
	    ANSWERS(MUM_ON("cannot_ask", "2024-01-01") "," MUM_ON(
		"refused", "2025-01-01")),
	    "mum 2025 school; " },
	{ "the latest says that they cannot be asked",
	    ANSWERS(MUM_ON("refused", "2024-01-01") "," MUM_ON(
		"cannot_ask", "2025-01-01")),
	    "mum 2024 school; mum 2025 school; " },
	{ "of one day the last of the list is the latest",
	    ANSWERS(MUM_ON("cannot_ask", "2025-01-01") "," MUM_ON(
		"cannot_ask", "2025-01-01") "," TO("mum", "cannot_ask", "'gp'",
		"2025-01-01")),
	    "mum 2025 gp; " },
	{ "one to come is no answer yet, beside another",
	    ANSWERS(MUM_ON("refused", "2027-01-01") "," MUM_ON(
		"agreed", "2025-01-01")),
	    "mum 2025 school; " },
	{ "one to come is all there is",
	    ANSWERS(MUM_ON("refused", "2027-01-01")), "mum 2027 school; " },
	{ "a refusal for somebody else goes, an agreement shows what lacks",
	    ANSWERS(TO("mum", "refused", "'gp'", "2024-01-01") "," TO(
		"mum", "agreed", "'gp'", "2025-01-01")),
	    "mum 2025 gp; " },
	{ "names beside the recipient go",
	    ANSWERS(TO("mum", "agreed", "'gp','school','mash','school'",
		"2025-01-01")),
	    "mum 2025 school; " },
	{ "of names without the recipient the first stays",
	    ANSWERS(TO("mum", "agreed", "'gp','mash','gp'", "2025-01-01")),
	    "mum 2025 gp; " },
	{ "a refusal of somebody else stays one of somebody else",
	    ANSWERS(TO("mum", "refused", "'gp','mash'", "2025-01-01")),
	    "mum 2025 gp; " },
	{ "a refusal without names stays one of all",
	    ANSWERS(TO("mum", "refused", "", "2025-01-01")), "mum 2025 ; " },
	{ "what ends before it begins stays (row 6), once",
	    ANSWERS("{'person':'mum','role':'parent','from':'2024-02-01',"
		    "'until':'2024-01-01'},{'person':'mum','role':'parent',"
		    "'from':'2023-02-01','until':'2023-01-01'}," MUM_ON(
			"agreed", "2025-01-01")),
	    "mum 2024 ; mum 2025 school; " },
	{ "responsibility that only one answer says stays",
	    ANSWERS("{'person':'mum','role':'parent','responsibility':true,"
		    "'from':'2020-01-01'},{'person':'mum','role':'parent',"
		    "'from':'2021-01-01'},{'person':'mum','role':'parent',"
		    "'from':'2022-01-01'}"),
	    "mum 2020 ; mum 2022 ; " },
};

static struct facts *
read_facts(const char *given)
{
	struct errinfo e = { 0 };
	struct facts *f = NULL;

	buf_clear(&json);
	kit_json(&json, given);
	if (facts_read(&f, json.data, json.len, &e) != ERR_OK)
		fail_msg("%s: %s", given, e.says);
	return f;
}

static void
write_decision(const struct facts *f, struct buf *out)
{
	struct decision d;

	buf_clear(out);
	decide(f, &d);
	decision_write(&d, out);
	decision_done(&d);
}

static void
test_rows(void **state)
{
	struct buf has = BUF_INIT(10000);

	(void)state;
	for (size_t i = 0; i < KIT_COUNT(rows); i++) {
		struct facts *f = read_facts(rows[i].facts);

		write_decision(f, &before);
		facts_slim(f);
		write_decision(f, &after);
		buf_clear(&has);
		for (size_t k = 0; k < f->answer_count; k++) {
			const struct facts_answer *a = &f->answers[k];

			buf_addf(&has, "%s %.4s ", a->person, a->from);
			for (size_t n = 0; n < a->recipients.count; n++)
				buf_addf(&has, "%s", a->recipients.at[n]);
			buf_adds(&has, "; ");
		}
		if (strcmp(buf_str(&has), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&has));
		if (strcmp(buf_str(&before), buf_str(&after)) != 0)
			fail_msg(
			    "%s: decided as %s", rows[i].why, buf_str(&after));
		facts_free(f);
	}
	buf_done(&has);
}

/* ---- whatever the answers are ---- */

static size_t
sample(void)
{
	const char *given = getenv("SLIM_FACTS");

	return given != NULL ? strtoul(given, NULL, 10) : SAMPLE;
}

static void
complain(const struct facts *slim, const char *all, const char *what)
{
	buf_clear(&after);
	facts_write(slim, &after);
	fail_msg("%s:\n%s\n%s", what, all, buf_str(&after));
}

static struct facts *
copy(const struct facts *f)
{
	struct errinfo e = { 0 };
	struct facts *again = NULL;

	buf_clear(&json);
	facts_write(f, &json);
	if (facts_read(&again, json.data, json.len, &e) != ERR_OK)
		fail_msg("%s", e.says);
	return again;
}

/* Most have few answers, one in eight has many. */
static struct facts *
random_many(uint64_t *seed)
{
	struct facts *f = random_facts(seed);

	if (random_one_in(seed, 8))
		for (unsigned n = random_below(seed, MANY); n > 0; n--)
			random_answer(seed, f);
	if (random_one_in(seed, 4))
		f->occasion = OCCASION_MEETING;
	return f;
}

static void
test_decides_the_same(void **state)
{
	uint64_t seed = SEED;
	size_t had = 0, has = 0;

	(void)state;
	for (size_t i = 0; i < sample(); i++) {
		struct facts *all = random_many(&seed), *slim = copy(all);
		size_t once;

		write_decision(all, &before);
		facts_slim(slim);
		write_decision(slim, &after);
		if (strcmp(buf_str(&before), buf_str(&after)) != 0)
			complain(slim, json.data, "decided in another way");
		once = slim->answer_count;
		had += all->answer_count;
		has += once;
		facts_slim(slim);
		if (slim->answer_count != once)
			complain(slim, json.data, "less the second time");
		facts_free(all);
		facts_free(slim);
	}
	print_message("%zu answers, of which %zu stay\n", had, has);
	assert_true(has * 3 < had * 2);
}

/* More answers after it was done, as when they are gathered piece by piece. */
static void
test_in_pieces(void **state)
{
	uint64_t seed = SEED + 1;

	(void)state;
	for (size_t i = 0; i < sample() / 4; i++) {
		struct facts *all = random_many(&seed), *slim = copy(all);
		uint64_t same = seed;

		facts_slim(slim);
		for (unsigned n = random_below(&seed, 8); n > 0; n--)
			random_answer(&seed, all);
		for (unsigned n = random_below(&same, 8); n > 0; n--)
			random_answer(&same, slim);
		write_decision(all, &before);
		write_decision(slim, &after);
		if (strcmp(buf_str(&before), buf_str(&after)) != 0)
			complain(slim, json.data, "decided in another way");
		facts_slim(slim);
		write_decision(slim, &after);
		if (strcmp(buf_str(&before), buf_str(&after)) != 0)
			complain(slim, json.data, "and after that");
		facts_free(all);
		facts_free(slim);
	}
}

/* As many answers as may be, each with as many names: few bytes stay. */
static void
test_most(void **state)
{
	struct facts *f = read_facts("'answers':[]");
	char name[40];

	(void)state;
	for (unsigned i = 0; i < FACTS_ANSWERS_MAX; i++) {
		struct facts_answer *a = facts_add_answer(
		    f, i % 2 ? "mum" : "dad", ANSWER_ROLE_PARENT);

		a->answer = (enum answer)(i / 2 % ANSWER_COUNT);
		snprintf(name, sizeof(name), "20%02u-01-01", i % 30);
		facts_set_date(a->from, name);
		for (unsigned n = 0; n < 30; n++) {
			snprintf(name, sizeof(name), "agency %u of %u", n, i);
			facts_add_name(&a->recipients, name);
		}
	}
	write_decision(f, &before);
	facts_slim(f);
	write_decision(f, &after);
	assert_string_equal(buf_str(&before), buf_str(&after));
	buf_clear(&json);
	facts_write(f, &json);
	assert_false(json.failed);
	if (f->answer_count > 10 || json.len > 4000)
		fail_msg("%zu answers, %s", f->answer_count, json.data);
	/* There is room for more again. */
	assert_non_null(facts_add_answer(f, "mum", ANSWER_ROLE_PARENT));
	facts_free(f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_decides_the_same),
		cmocka_unit_test(test_in_pieces),
		cmocka_unit_test(test_most),
	};
	int failed;

	buf_init(&before, DECISION_JSON_MAX);
	buf_init(&after, DECISION_JSON_MAX);
	buf_init(&json, KIT_MAX);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_done(&before);
	buf_done(&after);
	buf_done(&json);
	return failed;
}
