/* gate.h - the framing gate: what libmicrohttpd lets pass and haven does not.
 *
 * libmicrohttpd 0.9.75 accepts requests that two readers may take for two
 * different things (two Content-Lengths, a Transfer-Encoding beside one, two
 * Hosts, NUL, folded lines; reliability.md, Traps). The gate judges the facts
 * of a request's head by a table of rules before anything else sees it. It is
 * a pure function: no I/O, no clock, no memory. What it refuses is answered
 * with Connection: close and the body unread, since nobody can say where that
 * request ends. */
#ifndef HAVEN_GATE_H
#define HAVEN_GATE_H

#include <stdbool.h>
#include <stddef.h>

#define GATE_HEADERS_MAX 40
#define GATE_TARGET_MAX 2048 /* bytes */

/* One header line as it came: bytes, not text; not NUL-terminated. */
struct gate_header {
	const char *name;
	size_t name_len;
	const char *value;
	size_t value_len;
};

struct gate_facts {
	const char *method;  /* NUL-terminated */
	const char *target;  /* as sent, undecoded; NUL-terminated */
	const char *version; /* "HTTP/1.1" */
	const struct gate_header *headers;
	size_t count; /* of all that came, also when over GATE_HEADERS_MAX; then
			 headers holds the first GATE_HEADERS_MAX */
	size_t section_bytes; /* of request line, headers and empty line as they
				 came; 0: not known (no network) */
};

struct gate_rule {
	const char *name; /* stable: tests use it */
	bool (*is_broken)(const struct gate_facts *f);
	unsigned status;
	const char *says;
};

/* The first rule that is broken, or NULL. */
const struct gate_rule *gate_check(const struct gate_facts *f);

/* All rules, for the test that wants a row for each; ends with name NULL. */
extern const struct gate_rule gate_rules[];

/* The only header of that name (ASCII case ignored), or NULL. */
const struct gate_header *gate_header_find(
    const struct gate_header *headers, size_t count, const char *name);

/* 1 to 10 digits. False, with *n 0, for anything else. */
bool gate_length_read(const struct gate_header *header, size_t *n);

#endif
