/* scr_danger.c - F9 from every screen, locked too: whom to ring, now; and writing
 * down in a minute what was done (S9, R3). Numbers come from the settings and are
 * kept on the device. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "scr_prefill.h"

/* Behind the lock the model knows nobody; whom to ring must show there too. */
static struct {
	char name[112], number[48];
} office;

struct danger {
	bool has_file; /* what lies below is about this child */
	struct child child;
	bool is_written;
	struct scr_told told;
};

void
scr_danger_remember(const struct me *me)
{
	if (!me)
		return;
	snprintf(office.name, sizeof office.name, "%s", me->office_name);
	snprintf(office.number, sizeof office.number, "%s", me->office_number);
}

static enum err
danger_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct danger *d = st;
	struct id file;

	(void)arg;
	(void)e;
	scr_danger_remember(model_me(app_model(a)));
	d->has_file =
	    app_about(a, &file) && model_child(app_model(a), &file, &d->child);
	return ERR_OK;
}

static void
danger_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Danger now");
}

/* Behind the lock nothing can be written: there is no key to seal it with. */
static bool
can_write(const struct app *a)
{
	struct model *m = app_model(a);

	return model_is_open(m) &&
	       model_may(m, "emergency", RIGHT_CREATE, NULL);
}

/* Four answers on one screen. A child who is not on file gets a file with them; it
 * is never refused (S9). */
static void
write_down(struct app *a, const struct child *c)
{
	struct form_arg arg = { .kind = kind_find("emergency"),
		.file = c->file,
		.child = c->name };
	struct record *r = record_new(arg.kind);

	scr_prefill(a, r, c->name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

static void
ask_child(struct app *a)
{
	struct find_arg arg = {
		.purpose = "Emergency", .may_be_new = true, .is_urgent = true
	};

	app_push(a, &scr_find, &arg);
}

static enum handled
danger_key(struct app *a, void *st, const struct key *k)
{
	struct danger *d = st;

	d->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_BACK:
	case ACT_OPEN: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND:
		/* Once: pressed again it would be written twice. */
		if (can_write(a) && !d->is_written && d->has_file)
			write_down(a, &d->child);
		else if (can_write(a) && !d->is_written)
			ask_child(a);
		return HANDLED;
	case ACT_ADD:
		if (can_write(a))
			ask_child(a);
		return HANDLED;
	default: return NOT_MINE;
	}
}

static void
danger_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct danger *d = st;
	const struct find_result *found = data;

	if (child == &scr_find && result != FIND_LEFT) {
		write_down(a, &found->child);
	} else if (scr_was_saved(child, result)) {
		d->is_written = true;
		scr_tell(a, &d->told, data);
	}
}

static enum handled
danger_changed(struct app *a, void *st, unsigned topics)
{
	struct danger *d = st;

	(void)topics;
	if (model_is_open(app_model(a)))
		scr_tell_news(a, &d->told, app_top(a) == &scr_danger);
	return HANDLED;
}

/* ---- drawing ---- */

static int
draw_words(struct canvas *cv, int row, const char *words, unsigned attr)
{
	return row + canvas_wrap(cv, row, 2, cv->cols - 4, 4, words, attr) + 1;
}

static void
add_writing(const struct app *a, const struct danger *d, struct buf *out)
{
	if (!can_write(a))
		buf_adds(out,
		    "Afterwards write down what happened: Esc, then \"Record a "
		    "concern\". What you were writing is kept.");
	else if (d->has_file)
		buf_addf(out,
		    "F2: write down what you did, for %s. F7: for another "
		    "child. What you were writing is kept.",
		    d->child.name);
	else
		buf_adds(out, "F2: write down what you did, in a minute. What "
			      "you were writing is kept.");
}

static void
danger_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct danger *d = st;
	struct buf b = BUF_INIT(1000);
	char line[512];
	int row = SCR_TOP + 1;

	row = draw_words(cv, row, "A child is in danger now: ring 999.",
	    ATTR_BOLD | ATTR_ALERT);
	if (d->is_written)
		row = draw_words(cv, row,
		    "Written down. Complete it within 24 hours: it comes to "
		    "your list, and to the designated senior members'. Esc "
		    "goes back.",
		    ATTR_BOLD);
	if (*office.number) {
		snprintf(line, sizeof line, "Then ring %s: %s.", office.name,
		    office.number);
		scr_add_number(line, office.number, &b);
		row = draw_words(cv, row, buf_str(&b), ATTR_BOLD);
	}
	row = draw_words(cv, row,
	    "Do not wait for anybody's agreement. Tell the police or social "
	    "care who is at risk and why.",
	    ATTR_PLAIN);
	row = draw_words(cv, row,
	    "If somebody rang you and says they are the police or social care: "
	    "hang up, and ring 999 or a number that you know yourself.",
	    ATTR_PLAIN);
	buf_clear(&b);
	if (!d->is_written)
		add_writing(a, d, &b);
	draw_words(cv, row, buf_str(&b), ATTR_PLAIN);
	buf_done(&b);
	canvas_cursor(cv, SCR_TOP + 1, 2);
}

static void
danger_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Whom to ring when a child is in danger now. It opens from every "
	    "screen, also when haven is locked. Nothing you were writing is "
	    "lost.\n\n"
	    "F2 writes down what you did: four answers on one screen. It "
	    "needs no link, no agreement and no file. Within 24 hours the "
	    "rest is to be completed.");
}

static const struct key_hint *
danger_hints(const struct app *a, const void *st)
{
	static const struct key_hint none[] = { { ACT_NONE, NULL } };
	static const struct key_hint one[] = { { ACT_SEND, "Write it down" },
		{ ACT_NONE, NULL } };
	static const struct key_hint two[] = { { ACT_SEND, "Write it down" },
		{ ACT_ADD, "Another child" }, { ACT_NONE, NULL } };
	const struct danger *d = st;

	if (!can_write(a) || d->is_written)
		return none;
	return d->has_file ? two : one;
}

const struct screen_def scr_danger = {
	.name = "danger",
	.state_size = sizeof(struct danger),
	.open = danger_open,
	.title = danger_title,
	.key = danger_key,
	.changed = danger_changed,
	.returned = danger_returned,
	.draw = danger_draw,
	.hints = danger_hints,
	.help = danger_help,
};
