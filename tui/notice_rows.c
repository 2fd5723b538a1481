/* notice_rows.c - the rows of the queue "Notify referrers" (F1, F2). */
#include "notice_rows.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "scr.h"
#include "text.h"
#include "waiting_words.h"

static const struct {
	const char *words;
	unsigned states; /* bits of enum notice_state */
} showns[] = {
	[SHOWN_TO_DO] = { "What is to be done",
	    1u << NOTICE_IS_DUE | 1u << NOTICE_IS_OVERDUE |
		1u << NOTICE_IS_OFFERED | 1u << NOTICE_IS_HELD |
		1u << NOTICE_IS_SENDING },
	[SHOWN_ALL] = { "All of them", ~0u },
	[SHOWN_OVER] = { "What is done, stopped or not to be sent",
	    1u << NOTICE_IS_DONE | 1u << NOTICE_IS_DECLINED |
		1u << NOTICE_IS_STOPPED | 1u << NOTICE_IS_NONE },
};

const char *
notice_shown_words(enum notice_shown shown)
{
	return showns[shown].words;
}

/* ---- which are shown ---- */

static struct notice_shown_row *
add(struct notice_rows *v)
{
	if (v->count == v->cap) {
		v->cap = v->cap ? v->cap * 2 : 64;
		v->row = mem_grow(v->row, v->cap, sizeof *v->row);
	}
	v->row[v->count] = (struct notice_shown_row){ .is_heading = false };
	return &v->row[v->count++];
}

static bool
is_shown(const struct notice_rows *v, const struct notice_row *n)
{
	return (showns[v->shown].states >> n->state & 1u) != 0 &&
	       (id_is_none(&v->agency) || id_equal(&v->agency, &n->agency));
}

const struct notice_row *
notice_rows_at(const struct notice_rows *v, size_t i)
{
	const struct notice_row *all;
	size_t n = model_notices(app_model(v->app), &all);

	if (i >= v->count || v->row[i].is_heading || v->row[i].at >= n)
		return NULL;
	return &all[v->row[i].at];
}

/* ---- marks ---- */

static size_t
find_mark(const struct notice_rows *v, const struct id *id)
{
	size_t i = 0;

	while (i < v->marked_count && !id_equal(&v->marked[i], id))
		i++;
	return i;
}

bool
notice_rows_is_marked(const struct notice_rows *v, const struct id *id)
{
	return find_mark(v, id) < v->marked_count;
}

void
notice_rows_mark(struct notice_rows *v, const struct id *id)
{
	size_t i = find_mark(v, id);

	if (i < v->marked_count) {
		memmove(&v->marked[i], &v->marked[i + 1],
		    (--v->marked_count - i) * sizeof *v->marked);
		return;
	}
	if (v->marked_count == v->marked_cap) {
		v->marked_cap = v->marked_cap ? v->marked_cap * 2 : 16;
		v->marked =
		    mem_grow(v->marked, v->marked_cap, sizeof *v->marked);
	}
	v->marked[v->marked_count++] = *id;
}

/* ---- words ---- */

void
notice_add_what(const struct notice_row *n, struct buf *out)
{
	record_show(kind_field(&kind_notice, "what"),
	    notice_event_code(n->what), NULL, NULL, out);
	if (n->corrects)
		buf_adds(out, ", put right");
}

static void
add_due(struct app *a, const struct notice_row *n, struct buf *out)
{
	struct civil due;

	if (when_read(&due, n->due))
		waiting_due(&due, app_now(a), out);
}

void
notice_add_when(struct app *a, const struct notice_row *n, struct buf *out)
{
	char when[WHEN_SHOWN];
	struct civil on;

	switch (n->state) {
	case NOTICE_IS_DUE:
	case NOTICE_IS_OVERDUE: add_due(a, n, out); return;
	case NOTICE_IS_HELD:
		buf_adds(out,
		    n->is_uncertain ? "it may have arrived" : "it did not go");
		return;
	case NOTICE_IS_SENDING:
		buf_adds(out, n->where == WHERE_OFFICE
				  ? "the office has it"
				  : "only this device has it");
		return;
	case NOTICE_IS_DONE:
	case NOTICE_IS_DECLINED:
		when_show_ms(when, n->told_ms, app_now(a));
		buf_adds(out, when);
		return;
	case NOTICE_IS_OFFERED:
	case NOTICE_IS_STOPPED:
	case NOTICE_IS_NONE:
		if (!when_read(&on, n->on))
			return;
		when_show(when, &on);
		buf_addf(out, "of %s", when);
		return;
	case NOTICE_STATES: break;
	}
}

static const char *
name_in(const struct directory_list *l, const struct id *id)
{
	const struct directory_entry *e = directory_find(l, id);

	return e ? e->name : "";
}

static void
add_row(const struct notice_rows *v, const struct notice_row *n,
    struct buf *left, struct buf *right)
{
	const char *child = model_child_name(app_model(v->app), &n->file);
	const char *person = name_in(&v->directory.people, &n->person);
	const char *agency = name_in(&v->directory.agencies, &n->agency);

	buf_addf(left, "%s: ", *child ? child : "A child");
	notice_add_what(n, left);
	buf_addf(left, ", to %s%s%s", person, *person && *agency ? ", " : "",
	    agency);
	notice_add_when(v->app, n, right);
}

/* ---- all of them ---- */

static void
forget_folded(struct notice_rows *v)
{
	for (size_t i = 0; i < v->folded_count; i++)
		mem_free_text(v->folded[i]);
	mem_free_wiped(v->folded, v->folded_count * sizeof *v->folded);
	v->folded = NULL;
	v->folded_count = 0;
}

static void
fold_all(struct notice_rows *v, const struct notice_row *all, size_t n)
{
	if (v->folded_count == n && v->folded)
		return;
	forget_folded(v);
	v->folded = mem_zalloc(n + 1, sizeof *v->folded);
	v->folded_count = n;
	for (size_t i = 0; i < n; i++) {
		struct buf left = BUF_INIT(4096), right = BUF_INIT(400),
			   folded = BUF_INIT(16384);

		add_row(v, &all[i], &left, &right);
		buf_adds(&left, " ");
		buf_adds(&left, buf_str(&right));
		buf_adds(&left, " ");
		buf_adds(&left, notice_state_label(all[i].state));
		text_fold(&folded, buf_str(&left), left.len);
		v->folded[i] = mem_strdup(buf_str(&folded));
		buf_done(&left);
		buf_done(&right);
		buf_done(&folded);
	}
}

/* Every word of the filter stands in it. */
static bool
matches(const struct notice_rows *v, size_t i)
{
	char word[sizeof v->words];

	for (const char *at = v->words; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		snprintf(word, sizeof word, "%.*s", (int)len, at);
		if (!strstr(v->folded[i], word))
			return false;
		at += len;
	}
	return true;
}

static void
show_rows(struct notice_rows *v)
{
	const struct notice_row *all;
	size_t n = model_notices(app_model(v->app), &all);
	int state = -1;

	if (*v->words)
		fold_all(v, all, n);
	v->count = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_shown(v, &all[i]) || (*v->words && !matches(v, i)))
			continue;
		if ((int)all[i].state != state) {
			struct notice_shown_row *head = add(v);

			head->is_heading = true;
			head->state = all[i].state;
		}
		state = (int)all[i].state;
		add(v)->at = i;
	}
}

void
notice_rows_load(struct notice_rows *v, bool directory)
{
	if (directory)
		directory_read(
		    &v->directory, app_model(v->app), app_now(v->app));
	forget_folded(v);
	show_rows(v);
}

void
notice_rows_done(struct notice_rows *v)
{
	forget_folded(v);
	directory_done(&v->directory);
	mem_free_wiped(v->row, v->cap * sizeof *v->row);
	mem_free_wiped(v->marked, v->marked_cap * sizeof *v->marked);
}

static void
rows_find(void *arg, const char *words)
{
	struct notice_rows *v = arg;
	struct buf folded = BUF_INIT(sizeof v->words - 1);

	text_fold(&folded, words, strlen(words));
	snprintf(v->words, sizeof v->words, "%s", buf_str(&folded));
	buf_done(&folded);
	show_rows(v);
}

/* ---- the list ---- */

static size_t
rows_count(const void *arg)
{
	return ((const struct notice_rows *)arg)->count;
}

static void
add_heading(const struct notice_rows *v, size_t i, struct buf *out)
{
	size_t n = 0;

	while (i + n + 1 < v->count && !v->row[i + n + 1].is_heading)
		n++;
	buf_addf(out, "%s (%zu)", notice_state_label(v->row[i].state), n);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct notice_rows *v = arg;
	const struct notice_row *n = notice_rows_at(v, i);

	if (i < v->count && v->row[i].is_heading)
		add_heading(v, i, left);
	if (!n)
		return;
	buf_adds(left, notice_rows_is_marked(v, &n->id) ? "[x] " : "[ ] ");
	add_row(v, n, left, right);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct notice_rows *v = arg;
	const struct notice_row *n = notice_rows_at(v, i);

	if (n)
		snprintf(out, W_LIST_ID, "%s", n->id.s);
	else
		snprintf(out, W_LIST_ID, "state %d",
		    i < v->count ? (int)v->row[i].state : -1);
}

static bool
rows_heading(const void *arg, size_t i)
{
	const struct notice_rows *v = arg;

	return i < v->count && v->row[i].is_heading;
}

static unsigned
rows_attr(const void *arg, size_t i)
{
	const struct notice_row *n = notice_rows_at(arg, i);

	return n && n->state == NOTICE_IS_OVERDUE ? ATTR_ALERT : ATTR_PLAIN;
}

const struct w_list_rows notice_rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.attr = rows_attr,
	.is_heading = rows_heading,
	.find = rows_find,
	.empty = "Nothing is to be told to a referrer. F6 shows what is done.",
};
