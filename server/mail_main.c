/* mail_main.c - haven-mail: the line to the mail server, and nothing else of havend:
 * no store and no key.
 *
 * Reads orders from the socket on standard input, one after the other, and reports
 * how each ended. When havend closes its end, what cannot have been taken yet is
 * broken off. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "helper.h"
#include "mail_frame.h"
#include "mail_in.h"
#include "mem.h"

#define CHUNK 65536

/* The line, and what it was made for. */
struct line {
	struct mail_conf conf;
	struct mail_limits limits;
	char *user, *password, *ca_file;
	struct mail_talk *talk; /* NULL: none yet */
};

static bool
write_report(const struct mail_report *report)
{
	struct buf out = BUF_INIT(FRAME_MAX + 4);
	bool ok = mail_report_write(&out, report, NULL) == ERR_OK;

	for (size_t at = 0; ok && at < out.len;) {
		ssize_t w = send(0, out.data + at, out.len - at, MSG_NOSIGNAL);

		if (w > 0)
			at += (size_t)w;
		else
			ok = w < 0 && errno == EINTR;
	}
	buf_done(&out);
	return ok;
}

/* Before the server can have it: it lies in havend's socket whatever becomes of
 * this process. Where it cannot be said, the end is not handed over. */
static bool
on_end(void *arg)
{
	const struct mail_report report = { .is_end = 1, .answer = { "", 0 } };

	(void)arg;
	return write_report(&report);
}

static bool
is_ended(void *arg)
{
	char c;

	(void)arg;
	return recv(0, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static char *
copy(const struct frame_string *s)
{
	return mem_strndup(s->s, s->len);
}

/* The first order says what it is: one havend has one mail server. */
static void
begin(struct line *l, const struct mail_order *order)
{
	char *url = copy(&order->url);

	(void)snprintf(l->conf.url, sizeof(l->conf.url), "%s", url);
	mem_free_text(url);
	l->user = copy(&order->user);
	l->password = copy(&order->password);
	l->ca_file = copy(&order->ca_file);
	l->conf.is_on = true;
	l->conf.is_plain = order->is_plain != 0;
	l->conf.user = l->user;
	l->conf.ca_file = l->ca_file;
	l->limits = (struct mail_limits){ order->connect_s, order->answer_s,
		order->mail_s };
	l->talk = mail_talk_new(
	    &l->conf, l->password, &l->limits, is_ended, on_end, NULL);
}

static bool
obey(struct line *l, const char *frame, size_t len)
{
	char answer[MAIL_ANSWER_MAX + 1], *from, *to;
	struct mail_report report = { .is_end = 0 };
	struct buf letter = BUF_INIT(FRAME_MAX);
	struct mail_order order;

	if (mail_order_read(&order, frame, len, NULL) != ERR_OK)
		return false;
	if (order.is_rest) {
		if (l->talk != NULL)
			mail_talk_rest(l->talk);
		return true;
	}
	if (l->talk == NULL)
		begin(l, &order);
	from = copy(&order.from);
	to = copy(&order.to);
	buf_add(&letter, order.letter.s, order.letter.len);
	report.outcome =
	    (uint32_t)mail_talk_send(l->talk, from, to, &letter, answer);
	report.answer = (struct frame_string){ answer, strlen(answer) };
	buf_done(&letter);
	mem_free_text(from);
	mem_free_text(to);
	return write_report(&report);
}

static int
serve(struct line *l)
{
	struct buf in = BUF_INIT(FRAME_MAX + 4 + CHUNK);
	char bytes[CHUNK];
	enum err code = ERR_OK;
	size_t size;
	ssize_t got;

	for (;;) {
		while ((size = frame_size(buf_str(&in), in.len, &code)) > 0) {
			if (!obey(l, in.data, size))
				return 1;
			buf_splice(&in, 0, size, NULL, 0);
		}
		if (code != ERR_OK)
			return 1;
		(void)mem_lock_heap();
		got = recv(0, bytes, sizeof(bytes), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || !buf_add(&in, bytes, (size_t)got))
			return got == 0 ? 0 : 1;
		explicit_bzero(bytes, sizeof(bytes)); /* a letter, a password */
	}
}

int
main(void)
{
	struct line l = { .talk = NULL };
	int code;

	helper_shut_in();
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return 1;
	code = serve(&l);
	mail_talk_free(l.talk);
	curl_global_cleanup();
	return code;
}
