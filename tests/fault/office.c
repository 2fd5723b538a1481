/* office.c - an office that serves, and whoever asks it, for tests/fault/run.c.
 *
 *	office make CONF	people and records in a new store; havend is down
 *	office old CONF		it is a store of version 1 from now on, and its
 *				journal is there
 *	office serve CONF	havend, begun by a byte on standard input
 *	office ask CONF WHAT...	over TLS, one after the other on one connection:
 *				writeN, syncN (writes N and N + 1 and a look),
 *				read, state (of /readyz)
 *	office mail CONF	three mails wait there
 *	office mailed CONF DIR	havend is down: each is sent, and is in DIR once;
 *				or one is uncertain, and is there once or not
 *	office backups CONF	a first backup, into the folders b and bk, and the
 *				key of its sheet
 *	office backup CONF [again]	one more, begun by a byte, or at once
 *	office restore CONF [again]	the first is put back, likewise; what is there
 *				already is left as it is
 *	office check CONF WHAT...	havend is down: all holds, and each WHAT
 *				(writeN, or the id of a record) is there, once */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>

#include <sqlite3.h>

#include "actor.h"
#include "cli.h"
#include "first_store.h"
#include "kind.h"
#include "office_scene.h"
#include "tls_client.h"

#define WRITES 9
#define WAIT_MS 20000
#define SAID_CONCERN                                                         \
	"{\"happened\":\"2024-04-04T09:30\",\"seen\":\"2024-04-04T09:40\","  \
	"\"late_reason\":\"Told late.\",\"place\":\"Kitchen\",\"observed\":" \
	"\"A bruise on the left arm.\","                                     \
	"\"types\":[\"physical\"],\"purpose\":\"protect\",\"immediate\":"    \
	"\"None.\",\"told_next\":true,\"actions\":[{\"what\":\"Ring the "    \
	"school\",\"who\":\"A. Senior\",\"by\":\"2024-04-10\"}]}"

extern char **environ;

static char dir[256];
static struct conf *conf;

static struct id
id_at(const char *what, int n)
{
	char text[40];
	struct id id = { "" };

	snprintf(text, sizeof(text), "01900000-0000-7000-8000-00000000%s%02d",
	    what, n);
	if (!id_parse(&id, text))
		actor_wrong("no id: %s", text);
	return id;
}

static struct id
record_at(int n)
{
	return id_at("ec", n);
}

static void
load(const char *path)
{
	struct errinfo e = { 0 };
	char *slash;

	snprintf(dir, sizeof(dir), "%s", path);
	slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
	actor_must(conf_load(&conf, CONF_SERVER, path, true, NULL, &e), &e,
	    "settings");
}

/* ---- make ---- */

static FILE *
asker(const char *mode)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s/asker", dir);
	f = fopen(path, mode);
	if (!f)
		actor_wrong("%s: no file", path);
	return f;
}

static void
make(void)
{
	static struct scene sc;
	struct errinfo e = { 0 };
	FILE *f = asker("w");

	sc.office.conf = conf;
	sc.office.now_ms = clock_ms();
	buf_init(&sc.out, OFFICE_ANSWER_MAX);
	actor_must(server_open(&sc.office.s, conf, &e), &e, "open");
	office_hire(&sc.office, &sc.who[SENIOR], "amina", ROLE_SENIOR);
	sc.file = id_new();
	sc.front = scene_put(&sc, SENIOR, "front_sheet",
	    "{\"name\":\"Zoë Bell\",\"purpose\":\"Support.\"}");
	scene_put_signed(&sc, SENIOR, "concern", SAID_CONCERN);
	fprintf(f, "%s %s %s\n", sc.who[SENIOR].token, sc.file.s, sc.front.s);
	fclose(f);
	server_close(sc.office.s);
}

/* ---- old ---- */

/* Their last word stays in the journal, as a kill leaves it. */
static void
leave_in_journal(const char *path, const char *sql)
{
	sqlite3 *h = first_open(path);

	sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	first_run(h, sql);
	sqlite3_close(h);
}

static void
old(void)
{
	char data[400], keys[400];
	struct errinfo e = { 0 };
	struct server *s = NULL;

	actor_must(server_open(&s, conf, &e), &e, "open");
	server_close(s);
	snprintf(
	    data, sizeof(data), "%s/haven.db", conf_text(conf, CONF_STORE_DIR));
	snprintf(
	    keys, sizeof(keys), "%s/keys.db", conf_text(conf, CONF_KEY_DIR));
	first_make(data, keys);
	leave_in_journal(data, "PRAGMA user_version=1");
	leave_in_journal(keys, "PRAGMA user_version=1");
}

/* ---- ask ---- */

static char token[100];
static struct id file, front;
static int asked; /* the number of a write */

static void
body_of(char *out, size_t size, int n)
{
	snprintf(out, size,
	    "{\"child\":\"Robin %d\",\"observed\":\"Text number %d.\"}", n, n);
}

static void
request(struct buf *out, const char *line, const char *more, const char *body)
{
	buf_addf(out,
	    "%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
	    "%s",
	    line, token, more);
	if (body)
		buf_addf(out,
		    "Content-Type: application/json\r\n"
		    "Content-Length: %zu\r\n\r\n%s",
		    strlen(body), body);
	else
		buf_adds(out, "\r\n");
}

static void
ask_write(struct buf *out)
{
	struct id f = id_at("fa", asked), r = record_at(asked),
		  w = id_at("ab", asked);
	char line[200], more[200], body[200];

	snprintf(
	    line, sizeof(line), "PUT /v1/files/%s/first_account/%s", f.s, r.s);
	snprintf(
	    more, sizeof(more), "If-None-Match: *\r\nWrite-Id: %s\r\n", w.s);
	body_of(body, sizeof(body), asked);
	request(out, line, more, body);
}

static void
ask_sync(struct buf *out)
{
	struct buf text = BUF_INIT(8000);

	buf_adds(&text, "{\"cursor\":\"0\",\"writes\":[");
	for (int n = asked; n < asked + 2; n++) {
		char body[200];

		body_of(body, sizeof(body), n);
		buf_addf(&text,
		    "%s{\"write\":\"%s\",\"kind\":\"first_account\",\"file\":"
		    "\"%s\",\"id\":\"%s\",\"base\":0,\"table\":1,\"written\":"
		    "1712220000000,\"body\":%s}",
		    n > asked ? "," : "", id_at("ab", n).s, id_at("fa", n).s,
		    record_at(n).s, body);
	}
	buf_addf(&text,
	    "],\"looks\":[{\"look\":\"%s\",\"file\":\"%s\",\"record\":\"%s\","
	    "\"version\":1,\"at\":1712220000000}]}",
	    id_at("00", 1).s, file.s, front.s);
	request(out, "POST /v1/sync", "", buf_str(&text));
	buf_done(&text);
}

static void
ask_read(struct buf *out)
{
	char line[200];

	snprintf(line, sizeof(line), "GET /v1/files/%s/front_sheet/%s", file.s,
	    front.s);
	request(out, line, "", NULL);
}

static void
ask_state(struct buf *out)
{
	request(out, "GET /readyz", "", NULL);
}

static void
told(const char *what, int64_t status, const struct json *doc)
{
	if (status < 300)
		actor_say("acked %s %d/%d/%lld", what, (int)status,
		    (int)json_int_of(doc, "version", 0),
		    (long long)json_int_of(doc, "received", 0));
	else
		actor_say("refused %s %d %s", what, (int)status,
		    json_text_of(doc, "detail", ""));
}

/* What came back; of a sync, write by write, and the look. */
static void
tell(const char *what, unsigned status, const char *body)
{
	struct json *doc = NULL;
	const struct json *one;
	char name[24];
	int n = asked;

	json_parse(&doc, body, strlen(body),
	    sizeof(((struct tls_client *)0)->got), NULL);
	one = json_first(json_get(doc, "results"));
	if (strncmp(what, "sync", 4) != 0 || status != 200) {
		told(what, status, doc);
	} else {
		for (; one; one = json_next(one), n++) {
			snprintf(name, sizeof(name), "write%d", n);
			told(name, json_int_of(one, "status", 0), one);
		}
		if (json_first(json_get(doc, "looks")))
			actor_say("acked look 200");
	}
	json_free(doc);
}

static void
ask(char **whats)
{
	static const struct {
		const char *name;
		void (*write)(struct buf *out);
	} asks[] = { { "write", ask_write }, { "sync", ask_sync },
		{ "read", ask_read }, { "state", ask_state } };
	struct tls_client *c;
	FILE *f = asker("r");

	if (fscanf(f, "%99s %36s %36s", token, file.s, front.s) != 3)
		actor_wrong("no token");
	fclose(f);
	for (c = NULL; *whats; whats++) {
		struct buf out = BUF_INIT(20000);
		unsigned status = 0;

		/* An answer of an error ends a connection. */
		if (!c || c->is_closed)
			c = tls_connect((int)conf_int(conf, CONF_PORT), NULL);
		for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
			size_t len = strlen(asks[i].name);

			if (strncmp(*whats, asks[i].name, len) != 0)
				continue;
			asked = (int)strtol(*whats + len, NULL, 10);
			asks[i].write(&out);
		}
		if (c && tls_send(c, buf_str(&out), out.len))
			status = tls_answer(c, WAIT_MS);
		if (status == 0) {
			actor_say("gone %s", *whats);
			return;
		}
		tell(*whats, status, strstr(c->got, "\r\n\r\n") + 4);
		if (status >= 400)
			tls_wait_closed(c, WAIT_MS);
		else
			tls_drop(c);
		buf_done(&out);
	}
}

/* ---- mail ---- */

static enum err
enqueue(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct mail_new new = { .kind = MAIL_NOTICE,
		.record = front,
		.file = file,
		.to = "sam@agency.example",
		.subject = "Support has begun",
		.text = "The support has begun.\n",
		.now_ms = clock_ms() };
	static const char *const purposes[] = { "begun", "changed", "ended" };
	enum err err = ERR_OK;
	struct id id;

	(void)arg;
	for (size_t i = 0; err == ERR_OK && i < 3; i++) {
		new.purpose = purposes[i];
		err = mail_enqueue(s, db, &new, &id, e);
	}
	return err;
}

static void
mail(void)
{
	FILE *f = asker("r");
	struct errinfo e = { 0 };
	struct server *s = NULL;

	if (fscanf(f, "%99s %36s %36s", token, file.s, front.s) != 3)
		actor_wrong("no file");
	fclose(f);
	actor_must(server_open(&s, conf, &e), &e, "open");
	actor_must(writer_do(s->writer, enqueue, NULL, &e), &e, "mail");
	server_close(s);
}

/* How many of what the mail server took are this mail. */
static int
arrived(const char *box, const struct id *id)
{
	static char text[20000];
	char path[400], needle[ID_TEXT + 20];
	DIR *d = opendir(box);
	int n = 0;

	snprintf(needle, sizeof(needle), "Message-ID: <%.*s@", ID_TEXT, id->s);
	for (struct dirent *f = readdir(d); f; f = readdir(d)) {
		FILE *one;

		if (!strstr(f->d_name, ".eml"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", box, f->d_name);
		one = fopen(path, "r");
		text[fread(text, 1, sizeof(text) - 1, one)] = '\0';
		fclose(one);
		n += strstr(text, needle) != NULL;
	}
	closedir(d);
	return n;
}

static void
mailed(const char *box)
{
	struct mail_row rows[3];
	struct errinfo e = { 0 };
	struct server *s = NULL;
	struct stmt *st;
	struct db *db;
	int count = 0, uncertain = 0;

	actor_must(server_open(&s, conf, &e), &e, "open");
	db = server_reader(s, &e);
	st = db_stmt(db, SQL_MAIL_ALL);
	while (count < 3 && stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);

		actor_must(
		    mail_get(s, db, &id, &rows[count++], &e), &e, "mail");
	}
	server_reader_done(s, db);
	server_close(s);
	for (int i = 0; i < count; i++) {
		int n = arrived(box, &rows[i].id);
		bool is_unsure = rows[i].state == MAIL_UNCERTAIN;

		uncertain += is_unsure;
		if (is_unsure ? n > 1 : rows[i].state != MAIL_SENT || n != 1)
			actor_wrong("mail %d is %s, and arrived %d times", i,
			    mail_state_name(rows[i].state), n);
	}
	if (count != 3 || uncertain > 1)
		actor_wrong("%d mails, %d uncertain", count, uncertain);
}

/* ---- check ---- */

static int64_t
count(sqlite3 *h, const char *sql, const char *id)
{
	sqlite3_stmt *s = NULL;
	int64_t n;

	if (sqlite3_prepare_v2(h, sql, -1, &s, NULL) != SQLITE_OK)
		actor_wrong("%s: %s", sql, sqlite3_errmsg(h));
	if (id)
		sqlite3_bind_text(s, 1, id, -1, SQLITE_TRANSIENT);
	if (sqlite3_step(s) != SQLITE_ROW)
		actor_wrong("%s: %s", sql, sqlite3_errmsg(h));
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static sqlite3 *
open_raw(const char *of, const char *name)
{
	char path[400];
	sqlite3_stmt *s = NULL;
	sqlite3 *h = NULL;

	snprintf(path, sizeof(path), "%s/%s", of, name);
	if (sqlite3_open(path, &h) != SQLITE_OK ||
	    sqlite3_prepare_v2(h, "PRAGMA integrity_check", -1, &s, NULL) !=
		SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW ||
	    strcmp((const char *)sqlite3_column_text(s, 0), "ok") != 0)
		actor_wrong("integrity_check of %s does not hold", name);
	sqlite3_finalize(s);
	return h;
}

static void
check_record(sqlite3 *data, sqlite3 *keys, const char *id, bool must)
{
	static const struct {
		const char *what, *sql;
	} rows[] = {
		{ "versions", "SELECT count(*) FROM version WHERE record=?1" },
		{ "writes", "SELECT count(*) FROM write WHERE record=?1" },
		{ "changes", "SELECT count(*) FROM change WHERE record=?1" },
		{ "audit rows", "SELECT count(*) FROM audit WHERE record=?1" },
	};
	int64_t there =
	    count(data, "SELECT count(*) FROM record WHERE id=?1", id);
	sqlite3_stmt *s = NULL;

	if (must && there != 1)
		actor_wrong("%s was acknowledged and is gone", id);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (count(data, rows[i].sql, id) != there)
			actor_wrong("%s: %d record, %d %s", id, (int)there,
			    (int)count(data, rows[i].sql, id), rows[i].what);
	sqlite3_prepare_v2(
	    data, "SELECT file FROM record WHERE id=?1", -1, &s, NULL);
	sqlite3_bind_text(s, 1, id, -1, SQLITE_TRANSIENT);
	if (sqlite3_step(s) == SQLITE_ROW &&
	    count(keys,
		"SELECT count(*) FROM wrapped WHERE id=?1 AND sealed IS NOT "
		"NULL",
		(const char *)sqlite3_column_text(s, 0)) != 1)
		actor_wrong("%s is there without its key", id);
	sqlite3_finalize(s);
}

static bool
is_named(char **whats, const char *what)
{
	for (; *whats; whats++)
		if (strcmp(*whats, what) == 0)
			return true;
	return false;
}

static void
check(char **whats)
{
	struct buf says = BUF_INIT(4096);
	struct errinfo e = { 0 };
	struct server *s = NULL;
	sqlite3 *data, *keys;
	struct db *db;
	int64_t bad = -1;

	actor_must(server_open(&s, conf, &e), &e, "open");
	db = server_reader(s, &e);
	if (!db || store_verify(s, db, &says, &bad, &e) != ERR_OK || bad != 0)
		actor_wrong(
		    "it does not verify: %s %s", e.says, buf_str(&says));
	server_reader_done(s, db);
	server_close(s);
	data = open_raw(conf_text(conf, CONF_STORE_DIR), "haven.db");
	keys = open_raw(conf_text(conf, CONF_KEY_DIR), "keys.db");
	for (int n = 1; n <= WRITES; n++) {
		char name[24];

		snprintf(name, sizeof(name), "write%d", n);
		check_record(data, keys, record_at(n).s, is_named(whats, name));
	}
	if (count(data, "SELECT count(*) FROM look", NULL) !=
	    is_named(whats, "look"))
		actor_wrong("the look is gone, or is there unsaid");
	for (; *whats; whats++)
		if (strlen(*whats) == ID_TEXT)
			check_record(data, keys, *whats, true);
	buf_done(&says);
	sqlite3_close(data);
	sqlite3_close(keys);
}

#include "office_backup.h"

int
main(int argc, char **argv)
{
	struct errinfo e = { 0 };

	actor_must(seal_start(&e), &e, "seal");
	if (argc < 3 || !text_start() || kind_selfcheck(&e) != ERR_OK)
		return 2;
	if (strcmp(argv[1], "serve") == 0) {
		char *words[] = { "havend", "--config", argv[2], NULL };
		int status;

		actor_ready();
		status = cli_run(3, words, environ, stdout, stderr);
		actor_mark();
		_exit(status); /* a leak checker cannot work beside strace */
	}
	load(argv[2]);
	if (strcmp(argv[1], "make") == 0)
		make();
	else if (strcmp(argv[1], "old") == 0)
		old();
	else if (strcmp(argv[1], "mail") == 0)
		mail();
	else if (strcmp(argv[1], "backups") == 0)
		backups();
	else if (strcmp(argv[1], "backup") == 0)
		disturbed(one_backup, argc);
	else if (strcmp(argv[1], "restore") == 0)
		disturbed(put_back, argc);
	else if (strcmp(argv[1], "mailed") == 0)
		mailed(argv[3]);
	else if (strcmp(argv[1], "ask") == 0)
		ask(argv + 3);
	else if (strcmp(argv[1], "check") == 0)
		check(argv + 3);
	else
		return 2;
	return 0;
}
