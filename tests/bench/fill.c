/* fill.c - records into an office (fill.h). */
#include "fill.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "wire.h"

#define FULL (1u << 20) /* bytes: then what is there goes */
#define DAY_S 86400

static void
begin_request(struct fill *f)
{
	buf_clear(&f->text);
	buf_adds(&f->text,
	    "{\"cursor\":\"99999999\",\"generation\":\"\",\"set\":\"\","
	    "\"looks\":[],\"writes\":[");
	f->count = 0;
}

static void
flush(struct fill *f)
{
	const char *at;
	size_t kept = 0;

	if (f->count == 0)
		return;
	buf_adds(&f->text, "]}");
	if (office_ask(f->line, "POST", "/v1/sync", f->who.token, "",
		buf_str(&f->text)) != 200)
		bench_fail(
		    "The office cannot be filled: %s", office_body(f->line));
	for (at = office_body(f->line);
	     (at = strstr(at, "\"status\":201")) != NULL; at++)
		kept++;
	if (kept != f->count)
		bench_fail("Of %zu records the office took %zu: %.900s",
		    f->count, kept, office_body(f->line));
	begin_request(f);
}

void
fill_begin(struct fill *f, const struct office *o, const char *sign_in)
{
	memset(f, 0, sizeof(*f));
	snprintf(f->who.sign_in, sizeof(f->who.sign_in), "%s", sign_in);
	office_enrol(o, &f->who);
	f->line = office_dial(o);
	buf_init(&f->text, WIRE_SYNC_MAX);
	begin_request(f);
}

void
fill_staff(const struct fill *f, struct id *out)
{
	char staff[ID_TEXT + 1];

	if (office_ask(f->line, "GET", "/v1/me", f->who.token, "", NULL) !=
		200 ||
	    !office_text(f->line, "staff", staff, sizeof(staff)) ||
	    !id_parse(out, staff))
		bench_fail(
		    "The office does not say who %s is.", f->who.sign_in);
}

struct id
fill_put(struct fill *f, const char *kind, const struct id *file,
    const char *fmt, ...)
{
	struct id write = id_new(), record = id_new();
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		bench_fail("There is no memory.");
	va_end(ap);
	buf_addf(&f->text,
	    "%s{\"write\":\"%s\",\"kind\":\"%s\",\"file\":\"%s\",\"id\":\"%s\","
	    "\"base\":0,\"body\":%s}",
	    f->count ? "," : "", write.s, kind, file ? file->s : "", record.s,
	    text);
	free(text);
	if (++f->count == WIRE_WRITES_MAX || f->text.len > FULL)
		flush(f);
	return record;
}

void
fill_end(struct fill *f)
{
	flush(f);
	office_hang_up(f->line);
	buf_done(&f->text);
}

void
fill_day(char out[16], int days)
{
	time_t at = time(NULL) + (time_t)days * DAY_S;
	struct tm day;

	localtime_r(&at, &day);
	strftime(out, 16, "%Y-%m-%d", &day);
}
