/* lists.h - the words an organisation chooses for itself: purposes, kinds of
 * information, lawful bases, secure channels, kinds of support (S4, S7, F1;
 * decisions.md).
 *
 * The law and the charity change, so these stand in the settings and not in the
 * tables of kinds. A setting is codes with a space between, for example "school
 * family_support"; people read "School", "Family support". A code that the
 * settings no longer have stays good in what was written with it.
 *
 * Set once when havend starts; by a device when its person is let in and when
 * the office says new ones. Not while another thread reads. */
#ifndef HAVEN_LISTS_H
#define HAVEN_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "err.h"
#include "kind.h"

#define LIST_CODES_MAX 40 /* of one list */
#define LIST_CODE_MAX 41  /* bytes of a code with its NUL */

/* enum word_list stands in kind.h, since a field names one. */

/* "purposes"; the name of its setting and in the answer of the office. */
const char *list_name(enum word_list list);
/* Replace the codes of a list. NULL: those haven comes with. ERR_INVALID, and
 * nothing changed: a code that is none, one twice, none at all, or too many. */
enum err list_set(enum word_list list, const char *words, struct errinfo *e);
/* The codes with a space between. */
const char *list_words(enum word_list list);
/* Ends with code NULL; good until list_set. */
const struct choice *list_choices(enum word_list list);

/* Is this a code that a list could have: small letters, digits and "_", a letter
 * first? */
bool list_is_code(const char *code, size_t len);
/* Append a code as people read it: "family_support" is "Family support". */
void list_label(const char *code, size_t len, struct buf *out);

/* The choices of a field: its own, or those of its list. */
const struct choice *field_choices(const struct field *f);

#endif
