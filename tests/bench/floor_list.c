/* floor_list.c - the floor of the terminal rows: a list of 24 lines with a
 * reversed bar, in plain ncurses.
 *
 *   floor_list FILE
 *
 * The lines of FILE are the list. Up and Down move the bar, the list scrolls
 * when it must; any other character is typed after what stands on the last
 * line, Ctrl-D leaves. Nothing is stored, sealed or checked. */
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 4000
#define LINE_MAX_BYTES 400

static char lines[LINES_MAX][LINE_MAX_BYTES];
static int count, top, at;

static void
draw(void)
{
	int rows = getmaxy(stdscr), cols = getmaxx(stdscr);

	for (int y = 0; y < rows; y++) {
		move(y, 0);
		if (top + y == at)
			attron(A_REVERSE);
		if (top + y < count)
			addstr(lines[top + y]);
		while (getcurx(stdscr) > 0 && getcurx(stdscr) < cols - 1 &&
		       getcury(stdscr) == y && top + y == at)
			addch(' ');
		attroff(A_REVERSE);
		if (getcury(stdscr) == y)
			clrtoeol();
	}
	move(at - top, 0);
	refresh();
}

static void
go(int to)
{
	int rows = getmaxy(stdscr);

	if (to < 0 || to >= count)
		return;
	at = to;
	if (at < top)
		top = at;
	if (at >= top + rows)
		top = at - rows + 1;
	draw();
}

int
main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	int key;

	if (!f)
		return 2;
	setlocale(LC_ALL, "");
	while (count < LINES_MAX && fgets(lines[count], LINE_MAX_BYTES, f))
		lines[count][strcspn(lines[count], "\n")] = '\0', count++;
	fclose(f);
	initscr();
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	idlok(stdscr, TRUE);
	draw();
	while ((key = getch()) != 4 && key != ERR) {
		if (key == KEY_DOWN) {
			go(at + 1);
		} else if (key == KEY_UP) {
			go(at - 1);
		} else if (key == KEY_END) {
			go(count - 1);
			move(at - top, (int)strlen(lines[at]));
			refresh();
		} else if (key >= ' ' && key < 127) {
			addch((chtype)key);
			refresh();
		}
	}
	endwin();
	return 0;
}
