#!/bin/sh
# layers.sh - common knows neither side, the two sides do not know each other, only
# tui/term.c includes curses, and only haven-press has pango and cairo. (common is also built with its own path alone.)
set -u
bad=0
names() { ls "$1"/*.h | xargs -n1 basename | paste -sd'|' | sed 's/\./\\./g'; }
own() { # folder, headers of another folder that it must not see
	hits=$(grep -nE "#include \"($(names "$2"))\"" "$1"/*.[ch] |
		while IFS= read -r line; do
			h=$(printf '%s' "$line" | sed 's/.*"\(.*\)".*/\1/')
			[ -e "$1/$h" ] || [ -e "common/$h" ] || echo "$line"
		done)
	[ -z "$hits" ] && return
	echo "$1 includes of $2:"
	echo "$hits"
	bad=1
}
own common server
own common tui
own tui server
own server tui
own press tui
own press server
hits=$(grep -lE '#include <(n?curses|ncursesw/|term\.h)' common/* server/* tui/* | grep -v '^tui/term\.c$')
if [ -n "$hits" ]; then
	echo "includes curses: $hits"
	bad=1
fi
hits=$(grep -lE '#include <(pango/|cairo)' common/* server/* tui/*)
if [ -n "$hits" ]; then
	echo "includes pango or cairo: $hits"
	bad=1
fi
[ $bad -eq 0 ] && echo "layers: clean"
exit $bad
