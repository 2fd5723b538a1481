# ground.sh - broken ground, by the real programs: a window too small, a terminal
# that goes, kill -9 while typing, a lock, a full disk, a read-only disk, a store
# with a smashed page, two havens at once, no server, hostile text.
. "$(dirname "$0")/lib/lib.sh"
PASS="four plain words for a test"
PORT=$(free_port)
server_conf "$PORT"
havend init >/dev/null || fail "havend init"
havend user add --sign-in sam --name "Sam Example" --role volunteer >/dev/null
server_start
CODE=$(havend enrol-code sam | grep -o 'hv1-[A-Za-z0-9_-]*')
D=$W/device
S="--set data_dir=$D"
open_haven enrol 80 24 enrol "https://localhost:$PORT" "$CODE" --sign-in sam $S
see "assphrase"
type "$PASS"
keys Enter
see "again"
type "$PASS"
keys Enter
see "left with 0" "sam is enrolled"

sign_in() { # window name
	open_haven "$1" 80 24 $S
	see "Passphrase of Sam"
	type "$PASS"
	keys Enter
	see "${2:-Waiting for you}" "signed in"
}

# The haven itself, not the shell it was started by.
haven_pid() { pgrep -f "^$B/haven .*$D" | head -n 1; }

# ---- a wrong passphrase ----
open_haven wrong 80 24 $S
see "Passphrase of Sam"
type "not the passphrase"
keys Enter
see "not right" "a wrong passphrase is said"
$TM kill-session -t wrong

# ---- too small, and big again ----
sign_in first
begin_account "Maya Lark" "A scratch on the hand"
$TM resize-window -t first -x 40 -y 10
see "bigger" "a window too small asks for a bigger one"
$TM resize-window -t first -x 80 -y 24
see "A scratch on the hand" "and all is still there"

# ---- the lock ----
keys C-l
see "ocked" "Ctrl-L locks"
never "scratch" "nothing of the record shows behind the lock"
type "$PASS"
keys Enter
see "A scratch on the hand" "the form comes back as it was"

# ---- the terminal goes while typing ----
type " and one on the arm"
see "and one on the arm"
pid=$(haven_pid)
$TM kill-session -t first
for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || break; pause; done
kill -0 "$pid" 2>/dev/null && { ps -o pid,stat,args -p "$pid"; fail "haven ends with its terminal"; }
ok "haven ends with its terminal"
sign_in second "and not saved"
see "and one on the arm" "what was typed is offered back, to the last word"
keys F2
see "F2 Hand in"
see "and one on the arm" "and goes on where it was left"

# ---- kill -9 while typing ----
never "draft kept"
type " It was red."
see "It was red."
see "draft kept" "it says when the draft is kept"
pid=$(haven_pid)
kill -9 "$pid"
see "left with"
sign_in third "and not saved"
keys F2
see "F2 Hand in"
see "It was red." "after kill -9 nothing older than two seconds is missing"

# ---- two at once, and the shell beside an open haven ----
open_haven other 80 24 $S
see "Passphrase of sam"
type "$PASS"
keys Enter
see "already" "a second haven says that one is open"
$TM kill-session -t other
open_haven shell 80 24 outbox $S
see "assphrase"
type "$PASS"
keys Enter
see "left with 75" "the shell leaves it to the open one"
$TM kill-session -t shell

# ---- hostile text ----
NOW=third
$TM pipe-pane -t third -o "cat >>$W/raw"
$TM set-buffer -b evil "$(printf 'evil\033]0;owned\007\302\205\342\200\256x\342\200\213y')"
$TM paste-buffer -p -t third -b evil
see "evil" "hostile text is pasted"
# What comes after it has gone through the terminal, too.
$TM set-buffer -b last "the-last-of-it"
$TM paste-buffer -p -t third -b last
for _ in $(seq 300); do
	grep -qaF "the-last-of-it" "$W/raw" && break
	pause
done
grep -qaF "the-last-of-it" "$W/raw" || fail "what the terminal got is read to its end"
grep -qaF "$(printf '\033]0;owned')" "$W/raw" && fail "no sequence of the text reaches the terminal"
grep -qaF "$(printf '\342\200\256')" "$W/raw" && fail "no bidi control reaches the terminal"
ok "no sequence, no bidi control of the text reaches the terminal"
$TM pipe-pane -t third

# ---- no server ----
keys F10
see "left with"
server_stop
open_haven nosync 80 24 sync $S
see "assphrase"
type "$PASS"
keys Enter
see "left with 69" "haven sync without a server: 69"

# ---- a full disk ----
small_disk small 700k
cp -a "$D/." "$W/small/"
open_haven full 80 24 --set "data_dir=$W/small"
see "Passphrase of Sam"
type "$PASS"
keys Enter
see "and not saved"
keys Escape
see "Waiting for you"
begin_account "Full Disk" "Seen by the gate"
dd if=/dev/zero of="$W/small/filler" bs=1k count=700 2>/dev/null
keys F2
see "room" "a full disk is said in words"
see "Seen by the gate" "what was typed stays in the form"
rm "$W/small/filler"
keys F2
see "Only you have this" "with room again it is saved"
$TM kill-session -t full

# ---- a smashed store is set aside, never written over ----
store=$(find "$D" -type f -size +32k | head -n 1)
[ -n "$store" ] || fail "the store is found"
dd if=/dev/urandom of="$store" bs=4096 seek=2 count=6 conv=notrunc 2>/dev/null
before=$(find "$D" -type f | wc -l)
open_haven smashed 80 24 $S
see "assphrase"
type "$PASS"
keys Enter
see "damage" "a smashed store is said in words"
[ "$(find "$D" -type f | wc -l)" -ge "$before" ] && ok "and kept beside what was saved of it" ||
	fail "the smashed store is kept"
