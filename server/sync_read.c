/* sync_read.c - what a device asks in a sync (docs/SYNC.md, The request). */
#include "sync_read.h"

#include <stdio.h>
#include <string.h>

#include "jscan.h"
#include "mem.h"
#include "put_read.h"

static bool
read_digits(int64_t *out, const char *text, size_t len)
{
	*out = 0;
	if (len < 1 || len > 15 || strspn(text, "0123456789") < len)
		return false;
	for (size_t i = 0; i < len; i++)
		*out = *out * 10 + (text[i] - '0');
	return true;
}

bool
sync_read_number(int64_t *out, const char *text)
{
	return read_digits(out, text, strlen(text));
}

bool
sync_read_cursor(struct sync_ask *out, const char *text)
{
	size_t len = strcspn(text, ".");

	out->has_told = text[len] == '.';
	out->told = 0;
	if (!read_digits(&out->since, text, len))
		return false;
	return !out->has_told ||
	       (sync_read_number(&out->told, text + len + 1) &&
		   out->told <= out->since);
}

/* What is not of that form is not there: then nothing can be said about it. */
static void
read_past(struct sync_past *out, int64_t rows, const char *hex)
{
	char first[SYNC_PAST * 2 + 1];

	snprintf(first, sizeof(first), "%s", hex);
	*out = (struct sync_past){ .rows = rows };
	out->is_given = rows > 0 && strlen(hex) >= SYNC_PAST * 2 &&
			seal_unhex(out->head, SYNC_PAST, first);
}

static void
read_past_text(struct sync_past *out, const char *text)
{
	const char *dot = strchr(text, '.');
	char digits[20] = "";
	int64_t rows = 0;

	if (dot != NULL && (size_t)(dot - text) < sizeof(digits))
		memcpy(digits, text, (size_t)(dot - text));
	*out = (struct sync_past){ 0 };
	if (!sync_read_number(&rows, digits))
		return;
	out->rows = rows;
	out->is_given =
	    rows > 0 && seal_unbase64(out->head, SYNC_PAST, dot + 1);
}

static enum err
bad(struct errinfo *e, const char *member, const char *what)
{
	return err_field(e, ERR_INVALID, member, "\"%s\" of a sync must be %s.",
	    member, what);
}

/* The list at member: NULL with ERR_OK if it is not there. */
static enum err
read_list(const struct json **out, const struct json *json, const char *member,
    size_t max, struct errinfo *e)
{
	const struct json *list = json_get(json, member);

	*out = NULL;
	if (list == NULL)
		return ERR_OK;
	if (!json_is_array(list))
		return bad(e, member, "a list");
	if (json_count(list) > max)
		return err_field(e, ERR_TOO_BIG, member,
		    "\"%s\" of one sync has at most %zu members. Send the rest "
		    "with the next.",
		    member, max);
	*out = list;
	return ERR_OK;
}

/* Ids, or objects that hold one at key. */
static enum err
read_files(struct sync_files *out, const struct json *json, const char *member,
    const char *key, struct errinfo *e)
{
	const struct json *list;
	enum err code = read_list(&list, json, member, SYNC_FILES_MAX, e);

	if (code != ERR_OK || list == NULL)
		return code;
	out->ids = mem_zalloc(json_count(list) + 1, sizeof(out->ids[0]));
	for (const struct json *n = json_first(list); n; n = json_next(n)) {
		const char *text =
		    key != NULL ? json_text(json_get(n, key)) : json_text(n);

		if (!id_parse(&out->ids[out->count++], text))
			return bad(e, member, "a list of ids");
	}
	return ERR_OK;
}

/* Between two versions of a record, with the change that came back. */
static bool
read_chose(struct device_look *l, const struct json *n)
{
	if (l->chose == CHOSE_NOTHING)
		return true;
	return l->chose < CHOSE_COUNT && !id_is_none(&l->record) &&
	       l->version > 0 &&
	       id_parse(&l->write, json_text_of(n, "write", NULL));
}

static enum err
read_looks(struct sync_ask *out, const struct json *json, struct errinfo *e)
{
	const struct json *list;
	enum err code = read_list(&list, json, "looks", WIRE_LOOKS_MAX, e);

	if (code != ERR_OK || list == NULL)
		return code;
	out->looks = mem_zalloc(json_count(list) + 1, sizeof(out->looks[0]));
	for (const struct json *n = json_first(list); n; n = json_next(n)) {
		struct device_look *l = &out->looks[out->look_count++];
		const char *record = json_text_of(n, "record", "");

		l->version = json_int_of(n, "version", 0);
		l->at_ms = json_int_of(n, "at", -1);
		l->chose = wire_chose_find(json_text_of(n, "chose", ""));
		l->exported = json_true(json_get(n, "exported"));
		if (!id_parse(&l->look, json_text_of(n, "look", NULL)) ||
		    !id_parse(&l->file, json_text_of(n, "file", NULL)) ||
		    (record[0] != '\0' && !id_parse(&l->record, record)) ||
		    l->version < 0 || l->at_ms < 0 || !read_chose(l, n) ||
		    (l->exported && l->chose != CHOSE_NOTHING))
			return bad(e, "looks",
			    "a list of looks: \"look\", \"file\", \"record\", "
			    "\"version\", \"at\"; and \"chose\" with "
			    "\"write\"");
	}
	return ERR_OK;
}

/* ---- writes ---- */

struct spans {
	struct sync_ask *out;
	const struct json *node;
};

/* The elements come in order, and so do the nodes. */
static bool
read_write(void *arg, size_t index, const char *start, size_t n)
{
	struct spans *spans = arg;
	struct sync_write *w = &spans->out->writes[index];

	snprintf(w->echo, sizeof(w->echo), "%s",
	    json_text_of(spans->node, "write", ""));
	(void)put_read_write(&w->put, spans->node, start, n, &w->bad);
	spans->node = json_next(spans->node);
	return true;
}

static enum err
read_writes(struct sync_ask *out, const struct request *rq, struct errinfo *e)
{
	const struct json *list;
	enum err code =
	    read_list(&list, rq->json, "writes", WIRE_WRITES_MAX, e);
	struct spans spans = { .out = out };

	if (code != ERR_OK || list == NULL)
		return code;
	out->write_count = json_count(list);
	out->writes = mem_zalloc(out->write_count + 1, sizeof(out->writes[0]));
	spans.node = json_first(list);
	for (const struct json *n = spans.node; n; n = json_next(n))
		if (!json_is_object(n))
			return bad(e, "writes", "a list of objects");
	jscan_each(rq->body, rq->body_len, "writes", read_write, &spans);
	return ERR_OK;
}

enum err
sync_read(struct sync_ask *out, const struct request *rq, struct errinfo *e)
{
	const struct json *json = rq->json;
	enum err code;

	*out = (struct sync_ask){ 0 };
	if (json == NULL)
		return err_set(e, ERR_INVALID, "A sync needs a body.");
	if (!sync_read_cursor(out, json_text_of(json, "cursor", "0")))
		return bad(e, "cursor", "a cursor of this server");
	snprintf(out->generation, sizeof(out->generation), "%s",
	    json_text_of(json, "generation", ""));
	snprintf(
	    out->set, sizeof(out->set), "%s", json_text_of(json, "set", ""));
	sync_have_read(&out->have, json_text_of(json, "have", ""));
	read_past(&out->past, json_int_of(json_get(json, "chain"), "rows", 0),
	    json_text_of(json_get(json, "chain"), "head", ""));
	code = read_files(&out->want, json, "want", NULL, e);
	if (code == ERR_OK)
		code = read_files(&out->opened, json, "opened", "file", e);
	if (code == ERR_OK)
		code = read_files(&out->drop, json, "drop", NULL, e);
	if (code == ERR_OK)
		code = read_files(&out->erased, json, "erased", NULL, e);
	if (code == ERR_OK)
		code = read_looks(out, json, e);
	if (code == ERR_OK)
		code = read_writes(out, rq, e);
	if (code != ERR_OK)
		sync_ask_done(out);
	return code;
}

enum err
sync_read_brief(
    struct sync_ask *out, const struct request *rq, struct errinfo *e)
{
	const char *cursor = request_query(rq, "cursor");
	const char *have = request_query(rq, "have");
	const char *past = request_query(rq, "past");

	*out = (struct sync_ask){ .is_brief = true };
	if (!cursor || !sync_read_cursor(out, cursor))
		return bad(e, "cursor", "a cursor of this server");
	sync_have_read(&out->have, have ? have : "");
	read_past_text(&out->past, past ? past : "");
	return ERR_OK;
}

void
sync_ask_done(struct sync_ask *ask)
{
	struct sync_files *files[] = { &ask->want, &ask->opened, &ask->drop,
		&ask->erased };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		mem_free_wiped(
		    files[i]->ids, files[i]->count * sizeof(files[i]->ids[0]));
	mem_free_wiped(ask->writes, ask->write_count * sizeof(ask->writes[0]));
	mem_free_wiped(ask->looks, ask->look_count * sizeof(ask->looks[0]));
	*ask = (struct sync_ask){ 0 };
}
