/* tui_model_wait_share.c - what waits because of a share (S3, S8, S9, A2, I2): its
 * words, and what takes it off the list at once when it is answered here. What came
 * back, or answers something else, leaves it there. */
#include "kinds.h"
#include "store_in.h"
#include "tui_desk.h"
#include "tui_model_help.h"

/* The ids that the bodies below name by one letter. */
static struct id file, asked, other, emergency, adult;

/* A body with {A}: what waits, {O}: another, {E}, {P}: the emergency, the adult. */
static void
fill(struct buf *out, const char *body)
{
	for (; *body; body++) {
		const struct id *id = NULL;

		if (body[0] == '{' && body[1] && body[2] == '}')
			id = body[1] == 'A'   ? &asked
			     : body[1] == 'O' ? &other
			     : body[1] == 'E' ? &emergency
			     : body[1] == 'P' ? &adult
					      : NULL;
		if (!id) {
			buf_addc(out, *body);
			continue;
		}
		buf_adds(out, id->s);
		body += 2;
	}
}

#define AGREED "{\"who\":\"parent\",\"adult\":\"{P}\",\"answer\":\"agreed\"}"

#define LET_IN                                                   \
	"{\"says\":\"Pat made an account for Sam: Volunteer.\"," \
	"\"what\":\"made\"}"
#define MET "{\"when\":\"2099-12-04T10:00\""

static const struct {
	const char *why, *code, *words;
	const char *kind, *body; /* what waits, if it is here */
	const char *by, *answer; /* what is written here */
	bool is_answered;
} rows[] = {
	{ "advice", "advice_asked", "Advice asked of you", NULL, NULL,
	    "advice_answer", "{\"advice\":\"{A}\"}", true },
	{ "advice to another", "advice_asked", "Advice asked of you", NULL,
	    NULL, "advice_answer", "{\"advice\":\"{O}\"}", false },
	{ "it was given", "advice_given",
	    "Advice is there: the decision goes on", NULL, NULL,
	    "share_decision", "{\"advice\":\"{A}\"}", true },
	{ "a decision without it", "advice_given",
	    "Advice is there: the decision goes on", NULL, NULL,
	    "share_decision", "{\"harm\":\"none\"}", false },
	{ "a decision with another", "advice_given",
	    "Advice is there: the decision goes on", NULL, NULL,
	    "share_decision", "{\"advice\":\"{O}\"}", false },
	{ "a task that is not here", "task_due", "To do", NULL, NULL,
	    "task_done", "{\"task\":\"{A}\"}", true },
	{ "a task", "task_due", "To do: Tell your line manager", "task",
	    "{\"what\":\"tell_manager\"}", "task_done", "{\"task\":\"{A}\"}",
	    true },
	{ "another task", "task_due", "To do: Tell your line manager", "task",
	    "{\"what\":\"tell_manager\"}", "task_done", "{\"task\":\"{O}\"}",
	    false },
	{ "the decision that completes the emergency", "task_due",
	    "To do: Complete the record of the emergency", "task",
	    "{\"what\":\"complete_record\",\"emergency\":\"{E}\"}",
	    "share_decision", "{\"emergency\":\"{E}\"}", true },
	{ "of another emergency", "task_due",
	    "To do: Complete the record of the emergency", "task",
	    "{\"what\":\"complete_record\",\"emergency\":\"{E}\"}",
	    "share_decision", "{\"emergency\":\"{O}\"}", false },
	{ "of none", "task_due", "To do: Tell your line manager", "task",
	    "{\"what\":\"tell_manager\"}", "share_decision",
	    "{\"harm\":\"none\"}", false },
	{ "an action, in words", "task_due", "To do: Ring the school (Sam)",
	    "task",
	    "{\"what\":\"action\",\"words\":\"Ring the school\",\"who\":"
	    "\"Sam\"}",
	    "task_done", "{\"task\":\"{A}\"}", true },
	{ "what the referrer was told", "task_due",
	    "To do: Look at what the referrer was told", "task",
	    "{\"what\":\"told_against\"}", "task_done", "{\"task\":\"{O}\"}",
	    false },
	{ "a meeting that is not here", "meeting_unagreed",
	    "Meeting that not everybody has agreed to", NULL, NULL, "meeting",
	    MET "}", false },
	{ "a meeting", "meeting_unagreed",
	    "Meeting on Fri 4 December 2099: nobody has agreed", "meeting",
	    MET "}", "meeting", MET "}", false },
	{ "one that a person does not agree to", "meeting_unagreed",
	    "Meeting on Fri 4 December 2099: The child has not agreed",
	    "meeting", MET ",\"family\":[{\"answer\":\"refused\"}]}",
	    "share_decision", "{\"harm\":\"none\"}", false },
	{ "a flag", "share_flagged", "Decision to share, stopped or flagged",
	    NULL, NULL, "share_review", "{\"flag\":\"{A}\"}", true },
	{ "another flag", "share_flagged",
	    "Decision to share, stopped or flagged", NULL, NULL, "share_review",
	    "{\"flag\":\"{O}\"}", false },
	{ "kept aside, and not here", "kept_aside", "Kept aside, to decide",
	    NULL, NULL, "share_review", "{\"flag\":\"{A}\"}", false },
	{ "a first account that was kept aside (R3)", "kept_aside",
	    "Kept aside, to decide: First account", "kept_aside",
	    "{\"why\":\"recovered\",\"kind\":\"first_account\",\"record\":\"{O}"
	    "\","
	    "\"base\":0,\"body\":\"{}\"}",
	    "aside_decision", "{\"about\":\"{A}\"}", true },
	{ "an opening", "opening_new", "File opened with a reason", NULL, NULL,
	    "opening_seen", "{\"opening\":\"{A}\"}", true },
	{ "another opening", "opening_new", "File opened with a reason", NULL,
	    NULL, "opening_seen", "{\"opening\":\"{O}\"}", false },
	{ "who was let in, not here yet", "access_changed",
	    "Access that was given: look at it", NULL, NULL, "access_seen",
	    "{\"change\":\"{O}\"}", false },
	{ "who was let in", "access_changed",
	    "Access: Pat made an account for Sam: Volunteer.", "access_change",
	    LET_IN, "access_seen", "{\"change\":\"{A}\"}", true },
	{ "and somebody else", "access_changed",
	    "Access: Pat made an account for Sam: Volunteer.", "access_change",
	    LET_IN, "access_seen", "{\"change\":\"{O}\"}", false },
	{ "an agreement", "agreement_due", "Agreement to ask for again",
	    "agreement", AGREED, "agreement",
	    "{\"who\":\"parent\",\"adult\":\"{P}\",\"answer\":\"refused\"}",
	    true },
	{ "somebody else's answer", "agreement_due",
	    "Agreement to ask for again", "agreement", AGREED, "agreement",
	    "{\"who\":\"parent\",\"adult\":\"{O}\",\"answer\":\"agreed\"}",
	    false },
	{ "the child's answer", "agreement_due", "Agreement to ask for again",
	    "agreement", AGREED, "agreement",
	    "{\"who\":\"cyp\",\"answer\":\"agreed\"}", false },
	{ "the child's, again", "agreement_due", "Agreement to ask for again",
	    "agreement", "{\"who\":\"cyp\",\"answer\":\"agreed\"}", "agreement",
	    "{\"who\":\"cyp\",\"answer\":\"agreed\"}", true },
	{ "of nobody who is named", "agreement_due",
	    "Agreement to ask for again", NULL, NULL, "agreement", AGREED,
	    false },
};

static void
give_list(struct desk *d, const char *code)
{
	struct buf b = BUF_INIT(1000);

	buf_addf(&b,
	    "[{\"what\":\"%s\",\"file\":\"%s\",\"record\":\"%s\","
	    "\"kind\":\"task\",\"since\":1,\"name\":\"Kim\"}]",
	    code, file.s, asked.s);
	assert_int_equal(
	    store_meta_set(d->m->store, META_WAITING, b.data, b.len, NULL),
	    ERR_OK);
	model_changed(d->m, TOPIC_RECORDS);
	buf_done(&b);
}

static void
write_answer(struct desk *d, const char *kind, const char *body)
{
	struct buf b = BUF_INIT(1000);
	struct record *r = NULL;
	struct save s = { .kind = kind_find(kind), .file = file };
	int64_t version;

	fill(&b, body);
	assert_int_equal(
	    record_from_json(&r, s.kind, buf_str(&b), b.len, true, NULL, NULL),
	    ERR_OK);
	s.record = r;
	assert_int_equal(model_save(d->m, &s, &version, NULL), ERR_OK);
	record_free(r);
	buf_done(&b);
}

static void
begin(struct desk *d, size_t i)
{
	struct buf b = BUF_INIT(1000);

	file = id_new();
	asked = id_new();
	other = id_new();
	emergency = id_new();
	adult = id_new();
	desk_enrol(d, "designated_senior");
	if (rows[i].kind) {
		fill(&b, rows[i].body);
		pull(d->m, &asked, &file, 1, rows[i].kind, buf_str(&b));
	}
	give_list(d, rows[i].code);
	buf_done(&b);
}

static void
test_answered(void **state)
{
	const struct waiting *w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk d;

		begin(&d, i);
		if (model_waiting(d.m, &w) != 1)
			fail_msg("%s: it does not wait", rows[i].why);
		assert_string_equal(w[0].what, rows[i].code);
		assert_string_equal(w[0].words, rows[i].words);
		/* Nothing of the record itself. */
		if (strpbrk(w[0].plain, "0123456789(") ||
		    strncmp(w[0].plain, rows[i].words, 5) != 0)
			fail_msg("%s: %s", rows[i].why, w[0].plain);
		assert_string_equal(w[0].record.s, asked.s);
		write_answer(&d, rows[i].by, rows[i].answer);
		if (model_waiting(d.m, &w) != (rows[i].is_answered ? 0 : 1))
			fail_msg("%s", rows[i].why);
		desk_end(&d);
	}
}

/* A meeting waits until the record itself says that all agree, or that nobody went
 * (M1). */
static void
test_meeting(void **state)
{
	static const struct {
		const char *why, *more;
		bool waits;
	} changes[] = {
		{ "nothing more", "}", true },
		{ "agreed",
		    ",\"family\":[{\"answer\":\"agreed\",\"knows\":true}]}",
		    false },
		{ "agreed without knowing",
		    ",\"family\":[{\"answer\":\"agreed\"}]}", true },
		{ "a concern instead", ",\"concern_instead\":\"He hit her.\"}",
		    false },
		{ "nobody went", ",\"not_attended\":\"Put off.\"}", false },
	};
	const struct waiting *w;
	size_t at = 0;

	(void)state;
	while (strcmp(rows[at].why, "a meeting") != 0)
		at++;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct save s = { .kind = &kind_meeting, .base = 1 };
		struct record *r = NULL;
		char body[400];
		int64_t version;
		struct desk d;

		begin(&d, at);
		s.file = file;
		s.id = asked;
		snprintf(body, sizeof(body), "%s%s", MET, changes[i].more);
		assert_int_equal(record_from_json(&r, s.kind, body,
				     strlen(body), true, NULL, NULL),
		    ERR_OK);
		s.record = r;
		assert_int_equal(model_save(d.m, &s, &version, NULL), ERR_OK);
		if (model_waiting(d.m, &w) != (changes[i].waits ? 1 : 0))
			fail_msg("%s", changes[i].why);
		record_free(r);
		desk_end(&d);
	}
}

/* What came back answers nothing: both wait. */
static void
test_refused(void **state)
{
	const struct outbox_row *box;
	const struct waiting *w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id write;
		struct desk d;

		begin(&d, i);
		write_answer(&d, rows[i].by, rows[i].answer);
		assert_int_equal(model_outbox(d.m, &box), 1);
		write = box[0].write;
		assert_int_equal(
		    store_outbox_refuse(d.m->store, &write, 422, "x", NULL),
		    ERR_OK);
		model_changed(d.m, TOPIC_OUTBOX);
		if (model_waiting(d.m, &w) != 2)
			fail_msg("%s: came back", rows[i].why);
		assert_string_equal(w[0].what, "refused");
		assert_string_equal(w[1].what, rows[i].code);
		desk_end(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answered),
		cmocka_unit_test(test_meeting),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, help_start, NULL);
}
