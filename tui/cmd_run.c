/* cmd_run.c - enrol, sync, outbox and waiting in the shell. The passphrase is asked on
 * the terminal itself, never taken from a pipe, an argument or a variable. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#include "cmd_in.h"
#include "mem.h"
#include "store.h"
#include "waiting_words.h"
#include "when.h"

/* ---- the terminal ---- */

/* Ask on the terminal; secret: without echo. out holds size bytes. */
static enum err
ask(const char *words, bool secret, char *out, size_t size, struct errinfo *e)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct termios was, now;
	size_t n = 0;
	char c;

	if (fd < 0 || tcgetattr(fd, &was) != 0) {
		if (fd >= 0)
			close(fd);
		return err_set(e, ERR_INVALID,
		    "haven asks for this on a terminal, and there is none.");
	}
	now = was;
	if (secret)
		now.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(fd, TCSAFLUSH, &now);
	(void)!write(fd, words, strlen(words));
	while (read(fd, &c, 1) == 1 && c != '\n') {
		if (n + 1 < size)
			out[n++] = c;
	}
	out[n] = '\0';
	tcsetattr(fd, TCSAFLUSH, &was);
	if (secret)
		(void)!write(fd, "\n", 1);
	close(fd);
	return ERR_OK;
}

/* ---- waiting for the office, without a screen ---- */

static void
turn(struct model *m)
{
	int64_t wait = model_tick(m, clock_boot_ms());
	struct pollfd p = { .fd = model_fd(m), .events = POLLIN };

	if (wait > 1000)
		wait = 1000;
	if (poll(&p, p.fd >= 0 ? 1 : 0, (int)wait) > 0)
		model_readable(m);
}

/* ---- whose store ---- */

static enum err
whose(
    const struct cmd_call *call, char out[STORE_SIGN_IN_MAX], struct errinfo *e)
{
	struct errinfo why = { 0 };
	struct store_who *all;
	size_t n;

	snprintf(
	    out, STORE_SIGN_IN_MAX, "%s", call->sign_in ? call->sign_in : "");
	if (*out)
		return ERR_OK;
	all = mem_zalloc(STORE_PEOPLE_MAX, sizeof *all);
	n = store_list(call->config->data_dir, all, STORE_PEOPLE_MAX, &why);
	if (n == 1)
		snprintf(out, STORE_SIGN_IN_MAX, "%s", all[0].sign_in);
	mem_free_wiped(all, STORE_PEOPLE_MAX * sizeof *all);
	if (*out)
		return ERR_OK;
	if (why.code != ERR_OK)
		return err_set(e, why.code, "%s", why.says);
	return err_set(e, ERR_INVALID,
	    n ? "Several people use this device. Say who: --sign-in NAME."
	      : "Nobody is enrolled on this device yet. It is: haven enrol "
		"URL CODE");
}

static enum err
open_store(struct cmd_call *call, struct model **m, struct errinfo *e)
{
	char pass[SEAL_PASSPHRASE_MAX + 1], words[128];
	char sign_in[STORE_SIGN_IN_MAX];
	enum err code = model_new(m, call->config, e);

	if (code == ERR_OK)
		code = whose(call, sign_in, e);
	if (code != ERR_OK)
		return code;
	snprintf(words, sizeof words, "Passphrase of %.60s: ", sign_in);
	code = ask(words, true, pass, sizeof pass, e);
	if (code == ERR_OK)
		code = model_unlock(*m, sign_in, pass, e);
	seal_wipe(pass, sizeof pass);
	return code;
}

/* ---- the commands ---- */

static enum err
ask_passphrases(char *pass, size_t size, const char *sign_in, struct errinfo *e)
{
	char again[SEAL_PASSPHRASE_MAX + 1];
	enum err code = ask(
	    "Your passphrase (15 characters or more): ", true, pass, size, e);

	if (code == ERR_OK)
		code = seal_passphrase_check(pass, sign_in, e);
	if (code == ERR_OK)
		code =
		    ask("The passphrase again: ", true, again, sizeof again, e);
	if (code == ERR_OK && strcmp(pass, again) != 0)
		code = err_set(e, ERR_INVALID,
		    "The two passphrases are not the same. Nothing was "
		    "changed; begin again.");
	seal_wipe(again, sizeof again);
	return code;
}

static enum err
enrol(struct cmd_call *call, struct errinfo *e)
{
	struct model *m = NULL;
	struct utsname host;
	char pass[SEAL_PASSPHRASE_MAX + 1], sign_in[48];
	enum ask_state state = ASK_WAITING;
	enum err code = ERR_OK;

	snprintf(
	    sign_in, sizeof sign_in, "%s", call->sign_in ? call->sign_in : "");
	if (!*sign_in)
		code = ask(
		    "Your sign-in name: ", false, sign_in, sizeof sign_in, e);
	if (code == ERR_OK)
		code = ask_passphrases(pass, sizeof pass, sign_in, e);
	if (code == ERR_OK)
		code = model_new(&m, call->config, e);
	if (code == ERR_OK) {
		uname(&host);
		code = model_ask_enrol(m, call->argv[0], call->argv[1], sign_in,
		    pass, host.nodename, e);
	}
	while (code == ERR_OK && state == ASK_WAITING) {
		turn(m);
		state = model_enrol_state(m, e);
	}
	if (code == ERR_OK && state != ASK_DONE)
		code = e->code;
	if (code == ERR_OK)
		cmd_print("This device is enrolled for %s. Start haven to "
			  "begin.",
		    sign_in);
	seal_wipe(pass, sizeof pass);
	model_free(m);
	return code;
}

/* In step, or it cannot be: then why. */
static bool
is_settled(const struct status *s)
{
	switch (s->link) {
	case LINK_DOWN:
	case LINK_SIGN_IN: return true;
	case LINK_IDLE: return s->answers > 0;
	case LINK_CONNECTING:
	case LINK_SENDING:
	case LINK_FETCHING: return false;
	}
	return false;
}

enum err
cmd_in_step(struct cmd_call *call, struct model **m, struct errinfo *e)
{
	enum err code = open_store(call, m, e);

	if (code != ERR_OK) {
		model_free(*m);
		*m = NULL;
		return code;
	}
	model_sync_now(*m);
	do
		turn(*m);
	while (!is_settled(model_status(*m)));
	return ERR_OK;
}

static enum err
sync_once(struct cmd_call *call, struct errinfo *e)
{
	struct model *m = NULL;
	const struct status *s;
	enum err code = cmd_in_step(call, &m, e);

	if (code == ERR_OK) {
		s = model_status(m);
		if (s->link != LINK_IDLE) {
			*e = s->why;
			code = s->why.code != ERR_OK
				   ? s->why.code
				   : err_set(e, ERR_NET,
					 "The office cannot be reached.");
		}
		cmd_print("%zu here, %zu stopped.", s->here, s->stopped);
	}
	model_free(m);
	return code;
}

static enum err
outbox(struct cmd_call *call, struct errinfo *e)
{
	struct model *m = NULL;
	const struct outbox_row *list;
	char when[WHEN_SHOWN];
	size_t n = 0;
	enum err code = open_store(call, &m, e);

	if (code == ERR_OK)
		n = model_outbox(m, &list);
	for (size_t i = 0; i < n; i++) {
		when_show_ms(when, list[i].since_ms, clock_ms());
		cmd_print("%s  %s  %s  %s",
		    list[i].where == WHERE_STOPPED ? "stopped" : "waits", when,
		    list[i].kind->title, list[i].why);
	}
	if (code == ERR_OK && n == 0)
		cmd_print("Nothing waits here.");
	model_free(m);
	return code;
}

/* As it was when the office was last in touch; nothing is fetched. */
static enum err
waiting(struct cmd_call *call, struct errinfo *e)
{
	struct buf lines = BUF_INIT(1u << 20);
	struct model *m = NULL;
	size_t n = 0;
	enum err code = open_store(call, &m, e);

	if (code == ERR_OK)
		n = waiting_digest(m, clock_ms(), !call->no_names, &lines);
	if (code == ERR_OK && call->count)
		cmd_print("%zu", n);
	else if (code == ERR_OK && n == 0)
		cmd_print("Nothing waits for you.");
	for (char *at = lines.data, *end;
	     code == ERR_OK && !call->count && n > 0 && *at; at = end + 1) {
		end = strchr(at, '\n');
		*end = '\0';
		cmd_print("%s", at);
	}
	buf_done(&lines);
	model_free(m);
	return code;
}

/* No passphrase: what is written out was sealed to the office before. */
static enum err
hand_on(struct cmd_call *call, struct errinfo *e)
{
	struct buf text = BUF_INIT(WIRE_HANDED_MAX), says = BUF_INIT(8192);
	struct store_handed did;
	char sign_in[STORE_SIGN_IN_MAX];
	enum err code = whose(call, sign_in, e);

	if (code == ERR_OK)
		code = store_hand_on_closed(
		    call->config->data_dir, sign_in, &text, &did, e);
	if (code == ERR_OK)
		code = store_handed_write(call->argv[0], &text, &did, &says, e);
	if (code == ERR_OK)
		cmd_print("%s", buf_str(&says));
	buf_done(&text);
	buf_done(&says);
	return code;
}

const struct cmd_def cmds[] = {
	{ "enrol", "URL CODE", "tie this device to the office for one person",
	    2, 2, enrol, 0 },
	{ "sync", "", "send and fetch once", 0, 0, sync_once, 0 },
	{ "outbox", "", "what waits here, since when and why", 0, 0, outbox,
	    0 },
	{ "waiting", "", "what waits for you, since when or until when", 0, 0,
	    waiting, CMD_SHORT },
	{ "hand-on", "FILE", "write it to a file that only the office opens", 1,
	    1, hand_on, 0 },
	{ "doctor", "", "what is wrong on this device, and what mends it", 0, 0,
	    cmd_doctor, 0 },
	{ "share-check", "FILE", "the decision to share on the facts in it", 1,
	    1, cmd_share_check, CMD_BARE | CMD_LINES },
	{ .name = NULL },
};
