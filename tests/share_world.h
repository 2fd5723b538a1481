/* share_world.h - a child's file in memory for the tests of the guided check: a
 * family, agencies, people who decide, and a decision as far as it is answered. */
#ifndef HAVEN_SHARE_WORLD_H
#define HAVEN_SHARE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "share_ask.h"
#include "share_facts.h"

#define ID(n) "01900000-0000-7000-8000-0000000000" n
#define FILE_ID ID("01")
#define MOTHER ID("02")
#define FATHER ID("03")
#define SCHOOL ID("04")
#define CARE ID("05")
#define WORKER ID("06")
#define DIRECTOR ID("07")
#define ASKED ID("08")
#define DAY "2026-11-20"
#define CHILD "Robin"
#define RECORDS_MAX 24

/* ---- a file: records in memory ---- */

static struct world {
	struct share_record at[RECORDS_MAX];
	const char *kind[RECORDS_MAX];
	size_t count;
	struct record *decision;
	struct facts *facts;
	struct decision says;
	bool has_said;
} w;

static inline enum err
each(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	(void)arg;
	(void)e;
	for (size_t i = 0; i < w.count; i++)
		if (strcmp(w.kind[i], kind) == 0)
			fn(fn_arg, &w.at[i]);
	return ERR_OK;
}

static inline void
give(const char *kind, const char *id, const char *author, const char *json)
{
	struct share_record *r = &w.at[w.count];
	struct record *body = NULL;
	struct errinfo e = { 0 };
	char own[ID_TEXT + 1];

	assert_true(w.count < RECORDS_MAX);
	snprintf(
	    own, sizeof(own), "01900000-0000-7000-8000-%012zu", w.count + 1000);
	id_parse(&r->id, id ? id : own);
	id_parse(&r->author, author);
	r->written_ms = (int64_t)w.count + 1;
	if (record_from_json(&body, kind_find(kind), json, strlen(json), true,
		NULL, &e) != ERR_OK)
		fail_msg("%s: %s", json, e.says);
	r->body = body;
	w.kind[w.count++] = kind;
}

static inline void
world_end(void)
{
	for (size_t i = 0; i < w.count; i++)
		record_free((struct record *)(uintptr_t)w.at[i].body);
	record_free(w.decision);
	facts_free(w.facts);
	if (w.has_said)
		decision_done(&w.says);
	memset(&w, 0, sizeof(w));
}

static inline void
world_begin(const char *born)
{
	char front[200];

	snprintf(front, sizeof(front),
	    "{\"name\":\"" CHILD "\",\"purpose\":\"x\",\"born\":\"%s\","
	    "\"referrer_agency\":\"" SCHOOL "\"}",
	    born);
	memset(&w, 0, sizeof(w));
	give("front_sheet", NULL, WORKER, front);
	give("adult", MOTHER, WORKER,
	    "{\"name\":\"Mia\",\"relation\":\"mother\","
	    "\"responsibility\":true}");
	give("adult", FATHER, WORKER,
	    "{\"name\":\"Dan\",\"relation\":\"father\","
	    "\"responsibility\":true}");
	give("staff", WORKER, WORKER, "{\"role\":\"support_worker\"}");
	give("staff", DIRECTOR, WORKER, "{\"role\":\"director\"}");
	give("authority", NULL, WORKER,
	    "{\"agency\":\"" CARE "\",\"is_authority\":true}");
	w.decision = record_new(&kind_share_decision);
}

/* What the screen does to begin with: everybody of the family is there. */
static inline void
fill_people(void)
{
	static const struct {
		const char *adult, *name;
	} family[] = { { "", CHILD }, { MOTHER, "Mia" }, { FATHER, "Dan" } };

	for (size_t i = 0; i < 3; i++) {
		struct record *p = record_add(w.decision, "people");

		record_set(p, "adult", family[i].adult);
		record_set(p, "name", family[i].name);
	}
}

static inline struct share_view
look(void)
{
	const struct share_source source = { .each = each };
	struct id file, asker;
	struct errinfo e = { 0 };

	id_parse(&file, FILE_ID);
	id_parse(&asker, WORKER);
	facts_free(w.facts);
	if (w.has_said)
		decision_done(&w.says);
	if (share_facts(w.decision, &file, &asker, DAY, &source, &w.facts,
		&e) != ERR_OK)
		fail_msg("%s", e.says);
	(void)share_judge(w.facts, &w.says);
	w.has_said = true;
	return (struct share_view){ w.decision, w.facts, &w.says, CHILD };
}

static inline void
answer_list(struct record *r, const char *key, const char *kind_code)
{
	struct record *item = record_add(r, key);

	if (strcmp(key, "items") == 0) {
		record_set(item, "what", "Something");
		record_set(item, "kind", kind_code);
	} else {
		record_set(item, "staff", DIRECTOR);
	}
}

#define AGREED(who, role, answer)                                          \
	"{\"who\":\"" role "\",\"adult\":\"" who "\",\"answer\":\"" answer \
	"\",\"recipients\":[{\"agency\":\"" SCHOOL "\"}],"                 \
	"\"all_items\":true,\"any_purpose\":true,\"from\":\"2026-09-01\"}"
#define YOUNG "2016-04-03"
#define OLD "2011-04-03"

#endif
