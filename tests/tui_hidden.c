/* tui_hidden.c - an address that must stay hidden is on the form alone: on nothing
 * that is read, compared, offered back, listed or searched (S1). Each output is a
 * row, once hidden and once not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"
#include "share_scene.h"

#define STREET "Quarry Row"
#define NUMBER "498 0999"

static struct fake_record *
dean(bool hidden)
{
	return SCENE(&fake.child[0].file, "adult", FAKE_DAY, "name",
	    "Dean Brown", "relation", "father", "hidden", hidden ? "yes" : "no",
	    "address", "4 Quarry Row", "telephone", "0191 498 0999");
}

static void
read_it(bool hidden)
{
	struct record_arg arg = { .id = dean(hidden)->row.id };

	play_open(60, 80, &scr_record, &arg);
}

/* It was not hidden when that version was written. */
static void
read_earlier(bool hidden)
{
	struct record_arg arg = { .id = dean(false)->row.id, .version = 1 };

	if (hidden)
		fake.hidden_now = arg.id;
	play_open(60, 80, &scr_record, &arg);
}

static void
read_front_sheet(bool hidden)
{
	struct record_arg arg = { .id = fake.record[0].row.id };

	record_set(fake.record[0].rec, "address", "4 Quarry Row, 498 0999");
	record_set(fake.record[0].rec, "hidden", hidden ? "yes" : "no");
	play_open(60, 80, &scr_record, &arg);
}

/* What somebody wrote whose access had ended; their text does not say it. */
static void
read_aside(bool hidden)
{
	struct fake_record *adult = dean(false), *aside;
	struct record_arg arg;

	if (hidden)
		fake.hidden_now = adult->row.id;
	aside = SCENE(&fake.child[0].file, "kept_aside", FAKE_DAY, "kind",
	    "adult", "record", adult->row.id.s, "why", "account", "body",
	    "{\"name\":\"Dean Brown\",\"address\":\"4 Quarry Row\","
	    "\"telephone\":\"0191 498 0999\"}");
	arg = (struct record_arg){ .id = aside->row.id };
	play_open(60, 80, &scr_record, &arg);
}

static void
choose(const char *mine, const char *theirs, const char *keys)
{
	fake_conflict.is_there = true;
	fake_conflict.c.kind = kind_find("adult");
	fake_conflict.c.id = fake_id(0xe, 99);
	fake_conflict.c.file = fake.child[0].file;
	fake_conflict.mine = mine;
	fake_conflict.theirs = theirs;
	fake_conflict.base = NULL;
	play_open(60, 80, &scr_conflict, &fake_conflict.c.id);
	app_keys(play, keys);
}

#define OF_DEAN "{\"name\":\"Dean Brown\",\"relation\":\"father\","

/* The mark goes to the telephone, then to the address. */
static void
conflict_mine(bool hidden)
{
	choose(hidden ? OF_DEAN "\"telephone\":\"498 0999\",\"address\":\"4 "
				"Quarry Row\",\"hidden\":true}"
		      : OF_DEAN "\"telephone\":\"498 0999\",\"address\":\"4 "
				"Quarry Row\"}",
	    OF_DEAN "\"telephone\":\"498 0111\",\"address\":\"498 0999\"}", "");
	if (!hidden)
		assert_shows(NUMBER, "the telephone");
	else
		assert_hides(NUMBER, "the telephone");
	app_keys(play, "<Down>");
	fake_conflict.is_there = false;
}

static void
conflict_theirs(bool hidden)
{
	choose(OF_DEAN "\"telephone\":\"1\",\"address\":\"4 Quarry Row, 498 "
		       "0999\"}",
	    hidden ? OF_DEAN "\"telephone\":\"2\",\"hidden\":true}"
		   : OF_DEAN "\"telephone\":\"2\"}",
	    "<Down>");
	fake_conflict.is_there = false;
}

static void
offer(bool hidden, int64_t base, const char *address)
{
	struct fake_record *rec = dean(hidden);
	struct draft d = { .id = rec->row.id,
		.file = rec->row.file,
		.kind = rec->row.kind,
		.base = base,
		.child = "Maisie Brown" };
	struct record *r = record_copy(rec->rec);

	record_set(r, "address", address);
	record_set(r, "telephone", "0191 498 0999 from six");
	model_draft_keep(&fake, &d, r, NULL);
	record_free(r);
	play_open(60, 80, &scr_draft, &rec->row.id);
}

static void
draft_new(bool hidden)
{
	offer(hidden, 0, "4 Quarry Row");
}

static void
draft_changes(bool hidden)
{
	offer(hidden, 1, "5 Quarry Row");
}

/* The saved one cannot be read, so there is nothing to compare it with. */
static void
draft_alone(bool hidden)
{
	struct fake_record *rec = dean(false);
	struct draft d = { .id = rec->row.id,
		.file = rec->row.file,
		.kind = rec->row.kind,
		.base = 1 };

	if (hidden)
		fake.hidden_now = rec->row.id;
	model_draft_keep(&fake, &d, rec->rec, NULL);
	fake_fail(FAKE_OPEN, ERR_DENIED, "It opens no records.");
	play_open(60, 80, &scr_draft, &rec->row.id);
}

static const struct {
	const char *why;
	void (*open)(bool hidden);
} outputs[] = {
	{ "a record", read_it },
	{ "an earlier version of it", read_earlier },
	{ "the front sheet", read_front_sheet },
	{ "what was kept aside", read_aside },
	{ "two versions, one's own hides it", conflict_mine },
	{ "two versions, the other hides it", conflict_theirs },
	{ "a draft", draft_new },
	{ "what a draft changes", draft_changes },
	{ "a draft alone", draft_alone },
};

static void
test_outputs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		fake_start();
		outputs[i].open(true);
		assert_hides(STREET, outputs[i].why);
		assert_hides(NUMBER, outputs[i].why);
		app_keys(play, "<End>");
		assert_hides(STREET, outputs[i].why);
		assert_hides(NUMBER, outputs[i].why);
		play_end(NULL);
		fake_start();
		outputs[i].open(false);
		assert_shows(STREET, outputs[i].why);
		assert_shows(NUMBER, outputs[i].why);
		play_end(NULL);
	}
}

/* Lists never show it, hidden or not; and the form always does. */
static void
test_lists(void **state)
{
	struct fake_record *rec;
	struct record_arg arg;

	(void)state;
	fake_start();
	rec = dean(true);
	fake_outbox_add(&fake, rec);
	play_open(60, 80, &scr_file, &fake.child[0].file);
	assert_hides(STREET, "the file's list");
	app_keys(play, "/quarry");
	assert_shows("Nothing matches", "nor is it found there");
	play_close();
	play_open(60, 80, &scr_outbox, NULL);
	assert_hides(STREET, "the outbox");
	app_keys(play, "<Enter>");
	assert_hides(STREET, "one of the outbox");
	play_close();
	offer(true, 1, "5 Quarry Row");
	play_close();
	assert_int_equal(
	    model_draft_discard(&fake, &rec->row.id, NULL), ERR_OK);
	play_open(60, 80, &scr_put_away, NULL);
	assert_hides(STREET, "what was put away");
	play_close();
	arg = (struct record_arg){ .id = rec->row.id };
	play_open(60, 80, &scr_record, &arg);
	app_keys(play, "<F2>");
	assert_on(&scr_form, "the form");
	assert_shows(STREET, "the form alone has it");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_outputs, play_end),
		cmocka_unit_test_teardown(test_lists, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
