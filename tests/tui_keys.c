/* tui_keys.c - proves term_keys.h: what terminals send, whole and in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "term_keys.h"
#include "text.h"

/* Keys as words: names of actions, 'x' for text, [pasted] for a paste. */
static void
take(struct keys *ks, struct buf *out)
{
	struct key k;

	while (keys_next(ks, &k)) {
		if (out->len)
			buf_addc(out, ' ');
		if (k.paste)
			buf_addf(out, "[%.*s]", (int)k.paste_len, k.paste);
		else if (k.text[0])
			buf_addf(out, "'%s'", k.text);
		else
			buf_adds(out, action_get(k.action)->name);
	}
}

static const struct {
	const char *why, *bytes, *want;
} rows[] = {
	{ "text", "aB9", "'a' 'B' '9'" },
	{ "UTF-8", "\u00e9\u4e2d\U0001F600", "'\u00e9' '\u4e2d' '\U0001F600'" },
	{ "Space is text and a key", " ", "' '" },
	{ "Enter", "\r", "open" },
	{ "Enter as a newline", "\n", "open" },
	{ "Tab", "\t", "next" },
	{ "both Backspaces", "\x7f\b", "erase erase" },
	{ "control letters", "\x07\x13\x1a\x19\x11\x05",
	    "help send undo redo leave danger" },
	{ "control letters that mean nothing", "\x02\x03\x1c\x1f", "" },
	{ "NUL", "a", "'a'" },
	{ "arrows", "\033[A\033[B\033[C\033[D", "up down right left" },
	{ "arrows of keypad mode", "\033OA\033OB\033OC\033OD",
	    "up down right left" },
	{ "Home, End in four ways", "\033[H\033[1~\033OF\033[4~",
	    "home home end end" },
	{ "rxvt Home, End", "\033[7~\033[8~", "home end" },
	{ "page keys", "\033[5~\033[6~", "page-up page-down" },
	{ "with Ctrl", "\033[5;5~\033[6;5~\033[1;5D\033[1;5C",
	    "section-prev section-next word-left word-right" },
	{ "with Alt", "\033[1;3D\033[1;3C", "word-left word-right" },
	{ "with Shift they are themselves", "\033[1;2D\033[5;2~",
	    "left page-up" },
	{ "rxvt with Ctrl", "\033[5^\033Od\033Oc",
	    "section-prev word-left word-right" },
	{ "F1 to F4, vt100", "\033OP\033OQ\033OR\033OS",
	    "help send find choose" },
	{ "F1 to F4, xterm", "\033[11~\033[12~\033[13~\033[14~",
	    "help send find choose" },
	{ "F1 to F5, Linux", "\033[[A\033[[B\033[[C\033[[D\033[[E",
	    "help send find choose refresh" },
	{ "F5 to F10", "\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~",
	    "refresh more add remove danger leave" },
	{ "F12", "\033[24~", "back" },
	{ "F11 means nothing", "\033[23~x", "'x'" },
	{ "Insert, Delete, Shift-Tab", "\033[2~\033[3~\033[Z",
	    "add delete prev" },
	{ "Esc, then a letter", "\033x", "back 'x'" },
	{ "Esc twice", "\033\033", "back back" },
	{ "Esc, then a key", "\033\033[A", "back up" },
	{ "a mouse report is left out", "\033[<0;10;5Mx", "'x'" },
	{ "a report of the cursor is left out", "\033[24;80Rx", "'x'" },
	{ "a device report is left out", "\033[?64;1;2cx", "'x'" },
	{ "a focus report is left out", "\033[Ix", "'x'" },
	{ "a sequence longer than any is left out",
	    "\033[1111111111111111111111111111111111111111111111111111111~x",
	    "'x'" },
	{ "a huge number", "\033[99999999999999999999~x", "'x'" },
	{ "a control ends a sequence", "\033[1\rx", "open 'x'" },
	{ "a bad byte is left out",
	    "a\xff\xfe"
	    "b",
	    "'a' 'b'" },
	{ "half a character is left out",
	    "\xc3"
	    "a",
	    "'a'" },
	{ "an overlong one",
	    "\xc0\xaf"
	    "a",
	    "'a'" },
	{ "a surrogate",
	    "\xed\xa0\x80"
	    "a",
	    "'a'" },
	{ "C1 is left out",
	    "\xc2\x9b"
	    "a",
	    "'a'" },
	{ "a paste", "\033[200~a\033[201~b", "[a] 'b'" },
	{ "a paste with newlines", "\033[200~a\r\nb\033[201~", "[a\r\nb]" },
	{ "sequences in a paste are not keys", "\033[200~\033[21~x\033[201~",
	    "[\033[21~x]" },
	{ "an empty paste is nothing", "\033[200~\033[201~x", "'x'" },
	{ "the end without a paste", "\033[201~x", "'x'" },
	{ "learned", "\033Ot\033\tx", "refresh prev 'x'" },
};

static struct keys *
new_keys(void)
{
	struct keys *ks = keys_new();

	keys_learn(ks, "\033Ot", "F5");
	keys_learn(ks, "\033\t", "Shift-Tab");
	keys_learn(ks, NULL, "F1");
	keys_learn(ks, "", "F1");
	keys_learn(ks, "x", "F1");
	keys_learn(ks, "\033z", "no such key");
	return ks;
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *s = rows[i].bytes;
		size_t len = strlen(s);

		/* At once, and byte by byte. */
		for (size_t piece = len; piece > 0; piece = piece > 1 ? 1 : 0) {
			struct keys *ks = new_keys();
			struct buf out = BUF_INIT(10000);

			for (size_t at = 0; at < len; at += piece) {
				keys_feed(ks, s + at,
				    at + piece > len ? len - at : piece);
				take(ks, &out);
			}
			keys_flush(ks);
			take(ks, &out);
			keys_flush(ks);
			take(ks, &out);
			if (strcmp(buf_str(&out), rows[i].want) != 0)
				fail_msg("%s (pieces of %zu): got %s",
				    rows[i].why, piece, buf_str(&out));
			assert_int_equal(keys_wait_ms(ks), -1);
			buf_done(&out);
			keys_free(ks);
		}
	}
	keys_free(NULL);
}

static void
test_waiting(void **state)
{
	static const struct {
		const char *why, *bytes;
		int wait;
		const char *flushed;
	} waits[] = {
		{ "nothing", "", -1, "" },
		{ "a lone Esc", "\033", KEYS_ESC_MS, "back" },
		{ "a sequence cut off is not text", "\033[1;5", KEYS_REST_MS,
		    "" },
		{ "nor is this", "\033O", KEYS_REST_MS, "" },
		{ "half a character", "\xc3", KEYS_REST_MS, "" },
		{ "a paste cut off is a paste", "\033[200~abc", KEYS_PASTE_MS,
		    "[abc]" },
		{ "cut off in its end", "\033[200~abc\033[20", KEYS_PASTE_MS,
		    "[abc\033[20]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		struct keys *ks = new_keys();
		struct buf out = BUF_INIT(1000);

		keys_feed(ks, waits[i].bytes, strlen(waits[i].bytes));
		take(ks, &out);
		assert_string_equal(buf_str(&out), "");
		if (keys_wait_ms(ks) != waits[i].wait)
			fail_msg("%s: %d", waits[i].why, keys_wait_ms(ks));
		keys_flush(ks);
		take(ks, &out);
		if (strcmp(buf_str(&out), waits[i].flushed) != 0)
			fail_msg("%s: %s", waits[i].why, buf_str(&out));
		assert_int_equal(keys_wait_ms(ks), -1);
		keys_feed(ks, "z", 1);
		take(ks, &out);
		assert_non_null(strstr(buf_str(&out), "'z'"));
		buf_done(&out);
		keys_free(ks);
	}
}

static void
test_drop(void **state)
{
	struct keys *ks = new_keys();
	struct buf out = BUF_INIT(1000);

	(void)state;
	keys_feed(ks, "abc\033", 4);
	keys_drop(ks);
	take(ks, &out);
	assert_string_equal(buf_str(&out), "");
	assert_int_equal(keys_wait_ms(ks), -1);
	keys_feed(ks, "x\033[200~first ", 13);
	keys_drop(ks);
	keys_feed(ks, "second\033[201~y", 13);
	take(ks, &out);
	assert_string_equal(buf_str(&out), "'y'");
	keys_feed(ks, "\033[200~third\033[201~", 17);
	take(ks, &out);
	assert_string_equal(buf_str(&out), "'y' [third]");
	buf_done(&out);
	keys_free(ks);
}

static void
test_paste_has_an_end(void **state)
{
	struct keys *ks = new_keys();
	char *big = malloc(KEYS_PASTE_MAX);
	struct key k;

	(void)state;
	memset(big, 'x', KEYS_PASTE_MAX);
	keys_feed(ks, "\033[200~", 6);
	for (int i = 0; i < 3; i++) {
		keys_feed(ks, big, KEYS_PASTE_MAX);
		assert_false(keys_next(ks, &k));
	}
	keys_feed(ks, "\033[201~", 6);
	assert_true(keys_next(ks, &k));
	assert_int_equal(k.paste_len, KEYS_PASTE_MAX);
	assert_false(keys_next(ks, &k));
	free(big);
	keys_free(ks);
}

/* Every key that an action names can be named, and means that action. */
static void
test_names(void **state)
{
	static const struct {
		const char *name;
		enum action want;
	} names[] = {
		{ "Space", ACT_CHOOSE },
		{ "/", ACT_FIND },
		{ "?", ACT_HELP },
		{ "Ctrl-H", ACT_NONE },
		{ "F11", ACT_NONE },
		{ "", ACT_NONE },
		{ "f1", ACT_NONE },
	};

	(void)state;
	for (int i = 1; i < ACT_COUNT; i++) {
		const struct action_def *d = action_get((enum action)i);

		assert_int_equal(action_find(d->name), i);
		assert_int_equal(key_of_name(d->key).action, i);
		if (d->second[0])
			assert_int_equal(key_of_name(d->second).action, i);
		assert_true(d->bar[0] && d->help[0]);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(
		    key_of_name(names[i].name).action, names[i].want);
	assert_int_equal(action_find("none such"), ACT_NONE);
	assert_string_equal(key_of_name("Space").text, " ");
	assert_string_equal(key_of_text("/", 1).text, "/");
	assert_string_equal(key_of_name("F2").text, "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_drop),
		cmocka_unit_test(test_paste_has_an_end),
		cmocka_unit_test(test_names),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
