/* fuzz_when.c - whatever is typed, what comes of it is empty or a real time
 * that suits its field, is stored and shown, and is read back as itself. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_come_back(const char *text, const struct civil *c, const struct civil *now)
{
	struct civil back;

	must(when_parse(&back, text, now, 0, NULL) == ERR_OK);
	must(when_compare(&back, c) == 0 && back.has_time == c->has_time);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct civil now = { 2026, 4, 15, 14, 2, true }, c;
	struct errinfo e = { 0 };
	char *text, shown[WHEN_SHOWN];
	unsigned flags;
	enum err rc;

	if (len < 3)
		return 0;
	flags = data[0] & 7;
	now = when_add_days(now, (data[1] - 128) * 199 + data[2]);
	text = malloc(len - 2);
	memcpy(text, data + 3, len - 3);
	text[len - 3] = '\0';
	if (when_read(&c, text))
		must(when_is_valid(&c));
	rc = when_parse(&c, text, &now, flags, &e);
	free(text);
	if (rc != ERR_OK) {
		must(rc == ERR_INVALID && e.code == rc && e.says[0]);
		must(c.year == 0 && c.month == 0 && c.day == 0);
		return 0;
	}
	must(when_is_valid(&c));
	must(!(flags & WHEN_DATE_ONLY) || !c.has_time);
	must(!(flags & WHEN_BIRTH) || when_compare(&c, &now) <= 0);
	when_store(shown, &c);
	must(when_read(&c, shown));
	must_come_back(shown, &c, &now);
	when_show(shown, &c);
	must_come_back(shown, &c, &now);
	when_show_ms(shown, when_ms(&c), when_ms(&now));
	when_show_ago(shown, when_ms(&c), when_ms(&now));
	return 0;
}
