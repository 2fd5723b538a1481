# share.sh COLS ROWS - around the decision to share, with the keyboard alone: the
# directory and the mark of an authority, an agreement and its taking back, an
# emergency and what follows it, a file opened with a reason. Sourced by the scripts
# that name a size.
. "$(dirname "$0")/lib/office.sh"
add amina "Amina Example" designated_senior
add lena "Lena Example" strategic_lead
add sam "Sam Example" support_worker
add nuri "Nuri Example" support_worker
"$B/situations" "$W/server.conf" fill || fail "the files are made"
server_start
for who in amina sam nuri lena; do device $who; done

# ---- the directory (L1, P2) ----
open_as amina
see "all sent" "amina is in step"
type 10
see "Agencies" "the directory opens"
see "appropriate authority" "an authority is marked in words"
keys F7
see "What it is"
type "Elm Nursery"
keys Tab
keys F4
see "School, nursery or college"
keys Enter
keys F2
see "Received by the office" "a new agency is in the directory"
see "Elm Nursery: School"
keys Down
keys Enter
see "Nobody has said that it is one" "whether it is an authority is said"
keys F6
see "Mark it"
type 2
see "Appropriate authority?"
type y
keys Tab
type "It is none, this is a mistake to be put right."
keys F2
see "cannot be changed"
type 2
see "Received by the office" "a designated senior member marks it"
keys F6
see "no appropriate authority"
type 2
see "Appropriate authority?"
type n
keys Tab
type "A nursery has no duty to protect without agreement."
keys F2
see "cannot be changed"
type 2
see_not "appropriate authority since" "the newest mark counts"

# ---- an agreement, and its taking back (I2, S2) ----
open_as sam
see "all sent" "sam is in step"
type 4
see "Find a child"
type "Eleven"
see "Eleven Lark"
keys Enter
see "No answer yet: " "who has not been asked stands above the file"
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
keys Tab
keys F4
see "Attendance"
keys Space
keys F2
see "[ Attendance ]"
keys Tab
keys Tab
keys Tab
type y
keys Tab
keys Tab
keys Tab
type "Spoken at the kitchen table; Sam heard it."
keys F2
see "cannot be changed"
type 2
see "Mia Lark: Agreed" "the agreement stands on the file"
see "No answer yet: Tom Lark"
down_to "Mia Lark: Agreed"
keys Enter
see "F2: Take it back"
keys F2
see "How they said it"
see "What they said (2 of 3)"
type "She rang and said no more."
keys F2
see "cannot be changed"
type 2
see "Received by the office" "taken back as easily as given"
keys Escape
see "Took an agreement back" "both stand on the file"
see "Mia Lark: Agreed"

# ---- an emergency: F9, F2, four answers, F2 (S9); 7 keys besides the text ----
keys F9
see "A child is in danger now: ring 999."
see "for Eleven Lark" "the child of the open file is taken"
keys F2
see "Who is at risk, and why"
type "Left alone at the pond."
keys Tab
type "That she is alone, and where."
keys Tab
keys F4
see "999"
keys Enter
see_not "Whom you told > " "chosen"
keys F2
see "24 hours" "it says what follows"
keys Escape
see "Emergency" "it stands on the file"
server_stop
keys F9
see "for Eleven Lark"
keys F2
see "Who is at risk, and why"
type "A second one, without a link."
keys Tab
type "Where she is."
keys Tab
type "Police, 999"
keys F2
see "24 hours" "without the office too"
see "Only you have this" "and where it is"
server_start
keys F5
see "all sent" "the office has it when it is back"
switch amina
keys Escape
keys Escape
see "Waiting for you"
keys F5
see "Complete the record" "the designated senior members have it on their list"

# ---- a file opened with a reason (A2) ----
open_as nuri
see "all sent" "nuri is in step"
type 4
see "Find a child"
type "Two Lark"
see "by its exact reference" "it can be opened by its reference alone"
never "born" "a file that is not assigned looks like none"
keys Enter
see "the Strategic Lead is told" "who is told stands there before"
type "S-02"
keys Tab
type "The duty worker is ill and the mother is at the door."
keys Tab
keys Tab
type "$PASS"
keys F2
see "Two Lark" "it is open"
see "Front sheet"
open_as lena
see "all sent" "lena is in step"
keys F5
see "File opened with a reason: Two Lark" "the Strategic Lead is shown it the same day"
keys Tab
keys Enter
see "the mother is at the door" "with the reason"
keys F2
see "Seen"
keys F2
see "cannot be changed"
type 2
see "Received by the office" "and has seen it"
