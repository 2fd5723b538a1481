/* fuzz_target.c - any bytes as the head of a request: the gate, then the path
 * and the query. What passes the gate is what it promises; what fits a route
 * has the parts the route names, and reads the same when it is written again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "gate.h"
#include "path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct route table[] = {
	{ .method = METHOD_GET, .path = "/healthz" },
	{ .method = METHOD_GET, .path = "/v1/changes" },
	{ .method = METHOD_POST, .path = "/v1/sync" },
	{ .method = METHOD_GET, .path = "/v1/files/{file}" },
	{ .method = METHOD_PUT, .path = "/v1/files/{file}/{kind}/{id}" },
	{ .method = METHOD_GET, .path = "/v1/files/{file}/{kind}/{id}" },
	{ .method = METHOD_GET, .path = "/v1/{kind}/{id}" },
	{ .path = NULL },
};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* The next line of *text as a string in place; "" at the end. */
static char *
next_line(char **text)
{
	char *line = *text;
	size_t n = strcspn(line, "\n");

	*text = line + n + (line[n] == '\n');
	line[n] = '\0';
	return line;
}

/* Method, target and version in lines, then "Name: value" lines. A byte 1 in
 * a value stands for NUL, which a string cannot hold. */
static void
read_facts(struct gate_facts *f, struct gate_header *headers, char *text)
{
	f->method = next_line(&text);
	f->target = next_line(&text);
	f->version = next_line(&text);
	f->headers = headers;
	while (*text) {
		char *line = next_line(&text);
		char *colon = strstr(line, ": ");
		size_t name_len = colon ? (size_t)(colon - line) : strlen(line);
		char *value = colon ? colon + 2 : line + name_len;
		size_t value_len = strlen(value);
		char *nul;

		while ((nul = memchr(value, '\1', value_len)) != NULL)
			*nul = '\0';
		if (f->count < GATE_HEADERS_MAX)
			headers[f->count] = (struct gate_header){ line,
				name_len, value, value_len };
		f->count++;
	}
}

static void
check_passed(const struct gate_facts *f)
{
	const struct gate_header *h;
	size_t n;
	size_t i;

	must(strcmp(f->version, "HTTP/1.1") == 0);
	must(f->target[0] == '/' && f->target[1] != '/');
	must(strlen(f->target) <= GATE_TARGET_MAX);
	must(strpbrk(f->target, "%\\ #@:\r\t") == NULL);
	must(f->count >= 1 && f->count <= GATE_HEADERS_MAX);
	must(gate_header_find(f->headers, f->count, "host") != NULL);
	must(!gate_header_find(f->headers, f->count, "transfer-encoding"));
	must(!gate_header_find(f->headers, f->count, "expect"));
	for (i = 0; i < f->count; i++)
		must(!memchr(f->headers[i].value, 0, f->headers[i].value_len) &&
		     !memchr(
			 f->headers[i].value, '\r', f->headers[i].value_len));
	h = gate_header_find(f->headers, f->count, "content-length");
	must(!h || gate_length_read(h, &n));
	must(h || strcmp(f->method, "PUT") != 0);
}

/* The path of r with parts in it must be the path that was read, but for the
 * capitals of an id. */
static void
check_parts(const struct route *r, const struct path_parts *parts,
    const char *path, size_t len)
{
	char again[512] = "";
	const char *at = r->path;

	while (*at) {
		const char *part = NULL;
		size_t n = strcspn(at, "{");

		strncat(again, at, n);
		at += n;
		if (strncmp(at, "{file}", 6) == 0)
			part = parts->file.s;
		else if (strncmp(at, "{kind}", 6) == 0)
			part = parts->kind->name;
		else if (strncmp(at, "{id}", 4) == 0)
			part = parts->id.s;
		if (part) {
			strncat(again, part, 64);
			at += strcspn(at, "}") + 1;
		}
	}
	must(strlen(again) == len && strncasecmp(again, path, len) == 0);
	must(!parts->kind || !id_is_none(&parts->file) ==
				 ((parts->kind->flags & KF_ON_FILE) != 0));
}

static void
check_query(const char *query)
{
	struct path_query q;
	size_t total = 0;
	size_t i;

	if (path_query_read(&q, query, NULL) != ERR_OK) {
		must(q.count == 0);
		return;
	}
	for (i = 0; i < q.count; i++) {
		must(path_query_get(&q, q.at[i].name) == q.at[i].value);
		must(q.at[i].value[0] != '\0');
		total += strlen(q.at[i].name) + 1 + strlen(q.at[i].value);
	}
	must(total + (q.count ? q.count - 1 : 0) == strlen(query));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gate_header headers[GATE_HEADERS_MAX];
	struct gate_facts f = { .count = 0 };
	struct path_parts parts;
	const struct route *r;
	const char *query;
	unsigned allowed;
	char *text;
	size_t n;

	text = malloc(len + 1);
	if (!text)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	read_facts(&f, headers, text);
	if (!gate_check(&f))
		check_passed(&f);
	/* The path must hold by itself, whatever the gate says. */
	n = strcspn(f.target, "?");
	r = path_match(
	    table, path_method(f.method), f.target, n, &parts, &allowed);
	if (r)
		check_parts(r, &parts, f.target, n);
	query = strchr(f.target, '?');
	check_query(query ? query + 1 : "");
	free(text);
	return 0;
}
