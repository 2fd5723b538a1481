#!/bin/sh
# run.sh BUILD TEST... - run every test, as many at once as there are cores, show
# what failed, and end with the one line "N passed, N failed". A test is a cmocka
# program or a script of tests/whole, which prints "ok WORDS" and "not ok WORDS".
# A test that ends by a signal, or runs no case at all, counts as failed. What
# takes long is begun first; JOBS=1 runs one after the other.
set -u
B=$1
shift
out=$B/test-output
mkdir -p "$out"

# One test: its log, one line of words, and "passed failed" in a file of its own.
one() {
	t=$1
	name=$(basename "$t" .sh)
	log=$out/$name.log
	begin=$(date +%s)
	case $t in
	*.sh) HAVEN_BUILD=$B timeout 600 bash "$t" >"$log" 2>&1 ;;
	*) HAVEN_BUILD=$B timeout 600 "$t" >"$log" 2>&1 ;;
	esac
	code=$?
	ok=$(grep -acE '^(\[ +OK \]|ok )' "$log")
	bad=$(grep -acE '^(\[  FAILED  \] [a-z_]*$|not ok )' "$log")
	if [ $code -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
	if [ $code -eq 0 ] && [ "$ok" -eq 0 ]; then bad=1; fi
	{
		if [ "$bad" -ne 0 ]; then
			echo "--- $name failed (exit $code)"
			tail -n 60 "$log"
		else
			echo "$name: $ok passed in $(($(date +%s) - begin)) s"
		fi
	} >"$out/$name.words"
	cat "$out/$name.words"
	echo "$ok $bad" >"$out/$name.count"
}
if [ "${ONE:-}" ]; then
	one "$1"
	exit 0
fi

rm -f "$out"/*

# Whole programs and the slow ones first, so that no core waits at the end.
order() {
	for t in "$@"; do
		case $t in
		*.sh | *_histories | *_power | *_fault* | *_link* | *_proxy* | *_pty*) echo "1 $t" ;;
		*) echo "2 $t" ;;
		esac
	done | sort -s -k1,1 | cut -d' ' -f2
}
order "$@" | ONE=1 xargs -P "${JOBS:-$(nproc)}" -n 1 sh "$0" "$B"

# A test whose counts are missing did not even end its line.
passed=0
failed=0
for t in "$@"; do
	name=$(basename "$t" .sh)
	ok=0
	bad=1
	[ -f "$out/$name.count" ] && read -r ok bad <"$out/$name.count"
	passed=$((passed + ok))
	failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
