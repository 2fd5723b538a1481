# copies.sh - one computer and several people, one person and several copies: two
# stores side by side, a store that was copied to another place, one that was put
# back from last week, one that was cut off, one on a disk that is read only, and
# a clock that is years off.
. "$(dirname "$0")/lib/lib.sh"
PASS="four plain words for a test"
PORT=$(free_port)
server_conf "$PORT"
havend init >/dev/null || fail "havend init"
havend user add --sign-in sam --name "Sam Example" --role volunteer >/dev/null
havend user add --sign-in kim --name "Kim Example" --role volunteer >/dev/null
havend user add --sign-in ann --name "Ann Example" --role designated_senior >/dev/null
server_start
D=$W/device
FAKETIME_SO=$(dpkg -L libfaketime | grep 'libfaketime\.so\.1$')

store_of() { find "$1" -type f -name "$2*" -size +16k | head -n 1; }
enrol() { # sign-in, folder
	local code
	code=$(havend enrol-code "$1" | grep -o 'hv1-[A-Za-z0-9_-]*')
	open_haven "enrol-$1" 80 24 enrol "https://localhost:$PORT" "$code" --sign-in "$1" --set "data_dir=$2"
	see "assphrase"
	type "$PASS"
	keys Enter
	see "again"
	type "$PASS"
	keys Enter
	see "left with 0" "$1 is enrolled"
}
# haven in the shell, with the passphrase.
in_shell() { # window, sign-in, folder, words expected, what, command
	open_haven "$1" 80 24 "$6" --sign-in "$2" --set "data_dir=$3"
	see "assphrase"
	type "$PASS"
	keys Enter
	see "$4" "$5"
}
sign_in() { # window, sign-in, folder
	open_haven "$1" 80 24 --sign-in "$2" --set "data_dir=$3"
	see "Passphrase of"
	type "$PASS"
	keys Enter
	see "Waiting for you"
}
hand_in() { # child, text, what is said then
	begin_account "$1" "$2"
	keys F2
	see "$3" "handed in: $2"
}

enrol sam "$D"
enrol kim "$D"

# accounts N WHAT - how many first accounts the office has; its server is stopped.
accounts() {
	local n
	server_stop
	n=$(sqlite3 "$W/store/haven.db" "SELECT count(*) FROM record WHERE kind = 'first_account'")
	[ "$n" = "$1" ] && ok "$2" || fail "$2: $n"
	havend verify >"$W/verify" || { cat "$W/verify"; fail "chain, seals and signatures hold"; }
}

# ---- two people, one computer, no link ----
server_stop
sign_in sam sam "$D"
hand_in "Maya Lark" "A scratch, says Sam" "Only you have this"
keys F10
see "left with 0"
sum=$(sha256sum <"$(store_of "$D" sam)")
sign_in kim kim "$D"
type 11
see "Nothing waits here" "of what Sam wrote Kim sees nothing"
keys Escape
hand_in "Robin Hay" "A bruise, says Kim" "Only you have this"
keys F10
see "left with 0"
[ "$(sha256sum <"$(store_of "$D" sam)")" = "$sum" ] && ok "and Sam's store is as it was, to the byte" ||
	fail "and Sam's store is as it was, to the byte"

# ---- copied to another place, before it was sent ----
cp -a "$D" "$W/copy"
cp -a "$D" "$W/lastweek"
server_start
in_shell kim1 kim "$D" "left with 0" "Kim's is sent" sync
in_shell sam1 sam "$D" "left with 0" "Sam's is sent" sync
for i in 1 2 3 4; do in_shell "soon$i" sam "$D" "left with 0" "and again within a second" sync; done
in_shell sam2 sam "$W/copy" "left with 0" "the copy sends the same" sync
in_shell sam3 sam "$W/copy" "Nothing waits here" "and has a receipt for it" outbox
accounts 2 "the office has each account once"

# ---- both go on ----
sign_in sam4 sam "$D"
hand_in "Tess Oak" "Written on the one" "Only you have this"
keys F10
see "left with 0"
sign_in sam5 sam "$W/copy"
hand_in "Idris Fen" "Written on the copy" "Only you have this"
keys F10
see "left with 0"
server_start
in_shell sam6 sam "$D" "left with 0" "the one is sent" sync
in_shell sam7 sam "$W/copy" "left with 0" "and so is the copy" sync
accounts 4 "nothing of either is lost, nothing is there twice"

# ---- put back from last week ----
server_start
in_shell sam8 sam "$W/lastweek" "left with 0" "a store from last week catches up" sync
in_shell sam9 sam "$W/lastweek" "Nothing waits here" "and what it had sent is not sent anew" outbox
accounts 4 "the office has nothing twice of it"

# ---- a lost passphrase ----
cp -a "$D" "$W/lost"
sign_in sam20 sam "$W/lost"
hand_in "Odd Fellow" "Written, then forgotten" "Only you have this"
keys F10
see "left with 0"
open_haven handon 80 24 hand-on "$W/handed" --sign-in sam --set "data_dir=$W/lost"
see "left with 0" "what waits is written to a file, without a passphrase"
grep -q "forgotten" "$W/handed" && fail "sealed: none of it can be read"
ok "sealed: none of it can be read"
server_start
havend take-in "$W/handed" | grep -q "^1 kept aside" && ok "the office takes it in" || fail "the office takes it in"
havend take-in "$W/handed" | grep -q "^0 kept aside.* 1 here already" && ok "once" || fail "once"
havend status >/dev/null && ok "and serves on" || fail "and serves on"
enrol ann "$D"
sign_in ann2 ann "$D"
see "ept aside" "a designated senior member is told"
keys F10
see "left with 0"
accounts 4 "it stands in no file by itself"

# ---- cut off ----
cp -a "$D" "$W/cut"
sign_in sam10 sam "$W/cut"
hand_in "Nell Reed" "Written before the cut" "Only you have this"
keys F10
see "left with 0"
store=$(store_of "$W/cut" sam)
truncate -s 12288 "$store"
sum=$(sha256sum <"$store")
open_haven cut 80 24 --sign-in sam --set "data_dir=$W/cut"
see "assphrase"
type "$PASS"
keys Enter
see "damage" "a store that was cut off is said in words"
see "damaged-" "to the end of the sentence"
find "$W/cut" -type f -exec sha256sum {} + | grep "${sum%% *}" >/dev/null && ok "and is kept as it was" ||
	fail "and is kept as it was"
$TM kill-session -t cut

# ---- a disk that is read only ----
small_disk still 4m
cp -a "$D/." "$W/still/"
$as_root mount -o remount,ro "$W/still"
open_haven still 80 24 --sign-in sam --set "data_dir=$W/still"
see "assphrase"
type "$PASS"
keys Enter
see "can be read but not written" "a disk that is read only is said as what it is"
see "looked at." "to the end of the sentence"
$TM kill-session -t still

# ---- a clock that is years off ----
server_start
for off in -40y -2y +3y +30y; do
	WITH="LD_PRELOAD=$FAKETIME_SO FAKETIME=$off"
	open_haven "clock$off" 80 24 --sign-in sam --set "data_dir=$D"
	see "Passphrase of"
	type "$PASS"
	keys Enter
	see "The clock of this device is wrong" "a clock at $off is said, by the office's"
	hand_in "Clock $off" "Written at $off" "Received by the office"
	keys F10
	see "left with 0"
	in_shell "shell$off" sam "$D" "left with 0" "haven sync ends, too" sync
done
WITH=
accounts 8 "and what was written then is at the office"
