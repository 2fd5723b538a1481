/* share_kit.h - a child's file with a family, agencies and people who decide, on top
 * of store_kit.h. In a template $name stands for the id of somebody or something:
 * "{\"agency\":\"$school\"}". */
#ifndef HAVEN_SHARE_KIT_H
#define HAVEN_SHARE_KIT_H

#include "share_made.h"
#include "store_in.h"
#include "store_kit.h"

#define SHARE_BODY_MAX 200000

static struct {
	struct person senior, senior2, worker, stranger, volunteer, manager,
	    deputy, other, director, lead, trustee, chair, admin;
	struct id file, other_file; /* the worker is on both */
	struct id mother, father, school, care;
	struct id given; /* for a row of a table to set */
} kits;

static const struct {
	const char *name;
	const struct id *id;
} share_names[] = {
	{ "senior2", &kits.senior2.who.staff },
	{ "senior", &kits.senior.who.staff },
	{ "worker", &kits.worker.who.staff },
	{ "stranger", &kits.stranger.who.staff },
	{ "volunteer", &kits.volunteer.who.staff },
	{ "manager", &kits.manager.who.staff },
	{ "deputy", &kits.deputy.who.staff },
	{ "director", &kits.director.who.staff },
	{ "lead", &kits.lead.who.staff },
	{ "chair", &kits.chair.who.staff },
	{ "other_file", &kits.other_file },
	{ "other", &kits.other.who.staff },
	{ "file", &kits.file },
	{ "mother", &kits.mother },
	{ "father", &kits.father },
	{ "school", &kits.school },
	{ "care", &kits.care },
	{ "given", &kits.given },
};

/* The template with ids in it; in a buffer of its own until the next but three. */
KIT_FUNC const char *
share_fill(const char *template)
{
	static char texts[4][SHARE_BODY_MAX];
	static size_t turn;
	char *out = texts[turn++ % 4], *end = out;

	while (*template != '\0') {
		size_t i = 0, len = 0;

		if (*template != '$') {
			*end++ = *template ++;
			continue;
		}
		for (; i < KIND_COUNT(share_names); i++) {
			len = strlen(share_names[i].name);
			if (strncmp(template + 1, share_names[i].name, len) ==
			    0)
				break;
		}
		if (i == KIND_COUNT(share_names))
			fail_msg("no such name: %s", template);
		memcpy(end, share_names[i].id->s, ID_TEXT);
		end += ID_TEXT;
		template += len + 1;
	}
	*end = '\0';
	return out;
}

#define SHARE_AGREED                                                          \
	"{\"who\":\"parent\",\"adult\":\"$mother\",\"answer\":\"agreed\","    \
	"\"recipients\":[{\"agency\":\"$school\"}],\"items\":[\"attendance\"" \
	"],\"purposes\":[\"school_help\"],\"from\":\"2026-09-01\","           \
	"\"evidence\":\"Said so.\"}"
#define SHARE_WITHDRAWN                                                       \
	"{\"who\":\"parent\",\"adult\":\"$mother\",\"answer\":\"withdrawn\"," \
	"\"all_items\":true,\"any_purpose\":true,\"from\":\"2026-11-19\","    \
	"\"evidence\":\"Rang us.\"}"
/* What a careful person judges, without what it is about and the end. */
#define SHARE_CHECKED                                                         \
	"\"role\":\"head of year\",\"need\":\"To help.\",\"necessary\":true," \
	"\"need_to_know\":true,\"accurate\":true,\"channel\":\"by_hand\","    \
	"\"identity\":\"Known.\",\"reasons\":\"It helps.\","
/* All of them, the mother first; to be told. */
#define SHARE_FAMILY                                                       \
	"\"people\":[{\"adult\":\"$mother\",\"name\":\"Mia\",\"telling\":" \
	"\"safe\"},{\"name\":\"Robin Fielding\",\"telling\":\"safe\"}],"
/* Attendance to the school, as the mother agreed. */
#define SHARE_SCHOOL                                                          \
	"\"agency\":\"$school\",\"items\":[{\"what\":\"Attendance\",\"kind\"" \
	":\"attendance\"}],\"purpose\":\"school_help\",\"harm\":"             \
	"\"none\"," SHARE_FAMILY SHARE_CHECKED
/* A worry about harm, to social care. */
#define SHARE_CARE                                                      \
	"\"agency\":\"$care\",\"items\":[{\"what\":\"The bruise\","     \
	"\"kind\":\"concern\"}],\"purpose\":\"safeguarding\",\"harm\":" \
	"\"significant_child\"," SHARE_FAMILY SHARE_CHECKED

KIT_FUNC struct id
share_put(const struct person *p, const struct kind *k, const char *template)
{
	return kit_make(p, k, k->flags & KF_ON_FILE ? &kits.file : &kit_none,
	    share_fill(template));
}

KIT_FUNC void
share_people(void)
{
	char more[120];

	kits.admin = kit_person(ROLE_ADMIN, "");
	kits.senior = kit_person(ROLE_SENIOR, "");
	kits.senior2 = kit_person(ROLE_SENIOR, "");
	kits.director = kit_person(ROLE_DIRECTOR, "");
	kits.deputy = kit_person(ROLE_MANAGER, "");
	snprintf(
	    more, sizeof(more), ",\"deputy\":\"%s\"", kits.deputy.who.staff.s);
	kits.manager = kit_person(ROLE_MANAGER, more);
	kits.other = kit_person(ROLE_MANAGER, "");
	snprintf(more, sizeof(more), ",\"manager\":\"%s\"",
	    kits.manager.who.staff.s);
	kits.worker = kit_person(ROLE_SUPPORT_WORKER, more);
	kits.stranger = kit_person(ROLE_SUPPORT_WORKER, "");
	kits.volunteer = kit_person(ROLE_VOLUNTEER, "");
	kits.lead = kit_person(ROLE_LEAD, "");
	kits.trustee = kit_person(ROLE_TRUSTEE, "");
	kits.chair = kit_person(ROLE_TRUSTEE, ",\"chair\":true");
}

/* born: "2016-04-03" */
KIT_FUNC void
share_file(const char *born)
{
	char front[300];

	snprintf(front, sizeof(front),
	    "{\"name\":\"Robin Fielding\",\"born\":\"%s\",\"reference\":"
	    "\"C-0142\",\"purpose\":\"Support\",\"started\":\"2026-09-01\"}",
	    born);
	kits.file = id_new();
	kit_make(&kits.senior, &kind_front_sheet, &kits.file, front);
	kit_assign(&kits.senior, &kits.worker, &kits.file, "2026-01-01", "");
	kits.mother = share_put(&kits.senior, &kind_adult,
	    "{\"name\":\"Mia\",\"relation\":\"mother\",\"responsibility\":"
	    "true}");
	share_put(&kits.senior, &kind_induction,
	    "{\"discussed\":\"2026-09-01\",\"by\":\"$worker\",\"with\":[{"
	    "\"name\":\"Mia\",\"who\":\"parent\"}],\"version\":\"3\",\"where\":"
	    "\"the sheet\",\"explained\":true,\"sought\":true}");
}

KIT_FUNC int
share_start(void **state)
{
	kit_start(state);
	share_people();
	kits.school = kit_make(&kits.senior, &kind_agency, &kit_none,
	    "{\"name\":\"Larch Lane School\",\"what\":\"school\"}");
	kits.care = kit_make(&kits.senior, &kind_agency, &kit_none,
	    "{\"name\":\"Social care\",\"what\":\"social_care\"}");
	share_put(&kits.senior, &kind_authority,
	    "{\"agency\":\"$care\",\"is_authority\":true,\"reason\":\"It "
	    "is.\"}");
	share_file("2016-04-03");
	kits.other_file = kit_file(&kits.senior);
	kit_assign(
	    &kits.senior, &kits.worker, &kits.other_file, "2026-01-01", "");
	return 0;
}

/* The body of a decision by p, of what is on file now. */
KIT_FUNC const char *
share_body(const struct person *p, const char *template, share_lie *lie)
{
	static char text[SHARE_BODY_MAX];
	struct share_maker m = { .s = kit,
		.db = kit_reader(),
		.file = &kits.file,
		.asker = &p->who.staff,
		.now_ms = kit_now,
		.lie = lie };
	struct buf body = BUF_INIT(SHARE_BODY_MAX);

	share_made(&m, share_fill(template), &body);
	assert_true(body.len < sizeof(text));
	memcpy(text, buf_str(&body), body.len + 1);
	buf_done(&body);
	server_reader_done(kit, m.db);
	return text;
}

/* A decision that must be kept. */
KIT_FUNC struct id
share_decide(const struct person *p, const char *template)
{
	return kit_make(
	    p, &kind_share_decision, &kits.file, share_body(p, template, NULL));
}

/* ---- what the office made ---- */

/* The one record of the kind that hangs on another, or names it in key: as lax
 * record, to be freed; NULL if there is none, and a failure if there are more. */
struct share_seek {
	const struct kind *kind;
	const char *key;
	const struct id *of;
	struct record *found;
	struct id id;
	size_t count;
};

KIT_FUNC enum err
share_seek_each(void *arg, const struct envelope *env, struct errinfo *e)
{
	struct share_seek *k = arg;
	struct record *r = NULL;

	if (strcmp(env->kind, k->kind->name) != 0)
		return ERR_OK;
	kit_must(record_from_json(
		     &r, k->kind, env->body, env->body_len, false, NULL, e),
	    e, "read");
	if (strcmp(record_text(r, k->key), k->of->s) != 0) {
		record_free(r);
		return ERR_OK;
	}
	record_free(k->found);
	k->found = r;
	k->id = env->id;
	k->count++;
	return ERR_OK;
}

/* As a Director reads the file; count may be NULL. */
KIT_FUNC struct record *
share_find(const struct kind *kind, const char *key, const struct id *of,
    size_t *count, struct id *id)
{
	struct share_seek k = { .kind = kind, .key = key, .of = of };
	struct errinfo e = { 0 };
	struct db *db = kit_reader();

	kit_must(store_each_of_file(kit, db, &kits.director.who, &kits.file,
		     false, kit_now, share_seek_each, &k, &e),
	    &e, "file");
	server_reader_done(kit, db);
	if (count != NULL)
		*count = k.count;
	if (id != NULL)
		*id = k.id;
	return k.found;
}

/* The flag of a decision: "WHY; held yes", or "" if there is none. */
KIT_FUNC void
share_flagged(const struct id *decision, struct buf *out)
{
	size_t n;
	struct record *flag =
	    share_find(&kind_share_flag, "decision", decision, &n, NULL);

	buf_clear(out);
	if (flag == NULL)
		return;
	assert_int_equal(n, 1);
	buf_addf(out, "%s; held %s", record_text(flag, "why"),
	    record_text(flag, "held"));
	record_free(flag);
}

/* The worker's decision is taken, and flagged so. */
KIT_FUNC struct id
share_expect(const char *why, const char *body, const char *want)
{
	struct id id = id_new();
	struct buf got = BUF_INIT(1000);
	unsigned status = kit_save(
	    &kits.worker, &kind_share_decision, &kits.file, &id, 0, body);

	if (status != 201)
		fail_msg("%s: %u %s", why, status, kit_result.error.says);
	share_flagged(&id, &got);
	if (strcmp(buf_str(&got), want) != 0)
		fail_msg("%s: flag '%s'", why, buf_str(&got));
	buf_done(&got);
	return id;
}

/* When the one task of a decision or an emergency is due. */
KIT_FUNC void
share_due(const struct kind *kind, const struct id *id, const char *want,
    const char *why)
{
	struct record *task = share_find(&kind_task,
	    kind == &kind_emergency ? "emergency" : "decision", id, NULL, NULL);

	assert_non_null(task);
	if (strcmp(record_text(task, "due"), want) != 0)
		fail_msg("%s: %s", why, record_text(task, "due"));
	record_free(task);
}

/* How often it waits for them; with the record, if one is given. */
KIT_FUNC int
count_waiting(const struct person *p, const char *what, const struct id *record,
    int64_t at_ms)
{
	struct buf out = BUF_INIT(1000000);
	struct jw w = JW_INIT(&out);
	struct errinfo e = { 0 };
	struct json *doc = NULL;
	struct db *db = kit_reader();
	int n = 0;

	jw_open(&w, NULL);
	kit_must(store_waiting(kit, db, &p->who, at_ms, &w, &e), &e, "waiting");
	jw_close(&w);
	server_reader_done(kit, db);
	kit_must(json_parse(&doc, buf_str(&out), out.len, out.len + 1, &e), &e,
	    "json");
	for (const struct json *at = json_first(json_get(doc, "waiting")); at;
	     at = json_next(at))
		n += strcmp(json_text_of(at, "what", ""), what) == 0 &&
		     (record == NULL || strcmp(json_text_of(at, "record", ""),
					    record->s) == 0);
	json_free(doc);
	buf_done(&out);
	return n;
}

/* ---- what somebody said, from a day on ---- */

#define MOTHER "\"who\":\"parent\",\"adult\":\"$mother\""
#define CHILD "\"who\":\"cyp\""

KIT_FUNC struct id
agree(const char *who, const char *answer, const char *from, const char *until)
{
	char body[500];

	snprintf(body, sizeof(body),
	    "{%s,\"answer\":\"%s\",\"recipients\":[{\"agency\":\"$school\"}],"
	    "\"all_items\":true,\"any_purpose\":true,\"from\":\"%s\"%s%s%s,"
	    "\"evidence\":\"x\"}",
	    who, answer, from, *until ? ",\"until\":\"" : "", until,
	    *until ? "\"" : "");
	return share_put(&kits.senior, &kind_agreement, body);
}

#endif
