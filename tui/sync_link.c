/* sync_link.c - what the model asks of the link: beginning and ending with the
 * store, and files that are wanted whole. */
#include "sync_in.h"

#include <string.h>

#include "mem.h"

/* ---- files ---- */

void
model_file_want(struct model *m, const struct id *file)
{
	struct errinfo e = { 0 };
	unsigned flags;

	if (!m->store)
		return;
	flags = store_file_flags(m->store, file);
	if (flags & STORE_FILE_HERE)
		return;
	if (!(flags & STORE_FILE_SET))
		flags |= STORE_FILE_OPENED;
	flags |= STORE_FILE_WANTED;
	if (id_equal(file, &m->sync->refused_file))
		m->sync->refused_file = (struct id){ "" };
	if (store_file_set_flags(m->store, file, flags, &e) == ERR_OK)
		model_sync_now(m);
	model_changed(m, TOPIC_ANSWER);
}

enum ask_state
model_file_state(
    const struct model *m, const struct id *file, struct errinfo *e)
{
	unsigned flags = m->store ? store_file_flags(m->store, file) : 0;

	if (m->store && model_is_shut(m)) {
		model_shut_error(e);
		return ASK_FAILED;
	}
	if (flags & STORE_FILE_HERE)
		return ASK_DONE;
	if (id_equal(file, &m->sync->refused_file)) {
		err_set(e, ERR_NOT_FOUND,
		    "The office does not give this file to you, or it is not "
		    "there any more. What you wrote is kept.");
		return ASK_FAILED;
	}
	if (!(flags & STORE_FILE_WANTED))
		return ASK_NONE;
	if (m->status.link != LINK_DOWN && m->status.link != LINK_SIGN_IN)
		return ASK_WAITING;
	err_set(e, ERR_NET,
	    "The office cannot be asked for this file now. It comes by itself "
	    "as soon as it can be.");
	return ASK_FAILED;
}

/* ---- questions beside the conversation ---- */

#define ASKER(name) &sync_##name##_asker,
static const struct sync_asker *const askers[] = { SYNC_ASKERS(ASKER) };
#undef ASKER
#define ASKER_COUNT (sizeof askers / sizeof askers[0])

bool
sync_askers_answer(struct model *m, const struct net_answer *an)
{
	for (size_t i = 0; i < ASKER_COUNT; i++) {
		if (askers[i]->answer(m, an))
			return true;
	}
	return false;
}

bool
sync_askers_wait(const struct sync *s)
{
	for (size_t i = 0; i < ASKER_COUNT; i++) {
		if (askers[i]->waits(s))
			return true;
	}
	return false;
}

void
sync_askers_give_up(struct model *m)
{
	for (size_t i = 0; i < ASKER_COUNT; i++)
		askers[i]->give_up(m);
}

void
sync_askers_end(struct sync *s)
{
	for (size_t i = 0; i < ASKER_COUNT; i++)
		askers[i]->end(s);
}

/* ---- for the model ---- */

void
link_start(struct model *m)
{
	struct sync *s = mem_zalloc(1, sizeof *s);

	s->net = net_new(m->net_program, sync_on_answer, m);
	s->token = (char *)seal_secret_alloc(WIRE_TOKEN + 1);
	s->passphrase = (char *)seal_secret_alloc(SEAL_PASSPHRASE_MAX + 1);
	s->one_time = (char *)seal_secret_alloc(SYNC_CODE_MAX);
	s->batch = WIRE_WRITES_MAX;
	m->sync = s;
}

void
link_stop(struct model *m)
{
	struct sync *s = m->sync;

	if (!s)
		return;
	sync_enrol_end(m, ASK_NONE, NULL);
	net_free(s->net);
	sync_end_round(s);
	seal_key_free((uint8_t *)s->token);
	seal_key_free((uint8_t *)s->passphrase);
	seal_key_free((uint8_t *)s->one_time);
	sync_askers_end(s);
	mem_free_wiped(s, sizeof *s);
	m->sync = NULL;
}

void
link_opened(struct model *m, const char *passphrase)
{
	struct sync *s = m->sync;
	struct buf token = BUF_INIT(WIRE_TOKEN);

	seal_wipe(s->token, WIRE_TOKEN + 1);
	seal_wipe(s->passphrase, SEAL_PASSPHRASE_MAX + 1);
	if (store_meta_get(m->store, META_TOKEN, &token, NULL) == ERR_OK &&
	    token.len == WIRE_TOKEN)
		memcpy(s->token, token.data, token.len);
	buf_done(&token);
	if (passphrase && strlen(passphrase) <= SEAL_PASSPHRASE_MAX)
		memcpy(s->passphrase, passphrase, strlen(passphrase));
	s->needs_code = m->me.has_one_time;
	s->before_is_due = true;
	s->before_after = 0;
	s->before_count = s->before_refused = 0;
	s->asked = ASKED_NOTHING;
	s->failures = 0;
	s->batch = WIRE_WRITES_MAX;
	(void)store_outbox_unsend(m->store, NULL);
	m->status.link = LINK_IDLE;
	model_sync_now(m);
}

void
link_closing(struct model *m)
{
	struct sync *s = m->sync;

	/* An enrolment that opened this store is not a question any more. */
	sync_enrol_end(m, ASK_NONE, NULL);
	net_reset(s->net);
	if (m->store)
		(void)store_outbox_unsend(m->store, NULL);
	sync_end_round(s);
	seal_wipe(s->token, WIRE_TOKEN + 1);
	seal_wipe(s->passphrase, SEAL_PASSPHRASE_MAX + 1);
	s->asked = ASKED_NOTHING;
	seal_wipe(s->one_time, SYNC_CODE_MAX);
	sync_askers_end(s);
	s->refused_file = (struct id){ "" };
	s->is_soon = s->has_due = s->has_rest = false;
}

/* The status line does not lie (promise 5): counted where it changes, whoever
 * looks. */
void
sync_count(struct model *m)
{
	m->status.here = store_outbox_count(m->store, OUTBOX_OPEN);
	m->status.stopped = store_outbox_count(m->store, OUTBOX_REFUSED);
}

void
link_wrote(struct model *m)
{
	if (m->store)
		sync_count(m);
	model_sync_now(m);
}
