#!/bin/sh
# run.sh BENCH... - run each, gather its rows, print one table. What a program says
# on standard error is shown as it goes. A missed bar is a row and no failure; a
# program that could not measure is one.
set -u
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
bad=
for b in "$@"; do
	echo "bench: ${b##*/} ..." >&2
	"$b" >>"$rows" || bad="$bad ${b##*/}"
done
awk -F '\t' '
BEGIN { rows = 0; head = "what\thaven\tfloor\tratio\tbar\t" }
function keep(line,   i, n, part) {
	n = split(line, part, "\t")
	for (i = 1; i <= 6; i++) {
		cell[rows, i] = part[i]
		if (length(part[i]) > width[i]) width[i] = length(part[i])
	}
	rows++
}
NR == 1 { keep(head) }
{ keep($0); count[$6]++ }
END {
	for (r = 0; r < rows; r++) {
		line = ""
		for (i = 1; i <= 6; i++)
			line = line sprintf(i == 1 || i > 4 ? "%-*s  " : "%*s  ", \
			    width[i], cell[r, i])
		sub(/ +$/, "", line)
		print line
	}
	printf "%d rows, %d met, %d missed\n", NR, count["met"], count["missed"]
}' "$rows"
[ -z "$bad" ] && exit 0
echo "bench: could not be measured:$bad" >&2
exit 1
