/* sync_helper.h - haven-net for the tests: this program under the name "office".
 *
 * It answers question N with the file answer.N of its folder (link, status and
 * packed on the first line, then the body) and keeps what was asked, unpacked, as
 * request.N. Without such a file it says nothing, for ever. Included once. */
#ifndef HAVEN_SYNC_HELPER_H
#define HAVEN_SYNC_HELPER_H

#include <poll.h>
#include <sys/socket.h>

#include "model_in.h"
#include "net_frame.h"
#include "sync_in.h"
#include "sync_office.h"
#include "when.h"

#define ANSWER_MAX (5u << 20)
#define ONE_SECOND 1000

static char dir[] = "/tmp/haven-link-test.XXXXXX";

static inline void
path_of(char out[256], const char *what, unsigned n)
{
	snprintf(out, 256, "%s/%s.%u", dir, what, n);
}

/* The whole file; false: it is not there. */
static inline bool
read_file(const char *what, unsigned n, struct buf *out)
{
	char path[256], bytes[65536];
	size_t got;
	FILE *f;

	buf_clear(out);
	path_of(path, what, n);
	f = fopen(path, "r");
	if (!f)
		return false;
	while ((got = fread(bytes, 1, sizeof bytes, f)) > 0)
		buf_add(out, bytes, got);
	fclose(f);
	return true;
}

static inline void
write_file(const char *what, unsigned n, const struct buf *text)
{
	char path[256], final[256];
	FILE *f;

	/* Whole or not at all: the other side may be looking. */
	path_of(path, "new", n);
	path_of(final, what, n);
	f = fopen(path, "w");
	if (!f || fwrite(buf_str(text), 1, text->len, f) != text->len ||
	    fclose(f) != 0 || rename(path, final) != 0)
		abort();
}

/* ---- the helper's side ---- */

static inline void
keep_request(const struct net_request *rq, unsigned n)
{
	struct buf text = BUF_INIT(ANSWER_MAX + 65536);
	size_t at;

	buf_addf(&text, "%s %.*s\n%.*s\n%.*s\n%.*s\n\n",
	    rq->is_post ? "POST" : "GET", (int)rq->url.len, rq->url.s,
	    (int)rq->pins.len, rq->pins.s, (int)rq->ca_file.len, rq->ca_file.s,
	    (int)rq->headers.len, rq->headers.s);
	at = text.len;
	if (rq->body.len < 4 ||
	    wire_unpack(&text, rq->body.s, rq->body.len, NULL) != ERR_OK)
		buf_add(&text, rq->body.s, rq->body.len);
	(void)at;
	write_file("request", n, &text);
	buf_done(&text);
}

static inline bool
answer_request(const struct net_request *rq, unsigned n)
{
	struct buf text = BUF_INIT(ANSWER_MAX), packed = BUF_INIT(ANSWER_MAX),
		   out = BUF_INIT(FRAME_MAX + 4);
	struct net_answer an = { .session = rq->session, .number = rq->number };
	const char *body;

	if (!read_file("answer", n, &text))
		return false;
	/* and the office's time, if a test says so */
	if (sscanf(buf_str(&text), "%u %u %u%*1[ ]%u", &an.link, &an.status,
		&an.is_packed, &an.date_s) < 3)
		_exit(9);
	body = strchr(text.data, '\n') + 1;
	an.body = (struct frame_string){ body,
		text.len - (size_t)(body - text.data) };
	if (an.is_packed == 1) {
		if (wire_pack(&packed, an.body.s, an.body.len, NULL) != ERR_OK)
			_exit(10);
		an.body = (struct frame_string){ packed.data, packed.len };
	}
	net_answer_write(&out, &an, NULL);
	for (size_t at = 0; at < out.len;) {
		ssize_t w = send(0, out.data + at, out.len - at, MSG_NOSIGNAL);

		if (w <= 0)
			_exit(11);
		at += (size_t)w;
	}
	buf_done(&text);
	buf_done(&packed);
	buf_done(&out);
	return true;
}

/* Numbers go on from one helper to the next: the first request.N that is not
 * there. */
static inline int
helper(const char *self)
{
	struct buf in = BUF_INIT(FRAME_MAX + 65540);
	static char bytes[65536];
	char path[256];
	unsigned n = 1;

	snprintf(
	    dir, sizeof dir, "%.*s", (int)(strrchr(self, '/') - self), self);
	for (;;) {
		struct net_request rq;
		enum err code;
		ssize_t got;

		while (frame_size(buf_str(&in), in.len, &code) == 0) {
			got = recv(0, bytes, sizeof bytes, 0);
			if (got <= 0)
				return 0;
			buf_add(&in, bytes, (size_t)got);
		}
		if (net_request_read(&rq, in.data, in.len, NULL) != ERR_OK)
			return 12;
		for (path_of(path, "request", n); access(path, F_OK) == 0;
		     path_of(path, "request", n))
			n++;
		keep_request(&rq, n);
		(void)answer_request(&rq, n);
		buf_clear(&in);
	}
}

/* ---- the test's side ---- */

static char self[4096];
static struct model *m;
static struct conf *conf;
static unsigned asked;  /* questions that were answered or are to be */
static int64_t now = 1; /* of the loop; not this machine's clock */
static struct buf seen; /* the request last looked at */

static inline void
answer_next(uint32_t link, unsigned status, unsigned packed, const char *body)
{
	struct buf text = BUF_INIT(ANSWER_MAX);

	buf_addf(&text, "%u %u %u\n", link, status, packed);
	buf_adds(&text, body);
	write_file("answer", ++asked, &text);
	buf_done(&text);
}

static inline void
answer_sync(const struct office_says *says)
{
	struct buf text = BUF_INIT(ANSWER_MAX);

	office_answer(&text, says);
	answer_next(NET_OK, 200, 1, text.data);
	buf_done(&text);
}

/* Turns of the loop while something is under way; the clock goes on only as the
 * ticks ask. False: it is still under way, and nothing moves. */
static inline bool
settle(void)
{
	for (int i = 0; i < 3000; i++) {
		struct pollfd p = { .events = POLLIN };

		(void)model_tick(m, now);
		p.fd = model_fd(m);
		if (m->sync->asked == ASKED_NOTHING && !m->sync->enrol &&
		    !sync_askers_wait(m->sync) && !m->sync->is_soon)
			return true;
		if (p.fd < 0)
			continue;
		if (poll(&p, 1, ONE_SECOND) <= 0)
			return false;
		model_readable(m);
	}
	return false;
}

/* What was asked with number n, or NULL. */
static inline const char *
request_of(unsigned n)
{
	buf_done(&seen);
	buf_init(&seen, ANSWER_MAX + 65536);
	return read_file("request", n, &seen) ? buf_str(&seen) : NULL;
}

/* Go on to when the next conversation is due. */
static inline void
pass_time(void)
{
	int64_t wait = model_tick(m, now);

	/* Far more turns than the longest wait has. */
	for (int i = 0;
	     i < 100000 && m->sync->asked == ASKED_NOTHING && wait > 0; i++) {
		now += wait;
		wait = model_tick(m, now);
	}
}

static inline void
new_model(void)
{
	struct model_config config = { .data_dir = dir,
		.cost = SEAL_COST_TEST };
	struct errinfo e = { 0 };
	char program[256];

	snprintf(program, sizeof program, "%s/office", dir);
	config.net_program = program;
	config.conf = conf;
	office_must(model_new(&m, &config, &e), &e);
}

/* Everything in the folder but the helper. */
static inline void
clear_folder(void)
{
	struct buf path = BUF_INIT(512);

	for (unsigned n = 1; n <= asked + 50; n++) {
		static const char *const what[] = { "request", "answer",
			"new" };

		for (size_t i = 0; i < 3; i++) {
			buf_clear(&path);
			buf_addf(&path, "%s/%s.%u", dir, what[i], n);
			(void)unlink(path.data);
		}
	}
	buf_done(&path);
	asked = 0;
}

static inline void
remove_store(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char path[STORE_PATH_MAX], one[STORE_PATH_MAX + 16];

	store_path_of(path, dir, "sam", "https://office:1");
	for (size_t i = 0; i < 4; i++) {
		snprintf(one, sizeof one, "%s%s", path, ends[i]);
		(void)unlink(one);
	}
	store_path_certificates(one, path);
	(void)unlink(one);
}

/* ---- enrolment, as the office answers it ---- */

static const uint8_t office_pin[WIRE_PIN] = { 0xfb, 0xff, 1, 2, 3 };
static const uint8_t spare_pin[WIRE_PIN] = { 7, 7, 7 };

static inline void
enrol_answer(struct buf *out)
{
	struct buf pin = BUF_INIT(128), spare = BUF_INIT(128),
		   box = BUF_INIT(128);
	uint8_t key[SEAL_PUBLIC], *secret = seal_key_empty();

	seal_box_new(key, secret);
	seal_key_free(secret);
	seal_base64(&pin, office_pin, WIRE_PIN);
	seal_base64(&spare, spare_pin, WIRE_PIN);
	seal_base64(&box, key, sizeof key);
	buf_clear(out);
	buf_addf(out,
	    "{\"device\":\"" DEVICE "\",\"staff\":\"" STAFF "\",\"token\":"
	    "\"%043d\",\"certificates\":\"-----BEGIN CERTIFICATE-----\\nx\\n\","
	    "\"pins\":[\"%s\",\"%s\"],\"box_key\":\"%s\",\"me\":%s}",
	    1, pin.data, spare.data, box.data, OFFICE_ME);
	buf_done(&pin);
	buf_done(&spare);
	buf_done(&box);
}

static inline enum err
ask_enrol(struct errinfo *e)
{
	static const uint8_t secret[WIRE_SECRET] = { 9, 9 };
	char code[WIRE_CODE_MAX];

	wire_code_print(code, office_pin, secret);
	return model_ask_enrol(
	    m, "https://office:1/", code, "sam", PASSPHRASE, "a laptop", e);
}

static inline int
start_office(int argc, char **argv)
{
	struct errinfo e = { 0 };
	char program[256];
	ssize_t len;

	(void)argc;
	(void)argv;
	len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len < 0 || !mkdtemp(dir) || seal_start(NULL) != ERR_OK ||
	    conf_load(&conf, CONF_CLIENT, NULL, false, NULL, &e) != ERR_OK)
		return 1;
	snprintf(program, sizeof program, "%s/office", dir);
	return symlink(self, program);
}

static inline int
end_office(void **state)
{
	char program[256];

	(void)state;
	snprintf(program, sizeof program, "%s/office", dir);
	(void)unlink(program);
	conf_free(conf);
	buf_done(&seen);
	return rmdir(dir);
}

static inline bool
is_helper(int argc, char **argv)
{
	const char *name = argc > 0 ? strrchr(argv[0], '/') : NULL;

	return name && strcmp(name, "/office") == 0;
}

#endif
