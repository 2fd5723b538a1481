/* server_paper.c - printing from the office: what is on the paper, for whom, and
 * that it is on the audit chain; and everybody who may not (A2, R7, S1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_scene.h"
#include "pdf_kit.h"
#include "press.h"

#define MINUTE INT64_C(60000)

static struct scene sc;
static struct id hidden_adult;

/* An adult whose address was open once, and is hidden since. */
static int
start(void **state)
{
	char path[200];

	(void)state;
	scene_start(&sc);
	hidden_adult = scene_put(&sc, SENIOR, "adult",
	    "{\"name\":\"Ŵyn Bell\",\"relation\":\"father\",\"address\":"
	    "\"3 Mill Lane\",\"telephone\":\"0191 4980000\"}");
	assert_int_equal(
	    worker_put(&sc.who[SENIOR],
		scene_path(path, &sc.file, "adult", &hidden_adult), 1, NULL,
		"{\"name\":\"Ŵyn Bell\",\"relation\":\"father\",\"address\":"
		"\"3 Mill Lane\",\"telephone\":\"0191 4980000\",\"hidden\":"
		"true}",
		&sc.out),
	    200);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	scene_stop(&sc);
	return 0;
}

enum what {
	CHRONOLOGY,
	SHEET,
	CONCERN,
	DRAFT,
	ADULT,
	ADULT_BEFORE,
	ACCOUNT,
	ABOUT_ACCUSED,
	NO_RECORD,
	OTHER_KIND,
	NO_FILE
};

static void
path_of(enum what what, const char *form, char out[300])
{
	const struct id *id = NULL, none = id_new();
	const char *kind = "concern", *file = sc.file.s, *version = "";

	switch (what) {
	case CHRONOLOGY:
	case SHEET:
		snprintf(out, 300, "/v1/files/%s/%s%s", file,
		    what == SHEET ? "sheet" : "chronology", form);
		return;
	case CONCERN: id = &sc.signed_concern; break;
	case DRAFT: id = &sc.draft; break;
	case ADULT: id = &hidden_adult, kind = "adult"; break;
	case ADULT_BEFORE:
		id = &hidden_adult, kind = "adult", version = "&version=1";
		break;
	case ACCOUNT: id = &sc.account, kind = "first_account"; break;
	case ABOUT_ACCUSED:
		id = &sc.about_accused, kind = "first_account";
		break;
	case NO_RECORD: id = &none; break;
	case OTHER_KIND: id = &sc.account; break;
	case NO_FILE: id = &sc.signed_concern, file = none.s; break;
	}
	snprintf(out, 300, "/v1/files/%s/%s/%s/document%s%s", file, kind, id->s,
	    form, version);
}

static const struct {
	const char *why;
	enum who who;
	enum what what;
	const char *form;
	unsigned want;
	const char *must[4], *must_not[3];
} rows[] = {
	{ "a concern, whole", SENIOR, CONCERN, "?form=text", 200,
	    { "Record of Concern", "Zoë Bell", "A bruise on the left arm.",
		"Signed by: senior" },
	    { sc.draft.s, "0191" } },
	{ "by who is assigned", ASSIGNED, CONCERN, "?form=text", 200,
	    { "Kitchen", "The charity, C-0001, printed" }, { 0 } },
	{ "one that is not signed says so", SENIOR, DRAFT, "?form=text", 200,
	    { "Not signed yet" }, { 0 } },
	{ "S1: a hidden address", SENIOR, ADULT, "?form=text", 200,
	    { "Ŵyn Bell", "Version: 2" }, { "Mill", "4980000", "idden" } },
	{ "S1: in an earlier version, before it was hidden", SENIOR,
	    ADULT_BEFORE, "?form=text", 200, { "Ŵyn Bell" },
	    { "Mill", "4980000", "idden" } },
	{ "S1: in the chronology", SENIOR, CHRONOLOGY, "?form=text", 200,
	    { "Chronology", "Ŵyn Bell", "Record of Concern", "First account" },
	    { "Mill", "4980000" } },
	{ "R7: a chronology leaves out what is about who asks", ACCUSED,
	    CHRONOLOGY, "?form=text", 200, { "A bruise on the left arm." },
	    { "What the child said of a colleague" } },
	{ "and others have it", SENIOR, CHRONOLOGY, "?form=text", 200,
	    { "What the child said of a colleague" }, { 0 } },
	{ "the sheet", ASSIGNED, SHEET, "?form=text", 200,
	    { "Your information", "For Zoë,", "assigned, Support worker" },
	    { "Bell", "bruise", "C-0001" } },
	/* those who may not */
	{ "R7: who it is about", ACCUSED, ABOUT_ACCUSED, "?form=text", 404,
	    { "no such record" }, { "colleague" } },
	{ "who is not on the file", STRANGER, CONCERN, "?form=text", 404,
	    { "no such record" }, { "Zoë" } },
	{ "its chronology", STRANGER, CHRONOLOGY, "?form=text", 404,
	    { "no such record" }, { "Zoë" } },
	{ "its sheet", STRANGER, SHEET, "?form=text", 404, { "no such record" },
	    { "Zoë" } },
	{ "a volunteer", VOLUNTEER, CHRONOLOGY, "?form=pdf", 404, { 0 },
	    { "Zoë" } },
	{ "a trustee's role", TRUSTEE, CONCERN, "?form=text", 403, { 0 },
	    { "Zoë" } },
	{ "a trustee, all of it", TRUSTEE, CHRONOLOGY, "?form=text", 404, { 0 },
	    { "Zoë" } },
	{ "an administrator", ADMIN, CHRONOLOGY, "?form=pdf", 404, { 0 },
	    { "Zoë" } },
	{ "an administrator's role", ADMIN, CONCERN, "?form=pdf", 403, { 0 },
	    { "Zoë" } },
	{ "an inspector without an inspection", INSPECTOR, CHRONOLOGY,
	    "?form=pdf", 401, { 0 }, { "Zoë" } },
	/* what is not there */
	{ "no such record", SENIOR, NO_RECORD, "?form=text", 404, { 0 },
	    { 0 } },
	{ "of another kind", SENIOR, OTHER_KIND, "?form=text", 404, { 0 },
	    { "Zoë" } },
	{ "of another file", SENIOR, NO_FILE, "?form=text", 404, { 0 },
	    { "Zoë" } },
	{ "no form", SENIOR, CONCERN, "", 422, { "form=pdf" }, { "Zoë" } },
	{ "an unknown form", SENIOR, CONCERN, "?form=html", 422, { "form=pdf" },
	    { "Zoë" } },
};

static size_t
exported(void)
{
	char path[200];
	size_t n = 0;

	snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	for (const char *at = buf_str(&sc.out);
	     (at = strstr(at, "\"what\":\"exported\"")) != NULL; at++)
		n++;
	return n;
}

/* What comes is what may; and each that came is on the chain, none else. */
static void
who_may_print(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t before = exported();
		char path[300];
		unsigned status;

		path_of(rows[i].what, rows[i].form, path);
		status = worker_get(&sc.who[rows[i].who], path, &sc.out);
		if (status != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&sc.out));
		for (size_t k = 0; k < 4 && rows[i].must[k]; k++)
			pdf_must_say(buf_str(&sc.out), rows[i].must[k]);
		for (size_t k = 0; k < 3 && rows[i].must_not[k]; k++)
			pdf_must_not_say(buf_str(&sc.out), rows[i].must_not[k]);
		if ((exported() > before) != (status == 200))
			fail_msg("%s: the chain says otherwise", rows[i].why);
	}
}

/* The PDF holds the same; its foot stands on each page. */
static void
a_pdf(void **state)
{
	static const enum what whats[] = { CONCERN, CHRONOLOGY, SHEET };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char path[300], *text;

		path_of(whats[i], "?form=pdf", path);
		if (worker_get(&sc.who[SENIOR], path, &sc.out) != 200)
			fail_msg("%s", buf_str(&sc.out));
		text = pdf_text(&sc.out);
		pdf_must_say(text, "Zoë");
		pdf_must_say(text, "The charity");
		pdf_must_say(text, "Page 1 of");
		pdf_must_not_say(text, "Mill Lane");
		if (whats[i] == CHRONOLOGY)
			pdf_must_say(text, "Ŵyn Bell");
		free(text);
	}
	assert_true(exported() > 0);
}

/* Past five minutes the passphrase is asked for again, but not for the sheet, which
 * holds nothing of the case. */
static void
not_fresh(void **state)
{
	static const struct {
		enum what what;
		unsigned want;
	} stale[] = { { CONCERN, 403 }, { CHRONOLOGY, 403 }, { SHEET, 200 } };
	size_t before = exported();

	(void)state;
	office_at(&sc.office, OFFICE_NOW + 6 * MINUTE);
	for (size_t i = 0; i < 3; i++) {
		char path[300];

		path_of(stale[i].what, "?form=text", path);
		assert_int_equal(
		    worker_get(&sc.who[SENIOR], path, &sc.out), stale[i].want);
		if (stale[i].want == 403)
			pdf_must_say(buf_str(&sc.out), "not_fresh");
	}
	assert_int_equal(exported(), before + 1);
	office_at(&sc.office, OFFICE_NOW);
}

/* Without haven-press the PDF is a sentence, nothing is on the chain, and the text
 * is there all the same. */
static void
no_press(void **state)
{
	size_t before = exported();
	char path[300];

	(void)state;
	press_use(sc.office.s->press, "/nonexistent/haven-press", 1000);
	path_of(CONCERN, "?form=pdf", path);
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 503);
	pdf_must_say(buf_str(&sc.out), "plain text can be had");
	assert_int_equal(exported(), before);
	path_of(CONCERN, "?form=text", path);
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 200);
}

/* What a device wrote out of its own store says so on the chain, once. */
static void
written_on_a_device(void **state)
{
	size_t before = exported();
	struct id look = id_new();
	char body[400];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"cursor\":\"0\",\"looks\":[{\"look\":\"%s\",\"file\":\"%s\","
	    "\"record\":\"%s\",\"version\":1,\"at\":%lld,\"exported\":true}]}",
	    look.s, sc.file.s, sc.signed_concern.s, (long long)OFFICE_NOW);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    worker_post(&sc.who[ASSIGNED], "/v1/sync", body, &sc.out),
		    200);
	assert_int_equal(exported(), before + 1);
}

/* What is beside it comes with it, for those who may see it. */
static void
addenda_come_with_it(void **state)
{
	char body[300], path[300];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"about\":\"%s\",\"corrects\":\"Place\",\"text\":\"It was the "
	    "hall.\",\"reason\":\"Misheard\"}",
	    sc.signed_concern.s);
	scene_put_signed(&sc, SENIOR, "addendum", body);
	path_of(CONCERN, "?form=text", path);
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 200);
	pdf_must_say(buf_str(&sc.out), "It was the hall.");
	pdf_must_not_say(buf_str(&sc.out), sc.signed_concern.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_may_print),
		cmocka_unit_test(a_pdf),
		cmocka_unit_test(not_fresh),
		cmocka_unit_test(written_on_a_device),
		cmocka_unit_test(addenda_come_with_it),
		cmocka_unit_test(no_press),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
