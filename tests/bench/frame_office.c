/* frame_office.c - an office with long lists (frame_office.h). */
#include "frame_office.h"

#include <stdio.h>

#include "bench.h"
#include "fill.h"

#define TRAININGS 3      /* of each colleague */
#define OVERDUE 100      /* requests: they wait on Home */
#define LONG_BYTES 18000 /* of each of its three texts */

static struct office *office;
static struct id people[COLLEAGUES], files[FILES], lead_staff;

static void
fill_people(void)
{
	static const char *const roles[] = { "volunteer", "support_worker",
		"volunteer", "line_manager", "trustee" };
	char name[80];
	struct fill f;

	fill_begin(&f, office, "pat");
	for (int i = 0; i < COLLEAGUES; i++) {
		device_name(name, i * 5 % DEVICE_FILES);
		people[i] = fill_put(&f, "staff", NULL,
		    "{\"name\":\"%s\",\"sign_in\":\"colleague%d\",\"role\":"
		    "\"%s\",\"telephone\":\"07700 900 %03d\"}",
		    name, i, roles[i % 5], i % 1000);
	}
	fill_end(&f);
}

static void
put_documents(struct fill *f)
{
	static const char *const which[] = { "conduct", "safeguarding",
		"data_protection", "confidentiality", "information_sharing" };
	char today[16];

	fill_day(today, 0);
	for (size_t i = 0; i < BENCH_COUNT(which); i++) {
		fill_put(f, "policy_document", NULL,
		    "{\"which\":\"%s\",\"version\":\"4\",\"approved\":\"%s\","
		    "\"approved_by\":\"Board of Trustees\",\"where\":\"The "
		    "shelf in the office\",\"summary\":\"How we behave with "
		    "children, families and each other.\"}",
		    which[i], today);
	}
}

static void
put_trainings(struct fill *f)
{
	static const char *const whats[TRAININGS] = { "sharing", "safeguarding",
		"welfare" };
	char on[16], due[16];

	for (int i = 0; i < COLLEAGUES * TRAININGS; i++) {
		fill_day(on, -30 - i % 300);
		fill_day(due, 10 + i % 300);
		fill_put(f, "training", NULL,
		    "{\"person\":\"%s\",\"what\":\"%s\",\"occasion\":\"later\","
		    "\"on\":\"%s\",\"by\":\"Valley Training\",\"due\":\"%s\"}",
		    people[i / TRAININGS].s, whats[i % TRAININGS], on, due);
	}
}

static void
put_inspections(struct fill *f)
{
	char from[16], until[16], today[16], past[16];

	fill_day(today, 0);
	fill_day(past, -365);
	for (int i = 0; i < INSPECTIONS; i++) {
		fill_day(from, 30 + i);
		fill_day(until, 34 + i);
		fill_put(f, "inspection", NULL,
		    "{\"authority\":\"Inspectorate %d\",\"announced\":"
		    "\"announced\",\"inspectors\":[{\"name\":\"Petra "
		    "Winter\",\"identity\":\"Warrant card\",\"checked_by\":"
		    "\"%s\",\"checked_on\":\"%s\"}],\"purpose\":\"The yearly "
		    "inspection.\",\"period_from\":\"%s\",\"period_until\":"
		    "\"%s\",\"scope\":\"named\",\"files\":[{\"file\":\"%s\"}],"
		    "\"access_from\":\"%s\",\"access_until\":\"%s\"}",
		    i, lead_staff.s, today, past, today, files[i % FILES].s,
		    from, until);
	}
}

/* A file of the Strategic Lead, with support that goes on. */
static void
put_file(struct fill *f, int i)
{
	char name[80];
	struct id episode;

	files[i] = id_new();
	device_name(name, DEVICE_FILES - 1 - i);
	fill_put(f, "front_sheet", &files[i],
	    "{\"name\":\"%s\",\"born\":\"2015-04-03\",\"reference\":\"L-%04d\","
	    "\"purpose\":\"Support at home and at school.\"}",
	    name, i);
	fill_put(f, "assignment", &files[i],
	    "{\"staff\":\"%s\",\"from\":\"2025-09-01\",\"why\":\"Oversight\"}",
	    lead_staff.s);
	episode = fill_put(f, "episode", &files[i],
	    "{\"referred_on\":\"2026-01-%02d\",\"why_referred\":\"The school "
	    "asked.\",\"purpose\":\"Mornings at home.\",\"started\":"
	    "\"2026-02-%02d\",\"nature\":\"one_to_one\"}",
	    1 + i % 28, 1 + i % 28);
	fill_put(f, "outcome", &files[i],
	    "{\"episode\":\"%s\",\"point\":\"start\",\"day\":\"2026-03-01\","
	    "\"scores\":[{\"measure\":\"safety\",\"score\":4},{\"measure\":"
	    "\"wellbeing\",\"score\":3}]}",
	    episode.s);
}

/* One that was asked what it seeks, and said so. */
static void
put_requests(struct fill *f)
{
	struct id request;
	char on[16];

	for (int i = 0; i < REQUESTS; i++) {
		fill_day(on, i < OVERDUE ? -60 - i % 9 : -i % 9);
		request = fill_put(f, "request", &files[i % FILES],
		    "{\"what\":\"access\",\"asks\":\"I want to read what is "
		    "written about me, all of it.\",\"received\":\"%s\","
		    "\"how\":\"letter\",\"who\":\"child\",\"standing\":"
		    "\"self\",\"identity\":\"known\",\"safe\":\"By hand, at "
		    "the youth club.\"}",
		    on);
		fill_put(f, "request_stop", &files[i % FILES],
		    "{\"request\":\"%s\",\"why\":\"sought\",\"on\":\"%s\","
		    "\"words\":\"All of it, or of one time?\"}",
		    request.s, on);
		fill_put(f, "request_start", &files[i % FILES],
		    "{\"request\":\"%s\",\"why\":\"sought\",\"on\":\"%s\","
		    "\"words\":\"All of it.\"}",
		    request.s, on);
	}
}

/* Files whose time has come. */
static void
put_old_files(struct fill *f)
{
	char name[80];

	for (int i = 0; i < OLD_FILES; i++) {
		struct id file = id_new();

		device_name(name, i * 3 % DEVICE_FILES);
		fill_put(f, "front_sheet", &file,
		    "{\"name\":\"%s\",\"born\":\"1980-04-03\",\"reference\":"
		    "\"A-%04d\",\"purpose\":\"Support that ended long ago.\"}",
		    name, i);
		fill_put(f, "episode", &file,
		    "{\"referred_on\":\"1990-01-04\",\"why_referred\":\"The "
		    "school asked.\",\"purpose\":\"Mornings at home.\","
		    "\"started\":\"1990-02-01\",\"ended\":\"1991-02-01\","
		    "\"end_reason\":\"It was reached.\"}");
	}
}

/* A file with one long Record of Concern. */
static void
put_long(struct fill *f)
{
	struct id file = id_new();
	struct buf b = BUF_INIT(1u << 18);

	fill_put(f, "front_sheet", &file,
	    "{\"name\":\"" LONG_NAME "\",\"born\":\"2014-04-03\","
	    "\"reference\":\"L-9999\",\"purpose\":\"Support at home.\"}");
	buf_addf(&b, "{\"staff\":\"%s\",\"from\":\"2025-09-01\",\"why\":\"x\"}",
	    lead_staff.s);
	fill_put(f, "assignment", &file, buf_str(&b));
	buf_clear(&b);
	buf_adds(&b,
	    "{\"happened\":\"2026-01-05T15:30\",\"place\":\"The kitchen of the "
	    "youth club\",\"present\":[{\"name\":\"Sian Wyn\",\"who\":"
	    "\"staff\"}],\"types\":[\"physical\"],\"purpose\":\"protect\"");
	for (int i = 0; i < 3; i++) {
		static const char *const keys[] = { "observed", "exact_words",
			"immediate" };
		size_t end;

		buf_addf(&b, ",\"%s\":\"", keys[i]);
		end = b.len + LONG_BYTES;
		while (b.len < end)
			buf_addf(&b,
			    "On day %zu the sleeve was pulled down at once, "
			    "and nothing was eaten. ",
			    b.len);
		buf_addc(&b, '"');
	}
	buf_addc(&b, '}');
	fill_put(f, "concern", &file, "%s", buf_str(&b));
	buf_done(&b);
}

static void
fill_reports(const struct fill *f)
{
	char body[100];

	for (int i = 1; i <= REPORTS; i++) {
		snprintf(body, sizeof(body),
		    "{\"from\":\"2025-%02d-01\",\"until\":\"2025-%02d-02\"}", i,
		    i);
		if (office_ask(f->line, "POST", "/v1/statistics", f->who.token,
			"", body) != 201)
			bench_fail(
			    "A report is not made: %s", office_body(f->line));
	}
}

void
frame_office(struct office *o)
{
	struct fill f;

	office = o;
	device_office(office);
	office_hire(office, "marcus", "strategic_lead");
	office_hire(office, "pat", "administrator");
	office_hire(office, "gareth", "designated_senior");
	fill_people();
	fill_begin(&f, office, "marcus");
	fill_staff(&f, &lead_staff);
	put_documents(&f);
	put_trainings(&f);
	fill_end(&f);
	fill_begin(&f, office, "gareth");
	for (int i = 0; i < FILES; i++)
		put_file(&f, i);
	put_requests(&f);
	put_old_files(&f);
	put_long(&f);
	fill_end(&f);
	fill_begin(&f, office, "marcus");
	put_inspections(&f);
	fill_reports(&f);
	fill_end(&f);
}
