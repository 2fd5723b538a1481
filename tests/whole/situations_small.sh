# situations_small.sh - some of the situations of the decision to share at 60x18, one of
# each outcome; an answer that changes while what was open is asked; and advice across
# two people. An emergency at that size stands in share_60x18.sh.
set -- 60 18
. "$(dirname "$0")/lib/situation.sh"

open_as sam
see "all sent" "sam is in step"

usual
SAY["What is the risk?"]=3
SAY["Tom Lark, Father: Can they be told?"]=2
check One social concern
row 5
record F2

# F2 too early asks what is open, and shows the answer again: it is another.
usual
SAY["Is it one of these?"]="C-NPage"
check Two surgery wellbeing
SAY["Is it one of these?"]=1
see "Not yet: something is still to do." "Two Lark: too early"
keys F2
go_through answer
see "The answer has changed: read it again." "Two Lark: the answer is another"
row 11
record F2

# It goes on by itself where the answer stays what it was.
usual
SAY["Is it one of these?"]="C-NPage"
check Three school family
SAY["Is it one of these?"]=1
see "Do not share this" "Three Lark: it is not to be shared"
keys F6
go_through answer
[ "$(asked)" = sure ] || fail "Three Lark: F6 goes on by itself"
ok "Three Lark: F6 goes on by itself"
type 2
see "Received by the office" "Three Lark: recorded"

usual
SAY["What is the risk?"]=6
SAY["Does a court or a law order it?"]=2
check Seven social address
row 2a
record F6

usual
SAY["What is the risk?"]=6
check Fifteen surgery wellbeing
row 4
advice_across_two

all_stored \
	"One Lark: row 5 share_without_consent, share" \
	"Two Lark: row 11 share_with_consent, share" \
	"Three Lark: row 14 do_not_share, not" \
	"Seven Lark: row 2a seek_advice, not" \
	"Fifteen Lark: row 12 do_not_share, not"
