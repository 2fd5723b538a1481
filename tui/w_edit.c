/* w_edit.c - what a key does to a text, in a line and in an area alike. */
#include "w_edit.h"

#include <string.h>

static const struct {
	enum action action;
	enum edit_move move;
	bool erases;
} moves[] = {
	{ ACT_LEFT, EDIT_LEFT, false },
	{ ACT_RIGHT, EDIT_RIGHT, false },
	{ ACT_WORD_LEFT, EDIT_WORD_LEFT, false },
	{ ACT_WORD_RIGHT, EDIT_WORD_RIGHT, false },
	{ ACT_ERASE, EDIT_LEFT, true },
	{ ACT_DELETE, EDIT_RIGHT, true },
	{ ACT_ERASE_WORD, EDIT_WORD_LEFT, true },
	{ ACT_ERASE_LINE, EDIT_LINE_START, true },
};

void
w_edit_put(
    struct edit *ed, struct app *a, const char *s, size_t len, bool is_paste)
{
	struct errinfo e;
	enum err err =
	    is_paste ? edit_paste(ed, s, len, &e) : edit_insert(ed, s, len, &e);

	if (err && a)
		app_say_problem(a, &e);
}

enum handled
w_edit_key(struct edit *ed, struct app *a, const struct key *k)
{
	if (k->paste) {
		w_edit_put(ed, a, k->paste, k->paste_len, true);
		return HANDLED;
	}
	if (k->text[0]) {
		w_edit_put(ed, a, k->text, strlen(k->text), false);
		return HANDLED;
	}
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		if (moves[i].action != k->action)
			continue;
		if (moves[i].erases)
			edit_erase(ed, moves[i].move);
		else
			edit_go(ed, moves[i].move);
		return HANDLED;
	}
	if (k->action == ACT_UNDO || k->action == ACT_REDO) {
		bool is_undo = k->action == ACT_UNDO;

		if (!(is_undo ? edit_undo(ed) : edit_redo(ed)) && a)
			app_say(a, is_undo ? "There is nothing to undo here."
					   : "There is nothing to redo here.");
		return HANDLED;
	}
	return NOT_MINE;
}
