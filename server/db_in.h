/* db_in.h - between the files of db. */
#ifndef HAVEN_DB_IN_H
#define HAVEN_DB_IN_H

#include "err.h"

/* rc: a result code of SQLite, extended or not, that is no success. */
enum err db_says(int rc, struct errinfo *e);

#endif
