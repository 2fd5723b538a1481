/* common_seal_file.c - proves the key files of seal.h (promise 9). */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "seal.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static char folder[] = "/tmp/haven-seal-XXXXXX";
static int home = -1;

/* Every test begins in the folder, and with it empty. */
static int
enter(void **state)
{
	(void)state;
	if (seal_start(NULL) != ERR_OK || !mkdtemp(folder))
		return -1;
	home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return home < 0 ? -1 : chdir(folder);
}

static int
leave(void **state)
{
	(void)state;
	if (fchdir(home) != 0)
		return -1;
	(void)close(home);
	return rmdir(folder);
}

static void
put(const char *name, size_t len, mode_t mode)
{
	uint8_t bytes[64];
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	memset(bytes, 'k', sizeof(bytes));
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	assert_int_equal(fchmod(fd, mode), 0);
	(void)close(fd);
}

static void
test_write_and_read(void **state)
{
	uint8_t key[SEAL_KEY], got[SEAL_KEY];
	struct errinfo e = { 0 };
	char path[100];
	struct stat st;

	(void)state;
	seal_random(key, sizeof(key));
	(void)umask(0277);
	assert_int_equal(seal_file_write("bare", key, sizeof(key), &e), ERR_OK);
	(void)umask(022);
	assert_int_equal(stat("bare", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, SEAL_KEY);
	assert_int_equal(seal_file_read(got, sizeof(got), "bare", &e), ERR_OK);
	assert_memory_equal(got, key, sizeof(key));
	(void)snprintf(path, sizeof(path), "%s/whole", folder);
	assert_int_equal(seal_file_write(path, key, sizeof(key), &e), ERR_OK);
	assert_int_equal(seal_file_read(got, sizeof(got), path, &e), ERR_OK);
	assert_memory_equal(got, key, sizeof(key));
	(void)unlink("bare");
	(void)unlink("whole");
}

static void
test_never_over(void **state)
{
	uint8_t key[SEAL_KEY] = { 1 }, got[SEAL_KEY];
	struct errinfo e = { 0 };

	(void)state;
	put("here", SEAL_KEY, 0600);
	assert_int_equal(
	    seal_file_write("here", key, sizeof(key), &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "left as it is"));
	assert_int_equal(seal_file_read(got, sizeof(got), "here", &e), ERR_OK);
	assert_int_equal(got[0], 'k');
	(void)unlink("here");
	assert_int_equal(symlink("elsewhere", "link"), 0);
	assert_int_equal(
	    seal_file_write("link", key, sizeof(key), &e), ERR_CONFLICT);
	assert_int_equal(access("elsewhere", F_OK), -1);
	(void)unlink("link");
}

static void
test_write_refused(void **state)
{
	const struct rlimit none = { 0, RLIM_INFINITY };
	uint8_t key[SEAL_KEY] = { 1 };
	struct errinfo e = { 0 };
	struct rlimit was;

	(void)state;
	assert_int_equal(
	    seal_file_write("no/such/key", key, sizeof(key), &e), ERR_IO);
	assert_non_null(strstr(e.says, "no/such/key"));
	/* A disk that takes no byte: nothing half written stays behind. */
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	assert_int_equal(seal_file_write("full", key, sizeof(key), &e), ERR_IO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_non_null(strstr(e.says, "could not be written"));
	assert_int_equal(access("full", F_OK), -1);
}

static void
assert_unread(
    const char *why, const char *name, enum err want, const char *says)
{
	uint8_t got[SEAL_KEY], zero[SEAL_KEY] = { 0 };
	struct errinfo e = { 0 };
	enum err err;

	memset(got, 0xee, sizeof(got));
	err = seal_file_read(got, sizeof(got), name, &e);
	if (err != want || !strstr(e.says, says))
		fail_msg("%s: %s, %s", why, err_name(err), e.says);
	assert_memory_equal(got, zero, sizeof(got));
}

static void
test_read_refused(void **state)
{
	static const struct {
		const char *why;
		size_t len;
		mode_t mode;
		enum err want;
		const char *says;
	} rows[] = {
		{ "empty", 0, 0600, ERR_CORRUPT, "has 0 bytes and must have" },
		{ "one short", 31, 0600, ERR_CORRUPT, "has 31 bytes" },
		{ "one long", 33, 0600, ERR_CORRUPT, "has 33 bytes" },
		{ "group reads", 32, 0640, ERR_DENIED, "chmod 600" },
		{ "all read", 32, 0604, ERR_DENIED, "mode 0604" },
		{ "group writes", 32, 0620, ERR_DENIED, "chmod 600" },
		{ "a program", 32, 0700, ERR_DENIED, "chmod 600" },
		{ "set-uid", 32, 04600, ERR_DENIED, "mode 4600" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		put("k", rows[i].len, rows[i].mode);
		assert_unread(rows[i].why, "k", rows[i].want, rows[i].says);
		(void)unlink("k");
	}
	assert_unread("not there", "k", ERR_NOT_FOUND, "no key file at k");
	assert_unread("a folder", ".", ERR_DENIED, "is not a file");
	put("k", 32, 0600);
	assert_unread("inside a file", "k/k", ERR_NOT_FOUND, "no key file");
	assert_int_equal(symlink("k", "l"), 0);
	assert_unread("a link", "l", ERR_DENIED, "is a link");
	(void)unlink("k");
	(void)unlink("l");
	assert_int_equal(mkfifo("p", 0600), 0);
	assert_unread(
	    "a pipe that nobody fills", "p", ERR_DENIED, "not a file");
	(void)unlink("p");
}

static void
test_stricter_modes(void **state)
{
	uint8_t got[SEAL_KEY];

	(void)state;
	put("k", 32, 0400);
	assert_int_equal(seal_file_read(got, 32, "k", NULL), ERR_OK);
	(void)unlink("k");
}

/* Only root can give a file away; anybody finds one of root's to try. */
static void
test_other_owner(void **state)
{
	const char *path = "k";
	uint8_t got[SEAL_KEY];
	struct errinfo e = { 0 };

	(void)state;
	put("k", 32, 0600);
	if (geteuid() == 0)
		assert_int_equal(chown("k", 12345, 12345), 0);
	else
		path = "/etc/passwd";
	assert_int_equal(seal_file_read(got, 32, path, &e), ERR_DENIED);
	assert_non_null(strstr(e.says, "belongs to another user"));
	(void)unlink("k");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_and_read),
		cmocka_unit_test(test_never_over),
		cmocka_unit_test(test_write_refused),
		cmocka_unit_test(test_read_refused),
		cmocka_unit_test(test_stricter_modes),
		cmocka_unit_test(test_other_owner),
	};

	return cmocka_run_group_tests_name("seal_file", tests, enter, leave);
}
