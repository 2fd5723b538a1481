/* golden.h - compare text with a file of tests/golden; with GOLDEN=write in
 * the environment the file is written instead (then look at the diff). Tests
 * run from the top of the tree. */
#ifndef HAVEN_GOLDEN_H
#define HAVEN_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void
golden_check(const char *name, const char *got)
{
	const char *mode = getenv("GOLDEN");
	char path[200], want[65536];
	size_t len = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "tests/golden/%s.txt", name);
	if (mode && strcmp(mode, "write") == 0) {
		f = fopen(path, "w");
		if (!f || fputs(got, f) < 0 || fclose(f) != 0)
			fail_msg("cannot write %s", path);
		return;
	}
	f = fopen(path, "r");
	if (f) {
		len = fread(want, 1, sizeof(want) - 1, f);
		(void)fclose(f);
	}
	want[len] = '\0';
	if (strcmp(want, got) != 0)
		fail_msg("%s differs; it is now:\n%s", path, got);
}

#endif
