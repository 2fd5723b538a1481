/* pts_device.h - an office with 2,000 children, and the real haven of one who sees
 * them all, on a pseudo-terminal: what bench_terminal and bench_device share. */
#ifndef HAVEN_BENCH_PTS_DEVICE_H
#define HAVEN_BENCH_PTS_DEVICE_H

#include "office.h"
#include "pts.h"

#define DEVICE_FILES 2000
#define DEVICE_HELD 500     /* files whose records are on the device ... */
#define DEVICE_PER_FILE 4   /* ... with so many each: 2,000 */
#define DEVICE_QUIET_MS 120 /* the rest of an answer comes within it */

struct device {
	char haven[320]; /* the program */
	char data[320];  /* its folder */
	char setting[340];
	const char *sign_in; /* whose it is: "ruth", unless changed */
};

/* ---- the office (pts_office.c) ---- */

/* havend runs, with DEVICE_FILES children; the person "ruth" is assigned to
 * DEVICE_HELD of them. */
void device_office(struct office *o);
/* haven enrol: a store with the keys of its person, and nothing pulled. */
void device_enrol(const struct device *d, const struct office *o);

/* All of it: a device in step. */
void device_new(struct device *d, const char *name, const struct office *o);

/* ---- the device; no library but libc ---- */

/* Settings of a device named so, that has nothing yet. */
void device_init(struct device *d, const char *name);
/* haven sync: all that there is for its person. */
void device_sync(const struct device *d);
/* It ends by itself, well. */
void device_must(struct pts *p, const char *what);

/* haven, until its sign-in screen is there. */
void device_start(const struct device *d, struct pts *p, const char *term);
/* The passphrase, without the Enter. */
void device_passphrase(struct pts *p);
/* The rest of the way: until Home is there and nothing moves. */
void device_enter(struct pts *p);
/* All of it. */
void device_home(const struct device *d, struct pts *p, const char *term);
/* From Home to the list of children; its first row is marked, by the key Down. */
void device_children(struct pts *p, const char *down);
/* From Home to the field "What was seen or heard" of a new Record of Concern. */
void device_concern(struct pts *p);

/* From Home to the first question of the guided check about safety. */
void device_check(struct pts *p);

/* The child number i, below DEVICE_FILES, in the order of names. */
void device_name(char out[80], int i);
void device_born(int i, int *year, int *month, int *day);
/* Its row in the list of children, as haven shows it. */
void device_row(char out[120], int i);
/* What was seen on an xterm since pts_mark, as it stands in path: 24 lines of
 * text. */
void device_picture(const struct pts *p, const char *path);

#endif
