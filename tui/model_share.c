/* model_share.c - the facts of a decision to share, from the records on this
 * device (share_facts.h; decisions.md, "Whose facts").
 *
 * They are gathered once and kept in memory until something changes, so that each
 * key of the guided check can be answered at once. Nobody reads a record by
 * this, so it leaves no look: the check does, as it does when two versions are
 * compared (model_conflict.c). Where something cannot be read nothing is decided:
 * a "no" among it would be overheard. */
#include "model_in.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "kinds.h"

/* What share_facts asks for. */
static const struct kind *const of_file[] = { &kind_front_sheet, &kind_adult,
	&kind_episode, &kind_agreement, &kind_competence, &kind_induction,
	&kind_advice, &kind_advice_answer, &kind_share_decision, NULL };
static const struct kind *const of_organisation[] = { &kind_authority,
	&kind_staff, NULL };

struct known {
	const struct kind *kind;
	struct share_record at;
	struct record *body;
};

struct gather {
	struct model *m;
	const struct id *file; /* none: of the organisation */
	const struct kind *const *of;
	enum err code;
};

static const struct kind *
kind_wanted(const struct kind *const *of, const char *name)
{
	while (*of && strcmp((*of)->name, name) != 0)
		of++;
	return *of;
}

static struct known *
known_of(struct model *m, const struct id *id)
{
	struct known *k = m->known.at;

	for (size_t i = 0; i < m->known.count; i++) {
		if (id_equal(&k[i].at.id, id))
			return &k[i];
	}
	return list_add(&m->known, sizeof(*k));
}

static void
put(struct known *k, const struct kind *kind, const struct envelope *env,
    struct record *body)
{
	/* Of other decisions only what they name is asked for, and that is not
	 * much: the facts are long. */
	if (kind == &kind_share_decision)
		record_set(body, "facts", "");
	record_free(k->body);
	k->kind = kind;
	k->body = body;
	k->at = (struct share_record){ .id = env->id,
		.author = env->author,
		.written_ms = env->written_ms,
		.received_ms = env->received_ms };
}

/* The text of it, or NULL: another kind, or it cannot be read (g->code). */
static struct record *
read_body(struct gather *g, const struct envelope *env, const struct kind **k)
{
	struct record *r = NULL;

	*k = kind_wanted(g->of, env->kind);
	if (*k && record_from_json(&r, *k, env->body, env->body_len, true, NULL,
		      NULL) != ERR_OK)
		g->code = ERR_CORRUPT;
	return r;
}

static bool
on_record(void *arg, const struct envelope *env, const char *text, size_t len)
{
	struct gather *g = arg;
	const struct kind *k;
	struct record *r = read_body(g, env, &k);

	(void)text;
	(void)len;
	if (r)
		put(list_add(&g->m->known, sizeof(struct known)), k, env, r);
	return true;
}

/* What came back from the office counts for nothing, but for a "no": somebody
 * said it, and who may write it down is another matter. */
static bool
counts(const struct outbox_item *item, const struct record *r)
{
	const char *answer;

	if (item->state != OUTBOX_REFUSED)
		return true;
	if (record_kind(r) != &kind_agreement)
		return false;
	answer = record_text(r, "answer");
	return strcmp(answer, "refused") == 0 ||
	       strcmp(answer, "withdrawn") == 0;
}

/* In the order of writing: a later one takes the place of an earlier. */
static bool
on_own(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct gather *g = arg;
	const struct kind *k;
	struct record *r;

	(void)why;
	if (!id_equal(&item->file, g->file))
		return true;
	if (!env) {
		g->code = ERR_CORRUPT;
		return true;
	}
	r = read_body(g, env, &k);
	if (r && counts(item, r))
		put(known_of(g->m, &env->id), k, env, r);
	else
		record_free(r);
	return true;
}

static enum err
gather(struct model *m, const struct id *file, const struct kind *const *of,
    struct errinfo *e)
{
	struct gather g = { .m = m, .file = file, .of = of };
	enum err code =
	    store_record_each(m->store, NULL, file, true, on_record, &g, e);

	if (code == ERR_OK)
		code = store_outbox_each(m->store,
		    OUTBOX_LISTED | OUTBOX_UNREAD, NULL, on_own, &g, e);
	if (code == ERR_OK)
		code = g.code;
	if (code == ERR_CORRUPT)
		err_set(e, code,
		    "Part of this file cannot be read on this device, so "
		    "haven cannot say what the family agreed to. Ask a "
		    "designated senior member before anything is shared.");
	return code;
}

void
model_forget_known(struct model *m)
{
	struct known *k = m->known.at;

	for (size_t i = 0; i < m->known.count; i++)
		record_free(k[i].body);
	list_clear(&m->known, sizeof(*k));
}

static enum err
need_known(struct model *m, const struct id *file, struct errinfo *e)
{
	static const struct id none = { "" };
	enum err code = ERR_OK;

	if (m->known.is_fresh && id_equal(&m->known_file, file))
		return ERR_OK;
	model_forget_known(m);
	m->known_file = *file;
	if (!id_is_none(file))
		code = gather(m, file, of_file, e);
	if (code == ERR_OK)
		code = gather(m, &none, of_organisation, e);
	m->known.is_fresh = code == ERR_OK;
	return code;
}

/* Of a file all at once, so the kinds are asked for in memory. */
static enum err
each_known(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	const struct model *m = arg;
	const struct known *k = m->known.at;

	(void)e;
	assert(
	    kind_wanted(of_file, kind) || kind_wanted(of_organisation, kind));
	for (size_t i = 0; i < m->known.count; i++) {
		struct share_record r = k[i].at;

		if (strcmp(k[i].kind->name, kind) != 0)
			continue;
		r.body = k[i].body;
		if (!fn(fn_arg, &r))
			break;
	}
	return ERR_OK;
}

static enum err
may_know(const struct model *m, const struct id *file, struct errinfo *e)
{
	if (*m->status.ended)
		return err_set(e, ERR_DENIED,
		    "Your access has ended, so this device opens no records "
		    "and cannot check what the family agreed to. What you "
		    "wrote is kept.");
	if (model_lease_is_over(m))
		return err_set(e, ERR_DENIED,
		    "This device has not reached the office for too long, so "
		    "it opens no records and cannot check what the family "
		    "agreed to. If somebody is in danger do not wait: F9.");
	if (model_is_closed(m, file))
		return model_shut_error(e);
	return ERR_OK;
}

enum err
model_notice_decide(struct model *m, enum notice_event what,
    const struct id *agency, const struct id *file, struct decision *out,
    struct errinfo *e)
{
	const struct share_source source = { .arg = m, .each = each_known };
	struct civil now = when_civil(model_now(m));
	char on[WHEN_TEXT];
	enum err code;

	*out = (struct decision){ 0 };
	if (!m->store)
		return model_is_locked(e);
	code = may_know(m, file, e);
	if (code == ERR_OK)
		code = need_known(m, file, e);
	if (code != ERR_OK)
		return code;
	now.has_time = false;
	now.hour = now.minute = 0;
	when_store(on, &now);
	return notice_decide(
	    what, agency->s, file, &m->me.staff, on, &source, out, e);
}

enum err
model_facts(struct model *m, const struct record *decision,
    const struct id *file, struct facts **out, struct errinfo *e)
{
	const struct share_source source = {
		.arg = m, .each = each_known, .advice_days = m->me.advice_days
	};
	struct civil now;
	char on[FACTS_DATE];
	enum err code;

	*out = NULL;
	if (!m->store)
		return model_is_locked(e);
	code = may_know(m, file, e);
	if (code == ERR_OK)
		code = need_known(m, file, e);
	if (code != ERR_OK)
		return code;
	now = when_civil(model_now(m));
	share_day(decision, &now, on);
	return share_facts(decision, file, &m->me.staff, on, &source, out, e);
}
