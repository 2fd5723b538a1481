/* mail_server.h - a real mail server on loopback (smtp_server.py), with a
 * certificate of its own, for tests. */
#ifndef HAVEN_MAIL_SERVER_H
#define HAVEN_MAIL_SERVER_H

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_kit.h"
#include "tls.h"

struct mail_server {
	char dir[64];
	char cert[96];
	pid_t pid;
	int port, in;
};

/* tls: plain, starttls or smtps. user, password: or NULL. */
KIT_FUNC void
ms_start(struct mail_server *m, const char *tls, const char *user,
    const char *password)
{
	char key[96], line[64] = "";
	struct errinfo e = { 0 };
	int in[2], out[2];
	FILE *f;

	snprintf(m->dir, sizeof(m->dir), "/tmp/haven-mail-XXXXXX");
	assert_non_null(mkdtemp(m->dir));
	kit_must(tls_init(m->dir, "", NULL, &e), &e, "certificate");
	snprintf(m->cert, sizeof(m->cert), "%s/tls-current.cert", m->dir);
	snprintf(key, sizeof(key), "%s/tls-current.key", m->dir);
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	m->pid = fork();
	if (m->pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		execl("/usr/bin/python3", "python3", "tests/smtp_server.py",
		    m->dir, tls, m->cert, key, user, password, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	m->in = in[1];
	f = fdopen(out[0], "r");
	if (fgets(line, sizeof(line), f) == NULL ||
	    sscanf(line, "listening %d", &m->port) != 1)
		fail_msg("the mail server does not start: %s", line);
	fclose(f);
}

KIT_FUNC void
ms_mode(const struct mail_server *m, const char *mode)
{
	char path[96], made[96];
	FILE *f;

	snprintf(path, sizeof(path), "%s/mode", m->dir);
	snprintf(made, sizeof(made), "%s/mode.new", m->dir);
	f = fopen(made, "w");
	fputs(mode, f);
	fclose(f);
	assert_int_equal(rename(made, path), 0);
}

/* How many it took in which needle occurs ("" for all); the last of them in out,
 * if that is not NULL. ext: ".eml" or ".txt". */
KIT_FUNC size_t
ms_taken(const struct mail_server *m, const char *ext, const char *needle,
    char *out, size_t size)
{
	static char text[400000];
	DIR *dir = opendir(m->dir);
	size_t n = 0, got;
	char path[400];
	FILE *f;

	for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
		if (!strstr(d->d_name, ext))
			continue;
		snprintf(path, sizeof(path), "%s/%s", m->dir, d->d_name);
		f = fopen(path, "r");
		got = fread(text, 1, sizeof(text) - 1, f);
		text[got] = '\0';
		fclose(f);
		if (!strstr(text, needle))
			continue;
		n++;
		if (out)
			snprintf(out, size, "%.*s", (int)size - 1, text);
	}
	closedir(dir);
	return n;
}

/* Take all of it away. */
KIT_FUNC void
ms_empty(const struct mail_server *m)
{
	DIR *dir = opendir(m->dir);

	for (struct dirent *d = readdir(dir); d; d = readdir(dir))
		if (strstr(d->d_name, ".eml") || strstr(d->d_name, ".txt"))
			unlinkat(dirfd(dir), d->d_name, 0);
	closedir(dir);
}

KIT_FUNC void
ms_stop(struct mail_server *m)
{
	DIR *dir = opendir(m->dir);

	close(m->in);
	kill(m->pid, SIGKILL);
	waitpid(m->pid, NULL, 0);
	for (struct dirent *d = readdir(dir); d; d = readdir(dir))
		unlinkat(dirfd(dir), d->d_name, 0);
	closedir(dir);
	rmdir(m->dir);
}

#endif
