#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mutants.sh - a rule, filter, operation or backslash less in a text for macOS, or a rule turned round:
# requests notice each, but for those that tests/seatbelt/survivors names with the reason.
set -eu

. "$SRCDIR/tests/seatbelt/lib.sh"
here=$SRCDIR/tests/seatbelt
cd "$SCRATCH"
mkdir text
{
	"$BUILDDIR/tests/seatbelt/draw" text "$here/mutants.policy"
	grep -v '^#' "$here/base.tsv" | sed 's/^/ask\t/'
	# On the way to what is granted a name may be a link.
	for way in /Library /System /System/Volumes /System/Volumes/Preboot /usr /srv /srv/s \
		/Users/u /Users/u/.conf; do
		printf 'ask\tallow\tfile-read-metadata\tpath\t%s\tvnode-type\tSYMLINK\n' "$way"
	done
	printf 'ask\tallow\tfile-read-metadata\tpath\t/x/y\tvnode-type\tDIRECTORY\n'
	echo mutants
} >requests
evaluate <requests >answers || fail "the evaluator: $(tail -n 3 answers)"
grep -E '^(differs|models-differ)' answers >found || :
if [ -s found ]; then
	head found
	fail "macOS says something else: expected, and got"
fi
awk -F '\t' '$1 == "survivor" { print $2 "\t" $3 }' answers | sort | uniq -c | sed 's/^ *//; s/ /\t/' >survivors
# A reason stands above those that it explains.
grep -v '^;' "$here/survivors" | sort -t "$(printf '\t')" -k 2 >expected
sort -t "$(printf '\t')" -k 2 survivors | diff -u expected - || fail "other mutants go unnoticed than those explained"
tried=$(awk -F '\t' '$1 == "total" { print $6 }' answers)
echo "$tried mutants, $(awk '{ sum += $1 } END { print sum }' survivors) of them explained"
[ "${tried:-0}" -ge 400 ] || fail "expected 400 mutants"
grep -qF '\"' text/policy.sb && grep -qF '\\' text/policy.sb || fail "nothing to unescape"
exit "$bad"
