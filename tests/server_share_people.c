/* server_share_people.c - nobody of the family is kept from being told by leaving them
 * out of a decision to share: the office adds them, and says who they are (P3). */
#include "share_kit.h"

#define SHARED "\"decided\":\"share\",\"happened\":\"2026-11-20T11:00\"}"
#define TO_SHARE "\"decided\":\"share\"}"
#define NOT "\"decided\":\"not\",\"authorised_by\":\"$senior\"}"
#define MIA "{\"adult\":\"$mother\",\"name\":\"Mia\",\"telling\":\"safe\"}"
#define ROBIN "{\"name\":\"Robin Fielding\",\"telling\":\"safe\"}"
#define DAN "{\"adult\":\"$father\",\"name\":\"Dan\",\"telling\":\"safe\"}"
#define OTHER "{\"name\":\"A neighbour\",\"telling\":\"safe\"}"
#define UNASKED "{\"adult\":\"$mother\",\"name\":\"Mia\"}"

/* In their places: who is told, and the end. */
#define CARE                                                            \
	"{\"agency\":\"$care\",\"items\":[{\"what\":\"A bruise\","      \
	"\"kind\":\"concern\"}],\"purpose\":\"safeguarding\",\"harm\":" \
	"\"significant_child\"," SHARE_CHECKED "\"people\":[%s],%s"
#define SCHOOL                                                            \
	"{\"agency\":\"$school\",\"items\":[{\"what\":\"Attendance\","    \
	"\"kind\":\"attendance\"}],\"purpose\":\"school_help\",\"harm\":" \
	"\"none\"," SHARE_CHECKED "\"people\":[%s],%s"

static const struct row {
	const char *why;
	const char
	    *father; /* has responsibility: "true", "false"; NULL: none */
	const char *judged, *people, *end;
	const char *flag;
	const char *names; /* of the flag's words, up to its end; NULL: none */
	const char *task;  /* the one there is; NULL: none */
} rows[] = {
	{ "everybody is there", NULL, CARE, MIA "," ROBIN, TO_SHARE, "", NULL,
	    NULL },
	{ "in another order, with somebody else", NULL, CARE,
	    OTHER "," ROBIN "," MIA, TO_SHARE, "", NULL, NULL },
	{ "nobody is there", NULL, CARE, "", TO_SHARE, "people; held yes",
	    ": Robin Fielding, Mia. (P3)", "review_not_told" },
	{ "nobody was, and it has happened", NULL, CARE, "", SHARED,
	    "people; held no", ": Robin Fielding, Mia. (P3)",
	    "review_not_told" },
	{ "the mother is left out", NULL, CARE, ROBIN, TO_SHARE,
	    "people; held yes", ": Mia. (P3)", "review_not_told" },
	{ "the child is left out", NULL, CARE, MIA, TO_SHARE,
	    "people; held yes", ": Robin Fielding. (P3)", "review_not_told" },
	{ "a neighbour does not stand for the child", NULL, CARE, MIA "," OTHER,
	    TO_SHARE, "people; held yes", ": Robin Fielding. (P3)",
	    "review_not_told" },
	{ "nor a name for the mother", NULL, CARE,
	    ROBIN ",{\"name\":\"Mia\",\"telling\":\"safe\"}", TO_SHARE,
	    "people; held yes", ": Mia. (P3)", "review_not_told" },
	{ "an adult without responsibility may be left out", "false", CARE,
	    MIA "," ROBIN, TO_SHARE, "", NULL, NULL },
	{ "one with responsibility may not", "true", CARE, MIA "," ROBIN,
	    TO_SHARE, "people; held yes", ": Dan. (P3)", "review_not_told" },
	{ "and need not be", "true", CARE, MIA "," ROBIN "," DAN, TO_SHARE, "",
	    NULL, NULL },
	/* Not considered, and there: the device said so itself. */
	{ "there, and not considered", NULL, CARE, UNASKED "," ROBIN, TO_SHARE,
	    "against; held yes", NULL, "review_not_told" },
	{ "one not considered, the other left out", NULL, CARE, UNASKED,
	    TO_SHARE, "against people; held yes", ": Robin Fielding. (P3)",
	    "review_not_told" },
	/* Where telling is no need it is a task, as for whom nobody considered. */
	{ "agreed, and nobody is there", NULL, SCHOOL, "", TO_SHARE, "", NULL,
	    "review_not_told" },
	{ "agreed, and everybody is there", NULL, SCHOOL, MIA "," ROBIN,
	    TO_SHARE, "", NULL, NULL },
	/* Nothing was shared that they could be told of. */
	{ "not shared", NULL, SCHOOL, "", NOT, "against; held no", NULL,
	    "authorised" },
};

static void
expect_words(const struct row *r, const struct id *decision)
{
	static const char begins[] = "Nobody considered whether to tell";
	struct record *flag =
	    share_find(&kind_share_flag, "decision", decision, NULL, NULL);
	const char *says = flag ? record_text(flag, "because") : "";
	const char *at = strstr(says, begins);

	if ((at != NULL) != (r->names != NULL))
		fail_msg("%s: %s", r->why, says);
	if (at != NULL &&
	    strncmp(at + strlen(begins), r->names, strlen(r->names)) != 0)
		fail_msg("%s: %s", r->why, at);
	record_free(flag);
}

static void
expect_task(const struct row *r, const struct id *decision)
{
	size_t n;
	struct record *task =
	    share_find(&kind_task, "decision", decision, &n, NULL);
	const char *what = task ? record_text(task, "what") : "";

	if (n != (r->task != NULL) ||
	    strcmp(what, r->task != NULL ? r->task : "") != 0)
		fail_msg("%s: %zu tasks, %s", r->why, n, what);
	record_free(task);
}

static void
test_left_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		const struct row *r = &rows[i];
		char text[3000];
		struct id id;

		share_file("2016-04-03");
		share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
		if (r->father != NULL) {
			snprintf(text, sizeof(text),
			    "{\"name\":\"Dan\",\"relation\":\"father\","
			    "\"responsibility\":%s}",
			    r->father);
			kits.father =
			    share_put(&kits.senior, &kind_adult, text);
		}
		if (r->father != NULL && strcmp(r->father, "true") == 0)
			share_put(&kits.worker, &kind_agreement,
			    "{\"who\":\"parent\",\"adult\":\"$father\","
			    "\"answer\":\"agreed\",\"from\":\"2026-09-01\","
			    "\"evidence\":\"x\"}");
		snprintf(text, sizeof(text), r->judged, r->people, r->end);
		id = share_expect(
		    r->why, share_body(&kits.worker, text, NULL), r->flag);
		expect_words(r, &id);
		expect_task(r, &id);
	}
}

/* In danger nothing waits for it (S9); that somebody was not told is looked at. */
static void
test_danger(void **state)
{
	char text[3000];

	(void)state;
	snprintf(text, sizeof(text), CARE, "", "\"danger_now\":true," SHARED);
	share_expect("danger", share_body(&kits.worker, text, NULL), "");
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_left_out),
		T(test_danger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
