/* form_pick.h - choosing the value of a field from a list: its own choices, the
 * settings' words, staff, or records that it may refer to. */
#ifndef HAVEN_FORM_PICK_H
#define HAVEN_FORM_PICK_H

#include "app.h"
#include "form_page.h"
#include "w_choice.h"

/* Push the list for the focused field; its end comes as w_choice with this tag. Says
 * so if there is nothing to choose from. file: whose records it may refer to. */
void form_pick(
    struct app *a, const struct form_page *p, const struct id *file, int tag);
/* Put what was chosen into the focused field. */
void form_pick_take(struct form_page *p, const struct w_choice_result *r);

#endif
