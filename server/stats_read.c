/* stats_read.c - what a file adds to the counts, out of its sealed records (N1, N2):
 * episodes, signed concerns, decisions to share, and scores at the start and at the
 * end of an episode. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "stats_in.h"

#define EPISODES_MAX 200
#define OUTCOMES_MAX 1000

uint8_t
stat_word(struct stat_words *w, const char *code)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->at[i], code) == 0)
			return (uint8_t)i;
	if (w->count == STAT_WORDS_MAX)
		return STAT_WORDS_MAX - 1;
	w->at = mem_grow(w->at, w->count + 1, sizeof(*w->at));
	snprintf(w->at[w->count], LIST_CODE_MAX, "%s", code);
	return (uint8_t)w->count++;
}

struct stat_scan *
stats_scan_new(struct server *s)
{
	struct stat_scan *sc = mem_zalloc(1, sizeof(*sc));
	char today[WHEN_TEXT];

	sc->s = s;
	store_today(today, clock_ms());
	sc->now = stat_month(today);
	/* Those of the settings first, in their order. */
	for (unsigned d = 0; d < STAT_DIMS; d++)
		for (const struct choice *c = stat_codes(d); c->code; c++)
			stat_word(&sc->codes[d], c->code);
	stat_word(&sc->codes[STAT_SERVICE], STAT_UNKNOWN);
	stat_word(&sc->codes[STAT_SERVICE], STAT_NONE);
	for (const struct choice *c = list_choices(LIST_MEASURES); c->code; c++)
		stat_word(&sc->measures, c->code);
	return sc;
}

void
stats_scan_free(struct stat_scan *sc)
{
	if (sc == NULL)
		return;
	for (unsigned d = 0; d < STAT_DIMS; d++)
		free(sc->codes[d].at);
	free(sc->measures.at);
	free(sc->items);
	free(sc->spans);
	free(sc->agencies);
	free(sc);
}

struct stat_item *
stat_item_add(struct stat_scan *sc, const struct stat_span *spans, size_t count)
{
	struct stat_item *it;

	if (sc->count == sc->room) {
		sc->room = sc->room > 0 ? sc->room * 2 : 256;
		sc->items = mem_grow(sc->items, sc->room, sizeof(*sc->items));
	}
	if (sc->span_count + count > sc->span_room) {
		sc->span_room = sc->span_room * 2 + count + 256;
		sc->spans =
		    mem_grow(sc->spans, sc->span_room, sizeof(*sc->spans));
	}
	it = &sc->items[sc->count++];
	*it = (struct stat_item){ .span = (uint32_t)sc->span_count,
		.span_count = (uint8_t)count,
		.n = 1,
		.who = 1 };
	memcpy(sc->spans + sc->span_count, spans, count * sizeof(*spans));
	sc->span_count += count;
	return it;
}

bool
stat_item_in(
    const struct stat_scan *sc, const struct stat_item *it, int from, int until)
{
	for (size_t i = 0; i < it->span_count; i++) {
		const struct stat_span *sp = &sc->spans[it->span + i];

		if (sp->from <= until && sp->until >= from)
			return true;
	}
	return false;
}

/* ---- a file, while it is read ---- */

struct episode {
	struct id id;
	char referred[WHEN_TEXT], started[WHEN_TEXT], ended[WHEN_TEXT];
	uint8_t service, referrer;
};
struct scored {
	struct id episode;
	char day[WHEN_TEXT];
	bool is_end;
	uint8_t measure;
	long score;
};
struct reading {
	struct stat_scan *sc;
	struct civil born; /* year 0: not known */
	struct episode *episodes;
	size_t episode_count;
	struct scored *scored;
	size_t scored_count;
	struct happening {
		enum stat_unit unit;
		char day[WHEN_TEXT];
	} * happenings;
	size_t happening_count;
};

static void
copy_day(char to[WHEN_TEXT], const struct record *r, const char *key)
{
	snprintf(to, WHEN_TEXT, "%.10s", record_text(r, key));
}

static uint8_t
referrer_of(const struct stat_scan *sc, const char *agency)
{
	struct stat_words *w =
	    (struct stat_words *)(uintptr_t)&sc->codes[STAT_REFERRER];

	if (*agency == '\0')
		return stat_word(w, STAT_SELF);
	for (size_t i = 0; i < sc->agency_count; i++)
		if (strcmp(sc->agencies[i].id.s, agency) == 0)
			return sc->agencies[i].referrer;
	return stat_word(w, STAT_UNKNOWN);
}

static void
take_front(struct reading *rd, const struct id *id, const struct record *r)
{
	(void)id;
	(void)when_read(&rd->born, record_text(r, "born"));
}

static void
take_episode(struct reading *rd, const struct id *id, const struct record *r)
{
	const char *nature = record_text(r, "nature");
	struct episode *ep;

	if (rd->episode_count == EPISODES_MAX)
		return;
	rd->episodes = mem_grow(
	    rd->episodes, rd->episode_count + 1, sizeof(*rd->episodes));
	ep = &rd->episodes[rd->episode_count++];
	ep->id = *id;
	copy_day(ep->referred, r, "referred_on");
	copy_day(ep->started, r, "started");
	copy_day(ep->ended, r, "ended");
	ep->service = stat_word(&rd->sc->codes[STAT_SERVICE],
	    *nature != '\0' ? nature : STAT_UNKNOWN);
	ep->referrer = referrer_of(rd->sc, record_text(r, "agency"));
}

static void
take_happening(struct reading *rd, enum stat_unit unit, const char *day)
{
	struct happening *h;

	rd->happenings = mem_grow(
	    rd->happenings, rd->happening_count + 1, sizeof(*rd->happenings));
	h = &rd->happenings[rd->happening_count++];
	h->unit = unit;
	snprintf(h->day, sizeof(h->day), "%.10s", day);
}

static void
take_concern(struct reading *rd, const struct id *id, const struct record *r)
{
	(void)id;
	take_happening(rd, STAT_CONCERNS, record_text(r, "happened"));
}

static void
take_share(struct reading *rd, const struct id *id, const struct record *r)
{
	int64_t ms = id_ms(id);
	char day[WHEN_TEXT];

	if (strcmp(record_text(r, "decided"), "share") != 0)
		return;
	copy_day(day, r, "happened");
	if (day[0] == '\0')
		store_today(day, ms > 0 ? ms : 0);
	take_happening(rd, STAT_SHARES, day);
}

static void
take_outcome(struct reading *rd, const struct id *id, const struct record *r)
{
	const char *point = record_text(r, "point");
	bool is_end = strcmp(point, "end") == 0;
	struct id episode;

	(void)id;
	if ((!is_end && strcmp(point, "start") != 0) ||
	    !id_parse(&episode, record_text(r, "episode")))
		return; /* how a review went stands on the file */
	for (size_t i = 0; i < record_count(r, "scores"); i++) {
		const struct record *item =
		    record_item((struct record *)(uintptr_t)r, "scores", i);
		struct scored *s;

		if (rd->scored_count == OUTCOMES_MAX)
			return;
		rd->scored = mem_grow(
		    rd->scored, rd->scored_count + 1, sizeof(*rd->scored));
		s = &rd->scored[rd->scored_count++];
		s->episode = episode;
		s->is_end = is_end;
		copy_day(s->day, r, "day");
		s->measure =
		    stat_word(&rd->sc->measures, record_text(item, "measure"));
		s->score = strtol(record_text(item, "score"), NULL, 10);
	}
}

static const struct {
	const struct kind *kind;
	void (*take)(
	    struct reading *, const struct id *, const struct record *);
	bool signed_only;
} takes[] = {
	{ &kind_front_sheet, take_front, false },
	{ &kind_episode, take_episode, false },
	{ &kind_concern, take_concern, true },
	{ &kind_share_decision, take_share, false },
	{ &kind_outcome, take_outcome, false },
};

/* ---- what it adds ---- */

static int
age_on(const struct reading *rd, const char *day)
{
	struct civil on;

	if (rd->born.year == 0 || !when_read(&on, day) ||
	    when_days(&rd->born, &on) < 0)
		return -1;
	return when_age(&rd->born, &on);
}

/* ep NULL: there is none. */
static struct stat_item *
add_item(struct reading *rd, enum stat_unit unit, const struct episode *ep,
    const char *day, const struct stat_span *spans, size_t count)
{
	struct stat_words *codes = rd->sc->codes;
	struct stat_item *it;

	it = stat_item_add(rd->sc, spans, count);
	it->unit = (uint8_t)unit;
	it->child = rd->sc->children;
	it->code[STAT_SERVICE] =
	    ep != NULL ? ep->service
		       : stat_word(&codes[STAT_SERVICE], STAT_NONE);
	it->code[STAT_REFERRER] =
	    ep != NULL ? ep->referrer
		       : stat_word(&codes[STAT_REFERRER], STAT_NONE);
	it->code[STAT_AGE] =
	    stat_word(&codes[STAT_AGE], stat_age_code(age_on(rd, day)));
	return it;
}

static struct stat_item *
add_event(struct reading *rd, enum stat_unit unit, const struct episode *ep,
    const char *day)
{
	int month = stat_month(day);
	struct stat_span sp = { (int16_t)month, (int16_t)month };

	return month < 0 ? NULL : add_item(rd, unit, ep, day, &sp, 1);
}

static struct stat_span
span_of(const struct episode *ep)
{
	int end = stat_month(ep->ended);

	return (struct stat_span){ (int16_t)stat_month(ep->started),
		(int16_t)(end < 0 ? STAT_OPEN_MONTH : end) };
}

/* By start; those that did not begin are last. */
static int
by_start(const void *a, const void *b)
{
	const struct episode *x = a, *y = b;
	bool no_x = x->started[0] == '\0', no_y = y->started[0] == '\0';

	if (no_x != no_y)
		return no_x ? 1 : -1;
	return strcmp(x->started, y->started);
}

/* The child once: months in which any episode went on, by the one that came first. */
static void
add_child(struct reading *rd)
{
	struct stat_span spans[EPISODES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < rd->episode_count; i++) {
		struct stat_span sp = span_of(&rd->episodes[i]);

		if (sp.from < 0)
			continue;
		if (n > 0 && sp.from <= spans[n - 1].until + 1) {
			if (sp.until > spans[n - 1].until)
				spans[n - 1].until = sp.until;
		} else {
			spans[n++] = sp;
		}
	}
	if (n > 0)
		add_item(rd, STAT_CHILDREN, &rd->episodes[0],
		    rd->episodes[0].started, spans, n);
}

static void
add_episode(struct reading *rd, const struct episode *ep)
{
	struct stat_span sp = span_of(ep);

	add_event(rd, STAT_REFERRED, ep, ep->referred);
	if (sp.from < 0)
		return;
	add_item(rd, STAT_GOING_ON, ep, ep->started, &sp, 1);
	add_event(rd, STAT_BEGUN, ep, ep->started);
	add_event(rd, STAT_ENDED, ep, ep->ended);
}

/* The episode in which something happened: the last that had begun. */
static const struct episode *
episode_on(const struct reading *rd, const char *day)
{
	const struct episode *found = NULL;

	for (size_t i = 0; i < rd->episode_count; i++)
		if (rd->episodes[i].started[0] != '\0' &&
		    strcmp(rd->episodes[i].started, day) <= 0)
			found = &rd->episodes[i];
	return found;
}

/* The first score at the start, and the last at the end, by day. */
static const struct scored *
find_score(const struct reading *rd, const struct id *episode, uint8_t measure,
    bool is_end)
{
	const struct scored *found = NULL;

	for (size_t i = 0; i < rd->scored_count; i++) {
		const struct scored *s = &rd->scored[i];
		int order = found != NULL ? strcmp(s->day, found->day) : 0;

		if (s->is_end == is_end && s->measure == measure &&
		    id_equal(&s->episode, episode) &&
		    (found == NULL || (is_end ? order > 0 : order < 0)))
			found = s;
	}
	return found;
}

static void
add_outcomes(struct reading *rd, const struct episode *ep)
{
	for (size_t m = 0; m < rd->sc->measures.count; m++) {
		const struct scored *a = find_score(rd, &ep->id, (uint8_t)m, 0);
		const struct scored *b = find_score(rd, &ep->id, (uint8_t)m, 1);
		struct stat_item *it;

		if (a == NULL || b == NULL)
			continue;
		it = add_event(rd, STAT_OUTCOMES, ep, b->day);
		if (it == NULL)
			continue;
		it->measure = (uint8_t)m;
		it->before = a->score;
		it->after = b->score;
		it->code[STAT_CHANGE] = stat_word(&rd->sc->codes[STAT_CHANGE],
		    stat_change_code(a->score, b->score));
	}
}

static void
add_all(struct reading *rd)
{
	rd->sc->children++;
	if (rd->episode_count > 0)
		qsort(rd->episodes, rd->episode_count, sizeof(*rd->episodes),
		    by_start);
	add_child(rd);
	for (size_t i = 0; i < rd->episode_count; i++) {
		add_episode(rd, &rd->episodes[i]);
		add_outcomes(rd, &rd->episodes[i]);
	}
	for (size_t i = 0; i < rd->happening_count; i++) {
		const struct happening *h = &rd->happenings[i];

		add_event(rd, h->unit, episode_on(rd, h->day), h->day);
	}
}

/* ---- reading ---- */

static enum err
read_row(
    struct reading *rd, struct stmt *st, struct buf *text, struct errinfo *e)
{
	struct id id = stmt_get_id(st, 12);
	bool is_signed = stmt_get_int(st, 13) != 0;
	struct record *r = NULL;
	struct envelope env;
	const void *sealed;
	size_t i = 0, len;
	enum err code;

	while (strcmp(takes[i].kind->name, stmt_get_text(st, 10)) != 0)
		if (++i == KIND_COUNT(takes))
			return ERR_OK;
	if (takes[i].signed_only && !is_signed)
		return ERR_OK;
	store_row_envelope(st, &id, &env);
	sealed = stmt_get_blob(st, 9, &len);
	buf_clear(text);
	code = store_unseal(rd->sc->s, &env, sealed, len, text, e);
	if (code == ERR_OK)
		code = record_from_json(
		    &r, takes[i].kind, buf_str(text), text->len, true, NULL, e);
	if (code == ERR_OK)
		takes[i].take(rd, &id, r);
	record_free(r);
	return code;
}

enum err
stats_read_file(struct stat_scan *sc, struct db *db, const struct id *file,
    struct errinfo *e)
{
	struct reading rd = { .sc = sc };
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	struct stmt *st = db_stmt(db, SQL_STATS_OF_FILE);
	enum err code = ERR_OK;

	stmt_id(st, 1, file);
	while (code == ERR_OK && stmt_row(st))
		code = read_row(&rd, st, &text, e);
	stmt_reset(st);
	if (code == ERR_OK)
		code = db_error(db, e);
	if (code == ERR_OK)
		add_all(&rd);
	free(rd.episodes);
	free(rd.scored);
	free(rd.happenings);
	buf_done(&text);
	return code;
}

enum err
stats_read_agencies(struct stat_scan *sc, struct db *db, struct errinfo *e)
{
	struct id none = { "" }, *ids = NULL;
	size_t count = 0;
	enum err code =
	    store_ids_of_kind(db, &none, &kind_agency, &ids, &count, e);

	sc->agencies = mem_zalloc(count + 1, sizeof(*sc->agencies));
	for (size_t i = 0; i < count && code == ERR_OK; i++) {
		struct record *r = NULL;
		struct record_row row;

		code = store_body(sc->s, db, &ids[i], &row, &r, e);
		if (code == ERR_OK)
			sc->agencies[sc->agency_count++] =
			    (struct stat_agency){ ids[i],
				    stat_word(&sc->codes[STAT_REFERRER],
					record_text(r, "what")) };
		record_free(r);
	}
	free(ids);
	return code;
}

enum err
stats_scan(
    struct stat_scan **out, struct server *s, struct db *db, struct errinfo *e)
{
	struct stat_scan *sc = stats_scan_new(s);
	struct stmt *st;
	enum err code = stats_read_agencies(sc, db, e);

	if (code == ERR_OK)
		code = stats_read_tally(sc, db, e);
	st = db_stmt(db, SQL_STATS_FILES);
	while (code == ERR_OK && stmt_row(st)) {
		struct id file = stmt_get_id(st, 0);

		code = stats_read_file(sc, db, &file, e);
		/* Destroyed: it is counted by the tally. */
		if (code == ERR_NOT_FOUND &&
		    keyring_was_destroyed(s->keys, &file))
			code = ERR_OK;
	}
	stmt_reset(st);
	if (code == ERR_OK)
		code = db_error(db, e);
	if (code != ERR_OK) {
		stats_scan_free(sc);
		sc = NULL;
	}
	*out = sc;
	return code;
}
