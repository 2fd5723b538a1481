/* support.c - episodes of support, and changes in them, out of their records. */
#include "support.h"

#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "support_check.h"

struct support {
	const struct id *own;
	struct support_record *at;
	size_t count;
};

/* The text of what came back counts for nothing but for the record it is of. */
static void
on_body(void *arg, const struct row *row, const struct record *r)
{
	struct support *s = arg;

	if (row->where == WHERE_STOPPED && !id_equal(&row->id, s->own))
		return;
	s->at = mem_grow(s->at, s->count + 1, sizeof(*s->at));
	s->at[s->count++] = (struct support_record){ row->id, record_copy(r) };
}

static void
support_read(struct support *s, struct model *m, const struct id *file,
    const struct id *own)
{
	static const struct kind *const of[] = { &kind_episode,
		&kind_nature_change, NULL };

	*s = (struct support){ .own = own };
	if (!id_is_none(file))
		model_each(m, file, of, on_body, s);
}

static void
support_done(struct support *s)
{
	for (size_t i = 0; i < s->count; i++)
		record_free((struct record *)(uintptr_t)s->at[i].body);
	mem_free_wiped(s->at, s->count * sizeof(*s->at));
}

bool
support_agrees(struct model *m, const struct id *file, const struct id *id,
    const struct record *r, struct problems *p)
{
	const struct kind *k = record_kind(r);
	struct support s;
	bool agrees;

	if (k != &kind_episode && k != &kind_nature_change)
		return true;
	support_read(&s, m, file, id);
	agrees = support_check(r, id, s.at, s.count, p);
	support_done(&s);
	return agrees;
}

static void
add_line(const struct support *s, const struct support_record *episode,
    struct buf *out)
{
	const struct field *nature = kind_field(&kind_episode, "nature");
	struct support_now now;
	char since[WHEN_SHOWN];
	struct civil day;

	support_now(episode->body, &episode->id, s->at, s->count, &now);
	if (now.is_ended)
		return;
	if (out->len > 0)
		buf_adds(out, "; ");
	if (!now.is_begun || !when_read(&day, now.since)) {
		buf_adds(out, "Referred, not begun");
		return;
	}
	if (*now.nature != '\0')
		record_show(nature, now.nature, NULL, NULL, out);
	else
		buf_adds(out, "Support");
	when_show(since, &day);
	buf_addf(out, " since %s", since);
}

void
support_add_running(struct model *m, const struct id *file, struct buf *out)
{
	static const struct id none = { "" };
	struct support s;

	support_read(&s, m, file, &none);
	for (size_t i = 0; i < s.count; i++) {
		if (record_kind(s.at[i].body) == &kind_episode)
			add_line(&s, &s.at[i], out);
	}
	support_done(&s);
}

bool
support_stand(struct model *m, const struct id *file, const struct id *episode,
    struct support_stand *out)
{
	struct support_now now;
	bool found = false;
	struct support s;

	support_read(&s, m, file, episode);
	for (size_t i = 0; i < s.count && !found; i++) {
		found = id_equal(&s.at[i].id, episode);
		if (!found)
			continue;
		support_now(s.at[i].body, episode, s.at, s.count, &now);
		*out = (struct support_stand){ now.is_begun, now.is_ended,
			*now.nature != '\0' };
	}
	support_done(&s);
	return found;
}
