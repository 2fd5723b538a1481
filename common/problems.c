/* problems.c - everything that is wrong with a record, each with its field.
 *
 * A sentence may hold what the person typed into that very field, short and
 * made safe, and nothing else of the case. */
#include "kind.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "record_in.h"
#include "text.h"

static bool
is_plain_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

void
problems_add(struct problems *p, const char *field, const char *code,
    const char *fmt, ...)
{
	struct errinfo said;
	struct problem *at;
	char says[ERR_SAYS_MAX * 2];
	va_list ap;

	if (p == NULL)
		return;
	if (p->count == PROBLEMS_MAX) {
		p->more = true;
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf(says, sizeof(says), fmt, ap);
	va_end(ap);
	/* err_field cuts at a whole character. */
	(void)err_field(&said, ERR_INVALID, field, "%s", says);
	at = &p->at[p->count++];
	memcpy(at->field, said.field, sizeof(at->field));
	memcpy(at->says, said.says, sizeof(at->says));
	(void)snprintf(at->code, sizeof(at->code), "%s", code);
}

void
where_item(
    char out[WHERE_MAX], const char *before, const struct field *f, size_t i)
{
	(void)snprintf(
	    out, WHERE_MAX, "%s%s, number %zu: ", before, f->label, i + 1);
}

void
excerpt(char out[EXCERPT_MAX], const char *text, size_t len)
{
	struct buf b = BUF_INIT(EXCERPT_MAX - 4);
	size_t fits = text_fit(text, len, EXCERPT_COLS);
	const char *more = fits < len ? "..." : "";

	text_safe(&b, text, fits, false);
	/* Marks such as <200E> may be wider than the ceiling: say less then. */
	(void)snprintf(out, EXCERPT_MAX, "%s%s", b.failed ? "" : buf_str(&b),
	    b.failed ? "..." : more);
	buf_done(&b);
}

bool
check_length(const struct field *f, const char *text, size_t len,
    const char *path, const char *where, struct problems *p)
{
	uint32_t max = field_max(f);

	if (f->type == FT_NUMBER || len <= max)
		return true;
	problems_add(p, path, "too_long",
	    "%s%s is too long: at most %u characters are kept, this has "
	    "%zu%s.",
	    where, f->label, max, len,
	    is_plain_ascii(text, len)
		? ""
		: " (a letter with an accent counts as two or more)");
	return false;
}
