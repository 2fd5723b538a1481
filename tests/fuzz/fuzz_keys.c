/* fuzz_keys.c - any bytes as what a terminal sends: whole or byte by byte they
 * are the same keys, and no text is a control or half a character. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "term_keys.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
take(struct keys *ks, struct buf *out)
{
	struct key k;

	while (keys_next(ks, &k)) {
		size_t n = strlen(k.text);

		must(k.action != ACT_NONE || n > 0 || k.paste_len > 0);
		must(text_is_utf8(k.text, n));
		must(n == 0 ||
		     ((unsigned char)k.text[0] >= 0x20 && k.text[0] != 0x7F));
		buf_addf(out, "%d<%s>", (int)k.action, k.text);
		if (k.paste)
			buf_add(out, k.paste, k.paste_len);
	}
}

static void
run(const char *bytes, size_t len, size_t piece, struct buf *out)
{
	struct keys *ks = keys_new();

	keys_learn(ks, "\033Ot", "F5");
	keys_learn(ks, "\033\t", "Shift-Tab");
	keys_learn(ks, "\033[25~", "F1");
	for (size_t at = 0; at < len; at += piece) {
		keys_feed(ks, bytes + at, at + piece > len ? len - at : piece);
		take(ks, out);
	}
	/* What waits is taken in the end, without ever running in a circle. */
	for (size_t i = 0; keys_wait_ms(ks) >= 0; i++) {
		must(i <= len);
		keys_flush(ks);
		take(ks, out);
	}
	keys_free(ks);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf whole = BUF_INIT(1u << 20), pieces = BUF_INIT(1u << 20);

	run((const char *)data, len, len ? len : 1, &whole);
	run((const char *)data, len, 1, &pieces);
	must(whole.len == pieces.len &&
	     memcmp(buf_str(&whole), buf_str(&pieces), whole.len) == 0);
	buf_done(&whole);
	buf_done(&pieces);
	return 0;
}
