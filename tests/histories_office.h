/* histories_office.h - the office of a history, and its devices. One is made at
 * the start; each history begins with a copy of its folder, so that none sees
 * what another left. Included once, after histories_model.h. */
#ifndef HAVEN_HISTORIES_OFFICE_H
#define HAVEN_HISTORIES_OFFICE_H

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "histories_model.h"
#include "office.h"
#include "store.h"

static struct office office;
static struct worker at_office[PEOPLE]; /* with a device that never syncs */
static struct worker desks[DEVS];       /* who asks, with what token */
static struct worker first_desks[DEVS]; /* at the start of a history */
static struct device_who device_whos[DEVS];
static struct device *devices[DEVS]; /* NULL: not of this history */
static struct buf out = BUF_INIT(OFFICE_ANSWER_MAX);
static char blank_dir[80];
static struct model blank;

/* ---- copying a folder ---- */

static const char *copy_from, *copy_to;

static void
copy_file(const char *from, const char *to)
{
	static char bytes[1 << 20];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n;

	if (in < 0 || fd < 0)
		fail_msg("%s cannot be copied", from);
	while ((n = read(in, bytes, sizeof(bytes))) > 0)
		assert_int_equal(write(fd, bytes, (size_t)n), n);
	assert_int_equal(n, 0);
	close(in);
	close(fd);
}

static int
copy_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	char to[300];

	(void)st;
	(void)ftw;
	snprintf(to, sizeof(to), "%s%s", copy_to, path + strlen(copy_from));
	if (type == FTW_D)
		return mkdir(to, 0700) != 0 && errno != EEXIST;
	copy_file(path, to);
	return 0;
}

static void
remove_dir(const char *dir)
{
	nftw(dir, office_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static void
copy_dir(const char *from, const char *to)
{
	remove_dir(to);
	copy_from = from;
	copy_to = to;
	assert_int_equal(nftw(from, copy_one, 16, FTW_PHYS), 0);
}

/* ---- the office that all begin with ---- */

/* As office_start, but where an fsync costs nothing: it is not the disk that is
 * tried here. */
static void
office_start_here(void)
{
	struct buf sheet = BUF_INIT(8192);
	struct errinfo e = { 0 };
	char path[100];

	assert_int_equal(seal_start(&e), ERR_OK);
	assert_true(text_start());
	setenv("TZ", "Europe/London", 1);
	office_at(&office, OFFICE_NOW);
	snprintf(office.dir, sizeof(office.dir), "%s/haven-histories-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(office.dir));
	snprintf(blank_dir, sizeof(blank_dir), "%s.blank", office.dir);
	assert_int_equal(
	    conf_load(&office.conf, CONF_SERVER, NULL, false, NULL, &e),
	    ERR_OK);
	snprintf(path, sizeof(path), "%s/store", office.dir);
	office_set(&office, "store_dir", path);
	snprintf(path, sizeof(path), "%s/keys", office.dir);
	office_set(&office, "key_dir", path);
	office_set(&office, "argon_memory", "8192");
	office_set(&office, "argon_passes", "1");
	office_set(&office, "argon_threads", "1");
	if (server_init(office.conf, &sheet, &e) != ERR_OK)
		fail_msg("no store: %s", e.says);
	buf_done(&sheet);
	office_open(&office);
}

static void
staff_body(char *body, size_t size, enum who who, bool is_here, int n)
{
	snprintf(body, size,
	    "{\"name\":\"%s\",\"sign_in\":\"%s\",\"role\":\"%s\","
	    "\"telephone\":\"%d\"%s}",
	    people[who].sign_in, people[who].sign_in,
	    role_code(people[who].role), n,
	    is_here ? "" : ",\"left\":\"2026-04-02\"");
}

static void
hire(enum who who)
{
	struct worker *w = &at_office[who];
	int at = new_record(&kind_staff, NONE);
	struct m_write *write = new_write(who, NONE, at, 0);
	char code[40];

	*w = (struct worker){ .office = &office, .role = people[who].role };
	w->staff = m.records[at].id;
	snprintf(w->sign_in, sizeof(w->sign_in), "%s", people[who].sign_in);
	staff_body(write->body, sizeof(write->body), who, true, 0);
	office_code(&office, &w->staff, write->body, code);
	if (office_enrol(&office, w, code, OFFICE_PASSPHRASE, &out) != 201)
		fail_msg("%s is not enrolled: %s", w->sign_in, buf_str(&out));
	write->staff = (int)who;
	write->is_on = true;
	keep(m.write_count - 1);
}

static void
enrol(enum dev dev)
{
	const struct worker *who = &at_office[dev_who[dev]];
	struct device_who *dw = &device_whos[dev];
	struct worker *w = &desks[dev];
	char code[40];

	*w = *who;
	w->secret = NULL;
	office_code(&office, &w->staff, NULL, code);
	if (office_enrol(&office, w, code, OFFICE_PASSPHRASE, &out) != 201)
		fail_msg("no device: %s", buf_str(&out));
	snprintf(dw->dir, sizeof(dw->dir), "%s/device%d", office.dir, dev);
	dw->sign_in = people[dev_who[dev]].sign_in;
	dw->role = role_code(w->role);
	dw->staff = w->staff;
	dw->device = w->device;
	device_make(dw);
}

static int
histories_start(void **state)
{
	(void)state;
	office_start_here();
	for (int i = 0; i < PEOPLE; i++)
		hire((enum who)i);
	for (int i = 0; i < DEVS; i++)
		enrol((enum dev)i);
	server_close(office.s);
	office.s = NULL;
	copy_dir(office.dir, blank_dir);
	blank = m;
	memcpy(first_desks, desks, sizeof(desks));
	return 0;
}

static void
close_all(void)
{
	for (int i = 0; i < DEVS; i++) {
		device_close(devices[i]);
		devices[i] = NULL;
	}
	server_close(office.s);
	office.s = NULL;
}

static int
histories_stop(void **state)
{
	(void)state;
	close_all();
	for (int i = 0; i < PEOPLE; i++)
		worker_done(&at_office[i]);
	for (int i = 0; i < DEVS; i++)
		worker_done(&desks[i]);
	remove_dir(blank_dir);
	buf_done(&out);
	office_stop(&office);
	return 0;
}

/* ---- signing in, and saving at the office ---- */

static enum err
run_session(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct worker *w = arg;

	return session_begin(
	    s, db, &w->staff, &w->device, office.now_ms, w->token, e);
}

/* A new token, without the cost of the passphrase that it takes. */
static void
sign_in(struct worker *w)
{
	struct errinfo e = { 0 };

	if (writer_do(office.s->writer, run_session, w, &e) != ERR_OK)
		fail_msg("no session: %s", e.says);
}

/* A write of the model, by PUT. */
static unsigned
put_at_office(struct m_write *w)
{
	const struct m_record *r = &m.records[w->record];
	char path[200];

	if (r->file == NONE)
		snprintf(
		    path, sizeof(path), "/v1/%s/%s", r->kind->name, r->id.s);
	else
		snprintf(path, sizeof(path), "/v1/files/%s/%s/%s",
		    m.files[r->file].id.s, r->kind->name, r->id.s);
	return worker_put(
	    &at_office[w->who], path, w->base, &w->write, w->body, &out);
}

/* Many of them in one go; each must be taken. */
struct burst {
	struct m_write *writes[120];
	size_t count;
};

static enum err
run_burst(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct burst *b = arg;
	struct put_result result;
	enum err code = ERR_OK;

	for (size_t i = 0; i < b->count && code == ERR_OK; i++) {
		const struct m_write *w = b->writes[i];
		const struct worker *by = &at_office[w->who];
		const struct put put = { .who = { .staff = by->staff,
					     .device = by->device,
					     .role = by->role },
			.write = w->write,
			.kind = w->kind,
			.file = m.files[w->file].id,
			.id = m.records[w->record].id,
			.base = w->base,
			.table = 1,
			.written_ms = office.now_ms,
			.body = w->body,
			.body_len = strlen(w->body),
			.now_ms = office.now_ms };

		code = save_put(s, db, &put, &result, e);
		if (code == ERR_OK && result.status != 200)
			code = err_set(e, ERR_BUG, "%u", result.status);
	}
	return code;
}

static void
put_burst(struct burst *b)
{
	struct errinfo e = { 0 };

	if (writer_do(office.s->writer, run_burst, b, &e) != ERR_OK)
		fail_msg("burst: %s", e.says);
}

#endif
