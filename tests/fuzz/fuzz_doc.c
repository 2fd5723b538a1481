/* fuzz_doc.c - any bytes as a packed document.
 *
 * What is taken is walked to its end, and as plain text it is safe, in lines of
 * the width that was asked for or of one cell that is wider. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "doc.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(text_start());
	return 0;
}

static void
walk(const struct doc *d, size_t size)
{
	struct doc_part part;
	size_t bytes = 0;

	for (size_t at = 0; doc_next(d, &at, &part);) {
		must(at <= size && part.count <= DOC_COLS_MAX);
		must(part.depth <= DOC_DEPTH_MAX);
		must(part.kind != DOC_BAR || part.number <= part.of);
		for (unsigned i = 0; i < part.count; i++) {
			must(strlen(part.text[i]) == part.len[i]);
			must(text_is_utf8(part.text[i], part.len[i]));
			bytes += part.len[i];
		}
	}
	must(bytes < size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out = BUF_INIT((size_t)64 << 20);
	struct doc *d = NULL;

	if (doc_unpack(&d, data, size, NULL) != ERR_OK)
		return 0;
	walk(d, size);
	doc_text(d, 40, &out);
	must(!out.failed);
	for (size_t i = 0; i < out.len; i++)
		must(out.data[i] == '\n' || (unsigned char)out.data[i] >= 0x20);
	buf_done(&out);
	doc_free(d);
	return 0;
}
