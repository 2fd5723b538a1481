/* paper_make.h - documents out of what this device holds, and the screen that shows
 * one: a record, a chronology, the sheet for the family, a letter. */
#ifndef HAVEN_PAPER_MAKE_H
#define HAVEN_PAPER_MAKE_H

#include "app.h"
#include "scr.h"

/* Each opens scr_paper, with the looks on the disk before it (promise 7), or says why
 * it cannot be shown. */
void paper_open_record(struct app *a, const struct id *record, int64_t version);
void paper_open_chronology(struct app *a, const struct id *file);
void paper_open_sheet(struct app *a, const struct id *file);
void paper_open_letter(struct app *a, const struct id *notice);

#endif
