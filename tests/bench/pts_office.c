/* pts_office.c - an office with 2,000 children, and a device that is enrolled
 * there (pts_device.h). */
#include "pts_device.h"

#include <stdio.h>

#include "bench.h"
#include "fill.h"
#include "seal.h"

/* ---- what the office is filled with ---- */

static void
put_front(struct fill *f, const struct id *file, int i)
{
	char name[80];
	int year, month, day;

	device_name(name, i);
	device_born(i, &year, &month, &day);
	fill_put(f, "front_sheet", file,
	    "{\"name\":\"%s\",\"born\":\"%04d-%02d-%02d\",\"reference\":"
	    "\"C-%04d\",\"language\":\"English\",\"address\":\"%d Orchard "
	    "Road\\nExampleton\",\"school\":\"Hill Lane Primary School\","
	    "\"purpose\":\"Support at home and at school after a move; the "
	    "family asked for it.\",\"referrer\":\"Exampleton social care\","
	    "\"started\":\"2025-09-01\"}",
	    name, year, month, day, i, 1 + i % 90);
}

static void
put_rest(struct fill *f, const struct id *file, const struct id *staff, int i)
{
	fill_put(f, "assignment", file,
	    "{\"staff\":\"%s\",\"from\":\"2025-09-01\",\"why\":\"Keyworker\"}",
	    staff->s);
	for (int n = 0; n < DEVICE_PER_FILE - 2; n++) {
		char name[80];

		device_name(name, (i * 7 + n + 700) % DEVICE_FILES);
		fill_put(f, "adult", file,
		    "{\"name\":\"%s\",\"relation\":\"%s\","
		    "\"responsibility\":true,\"lives_with\":true,"
		    "\"telephone\":\"07700 900 %03d\",\"safe_contact\":\"Ring "
		    "between two and three in the afternoon, and leave no "
		    "message.\"}",
		    name, n ? "father" : "mother", i);
	}
}

void
device_office(struct office *o)
{
	struct id staff;
	struct errinfo e;
	struct fill f;

	if (seal_start(&e) != ERR_OK)
		bench_fail("%s", e.says);
	office_make(o, "office");
	office_hire(o, "ruth", "designated_senior");
	office_hire(o, "filler", "designated_senior");
	office_start(o, NULL, NULL);
	fill_begin(&f, o, "ruth");
	fill_staff(&f, &staff);
	fill_end(&f);
	fill_begin(&f, o, "filler");
	for (int i = 0; i < DEVICE_FILES; i++) {
		struct id file = id_new();

		put_front(&f, &file, i);
		if (i % (DEVICE_FILES / DEVICE_HELD) == 0)
			put_rest(&f, &file, &staff, i);
	}
	fill_end(&f);
}

void
device_enrol(const struct device *d, const struct office *o)
{
	char code[WIRE_CODE_MAX];
	const char *argv[] = { d->haven, "enrol", o->url, code, "--sign-in",
		d->sign_in, "--set", d->setting, NULL };
	struct pts p;

	office_code(o, d->sign_in, code);
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
