/* cmd_backup.c - havend backup, backup --check, restore and head. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "backup.h"
#include "ctl.h"
#include "head.h"
#include "server.h"
#include "when.h"

#define SHEET_MAX 16384

enum err
cmd_backup(struct cli_call *call, struct errinfo *e)
{
	const char *keys = cli_option(call, "--keys");
	const char *data = conf_text(call->conf, CONF_BACKUP_DIR);
	int at = 0;

	if (call->argc > 0 && strncmp(call->argv[0], "--", 2) != 0) {
		data = call->argv[0];
		at = 1;
	}
	if (call->argc - at != (keys != NULL ? 2 : 0))
		return err_set(e, ERR_INVALID,
		    "havend backup takes a folder, and --keys with another: "
		    "havend backup DIR --keys OTHER");
	if (keys == NULL)
		keys = conf_text(call->conf, CONF_BACKUP_KEY_DIR);
	/* The havend that does it stands in another folder. */
	if (data[0] != '/' || keys[0] != '/')
		return err_set(e, ERR_INVALID,
		    "Records and keys go to two folders, each a whole path "
		    "that begins with /: havend backup DIR --keys OTHER, or "
		    "the settings backup_dir and backup_key_dir.");
	return backup_make(call->server, data, keys, call->out, e);
}

/* ---- the sheet ---- */

static enum err
read_sheet(uint8_t master[SEAL_KEY], const char *path, struct errinfo *e)
{
	struct buf text = BUF_INIT(SHEET_MAX);
	bool is_typed = strcmp(path, "-") == 0;
	int fd = is_typed ? STDIN_FILENO
			  : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err code = ERR_OK;
	char part[512];
	ssize_t n = 0;

	if (fd < 0)
		return err_set(e, ERR_NOT_FOUND,
		    "The recovery sheet %.120s cannot be read: %s.", path,
		    strerror(errno));
	while (!text.failed && (n = read(fd, part, sizeof(part))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		buf_add(&text, part, (size_t)n);
	}
	if (n < 0 || text.failed || !restore_read_sheet(master, buf_str(&text)))
		code = err_set(e, ERR_INVALID,
		    "The master key of the recovery sheet is eight groups of "
		    "eight characters (0 to 9, a to f). Nothing was changed; "
		    "type them as they stand there.");
	seal_wipe(part, sizeof(part));
	buf_done(&text);
	if (!is_typed)
		(void)close(fd);
	return code;
}

/* From the sheet if one is named, else from the key folder. */
static enum err
find_master(struct cli_call *call, uint8_t *master, struct errinfo *e)
{
	const char *sheet = cli_option(call, "--sheet");
	char path[BACKUP_PATH_MAX];

	if (sheet != NULL)
		return read_sheet(master, sheet, e);
	snprintf(path, sizeof(path), "%.4000s/master.key",
	    conf_text(call->conf, CONF_KEY_DIR));
	return seal_file_read(master, SEAL_KEY, path, e);
}

/* ---- --check ---- */

static enum err
check_one(struct cli_call *call, const char *path, const uint8_t *key,
    struct id *pair, struct errinfo *e)
{
	struct backup_manifest m;
	enum err code = backup_read(path, key, NULL, NULL, &m, e);

	if (code != ERR_OK)
		return code;
	buf_addf(call->out, "%s: whole, a backup of the %s.\n", path,
	    m.what == BACKUP_DATA ? "records" : "keys");
	backup_print(call->out, &m);
	if (!id_is_none(pair) && !id_equal(pair, &m.id))
		buf_adds(call->out,
		    "This one and the one before were not made together. "
		    "That is well if the keys are the later ones.\n");
	*pair = m.id;
	return ERR_OK;
}

enum err
cmd_backup_check(struct cli_call *call, struct errinfo *e)
{
	uint8_t *master = seal_key_empty(), *key = seal_key_empty();
	struct id pair = { 0 };
	enum err code = find_master(call, master, e);
	int count = 0;

	backup_key(key, master);
	for (int i = 0; i < call->argc && code == ERR_OK; i++) {
		if (strcmp(call->argv[i], "--sheet") == 0) {
			i++;
			continue;
		}
		code = check_one(call, call->argv[i], key, &pair, e);
		count++;
	}
	if (code == ERR_OK && count == 0)
		code = err_set(e, ERR_INVALID,
		    "Say which file: havend backup --check FILE");
	seal_key_free(master);
	seal_key_free(key);
	return code;
}

/* ---- restore ---- */

static enum err
check_words(const struct cli_call *call, struct errinfo *e)
{
	static const char *const with[] = { "--data", "--keys", "--sheet",
		"--destroyed" };
	static const char *const alone[] = { "--older", "--accept-lost" };

	for (int i = 0; i < call->argc; i++) {
		bool is_known = false;

		for (size_t k = 0; k < sizeof(alone) / sizeof(alone[0]); k++)
			is_known |= strcmp(call->argv[i], alone[k]) == 0;
		for (size_t k = 0; k < sizeof(with) / sizeof(with[0]); k++) {
			if (strcmp(call->argv[i], with[k]) != 0)
				continue;
			is_known = i + 1 < call->argc;
			i++;
			break;
		}
		if (!is_known)
			return err_set(e, ERR_INVALID,
			    "havend restore takes --data FILE, --keys FILE, "
			    "--sheet FILE, --destroyed FILE, --older and "
			    "--accept-lost.");
	}
	return ERR_OK;
}

static enum err
check_not_running(const struct cli_call *call, struct errinfo *e)
{
	static const char *const words[] = { "status" };
	struct buf out = BUF_INIT(65536);
	int status;
	enum err code = ctl_ask(call->conf, 1, words, &out, &status, NULL);

	buf_done(&out);
	if (code == ERR_NOT_FOUND)
		return ERR_OK;
	return err_set(e, ERR_CONFLICT,
	    "havend serves this store. A backup is never put over a living "
	    "one: stop havend, and move the folder away first. Nothing was "
	    "changed.");
}

enum err
cmd_restore(struct cli_call *call, struct errinfo *e)
{
	const char *sheet = cli_option(call, "--sheet");
	uint8_t *master = seal_key_empty();
	struct restore_ask ask = { .conf = call->conf,
		.data = cli_option(call, "--data"),
		.keys = cli_option(call, "--keys"),
		.destroyed = cli_option(call, "--destroyed"),
		.accept_lost = cli_flag(call, "--accept-lost"),
		.accept_older = cli_flag(call, "--older"),
		.now_ms = clock_ms() };
	enum err code = check_words(call, e);

	if (code == ERR_OK)
		code = check_not_running(call, e);
	if (code == ERR_OK && sheet != NULL) {
		code = read_sheet(master, sheet, e);
		ask.master = master;
	}
	if (code == ERR_OK)
		code = restore_run(&ask, call->out, e);
	seal_key_free(master);
	return code;
}

/* ---- head ---- */

static enum err
is_in(struct cli_call *call, struct db *db, const char *text, struct errinfo *e)
{
	uint8_t first[SEAL_HASH], now[SEAL_HASH];
	int64_t rows, now_rows;

	if (!head_read(&rows, first, text))
		return err_set(e, ERR_INVALID,
		    "This is no head of a chain, or a character is wrong. Type "
		    "it as it stands on the paper, with the number before it.");
	audit_head(db, &now_rows, now);
	if (generation_head_begins(db, rows, first)) {
		buf_addf(call->out,
		    "Yes: this is row %" PRId64 " of the chain, and nothing "
		    "before it was changed since. %" PRId64
		    " rows came after.\n",
		    rows, now_rows - rows);
		return ERR_OK;
	}
	return err_set(e, ERR_CORRUPT,
	    "No: row %" PRId64 " of this chain has another head, or is not "
	    "there. Either the past was rewritten, or the office was put back "
	    "from a backup since: havend verify names every restore.",
	    rows);
}

enum err
cmd_head(struct cli_call *call, struct errinfo *e)
{
	const char *text = cli_option(call, "--is-in");
	struct db *db = server_reader(call->server, e);
	char shown[HEAD_MAX];
	uint8_t head[SEAL_HASH];
	int64_t rows;
	enum err code = ERR_OK;

	if (db == NULL)
		return ERR_IO;
	audit_head(db, &rows, head);
	if (text != NULL) {
		code = is_in(call, db, text, e);
	} else if (call->argc > 0) {
		code = err_set(
		    e, ERR_INVALID, "havend head, or havend head --is-in TEXT");
	} else {
		head_print(shown, rows, head);
		buf_addf(call->out,
		    "%s\n\nWrite it down with the day, and keep the paper. One "
		    "day \"havend head --is-in\" says\nwhether what had "
		    "happened until now is still what the office says it "
		    "was.\n",
		    shown);
	}
	server_reader_done(call->server, db);
	return code;
}
