/* action_make.c - what is to be done by a Record of Concern or a meeting becomes a
 * task each, and waits for whoever does it (R4, M1). */
#include <stdlib.h>
#include <string.h>

#include "store_in.h"
#include "text.h"

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

static bool
is_same_name(const char *a, const char *b)
{
	struct buf x = BUF_INIT(KIND_LINE_MAX * 4),
		   y = BUF_INIT(KIND_LINE_MAX * 4);
	bool is = text_fold(&x, a, strlen(a)) && text_fold(&y, b, strlen(b)) &&
		  x.len > 0 && strcmp(buf_str(&x), buf_str(&y)) == 0;

	buf_done(&x);
	buf_done(&y);
	return is;
}

/* Whoever works here under that name; else whoever wrote it down sees to it. */
static enum err
find_staff(struct save *v, const char *name, struct id *out, struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0;
	enum err code =
	    store_ids_of_kind(v->db, &v->put->file, &kind_staff, &ids, &n, e);
	bool is_found = false;

	*out = v->put->who.staff;
	for (size_t i = 0; i < n && !is_found && code == ERR_OK; i++) {
		struct record *body = NULL;
		struct record_row row;

		code = store_body(v->s, v->db, &ids[i], &row, &body, e);
		is_found = code == ERR_OK && *text(body, "left") == '\0' &&
			   is_same_name(text(body, "name"), name);
		if (is_found)
			*out = ids[i];
		record_free(body);
	}
	free(ids);
	return code;
}

/* A day without a time is the end of that day. */
static enum err
make_action(struct save *v, const struct record *action, struct errinfo *e)
{
	struct record *task = record_new(&kind_task);
	struct id whose;
	enum err code = find_staff(v, text(action, "who"), &whose, e);

	record_set(task, v->put->kind == &kind_meeting ? "meeting" : "concern",
	    v->put->id.s);
	record_set(task, "what", "action");
	record_set(task, "words", text(action, "what"));
	record_set(task, "who", text(action, "who"));
	record_set(task, "for", whose.s);
	record_set(task, "due", text(action, "by"));
	store_copy_staff(task, v->body);
	if (code == ERR_OK)
		code = store_make(v, &kind_task, task, NULL, e);
	record_free(task);
	return code;
}

static bool
had(const struct record *before, const struct record *action)
{
	size_t n = before == NULL ? 0 : record_count(before, "actions");

	for (size_t i = 0; i < n; i++)
		if (record_equal(record_item(before, "actions", i), action))
			return true;
	return false;
}

/* A change of a meeting: what it says that it did not say before. An action that was
 * taken out stays, for a person to close in words. */
static enum err
read_before(struct save *v, struct record **out, struct errinfo *e)
{
	struct buf said = BUF_INIT(KIND_BODY_MAX);
	struct envelope env;
	enum err code;

	*out = NULL;
	code =
	    store_read(v->s, v->db, &v->put->id, v->put->base, &env, &said, e);
	if (code == ERR_OK)
		code = record_from_json(
		    out, v->put->kind, env.body, env.body_len, true, NULL, e);
	buf_done(&said);
	return code;
}

enum err
store_action_follow(struct save *v, struct errinfo *e)
{
	bool is_meeting = v->put->kind == &kind_meeting;
	struct record *before = NULL;
	enum err code = ERR_OK;

	if (!is_meeting &&
	    !(v->put->kind == &kind_concern && v->put->is_signed))
		return ERR_OK;
	if (v->result->status != 201 && v->result->status != 200)
		return ERR_OK;
	if (is_meeting && v->is_there)
		code = read_before(v, &before, e);
	for (size_t i = 0;
	     code == ERR_OK && i < record_count(v->body, "actions"); i++) {
		const struct record *action =
		    record_item(v->body, "actions", i);

		if (*text(action, "by") != '\0' &&
		    *text(action, "what") != '\0' && !had(before, action))
			code = make_action(v, action, e);
	}
	record_free(before);
	return code;
}
