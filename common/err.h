/* err.h - how haven says that something went wrong (D1).
 *
 * A function that can fail returns enum err and takes a struct errinfo last.
 * On any code but ERR_OK the errinfo, if not NULL, holds a sentence for the
 * person at the keyboard: what happened, what is safe, what to do. A sentence
 * holds no case data. Library code never prints and never exits. */
#ifndef HAVEN_ERR_H
#define HAVEN_ERR_H

#include <stdarg.h>
#include <stddef.h>

enum err {
	ERR_OK = 0,
	ERR_INVALID,   /* a value is wrong or missing; field names it */
	ERR_SYNTAX,    /* bytes that are not what they claim to be */
	ERR_TOO_BIG,   /* over a limit; nothing was kept */
	ERR_NOT_FOUND, /* is not there, or this person may not know of it */
	ERR_DENIED,    /* known, but not for this person */
	ERR_AUTH,      /* wrong name or passphrase, or signed out */
	ERR_CONFLICT,  /* not allowed in this state; nothing changed */
	ERR_STALE,     /* somebody else changed it first */
	ERR_BUSY,      /* later it may work */
	ERR_IO,        /* the disk refuses */
	ERR_FULL,      /* no room on the disk */
	ERR_CORRUPT,   /* stored bytes are not what was stored */
	ERR_CRYPTO,    /* a seal or a signature does not hold */
	ERR_NET,       /* the link, not the item */
	ERR_CONFIG,    /* a setting is wrong */
	ERR_BUG,       /* must not happen */
	ERR_COUNT
};

#define ERR_SAYS_MAX 320
#define ERR_FIELD_MAX 96

struct errinfo {
	enum err code;
	char field[ERR_FIELD_MAX]; /* path of a field, or empty */
	char says[ERR_SAYS_MAX];   /* the sentence, UTF-8, cut at a character */
};

/* Fill e (may be NULL) and return code, so that callers can write
 * return err_set(e, ERR_IO, "...");  code must not be ERR_OK. */
enum err err_set(struct errinfo *e, enum err code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, naming the field (a path such as "actions.0.who"). */
enum err err_field(struct errinfo *e, enum err code, const char *field,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Empty e. Callers of several steps need not: the first failure fills it. */
void err_clear(struct errinfo *e);

/* A short stable name, e.g. "not_found"; used by logs and problem types. */
const char *err_name(enum err code);

/* The exit status of a shell command (sysexits.h): 0, 65 for bad input, 66 not
 * found, 69 no server, 70 bug, 73/74 disk, 75 try later, 77 denied, 78 bad
 * setting. */
int err_exit_status(enum err code);

#endif
