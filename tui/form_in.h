/* form_in.h - the form's state, for the files that make up the form screen:
 * scr_form.c (pages and keys), form_view.c (what is seen) and form_send.c (what
 * F2 does). */
#ifndef HAVEN_FORM_IN_H
#define HAVEN_FORM_IN_H

#include "form_check.h"
#include "form_items.h"
#include "form_keep.h"
#include "form_page.h"
#include "scr.h"

struct form {
	const struct kind *kind;
	struct id file, id;
	int64_t base, over; /* as in struct save */
	char child[208];
	struct record *root;
	unsigned section, sections; /* section == sections: the check */
	struct form_items items;
	struct form_page page;
	struct form_check check;
	struct problems *problems; /* of the last send; NULL: none */
	bool words_shown;          /* words of interpretation, before F2 */
	struct form_kept kept;
};

/* Which question was asked. */
enum form_tag {
	FORM_TAG_PICK = 1,
	FORM_TAG_DISCARD,
	FORM_TAG_FINAL,
	FORM_TAG_SUGGEST
};

/* ---- pages (scr_form.c) ---- */

/* On the last page, "Check your answers"; every form has it. */
bool form_on_check(const struct form *f);
/* Close an item of a list, taking it away if nothing was filled in. */
void form_item_leave(struct app *a, struct form *f);
void form_section_go(
    struct app *a, struct form *f, unsigned section, bool last);
/* To the field of a problem path, "talks.0.words" too. */
void form_jump(struct app *a, struct form *f, const char *path);

/* Keep what was typed as a draft. */
void form_keep(struct app *a, void *st);

/* ---- what is seen (form_view.c): callbacks of the screen ---- */

/* Columns of the page in a window of cols. */
int form_page_cols(const struct form *f, int cols);
void form_title(const struct app *a, const void *st, struct buf *out);
void form_right(const struct app *a, const void *st, struct buf *out);
void form_help(const struct app *a, const void *st, struct buf *out);
const struct key_hint *form_hints(const struct app *a, const void *st);
void form_draw(const struct app *a, const void *st, struct canvas *cv);

/* ---- what F2 does (form_send.c) ---- */

/* F2 signs here: a kind that is signed, on its last page. */
bool form_is_signing(const struct form *f);
/* The words of F2 on the key bar: Save, Hand in, Sign, Done. */
const char *form_send_words(const struct form *f);
/* Save on this device; passphrase NULL: not signed. Else said why; ERR_AUTH:
 * the passphrase is not right. */
enum err form_save(struct app *a, struct form *f, const char *passphrase);
/* Close the form with result 1 and the record's id. */
void form_finish(struct app *a, struct form *f);
/* F2: check, then save, or ask for the passphrase, or show the problems. */
void form_send(struct app *a, struct form *f);

#endif
