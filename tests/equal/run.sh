#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh - spellings that mean the same give the same bytes; each directory is
# one policy in several spellings, and no two directories are the same policy.
set -u
LC_ALL=C.UTF-8
export LC_ALL

here=${SRCDIR:?the top of the sources}/tests/equal
data=$SRCDIR/tests/data
: "${NONOC:?the path of nonoc}"
. "$SRCDIR/tests/lib.sh"

work=$(mktemp -d "${SCRATCH:-/var/tmp}/equal.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
mkdir "$work/home"
HOME=$work/home
export HOME
: >"$work/sums"

# sum FILE [OPTION...]: the digest of what it compiles to.
sum() {
	profile=$1
	shift
	"$NONOC" "$@" "$profile" -o "$work/out" 2>"$work/err" || {
		bad "$profile: $(cat "$work/err")"
		return 1
	}
	sha256sum <"$work/out"
}

# same WHAT FILE...
same() {
	what=$1 first=
	shift
	for file; do
		count=$((count + 1))
		digest=$(sum "$file" --no-origins) || continue
		if [ -z "$first" ]; then
			first=$file expected=$digest
			printf '%s %s\n' "$digest" "$what" >>"$work/sums"
		elif [ "$digest" = "$expected" ]; then
			printf 'ok %s: %s as %s\n' "$what" "${file##*/}" "${first##*/}"
		else
			bad "$what: $file is another policy than $first"
		fi
	done
}

# With origins too: nothing of this moment, directory or machine gets in.
again() {
	cp "$1" "$work/home/again.json"
	one=$(cd "$work/home" && sum again.json) || return
	sleep 1
	two=$(cd "$work/home" && TZ=Asia/Tokyo HOME=/nonexistent USER=other sum again.json) || return
	if [ "$one" = "$two" ]; then
		echo "ok again: the same bytes twice"
	else
		bad "again: other bytes the second time"
	fi
}

example="$data/claude-code-example.json"
same example "$example" "$here"/example/*
"$NONOC" "$example" -o "$work/out" 2>"$work/err"
if [ "$(grep -Ec '^(warning|error)\[' "$work/err")" = 1 ] &&
	grep -q "^warning\[N0601\]: .*security\.groups" "$work/err"; then
	echo "ok example: one warning, for the deprecated key"
else
	bad "example: not exactly the one warning for security.groups: $(cat "$work/err")"
fi
for directory in "$here"/*/; do
	name=$(basename "$directory")
	[ "$name" = example ] || same "$name" "$directory"*.*
done
again "$example"

doubles=$(sort "$work/sums" | awk 'last == $1 { print $NF, "and", name } { last = $1; name = $NF }')
[ -z "$doubles" ] || bad "two directories are one policy: $doubles"
printf '%d profiles, %d failures\n' "$count" "$failed"
[ "$failed" = 0 ] && [ "$count" -gt 20 ]
