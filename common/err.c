/* err.c - sentences for the person at the keyboard, and names for the logs.
 *
 * A sentence is written aside first and copied then, so that a caller may wrap
 * the sentence it was given: err_set(e, code, "...: %s", e->says). */
#include "err.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int exit_status; /* sysexits.h */
} codes[] = {
	[ERR_OK] = { "ok", 0 },
	[ERR_INVALID] = { "invalid", 65 },
	[ERR_SYNTAX] = { "syntax", 65 },
	[ERR_TOO_BIG] = { "too_big", 65 },
	[ERR_NOT_FOUND] = { "not_found", 66 },
	[ERR_DENIED] = { "denied", 77 },
	[ERR_AUTH] = { "auth", 77 },
	[ERR_CONFLICT] = { "conflict", 65 },
	[ERR_STALE] = { "stale", 75 },
	[ERR_BUSY] = { "busy", 75 },
	[ERR_IO] = { "io", 74 },
	[ERR_FULL] = { "full", 73 },
	[ERR_CORRUPT] = { "corrupt", 74 },
	[ERR_CRYPTO] = { "crypto", 65 },
	[ERR_NET] = { "net", 69 },
	[ERR_CONFIG] = { "config", 78 },
	[ERR_BUG] = { "bug", 70 },
};

static_assert(
    sizeof(codes) / sizeof(codes[0]) == ERR_COUNT, "one row for each code");

/* Where s, cut off at len bytes by snprintf, ends with a whole character. */
static size_t
whole_chars(const char *s, size_t len)
{
	size_t start = len;
	size_t need = 1;
	unsigned char lead;

	while (start > 0 && ((unsigned char)s[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0)
		return len; /* no character starts here: not ours to mend */
	lead = (unsigned char)s[start - 1];
	if (lead >= 0xF0)
		need = 4;
	else if (lead >= 0xE0)
		need = 3;
	else if (lead >= 0xC0)
		need = 2;
	return len - (start - 1) < need ? start - 1 : len;
}

static void
fill(struct errinfo *e, enum err code, const char *field, const char *fmt,
    va_list ap)
{
	char says[ERR_SAYS_MAX] = "";
	char path[ERR_FIELD_MAX] = "";
	int n;

	n = vsnprintf(says, sizeof(says), fmt, ap);
	if (n < 0)
		says[0] = '\0';
	else if ((size_t)n >= sizeof(says))
		says[whole_chars(says, sizeof(says) - 1)] = '\0';
	n = snprintf(path, sizeof(path), "%s", field);
	if (n > 0 && (size_t)n >= sizeof(path))
		path[whole_chars(path, sizeof(path) - 1)] = '\0';
	e->code = code;
	memcpy(e->says, says, sizeof(says));
	memcpy(e->field, path, sizeof(path));
}

enum err
err_set(struct errinfo *e, enum err code, const char *fmt, ...)
{
	va_list ap;

	assert(code > ERR_OK && code < ERR_COUNT);
	if (!e)
		return code;
	va_start(ap, fmt);
	fill(e, code, "", fmt, ap);
	va_end(ap);
	return code;
}

enum err
err_field(
    struct errinfo *e, enum err code, const char *field, const char *fmt, ...)
{
	va_list ap;

	assert(code > ERR_OK && code < ERR_COUNT);
	if (!e)
		return code;
	va_start(ap, fmt);
	fill(e, code, field ? field : "", fmt, ap);
	va_end(ap);
	return code;
}

void
err_clear(struct errinfo *e)
{
	if (e)
		*e = (struct errinfo){ .code = ERR_OK };
}

const char *
err_name(enum err code)
{
	if ((unsigned)code >= ERR_COUNT)
		return codes[ERR_BUG].name;
	return codes[code].name;
}

int
err_exit_status(enum err code)
{
	if ((unsigned)code >= ERR_COUNT)
		return codes[ERR_BUG].exit_status;
	return codes[code].exit_status;
}
