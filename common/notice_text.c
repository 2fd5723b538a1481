/* notice_text.c - the words of a notice: out of the organisation's templates, with the
 * referrer's own reference and the initials, and nothing else of the child (F1). */
#include <stdio.h>
#include <string.h>

#include "notice.h"
#include "text.h"

static const char *const names[NOTICE_WORDS] = {
	[NOTICE_W_REFERENCE] = "reference",
	[NOTICE_W_INITIALS] = "initials",
	[NOTICE_W_DATE] = "date",
	[NOTICE_W_NATURE] = "nature",
	[NOTICE_W_ORGANISATION] = "organisation",
	[NOTICE_W_TELEPHONE] = "telephone",
	[NOTICE_W_PERSON] = "person",
};

/* ---- filling in ---- */

static int
find_word(const char *name, size_t len)
{
	for (int i = 0; i < NOTICE_WORDS; i++)
		if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
			return i;
	return -1;
}

enum err
notice_fill(const char *template, const struct notice_words *words,
    struct buf *out, struct errinfo *e)
{
	for (const char *at = template; *at != '\0'; at++) {
		const char *end = strchr(at, '}');
		int word;

		if (at[0] == '\\' && at[1] == 'n') {
			buf_addc(out, '\n');
			at++;
			continue;
		}
		if (*at == '}')
			return err_set(e, ERR_INVALID,
			    "There is a \"}\" without a \"{\" before it.");
		if (*at != '{') {
			buf_addc(out, *at);
			continue;
		}
		if (end == NULL)
			return err_set(e, ERR_INVALID,
			    "There is a \"{\" without a \"}\" after it.");
		word = find_word(at + 1, (size_t)(end - at - 1));
		if (word < 0)
			return err_set(e, ERR_INVALID,
			    "{%.*s} is none of {reference}, {initials}, "
			    "{date}, {nature}, {organisation}, {telephone}, "
			    "{person}.",
			    (int)(end - at - 1 > 40 ? 40 : end - at - 1),
			    at + 1);
		/* On one line, and with no placeholder of its own. */
		if (words != NULL && words->word[word] != NULL)
			text_safe(out, words->word[word],
			    strlen(words->word[word]), false);
		at = end;
	}
	return ERR_OK;
}

/* ---- initials ---- */

#define INITIALS_MAX 4

/* Does a word begin here? */
static bool
begins(const char *name, size_t at)
{
	return at == 0 || name[at - 1] == ' ' || name[at - 1] == '-';
}

static bool
is_letter(const char *s, size_t len)
{
	struct buf folded = BUF_INIT(64);
	bool is = text_fold(&folded, s, len) && folded.len > 0;

	buf_done(&folded);
	return is;
}

void
notice_initials(const char *name, char out[NOTICE_INITIALS])
{
	struct buf made = BUF_INIT(NOTICE_INITIALS);
	size_t len = strlen(name), count = 0;

	for (size_t at = 0; at < len && count < INITIALS_MAX;) {
		size_t next = text_next(name, len, at);

		if (begins(name, at) && is_letter(name + at, next - at) &&
		    made.len + (next - at) + 3 < NOTICE_INITIALS) {
			if (made.len > 0)
				buf_addc(&made, ' ');
			buf_add(&made, name + at, next - at);
			buf_addc(&made, '.');
			count++;
		}
		at = next;
	}
	snprintf(out, NOTICE_INITIALS, "%s", buf_str(&made));
	buf_done(&made);
}
