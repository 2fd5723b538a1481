/* model_status.c - the outbox as a list, where a record is, and the words of the
 * status line. Nothing here says "sent" without a stored receipt (promise 5). */
#include "model_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "model_office.h"
#include "model_paper.h"

/* ---- the outbox ---- */

static enum where
where_of(const struct write *w)
{
	if (w->is_unread)
		return WHERE_STOPPED;
	switch (w->item.state) {
	case OUTBOX_SENDING: return WHERE_SENDING;
	case OUTBOX_REFUSED: return WHERE_STOPPED;
	case OUTBOX_SENT: return WHERE_OFFICE;
	case OUTBOX_WAITING:
	case OUTBOX_DECIDED: break;
	}
	return WHERE_HERE;
}

size_t
model_outbox(struct model *m, const struct outbox_row **list)
{
	const struct write *w;

	*list = NULL;
	if (!m->store)
		return 0;
	if (!m->outbox.is_fresh) {
		list_clear(&m->outbox, sizeof(struct outbox_row));
		model_read_writes(m);
		w = m->writes.at;
		for (size_t i = 0; i < m->writes.count; i++) {
			struct outbox_row *r = list_add(&m->outbox, sizeof(*r));
			const struct kid *k = model_kid(m, &w[i].item.file);

			r->write = w[i].item.write;
			r->id = w[i].item.id;
			r->file = w[i].item.file;
			r->kind = w[i].kind;
			r->where = where_of(&w[i]);
			r->since_ms = w[i].item.since_ms;
			r->tries = w[i].item.tries;
			snprintf(
			    r->child, sizeof(r->child), "%s", k ? k->name : "");
			snprintf(r->why, sizeof(r->why), "%s", w[i].why);
		}
		m->outbox.is_fresh = true;
	}
	*list = m->outbox.at;
	return m->outbox.count;
}

/* ---- where a record is ---- */

static void
say_alone(const struct model *m, const struct row *row, struct buf *out)
{
	const struct me *me = &m->me;

	/* Of the organisation, so nothing of a child depends on it. */
	if (row && !(row->kind->flags & KF_ON_FILE)) {
		buf_adds(out, "Saved on this device. It goes to the office by "
			      "itself.");
		return;
	}
	buf_addf(out,
	    "Only you have this. If a child may be hurt, ring 999 or %s%s%s "
	    "now.",
	    *me->office_name ? me->office_name : "the office",
	    *me->office_number ? ", " : "", me->office_number);
}

/* The sentence of the newest refusal of a record, or "". */
static const char *
why_stopped(struct model *m, const struct id *id)
{
	const struct write *w = m->writes.at;
	const char *why = "";

	for (size_t i = 0; i < m->writes.count; i++) {
		if (id_equal(&w[i].item.id, id) &&
		    w[i].item.state == OUTBOX_REFUSED)
			why = w[i].why;
	}
	return why;
}

static void
say_received(
    struct model *m, const struct id *id, int64_t received_ms, struct buf *out)
{
	char when[WHEN_SHOWN];
	struct progress p;
	struct row row;

	when_show_ms(when, received_ms, clock_ms());
	buf_addf(out, "Received by the office %s.", when);
	/* A first account of one's own: until somebody opened it, that is said
	 * (R3). */
	if (!model_row(m, id, &row) || !row.is_mine ||
	    strcmp(row.kind->name, "first_account") != 0 ||
	    !model_progress(m, id, &p))
		return;
	if (p.opened_count == 0 && !p.is_taken)
		buf_adds(out, " Nobody has opened this yet.");
}

static bool
has_draft(struct model *m, const struct id *id)
{
	const struct draft *d;
	size_t n = model_drafts(m, &d);

	for (size_t i = 0; i < n; i++) {
		if (id_equal(&d[i].id, id))
			return true;
	}
	return false;
}

void
model_where_says(struct model *m, const struct id *id, struct buf *out)
{
	const char *why;
	struct row row;

	if (!m->store)
		return;
	if (!model_row(m, id, &row)) {
		int64_t received = store_outbox_received(m->store, id);

		if (received > 0)
			say_received(m, id, received, out);
		else if (has_draft(m, id))
			say_alone(m, NULL, out);
		return;
	}
	switch (row.where) {
	case WHERE_DRAFT:
	case WHERE_HERE:
	case WHERE_SENDING: say_alone(m, &row, out); return;
	case WHERE_STOPPED:
		if (model_is_conflict(m, id)) {
			buf_adds(out,
			    "Somebody else changed this before your change "
			    "reached the office. Both are kept: choose between "
			    "them.");
			return;
		}
		why = why_stopped(m, id);
		buf_addf(out, "Stopped: a senior must look%s%s",
		    *why ? ". " : ".", why);
		return;
	case WHERE_OFFICE: break;
	}
	if (row.received_ms > 0)
		say_received(m, id, row.received_ms, out);
}

/* ---- the status line ---- */

const struct status *
model_status(const struct model *m)
{
	return &m->status;
}

static void
say_last(
    const struct status *s, int64_t now_ms, const char *before, struct buf *out)
{
	char when[WHEN_SHOWN];

	if (s->news_ms == 0)
		return;
	when_show_ms(when, s->news_ms, now_ms);
	buf_addf(out, "%ssent %s", before, when);
}

void
model_status_words(const struct model *m, int64_t now_ms, struct buf *out)
{
	const struct status *s = &m->status;

	if (!m->store)
		return;
	if (s->stopped > 0)
		buf_addf(out, "%zu stopped \302\267 ", s->stopped);
	if (s->link == LINK_SENDING && s->sending_all > 0) {
		buf_addf(
		    out, "Sending %zu of %zu", s->sending_now, s->sending_all);
		return;
	}
	if (s->here > 0) {
		buf_addf(out, "%zu here", s->here);
		say_last(s, now_ms, " \302\267 ", out);
	} else if (s->last_sync_ms == 0) {
		buf_adds(out, "not in touch yet");
	} else {
		say_last(s, now_ms, s->stopped > 0 ? "" : "all ", out);
	}
}

void
model_status_brief(const struct model *m, struct buf *out)
{
	const struct status *s = &m->status;

	if (!m->store)
		return;
	if (s->stopped > 0)
		buf_addf(out, "%zu stopped", s->stopped);
	else if (s->link == LINK_SENDING && s->sending_all > 0)
		buf_addf(out, "sending %zu", s->sending_all);
	else if (s->here > 0)
		buf_addf(out, "%zu here", s->here);
	else
		buf_adds(
		    out, s->last_sync_ms == 0 ? "no link yet" : "all sent");
}

void
model_notice(const struct model *m, struct buf *out)
{
	const struct status *s = &m->status;

	if (!m->store)
		return;
	if (strcmp(s->ended, "device") == 0)
		buf_adds(out,
		    "This device was taken out of use. What you wrote "
		    "is kept here until the office has it.");
	else if (*s->ended && s->here == 0 && m->me.role == ROLE_INSPECTOR)
		buf_adds(out, "No inspection is open to you: its days are to "
			      "come or over, or families are still to be told. "
			      "Ask the Director.");
	else if (*s->ended)
		buf_adds(out, "Your access has ended. What you wrote is kept "
			      "here until the office has it.");
	else if (s->chain_broken)
		buf_adds(out,
		    "The audit record of the office is not the one this "
		    "device knew. Tell the Strategic Lead; work goes on.");
	else if (model_lease_is_over(m))
		buf_adds(out, "Too long without the office: no records open. "
			      "Writing and handing in still work.");
	else if (model_is_shut(m))
		buf_adds(out, "You have not confirmed every document: no "
			      "child's file opens. 9 confirms them; first "
			      "accounts and F9 go on.");
	else if (s->is_restored && s->here > 0)
		buf_adds(out,
		    "The office was put back from a backup. What you had sent "
		    "since is sent again; nothing is doubled.");
	else if (s->clock_is_off)
		buf_adds(out, "The clock of this device is wrong. Have it set "
			      "right: times are written into records.");
	else if (model_needs_code(m))
		buf_adds(out, "The office asks for your one-time code: 12 "
			      "Settings, then 6. What you write is kept here.");
	else if (model_is_refused(m))
		buf_adds(out, "The office does not take your passphrase: lock "
			      "haven and open it anew. With one-time codes: 12 "
			      "Settings, then 6.");
	else if (m->me.one_time_is_due)
		buf_adds(out, "Your role needs one-time codes: 12 Settings, "
			      "then 5. Until then no child's file opens.");
}

/* ---- handing on ---- */

/* A new name in the home folder. */
static void
path_at_home(const struct model *m, const char *what, const char *suffix,
    char path[STORE_PATH_MAX])
{
	const char *home = getenv("HOME");
	int64_t now_ms = clock_ms();
	struct civil now = when_civil(now_ms);

	snprintf(path, STORE_PATH_MAX,
	    "%s/haven-%s-%04d-%02d-%02d-%02d%02d%02d.%s",
	    home && *home == '/' ? home : m->data_dir, what, now.year,
	    now.month, now.day, now.hour, now.minute, (int)(now_ms / 1000 % 60),
	    suffix);
}

enum err
model_write_file(struct model *m, const char *what, const char *suffix,
    const void *bytes, size_t len, struct buf *says, struct errinfo *e)
{
	char path[STORE_PATH_MAX];
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	path_at_home(m, what, suffix, path);
	code = seal_file_write(path, bytes, len, e);
	if (code == ERR_CONFLICT)
		return err_set(e, ERR_CONFLICT,
		    "It is written already, in %s. Nothing is written over "
		    "it.",
		    path);
	if (code == ERR_FULL)
		return err_set(e, ERR_FULL,
		    "There is no room on the disk for %.200s. Nothing was "
		    "written; make room and try again.",
		    path);
	if (code == ERR_OK)
		buf_addf(says, "It is in %s, in clear. %s it, and delete it.",
		    path, strcmp(suffix, "csv") == 0 ? "Use" : "Print");
	return code;
}

enum err
model_write_csv(struct model *m, const char *what, const char *text, size_t len,
    struct buf *says, struct errinfo *e)
{
	return model_write_file(m, what, "csv", text, len, says, e);
}

enum err
model_hand_on(struct model *m, struct buf *says, struct errinfo *e)
{
	struct buf text = BUF_INIT(WIRE_HANDED_MAX);
	struct store_handed did;
	char path[STORE_PATH_MAX];
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	path_at_home(m, m->me.sign_in, "sealed", path);
	code = store_hand_on(m->store, &text, &did, e);
	if (code == ERR_OK)
		code = store_handed_write(path, &text, &did, says, e);
	buf_done(&text);
	return code;
}
