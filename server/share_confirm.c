/* share_confirm.c - whoever is said to have authorised a decision against the check is
 * asked whether they did (S8): a task of theirs, and of nobody else. Who says no
 * has it looked at by a designated senior member. */
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "mem.h"
#include "share_office.h"
#include "store_in.h"

#define END_OF_WORK 17 /* hours */

static const char *
text(const struct save *v, const char *key)
{
	return record_text(v->body, key);
}

/* The end of the next day on which offices are open. */
static void
set_due(struct record *task, int64_t now_ms)
{
	struct civil day = when_add_working_days(when_civil(now_ms), 1);
	char due[WHEN_TEXT];

	day.has_time = true;
	day.hour = END_OF_WORK;
	day.minute = 0;
	when_store(due, &day);
	record_set(task, "due", due);
}

static void
set_words(struct save *v, struct record *task)
{
	struct person by = { .name = "" };
	char words[KIND_LINE_MAX * 2];

	(void)account_person(v->s, v->db, &v->put->who.staff, &by, NULL);
	snprintf(words, sizeof(words),
	    "%s says that you authorised this decision. Did you?",
	    by.name[0] != '\0' ? by.name : "A colleague");
	record_set(task, "words", words);
}

enum err
share_ask_authorised(struct save *v, struct errinfo *e)
{
	struct record *task;
	struct id by;
	enum err code;

	if (!id_parse(&by, text(v, "authorised_by")) ||
	    id_equal(&by, &v->put->who.staff))
		return ERR_OK;
	task = record_new(&kind_task);
	record_set(task, "decision", v->put->id.s);
	record_set(task, "what", TASK_AUTHORISED);
	record_set(task, "for", by.s);
	set_due(task, v->put->now_ms);
	set_words(v, task);
	store_copy_staff(task, v->body);
	code = store_make(v, &kind_task, task, NULL, e);
	record_free(task);
	return code;
}

/* It is flagged beside the decision, which stays as it was made; not shared yet, it is
 * stopped. */
static enum err
flag_denied(struct save *v, const struct id *id, const struct record *decision,
    struct errinfo *e)
{
	bool is_share = strcmp(record_text(decision, "decided"), "not") != 0;
	bool has_happened = *record_text(decision, "happened") != '\0';
	struct record *flag = record_new(&kind_share_flag);
	enum err code;

	record_set(flag, "decision", id->s);
	record_set(flag, "why", "denied");
	record_set(flag, "held", is_share && !has_happened ? "yes" : "no");
	record_set(flag, "outcome", record_text(decision, "outcome"));
	record_set(flag, "because",
	    "Who is said to have authorised it says that they did not. (S8)");
	code = store_make(v, &kind_share_flag, flag, NULL, e);
	record_free(flag);
	return code;
}

enum err
share_follow_task_done(struct save *v, struct errinfo *e)
{
	struct record *task = NULL, *decision = NULL;
	struct record_row row;
	struct id id;
	enum err code = ERR_OK;

	if (strcmp(text(v, "authorised"), "no") != 0)
		return ERR_OK;
	code = store_body(v->s, v->db, &v->parent, &row, &task, e);
	if (code == ERR_OK && task_asks_who_authorised(task) &&
	    id_parse(&id, record_text(task, "decision")))
		code = store_body(v->s, v->db, &id, &row, &decision, e);
	if (code == ERR_OK && decision != NULL)
		code = flag_denied(v, &id, decision, e);
	record_free(task);
	record_free(decision);
	return code;
}
