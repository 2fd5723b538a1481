/* scr_letter.c - a notice as a letter (F1): read here, and written to a file to be
 * printed when somebody asks for it, and not before. It holds what the notice
 * holds: the referrer's own reference and the initials. */
#include "scr.h"

#include <string.h>

#include "kinds.h"
#include "notice_way.h"
#include "text.h"
#include "w_pager.h"

#define LETTER_COLS 72
#define LETTER_MAX (64u * 1024)

struct letter {
	struct notice_whole n;
	struct w_pager pager;
};

static void
add_wrapped(const char *text, size_t cols, struct buf *out)
{
	size_t len = strlen(text), at = 0, shown;

	while (at < len) {
		size_t next = text_wrap(text, len, at, cols, &shown);

		text_safe(out, text + at, shown, false);
		buf_adds(out, "\n");
		at = next;
	}
}

static void
add_line(const char *text, size_t cols, struct buf *out)
{
	if (*text)
		add_wrapped(text, cols, out);
}

static void
write_letter(
    struct app *a, const struct notice_whole *n, size_t cols, struct buf *out)
{
	const struct me *me = model_me(app_model(a));
	struct civil today = when_civil(app_now(a));
	struct notice_whom to;
	char day[WHEN_SHOWN];

	notice_whom(a, &n->row, &to);
	today.has_time = false;
	today.hour = today.minute = 0;
	when_show(day, &today);
	add_line(me ? me->org : "", cols, out);
	buf_adds(out, "\n");
	add_line(day, cols, out);
	buf_adds(out, "\n");
	add_line(to.person, cols, out);
	add_line(to.agency, cols, out);
	buf_adds(out, "\n");
	add_line(record_text(n->notice, "subject"), cols, out);
	buf_adds(out, "\n");
	add_wrapped(record_text(n->notice, "text"), cols, out);
}

/* ---- the row's callbacks ---- */

static enum err
letter_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct letter *v = st;
	struct buf b = BUF_INIT(LETTER_MAX);
	size_t cols = (size_t)app_cols(a) - 4;
	enum err code = model_notice_open(app_model(a), arg, true, &v->n, e);

	if (code != ERR_OK)
		return code;
	write_letter(a, &v->n, cols < LETTER_COLS ? cols : LETTER_COLS, &b);
	w_pager_init(&v->pager);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
	return ERR_OK;
}

static void
letter_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Letter");
}

static void
keep(struct app *a, const struct letter *v)
{
	struct buf text = BUF_INIT(LETTER_MAX), says = BUF_INIT(8192);
	struct errinfo e = { 0 };

	write_letter(a, &v->n, LETTER_COLS, &text);
	if (model_write_out(app_model(a), "letter", buf_str(&text), text.len,
		&says, &e) == ERR_OK)
		app_say(a,
		    "%s Send it, then record the letter with F2 on the "
		    "notice.",
		    buf_str(&says));
	else
		app_say_problem(a, &e);
	buf_done(&says);
	buf_done(&text);
}

static enum handled
letter_key(struct app *a, void *st, const struct key *k)
{
	struct letter *v = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND: keep(a, v); return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static void
letter_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct letter *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
letter_hints(const struct app *a, const void *st)
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
letter_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "The notice as a letter. F2 writes it to a file in your home "
	    "folder, "
	    "for printing. That file is not sealed: print it, and delete it. "
	    "When the letter is on its way, go back and record it with F2.");
}

static bool
letter_about(const void *st, struct id *file)
{
	*file = ((const struct letter *)st)->n.row.file;
	return !id_is_none(file);
}

static void
letter_close(struct app *a, void *st)
{
	struct letter *v = st;

	(void)a;
	w_pager_done(&v->pager);
	notice_whole_done(&v->n);
}

const struct screen_def scr_letter = {
	.name = "letter",
	.state_size = sizeof(struct letter),
	.open = letter_open,
	.title = letter_title,
	.key = letter_key,
	.draw = letter_draw,
	.hints = letter_hints,
	.help = letter_help,
	.about = letter_about,
	.close = letter_close,
};
