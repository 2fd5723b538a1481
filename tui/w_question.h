/* w_question.h - screen "question": yes or no, one of several answers, or a word
 * to type before what cannot be undone (screens.md: the default is no).
 *
 * Pushed with a struct w_question_arg; returned() gets child == &w_question, the
 * result of the answer (0 for Esc, always), and data a const int *: the tag. */
#ifndef HAVEN_W_QUESTION_H
#define HAVEN_W_QUESTION_H

#include "app.h"

#define W_QUESTION_ANSWERS 9

enum { W_QUESTION_NO = 0, W_QUESTION_YES = 1 };

struct w_answer {
	const char *words;
	int result; /* 0 is the same as Esc */
};

struct w_question_arg {
	const char *title; /* for line 1; copied, as all text here */
	const char
	    *says; /* what would happen, what would be lost; always whole */
	/* Not NULL: what it is about, above says; what has no room is cut. */
	const char *about;
	/* Ends with words NULL; NULL: "No" (W_QUESTION_NO, marked first) and
	 * "Yes" (W_QUESTION_YES). The first row is the one marked at first. */
	const struct w_answer *answers;
	/* Not NULL: instead of answers this word must be typed, and Enter, to
	 * give W_QUESTION_YES. Capitals do not matter. */
	const char *word;
	int tag;
};

extern const struct screen_def w_question;

#endif
