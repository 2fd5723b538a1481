/* fuzz_record.c - any bytes as a record of any kind, strict and lax.
 *
 * The first byte chooses the kind. What was read must come back equal from its
 * own JSON, must survive every walker, and be the same when normalised twice. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kind.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct civil now = { .year = 2026,
	.month = 4,
	.day = 3,
	.hour = 15,
	.minute = 30,
	.has_time = true };

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
count_hit(void *arg, const char *path, const char *text, size_t at, size_t len)
{
	(void)path;
	must(len > 0 && at + len <= strlen(text));
	*(size_t *)arg += len;
}

static void
must_come_back(const struct record *r, bool lax)
{
	struct buf json = BUF_INIT((size_t)KIND_BODY_MAX * 8);
	struct buf again = BUF_INIT((size_t)KIND_BODY_MAX * 8);
	struct record *back;

	record_to_json(r, lax, &json);
	must(!json.failed);
	must(record_from_json(&back, record_kind(r), json.data, json.len, lax,
		 NULL, NULL) == ERR_OK);
	must(record_equal(r, back));
	record_to_json(back, lax, &again);
	must(json.len == again.len &&
	     memcmp(json.data, again.data, json.len) == 0);
	record_free(back);
	buf_done(&json);
	buf_done(&again);
}

static void
walk(struct record *r, bool lax)
{
	const struct check_ctx ctx = { .now = now, .complete = true };
	struct buf out = BUF_INIT((size_t)KIND_BODY_MAX * 64);
	struct record *copy = record_copy(r);
	struct problems p;
	size_t hits = 0;
	bool is_right;

	must(record_equal(r, copy));
	must_come_back(r, lax);
	record_to_text(r, 60, NULL, NULL, &out);
	must(text_is_utf8(buf_str(&out), out.len));
	record_interpretation(r, count_hit, &hits);
	is_right = record_check(r, &ctx, &p);
	must(is_right == (p.count == 0));
	record_normalise(r, &now);
	record_free(copy);
	copy = record_copy(r);
	record_normalise(copy, &now);
	must(record_equal(r, copy));
	must_come_back(r, true);
	/* What record_check lets through is strict JSON, both ways. */
	if (record_check(r, &ctx, &p))
		must_come_back(r, false);
	for (size_t i = 0; i < p.count; i++)
		must(p.at[i].says[0] != '\0' && p.at[i].code[0] != '\0');
	record_free(copy);
	buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *json = (const char *)data + 1;
	size_t count = 0;
	struct record *r;
	struct problems p;
	struct errinfo e;

	(void)text_start();
	while (kinds[count] != NULL)
		count++;
	if (size < 2)
		return 0;
	for (int lax = 0; lax < 2; lax++) {
		enum err err = record_from_json(&r, kinds[data[0] % count],
		    json, size - 1, lax != 0, &p, &e);

		must((err == ERR_OK) == (r != NULL));
		must((err == ERR_INVALID) == (p.count > 0));
		if (err == ERR_OK)
			walk(r, lax != 0);
		record_free(r);
	}
	return 0;
}
