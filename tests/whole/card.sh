# card.sh - what the user asked for first (D1 to D5), on the programs as they are
# built: which libraries, which folders, the three jobs in the menu, and staff who
# come over SSH. The SSH is a real one, without a network: sshd -i at the other end of
# ssh's ProxyCommand.
. "$(dirname "$0")/lib/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)

# ---- D1: C, with ncurses, libcurl, cJSON and cmocka ----
linked() { # program, library
	ldd "$B/$1" | grep -q "$2" || fail "D1: $1 is linked with $2"
	ok "D1: $1 is linked with $2"
}
linked haven libncursesw
linked haven libcjson
linked haven-net libcurl
linked havend libcjson
linked tests/common_json libcmocka
other=$(find "$top/common" "$top/tui" "$top/server" -type f ! -name '*.c' ! -name '*.h' ! -name '*.def')
[ -z "$other" ] || fail "D1: the programs are written in C alone: $other"
ok "D1: the programs are written in C alone"
ldd "$B/haven" | grep -qE 'libcurl|libgnutls' && fail "D2: the terminal is not linked with the network"
ok "D2: the terminal is not linked with the network"

# ---- D4: the top level ----
for f in tui common tests Makefile README.md config.example; do
	[ -e "$top/$f" ] || fail "D4: $f stands at the top"
done
ok "D4: tui, common, tests, Makefile, README.md and config.example stand at the top"

# ---- a server, somebody, and an SSH that leads to this machine ----
PASS="four plain words for a test"
PORT=$(free_port)
server_conf "$PORT"
havend init >/dev/null || fail "havend init"
havend user add --sign-in sam --name "Sam Example" --role support_worker >/dev/null
server_start
CODE=$(havend enrol-code sam | grep -o 'hv1-[A-Za-z0-9_-]*')
D=$W/device
ssh-keygen -q -t ed25519 -N '' -f "$W/host" && ssh-keygen -q -t ed25519 -N '' -f "$W/me" ||
	fail "keys for SSH are made"
[ -d /run/sshd ] || $as_root mkdir -p /run/sshd
cat >"$W/sshd.conf" <<E2
HostKey $W/host
AuthorizedKeysFile $W/me.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
E2
cat >"$W/over_ssh" <<E2
#!/bin/sh
# The host's key is the one that was made here, and no other is taken.
exec ssh -tt -q -F none -i "$W/me" -o UserKnownHostsFile=$W/known -o HostKeyAlias=office \\
	-o ProxyCommand="/usr/sbin/sshd -i -f $W/sshd.conf" "$(id -un)@office" \\
	"LC_ALL=C.UTF-8 HOME=$W XDG_DATA_HOME= XDG_CONFIG_HOME= TZ=Europe/London $B/haven \$*"
E2
printf 'office %s\n' "$(cut -d' ' -f1,2 "$W/host.pub")" >"$W/known"
chmod 700 "$W/over_ssh"

# over_ssh NAME COLS ROWS ARGS... - a window that shows haven at the far end.
over_ssh() {
	local name=$1 cols=$2 rows=$3
	shift 3
	$TM new-session -d -s "$name" -x "$cols" -y "$rows" \
		"TERM=screen $W/over_ssh $* 2>>$W/$name.err; echo left with \$?; read -r _" ||
		fail "tmux opens a window"
	$TM set-option -t "$name" status off >/dev/null
	$TM resize-window -t "$name" -x "$cols" -y "$rows" 2>/dev/null
	NOW=$name
}

# ---- D5: over SSH ----
over_ssh enrol 80 24 enrol "https://localhost:$PORT" "$CODE" --sign-in sam --set "data_dir=$D"
see "assphrase"
type "$PASS"
keys Enter
see "again"
type "$PASS"
keys Enter
see "left with 0" "D5: a person is enrolled over SSH"

over_ssh first 80 24 --set "data_dir=$D"
see "Passphrase of Sam"
type "$PASS"
keys Enter
see "Waiting for you" "D5: and signs in over SSH"
see "1  Record a concern" "D3: the menu has: Record a concern"
see "2  Check consent before a share" "D3: the menu has: Check consent before a share"
see "3  Notify referrers" "D3: the menu has: Notify referrers"

# The line drops in the middle of a sentence.
begin_account "Maya Lark" "A scratch on the hand, and one on"
pid=$(pgrep -f "^$B/haven .*$D" | head -n 1)
$TM kill-session -t first
for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || break; pause; done
kill -0 "$pid" 2>/dev/null && fail "D5: haven ends with the line"
ok "D5: haven ends with the line"
over_ssh second 60 18 --set "data_dir=$D"
see "Passphrase of Sam"
type "$PASS"
keys Enter
see "and one on" "D5: what was typed before the line dropped is offered back"
keys F2
see "F2 Hand in"
keys F2
see "Received by the office" "D2: it is at the server"
havend verify >"$W/verify" || fail "D2: the server's records hold"
ok "D2: the server's records hold"
