/* sync_answer.c - one reader for each member; what they have in common is that
 * the first fault ends it all. */
#include "sync_answer_in.h"

#include <stdio.h>
#include <string.h>

#include "jscan.h"
#include "json.h"
#include "kind.h"
#include "mem.h"

/* Of one list. The text is bounded, so this is never the limit in use. */
#define ITEMS_MAX 100000

/* The members of an answer, cut out in one pass. Those that are no lists come
 * first: cJSON reads them, and need not see the rest. */
enum part {
	PART_NOW,
	PART_GENERATION,
	PART_CURSOR,
	PART_SET,
	PART_HAVE,
	PART_ENDED,
	PART_MORE,
	PART_CHAIN,
	PART_LEASE,
	PART_SMALL, /* how many those are */
	PART_RESULTS = PART_SMALL,
	PART_LOOKS,
	PART_CHANGES,
	PART_WHOLE,
	PART_PROGRESS,
	PART_FILES,
	PART_DESTROYED,
	PART_WAITING,
	PART_ME,
	PART_COUNT
};

static const char *const part_names[PART_COUNT] = {
	[PART_NOW] = "now",
	[PART_GENERATION] = "generation",
	[PART_CURSOR] = "cursor",
	[PART_SET] = "set",
	[PART_HAVE] = "have",
	[PART_ENDED] = "ended",
	[PART_MORE] = "more",
	[PART_CHAIN] = "chain",
	[PART_LEASE] = "lease",
	[PART_RESULTS] = "results",
	[PART_LOOKS] = "looks",
	[PART_CHANGES] = "changes",
	[PART_WHOLE] = "whole",
	[PART_PROGRESS] = "progress",
	[PART_FILES] = "files",
	[PART_DESTROYED] = "destroyed",
	[PART_WAITING] = "waiting",
	[PART_ME] = "me",
};

/* ---- walking lists ---- */

/* Reads one element into the place that was made for it. */
struct list_read {
	struct sync_answer *an;
	enum err (*read)(struct sync_answer *an, size_t index, const char *text,
	    size_t len, struct errinfo *e);
	size_t max;
	enum err code;
	struct errinfo *e;
};

static bool
count_one(void *arg, size_t index, const char *text, size_t len)
{
	struct list_read *lr = arg;

	(void)text;
	(void)len;
	return index < lr->max;
}

static bool
read_one(void *arg, size_t index, const char *text, size_t len)
{
	struct list_read *lr = arg;

	lr->code = lr->read(lr->an, index, text, len, lr->e);
	return lr->code == ERR_OK;
}

/* The array that a part is: its length into *count, room into *items (cleared, of
 * that size), and every element through read. */
static enum err
read_list(struct sync_answer *an, const struct jscan_part *parts,
    enum part part, size_t max, void **items, size_t size, size_t *count,
    enum err (*read)(
	struct sync_answer *, size_t, const char *, size_t, struct errinfo *),
    struct errinfo *e)
{
	struct list_read lr = { .an = an, .read = read, .max = max, .e = e };
	const struct jscan_part *p = &parts[part];
	size_t n;

	*count = 0;
	if (p->len == 0)
		return *an->have ? ERR_OK : answer_wrong(e, part_names[part]);
	if (*p->start != '[')
		return answer_wrong(e, part_names[part]);
	n = jscan_each(p->start, p->len, "", count_one, &lr);
	if (n > max)
		return answer_wrong(e, part_names[part]);
	*items = mem_zalloc(n + 1, size);
	*count = n;
	jscan_each(p->start, p->len, "", read_one, &lr);
	return lr.code;
}

/* ---- single members ---- */

/* An element that is an object, parsed; the caller frees it. */
static enum err
parse_object(struct json **out, const char *text, size_t len,
    const char *member, struct errinfo *e)
{
	if (json_parse(out, text, len, len, NULL) != ERR_OK) {
		*out = NULL;
		return answer_wrong(e, member);
	}
	if (!json_is_object(*out)) {
		json_free(*out);
		*out = NULL;
		return answer_wrong(e, member);
	}
	return ERR_OK;
}

static bool
read_id(struct id *out, const char *text, size_t len)
{
	char s[ID_TEXT + 1];

	if (len != ID_TEXT + 2 || text[0] != '"')
		return false;
	memcpy(s, text + 1, ID_TEXT);
	s[ID_TEXT] = '\0';
	return id_parse(out, s);
}

/* ---- results ---- */

static enum err
result_members(struct sync_result *r, const struct json *o, struct errinfo *e)
{
	int64_t status = json_int_of(o, "status", 0);

	if (!id_parse(&r->write, json_text_of(o, "write", NULL)) ||
	    status < 200 || status > 599)
		return answer_wrong(e, "results");
	r->status = (unsigned)status;
	r->version = json_int_of(o, "version", 0);
	r->received_ms = json_int_of(o, "received", 0);
	if (r->version < 0)
		return answer_wrong(e, "results");
	/* 202: kept aside at the office, so it may have no version yet. */
	if (status < 300)
		return (r->version > 0 || status == 202) &&
			       answer_is_ms(r->received_ms)
			   ? ERR_OK
			   : answer_wrong(e, "results");
	sync_problem_words(r->says, o,
	    "The office did not take this, and did not say why. It is kept "
	    "here; ask the office.");
	return ERR_OK;
}

static enum err
result_read(struct sync_answer *an, size_t index, const char *text, size_t len,
    struct errinfo *e)
{
	struct sync_result *r = &an->results[index];
	struct json *o;
	enum err code = parse_object(&o, text, len, "results", e);

	if (code != ERR_OK)
		return code;
	code = result_members(r, o, e);
	json_free(o);
	/* Two answers to one write: which would hold? */
	for (size_t i = 0; i < index && code == ERR_OK; i++) {
		if (id_equal(&an->results[i].write, &r->write))
			code = answer_wrong(e, "results");
	}
	return code;
}

static enum err
look_read(struct sync_answer *an, size_t index, const char *text, size_t len,
    struct errinfo *e)
{
	return read_id(&an->looks[index], text, len) ? ERR_OK
						     : answer_wrong(e, "looks");
}

static enum err
file_read(struct sync_answer *an, size_t index, const char *text, size_t len,
    struct errinfo *e)
{
	return read_id(&an->files[index], text, len) ? ERR_OK
						     : answer_wrong(e, "files");
}

static enum err
destroyed_read(struct sync_answer *an, size_t index, const char *text,
    size_t len, struct errinfo *e)
{
	return read_id(&an->destroyed[index], text, len)
		   ? ERR_OK
		   : answer_wrong(e, "destroyed");
}

/* ---- records and cards ---- */

/* A record the office holds. A kind that is not known here is kept: a newer
 * haven will show it. */
static enum err
record_read(struct envelope *env, const char *text, size_t len,
    const char *member, struct errinfo *e)
{
	const struct kind *kind;

	if (envelope_read(env, text, len, NULL) != ERR_OK ||
	    !answer_is_ms(env->received_ms))
		return answer_wrong(e, member);
	kind = kind_find(env->kind);
	if (kind && ((kind->flags & KF_ON_FILE) != 0) == id_is_none(&env->file))
		return answer_wrong(e, member);
	return ERR_OK;
}

static enum err
card_read(
    struct sync_change *ch, const char *text, size_t len, struct errinfo *e)
{
	struct json *o;
	enum err code = parse_object(&o, text, len, "changes", e);

	if (code != ERR_OK)
		return code;
	ch->is_card = true;
	ch->text = (struct sync_span){ text, len };
	ch->is_gone = json_true(json_get(o, "gone"));
	if (!id_parse(&ch->card, json_text_of(o, "file", NULL)) ||
	    (!ch->is_gone && !json_is_string(json_get(o, "name"))))
		code = answer_wrong(e, "changes");
	json_free(o);
	return code;
}

static bool
digits(int64_t *out, const char *text, size_t len)
{
	*out = 0;
	if (len < 1 || len > 16)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*out = *out * 10 + (text[i] - '0');
	}
	return true;
}

static enum err
change_read(struct sync_answer *an, size_t index, const char *text, size_t len,
    struct errinfo *e)
{
	enum { SEQ, CARD, GONE, RECORD, COUNT };
	static const char *const names[COUNT] = { "seq", "card", "gone",
		"record" };
	struct sync_change *ch = &an->changes[index];
	struct jscan_part p[COUNT];

	if (!jscan_members(text, len, names, COUNT, p) ||
	    !digits(&ch->seq, p[SEQ].start, p[SEQ].len) ||
	    (index > 0 && ch->seq < an->changes[index - 1].seq))
		return answer_wrong(e, "changes");
	if (p[CARD].len > 0)
		return card_read(ch, p[CARD].start, p[CARD].len, e);
	if (p[GONE].len > 0) {
		ch->is_gone = true;
		return read_id(&ch->gone, p[GONE].start, p[GONE].len)
			   ? ERR_OK
			   : answer_wrong(e, "changes");
	}
	if (p[RECORD].len == 0)
		return answer_wrong(e, "changes");
	ch->text = (struct sync_span){ p[RECORD].start, p[RECORD].len };
	return record_read(
	    &ch->record, p[RECORD].start, p[RECORD].len, "changes", e);
}

static enum err
whole_record_read(struct sync_answer *an, size_t index, const char *text,
    size_t len, struct errinfo *e)
{
	struct sync_whole *w = &an->whole[an->whole_count];
	struct envelope *env = &an->records[w->first + index];
	enum err code = record_read(env, text, len, "whole", e);

	if (code == ERR_OK && !id_equal(&env->file, &w->file))
		code = answer_wrong(e, "whole");
	return code;
}

/* whole_count counts up as they are read, so that whole_record_read knows. */
static enum err
whole_read(struct sync_answer *an, size_t index, const char *text, size_t len,
    struct errinfo *e)
{
	struct list_read lr = {
		.an = an, .read = whole_record_read, .max = ITEMS_MAX, .e = e
	};
	static const char *const names[] = { "file", "records" };
	struct sync_whole *w = &an->whole[index];
	struct jscan_part p[2];

	an->whole_count = index;
	if (!jscan_members(text, len, names, 2, p) ||
	    !read_id(&w->file, p[0].start, p[0].len) || p[1].len == 0 ||
	    *p[1].start != '[')
		return answer_wrong(e, "whole");
	w->first = an->record_count;
	w->count = jscan_each(p[1].start, p[1].len, "", count_one, &lr);
	if (w->count > ITEMS_MAX)
		return answer_wrong(e, "whole");
	an->records = mem_grow(
	    an->records, an->record_count + w->count + 1, sizeof *an->records);
	memset(an->records + an->record_count, 0,
	    (w->count + 1) * sizeof *an->records);
	an->record_count += w->count;
	jscan_each(p[1].start, p[1].len, "", read_one, &lr);
	return lr.code;
}

/* ---- waiting, progress, and the rest ---- */

static bool
is_waiting(void *arg, size_t index, const char *text, size_t len)
{
	bool *ok = arg;
	struct json *o;

	(void)index;
	*ok = parse_object(&o, text, len, "waiting", NULL) == ERR_OK &&
	      json_is_string(json_get(o, "what"));
	json_free(o);
	return *ok;
}

static enum err
waiting_read(
    struct sync_answer *an, const struct jscan_part *p, struct errinfo *e)
{
	bool ok = true;

	if (p->len == 0)
		return answer_left_out(an, "waiting", e);
	if (*p->start != '[')
		return answer_wrong(e, "waiting");
	an->waiting = (struct sync_span){ p->start, p->len };
	jscan_each(p->start, p->len, "", is_waiting, &ok);
	return ok ? ERR_OK : answer_wrong(e, "waiting");
}

static enum err
progress_read(struct sync_answer *an, size_t index, const char *text,
    size_t len, struct errinfo *e)
{
	struct sync_progress *p = &an->progress[index];
	struct json *o;
	enum err code = parse_object(&o, text, len, "progress", e);

	if (code != ERR_OK)
		return code;
	p->text = (struct sync_span){ text, len };
	if (!id_parse(&p->record, json_text_of(o, "record", NULL)) ||
	    !answer_is_ms(json_int_of(o, "received", 0)))
		code = answer_wrong(e, "progress");
	json_free(o);
	return code;
}

static enum err
small_read(
    struct sync_answer *an, const struct jscan_part *parts, struct errinfo *e)
{
	struct buf text = BUF_INIT(65536);
	struct jw w = JW_INIT(&text);
	struct json *o = NULL;
	enum err code = ERR_OK;

	jw_open(&w, NULL);
	for (size_t i = 0; i < PART_SMALL; i++) {
		if (parts[i].len > 0)
			jw_raw(&w, part_names[i], parts[i].start, parts[i].len);
	}
	jw_close(&w);
	if (text.failed)
		code = answer_wrong(e, "now");
	if (code == ERR_OK)
		code = parse_object(&o, text.data, text.len, "now", e);
	if (code == ERR_OK)
		code = answer_small(an, o, e);
	json_free(o);
	buf_done(&text);
	return code;
}

static enum err
me_read(struct sync_answer *an, const struct jscan_part *p, struct errinfo *e)
{
	struct json *o;
	enum err code;

	if (p->len == 0)
		return answer_left_out(an, "me", e);
	an->me = (struct sync_span){ p->start, p->len };
	code = parse_object(&o, an->me.text, an->me.len, "me", e);
	if (code == ERR_OK &&
	    !id_parse(&an->staff, json_text_of(o, "staff", NULL)))
		code = answer_wrong(e, "me");
	json_free(o);
	return code;
}

static enum err
lists_read(
    struct sync_answer *an, const struct jscan_part *in, struct errinfo *e)
{
	size_t whole_count = 0;
	enum err code;

	code = read_list(an, in, PART_RESULTS, WIRE_WRITES_MAX,
	    (void **)&an->results, sizeof *an->results, &an->result_count,
	    result_read, e);
	if (code == ERR_OK)
		code = read_list(an, in, PART_LOOKS, WIRE_LOOKS_MAX,
		    (void **)&an->looks, sizeof *an->looks, &an->look_count,
		    look_read, e);
	if (code == ERR_OK)
		code = read_list(an, in, PART_CHANGES, WIRE_PAGE_MAX,
		    (void **)&an->changes, sizeof *an->changes,
		    &an->change_count, change_read, e);
	if (code == ERR_OK)
		code = read_list(an, in, PART_WHOLE, ITEMS_MAX,
		    (void **)&an->whole, sizeof *an->whole, &whole_count,
		    whole_read, e);
	an->whole_count = whole_count;
	if (code == ERR_OK)
		code = read_list(an, in, PART_PROGRESS, ITEMS_MAX,
		    (void **)&an->progress, sizeof *an->progress,
		    &an->progress_count, progress_read, e);
	an->has_files = in[PART_FILES].len > 0;
	if (code == ERR_OK && an->has_files)
		code = read_list(an, in, PART_FILES, ITEMS_MAX,
		    (void **)&an->files, sizeof *an->files, &an->file_count,
		    file_read, e);
	if (code == ERR_OK && in[PART_DESTROYED].len > 0)
		code = read_list(an, in, PART_DESTROYED, ITEMS_MAX,
		    (void **)&an->destroyed, sizeof *an->destroyed,
		    &an->destroyed_count, destroyed_read, e);
	return code;
}

enum err
sync_answer_read(
    struct sync_answer *out, const char *text, size_t len, struct errinfo *e)
{
	struct jscan_part parts[PART_COUNT];
	enum err code;

	memset(out, 0, sizeof *out);
	code = jscan_check(text, len, WIRE_SYNC_MAX, e);
	if (code == ERR_SYNTAX)
		return err_set(e, ERR_SYNTAX,
		    "The office's answer is broken or was cut on the way. "
		    "Nothing of it was taken over; what you wrote is kept here "
		    "and is sent again.");
	if (code == ERR_OK &&
	    !jscan_members(text, len, part_names, PART_COUNT, parts))
		code = answer_wrong(e, "now");
	if (code == ERR_OK)
		code = small_read(out, parts, e);
	if (code == ERR_OK)
		code = lists_read(out, parts, e);
	if (code == ERR_OK)
		code = waiting_read(out, &parts[PART_WAITING], e);
	if (code == ERR_OK)
		code = me_read(out, &parts[PART_ME], e);
	if (code != ERR_OK)
		sync_answer_done(out);
	return code;
}

void
sync_answer_done(struct sync_answer *an)
{
	mem_free_wiped(an->results, an->result_count * sizeof *an->results);
	mem_free_wiped(an->looks, an->look_count * sizeof *an->looks);
	mem_free_wiped(an->changes, an->change_count * sizeof *an->changes);
	mem_free_wiped(an->whole, an->whole_count * sizeof *an->whole);
	mem_free_wiped(an->records, an->record_count * sizeof *an->records);
	mem_free_wiped(an->files, an->file_count * sizeof *an->files);
	mem_free_wiped(
	    an->destroyed, an->destroyed_count * sizeof *an->destroyed);
	mem_free_wiped(an->progress, an->progress_count * sizeof *an->progress);
	memset(an, 0, sizeof *an);
}
