/* store_refuse.c - saying no to a save, in words for whoever wrote it. Each is
 * always false: return store_refuse(...). */
#include "store_in.h"

#include <stdarg.h>
#include <stdio.h>

bool
store_refuse(struct save *v, unsigned status, enum err code, const char *field,
    const char *fmt, ...)
{
	char says[ERR_SAYS_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(says, sizeof(says), fmt, ap);
	va_end(ap);
	v->result->status = status;
	err_field(&v->result->error, code, field, "%s", says);
	/* What is wrong with a text is for whoever may save it. */
	if (status != 422)
		v->result->problems.count = 0;
	if (status == 422 && v->result->problems.count == 0)
		problems_add(
		    &v->result->problems, field, "bad_value", "%s", says);
	return false;
}

bool
store_not_here(struct save *v)
{
	return store_refuse(v, 404, ERR_NOT_FOUND, "",
	    "This is not on file, or not open to you. What you wrote stays "
	    "on your device; hand it to a designated senior member.");
}

bool
store_not_allowed(struct save *v, const char *what)
{
	return store_refuse(v, 403, ERR_DENIED, "",
	    "Your role does not let you %s a %s here. What you wrote stays on "
	    "your device; hand it to a designated senior member.",
	    what, v->put->kind->title);
}

bool
store_must_wait(struct save *v, const char *what)
{
	return store_refuse(v, 424, ERR_BUSY, "",
	    "It waits for %s, which the office does not have yet. It is sent "
	    "again by itself.",
	    what);
}
