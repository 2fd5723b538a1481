/* common_decide_facts.c - facts in: what is refused and by which name, what a
 * missing member stands for, the limits, and that facts written are facts read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide_kit.h"
#include "json.h"

#define DAY "'on':'2026-04-03'"
#define LEAST DAY ",'harm':'none'"

static enum err
read_quoted(struct facts **f, const char *text, struct errinfo *e)
{
	struct buf json = BUF_INIT(KIT_MAX);
	enum err code;

	kit_quote(&json, text, strlen(text));
	code = facts_read(f, buf_str(&json), json.len, e);
	buf_done(&json);
	return code;
}

/* Facts that are LEAST and more; the field, and words of the sentence. */
static const struct {
	const char *more, *field, *says;
} refused[] = {
	/* members that are not known, at each depth */
	{ ",'zork':1", "zork", "not a member" },
	{ ",'Harm':'none'", "", "none of the facts" },
	{ ",'':1", "", "none of the facts" },
	{ ",'items':[{'kind':'a','sort':'b'}]", "items[0].sort",
	    "not a member" },
	{ ",'recipient':{'agency':'a'}", "recipient.agency", "not a member" },
	{ ",'cyp':{'age':9}", "cyp.age", "not a member" },
	{ ",'answers':[{'person':'a','role':'parent','said':1}]",
	    "answers[0].said", "not a member" },
	{ ",'people':[{'person':'a','told':true}]", "people[0].told",
	    "not a member" },
	{ ",'advice':{'from':'x'}", "advice.from", "not a member" },
	{ ",'checks':{'safe':true}", "checks.safe", "not a member" },
	{ ",'answers':[{'person':'a','role':'parent'},{'person':'b',"
	  "'role':'parent','Anna B.':1}]",
	    "answers[1]", "none of the facts" },
	/* values that are not known */
	{ ",'occasion':'party'", "occasion", "(\"party\") must be one of" },
	{ ",'occasion':'Ordinary'", "occasion", "must be one of ordinary" },
	{ ",'occasion':''", "occasion", "must be one of" },
	{ ",'compelled':'yes'", "compelled", "no, claimed, verified" },
	{ ",'compelled':false", "compelled", "must be one of" },
	{ ",'cyp':{'competence':'mature'}", "cyp.competence",
	    "must be one of" },
	{ ",'answers':[{'person':'a','role':'uncle'}]", "answers[0].role",
	    "cyp, parent, carer" },
	{ ",'answers':[{'person':'a','role':'parent','answer':'maybe'}]",
	    "answers[0].answer", "must be one of" },
	{ ",'people':[{'person':'a','telling':'unsafe'}]", "people[0].telling",
	    "must be one of" },
	{ ",'advice':{'state':'yes'}", "advice.state", "must be one of" },
	{ ",'advice':{'by':'nobody'}", "advice.by", "\"\", line_manager" },
	/* other types */
	{ ",'danger_now':'true'", "danger_now", "true or false" },
	{ ",'danger_now':1", "danger_now", "true or false" },
	{ ",'recipient':{'authority':0}", "recipient.authority",
	    "true or false" },
	{ ",'checks':{'secure':'yes'}", "checks.secure", "true or false" },
	{ ",'purpose':7", "purpose", "must be text" },
	{ ",'purpose':['support']", "purpose", "must be text" },
	{ ",'items':{}", "items", "must be a list" },
	{ ",'items':'all'", "items", "must be a list" },
	{ ",'items':['attendance']", "items[0]", "one JSON object" },
	{ ",'recipient':[]", "recipient", "one JSON object" },
	{ ",'recipient':'school'", "recipient", "one JSON object" },
	{ ",'people':['mum']", "people[0]", "one JSON object" },
	{ ",'answers':[{'person':'a','role':'parent','recipients':'all'}]",
	    "answers[0].recipients", "must be a list" },
	{ ",'answers':[{'person':'a','role':'parent','recipients':'any'}]",
	    "answers[0].recipients", "must be a list" },
	{ ",'answers':[{'person':'a','role':'parent','items':'any'}]",
	    "answers[0].items", "\"all\"" },
	{ ",'answers':[{'person':'a','role':'parent','purposes':'all'}]",
	    "answers[0].purposes", "\"any\"" },
	{ ",'answers':[{'person':'a','role':'parent','items':['b',1]}]",
	    "answers[0].items[1]", "must be text" },
	{ ",'answers':[{'person':'a','role':'parent','items':[null]}]",
	    "answers[0].items[0]", "must be text" },
	/* dates */
	{ ",'cyp':{'born':'2026-02-29'}", "cyp.born", "a day that there is" },
	{ ",'cyp':{'born':'2026-4-3'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'03/04/2026'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':''}", "cyp.born", "or null" },
	{ ",'cyp':{'born':20260403}", "cyp.born", "or null" },
	{ ",'cyp':{'born':'2026-04-03T10:00'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'2026-04-03 '}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'0000-04-03'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'2026-00-03'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'2026-13-03'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'2026-04-00'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'2026-04-31'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'1900-02-29'}", "cyp.born", "2026-04-03" },
	{ ",'cyp':{'born':'+026-04-03'}", "cyp.born", "2026-04-03" },
	{ ",'answers':[{'person':'a','role':'parent','from':'today'}]",
	    "answers[0].from", "2026-04-03" },
	{ ",'answers':[{'person':'a','role':'parent','from':''}]",
	    "answers[0].from", "2026-04-03" },
	{ ",'answers':[{'person':'a','role':'parent','until':''}]",
	    "answers[0].until", "or null" },
	{ ",'answers':[{'person':'a','role':'parent','until':'never'}]",
	    "answers[0].until", "or null" },
	/* needed */
	{ ",'answers':[{'role':'parent'}]", "answers[0].person", "is needed" },
	{ ",'answers':[{'person':'','role':'parent'}]", "answers[0].person",
	    "is needed" },
	{ ",'answers':[{'person':'a'}]", "answers[0].role", "is needed" },
	{ ",'people':[{'accused':true}]", "people[0].person", "is needed" },
	/* the CYP */
	{ ",'answers':[{'person':'a','role':'cyp'}]", "answers[0].role",
	    "not cyp.id" },
	{ ",'cyp':{'id':'kid'},'answers':[{'person':'a','role':'parent'},"
	  "{'person':'a','role':'cyp'}]",
	    "answers[1].role", "not cyp.id" },
	{ ",'cyp':{'id':'kid'},'answers':[{'person':'kid','role':'cyp'},"
	  "{'person':'kid','role':'parent'}]",
	    "answers[1].role", "must be cyp" },
	{ ",'cyp':{'id':'kid'},'items':[{'about':'mum'},{'about':'kid'}]",
	    "items[1].about", "must be empty" },
	/* given twice */
	{ ",'harm':'none'", "harm", "given twice" },
	{ ",'urgent':true,'urgent':true", "urgent", "given twice" },
	{ ",'urgent':true,'urgen\\u0074':true", "urgent", "given twice" },
	{ ",'checks':{'secure':true,'secure':false}", "checks.secure",
	    "given twice" },
	{ ",'answers':[{'person':'a','role':'parent'},{'person':'a',"
	  "'role':'parent','person':'b'}]",
	    "answers[1].person", "given twice" },
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < KIT_COUNT(refused); i++) {
		struct errinfo e = { 0 };
		struct facts *f = (struct facts *)&e;
		char text[600];

		snprintf(text, sizeof(text), "{" LEAST "%s}", refused[i].more);
		if (read_quoted(&f, text, &e) == ERR_OK)
			fail_msg("was taken: %s", text);
		assert_null(f);
		if (strcmp(e.field, refused[i].field) != 0 ||
		    !strstr(e.says, refused[i].says))
			fail_msg("%s\n  %s | %s", text, e.field, e.says);
		if (*e.field && !strstr(e.says, e.field))
			fail_msg("%s is not named: %s", e.field, e.says);
	}
}

/* What is no object, or lacks what must be said. */
static void
test_refused_whole(void **state)
{
	static const struct {
		const char *text, *field, *says;
		enum err want;
	} rows[] = {
		{ "", "", "JSON", ERR_SYNTAX },
		{ "{", "", "JSON", ERR_SYNTAX },
		{ "{" LEAST "} x", "", "JSON", ERR_SYNTAX },
		{ "{" LEAST ",}", "", "JSON", ERR_SYNTAX },
		{ "{" LEAST ",'purpose':'\xff'}", "", "UTF-8", ERR_SYNTAX },
		{ "{" LEAST ",'zoe':1,'zoe':2}", "zoe", "JSON", ERR_SYNTAX },
		{ "null", "", "one JSON object", ERR_INVALID },
		{ "[]", "", "one JSON object", ERR_INVALID },
		{ "'x'", "", "one JSON object", ERR_INVALID },
		{ "{}", "on", "is needed", ERR_INVALID },
		{ "{'harm':'none'}", "on", "is needed", ERR_INVALID },
		{ "{" DAY "}", "harm", "is needed", ERR_INVALID },
		{ "{" DAY ",'harm':'bad'}", "harm", "(\"bad\") must be one of",
		    ERR_INVALID },
		{ "{" DAY ",'harm':'Anna B.'}", "harm", "harm must be one of",
		    ERR_INVALID },
		{ "{'harm':'none','on':'2026-02-30'}", "on", "a day",
		    ERR_INVALID },
		{ "{'harm':'none','on':''}", "on", "a day", ERR_INVALID },
	};

	(void)state;
	for (size_t i = 0; i < KIT_COUNT(rows); i++) {
		struct errinfo e = { 0 };
		struct facts *f;

		if (read_quoted(&f, rows[i].text, &e) != rows[i].want ||
		    strcmp(e.field, rows[i].field) != 0 ||
		    !strstr(e.says, rows[i].says))
			fail_msg(
			    "%s\n  %s | %s", rows[i].text, e.field, e.says);
		assert_null(f);
		assert_null(strstr(e.says, "Anna"));
	}
}

/* ---- null ---- */

/* Facts with every member, as text, and where in it each value stands. */
static struct buf
whole_facts(void)
{
	struct buf json = BUF_INIT(KIT_MAX);
	struct facts *f =
	    kit_facts(ANSWERS(MUM("agreed")) ",'people':[{'person':'a'}]");

	facts_write(f, &json);
	facts_free(f);
	return json;
}

/* Every member in turn is null: two may be, all others are refused by name. */
static void
test_null(void **state)
{
	static const char *const paths[] = { "on", "harm", "occasion",
		"danger_now", "urgent", "in_doubt", "compelled",
		"telling_barred", "anonymous_enough", "benefit_outweighs",
		"sharing_endangers", "staff_allegation", "induction_done",
		"purpose", "items", "items.0", "items.0.id", "items.0.kind",
		"items.0.about", "recipient", "recipient.id",
		"recipient.authority", "recipient.referrer", "recipient.named",
		"cyp", "cyp.id", "cyp.born", "cyp.competence", "answers",
		"answers.0", "answers.0.person", "answers.0.role",
		"answers.0.responsibility", "answers.0.answer",
		"answers.0.recipients", "answers.0.items", "answers.0.purposes",
		"answers.0.from", "answers.0.until", "people", "people.0",
		"people.0.person", "people.0.telling", "people.0.accused",
		"advice", "advice.state", "advice.by", "checks",
		"checks.necessary", "checks.need_to_know", "checks.accurate",
		"checks.secure", "reasons" };
	struct buf json = whole_facts();

	(void)state;
	for (size_t i = 0; i < KIT_COUNT(paths); i++) {
		bool may = strcmp(paths[i], "cyp.born") == 0 ||
			   strcmp(paths[i], "answers.0.until") == 0;
		struct buf text = BUF_INIT(KIT_MAX);
		struct errinfo e = { 0 };
		struct facts *f;
		const char *at;
		enum err code;
		size_t n;

		if (!jscan_span(json.data, json.len, paths[i], &at, &n))
			fail_msg("%s is not there", paths[i]);
		buf_add(&text, json.data, (size_t)(at - json.data));
		buf_adds(&text, "null");
		buf_adds(&text, at + n);
		code = facts_read(&f, text.data, text.len, &e);
		if ((code == ERR_OK) != may)
			fail_msg("%s: %s", paths[i], e.says);
		/* "answers.0.role" is named "answers[0].role". */
		if (!may &&
		    strncmp(e.field, paths[i], strcspn(paths[i], ".")) != 0)
			fail_msg("%s: %s", paths[i], e.field);
		facts_free(f);
		buf_done(&text);
	}
	buf_done(&json);
}

/* ---- what is missing ---- */

/* The first value named, false, an empty list or text, null; from is the day. */
static void
test_missing(void **state)
{
	static const char full[] =
	    "{'on':'2026-04-03','harm':'none','occasion':'ordinary',"
	    "'danger_now':false,'urgent':false,'in_doubt':false,"
	    "'compelled':'no','telling_barred':false,"
	    "'anonymous_enough':false,'benefit_outweighs':false,"
	    "'sharing_endangers':false,'staff_allegation':false,"
	    "'induction_done':false,'purpose':'','items':[{'id':'','kind':'',"
	    "'about':''}],'recipient':{'id':'','authority':false,"
	    "'referrer':false,'named':false},'cyp':{'id':'','born':null,"
	    "'competence':'not_assessed'},'answers':[{'person':'a','role':"
	    "'parent','responsibility':false,'answer':'not_asked',"
	    "'recipients':[],'items':[],'purposes':[],'from':'2026-04-03',"
	    "'until':null}],'people':[{'person':'a','telling':"
	    "'not_considered','accused':false}],'advice':{'state':'none','by':"
	    "''},'checks':{'necessary':false,'need_to_know':false,'accurate':"
	    "false,'secure':false},'reasons':''}";
	static const char *const same[] = {
		"{" LEAST ",'items':[{}],'answers':[{'person':'a','role':"
		"'parent'}],'people':[{'person':'a'}]}",
		"{" LEAST ",'items':[{}],'answers':[{'role':'parent','person':"
		"'a'}],'people':[{'person':'a'}],'recipient':{},'cyp':{},"
		"'advice':{},'checks':{}}",
		full,
	};
	struct buf want = BUF_INIT(KIT_MAX), got = BUF_INIT(KIT_MAX);

	(void)state;
	kit_quote(&want, full, strlen(full));
	for (size_t i = 0; i < KIT_COUNT(same); i++) {
		struct errinfo e = { 0 };
		struct facts *f;

		if (read_quoted(&f, same[i], &e) != ERR_OK)
			fail_msg("%s", e.says);
		buf_clear(&got);
		facts_write(f, &got);
		assert_string_equal(buf_str(&got), buf_str(&want));
		facts_free(f);
	}
	buf_done(&want);
	buf_done(&got);
}

/* ---- limits ---- */

/* A text of n bytes. */
static const char *
of_length(size_t n)
{
	static char text[FACTS_REASONS_MAX + 2];

	memset(text, 'a', n);
	text[n] = '\0';
	return text;
}

static void
must_be(const struct facts *f, bool is_right, const char *field)
{
	struct errinfo e = { 0 };
	struct buf json = BUF_INIT(KIT_MAX);
	struct facts *back;
	enum err code = facts_check(f, &e);

	if ((code == ERR_OK) != is_right)
		fail_msg("%s: %s", field, e.says);
	if (!is_right)
		assert_string_equal(e.field, field);
	/* Reading is of the same mind. */
	facts_write(f, &json);
	code = facts_read(&back, json.data, json.len, &e);
	assert_int_equal(code == ERR_OK, is_right);
	facts_free(back);
	buf_done(&json);
}

static void
test_limits(void **state)
{
	struct facts *f = kit_facts("");
	struct facts_answer *a;

	(void)state;
	facts_set(&f->reasons, of_length(FACTS_REASONS_MAX));
	must_be(f, true, "");
	facts_set(&f->reasons, of_length(FACTS_REASONS_MAX + 1));
	must_be(f, false, "reasons");
	facts_set(&f->reasons, NULL);
	must_be(f, true, "");
	facts_set(&f->purpose, of_length(FACTS_TEXT_MAX + 1));
	must_be(f, false, "purpose");
	facts_set(&f->purpose, of_length(FACTS_TEXT_MAX));
	a = facts_add_answer(f, "a", ANSWER_ROLE_PARENT);
	for (size_t i = 0; i < FACTS_NAMES_MAX; i++)
		assert_true(facts_add_name(&a->items, "kind"));
	assert_false(facts_add_name(&a->items, "kind"));
	must_be(f, true, "");
	for (size_t i = f->item_count; i < FACTS_ITEMS_MAX; i++)
		assert_non_null(facts_add_item(f, "i", "kind", ""));
	assert_null(facts_add_item(f, "i", "kind", ""));
	for (size_t i = 0; i < FACTS_PEOPLE_MAX; i++)
		assert_non_null(facts_add_person(f, "p", TELLING_SAFE, false));
	assert_null(facts_add_person(f, "p", TELLING_SAFE, false));
	for (size_t i = f->answer_count; i < FACTS_ANSWERS_MAX; i++)
		assert_non_null(facts_add_answer(f, "p", ANSWER_ROLE_PARENT));
	assert_null(facts_add_answer(f, "p", ANSWER_ROLE_PARENT));
	must_be(f, true, "");
	facts_free(f);
}

/* One more than may be, as JSON. */
static void
test_too_many(void **state)
{
	static const struct {
		const char *before, *one, *after, *field;
		size_t max;
	} rows[] = {
		{ "'items':[", "{}", "]", "items", FACTS_ITEMS_MAX },
		{ "'people':[", "{'person':'a'}", "]", "people",
		    FACTS_PEOPLE_MAX },
		{ "'answers':[", "{'person':'a','role':'parent'}", "]",
		    "answers", FACTS_ANSWERS_MAX },
		{ "'answers':[{'person':'a','role':'parent','purposes':[",
		    "'p'", "]}]", "answers[0].purposes", FACTS_NAMES_MAX },
	};

	(void)state;
	for (size_t i = 0; i < KIT_COUNT(rows); i++) {
		for (size_t more = 0; more < 2; more++) {
			struct buf text = BUF_INIT(KIT_MAX);
			struct errinfo e = { 0 };
			struct facts *f;

			buf_addf(&text, "{" LEAST ",%s%s", rows[i].before,
			    rows[i].one);
			for (size_t k = 1; k < rows[i].max + more; k++)
				buf_addf(&text, ",%s", rows[i].one);
			buf_addf(&text, "%s}", rows[i].after);
			assert_int_equal(
			    read_quoted(&f, buf_str(&text), &e) == ERR_OK,
			    more == 0);
			assert_string_equal(e.field, more ? rows[i].field : "");
			facts_free(f);
			buf_done(&text);
		}
	}
}

static void
test_too_big(void **state)
{
	struct buf text = BUF_INIT(FACTS_JSON_MAX * 2);
	struct errinfo e = { 0 };
	struct facts *f;

	(void)state;
	kit_quote(&text, "{" LEAST "}", strlen("{" LEAST "}"));
	while (text.len < FACTS_JSON_MAX)
		buf_addc(&text, ' ');
	assert_int_equal(facts_read(&f, text.data, text.len, &e), ERR_OK);
	facts_free(f);
	buf_addc(&text, ' ');
	assert_int_equal(facts_read(&f, text.data, text.len, &e), ERR_TOO_BIG);
	assert_null(f);
	buf_done(&text);
}

/* ---- facts made in C ---- */

static void
test_made(void **state)
{
	struct facts *f = facts_new();
	struct facts_answer *a;

	(void)state;
	must_be(f, false, "on");
	assert_false(facts_set_date(f->on, "2026-02-29"));
	assert_false(facts_set_date(f->on, "tomorrow"));
	assert_string_equal(f->on, "");
	assert_true(facts_set_date(f->on, "2026-04-03"));
	must_be(f, false, "harm");
	f->harm = HARM_NEEDS_HELP;
	must_be(f, true, "");
	facts_set(&f->cyp.id, "kid");
	a = facts_add_answer(f, "kid", ANSWER_ROLE_PARENT);
	must_be(f, false, "answers[0].role");
	a->role = ANSWER_ROLE_COUNT;
	assert_int_equal(facts_check(f, NULL), ERR_INVALID);
	a->role = ANSWER_ROLE_CYP;
	must_be(f, true, "");
	a->items.all = true;
	must_be(f, true, "");
	facts_add_name(&a->items, "health");
	assert_int_equal(facts_check(f, NULL), ERR_INVALID);
	a->items.all = false;
	a->recipients.all = true;
	assert_int_equal(facts_check(f, NULL), ERR_INVALID);
	a->recipients.all = false;
	must_be(f, true, "");
	assert_true(facts_set_date(a->until, "9999-12-31"));
	must_be(f, true, "");
	facts_add_item(f, "i", "health", "kid");
	must_be(f, false, "items[0].about");
	facts_free(f);
	facts_free(NULL);
}

static void
test_vocabulary(void **state)
{
	(void)state;
	for (unsigned list = 0; list < WORDS_COUNT; list++) {
		size_t n = decide_word_count(list);

		for (unsigned i = 0; i < n; i++) {
			unsigned back = 99;

			assert_non_null(decide_word(list, i));
			assert_true(decide_word_read(
			    list, decide_word(list, i), &back));
			assert_int_equal(back, i);
		}
		assert_null(decide_word(list, (unsigned)n));
		assert_false(decide_word_read(list, "no such word", NULL));
	}
}

static void
test_schema(void **state)
{
	struct buf out = BUF_INIT(KIT_MAX);
	struct errinfo e = { 0 };
	struct json *doc;

	(void)state;
	facts_schema_write(&out);
	assert_int_equal(
	    json_parse(&doc, out.data, out.len, KIT_MAX, &e), ERR_OK);
	assert_int_equal(
	    json_count(json_get(doc, "properties")), KIT_COUNT(kit_base));
	assert_int_equal(json_count(json_get(doc, "required")), 2);
	json_free(doc);
	buf_clear(&out);
	decision_schema_write(&out);
	assert_int_equal(
	    json_parse(&doc, out.data, out.len, KIT_MAX, &e), ERR_OK);
	assert_int_equal(json_count(json_get(doc, "required")), 7);
	json_free(doc);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_whole),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_too_big),
		cmocka_unit_test(test_made),
		cmocka_unit_test(test_vocabulary),
		cmocka_unit_test(test_schema),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
