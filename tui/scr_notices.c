/* scr_notices.c - the queue "Notify referrers": what is due, to whom, since when; one
 * is opened or sent, several are marked and go by e-mail (F1, F2). It works on what
 * this device holds, without the office. */
#include "scr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "notice_rows.h"
#include "notice_way.h"
#include "w_choice.h"
#include "w_pager.h"
#include "w_question.h"

#define STEP 4 /* are sent between two keys */
#define STEP_MS 5
#define AGENCIES_MAX 200
#define OVER_MAX 65536

enum tag { TAG_MORE = 1, TAG_REFERRER, TAG_SEND };

struct queue {
	struct notice_rows rows;
	struct w_list list;
	struct id asked; /* how is it sent? */
	/* Several at once: those that were marked, and what was passed over. */
	struct id *sending;
	size_t sending_count, sent, done;
	struct buf over;
};

static void
load(struct queue *q, bool directory)
{
	notice_rows_load(&q->rows, directory);
	w_list_refresh(&q->list);
}

static const struct notice_row *
marked_row(const struct queue *q)
{
	return notice_rows_at(&q->rows, w_list_at(&q->list));
}

static enum err
notices_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct queue *q = st;

	(void)arg;
	(void)e;
	q->rows.app = a;
	buf_init(&q->over, OVER_MAX);
	notice_rows_load(&q->rows, true);
	w_list_init(&q->list, &notice_rows, &q->rows);
	return ERR_OK;
}

static void
notices_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Notify referrers");
}

/* ---- several at once ---- */

static void
stop_sending(struct queue *q)
{
	mem_free_wiped(q->sending, q->sending_count * sizeof *q->sending);
	q->sending = NULL;
	q->sending_count = q->sent = q->done = 0;
	buf_clear(&q->over);
}

static void
say_sent(struct app *a, struct queue *q)
{
	size_t over = q->done - q->sent;
	struct w_pager_arg arg = { .title = "Passed over" };
	struct buf text = BUF_INIT(OVER_MAX + 200);

	if (over > 0) {
		buf_addf(&text,
		    "%zu of %zu were passed over, and are still to be "
		    "sent:\n\n",
		    over, q->done);
		buf_adds(&text, buf_str(&q->over));
		arg.text = buf_str(&text);
		app_push(a, &w_pager_screen, &arg);
	}
	app_say(a, "%zu of %zu kept for the office, which sends %s%s.", q->sent,
	    q->done, q->sent == 1 ? "it" : "them",
	    model_status(app_model(a))->link == LINK_DOWN
		? " when this device is in touch"
		: "");
	buf_done(&text);
	stop_sending(q);
}

static void
send_one(struct app *a, struct queue *q, const struct id *id)
{
	struct notice_row n;
	struct buf why = BUF_INIT(OVER_MAX);

	if (!model_notice_row(app_model(a), id, &n))
		buf_adds(&why, "It is not here any more.");
	else if (notice_way_email(a, &n, &why))
		q->sent++;
	if (why.len > 0) {
		buf_addf(
		    &q->over, "%s: ", model_child_name(app_model(a), &n.file));
		notice_add_what(&n, &q->over);
		buf_addf(&q->over, "\n%s\n\n", buf_str(&why));
	}
	q->done++;
	buf_done(&why);
}

/* A few, then keys come first again: nothing is held up by many. */
static void
send_some(struct app *a, struct queue *q)
{
	for (int i = 0; i < STEP && q->done < q->sending_count; i++)
		send_one(a, q, &q->sending[q->done]);
	load(q, false);
	if (q->done < q->sending_count) {
		app_say(a, "Sending %zu of %zu", q->done, q->sending_count);
		app_enter_later(a, STEP_MS);
	} else {
		say_sent(a, q);
	}
}

static void
begin_sending(struct app *a, struct queue *q)
{
	stop_sending(q);
	q->sending_count = q->rows.marked_count;
	q->sending = mem_zalloc(q->sending_count, sizeof *q->sending);
	memcpy(
	    q->sending, q->rows.marked, q->sending_count * sizeof *q->sending);
	q->rows.marked_count = 0;
	send_some(a, q);
}

static void
ask_send_marked(struct app *a, const struct queue *q)
{
	char says[200];
	struct w_question_arg arg = {
		.title = "Send", .says = says, .tag = TAG_SEND
	};

	snprintf(says, sizeof says,
	    "%zu are marked. Those that may go, and have an address, go by "
	    "e-mail. It cannot be taken back. Send them?",
	    q->rows.marked_count);
	app_push(a, &w_question, &arg);
}

/* ---- what is shown ---- */

static void
ask_more(struct app *a)
{
	struct choice choices[NOTICE_SHOWNS + 2] = {
		{ "todo", notice_shown_words(SHOWN_TO_DO) },
		{ "over", notice_shown_words(SHOWN_OVER) },
		{ "all", notice_shown_words(SHOWN_ALL) },
		{ "referrer", "Those of one referrer" },
		{ 0 },
	};
	struct w_choice_arg arg = { .title = "More",
		.asks = "What do you want to see?",
		.choices = choices,
		.now = "",
		.tag = TAG_MORE };

	app_push(a, &w_choice, &arg);
}

/* Agencies that have a notice here. */
static void
ask_referrer(struct app *a, const struct queue *q)
{
	struct choice choices[AGENCIES_MAX + 2] = { { "all",
	    "All referrers" } };
	const struct directory_list *l = &q->rows.directory.agencies;
	const struct notice_row *rows;
	size_t n = model_notices(app_model(a), &rows), count = 1;
	struct w_choice_arg arg = { .title = "Referrer",
		.choices = choices,
		.now = "",
		.tag = TAG_REFERRER };

	for (size_t i = 0; i < l->count && count <= AGENCIES_MAX; i++) {
		size_t k = 0;

		while (k < n && !id_equal(&rows[k].agency, &l->at[i].id))
			k++;
		if (k < n)
			choices[count++] =
			    (struct choice){ l->at[i].id.s, l->at[i].name };
	}
	app_push(a, &w_choice, &arg);
}

static void
take_choice(struct app *a, struct queue *q, const struct w_choice_result *r)
{
	struct notice_row n;

	if (r->tag == NOTICE_WAY_TAG) {
		if (model_notice_row(app_model(a), &q->asked, &n))
			notice_way_take(a, &n, r->codes);
	} else if (r->tag == TAG_REFERRER) {
		q->rows.agency = (struct id){ "" };
		id_parse(&q->rows.agency, r->codes);
		load(q, false);
	} else if (strcmp(r->codes, "referrer") == 0) {
		ask_referrer(a, q);
	} else {
		q->rows.shown = strcmp(r->codes, "all") == 0    ? SHOWN_ALL
				: strcmp(r->codes, "over") == 0 ? SHOWN_OVER
								: SHOWN_TO_DO;
		load(q, false);
	}
}

/* ---- the row's callbacks ---- */

static void
notices_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct queue *q = st;

	load(q, true);
	if (scr_was_saved(child, result))
		notice_way_say_kept(a, data);
	if (child == &w_choice && result == W_CHOICE_TAKEN)
		take_choice(a, q, data);
	if (child == &w_question && result == W_QUESTION_YES)
		begin_sending(a, q);
}

static void
send(struct app *a, struct queue *q)
{
	const struct notice_row *n = marked_row(q);

	if (q->rows.marked_count > 0) {
		ask_send_marked(a, q);
	} else if (n) {
		q->asked = n->id;
		notice_way_ask(a, n);
	}
}

static enum handled
notices_key(struct app *a, void *st, const struct key *k)
{
	struct queue *q = st;
	const struct notice_row *n = marked_row(q);
	struct id id;

	if (q->sending && k->action == ACT_OPEN) {
		send_some(a, q);
		return HANDLED;
	}
	if (q->sending)
		app_enter_later(a, STEP_MS); /* after this key it goes on */
	if (k->action == ACT_CHOOSE && !w_list_is_finding(&q->list)) {
		if (n)
			notice_rows_mark(&q->rows, &n->id);
		w_list_refresh(&q->list);
		return HANDLED;
	}
	switch (k->action) {
	case ACT_SEND: send(a, q); return HANDLED;
	case ACT_MORE: ask_more(a); return HANDLED;
	default: break;
	}
	switch (w_list_key(&q->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED:
		n = marked_row(q);
		if (n) {
			id = n->id;
			app_push(a, &scr_notice, &id);
		}
		return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static enum handled
notices_changed(struct app *a, void *st, unsigned topics)
{
	if (model_is_open(app_model(a)) &&
	    (topics & (TOPIC_RECORDS | TOPIC_OUTBOX)))
		load(st, (topics & TOPIC_RECORDS) != 0);
	return HANDLED;
}

static void
notices_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct queue *q = st;
	const struct directory_entry *e =
	    directory_find(&q->rows.directory.agencies, &q->rows.agency);
	const struct me *me = model_me(app_model(a));
	struct buf b = BUF_INIT(600);
	int row = SCR_TOP;

	buf_adds(&b, notice_shown_words(q->rows.shown));
	if (e)
		buf_addf(&b, ", to %s alone", e->name);
	if (q->rows.marked_count > 0)
		buf_addf(&b, "; %zu marked", q->rows.marked_count);
	canvas_text_cut(cv, row, 1, cv->cols - 2, buf_str(&b), ATTR_BOLD);
	buf_done(&b);
	if (me && me->is_mail_off)
		canvas_text_cut(cv, row + 1, 1, cv->cols - 2,
		    "E-mail is off at this office: send letters, or ring.",
		    ATTR_PLAIN);
	row += 2;
	w_list_draw(&q->list, cv, row, 1, cv->rows - SCR_BOTTOM - row,
	    cv->cols - 2, true);
}

static const struct key_hint *
notices_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Open" },
		{ ACT_SEND, "Send" }, { ACT_CHOOSE, "Mark" },
		{ ACT_MORE, NULL }, { ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
notices_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "What referrers are to be told: that support has begun, what it is "
	    "and that it has ended; of a change only with the family's "
	    "agreement. The office makes each notice itself, once.\n\n"
	    "Enter opens one: to whom, why, and the exact text. F2 sends it, "
	    "or "
	    "records a letter or a call. Space marks several; then F2 sends by "
	    "e-mail those that may go, and says which were passed over and "
	    "why. "
	    "F6 shows what is done, or one referrer alone; / searches.\n\n"
	    "\"Held\": an e-mail did not go, or nobody knows whether it "
	    "arrived. It is to be sent again, another way perhaps.");
}

static void
notices_close(struct app *a, void *st)
{
	struct queue *q = st;

	(void)a;
	w_list_done(&q->list);
	notice_rows_done(&q->rows);
	stop_sending(q);
	buf_done(&q->over);
}

const struct screen_def scr_notices = {
	.name = "notices",
	.state_size = sizeof(struct queue),
	.open = notices_open,
	.title = notices_title,
	.key = notices_key,
	.changed = notices_changed,
	.returned = notices_returned,
	.draw = notices_draw,
	.hints = notices_hints,
	.help = notices_help,
	.close = notices_close,
};
