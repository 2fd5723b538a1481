/* tui_hostile.c - hostile text in every field of every kind, and in every name,
 * label and status on every screen: no cell may drive a terminal, none is half,
 * and nothing runs over the frame or from one column into another (promise 8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"
#include "share_scene.h"

#define X10(s) s s s s s s s s s s
#define X100(s) X10(X10(s))

static const struct hostile {
	const char *why, *text;
} hostile[] = {
	{ "escape", "\x1b[2J\x1b]0;title\x07\x1b[31mred" },
	{ "C0 and DEL", "a\x01\x02\x08\x0c\r\n\tb\x7f" },
	{ "C1", "a\xc2\x9b"
		"31m\xc2\x90q\xc2\x9c\xc2\x85" },
	{ "raw C1 and bad bytes", "a\x9b\xff\xfe\xc3(\xed\xa0\x80" },
	{ "bidi", "\u202eevil\u202c\u2066x\u2069\u200f\u061c" },
	{ "zero width", "a\u200bb\u200cc\u200dd\u2060\ufeff\u00ad" },
	{ "tags and variation", "a\U000e0041\U000e007f\ufe0f\ufe00" },
	{ "zalgo", "Z" X10("\u0301\u0316\u0334\u0489") "algo" },
	{ "marks alone", "\u0301\u0301\u0301" },
	{ "wide", X100("\u6f22\u5b57") },
	{ "wide by one column", "a" X100("\u6f22") },
	{ "pictures", X10("\U0001f468\u200d\U0001f469\u200d\U0001f467 ") },
	{ "one long word", X100("Wwwwwwwwww") },
	{ "newlines", X100("x\n") },
	{ "percent", "%s%n%d %1$s" },
	{ "lines that look like the frame", "haven > Home\n F9 Danger now" },
};
#define HOSTILE (sizeof(hostile) / sizeof(hostile[0]))

/* ---- what holds on every screen ---- */

static const struct cell *
cell_at(int row, int col)
{
	const struct canvas *cv = app_canvas(play);

	return &cv->cells[row * cv->cols + col];
}

static bool
is_blank(const struct cell *c)
{
	return strcmp(c->show, " ") == 0;
}

static void
assert_frame(const char *why, const char *where)
{
	const struct canvas *cv = app_canvas(play);
	const char *keys =
	    cv->cols < 78 ? "F9 Danger  F1 Help" : "F9 Danger now  F1 Help";

	assert_sound(why);
	for (int col = 1; col < cv->cols - 1; col++)
		if (strcmp(cell_at(1, col)->show, "\u2500") != 0)
			fail_msg("%s, %s: the rule is broken at %d", why, where,
			    col);
	for (int row = 0; row < cv->rows; row++)
		if (!is_blank(cell_at(row, cv->cols - 1)))
			fail_msg("%s, %s: row %d runs over the right edge", why,
			    where, row);
	for (int i = 0; keys[i]; i++)
		if (cell_at(cv->rows - 1, 1 + i)->show[0] != keys[i])
			fail_msg("%s, %s: the keys are not there", why, where);
	if (strncmp(cell_at(0, 1)->show, "h", 1) != 0)
		fail_msg("%s, %s: line 1 is not ours", why, where);
}

/* The rule between sections and page stands whole. */
static void
assert_column(const char *why, int col)
{
	const struct canvas *cv = app_canvas(play);

	for (int row = SCR_TOP; row < cv->rows - SCR_BOTTOM - 1; row++)
		if (strcmp(cell_at(row, col)->show, "\u2502") != 0)
			fail_msg(
			    "%s: the column is broken in row %d", why, row);
}

/* ---- a model full of it ---- */

static void
put(char *to, size_t size, const char *text)
{
	snprintf(to, size, "%s", text);
}

static void
fill(struct record *r, const char *text)
{
	const struct kind *k = record_kind(r);

	for (size_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		struct record *item;

		if (f->type != FT_LIST) {
			record_set(r, f->key, text);
			continue;
		}
		for (int n = 0; n < 2; n++) {
			item = record_add(r, f->key);
			if (item)
				fill(item, text);
		}
	}
}

static void
fill_people(const char *text)
{
	struct person *lists[] = { fake.people, fake.staff };

	for (size_t i = 0; i < fake.staff_count; i++)
		for (int l = 0; l < 2; l++) {
			struct person *p = &lists[l][i];

			put(p->name, sizeof(p->name), text);
			put(p->sign_in, sizeof(p->sign_in), text);
			put(p->role_title, sizeof(p->role_title), text);
		}
	put(fake.me.name, sizeof(fake.me.name), text);
	put(fake.me.org, sizeof(fake.me.org), text);
	put(fake.me.office_name, sizeof(fake.me.office_name), text);
	put(fake.me.office_number, sizeof(fake.me.office_number), text);
	put(fake.me.policy_version, sizeof(fake.me.policy_version), text);
	put(fake.me.policy_url, sizeof(fake.me.policy_url), text);
	put(fake.me.complaints, sizeof(fake.me.complaints), text);
}

static void
fill_records(const char *text)
{
	for (size_t i = 0; i < fake.children; i++) {
		struct child *c = &fake.child[i];

		put(c->name, sizeof(c->name), text);
		put(c->also, sizeof(c->also), text);
		put(c->born, sizeof(c->born), text);
		put(c->reference, sizeof(c->reference), text);
	}
	for (size_t i = 0; i < fake.records; i++) {
		struct fake_record *r = &fake.record[i];

		fill(r->rec, text);
		put(r->row.label, sizeof(r->row.label), text);
		put(r->row.date, sizeof(r->row.date), text);
		put(r->row.author, sizeof(r->row.author), text);
		for (size_t v = 0; v < r->versions; v++) {
			put(r->version[v].author, 208, text);
			put(r->version[v].signer, 208, text);
		}
		r->row.parent = fake.record[3].row.id;
	}
}

static void
fill_news(const char *text)
{
	fake_waiting("account_new", text, &fake.record[2], text, FAKE_HOUR);
	fake_outbox_add(&fake, &fake.record[2]);
	put(fake.outbox[0].child, sizeof(fake.outbox[0].child), text);
	put(fake.outbox[0].why, sizeof(fake.outbox[0].why), text);
	for (size_t i = 0; i < fake.looks; i++) {
		put(fake.look[i].by, sizeof(fake.look[i].by), text);
		put(fake.look[i].what, sizeof(fake.look[i].what), text);
		put(fake.look[i].kind_title, sizeof(fake.look[i].kind_title),
		    text);
	}
	fake.status.link = LINK_DOWN;
	put(fake.status.why.says, sizeof(fake.status.why.says), text);
	fake.file_state = ASK_FAILED;
	put(fake.ask_error.says, sizeof(fake.ask_error.says), text);
	put(fake.access[0].name, sizeof(fake.access[0].name), text);
	put(fake.access[0].role_title, sizeof(fake.access[0].role_title), text);
	put(fake.access[0].why, sizeof(fake.access[0].why), text);
	fake.access_count = 1;
	fake.progress_of = fake.record[2].row.id;
	fake.progress.opened_count = 1;
	put(fake.progress.opened[0].by, 208, text);
	fake.progress.is_taken = true;
	put(fake.progress.taken_by, sizeof(fake.progress.taken_by), text);
	fake.damage = text;
}

static void
hostile_start(const char *text)
{
	fake_start();
	scene_colleagues();
	scene_directory();
	scene_agreements();
	fill_people(text);
	fill_records(text);
	fill_news(text);
}

/* ---- every screen ---- */

static const void *
nothing(void)
{
	return NULL;
}

static const void *
a_file(void)
{
	return &fake.child[0].file;
}

static const void *
a_find(void)
{
	static const struct find_arg arg = { .purpose = "Record a concern",
		.may_be_new = true };

	return &arg;
}

static const void *
a_concern(void)
{
	static struct record_arg arg;

	arg.id = fake.record[3].row.id;
	return &arg;
}

static const void *
an_account(void)
{
	static struct record_arg arg;

	arg.id = fake.record[2].row.id;
	return &arg;
}

static const void *
some_looks(void)
{
	static struct looks_arg arg;

	arg.file = fake.child[0].file;
	return &arg;
}

static const void *
an_agency(void)
{
	return &(scene_last("agency") - 3)->row.id;
}

static const void *
an_agreement(void)
{
	static struct record_arg arg;

	arg.id = scene_last("agreement")->row.id;
	return &arg;
}

/* A decision of which every word is hostile. */
static const void *
a_check(void)
{
	static struct check_arg arg;
	static struct fake_record *r;

	r = fake_record(
	    &fake.child[0].file, "share_decision", 0, WHERE_HERE, "x");
	fill(r->rec, fake.child[0].name);
	record_set(r->rec, "agency", scene_last("agency")->row.id.s);
	record_set(r->rec, "harm", "significant_child");
	arg.file = fake.child[0].file;
	arg.child = fake.child[0].name;
	arg.record = r->rec;
	return &arg;
}

static const void *
an_empty_check(void)
{
	static struct check_arg arg;

	arg.file = fake.child[0].file;
	arg.child = fake.child[0].name;
	return &arg;
}

static const struct {
	const char *name;
	const struct screen_def *def;
	const void *(*arg)(void);
	const char *keys, *top; /* top: where they lead */
} screens[] = {
	{ "people", &scr_people, nothing, "", "people" },
	{ "people, end", &scr_people, nothing, "<Down><End><PgDn>", "people" },
	{ "agency", &scr_agency, an_agency, "", "agency" },
	{ "agency, end", &scr_agency, an_agency, "<End>", "agency" },
	{ "agreement", &scr_record, an_agreement, "", "record" },
	{ "taken back", &scr_record, an_agreement, "<F6>ask<Enter>", "form" },
	{ "sheet", &scr_file, a_file, "<F6>write<Enter>", "paper" },
	{ "sheet, end", &scr_file, a_file, "<F6>write<Enter><End>", "paper" },
	{ "chronology", &scr_file, a_file, "<F6>print<Enter>", "paper" },
	{ "paper of a record", &scr_record, an_agreement, "<F6>print<Enter>",
	    "paper" },
	{ "access", &scr_access, a_file, "", "access" },
	{ "opening", &scr_opening, nothing, "", "opening" },
	{ "retention", &scr_retention, nothing, "", "retention" },
	{ "due for review", &scr_retention_file, a_file, "", "retention_file" },
	{ "danger, file", &scr_file, a_file, "<F9>", "danger" },
	{ "emergency", &scr_file, a_file, "<F9><F2>", "form" },
	{ "emergency, whom", &scr_file, a_file, "<F9><F2><Tab><Tab><F4>",
	    "choice" },
	{ "check", &scr_check, a_check, "", "check" },
	{ "check, answer", &scr_check, a_check, "<Ctrl-PgDn>", "check" },
	{ "check, end", &scr_check, a_check, "<Ctrl-PgDn><End>", "check" },
	{ "check, whom", &scr_check, an_empty_check, "<Down><Enter>", "check" },
	{ "check, help", &scr_check, a_check, "<F1>", "help" },
	{ "sign in", &scr_signin, nothing, "", "signin" },
	{ "passphrase", &scr_signin, nothing, "<Enter>x", "signin" },
	{ "home", &scr_home, nothing, "", "home" },
	{ "home, filtered", &scr_home, nothing, "/a", "home" },
	{ "home, opened", &scr_home, nothing, "<Enter>", "record" },
	{ "lock", &scr_home, nothing, "<Ctrl-L>", "lock" },
	{ "danger", &scr_home, nothing, "<F9>", "danger" },
	{ "danger, locked", &scr_home, nothing, "<Ctrl-L><F9>", "danger" },
	{ "help", &scr_home, nothing, "<F1>", "help" },
	{ "find", &scr_find, a_find, "", "find" },
	{ "find, down", &scr_find, a_find, "<Down>", "find" },
	{ "file", &scr_file, a_file, "", "file" },
	{ "file, below", &scr_file, a_file, "<End>", "file" },
	{ "file, help", &scr_file, a_file, "<F1>", "help" },
	{ "add", &scr_file, a_file, "<F7>", "choice" },
	{ "record", &scr_record, a_concern, "", "record" },
	{ "record, below", &scr_record, a_concern, "<PgDn><PgDn>", "record" },
	{ "record, end", &scr_record, a_concern, "<End>", "record" },
	{ "versions", &scr_record, a_concern, "<F6>4", "choice" },
	{ "account", &scr_record, an_account, "", "record" },
	{ "looks", &scr_looks, some_looks, "", "looks" },
	{ "outbox", &scr_outbox, nothing, "", "outbox" },
	{ "outbox, one", &scr_outbox, nothing, "<Enter>", "pager" },
	{ "settings", &scr_settings, nothing, "", "settings" },
	{ "staff", &scr_file, a_file, "<F7>4<Space>", "choice" },
};

static void
test_every_screen(void **state)
{
	static const int sizes[][2] = { { 24, 80 }, { 18, 60 }, { 19, 61 } };

	(void)state;
	for (size_t h = 0; h < HOSTILE; h++)
		for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]);
		     i++)
			for (int z = 0; z < 3; z++) {
				hostile_start(hostile[h].text);
				play_open(sizes[z][0], sizes[z][1],
				    screens[i].def, screens[i].arg());
				app_keys(play, screens[i].keys);
				assert_frame(hostile[h].why, screens[i].name);
				assert_string_equal(
				    app_top(play)->name, screens[i].top);
				play_end(NULL);
			}
}

/* The text does arrive, as marks. */
static void
test_marks(void **state)
{
	(void)state;
	hostile_start("\u202eevil");
	play_open(24, 80, &scr_file, a_file());
	assert_shows("<202E>evil", "a name");
	app_keys(play, "<Down><Enter>");
	assert_shows("<202E>evil", "a record");
	play_end(NULL);
}

static void
test_messages(void **state)
{
	(void)state;
	for (size_t h = 0; h < HOSTILE; h++) {
		struct errinfo e = { 0 };

		hostile_start(hostile[h].text);
		play_open(18, 60, &scr_home, NULL);
		put(e.says, sizeof(e.says), hostile[h].text);
		app_say_problem(play, &e);
		assert_frame(hostile[h].why, "a problem");
		app_keys(play, "4<Down><Enter><F7>2");
		assert_on(&scr_form, hostile[h].why);
		app_keys(play, "x<F2>");
		assert_frame(hostile[h].why, "after a save");
		play_end(NULL);
	}
}

/* ---- every field of every kind ---- */

static void
walk(const struct kind *k, const struct hostile *h, int rows, int cols)
{
	struct form_arg arg = { .kind = k, .child = h->text };
	struct record *r;
	size_t fields = 0;

	hostile_start(h->text);
	r = record_new(k);
	fill(r, h->text);
	arg.record = r;
	play_open(rows, cols, &scr_form, &arg);
	record_free(r);
	for (size_t i = 0; i < k->field_count; i++)
		fields += (k->fields[i].flags & FF_HIDDEN) == 0;
	for (size_t i = 0; i <= fields; i++) {
		assert_frame(h->why, k->name);
		if (cols == 80 && k->sections && k->sections[1])
			assert_column(h->why, 28);
		if (i == 1) { /* help names the field */
			app_keys(play, "<Ctrl-G>");
			assert_frame(h->why, "help");
			app_keys(play, "<Esc>");
		}
		app_keys(play, "<Tab>");
	}
	app_keys(play, "<F2>"); /* what is wrong is said in words */
	assert_frame(h->why, "problems");
	app_keys(play, "<PgDn><PgDn>");
	assert_frame(h->why, "answers");
	app_keys(play, "<Enter>");
	assert_frame(h->why, "the field of an answer");
	play_end(NULL);
}

static void
test_every_field(void **state)
{
	(void)state;
	for (size_t h = 0; h < HOSTILE; h++)
		for (size_t i = 0; kinds[i]; i++) {
			walk(kinds[i], &hostile[h], 24, 80);
			walk(kinds[i], &hostile[h], 18, 60);
		}
}

/* Items of lists, opened. */
static void
test_items(void **state)
{
	(void)state;
	for (size_t h = 0; h < HOSTILE; h++) {
		struct form_arg arg = { .kind = kind_find("concern"),
			.child = hostile[h].text };
		struct record *r = record_new(arg.kind);

		hostile_start(hostile[h].text);
		fill(r, hostile[h].text);
		arg.record = r;
		play_open(24, 80, &scr_form, &arg);
		record_free(r);
		app_keys(play, "<Ctrl-PgDn><Ctrl-PgDn><Enter>");
		for (int i = 0; i < 6; i++) {
			assert_frame(hostile[h].why, "an item");
			assert_column(hostile[h].why, 28);
			app_keys(play, "<Tab>");
		}
		play_end(NULL);
	}
}

/* Pasted into each field; what cannot be text is refused in words. */
static void
test_pasted(void **state)
{
	(void)state;
	for (size_t h = 0; h < HOSTILE; h++)
		for (size_t i = 0; kinds[i]; i++) {
			struct form_arg arg = { .kind = kinds[i],
				.child = "Maisie" };
			char script[20000];

			fake_start();
			play_open(24, 80, &scr_form, &arg);
			snprintf(script, sizeof(script), "<paste:%s><Tab>",
			    strchr(hostile[h].text, '>') ? "plain"
							 : hostile[h].text);
			for (size_t f = 0; f < kinds[i]->field_count; f++) {
				app_keys(play, script);
				assert_frame(hostile[h].why, kinds[i]->name);
			}
			app_keep_all(play);
			play_end(NULL);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_every_screen, play_end),
		cmocka_unit_test_teardown(test_marks, play_end),
		cmocka_unit_test_teardown(test_messages, play_end),
		cmocka_unit_test_teardown(test_every_field, play_end),
		cmocka_unit_test_teardown(test_items, play_end),
		cmocka_unit_test_teardown(test_pasted, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
