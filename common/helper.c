/* helper.c - starting a helper and ending it. */
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mem.h"

char *
helper_path(const char *name)
{
	static const char *const places[] = { "", "../", "../libexec/haven/" };
	char self[PATH_MAX], path[PATH_MAX * 2];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n <= 0)
		return mem_strdup(name);
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s%s", self, places[i], name);
		if (access(path, X_OK) == 0)
			break;
	}
	return mem_strdup(path);
}

/* In a session of its own it cannot open the terminal, nor be ended by a key. */
static bool
spawn(const char *path, int theirs, pid_t *pid)
{
	char *name = mem_strdup(path);
	char *argv[] = { name, NULL };
	char *env[] = { NULL };
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t none;
	int rc;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, theirs, 0);
	posix_spawn_file_actions_addopen(&fa, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&fa, 3);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
	rc = posix_spawn(pid, path, &fa, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&fa);
	mem_free_text(name);
	return rc == 0;
}

enum err
helper_start(const char *path, int *fd, pid_t *pid, struct errinfo *e)
{
	int pair[2];
	bool is_there;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(e, ERR_NET,
		    "This machine has no room for another connection.");
	is_there = spawn(path, pair[1], pid);
	(void)close(pair[1]);
	if (!is_there) {
		(void)close(pair[0]);
		return err_set(e, ERR_NET,
		    "%s, a part of haven, cannot be started. Ask for haven to "
		    "be installed again.",
		    strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	}
	*fd = pair[0];
	return ERR_OK;
}

void
helper_stop(int *fd, pid_t *pid)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
	if (*pid > 0) {
		(void)kill(*pid, SIGKILL);
		while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	*pid = 0;
}

void
helper_shut_in(void)
{
	static const struct rlimit none = { 0, 0 };

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGPIPE, SIG_IGN); /* who hangs up is an answer */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)setrlimit(RLIMIT_FSIZE, &none);
	(void)clearenv();
}
