# policies.sh - the five documents, with the keyboard alone: published, confirmed with
# one passphrase by somebody whose files are shut until then, and asked for again; the
# table of everybody, and what is written for a spreadsheet (T1, T2).
set -- 80 24
. "$(dirname "$0")/lib/office.sh"
echo "policy_grace_days = 0" >>"$W/server.conf"
add amina "Amina Example" designated_senior
add lena "Lena Example" strategic_lead
add sam "Sam Example" support_worker
add nuri "Nuri Example" support_worker
"$B/situations" "$W/server.conf" fill || fail "the files are made"
server_start
for who in lena sam; do device $who; done
havend status | grep -q "policies not published yet" &&
	ok "the office says what is not published" || fail "the office says what is not published"

# home - back to the first screen, from wherever one is.
home() {
	for _ in 1 2 3 4 5; do
		screen | grep -qF "Waiting for you" && break
		keys Escape
		still >/dev/null
	done
}
# publish DOCUMENT VERSION - from the screen of policies.
publish() {
	keys F7
	see "What do you want to add?"
	type 2
	field "Document"
	keys F4
	see "Take this"
	type "${1%% *}"
	keys Enter
	see "[ $1"
	keys Tab
	type "$2"
	keys Tab
	type "yesterday"
	keys Tab
	type "Trustees"
	keys Tab
	type "The shelf"
	keys Tab
	type "What is new in $1."
	keys F2
	see "cannot be changed"
	type 2
	see "$1, version $2" "$1 is published"
}

# ---- nothing is asked, and then five documents ----
open_as sam
see "all sent" "sam is in step"
type 4
see "Find a child" "nothing is asked while nothing was published"
home
open_as lena
see "all sent" "lena is in step"
type 9
see "not published yet" "no document is there yet"
for d in "Code of Conduct" "Safeguarding Policy" "Data Protection Policy" \
	"Confidentiality Policy" "Information Sharing Policy"; do
	publish "$d" 1
done
see "all sent" "the office has them"
havend status | grep -q "all five are published" &&
	ok "the office says that all are published" || fail "the office says that all are published"

# ---- a newcomer: shut, confirms, goes on ----
switch sam
keys F5
see "To confirm: Code of Conduct, version 1" "what is to be confirmed waits"
see "To confirm: Information Sharing Policy, version 1" "all of it"
type 4
see "I, Sam Example, understand these and accept them" "no file opens: what is missing is asked"
see "[x] Safeguarding Policy, version 1"
see "late"
keys Tab
keys Enter
see "What is new in Code of Conduct" "a document can be read there"
keys Escape
see "I, Sam Example"
keys Tab
type "not the passphrase"
keys F2
see "not right" "a wrong passphrase confirms nothing"
type "$PASS"
keys F2
see "Find a child" "and what was chosen goes on, without signing in"
type "Eleven"
see "Eleven Lark"
keys Enter
see "Front sheet" "the file is there again"
see "all sent" "the office has five confirmations"
home
never "To confirm" "nothing is left to confirm"

# ---- a new version asks again; a first account is never stopped ----
switch lena
publish "Code of Conduct" 2
see "all sent"
switch sam
keys F5
see "To confirm: Code of Conduct, version 2" "a new version asks again"
see "no child's file opens" "and says what is shut"
begin_account "Robin Wren" "A bruise on the arm."
keys F2
see "Received by the office" "a first account is taken all the same"

# ---- everybody, for who answers for it ----
switch lena
home
type 9
see "to confirm: late"
keys F6
see "people" "the table of everybody opens"
see "Sam Example"
down_to "Sam Example"
see "Code of Conduct: not confirmed; the last day was" "the marked cell in words"
keys Right
see "Safeguarding Policy: confirmed on" "and the next one"
keys F7
see "Who was trained"
see "[ Sam Example ]" "training is added for who is marked"
keys F4
see "Take this"
type "Safeg"
keys Enter
see "[ Safeguarding ]"
keys Tab Tab
keys F4
see "Take this"
type "At"
keys Enter
keys Tab
type "today"
keys Tab
type "Valley Training"
keys F2
see "people" "the training is saved"
$TM resize-window -t lena -x 60 -y 18
see "more to the right" "in a small window the table moves sideways"
keys Right Right Right Right Right
see "T: safeg." "as far as training"
see "Sam Example, Support worker. Training: safeguarding: trained on" "which stands there"
$TM resize-window -t lena -x 80 -y 24
keys F2
see "in clear" "the table is written out"
csv=$(ls "$W"/haven-training-*.csv) || fail "the table is a file"
grep -q "^Sam Example,Support worker,late since .*,yes " "$csv" &&
	ok "a line for each person" || fail "a line for each person: $(cat "$csv")"
grep -q "^Lena Example,.*,missing,missing,missing," "$csv" &&
	ok "needed training that was never on record is missing" || fail "missing training: $(cat "$csv")"
grep -q "Lark" "$csv" && fail "no child is in it"
ok "no child is in it"

# ---- and for whoever lacks some ----
switch sam
home
keys F5
see "Training that everybody needs" "what was never on record waits for them"
havend verify >/dev/null && ok "the store holds" || fail "the store holds"
