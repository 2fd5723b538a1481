/* slow_disk.c - a library for LD_PRELOAD: every fsync takes 2 ms more, as on a
 * disk that is slower than this machine's. */
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MORE_MS 2

static int
slowly(long call, int fd)
{
	(void)poll(NULL, 0, MORE_MS);
	return (int)syscall(call, fd);
}

int
fsync(int fd)
{
	return slowly(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return slowly(SYS_fdatasync, fd);
}
