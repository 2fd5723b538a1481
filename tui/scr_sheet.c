/* scr_sheet.c - the sheet for the family (I1, A2, A3): read here, and written to a
 * file to be printed when somebody asks for it, and not before. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "sheet.h"
#include "w_pager.h"

#define PEOPLE_MAX 60
#define SHEET_MAX (64u * 1024)

struct sheet_view {
	struct id file;
	struct w_pager pager;
};

/* To whom the file is assigned today. */
struct assigned {
	char today[WHEN_TEXT];
	struct id staff[PEOPLE_MAX];
	size_t count;
};

static void
on_assignment(void *arg, const struct row *row, const struct record *r)
{
	struct assigned *as = arg;
	const char *until = record_text(r, "until");
	struct id staff;

	(void)row;
	if (!id_parse(&staff, record_text(r, "staff")) ||
	    strcmp(record_text(r, "from"), as->today) > 0 ||
	    (*until && strcmp(until, as->today) < 0))
		return;
	for (size_t i = 0; i < as->count; i++) {
		if (id_equal(&as->staff[i], &staff))
			return;
	}
	if (as->count < PEOPLE_MAX)
		as->staff[as->count++] = staff;
}

static size_t
find_people(struct app *a, const struct id *file, struct sheet_person *out)
{
	static const struct kind *const assignment[] = { &kind_assignment,
		NULL };
	struct civil today = when_civil(app_now(a));
	struct assigned as = { .count = 0 };
	const struct person *people;
	const struct id *ids;
	size_t n, count = 0;

	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(as.today, &today);
	model_each(app_model(a), file, assignment, on_assignment, &as);
	n = model_staff(app_model(a), &people, &ids);
	for (size_t i = 0; i < n && count < PEOPLE_MAX; i++) {
		for (size_t k = 0; k < as.count; k++) {
			if (id_equal(&ids[i], &as.staff[k]))
				out[count++] =
				    (struct sheet_person){ people[i].name,
					    people[i].role_title };
		}
	}
	return count;
}

static void
write_sheet(struct app *a, const struct id *file, size_t cols, struct buf *out)
{
	struct sheet_person people[PEOPLE_MAX];
	const struct me *me = model_me(app_model(a));
	struct civil today = when_civil(app_now(a));
	struct sheet s = { .org = me->org,
		.version = me->policy_version,
		.where = me->policy_url,
		.complaints = me->complaints,
		.office_name = me->office_name,
		.office_number = me->office_number,
		.people = people };
	char day[WHEN_SHOWN], first[208] = "";
	struct child c;

	today.has_time = false;
	today.hour = today.minute = 0;
	when_show(day, &today);
	if (model_child(app_model(a), file, &c))
		sheet_first_name(first, sizeof first, c.name);
	s.day = day;
	s.child = first;
	s.count = find_people(a, file, people);
	sheet_write(&s, cols, out);
}

/* ---- the row's callbacks ---- */

static enum err
sheet_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct sheet_view *v = st;

	struct buf b = BUF_INIT(SHEET_MAX);
	size_t cols = (size_t)app_cols(a) - 4;

	(void)e;
	v->file = *(const struct id *)arg;
	write_sheet(a, &v->file, cols < SHEET_COLS ? cols : SHEET_COLS, &b);
	w_pager_init(&v->pager);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
	return ERR_OK;
}

static void
sheet_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "The sheet for the family");
}

static void
keep(struct app *a, const struct sheet_view *v)
{
	struct buf text = BUF_INIT(SHEET_MAX), says = BUF_INIT(8192);
	struct errinfo e = { 0 };

	write_sheet(a, &v->file, SHEET_COLS, &text);
	if (model_write_out(app_model(a), "sheet", buf_str(&text), text.len,
		&says, &e) == ERR_OK)
		app_say(a, "%s", buf_str(&says));
	else
		app_say_problem(a, &e);
	buf_done(&says);
	buf_done(&text);
}

static enum handled
sheet_key(struct app *a, void *st, const struct key *k)
{
	struct sheet_view *v = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND: keep(a, v); return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static void
sheet_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct sheet_view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
sheet_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = {
		{ ACT_SEND, "Write to a file" }, { ACT_PAGE_DOWN, NULL },
		{ ACT_FIND, NULL }, { ACT_NONE, NULL }
	};

	(void)a;
	(void)st;
	return hints;
}

static void
sheet_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "What is left with the family at the start of support: what is "
	    "written down and why, who may see it, when it is shared, and how "
	    "they can see, correct or complain. It names to whom the file is "
	    "assigned today, and holds nothing of the case.\n\n"
	    "F2 writes it to a file in your home folder, for printing. That "
	    "file is not sealed: print it, and delete it.");
}

static void
sheet_close(struct app *a, void *st)
{
	(void)a;
	w_pager_done(&((struct sheet_view *)st)->pager);
}

const struct screen_def scr_sheet = {
	.name = "sheet",
	.state_size = sizeof(struct sheet_view),
	.open = sheet_open,
	.title = sheet_title,
	.key = sheet_key,
	.draw = sheet_draw,
	.hints = sheet_hints,
	.help = sheet_help,
	.close = sheet_close,
};
