/* check_walk.c - from question to question, back again, and to the answer. */
#include <string.h>

#include "check_in.h"

void
check_typed(struct check *c)
{
	c->kept.typed = c->kept.unsaved = true;
	check_look(c);
}

void
check_go(struct check *c, struct share_at at)
{
	check_answer_close(c);
	check_page_open(c, at);
}

bool
check_go_path(struct check *c, const char *path)
{
	const char *index = path + strcspn(path, ".");
	struct share_at at;
	size_t item = 0;

	if (!share_step_of_path(path, &at) || !share_answer_in(c->root, at))
		return false;
	check_go(c, at);
	if (*index != '.' || share_question(at.step)->is_of_person)
		return true;
	for (index++; *index >= '0' && *index <= '9'; index++)
		item = item * 10 + (size_t)(*index - '0');
	check_page_open_item(c, item);
	form_page_focus(&c->page.form, path);
	return true;
}

void
check_show_answer(struct check *c)
{
	check_page_close(c);
	c->from_answer = false;
	c->meant = CHECK_MEANT_NOTHING;
	check_answer_open(c);
}

void
check_next(struct check *c)
{
	struct share_view v;
	struct share_at at = c->page.at;

	if (c->page.is_open)
		share_mark(&c->asked, at);
	check_page_close(c); /* an empty item of a list goes with it */
	if (at.step == SHARE_HAPPENED && c->has_said && check_is_another(c))
		return;
	v = check_view(c);
	if (c->facts && share_next(&v, c->stage, &c->asked, &at))
		check_go(c, at);
	else if (c->facts && c->stage == SHARE_RECORDING)
		check_finish(c);
	else if (c->facts && c->meant != CHECK_MEANT_NOTHING)
		check_go_on(c);
	else
		check_show_answer(c);
}

static bool
is_same(struct share_at a, struct share_at b)
{
	return a.step == b.step && a.person == b.person;
}

/* The last question of this stage that was asked before the one on the screen; on the
 * answer, the last of all. */
bool
check_question_before(const struct check *c, struct share_at *out)
{
	struct share_at end = { SHARE_STEP_COUNT, 0 }, at = share_first();
	struct share_view v = check_view(c);
	bool found = false;

	if (c->page.is_open)
		end = c->page.at;
	do {
		if (is_same(at, end))
			break;
		if (share_question(at.step)->stage != c->stage ||
		    !share_was_asked(&c->asked, at) ||
		    (c->facts && !share_matters(&v, at)))
			continue;
		*out = at;
		found = true;
	} while (share_go_on(c->root, &at));
	return found;
}

bool
check_back(struct check *c)
{
	struct share_at at;

	if (c->from_answer) {
		check_show_answer(c);
		return true;
	}
	if (check_question_before(c, &at)) {
		check_go(c, at);
		return true;
	}
	if (c->stage != SHARE_RECORDING)
		return false;
	c->stage = SHARE_CHECKING;
	check_show_answer(c);
	return true;
}
