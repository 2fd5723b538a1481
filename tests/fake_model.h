/* fake_model.h - a double of model.h in memory, for tests of screens: a fixed
 * clock and fixed ids, a few invented children, records, drafts and staff, and
 * failures that a test asks for. Include it once in a test program: what it
 * defines stands in for the real model, which is then not linked. */
#ifndef HAVEN_FAKE_MODEL_H
#define HAVEN_FAKE_MODEL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kinds.h"
#include "mem.h"
#include "model.h"
#include "model_office.h"
#include "model_paper.h"
#include "text.h"

#define FAKE_MAX 80
#define FAKE_PASSPHRASE "four plain words here"
#define FAKE_PIN "314159"
#define FAKE_MINUTE 60000LL
#define FAKE_HOUR (60 * FAKE_MINUTE)
#define FAKE_DAY (24 * FAKE_HOUR)

/* What can be made to fail. */
enum fake_fn {
	FAKE_SAVE,
	FAKE_OPEN,
	FAKE_KEEP,
	FAKE_DISCARD,
	FAKE_UNLOCK,
	FAKE_PIN_SET,
	FAKE_ENROL,
	FAKE_FACTS,
	FAKE_WRITE_OUT,
	FAKE_ASK_OPEN,
	FAKE_ASK_OFFICE,
	FAKE_EXPORT,
	FAKE_ASK_PDF,
	FAKE_FNS
};

struct fake_record {
	struct row row;
	struct record *rec;
	struct version_row version[4];
	size_t versions;
};

struct fake_draft {
	struct draft draft;
	struct record *rec;
};

struct model {
	int64_t now;
	bool is_open, pin_is_set, is_demo;
	char unlocked_as[48];
	struct me me;
	struct person people[FAKE_MAX];
	size_t people_count;
	struct child child[FAKE_MAX];
	size_t children;
	struct fake_record record[FAKE_MAX];
	size_t records;
	bool is_crowded;           /* with more adults than can be weighed */
	struct row rows[FAKE_MAX]; /* the last answer of model_rows */
	struct person staff[FAKE_MAX];
	struct id staff_id[FAKE_MAX];
	size_t staff_count;
	struct fake_draft draft[FAKE_MAX], away[FAKE_MAX];
	struct draft drafts[FAKE_MAX];
	size_t draft_count, away_count, discarded, kept;
	struct waiting waiting[FAKE_MAX], waiting_all[FAKE_MAX];
	size_t waiting_count;
	struct outbox_row outbox[FAKE_MAX];
	size_t outbox_count;
	struct look_row look[FAKE_MAX];
	size_t looks;
	int64_t looks_as_of;
	enum ask_state looks_state, file_state, enrol_state;
	struct status status;
	struct progress progress;
	struct id progress_of;
	const char *damage;
	char notice[200];
	struct errinfo fail[FAKE_FNS]; /* code ERR_OK: works */
	struct errinfo ask_error;
	size_t facts_asked, saves, syncs, file_wants, looks_wants, sign_outs,
	    looked;
	struct save last_save;
	struct access_row access[FAKE_MAX];
	size_t access_count, access_more, access_wants;
	enum ask_state access_state, open_state;
	int64_t access_as_of;
	struct opened opened;
	/* the last question to the office, and what it answers */
	char office_path[200], office_body[4000];
	struct json *office_json;
	enum ask_state office_state;
	bool needs_code, enrol_needs_code;
	char one_time[64];
	char open_reference[64], open_reason[400], open_passphrase[128];
	char open_about[400];
	size_t open_asks;
	struct id copy_wanted;
	const char *copy_text;
	enum ask_state copy_state;
	size_t written_out, confirmed;
	char wrote[80]; /* what of */
	struct buf wrote_bytes;
	size_t exported; /* traces */
	struct id last_exported;
	int readings; /* begun and not ended */
	enum ask_state pdf_state;
	char pdf_path[300], pdf_passphrase[128];
	struct id hidden_now; /* its newest version hides an address */
	char last_passphrase[128];
	char name_answer[208];
};

static struct model fake;

/* ---- setting it up ---- */

static inline void
fake_fail(enum fake_fn fn, enum err code, const char *says)
{
	if (code == ERR_OK)
		err_clear(&fake.fail[fn]);
	else
		err_set(&fake.fail[fn], code, "%s", says);
}

static inline enum err
fake_does_fail(enum fake_fn fn, struct errinfo *e)
{
	if (fake.fail[fn].code != ERR_OK && e)
		*e = fake.fail[fn];
	return fake.fail[fn].code;
}

/* Ids that tell in a test what they are of: kind of thing, number. */
static inline struct id
fake_id(unsigned thing, unsigned n)
{
	struct id id;

	snprintf(
	    id.s, sizeof(id.s), "0190a5c4-7b1a-7%03x-8000-%012x", thing, n);
	return id;
}

static inline struct child *
fake_child(
    const char *name, const char *also, const char *born, const char *reference)
{
	struct child *c = &fake.child[fake.children++];

	c->file = fake_id(0xf, (unsigned)fake.children);
	snprintf(c->name, sizeof(c->name), "%s", name);
	snprintf(c->also, sizeof(c->also), "%s", also);
	snprintf(c->born, sizeof(c->born), "%s", born);
	snprintf(c->reference, sizeof(c->reference), "%s", reference);
	c->is_here = true;
	return c;
}

static inline void
fake_staff(const char *name, enum role role, const char *sign_in)
{
	struct person *p = &fake.staff[fake.staff_count];

	fake.staff_id[fake.staff_count] =
	    fake_id(0xa, (unsigned)fake.staff_count + 1);
	fake.staff_count++;
	snprintf(p->name, sizeof(p->name), "%s", name);
	snprintf(p->sign_in, sizeof(p->sign_in), "%s", sign_in);
	snprintf(p->role_title, sizeof(p->role_title), "%s", role_title(role));
	p->has_store = true;
}

static inline struct fake_record *
fake_record(const struct id *file, const char *kind, int64_t ago_ms,
    enum where where, const char *author)
{
	struct fake_record *r = &fake.record[fake.records++];

	r->row.id = fake_id(0xe, (unsigned)fake.records);
	r->row.file = *file;
	r->row.kind = kind_find(kind);
	r->row.version = 1;
	r->row.where = where;
	r->row.written_ms = fake.now - ago_ms;
	r->row.received_ms = r->row.written_ms + FAKE_MINUTE;
	snprintf(r->row.author, sizeof(r->row.author), "%s", author);
	r->rec = record_new(r->row.kind);
	r->versions = 1;
	r->version[0] = (struct version_row){ .version = 1,
		.written_ms = r->row.written_ms,
		.received_ms = r->row.received_ms };
	snprintf(
	    r->version[0].author, sizeof(r->version[0].author), "%s", author);
	return r;
}

/* Its label and its date, as the real model would have them. */
static inline void
fake_label(struct fake_record *r)
{
	const struct kind *k = r->row.kind;
	struct buf b = BUF_INIT(100);
	const struct field *f = kind_field(k, k->label_key);

	if (k == &kind_task)
		task_words(r->rec, &b);
	else if (f)
		record_show(
		    f, record_text(r->rec, f->key), model_name_of, &fake, &b);
	snprintf(r->row.label, sizeof(r->row.label), "%s", buf_str(&b));
	if (k->date_key)
		snprintf(r->row.date, sizeof(r->row.date), "%s",
		    record_text(r->rec, k->date_key));
	if (k->parent_key)
		id_parse(&r->row.parent, record_text(r->rec, k->parent_key));
	buf_done(&b);
}

static inline struct waiting *
fake_waiting(const char *what, const char *words, const struct fake_record *r,
    const char *name, int64_t ago_ms)
{
	struct waiting *w = &fake.waiting[fake.waiting_count++];

	snprintf(w->what, sizeof(w->what), "%s", what);
	snprintf(w->words, sizeof(w->words), "%s", words);
	snprintf(w->name, sizeof(w->name), "%s", name);
	if (r) {
		w->file = r->row.file;
		w->record = r->row.id;
		w->kind = r->row.kind;
	}
	w->since_ms = fake.now - ago_ms;
	return w;
}

static inline void
fake_sign(struct fake_record *r, const char *signer, int64_t ago_ms)
{
	struct version_row *v = &r->version[r->versions - 1];

	r->row.is_signed = v->is_signed = true;
	v->signed_ms = fake.now - ago_ms;
	snprintf(v->signer, sizeof(v->signer), "%s", signer);
}

static inline void
fake_be(enum role role, const char *name)
{
	fake.is_open = true;
	fake.me.role = role;
	snprintf(fake.me.name, sizeof(fake.me.name), "%s", name);
	snprintf(fake.me.sign_in, sizeof(fake.me.sign_in), "%s", "amina");
}

static inline void
fake_people(void)
{
	fake_staff("Amina Rahman", ROLE_SENIOR, "amina");
	fake_staff("Owen Hughes", ROLE_LEAD, "owen");
	fake_staff("Priya Shah", ROLE_SUPPORT_WORKER, "priya");
	fake_staff("Sam Green", ROLE_VOLUNTEER, "sam");
	memcpy(fake.people, fake.staff, sizeof(fake.people));
	fake.people_count = fake.staff_count;
	snprintf(fake.me.org, sizeof(fake.me.org), "Example Children's Trust");
	snprintf(fake.me.office_name, sizeof(fake.me.office_name),
	    "the safeguarding line");
	snprintf(fake.me.office_number, sizeof(fake.me.office_number),
	    "0191 498 0123");
	fake.me.staff = fake.staff_id[0];
	fake.me.lease_until_ms = fake.now + 12 * FAKE_DAY;
}

/* A signed one. */
static inline struct fake_record *
fake_concern(const struct id *file)
{
	struct fake_record *concern;
	struct record *item;

	concern = fake_record(
	    file, "concern", 3 * FAKE_DAY, WHERE_OFFICE, "Amina Rahman");
	record_set(concern->rec, "happened", "2026-11-08T15:30");
	record_set(concern->rec, "seen", "2026-11-08T15:45");
	record_set(
	    concern->rec, "late_reason", "The family told us on Monday.");
	record_set(concern->rec, "place", "Kitchen of the family home");
	record_set(concern->rec, "observed",
	    "The kitchen window was broken. Maisie stood by the door and held "
	    "her left arm.");
	record_set(concern->rec, "exact_words",
	    "Maisie: \"I was not allowed to tell.\"");
	record_set(concern->rec, "types", "physical domestic");
	record_set(concern->rec, "purpose", "protect");
	record_set(concern->rec, "immediate", "Rang social care at 16:05.");
	record_set(concern->rec, "told_next", "yes");
	item = record_add(concern->rec, "actions");
	record_set(item, "what", "Visit with social care");
	record_set(item, "who", "Priya Shah");
	record_set(item, "by", "2026-11-13");
	concern->versions = 2;
	concern->version[1] = concern->version[0];
	concern->version[1].version = concern->row.version = 2;
	fake_sign(concern, "Amina Rahman", 2 * FAKE_DAY);
	return concern;
}

static inline void
fake_looks(const struct fake_record *concern)
{
	fake.look[fake.looks++] = (struct look_row){ .by = "Priya Shah",
		.what = "looked",
		.record = concern->row.id,
		.kind_title = "Record of Concern",
		.at_ms = fake.now - 2 * FAKE_HOUR };
	fake.look[fake.looks++] = (struct look_row){ .by = "Amina Rahman",
		.what = "wrote",
		.record = concern->row.id,
		.kind_title = "Record of Concern",
		.at_ms = fake.now - 3 * FAKE_DAY };
	fake.look[fake.looks++] = (struct look_row){ .by = "Sam Green",
		.what = "copied to a device",
		.at_ms = fake.now - 4 * FAKE_DAY };
	fake.looks_as_of = fake.now - 5 * FAKE_MINUTE;
	fake.looks_state = ASK_DONE;
}

/* Maisie's file: one of everything, so that lists have rows. */
static inline void
fake_file(void)
{
	const struct id *file = &fake.child[0].file;
	struct fake_record *r, *concern;

	r = fake_record(
	    file, "front_sheet", 90 * FAKE_DAY, WHERE_OFFICE, "Amina Rahman");
	record_set(r->rec, "name", "Maisie Brown");
	record_set(r->rec, "born", "2016-04-03");
	record_set(
	    r->rec, "purpose", "Support for the family after a bereavement.");
	r = fake_record(
	    file, "adult", 90 * FAKE_DAY, WHERE_OFFICE, "Priya Shah");
	record_set(r->rec, "name", "Kelly Brown");
	record_set(r->rec, "relation", "mother");
	r = fake_record(
	    file, "first_account", 40 * FAKE_MINUTE, WHERE_OFFICE, "Sam Green");
	record_set(r->rec, "child", "Maisie Brown");
	record_set(r->rec, "observed",
	    "Maisie had a bruise on her left arm, as long as a finger.");
	record_set(r->rec, "seen", "2026-11-12T13:20");
	record_set(r->rec, "done", "I told Priya at once.");
	concern = fake_concern(file);
	r = fake_record(file, "addendum", FAKE_DAY, WHERE_HERE, "Amina Rahman");
	record_set(r->rec, "about", concern->row.id.s);
	record_set(r->rec, "corrects", "Place");
	record_set(r->rec, "text", "It was the back kitchen.");
	r = fake_record(
	    file, "assignment", 80 * FAKE_DAY, WHERE_OFFICE, "Amina Rahman");
	record_set(r->rec, "staff", fake.staff_id[2].s);
	record_set(r->rec, "from", "2026-08-24");
	for (size_t i = 0; i < fake.records; i++)
		fake_label(&fake.record[i]);
	fake_looks(concern);
}

static inline void
fake_stop(void)
{
	for (size_t i = 0; i < fake.records; i++)
		record_free(fake.record[i].rec);
	for (size_t i = 0; i < fake.draft_count; i++)
		record_free(fake.draft[i].rec);
	for (size_t i = 0; i < fake.away_count; i++)
		record_free(fake.away[i].rec);
	buf_done(&fake.wrote_bytes);
	memset(&fake, 0, sizeof(fake));
	clock_fix_for_test(-1);
	id_fix_for_test(false);
}

/* Thursday 12 November 2026, 14:07. Signed in as a designated senior member. */
static inline void
fake_start(void)
{
	struct civil now = { 2026, 11, 12, 14, 7, true };

	setenv("TZ", "UTC", 1);
	tzset();
	memset(&fake, 0, sizeof(fake));
	fake.now = when_ms(&now);
	clock_fix_for_test(fake.now);
	id_fix_for_test(true);
	fake_people();
	fake_be(ROLE_SENIOR, "Amina Rahman");
	fake_child("Maisie Brown", "Mai", "2016-04-03", "C-0142");
	fake_child("Jamal Okafor", "", "2012-11-20", "C-0117");
	fake_child("Zo\u00eb \u0141ukasik", "", "2019-02-28", "C-0150");
	fake_child("Bartholomew Maximilian Featherstonehaugh-Cholmondeley of "
		   "Lower Ponsonby",
	    "Barty, Max", "2010-09-30", "C-0099");
	fake_child("\u674e\u5c0f\u660e", "Xiaoming Li", "2015-06-01", "C-0161");
	fake_child("Tom Reed", "", "", "")->provisional = true;
	fake_file();
	fake.status.last_sync_ms = fake.now - 5 * FAKE_MINUTE;
	fake.damage = "";
}

#include "fake_about.h"
#include "fake_audit.h"
#include "fake_office.h"
#include "fake_answers.h"
#include "fake_conflict.h"
#include "fake_drafts.h"
#include "fake_inspect.h"
#include "fake_share.h"
#include "fake_notice.h"
#include "fake_policy.h"
#include "fake_retention.h"
#include "fake_stats.h"

#endif
