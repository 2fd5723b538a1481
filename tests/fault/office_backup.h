/* office_backup.h - of office.c alone: a backup of an office, and putting one back. */
#ifndef HAVEN_FAULT_OFFICE_BACKUP_H
#define HAVEN_FAULT_OFFICE_BACKUP_H

#include "backup.h"

static void
in(char out[400], const char *name)
{
	snprintf(out, 400, "%s/%s", dir, name);
}

static void
one_backup(void)
{
	char data[400], keys[400];
	struct buf says = BUF_INIT(65536);
	struct errinfo e = { 0 };
	struct server *s = NULL;

	in(data, "b");
	in(keys, "bk");
	actor_must(server_open(&s, conf, &e), &e, "open");
	actor_must(backup_make(s, data, keys, &says, &e), &e, "backup");
	server_close(s);
	buf_done(&says);
	actor_say("acked backup");
}

static void
backups(void)
{
	static const char *const names[] = { "b", "bk" };
	char path[400], kept[400], from[400];

	for (size_t i = 0; i < 2; i++) {
		in(path, names[i]);
		if (mkdir(path, 0700) != 0)
			actor_wrong("%s: no folder", path);
	}
	one_backup();
	/* Of the first, under a name that stays. */
	for (size_t i = 0; i < 2; i++) {
		const struct dirent *f;
		DIR *d;

		in(path, names[i]);
		d = opendir(path);
		while (d && (f = readdir(d)) != NULL) {
			if (f->d_name[0] == '.')
				continue;
			snprintf(from, sizeof(from), "%.140s/%.200s", path,
			    f->d_name);
			in(kept, i == 0 ? "first.data" : "first.keys");
			if (rename(from, kept) != 0)
				actor_wrong("%s: no name", kept);
		}
		closedir(d);
	}
	snprintf(
	    from, sizeof(from), "%s/master.key", conf_text(conf, CONF_KEY_DIR));
	in(kept, "sheet");
	if (link(from, kept) != 0)
		actor_wrong("%s: no sheet", kept);
}

static void
put_back(void)
{
	uint8_t *master = seal_key_empty();
	char data[400], keys[400], path[400];
	struct buf says = BUF_INIT(65536);
	struct errinfo e = { 0 };
	struct restore_ask q = { .conf = conf, .now_ms = clock_ms() };

	in(data, "first.data");
	in(keys, "first.keys");
	in(path, "sheet");
	actor_must(seal_file_read(master, SEAL_KEY, path, &e), &e, "sheet");
	snprintf(
	    path, sizeof(path), "%s/haven.db", conf_text(conf, CONF_STORE_DIR));
	q.data = access(path, F_OK) == 0 ? NULL : data;
	snprintf(
	    path, sizeof(path), "%s/keys.db", conf_text(conf, CONF_KEY_DIR));
	if (access(path, F_OK) != 0) {
		q.keys = keys;
		q.master = master;
	}
	if (q.data != NULL || q.keys != NULL)
		actor_must(restore_run(&q, &says, &e), &e, "restore");
	seal_key_free(master);
	buf_done(&says);
	actor_say("acked restore");
}

static void
disturbed(void (*run)(void), int argc)
{
	if (argc > 3) {
		run();
		return;
	}
	actor_ready();
	run();
	actor_mark();
	_exit(0); /* a leak checker cannot work beside strace */
}

#endif
