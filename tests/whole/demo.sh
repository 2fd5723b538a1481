# demo.sh - make run in a terminal: made once, one at a time, and its server ends
# with it, however it ends.
. "$(dirname "$0")/lib/lib.sh"
VAR=$W/var
REPO=$(cd "$(dirname "$0")/../.." && pwd)

open_demo() { # name
	NOW=$1
	$TM new-session -d -s "$1" -x 80 -y 24 \
		"LC_ALL=C.UTF-8 HOME=$W sh $REPO/tests/demo.sh $B $VAR; echo left with \$?; read -r _" ||
		fail "tmux opens a window"
	$TM set-option -t "$1" status off >/dev/null
}
ask_server() { "$B/havend" --config "$VAR/haven.conf" "$1" >/dev/null 2>&1; }
ends() { # words
	for _ in $(seq 200); do
		ask_server status || { ok "$1"; return 0; }
		pause
	done
	fail "$1"
}
chain() { "$B/havend" --config "$VAR/haven.conf" verify; }

sh "$REPO/tests/demo.sh" "$B" "$VAR" </dev/null >"$W/out" 2>&1 && fail "no terminal is refused"
grep -q "here is none" "$W/out" || fail "no terminal is said"
[ ! -e "$VAR" ] || fail "without a terminal nothing is made"
ok "without a terminal it says so and makes nothing"

# An interrupted first run is made anew.
mkdir -m 700 "$VAR" "$VAR/store" && : >"$VAR/seeding"
open_demo first
see "Who is signing in" "the demo opens haven"
see "DEMO" "every screen says DEMO"
see "ruth" "its people are there to be chosen"
ask_server status && ok "its server runs" || fail "its server runs"
[ "$(stat -c %a "$VAR/demo.txt")" = 600 ] && ok "the list is for its owner alone" ||
	fail "the list is for its owner alone"

open_demo second
see "running already" "a second run says that there is one"
see "left with 1" "and leaves it alone"
ask_server status && ok "the first server still runs" || fail "the first server still runs"

# Somebody signs in with what the first screen says, and finds a child.
NOW=first
keys Down Down Down Down Enter
see "assphrase of Ruth" "a designated senior member is chosen"
type "$(sed -n '1s/^[^\t]*\t//p' "$VAR/demo.txt")"
keys Enter
see "First account to take up" "what waits is there"
see "Record of Concern to finish and sign" "an unsigned one too"
type 4
see "Find a child"
type "zoe"
see "Zoë" "accents are forgiven"
keys Enter
see "Front sheet" "the file is fetched"
see "Concerns" "with its concerns"
see "DEMO" "DEMO stands on every screen"
keys Escape
see "Waiting for you"
keys F10
see "the server has ended" "left with F10, it says that the server has ended"
see "left with 0" "and ends well"
ends "the server is gone"
before=$(chain) && ok "all of it holds" || fail "all of it holds"

open_demo third
see "Who is signing in" "it opens again"
$TM kill-session -t third
ends "a closed terminal ends the server too"
flock -w 10 "$VAR/lock" true && ok "nothing of it is left behind" || fail "nothing of it is left behind"
[ "$(chain)" = "$before" ] && ok "nothing was made twice" || fail "nothing was made twice"
