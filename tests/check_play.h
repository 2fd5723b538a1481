/* check_play.h - the guided check above home, for the tests that answer it: Maisie,
 * her mother who agreed to attendance for school help, a school and social care.
 * Include it after screen_play.h. */
#ifndef HAVEN_CHECK_PLAY_H
#define HAVEN_CHECK_PLAY_H

#include "share_scene.h"

static inline void
check_scene(void)
{
	fake_start();
	scene_policy();
	scene_colleagues();
	scene_directory();
	scene_agreements();
	scene_induction(true);
}

static inline void
check_begin(int rows, int cols)
{
	check_scene();
	play_open(rows, cols, &scr_home, NULL);
}

static inline void
check_saved(const char *key, const char *want, const char *why)
{
	const char *got = record_text(scene_last("share_decision")->rec, key);

	if (strcmp(got, want) != 0)
		fail_msg("%s: %s is '%s', not '%s'", why, key, got, want);
}

#endif
