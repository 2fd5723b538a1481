/* main.c - haven: a shell command, or the client in this terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "cmd.h"
#include "model.h"
#include "scr.h"
#include "text.h"

struct client {
	struct model *model;
	int net_fd; /* watched by the loop; -1: none */
};

static void net_readable(struct app *a, int fd, short revents, void *arg);

/* Hand on what the model did: topics to the screens, a helper that began or
 * ended to the loop. */
static void
hand_on(struct app *a, struct client *c)
{
	unsigned topics = model_take_topics(c->model);
	int fd = model_fd(c->model);

	if (topics)
		app_changed(a, topics);
	if (fd == c->net_fd)
		return;
	if (c->net_fd >= 0)
		app_remove_fd(a, c->net_fd);
	if (fd >= 0)
		app_add_fd(a, fd, net_readable, c);
	c->net_fd = fd;
}

static int
tick(struct app *a, void *arg)
{
	struct client *c = arg;
	int64_t wait = model_tick(c->model, clock_boot_ms());

	hand_on(a, c);
	return (int)wait;
}

static void
net_readable(struct app *a, int fd, short revents, void *arg)
{
	struct client *c = arg;

	(void)fd;
	(void)revents;
	model_readable(c->model);
	hand_on(a, c);
}

static void
who(void *arg, struct buf *out)
{
	const struct me *me = model_me(arg);

	if (me)
		buf_addf(out, "%s, %s", me->name, role_title(me->role));
}

static void
words(void *arg, struct buf *out)
{
	if (model_is_open(arg))
		model_status_words(arg, clock_ms(), out);
}

static void
brief(void *arg, struct buf *out)
{
	if (model_is_open(arg))
		model_status_brief(arg, out);
}

static bool
is_demo(void *arg)
{
	const struct me *me = model_me(arg);

	return (me && me->is_demo) || model_demo_passphrase(arg);
}

static void
lock(struct app *a, void *arg)
{
	struct model *m = arg;
	const struct me *me = model_me(m);
	char sign_in[48] = "";

	if (me)
		snprintf(sign_in, sizeof sign_in, "%s", me->sign_in);
	model_lock(m);
	app_push(a, &scr_lock, sign_in);
}

static void
refresh(struct app *a, void *arg)
{
	model_sync_now(arg);
	app_say(a, "Asking the office for news.");
}

static int
run(const struct model_config *config)
{
	static const struct app_status status = { who, words, is_demo, brief };
	struct client client = { .net_fd = -1 };
	struct model *m = NULL;
	struct errinfo e = { 0 };
	const struct screen_def *first;
	struct app *a;
	int code;

	if (model_new(&m, config, &e) != ERR_OK) {
		cmd_say(e.says);
		return err_exit_status(e.code);
	}
	client.model = m;
	a = app_new(m, 24, 80);
	app_set_status(a, &status, m);
	app_set_danger(a, &scr_danger);
	app_set_lock(
	    a, (int)conf_int(config->conf, CONF_LOCK_AFTER) * 1000, lock, m);
	app_set_refresh(a, refresh, m);
	app_set_tick(a, tick, &client);
	app_set_look(a, conf_bool(config->conf, CONF_ASCII),
	    strcmp(conf_text(config->conf, CONF_COLOUR), "no") == 0 ||
		(getenv("NO_COLOR") && *getenv("NO_COLOR")));
	first = scr_first(m);
	app_push(a, first, first == &scr_signin ? config->sign_in : NULL);
	code = app_run(a);
	/* No terminal to say it on. */
	if (code != 0 && code < 128 && *app_message(a))
		cmd_say(app_message(a));
	app_free(a);
	model_free(m);
	return code;
}

int
main(int argc, char **argv)
{
	struct model_config config = { 0 };
	struct errinfo e = { 0 };
	int code;

	if (cmd_start_bare(argc, argv, &code))
		return code;
	if (!text_start()) {
		fputs(
		    "haven: this system has no UTF-8 locale. Install one, for "
		    "example C.UTF-8.\n",
		    stderr);
		return 78;
	}
	if (cmd_start(argc, argv, &config, &code, &e) != ERR_OK) {
		cmd_say(e.says);
		return err_exit_status(e.code);
	}
	if (config.conf)
		code = run(&config);
	cmd_end(&config);
	return code;
}
