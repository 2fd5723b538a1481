# inspection.sh - an inspection with the keyboard alone: it is written down, parents are
# told by a call, by letter, or it is written why not; then the inspector signs in and
# reads its scope and nothing else, until it is ended; the report, and copies of it
# (O1, O2, O3).
set -- 80 24
. "$(dirname "$0")/lib/office.sh"
add amina "Amina Example" designated_senior
add lena "Lena Example" strategic_lead
add dora "Dora Example" director
add sam "Sam Example" support_worker
add nuri "Nuri Example" support_worker
add ines "Ines Spector" inspector
"$B/situations" "$W/server.conf" fill || fail "the files are made"
server_start
for who in dora ines; do device $who; done

# ---- it is written down ----
open_as dora
see "all sent" "dora is in step"
type 7
see "No inspection is on record" "menu 7 opens"
keys F7
see "Inspecting authority"
type "Office for Standards"
keys Tab
keys F4
see "Unannounced"
type 1
see "[ Announced ]"
keys Tab
keys F7
see "What they do there"
type "Ines Spector"
keys Tab
type "lead inspector"
keys Tab
type "card, rang their own number"
keys Tab
keys F4
see "Dora Example"
type "dora"
keys Enter
see "[ Dora Example ]"
keys Tab
type "today"
keys Tab
keys F4
see "Ines Spector"
type "ines"
keys Enter
see "[ Ines Spector ]"
keys F2
see "1  Ines Spector" "the inspector stands in the list"
keys C-NPage
see "What the inspection is for"
type "The routine inspection."
keys Tab
type "-400d"
keys Tab
type "today"
keys Tab
keys F4
see "named one by one"
type 3
see "[ A list"
keys C-NPage
see "Access from"
type "today"
keys Tab
type "today"
keys F2
see "Office for Standards, " "it is on record"
see "shut: about no file" "it is shut as long as it is about no file"
keys Enter
see "Access is shut: the inspection is about no file yet"
for child in Eleven Twelve; do
	keys F6
	see "Add a child to its list"
	type 5
	see "Find a child"
	type "$child"
	see "$child Lark"
	keys Enter
	see "$child Lark is on the list" "$child Lark is on its list"
	see "all sent"
done
see "Access is shut: 4 of 4 are still to be told." "their parents are on the list"
see "Mia Lark, mother of Eleven Lark"

# ---- the inspector is shut out ----
open_as ines
see "No inspection is open to you" "before all are told the inspector is shut out"
type 4
see "Find a child"
type "Eleven"
see_not "Eleven Lark" "and finds nobody"

# ---- one is told by a call, and objects; two by letter; one is not, with a reason ----
switch dora
keys Home
down_to "Mia Lark, mother of Eleven Lark"
keys F2
see "Were they told of the inspection?"
type 1
see "[ Space to choose ]"
keys F4
see "Telephone"
type 3
see "[ Telephone ]"
keys Tab Tab
type "I would rather they did not."
keys Tab
type y
keys F2
see "cannot be changed"
type 2
see "Access is shut: 3 of 4 are still to be told." "one is told by a call"
see "1 objects" "and that she objects is kept"
keys Home
down_to "Tom Lark, father of Eleven Lark"
keys F2
see "Were they told of the inspection?"
type 2
see "Why they are not told before"
type "He could not be found; his sister was asked."
keys F2
see "cannot be changed"
type 2
see "Not told, with a reason (1)" "one is not told, with a reason"
keys Home
down_to "Mia Lark, mother of Twelve Lark"
keys Space
keys Home
down_to "Tom Lark, father of Twelve Lark"
keys Space
see "2 marked"
$TM resize-window -t dora -x 60 -y 18
see "2 marked" "the page is whole at 60 by 18"
$TM resize-window -t dora -x 80 -y 24
keys F2
see "Were they told of the inspection?"
type 1
see "[ Space to choose ]"
keys F4
see "Telephone"
type 2
see "[ Letter ]"
keys F2
see "cannot be changed"
type 2
see "Access is open until" "two are told by one letter, and access opens by itself"

# ---- the inspector sees the scope and nothing else ----
switch ines
keys Escape
see "Waiting for you"
keys F5
see "all sent" "the inspector is let in"
type 4
see "Find a child"
type "Lark"
see "Eleven Lark" "a child of the scope is there"
see "Twelve Lark"
never "Thirteen Lark" "no other child is"
type " Eleven"
see_not "Twelve Lark"
keys Enter
see "Front sheet" "the file opens"
keys Enter
see "Reference" "a record is read"
keys Escape
see "Front sheet: Eleven Lark"

# ---- it is ended: at once, and for good ----
switch dora
keys F6
see "End its access now"
type 7
see "Why access ends now"
type "They have seen what they came for."
keys F2
see "cannot be changed"
type 2
see "Access was ended, and does not open again." "the Director ends it"
switch ines
keys F5
see "Nothing of this file is on this device" "the inspector is shut out at once, and nothing is left on the device"
keys Escape
still >/dev/null
keys Escape
see "No inspection is open to you" "and is told so"

# ---- the report, and a copy to each ----
switch dora
keys F6
see "The report came"
type 6
see "Received on"
type "The folder in the office"
keys Tab
type "Good. More about outcomes is asked for."
keys F2
see "cannot be changed"
type 2
see "0 of 4 copies sent" "a copy is owed to each"
see "A copy of the report is owed (4)"
keys Home Space
down_to "Mia Lark, mother of Twelve Lark"
keys Space
see "2 marked"
keys F2
see "[ Space to choose ]"
keys F4
see "By letter"
type 1
see "[ By letter ]"
keys F2
see "cannot be changed"
type 2
see "2 of 4 copies sent" "two have one"
keys Escape
see "2 of 4 copies sent" "the list of inspections says it"
keys Escape
see "Inspection: copies of the report are owed" "the others wait for the Director"
havend verify >/dev/null || fail "chain, seals and side rows hold"
ok "chain, seals and side rows hold"
