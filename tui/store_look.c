/* store_look.c - looks made on this device, sealed, on the disk before the
 * record is shown (promise 7), and sent at the next sync. */
#include "store_in.h"

#include <string.h>

static void
write_look(struct buf *out, const struct look *look)
{
	struct jw w = JW_INIT(out);

	jw_open(&w, NULL);
	jw_text(&w, "file", look->file.s);
	jw_text(&w, "record", look->record.s);
	jw_int(&w, "version", look->version);
	jw_int(&w, "at", look->at_ms);
	if (look->chose != CHOSE_NOTHING) {
		jw_text(&w, "chose", wire_chose_codes[look->chose]);
		jw_text(&w, "write", look->write.s);
	}
	if (look->exported)
		jw_bool(&w, "exported", true);
	jw_close(&w);
}

static enum err
read_look(struct look *look, const struct buf *text, struct errinfo *e)
{
	struct json *doc;
	enum err code = json_parse(&doc, text->data, text->len, 4096, e);

	if (code != ERR_OK)
		return code;
	id_parse(&look->file, json_text_of(doc, "file", NULL));
	id_parse(&look->record, json_text_of(doc, "record", NULL));
	look->version = json_int_of(doc, "version", 0);
	look->at_ms = json_int_of(doc, "at", 0);
	look->chose = wire_chose_find(json_text_of(doc, "chose", ""));
	if (look->chose == CHOSE_COUNT)
		look->chose = CHOSE_NOTHING;
	id_parse(&look->write, json_text_of(doc, "write", NULL));
	look->exported = json_true(json_get(doc, "exported"));
	json_free(doc);
	return ERR_OK;
}

enum err
store_look_add(struct store *st, const struct look *look, struct errinfo *e)
{
	struct buf text = BUF_INIT(4096);
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	write_look(&text, look);
	s = sql_get(st, SQL_LOOK_ADD);
	sql_id(st, s, 1, &look->look);
	code = store_seal(
	    st, s, 2, "look", look->look.s, 0, text.data, text.len, e);
	if (code == ERR_OK)
		code = sql_done(st, s, e);
	buf_done(&text);
	return store_leave(st, own, code, e);
}

size_t
store_look_list(
    struct store *st, struct look *out, size_t max, struct errinfo *e)
{
	struct buf text = BUF_INIT(4096);
	sqlite3_stmt *s = sql_get(st, SQL_LOOK_LIST);
	enum err code = ERR_OK, bad = ERR_OK;
	size_t n = 0;

	sql_int(st, s, 1, (int64_t)max);
	while (code == ERR_OK && n < max && sql_row(st, s)) {
		memset(&out[n], 0, sizeof(out[n]));
		out[n].look = sql_col_id(s, 1);
		buf_clear(&text);
		code =
		    store_unseal(st, s, 0, "look", out[n].look.s, 0, &text, e);
		if (code == ERR_OK)
			code = read_look(&out[n], &text, e);
		if (code == ERR_OK)
			n++;
		else
			store_pass_over(&code, &bad);
	}
	sqlite3_reset(s);
	buf_done(&text);
	if (code == ERR_OK)
		sql_error(st, e);
	return n;
}

enum err
store_look_remove(struct store *st, const struct id *look, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_LOOK_REMOVE);
	sql_id(st, s, 1, look);
	return store_leave(st, own, sql_done(st, s, e), e);
}
