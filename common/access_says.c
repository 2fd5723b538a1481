/* access_says.c - the words for each reason to see a file. */
#include "access_says.h"

#include <string.h>

#include "when.h"

static const struct {
	const char *what, *words;
} whys[] = {
	{ "role", "by their role" },
	{ "assigned", "assigned" },
	{ "manager", "line manager" },
	{ "opening", "opened it with a reason" },
	{ "advice", "asked for advice" },
	{ "author", "wrote on it; sees that alone" },
	{ "chair", "chair of trustees" },
	{ "inspection", "through an inspection" },
};
#define WHYS (sizeof whys / sizeof whys[0])

static void
add_day(const char *before, const char *stored, struct buf *out)
{
	char shown[WHEN_SHOWN];
	struct civil c;

	if (!when_read(&c, stored))
		return;
	when_show(shown, &c);
	buf_addf(out, "%s%s", before, shown);
}

void
access_says(const struct json *why, struct buf *out)
{
	const char *what = json_text_of(why, "what", "");
	size_t i = 0;

	while (i < WHYS && strcmp(whys[i].what, what) != 0)
		i++;
	/* A newer office may know another reason. */
	buf_adds(out, i < WHYS ? whys[i].words : "another reason");
	if (*json_text_of(why, "name", ""))
		buf_addf(out, " of %s", json_text_of(why, "name", ""));
	add_day(", from ", json_text_of(why, "from", ""), out);
	add_day(", until ", json_text_of(why, "until", ""), out);
	if (*json_text_of(why, "for", ""))
		buf_addf(out, ": %s", json_text_of(why, "for", ""));
}
