/* notice_make.c - the notices of an episode make themselves (F1, F2).
 *
 * Whatever is saved of an episode, or of a change in it, its notices are brought in
 * line with what it says then: one that is not there is made, one that says
 * something else is stopped and made anew, and one that had been told is
 * corrected by a second one. So an event makes one notice, however often and in
 * whatever order it comes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists.h"
#include "mem.h"
#include "notice_office.h"
#include "share_office.h"
#include "store_in.h"

/* ---- a notice with what lies beside it ---- */

static enum err
add_beneath(struct server *s, struct db *db, const struct id *parent,
    const struct kind *kind, const struct id *but, struct own_notice *n,
    struct errinfo *e)
{
	struct id *ids = NULL;
	size_t count = 0;
	enum err code = store_ids_beneath(db, parent, kind, &ids, &count, e);

	for (size_t i = 0; i < count && code == ERR_OK; i++) {
		struct record_row row;
		struct record *body = NULL;

		if (but != NULL && id_equal(but, &ids[i]))
			continue;
		code = store_body(s, db, &ids[i], &row, &body, e);
		if (code != ERR_OK)
			break;
		n->beside =
		    mem_grow(n->beside, n->count + 1, sizeof(*n->beside));
		n->ids = mem_grow(n->ids, n->count + 1, sizeof(*n->ids));
		n->ids[n->count] = ids[i];
		n->beside[n->count++] =
		    (struct notice_beside){ body, NULL, row.received_ms };
	}
	free(ids);
	return code;
}

enum err
own_notice_read(struct server *s, struct db *db, const struct id *id,
    const struct id *but, int64_t now_ms, struct own_notice *out,
    struct errinfo *e)
{
	static const struct kind *const results[] = { &kind_notice_proof,
		&kind_notice_failed };
	char today[WHEN_TEXT];
	size_t sents;
	enum err code;

	*out = (struct own_notice){ .id = *id };
	store_today(today, now_ms);
	code = store_body(s, db, id, &out->row, &out->body, e);
	if (code == ERR_OK)
		code = add_beneath(s, db, id, &kind_notice_sent, but, out, e);
	sents = out->count;
	for (size_t i = 0; i < sents; i++)
		for (size_t k = 0; k < KIND_COUNT(results); k++) {
			struct id sent = out->ids[i];

			if (code == ERR_OK)
				code = add_beneath(
				    s, db, &sent, results[k], but, out, e);
		}
	if (code == ERR_OK)
		code = add_beneath(s, db, id, &kind_notice_stop, but, out, e);
	for (size_t i = 0; i < out->count; i++)
		out->beside[i].id = out->ids[i].s;
	if (code == ERR_OK)
		out->stand =
		    notice_stand(out->body, out->beside, out->count, today);
	return code;
}

void
own_notice_done(struct own_notice *n)
{
	for (size_t i = 0; i < n->count; i++)
		record_free((struct record *)(uintptr_t)n->beside[i].body);
	free(n->beside);
	free(n->ids);
	record_free(n->body);
	*n = (struct own_notice){ 0 };
}

/* ---- what the office puts beside one ---- */

enum err
notice_stop(
    struct save *v, const struct id *notice, const char *why, struct errinfo *e)
{
	struct record *r = record_new(&kind_notice_stop);
	enum err code;

	record_set(r, "notice", notice->s);
	record_set(r, "why", why);
	code = store_make(v, &kind_notice_stop, r, NULL, e);
	record_free(r);
	return code;
}

enum err
notice_fail(struct save *v, const struct id *sent, const char *what,
    const char *answer, struct errinfo *e)
{
	struct record *r = record_new(&kind_notice_failed);
	char now[WHEN_TEXT];
	enum err code;

	store_now_text(now, v->put->now_ms);
	record_set(r, "sent", sent->s);
	record_set(r, "what", what);
	record_set(r, "when", now);
	record_set(r, "answer", answer);
	code = store_make(v, &kind_notice_failed, r, NULL, e);
	record_free(r);
	return code;
}

/* ---- making one ---- */

struct settling {
	struct save *v;
	struct id episode, change;
	struct record *episode_body, *change_body;
	struct notice_event_now now;
};

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

/* The office's own answer, whoever saved: may this be told on that day? */
static enum err
may_tell(const struct settling *st, const char *on, struct decision *d,
    struct errinfo *e)
{
	const struct save *v = st->v;

	return office_notice(v->s, v->db, st->now.what, st->now.agency,
	    &v->put->file, &v->put->who.staff, on, d, e);
}

/* A change is offered if an agreement covered it on its own day and still does: one
 * that comes later is for later changes (F2). */
static enum err
set_offer(const struct settling *st, struct record *notice, struct errinfo *e)
{
	char today[WHEN_TEXT];
	const char *const days[] = { st->now.on, today };
	struct buf because = BUF_INIT(KIND_TEXT_MAX);
	bool may = true;
	enum err code = ERR_OK;

	store_today(today, st->v->put->now_ms);
	for (size_t i = 0; i < 2 && may && code == ERR_OK; i++) {
		struct decision d = { 0 };

		code = may_tell(st, days[i], &d, e);
		if (code != ERR_OK)
			break;
		may = outcome_is_share(d.outcome);
		buf_clear(&because);
		share_because(&d, &because);
		decision_done(&d);
	}
	/* More is on file than can be weighed: nobody has agreed to it. */
	if (code == ERR_TOO_BIG || code == ERR_INVALID) {
		may = false;
		code = ERR_OK;
	}
	record_set(notice, "offer", may ? "offered" : "none");
	record_set(notice, "because", buf_str(&because));
	buf_done(&because);
	return code;
}

/* So many days after the event, or after it was put right. */
static void
set_due(const struct settling *st, struct record *notice, const char *from)
{
	char due[WHEN_TEXT] = "";
	struct civil day;

	if (when_read(&day, from)) {
		day.has_time = false;
		day = when_add_days(
		    day, (int)conf_int(st->v->s->conf, CONF_NOTICE_DAYS));
		when_store(due, &day);
	}
	record_set(notice, "due", due);
}

/* A name out of a record of the directory or of the front sheet. */
static char *
name_of(const struct save *v, const char *id)
{
	struct record_row row;
	struct record *body = NULL;
	struct id which;
	char *name;

	if (id_parse(&which, id))
		(void)store_body(v->s, v->db, &which, &row, &body, NULL);
	name = mem_strdup(body != NULL ? text(body, "name") : "");
	record_free(body);
	return name;
}

static char *
name_of_child(const struct save *v)
{
	struct id *ids = NULL;
	size_t count = 0;
	char *name;

	(void)store_ids_of_kind(
	    v->db, &v->put->file, &kind_front_sheet, &ids, &count, NULL);
	name = name_of(v, count > 0 ? ids[0].s : "");
	free(ids);
	return name;
}

static enum err
set_words(const struct settling *st, struct record *notice, struct errinfo *e)
{
	struct buf subject = BUF_INIT(KIND_LINE_MAX);
	struct buf says = BUF_INIT(KIND_TEXT_MAX);
	char *person = name_of(st->v, text(notice, "person"));
	char *child = name_of_child(st->v);
	const struct notice_told told = { .what = st->now.what,
		.correction = text(notice, "correction"),
		.reference = text(notice, "their_reference"),
		.on = text(notice, "event_on"),
		.nature = text(notice, "nature"),
		.person = person,
		.name = child };
	enum err code = notice_words(st->v->s->conf, &told, &subject, &says, e);

	record_set(notice, "subject", buf_str(&subject));
	record_set(notice, "text", buf_str(&says));
	mem_free_text(person);
	mem_free_text(child);
	buf_done(&subject);
	buf_done(&says);
	return code;
}

/* corrects: the notice that had been told, or NULL. undone: it takes that one back,
 * and says what that one said. */
static enum err
make_notice(struct settling *st, const struct own_notice *corrects, bool undone,
    struct errinfo *e)
{
	static const char *const taken[] = { "agency", "person",
		"their_reference", "nature", "event_on" };
	struct record *r = record_new(&kind_notice);
	char today[WHEN_TEXT];
	enum err code = ERR_OK;

	record_set(r, "episode", st->episode.s);
	record_set(r, "change", st->change.s);
	record_set(r, "what", notice_event_code(st->now.what));
	record_set(r, "agency", st->now.agency);
	record_set(r, "person", st->now.person);
	record_set(r, "their_reference", st->now.reference);
	record_set(r, "nature", st->now.nature);
	record_set(r, "event_on", st->now.on);
	record_set(r, "offer", "due");
	if (corrects != NULL) {
		record_set(r, "corrects", corrects->id.s);
		record_set(r, "correction", undone ? "undone" : "corrected");
	}
	for (size_t i = 0; corrects != NULL && undone && i < KIND_COUNT(taken);
	     i++)
		record_set(r, taken[i], text(corrects->body, taken[i]));
	store_today(today, st->v->put->now_ms);
	set_due(st, r, corrects != NULL ? today : st->now.on);
	/* What was told wrong is put right, agreed to or not (S6). */
	if (corrects == NULL && st->now.what == NOTICE_CHANGE)
		code = set_offer(st, r, e);
	if (code == ERR_OK)
		code = set_words(st, r, e);
	if (code == ERR_OK)
		code = store_make(st->v, &kind_notice, r, NULL, e);
	record_free(r);
	return code;
}

/* ---- bringing in line ---- */

/* What may have arrived counts as told. */
static bool
is_told(const struct own_notice *n)
{
	if (n->stand.state == NOTICE_IS_HELD && n->stand.result >= 0)
		return strcmp(text(n->beside[n->stand.result].body, "what"),
			   "uncertain") == 0;
	return n->stand.state == NOTICE_IS_DONE ||
	       n->stand.state == NOTICE_IS_SENDING;
}

static bool
is_undoing(const struct own_notice *n)
{
	return strcmp(text(n->body, "correction"), "undone") == 0;
}

/* Does it say what is so now? to: and to the same person, under the same reference;
 * of what has been told that makes no difference. */
static bool
says(const struct own_notice *n, const struct notice_event_now *now, bool to)
{
	return strcmp(text(n->body, "event_on"), now->on) == 0 &&
	       strcmp(text(n->body, "nature"), now->nature) == 0 &&
	       (!to || (strcmp(text(n->body, "person"), now->person) == 0 &&
			   strcmp(text(n->body, "their_reference"),
			       now->reference) == 0));
}

/* The notices of this event to one agency, oldest first. */
struct line {
	struct own_notice *told; /* the last one that was */
	struct own_notice
	    *open; /* the last one that neither was, nor is stopped */
};

static enum err
settle_line(
    struct settling *st, const struct line *l, bool wanted, struct errinfo *e)
{
	const struct notice_event_now *now = &st->now;
	bool told = l->told != NULL && !is_undoing(l->told);
	bool is_right = told ? wanted && says(l->told, now, false) : !wanted;
	enum err code = ERR_OK;

	if (l->open != NULL) {
		bool undoes = is_undoing(l->open);

		if (!is_right &&
		    (wanted ? !undoes && says(l->open, now, true) : undoes))
			return ERR_OK; /* it stands there already */
		if (l->open->stand.state == NOTICE_IS_DECLINED && wanted &&
		    !undoes && says(l->open, now, false))
			return ERR_OK; /* somebody decided against it */
		if (l->open->stand.state != NOTICE_IS_DECLINED &&
		    l->open->stand.state != NOTICE_IS_NONE)
			code = notice_stop(st->v, &l->open->id,
			    wanted ? "corrected" : "undone", e);
	}
	if (code != ERR_OK || is_right)
		return code;
	return make_notice(st,
	    told || (l->told != NULL && wanted) ? l->told : NULL, !wanted, e);
}

static bool
is_of(const struct settling *st, const struct own_notice *n)
{
	return strcmp(text(n->body, "what"), notice_event_code(st->now.what)) ==
		   0 &&
	       strcmp(text(n->body, "change"), st->change.s) == 0;
}

static void
find_line(const struct settling *st, struct own_notice *all, size_t count,
    const char *agency, struct line *out)
{
	*out = (struct line){ 0 };
	for (size_t i = 0; i < count; i++) {
		struct own_notice *n = &all[i];

		if (!is_of(st, n) || strcmp(text(n->body, "agency"), agency))
			continue;
		if (is_told(n))
			out->told = n;
		else if (n->stand.state != NOTICE_IS_STOPPED)
			out->open = n;
	}
}

/* An e-mail that has not left, and says what is not so any more, does not go. */
static enum err
take_back(struct settling *st, struct own_notice *all, size_t count,
    struct errinfo *e)
{
	const struct notice_event_now *now = &st->now;
	enum err code = ERR_OK;

	for (size_t i = 0; i < count && code == ERR_OK; i++) {
		bool is_back,
		    is_wanted =
			now->is_there &&
			strcmp(text(all[i].body, "agency"), now->agency) == 0 &&
			!is_undoing(&all[i]) && says(&all[i], now, false);

		if (is_of(st, &all[i]) && !is_wanted &&
		    !(is_undoing(&all[i]) && !now->is_there))
			code = notice_take_back(st->v, &all[i], &is_back, e);
	}
	return code;
}

/* To each agency that has a notice of this event, and to the one that is to have
 * one: the first place where an agency comes up stands for it. */
static enum err
settle_all(struct settling *st, struct own_notice *all, size_t count,
    struct errinfo *e)
{
	const struct notice_event_now now = st->now;
	bool is_done = *now.agency == '\0';
	enum err code = ERR_OK;
	struct line l;

	for (size_t i = 0; i < count && code == ERR_OK; i++) {
		const char *agency = text(all[i].body, "agency");
		size_t first = 0;

		while (!is_of(st, &all[first]) ||
		       strcmp(text(all[first].body, "agency"), agency) != 0)
			if (first++ == i)
				break;
		if (first != i)
			continue;
		find_line(st, all, count, agency, &l);
		if (strcmp(agency, now.agency) == 0)
			is_done = true;
		code = settle_line(
		    st, &l, now.is_there && strcmp(agency, now.agency) == 0, e);
	}
	if (code != ERR_OK || is_done || !now.is_there)
		return code;
	return make_notice(st, NULL, false, e);
}

static enum err
read_all(struct settling *st, struct own_notice **out, size_t *count,
    struct errinfo *e)
{
	struct save *v = st->v;
	struct id *ids = NULL;
	size_t n = 0;
	enum err code =
	    store_ids_beneath(v->db, &st->episode, &kind_notice, &ids, &n, e);

	*out = mem_zalloc(n + 1, sizeof(**out));
	*count = n;
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = own_notice_read(
		    v->s, v->db, &ids[i], NULL, v->put->now_ms, &(*out)[i], e);
	free(ids);
	return code;
}

enum err
notice_settle(struct save *v, const struct id *episode, const struct id *change,
    enum notice_event what, struct errinfo *e)
{
	struct settling st = { .v = v, .episode = *episode, .change = *change };
	struct own_notice *all = NULL;
	struct record_row row;
	size_t count = 0;
	enum err code =
	    store_body(v->s, v->db, episode, &row, &st.episode_body, e);

	if (code == ERR_OK && what == NOTICE_CHANGE)
		code =
		    store_body(v->s, v->db, change, &row, &st.change_body, e);
	if (code == ERR_OK)
		code = read_all(&st, &all, &count, e);
	if (code == ERR_OK) {
		notice_event_of(st.episode_body, st.change_body, what, &st.now);
		code = take_back(&st, all, count, e);
	}
	if (code == ERR_OK)
		code = settle_all(&st, all, count, e);
	for (size_t i = 0; i < count; i++)
		own_notice_done(&all[i]);
	free(all);
	record_free(st.episode_body);
	record_free(st.change_body);
	return code;
}
