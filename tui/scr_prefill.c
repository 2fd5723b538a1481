/* scr_prefill.c - what haven knows already when something new is written. */
#include "scr_prefill.h"

#include <string.h>

#include "kinds.h"
#include "model.h"

#define HOUR_MS INT64_C(3600000)

enum known {
	KNOWN_ME,
	KNOWN_MY_NAME,
	KNOWN_TODAY,
	KNOWN_NOW,
	KNOWN_VERSION,
	KNOWN_WHERE,
	KNOWN_CHILD,
	KNOWN_MANAGER,
	KNOWN_ADVICE_DUE
};

static const struct {
	const char *kind, *key;
	enum known known;
} fills[] = {
	{ "front_sheet", "name", KNOWN_CHILD },
	{ "first_account", "child", KNOWN_CHILD },
	{ "induction", "discussed", KNOWN_TODAY }, /* I1 */
	{ "induction", "by", KNOWN_ME },           /* I1 */
	{ "induction", "version", KNOWN_VERSION }, /* I1 */
	{ "induction", "where", KNOWN_WHERE },     /* I1 */
	{ "agreement", "from", KNOWN_TODAY },      /* I2 */
	{ "agreement", "told_version", KNOWN_VERSION },
	{ "competence", "by", KNOWN_ME },            /* C1 */
	{ "competence", "on", KNOWN_TODAY },         /* C1 */
	{ "notice_sent", "when", KNOWN_NOW },        /* F1 */
	{ "inspection_contact", "when", KNOWN_NOW }, /* O2 */
	{ "inspection_copy", "when", KNOWN_TODAY },  /* O3 */
	{ "inspection_report", "received_on", KNOWN_TODAY },
	{ "advice", "of", KNOWN_MANAGER },      /* S3 */
	{ "advice", "due", KNOWN_ADVICE_DUE },  /* S3 */
	{ "emergency", "child", KNOWN_CHILD },  /* S9 */
	{ "emergency", "by", KNOWN_MY_NAME },   /* S9 */
	{ "emergency", "happened", KNOWN_NOW }, /* S9 */
	{ "outcome", "day", KNOWN_TODAY }, { "goal", "set_on", KNOWN_TODAY },
	{ "statistics_issue", "on", KNOWN_TODAY },
	{ "request_start", "on", KNOWN_TODAY },
	{ "request_answer", "on", KNOWN_TODAY },
	{ "wrong_send", "noticed", KNOWN_NOW }, /* A4 */
};

static void
set_day(struct record *r, const char *key, int64_t ms, bool has_time)
{
	struct civil c = when_civil(ms);
	char stored[WHEN_TEXT];

	c.has_time = has_time;
	if (!has_time)
		c.hour = c.minute = 0;
	when_store(stored, &c);
	record_set(r, key, stored);
}

struct manager {
	struct record *r;
	const char *key;
	const struct id *me;
};

static void
on_staff(void *arg, const struct row *row, const struct record *staff)
{
	struct manager *to = arg;

	if (id_equal(&row->id, to->me))
		record_set(to->r, to->key, record_text(staff, "manager"));
}

/* Who gives this person advice, if the office has said so. */
static void
set_manager(
    const struct app *a, struct record *r, const char *key, const struct id *me)
{
	static const struct kind *const staff[] = { &kind_staff, NULL };
	static const struct id none = { "" };
	struct manager to = { r, key, me };

	model_each(app_model(a), &none, staff, on_staff, &to);
}

/* As long as the office says, and no longer than it lets anybody wait (S3). */
static void
set_advice_due(
    struct record *r, const char *key, const struct me *me, int64_t now_ms)
{
	struct civil now = when_civil(now_ms), last;
	char stored[WHEN_TEXT];

	set_day(r, key, now_ms + me->advice_hours * HOUR_MS, true);
	if (me->advice_due_days <= 0 ||
	    !advice_is_due_late(r, &now, me->advice_due_days))
		return;
	last = when_add_working_days(now, (int)me->advice_due_days);
	when_store(stored, &last);
	record_set(r, key, stored);
}

static void
fill(const struct app *a, struct record *r, const char *key, enum known known,
    const char *child)
{
	const struct me *me = model_me(app_model(a));
	int64_t now = app_now(a);

	if (!me)
		return;
	switch (known) {
	case KNOWN_ME: record_set(r, key, me->staff.s); return;
	case KNOWN_MY_NAME: record_set(r, key, me->name); return;
	case KNOWN_TODAY: set_day(r, key, now, false); return;
	case KNOWN_NOW: set_day(r, key, now, true); return;
	case KNOWN_VERSION: record_set(r, key, me->policy_version); return;
	case KNOWN_WHERE: record_set(r, key, me->policy_url); return;
	case KNOWN_CHILD: record_set(r, key, child); return;
	case KNOWN_MANAGER: set_manager(a, r, key, &me->staff); return;
	case KNOWN_ADVICE_DUE: set_advice_due(r, key, me, now); return;
	}
}

void
scr_prefill(const struct app *a, struct record *r, const char *child)
{
	const char *kind = record_kind(r)->name;

	for (size_t i = 0; i < sizeof fills / sizeof fills[0]; i++) {
		if (strcmp(fills[i].kind, kind) == 0 &&
		    !*record_text(r, fills[i].key))
			fill(a, r, fills[i].key, fills[i].known, child);
	}
}
