# retention.sh - a file whose time has come, with the keyboard alone: one person says
# that it is to be destroyed, a second one approves with a typed word and the
# passphrase, it is gone from the device of a third at the next contact, the register
# tells of it, and havend verify proves it (R2).
set -- 80 24
. "$(dirname "$0")/lib/office.sh"
for class in support concern staff abuse; do
	echo "retain_$class = birth 1" >>"$W/server.conf"
done
add amina "Amina Example" designated_senior
add lena "Lena Example" strategic_lead
add sam "Sam Example" support_worker
add nuri "Nuri Example" support_worker
"$B/situations" "$W/server.conf" fill || fail "the files are made"
server_start
for who in amina lena sam; do device $who; done

# home - from wherever one is.
home() {
	for _ in 1 2 3 4 5 6; do
		still | grep -qF "Waiting for you" && return
		keys Escape
	done
	see "Waiting for you"
}
due() {
	home
	type 12
	see "On this device"
	type 7
	see "Their time has come" "${1:-the office says which files are due}"
}

# ---- sam has the file ----
open_as sam
see "all sent" "sam is in step"
type 4
see "Find a child"
type "Eleven"
see "Eleven Lark"
keys Enter
see "Front sheet" "sam reads the file"

# ---- one person ----
open_as amina
see "all sent" "amina is in step"
due
type "/Eleven"
see "to review" "it is to be reviewed"
keys Enter
see "1 year from the birth" "by which rule"
see "On this file" "and what is on it"
keys Enter
see "Front sheet" "it is read first"
keys Escape
see "On this file"
keys F2
see "What becomes of the file" "then it is decided"
keys F4
see "Destroy it"
type 2
see "[ Destroy it"
keys Tab Tab
type "Eleven is older now."
keys F2
see "cannot be changed"
type 2
see "Stopped" "a reason that names the child comes back"
keys Escape
due
type "/Eleven"
see "to review"
keys Enter
see "On this file"
keys F2
see "What becomes of the file"
keys F4
see "Destroy it"
type 2
see "[ Destroy it"
keys Tab Tab
type "Nothing speaks for keeping it."
keys F2
see "cannot be changed"
type 2
see "says your own review" "the proposal stands"
see "A second person must approve it" "and waits for another"

# ---- the second ----
open_as lena
see "Destruction of a file to approve" "it waits for lena"
keys Up
on "Destruction of a file to approve"
keys Enter
see "says Amina Example" "who proposed it"
see "Nothing speaks for keeping it" "and why"
$TM resize-window -t lena -x 60 -y 18
see "On this file" "a small window shows it too"
$TM resize-window -t lena -x 80 -y 24
keys F2
see "This destroys the file of Eleven Lark" "what it means is said"
type "yes"
keys F2
see "Nothing is destroyed" "another word does nothing"
keys C-u
type "destroy"
keys Tab
type "not the passphrase"
keys F2
see "The passphrase is not right" "nor does another passphrase"
type "$PASS"
keys F2
see "Destroyed." "it is destroyed"

# ---- the third person's device ----
switch sam
keys F5
see_not "Front sheet" "the file is gone from sam's device"
home
type 4
see "Find a child"
type "Eleven"
see_not "Eleven Lark" "and so is its name"

# ---- the register ----
switch lena
due "the list"
see "Destroyed: the register" "the register tells of it"
see_not "Eleven Lark" "and names nobody"
switch amina
keys F5
# The files were made on a device that nobody has any more: it is the one left.
for _ in $(seq 100); do
	havend verify >"$W/verify.out" 2>&1 || fail "verify: $(cat "$W/verify.out")"
	grep -q "1 device has not said" "$W/verify.out" && break
	pause
done
grep -q "^All holds" "$W/verify.out" && ok "the chain is whole" || fail "the chain is whole"
grep -q "^Destroyed on .*: S-11. 1 device has not said that it has erased it" "$W/verify.out" &&
	ok "havend verify says that it is gone, and from where not yet" ||
	fail "havend verify: $(cat "$W/verify.out")"
grep -aq "Lark" "$W"/store/haven.db* "$W"/keys/keys.db* && fail "no name is on the disk"
ok "no name is on the disk"
