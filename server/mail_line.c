/* mail_line.c - havend's end of haven-mail, which has the line to the mail server.
 *
 * What may have been taken is known here by one report: haven-mail sends it before it
 * hands over the end of a mail. So whatever becomes of that process, nothing that may
 * have arrived is sent again, and nothing that cannot have arrived is doubted. */
#include "mail_in.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "helper.h"
#include "mail_frame.h"
#include "mem.h"

#define LOOK_MS 500 /* is_ended is asked so often */
#define CHUNK 4096

/* RFC 5321, 4.5.3.2: ten minutes for the answer to the dot. */
const struct mail_limits mail_limits = { 60, 600, 1200 };

struct mail_line {
	const struct mail_conf *conf;
	const char *password;
	struct mail_limits limits;
	bool (*is_ended)(void *arg);
	void *arg;
	char *program;
	int fd; /* -1: it does not run */
	struct buf in;

	pthread_mutex_t lock; /* for what follows */
	pid_t pid;
	bool is_cut;
};

struct mail_line *
mail_line_new(const struct mail_conf *conf, const char *password,
    const struct mail_limits *limits, bool (*is_ended)(void *arg), void *arg)
{
	struct mail_line *l = mem_zalloc(1, sizeof(*l));

	l->conf = conf;
	l->password = password;
	l->limits = *limits;
	l->is_ended = is_ended;
	l->arg = arg;
	l->program = helper_path("haven-mail");
	l->fd = -1;
	buf_init(&l->in, FRAME_MAX + 4 + CHUNK);
	pthread_mutex_init(&l->lock, NULL);
	return l;
}

static void
stop(struct mail_line *l)
{
	pthread_mutex_lock(&l->lock);
	helper_stop(&l->fd, &l->pid);
	pthread_mutex_unlock(&l->lock);
	buf_clear(&l->in);
}

static enum err
start(struct mail_line *l, struct errinfo *e)
{
	enum err err = ERR_OK;

	pthread_mutex_lock(&l->lock);
	if (l->is_cut || l->is_ended(l->arg))
		err = err_set(e, ERR_NET, "havend ends. Nothing was sent.");
	else if (l->fd < 0)
		err = helper_start(l->program, &l->fd, &l->pid, e);
	pthread_mutex_unlock(&l->lock);
	return err;
}

void
mail_line_cut(struct mail_line *l)
{
	pthread_mutex_lock(&l->lock);
	l->is_cut = true;
	if (l->pid > 0)
		(void)kill(l->pid, SIGKILL);
	pthread_mutex_unlock(&l->lock);
}

static bool
send_all(struct mail_line *l, const struct buf *frame)
{
	for (size_t at = 0; at < frame->len;) {
		ssize_t w = send(
		    l->fd, frame->data + at, frame->len - at, MSG_NOSIGNAL);

		if (w > 0)
			at += (size_t)w;
		else if (w == 0 || errno != EINTR)
			return false;
	}
	return true;
}

static struct frame_string
string(const char *s)
{
	return (struct frame_string){ s, strlen(s) };
}

static bool
give(struct mail_line *l, const char *from, const char *to,
    const struct buf *letter)
{
	const struct mail_order order = {
		.is_plain = l->conf->is_plain,
		.connect_s = (uint32_t)l->limits.connect_s,
		.answer_s = (uint32_t)l->limits.answer_s,
		.mail_s = (uint32_t)l->limits.mail_s,
		.url = string(l->conf->url),
		.ca_file = string(l->conf->ca_file),
		.user = string(l->conf->user),
		.password = string(l->password),
		.from = string(from),
		.to = string(to),
		.letter = { letter->data, letter->len },
	};
	struct buf frame = BUF_INIT(FRAME_MAX + 4);
	bool ok = mail_order_write(&frame, &order, NULL) == ERR_OK &&
		  send_all(l, &frame);

	buf_done(&frame); /* it holds the password */
	return ok;
}

/* The next report: strings point into l->in, of which it is the first size bytes.
 * False: haven-mail is gone, or says what is none. */
static bool
hear(struct mail_line *l, struct mail_report *report, size_t *size,
    bool *has_ended)
{
	enum err code = ERR_OK;
	char bytes[CHUNK];

	while ((*size = frame_size(buf_str(&l->in), l->in.len, &code)) == 0) {
		struct pollfd p = { .fd = l->fd, .events = POLLIN };
		ssize_t got;

		if (code != ERR_OK)
			return false;
		if (poll(&p, 1, *has_ended ? -1 : LOOK_MS) == 0) {
			/* It breaks off what it may, and says how. */
			*has_ended = l->is_ended(l->arg);
			if (*has_ended)
				(void)shutdown(l->fd, SHUT_WR);
			continue;
		}
		got = recv(l->fd, bytes, sizeof(bytes), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || !buf_add(&l->in, bytes, (size_t)got))
			return false;
	}
	return mail_report_read(report, l->in.data, *size, NULL) == ERR_OK;
}

static enum mail_outcome
by_words(char *answer, enum mail_outcome outcome, const char *says)
{
	(void)snprintf(
	    answer, MAIL_ANSWER_MAX + 1, "%.*s", MAIL_ANSWER_MAX, says);
	return outcome;
}

/* Nothing but the first two ends it, and only what haven-mail may say. */
static enum mail_outcome
wait_for_end(struct mail_line *l, char *answer)
{
	bool may_have_it = false, has_ended = false;
	struct mail_report report;
	enum mail_outcome outcome;
	size_t size;

	while (hear(l, &report, &size, &has_ended)) {
		if (!report.is_end) {
			outcome = report.outcome <= MAIL_UNSURE
				      ? (enum mail_outcome)report.outcome
				      : MAIL_UNSURE;
			(void)snprintf(answer, MAIL_ANSWER_MAX + 1, "%.*s",
			    (int)report.answer.len, report.answer.s);
			buf_splice(&l->in, 0, size, NULL, 0);
			if (has_ended)
				stop(l);
			return outcome;
		}
		may_have_it = true;
		buf_splice(&l->in, 0, size, NULL, 0);
	}
	stop(l);
	if (may_have_it)
		return by_words(answer, MAIL_UNSURE, mail_unsure_says);
	return by_words(answer, MAIL_CUT,
	    "The part of haven that sends mail was ended before the end of the "
	    "mail. Nothing was taken; it is tried again.");
}

enum mail_outcome
mail_line_send(struct mail_line *l, const char *from, const char *to,
    const struct buf *letter, char *answer)
{
	struct errinfo e = { 0 };

	answer[0] = '\0';
	if (start(l, &e) != ERR_OK)
		return by_words(answer, MAIL_LINK, e.says);
	/* Without all of it haven-mail does nothing. */
	if (!give(l, from, to, letter)) {
		stop(l);
		return by_words(answer, MAIL_LINK,
		    "The part of haven that sends mail ended. It is started "
		    "again.");
	}
	return wait_for_end(l, answer);
}

void
mail_line_rest(struct mail_line *l)
{
	const struct mail_order order = { .is_rest = 1,
		.url = { "", 0 },
		.ca_file = { "", 0 },
		.user = { "", 0 },
		.password = { "", 0 },
		.from = { "", 0 },
		.to = { "", 0 },
		.letter = { "", 0 } };
	struct buf frame = BUF_INIT(4096);

	if (l->fd >= 0 && (mail_order_write(&frame, &order, NULL) != ERR_OK ||
			      !send_all(l, &frame)))
		stop(l);
	buf_done(&frame);
}

void
mail_line_free(struct mail_line *l)
{
	if (l == NULL)
		return;
	stop(l);
	buf_done(&l->in);
	mem_free_text(l->program);
	pthread_mutex_destroy(&l->lock);
	mem_free_wiped(l, sizeof(*l));
}
