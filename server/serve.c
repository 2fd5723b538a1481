/* serve.c - havend while it serves: the door, the control socket, and a pipe by
 * which a signal or `havend stop` ends it. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "log.h"
#include "server.h"

/* Written by a signal handler: the one byte that ends it. */
static int stop_pipe[2] = { -1, -1 };

void
serve_stop(void)
{
	int saved = errno;

	(void)!write(stop_pipe[1], "", 1);
	errno = saved;
}

static void
on_signal(int signal)
{
	(void)signal;
	serve_stop();
}

static enum err
catch_signals(struct errinfo *e)
{
	struct sigaction end = { .sa_handler = on_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (pipe2(stop_pipe, O_CLOEXEC) != 0)
		return err_set(e, ERR_BUSY, "The system gives no pipe.");
	sigemptyset(&end.sa_mask);
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	return ERR_OK;
}

static void
wait_for_end(void)
{
	char byte;
	ssize_t n;

	do
		n = read(stop_pipe[0], &byte, 1);
	while (n < 0 && errno == EINTR);
}

enum err
serve(struct server *s, FILE *out, struct errinfo *e)
{
	struct http *http = NULL;
	struct ctl *ctl = NULL;
	enum err code;
	int port = 0;

	code = catch_signals(e);
	if (code == ERR_OK)
		code = ctl_start(&ctl, s, e);
	if (code == ERR_OK)
		code = mail_sender_start(s, e);
	if (code == ERR_OK)
		code = http_start(&http, s, &port, e);
	if (code == ERR_OK) {
		/* A script waits for this line. */
		fprintf(out, "havend: listening on %s port %d\n",
		    conf_text(s->conf, CONF_LISTEN), port);
		fflush(out);
		log_line(LOG_INFO, "ready");
		wait_for_end();
		log_line(LOG_INFO, "stopping");
	}
	http_stop(http);
	ctl_stop(ctl);
	mail_sender_stop(s);
	return code;
}
