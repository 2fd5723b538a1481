/* pts_office.c - an office with 2,000 children, and a device that is enrolled
 * there (pts_device.h). */
#include "pts_device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "seal.h"

#define WRITES 100 /* of one request */
#define BODY_MAX 600

/* ---- what the office is filled with ---- */

struct filler {
	struct tls_client *line;
	struct worker who;
	char *text;
	size_t len, count;
};

#define FILL_MAX (WRITES * (BODY_MAX + 300) + 400)

static void
begin(struct filler *f)
{
	f->len = (size_t)snprintf(f->text, FILL_MAX,
	    "{\"cursor\":\"99999999\",\"generation\":\"\",\"set\":\"\","
	    "\"looks\":[],\"writes\":[");
	f->count = 0;
}

static void
flush(struct filler *f)
{
	const char *at;
	size_t kept = 0;

	if (f->count == 0)
		return;
	snprintf(f->text + f->len, FILL_MAX - f->len, "]}");
	if (office_ask(
		f->line, "POST", "/v1/sync", f->who.token, "", f->text) != 200)
		bench_fail(
		    "The office cannot be filled: %s", office_body(f->line));
	for (at = office_body(f->line);
	     (at = strstr(at, "\"status\":201")) != NULL; at++)
		kept++;
	if (kept != f->count)
		bench_fail("Of %zu records the office took %zu: %.900s",
		    f->count, kept, office_body(f->line));
	begin(f);
}

static void
put(struct filler *f, const char *kind, const struct id *file, const char *body)
{
	struct id write = id_new(), record = id_new();

	f->len += (size_t)snprintf(f->text + f->len, FILL_MAX - f->len,
	    "%s{\"write\":\"%s\",\"kind\":\"%s\",\"file\":\"%s\",\"id\":\"%s\","
	    "\"base\":0,\"body\":%s}",
	    f->count ? "," : "", write.s, kind, file->s, record.s, body);
	if (++f->count == WRITES)
		flush(f);
}

static void
put_front(struct filler *f, const struct id *file, int i)
{
	char body[BODY_MAX], name[80];
	int year, month, day;

	device_name(name, i);
	device_born(i, &year, &month, &day);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"born\":\"%04d-%02d-%02d\",\"reference\":"
	    "\"C-%04d\",\"language\":\"English\",\"address\":\"%d Orchard "
	    "Road\\nExampleton\",\"school\":\"Hill Lane Primary School\","
	    "\"purpose\":\"Support at home and at school after a move; the "
	    "family asked for it.\",\"referrer\":\"Exampleton social care\","
	    "\"started\":\"2025-09-01\"}",
	    name, year, month, day, i, 1 + i % 90);
	put(f, "front_sheet", file, body);
}

static void
put_rest(struct filler *f, const struct id *file, const char *staff, int i)
{
	char body[BODY_MAX];

	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"from\":\"2025-09-01\",\"why\":\"Keyworker\"}",
	    staff);
	put(f, "assignment", file, body);
	for (int n = 0; n < DEVICE_PER_FILE - 2; n++) {
		char name[80];

		device_name(name, (i * 7 + n + 700) % DEVICE_FILES);
		snprintf(body, sizeof(body),
		    "{\"name\":\"%s\",\"relation\":\"%s\","
		    "\"responsibility\":true,\"lives_with\":true,"
		    "\"telephone\":\"07700 900 %03d\",\"safe_contact\":\"Ring "
		    "between two and three in the afternoon, and leave no "
		    "message.\"}",
		    name, n ? "father" : "mother", i);
		put(f, "adult", file, body);
	}
}

void
device_office(struct office *o)
{
	struct filler f = { .text = malloc(FILL_MAX) };
	struct worker ruth = { .sign_in = "ruth" };
	char staff[ID_TEXT + 1];
	struct errinfo e;

	if (seal_start(&e) != ERR_OK)
		bench_fail("%s", e.says);
	snprintf(f.who.sign_in, sizeof(f.who.sign_in), "filler");
	office_make(o, "office");
	office_hire(o, "ruth", "designated_senior");
	office_hire(o, "filler", "designated_senior");
	office_start(o, NULL, NULL);
	office_enrol(o, &ruth);
	office_enrol(o, &f.who);
	f.line = office_dial(o);
	if (office_ask(f.line, "GET", "/v1/me", ruth.token, "", NULL) != 200 ||
	    !office_text(f.line, "staff", staff, sizeof(staff)))
		bench_fail("The office does not say who ruth is.");
	begin(&f);
	for (int i = 0; i < DEVICE_FILES; i++) {
		struct id file = id_new();

		put_front(&f, &file, i);
		if (i % (DEVICE_FILES / DEVICE_HELD) == 0)
			put_rest(&f, &file, staff, i);
	}
	flush(&f);
	office_hang_up(f.line);
	free(f.text);
}

void
device_enrol(const struct device *d, const struct office *o)
{
	char code[WIRE_CODE_MAX];
	const char *argv[] = { d->haven, "enrol", o->url, code, "--sign-in",
		"ruth", "--set", d->setting, NULL };
	struct pts p;

	office_code(o, "ruth", code);
	pts_start(&p, "xterm-256color", argv, NULL);
	pts_until(&p, "Your passphrase");
	pts_send(&p, OFFICE_PASSPHRASE "\n");
	pts_until(&p, "again");
	pts_send(&p, OFFICE_PASSPHRASE "\n");
	device_must(&p, "enrol");
}

void
device_new(struct device *d, const char *name, const struct office *o)
{
	device_init(d, name);
	device_enrol(d, o);
	device_sync(d);
}
