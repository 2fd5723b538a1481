/* app_script.c - keys written down: "text", <F2>, <Ctrl-S>, <paste:words>. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "app_in.h"
#include "text.h"

#define NAME_MAX_BYTES 40

/* Each key as the loop does it: handled, then drawn, since a widget learns its
 * size by being drawn. */
static void
press(struct app *a, const struct key *k)
{
	app_key(a, k);
	app_turn(a);
}

/* <...> that begins at s; returns the bytes read. */
static size_t
press_named(struct app *a, const char *s)
{
	const char *end = strchr(s, '>');
	size_t len = end ? (size_t)(end - s - 1) : 0;
	char name[NAME_MAX_BYTES];
	struct key k = { .action = ACT_NONE };

	assert(end && len > 0);
	if (strncmp(s + 1, "paste:", 6) == 0) {
		k.paste = s + 7;
		k.paste_len = (unsigned)(len - 6);
	} else {
		assert(len < sizeof(name));
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, s + 1);
		k = strcmp(name, "lt") == 0 ? key_of_text("<", 1)
					    : key_of_name(name);
		assert(k.action != ACT_NONE || k.text[0]);
	}
	press(a, &k);
	return len + 2;
}

void
app_keys(struct app *a, const char *script)
{
	size_t len = strlen(script), at = 0;
	struct key k;

	app_turn(a);
	while (at < len) {
		size_t n = 1;

		if (script[at] == '<') {
			at += press_named(a, script + at);
			continue;
		}
		while (at + n < len &&
		       ((unsigned char)script[at + n] & 0xC0) == 0x80)
			n++;
		k = script[at] == '\n' ? key_of_name("Enter")
				       : key_of_text(script + at, n);
		press(a, &k);
		at += n;
	}
}
