/* scr_prefill.h - what haven knows already when something new is written: who, today,
 * the version of the policy. It stands on the form and can be changed there. */
#ifndef HAVEN_SCR_PREFILL_H
#define HAVEN_SCR_PREFILL_H

#include "app.h"
#include "kind.h"

/* Fill in what is empty. child: the child's name, or "". */
void scr_prefill(const struct app *a, struct record *r, const char *child);

#endif
