/* fuzz_frame.c - any bytes as what haven and haven-net say to each other.
 *
 * What is read as a frame is written again as the same bytes, and everything it
 * points to lies inside it. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_lie_in(const struct frame_string *s, const char *bytes, size_t len)
{
	must(s->s >= bytes && s->s + s->len <= bytes + len);
}

static void
must_be_same(struct buf *out, const char *bytes, size_t len)
{
	must(out->len == len && memcmp(out->data, bytes, len) == 0);
	buf_clear(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct buf out = BUF_INIT(FRAME_MAX + 4);
	struct net_request rq = { 0 };
	struct net_answer an = { 0 };
	enum err code;
	size_t len = frame_size(bytes, size, &code);

	must(len <= size);
	must(code == ERR_OK || len == 0);
	if (net_request_read(&rq, bytes, size, NULL) == ERR_OK) {
		must(len == size);
		must_lie_in(&rq.url, bytes, size);
		must_lie_in(&rq.pins, bytes, size);
		must_lie_in(&rq.ca_file, bytes, size);
		must_lie_in(&rq.headers, bytes, size);
		must_lie_in(&rq.body, bytes, size);
		must(net_request_write(&out, &rq, NULL) == ERR_OK);
		must_be_same(&out, bytes, size);
	}
	if (net_answer_read(&an, bytes, size, NULL) == ERR_OK) {
		must(len == size);
		must_lie_in(&an.words, bytes, size);
		must_lie_in(&an.body, bytes, size);
		must(net_answer_write(&out, &an, NULL) == ERR_OK);
		must_be_same(&out, bytes, size);
	}
	buf_done(&out);
	return 0;
}
