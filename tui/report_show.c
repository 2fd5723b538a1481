/* report_show.c - a report of statistics on the screen (N3): the same document that is
 * printed. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "doc.h"
#include "kinds.h"
#include "stat.h"

#define SHOWN_MAX (1u << 20)

struct report {
	struct model *m;
	struct id id;
	struct buf title, head;
	struct stat_report r;
	enum err code;
	struct errinfo *e;
};

static void
on_report(void *arg, const struct row *row, const struct record *r)
{
	struct report *rp = arg;
	const char *text = record_text(r, "tables");
	struct civil made = when_civil(
	    row->received_ms > 0 ? row->received_ms : row->written_ms);
	char day[WHEN_SHOWN];

	if (!id_equal(&row->id, &rp->id))
		return;
	made.has_time = false;
	made.hour = made.minute = 0;
	when_show(day, &made);
	buf_addf(&rp->title, "Statistics: %s", record_text(r, "title"));
	buf_addf(&rp->head, "Counted on %s for %s.", day, row->author);
	rp->code = stat_report_read(&rp->r, text, strlen(text), rp->e);
}

/* *out is the caller's. */
static enum err
make(struct app *a, const struct id *id, struct report *rp, struct errinfo *e)
{
	static const struct kind *const of[] = { &kind_statistics_report,
		NULL };
	static const struct id none = { "" };

	*rp = (struct report){ .m = app_model(a),
		.id = *id,
		.title = BUF_INIT(200),
		.head = BUF_INIT(400),
		.e = e };
	rp->code = err_set(e, ERR_NOT_FOUND,
	    "The report is not on this device yet. Try again in a moment.");
	model_each(rp->m, &none, of, on_report, rp);
	return rp->code;
}

static void
done(struct report *rp)
{
	stat_report_done(&rp->r);
	buf_done(&rp->title);
	buf_done(&rp->head);
}

static const char help[] =
    "The report as it was counted, and as it stays. F2 writes it out as plain "
    "text; F6 also for a spreadsheet, or as a PDF that the office makes. It "
    "holds no name, and small numbers are not in it: give it to whom it is "
    "for as it is, and write that down with \"Issue it\".";

void
scr_show_report(struct app *a, const struct id *report, bool in_place)
{
	struct buf csv = BUF_INIT(SHOWN_MAX);
	struct errinfo e = { 0 };
	struct report rp;
	char pdf[120];

	if (make(a, report, &rp, &e) == ERR_OK) {
		struct paper_arg arg = { .title = buf_str(&rp.title),
			.what = "statistics",
			.pdf = pdf,
			.help = help };

		snprintf(pdf, sizeof pdf, "/v1/statistics/%s/document?form=pdf",
		    report->s);
		stat_csv(&rp.r, &csv);
		arg.csv = buf_str(&csv);
		arg.doc =
		    stat_doc(&rp.r, buf_str(&rp.title), buf_str(&rp.head));
		if (in_place)
			app_replace(a, &scr_paper, &arg);
		else
			app_push(a, &scr_paper, &arg);
	} else {
		app_say_problem(a, &e);
	}
	done(&rp);
	buf_done(&csv);
}
