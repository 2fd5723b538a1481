/* ctl.c - the control socket of a running havend. */
#include "ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli.h"
#include "mem.h"
#include "server.h"

#define ASK_MAX 4096 /* bytes of a request */
#define WAIT_SECONDS 10

struct ctl {
	struct server *server;
	pthread_t thread;
	int listen_fd;
	int stop_fd[2];
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

static enum err
address_of(const struct conf *conf, struct sockaddr_un *un, struct errinfo *e)
{
	const char *dir = conf_text(conf, CONF_STORE_DIR);
	int n;

	*un = (struct sockaddr_un){ .sun_family = AF_UNIX };
	n = snprintf(un->sun_path, sizeof(un->sun_path), "%s/havend.ctl", dir);
	if (n < 0 || (size_t)n >= sizeof(un->sun_path))
		return err_set(e, ERR_CONFIG,
		    "store_dir is too long for a control socket: at most %zu "
		    "bytes.",
		    sizeof(un->sun_path) - sizeof("/havend.ctl"));
	return ERR_OK;
}

static void
set_timeouts(int fd)
{
	const struct timeval wait = { .tv_sec = WAIT_SECONDS };

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
}

static bool
read_all(int fd, struct buf *out)
{
	char part[4096];
	ssize_t n;

	while ((n = read(fd, part, sizeof(part))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || !buf_add(out, part, (size_t)n))
			return false;
	}
	return true;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* ---- in the running havend ---- */

/* Whoever may read the store's files may use the socket; nobody else. */
static bool
is_ours(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       (peer.uid == geteuid() || peer.uid == 0);
}

static enum err
run_words(struct ctl *c, char *text, struct buf *out, struct errinfo *e)
{
	const char *words[CLI_ARGS_MAX];
	struct cli_call call = {
		.conf = c->server->conf, .server = c->server, .out = out
	};
	const struct cli_command *command;
	int count = 0, used;

	for (char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		if (count == CLI_ARGS_MAX)
			return err_set(e, ERR_INVALID, "Too many words.");
		*end = '\0';
		words[count++] = text;
	}
	command = cli_find(count, words, &used);
	if (command == NULL || command->where == CLI_HERE)
		return err_set(e, ERR_INVALID,
		    "The running havend does not know this command. It may be "
		    "of another version: stop it first.");
	call.argc = count - used;
	call.argv = words + used;
	return command->run(&call, e);
}

static void
answer(struct ctl *c, int fd)
{
	struct buf ask = BUF_INIT(ASK_MAX), out = BUF_INIT(CLI_OUT_MAX);
	struct errinfo e = { 0 };
	char status[16];
	enum err code;

	set_timeouts(fd);
	if (is_ours(fd) && read_all(fd, &ask) && ask.len > 0) {
		code = run_words(c, ask.data, &out, &e);
		snprintf(status, sizeof(status), "%d\n", err_exit_status(code));
		if (code != ERR_OK) {
			buf_clear(&out);
			buf_addf(&out, "havend: %s\n", e.says);
		}
		if (write_all(fd, status, strlen(status)))
			(void)write_all(fd, buf_str(&out), out.len);
	}
	buf_done(&ask);
	buf_done(&out);
	(void)close(fd);
}

static void *
ctl_main(void *arg)
{
	struct ctl *c = arg;
	struct pollfd fds[2] = { { .fd = c->listen_fd, .events = POLLIN },
		{ .fd = c->stop_fd[0], .events = POLLIN } };

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		if (fds[1].revents != 0)
			break;
		if (fds[0].revents & POLLIN) {
			int fd =
			    accept4(c->listen_fd, NULL, NULL, SOCK_CLOEXEC);

			if (fd >= 0)
				answer(c, fd);
		}
	}
	return NULL;
}

static enum err
ctl_listen(struct ctl *c, struct errinfo *e)
{
	struct sockaddr_un un;
	enum err code = address_of(c->server->conf, &un, e);

	if (code != ERR_OK)
		return code;
	memcpy(c->path, un.sun_path, sizeof(c->path));
	/* The lock of the store is held: what is there is left over. */
	(void)unlink(c->path);
	c->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->listen_fd < 0 ||
	    bind(c->listen_fd, (struct sockaddr *)&un, sizeof(un)) != 0 ||
	    chmod(c->path, 0600) != 0 || listen(c->listen_fd, 8) != 0)
		return err_set(e, ERR_IO,
		    "The control socket in store_dir cannot be made: %s.",
		    strerror(errno));
	return ERR_OK;
}

static void
ctl_free(struct ctl *c)
{
	int fds[] = { c->listen_fd, c->stop_fd[0], c->stop_fd[1] };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
	free(c);
}

enum err
ctl_start(struct ctl **out, struct server *s, struct errinfo *e)
{
	struct ctl *c = mem_zalloc(1, sizeof(*c));
	enum err code;

	*out = NULL;
	c->server = s;
	c->listen_fd = c->stop_fd[0] = c->stop_fd[1] = -1;
	code = ctl_listen(c, e);
	if (code == ERR_OK &&
	    (pipe2(c->stop_fd, O_CLOEXEC) != 0 ||
		pthread_create(&c->thread, NULL, ctl_main, c) != 0))
		code = err_set(e, ERR_BUSY,
		    "The system gives no thread for the control socket.");
	if (code != ERR_OK)
		ctl_free(c);
	else
		*out = c;
	return code;
}

void
ctl_stop(struct ctl *c)
{
	if (c == NULL)
		return;
	(void)!write(c->stop_fd[1], "", 1);
	pthread_join(c->thread, NULL);
	(void)unlink(c->path);
	ctl_free(c);
}

/* ---- beside it ---- */

static enum err
read_answer(struct buf *all, struct buf *out, int *status, struct errinfo *e)
{
	char *end = NULL;
	long n = all->len > 0 ? strtol(all->data, &end, 10) : -1;

	if (n < 0 || n > 255 || end == all->data || *end != '\n')
		return err_set(e, ERR_NET,
		    "The running havend gave no answer. Look at its log.");
	*status = (int)n;
	end++;
	buf_add(out, end, all->len - (size_t)(end - all->data));
	return ERR_OK;
}

enum err
ctl_ask(const struct conf *conf, int argc, const char *const *argv,
    struct buf *out, int *status, struct errinfo *e)
{
	struct buf ask = BUF_INIT(ASK_MAX), all = BUF_INIT(CLI_OUT_MAX + 16);
	struct sockaddr_un un;
	enum err code = address_of(conf, &un, e);
	int fd = -1;

	if (code != ERR_OK)
		return code;
	for (int i = 0; i < argc; i++) {
		if (strchr(argv[i], '\n') != NULL)
			return err_set(
			    e, ERR_INVALID, "A word of a command is one line.");
		buf_addf(&ask, "%s\n", argv[i]);
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&un, sizeof(un)) != 0) {
		code = err_set(e, ERR_NOT_FOUND,
		    "No havend serves this store at the moment.");
		goto out;
	}
	if (ask.failed || !write_all(fd, buf_str(&ask), ask.len) ||
	    shutdown(fd, SHUT_WR) != 0 || !read_all(fd, &all))
		code = err_set(
		    e, ERR_NET, "The running havend did not take the command.");
	else
		code = read_answer(&all, out, status, e);
out:
	if (fd >= 0)
		(void)close(fd);
	buf_done(&ask);
	buf_done(&all);
	return code;
}

enum err
ctl_lock(const struct conf *conf, int *fd, struct errinfo *e)
{
	const char *dir = conf_text(conf, CONF_STORE_DIR);
	char path[4200];

	snprintf(path, sizeof(path), "%s/havend.lock", dir);
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0 && errno == ENOENT)
		return err_set(e, ERR_NOT_FOUND,
		    "There is no store in %s. Make one with: havend init", dir);
	if (*fd < 0)
		return err_set(e, ERR_IO, "%s cannot be opened: %s.", path,
		    strerror(errno));
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_OK;
	(void)close(*fd);
	*fd = -1;
	return err_set(e, ERR_BUSY,
	    "Another havend has this store open and does not answer yet. Try "
	    "again in a moment.");
}
