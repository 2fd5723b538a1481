/* office_process.c - the parts of office.h that need no library: where the
 * programs are, and the numbers of a process. */
#include "office.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

const char *
office_build(void)
{
	static char path[300];
	ssize_t n;

	if (*path)
		return path;
	n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (n < 0)
		bench_fail("Where this program lies cannot be told.");
	path[n] = '\0';
	for (int i = 0; i < 2; i++) /* BUILD/bench/bench_x */
		*strrchr(path, '/') = '\0';
	return path;
}

/* ---- numbers of a process ---- */

static double
number_after(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtod(at + strlen(name), NULL) : -1;
}

double
office_pss_kib(pid_t pid)
{
	char path[64], *text;
	double kib;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	text = bench_read(path);
	kib = number_after(text, "\nPss:");
	free(text);
	if (kib <= 0)
		bench_fail("The memory of a process cannot be read.");
	return kib;
}

/* Is the file of a line of smaps open in this program, too, or a part of libc that
 * any program has that does more? */
static bool
is_mapped_here(const char *maps, const char *line)
{
	static const char *const of_libc[] = { "/libm.so", "/locale/",
		"/gconv/" };
	const char *path = strchr(line, '/');
	char name[300];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(path, "\n"), path);
	for (size_t i = 0; i < BENCH_COUNT(of_libc); i++)
		if (strstr(name, of_libc[i]))
			return true;
	return strstr(maps, name) != NULL;
}

double
office_alone_kib(pid_t pid)
{
	char path[64], *maps = bench_read("/proc/self/maps"), *text, *line;
	bool is_whole = false;
	double kib = 0;

	snprintf(path, sizeof(path), "/proc/%d/smaps", (int)pid);
	text = bench_read(path);
	for (line = text; *line; line += strcspn(line, "\n") + 1) {
		size_t head = strcspn(line, " \n");

		/* "7f12-7f34 r-xp ... /usr/lib/libx.so", and then its numbers */
		if (line[head - 1] != ':')
			is_whole =
			    memchr(line, '/', strcspn(line, "\n")) != NULL &&
			    !is_mapped_here(maps, line);
		else if (strncmp(line, is_whole ? "Rss:" : "Pss:", 4) == 0)
			kib += strtod(line + 4, NULL);
	}
	free(text);
	free(maps);
	if (kib <= 0)
		bench_fail("The memory of a process cannot be read.");
	return kib;
}

long
office_wakes(pid_t pid)
{
	char path[300], *text;
	long sum = 0;
	struct dirent *one;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	d = opendir(path);
	while (d && (one = readdir(d)) != NULL) {
		if (one->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%.200s/status",
		    (int)pid, one->d_name);
		text = bench_read(path);
		sum += (long)number_after(text, "\nvoluntary_ctxt_switches:");
		free(text);
	}
	if (!d)
		bench_fail("The process is gone.");
	closedir(d);
	return sum;
}

pid_t
office_child(pid_t pid)
{
	char path[80], *text;
	pid_t child;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid,
	    (int)pid);
	text = bench_read(path);
	child = (pid_t)strtol(text, NULL, 10);
	free(text);
	return child;
}
