/* doctor.h - havend doctor: a row for each check, each finding with the command that
 * mends it. It changes nothing. What needs the store is looked at by the havend
 * that has it open. */
#ifndef HAVEN_DOCTOR_H
#define HAVEN_DOCTOR_H

#include "conf.h"
#include "err.h"
#include "finding.h"
#include "server.h"

/* From outside: settings, folders, files, disks, the clock, backups (doctor.c). */
void doctor_outside(const struct conf *conf, struct findings *f);
/* Inside the store: its chain, keys, mail, people, devices (doctor_inside.c). */
enum err doctor_inside(
    struct server *s, int64_t now_ms, struct findings *f, struct errinfo *e);

#endif
