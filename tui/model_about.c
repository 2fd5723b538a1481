/* model_about.c - who looked at a file, and who may see it (A2): the office's last
 * answers, in words. */
#include "model_in.h"

#include <stdio.h>
#include <string.h>

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
	if (!m->store)
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

static const struct {
	const char *what, *words;
} whys[] = {
	{ "role", "by their role" },
	{ "assigned", "assigned" },
	{ "manager", "line manager" },
	{ "opening", "opened it with a reason" },
	{ "advice", "asked for advice" },
	{ "author", "wrote on it; sees that alone" },
	{ "chair", "chair of trustees" },
};

static void
add_day(const char *before, const char *stored, struct buf *out)
{
	char shown[WHEN_SHOWN];
	struct civil c;

	if (!when_read(&c, stored))
		return;
	when_show(shown, &c);
	buf_addf(out, "%s%s", before, shown);
}

/* "assigned from ... until ...: keyworker" */
static void
add_why(const struct json *why, struct buf *out)
{
	const char *what = json_text_of(why, "what", "");
	size_t i = 0;

	while (i < sizeof(whys) / sizeof(whys[0]) &&
	       strcmp(whys[i].what, what) != 0)
		i++;
	/* A newer office may know another reason. */
	buf_addf(out, "%s%s", out->len ? "; " : "",
	    i < sizeof(whys) / sizeof(whys[0]) ? whys[i].words
					       : "another reason");
	if (*json_text_of(why, "name", ""))
		buf_addf(out, " of %s", json_text_of(why, "name", ""));
	add_day(", from ", json_text_of(why, "from", ""), out);
	add_day(", until ", json_text_of(why, "until", ""), out);
	if (*json_text_of(why, "for", ""))
		buf_addf(out, ": %s", json_text_of(why, "for", ""));
}

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
	struct buf b = BUF_INIT(65536);
	enum role role;

	snprintf(
	    r->name, sizeof(r->name), "%s", json_text_of(item, "name", ""));
	if (role_parse(&role, json_text_of(item, "role", "")))
		snprintf(r->role_title, sizeof(r->role_title), "%s",
		    role_title(role));
	for (const struct json *i = json_first(json_get(item, "why")); i;
	     i = json_next(i))
		add_why(i, &b);
	copy_cut(r->why, sizeof(r->why), buf_str(&b));
	buf_done(&b);
}

size_t
model_access(struct model *m, const struct id *file,
    const struct access_row **rows, int64_t *as_of_ms, enum ask_state *state)
{
	struct json *doc;
	const struct json *i;

	*rows = NULL;
	*as_of_ms = 0;
	*state = ASK_NONE;
	if (!m->store)
		return 0;
	list_clear(&m->access, sizeof(struct access_row));
	doc = read_kept(m, META_ACCESS, file, as_of_ms);
	for (i = json_first(json_get(json_get(doc, "answer"), "people")); i;
	     i = json_next(i))
		add_access(m, i);
	json_free(doc);
	*state = link_access_state(m, file);
	*rows = m->access.at;
	return m->access.count;
}
