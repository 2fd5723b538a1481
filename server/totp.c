/* totp.c - one-time codes as second factor. */
#include "totp.h"

#include <liboath/oath.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "seal.h"
#include "server.h"
#include "session.h"
#include "store_in.h"

#define DIGITS 6
#define WINDOW 1 /* steps before and after now */
#define SEALED_MAX 200
#define CODE_LETTERS 12
#define GROUP 4

/* Without what is taken for something else when it is read out. */
static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz";

enum err
totp_start(struct errinfo *e)
{
	return oath_init() == OATH_OK ? ERR_OK
				      : err_set(e, ERR_CRYPTO,
					    "The library for one-time codes "
					    "(liboath) does not start.");
}

/* ---- who must ---- */

static bool
next_word(const char **at, char out[40])
{
	size_t len;

	*at += strspn(*at, " ");
	len = strcspn(*at, " ");
	snprintf(out, 40, "%.*s", (int)len, *at);
	*at += len;
	return len > 0;
}

bool
totp_is_needed(const struct server *s, enum role role)
{
	const char *at = conf_text(s->conf, CONF_SECOND_FACTOR);
	char word[40];

	while (next_word(&at, word))
		if (strcmp(word, role_code(role)) == 0)
			return true;
	return false;
}

enum err
totp_check_setting(const char *roles, struct errinfo *e)
{
	enum role role;
	char word[40];

	while (next_word(&roles, word))
		if (!role_parse(&role, word))
			return err_set(e, ERR_CONFIG,
			    "second_factor: \"%s\" is no role. Roles are "
			    "volunteer, support_worker, designated_senior, "
			    "line_manager, director, strategic_lead, trustee, "
			    "inspector and administrator.",
			    word);
	return ERR_OK;
}

/* ---- the row ---- */

struct factor {
	bool is_there, is_on;
	int64_t last_step;
	uint8_t secret[TOTP_SECRET];
};

static void
bind(struct buf *ad, const struct id *staff)
{
	buf_addf(ad, "haven-totp-1\n%s\n", staff->s);
}

static enum err
seal_secret(struct server *s, const struct id *staff,
    const uint8_t secret[TOTP_SECRET], struct buf *out, struct errinfo *e)
{
	static const struct id organisation = { "" };
	uint8_t *key = keyring_scratch(s->keys);
	struct buf ad = BUF_INIT(200);
	enum err code = keyring_get(s->keys, &organisation, false, key, e);

	bind(&ad, staff);
	if (code == ERR_OK)
		code = seal_close(
		    out, key, ad.data, ad.len, secret, TOTP_SECRET, e);
	buf_done(&ad);
	keyring_scratch_done(s->keys, key);
	return code;
}

static enum err
open_secret(struct server *s, const struct id *staff, const void *sealed,
    size_t len, uint8_t secret[TOTP_SECRET], struct errinfo *e)
{
	static const struct id organisation = { "" };
	uint8_t *key = keyring_scratch(s->keys);
	struct buf ad = BUF_INIT(200), clear = BUF_INIT(TOTP_SECRET);
	enum err code = keyring_get(s->keys, &organisation, false, key, e);

	bind(&ad, staff);
	if (code == ERR_OK)
		code = seal_open(&clear, key, ad.data, ad.len, sealed, len, e);
	if (code == ERR_OK && clear.len != TOTP_SECRET)
		code = err_set(e, ERR_CORRUPT,
		    "The secret of somebody's one-time codes is damaged. Run "
		    "havend verify.");
	if (code == ERR_OK)
		memcpy(secret, clear.data, TOTP_SECRET);
	buf_done(&clear);
	buf_done(&ad);
	keyring_scratch_done(s->keys, key);
	return code;
}

static enum err
read_factor(struct server *s, struct db *db, const struct id *staff,
    struct factor *f, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FACTOR_GET);
	struct buf sealed = BUF_INIT(SEALED_MAX);
	const void *bytes;
	size_t len;
	enum err code;

	*f = (struct factor){ 0 };
	stmt_id(st, 1, staff);
	if (stmt_row(st)) {
		f->is_there = true;
		bytes = stmt_get_blob(st, 0, &len);
		buf_add(&sealed, bytes, len);
		f->is_on = stmt_get_int(st, 1) != 0;
		f->last_step = stmt_get_int(st, 2);
	}
	stmt_reset(st);
	code = db_error(db, e);
	if (code == ERR_OK && f->is_there)
		code = open_secret(
		    s, staff, sealed.data, sealed.len, f->secret, e);
	buf_done(&sealed);
	return code;
}

enum err
totp_state(struct db *db, const struct id *staff, enum totp_state *out,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FACTOR_GET);

	*out = TOTP_OFF;
	stmt_id(st, 1, staff);
	if (stmt_row(st))
		*out = stmt_get_int(st, 1) != 0 ? TOTP_ON : TOTP_BEGUN;
	stmt_reset(st);
	return db_error(db, e);
}

/* ---- codes ---- */

/* What was typed, without spaces and hyphens and in small letters. */
static void
clean(char out[TOTP_TYPED_MAX], const char *typed)
{
	size_t n = 0;

	for (; *typed && n + 1 < TOTP_TYPED_MAX; typed++) {
		char c = *typed;

		if (c == ' ' || c == '-')
			continue;
		out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	out[n] = '\0';
}

/* The step whose code it is, 0: none. Every step of the window is tried, so that
 * time says nothing of which one it was. */
static int64_t
step_of(const struct factor *f, const char *code, int64_t now_ms)
{
	int64_t now = now_ms / TOTP_STEP_MS, found = 0;

	for (int64_t step = now - WINDOW; step <= now + WINDOW; step++) {
		char want[DIGITS + 1];

		if (oath_totp_generate((const char *)f->secret, TOTP_SECRET,
			(time_t)(step * TOTP_STEP_MS / 1000),
			TOTP_STEP_MS / 1000, 0, DIGITS, want) != OATH_OK)
			continue;
		if (strlen(code) == DIGITS && seal_equal(code, want, DIGITS))
			found = step;
		seal_wipe(want, sizeof(want));
	}
	return found;
}

/* Used up: neither it nor an earlier one holds again, on whatever line it comes. */
static enum err
take_step(struct db *db, const struct id *staff, int64_t step, bool *holds,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FACTOR_STEP);
	enum err code;

	stmt_id(st, 1, staff);
	stmt_int(st, 2, step);
	code = stmt_done(st, e);
	*holds = code == ERR_OK && db_changes(db) == 1;
	return code;
}

static void
recovery_hash(struct server *s, const struct id *staff, const char *code,
    uint8_t hash[SEAL_HASH])
{
	char text[ID_TEXT + TOTP_TYPED_MAX + 2];

	snprintf(text, sizeof(text), "%s\n%s", staff->s, code);
	sessions_hash(s->sessions, "second", text, strlen(text), hash);
	seal_wipe(text, sizeof(text));
}

static enum err
use_recovery(struct server *s, struct db *db, const struct id *staff,
    const char *code, int64_t now_ms, bool *holds, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FACTOR_CODE_USE);
	uint8_t hash[SEAL_HASH];
	enum err err;

	recovery_hash(s, staff, code, hash);
	stmt_blob(st, 1, hash, sizeof(hash));
	stmt_id(st, 2, staff);
	stmt_int(st, 3, now_ms);
	err = stmt_done(st, e);
	*holds = err == ERR_OK && db_changes(db) == 1;
	return err;
}

enum err
totp_use(struct server *s, struct db *db, const struct id *staff,
    const char *typed, int64_t now_ms, bool *holds, struct errinfo *e)
{
	char code[TOTP_TYPED_MAX];
	struct factor f;
	int64_t step;
	enum err err = read_factor(s, db, staff, &f, e);

	*holds = err == ERR_OK && !f.is_on;
	if (err == ERR_OK && f.is_on) {
		clean(code, typed);
		step = step_of(&f, code, now_ms);
		if (step > 0)
			err = take_step(db, staff, step, holds, e);
		else
			err =
			    use_recovery(s, db, staff, code, now_ms, holds, e);
		seal_wipe(code, sizeof(code));
	}
	seal_wipe(&f, sizeof(f));
	return err;
}

/* ---- setting it up ---- */

/* RFC 4648, capitals, no padding: 20 bytes are 32 letters. */
static void
add_base32(struct buf *out, const uint8_t *bytes, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned bits = 0, held = 0;

	for (size_t i = 0; i < len; i++) {
		held = held << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			buf_addc(out, alphabet[held >> (bits - 5) & 31]);
		held &= (1u << bits) - 1;
	}
}

/* A name as a part of an address. */
static void
add_escaped(struct buf *out, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || c == '-' || c == '.')
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", (unsigned)c);
	}
}

enum err
totp_begin(struct server *s, struct db *db, const struct id *staff,
    const char *sign_in, int64_t now_ms, struct buf *secret, struct buf *uri,
    struct errinfo *e)
{
	struct buf sealed = BUF_INIT(SEALED_MAX);
	uint8_t bytes[TOTP_SECRET];
	struct stmt *st = db_stmt(db, SQL_FACTOR_SET);
	enum err code;

	seal_random(bytes, sizeof(bytes));
	code = seal_secret(s, staff, bytes, &sealed, e);
	stmt_id(st, 1, staff);
	stmt_blob(st, 2, sealed.data, sealed.len);
	stmt_int(st, 3, now_ms);
	if (code == ERR_OK)
		code = stmt_done(st, e);
	if (code == ERR_OK && db_changes(db) != 1)
		code = err_set(e, ERR_CONFLICT,
		    "You have one-time codes already. To have others, ask the "
		    "administrator to take these away; a second person must "
		    "agree.");
	if (code == ERR_OK) {
		add_base32(secret, bytes, sizeof(bytes));
		buf_adds(uri, "otpauth://totp/haven:");
		add_escaped(uri, sign_in);
		buf_addf(uri, "?secret=%s&issuer=haven", buf_str(secret));
	}
	seal_wipe(bytes, sizeof(bytes));
	buf_done(&sealed);
	return code;
}

static enum err
add_recovery(struct server *s, struct db *db, const struct id *staff,
    char text[TOTP_CODE_TEXT], struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FACTOR_CODE_ADD);
	uint8_t random[CODE_LETTERS * 4], hash[SEAL_HASH];
	char code[CODE_LETTERS + 1];
	size_t n = 0;

	seal_random(random, sizeof(random));
	for (size_t i = 0; i < CODE_LETTERS; i++) {
		uint32_t r;

		memcpy(&r, random + i * 4, 4);
		code[i] = letters[r % (sizeof(letters) - 1)];
		if (i > 0 && i % GROUP == 0)
			text[n++] = '-';
		text[n++] = code[i];
	}
	code[CODE_LETTERS] = text[n] = '\0';
	recovery_hash(s, staff, code, hash);
	stmt_blob(st, 1, hash, sizeof(hash));
	stmt_id(st, 2, staff);
	seal_wipe(code, sizeof(code));
	seal_wipe(random, sizeof(random));
	return stmt_done(st, e);
}

static enum err
turn_on(struct db *db, const struct id *staff, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FACTOR_ON);

	stmt_id(st, 1, staff);
	return stmt_done(st, e);
}

enum err
totp_confirm(struct server *s, struct db *db, const struct id *staff,
    const char *typed, int64_t now_ms, bool *holds,
    char codes[TOTP_CODES][TOTP_CODE_TEXT], struct errinfo *e)
{
	char code[TOTP_TYPED_MAX];
	struct factor f;
	int64_t step;
	enum err err = read_factor(s, db, staff, &f, e);

	*holds = false;
	if (err == ERR_OK && (!f.is_there || f.is_on))
		err = err_set(e, ERR_CONFLICT,
		    f.is_on ? "Your one-time codes are set up already."
			    : "Begin with a new secret: this one is not known "
			      "any more.");
	if (err == ERR_OK) {
		clean(code, typed);
		step = step_of(&f, code, now_ms);
		if (step > 0)
			err = take_step(db, staff, step, holds, e);
		seal_wipe(code, sizeof(code));
	}
	if (err == ERR_OK && *holds)
		err = turn_on(db, staff, e);
	for (size_t i = 0; err == ERR_OK && *holds && i < TOTP_CODES; i++)
		err = add_recovery(s, db, staff, codes[i], e);
	seal_wipe(&f, sizeof(f));
	return err;
}

enum err
totp_remove(struct db *db, const struct id *staff, struct errinfo *e)
{
	static const enum sql steps[] = { SQL_FACTOR_REMOVE,
		SQL_FACTOR_CODES_REMOVE };
	enum err code = ERR_OK;

	for (size_t i = 0; code == ERR_OK && i < 2; i++) {
		struct stmt *st = db_stmt(db, steps[i]);

		stmt_id(st, 1, staff);
		code = stmt_done(st, e);
	}
	return code;
}
