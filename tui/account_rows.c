/* account_rows.c - the rows of somebody's account: what can be done, and their
 * devices. */
#include "account_rows.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"

/* ---- the rows ---- */

static void
add_row(struct account *v, enum account_what what, size_t device)
{
	if (v->rows < ROWS_MAX)
		v->row[v->rows++] = (struct account_row){ what, device };
}

static void
make_rows(struct account *v)
{
	bool has_recovery = !id_is_none(&v->recovery);
	enum account_what was = w_list_at(&v->list) < v->rows
				    ? v->row[w_list_at(&v->list)].what
				    : ROW_TEXT;
	bool is_there = false;

	v->rows = 0;
	if (v->keeps && !v->is_over)
		add_row(v, ROW_CODE, 0);
	if (v->keeps && !v->is_own && !v->is_over && has_recovery &&
	    v->is_agreed && v->is_passphrase)
		add_row(v, ROW_RECOVERED, 0);
	else if (has_recovery && !v->is_agreed)
		add_row(v, ROW_TEXT, 0);
	else if (v->keeps && !v->is_own && !v->is_over)
		add_row(v, ROW_LOST, 0);
	if (v->is_own)
		add_row(v, ROW_ONE_TIME, 0);
	if (v->keeps && !v->is_own && !v->is_over)
		add_row(v, ROW_END, 0);
	add_row(v, ROW_HEADING, 0);
	for (size_t i = 0; i < v->devices; i++)
		add_row(v, ROW_DEVICE, i);
	w_list_refresh(&v->list);
	/* Where the marked row is gone, its neighbour may be the end of access. */
	for (size_t i = 0; i < v->rows; i++)
		is_there = is_there || v->row[i].what == was;
	if (!is_there)
		w_list_mark(&v->list, 0);
}

static void
on_staff(void *arg, const struct row *row, const struct record *r)
{
	struct account *v = arg;

	if (id_equal(&row->id, &v->staff))
		snprintf(v->left, sizeof v->left, "%s", record_text(r, "left"));
}

void
account_read_left(struct account *v)
{
	static const struct kind *const of[] = { &kind_staff, NULL };
	static const struct id none = { "" };
	struct civil today = when_civil(app_now(v->app));
	char day[WHEN_TEXT];
	bool was_over = v->is_over;

	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(day, &today);
	v->left[0] = '\0';
	model_each(app_model(v->app), &none, of, on_staff, v);
	v->is_over = *v->left && strcmp(v->left, day) < 0;
	if (v->has_come && v->is_over != was_over)
		make_rows(v);
}

static size_t
rows_count(const void *arg)
{
	return ((const struct account *)arg)->rows;
}

static void
device_text(
    const struct account *v, size_t i, struct buf *left, struct buf *right)
{
	const struct device *d = &v->device[i];
	const struct me *me = model_me(app_model(v->app));
	int64_t now = app_now(v->app);
	char when[WHEN_SHOWN];

	buf_adds(left, d->name);
	if (me && id_equal(&d->id, &me->device))
		buf_adds(left, " (this one)");
	when_show_ms(when, d->ended_ms ? d->ended_ms : d->seen_ms, now);
	if (d->ended_ms)
		buf_addf(right, "out of use since %s", when);
	else if (d->seen_ms)
		buf_addf(right, "last heard of %s", when);
	else
		buf_adds(right, "not heard of since it was enrolled");
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct account *v = arg;
	char when[WHEN_SHOWN];

	when_show_ms(when, v->until_ms, app_now(v->app));
	switch (v->row[i].what) {
	case ROW_TEXT:
		buf_addf(left,
		    "A recovery waits for somebody else to agree, until %s",
		    when);
		return;
	case ROW_CODE: buf_adds(left, "Make a code to enrol a device"); return;
	case ROW_RECOVERED:
		buf_adds(left, "Make the code for the recovery that was agreed "
			       "to");
		return;
	case ROW_LOST:
		buf_adds(left, "Their passphrase or one-time codes are lost");
		return;
	case ROW_ONE_TIME:
		buf_adds(left, "Sign in with one-time codes besides");
		buf_adds(right, v->has_one_time ? "on" : "off");
		return;
	case ROW_END: buf_adds(left, "End their access now"); return;
	case ROW_HEADING:
		buf_adds(
		    left, v->devices ? "Devices" : "No device is enrolled.");
		return;
	case ROW_DEVICE: device_text(v, v->row[i].device, left, right); return;
	case ROW_CONFIRM: return;
	}
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct account *v = arg;

	if (v->row[i].what == ROW_DEVICE)
		snprintf(
		    out, W_LIST_ID, "%s", v->device[v->row[i].device].id.s);
	else
		snprintf(out, W_LIST_ID, "row %d", (int)v->row[i].what);
}

static bool
rows_heading(const void *arg, size_t i)
{
	enum account_what what = ((const struct account *)arg)->row[i].what;

	return what == ROW_HEADING || what == ROW_TEXT;
}

const struct w_list_rows account_rows = { .count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.numbered = true,
	.no_find = true };

/* ---- what the office answered ---- */

static void
take_device(struct account *v, const struct json *at)
{
	struct device *d = &v->device[v->devices];

	*d = (struct device){ .enrolled_ms = json_int_of(at, "enrolled", 0),
		.seen_ms = json_int_of(at, "seen", 0),
		.ended_ms = json_int_of(at, "ended", 0) };
	snprintf(d->name, sizeof d->name, "%s", json_text_of(at, "name", ""));
	if (id_parse(&d->id, json_text_of(at, "id", NULL)))
		v->devices++;
}

static void
take_choices(struct account *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->devices; i++)
		if (!v->device[i].ended_ms)
			v->choices[n++] = (struct choice){ v->device[i].id.s,
				v->device[i].name };
	v->choices[n++] =
	    (struct choice){ "-", "None of these: it is lost or broken" };
	v->choices[n] = (struct choice){ NULL, NULL };
}

void
account_take(struct account *v, const struct json *o)
{
	const struct json *r = json_get(o, "recovery");

	v->devices = 0;
	for (const struct json *at = json_first(json_get(o, "devices"));
	     at && v->devices < DEVICES_MAX; at = json_next(at))
		take_device(v, at);
	take_choices(v);
	v->has_one_time = json_true(json_get(o, "one_time"));
	v->recovery = (struct id){ "" };
	(void)id_parse(&v->recovery, json_text_of(r, "id", NULL));
	v->is_agreed = json_true(json_get(r, "agreed"));
	v->is_passphrase = json_true(json_get(r, "passphrase"));
	v->until_ms = json_int_of(r, "until", 0);
	v->has_come = true;
	v->why[0] = '\0';
	make_rows(v);
}
