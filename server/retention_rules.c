/* retention_rules.c - may this review of retention be recorded (R2)? It is judged by
 * what is on file at the office now, not by what a device believed. */
#include <string.h>

#include "mem.h"
#include "retention_office.h"
#include "store_in.h"

static bool
is_text(const struct save *v, const char *key, const char *want)
{
	return strcmp(record_text(v->body, key), want) == 0;
}

/* A word of the child's name, of three letters or more, folded. */
static bool
holds_word(const char *folded, const char *word, size_t len)
{
	for (const char *at = strstr(folded, word); at != NULL;
	     at = strstr(at + 1, word)) {
		bool begins = at == folded || at[-1] == ' ';
		char after = at[len];

		if (begins && (after == ' ' || after == '\0'))
			return true;
	}
	return false;
}

static bool
names_child(struct save *v, const char *key, const char *name)
{
	struct buf text = BUF_INIT(KIND_TEXT_MAX), words = BUF_INIT(1000);
	const char *typed = record_text(v->body, key);
	bool does = false;

	text_fold(&text, typed, strlen(typed));
	text_fold(&words, name, strlen(name));
	for (const char *at = buf_str(&words); *at != '\0' && !does;) {
		char word[64];
		size_t len = strcspn(at, " ");

		if (len >= 3 && len < sizeof(word)) {
			memcpy(word, at, len);
			word[len] = '\0';
			does = holds_word(buf_str(&text), word, len);
		}
		at += len + (at[len] == ' ');
	}
	buf_done(&text);
	buf_done(&words);
	return does;
}

/* What is typed goes into the register, which identifies nobody. */
static bool
is_nameless(struct save *v)
{
	static const char *const keys[] = { "reason", "abuse_reason" };
	struct card card = { 0 };

	if (!cards_get(v->s, v->db, &v->put->who, &v->put->file, v->put->now_ms,
		&card))
		return true;
	for (size_t i = 0; i < KIND_COUNT(keys); i++)
		if (names_child(v, keys[i], card.name) ||
		    names_child(v, keys[i], card.also))
			return store_refuse(v, 422, ERR_INVALID, keys[i],
			    "This goes into the disposal register, which "
			    "stays and names nobody: take the child's name "
			    "out.");
	return true;
}

static bool
may_propose(struct save *v, const struct retention_file *now)
{
	const struct civil today = when_civil(v->put->now_ms);

	if (!retention_is_due(&now->due, &today))
		return store_refuse(v, 422, ERR_INVALID, "decision",
		    "It cannot be destroyed now. %s",
		    now->due.state == RETAIN_ON_DAY
			? "It is not due for review yet."
			: now->due.says);
	if (!is_text(v, "state", now->state))
		return store_refuse(v, 409, ERR_CONFLICT, "decision",
		    "Something came, or was changed, on this file since you "
		    "looked at it. Nothing was decided: open it again and "
		    "decide anew.");
	if (now->has_abuse &&
	    text_is_blank(record_text(v->body, "abuse_reason")))
		return store_refuse(v, 422, ERR_INVALID, "abuse_reason",
		    "Sexual abuse may be on this file. Say why it may go all "
		    "the same, or keep it.");
	return true;
}

bool
store_retention_allows(struct save *v)
{
	const struct put *p = v->put;
	struct retention_file now;
	char today[WHEN_TEXT];

	if (!retention_may(v->s, v->db, &p->who, &p->file, p->now_ms))
		return store_not_here(v);
	if (!is_nameless(v))
		return false;
	store_today(today, p->now_ms);
	if (is_text(v, "decision", "keep"))
		return strcmp(record_text(v->body, "until"), today) > 0 ||
		       store_refuse(v, 422, ERR_INVALID, "until",
			   "The day until which it is kept must be ahead.");
	/* As they see it: nobody learns here that something is about them (R7). */
	if (retention_read(v->s, v->db, &p->who.staff, &p->file, &now, NULL) !=
	    ERR_OK)
		return store_not_here(v);
	return may_propose(v, &now);
}

/* Kept out of it is whoever is kept out of a thread of the file by now: it tells of
 * the file as its author saw it (R7). What the author is kept out of themselves it
 * does not tell of. */
enum err
store_review_follow(struct save *v, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_FILE_THREADS);
	enum err err = ERR_OK;

	stmt_id(st, 1, &v->put->file);
	while (err == ERR_OK && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);
		struct stmt *add;

		if (!store_has_excluded(v->db, &thread) ||
		    store_is_excluded(v->s, v->db, &thread, &v->put->who.staff))
			continue;
		add = db_stmt(v->db, SQL_ASIDE_BESIDE);
		stmt_id(add, 1, &v->put->id);
		stmt_id(add, 2, &thread);
		err = stmt_done(add, e);
	}
	stmt_reset(st);
	return err == ERR_OK ? db_error(v->db, e) : err;
}
