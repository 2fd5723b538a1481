/* sync_stats.c - a report of statistics, asked of the office (N2, N3): it counts and
 * keeps it, and the report itself comes with the next sync, as any record. */
#include "sync_in.h"

#include "stat.h"

enum err
model_ask_report(struct model *m, int from, int until, struct errinfo *e)
{
	struct sync *s = m->sync;
	struct buf body = BUF_INIT(256);
	struct jw w = JW_INIT(&body);
	struct sync_question q = {
		.is_post = true, .path = "/v1/statistics", .token = s->token
	};
	char day[WHEN_TEXT];
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	if (!*s->token) {
		model_sync_now(m);
		return err_set(e, ERR_NET,
		    "The office counts, and haven is not in touch with it now. "
		    "Try again when it is.");
	}
	jw_open(&w, NULL);
	stat_first_day(from, day);
	jw_text(&w, "from", day);
	stat_last_day(until, day);
	jw_text(&w, "until", day);
	jw_close(&w);
	q.body = body.data;
	q.len = body.len;
	err_clear(&s->report_why);
	code = sync_ask(m, &q, &s->report_number, e);
	s->report_state = code == ERR_OK ? ASK_WAITING : ASK_NONE;
	buf_done(&body);
	return code;
}

enum ask_state
model_report_state(struct model *m, struct id *report, struct errinfo *e)
{
	struct sync *s = m->sync;
	enum ask_state state = s->report_state;

	if (state == ASK_DONE)
		*report = s->report;
	if (state == ASK_FAILED) {
		*e = s->report_why;
		s->report_state = ASK_NONE;
	}
	return state;
}

static bool
read_report(struct sync *s, const struct net_answer *an)
{
	struct json *o = NULL;
	bool ok = json_parse(&o, an->body.s, an->body.len, 1u << 20, NULL) ==
		      ERR_OK &&
		  id_parse(&s->report, json_text_of(o, "report", NULL));

	json_free(o);
	return ok;
}

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;
	bool is_answer;

	if (!s->report_number || an->number != s->report_number)
		return false;
	s->report_number = 0;
	is_answer = an->link == NET_OK && !an->is_packed &&
		    (an->status == 200 || an->status == 201);
	if (is_answer && read_report(s, an)) {
		s->report_state = ASK_DONE;
	} else {
		s->report_state = ASK_FAILED;
		if (is_answer)
			err_set(&s->report_why, ERR_INVALID,
			    "The office answered with something that cannot be "
			    "right. Tell your administrator.");
		else
			sync_say_asked(an, false, &s->report_why);
	}
	/* The record; or the next sync signs in anew. */
	if (s->report_state == ASK_DONE ||
	    (an->link == NET_OK && an->status == 401))
		model_sync_now(m);
	model_changed(m, TOPIC_ANSWER);
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->report_number != 0;
}

static void
give_up(struct model *m)
{
	static const struct net_answer fault = { .link = NET_FAULT };
	struct sync *s = m->sync;

	if (s->report_state == ASK_WAITING) {
		s->report_state = ASK_FAILED;
		sync_say_asked(&fault, false, &s->report_why);
	}
	s->report_number = 0;
}

static void
end(struct sync *s)
{
	s->report_state = ASK_NONE;
	s->report_number = 0;
}

const struct sync_asker sync_stats_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = end
};
