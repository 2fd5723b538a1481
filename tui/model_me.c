/* model_me.c - who is signed in, as the office has it, what they may do, and what
 * the time is there. */
#include "model_in.h"

#include <stdio.h>
#include <string.h>

#include "due.h"
#include "lists.h"

static void
copy(char *out, size_t size, const struct json *doc, const char *key)
{
	snprintf(out, size, "%s", json_text_of(doc, key, ""));
}

/* The organisation's own words, as the office has them now. What cannot be one
 * leaves those that were there. */
static void
read_lists(const struct json *lists)
{
	for (unsigned i = LIST_NONE + 1; lists && i < LIST_COUNT; i++) {
		const char *words = json_text_of(lists, list_name(i), NULL);

		if (words)
			(void)list_set(i, words, NULL);
	}
}

enum err
model_read_me(struct model *m, const char *text, size_t len, struct errinfo *e)
{
	struct json *doc = NULL;
	struct me me = { 0 };
	enum err code = json_parse(&doc, text, len, ME_MAX, e);

	if (code != ERR_OK)
		return code;
	copy(me.name, sizeof(me.name), doc, "name");
	copy(me.sign_in, sizeof(me.sign_in), doc, "sign_in");
	copy(me.org, sizeof(me.org), doc, "org_name");
	copy(me.office_name, sizeof(me.office_name), doc, "office_name");
	copy(me.office_number, sizeof(me.office_number), doc, "office_number");
	copy(me.policy_version, sizeof(me.policy_version), doc,
	    "policy_version");
	copy(me.policy_url, sizeof(me.policy_url), doc, "policy_url");
	copy(me.complaints, sizeof(me.complaints), doc, "complaints");
	me.advice_hours = json_int_of(doc, "advice_hours", 24);
	me.advice_days = json_int_of(doc, "advice_days", 28);
	me.advice_due_days = json_int_of(doc, "advice_due_days", 3);
	me.opening_hours = json_int_of(doc, "opening_hours", 24);
	read_lists(json_get(doc, "lists"));
	(void)holidays_set(json_text_of(doc, "bank_holidays", ""), NULL);
	me.is_demo = json_true(json_get(doc, "demo"));
	me.is_mail_off = json_true(json_get(doc, "mail_off"));
	me.has_one_time = json_true(json_get(doc, "one_time"));
	me.one_time_is_due = json_true(json_get(doc, "one_time_due"));
	me.lease_until_ms = json_int_of(doc, "lease_until", 0);
	model_read_confirm(&me, doc);
	me.access_until_ms = json_int_of(doc, "access_until", 0);
	/* No device goes beyond the inspection, whatever it counts on (O1). */
	if (me.access_until_ms > 0 && me.lease_until_ms > me.access_until_ms)
		me.lease_until_ms = me.access_until_ms;
	m->unopened_after_min = json_int_of(doc, "unopened_after", 60);
	if (!id_parse(&me.staff, json_text_of(doc, "staff", NULL)) ||
	    !role_parse(&me.role, json_text_of(doc, "role", "")))
		code = err_set(e, ERR_INVALID,
		    "The office did not say who you are in a way that this "
		    "haven "
		    "understands. What you wrote is kept; tell your "
		    "administrator.");
	me.device = m->me.device;
	if (code == ERR_OK)
		m->me = me;
	json_free(doc);
	return code;
}

const struct me *
model_me(const struct model *m)
{
	return m->store ? &m->me : NULL;
}

enum err
model_take_me(struct model *m, const char *json, size_t len, struct errinfo *e)
{
	struct me was = m->me;
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	code = model_read_me(m, json, len, e);
	if (code == ERR_OK && !id_equal(&m->me.staff, &was.staff)) {
		m->me = was;
		return err_set(e, ERR_DENIED,
		    "The office answered for somebody else. Nothing was taken "
		    "over; what you wrote is kept.");
	}
	if (code == ERR_OK)
		code = store_meta_set(m->store, META_ME, json, len, e);
	if (code == ERR_OK)
		code = store_set_owner(
		    m->store, m->me.name, role_code(m->me.role), e);
	if (code == ERR_OK && memcmp(&was, &m->me, sizeof(was)) != 0)
		m->topics |= TOPIC_ACCESS;
	return code;
}

bool
model_may(const struct model *m, const char *kind, enum right right,
    const struct id *file)
{
	/* Read when asked for, like every list: the caller sees no change. */
	struct model *own = (struct model *)(uintptr_t)m;
	bool assigned, is_author = right != RIGHT_CREATE;

	if (!m->store)
		return false;
	/* What a person wrote themselves is told by the row; the office judges. */
	assigned = file && !id_is_none(file) &&
		   (store_file_flags(m->store, file) & STORE_FILE_SET);
	if (assigned && right != RIGHT_READ && right != RIGHT_LOOKS &&
	    model_is_guest(own, file))
		assigned = is_author = false;
	return rights_may(m->me.role, kind, right, assigned, is_author);
}

int64_t
model_now(const struct model *m)
{
	int64_t now = clock_ms();

	if (m->office_ms > 0)
		return m->office_ms + clock_boot_ms() - m->office_boot_ms;
	return now > m->status.last_sync_ms ? now : m->status.last_sync_ms;
}

bool
model_lease_is_over(const struct model *m)
{
	return m->me.lease_until_ms > 0 && model_now(m) > m->me.lease_until_ms;
}
