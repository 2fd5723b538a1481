/* access_kinds.h - for server_access.c: a file of a child with a record of every kind
 * in it, and what somebody sends who makes another. */
#ifndef HAVEN_ACCESS_KINDS_H
#define HAVEN_ACCESS_KINDS_H

#include "access_requests.h"
#include "aside.h"
#include "office_scene.h"
#include "server.h"
#include "share_made.h"
#include "store_in.h"
#include "writer.h"

#define ACCESS_KINDS 96
#define ACCESS_BODY 20000

/* A person, and the file on which they are tried. */
struct column {
	struct worker w;
	bool is_assigned;
	struct scene file; /* only its ids */
	struct {
		const char *kind;
		struct id id;
	} made[ACCESS_KINDS]; /* to be read and changed */
	size_t made_count;
	struct id signed_concern, kept_aside;
	struct id advice, task, flag, opening; /* nobody has answered */
	struct id episode, notice, sent;
	struct id policy;           /* a document that is confirmed */
	struct id recovery, change; /* change: of access */
	struct id report;           /* of statistics */
	struct id inspection, told;
	struct id request, ready, copy, wrong; /* not closed */
	struct id about_them;     /* a concern of somebody else's hand */
	char name[40];            /* of the child */
	const char *first, *then; /* what the support is */
};

static struct scene sc; /* those who make what is tried */
static struct id access_agency;

/* ---- what is sent ---- */

/* What a body of each kind says; $concern, $aside, $advice, $task, $flag, $opening,
 * $episode, $notice, $sent, $policy, $self, $agency, $inspection, $adult, $told, $manager and $name stand for what the column has. "-": the office alone
 * makes it. */
static const struct {
	const char *kind, *body;
} access_bodies[] = {
	{ "front_sheet", "{\"name\":\"$name\",\"purpose\":\"y\"}" },
	{ "adult", SCENE_ADULT },
	{ "assignment",
	    "{\"staff\":\"$manager\",\"why\":\"x\",\"from\":\"2026-01-06\"}" },
	{ "opening", "-" },
	{ "opening_seen", "{\"opening\":\"$opening\"}" },
	{ "episode", "{\"referred_on\":\"2026-01-05\",\"agency\":\"$agency\","
		     "\"why_referred\":\"x\",\"purpose\":\"y\",\"started\":"
		     "\"2026-01-06\",\"nature\":\"$first\"}" },
	{ "nature_change",
	    "{\"episode\":\"$episode\",\"on\":\"2026-02-05\",\"nature\":"
	    "\"$then\",\"reason\":\"x\"}" },
	{ "notice", "-" },
	{ "notice_sent", "{\"notice\":\"$notice\",\"how\":\"not_sent\","
			 "\"note\":\"x\"}" },
	{ "notice_proof", "-" },
	{ "notice_failed", "-" },
	{ "notice_stop", "-" },
	{ "outcome", "{\"episode\":\"$episode\",\"point\":\"start\",\"day\":"
		     "\"2026-02-06\",\"scores\":[{\"measure\":\"safety\","
		     "\"score\":3}]}" },
	{ "goal", "{\"episode\":\"$episode\",\"goal\":\"x\",\"set_by\":"
		  "\"child\",\"set_on\":\"2026-02-06\",\"at_start\":"
		  "\"far\"}" },
	{ "statistics_report", "-" },
	{ "statistics_issue",
	    "{\"report\":\"$report\",\"on\":\"2026-04-01\",\"to\":\"x\","
	    "\"purpose\":\"y\"}" },
	{ "meeting", "{\"when\":\"2026-03-05T10:00\",\"agency\":\"$agency\","
		     "\"purpose\":\"x\"}" },
	{ "induction",
	    "{\"discussed\":\"2026-01-05\",\"by\":\"$manager\",\"with\":[{"
	    "\"name\":\"Mia\",\"who\":\"parent\"}],\"version\":\"3\","
	    "\"where\":\"the sheet\",\"explained\":true,\"sought\":true}" },
	{ "agreement",
	    "{\"who\":\"cyp\",\"answer\":\"refused\",\"from\":\"2026-01-05\","
	    "\"evidence\":\"Said so.\"}" },
	{ "competence",
	    "{\"competence\":\"competent\",\"by\":\"$manager\",\"on\":"
	    "\"2026-01-05\",\"why\":\"What she said.\"}" },
	{ "first_account", SCENE_ACCOUNT },
	{ "concern", SCENE_DRAFT },
	{ "addendum", "{\"about\":\"$concern\",\"corrects\":\"Time\"}" },
	{ "statement",
	    "{\"about\":\"$concern\",\"by\":\"Mia\",\"who\":\"parent\","
	    "\"given\":\"2026-04-04\",\"words\":\"No.\"}" },
	{ "acknowledged", "{\"about\":\"$concern\"}" },
	{ "kept_aside", "-" },
	{ "aside_decision",
	    "{\"about\":\"$aside\",\"what\":\"left\",\"reason\":\"x\"}" },
	{ "emergency", "{\"child\":\"$name\",\"risk\":\"x\",\"shared\":\"x\","
		       "\"authority\":\"999\",\"by\":\"I\"}" },
	/* Against the check, so that the office flags it. */
	{ "share_decision",
	    "{\"agency\":\"$agency\",\"harm\":\"none\",\"reasons\":\"x\","
	    "\"decided\":\"share\"}" },
	{ "share_flag", "-" },
	{ "share_review",
	    "{\"flag\":\"$flag\",\"what\":\"stands\",\"reasons\":\"x\"}" },
	{ "advice",
	    "{\"of\":\"$manager\",\"due\":\"2026-04-07T12:00\",\"question\":"
	    "\"x\"}" },
	{ "advice_answer",
	    "{\"advice\":\"$advice\",\"answer\":\"share\",\"reasons\":\"x\"}" },
	{ "task", "-" },
	{ "task_done", "{\"task\":\"$task\",\"how\":\"x\"}" },
	{ "contact",
	    "{\"when\":\"2026-04-01T10:00\",\"with\":\"The school\",\"how\":"
	    "\"call\",\"by\":\"us\",\"what\":\"x\"}" },
	ACCESS_REQUESTS,
	{ "hold", "{\"from\":\"2026-01-05\",\"asked_by\":\"x\",\"reason\":"
		  "\"x\"}" },
	{ "retention_review", ACCESS_REVIEW },
	{ "disposal", "-" },
	{ "agency", "{\"name\":\"A school\",\"what\":\"school\"}" },
	{ "authority", "{\"agency\":\"$agency\",\"is_authority\":false,"
		       "\"reason\":\"x\"}" },
	{ "contact_person", "{\"agency\":\"$agency\",\"name\":\"Joy\"}" },
	{ "policy_document",
	    "{\"which\":\"conduct\",\"version\":\"1\",\"approved\":"
	    "\"2026-01-05\",\"approved_by\":\"Trustees\",\"where\":"
	    "\"the office\",\"summary\":\"x\"}" },
	/* A confirmation is signed, so this is refused to everybody. */
	{ "confirmation", "{\"document\":\"$policy\",\"which\":\"conduct\","
			  "\"version\":\"1\",\"accepts\":true,\"on\":"
			  "\"2026-01-05\"}" },
	{ "training", "{\"person\":\"$self\",\"what\":\"sharing\",\"occasion\":"
		      "\"later\",\"on\":\"2026-01-05\",\"by\":\"x\"}" },
	{ "recovery", "-" },
	{ "recovery_answer", "-" },
	{ "access_change", "-" },
	{ "access_seen", "{\"change\":\"$change\"}" },
	{ "inspection_contact",
	    "{\"inspection\":\"$inspection\",\"adult\":\"$adult\",\"when\":"
	    "\"2026-04-01T10:00\",\"how\":\"call\"}" },
	{ "inspection_mail", "-" },
	{ "inspection_exception",
	    "{\"inspection\":\"$inspection\",\"adult\":\"$adult\",\"reason\":"
	    "\"x\"}" },
	{ "inspection_copy",
	    "{\"inspection\":\"$inspection\",\"adult\":\"$adult\",\"how\":"
	    "\"letter\",\"when\":\"2026-04-01\"}" },
	{ "inspection",
	    "{\"authority\":\"O\",\"announced\":\"unannounced\","
	    "\"inspectors\":[{\"name\":\"I\",\"identity\":\"card\","
	    "\"checked_by\":\"$manager\",\"checked_on\":\"2026-04-01\"}],"
	    "\"purpose\":\"x\",\"period_from\":\"2026-01-01\","
	    "\"period_until\":\"2026-04-30\",\"scope\":\"named\","
	    "\"access_from\":\"2026-04-04\",\"access_until\":\"2026-04-10\"}" },
	{ "inspection_end",
	    "{\"inspection\":\"$inspection\",\"reason\":\"x\"}" },
	{ "inspection_untold",
	    "{\"inspection\":\"$inspection\",\"reason\":\"x\"}" },
	{ "inspection_report",
	    "{\"inspection\":\"$inspection\",\"received_on\":\"2026-04-01\","
	    "\"kept\":\"x\",\"summary\":\"y\"}" },
};

static inline const struct id *record_of(
    const struct column *c, const char *kind);

static inline const char *
access_name(const struct column *c, const char *at, size_t *len)
{
	const struct {
		const char *name, *text;
	} rows[] = {
		{ "$concern", c->signed_concern.s },
		{ "$aside", c->kept_aside.s },
		{ "$advice", c->advice.s },
		{ "$task", c->task.s },
		{ "$flag", c->flag.s },
		{ "$opening", c->opening.s },
		{ "$episode", c->episode.s },
		{ "$notice", c->notice.s },
		{ "$sent", c->sent.s },
		{ "$policy", c->policy.s },
		{ "$self", c->w.staff.s },
		{ "$recovery", c->recovery.s },
		{ "$change", c->change.s },
		{ "$report", c->report.s },
		{ "$agency", access_agency.s },
		{ "$inspection", c->inspection.s },
		{ "$told", c->told.s },
		{ "$request", c->request.s },
		{ "$ready", c->ready.s },
		{ "$copy", c->copy.s },
		{ "$wrong", c->wrong.s },
		{ "$adult", c->made[1].id.s },
		{ "$manager", sc.who[MANAGER].staff.s },
		{ "$first", c->first },
		{ "$then", c->then },
		{ "$name", c->name },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		*len = strlen(rows[i].name);
		if (strncmp(at, rows[i].name, *len) == 0)
			return rows[i].text;
	}
	*len = strlen("$adult");
	if (strncmp(at, "$adult", *len) == 0)
		return record_of(c, "adult")->s;
	fail_msg("no such name: %s", at);
	return "";
}

static inline const struct id *
record_of(const struct column *c, const char *kind)
{
	if (strcmp(kind, "staff") == 0)
		return &c->w.staff;
	for (size_t i = 0; i < c->made_count; i++)
		if (strcmp(c->made[i].kind, kind) == 0)
			return &c->made[i].id;
	fail_msg("no %s to try: give the new kind a row", kind);
	return NULL;
}

static inline void
access_fill(const struct column *c, const char *template, char *out)
{
	size_t n = 0;

	while (*template != '\0' && n < ACCESS_BODY - 100) {
		size_t len;
		const char *text;

		if (*template != '$') {
			out[n++] = *template ++;
			continue;
		}
		text = access_name(c, template, &len);
		n += (size_t)snprintf(out + n, ACCESS_BODY - n, "%s", text);
		template += len;
	}
	out[n] = '\0';
}

/* With the facts, as the one who decides would have them. */
static inline void
access_decision(
    const struct column *c, const struct id *asker, char out[ACCESS_BODY])
{
	struct errinfo e = { 0 };
	struct share_maker m = { .s = sc.office.s,
		.db = server_reader(sc.office.s, &e),
		.file = &c->file.file,
		.asker = asker,
		.now_ms = sc.office.now_ms };
	struct buf body = BUF_INIT(ACCESS_BODY - 1);
	char judged[ACCESS_BODY];

	memcpy(judged, out, strlen(out) + 1);
	share_made(&m, judged, &body);
	snprintf(out, ACCESS_BODY, "%s", buf_str(&body));
	server_reader_done(sc.office.s, m.db);
	buf_done(&body);
}

static inline void
body_of(const struct column *c, const char *kind, bool is_new,
    char out[ACCESS_BODY])
{
	struct column of = *c;
	size_t i = 0;

	of.first = is_new ? "counselling" : "one_to_one";
	of.then = is_new ? "mentoring" : "group";
	if (strcmp(kind, "staff") == 0) {
		snprintf(out, ACCESS_BODY,
		    "{\"name\":\"N\",\"sign_in\":\"n.%.8s%.4s\",\"role\":"
		    "\"%s\"}",
		    id_new().s + 28, c->w.staff.s + 32, role_code(c->w.role));
		return;
	}
	while (i < KIND_COUNT(access_bodies) &&
	       strcmp(access_bodies[i].kind, kind) != 0)
		i++;
	if (i == KIND_COUNT(access_bodies))
		fail_msg("no body of a %s: give the new kind a row", kind);
	if (is_new && strcmp(kind, "front_sheet") == 0)
		snprintf(of.name, sizeof(of.name), "Another");
	access_fill(&of,
	    access_bodies[i].body[0] == '-' ? "{}" : access_bodies[i].body,
	    out);
	if (strcmp(kind, "share_decision") == 0)
		access_decision(c, &c->w.staff, out);
}

/* ---- what there is ---- */

/* What somebody handed over whose access had ended. */
static inline enum err
run_aside(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct put_result result;
	enum err code = aside_put(s, db, arg, &result, e);

	assert_int_equal(result.status, 202);
	return code;
}

static inline struct id
keep_aside(const struct id *file)
{
	struct put p = { .kind = kind_find("adult"),
		.file = *file,
		.table = 1,
		.written_ms = sc.office.now_ms,
		.body = SCENE_ADULT,
		.body_len = strlen(SCENE_ADULT),
		.now_ms = sc.office.now_ms };

	p.id = id_new();
	p.write = id_new();
	p.who.staff = sc.who[STRANGER].staff;
	p.who.device = sc.who[STRANGER].device;
	p.who.end = CALLER_LEFT;
	assert_int_equal(
	    writer_do(sc.office.s->writer, run_aside, &p, NULL), ERR_OK);
	return p.write;
}

/* The one of a kind on the file that came last. */
static inline struct id
last_of(const struct column *c, const char *kind)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct stmt *st = db_stmt(db, SQL_RECORDS_OF_KIND);
	struct id id = { "" };

	stmt_id(st, 1, &c->file.file);
	stmt_text(st, 2, kind);
	while (stmt_row(st))
		id = stmt_get_id(st, 0);
	server_reader_done(sc.office.s, db);
	assert_false(id_is_none(&id));
	return id;
}

static inline void
keep_made(struct column *c, const char *kind, const struct id *id)
{
	assert_true(c->made_count < ACCESS_KINDS);
	c->made[c->made_count].kind = kind;
	c->made[c->made_count++].id = *id;
}

/* Of each kind that somebody makes, one, by whoever may. */
static inline void
make_one(struct column *c, enum who who, const char *kind)
{
	const struct id nowhere = { "" };
	static char body[ACCESS_BODY];
	struct id id;

	body_of(c, kind, false, body);
	if (strcmp(kind, "share_decision") == 0) {
		for (size_t i = 0; i < KIND_COUNT(access_bodies); i++)
			if (strcmp(access_bodies[i].kind, kind) == 0)
				access_fill(c, access_bodies[i].body, body);
		access_decision(c, &sc.who[who].staff, body);
	}
	sc.file = kind_find(kind)->flags & KF_ON_FILE ? c->file.file : nowhere;
	id = scene_put(&sc, who, kind, body);
	keep_made(c, kind, &id);
}

static inline void
open_it(struct column *c)
{
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"reference\":\"%s\",\"reason\":\"To see what comes back.\","
	    "\"passphrase\":\"" OFFICE_PASSPHRASE "\"}",
	    c->name);
	if (worker_post_once(
		&sc.who[DIRECTOR], "/v1/openings", NULL, body, &sc.out) != 201)
		fail_msg("%s", buf_str(&sc.out));
	c->opening = last_of(c, "opening");
}

static inline enum err
run_office(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct put_result result;
	enum err code = store_put(s, db, arg, &result, e);

	assert_int_equal(result.status, 201);
	return code;
}

/* What the office makes later, of what a mail server says. */
static inline void
office_makes(struct column *c, const char *kind, const char *template)
{
	static char body[ACCESS_BODY];
	struct put p = { .kind = kind_find(kind),
		.table = 1,
		.written_ms = sc.office.now_ms,
		.body = body,
		.now_ms = sc.office.now_ms,
		.by_office = true };

	access_fill(c, template, body);
	p.body_len = strlen(body);
	p.file = p.kind->flags & KF_ON_FILE ? c->file.file : (struct id){ "" };
	p.id = id_new();
	p.write = id_new();
	p.who.staff = sc.who[SENIOR].staff;
	p.who.device = sc.who[SENIOR].device;
	assert_int_equal(
	    writer_do(sc.office.s->writer, run_office, &p, NULL), ERR_OK);
	keep_made(c, kind, &p.id);
}

static inline void
make_support(struct column *c)
{
	make_one(c, SENIOR, "meeting");
	make_one(c, SENIOR, "episode");
	c->episode = last_of(c, "episode");
	make_one(c, SENIOR, "nature_change");
	c->notice = last_of(c, "notice");
	keep_made(c, "notice", &c->notice);
	make_one(c, SENIOR, "notice_sent");
	c->sent = last_of(c, "notice_sent");
	office_makes(c, "notice_proof",
	    "{\"sent\":\"$sent\",\"when\":\"2026-02-06T10:00\"}");
	office_makes(c, "notice_failed",
	    "{\"sent\":\"$sent\",\"what\":\"refused\",\"when\":"
	    "\"2026-02-06T10:00\"}");
	office_makes(
	    c, "notice_stop", "{\"notice\":\"$notice\",\"why\":\"undone\"}");
}

/* What administrators and others say of a lost passphrase. */
static inline void
make_recovery(struct column *c)
{
	office_makes(c, "recovery",
	    "{\"staff\":\"$manager\",\"what\":\"passphrase\",\"identity\":"
	    "\"Seen in person.\",\"until\":\"2026-04-04T12:00\"}");
	c->recovery = c->made[c->made_count - 1].id;
	office_makes(c, "recovery_answer",
	    "{\"recovery\":\"$recovery\",\"agreed\":true,\"reason\":"
	    "\"Rang them.\"}");
	office_makes(c, "access_change",
	    "{\"says\":\"x\",\"what\":\"made\",\"staff\":\"$manager\","
	    "\"at\":\"2026-04-04T12:00\"}");
	c->change = c->made[c->made_count - 1].id;
	make_one(c, LEAD, "access_seen");
}

#include "access_more.h"

static inline void
make_policies(struct column *c)
{
	static char body[ACCESS_BODY];
	struct id id;

	make_one(c, DIRECTOR, "policy_document");
	c->policy = c->made[c->made_count - 1].id;
	body_of(c, "confirmation", false, body);
	id = scene_put_signed(&sc, SENIOR, "confirmation", body);
	keep_made(c, "confirmation", &id);
	make_one(c, LEAD, "training");
}

static inline void
make_outcomes(struct column *c)
{
	make_one(c, SENIOR, "outcome");
	make_one(c, SENIOR, "goal");
	office_makes(c, "statistics_report",
	    "{\"title\":\"March 2026\",\"from\":\"2026-03-01\",\"until\":"
	    "\"2026-03-31\",\"tables\":\"x\"}");
	c->report = *record_of(c, "statistics_report");
	make_one(c, DIRECTOR, "statistics_issue");
}

static inline void
make_share(struct column *c)
{
	static const struct {
		enum who who;
		const char *kind;
	} plain[] = {
		{ SENIOR, "induction" },
		{ SENIOR, "agreement" },
		{ SENIOR, "competence" },
		{ SENIOR, "contact" },
		{ SENIOR, "agency" },
		{ SENIOR, "authority" },
		{ SENIOR, "contact_person" },
	};

	for (size_t i = 0; i < KIND_COUNT(plain); i++)
		make_one(c, plain[i].who, plain[i].kind);
	make_policies(c);
	make_support(c);
	make_recovery(c);
	make_outcomes(c);
	/* Twice: one to be answered here, and one by whoever is tried. */
	open_it(c);
	make_one(c, LEAD, "opening_seen");
	open_it(c);
	keep_made(c, "opening", &c->opening);
	make_one(c, SENIOR, "emergency");
	c->task = last_of(c, "task");
	make_one(c, SENIOR, "task_done");
	make_one(c, SENIOR, "emergency");
	c->task = last_of(c, "task");
	keep_made(c, "task", &c->task);
	make_one(c, MANAGER, "share_decision");
	c->flag = last_of(c, "share_flag");
	make_one(c, SENIOR, "share_review");
	make_one(c, SENIOR, "share_decision");
	c->flag = last_of(c, "share_flag");
	keep_made(c, "share_flag", &c->flag);
	make_one(c, SENIOR, "advice");
	c->advice = last_of(c, "advice");
	make_one(c, MANAGER, "advice_answer");
	make_requests(c);
	make_retention(c);
}

/* One that nobody signs in for. */
static inline void
make_inspection(struct column *c)
{
	make_one(c, DIRECTOR, "inspection");
	c->inspection = *record_of(c, "inspection");
	make_one(c, DIRECTOR, "inspection_untold");
	make_one(c, DIRECTOR, "inspection_report");
	make_one(c, SENIOR, "inspection_contact");
	c->told = *record_of(c, "inspection_contact");
	office_makes(c, "inspection_mail",
	    "{\"contact\":\"$told\",\"what\":\"sent\",\"when\":"
	    "\"2026-04-01T10:00\"}");
	make_one(c, SENIOR, "inspection_exception");
	make_one(c, SENIOR, "inspection_copy");
	make_one(c, LEAD, "inspection_end");
}

static inline void
make_records(struct column *c, size_t at)
{
	char body[600];
	struct id id;

	snprintf(c->name, sizeof(c->name), "Child%c%c", (int)('a' + at / 2),
	    c->is_assigned ? 'y' : 'n');
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"reference\":\"%s\",\"purpose\":\"x\"}", c->name,
	    c->name);
	sc.file = c->file.file;
	id = scene_put(&sc, SENIOR, "front_sheet", body);
	keep_made(c, "front_sheet", &id);
	make_one(c, SENIOR, "adult");
	make_one(c, SENIOR, "assignment");
	make_one(c, SENIOR, "first_account");
	make_one(c, SENIOR, "concern");
	c->file.draft = *record_of(c, "concern");
	c->signed_concern =
	    scene_put_signed(&sc, SENIOR, "concern", SCENE_CONCERN);
	make_one(c, SENIOR, "statement");
	make_one(c, SENIOR, "addendum");
	make_one(c, LEAD, "acknowledged");
	c->kept_aside = keep_aside(&c->file.file);
	keep_made(c, "kept_aside", &c->kept_aside);
	make_one(c, SENIOR, "aside_decision");
	make_share(c);
	make_inspection(c);
	snprintf(body, sizeof(body),
	    "{\"child\":\"%s\",\"observed\":\"x\",\"about_staff\":[{\"staff\":"
	    "\"%s\"}]}",
	    c->name, c->w.staff.s);
	sc.file = c->file.file;
	c->about_them = scene_put(&sc, STRANGER, "first_account", body);
}

#endif
