/* power_vfs.h - a disk that loses its power, for tests of what is promised when
 * it does (promise 1).
 *
 * It stands in front of SQLite's own way to the disk and keeps, in memory that
 * outlives the process, what every write and truncation since the last fsync
 * of its file replaced. power_lose() then puts the files back to what an fsync
 * had confirmed, and lets a part of the rest through, in pieces of one sector,
 * as a seed has it: none, all, the first ones, or any of them.
 *
 * The job runs in a child process, which ends without a word at the moment that
 * power_left says; the parent calls power_lose() and looks at what is there. */
#ifndef HAVEN_POWER_VFS_H
#define HAVEN_POWER_VFS_H

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#define POWER_SECTOR 512
#define POWER_FILES 32
#define POWER_OPS 20000
#define POWER_HEAP (96u << 20)
#define POWER_EXIT 77 /* of a child whose power went */

struct power_op {
	int file; /* -1: an fsync made it last */
	int64_t at, old_size;
	size_t len, old_len; /* written; there before */
	size_t bytes;        /* in the heap: len new ones, then old_len old */
};

struct power {
	char path[POWER_FILES][160];
	size_t files, ops, used;
	long
	    left; /* writes, truncations and fsyncs until it goes; < 0: never */
	long count; /* how many there were */
	struct power_op op[POWER_OPS];
	uint8_t heap[POWER_HEAP];
};

struct power_file {
	sqlite3_file base;
	int index;
	sqlite3_file *real;
};

static struct power *power; /* shared with children */
static sqlite3_vfs *power_real;
static sqlite3_vfs power_vfs;
static sqlite3_io_methods power_io;
static pthread_mutex_t power_lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- a generator that is the same everywhere (xorshift64*) ---- */

static inline uint64_t
power_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static inline uint64_t
power_seed(uint64_t n)
{
	uint64_t state = (n + 1) * UINT64_C(0x9e3779b97f4a7c15);

	power_random(&state);
	power_random(&state);
	return state;
}

/* ---- what is not on the disk yet ---- */

#define POWER_REAL(f) (((struct power_file *)(f))->real)
/* args: a list in brackets that begins with POWER_REAL(f). */
#define POWER_CALL(f, call, args) (POWER_REAL(f)->pMethods->call args)

static inline void
power_broken(const char *why)
{
	fprintf(stderr, "power_vfs: %s\n", why);
	abort();
}

/* One step nearer to the end. */
static inline void
power_step(void)
{
	power->count++;
	if (power->left > 0 && --power->left == 0)
		_exit(POWER_EXIT);
}

/* len 0: a truncation at that place. Under the lock. */
static inline void
power_note(sqlite3_file *f, const void *bytes, size_t len, int64_t at)
{
	struct power_op *op;
	sqlite3_int64 size = 0;
	size_t old = 0;

	if (power->left < 0)
		return;
	POWER_CALL(f, xFileSize, (POWER_REAL(f), &size));
	if (at < size)
		old = len == 0 || at + (int64_t)len > size ? (size_t)(size - at)
							   : len;
	if (power->ops == POWER_OPS || power->used + len + old > POWER_HEAP)
		power_broken("more unsynced writes than there is room for");
	op = &power->op[power->ops];
	*op = (struct power_op){ .file = ((struct power_file *)f)->index,
		.at = at,
		.old_size = size,
		.len = len,
		.old_len = old,
		.bytes = power->used };
	if (len > 0)
		memcpy(power->heap + op->bytes, bytes, len);
	if (old > 0)
		POWER_CALL(f, xRead,
		    (POWER_REAL(f), power->heap + op->bytes + len, (int)old,
			at));
	power->used += len + old;
	power->ops++;
}

/* All that was written to the file lasts. Under the lock. */
static inline void
power_lasts(int file)
{
	bool any = false;

	for (size_t i = 0; i < power->ops; i++) {
		if (power->op[i].file == file)
			power->op[i].file = -1;
		any |= power->op[i].file >= 0;
	}
	if (!any)
		power->ops = power->used = 0;
}

/* ---- the way through ---- */

static inline int
power_x_close(sqlite3_file *f)
{
	int rc = POWER_REAL(f)->pMethods != NULL
		     ? POWER_CALL(f, xClose, (POWER_REAL(f)))
		     : 0;

	free(POWER_REAL(f));
	return rc;
}

static inline int
power_x_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return POWER_CALL(f, xRead, (POWER_REAL(f), p, n, at));
}

static inline int
power_x_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	int rc;

	pthread_mutex_lock(&power_lock);
	power_note(f, p, (size_t)n, at);
	rc = POWER_CALL(f, xWrite, (POWER_REAL(f), p, n, at));
	power_step();
	pthread_mutex_unlock(&power_lock);
	return rc;
}

static inline int
power_x_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	int rc;

	pthread_mutex_lock(&power_lock);
	power_note(f, NULL, 0, n);
	rc = POWER_CALL(f, xTruncate, (POWER_REAL(f), n));
	power_step();
	pthread_mutex_unlock(&power_lock);
	return rc;
}

/* The real fsync is left out: the test decides what would have lasted. */
static inline int
power_x_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	pthread_mutex_lock(&power_lock);
	power_step();
	power_lasts(((struct power_file *)f)->index);
	pthread_mutex_unlock(&power_lock);
	return SQLITE_OK;
}

static inline int
power_x_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return POWER_CALL(f, xFileSize, (POWER_REAL(f), n));
}

static inline int
power_x_lock(sqlite3_file *f, int l)
{
	return POWER_CALL(f, xLock, (POWER_REAL(f), l));
}

static inline int
power_x_unlock(sqlite3_file *f, int l)
{
	return POWER_CALL(f, xUnlock, (POWER_REAL(f), l));
}

static inline int
power_x_reserved(sqlite3_file *f, int *out)
{
	return POWER_CALL(f, xCheckReservedLock, (POWER_REAL(f), out));
}

static inline int
power_x_control(sqlite3_file *f, int op, void *arg)
{
	return POWER_CALL(f, xFileControl, (POWER_REAL(f), op, arg));
}

static inline int
power_x_sector(sqlite3_file *f)
{
	return POWER_CALL(f, xSectorSize, (POWER_REAL(f)));
}

static inline int
power_x_device(sqlite3_file *f)
{
	return POWER_CALL(f, xDeviceCharacteristics, (POWER_REAL(f)));
}

static inline int
power_x_shm_map(sqlite3_file *f, int page, int n, int make, void volatile **p)
{
	return POWER_CALL(f, xShmMap, (POWER_REAL(f), page, n, make, p));
}

static inline int
power_x_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return POWER_CALL(f, xShmLock, (POWER_REAL(f), at, n, flags));
}

static inline void
power_x_shm_barrier(sqlite3_file *f)
{
	POWER_CALL(f, xShmBarrier, (POWER_REAL(f)));
}

static inline int
power_x_shm_unmap(sqlite3_file *f, int drop)
{
	return POWER_CALL(f, xShmUnmap, (POWER_REAL(f), drop));
}

static inline int
power_index(const char *name)
{
	size_t i = 0;

	while (i < power->files && strcmp(power->path[i], name) != 0)
		i++;
	if (i == POWER_FILES)
		power_broken("too many files");
	if (i == power->files)
		snprintf(power->path[power->files++], sizeof(power->path[0]),
		    "%s", name);
	return (int)i;
}

static inline int
power_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct power_file *pf = (struct power_file *)f;
	int rc;

	(void)vfs;
	pf->real = calloc(1, (size_t)power_real->szOsFile);
	rc = power_real->xOpen(power_real, name, pf->real, flags, out);
	if (rc != SQLITE_OK) {
		free(pf->real);
		f->pMethods = NULL;
		return rc;
	}
	pthread_mutex_lock(&power_lock);
	pf->index = power_index(name != NULL ? name : "");
	pthread_mutex_unlock(&power_lock);
	f->pMethods = &power_io;
	return SQLITE_OK;
}

/* Before any database is opened, once in a program. */
static inline void
power_start(void)
{
	power = mmap(NULL, sizeof(*power), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (power == MAP_FAILED)
		power_broken("no memory");
	power->left = -1;
	power_real = sqlite3_vfs_find(NULL);
	power_vfs = *power_real;
	power_vfs.zName = "power";
	power_vfs.szOsFile = sizeof(struct power_file);
	power_vfs.xOpen = power_open;
	power_io = (sqlite3_io_methods){
		.iVersion = 2,
		.xClose = power_x_close,
		.xRead = power_x_read,
		.xWrite = power_x_write,
		.xTruncate = power_x_truncate,
		.xSync = power_x_sync,
		.xFileSize = power_x_size,
		.xLock = power_x_lock,
		.xUnlock = power_x_unlock,
		.xCheckReservedLock = power_x_reserved,
		.xFileControl = power_x_control,
		.xSectorSize = power_x_sector,
		.xDeviceCharacteristics = power_x_device,
		.xShmMap = power_x_shm_map,
		.xShmLock = power_x_shm_lock,
		.xShmBarrier = power_x_shm_barrier,
		.xShmUnmap = power_x_shm_unmap,
	};
	sqlite3_vfs_register(&power_vfs, 1);
}

/* Now all that is there lasts; the power goes left operations from here on (< 0:
 * never), counted in power->count. */
static inline void
power_arm(long left)
{
	power->files = power->ops = power->used = 0;
	power->count = 0;
	power->left = left;
}

/* ---- and it is gone ---- */

static inline void
power_put_back(int fd, const struct power_op *op)
{
	const uint8_t *old = power->heap + op->bytes + op->len;

	if (op->old_len > 0 &&
	    pwrite(fd, old, op->old_len, op->at) != (ssize_t)op->old_len)
		power_broken("a file cannot be put back");
	if (ftruncate(fd, op->old_size) != 0)
		power_broken("a file cannot be cut");
}

static inline void
power_let_through(
    int fd, const struct power_op *op, unsigned how, uint64_t *state)
{
	const uint8_t *bytes = power->heap + op->bytes;
	size_t n;

	if (op->len == 0 && (how == 1 || power_random(state) % 2 == 0) &&
	    ftruncate(fd, op->at) != 0)
		power_broken("a file cannot be cut");
	for (size_t at = 0; at < op->len; at += n) {
		n = POWER_SECTOR -
		    (size_t)(op->at + (int64_t)at) % POWER_SECTOR;
		if (n > op->len - at)
			n = op->len - at;
		if (how != 1 && power_random(state) % 2 == 0) {
			if (how == 2) /* the first ones and no more */
				return;
			continue;
		}
		if (pwrite(fd, bytes + at, n, op->at + (int64_t)at) !=
		    (ssize_t)n)
			power_broken("a sector cannot be written");
	}
}

/* After the child has ended, with none of the files open. */
static inline void
power_lose(uint64_t *state)
{
	for (size_t i = 0; i < power->files; i++) {
		unsigned how = (unsigned)(power_random(state) % 4);
		int fd = open(power->path[i], O_RDWR | O_CLOEXEC);

		if (fd < 0)
			continue; /* a journal that is gone */
		for (size_t n = power->ops; n-- > 0;)
			if (power->op[n].file == (int)i)
				power_put_back(fd, &power->op[n]);
		for (size_t n = 0; how > 0 && n < power->ops; n++)
			if (power->op[n].file == (int)i)
				power_let_through(
				    fd, &power->op[n], how, state);
		close(fd);
	}
	power->ops = power->used = 0;
	power->left = -1;
}

/* ---- one seed after the other ---- */

static inline unsigned
power_env(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

/* one: a whole run of a seed; did the power go before it was done? */
static inline void
power_seeds(unsigned seeds, bool (*one)(uint64_t seed))
{
	unsigned n = power_env("POWER_SEEDS", seeds), out = 0;

	if (getenv("POWER_SEED") != NULL) {
		one(power_env("POWER_SEED", 0));
		return;
	}
	for (unsigned i = 0; i < n; i++)
		out += one(i);
	print_message("the power went in %u of %u\n", out, n);
	assert_true(out * 2 > n);
}

#endif
