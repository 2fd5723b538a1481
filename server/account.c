/* account.c - accounts and enrolment codes beside the staff records. */
#include "account.h"

#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "inspect.h"
#include "lists.h"
#include "mem.h"
#include "server.h"
#include "session.h"
#include "totp.h"
#include "when.h"

bool
account_has_left(const char *left_on, int64_t now_ms)
{
	struct civil today = when_civil(now_ms), left;

	return left_on[0] != '\0' && when_read(&left, left_on) &&
	       when_days(&left, &today) > 0;
}

bool
account_is_shut(
    struct db *db, const struct id *staff, enum role role, int64_t now_ms)
{
	return role == ROLE_INSPECTOR &&
	       !inspect_is_open(db, staff, now_ms, NULL);
}

/* ---- sign-in names ---- */

/* Trimmed and in small letters. False unless it then is 2 to 40 of a to z, 0 to
 * 9, dot and hyphen. */
static bool
sign_in_read(char out[ACCOUNT_SIGN_IN_MAX + 1], const char *typed)
{
	size_t len;

	typed += strspn(typed, " \t");
	len = strlen(typed);
	while (len > 0 && (typed[len - 1] == ' ' || typed[len - 1] == '\t'))
		len--;
	if (len < 2 || len > ACCOUNT_SIGN_IN_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = typed[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		out[i] = c;
	}
	out[len] = '\0';
	return strspn(out, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len;
}

static void
sign_in_hash(struct server *s, const char *sign_in, uint8_t hash[SEAL_HASH])
{
	sessions_hash(s->sessions, "sign-in", sign_in, strlen(sign_in), hash);
}

/* ---- finding ---- */

static enum err
read_row(struct db *db, struct stmt *st, int64_t now_ms, struct account *out,
    struct errinfo *e)
{
	bool is_there = stmt_row(st), is_role = false;
	enum err code;

	if (is_there) {
		*out = (struct account){ .staff = stmt_get_id(st, 0) };
		is_role = role_parse(&out->role, stmt_get_text(st, 2));
		out->has_left = account_has_left(stmt_get_text(st, 3), now_ms);
		snprintf(out->passhash, sizeof(out->passhash), "%s",
		    stmt_get_text(st, 4));
		out->has_passphrase = out->passhash[0] != '\0';
	}
	stmt_reset(st);
	code = db_error(db, e);
	if (code != ERR_OK)
		return code;
	if (!is_there)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	if (!is_role)
		return err_set(e, ERR_CORRUPT,
		    "An account has a role that does not exist. Run havend "
		    "verify.");
	out->is_shut = account_is_shut(db, &out->staff, out->role, now_ms);
	return ERR_OK;
}

enum err
account_by_sign_in(struct server *s, struct db *db, const char *sign_in,
    int64_t now_ms, struct account *out, struct errinfo *e)
{
	char name[ACCOUNT_SIGN_IN_MAX + 1] = "";
	uint8_t hash[SEAL_HASH];
	struct stmt *st;

	*out = (struct account){ 0 };
	if (!sign_in_read(name, sign_in)) /* looked up all the same */
		name[0] = '\0';
	sign_in_hash(s, name, hash);
	st = db_stmt(db, SQL_ACCOUNT_BY_SIGN_IN);
	stmt_blob(st, 1, hash, sizeof(hash));
	return read_row(db, st, now_ms, out, e);
}

enum err
account_by_staff(struct server *s, struct db *db, const struct id *staff,
    int64_t now_ms, struct account *out, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_ACCOUNT_BY_STAFF);

	(void)s;
	*out = (struct account){ 0 };
	stmt_id(st, 1, staff);
	return read_row(db, st, now_ms, out, e);
}

/* ---- following the staff record ---- */

struct wanted {
	char sign_in[ACCOUNT_SIGN_IN_MAX + 1];
	const char *role;
	const char *left; /* or NULL */
};

static enum err
read_wanted(struct wanted *out, const struct json *body, struct errinfo *e)
{
	enum role role;

	if (!sign_in_read(out->sign_in, json_text_of(body, "sign_in", "")))
		return err_field(e, ERR_INVALID, "sign_in",
		    "A sign-in name has 2 to %d small letters, figures, dots "
		    "and hyphens.",
		    ACCOUNT_SIGN_IN_MAX);
	out->role = json_text_of(body, "role", "");
	out->left = json_text_of(body, "left", NULL);
	if (!role_parse(&role, out->role))
		return err_field(e, ERR_INVALID, "role", "Role is needed.");
	return ERR_OK;
}

static enum err
write_row(struct server *s, struct db *db, const struct id *staff,
    const struct wanted *want, bool is_new, int64_t now_ms, struct errinfo *e)
{
	struct stmt *st =
	    db_stmt(db, is_new ? SQL_ACCOUNT_ADD : SQL_ACCOUNT_CHANGE);
	uint8_t hash[SEAL_HASH];
	enum err code;

	sign_in_hash(s, want->sign_in, hash);
	stmt_id(st, 1, staff);
	stmt_blob(st, 2, hash, sizeof(hash));
	stmt_text(st, 3, want->role);
	stmt_text(st, 4, want->left);
	if (is_new)
		stmt_int(st, 5, now_ms);
	code = stmt_done(st, e);
	if (code == ERR_CONFLICT)
		return err_field(e, ERR_CONFLICT, "sign_in",
		    "Somebody else has this sign-in name. Choose another one.");
	return code;
}

enum err
account_follow(struct server *s, struct db *db, const struct id *staff,
    const char *body, size_t len, int64_t now_ms, struct errinfo *e)
{
	struct json *doc = NULL;
	struct account old;
	struct wanted want;
	enum err code;
	bool is_new;

	code = json_parse(&doc, body, len, KIND_BODY_MAX, e);
	if (code == ERR_OK)
		code = read_wanted(&want, doc, e);
	if (code != ERR_OK)
		goto out;
	code = account_by_staff(s, db, staff, now_ms, &old, e);
	is_new = code == ERR_NOT_FOUND;
	if (code != ERR_OK && !is_new)
		goto out;
	code = write_row(s, db, staff, &want, is_new, now_ms, e);
	/* Access ends at once, not when the token does. */
	if (code == ERR_OK && !is_new &&
	    (strcmp(role_code(old.role), want.role) != 0 ||
		account_has_left(want.left ? want.left : "", now_ms)))
		code = session_end_staff(db, staff, e);
	seal_wipe(&old, sizeof(old));
out:
	json_free(doc);
	return code;
}

/* ---- enrolment codes ---- */

enum err
account_code(struct server *s, struct db *db, const struct id *staff,
    int64_t now_ms, int64_t until_ms, uint8_t secret[WIRE_SECRET],
    struct errinfo *e)
{
	uint8_t hash[SEAL_HASH];
	struct stmt *st;
	enum err code;

	seal_random(secret, WIRE_SECRET);
	sessions_hash(s->sessions, "code", secret, WIRE_SECRET, hash);
	st = db_stmt(db, SQL_ENROLMENT_ADD);
	stmt_blob(st, 1, hash, sizeof(hash));
	stmt_id(st, 2, staff);
	stmt_int(st, 3, now_ms);
	stmt_int(st, 4, until_ms);
	code = stmt_done(st, e);
	if (code != ERR_OK)
		seal_wipe(secret, WIRE_SECRET);
	return code;
}

/* ---- who they are ---- */

enum err
account_person(struct server *s, struct db *db, const struct id *staff,
    struct person *out, struct errinfo *e)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX * 2);
	struct json *doc = NULL;
	struct envelope env;
	enum err code;

	*out = (struct person){ 0 };
	code = store_read(s, db, staff, 0, &env, &text, e);
	if (code == ERR_OK)
		code =
		    json_parse(&doc, env.body, env.body_len, KIND_BODY_MAX, e);
	if (code == ERR_OK) {
		snprintf(out->name, sizeof(out->name), "%s",
		    json_text_of(doc, "name", ""));
		snprintf(out->sign_in, sizeof(out->sign_in), "%s",
		    json_text_of(doc, "sign_in", ""));
	}
	json_free(doc);
	buf_done(&text);
	return code;
}

/* What a device offers on its forms, and what stands on the sheet (I1, S4). */
static void
write_words(struct server *s, struct jw *w)
{
	jw_text(w, "policy_version", conf_text(s->conf, CONF_POLICY_VERSION));
	jw_text(w, "policy_url", conf_text(s->conf, CONF_POLICY_URL));
	jw_text(w, "complaints", conf_text(s->conf, CONF_COMPLAINTS));
	jw_text(w, "bank_holidays", conf_text(s->conf, CONF_BANK_HOLIDAYS));
	jw_open(w, "lists");
	for (unsigned i = LIST_NONE + 1; i < LIST_COUNT; i++)
		jw_text(w, list_name(i), list_words(i));
	jw_close(w);
}

enum err
account_me_write(struct server *s, struct db *db, const struct caller *who,
    int64_t now_ms, struct jw *w, const char *key, struct errinfo *e)
{
	int64_t lease_ms = conf_int(s->conf, CONF_LEASE_DAYS) * 86400000;
	int64_t access_ms = 0;
	struct person person;
	enum totp_state state;
	enum err code;

	code = account_person(s, db, &who->staff, &person, e);
	if (code == ERR_OK)
		code = totp_state(db, &who->staff, &state, e);
	if (code != ERR_OK)
		return code;
	/* A device holds on to nothing beyond the access (O1). */
	if (who->role == ROLE_INSPECTOR) {
		(void)inspect_is_open(db, &who->staff, clock_ms(), &access_ms);
		lease_ms = INSPECT_LEASE_MS;
		if (now_ms > 0 && access_ms - now_ms < lease_ms)
			lease_ms = access_ms - now_ms;
	}
	jw_open(w, key);
	jw_text(w, "staff", who->staff.s);
	jw_text(w, "name", person.name);
	jw_text(w, "sign_in", person.sign_in);
	jw_text(w, "role", role_code(who->role));
	jw_text(w, "org_name", conf_text(s->conf, CONF_ORG_NAME));
	jw_text(w, "office_name", conf_text(s->conf, CONF_OFFICE_NAME));
	jw_text(w, "office_number", conf_text(s->conf, CONF_OFFICE_NUMBER));
	jw_bool(w, "demo", s->is_demo);
	jw_bool(w, "mail_off", *conf_text(s->conf, CONF_MAIL_SERVER) == '\0');
	jw_bool(w, "one_time", state == TOTP_ON);
	jw_bool(w, "one_time_due",
	    state != TOTP_ON && totp_is_needed(s, who->role));
	jw_int(w, "lease_until", who->end == CALLER_IN ? now_ms + lease_ms : 1);
	if (access_ms > 0)
		jw_int(w, "access_until", access_ms);
	jw_int(w, "unopened_after", conf_int(s->conf, CONF_UNOPENED_AFTER));
	jw_int(w, "advice_hours", conf_int(s->conf, CONF_ADVICE_HOURS));
	jw_int(w, "advice_days", conf_int(s->conf, CONF_ADVICE_DAYS));
	jw_int(w, "advice_due_days", conf_int(s->conf, CONF_ADVICE_DUE_DAYS));
	jw_int(w, "opening_hours", conf_int(s->conf, CONF_OPENING_HOURS));
	write_words(s, w);
	jw_int(
	    w, "policy_grace_days", conf_int(s->conf, CONF_POLICY_GRACE_DAYS));
	store_policies_write(s, db, who, w);
	jw_int(w, "server_ms", now_ms);
	jw_close(w);
	return ERR_OK;
}
