#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dictionaries.sh - each fuzzer has a dictionary that the engines read: with another they do nothing.
set -eu

: "${SRCDIR:?the root of the tree}" "${BUILDDIR:?the root of the build}"
failed=0

targets=$(sed -n 's|^targets=.*:-\(.*\)}$|\1|p' "$SRCDIR/tests/fuzz/fuzz.sh")
for target in $targets; do
	words=$("$SRCDIR/tests/fuzz/fuzz.sh" --dictionary "$target") || words="'$target' has none"
	odd=$(printf '%s\n' "$words" |
		grep -vE '^(#.*|"([^"\\]|\\["\\]|\\x[0-9a-f]{2})+"|)$') || continue
	echo "not ok: $target: neither a comment nor a word in double quotes: $odd"
	failed=1
done
exit $failed
