/* common_decide_space.c - what must hold whatever the facts are (decide_safety.h),
 * asked of every combination of three planes through the space of facts
 * (decide_space.h), and of random facts beside them.
 *
 * Gone through whole: "which row" (all that the conditions of the rows look at,
 * with answers that come to agreed, refused, disagree and open), "whose answer"
 * (seventeen lists of answers, ages, competence and items, by harm, advice,
 * occasion and recipient), "what it needs" (checks, flags and people by fourteen
 * cases that reach each row). The product of all dimensions has more than 10^11
 * combinations, some weeks of work, so what lies between the planes is sampled:
 * 60,000 random facts of a fixed seed, each with all six harms.
 *
 * DECIDE_EVERY=N goes through one in N; with sanitizers it is one in 5, unless that
 * says otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide_random.h"
#include "decide_safety.h"
#include "decide_space.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define EVERY 5
#else
#define EVERY 1
#endif
#define SAMPLE 60000
#define SEED UINT64_C(20260403)

struct walk {
	size_t met[SAFETY_COUNT]; /* how often the premise was so */
	size_t rows[DECIDE_ROW_COUNT];
	size_t since_bytes;
	struct buf bytes, again;
	bool was_shared; /* at a lesser harm */
};

static size_t
every(void)
{
	const char *s = getenv("DECIDE_EVERY");
	long n = s != NULL ? strtol(s, NULL, 10) : EVERY;

	return n > 0 ? (size_t)n : 1;
}

static void
complain(const struct facts *f, const struct decision *d, const char *what)
{
	struct buf json = BUF_INIT(KIT_MAX);

	facts_write(f, &json);
	buf_addc(&json, '\n');
	decision_write(d, &json);
	fail_msg("%s:\n%s", what, buf_str(&json));
}

static bool
is_same(const struct decision *a, const struct decision *b)
{
	if (a->row != b->row || a->outcome != b->outcome ||
	    a->may_share_now != b->may_share_now || a->needs != b->needs ||
	    a->followups != b->followups || a->tell_count != b->tell_count ||
	    a->because_count != b->because_count)
		return false;
	for (size_t i = 0; i < a->tell_count; i++)
		if (a->tell[i].tell != b->tell[i].tell ||
		    a->tell[i].reason != b->tell[i].reason ||
		    strcmp(a->tell[i].person, b->tell[i].person) != 0)
			return false;
	for (size_t i = 0; i < a->because_count; i++)
		if (strcmp(a->because[i].rule, b->because[i].rule) != 0 ||
		    strcmp(a->because[i].says, b->because[i].says) != 0)
			return false;
	return true;
}

/* The same facts, the same decision; by its bytes one time in sixteen. */
static void
check_again(struct walk *w, const struct facts *f, const struct decision *d)
{
	struct decision once_more;

	decide(f, &once_more);
	if (!is_same(d, &once_more))
		complain(f, d, "decided in another way the second time");
	if (w->since_bytes++ % 16 == 0) {
		buf_clear(&w->bytes);
		buf_clear(&w->again);
		decision_write(d, &w->bytes);
		decision_write(&once_more, &w->again);
		assert_string_equal(buf_str(&w->bytes), buf_str(&w->again));
	}
	decision_done(&once_more);
}

static void
check_one(struct walk *w, const struct facts *f, struct decision *d)
{
	decide(f, d);
	for (size_t i = 0; i < SAFETY_COUNT; i++) {
		if (!safeties[i].premise(f, d))
			continue;
		w->met[i]++;
		if (!safeties[i].holds(f, d))
			complain(f, d, safeties[i].says);
	}
	w->rows[d->row]++;
	check_again(w, f, d);
}

/* Harm grows from 0 to 4; more of it never turns a share with an authority into
 * none. 5, not known, stands apart. */
static void
check_harm(const struct facts *f, unsigned at, void *arg)
{
	struct walk *w = arg;
	struct decision d;
	bool is_shared;

	check_one(w, f, &d);
	is_shared = outcome_is_share(d.outcome);
	if (at == 0)
		w->was_shared = false;
	if (f->recipient.authority && at < 5 && w->was_shared && !is_shared)
		complain(f, &d, "more harm, and it is not shared any more");
	w->was_shared |= is_shared;
	decision_done(&d);
}

static void
check_other(const struct facts *f, unsigned at, void *arg)
{
	struct decision d;

	(void)at;
	check_one(arg, f, &d);
	decision_done(&d);
}

static void
report(const struct walk *w, const char *name, size_t done, size_t of)
{
	print_message("%s: %zu of %zu combinations\n", name, done, of);
	for (size_t i = 0; i < SAFETY_COUNT; i++)
		print_message("  %zu: %s\n", w->met[i], safeties[i].says);
}

static void
walk_plane(struct walk *w, const struct space_plane *p)
{
	bool has_harm = p->dims[0].set == space_set_harm;
	size_t done;

	*w = (struct walk){ .bytes = BUF_INIT(DECISION_JSON_MAX),
		.again = BUF_INIT(DECISION_JSON_MAX) };
	done = space_walk(p, every(), has_harm ? check_harm : check_other, w);
	report(w, p->name, done, space_size(p));
	buf_done(&w->bytes);
	buf_done(&w->again);
}

static void
must_meet_all(const struct walk *w)
{
	for (size_t i = 0; i < SAFETY_COUNT; i++)
		if (w->met[i] == 0)
			fail_msg("never asked: %s", safeties[i].says);
}

static void
test_rows(void **state)
{
	struct walk w;

	(void)state;
	walk_plane(&w, &space_planes[0]);
	/* Row 6 needs a contradiction, which is in none of the planes. */
	for (unsigned i = 0; i < DECIDE_ROW_COUNT; i++)
		if (w.rows[i] == 0 && i != DECIDE_ROW_6)
			fail_msg("row %s never decides", decide_row_id(i));
}

static void
test_answers(void **state)
{
	struct walk w;

	(void)state;
	walk_plane(&w, &space_planes[1]);
	assert_true(w.met[0] > 0 && w.met[5] > 0);
}

static void
test_needs(void **state)
{
	struct walk w;

	(void)state;
	walk_plane(&w, &space_planes[2]);
	must_meet_all(&w);
}

/* ---- between the planes ---- */

/* What is read back from what was written is decided in the same bytes. */
static void
check_round(struct walk *w, const struct facts *f, const struct decision *d)
{
	struct buf json = BUF_INIT(FACTS_JSON_MAX);
	struct errinfo e = { 0 };
	struct facts *back;
	struct decision again;

	facts_write(f, &json);
	if (facts_read(&back, json.data, json.len, &e) != ERR_OK)
		fail_msg("%s: %s", e.says, buf_str(&json));
	decide(back, &again);
	buf_clear(&w->bytes);
	buf_clear(&w->again);
	decision_write(d, &w->bytes);
	decision_write(&again, &w->again);
	if (strcmp(buf_str(&w->bytes), buf_str(&w->again)) != 0)
		complain(f, d, "decided in another way after a round");
	buf_clear(&w->again);
	facts_write(back, &w->again);
	assert_string_equal(buf_str(&w->again), buf_str(&json));
	decision_done(&again);
	facts_free(back);
	buf_done(&json);
}

static void
test_sample(void **state)
{
	struct walk w = { .bytes = BUF_INIT(DECISION_JSON_MAX),
		.again = BUF_INIT(DECISION_JSON_MAX) };
	size_t n = SAMPLE / every();
	uint64_t seed = SEED;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct facts *f = random_facts(&seed);
		struct decision d;

		assert_int_equal(facts_check(f, NULL), ERR_OK);
		for (unsigned harm = 0; harm < HARM_COUNT; harm++) {
			space_set_harm(f, harm);
			check_harm(f, harm, &w);
		}
		if (i % 4 == 0) {
			decide(f, &d);
			check_round(&w, f, &d);
			decision_done(&d);
		}
		facts_free(f);
	}
	report(&w, "random facts", n * HARM_COUNT, (size_t)SAMPLE * HARM_COUNT);
	must_meet_all(&w);
	for (unsigned i = 0; i < DECIDE_ROW_COUNT; i++)
		assert_true(w.rows[i] > 0);
	buf_done(&w.bytes);
	buf_done(&w.again);
}

static int
start(void **state)
{
	(void)state;
	space_open();
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	space_close();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
