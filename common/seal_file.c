/* seal_file.c - key files: read only if nobody else can, written once.
 *
 * What is checked is the file that was opened (fstat), never the name, so
 * that nothing can be put in its place between the check and the read. */
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"

/* A key file's mode: the owner may read and write it, nothing else. */
#define MODE 0600
/* Of a path in a sentence: the advice after it must still fit. */
#define SHOWN "%.120s"

static enum err
io_failed(const char *path, const char *what, int number, struct errinfo *e)
{
	char why[80] = "";

	if (number == ENOSPC || number == EDQUOT)
		return err_set(e, ERR_FULL,
		    "There is no room on the disk for the key file " SHOWN
		    "; nothing was kept. Make room and try again.",
		    path);
	return err_set(e, ERR_IO,
	    "The key file " SHOWN " could not be %s (%s). Nothing was "
	    "changed; look at the disk and at who may use that folder.",
	    path, what, strerror_r(number, why, sizeof(why)));
}

static enum err
open_failed(const char *path, int number, struct errinfo *e)
{
	if (number == ENOENT || number == ENOTDIR)
		return err_set(e, ERR_NOT_FOUND,
		    "There is no key file at " SHOWN ". Check the setting, or "
		    "bring the file back from where it is kept safe.",
		    path);
	if (number == ELOOP)
		return err_set(e, ERR_DENIED,
		    "The key file " SHOWN " is a link, and links are not "
		    "followed. Give the path of the file itself.",
		    path);
	return io_failed(path, "opened", number, e);
}

static enum err
check_file(int fd, size_t len, const char *path, struct errinfo *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return io_failed(path, "examined", errno, e);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_DENIED,
		    SHOWN " is not a file. Give the path of the key file "
			  "itself.",
		    path);
	if (st.st_uid != geteuid())
		return err_set(e, ERR_DENIED,
		    "The key file " SHOWN " belongs to another user. Make the "
		    "user that runs haven its owner.",
		    path);
	if ((st.st_mode & 07777 & ~(mode_t)MODE) != 0)
		return err_set(e, ERR_DENIED,
		    "The key file " SHOWN " can be used by others (mode "
		    "%04o). Run chmod 600 on it; if somebody may have read "
		    "it, replace the key.",
		    path, (unsigned)st.st_mode & 07777);
	if (st.st_size < 0 || (size_t)st.st_size != len)
		return err_set(e, ERR_CORRUPT,
		    "The key file " SHOWN " has %lld bytes and must have %zu. "
		    "It was left as it is; bring it back from where it is "
		    "kept safe.",
		    path, (long long)st.st_size, len);
	return ERR_OK;
}

static bool
read_all(int fd, uint8_t *out, size_t len)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = read(fd, out + got, len - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO; /* grew shorter under our hands */
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

static bool
write_all(int fd, const uint8_t *bytes, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = write(fd, bytes + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* The folder's entry must be on the disk too, or the name may be lost. */
static bool
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	bool is_synced;
	int number;
	int fd;

	if (!slash)
		folder = mem_strdup(".");
	else if (slash == path)
		folder = mem_strdup("/");
	else
		folder = mem_strndup(path, (size_t)(slash - path));
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	is_synced = fd >= 0 && fsync(fd) == 0;
	number = errno;
	if (fd >= 0)
		(void)close(fd);
	mem_free_text(folder);
	errno = number;
	return is_synced;
}

enum err
seal_file_read(void *out, size_t len, const char *path, struct errinfo *e)
{
	enum err err;
	int fd;

	/* O_NONBLOCK: a named pipe must not hold us up. */
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		seal_wipe(out, len);
		return open_failed(path, errno, e);
	}
	err = check_file(fd, len, path, e);
	if (!err && !read_all(fd, out, len))
		err = io_failed(path, "read", errno, e);
	(void)close(fd);
	if (err)
		seal_wipe(out, len);
	return err;
}

enum err
seal_file_write(
    const char *path, const void *bytes, size_t len, struct errinfo *e)
{
	int number = 0;
	int fd;

	fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE);
	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_CONFLICT,
		    "There is already something at " SHOWN "; it was left as "
		    "it is. A key is never written over: move it away first "
		    "if it is not needed.",
		    path);
	if (fd < 0)
		return io_failed(path, "made", errno, e);
	/* A umask can only take away what the owner needs. */
	if (fchmod(fd, MODE) != 0 || !write_all(fd, bytes, len) ||
	    fsync(fd) != 0)
		number = errno;
	if (close(fd) != 0 && number == 0)
		number = errno;
	if (number == 0 && !sync_folder(path))
		number = errno;
	if (number == 0)
		return ERR_OK;
	/* Never a second fsync of the same pages: the file goes instead. */
	(void)unlink(path);
	return io_failed(path, "written", number, e);
}
