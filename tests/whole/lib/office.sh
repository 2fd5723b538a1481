# office.sh COLS ROWS - an office with people, and a haven for each in a window of that
# size. Sourced, with lib.sh.
. "$(dirname "$0")/lib/lib.sh"
COLS=$1
ROWS=$2
PASS="four plain words for a test"

PORT=$(free_port)
server_conf "$PORT"
havend init >/dev/null || fail "havend init"
add() { havend user add --sign-in "$1" --name "$2" --role "$3" >/dev/null || fail "user add $1"; }
# A device of one's own for each: enrolled in the shell, then haven.
device() {
	local who=$1 code
	code=$(havend enrol-code "$who" | grep -o 'hv1-[A-Za-z0-9_-]*')
	open_haven "$who-enrol" "$COLS" "$ROWS" enrol "https://localhost:$PORT" "$code" \
		--sign-in "$who" --set "data_dir=$W/$who"
	see "assphrase" "$who is asked for a passphrase"
	type "$PASS"
	keys Enter
	see "again" "$who is asked for it again"
	type "$PASS"
	keys Enter
	see "left with 0" "$who is enrolled"
	$TM kill-session -t "$who-enrol"
}
open_as() {
	open_haven "$1" "$COLS" "$ROWS" --set "data_dir=$W/$1" --set sync_every=5
	see "Who is signing in" "$1 is asked who they are"
	see "assphrase of" "$1 is asked for the passphrase"
	type "$PASS"
	keys Enter
	see "Waiting for you" "$1 sees what waits"
}
switch() { NOW=$1; }
