/* floor_server.c - the floor of the server's rows: libmicrohttpd and SQLite over
 * TLS 1.3 with group commit, and nothing else. Nothing is sealed, no right is
 * asked, no trace is kept.
 *
 *   floor_server FOLDER KEY CERT
 *
 * KEY and CERT are PEM files. Threads, TLS and limits are as in server/http.c.
 *
 *   PUT /v1/items/{id}        keeps the body: 201, after the commit
 *   GET /v1/items/{id}        the body
 *   GET /v1/changes?since=N   the 100 after N, and the next cursor
 *   GET /healthz */
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define THREADS 2
#define BATCH_MAX 256
#define BODY_MAX 65536
#define PAGE 100

struct visit {
	struct MHD_Connection *connection;
	struct visit *next; /* of the writer */
	char id[64];
	char *body;
	size_t len;
	bool is_waiting, is_kept;
	sqlite3_int64 seq;
};

static char path[512];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static struct visit *first, **last = &first;
static bool is_closing;

static void
fail(const char *what)
{
	fprintf(stderr, "floor_server: %s\n", what);
	exit(1);
}

/* ---- the database ---- */

static sqlite3 *
open_db(int flags)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) ||
	    sqlite3_exec(db, "PRAGMA synchronous=FULL", NULL, NULL, NULL))
		fail(sqlite3_errmsg(db));
	sqlite3_busy_timeout(db, 5000);
	return db;
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v3(
		db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL))
		fail(sqlite3_errmsg(db));
	return st;
}

static void
keep(sqlite3 *db, sqlite3_stmt *insert, struct visit *v)
{
	sqlite3_bind_text(insert, 1, v->id, -1, SQLITE_STATIC);
	sqlite3_bind_blob64(insert, 2, v->body, v->len, SQLITE_STATIC);
	v->is_kept = sqlite3_step(insert) == SQLITE_DONE;
	v->seq = sqlite3_last_insert_rowid(db);
	sqlite3_reset(insert);
}

/* The one connection that writes: all that waits in one transaction. */
static void *
write_all(void *arg)
{
	sqlite3 *db = arg;
	sqlite3_stmt *insert =
	    prepare(db, "INSERT INTO item (id, body) VALUES (?1, ?2)");
	struct visit *batch[BATCH_MAX];
	size_t n;

	for (;;) {
		pthread_mutex_lock(&lock);
		while (!first && !is_closing)
			pthread_cond_wait(&wake, &lock);
		for (n = 0; first && n < BATCH_MAX; first = first->next)
			batch[n++] = first;
		if (!first)
			last = &first;
		pthread_mutex_unlock(&lock);
		if (n == 0)
			break;
		sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		for (size_t i = 0; i < n; i++)
			keep(db, insert, batch[i]);
		if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL))
			fail(sqlite3_errmsg(db));
		for (size_t i = 0; i < n; i++)
			MHD_resume_connection(batch[i]->connection);
	}
	sqlite3_finalize(insert);
	sqlite3_close(db);
	return NULL;
}

/* A connection and its statements for each thread of libmicrohttpd. */
struct reader {
	sqlite3 *db;
	sqlite3_stmt *get, *changes;
};

static struct reader *
reader(void)
{
	static _Thread_local struct reader r;

	if (!r.db) {
		r.db = open_db(SQLITE_OPEN_READONLY);
		r.get = prepare(r.db, "SELECT body FROM item WHERE id = ?1");
		r.changes = prepare(r.db,
		    "SELECT seq, id, body FROM item WHERE seq > ?1"
		    " ORDER BY seq LIMIT ?2");
	}
	return &r;
}

/* ---- answers ---- */

static enum MHD_Result
answer(struct MHD_Connection *c, unsigned status, const char *text, size_t len)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
	    len, (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result queued;

	MHD_add_response_header(r, "Content-Type", "application/json");
	queued = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return queued;
}

static enum MHD_Result
answer_kept(struct visit *v)
{
	char text[160];
	int n = snprintf(text, sizeof(text), "{\"id\":\"%s\",\"seq\":%lld}",
	    v->id, (long long)v->seq);

	v->is_waiting = false;
	return answer(v->connection, v->is_kept ? 201 : 409, text, (size_t)n);
}

static enum MHD_Result
answer_item(struct MHD_Connection *c, const char *id)
{
	sqlite3_stmt *st = reader()->get;
	enum MHD_Result queued;

	sqlite3_bind_text(st, 1, id, -1, SQLITE_STATIC);
	if (sqlite3_step(st) == SQLITE_ROW)
		queued = answer(c, 200, sqlite3_column_blob(st, 0),
		    (size_t)sqlite3_column_bytes(st, 0));
	else
		queued = answer(c, 404, "{}", 2);
	sqlite3_reset(st);
	return queued;
}

static enum MHD_Result
answer_changes(struct MHD_Connection *c)
{
	const char *since =
	    MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "since");
	long long cursor = since ? atoll(since) : 0;
	sqlite3_stmt *st = reader()->changes;
	enum MHD_Result queued;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	sqlite3_bind_int64(st, 1, cursor);
	sqlite3_bind_int(st, 2, PAGE);
	fputs("{\"changes\":[", f);
	for (int i = 0; sqlite3_step(st) == SQLITE_ROW; i++) {
		cursor = sqlite3_column_int64(st, 0);
		fprintf(f,
		    "%s{\"seq\":%lld,\"id\":\"%s\",\"body\":", i ? "," : "",
		    cursor, (const char *)sqlite3_column_text(st, 1));
		fwrite(sqlite3_column_blob(st, 2), 1,
		    (size_t)sqlite3_column_bytes(st, 2), f);
		fputc('}', f);
	}
	sqlite3_reset(st);
	fprintf(f, "],\"cursor\":%lld}", cursor);
	fclose(f);
	queued = answer(c, 200, text, len);
	free(text);
	return queued;
}

/* ---- requests ---- */

static enum MHD_Result
put(struct visit *v)
{
	pthread_mutex_lock(&lock);
	v->is_waiting = true;
	v->next = NULL;
	*last = v;
	last = &v->next;
	MHD_suspend_connection(v->connection);
	pthread_cond_signal(&wake);
	pthread_mutex_unlock(&lock);
	return MHD_YES;
}

static enum MHD_Result
request(void *cls, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **visit)
{
	static const char items[] = "/v1/items/";
	bool is_item = strncmp(url, items, sizeof(items) - 1) == 0;
	struct visit *v = *visit;

	(void)cls;
	(void)version;
	if (!v) {
		v = *visit = calloc(1, sizeof(*v));
		v->connection = c;
		return MHD_YES;
	}
	if (*size > 0) {
		if (v->len + *size > BODY_MAX ||
		    !(v->body = realloc(v->body, v->len + *size)))
			return MHD_NO;
		memcpy(v->body + v->len, data, *size);
		v->len += *size;
		*size = 0;
		return MHD_YES;
	}
	if (v->is_waiting)
		return answer_kept(v);
	if (is_item)
		snprintf(v->id, sizeof(v->id), "%s", url + sizeof(items) - 1);
	if (is_item && strcmp(method, "PUT") == 0)
		return put(v);
	if (is_item)
		return answer_item(c, v->id);
	if (strcmp(url, "/v1/changes") == 0)
		return answer_changes(c);
	return answer(c, 200, "{}", 2);
}

static void
completed(void *cls, struct MHD_Connection *c, void **visit,
    enum MHD_RequestTerminationCode why)
{
	struct visit *v = *visit;

	(void)cls;
	(void)c;
	(void)why;
	if (v)
		free(v->body);
	free(v);
}

/* ---- start ---- */

static char *
read_file(const char *name)
{
	FILE *f = fopen(name, "r");
	char *text = calloc(1, 16385);

	if (!f || !text || fread(text, 1, 16384, f) == 0)
		fail("a file of the key cannot be read");
	fclose(f);
	return text;
}

static sqlite3 *
make_db(const char *dir)
{
	sqlite3 *db;

	(void)mkdir(dir, 0700);
	snprintf(path, sizeof(path), "%s/floor.db", dir);
	db = open_db(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (sqlite3_exec(db,
		"PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS item ("
		"seq INTEGER PRIMARY KEY AUTOINCREMENT,"
		" id TEXT NOT NULL UNIQUE, body BLOB NOT NULL)",
		NULL, NULL, NULL))
		fail(sqlite3_errmsg(db));
	return db;
}

int
main(int argc, char **argv)
{
	const union MHD_DaemonInfo *info;
	struct MHD_Daemon *daemon;
	pthread_t writer;
	sigset_t end;
	int got;

	if (argc != 4)
		return 2;
	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigaddset(&end, SIGINT);
	pthread_sigmask(SIG_BLOCK, &end, NULL);
	signal(SIGPIPE, SIG_IGN);
	pthread_create(&writer, NULL, write_all, make_db(argv[1]));
	daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_TLS |
				      MHD_ALLOW_SUSPEND_RESUME,
	    0, NULL, NULL, request, NULL, MHD_OPTION_NOTIFY_COMPLETED,
	    completed, NULL, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
	    MHD_OPTION_HTTPS_MEM_KEY, read_file(argv[2]),
	    MHD_OPTION_HTTPS_MEM_CERT, read_file(argv[3]),
	    MHD_OPTION_HTTPS_PRIORITIES, "NORMAL:-VERS-ALL:+VERS-TLS1.3",
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32768,
	    MHD_OPTION_CONNECTION_LIMIT, 256u, MHD_OPTION_END);
	info = daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)
		      : NULL;
	if (!info)
		fail("it cannot listen");
	printf("floor_server: listening on port %u\n", info->port);
	fflush(stdout);
	sigwait(&end, &got);
	pthread_mutex_lock(&lock);
	is_closing = true;
	pthread_cond_signal(&wake);
	pthread_mutex_unlock(&lock);
	pthread_join(writer, NULL);
	MHD_stop_daemon(daemon);
	return 0;
}
