/* fake_audit.h - the audit record, for the tests of the screens. Included by
 * fake_model.h alone. */
#ifndef HAVEN_FAKE_AUDIT_H
#define HAVEN_FAKE_AUDIT_H

#include "model_audit.h"

static struct {
	struct audit_line line[FAKE_MAX];
	size_t count, wants;
	bool more;
	enum ask_state state;
	struct errinfo why;
	struct audit_ask asked;
	char what[32];
	bool asked_more;
	const char *proof;
} fake_audit;

bool
model_may_audit(struct model *m)
{
	return m->me.role == ROLE_LEAD || m->me.role == ROLE_DIRECTOR ||
	       m->me.role == ROLE_ADMIN;
}

void
model_audit_want(struct model *m, const struct audit_ask *ask, bool is_more)
{
	(void)m;
	fake_audit.wants++;
	fake_audit.asked = *ask;
	snprintf(fake_audit.what, sizeof(fake_audit.what), "%s", ask->what);
	fake_audit.asked_more = is_more;
}

size_t
model_audit(struct model *m, const struct audit_line **lines, bool *more,
    enum ask_state *state, struct errinfo *why)
{
	(void)m;
	*lines = fake_audit.line;
	*more = fake_audit.more;
	*state = fake_audit.state;
	*why = fake_audit.why;
	return fake_audit.count;
}

void
model_chain_proof(struct model *m, struct buf *out)
{
	(void)m;
	if (fake_audit.proof)
		buf_adds(out, fake_audit.proof);
}

bool
model_wait_is_audit(const char *code)
{
	return strcmp(code, "office_restored") == 0 ||
	       strcmp(code, "past_rewritten") == 0;
}

#endif
