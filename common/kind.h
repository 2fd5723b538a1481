/* kind.h - a kind of record is a table of fields; these are its walkers.
 *
 * From the one table come JSON in and out, validation on both sides, the form,
 * the view, plain text, OpenAPI and the manual. A field is named in C only in
 * its row and in a rule about it. All kinds stand in kinds[] (kinds.c).
 *
 * A record in memory is a value for each field of its kind. Every scalar value
 * is text in a canonical form; a list is records of the field's item kind:
 *
 *   type       text of the value               JSON
 *   FT_LINE    NFC, no control characters      string
 *   FT_TEXT    NFC, newline is the only control string
 *   FT_DATE    "YYYY-MM-DD"                    string
 *   FT_BIRTH   "YYYY-MM-DD", not in the future string
 *   FT_TIME    stored text of when.h           string
 *   FT_CHOICE  a code of the field's choices, or any code of a list   string
 *   FT_SET     codes, one space between, in table order   array of strings
 *   FT_YESNO   "yes" or "no"                   true, false
 *   FT_NUMBER  digits, within min..max         number
 *   FT_REF     an id                           string
 *   FT_LIST    -                               array of objects
 *
 * An empty value is "" in memory and absent in JSON; null is read as absent. */
#ifndef HAVEN_KIND_H
#define HAVEN_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "when.h"

enum field_type {
	FT_LINE,
	FT_TEXT,
	FT_DATE,
	FT_BIRTH,
	FT_TIME,
	FT_CHOICE,
	FT_SET,
	FT_YESNO,
	FT_NUMBER,
	FT_REF,
	FT_LIST,
	FT_COUNT
};

/* What an organisation chooses for itself (lists.h). */
enum word_list {
	LIST_NONE,
	LIST_PURPOSES,
	LIST_INFORMATION,
	LIST_BASES,
	LIST_CHANNELS,
	LIST_NATURES,
	LIST_MEASURES,
	LIST_SCALE,
	LIST_COUNT
};

enum field_flag {
	FF_REQUIRED = 1,  /* needed before it is handed in or signed */
	FF_SENSITIVE = 2, /* says something of health, offence, address ... */
	FF_HIDDEN = 4,    /* filled by the machine; not on the form */
	FF_EXACT = 8,  /* exact words: never checked for interpretation (R3) */
	FF_PAST = 16,  /* a date or time that may not be in the future */
	FF_AHEAD = 32, /* a due date: typed dates mean the next one */
	FF_FACT = 64,  /* words of interpretation are pointed out (R3) */
	FF_MACHINE = 128, /* neither on the form nor in what people read */
	/* Left out of what people read, of screens too, while the yes-or-no
	 * field "hidden" of the same record says yes (S1). */
	FF_HIDEABLE = 256,
};

struct choice {
	const char *code; /* stored; never changes */
	const char *label;
};

struct kind;

struct field {
	const char *key;    /* in JSON; never changes */
	const char *label;  /* on the form */
	const char *help;   /* what belongs there and why it is asked */
	const char *policy; /* ids, e.g. "R4" */
	enum field_type type;
	unsigned flags;
	unsigned section; /* index into the kind's sections */
	uint32_t max;     /* bytes of text, items of a list, or value of a
				       number; 0: the default of the type */
	int32_t min;      /* FT_NUMBER only */
	const struct choice *choices; /* ends with code NULL */
	enum word_list list;          /* or the settings have them */
	const struct kind *of;        /* FT_LIST: the kind of its items */
	const char *ref;              /* FT_REF: name of a kind */
};

enum kind_flag {
	KF_ON_FILE = 1, /* belongs to a CYP's file; else to the organisation */
	KF_SIGNED = 2,  /* is signed once, then never changes (R5) */
	KF_FINAL = 4,   /* cannot change once the server has it */
	KF_NEVER_REFUSED = 8, /* for rights or a missing file (R3, S9) */
	KF_ITEM = 16,         /* only an item of a list; not in kinds[] */
	KF_ONE = 32,          /* at most one on a file (front sheet) */
	KF_OFFICE = 64,       /* made by the server alone */
	KF_ONE_SCREEN =
	    128,        /* its form is one screen, all of it in view (S9) */
	KF_NEWER = 256, /* taken from a newer haven, too, as it is (S8) */
};

struct problems;
struct record;

/* What a rule may know besides the record. Civil time is the writer's. */
struct check_ctx {
	struct civil now;
	bool complete; /* required fields must be there; false for a save */
	int64_t advice_due_days; /* advice_is_due_late; 0: is not asked */
};

struct kind {
	const char *name;   /* wire and store: "concern" */
	const char *title;  /* "Record of Concern" */
	const char *plural; /* "Records of Concern" */
	const char *help;   /* one paragraph: what it is for, who writes it */
	const char *policy;
	unsigned version; /* of this table; signed with the body */
	unsigned flags;
	const char *const *sections; /* titles; ends with NULL */
	const struct field *fields;
	size_t field_count;
	const char *date_key;  /* its place in date order; NULL: when written */
	const char *label_key; /* a line that names it in lists; NULL: title */
	const char *parent_key; /* FT_REF to the record it depends on */
	const char *staff_key;  /* FT_LIST of {staff}: whom it is about (R7) */
	const char *gone_key;   /* FT_DATE: since then it is offered no more */
	const char *send; /* what F2 does to it, on the bar; NULL: "Save" */
	/* Rules over several fields; may be NULL. */
	void (*check)(
	    const struct record *, const struct check_ctx *, struct problems *);
};

#define KIND_NAME_MAX 32 /* bytes with NUL */
#define KIND_FIELDS_MAX 48
#define KIND_ITEMS_MAX 50    /* default items of a list */
#define KIND_LINE_MAX 200    /* default bytes of FT_LINE */
#define KIND_TEXT_MAX 20000  /* default bytes of FT_TEXT */
#define KIND_BODY_MAX 262144 /* bytes of a whole body as JSON */

extern const struct kind *const kinds[]; /* ends with NULL */

/* By name, or NULL. */
const struct kind *kind_find(const char *name);
const struct field *kind_field(const struct kind *k, const char *key);

/* The tables hold together: names and keys unique and well formed, labels and
 * help present, choices and items where the type needs them, keys named by
 * the kind exist with the right type. ERR_BUG names the row. */
enum err kind_selfcheck(struct errinfo *e);
/* The same for one kind and the items of its lists. */
enum err kind_selfcheck_one(const struct kind *k, struct errinfo *e);

/* ---- problems: everything that is wrong, each with its field ---- */

#define PROBLEMS_MAX 64

struct problem {
	char field[ERR_FIELD_MAX]; /* "actions.0.who"; "" for the whole */
	char code
	    [24]; /* required, too_long, bad_value, in_future, unknown, rule,
			   not_text */
	char says[ERR_SAYS_MAX];
};

struct problems {
	size_t count;
	bool more; /* there were more than PROBLEMS_MAX */
	struct problem at[PROBLEMS_MAX];
};

void problems_add(struct problems *p, const char *field, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* ---- records ---- */

struct record *record_new(const struct kind *k);
void record_free(struct record *r); /* wipes; NULL is fine */
struct record *record_copy(const struct record *r);
const struct kind *record_kind(const struct record *r);

/* Never NULL; "" when empty, a list, or no such field. */
const char *record_text(const struct record *r, const char *key);
/* Takes any text as typed, also what record_check would refuse: nothing typed
 * is lost. At most the field's max bytes are checked later, not here, but
 * KIND_BODY_MAX is the ceiling (false, nothing changed). key must exist and be
 * no list. */
bool record_set(struct record *r, const char *key, const char *text);

size_t record_count(const struct record *r, const char *key); /* of a list */
struct record *record_item(const struct record *r, const char *key, size_t i);
/* The new last item, owned by r; NULL over the field's max. */
struct record *record_add(struct record *r, const char *key);
void record_remove(struct record *r, const char *key, size_t i);
void record_move(struct record *r, const char *key, size_t from, size_t to);

bool record_is_empty(const struct record *r);
bool record_equal(const struct record *a, const struct record *b);

/* Bring every value to its canonical form where it can be read: NFC, trimmed
 * lines, dates as typed to stored text (by now), sets in table order. What
 * cannot be read stays as typed, for record_check to name. Empty items of
 * lists are removed. */
void record_normalise(struct record *r, const struct civil *now);

/* All that is wrong, in table order; p is emptied first. True if nothing is.
 * Sentences: "When it happened is needed." A record_normalise is assumed. */
bool record_check(
    const struct record *r, const struct check_ctx *ctx, struct problems *p);

/* Strict: an unknown member, a wrong JSON type or a value over its limit fills
 * p and gives ERR_INVALID; broken JSON gives ERR_SYNTAX. With lax (drafts, and
 * records of a newer table) unknown members are passed over and odd text is kept. */
enum err record_from_json(struct record **out, const struct kind *k,
    const char *json, size_t len, bool lax, struct problems *p,
    struct errinfo *e);

/* Canonical: fields in table order, no spaces, empty ones absent. With lax any
 * text of a scalar is written as a string (drafts). */
void record_to_json(const struct record *r, bool lax, struct buf *out);

/* Walk every value that is not empty, in table order, lists item by item (for
 * the list itself first with text NULL). path as in problems. */
typedef void record_visit(void *arg, const char *path, unsigned depth,
    const struct field *f, const char *text);
void record_each(const struct record *r, record_visit *visit, void *arg);

/* The value as people read it: dates shown, choices by label, sets joined with
 * commas, yes or no as "Yes", "No"; refs by name(arg, ref kind, id), which may
 * return NULL for unknown. Appends. */
typedef const char *record_name_of(void *arg, const char *ref, const char *id);
void record_show(const struct field *f, const char *text, record_name_of *name,
    void *arg, struct buf *out);

/* Is this value left out of what people read (FF_HIDEABLE)? */
bool record_hides(const struct record *r, const struct field *f);
/* Put the words that people read instead in place of every such value, whatever
 * this text says of it: an earlier version of what is hidden now. */
void record_mask(struct record *r);

/* The whole record as plain text in lines of at most cols columns: labels,
 * then the value indented. Safe text (text_safe). For printing and copies. */
void record_to_text(const struct record *r, size_t cols, record_name_of *name,
    void *arg, struct buf *out);

/* The value of one field as plain text, as in record_to_text; a list with its
 * items. Nothing for an empty one. */
void record_show_field(const struct record *r, const struct field *f,
    size_t cols, record_name_of *name, void *arg, struct buf *out);

/* ---- how two versions differ (record_diff.c) ---- */

/* The fields, of a and b's one kind, that are not the same in both; in table
 * order. A list is one field. Returns how many. */
size_t record_diff(const struct record *a, const struct record *b,
    const struct field *out[KIND_FIELDS_MAX]);

/* The same as plain text, safe, in lines of at most cols columns: the label, what
 * it was and what it is now. Of a long text only the part that differs, with
 * some words around it. */
struct record_diff_words {
	const char *was, *now; /* what stands before each: "Saved: " */
};
void record_diff_text(const struct record *before, const struct record *after,
    const struct record_diff_words *words, size_t cols, record_name_of *name,
    void *arg, struct buf *out);

/* Give to what from has in this field, a list with all its items. False when
 * there is no room for it: then to is not to be used. */
bool record_take(
    struct record *to, const struct record *from, const struct field *f);
/* Both, where a field can hold both: one text after the other, the items and the
 * codes that are not there yet. False, with to as it was, if it cannot, or if
 * it would be over its limit. */
bool record_can_take_both(const struct field *f);
bool record_take_both(
    struct record *to, const struct record *from, const struct field *f);

/* Words of interpretation ("seems", "I think", "obviously") in the fields
 * flagged FF_FACT (R3): pointed out, never forbidden. Calls hit with the path
 * and the offset and length of the word in the text of that value. */
void record_interpretation(const struct record *r,
    void (*hit)(
	void *arg, const char *path, const char *text, size_t at, size_t len),
    void *arg);

#endif
