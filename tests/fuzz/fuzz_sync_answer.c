/* fuzz_sync_answer.c - any bytes as the office's answer to a sync.
 *
 * What is taken has everything in its range, and all it points to lies inside
 * the text; what is not taken leaves nothing behind. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sync_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_lie_in(const char *at, size_t n, const char *text, size_t len)
{
	must(at >= text && at + n <= text + len);
}

static void
walk(const struct sync_answer *an, const char *text, size_t len)
{
	must(an->now_ms > 0 && an->chain_rows >= 0 && an->lease_until_ms > 0);
	must(*an->generation && *an->cursor);
	must(strlen(an->chain_head) == SEAL_HASH * 2);
	must_lie_in(an->waiting.text, an->waiting.len, text, len);
	must_lie_in(an->me.text, an->me.len, text, len);
	must(!id_is_none(&an->staff));
	for (size_t i = 0; i < an->result_count; i++) {
		const struct sync_result *r = &an->results[i];

		must(r->status >= 200 && r->status < 600);
		must(!id_is_none(&r->write));
		must(r->status < 300 ? r->received_ms > 0 : r->says[0] != '\0');
	}
	for (size_t i = 0; i < an->look_count; i++)
		must(!id_is_none(&an->looks[i]));
	for (size_t i = 0; i < an->change_count; i++) {
		const struct sync_change *ch = &an->changes[i];

		must_lie_in(ch->text.text, ch->text.len, text, len);
		if (ch->is_card)
			must(!id_is_none(&ch->card));
		else
			must_lie_in(
			    ch->record.body, ch->record.body_len, text, len);
	}
	for (size_t i = 0; i < an->whole_count; i++)
		must(an->whole[i].first + an->whole[i].count <=
		     an->record_count);
	for (size_t i = 0; i < an->record_count; i++)
		must_lie_in(
		    an->records[i].body, an->records[i].body_len, text, len);
	for (size_t i = 0; i < an->progress_count; i++)
		must_lie_in(an->progress[i].text.text, an->progress[i].text.len,
		    text, len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct sync_answer none;
	const char *text = (const char *)data;
	struct sync_answer an;
	struct errinfo e = { 0 };
	char says[ERR_SAYS_MAX];
	enum err code = sync_answer_read(&an, text, size, &e);

	if (code == ERR_OK) {
		walk(&an, text, size);
		sync_answer_done(&an);
	} else {
		must(e.code == code && e.says[0] != '\0');
	}
	must(memcmp(&an, &none, sizeof an) == 0);
	sync_problem_says(says, text, size, "otherwise");
	must(says[0] != '\0');
	return 0;
}
