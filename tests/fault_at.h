/* fault_at.h - a disk that fails from one statement of SQL on (fault_vfs.h), so
 * that what comes before it and what comes after are told apart. */
#ifndef HAVEN_FAULT_AT_H
#define HAVEN_FAULT_AT_H

#include <stdbool.h>

#include "fault_vfs.h"

static const char *fault_sql; /* how it begins; NULL: none */
static bool fault_sql_came;

static int
fault_on_trace(unsigned what, void *arg, void *stmt, void *text)
{
	(void)what;
	(void)arg;
	(void)stmt;
	if (fault_sql && strncmp(text, fault_sql, strlen(fault_sql)) == 0) {
		fault_sql_came = true;
		atomic_store(&fault_write, SQLITE_FULL);
	}
	return 0;
}

static int
fault_watch(sqlite3 *h, char **says, const void *api)
{
	(void)says;
	(void)api;
	return sqlite3_trace_v2(h, SQLITE_TRACE_STMT, fault_on_trace, NULL);
}

/* For every database opened from now on. After fault_start(). */
static inline void
fault_at_start(void)
{
	sqlite3_auto_extension((void (*)(void))fault_watch);
}

/* The disk is full from the statement on that begins like this. */
static inline void
fault_at(const char *sql)
{
	fault_sql = sql;
	fault_sql_came = false;
}

/* It works again; did that statement come? */
static inline bool
fault_at_end(void)
{
	fault_sql = NULL;
	atomic_store(&fault_write, 0);
	return fault_sql_came;
}

#endif
