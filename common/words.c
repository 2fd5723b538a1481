/* words.c - words by which interpretation slips into an account (R3).
 *
 * They are pointed out while it is written, and never forbidden: the person
 * who was there decides. Words in quotation marks are somebody's own words and
 * are left alone, since those belong on the record as they were said (R4). */
#include "kind.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "record_in.h"

/* Small letters, one space between words. The longer of two that begin alike
 * stands first. */
static const char *const phrases[] = {
	/* how sure the writer is */
	"obviously",
	"clearly",
	"evidently",
	"undoubtedly",
	"no doubt",
	"of course",
	"definitely",
	"certainly",
	"surely",
	"probably",
	"presumably",
	"possibly",
	"apparently",
	"perhaps",
	"maybe",
	"must have been",
	"must have",
	"might have been",
	"might have",
	"could have been",
	"as usual",
	"typical",
	"typically",
	/* what the writer thinks */
	"i think",
	"i thought",
	"i believe",
	"i believed",
	"i feel that",
	"i felt that",
	"i feel",
	"i felt",
	"i suspect",
	"i suspected",
	"i assume",
	"i assumed",
	"i guess",
	"i guessed",
	"i suppose",
	"i imagine",
	"i sense",
	"i sensed",
	"i got the impression",
	"i had the impression",
	"i am sure",
	"i'm sure",
	"i am certain",
	"i'm certain",
	"i am convinced",
	"i'm convinced",
	"in my opinion",
	"in my view",
	"my impression",
	"my feeling",
	"gut feeling",
	/* what something looked like to the writer */
	"seems",
	"seemed",
	"seeming",
	"seemingly",
	"appears to",
	"appeared to",
	"looks like",
	"looked like",
	"looked as if",
	"looked as though",
	"as if",
	"as though",
	"comes across",
	"came across as",
	"gave the impression",
	/* what somebody else meant */
	"on purpose",
	"deliberately",
	"intentionally",
	"pretended",
	"pretending",
	"attention seeking",
	"attention-seeking",
	"manipulative",
	"neglectful",
	"aggressive",
	"inappropriate",
	"inappropriately",
	"suspicious",
	"suspiciously",
};

/* Does the character that ends before s, or begins at s, belong to a word?
 * Letters, digits and every longer character do, but for U+00A0 to U+00BF and
 * the dashes and quotation marks of U+2000 to U+206F. */
static bool
is_word_at(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] < 0x80)
		return isalnum(u[0]);
	return u[0] != 0xC2 && (u[0] != 0xE2 || (u[1] != 0x80 && u[1] != 0x81));
}

static bool
is_word_before(const char *text, size_t at)
{
	do {
		if (at == 0)
			return false;
		at--;
	} while (((unsigned char)text[at] & 0xC0) == 0x80);
	return is_word_at(text + at);
}

/* Bytes of an apostrophe at s, typed or printed; 0 if it is none. */
static size_t
apostrophe_at(const char *s)
{
	if (s[0] == '\'')
		return 1;
	return strncmp(s, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
}

/* Bytes of s that phrase takes, with any white space for its spaces; 0 if s
 * does not begin with it as whole words. */
static size_t
phrase_at(const char *s, const char *phrase)
{
	size_t at = 0;

	for (; *phrase != '\0'; phrase++) {
		size_t n = 1;

		if (*phrase == ' ')
			n = strspn(s + at, " \t\n");
		else if (*phrase == '\'')
			n = apostrophe_at(s + at);
		else if (tolower((unsigned char)s[at]) != *phrase)
			n = 0;
		if (n == 0)
			return 0;
		at += n;
	}
	/* "seems" is no part of "seemsly", nor "maybe" of "maybe's". */
	if (apostrophe_at(s + at) > 0 &&
	    is_word_at(s + at + apostrophe_at(s + at)))
		return 0;
	return is_word_at(s + at) ? 0 : at;
}

static size_t
longest_at(const char *s)
{
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		size_t n = phrase_at(s, phrases[i]);

		if (n > longest)
			longest = n;
	}
	return longest;
}

/* Bytes of a quotation that begins at s, with its marks, within a paragraph;
 * 0 if none begins or none ends. */
static size_t
quotation_at(const char *s)
{
	const char *close = NULL;
	const char *stop;
	size_t mark = 0;

	if (s[0] == '"') {
		mark = 1;
		close = strchr(s + 1, '"');
	} else if (strncmp(s, "\xE2\x80\x9C", 3) == 0) {
		mark = 3;
		close = strstr(s + 3, "\xE2\x80\x9D");
	}
	if (close == NULL)
		return 0;
	stop = strstr(s, "\n\n");
	if (stop != NULL && stop < close)
		return 0;
	return (size_t)(close - s) + mark;
}

struct looking {
	void (*hit)(void *, const char *, const char *, size_t, size_t);
	void *arg;
};

static void
look(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	const struct looking *l = arg;
	size_t at = 0;

	(void)depth;
	/* Exact words are never weighed: no field is both (kind_selfcheck). */
	if (text == NULL || !(f->flags & FF_FACT))
		return;
	while (text[at] != '\0') {
		size_t n = quotation_at(text + at);

		if (n == 0 && is_word_at(text + at) &&
		    !is_word_before(text, at)) {
			n = longest_at(text + at);
			if (n > 0)
				l->hit(l->arg, path, text, at, n);
		}
		at += n > 0 ? n : 1;
	}
}

void
record_interpretation(const struct record *r,
    void (*hit)(
	void *arg, const char *path, const char *text, size_t at, size_t len),
    void *arg)
{
	struct looking l = { .hit = hit, .arg = arg };

	record_each(r, look, &l);
}
