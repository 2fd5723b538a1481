/* check_pick.c - choosing an agency, somebody there, or a colleague: typing filters,
 * accents and capitals aside. The last row is for whoever is not in the list. */
#include <stdio.h>
#include <string.h>

#include "check_in.h"
#include "text.h"

#define LABEL_COLS 7

bool
check_is_pick(enum share_step step)
{
	return step == SHARE_AGENCY || step == SHARE_WHOM ||
	       step == SHARE_AUTHORISED;
}

static const struct directory_list *
list_of(const struct check *c)
{
	if (c->page.at.step == SHARE_AGENCY)
		return &c->directory.agencies;
	return c->page.at.step == SHARE_WHOM ? &c->directory.people
					     : &c->directory.colleagues;
}

static bool
is_other_senior(const struct check *c, const struct directory_entry *e)
{
	return !e->is_gone && !check_is_me(c, e->id.s) &&
	       strcmp(e->what, role_title(ROLE_SENIOR)) == 0;
}

/* In danger and significant harm a designated senior member authorises it, if there is
 * another than who decides. */
static bool
needs_senior(const struct check *c)
{
	const struct directory_list *l = &c->directory.colleagues;

	if (!c->has_said || !share_needs_senior(&c->says, false) ||
	    strcmp(record_text(c->root, "decided"), "not") != 0)
		return false;
	for (size_t i = 0; i < l->count; i++)
		if (is_other_senior(c, &l->at[i]))
			return true;
	return false;
}

/* Whoever decides does not authorise it as well (S8). */
static bool
is_offered(const struct check *c, const struct directory_entry *e)
{
	if (e->is_gone)
		return false;
	if (c->page.at.step == SHARE_WHOM)
		return strcmp(e->agency.s, record_text(c->root, "agency")) == 0;
	if (c->page.at.step == SHARE_AUTHORISED)
		return needs_senior(c) ? is_other_senior(c, e)
				       : !check_is_me(c, e->id.s);
	return true;
}

/* What had happened already may have been authorised by nobody. */
static bool
may_be_nobody(const struct check *c)
{
	return c->page.at.step != SHARE_AUTHORISED ||
	       strcmp(record_text(c->root, "against"), "happened") == 0;
}

static void
filter(struct check *c)
{
	const struct directory_list *l = list_of(c);
	const char *words = w_line_text(&c->page.line);
	size_t max = sizeof c->page.found / sizeof c->page.found[0];

	c->page.found_count = 0;
	for (size_t i = 0; i < l->count && c->page.found_count < max; i++) {
		if (is_offered(c, &l->at[i]) &&
		    directory_matches(&l->at[i], words))
			c->page.found[c->page.found_count++] = &l->at[i];
	}
}

static bool
has_words(const struct check *c)
{
	return !text_is_blank(w_line_text(&c->page.line));
}

static const char *
key_of(const struct check *c)
{
	return share_question(c->page.at.step)->keys[0];
}

/* ---- rows ---- */

static size_t
row_count(const void *arg)
{
	const struct check *c = arg;

	return c->page.found_count + may_be_nobody(c);
}

static void
last_text(const struct check *c, struct buf *left)
{
	if (c->page.at.step == SHARE_AGENCY)
		buf_adds(left, "They are not in the directory");
	else if (c->page.at.step == SHARE_AUTHORISED)
		buf_adds(left, "Nobody: it had happened already");
	else if (has_words(c))
		buf_addf(left, "By their role: %s", w_line_text(&c->page.line));
	else
		buf_adds(left, "Not known yet");
}

static void
row_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct check *c = arg;
	const struct directory_entry *e;

	if (i >= c->page.found_count) {
		last_text(c, left);
		return;
	}
	e = c->page.found[i];
	buf_adds(left, e->name);
	/* The name needs the room: what an agency is may be cut. */
	if (c->page.at.step != SHARE_AGENCY)
		buf_adds(right, e->what);
	else if (e->is_authority)
		buf_adds(right, "authority");
	else if (*e->what)
		buf_addf(left, ": %s", e->what);
}

static void
row_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct check *c = arg;

	snprintf(out, W_LIST_ID, "%s",
	    i < c->page.found_count ? c->page.found[i]->id.s : "last");
}

static const struct w_list_rows rows = {
	.count = row_count,
	.text = row_text,
	.id = row_id,
	.no_find = true,
	.empty = "Nobody is found. Try another spelling.",
};

void
check_pick_open(struct check *c)
{
	const char *now = record_text(c->root, key_of(c));

	w_line_init(&c->page.line, KIND_LINE_MAX, false);
	if (c->page.at.step == SHARE_WHOM && *now == '\0')
		w_line_set(&c->page.line, record_text(c->root, "role"), NULL);
	filter(c);
	w_list_init(&c->page.list, &rows, c);
	c->page.has_moved = *now && w_list_mark_id(&c->page.list, now);
}

void
check_pick_refresh(struct check *c)
{
	filter(c);
	w_list_refresh(&c->page.list);
}

/* ---- keys ---- */

static void
take_entry(struct check *c, const struct directory_entry *e)
{
	const char *before = record_text(c->root, key_of(c));
	bool is_other = strcmp(before, e->id.s) != 0;

	record_set(c->root, key_of(c), e->id.s);
	if (c->page.at.step == SHARE_WHOM)
		record_set(c->root, "role", "");
	/* Whoever was named works somewhere else. */
	if (c->page.at.step == SHARE_AGENCY && is_other) {
		record_set(c->root, "contact", "");
		share_forget(&c->asked, SHARE_WHOM);
	}
}

static void
take_last(struct check *c)
{
	record_set(c->root, key_of(c), "");
	if (c->page.at.step == SHARE_WHOM)
		record_set(c->root, "role", w_line_text(&c->page.line));
	else if (c->page.at.step == SHARE_AGENCY)
		record_set(c->root, "contact", "");
}

/* Nothing typed and nothing chosen takes nobody. */
static void
take(struct check *c)
{
	size_t at = w_list_at(&c->page.list);

	if (!has_words(c) && !c->page.has_moved) {
		app_say(c->app,
		    "Type part of the name first, or choose with Down.");
		return;
	}
	if (at == SIZE_MAX) {
		app_say(c->app, "Nobody is found by that name. Try another "
				"spelling.");
		return;
	}
	if (at >= c->page.found_count && c->page.at.step != SHARE_WHOM &&
	    !c->page.has_moved) {
		app_say(c->app,
		    "%s is found by that name. Try another spelling, or "
		    "choose the last row with Down.",
		    c->page.at.step == SHARE_AGENCY ? "No agency" : "Nobody");
		return;
	}
	if (at < c->page.found_count)
		take_entry(c, c->page.found[at]);
	else
		take_last(c);
	check_typed(c);
	check_next(c);
}

static void
move(struct check *c, const struct key *k)
{
	/* The first Down takes the row that is marked already. */
	if (k->action != ACT_DOWN || has_words(c) || c->page.has_moved)
		w_list_key(&c->page.list, k);
	c->page.has_moved = true;
}

enum handled
check_pick_key(struct check *c, const struct key *k)
{
	unsigned before = edit_version(c->page.line.ed);
	enum handled h;

	switch (k->action) {
	case ACT_OPEN:
	case ACT_SEND: take(c); return HANDLED;
	case ACT_UP:
	case ACT_DOWN:
	case ACT_PAGE_UP:
	case ACT_PAGE_DOWN: move(c, k); return HANDLED;
	default: break;
	}
	h = w_line_key(&c->page.line, c->app, k);
	if (edit_version(c->page.line.ed) != before) {
		filter(c);
		w_list_refresh(&c->page.list);
		w_list_mark(&c->page.list, 0);
		c->page.has_moved = false;
	}
	return h;
}

void
check_pick_draw(const struct check *c, struct canvas *cv, int row, int col,
    int rows_left, int cols)
{
	bool is_typing = !c->page.has_moved;

	canvas_text(cv, row, col, LABEL_COLS, "Name", ATTR_BOLD);
	w_list_draw(&c->page.list, cv, row + 2, col, rows_left - 2, cols,
	    c->page.has_moved);
	if (is_typing && !has_words(c)) /* nobody is taken yet */
		canvas_fill(cv, row + 2, col, 1, ATTR_PLAIN);
	w_line_draw(&c->page.line, cv, row, col + LABEL_COLS, cols - LABEL_COLS,
	    is_typing);
}
