#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# golden.sh - the text for macOS of each shipped profile, word for word: golden/NAME.sb.
#
# `BLESS=1 golden.sh` rewrites them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib.sh"
: "${NONOC:?the path of nonoc}" "${SRCDIR:?the root of the tree}" "${SCRATCH:?a scratch directory}"
golden=$here/golden

for file in "$SRCDIR"/stdlib-groups/profiles/*.yaml; do
	name=$(basename "$file" .yaml)
	count=$((count + 1))
	"$NONOC" "$name" --target seatbelt -o "$SCRATCH/$name.sb" || bad "$name does not compile"
	# The lines for nono-exec are a blob, which has its own tests.
	grep -v '^;nono ' "$SCRATCH/$name.sb" >"$SCRATCH/rules.sb"
	[ "$(grep -c '^;nono 1 crc32c:' "$SCRATCH/$name.sb")" = 1 ] ||
		bad "$name: no lines for nono-exec"
	if [ "${BLESS-}" = 1 ]; then
		cp "$SCRATCH/rules.sb" "$golden/$name.sb"
	else
		diff -u "$golden/$name.sb" "$SCRATCH/rules.sb" || bad "$name: see above"
	fi
	"$NONOC" "$name" --target seatbelt -o "$SCRATCH/again.sb"
	cmp "$SCRATCH/$name.sb" "$SCRATCH/again.sb" || bad "$name: twice is not the same"
	# Without comments it is the same to whoever reads it.
	"$NONOC" "$name" --target seatbelt --no-comments -o "$SCRATCH/plain.sb"
	! grep ';' "$SCRATCH/plain.sb" || bad "$name: --no-comments leaves one"
	"$NONOC" dump "$SCRATCH/$name.sb" >"$SCRATCH/one"
	"$NONOC" dump "$SCRATCH/plain.sb" | cmp - "$SCRATCH/one" ||
		bad "$name: a comment is more than that"
	# What would let everything through is in none of them.
	! grep -E '^\(allow (default|file\*|network\*|mach-lookup\)|[^ ]*\)$)' "$SCRATCH/one" |
		grep -vE '^\(allow (process-fork|pseudo-tty|ipc-[a-z*-]+)\)$' ||
		bad "$name: a rule without a filter"
done
[ "$(ls "$golden" | wc -l)" = "$count" ] || bad "a text without a profile"
summary 13
