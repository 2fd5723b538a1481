/* server_request_inspected.c - the copy of a file says which inspections it was among:
 * who inspected, by whose authority, when, and whether they looked (A2, O1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inspect_scene.h"
#include "request_copied.h"

#define LATER                                                                \
	"{\"authority\":\"Ofsted\",\"announced\":\"announced\","             \
	"\"inspectors\":[{\"name\":\"I. Spector\",\"job\":\"lead\","         \
	"\"identity\":\"card, rang the office\",\"checked_by\":"             \
	"\"$director\",\"checked_on\":\"2026-04-01\"},{\"name\":\"J. Two\"," \
	"\"identity\":\"card, rang the office\",\"checked_by\":"             \
	"\"$director\",\"checked_on\":\"2026-04-01\"}],\"purpose\":"         \
	"\"Routine.\"," PERIOD "\"scope\":\"all\",\"access_from\":"          \
	"\"2026-04-06\",\"access_until\":\"2026-04-10\"}"
#define AMONG "an inspection of our work"
#define NO_LOOK "No look at it by an inspector is recorded."

/* ---- what went before the copy ---- */

static void
at_day(int days)
{
	office_at(&sc.office, OFFICE_NOW + days * DAY_MS);
}

static void
sign_in_again(enum who who)
{
	char body[400];
	struct worker *w = &sc.who[who];
	struct json *doc;

	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"passphrase\":\"%s\",\"device\":\"%s\"}",
	    w->sign_in, OFFICE_PASSPHRASE, w->device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, body, &sc.out),
	    201);
	doc = office_json(&sc.out);
	snprintf(
	    w->token, sizeof(w->token), "%s", json_text_of(doc, "token", ""));
	json_free(doc);
}

/* On a file that has its episode already. */
static void
begin_another(const char *body)
{
	sign_in_again(DIRECTOR);
	inspection = (struct id){ "" };
	if (put(DIRECTOR, "inspection", body, &inspection, 0) != 201)
		fail_msg("%s", buf_str(&sc.out));
}

static void
no_inspection(void)
{
	adult = sc.adult;
	must(SENIOR, "episode", EPISODE);
}

static void
nobody_looked(void)
{
	open_it(ALL);
}

static void
they_looked(void)
{
	open_it(ALL);
	assert_int_equal(see_file(INSPECTOR), 200);
}

static void
looked_twice(void)
{
	they_looked();
	at_day(1);
	sign_in_again(INSPECTOR);
	assert_int_equal(see(INSPECTOR, "front_sheet", &sc.front), 200);
}

static void
tell(void)
{
	must(ASSIGNED, "inspection_contact", CALL);
}

static void
tell_later(int days)
{
	at_day(days);
	sign_in_again(ASSIGNED);
	tell();
}

static void
untold(void)
{
	begin(ALL);
}

static void
told_late(void)
{
	begin(ALL);
	tell_later(1);
}

static void
told_too_late(void)
{
	begin(ALL);
	tell_later(20);
}

static void
excepted(void)
{
	begin(ALL);
	must(DIRECTOR, "inspection_exception",
	    "{" OF ",\"reason\":\"Nobody knows where she lives.\"}");
}

static void
mail_refused(void)
{
	begin(ALL);
	must(ASSIGNED, "inspection_contact",
	    "{" OF ",\"when\":\"2026-04-03T15:00\",\"how\":\"email\","
	    "\"to\":\"mia@example.org\"}");
}

static void
unannounced(void)
{
	begin(WHOLE("unannounced", PERIOD "\"scope\":\"all\","));
}

static void
one_reason(void)
{
	unannounced();
	must(DIRECTOR, "inspection_untold",
	    "{\"inspection\":\"$inspection\",\"reason\":\"They came.\"}");
}

/* Somebody who is to be told as well, after it was open. */
static void
came_late(void)
{
	open_it(ALL);
	at_day(1);
	sign_in_again(SENIOR);
	must(SENIOR, "adult", "{\"name\":\"Ed Bell\",\"relation\":\"father\"}");
}

/* The copy is of a file without an adult. */
static void
nobody_to_tell(void)
{
	make_other(true);
	sc.file = other_file;
	begin_another(WHOLE("announced",
	    PERIOD "\"scope\":\"named\",\"files\":[{\"file\":\"$other\"}],"));
}

static void
nobody_and_why(void)
{
	nobody_to_tell();
	must(DIRECTOR, "inspection_exception",
	    "{\"inspection\":\"$inspection\",\"reason\":\"In care.\"}");
}

static void
ahead(void)
{
	begin(LATER);
	tell();
}

static void
ahead_begun(void)
{
	begin(LATER);
	tell();
	at_day(2);
}

static void
of_another(void)
{
	make_other(true);
	begin(WHOLE("announced",
	    PERIOD "\"scope\":\"named\",\"files\":[{\"file\":\"$other\"}],"));
	tell();
}

static void
of_another_service(void)
{
	begin(WHOLE(
	    "announced", PERIOD "\"scope\":\"service\",\"nature\":\"group\","));
	tell();
}

static void
named(void)
{
	begin(WHOLE("announced",
	    PERIOD "\"scope\":\"named\",\"files\":[{\"file\":\"$file\"}],"));
	tell();
}

static void
end_it(void)
{
	sign_in_again(DIRECTOR);
	must(DIRECTOR, "inspection_end",
	    "{\"inspection\":\"$inspection\",\"reason\":\"They have gone.\"}");
}

static void
ended(void)
{
	they_looked();
	at_day(1);
	end_it();
	at_day(3);
}

static void
ended_before(void)
{
	begin(LATER);
	tell();
	end_it();
	at_day(3);
}

static void
ended_untold(void)
{
	begin(ALL);
	end_it();
	tell_later(1);
}

static void
over(void)
{
	open_it(ALL);
	at_day(20);
}

static struct id first;

static void
two_of_them(void)
{
	ahead_begun();
	first = inspection;
	begin_another(ALL);
	tell_later(2);
}

/* ---- the copy ---- */

static void
make_copy(void)
{
	char body[300];

	sign_in_again(SENIOR);
	asked = scene_put(&sc, SENIOR, "request",
	    "{\"what\":\"access\",\"asks\":\"All.\",\"received\":"
	    "\"2026-04-01\",\"how\":\"letter\",\"who\":\"child\","
	    "\"standing\":\"self\",\"identity\":\"known\",\"safe\":\"x\"}");
	release_rest();
	snprintf(body, sizeof(body), "{\"request\":\"%s\"}", asked.s);
	scene_put(&sc, SENIOR, "request_ready", body);
	find_copy();
}

/* Its text in one line, from with whom it was shared on. */
static const char *
shared(bool *same)
{
	static char line[20000];
	char path[300];
	struct json *doc;
	const char *text;
	size_t n = 0;

	snprintf(
	    path, sizeof(path), "/v1/files/%s/copies/%s", sc.file.s, copy.s);
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 200);
	doc = office_json(&sc.out);
	*same = json_true(json_get(doc, "same"));
	text = strstr(json_text_of(doc, "text", ""), "With whom it was shared");
	assert_non_null(text);
	for (; *text && n + 1 < sizeof(line); text++)
		if (*text != ' ' && *text != '\n')
			line[n++] = *text;
		else if (n > 0 && line[n - 1] != ' ')
			line[n++] = ' ';
	line[n] = '\0';
	json_free(doc);
	return line;
}

static void
test_inspections_A2(void **state)
{
	static const struct {
		const char *why;
		void (*before)(void);
		const char *says, *and; /* NULL: nothing of an inspection */
	} rows[] = {
		{ "none", no_inspection, NULL, NULL },
		{ "nobody looked", nobody_looked, "Ofsted: I. Spector",
		    "Sat 4 April 2026 to Fri 10 April 2026: " AMONG },
		{ "and it says so", nobody_looked, NO_LOOK, AMONG },
		{ "they looked", they_looked, AMONG,
		    "An inspector looked at it, Sat 4 April 2026." },
		{ "on two days", looked_twice, AMONG,
		    "looked at it, Sat 4 April 2026 to Sun 5 April 2026." },
		{ "it is ahead", ahead, NULL, NULL },
		{ "it has begun", ahead_begun,
		    "Ofsted: I. Spector (lead), J. Two",
		    "Mon 6 April 2026 to Fri 10 April 2026" },
		{ "of another child", of_another, NULL, NULL },
		{ "of another service", of_another_service, NULL, NULL },
		{ "of this child", named, AMONG, NO_LOOK },
		{ "it was ended", ended,
		    "Sat 4 April 2026 to Sun 5 April 2026: " AMONG,
		    "An inspector looked at it, Sat 4 April 2026." },
		{ "it was ended before it began", ended_before, NULL, NULL },
		{ "it is over", over,
		    "Sat 4 April 2026 to Fri 10 April 2026: " AMONG, NO_LOOK },
		{ "nobody was told", untold, NULL, NULL },
		{ "they were told on its second day", told_late, AMONG,
		    NO_LOOK },
		{ "they were told after it", told_too_late, NULL, NULL },
		{ "they were told after its end", ended_untold, NULL, NULL },
		{ "a reason stands for it", excepted, AMONG, NO_LOOK },
		{ "the e-mail was refused", mail_refused, NULL, NULL },
		{ "unannounced", unannounced, NULL, NULL },
		{ "unannounced, one reason for all", one_reason, AMONG,
		    NO_LOOK },
		{ "one more is to be told after it was open", came_late, AMONG,
		    NO_LOOK },
		{ "nobody is to be told", nobody_to_tell, NULL, NULL },
		{ "nobody is to be told, and why", nobody_and_why, AMONG,
		    NO_LOOK },
		{ "two of them", two_of_them, "(lead), J. Two",
		    "Sat 4 April 2026 to Fri 10 April 2026: " AMONG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *text;
		bool same;

		sync_stop(NULL);
		sync_start(NULL);
		rows[i].before();
		make_copy();
		text = shared(&same);
		if (!same)
			fail_msg("%s: it is another", rows[i].why);
		if (rows[i].says == NULL && strstr(text, AMONG) != NULL)
			fail_msg("%s: %s", rows[i].why, text);
		if (rows[i].says != NULL &&
		    (strstr(text, rows[i].says) == NULL ||
			strstr(text, rows[i].and) == NULL))
			fail_msg("%s: %s", rows[i].why, text);
	}
}

/* What comes after it is made changes nothing in it. */
static void
looks_later(void)
{
	sign_in_again(INSPECTOR);
	assert_int_equal(see_file(INSPECTOR), 200);
}

static void
another_later(void)
{
	begin_another(LATER);
}

static void
ends_later(void)
{
	end_it();
}

static void
grows_later(void)
{
	const char *body =
	    WHOLE("announced", PERIOD "\"scope\":\"named\",\"files\":[{"
				      "\"file\":\"$other\"},{\"file\":"
				      "\"$file\"}],");

	sign_in_again(DIRECTOR);
	if (put(DIRECTOR, "inspection", body, &inspection, 1) != 200)
		fail_msg("%s", buf_str(&sc.out));
}

static void
change_later(enum who who, const char *kind, const char *body, struct id *id)
{
	sign_in_again(who);
	if (put(who, kind, body, id, 1) != 200)
		fail_msg("%s", buf_str(&sc.out));
}

static void
first_changes(void)
{
	change_later(DIRECTOR, "inspection", LATER, &first);
}

static void
record_changes(void)
{
	change_later(SENIOR, "front_sheet", SCENE_FRONT, &sc.front);
}

static void
told_later(void)
{
	tell_later(1);
}

static void
needs_not_be_told(void)
{
	change_later(SENIOR, "adult",
	    "{\"name\":\"Mia Bell\",\"relation\":\"sibling\"}", &sc.adult);
}

static void
test_made_again_A1(void **state)
{
	static const struct {
		const char *why;
		void (*before)(void), (*after)(void);
	} rows[] = {
		{ "they look later", nobody_looked, looks_later },
		{ "another inspection", nobody_looked, another_later },
		{ "it is ended", nobody_looked, ends_later },
		{ "it comes to be about this file", of_another, grows_later },
		{ "the first one comes later", no_inspection, another_later },
		{ "the first of two inspections is changed later", two_of_them,
		    first_changes },
		{ "they are told later", untold, told_later },
		{ "they are not to be told later", untold, needs_not_be_told },
		{ "a record is changed later", no_inspection, record_changes },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool same;

		sync_stop(NULL);
		sync_start(NULL);
		rows[i].before();
		make_copy();
		at_day(1);
		rows[i].after();
		at_day(3);
		sign_in_again(SENIOR);
		(void)shared(&same);
		if (!same)
			fail_msg("%s: it is another", rows[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_inspections_A2),
		T(test_made_again_A1),
	};

	return cmocka_run_group_tests_name(
	    "server_request_inspected", tests, NULL, NULL);
}
