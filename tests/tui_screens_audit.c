/* tui_screens_audit.c - the audit record as a person sees it, at the design size and
 * at the smallest (tests/golden/screen_audit*.txt), and what is asked of the office
 * for it (A2, promise 7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_walk.h"

static void
line(int64_t ago, int staff, const char *what, const char *kind,
    const char *words, bool of_child)
{
	struct audit_line *l = &fake_audit.line[fake_audit.count];

	*l = (struct audit_line){ .n = 4000 - (int64_t)fake_audit.count,
		.at_ms = fake.now - ago };
	fake_audit.count++;
	if (staff >= 0) {
		l->staff = fake.staff_id[staff];
		snprintf(l->by, sizeof(l->by), "%s", fake.staff[staff].name);
	}
	snprintf(l->what, sizeof(l->what), "%s", what);
	snprintf(l->kind_title, sizeof(l->kind_title), "%s", kind);
	snprintf(l->words, sizeof(l->words), "%s", words);
	if (of_child) {
		l->file = fake.child[0].file;
		snprintf(l->child, sizeof(l->child), "%s", fake.child[0].name);
	}
}

static void
as_lead(void)
{
	memset(&fake_audit, 0, sizeof(fake_audit));
	fake_be(ROLE_LEAD, "Lena Stone");
	fake_audit.state = ASK_DONE;
	line(5 * FAKE_MINUTE, 0, "looked at", "Record of Concern", "", true);
	line(20 * FAKE_MINUTE, 2, "looked at", "", "", true);
	line(2 * FAKE_HOUR, 1, "wrote", "File opened with a reason", "", true);
	line(
	    3 * FAKE_HOUR, 2, "was refused", "", "Reading was refused.", false);
	line(FAKE_DAY, -1, "The office", "",
	    "Put back from backup 0190a5c4. Generation 2 goes on from row "
	    "3994.",
	    false);
	line(2 * FAKE_DAY, 2, "gave a wrong passphrase", "", "", false);
	fake_audit.more = true;
}

static void
with_nothing(void)
{
	as_lead();
	fake_audit.count = 0;
	fake_audit.more = false;
}

static void
with_no_office(void)
{
	with_nothing();
	fake_audit.state = ASK_FAILED;
	err_set(&fake_audit.why, ERR_NET,
	    "The office cannot be asked just now. The audit record is there "
	    "alone; press F5 to ask again.");
}

static void
with_another_past(void)
{
	as_lead();
	fake_audit.proof =
	    "This device knew 3990-3YJA-ZA50-1WH3-1VES-4WY0-W9H8, and was then "
	    "told 4000-7YJA-ZA50-1WH3-1VES-4WY0-W9HC.";
}

static void
as_volunteer(void)
{
	fake_be(ROLE_VOLUNTEER, "Sam Green");
}

static void
waits(const char *code, const char *words)
{
	struct waiting *w = &fake.waiting[fake.waiting_count++];

	*w = (struct waiting){ .since_ms = fake.now - FAKE_HOUR };
	snprintf(w->what, sizeof(w->what), "%s", code);
	snprintf(w->words, sizeof(w->words), "%s", words);
}

static void
with_restore(void)
{
	as_lead();
	fake.waiting_count = 0;
	waits("office_restored",
	    "The office was put back from a backup: see the audit record");
}

static const struct walk_scene scenes[] = {
	{ "audit", &scr_audit, NULL, as_lead, "" },
	{ "audit_row", &scr_audit, NULL, as_lead,
	    "<Down><Down><Down><Down><Enter>" },
	{ "audit_find", &scr_audit, NULL, as_lead, "/wrong" },
	{ "audit_none", &scr_audit, NULL, with_nothing, "<Enter>" },
	{ "audit_none_print", &scr_audit, NULL, with_nothing, "<F6>" },
	{ "audit_away", &scr_audit, NULL, with_no_office, "" },
	{ "audit_past", &scr_audit, NULL, with_another_past, "" },
	{ "audit_help", &scr_audit, NULL, as_lead, "<F1>" },
	{ "audit_paper", &scr_audit, NULL, as_lead, "<F6>" },
	{ "audit_settings", &scr_settings, NULL, as_lead, "" },
	{ "audit_restored", &scr_home, NULL, with_restore, "<Enter>" },
};

static void
test_screens(void **state)
{
	(void)state;
	walk_all(scenes, sizeof(scenes) / sizeof(scenes[0]));
}

/* ---- what is asked ---- */

static void
test_asked(void **state)
{
	static const struct {
		const char *why, *keys, *what, *from;
		bool is_more, by_staff, by_child;
	} rows[] = {
		{ "a week, at first", "", "all", "2026-11-06", false, false,
		    false },
		{ "today", "<Enter>", "all", "2026-11-12", false, false,
		    false },
		{ "from the beginning", "<Enter><Enter><Enter><Enter>", "all",
		    "", false, false, false },
		{ "openings", "<Down><Enter><Enter>", "openings", "2026-11-06",
		    false, false, false },
		{ "what was refused", "<Down><Enter><Enter><Enter>", "refused",
		    "2026-11-06", false, false, false },
		{ "one person", "<Down><Down><Down><Down><Enter><Down><Enter>",
		    "all", "2026-11-06", false, true, false },
		{ "one child",
		    "<Down><Down><Down><Down><Enter><Down><Down><Enter>", "all",
		    "2026-11-06", false, false, true },
		{ "one child, and all again",
		    "<Down><Down><Down><Down><Enter><Down><Down><Enter>"
		    "<Down><Down><Down><Enter>",
		    "all", "2026-11-06", false, false, false },
		{ "the row, and back", "<Down><Down><Down><Down><Enter><Enter>",
		    "all", "2026-11-06", false, false, false },
		{ "older ones", "<End><Enter>", "all", "2026-11-06", true,
		    false, false },
		{ "again", "<F5>", "all", "2026-11-06", false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct audit_ask *q = &fake_audit.asked;

		print_message("%s\n", rows[i].why);
		fake_start();
		as_lead();
		play_open(24, 80, &scr_audit, NULL);
		app_keys(play, rows[i].keys);
		assert_string_equal(fake_audit.what, rows[i].what);
		assert_string_equal(q->from, rows[i].from);
		assert_int_equal(fake_audit.asked_more, rows[i].is_more);
		assert_int_equal(!id_is_none(&q->staff), rows[i].by_staff);
		assert_int_equal(!id_is_none(&q->file), rows[i].by_child);
		play_end(NULL);
	}
}

/* It is there for nobody else. */
static void
test_not_for_all(void **state)
{
	static const enum role roles[] = { ROLE_VOLUNTEER, ROLE_SUPPORT_WORKER,
		ROLE_SENIOR, ROLE_MANAGER, ROLE_TRUSTEE, ROLE_INSPECTOR };

	(void)state;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		char *text;

		fake_start();
		as_volunteer();
		fake_be(roles[i], "Sam Green");
		memset(&fake_audit, 0, sizeof(fake_audit));
		play_open(24, 80, &scr_settings, NULL);
		text = play_text();
		assert_null(strstr(text, "Audit record"));
		free(text);
		app_keys(play, "5");
		assert_int_equal(fake_audit.wants, 0);
		play_end(NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_screens, play_end),
		cmocka_unit_test_teardown(test_asked, play_end),
		cmocka_unit_test_teardown(test_not_for_all, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
