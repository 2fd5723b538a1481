/* inspect_words.c - how an inspection stands, in words (O1, O2, O3). */
#include "inspect_words.h"

#include <inttypes.h>
#include <string.h>

#include "scr.h"
#include "when.h"

bool
inspect_stand_of(
    struct model *m, const struct id *inspection, struct inspect_stand *out)
{
	const struct inspect_stand *list;
	enum ask_state state;
	int64_t as_of;
	size_t n = model_inspections(m, &list, &as_of, &state);

	for (size_t i = 0; i < n; i++)
		if (id_equal(&list[i].id, inspection)) {
			*out = list[i];
			return true;
		}
	return false;
}

static void
add_day(const char *stored, struct buf *out)
{
	struct civil c;

	if (when_read(&c, stored))
		scr_add_day(&c, out);
}

static int64_t
settled(const struct inspect_stand *s)
{
	return s->is_untold ? s->people : s->told + s->excepted;
}

void
inspect_add_short(const struct inspect_stand *s, struct buf *out)
{
	if (s->is_reported) {
		buf_addf(out, "%" PRId64 " of %" PRId64 " copies sent",
		    s->copies, s->owed);
		return;
	}
	switch (s->state) {
	case INSPECTION_EMPTY: buf_adds(out, "shut: about no file"); return;
	case INSPECTION_MISSING:
		buf_addf(out, "shut: %" PRId64 " of %" PRId64 " done",
		    settled(s), s->people);
		return;
	case INSPECTION_AHEAD: buf_adds(out, "all told"); return;
	case INSPECTION_OPEN:
		buf_adds(out, "open until ");
		add_day(s->until, out);
		return;
	case INSPECTION_OVER: buf_adds(out, "over, no report"); return;
	case INSPECTION_ENDED: buf_adds(out, "ended, no report"); return;
	case INSPECTION_STATES: break;
	}
}

void
inspect_add_stand(const struct inspect_stand *s, struct buf *out)
{
	switch (s->state) {
	case INSPECTION_EMPTY:
		buf_adds(out, "Access is shut: the inspection is about no file "
			      "yet.");
		return;
	case INSPECTION_MISSING:
		buf_addf(out,
		    "Access is shut: %" PRId64 " of %" PRId64
		    " are still to be told.",
		    s->missing, s->people);
		return;
	case INSPECTION_AHEAD:
		buf_adds(out, "All are told. Access opens by itself on its "
			      "first day.");
		return;
	case INSPECTION_OPEN:
		buf_adds(out, "Access is open until ");
		add_day(s->until, out);
		buf_adds(out, ".");
		return;
	case INSPECTION_OVER:
		buf_adds(out, "Access is over: its last day was ");
		add_day(s->until, out);
		buf_adds(out, ".");
		return;
	case INSPECTION_ENDED:
		buf_adds(out, "Access was ended, and does not open again.");
		return;
	case INSPECTION_STATES: break;
	}
}

void
inspect_add_counts(const struct inspect_stand *s, struct buf *out)
{
	buf_addf(out, "%" PRId64 " of %" PRId64 " told", s->told, s->people);
	if (s->excepted > 0)
		buf_addf(out, ", %" PRId64 " with a reason", s->excepted);
	if (s->is_untold)
		buf_adds(out, ", one reason for all the others");
	if (s->objects > 0)
		buf_addf(out, ", %" PRId64 " object%s", s->objects,
		    s->objects == 1 ? "s" : "");
	buf_addf(
	    out, "; %" PRId64 " file%s", s->files, s->files == 1 ? "" : "s");
	if (s->is_reported)
		buf_addf(out, "; %" PRId64 " of %" PRId64 " copies sent",
		    s->copies, s->owed);
	buf_adds(out, ".");
}

void
inspect_add_days(const struct record *inspection, const char *from,
    const char *until, struct buf *out)
{
	add_day(record_text(inspection, from), out);
	buf_adds(out, " to ");
	add_day(record_text(inspection, until), out);
}

void
inspect_add_as_of(
    int64_t as_of_ms, enum ask_state state, int64_t now_ms, struct buf *out)
{
	char when[WHEN_SHOWN];

	if (state == ASK_WAITING)
		buf_adds(out, "Asking the office ... ");
	if (state == ASK_FAILED)
		buf_adds(out, "No answer just now. ");
	if (as_of_ms > 0) {
		when_show_ms(when, as_of_ms, now_ms);
		buf_addf(out, "As the office knew it %s.", when);
	} else if (state != ASK_WAITING) {
		buf_adds(out, "F5 asks the office how it stands.");
	}
}

void
inspect_ask_again(struct model *m, size_t *waiting, const struct id *inspection)
{
	static const struct id all = { "" };
	size_t now = model_status(m)->here;

	if (now < *waiting)
		model_inspect_want(m, inspection ? inspection : &all);
	*waiting = now;
}
