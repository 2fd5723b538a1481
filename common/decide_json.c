/* decide_json.c - facts and decisions to JSON, spelt one way only. */
#include "decide_in.h"

#include "json.h"

static void write_object(struct jw *w, const char *key, const void *base,
    const struct shape *shape, const char *day);

static void
write_names(
    struct jw *w, const struct member *m, const struct facts_names *names)
{
	if (names->all && m->all != NULL) {
		jw_text(w, m->name, m->all);
		return;
	}
	jw_open_list(w, m->name);
	for (size_t i = 0; i < names->count; i++)
		jw_text(w, NULL, names->at[i]);
	jw_close_list(w);
}

static void
write_list(
    struct jw *w, const struct member *m, const void *base, const char *day)
{
	const char *list = *(
	    const char *const *)(const void *)((const char *)base + m->offset);
	size_t n =
	    *(const size_t *)(const void *)((const char *)base + m->count_at);

	jw_open_list(w, m->name);
	for (size_t i = 0; i < n; i++)
		write_object(w, NULL, list + i * m->of->size, m->of, day);
	jw_close_list(w);
}

/* day: what a date that is missing, and may not be null, stands for. */
static void
write_member(
    struct jw *w, const struct member *m, const void *base, const char *day)
{
	const void *value = (const char *)base + m->offset;
	const char *date = value;

	switch (m->form) {
	case MEMBER_BOOL: jw_bool(w, m->name, *(const bool *)value); return;
	case MEMBER_WORD:
		jw_text(w, m->name,
		    decide_word(
			(enum decide_words)m->words, facts_word_at(base, m)));
		return;
	case MEMBER_TEXT:
		jw_text(w, m->name, *(const char *const *)value);
		return;
	case MEMBER_DATE:
		jw_text(w, m->name, *date != '\0' ? date : day);
		return;
	case MEMBER_OPEN_DATE:
		jw_text(w, m->name, *date != '\0' ? date : NULL);
		return;
	case MEMBER_NAMES: write_names(w, m, value); return;
	case MEMBER_OBJECT: write_object(w, m->name, value, m->of, day); return;
	case MEMBER_LIST: write_list(w, m, base, day); return;
	}
}

static void
write_object(struct jw *w, const char *key, const void *base,
    const struct shape *shape, const char *day)
{
	jw_open(w, key);
	for (size_t i = 0; i < shape->count; i++)
		write_member(w, &shape->members[i], base, day);
	jw_close(w);
}

void
facts_write(const struct facts *f, struct buf *out)
{
	struct jw w = JW_INIT(out);

	write_object(&w, NULL, f, &facts_shape, f->on);
}

static void
write_bits(
    struct jw *w, const char *key, enum decide_words words, uint32_t bits)
{
	jw_open_list(w, key);
	for (unsigned i = 0; i < decide_word_count(words); i++)
		if (bits & DECIDE_BIT(i))
			jw_text(w, NULL, decide_word(words, i));
	jw_close_list(w);
}

static void
write_tell(struct jw *w, const struct decision *d)
{
	jw_open_list(w, "tell");
	for (size_t i = 0; i < d->tell_count; i++) {
		const struct decision_tell *t = &d->tell[i];

		jw_open(w, NULL);
		jw_text(w, "person", t->person);
		jw_bool(w, "tell", t->tell);
		jw_text(w, "reason",
		    t->reason == TELL_IS_TOLD
			? NULL
			: decide_word(WORDS_TELL_REASON, t->reason));
		jw_close(w);
	}
	jw_close_list(w);
}

void
decision_write(const struct decision *d, struct buf *out)
{
	struct jw w = JW_INIT(out);

	jw_open(&w, NULL);
	jw_text(&w, "row", decide_row_id(d->row));
	jw_text(&w, "outcome", decide_word(WORDS_OUTCOME, d->outcome));
	jw_bool(&w, "may_share_now", d->may_share_now);
	write_tell(&w, d);
	write_bits(&w, "needs", WORDS_NEED, d->needs);
	write_bits(&w, "followups", WORDS_FOLLOWUP, d->followups);
	jw_open_list(&w, "because");
	for (size_t i = 0; i < d->because_count; i++) {
		jw_open(&w, NULL);
		jw_text(&w, "rule", d->because[i].rule);
		jw_text(&w, "says", d->because[i].says);
		jw_close(&w);
	}
	jw_close_list(&w);
	jw_close(&w);
}
