/* fuzz_facts.c - any bytes as facts of a decision to share. What is refused has a
 * sentence; what is taken comes back from its own JSON as the same facts, is
 * decided, keeps what must hold whatever the facts are (decide_safety.h), and is
 * decided in the same bytes again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../decide_safety.h"
#include "json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_hold(const struct facts *f, const struct decision *d)
{
	for (size_t i = 0; i < SAFETY_COUNT; i++)
		must(!safeties[i].premise(f, d) || safeties[i].holds(f, d));
}

/* Decide, and write it down; it must be JSON. */
static void
decide_bytes(const struct facts *f, struct buf *out)
{
	struct json *doc;
	struct decision d;

	decide(f, &d);
	must_hold(f, &d);
	decision_write(&d, out);
	must(!out->failed);
	must(json_parse(&doc, out->data, out->len, DECISION_JSON_MAX, NULL) ==
	     ERR_OK);
	json_free(doc);
	decision_done(&d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	/* An escape takes six bytes where a control takes one. */
	struct buf json = BUF_INIT(FACTS_JSON_MAX * 6);
	struct buf once = BUF_INIT(DECISION_JSON_MAX);
	struct buf again = BUF_INIT(DECISION_JSON_MAX);
	struct errinfo e = { 0 };
	struct facts *f, *back;
	enum err code = facts_read(&f, (const char *)data, len, &e);

	must((code == ERR_OK) == (f != NULL));
	must((code == ERR_OK) == (e.says[0] == '\0'));
	if (code != ERR_OK)
		return 0;
	facts_write(f, &json);
	must(!json.failed);
	decide_bytes(f, &once);
	if (json.len <= FACTS_JSON_MAX) {
		must(facts_read(&back, json.data, json.len, NULL) == ERR_OK);
		decide_bytes(back, &again);
		must(once.len == again.len &&
		     memcmp(once.data, again.data, once.len) == 0);
		facts_free(back);
	}
	facts_free(f);
	buf_done(&json);
	buf_done(&once);
	buf_done(&again);
	return 0;
}
