# story.sh COLS ROWS - the whole first job with the keyboard alone: a first account
# from the field, a Record of Concern made from it and signed, acknowledged, read
# again, an addendum; then the same with the server stopped. Sourced by the
# scripts that name a size. The cursor's place is asserted on the way: screen
# readers and braille displays follow it.
. "$(dirname "$0")/lib/office.sh"
add amina "Amina Example" designated_senior
add dora "Dora Example" designated_senior
add lena "Lena Example" strategic_lead
add sam "Sam Example" volunteer
server_start

for who in sam amina lena; do device $who; done

# ---- 4. a first account from the field ----
open_as sam
type 1
see "Find a child"
on "Name"
type "Rosie Lark"
see "Not on file yet: Rosie Lark"
keys Enter
see "Who it is about"
field "What did you see or hear yourself?"
type "Rosie came in with a mark on her left arm. She said it hurt."
see "mark on her left arm"
keys F2
see "Received by the office" "the writer is told that the office has it"

# ---- 2. a designated senior member takes it up ----
open_as amina
see "First account to take up"
see "Rosie Lark"
keys Tab
on "First account to take up"
keys Enter
see "mark on her left arm" "she reads it"
keys F2
see "Incident"
see "When it happened"
field "When it happened"
type "yesterday 15:30"
see "15:30"
keys Tab
field "Is that time a guess?"
keys Tab
field "When it was seen or heard"
type "today 00:00"
keys Tab
field "If written late, why"
keys Tab
field "Place"
type "The hall, by the side door"
keys Tab
field "People present"
keys BTab
field "Place"
keys F2
see "Saved here" "a save is on disk at once"
keys C-n
see "Seen and heard"
see "mark on her left arm" "what the account says is there to begin with"
keys C-n
see "Conversations"
keys F7
see "With whom"
field "With whom"
type "Rosie"
keys Tab
field "Who they are"
keys Space
see "The child or young person"
on "The child or young person"
keys Enter
field "Who they are"
keys Tab
field "When"
type "yesterday 16:00"
keys Tab
field "What you asked"
type "What happened to your arm?"
keys Tab
field "The words used"
type "I fell on the step."
keys F2
see "1  Rosie" "the conversation is in the list"
on "1  Rosie"
keys C-n
see "Other observations"
keys C-n
see "Type of concern"
field "Type of concern"
keys Space
see "Physical abuse"
on "Physical abuse"
keys Space
keys F2
see "Physical abuse"
field "Type of concern"
keys Tab
field "Why this is recorded"
keys Space
see "To protect a child"
on "To protect a child"
keys Enter
field "Why this is recorded"
keys Tab
field "What was done at once"
type "Rang the office at once."
keys Tab
field "Was the child told what happens next?"
keys y
keys Tab
field "What they were told, or why not"
type "That I would tell Dora, and why."
keys Tab
field "Actions"
keys F7
see "What will be done"
field "What will be done"
type "Ring social care"
keys Tab
field "By whom"
type "Amina Example"
keys Tab
field "By when"
type "tomorrow 12:00"
keys F2
see "Ring social care"
on "Ring social care"
keys C-n
see "Check your answers"
see "The hall, by the side door"
keys F2
see "Your passphrase" "signing asks for the passphrase again"
type "not the passphrase at all"
keys Enter
see "Nothing was signed" "a wrong one signs nothing"
see "I, Amina Example, sign" "and may be tried again"
type "$PASS"
keys Enter
see "Signed by Amina Example" "it is signed"
see "cannot be changed"

# ---- 3. the Strategic Lead acknowledges ----
open_as lena
see "Record of Concern to acknowledge"
keys Tab
on "Record of Concern to acknowledge"
keys Enter
see "Signed by Amina Example"
keys F2
see "Acknowledgement"
type "Read. Thank you."
keys F2
see "cannot be changed" "what cannot be undone is asked for"
keys Down
keys Enter
see "Acknowledgement by Lena Example" "it stands beside the record"

# ---- 4. the writer sees who opened it, and that it was taken up ----
switch sam
keys F5
see_not "nobody has opened it yet"
type 4
see "Find a child"
keys Escape
see "Waiting for you"

# ---- 5. the child's file, found with a typing slip ----
switch amina
keys Escape
see "Waiting for you"
type 4
see "Find a child"
type "rosei lark"
see "Rosie Lark"
keys Enter
see "First accounts"
see "Concerns"
see "signed"
see "Acknowledgement"
keys F6
see "Who looked at this file"
keys Enter
see "Lena Example" "who looked is on record"
keys Escape
see "Concerns"

# ---- 6. with the server stopped ----
server_stop
keys Escape
see "Waiting for you"
switch sam
type 1
see "Find a child"
type "Not Known Yet"
see "Not on file yet"
keys Enter
see "Who it is about"
type "A child alone at the gate at five."
keys F2
see "Only you have this" "until the office has it the screen says so"
see "999"
see "01632"
type 11
see "Outbox"
see "First account"
server_start
keys F5
see "Nothing waits here" "it goes by itself when the server is back"
havend verify >/dev/null && ok "the chain, the seals and the signatures hold" || fail "verify"
