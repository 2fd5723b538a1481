/* common_suppress.c - no number that a table does not show can be worked out from what
 * it shows (N2): 2,000 random tables, each before an exact solver. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "exact.h"

#define TABLES 2000
#define LINES 8
#define ENTRIES ((LINES + 1) * (LINES + 1))

struct made {
	int64_t n[ENTRIES];
	bool hidden[ENTRIES], was[ENTRIES];
	struct suppress s;
	int64_t small;
};

static uint64_t dice;

static int
roll(int from, int to)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return from + (int)(dice % (uint64_t)(to - from + 1));
}

static void
add_totals(struct made *m)
{
	size_t rows = m->s.rows, cols = m->s.cols, w = cols + 1;

	for (size_t r = 0; r < rows; r++)
		for (size_t c = 0; c < cols; c++) {
			int64_t n = m->n[r * w + c];

			m->n[r * w + cols] += n;
			m->n[rows * w + c] += n;
			m->n[rows * w + cols] += n;
		}
}

/* Few and many, dense and sparse, and now and then what must be hidden anyway. */
static void
make(struct made *m, int number)
{
	int empty = roll(0, 80), few = roll(0, 80), most = roll(8, 60);

	memset(m, 0, sizeof(*m));
	m->small = number % 5 == 4 ? roll(6, 12) : 5;
	m->s = (struct suppress){ (size_t)roll(1, LINES),
		(size_t)roll(1, LINES), m->n, m->hidden, NULL };
	for (size_t r = 0; r < m->s.rows; r++)
		for (size_t c = 0; c < m->s.cols; c++) {
			int64_t *n = &m->n[r * (m->s.cols + 1) + c];

			if (roll(1, 100) <= empty)
				continue;
			*n = roll(1, 100) <= few ? roll(1, (int)m->small)
						 : roll(1, most);
			m->was[r * (m->s.cols + 1) + c] =
			    number % 3 == 0 && roll(1, 10) == 1;
		}
	add_totals(m);
	memcpy(m->hidden, m->was, sizeof(m->hidden));
}

static size_t
count_hidden(const struct made *m)
{
	size_t n = 0;

	for (size_t i = 0; i < (m->s.rows + 1) * (m->s.cols + 1); i++)
		n += m->hidden[i];
	return n;
}

static void
print(const struct made *m, int number)
{
	printf("table %d, small is %d:\n", number, (int)m->small);
	for (size_t r = 0; r <= m->s.rows; r++) {
		for (size_t c = 0; c <= m->s.cols; c++)
			printf("%5d%s", (int)m->n[r * (m->s.cols + 1) + c],
			    m->hidden[r * (m->s.cols + 1) + c] ? "*" : " ");
		printf("\n");
	}
}

/* Whoever sees the rest cannot know it, nor that it is a small one; and what was found
 * of it is what the product says itself. */
static void
check_hidden(const struct made *m, struct exact *x, size_t i, int number)
{
	int64_t least = exact_end(x, i, -1), most = exact_end(x, i, 1), lo, hi;
	size_t w = m->s.cols + 1;

	suppress_range(&m->s, i / w, i % w, 1, &lo, &hi);
	if (lo != least || hi != most || least == most || least > m->n[i] ||
	    most < m->n[i] || (m->n[i] <= m->small && most <= m->small)) {
		print(m, number);
		fail_msg("entry %zu is %d to %d, and said to be %d to %d", i,
		    (int)least, (int)most, (int)lo, (int)hi);
	}
}

/* The sum of what one line does not show, where it shows its total. */
static void
check_line(
    const struct made *m, size_t first, size_t step, size_t count, int number)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		if (m->hidden[first + i * step])
			sum += m->n[first + i * step];
	if (!m->hidden[first + count * step] && sum >= 1 && sum <= m->small) {
		print(m, number);
		fail_msg("a line says that it hides %d", (int)sum);
	}
}

static void
check(const struct made *m, int number)
{
	size_t w = m->s.cols + 1, all = (m->s.rows + 1) * w;
	static struct exact x;

	exact_begin(&x, &m->s, 1);
	for (size_t i = 0; i < all; i++) {
		if (m->n[i] == 0)
			assert_false(m->hidden[i]); /* it is about nobody */
		if (m->was[i])
			assert_true(m->hidden[i]);
		if (m->hidden[i])
			check_hidden(m, &x, i, number);
		else
			assert_false(m->n[i] >= 1 && m->n[i] <= m->small);
	}
	for (size_t r = 0; r <= m->s.rows; r++)
		check_line(m, r * w, 1, m->s.cols, number);
	for (size_t c = 0; c <= m->s.cols; c++)
		check_line(m, c, w, m->s.rows, number);
	assert_true(suppress_holds(&m->s, m->small));
}

/* N2. And it is still of use: more is shown than not. */
static void
test_random(void **state)
{
	size_t hidden = 0, entries = 0, whole = 0;

	(void)state;
	dice = UINT64_C(0x9e3779b97f4a7c15);
	for (int i = 0; i < TABLES; i++) {
		static struct made m;

		make(&m, i);
		suppress_table(&m.s, m.small);
		check(&m, i);
		hidden += count_hidden(&m);
		entries += (m.s.rows + 1) * (m.s.cols + 1);
		whole += count_hidden(&m) == 0;
	}
	assert_true(whole > 20);
	assert_true(hidden * 10 < entries * 6);
}

/* ---- tables that one can do by hand ---- */

#define H INT64_C(1000) /* added: it is hidden */

static const struct {
	const char *why;
	size_t rows, cols;
	int64_t n[16]; /* without totals; then what is hidden, with them */
	int64_t shown[25];
} rows[] = {
	{ "nothing is small", 2, 2, { 6, 7, 8, 9 },
	    { 6, 7, 13, 8, 9, 17, 14, 16, 30 } },
	{ "a zero is about nobody", 2, 2, { 0, 7, 8, 0 },
	    { 0, 7, 7, 8, 0, 8, 8, 7, 15 } },
	{ "all of it is small", 1, 1, { 5 }, { H + 5, H + 5, H + 5, H + 5 } },
	{ "one more than small", 1, 1, { 6 }, { 6, 6, 6, 6 } },
	{ "one is small: three more stand in for it", 2, 2, { 3, 20, 9, 30 },
	    { H + 3, H + 20, 23, H + 9, H + 30, 39, 12, 50, 62 } },
	{ "two of a row are 2 and 2: together they are small, too", 2, 3,
	    { 2, 2, 9, 20, 20, 20 },
	    { H + 2, H + 2, H + 9, 13, H + 20, H + 20, H + 20, 60, 22, 22, 29,
		73 } },
	{ "a small total is hidden, and its column", 2, 2, { 2, 20, 2, 30 },
	    { H + 2, H + 20, 22, H + 2, H + 30, 32, H + 4, H + 50, 54 } },
};

static void
test_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static struct made m;
		size_t w = rows[i].cols + 1;

		memset(&m, 0, sizeof(m));
		m.small = 5;
		m.s = (struct suppress){ rows[i].rows, rows[i].cols, m.n,
			m.hidden, NULL };
		for (size_t r = 0; r < rows[i].rows; r++)
			for (size_t c = 0; c < rows[i].cols; c++)
				m.n[r * w + c] =
				    rows[i].n[r * rows[i].cols + c];
		add_totals(&m);
		suppress_table(&m.s, m.small);
		check(&m, (int)i);
		for (size_t k = 0; k < (rows[i].rows + 1) * w; k++)
			if (rows[i].shown[k] !=
			    m.n[k] + (m.hidden[k] ? H : 0)) {
				print(&m, (int)i);
				fail_msg("%s: entry %zu", rows[i].why, k);
			}
	}
}

/* ---- what does not hold is seen ---- */

static const struct {
	const char *why;
	bool hidden[9];
} bad[] = {
	{ "it is shown", { 0 } },
	{ "alone in its row and column", { 1 } },
	{ "the row says it", { 1, 0, 0, 1 } },
	{ "the column says it", { 1, 1, 0, 0 } },
};

static void
test_bad(void **state)
{
	static struct made m;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(&m, 0, sizeof(m));
		m.s = (struct suppress){ 2, 2, m.n, m.hidden, NULL };
		m.n[0] = 3, m.n[1] = 20, m.n[3] = 9, m.n[4] = 30;
		add_totals(&m);
		memcpy(m.hidden, bad[i].hidden, sizeof(bad[i].hidden));
		if (suppress_holds(&m.s, 5))
			fail_msg("%s", bad[i].why);
	}
	m.n[8]++;
	assert_false(suppress_adds_up(&m.s));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
