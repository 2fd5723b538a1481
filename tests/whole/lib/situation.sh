# situation.sh COLS ROWS - the guided check as a person of a story answers it, and what
# more than one story does with it. Sourced, with office.sh: the office has its
# people, the files of the situations are made, and each has a haven.
. "$(dirname "$0")/lib/office.sh"
add amina "Amina Example" designated_senior
add mags "Mags Example" line_manager
add dee "Dee Example" director
add sam "Sam Example" support_worker
"$B/situations" "$W/server.conf" fill || fail "the files are made"
server_start
for who in sam amina dee; do device $who; done

# ---- the guided check, by what it asks ----
# The rows of the screen, one after another, with what stands beside the question taken
# off: it stands below a line where the window is small, and right of one where not.
question_rows() { # screen
	if [ "$COLS" -ge 78 ]; then
		sed -n '3,$s/^.*│ *//p' <<<"$1"
	elif sed -n '4,6p' <<<"$1" | grep -q '^ ──'; then
		sed '1,2d' <<<"$1" | sed '1,/^ ──/d; s/^ *//'
	else
		sed '1,2d; s/^ *//' <<<"$1"
	fi
}
# What is asked now: two lines, of which one is the question and one may be a name;
# "answer" on the page of the answer, "sure" where it asks whether that is all.
asked() {
	local s
	s=$(still)
	case $s in
	*"Nothing is shared until you record it"*) echo answer ;;
	*"cannot be changed afterwards"*) echo sure ;;
	*"What do you want to do"*) echo choice ;;
	*" Check cons"*) question_rows "$s" | head -n 2 | tr '\n' '|' ;;
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
# In a small window the page may begin further up than what is still to do.
row() {
	[ "$ROWS" -ge 24 ] || keys Home
	see "rule $1" "$CHILD: row $1"
}
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


# ---- advice across two people (S3) ----
# On the answer of the fifteenth: it is asked for, given, and the decision goes on.
advice_across_two() {
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
	down_until "What makes me unsure" "she reads what is asked"
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
	see "share, by Dee Example" "it is there with whoever gave it"
	down_until "wellbeing needs it" "and with the reasons"
	go_through
	row 12
	record F6
}

# ---- what is stored ----
# Decisions by a line each, as situations.c prints them, and that the store holds.
all_stored() { # lines
	local line
	server_stop
	"$B/situations" "$W/server.conf" read >"$W/read" || fail "the store is read"
	for line in "$@"; do
		grep -qxF -- "$line" "$W/read" && ok "stored: $line" ||
			{ cat "$W/read"; fail "stored: $line"; }
	done
	havend verify >/dev/null || fail "chain, seals and side rows hold"
	ok "chain, seals and side rows hold"
}
