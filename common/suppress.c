/* suppress.c - which numbers of a table must not be shown (suppress.h, N2). */
#include "suppress.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define NODES_MAX (2 * (SUPPRESS_LINES_MAX + 1))
#define WITHOUT_END (INT64_C(1) << 50)

static size_t
at(const struct suppress *t, size_t r, size_t c)
{
	return r * (t->cols + 1) + c;
}

/* A total of one row, or of one column: it counts the other way in its line. */
static bool
is_reverse(const struct suppress *t, size_t r, size_t c)
{
	return (r == t->rows) != (c == t->cols);
}

bool
suppress_adds_up(const struct suppress *t)
{
	for (size_t r = 0; r <= t->rows; r++) {
		int64_t sum = 0;

		for (size_t c = 0; c < t->cols; c++) {
			if (t->n[at(t, r, c)] < 0)
				return false;
			sum += t->n[at(t, r, c)];
		}
		if (sum != t->n[at(t, r, t->cols)])
			return false;
	}
	for (size_t c = 0; c <= t->cols; c++) {
		int64_t sum = 0;

		for (size_t r = 0; r < t->rows; r++)
			sum += t->n[at(t, r, c)];
		if (sum != t->n[at(t, t->rows, c)])
			return false;
	}
	return true;
}

/* ---- the network ---- */

struct net {
	size_t nodes;
	int64_t *room; /* nodes x nodes */
};

static int64_t *
room(const struct net *net, size_t from, size_t to)
{
	return &net->room[from * net->nodes + to];
}

/* Nodes: rows, the row of totals, columns, the column of totals. */
static void
ends(const struct suppress *t, size_t r, size_t c, size_t *from, size_t *to)
{
	size_t row = r, col = t->rows + 1 + c;

	*from = is_reverse(t, r, c) ? col : row;
	*to = is_reverse(t, r, c) ? row : col;
}

static void
net_fill(struct net *net, const struct suppress *t, int64_t least)
{
	size_t from, to;

	memset(net->room, 0, net->nodes * net->nodes * sizeof(*net->room));
	for (size_t r = 0; r <= t->rows; r++)
		for (size_t c = 0; c <= t->cols; c++) {
			int64_t n = t->n[at(t, r, c)];

			if (!t->hidden[at(t, r, c)])
				continue;
			ends(t, r, c, &from, &to);
			*room(net, from, to) = t->grow != NULL
						   ? t->grow[at(t, r, c)]
						   : WITHOUT_END;
			*room(net, to, from) = n > least ? n - least : 0;
		}
}

/* Find a way with room, breadth first; before[] is by which node each is reached. */
static bool
find_way(const struct net *net, size_t from, size_t to, size_t *before)
{
	size_t queue[NODES_MAX], head = 0, tail = 0;
	bool seen[NODES_MAX] = { false };

	queue[tail++] = from;
	seen[from] = true;
	while (head < tail && !seen[to]) {
		size_t u = queue[head++];

		for (size_t v = 0; v < net->nodes; v++) {
			if (seen[v] || *room(net, u, v) <= 0)
				continue;
			seen[v] = true;
			before[v] = u;
			queue[tail++] = v;
		}
	}
	return seen[to];
}

/* The largest flow; WITHOUT_END or more: there is no largest. Uses up the room. */
static int64_t
flow(struct net *net, size_t from, size_t to)
{
	size_t before[NODES_MAX];
	int64_t all = 0;

	while (all < WITHOUT_END && find_way(net, from, to, before)) {
		int64_t least = WITHOUT_END;

		for (size_t v = to; v != from; v = before[v])
			if (*room(net, before[v], v) < least)
				least = *room(net, before[v], v);
		for (size_t v = to; v != from; v = before[v]) {
			*room(net, before[v], v) -= least;
			*room(net, v, before[v]) += least;
		}
		all += least;
	}
	return all;
}

void
suppress_range(const struct suppress *t, size_t r, size_t c, int64_t least,
    int64_t *lowest, int64_t *most)
{
	int64_t n = t->n[at(t, r, c)], more, less, spare, most_more;
	struct net all = { t->rows + t->cols + 2, NULL }, *net = &all;
	size_t from, to;

	*lowest = *most = n;
	if (!t->hidden[at(t, r, c)])
		return;
	net->room = mem_alloc(net->nodes * net->nodes * sizeof(*net->room));
	ends(t, r, c, &from, &to);
	/* More of this arc must come back by the others, and less of it go by
	 * them. */
	net_fill(net, t, least);
	most_more = *room(net, from, to);
	*room(net, from, to) = *room(net, to, from) = 0;
	more = flow(net, to, from);
	if (more > most_more)
		more = most_more;
	net_fill(net, t, least);
	spare = *room(net, to, from);
	*room(net, from, to) = *room(net, to, from) = 0;
	less = flow(net, from, to);
	free(net->room);
	*most = more >= WITHOUT_END ? SUPPRESS_ANY : n + more;
	*lowest = n - (less < spare ? less : spare);
}

/* ---- what must hold ---- */

static bool
is_small(int64_t n, int64_t small)
{
	return n >= 1 && n <= small;
}

static bool
is_safe(const struct suppress *t, size_t r, size_t c, int64_t small)
{
	int64_t n = t->n[at(t, r, c)], lowest, most;

	if (!t->hidden[at(t, r, c)])
		return !is_small(n, small);
	suppress_range(t, r, c, 1, &lowest, &most);
	return is_small(n, small) ? most > small : most > lowest;
}

/* A line: row r, or column c, with the other one SIZE_MAX. */
struct line {
	size_t r, c, count;
};

static struct line
line_at(const struct suppress *t, size_t i)
{
	if (i <= t->rows)
		return (struct line){ i, SIZE_MAX, t->cols };
	return (struct line){ SIZE_MAX, i - t->rows - 1, t->rows };
}

static size_t
line_entry(const struct suppress *t, const struct line *l, size_t i)
{
	return l->r == SIZE_MAX ? at(t, i, l->c) : at(t, l->r, i);
}

/* Does a line by itself say nothing that is small of what is not shown in it? What
 * does not hold here does not hold for one of its entries either: it is looked at
 * first since it is quick, and mended by one number more. */
static bool
is_line_safe(const struct suppress *t, const struct line *l, int64_t small)
{
	size_t hidden = 0;
	int64_t sum = 0;

	for (size_t i = 0; i < l->count; i++)
		if (t->hidden[line_entry(t, l, i)]) {
			hidden++;
			sum += t->n[line_entry(t, l, i)];
		}
	if (t->hidden[line_entry(t, l, l->count)])
		return hidden > 0;
	return hidden == 0 || (hidden > 1 && !is_small(sum, small));
}

bool
suppress_holds(const struct suppress *t, int64_t small)
{
	for (size_t i = 0; i < t->rows + t->cols + 2; i++) {
		struct line l = line_at(t, i);

		if (!is_line_safe(t, &l, small))
			return false;
	}
	for (size_t r = 0; r <= t->rows; r++)
		for (size_t c = 0; c <= t->cols; c++)
			if (!is_safe(t, r, c, small))
				return false;
	return true;
}

/* ---- hiding more ---- */

/* What it costs to hide it as well: little for a small number, much for a total. */
static int64_t
cost(const struct suppress *t, size_t r, size_t c)
{
	int64_t n = t->n[at(t, r, c)];

	if (t->hidden[at(t, r, c)])
		return 0;
	if (r == t->rows && c == t->cols)
		n += INT64_C(1) << 46;
	else if (r == t->rows)
		n += INT64_C(1) << 44; /* other tables may have it, too */
	else if (c == t->cols)
		n += INT64_C(1) << 42;
	return n;
}

static bool
can_hide(const struct suppress *t, size_t r, size_t c)
{
	return !t->hidden[at(t, r, c)] && t->n[at(t, r, c)] > 0;
}

static bool
hide_of_line(const struct suppress *t, const struct line *l)
{
	size_t best = SIZE_MAX;
	int64_t price = INT64_MAX;

	for (size_t i = 0; i <= l->count; i++) {
		size_t r = l->r == SIZE_MAX ? i : l->r;
		size_t c = l->c == SIZE_MAX ? i : l->c;

		if (can_hide(t, r, c) && cost(t, r, c) < price) {
			price = cost(t, r, c);
			best = at(t, r, c);
		}
	}
	if (best != SIZE_MAX)
		t->hidden[best] = true;
	return best != SIZE_MAX;
}

/* By how much the entry at (r, c) can grow while the other three corners give way:
 * those that shrink keep 1. */
static int64_t
corner_room(const struct suppress *t, size_t r, size_t c, size_t r2, size_t c2)
{
	const size_t rs[] = { r, r2, r2 }, cs[] = { c2, c, c2 };
	const bool along[] = { false, false, true };
	bool reverse = is_reverse(t, r, c);
	int64_t free_room = WITHOUT_END;

	for (size_t i = 0; i < 3; i++) {
		int64_t n = t->n[at(t, rs[i], cs[i])];
		bool grows =
		    (is_reverse(t, rs[i], cs[i]) == reverse) == along[i];

		if (n == 0)
			return 0;
		if (!grows && n - 1 < free_room)
			free_room = n - 1;
	}
	return free_room;
}

/* The cheapest three corners of a rectangle that let it be more than it is. */
static bool
hide_corners(const struct suppress *t, size_t r, size_t c, int64_t wanted)
{
	size_t best_r = 0, best_c = 0;
	int64_t price = INT64_MAX;

	for (size_t r2 = 0; r2 <= t->rows; r2++)
		for (size_t c2 = 0; c2 <= t->cols; c2++) {
			int64_t most, p;

			if (r2 == r || c2 == c)
				continue;
			most = corner_room(t, r, c, r2, c2);
			p = cost(t, r, c2) + cost(t, r2, c) + cost(t, r2, c2);
			if (most == 0 || p == 0)
				continue;
			if (most < wanted)
				p += INT64_C(1) << 41;
			if (p < price) {
				price = p;
				best_r = r2;
				best_c = c2;
			}
		}
	if (price == INT64_MAX)
		return false;
	t->hidden[at(t, r, best_c)] = true;
	t->hidden[at(t, best_r, c)] = true;
	t->hidden[at(t, best_r, best_c)] = true;
	return true;
}

static bool
hide_any(const struct suppress *t)
{
	size_t best = SIZE_MAX;
	int64_t price = INT64_MAX;

	for (size_t r = 0; r <= t->rows; r++)
		for (size_t c = 0; c <= t->cols; c++)
			if (can_hide(t, r, c) && cost(t, r, c) < price) {
				price = cost(t, r, c);
				best = at(t, r, c);
			}
	if (best != SIZE_MAX)
		t->hidden[best] = true;
	return best != SIZE_MAX;
}

/* Hide more because of one thing that does not hold. False: all holds. */
static bool
mend_lines(const struct suppress *t, int64_t small)
{
	bool did = false;

	for (size_t i = 0; i < t->rows + t->cols + 2; i++) {
		struct line l = line_at(t, i);

		if (!is_line_safe(t, &l, small))
			did |= hide_of_line(t, &l);
	}
	return did;
}

static bool
mend_entries(const struct suppress *t, int64_t small)
{
	for (size_t r = 0; r <= t->rows; r++)
		for (size_t c = 0; c <= t->cols; c++) {
			int64_t n = t->n[at(t, r, c)];

			if (is_safe(t, r, c, small))
				continue;
			return hide_corners(
				   t, r, c, n <= small ? small + 1 - n : 1) ||
			       hide_any(t);
		}
	return false;
}

void
suppress_table(const struct suppress *t, int64_t small)
{
	assert(t->rows > 0 && t->rows <= SUPPRESS_LINES_MAX);
	assert(t->cols > 0 && t->cols <= SUPPRESS_LINES_MAX);
	assert(small > 0 && suppress_adds_up(t));
	for (size_t i = 0; i < (t->rows + 1) * (t->cols + 1); i++)
		t->hidden[i] =
		    t->n[i] > 0 && (t->hidden[i] || is_small(t->n[i], small));
	while (mend_lines(t, small) || mend_entries(t, small))
		;
}
