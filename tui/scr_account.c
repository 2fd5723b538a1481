/* scr_account.c - how somebody signs in: their devices, with when each was last heard
 * of, codes to enrol one, what was lost, and the end of their access. For
 * administrators; and of one's own, one's devices and one-time codes. What is done is
 * done at the office, at once (scr_desk.c), but for the end of access, which is a
 * change of the staff record. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "account_rows.h"
#include "kinds.h"
#include "mem.h"
#include "model_office.h"
#include "w_pager.h"
#include "w_question.h"

#define DAY_MS INT64_C(86400000)
#define CODE_GROUPS 5 /* on a line */

/* ---- asking the office how it stands ---- */

static void
load(struct app *a, struct account *v)
{
	struct buf path = BUF_INIT(128);
	struct errinfo e = { 0 };

	buf_addf(&path, "/v1/people/%s/devices", v->staff.s);
	v->is_asking =
	    model_ask(app_model(a), buf_str(&path), NULL, 0, &e) == ERR_OK;
	if (!v->is_asking)
		snprintf(v->why, sizeof v->why, "%s", e.says);
	buf_done(&path);
}

static enum handled
account_changed(struct app *a, void *st, unsigned topics)
{
	struct account *v = st;
	const struct json *answer;
	struct errinfo e = { 0 };

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & TOPIC_RECORDS)
		account_read_left(v);
	if (!v->is_asking || app_top(a) != &scr_account)
		return HANDLED;
	switch (model_answer(app_model(a), &answer, &e)) {
	case ASK_WAITING: return HANDLED;
	case ASK_DONE:
		account_take(v, answer);
		if (v->is_refreshing)
			app_say(a, "%s", "");
		break;
	case ASK_NONE:
	case ASK_FAILED:
		snprintf(v->why, sizeof v->why, "%s", e.says);
		app_say(a, "%s", "");
		break;
	}
	v->is_asking = v->is_refreshing = false;
	model_answer_done(app_model(a));
	return HANDLED;
}

static enum err
account_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	const struct me *me = model_me(app_model(a));
	struct account *v = st;
	const char *name;

	(void)e;
	v->app = a;
	v->staff = *(const struct id *)arg;
	name = model_name_of(app_model(a), "staff", v->staff.s);
	v->is_own = me && id_equal(&v->staff, &me->staff);
	snprintf(v->name, sizeof v->name, "%s",
	    name        ? name
	    : v->is_own ? me->name
			: "");
	v->keeps = model_may(app_model(a), "staff", RIGHT_CHANGE, NULL);
	w_list_init(&v->list, &account_rows, v);
	account_read_left(v);
	load(a, v);
	return ERR_OK;
}

static void
account_title(const struct app *a, const void *st, struct buf *out)
{
	const struct account *v = st;

	(void)a;
	buf_addf(out, "Signing in: %s", v->name);
}

/* ---- what the rows do ---- */

#define PASSPHRASE                                           \
	{                                                    \
		"passphrase", "Your passphrase", DESK_SECRET \
	}

static void
make_code(struct app *a, struct account *v, bool is_recovery)
{
	char path[128], more[80], says[700];
	struct desk_arg d = { .title = "Enrolment code",
		.says = says,
		.bar = "Make the code",
		.path = path,
		.more = is_recovery ? more : NULL,
		.field = { PASSPHRASE },
		.tag = ROW_CODE };

	snprintf(path, sizeof path, "/v1/people/%s/codes", v->staff.s);
	snprintf(more, sizeof more, "recovery=%s", v->recovery.s);
	snprintf(says, sizeof says,
	    is_recovery
		? "The code lets %s choose a new passphrase, on the device "
		  "that the recovery is for. It works once, within the hour, "
		  "and is shown once. What was written there and not sent "
		  "comes to the office then."
		: "The code ties a device to %s. It works once, for an hour, "
		  "and is shown once: give it to nobody but them. Whoever has "
		  "a passphrase already needs that as well.",
	    v->name);
	app_push(a, &scr_desk, &d);
}

static void
show_code(struct app *a, const struct account *v, const struct json *o)
{
	struct buf b = BUF_INIT(4096);
	const char *code = json_text_of(o, "code", "");
	struct w_pager_arg arg = { .title = "Enrolment code" };
	char until[WHEN_SHOWN];
	size_t groups = 0;

	when_show_ms(until, json_int_of(o, "until", 0), app_now(a));
	buf_addf(&b, "For %s, once, until %s. It is shown here once.\n\n",
	    v->name, until);
	buf_addf(&b, "On the device: haven enrol %s\n\n",
	    json_text_of(o, "url", ""));
	buf_adds(&b, "Code, to be typed with the spaces or without:\n\n    ");
	for (; *code; code++) {
		if (*code == ' ' && ++groups % CODE_GROUPS == 0)
			buf_adds(&b, "\n    ");
		else
			buf_addc(&b, *code);
	}
	buf_adds(&b,
	    "\n\nRead out: there is no letter i, l, o or u in it; 0 and 1 are "
	    "figures. Capitals do not matter. A slip is noticed before "
	    "anything is sent.\n");
	arg.text = buf_str(&b);
	app_push(a, &w_pager_screen, &arg);
	buf_done(&b);
}

static void
ask_lost(struct app *a, struct account *v)
{
	static const struct choice whats[] = {
		{ "passphrase", "The passphrase" },
		{ "second_factor", "The one-time codes" },
		{ "both", "The passphrase and the one-time codes" },
		{ 0 },
	};
	char path[128];
	struct desk_arg d = { .title = "Lost passphrase or codes",
		.says = "Nobody can read a passphrase out. You vouch for the "
			"person in front of you; a director, the Strategic "
			"Lead, a designated senior member or another "
			"administrator must agree within the hour.",
		.bar = "Ask for it",
		.path = path,
		.field = { { "what", "What is lost", DESK_CHOICE, whats },
		    { "device", "On which device", DESK_CHOICE, v->choices },
		    { "identity", "How you know that it is them, in person",
			DESK_AREA },
		    PASSPHRASE },
		.tag = ROW_LOST };

	snprintf(path, sizeof path, "/v1/people/%s/recoveries", v->staff.s);
	app_push(a, &scr_desk, &d);
}

static void
ask_one_time(struct app *a, struct account *v)
{
	static const struct desk_arg d = { .title = "One-time codes",
		.says = "A program on your telephone shows a code that changes "
			"every half minute. The office asks for it besides "
			"your passphrase; what is on this device opens without "
			"it. Next comes the secret for that program.",
		.bar = "Make a secret",
		.path = "/v1/one-time",
		.field = { PASSPHRASE },
		.tag = ROW_ONE_TIME };

	if (v->has_one_time)
		app_say(a, "They are on. If the telephone is lost, ask the "
			   "administrator: somebody else must agree.");
	else
		app_push(a, &scr_desk, &d);
}

/* The secret in groups, as it is typed into the telephone. */
static void
show_secret(struct app *a, const struct json *o)
{
	const char *secret = json_text_of(o, "secret", "");
	struct buf says = BUF_INIT(2000);
	struct desk_arg d = { .title = "One-time codes",
		.bar = "Turn them on",
		.path = "/v1/one-time/confirm",
		.field = { { "one_time", "The code that it shows now",
		    DESK_LINE } },
		.tag = ROW_CONFIRM };

	buf_adds(&says, "Type this secret into the program on your telephone "
			"(six figures, 30 seconds):\n\n   ");
	for (size_t i = 0; secret[i]; i++)
		buf_addf(&says, "%s%c", i % 4 == 0 ? " " : "", secret[i]);
	buf_addf(&says, "\n\nor this address:\n%s", json_text_of(o, "uri", ""));
	d.says = buf_str(&says);
	app_push(a, &scr_desk, &d);
	buf_done(&says);
}

static void
show_recovery_codes(struct app *a, const struct json *o)
{
	struct buf b = BUF_INIT(2000);
	struct w_pager_arg arg = { .title = "Recovery codes" };

	buf_adds(&b, "One-time codes are on. Write these down and keep them "
		     "away from this device: each stands in for a code once, "
		     "if the telephone is gone. They are shown here once.\n\n");
	for (const struct json *at = json_first(json_get(o, "codes")); at;
	     at = json_next(at))
		buf_addf(&b, "    %s\n", json_text(at));
	arg.text = buf_str(&b);
	app_push(a, &w_pager_screen, &arg);
	buf_done(&b);
}

static void
ask_device(struct app *a, struct account *v, const struct device *d)
{
	static const struct choice whys[] = {
		{ "lost", "It is lost, or was stolen" },
		{ "retired", "It is not used any more" },
		{ 0 },
	};
	char path[128], says[700];
	struct desk_arg arg = { .title = d->name,
		.says = says,
		.bar = "Take out of use",
		.path = path,
		.field = { { "why", "Why", DESK_CHOICE, whys },
		    { NULL, "Type the word \"end\"", DESK_WORD, NULL, "end" },
		    PASSPHRASE },
		.tag = ROW_DEVICE };

	(void)v;
	if (d->ended_ms) {
		app_say(a, "This device is out of use already.");
		return;
	}
	snprintf(path, sizeof path, "/v1/devices/%s/end", d->id.s);
	snprintf(says, sizeof says,
	    "Its session ends at once, and it signs nothing any more. At its "
	    "next contact it erases what the office sent, and hands over what "
	    "was written on it, which is kept aside for a designated senior "
	    "member. Until then whoever has it needs the passphrase to open "
	    "it: it is sealed. It cannot be taken back; the device can be "
	    "enrolled anew.");
	app_push(a, &scr_desk, &arg);
}

static void
ask_end(struct app *a, const struct account *v)
{
	char says[600];
	struct w_question_arg q = { .title = "End their access now",
		.says = says,
		.word = "end",
		.tag = ROW_END };

	snprintf(says, sizeof says,
	    "%s can sign in no more as soon as the office has this: their "
	    "sessions end, and yesterday is their last day. What they wrote "
	    "and the office does not have yet is kept aside when it comes. "
	    "Their records stay. Hand their files over first, or ask whoever "
	    "assigns to.",
	    v->name);
	app_push(a, &w_question, &q);
}

/* Yesterday: the last day itself is still one of work. */
static void
end_access(struct app *a, struct account *v)
{
	struct civil day = when_civil(app_now(a) - DAY_MS);
	struct save s = { .kind = &kind_staff, .id = v->staff };
	struct record *r = NULL;
	struct errinfo e = { 0 };
	char last[WHEN_TEXT];
	struct row row;
	int64_t version;
	enum err code;

	day.has_time = false;
	day.hour = day.minute = 0;
	when_store(last, &day);
	code = model_open(app_model(a), &v->staff, 0, &r, &row, &e);
	if (code == ERR_OK) {
		record_set(r, "left", last);
		s.base = row.version;
		s.record = r;
		code = model_save(app_model(a), &s, &version, &e);
	}
	record_free(r);
	if (code != ERR_OK)
		app_say_problem(a, &e);
	else
		app_say(a, "Their access ends as soon as the office has this.");
}

static void
pick(struct app *a, struct account *v)
{
	size_t at = w_list_at(&v->list);

	if (at >= v->rows)
		return;
	switch (v->row[at].what) {
	case ROW_CODE: make_code(a, v, false); break;
	case ROW_RECOVERED: make_code(a, v, true); break;
	case ROW_LOST: ask_lost(a, v); break;
	case ROW_ONE_TIME: ask_one_time(a, v); break;
	case ROW_END: ask_end(a, v); break;
	case ROW_DEVICE: ask_device(a, v, &v->device[v->row[at].device]); break;
	case ROW_TEXT:
	case ROW_CONFIRM:
	case ROW_HEADING: break;
	}
}

static void
done(struct app *a, struct account *v, const struct desk_result *r)
{
	switch ((enum account_what)r->tag) {
	case ROW_CODE: show_code(a, v, r->answer); break;
	case ROW_ONE_TIME: show_secret(a, r->answer); break;
	case ROW_CONFIRM: show_recovery_codes(a, r->answer); break;
	case ROW_LOST:
		app_say(a, "It waits for somebody else to agree, for an hour. "
			   "They find it under \"Waiting for you\".");
		break;
	case ROW_DEVICE: app_say(a, "It is out of use."); break;
	case ROW_TEXT:
	case ROW_RECOVERED:
	case ROW_END:
	case ROW_HEADING: break;
	}
}

static void
account_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct account *v = st;

	if (child == &w_question && result == W_QUESTION_YES)
		end_access(a, v);
	else if (child == &scr_desk && result == 1)
		done(a, v, data);
	/* How it stands now; but a screen above still wants its answer. */
	if (app_top(a) == &scr_account && model_is_open(app_model(a)))
		load(a, v);
}

void
scr_open_account(struct app *a, const struct id *staff)
{
	app_push(a, &scr_account, staff);
}

void
scr_answer_recovery(struct app *a, const struct id *recovery)
{
	static const struct choice answers[] = {
		{ "no", "No, not as it stands" },
		{ "yes", "Yes, I am sure that it is them" },
		{ 0 },
	};
	char path[128];
	struct desk_arg d = { .title = "Agree or not",
		.says = "If you agree, the administrator can make a code that "
			"lets them choose a new passphrase, or their one-time "
			"codes are taken away at once. Be sure yourself that "
			"it is them: see them, or ring them on the number you "
			"know.",
		.bar = "Answer",
		.path = path,
		.done = "Your answer is at the office. If you agreed, the "
			"administrator goes on from there.",
		.field = { { "agreed", "Do you agree?", DESK_YESNO, answers },
		    { "reason", "How you know, or why not", DESK_AREA },
		    PASSPHRASE } };

	snprintf(path, sizeof path, "/v1/recoveries/%s/answer", recovery->s);
	app_push(a, &scr_desk, &d);
}

/* ---- the row's other callbacks ---- */

static enum handled
account_key(struct app *a, void *st, const struct key *k)
{
	struct account *v = st;

	if (k->action == ACT_REFRESH) {
		load(a, v);
		v->is_refreshing = v->is_asking;
		app_say(a, "Asking the office ...");
		return HANDLED;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: pick(a, v); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	return NOT_MINE;
}

static int
draw_left(const struct account *v, struct canvas *cv, int row)
{
	char when[WHEN_SHOWN], says[200];
	struct civil c;

	if (!when_read(&c, v->left))
		return row;
	when_show(when, &c);
	snprintf(says, sizeof says, "%s %s.",
	    v->is_over ? "Their access has ended. Their last day was"
		       : "Their last day is",
	    when);
	return row + canvas_wrap(cv, row, 1, cv->cols - 2, 2, says, ATTR_BOLD);
}

static void
account_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct account *v = st;
	int row = SCR_TOP, last = cv->rows - SCR_BOTTOM;

	(void)a;
	row = draw_left(v, cv, row);
	if (*v->why || !v->has_come)
		row += canvas_wrap(cv, row, 1, cv->cols - 2, 4,
		    *v->why ? v->why : "Asking the office ...",
		    *v->why ? ATTR_ALERT : ATTR_DIM);
	canvas_cursor(cv, SCR_TOP, 1);
	if (v->has_come)
		w_list_draw(
		    &v->list, cv, row, 1, last - row, cv->cols - 2, true);
}

static const struct key_hint *
account_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Do it" },
		{ ACT_REFRESH, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
account_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Each device is tied to one person by a code that works once. "
	    "When one was last heard of is known to some minutes. Enter on a "
	    "device takes it out of use: it is lost, or not used any "
	    "more.\n\nA lost passphrase is never read out: an administrator "
	    "who has seen the person asks for a recovery, somebody else "
	    "agrees, and then a code lets them choose a new one on the same "
	    "device. What they wrote there and had not sent comes to the "
	    "office; what they had typed and not saved is lost with the old "
	    "passphrase. Nobody changes their own role or ends themselves, "
	    "and the last administrator stays.");
}

static void
account_close(struct app *a, void *st)
{
	struct account *v = st;

	(void)a;
	w_list_done(&v->list);
}

const struct screen_def scr_account = {
	.name = "account",
	.state_size = sizeof(struct account),
	.open = account_open,
	.title = account_title,
	.key = account_key,
	.changed = account_changed,
	.returned = account_returned,
	.draw = account_draw,
	.hints = account_hints,
	.help = account_help,
	.close = account_close,
};
