/* jscan_find.c - the exact bytes of a value inside text that jscan_check has
 * passed.
 *
 * Signatures and hashes are over the bytes as they came, so a value is cut out
 * and never written anew. Text that was not checked gives any answer, but
 * nothing outside it is read. */
#include "jscan.h"

#include <stdint.h>
#include <string.h>

#include "jscan_key.h"

/* A reader of the values of one group. */
struct walk {
	const unsigned char *s;
	size_t len;
	size_t at;
	bool is_object;
};

static int
peek(const struct walk *w)
{
	return w->at < w->len ? w->s[w->at] : -1;
}

static void
skip_space(struct walk *w)
{
	for (;;) {
		int c = peek(w);

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return;
		w->at++;
	}
}

/* From an opening quote to after the closing one, or the end. */
static void
skip_string(struct walk *w)
{
	w->at++;
	while (w->at < w->len) {
		unsigned char c = w->s[w->at++];

		if (c == '"')
			return;
		if (c == '\\' && w->at < w->len)
			w->at++;
	}
}

static bool
ends_plain(int c)
{
	return c < 0 || c == ',' || c == ']' || c == '}' || c == ' ' ||
	       c == '\t' || c == '\n' || c == '\r';
}

/* Over a value without looking into it. */
static void
skip_value(struct walk *w)
{
	size_t depth = 0;

	do {
		int c = peek(w);

		if (c < 0)
			return;
		if (c == '"') {
			skip_string(w);
			continue;
		}
		if (!depth && c != '{' && c != '[') {
			while (!ends_plain(peek(w)))
				w->at++;
			return;
		}
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		w->at++;
	} while (depth);
}

/* Enter the group whose bracket begins the span. */
static bool
walk_start(struct walk *w, const char *start, size_t n)
{
	*w = (struct walk){ .s = (const unsigned char *)start, .len = n };
	skip_space(w);
	w->is_object = peek(w) == '{';
	if (!w->is_object && peek(w) != '[')
		return false;
	w->at++;
	return true;
}

/* The key before a value in an object. */
static bool
walk_key(struct walk *w, struct jscan_key *key)
{
	size_t from = w->at;

	if (peek(w) != '"')
		return false;
	skip_string(w);
	if (w->at - from < 2)
		return false;
	*key =
	    (struct jscan_key){ .s = w->s + from + 1, .len = w->at - from - 2 };
	skip_space(w);
	if (peek(w) != ':')
		return false;
	w->at++;
	skip_space(w);
	return true;
}

/* The next value, and its key in an object. False after the last. */
static bool
walk_next(struct walk *w, struct jscan_key *key, const char **start, size_t *n)
{
	size_t from;

	skip_space(w);
	if (peek(w) == ',')
		w->at++;
	skip_space(w);
	if (w->is_object && !walk_key(w, key))
		return false;
	from = w->at;
	if (ends_plain(peek(w)))
		return false;
	skip_value(w);
	*start = (const char *)w->s + from;
	*n = w->at - from;
	return true;
}

/* An index as it is written in a path: no sign, no needless 0. */
static bool
read_index(const char *s, size_t len, size_t *index)
{
	size_t n = 0;

	if (len == 0 || len > 9 || (len > 1 && s[0] == '0'))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		n = n * 10 + (size_t)(s[i] - '0');
	}
	*index = n;
	return true;
}

/* Move the span to the member or element that one step of a path names. */
static bool
step_into(const char **start, size_t *n, const char *step, size_t step_len)
{
	struct walk w;
	struct jscan_key key;
	size_t index = 0, i = 0;

	if (!walk_start(&w, *start, *n))
		return false;
	if (!w.is_object && !read_index(step, step_len, &index))
		return false;
	for (; walk_next(&w, &key, start, n); i++)
		if (w.is_object ? jscan_key_is(&key, step, step_len)
				: i == index)
			return true;
	return false;
}

bool
jscan_span(const char *text, size_t len, const char *path, const char **start,
    size_t *n)
{
	struct walk whole = { .s = (const unsigned char *)text, .len = len };
	const char *at;
	size_t left;

	skip_space(&whole);
	at = text + whole.at;
	left = whole.at;
	skip_value(&whole);
	left = whole.at - left;
	while (*path) {
		size_t step = strcspn(path, ".");

		if (!step_into(&at, &left, path, step))
			return false;
		path += step;
		/* A dot at the end asks for a member without a name. */
		if (*path == '.' && *++path == '\0' &&
		    !step_into(&at, &left, "", 0))
			return false;
	}
	*start = at;
	*n = left;
	return left > 0;
}

bool
jscan_members(const char *text, size_t len, const char *const *names,
    size_t count, struct jscan_part *parts)
{
	struct walk w;
	struct jscan_key key;
	struct jscan_part one;

	memset(parts, 0, count * sizeof(*parts));
	if (!walk_start(&w, text, len) || !w.is_object)
		return false;
	while (walk_next(&w, &key, &one.start, &one.len))
		for (size_t i = 0; i < count; i++)
			if (parts[i].len == 0 &&
			    jscan_key_is(&key, names[i], strlen(names[i]))) {
				parts[i] = one;
				break;
			}
	return true;
}

size_t
jscan_each(const char *text, size_t len, const char *path,
    bool (*each)(void *arg, size_t index, const char *start, size_t n),
    void *arg)
{
	struct walk w;
	struct jscan_key key;
	const char *start;
	size_t n, visited = 0;

	if (!jscan_span(text, len, path, &start, &n) ||
	    !walk_start(&w, start, n) || w.is_object)
		return 0;
	while (walk_next(&w, &key, &start, &n))
		if (!each(arg, visited++, start, n))
			break;
	return visited;
}
