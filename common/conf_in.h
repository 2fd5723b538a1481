/* conf_in.h - inside conf*.c only: the rows of the table of settings, and what
 * reading a file, the environment and flags share. */
#ifndef HAVEN_CONF_IN_H
#define HAVEN_CONF_IN_H

#include "conf.h"

#define CONF_ENV "HAVEN_"
#define CONF_NAME_MAX 32 /* bytes with NUL */
#define CONF_ENV_MAX (sizeof(CONF_ENV) - 1 + CONF_NAME_MAX)

struct conf_row {
	const char *name;
	enum conf_type type;
	enum conf_who who;
	const char *unit;    /* of a number, or "" */
	int64_t min, max;    /* of a number, or of the bytes of text */
	const char *usual;   /* the default */
	const char *choices; /* words with one space between, or NULL */
	const char *help;
};

extern const struct conf_row conf_rows[CONF_COUNT];

struct conf {
	enum conf_who who;
	struct {
		char *text;
		int64_t number;
		char *origin;
	} at[CONF_COUNT];
};

/* Where a value comes from: a line of a file, or a word for elsewhere. */
struct conf_source {
	const char *origin; /* NULL in a file */
	const char *path;
	unsigned line;
};

#define CONF_WHERE_MAX 160
#define CONF_SHOWN_MAX 161

/* "file:line", or the origin. Returns out. */
const char *conf_where(
    char out[CONF_WHERE_MAX], const struct conf_source *source);

/* What was read, fit to be shown and not too much of it. Returns out. */
const char *conf_shown(char out[CONF_SHOWN_MAX], const char *read);

/* NULL if there is none. A hyphen is an underscore, as flags have it. */
const struct conf_row *conf_find(const char *name);

/* The sentence for a name that is none, with the nearest that are. */
enum err conf_unknown(const char *name, enum conf_who who,
    const struct conf_source *source, struct errinfo *e);

/* Check and keep a value. After an error the one before is still there. */
enum err conf_put(struct conf *c, const struct conf_row *row, const char *text,
    const struct conf_source *source, struct errinfo *e);

enum err conf_load_file(
    struct conf *c, const char *path, bool must_exist, struct errinfo *e);

/* Append what may stand there: "a whole number from 30 to 3600 (seconds)". */
void conf_say_allowed(struct buf *out, const struct conf_row *row);

/* The name in the environment. */
void conf_env_name(char out[CONF_ENV_MAX], const struct conf_row *row);

#endif
