# requests.sh - a mother asks for everything about a child of fifteen who understands the
# matter: the clock, record by record what goes, a passage that does not, the child's
# view, the copy that the office makes, and the answer; then something that went to the
# wrong place (A1, A3, A4, C2).
set -- 80 24
. "$(dirname "$0")/lib/office.sh"
add amina "Amina Example" designated_senior
add lena "Lena Example" strategic_lead
add sam "Sam Example" support_worker
add nuri "Nuri Example" support_worker
"$B/situations" "$W/server.conf" fill || fail "the files are made"
server_start
device amina

# choose WORDS - open the choice of this field and take what begins so.
choose() {
	keys F4
	see "Enter Take this"
	type "$1"
	keys Enter
	see "[ $2" "$2 is chosen"
}

# ---- it comes ----
open_as amina
see "all sent" "amina is in step"
type 4
see "Find a child"
type "Three"
see "Three Lark"
keys Enter
see "Front sheet" "the file is on this device"
keys Escape Escape
see "Waiting for you"
type 6
see "No request is on file here" "nothing was asked yet"
keys F7
see "What has happened?"
type 1
see "Find a child"
type "Three"
see "Three Lark"
keys Enter
see "What they ask for"
choose "all" "All the information"
keys Tab
type "Everything you have about my son."
keys Tab
type "-9d"
keys Tab
choose "letter" "Letter"
keys C-NPage
see "Who asks"
choose "parent" "A parent"
keys Tab
choose "mia" "Mia Lark"
keys Tab Tab
choose "parental" "Parental"
keys Tab Tab
choose "known" "Known"
keys C-NPage
see "A safe way to answer"
type "By hand, at the office."
keys F2
see "cannot be changed"
type 2
see "copy of the file" "it is in the list"
see "due " "with the day on which it is due"
see "Received by the office" "the office has it"
keys Enter
see "Still needed: what the child says to it" "C2: the child's view is missing"
see "F2: Decide record by record" "what comes next stands there"

# ---- the clock ----
keys F6
see "Stop the clock"
keys Escape
see "F2: Decide"

# ---- record by record ----
keys F2
see "to decide" "every record of the file is there"
keys F2
see "all of it goes" "the first one opens"
keys F2
see "all of it goes" "the next one opens by itself"
# A passage of it stays here: the first word of its first field.
keys Space
see "It begins here"
keys Space
see "Why does it not go?" "why is asked"
type 1
see "That passage does not go" "it stands in brackets"
keys F2
see "May they be told"
type 1
see "Reasons, for us"
type "It tells of somebody else."
keys F2
see "cannot be changed"
type 2
n=0
while [ $n -lt 30 ] && ! screen | grep -q "decided about every record"; do
	screen | grep -q "all of it goes" && keys F2
	still >/dev/null
	n=$((n + 1))
done
see "It is decided about every record" "the last one is decided"
keys Escape
see "F2: Write down what the child says" "then the child is heard"
see "all sent" "the office has every decision"
keys F2
see "What the child or young person says"
choose "part" "They agree to a part"
keys Tab
type "Not what I said about dad."
keys Tab
type "today"
keys F2
see "cannot be changed"
type 2
see "F2: Make the copy" "the copy can be made"
see "all sent"
keys F2
see "What whoever looks at it should know"
keys F2
see "cannot be changed"
type 2
see "F2: Read the copy" "the office has made it"

# ---- the copy ----
keys F2
see "Information held about" "it is there to be read"
see "What is recorded"
keys End
see "you may go to a court" "with how to complain"
keys F2
see "F2 Write" "it can be printed, or written to a file"
keys Escape
see "Print"
keys Home
type "/withheld"
keys Enter
see "[withheld]" "what does not go has a mark"
keys Escape
see "F2: Close it with the answer" "then comes the answer"
keys F2
see "The copy was given" "which is filled in"
keys Tab Tab
type "y"
keys Tab Tab
choose "hand" "By hand"
keys Tab
type "The mother, at the office; known to us."
keys F2
see "cannot be changed"
type 2
see "The copy was given." "it is closed"
see "Received by the office" "the office has the answer"
$TM resize-window -t "$NOW" -x 60 -y 18
see "Esc Back  F6 More             all sent" "it stands in the smallest window, too"
$TM resize-window -t "$NOW" -x 80 -y 24
keys Escape
see "Closed" "it stands under what is closed"

# ---- sent wrongly ----
keys F7
see "What has happened?"
type 2
see "Find a child"
type "Three"
see "Three Lark"
keys Enter
see "What went wrong"
choose "letter" "A letter"
keys Tab
type "A letter with the dates of the sessions."
keys Tab
type "The house next door."
keys F2
see "72 hours left" "the 72 hours are counted"
keys Enter
see "of 72 hours left" "on its own page as well"
see "F2: Write down what was done" "and what comes next"
havend verify >/dev/null || fail "chain, seals and side rows hold"
ok "chain, seals and side rows hold"
