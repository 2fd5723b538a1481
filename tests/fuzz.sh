#!/bin/sh
# fuzz.sh SECONDS TARGET... - run each fuzz target for so long; stop at the first
# crash, which is kept under build/fuzz.
set -eu
seconds=$1
shift
for t in "$@"; do
	name=$(basename "$t")
	mkdir -p "build/fuzz/corpus/$name"
	seeds=
	[ -d "tests/fuzz/seeds/$name" ] && seeds=tests/fuzz/seeds/$name
	echo "$name: $seconds s"
	"$t" -max_total_time="$seconds" -print_final_stats=0 -verbosity=0 \
		-artifact_prefix="build/fuzz/$name-" "build/fuzz/corpus/$name" $seeds
done
echo "fuzz: no crash"
