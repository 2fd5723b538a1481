/* cmd_closure.c - havend closure-pack, closure-key, closure-open (closure.h).
 *
 * A pack is the one way by which everything leaves in clear for somebody. It takes
 * the machine of the server and the recovery sheet out of the safe: two things that
 * two people keep. The chain says that it was made, and for which key, before it
 * is. */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "closure.h"
#include "server.h"
#include "when.h"

#define SHEET_MAX 20000

/* ---- the recovery sheet ---- */

/* Sixty-four letters of the key in groups, one after another: what stands before
 * and after on the sheet may stay there. */
static bool
read_groups(char hex[SEAL_KEY * 2 + 1], const char *text)
{
	size_t n = 0;

	while (*text != '\0' && n < SEAL_KEY * 2) {
		size_t len = strspn(text, "0123456789abcdefABCDEF");

		if (len == 8 &&
		    (text[8] == '\0' || isspace((unsigned char)text[8]))) {
			memcpy(hex + n, text, 8);
			n += 8;
		} else if (len > 0 || !isspace((unsigned char)*text)) {
			n = 0;
			len = strcspn(text, " \t\r\n");
		}
		text += len;
		text += strspn(text, " \t\r\n");
	}
	hex[n] = '\0';
	return n == SEAL_KEY * 2;
}

static enum err
check_sheet(struct server *s, const char *path, struct errinfo *e)
{
	char text[SHEET_MAX + 1] = "", hex[SEAL_KEY * 2 + 1];
	char ours[SEAL_KEY * 2 + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = fd >= 0 ? read(fd, text, SHEET_MAX) : -1;
	bool is = n > 0 && read_groups(hex, text);

	if (fd >= 0)
		(void)close(fd);
	keyring_master_hex(s->keys, ours);
	for (char *c = hex; is && *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	is = is && seal_equal(hex, ours, SEAL_KEY * 2);
	seal_wipe(text, sizeof(text));
	seal_wipe(hex, sizeof(hex));
	seal_wipe(ours, sizeof(ours));
	return is ? ERR_OK
		  : err_set(e, ERR_DENIED,
			"%.200s does not hold the master key of this store as "
			"the recovery sheet has it. Nothing was written.",
			path);
}

/* ---- the pack ---- */

struct note {
	const char *words;
};

static enum err
note_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct note *n = arg;
	const struct audit_row row = { .what = AUDIT_EXPORTED,
		.at_ms = clock_ms(),
		.received_ms = clock_ms(),
		.words = n->words };

	return audit_add(s, db, &row, e);
}

static enum err
make_pack(struct cli_call *call, const char *dir,
    const uint8_t custodian[SEAL_PUBLIC], struct errinfo *e)
{
	struct buf path = BUF_INIT(4000), words = BUF_INIT(400);
	struct closure_made did;
	struct civil day = when_civil(clock_ms());
	struct note note;
	enum err code;

	buf_addf(&path, "%s/closure-%04d%02d%02d-%02d%02d.pack", dir, day.year,
	    day.month, day.day, day.hour, day.minute);
	buf_adds(&words, "A closure pack of everything, sealed to the key ");
	closure_fingerprint(custodian, &words);
	buf_addc(&words, '.');
	note.words = buf_str(&words);
	/* Without the row there is no pack (promise 7). */
	code = writer_do(call->server->writer, note_run, &note, e);
	if (code == ERR_OK)
		code = closure_make(
		    call->server, buf_str(&path), custodian, &did, e);
	if (code == ERR_OK) {
		buf_addf(call->out,
		    "%s\nholds %zu files, %zu records and %lld rows of the "
		    "chain, sealed to the key ",
		    buf_str(&path), did.files, did.records,
		    (long long)did.rows);
		closure_fingerprint(custodian, call->out);
		buf_adds(call->out,
		    ".\nRead that out to the custodian, who sees the same "
		    "beside their key. Delete the file with the sheet's "
		    "words.\n");
	}
	buf_done(&path);
	buf_done(&words);
	return code;
}

static enum err
usage(struct errinfo *e, const char *what)
{
	return err_set(e, ERR_INVALID,
	    "%s is needed, as a whole path. Nothing was written. See havend "
	    "--help.",
	    what);
}

enum err
cmd_closure_pack(struct cli_call *call, struct errinfo *e)
{
	const char *custodian = cli_option(call, "--custodian");
	const char *sheet = cli_option(call, "--sheet");
	const char *dir = call->argc > 0 ? call->argv[0] : "";
	uint8_t key[SEAL_PUBLIC];
	enum err code;

	/* A running havend stands elsewhere than its caller. */
	if (dir[0] != '/')
		return usage(e, "The folder for the pack");
	if (custodian == NULL || custodian[0] != '/')
		return usage(e, "The custodian's public key (--custodian)");
	if (sheet == NULL || sheet[0] != '/')
		return usage(e, "A file with the recovery sheet (--sheet)");
	code = closure_key_public(key, custodian, e);
	if (code == ERR_OK)
		code = check_sheet(call->server, sheet, e);
	return code == ERR_OK ? make_pack(call, dir, key, e) : code;
}

/* ---- the custodian's end: no store, no server ---- */

enum err
cmd_closure_key(struct cli_call *call, struct errinfo *e)
{
	struct buf print = BUF_INIT(100);
	enum err code;

	if (call->argc != 1)
		return usage(e, "A name for the key");
	code = closure_key_make(call->argv[0], &print, e);
	if (code == ERR_OK)
		buf_addf(call->out,
		    "%s is the secret key: keep it in a safe, and a copy in "
		    "another. Without it a pack can never be opened.\n%s.pub "
		    "is "
		    "for the charity. Read this out to them: %s\n",
		    call->argv[0], call->argv[0], buf_str(&print));
	buf_done(&print);
	return code;
}

enum err
cmd_closure_open(struct cli_call *call, struct errinfo *e)
{
	const char *key = cli_option(call, "--key");
	const char *to = cli_option(call, "--to");
	enum err code;

	if (call->argc < 1 || key == NULL || to == NULL)
		return err_set(e, ERR_INVALID,
		    "havend closure-open PACK --key FILE --to TAR. Nothing was "
		    "written.");
	code = closure_open(call->argv[0], key, to, e);
	if (code == ERR_OK)
		buf_addf(call->out,
		    "%s is whole. Unpack it with tar, and begin with "
		    "README.txt. It is in clear: keep it sealed again.\n",
		    to);
	return code;
}
