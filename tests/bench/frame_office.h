/* frame_office.h - an office with long lists, for bench_frame: the children of
 * device_office, and what stands below. */
#ifndef HAVEN_BENCH_FRAME_OFFICE_H
#define HAVEN_BENCH_FRAME_OFFICE_H

#include "pts_device.h"

#define COLLEAGUES 400 /* with training of three kinds each */
#define INSPECTIONS 100
#define FILES 300     /* of the Strategic Lead, with support and its scores */
#define REQUESTS 400  /* on those, each with two steps */
#define OLD_FILES 400 /* whose time has come (R2) */
#define REPORTS 12    /* of statistics */
/* A file of the Strategic Lead with one Record of Concern of 54,000 bytes. */
#define LONG_NAME "Wilhelmina Longfile"

/* It runs; "marcus" is its Strategic Lead, "pat" its administrator. */
void frame_office(struct office *o);

#endif
