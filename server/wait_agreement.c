/* wait_agreement.c - when the answer of a family is to be asked for again (I2, C1). */
#include "store_in.h"

#include <stdlib.h>
#include <string.h>

/* 29 February is 1 March in other years. */
static struct civil
years_on(const struct civil *day, int years)
{
	struct civil at = *day;

	at.year += years;
	if (!when_is_valid(&at)) {
		at.month = 3;
		at.day = 1;
	}
	return at;
}

/* When the answer of a family is asked for anew: a year on, and when the child
 * turns 12, 16 and 18 (I2, C1). born->year 0: not known. */
static struct civil
refresh_day(const struct civil *from, const struct civil *born)
{
	static const int ages[] = { 12, 16, 18 };
	struct civil first = years_on(from, 1);

	for (size_t i = 0; i < KIND_COUNT(ages) && born->year != 0; i++) {
		struct civil birthday = years_on(born, ages[i]);

		if (when_compare(&birthday, from) > 0 &&
		    when_compare(&birthday, &first) < 0)
			first = birthday;
	}
	return first;
}

/* Yes or not, as a version of an adult's record says it; not what cannot be read. */
static bool
is_responsible(
    struct server *s, struct db *db, const struct id *adult, int64_t version)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	struct record *r = NULL;
	struct envelope env;
	bool is =
	    store_read(s, db, adult, version, &env, &text, NULL) == ERR_OK &&
	    record_from_json(&r, &kind_adult, env.body, env.body_len, true,
		NULL, NULL) == ERR_OK &&
	    strcmp(record_text(r, "responsibility"), "yes") == 0;

	record_free(r);
	buf_done(&text);
	return is;
}

/* When an adult was last changed who has parental responsibility now and had it not
 * when the answer was received, or the other way; 0: there is none. An adult who is
 * new since has given no answer: that is said of them. */
static int64_t
responsibility_changed_ms(
    struct server *s, struct db *db, const struct record_row *answer)
{
	struct stmt *st = db_stmt(db, SQL_ADULTS_CHANGED);
	int64_t changed_ms = 0;

	stmt_id(st, 1, &answer->file);
	stmt_int(st, 2, answer->received_ms);
	while (changed_ms == 0 && stmt_row(st)) {
		struct id adult = stmt_get_id(st, 0);
		int64_t then = stmt_get_int(st, 2);

		if (then > 0 && is_responsible(s, db, &adult, then) !=
				    is_responsible(s, db, &adult, 0))
			changed_ms = stmt_get_int(st, 1);
	}
	stmt_reset(st);
	return changed_ms;
}

/* When it came that the support is another kind of support, after the answer; 0: it
 * is not. */
static int64_t
support_changed_ms(
    struct server *s, struct db *db, const struct record_row *answer)
{
	struct id *ids = NULL;
	size_t n = 0;
	int64_t changed_ms = 0;

	(void)store_ids_of_kind(
	    db, &answer->file, &kind_nature_change, &ids, &n, NULL);
	for (size_t i = 0; i < n && changed_ms == 0; i++) {
		struct record *r = NULL;
		struct record_row row;

		if (store_find(db, &ids[i], &row, NULL) == ERR_OK &&
		    row.received_ms > answer->received_ms &&
		    store_body(s, db, &ids[i], &row, &r, NULL) == ERR_OK &&
		    strcmp(record_text(r, "undone"), "yes") != 0)
			changed_ms = row.received_ms;
		record_free(r);
	}
	free(ids);
	return changed_ms;
}

/* A year on, at a birthday that matters, since the support has changed, or
 * since it is not the same people any more who answer for the child. A child's own
 * answer hangs on none of them. */
bool
store_agreement_due(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row, int64_t now_ms, int64_t *since_ms)
{
	struct civil from, born = { 0 }, day, today = when_civil(now_ms);
	struct card card = { 0 };
	struct duty duty;

	if (!store_duty_find(db, &row->id, &duty) ||
	    !when_read(&from, duty.from_on))
		return false;
	cards_get(s, db, who, &row->file, now_ms, &card);
	(void)when_read(&born, card.born);
	day = refresh_day(&from, &born);
	*since_ms = when_ms(&day);
	if (when_compare(&day, &today) <= 0)
		return true;
	*since_ms = support_changed_ms(s, db, row);
	if (*since_ms == 0 && duty.person[0] != '\0')
		*since_ms = responsibility_changed_ms(s, db, row);
	return *since_ms > 0;
}
