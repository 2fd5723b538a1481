# notices.sh - an episode of support from the referral to its end, with the keyboard
# alone, and how the referrer is told of it: by letter, by telephone, not at all, and
# by choice; by e-mail once there is a mail server, and held before that (F1, F2).
set -- 80 24
. "$(dirname "$0")/lib/office.sh"
add amina "Amina Example" designated_senior
add lena "Lena Example" strategic_lead
add sam "Sam Example" support_worker
add nuri "Nuri Example" support_worker
"$B/situations" "$W/server.conf" fill || fail "the files are made"
server_start
for who in amina sam; do device $who; done

# queue WORDS SAYS - from wherever one is to the queue, which shows them.
queue() {
	for _ in 1 2 3 4 5; do
		screen | grep -qF "Waiting for you" && break
		keys Escape
		still >/dev/null
	done
	type 3
	see "$1" "$2"
}
# file - from wherever one is to the file of Eleven Lark.
file() {
	for _ in 1 2 3 4 5; do
		screen | grep -qF "Waiting for you" && break
		keys Escape
		still >/dev/null
	done
	type 4
	see "Find a child"
	type "Eleven"
	see "Eleven Lark"
	keys Enter
	see "Front sheet"
}
# pick WORDS - filter the list by them and open what is marked.
pick() {
	type "/$1"
	see "Find: $1"
	keys Enter
	keys Enter
}

# ---- somebody at the school who is told ----
open_as amina
see "all sent" "amina is in step"
type 10
see "Agencies" "the directory opens"
type "/Hill"
keys Enter
see "F7 Add"
keys F7
see "Name"
type "Marta Oak"
keys Tab Tab Tab
see "E-mail"
type "marta.oak@school.example"
keys F2
see "Marta Oak" "the school has somebody to tell"
see "all sent"

# ---- an episode ----
open_as sam
see "all sent" "sam is in step"
type 4
see "Find a child"
type "Eleven"
see "Eleven Lark"
keys Enter
see "Front sheet"
keys F7
see "Episode of support"
type "epis"
keys Enter
see "Referred on"
type "-20d"
keys Tab
keys F4
see "Hill School"
type "hill"
keys Enter
see "[ Hill School ]"
keys Tab
keys F4
see "Marta Oak"
type "marta"
keys Enter
see "[ Marta Oak ]"
keys Tab
type "S-77"
keys Tab
type "The school asked for help with the mornings."
keys C-NPage
see "Purpose of the support"
type "Mornings go better."
keys Tab
type "-9d"
keys Tab
keys F4
see "Group"
type "group"
keys Enter
see "[ Group ]"
keys F2
see "Group since" "the header says what goes on"
see "Received by the office" "the office has the episode"

# ---- the start is told by letter ----
queue "Overdue (2)" "what the office made is in the queue"
see "E-mail is off at this office" "which says that mail is off"
pick "begun"
see "Due by" "since when it is due stands there"
see "The referrer is told of start, nature and end" "and by which rule"
see "It may go." "and that it may go"
keys F6
see "Write it out as a letter"
type 1
see "Marta Oak" "the letter has the name"
see "Hill School"
see "S-77" "and their own reference"
keys F2
see "Send it, then record the letter" "it is written out to be printed"
ls "$W"/haven-letter-*.txt >/dev/null && ok "the letter is a file" || fail "the letter is a file"
grep -q "Lark" "$W"/haven-letter-*.txt && fail "the letter names nobody"
ok "the letter does not name the child"
keys Escape
see "Exactly this goes"
keys F2
see "How is the referrer told?"
type 2
see "[ Letter ]"
see "Marta Oak, Hill School" "to whom is filled in"
keys F2
see "cannot be changed"
type 2
see "Done: " "it is done"
see "Letter, by Sam Example" "with who did it and how"

# ---- its nature by telephone, without the office ----
server_stop
queue "Overdue (1)" "one is left"
keys F2
see "How is the referrer told?"
type 3
see "[ Telephone ]"
keys F2
see "cannot be changed"
type 2
see "Kept here. The office has it when this device is in touch." "offline it is kept"
server_start
keys F5
see "all sent" "the office has it when it is back"

# ---- a change that no agreement covers ----
file
pick "Episode of support"
see "F2: Change it"
keys F6
see "Write down a change in the support"
type 2
see "Changed on"
type "-2d"
keys Tab
keys F4
see "Group"
type "group"
keys Enter
see "[ Group ]"
keys Tab Tab
type "They get on better alone."
keys F2
see "this would be no change" "a change without a change is said at the field"
keys F4
see "Mentoring"
type "mentoring"
keys Enter
see "[ Mentoring ]"
keys F2
see "Received by the office" "the change is there"
keys Escape
see "Mentoring since" "the header says what it is by now"
queue "Notify referrers" "the queue"
see_not "The support has changed" "none is offered"
keys F6
see "What is done"
type 2
see "Not to be sent (1)" "the reason stands on the file"
pick "changed"
see "a later agreement is for later changes" "and is told"

# ---- an agreement, and a change that it covers ----
file
keys F7
see "What do you want to write?"
type 3
see "Who answers"
keys F4
see "A parent"
type 2
see "[ A parent ]"
keys Tab
keys F4
see "Mia Lark"
type 2
see "[ Mia Lark ]"
keys C-NPage
see "Which agencies"
keys F4
see "Agreed"
type 1
see "[ Agreed ]"
keys Tab
keys F7
see "Agency 1"
keys F4
see "Hill School"
type "hill"
keys Enter
see "[ Hill School ]"
keys F2
see "1  Hill School"
keys Tab Tab
type y
keys Tab Tab
type y
keys Tab Tab Tab
type "Said at the kitchen table."
keys F2
see "cannot be changed"
type 2
see "Mia Lark: Agreed" "the agreement stands on the file"
pick "Episode of support"
see "F2: Change it"
keys F6
see "Write down a change in the support"
type 2
see "Changed on"
type "today"
keys Tab
keys F4
see "Group"
type "group"
keys Enter
see "[ Group ]"
keys Tab Tab
type "She asked to be with the others again."
keys F2
see "Received by the office" "the second change is there"
queue "May be sent (1)" "this one is offered"
keys F2
see "How is the referrer told?"
type 4
see "By hand"
keys F2
see "cannot be changed"
type 2
see_not "May be sent" "it was told by hand"

# ---- the end, by an e-mail that does not go ----
file
pick "Episode of support"
see "F2: Change it"
keys F2
see "Referred on"
keys C-NPage C-NPage
see "Support ended on"
type "today"
keys Tab
type "Mornings go well."
keys F2
see "Received by the office" "the end is there"
queue "Due (1)" "the end is due"
keys F2
see "How is the referrer told?"
type 1
see "marta.oak@school.example" "the address is the directory's"
keys F2
see "cannot be changed"
type 2
see "Held (1)" "it did not go"
keys Enter
see "E-mail is off here" "and why stands there"

# ---- taken back: it does not go ----
file
pick "Episode of support"
see "F2: Change it"
keys F2
see "Referred on"
keys C-NPage C-NPage
see "Support ended on"
keys C-u
keys Tab
keys C-u
keys F2
see "Received by the office" "the end is taken back"
queue "Nothing is to be told" "nothing is left to be told"
keys F6
type 2
see "Stopped (1)" "the notice of the end was stopped"
see "Done (3)" "three were told"

# ---- then there is a mail server: the end goes by e-mail, once ----
server_stop
mkdir "$W/mail"
mkfifo "$W/mail.in"
/usr/bin/python3 tests/smtp_server.py "$W/mail" starttls "$W/keys/tls-current.cert" \
	"$W/keys/tls-current.key" <"$W/mail.in" >"$W/mail.out" 2>"$W/mail.err" &
exec 7>"$W/mail.in" # it ends when this script does
for _ in $(seq 200); do
	MAIL_PORT=$(sed -n 's/^listening //p' "$W/mail.out")
	[ -n "$MAIL_PORT" ] && break
	pause
done
cat >>"$W/server.conf" <<-E
	mail_server = smtp://localhost:$MAIL_PORT
	mail_from = office@charity.example
	mail_ca_file = $W/keys/tls-current.cert
	E
server_start
file
pick "Episode of support"
see "F2: Change it"
keys F2
see "Referred on"
keys C-NPage C-NPage
see "Support ended on"
type "today"
keys Tab
type "Mornings go well."
keys F2
see "Received by the office" "the end is there again"
queue "Due (1)" "and is due"
see_not "E-mail is off" "mail is on now"
keys F2
see "How is the referrer told?"
type 1
see "marta.oak@school.example"
keys F2
see "cannot be changed"
type 2
see_not "Due (1)" "it is with the office"
for _ in $(seq 200); do
	ls "$W"/mail/*.eml >/dev/null 2>&1 && break
	pause
done
keys F6
see "What is done"
type 2
for _ in $(seq 20); do
	still | grep -qF "Done (4)" && break
	keys F5
done
see "Done (4)" "four were told"
[ "$(ls "$W"/mail/*.eml | wc -l)" = 1 ] && ok "one e-mail went" || fail "one e-mail went"
grep -q "marta.oak@school.example" "$W"/mail/*.eml && ok "to the referrer" || fail "to the referrer"
grep -q "S-77" "$W"/mail/*.txt && ok "with their own reference" || fail "with their own reference"
grep -q "Lark" "$W"/mail/*.txt && fail "the child is not named"
ok "the child is not named"
havend verify >/dev/null || fail "chain, seals and side rows hold"
ok "chain, seals and side rows hold"
