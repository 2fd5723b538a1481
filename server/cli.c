/* cli.c - havend at the shell: flags, the table of commands, and where they
 * run. */
#include "cli.h"

#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "log.h"
#include "server.h"
#include "text.h"

const struct cli_command cli_commands[] = {
	{ "init", "",
	    "Make a new, empty store and its keys; prints the recovery sheet.",
	    CLI_HERE, cmd_init },
	{ "user add", "--name NAME --sign-in NAME --role ROLE",
	    "Add a member of staff; the first one of a store is made so.",
	    CLI_STORE, cmd_user_add },
	{ "enrol-code", "SIGN-IN",
	    "Print a code for enrolling a device; it works once, for an hour.",
	    CLI_STORE, cmd_enrol_code },
	{ "user end", "SIGN-IN [--last-day YYYY-MM-DD]",
	    "End a person's access; yesterday was their last day, unless said.",
	    CLI_STORE, cmd_user_end },
	{ "devices", "SIGN-IN", "List a person's devices.", CLI_STORE,
	    cmd_devices },
	{ "revoke-device", "SIGN-IN DEVICE",
	    "Take a device out of use; what was written on it is still taken.",
	    CLI_STORE, cmd_revoke_device },
	{ "take-in", "FILE",
	    "Keep aside what somebody could not send and handed on in a file.",
	    CLI_STORE, cmd_take_in },
	{ "who-sees", "SIGN-IN REFERENCE",
	    "Print all who may see a file and why, as far as that person may "
	    "know.",
	    CLI_STORE, cmd_who_sees },
	{ "verify", "",
	    "Check the audit chain, every seal and every signature.", CLI_STORE,
	    cmd_verify },
	{ "closure-pack", "DIR --custodian PUBLICKEYFILE --sheet FILE",
	    "Write everything out, readable without haven, sealed to a "
	    "custodian's key. FILE holds the words of the recovery sheet; "
	    "delete it afterwards. Whole paths.",
	    CLI_STORE, cmd_closure_pack },
	{ "closure-key", "FILE",
	    "For a custodian: make a key pair, FILE and FILE.pub.", CLI_HERE,
	    cmd_closure_key },
	{ "closure-open", "PACK --key FILE --to TAR",
	    "For a custodian: open a closure pack into a tar archive.",
	    CLI_HERE, cmd_closure_open },
	{ "backup --check", "FILE ... [--sheet FILE]",
	    "Prove that backups are whole, without putting them back.",
	    CLI_HERE, cmd_backup_check },
	{ "backup", "[DIR] [--keys DIR]",
	    "Back up records and keys, sealed, to two folders.", CLI_STORE,
	    cmd_backup },
	{ "restore",
	    "[--data FILE] [--keys FILE --sheet FILE [--destroyed FILE]] "
	    "[--older] [--accept-lost]",
	    "Put a backup back where there is nothing; a sheet of \"-\" is "
	    "typed. The keys.db that was in use until now, if it is still "
	    "there, says with --destroyed what must stay destroyed.",
	    CLI_HERE, cmd_restore },
	{ "doctor --inside", "",
	    "What doctor asks the havend that has the store open.", CLI_STORE,
	    cmd_doctor_inside },
	{ "doctor", "[--json]",
	    "Look for what is wrong, and say what mends it; exits 1 if there "
	    "is.",
	    CLI_HERE, cmd_doctor },
	{ "head", "[--is-in TEXT]",
	    "Print the head of the chain for paper, or look one up.", CLI_STORE,
	    cmd_head },
	{ "status", "", "Say how the running havend is.", CLI_RUNNING,
	    cmd_status },
	{ "stop", "", "End the running havend.", CLI_RUNNING, cmd_stop },
	{ "openapi", "", "Print the description of all addresses.", CLI_HERE,
	    cmd_openapi },
	{ "audit", "", "Print who may do what.", CLI_HERE, cmd_audit },
	{ "demo-seed", "[--seed N] [--list FILE]",
	    "Fill an empty store with invented children (demo = yes).",
	    CLI_STORE, cmd_demo_seed },
	{ NULL, NULL, NULL, CLI_HERE, NULL },
};

/* ---- words ---- */

static const char *
next_word(const char *s, size_t *len)
{
	s += strspn(s, " ");
	*len = strcspn(s, " ");
	return s;
}

const struct cli_command *
cli_find(int argc, const char *const *argv, int *used)
{
	for (const struct cli_command *c = cli_commands; c->name; c++) {
		const char *at = c->name;
		size_t len;
		int n = 0;

		for (at = next_word(at, &len);
		     len > 0 && n < argc && strlen(argv[n]) == len &&
		     memcmp(argv[n], at, len) == 0;
		     at = next_word(at + len, &len))
			n++;
		if (len == 0 && n > 0) {
			*used = n;
			return c;
		}
	}
	return NULL;
}

const char *
cli_option(const struct cli_call *call, const char *name)
{
	for (int i = 0; i + 1 < call->argc; i++)
		if (strcmp(call->argv[i], name) == 0)
			return call->argv[i + 1];
	return NULL;
}

bool
cli_flag(const struct cli_call *call, const char *name)
{
	for (int i = 0; i < call->argc; i++)
		if (strcmp(call->argv[i], name) == 0)
			return true;
	return false;
}

/* ---- what stands before the command ---- */

struct flags {
	const char *config;
	const char *sets[CLI_ARGS_MAX];
	int set_count;
	bool check_config;
	bool help;
	const char *words[CLI_ARGS_MAX];
	int word_count;
};

static enum err
read_flags(struct flags *f, int argc, char *const *argv, struct errinfo *e)
{
	int i = 1;

	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (strcmp(argv[i], "--check-config") == 0) {
			f->check_config = true;
		} else if (strcmp(argv[i], "--help") == 0) {
			f->help = true;
		} else if (strcmp(argv[i], "--config") == 0 && value) {
			f->config = value;
			i++;
		} else if (strcmp(argv[i], "--set") == 0 && value &&
			   strchr(value, '=') && f->set_count < CLI_ARGS_MAX) {
			f->sets[f->set_count++] = value;
			i++;
		} else {
			return err_set(e, ERR_INVALID,
			    "This is no flag of havend, or its value is "
			    "missing: %s. See havend --help.",
			    argv[i]);
		}
	}
	for (; i < argc; i++) {
		if (f->word_count == CLI_ARGS_MAX)
			return err_set(e, ERR_INVALID, "Too many words.");
		f->words[f->word_count++] = argv[i];
	}
	return ERR_OK;
}

static enum err
load_conf(struct conf **out, const struct flags *f, char *const *env,
    struct errinfo *e)
{
	const char *path = f->config ? f->config : CLI_CONFIG;
	enum err code;
	char name[64];

	code = conf_load(out, CONF_SERVER, path, f->config != NULL, env, e);
	for (int i = 0; i < f->set_count && code == ERR_OK; i++) {
		const char *value = strchr(f->sets[i], '=');
		size_t len = (size_t)(value - f->sets[i]);

		if (len >= sizeof(name))
			len = sizeof(name) - 1;
		memcpy(name, f->sets[i], len);
		name[len] = '\0';
		code = conf_set(*out, name, value + 1, e);
	}
	return code;
}

static void
start_log(const struct conf *conf)
{
	static const char *const levels[] = { "error", "warning", "info",
		"debug" };
	const char *level = conf_text(conf, CONF_LOG_LEVEL);

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strcmp(level, levels[i]) == 0)
			log_start(STDERR_FILENO, (enum log_level)i);
}

/* ---- running ---- */

static void
show(FILE *to, const char *s, size_t len)
{
	struct buf safe = BUF_INIT(2 * CLI_OUT_MAX);

	text_safe(&safe, s, len, true); /* promise 8 */
	(void)fwrite(buf_str(&safe), 1, safe.len, to);
	(void)fflush(to);
	buf_done(&safe);
}

static void
print_help(FILE *out)
{
	fprintf(out,
	    "havend [--config FILE] [--set name=value] [--check-config] "
	    "[command]\n\nWithout a command it serves. Commands:\n");
	for (const struct cli_command *c = cli_commands; c->name; c++)
		fprintf(out, "  %s %s\n      %s\n", c->name, c->args, c->help);
}

void
cli_print_manual(struct buf *out)
{
	buf_adds(out, ".Bl -tag -width Ds\n");
	for (const struct cli_command *c = cli_commands; c->name; c++)
		buf_addf(out, ".It Cm %s%s%s\n%s\n", c->name,
		    c->args[0] ? " Ar " : "", c->args, c->help);
	buf_adds(out, ".El\n");
}

/* In this process, with the store opened for it. */
static enum err
run_opened(const struct cli_command *command, struct cli_call *call,
    struct conf *conf, FILE *out, struct errinfo *e)
{
	int lock = -1;
	enum err code = ctl_lock(conf, &lock, e);

	if (code != ERR_OK)
		return code;
	code = server_open(&call->server, conf, e);
	if (code == ERR_OK)
		code = command ? command->run(call, e)
			       : serve(call->server, out, e);
	server_close(call->server);
	(void)close(lock);
	return code;
}

static enum err
run_command(const struct cli_command *command, const struct flags *f, int used,
    struct conf *conf, FILE *out, FILE *err, int *status, struct errinfo *e)
{
	struct buf text = BUF_INIT(CLI_OUT_MAX);
	struct cli_call call = { .conf = conf,
		.argc = f->word_count - used,
		.argv = f->words + used,
		.out = &text };
	enum err code = ERR_NOT_FOUND;
	int its_own = 0;

	*status = 0;
	if (command == NULL) {
		code = run_opened(NULL, &call, conf, out, e);
	} else if (command->where == CLI_HERE) {
		code = command->run(&call, e);
		its_own = call.status;
	} else {
		code = ctl_ask(conf, f->word_count, f->words, &text, status, e);
		if (code == ERR_NOT_FOUND && command->where == CLI_STORE)
			code = run_opened(command, &call, conf, out, e);
	}
	if (code == ERR_OK)
		show(*status == 0 ? out : err, buf_str(&text), text.len);
	if (code == ERR_OK && *status == 0)
		*status = its_own;
	buf_done(&text);
	return code;
}

static int
fail(FILE *err, const struct errinfo *e)
{
	struct buf line = BUF_INIT(ERR_SAYS_MAX + 16);

	buf_addf(&line, "havend: %s\n", e->says);
	show(err, buf_str(&line), line.len);
	buf_done(&line);
	return err_exit_status(e->code);
}

int
cli_run(int argc, char *const *argv, char *const *env, FILE *out, FILE *err)
{
	const struct cli_command *command = NULL;
	struct errinfo e = { 0 };
	struct conf *conf = NULL;
	struct flags f = { 0 };
	int used = 0, status = 0;
	enum err code;

	code = read_flags(&f, argc, argv, &e);
	if (code == ERR_OK && f.help) {
		print_help(out);
		return 0;
	}
	if (code == ERR_OK)
		code = load_conf(&conf, &f, env, &e);
	if (code == ERR_OK && f.check_config)
		code = server_take_lists(conf, &e);
	if (code == ERR_OK && f.check_config)
		code = mail_conf_check(conf, &e);
	if (code == ERR_OK && f.check_config) {
		fprintf(out, "The settings are good.\n");
		goto out;
	}
	if (code == ERR_OK && f.word_count > 0) {
		command = cli_find(f.word_count, f.words, &used);
		if (command == NULL)
			code = err_set(&e, ERR_INVALID,
			    "havend has no such command. See havend --help.");
	}
	if (code == ERR_OK) {
		start_log(conf);
		code =
		    run_command(command, &f, used, conf, out, err, &status, &e);
	}
out:
	if (code != ERR_OK)
		status = fail(err, &e);
	conf_free(conf);
	return status;
}
