/* form_play.h - a form above home, for the tests that type into it. */
#ifndef HAVEN_FORM_PLAY_H
#define HAVEN_FORM_PLAY_H

#include "app_in.h"
#include "screen_play.h"

/* A form above home, at rows x cols, for Maisie. */
static void
open_form(const char *kind, const struct record *rec, int rows, int cols)
{
	struct form_arg arg = { .kind = kind_find(kind),
		.file = fake.child[0].file,
		.record = rec,
		.child = fake.child[0].name };

	play_open(rows, cols, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_form, &arg), ERR_OK);
	app_turn(play);
}

static void
begin(const char *kind)
{
	fake_start();
	open_form(kind, NULL, 24, 80);
}

/* What the form holds: kept as a draft first, which is how it is seen here. */
static const struct record *
held(void)
{
	app_keep_all(play);
	assert_int_equal(fake.draft_count, 1);
	return fake.draft[0].rec;
}

static void
assert_value(const char *key, const char *want, const char *why)
{
	const char *got = record_text(held(), key);

	if (strcmp(got, want) != 0)
		fail_msg("%s: %s is '%s', not '%s'", why, key, got, want);
}

#endif
