/* request_passage.c - a value without the passages that do not go (A1).
 *
 * A mark stands in place of a run of passages, the same for one word or a hundred,
 * so that its length says nothing. Passages that touch or overlap, or have only
 * white space between them, are one run: two marks would say where a word ends. */
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "request.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

void
passage_widen(const char *text, size_t len, size_t *from, size_t *until)
{
	if (*from > len)
		*from = len;
	if (*until > len)
		*until = len;
	if (*from >= *until)
		return;
	while (
	    *from > 0 && !is_space(text[*from - 1]) && !is_space(text[*from]))
		(*from)--;
	while (*until < len && !is_space(text[*until]) &&
	       !is_space(text[*until - 1]))
		(*until)++;
}

static size_t
number(const struct record *r, const char *key)
{
	return (size_t)strtoull(record_text(r, key), NULL, 10);
}

/* For each byte of the text: does it go? NULL: all of it does. */
static bool *
kept_out(const struct record *decision, const char *path, const char *text,
    size_t len)
{
	size_t n = record_count(decision, "passages");
	bool *out = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct record *p = record_item(
		    (struct record *)(uintptr_t)decision, "passages", i);
		size_t from = number(p, "from"), until = number(p, "until");

		if (strcmp(record_text(p, "path"), path) != 0)
			continue;
		passage_widen(text, len, &from, &until);
		if (out == NULL)
			out = mem_zalloc(len + 1, sizeof(*out));
		for (size_t k = from; k < until; k++)
			out[k] = true;
	}
	return out;
}

/* White space between two passages is of neither. */
static void
join_runs(bool *out, const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		size_t end = i;

		if (out[i] || !out[i - 1])
			continue;
		while (end < len && !out[end] && is_space(text[end]))
			end++;
		if (end < len && out[end])
			memset(out + i, true, end - i);
	}
}

void
passage_apply(const struct record *decision, const char *path, const char *text,
    const char *mark, struct buf *to)
{
	size_t len = strlen(text), begin = to->len;
	bool *out =
	    decision == NULL ? NULL : kept_out(decision, path, text, len);

	if (out == NULL) {
		buf_adds(to, text);
		return;
	}
	join_runs(out, text, len);
	for (size_t i = 0; i < len; i++) {
		if (!out[i])
			buf_addc(to, text[i]);
		else if (i == 0 || !out[i - 1])
			buf_adds(to, mark);
		/* Two spaces would say that something had been between. */
		if (out[i] && !out[i + 1] && *mark == '\0' &&
		    (to->len == begin || is_space(buf_str(to)[to->len - 1])))
			while (i + 1 < len && is_space(text[i + 1]))
				i++;
	}
	mem_free_wiped(out, (len + 1) * sizeof(*out));
}

/* ---- do they fit? ---- */

struct fit {
	const char *path;
	size_t from, until;
	bool does;
};

static void
on_value(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	struct fit *fit = arg;

	(void)depth;
	(void)f;
	if (text != NULL && strcmp(path, fit->path) == 0)
		fit->does =
		    fit->from < fit->until && fit->until <= strlen(text);
}

bool
passage_fits(const struct record *decision, const struct record *of)
{
	size_t n = record_count(decision, "passages");

	for (size_t i = 0; i < n; i++) {
		const struct record *p = record_item(
		    (struct record *)(uintptr_t)decision, "passages", i);
		struct fit fit = { .path = record_text(p, "path"),
			.from = number(p, "from"),
			.until = number(p, "until") };

		record_each(of, on_value, &fit);
		if (!fit.does)
			return false;
	}
	return true;
}
