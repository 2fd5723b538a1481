/* model_open.c - who is here: unlocking, locking, the PIN, and the store that an
 * enrolment makes. */
#include "model_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

#define TRIES_FREE 3      /* wrong passphrases before there is a wait */
#define WAIT_MAX_MS 60000 /* the longest wait */
#define PIN_HOURS_MS (8 * INT64_C(3600000))
#define PIN_TRIES 3
#define PIN_BOX (SEAL_SALT + SEAL_KEY + SEAL_OVERHEAD)

enum err
model_is_locked(struct errinfo *e)
{
	return err_set(e, ERR_AUTH,
	    "haven is locked. Give your passphrase first; what you wrote is "
	    "kept.");
}

/* ---- opening ---- */

static void
read_status(struct model *m)
{
	struct buf b = BUF_INIT(64);
	struct status *s = &m->status;

	*s = (struct status){ 0 };
	if (store_meta_get(m->store, META_LAST_SYNC, &b, NULL) == ERR_OK)
		s->last_sync_ms = s->news_ms = strtoll(buf_str(&b), NULL, 10);
	buf_clear(&b);
	s->chain_broken =
	    store_meta_get(m->store, META_CHAIN_BROKEN, &b, NULL) == ERR_OK;
	buf_clear(&b);
	if (store_meta_get(m->store, META_ENDED, &b, NULL) == ERR_OK)
		snprintf(s->ended, sizeof(s->ended), "%s", buf_str(&b));
	s->clock_is_off = clock_ms() + 3600000 < s->last_sync_ms;
	s->here = store_outbox_count(m->store, OUTBOX_OPEN);
	s->stopped = store_outbox_count(m->store, OUTBOX_REFUSED);
	buf_done(&b);
}

static enum err
read_keys(struct model *m, struct errinfo *e)
{
	struct buf b = BUF_INIT(256);
	enum err code = store_meta_get(m->store, META_SIGN_KEY, &b, e);

	if (code == ERR_OK && b.len == SEAL_SIGN_SECRET) {
		m->sign_secret = seal_secret_alloc(SEAL_SIGN_SECRET);
		memcpy(m->sign_secret, b.data, b.len);
	} else if (code == ERR_OK || code == ERR_NOT_FOUND) {
		code = err_set(e, ERR_CORRUPT,
		    "The key that signs for you is not in haven's store. What "
		    "you wrote is kept; ask for this device to be enrolled "
		    "anew.");
	}
	buf_clear(&b);
	m->has_box_key =
	    store_meta_get(m->store, META_BOX_KEY, &b, NULL) == ERR_OK &&
	    b.len == sizeof(m->box_key);
	if (m->has_box_key)
		memcpy(m->box_key, b.data, b.len);
	buf_done(&b);
	return code;
}

static enum err
read_all(struct model *m, struct errinfo *e)
{
	struct buf b = BUF_INIT(ME_MAX);
	enum err code;

	m->me = (struct me){ 0 };
	m->me.device = store_device(m->store);
	code = store_meta_get(m->store, META_ME, &b, e);
	if (code == ERR_OK)
		code = model_read_me(m, buf_str(&b), b.len, e);
	buf_done(&b);
	if (code == ERR_OK)
		code = read_keys(m, e);
	if (code == ERR_OK)
		read_status(m);
	return code;
}

enum err
model_take_store(struct model *m, struct store *st, const char *passphrase,
    struct errinfo *e)
{
	enum err code;

	m->store = st;
	code = read_all(m, e);
	if (code != ERR_OK) {
		model_lock(m);
		return code;
	}
	snprintf(
	    m->last_sign_in, sizeof(m->last_sign_in), "%s", store_sign_in(st));
	if (passphrase)
		m->passphrase_ms = clock_boot_ms();
	model_changed(m, TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_LINK |
			     TOPIC_ACCESS | TOPIC_ANSWER);
	link_opened(m, passphrase);
	return ERR_OK;
}

/* The store of a person; at the set server first, if there are several. */
static enum err
find_store(
    const struct model *m, const char *sign_in, char *path, struct errinfo *e)
{
	struct store_who *who = mem_zalloc(STORE_PEOPLE_MAX, sizeof(*who));
	struct errinfo why = { 0 };
	size_t n = store_list(m->data_dir, who, STORE_PEOPLE_MAX, &why);
	const char *url = m->conf ? conf_text(m->conf, CONF_SERVER_URL) : "";
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(who[i].sign_in, sign_in) != 0)
			continue;
		if (!found || strcmp(who[i].url, url) == 0)
			snprintf(path, STORE_PATH_MAX, "%s", who[i].path);
		found = true;
	}
	mem_free_wiped(who, STORE_PEOPLE_MAX * sizeof(*who));
	if (found)
		return ERR_OK;
	if (why.code != ERR_OK)
		return err_set(e, why.code, "%s", why.says);
	return err_set(e, ERR_AUTH,
	    "The name or the passphrase is not right. What you wrote here is "
	    "kept.");
}

/* Open it; a damaged one is set aside first, and what could be saved opened. */
static enum err
open_store(
    struct model *m, const char *path, struct store **st, struct errinfo *e)
{
	struct buf says = BUF_INIT(sizeof(m->damage));
	enum err code = store_open(st, path, e);

	if (code != ERR_CORRUPT)
		return code;
	code = store_set_aside(path, clock_ms(), &says, e);
	snprintf(m->damage, sizeof(m->damage), "%s", buf_str(&says));
	buf_done(&says);
	model_changed(m, TOPIC_ANSWER);
	return code == ERR_OK ? store_open(st, path, e) : code;
}

/* Growing waits, kept here so that every caller has them. They hold up a person
 * at the keyboard, not a thief with the disk: that is what Argon2id is for. */
enum err
model_must_wait(const struct model *m, struct errinfo *e)
{
	int64_t ms = m->wait_until_ms - clock_boot_ms();

	if (ms <= 0)
		return ERR_OK;
	return err_set(e, ERR_BUSY,
	    "Too many wrong passphrases. Wait %lld seconds, then try again. "
	    "What you wrote is kept.",
	    (long long)(ms + 999) / 1000);
}

void
model_count_try(struct model *m, enum err code)
{
	int64_t wait = 1000;

	if (code == ERR_OK)
		m->failed = 0;
	if (code != ERR_AUTH || ++m->failed < TRIES_FREE)
		return;
	for (unsigned i = TRIES_FREE; i < m->failed && wait < WAIT_MAX_MS; i++)
		wait *= 2;
	m->wait_until_ms =
	    clock_boot_ms() + (wait < WAIT_MAX_MS ? wait : WAIT_MAX_MS);
}

enum err
model_unlock(struct model *m, const char *sign_in, const char *passphrase,
    struct errinfo *e)
{
	char *path = mem_zalloc(1, STORE_PATH_MAX);
	struct store *st = NULL;
	enum err code = model_must_wait(m, e);

	model_lock(m);
	/* What was said of one person's store is not for the next. */
	if (strcasecmp(m->damage_of, sign_in) != 0)
		m->damage[0] = '\0';
	snprintf(m->damage_of, sizeof(m->damage_of), "%s", sign_in);
	if (code == ERR_OK)
		code = find_store(m, sign_in, path, e);
	if (code == ERR_OK)
		code = open_store(m, path, &st, e);
	if (code == ERR_OK)
		code = store_unlock(st, passphrase, e);
	model_count_try(m, code);
	if (code == ERR_OK) {
		if (strcasecmp(m->last_sign_in, sign_in) != 0)
			model_sign_out(m); /* the PIN was somebody else's */
		code = model_take_store(m, st, passphrase, e);
	} else {
		store_close(st);
	}
	mem_free_wiped(path, STORE_PATH_MAX);
	return code;
}

bool
model_is_open(const struct model *m)
{
	return m->store != NULL;
}

/* Everything of a record and every key goes; what is on the disk stays. */
void
model_lock(struct model *m)
{
	if (!m->store)
		return;
	link_closing(m);
	store_close(m->store);
	m->store = NULL;
	seal_key_free(m->sign_secret);
	m->sign_secret = NULL;
	seal_wipe(m->box_key, sizeof(m->box_key));
	m->has_box_key = false;
	model_forget_names(m);
	model_forget_known(m);
	model_forget_lists(m);
	seal_wipe(&m->me, sizeof(m->me));
	m->status = (struct status){ 0 };
	m->topics |= TOPIC_ACCESS;
}

static void
drop_pin(struct model *m)
{
	seal_key_free(m->pin_box);
	m->pin_box = NULL;
	m->pin_failed = 0;
}

void
model_sign_out(struct model *m)
{
	model_lock(m);
	drop_pin(m);
	seal_wipe(m->last_sign_in, sizeof(m->last_sign_in));
	m->passphrase_ms = m->office_ms = 0;
	m->people.is_fresh = false;
}

/* ---- PIN ---- */

/* 000000, 123456, 987654: what whoever picks the laptop up tries first. */
static bool
is_row(const char *pin)
{
	int step = pin[1] - pin[0];

	for (size_t i = 1; pin[i]; i++) {
		if (pin[i] - pin[i - 1] != step)
			return false;
	}
	return step >= -1 && step <= 1;
}

enum err
model_pin_set(struct model *m, const char *pin, struct errinfo *e)
{
	static const char place[] = "haven-pin";
	struct buf box = BUF_INIT(256);
	uint8_t salt[SEAL_SALT], *kek;
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	if (strlen(pin) != 6 || strspn(pin, "0123456789") != 6)
		return err_set(e, ERR_INVALID, "A PIN is six digits.");
	if (is_row(pin))
		return err_set(e, ERR_INVALID,
		    "This PIN is too easy to guess. Take six digits that are "
		    "not in a row.");
	kek = seal_key_empty();
	seal_random(salt, sizeof(salt));
	code = seal_key_from_passphrase(kek, pin, salt, &m->cost, e);
	if (code == ERR_OK)
		code = seal_close(&box, kek, place, sizeof(place),
		    store_key(m->store), SEAL_KEY, e);
	if (code == ERR_OK) {
		drop_pin(m);
		m->pin_box = seal_secret_alloc(PIN_BOX);
		memcpy(m->pin_box, salt, sizeof(salt));
		memcpy(m->pin_box + sizeof(salt), box.data, box.len);
	}
	seal_key_free(kek);
	buf_done(&box);
	return code;
}

bool
model_pin_is_set(const struct model *m)
{
	return m->pin_box && clock_boot_ms() - m->passphrase_ms < PIN_HOURS_MS;
}

static enum err
wrong_pin(struct model *m, struct errinfo *e)
{
	if (++m->pin_failed < PIN_TRIES)
		return err_set(e, ERR_AUTH,
		    "The PIN is not right. %u more wrong and only the "
		    "passphrase opens haven.",
		    PIN_TRIES - m->pin_failed);
	drop_pin(m);
	return err_set(e, ERR_AUTH,
	    "The PIN was wrong three times. Give your passphrase; what you "
	    "wrote is kept.");
}

enum err
model_pin_unlock(struct model *m, const char *pin, struct errinfo *e)
{
	static const char place[] = "haven-pin";
	char *path;
	struct buf key = BUF_INIT(256);
	struct store *st = NULL;
	uint8_t *kek;
	enum err code;

	if (!model_pin_is_set(m)) {
		drop_pin(m);
		return err_set(e, ERR_AUTH,
		    "A PIN opens haven for eight hours after the passphrase. "
		    "Give your passphrase.");
	}
	kek = seal_key_empty();
	code = seal_key_from_passphrase(kek, pin, m->pin_box, &m->cost, e);
	if (code == ERR_OK)
		code = seal_open(&key, kek, place, sizeof(place),
		    m->pin_box + SEAL_SALT, SEAL_KEY + SEAL_OVERHEAD, e);
	seal_key_free(kek);
	if (code != ERR_OK) {
		buf_done(&key);
		return wrong_pin(m, e);
	}
	m->pin_failed = 0;
	path = mem_zalloc(1, STORE_PATH_MAX);
	model_lock(m);
	code = find_store(m, m->last_sign_in, path, e);
	if (code == ERR_AUTH)
		code = err_set(e, ERR_NOT_FOUND,
		    "haven's store of this person is not on this device any "
		    "more.");
	if (code == ERR_OK)
		code = open_store(m, path, &st, e);
	if (code == ERR_OK)
		code = store_unlock_key(st, (const uint8_t *)key.data, e);
	if (code == ERR_OK)
		code = model_take_store(m, st, NULL, e);
	else
		store_close(st);
	mem_free_wiped(path, STORE_PATH_MAX);
	buf_done(&key);
	return code;
}

/* ---- enrolment ---- */

static enum err
put_settings(struct store *st, const struct enrolled *en, struct errinfo *e)
{
	const struct {
		const char *key;
		const void *bytes;
		size_t len;
	} rows[] = {
		{ META_ME, en->me, en->me_len },
		{ META_TOKEN, en->token, strlen(en->token) },
		{ META_PINS, en->pins, strlen(en->pins) },
		{ META_BOX_KEY, en->box_key, SEAL_PUBLIC },
		{ META_SIGN_KEY, en->sign_secret, SEAL_SIGN_SECRET },
	};
	enum err code = store_begin(st, true, e);

	for (size_t i = 0; code == ERR_OK && i < sizeof(rows) / sizeof(*rows);
	     i++)
		code = store_meta_set(
		    st, rows[i].key, rows[i].bytes, rows[i].len, e);
	if (code == ERR_OK)
		return store_commit(st, e);
	store_rollback(st);
	return code;
}

/* The store is filled under another name and takes its own when it is whole: a
 * crash on the way leaves nothing that looks like a store. */
static enum err
make_store(struct model *m, const struct enrolled *en, const char *path,
    uint8_t *key, struct errinfo *e)
{
	struct buf tmp = BUF_INIT(STORE_PATH_MAX);
	/* The office's spelling of the name, not what was typed. */
	struct store_new sn = { .sign_in = m->me.sign_in,
		.url = en->url,
		.name = m->me.name,
		.role = role_code(m->me.role),
		.staff = m->me.staff,
		.device = en->device,
		.passphrase = en->passphrase,
		.cost = m->cost };
	struct store *st = NULL;
	enum err code;

	buf_addf(&tmp, "%s.new", path);
	sn.path = buf_str(&tmp);
	store_remove_unfinished(sn.path);
	code = store_create(&st, &sn, e);
	if (code == ERR_OK)
		code = put_settings(st, en, e);
	if (code == ERR_OK)
		memcpy(key, store_key(st), SEAL_KEY);
	store_close(st);
	if (code == ERR_OK)
		code = store_certificates_write(
		    path, en->certificates, strlen(en->certificates), e);
	if (code == ERR_OK && en->is_recovery)
		code = store_put_before(path, clock_ms(), e);
	if (code == ERR_OK)
		code = store_file_rename(sn.path, path, e);
	if (code != ERR_OK)
		store_remove_unfinished(sn.path);
	buf_done(&tmp);
	return code;
}

enum err
model_adopt(struct model *m, const struct enrolled *en, struct errinfo *e)
{
	char *path = mem_zalloc(1, STORE_PATH_MAX);
	uint8_t *key = seal_key_empty();
	struct store *st = NULL;
	enum err code;

	model_sign_out(m);
	code = model_read_me(m, en->me, en->me_len, e);
	if (code == ERR_OK && !*m->me.sign_in)
		snprintf(
		    m->me.sign_in, sizeof(m->me.sign_in), "%s", en->sign_in);
	store_path_of(path, m->data_dir, m->me.sign_in, en->url);
	if (code == ERR_OK)
		code = make_store(m, en, path, key, e);
	if (code == ERR_OK)
		code = store_open(&st, path, e);
	if (code == ERR_OK)
		code = store_unlock_key(st, key, e);
	if (code == ERR_OK)
		code = model_take_store(m, st, en->passphrase, e);
	else
		store_close(st);
	seal_key_free(key);
	mem_free_wiped(path, STORE_PATH_MAX);
	return code;
}
