/* request_kit.h - a request on the file of share_kit.h, decisions about its records, and
 * the copy made again. */
#ifndef HAVEN_REQUEST_KIT_H
#define HAVEN_REQUEST_KIT_H

#include "request_office.h"
#include "share_wait.h"

#define ACCESS(who, more)                                             \
	"{\"what\":\"access\",\"asks\":\"Everything.\",\"received\":" \
	"\"2026-11-04\",\"how\":\"letter\",\"who\":\"" who "\"," more \
	"\"identity\":\"known\",\"safe\":\"At the youth club.\"}"
#define BY_CHILD "\"standing\":\"self\","
#define BY_MOTHER "\"adult\":\"$mother\",\"standing\":\"responsibility\","
KIT_FUNC unsigned
save(const struct person *p, const struct kind *k, const char *template)
{
	struct id id = id_new();

	return kit_save(p, k, &kits.file, &id, 0, share_fill(template));
}

KIT_FUNC void
is_refused(const char *why, unsigned got, unsigned want, const char *says)
{
	if (got != want || strstr(kit_result.error.says, says) == NULL)
		fail_msg("%s: %u, %s", why, got, kit_result.error.says);
}

/* ---- deciding ---- */

KIT_FUNC unsigned
decide_item(const struct person *p, const struct id *request,
    const struct id *record, int64_t version, const char *more)
{
	char body[1200];
	struct id id = id_new();

	snprintf(body, sizeof(body),
	    "{\"request\":\"%s\",\"record\":\"%s\",\"version\":%lld,%s}",
	    request->s, record->s, (long long)version, more);
	return kit_save(p, &kind_request_item, &kits.file, &id, 0, body);
}

KIT_FUNC void
read_items(
    const struct id *request, struct own_request *r, struct own_items *items)
{
	struct db *db = kit_reader();

	assert_int_equal(
	    own_request_read(kit, db, request, kit_now, r, NULL), ERR_OK);
	assert_int_equal(own_items_read(kit, db, r, 0, items, NULL), ERR_OK);
	server_reader_done(kit, db);
}

/* Everything that is not decided goes. */
KIT_FUNC void
release_rest(const struct person *p, const struct id *request)
{
	struct own_request r;
	struct own_items items;

	read_items(request, &r, &items);
	for (size_t i = 0; i < items.count; i++)
		if (items.at[i].state == ITEM_UNDECIDED ||
		    items.at[i].state == ITEM_CHANGED)
			assert_int_equal(
			    decide_item(p, request, &items.at[i].id,
				items.at[i].row.version,
				"\"what\":\"release\""),
			    201);
	own_items_done(&items);
	own_request_done(&r);
}

KIT_FUNC struct id
copy_of(const struct id *request)
{
	struct own_request r;
	struct own_items items;
	struct id copy = { "" };

	read_items(request, &r, &items);
	if (r.stand.copy != REQUEST_NONE)
		copy = r.rows[r.stand.copy].id;
	own_items_done(&items);
	own_request_done(&r);
	return copy;
}

KIT_FUNC unsigned
ready(const struct person *p, const struct id *request)
{
	char body[200];
	struct id id = id_new();

	snprintf(body, sizeof(body), "{\"request\":\"%s\"}", request->s);
	return kit_save(p, &kind_request_ready, &kits.file, &id, 0, body);
}

/* The copy made again, as its text; its fingerprint holds. */
KIT_FUNC void
copy_text(const struct id *copy, struct buf *text)
{
	struct db *db = kit_reader();
	struct record_row row, of;
	struct record *body = NULL;
	struct own_request r;
	struct own_items items;
	struct copy_counts counts;
	struct copy_state state;
	struct doc *d = NULL;
	char hash[COPY_HASH_TEXT];

	assert_int_equal(store_body(kit, db, copy, &row, &body, NULL), ERR_OK);
	assert_int_equal(store_find(db, &row.parent, &of, NULL), ERR_OK);
	state = (struct copy_state){
		.change = atoll(record_text(body, "change")),
		.looks = atoll(record_text(body, "looks")),
		.office = record_text(body, "office"),
		.complain = record_text(body, "complain"),
	};
	assert_int_equal(
	    own_request_read(kit, db, &of.parent, kit_now, &r, NULL), ERR_OK);
	assert_int_equal(
	    own_items_read(kit, db, &r, state.change, &items, NULL), ERR_OK);
	assert_int_equal(
	    copy_document(kit, db, &r, &items, &state, &d, &counts, NULL),
	    ERR_OK);
	copy_fingerprint(d, text, hash);
	assert_string_equal(hash, record_text(body, "hash"));
	doc_free(d);
	own_items_done(&items);
	own_request_done(&r);
	record_free(body);
	server_reader_done(kit, db);
}

KIT_FUNC void
has(const struct buf *text, const char *words, bool want)
{
	if ((strstr(buf_str(text), words) != NULL) != want)
		fail_msg("%s '%s':\n%s", want ? "lacks" : "holds", words,
		    buf_str(text));
}

KIT_FUNC int
start_up(void **state)
{
	return share_start(state);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start_up, kit_stop)

#endif
