/* record_next_more.c - what may follow a record because of a request, an objection, or
 * because it went to the wrong place (A3, A4). */
#include "record_next_in.h"

#include <string.h>

#include "kinds.h"
#include "model.h"
#include "request.h"
#include "scr.h"

#define EITHER 2

/* ---- may they? ---- */

static bool
may_make(struct app *a, const struct record_page *p, const struct kind *k)
{
	return model_may(app_model(a), k->name, RIGHT_CREATE, &p->row.file);
}

/* Of what stands in a file; never of a request itself. */
static bool
may_ask(struct app *a, const struct record_page *p)
{
	return (p->row.kind->flags & KF_ON_FILE) &&
	       p->row.where == WHERE_OFFICE && !request_is_own(p->row.kind) &&
	       p->row.kind != &kind_wrong_send && may_make(a, p, &kind_request);
}

/* What leaves us. */
static bool
may_be_wrong(struct app *a, const struct record_page *p)
{
	static const struct kind *const of[] = { &kind_notice,
		&kind_notice_sent, &kind_share_decision, &kind_emergency,
		&kind_contact, &kind_request_answer };
	bool is = false;

	for (size_t i = 0; i < KIND_COUNT(of); i++)
		is = is || p->row.kind == of[i];
	return is && p->row.where == WHERE_OFFICE &&
	       may_make(a, p, &kind_wrong_send);
}

static bool
may_close(struct app *a, const struct record_page *p)
{
	return wrong_is_settled(p->rec) && may_make(a, p, &kind_wrong_end);
}

/* Until it is closed it is worked on. */
static bool
may_work_on(struct app *a, const struct record_page *p)
{
	const struct row *rows;
	size_t n = model_rows(app_model(a), &p->row.file, &rows);

	for (size_t i = 0; i < n; i++)
		if (rows[i].kind == &kind_wrong_end &&
		    id_equal(&rows[i].parent, &p->arg.id))
			return false;
	return !model_is_conflict(app_model(a), &p->arg.id) &&
	       model_may(app_model(a), kind_wrong_send.name, RIGHT_CHANGE,
		   &p->row.file);
}

/* Each for themselves: that somebody else has seen it is no matter. */
static bool
may_have_seen(struct app *a, const struct record_page *p)
{
	const struct waiting *list;
	size_t n = model_waiting(app_model(a), &list);
	bool is = false;

	for (size_t i = 0; i < n; i++)
		is = is || (id_equal(&list[i].record, &p->arg.id) &&
			       strcmp(list[i].what, "access_changed") == 0);
	return is && may_make(a, p, &kind_access_seen);
}

/* ---- doing it ---- */

static bool
go_request(
    struct app *a, struct record_page *p, const char *writes, const char *key)
{
	(void)key;
	scr_start_request(a, kind_find(writes), &p->child, &p->row);
	return false;
}

const struct next next_more[] = {
	{ .code = "access_seen",
	    .words = "Say that you have looked at it",
	    .bar = "Seen",
	    .on = "access_change",
	    .is_signed = EITHER,
	    .writes = "access_seen",
	    .key = "change",
	    .may = may_have_seen,
	    .go = go_write_about },
	{ .code = "close",
	    .words = "Close it: all of it is done",
	    .bar = "Close it",
	    .on = "wrong_send",
	    .is_signed = EITHER,
	    .writes = "wrong_end",
	    .key = "incident",
	    .once = true,
	    .may = may_close,
	    .go = go_write_about },
	{ .code = "work",
	    .words = "Write down what was done about it",
	    .bar = "Go on with it",
	    .on = "wrong_send",
	    .is_signed = EITHER,
	    .may = may_work_on,
	    .open = scr_edit },
	{ .code = "correction",
	    .words = "Somebody asks for a correction, objects or complains",
	    .is_signed = EITHER,
	    .writes = "request",
	    .may = may_ask,
	    .go = go_request },
	{ .code = "wrong",
	    .words = "It went to the wrong place",
	    .is_signed = EITHER,
	    .writes = "wrong_send",
	    .may = may_be_wrong,
	    .go = go_request },
};
const size_t next_more_count = KIND_COUNT(next_more);
