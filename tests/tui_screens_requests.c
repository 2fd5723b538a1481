/* tui_screens_requests.c - requests, one with its clock, its file record by record,
 * passages that do not go, and what was sent wrongly, as a person sees them
 * (tests/golden/screen_request*.txt), and what the keys do there (A1, A3, A4, C2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "golden.h"
#include "kinds.h"
#include "request_read.h"
#include "screen_play.h"
#include "share_scene.h"

static struct id asked, closed, wrong, contact, copied;

static struct fake_record *
request(const char *who, const char *received, const char *identity)
{
	return SCENE(&fake.child[0].file, "request", 3 * FAKE_DAY, "what",
	    "access", "asks", "I want to see everything you wrote about me.",
	    "received", received, "how", "letter", "who", who, "standing",
	    strcmp(who, "child") == 0 ? "self" : "responsibility", "identity",
	    identity, "safe", "At the youth club, Thursdays.");
}

/* One that is open, one that is stopped, one closed, one incident. */
static void
scene(void)
{
	const struct id *file = &fake.child[0].file;
	struct fake_record *r;

	scene_colleagues();
	scene_directory();
	fake.me.role = ROLE_SENIOR;
	r = SCENE(file, "contact", 6 * FAKE_DAY, "when", "2026-11-05", "with",
	    "Ms Oak", "how", "call", "by", "us", "what",
	    "Kasia rang about the neighbour Zygmunt, who shouts at night. "
	    "Amina will ask the school.");
	contact = r->row.id;
	r = SCENE(file, "request", 40 * FAKE_DAY, "what", "complaint", "asks",
	    "You were late.", "received", "2026-10-01", "how", "spoken", "who",
	    "child", "standing", "self", "identity", "known", "safe", "x");
	closed = r->row.id;
	SCENE(file, "request_answer", 30 * FAKE_DAY, "request", closed.s,
	    "what", "done", "reasons", "We said sorry.", "on", "2026-10-12",
	    "how", "spoken", "to", "her", "complain", "yes");
	r = request("child", "2026-11-09", "waiting");
	SCENE(file, "request_stop", 2 * FAKE_DAY, "request", r->row.id.s, "why",
	    "identity", "on", "2026-11-10", "words", "A letter.");
	r = request("child", "2026-10-16", "known");
	asked = r->row.id;
	r = SCENE(file, "wrong_send", FAKE_DAY, "what", "letter", "words",
	    "Her new address.", "to", "The old address.", "noticed",
	    "2026-11-11T09:00");
	wrong = r->row.id;
}

/* All but the contact is decided. */
static void
decide_rest(void)
{
	size_t n = fake.records;

	for (size_t i = 0; i < n; i++) {
		const struct row *row = &fake.record[i].row;
		char version[24];

		snprintf(version, sizeof version, "%d", (int)row->version);
		if (id_equal(&row->file, &fake.child[0].file) &&
		    !id_equal(&row->id, &contact) &&
		    strncmp(row->kind->name, "request", 7) != 0)
			SCENE(&row->file, "request_item", FAKE_HOUR, "request",
			    asked.s, "record", row->id.s, "version", version,
			    "what", "release");
	}
}

static void
scene_rest(void)
{
	scene();
	decide_rest();
}

static void
scene_decided(void)
{
	scene_rest();
	SCENE(&fake.child[0].file, "request_item", FAKE_HOUR, "request",
	    asked.s, "record", contact.s, "version", "1", "what", "release");
}

static void
scene_copied(void)
{
	struct fake_record *r;

	scene_decided();
	r = SCENE(&fake.child[0].file, "request_ready", FAKE_HOUR / 2,
	    "request", asked.s);
	r = SCENE(&fake.child[0].file, "request_copy", FAKE_HOUR / 2, "ready",
	    r->row.id.s, "made", "2026-11-12T13:30", "whole", "11", "cut", "1",
	    "kept", "2", "hash", "8c1f");
	copied = r->row.id;
	fake.copy_text = "Information held about Maisie\n\n  [withheld]\n";
	fake.copy_state = ASK_DONE;
}

static void
scene_no_copy(void)
{
	scene_copied();
	fake.copy_state = ASK_FAILED;
}

/* Her mother asks; she is twelve (C2). */
static void
scene_parent(void)
{
	struct fake_record *r;

	scene();
	r = request("parent", "2026-10-16", "known");
	record_set(scene_last("front_sheet")->rec, "born", "2013-04-03");
	asked = r->row.id;
}

static void
scene_empty(void)
{
	scene_directory();
}

static void
scene_trustee(void)
{
	scene_directory();
	fake.me.role = ROLE_TRUSTEE;
}

static const void *
arg_asked(void)
{
	return &asked;
}

static const void *
arg_closed(void)
{
	return &closed;
}

static const void *
arg_item(void)
{
	static struct request_item_arg arg;

	arg = (struct request_item_arg){ .request = asked, .record = contact };
	return &arg;
}

static const void *
arg_copy(void)
{
	static struct copy_arg arg;

	arg = (struct copy_arg){ fake.child[0].file, copied };
	return &arg;
}

static const void *
arg_wrong(void)
{
	static struct record_arg arg;

	arg = (struct record_arg){ .id = wrong };
	return &arg;
}

static const void *
arg_file(void)
{
	return &fake.child[0].file;
}

/* To "Zygmunt", and on to "shouts at night.". */
#define NEIGHBOUR "<End><Left><Left><Left><Left><Left><Left>"

static const struct golden_scene {
	const char *name;
	void (*set)(void);
	const struct screen_def *def;
	const void *(*arg)(void);
	const char *keys;
} scenes[] = {
	{ "requests", scene, &scr_requests, NULL, "" },
	{ "requests_empty", scene_empty, &scr_requests, NULL, "" },
	/* No F7, for whom the office would refuse it. */
	{ "requests_trustee", scene_trustee, &scr_requests, NULL, "<F7>" },
	{ "requests_new", scene, &scr_requests, NULL, "<F7>" },
	{ "request", scene, &scr_request, arg_asked, "" },
	{ "request_more", scene, &scr_request, arg_asked, "<F6>" },
	{ "request_parent", scene_parent, &scr_request, arg_asked, "" },
	{ "request_decided", scene_decided, &scr_request, arg_asked, "" },
	{ "request_copied", scene_copied, &scr_request, arg_asked, "" },
	{ "request_closed", scene, &scr_request, arg_closed, "" },
	{ "request_items", scene_rest, &scr_request_items, arg_asked, "" },
	{ "request_item", scene, &scr_request_item, arg_item, "" },
	{ "request_item_marking", scene, &scr_request_item, arg_item,
	    NEIGHBOUR "<Space>" },
	{ "request_item_why", scene, &scr_request_item, arg_item,
	    NEIGHBOUR "<Space><Left><Left><Left><Space>" },
	{ "request_item_cut", scene, &scr_request_item, arg_item,
	    NEIGHBOUR "<Space><Left><Left><Left><Space>1" },
	{ "request_item_told", scene, &scr_request_item, arg_item,
	    NEIGHBOUR "<Space><Left><Left><Left><Space>1<F2>" },
	{ "request_copy", scene_copied, &scr_request_copy, arg_copy, "" },
	{ "request_copy_print", scene_copied, &scr_request_copy, arg_copy,
	    "<F2>" },
	{ "request_copy_offline", scene_no_copy, &scr_request_copy, arg_copy,
	    "" },
	{ "request_wrong", scene, &scr_record, arg_wrong, "" },
	{ "request_in_file", scene, &scr_file, arg_file, "<End>" },
};

static void
draw_scene(const struct golden_scene *s, int rows, int cols, struct buf *out)
{
	char *text;

	fake_start();
	s->set();
	play_open(rows, cols, s->def, s->arg ? s->arg() : NULL);
	app_keys(play, s->keys);
	assert_sound(s->name);
	text = play_text();
	buf_addf(out, "---- %dx%d\n%s", cols, rows, text);
	free(text);
	play_end(NULL);
}

static void
test_screens(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		struct buf out = BUF_INIT(60000);
		char name[80];

		draw_scene(&scenes[i], 24, 80, &out);
		draw_scene(&scenes[i], 18, 60, &out);
		snprintf(name, sizeof(name), "screen_%s", scenes[i].name);
		golden_check(name, buf_str(&out));
		buf_done(&out);
	}
}

/* What is saved of one record by the keys: what, why, told, and the words that do
 * not go; "" for nothing. */
static void
say_decision(char *out, size_t size)
{
	const struct fake_record *r = &fake.record[fake.records - 1];
	const char *text = record_text(scene_last("contact")->rec, "what");
	int n;

	*out = '\0';
	if (fake.saves == 0 || r->row.kind != &kind_request_item)
		return;
	n = snprintf(out, size, "%s %s%s", record_text(r->rec, "what"),
	    record_text(r->rec, "why"), record_text(r->rec, "told"));
	for (size_t i = 0; i < record_count(r->rec, "passages"); i++) {
		const struct record *p = record_item(r->rec, "passages", i);
		size_t from = strtoul(record_text(p, "from"), NULL, 10);
		size_t until = strtoul(record_text(p, "until"), NULL, 10);

		n += snprintf(out + n, size - (size_t)n, " %s:%.*s",
		    record_text(p, "path"), (int)(until - from), text + from);
	}
}

static void
test_a1_item_keys(void **state)
{
	static const struct {
		const char *why, *keys, *saved, *says;
	} rows[] = {
		{ "it goes", "<F2>", "release ", "" },
		{ "one word", "<End><Space><Space>1<F2>1<F2>2",
		    "passages yes what:school.", "" },
		{ "backwards", "<End><Left><Space><Right><Space>2<F2>2<F2>2",
		    "passages no what:the school.", "" },
		{ "undone", "<End><Space><Space>1<Ctrl-Z><F2>", "release ",
		    "" },
		{ "undone and again",
		    "<End><Space><Space>1<Ctrl-Z><Ctrl-Y><F2>1<F2>2",
		    "passages yes what:school.", "" },
		{ "taken away", "<End><Space><Space>1<F8><F2>", "release ",
		    "" },
		{ "left off", "<End><Space><Left><Esc><F2>", "release ", "" },
		{ "no reason chosen", "<End><Space><Space><Esc><F2>",
		    "release ", "" },
		{ "begun in one field, ended in another",
		    "<End><Space><Home><Space>1<F2>1<F2>2",
		    "passages yes what:Kasia rang about the neighbour Zygmunt, "
		    "who shouts at night. Amina will ask the school.",
		    "" },
		{ "none of it", "<F6>12", "", "May they be told" },
		{ "none of it, told", "<F6>121<F2>2", "withhold child_abuseyes",
		    "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char saved[500];

		fake_start();
		scene();
		play_open(24, 80, &scr_request_item, arg_item());
		app_keys(play, rows[i].keys);
		app_turn(play);
		say_decision(saved, sizeof saved);
		if (strcmp(saved, rows[i].saved) != 0) {
			char *text = play_text();

			fail_msg("%s: '%s'\n%s", rows[i].why, saved, text);
		}
		play_end(NULL);
	}
}

/* Whoever may not decide saves nothing; nor does anybody once it has changed. */
static void
test_a1_item_no(void **state)
{
	(void)state;
	fake_start();
	scene();
	fake.me.role = ROLE_SUPPORT_WORKER;
	play_open(24, 80, &scr_request_item, arg_item());
	app_keys(play, "<F2>");
	app_turn(play);
	assert_says("decided by a designated senior", "a worker");
	assert_int_equal(fake.saves, 0);
	play_end(NULL);

	fake_start();
	scene();
	play_open(24, 80, &scr_request_item, arg_item());
	scene_last("contact")->row.version++;
	app_keys(play, "<F2>");
	app_turn(play);
	assert_says("has changed since", "it changed");
	assert_int_equal(fake.saves, 0);
	play_end(NULL);
}

/* Each step counts for its own request, whichever of them all came first. */
static void
test_a1_steps_of_many(void **state)
{
	enum { MANY = 12 };
	const struct id *file = &fake.child[0].file;
	struct request_lines lines;
	struct id id[MANY];

	(void)state;
	fake_start();
	scene_directory();
	fake.me.role = ROLE_SENIOR;
	for (int i = 0; i < MANY; i++)
		id[i] = request("child", "2026-11-09", "waiting")->row.id;
	for (int i = MANY - 1; i > 0; i -= 2)
		SCENE(file, "request_stop", 2 * FAKE_DAY, "request", id[i].s,
		    "why", "identity", "on", "2026-11-10", "words", "x");
	for (int i = MANY - 2; i > 0; i -= 4)
		SCENE(file, "request_answer", FAKE_DAY, "request", id[i].s,
		    "what", "done", "reasons", "x", "on", "2026-11-11", "how",
		    "spoken", "to", "her", "complain", "yes");
	play_open(24, 80, &scr_requests, NULL);
	request_lines_read(&lines, play, NULL);
	assert_int_equal(lines.count, MANY);
	for (size_t k = 0; k < MANY; k++) {
		const struct request_line *l = &lines.at[k];
		int i = 0;

		while (!id_equal(&id[i], &l->id))
			i++;
		assert_int_equal(
		    l->place, i % 4 == 2 ? PLACE_CLOSED : PLACE_OPEN);
		assert_int_equal(
		    strstr(l->right, "stopped 2 days") != NULL, i % 2 == 1);
	}
	request_lines_done(&lines);
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screens),
		cmocka_unit_test(test_a1_item_keys),
		cmocka_unit_test(test_a1_item_no),
		cmocka_unit_test(test_a1_steps_of_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
