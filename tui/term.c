/* term.c - the only file that knows curses, which here is a way to send few
 * bytes. Keys do not come through it (term_keys.h): getch cannot tell "nothing
 * there" from "terminal gone", waits inside for the rest of a sequence, and
 * would hand a paste over letter by letter. */
#include "term.h"
#include "term_in.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "mem.h"
#include "term_keys.h"
#include "text.h"

#include <ncurses.h>

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

enum { PAIR_ALERT = 1, PAIR_GOOD = 2 };

struct term {
	SCREEN *screen;
	struct keys *keys;
	struct canvas shown;
	bool is_shown, has_colour, has_alternate, is_lost;
};

/* Everything by which the environment could describe the terminal. */
static const char *const untrusted[] = { "TERMINFO", "TERMINFO_DIRS", "TERMCAP",
	"TERMPATH", "LINES", "COLUMNS", "ESCDELAY", "NCURSES_ASSUMED_COLORS",
	"NCURSES_NO_PADDING", "NCURSES_NO_UTF8_ACS", "NCURSES_TRACE" };

static const struct {
	const char *cap, *key;
} caps[] = {
	{ "kf1", "F1" },
	{ "kf2", "F2" },
	{ "kf3", "F3" },
	{ "kf4", "F4" },
	{ "kf5", "F5" },
	{ "kf6", "F6" },
	{ "kf7", "F7" },
	{ "kf8", "F8" },
	{ "kf9", "F9" },
	{ "kf10", "F10" },
	{ "kf12", "F12" },
	{ "kcuu1", "Up" },
	{ "kcud1", "Down" },
	{ "kcub1", "Left" },
	{ "kcuf1", "Right" },
	{ "khome", "Home" },
	{ "kend", "End" },
	{ "kpp", "PgUp" },
	{ "knp", "PgDn" },
	{ "kich1", "Insert" },
	{ "kdch1", "Delete" },
	{ "kcbt", "Shift-Tab" },
	{ "kbs", "Backspace" },
	{ "kent", "Enter" },
	{ "kLFT5", "Ctrl-Left" },
	{ "kRIT5", "Ctrl-Right" },
	{ "kPRV5", "Ctrl-PgUp" },
	{ "kNXT5", "Ctrl-PgDn" },
};

static void
send(const char *s)
{
	size_t len = strlen(s);

	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, s, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		s += n;
		len -= (size_t)n;
	}
}

/* A capability, or NULL. */
static const char *
cap(const char *name)
{
	const char *s = tigetstr(name);

	return s == (const char *)-1 ? NULL : s;
}

/* newterm, with no description but the system's. An unknown terminal is taken
 * for a vt100, which nearly all of them understand. */
static SCREEN *
new_screen(void)
{
	const char *home = getenv("HOME");
	char *kept = mem_strdup(home);
	SCREEN *screen;

	for (size_t i = 0; i < sizeof(untrusted) / sizeof(untrusted[0]); i++)
		unsetenv(untrusted[i]);
	unsetenv("HOME");
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		screen = newterm("vt100", stdout, stdin);
	if (kept)
		setenv("HOME", kept, 1);
	mem_free_text(kept);
	return screen;
}

/* Keys come as bytes: no flow control (Ctrl-S saves), no signals (Ctrl-Z
 * undoes). raw() says so too; this is what haven depends on. */
static void
set_raw(void)
{
	struct termios io;

	raw();
	noecho();
	nonl();
	if (tcgetattr(STDIN_FILENO, &io) == 0) {
		io.c_iflag &=
		    ~(tcflag_t)(IXON | IXOFF | ICRNL | INLCR | ISTRIP | BRKINT);
		io.c_lflag &= ~(tcflag_t)(ICANON | ISIG | IEXTEN | ECHO);
		io.c_cc[VMIN] = 1;
		io.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSANOW, &io);
		def_prog_mode();
	}
	curs_set(1);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	typeahead(-1);
}

static void
set_colours(struct term *t, bool mono)
{
	const char *no = getenv("NO_COLOR");

	if (mono || (no && no[0]) || !has_colors())
		return;
	start_color();
	use_default_colors();
	t->has_colour = init_pair(PAIR_ALERT, COLOR_RED, -1) == OK &&
			init_pair(PAIR_GOOD, COLOR_GREEN, -1) == OK;
}

static attr_t
attr_of(const struct term *t, unsigned attr, short *pair)
{
	attr_t a = A_NORMAL;

	*pair = 0;
	if (attr & ATTR_BOLD)
		a |= A_BOLD;
	if (attr & ATTR_REVERSE)
		a |= A_REVERSE;
	if (attr & ATTR_UNDERLINE)
		a |= A_UNDERLINE;
	if (attr & ATTR_DIM)
		a |= A_DIM;
	if (attr & ATTR_ALERT)
		a |= A_BOLD;
	if (t->has_colour && (attr & (ATTR_ALERT | ATTR_GOOD)))
		*pair = attr & ATTR_ALERT ? PAIR_ALERT : PAIR_GOOD;
	return a;
}

static void
paint_cell(const struct term *t, int row, int col, const struct cell *c)
{
	wchar_t wide[TEXT_MARKS_MAX + 2] = { 0 };
	cchar_t cc;
	attr_t attr;
	short pair;

	if (c->width_cols == 0)
		return;
	attr = attr_of(t, c->attr, &pair);
	if (mbstowcs(wide, c->show, TEXT_MARKS_MAX + 1) == (size_t)-1)
		wmemcpy(wide, L"?", 2);
	setcchar(&cc, wide, attr, pair, NULL);
	mvadd_wch(row, col, &cc);
}

static bool
is_same_row(const struct canvas *a, const struct canvas *b, int row)
{
	size_t at = (size_t)row * (size_t)a->cols;

	for (size_t i = at; i < at + (size_t)a->cols; i++)
		if (a->cells[i].attr != b->cells[i].attr ||
		    a->cells[i].width_cols != b->cells[i].width_cols ||
		    strcmp(a->cells[i].show, b->cells[i].show) != 0)
			return false;
	return true;
}

static enum err
check_terminal(struct errinfo *e)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, ERR_IO,
		    "haven needs a terminal to run in: its input or output is "
		    "a file or a pipe. Nothing was changed.");
	if (!text_start())
		return err_set(e, ERR_IO,
		    "This machine has no UTF-8 locale, so haven cannot show "
		    "names as they are written. Install C.UTF-8.");
	return ERR_OK;
}

/* A name may be missing in what the terminal is known to do. */
static const char *
cap_or_nothing(const char *name)
{
	const char *s = cap(name);

	return s ? s : "";
}

static void
guard_faults(const struct term *t, const struct termios *was)
{
	const char *const leave[] = { cap_or_nothing("sgr0"),
		cap_or_nothing("clear"),
		t->has_alternate ? "" : cap_or_nothing("E3"), PASTE_OFF,
		cap_or_nothing("cnorm"), cap_or_nothing("rmkx"),
		cap_or_nothing("rmcup"), NULL };

	term_guard(was, leave);
}

enum err
term_open(struct term **out, bool mono, struct errinfo *e)
{
	enum err err = check_terminal(e);
	struct termios was = { 0 };
	struct term *t;

	*out = NULL;
	if (err)
		return err;
	(void)tcgetattr(STDIN_FILENO, &was);
	t = mem_zalloc(1, sizeof(*t));
	t->screen = new_screen();
	if (!t->screen) {
		mem_free_wiped(t, sizeof(*t));
		return err_set(e, ERR_IO,
		    "This terminal cannot be used: there is no description of "
		    "it. Set TERM to xterm and try again.");
	}
	set_raw();
	set_colours(t, mono);
	t->keys = keys_new();
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++)
		keys_learn(t->keys, cap(caps[i].cap), caps[i].key);
	t->has_alternate = cap("smcup") != NULL;
	send(PASTE_ON); /* terminals that do not know it leave it out */
	canvas_init(&t->shown, 0, 0);
	term_resize(t);
	guard_faults(t, &was);
	*out = t;
	return ERR_OK;
}

void
term_close(struct term *t)
{
	const char *clear_history;

	if (!t)
		return;
	/* Nothing stays: not on the screen, not in the other one that some
	 * terminals keep, not in the scrollback of a console, and not in the
	 * copies that curses has (promise 9). */
	clear_history = t->has_alternate ? NULL : cap("E3");
	erase();
	clearok(curscr, TRUE);
	refresh();
	if (clear_history)
		send(clear_history);
	send(PASTE_OFF);
	term_unguard();
	endwin();
	delscreen(t->screen);
	keys_free(t->keys);
	canvas_done(&t->shown);
	mem_free_wiped(t, sizeof(*t));
}

int
term_fd(const struct term *t)
{
	(void)t;
	return STDIN_FILENO;
}

bool
term_read(struct term *t)
{
	char bytes[4096];
	ssize_t n;

	if (t->is_lost)
		return false;
	n = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (n > 0)
		keys_feed(t->keys, bytes, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		t->is_lost = true;
	explicit_bzero(bytes, sizeof(bytes));
	return !t->is_lost;
}

bool
term_key(struct term *t, struct key *k)
{
	return keys_next(t->keys, k);
}

int
term_wait_ms(const struct term *t)
{
	return keys_wait_ms(t->keys);
}

void
term_flush(struct term *t)
{
	keys_flush(t->keys);
}

void
term_drop(struct term *t)
{
	keys_drop(t->keys);
	tcflush(STDIN_FILENO, TCIFLUSH);
}

void
term_size(const struct term *t, int *rows, int *cols)
{
	struct winsize ws = { 0 };

	(void)t;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) != 0 || ws.ws_row == 0 ||
	    ws.ws_col == 0) {
		ws.ws_row = 24;
		ws.ws_col = 80;
	}
	*rows = ws.ws_row;
	*cols = ws.ws_col;
}

void
term_resize(struct term *t)
{
	int rows, cols;

	term_size(t, &rows, &cols);
	resizeterm(rows, cols);
	term_redraw(t);
}

void
term_redraw(struct term *t)
{
	clearok(curscr, TRUE);
	t->is_shown = false;
}

void
term_paint(struct term *t, const struct canvas *cv)
{
	bool is_all = !t->is_shown || t->shown.rows != cv->rows ||
		      t->shown.cols != cv->cols;
	bool is_changed = is_all || t->shown.cursor_row != cv->cursor_row ||
			  t->shown.cursor_col != cv->cursor_col;

	if (t->is_lost)
		return;
	if (is_all) {
		canvas_resize(&t->shown, cv->rows, cv->cols);
		erase();
	}
	for (int row = 0; row < cv->rows; row++) {
		if (!is_all && is_same_row(&t->shown, cv, row))
			continue;
		is_changed = true;
		for (int col = 0; col < cv->cols; col++)
			paint_cell(t, row, col,
			    &cv->cells[(size_t)row * (size_t)cv->cols +
				       (size_t)col]);
	}
	if (!is_changed)
		return;
	move(cv->cursor_row, cv->cursor_col);
	refresh();
	memcpy(t->shown.cells, cv->cells,
	    (size_t)cv->rows * (size_t)cv->cols * sizeof(*cv->cells));
	t->shown.cursor_row = cv->cursor_row;
	t->shown.cursor_col = cv->cursor_col;
	t->is_shown = true;
}
