/* havend.h - the real havend as a process of its own, on loopback, for tests of
 * the client. HAVEN_BUILD says where it was built. */
#ifndef HAVEN_HAVEND_H
#define HAVEN_HAVEND_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct havend {
	char dir[64], program[512], conf[96];
	int port;
	pid_t pid;
};

/* The folder that offices are made in. */
static const char *havend_where = "/tmp";

static inline void
havend_die(const char *what, const char *why)
{
	fprintf(stderr, "havend: %s: %s\n", what, why);
	exit(1);
}

static inline const char *
havend_build(void)
{
	const char *build = getenv("HAVEN_BUILD");

	return build != NULL ? build : "build";
}

static inline int
havend_free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		havend_die("port", strerror(errno));
	close(fd);
	return ntohs(at.sin_port);
}

/* A command of havend; what it printed in out. Words end with NULL. Its status. */
static inline int
havend_run(struct havend *h, char *out, size_t size, const char *word, ...)
{
	const char *argv[20] = { h->program, "--config", h->conf, word };
	int pipes[2], n = 4, status = 0;
	size_t got = 0;
	ssize_t r;
	va_list ap;
	pid_t pid;

	va_start(ap, word);
	while (n < 19 && (argv[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	if (pipe2(pipes, O_CLOEXEC) != 0)
		havend_die("pipe", strerror(errno));
	pid = fork();
	if (pid == 0) {
		dup2(pipes[1], 1);
		dup2(pipes[1], 2);
		execv(h->program, (char **)(uintptr_t)argv);
		_exit(127);
	}
	close(pipes[1]);
	while (got + 1 < size &&
	       (r = read(pipes[0], out + got, size - 1 - got)) > 0)
		got += (size_t)r;
	out[got] = '\0';
	close(pipes[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void
havend_start(struct havend *h)
{
	char out[4000];

	h->pid = fork();
	if (h->pid == 0) {
		int fd = open("/dev/null", O_WRONLY);

		dup2(fd, 1);
		dup2(fd, 2);
		execl(h->program, h->program, "--config", h->conf, (char *)0);
		_exit(127);
	}
	for (int i = 0; i < 400; i++) {
		if (havend_run(h, out, sizeof(out), "status", (char *)0) == 0)
			return;
		poll(NULL, 0, 25);
	}
	havend_die("it does not start", out);
}

static inline void
havend_stop(struct havend *h)
{
	int status;

	if (h->pid > 0 && kill(h->pid, SIGTERM) == 0)
		waitpid(h->pid, &status, 0);
	h->pid = 0;
}

/* A new, empty store, and havend at its port. more: further lines of settings. */
static inline void
havend_new(struct havend *h, const char *more)
{
	char out[8000];
	FILE *f;

	snprintf(
	    h->dir, sizeof(h->dir), "%s/haven-office-XXXXXX", havend_where);
	if (mkdtemp(h->dir) == NULL)
		havend_die("folder", strerror(errno));
	snprintf(h->program, sizeof(h->program), "%s/havend", havend_build());
	snprintf(h->conf, sizeof(h->conf), "%s/server.conf", h->dir);
	h->port = havend_free_port();
	f = fopen(h->conf, "w");
	if (f == NULL)
		havend_die("settings", strerror(errno));
	fprintf(f,
	    "[server]\nstore_dir = %s/store\nkey_dir = %s/keys\n"
	    "listen = 127.0.0.1\nport = %d\npublic_url = https://localhost:%d\n"
	    "org_name = Example Children's Charity\noffice_name = the office\n"
	    "office_number = 01632 960 001\nargon_memory = 8192\n"
	    "argon_passes = 1\n%s",
	    h->dir, h->dir, h->port, h->port, more);
	fclose(f);
	chmod(h->conf, 0600);
	if (havend_run(h, out, sizeof(out), "init", (char *)0) != 0)
		havend_die("init", out);
	havend_start(h);
}

static inline int
havend_remove_one(
    const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
havend_end(struct havend *h)
{
	havend_stop(h);
	nftw(h->dir, havend_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Somebody new; then codes for as many devices as are wanted. */
static inline void
havend_person(struct havend *h, const char *sign_in, const char *role)
{
	char out[4000];

	if (havend_run(h, out, sizeof(out), "user", "add", "--sign-in", sign_in,
		"--name", "Sam Example", "--role", role, (char *)0) != 0)
		havend_die("user add", out);
}

static inline void
havend_code(struct havend *h, const char *sign_in, char code[96])
{
	char out[4000];
	const char *at;

	if (havend_run(h, out, sizeof(out), "enrol-code", sign_in, (char *)0) !=
		0 ||
	    (at = strstr(out, "hv1-")) == NULL)
		havend_die("enrol-code", out);
	snprintf(code, 96, "%.*s", (int)strcspn(at, " \n\r\t"), at);
}

#endif
