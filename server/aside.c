/* aside.c - what comes from somebody whose access has ended, or in a file that was
 * handed on and proves nothing about who wrote it.
 *
 * It was written while they worked here, on a device that was theirs, and may be
 * the only word about a child; so it is kept (promise 2). It may also have been
 * written since, by somebody with a stolen laptop and its passphrase; so it goes
 * nowhere by itself: a designated senior member reads it and decides. */
#include "aside.h"

#include <stdio.h>
#include <string.h>

#include "destroy.h"
#include "kinds.h"
#include "mem.h"
#include "save.h"
#include "server.h"

/* Whom the inner record is about stays out of this one, too (R7). */
static void
copy_staff(struct record *aside, const struct record *inner)
{
	const char *key = record_kind(inner)->staff_key;
	const char *ref = kind_about_staff.label_key;
	size_t n = key != NULL ? record_count(inner, key) : 0;

	for (size_t i = 0; i < n; i++) {
		const char *who = record_text(
		    record_item((struct record *)inner, key, i), ref);
		struct record *to = NULL;
		struct id id;

		/* Half filled in: of nobody, and no reason to refuse it. */
		if (id_parse(&id, who))
			to = record_add(aside, kind_kept_aside.staff_key);
		if (to != NULL)
			record_set(to, ref, who);
	}
}

static const char *const whys[] = { [CALLER_LEFT] = "account",
	[CALLER_REVOKED] = "device",
	[CALLER_HANDED] = "handed",
	[CALLER_RECOVERED] = "recovered" };

static struct record *
make_record(const struct put *p, const struct record *inner, bool is_destroyed)
{
	struct record *r = record_new(&kind_kept_aside);
	char *body = mem_strndup(p->body, p->body_len);
	struct civil written = when_civil(p->written_ms);
	char when[WHEN_TEXT], base[24];
	const char *child = "";

	if (inner != NULL && kind_field(p->kind, "child") != NULL)
		child = record_text(inner, "child");
	when_store(when, &written);
	snprintf(base, sizeof(base), "%lld", (long long)p->base);
	record_set(r, "child", child);
	record_set(r, "why", is_destroyed ? "destroyed" : whys[p->who.end]);
	record_set(r, "written", when);
	record_set(r, "kind", p->kind->name);
	record_set(r, "record", p->id.s);
	record_set(r, "base", base);
	record_set(r, "body", body);
	if (inner != NULL)
		copy_staff(r, inner);
	mem_free_text(body);
	return r;
}

/* The record that it was to stand beside, whether that is here or not. */
static struct id
beside(const struct put *p, const struct record *inner)
{
	struct id parent;

	if (inner != NULL && p->kind->parent_key != NULL &&
	    id_parse(&parent, record_text(inner, p->kind->parent_key)))
		return parent;
	return (struct id){ "" };
}

static enum err
keep(struct server *s, struct db *db, const struct put *p,
    struct put_result *result, struct errinfo *e)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct record *inner = NULL, *aside;
	struct put own = *p;
	bool is_destroyed;
	enum err code;

	record_from_json(
	    &inner, p->kind, p->body, p->body_len, true, NULL, NULL);
	is_destroyed = store_was_destroyed(db, &p->file, NULL);
	aside = make_record(p, inner, is_destroyed);
	record_to_json(aside, false, &body);
	own.kind = &kind_kept_aside;
	own.by_office = true;
	own.sent = p;
	own.beside = beside(p, inner);
	own.id = p->write;
	own.base = 0;
	own.table = kind_kept_aside.version;
	own.is_signed = false;
	own.body = buf_str(&body);
	own.body_len = body.len;
	if (body.failed) {
		memset(result, 0, sizeof(*result));
		result->status = 422;
		code = ERR_OK;
		err_set(&result->error, ERR_TOO_BIG,
		    "This is too long to be kept aside. It stays on your "
		    "device; ring the office.");
	} else {
		code = is_destroyed
			   ? destroy_late_file(db, &p->file, &own.file, e)
			   : ERR_OK;
		if (code == ERR_OK)
			code = save_put(s, db, &own, result, e);
	}
	record_free(aside);
	record_free(inner);
	buf_done(&body);
	return code;
}

/* What the office had before it destroyed the file is gone with it, and the device
 * hears so: its write took effect once, and will never again (promise 3). */
enum err
aside_put_destroyed(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e)
{
	if (store_put_seen(s, db, put, result))
		return ERR_OK;
	if (result->status == 409)
		return ERR_OK;
	return keep(s, db, put, result, e);
}

enum err
aside_put(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e)
{
	if (put->who.end == CALLER_LEFT &&
	    (put->kind->flags & KF_NEVER_REFUSED) &&
	    !store_was_destroyed(db, &put->file, NULL))
		return save_put(s, db, put, result, e);
	if (store_put_seen(s, db, put, result))
		return ERR_OK;
	if (!(put->kind->flags & KF_ON_FILE) ||
	    (put->kind->flags & KF_OFFICE)) {
		memset(result, 0, sizeof(*result));
		result->status = 403;
		err_set(&result->error, ERR_DENIED,
		    "This is not of a kind that is kept aside. It stays on "
		    "the device.");
		return ERR_OK;
	}
	return keep(s, db, put, result, e);
}
