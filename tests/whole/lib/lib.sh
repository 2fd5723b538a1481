# lib.sh - for the tests of whole programs: the real havend on loopback, the real
# haven inside a stock tmux. Sourced. Waits until something is true, with a limit.
set -u
NOW=
B=$(cd "${HAVEN_BUILD:-build}" && pwd)
W=$(mktemp -d /tmp/haven-test.XXXXXX)
TM="tmux -L haven-test-$$ -f /dev/null"
SERVER_PID=
cases_ok=0
exec 8<>"$(mktemp -u "$W/pause.XXXX" | { read -r p; mkfifo "$p"; echo "$p"; })"
export LC_ALL=C.UTF-8 HOME=$W XDG_CONFIG_HOME= XDG_DATA_HOME= TZ=Europe/London

pause() { read -rt 0.05 -u 8 _ || :; }

# A small disk of its own at $W/NAME; only root makes one, as with packages.
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
small_disk() { # name, size
	mkdir "$W/$1"
	$as_root mount -t tmpfs -o "size=$2,mode=700,uid=$(id -u)" tmpfs "$W/$1" ||
		fail "a small disk can be mounted (root)"
}

finish() {
	$TM kill-server 2>/dev/null
	server_stop
	for m in $(awk -v w="$W/" 'index($2, w) == 1 { print $2 }' /proc/mounts); do
		$as_root umount -l "$m"
	done
	rm -rf "$W"
}
trap finish EXIT
trap 'exit 1' INT TERM

ok() {
	cases_ok=$((cases_ok + 1))
	echo "ok $*"
}
# What went wrong, with the screen as it stands; the rest makes no sense then.
fail() {
	echo "not ok $*"
	echo "--- the screen:"
	$TM capture-pane -p -t "${NOW:-}" 2>/dev/null
	[ -f "$W/server.log" ] && { echo "--- the server:"; tail -n 20 "$W/server.log"; }
	exit 1
}

# ---- the server ----
server_conf() { # port
	cat >"$W/server.conf" <<-E
	[server]
	store_dir = $W/store
	key_dir = $W/keys
	listen = 127.0.0.1
	port = $1
	public_url = https://localhost:$1
	org_name = Example Children's Charity
	office_name = the office
	office_number = 01632 960 001
	argon_memory = 8192
	argon_passes = 1
	E
}
free_port() {
	local p
	for p in $(shuf -i 20000-60000 -n 50); do
		(exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "$p"; return; }
	done
}
havend() { "$B/havend" --config "$W/server.conf" "$@"; }
server_start() {
	"$B/havend" --config "$W/server.conf" >"$W/server.out" 2>>"$W/server.log" &
	SERVER_PID=$!
	for _ in $(seq 200); do
		havend status >/dev/null 2>&1 && return 0
		kill -0 "$SERVER_PID" 2>/dev/null || break
		pause
	done
	fail "the server starts"
}
server_stop() {
	[ -n "$SERVER_PID" ] || return 0
	kill "$SERVER_PID" 2>/dev/null
	wait "$SERVER_PID" 2>/dev/null
	SERVER_PID=
}

# ---- the terminal ----
# One window of no haven stays open: tmux ends with its last one, and whoever opens
# the next in that moment is told that the server has gone.
$TM new-session -d -s stays -x 80 -y 24 "read -r _" || { echo "not ok tmux opens a window"; exit 1; }
# open_haven NAME COLS ROWS ARGS... - a window of its own for each person. WITH
# is more environment for it.
open_haven() {
	local name=$1 cols=$2 rows=$3
	shift 3
	$TM new-session -d -s "$name" -x "$cols" -y "$rows" \
		"LC_ALL=C.UTF-8 HOME=$W ${WITH:-} $B/haven $* 2>>$W/$name.err; echo left with \$?; read -r _" ||
		fail "tmux opens a window"
	$TM set-option -t "$name" status off >/dev/null
	$TM resize-window -t "$name" -x "$cols" -y "$rows" 2>/dev/null
	NOW=$name
}
screen() { $TM capture-pane -p -t "${NOW}"; }
# The screen once it stands still: a terminal shows a page that is half painted too.
still() {
	local was is
	was=$(screen)
	for _ in $(seq 100); do
		pause
		is=$(screen)
		[ "$is" = "$was" ] && break
		was=$is
	done
	printf '%s\n' "$is"
}
cursor() { $TM display-message -p -t "$NOW" '#{cursor_y},#{cursor_x}'; }
keys() { $TM send-keys -t "$NOW" "$@"; }
type() { $TM send-keys -t "$NOW" -l -- "$1"; }
# Does a screen show WORDS, in a row or broken over some?
holds() { # screen, words
	case $1 in *"$2"*) return 0 ;; esac
	tr -s '\n ' ' ' <<<"$1" | grep -qF -- "$2"
}
# see WORDS - wait until the screen shows them.
see() {
	for _ in $(seq 300); do
		holds "$(screen)" "$1" && { ok "${2:-sees: $1}"; return 0; }
		pause
	done
	fail "${2:-sees: $1}"
}
# Half a page holds none of the words that are still to be painted.
see_not() {
	for _ in $(seq 300); do
		holds "$(still)" "$1" || { ok "${2:-no longer sees: $1}"; return 0; }
	done
	fail "${2:-no longer sees: $1}"
}
# never WORDS - they are not on the screen that stands there.
never() {
	holds "$(still)" "$1" && fail "${2:-does not see: $1}"
	ok "${2:-does not see: $1}"
}
# at ROW,COL - wait until the hardware cursor stands there (screen readers).
at() {
	for _ in $(seq 300); do
		[ "$(cursor)" = "$1" ] && { ok "the cursor stands at $1 ${2:-}"; return 0; }
		pause
	done
	fail "the cursor stands at $1 ${2:-} (it is at $(cursor))"
}
# The row of the screen (from 0) that shows WORDS.
row_of() { screen | grep -nF -- "$1" | head -n 1 | cut -d: -f1 | awk '{print $1 - 1}'; }
# The cursor stands on the row that shows WORDS.
on() {
	for _ in $(seq 300); do
		[ "$(cursor | cut -d, -f1)" = "$(row_of "$1")" ] &&
			{ ok "the cursor is on: $1"; return 0; }
		pause
	done
	fail "the cursor is on: $1 (it is at $(cursor))"
}
# down_until WORDS - go down, in a text or a list, until the screen shows them.
down_until() { # words, [what]
	local s was=
	for _ in $(seq 40); do
		s=$(still)
		holds "$s" "$1" && { ok "${2:-reads: $1}"; return 0; }
		[ "$s" != "$was" ] && keys Down
		was=$s
	done
	fail "${2:-reads: $1}"
}
# down_to WORDS - press Down until the cursor stands on their row.
down_to() {
	local was
	see "$1" "there is: $1"
	for _ in $(seq 40); do
		still >/dev/null
		[ "$(cursor | cut -d, -f1)" = "$(row_of "$1")" ] && { ok "the cursor is on: $1"; return 0; }
		was=$(cursor)
		keys Down
		for _ in $(seq 20); do
			[ "$(cursor)" != "$was" ] && break
			pause
		done
	done
	fail "the cursor is on: $1 (it is at $(cursor))"
}
# The cursor stands in the field under LABEL: within the three rows below it
# (a problem, the frame of a box). A box that is longer has its cursor inside.
field() {
	local r c
	for _ in $(seq 300); do
		r=$(row_of "$1")
		c=$(cursor | cut -d, -f1)
		[ -n "$r" ] && [ "$c" -gt "$r" ] && [ "$c" -le $((r + ${2:-3})) ] &&
			{ ok "the cursor is in: $1"; return 0; }
		pause
	done
	fail "the cursor is in: $1 (it is at $(cursor))"
}

# The form of a first account about a child who is not on file, and its text.
begin_account() { # child, text
	type 1
	see "Find a child"
	type "$1"
	see "Not on file yet"
	keys Enter
	see "Who it is about"
	type "$2"
	see "$2"
}
