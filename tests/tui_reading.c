/* tui_reading.c - a record while it is read: what is said of where it is stays true
 * (promise 5), and what is not open any more goes from the screen (R7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"

/* What stands above the text follows what happens, and is no new look; what is not
 * open any more is not shown any more (promise 5, R7). */
static void
test_while_it_is_read(void **state)
{
	struct fake_record *r = &fake.record[2];
	struct record_arg arg;
	int looked;

	(void)state;
	fake_start();
	r->row.where = WHERE_HERE;
	arg = (struct record_arg){ .id = r->row.id };
	play_open(24, 80, &scr_record, &arg);
	assert_shows("Only you have this", "at first");
	looked = (int)fake.looked;
	r->row.where = WHERE_OFFICE;
	play_news(TOPIC_RECORDS | TOPIC_LINK);
	assert_shows("Received by the office", "when it has come there");
	assert_hides("Only you have this", "and nothing else");
	assert_shows("First account", "the text is as it was");
	assert_int_equal(fake.looked, looked);
	r->row.id.s[0] = 'f'; /* gone */
	play_news(TOPIC_RECORDS);
	assert_shows("not open to you any more", "when it has gone");
	assert_hides("First account:", "nothing of it");
	app_keys(play, "<F2><F6>");
	assert_on(&scr_record, "and nothing follows on it");
	play_end(NULL);
}

/* Why something was kept aside stands above its text. */
static void
test_kept_aside(void **state)
{
	static const struct {
		const char *why, *shows;
	} rows[] = {
		{ "account", "The writer's access had ended." },
		{ "device", "The device had been taken out of use." },
		{ "handed", "It came in a file: who wrote it is as the file" },
		{ "destroyed", "The file it was for had been destroyed." },
		{ "recovered", "The writer's passphrase was lost meanwhile" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct record *r = record_new(kind_find("kept_aside"));
		struct record_arg arg;

		fake_start();
		record_set(r, "why", rows[i].why);
		record_set(r, "kind", "adult");
		record_set(r, "body", "{\"name\":\"Mia Bell\"}");
		record_free(fake.record[2].rec);
		fake.record[2].rec = r;
		fake.record[2].row.kind = record_kind(r);
		arg = (struct record_arg){ .id = fake.record[2].row.id };
		play_open(24, 80, &scr_record, &arg);
		assert_shows(rows[i].shows, rows[i].why);
		assert_shows("Mia Bell", "and what was written");
		play_end(NULL);
	}
}

/* A form that stayed open while somebody else's version came: it is never saved over
 * unseen, the person is shown both (promise 4). */
static void
test_somebody_was_first(void **state)
{
	struct form_arg arg = { .kind = kind_find("adult"),
		.id = fake.record[1].row.id,
		.base = 1 };

	(void)state;
	fake_start();
	arg.id = fake_id(0xe, 98);
	arg.file = fake.child[0].file;
	arg.record = record_new(arg.kind);
	record_set((struct record *)arg.record, "name", "Mia Bell");
	record_set((struct record *)arg.record, "relation", "mother");
	fake_conflict.is_there = true;
	fake_conflict.c.kind = arg.kind;
	fake_conflict.c.id = arg.id;
	fake_conflict.c.version = 2;
	fake_conflict.base = NULL;
	fake_conflict.mine = "{\"name\":\"Mia Bell\"}";
	fake_conflict.theirs = "{\"name\":\"Mia Hart\"}";
	fake.fail[FAKE_SAVE] = (struct errinfo){ .code = ERR_CONFLICT,
		.says = "Somebody else changed this first." };
	play_open(24, 80, &scr_home, NULL);
	app_push(play, &scr_form, &arg);
	app_keys(play, "x<F2>");
	assert_on(&scr_conflict, "both are shown");
	assert_says("Somebody else changed this first", "and why");
	app_keys(play, "<Esc>");
	assert_on(
	    &scr_home, "the form has gone: its text is kept beside theirs");
	fake_conflict.is_there = false;
	record_free((struct record *)arg.record);
	play_end(NULL);
}

/* Before a form begins with another text, what was typed is put away (promise 2). */
static void
test_room(void **state)
{
	struct draft d;
	struct id id;
	bool did = true;

	(void)state;
	fake_start();
	play_open(24, 80, &scr_home, NULL);
	id = fake.record[2].row.id;
	assert_true(scr_make_room(play, &id, &did));
	assert_false(did);
	d = (struct draft){ .id = id, .kind = fake.record[2].row.kind };
	assert_int_equal(
	    model_draft_keep(&fake, &d, fake.record[2].rec, NULL), ERR_OK);
	/* The disk refuses: no form begins that would type over it. */
	fake_fail(FAKE_DISCARD, ERR_FULL, "There is no room on the disk.");
	assert_false(scr_make_room(play, &id, &did));
	assert_says("no room on the disk", "why");
	assert_int_equal(fake.draft_count, 1);
	fake_fail(FAKE_DISCARD, ERR_OK, "");
	assert_true(scr_make_room(play, &id, &did));
	assert_true(did);
	assert_int_equal(fake.away_count, 1);
	assert_true(scr_make_room(play, &id, &did));
	assert_false(did);
	play_end(NULL);
}

/* A change of a record, made from version 1, as it was kept aside. */
static struct id
an_aside(const struct id *of)
{
	struct fake_record *to = &fake.record[2];
	struct record *r = record_new(kind_find("kept_aside"));

	record_set(r, "why", "device");
	record_set(r, "kind", "adult");
	record_set(r, "record", of->s);
	record_set(r, "base", "1");
	record_set(r, "body", "{\"name\":\"Mia Bell\"}");
	record_free(to->rec);
	to->rec = r;
	to->row.kind = record_kind(r);
	to->row.file = fake.child[0].file;
	return to->row.id;
}

/* What was kept aside is saved on the version it was made from: if others came
 * between, that is said and both will be shown. What was being typed in the same
 * record is put away, not lost. */
static void
test_taken_in(void **state)
{
	(void)state;
	for (int64_t version = 1; version <= 3; version += 2) {
		struct record *typed = record_new(kind_find("adult"));
		struct fake_record *of;
		struct draft d = { .kind = record_kind(typed), .base = 1 };
		struct record_arg arg;

		fake_start();
		fake.me.role = ROLE_SENIOR;
		of = fake_record(&fake.child[0].file, "adult", 0, WHERE_OFFICE,
		    fake.me.name);
		of->row.version = version;
		of->row.where = WHERE_HERE;
		arg = (struct record_arg){ .id = an_aside(&of->row.id) };
		d.id = of->row.id;
		record_set(typed, "name", "Being typed");
		assert_int_equal(
		    model_draft_keep(&fake, &d, typed, NULL), ERR_OK);
		play_open(24, 80, &scr_record, &arg);
		app_keys(play, "<F6>2");
		assert_on(&scr_record, "one's own is on its way");
		assert_says("has not reached the office yet", "why");
		of->row.where = WHERE_OFFICE;
		app_keys(play, "<F6>2");
		assert_on(&scr_form, "to be looked through");
		assert_shows("Mia Bell", "what was written");
		assert_says(version == 1 ? "This is what was written"
					 : "shows you both versions",
		    "what it is");
		assert_says(
		    "What you had typed of it is put away", "the draft too");
		assert_int_equal(fake.away_count, 1);
		assert_string_equal(
		    record_text(fake.away[0].rec, "name"), "Being typed");
		app_keep_all(play);
		assert_int_equal(fake.draft[0].draft.base, 1);
		record_free(typed);
		play_end(NULL);
	}
}

/* A still newer version came while both were shown, and it cannot be read: what is
 * shown stays, and can be read on. */
static void
test_two_versions_stay(void **state)
{
	(void)state;
	fake_start();
	fake_conflict.is_there = true;
	fake_conflict.c.kind = kind_find("front_sheet");
	fake_conflict.c.id = fake_id(0xe, 99);
	fake_conflict.c.file = fake.child[0].file;
	fake_conflict.c.version = 4;
	fake_conflict.theirs = "{\"name\":\"Mia Bell\",\"known_as\":\"Bells\"}";
	fake_conflict.mine = "{\"name\":\"Mia Bell-Ash\"}";
	play_open(24, 80, &scr_conflict, &fake_conflict.c.id);
	assert_shows("Mia Bell-Ash", "one's own");
	fake_conflict.newest = 5;
	fake_conflict.is_unreadable = true;
	app_changed(play, TOPIC_RECORDS);
	app_keys(play, "<Down>");
	assert_on(&scr_conflict, "it stays");
	assert_shows("Bells", "the next field of what was shown");
	app_keys(play, "<Up>");
	assert_shows("Mia Bell-Ash", "one's own still");
	fake_conflict.is_unreadable = false;
	fake_conflict.theirs = "{\"name\":\"Mia Bellamy\"}";
	app_changed(play, TOPIC_RECORDS);
	assert_shows("Mia Bellamy", "it could be read");
	assert_says("changed again", "that it was");
	memset(&fake_conflict, 0, sizeof(fake_conflict));
	play_end(NULL);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_while_it_is_read, play_end),
		cmocka_unit_test_teardown(test_kept_aside, play_end),
		cmocka_unit_test_teardown(test_room, play_end),
		cmocka_unit_test_teardown(test_taken_in, play_end),
		cmocka_unit_test_teardown(test_somebody_was_first, play_end),
		cmocka_unit_test_teardown(test_two_versions_stay, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
