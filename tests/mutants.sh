#!/bin/sh
# mutants.sh [NAME...] - take one protection out of the product at a time and see the
# test of it fail (make mutants; ONLY=NAME for one).
#
# tests/mutants/NAME.patch begins with a header:
#	Promise: 1		or Case: 7 (docs/SYNC.md), Part: 6, Policy: S3,
#				Share: 5 (a row of the decision)
#	Why: what is then no longer kept, in a sentence
#	Test: tui_power		a program of tests/, or whole/NAME.sh
#	With: POWER_SEEDS=20	(if need be) what is in its environment
#	By: timeout		(if need be) a test that never ends counts as failed
# The tracked files are copied to build/mutants/tree, where objects stay from one
# patch to the next. Each test must first pass with nothing taken out. A patch that
# does not apply or does not compile is stale, and counts as survived.
set -u
top=$(git rev-parse --show-toplevel) || exit 1
cd "$top" || exit 1
work=$top/build/mutants
tree=$work/tree
mkdir -p "$tree"
LIMIT=${LIMIT:-300}

# field NAME PATCH - of its header.
field() {
	sed -n "/^---/q; s/^$1: //p" "$2"
}

# Only what differs is written, or make would build all of it anew.
copy_tree() {
	git ls-files | grep -v '^tests/mutants/' | sort >"$work/files.new"
	[ -f "$work/files" ] && comm -23 "$work/files" "$work/files.new" |
		while read -r f; do rm -f "$tree/$f"; done
	mv "$work/files.new" "$work/files"
	while read -r f; do
		if [ -f "$f" ] && ! cmp -s "$f" "$tree/$f"; then
			mkdir -p "$tree/$(dirname "$f")"
			cp "$f" "$tree/$f" && touch "$tree/$f"
		fi
	done <"$work/files"
}

# build TEST - it, and the programs if it starts them.
build() {
	case $1 in
	whole/*) target="all build/tests/common_json" ;;
	*)
		target=build/tests/$1
		grep -qE 'HAVEN_BUILD|havend\.h|mail_server\.h|pdf_kit\.h' "tests/$1.c" && target="$target all"
		;;
	esac
	(cd "$tree" && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
		make -s -j2 CFLAGS='-O1 -w' $target) \
		>"$work/build.log" 2>&1
}

# run TEST WITH - its exit status; 124: the time was up.
run() {
	case $1 in
	whole/*) what="bash tests/$1" ;;
	*) what=build/tests/$1 ;;
	esac
	(cd "$tree" && env HAVEN_BUILD=build $2 timeout -k 10 "$LIMIT" $what) \
		>"$work/run.log" 2>&1 </dev/null
}

# What failed, for the one line that is printed.
first_failure() {
	grep -aom1 -E '^\[  FAILED  \] [a-z0-9_]+|^not ok .*' "$work/run.log" |
		sed 's/^\[  FAILED  \] //; s/^not ok //'
}

# Passes with everything in: asked once for each test.
passes() {
	key=$(printf '%s %s' "$1" "$2" | tr -c 'A-Za-z0-9_=\n' '_')
	if [ ! -f "$work/passes/$key" ]; then
		r=1
		if ! build "$1"; then
			cp "$work/build.log" "$work/run.log"
		elif run "$1" "$2"; then
			r=0
		fi
		echo $r >"$work/passes/$key"
	fi
	[ "$(cat "$work/passes/$key")" = 0 ]
}

# mutant PATCH - sets verdict.
mutant() {
	t=$(field Test "$1")
	with=$(field With "$1")
	verdict="stale: no header"
	[ -n "$t" ] && [ -n "$(field Why "$1")" ] || return
	verdict="stale: $t does not pass as it is"
	passes "$t" "$with" || return
	verdict="stale: does not apply"
	(cd "$tree" && GIT_CEILING_DIRECTORIES=$work \
		git apply --whitespace=nowarn "$1") >"$work/build.log" 2>&1 || return
	verdict="stale: does not compile"
	if build "$t"; then
		run "$t" "$with"
		r=$?
		verdict="still passes"
		[ $r -ne 0 ] && verdict="killed"
		if [ $r -eq 124 ] || [ $r -eq 137 ]; then
			[ "$(field By "$1")" = timeout ] || verdict="stale: the time was up"
		fi
	fi
	sed -n 's,^+++ b/,,p' "$1" | while read -r f; do
		cp "$f" "$tree/$f" && touch "$tree/$f"
	done
}

rm -rf "$work/passes"
mkdir -p "$work/passes"
copy_tree
killed=0
survived=0
[ $# -gt 0 ] || set -- $(ls tests/mutants | sed 's/\.patch$//')
for name in "$@"; do
	p=$top/tests/mutants/$name.patch
	[ -f "$p" ] || { echo "no such mutant: $name"; exit 1; }
	mutant "$p"
	if [ "$verdict" = killed ]; then
		killed=$((killed + 1))
		echo "ok $name: seen to fail ($t$(first_failure | sed 's/^/: /'))"
	else
		survived=$((survived + 1))
		echo "not ok $name: $verdict"
		case $verdict in
		"stale: does not"*) tail -n 5 "$work/build.log" ;;
		stale*) tail -n 15 "$work/run.log" ;;
		esac
	fi
done
echo "$((killed + survived)) mutants, $killed killed, $survived survived"
[ "$survived" -eq 0 ] && [ "$killed" -gt 0 ]
