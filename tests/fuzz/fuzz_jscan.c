/* fuzz_jscan.c - whatever jscan lets through, the parser must read as it is
 * written, and a span must lie inside the text. */
#include <stdint.h>
#include <stdlib.h>

#include "../json_agree.h"
#include "jscan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
each(void *arg, size_t index, const char *start, size_t n)
{
	const char *text = arg;

	must(start >= text && n > 0);
	must(jscan_check(start, n, n, NULL) == ERR_OK);
	return index < 100;
}

static bool
each_unchecked(void *arg, size_t index, const char *start, size_t n)
{
	(void)index;
	must(start >= (const char *)arg && n > 0);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const paths[] = { "", "a", "0", "a.0.b", "." };
	static const char *const names[] = { "a", "" };
	const char *text = (const char *)data, *start;
	struct jscan_part parts[2];
	struct errinfo e = { 0 };
	struct json *doc;
	bool passed = jscan_check(text, len, 65536, &e) == ERR_OK;
	size_t n;

	must(passed == (e.code == ERR_OK));
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (jscan_span(text, len, paths[i], &start, &n))
			must(start >= text && start + n <= text + len);
		jscan_each(text, len, paths[i], passed ? each : each_unchecked,
		    (void *)(uintptr_t)text);
	}
	if (jscan_members(text, len, names, 2, parts))
		for (size_t i = 0; i < 2; i++)
			must(parts[i].len == 0 ||
			     (parts[i].start >= text &&
				 parts[i].start + parts[i].len <= text + len));
	must((json_parse(&doc, text, len, 65536, NULL) == ERR_OK) == passed);
	if (!passed)
		return 0;
	must(json_agrees(text, len, doc));
	json_free(doc);
	return 0;
}
