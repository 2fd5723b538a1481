/* world.c - an office and a device to begin with, made once, and copied for each
 * case. Their programs were killed, so that their journals are there. */
#include "fault.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "havend.h"

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "fault: %s: %s\n", what, why);
	exit(1);
}

/* ---- folders ---- */

static void
copy_file(const char *from, const char *to)
{
	static char bytes[1 << 16];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n;

	if (in < 0 || out < 0)
		die(to, strerror(errno));
	while ((n = read(in, bytes, sizeof(bytes))) > 0)
		if (write(out, bytes, (size_t)n) != n)
			die(to, strerror(errno));
	close(in);
	close(out);
}

static void
remove_all(const char *dir)
{
	nftw(dir, havend_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A folder of files alone. */
static void
copy_dir(const char *from, const char *to)
{
	DIR *d = opendir(from);
	struct dirent *f;
	char a[600], b[600];
	struct stat st;

	if (!d || mkdir(to, 0700) != 0)
		die(to, strerror(errno));
	while ((f = readdir(d)) != NULL) {
		snprintf(a, sizeof(a), "%s/%s", from, f->d_name);
		snprintf(b, sizeof(b), "%s/%s", to, f->d_name);
		if (lstat(a, &st) == 0 && S_ISREG(st.st_mode))
			copy_file(a, b);
	}
	closedir(d);
}

static void
put(struct world *w, const char *kept, const char *place)
{
	char from[128];

	snprintf(from, sizeof(from), "%s/%s", w->dir, kept);
	remove_all(place);
	copy_dir(from, place);
}

static void
keep(struct world *w, const char *place, const char *kept)
{
	char to[128];

	snprintf(to, sizeof(to), "%s/%s", w->dir, kept);
	copy_dir(place, to);
}

void
world_put_device(struct world *w, const char *kind)
{
	char kept[40];

	snprintf(kept, sizeof(kept), "device-%s", kind);
	put(w, kept, w->device);
}

static const char *const office_folders[] = { "store", "keys" };

static void
office_names(const struct world *w, size_t i, const char *kind, char path[128],
    char kept[40])
{
	snprintf(path, 128, "%s/%s", w->office, office_folders[i]);
	snprintf(kept, 40, "office-%s%s%s", office_folders[i], kind ? "-" : "",
	    kind ? kind : "");
}

void
world_put_office(struct world *w, const char *kind)
{
	char path[128], kept[40];

	for (size_t i = 0; i < 2; i++) {
		office_names(w, i, kind, path, kept);
		put(w, kept, path);
	}
}

void
world_empty_office(struct world *w)
{
	char path[128], kept[40];

	for (size_t i = 0; i < 2; i++) {
		office_names(w, i, NULL, path, kept);
		remove_all(path);
	}
}

static void
keep_office(struct world *w, const char *kind)
{
	char path[128], kept[40];

	for (size_t i = 0; i < 2; i++) {
		office_names(w, i, kind, path, kept);
		keep(w, path, kept);
	}
}

/* ---- the making ---- */

static void
actor(const char *name, const char *thing, const char *a, const char *b,
    const char *c)
{
	const char *argv[] = { name, thing, a, b, c, NULL };
	struct said said;

	if (proc_run(&said, argv) != 0)
		die(thing, said.count ? said.line[said.count - 1] : "no word");
}

static void
make_device(struct world *w, const char *kind)
{
	char kept[40];

	snprintf(kept, sizeof(kept), "device-%s", kind);
	if (mkdir(w->device, 0700) != 0)
		die(w->device, strerror(errno));
	actor("device", kind, w->device, NULL, NULL);
	keep(w, w->device, kept);
	remove_all(w->device);
}

/* A device of an office, which went on since. */
static void
make_office(struct world *w)
{
	struct havend h = { .pid = 0 };
	char code[96], url[64];

	/* Of two that answer, chance would say which; they do the same. */
	havend_new(&h, "threads = 1\n");
	havend_stop(&h);
	snprintf(w->office, sizeof(w->office), "%s", h.dir);
	snprintf(w->conf, sizeof(w->conf), "%s", h.conf);
	w->port = h.port;
	actor("office", "make", w->conf, NULL, NULL);
	havend_start(&h);
	havend_person(&h, "sam", "designated_senior");
	havend_code(&h, "sam", code);
	snprintf(url, sizeof(url), "https://localhost:%d", h.port);
	actor("device", "enrol", w->device, url, code);
	keep(w, w->device, "device-sync");
	havend_person(&h, "nora", "volunteer");
	havend_person(&h, "omar", "volunteer");
	kill(h.pid, SIGKILL);
	waitpid(h.pid, NULL, 0);
	keep_office(w, NULL);
	actor("office", "backups", w->conf, NULL, NULL);
	world_put_office(w, NULL);
	actor("office", "mail", w->conf, NULL, NULL);
	keep_office(w, "mail");
	world_put_office(w, NULL);
	actor("office", "old", w->conf, NULL, NULL);
	keep_office(w, "old");
}

/* Kill -9 is no loss of power: what was written is there, on any file system.
 * So cases run where nothing waits for a disk, if there is such a place. */
void
world_make(struct world *w)
{
	const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	memset(w, 0, sizeof(*w));
	havend_where = where;
	snprintf(w->dir, sizeof(w->dir), "%s/haven-fault-XXXXXX", where);
	if (mkdtemp(w->dir) == NULL)
		die(w->dir, strerror(errno));
	snprintf(w->device, sizeof(w->device), "%s/device", w->dir);
	make_device(w, "make");
	make_device(w, "old");
	make_office(w);
}

void
world_remove(struct world *w)
{
	remove_all(w->office);
	remove_all(w->dir);
}
