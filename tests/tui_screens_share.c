/* tui_screens_share.c - the screens about sharing and the directory as a person sees
 * them, at the design size and at the smallest (tests/golden/screen_*.txt, as
 * tui_screens.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_walk.h"
#include "share_scene.h"

static void
scene(void)
{
	scene_policy();
	scene_colleagues();
	scene_directory();
	scene_agreements();
}

static void
as_volunteer(void)
{
	scene();
	fake_be(ROLE_VOLUNTEER, "Sam Green");
}

/* A file with one of everything about sharing. */
static void
with_sharing(void)
{
	const struct id *file = &fake.child[0].file;
	struct fake_record *r;

	scene();
	scene_induction(true);
	SCENE(file, "emergency", 50 * FAKE_HOUR, "happened", "2026-11-10T12:10",
	    "authority", "Police, 999", "child", "Maisie Brown");
	r = SCENE(file, "task", 49 * FAKE_HOUR, "what", "complete_record",
	    "due", "2026-11-11T12:10", "for", fake.staff_id[0].s);
	SCENE(file, "task_done", 30 * FAKE_HOUR, "task", r->row.id.s, "how",
	    "Wrote the decision.");
	SCENE(file, "task", 4 * FAKE_HOUR, "what", "action", "due",
	    "2026-11-13", "for", fake.staff_id[0].s);
	SCENE(file, "share_decision", 30 * FAKE_HOUR, "outcome",
	    "share_without_consent", "decided", "share");
	SCENE(file, "advice", 3 * FAKE_HOUR, "of", fake.staff_id[1].s, "due",
	    "2026-11-13T12:00", "question", "May the school know?");
	SCENE(file, "share_flag", 2 * FAKE_HOUR, "outcome", "do_not_share",
	    "why", "withdrawn", "held", "yes");
	SCENE(file, "contact", FAKE_HOUR, "when", "2026-11-12T13:07", "with",
	    "Marta Oak, class teacher", "how", "call", "by", "us", "what",
	    "Asked how Maisie was at school.");
	SCENE(file, "opening", 4 * FAKE_HOUR, "staff", fake.staff_id[3].s,
	    "until", "2026-11-13T10:00");
}

static const void *
file_maisie(void)
{
	return &fake.child[0].file;
}

static const void *
find_children(void)
{
	static const struct find_arg arg = { .purpose = "Children",
		.may_be_new = false };

	return &arg;
}

static void
with_refusal(void)
{
	as_volunteer();
	fake_fail(FAKE_ASK_OPEN, ERR_NET,
	    "This needs the office, and haven is not in touch with it now. Try "
	    "again when it is, or ring a designated senior member.");
}

static void
add_access(const char *name, enum role role, const char *why)
{
	struct access_row *r = &fake.access[fake.access_count++];

	snprintf(r->name, sizeof(r->name), "%s", name);
	snprintf(r->role_title, sizeof(r->role_title), "%s", role_title(role));
	snprintf(r->why, sizeof(r->why), "%s", why);
}

static void
with_access(void)
{
	scene();
	fake.access_as_of = fake.now - 5 * FAKE_MINUTE;
	fake.access_state = ASK_DONE;
	add_access("Amina Rahman", ROLE_SENIOR, "by their role");
	add_access("Priya Shah", ROLE_SUPPORT_WORKER,
	    "assigned, from Mon 24 August 2026: keyworker");
	add_access("Sam Green", ROLE_VOLUNTEER,
	    "opened it with a reason, until Fri 13 November 2026, 10:00; "
	    "wrote on it; sees that alone");
}

static void
with_more_access(void)
{
	with_access();
	fake.access_more = 17;
}

static const void *
agency(size_t back)
{
	return &(scene_last("agency") - back)->row.id;
}

static const void *
agency_care(void)
{
	return agency(3);
}

static const void *
agency_school(void)
{
	return agency(1);
}

static const void *
record_of(const struct fake_record *r)
{
	static struct record_arg arg;

	arg = (struct record_arg){ .id = r->row.id };
	return &arg;
}

static const void *
record_agreed(void)
{
	return record_of(scene_last("agreement") - 1);
}

static const void *
record_weak(void)
{
	return record_of(scene_last("agreement"));
}

static const void *
record_hidden(void)
{
	return record_of(scene_last("adult"));
}

static const struct walk_scene scenes[] = {
	{ "people", &scr_people, NULL, scene, "" },
	{ "people_typed", &scr_people, NULL, scene, "school" },
	{ "people_none", &scr_people, NULL, scene, "zzz" },
	{ "people_down", &scr_people, NULL, as_volunteer, "<Down><Down>" },
	{ "people_help", &scr_people, NULL, scene, "<F1>" },
	{ "agency", &scr_agency, agency_care, scene, "" },
	{ "agency_school", &scr_agency, agency_school, as_volunteer, "" },
	{ "agency_more", &scr_agency, agency_care, scene, "<F6>" },
	{ "agency_mark", &scr_agency, agency_school, scene, "<F6>2" },
	{ "agency_person", &scr_agency, agency_school, scene, "<F7>Jo" },
	{ "file_sharing", &scr_file, file_maisie, with_sharing, "" },
	{ "file_sharing_end", &scr_file, file_maisie, with_sharing, "<End>" },
	{ "record_agreed", &scr_record, record_agreed, scene, "" },
	{ "record_weak", &scr_record, record_weak, scene, "" },
	{ "record_hidden", &scr_record, record_hidden, scene, "<PgDn>" },
	{ "danger_file", &scr_file, file_maisie, scene, "<F9>" },
	{ "danger_find", &scr_home, NULL, as_volunteer, "<F9><F2>mais" },
	{ "emergency", &scr_file, file_maisie, scene, "<F9><F2>" },
	{ "emergency_line", &scr_file, file_maisie, scene,
	    "<F9><F2>He has a knife.<Tab>The address.<Tab>" },
	{ "emergency_whom", &scr_file, file_maisie, scene,
	    "<F9><F2>He has a knife.<Tab>The address.<Tab><F4>" },
	{ "emergency_problem", &scr_file, file_maisie, scene,
	    "<F9><F2>x<Tab>y<F2>" },
	{ "emergency_written", &scr_file, file_maisie, scene,
	    "<F9><F2>He has a knife.<Tab>The address.<Tab>Police<F2>" },
	{ "sheet", &scr_file, file_maisie, scene, "<F6>write<Enter>" },
	{ "sheet_written", &scr_file, file_maisie, scene,
	    "<F6>write<Enter><PgDn><F2>" },
	{ "paper_chronology", &scr_file, file_maisie, scene,
	    "<F6>print<Enter>" },
	{ "paper_more", &scr_file, file_maisie, scene, "<F6>print<Enter><F6>" },
	{ "paper_again", &scr_file, file_maisie, scene,
	    "<F6>print<Enter><F2>" },
	{ "find_reason", &scr_find, find_children, as_volunteer, "zzz" },
	{ "opening", &scr_find, find_children, as_volunteer, "C-0199<Enter>" },
	{ "opening_asked", &scr_opening, NULL, as_volunteer,
	    "C-0199<Tab>Sam is ill, and I visit in his "
	    "place.<Tab><Tab>secret<F2>" },
	{ "opening_about", &scr_opening, NULL, as_volunteer,
	    "C-0199<Tab>She said it of two of us.<Tab><Enter> <Down> <F2>" },
	{ "opening_whom", &scr_opening, NULL, as_volunteer,
	    "C-0199<Tab>She said it of one of us.<Tab><Enter>" },
	{ "opening_refused", &scr_opening, NULL, with_refusal,
	    "C-0199<Tab>Sam is ill.<Tab><Tab>secret<F2>" },
	{ "access", &scr_access, file_maisie, with_access, "" },
	{ "access_more", &scr_access, file_maisie, with_more_access, "" },
	{ "access_none", &scr_access, file_maisie, scene, "" },
	{ "take_back", &scr_record, record_agreed, scene, "<F2>" },
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
