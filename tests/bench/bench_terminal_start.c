/* bench_terminal_start.c - starting, and memory, of the real haven. This program
 * uses no library but libc, and neither does its floor more than curses: what
 * another process has open is never cold, and is not counted whole. So it has
 * the device made by another program (bench_device), which ends first. */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pts_device.h"

#define RUNS BENCH_RUNS_TERMINAL
#define DROP "/proc/sys/vm/drop_caches"
#define TERM_NAME "xterm-256color"
#define KIB_PER_MIB 1024

static char floor_list[320], picture[300];
static struct device device;
static pid_t office;

/* ---- start ---- */

/* From exec to the last byte of the first picture. */
static double
start_ms(bool is_floor)
{
	const char *floor[] = { floor_list, picture, NULL };
	const char *haven[] = { device.haven, "--set", device.setting, NULL };
	struct pts p;
	double took;

	pts_start(&p, TERM_NAME, is_floor ? floor : haven, NULL);
	took = pts_quiet(&p, DEVICE_QUIET_MS) - p.started_ms;
	pts_end(&p);
	return took;
}

/* Page cache, and names of files. False: this user may not. */
static bool
drop_caches(void)
{
	int fd = open(DROP, O_WRONLY | O_CLOEXEC);
	bool ok;

	sync();
	ok = fd >= 0 && write(fd, "3", 1) == 1;
	if (fd >= 0)
		close(fd);
	return ok;
}

static void
start_row(bool is_cold)
{
	const char *what = is_cold ? "exec to the sign-in screen, cold"
				   : "exec to the sign-in screen, warm";
	double h[RUNS], f[RUNS];

	if (is_cold && !drop_caches()) {
		bench_unmeasured(
		    what, "at most 2.5x", DROP " may be written by root alone");
		return;
	}
	for (int i = 0; i < RUNS; i++) {
		if (is_cold)
			drop_caches();
		h[i] = start_ms(false);
		if (is_cold)
			drop_caches();
		f[i] = start_ms(true);
	}
	bench_ratio(what, "ms", bench_median(h, RUNS), bench_median(f, RUNS),
	    is_cold ? 2.5 : 3);
}

/* ---- memory ---- */

static void
end_office(void)
{
	if (office > 1)
		kill(office, SIGTERM);
	office = 0;
}

/* With haven-net at work, and then when the office is gone: haven by itself. */
static void
memory_rows(void)
{
	struct pts p;
	double both, alone;
	pid_t net;

	device_home(&device, &p, TERM_NAME);
	pts_read_for(&p, 2000);
	net = office_child(p.pid);
	if (net == 0)
		bench_fail("haven-net does not run.");
	end_office(); /* it has the same libraries open */
	pts_read_for(&p, 1000);
	if (office_child(p.pid) != net)
		bench_fail("haven-net did not stay.");
	alone = office_alone_kib(p.pid) / KIB_PER_MIB;
	both = alone + office_alone_kib(net) / KIB_PER_MIB;
	pts_end(&p);
	bench_value("memory (PSS, by itself) at Home, 2,000 files and records",
	    "MiB", alone, 5);
	bench_value("memory at Home, with haven-net", "MiB", both, 10);
}

/* ---- the device, made by bench_device ---- */

static void
make_device(void)
{
	char program[320], answer[64] = "";
	ssize_t n = 0, got;
	int ends[2], status = -1;
	pid_t pid;

	snprintf(program, sizeof(program), "%.300s/bench/bench_device",
	    office_build());
	(void)bench_dir(); /* before there are two */
	if (pipe(ends) != 0 || (pid = fork()) < 0)
		bench_fail("No process: %s.", strerror(errno));
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		setenv("HAVEN_BENCH_DIR", bench_dir(), 1);
		execl(program, program, "make", "ruth", NULL);
		_exit(127);
	}
	close(ends[1]);
	while (n < (ssize_t)sizeof(answer) - 1 &&
	       (got = read(
		    ends[0], answer + n, sizeof(answer) - 1 - (size_t)n)) > 0)
		n += got;
	close(ends[0]);
	waitpid(pid, &status, 0);
	if (status != 0 || strtol(answer, NULL, 10) <= 1)
		bench_fail("bench_device made no device.");
	device_init(&device, "ruth");
	office = (pid_t)strtol(answer, NULL, 10);
	atexit(end_office);
}

int
main(void)
{
	struct pts p;

	make_device();
	snprintf(floor_list, sizeof(floor_list), "%.300s/bench/floor_list",
	    office_build());
	snprintf(picture, sizeof(picture), "%s", bench_path("picture"));
	device_start(&device, &p, TERM_NAME);
	device_picture(&p, picture);
	pts_end(&p);
	memory_rows();
	start_row(false);
	start_row(true);
	return 0;
}
