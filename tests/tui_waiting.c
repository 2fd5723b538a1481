/* tui_waiting.c - what waits for a person as lines for the shell (haven waiting), with
 * and without the words of a case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_model.h"
#include "waiting_words.h"

static struct waiting *
waits(const char *what, const char *words, const char *plain, const char *name,
    int64_t ago_ms)
{
	struct waiting *w = fake_waiting(what, words, NULL, name, ago_ms);

	snprintf(w->plain, sizeof(w->plain), "%s", plain);
	return w;
}

static struct fake_record *
task(void)
{
	struct fake_record *r = fake_record(
	    &fake.child[0].file, "task", FAKE_DAY, WHERE_OFFICE, "Priya Shah");

	record_set(r->rec, "due", "2026-11-13T12:00");
	fake_label(r);
	return r;
}

static void
set_all(void)
{
	waits("account_new", "First account to take up",
	    "First account to take up", "Maisie Brown", 40 * FAKE_MINUTE);
	waits("task_due", "To do: Ring her mother (Priya Shah)", "To do",
	    "Maisie Brown", FAKE_DAY)
	    ->record = task()->row.id;
	/* Its record is not here: then since when. */
	waits("task_due", "To do", "To do", "", 2 * FAKE_HOUR);
	waits("meeting_unagreed",
	    "Meeting on Thu 3 December: Maisie has not agreed",
	    "Meeting that not everybody has agreed to", "Maisie Brown",
	    -20 * FAKE_DAY);
	waits("meeting_unagreed",
	    "Meeting on Tue 10 November: nobody has agreed",
	    "Meeting that not everybody has agreed to", "Tom Reed",
	    2 * FAKE_DAY);
}

static void
test_digest(void **state)
{
	static const char names[] =
	    "First account to take up  Maisie Brown  40 minutes ago\n"
	    "To do: Ring her mother (Priya Shah)  Maisie Brown  due 13 Nov "
	    "12:00\n"
	    "To do  2 hours ago\n"
	    "Meeting on Thu 3 December: Maisie has not agreed  Maisie "
	    "Brown\n"
	    "Meeting on Tue 10 November: nobody has agreed  Tom Reed  2 days "
	    "ago\n";
	static const char plain[] =
	    "First account to take up  40 minutes ago\n"
	    "To do  due 13 Nov 12:00\n"
	    "To do  2 hours ago\n"
	    "Meeting that not everybody has agreed to\n"
	    "Meeting that not everybody has agreed to  2 days ago\n";
	static const char *const never[] = { "Maisie", "Tom", "Priya", "mother",
		"December" };
	struct buf out = BUF_INIT(10000);

	(void)state;
	fake_start();
	assert_int_equal(waiting_digest(&fake, fake.now, true, &out), 0);
	assert_int_equal(out.len, 0);
	set_all();
	assert_int_equal(waiting_digest(&fake, fake.now, true, &out), 5);
	assert_string_equal(buf_str(&out), names);
	buf_clear(&out);
	assert_int_equal(waiting_digest(&fake, fake.now, false, &out), 5);
	assert_string_equal(buf_str(&out), plain);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		assert_null(strstr(buf_str(&out), never[i]));
	buf_done(&out);
	fake_stop();
}

/* A task that is not here yet says since when; a due day without a time shows none. */
static void
test_when(void **state)
{
	static const struct {
		const char *due, *says;
	} rows[] = {
		{ "2026-11-11", "overdue for 1 day" },
		{ "2026-11-12", "due today" },
		{ "2026-11-13", "due tomorrow" },
		{ "2026-11-15", "due in 3 days" },
		{ "2026-11-13T12:00", "due 13 Nov 12:00" },
	};
	struct buf out = BUF_INIT(1000);
	struct waiting w = { .what = "task_due" };

	(void)state;
	fake_start();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_record *r = task();

		record_set(r->rec, "due", rows[i].due);
		fake_label(r);
		w.record = r->row.id;
		waiting_when(&fake, &w, fake.now, &out);
		assert_string_equal(buf_str(&out), rows[i].says);
		buf_clear(&out);
	}
	w.record = (struct id){ 0 };
	w.since_ms = fake.now - 3 * FAKE_HOUR;
	waiting_when(&fake, &w, fake.now, &out);
	assert_string_equal(buf_str(&out), "3 hours ago");
	buf_done(&out);
	fake_stop();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_when),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
