#!/bin/sh
# run.sh BUILD TEST... - run every test, show what failed, and end with the one
# line "N passed, N failed". A test is a cmocka program or a script of
# tests/whole, which prints "ok WORDS" and "not ok WORDS". A test that ends by a
# signal, or runs no case at all, counts as failed.
set -u
B=$1
shift
out=$B/test-output
mkdir -p "$out"
passed=0
failed=0
for t in "$@"; do
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
	passed=$((passed + ok))
	failed=$((failed + bad))
	if [ "$bad" -ne 0 ]; then
		echo "--- $name failed (exit $code)"
		tail -n 60 "$log"
	else
		echo "$name: $ok passed in $(($(date +%s) - begin)) s"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
