/* device.c - a device that does one thing: saves, keeps a draft, opens its store,
 * carries an old one over, or is in step with the office. tests/fault/run.c has
 * it killed, or its disk fail, at every system call of it.
 *
 *	device make|old DIR		a store that was never closed
 *	device enrol DIR URL CODE	the same, of a real office
 *	device save|tip|draft|open|sync DIR	the one thing
 *	device check PART DIR ACKED...	what must be there now, and that it
 *					goes on; in a process of its own */
#include "tui_model_help.h"

#include <poll.h>
#include <sqlite3.h>

#include "actor.h"

#define OLD 2           /* writes before the one thing */
#define NEW 2           /* and of it */
#define NEAR_FRAMES 994 /* SQLite moves the journal over at 1,000 */

/* Records by number: 1..OLD were there, then NEW, then one of the check. */
enum { AFTER = OLD + NEW + 1, IDS };
#define DRAFT (OLD + 1) /* is what the first save saves */
#define PULLED 90

static char store_file[STORE_PATH_MAX];
static struct model *m;
static const char *net_program = "/nonexistent/haven-net";

static struct id
id_of(int n)
{
	char text[40];

	snprintf(
	    text, sizeof(text), "01900000-0000-7000-8000-0000000000%02d", n);
	return desk_id(text);
}

static struct record *
words(int n)
{
	char text[64];

	snprintf(text, sizeof(text), "Text number %d.", n);
	return account(text);
}

/* ---- opening ---- */

static enum err
begin(const char *dir, bool has_office, struct errinfo *why)
{
	struct model_config config = {
		.data_dir = dir, .net_program = net_program, .cost = desk_cost
	};
	struct errinfo e = { 0 };

	if (has_office) {
		actor_must(
		    conf_load(&config.conf, CONF_CLIENT, NULL, false, NULL, &e),
		    &e, "settings");
	} else {
		clock_fix_for_test(DESK_NOON);
	}
	return model_new(&m, &config, why);
}

static enum err
unlock(struct errinfo *e)
{
	const struct person *list;
	size_t n = model_people(m, &list);

	return model_unlock(m, n ? list[0].sign_in : "worker", DESK_PASS, e);
}

static void
open_all(const char *dir, bool has_office)
{
	struct errinfo e = { 0 };

	actor_must(begin(dir, has_office, &e), &e, "model");
	actor_must(unlock(&e), &e, "unlock");
	if (*model_damage(m))
		actor_wrong("the store was set aside: %s", model_damage(m));
	snprintf(store_file, sizeof(store_file), "%s", store_path(m->store));
}

/* ---- the things ---- */

static enum err
save_number(int n, struct errinfo *e)
{
	struct record *r = words(n);
	struct save s = { .kind = record_kind(r), .record = r, .id = id_of(n) };
	int64_t version = 0;
	enum err code = model_save(m, &s, &version, e);

	record_free(r);
	return code;
}

static enum err
draft_number(int n, struct errinfo *e)
{
	struct draft d = { .id = id_of(DRAFT),
		.kind = kind_find("first_account") };
	struct record *r = words(n);
	enum err code = model_draft_keep(m, &d, r, e);

	record_free(r);
	return code;
}

static void
save_all(void)
{
	actor_ready();
	for (int n = OLD + 1; n <= OLD + NEW; n++) {
		struct errinfo e = { 0 };
		char what[24];

		snprintf(what, sizeof(what), "save%d", n);
		actor_told(what, save_number(n, &e), &e);
	}
	model_free(m);
	actor_mark();
}

static void
do_save(const char *dir)
{
	open_all(dir, false);
	save_all();
}

/* Fill the journal until the next saves have it moved over. */
static void
fill_journal(void)
{
	static char junk[60000];
	char path[STORE_PATH_MAX + 8];
	struct stat st = { .st_size = 0 };
	struct errinfo e = { 0 };

	snprintf(path, sizeof(path), "%s-wal", store_file);
	while (stat(path, &st) == 0 && st.st_size < NEAR_FRAMES * 4120L)
		actor_must(
		    store_meta_set(m->store, META_LOOKS, junk,
			st.st_size < (NEAR_FRAMES - 20) * 4120L ? sizeof(junk)
								: 1,
			&e),
		    &e, "fill");
}

static void
do_tip(const char *dir)
{
	open_all(dir, false);
	fill_journal();
	save_all();
}

static void
do_draft(const char *dir)
{
	open_all(dir, false);
	actor_ready();
	for (int n = 2; n <= 3; n++) {
		struct errinfo e = { 0 };
		char what[24];

		snprintf(what, sizeof(what), "draft%d", n);
		actor_told(what, draft_number(n, &e), &e);
	}
	model_free(m);
	actor_mark();
}

static void
do_open(const char *dir)
{
	struct errinfo e = { 0 };
	enum err code;

	actor_ready();
	code = begin(dir, false, &e);
	if (code == ERR_OK)
		code = unlock(&e);
	actor_told("open", code, &e);
	if (m && *model_damage(m))
		actor_wrong("the store was set aside: %s", model_damage(m));
	model_free(m);
	actor_mark();
}

static void
turn(void)
{
	int64_t wait = model_tick(m, clock_ms());
	struct pollfd p = { .fd = model_fd(m), .events = POLLIN };

	if (poll(&p, p.fd >= 0 ? 1 : 0, wait > 1000 ? 1000 : (int)wait) > 0)
		model_readable(m);
}

/* As haven sync does. False: the link, or the device itself, says no. */
static bool
sync_once(void)
{
	const unsigned before = model_status(m)->answers;
	const struct status *s;

	model_sync_now(m);
	do {
		turn();
		s = model_status(m);
	} while (s->link != LINK_DOWN && s->link != LINK_SIGN_IN &&
		 (s->link != LINK_IDLE || s->answers == before));
	return s->link == LINK_IDLE;
}

static void
do_sync(const char *dir)
{
	struct errinfo e = { 0 };
	bool ok;

	open_all(dir, true);
	actor_must(save_number(OLD + 1, &e), &e, "save");
	actor_say("acked save%d", OLD + 1);
	actor_ready();
	ok = sync_once();
	e = model_status(m)->why;
	if (ok)
		actor_say("acked sync");
	else
		actor_say("refused sync %s %s",
		    model_status(m)->link == LINK_SIGN_IN ? "auth"
							  : err_name(e.code),
		    e.says);
	actor_told("save4", save_number(OLD + 2, &e), &e);
	model_free(m);
	actor_mark();
}

/* ---- stores to begin with; none is closed, so that its journal stays ---- */

static void
fill(void)
{
	struct id file = id_of(PULLED), id = id_of(PULLED);
	struct look look = { .look = id_of(80), .file = file, .record = id };
	struct errinfo e = { 0 };

	for (int n = 1; n <= OLD; n++)
		actor_must(save_number(n, &e), &e, "save");
	actor_must(draft_number(1, &e), &e, "draft");
	pull(m, &id, &file, 1, "first_account",
	    "{\"child\":\"Robin\",\"observed\":\"Pulled.\"}");
	actor_must(store_look_add(m->store, &look, &e), &e, "look");
}

static void
do_make(const char *dir)
{
	struct desk d = { .m = NULL };
	struct errinfo e = { 0 };

	actor_must(store_folder(dir, &e), &e, "folder");
	actor_must(begin(dir, false, &e), &e, "model");
	d.m = m;
	d.sign_secret = seal_secret_alloc(SEAL_SIGN_SECRET);
	seal_sign_new(d.sign_public, d.sign_secret);
	seal_box_new(d.box_public, d.box_secret);
	actor_must(
	    desk_adopt(&d, DESK_STAFF, "worker", "designated_senior", &e), &e,
	    "adopt");
	snprintf(store_file, sizeof(store_file), "%s", store_path(m->store));
	fill();
}

/* As version 1 left it. */
static void
do_old(const char *dir)
{
	sqlite3 *h = NULL;

	do_make(dir);
	model_free(m);
	if (sqlite3_open(store_file, &h) != SQLITE_OK ||
	    sqlite3_exec(h, "DROP INDEX outbox_state; PRAGMA user_version=1",
		NULL, NULL, NULL) != SQLITE_OK)
		actor_wrong("no old store: %s", sqlite3_errmsg(h));
	sqlite3_close(h);
}

static void
do_enrol(const char *dir, const char *url, const char *code)
{
	enum ask_state state = ASK_WAITING;
	struct errinfo e = { 0 };

	actor_must(begin(dir, true, &e), &e, "model");
	actor_must(
	    model_ask_enrol(m, url, code, "sam", DESK_PASS, "laptop", &e), &e,
	    "enrol");
	while (state == ASK_WAITING) {
		turn();
		state = model_enrol_state(m, &e);
	}
	if (state != ASK_DONE || !sync_once())
		actor_wrong("enrolment: %s", e.says);
	fill();
}

/* ---- what must be there ---- */

struct seen {
	unsigned count[IDS];
	bool is_sent[IDS];
};

static bool
see_write(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct seen *s = arg;
	char mark[40];
	struct id id;
	int n = 1;

	(void)why;
	for (; n < IDS; n++) {
		id = id_of(n);
		if (id_equal(&id, &item->id))
			break;
	}
	if (n == IDS)
		actor_wrong("a write that nobody made: %s", item->id.s);
	snprintf(mark, sizeof(mark), "Text number %d.", n);
	if (memmem(env->body, env->body_len, mark, strlen(mark)) == NULL)
		actor_wrong("another text stands in write %d", n);
	s->count[n]++;
	s->is_sent[n] = item->state == OUTBOX_SENT;
	return true;
}

static struct seen
look_at(void)
{
	struct seen s = { 0 };
	struct errinfo e = { 0 };

	actor_must(store_outbox_each(m->store, OUTBOX_LISTED | OUTBOX_SENT,
		       NULL, see_write, &s, &e),
	    &e, "the outbox");
	for (int n = 1; n < IDS; n++)
		if (s.count[n] > 1 || (n <= OLD && s.count[n] != 1))
			actor_wrong(
			    "write %d is there %u times", n, s.count[n]);
	return s;
}

/* Does a line of ACKED say so? */
static bool
was_acked(char **acked, const char *what, int n)
{
	char text[24];

	snprintf(text, sizeof(text), n ? "%s%d" : "%s", what, n);
	for (; *acked; acked++)
		if (strcmp(*acked, text) == 0)
			return true;
	return false;
}

/* The number of the draft's text; 0: there is none. */
static int
draft_there(void)
{
	const struct draft *list;
	size_t count = model_drafts(m, &list);
	struct record *r = NULL;
	struct draft d;
	struct id id = id_of(DRAFT);
	struct errinfo e = { 0 };
	int n = 0;

	if (count == 0)
		return 0;
	if (count != 1)
		actor_wrong("there are %zu drafts", count);
	actor_must(model_draft_get(m, &id, &r, &d, &e), &e, "the draft");
	if (sscanf(record_text(r, "observed"), "Text number %d.", &n) != 1)
		actor_wrong("another text stands in the draft");
	record_free(r);
	return n;
}

static void
check_draft(const char *part, char **acked, const struct seen *s)
{
	int n = draft_there();

	if (strcmp(part, "draft") == 0) {
		int least = was_acked(acked, "draft", 3)   ? 3
			    : was_acked(acked, "draft", 2) ? 2
							   : 1;
		if (n < least || n > 3)
			actor_wrong("draft %d where %d was kept", n, least);
	} else if (n != (s->count[DRAFT] ? 0 : 1)) {
		actor_wrong(
		    "draft %d beside %u saves of it", n, s->count[DRAFT]);
	}
}

static void
check_rest(void)
{
	struct look looks[4];
	struct id id = id_of(PULLED);
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct errinfo e = { 0 };

	if (store_look_list(m->store, looks, 4, &e) != 1)
		actor_wrong("the look is gone, or there twice");
	actor_must(store_record_get(m->store, &id, 0, &text, &e), &e,
	    "what was pulled");
	buf_done(&text);
}

static void
check_pages(void)
{
	sqlite3_stmt *s = NULL;
	sqlite3 *h = NULL;

	if (sqlite3_open(store_file, &h) != SQLITE_OK ||
	    sqlite3_prepare_v2(h, "PRAGMA integrity_check", -1, &s, NULL) !=
		SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW ||
	    strcmp((const char *)sqlite3_column_text(s, 0), "ok") != 0)
		actor_wrong("integrity_check does not hold");
	sqlite3_finalize(s);
	sqlite3_prepare_v2(h, "PRAGMA user_version", -1, &s, NULL);
	sqlite3_step(s);
	if (sqlite3_column_int(s, 0) != 2)
		actor_wrong("it is of version %d", sqlite3_column_int(s, 0));
	sqlite3_finalize(s);
	sqlite3_close(h);
}

/* ---- in step with the office ---- */

static bool
count_record(
    void *arg, const struct envelope *env, const char *text, size_t len)
{
	(void)text;
	(void)len;
	if (env->received_ms == 0)
		actor_wrong("a record of the office without a receipt");
	++*(size_t *)arg;
	return true;
}

static bool
count_file(void *arg, const struct id *file, unsigned flags)
{
	(void)flags;
	if (store_record_each(
		m->store, NULL, file, false, count_record, arg, NULL) != ERR_OK)
		actor_wrong("the records of a file do not open");
	return true;
}

/* Twice, as whoever meets the office again would: all is sent, once. */
static void
check_step(void)
{
	struct look looks[4];
	size_t held = 0;
	struct seen s;

	for (int i = 0; i < 2; i++)
		if (!sync_once())
			actor_wrong("no sync afterwards: %s",
			    model_status(m)->why.says);
	s = look_at();
	for (int n = 1; n < IDS; n++)
		if (s.count[n] && !s.is_sent[n])
			actor_wrong("write %d is still here", n);
	if (store_look_list(m->store, looks, 4, NULL) != 0)
		actor_wrong("the look is still here");
	count_file(&held, NULL, 0);
	store_record_files(m->store, count_file, &held, NULL);
	printf("held %zu, chain %s\n", held - s.count[OLD + 2],
	    model_status(m)->chain_broken ? "rewritten" : "holds");
	for (int n = 1; n < AFTER; n++)
		if (s.count[n])
			printf("sent %s\n", id_of(n).s);
}

static void
do_check(const char *part, const char *dir, char **acked)
{
	bool is_sync = strcmp(part, "sync") == 0;
	struct errinfo e = { 0 };
	struct seen s;

	open_all(dir, is_sync);
	s = look_at();
	for (int n = OLD + 1; n <= OLD + NEW; n++)
		if (was_acked(acked, "save", n) && s.count[n] != 1)
			actor_wrong("write %d was called saved and is gone", n);
	check_draft(part, acked, &s);
	if (is_sync) {
		if (was_acked(acked, "sync", 0) && !s.is_sent[OLD + 1])
			actor_wrong("a receipt is gone");
		check_step();
	} else {
		check_rest();
	}
	/* And it goes on. */
	actor_must(save_number(AFTER, &e), &e, "the next save");
	model_free(m);
	open_all(dir, is_sync);
	s = look_at();
	if (s.count[AFTER] != 1)
		actor_wrong("the next save is gone");
	model_free(m);
	check_pages();
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(const char *dir);
	} things[] = {
		{ "make", do_make },
		{ "old", do_old },
		{ "save", do_save },
		{ "tip", do_tip },
		{ "draft", do_draft },
		{ "open", do_open },
		{ "sync", do_sync },
	};

	if (getenv("FAULT_NET"))
		net_program = getenv("FAULT_NET");
	if (argc < 3 || help_start(NULL) != 0)
		return 2;
	if (strcmp(argv[1], "check") == 0 && argc >= 4) {
		do_check(argv[2], argv[3], argv + 4);
		return 0;
	}
	if (strcmp(argv[1], "enrol") == 0 && argc == 5) {
		do_enrol(argv[2], argv[3], argv[4]);
		_exit(0);
	}
	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
		if (strcmp(argv[1], things[i].name) == 0) {
			things[i].run(argv[2]);
			_exit(0);
		}
	}
	return 2;
}
