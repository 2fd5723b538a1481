/* gate.c - the framing gate, a table of rules over the facts of a head.
 *
 * The order matters: a rule may count on those above it. */
#include "gate.h"

#include <string.h>
#include <strings.h>

/* Headers that haven reads: each at most once, so that no two readers can
 * take different ones for true. */
static const char *const once_only[] = {
	"Content-Length",
	"Content-Type",
	"Content-Encoding",
	"Authorization",
	"Accept-Encoding",
	"If-Match",
	"If-None-Match",
	"Write-Id",
};

static bool
is_named(const struct gate_header *h, const char *name)
{
	return h->name_len == strlen(name) &&
	       strncasecmp(h->name, name, h->name_len) == 0;
}

static size_t
held(const struct gate_facts *f)
{
	return f->count < GATE_HEADERS_MAX ? f->count : GATE_HEADERS_MAX;
}

static size_t
times(const struct gate_facts *f, const char *name)
{
	size_t n = 0;
	size_t i;

	for (i = 0; i < held(f); i++)
		n += is_named(&f->headers[i], name);
	return n;
}

/* RFC 9110, 5.6.2. */
static bool
is_token_char(unsigned char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z'))
		return true;
	return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool
is_token(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!is_token_char((unsigned char)s[i]))
			return false;
	return len > 0;
}

static bool
version_is_other(const struct gate_facts *f)
{
	return strcmp(f->version, "HTTP/1.1") != 0;
}

static bool
method_is_odd(const struct gate_facts *f)
{
	return strlen(f->method) > 20 ||
	       !is_token(f->method, strlen(f->method));
}

static bool
target_is_long(const struct gate_facts *f)
{
	return strlen(f->target) > GATE_TARGET_MAX;
}

/* Ids, kinds and cursors need no escapes, so "%2f", "%00" and the like have no
 * business here; nor have "*", "http://" and "//". */
static bool
target_is_odd(const struct gate_facts *f)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789/-._~?=&";
	const char *t = f->target;

	return t[0] != '/' || t[1] == '/' || t[strspn(t, plain)] != '\0';
}

static bool
headers_are_many(const struct gate_facts *f)
{
	return f->count > GATE_HEADERS_MAX;
}

static bool
name_is_odd(const struct gate_facts *f)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (!is_token(f->headers[i].name, f->headers[i].name_len))
			return true;
	return false;
}

static bool
value_is_odd(const struct gate_facts *f)
{
	size_t i;
	size_t at;

	for (i = 0; i < f->count; i++)
		for (at = 0; at < f->headers[i].value_len; at++) {
			unsigned char c =
			    (unsigned char)f->headers[i].value[at];

			if (c < 0x20 || c > 0x7E)
				return true;
		}
	return false;
}

/* libmicrohttpd cuts a value at a NUL, joins folded lines and takes a bare
 * line feed for a line's end, and shows none of it. Written the usual way, the
 * head has exactly one length; any other means bytes that we were not shown. */
static bool
bytes_are_hidden(const struct gate_facts *f)
{
	size_t want = strlen(f->method) + 1 + strlen(f->target) + 1 +
		      strlen(f->version) + 2;
	size_t i;

	if (f->section_bytes == 0)
		return false;
	for (i = 0; i < f->count; i++)
		want +=
		    f->headers[i].name_len + 2 + f->headers[i].value_len + 2;
	return want + 2 != f->section_bytes;
}

static bool
has_transfer_encoding(const struct gate_facts *f)
{
	return times(f, "Transfer-Encoding") > 0;
}

static bool
host_is_not_one(const struct gate_facts *f)
{
	return times(f, "Host") != 1;
}

static bool
host_is_odd(const struct gate_facts *f)
{
	const struct gate_header *h =
	    gate_header_find(f->headers, f->count, "Host");
	size_t i;

	if (h->value_len == 0 || h->value_len > 255)
		return true;
	for (i = 0; i < h->value_len; i++) {
		unsigned char c = (unsigned char)h->value[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= 'a' && c <= 'z') && !strchr("-.:[]", c))
			return true;
	}
	return false;
}

static bool
is_repeated(const struct gate_facts *f)
{
	size_t i;

	for (i = 0; i < sizeof(once_only) / sizeof(once_only[0]); i++)
		if (times(f, once_only[i]) > 1)
			return true;
	return false;
}

static bool
length_is_odd(const struct gate_facts *f)
{
	const struct gate_header *h =
	    gate_header_find(f->headers, f->count, "Content-Length");
	size_t n;

	return h && !gate_length_read(h, &n);
}

static bool
length_is_missing(const struct gate_facts *f)
{
	return (strcmp(f->method, "POST") == 0 ||
		   strcmp(f->method, "PUT") == 0) &&
	       times(f, "Content-Length") == 0;
}

static bool
has_expect(const struct gate_facts *f)
{
	return times(f, "Expect") > 0;
}

const struct gate_rule gate_rules[] = {
	{ "version", version_is_other, 505,
	    "This server speaks HTTP/1.1 only." },
	{ "method", method_is_odd, 400, "The method is not a word of HTTP." },
	{ "target_long", target_is_long, 414,
	    "The address is longer than 2048 bytes." },
	{ "target", target_is_odd, 400,
	    "The address must begin with one slash and hold plain letters, "
	    "digits and / - . _ ~ ? = & only." },
	{ "headers", headers_are_many, 431, "There are more than 40 headers." },
	{ "name", name_is_odd, 400, "A header has a name that is no name." },
	{ "value", value_is_odd, 400,
	    "A header holds a control byte or a byte beyond ASCII." },
	{ "hidden", bytes_are_hidden, 400,
	    "The head of the request must have lines that end with CR LF, one "
	    "space after each colon, and no folded lines." },
	{ "transfer_encoding", has_transfer_encoding, 400,
	    "Transfer-Encoding is not accepted; send a Content-Length." },
	{ "host_once", host_is_not_one, 400,
	    "There must be one Host header, and one only." },
	{ "host", host_is_odd, 400,
	    "The Host header is not a name or address." },
	{ "repeated", is_repeated, 400,
	    "A header that may stand once only is there twice." },
	{ "length", length_is_odd, 400,
	    "Content-Length must be 1 to 10 digits." },
	{ "length_missing", length_is_missing, 411,
	    "A PUT or POST needs a Content-Length." },
	{ "expect", has_expect, 417, "Expect is not accepted; send the body." },
	{ NULL, NULL, 0, NULL },
};

const struct gate_rule *
gate_check(const struct gate_facts *f)
{
	const struct gate_rule *r;

	for (r = gate_rules; r->name; r++)
		if (r->is_broken(f))
			return r;
	return NULL;
}

const struct gate_header *
gate_header_find(
    const struct gate_header *headers, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (is_named(&headers[i], name))
			return &headers[i];
	return NULL;
}

bool
gate_length_read(const struct gate_header *header, size_t *n)
{
	size_t i;

	*n = 0;
	if (header->value_len < 1 || header->value_len > 10)
		return false;
	for (i = 0; i < header->value_len; i++)
		if (header->value[i] < '0' || header->value[i] > '9') {
			*n = 0;
			return false;
		} else {
			*n = *n * 10 + (size_t)(header->value[i] - '0');
		}
	return true;
}
