/* inspect_rules.c - what may be saved of the kinds around an inspection, beyond rights
 * and fields (O1, O2). */
#include "inspect.h"

#include <string.h>

#include "store_in.h"

static const char *
text(const struct save *v, const char *key)
{
	return record_text(v->body, key);
}

static bool
is(const struct record *r, const char *key, const char *code)
{
	return strcmp(record_text(r, key), code) == 0;
}

/* ---- the inspection ---- */

/* The inspection that an account is of already; none: it is free. */
static struct id
inspection_of(struct save *v, const char *account)
{
	struct stmt *st = db_stmt(v->db, SQL_INSPECTION_OF);
	struct id of = { "" };

	stmt_text(st, 1, account);
	if (stmt_row(st))
		of = stmt_get_id(st, 0);
	stmt_reset(st);
	return of;
}

static bool
check_account(struct save *v, size_t at)
{
	const char *account =
	    record_text(record_item(v->body, "inspectors", at), "account");
	struct id staff, of;

	if (!id_parse(&staff, account))
		return true;
	for (size_t i = 0; i < at; i++)
		if (is(record_item(v->body, "inspectors", i), "account",
			account))
			return store_refuse(v, 422, ERR_INVALID, "inspectors",
			    "Two inspectors have the same account. Each signs "
			    "in with their own.");
	if (!store_has_role(v->db, &staff, ROLE_INSPECTOR, v->put->now_ms))
		return store_refuse(v, 422, ERR_INVALID, "inspectors",
		    "The account of an inspector has the role Inspector. Ask "
		    "the administrator to make one for this inspection.");
	of = inspection_of(v, account);
	return id_is_none(&of) || id_equal(&of, &v->put->id) ||
	       store_refuse(v, 422, ERR_INVALID, "inspectors",
		   "That account was made for another inspection. Ask the "
		   "administrator for one of its own.");
}

static bool
has_file(const struct record *r, const char *file)
{
	size_t n = record_count(r, "files");

	for (size_t i = 0; i < n; i++)
		if (is(record_item((struct record *)(uintptr_t)r, "files", i),
			"file", file))
			return true;
	return false;
}

/* One that was on the list before may have been destroyed since (R2). */
static bool
check_files(struct save *v, const struct record *before)
{
	size_t n = record_count(v->body, "files");

	for (size_t i = 0; i < n; i++) {
		const char *file =
		    record_text(record_item(v->body, "files", i), "file");
		struct stmt *st = db_stmt(v->db, SQL_FILE_GET);
		bool is_there;

		stmt_text(st, 1, file);
		is_there = stmt_row(st) && stmt_get_int(st, 0) == 0;
		stmt_reset(st);
		if (!is_there && (before == NULL || !has_file(before, file)))
			return store_refuse(v, 422, ERR_INVALID, "files",
			    "A child of the list has no file with a front "
			    "sheet. Take them out, or write it first.");
	}
	return true;
}

/* Is now at least what before was? Devices of inspectors may hold it. */
static bool
is_no_narrower(const struct record *before, const struct record *now)
{
	size_t n = record_count(before, "files");

	if (!is(now, "scope", record_text(before, "scope")) ||
	    !is(now, "nature", record_text(before, "nature")) ||
	    strcmp(record_text(now, "period_from"),
		record_text(before, "period_from")) > 0 ||
	    strcmp(record_text(now, "period_until"),
		record_text(before, "period_until")) < 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!has_file(
			now, record_text(
				 record_item((struct record *)(uintptr_t)before,
				     "files", i),
				 "file")))
			return false;
	return true;
}

static bool
check_change(struct save *v, const struct record *before)
{
	char today[WHEN_TEXT];

	if (before == NULL)
		return true;
	store_today(today, v->put->now_ms);
	return strcmp(today, record_text(before, "access_from")) < 0 ||
	       is_no_narrower(before, v->body) ||
	       store_refuse(v, 422, ERR_INVALID, "scope",
		   "From its first day on, what an inspection is about can "
		   "grow and not shrink: devices of inspectors may hold it. "
		   "End it, and write another.");
}

static bool
check_inspection(struct save *v)
{
	size_t n = record_count(v->body, "inspectors");
	struct record *before = NULL;
	struct record_row row;
	bool is_right;

	for (size_t i = 0; i < n; i++)
		if (!check_account(v, i))
			return false;
	/* A database that cannot answer judges nothing: store_put says so. */
	if (v->is_there)
		(void)store_body(v->s, v->db, &v->put->id, &row, &before, NULL);
	is_right = check_files(v, before) && check_change(v, before);
	record_free(before);
	return is_right;
}

/* ---- beside it ---- */

/* One reason for all is for a visit that nobody could announce (O2). */
static bool
check_untold(struct save *v)
{
	struct inspect_row row;

	return (inspect_find(v->db, &v->parent, &row) && row.is_unannounced) ||
	       store_refuse(v, 422, ERR_INVALID, "inspection",
		   "One reason for all is for an unannounced inspection. This "
		   "one was announced: write the reason for each person.");
}

/* A contact, an exception, a copy names an inspection that is there. */
static bool
names_inspection(struct save *v)
{
	struct inspect_row row;
	struct id id;

	return (id_parse(&id, text(v, "inspection")) &&
		   inspect_find(v->db, &id, &row)) ||
	       store_must_wait(v, "the inspection that it names");
}

/* What was done is kept; what the office is to send is not sent where nobody may be
 * contacted (S1). */
static bool
check_contact(struct save *v)
{
	struct record *adult = NULL;
	struct record_row row;
	bool is_safe;

	if (!names_inspection(v))
		return false;
	if (!is(v->body, "how", "email"))
		return true;
	is_safe =
	    store_body(v->s, v->db, &v->parent, &row, &adult, NULL) == ERR_OK &&
	    !is(adult, "contact", "never");
	record_free(adult);
	return is_safe ||
	       store_refuse(v, 422, ERR_INVALID, "how",
		   "It is not safe to contact this person, so no e-mail is "
		   "sent. Write the reason why they are not told instead.");
}

static const struct {
	const struct kind *kind;
	bool (*check)(struct save *);
} rules[] = {
	{ &kind_inspection, check_inspection },
	{ &kind_inspection_untold, check_untold },
	{ &kind_inspection_contact, check_contact },
	{ &kind_inspection_exception, names_inspection },
	{ &kind_inspection_copy, names_inspection },
};

bool
inspect_allows(struct save *v)
{
	for (size_t i = 0; i < KIND_COUNT(rules); i++)
		if (rules[i].kind == v->put->kind)
			return rules[i].check(v);
	return true;
}
