/* request_copied.h - for the tests of the copy of a request: what is left of a file is
 * released, and the copy that the office made of it. Included once in a test. */
#ifndef HAVEN_REQUEST_COPIED_H
#define HAVEN_REQUEST_COPIED_H

#include "office_scene.h"
#include "request_office.h"

static struct scene sc;
static struct id asked, copy;

static void
release_rest(void)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct own_request r;
	struct own_items items;

	assert_int_equal(
	    own_request_read(sc.office.s, db, &asked, sc.office.now_ms, &r, &e),
	    ERR_OK);
	assert_int_equal(
	    own_items_read(sc.office.s, db, &r, 0, &items, &e), ERR_OK);
	server_reader_done(sc.office.s, db);
	for (size_t i = 0; i < items.count; i++) {
		char body[300];

		if (items.at[i].state != ITEM_UNDECIDED)
			continue;
		snprintf(body, sizeof(body),
		    "{\"request\":\"%s\",\"record\":\"%s\",\"version\":%lld,"
		    "\"what\":\"release\"}",
		    asked.s, items.at[i].id.s,
		    (long long)items.at[i].row.version);
		scene_put(&sc, SENIOR, "request_item", body);
	}
	own_items_done(&items);
	own_request_done(&r);
}

static void
find_copy(void)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct own_request r;

	assert_int_equal(
	    own_request_read(sc.office.s, db, &asked, sc.office.now_ms, &r, &e),
	    ERR_OK);
	assert_int_not_equal(r.stand.copy, REQUEST_NONE);
	copy = r.rows[r.stand.copy].id;
	own_request_done(&r);
	server_reader_done(sc.office.s, db);
}

#endif
