# people.sh - people and how they sign in, with the keyboard alone: an administrator adds
# somebody and a code; they enrol, and set up one-time codes; their passphrase is lost
# with unsent work on the device, two others agree, and the work arrives; their access
# ends.
set -- 80 24
. "$(dirname "$0")/lib/office.sh"
add ada "Ada Example" administrator
add amina "Amina Example" designated_senior
server_start
for who in ada amina; do device $who; done
NEW="four other words to keep"

# account - from Home to what can be done with Pat.
account() {
	for _ in 1 2 3 4 5 6; do
		screen | grep -qF "Waiting for you" && break
		keys Escape
		still >/dev/null
	done
	type 10
	see "Colleagues" "the directory opens"
	type "Pat"
	still >/dev/null
	keys Enter
	see "Sign-in name" "Pat's page opens"
	keys F6
	see "Devices, codes" "what can be done with Pat"
	type "Dev"
	keys Enter
	see "Signing in: Pat" "how Pat signs in"
	see "evice" "and on what"
}
# The code on the screen, in one piece.
code_on_screen() { still | grep -oE '^ +(hv2-)?([0-9a-z]{4} ?){4,5} *$' | tr -d ' \n'; }
# secret_on_screen, and the code of it, of so many steps on.
one_time() { oathtool -b --totp --now "now + $((${2:-0} * 30)) seconds" "$1"; }

# ---- add somebody, and a code ----
open_as ada
see "all sent" "the administrator is in step"
type 10
see "Colleagues" "the directory opens"
never "Agencies" "of which an administrator sees colleagues alone"
keys F7
see "Sign-in name" "a new person"
type "Pat Example"
keys Tab
type "pat"
keys Tab
type " "
see "Support worker" "roles to choose from"
type "Sup"
keys Enter
keys F2
see "Received by the office" "Pat is added"
account
keys Enter
see "It works once" "what a code is"
type "$PASS"
keys F2
see "Read out:" "the code is shown, to be read out"
code=$(code_on_screen)
keys Escape
see_not "Read out:" "once"
never "${code:4:4} " "and nothing of it stays"
open_haven pat-enrol 80 24 enrol "https://localhost:$PORT" "$code" --sign-in pat --set "data_dir=$W/pat"
see "assphrase" "the code that was read out is taken"
type "$PASS"
keys Enter
see "again"
type "$PASS"
keys Enter
see "left with 0" "Pat is enrolled"
$TM kill-session -t pat-enrol

# ---- one-time codes ----
open_as pat
see "all sent"
type 12
see "one-time codes"
type 5
see "one-time codes besides"
see "last heard of" "Pat's device, and when it was last heard of"
keys Enter
see "changes every half minute" "what one-time codes are"
type "$PASS"
keys F2
see "otpauth://totp/haven:pat" "the secret comes as text"
secret=$(still | grep -oE '^ +([A-Z2-7]{4} ){7}[A-Z2-7]{4} *$' | tr -d ' ')
type "000000"
keys F2
see "not the code of now" "a wrong code turns nothing on"
keys C-u
used=$(one_time "$secret" -1)
type "$used"
keys F2
see "Write these down" "the recovery codes are shown"
recovery=$(still | grep -oE '[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}')
keys Escape
see "codes besides"
keys Escape
see "codes on" "and the device knows of it"
keys F10
see "left with 0"
# Its session ends: the next one needs the code.
server_stop
sqlite3 "$W/store/haven.db" "DELETE FROM token WHERE made_ms = (SELECT max(made_ms) FROM token)"
server_start
$TM kill-session -t pat
open_haven pat 80 24 --set "data_dir=$W/pat" --set sync_every=5
see "assphrase of"
type "$PASS"
keys Enter
see "asks for the one-time code" "the office asks for the code"
type "$used"
keys Enter
see "not right" "the code that was used holds no more"
type "$(head -n 1 <<<"$recovery")"
keys Enter
see "let you in" "a recovery code stands in for one, once"
see "all sent" "Pat is in step"

# ---- a lost passphrase, with unsent work ----
server_stop
begin_account "Maya Lark" "Written, then forgotten"
keys F2
see "Only you have this" "Pat writes something without a link"
keys F10
see "left with 0"
$TM kill-session -t pat
server_start
switch ada
account
type 2
see "What is lost" "the administrator says what is lost"
keys Tab
see "On which device"
type " "
keys Tab
type "Staff card and face, here in the office"
keys Tab
type "$PASS"
keys F2
see "waits for somebody else" "somebody else must agree"
see "A recovery waits" "which stands on the page"
open_as amina
see "A lost passphrase" "a designated senior member finds it"
keys Up
on "A lost passphrase"
keys Enter
see "Staff card and face" "and how Pat was known"
keys F2
see "Do you agree"
type " "
keys Tab
type "Rang Pat on the number I know"
keys Tab
type "$PASS"
keys F2
see "Your answer is at the office" "and agrees"
switch ada
keys F5
see "that was agreed to" "the administrator sees it"
type 2
see "choose a new passphrase"
type "$PASS"
keys F2
see "Read out:"
code=$(code_on_screen)
keys Escape
open_haven pat 80 24 --set "data_dir=$W/pat" --set sync_every=5
see "assphrase of"
keys Tab
keys F6
see "Address of the office"
type "https://localhost:$PORT"
keys Tab
type "$code"
keys Tab
type "pat"
keys Tab
type "the same laptop"
keys Tab
type "$NEW"
keys Tab
type "$NEW"
keys F2
see "has one-time codes" "the second factor is asked for, too"
type "$(one_time "$secret" 1)"
keys F2
see "1 piece" "the unsent work is handed over by itself"
see "designated senior member decides" "to a person"
switch amina
keys Escape Escape
see "Kept aside" "who finds it"

# ---- the end of access ----
switch ada
account
type 3
see "yesterday is their last day" "what the end of access means"
type "end"
keys Enter
see "ends as soon as" "Pat's access ends"
switch pat
keys F5
see "asks for your one-time code" "Pat's session ends at once"
type 12
see "Give the one-time code"
type 6
see "recovery codes, which works once"
type "$(sed -n 2p <<<"$recovery")"
keys Enter
see "let you in"
keys Escape
see "Your access has ended" "and another lets Pat hand over what there is, and no more"
