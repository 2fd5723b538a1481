/* tui_paper.c - printing at the keyboard: what is on the paper (S1), that nothing
 * leaves without the passphrase and its trace (A2), and that a PDF is the office's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "paper_make.h"
#include "screen_play.h"
#include "share_scene.h"

#define PASSPHRASE FAKE_PASSPHRASE "<Enter>"

static void
start(void)
{
	fake_start();
	scene_policy();
	scene_directory();
	scene_agreements();
	scene_induction(true);
}

static void
open_chronology(void)
{
	play_open(90, 80, &scr_file, &fake.child[0].file);
	app_keys(play, "<F6>print<Enter>");
	assert_on(&scr_paper, "from the file");
}

/* Opened from a record's page and a file's; each record of it is a look, kept before
 * it is shown. */
static void
test_ways(void **state)
{
	struct record_arg arg;
	size_t looked;

	(void)state;
	start();
	looked = fake.looked;
	open_chronology();
	assert_shows("Chronology", "its title");
	assert_shows("Reference: C-0142", "whose");
	assert_true(fake.looked > looked + 3);
	assert_int_equal(fake.readings, 0);
	app_keys(play, "<Esc>");
	assert_on(&scr_file, "and back");
	play_close();
	arg = (struct record_arg){ .id = scene_last("agreement")->row.id };
	play_open(90, 80, &scr_record, &arg);
	app_keys(play, "<F6>print<Enter>");
	assert_on(&scr_paper, "from the record");
	assert_shows("Agreement", "its kind");
	assert_shows("Signature: ....", "a place to sign (I2)");
	play_end(NULL);
}

/* S1: whatever the record says, when its newest version hides it. */
static void
test_hidden(void **state)
{
	static const char *const never[] = { "Quarry", "idden" };

	(void)state;
	for (int i = 0; i < 3; i++) {
		start();
		record_set(fake.record[0].rec, "address", "4 Quarry Row");
		if (i == 1)
			record_set(fake.record[0].rec, "hidden", "yes");
		if (i == 2)
			fake.hidden_now = fake.record[0].row.id;
		open_chronology();
		if (i == 0)
			assert_shows("4 Quarry Row", "not hidden");
		for (size_t k = 0; k < 2 && i > 0; k++)
			assert_hides(never[k], "hidden");
		app_keys(play, "<F2>" PASSPHRASE);
		assert_int_equal(fake.written_out, 1);
		assert_true((strstr(buf_str(&fake.wrote_bytes), "Quarry") !=
				NULL) == (i == 0));
		play_end(NULL);
	}
}

/* A2: the passphrase, then the trace, then the file; and each alone stops it. */
static void
test_written(void **state)
{
	(void)state;
	start();
	open_chronology();
	app_keys(play, "<F2>");
	assert_on(&scr_again, "the passphrase is asked for");
	assert_shows("leaves haven in clear", "and why");
	app_keys(play, "<Esc>");
	assert_int_equal(fake.written_out, 0);
	app_keys(play, "<F2><Enter>");
	assert_on(&scr_again, "an empty one is none");
	app_keys(play, "wrong<Enter>");
	assert_on(&scr_paper, "back at the paper");
	assert_says("not right", "a wrong one");
	assert_int_equal(fake.written_out, 0);
	assert_int_equal(fake.exported, 0);
	fake_fail(FAKE_EXPORT, ERR_FULL, "The disk is full.");
	app_keys(play, "<F2>" PASSPHRASE);
	assert_says("The disk is full.", "without a trace");
	assert_int_equal(fake.written_out, 0);
	fake_fail(FAKE_EXPORT, ERR_OK, "");
	app_keys(play, "<F2>" PASSPHRASE);
	assert_int_equal(fake.written_out, 1);
	assert_string_equal(fake.wrote, "chronology.txt");
	assert_true(fake.exported > 3);
	assert_says("It is in /home/amina/haven-chronology.txt", "where");
	fake_fail(FAKE_WRITE_OUT, ERR_CONFLICT, "It is written already.");
	app_keys(play, "<F2>" PASSPHRASE);
	assert_says("It is written already.", "never over another");
	play_end(NULL);
}

/* The office makes the PDF; what it does not have yet, or cannot make, is told. */
static void
test_pdf(void **state)
{
	(void)state;
	start();
	for (size_t i = 0; i < fake.records; i++)
		fake.record[i].row.where = WHERE_OFFICE;
	open_chronology();
	app_keys(play, "<F6>pdf<Enter>");
	assert_on(&scr_again, "the passphrase again");
	app_keys(play, PASSPHRASE);
	assert_non_null(strstr(fake.pdf_path, "/chronology?form=pdf"));
	assert_string_equal(fake.pdf_passphrase, FAKE_PASSPHRASE);
	assert_says("Asking the office", "under way");
	app_keys(play, "<F6>pdf<Enter>");
	assert_says("making the PDF already", "not twice");
	play_news(TOPIC_ANSWER);
	assert_int_equal(fake.written_out, 0);
	fake.pdf_state = ASK_DONE;
	play_news(TOPIC_ANSWER);
	assert_string_equal(fake.wrote, "chronology.pdf");
	assert_string_equal(
	    buf_str(&fake.wrote_bytes), "%PDF-1.5 of the office");
	assert_int_equal(fake.exported, 0); /* the office has that trace */
	app_keys(play, "<F6>pdf<Enter>" PASSPHRASE);
	fake.pdf_state = ASK_FAILED;
	err_set(&fake.ask_error, ERR_BUSY, "The PDF could not be made.");
	play_news(TOPIC_ANSWER);
	assert_says("The PDF could not be made.", "why not");
	assert_int_equal(fake.written_out, 1);
	fake_fail(FAKE_ASK_PDF, ERR_NET, "Not in touch.");
	app_keys(play, "<F6>pdf<Enter>" PASSPHRASE);
	assert_says("Not in touch.", "without the office");
	play_end(NULL);
}

/* Who signs in with a one-time code is asked for one, too. */
static void
test_code(void **state)
{
	(void)state;
	start();
	fake.me.has_one_time = true;
	for (size_t i = 0; i < fake.records; i++)
		fake.record[i].row.where = WHERE_OFFICE;
	open_chronology();
	app_keys(play, "<F6>pdf<Enter>" PASSPHRASE);
	assert_on(&scr_again, "the code");
	assert_shows("One-time code", "is asked for");
	app_keys(play, "<Esc>");
	assert_string_equal(fake.pdf_path, "");
	app_keys(play, "<F6>pdf<Enter>" PASSPHRASE "123456<Enter>");
	assert_string_equal(fake.pdf_passphrase, FAKE_PASSPHRASE "/123456");
	app_keys(play, "<F2>" PASSPHRASE);
	assert_int_equal(fake.written_out, 1); /* no code for one's own text */
	play_end(NULL);
}

static void
test_not_sent_yet(void **state)
{
	(void)state;
	start();
	fake.record[0].row.where = WHERE_HERE;
	open_chronology();
	app_keys(play, "<F6>pdf<Enter>");
	assert_on(&scr_paper, "nothing is asked");
	assert_says("does not have all of this yet", "why");
	app_keys(play, "<F2>" PASSPHRASE);
	assert_int_equal(fake.written_out, 1);
	play_end(NULL);
}

/* The sheet holds nothing of the case: no passphrase. */
static void
test_sheet_pdf(void **state)
{
	(void)state;
	start();
	play_open(90, 80, &scr_file, &fake.child[0].file);
	app_keys(play, "<F6>write<Enter><F6>pdf<Enter>");
	assert_on(&scr_paper, "asked at once");
	assert_string_equal(fake.pdf_passphrase, "none");
	assert_non_null(strstr(fake.pdf_path, "/sheet?form=pdf"));
	play_end(NULL);
}

/* A document of another maker: with its cells, and with no PDF. */
static void
test_csv(void **state)
{
	struct paper_arg arg = {
		.title = "Training", .what = "training", .csv = "a,b\r\n"
	};

	(void)state;
	start();
	play_open(24, 80, &scr_home, NULL);
	arg.doc = doc_new("Training");
	app_push(play, &scr_paper, &arg);
	app_keys(play, "<F6>spread<Enter>");
	assert_string_equal(fake.wrote, "training.csv");
	assert_string_equal(buf_str(&fake.wrote_bytes), "a,b\r\n");
	app_keys(play, "<F6>pdf<Enter>");
	assert_string_equal(fake.pdf_path, "");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_ways, play_end),
		cmocka_unit_test_teardown(test_hidden, play_end),
		cmocka_unit_test_teardown(test_written, play_end),
		cmocka_unit_test_teardown(test_pdf, play_end),
		cmocka_unit_test_teardown(test_code, play_end),
		cmocka_unit_test_teardown(test_not_sent_yet, play_end),
		cmocka_unit_test_teardown(test_sheet_pdf, play_end),
		cmocka_unit_test_teardown(test_csv, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
