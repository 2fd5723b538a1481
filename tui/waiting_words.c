/* waiting_words.c - what waits for a person, as lines. */
#include "waiting_words.h"

#include <string.h>

#include "due.h"
#include "when.h"

/* By when something is to be done says more than since when it waits. */
static bool
is_by_a_day(struct model *m, const struct waiting *w, struct civil *due)
{
	struct row row;

	return strcmp(w->what, "task_due") == 0 &&
	       model_row(m, &w->record, &row) && when_read(due, row.date);
}

void
waiting_due(const struct civil *due, int64_t now_ms, struct buf *out)
{
	struct civil today = when_civil(now_ms);
	int days = when_days(&today, due);

	if (days < 0)
		buf_addf(
		    out, "overdue for %d day%s", -days, days == -1 ? "" : "s");
	else if (days == 0)
		buf_adds(out, "due today");
	else if (days == 1)
		buf_adds(out, "due tomorrow");
	else
		buf_addf(out, "due in %d days", days);
}

void
waiting_when(
    struct model *m, const struct waiting *w, int64_t now_ms, struct buf *out)
{
	char when[WHEN_SHOWN];
	struct civil due;

	if (strcmp(w->what, "wrong_due") == 0) {
		due_regulator_brief(w->since_ms, now_ms, out);
	} else if (strcmp(w->what, "training_missing") == 0) {
		buf_adds(out, "none on record");
	} else if (strncmp(w->what, "notice_", 7) == 0 ||
		   strncmp(w->what, "training_", 9) == 0 ||
		   strcmp(w->what, "confirm_due") == 0 ||
		   strcmp(w->what, "request_due") == 0) {
		due = when_civil(w->since_ms);
		waiting_due(&due, now_ms, out);
	} else if (is_by_a_day(m, w, &due) && !due.has_time) {
		waiting_due(&due, now_ms, out);
	} else if (is_by_a_day(m, w, &due)) {
		when_show_ms(when, when_ms(&due), now_ms);
		buf_addf(out, "due %s", when);
	} else if (strcmp(w->what, "meeting_unagreed") != 0 ||
		   w->since_ms <= now_ms) {
		when_show_ago(when, w->since_ms, now_ms);
		buf_adds(out, when);
	}
}

size_t
waiting_digest(struct model *m, int64_t now_ms, bool has_names, struct buf *out)
{
	const struct waiting *list;
	size_t n = model_waiting(m, &list);

	for (size_t i = 0; i < n; i++) {
		const struct waiting *w = &list[i];
		struct buf when = BUF_INIT(200);

		waiting_when(m, w, now_ms, &when);
		buf_adds(out, has_names ? w->words : w->plain);
		if (has_names && *w->name)
			buf_addf(out, "  %s", w->name);
		if (when.len > 0)
			buf_addf(out, "  %s", buf_str(&when));
		buf_addc(out, '\n');
		buf_done(&when);
	}
	return n;
}
