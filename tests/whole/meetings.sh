# meetings.sh - meetings of several agencies with the keyboard alone (M1, M2, M3): from
# an invitation that nobody agreed to yet, over the family's answers and the decision
# to share, to what is done afterwards; one that is attended because of a concern; and
# haven waiting in the shell.
set -- 80 24
. "$(dirname "$0")/lib/situation.sh"

# An item of the list that the cursor stands on: they know of it and agree, today.
agrees() { # name
	keys Enter
	see "Which adult"
	see "[ $1 ]" "it is $1"
	keys Tab
	type y
	keys Tab
	keys F4
	see "They cannot be asked"
	type 2
	see "[ They agree ]" "$1 agrees"
	keys Tab
	type "today"
	keys F2
	see "What the family says"
}
new_meeting() { # child, agency, when
	keys F7
	see "Find a child"
	type "$1"
	see "born"
	keys Enter
	see "Agency that asks for it"
	field "When"
	type "$3"
	keys Tab
	keys F4
	see "Hill School"
	type "$2"
	keys Enter
	see "[ $2"
	keys Tab
	keys Tab
	field "What it is for"
	type "To plan what comes next."
}
# From the menu, whatever has the focus.
waiting_row() { # words
	for _ in 1 2 3; do
		[ "$(cursor | cut -d, -f1)" -le 11 ] && break
		keys Tab
		still >/dev/null
	done
	down_to "$1"
}

open_as sam
see "all sent" "sam is in step"

# ---- an invitation: nobody has been asked ----
type 5
see "No meeting of the files on this device" "there is none yet"
new_meeting "Rowan" "Hill" "+7d 10:00"
keys C-NPage
see "What the family says"
see "1  Mia Lark" "whoever must be asked stands there already"
see "2  Tom Lark"
keys F2
see "Received by the office" "it is written down"
see "not everybody has agreed" "and stands as not agreed"
keys Escape
see "Waiting for you"
keys F5
see "Mia Lark and 1 other have not agreed" "it waits, with who has not agreed"
waiting_row "have not agreed"
keys Enter
see "F2: May we attend, and what may be shared there."
keys F2
see "Not yet: not everybody has agreed." "it may not be attended"
see "Mia Lark has not been asked." "it says what is missing"
see "Tom Lark has not been asked."
down_until "The rule (M1)"

# ---- asked, and agreed; what will be shared is talked over ----
keys F6
see "The meeting (1 of 5)"
keys C-NPage
see "The family (2 of 5)"
agrees "Mia Lark"
keys Down
on "2  Tom Lark"
agrees "Tom Lark"
keys C-NPage
see "What will be shared"
keys F7
see "What exactly"
type "On which days Rowan came"
keys Tab
keys F4
see "Attendance"
type 2
see "[ Attendance ]"
keys Tab
type "Mia and Tom"
keys Tab
type "today"
keys F2
see "1  On which days Rowan came"
keys F2
see "Yes: everybody who can be asked knows of it and agrees." "now it may be attended"
see "talked over with Mia and Tom" "what is shared was talked over"
see "No decision to share is recorded."

# ---- the decision to share: row 10 ----
usual
CHILD="Rowan Lark"
keys F2
see "With whom there?" "the agency, the occasion and what is shared are there"
go_through
see "rule 10" "row 10 decides"
see "You may share this"
record F2
see "Decided " "the meeting names the decision"
see "to share."
see "F2 The decision"
keys F2
see "Decision to share" "and it is read from there"
down_until "A meeting of several agencies" "it is about a meeting"
keys Escape
see "May we attend?"

# ---- it has been: what was said, who came, what is to be done ----
keys F6
see "The meeting (1 of 5)"
field "When"
keys C-u
type "today 00:00"
keys C-NPage
see "The family (2 of 5)"
keys Enter
see "Which adult"
for _ in 1 2 3 4; do keys Tab; done
field "Did they come?"
type y
keys F2
see "What the family says"
keys Down
on "2  Tom Lark"
keys Enter
see "Which adult"
for _ in 1 2 3 4; do keys Tab; done
field "Did they come?"
type n
keys Tab
field "Why not"
type "He was at work."
keys F2
see "What the family says"
keys C-NPage
see "What will be shared"
keys C-NPage
see "What was said"
type "We said on which days Rowan came."
keys Tab
type "The club goes on."
keys Tab
keys F7
see "By whom"
type "Ring the club"
keys Tab
type "Sam Example"
keys Tab
type "today"
keys F2
see "1  Ring the club"
keys F2
see "Received by the office" "what came of it is written down"
down_until "Mia Lark came." "who came is said"
down_until "Tom Lark did not come: He was at work."
keys Escape
see "F2: Change it." "the meeting itself"
keys End
see "Ring the club"
keys Escape
see "Waiting for you"
keys F5
see "To do: Ring the club (Sam Example): Rowan Lark" "what is to be done waits, in its words"
see_not "have not agreed" "the meeting waits no more"
waiting_row "Ring the club"
keys Enter
see "F2: It is done."
see "Sam Example" "by whom"
keys F6
see "Read what it comes from"
keys Escape
see "F2: It is done."
keys F2
see "What was done"
type "Rang at noon: the place is kept."
keys F2
see "cannot be changed"
type 2
see "Received by the office" "done"
keys Escape
see_not "Ring the club" "and waits no more"

# ---- one with a concern instead ----
type 5
see "Have been"
see "agreed"
new_meeting "Eleven" "Social" "+2d 14:00"
keys C-NPage
see "What the family says"
keys Tab
field "Concern for safety or welfare" 6
type "Eleven had a mark on her arm. Amina decided that we go."
keys F2
see "a concern stands instead" "it stands as that"
see "Received by the office"
on "Eleven Lark"
keys Enter
see "F2: May we attend"
keys F2
see "Yes, without their agreement" "it may be attended all the same"
see "Mia Lark has not been asked."
down_until "who decided to go" "and what must be written down is said"
keys Escape
keys Escape
keys Escape
see "Waiting for you"

# ---- without a link, and in the shell ----
server_stop
type 5
see "Eleven Lark: Social care" "the list is there without the office"
new_meeting "Twelve" "Hill" "+3d 09:00"
keys F2
see "Only you have this" "and one is written down without it"
keys Escape
keys F10
see "left with 0"
$TM kill-session -t sam
server_start
shell() { # name, args
	local name=$1
	shift
	open_haven "$name" 80 24 "$@" --set "data_dir=$W/sam"
	see "Passphrase of sam" "$name: asked for the passphrase"
	type "$PASS"
	keys Enter
}
shell sync sync
see "left with 0"
shell waiting waiting
see "left with 0" "haven waiting: 0"
see "Mia Lark and 1 other have not agreed  Twelve Lark" "what, and whose"
shell count waiting --count
see "left with 0"
screen | grep -qx "1" || fail "the number alone"
ok "the number alone"
shell plain waiting --no-names
see "left with 0"
see "Meeting that not everybody has agreed to"
screen | grep -q "Lark" && fail "no name"
ok "no name"
open_haven none 80 24 waiting --sign-in nobody --set "data_dir=$W/sam"
see "assphrase"
type "$PASS"
keys Enter
see "left with 77" "somebody who is not there"
open_as sam
shell beside waiting
see "left with" "beside an open haven"
screen | grep -q "left with 0" && fail "it is left to the open one"
ok "it is left to the open one"
