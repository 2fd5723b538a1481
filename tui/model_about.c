/* model_about.c - who looked at a file, and who may see it (A2): the office's last
 * answers, in words. */
#include "model_in.h"

#include <stdio.h>
#include <string.h>

#include "access_says.h"
#include "text.h"

/* What is kept of one: {"as_of":ms,"answer":the office's}. NULL: nothing is. */
static struct json *
read_kept(
    struct model *m, const char *meta, const struct id *file, int64_t *as_of_ms)
{
	struct buf text = BUF_INIT(WIRE_SYNC_MAX), key = BUF_INIT(128);
	struct json *doc = NULL;

	buf_addf(&key, "%s%s", meta, file->s);
	if (store_meta_get(m->store, buf_str(&key), &text, NULL) == ERR_OK &&
	    json_parse(&doc, text.data, text.len, WIRE_SYNC_MAX, NULL) ==
		ERR_OK)
		*as_of_ms = json_int_of(doc, "as_of", 0);
	else
		doc = NULL;
	buf_done(&key);
	buf_done(&text);
	return doc;
}

/* ---- who looked ---- */

static const struct {
	const char *code, *words;
} whats[] = {
	{ "look", "looked" },
	{ "write", "wrote" },
	{ "copied", "copied to a device" },
	{ "exported", "printed or wrote it out" },
	{ "refused", "tried in vain" },
	{ "search", "searched" },
	{ "theirs", "kept it, and left their own change" },
	{ "mine", "put their own change over it" },
	{ "joined", "joined it with their own change" },
};

static void
add_look(struct model *m, const struct json *item)
{
	const char *what = json_text_of(item, "what", "");
	const struct kind *k = kind_find(json_text_of(item, "kind", ""));
	struct look_row *r = list_add(&m->looks, sizeof(*r));

	snprintf(r->by, sizeof(r->by), "%s", json_text_of(item, "name", ""));
	snprintf(r->what, sizeof(r->what), "%s", what);
	if (strcmp(what, "chose") == 0)
		what = json_text_of(item, "chose", "");
	for (size_t i = 0; i < sizeof(whats) / sizeof(whats[0]); i++) {
		if (strcmp(whats[i].code, what) == 0)
			snprintf(
			    r->what, sizeof(r->what), "%s", whats[i].words);
	}
	id_parse(&r->record, json_text_of(item, "record", NULL));
	snprintf(r->kind_title, sizeof(r->kind_title), "%s", k ? k->title : "");
	r->at_ms = json_int_of(item, "at", 0);
}

size_t
model_looks(struct model *m, const struct id *file,
    const struct look_row **rows, int64_t *as_of_ms, enum ask_state *state)
{
	struct json *doc;
	const struct json *i;

	*rows = NULL;
	*as_of_ms = 0;
	*state = ASK_NONE;
	if (!m->store || model_is_shut(m))
		return 0;
	list_clear(&m->looks, sizeof(struct look_row));
	doc = read_kept(m, META_LOOKS, file, as_of_ms);
	for (i = json_first(json_get(json_get(doc, "answer"), "looks")); i;
	     i = json_next(i))
		add_look(m, i);
	json_free(doc);
	*state = link_looks_state(m, file);
	*rows = m->looks.at;
	return m->looks.count;
}

/* ---- who may see it ---- */

/* Copy what fits, cut at a character. */
static void
copy_cut(char *out, size_t size, const char *text)
{
	size_t len = strlen(text), at = 0, next;

	while (at < len && (next = text_next(text, len, at)) < size)
		at = next;
	memcpy(out, text, at);
	out[at] = '\0';
}

static void
add_access(struct model *m, const struct json *item)
{
	struct access_row *r = list_add(&m->access, sizeof(*r));
	static const char tail[] = "; and more";
	struct buf b = BUF_INIT(65536);
	enum role role;
	size_t at;

	snprintf(
	    r->name, sizeof(r->name), "%s", json_text_of(item, "name", ""));
	if (role_parse(&role, json_text_of(item, "role", "")))
		snprintf(r->role_title, sizeof(r->role_title), "%s",
		    role_title(role));
	for (const struct json *i = json_first(json_get(item, "why")); i;
	     i = json_next(i)) {
		buf_adds(&b, b.len ? "; " : "");
		access_says(i, &b);
	}
	copy_cut(r->why, sizeof(r->why), buf_str(&b));
	if (b.failed || b.len >= sizeof(r->why)) {
		copy_cut(r->why, sizeof(r->why) - strlen(tail), buf_str(&b));
		at = strlen(r->why);
		snprintf(r->why + at, sizeof(r->why) - at, "%s", tail);
	}
	buf_done(&b);
}

size_t
model_access(struct model *m, const struct id *file,
    const struct access_row **rows, size_t *more, int64_t *as_of_ms,
    enum ask_state *state)
{
	struct json *doc;
	int64_t left_out;
	const struct json *i;

	*rows = NULL;
	*more = 0;
	*as_of_ms = 0;
	*state = ASK_NONE;
	if (!m->store || model_is_shut(m))
		return 0;
	list_clear(&m->access, sizeof(struct access_row));
	doc = read_kept(m, META_ACCESS, file, as_of_ms);
	for (i = json_first(json_get(json_get(doc, "answer"), "people")); i;
	     i = json_next(i))
		add_access(m, i);
	left_out = json_int_of(json_get(doc, "answer"), "more", 0);
	*more = left_out > 0 ? (size_t)left_out : 0;
	json_free(doc);
	*state = link_access_state(m, file);
	*rows = m->access.at;
	return m->access.count;
}
