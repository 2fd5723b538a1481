/* tui_model_help.h - records for the tests of the model. */
#ifndef HAVEN_TUI_MODEL_HELP_H
#define HAVEN_TUI_MODEL_HELP_H

#include "store_in.h"
#include "text.h"
#include "tui_desk.h"

static inline int
help_start(void **state)
{
	(void)state;
	return text_start() && seal_start(NULL) == ERR_OK ? 0 : -1;
}

static inline struct record *
account(const char *observed)
{
	struct record *r = record_new(kind_find("first_account"));

	record_set(r, "child", "Robin Example");
	record_set(r, "observed", observed);
	return r;
}

/* Hand in a first account about a new child; none: it was not taken. */
static inline struct id
hand_in(struct model *m, struct id *file, const char *observed)
{
	struct record *r = account(observed);
	struct save s = { .kind = record_kind(r), .record = r };
	int64_t version = 0;

	if (m && model_save(m, &s, &version, NULL) == ERR_OK)
		assert_int_equal(version, 1);
	record_free(r);
	*file = s.file;
	return s.id;
}

/* A Record of Concern; complete: all that is needed to sign it. */
static inline struct record *
concern(bool complete)
{
	struct record *r = record_new(kind_find("concern")), *todo;

	record_set(r, "happened", "2026-11-22T10:00");
	record_set(r, "seen", "2026-11-22T10:05");
	record_set(r, "place", "The hall");
	record_set(r, "observed", "A mark on the left arm.");
	if (!complete)
		return r;
	record_set(r, "types", "physical");
	record_set(r, "purpose", "protect");
	record_set(r, "immediate", "None");
	record_set(r, "told_next", "yes");
	todo = record_add(r, "actions");
	record_set(todo, "what", "Ring social care");
	record_set(todo, "who", "A. Senior");
	record_set(todo, "by", "2026-11-22T16:00");
	return r;
}

/* A version that came from the office. */
static inline void
pull_by(struct model *m, const struct id *id, const struct id *file,
    const struct id *by, int64_t version, const char *kind, const char *body)
{
	struct envelope env = { .id = *id,
		.file = *file,
		.author = *by,
		.version = version,
		.table = 1,
		.written_ms = DESK_NOON,
		.received_ms = DESK_NOON,
		.body = body,
		.body_len = strlen(body) };

	snprintf(env.kind, sizeof(env.kind), "%s", kind);
	assert_int_equal(store_record_put(m->store, &env, NULL), ERR_OK);
	model_changed(m, TOPIC_RECORDS);
}

/* The same, by somebody else. */
static inline void
pull(struct model *m, const struct id *id, const struct id *file,
    int64_t version, const char *kind, const char *body)
{
	struct id other = desk_id(DESK_OTHER);

	pull_by(m, id, file, &other, version, kind, body);
}

#endif
