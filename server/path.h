/* path.h - which row of the routes a path belongs to. Pure. */
#ifndef HAVEN_PATH_H
#define HAVEN_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "http.h"

#define PATH_QUERY_MAX 4        /* parameters */
#define PATH_QUERY_VALUE_MAX 64 /* bytes */

/* The parts of a path that stand for something; empty when it has none. */
struct path_parts {
	struct id file;
	const struct kind *kind;
	struct id id;
};

/* The first row of table (ends with path NULL) that fits method and path.
 * "{file}" and "{id}" take a UUID, "{kind}" the name of a kind that belongs to
 * a file if the row has "{file}", to the organisation if not; other segments
 * must be equal. NULL if none fits; *allowed then has a bit (1u << method) for
 * each method that the path has a row for (405), 0 if it has none (404). parts
 * is filled only for a row. The path ends at path + len. */
const struct route *path_match(const struct route *table, enum method method,
    const char *path, size_t len, struct path_parts *parts, unsigned *allowed);

/* METHOD_COUNT if name is none of ours. */
enum method path_method(const char *name);
const char *path_method_name(enum method method);

/* What stands after the "?" of a target, strictly: names of the table in
 * path.c, each once, with values of 1 to PATH_QUERY_VALUE_MAX plain characters.
 * ERR_INVALID names the parameter's place, never its value. query may be NULL
 * or "": no parameters. */
struct path_query {
	size_t count;
	struct {
		const char *name; /* static */
		char value[PATH_QUERY_VALUE_MAX + 1];
	} at[PATH_QUERY_MAX];
};
enum err path_query_read(
    struct path_query *q, const char *query, struct errinfo *e);
/* The value, or NULL. */
const char *path_query_get(const struct path_query *q, const char *name);

#endif
