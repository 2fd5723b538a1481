#!/bin/sh
# demo.sh BUILD VAR - a server with invented data and a haven that speaks to it,
# in this terminal; what `make run` does. All it makes is under the folder VAR:
# haven.conf, the server's store and keys, the device, the log. The server is
# this script's own: it ends when haven is left, however that comes about.
set -u
umask 077

say() { echo "demo: $*"; }
die() {
	say "$*" >&2
	exit 1
}

[ $# -eq 2 ] || die "usage: demo.sh BUILD VAR"
B=$(cd "$1" && pwd) || exit 1
[ -x "$B/haven" ] && [ -x "$B/havend" ] ||
	die "haven and havend are not built yet in $B. Run make first."
[ -t 0 ] && [ -t 1 ] || die "haven opens in a terminal, and here is none."
[ -d "$2" ] || mkdir -p "$2" || exit 1
VAR=$(cd "$2" && pwd) || exit 1
conf=$VAR/haven.conf
server=
client=

# ---- how it ends ----
# The client first: it keeps what is typed, and puts the terminal right.
finish() {
	trap '' HUP INT TERM
	if [ -n "$client" ]; then
		kill -HUP "$client" 2>/dev/null
		wait "$client" 2>/dev/null
	fi
	if [ -n "$server" ]; then
		kill -TERM "$server" 2>/dev/null
		wait "$server" 2>/dev/null
	fi
	rm -f "$VAR/ready"
}
begin_traps() {
	trap finish EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# ---- one at a time ----
# The lock is the server's too, so it also holds for one that was left behind.
exec 9>>"$VAR/lock" || exit 1
flock -n 9 || die "The demo in $VAR is running already, in another terminal.
Nothing was changed. Leave haven there first (F10). If no haven is open, its
server was left behind; this ends it: $B/havend --config $conf stop"
begin_traps

# ---- the settings, made once ----
# A port nobody listens on now, below those the system hands out by itself.
is_taken() {
	cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
		grep -q "^ *[0-9]*: [0-9A-F]*:$(printf '%04X' "$1") "
}
free_port() {
	tries=0
	while [ $tries -lt 100 ]; do
		port=$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')
		port=$((20000 + port % 12000))
		is_taken "$port" || break
		tries=$((tries + 1))
	done
	echo "$port"
}
write_conf() {
	cat >"$conf.new" <<-E
	# Made by make run, for a demo with invented data. Never for real children.
	[server]
	store_dir = $VAR/store
	key_dir = $VAR/keys
	listen = 127.0.0.1
	port = $1
	public_url = https://localhost:$1
	org_name = Example Children's Support
	office_name = the duty senior
	office_number = 01632 960 001
	demo = yes

	[client]
	server_url = https://localhost:$1
	data_dir = $VAR/device
	E
	mv "$conf.new" "$conf"
}
if [ ! -f "$conf" ]; then
	port=$(free_port)
	write_conf "$port" || die "$conf cannot be written."
fi
"$B/havend" --config "$conf" --check-config >/dev/null || exit 1

# ---- the invented data, made once ----
# The mark "seeding" stands while it is made. What an interrupted run left holds
# nothing that anybody wrote.
if [ -f "$VAR/seeding" ]; then
	rm -rf "$VAR/store" "$VAR/keys" "$VAR/device"
	rm -f "$VAR/demo.txt" "$VAR/recovery.txt"
fi
if [ ! -f "$VAR/demo.txt" ]; then
	[ ! -e "$VAR/store" ] ||
		die "There is a store in $VAR, but not its list $VAR/demo.txt.
Nothing was changed. Put the list back, or move $VAR away for a new demo."
	say "making invented children and five years of records, once ..."
	: >"$VAR/seeding" || exit 1
	"$B/havend" --config "$conf" init >"$VAR/recovery.txt" &&
		"$B/havend" --config "$conf" demo-seed --list "$VAR/demo.txt" ||
		die "The demo could not be made. Run make run again."
fi
rm -f "$VAR/seeding"

# ---- the server, until it says that it listens ----
rm -f "$VAR/ready"
mkfifo "$VAR/ready" || exit 1
"$B/havend" --config "$conf" >"$VAR/ready" 2>>"$VAR/havend.log" </dev/null &
server=$!
exec 3<"$VAR/ready"
rm -f "$VAR/ready"
is_up=
while IFS= read -r line <&3; do
	case $line in
	"havend: listening on "*)
		is_up=yes
		break
		;;
	esac
done
if [ -z "$is_up" ]; then
	tail -n 3 "$VAR/havend.log" >&2
	die "The server did not start; all it said is in $VAR/havend.log.
The data is safe in $VAR. If its port is in use, end what uses it. To begin with new data, move that folder away."
fi

# ---- the client, in this terminal ----
# Beside the script and not before it, so that a signal ends both in order.
exec 4<&0
"$B/haven" --config "$conf" --demo "$VAR/demo.txt" <&4 3<&- 4<&- 9>&- &
client=$!
wait "$client"
status=$?
client=
finish
trap - EXIT
say "the server has ended. The data is in $VAR: make run goes on with it,"
say "and without that folder the next one begins anew."
exit $status
