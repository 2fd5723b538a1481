/* exact.h - the exact range of what a table does not show: whole numbers, by the
 * simplex method, and nothing of the product's own way (N2).
 *
 * Lines of a table make a totally unimodular matrix: every pivot is 1 and every
 * corner a whole one, so there is nothing to round. */
#ifndef HAVEN_EXACT_H
#define HAVEN_EXACT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "suppress.h"

#define EXACT_ROWS 40
#define EXACT_COLS 160

struct exact {
	size_t rows, vars; /* equations; hidden entries */
	int64_t t[EXACT_ROWS]
		 [EXACT_COLS + 1]; /* the last column: what is right */
	size_t basis[EXACT_ROWS];
	int64_t least;
	size_t place[EXACT_COLS]; /* of the entry in the table */
};

static inline void
exact_pivot(struct exact *x, int64_t *goal, size_t row, size_t col)
{
	assert_true(x->t[row][col] == 1);
	for (size_t r = 0; r < x->rows; r++) {
		int64_t by = x->t[r][col];

		for (size_t c = 0; r != row && by != 0 && c <= EXACT_COLS; c++)
			x->t[r][c] -= by * x->t[row][c];
	}
	for (int64_t by = goal[col], c = 0; by != 0 && c <= EXACT_COLS; c++)
		goal[c] -= by * x->t[row][c];
	x->basis[row] = col;
}

/* Make the goal as large as it can be; goal[EXACT_COLS] is then less that. By Bland's
 * rule, so that it ends. False: there is no largest. */
static inline bool
exact_solve(struct exact *x, int64_t *goal, size_t cols)
{
	for (;;) {
		size_t col = 0, row = EXACT_ROWS;

		while (col < cols && goal[col] <= 0)
			col++;
		if (col == cols)
			return true;
		for (size_t r = 0; r < x->rows; r++) {
			if (x->t[r][col] <= 0)
				continue;
			if (row == EXACT_ROWS ||
			    x->t[r][EXACT_COLS] < x->t[row][EXACT_COLS] ||
			    (x->t[r][EXACT_COLS] == x->t[row][EXACT_COLS] &&
				x->basis[r] < x->basis[row]))
				row = r;
		}
		if (row == EXACT_ROWS)
			return false;
		exact_pivot(x, goal, row, col);
	}
}

static inline void
exact_line(struct exact *x, const struct suppress *s, size_t line)
{
	size_t width = s->cols + 1;
	int64_t *t = x->t[x->rows];
	int64_t right = 0;

	memset(t, 0, sizeof(x->t[0]));
	for (size_t r = 0; r <= s->rows; r++)
		for (size_t c = 0; c <= s->cols; c++) {
			bool is_row = line <= s->rows;
			bool in = is_row ? r == line : c == line - s->rows - 1;
			bool total = is_row ? c == s->cols : r == s->rows;
			int64_t sign = total ? -1 : 1;

			if (!in)
				continue;
			for (size_t v = 0; v < x->vars; v++)
				if (x->place[v] == r * width + c) {
					t[v] = sign;
					right -= sign * x->least;
				}
			if (!s->hidden[r * width + c])
				right -= sign * s->n[r * width + c];
		}
	for (size_t v = 0; right < 0 && v < x->vars; v++)
		t[v] = -t[v];
	t[EXACT_COLS] = right < 0 ? -right : right;
	x->rows++;
}

/* One table that fits what is shown, from which every range is found. */
static inline void
exact_begin(struct exact *x, const struct suppress *s, int64_t least)
{
	int64_t goal[EXACT_COLS + 1] = { 0 };

	memset(x, 0, sizeof(*x));
	x->least = least;
	for (size_t i = 0; i < (s->rows + 1) * (s->cols + 1); i++)
		if (s->hidden[i])
			x->place[x->vars++] = i;
	for (size_t i = 0; i < s->rows + s->cols + 2; i++)
		exact_line(x, s, i);
	assert_true(x->vars + x->rows <= EXACT_COLS);
	for (size_t r = 0; r < x->rows; r++) {
		x->basis[r] = x->vars + r;
		x->t[r][x->vars + r] = 1;
		for (size_t c = 0; c <= EXACT_COLS; c++)
			goal[c] +=
			    c < x->vars || c == EXACT_COLS ? x->t[r][c] : 0;
	}
	assert_true(exact_solve(x, goal, x->vars));
	assert_true(goal[EXACT_COLS] == 0);
	/* What helped to begin goes out of the basis, or its equation says
	 * nothing. */
	for (size_t r = 0; r < x->rows; r++) {
		size_t c = 0;

		if (x->basis[r] < x->vars)
			continue;
		while (c < x->vars && x->t[r][c] == 0)
			c++;
		if (c == x->vars)
			continue;
		if (x->t[r][c] < 0)
			for (size_t k = 0; k <= EXACT_COLS; k++)
				x->t[r][k] = -x->t[r][k];
		exact_pivot(x, goal, r, c);
	}
}

/* The largest (sign 1) or the least (-1) that the entry can be. */
static inline int64_t
exact_end(struct exact *x, size_t place, int sign)
{
	int64_t goal[EXACT_COLS + 1] = { 0 };
	size_t v = 0;

	while (x->place[v] != place)
		v++;
	goal[v] = sign;
	for (size_t r = 0; r < x->rows; r++)
		if (x->basis[r] == v)
			for (int64_t by = goal[v], c = 0; c <= EXACT_COLS; c++)
				goal[c] -= by * x->t[r][c];
	if (!exact_solve(x, goal, x->vars))
		return SUPPRESS_ANY;
	return x->least - sign * goal[EXACT_COLS];
}

#endif
