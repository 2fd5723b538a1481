/* fake_stats.h - asking for a report of statistics, for the tests of the screens.
 * Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_STATS_H
#define HAVEN_FAKE_STATS_H

static struct {
	int from, until; /* asked for last; 0: never */
	enum ask_state state;
	struct id report;
	struct errinfo why;
} fake_stats;

enum err
model_ask_report(struct model *m, int from, int until, struct errinfo *e)
{
	(void)m;
	if (fake_does_fail(FAKE_ASK_OPEN, e))
		return fake.fail[FAKE_ASK_OPEN].code;
	fake_stats.from = from;
	fake_stats.until = until;
	fake_stats.state = ASK_WAITING;
	return ERR_OK;
}

enum ask_state
model_report_state(struct model *m, struct id *report, struct errinfo *e)
{
	(void)m;
	if (fake_stats.state == ASK_DONE)
		*report = fake_stats.report;
	if (fake_stats.state == ASK_FAILED)
		*e = fake_stats.why;
	return fake_stats.state;
}

#endif
