#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # $AS is several words
# faults.sh - each system call of nono-exec fails, one a run: the command is confined or never begins.
# X03, X04, X06, X16: what fails stops the rest, so that no step can come before its condition.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	echo 'mkdir -p "$T/w"; echo secret >"$T/secret"'
}

# small NAME POLICY: in the words of tests/enforce/blob.
small() {
	printf '%s\n' "$2" | "$BUILDDIR/tests/enforce/blob" >"$S/new.bin" || die "no policy"
	$AS cp "$S/new.bin" "$P/$1.bin"
}

# faults NAME ERRNOS [FILTER=1]: with what inherit.c gives: a file, and a key if possible.
faults() {
	status X04 "the policy '$1', $2 errnos" 0 faulty "$@"
	sed 's/^/# /' "$S/stdout"
}

faulty() {
	(cd "$T/w" && exec $AS SECRET="$T/secret" ${3-} "$heir" give "$given" "$B/fault" "$2" \
		"$nono" "$P/$1.bin" -- "$heir" use audit "$T/secret")
}

body() {
	heir=$B/inherit
	cp "$BUILDDIR/tests/enforce/inherit" "$BUILDDIR/tests/enforce/fault" "$B/" || die "no copies"
	given=key
	(cd "$T/w" && $AS "$heir" give key /usr/bin/true 2>"$S/stderr") || given=file
	# Core files, capabilities and new privileges the caller may lack, too.
	verdict X04 "bare, all of it is possible" "leak: file descriptor" "$(
		cd "$T/w" && $AS SECRET="$T/secret" "$heir" give file "$heir" use audit "$T/secret" |
			sed 's/ core//; s/ capabilities//; s/ privileges//')"
	files="grant rx file $heir
grant rl dir \$WORKDIR own
deny rlwcdn ~/.ssh
accept 0x3ff"
	small files "$files"
	small network "$files
net 1
scope 3
port tcp connect 443
set A ~"
	policy default '' '"workdir": {"access": "read"}'
	faults files 13
	faults network 6
	faults default 2 FILTER=1
}

run_tests
