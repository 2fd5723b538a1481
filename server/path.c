/* path.c - paths and queries against the table of routes. */
#include "path.h"

#include <string.h>

/* All parameters there are. Names of people and words of a search never stand
 * in a URL, where logs and proxies would keep them. */
static const char *const query_names[] = { "version", "since", "limit",
	"cursor", "have", "form", "past" };

static const char *const method_names[METHOD_COUNT] = {
	[METHOD_GET] = "GET",
	[METHOD_POST] = "POST",
	[METHOD_PUT] = "PUT",
};

/* A part of a path between slashes. */
struct segment {
	const char *s;
	size_t len;
};

/* The next segment of *at, which stands on a slash. False at the end. */
static bool
next_segment(const char **at, const char *end, struct segment *seg)
{
	const char *slash;

	if (*at >= end || **at != '/')
		return false;
	seg->s = *at + 1;
	slash = memchr(seg->s, '/', (size_t)(end - seg->s));
	seg->len = (size_t)((slash ? slash : end) - seg->s);
	*at = seg->s + seg->len;
	return true;
}

static bool
is_equal(const struct segment *seg, const char *s)
{
	return strlen(s) == seg->len && memcmp(seg->s, s, seg->len) == 0;
}

static bool
read_id(struct id *out, const struct segment *seg)
{
	char text[ID_TEXT + 1];

	if (seg->len != ID_TEXT)
		return false;
	memcpy(text, seg->s, ID_TEXT);
	text[ID_TEXT] = '\0';
	return id_parse(out, text);
}

static bool
read_kind(const struct kind **out, const struct segment *seg)
{
	char name[KIND_NAME_MAX];

	if (seg->len >= sizeof(name))
		return false;
	memcpy(name, seg->s, seg->len);
	name[seg->len] = '\0';
	*out = kind_find(name);
	return *out != NULL;
}

static bool
fits_segment(const struct segment *want, const struct segment *got,
    struct path_parts *parts)
{
	if (is_equal(want, "{file}"))
		return read_id(&parts->file, got);
	if (is_equal(want, "{id}"))
		return read_id(&parts->id, got);
	if (is_equal(want, "{kind}"))
		return read_kind(&parts->kind, got);
	return want->len == got->len && memcmp(want->s, got->s, got->len) == 0;
}

static bool
fits(
    const char *pattern, const char *path, size_t len, struct path_parts *parts)
{
	const char *pattern_end = pattern + strlen(pattern);
	const char *path_end = path + len;
	struct segment want = { NULL, 0 };
	struct segment got = { NULL, 0 };

	*parts = (struct path_parts){ .kind = NULL };
	while (pattern < pattern_end && path < path_end) {
		if (!next_segment(&pattern, pattern_end, &want) ||
		    !next_segment(&path, path_end, &got) ||
		    !fits_segment(&want, &got, parts))
			return false;
	}
	if (pattern != pattern_end || path != path_end)
		return false;
	return !parts->kind || ((parts->kind->flags & KF_ON_FILE) != 0) ==
				   !id_is_none(&parts->file);
}

const struct route *
path_match(const struct route *table, enum method method, const char *path,
    size_t len, struct path_parts *parts, unsigned *allowed)
{
	struct path_parts found;
	const struct route *r;

	*allowed = 0;
	*parts = (struct path_parts){ .kind = NULL };
	for (r = table; r->path; r++) {
		if (!fits(r->path, path, len, &found))
			continue;
		if (r->method == method) {
			*parts = found;
			return r;
		}
		*allowed |= 1u << r->method;
	}
	return NULL;
}

enum method
path_method(const char *name)
{
	int m;

	for (m = 0; m < METHOD_COUNT; m++)
		if (strcmp(method_names[m], name) == 0)
			return (enum method)m;
	return METHOD_COUNT;
}

const char *
path_method_name(enum method method)
{
	return (unsigned)method < METHOD_COUNT ? method_names[method] : "";
}

/* One "name=value" of len bytes. */
static bool
read_parameter(struct path_query *q, const char *s, size_t len)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-._~";
	const char *equals = memchr(s, '=', len);
	size_t name_len = equals ? (size_t)(equals - s) : 0;
	size_t value_len = equals ? len - name_len - 1 : 0;
	char *value;
	size_t i;

	if (value_len < 1 || value_len > PATH_QUERY_VALUE_MAX ||
	    q->count == PATH_QUERY_MAX)
		return false;
	value = q->at[q->count].value;
	memcpy(value, equals + 1, value_len);
	value[value_len] = '\0';
	if (strspn(value, plain) != value_len)
		return false;
	for (i = 0; i < sizeof(query_names) / sizeof(query_names[0]); i++) {
		if (strlen(query_names[i]) != name_len ||
		    memcmp(query_names[i], s, name_len) != 0)
			continue;
		if (path_query_get(q, query_names[i]))
			return false;
		q->at[q->count++].name = query_names[i];
		return true;
	}
	return false;
}

enum err
path_query_read(struct path_query *q, const char *query, struct errinfo *e)
{
	size_t part = 0;

	*q = (struct path_query){ .count = 0 };
	while (query && *query) {
		size_t len = strcspn(query, "&");

		part++;
		if (!read_parameter(q, query, len) ||
		    (query[len] == '&' && query[len + 1] == '\0')) {
			*q = (struct path_query){ .count = 0 };
			return err_set(e, ERR_INVALID,
			    "Parameter %zu of the address is unknown, twice "
			    "there, or has no proper value.",
			    part);
		}
		query += len + (query[len] == '&');
	}
	return ERR_OK;
}

const char *
path_query_get(const struct path_query *q, const char *name)
{
	size_t i;

	for (i = 0; i < q->count; i++)
		if (strcmp(q->at[i].name, name) == 0)
			return q->at[i].value;
	return NULL;
}
