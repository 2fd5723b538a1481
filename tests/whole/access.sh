# access.sh - who was let in waits for the Strategic Lead as a sentence, is looked at with
# Enter, and answered on F2; the administrator is shown nothing of it.
set -- 80 24
. "$(dirname "$0")/lib/office.sh"
add ada "Ada Example" administrator
add lena "Lena Example" strategic_lead
server_start
for who in ada lena; do device $who; done

open_as ada
see "all sent" "the administrator is in step"
never "Access:" "whom nothing is told"
type 10
see "Colleagues"
keys F7
see "Sign-in name" "a new person"
type "Pat Example"
keys Tab
type "pat"
keys Tab
type " "
see "Support worker"
type "Sup"
keys Enter
keys F2
see "Received by the office" "Pat is added"

open_as lena
see "Access: Ada Example made an account for Pat Example" "the Lead is told who, whom, and what"
see "Access: Somebody at the server made an account for Ada" "and what was done at the server"
keys Up
on "Access: Somebody"
keys Down
on "Pat Example"
keys Enter
see "Change of access" "it opens"
see "Who did it"
see "F2 Seen" "and is answered by a key"
keys F2
see "Note" "with a note, if there is something to ask"
keys F2
see "as it should be"
type 2
see "Received by the office" "the Lead has looked at it"
keys Escape Escape
see "Waiting for you"
see_not "Pat Example" "so it waits no more"
see "account for Ada" "and the other does"
