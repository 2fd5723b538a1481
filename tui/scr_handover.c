/* scr_handover.c - all the files of one person, and who takes each over from a day on:
 * the same for all of them, or others for one. It is done at the office in one go, or
 * not at all. For whoever assigns files. */
#include "scr.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "model_office.h"
#include "text.h"
#include "w_choice.h"
#include "w_line.h"
#include "w_list.h"
#include "w_question.h"

#define LABEL_COLS 12
#define LINE_MAX 200
#define TO_MAX (8 * (ID_TEXT + 1)) /* ids with a space between */
#define TAG_ALL (-1)

enum handover_focus { FROM, WHY, FILES, FOCUS_COUNT };

struct given {
	struct id assignment;
	char name[208], reference[24], until[20];
	char to[TO_MAX], names[160];
};

struct handover {
	struct app *app;
	struct id staff;
	char who[208];
	struct w_line from, why;
	struct w_list list;
	struct given *file;
	size_t count;
	enum handover_focus focus;
	bool is_asking, is_sending, has_come;
	char says[ERR_SAYS_MAX];
};

/* ---- the list ---- */

static size_t
rows_count(const void *arg)
{
	return ((const struct handover *)arg)->count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct given *g = &((const struct handover *)arg)->file[i];

	buf_adds(left, g->name);
	if (*g->reference)
		buf_addf(left, " (%s)", g->reference);
	buf_adds(right, *g->names ? g->names : "nobody yet");
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	snprintf(out, W_LIST_ID, "%s",
	    ((const struct handover *)arg)->file[i].assignment.s);
}

static const struct w_list_rows rows = { .count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.empty = "They have no file that you could hand over." };

static void
forget(struct handover *v)
{
	mem_free_wiped(v->file, v->count * sizeof *v->file);
	v->file = NULL;
	v->count = 0;
}

static void
take(struct handover *v, const struct json *o)
{
	const struct json *list = json_get(o, "files");
	size_t n = json_count(list);

	forget(v);
	v->file = mem_zalloc(n + 1, sizeof *v->file);
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		struct given *g = &v->file[v->count];

		if (!id_parse(
			&g->assignment, json_text_of(at, "assignment", NULL)))
			continue;
		snprintf(g->name, sizeof g->name, "%s",
		    json_text_of(at, "name", ""));
		snprintf(g->reference, sizeof g->reference, "%s",
		    json_text_of(at, "reference", ""));
		v->count++;
	}
	v->has_come = true;
	w_list_refresh(&v->list);
}

/* ---- the office ---- */

static void
load(struct app *a, struct handover *v)
{
	struct buf path = BUF_INIT(128);
	struct errinfo e = { 0 };

	buf_addf(&path, "/v1/people/%s/assignments", v->staff.s);
	v->is_asking =
	    model_ask(app_model(a), buf_str(&path), NULL, 0, &e) == ERR_OK;
	if (!v->is_asking)
		snprintf(v->says, sizeof v->says, "%s", e.says);
	buf_done(&path);
}

static enum err
handover_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct handover *v = st;
	const char *name;

	(void)e;
	v->app = a;
	v->staff = *(const struct id *)arg;
	name = model_name_of(app_model(a), "staff", v->staff.s);
	snprintf(v->who, sizeof v->who, "%s", name ? name : "");
	w_line_init(&v->from, LINE_MAX, false);
	w_line_init(&v->why, LINE_MAX, false);
	w_line_set(&v->from, "today", NULL);
	w_list_init(&v->list, &rows, v);
	v->focus = FILES;
	load(a, v);
	return ERR_OK;
}

static void
handover_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	buf_addf(out, "Hand over: %s", ((const struct handover *)st)->who);
}

static void
write_to(struct jw *w, const char *ids)
{
	char id[ID_TEXT + 1];

	jw_open_list(w, "to");
	while (*ids) {
		size_t len = strcspn(ids, " ");

		snprintf(id, sizeof id, "%.*s", (int)len, ids);
		jw_text(w, NULL, id);
		ids += len + (ids[len] == ' ');
	}
	jw_close_list(w);
}

/* Those that somebody takes over; the others stay as they are. */
static void
write_body(const struct handover *v, const char *from, struct buf *out)
{
	struct jw w = JW_INIT(out);

	jw_open(&w, NULL);
	jw_text(&w, "from", from);
	jw_text(&w, "why", w_line_text(&v->why));
	jw_open_list(&w, "files");
	for (size_t i = 0; i < v->count; i++) {
		if (!*v->file[i].to)
			continue;
		jw_open(&w, NULL);
		jw_text(&w, "assignment", v->file[i].assignment.s);
		write_to(&w, v->file[i].to);
		jw_close(&w);
	}
	jw_close_list(&w);
	jw_close(&w);
}

static bool
read_from(const struct app *a, const struct handover *v, char out[WHEN_TEXT])
{
	struct civil now = when_civil(app_now(a)), day;

	if (when_parse(&day, w_line_text(&v->from), &now, WHEN_AHEAD, NULL) !=
	    ERR_OK)
		return false;
	day.has_time = false;
	day.hour = day.minute = 0;
	when_store(out, &day);
	return true;
}

static void
send(struct app *a, struct handover *v)
{
	struct buf path = BUF_INIT(128), body = BUF_INIT(1u << 20);
	struct errinfo e = { 0 };
	char from[WHEN_TEXT];

	if (!read_from(a, v, from))
		return;
	write_body(v, from, &body);
	buf_addf(&path, "/v1/people/%s/handover", v->staff.s);
	v->says[0] = '\0';
	v->is_sending = model_ask(app_model(a), buf_str(&path), buf_str(&body),
			    body.len, &e) == ERR_OK;
	if (v->is_sending)
		app_say(a, "Asking the office ...");
	else
		app_say_problem(a, &e);
	buf_done(&path);
	buf_done(&body);
}

static void
sent(struct app *a, struct handover *v, const struct json *o)
{
	int64_t n = json_int_of(o, "files", 0);

	app_say(a,
	    "Handed over: %" PRId64 " file%s. Those who took over find them "
	    "under Children from that day on.",
	    n, n == 1 ? "" : "s");
	model_sync_now(app_model(a));
	load(a, v);
}

static enum handled
handover_changed(struct app *a, void *st, unsigned topics)
{
	struct handover *v = st;
	const struct json *answer;
	struct errinfo e = { 0 };
	enum ask_state state;
	bool was_sending = v->is_sending;

	(void)topics;
	if (!model_is_open(app_model(a))) {
		v->is_asking = v->is_sending = false;
		return HANDLED;
	}
	if ((!v->is_asking && !v->is_sending) || app_top(a) != &scr_handover)
		return HANDLED;
	state = model_answer(app_model(a), &answer, &e);
	if (state == ASK_WAITING)
		return HANDLED;
	v->is_asking = v->is_sending = false;
	if (state == ASK_DONE && was_sending) {
		sent(a, v, answer);
		return HANDLED;
	}
	if (state == ASK_DONE)
		take(v, answer);
	else
		snprintf(v->says, sizeof v->says, "%s", e.says);
	model_answer_done(app_model(a));
	return HANDLED;
}

/* ---- who takes over ---- */

/* As the office judges it: whose role reads files that are assigned. */
static bool
may_take(const struct person *p)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		if (strcmp(p->role_title, role_title((enum role)r)) == 0)
			return rights_ask((enum role)r, kind_front_sheet.name,
				   RIGHT_READ) != GRANT_NO;
	return true;
}

static void
pick_to(struct app *a, const struct handover *v, int tag)
{
	const struct person *people;
	const struct id *ids;
	size_t all = model_staff(app_model(a), &people, &ids), n = 0;
	struct choice *choices = mem_zalloc(all + 1, sizeof *choices);
	struct w_choice_arg arg = { .title = "Who takes over",
		.asks = tag == TAG_ALL ? "All of these files go to:"
				       : "This file goes to:",
		.choices = choices,
		.now = tag == TAG_ALL ? "" : v->file[tag].to,
		.set = true,
		.tag = tag };

	for (size_t i = 0; i < all; i++)
		if (!id_equal(&ids[i], &v->staff) && may_take(&people[i]))
			choices[n++] =
			    (struct choice){ ids[i].s, people[i].name };
	app_push(a, &w_choice, &arg);
	mem_free_wiped(choices, (all + 1) * sizeof *choices);
}

static void
set_to(struct app *a, struct given *g, const char *ids)
{
	struct buf names = BUF_INIT(sizeof g->names - 1);
	char id[ID_TEXT + 1];

	snprintf(g->to, sizeof g->to, "%s", ids);
	while (*ids) {
		size_t len = strcspn(ids, " ");
		const char *name;

		snprintf(id, sizeof id, "%.*s", (int)len, ids);
		name = model_name_of(app_model(a), "staff", id);
		buf_addf(&names, "%s%s", names.len ? ", " : "",
		    name ? name : "a colleague");
		ids += len + (ids[len] == ' ');
	}
	snprintf(g->names, sizeof g->names, "%s", buf_str(&names));
	buf_done(&names);
}

static void
handover_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct w_choice_result *r = data;
	struct handover *v = st;

	if (child == &w_question && result == W_QUESTION_YES)
		send(a, v);
	if (child != &w_choice || result != W_CHOICE_TAKEN)
		return;
	if (strlen(r->codes) >= TO_MAX) {
		app_say(a, "At most eight can take over one file.");
		return;
	}
	for (size_t i = 0; i < v->count; i++)
		if (r->tag == TAG_ALL || (size_t)r->tag == i)
			set_to(a, &v->file[i], r->codes);
	w_list_refresh(&v->list);
}

/* ---- keys ---- */

static size_t
chosen(const struct handover *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->count; i++)
		n += *v->file[i].to != '\0';
	return n;
}

static void
ask_send(struct app *a, struct handover *v)
{
	char from[WHEN_TEXT], says[400], shown[WHEN_SHOWN];
	struct w_question_arg q = { .title = "Hand over", .says = says };
	struct civil day;

	if (!read_from(a, v, from)) {
		v->focus = FROM;
		app_say(
		    a, "From which day? For example \"today\", or \"1/12\".");
		return;
	}
	if (text_is_blank(w_line_text(&v->why))) {
		v->focus = WHY;
		app_say(a, "What for? For example \"keyworker\"; it stands in "
			   "each assignment.");
		return;
	}
	if (chosen(v) == 0) {
		v->focus = FILES;
		app_say(a, "Choose who takes over: F6 for all, Enter for one.");
		return;
	}
	(void)when_read(&day, from);
	when_show(shown, &day);
	snprintf(says, sizeof says,
	    "%zu of %zu files go to others from %s. %s reads and writes them "
	    "until the day before. It is done in one go, or not at all.",
	    chosen(v), v->count, shown, v->who);
	app_push(a, &w_question, &q);
}

static enum handled
field_key(struct app *a, struct handover *v, const struct key *k)
{
	if (v->focus == FROM)
		return w_line_key(&v->from, a, k);
	if (v->focus == WHY)
		return w_line_key(&v->why, a, k);
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED:
		if (w_list_at(&v->list) < v->count)
			pick_to(a, v, (int)w_list_at(&v->list));
		return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	return NOT_MINE;
}

static enum handled
handover_key(struct app *a, void *st, const struct key *k)
{
	struct handover *v = st;

	if (v->is_sending)
		return k->action == ACT_HELP ? NOT_MINE : HANDLED;
	if (v->count == 0 && v->has_come &&
	    (k->action == ACT_SEND || k->action == ACT_MORE)) {
		app_say(a, "There is no file to hand over. Nothing was done.");
		return HANDLED;
	}
	switch (k->action) {
	case ACT_SEND: ask_send(a, v); return HANDLED;
	case ACT_MORE: pick_to(a, v, TAG_ALL); return HANDLED;
	case ACT_NEXT: v->focus = (v->focus + 1) % FOCUS_COUNT; return HANDLED;
	case ACT_PREV:
		v->focus = (v->focus + FOCUS_COUNT - 1) % FOCUS_COUNT;
		return HANDLED;
	default: break;
	}
	if (field_key(a, v, k) == HANDLED)
		return HANDLED;
	if ((k->action == ACT_DOWN || k->action == ACT_OPEN) &&
	    v->focus != FILES)
		v->focus++;
	else if (k->action == ACT_UP && v->focus != FROM)
		v->focus--;
	else
		return NOT_MINE;
	return HANDLED;
}

/* ---- drawing ---- */

static void
draw_line(const struct handover *v, struct canvas *cv, int row,
    enum handover_focus which)
{
	const struct w_line *line = which == FROM ? &v->from : &v->why;
	bool focus = v->focus == which;

	canvas_text_cut(cv, row, 1, LABEL_COLS - 1,
	    which == FROM ? "From" : "What for",
	    focus ? ATTR_BOLD : ATTR_PLAIN);
	w_line_draw(
	    line, cv, row, 1 + LABEL_COLS, cv->cols - 2 - LABEL_COLS, focus);
}

static void
handover_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct handover *v = st;
	int row = SCR_TOP, last = cv->rows - SCR_BOTTOM;

	(void)a;
	draw_line(v, cv, row++, FROM);
	draw_line(v, cv, row++, WHY);
	if (*v->says || !v->has_come)
		row += canvas_wrap(cv, row, 1, cv->cols - 2, 3,
		    *v->says ? v->says : "Asking the office ...",
		    *v->says ? ATTR_ALERT : ATTR_DIM);
	else
		row++;
	if (v->has_come)
		w_list_draw(&v->list, cv, row, 1, last - row, cv->cols - 2,
		    v->focus == FILES);
}

static const struct key_hint *
handover_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Hand over" },
		{ ACT_MORE, "All to" }, { ACT_OPEN, "One to" },
		{ ACT_NEXT, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
handover_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "The files that this person works on and that you assign. F6 says "
	    "who takes all of them over, Enter on one who takes that; several "
	    "can be ticked. F2 hands over those that have somebody, from the "
	    "day above: each gets an assignment, and this person's ends the "
	    "day before. A file without anybody stays as it is. A file that "
	    "you may not know of is not shown.");
}

static void
handover_close(struct app *a, void *st)
{
	struct handover *v = st;

	(void)a;
	w_line_done(&v->from);
	w_line_done(&v->why);
	w_list_done(&v->list);
	forget(v);
}

const struct screen_def scr_handover = {
	.name = "handover",
	.state_size = sizeof(struct handover),
	.open = handover_open,
	.title = handover_title,
	.key = handover_key,
	.changed = handover_changed,
	.returned = handover_returned,
	.draw = handover_draw,
	.hints = handover_hints,
	.help = handover_help,
	.close = handover_close,
};

void
scr_open_handover(struct app *a, const struct id *staff)
{
	app_push(a, &scr_handover, staff);
}
