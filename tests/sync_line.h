/* sync_line.h - an enrolled device and an office that answers as it is told: what
 * the tests of sync.c share. Included once in a test. */
#ifndef HAVEN_SYNC_LINE_H
#define HAVEN_SYNC_LINE_H

#include "sync_helper.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
/* The write that write_here(1) makes. */
#define WRITE_OF_1 "00000000-0000-7000-8000-000000000001"
#define REQUEST_SYNC "POST https://office:1/v1/sync\n"
#define REQUEST_SESSION "POST https://office:1/v1/sessions\n"
#define TOKEN_1 "0000000000000000000000000000000000000000001"
#define TOKEN_2 "2222222222222222222222222222222222222222222"

static const struct office_says idle = { .files = NULL };

/* An enrolled device in step with the office. */
static inline int
fresh(void **state)
{
	const struct office_says first = { .files = "[]", .cursor = "5" };
	struct buf text = BUF_INIT(65536);
	struct errinfo e = { 0 };

	(void)state;
	new_model();
	enrol_answer(&text);
	answer_next(NET_OK, 201, 0, text.data);
	answer_sync(&first);
	office_must(ask_enrol(&e), &e);
	if (!settle() || !settle() || m->status.link != LINK_IDLE)
		return -1;
	model_take_topics(m);
	buf_done(&text);
	return m->status.last_sync_ms > 0 ? 0 : -1;
}

static inline int
away(void **state)
{
	(void)state;
	model_free(m);
	m = NULL;
	clear_folder();
	remove_store();
	return 0;
}

static inline void
write_here(unsigned n)
{
	char write[ID_TEXT + 1], record[ID_TEXT + 1];

	snprintf(write, sizeof write, "%.33s%03x", WRITE_1, n);
	snprintf(record, sizeof record, "%.33s%03x", RECORD_1, n);
	office_write(m->store, write, record, FILE_A, 0, "{\"name\":\"x\"}");
	model_changed(m, TOPIC_OUTBOX);
	link_wrote(m);
}

/* Receipts for all writes of a range. */
static inline void
receive(unsigned from, unsigned to)
{
	struct buf list = BUF_INIT(65536);
	struct office_says says = { .cursor = "6" };

	for (unsigned n = from; n <= to; n++)
		buf_addf(&list,
		    "%s{\"write\":\"%.33s%03x\",\"status\":201,\"version\":1,"
		    "\"received\":1650000000000}",
		    n == from ? "[" : ",", WRITE_1, n);
	buf_adds(&list, "]");
	says.results = list.data;
	answer_sync(&says);
	buf_done(&list);
}

static inline bool
has(unsigned n, const char *words)
{
	const char *text = request_of(n);

	return text && strstr(text, words);
}

static inline size_t
count(unsigned n, const char *words)
{
	const char *at = request_of(n);
	size_t found = 0;

	while (at && (at = strstr(at, words)) != NULL) {
		found++;
		at += strlen(words);
	}
	return found;
}

/* ---- questions beside the conversation ---- */

/* What the office says when it gives file B. */
static const struct office_says gives_b = { .cursor = "6",
	.set = "s1",
	.files = "[\"" FILE_B "\"]",
	.whole = "[{\"file\":\"" FILE_B "\",\"records\":[]}]" };

/* An answer that is of no use. */
struct bad_answer {
	uint32_t link;
	unsigned status;
	const char *body;
};

/* Ask, be answered so, and wait until it is there. */
static inline void
ask_in_vain(const struct bad_answer *bad,
    void (*want)(struct model *m, const struct id *file), const struct id *file)
{
	answer_next(bad->link, bad->status, 0, bad->body);
	want(m, file);
	assert_true(settle());
}

/* Nothing is answered any more, for longer than anybody waits; turns: of the loop
 * with that time between. */
static inline void
let_hang(int turns)
{
	(void)model_tick(m, now);
	while (turns-- > 0) {
		now += SYNC_DEADLINE_MS + 1;
		(void)model_tick(m, now);
	}
}

/* ---- the program ---- */

/* Ends main: as the office's side if it is started as that, else as the tests. */
#define RUN_LINE(name, tests)                       \
	do {                                        \
		if (is_helper(argc, argv))          \
			return helper(argv[0]);     \
		if (start_office(argc, argv) != 0)  \
			return 1;                   \
		setenv("TZ", "UTC", 1);             \
		return cmocka_run_group_tests_name( \
		    name, tests, NULL, end_office); \
	} while (0)

#define WITH_MODEL(test) cmocka_unit_test_setup_teardown(test, fresh, away)

#endif
