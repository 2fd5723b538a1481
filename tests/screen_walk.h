/* screen_walk.h - screens as a person sees them, at the design size and at the
 * smallest, compared with tests/golden/screen_*.txt (GOLDEN=write): what the walks
 * over them share. */
#ifndef HAVEN_SCREEN_WALK_H
#define HAVEN_SCREEN_WALK_H

#include "golden.h"
#include "screen_play.h"

#define WALK_MAX 60000 /* bytes of a page at both sizes */

/* Sets the scene and types; set and arg may be NULL. */
struct walk_scene {
	const char *name;
	const struct screen_def *def;
	const void *(*arg)(void);
	void (*set)(void);
	const char *keys;
};

/* The page that is on the screen now, which ends with this. */
static inline void
walk_page(const char *name, int rows, int cols, struct buf *out)
{
	char *text;

	assert_sound(name);
	text = play_text();
	buf_addf(out, "---- %dx%d\n%s", cols, rows, text);
	free(text);
	play_end(NULL);
}

static inline void
walk_scene(const struct walk_scene *s, int rows, int cols, struct buf *out)
{
	fake_start();
	if (s->set)
		s->set();
	play_open(rows, cols, s->def, s->arg ? s->arg() : NULL);
	app_keys(play, s->keys);
	walk_page(s->name, rows, cols, out);
}

/* One after the other, each against its own page. */
static inline void
walk_all(const struct walk_scene *scenes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf out = BUF_INIT(WALK_MAX);
		char name[80];

		walk_scene(&scenes[i], 24, 80, &out);
		walk_scene(&scenes[i], 18, 60, &out);
		snprintf(name, sizeof(name), "screen_%s", scenes[i].name);
		golden_check(name, buf_str(&out));
		buf_done(&out);
	}
}

#endif
