/* notice_send.c - a notice is asked to go by e-mail, or went as a letter or a call;
 * and what agreements and saves mean for notices that have not gone (F1, F2, S7).
 *
 * What has happened is taken as it happened. An e-mail goes only if everything
 * that the office itself knows lets it go; else the sending has failed, with the
 * reason, and the notice is due again. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "notice_office.h"
#include "share_office.h"
#include "store_in.h"

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

/* ---- may this e-mail go? ---- */

struct sending {
	struct save *v;
	struct own_notice notice; /* as it stood before this sending */
	enum notice_event what;
	char why[ERR_SAYS_MAX]; /* why not; "": it may */
};

/* The newest of a record of the directory; "" where there is none. */
static enum err
read_directory(const struct save *v, const char *id, struct record **out,
    struct errinfo *e)
{
	struct record_row row;
	struct id which;
	enum err code;

	*out = NULL;
	if (!id_parse(&which, id))
		return ERR_OK;
	code = store_body(v->s, v->db, &which, &row, out, e);
	return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static void
no(struct sending *s, const char *why)
{
	if (s->why[0] == '\0')
		snprintf(s->why, sizeof(s->why), "%s", why);
}

/* The address is the directory's of today, and not marked as unsafe (S7). */
static enum err
check_address(struct sending *s, struct errinfo *e)
{
	const struct record *n = s->notice.body;
	struct record *agency = NULL, *person = NULL;
	enum err code = read_directory(s->v, text(n, "agency"), &agency, e);

	if (code == ERR_OK)
		code = read_directory(s->v, text(n, "person"), &person, e);
	if (code == ERR_OK) {
		if (agency == NULL || *text(agency, "removed") != '\0')
			no(s, "The agency is no longer used.");
		if (person == NULL)
			no(s, "The episode names nobody there.");
		else if (*text(person, "left") != '\0')
			no(s, "That person is no longer there.");
		else if (strcmp(text(person, "unsafe"), "yes") == 0)
			no(s, "That address is marked: nothing may be sent "
			      "there.");
		else if (*text(person, "email") == '\0')
			no(s, "There is no e-mail address of that person.");
		else if (strcmp(text(person, "email"),
			     text(s->v->body, "to")) != 0)
			no(s, "The address in the directory is another one "
			      "now.");
	}
	record_free(agency);
	record_free(person);
	return code;
}

static void
check_state(struct sending *s)
{
	enum notice_state state = s->notice.stand.state;

	if (state == NOTICE_IS_DONE || state == NOTICE_IS_SENDING)
		no(s, "It had been sent already.");
	else if (state == NOTICE_IS_STOPPED)
		no(s, "It was stopped meanwhile.");
	else if (state == NOTICE_IS_NONE)
		no(s, "There is no agreement to tell the referrer of this.");
}

/* May the referrer be told today, or on the day on which it happened? */
static enum err
check_decision(struct sending *s, const char *on, struct errinfo *e)
{
	struct save *v = s->v;
	struct decision d = { 0 };
	enum err code =
	    office_notice(v->s, v->db, s->what, text(s->notice.body, "agency"),
		&v->put->file, &v->put->who.staff, on, &d, e);

	if (code == ERR_TOO_BIG || code == ERR_INVALID) {
		no(s, "The office cannot weigh all that is on this file.");
		return ERR_OK;
	}
	if (code == ERR_OK && !d.may_share_now)
		no(s, d.because_count > 0 ? d.because[0].says
					  : "The check says no.");
	decision_done(&d);
	return code;
}

static enum err
send_email(struct sending *s, struct errinfo *e)
{
	struct save *v = s->v;
	char today[WHEN_TEXT];
	enum err code;

	store_today(today, v->put->now_ms);
	check_state(s);
	code = check_address(s, e);
	if (code == ERR_OK)
		code = check_decision(s, today, e);
	if (code == ERR_OK && s->why[0] == '\0')
		code = notice_mail(v, &s->notice, s->why, e);
	if (code == ERR_OK && s->why[0] == '\0')
		return ERR_OK;
	return code == ERR_OK
		   ? notice_fail(v, &v->put->id, "stopped", s->why, e)
		   : code;
}

/* ---- what has been told ---- */

/* A change was told without an agreement, or something that had been stopped: a
 * designated senior member looks at it. */
static enum err
look_at(const struct sending *s, struct errinfo *e)
{
	struct save *v = s->v;
	struct record *task = record_new(&kind_task);
	struct civil due = when_civil(v->put->now_ms);
	char by[WHEN_TEXT];
	enum err code;

	due = when_add_days(due, 1);
	when_store(by, &due);
	record_set(task, "sent", v->put->id.s);
	record_set(task, "what", "told_against");
	record_set(task, "words", s->why);
	record_set(task, "for", v->put->who.staff.s);
	record_set(task, "due", by);
	code = store_make(v, &kind_task, task, NULL, e);
	record_free(task);
	return code;
}

static enum err
was_told(struct sending *s, struct errinfo *e)
{
	struct id episode, change = { "" };
	char on[WHEN_TEXT];
	enum err code;

	store_today(on, s->v->put->now_ms);
	if (*text(s->v->body, "when") != '\0')
		snprintf(on, sizeof(on), "%.10s", text(s->v->body, "when"));
	/* An e-mail that had arrived was judged when it went. */
	code = strcmp(text(s->v->body, "how"), "arrived") == 0
		   ? ERR_OK
		   : check_decision(s, on, e);
	if (code == ERR_OK && s->why[0] != '\0')
		code = look_at(s, e);
	(void)id_parse(&change, text(s->notice.body, "change"));
	if (code == ERR_OK && s->notice.stand.state == NOTICE_IS_STOPPED &&
	    id_parse(&episode, text(s->notice.body, "episode")))
		code = notice_settle(s->v, &episode, &change, s->what, e);
	return code;
}

static enum err
notice_went(struct save *v, struct errinfo *e)
{
	struct sending s = { .v = v };
	enum notice_how how;
	enum err code;

	if (!notice_how_read(text(v->body, "how"), &how))
		return ERR_OK;
	code = own_notice_read(
	    v->s, v->db, &v->parent, &v->put->id, v->put->now_ms, &s.notice, e);
	if (code == ERR_OK &&
	    notice_event_read(text(s.notice.body, "what"), &s.what)) {
		if (how == NOTICE_BY_EMAIL)
			code = send_email(&s, e);
		else if (notice_how_has_told(how))
			code = was_told(&s, e);
	}
	own_notice_done(&s.notice);
	return code;
}

/* ---- an answer of the family ---- */

static enum err
ask_again(struct save *v, const struct id *notice, struct errinfo *e)
{
	struct sending s = { .v = v };
	char today[WHEN_TEXT];
	enum err code = own_notice_read(
	    v->s, v->db, notice, NULL, v->put->now_ms, &s.notice, e);

	store_today(today, v->put->now_ms);
	if (code == ERR_OK &&
	    (notice_is_open(s.notice.stand.state) ||
		s.notice.stand.state == NOTICE_IS_SENDING) &&
	    notice_event_read(text(s.notice.body, "what"), &s.what) &&
	    s.what == NOTICE_CHANGE) {
		bool is_back = true;

		code = check_decision(&s, today, e);
		if (code == ERR_OK && s.why[0] != '\0')
			code = notice_take_back(v, &s.notice, &is_back, e);
		if (code == ERR_OK && s.why[0] != '\0' && is_back)
			code = notice_stop(v, notice, "withdrawn", e);
	}
	own_notice_done(&s.notice);
	return code;
}

/* Taken back before it went: it does not go (F2). */
static enum err
follow_agreement(struct save *v, struct errinfo *e)
{
	const char *answer = text(v->body, "answer");
	struct id *ids = NULL;
	size_t n = 0;
	enum err code;

	if (strcmp(answer, "agreed") == 0)
		return ERR_OK;
	code =
	    store_ids_of_kind(v->db, &v->put->file, &kind_notice, &ids, &n, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = ask_again(v, &ids[i], e);
	free(ids);
	return code;
}

/* ---- what follows ---- */

static enum err
settle_changes(struct save *v, struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0;
	enum err code = store_ids_beneath(
	    v->db, &v->put->id, &kind_nature_change, &ids, &n, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = notice_settle(v, &v->put->id, &ids[i], NOTICE_CHANGE, e);
	free(ids);
	return code;
}

static enum err
follow_episode(struct save *v, struct errinfo *e)
{
	static const enum notice_event events[] = { NOTICE_START, NOTICE_NATURE,
		NOTICE_END };
	const struct id none = { "" };
	enum err code = ERR_OK;

	for (size_t i = 0; i < KIND_COUNT(events) && code == ERR_OK; i++)
		code = notice_settle(v, &v->put->id, &none, events[i], e);
	return code == ERR_OK && v->is_there ? settle_changes(v, e) : code;
}

static enum err
follow_change(struct save *v, struct errinfo *e)
{
	return notice_settle(v, &v->parent, &v->put->id, NOTICE_CHANGE, e);
}

static const struct {
	const struct kind *kind;
	enum err (*follow)(struct save *, struct errinfo *);
} follows[] = {
	{ &kind_episode, follow_episode },
	{ &kind_nature_change, follow_change },
	{ &kind_notice_sent, notice_went },
	{ &kind_agreement, follow_agreement },
};

enum err
store_notice_follow(struct save *v, struct errinfo *e)
{
	if (v->result->status != 201 && v->result->status != 200)
		return ERR_OK;
	for (size_t i = 0; i < KIND_COUNT(follows); i++)
		if (follows[i].kind == v->put->kind)
			return follows[i].follow(v, e);
	return ERR_OK;
}
