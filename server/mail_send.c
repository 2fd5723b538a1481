/* mail_send.c - the thread that sends: a turn of the queue, one mail, a turn.
 *
 * It has no connection of its own to the store: each turn is a job of the writer,
 * which never waits for a mail server. While a server cannot be asked at all, the
 * thread waits, and not each mail. */
#include "mail_in.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "log.h"
#include "mem.h"
#include "seal.h"
#include "server.h"
#include "when.h"

#define LOOK_MS 300000 /* the clock of the day may be set meanwhile */
#define REST_MS 10000  /* of a line that nothing goes over */
#define AGAIN_MS 1000  /* a turn that was not taken */
#define STOP_SECONDS 5 /* for an answer that may still come */

struct mail {
	struct mail_conf conf;
	char *password; /* locked memory */
	struct mail_line *line;
	pthread_t thread;
	bool is_started;

	pthread_mutex_t lock; /* for what follows */
	pthread_cond_t changed;
	bool is_woken, is_stopping, is_done;
	char problem[MAIL_ANSWER_MAX + 1];
	int64_t problem_ms;
};

struct mail *
mail_new(void)
{
	struct mail *m = mem_zalloc(1, sizeof(*m));
	pthread_condattr_t attr;

	pthread_mutex_init(&m->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&m->changed, &attr);
	pthread_condattr_destroy(&attr);
	return m;
}

void
mail_free(struct mail *m)
{
	if (m == NULL)
		return;
	pthread_cond_destroy(&m->changed);
	pthread_mutex_destroy(&m->lock);
	mem_free_wiped(m, sizeof(*m));
}

/* ---- waiting ---- */

static bool
is_stopping(void *arg)
{
	struct mail *m = arg;
	bool is;

	pthread_mutex_lock(&m->lock);
	is = m->is_stopping;
	pthread_mutex_unlock(&m->lock);
	return is;
}

/* Lock held. False: the time is over. */
static bool
wait_until(struct mail *m, const struct timespec *until)
{
	return pthread_cond_timedwait(&m->changed, &m->lock, until) !=
	       ETIMEDOUT;
}

static struct timespec
in_ms(int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	return until;
}

/* For so long, or until it is stopped; if heeds_wake, or woken. */
static void
pause_for(struct mail *m, int64_t ms, bool heeds_wake)
{
	struct timespec until = in_ms(ms);

	pthread_mutex_lock(&m->lock);
	while (!m->is_stopping && !(heeds_wake && m->is_woken) &&
	       wait_until(m, &until))
		continue;
	if (heeds_wake)
		m->is_woken = false;
	pthread_mutex_unlock(&m->lock);
}

void
mail_sender_wake(struct server *s)
{
	pthread_mutex_lock(&s->mail->lock);
	s->mail->is_woken = true;
	pthread_cond_broadcast(&s->mail->changed);
	pthread_mutex_unlock(&s->mail->lock);
}

/* ---- one mail ---- */

static void
note_problem(struct mail *m, const char *says)
{
	bool is_new;

	/* A writer may wait for this lock: nothing slow under it. */
	pthread_mutex_lock(&m->lock);
	is_new = says[0] != '\0' && strcmp(m->problem, says) != 0;
	snprintf(m->problem, sizeof(m->problem), "%s", says);
	m->problem_ms = clock_ms();
	pthread_mutex_unlock(&m->lock);
	if (is_new)
		log_line(LOG_WARNING, "mail: %s", says);
}

static void
send_one(struct server *s, struct mail_turn *t)
{
	struct mail *m = s->mail;
	const struct mail_letter letter = {
		.from_name = conf_text(s->conf, CONF_ORG_NAME),
		.from = m->conf.from,
		.to = t->to,
		.subject = t->subject,
		.text = t->text,
		.message_id = t->message_id,
		.at_ms = t->made_ms,
	};
	struct buf bytes = BUF_INIT(MAIL_BYTES_MAX);
	struct errinfo e = { 0 };

	if (mail_letter_make(&bytes, &letter, &e) == ERR_OK) {
		t->outcome = mail_line_send(
		    m->line, m->conf.from, t->to, &bytes, t->answer);
	} else {
		t->outcome = MAIL_NEVER;
		snprintf(t->answer, sizeof(t->answer), "%.*s", MAIL_ANSWER_MAX,
		    e.says);
	}
	buf_done(&bytes);
	log_line(LOG_INFO, "mail %s: %s", t->id.s,
	    t->outcome == MAIL_WENT     ? "sent"
	    : t->outcome == MAIL_NEVER  ? "refused"
	    : t->outcome == MAIL_UNSURE ? "uncertain"
					: "later");
	/* A server that cannot be asked is no matter of one mail. */
	note_problem(m, t->outcome == MAIL_LINK ? t->answer : "");
}

/* ---- the thread ---- */

static uint16_t
chance(void)
{
	uint16_t n;

	seal_random(&n, sizeof(n));
	return n;
}

/* Until it is kept: how a mail ended is known nowhere else. False: it never will
 * be, or havend ends. What is not kept is uncertain at the next start. */
static bool
run_turn(struct server *s, struct mail_turn *t)
{
	struct errinfo e = { 0 };

	for (;;) {
		t->now_ms = clock_ms();
		t->chance = chance();
		if (writer_do(s->writer, mail_turn_run, t, &e) == ERR_OK)
			return true;
		log_line(LOG_WARNING, "mail: %s", e.says);
		if (writer_is_broken(s->writer) || is_stopping(s->mail))
			return false;
		pause_for(s->mail, AGAIN_MS, false);
	}
}

/* Nothing is due: wait until something is. The line is kept for a moment. */
static void
wait_for_more(struct mail *m, const struct mail_turn *t, bool *has_line)
{
	int64_t ms = t->due_ms > 0 ? t->due_ms - clock_ms() : LOOK_MS;

	log_line(LOG_DEBUG, "mail: nothing is due");
	if (ms > LOOK_MS)
		ms = LOOK_MS;
	if (ms < AGAIN_MS)
		ms = AGAIN_MS;
	if (*has_line && ms > REST_MS) {
		pause_for(m, REST_MS, true);
		mail_line_rest(m->line);
		*has_line = false;
		return;
	}
	pause_for(m, ms, true);
}

static bool
is_link_broken(enum mail_outcome outcome)
{
	return outcome == MAIL_LINK || outcome == MAIL_CUT;
}

static void
work_on(struct server *s, struct mail_turn *t)
{
	struct mail *m = s->mail;
	int64_t failures = 0;
	bool has_line = false;

	for (;;) {
		/* One mail may be what a server breaks at: then the others go
		 * on, but not all at once to a server that breaks. */
		bool is_broken = t->has_result && is_link_broken(t->outcome);

		t->wants_next = !is_broken && !is_stopping(m);
		if (!run_turn(s, t))
			return;
		t->has_result = false;
		if (is_stopping(m))
			break;
		failures = is_broken ? failures + 1 : failures;
		if (is_broken) {
			mail_line_rest(m->line);
			has_line = false;
			pause_for(m, mail_wait_ms(failures, t->chance), false);
		} else if (t->has_next) {
			send_one(s, t);
			t->has_result = has_line = true;
			if (!is_link_broken(t->outcome))
				failures = 0;
		} else {
			wait_for_more(m, t, &has_line);
		}
	}
	/* It was begun in the turn in which the end came. */
	if (t->has_next) {
		t->has_result = true;
		t->wants_next = false;
		t->outcome = MAIL_LINK;
		snprintf(t->answer, sizeof(t->answer),
		    "havend was ended before it was sent.");
		(void)run_turn(s, t);
	}
}

static void *
work(void *arg)
{
	struct server *s = arg;
	struct mail *m = s->mail;
	struct mail_turn *t = mem_zalloc(1, sizeof(*t));

	buf_init(&t->clear, MAIL_CLEAR_MAX);
	t->retry_for_ms = conf_int(s->conf, CONF_MAIL_RETRY_FOR) * 86400000;
	t->domain = mail_address_domain(m->conf.from);
	work_on(s, t);
	log_line(LOG_DEBUG, "mail: the sender ends");
	buf_done(&t->clear);
	mem_free_wiped(t, sizeof(*t));
	mail_line_rest(m->line);
	pthread_mutex_lock(&m->lock);
	m->is_done = true;
	pthread_cond_broadcast(&m->changed);
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

enum err
mail_sender_start(struct server *s, struct errinfo *e)
{
	struct mail *m = s->mail;
	sigset_t all, before;
	enum err err = mail_conf_read(&m->conf, s->conf, e);

	if (err != ERR_OK || !m->conf.is_on)
		return err;
	m->password = (char *)seal_secret_alloc(MAIL_PASSWORD_MAX + 1);
	err = mail_password_read(m->password, s->conf, e);
	if (err == ERR_OK) {
		m->line = mail_line_new(
		    &m->conf, m->password, &mail_limits, is_stopping, m);
		/* Signals are the main thread's. */
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &before);
		m->is_started = pthread_create(&m->thread, NULL, work, s) == 0;
		pthread_sigmask(SIG_SETMASK, &before, NULL);
		if (!m->is_started)
			err = err_set(e, ERR_BUSY,
			    "The system gives no thread for sending mail.");
	}
	if (err != ERR_OK)
		mail_sender_stop(s);
	return err;
}

void
mail_sender_stop(struct server *s)
{
	struct mail *m = s->mail;
	struct timespec until = in_ms(STOP_SECONDS * 1000);

	if (m == NULL || m->password == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	m->is_stopping = true;
	pthread_cond_broadcast(&m->changed);
	while (m->is_started && !m->is_done && wait_until(m, &until))
		continue;
	pthread_mutex_unlock(&m->lock);
	if (m->is_started) {
		mail_line_cut(m->line);
		pthread_join(m->thread, NULL);
	}
	mail_line_free(m->line);
	m->line = NULL;
	seal_key_free((uint8_t *)m->password);
	m->password = NULL;
	m->is_started = m->is_done = m->is_stopping = false;
}

/* ---- what is in the queue ---- */

enum err
mail_summary(struct server *s, struct db *db, struct mail_summary *out,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_MAIL_COUNTS);

	memset(out, 0, sizeof(*out));
	out->is_on = conf_text(s->conf, CONF_MAIL_SERVER)[0] != '\0';
	while (stmt_row(st))
		for (size_t i = 0; i < MAIL_STATES; i++)
			if (strcmp(stmt_get_text(st, 0),
				mail_state_name((enum mail_state)i)) == 0)
				out->counts[i] = stmt_get_int(st, 1);
	stmt_reset(st);
	pthread_mutex_lock(&s->mail->lock);
	snprintf(out->problem, sizeof(out->problem), "%s", s->mail->problem);
	out->problem_ms = s->mail->problem_ms;
	pthread_mutex_unlock(&s->mail->lock);
	return db_error(db, e);
}

void
mail_summary_print(struct buf *out, const struct mail_summary *sum)
{
	char when[WHEN_SHOWN];

	buf_adds(out, sum->is_on ? "mail" : "mail is off (no mail_server)");
	for (size_t i = 0; i < MAIL_STATES; i++)
		buf_addf(out, "%s %" PRId64 " %s", i == 0 ? ":" : ",",
		    sum->counts[i], mail_state_name((enum mail_state)i));
	buf_addc(out, '\n');
	if (sum->problem[0] != '\0') {
		when_show_ms(when, sum->problem_ms, clock_ms());
		buf_addf(out, "mail, %s: %s\n", when, sum->problem);
	}
	if (sum->counts[MAIL_UNCERTAIN] > 0)
		buf_adds(out,
		    "Mail that is uncertain may have arrived. Ask them, then "
		    "mark it as sent, or send it again.\n");
}
