#!/bin/sh
# lint.sh - layout, banned calls, size of files, direction of includes, cppcheck.
set -u
bad=0
src=$(git ls-files '*.c' '*.h')
clang-format --dry-run -Werror $src || bad=1
say() {
	[ -z "$2" ] && return
	printf '%s\n%s\n' "$1" "$2"
	bad=1
}
say "Banned calls:" "$(grep -nE '\b(strcpy|strcat|sprintf|strtok|gets|atoi|system|popen|localtime|gmtime)\(' $src)"
say "Tests that sleep (wait for idle instead):" \
	"$(grep -nE '\b(u?sleep|nanosleep)[ (]' $(git ls-files "tests/*.c" "tests/*.sh" | grep -v lint.sh))"
say "Over 600 lines:" "$(wc -l $src | awk '$2 != "total" && $1 > 600')"
say "Left open:" "$(grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $src)"
say "Mutants that do not apply any more (docs/HACKING.md):" "$(for p in tests/mutants/*.patch; do
	git apply --check --whitespace=nowarn "$p" 2>&1 | head -n 1
	for h in Why Test; do grep -q "^$h: ." "$p" || echo "$p: no $h"; done
done)"
# Every promise, sync case and requirement has a protection that is seen to fail; D1, D2
# and D4 are what the programs are (tests/whole/card.sh).
say "No mutant takes it out:" "$(for what in Promise:1 Promise:2 Promise:3 Promise:4 Promise:5 Promise:6 Promise:8 Promise:9 \
	$(for id in A1 A2 A3 A4 C1 C2 D3 D5 F1 F2 I1 I2 I3 I4 L1 M1 M2 M3 N1 N2 N3 O1 O2 O3 P1 P2 P3 \
		R1 R2 R3 R4 R5 R6 R7 S1 S2 S3 S4 S5 S6 S7 S8 S9 T1 T2; do echo "Policy:$id"; done) \
	$(sed -n 's/^| \([0-9][0-9]*\) |.*/Case:\1/p' docs/SYNC.md); do
	grep -qE "^${what%:*}: (.* )?${what#*:}( .*)?$" tests/mutants/*.patch || echo "$what"
done
grep -q 'D[124]:' tests/whole/card.sh || echo D1)"
cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -j2 \
	--enable=warning,portability --suppress=missingIncludeSystem \
	--suppress=normalCheckLevelMaxBranches \
	-Icommon -Iserver -Itui -Ipress -D_GNU_SOURCE common server tui press || bad=1
[ $bad -eq 0 ] && echo "lint: clean"
exit $bad
