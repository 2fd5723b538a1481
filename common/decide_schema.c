/* decide_schema.c - facts and decision as JSON Schema, from the same tables that
 * read them, for the description of the addresses. */
#include "decide_in.h"

#include "json.h"

static void write_shape(
    struct jw *w, const char *key, const struct shape *shape);

static void
write_type(struct jw *w, const char *type)
{
	jw_text(w, "type", type);
}

static void
write_words(struct jw *w, enum decide_words words)
{
	jw_open_list(w, "enum");
	for (unsigned i = 0; i < decide_word_count(words); i++)
		jw_text(w, NULL, decide_word(words, i));
	jw_close_list(w);
}

static void
write_text(struct jw *w, const char *key, size_t max)
{
	jw_open(w, key);
	write_type(w, "string");
	jw_int(w, "maxLength", (int64_t)max);
	jw_close(w);
}

static void
write_date(struct jw *w, bool is_open)
{
	if (is_open) {
		jw_open_list(w, "type");
		jw_text(w, NULL, "string");
		jw_text(w, NULL, "null");
		jw_close_list(w);
	} else {
		write_type(w, "string");
	}
	jw_text(w, "format", "date");
}

/* A list of texts, or the word for every one. */
static void
write_names(struct jw *w, const char *all)
{
	if (all != NULL) {
		jw_open_list(w, "anyOf");
		jw_open(w, NULL);
		jw_text(w, "const", all);
		jw_close(w);
		jw_open(w, NULL);
	}
	write_type(w, "array");
	jw_int(w, "maxItems", FACTS_NAMES_MAX);
	write_text(w, "items", FACTS_TEXT_MAX);
	if (all != NULL) {
		jw_close(w);
		jw_close_list(w);
	}
}

static void
write_member(struct jw *w, const struct member *m)
{
	if (m->form == MEMBER_TEXT) {
		write_text(w, m->name, m->max);
		return;
	}
	if (m->form == MEMBER_OBJECT) {
		write_shape(w, m->name, m->of);
		return;
	}
	jw_open(w, m->name);
	switch (m->form) {
	case MEMBER_BOOL: write_type(w, "boolean"); break;
	case MEMBER_WORD: write_words(w, (enum decide_words)m->words); break;
	case MEMBER_DATE:
	case MEMBER_OPEN_DATE:
		write_date(w, m->form == MEMBER_OPEN_DATE);
		break;
	case MEMBER_NAMES: write_names(w, m->all); break;
	case MEMBER_LIST:
		write_type(w, "array");
		jw_int(w, "maxItems", (int64_t)m->max);
		write_shape(w, "items", m->of);
		break;
	case MEMBER_TEXT:
	case MEMBER_OBJECT: break;
	}
	jw_close(w);
}

static void
write_shape(struct jw *w, const char *key, const struct shape *shape)
{
	jw_open(w, key);
	write_type(w, "object");
	jw_bool(w, "additionalProperties", false);
	jw_open_list(w, "required");
	for (size_t i = 0; i < shape->count; i++)
		if (shape->members[i].is_needed)
			jw_text(w, NULL, shape->members[i].name);
	jw_close_list(w);
	jw_open(w, "properties");
	for (size_t i = 0; i < shape->count; i++)
		write_member(w, &shape->members[i]);
	jw_close(w);
	jw_close(w);
}

void
facts_schema_write(struct buf *out)
{
	struct jw w = JW_INIT(out);

	write_shape(&w, NULL, &facts_shape);
}

/* ---- decision ---- */

static const char *const decision_members[] = { "row", "outcome",
	"may_share_now", "tell", "needs", "followups", "because" };
static const char *const tell_members[] = { "person", "tell", "reason" };
static const char *const because_members[] = { "rule", "says" };

static void
open_object(
    struct jw *w, const char *key, const char *const *members, size_t count)
{
	jw_open(w, key);
	write_type(w, "object");
	jw_open_list(w, "required");
	for (size_t i = 0; i < count; i++)
		jw_text(w, NULL, members[i]);
	jw_close_list(w);
	jw_open(w, "properties");
}

static void
close_object(struct jw *w)
{
	jw_close(w);
	jw_close(w);
}

static void
write_simple(struct jw *w, const char *key, const char *type)
{
	jw_open(w, key);
	write_type(w, type);
	jw_close(w);
}

static void
write_enum(struct jw *w, const char *key, enum decide_words words)
{
	jw_open(w, key);
	write_words(w, words);
	jw_close(w);
}

static void
open_array(struct jw *w, const char *key)
{
	jw_open(w, key);
	write_type(w, "array");
}

static void
write_tell(struct jw *w)
{
	open_array(w, "tell");
	open_object(w, "items", tell_members, 3);
	write_simple(w, "person", "string");
	write_simple(w, "tell", "boolean");
	jw_open(w, "reason");
	jw_open_list(w, "enum");
	for (unsigned i = 1; i < decide_word_count(WORDS_TELL_REASON); i++)
		jw_text(w, NULL, decide_word(WORDS_TELL_REASON, i));
	jw_null(w, NULL);
	jw_close_list(w);
	jw_close(w);
	close_object(w);
	jw_close(w);
}

void
decision_schema_write(struct buf *out)
{
	struct jw w = JW_INIT(out);

	open_object(&w, NULL, decision_members, 7);
	write_enum(&w, "row", WORDS_ROW);
	write_enum(&w, "outcome", WORDS_OUTCOME);
	write_simple(&w, "may_share_now", "boolean");
	write_tell(&w);
	open_array(&w, "needs");
	write_enum(&w, "items", WORDS_NEED);
	jw_close(&w);
	open_array(&w, "followups");
	write_enum(&w, "items", WORDS_FOLLOWUP);
	jw_close(&w);
	open_array(&w, "because");
	jw_int(&w, "minItems", 1);
	open_object(&w, "items", because_members, 2);
	write_simple(&w, "rule", "string");
	write_simple(&w, "says", "string");
	close_object(&w);
	jw_close(&w);
	close_object(&w);
}
