/* tui_sync_inspect.c - how inspections stand, asked of the office and kept (O2, O3), and
 * the device of an inspector, which goes no further than its access (O1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model_inspect.h"
#include "sync_line.h"

#define INSP "01890000-0000-7000-8000-0000000000f1"
#define MUM "01890000-0000-7000-8000-0000000000a1"
#define STAND                                                              \
	"{\"id\":\"" INSP "\",\"state\":\"missing\",\"until\":"            \
	"\"2026-04-10\",\"files\":2,\"untold\":false,\"reported\":true,"   \
	"\"people\":3,\"told\":1,\"excepted\":1,\"missing\":1,\"owed\":3," \
	"\"copies\":2,\"objects\":1}"
#define PERSON                                                           \
	"{\"file\":\"" FILE_A "\",\"adult\":\"" MUM                      \
	"\",\"who\":\"Mia\",\"relation\":\"mother\",\"safe\":\"never\"," \
	"\"child\":\"Zoe\",\"told\":\"excepted\",\"copy\":\"cannot\","   \
	"\"objects\":true}"
#define NOBODY                                                        \
	"{\"file\":\"" FILE_A "\",\"child\":\"Zoe\",\"told\":\"of_a_" \
	"newer_office\",\"copy\":\"due\"}"

static const struct id all = { "" };

static void
want(struct model *model, const struct id *inspection)
{
	(void)inspection;
	model_inspect_want(model, &all);
}

static void
test_stand_O2_O3(void **state)
{
	static const struct bad_answer bad[] = {
		{ NET_UNREACHABLE, 0, "" },
		{ NET_OK, 403, "{\"detail\":\"No.\"}" },
		{ NET_OK, 200, "" },
		{ NET_OK, 200, "{\"inspections\":7}" },
		{ NET_OK, 200, "{\"inspections\":[7]}" },
		{ NET_OK, 200, "{\"inspections\":[{\"id\":\"x\"}]}" },
		{ NET_OK, 200, "{\"list\":[]}" },
	};
	const struct inspect_stand *s;
	enum ask_state how;
	int64_t as_of;

	(void)state;
	answer_next(NET_OK, 200, 0, "{\"inspections\":[" STAND "]}");
	model_inspect_want(m, &all);
	assert_int_equal(link_inspect_state(m, &all), ASK_WAITING);
	assert_true(settle());
	assert_true(has(3, "GET https://office:1/v1/inspections\n"));
	assert_int_equal(model_inspections(m, &s, &as_of, &how), 1);
	assert_int_equal(how, ASK_DONE);
	assert_int_equal(s[0].state, INSPECTION_MISSING);
	assert_true(s[0].people == 3 && s[0].told == 1 && s[0].excepted == 1 &&
		    s[0].missing == 1 && s[0].owed == 3 && s[0].copies == 2 &&
		    s[0].objects == 1 && s[0].files == 2);
	assert_true(s[0].is_reported && !s[0].is_untold && as_of > 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		ask_in_vain(&bad[i], want, &all);
		assert_int_equal(model_inspections(m, &s, &as_of, &how), 1);
		assert_int_equal(how, ASK_FAILED);
	}
	/* A state that is not known is shut. */
	answer_next(NET_OK, 200, 0,
	    "{\"inspections\":[{\"id\":\"" INSP "\",\"state\":\"ajar\"}]}");
	model_inspect_want(m, &all);
	assert_true(settle());
	assert_int_equal(model_inspections(m, &s, &as_of, &how), 1);
	assert_int_equal(s[0].state, INSPECTION_MISSING);
	model_lock(m);
	assert_int_equal(model_inspections(m, &s, &as_of, &how), 0);
}

static void
test_people_O2(void **state)
{
	struct id insp = office_id(INSP), a = office_id(FILE_A);
	const struct inspect_person *p;
	enum ask_state how;
	int64_t as_of;
	size_t more;

	(void)state;
	answer_next(NET_OK, 200, 0, "{\"inspections\":[" STAND "]}");
	answer_next(
	    NET_OK, 200, 0, "{\"list\":[" PERSON "," NOBODY "],\"more\":4}");
	model_inspect_want(m, &insp);
	assert_true(settle());
	assert_true(settle());
	assert_int_equal(model_inspected(m, &insp, &p, &more, &as_of, &how), 2);
	assert_int_equal(how, ASK_DONE);
	assert_int_equal(more, 4);
	assert_string_equal(p[0].who, "Mia");
	assert_string_equal(p[0].child, "Zoe");
	assert_string_equal(p[0].safe, "never");
	assert_int_equal(p[0].told, PERSON_EXCEPTED);
	assert_int_equal(p[0].copy, COPY_CANNOT);
	assert_true(p[0].objects && !p[1].objects);
	assert_true(id_is_none(&p[1].adult));
	assert_int_equal(p[1].told, PERSON_DUE); /* not known: to be told */
	/* It goes with any file that it may name somebody of (promise 10). */
	assert_int_equal(store_file_erase(m->store, &a, NULL), ERR_OK);
	assert_int_equal(model_inspected(m, &insp, &p, &more, &as_of, &how), 0);
}

/* Once access has ended nothing of it is left. */
static void
test_erased_O1(void **state)
{
	const struct inspect_stand *s;
	enum ask_state how;
	int64_t as_of;

	(void)state;
	answer_next(NET_OK, 200, 0, "{\"inspections\":[" STAND "]}");
	model_inspect_want(m, &all);
	assert_true(settle());
	assert_int_equal(model_inspections(m, &s, &as_of, &how), 1);
	assert_int_equal(store_pulled_erase(m->store, NULL), ERR_OK);
	model_changed(m, TOPIC_RECORDS);
	assert_int_equal(model_inspections(m, &s, &as_of, &how), 0);
}

/* A lease counts on from each contact, and never beyond the access. */
static void
test_lease_O1(void **state)
{
	static const struct {
		const char *why;
		int64_t lease, access, want; /* days from now; 0: none */
	} rows[] = {
		{ "not an inspector", 14, 0, 14 },
		{ "a day of a week", 1, 7, 1 },
		{ "the last hours", 1, -1, -1 },
		{ "counted on beyond it", 14, 2, 2 },
	};
	int64_t day = 86400000, at = model_now(m);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char me[800];
		int n = snprintf(me, sizeof me,
		    "{\"staff\":\"" STAFF "\",\"name\":\"Ines\",\"sign_in\":"
		    "\"ines\",\"role\":\"inspector\",\"lease_until\":%lld,"
		    "\"access_until\":%lld,\"server_ms\":%lld}",
		    (long long)(at + rows[i].lease * day),
		    (long long)(rows[i].access ? at + rows[i].access * day : 0),
		    (long long)at);

		assert_int_equal(model_take_me(m, me, (size_t)n, NULL), ERR_OK);
		if (m->me.lease_until_ms != at + rows[i].want * day)
			fail_msg("%s", rows[i].why);
		assert_int_equal(model_lease_is_over(m), rows[i].want < 0);
	}
}

static void
test_hangs(void **state)
{
	struct id insp = office_id(INSP);

	(void)state;
	model_inspect_want(m, &insp);
	assert_true(sync_askers_wait(m->sync));
	model_sync_now(m); /* is never answered either */
	let_hang(2);
	assert_int_equal(link_inspect_state(m, &all), ASK_FAILED);
	assert_int_equal(link_inspect_state(m, &insp), ASK_FAILED);
	assert_false(sync_askers_wait(m->sync));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH_MODEL(test_stand_O2_O3),
		WITH_MODEL(test_people_O2),
		WITH_MODEL(test_erased_O1),
		WITH_MODEL(test_lease_O1),
		WITH_MODEL(test_hangs),
	};

	RUN_LINE("tui_sync_inspect", tests);
}
