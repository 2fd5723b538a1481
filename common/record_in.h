/* record_in.h - the inside of a record, for record_*.c and words.c alone.
 *
 * A record is a tree: lists hold records of their item kind. The root counts
 * the bytes and the records of the whole tree, so that one ceiling holds for
 * all of it however it is nested. */
#ifndef HAVEN_RECORD_IN_H
#define HAVEN_RECORD_IN_H

#include "kind.h"

/* Records in one tree. No table comes near it; it bounds what a file of odd
 * JSON can make of 2 MiB. */
#define RECORD_TREE_MAX 4096

struct value {
	char *text; /* NULL: empty, or a list */
	size_t len;
	struct record **items;
	size_t count;
	size_t cap;
};

struct record {
	const struct kind *kind;
	struct record *root;   /* itself, unless it is an item */
	size_t bytes;          /* root: text in the whole tree */
	size_t records;        /* root: records in the whole tree */
	struct value values[]; /* one for each field of the kind */
};

/* As record_set and record_add, by the index of the field. record_push does
 * not ask the field's max; NULL at RECORD_TREE_MAX. */
bool record_put(struct record *r, size_t field, const char *text, size_t len);
struct record *record_push(struct record *r, size_t field);

/* All values of from, of the same kind, into to, which is empty. False when the
 * tree has no more room: to holds a part. */
bool record_pour(struct record *to, const struct record *from);
bool value_equal(const struct value *a, const struct value *b);

/* What max means for f when the row says 0. */
uint32_t field_max(const struct field *f);

/* "base.key" and "base.3"; base may be "". Cut if it does not fit, which
 * kind_selfcheck rules out for the tables. */
void path_key(char out[ERR_FIELD_MAX], const char *base, const char *key);
void path_index(char out[ERR_FIELD_MAX], const char *base, size_t i);

/* A prefix for the sentences of an item: "Actions, number 2: ". before is the
 * prefix of the record that holds the list. */
#define WHERE_MAX 160
void where_item(
    char out[WHERE_MAX], const char *before, const struct field *f, size_t i);

/* The choice that text names; NULL for none. Exact codes only. */
const struct choice *choice_find(
    const struct field *f, const char *code, size_t len);

/* The same; or any code at all of a field whose choices the settings have. */
bool choice_is_good(const struct field *f, const char *code, size_t len);

/* Is code among the codes of text? */
bool set_has(const char *text, const char *code);

/* The first code of text that is no choice of f, len bytes; or NULL. */
const char *set_unknown(const struct field *f, const char *text, size_t *len);

/* Codes of text in table order, each once, into out. False, with out as it
 * was, if a code is unknown. */
bool set_canonical(const struct field *f, const char *text, struct buf *out);

/* A value cut short and made safe, for a sentence. */
#define EXCERPT_COLS 30
#define EXCERPT_MAX 160
void excerpt(char out[EXCERPT_MAX], const char *text, size_t len);

/* Safe text in lines of at most cols columns, in of them blank before it. */
void show_lines(
    struct buf *out, size_t cols, size_t in, const char *s, size_t len);
/* A whole record, as record_to_text, in columns from the edge. */
void show_record(struct buf *out, const struct record *r, size_t cols,
    size_t in, record_name_of *name, void *arg);

/* Adds the problem if text is over the limit of f; false then. */
bool check_length(const struct field *f, const char *text, size_t len,
    const char *path, const char *where, struct problems *p);

#endif
