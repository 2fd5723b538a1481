/* A letter is what RFC 5322 says, whatever stands in it; and nothing of a record
 * becomes a line of its own. */
#include "mail_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define S(text) text, sizeof(text) - 1
#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10

static const struct {
	const char *why, *s;
	size_t len;
	bool is_good;
} addresses[] = {
	{ "plain", S("sam@example.org"), true },
	{ "dots and a plus", S("sam.o+x@a.example.org"), true },
	{ "all of atext", S("!#$%&'*+-/=?^_`{|}~@example.org"), true },
	{ "hyphens", S("a@x-y.example-1.org"), true },
	{ "digits in the domain", S("a@1.example2.org"), true },
	{ "64 before the @", S(A60 "aaaa@example.org"), true },
	{ "65 before the @", S(A60 "aaaaa@example.org"), false },
	{ "label of 63", S("a@" A60 "aaa.org"), true },
	{ "label of 64", S("a@" A60 "aaaa.org"), false },
	{ "254 in all", S(A10 "@" A60 "." A60 "." A60 "." A60), true },
	{ "255 in all", S(A10 "a@" A60 "." A60 "." A60 "." A60), false },
	{ "empty", S(""), false },
	{ "no @", S("example.org"), false },
	{ "only @", S("@"), false },
	{ "nothing before", S("@example.org"), false },
	{ "nothing after", S("sam@"), false },
	{ "two @", S("a@b@example.org"), false },
	{ "a bare name", S("a@localhost"), false },
	{ "a machine", S("a@127.0.0.1"), false },
	{ "a machine in brackets", S("a@[127.0.0.1]"), false },
	{ "dot at the beginning", S(".a@example.org"), false },
	{ "dot before the @", S("a.@example.org"), false },
	{ "two dots", S("a..b@example.org"), false },
	{ "dot at the end", S("a@example.org."), false },
	{ "two dots in the domain", S("a@example..org"), false },
	{ "hyphen at the beginning", S("a@-x.org"), false },
	{ "hyphen at the end", S("a@x-.org"), false },
	{ "underscore in the domain", S("a@x_y.org"), false },
	{ "quoted", S("\"a b\"@example.org"), false },
	{ "a route", S("@x.org:a@example.org"), false },
	{ "percent route is a name", S("a%b@example.org"), true },
	{ "with a name", S("Sam <a@example.org>"), false },
	{ "in brackets", S("<a@example.org>"), false },
	{ "two of them", S("a@example.org,b@example.org"), false },
	{ "two of them, otherwise", S("a@example.org b@example.org"), false },
	{ "a comment", S("a(x)@example.org"), false },
	{ "space before", S(" a@example.org"), false },
	{ "space after", S("a@example.org "), false },
	{ "tab", S("a\t@example.org"), false },
	{ "line feed", S("a@example.org\nDATA"), false },
	{ "line feed at the end", S("a@example.org\n"), false },
	{ "carriage return", S("a@example.org\r"), false },
	{ "another header", S("a@example.org\r\nBcc: b@example.org"), false },
	{ "another command", S("a@example.org>\r\nRCPT TO:<b@example.org"),
	    false },
	{ "NUL", S("a@example.org\0.evil.org"), false },
	{ "NUL before", S("a\0b@example.org"), false },
	{ "delete", S("a\x7f@example.org"), false },
	{ "accent before", S("zo\xc3\xab@example.org"), false },
	{ "accent after", S("a@ex\xc3\xa4mple.org"), false },
	{ "C1", S("a\xc2\x85@example.org"), false },
	{ "backslash", S("a\\@example.org"), false },
};

static void
test_addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct errinfo e = { 0 };
		enum err got =
		    mail_address_check(addresses[i].s, addresses[i].len, &e);

		if (got != (addresses[i].is_good ? ERR_OK : ERR_INVALID))
			fail_msg("%s", addresses[i].why);
		if (!addresses[i].is_good && !strstr(e.says, "one address"))
			fail_msg("%s: %s", addresses[i].why, e.says);
	}
}

enum { SUBJECT = 1, TEXT = 2, BOTH = 3 };
static const struct {
	const char *why, *s;
	size_t len;
	unsigned good_as;
} texts[] = {
	{ "plain", S("Support has begun"), BOTH },
	{ "accents", S("Zo\xc3\xab \xe2\x80\x93 \xe6\x94\xaf"), BOTH },
	{ "colons", S("Re: a: b"), BOTH },
	{ "empty", S(""), 0 },
	{ "spaces alone", S("   "), TEXT },
	{ "line feed", S("a\nBcc: x@example.org"), TEXT },
	{ "tab", S("a\tb"), TEXT },
	{ "carriage return", S("a\rb"), 0 },
	{ "both", S("a\r\nBcc: x@example.org"), 0 },
	{ "both at the end", S("a\r\n"), 0 },
	{ "NUL", S("a\0b"), 0 },
	{ "NUL at the end", S("a\0"), 0 },
	{ "escape", S("a\x1b[2Jb"), 0 },
	{ "bell", S("a\ab"), 0 },
	{ "vertical tab", S("a\vb"), 0 },
	{ "form feed", S("a\fb"), 0 },
	{ "delete", S("a\x7f"), 0 },
	{ "C1: next line",
	    S("a\xc2\x85"
	      "b"),
	    0 },
	{ "C1: CSI",
	    S("a\xc2\x9b"
	      "2J"),
	    0 },
	{ "no C1", S("a\xc2\xa0"), BOTH },
	{ "line separator",
	    S("a\xe2\x80\xa8"
	      "b"),
	    0 },
	{ "paragraph separator",
	    S("a\xe2\x80\xa9"
	      "b"),
	    0 },
	{ "Latin-1", S("Zo\xeb"), 0 },
	{ "surrogate", S("\xed\xa0\x80"), 0 },
	{ "half a character", S("a\xe2\x80"), 0 },
};

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		bool subject = mail_subject_check(
				   texts[i].s, texts[i].len, NULL) == ERR_OK;
		bool text =
		    mail_text_check(texts[i].s, texts[i].len, NULL) == ERR_OK;

		if (subject != ((texts[i].good_as & SUBJECT) != 0))
			fail_msg("subject: %s", texts[i].why);
		if (text != ((texts[i].good_as & TEXT) != 0))
			fail_msg("text: %s", texts[i].why);
	}
}

static void
test_sizes(void **state)
{
	char *s = malloc(MAIL_TEXT_MAX + 1);

	(void)state;
	memset(s, 'a', MAIL_TEXT_MAX + 1);
	assert_int_equal(mail_subject_check(s, MAIL_SUBJECT_MAX, NULL), ERR_OK);
	assert_int_equal(
	    mail_subject_check(s, MAIL_SUBJECT_MAX + 1, NULL), ERR_INVALID);
	assert_int_equal(mail_text_check(s, MAIL_TEXT_MAX, NULL), ERR_OK);
	assert_int_equal(
	    mail_text_check(s, MAIL_TEXT_MAX + 1, NULL), ERR_INVALID);
	free(s);
}

static struct mail_letter
letter(const char *subject, const char *text)
{
	return (struct mail_letter){ .from_name = "The charity",
		.from = "office@example.org",
		.to = "sam@agency.example",
		.subject = subject,
		.text = text,
		.message_id = "0190-a@example.org",
		.at_ms = 1790000000000 };
}

#define HEAD                                                 \
	"Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n"          \
	"From: \"The charity\"\r\n <office@example.org>\r\n" \
	"To: <sam@agency.example>\r\n"
#define MIDDLE                                        \
	"\r\nMessage-ID: <0190-a@example.org>\r\n"    \
	"Auto-Submitted: auto-generated\r\n"          \
	"MIME-Version: 1.0\r\n"                       \
	"Content-Type: text/plain; charset=utf-8\r\n" \
	"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
#define A70 A60 A10

static const struct {
	const char *why, *subject, *text, *subject_wire, *text_wire;
} letters[] = {
	{ "plain", "Hello", "One.\nTwo.\n", "Hello", "One.\r\nTwo.\r\n" },
	{ "no newline at the end", "Hello", "One.", "Hello", "One.\r\n" },
	{ "a dot alone is libcurl's", "x", "a\n.\nb", "x", "a\r\n.\r\nb\r\n" },
	{ "empty lines", "x", "\n\na\n\n", "x", "\r\n\r\na\r\n\r\n" },
	{ "equals sign", "x", "1=2", "x", "1=3D2\r\n" },
	{ "space at the end of a line", "x", "a \nb\t", "x",
	    "a=20\r\nb=09\r\n" },
	{ "accents", "Zo\xc3\xab", "Zo\xc3\xab",
	    "=?utf-8?Q?Zo=C3=AB?=", "Zo=C3=AB\r\n" },
	{ "space in a word", "Zo\xc3\xab Bell", "x",
	    "=?utf-8?Q?Zo=C3=AB_Bell?=", "x\r\n" },
	{ "looks like a word", "=?utf-8?Q?a?=", "x",
	    "=?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=3F=3D?=", "x\r\n" },
	{ "space at the end", "a ", "x", "=?utf-8?Q?a_?=", "x\r\n" },
	{ "75 columns", "x", A70 "bbbbb", "x", A70 "bbbbb\r\n" },
	{ "76 columns", "x", A70 "bbbbbc", "x", A70 "bbbbb=\r\nc\r\n" },
	{ "hex is not cut", "x", A70 "bbb\xc3\xab", "x",
	    A70 "bbb=\r\n=C3=AB\r\n" },
};

static void
test_letters(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(letters); i++) {
		struct mail_letter m =
		    letter(letters[i].subject, letters[i].text);
		struct buf want = BUF_INIT(100000), got = BUF_INIT(100000);
		struct errinfo e = { 0 };

		buf_addf(&want, "%sSubject: %s%s%s", HEAD,
		    letters[i].subject_wire, MIDDLE, letters[i].text_wire);
		if (mail_letter_make(&got, &m, &e) != ERR_OK)
			fail_msg("%s: %s", letters[i].why, e.says);
		if (strcmp(buf_str(&got), buf_str(&want)) != 0)
			fail_msg("%s:\n%s", letters[i].why, buf_str(&got));
		buf_done(&want);
		buf_done(&got);
	}
}

/* ---- read back ---- */

static int
hex(char c)
{
	return c >= 'A' ? c - 'A' + 10 : c - '0';
}

/* CRLF ends every line and stands nowhere else; no line is too long; 7 bits. */
static void
assert_lines(const char *s, const char *why)
{
	size_t col = 0;

	for (; *s; s++) {
		if (*s == '\r' && s[1] == '\n') {
			col = 0;
			s++;
			continue;
		}
		if (*s == '\r' || *s == '\n' || (unsigned char)*s > 0x7E ||
		    ((unsigned char)*s < 0x20 && *s != '\t'))
			fail_msg("%s: byte %d", why, *s);
		if (++col > 78)
			fail_msg("%s: a line is too long", why);
	}
	assert_int_equal(col, 0);
}

/* What encoded words from s on say, each whole characters of its own. */
static const char *
read_words(const char *s, struct buf *out, const char *why)
{
	while (strncmp(s, "=?utf-8?Q?", 10) == 0) {
		const char *end = strstr(s + 10, "?=");
		size_t before = out->len;

		if (end + 2 - s > 75)
			fail_msg("%s: a word of %d", why, (int)(end + 2 - s));
		for (s += 10; s < end; s++) {
			if (*s == '=') {
				buf_addc(
				    out, (char)(hex(s[1]) * 16 + hex(s[2])));
				s += 2;
			} else {
				buf_addc(out, *s == '_' ? ' ' : *s);
			}
		}
		if (!text_is_utf8(out->data + before, out->len - before))
			fail_msg("%s: cut within a character", why);
		s += 2;
		if (strncmp(s, "\r\n =?", 5) == 0)
			s += 3;
	}
	return s;
}

static void
read_text(const char *s, struct buf *out)
{
	for (; *s; s++) {
		if (strncmp(s, "=\r\n", 3) == 0) {
			s += 2;
		} else if (*s == '=') {
			buf_addc(out, (char)(hex(s[1]) * 16 + hex(s[2])));
			s += 2;
		} else if (*s != '\r') {
			buf_addc(out, *s);
		}
	}
}

/* Characters of one to four bytes, as chance has it. */
static void
invent(char *out, size_t size, bool has_lines)
{
	static const char *const parts[] = { "a", "b c", "=", "?", "_", ".",
		"\xc3\xab", "\xe2\x82\xac", "\xf0\x9f\x98\x80", " ", "  ",
		"=?utf-8?Q?", "?=", "\"", "\\", "From " };
	size_t len = 0, want = (size_t)rand() % (size - 16);

	out[len++] = '\xc3';
	out[len++] = '\xa9';
	while (len < want) {
		const char *part = has_lines && rand() % 9 == 0
				       ? "\n"
				       : parts[(size_t)rand() % COUNT(parts)];

		memcpy(out + len, part, strlen(part));
		len += strlen(part);
	}
	out[len] = '\0';
}

static void
test_read_back(void **state)
{
	(void)state;
	srand(7);
	for (int i = 0; i < 2000; i++) {
		char subject[MAIL_SUBJECT_MAX + 1], text[2000], name[120];
		struct mail_letter m = letter(subject, text);
		struct buf got = BUF_INIT(100000), back = BUF_INIT(100000);
		struct errinfo e = { 0 };
		const char *s;

		invent(subject, sizeof(subject), false);
		invent(text, sizeof(text), true);
		invent(name, sizeof(name), false);
		m.from_name = name;
		if (mail_letter_make(&got, &m, &e) != ERR_OK)
			fail_msg("%s", e.says);
		assert_lines(buf_str(&got), subject);
		s = strstr(buf_str(&got), "\r\nSubject: ") + 11;
		s = read_words(s, &back, subject);
		assert_string_equal(buf_str(&back), subject);
		assert_memory_equal(s, "\r\nMessage-ID:", 13);
		buf_clear(&back);
		s = strstr(buf_str(&got), "\r\nFrom: ") + 8;
		s = read_words(s, &back, name);
		assert_string_equal(buf_str(&back), name);
		assert_memory_equal(s, "\r\n <office@example.org>\r\n", 25);
		buf_clear(&back);
		read_text(strstr(buf_str(&got), "\r\n\r\n") + 4, &back);
		if (back.data[back.len - 1] == '\n' &&
		    text[strlen(text) - 1] != '\n')
			buf_splice(&back, back.len - 1, 1, NULL, 0);
		assert_string_equal(buf_str(&back), text);
		buf_done(&got);
		buf_done(&back);
	}
}

/* ---- refused whole ---- */

static void
test_refused(void **state)
{
	static const struct {
		const char *why, *name, *from, *to, *subject, *text, *id;
		int64_t at_ms;
	} rows[] = {
		{ "name", "x\r\nBcc: b@example.org", NULL, NULL, NULL, NULL,
		    NULL, 0 },
		{ "from", NULL, "a@example.org>\r\nRCPT TO:<b@example.org",
		    NULL, NULL, NULL, NULL, 0 },
		{ "to", NULL, NULL, "b@example.org\r\nBcc: c@example.org", NULL,
		    NULL, NULL, 0 },
		{ "subject", NULL, NULL, NULL, "x\r\n\r\ntext", NULL, NULL, 0 },
		{ "subject, folded", NULL, NULL, NULL, "x\r\n y", NULL, NULL,
		    0 },
		{ "text", NULL, NULL, NULL, NULL, "x\r\n.\r\nMAIL FROM:<>",
		    NULL, 0 },
		{ "id", NULL, NULL, NULL, NULL, NULL, "x@example.org>\r\nX: y",
		    0 },
		{ "id of one word", NULL, NULL, NULL, NULL, NULL, "x", 0 },
		{ "time", NULL, NULL, NULL, NULL, NULL, NULL, -1 },
		{ "far time", NULL, NULL, NULL, NULL, NULL, NULL, INT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mail_letter m = letter("Hello", "x");
		struct buf out = BUF_INIT(100000);

		m.from_name = rows[i].name ? rows[i].name : m.from_name;
		m.from = rows[i].from ? rows[i].from : m.from;
		m.to = rows[i].to ? rows[i].to : m.to;
		m.subject = rows[i].subject ? rows[i].subject : m.subject;
		m.text = rows[i].text ? rows[i].text : m.text;
		m.message_id = rows[i].id ? rows[i].id : m.message_id;
		m.at_ms = rows[i].at_ms ? rows[i].at_ms : m.at_ms;
		if (mail_letter_make(&out, &m, NULL) != ERR_INVALID)
			fail_msg("%s:\n%s", rows[i].why, buf_str(&out));
		buf_done(&out);
	}
}

static void
test_from(void **state)
{
	static const struct {
		const char *name, *wire;
	} rows[] = {
		{ "", "<office@example.org>\r\n" },
		{ "Home, Start & Co.",
		    "\"Home, Start & Co.\"\r\n <office@example.org>\r\n" },
		{ "The \"Good\" Office",
		    "=?utf-8?Q?The_=22Good=22_Office?=\r\n "
		    "<office@example.org>\r\n" },
		{ "Zo\xc3\xab", "=?utf-8?Q?Zo=C3=AB?=\r\n "
				"<office@example.org>\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mail_letter m = letter("Hello", "x");
		struct buf out = BUF_INIT(100000);
		struct errinfo e = { 0 };
		const char *at;

		m.from_name = rows[i].name;
		assert_int_equal(mail_letter_make(&out, &m, &e), ERR_OK);
		at = strstr(buf_str(&out), "From: ") + 6;
		if (strncmp(at, rows[i].wire, strlen(rows[i].wire)) != 0)
			fail_msg("%s: %s", rows[i].name, at);
		buf_done(&out);
	}
}

/* ---- what a server says ---- */

static void
test_answers(void **state)
{
	static const struct {
		const char *s;
		size_t len, size;
		const char *want;
	} rows[] = {
		{ S("250 2.0.0 Ok: queued\r\n"), 200, "250 2.0.0 Ok: queued" },
		{ S("550 \x1b[2J\x1b]0;x\a no"), 200, "550 [2J ]0;x no" },
		{ S("550 a\0b"), 200, "550 a b" },
		{ S("550 Zo\xc3\xab \x9b"
		    "1m"),
		    200, "550 Zo?? ?1m" },
		{ S("   \t\r\n"), 200, "" },
		{ S(""), 200, "" },
		{ S("250 abcdef"), 8, "250 abc" },
		{ S("250    abcdef"), 8, "250 abc" },
		{ S("abc"), 1, "" },
	};
	char big[9000], out[201];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		mail_answer_safe(out, rows[i].size, rows[i].s, rows[i].len);
		assert_string_equal(out, rows[i].want);
	}
	memset(big, 'x', sizeof(big));
	mail_answer_safe(out, sizeof(out), big, sizeof(big));
	assert_int_equal(strlen(out), 200);
}

static void
test_domain(void **state)
{
	(void)state;
	assert_string_equal(
	    mail_address_domain("a@example.org"), "example.org");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
