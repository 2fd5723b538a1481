/* check_choice.c - a question with a few answers: a number picks one at once. */
#include <stdio.h>
#include <string.h>

#include "check_in.h"
#include "kinds.h"
#include "lists.h"

#define DIGIT_WAIT_MS 500 /* "1" waits so long for a second digit */

static const struct choice yes_no[] = { { "yes", "Yes" }, { "no", "No" },
	{ 0 } };
/* When it was shared is a date; whether it was is a choice. */
static const struct choice happened[] = { { "not", "Not yet" },
	{ "done", "It has been shared already" }, { 0 } };

const struct field *
check_page_field(const struct check *c)
{
	const struct record *r = share_answer_in(c->root, c->page.at);

	return kind_field(
	    record_kind(r), share_question(c->page.at.step)->keys[0]);
}

static const char *
now_of(const struct check *c)
{
	return record_text(
	    share_answer_in(c->root, c->page.at), check_page_field(c)->key);
}

/* ---- choices ---- */

static const struct choice *
choices_of(const struct check *c)
{
	const struct field *f = check_page_field(c);

	if (c->page.at.step == SHARE_HAPPENED)
		return happened;
	return f->type == FT_YESNO ? yes_no : field_choices(f);
}

static bool
choice_at(const struct check *c, size_t i, struct choice *out)
{
	const struct choice *all = choices_of(c);
	struct share_view v = check_view(c);

	for (; all->code; all++) {
		if (c->facts && !share_offers(&v, c->page.at, all->code))
			continue;
		if (i-- > 0)
			continue;
		*out = *all;
		return true;
	}
	*out = (struct choice){ "", "I do not know" };
	return i == 0 && share_question(c->page.at.step)->may_be_empty &&
	       c->page.at.step != SHARE_HAPPENED;
}

static size_t
choice_count(const void *arg)
{
	struct choice at;
	size_t n = 0;

	while (choice_at(arg, n, &at))
		n++;
	return n;
}

static void
choice_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct check *c = arg;
	struct choice at;

	if (!choice_at(c, i, &at))
		return;
	buf_adds(left, at.label);
	if (*at.code && strcmp(at.code, now_of(c)) == 0)
		buf_adds(right, "(now)");
}

static const struct w_list_rows choice_rows = {
	.count = choice_count,
	.text = choice_text,
	.numbered = true,
	.no_find = true,
	.empty = "There is nothing to choose from: ask the office.",
};

/* What was answered before is marked. */
void
check_choice_open(struct check *c)
{
	struct choice at;

	w_list_init(&c->page.list, &choice_rows, c);

	for (size_t i = 0; choice_at(c, i, &at); i++) {
		if (!*at.code || strcmp(at.code, now_of(c)) != 0)
			continue;
		w_list_mark(&c->page.list, i);
		c->page.has_moved = true;
	}
}

/* ---- what an answer brings with it ---- */

static void
set_if_empty(struct record *r, const char *key, const char *text)
{
	if (*record_text(r, key) == '\0')
		record_set(r, key, text);
}

static void
set_day(struct record *r, const char *key, int64_t ms, int days, bool has_time)
{
	struct civil at = when_add_days(when_civil(ms), days);
	char stored[WHEN_TEXT];

	at.has_time = has_time;
	if (!has_time)
		at.hour = at.minute = 0;
	when_store(stored, &at);
	set_if_empty(r, key, stored);
}

#define LOOK_AGAIN_DAYS 7

/* What stands there can be changed: who checked it, and when one looks again. */
static void
bring_along(struct check *c, struct record *r)
{
	const struct me *me = model_me(app_model(c->app));
	const char *telling = record_text(r, "telling");

	if (c->page.at.step == SHARE_ACCURATE && me &&
	    strcmp(now_of(c), "yes") == 0) {
		set_if_empty(r, "accurate_by", me->staff.s);
		set_day(r, "accurate_on", app_now(c->app), 0, false);
	}
	if (c->page.at.step == SHARE_TELLING && strcmp(telling, "safe") != 0)
		set_day(
		    r, "look_again", app_now(c->app), LOOK_AGAIN_DAYS, false);
	else if (c->page.at.step == SHARE_TELLING)
		record_set(r, "look_again", "");
}

/* ---- keys ---- */

static void
take_happened(struct check *c, const char *code)
{
	if (strcmp(code, "not") == 0) {
		record_set(c->root, "happened", "");
		check_typed(c);
		check_next(c);
		return;
	}
	set_day(c->root, "happened", app_now(c->app), 0, true);
	check_typed(c);
	check_page_open(c, c->page.at);
}

static void
take_choice(struct check *c)
{
	struct record *r = share_answer_in(c->root, c->page.at);
	struct choice at;

	if (!choice_at(c, w_list_at(&c->page.list), &at))
		return;
	if (c->page.at.step == SHARE_HAPPENED) {
		take_happened(c, at.code);
		return;
	}
	record_set(r, check_page_field(c)->key, at.code);
	bring_along(c, r);
	check_typed(c);
	if (c->page.at.step == SHARE_COMPELLED &&
	    strcmp(at.code, "claimed") == 0)
		app_say(c->app, "Hang up. Ring 999 or the number in the "
				"directory yourself.");
	check_next(c);
}

/* "y" and "n" beside the numbers. */
static bool
take_letter(struct check *c, const struct key *k)
{
	bool yes = strcmp(k->text, "y") == 0 || strcmp(k->text, "Y") == 0;
	bool no = strcmp(k->text, "n") == 0 || strcmp(k->text, "N") == 0;

	if (check_page_field(c)->type != FT_YESNO || (!yes && !no))
		return false;
	w_list_mark(&c->page.list, yes ? 0 : 1);
	take_choice(c);
	return true;
}

/* Nothing is marked until it is chosen: the first row would be an answer that nobody
 * gave. */
enum handled
check_choice_key(struct check *c, const struct key *k)
{
	bool is_digit = k->text[0] >= '0' && k->text[0] <= '9';

	if (take_letter(c, k))
		return HANDLED;
	if ((k->action == ACT_OPEN || k->action == ACT_SEND) &&
	    !c->page.has_moved) {
		app_say(c->app, "Choose first: press its number, or Down and "
				"Enter.");
		return HANDLED;
	}
	if (k->action == ACT_SEND) {
		take_choice(c);
		return HANDLED;
	}
	if (!c->page.has_moved && k->action == ACT_DOWN) {
		c->page.has_moved = true;
		return HANDLED;
	}
	switch (w_list_key(&c->page.list, k)) {
	case W_LIST_NOT_MINE: return NOT_MINE;
	case W_LIST_HANDLED: break;
	case W_LIST_PICKED: take_choice(c); return HANDLED;
	}
	c->page.has_moved |= is_digit;
	if (w_list_is_counting(&c->page.list))
		app_enter_later(c->app, DIGIT_WAIT_MS);
	return HANDLED;
}
