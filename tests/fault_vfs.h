/* fault_vfs.h - a disk that fails when told to, for tests of what is promised
 * when it does. It stands in front of SQLite's own way to the disk. */
#ifndef HAVEN_FAULT_VFS_H
#define HAVEN_FAULT_VFS_H

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

/* Result codes that a write or an fsync answers with; 0: the disk works. */
static atomic_int fault_write, fault_sync;
static atomic_int fault_read_only; /* what is opened now cannot be written */
static atomic_int fault_syncs;     /* how many there were */
static atomic_int fault_read;      /* of the next read alone */

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real;
};

static sqlite3_vfs *fault_real;
static sqlite3_vfs fault_vfs;
static sqlite3_io_methods fault_io;

#define FAULT_REAL(f) (((struct fault_file *)(f))->real)
/* args: a list in brackets that begins with FAULT_REAL(f). */
#define FAULT_CALL(f, call, args) (FAULT_REAL(f)->pMethods->call args)

static int
fault_x_close(sqlite3_file *f)
{
	int rc = FAULT_REAL(f)->pMethods != NULL
		     ? FAULT_CALL(f, xClose, (FAULT_REAL(f)))
		     : 0;

	free(FAULT_REAL(f));
	return rc;
}

static int
fault_x_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	int rc = atomic_exchange(&fault_read, 0);

	return rc != 0 ? rc : FAULT_CALL(f, xRead, (FAULT_REAL(f), p, n, at));
}

static int
fault_x_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	int rc = atomic_load(&fault_write);

	return rc != 0 ? rc : FAULT_CALL(f, xWrite, (FAULT_REAL(f), p, n, at));
}

static int
fault_x_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	return FAULT_CALL(f, xTruncate, (FAULT_REAL(f), n));
}

static int
fault_x_sync(sqlite3_file *f, int flags)
{
	int rc = atomic_load(&fault_sync);

	atomic_fetch_add(&fault_syncs, 1);
	return rc != 0 ? rc : FAULT_CALL(f, xSync, (FAULT_REAL(f), flags));
}

static int
fault_x_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return FAULT_CALL(f, xFileSize, (FAULT_REAL(f), n));
}

static int
fault_x_lock(sqlite3_file *f, int l)
{
	return FAULT_CALL(f, xLock, (FAULT_REAL(f), l));
}

static int
fault_x_unlock(sqlite3_file *f, int l)
{
	return FAULT_CALL(f, xUnlock, (FAULT_REAL(f), l));
}

static int
fault_x_reserved(sqlite3_file *f, int *out)
{
	return FAULT_CALL(f, xCheckReservedLock, (FAULT_REAL(f), out));
}

static int
fault_x_control(sqlite3_file *f, int op, void *arg)
{
	return FAULT_CALL(f, xFileControl, (FAULT_REAL(f), op, arg));
}

static int
fault_x_sector(sqlite3_file *f)
{
	return FAULT_CALL(f, xSectorSize, (FAULT_REAL(f)));
}

static int
fault_x_device(sqlite3_file *f)
{
	return FAULT_CALL(f, xDeviceCharacteristics, (FAULT_REAL(f)));
}

static int
fault_x_shm_map(sqlite3_file *f, int page, int n, int make, void volatile **p)
{
	return FAULT_CALL(f, xShmMap, (FAULT_REAL(f), page, n, make, p));
}

static int
fault_x_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return FAULT_CALL(f, xShmLock, (FAULT_REAL(f), at, n, flags));
}

static void
fault_x_shm_barrier(sqlite3_file *f)
{
	FAULT_CALL(f, xShmBarrier, (FAULT_REAL(f)));
}

static int
fault_x_shm_unmap(sqlite3_file *f, int drop)
{
	return FAULT_CALL(f, xShmUnmap, (FAULT_REAL(f), drop));
}

static int
fault_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct fault_file *ff = (struct fault_file *)f;
	int rc;

	(void)vfs;
	ff->real = calloc(1, (size_t)fault_real->szOsFile);
	rc = fault_real->xOpen(fault_real, name, ff->real, flags, out);
	if (rc != SQLITE_OK) {
		free(ff->real);
		f->pMethods = NULL;
		return rc;
	}
	if (atomic_load(&fault_read_only) && out)
		*out = (*out & ~SQLITE_OPEN_READWRITE) | SQLITE_OPEN_READONLY;
	f->pMethods = &fault_io;
	return SQLITE_OK;
}

/* Before any database is opened. */
static void
fault_start(void)
{
	fault_real = sqlite3_vfs_find(NULL);
	fault_vfs = *fault_real;
	fault_vfs.zName = "fault";
	fault_vfs.szOsFile = sizeof(struct fault_file);
	fault_vfs.xOpen = fault_open;
	fault_io = (sqlite3_io_methods){
		.iVersion = 2,
		.xClose = fault_x_close,
		.xRead = fault_x_read,
		.xWrite = fault_x_write,
		.xTruncate = fault_x_truncate,
		.xSync = fault_x_sync,
		.xFileSize = fault_x_size,
		.xLock = fault_x_lock,
		.xUnlock = fault_x_unlock,
		.xCheckReservedLock = fault_x_reserved,
		.xFileControl = fault_x_control,
		.xSectorSize = fault_x_sector,
		.xDeviceCharacteristics = fault_x_device,
		.xShmMap = fault_x_shm_map,
		.xShmLock = fault_x_shm_lock,
		.xShmBarrier = fault_x_shm_barrier,
		.xShmUnmap = fault_x_shm_unmap,
	};
	sqlite3_vfs_register(&fault_vfs, 1);
}

#endif
