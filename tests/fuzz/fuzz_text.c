/* fuzz_text.c - any bytes through text.h, for libFuzzer. Not only must nothing
 * crash: both directions agree on boundaries, what is shown is harmless and
 * shown as itself again, and normal forms and folds stand still. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define ROOM (1 << 24)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
fuzz_boundaries(const char *s, size_t len)
{
	size_t count = 0;

	for (size_t at = 0, next; at < len; at = next) {
		next = text_next(s, len, at);
		check(next > at && next <= len);
		check(text_prev(s, len, next) == at);
		count++;
	}
	check(text_count(s, len) == count);
	for (size_t at = 0, next; at < len; at = next) {
		next = text_next_word(s, len, at);
		check(next > at && next <= len);
		check(text_prev_word(s, len, next) < next);
	}
}

static void
fuzz_cells(const char *s, size_t len)
{
	size_t cols = 0, boundary = 0;

	for (size_t at = 0, n; at < len; at += n) {
		struct text_cell cell;

		n = text_cell(s, len, at, &cell);
		if (at == boundary)
			boundary = text_next(s, len, at);
		check(n > 0 && at + n <= boundary);
		check(cell.width_cols > 0 && cell.width_cols <= 8);
		check(strlen(cell.show) <= TEXT_CLUSTER_MAX);
		check(text_width(cell.show, strlen(cell.show)) ==
		      (size_t)cell.width_cols);
		cols += (size_t)cell.width_cols;
	}
	check(text_width(s, len) == cols);
	check(text_fit(s, len, cols) == len);
}

static void
fuzz_safe(const char *s, size_t len)
{
	struct buf once = BUF_INIT(ROOM), twice = BUF_INIT(ROOM);

	text_safe(&once, s, len, true);
	check(!once.failed && text_is_utf8(buf_str(&once), once.len));
	for (size_t i = 0; i < once.len; i++) {
		unsigned char c = (unsigned char)once.data[i];

		check((c >= 0x20 && c != 0x7F) || c == '\n');
	}
	text_safe(&twice, buf_str(&once), once.len, true);
	check(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	buf_done(&once);
	buf_done(&twice);
}

static void
fuzz_wrap(const char *s, size_t len, size_t cols)
{
	size_t shown;

	for (size_t at = 0, next; at < len; at = next) {
		struct text_cell cell;

		next = text_wrap(s, len, at, cols, &shown);
		check(next > at && next <= len && shown <= next - at);
		if (text_width(s + at, shown) > cols)
			check(text_cell(s, len, at, &cell) == shown);
	}
}

static void
fuzz_forms(const char *s, size_t len)
{
	enum err (*const forms[])(struct buf *, const char *, size_t,
	    struct errinfo *) = { text_nfc, text_nfkc };
	struct buf once = BUF_INIT(ROOM), twice = BUF_INIT(ROOM);
	struct errinfo e;

	for (size_t i = 0; i < 2; i++) {
		enum err err = forms[i](&once, s, len, &e);

		check((err == ERR_OK) == text_is_utf8(s, len));
		if (err == ERR_OK)
			check(forms[i](&twice, buf_str(&once), once.len, &e) ==
			      ERR_OK);
		check(once.len == twice.len &&
		      memcmp(buf_str(&once), buf_str(&twice), once.len) == 0);
		buf_clear(&once);
		buf_clear(&twice);
	}
	if (text_fold(&once, s, len)) {
		check(text_fold(&twice, buf_str(&once), once.len));
		check(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	}
	buf_done(&once);
	buf_done(&twice);
}

/* Random bytes are seldom characters: with the first bit set, each byte stands
 * for one that is trouble somewhere. */
static const char *const pieces[] = { "a", " ", "\n", "\r", "\t", "1", "-", "'",
	"\u0301", "\u0323", "\u0345", "\u034F", "\u200D", "\u200C", "\uFE0F",
	"\uFE0E", "\U000E0100", "\U000E0041", "\u20E3", "\u2764", "\U0001F468",
	"\U0001F3FD", "\U0001F1EC", "\u202E", "\u2066", "\u1112", "\u1161",
	"\u11AB", "\uAC00", "\u115F", "\u0915", "\u094D", "\u093F", "\u0E33",
	"\u0600", "\u00A0", "\u3000", "\u6C34", "\uFF76", "\uFF9E", "\u3099",
	"\u0130", "\u0131", "\u1E9E", "\u00DF", "\uFDFA", "\uFB01", "\u0958",
	"\u09C7", "\u09BE", "\u0F71", "\u0F72", "\U0001D16E", "\u00B4",
	"\u2011", "\u2800", "\uE000", "\uFFFE", "\u0378", "\x9B", "\xC2\x9B",
	"\xE2\x82", "\xED\xA0\x80", "\033" };

static void
add_piece(struct buf *b, uint8_t byte)
{
	buf_adds(b, pieces[byte % (sizeof(pieces) / sizeof(pieces[0]))]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool started;
	struct buf input = BUF_INIT(ROOM);
	char *s;

	if (!started && !text_start())
		abort();
	started = true;
	for (size_t i = 1; i < size; i++) {
		if (data[0] & 0x80)
			add_piece(&input, data[i]);
		else
			buf_addc(&input, (char)data[i]);
	}
	/* A copy of its own size, so that a read past the end is seen. */
	s = malloc(input.len ? input.len : 1);
	if (!s)
		abort();
	memcpy(s, buf_str(&input), input.len);
	fuzz_boundaries(s, input.len);
	fuzz_cells(s, input.len);
	fuzz_safe(s, input.len);
	fuzz_wrap(s, input.len, size > 0 ? data[0] % 32 : 0);
	fuzz_forms(s, input.len);
	free(s);
	buf_done(&input);
	return 0;
}
