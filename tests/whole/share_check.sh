# share_check.sh - haven share-check, by the real program: one object or many lines,
# what it refuses and with which status, and that it needs nothing else.
set -u
B=$(cd "${HAVEN_BUILD:-build}" && pwd)
W=$(mktemp -d /tmp/haven-test.XXXXXX)
trap 'rm -rf "$W"' EXIT

ok() { echo "ok $*"; }
fail() {
	echo "not ok $*"
	echo "--- status $status; output:"
	cat "$W/out"
	echo "--- errors:"
	cat "$W/err"
	exit 1
}

# check STATUS WORDS ARGS... - run it with no environment at all.
check() {
	local want=$1 what=$2
	shift 2
	(cd "$W" && env -i "$B/haven" "$@" >"$W/out" 2>"$W/err" <"$W/in")
	status=$?
	[ "$status" = "$want" ] || fail "$what: $want"
	ok "$what: $want"
}
out_has() { grep -qF -- "$1" "$W/out" || fail "prints $1"; }
err_has() { grep -qF -- "$1" "$W/err" || fail "says $1"; }
silent() { [ ! -s "$W/$1" ] || fail "nothing on $1"; }
lines() { [ "$(wc -l <"$W/out")" = "$1" ] || fail "$1 lines"; }

: >"$W/in"
danger='{"on":"2026-04-03","harm":"none","danger_now":true,"recipient":{"authority":true}}'
plain='{"on":"2026-04-03","harm":"none"}'
wrong='{"on":"2026-04-03","harm":"bad","answers":[]}'

# ---- one object ----
echo "$danger" >"$W/danger"
check 0 "one object" share-check danger
lines 1
silent err
out_has '{"row":"1","outcome":"share_without_consent","may_share_now":true,"tell":[],"needs":[],"followups":["complete_record"],"because":[{"rule":"1",'
printf '%s' "$danger" >"$W/danger"
check 0 "without a newline at its end" share-check danger
lines 1
printf '{"on":"2026-04-03",\n"harm":\n"none"}\n\n' >"$W/pretty"
check 0 "over several lines" share-check pretty
out_has '"row":"12"'
cp "$W/danger" "$W/in"
check 0 "standard input" share-check -
out_has '"row":"1"'
: >"$W/in"

# ---- one a line ----
printf '%s\n%s\n%s\n' "$danger" "$plain" "$danger" >"$W/three"
check 0 "three lines" share-check --lines three
lines 3
check 0 "the flag after the file" share-check three --lines
lines 3
printf '%s\n%s' "$danger" "$plain" >"$W/two"
check 0 "the last line without its newline" share-check --lines two
lines 2
: >"$W/empty"
check 0 "no line at all" share-check --lines empty
silent out

# ---- refused ----
echo "$wrong" >"$W/wrong"
check 65 "a value that is not known" share-check wrong
err_has "harm"
silent out
printf '%s\n%s\n%s\n' "$danger" "$wrong" "$plain" >"$W/second"
check 65 "the second line" share-check --lines second
err_has "Line 2: harm"
lines 1
out_has '"row":"1"'
printf '%s\n\n%s\n' "$danger" "$plain" >"$W/gap"
check 65 "an empty line" share-check --lines gap
err_has "Line 2:"
lines 1
echo '{"on":"2026-04-03","harm":"none","hram":1}' >"$W/member"
check 65 "a member that is not known" share-check member
err_has "hram"
echo '{"on":"2026-04-03","harm":"none","people":[{"person":"a","person":"b"}]}' >"$W/twice"
check 65 "a member given twice" share-check twice
err_has "people[0].person"
echo '{"on":"2026-04-03"' >"$W/half"
check 65 "half an object" share-check half
err_has "JSON"
echo "$plain $plain" >"$W/both"
check 65 "two objects where one belongs" share-check both
check 65 "no facts at all" share-check empty
{ printf '{"on":"2026-04-03","harm":"none","reasons":"'; head -c 600000 /dev/zero | tr '\0' a; echo '"}'; } >"$W/big"
check 65 "too much" share-check big
err_has "bytes"
check 65 "too much on a line" share-check --lines big
err_has "Line 1:"
check 66 "no such file" share-check nowhere
err_has "cannot be read"
check 66 "a folder" share-check .
check 65 "no file named" share-check
check 65 "two files" share-check danger wrong
check 65 "--lines with another command" sync --lines

# ---- it needs nothing else ----
(cd "$W" && env -i LC_ALL=nowhere TERM=nothing HOME=/nowhere XDG_CONFIG_HOME=/nowhere \
	"$B/haven" share-check danger >"$W/out" 2>"$W/err")
status=$?
[ $status = 0 ] || fail "no locale, terminal, home"
ok "no locale, terminal, home"
echo "no such setting" >"$W/conf"
check 0 "settings are not read" --config conf share-check danger
(cd "$W" && "$B/haven" share-check danger >/dev/full 2>"$W/err")
status=$?
[ $status = 74 ] || fail "nowhere to print: 74"
ok "nowhere to print: 74"
[ -z "$(find "$W" -newer "$W/conf" ! -name out ! -name err ! -path "$W")" ] || fail "nothing is written"
ok "nothing is written"

# ---- a terminal gets no sequence of the text (promise 8) ----
printf '{"on":"2026-04-03","harm":"none","danger_now":true,"recipient":{"authority":true},"people":[{"person":"\302\2331m\342\200\256"}]}' >"$W/evil"
script -qec "env LC_ALL=C.UTF-8 $B/haven share-check $W/evil" /dev/null >"$W/out" 2>"$W/err" </dev/null
status=$?
grep -qF '<009B>1m<202E>' "$W/out" || fail "a terminal gets what is safe"
ok "a terminal gets what is safe"
