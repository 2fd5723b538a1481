/* pts_device.c - the real haven on a pseudo-terminal (pts_device.h). No library but
 * libc is used here. */
#include "pts_device.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

/* ---- names ---- */

static const char *const firsts[] = { "Alfie", "Amina", "Bethan", "Charlie",
	"Daniyar", "Dilys", "Eleri", "Emeka", "Ewa", "Farah", "Florence",
	"Gabriel", "Gwilym", "Harriet", "Hugo", "Ibrahim", "Isla", "Jasmine",
	"Joel", "Kofi", "Kyra", "Leila", "Lowri", "Marek", "Mateusz", "Niamh",
	"Noor", "Oluwaseun", "Oscar", "Poppy", "Priya", "Rosie", "Ruairi",
	"Samir", "Skye", "Tilly", "Tomasz", "Vikram", "Yusuf", "Zofia" };
static const char *const lasts[] = { "Aber", "Bram", "Carl", "Dun", "East",
	"Fair", "Gil", "Hol", "Ing", "Jan" };
static const char *const ends[] = { "ford", "ham", "ley", "ton", "wood" };

void
device_name(char out[80], int i)
{
	snprintf(out, 80, "%s %s%s", firsts[i / 50 % 40], lasts[i / 5 % 10],
	    ends[i % 5]);
}

void
device_born(int i, int *year, int *month, int *day)
{
	*year = 2009 + i % 13;
	*month = 1 + i % 12;
	*day = 1 + i % 28;
}

void
device_row(char out[120], int i)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int year, month, day;
	char name[80], right[80];

	device_name(name, i);
	device_born(i, &year, &month, &day);
	snprintf(right, sizeof(right), "born %d %s %d  C-%04d", day,
	    months[month - 1], year, i);
	snprintf(
	    out, 120, "   %-*.50s%.26s", 76 - (int)strlen(right), name, right);
}

/* ---- the device ---- */

void
device_init(struct device *d, const char *name)
{
	snprintf(d->haven, sizeof(d->haven), "%.300s/haven", office_build());
	snprintf(d->data, sizeof(d->data), "%.300s", bench_path("%s", name));
	snprintf(d->setting, sizeof(d->setting), "data_dir=%s", d->data);
	d->sign_in = "ruth";
}

void
device_must(struct pts *p, const char *what)
{
	int status = pts_wait(p);

	if (status != 0)
		bench_fail("haven %s ends with %d.", what, status);
}

void
device_sync(const struct device *d)
{
	const char *argv[] = { d->haven, "sync", "--set", d->setting, NULL };
	struct pts p;

	pts_start(&p, "xterm-256color", argv, NULL);
	pts_until(&p, "Passphrase of");
	pts_send(&p, OFFICE_PASSPHRASE "\n");
	device_must(&p, "sync");
}

void
device_start(const struct device *d, struct pts *p, const char *term)
{
	const char *argv[] = { d->haven, "--set", d->setting, NULL };

	pts_start(p, term, argv, NULL);
	pts_until(p, "assphrase of");
	pts_quiet_now(p, DEVICE_QUIET_MS);
}

void
device_passphrase(struct pts *p)
{
	pts_send(p, OFFICE_PASSPHRASE);
	pts_quiet(p, DEVICE_QUIET_MS);
}

void
device_enter(struct pts *p)
{
	pts_mark(p);
	pts_send(p, "\r");
	pts_until(p, "Settings");
	pts_quiet_now(p, DEVICE_QUIET_MS);
}

void
device_home(const struct device *d, struct pts *p, const char *term)
{
	device_start(d, p, term);
	device_passphrase(p);
	device_enter(p);
}

void
device_children(struct pts *p, const char *down)
{
	pts_mark(p);
	pts_send(p, "4");
	pts_until(p, "Find a child");
	pts_send(p, down);
	pts_quiet_now(p, DEVICE_QUIET_MS);
}

void
device_concern(struct pts *p)
{
	char name[80];

	device_name(name, DEVICE_FILES - 1);
	pts_mark(p);
	pts_send(p, "1");
	pts_until(p, "Find a child");
	pts_send(p, name);
	pts_quiet_now(p, DEVICE_QUIET_MS);
	pts_mark(p);
	pts_send(p, "\r");
	pts_until(p, "Incident");
	pts_quiet_now(p, DEVICE_QUIET_MS);
	pts_mark(p);
	pts_send(p, "\033[6;5~"); /* Ctrl-PgDn: the next section */
	pts_until(p, "seen or heard");
	pts_quiet_now(p, DEVICE_QUIET_MS);
}

/* One question, and what leads on to the next one. */
static void
go_on(struct pts *p, const char *keys, const char *next)
{
	pts_mark(p);
	pts_send(p, keys);
	pts_until(p, next);
	pts_quiet_now(p, DEVICE_QUIET_MS);
}

void
device_check(struct pts *p)
{
	char name[80];

	device_name(name, DEVICE_FILES - 1);
	go_on(p, "2", "Find a child");
	pts_send(p, name);
	pts_quiet_now(p, DEVICE_QUIET_MS);
	go_on(p, "\r", "With which agency");
	/* What stays of a line is not drawn again: words that are new. */
	go_on(p, "\033OB\r", "to one person");
	go_on(p, "The nurse\r", "nothing more");
	pts_send(p, "\033OQ"); /* F2: no item yet */
	pts_quiet_now(p, DEVICE_QUIET_MS);
	go_on(p, "\033OQ", "immediate");
}

/* ---- pictures ---- */

/* tmux is the terminal: what it shows of the bytes is the picture. */
void
device_picture(const struct pts *p, const char *path)
{
	static const char script[] =
	    "t='tmux -L haven-bench-'$$' -f /dev/null'; "
	    "$t new-session -d -x 80 -y 24 "
	    "\"stty raw -echo; cat '$1'; echo > '$1.shown'; exec cat\" && "
	    "$t set-option status off >/dev/null; "
	    "$t resize-window -x 80 -y 24; "
	    "while [ ! -e \"$1.shown\" ]; do :; done; "
	    "while [ -z \"$($t capture-pane -p)\" ]; do :; done; "
	    "$t capture-pane -p > \"$2\"; $t kill-server";
	char bytes[320];
	int status = -1;
	pid_t pid;
	FILE *f;

	snprintf(bytes, sizeof(bytes), "%.300s", bench_path("bytes"));
	f = fopen(bytes, "w");
	if (!f || fwrite(p->seen, 1, p->bytes, f) != p->bytes || fclose(f) != 0)
		bench_fail("%s: %s.", bytes, strerror(errno));
	pid = fork();
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", script, "sh", bytes, path, NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	if (status != 0)
		bench_fail("tmux makes no picture (%d).", status);
}
