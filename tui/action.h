/* action.h - every thing a person can do with a key, once: the enum, the key
 * bar, the help screen and the manual come from this list (screens.md). */
#ifndef HAVEN_ACTION_H
#define HAVEN_ACTION_H

#include <stdbool.h>
#include <stddef.h>

/* id, name in tests and manual, words on the key bar, help, first key, second key */
#define ACTION_LIST(X)                                                         \
	X(HELP, "help", "Help",                                                \
	    "Show what the keys do here, and what a field is for", "F1",       \
	    "Ctrl-G")                                                          \
	X(BACK, "back", "Back", "Go back one screen", "Esc", "F12")            \
	X(SEND, "send", "Save",                                                \
	    "Save, hand in, sign or send: the bar says which", "F2", "Ctrl-S") \
	X(FIND, "find", "Find", "Search, or filter this list", "F3", "/")      \
	X(CHOOSE, "choose", "Choose", "Choose from a list, or tick", "F4",     \
	    "Space")                                                           \
	X(REFRESH, "refresh", "Refresh", "Ask the office for news now", "F5",  \
	    "Ctrl-R")                                                          \
	X(MORE, "more", "More", "What else can be done with this", "F6",       \
	    "Ctrl-O")                                                          \
	X(ADD, "add", "Add", "Add to this list", "F7", "Insert")               \
	X(REMOVE, "remove", "Remove", "Take this out of the list", "F8",       \
	    "Ctrl-X")                                                          \
	X(DANGER, "danger", "Danger now",                                      \
	    "A child is in danger now: whom to ring", "F9", "Ctrl-E")          \
	X(LEAVE, "leave", "Leave", "Leave haven", "F10", "Ctrl-Q")             \
	X(LOCK, "lock", "Lock", "Hide the screen and forget the keys",         \
	    "Ctrl-L", "")                                                      \
	X(OPEN, "open", "Open", "Open what is marked; in text, a new line",    \
	    "Enter", "")                                                       \
	X(NEXT, "next", "Next", "The next field", "Tab", "")                   \
	X(PREV, "prev", "Previous", "The field before", "Shift-Tab", "")       \
	X(UP, "up", "Up", "Up", "Up", "")                                      \
	X(DOWN, "down", "Down", "Down", "Down", "")                            \
	X(LEFT, "left", "Left", "Left", "Left", "")                            \
	X(RIGHT, "right", "Right", "Right", "Right", "")                       \
	X(HOME, "home", "First", "To the beginning", "Home", "")               \
	X(END, "end", "Last", "To the end", "End", "")                         \
	X(PAGE_UP, "page-up", "Page up", "A page up", "PgUp", "")              \
	X(PAGE_DOWN, "page-down", "Page down", "A page down", "PgDn", "")      \
	X(WORD_LEFT, "word-left", "Word left", "A word to the left",           \
	    "Ctrl-Left", "")                                                   \
	X(WORD_RIGHT, "word-right", "Word right", "A word to the right",       \
	    "Ctrl-Right", "")                                                  \
	X(SECTION_PREV, "section-prev", "Section up", "The section before",    \
	    "Ctrl-PgUp", "Ctrl-P")                                             \
	X(SECTION_NEXT, "section-next", "Section down", "The next section",    \
	    "Ctrl-PgDn", "Ctrl-N")                                             \
	X(UNDO, "undo", "Undo", "Undo the last change", "Ctrl-Z", "")          \
	X(REDO, "redo", "Redo", "Do it again", "Ctrl-Y", "")                   \
	X(ERASE, "erase", "Erase", "Delete to the left", "Backspace", "")      \
	X(DELETE, "delete", "Delete", "Delete to the right", "Delete", "")     \
	X(ERASE_WORD, "erase-word", "Erase word",                              \
	    "Delete the word to the left", "Ctrl-W", "")                       \
	X(ERASE_LINE, "erase-line", "Erase line",                              \
	    "Delete to the beginning of the line", "Ctrl-U", "")

enum action {
	ACT_NONE,
#define X(id, ...) ACT_##id,
	ACTION_LIST(X)
#undef X
	    ACT_COUNT
};

struct action_def {
	const char *name, *bar, *help, *key, *second;
};
const struct action_def *action_get(enum action a);
enum action action_find(const char *name); /* ACT_NONE: no such name */

/* What one key press is: an action, or text to insert, or both ("/" and Space
 * and "?" are text while a text field has the focus: the screen decides). */
struct key {
	enum action action;
	char text[32];     /* UTF-8 of one character typed, or "" */
	const char *paste; /* a bracketed paste, one step; NULL otherwise */
	unsigned paste_len;
};

/* The name of a key ("F1", "Ctrl-S", "Esc", "Down" ...) to its action. */
enum action action_of_key(const char *key_name);

/* What typing one character (UTF-8, 1 to 31 bytes) gives. */
struct key key_of_text(const char *s, size_t len);
/* What pressing the named key gives, e.g. "F2", "Space"; action ACT_NONE and no
 * text: there is no such key. */
struct key key_of_name(const char *key_name);

#endif
