# statistics.sh - outcomes and statistics with the keyboard alone, in the invented data:
# a worker scores the start and the end of an episode; the Strategic Lead makes a report,
# reads its bars, issues it, writes it out for a spreadsheet; a slice of it is refused
# (N1, N2, N3).
set -- 80 24
. "$(dirname "$0")/lib/lib.sh"
COLS=$1
ROWS=$2
PORT=$(free_port)
server_conf "$PORT"
echo "demo = yes" >>"$W/server.conf"
havend init >/dev/null || fail "havend init"
havend demo-seed --list "$W/demo.txt" >/dev/null || fail "the invented data are made"
PASS=$(sed -n '1s/^[^\t]*\t//p' "$W/demo.txt")
server_start

open_as() {
	code=$(awk -F '\t' -v w="$1" '$1 == w { print $4 }' "$W/demo.txt")
	open_haven "$1-enrol" "$COLS" "$ROWS" enrol "https://localhost:$PORT" "$code" \
		--sign-in "$1" --set "data_dir=$W/$1"
	see "assphrase" "$1 is asked for the passphrase"
	type "$PASS"
	keys Enter
	see "again" "and for it again"
	type "$PASS"
	keys Enter
	see "left with 0" "$1 is enrolled"
	$TM kill-session -t "$1-enrol"
	open_haven "$1" "$COLS" "$ROWS" --set "data_dir=$W/$1" --set sync_every=5
	see "assphrase of" "$1 signs in"
	type "$PASS"
	keys Enter
	see "Waiting for you" "$1 sees what waits"
	see "all sent" "$1 is in step"
}
month() { date -d "$(date +%Y-%m-15) $1 month" +%m/%Y; }

# score WHICH SCORE - of the episode that is marked: one measure, in its form.
score() {
	keys Enter
	see "Set a goal with the family"
	type "$1"
	see "none yet" "the form begins at the scores"
	keys Enter
	see "What is scored"
	keys F4
	see "Wellbeing"
	type "saf"
	keys Enter
	see "[ Safety ]"
	keys Tab
	type "$2"
	keys F2
	see "1  Safety" "it stands in the list"
}

# ---- scores ----
open_as harpreet
see "Scores of the support to write down" "it waits for the worker"
type 8
see "the start to score" "the episodes stand there, with what is still to score"
child=$(screen | grep -m 1 "the start to score" | sed "s/^[ >]*//; s/:.*//")
type "/$child"
see "Find: $child"
score 1 3
keys F2
see "start scored" "the start is scored"
see "Received by the office" "and the office has it"
score 3 7
keys F2
see "Progress towards the purpose is needed" "an end says how far the purpose is reached (R6)"
keys Enter
see "In words (2 of 3)"
type "Mornings go well on four days of five."
keys F2
see "Received by the office" "the office has it"

# ---- a report ----
open_as marcus
type 8
see "Make a report of some months"
keys Enter
see "First month"
keys C-u
type "1/2022"
keys Tab
keys C-u
type "$(month -1)"
keys F2
see "Statistics: January 2022" "the report opens by itself"
see "####" "with bars"
see "%)" "and a number on each"
see "fewer than 6" "and says what is not shown"
$TM resize-window -t marcus -x 60 -y 18
see "Statistics: January…" "in a small window, too"
keys End
see "(the end)" "to its end"
$TM resize-window -t marcus -x "$COLS" -y "$ROWS"
see "F6 PDF" "and in a large one again"
keys F6
see "for a spreadsheet"
type 2
see "statistics-" "it is written out for a spreadsheet"
csv=$(ls "$W"/haven-statistics-*.csv) || fail "the file is there"
grep -q "Episodes of support that began,,Age,All,All,[0-9]" "$csv" ||
	fail "with its numbers"
grep -q "not shown" "$csv" || fail "and with what is not shown"
grep -qE '(^|,)"?[-=+@]' "$csv" && fail "no cell of it starts a formula"
ok "no cell of it starts a formula"
keys F6
see "make a PDF"
type 3
see "statistics-" "the office makes a PDF"
for _ in $(seq 100); do ls "$W"/haven-statistics-*.pdf >/dev/null 2>&1 && break; pause; done
pdftotext "$(ls "$W"/haven-statistics-*.pdf)" - | grep -q "fewer than 6" && ok "with the same words" ||
	fail "with the same words"
keys Escape

# ---- it is issued, and a slice of it refused ----
see "not issued" "it is kept among the reports"
keys Down
keys Enter
see "Issue it"
type 2
see "To whom"
type "The Example Fund"
keys Tab
type "The year's report on the grant"
keys F2
see "it cannot be changed afterwards"
type 2
see "issued to The Example Fund" "it stands there to whom it was issued"
see "Received by the office"
keys Home
keys Enter
see "First month"
keys C-u
type "1/2022"
keys Tab
keys C-u
type "$(month -4)"
keys F2
see "This report is not made" "a slice of it is refused"
see "January 2022 to" "and it says because of which one"
see "few people" "and why"
keys C-u
type "$(month -1)"
keys F2
see "Statistics: January 2022" "the same months again give the same report"
havend verify >/dev/null || fail "chain, seals and side rows hold"
ok "chain, seals and side rows hold"
