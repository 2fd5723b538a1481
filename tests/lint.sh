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
say "No mutant takes it out:" "$(for what in Promise:1 Promise:2 Promise:3 Promise:4 Promise:5 Promise:6 Promise:8 Promise:9 \
	$(sed -n 's/^| \([0-9][0-9]*\) |.*/Case:\1/p' docs/SYNC.md); do
	grep -qx "${what%:*}: ${what#*:}" tests/mutants/*.patch || echo "$what"
done)"
cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -j2 \
	--enable=warning,portability --suppress=missingIncludeSystem \
	--suppress=normalCheckLevelMaxBranches \
	-Icommon -Iserver -Itui -Ipress -D_GNU_SOURCE common server tui press || bad=1
[ $bad -eq 0 ] && echo "lint: clean"
exit $bad
