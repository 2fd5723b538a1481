/* notice_way.c - how a notice goes to the referrer (F1, F2, S7).
 *
 * The address is the directory's, never typed: what is marked as unsafe, or of
 * somebody who left, is not offered. The office asks all of it again before an
 * e-mail leaves. */
#include "notice_way.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "scr.h"
#include "scr_prefill.h"
#include "w_choice.h"

/* ---- to whom ---- */

struct looking {
	const struct notice_row *row;
	struct notice_whom *out;
	bool has_agency, has_person, is_unsafe, agency_is_gone, has_left;
};

static void
on_directory(void *arg, const struct row *at, const struct record *r)
{
	struct looking *l = arg;
	struct notice_whom *w = l->out;

	if (id_equal(&at->id, &l->row->agency)) {
		l->has_agency = true;
		l->agency_is_gone = at->is_gone;
		snprintf(
		    w->agency, sizeof w->agency, "%s", record_text(r, "name"));
	} else if (id_equal(&at->id, &l->row->person)) {
		l->has_person = true;
		l->has_left = at->is_gone;
		l->is_unsafe = strcmp(record_text(r, "unsafe"), "yes") == 0;
		snprintf(
		    w->person, sizeof w->person, "%s", record_text(r, "name"));
		snprintf(w->job, sizeof w->job, "%s", record_text(r, "job"));
		snprintf(
		    w->email, sizeof w->email, "%s", record_text(r, "email"));
	}
}

static const char *
what_is_missing(const struct looking *l)
{
	if (id_is_none(&l->row->person))
		return "The episode names nobody at that agency, so there is "
		       "no "
		       "e-mail address. Send a letter, or ring them.";
	if (!l->has_agency || !l->has_person)
		return "The agency or the person is not in the directory on "
		       "this "
		       "device. Send a letter, or ring them.";
	if (l->agency_is_gone)
		return "That agency is no longer used. Put the episode right, "
		       "or "
		       "send a letter.";
	if (l->has_left)
		return "That person is no longer there. Put the episode right, "
		       "or send a letter to the agency.";
	if (l->is_unsafe)
		return "That person's e-mail address is marked: nothing may be "
		       "sent there. Send a letter, or ring them.";
	if (l->out->email[0] == '\0')
		return "There is no e-mail address of that person in the "
		       "directory. Add it there, send a letter, or ring them.";
	return "";
}

void
notice_whom(
    struct app *a, const struct notice_row *row, struct notice_whom *out)
{
	static const struct kind *const of[] = { &kind_agency,
		&kind_contact_person, NULL };
	static const struct id none = { "" };
	struct looking l = { .row = row, .out = out };

	memset(out, 0, sizeof *out);
	model_each(app_model(a), &none, of, on_directory, &l);
	snprintf(out->missing, sizeof out->missing, "%s", what_is_missing(&l));
	if (*out->missing)
		out->email[0] = '\0';
}

bool
notice_may_go(struct app *a, const struct notice_row *row, struct buf *says)
{
	struct decision d = { 0 };
	struct errinfo e = { 0 };
	bool may;

	if (model_notice_decide(app_model(a), row->what, &row->agency,
		&row->file, &d, &e) != ERR_OK) {
		buf_adds(says, e.says);
		decision_done(&d);
		return false;
	}
	may = outcome_is_share(d.outcome) && d.may_share_now;
	share_because(&d, says);
	decision_done(&d);
	return may;
}

/* ---- asking how ---- */

static const char *
why_closed(const struct notice_row *row)
{
	switch (row->state) {
	case NOTICE_IS_SENDING: return "It is on its way: the office sends it.";
	case NOTICE_IS_DONE: return "The referrer has been told.";
	case NOTICE_IS_DECLINED:
		return "Somebody decided that it is not to be sent.";
	case NOTICE_IS_STOPPED: return "It was stopped: it does not go.";
	case NOTICE_IS_NONE:
		return "It is not to be sent: no agreement covered the change "
		       "when it happened. A later one is for later changes.";
	case NOTICE_IS_DUE:
	case NOTICE_IS_OVERDUE:
	case NOTICE_IS_OFFERED:
	case NOTICE_IS_HELD:
	case NOTICE_STATES: break;
	}
	return "";
}

static const char *
how_label(const char *code)
{
	const struct choice *c = kind_field(&kind_notice_sent, "how")->choices;

	while (c->code && strcmp(c->code, code) != 0)
		c++;
	return c->label;
}

void
notice_way_ask(struct app *a, const struct notice_row *row)
{
	static const char *const hows[] = { "email", "letter", "call",
		"by_hand", "not_sent", "arrived" };
	struct choice choices[KIND_COUNT(hows) + 1] = { { 0 } };
	struct w_choice_arg arg = { .title = "Send",
		.asks = "How is the referrer told?",
		.choices = choices,
		.now = "",
		.tag = NOTICE_WAY_TAG };
	size_t n = KIND_COUNT(hows) - (row->is_uncertain ? 0 : 1);

	if (!notice_is_open(row->state)) {
		app_say(a, "%s", why_closed(row));
		return;
	}
	if (!model_may(app_model(a), "notice_sent", RIGHT_CREATE, &row->file)) {
		app_say(a, "Whoever works with this family sends it, or a "
			   "designated senior member.");
		return;
	}
	for (size_t i = 0; i < n; i++)
		choices[i] = (struct choice){ hows[i], how_label(hows[i]) };
	app_push(a, &w_choice, &arg);
}

static struct record *
new_sending(struct app *a, const struct notice_row *row, const char *how,
    const struct notice_whom *to)
{
	struct record *r = record_new(&kind_notice_sent);
	char whom[420] = "";
	enum notice_how way = NOTICE_BY_EMAIL;

	(void)notice_how_read(how, &way);
	record_set(r, "notice", row->id.s);
	record_set(r, "how", how);
	if (way == NOTICE_BY_EMAIL)
		snprintf(whom, sizeof whom, "%s", to->email);
	else if (notice_how_needs(way, NOTICE_NEEDS_TO))
		snprintf(whom, sizeof whom, "%.95s%s%.95s", to->person,
		    *to->person ? ", " : "", to->agency);
	record_set(r, "to", whom);
	if (notice_how_needs(way, NOTICE_NEEDS_WHEN))
		scr_prefill(a, r, "");
	return r;
}

void
notice_way_take(struct app *a, const struct notice_row *row, const char *how)
{
	struct form_arg arg = { .kind = &kind_notice_sent, .file = row->file };
	struct buf says = BUF_INIT(KIND_TEXT_MAX);
	struct notice_whom to;
	struct child child = { .provisional = false };
	struct record *r;

	notice_whom(a, row, &to);
	if (strcmp(how, "email") == 0 && *to.missing)
		app_say(a, "%s", to.missing);
	else if (strcmp(how, "email") == 0 && !notice_may_go(a, row, &says))
		app_say(a, "It may not go. %s", buf_str(&says));
	else {
		model_child(app_model(a), &row->file, &child);
		r = new_sending(a, row, how, &to);
		arg.child = child.name;
		arg.record = r;
		arg.begin =
		    strcmp(how, "not_sent") == 0 || strcmp(how, "arrived") == 0
			? "note"
			: NULL;
		app_push(a, &scr_form, &arg);
		record_free(r);
	}
	buf_done(&says);
}

/* ---- at once ---- */

bool
notice_way_email(struct app *a, const struct notice_row *row, struct buf *why)
{
	struct save s = { .kind = &kind_notice_sent, .file = row->file };
	struct buf says = BUF_INIT(KIND_TEXT_MAX);
	struct errinfo e = { 0 };
	struct notice_whom to;
	struct record *r;
	int64_t version;
	bool went = false;

	notice_whom(a, row, &to);
	if (!notice_is_open(row->state))
		buf_adds(why, why_closed(row));
	else if (!model_may(
		     app_model(a), "notice_sent", RIGHT_CREATE, &row->file))
		buf_adds(why, "It is sent by whoever works with this family.");
	else if (*to.missing)
		buf_adds(why, to.missing);
	else if (!notice_may_go(a, row, &says))
		buf_adds(why, buf_str(&says));
	else {
		r = new_sending(a, row, "email", &to);
		s.record = r;
		went = model_save(app_model(a), &s, &version, &e) == ERR_OK;
		if (!went)
			buf_adds(why, e.says);
		record_free(r);
	}
	buf_done(&says);
	return went;
}

void
notice_way_say_kept(struct app *a, const struct id *sent)
{
	const struct status *s = model_status(app_model(a));
	struct record *r = NULL;
	struct row row;

	if (!model_row(app_model(a), sent, &row) ||
	    model_open(app_model(a), sent, 0, &r, &row, NULL) != ERR_OK)
		return;
	if (row.where != WHERE_OFFICE &&
	    strcmp(record_text(r, "how"), "email") == 0)
		app_say(a, "%s",
		    s->link == LINK_DOWN || s->link == LINK_SIGN_IN
			? "Kept here. The office sends it when this device is "
			  "in touch."
			: "Kept here, and on its way to the office, which "
			  "sends it.");
	else if (row.where != WHERE_OFFICE)
		app_say(a, "Kept here. The office has it when this device is "
			   "in touch.");
	record_free(r);
}
