/* office_process.c - the parts of office.h that need no library: where the
 * programs are, and the numbers of a process. */
#include "office.h"

#include <dirent.h>
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
