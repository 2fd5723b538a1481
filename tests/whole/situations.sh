# situations.sh - the fifteen situations of the decision to share, each from the first
# key to the stored record, with the keyboard alone; then advice across two people,
# and what was decided without a link while an agreement was taken back.
set -- 80 24
. "$(dirname "$0")/lib/situation.sh"

open_as sam
see "all sent" "sam is in step"

usual
SAY["What is the risk?"]=3
SAY["Tom Lark, Father: Can they be told?"]=2
check One social concern
row 5
see "Tom Lark: not now" "One Lark: the parent it is about is not told"
record F2

usual
check Two surgery wellbeing
row 11
see "rule 7" "Two Lark: a parent's other answer is named"
record F2

usual
check Three school family
row 14
see "rule 7" "Three Lark: a parent's other answer is named"
record F6

usual
check Four school attendance
row 11
record F2

usual
SAY["What is the risk?"]=2
check Five surgery support
row 14
record F6

usual
SAY["What is the risk?"]=3
check Six social family
row 5
record F2

usual
SAY["What is the risk?"]=6
SAY["Does a court or a law order it?"]=2
check Seven social address
row 2a
record F6

usual
SAY["Does a court or a law order it?"]=3
SAY["Does that order forbid telling the family?"]=1
check Eight surgery health
row 2
see "the order forbids" "Eight Lark: nobody is told if that is barred"
record F2

usual
SAY["Is it one of these?"]=2
check Nine school notice
row 8
record F2

usual
SAY["Is it one of these?"]=5
check Ten school support
row 9
record F6

usual
SAY["Is it one of these?"]=2
check Eleven surgery support
row 10
record F6

usual
SAY["Is it one of these?"]=3
check Twelve commission attendance
row 3
record F2

usual
check Thirteen school health
row 12
record F6

usual
check Fourteen school attendance
row 14
record F6

usual
SAY["What is the risk?"]=6
check Fifteen surgery wellbeing
row 4

advice_across_two

# ---- decided without a link, an agreement taken back meanwhile ----
server_stop
usual
check Four school attendance
row 11
keys F2
go_through answer
type 2
see "Only you have this" "it is kept here until there is a link"
$TM kill-session -t sam
server_start
open_as amina
see "all sent" "amina is in step"
type 4
see "Find a child"
type "Four Lark"
see "born"
keys Enter
see "Mia Lark: Agreed"
down_to "Mia Lark: Agreed"
keys Enter
see "F2: Take it back"
keys F2
see "What they said (2 of 3)"
type "She rang the office."
keys F2
see "cannot be changed"
type 2
see "Received by the office" "the agreement is taken back meanwhile"
open_as sam
see "all sent" "what was decided is handed over"
switch amina
keys Escape
keys Escape
keys Escape
see "Waiting for you"
keys F5
see "stopped or flagged: Four Lark" "a designated senior member has it on her list"
keys Tab
keys Home
on "stopped or flagged: Four Lark"
keys Enter
see "An agreement was taken back" "and why"
see "Is it stopped?"
keys F2
see "What becomes of it"
keys F4
see "It is not to be shared"
type 2
keys Tab
type "She took it back before anything left."
keys F2
see "cannot be changed"
type 2
see "Received by the office" "she decides about it"

# ---- what is stored ----
all_stored \
	"One Lark: row 5 share_without_consent, share" \
	"Two Lark: row 11 share_with_consent, share" \
	"Three Lark: row 14 do_not_share, not" \
	"Four Lark: row 11 share_with_consent, share" \
	"Five Lark: row 14 do_not_share, not" \
	"Six Lark: row 5 share_without_consent, share" \
	"Seven Lark: row 2a seek_advice, not" \
	"Eight Lark: row 2 share_without_consent, share" \
	"Nine Lark: row 8 share_as_explained, share" \
	"Ten Lark: row 9 do_not_share, not" \
	"Eleven Lark: row 10 do_not_share, not" \
	"Twelve Lark: row 3 share_anonymised, share" \
	"Thirteen Lark: row 12 do_not_share, not" \
	"Fourteen Lark: row 14 do_not_share, not" \
	"Fifteen Lark: row 12 do_not_share, not" \
	"Four Lark: row 11 share_with_consent, share, flagged"
