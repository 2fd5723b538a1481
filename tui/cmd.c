/* cmd.c - what stands on the command line, and the settings haven starts with. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd_in.h"
#include "env.h"
#include "helper.h"
#include "mem.h"
#include "text.h"

#define HAVEN_VERSION "0.1"

extern char **environ;

void
cmd_print(const char *fmt, ...)
{
	struct buf raw = BUF_INIT(65536), safe = BUF_INIT(262144);
	char line[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	buf_adds(&raw, line);
	text_safe(&safe, buf_str(&raw), raw.len, true);
	puts(buf_str(&safe));
	buf_done(&raw);
	buf_done(&safe);
}

void
cmd_say(const char *sentence)
{
	struct buf safe = BUF_INIT(65536);

	text_safe(&safe, sentence, strlen(sentence), true);
	fprintf(stderr, "haven: %s\n", buf_str(&safe));
	buf_done(&safe);
}

static void
help(void)
{
	puts("haven - record concerns about a child, and keep them safe\n\n"
	     "  haven [flags]                  open in this terminal");
	for (const struct cmd_def *c = cmds; c->name; c++)
		printf("  haven [flags] %s %-*s %s\n", c->name,
		    15 - (int)strlen(c->name), c->args, c->help);
	puts("\nFlags: --config FILE, --set NAME=VALUE, --sign-in NAME, "
	     "--ascii,\n"
	     "--mono, --demo FILE, --lines, --count, --no-names, --help, "
	     "--version.\n"
	     "See haven(1).");
}

/* ---- paths ---- */

/* $XDG_..._HOME/haven, or ~/fallback/haven. */
static char *
xdg_path(const char *variable, const char *fallback, const char *file)
{
	const char *base = getenv(variable), *home = getenv("HOME");
	char path[PATH_MAX];

	if (base && *base == '/')
		snprintf(path, sizeof path, "%s/haven%s", base, file);
	else
		snprintf(path, sizeof path, "%s/%s/haven%s", home ? home : "",
		    fallback, file);
	return mem_strdup(path);
}

/* ---- flags ---- */

struct flags {
	const char *config, *sign_in, *demo;
	const char *set[32];
	size_t set_count;
	bool ascii, mono, help, version, lines, count, no_names;
	int rest; /* index of the first word that is no flag */
};

static enum err
one_flag(struct flags *f, int argc, char **argv, int *i, struct errinfo *e)
{
	static const struct {
		const char *name;
		size_t offset;
	} valued[] = { { "--config", offsetof(struct flags, config) },
		{ "--sign-in", offsetof(struct flags, sign_in) },
		{ "--demo", offsetof(struct flags, demo) } };
	static const struct {
		const char *name;
		size_t offset;
	} plain[] = { { "--ascii", offsetof(struct flags, ascii) },
		{ "--mono", offsetof(struct flags, mono) },
		{ "--help", offsetof(struct flags, help) },
		{ "--version", offsetof(struct flags, version) },
		{ "--lines", offsetof(struct flags, lines) },
		{ "--count", offsetof(struct flags, count) },
		{ "--no-names", offsetof(struct flags, no_names) } };
	const char *name = argv[*i];

	for (size_t k = 0; k < sizeof plain / sizeof plain[0]; k++) {
		if (strcmp(name, plain[k].name) == 0) {
			*(bool *)((char *)f + plain[k].offset) = true;
			return ERR_OK;
		}
	}
	if (*i + 1 < argc && strcmp(name, "--set") == 0 &&
	    f->set_count < sizeof f->set / sizeof f->set[0]) {
		f->set[f->set_count++] = argv[++*i];
		return ERR_OK;
	}
	for (size_t k = 0; k < sizeof valued / sizeof valued[0]; k++) {
		if (*i + 1 < argc && strcmp(name, valued[k].name) == 0) {
			memcpy((char *)f + valued[k].offset, &argv[++*i],
			    sizeof argv[0]);
			return ERR_OK;
		}
	}
	return err_set(e, ERR_INVALID,
	    "\"%s\" is not a flag of haven, or its value is missing. haven "
	    "--help shows them all.",
	    name);
}

static enum err
read_flags(struct flags *f, int argc, char **argv, struct errinfo *e)
{
	char **words = mem_zalloc((size_t)argc + 1, sizeof *words);
	int n = 0;
	enum err code = ERR_OK;

	/* Flags may stand before and after the words; words keep their order. */
	for (int i = 1; i < argc && code == ERR_OK; i++) {
		if (strncmp(argv[i], "--", 2) == 0)
			code = one_flag(f, argc, argv, &i, e);
		else
			words[n++] = argv[i];
	}
	f->rest = argc - n;
	memcpy(argv + f->rest, words, (size_t)n * sizeof *words);
	free(words);
	return code;
}

static enum err
apply_flags(struct conf *conf, const struct flags *f, struct errinfo *e)
{
	enum err code = ERR_OK;
	char name[64];

	for (size_t i = 0; i < f->set_count && code == ERR_OK; i++) {
		const char *eq = strchr(f->set[i], '=');

		if (!eq || (size_t)(eq - f->set[i]) >= sizeof name)
			return err_set(e, ERR_CONFIG,
			    "--set wants NAME=VALUE, not \"%s\".", f->set[i]);
		snprintf(name, sizeof name, "%.*s", (int)(eq - f->set[i]),
		    f->set[i]);
		code = conf_set(conf, name, eq + 1, e);
	}
	if (code == ERR_OK && f->ascii)
		code = conf_set(conf, "ascii", "yes", e);
	if (code == ERR_OK && f->mono)
		code = conf_set(conf, "colour", "no", e);
	return code;
}

static enum err
load(struct model_config *config, const struct flags *f, struct errinfo *e)
{
	static const struct seal_cost cost = SEAL_COST_DEFAULT;
	char *path =
	    f->config ? mem_strdup(f->config)
		      : xdg_path("XDG_CONFIG_HOME", ".config", "/haven.conf");
	const char *dir;
	enum err code = conf_load(
	    &config->conf, CONF_CLIENT, path, f->config != NULL, environ, e);

	mem_free_text(path);
	if (code == ERR_OK)
		code = apply_flags(config->conf, f, e);
	if (code != ERR_OK)
		return code;
	dir = conf_text(config->conf, CONF_DATA_DIR);
	config->data_dir = *dir ? mem_strdup(dir)
				: xdg_path("XDG_DATA_HOME", ".local/share", "");
	config->net_program = helper_path("haven-net");
	config->demo_codes = f->demo;
	config->cost = cost;
	return ERR_OK;
}

void
cmd_end(struct model_config *config)
{
	conf_free(config->conf);
	mem_free_text((char *)config->data_dir);
	mem_free_text((char *)config->net_program);
	memset(config, 0, sizeof *config);
}

static const struct cmd_def *
find_command(const char *name)
{
	for (const struct cmd_def *c = cmds; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

/* The command that the words name. */
static enum err
run_command(struct model_config *config, const struct flags *f, int argc,
    char **argv, int *status, struct errinfo *e)
{
	struct cmd_call call = { .config = config,
		.argc = argc - f->rest - 1,
		.argv = argv + f->rest + 1,
		.sign_in = f->sign_in,
		.lines = f->lines,
		.count = f->count,
		.no_names = f->no_names };
	const struct cmd_def *c = find_command(argv[f->rest]);
	enum err code;

	*status = err_exit_status(ERR_INVALID);
	if (!c)
		return err_set(e, ERR_INVALID,
		    "\"%s\" is not a command of haven. haven --help shows them "
		    "all.",
		    argv[f->rest]);
	if (call.argc < c->min_args || call.argc > c->max_args ||
	    (f->lines && !(c->flags & CMD_LINES)) ||
	    ((f->count || f->no_names) && !(c->flags & CMD_SHORT)))
		return err_set(
		    e, ERR_INVALID, "It is: haven %s %s", c->name, c->args);
	code = c->run(&call, e);
	*status = code == ERR_OK ? call.status : err_exit_status(code);
	return code;
}

bool
cmd_start_bare(int argc, char **argv, int *exit_status)
{
	/* read_flags moves words about; argv is not yet its to change. */
	char **copy = mem_zalloc((size_t)argc + 1, sizeof *copy);
	struct flags f = { 0 };
	struct errinfo e = { 0 };
	const struct cmd_def *c = NULL;
	bool is_bare;

	memcpy(copy, argv, (size_t)argc * sizeof *copy);
	if (read_flags(&f, argc, copy, &e) == ERR_OK && f.rest < argc &&
	    !f.help && !f.version)
		c = find_command(copy[f.rest]);
	is_bare = c && (c->flags & CMD_BARE);
	if (is_bare) {
		seal_harden_process();
		(void)run_command(NULL, &f, argc, copy, exit_status, &e);
	}
	free(copy);
	if (is_bare && *exit_status != 0)
		cmd_say(e.says);
	return is_bare;
}

enum err
cmd_start(int argc, char **argv, struct model_config *config, int *exit_status,
    struct errinfo *e)
{
	struct flags f = { 0 };
	enum err code;

	env_scrub_main(argv);
	seal_harden_process();
	code = seal_start(e);
	if (code == ERR_OK)
		code = kind_selfcheck(e);
	if (code == ERR_OK)
		code = read_flags(&f, argc, argv, e);
	if (code == ERR_OK && (f.lines || f.count || f.no_names) &&
	    f.rest == argc && !f.help)
		code = err_set(e, ERR_INVALID,
		    "%s goes with a command. haven --help shows them all.",
		    f.lines   ? "--lines"
		    : f.count ? "--count"
			      : "--no-names");
	if (code != ERR_OK)
		return code;
	*exit_status = 0;
	if (f.help || f.version) {
		if (f.help)
			help();
		else
			puts("haven " HAVEN_VERSION);
		return ERR_OK;
	}
	code = load(config, &f, e);
	config->sign_in = f.sign_in;
	if (code == ERR_OK && f.rest < argc) {
		code = run_command(config, &f, argc, argv, exit_status, e);
		cmd_end(config);
	}
	if (code != ERR_OK)
		cmd_end(config);
	return code;
}
