/* form_suggest.h - quick choices for a line that could be typed: F4 opens them. */
#ifndef HAVEN_FORM_SUGGEST_H
#define HAVEN_FORM_SUGGEST_H

#include "form_in.h"

/* Are there any for this field? */
bool form_suggests(const struct kind *k, const struct field *f);
/* Ask which (w_choice, tag FORM_TAG_SUGGEST). */
void form_suggest(struct app *a, const struct form *f);
/* The words of what was chosen, into the focused field. */
void form_suggested(struct app *a, struct form *f, const char *code);

#endif
