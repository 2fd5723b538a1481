/* sync.c - when to talk to the office, and what the status line says of it.
 *
 * idle -> (connecting ->) sending or fetching -> idle, or down, or sign-in. What
 * is asked goes out in the turn after it became due; nothing waits for it. A
 * round goes on until all that can be sent was sent once and nothing more is to
 * be fetched. After a failure the waits grow, without a last try (promise 2). */
#include "sync_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "when.h"

static void
set_link(struct model *m, enum link_state link)
{
	if (m->status.link == link)
		return;
	m->status.link = link;
	model_changed(m, TOPIC_LINK);
}

static void
rest(struct model *m, int64_t ms)
{
	struct sync *s = m->sync;

	s->has_rest = true;
	s->rest_ms = ms;
	m->status.next_try_ms = clock_ms() + ms;
}

void
sync_end_round(struct sync *s)
{
	mem_free_wiped(s->skip, s->skip_cap * sizeof *s->skip);
	s->skip = NULL;
	s->skip_count = s->skip_cap = s->done = 0;
	s->is_seen = false;
}

static void
skip(struct sync *s, const struct id *write)
{
	if (s->skip_count == s->skip_cap) {
		s->skip_cap = s->skip_cap ? s->skip_cap * 2 : 16;
		s->skip = mem_grow(s->skip, s->skip_cap, sizeof *s->skip);
	}
	s->skip[s->skip_count++] = *write;
}

/* ---- asking ---- */

/* A request is packed; its text is wiped at once. */
static enum err
ask_sync(struct model *m, struct errinfo *e)
{
	struct sync *s = m->sync;
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);
	struct buf packed = BUF_INIT(WIRE_PACKED_MAX);
	const struct sync_skip held = { s->skip, s->skip_count };
	struct buf address = BUF_INIT(SYNC_OPAQUE_MAX * 3);
	struct sync_question q = { .is_post = true,
		.path = "/v1/sync",
		.headers = "Content-Encoding: zstd\nAccept-Encoding: zstd",
		.token = s->token };
	enum err code;

	code =
	    sync_request_build(&text, &s->sent, m->store, s->batch, &held, e);
	if (code == ERR_OK && s->sent.is_brief) {
		sync_request_brief(&address, &s->sent);
		q.is_post = false;
		q.path = buf_str(&address);
		q.headers = "Accept-Encoding: zstd";
	} else if (code == ERR_OK) {
		code = wire_pack(&packed, text.data, text.len, e);
		q.body = packed.data;
		q.len = packed.len;
	}
	if (code == ERR_OK)
		code = sync_ask(m, &q, &s->number, e);
	buf_done(&text);
	buf_done(&packed);
	buf_done(&address);
	return code;
}

/* News of every minute come unseen: nothing moves that nobody asked for. */
static void
show_asking(struct model *m)
{
	struct sync *s = m->sync;
	struct status *st = &m->status;

	st->sending_now = s->done + s->sent.write_count;
	st->sending_all = st->sending_now + s->sent.left_count;
	if (s->failures > 0 && s->is_seen)
		set_link(m, LINK_CONNECTING);
	else if (s->failures == 0 && s->sent.write_count > 0)
		set_link(m, LINK_SENDING);
	else if (s->failures == 0 && s->is_seen)
		set_link(m, LINK_FETCHING);
	if (s->sent.write_count > 0)
		model_changed(m, TOPIC_LINK | TOPIC_OUTBOX);
}

void
sync_begin(struct model *m)
{
	struct sync *s = m->sync;
	struct errinfo e = { 0 };
	enum err code;

	s->is_soon = s->has_due = s->has_rest = false;
	s->asked = ASKED_NOTHING;
	if (!*s->token &&
	    (!*s->passphrase || (s->needs_code && !*s->one_time))) {
		sync_needs_passphrase(m,
		    m->me.has_one_time
			? "The office asks for your one-time code (Settings)."
			: "The office asks for your passphrase: lock haven and "
			  "open it anew. What you write is kept here.");
		return;
	}
	s->asked_ms = SYNC_FROM_NEXT_TICK;
	if (*s->token) {
		code = ask_sync(m, &e);
		s->asked = ASKED_SYNC;
	} else {
		code = sync_session_ask(m, &e);
		s->asked = ASKED_SESSION;
		if (s->is_seen || m->status.link == LINK_SIGN_IN)
			set_link(m, LINK_CONNECTING);
	}
	if (code != ERR_OK)
		sync_failed(m, code, e.says);
	else if (s->asked == ASKED_SYNC)
		show_asking(m);
}

/* ---- how it ends ---- */

/* What went out waits again; the answer to it, if there was one, is the same the
 * next time (promise 3). */
static void
stop(struct model *m)
{
	m->sync->asked = ASKED_NOTHING;
	m->sync->number = 0;
	m->sync->sent.write_count = 0;
	(void)store_outbox_unsend(m->store, NULL);
	sync_end_round(m->sync);
}

void
sync_failed(struct model *m, enum err code, const char *says)
{
	struct sync *s = m->sync;
	uint32_t random;

	if (s->sent.write_count > 1 && code == ERR_NET)
		s->batch = (s->sent.write_count + 1) / 2;
	stop(m);
	s->failures++;
	seal_random(&random, sizeof random);
	rest(m, sync_wait_ms(s->failures, random));
	err_set(&m->status.why, code, "%s", says);
	m->status.link = LINK_DOWN;
	model_changed(m, TOPIC_LINK | TOPIC_OUTBOX | TOPIC_ANSWER);
}

void
sync_needs_passphrase(struct model *m, const char *says)
{
	stop(m);
	m->sync->has_due = m->sync->has_rest = false;
	err_set(&m->status.why, ERR_AUTH, "%s", says);
	m->status.next_try_ms = 0;
	m->status.link = LINK_SIGN_IN;
	model_changed(m, TOPIC_LINK | TOPIC_OUTBOX | TOPIC_ANSWER);
}

static void
succeed(struct model *m)
{
	struct sync *s = m->sync;

	stop(m);
	s->failures = 0;
	rest(m, conf_int(m->conf, CONF_SYNC_EVERY) * 1000);
	err_clear(&m->status.why);
	m->status.sending_now = m->status.sending_all = 0;
	m->status.link = LINK_IDLE;
	model_changed(m, TOPIC_LINK);
	sync_before_ask(m);
}

/* ---- the answer to a sync ---- */

static bool
is_skipped(const struct sync *s, const struct id *write)
{
	for (size_t i = 0; i < s->skip_count; i++) {
		if (id_equal(&s->skip[i], write))
			return true;
	}
	return false;
}

/* Writes that are still to wait are not sent again in this round: the others
 * come next (one bad item never holds up the rest). */
static bool
note_waiting(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	struct sync *s = arg;

	(void)env;
	(void)why;
	for (size_t i = 0; i < s->sent.write_count; i++) {
		if (id_equal(&s->sent.writes[i].write, &item->write) &&
		    !is_skipped(s, &item->write))
			skip(s, &item->write);
	}
	return true;
}

static void
note_clock(struct model *m, int64_t office_ms)
{
	int64_t apart = office_ms - clock_ms();

	m->status.clock_is_off =
	    apart > SYNC_CLOCK_MS || -apart > SYNC_CLOCK_MS;
}

/* Wanted files that the person may not have are told so. */
static void
note_refused(struct model *m)
{
	const struct sync_sent *sent = &m->sync->sent;

	for (size_t i = 0; i < sent->want_count; i++) {
		unsigned flags = store_file_flags(m->store, &sent->want[i]);

		if (!(flags & (STORE_FILE_SET | STORE_FILE_WANTED)))
			m->sync->refused_file = sent->want[i];
	}
}

struct wanted {
	const struct sync_sent *sent;
	bool any, is_new;
};

static bool
note_wanted(void *arg, const struct id *file, unsigned flags)
{
	struct wanted *w = arg;
	bool was_asked = false;

	(void)flags;
	for (size_t i = 0; i < w->sent->want_count; i++) {
		if (id_equal(&w->sent->want[i], file))
			was_asked = true;
	}
	w->any = true;
	w->is_new = w->is_new || !was_asked;
	return !w->is_new;
}

/* Files to ask for at once: new ones, or the rest of those that are coming. */
static bool
wants_more(struct model *m, const struct sync_answer *an)
{
	struct wanted w = { .sent = &m->sync->sent };

	(void)store_file_each(
	    m->store, STORE_FILE_WANTED, note_wanted, &w, NULL);
	return w.is_new || (w.any && an->whole_count > 0);
}

static void
take_applied(struct model *m, const struct sync_answer *an,
    const struct sync_applied *did)
{
	struct sync *s = m->sync;
	bool is_new = s->sent.write_count > 0;

	if (did->has_erased)
		(void)store_scrub(m->store, NULL);
	m->status.answers++;
	m->status.last_sync_ms = m->office_ms = an->now_ms;
	if (s->is_seen || is_new || did->topics != 0)
		m->status.news_ms = an->now_ms;
	m->office_boot_ms = clock_boot_ms();
	if (did->chain_broken)
		m->status.chain_broken = true;
	if (did->is_restored)
		m->status.is_restored = true;
	snprintf(m->status.ended, sizeof m->status.ended, "%s", an->ended);
	note_clock(m, an->now_ms);
	note_refused(m);
	s->failures = 0;
	s->done += s->sent.write_count;
	s->batch =
	    s->batch * 2 < WIRE_WRITES_MAX ? s->batch * 2 : WIRE_WRITES_MAX;
	(void)store_outbox_each(
	    m->store, OUTBOX_OPEN, NULL, note_waiting, s, NULL);
	sync_count(m);
	model_changed(m, did->topics | TOPIC_LINK | TOPIC_ANSWER);
	if ((an->more && did->has_moved) || did->is_restored || did->is_anew ||
	    (is_new && s->sent.left_count > 0) || s->is_soon ||
	    wants_more(m, an))
		sync_begin(m);
	else
		succeed(m);
}

static enum err
take_me(struct model *m, const struct sync_span *me, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	enum err code;

	/* Left out: what is stored, with its times as of now. */
	if (me->text)
		buf_add(&text, me->text, me->len);
	else if (store_meta_get(m->store, META_ME, &text, NULL) != ERR_OK)
		return ERR_OK;
	code = store_begin(m->store, false, e);
	if (code == ERR_OK) {
		code = model_take_me(m, text.data, text.len, e);
		if (code == ERR_OK)
			code = store_commit(m->store, e);
		else
			store_rollback(m->store);
	}
	buf_done(&text);
	return code;
}

static enum err
take_answer(struct model *m, const struct sync_answer *an, struct errinfo *e)
{
	struct sync_applied did = { 0 };
	enum err code;

	if (m->sync->sent.write_count > 0)
		model_notice_touch_own(m);
	code = sync_apply(m->store, an, &m->sync->sent, &did, e);

	if (code == ERR_OK)
		code = take_me(m, &an->me, e);
	if (code == ERR_OK && (did.is_ended || did.is_anew))
		model_forget_names(m);
	if (code == ERR_OK && did.is_anew)
		model_forget_lists(m);
	model_children_changed(m, did.children, did.child_count);
	if (code == ERR_OK)
		sync_touch_notices(m, an, &did);
	if (code == ERR_OK)
		take_applied(m, an, &did);
	sync_applied_done(&did);
	return code;
}

static enum err
take_text(struct model *m, const char *text, size_t len, struct errinfo *e)
{
	struct sync_answer an;
	enum err code = sync_answer_read(&an, text, len, e);

	if (code == ERR_OK)
		code = take_answer(m, &an, e);
	sync_answer_done(&an);
	return code;
}

/* 204: all is as it was. The time is told to the second. */
static void
take_nothing(struct model *m, int64_t now_ms)
{
	struct errinfo e = { 0 };
	struct sync_answer an;

	if (m->office_ms > now_ms && m->office_ms - now_ms < 1000)
		now_ms = m->office_ms;
	sync_answer_nothing(&an, &m->sync->sent, now_ms);
	if (take_answer(m, &an, &e) != ERR_OK)
		sync_failed(m, e.code, e.says);
}

static void
take_body(struct model *m, const struct net_answer *an)
{
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);
	struct errinfo e = { 0 };
	enum err code = ERR_OK;

	if (an->is_packed)
		code = wire_unpack(&text, an->body.s, an->body.len, &e);
	if (code == ERR_OK)
		code = an->is_packed
			   ? take_text(m, buf_str(&text), text.len, &e)
			   : take_text(m, an->body.s, an->body.len, &e);
	buf_done(&text);
	if (code != ERR_OK)
		sync_failed(m, code, e.says);
}

/* The office does not take the request as it is: perhaps one write in it cannot
 * even be read. Half of it is tried; one alone is passed over in this round. */
static void
divide(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;
	struct errinfo e = { 0 };
	size_t count = s->sent.write_count;
	struct id write = s->sent.writes[0].write;

	sync_say(an, &e);
	(void)store_outbox_unsend(m->store, NULL);
	if (count > 1) {
		s->batch = count / 2;
	} else {
		(void)store_outbox_waits(
		    m->store, &write, an->status, e.says, NULL);
		skip(s, &write);
	}
	sync_begin(m);
}

static void
sync_answered(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;
	struct errinfo e = { 0 };

	if (an->link == NET_OK && an->status == 200) {
		take_body(m, an);
	} else if (an->link == NET_OK && an->status == 204 &&
		   s->sent.is_brief && an->date_s > 0) {
		take_nothing(m, an->date_s * INT64_C(1000));
	} else if (an->link == NET_OK && s->sent.is_brief &&
		   (an->status == 400 || an->status == 404 ||
		       an->status == 405 || an->status == 422)) {
		/* An office that does not know it: all is asked for. */
		(void)store_meta_remove(m->store, META_HAVE, NULL);
		sync_begin(m);
	} else if (an->link == NET_OK && an->status == 401) {
		(void)store_outbox_unsend(m->store, NULL);
		sync_token_drop(m);
		sync_begin(m);
	} else if (an->link == NET_OK && an->status >= 400 &&
		   an->status < 500 && an->status != 429 &&
		   s->sent.write_count > 0) {
		divide(m, an);
	} else {
		sync_say(an, &e);
		sync_failed(m, e.code, e.says);
	}
}

void
sync_on_answer(void *arg, const struct net_answer *an)
{
	struct model *m = arg;
	struct sync *s = m->sync;
	enum sync_asked asked = s->asked;

	if (s->enrol && an->number == s->enrol->number) {
		sync_enrol_answer(m, an);
		return;
	}
	if (!m->store)
		return;
	if (sync_askers_answer(m, an))
		return;
	if (asked != ASKED_NOTHING && an->number == s->number) {
		s->asked = ASKED_NOTHING;
		if (asked == ASKED_SESSION)
			sync_session_answer(m, an);
		else
			sync_answered(m, an);
	}
}

/* ---- for the loop ---- */

int
model_fd(const struct model *m)
{
	return net_fd(m->sync->net);
}

void
model_readable(struct model *m)
{
	net_readable(m->sync->net);
}

/* The helper itself hangs: it is ended, and everything is asked anew. */
static void
give_up(struct model *m)
{
	static const struct net_answer fault = { .link = NET_FAULT };
	struct sync *s = m->sync;
	struct errinfo e = { 0 };

	sync_say(&fault, &e);
	net_reset(s->net);
	sync_askers_give_up(m);
	if (s->enrol)
		sync_enrol_end(m, ASK_FAILED, &e);
	if (m->store)
		sync_failed(m, e.code, e.says);
}

static bool
is_waiting(const struct sync *s)
{
	return s->asked != ASKED_NOTHING || s->enrol || sync_askers_wait(s);
}

static bool
is_late(int64_t *asked_ms, int64_t now_ms)
{
	if (*asked_ms == SYNC_FROM_NEXT_TICK)
		*asked_ms = now_ms;
	return now_ms - *asked_ms > SYNC_DEADLINE_MS;
}

int64_t
model_tick(struct model *m, int64_t now_ms)
{
	struct sync *s = m->sync;
	bool reads_notices = false;

	if ((s->asked != ASKED_NOTHING && is_late(&s->asked_ms, now_ms)) ||
	    (s->enrol && is_late(&s->enrol->asked_ms, now_ms)))
		give_up(m);
	if (s->has_rest) {
		s->due_ms = now_ms + s->rest_ms;
		s->has_due = true;
		s->has_rest = false;
	}
	if (m->store && s->asked == ASKED_NOTHING &&
	    (s->is_soon || (s->has_due && now_ms >= s->due_ms)))
		sync_begin(m);
	if (m->store)
		model_policy_turn(m);
	if (m->store && !m->names && m->names_turns++ > 0)
		model_need_names(m); /* after the turn that painted Home */
	else if (m->names)
		reads_notices = model_notice_turn(m);
	if (reads_notices)
		return NOTICES_TURN_MS;
	if (is_waiting(s) || s->has_rest || (m->store && !m->names))
		return SYNC_WATCH_MS;
	if (!m->store || !s->has_due)
		return SYNC_TICK_MAX_MS;
	if (s->due_ms - now_ms > SYNC_TICK_MAX_MS)
		return SYNC_TICK_MAX_MS;
	return s->due_ms > now_ms ? s->due_ms - now_ms : 0;
}

void
model_sync_now(struct model *m)
{
	if (!m->store)
		return;
	m->sync->is_soon = true;
	m->sync->is_seen = true;
}
