#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh - what nonoc says to each profile here, word for word and place for place.
#
#	NAME.json .jsonc .yaml   the profile: its extension picks the reader; .nono is policy text
#	NAME.sb                  a profile of macOS's sandbox, which is not compiled but dumped
#	NAME.trace               a trace, with verb and profile in NAME.args
#	NAME.args                more options of nonoc, one line
#	NAME.err                 what it must print; NAME.out likewise, on standard output
#	NAME.rules               what nono-exec would apply of the profile's own files
#	codes.skip               codes that no input can provoke, each with its reason
#
# N0301-fires.json must be told N0301 and N0301-quiet.json, much the same, must
# not: every code of compiler/diag.def has both.  `BLESS=1 run.sh` rewrites the
# expectations, `run.sh NAME...` runs only those.
set -u
LC_ALL=C.UTF-8
export LC_ALL

here=${SRCDIR:?the top of the sources}/tests/golden
: "${NONOC:?the path of nonoc}" "${NONO_EXEC:?the path of nono-exec}"
. "${SRCDIR:?the top of the sources}/tests/lib.sh"

# A copy: sources may be read-only, and a place in a message must not depend on where they are.
work=$(mktemp -d "${SCRATCH:-/var/tmp}/golden.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
cp -R "$here" "$work/in" && chmod -R u+w "$work/in" || exit 99
mkdir "$work/home" "$work/out" "$work/project" || exit 99
cd "$work/in" || exit 99
HOME=$work/home XDG_CONFIG_HOME=$work/in/config NO_COLOR=1
export HOME XDG_CONFIG_HOME NO_COLOR

# Protected paths are bound to the home of the passwd entry, too.
own=$(getent passwd "$(id -u)" | cut -d: -f6)

# compile FILE: $work/err, $work/std and $status; whatever goes wrong, an existing output is safe.
compile() {
	printf before >"$work/out/policy.bin"
	status=0
	verb=
	case $1 in *.sb) verb=dump ;; esac
	# shellcheck disable=SC2046,SC2086 # one word an option; no verb is no word
	"$NONOC" $verb $(cat "$name.args" 2>/dev/null) "$1" -o "$work/out/policy.bin" \
		>"$work/std.raw" 2>"$work/err.raw" || status=$?
	for stream in std err; do
		sed "s|$work/in|HERE|g" "$work/$stream.raw" >"$work/$stream"
	done
	after=$(head -c 6 "$work/out/policy.bin")
	case $status in
	0) [ "$after" != before ] || bad "$1: status 0, and no output" ;;
	1 | 3) [ "$after" = before ] || [ "$verb$status" = dump3 ] || bad "$1: status $status, and the output was touched" ;;
	*) bad "$1: status $status: $(cat "$work/err")" ;;
	esac
	[ "$(ls -A "$work/out")" = policy.bin ] || bad "$1: leaves $(ls -A "$work/out")"
}

# Status 1 exactly when an error is shown; 3 when --target-abi asks for more than there is.
consistent() {
	errors=$(grep -Ec '(^|: )error(:|\[)|"(severity|level)": ?"error"|^(::|\| )error ' "$work/err" "$work/std" | awk -F: '
		{ n += $NF } END { print n }')
	case $status:$errors in
	0:0 | 3:0 | 1:[1-9]*) ;;
	*) bad "$1: status $status with $errors errors shown" ;;
	esac
}

# expect FILE SUFFIX ACTUAL
expect() {
	if [ "${BLESS-}" = 1 ]; then
		if [ "$2" = err ] || [ -s "$3" ]; then
			cp "$3" "$here/$name.$2"
		else
			rm -f "$here/$name.$2"
		fi
	elif [ -e "$name.$2" ] || [ "$2" = err ]; then
		diff -u "$name.$2" "$3" || bad "$1: see above"
	elif [ -s "$3" ]; then
		bad "$1: prints what no $name.$2 has: $(cat "$3")"
	fi
}

# A name that begins with a code says what its .err must have or lack.
promise() {
	code=${name%%-*}
	case $name in
	N[0-9]*-fires*) grep -q "\[$code\]" "$work/err" || bad "$1: no $code" ;;
	N[0-9]*-quiet*) ! grep -q "\[$code\]" "$work/err" || bad "$1: tells $code" ;;
	esac
}

# The dry run without what depends on the machine: groups' rules, files that exist, the kernel, root.
dry_run() {
	(cd "$work/project" &&
		env -i HOME="$work/home" PATH=/usr/bin:/bin LC_ALL=C LC_X=x A_TOKEN=t X_TOKEN=t \
			"$NONO_EXEC" --dry-run --require-digest \
			"sha256:$(sha256sum <"$work/out/policy.bin" | cut -d" " -f1)" \
			"$work/out/policy.bin" -- true) >"$work/dry.raw" 2>"$work/dry.err" ||
		bad "$1: the dry run fails: $(cat "$work/dry.err")"
	sed -e '/(group /d' -e '/^policy /d' -e '/^kernel /d' -e '/^  unix sockets:/d' \
		-e '/^capabilities kept/d' -e '/^not held /,$d' \
		-e 's/  \[[^]]*\]//' -e 's/^\(rules\|protected\) ([0-9]*)/\1/' \
		-e "\\|^  ${own:-/nonexistent}/|d" \
		-e "s|$work/home|HOME|g" -e "s|$work/project|PROJECT|g" "$work/dry.raw" >"$work/rules"
}

run() {
	name=${1%.*}
	count=$((count + 1))
	compile "$1"
	consistent "$1"
	promise "$1"
	expect "$1" err "$work/err"
	expect "$1" out "$work/std"
	if [ -e "$name.rules" ]; then
		dry_run "$1"
		expect "$1" rules "$work/rules"
	fi
}

# Codes are append-only: one that nothing shows cannot be trusted to be told.
coverage() {
	sed -n 's/^DIAG([A-Z0-9_]*, \([0-9]*\), .*/\1/p' "$SRCDIR/compiler/diag.def" |
		while read -r number; do
			printf 'N%04d\n' "$number"
		done >"$work/codes"
	[ -s "$work/codes" ] || bad "diag.def: no codes found"
	while read -r code; do
		if grep -q "^$code " codes.skip; then
			# An excuse that has become untrue must go.
			if grep -q "\[$code" ./*.err; then bad "$code: in codes.skip, but provoked"; fi
			continue
		fi
		grep -q "\[$code" "$code"-fires*.err 2>/dev/null || bad "$code: no $code-fires"
		[ -n "$(ls "$code"-quiet*.err 2>/dev/null)" ] || bad "$code: no $code-quiet"
	done <"$work/codes"
	sed -n 's/^\(N[0-9]*\) .*/\1/p' codes.skip | while read -r code; do
		grep -q "^$code\$" "$work/codes" || echo "$code: in codes.skip, not in diag.def"
	done >"$work/stale"
	[ ! -s "$work/stale" ] || bad "$(cat "$work/stale")"
}

if [ $# -gt 0 ]; then
	for file; do run "${file##*/}"; done
else
	for file in *.json *.jsonc *.trace *.nono *.sb *.yaml; do
		[ ! -e "$file" ] || run "$file"
	done
	printf '%s\n' *.json *.jsonc *.trace *.nono *.sb *.yaml | sed 's/\.[a-z]*$//' | sort | uniq -d >"$work/twins"
	[ ! -s "$work/twins" ] || bad "one .err for two profiles: $(cat "$work/twins")"
	[ "${BLESS-}" = 1 ] && cp "$here"/*.err .
	coverage
fi
printf '%d profiles, %d failures\n' "$count" "$failed"
[ "$failed" = 0 ] && [ "$count" -gt 0 ]
