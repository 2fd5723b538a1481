/* scr_notice.c - one notice to the referrer: to whom, why, since when, whether it may
 * go, and the exact text; how it went, with its proof (F1, F2). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "notice_rows.h"
#include "notice_way.h"
#include "paper_make.h"
#include "w_choice.h"
#include "w_pager.h"

enum tag { TAG_MORE = 1 };

struct view {
	struct app *app;
	struct id id;
	struct notice_whole n;
	struct child child;
	struct w_pager pager;
};

/* ---- the text ---- */

static void
add_time(const struct view *v, const struct record *r, const char *key,
    struct buf *out)
{
	char shown[WHEN_SHOWN];
	struct civil when;

	if (!when_read(&when, record_text(r, key)))
		return;
	if (when.has_time)
		when_show_ms(shown, when_ms(&when), app_now(v->app));
	else
		when_show(shown, &when);
	buf_adds(out, shown);
}

static void
add_whom(const struct view *v, struct buf *out)
{
	const char *reference = record_text(v->n.notice, "their_reference");
	struct notice_whom to;

	notice_whom(v->app, &v->n.row, &to);
	buf_adds(out, "To: ");
	if (*to.person)
		buf_addf(
		    out, "%s%s%s, ", to.person, *to.job ? ", " : "", to.job);
	buf_addf(out, "%s\n", *to.agency ? to.agency : "an agency");
	if (*reference)
		buf_addf(out, "Their own reference: %s\n", reference);
	if (notice_is_open(v->n.row.state))
		buf_addf(
		    out, "E-mail: %s\n", *to.missing ? to.missing : to.email);
}

/* How it went: who, when, how, and what the mail server said. */
static void
add_sent(const struct view *v, struct buf *out)
{
	const struct notice_whole *n = &v->n;
	const struct field *how = kind_field(&kind_notice_sent, "how");
	char when[WHEN_SHOWN];

	if (!n->sent)
		return;
	when_show_ms(when, n->row.told_ms, app_now(v->app));
	record_show(how, record_text(n->sent, "how"), NULL, NULL, out);
	buf_addf(out, ", by %s, written down %s.\n", n->sent_by, when);
	if (*record_text(n->sent, "to"))
		buf_addf(out, "To: %s\n", record_text(n->sent, "to"));
	if (*record_text(n->sent, "when")) {
		buf_adds(out, "When: ");
		add_time(v, n->sent, "when", out);
		buf_adds(out, "\n");
	}
	if (*record_text(n->sent, "note"))
		buf_addf(out, "Note: %s\n", record_text(n->sent, "note"));
}

static void
add_result(const struct view *v, struct buf *out)
{
	const struct record *r = v->n.result;
	const char *answer;

	if (!r)
		return;
	answer = record_text(r, "answer");
	if (record_kind(r) == &kind_notice_proof) {
		buf_adds(out, "The mail server took it ");
		add_time(v, r, "when", out);
		buf_addf(out, ".\nIt answered: %s\nMessage-ID: %s\n", answer,
		    record_text(r, "message_id"));
		return;
	}
	record_show(kind_field(&kind_notice_failed, "what"),
	    record_text(r, "what"), NULL, NULL, out);
	buf_adds(out, ", ");
	add_time(v, r, "when", out);
	buf_addf(out, ".%s%s\n", *answer ? " Why: " : "", answer);
}

static void
add_stop(const struct view *v, struct buf *out)
{
	if (!v->n.stop)
		return;
	record_show(kind_field(&kind_notice_stop, "why"),
	    record_text(v->n.stop, "why"), NULL, NULL, out);
	buf_adds(out, ".\n");
}

/* May it go? By what is here now; of what was never offered, by what was so then. */
static void
add_rule(const struct view *v, struct buf *out)
{
	const char *because = record_text(v->n.notice, "because");
	struct buf says = BUF_INIT(KIND_TEXT_MAX);

	if (v->n.row.state == NOTICE_IS_NONE) {
		buf_addf(out,
		    "Not to be sent: a later agreement is for later "
		    "changes.\n%s\n",
		    because);
	} else if (notice_is_open(v->n.row.state)) {
		buf_adds(out, notice_may_go(v->app, &v->n.row, &says)
				  ? "It may go.\n"
				  : "It may not go now.\n");
		buf_addf(out, "%s\n", buf_str(&says));
	} else if (*because) {
		buf_addf(out, "%s\n", because);
	}
	buf_done(&says);
}

static void
compose(struct view *v)
{
	struct buf b = BUF_INIT(KIND_BODY_MAX);
	const struct notice_row *row = &v->n.row;

	notice_add_what(row, &b);
	buf_addf(&b, "\n%s%s%s\n", v->child.name,
	    *v->child.reference ? ", " : "", v->child.reference);
	buf_adds(&b, "On: ");
	add_time(v, v->n.notice, "event_on", &b);
	buf_adds(&b, "\n\n");
	if (row->state == NOTICE_IS_DUE || row->state == NOTICE_IS_OVERDUE) {
		buf_adds(&b, "Due by ");
		add_time(v, v->n.notice, "due", &b);
		buf_adds(&b, ": ");
	} else {
		buf_addf(&b, "%s: ", notice_state_label(row->state));
	}
	notice_add_when(v->app, row, &b);
	buf_adds(&b, "\n");
	add_sent(v, &b);
	add_result(v, &b);
	add_stop(v, &b);
	buf_adds(&b, "\n");
	add_whom(v, &b);
	buf_adds(&b, "\n");
	add_rule(v, &b);
	buf_addf(&b, "\nExactly this goes:\n\n%s\n\n%s\n",
	    record_text(v->n.notice, "subject"),
	    record_text(v->n.notice, "text"));
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
}

static enum err
show(struct view *v, bool again, struct errinfo *e)
{
	struct notice_whole n;
	enum err code =
	    model_notice_open(app_model(v->app), &v->id, again, &n, e);

	if (code != ERR_OK)
		return code;
	notice_whole_done(&v->n);
	v->n = n;
	model_child(app_model(v->app), &v->n.row.file, &v->child);
	compose(v);
	return ERR_OK;
}

/* ---- the row's callbacks ---- */

static enum err
notice_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct view *v = st;
	enum err code;

	v->app = a;
	v->id = *(const struct id *)arg;
	w_pager_init(&v->pager);
	code = show(v, false, e);
	if (code != ERR_OK)
		w_pager_done(&v->pager);
	return code;
}

static void
notice_title(const struct app *a, const void *st, struct buf *out)
{
	const struct view *v = st;

	(void)a;
	buf_addf(out, "%s > Notice", v->child.name);
}

static void
ask_more(struct app *a)
{
	static const struct choice choices[] = {
		{ "letter", "Write it out as a letter" },
		{ "episode", "Open the episode of support" },
		{ "looks", "Who looked at it" },
		{ 0 },
	};
	struct w_choice_arg arg = {
		.title = "More", .choices = choices, .now = "", .tag = TAG_MORE
	};

	app_push(a, &w_choice, &arg);
}

static void
take_more(struct app *a, struct view *v, const char *code)
{
	struct record_arg record = { .version = 0 };
	struct looks_arg looks = { .file = v->n.row.file, .record = v->id };

	if (strcmp(code, "letter") == 0)
		paper_open_letter(a, &v->id);
	else if (strcmp(code, "looks") == 0)
		app_push(a, &scr_looks, &looks);
	else if (id_parse(&record.id, record_text(v->n.notice, "episode")))
		app_push(a, &scr_record, &record);
}

static void
notice_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct w_choice_result *r = data;
	struct view *v = st;
	struct errinfo e = { 0 };

	if (show(v, true, &e) != ERR_OK)
		app_say_problem(a, &e);
	if (scr_was_saved(child, result))
		notice_way_say_kept(a, data);
	if (child != &w_choice || result != W_CHOICE_TAKEN)
		return;
	if (r->tag == NOTICE_WAY_TAG)
		notice_way_take(a, &v->n.row, r->codes);
	else
		take_more(a, v, r->codes);
}

static enum handled
notice_key(struct app *a, void *st, const struct key *k)
{
	struct view *v = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_MORE: ask_more(a); return HANDLED;
	case ACT_SEND: notice_way_ask(a, &v->n.row); return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static enum handled
notice_changed(struct app *a, void *st, unsigned topics)
{
	static const char gone[] =
	    "This is not open to you any more, so it is not shown.";
	struct view *v = st;
	struct errinfo e = { 0 };

	if (model_is_open(app_model(a)) &&
	    (topics & (TOPIC_RECORDS | TOPIC_OUTBOX)) &&
	    show(v, true, &e) != ERR_OK)
		w_pager_set(&v->pager, gone, strlen(gone));
	return HANDLED;
}

static void
notice_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
notice_hints(const struct app *a, const void *st)
{
	static const struct key_hint open[] = { { ACT_SEND, "Send" },
		{ ACT_MORE, NULL }, { ACT_PAGE_DOWN, NULL }, { ACT_FIND, NULL },
		{ ACT_NONE, NULL } };
	const struct view *v = st;

	(void)a;
	return notice_is_open(v->n.row.state) ? open : open + 1;
}

static void
notice_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "What the referrer is told, to whom it goes, and by which rule. "
	    "The "
	    "text holds their own reference and the initials, nothing else of "
	    "the child. It is as the office made it.\n\n"
	    "F2 asks how it goes. An e-mail is sent by the office; a letter or "
	    "a call is yours: record it when it is done. F6 writes it out as a "
	    "letter, or opens the episode of support that it tells of.\n\n"
	    "\"Only this device has it\": the e-mail goes when the office has "
	    "it. \"The office has it\": it waits for the mail server. When it "
	    "is done, what the mail server answered stands here as the proof.");
}

static bool
notice_about(const void *st, struct id *file)
{
	*file = ((const struct view *)st)->n.row.file;
	return !id_is_none(file);
}

static void
notice_close(struct app *a, void *st)
{
	struct view *v = st;

	(void)a;
	w_pager_done(&v->pager);
	notice_whole_done(&v->n);
}

const struct screen_def scr_notice = {
	.name = "notice",
	.state_size = sizeof(struct view),
	.open = notice_open,
	.title = notice_title,
	.key = notice_key,
	.changed = notice_changed,
	.returned = notice_returned,
	.draw = notice_draw,
	.hints = notice_hints,
	.help = notice_help,
	.about = notice_about,
	.close = notice_close,
};
