/* mail_text.c - a letter as it goes over the wire.
 *
 * It is made here and not by libcurl's MIME, which makes a multipart with a random
 * boundary of every letter: the same row must be the same bytes each time it is
 * tried, and the sender must know when the last of them is handed over
 * (mail_talk.c). Dots at the beginning of lines are libcurl's. */
#include "mail_text.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "text.h"

#define LINE_MAX_COLS 76 /* RFC 2045, 6.7; RFC 2047, 2 */
#define WORD_MAX 75      /* of an encoded word, all of it */
#define WORD_BEGIN "=?utf-8?Q?"
#define WORD_END "?="

/* ---- what may stand in it ---- */

/* The length of a control character at s, or 0: C0, DEL, C1, and what ends a
 * line elsewhere (U+2028, U+2029). */
static size_t
control_at(const char *s, size_t len)
{
	const unsigned char *c = (const unsigned char *)s;

	if (c[0] < 0x20 || c[0] == 0x7F)
		return 1;
	if (len >= 2 && c[0] == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0)
		return 2;
	if (len >= 3 && c[0] == 0xE2 && c[1] == 0x80 &&
	    (c[2] == 0xA8 || c[2] == 0xA9))
		return 3;
	return 0;
}

/* but: characters that may stand there all the same. */
static bool
has_control(const char *s, size_t len, const char *but)
{
	for (size_t i = 0; i < len; i++)
		if (control_at(s + i, len - i) > 0 &&
		    (s[i] == '\0' || strchr(but, s[i]) == NULL))
			return true;
	return false;
}

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* RFC 5322, 3.2.3: atext, and dots between. */
static bool
is_local(const char *s, size_t len)
{
	bool after_dot = true;

	if (len == 0 || len > MAIL_LOCAL_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.' ? after_dot
				: !is_letter_or_digit(s[i]) &&
				      (s[i] == '\0' ||
					  !strchr("!#$%&'*+-/=?^_`{|}~", s[i])))
			return false;
		after_dot = s[i] == '.';
	}
	return !after_dot;
}

static bool
is_label(const char *s, size_t len)
{
	if (len == 0 || len > 63 || s[0] == '-' || s[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_letter_or_digit(s[i]) && s[i] != '-')
			return false;
	return true;
}

/* Two labels or more, and the last is no number: that is a machine. */
static bool
is_domain(const char *s, size_t len)
{
	size_t begin = 0, labels = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && s[i] != '.')
			continue;
		if (!is_label(s + begin, i - begin))
			return false;
		labels++;
		if (i < len)
			begin = i + 1;
	}
	for (size_t i = begin; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return labels > 1;
	return false;
}

enum err
mail_address_check(const char *s, size_t len, struct errinfo *e)
{
	const char *at = memchr(s, '@', len);

	if (at == NULL || len > MAIL_ADDRESS_MAX ||
	    !is_local(s, (size_t)(at - s)) ||
	    !is_domain(at + 1, len - (size_t)(at + 1 - s)))
		return err_set(e, ERR_INVALID,
		    "This is no e-mail address that haven can use. It must be "
		    "one address alone, such as name@example.org.");
	return ERR_OK;
}

const char *
mail_address_domain(const char *s)
{
	return strchr(s, '@') + 1;
}

enum err
mail_subject_check(const char *s, size_t len, struct errinfo *e)
{
	size_t spaces = 0;

	while (spaces < len && s[spaces] == ' ')
		spaces++;
	if (spaces == len || len > MAIL_SUBJECT_MAX)
		return err_set(e, ERR_INVALID,
		    "The subject of a mail must have 1 to %d bytes.",
		    MAIL_SUBJECT_MAX);
	if (!text_is_utf8(s, len) || has_control(s, len, ""))
		return err_set(e, ERR_INVALID,
		    "The subject of a mail must be one line of text, without "
		    "control characters.");
	return ERR_OK;
}

enum err
mail_text_check(const char *s, size_t len, struct errinfo *e)
{
	if (len == 0 || len > MAIL_TEXT_MAX)
		return err_set(e, ERR_INVALID,
		    "The text of a mail must have 1 to %d bytes.",
		    MAIL_TEXT_MAX);
	if (!text_is_utf8(s, len) || has_control(s, len, "\n\t"))
		return err_set(e, ERR_INVALID,
		    "The text of a mail must be text, without control "
		    "characters.");
	return ERR_OK;
}

/* ---- headers ---- */

static void
add_hex(struct buf *out, unsigned char c)
{
	buf_addf(out, "=%02X", c);
}

/* Of the character at s; s is UTF-8. */
static size_t
character(const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* What needs no hex in any encoded word (RFC 2047, 5 (3)). */
static bool
is_plain_in_word(char c)
{
	return is_letter_or_digit(c) || (c != '\0' && strchr("!*+-/", c));
}

/* Encoded words of whole characters, each on a line of its own but the first,
 * which begins at col. A space is of the word: those between words are not. */
static void
add_words(struct buf *out, const char *s, size_t col)
{
	const size_t around = sizeof(WORD_BEGIN WORD_END) - 1;
	size_t used = 0;

	for (size_t n; *s != '\0'; s += n) {
		size_t need;

		n = character(s);
		need =
		    n == 1 && (is_plain_in_word(*s) || *s == ' ') ? 1 : 3 * n;
		if (used > 0 &&
		    (around + used + need > WORD_MAX ||
			col + around + used + need > LINE_MAX_COLS)) {
			buf_adds(out, WORD_END "\r\n ");
			col = 1;
			used = 0;
		}
		if (used == 0)
			buf_adds(out, WORD_BEGIN);
		used += need;
		for (size_t i = 0; need > 1 && i < n; i++)
			add_hex(out, (unsigned char)s[i]);
		if (need == 1)
			buf_addc(out, *s == ' ' ? '_' : *s);
	}
	buf_adds(out, WORD_END);
}

/* Printable ASCII that cannot be taken for an encoded word, and fits a line. */
static bool
is_plain(const char *s, size_t col)
{
	size_t len = strlen(s);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x7F)
			return false;
	return col + len <= LINE_MAX_COLS && strstr(s, "=?") == NULL &&
	       s[0] != ' ' && s[len - 1] != ' ';
}

static void
add_subject(struct buf *out, const char *s)
{
	static const char name[] = "Subject: ";

	buf_adds(out, name);
	if (is_plain(s, sizeof(name) - 1))
		buf_adds(out, s);
	else
		add_words(out, s, sizeof(name) - 1);
	buf_adds(out, "\r\n");
}

static void
add_from(struct buf *out, const char *name, const char *address)
{
	static const char from[] = "From: ";

	buf_adds(out, from);
	if (*name == '\0') {
		buf_addf(out, "<%s>\r\n", address);
		return;
	}
	/* A quoted string, if nothing in it needs a second look. */
	if (is_plain(name, sizeof(from) + 1) && !strpbrk(name, "\"\\"))
		buf_addf(out, "\"%s\"", name);
	else
		add_words(out, name, sizeof(from) - 1);
	buf_addf(out, "\r\n <%s>\r\n", address);
}

static enum err
add_date(struct buf *out, int64_t at_ms, struct errinfo *e)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm;

	if (at_ms < 0 || gmtime_r(&at, &tm) == NULL || tm.tm_year > 8099)
		return err_set(e, ERR_INVALID, "This is no time for a mail.");
	buf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
	return ERR_OK;
}

/* ---- the text ---- */

/* Quoted-printable (RFC 2045, 6.7). A space at the end of a line is no space to
 * every server, so it is in hex. */
static void
add_text(struct buf *out, const char *s)
{
	size_t col = 0;

	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		bool is_plainly = c > 0x20 && c < 0x7F && c != '=';
		size_t need;

		if (c == '\n') {
			buf_adds(out, "\r\n");
			col = 0;
			continue;
		}
		if ((c == ' ' || c == '\t') && s[1] != '\n' && s[1] != '\0')
			is_plainly = true;
		need = is_plainly ? 1 : 3;
		/* One column is left for the "=" of a soft break. */
		if (col + need > LINE_MAX_COLS - 1) {
			buf_adds(out, "=\r\n");
			col = 0;
		}
		if (is_plainly)
			buf_addc(out, (char)c);
		else
			add_hex(out, c);
		col += need;
	}
	if (col > 0)
		buf_adds(out, "\r\n");
}

/* ---- all of it ---- */

static bool
is_message_id(const char *s)
{
	size_t len = strlen(s);

	return len < MAIL_ID_MAX && mail_address_check(s, len, NULL) == ERR_OK;
}

static enum err
check(const struct mail_letter *m, struct errinfo *e)
{
	const char *name = m->from_name;
	enum err err = mail_address_check(m->from, strlen(m->from), e);

	if (err == ERR_OK)
		err = mail_address_check(m->to, strlen(m->to), e);
	if (err == ERR_OK)
		err = mail_subject_check(m->subject, strlen(m->subject), e);
	if (err == ERR_OK)
		err = mail_text_check(m->text, strlen(m->text), e);
	if (err == ERR_OK && *name != '\0')
		err = mail_subject_check(name, strlen(name), e);
	if (err == ERR_OK && !is_message_id(m->message_id))
		err = err_set(e, ERR_INVALID, "This is no Message-ID.");
	return err;
}

enum err
mail_letter_make(
    struct buf *out, const struct mail_letter *m, struct errinfo *e)
{
	enum err err = check(m, e);

	if (err == ERR_OK)
		err = add_date(out, m->at_ms, e);
	if (err != ERR_OK)
		return err;
	add_from(out, m->from_name, m->from);
	buf_addf(out, "To: <%s>\r\n", m->to);
	add_subject(out, m->subject);
	buf_addf(out,
	    "Message-ID: <%s>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	    m->message_id);
	add_text(out, m->text);
	return out->failed ? err_set(e, ERR_TOO_BIG, "The mail is too large.")
			   : ERR_OK;
}

void
mail_answer_safe(char *out, size_t size, const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < size; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c <= 0x20 || c == 0x7F) {
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
		} else {
			out[n++] = c < 0x7F ? (char)c : '?';
		}
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}
