/* tui_screens.c - every screen as a person sees it, at the design size and at
 * the smallest: compared with tests/golden/screen_*.txt (GOLDEN=write). Each row
 * of the table sets the scene and types; the cursor stands in the last line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_walk.h"

/* ---- scenes ---- */

static void
as_nobody(void)
{
	fake.is_open = false;
}

static void
as_only_sam(void)
{
	fake.is_open = false;
	fake.people[0] = fake.people[3];
	fake.people_count = 1;
}

static void
as_demo(void)
{
	as_nobody();
	fake.is_demo = true;
	for (size_t i = 0; i < fake.people_count; i++)
		fake.people[i].has_store = i == 0;
}

static void
as_volunteer(void)
{
	fake_be(ROLE_VOLUNTEER, "Sam Green");
}

static void
without_files(void)
{
	fake_be(ROLE_ADMIN, "Sam Green");
	while (fake.records > 0)
		record_free(fake.record[--fake.records].rec);
	fake.children = 0;
}

static void
as_lead(void)
{
	fake_be(ROLE_LEAD, "Owen Hughes");
}

static void
with_pin(void)
{
	fake.pin_is_set = true;
}

static void
with_waiting(void)
{
	struct errinfo e;
	struct record *r = record_new(kind_find("concern"));

	fake_waiting("account_new", "First account to take up", &fake.record[2],
	    "Maisie Brown", 40 * FAKE_MINUTE);
	fake_waiting("concern_unsigned", "Record of Concern to finish and sign",
	    &fake.record[3],
	    "Bartholomew Maximilian Featherstonehaugh-Cholmondeley of Lower "
	    "Ponsonby",
	    3 * FAKE_DAY);
	fake_waiting("refused", "Stopped: a senior must look", &fake.record[4],
	    "Jamal Okafor", 2 * FAKE_HOUR);
	record_set(r, "place", "Bus stop");
	struct draft d = { .id = fake.record[0].row.id,
		.file = fake.child[1].file,
		.kind = kind_find("concern"),
		.child = "Jamal Okafor" };

	model_draft_keep(&fake, &d, r, &e);
	record_free(r);
}

static void
with_many_waiting(void)
{
	char name[208];

	for (int i = 0; i < 14; i++) {
		memcpy(name, fake.child[i % 5].name, sizeof(name));
		fake_waiting("account_new", "First account to take up",
		    &fake.record[2], name, (i + 1) * FAKE_HOUR);
	}
}

static void
with_outbox(void)
{
	fake_outbox_add(&fake, &fake.record[4]);
	fake_outbox_add(&fake, &fake.record[2]);
	fake.outbox[1].where = WHERE_STOPPED;
	fake.outbox[1].tries = 3;
	snprintf(fake.outbox[1].why, sizeof(fake.outbox[1].why),
	    "The office has this file under another name. What you wrote is "
	    "safe here; ring a designated senior member.");
	fake.outbox[0].since_ms -= 3 * FAKE_HOUR;
	fake.outbox[1].since_ms -= FAKE_DAY;
	fake.status.stopped = 1;
	fake.status.here = 1;
	fake.status.link = LINK_DOWN;
	err_set(&fake.status.why, ERR_NET,
	    "The office does not answer. What you wrote is safe here, and "
	    "haven "
	    "tries again by itself.");
}

static void
with_progress(void)
{
	as_volunteer();
	fake.record[2].row.is_mine = true;
	fake.progress_of = fake.record[2].row.id;
	fake.progress = (struct progress){ .is_received = true,
		.received_ms = fake.now - 39 * FAKE_MINUTE,
		.opened_count = 1 };
	fake.progress.opened[0].at_ms = fake.now - 10 * FAKE_MINUTE;
	snprintf(fake.progress.opened[0].by, sizeof(fake.progress.opened[0].by),
	    "Amina Rahman");
}

static void
with_no_answer(void)
{
	fake.looks_state = ASK_FAILED;
	fake.looks = 0;
	fake.looks_as_of = 0;
}

static void
with_fetching(void)
{
	fake.file_state = ASK_WAITING;
	fake.child[5].is_here = false;
	while (fake.records > 0)
		record_free(fake.record[--fake.records].rec);
}

/* ---- what is opened with an argument ---- */

static const void *
enrol_half(void)
{
	static const struct enrol_arg arg = { "https://office.example:8443",
		"hv1-abcdefghijklmnop", "amina" };

	return &arg;
}

static const void *
find_new(void)
{
	static const struct find_arg arg = { .purpose = "Record a concern",
		.may_be_new = true };

	return &arg;
}

static const void *
file_maisie(void)
{
	return &fake.child[0].file;
}

static const void *
file_long(void)
{
	return &fake.child[3].file;
}

static const void *
file_tom(void)
{
	return &fake.child[5].file;
}

static const void *
record_of(size_t i)
{
	static struct record_arg arg;

	arg = (struct record_arg){ .id = fake.record[i].row.id };
	return &arg;
}

static const void *
record_account(void)
{
	return record_of(2);
}

static const void *
record_concern(void)
{
	return record_of(3);
}

/* A saved concern that was being changed when the power went. */
static const void *
a_draft(void)
{
	struct fake_record *rec = &fake.record[3];
	struct draft d = { .id = rec->row.id,
		.file = rec->row.file,
		.kind = rec->row.kind,
		.base = 1,
		.child = "Maisie Brown" };
	struct record *r = record_copy(rec->rec);

	record_set(r, "place", "The bus stop by the library");
	record_set(r, "observed", "She said that her arm hurt.");
	model_draft_keep(&fake, &d, r, NULL);
	record_free(r);
	return &rec->row.id;
}

static void
with_put_away(void)
{
	model_draft_discard(&fake, a_draft(), NULL);
}

/* Somebody else changed the front sheet while Ruth was away. */
static const void *
two_versions(void)
{
	fake_conflict.is_there = true;
	fake_conflict.c.kind = kind_find("front_sheet");
	fake_conflict.c.id = fake_id(0xe, 99);
	fake_conflict.c.file = fake.child[0].file;
	fake_conflict.c.version = 4;
	snprintf(fake_conflict.c.theirs_by, sizeof(fake_conflict.c.theirs_by),
	    "Owen Hughes");
	fake_conflict.c.theirs_ms = fake.now - 3 * FAKE_HOUR;
	fake_conflict.c.mine_ms = fake.now - 2 * FAKE_DAY;
	fake_conflict.base =
	    "{\"name\":\"Maisie Brown\",\"purpose\":\"Support at school.\"}";
	fake_conflict.theirs =
	    "{\"name\":\"Maisie Brown\",\"born\":\"2016-04-13\","
	    "\"purpose\":\"Support at school, and at home since the summer; "
	    "a visit every second week.\"}";
	fake_conflict.mine =
	    "{\"name\":\"Maisie Brown\",\"known_as\":\"Mae\","
	    "\"purpose\":\"Support at school and with reading.\"}";
	return &fake_conflict.c.id;
}

static void
with_signed(void)
{
	fake_conflict.c.is_signed = true;
}

static const void *
record_addendum(void)
{
	return record_of(4);
}

static const void *
looks_file(void)
{
	static struct looks_arg arg;

	arg = (struct looks_arg){ .file = fake.child[0].file };
	return &arg;
}

static const void *
form_of(const char *kind)
{
	static struct form_arg arg;

	arg = (struct form_arg){ .kind = kind_find(kind),
		.file = fake.child[0].file,
		.child = fake.child[0].name };
	return &arg;
}

static const void *
form_account(void)
{
	return form_of("first_account");
}

static const void *
form_concern(void)
{
	return form_of("concern");
}

static const void *
form_adult(void)
{
	return form_of("adult");
}

static const void *
form_long(void)
{
	static struct form_arg arg;

	arg = (struct form_arg){ .kind = kind_find("concern"),
		.file = fake.child[3].file,
		.child = fake.child[3].name };
	return &arg;
}

static const void *
form_filled(void)
{
	static struct form_arg arg;

	arg = (struct form_arg){ .kind = kind_find("concern"),
		.file = fake.child[0].file,
		.id = fake.record[3].row.id,
		.base = 1,
		.record = fake.record[3].rec,
		.child = fake.child[0].name };
	return &arg;
}

/* haven --sign-in NAME */
static const void *
named_priya(void)
{
	return "priya";
}

static const void *
named_nobody(void)
{
	return "nobody";
}

#define NEXT_PAGE "<Ctrl-PgDn>"
#define TO_CHECK NEXT_PAGE NEXT_PAGE NEXT_PAGE NEXT_PAGE NEXT_PAGE

static const struct walk_scene scenes[] = {
	{ "signin", &scr_signin, NULL, as_nobody, "" },
	{ "signin_named", &scr_signin, named_priya, as_nobody, "abc" },
	{ "signin_stranger", &scr_signin, named_nobody, as_nobody, "" },
	{ "signin_one", &scr_signin, NULL, as_only_sam, "abc" },
	{ "signin_demo", &scr_signin, NULL, as_demo, "<Down>" },
	{ "signin_wrong", &scr_signin, NULL, as_nobody, "<Enter>no<Enter>" },
	{ "signin_find", &scr_signin, NULL, as_nobody, "/pri" },
	{ "enrol", &scr_enrol, NULL, as_nobody, "" },
	{ "enrol_half", &scr_enrol, enrol_half, as_nobody, "<Tab><Tab><Tab>" },
	{ "enrol_passphrase", &scr_enrol, enrol_half, as_nobody,
	    "<Tab><Tab><Tab>blue laptop<Tab>short<Tab>short<F2>" },
	{ "lock", &scr_home, NULL, NULL, "<Ctrl-L>ab" },
	{ "lock_pin", &scr_home, NULL, with_pin, "<Ctrl-L>111111<Enter>" },
	{ "home", &scr_home, NULL, with_waiting, "" },
	{ "home_menu", &scr_home, NULL, with_waiting, "<Tab><Down><Down>" },
	{ "home_many", &scr_home, NULL, with_many_waiting, "<End>" },
	{ "home_empty", &scr_home, NULL, as_volunteer, "" },
	{ "home_find", &scr_home, NULL, with_many_waiting, "/zoe" },
	{ "home_help", &scr_home, NULL, as_volunteer, "<F1>" },
	{ "find", &scr_find, find_new, NULL, "" },
	{ "find_no_file", &scr_find, find_new, without_files, "" },
	{ "find_typed", &scr_find, find_new, NULL, "b" },
	{ "find_none", &scr_find, find_new, NULL, "zzz" },
	{ "find_down", &scr_find, find_new, NULL, "<Down><Down>" },
	{ "find_enter", &scr_find, find_new, NULL, "<Enter>" },
	{ "find_alike", &scr_find, find_new, NULL, "Maisie Q<F7>" },
	{ "file", &scr_file, file_maisie, NULL, "" },
	{ "file_long", &scr_file, file_long, NULL, "" },
	{ "file_new", &scr_file, file_tom, with_fetching, "" },
	{ "file_find", &scr_file, file_maisie, NULL, "/not signed" },
	{ "file_add", &scr_file, file_tom, NULL, "<F7>" },
	{ "file_more", &scr_file, file_maisie, NULL, "<F6>" },
	{ "record", &scr_record, record_concern, NULL, "" },
	{ "record_lead", &scr_record, record_concern, as_lead, "<PgDn>" },
	{ "record_more", &scr_record, record_concern, NULL, "<F6>" },
	{ "record_account", &scr_record, record_account, with_progress, "" },
	{ "record_addendum", &scr_record, record_addendum, NULL, "" },
	{ "looks", &scr_looks, looks_file, NULL, "<Down>" },
	{ "looks_none", &scr_looks, looks_file, with_no_answer, "" },
	{ "outbox", &scr_outbox, NULL, with_outbox, "<Down>" },
	{ "outbox_hand_on", &scr_outbox, NULL, with_outbox, "<F6>" },
	{ "outbox_nothing", &scr_outbox, NULL, NULL, "<F6>" },
	{ "outbox_one", &scr_outbox, NULL, with_outbox, "<Down><Enter>" },
	{ "outbox_empty", &scr_outbox, NULL, NULL, "" },
	{ "conflict", &scr_conflict, two_versions, NULL, "" },
	{ "conflict_ask", &scr_conflict, two_versions, NULL, "<F2>" },
	{ "conflict_chosen", &scr_conflict, two_versions, NULL,
	    "<Down><Down><Space><Space><Space><F2>" },
	{ "conflict_both", &scr_conflict, two_versions, NULL,
	    "<Down><Down><Space><Space><Space><F2>" NEXT_PAGE },
	{ "conflict_theirs", &scr_conflict, two_versions, NULL,
	    "<Space><Down><Down><Space><F2>" },
	{ "conflict_signed", &scr_conflict, two_versions, with_signed,
	    "<Space>" },
	{ "conflict_help", &scr_conflict, two_versions, NULL, "<F1>" },
	{ "settings", &scr_settings, NULL, NULL, "" },
	{ "draft", &scr_draft, a_draft, NULL, "" },
	{ "put_away", &scr_put_away, NULL, with_put_away, "" },
	{ "put_away_none", &scr_put_away, NULL, NULL, "" },
	{ "settings_pin", &scr_settings, NULL, NULL, "<Enter>123" },
	{ "danger", &scr_home, NULL, as_volunteer, "<F9>" },
	{ "danger_locked", &scr_home, NULL, NULL, "<Ctrl-L><F9>" },
	{ "danger_first", &scr_signin, NULL, as_nobody, "<F9>" },
	{ "form_account", &scr_form, form_account, as_volunteer, "Maisie" },
	{ "form_account_area", &scr_form, form_account, as_volunteer,
	    "Maisie<Tab>The window was broken.\nShe cried." },
	{ "form_account_problem", &scr_form, form_account, as_volunteer,
	    "<F2>" },
	{ "form_account_words", &scr_form, form_account, as_volunteer,
	    "Maisie<Tab>She obviously cried.<F2>" },
	{ "form_concern", &scr_form, form_concern, NULL, "yesterday 15:30" },
	{ "form_long", &scr_form, form_long, NULL, "" },
	{ "form_date_odd", &scr_form, form_concern, NULL, "31/2" },
	{ "form_list", &scr_form, form_concern, NULL,
	    "<Tab><Tab><Tab><Tab><Tab>" },
	{ "form_item", &scr_form, form_concern, NULL,
	    NEXT_PAGE NEXT_PAGE "<Enter>Kelly Brown<Tab>" },
	{ "form_items", &scr_form, form_concern, NULL,
	    NEXT_PAGE NEXT_PAGE
	    "<Enter>Kelly Brown<F2><F7>Mr Oak, head teacher<F2>" },
	{ "form_choice", &scr_form, form_adult, NULL, "<Tab><Space>" },
	{ "form_yesno", &scr_form, form_adult, NULL, "<Tab><Tab>y" },
	{ "form_set", &scr_form, form_concern, NULL,
	    NEXT_PAGE NEXT_PAGE NEXT_PAGE NEXT_PAGE "<F4><Space><Down>" },
	{ "form_check_empty", &scr_form, form_concern, NULL, TO_CHECK },
	{ "form_check", &scr_form, form_filled, NULL, TO_CHECK },
	{ "form_problems", &scr_form, form_concern, NULL, TO_CHECK "<F2>" },
	{ "form_problem", &scr_form, form_concern, NULL,
	    TO_CHECK "<F2><Enter>" },
	{ "form_sign", &scr_form, form_filled, NULL, TO_CHECK "<F2>" },
	{ "form_put_away", &scr_form, form_account, as_volunteer, "x<F6>" },
	{ "form_words_signed", &scr_form, form_concern, NULL,
	    NEXT_PAGE "She obviously cried, I think." NEXT_PAGE NEXT_PAGE
		NEXT_PAGE NEXT_PAGE },
	{ "file_help", &scr_file, file_maisie, NULL, "<F1>" },
	{ "find_help", &scr_find, find_new, NULL, "<F1>" },
	{ "settings_help", &scr_settings, NULL, NULL, "<F1>" },
	{ "lock_help", &scr_home, NULL, NULL, "<Ctrl-L><F1>" },
	{ "form_help", &scr_form, form_concern, NULL, "<F1>" },
};

static void
test_screens(void **state)
{
	(void)state;
	walk_all(scenes, sizeof(scenes) / sizeof(scenes[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_screens, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
