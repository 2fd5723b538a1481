# situations.sh - the fifteen situations of the decision to share, each from the first
# key to the stored record, with the keyboard alone; then advice across two people,
# and what was decided without a link while an agreement was taken back.
set -- 80 24
. "$(dirname "$0")/lib/office.sh"
add amina "Amina Example" designated_senior
add mags "Mags Example" line_manager
add dee "Dee Example" director
add sam "Sam Example" support_worker
"$B/situations" "$W/server.conf" fill || fail "the files are made"
server_start
for who in sam amina dee; do device $who; done

# ---- the guided check, by what it asks ----
# What is asked now: two lines, of which one is the question and one may be a name;
# "answer" on the page of the answer, "sure" where it asks whether that is all.
asked() {
	local s
	s=$(still)
	case $s in
	*"Nothing is shared until you record it"*) echo answer ;;
	*"cannot be changed afterwards"*) echo sure ;;
	*"Your answers"*) echo "$s" | sed -n '3,4s/^.*│ *//p' | tr '\n' '|' ;;
	*"What do you want to do"*) echo choice ;;
	*) echo other ;;
	esac
}
# Once it is asked something else than this.
asked_anew() { # before
	local q
	for _ in $(seq 200); do
		q=$(asked)
		[ "$q" != "$1" ] && [ "$q" != other ] && { echo "$q"; return; }
	done
	echo stuck
}
declare -A SAY
# What a person of this story says to everything; a situation says some otherwise.
usual() {
	SAY=(
		["With whom there?"]="=Asha Duty, on duty there|Enter"
		["What exactly would be shared?"]="items"
		["Is somebody in immediate danger?"]=2
		["What is the risk?"]=1
		["What makes you think so?"]="=Seen and heard this week.|F2"
		["Is it about a member of staff or a volunteer?"]=2
		["Does a court or a law order it?"]=1
		["Does that order forbid telling the family?"]=2
		["Can it not wait for advice?"]=2
		["Is it one of these?"]=1
		["Would it do without any name?"]=2
		["Are you unsure?"]=2
		["Could sharing it put somebody in danger?"]=2
		["What is it for?"]=1
		["Is it said that they did harm?"]=2
		["Can they be told?"]=1
		["When is that looked at again?"]=F2
		["Has the child or young person been heard?"]=1
		["Why have they not?"]="=Too young.|F2"
		["What do the child and the family want?"]="=What they said.|F2"
		["Is it right to share although they refuse?"]=2
		["Is all of it necessary?"]=1
		["Why do they need it?"]="=To help at once.|F2"
		["Does this person need to know it?"]=1
		["Is it right and up to date?"]=1
		["Who checked it, and when?"]=F2
		["How is it sent?"]=3
		["How do you know that it is them?"]="=Rang the number in the directory.|F2"
		["What does the law allow it by?"]=2
		["Has it been shared already?"]=1
		["Why is this right for the child?"]="=It is what the child needs.|F2"
		["It is not what the check says. Why?"]=4
	)
}
give() { # keys with | between
	local k parts
	IFS='|' read -ra parts <<<"$1"
	for k in "${parts[@]}"; do
		case $k in
		=*) type "${k#=}" ;;
		items)
			type "One fact"
			keys Tab
			keys F4
			see "Attendance" >/dev/null
			type "$ITEM"
			keys Enter
			keys F2
			see "1  One fact" >/dev/null
			keys F2
			;;
		*) keys "$k" ;;
		esac
	done
}
# Say to what is asked what SAY has for it, until the answer, or what ends it.
go_through() {
	local q=${1:-} title name
	for _ in $(seq 60); do
		q=$(asked_anew "$q")
		case $q in
		answer | sure | choice) return ;;
		stuck) fail "$CHILD: the check goes on" ;;
		esac
		name=${q%%|*}
		title=${q#*|}
		title=${title%|}
		[ -n "${SAY["$name"]:-}" ] && title=$name
		[ -n "${SAY["$name: $title"]:-}" ] && title="$name: $title"
		[ -n "${SAY["$title"]:-}" ] || fail "$CHILD: nobody knows what to say to: $q"
		give "${SAY["$title"]}"
	done
	fail "$CHILD: the check ends"
}
# check CHILD AGENCY KIND - up to the answer.
check() {
	CHILD="$1 Lark" ITEM=$3
	type 2
	see "Find a child" >/dev/null
	type "$CHILD"
	see "born" >/dev/null
	keys Enter
	see "With which agency?" >/dev/null
	type "$2"
	keys Enter
	go_through "With which agency?"
}
row() { see "rule $1" "$CHILD: row $1"; }
# Record what is on the page of the answer: F2 shares, F6 does not. What has become
# of weight since is asked first, and the answer is shown again if it is another.
record() {
	keys "$1"
	go_through answer
	if [ "$(asked)" = answer ]; then
		see "The answer has changed: read it again." "$CHILD: it is read again"
		keys "$1"
		go_through answer
	fi
	[ "$(asked)" = sure ] || fail "$CHILD: it is asked whether that is all"
	type 2
	see "Received by the office" "$CHILD: recorded"
}

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

# ---- the fifteenth: advice across two people (S3) ----
keys F7
see "Whom you ask" "Fifteen Lark: advice is asked for"
keys BTab
keys BTab
keys F4
see "Dee Example"
type "dee"
keys Enter
see "[ Dee Example ]"
keys F2
see "cannot be changed"
type 2
see "asked of Dee Example" "the decision waits for it"
open_as dee
see "Advice asked of you: Fifteen Lark" "whom it is asked of has it on their list"
keys Tab
keys Enter
see "What makes me unsure" "she reads what is asked"
keys F2
see "Your advice"
keys F4
see "Do not share"
type 1
see "[ Share ]"
keys Tab
type "His wellbeing needs it; ask them first if you can."
keys F2
see "cannot be changed"
type 2
see "Received by the office" "she gives advice, with reasons"
switch sam
keys F5
see "Dee Example" "it is there with whoever gave it"
see "His wellbeing needs it" "and with the reasons"
go_through
row 12
record F6

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
for _ in 1 2 3 4; do keys Down; done
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
server_stop
"$B/situations" "$W/server.conf" read >"$W/read" || fail "the store is read"
stored() { # line
	grep -qxF -- "$1" "$W/read" && ok "stored: $1" || { cat "$W/read"; fail "stored: $1"; }
}
stored "One Lark: row 5 share_without_consent, share"
stored "Two Lark: row 11 share_with_consent, share"
stored "Three Lark: row 14 do_not_share, not"
stored "Four Lark: row 11 share_with_consent, share"
stored "Five Lark: row 14 do_not_share, not"
stored "Six Lark: row 5 share_without_consent, share"
stored "Seven Lark: row 2a seek_advice, not"
stored "Eight Lark: row 2 share_without_consent, share"
stored "Nine Lark: row 8 share_as_explained, share"
stored "Ten Lark: row 9 do_not_share, not"
stored "Eleven Lark: row 10 do_not_share, not"
stored "Twelve Lark: row 3 share_anonymised, share"
stored "Thirteen Lark: row 12 do_not_share, not"
stored "Fourteen Lark: row 14 do_not_share, not"
stored "Fifteen Lark: row 12 do_not_share, not"
stored "Four Lark: row 11 share_with_consent, share, flagged"
havend verify >/dev/null || fail "chain, seals and side rows hold"
ok "chain, seals and side rows hold"
