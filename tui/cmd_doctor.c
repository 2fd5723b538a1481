/* cmd_doctor.c - haven doctor: a row for each check of this device, each finding with
 * what mends it. It changes nothing, but for a sync, if the passphrase is given. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cmd_in.h"
#include "finding.h"
#include "mem.h"
#include "model_audit.h"
#include "store.h"
#include "when.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define ROOM_MIN (INT64_C(100) << 20) /* bytes */
#define LOCKED_MIN (8 << 20)
#define CLOCK_MIN INT64_C(1767225600000) /* 1 January 2026 */
#define OLD_MS (2 * 86400000LL)

struct doctor {
	const struct model_config *config;
	struct findings *f;
	const char *code;
	struct model *m; /* with the passphrase; else NULL */
};

/* ---- the terminal ---- */

static bool
has_terminfo(const char *term)
{
	static const char *const dirs[] = { "/etc/terminfo", "/lib/terminfo",
		"/usr/share/terminfo", "/usr/lib/terminfo" };
	char path[300];

	for (size_t i = 0; i < COUNT_OF(dirs); i++) {
		snprintf(
		    path, sizeof path, "%s/%c/%.100s", dirs[i], term[0], term);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

static void
check_term(struct doctor *l)
{
	const char *term = getenv("TERM");

	if (!term || !*term || strcmp(term, "dumb") == 0)
		finding_mend(finding_add(l->f, FINDING_WRONG, l->code,
				 "This terminal does not say what it is "
				 "(TERM), so haven cannot draw on it."),
		    "open haven in a terminal window, or: TERM=xterm haven");
	else if (strchr(term, '/') || !has_terminfo(term))
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"This machine does not know the terminal \"%.60s\".",
			term),
		    "apt-get install ncurses-term, or: TERM=xterm haven");
}

static void
check_locale(struct doctor *l)
{
	const char *set = getenv("LC_ALL");

	if (!set || !*set)
		set = getenv("LC_CTYPE");
	if (!set || !*set)
		set = getenv("LANG");
	if (set && *set && !strcasestr(set, "UTF-8") &&
	    !strcasestr(set, "utf8"))
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"This terminal may not show every name: its locale is "
			"\"%.60s\", and not UTF-8.",
			set),
		    "LC_ALL=C.UTF-8 haven, or haven --ascii");
}

static void
check_memory(struct doctor *l)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_MEMLOCK, &r) == 0 && r.rlim_cur < LOCKED_MIN)
		finding_mend(
		    finding_add(l->f, FINDING_NOTE, l->code,
			"Only %llu KiB may be kept out of swap: what stands on "
			"the screen could be written to the disk.",
			(unsigned long long)r.rlim_cur / 1024),
		    "ulimit -l 65536, or encrypted swap");
}

/* ---- this machine ---- */

static void
check_clock(struct doctor *l)
{
	if (clock_ms() < CLOCK_MIN)
		finding_mend(finding_add(l->f, FINDING_WRONG, l->code,
				 "The clock of this device is years behind: "
				 "times stand in records."),
		    "timedatectl set-ntp true, or ask whoever looks after it");
}

static void
check_helper(struct doctor *l)
{
	const char *path = l->config->net_program;

	if (access(path, X_OK) != 0)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The part of haven that speaks to the office is not "
			"there: %.200s. What you write stays here.",
			path),
		    "install haven again");
}

static void
check_folder(struct doctor *l)
{
	const char *dir = l->config->data_dir;
	struct statvfs fs;
	struct stat st;

	if (stat(dir, &st) != 0) {
		if (errno == ENOENT)
			return; /* nobody is enrolled: said by check_stores */
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The folder of your work cannot be opened: %.200s.",
			dir),
		    "chown -R $USER %.150s", dir);
		return;
	}
	if (st.st_uid != geteuid())
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The folder of your work belongs to another user: "
			"%.200s.",
			dir),
		    "chown -R $USER %.150s", dir);
	else if ((st.st_mode & 077) != 0)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"Others may enter the folder of your work: %.200s.",
			dir),
		    "chmod 700 %.200s", dir);
	if (statvfs(dir, &fs) == 0 &&
	    (int64_t)fs.f_bavail * (int64_t)fs.f_frsize < ROOM_MIN)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The disk is almost full. When it is, nothing you "
			"write can be kept."),
		    "make room on this disk");
}

/* Each store opens, as far as that goes without its key. */
static void
check_stores(struct doctor *l)
{
	struct store_who *all = mem_zalloc(STORE_PEOPLE_MAX, sizeof *all);
	size_t n = store_list(l->config->data_dir, all, STORE_PEOPLE_MAX, NULL);

	if (n == 0)
		finding_mend(finding_add(l->f, FINDING_NOTE, l->code,
				 "Nobody is enrolled on this device."),
		    "haven enrol URL CODE");
	for (size_t i = 0; i < n; i++) {
		struct errinfo e = { 0 };
		struct store *st = NULL;
		enum err code = store_open(&st, all[i].path, &e);

		if (code == ERR_BUSY)
			finding_add(l->f, FINDING_NOTE, l->code,
			    "A haven is open for %.48s.", all[i].sign_in);
		else if (code != ERR_OK)
			finding_mend(
			    finding_add(l->f, FINDING_WRONG, l->code,
				"The store of %.48s does not open: %.200s",
				all[i].sign_in, e.says),
			    code == ERR_CORRUPT
				? "start haven: it sets the store aside and "
				  "saves what you wrote"
				: "chmod 600 on its file; haven hand-on FILE "
				  "saves what was written");
		store_close(st);
	}
	mem_free_wiped(all, STORE_PEOPLE_MAX * sizeof *all);
}

/* ---- with the passphrase: the office ---- */

static void
check_office(struct doctor *l)
{
	const struct status *s = l->m ? model_status(l->m) : NULL;

	if (!s || s->link == LINK_IDLE)
		return;
	finding_mend(
	    finding_add(l->f, FINDING_WRONG, l->code, "%.300s",
		s->why.says[0] ? s->why.says : "The office cannot be reached."),
	    "look at this device's network, then haven sync; what you wrote "
	    "is kept");
}

static void
check_access(struct doctor *l)
{
	const struct status *s = l->m ? model_status(l->m) : NULL;
	struct buf b = BUF_INIT(1024);

	if (s && *s->ended)
		finding_mend(finding_add(l->f, FINDING_WRONG, l->code,
				 "Your access has ended, or this device was "
				 "taken out of use."),
		    "ask the office; what you wrote is handed over");
	if (s && s->clock_is_off)
		finding_mend(finding_add(l->f, FINDING_WRONG, l->code,
				 "The clock of this device is not that of the "
				 "office."),
		    "timedatectl set-ntp true");
	if (s && s->chain_broken) {
		model_chain_proof(l->m, &b);
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"The audit record of the office is not the one this "
			"device knew. %.250s",
			buf_str(&b)),
		    "tell the Strategic Lead, with these characters");
	}
	buf_done(&b);
}

static void
check_outbox(struct doctor *l)
{
	const struct outbox_row *list;
	size_t n = l->m ? model_outbox(l->m, &list) : 0, stopped = 0, old = 0;

	for (size_t i = 0; i < n; i++) {
		stopped += list[i].where == WHERE_STOPPED;
		old += list[i].where != WHERE_STOPPED &&
		       clock_ms() - list[i].since_ms > OLD_MS;
	}
	if (stopped > 0)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"%zu of what you wrote was stopped: a person must "
			"look.",
			stopped),
		    "in haven: 11, Outbox");
	if (old > 0)
		finding_mend(
		    finding_add(l->f, FINDING_WRONG, l->code,
			"%zu of what you wrote wait here for more than two "
			"days.",
			old),
		    "haven sync; without a link: haven hand-on FILE");
}

struct check {
	const char *code;
	void (*check)(struct doctor *l);
};
static const struct check of_device[] = {
	{ "term", check_term },
	{ "locale", check_locale },
	{ "memory", check_memory },
	{ "clock", check_clock },
	{ "helper", check_helper },
	{ "folder", check_folder },
	{ "store", check_stores },
};
static const struct check of_office[] = {
	{ "office", check_office },
	{ "access", check_access },
	{ "outbox", check_outbox },
};

static void
run(struct doctor *l, const struct check *checks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		l->code = checks[i].code;
		checks[i].check(l);
		l->f->checks++;
	}
}

void
doctor_device(const struct model_config *config, struct findings *f)
{
	struct doctor l = { .config = config, .f = f };

	run(&l, of_device, COUNT_OF(of_device));
}

void
doctor_office(struct model *m, struct findings *f)
{
	struct doctor l = { .f = f, .m = m };

	run(&l, of_office, COUNT_OF(of_office));
}

enum err
cmd_doctor(struct cmd_call *call, struct errinfo *e)
{
	struct findings *f = mem_zalloc(1, sizeof *f);
	struct buf out = BUF_INIT(1u << 20);
	struct errinfo why = { 0 };
	struct model *m = NULL;

	(void)e;
	/* What needs no passphrase comes first; the store is in use after. */
	doctor_device(call->config, f);
	if (cmd_in_step(call, &m, &why) != ERR_OK)
		finding_add(f, FINDING_NOTE, "passphrase",
		    "The office was not asked: %.250s", why.says);
	doctor_office(m, f);
	finding_print(&out, f, "haven doctor");
	for (char *at = out.data, *end; at && (end = strchr(at, '\n'));
	     at = end + 1) {
		*end = '\0';
		cmd_print("%s", at);
	}
	call->status = finding_wrong(f) > 0 ? 1 : 0;
	model_free(m);
	buf_done(&out);
	free(f);
	return ERR_OK;
}
