/* cards.c - the names of all files in memory (design.md, Search): no index of
 * names lies on disk. A file without a front sheet has the name from its first
 * account. Readers share a lock; a commit that touched a name takes it. */
#include "store_in.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "names.h"

struct slot {
	struct card card;
	struct id thread; /* of the record that the name is from */
};

struct cards {
	pthread_rwlock_t lock;
	struct names *names;
	struct slot *slot; /* open addressing by file id; "" is free */
	size_t size, count;
};

/* ---- the table by file id ---- */

static size_t
place_of(const struct cards *c, const struct id *file)
{
	uint64_t h = 1469598103934665603u;

	for (const char *p = file->s; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	for (size_t i = (size_t)h & (c->size - 1);; i = (i + 1) & (c->size - 1))
		if (id_is_none(&c->slot[i].card.file) ||
		    id_equal(&c->slot[i].card.file, file))
			return i;
}

static void
grow(struct cards *c)
{
	struct slot *old = c->slot;
	size_t n = c->size;

	c->size = n ? n * 2 : 1024;
	c->slot = mem_zalloc(c->size, sizeof *c->slot);
	for (size_t i = 0; i < n; i++) {
		if (!id_is_none(&old[i].card.file))
			c->slot[place_of(c, &old[i].card.file)] = old[i];
	}
	mem_free_wiped(old, n * sizeof *old);
}

static void
put(struct cards *c, const struct slot *slot)
{
	const struct card *card = &slot->card;
	size_t at;

	if (c->count * 2 >= c->size)
		grow(c);
	at = place_of(c, &card->file);
	if (id_is_none(&c->slot[at].card.file))
		c->count++;
	c->slot[at] = *slot;
	if (card->gone)
		names_remove(c->names, &card->file);
	else
		names_put(c->names, &card->file, card->name, card->also,
		    card->reference);
}

/* ---- from a record to a card ---- */

/* At most size - 1 bytes, and no half of a character: a name in an account by a
 * newer haven may be longer than ours, and one broken byte would make a whole
 * answer unreadable to a device. */
static void
cut(char *out, size_t size, const char *s)
{
	size_t len = strnlen(s, size);

	if (len == size)
		for (len--; len > 0 && ((unsigned char)s[len] & 0xC0) == 0x80;)
			len--;
	memcpy(out, s, len);
	out[len] = '\0';
}

static void
fill(struct card *card, const struct record *r, bool front)
{
	cut(card->name, sizeof card->name,
	    record_text(r, front ? "name" : "child"));
	card->provisional = !front;
	if (!front)
		return;
	cut(card->also, sizeof card->also, record_text(r, "known_as"));
	cut(card->born, sizeof card->born, record_text(r, "born"));
	cut(card->reference, sizeof card->reference,
	    record_text(r, "reference"));
}

/* The record a file has its name from: the front sheet, or the first account
 * that came first. For somebody (not NULL), the first one that is not about
 * them (R7). */
static const struct kind *
find_source(struct server *s, struct db *db, const struct id *file,
    const struct id *staff, struct id *source, struct id *thread)
{
	struct stmt *st = db_stmt(db, SQL_CARD_SOURCE);
	const struct kind *kind = NULL;

	stmt_id(st, 1, file);
	while (!kind && stmt_row(st)) {
		*source = stmt_get_id(st, 0);
		*thread = stmt_get_id(st, 2);
		if (!staff || !store_is_excluded(s, db, thread, staff))
			kind = kind_find(stmt_get_text(st, 1));
	}
	stmt_reset(st);
	return kind;
}

/* A file of which no name can be read has a card that is gone. */
static void
read_card(struct server *s, struct db *db, const struct id *file,
    const struct id *staff, struct slot *slot)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	struct record *r = NULL;
	struct envelope env;
	struct id source = { 0 };
	const struct kind *kind;

	memset(slot, 0, sizeof *slot);
	slot->card.file = *file;
	slot->card.gone = true;
	kind = find_source(s, db, file, staff, &source, &slot->thread);
	if (kind &&
	    store_read(s, db, &source, 0, &env, &text, NULL) == ERR_OK &&
	    record_from_json(
		&r, kind, env.body, env.body_len, true, NULL, NULL) == ERR_OK) {
		fill(&slot->card, r, kind == &kind_front_sheet);
		slot->card.gone = false;
	}
	record_free(r);
	buf_done(&text);
}

/* ---- public ---- */

enum err
cards_load(struct server *s, struct db *db, struct errinfo *e)
{
	struct cards *c = mem_zalloc(1, sizeof *c);
	struct stmt *st = db_stmt(db, SQL_CARD_FILES);
	struct slot slot;

	pthread_rwlock_init(&c->lock, NULL);
	c->names = names_new();
	grow(c);
	while (stmt_row(st)) {
		struct id file = stmt_get_id(st, 0);

		read_card(s, db, &file, NULL, &slot);
		put(c, &slot);
	}
	stmt_reset(st);
	seal_wipe(&slot, sizeof slot);
	s->cards = c;
	return db_error(db, e);
}

void
cards_refresh(struct server *s, struct db *db, const struct id *file)
{
	struct slot slot;

	read_card(s, db, file, NULL, &slot);
	pthread_rwlock_wrlock(&s->cards->lock);
	put(s->cards, &slot);
	pthread_rwlock_unlock(&s->cards->lock);
	seal_wipe(&slot, sizeof slot);
}

/* R7: is the name in memory from an account about who asks? */
static bool
is_hidden(struct server *s, struct db *db, const struct caller *who,
    const struct slot *slot)
{
	return slot->card.provisional &&
	       store_is_excluded(s, db, &slot->thread, &who->staff);
}

bool
cards_get(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms, struct card *out)
{
	struct slot slot;
	bool is_there;

	if (!store_may_file(s, db, who, file, now_ms))
		return false;
	pthread_rwlock_rdlock(&s->cards->lock);
	slot = s->cards->slot[place_of(s->cards, file)];
	pthread_rwlock_unlock(&s->cards->lock);
	if (is_hidden(s, db, who, &slot))
		read_card(s, db, file, &who->staff, &slot);
	is_there = id_equal(&slot.card.file, file) && !slot.card.gone;
	if (is_there)
		*out = slot.card;
	seal_wipe(&slot, sizeof slot);
	return is_there;
}

struct asker {
	struct server *s;
	struct db *db;
	const struct caller *who;
	int64_t now_ms;
};

static bool
may_show(void *arg, const struct id *file)
{
	struct asker *as = arg;
	const struct cards *c = as->s->cards;

	return store_may_file(as->s, as->db, as->who, file, as->now_ms) &&
	       !is_hidden(as->s, as->db, as->who, &c->slot[place_of(c, file)]);
}

size_t
cards_find(struct server *s, struct db *db, const struct caller *who,
    const char *query, int64_t now_ms, struct card *out, size_t max)
{
	struct asker as = { s, db, who, now_ms };
	struct names_hit *hits = mem_zalloc(max + 1, sizeof *hits);
	struct cards *c = s->cards;
	size_t n;

	pthread_rwlock_rdlock(&c->lock);
	n = names_find(c->names, query, may_show, &as, hits, max);
	for (size_t i = 0; i < n; i++)
		out[i] = c->slot[place_of(c, &hits[i].id)].card;
	pthread_rwlock_unlock(&c->lock);
	mem_free_wiped(hits, (max + 1) * sizeof *hits);
	return n;
}

size_t
cards_by_reference(struct server *s, const char *reference, struct id *out)
{
	const struct cards *c = s->cards;
	size_t n = 0;

	pthread_rwlock_rdlock(&s->cards->lock);
	for (size_t i = 0; i < c->size; i++) {
		const struct card *card = &c->slot[i].card;

		if (id_is_none(&card->file) || card->gone ||
		    *card->reference == '\0' ||
		    strcmp(card->reference, reference) != 0)
			continue;
		*out = card->file;
		n++;
	}
	pthread_rwlock_unlock(&s->cards->lock);
	return n;
}

void
card_write(struct jw *w, const char *key, const struct card *card)
{
	jw_open(w, key);
	jw_text(w, "file", card->file.s);
	if (card->gone) {
		jw_bool(w, "gone", true);
	} else {
		jw_text(w, "name", card->name);
		if (*card->also)
			jw_text(w, "also", card->also);
		if (*card->born)
			jw_text(w, "born", card->born);
		if (*card->reference)
			jw_text(w, "reference", card->reference);
		if (card->provisional)
			jw_bool(w, "provisional", true);
	}
	jw_close(w);
}

void
cards_free(struct cards *c)
{
	if (!c)
		return;
	names_free(c->names);
	mem_free_wiped(c->slot, c->size * sizeof *c->slot);
	pthread_rwlock_destroy(&c->lock);
	mem_free_wiped(c, sizeof *c);
}
